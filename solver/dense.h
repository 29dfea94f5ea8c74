/* Small dense algebra through BLAS and LAPACK, always on one thread: threads belong to whoever
 * calls, and the same input gives the same bytes on any machine load. Matrices are stored by
 * columns without gaps: entry (i, j) of an m x n matrix is a[i + j m]. Nothing here allocates. */
#ifndef SOLVER_DENSE_H
#define SOLVER_DENSE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* OpenBLAS on one thread for the whole process; every function below and factor.h calls it. */
void dense_use_one_thread(void);

/* Once, as a program begins: the threads that OpenBLAS holds ready and nobody here uses. */
void dense_end_spare_threads(void);

/* C = A B and C = A' B:  C m x n, A m x k (k x m for the second), B k x n. */
void dense_multiply(int m, int n, int k, const double *a, const double *b, double *c);
void dense_multiply_transposed(int m, int n, int k, const double *a, const double *b, double *c);

/* A = L L' in the lower triangle of a [n][n]; what stands above the diagonal is neither read nor
 * written. returns STATUS_NUMERICAL  not positive definite */
MUST_CHECK enum status dense_cholesky(int n, double *a, struct error *error);
/* Replaces rhs [n][n_rhs] by the solution. */
void dense_cholesky_solve(int n, const double *l, int n_rhs, double *rhs);

/* The parts of a block elimination; ld_x: the distance between columns of x, at least its rows.
 *   dense_cholesky_part   A = L L' in the lower triangle; false where it is not positive definite
 *   dense_divide          B L'^-1 in the place of B [m][n]
 *   dense_subtract_gram   the lower triangle of C [n][n] less A A', A [n][k]
 *   dense_subtract        C [m][n] less A B', A [m][k], B [n][k] */
bool dense_cholesky_part(int n, double *a, int ld_a);
void dense_divide(int m, int n, const double *l, int ld_l, double *b, int ld_b);
void dense_subtract_gram(int n, int k, const double *a, int ld_a, double *c, int ld_c);
void dense_subtract(int m, int n, int k, const double *a, int ld_a, const double *b, int ld_b,
                    double *c, int ld_c);
/* And of a solve: L x = x, L' x = x in place; y [m] -= A x; y [n] -= A' x, A [m][n]. */
void dense_forward(int n, const double *l, int ld_l, double *x);
void dense_backward(int n, const double *l, int ld_l, double *x);
void dense_subtract_times(int m, int n, const double *a, int ld_a, const double *x, double *y);
void dense_subtract_transposed(int m, int n, const double *a, int ld_a, const double *x, double *y);

/* P A = L U in place; pivot_row out [n]. Returns the size of the smallest pivot, 0 when A is
 * singular (then a and pivot_row are of no use). */
double dense_lu(int n, double *a, int *pivot_row);
void dense_lu_solve(int n, const double *lu, const int *pivot_row, int n_rhs, double *rhs);

/* "OpenBLAS 0.3.21 ...": which build of the library runs, and for which processor. */
void dense_library(char *text, size_t size);

#endif
