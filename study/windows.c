/* A long study as a chain of windows behind a coarse guide run (docs/model.md, section 8). */
#include "study/windows_internal.h"

#include "study/secure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WHY_BYTES = 2048 };

/* Worth of the level that a window leaves behind, against the guide's water value: a MWh missing
 * costs more than it is worth, one too many brings less, so that levels follow the guide unless it
 * pays (docs/model.md, eq. 37). */
#define SHORT_FACTOR 2.0
#define SHORT_ADDED_USD_PER_MWH 10.0
#define OVER_FACTOR 0.5
#define HELD_BACK_SHARE 0.95         /* all of it would leave the last windows nothing to decide */
#define MUST_RUN_ROUNDING (1 + 1e-9) /* rounding of what is left must not forbid must-run */

/* What the coarse run over the whole study leaves for the windows (docs/model.md, eq. 36). */
struct guide {
    int n_step, step_hours;
    double *level_mwh, *value_usd_per_mwh; /* [n_step][n_storage] after each step */
    double *energy_mwh;                    /* [n_step + 1][n_generator] used before each step */
    double *co2_t;                         /* [n_step + 1] */
    double *least_mwh; /* [hours][n_storage] eq. 170; NULL where no last level is asked for */
};

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
        return run_no_memory(run);
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

/* A window (or the guide) without an answer: which hours, and what that says of the study. */
static enum status tell_window(struct run *run, const struct dispatch_model *model,
                               const struct horizon *horizon, const struct solved *solved)
{
    char text[WHY_BYTES];
    TRY(run_not_solved(run, model, horizon, solved));
    const bool later = run->result->outcome == OUTCOME_INFEASIBLE && horizon->first_hour > 0;
    snprintf(
        text, sizeof text, "%s of hours %d to %d: %s%s",
        horizon->step_hours > 1 ? "the guide run" : "the window", horizon->first_hour,
        (int)fmin(run->config->hours, horizon->first_hour + horizon->n_step * horizon->step_hours),
        run->result->why,
        later ? "; the windows before it may have left no way out: horizon = \"whole\" decides"
              : "");
    run->result->why = arena_text(run->arena, text, strlen(text));
    return run->result->why != NULL ? STATUS_OK : run_no_memory(run);
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
    if (!run_fill_budgets(run, horizon.n_step * step, run->arena, &boundary))
        return run_no_memory(run);
    if (run->config->storage_end == STORAGE_END_FIXED &&
        !run_ask_for_last_level(run, given, run->arena, &boundary))
        return run_no_memory(run);
    TRY(dispatch_model_make(run->config, run->network, run->series, true, run->arena, &model,
                            run->error));
    run_report(run, "water values");
    enum status status = run_solve(run, &model, &horizon, &boundary, &scratch, &solved);
    if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL)
        status = read_guide(run, &model, &horizon, &solved, guide);
    else if (status == STATUS_OK)
        status = tell_window(run, &model, &horizon, &solved);
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

/* The least level after each hour from which charging, and half of the inflow that need not be
 * released, still reach the level asked for after the study (docs/model.md, eq. 170): [hours]
 * [n_storage]. NULL without memory. */
static double *find_least_levels(const struct run *run, const double *end_level)
{
    const struct network *network = run->network;
    const int n = network->n_storage, hours = run->config->hours;
    double *least = ARENA_ARRAY(run->arena, double, hours *n);
    for (int hour = hours - 1; least != NULL && hour >= 0; hour--)
        for (int s = 0; s < n; s++) {
            const struct storage *storage = &network->storage[s];
            double *here = &least[(size_t)hour * (size_t)n + (size_t)s];
            if (hour == hours - 1) {
                *here = end_level[s];
                continue;
            }
            const double inflow_mw =
                run->series->inflow_mw[(size_t)(hour + 1) * (size_t)n + (size_t)s];
            const double released = least_release_mw(storage, inflow_mw);
            const double held_mw = inflow_mw - released / storage->discharge_efficiency;
            const double charged_mw = storage->charge_mw * (1 - storage->forced_outage_share) *
                                      storage->charge_efficiency;
            const double gain = HELD_BACK_SHARE * held_mw + charged_mw;
            const double kept = 1 - storage->hourly_loss_share;
            *here = kept > 0 ? fmax(0, (here[n] - gain) / kept) : 0;
        }
    return least;
}

static bool is_fed_from_above(const struct network *network, int storage)
{
    for (int s = 0; s < network->n_storage; s++)
        if (network->storage[s].downstream_storage == storage) return true;
    return false;
}

/* Levels wanted after a window and what it pays to miss them. Reservoirs follow the guide. What a
 * battery or a pumped storage does is over within the look-ahead. Only where the level after the
 * study is asked for, no level may fall below that from which it can be reached; a reservoir that
 * is fed from above may need no more than the guide, which knows that water. */
static bool ask_for_guide_level(const struct run *run, const struct guide *guide,
                                const double *start_level, int end_hour, struct arena *arena,
                                struct boundary *boundary)
{
    const int n = run->network->n_storage;
    const double lost_load = run->config->value_of_lost_load_usd_per_mwh;
    double *level = run_fill(arena, n, NAN), *least = run_fill(arena, n, 0),
           *shortfall = run_fill(arena, n, 0), *over = run_fill(arena, n, 0);
    if (!level || !least || !shortfall || !over) return false;
    const int step = (end_hour + guide->step_hours - 1) / guide->step_hours - 1;
    const double share = end_hour / (double)guide->step_hours - step; /* of the step, 0 < .. <= 1 */
    for (int s = 0; s < n; s++) {
        const bool follows = run->network->storage[s].kind == STORAGE_RESERVOIR;
        const double value = fmax(0, guide->value_usd_per_mwh[step * n + s]);
        const double after = guide->level_mwh[step * n + s];
        const double before = step > 0 ? guide->level_mwh[(step - 1) * n + s] : start_level[s];
        const double guided = before + share * (after - before);
        if (guide->least_mwh != NULL)
            least[s] = guide->least_mwh[(size_t)(end_hour - 1) * (size_t)n + (size_t)s];
        if (is_fed_from_above(run->network, s)) least[s] = fmin(least[s], guided);
        if (follows || least[s] > 0) level[s] = follows ? fmax(guided, least[s]) : least[s];
        shortfall[s] = follows ? SHORT_FACTOR * value + SHORT_ADDED_USD_PER_MWH : lost_load;
        over[s] = follows ? OVER_FACTOR * value : 0;
    }
    boundary->last_level_mwh = level;
    boundary->least_level_mwh = least;
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
    double *mwh = run_fill(arena, n, NAN);
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
    return run_ask_for_last_level(run, start_level, scratch, boundary);
}

/* Windows with look-ahead, storages and ramps carried on (docs/model.md, section 8). */
enum status run_windows(struct run *run)
{
    const int hours = run->config->hours, keep = run->config->window_hours;
    struct dispatch_model model;
    struct guide guide = {0};
    struct chain chain = {0};
    double *start_level = run_levels_given(run);
    if (start_level == NULL) return run_no_memory(run);
    run->total = 1 + (hours + keep - 1) / keep;
    TRY(run_guide(run, start_level, &guide));
    if (run->result->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    if (run->config->storage_end == STORAGE_END_CYCLIC)
        for (int s = 0; s < run->network->n_storage; s++)
            start_level[s] = guide.level_mwh[(guide.n_step - 1) * run->network->n_storage + s];
    if (run->config->storage_end != STORAGE_END_FREE) {
        guide.least_mwh = find_least_levels(run, start_level);
        if (guide.least_mwh == NULL) return run_no_memory(run);
    }
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
        run_report(run, "dispatch");
        status = set_boundary(run, &guide, start_level, &horizon, &scratch, &boundary)
                     ? run_solve_hours(run, &model, &horizon, &boundary, &scratch, &solved)
                     : run_no_memory(run);
        if (status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL) {
            dispatch_read(&model, &horizon, &solved.map, &solved.lp, &solved.solution,
                          left < keep ? left : keep, run->result);
            worst_of(&run->result->certificate, &solved.report.certificate);
            run->result->windows++;
            status = chain_take(run, &model, &horizon, &solved, left < keep ? left : keep, &chain);
        } else if (status == STATUS_OK) {
            status = tell_window(run, &model, &horizon, &solved);
        }
        arena_free(&scratch);
    }
    if (status != STATUS_OK || run->result->outcome != OUTCOME_OPTIMAL) return status;
    run_read_levels(run, start_level, run->config->storage_end != STORAGE_END_FREE);
    TRY(secure_report(&model, run->arena, run->result, run->error));
    return chain_bound(run, &model, &chain);
}
