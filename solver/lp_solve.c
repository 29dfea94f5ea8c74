#include "solver/lp_solve.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "solver/ipm.h"

/* GLPK on a dispatch of 6 zones, 8 links and 3 storages (measured, one core, all certified):
 *     36 h     1,980 columns   simplex   0.02 s        168 h     9,240 columns   simplex  0.26 s
 *    744 h    40,920 columns   simplex   3.6 s       8760 h   481,800 columns   interior    8 s
 * Small LPs go to the simplex, which gives a vertex. Beyond the second limit its time is out of all
 * proportion, and the second try is GLPK's interior point. */
enum { SIMPLEX_COLUMNS = 2000, SIMPLEX_COLUMNS_AT_MOST = 20000 };
/* GLPK copies the LP and needs about 1 kB per column while it solves. */
enum { GLPK_COLUMNS_AT_MOST = 2000000 };

static enum status refuse_squares(const struct lp *lp, enum lp_method method, struct error *error)
{
    if (method == LP_INTERIOR || lp_is_linear(lp)) return STATUS_OK;
    return error_set(error, STATUS_BAD_INPUT,
                     "rows with squares are solved by the interior point alone, when every column "
                     "has a bound; ask for `interior` or `automatic`, or for piecewise losses");
}

static bool has_free_column(const struct lp *lp)
{
    for (int column = 0; column < lp->n_column; column++)
        if (isinf(lp->lower[column]) && isinf(lp->upper[column])) return true;
    return false;
}

static bool is_boxed(const struct lp *lp)
{
    for (int column = 0; column < lp->n_column; column++)
        if (isinf(lp->lower[column]) || isinf(lp->upper[column])) return false;
    return true;
}

/* The interior point needs a bound on every column and something to iterate on. */
static enum lp_method first_method(const struct lp *lp, enum lp_method wanted)
{
    if (wanted == LP_SIMPLEX || wanted == LP_GLPK_INTERIOR) return wanted;
    if (lp->n_row == 0 || lp->n_column == 0 || has_free_column(lp)) return LP_SIMPLEX;
    if (wanted == LP_INTERIOR || !lp_is_linear(lp)) return LP_INTERIOR;
    return lp->n_column <= SIMPLEX_COLUMNS ? LP_SIMPLEX : LP_INTERIOR;
}

static enum lp_method other_method(const struct lp *lp, enum lp_method method)
{
    if (method != LP_SIMPLEX)
        return lp->n_column <= SIMPLEX_COLUMNS_AT_MOST ? LP_SIMPLEX : LP_GLPK_INTERIOR;
    return has_free_column(lp) ? LP_GLPK_INTERIOR : LP_INTERIOR;
}

/* Without what has settled in a neighbour, unless the time is limited. What that misses shows in
 * the certificate of the whole, and is taken back, REDUCED_ROUNDS times at most; then the program
 * is solved whole. */
enum { REDUCED_ROUNDS = 2 };

static enum status reduced_rounds(const struct lp *lp, const struct lp_settings *settings,
                                  struct arena *bounds, struct arena *scratch,
                                  struct lp_solution *solution, struct lp_report *report,
                                  struct error *error)
{
    struct lp_settings how = *settings;
    struct lp reduced;
    long n_changed = 0;
    int iterations = 0;
    how.parent = NULL;
    how.row_dual_guess = settings->parent->row_dual;
    how.all_rows = true; /* those that are far are left out by what the parent says */
    TRY(lp_reduce(lp, settings->parent, bounds, &reduced, &n_changed, error));
    for (int round = 0; round < REDUCED_ROUNDS && n_changed > 0; round++) {
        TRY(ipm_solve(&reduced, &how, scratch, solution, report, NULL, error));
        report->iterations = iterations += report->iterations;
        if (report->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
        TRY(certificate_compute(lp, solution, scratch, &report->certificate, error));
        report->is_reduced = report->certificate.accepted;
        if (report->is_reduced) return STATUS_OK;
        const struct lp_parent found = {solution->x, solution->row_dual};
        TRY(lp_reduce_less(lp, &found, bounds, &reduced, &n_changed, error));
    }
    return STATUS_OK;
}

static enum status try_reduced(const struct lp *lp, const struct lp_settings *settings,
                               struct arena *scratch, struct lp_solution *solution,
                               struct lp_report *report, struct error *error)
{
    struct arena bounds = {.counter = scratch};
    const enum status status =
        reduced_rounds(lp, settings, &bounds, scratch, solution, report, error);
    arena_free(&bounds);
    return status;
}

/* One method, and the judgement on its answer. */
static enum status solve_and_certify(const struct lp *lp, const struct lp_settings *settings,
                                     struct arena *scratch, struct lp_solution *solution,
                                     struct lp_report *report, struct error *error)
{
    *report = (struct lp_report){.outcome = OUTCOME_NOT_CERTIFIED, .method = "interior point"};
    solution->objective = NAN;
    if (settings->method == LP_INTERIOR && settings->parent != NULL &&
        settings->time_limit_s <= 0) {
        TRY(try_reduced(lp, settings, scratch, solution, report, error));
        if (report->is_reduced) solution->objective = report->certificate.objective;
        if (report->is_reduced) return STATUS_OK;
        solution->objective = NAN;
        report->certificate = (struct certificate){0};
    }
    const int iterations = report->iterations;
    if (settings->method == LP_INTERIOR)
        TRY(ipm_solve(lp, settings, scratch, solution, report, NULL, error));
    else
        TRY(lp_glpk_solve(lp, settings, scratch, solution, report, error));
    report->iterations += iterations;
    report->is_reduced = false;
    if (report->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    TRY(certificate_compute(lp, solution, scratch, &report->certificate, error));
    if (!report->certificate.accepted) report->outcome = OUTCOME_NOT_CERTIFIED;
    solution->objective = report->certificate.objective;
    return STATUS_OK;
}

/* Whether another method may do better. A limit that the caller set is the caller's answer. */
static bool should_try_other(const struct lp *lp, const struct lp_settings *settings,
                             enum status status, enum outcome outcome)
{
    if (lp->n_column > GLPK_COLUMNS_AT_MOST || !lp_is_linear(lp)) return false;
    if (status != STATUS_OK) return status == STATUS_NUMERICAL || status == STATUS_INTERNAL;
    switch (outcome) {
    case OUTCOME_NOT_CERTIFIED:
        return true;
    case OUTCOME_LIMIT:
        return settings->iteration_limit <= 0;
    case OUTCOME_UNBOUNDED:
        return is_boxed(lp); /* then it cannot be: all columns end somewhere */
    case OUTCOME_OPTIMAL:
    case OUTCOME_INFEASIBLE:
        break;
    }
    return false;
}

struct answer {
    struct lp_solution solution;
    struct lp_report report;
};

static enum status answer_keep(const struct lp *lp, const struct lp_solution *solution,
                               const struct lp_report *report, struct arena *scratch,
                               struct answer *answer)
{
    const size_t x_bytes = (size_t)lp->n_column * sizeof(double);
    const size_t dual_bytes = (size_t)lp->n_row * sizeof(double);
    *answer = (struct answer){*solution, *report};
    answer->solution.x = arena_bytes(scratch, x_bytes);
    answer->solution.row_dual = arena_bytes(scratch, dual_bytes);
    if (!answer->solution.x || !answer->solution.row_dual) return STATUS_NO_MEMORY;
    memcpy(answer->solution.x, solution->x, x_bytes);
    memcpy(answer->solution.row_dual, solution->row_dual, dual_bytes);
    return STATUS_OK;
}

static void answer_restore(const struct lp *lp, const struct answer *answer,
                           struct lp_solution *solution, struct lp_report *report)
{
    memcpy(solution->x, answer->solution.x, (size_t)lp->n_column * sizeof(double));
    memcpy(solution->row_dual, answer->solution.row_dual, (size_t)lp->n_row * sizeof(double));
    solution->objective = answer->solution.objective;
    *report = answer->report;
}

/* The second method with the time that is left. When it finds nothing, the uncertified answer of
 * the first one, or its limit, is what there is. */
static enum status solve_by_other(const struct lp *lp, const struct lp_settings *settings,
                                  struct arena *scratch, struct lp_solution *solution,
                                  struct lp_report *report, struct error *error)
{
    struct answer first;
    if (answer_keep(lp, solution, report, scratch, &first) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a second method: %d columns",
                         lp->n_column);
    const bool stands = isfinite(first.solution.objective) || first.report.outcome == OUTCOME_LIMIT;
    struct error unused = {0};
    const enum status status =
        solve_and_certify(lp, settings, scratch, solution, report, stands ? &unused : error);
    if (status == STATUS_NO_MEMORY)
        return stands ? error_set(error, status, "%s", unused.text) : status;
    const bool found_nothing = status != STATUS_OK || report->outcome == OUTCOME_LIMIT;
    if (!stands || !found_nothing) return status;
    answer_restore(lp, &first, solution, report);
    return STATUS_OK;
}

enum status lp_solve(const struct lp *lp, const struct lp_settings *settings, struct arena *scratch,
                     struct lp_solution *solution, struct lp_report *report, struct error *error)
{
    *report = (struct lp_report){.outcome = OUTCOME_NOT_CERTIFIED, .method = "none"};
    TRY(lp_check(lp, error));
    const double begin_s = clock_wall_s();
    struct lp_settings how = *settings;
    how.method = first_method(lp, settings->method);
    TRY(refuse_squares(lp, how.method, error));
    if (settings->method != LP_AUTOMATIC)
        return solve_and_certify(lp, &how, scratch, solution, report, error);
    struct error trouble = {0}; /* is told only when the second method fails as well */
    const enum status status = solve_and_certify(lp, &how, scratch, solution, report, &trouble);
    if (settings->time_limit_s > 0) {
        how.time_limit_s = settings->time_limit_s - (clock_wall_s() - begin_s);
        if (status == STATUS_OK && how.time_limit_s <= 0) return STATUS_OK;
        how.time_limit_s = fmax(how.time_limit_s, 0.001);
    }
    if (!should_try_other(lp, settings, status, report->outcome)) {
        if (status != STATUS_OK) return error_set(error, status, "%s", trouble.text);
        return STATUS_OK;
    }
    how.method = other_method(lp, how.method);
    const enum status second = solve_by_other(lp, &how, scratch, solution, report, error);
    if (second != STATUS_OK && status != STATUS_OK) error_add(error, "%s", trouble.text);
    return second;
}
