/* Screening of outages (docs/model.md, eqs. 121-127). Eight directions of change go through the
 * factor at once, and each block of sensitivities is looked at and forgotten: no matrix of outages
 * and branches is ever stored. */
#include "study/security.h"

#include "study/security_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDES = LDL_SIDES };

#define OVER_MW 1e-4 /* over a limit by less is what an optimizer leaves */

#define CUT_OFF_MW                                                                                 \
    1e-3 /* less is the rounding of an optimizer on a branch that carries nothing                  \
          */

enum { KEEP_AT_LEAST = 4096 }; /* overloads found, before the lesser ones are dropped */

struct screen {
    struct security_grid *grid;
    const struct security_state *state;
    const struct contingency_table *table;
    struct security_result *result;
    double *largest_mw;   /* [n_branch] |flow| over the snapshots */
    double *room_mw;      /* [n_branch] between the two */
    unsigned char *over;  /* [n_branch] */
    double *limit_mw;     /* [n_branch] the lower of both directions */
    double *angle, *work; /* [n_bus][SIDES] */
    /* One block: contingencies of one direction each, or one of several. */
    int n_side;
    int contingency[SIDES];
    double reach[SIDES]; /* the largest amplitude of a direction over the snapshots */
    double *amplitude;   /* [n_snapshot][SIDES] */
    bool *is_out;        /* [n_branch] in a block of one contingency of several directions */
    bool several;
    int room; /* for overloads */
    int most;
    double over_mw;
    bool *is_overloaded; /* [n_snapshot][SIDES] some branch, after this direction */
};

/* ---- amplitudes ------------------------------------------------------------------------------
 */

static const struct outage *outages_of(const struct screen *screen, int contingency)
{
    return screen->table->outage + screen->table->contingency[contingency].first;
}

static double *angle_at(const struct screen *screen, int bus, int side)
{
    return &screen->angle[(size_t)bus * SIDES + (size_t)side];
}

/* MW that a direction moves: before what the branches that are out pass on. */
static double moved_mw(const struct screen *screen, const struct outage *outage, int end,
                       int snapshot)
{
    const struct security_state *state = screen->state;
    const struct security_grid *grid = screen->grid;
    const size_t row = (size_t)snapshot, at = (size_t)outage->position;
    if (outage->kind == OUTAGE_GENERATOR) return state->unit_mw[row * (size_t)grid->n_unit + at];
    if (outage->kind == OUTAGE_BRANCH) return state->flow_mw[row * (size_t)grid->n_branch + at];
    return (end == 0 ? state->taken_mw : state->given_mw)[row * (size_t)grid->n_link + at];
}

/* Amplitudes of the directions of one contingency in all snapshots (eqs. 121-124): branches that
 * are out carry what the grid would send over them, (I - X_OO)^-1 (f_O + what units and links
 * change). False: they split the grid. */
static bool find_amplitudes(struct screen *screen, int contingency, int first_side)
{
    const struct contingency *own = &screen->table->contingency[contingency];
    const struct outage *outage = outages_of(screen, contingency);
    int out[SIDES], out_side[SIDES], n_out = 0;
    for (int i = 0, side = first_side; i < own->count; i++) {
        if (outage[i].kind == OUTAGE_BRANCH) {
            out[n_out] = outage[i].position;
            out_side[n_out++] = side;
        }
        side += outage[i].kind == OUTAGE_LINK ? 2 : 1;
    }
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        double *amplitude = screen->amplitude + (size_t)snapshot * SIDES;
        double matrix[SIDES * SIDES], carried[SIDES];
        for (int i = 0, side = first_side; i < own->count; i++)
            for (int end = 0; end < (outage[i].kind == OUTAGE_LINK ? 2 : 1); end++)
                amplitude[side++] = moved_mw(screen, &outage[i], end, snapshot);
        for (int i = 0; i < n_out; i++) {
            carried[i] = amplitude[out_side[i]];
            for (int k = 0, side = first_side; k < own->count; k++)
                for (int end = 0; end < (outage[k].kind == OUTAGE_LINK ? 2 : 1); end++, side++)
                    if (outage[k].kind != OUTAGE_BRANCH)
                        carried[i] +=
                            security_sensitivity(screen->grid, screen->angle, out[i], side) *
                            amplitude[side];
            for (int j = 0; j < n_out; j++)
                matrix[i * n_out + j] = (i == j) - security_sensitivity(screen->grid, screen->angle,
                                                                        out[i], out_side[j]);
        }
        if (!security_solve_small(n_out, matrix, carried)) return false;
        for (int i = 0; i < n_out; i++)
            amplitude[out_side[i]] = carried[i];
    }
    return true;
}

/* ---- looking at the branches ------------------------------------------------------------------
 */

static int by_loading(const void *left, const void *right)
{
    const struct security_overload *a = left, *b = right;
    const double x = fabs(a->flow_mw) / a->limit_mw, y = fabs(b->flow_mw) / b->limit_mw;
    if (x != y) return x > y ? -1 : 1;
    if (a->contingency != b->contingency) return a->contingency - b->contingency;
    return a->branch - b->branch;
}

static void keep_overload(struct screen *screen, const struct security_overload *overload)
{
    struct security_result *result = screen->result;
    result->n_overload_all++;
    if (result->n_overload == screen->room) {
        qsort(result->overload, (size_t)result->n_overload, sizeof *result->overload, by_loading);
        result->n_overload = screen->most;
    }
    result->overload[result->n_overload++] = *overload;
}

/* A branch whose bound is over its limit, in every snapshot. */
static void look_closely(struct screen *screen, int contingency, int branch, int first_side,
                         int n_side)
{
    const struct security_grid *grid = screen->grid;
    struct security_result *result = screen->result;
    struct security_outcome *outcome = &result->outcome[contingency];
    struct security_overload worst = {contingency, branch, -1, 0, 0, 1};
    double change[SIDES];
    for (int side = 0; side < n_side; side++)
        change[side] = security_sensitivity(screen->grid, screen->angle, branch, first_side + side);
    result->n_candidate += screen->state->n_snapshot;
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        const size_t row = (size_t)snapshot;
        double mw = screen->state->flow_mw[row * (size_t)grid->n_branch + (size_t)branch];
        for (int side = 0; side < n_side; side++)
            mw += change[side] * screen->amplitude[row * SIDES + (size_t)(first_side + side)];
        const double limit = mw >= 0 ? grid->limit_mw[branch] : grid->limit_back_mw[branch];
        const double loading = limit > 0                    ? fabs(mw) / limit
                               : fabs(mw) > screen->over_mw ? INFINITY
                                                            : 0;
        if (loading > outcome->worst_loading) {
            outcome->worst_loading = loading;
            outcome->worst_branch = branch;
            outcome->worst_snapshot = snapshot;
        }
        if (loading > result->snapshot_loading[snapshot]) {
            result->snapshot_loading[snapshot] = loading;
            result->snapshot_contingency[snapshot] = contingency;
            result->snapshot_branch[snapshot] = branch;
        }
        if (fabs(mw) - limit <= screen->over_mw) continue;
        result->snapshot_overloads[snapshot]++;
        screen->is_overloaded[row * SIDES + (size_t)first_side] = true;
        worst.n_snapshot++;
        if (worst.snapshot >= 0 && loading <= fabs(worst.flow_mw) / worst.limit_mw) continue;
        worst.snapshot = snapshot;
        worst.flow_mw = mw;
        worst.limit_mw = limit;
    }
    if (worst.n_snapshot == 0) return;
    outcome->n_overload++;
    keep_overload(screen, &worst);
}

/* For blocks of single directions: which branches may be over their limit after which outage. */
static void look_at_sides(struct screen *screen)
{
    const struct security_grid *grid = screen->grid;
    const struct ldl_difference all = {grid->n_branch, grid->from, grid->to, grid->mw_per_rad,
                                       screen->room_mw};
    for (int side = screen->n_side; side < SIDES; side++)
        screen->reach[side] = 0;
    ldl_sides_over(&all, screen->angle, screen->reach, screen->over);
    for (int m = 0; m < grid->n_branch; m++)
        for (int side = 0; screen->over[m] != 0 && side < screen->n_side; side++) {
            const int contingency = screen->contingency[side];
            const struct outage *outage = outages_of(screen, contingency);
            if ((screen->over[m] >> side & 1) == 0 ||
                screen->result->outcome[contingency].kind != SECURITY_CHECKED ||
                (outage->kind == OUTAGE_BRANCH && outage->position == m))
                continue;
            look_closely(screen, contingency, m, side, 1);
        }
}

static void look_at_several(struct screen *screen)
{
    const struct security_grid *grid = screen->grid;
    for (int m = 0; m < grid->n_branch; m++) {
        double bound = screen->largest_mw[m];
        for (int side = 0; side < screen->n_side; side++)
            bound += fabs(security_sensitivity(screen->grid, screen->angle, m, side)) *
                     screen->reach[side];
        if (bound > screen->limit_mw[m] && !screen->is_out[m])
            look_closely(screen, screen->contingency[0], m, 0, screen->n_side);
    }
}

/* ---- blocks -----------------------------------------------------------------------------------
 */

static void find_reach(struct screen *screen)
{
    for (int side = 0; side < screen->n_side; side++) {
        screen->reach[side] = 0;
        for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++)
            screen->reach[side] =
                fmax(screen->reach[side],
                     fabs(screen->amplitude[(size_t)snapshot * SIDES + (size_t)side]));
    }
}

static void count_snapshots(struct screen *screen, int contingency, int side)
{
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        bool *is_overloaded = &screen->is_overloaded[(size_t)snapshot * SIDES + (size_t)side];
        screen->result->outcome[contingency].n_snapshot += *is_overloaded;
        *is_overloaded = false;
    }
}

static void mark_out(struct screen *screen, int contingency, bool is_out)
{
    for (int i = 0; i < screen->table->contingency[contingency].count; i++) {
        const struct outage *outage = &outages_of(screen, contingency)[i];
        if (outage->kind == OUTAGE_BRANCH) screen->is_out[outage->position] = is_out;
    }
}

/* What crosses a cut, the flows of the branches that are out, or what nobody takes over, in the
 * worst snapshot. */
static void note_unseen(struct screen *screen, int contingency, enum security_kind kind)
{
    struct security_outcome *outcome = &screen->result->outcome[contingency];
    outcome->kind = kind;
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        double cut_mw = 0;
        for (int i = 0; i < screen->table->contingency[contingency].count; i++) {
            const struct outage *outage = &outages_of(screen, contingency)[i];
            if (outage->kind == OUTAGE_BRANCH || kind == SECURITY_UNBALANCED)
                cut_mw += fabs(moved_mw(screen, outage, 0, snapshot));
        }
        if (!(cut_mw > outcome->cut_mw)) continue;
        outcome->cut_mw = cut_mw;
        outcome->worst_snapshot = snapshot;
    }
}

/* The block that has been filled; a block of one side more than once is looked at by itself. */
static void run_block(struct screen *screen)
{
    if (screen->n_side == 0) return;
    ldl_solve_sides(&screen->grid->ldl, &screen->grid->factor, screen->angle, screen->work);
    if (screen->several) {
        const int contingency = screen->contingency[0];
        if (!find_amplitudes(screen, contingency, 0)) {
            note_unseen(screen, contingency, SECURITY_SPLITS);
        } else {
            find_reach(screen);
            mark_out(screen, contingency, true);
            look_at_several(screen);
            mark_out(screen, contingency, false);
            count_snapshots(screen, contingency, 0);
        }
    } else {
        for (int side = 0; side < screen->n_side; side++)
            if (!find_amplitudes(screen, screen->contingency[side], side)) {
                note_unseen(screen, screen->contingency[side], SECURITY_SPLITS);
                for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++)
                    screen->amplitude[(size_t)snapshot * SIDES + (size_t)side] = 0;
            }
        find_reach(screen);
        look_at_sides(screen);
        for (int side = 0; side < screen->n_side; side++)
            count_snapshots(screen, screen->contingency[side], side);
    }
    memset(screen->angle, 0, sizeof(double) * SIDES * (size_t)screen->grid->n_bus);
    screen->n_side = 0;
    screen->several = false;
}

static void add_contingency(struct screen *screen, int contingency, int n_side)
{
    const struct contingency *own = &screen->table->contingency[contingency];
    const struct outage *outage = outages_of(screen, contingency);
    if (own->count == 1 && outage->kind == OUTAGE_BRANCH &&
        screen->grid->is_bridge[outage->position]) {
        note_unseen(screen, contingency, SECURITY_SPLITS);
        return;
    }
    if (n_side > 1 || screen->n_side == SIDES) run_block(screen);
    const int side = screen->n_side;
    if (!security_set_directions(screen->grid, screen->table, contingency, side, screen->angle)) {
        note_unseen(screen, contingency, SECURITY_UNBALANCED);
        for (int bus = 0; bus < screen->grid->n_bus; bus++)
            for (int k = 0; k < n_side; k++)
                *angle_at(screen, bus, side + k) = 0;
        return;
    }
    if (n_side > 1)
        for (int k = 0; k < n_side; k++)
            screen->contingency[k] = contingency;
    else
        screen->contingency[side] = contingency;
    screen->n_side += n_side;
    screen->several = n_side > 1;
    if (screen->several) run_block(screen);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static bool screen_new(struct screen *screen, struct arena *arena, struct arena *scratch)
{
    const struct security_grid *grid = screen->grid;
    const int n_snapshot = screen->state->n_snapshot;
    struct security_result *result = screen->result;
    screen->room = 2 * screen->most > KEEP_AT_LEAST ? 2 * screen->most : KEEP_AT_LEAST;
    screen->largest_mw = ARENA_ARRAY(scratch, double, grid->n_branch);
    screen->limit_mw = ARENA_ARRAY(scratch, double, grid->n_branch);
    screen->room_mw = ARENA_ARRAY(scratch, double, grid->n_branch);
    screen->over = ARENA_ARRAY(scratch, unsigned char, grid->n_branch);
    screen->amplitude = ARENA_ARRAY(scratch, double, SIDES *(size_t)n_snapshot);
    screen->is_out = ARENA_ARRAY(scratch, bool, grid->n_branch);
    screen->is_overloaded = ARENA_ARRAY(scratch, bool, SIDES *(size_t)n_snapshot);
    screen->angle = ARENA_ARRAY(scratch, double, SIDES *(size_t)grid->n_bus);
    screen->work = ARENA_ARRAY(scratch, double, SIDES *(size_t)grid->n_bus);
    result->outcome = ARENA_ARRAY(arena, struct security_outcome, screen->table->n_contingency);
    result->overload = ARENA_ARRAY(arena, struct security_overload, screen->room);
    result->snapshot_overloads = ARENA_ARRAY(arena, int, n_snapshot);
    result->snapshot_loading = ARENA_ARRAY(arena, double, n_snapshot);
    result->snapshot_contingency = ARENA_ARRAY(arena, int, n_snapshot);
    result->snapshot_branch = ARENA_ARRAY(arena, int, n_snapshot);
    return screen->largest_mw && screen->limit_mw && screen->room_mw && screen->over &&
           screen->amplitude && screen->is_out && screen->is_overloaded && screen->angle &&
           screen->work && result->outcome && result->overload && result->snapshot_overloads &&
           result->snapshot_loading && result->snapshot_contingency && result->snapshot_branch;
}

static void prepare(struct screen *screen)
{
    const struct security_grid *grid = screen->grid;
    for (int m = 0; m < grid->n_branch; m++) {
        screen->limit_mw[m] = fmin(grid->limit_mw[m], grid->limit_back_mw[m]);
        for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++)
            screen->largest_mw[m] = fmax(
                screen->largest_mw[m],
                fabs(
                    screen->state->flow_mw[(size_t)snapshot * (size_t)grid->n_branch + (size_t)m]));
        screen->room_mw[m] = screen->limit_mw[m] - screen->largest_mw[m];
    }
    for (int i = 0; i < screen->table->n_contingency; i++)
        screen->result->outcome[i] =
            (struct security_outcome){.worst_branch = -1, .worst_snapshot = -1};
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++)
        screen->result->snapshot_contingency[snapshot] = screen->result->snapshot_branch[snapshot] =
            -1;
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
    qsort(result->overload, (size_t)result->n_overload, sizeof *result->overload, by_loading);
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
    if (!screen_new(&screen, arena, &scratch)) {
        arena_free(&scratch);
        return error_set(error, STATUS_NO_MEMORY, "no memory to screen %d outages",
                         table->n_contingency);
    }
    prepare(&screen);
    for (int i = 0; i < table->n_contingency; i++) {
        const int n_side = security_sides_of(table, i);
        if (n_side > SECURITY_OUT_AT_MOST)
            error_add(error,
                      "contingency %d: %d elements at once (a link counts twice), at most %d",
                      table->contingency[i].label, n_side, SECURITY_OUT_AT_MOST);
        else
            add_contingency(&screen, i, n_side);
        if (settings->progress != NULL && i % 1024 == 0)
            settings->progress(settings->progress_context, i, table->n_contingency);
    }
    run_block(&screen);
    sum_up(&screen);
    arena_free(&scratch);
    return error_status(error);
}
