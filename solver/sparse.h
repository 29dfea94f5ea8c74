/* Sparse matrices by compressed columns, as plain data that anybody may read.
 * The entries of column j are start[j] .. start[j+1]-1. Whatever this file makes has its rows
 * sorted within each column and names no place twice. */
#ifndef SOLVER_SPARSE_H
#define SOLVER_SPARSE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct sparse {
    int n_row, n_column;
    int *start;    /* [n_column + 1], start[0] = 0 */
    int *row;      /* [start[n_column]] */
    double *value; /* [start[n_column]], or NULL when only the pattern matters */
};

/* A matrix as a list of entries in any order. */
struct triplets {
    int n_row, n_column, count;
    const int *row, *column; /* [count] */
    const double *value;     /* [count], or NULL: a pattern */
};

/* Entries that name the same place are added, in the order in which they come; a sum of 0 stays an
 * entry, so the pattern does not depend on the values. position (may be NULL) out [count]: where in
 * value[] each triplet went, to fill the matrix again from new numbers (sparse_refill). returns
 * STATUS_INTERNAL  a row or column is out of range */
MUST_CHECK enum status sparse_from_triplets(const struct triplets *triplets, int *position,
                                            struct arena *arena, struct arena *scratch,
                                            struct sparse *sparse, struct error *error);

/* The values again, from new numbers for the same list of triplets. */
void sparse_refill(struct sparse *sparse, int count, const int *position, const double *number);

int sparse_entries(const struct sparse *sparse);

/* y = A x, y with [n_row] places; and y = A' x, y with [n_column] places. x and y are different
 * arrays. */
void sparse_multiply(const struct sparse *a, const double *x, double *y);
void sparse_multiply_transposed(const struct sparse *a, const double *x, double *y);

/* y = A x where A is symmetric and only its lower triangle is stored. */
void sparse_multiply_symmetric(const struct sparse *lower, const double *x, double *y);

/* A'. source (may be NULL) out [entries]: entry e of the transpose is entry source[e] of a. */
MUST_CHECK enum status sparse_transpose(const struct sparse *a, int *source, struct arena *arena,
                                        struct sparse *transpose, struct error *error);

/* A with rows and columns in another order: row i of the result is row row_order[i] of a, column j
 * is column column_order[j]; NULL leaves the order as it is. */
MUST_CHECK enum status sparse_permute(const struct sparse *a, const int *row_order,
                                      const int *column_order, struct arena *arena,
                                      struct sparse *permuted, struct error *error);

/* True when order names each of 0 .. n-1 once; seen is scratch [n]. inverse[order[i]] = i. */
bool permutation_is_valid(int n, const int *order, int *seen);
void permutation_invert(int n, const int *order, int *inverse);

#endif
