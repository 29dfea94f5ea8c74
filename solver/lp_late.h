/* Inequality rows that tie neighbouring blocks of a chain, the ramps of plants, are as dear to
 * eliminate as a store and mostly bind nowhere. They are left out of a program and join it, all
 * rows of a place together, when a point comes near one of them (docs/model.md, eq. 175). An
 * optimum without rows that it keeps anyway is an optimum with them, their duals 0. */
#ifndef SOLVER_LP_LATE_H
#define SOLVER_LP_LATE_H

#include "solver/lp.h"

struct lp_late {
    const struct lp *whole;
    struct lp lp;        /* shares all with the whole program but the bounds of its rows */
    int n_place, *place; /* rows of these places of every block are left out */
    int rows_per_block, n_block;
    double *activity; /* [n_row], of the last point that was looked at */
};

/* n_place 0: the program has no such rows, and lp is the whole. */
MUST_CHECK enum status lp_late_begin(const struct lp *whole, struct arena *arena,
                                     struct lp_late *late, struct error *error);

/* Takes in every place with a row whose activity at x [n_column] is nearer to an end of its range
 * than this share of the range, or beyond it. Returns how many; late->lp has them then. */
int lp_late_join(struct lp_late *late, const double *x, double near_share);

#endif
