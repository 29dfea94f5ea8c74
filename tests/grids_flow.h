/* Small cases in memory for tests of the power flow: buses and branches by hand, in per unit of
 * 100 MVA. */
#ifndef TESTS_GRIDS_FLOW_H
#define TESTS_GRIDS_FLOW_H

#include "network/matpower.h"

#include <math.h>

enum { TINY_BUSES = 8, TINY_BRANCHES = 8, TINY_GENERATORS = 8 };

struct tiny {
    struct matpower_bus bus[TINY_BUSES];
    struct matpower_branch branch[TINY_BRANCHES];
    struct matpower_generator generator[TINY_GENERATORS];
    struct matpower_case grid;
};

static inline void tiny_start(struct tiny *tiny)
{
    *tiny = (struct tiny){.grid = {.path = "tiny.m", .name = "tiny", .base_mva = 100}};
    tiny->grid.bus = tiny->bus;
    tiny->grid.branch = tiny->branch;
    tiny->grid.generator = tiny->generator;
}

static inline struct matpower_bus *tiny_bus(struct tiny *tiny, enum matpower_bus_type type,
                                            double load_mw, double load_mvar)
{
    struct matpower_bus *bus = &tiny->bus[tiny->grid.n_bus++];
    *bus = (struct matpower_bus){.number = tiny->grid.n_bus,
                                 .type = type,
                                 .load_mw = load_mw,
                                 .load_mvar = load_mvar,
                                 .voltage_pu = 1,
                                 .base_kv = 220,
                                 .voltage_max_pu = 1.1,
                                 .voltage_min_pu = 0.9};
    return bus;
}

static inline struct matpower_branch *tiny_branch(struct tiny *tiny, int from, int to, double r,
                                                  double x)
{
    struct matpower_branch *branch = &tiny->branch[tiny->grid.n_branch++];
    *branch = (struct matpower_branch){.from_bus = from,
                                       .to_bus = to,
                                       .resistance_pu = r,
                                       .reactance_pu = x,
                                       .rating_a_mva = INFINITY,
                                       .rating_b_mva = INFINITY,
                                       .rating_c_mva = INFINITY,
                                       .tap = 1,
                                       .is_line = true,
                                       .in_service = true,
                                       .angle_min_degree = -360,
                                       .angle_max_degree = 360};
    return branch;
}

static inline struct matpower_generator *tiny_generator(struct tiny *tiny, int bus, double mw)
{
    struct matpower_generator *generator = &tiny->generator[tiny->grid.n_generator++];
    *generator = (struct matpower_generator){.bus = bus,
                                             .output_mw = mw,
                                             .max_mvar = INFINITY,
                                             .min_mvar = -INFINITY,
                                             .voltage_pu = 1,
                                             .base_mva = 100,
                                             .in_service = true,
                                             .max_mw = 100};
    return generator;
}

/* The same grid with buses in reverse order and every branch turned round. A transformer that is
 * turned has its impedance seen from the other side: y / tau^2, tap 1 / tau, shift -phi. */
static inline void tiny_reverse(const struct matpower_case *from, struct tiny *tiny)
{
    const int n = from->n_bus;
    tiny_start(tiny);
    tiny->grid.base_mva = from->base_mva;
    tiny->grid.n_bus = n;
    tiny->grid.n_branch = from->n_branch;
    tiny->grid.n_generator = from->n_generator;
    for (int bus = 0; bus < n; bus++)
        tiny->bus[bus] = from->bus[n - 1 - bus];
    for (int i = 0; i < from->n_generator; i++) {
        tiny->generator[i] = from->generator[i];
        tiny->generator[i].bus = n - 1 - from->generator[i].bus;
    }
    for (int i = 0; i < from->n_branch; i++) {
        const struct matpower_branch *branch = &from->branch[i];
        const double square = branch->tap * branch->tap;
        tiny->branch[i] = *branch;
        tiny->branch[i].from_bus = n - 1 - branch->to_bus;
        tiny->branch[i].to_bus = n - 1 - branch->from_bus;
        tiny->branch[i].resistance_pu *= square;
        tiny->branch[i].reactance_pu *= square;
        tiny->branch[i].charging_pu /= square;
        tiny->branch[i].tap = 1 / branch->tap;
        tiny->branch[i].shift_degree = -branch->shift_degree;
    }
}

#endif
