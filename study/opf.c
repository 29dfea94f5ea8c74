#include "study/opf.h"

#include "base/clock.h"
#include "study/opf_internal.h"

#include <math.h>
#include <string.h>

/* A sum of violations above this many MW is no rounding. */
static const double proof_mw = 1e-6;

struct session {
    const struct opf_case *grid;
    const struct opf_settings *settings;
    struct opf_problem problem;
    struct opf_grid_matrix matrix;
    struct opf_answer answer;
    struct arena *arena, *scratch;
    struct opf_result *result;
    double *work; /* [n_bus] */
};

/* ---- an answer becomes a result ---------------------------------------------------------------
 */

static void read_branches(struct session *session)
{
    const struct opf_case *grid = session->grid;
    const double *angle_rad = session->result->point.angle_rad;
    for (int l = 0; l < grid->n_branch; l++)
        session->result->flow_mw[l] =
            opf_flow_mw(grid, l, angle_rad[grid->from[l]] - angle_rad[grid->to[l]]);
    session->result->congestion_rent_usd = opf_congestion_rent_usd(session->result);
}

static enum status certify(struct session *session, struct error *error)
{
    struct opf_result *result = session->result;
    const struct opf_answer *answer = &session->answer;
    TRY(opf_read_point(&session->problem, &session->matrix, answer, session->arena, &result->point,
                       error));
    result->method = answer->method;
    result->rounds += answer->rounds;
    result->rows = answer->rows;
    result->iterations += answer->iterations;
    opf_check(session->grid, &result->point, &result->certificate, session->work);
    result->outcome = result->certificate.accepted ? OUTCOME_OPTIMAL : OUTCOME_NOT_CERTIFIED;
    read_branches(session);
    return STATUS_OK;
}

/* ---- no dispatch exists -----------------------------------------------------------------------
 */

static enum status try_proof(struct session *session, bool *proven, struct error *error)
{
    struct opf_point *point = &session->result->point;
    TRY(opf_read_point(&session->problem, &session->matrix, &session->answer, session->arena, point,
                       error));
    const double missing_mw = opf_proof_mw(session->grid, point, session->work);
    *proven = missing_mw > proof_mw;
    if (!*proven) return STATUS_OK;
    session->result->outcome = OUTCOME_INFEASIBLE;
    session->result->method = session->answer.method;
    session->result->rounds += session->answer.rounds;
    session->result->rows = session->answer.rows;
    session->result->iterations += session->answer.iterations;
    return opf_explain(session->grid, point, missing_mw, session->arena, &session->result->why,
                       error);
}

/* ---- the choice -------------------------------------------------------------------------------
 */

static enum status solve_by_merit(struct session *session, struct error *error)
{
    TRY(opf_solve_by_merit(&session->problem, &session->matrix, session->scratch, &session->answer,
                           error));
    return session->answer.outcome == OUTCOME_OPTIMAL ? certify(session, error) : STATUS_OK;
}

static enum status solve_angles(struct session *session, struct error *error)
{
    struct opf_result *result = session->result;
    bool proven = false;
    TRY(opf_answer_new(&session->problem, session->arena, &session->answer, error));
    TRY(opf_solve_angles(&session->problem, &session->matrix, false, session->settings,
                         session->scratch, &session->answer, error));
    const bool out_of_time = session->answer.outcome == OUTCOME_LIMIT;
    TRY(certify(session, error));
    if (result->outcome == OUTCOME_OPTIMAL) return STATUS_OK;
    if (out_of_time) {
        result->outcome = OUTCOME_LIMIT;
        result->why = "the time limit ended the interior point";
        return STATUS_OK;
    }
    const struct opf_result best = *result;
    const struct opf_problem problem = session->problem;
    TRY(opf_problem_relax(&problem, session->scratch, &session->problem, error));
    TRY(opf_answer_new(&session->problem, session->arena, &session->answer, error));
    TRY(opf_solve_angles(&session->problem, &session->matrix, true, session->settings,
                         session->scratch, &session->answer, error));
    TRY(try_proof(session, &proven, error));
    if (proven) return STATUS_OK;
    *result = best;
    result->why =
        "neither an optimum nor a proof that there is none stood the check; the case may be "
        "at the edge of what is possible";
    return STATUS_OK;
}

static enum status solve(struct session *session, struct error *error)
{
    TRY(opf_answer_new(&session->problem, session->arena, &session->answer, error));
    if (session->settings->method != OPF_ANGLES) TRY(solve_by_merit(session, error));
    if (session->result->outcome == OUTCOME_OPTIMAL) return STATUS_OK;
    return solve_angles(session, error);
}

static enum status run(struct session *session, struct error *error)
{
    struct opf_result *result = session->result;
    const char *fault;
    TRY(opf_problem_build(session->grid, session->scratch, session->scratch, &session->problem,
                          error));
    result->n_island = session->problem.n_island;
    TRY(opf_find_priced(&session->problem, session->scratch, session->arena, &result->has_price,
                        error));
    if (session->settings->write_mps != NULL)
        TRY(opf_export(&session->problem, session->settings->write_mps, session->scratch, error));
    TRY(opf_island_fault(&session->problem, session->arena, &fault, error));
    if (fault != NULL) {
        result->outcome = OUTCOME_INFEASIBLE;
        result->why = fault;
        return STATUS_OK;
    }
    TRY(opf_matrix_build(&session->problem, session->scratch, session->scratch, &session->matrix,
                         error));
    return solve(session, error);
}

enum status opf_run(const struct opf_case *grid, const struct opf_settings *settings,
                    struct arena *arena, struct opf_result *result, struct error *error)
{
    struct arena scratch = {0};
    struct session session = {
        .grid = grid, .settings = settings, .arena = arena, .scratch = &scratch, .result = result};
    *result = (struct opf_result){.grid = grid,
                                  .outcome = OUTCOME_NOT_CERTIFIED,
                                  .why = "",
                                  .method = "none: the sums of limits decide"};
    result->flow_mw = ARENA_ARRAY(arena, double, grid->n_branch);
    session.work = ARENA_ARRAY(arena, double, grid->n_bus);
    enum status status = STATUS_NO_MEMORY;
    if (result->flow_mw != NULL && session.work != NULL)
        status = run(&session, error);
    else
        error_set(error, status, "no memory for a case of %d buses", grid->n_bus);
    arena_free(&scratch);
    result->cpu_s = clock_cpu_s();
    return status;
}
