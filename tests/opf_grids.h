/* Small grids for tests of the optimal power flow, as plain arrays that a reader can follow. */
#ifndef TESTS_OPF_GRIDS_H
#define TESTS_OPF_GRIDS_H

#include "study/opf.h"
#include "tests/spec.h"

enum { GRID_ROOM = 8 };

struct grid {
    struct opf_case grid;
    struct arena arena;
    struct error error;
    struct opf_result result;
    int bus_number[GRID_ROOM], branch_row[GRID_ROOM], from[GRID_ROOM], to[GRID_ROOM];
    int generator_row[GRID_ROOM], generator_bus[GRID_ROOM];
    int dcline_row[GRID_ROOM], dcline_from[GRID_ROOM], dcline_to[GRID_ROOM];
    bool is_reference[GRID_ROOM];
    double demand[GRID_ROOM], b[GRID_ROOM], shift[GRID_ROOM], rate[GRID_ROOM];
    double angle_min[GRID_ROOM], angle_max[GRID_ROOM], min[GRID_ROOM], max[GRID_ROOM];
    double dc_min[GRID_ROOM], dc_max[GRID_ROOM], loss0[GRID_ROOM], loss1[GRID_ROOM];
    struct opf_cost cost[GRID_ROOM], dc_cost[GRID_ROOM];
};

static inline void grid_begin(struct grid *g)
{
    *g = (struct grid){.arena = {0}};
    g->grid = (struct opf_case){.name = "grid",
                                .base_mva = 100,
                                .bus_number = g->bus_number,
                                .bus_is_reference = g->is_reference,
                                .demand_mw = g->demand,
                                .branch_row = g->branch_row,
                                .from = g->from,
                                .to = g->to,
                                .susceptance_mw_per_rad = g->b,
                                .shift_rad = g->shift,
                                .rate_mw = g->rate,
                                .angle_min_rad = g->angle_min,
                                .angle_max_rad = g->angle_max,
                                .generator_row = g->generator_row,
                                .generator_bus = g->generator_bus,
                                .min_mw = g->min,
                                .max_mw = g->max,
                                .cost = g->cost,
                                .dcline_row = g->dcline_row,
                                .dcline_from = g->dcline_from,
                                .dcline_to = g->dcline_to,
                                .dcline_min_mw = g->dc_min,
                                .dcline_max_mw = g->dc_max,
                                .dcline_loss0_mw = g->loss0,
                                .dcline_loss1 = g->loss1,
                                .dcline_cost = g->dc_cost};
}

/* A bus with a load; bus i has the number 101 + i. */
static inline void grid_bus(struct grid *g, double load_mw)
{
    const int i = g->grid.n_bus++;
    g->bus_number[i] = 101 + i;
    g->is_reference[i] = i == 0;
    g->demand[i] = load_mw;
}

/* A branch of 1000 MW per rad; the rating may be INFINITY. */
static inline int grid_branch(struct grid *g, int from, int to, double rate_mw)
{
    const int l = g->grid.n_branch++;
    g->branch_row[l] = l + 1;
    g->from[l] = from;
    g->to[l] = to;
    g->b[l] = 1000;
    g->rate[l] = rate_mw;
    g->angle_min[l] = -INFINITY;
    g->angle_max[l] = INFINITY;
    return l;
}

static inline int grid_generator(struct grid *g, int bus, double max_mw, double c1, double c2)
{
    const int i = g->grid.n_generator++;
    g->generator_row[i] = i + 1;
    g->generator_bus[i] = bus;
    g->max[i] = max_mw;
    g->cost[i] = (struct opf_cost){.c1 = c1, .c2 = c2};
    return i;
}

static inline enum status grid_solve(struct grid *g, enum opf_method method)
{
    const struct opf_settings settings = {.method = method};
    return opf_run(&g->grid, &settings, &g->arena, &g->result, &g->error);
}

static inline double grid_price(const struct grid *g, int bus)
{
    return g->result.point.price_usd_per_mwh[bus];
}

static inline double grid_mw(const struct grid *g, int generator)
{
    return g->result.point.generator_mw[generator];
}

#endif
