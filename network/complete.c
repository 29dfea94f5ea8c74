#include "network/islands.h"
#include "network/network_internal.h"

#include <math.h>
#include <string.h>

struct resolver {
    struct network *network;
    const bool *was_read;
    struct error *error;
    struct name_index index[NETWORK_TABLES];
};

static const struct origin *origin_of(const struct network *network, enum table_id table, int row)
{
    const struct table_layout *layout = &table_layouts[table];
    const char *rows = table_of(network, table);
    return (const struct origin *)(const void *)(rows + row * layout->row_bytes + layout->origin);
}

/* A row of a file whose id or reference is empty has been reported by the reader of the file. */
static bool is_reported(const struct origin *origin, const char *id)
{
    return id[0] == '\0' && origin->file != NULL;
}

/* The position of the row that `id` names, or -1 and a fault. `what` says whose reference it is. */
static int find(struct resolver *resolver, const struct origin *origin, enum table_id table,
                const char *what, const char *id)
{
    const struct name_index *index = &resolver->index[table];
    const int position = name_index_find(index, id);
    char suggestion[SUGGESTION_BYTES];
    if (position >= 0 || is_reported(origin, id)) return position;
    if (resolver->was_read != NULL && !resolver->was_read[table]) return -1;
    row_fault(origin, resolver->error, "%s is `%s`, which is not in %s%s", what, id,
              network_tables[table].name, did_you_mean(index->count, index->name, id, suggestion));
    return -1;
}

static void already_used(struct resolver *resolver, enum table_id table, int row,
                         enum table_id first_table, int first_row)
{
    const struct origin *origin = origin_of(resolver->network, table, row);
    const struct origin *first = origin_of(resolver->network, first_table, first_row);
    const char *id = resolver->index[table].name[row];
    if (is_reported(origin, id)) return;
    if (first->file != NULL)
        row_fault(origin, resolver->error, "the id `%s` is already used at %s:%d", id, first->file,
                  first->file_line);
    else
        row_fault(origin, resolver->error, "the id `%s` is used twice in %s", id,
                  network_tables[first_table].name);
}

static void find_duplicates(struct resolver *resolver, enum table_id table)
{
    const struct name_index *index = &resolver->index[table];
    int first = 0;
    for (int i = 1; i < index->count; i++) {
        if (strcmp(index->sorted[i].name, index->sorted[first].name) != 0)
            first = i;
        else
            already_used(resolver, table, index->sorted[i].position, table,
                         index->sorted[first].position);
    }
}

/* Interfaces and series name lines and links by their ids alone. */
static void find_links_named_as_lines(struct resolver *resolver)
{
    for (int link = 0; link < resolver->network->n_link; link++) {
        const char *id = resolver->network->link[link].id;
        const int line = name_index_find(&resolver->index[TABLE_LINES], id);
        if (line >= 0) already_used(resolver, TABLE_HVDC_LINKS, link, TABLE_LINES, line);
    }
}

static void find_double_loads(struct resolver *resolver)
{
    const struct name_index *index = &resolver->index[TABLE_LOADS];
    const struct load *load = resolver->network->load;
    for (int i = 1; i < index->count; i++) {
        const struct load *here = &load[index->sorted[i].position];
        for (int j = i - 1; j >= 0 && strcmp(index->sorted[j].name, here->bus_id) == 0; j--) {
            const struct load *before = &load[index->sorted[j].position];
            if (before->year != here->year || is_reported(&here->origin, here->bus_id)) continue;
            row_fault(&here->origin, resolver->error,
                      "bus `%s` has a second load for %d, the first is in line %d", here->bus_id,
                      here->year, before->origin.file_line);
            break;
        }
    }
}

static void resolve_branches(struct resolver *resolver)
{
    struct network *network = resolver->network;
    for (int i = 0; i < network->n_line; i++) {
        struct line *line = &network->line[i];
        line->from_bus = find(resolver, &line->origin, TABLE_BUSES, "`from`", line->from);
        line->to_bus = find(resolver, &line->origin, TABLE_BUSES, "`to`", line->to);
    }
    for (int i = 0; i < network->n_link; i++) {
        struct hvdc_link *link = &network->link[i];
        link->from_bus = find(resolver, &link->origin, TABLE_BUSES, "`from`", link->from);
        link->to_bus = find(resolver, &link->origin, TABLE_BUSES, "`to`", link->to);
    }
}

static void resolve_injections(struct resolver *resolver)
{
    struct network *network = resolver->network;
    for (int i = 0; i < network->n_generator; i++) {
        struct generator *plant = &network->generator[i];
        plant->bus = find(resolver, &plant->origin, TABLE_BUSES, "`bus_id`", plant->bus_id);
    }
    for (int i = 0; i < network->n_storage; i++) {
        struct storage *storage = &network->storage[i];
        storage->bus = find(resolver, &storage->origin, TABLE_BUSES, "`bus_id`", storage->bus_id);
        storage->downstream_storage = -1;
        if (storage->downstream[0] != '\0')
            storage->downstream_storage = find(resolver, &storage->origin, TABLE_STORAGE,
                                               "`downstream`", storage->downstream);
    }
    for (int i = 0; i < network->n_load; i++) {
        struct load *load = &network->load[i];
        load->bus = find(resolver, &load->origin, TABLE_BUSES, "`bus_id`", load->bus_id);
    }
}

static void resolve_markets(struct resolver *resolver)
{
    struct network *network = resolver->network;
    for (int i = 0; i < network->n_market; i++) {
        struct market *market = &network->market[i];
        market->bus = find(resolver, &market->origin, TABLE_BUSES, "`bus_id`", market->bus_id);
    }
    for (int i = 0; i < network->n_market_block; i++) {
        struct market_block *block = &network->market_block[i];
        block->market =
            find(resolver, &block->origin, TABLE_MARKETS, "`market_id`", block->market_id);
    }
}

static void resolve_member(struct resolver *resolver, struct interface_member *member)
{
    const struct name_index *lines = &resolver->index[TABLE_LINES];
    const struct name_index *links = &resolver->index[TABLE_HVDC_LINKS];
    const bool *was_read = resolver->was_read;
    const char *id = member->element_id;
    char suggestion[SUGGESTION_BYTES];
    member->line = name_index_find(lines, id);
    member->link = member->line >= 0 ? -1 : name_index_find(links, id);
    if (member->direction != 1 && member->direction != -1)
        row_fault(&member->origin, resolver->error, "`direction` is %d, wanted 1 or -1",
                  member->direction);
    if (member->line >= 0 || member->link >= 0 || is_reported(&member->origin, id)) return;
    if (was_read != NULL && (!was_read[TABLE_LINES] || !was_read[TABLE_HVDC_LINKS])) return;
    did_you_mean(lines->count, lines->name, id, suggestion);
    if (suggestion[0] == '\0') did_you_mean(links->count, links->name, id, suggestion);
    row_fault(&member->origin, resolver->error,
              "`element_id` is `%s`, which is neither in lines nor in hvdc_links%s", id,
              suggestion);
}

enum status network_resolve(struct network *network, const bool *was_read, struct arena *arena,
                            struct error *error)
{
    static const enum table_id with_ids[] = {TABLE_BUSES,      TABLE_LINES,   TABLE_HVDC_LINKS,
                                             TABLE_GENERATORS, TABLE_STORAGE, TABLE_MARKETS};
    struct resolver resolver = {.network = network, .was_read = was_read, .error = error};
    for (int table = 0; table < NETWORK_TABLES; table++)
        TRY(name_index_build(network, table, arena, &resolver.index[table]));
    for (size_t i = 0; i < sizeof with_ids / sizeof *with_ids; i++)
        find_duplicates(&resolver, with_ids[i]);
    find_links_named_as_lines(&resolver);
    find_double_loads(&resolver);
    resolve_branches(&resolver);
    resolve_injections(&resolver);
    resolve_markets(&resolver);
    for (int i = 0; i < network->n_member; i++)
        resolve_member(&resolver, &network->member[i]);
    return STATUS_OK;
}

/* Texts that a table filled by hand left NULL become "", as the reader of files has it. */
static void no_text_is_empty_text(struct network *network)
{
    if (network->path == NULL || network->path[0] == '\0') network->path = "network";
    if (network->name == NULL) network->name = "";
    if (network->case_id == NULL) network->case_id = "";
    if (network->weather_path == NULL) network->weather_path = "";
    for (int table = 0; table < NETWORK_TABLES; table++) {
        const struct table_format *format = &network_tables[table];
        char *row = table_of(network, table);
        for (int i = 0; i < rows_of(network, table); i++, row += table_layouts[table].row_bytes)
            for (int k = 0; k < format->n_key; k++) {
                if (format->keys[k].type != KEY_TEXT) continue;
                const char **text = (const char **)(void *)(row + format->keys[k].offset);
                if (*text == NULL) *text = "";
            }
    }
}

static enum status number_areas(struct network *network, struct arena *arena)
{
    network->n_area = 0;
    network->area_name = ARENA_ARRAY(arena, const char *, network->n_bus);
    if (network->area_name == NULL) return STATUS_NO_MEMORY;
    for (int bus = 0; bus < network->n_bus; bus++) {
        const char *name = network->bus[bus].sync_area;
        int area = 0;
        while (area < network->n_area && strcmp(network->area_name[area], name) != 0)
            area++;
        if (area == network->n_area) network->area_name[network->n_area++] = name;
        network->bus[bus].area = area;
    }
    return STATUS_OK;
}

static enum status number_islands(struct network *network, struct arena *arena)
{
    int *from = ARENA_ARRAY(arena, int, network->n_line);
    int *to = ARENA_ARRAY(arena, int, network->n_line);
    int *island = ARENA_ARRAY(arena, int, network->n_bus);
    int n_island;
    if (from == NULL || to == NULL || island == NULL) return STATUS_NO_MEMORY;
    for (int line = 0; line < network->n_line; line++) {
        from[line] = network->line[line].from_bus;
        to[line] = network->line[line].to_bus;
    }
    TRY(islands_find(network->n_bus, network->n_line, from, to, arena, island, &n_island));
    for (int bus = 0; bus < network->n_bus; bus++)
        network->bus[bus].island = island[bus];
    return STATUS_OK;
}

/* Series values of all circuits on the base of the network, and the loss rho p^2 with
 * rho = R / kV^2 in 1/MW (docs/model.md, eq. 4): MW = kV^2 / ohm, so no further factor. */
static void complete_line(struct line *line, double base_mva, struct error *error)
{
    const double kv_squared = line->nominal_kv * line->nominal_kv;
    const double resistance_ohm = line->r_ohm_per_km * line->length_km / line->circuits;
    const double reactance_ohm = line->x_ohm_per_km * line->length_km / line->circuits;
    line->resistance_pu = resistance_ohm * base_mva / kv_squared;
    line->reactance_pu = reactance_ohm * base_mva / kv_squared;
    line->loss_per_mw = resistance_ohm / kv_squared;
    line->limit_mw = isnan(line->corridor_limit_mw) ? line->circuits * line->thermal_mva_per_circuit
                                                    : line->corridor_limit_mw;
    line->limit_back_mw = isnan(line->reverse_limit_mw) ? line->limit_mw : line->reverse_limit_mw;
    if (isnan(line->limit_mw))
        row_fault(&line->origin, error,
                  "line `%s` has no limit, wanted `thermal_mva_per_circuit` or `corridor_limit_mw`",
                  line->id);
}

/* Per unit of capacity: two stations, and for a cable of two poles at the sending power u K with
 * the current I = u K / (2 kV) in kA the loss 2 I^2 R' L in MW (docs/model.md, eq. 7). */
static void complete_link(struct hvdc_link *link, struct error *error)
{
    const bool has_route = link->route_km > 0;
    if (isnan(link->capacity_mw))
        row_fault(&link->origin, error,
                  "HVDC link `%s` is in service without `capacity_mw`; give it there, or by "
                  "hvdc_capacity_of and hvdc_capacity_mw of the network file",
                  link->id);
    if (isnan(link->station_noload_share + link->station_linear_share +
              link->station_quadratic_share))
        row_fault(&link->origin, error,
                  "HVDC link `%s` is in service without the losses of its stations, wanted "
                  "`station_noload_share`, `station_linear_share`, `station_quadratic_share`",
                  link->id);
    if (has_route && isnan(link->ohm_per_km_per_pole))
        row_fault(&link->origin, error,
                  "HVDC link `%s` is in service over %g km without `ohm_per_km_per_pole`", link->id,
                  link->route_km);
    double cable = 0;
    if (has_route && link->ohm_per_km_per_pole > 0) {
        if (isnan(link->dc_kv))
            row_fault(&link->origin, error,
                      "HVDC link `%s` is in service over %g km without `dc_kv`", link->id,
                      link->route_km);
        if (link->capacity_mw > 0)
            cable = hvdc_conductor_loss_mw(HVDC_TWO_POLES, link->capacity_mw, link->dc_kv,
                                           link->ohm_per_km_per_pole * link->route_km) /
                    link->capacity_mw;
    }
    link->loss_fixed = 2 * link->station_noload_share;
    link->loss_linear = 2 * link->station_linear_share;
    link->loss_quadratic = 2 * link->station_quadratic_share + cable;
}

/* Brings the blocks of each market together, in the order of the file within a market. */
static enum status sort_market_blocks(struct network *network, struct arena *arena)
{
    struct market_block *sorted = ARENA_ARRAY(arena, struct market_block, network->n_market_block);
    if (sorted == NULL) return STATUS_NO_MEMORY;
    int n_sorted = 0;
    for (int market = 0; market < network->n_market; market++) {
        network->market[market].first_block = n_sorted;
        for (int i = 0; i < network->n_market_block; i++)
            if (network->market_block[i].market == market)
                sorted[n_sorted++] = network->market_block[i];
        network->market[market].n_block = n_sorted - network->market[market].first_block;
    }
    network->market_block = sorted;
    return STATUS_OK;
}

static enum status complete(struct network *network, struct arena *arena, struct error *error)
{
    const int faults = error->count;
    no_text_is_empty_text(network);
    TRY(network_resolve(network, NULL, arena, error));
    if (!(network->base_mva > 0))
        error_add(error, "base_mva is %g, wanted a positive number", network->base_mva);
    for (int i = 0; i < network->n_line; i++)
        complete_line(&network->line[i], network->base_mva, error);
    for (int i = 0; i < network->n_link; i++)
        complete_link(&network->link[i], error);
    if (error->count > faults) return STATUS_BAD_INPUT;
    TRY(number_areas(network, arena));
    TRY(number_islands(network, arena));
    return sort_market_blocks(network, arena);
}

enum status network_complete(struct network *network, struct arena *arena, struct error *error)
{
    const enum status status = complete(network, arena, error);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "no memory for the network of %d buses", network->n_bus);
    return status;
}
