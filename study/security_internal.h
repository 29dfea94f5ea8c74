/* What the screening shares with who needs the factors of one contingency (docs/model.md, eqs.
 * 121-124): a contingency is a few directions of change, each with the flows per MW that it moves.
 * angle is [n_bus][LDL_SIDES], eight directions side by side. */
#ifndef STUDY_SECURITY_INTERNAL_H
#define STUDY_SECURITY_INTERNAL_H

#include "study/security.h"

/* One per branch and unit, two per link. */
int security_sides_of(const struct contingency_table *table, int contingency);

/* Adds the injections of a contingency from a side on: 1 MW across a branch that is out; 1 MW less
 * at a lost unit, more at those that respond; 1 MW that a link takes no more, then one that it
 * gives no more. False where nobody is left to respond. */
bool security_set_directions(const struct security_grid *grid,
                             const struct contingency_table *table, int contingency, int side,
                             double *angle);

/* MW on a branch per MW of a direction, once angle is solved. */
double security_sensitivity(const struct security_grid *grid, const double *angle, int branch,
                            int side);

/* b = A^-1 b, A [n][n] by rows, both overwritten, n <= LDL_SIDES; false: singular, which says that
 * the outages split the grid. */
bool security_solve_small(int n, double *a, double *b);

#endif
