/* Screening of outages (docs/model.md, eqs. 121-127). Eight directions of change go through the
 * factor at once, and each block of sensitivities is looked at and forgotten: no matrix of outages
 * and branches is ever stored. */
#include "study/security.h"

#include "study/security_screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OVER_MW 1e-4 /* over a limit by less is what an optimizer leaves */

#define CUT_OFF_MW 1e-3 /* less is the rounding on a branch that carries nothing */

enum { KEEP_AT_LEAST = 4096 }; /* overloads found, before the lesser ones are dropped */

/* One block: contingencies of one direction each, or one of several. */
struct block {
    struct screen *screen;
    double *angle, *work; /* [n_bus][SIDES] */
    int n_side;
    int contingency[SIDES];
    double reach[SIDES]; /* the largest amplitude of a direction over the snapshots */
    double *amplitude;   /* [n_snapshot][SIDES] */
    bool *is_out;        /* [n_branch] in a block of one contingency of several directions */
    bool several;
};

/* ---- amplitudes ------------------------------------------------------------------------------
 */

/* Amplitudes of the directions of one contingency in all snapshots (eqs. 121-124): branches that
 * are out carry what the grid would send over them, (I - X_OO)^-1 (f_O + what units and links
 * change). False: they split the grid. */
static bool find_amplitudes(struct block *block, int contingency, int first_side)
{
    const struct screen *screen = block->screen;
    const struct contingency *own = &screen->table->contingency[contingency];
    const struct outage *outage = screen_outages(screen, contingency);
    int out[SIDES], out_side[SIDES], n_out = 0;
    for (int i = 0, side = first_side; i < own->count; i++) {
        if (outage[i].kind == OUTAGE_BRANCH) {
            out[n_out] = outage[i].position;
            out_side[n_out++] = side;
        }
        side += outage[i].kind == OUTAGE_LINK ? 2 : 1;
    }
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        double *amplitude = block->amplitude + (size_t)snapshot * SIDES;
        double matrix[SIDES * SIDES], carried[SIDES];
        for (int i = 0, side = first_side; i < own->count; i++)
            for (int end = 0; end < (outage[i].kind == OUTAGE_LINK ? 2 : 1); end++)
                amplitude[side++] = screen_moved_mw(screen, &outage[i], end, snapshot);
        for (int i = 0; i < n_out; i++) {
            carried[i] = amplitude[out_side[i]];
            for (int k = 0, side = first_side; k < own->count; k++)
                for (int end = 0; end < (outage[k].kind == OUTAGE_LINK ? 2 : 1); end++, side++)
                    if (outage[k].kind != OUTAGE_BRANCH)
                        carried[i] +=
                            security_sensitivity(screen->grid, block->angle, out[i], side) *
                            amplitude[side];
            for (int j = 0; j < n_out; j++)
                matrix[i * n_out + j] = (i == j) - security_sensitivity(screen->grid, block->angle,
                                                                        out[i], out_side[j]);
        }
        if (!security_solve_small(n_out, matrix, carried)) return false;
        for (int i = 0; i < n_out; i++)
            amplitude[out_side[i]] = carried[i];
    }
    return true;
}

/* ---- blocks -----------------------------------------------------------------------------------
 */

static void find_reach(struct block *block)
{
    for (int side = 0; side < SIDES; side++) {
        block->reach[side] = 0;
        for (int snapshot = 0; side < block->n_side && snapshot < block->screen->state->n_snapshot;
             snapshot++)
            block->reach[side] =
                fmax(block->reach[side],
                     fabs(block->amplitude[(size_t)snapshot * SIDES + (size_t)side]));
    }
}

/* Flows of a branch after directions from a side on. */
static void find_flows(const struct block *block, int branch, int first_side, int n_side)
{
    const struct screen *screen = block->screen;
    const size_t n_snapshot = (size_t)screen->state->n_snapshot;
    double change[SIDES];
    for (int side = 0; side < n_side; side++)
        change[side] = security_sensitivity(screen->grid, block->angle, branch, first_side + side);
    for (size_t snapshot = 0; snapshot < n_snapshot; snapshot++) {
        double mw = screen->flow_of[(size_t)branch * n_snapshot + snapshot];
        for (int side = 0; side < n_side; side++)
            mw += change[side] * block->amplitude[snapshot * SIDES + (size_t)(first_side + side)];
        screen->after_mw[snapshot] = mw;
    }
}

/* The most that any branch of positive susceptance gets by a direction that moves 1 MW from some
 * buses to others, as in security_branches.c. */
static double bound_mw(const struct block *block)
{
    const struct screen *screen = block->screen;
    double most = 0;
    for (int side = 0; side < block->n_side; side++) {
        double moved = 1;
        for (int i = 0; i < screen->n_series; i++)
            moved +=
                fabs(security_sensitivity(screen->grid, block->angle, screen->series[i], side));
        most = fmax(most, moved * block->reach[side]);
    }
    return most;
}

/* For blocks of single directions: which branches may be over their limit after which outage. */
static void look_at_sides(struct block *block)
{
    struct screen *screen = block->screen;
    struct ldl_difference near = screen->limited;
    near.n = screen_near(screen, bound_mw(block));
    ldl_sides_over(&near, block->angle, block->reach, screen->over);
    for (int k = 0; k < near.n; k++)
        for (int side = 0; screen->over[k] != 0 && side < block->n_side; side++) {
            const int contingency = block->contingency[side], m = screen->limited_branch[k];
            const struct outage *outage = screen_outages(screen, contingency);
            if ((screen->over[k] >> side & 1) == 0 ||
                screen->result->outcome[contingency].kind != SECURITY_CHECKED ||
                (outage->kind == OUTAGE_BRANCH && outage->position == m))
                continue;
            find_flows(block, m, side, 1);
            screen_look(screen, contingency, m, side);
        }
}

static void look_at_several(struct block *block)
{
    struct screen *screen = block->screen;
    for (int k = 0; k < screen->limited.n; k++) {
        const int m = screen->limited_branch[k];
        double bound = screen->largest_mw[m];
        for (int side = 0; side < block->n_side; side++)
            bound += fabs(security_sensitivity(screen->grid, block->angle, m, side)) *
                     block->reach[side];
        if (!(bound > screen->limit_mw[m]) || block->is_out[m]) continue;
        find_flows(block, m, 0, block->n_side);
        screen_look(screen, block->contingency[0], m, 0);
    }
}

static void mark_out(struct block *block, int contingency, bool is_out)
{
    for (int i = 0; i < block->screen->table->contingency[contingency].count; i++) {
        const struct outage *outage = &screen_outages(block->screen, contingency)[i];
        if (outage->kind == OUTAGE_BRANCH) block->is_out[outage->position] = is_out;
    }
}

static void run_several(struct block *block)
{
    const int contingency = block->contingency[0];
    if (!find_amplitudes(block, contingency, 0)) {
        screen_note_unseen(block->screen, contingency, SECURITY_SPLITS);
        return;
    }
    find_reach(block);
    mark_out(block, contingency, true);
    look_at_several(block);
    mark_out(block, contingency, false);
    screen_count(block->screen, contingency, 0);
}

static void run_singles(struct block *block)
{
    struct screen *screen = block->screen;
    for (int side = 0; side < block->n_side; side++) {
        if (find_amplitudes(block, block->contingency[side], side)) continue;
        screen_note_unseen(screen, block->contingency[side], SECURITY_SPLITS);
        for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++)
            block->amplitude[(size_t)snapshot * SIDES + (size_t)side] = 0;
    }
    find_reach(block);
    look_at_sides(block);
    for (int side = 0; side < block->n_side; side++)
        screen_count(screen, block->contingency[side], side);
}

/* The block that has been filled; a block of one side more than once is looked at by itself. */
static void run_block(struct block *block)
{
    const struct security_grid *grid = block->screen->grid;
    if (block->n_side == 0) return;
    ldl_solve_sides(&grid->ldl, &grid->factor, block->angle, block->work);
    if (block->several)
        run_several(block);
    else
        run_singles(block);
    memset(block->angle, 0, sizeof(double) * SIDES * (size_t)grid->n_bus);
    block->n_side = 0;
    block->several = false;
}

static void add_contingency(struct block *block, int contingency, int n_side)
{
    const struct security_grid *grid = block->screen->grid;
    if (n_side > 1 || block->n_side == SIDES) run_block(block);
    const int side = block->n_side;
    if (!security_set_directions(grid, block->screen->table, contingency, side, block->angle)) {
        screen_note_unseen(block->screen, contingency, SECURITY_UNBALANCED);
        for (int bus = 0; bus < grid->n_bus; bus++)
            for (int k = 0; k < n_side; k++)
                block->angle[(size_t)bus * SIDES + (size_t)(side + k)] = 0;
        return;
    }
    for (int k = 0; k < n_side; k++)
        block->contingency[side + k] = contingency;
    block->n_side += n_side;
    block->several = n_side > 1;
    if (block->several) run_block(block);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static bool screen_new(struct screen *screen, struct arena *arena, struct arena *scratch)
{
    const size_t n_branch = (size_t)screen->grid->n_branch,
                 n_snapshot = (size_t)screen->state->n_snapshot;
    struct security_result *result = screen->result;
    screen->room = 2 * screen->most > KEEP_AT_LEAST ? 2 * screen->most : KEEP_AT_LEAST;
    screen->flow_of = ARENA_ARRAY(scratch, double, n_branch *n_snapshot);
    screen->largest_mw = ARENA_ARRAY(scratch, double, n_branch);
    screen->limit_mw = ARENA_ARRAY(scratch, double, n_branch);
    screen->after_mw = ARENA_ARRAY(scratch, double, n_snapshot);
    screen->is_overloaded = ARENA_ARRAY(scratch, bool, SIDES *n_snapshot);
    screen->over = ARENA_ARRAY(scratch, unsigned char, n_branch);
    result->outcome = ARENA_ARRAY(arena, struct security_outcome, screen->table->n_contingency);
    result->overload = ARENA_ARRAY(arena, struct security_overload, screen->room);
    result->snapshot_overloads = ARENA_ARRAY(arena, int, n_snapshot);
    result->snapshot_loading = ARENA_ARRAY(arena, double, n_snapshot);
    result->snapshot_contingency = ARENA_ARRAY(arena, int, n_snapshot);
    result->snapshot_branch = ARENA_ARRAY(arena, int, n_snapshot);
    return screen->flow_of && screen->largest_mw && screen->limit_mw && screen->after_mw &&
           screen->is_overloaded && screen->over && result->outcome && result->overload &&
           result->snapshot_overloads && result->snapshot_loading && result->snapshot_contingency &&
           result->snapshot_branch;
}

struct place { /* of a branch among those with a limit */
    int branch;
    bool is_negative;
    double room_mw;
};

static int by_room(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->is_negative != b->is_negative) return a->is_negative ? -1 : 1;
    if (a->room_mw != b->room_mw) return a->room_mw < b->room_mw ? -1 : 1;
    return a->branch - b->branch;
}

/* The branches that have a limit, those first that bounds hold for least (security_branches.c). */
static enum status list_limited(struct screen *screen, struct arena *scratch, struct error *error)
{
    const struct security_grid *grid = screen->grid;
    const int n = grid->n_branch;
    struct place *place = ARENA_ARRAY(scratch, struct place, n);
    screen->series = ARENA_ARRAY(scratch, int, n);
    int *branch = ARENA_ARRAY(scratch, int, n), *from = ARENA_ARRAY(scratch, int, n),
        *to = ARENA_ARRAY(scratch, int, n), n_limited = 0;
    double *weight = ARENA_ARRAY(scratch, double, n), *room = ARENA_ARRAY(scratch, double, n);
    if (!screen->series || !place || !branch || !from || !to || !weight || !room)
        return error_set(error, STATUS_NO_MEMORY, "no memory for limits of %d branches", n);
    for (int m = 0; m < n; m++) {
        if (grid->mw_per_rad[m] < 0) screen->series[screen->n_series++] = m;
        const double room_mw = screen->limit_mw[m] - screen->largest_mw[m];
        if (isinf(room_mw)) continue;
        place[n_limited++] = (struct place){m, grid->mw_per_rad[m] < 0, room_mw};
    }
    if (n_limited > 0) qsort(place, (size_t)n_limited, sizeof *place, by_room);
    for (int k = 0; k < n_limited; k++) {
        branch[k] = place[k].branch;
        from[k] = grid->from[branch[k]];
        to[k] = grid->to[branch[k]];
        weight[k] = grid->mw_per_rad[branch[k]];
        room[k] = place[k].room_mw;
        screen->n_negative += place[k].is_negative;
    }
    screen->limited_branch = branch;
    screen->limited = (struct ldl_difference){n_limited, from, to, weight, room};
    return STATUS_OK;
}

static void prepare(struct screen *screen)
{
    const struct security_grid *grid = screen->grid;
    const size_t n_branch = (size_t)grid->n_branch, n_snapshot = (size_t)screen->state->n_snapshot;
    for (size_t m = 0; m < n_branch; m++) {
        screen->limit_mw[m] = fmin(grid->limit_mw[m], grid->limit_back_mw[m]);
        for (size_t snapshot = 0; snapshot < n_snapshot; snapshot++) {
            const double mw = screen->state->flow_mw[snapshot * n_branch + m];
            screen->flow_of[m * n_snapshot + snapshot] = mw;
            screen->largest_mw[m] = fmax(screen->largest_mw[m], fabs(mw));
        }
    }
    for (int i = 0; i < screen->table->n_contingency; i++)
        screen->result->outcome[i] =
            (struct security_outcome){.worst_branch = -1, .worst_snapshot = -1};
    for (size_t snapshot = 0; snapshot < n_snapshot; snapshot++)
        screen->result->snapshot_contingency[snapshot] = screen->result->snapshot_branch[snapshot] =
            -1;
}

/* All that is no outage of one branch. */
static enum status screen_others(struct screen *screen, const struct security_settings *settings,
                                 struct arena *scratch, struct error *error)
{
    const size_t n_bus = (size_t)screen->grid->n_bus;
    const size_t n_snapshot = (size_t)screen->state->n_snapshot;
    struct block block = {.screen = screen,
                          .angle = ARENA_ARRAY(scratch, double, SIDES *n_bus),
                          .work = ARENA_ARRAY(scratch, double, SIDES *n_bus),
                          .amplitude = ARENA_ARRAY(scratch, double, SIDES *n_snapshot),
                          .is_out = ARENA_ARRAY(scratch, bool, screen->grid->n_branch)};
    if (!block.angle || !block.work || !block.amplitude || !block.is_out)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d buses", screen->grid->n_bus);
    for (int i = 0; i < screen->table->n_contingency; i++) {
        const int n_side = security_sides_of(screen->table, i);
        const bool is_branch = screen->table->contingency[i].count == 1 &&
                               screen_outages(screen, i)->kind == OUTAGE_BRANCH;
        if (n_side > SECURITY_OUT_AT_MOST)
            error_add(error,
                      "contingency %d: %d elements at once (a link counts twice), at most %d",
                      screen->table->contingency[i].label, n_side, SECURITY_OUT_AT_MOST);
        else if (!is_branch)
            add_contingency(&block, i, n_side);
        if (settings->progress != NULL && i % 1024 == 0)
            settings->progress(settings->progress_context, i, screen->table->n_contingency);
    }
    run_block(&block);
    return error_status(error);
}

static void sum_up(struct screen *screen)
{
    struct security_result *result = screen->result;
    for (int i = 0; i < screen->table->n_contingency; i++) {
        const struct security_outcome *outcome = &result->outcome[i];
        result->n_checked += outcome->kind == SECURITY_CHECKED;
        result->n_split += outcome->kind == SECURITY_SPLITS;
        result->n_unbalanced += outcome->kind == SECURITY_UNBALANCED;
        result->n_insecure += outcome->n_overload > 0;
        result->n_cut_off += outcome->cut_mw > CUT_OFF_MW;
        result->cut_off_mw = fmax(result->cut_off_mw, outcome->cut_mw);
    }
    result->n_pair = (long)result->n_checked * screen->grid->n_branch * screen->state->n_snapshot;
    qsort(result->overload, (size_t)result->n_overload, sizeof *result->overload,
          screen_by_loading);
    if (result->n_overload > screen->most) result->n_overload = screen->most;
}

enum status security_screen(struct security_grid *grid, const struct security_state *state,
                            const struct contingency_table *table,
                            const struct security_settings *settings, struct arena *arena,
                            struct security_result *result, struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct screen screen = {.grid = grid,
                            .state = state,
                            .table = table,
                            .result = result,
                            .most = settings->most_overloads,
                            .over_mw = settings->over_mw > 0 ? settings->over_mw : OVER_MW};
    *result = (struct security_result){0};
    enum status status = STATUS_OK;
    if (!screen_new(&screen, arena, &scratch))
        status = error_set(error, STATUS_NO_MEMORY, "no memory to screen %d outages",
                           table->n_contingency);
    if (status == STATUS_OK) {
        prepare(&screen);
        status = list_limited(&screen, &scratch, error);
    }
    if (status == STATUS_OK) status = screen_branches(&screen, &scratch, error);
    if (status == STATUS_OK) status = screen_others(&screen, settings, &scratch, error);
    if (status == STATUS_OK) sum_up(&screen);
    arena_free(&scratch);
    return status;
}
