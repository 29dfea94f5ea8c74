/* Why an LP is infeasible: the least that its rows must give way (docs/model.md, eq. 35).
 *
 *   minimize  sum of weight x |violation of the row|   over all x within the column bounds
 *
 * The rows with a violation are those that cannot be met together; the row duals are a Farkas
 * vector. By weak duality the certified lower bound of this LP is a proof that needs no trust in
 * any method: it is positive only when the original has no feasible point. */
#ifndef SOLVER_LP_ELASTIC_H
#define SOLVER_LP_ELASTIC_H

#include "solver/lp_solve.h"

#include <stdbool.h>

struct elastic {
    enum outcome
        outcome; /* OPTIMAL, or INFEASIBLE when rows of infinite weight contradict each other */
    double
        *violation; /* [n_row] positive: the row falls short of its lower bound by so much (MW not
                       served); negative: it exceeds its upper bound. 0 within the tolerance */
    double *farkas; /* [n_row] cost of one more unit of the row's bounds, in units of the weights */
    double weighted_sum; /* of the violations */
    double proof;        /* certified lower bound of weighted_sum */
    bool proven;         /* the proof is positive by more than the tolerance of a row */
};

/* weight [n_row]: positive; INFINITY for a row that must hold; NULL: 1 for all. settings->method
 * chooses a vertex (few rows named) or an interior point (large LPs). What elastic points at lives
 * in arena. Returns STATUS_BAD_INPUT when a weight is not positive, else what lp_solve returns. */
MUST_CHECK enum status lp_elastic(const struct lp *lp, const double *weight,
                                  const struct lp_settings *settings, struct arena *arena,
                                  struct elastic *elastic, struct error *error);

#endif
