/* L D L' of a sparse symmetric matrix in a fixed order, with pivots of either sign: susceptance
 * matrices with series capacitors are not positive definite, the Newton systems of an interior
 * point on angles are quasi-definite (Vanderbei, SIAM J. Optim. 5, 1995). One pattern serves
 * matrices of numbers and of 2 x 2 blocks. There is no pivoting: who solves looks at the residual.
 */
#ifndef SOLVER_LDL_H
#define SOLVER_LDL_H

#include "solver/sparse.h"

struct ldl {
    int n;
    int *order;                     /* [n] order[k] is eliminated k-th */
    int *upper_start, *upper_row;   /* the permuted upper triangle, by columns, without diagonal */
    int *upper_source, *diagonal;   /* the entries of the lower triangle they come from */
    int *row_start, *row_column;    /* of L, without diagonal: row k, columns ascending */
    int *column_start, *column_row; /* of L, by columns, rows ascending */
};

/* The factors: of numbers (pivots [n], l [entries]) or of 2 x 2 blocks (pivots [n][3], l
 * [entries][4]); inverse holds the inverted pivots. */
struct ldl_factor {
    double *inverse, *l, *work;
    int *filled;
};

/* lower: rows sorted, every diagonal entry present; only the pattern is read. Elimination by
 * approximate minimum degree. */
MUST_CHECK enum status ldl_analyze(const struct sparse *lower, struct arena *arena,
                                   struct arena *scratch, struct ldl *ldl, struct error *error);

MUST_CHECK enum status ldl_new_factor(const struct ldl *ldl, int block, struct arena *arena,
                                      struct ldl_factor *factor, struct error *error);

/* value [entries of lower]; x [n] is replaced by the solution. STATUS_NUMERICAL: a pivot is 0 or
 * not finite. */
MUST_CHECK enum status ldl_refactor(const struct ldl *ldl, const double *value,
                                    struct ldl_factor *factor, struct error *error);
void ldl_solve(const struct ldl *ldl, struct ldl_factor *factor, double *x);

/* Eight right-hand sides at once: x [n][LDL_SIDES], work [n][LDL_SIDES], both aligned to 64 bytes.
 */
enum { LDL_SIDES = 8 };
void ldl_solve_sides(const struct ldl *ldl, const struct ldl_factor *factor, double *x,
                     double *work);

/* Which of eight sides moves which difference weight (x_from - x_to) by more than its room: bit s
 * of over[m] is |weight_m (x_from,s - x_to,s) reach_s| > room_m. x as above. */
struct ldl_difference {
    int n;
    const int *from, *to;
    const double *weight, *room; /* [n] */
};
void ldl_sides_over(const struct ldl_difference *all, const double *x, const double *reach,
                    unsigned char *over);

/* The same of symmetric 2 x 2 blocks: value [entries][3] = (a11, a12 = a21, a22); x [n][2]. */
MUST_CHECK enum status ldl_refactor_pairs(const struct ldl *ldl, const double *value,
                                          struct ldl_factor *factor, struct error *error);
void ldl_solve_pairs(const struct ldl *ldl, struct ldl_factor *factor, double *x);

int ldl_entries(const struct ldl *ldl); /* of L, without diagonal */

#endif
