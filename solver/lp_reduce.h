/* A program without what a neighbour's optimum says has settled: the same rows and columns with
 * other bounds (a capacity a little larger) has nearly the same columns at their bounds, and the
 * same families of rows far from theirs (docs/model.md, eqs. 89-90). What was left out wrongly
 * shows in the certificate of the whole program. */
#ifndef SOLVER_LP_REDUCE_H
#define SOLVER_LP_REDUCE_H

#include "solver/lp.h"

/* The optimum of a program with the rows and columns of another one. */
struct lp_parent {
    double *x, *row_dual; /* [n_column], [n_row] */
};

/* reduced: lp with settled columns fixed and settled rows free; shares all but its bounds, which
 * lie in the arena, with lp. *n_settled: of columns and rows together. */
MUST_CHECK enum status lp_reduce(const struct lp *lp, const struct lp_parent *parent,
                                 struct arena *arena, struct lp *reduced, long *n_settled,
                                 struct error *error);

/* After an optimum of the reduced program that the whole one does not accept: takes back the rows
 * that it breaks, each with all of its place, and the columns that its prices would move. *n_back:
 * 0 when there is nothing to take back. */
MUST_CHECK enum status lp_reduce_less(const struct lp *lp, const struct lp_parent *found,
                                      struct arena *arena, struct lp *reduced, long *n_back,
                                      struct error *error);

#endif
