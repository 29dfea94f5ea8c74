/* GLPK behind a guard. GLPK counts from 1, trusts its caller and ends the process when it is
 * wronged or out of memory; its interior point has no time limit. All of that stops in this file:
 *   - the LP is checked before GLPK sees it;
 *   - an error inside GLPK jumps back here and becomes a status;
 *   - a hook hears what GLPK would print, and stops the interior point at the deadline;
 *   - GLPK's environment, one per thread, is freed at the end of every call, come what may. */
#include "solver/lp_solve.h"
#include "solver/lp_vertex.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <glpk.h>

#include "base/clock.h"

/* GLPK's own tolerance of bounds and reduced costs (scaled), and the one that the final basis must
 * meet: the certificate wants 1e-8 of the cost, which 1e-7 per column does not promise. */
static const double first_tolerance = 1e-7, final_tolerance = 1e-9;

/* What a method says that ends without an answer. */
static const enum outcome no_answer = OUTCOME_NOT_CERTIFIED;

enum { REFINEMENTS = 3 }; /* each gains about ten digits; the third finds nothing left to do */

enum stop { STOP_NONE, STOP_LIMIT, STOP_LIBRARY, STOP_MEMORY };

struct session {
    const struct lp *lp;
    const struct lp_settings *settings;
    struct lp_solution *solution;
    struct lp_report *report;
    struct arena *scratch;
    glp_prob *problem;
    double deadline_s;     /* of clock_wall_s, or INFINITY */
    int *index;            /* [1 + n_row] one column, counted from 1 */
    double *value;         /* [1 + n_row] */
    double *variable;      /* [n_row + n_column] row activities, then columns */
    long double *residual; /* [n_row] */
    int pivots;            /* of a sequence */
    jmp_buf back;
    enum stop stop;
    char message[256]; /* the last line of GLPK before it failed */
};

/* ---- what GLPK says and how it fails ----------------------------------------------------------
 */

static void jump_back(struct session *session, enum stop stop)
{
    session->stop = stop;
    longjmp(session->back, 1);
}

static void on_error(void *context)
{
    jump_back(context, STOP_LIBRARY);
}

/* Hears every line of GLPK and lets none reach the terminal. The lines of the interior point are
 * its only sign of life, once per iteration. */
static int on_line(void *context, const char *text)
{
    struct session *session = context;
    const struct lp_settings *settings = session->settings;
    int iteration;
    double cost, primal, dual, gap;
    if (strncmp(text, "Error detected", strlen("Error detected")) != 0)
        snprintf(session->message, sizeof session->message, "%s", text);
    if (settings->method != LP_GLPK_INTERIOR ||
        sscanf(text, "%d: obj = %lf; rpi = %lf; rdi = %lf; gap = %lf", &iteration, &cost, &primal,
               &dual, &gap) != 5)
        return 1;
    session->report->iterations = iteration;
    if (settings->progress != NULL) settings->progress(settings->progress_context, iteration, gap);
    const bool too_many = settings->iteration_limit > 0 && iteration >= settings->iteration_limit;
    if (too_many || clock_wall_s() >= session->deadline_s) jump_back(session, STOP_LIMIT);
    return 1;
}

/* ---- the LP in GLPK's form --------------------------------------------------------------------
 */

static int bound_type(double lower, double upper)
{
    if (lower == upper) return GLP_FX;
    if (isfinite(lower)) return isfinite(upper) ? GLP_DB : GLP_LO;
    return isfinite(upper) ? GLP_UP : GLP_FR;
}

static void load_problem(struct session *session)
{
    const struct lp *lp = session->lp;
    glp_prob *problem = session->problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MIN);
    glp_set_obj_coef(problem, 0, lp->cost_constant);
    if (lp->n_row > 0) glp_add_rows(problem, lp->n_row);
    if (lp->n_column > 0) glp_add_cols(problem, lp->n_column);
    for (int row = 0; row < lp->n_row; row++) {
        const double lower = lp->row_lower[row], upper = lp->row_upper[row];
        glp_set_row_bnds(problem, row + 1, bound_type(lower, upper), lower, upper);
    }
    for (int column = 0; column < lp->n_column; column++) {
        const double lower = lp->lower[column], upper = lp->upper[column];
        glp_set_obj_coef(problem, column + 1, lp->cost[column]);
        glp_set_col_bnds(problem, column + 1, bound_type(lower, upper), lower, upper);
        int n = 0;
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            session->index[++n] = lp->row[entry] + 1;
            session->value[n] = lp->value[entry];
        }
        glp_set_mat_col(problem, column + 1, n, session->index, session->value);
    }
    glp_scale_prob(problem, GLP_SF_AUTO);
}

/* ---- the final basis in full accuracy ---------------------------------------------------------
 */

/* The value at which a variable outside the basis rests. */
static double resting_value(int basis_status, double lower, double upper)
{
    if (basis_status == GLP_NL || basis_status == GLP_NS) return lower;
    return basis_status == GLP_NU ? upper : 0;
}

static void read_vertex(struct session *session)
{
    const struct lp *lp = session->lp;
    double *row_value = session->variable, *column_value = session->variable + lp->n_row;
    for (int row = 0; row < lp->n_row; row++) {
        const int status = glp_get_row_stat(session->problem, row + 1);
        row_value[row] = status == GLP_BS
                             ? glp_get_row_prim(session->problem, row + 1)
                             : resting_value(status, lp->row_lower[row], lp->row_upper[row]);
        session->solution->row_dual[row] = glp_get_row_dual(session->problem, row + 1);
    }
    for (int column = 0; column < lp->n_column; column++) {
        const int status = glp_get_col_stat(session->problem, column + 1);
        column_value[column] = status == GLP_BS
                                   ? glp_get_col_prim(session->problem, column + 1)
                                   : resting_value(status, lp->lower[column], lp->upper[column]);
    }
}

/* One step of iterative refinement (Wilkinson 1963) of B x_B = -N x_N, where (B N) are the columns
 * of (I, -A): the residual is summed in long double, the correction comes from GLPK's factors. */
static void refine_primal(struct session *session)
{
    const struct lp *lp = session->lp;
    const double *x = session->variable + lp->n_row;
    for (int row = 0; row < lp->n_row; row++)
        session->residual[row] = -session->variable[row];
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            session->residual[lp->row[entry]] += (long double)lp->value[entry] * x[column];
    for (int row = 0; row < lp->n_row; row++)
        session->value[row + 1] = (double)session->residual[row];
    glp_ftran(session->problem, session->value);
    for (int place = 1; place <= lp->n_row; place++) {
        const int basic = glp_get_bhead(session->problem, place) - 1;
        session->variable[basic] += session->value[place];
    }
}

static double reduced_cost(const struct lp *lp, const double *row_dual, int column)
{
    long double sum = lp->cost[column];
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
        sum -= (long double)lp->value[entry] * row_dual[lp->row[entry]];
    return (double)sum;
}

/* The same for B' y = c_B: basic rows have dual 0, basic columns reduced cost 0. */
static void refine_dual(struct session *session)
{
    const struct lp *lp = session->lp;
    double *row_dual = session->solution->row_dual;
    for (int place = 1; place <= lp->n_row; place++) {
        const int basic = glp_get_bhead(session->problem, place) - 1;
        session->value[place] =
            basic < lp->n_row ? row_dual[basic] : reduced_cost(lp, row_dual, basic - lp->n_row);
    }
    glp_btran(session->problem, session->value);
    for (int row = 0; row < lp->n_row; row++)
        row_dual[row] -= session->value[row + 1];
}

static double objective_of(const struct lp *lp, const double *x)
{
    long double sum = lp->cost_constant;
    for (int column = 0; column < lp->n_column; column++)
        sum += (long double)lp->cost[column] * x[column];
    return (double)sum;
}

static void read_refined_vertex(struct session *session)
{
    const struct lp *lp = session->lp;
    struct lp_solution *solution = session->solution;
    read_vertex(session);
    const bool has_factors =
        lp->n_row > 0 && (glp_bf_exists(session->problem) || glp_factorize(session->problem) == 0);
    for (int round = 0; has_factors && round < REFINEMENTS; round++) {
        refine_primal(session);
        refine_dual(session);
    }
    memcpy(solution->x, session->variable + lp->n_row, (size_t)lp->n_column * sizeof(double));
    solution->objective = objective_of(lp, solution->x);
}

/* ---- simplex ----------------------------------------------------------------------------------
 */

static int milliseconds_left(const struct session *session)
{
    const double left = 1000 * (session->deadline_s - clock_wall_s());
    return left >= INT_MAX ? INT_MAX : left <= 0 ? 0 : (int)left;
}

/* A simplex may walk in circles on degenerate programs: many times what any takes that ends. */
static int endless_after(const struct lp *lp)
{
    const double many = 5000 + 40.0 * ((double)lp->n_row + lp->n_column);
    return many < INT_MAX ? (int)many : INT_MAX;
}

static int iterations_left(const struct session *session)
{
    const int limit = session->settings->iteration_limit;
    if (limit <= 0) return endless_after(session->lp);
    const int left = limit - glp_get_it_cnt(session->problem);
    return left > 0 ? left : 0;
}

static enum outcome read_answer(glp_prob *problem, int code)
{
    if (code == GLP_EITLIM || code == GLP_ETMLIM) return OUTCOME_LIMIT;
    if (code == GLP_ENOPFS) return OUTCOME_INFEASIBLE;
    if (code == GLP_ENODFS)
        return OUTCOME_UNBOUNDED; /* or infeasible: only a run without presolver tells */
    if (code != 0) return no_answer;
    switch (glp_get_status(problem)) {
    case GLP_OPT:
        return OUTCOME_OPTIMAL;
    case GLP_NOFEAS:
        return OUTCOME_INFEASIBLE;
    case GLP_UNBND:
        return OUTCOME_UNBOUNDED;
    default:
        return no_answer;
    }
}

static enum outcome run_simplex(struct session *session, int presolve, double tolerance)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.meth = GLP_PRIMAL; /* phase one proves infeasibility before phase two finds a ray */
    how.presolve = presolve;
    how.tol_bnd = how.tol_dj = tolerance;
    how.tm_lim = milliseconds_left(session);
    how.it_lim = iterations_left(session);
    if (how.tm_lim == 0 || how.it_lim == 0) return OUTCOME_LIMIT;
    int code = glp_simplex(session->problem, &how);
    if (code == GLP_EITLIM && session->settings->iteration_limit <= 0 && presolve == GLP_OFF) {
        how.meth = GLP_DUALP;
        how.tm_lim = milliseconds_left(session);
        if (how.tm_lim > 0) code = glp_simplex(session->problem, &how);
    }
    session->report->iterations = glp_get_it_cnt(session->problem);
    return read_answer(session->problem, code);
}

/* Infeasible and unbounded are told apart only without the presolver; a basis that cannot be
 * factored gives way to the one of all rows. */
static enum outcome run_simplex_plain(struct session *session)
{
    glp_adv_basis(session->problem, 0);
    enum outcome answer = run_simplex(session, GLP_OFF, first_tolerance);
    if (answer != no_answer) return answer;
    glp_std_basis(session->problem);
    return run_simplex(session, GLP_OFF, first_tolerance);
}

/* From an optimal basis: a few pivots to the tighter tolerance. If they lead nowhere, back to the
 * looser one; the certificate judges what comes out. */
static enum outcome tighten(struct session *session)
{
    const enum outcome tight = run_simplex(session, GLP_OFF, final_tolerance);
    if (tight == OUTCOME_OPTIMAL || tight == OUTCOME_LIMIT) return tight;
    return run_simplex(session, GLP_OFF, first_tolerance);
}

static enum outcome solve_simplex(struct session *session)
{
    struct certificate certificate;
    enum outcome answer = run_simplex(session, GLP_ON, first_tolerance);
    if (answer != OUTCOME_OPTIMAL && answer != OUTCOME_LIMIT) answer = run_simplex_plain(session);
    if (answer == OUTCOME_OPTIMAL) answer = tighten(session);
    if (answer != OUTCOME_OPTIMAL) return answer;
    read_refined_vertex(session);
    if (certificate_compute(session->lp, session->solution, session->scratch, &certificate, NULL) !=
        STATUS_OK) {
        session->stop = STOP_MEMORY;
        return no_answer;
    }
    if (certificate.accepted) return OUTCOME_OPTIMAL;
    glp_unscale_prob(session->problem); /* then the tolerances are those of the original */
    answer = tighten(session);
    if (answer == OUTCOME_OPTIMAL) read_refined_vertex(session);
    return answer;
}

/* ---- interior point ---------------------------------------------------------------------------
 */

static enum outcome solve_interior(struct session *session)
{
    const struct lp *lp = session->lp;
    glp_iptcp how;
    glp_init_iptcp(&how);
    how.msg_lev = GLP_MSG_ALL; /* nothing is printed: the lines carry the deadline */
    const int code = glp_interior(session->problem, &how);
    if (code == GLP_EITLIM) return OUTCOME_LIMIT;
    if (code != 0 || glp_ipt_status(session->problem) != GLP_OPT) return no_answer;
    for (int column = 0; column < lp->n_column; column++)
        session->solution->x[column] = glp_ipt_col_prim(session->problem, column + 1);
    for (int row = 0; row < lp->n_row; row++)
        session->solution->row_dual[row] = glp_ipt_row_dual(session->problem, row + 1);
    session->solution->objective = objective_of(lp, session->solution->x);
    return OUTCOME_OPTIMAL;
}

/* ---- the guard --------------------------------------------------------------------------------
 */

static enum outcome solve_guarded(struct session *session)
{
    if (setjmp(session->back) != 0) return no_answer;
    glp_term_out(GLP_ON); /* the hook swallows every line */
    glp_term_hook(on_line, session);
    glp_error_hook(on_error, session);
    load_problem(session);
    const bool empty = session->lp->n_row == 0 || session->lp->n_column == 0;
    if (session->settings->method == LP_GLPK_INTERIOR && !empty) return solve_interior(session);
    return solve_simplex(session);
}

static enum status report_stop(const struct session *session, struct error *error)
{
    const int length = (int)strcspn(session->message, "\n");
    if (session->stop == STOP_MEMORY)
        return error_set(error, STATUS_NO_MEMORY, "no memory to judge a vertex of %d columns",
                         session->lp->n_column);
    if (session->stop == STOP_LIBRARY && strstr(session->message, "memory") != NULL)
        return error_set(error, STATUS_NO_MEMORY, "GLPK: %.*s (an LP of %d rows, %d columns)",
                         length, session->message, session->lp->n_row, session->lp->n_column);
    if (session->stop == STOP_LIBRARY)
        return error_set(error, STATUS_INTERNAL, "GLPK failed: %.*s", length, session->message);
    return error_set(error, STATUS_NUMERICAL,
                     "%s ended without an answer for an LP of %d rows and %d columns",
                     session->report->method, session->lp->n_row, session->lp->n_column);
}

/* Opens GLPK's environment as its last act: who gets a session ends it with glp_free_env. */
static enum status open_session(int n_row, int n_column, const struct lp_settings *settings,
                                struct arena *scratch, struct session **opened, struct error *error)
{
    struct session *session = arena_bytes(scratch, sizeof *session);
    if (session == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for GLPK");
    session->settings = settings;
    session->scratch = scratch;
    session->deadline_s =
        settings->time_limit_s > 0 ? clock_wall_s() + settings->time_limit_s : INFINITY;
    session->index = ARENA_ARRAY(scratch, int, n_row + 1);
    session->value = ARENA_ARRAY(scratch, double, n_row + 1);
    session->variable = ARENA_ARRAY(scratch, double, (size_t)n_row + (size_t)n_column);
    session->residual = ARENA_ARRAY(scratch, long double, n_row);
    if (!session->index || !session->value || !session->variable || !session->residual ||
        glp_init_env() > 1)
        return error_set(error, STATUS_NO_MEMORY, "no memory for GLPK: %d rows, %d columns", n_row,
                         n_column);
    *opened = session;
    return STATUS_OK;
}

enum status lp_glpk_solve(const struct lp *lp, const struct lp_settings *settings,
                          struct arena *scratch, struct lp_solution *solution,
                          struct lp_report *report, struct error *error)
{
    *report = (struct lp_report){.outcome = OUTCOME_NOT_CERTIFIED};
    report->method =
        settings->method == LP_GLPK_INTERIOR ? "interior point (GLPK)" : "simplex (GLPK)";
    report->is_vertex = settings->method != LP_GLPK_INTERIOR;
    TRY(lp_check(lp, error));
    struct session *session = NULL;
    TRY(open_session(lp->n_row, lp->n_column, settings, scratch, &session, error));
    session->lp = lp;
    session->solution = solution;
    session->report = report;
    report->outcome = solve_guarded(session);
    glp_free_env();
    if (session->stop == STOP_LIMIT) report->outcome = OUTCOME_LIMIT;
    return report->outcome == no_answer ? report_stop(session, error) : STATUS_OK;
}

/* ---- a sequence of programs -------------------------------------------------------------------
 */

static void update_numbers(struct session *session)
{
    const struct lp *lp = session->lp;
    for (int row = 0; row < lp->n_row; row++) {
        const double lower = lp->row_lower[row], upper = lp->row_upper[row];
        glp_set_row_bnds(session->problem, row + 1, bound_type(lower, upper), lower, upper);
    }
    for (int column = 0; column < lp->n_column; column++) {
        const double lower = lp->lower[column], upper = lp->upper[column];
        glp_set_obj_coef(session->problem, column + 1, lp->cost[column]);
        glp_set_col_bnds(session->problem, column + 1, bound_type(lower, upper), lower, upper);
    }
}

/* From the basis that is there; where that leads nowhere, from that of all rows, at which no change
 * (all columns at 0) need not be, but may be, the start. */
static enum outcome solve_warm(struct session *session)
{
    enum outcome answer = run_simplex(session, GLP_OFF, final_tolerance);
    if (answer == OUTCOME_OPTIMAL || answer == OUTCOME_LIMIT) return answer;
    glp_std_basis(session->problem);
    answer = run_simplex(session, GLP_OFF, final_tolerance);
    if (answer == OUTCOME_OPTIMAL || answer == OUTCOME_LIMIT) return answer;
    return run_simplex(session, GLP_OFF, first_tolerance);
}

/* The next program in the same problem where only numbers changed, else in a new one. */
static void load_next(struct session *session, bool other_numbers)
{
    if (session->problem != NULL && other_numbers) {
        update_numbers(session);
        return;
    }
    if (session->problem != NULL) glp_delete_prob(session->problem);
    load_problem(session);
    glp_adv_basis(session->problem, 0);
}

static enum outcome run_sequence(struct session *session, const struct lp_sequence *sequence)
{
    if (setjmp(session->back) != 0) return no_answer;
    glp_term_out(GLP_ON);
    glp_term_hook(on_line, session);
    glp_error_hook(on_error, session);
    for (;;) {
        bool other_numbers = false;
        session->lp = sequence->next(sequence->context, &other_numbers);
        if (session->lp == NULL) return OUTCOME_OPTIMAL;
        load_next(session, other_numbers);
        const int before = glp_get_it_cnt(session->problem);
        const enum outcome answer = solve_warm(session);
        session->pivots += glp_get_it_cnt(session->problem) - before;
        if (answer == OUTCOME_LIMIT && milliseconds_left(session) == 0) return OUTCOME_LIMIT;
        if (answer == OUTCOME_OPTIMAL) read_refined_vertex(session);
        sequence->take(sequence->context, answer == OUTCOME_OPTIMAL ? session->solution->x : NULL);
    }
}

enum status lp_glpk_sequence(const struct lp_sequence *sequence, const struct lp_settings *settings,
                             struct arena *scratch, struct lp_report *report, struct error *error)
{
    const struct lp_settings how = {.method = LP_SIMPLEX, .time_limit_s = settings->time_limit_s};
    struct session *session = NULL;
    struct lp_solution vertex = {0};
    *report = (struct lp_report){.outcome = OUTCOME_NOT_CERTIFIED, .method = "simplex (GLPK)"};
    vertex.x = ARENA_ARRAY(scratch, double, sequence->most_columns);
    vertex.row_dual = ARENA_ARRAY(scratch, double, sequence->most_rows);
    if (vertex.x == NULL || vertex.row_dual == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for vertices of %d columns",
                         sequence->most_columns);
    TRY(open_session(sequence->most_rows, sequence->most_columns, &how, scratch, &session, error));
    session->solution = &vertex;
    session->report = report;
    report->outcome = run_sequence(session, sequence);
    report->iterations = session->pivots;
    glp_free_env();
    return report->outcome == no_answer ? report_stop(session, error) : STATUS_OK;
}

void lp_glpk_library(char *text, size_t size)
{
    snprintf(text, size, "GLPK %s", glp_version());
}
