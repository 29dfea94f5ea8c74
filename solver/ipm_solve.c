/* The whole of a solve: the form, the iterate on it, its Newton systems, and the rows that join
 * late (docs/model.md, eq. 175). The method itself is ipm.c. */
#include "solver/ipm.h"

#include "base/clock.h"
#include "solver/ipm_internal.h"
#include "solver/ipm_kinds.h"
#include "solver/lp_late.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* eq. 175: gaps at which the rows left out are looked at, and how near to an end of its range one
 * has to be to join. Most of those that bind show early, while the iterate still gives way: 17 rows
 * of each hour of a year that joined at 1e-2 cost 150 iterations. Late ones are few. */
static const struct look {
    double gap, near_share;
} looks[] = {{0.3, 0.2}, {3e-2, 0.15}, {1e-3, 0.05}, {1e-4, 0.005}, {1e-5, 0.002}, {1e-6, 0}};
enum { LOOKS = sizeof looks / sizeof looks[0] };
/* Where the slack of a row that joins lies, at least, from either end of its range. */
#define INSIDE_SHARE 0.01

/* A form, the iterate on it, and the factorization of its Newton systems, in an arena each. */
struct stage {
    struct arena iterate, work, factor; /* the form is in the first */
    struct ipm_form form;
    struct ipm ipm;
    bool is_placed;
};

static bool take(double **const *arrays, int n_array, int n, struct arena *arena)
{
    for (int i = 0; i < n_array; i++) {
        *arrays[i] = ARENA_ARRAY(arena, double, n);
        if (*arrays[i] == NULL) return false;
    }
    return true;
}

/* What another stage begins from. */
static bool take_iterate(struct ipm *ipm, struct arena *arena)
{
    double **columns[] = {&ipm->x, &ipm->w, &ipm->zl, &ipm->zu};
    double **rows[] = {&ipm->y};
    return take(columns, 4, ipm->form->n_column, arena) && take(rows, 1, ipm->form->n_row, arena);
}

static bool take_directions(struct ipm *ipm, struct arena *arena)
{
    double **columns[] = {&ipm->now.x,    &ipm->now.lower,    &ipm->now.upper,
                          &ipm->before.x, &ipm->before.lower, &ipm->before.upper,
                          &ipm->theta,    &ipm->reduced_cost};
    double **rows[] = {&ipm->kept_y,   &ipm->now.y,   &ipm->before.y, &ipm->primal_residual,
                       &ipm->row_work, &ipm->row_sum, &ipm->row_step, &ipm->row_image,
                       &ipm->row_near, &ipm->row_best};
    return take(columns, sizeof columns / sizeof columns[0], ipm->form->n_column, arena) &&
           take(rows, sizeof rows / sizeof rows[0], ipm->form->n_row, arena);
}

static void choose_factorization(const struct ipm_form *form, enum lp_factorization wanted,
                                 struct ipm *ipm, struct lp_report *report)
{
    const bool free = wanted == LP_FACTOR_AUTOMATIC;
    ipm->kkt_method = &kkt_normal;
    report->method = "interior point (CHOLMOD)";
    if (wanted == LP_FACTOR_BLOCKS ? kkt_blocks_can(form) : free && kkt_blocks_pays(form)) {
        ipm->kkt_method = &kkt_blocks;
        report->method = "interior point (blocks)";
    } else if (wanted == LP_FACTOR_LANES ? kkt_lanes_can(form) : free && kkt_lanes_pays(form)) {
        ipm->kkt_method = &kkt_lanes;
        report->method = "interior point (lanes)";
    }
}

/* ---- stages -------------------------------------------------------------------------------------
 */

static enum status stage_make(const struct lp *lp, const struct lp_settings *settings,
                              struct stage *stage, struct lp_report *report, struct error *error)
{
    struct ipm *ipm = &stage->ipm;
    struct ipm_form *form = &stage->form;
    TRY(ipm_form_make(lp, &stage->iterate, form, error));
    if (form->has_free_column) return STATUS_OK;
    ipm->form = form;
    choose_factorization(form, settings->factorization, ipm, report);
    if (!take_iterate(ipm, &stage->iterate) || !take_directions(ipm, &stage->work))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the iterates of %d columns",
                         form->n_column);
    form->point = ipm->x;
    const int threads = settings->threads > 0 ? settings->threads : 1;
    return ipm_sweep_place(form, threads, &stage->work, &ipm->sweep, error);
}

static enum status stage_place(const struct lp *lp, const struct lp_settings *settings,
                               struct stage *stage, struct error *error)
{
    struct ipm *ipm = &stage->ipm;
    const int threads = settings->threads > 0 ? settings->threads : 1;
    TRY(ipm->kkt_method->place(&stage->form, lp->block_of_row, threads, &stage->factor, &ipm->kkt,
                               error));
    stage->is_placed = true;
    return STATUS_OK;
}

/* All but the form and the iterate. */
static void stage_end(struct stage *stage)
{
    if (stage->is_placed) stage->ipm.kkt_method->drop(stage->ipm.kkt);
    stage->is_placed = false;
    arena_free(&stage->factor);
    arena_free(&stage->work);
}

static void stage_free(struct stage *stage)
{
    stage_end(stage);
    arena_free(&stage->iterate);
}

static struct stage stage_new(struct arena *counter)
{
    return (struct stage){
        .iterate.counter = counter, .work.counter = counter, .factor.counter = counter};
}

/* ---- rows that join -----------------------------------------------------------------------------
 */

/* Place in the form of each column of the LP, then of each row's slack; -1: none. */
static int *places_in(const struct lp *lp, const struct ipm_form *form, struct arena *scratch)
{
    const int n = lp->n_column + lp->n_row;
    int *place = ARENA_ARRAY(scratch, int, n);
    for (int i = 0; place != NULL && i < n; i++)
        place[i] = -1;
    for (int j = 0; place != NULL && j < form->n_column; j++) {
        const int origin = form->origin[j];
        if (origin == IPM_PADDING) continue;
        place[origin >= 0 ? origin : lp->n_column - 1 - origin] = j;
    }
    return place;
}

static void carry_column(const struct ipm *from, int old, struct ipm *to, int j)
{
    to->x[j] = from->x[old];
    to->w[j] = from->w[old];
    to->zl[j] = from->zl[old];
    to->zu[j] = from->zu[old];
}

/* On the central path of its box: where the columns of its row leave it, but inside. */
static void centre_column(struct ipm *to, int j, double x)
{
    const double u = to->form->upper[j], least = INSIDE_SHARE * u;
    to->x[j] = fmin(u - least, fmax(least, x));
    to->w[j] = u - to->x[j];
    to->zl[j] = to->mu / to->x[j];
    to->zu[j] = to->mu / to->w[j];
}

/* The slack of a row from what its columns make of it (eq. 60). */
static double slack_of(const struct lp_late *late, const struct ipm_form *form, int row)
{
    const double activity = late->activity[row];
    const double inside = ipm_slack_from_below(&late->lp, row) ? activity - late->lp.row_lower[row]
                                                               : late->lp.row_upper[row] - activity;
    return inside * form->row_scale[row];
}

static enum status carry_over(const struct lp_late *late, const struct ipm *from, struct ipm *to,
                              struct error *error)
{
    struct arena scratch = {0};
    const struct ipm_form *form = to->form;
    const struct lp *lp = &late->lp;
    const int *place = places_in(lp, from->form, &scratch);
    if (place == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the places of %d columns",
                         lp->n_column);
    to->mu = from->mu;
    for (int j = 0; j < form->n_column; j++) {
        const int origin = form->origin[j];
        const int old = origin == IPM_PADDING ? -1
                        : origin >= 0         ? place[origin]
                                              : place[lp->n_column - 1 - origin];
        if (old >= 0)
            carry_column(from, old, to, j);
        else if (origin == IPM_PADDING)
            centre_column(to, j, form->upper[j] / 2);
        else
            centre_column(to, j, slack_of(late, form, -1 - origin));
    }
    arena_free(&scratch);
    ipm_start_at(to, from);
    return STATUS_OK;
}

/* ---- a solve ------------------------------------------------------------------------------------
 */

struct solving {
    const struct lp_settings *settings;
    struct arena bounds;
    struct lp_late late;
    struct stage *now, *next;
    double begin_s;
};

/* On with the rows that join, from where the program without them has come to. */
static enum status join(struct solving *solving, struct lp_report *report, struct error *error)
{
    const struct lp *lp = &solving->late.lp;
    struct stage *from = solving->now, *to = solving->next;
    stage_end(from);
    *to = stage_new(from->iterate.counter);
    solving->now = to;
    solving->next = from;
    TRY(stage_make(lp, solving->settings, to, report, error));
    TRY(carry_over(&solving->late, &from->ipm, &to->ipm, error));
    stage_free(from);
    return stage_place(lp, solving->settings, to, error);
}

/* An optimum that breaks rows which were left out says little about the one with them: the prices
 * are kept, the rest begins anew. */
static enum status join_anew(struct solving *solving, const double *row_dual,
                             struct lp_report *report, struct error *error)
{
    TRY(join(solving, report, error));
    struct ipm *ipm = &solving->now->ipm;
    const int iteration = ipm->iteration;
    ipm_start(ipm, row_dual);
    ipm->iteration = iteration;
    return STATUS_OK;
}

/* Whether it may be the rows left out that keep it from ending: no limit of the caller's did. */
static bool gave_up(const struct ipm *ipm, const struct lp_settings *settings,
                    const struct lp_report *report)
{
    return report->outcome == OUTCOME_LIMIT && settings->time_limit_s <= 0 &&
           settings->iteration_limit <= 0 && ipm->iteration < IPM_ITERATION_LIMIT;
}

static enum status iterate(struct solving *solving, struct lp_solution *solution,
                           struct lp_report *report, struct ipm_log *log, struct error *error)
{
    struct lp_late *late = &solving->late;
    for (int look = 0;;) {
        struct ipm *ipm = &solving->now->ipm;
        ipm->pause_gap = late->n_place > 0 && look < LOOKS ? looks[look].gap : 0;
        TRY(ipm_iterate(ipm, solving->settings, solving->begin_s, report, log, error));
        ipm_form_read(&late->lp, ipm->form, ipm->x, ipm->y, solution);
        const bool is_paused = ipm->is_paused, fails = gave_up(ipm, solving->settings, report);
        if (late->n_place == 0) return STATUS_OK;
        if (!is_paused && !fails && report->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
        const double near_share = is_paused ? looks[look].near_share : fails ? INFINITY : 0;
        const int n_joined = lp_late_join(late, solution->x, near_share);
        look += is_paused;
        if (n_joined == 0 && !is_paused) return STATUS_OK;
        if (n_joined == 0) continue;
        TRY(is_paused ? join(solving, report, error)
                      : join_anew(solving, fails ? NULL : solution->row_dual, report, error));
    }
}

static enum status solve(const struct lp *lp, struct solving *solving, struct lp_solution *solution,
                         struct lp_report *report, struct ipm_log *log, struct error *error)
{
    const struct lp_settings *settings = solving->settings;
    struct stage *stage = solving->now;
    solving->late = (struct lp_late){.whole = lp, .lp = *lp};
    if (!settings->all_rows) TRY(lp_late_begin(lp, &solving->bounds, &solving->late, error));
    TRY(stage_make(&solving->late.lp, settings, stage, report, error));
    if (stage->form.has_free_column) return STATUS_OK;
    TRY(stage_place(lp, settings, stage, error));
    ipm_start(&stage->ipm, settings->row_dual_guess);
    return iterate(solving, solution, report, log, error);
}

enum status ipm_solve(const struct lp *lp, const struct lp_settings *settings,
                      struct arena *scratch, struct lp_solution *solution, struct lp_report *report,
                      struct ipm_log *log, struct error *error)
{
    struct stage *stages = ARENA_ARRAY(scratch, struct stage, 2);
    if (stages == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for the LP");
    if (log != NULL) log->n_row = 0;
    report->method = "interior point (CHOLMOD)";
    report->outcome = OUTCOME_LIMIT;
    report->iterations = 0;
    TRY(lp_check(lp, error));
    struct solving solving = {.settings = settings,
                              .bounds.counter = scratch,
                              .now = &stages[0],
                              .next = &stages[1],
                              .begin_s = clock_wall_s()};
    stages[0] = stages[1] = stage_new(scratch);
    const enum status status = solve(lp, &solving, solution, report, log, error);
    stage_free(&stages[0]);
    stage_free(&stages[1]);
    arena_free(&solving.bounds);
    return status;
}
