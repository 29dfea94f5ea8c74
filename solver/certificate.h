/* An optimum is believed only when this file, which shares nothing with any method, recomputes it
 * from the original LP (docs/model.md, eqs. 30-34; with squares in the rows 73, 74):
 *
 *   primal residual   max |row activity outside its bounds|
 *   bound violation   max |x outside its bounds|
 *   dual residual     max violation of the sign that a dual or a reduced cost must have where a
 *                     bound is infinite
 *   lower bound       sum over rows of y times the bound its sign points at, plus the same for the
 *                     reduced costs: valid for ANY y when every column is boxed (weak duality);
 *                     a column with squares gives the least value of its parabola in its box
 *   relative gap      (objective - lower bound) / max(1, |objective|)
 *
 * The objective that the solution claims must be the one recomputed. Sums are compensated
 * (Neumaier), so that the bound is good to the last digits on millions of terms. */
#ifndef SOLVER_CERTIFICATE_H
#define SOLVER_CERTIFICATE_H

#include "solver/lp.h"

#include <stdbool.h>

struct certificate {
    double objective, lower_bound;
    double relative_gap;    /* never negative */
    double primal_residual; /* in the unit of the rows: MW */
    double bound_violation; /* in the unit of the columns: MW */
    double dual_residual;   /* in the unit of the costs: USD/MWh */
    double complementarity; /* largest |dual or reduced cost| x distance to its bound, divided by
                               max(1, |objective|) */
    bool accepted;
};

/* Tolerances of acceptance and why: 1e-8 of the cost is 1 USD in 100 million; 1e-6 MW is a watt. */
#define CERTIFICATE_GAP 1e-8
#define CERTIFICATE_RESIDUAL_MW 1e-6
#define CERTIFICATE_DUAL_USD_PER_MWH 1e-6

MUST_CHECK enum status certificate_compute(const struct lp *lp, const struct lp_solution *solution,
                                           struct arena *scratch, struct certificate *certificate,
                                           struct error *error);

#endif
