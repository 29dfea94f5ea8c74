#include "study/secure_grid.h"

#include <string.h>

const char *const secure_kind_words[SECURE_KINDS] = {"lines", "plants", "stores", "markets",
                                                     "links"};
static const char *const one_of_kind[SECURE_KINDS] = {"line", "plant", "store", "market", "link"};
enum kind { LINES, PLANTS, STORES, MARKETS, LINKS };

struct parts { /* what is being filled */
    int *from, *to, *unit_bus, *link_from, *link_to;
    double *mw_per_rad, *limit, *limit_back, *response;
};

static bool make_room(const struct network *network, int n_unit, struct arena *arena,
                      struct parts *parts)
{
    parts->from = ARENA_ARRAY(arena, int, network->n_line);
    parts->to = ARENA_ARRAY(arena, int, network->n_line);
    parts->mw_per_rad = ARENA_ARRAY(arena, double, network->n_line);
    parts->limit = ARENA_ARRAY(arena, double, network->n_line);
    parts->limit_back = ARENA_ARRAY(arena, double, network->n_line);
    parts->unit_bus = ARENA_ARRAY(arena, int, n_unit);
    parts->response = ARENA_ARRAY(arena, double, n_unit);
    parts->link_from = ARENA_ARRAY(arena, int, network->n_link);
    parts->link_to = ARENA_ARRAY(arena, int, network->n_link);
    return parts->from && parts->to && parts->mw_per_rad && parts->limit && parts->limit_back &&
           parts->unit_bus && parts->response && parts->link_from && parts->link_to;
}

static void fill_branches(const struct network *network, double share, struct parts *parts)
{
    for (int l = 0; l < network->n_line; l++) {
        const struct line *line = &network->line[l];
        parts->from[l] = line->from_bus;
        parts->to[l] = line->to_bus;
        parts->mw_per_rad[l] = network->base_mva / line->reactance_pu;
        parts->limit[l] = share * line->limit_mw;
        parts->limit_back[l] = share * line->limit_back_mw;
    }
    for (int l = 0; l < network->n_link; l++) {
        parts->link_from[l] = network->link[l].from_bus;
        parts->link_to[l] = network->link[l].to_bus;
    }
}

static void fill_units(const struct network *network, struct parts *parts)
{
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        parts->unit_bus[secure_unit_of_generator(g)] = generator->bus;
        if (generator->availability == AVAILABILITY_FIRM)
            parts->response[secure_unit_of_generator(g)] = generator->capacity_mw;
    }
    for (int s = 0; s < network->n_storage; s++) {
        const int unit = secure_unit_of_storage(network, s);
        parts->unit_bus[unit] = network->storage[s].bus;
        if (network->storage[s].kind == STORAGE_RESERVOIR)
            parts->response[unit] = network->storage[s].discharge_mw;
    }
    for (int m = 0; m < network->n_market; m++)
        parts->unit_bus[secure_unit_of_market(network, m)] = network->market[m].bus;
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        if (block->side == MARKET_SELLS)
            parts->response[secure_unit_of_market(network, block->market)] += block->depth_mw;
    }
}

enum status secure_grid_make(const struct network *network, double rating_share,
                             struct arena *arena, struct security_grid *grid, struct error *error)
{
    const int n_unit = network->n_generator + network->n_storage + network->n_market;
    struct parts parts;
    if (!make_room(network, n_unit, arena, &parts))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the outages of %d lines",
                         network->n_line);
    fill_branches(network, rating_share, &parts);
    fill_units(network, &parts);
    *grid = (struct security_grid){.n_bus = network->n_bus,
                                   .n_branch = network->n_line,
                                   .n_unit = n_unit,
                                   .n_link = network->n_link,
                                   .from = parts.from,
                                   .to = parts.to,
                                   .mw_per_rad = parts.mw_per_rad,
                                   .limit_mw = parts.limit,
                                   .limit_back_mw = parts.limit_back,
                                   .unit_bus = parts.unit_bus,
                                   .unit_response = parts.response,
                                   .link_from = parts.link_from,
                                   .link_to = parts.link_to};
    return security_grid_prepare(grid, arena, error);
}

static enum kind kind_of(const struct network *network, const struct outage *outage)
{
    if (outage->kind == OUTAGE_BRANCH) return LINES;
    if (outage->kind == OUTAGE_LINK) return LINKS;
    if (outage->position < network->n_generator) return PLANTS;
    return outage->position < network->n_generator + network->n_storage ? STORES : MARKETS;
}

static bool is_asked(const struct text_list *kinds, enum kind kind)
{
    for (int i = 0; i < kinds->count; i++)
        if (strcmp(kinds->item[i], secure_kind_words[kind]) == 0) return true;
    return kinds->count == 0;
}

enum status secure_outages(const struct network *network, const struct text_list *kinds,
                           const struct security_grid *grid, struct arena *arena,
                           struct contingency_table *table, struct error *error)
{
    TRY(security_single_outages(grid, arena, table, error));
    int n = 0;
    for (int i = 0; i < table->n_contingency; i++) { /* each has one outage, at the same place */
        if (!is_asked(kinds, kind_of(network, &table->outage[i]))) continue;
        table->outage[n] = table->outage[i];
        table->contingency[n] = table->contingency[i];
        table->contingency[n].first = n;
        n++;
    }
    table->n_contingency = table->n_outage = n;
    return STATUS_OK;
}

double secure_lost_share(const struct network *network, double largest_mw, int unit)
{
    const int store = unit - network->n_generator;
    if (store >= network->n_storage) return 1; /* markets have no size */
    const double mw =
        store < 0 ? network->generator[unit].capacity_mw : network->storage[store].discharge_mw;
    return mw > largest_mw ? largest_mw / mw : 1;
}

const char *secure_outage_id(const struct network *network, const struct outage *outage)
{
    const int at = outage->position, n = network->n_generator;
    switch (kind_of(network, outage)) {
    case LINES:
        return network->line[at].id;
    case PLANTS:
        return network->generator[at].id;
    case STORES:
        return network->storage[at - n].id;
    case MARKETS:
        return network->market[at - n - network->n_storage].id;
    default:
        return network->link[at].id;
    }
}

const char *secure_outage_kind(const struct network *network, const struct outage *outage)
{
    return one_of_kind[kind_of(network, outage)];
}
