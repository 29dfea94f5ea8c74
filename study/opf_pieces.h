/* A case whose stepwise costs are generators of one step each: the same question (docs/model.md,
 * eq. 184). */
#ifndef STUDY_OPF_PIECES_H
#define STUDY_OPF_PIECES_H

#include "study/opf.h"

/* Whether any generator has a cost of more than one piece. */
bool opf_has_steps(const struct opf_case *grid);

/* pieces shares all arrays of grid but those of generators; of them it has one per piece. owner
 * [pieces->n_generator]: the generator of grid that a piece belongs to. */
MUST_CHECK enum status opf_pieces_make(const struct opf_case *grid, struct arena *arena,
                                       struct opf_case *pieces, int **owner, struct error *error);

/* [n_generator of grid] the sums of the pieces, in the place of their outputs. */
MUST_CHECK enum status opf_pieces_join(const struct opf_case *grid, const struct opf_case *pieces,
                                       const int *owner, struct arena *arena,
                                       struct opf_point *point, struct error *error);

#endif
