/* A MATPOWER case as the question of an optimal power flow. */
#ifndef STUDY_OPF_CASE_H
#define STUDY_OPF_CASE_H

#include "network/matpower.h"
#include "study/opf.h"

/* grid is placed in arena, but for the name. Faults name the line of the file: no costs, a cost
 * that is not convex or of a power above 2, a limit that is no number, a branch without reactance.
 */
MUST_CHECK enum status opf_case_build(const struct matpower_case *file,
                                      enum opf_convention convention, struct arena *arena,
                                      struct opf_case *grid, struct error *error);
/* The same for what needs no cheapest dispatch: without mpc.gencost units cost nothing. */
MUST_CHECK enum status opf_case_build_any(const struct matpower_case *file,
                                          enum opf_convention convention, struct arena *arena,
                                          struct opf_case *grid, struct error *error);

#endif
