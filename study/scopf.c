/* Row generation (docs/model.md, eqs. 130-137): solve, look at every contingency, add the limits
 * that are missed, until none is. */
#include "study/scopf.h"

#include "study/scopf_internal.h"

#include "solver/lp_elastic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERLOAD_AT_MOST_MW 1e5 /* a box for the column, never reached */
#define ROUNDING_SHARE 1e-11    /* MW per MW */

enum { ROUNDS_AT_MOST = 200, WHY_BYTES = 1024, NAMED = 6 };

/* ---- the linear program -----------------------------------------------------------------------
 */

/* Rounding where nothing flows: such entries make a simplex walk in circles. */
static double cleaned(double share)
{
    return fabs(share) < ROUNDING_SHARE ? 0 : share;
}

/* Balance of each island; limits that have been found; what DC lines may move (eqs. 131-135). */
static void add_rows(struct scopf *scopf, struct lp *lp)
{
    const struct opf_problem *problem = &scopf->problem;
    double *demand = scopf->island_work;
    memset(demand, 0, sizeof *demand * (size_t)problem->n_island);
    for (int bus = 0; bus < problem->n_bus; bus++)
        demand[problem->island[bus]] += problem->demand_mw[bus];
    for (int island = 0; island < problem->n_island; island++)
        lp_add_row(lp, demand[island], demand[island], BLOCK_LINKING);
    for (int i = 0; i < scopf->n_row; i++)
        lp_add_row(lp, scopf->row[i].lower, scopf->row[i].upper, BLOCK_LINKING);
    for (int j = 0; j < problem->n_column; j++)
        if (problem->c2[j] > 0) lp_add_row(lp, 0, INFINITY, BLOCK_LINKING);
    for (int a = 0; a < scopf->n_action; a++)
        for (int d = 0; d < scopf->grid->n_dcline; d++)
            lp_add_row(lp, scopf->grid->dcline_min_mw[d], scopf->grid->dcline_max_mw[d],
                       BLOCK_LINKING);
}

static int action_row(const struct scopf *scopf, int action, int dcline)
{
    int first = scopf->problem.n_island + scopf->n_row;
    for (int j = 0; j < scopf->problem.n_column; j++)
        first += scopf->problem.c2[j] > 0;
    return first + action * scopf->grid->n_dcline + dcline;
}

static void add_columns(struct scopf *scopf, struct lp *lp)
{
    const struct opf_problem *problem = &scopf->problem;
    const int n_generator = scopf->grid->n_generator;
    int square_row = problem->n_island + scopf->n_row;
    for (int j = 0; j < problem->n_column; j++) {
        const int island = problem->island[problem->bus[j]];
        lp_add_column(lp, problem->c1[j], problem->lower_mw[j], problem->upper_mw[j]);
        if (problem->other_bus[j] >= 0 && problem->island[problem->other_bus[j]] != island) {
            lp_add_entry(lp, island, problem->gain[j]);
            lp_add_entry(lp, problem->island[problem->other_bus[j]], problem->other_gain[j]);
        } else {
            lp_add_entry(lp, island,
                         problem->gain[j] +
                             (problem->other_bus[j] >= 0 ? problem->other_gain[j] : 0));
        }
        for (int i = 0; i < scopf->n_row; i++)
            lp_add_entry(lp, problem->n_island + i, cleaned(scopf->row[i].coefficient[j]));
        if (problem->c2[j] > 0) lp_add_curved_entry(lp, square_row++, 0, -problem->c2[j]);
        for (int a = 0; problem->owner[j] >= n_generator && a < scopf->n_action; a++)
            lp_add_entry(lp, action_row(scopf, a, problem->owner[j] - n_generator), 1);
    }
    square_row = problem->n_island + scopf->n_row;
    for (int j = 0; j < problem->n_column; j++) { /* c2 x^2 as a column of its own (eq. 132) */
        if (!(problem->c2[j] > 0)) continue;
        const double most = fmax(fabs(problem->lower_mw[j]), fabs(problem->upper_mw[j]));
        lp_add_column(lp, 1, 0, problem->c2[j] * most * most);
        lp_add_entry(lp, square_row++, 1);
    }
    for (int a = 0; a < scopf->n_action; a++)
        for (int d = 0; d < scopf->grid->n_dcline; d++) {
            const double range = scopf->grid->dcline_max_mw[d] - scopf->grid->dcline_min_mw[d];
            const double reach = scopf_is_out(scopf, scopf->action[a], d)
                                     ? 0
                                     : fmin(scopf->settings->run_back_mw, range);
            lp_add_column(lp, 0, -reach, reach);
            for (int i = 0; i < scopf->n_row; i++)
                if (scopf->row[i].contingency == scopf->action[a] && scopf->row[i].shift != NULL)
                    lp_add_entry(lp, problem->n_island + i, cleaned(scopf->row[i].shift[d]));
            lp_add_entry(lp, action_row(scopf, a, d), reach > 0 ? 1 : 0);
        }
}

/* What a limit after a contingency is missed by, at a price (eq. 136). */
static void add_overload_columns(const struct scopf *scopf, struct lp *lp)
{
    for (int i = 0; i < scopf->n_row; i++)
        for (int sign = 1; sign >= -1 && scopf->row[i].contingency >= 0; sign -= 2) {
            lp_add_column(lp, scopf->settings->overload_usd_per_mwh, 0, OVERLOAD_AT_MOST_MW);
            lp_add_entry(lp, scopf->problem.n_island + i, sign);
        }
}

static enum status build(struct scopf *scopf, struct arena *arena, struct lp *lp,
                         struct error *error)
{
    const struct opf_problem *problem = &scopf->problem;
    int n_square = 0;
    for (int j = 0; j < problem->n_column; j++)
        n_square += problem->c2[j] > 0;
    const int n_move = scopf->n_action * scopf->grid->n_dcline;
    const int n_over = scopf->settings->overload_usd_per_mwh > 0 ? 2 * scopf->n_row : 0;
    const double entries = (double)problem->n_column * (scopf->n_row + 3) + 2.0 * n_square +
                           (double)n_move * (scopf->n_row + 1) +
                           (double)problem->n_column * scopf->n_action + n_over;
    if (entries > 2e9)
        return error_set(error, STATUS_NO_MEMORY, "%d limits after contingencies are too many",
                         scopf->n_row);
    TRY(lp_new(problem->n_island + scopf->n_row + n_square + n_move,
               problem->n_column + n_square + n_move + n_over, (int)entries, arena, lp, error));
    if (n_square > 0) TRY(lp_allow_squares(lp, arena, error));
    lp->cost_constant = problem->cost_constant_usd;
    add_rows(scopf, lp);
    add_columns(scopf, lp);
    scopf->first_over = lp->n_column;
    if (n_over > 0) add_overload_columns(scopf, lp);
    return STATUS_OK;
}

/* ---- why there is none ------------------------------------------------------------------------
 */

static void name_row(const struct scopf *scopf, int row, double missed_mw, char *text, size_t size)
{
    const struct opf_case *grid = scopf->grid;
    const int n_island = scopf->problem.n_island;
    if (row < n_island) {
        snprintf(text, size, "%.1f MW of load in grid %d", fabs(missed_mw), row + 1);
        return;
    }
    const struct scopf_row *limit = &scopf->row[row - n_island];
    const int l = limit->branch;
    char after[64] = "";
    if (limit->contingency >= 0)
        snprintf(after, sizeof after, " after contingency %d",
                 scopf->table->contingency[limit->contingency].label);
    snprintf(text, size, "branch %d (bus %d - %d)%s by %.1f MW", grid->branch_row[l],
             grid->bus_number[grid->from[l]], grid->bus_number[grid->to[l]], after,
             fabs(missed_mw));
}

static enum status explain(struct scopf *scopf, const struct lp *lp, struct arena *arena,
                           struct scopf_result *result, struct error *error)
{
    const struct lp_settings settings = {.method = LP_AUTOMATIC};
    struct elastic elastic;
    char *text = ARENA_ARRAY(arena, char, WHY_BYTES);
    if (text == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to explain");
    TRY(lp_elastic(lp, NULL, &settings, arena, &elastic, error));
    result->why = text;
    snprintf(text, WHY_BYTES, "no dispatch holds these limits together: ");
    int named = 0;
    for (int row = 0; row < scopf->problem.n_island + scopf->n_row && elastic.proven; row++) {
        if (!(fabs(elastic.violation[row]) > 1e-3) || named >= NAMED) continue;
        char name[160];
        const size_t used = strlen(text);
        name_row(scopf, row, elastic.violation[row], name, sizeof name);
        snprintf(text + used, WHY_BYTES - used, "%s%s", named++ > 0 ? "; " : "", name);
    }
    if (named == 0) snprintf(text, WHY_BYTES, "no dispatch was found, and none is ruled out");
    result->outcome = elastic.proven ? OUTCOME_INFEASIBLE : OUTCOME_LIMIT;
    return STATUS_OK;
}

/* ---- rounds -----------------------------------------------------------------------------------
 */

static void read_point(struct scopf *scopf, const double *x, struct scopf_result *result)
{
    const struct opf_problem *problem = &scopf->problem;
    const struct opf_case *grid = scopf->grid;
    memset(result->generator_mw, 0, sizeof(double) * (size_t)grid->n_generator);
    memset(result->dcline_mw, 0, sizeof(double) * (size_t)grid->n_dcline);
    for (int j = 0; j < problem->n_column; j++) {
        if (problem->owner[j] < 0) continue;
        if (problem->owner[j] < grid->n_generator)
            result->generator_mw[problem->owner[j]] += x[j];
        else
            result->dcline_mw[problem->owner[j] - grid->n_generator] += x[j];
    }
    opf_injection(problem, x, scopf->angle);
    ldl_solve(&scopf->security->ldl, &scopf->security->factor, scopf->angle);
    for (int l = 0; l < grid->n_branch; l++)
        result->flow_mw[l] =
            opf_flow_mw(grid, l, scopf->angle[grid->from[l]] - scopf->angle[grid->to[l]]);
}

static int by_shadow(const void *left, const void *right)
{
    const struct scopf_binding *a = left, *b = right;
    if (a->shadow_usd_per_mwh != b->shadow_usd_per_mwh)
        return a->shadow_usd_per_mwh > b->shadow_usd_per_mwh ? -1 : 1;
    if (a->contingency != b->contingency) return a->contingency - b->contingency;
    return a->branch - b->branch;
}

static enum status list_binding(struct scopf *scopf, const struct lp *lp,
                                const struct lp_solution *solution, struct arena *arena,
                                struct scopf_result *result, struct error *error)
{
    result->binding = ARENA_ARRAY(arena, struct scopf_binding, scopf->n_row);
    double *activity = ARENA_ARRAY(arena, double, lp->n_row);
    if (!result->binding || !activity)
        return error_set(error, STATUS_NO_MEMORY, "no memory for shadow prices");
    lp_multiply(lp, solution->x, activity);
    for (int i = 0; i < scopf->n_row; i++) {
        const double price = solution->row_dual[scopf->problem.n_island + i];
        const struct scopf_row *row = &scopf->row[i];
        if (!(fabs(price) > 1e-6)) continue;
        result->binding[result->n_binding++] = (struct scopf_binding){
            .contingency = row->contingency,
            .branch = row->branch,
            .flow_mw = activity[scopf->problem.n_island + i] + row->constant,
            .limit_mw = (price < 0 ? row->upper : row->lower) + row->constant,
            .shadow_usd_per_mwh = fabs(price) * row->scale};
    }
    qsort(result->binding, (size_t)result->n_binding, sizeof *result->binding, by_shadow);
    return STATUS_OK;
}

/* One round; *done where nothing is missed, or where there is no dispatch. */
static enum status solve_round(struct scopf *scopf, struct arena *arena, struct arena *scratch,
                               struct scopf_result *result, bool *done, struct error *error)
{
    const struct lp_settings settings = {.method = LP_AUTOMATIC};
    struct lp lp;
    struct lp_solution solution;
    struct lp_report report;
    TRY(build(scopf, scratch, &lp, error));
    solution.x = ARENA_ARRAY(scratch, double, lp.n_column);
    solution.row_dual = ARENA_ARRAY(scratch, double, lp.n_row);
    if (!solution.x || !solution.row_dual)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d columns", lp.n_column);
    TRY(lp_solve(&lp, &settings, scratch, &solution, &report, error));
    result->rounds++;
    result->rows = scopf->n_row;
    result->iterations += report.iterations;
    result->method = report.method;
    result->outcome = report.outcome;
    *done = true;
    if (report.outcome == OUTCOME_INFEASIBLE || report.outcome == OUTCOME_LIMIT)
        return explain(scopf, &lp, arena, result, error);
    result->certificate = report.certificate;
    result->why = "";
    if (report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    result->objective_usd = solution.objective;
    result->overload_usd = 0;
    for (int j = scopf->first_over; j < lp.n_column; j++)
        result->overload_usd += lp.cost[j] * solution.x[j];
    read_point(scopf, solution.x, result);
    int n_added = 0;
    TRY(scopf_find_missed(scopf, &solution, result, scratch, &n_added, error));
    *done = n_added == 0;
    if (!*done) return STATUS_OK;
    return list_binding(scopf, &lp, &solution, arena, result, error);
}

static enum status run_rounds(struct scopf *scopf, struct arena *arena, struct scopf_result *result,
                              struct error *error)
{
    bool done = false;
    if (scopf->settings->all_rows) TRY(scopf_add_all(scopf, error));
    while (!done && result->rounds < ROUNDS_AT_MOST) {
        struct arena scratch = {.counter = arena};
        const enum status status = solve_round(scopf, arena, &scratch, result, &done, error);
        arena_free(&scratch);
        TRY(status);
    }
    if (done) return STATUS_OK;
    result->outcome = OUTCOME_LIMIT;
    result->why = "limits after contingencies are still missed after 200 rounds";
    return STATUS_OK;
}

/* Every limit after every contingency at once, for other solvers. */
static enum status write_all(struct scopf *scopf, struct arena *arena, struct error *error)
{
    struct lp lp;
    TRY(scopf_begin(scopf, arena, error));
    TRY(scopf_add_all(scopf, error));
    TRY(build(scopf, arena, &lp, error));
    return lp_write_mps(&lp, scopf->settings->write_mps, error);
}

enum status scopf_run(const struct opf_case *grid, struct security_grid *security,
                      const struct contingency_table *table, const struct scopf_settings *settings,
                      struct arena *arena, struct scopf_result *result, struct error *error)
{
    struct arena kept = {.counter = arena};
    struct scopf scopf = {.grid = grid, .security = security, .table = table, .settings = settings};
    *result = (struct scopf_result){.outcome = OUTCOME_LIMIT, .why = "", .method = ""};
    result->generator_mw = ARENA_ARRAY(arena, double, grid->n_generator);
    result->dcline_mw = ARENA_ARRAY(arena, double, grid->n_dcline);
    result->flow_mw = ARENA_ARRAY(arena, double, grid->n_branch);
    enum status status = STATUS_OK;
    if (!result->generator_mw || !result->dcline_mw || !result->flow_mw)
        status = error_set(error, STATUS_NO_MEMORY, "no memory for %d branches", grid->n_branch);
    if (status == STATUS_OK && settings->write_mps != NULL) {
        struct scopf whole = scopf;
        status = write_all(&whole, &kept, error);
        arena_free(&kept);
    }
    if (status == STATUS_OK) status = scopf_begin(&scopf, &kept, error);
    if (status == STATUS_OK) status = run_rounds(&scopf, arena, result, error);
    result->n_split = scopf.n_split;
    arena_free(&kept);
    return status;
}
