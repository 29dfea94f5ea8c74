/* Outages of one branch, eight at a time, those that carried most first (docs/model.md, section
 * 15). Only what an outage can overload is solved for and looked at: of 1 MW that leaves a branch
 * no other of a grid of positive susceptances gets more than 1 MW, and a negative one counts as a
 * transfer of what flows over it. */
#include "study/security_screen.h"

#include "solver/ldl_some.h"

#include <math.h>
#include <stdlib.h>

#define SINGULAR 1e-9 /* 1 - X_kk below this: the outage splits the grid */

struct order {
    int contingency;
    double mw; /* the most that it carried */
};

struct branches {
    struct screen *screen;
    struct ldl_some some;
    struct ldl_difference limited; /* screen->limited, from and to by the order of elimination */
    int *from, *to;                /* [n_branch] the same of every branch */
    int *end;                      /* [2 limited.n] their ends, in this order */
    int *series_end;               /* [2 screen->n_series] */
    int n_order;
    struct order *order;
    int n_side, contingency[SIDES];
    double factor[SIDES], reach[SIDES]; /* 1 / (1 - X_kk); times the most that it carried */
};

static int by_flow(const void *left, const void *right)
{
    const struct order *a = left, *b = right;
    if (a->mw != b->mw) return a->mw > b->mw ? -1 : 1;
    return a->contingency - b->contingency;
}

static enum status begin(struct screen *screen, struct arena *scratch, struct branches *branches,
                         struct error *error)
{
    struct security_grid *grid = screen->grid;
    const int n = grid->n_branch, n_limited = screen->limited.n;
    *branches = (struct branches){
        .screen = screen,
        .limited = screen->limited,
        .from = ARENA_ARRAY(scratch, int, n),
        .to = ARENA_ARRAY(scratch, int, n),
        .end = ARENA_ARRAY(scratch, int, 4 * (size_t)n_limited),
        .series_end = ARENA_ARRAY(scratch, int, 2 * (size_t)screen->n_series),
        .order = ARENA_ARRAY(scratch, struct order, screen->table->n_contingency)};
    if (!branches->from || !branches->to || !branches->end || !branches->series_end ||
        !branches->order)
        return error_set(error, STATUS_NO_MEMORY, "no memory for outages of %d branches", n);
    TRY(ldl_some_new(&grid->ldl, &grid->factor, scratch, &branches->some, error));
    for (int l = 0; l < n; l++) {
        branches->from[l] = branches->some.place[grid->from[l]];
        branches->to[l] = branches->some.place[grid->to[l]];
    }
    for (int i = 0; i < screen->n_series; i++) {
        branches->series_end[2 * i] = branches->from[screen->series[i]];
        branches->series_end[2 * i + 1] = branches->to[screen->series[i]];
    }
    int *from = branches->end + 2 * (size_t)n_limited, *to = from + n_limited;
    for (int k = 0; k < n_limited; k++) {
        branches->end[2 * k] = from[k] = branches->from[screen->limited_branch[k]];
        branches->end[2 * k + 1] = to[k] = branches->to[screen->limited_branch[k]];
    }
    branches->limited.from = from;
    branches->limited.to = to;
    return STATUS_OK;
}

static const struct outage *outage_of(const struct branches *branches, int side)
{
    return screen_outages(branches->screen, branches->contingency[side]);
}

/* MW on a branch per MW of a side, whose ends have been solved for. */
static double sensitivity(const struct branches *branches, int branch, int side)
{
    return branches->screen->grid->mw_per_rad[branch] *
           (ldl_some_at(&branches->some, branches->from[branch])[side] -
            ldl_some_at(&branches->some, branches->to[branch])[side]);
}

/* eq. 124 of one branch. */
static void find_factors(struct branches *branches)
{
    const struct screen *screen = branches->screen;
    for (int side = 0; side < SIDES; side++) {
        branches->factor[side] = branches->reach[side] = 0;
        if (side >= branches->n_side) continue;
        const int out = outage_of(branches, side)->position;
        const double left = 1 - sensitivity(branches, out, side);
        if (fabs(left) > SINGULAR) {
            branches->factor[side] = 1 / left;
            branches->reach[side] = fabs(screen->largest_mw[out] / left);
        } else {
            screen_note_unseen(branches->screen, branches->contingency[side], SECURITY_SPLITS);
        }
    }
}

/* The most that any branch of positive susceptance can get after any of the outages. */
static double bound_mw(struct branches *branches)
{
    double most = 0;
    for (int side = 0; side < branches->n_side; side++) {
        const int out = outage_of(branches, side)->position;
        const double carried = branches->screen->largest_mw[out];
        double over_series = 0;
        for (int i = 0; i < branches->screen->n_series; i++)
            if (branches->screen->series[i] != out)
                over_series += fabs(sensitivity(branches, branches->screen->series[i], side));
        most = fmax(most, carried + branches->reach[side] * over_series);
    }
    return most;
}

static void find_flows(const struct branches *branches, int branch, int side)
{
    const struct screen *screen = branches->screen;
    const int n = screen->state->n_snapshot;
    const double change = sensitivity(branches, branch, side) * branches->factor[side];
    const double *flow = screen->flow_of + (size_t)branch * (size_t)n;
    const double *lost = screen->flow_of + (size_t)outage_of(branches, side)->position * (size_t)n;
    for (int snapshot = 0; snapshot < n; snapshot++)
        screen->after_mw[snapshot] = flow[snapshot] + change * lost[snapshot];
}

static void look(struct branches *branches, int n_near)
{
    struct screen *screen = branches->screen;
    struct ldl_difference near = branches->limited;
    near.n = n_near;
    ldl_sides_over(&near, branches->some.y, branches->reach, screen->over);
    for (int k = 0; k < n_near; k++)
        for (int side = 0; screen->over[k] != 0 && side < branches->n_side; side++) {
            const int m = screen->limited_branch[k];
            if ((screen->over[k] >> side & 1) == 0 || outage_of(branches, side)->position == m)
                continue;
            find_flows(branches, m, side);
            screen_look(screen, branches->contingency[side], m, side);
        }
    for (int side = 0; side < branches->n_side; side++)
        screen_count(screen, branches->contingency[side], side);
}

static void run_block(struct branches *branches)
{
    struct screen *screen = branches->screen;
    const struct security_grid *grid = screen->grid;
    struct ldl_some *some = &branches->some;
    int end[2 * SIDES];
    ldl_some_begin(some);
    for (int side = 0; side < branches->n_side; side++) {
        const int out = outage_of(branches, side)->position;
        ldl_some_add(some, grid->from[out], side, 1);
        ldl_some_add(some, grid->to[out], side, -1);
        end[2 * side] = branches->from[out];
        end[2 * side + 1] = branches->to[out];
    }
    ldl_some_forward(some);
    ldl_some_backward(some, 2 * branches->n_side, end);
    ldl_some_backward(some, 2 * branches->screen->n_series, branches->series_end);
    find_factors(branches);
    const int n_near = screen_near(branches->screen, bound_mw(branches));
    ldl_some_backward(some, 2 * n_near, branches->end);
    look(branches, n_near);
    branches->n_side = 0;
}

enum status screen_branches(struct screen *screen, struct arena *scratch, struct error *error)
{
    struct branches branches;
    TRY(begin(screen, scratch, &branches, error));
    for (int i = 0; i < screen->table->n_contingency; i++) {
        const struct outage *outage = screen_outages(screen, i);
        if (screen->table->contingency[i].count != 1 || outage->kind != OUTAGE_BRANCH) continue;
        if (screen->grid->is_bridge[outage->position])
            screen_note_unseen(screen, i, SECURITY_SPLITS);
        else
            branches.order[branches.n_order++] =
                (struct order){i, screen->largest_mw[outage->position]};
    }
    if (branches.n_order > 0)
        qsort(branches.order, (size_t)branches.n_order, sizeof *branches.order, by_flow);
    for (int i = 0; i < branches.n_order; i++) {
        branches.contingency[branches.n_side++] = branches.order[i].contingency;
        if (branches.n_side == SIDES) run_block(&branches);
    }
    if (branches.n_side > 0) run_block(&branches);
    return STATUS_OK;
}
