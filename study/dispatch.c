#include "study/dispatch.h"

#include "base/clock.h"
#include "study/ac_check.h"
#include "study/price_parts.h"
#include "study/price_probe.h"
#include "study/run_internal.h"
#include "study/secure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A phantom benefit above this share of the cost means that power was burnt on paper
 * (docs/model.md, eq. 12). */
enum { WHY_BYTES = 512 };
#define END_SHORT_MWH 1e-3 /* less is the rounding of an interior point on a large store */
#define PHANTOM_SHARE_ALLOWED 1e-4
#define EXPORT_FLOOR_SHARE                                                                         \
    (1 - 1e-6)          /* the second stage of EXPORT_MAXIMUM may give up this much                \
                         */
#define GAP_AT_END 2e-9 /* of the interior point, for progress only */
/* Up to here a study is one LP unless windows are asked for: about 280 bytes per column, and what a
 * step costs grows with the cube of its ties (docs/decisions/0008-the-year-as-one.md). */
#define WHOLE_COLUMNS_AT_MOST 1.2e7
enum { WHOLE_TIES_AT_MOST = 120 };

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

/* The last window that holds the hour of the probe is the one that decides about it. */
static enum status probe_price(const struct run *run, const struct dispatch_model *model,
                               const struct horizon *horizon, const struct solved *solved)
{
    struct price_probe *probe = run->watch != NULL ? run->watch->probe : NULL;
    if (probe == NULL || horizon->step_hours != 1 || model->maximum_first) return STATUS_OK;
    if (probe->hour < horizon->first_hour || probe->hour >= horizon->first_hour + horizon->n_step)
        return STATUS_OK;
    if (solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    return price_probe_take(model, horizon, &solved->map, &solved->lp, &solved->solution,
                            run->arena, probe, run->error);
}

/* Prices that are guessed too far off can leave the interior point no way: once more from its own
 * start, unless the time was limited. */
static enum status solve_without_guess(struct run *run, const struct lp_settings *settings,
                                       struct arena *scratch, struct solved *solved)
{
    struct lp_settings cold = *settings;
    if (settings->time_limit_s > 0 || settings->row_dual_guess == NULL) return STATUS_OK;
    cold.row_dual_guess = NULL;
    TRY(lp_solve(&solved->lp, &cold, scratch, &solved->solution, &solved->report, run->error));
    run->result->iterations += solved->report.iterations;
    return STATUS_OK;
}

/* Steep prices of limits after outages can leave more in the rows than the check accepts: once more
 * by the chain of hours, then by a vertex, unless the time was limited. */
static enum status solve_by_others(struct run *run, const struct lp_settings *settings,
                                   struct arena *scratch, struct solved *solved)
{
    struct lp_settings other = *settings;
    if (settings->time_limit_s > 0 || settings->method != LP_AUTOMATIC) return STATUS_OK;
    for (int i = 0; i < 2 && solved->report.outcome != OUTCOME_OPTIMAL; i++) {
        if (i == 0) other.factorization = LP_FACTOR_LANES;
        if (i == 1 && !lp_is_linear(&solved->lp)) return STATUS_OK;
        other.method = i == 0 ? LP_INTERIOR : LP_SIMPLEX;
        TRY(lp_solve(&solved->lp, &other, scratch, &solved->solution, &solved->report, run->error));
        run->result->iterations += solved->report.iterations;
    }
    return STATUS_OK;
}

/* Of a program with the same rows and columns only. */
static struct lp_parent parent_of(const struct dispatch_parent *parent, const struct lp *lp)
{
    const bool fits = parent != NULL && parent->x != NULL && parent->n_column == lp->n_column &&
                      parent->n_row == lp->n_row;
    return fits ? (struct lp_parent){parent->x, parent->row_dual} : (struct lp_parent){NULL, NULL};
}

static enum status keep_parent(struct dispatch_parent *parent, const struct solved *solved,
                               struct error *error)
{
    if (parent == NULL) return STATUS_OK;
    const struct lp *lp = &solved->lp;
    parent->used = solved->report.is_reduced;
    if (solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    const size_t x_bytes = sizeof(double) * (size_t)lp->n_column;
    const size_t dual_bytes = sizeof(double) * (size_t)lp->n_row;
    if (parent->x == NULL || parent->n_column != lp->n_column || parent->n_row != lp->n_row) {
        arena_free(parent->arena);
        parent->x = arena_bytes(parent->arena, x_bytes);
        parent->row_dual = arena_bytes(parent->arena, dual_bytes);
        if (parent->x == NULL || parent->row_dual == NULL) {
            parent->x = NULL;
            return error_set(error, STATUS_NO_MEMORY, "no memory for a parent of %d columns",
                             lp->n_column);
        }
        parent->n_column = lp->n_column;
        parent->n_row = lp->n_row;
    }
    memcpy(parent->x, solved->solution.x, x_bytes);
    memcpy(parent->row_dual, solved->solution.row_dual, dual_bytes);
    return STATUS_OK;
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
    struct lp_settings settings = {.method = (enum lp_method)run->config->method,
                                   .factorization =
                                       (enum lp_factorization)run->config->factorization,
                                   .time_limit_s = run->config->time_limit_s,
                                   .threads = run->config->threads,
                                   .row_dual_guess = guess,
                                   .progress = run->total == 1 ? report_gap : NULL,
                                   .progress_context = run};
    struct dispatch_parent *parent = run->watch != NULL ? run->watch->parent : NULL;
    const struct lp_parent known = parent_of(parent, &solved->lp);
    if (known.x != NULL) settings.parent = &known;
    TRY(lp_solve(&solved->lp, &settings, scratch, &solved->solution, &solved->report, run->error));
    run->result->iterations += solved->report.iterations;
    TRY(keep_parent(parent, solved, run->error));
    if (solved->report.outcome == OUTCOME_LIMIT)
        TRY(solve_without_guess(run, &settings, scratch, solved));
    if ((solved->report.outcome == OUTCOME_NOT_CERTIFIED ||
         solved->report.outcome == OUTCOME_LIMIT) &&
        solved->map.n_secure > 0)
        TRY(solve_by_others(run, &settings, scratch, solved));
    run->result->method = solved->report.method;
    return probe_price(run, model, horizon, solved);
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

/* Rows on demand until every limit holds after any outage (eqs. 166-168, 198-199). The first
 * round, without any, says what the study costs without. */
static enum status solve_secured(struct run *run, struct dispatch_model *model,
                                 const struct horizon *horizon, const struct boundary *boundary,
                                 struct arena *scratch, struct solved *solved)
{
    const bool asked = model->secure.grid != NULL && horizon->step_hours == 1;
    for (int round = 0;; round++) {
        arena_free(&run->solving);
        TRY(build_and_solve(run, model, horizon, boundary, asked ? &run->solving : scratch,
                            solved));
        if (!asked || solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
        if (model->secure.n_limit == 0) /* MWh are no cost */
            run->result->unsecured_usd = model->maximum_first ? NAN : solved->solution.objective;
        int n_added = 0;
        TRY(secure_find(model, &model->secure, &solved->map, horizon->n_step, solved->solution.x,
                        run->arena, &n_added, run->error));
        run->result->secure_rounds++;
        if (n_added == 0) return STATUS_OK;
        secure_rest(&model->secure, &solved->map, horizon->n_step, round,
                    solved->solution.row_dual);
        if (round < SECURE_ROUNDS) continue;
        solved->report.outcome = OUTCOME_LIMIT;
        return STATUS_OK;
    }
}

/* EXPORT_MAXIMUM: first the most energy, then the cheapest way to export it (docs/model.md, eq.
 * 19). */
enum status run_solve(struct run *run, struct dispatch_model *model, const struct horizon *horizon,
                      const struct boundary *boundary, struct arena *scratch, struct solved *solved)
{
    if (run->config->export_mode != EXPORT_MAXIMUM)
        return solve_secured(run, model, horizon, boundary, scratch, solved);
    struct dispatch_model first = *model;
    first.maximum_first = true;
    TRY(solve_secured(run, &first, horizon, boundary, scratch, solved));
    model->secure = first.secure;
    if (solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    struct dispatch_model second = *model;
    const double most_mwh = exported_mwh(&first, horizon, solved);
    second.export_floor_mwh = most_mwh - (1 - EXPORT_FLOOR_SHARE) * fabs(most_mwh);
    const enum status status = solve_secured(run, &second, horizon, boundary, scratch, solved);
    model->secure = second.secure;
    return status;
}

void run_report(struct run *run, const char *step)
{
    if (run->watch != NULL && run->watch->progress != NULL)
        run->watch->progress(run->watch->context, step, run->done, run->total);
}

enum status run_no_memory(const struct run *run)
{
    return error_set(run->error, STATUS_NO_MEMORY, "no memory for the study");
}

enum status run_not_solved(struct run *run, const struct dispatch_model *model,
                           const struct horizon *horizon, const struct solved *solved)
{
    const bool limited = solved->report.outcome == OUTCOME_LIMIT &&
                         run->config->time_limit_s <= 0 &&
                         (run->config->export_mode == EXPORT_HARD || model->secure.n_limit > 0);
    run->result->outcome = solved->report.outcome;
    if (solved->report.outcome == OUTCOME_INFEASIBLE || limited) {
        /* a method that walks to its limit may be on an infeasible program: the elastic one proves
         * it */
        bool proven = false;
        TRY(dispatch_explain(model, horizon, &solved->map, &solved->lp, run->arena,
                             &run->result->why, &proven, run->error));
        if (proven) run->result->outcome = OUTCOME_INFEASIBLE;
        if (run->result->outcome == OUTCOME_INFEASIBLE) return STATUS_OK;
    }
    if (solved->report.outcome == OUTCOME_NOT_CERTIFIED) {
        run->result->certificate = solved->report.certificate;
        run->result->why = "the optimizer claims an answer that the checker does not confirm; the "
                           "residuals are given";
    } else {
        run->result->why = "the optimizer ran into its limit of iterations or time";
    }
    return STATUS_OK;
}

double *run_fill(struct arena *arena, int n, double value)
{
    double *array = ARENA_ARRAY(arena, double, n);
    for (int i = 0; array != NULL && i < n; i++)
        array[i] = value;
    return array;
}

double *run_levels_given(const struct run *run)
{
    double *level = ARENA_ARRAY(run->arena, double, run->network->n_storage);
    for (int s = 0; level != NULL && s < run->network->n_storage; s++)
        level[s] = run->network->storage[s].initial_share * run->network->storage[s].energy_mwh;
    return level;
}

bool run_fill_budgets(const struct run *run, int hours, struct arena *arena,
                      struct boundary *boundary)
{
    double *budget = run_fill(arena, run->network->n_generator, NAN);
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
bool run_ask_for_last_level(const struct run *run, const double *level, struct arena *arena,
                            struct boundary *boundary)
{
    const int n = run->network->n_storage;
    boundary->last_level_mwh = level;
    boundary->short_usd_per_mwh = run_fill(arena, n, run->config->value_of_lost_load_usd_per_mwh);
    boundary->over_usd_per_mwh = run_fill(arena, n, 0);
    return boundary->short_usd_per_mwh != NULL && boundary->over_usd_per_mwh != NULL;
}

/* Levels before the first hour, and what the last one lacks of those asked for: a part of the cost,
 * so that a study that leaves a store emptier never looks cheaper. */
void run_read_levels(struct run *run, const double *start_mwh, bool asked)
{
    struct result *result = run->result;
    const int n = run->network->n_storage;
    const double *end_mwh = result->storage_level_mwh + (size_t)(result->n_hour - 1) * (size_t)n;
    for (int s = 0; s < n; s++) {
        const double short_mwh = start_mwh[s] - end_mwh[s];
        result->storage_start_mwh[s] = start_mwh[s];
        if (asked && short_mwh > END_SHORT_MWH) result->end_short_mwh += short_mwh;
    }
    result->end_short_usd = result->end_short_mwh * run->config->value_of_lost_load_usd_per_mwh;
    result->column_cost_usd += result->end_short_usd;
}

bool run_whole_boundary(const struct run *run, struct arena *arena, struct boundary *boundary)
{
    const double *given = run_levels_given(run);
    *boundary = (struct boundary){.cyclic = run->config->storage_end == STORAGE_END_CYCLIC,
                                  .first_level_mwh = given};
    return given != NULL && run_fill_budgets(run, run->config->hours, arena, boundary) &&
           (run->config->storage_end != STORAGE_END_FIXED ||
            run_ask_for_last_level(run, given, arena, boundary));
}

/* The whole study as one LP. */
static enum status run_whole(struct run *run)
{
    struct arena scratch = {.counter = run->arena};
    struct dispatch_model model;
    struct boundary boundary;
    const struct horizon horizon = {0, run->config->hours, 1};
    struct solved solved = {0};
    if (!run_whole_boundary(run, run->arena, &boundary)) return run_no_memory(run);
    TRY(dispatch_model_make(run->config, run->network, run->series, false, run->arena, &model,
                            run->error));
    run->total = 1;
    run_report(run, "dispatch");
    enum status status = run_solve_hours(run, &model, &horizon, &boundary, &scratch, &solved);
    if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL) {
        run->result->certificate = solved.report.certificate;
        run->result->horizon_bound_usd = solved.report.certificate.lower_bound;
        run->result->windows = 1;
        dispatch_read(&model, &horizon, &solved.map, &solved.lp, &solved.solution, horizon.n_step,
                      run->result);
        const double *end_mwh = run->result->storage_level_mwh +
                                (size_t)(horizon.n_step - 1) * (size_t)run->network->n_storage;
        run_read_levels(run, boundary.cyclic ? end_mwh : boundary.first_level_mwh,
                        boundary.last_level_mwh != NULL);
        status = secure_report(&model, run->arena, run->result, run->error);
    } else if (status == STATUS_OK) {
        status = run_not_solved(run, &model, &horizon, &solved);
    }
    run->done = 1;
    run_report(run, "dispatch");
    arena_free(&scratch);
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
        n += line_columns(model, l);
    for (int l = 0; l < network->n_link; l++)
        n += model->link_forward[l].n_segment + model->link_back[l].n_segment;
    return (double)n * model->config->hours;
}

bool dispatch_fits_whole(const struct dispatch_model *model)
{
    return count_columns(model) <= WHOLE_COLUMNS_AT_MOST;
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
           count_ties(model) <= WHOLE_TIES_AT_MOST && dispatch_fits_whole(model);
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
    result->why = "";
    run->done = 0;
    result->certificate = (struct certificate){0};
    result->vertex = (struct vertex_total){.asked = run->config->vertex, .why = ""};
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

static enum status refuse_phantom(struct result *result, struct arena *arena, struct error *error)
{
    if (result->phantom_share <= PHANTOM_SHARE_ALLOWED) return STATUS_OK;
    char *why = ARENA_ARRAY(arena, char, WHY_BYTES);
    if (why == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    snprintf(why, WHY_BYTES,
             "the answer gains %.2f USD (%.2g of the cost) from losses that physics does not know "
             "(phantom losses): some prices are negative; raise market_price_floor_usd_per_mwh or "
             "tie_break_usd_per_mwh",
             result->phantom_usd, result->phantom_share);
    result->outcome = OUTCOME_NOT_CERTIFIED;
    result->certificate.accepted = false;
    result->why = why;
    return STATUS_OK;
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
    if (config->ac_check != NULL) TRY(ac_check_hours(config, NULL, error));
    TRY(result_allocate(network, series, config, arena, result, error));
    TRY(result_settings(config, arena, result, error));
    struct run run = {config, network, series, watch, arena,
                      result, error,   0,      0,     {.counter = arena}};
    struct dispatch_model totals;
    result->study_path = config->path;
    result->seed = (unsigned long long)config->seed;
    result->threads = config->threads;
    result->horizon_bound_usd = NAN;
    result->vertex = (struct vertex_total){.asked = config->vertex, .why = ""};
    TRY(dispatch_model_make(config, network, series, false, arena, &totals, error));
    const enum status status = run_study(&run, &totals);
    arena_free(&run.solving);
    TRY(status);
    if (result->outcome == OUTCOME_OPTIMAL) {
        TRY(result_totals(&totals, arena, result, error));
        result_identities(&totals, result);
        if (config->ac_check != NULL && config->ac_check[0] != '\0')
            TRY(result_ac_check(config, arena, result, error));
        if (config->price_parts) TRY(result_price_parts(arena, result, error));
        TRY(refuse_phantom(result, arena, error));
    }
    result->cpu_s = clock_cpu_s() - cpu_s;
    result->wall_s = clock_wall_s() - wall_s;
    result->peak_mb = clock_peak_memory_mb();
    return STATUS_OK;
}
