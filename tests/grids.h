/* Grids for the tests of PTDF and LODF: two that can be checked by hand, and random ones. */
#ifndef TESTS_GRIDS_H
#define TESTS_GRIDS_H

#include "solver/factor.h"
#include "tests/spec.h"

enum { BUS_LIMIT = 24, BRANCH_LIMIT = 60, N_RANDOM_GRID = 30 };

struct grid {
    int n_bus, n_branch;
    int from[BRANCH_LIMIT], to[BRANCH_LIMIT];
    double reactance[BRANCH_LIMIT], injection_mw[BUS_LIMIT]; /* sums to zero */
};

/*   0 === 1      L1, L2: 0-1, L3: 0-2, L4: 1-2, reactance 0.1 each; L5: 2-3, 0.05.
 *    \   /       300 MW enter at bus 0; 200 MW leave at bus 2 and 100 MW at bus 3
 *      2 --- 3                                                                      */
enum { L1, L2, L3, L4, L5 };
static const struct grid four_buses = {
    4, 5, {0, 0, 0, 1, 2}, {1, 1, 2, 2, 3}, {0.1, 0.1, 0.1, 0.1, 0.05}, {300, 0, -200, -100}};

/* The next of a sequence of numbers in [0, 1), the same on every machine (Lehmer, modulus 2^31 -
 * 1). */
static inline double random_share(long *state)
{
    *state = *state * 48271 % 2147483647;
    return (double)*state / 2147483647.0;
}

static inline int random_below(long *state, int n)
{
    return (int)(random_share(state) * n);
}

/* A tree, then more branches, every fifth of which is parallel to one that is there, at random
 * turned. */
static inline struct grid random_grid(int seed)
{
    long state = 1 + seed;
    for (int i = 0; i < 10; i++)
        random_share(&state);
    struct grid grid = {.n_bus = 5 + random_below(&state, BUS_LIMIT - 5)};
    const int n_more = 2 + random_below(&state, BRANCH_LIMIT - BUS_LIMIT - 2);
    for (int i = 0; i < grid.n_bus - 1 + n_more; i++) {
        int from = i + 1, to = random_below(&state, i + 1);
        if (i >= grid.n_bus - 1) {
            from = random_below(&state, grid.n_bus);
            to = (from + 1 + random_below(&state, grid.n_bus - 1)) % grid.n_bus;
        }
        if (i >= grid.n_bus - 1 && i % 5 == 0) {
            const int twin = random_below(&state, i);
            from = grid.from[twin], to = grid.to[twin];
        }
        const bool turned = random_share(&state) < 0.5;
        grid.from[i] = turned ? to : from;
        grid.to[i] = turned ? from : to;
        grid.reactance[i] = 0.02 + random_share(&state);
        grid.n_branch++;
    }
    double sum_mw = 0;
    for (int bus = 1; bus < grid.n_bus; bus++) {
        grid.injection_mw[bus] = 200 * random_share(&state) - 100;
        sum_mw += grid.injection_mw[bus];
    }
    grid.injection_mw[0] = -sum_mw;
    return grid;
}

static inline int root(const int *parent, int bus)
{
    while (parent[bus] != bus)
        bus = parent[bus];
    return bus;
}

/* How many islands the branches that are not out leave. */
static inline int count_islands(const struct grid *grid, const bool *is_out)
{
    int parent[BUS_LIMIT], n = grid->n_bus;
    for (int bus = 0; bus < grid->n_bus; bus++)
        parent[bus] = bus;
    for (int branch = 0; branch < grid->n_branch; branch++) {
        if (is_out[branch]) continue;
        const int a = root(parent, grid->from[branch]), b = root(parent, grid->to[branch]);
        if (a != b) parent[a] = b, n--;
    }
    return n;
}

/* Flows by angles, by another library and from scratch: B angle = injection, the angle of bus 0
 * being 0, flow = (angle difference) / reactance. False when the branches that are left fall apart.
 */
static inline bool flow_by_angles(const struct grid *grid, const bool *is_out, double *flow_mw)
{
    if (count_islands(grid, is_out) > 1) return false;
    struct arena arena = {0};
    int row[4 * BRANCH_LIMIT + 1], column[4 * BRANCH_LIMIT + 1], count = 0;
    double value[4 * BRANCH_LIMIT + 1], angle[BUS_LIMIT];
    for (int branch = 0; branch < grid->n_branch; branch++)
        for (int k = 0; k < 4 && !is_out[branch]; k++) {
            row[count] = k < 2 ? grid->from[branch] : grid->to[branch];
            column[count] = k % 2 == 0 ? grid->from[branch] : grid->to[branch];
            if (row[count] == 0) continue;
            value[count++] = (k == 0 || k == 3 ? 1 : -1) / grid->reactance[branch];
        }
    row[count] = column[count] = 0, value[count++] = 1; /* angle of bus 0 */
    memcpy(angle, grid->injection_mw, sizeof angle);
    angle[0] = 0;
    const struct triplets triplets = {grid->n_bus, grid->n_bus, count, row, column, value};
    struct sparse b;
    struct lu *lu = NULL;
    bool ok = sparse_from_triplets(&triplets, NULL, &arena, &arena, &b, NULL) == STATUS_OK &&
              lu_analyze(&b, &lu, NULL) == STATUS_OK &&
              lu_refactor(lu, b.value, NULL) == STATUS_OK &&
              lu_solve(lu, 1, angle, NULL) == STATUS_OK;
    lu_drop(lu);
    arena_free(&arena);
    for (int branch = 0; branch < grid->n_branch; branch++)
        flow_mw[branch] = is_out[branch] ? 0
                                         : (angle[grid->from[branch]] - angle[grid->to[branch]]) /
                                               grid->reactance[branch];
    return ok;
}

#endif
