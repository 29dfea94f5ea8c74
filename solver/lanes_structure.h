/* The structure that the numbers of lanes_factor.c and lanes_solve.c follow: found once per LP. */
#ifndef SOLVER_LANES_STRUCTURE_H
#define SOLVER_LANES_STRUCTURE_H

#include "solver/lanes_kkt.h"

/* Rows of a block that a column of the block before touches. */
int lanes_count_states(const struct ipm_form *form);

/* Fills all that stands under "structure" in struct lanes_kkt. */
MUST_CHECK enum status lanes_structure_make(const struct ipm_form *form, struct arena *arena,
                                            struct lanes_kkt *kkt, struct error *error);

/* Additions and multiplications of one factorization, padding left out. */
double lanes_operations(const struct lanes_kkt *kkt);

#endif
