/* Primal-dual interior point method for boxed linear programs, also with convex squares in their
 * rows (docs/model.md, eqs. 60-77), after
 *
 *   S. Mehrotra, SIAM J. Optimization 2(4), 1992           predictor, corrector, adaptive centring
 *   J. Gondzio, Comput. Optim. Appl. 6, 1996               further correctors
 *   M. Colombo, J. Gondzio, Comput. Optim. Appl. 41, 2008  weights of the correctors
 *
 * It needs every column to have at least one finite bound; lp_solve sends other LPs to the simplex.
 * It allocates nothing of ours while iterating. The answer does not depend on settings->threads. */
#ifndef SOLVER_IPM_H
#define SOLVER_IPM_H

#include "solver/lp_solve.h"

/* One row per iteration, kept for whoever wants to see how it went. */
struct ipm_row {
    double objective, lower_bound, primal_residual, mu, step_primal, step_dual;
    int refinements;
    bool taken_back; /* the step before this row made things worse and was undone */
};
enum { IPM_ITERATION_LIMIT = 200 };
struct ipm_log {
    int n_row;
    struct ipm_row row[IPM_ITERATION_LIMIT + 1];
};

/* log may be NULL. report->outcome: OPTIMAL (not yet certified), INFEASIBLE (a dual vector proves
 * it), LIMIT (no progress, or the limits of settings). */
MUST_CHECK enum status ipm_solve(const struct lp *lp, const struct lp_settings *settings,
                                 struct arena *scratch, struct lp_solution *solution,
                                 struct lp_report *report, struct ipm_log *log,
                                 struct error *error);

#endif
