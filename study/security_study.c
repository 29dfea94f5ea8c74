#include "study/security_study.h"

#include <string.h>

struct parts { /* what is being filled */
    int *from, *to, *unit_bus, *link_from, *link_to;
    double *mw_per_rad, *limit, *limit_back, *response;
    double *unit_mw, *taken, *given;
};

static bool make_room(const struct network *network, int n_hour, int n_unit, struct arena *arena,
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
    parts->unit_mw = ARENA_ARRAY(arena, double, (size_t)n_hour *(size_t)n_unit);
    parts->taken = ARENA_ARRAY(arena, double, (size_t)n_hour *(size_t)network->n_link);
    parts->given = ARENA_ARRAY(arena, double, (size_t)n_hour *(size_t)network->n_link);
    return parts->from && parts->to && parts->mw_per_rad && parts->limit && parts->limit_back &&
           parts->unit_bus && parts->response && parts->link_from && parts->link_to &&
           parts->unit_mw && parts->taken && parts->given;
}

static void fill_branches(const struct network *network, struct parts *parts)
{
    for (int l = 0; l < network->n_line; l++) {
        const struct line *line = &network->line[l];
        parts->from[l] = line->from_bus;
        parts->to[l] = line->to_bus;
        parts->mw_per_rad[l] = network->base_mva / line->reactance_pu;
        parts->limit[l] = line->limit_mw;
        parts->limit_back[l] = line->limit_back_mw;
    }
    for (int l = 0; l < network->n_link; l++) {
        parts->link_from[l] = network->link[l].from_bus;
        parts->link_to[l] = network->link[l].to_bus;
    }
}

/* Plants, stores, markets. */
static void fill_units(const struct network *network, struct parts *parts)
{
    int unit = 0;
    for (int g = 0; g < network->n_generator; g++, unit++) {
        const struct generator *generator = &network->generator[g];
        parts->unit_bus[unit] = generator->bus;
        if (generator->availability == AVAILABILITY_FIRM)
            parts->response[unit] = generator->capacity_mw;
    }
    for (int s = 0; s < network->n_storage; s++, unit++) {
        parts->unit_bus[unit] = network->storage[s].bus;
        if (network->storage[s].kind == STORAGE_RESERVOIR)
            parts->response[unit] = network->storage[s].discharge_mw;
    }
    for (int m = 0; m < network->n_market; m++)
        parts->unit_bus[unit + m] = network->market[m].bus;
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        if (block->side == MARKET_SELLS) parts->response[unit + block->market] += block->depth_mw;
    }
}

static void fill_hours(const struct result *result, int n_unit, struct parts *parts)
{
    const struct network *network = result->network;
    const size_t n_generator = (size_t)network->n_generator, n_storage = (size_t)network->n_storage;
    const size_t n_market = (size_t)network->n_market, n_link = (size_t)network->n_link;
    for (size_t hour = 0; hour < (size_t)result->n_hour; hour++) {
        double *mw = parts->unit_mw + hour * (size_t)n_unit;
        memcpy(mw, result->generator_mw + hour * n_generator, sizeof *mw * n_generator);
        for (size_t s = 0; s < n_storage; s++)
            mw[n_generator + s] = result->storage_discharge_mw[hour * n_storage + s] -
                                  result->storage_charge_mw[hour * n_storage + s];
        for (size_t m = 0; m < n_market; m++)
            mw[n_generator + n_storage + m] = result->market_sold_mw[hour * n_market + m] -
                                              result->market_bought_mw[hour * n_market + m];
        for (size_t l = 0; l < n_link; l++) {
            const size_t at = hour * n_link + l;
            parts->taken[at] = result->link_forward_mw[at] - result->link_back_received_mw[at];
            parts->given[at] = result->link_forward_received_mw[at] - result->link_back_mw[at];
        }
    }
}

enum status security_study_build(const struct result *result, struct arena *arena,
                                 struct security_grid *grid, struct security_state *state,
                                 struct error *error)
{
    const struct network *network = result->network;
    const int n_unit = network->n_generator + network->n_storage + network->n_market;
    struct parts parts;
    if (!make_room(network, result->n_hour, n_unit, arena, &parts))
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d hours", result->n_hour);
    fill_branches(network, &parts);
    fill_units(network, &parts);
    fill_hours(result, n_unit, &parts);
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
    *state = (struct security_state){result->n_hour, result->line_mw, parts.unit_mw, parts.taken,
                                     parts.given};
    return security_grid_prepare(grid, arena, error);
}
