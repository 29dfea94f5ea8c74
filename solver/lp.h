/* A linear program as plain data:
 *
 *   minimize    cost' x + cost_constant
 *   subject to  row_lower <= A x <= row_upper,   lower <= x <= upper       (docs/model.md, eq. 1)
 *
 * A is stored by columns. Infinite bounds are -INFINITY and INFINITY. The dual of a row is the
 * change of the optimal cost per unit by which both its bounds are raised, whatever the method: a
 * balance row "generation = load" therefore has the price of the load as its dual.
 *
 * An entry may also have a multiple of the square of its column, so that row i is
 *
 *   row_lower_i <= sum_j (a_ij x_j + s_ij x_j^2) <= row_upper_i                     (eq. 73)
 *
 * The rows stay convex: with s_ij > 0 the row has no lower bound, with s_ij < 0 no upper bound, and
 * a column with squares is boxed. "What is generated less what the lines lose covers the load" is
 * such a row. Only the interior point solves programs with squares. */
#ifndef SOLVER_LP_H
#define SOLVER_LP_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

enum { BLOCK_LINKING = -1 }; /* a row that belongs to no single block */

struct lp {
    int n_row, n_column, n_entry;
    int row_capacity, column_capacity, entry_capacity;
    int *start;                    /* [n_column + 1] first entry of each column */
    int *row;                      /* [n_entry] */
    double *value;                 /* [n_entry] */
    double *square;                /* [n_entry] of x^2; NULL: a linear program */
    double *cost, *lower, *upper;  /* [n_column] */
    double *row_lower, *row_upper; /* [n_row] */
    int *block_of_row; /* [n_row] position of the row in a chain of blocks, or BLOCK_LINKING: for
                          the order of elimination, and of the walk of lp_vertex.h */
    double cost_constant;
};

enum outcome {
    OUTCOME_OPTIMAL = 0,
    OUTCOME_INFEASIBLE,
    OUTCOME_UNBOUNDED,
    OUTCOME_LIMIT,        /* iterations or time ran out */
    OUTCOME_NOT_CERTIFIED /* the method claims an optimum that the checker does not confirm */
};
const char *outcome_word(enum outcome outcome); /* "optimal", "infeasible", ... */

/* Primal and dual values of one LP; all arrays are the caller's. */
struct lp_solution {
    double *x;        /* [n_column] */
    double *row_dual; /* [n_row] */
    double objective; /* includes cost_constant */
};

/* Makes an empty LP with room for so many rows, columns and entries. */
MUST_CHECK enum status lp_new(int row_capacity, int column_capacity, int entry_capacity,
                              struct arena *arena, struct lp *lp, struct error *error);

/* Rows are added before the columns that use them. Each returns the index of what was added, or -1
 * when the capacity is used up (a bug of the caller). */
int lp_add_row(struct lp *lp, double row_lower, double row_upper, int block);
int lp_add_column(struct lp *lp, double cost, double lower, double upper);
/* One entry of the newest column. Entries of a column name different rows. A value of 0 is not
 * stored; an entry beyond the capacity neither, and lp_check then refuses the LP. */
void lp_add_entry(struct lp *lp, int row, double value);

/* Makes room for squares; call it before the first column. */
MUST_CHECK enum status lp_allow_squares(struct lp *lp, struct arena *arena, struct error *error);
/* value x + square x^2 in a row of the newest column. */
void lp_add_curved_entry(struct lp *lp, int row, double value, double square);
static inline double lp_square(const struct lp *lp, int entry)
{
    return lp->square == NULL ? 0.0 : lp->square[entry];
}
bool lp_is_linear(const struct lp *lp); /* no square is other than 0 */
/* d(row) / d(column) of an entry at x of its column. */
static inline double lp_slope(const struct lp *lp, int entry, double x)
{
    return lp->value[entry] + 2 * lp_square(lp, entry) * x;
}
/* The least and the largest contribution of an entry to its row over the box of its column. */
void lp_entry_range(const struct lp *lp, int column, int entry, double *least, double *most);

/* product = the rows at x (A x, and the squares), with [n_row] places. */
void lp_multiply(const struct lp *lp, const double *x, double *product);

/* Faults that no method should see: a NaN, a bound above its partner, a row index out of range, an
 * infinite coefficient, a square that makes a row not convex or stands in an open box. */
MUST_CHECK enum status lp_check(const struct lp *lp, struct error *error);

#endif
