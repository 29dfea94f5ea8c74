#include "solver/dense.h"
#include "tests/spec.h"

#include <dirent.h>

static const double ROUNDING = 1e-12; /* 1e-16 times conditions of up to some hundred, with room */

/* [1 2; 3 4; 5 6] [1 0 2; 0 1 3] by columns. */
SPEC(a_product_is_the_one_by_hand)
{
    const double a[] = {1, 3, 5, 2, 4, 6}, b[] = {1, 0, 0, 1, 2, 3};
    const double wanted[] = {1, 3, 5, 2, 4, 6, 8, 18, 28};
    double c[9] = {NAN, NAN}; /* what stood there must not matter */
    dense_multiply(3, 3, 2, a, b, c);
    for (int i = 0; i < 9; i++)
        CHECK_NEAR(c[i], wanted[i], 0);
}

/* A' A of the same A: [35 44; 44 56]. */
SPEC(a_transposed_product_is_the_one_by_hand)
{
    const double a[] = {1, 3, 5, 2, 4, 6}, wanted[] = {35, 44, 44, 56};
    double c[4] = {NAN, NAN, NAN, NAN};
    dense_multiply_transposed(2, 2, 3, a, a, c);
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(c[i], wanted[i], 0);
}

static int threads_of_this_process(void)
{
    DIR *tasks = opendir("/proc/self/task");
    int n_thread = 0;
    if (tasks == NULL) return 0;
    for (const struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks))
        n_thread += task->d_name[0] != '.';
    closedir(tasks);
    return n_thread;
}

/* Threads that spin beside a short run cost more of the processor than the run. */
SPEC(no_spare_thread_is_left_and_products_are_as_before)
{
    const double a[] = {1, 3, 5, 2, 4, 6}, wanted[] = {35, 44, 44, 56};
    double c[4] = {NAN, NAN, NAN, NAN};
    dense_end_spare_threads();
    dense_end_spare_threads(); /* also where none is left */
    dense_multiply_transposed(2, 2, 3, a, a, c);
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(c[i], wanted[i], 0);
    if (threads_of_this_process() == 0) SKIP("the system does not list threads in /proc");
    CHECK(threads_of_this_process() == 1);
}

SPEC(an_empty_sum_is_zero)
{
    double c[2] = {7, 7};
    dense_multiply(2, 1, 0, c, c, c);
    CHECK(c[0] == 0 && c[1] == 0);
}

/* [4 2; 2 10] = [2 0; 1 3] [2 1; 0 3]. */
SPEC(a_cholesky_factor_is_the_one_by_hand_and_leaves_the_upper_triangle_alone)
{
    double a[] = {4, 2, 77, 10}, x[] = {8, 22, 4, 20};
    CHECK(dense_cholesky(2, a, NULL) == STATUS_OK);
    CHECK_NEAR(a[0], 2, 0);
    CHECK_NEAR(a[1], 1, 0);
    CHECK_NEAR(a[2], 77, 0);
    CHECK_NEAR(a[3], 3, 0);
    dense_cholesky_solve(2, a, 2, x);
    CHECK_NEAR(x[0], 1, ROUNDING);
    CHECK_NEAR(x[1], 2, ROUNDING);
    CHECK_NEAR(x[2], 0, ROUNDING);
    CHECK_NEAR(x[3], 2, ROUNDING);
}

SPEC(a_matrix_that_is_not_positive_definite_names_its_row)
{
    double a[] = {1, 2, 0, 1}; /* [1 2; 2 1] has the eigenvalue -1 */
    struct error error = {0};
    CHECK(dense_cholesky(2, a, &error) == STATUS_NUMERICAL);
    CHECK_TEXT(error.text, "a dense matrix of 2 rows is not positive definite in its row 1");
}

/* [0 2; 1 3] needs its rows swapped; its pivots are then 1 and 2. */
SPEC(lu_swaps_rows_and_reports_its_smallest_pivot)
{
    double a[] = {0, 1, 2, 3}, x[] = {4, 7};
    int pivot_row[2];
    CHECK_NEAR(dense_lu(2, a, pivot_row), 1, 0);
    dense_lu_solve(2, a, pivot_row, 1, x);
    CHECK_NEAR(x[0], 1, ROUNDING);
    CHECK_NEAR(x[1], 2, ROUNDING);
}

SPEC(a_singular_matrix_has_a_smallest_pivot_of_zero)
{
    double a[] = {1, 2, 2, 4};
    int pivot_row[2];
    CHECK(dense_lu(2, a, pivot_row) == 0);
}

/* Big enough for OpenBLAS to use its threads, if it were let. */
SPEC(a_large_system_is_solved_by_both_with_the_same_bytes_each_time)
{
    enum { N = 150 };
    static double a[N * N], s[N * N], first[N * N], again[N * N], x[N], y[N];
    int pivot_row[N];
    srand(9);
    for (int i = 0; i < N * N; i++)
        a[i] = rand() / (double)RAND_MAX - 0.5;
    dense_multiply_transposed(N, N, N, a, a, s);
    for (int i = 0; i < N; i++)
        s[i + i * N] += 1, x[i] = y[i] = i % 3 - 1;
    memcpy(first, s, sizeof s);
    memcpy(again, s, sizeof s);
    CHECK(dense_cholesky(N, first, NULL) == STATUS_OK);
    CHECK(dense_cholesky(N, again, NULL) == STATUS_OK);
    CHECK(memcmp(first, again, sizeof first) == 0);
    CHECK(dense_lu(N, s, pivot_row) > 0);
    dense_cholesky_solve(N, first, 1, x);
    dense_lu_solve(N, s, pivot_row, 1, y);
    for (int i = 0; i < N; i++)
        CHECK_NEAR(x[i], y[i], ROUNDING);
}

SPEC_MAIN(SPEC_ENTRY(a_product_is_the_one_by_hand),
          SPEC_ENTRY(a_transposed_product_is_the_one_by_hand),
          SPEC_ENTRY(no_spare_thread_is_left_and_products_are_as_before),
          SPEC_ENTRY(an_empty_sum_is_zero),
          SPEC_ENTRY(a_cholesky_factor_is_the_one_by_hand_and_leaves_the_upper_triangle_alone),
          SPEC_ENTRY(a_matrix_that_is_not_positive_definite_names_its_row),
          SPEC_ENTRY(lu_swaps_rows_and_reports_its_smallest_pivot),
          SPEC_ENTRY(a_singular_matrix_has_a_smallest_pivot_of_zero),
          SPEC_ENTRY(a_large_system_is_solved_by_both_with_the_same_bytes_each_time))
