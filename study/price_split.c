#include "study/price_split.h"

#include "network/islands.h"
#include "solver/factor.h"

#include <math.h>
#include <string.h>

struct price_split {
    const struct priced_grid *grid;
    int n_island;
    int *island, *pinned; /* [n_bus]; [n_island] the bus whose angle is 0 */
    double *weight;       /* [n_bus] adds up to 1 in each island */
    double *delivery;     /* [n_bus] what a MW that enters here is worth at the reference */
    double *energy;       /* [n_island] */
    double *angle;        /* [n_bus] work */
    double *shared;       /* [n_bus] angles of a MW that enters where the reference takes it */
    double *island_sum;   /* [n_island] work */
    struct sparse lossy;  /* angles to injections; rows and columns of pinned buses: identity */
    struct lu *lu;
};

static bool place_arrays(struct price_split *split, struct arena *arena)
{
    const int n_bus = split->grid->n_bus;
    split->island = ARENA_ARRAY(arena, int, n_bus);
    split->pinned = ARENA_ARRAY(arena, int, n_bus);
    split->weight = ARENA_ARRAY(arena, double, n_bus);
    split->delivery = ARENA_ARRAY(arena, double, n_bus);
    split->energy = ARENA_ARRAY(arena, double, n_bus);
    split->angle = ARENA_ARRAY(arena, double, n_bus);
    split->shared = ARENA_ARRAY(arena, double, n_bus);
    split->island_sum = ARENA_ARRAY(arena, double, n_bus);
    return split->island && split->pinned && split->weight && split->delivery && split->energy &&
           split->angle && split->shared && split->island_sum;
}

/* ---- the reference ----------------------------------------------------------------------------
 */

static void place_reference(struct price_split *split, const double *weight)
{
    const int n_bus = split->grid->n_bus;
    double *sum = split->island_sum;
    for (int island = 0; island < split->n_island; island++) {
        split->pinned[island] = -1;
        sum[island] = 0;
    }
    for (int bus = 0; bus < n_bus; bus++) {
        const int island = split->island[bus];
        if (split->pinned[island] < 0) split->pinned[island] = bus;
        sum[island] += weight[bus];
    }
    for (int bus = 0; bus < n_bus; bus++) {
        const int island = split->island[bus];
        split->weight[bus] =
            sum[island] > 0 ? weight[bus] / sum[island] : bus == split->pinned[island];
    }
}

/* ---- the matrix -------------------------------------------------------------------------------
 */

/* What leaves the two ends of a branch into it when the angle at `from` rises (eq. 141). */
static void outflow(const struct priced_grid *grid, int l, double *from, double *to)
{
    const double half = grid->marginal_loss != NULL ? grid->marginal_loss[l] / 2 : 0;
    *from = grid->stiffness[l] * (1 + half);
    *to = grid->stiffness[l] * (half - 1);
}

static bool is_pinned(const struct price_split *split, int bus)
{
    return split->pinned[split->island[bus]] == bus;
}

static enum status build_matrix(struct price_split *split, struct arena *arena,
                                struct arena *scratch, struct error *error)
{
    const struct priced_grid *grid = split->grid;
    const size_t room = (size_t)grid->n_bus + 4 * (size_t)grid->n_branch;
    int *row = ARENA_ARRAY(scratch, int, room), *column = ARENA_ARRAY(scratch, int, room);
    double *value = ARENA_ARRAY(scratch, double, room);
    int n = 0;
    if (!row || !column || !value)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a grid of %d buses", grid->n_bus);
    for (int bus = 0; bus < grid->n_bus; bus++) {
        row[n] = column[n] = bus;
        value[n++] = is_pinned(split, bus) ? 1 : 0;
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const int bus[2] = {grid->from[l], grid->to[l]};
        double out[2];
        outflow(grid, l, &out[0], &out[1]);
        for (int cell = 0; cell < 4; cell++) {
            const int end = cell / 2, by = cell % 2;
            if (is_pinned(split, bus[end]) || is_pinned(split, bus[by])) continue;
            row[n] = bus[end];
            column[n] = bus[by];
            value[n++] = by == 0 ? out[end] : -out[end];
        }
    }
    const struct triplets triplets = {grid->n_bus, grid->n_bus, n, row, column, value};
    TRY(sparse_from_triplets(&triplets, NULL, arena, scratch, &split->lossy, error));
    TRY(lu_analyze(&split->lossy, &split->lu, error));
    return lu_refactor(split->lu, split->lossy.value, error);
}

/* ---- what a MW is worth elsewhere -------------------------------------------------------------
 */

/* Of each island, the sum of weight x value. */
static void mean_of(struct price_split *split, const double *value)
{
    memset(split->island_sum, 0, sizeof *split->island_sum * (size_t)split->n_island);
    for (int bus = 0; bus < split->grid->n_bus; bus++)
        split->island_sum[split->island[bus]] += split->weight[bus] * value[bus];
}

/* Delivery factors: 1 at the pinned bus, nothing left open at any other (eq. 143), then scaled so
 * that the reference has 1. */
static enum status find_delivery(struct price_split *split, struct error *error)
{
    const struct priced_grid *grid = split->grid;
    double *delivery = split->delivery;
    for (int bus = 0; bus < grid->n_bus; bus++)
        delivery[bus] = is_pinned(split, bus);
    for (int l = 0; l < grid->n_branch; l++) {
        const int from = grid->from[l], to = grid->to[l];
        double out_from, out_to;
        outflow(grid, l, &out_from, &out_to);
        const double at_pinned =
            (is_pinned(split, from) ? out_from : 0) + (is_pinned(split, to) ? out_to : 0);
        if (!is_pinned(split, from)) delivery[from] -= at_pinned;
        if (!is_pinned(split, to)) delivery[to] += at_pinned;
    }
    TRY(lu_solve_transposed(split->lu, 1, delivery, error));
    mean_of(split, delivery);
    for (int bus = 0; bus < grid->n_bus; bus++)
        delivery[bus] /= split->island_sum[split->island[bus]];
    return STATUS_OK;
}

/* Angles of what enters by `angle`, replaced; the pinned buses take what arrives. */
static enum status solve_angles(struct price_split *split, double *angle, struct error *error)
{
    for (int island = 0; island < split->n_island; island++)
        angle[split->pinned[island]] = 0;
    return lu_solve(split->lu, 1, angle, error);
}

enum status price_split_make(const struct priced_grid *grid, const double *weight,
                             struct arena *arena, struct price_split **made, struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct price_split *split = *made = ARENA_ARRAY(arena, struct price_split, 1);
    enum status status = STATUS_NO_MEMORY;
    if (split == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    split->grid = grid;
    if (place_arrays(split, arena))
        status = islands_find(grid->n_bus, grid->n_branch, grid->from, grid->to, &scratch,
                              split->island, &split->n_island);
    if (status != STATUS_OK) error_set(error, status, "no memory to split %d prices", grid->n_bus);
    if (status == STATUS_OK) {
        place_reference(split, weight);
        status = build_matrix(split, arena, &scratch, error);
    }
    arena_free(&scratch);
    TRY(status);
    TRY(find_delivery(split, error));
    mean_of(split, grid->price_usd_per_mwh);
    memcpy(split->energy, split->island_sum, sizeof *split->energy * (size_t)split->n_island);
    memcpy(split->shared, split->weight, sizeof *split->shared * (size_t)grid->n_bus);
    return solve_angles(split, split->shared, error);
}

void price_split_drop(struct price_split *split)
{
    if (split != NULL) lu_drop(split->lu);
}

double price_split_energy(const struct price_split *split, int bus)
{
    return split->energy[split->island[bus]];
}

enum status price_split_parts(struct price_split *split, double *energy, double *loss,
                              double *congestion, struct error *error)
{
    const struct priced_grid *grid = split->grid;
    memset(congestion, 0, sizeof *congestion * (size_t)grid->n_bus);
    for (int l = 0; l < grid->n_branch; l++) { /* eq. 144 */
        const double usd = grid->stiffness[l] * grid->pull_usd_per_mwh[l];
        if (!is_pinned(split, grid->from[l])) congestion[grid->from[l]] -= usd;
        if (!is_pinned(split, grid->to[l])) congestion[grid->to[l]] += usd;
    }
    TRY(lu_solve_transposed(split->lu, 1, congestion, error));
    mean_of(split, congestion);
    for (int bus = 0; bus < grid->n_bus; bus++) {
        const int island = split->island[bus];
        energy[bus] = split->energy[island];
        loss[bus] = split->energy[island] * (split->delivery[bus] - 1);
        congestion[bus] -= split->delivery[bus] * split->island_sum[island];
    }
    return STATUS_OK;
}

enum status price_split_factors(struct price_split *split, int bus, double *factor,
                                struct error *error)
{
    const struct priced_grid *grid = split->grid;
    double *angle = split->angle;
    memset(angle, 0, sizeof *angle * (size_t)grid->n_bus);
    angle[bus] = 1;
    TRY(solve_angles(split, angle, error));
    for (int l = 0; l < grid->n_branch; l++) {
        const int from = grid->from[l], to = grid->to[l];
        const bool same = split->island[from] == split->island[bus];
        const double own = angle[from] - angle[to], back = split->shared[from] - split->shared[to];
        factor[l] = same ? grid->stiffness[l] * (own - split->delivery[bus] * back) : 0;
    }
    return STATUS_OK;
}
