/* Areas and what joins them. */
#include "study/adequacy_internal.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status adequacy_note(struct adequacy_model *model, struct arena *arena, const char *format,
                          ...)
{
    char text[600];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (model->n_note == ADEQUACY_NOTES) return STATUS_OK;
    const char *copy = arena_text(arena, text, strlen(text));
    if (copy == NULL) return STATUS_NO_MEMORY;
    model->note[model->n_note++] = copy;
    return STATUS_OK;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* Buses of one area: one country, and one zone of it where zones are asked for. */
static bool share_area(const struct adequacy_model *model, int a, int b)
{
    const struct bus *bus = model->network.bus;
    if (!same(bus[a].country, bus[b].country)) return false;
    return model->input->config->areas == ADEQUACY_COUNTRIES || same(bus[a].zone, bus[b].zone);
}

/* The zone, with its country where another country has a zone of that name. */
static const char *name_of_area(const struct adequacy_model *model, int bus, struct arena *arena)
{
    const struct bus *of = &model->network.bus[bus];
    char text[200];
    bool is_unique = true;
    if (model->input->config->areas == ADEQUACY_COUNTRIES || of->zone[0] == '\0')
        return of->country[0] != '\0' ? of->country : "grid";
    for (int b = 0; b < model->network.n_bus; b++)
        if (same(model->network.bus[b].zone, of->zone) &&
            !same(model->network.bus[b].country, of->country))
            is_unique = false;
    if (is_unique) return of->zone;
    snprintf(text, sizeof text, "%s %s", of->country, of->zone);
    return arena_text(arena, text, strlen(text));
}

static enum status make_areas(struct adequacy_model *model, struct arena *arena)
{
    const int n_bus = model->network.n_bus;
    model->area_of_bus = ARENA_ARRAY(arena, int, n_bus);
    model->area = ARENA_ARRAY(arena, struct area, n_bus + 1);
    if (!model->area_of_bus || !model->area) return STATUS_NO_MEMORY;
    for (int bus = 0; bus < n_bus; bus++) {
        int before = 0;
        while (before < bus && !share_area(model, before, bus))
            before++;
        if (before < bus) {
            model->area_of_bus[bus] = model->area_of_bus[before];
            continue;
        }
        struct area *area = &model->area[model->n_area];
        area->name = name_of_area(model, bus, arena);
        if (area->name == NULL) return STATUS_NO_MEMORY;
        model->area_of_bus[bus] = model->n_area++;
    }
    model->area[model->n_area].name = "system";
    return STATUS_OK;
}

static bool is_named(const struct text_list *list, const char *id)
{
    for (int i = 0; i < list->count; i++)
        if (same(list->item[i], id)) return true;
    return false;
}

/* Links that the comparison goes without: those that are named, else all at sea. */
static enum status choose_cables(struct adequacy_model *model, struct arena *arena,
                                 struct error *error)
{
    const struct adequacy_config *config = model->input->config;
    const struct network *network = &model->network;
    const struct key *key = key_find(adequacy_keys, n_adequacy_key, "cables");
    const char **names = ARENA_ARRAY(arena, const char *, network->n_link);
    if (names == NULL) return STATUS_NO_MEMORY;
    for (int l = 0; l < network->n_link; l++)
        names[l] = network->link[l].id;
    for (int i = 0; i < config->cables.count; i++) {
        const char *id = config->cables.item[i], *nearest;
        if (network_link(network, id) >= 0) continue;
        nearest = nearest_name(id, network->n_link, names);
        error_add(error, "%s:%d: `cables` names `%s`, which is no link in service%s%s%s",
                  config->path, config->line_of_key[key - adequacy_keys], id,
                  nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
                  nearest != NULL ? "`?" : "");
    }
    for (int b = 0; b < model->n_branch; b++) {
        struct branch *branch = &model->branch[b];
        if (!branch->is_link) continue;
        const struct hvdc_link *link = &network->link[network_link(network, branch->id)];
        branch->is_cable = config->cables.count > 0 ? is_named(&config->cables, branch->id)
                                                    : link->submarine_km > 0;
        model->has_cables = model->has_cables || branch->is_cable;
    }
    for (int i = 0; i < config->cables.count && error->count == 0; i++) {
        bool joins = false;
        for (int b = 0; b < model->n_branch; b++)
            joins = joins || same(model->branch[b].id, config->cables.item[i]);
        if (!joins)
            TRY(adequacy_note(model, arena, "%s lies inside one area and changes nothing",
                              config->cables.item[i]));
    }
    return error_status(error);
}

static void add_branch(struct adequacy_model *model, const char *id, int from_bus, int to_bus,
                       double forward_mw, double back_mw, bool is_link)
{
    const int from = model->area_of_bus[from_bus], to = model->area_of_bus[to_bus];
    int pair = 0, sign = 1;
    if (from == to) return;
    for (; pair < model->n_pair; pair++) {
        if (model->pair_from[pair] == from && model->pair_to[pair] == to) break;
        sign = -1;
        if (model->pair_from[pair] == to && model->pair_to[pair] == from) break;
        sign = 1;
    }
    if (pair == model->n_pair) {
        model->pair_from[pair] = from;
        model->pair_to[pair] = to;
        model->n_pair++;
    }
    model->branch[model->n_branch++] = (struct branch){
        .id = id,
        .from_area = from,
        .to_area = to,
        .pair = pair,
        .sign = sign,
        .forward_mw = forward_mw,
        .back_mw = back_mw,
        .is_link = is_link,
        .common_part = -1,
        .return_part = -1,
    };
}

static enum status make_branches(struct adequacy_model *model, struct arena *arena)
{
    const struct network *network = &model->network;
    const int n = network->n_line + network->n_link;
    model->branch = ARENA_ARRAY(arena, struct branch, n);
    model->pair_from = ARENA_ARRAY(arena, int, n);
    model->pair_to = ARENA_ARRAY(arena, int, n);
    if (!model->branch || !model->pair_from || !model->pair_to) return STATUS_NO_MEMORY;
    for (int l = 0; l < network->n_line; l++) {
        const struct line *line = &network->line[l];
        add_branch(model, line->id, line->from_bus, line->to_bus, line->limit_mw,
                   line->limit_back_mw, false);
    }
    for (int l = 0; l < network->n_link; l++) {
        const struct hvdc_link *link = &network->link[l];
        add_branch(model, link->id, link->from_bus, link->to_bus, link->capacity_mw,
                   link->capacity_mw, true);
    }
    return STATUS_OK;
}

/* A copy in which what is sampled has no forced outages of its own: the series must not derate a
 * plant that the sampling takes out. */
static enum status copy_network(struct adequacy_model *model, struct arena *arena)
{
    const struct network *network = model->input->network;
    const size_t n = (size_t)network->n_generator;
    model->network = *network;
    model->network.generator = ARENA_ARRAY(arena, struct generator, n);
    model->is_sampled = ARENA_ARRAY(arena, bool, n);
    model->note = ARENA_ARRAY(arena, const char *, ADEQUACY_NOTES);
    if (!model->network.generator || !model->is_sampled || !model->note) return STATUS_NO_MEMORY;
    if (n > 0) memcpy(model->network.generator, network->generator, sizeof *network->generator * n);
    return STATUS_OK;
}

/* Rows of the table that nothing asked for: each name once, with its first line. */
static enum status tell_unused_rows(struct adequacy_model *model, struct arena *arena)
{
    const struct outage_table *table = model->input->outages;
    const char *slash = strrchr(table->path, '/');
    char names[400] = "";
    size_t used = 0;
    for (int i = 0; i < table->n_row; i++) {
        const struct outage_row *row = &table->row[i];
        bool is_told = table->used[i];
        for (int before = 0; before < i && !is_told; before++)
            is_told = !table->used[before] && same(table->row[before].of, row->of);
        if (is_told || used >= sizeof names) continue;
        used += (size_t)snprintf(names + used, sizeof names - used, "%s`%s` (line %d)",
                                 used > 0 ? ", " : "", row->of, row->origin.file_line);
    }
    if (used == 0) return STATUS_OK;
    return adequacy_note(model, arena, "%s: nothing in service is meant by the rows for %s",
                         slash != NULL ? slash + 1 : table->path, names);
}

static enum status tell_what_is_left_out(struct adequacy_model *model, struct arena *arena)
{
    for (int s = 0; s < model->network.n_storage; s++)
        if (model->network.storage[s].downstream_storage >= 0)
            TRY(adequacy_note(model, arena,
                              "water released at %s does not reach %s here: stores below others "
                              "have their own inflow only",
                              model->network.storage[s].id, model->network.storage[s].downstream));
    return tell_unused_rows(model, arena);
}

/* Without weather all years have the same series: the files are read once. */
static enum status make_series(struct adequacy_model *model, struct arena *arena,
                               struct error *error)
{
    const struct dispatch_config *dispatch = model->input->dispatch;
    if (model->network.weather_path[0] != '\0') return STATUS_OK;
    return series_build(&model->network, NULL, dispatch->year, dispatch->first_hour,
                        dispatch->hours, dispatch->fx_usd_per_eur, model->input->overrides, arena,
                        &model->series, error);
}

enum status adequacy_model_make(const struct adequacy_input *input, struct arena *arena,
                                struct adequacy_model *model, struct error *error)
{
    *model = (struct adequacy_model){.input = input, .needy = -1};
    enum status status = copy_network(model, arena);
    if (status == STATUS_OK) status = make_areas(model, arena);
    if (status == STATUS_OK) status = make_branches(model, arena);
    if (status != STATUS_OK) return error_set(error, status, "no memory for the areas");
    TRY(choose_cables(model, arena, error));
    TRY(adequacy_parts_make(model, arena, error));
    TRY(make_series(model, arena, error));
    TRY(tell_what_is_left_out(model, arena));
    return adequacy_closed_make(model, arena, error);
}
