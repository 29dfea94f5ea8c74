#include "study/dispatch.h"

#include "base/clock.h"
#include "study/dispatch_internal.h"

#include <math.h>
#include <string.h>

/* A phantom benefit above this share of the cost means that power was burnt on paper
 * (docs/model.md, eq. 12). */
#define PHANTOM_SHARE_ALLOWED 1e-4
#define EXPORT_FLOOR_SHARE                                                                         \
    (1 - 1e-6) /* the second stage of EXPORT_MAXIMUM may give up this much                         \
                */
/* Worth of the level that a window leaves behind, against the guide's water value: a MWh missing
 * costs more than it is worth, one too many brings less, so that levels follow the guide unless it
 * pays (docs/model.md, eq. 37). */
#define SHORT_FACTOR 2.0
#define SHORT_ADDED_USD_PER_MWH 10.0
#define OVER_FACTOR 0.5
#define GAP_AT_END 2e-9 /* of the interior point, for progress only */
/* Up to here a study is one LP unless windows are asked for: about 280 bytes per column, and what a
 * step costs grows with the cube of its ties (docs/decisions/0008-the-year-as-one.md). */
#define WHOLE_COLUMNS_AT_MOST 1.2e7
enum { WHOLE_TIES_AT_MOST = 120 };
#define MUST_RUN_ROUNDING (1 + 1e-9) /* rounding of what is left must not forbid must-run */

/* What the coarse run over the whole study leaves for the windows (docs/model.md, eq. 36). */
struct guide {
    int n_step, step_hours;
    double *level_mwh, *value_usd_per_mwh; /* [n_step][n_storage] after each step */
    double *energy_mwh;                    /* [n_step + 1][n_generator] used before each step */
    double *co2_t;                         /* [n_step + 1] */
};

/* One run of dispatch_run: the study and where its parts live. */
struct run {
    const struct dispatch_config *config;
    const struct network *network;
    const struct series *series;
    const struct dispatch_watch *watch;
    struct arena *arena;
    struct result *result;
    struct error *error;
    int done, total; /* for progress */
};

struct solved { /* one window */
    struct lp lp;
    struct dispatch_map map;
    struct lp_solution solution;
    struct lp_report report;
};

static double annual_share(int hours)
{
    return hours / (double)HOURS_PER_YEAR;
}

/* Plants whose energy of a year is limited; river plants carry theirs in the series. */
static double annual_budget_mwh(const struct generator *generator)
{
    return generator->availability == AVAILABILITY_RIVER ? NAN
                                                         : 1000 * generator->annual_energy_gwh;
}

static bool budget_can_bind(const struct generator *generator)
{
    const double most_mwh =
        generator->capacity_mw * (1 - generator->forced_outage_share) * HOURS_PER_YEAR;
    return annual_budget_mwh(generator) < most_mwh; /* false for NAN */
}

static void worst_of(struct certificate *all, const struct certificate *one)
{
    all->objective += one->objective;
    all->lower_bound += one->lower_bound;
    all->relative_gap = fmax(all->relative_gap, one->relative_gap);
    all->primal_residual = fmax(all->primal_residual, one->primal_residual);
    all->bound_violation = fmax(all->bound_violation, one->bound_violation);
    all->dual_residual = fmax(all->dual_residual, one->dual_residual);
    all->complementarity = fmax(all->complementarity, one->complementarity);
    all->accepted = all->accepted && one->accepted;
}

static enum status take_solution(const struct lp *lp, struct arena *arena,
                                 struct lp_solution *solution, struct error *error)
{
    solution->x = ARENA_ARRAY(arena, double, lp->n_column);
    solution->row_dual = ARENA_ARRAY(arena, double, lp->n_row);
    if (solution->x == NULL || solution->row_dual == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a solution of %d columns",
                         lp->n_column);
    return STATUS_OK;
}

/* How far one optimization is: the decades of the relative gap from 10 down to what is wanted, in
 * tenths. */
static void report_gap(void *context, int iteration, double relative_gap)
{
    const struct run *run = context;
    const double decades = 1 - log10(fmax(relative_gap, GAP_AT_END));
    const int total = (int)(10 * (1 - log10(GAP_AT_END)));
    (void)iteration;
    if (run->watch != NULL && run->watch->progress != NULL)
        run->watch->progress(run->watch->context, "dispatch", (int)fmax(0, 10 * decades), total);
}

static enum status build_and_solve(struct run *run, const struct dispatch_model *model,
                                   const struct horizon *horizon, const struct boundary *boundary,
                                   struct arena *scratch, struct solved *solved)
{
    double *guess = NULL;
    TRY(dispatch_build(model, horizon, boundary, scratch, &solved->lp, &solved->map, &guess,
                       run->error));
    if (run->watch != NULL && run->watch->write_mps != NULL && horizon->step_hours == 1 &&
        horizon->first_hour == 0 && !model->maximum_first)
        TRY(lp_write_mps(&solved->lp, run->watch->write_mps, run->error));
    TRY(take_solution(&solved->lp, scratch, &solved->solution, run->error));
    const struct lp_settings settings = {.method = (enum lp_method)run->config->method,
                                         .time_limit_s = run->config->time_limit_s,
                                         .threads = run->config->threads,
                                         .row_dual_guess = guess,
                                         .progress = run->total == 1 ? report_gap : NULL,
                                         .progress_context = run};
    TRY(lp_solve(&solved->lp, &settings, scratch, &solved->solution, &solved->report, run->error));
    run->result->iterations += solved->report.iterations;
    run->result->method = solved->report.method;
    return STATUS_OK;
}

/* What the solved first stage exports: each column's reward is minus its cost. */
static double exported_mwh(const struct dispatch_model *first, const struct horizon *horizon,
                           const struct solved *solved)
{
    long double sum = 0;
    for (int step = 0; step < horizon->n_step; step++)
        for (int offset = 0; offset < solved->map.columns_per_step; offset++) {
            if (offset >= solved->map.shed && offset < solved->map.shed + first->network->n_bus)
                continue;
            const int column = map_column(&solved->map, step, offset);
            sum -= (long double)solved->lp.cost[column] * solved->solution.x[column];
        }
    return (double)sum;
}

/* EXPORT_MAXIMUM: first the most energy, then the cheapest way to export it (docs/model.md, eq.
 * 19). */
static enum status solve_window(struct run *run, struct dispatch_model *model,
                                const struct horizon *horizon, const struct boundary *boundary,
                                struct arena *scratch, struct solved *solved)
{
    if (run->config->export_mode != EXPORT_MAXIMUM)
        return build_and_solve(run, model, horizon, boundary, scratch, solved);
    struct dispatch_model first = *model;
    first.maximum_first = true;
    TRY(build_and_solve(run, &first, horizon, boundary, scratch, solved));
    if (solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    struct dispatch_model second = *model;
    const double most_mwh = exported_mwh(&first, horizon, solved);
    second.export_floor_mwh = most_mwh - (1 - EXPORT_FLOOR_SHARE) * fabs(most_mwh);
    return build_and_solve(run, &second, horizon, boundary, scratch, solved);
}

static void report_progress(struct run *run, const char *step)
{
    if (run->watch != NULL && run->watch->progress != NULL)
        run->watch->progress(run->watch->context, step, run->done, run->total);
}

static double *fill(struct arena *arena, int n, double value)
{
    double *array = ARENA_ARRAY(arena, double, n);
    for (int i = 0; array != NULL && i < n; i++)
        array[i] = value;
    return array;
}

static enum status no_memory(const struct run *run)
{
    return error_set(run->error, STATUS_NO_MEMORY, "no memory for the study");
}

static enum status not_solved(struct run *run, const struct dispatch_model *model,
                              const struct horizon *horizon, const struct solved *solved)
{
    run->result->outcome = solved->report.outcome;
    if (solved->report.outcome == OUTCOME_INFEASIBLE)
        return dispatch_explain(model, horizon, &solved->map, &solved->lp, run->arena,
                                &run->result->why, run->error);
    if (solved->report.outcome == OUTCOME_NOT_CERTIFIED) {
        run->result->certificate = solved->report.certificate;
        run->result->why = "the optimizer claims an answer that the checker does not confirm; the "
                           "residuals are given";
    } else {
        run->result->why = "the optimizer ran into its limit of iterations or time";
    }
    return STATUS_OK;
}

static double *levels_given(const struct run *run)
{
    double *level = ARENA_ARRAY(run->arena, double, run->network->n_storage);
    for (int s = 0; level != NULL && s < run->network->n_storage; s++)
        level[s] = run->network->storage[s].initial_share * run->network->storage[s].energy_mwh;
    return level;
}

static bool fill_budgets(const struct run *run, int hours, struct arena *arena,
                         struct boundary *boundary)
{
    double *budget = fill(arena, run->network->n_generator, NAN);
    if (budget == NULL) return false;
    for (int g = 0; g < run->network->n_generator; g++)
        if (budget_can_bind(&run->network->generator[g]))
            budget[g] = annual_budget_mwh(&run->network->generator[g]) * annual_share(hours);
    boundary->energy_budget_mwh = budget;
    boundary->co2_budget_t = 1e6 * run->config->co2_budget_mt * annual_share(hours);
    return true;
}

/* Levels at the end of the study that are asked for, with the price of missing them (docs/model.md,
 * eq. 39). */
static bool ask_for_last_level(const struct run *run, const double *level, struct arena *arena,
                               struct boundary *boundary)
{
    const int n = run->network->n_storage;
    boundary->last_level_mwh = level;
    boundary->short_usd_per_mwh = fill(arena, n, run->config->value_of_lost_load_usd_per_mwh);
    boundary->over_usd_per_mwh = fill(arena, n, 0);
    return boundary->short_usd_per_mwh != NULL && boundary->over_usd_per_mwh != NULL;
}

/* The whole study as one LP. */
static enum status run_whole(struct run *run)
{
    struct arena scratch = {.counter = run->arena};
    struct dispatch_model model;
    struct boundary boundary = {.cyclic = run->config->storage_end == STORAGE_END_CYCLIC};
    const struct horizon horizon = {0, run->config->hours, 1};
    struct solved solved = {0};
    const double *given = levels_given(run);
    boundary.first_level_mwh = given;
    if (given == NULL || !fill_budgets(run, run->config->hours, run->arena, &boundary))
        return no_memory(run);
    if (run->config->storage_end == STORAGE_END_FIXED &&
        !ask_for_last_level(run, given, run->arena, &boundary))
        return no_memory(run);
    TRY(dispatch_model_make(run->config, run->network, run->series, false, run->arena, &model,
                            run->error));
    run->total = 1;
    report_progress(run, "dispatch");
    enum status status = solve_window(run, &model, &horizon, &boundary, &scratch, &solved);
    if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL) {
        run->result->certificate = solved.report.certificate;
        run->result->windows = 1;
        dispatch_read(&model, &horizon, &solved.map, &solved.lp, &solved.solution, horizon.n_step,
                      run->result);
    } else if (status == STATUS_OK) {
        status = not_solved(run, &model, &horizon, &solved);
    }
    run->done = 1;
    report_progress(run, "dispatch");
    arena_free(&scratch);
    return status;
}

static enum status read_guide(const struct run *run, const struct dispatch_model *model,
                              const struct horizon *horizon, const struct solved *solved,
                              struct guide *guide)
{
    const struct network *network = run->network;
    const int n_storage = network->n_storage, n_generator = network->n_generator;
    guide->n_step = horizon->n_step;
    guide->step_hours = horizon->step_hours;
    guide->level_mwh = ARENA_ARRAY(run->arena, double, guide->n_step *n_storage);
    guide->value_usd_per_mwh = ARENA_ARRAY(run->arena, double, guide->n_step *n_storage);
    guide->energy_mwh = ARENA_ARRAY(run->arena, double, (guide->n_step + 1) * n_generator);
    guide->co2_t = ARENA_ARRAY(run->arena, double, guide->n_step + 1);
    if (!guide->level_mwh || !guide->value_usd_per_mwh || !guide->energy_mwh || !guide->co2_t)
        return no_memory(run);
    const double *x = solved->solution.x, *dual = solved->solution.row_dual;
    for (int step = 0; step < guide->n_step; step++) {
        for (int s = 0; s < n_storage; s++) {
            guide->level_mwh[step * n_storage + s] =
                x[map_column(&solved->map, step, solved->map.level + s)];
            guide->value_usd_per_mwh[step * n_storage + s] =
                -dual[map_row(&solved->map, step, solved->map.storage + s)];
        }
        guide->co2_t[step + 1] = guide->co2_t[step];
        for (int g = 0; g < n_generator; g++) {
            const double mwh =
                guide->step_hours * x[map_column(&solved->map, step, solved->map.generator + g)];
            guide->energy_mwh[(step + 1) * n_generator + g] =
                guide->energy_mwh[step * n_generator + g] + mwh;
            guide->co2_t[step + 1] += mwh * model->network->generator[g].co2_t_per_mwh;
        }
    }
    return STATUS_OK;
}

/* A coarse LP over the whole study: long steps, two loss segments. */
static enum status run_guide(struct run *run, const double *given, struct guide *guide)
{
    struct arena scratch = {.counter = run->arena};
    struct dispatch_model model;
    struct boundary boundary = {.cyclic = run->config->storage_end == STORAGE_END_CYCLIC,
                                .first_level_mwh = given};
    const int step = run->config->guide_step_hours;
    const struct horizon horizon = {0, (run->config->hours + step - 1) / step, step};
    struct solved solved = {0};
    /* the last step may reach beyond the study: it has a budget for those hours too */
    if (!fill_budgets(run, horizon.n_step * step, run->arena, &boundary)) return no_memory(run);
    if (run->config->storage_end == STORAGE_END_FIXED &&
        !ask_for_last_level(run, given, run->arena, &boundary))
        return no_memory(run);
    TRY(dispatch_model_make(run->config, run->network, run->series, true, run->arena, &model,
                            run->error));
    report_progress(run, "water values");
    enum status status = solve_window(run, &model, &horizon, &boundary, &scratch, &solved);
    if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL)
        status = read_guide(run, &model, &horizon, &solved, guide);
    else if (status == STATUS_OK)
        status = not_solved(run, &model, &horizon, &solved);
    arena_free(&scratch);
    return status;
}

static double guide_at(const double *before, int n_step, int n, double steps, int which)
{
    const int below = (int)fmin(n_step, floor(steps));
    const int next = below < n_step ? below + 1 : below;
    const double share = steps - below;
    return before[below * n + which] +
           share * (before[next * n + which] - before[below * n + which]);
}

/* Levels wanted after a window and what it pays to miss them. Reservoirs follow the guide. What a
 * battery or a pumped storage does is over within the look-ahead; only where the level after the
 * study is asked for, it must not fall below what charging in the hours left can make good. */
static bool ask_for_guide_level(const struct run *run, const struct guide *guide,
                                const double *start_level, int end_hour, struct arena *arena,
                                struct boundary *boundary)
{
    const int n = run->network->n_storage, hours_left = run->config->hours - end_hour;
    double *level = fill(arena, n, NAN), *shortfall = fill(arena, n, 0), *over = fill(arena, n, 0);
    if (level == NULL || shortfall == NULL || over == NULL) return false;
    const int step = (end_hour + guide->step_hours - 1) / guide->step_hours - 1;
    const double share = end_hour / (double)guide->step_hours - step; /* of the step, 0 < .. <= 1 */
    for (int s = 0; s < n; s++) {
        const struct storage *storage = &run->network->storage[s];
        const double value = fmax(0, guide->value_usd_per_mwh[step * n + s]);
        const double charge_mw = storage->charge_mw * (1 - storage->forced_outage_share);
        const double least = start_level[s] - hours_left * charge_mw * storage->charge_efficiency;
        if (storage->kind == STORAGE_RESERVOIR) {
            const double after = guide->level_mwh[step * n + s];
            const double before = step > 0 ? guide->level_mwh[(step - 1) * n + s] : start_level[s];
            level[s] = before + share * (after - before);
            shortfall[s] = SHORT_FACTOR * value + SHORT_ADDED_USD_PER_MWH;
            over[s] = OVER_FACTOR * value;
        } else if (run->config->storage_end != STORAGE_END_FREE && least > 0) {
            level[s] = least;
            shortfall[s] = run->config->value_of_lost_load_usd_per_mwh;
        }
    }
    boundary->last_level_mwh = level;
    boundary->short_usd_per_mwh = shortfall;
    boundary->over_usd_per_mwh = over;
    return true;
}

/* What a plant must make in hours from .. to - 1. */
static double least_mwh(const struct run *run, int g, int from, int to)
{
    const struct generator *generator = &run->network->generator[g];
    double sum = 0;
    for (int hour = from; generator->must_run_share > 0 && hour < to; hour++) {
        const size_t at = (size_t)hour * (size_t)run->network->n_generator + (size_t)g;
        sum += generator->capacity_mw *
               fmin(generator->must_run_share, run->series->generator_share[at]);
    }
    return sum;
}

/* What a window may use of a budget: as much as the guide did up to its end, less what the hours
 * before really used, but all that is left where the study ends; never so much that the plants
 * could not run on as they must, nor less than they must in the window (docs/model.md, eq. 38). */
struct budget {
    double all, guide_used, used, least_here, least_later;
};

static double budget_of_window(const struct budget *budget, bool is_last)
{
    const double up_to_end =
        is_last ? budget->all : fmin(budget->guide_used, budget->all - budget->least_later);
    return fmax(up_to_end - budget->used, budget->least_here * MUST_RUN_ROUNDING);
}

static bool share_budgets(const struct run *run, const struct guide *guide,
                          const struct horizon *horizon, struct arena *arena,
                          struct boundary *boundary)
{
    const struct network *network = run->network;
    const int n = network->n_generator, hours = run->config->hours;
    const int first = horizon->first_hour, end = first + horizon->n_step;
    const double end_step = end / (double)guide->step_hours;
    double *mwh = fill(arena, n, NAN);
    if (mwh == NULL) return false;
    struct budget co2 = {.all = 1e6 * run->config->co2_budget_mt * annual_share(hours),
                         .guide_used = guide_at(guide->co2_t, guide->n_step, 1, end_step, 0)};
    for (int g = 0; g < n; g++) {
        const struct generator *generator = &network->generator[g];
        struct budget own = {.all = annual_budget_mwh(generator) * annual_share(hours),
                             .guide_used =
                                 guide_at(guide->energy_mwh, guide->n_step, n, end_step, g),
                             .least_here = least_mwh(run, g, first, end),
                             .least_later = least_mwh(run, g, end, hours)};
        for (int hour = 0; hour < first; hour++)
            own.used += run->result->generator_mw[(size_t)hour * (size_t)n + (size_t)g];
        co2.used += own.used * generator->co2_t_per_mwh;
        co2.least_here += own.least_here * generator->co2_t_per_mwh;
        co2.least_later += own.least_later * generator->co2_t_per_mwh;
        if (budget_can_bind(generator)) mwh[g] = budget_of_window(&own, end >= hours);
    }
    boundary->energy_budget_mwh = mwh;
    boundary->co2_budget_t =
        isnan(run->config->co2_budget_mt) ? NAN : budget_of_window(&co2, end >= hours);
    return true;
}

static bool net_link_power(const struct run *run, int hour, struct arena *arena, double **link_mw)
{
    const int n = run->network->n_link;
    *link_mw = ARENA_ARRAY(arena, double, n);
    for (int l = 0; *link_mw != NULL && l < n; l++) {
        const size_t at = (size_t)hour * (size_t)n + (size_t)l;
        (*link_mw)[l] = run->result->link_forward_mw[at] - run->result->link_back_mw[at];
    }
    return *link_mw != NULL;
}

/* Everything that ties a window to the hours before and after it. */
static bool set_boundary(const struct run *run, const struct guide *guide,
                         const double *start_level, const struct horizon *horizon,
                         struct arena *scratch, struct boundary *boundary)
{
    const int before = horizon->first_hour - 1, end = horizon->first_hour + horizon->n_step;
    *boundary = (struct boundary){.first_level_mwh = start_level, .past = run->result};
    if (!share_budgets(run, guide, horizon, scratch, boundary)) return false;
    if (before >= 0) {
        double *link_mw = NULL;
        if (!net_link_power(run, before, scratch, &link_mw)) return false;
        boundary->before_link_mw = link_mw;
        boundary->before_generator_mw =
            run->result->generator_mw + (size_t)before * (size_t)run->network->n_generator;
        boundary->first_level_mwh =
            run->result->storage_level_mwh + (size_t)before * (size_t)run->network->n_storage;
    }
    if (end < run->config->hours || run->config->storage_end == STORAGE_END_FREE)
        return ask_for_guide_level(run, guide, start_level, end, scratch, boundary);
    return ask_for_last_level(run, start_level, scratch, boundary);
}

/* Windows with look-ahead, storages and ramps carried on (docs/model.md, section 8). */
static enum status run_windows(struct run *run)
{
    const int hours = run->config->hours, keep = run->config->window_hours;
    struct dispatch_model model;
    struct guide guide = {0};
    double *start_level = levels_given(run);
    if (start_level == NULL) return no_memory(run);
    run->total = 1 + (hours + keep - 1) / keep;
    TRY(run_guide(run, start_level, &guide));
    if (run->result->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    if (run->config->storage_end == STORAGE_END_CYCLIC)
        for (int s = 0; s < run->network->n_storage; s++)
            start_level[s] = guide.level_mwh[(guide.n_step - 1) * run->network->n_storage + s];
    run->result->certificate.accepted = true;
    TRY(dispatch_model_make(run->config, run->network, run->series, false, run->arena, &model,
                            run->error));
    enum status status = STATUS_OK;
    for (int hour = 0;
         hour < hours && status == STATUS_OK && run->result->outcome == OUTCOME_OPTIMAL;
         hour += keep) {
        struct arena scratch = {.counter = run->arena};
        struct boundary boundary;
        struct solved solved = {0};
        const int left = hours - hour, seen = keep + run->config->lookahead_hours;
        const struct horizon horizon = {hour, left < seen ? left : seen, 1};
        run->done++;
        report_progress(run, "dispatch");
        status = set_boundary(run, &guide, start_level, &horizon, &scratch, &boundary)
                     ? solve_window(run, &model, &horizon, &boundary, &scratch, &solved)
                     : no_memory(run);
        if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL) {
            dispatch_read(&model, &horizon, &solved.map, &solved.lp, &solved.solution,
                          left < keep ? left : keep, run->result);
            worst_of(&run->result->certificate, &solved.report.certificate);
            run->result->windows++;
        } else if (status == STATUS_OK) {
            status = not_solved(run, &model, &horizon, &solved);
        }
        arena_free(&scratch);
    }
    return status;
}

/* Rows that tie a step to the next one, or WHOLE_TIES_AT_MOST + 1 when some tie it to a later one.
 */
static int count_ties(const struct dispatch_model *model)
{
    const struct network *network = model->network;
    int n = network->n_storage;
    for (int s = 0; s < network->n_storage; s++)
        if (network->storage[s].downstream_storage >= 0 &&
            network->storage[s].downstream_delay_h > 1)
            return WHOLE_TIES_AT_MOST + 1;
    for (int g = 0; g < network->n_generator; g++)
        n += model->generator_ramps[g];
    for (int l = 0; l < network->n_link; l++)
        n += network->link[l].ramp_mw_per_h < 2 * network->link[l].capacity_mw;
    return n;
}

static double count_columns(const struct dispatch_model *model)
{
    const struct network *network = model->network;
    int n = network->n_generator + network->n_bus + 4 * network->n_storage +
            network->n_market_block + 1;
    for (int l = 0; l < network->n_line; l++)
        n += model->line_forward[l].n_segment + model->line_back[l].n_segment;
    for (int l = 0; l < network->n_link; l++)
        n += model->link_forward[l].n_segment + model->link_back[l].n_segment;
    return (double)n * model->config->hours;
}

static bool fits_one_window(const struct dispatch_config *config)
{
    return config->hours <= config->window_hours + config->lookahead_hours;
}

/* What "automatic" means for a study that is longer than a window. */
static bool whole_pays(const struct dispatch_model *model)
{
    const int method = model->config->method;
    return (method == LP_AUTOMATIC || method == LP_INTERIOR) &&
           count_ties(model) <= WHOLE_TIES_AT_MOST && count_columns(model) <= WHOLE_COLUMNS_AT_MOST;
}

/* The study as one LP, unless that fails for a reason that windows do not have; then *solved is
 * false and the result as before. */
static enum status try_whole(struct run *run, bool *solved)
{
    struct error trouble = {0}, *error = run->error;
    struct result *result = run->result;
    run->error = &trouble;
    const enum status status = run_whole(run);
    run->error = error;
    const bool gave_up = status == STATUS_NO_MEMORY || status == STATUS_NUMERICAL ||
                         (status == STATUS_OK && (result->outcome == OUTCOME_LIMIT ||
                                                  result->outcome == OUTCOME_NOT_CERTIFIED));
    *solved = !gave_up;
    if (!gave_up) {
        if (status != STATUS_OK) error_set(error, status, "%s", trouble.text);
        return status;
    }
    result->outcome = OUTCOME_OPTIMAL;
    result->why = NULL;
    result->certificate = (struct certificate){0};
    result->windows = 0;
    return STATUS_OK;
}

static enum status run_study(struct run *run, const struct dispatch_model *model)
{
    const struct dispatch_config *config = run->config;
    bool solved = false;
    if (config->horizon == HORIZON_WHOLE || fits_one_window(config)) return run_whole(run);
    if (config->horizon == HORIZON_AUTOMATIC && whole_pays(model)) TRY(try_whole(run, &solved));
    return solved ? STATUS_OK : run_windows(run);
}

static void refuse_phantom(struct result *result)
{
    if (result->phantom_share <= PHANTOM_SHARE_ALLOWED) return;
    result->outcome = OUTCOME_NOT_CERTIFIED;
    result->certificate.accepted = false;
    result->why =
        "the answer gains from losses that physics does not know (see phantom): some prices are "
        "negative; raise market_price_floor_usd_per_mwh or tie_break_usd_per_mwh";
}

enum status dispatch_run(const struct dispatch_config *config, const struct network *network,
                         const struct series *series, const struct dispatch_watch *watch,
                         struct arena *arena, struct result *result, struct error *error)
{
    const double cpu_s = clock_cpu_s(), wall_s = clock_wall_s();
    if (series->n_hour < config->hours)
        return error_set(error, STATUS_INTERNAL, "%s: series of %d h for a study of %d h",
                         config->path, series->n_hour, config->hours);
    TRY(dispatch_config_check(config, network, arena, error));
    TRY(result_allocate(network, series, config->hours, arena, result, error));
    TRY(result_settings(config, arena, result, error));
    struct run run = {config, network, series, watch, arena, result, error, 0, 0};
    struct dispatch_model totals;
    result->study_path = config->path;
    result->seed = (unsigned long long)config->seed;
    result->threads = config->threads;
    TRY(dispatch_model_make(config, network, series, false, arena, &totals, error));
    TRY(run_study(&run, &totals));
    if (result->outcome == OUTCOME_OPTIMAL) {
        TRY(result_totals(&totals, arena, result, error));
        result_identities(&totals, result);
        refuse_phantom(result);
    }
    result->cpu_s = clock_cpu_s() - cpu_s;
    result->wall_s = clock_wall_s() - wall_s;
    result->peak_mb = clock_peak_memory_mb();
    return STATUS_OK;
}
