/* What is left of a chain of blocks when its segments are eliminated: a dense matrix of the states
 * of the first block of every segment (the separators) and the border. Shared by the factorizations
 * in lanes and in blocks; lanes_kkt.h has the arrays. */
#ifndef SOLVER_CHAIN_ENDS_H
#define SOLVER_CHAIN_ENDS_H

#include "solver/lanes_kkt.h"

/* From what the segments left for their own separator (left), the next one (right) and the border
 * (corner). returns STATUS_NUMERICAL  a diagonal entry is not finite */
MUST_CHECK enum status chain_ends_factor(struct lanes_kkt *kkt, const double *theta,
                                         double regularization, struct error *error);

/* Between the sweep forward, which leaves sums in `ends`, and the one back, which finds the
 * solution of the separators and the border there. right [n_row]: the border's part is read and
 * replaced. */
void chain_ends_solve(struct lanes_kkt *kkt, double *right);

/* Cholesky with guarded pivots (LANES_PIVOT_SHARE of the diagonal before elimination), for when
 * LAPACK refuses: L in the lower triangle of a [n][n], columns ld_a apart. */
void chain_guarded_cholesky(int n, const double *diagonal, double *a, int ld_a);

#endif
