/* Columns of a chain of blocks by kind: same coefficients at the same places of their blocks. */
#ifndef SOLVER_IPM_KINDS_H
#define SOLVER_IPM_KINDS_H

#include "solver/ipm_form.h"

/* Fewer blocks than this are not worth a chain. */
enum { IPM_BLOCKS_LEAST = 12 };

/* n_block, rows_per_block and n_border of the form: the chain that lp->block_of_row describes, when
 * every column keeps to one block and the next; else one block. */
void ipm_kinds_chain(const struct lp *lp, struct ipm_form *form);

/* Sorts the columns by block, stably, and gives each its kind. item [n_item]: what becomes a column
 * (a column of the LP, or -1 - row for a slack). Fills n_column, first_column, origin and all that
 * tells of kinds. from_below [n_row]: the slack of a row has coefficient -1, else 1. */
MUST_CHECK enum status ipm_kinds_make(const struct lp *lp, const int *item, int n_item,
                                      struct arena *arena, struct ipm_form *form,
                                      struct error *error);

/* A one-sided or two-sided row a'x - s = lower, or a'x + s = upper where there is no lower. */
static inline bool ipm_slack_from_below(const struct lp *lp, int row)
{
    return lp->row_lower[row] > -1e300; /* finite */
}
static inline bool ipm_row_is_free(const struct lp *lp, int row) /* binds nothing: left out */
{
    return lp->row_lower[row] < -1e300 && lp->row_upper[row] > 1e300;
}
static inline bool ipm_column_is_mirrored(const struct lp *lp, int column)
{
    return lp->lower[column] < -1e300 && lp->upper[column] < 1e300;
}

#endif
