/* What fails: units of plants and stores, poles and cables of links, circuits of lines. */
#include "study/adequacy_internal.h"

#include "network/weather.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { HOURS_PER_DAY = 24 };

struct builder {
    struct adequacy_model *model;
    struct arena *arena;
    struct error *error;
    int room_for_causes, room_for_parts;
};

static enum status no_memory(const struct builder *builder)
{
    return error_set(builder->error, STATUS_NO_MEMORY, "no memory for what fails");
}

/* Room is doubled; the old array stays in the arena. */
static enum status grow(struct builder *builder, void **array, size_t size, int count, int *room)
{
    if (count < *room) return STATUS_OK;
    *room = *room == 0 ? 64 : 2 * *room;
    void *larger = arena_array(builder->arena, (size_t)*room, size);
    if (larger == NULL) return no_memory(builder);
    if (count > 0) memcpy(larger, *array, size * (size_t)count);
    *array = larger;
    return STATUS_OK;
}

static enum status name(struct builder *builder, const char **id, const char *format, ...)
    PRINTF_LIKE(3, 4);
static enum status name(struct builder *builder, const char **id, const char *format, ...)
{
    char text[400];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    *id = arena_text(builder->arena, text, strlen(text));
    return *id != NULL ? STATUS_OK : no_memory(builder);
}

static enum status add_cause(struct builder *builder, struct outage_unit cause)
{
    struct adequacy_model *model = builder->model;
    void *array = model->cause;
    if (cause.failures_per_year == 0) return STATUS_OK;
    TRY(outage_unit_check(&cause, builder->error));
    TRY(grow(builder, &array, sizeof cause, model->n_cause, &builder->room_for_causes));
    model->cause = array;
    model->cause[model->n_cause++] = cause;
    model->part[model->n_part - 1].n_cause++;
    return STATUS_OK;
}

static enum status begin_part(struct builder *builder, const char *id)
{
    struct adequacy_model *model = builder->model;
    void *array = model->part;
    TRY(grow(builder, &array, sizeof *model->part, model->n_part, &builder->room_for_parts));
    model->part = array;
    model->part[model->n_part++] = (struct part){.id = id, .first_cause = model->n_cause};
    return STATUS_OK;
}

/* The i-th of n planned outages of one row: evenly over its days (eq. 277). */
static void plan(struct builder *builder, const struct outage_row *row, int i, int n)
{
    struct part *part = &builder->model->part[builder->model->n_part - 1];
    const double length = round(row->planned_days * HOURS_PER_DAY); /* whole hours */
    if (length == 0) return;
    const double step = n > 1 ? (row->planned_window_hour - length) / (n - 1) : 0;
    part->planned_hour = length;
    part->planned_from_hour = fmod(row->planned_from_hour + floor(i * step), HOURS_PER_YEAR);
}

/* ---- plants and stores ---- */

/* More would be a mistake of units, and each of them is drawn event by event. */
enum { MOST_UNITS = 1000 };

/* How many units of unit_mw a capacity is. row: what says so, or NULL for the settings. */
static enum status find_units(struct builder *builder, const char *id, double capacity_mw,
                              double unit_mw, const struct outage_row *row, int *n_unit)
{
    static const double WHOLE = 1e-9; /* 600 / 200 is three, whatever the last bit */
    const struct adequacy_config *config = builder->model->input->config;
    *n_unit = 1;
    if (!(unit_mw > 0) || unit_mw >= capacity_mw) return STATUS_OK;
    if (capacity_mw / unit_mw <= MOST_UNITS + WHOLE) {
        *n_unit = (int)ceil(capacity_mw / unit_mw - WHOLE);
        return STATUS_OK;
    }
    const struct key *key = key_find(adequacy_keys, n_adequacy_key, "plant_unit_mw");
    error_add(builder->error, "%s:%d: `%s` of %g MW makes more than %d units of `%s`, %g MW",
              row != NULL ? row->origin.file : config->path,
              row != NULL ? row->origin.file_line : config->line_of_key[key - adequacy_keys],
              row != NULL ? "unit_mw" : "plant_unit_mw", unit_mw, MOST_UNITS, id, capacity_mw);
    return STATUS_BAD_INPUT;
}

static enum status add_units(struct builder *builder, const char *id, int n_unit, int n_row,
                             const int *row, double forced_outage_share)
{
    const struct outage_table *table = builder->model->input->outages;
    for (int i = 0; i < n_unit; i++) {
        const char *unit_id;
        TRY(name(builder, &unit_id, "%s unit %d", id, i + 1));
        TRY(begin_part(builder, unit_id));
        for (int r = 0; r < n_row; r++) {
            const struct outage_row *of = &table->row[row[r]];
            const char *cause_id = unit_id;
            if (r > 0) TRY(name(builder, &cause_id, "%s cause %d", unit_id, r + 1));
            TRY(add_cause(builder, outage_of_row(of, cause_id, 0, forced_outage_share)));
            plan(builder, of, i, n_unit);
        }
    }
    return STATUS_OK;
}

/* Of several rows at most one may take its rate from forced_outage_share. */
static enum status check_rows(struct builder *builder, const char *id, int n_row, const int *row)
{
    const struct outage_table *table = builder->model->input->outages;
    int n_derived = 0, n_planned = 0;
    if (n_row > OUTAGE_CAUSES)
        return error_set(builder->error, STATUS_BAD_INPUT, "%s: %d rows for `%s`, wanted up to %d",
                         table->path, n_row, id, OUTAGE_CAUSES);
    for (int r = 0; r < n_row; r++) {
        n_derived += isnan(table->row[row[r]].failures_per_year) &&
                     isnan(table->row[row[r]].failures_per_100_km_year);
        n_planned += table->row[row[r]].planned_days > 0;
    }
    if (n_derived > 1)
        error_add(
            builder->error,
            "%s:%d: a second row for `%s` without failures_per_year: both would stand for its "
            "forced_outage_share",
            table->path, table->row[row[1]].origin.file_line, id);
    if (n_planned > 1)
        error_add(builder->error, "%s:%d: a second row for `%s` with planned_days, wanted one",
                  table->path, table->row[row[1]].origin.file_line, id);
    return error_status(builder->error);
}

/* A firm plant without a row fails as the settings say; wind, sun and rivers without one are many
 * small units whose mean is what counts. */
static enum status add_plant(struct builder *builder, int generator)
{
    struct adequacy_model *model = builder->model;
    const struct adequacy_config *config = model->input->config;
    struct generator *plant = &model->network.generator[generator];
    const double forced = plant->forced_outage_share;
    int row[OUTAGE_CAUSES];
    const int n_row =
        outage_table_find(model->input->outages, OUTAGE_PLANT, plant->id, plant->technology, row);
    TRY(check_rows(builder, plant->id, n_row, row));
    if (forced >= 1 || plant->capacity_mw <= 0) return STATUS_OK;
    if (n_row == 0 && (plant->availability != AVAILABILITY_FIRM || forced == 0)) return STATUS_OK;
    const struct outage_row *first = n_row > 0 ? &model->input->outages->row[row[0]] : NULL;
    int n_unit;
    TRY(find_units(builder, plant->id, plant->capacity_mw,
                   first != NULL ? first->unit_mw : config->plant_unit_mw, first, &n_unit));
    struct plant *added = &model->plant[model->n_plant++];
    *added = (struct plant){.area = model->area_of_bus[plant->bus],
                            .generator = generator,
                            .first_part = model->n_part,
                            .n_part = n_unit,
                            .unit_mw = plant->capacity_mw / n_unit};
    model->is_sampled[generator] = true;
    plant->forced_outage_share = 0;
    if (n_row > 0) return add_units(builder, plant->id, n_unit, n_row, row, forced);
    const struct outage_row common = {.failures_per_year = NAN,
                                      .failures_per_100_km_year = NAN,
                                      .work_hour = config->plant_repair_hour};
    for (int i = 0; i < n_unit; i++) {
        const char *id;
        TRY(name(builder, &id, "%s unit %d", plant->id, i + 1));
        TRY(begin_part(builder, id));
        TRY(add_cause(builder, outage_of_row(&common, id, 0, forced)));
    }
    return STATUS_OK;
}

static enum status add_store(struct builder *builder, int position)
{
    static const char *const kinds[] = {"battery", "pumped_hydro", "reservoir"};
    struct adequacy_model *model = builder->model;
    const struct storage *storage = &model->network.storage[position];
    int row[OUTAGE_CAUSES];
    const int n_row = outage_table_find(model->input->outages, OUTAGE_STORE, storage->id,
                                        kinds[storage->kind], row);
    TRY(check_rows(builder, storage->id, n_row, row));
    struct store *store = &model->store[model->n_store++];
    *store = (struct store){
        .area = model->area_of_bus[storage->bus], .storage = position, .first_part = model->n_part};
    if (n_row == 0 || storage->forced_outage_share >= 1) return STATUS_OK;
    const struct outage_row *first = &model->input->outages->row[row[0]];
    TRY(find_units(builder, storage->id, storage->discharge_mw, first->unit_mw, first,
                   &store->n_part));
    return add_units(builder, storage->id, store->n_part, n_row, row, storage->forced_outage_share);
}

/* ---- links and lines ---- */

/* What fails along the way of a pole: each conductor by itself, and less often all together. */
static enum status add_conductors(struct builder *builder, enum outage_part kind,
                                  const struct hvdc_link *link, double km, const char *pole)
{
    static const char *const words[] = {[OUTAGE_CABLE] = "cable", [OUTAGE_LAND] = "land"};
    const struct outage_table *table = builder->model->input->outages;
    int row[OUTAGE_CAUSES];
    if (!(km > 0)) return STATUS_OK;
    const int n = outage_table_find(table, kind, link->id, link->configuration, row);
    TRY(check_rows(builder, link->id, n, row));
    for (int r = 0; r < n; r++) {
        const struct outage_row *of = &table->row[row[r]];
        for (int c = 0; c < of->conductors; c++) {
            const char *id;
            TRY(name(builder, &id, "%s %s %d cause %d", pole, words[kind], c + 1, r + 1));
            struct outage_unit cause = outage_of_row(of, id, km, 0);
            cause.failures_per_year *= 1 - of->common_share;
            TRY(add_cause(builder, cause));
        }
    }
    return STATUS_OK;
}

static enum status add_common(struct builder *builder, enum outage_part kind,
                              const struct hvdc_link *link, double km)
{
    const struct outage_table *table = builder->model->input->outages;
    int row[OUTAGE_CAUSES];
    if (!(km > 0)) return STATUS_OK;
    const int n = outage_table_find(table, kind, link->id, link->configuration, row);
    for (int r = 0; r < n; r++) {
        const char *id;
        TRY(name(builder, &id, "%s common %d cause %d", link->id, (int)kind, r + 1));
        struct outage_unit cause = outage_of_row(&table->row[row[r]], id, km, 0);
        cause.failures_per_year *= table->row[row[r]].common_share;
        TRY(add_cause(builder, cause));
    }
    return STATUS_OK;
}

static enum status add_pole(struct builder *builder, const struct hvdc_link *link, int pole,
                            int n_pole, int n_station, const int *station)
{
    const struct outage_table *table = builder->model->input->outages;
    const char *id;
    TRY(name(builder, &id, "%s pole %d", link->id, pole + 1));
    TRY(begin_part(builder, id));
    for (int r = 0; r < n_station; r++) {
        const struct outage_row *of = &table->row[station[r]];
        const char *cause_id;
        TRY(name(builder, &cause_id, "%s station cause %d", id, r + 1));
        TRY(add_cause(builder, outage_of_row(of, cause_id, 0, 0)));
        plan(builder, of, pole, n_pole);
    }
    TRY(add_conductors(builder, OUTAGE_CABLE, link, link->submarine_km, id));
    return add_conductors(builder, OUTAGE_LAND, link, link->land_km, id);
}

static enum status add_link(struct builder *builder, struct branch *branch)
{
    struct adequacy_model *model = builder->model;
    const struct outage_table *table = model->input->outages;
    const struct hvdc_link *link = &model->network.link[network_link(&model->network, branch->id)];
    int station[OUTAGE_CAUSES], row[OUTAGE_CAUSES], n_pole = 1;
    const int n_station =
        outage_table_find(table, OUTAGE_STATION, link->id, link->configuration, station);
    const int n_return =
        outage_table_find(table, OUTAGE_RETURN, link->id, link->configuration, row);
    TRY(check_rows(builder, link->id, n_station, station));
    TRY(check_rows(builder, link->id, n_return, row));
    for (int r = 0; r < n_station; r++)
        if (table->row[station[r]].poles > n_pole) n_pole = table->row[station[r]].poles;
    branch->first_part = model->n_part;
    for (int pole = 0; pole < n_pole; pole++)
        TRY(add_pole(builder, link, pole, n_pole, n_station, station));
    bool fails = false;
    for (int p = branch->first_part; p < model->n_part; p++)
        fails = fails || model->part[p].n_cause > 0 || model->part[p].planned_hour > 0;
    branch->n_pole = n_pole;
    TRY(begin_part(builder, link->id));
    branch->common_part = model->n_part - 1;
    TRY(add_common(builder, OUTAGE_CABLE, link, link->submarine_km));
    TRY(add_common(builder, OUTAGE_LAND, link, link->land_km));
    if (!fails && model->part[branch->common_part].n_cause == 0) {
        model->n_part = branch->first_part;
        branch->n_pole = 0;
        branch->common_part = -1;
        return adequacy_note(model, builder->arena,
                             "%s never fails: no outage rate is known for it", link->id);
    }
    if (n_return == 0 || n_pole == 1) return STATUS_OK;
    const char *id;
    TRY(name(builder, &id, "%s return", link->id));
    TRY(begin_part(builder, id));
    branch->return_part = model->n_part - 1;
    for (int r = 0; r < n_return; r++) {
        const char *cause_id;
        TRY(name(builder, &cause_id, "%s cause %d", id, r + 1));
        TRY(add_cause(builder, outage_of_row(&table->row[row[r]], cause_id, link->route_km, 0)));
    }
    return STATUS_OK;
}

static enum status add_line(struct builder *builder, struct branch *branch)
{
    struct adequacy_model *model = builder->model;
    const struct outage_table *table = model->input->outages;
    const struct line *line = &model->network.line[network_line(&model->network, branch->id)];
    char kv[40];
    int row[OUTAGE_CAUSES];
    snprintf(kv, sizeof kv, "%g", line->nominal_kv);
    const int n = outage_table_find(table, OUTAGE_LINE, line->id, kv, row);
    TRY(check_rows(builder, line->id, n, row));
    if (n == 0) return STATUS_OK;
    branch->n_pole = line->circuits > 0 ? line->circuits : 1;
    branch->first_part = model->n_part;
    for (int c = 0; c < branch->n_pole; c++) {
        const char *id;
        TRY(name(builder, &id, "%s circuit %d", line->id, c + 1));
        TRY(begin_part(builder, id));
        for (int r = 0; r < n; r++) {
            const char *cause_id;
            TRY(name(builder, &cause_id, "%s cause %d", id, r + 1));
            TRY(add_cause(builder,
                          outage_of_row(&table->row[row[r]], cause_id, line->length_km, 0)));
        }
    }
    return STATUS_OK;
}

enum status adequacy_parts_make(struct adequacy_model *model, struct arena *arena,
                                struct error *error)
{
    struct builder builder = {.model = model, .arena = arena, .error = error};
    model->plant = ARENA_ARRAY(arena, struct plant, model->network.n_generator);
    model->store = ARENA_ARRAY(arena, struct store, model->network.n_storage);
    if (!model->plant || !model->store) return no_memory(&builder);
    for (int g = 0; g < model->network.n_generator; g++)
        TRY(add_plant(&builder, g));
    for (int s = 0; s < model->network.n_storage; s++)
        TRY(add_store(&builder, s));
    for (int b = 0; b < model->n_branch; b++)
        TRY(model->branch[b].is_link ? add_link(&builder, &model->branch[b])
                                     : add_line(&builder, &model->branch[b]));
    return error_status(error);
}
