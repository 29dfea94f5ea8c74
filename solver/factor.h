/* Direct solution of sparse linear systems: analyze a pattern once, refactor often, solve many
 * right-hand sides. `factor` is for symmetric positive definite matrices (CHOLMOD), `lu` for any
 * square one (KLU). Both are third-party objects and must be dropped. After the first refactor and
 * solve a factor holds no more, however often they are repeated with as many right-hand sides; only
 * a pivot floor that is needed for the first time makes it keep a second form of L. */
#ifndef SOLVER_FACTOR_H
#define SOLVER_FACTOR_H

#include "base/status.h"
#include "solver/sparse.h"

/* ---- A = L L' or L D L', A symmetric positive definite ---- */

struct factor;

enum factor_kind {
    FACTOR_AUTO,       /* CHOLMOD chooses by the work per entry of L */
    FACTOR_SUPERNODAL, /* dense blocks through BLAS */
    FACTOR_SIMPLICIAL  /* entry by entry */
};

/* lower_pattern: the lower triangle, rows sorted, every diagonal entry present; values are not
 * looked at. It is kept, not copied, and must outlive the factor. order: the columns in the order
 * of elimination, or NULL for approximate minimum degree; a postorder of the elimination tree,
 * which makes no more fill, is applied to it. *factor is NULL when the call fails. returns
 * STATUS_INTERNAL  the pattern is not a lower triangle or order is not a permutation */
MUST_CHECK enum status factor_analyze(const struct sparse *lower_pattern, const int *order,
                                      struct factor **factor, struct error *error);
MUST_CHECK enum status factor_analyze_as(enum factor_kind kind, const struct sparse *lower_pattern,
                                         const int *order, struct factor **factor,
                                         struct error *error);

/* 0 (at first): a matrix that is not positive definite is STATUS_NUMERICAL. Above 0: never stop for
 * a pivot. When L L' breaks down, L D L' takes its place, in which a pivot smaller than floor
 * counts as floor and a negative one as its size: what is solved is A + E with E of the size of
 * what was raised, a modified Cholesky factorization in the sense of Fang, O'Leary, Math. Program.
 * 115, 2008. */
void factor_set_pivot_floor(struct factor *factor, double floor);

/* values: the entries of lower_pattern; read during the call only.
 *   returns STATUS_NUMERICAL  not positive definite and no pivot floor is set, or an entry is not
 * finite */
MUST_CHECK enum status factor_refactor(struct factor *factor, const double *values,
                                       struct error *error);

/* rhs [n][n_rhs] by columns, replaced by the solution. Only after a refactor that went well. */
MUST_CHECK enum status factor_solve(struct factor *factor, int n_rhs, double *rhs,
                                    struct error *error);

void factor_drop(struct factor *factor); /* NULL is fine */

long factor_nonzeros(const struct factor *factor); /* of L, diagonal included, without padding */
double factor_flops(const struct factor *factor);  /* of one refactor */
int factor_raised_pivots(const struct factor *factor);  /* in the newest refactor */
bool factor_is_supernodal(const struct factor *factor); /* what the newest refactor ended with */
long factor_held_objects(const struct factor *factor);  /* of the library: level while iterating */

/* ---- A = P L U Q, A square ---- */

struct lu;

/* pattern must be sorted; it is kept and must outlive the lu. *lu is NULL when the call fails. */
MUST_CHECK enum status lu_analyze(const struct sparse *pattern, struct lu **lu,
                                  struct error *error);

/* Reuses the pivot order of the refactor before, unless the new numbers make that unstable.
 *   returns STATUS_NUMERICAL  A is singular */
MUST_CHECK enum status lu_refactor(struct lu *lu, const double *values, struct error *error);

MUST_CHECK enum status lu_solve(struct lu *lu, int n_rhs, double *rhs, struct error *error);
MUST_CHECK enum status lu_solve_transposed(struct lu *lu, int n_rhs, double *rhs,
                                           struct error *error);

void lu_drop(struct lu *lu);

/* Smallest over largest pivot, a cheap hint of 1 / condition; and how often pivots were chosen
 * afresh. */
double lu_reciprocal_condition(struct lu *lu);
int lu_pivot_searches(const struct lu *lu);

/* "CHOLMOD 3.0.14": which library runs. */
void factor_library(char *text, size_t size);

#endif
