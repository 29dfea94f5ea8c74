/* BLAS and LAPACK live here. */
#include "solver/dense.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include <cblas.h>

/* LAPACK as OpenBLAS exports it; the last argument is the length of a Fortran character argument.
 */
extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
extern void dpotrs_(const char *uplo, const int *n, const int *n_rhs, const double *a,
                    const int *lda, double *b, const int *ldb, int *info, size_t);
extern void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivot, int *info);
extern void dgetrs_(const char *trans, const int *n, const int *n_rhs, const double *a,
                    const int *lda, const int *pivot, double *b, const int *ldb, int *info, size_t);

void dense_use_one_thread(void)
{
    if (openblas_get_num_threads() != 1) openblas_set_num_threads(1);
}

/* OpenBLAS starts a thread per core as it is loaded; each spins for a tenth of a second before it
 * sleeps, which is more than the whole run of a case of ten thousand buses. Other BLAS lack the
 * function, and such threads. */
extern int blas_thread_shutdown_(void) __attribute__((weak));

void dense_end_spare_threads(void)
{
    dense_use_one_thread(); /* before: a change of the number would start them anew */
    if (blas_thread_shutdown_ != NULL) blas_thread_shutdown_();
}

void dense_multiply(int m, int n, int k, const double *a, const double *b, double *c)
{
    if (m == 0 || n == 0) return;
    dense_use_one_thread();
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0, a, m, b, k > 0 ? k : 1,
                0.0, c, m);
}

void dense_multiply_transposed(int m, int n, int k, const double *a, const double *b, double *c)
{
    if (m == 0 || n == 0) return;
    dense_use_one_thread();
    const int leading = k > 0 ? k : 1;
    cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, n, k, 1.0, a, leading, b, leading, 0.0,
                c, m);
}

enum status dense_cholesky(int n, double *a, struct error *error)
{
    if (n == 0) return STATUS_OK;
    dense_use_one_thread();
    int info;
    dpotrf_("L", &n, a, &n, &info, 1);
    if (info > 0)
        return error_set(error, STATUS_NUMERICAL,
                         "a dense matrix of %d rows is not positive definite in its row %d", n,
                         info - 1);
    return STATUS_OK;
}

void dense_cholesky_solve(int n, const double *l, int n_rhs, double *rhs)
{
    if (n == 0 || n_rhs == 0) return;
    int info;
    dense_use_one_thread();
    dpotrs_("L", &n, &n_rhs, l, &n, rhs, &n, &info, 1);
}

bool dense_cholesky_part(int n, double *a, int ld_a)
{
    if (n == 0) return true;
    int info;
    dpotrf_("L", &n, a, &ld_a, &info, 1);
    return info == 0;
}

void dense_divide(int m, int n, const double *l, int ld_l, double *b, int ld_b)
{
    if (m == 0 || n == 0) return;
    cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, m, n, 1.0, l, ld_l,
                b, ld_b);
}

void dense_subtract_gram(int n, int k, const double *a, int ld_a, double *c, int ld_c)
{
    if (n == 0 || k == 0) return;
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, n, k, -1.0, a, ld_a, 1.0, c, ld_c);
}

void dense_subtract(int m, int n, int k, const double *a, int ld_a, const double *b, int ld_b,
                    double *c, int ld_c)
{
    if (m == 0 || n == 0 || k == 0) return;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, m, n, k, -1.0, a, ld_a, b, ld_b, 1.0, c,
                ld_c);
}

void dense_forward(int n, const double *l, int ld_l, double *x)
{
    if (n > 0) cblas_dtrsv(CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, n, l, ld_l, x, 1);
}

void dense_backward(int n, const double *l, int ld_l, double *x)
{
    if (n > 0) cblas_dtrsv(CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, n, l, ld_l, x, 1);
}

void dense_subtract_times(int m, int n, const double *a, int ld_a, const double *x, double *y)
{
    if (m > 0 && n > 0)
        cblas_dgemv(CblasColMajor, CblasNoTrans, m, n, -1.0, a, ld_a, x, 1, 1.0, y, 1);
}

void dense_subtract_transposed(int m, int n, const double *a, int ld_a, const double *x, double *y)
{
    if (m > 0 && n > 0)
        cblas_dgemv(CblasColMajor, CblasTrans, m, n, -1.0, a, ld_a, x, 1, 1.0, y, 1);
}

double dense_lu(int n, double *a, int *pivot_row)
{
    if (n == 0) return INFINITY;
    dense_use_one_thread();
    int info;
    dgetrf_(&n, &n, a, &n, pivot_row, &info);
    double smallest = INFINITY;
    for (int i = 0; i < n; i++)
        smallest = fmin(smallest, fabs(a[i + (size_t)i * n]));
    return info == 0 ? smallest : 0;
}

void dense_lu_solve(int n, const double *lu, const int *pivot_row, int n_rhs, double *rhs)
{
    if (n == 0 || n_rhs == 0) return;
    int info;
    dense_use_one_thread();
    dgetrs_("N", &n, &n_rhs, lu, &n, pivot_row, rhs, &n, &info, 1);
}

void dense_library(char *text, size_t size)
{
    snprintf(text, size, "%s", openblas_get_config());
}
