#include "study/opf_pieces.h"

#include <math.h>

static int pieces_of(const struct opf_cost *cost)
{
    return cost->n_point > 2 ? cost->n_point - 1 : 1;
}

bool opf_has_steps(const struct opf_case *grid)
{
    for (int g = 0; g < grid->n_generator; g++)
        if (grid->cost[g].n_point > 0) return true;
    return false;
}

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for costs in pieces");
}

static void add(const struct opf_case *grid, int g, double min_mw, double max_mw,
                const struct opf_cost *cost, struct opf_case *pieces, int *owner)
{
    const int at = pieces->n_generator++;
    owner[at] = g;
    pieces->generator_row[at] = grid->generator_row[g];
    pieces->generator_bus[at] = grid->generator_bus[g];
    pieces->min_mw[at] = min_mw;
    pieces->max_mw[at] = max_mw;
    pieces->cost[at] = *cost;
}

/* The first piece has the lower limit and the cost there, all others start at 0. Slopes rise, so
 * the optimum fills the pieces in turn. What lies beyond the points goes on as the piece beside it.
 */
static void cut(const struct opf_case *grid, int g, struct opf_case *pieces, int *owner)
{
    const struct opf_cost *cost = &grid->cost[g];
    const double min_mw = grid->min_mw[g], max_mw = grid->max_mw[g];
    const int n = pieces_of(cost);
    double at_mw = min_mw;
    bool is_first = true;
    if (cost->n_point == 0 || min_mw >= max_mw) {
        add(grid, g, min_mw, max_mw, cost, pieces, owner);
        return;
    }
    for (int k = 0; k < n && at_mw < max_mw; k++) {
        const double *mw = cost->point_mw + k, *usd = cost->point_usd + k;
        const double slope = (usd[1] - usd[0]) / (mw[1] - mw[0]);
        const double end_mw = k + 1 == n ? max_mw : fmin(mw[1], max_mw);
        if (end_mw <= at_mw) continue;
        struct opf_cost line = {.c1 = slope};
        if (is_first) line.c0 = opf_cost_usd(cost, min_mw) - slope * min_mw;
        add(grid, g, is_first ? min_mw : 0, is_first ? end_mw : end_mw - at_mw, &line, pieces,
            owner);
        is_first = false;
        at_mw = end_mw;
    }
}

enum status opf_pieces_make(const struct opf_case *grid, struct arena *arena,
                            struct opf_case *pieces, int **owner, struct error *error)
{
    size_t n = 0;
    for (int g = 0; g < grid->n_generator; g++)
        n += (size_t)pieces_of(&grid->cost[g]);
    *pieces = *grid;
    pieces->n_generator = 0;
    pieces->generator_row = ARENA_ARRAY(arena, int, n);
    pieces->generator_bus = ARENA_ARRAY(arena, int, n);
    pieces->min_mw = ARENA_ARRAY(arena, double, n);
    pieces->max_mw = ARENA_ARRAY(arena, double, n);
    pieces->cost = ARENA_ARRAY(arena, struct opf_cost, n);
    *owner = ARENA_ARRAY(arena, int, n);
    if (!pieces->generator_row || !pieces->generator_bus || !pieces->min_mw || !pieces->max_mw ||
        !pieces->cost || !*owner)
        return no_memory(error);
    for (int g = 0; g < grid->n_generator; g++)
        cut(grid, g, pieces, *owner);
    return STATUS_OK;
}

enum status opf_pieces_join(const struct opf_case *grid, const struct opf_case *pieces,
                            const int *owner, struct arena *arena, struct opf_point *point,
                            struct error *error)
{
    double *mw = ARENA_ARRAY(arena, double, grid->n_generator);
    if (mw == NULL) return no_memory(error);
    for (int i = 0; i < pieces->n_generator; i++)
        mw[owner[i]] += point->generator_mw[i];
    point->generator_mw = mw;
    return STATUS_OK;
}
