#include "solver/factor.h"
#include "tests/spec.h"

static const double ROUNDING =
    1e-11; /* 1e-16 times condition numbers of up to 1e4 in these cases */

/* A loop of n states in which each follows the one before: rows (i, i) and (i, i-1), a corner, and
 * a few entries elsewhere; unsymmetric and without a dominant diagonal. */
static struct sparse unsymmetric(int n, double diagonal, struct arena *arena)
{
    struct arena scratch = {0};
    const int count = 4 * n;
    int *row = ARENA_ARRAY(&scratch, int, count), *column = ARENA_ARRAY(&scratch, int, count);
    double *value = ARENA_ARRAY(&scratch, double, count);
    srand(11);
    for (int i = 0; i < n; i++) {
        const int far = rand() % n;
        const int rows[] = {i, i, i, far}, columns[] = {i, (i + n - 1) % n, (i + 7) % n, i};
        const double values[] = {diagonal, -1, 0.5 + rand() / (double)RAND_MAX, 0.1};
        memcpy(row + 4 * i, rows, sizeof rows);
        memcpy(column + 4 * i, columns, sizeof columns);
        memcpy(value + 4 * i, values, sizeof values);
    }
    const struct triplets triplets = {n, n, count, row, column, value};
    struct sparse a = {0};
    if (sparse_from_triplets(&triplets, NULL, arena, &scratch, &a, NULL) != STATUS_OK) a.n_row = 0;
    arena_free(&scratch);
    return a;
}

static void check_lu(struct spec_state *spec, struct lu *lu, const struct sparse *a)
{
    enum { N = 60, N_RHS = 5 };
    double wanted[N_RHS * N], rhs[N_RHS * N];
    for (int i = 0; i < N_RHS * N; i++)
        wanted[i] = 1 + i % 11;
    for (int r = 0; r < N_RHS; r++)
        sparse_multiply(a, wanted + r * N, rhs + r * N);
    CHECK(lu_solve(lu, N_RHS, rhs, NULL) == STATUS_OK);
    for (int i = 0; i < N_RHS * N; i++)
        CHECK_NEAR(rhs[i], wanted[i], ROUNDING);
    for (int r = 0; r < N_RHS; r++)
        sparse_multiply_transposed(a, wanted + r * N, rhs + r * N);
    CHECK(lu_solve_transposed(lu, N_RHS, rhs, NULL) == STATUS_OK);
    for (int i = 0; i < N_RHS * N; i++)
        CHECK_NEAR(rhs[i], wanted[i], ROUNDING);
}

SPEC(an_unsymmetric_matrix_is_solved_as_it_stands_and_transposed)
{
    struct arena arena = {0};
    const struct sparse a = unsymmetric(60, 2, &arena);
    struct lu *lu;
    REQUIRE(lu_analyze(&a, &lu, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, a.value, NULL) == STATUS_OK);
    check_lu(spec, lu, &a);
    CHECK(lu_reciprocal_condition(lu) > 1e-3);
    lu_drop(lu);
    arena_free(&arena);
}

SPEC(old_pivots_are_kept_while_they_are_good_and_searched_anew_when_not)
{
    struct arena arena = {0};
    const struct sparse strong = unsymmetric(60, 2, &arena);
    const struct sparse other = unsymmetric(60, 2.5, &arena);
    const struct sparse weak = unsymmetric(60, 1e-14, &arena);
    struct lu *lu;
    REQUIRE(lu_analyze(&strong, &lu, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, strong.value, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, other.value, NULL) == STATUS_OK);
    CHECK(lu_pivot_searches(lu) == 1);
    check_lu(spec, lu, &other);
    CHECK(lu_refactor(lu, weak.value, NULL) == STATUS_OK);
    CHECK(lu_pivot_searches(lu) == 2);
    check_lu(spec, lu, &weak);
    lu_drop(lu);
    arena_free(&arena);
}

/* [2 1; 1 2] takes its pivots from the diagonal; in [1e-12 1; 1 1] x = [1 2] they would cost 12
 * digits. */
SPEC(a_pivot_that_became_tiny_costs_no_digits)
{
    int start[] = {0, 2, 4}, row[] = {0, 1, 0, 1};
    double before[] = {2, 1, 1, 2}, after[] = {1e-12, 1, 1, 1}, rhs[] = {1e-12 + 2, 3};
    const struct sparse a = {2, 2, start, row, NULL};
    struct lu *lu;
    REQUIRE(lu_analyze(&a, &lu, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, before, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, after, NULL) == STATUS_OK);
    CHECK(lu_pivot_searches(lu) == 2);
    CHECK(lu_solve(lu, 1, rhs, NULL) == STATUS_OK);
    CHECK_NEAR(rhs[0], 1, 1e-14);
    CHECK_NEAR(rhs[1], 2, 1e-14);
    lu_drop(lu);
}

SPEC(a_singular_matrix_is_refused_and_the_next_regular_one_is_not)
{
    int start[] = {0, 2, 4}, row[] = {0, 1, 0, 1};
    double singular[] = {1, 2, 2, 4}, regular[] = {1, 2, 2, 5}, rhs[] = {5, 12};
    const struct sparse a = {2, 2, start, row, NULL};
    struct error error = {0};
    struct lu *lu;
    REQUIRE(lu_analyze(&a, &lu, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, singular, &error) == STATUS_NUMERICAL);
    CHECK_CONTAINS(error.text, "singular");
    CHECK(lu_solve(lu, 1, rhs, NULL) == STATUS_INTERNAL);
    CHECK(lu_refactor(lu, regular, NULL) == STATUS_OK);
    CHECK(lu_solve(lu, 1, rhs, NULL) == STATUS_OK);
    CHECK_NEAR(rhs[0], 1, 1e-14);
    CHECK_NEAR(rhs[1], 2, 1e-14);
    lu_drop(lu);
}

/* A ring of buses, each with its own tie to earth, as a whole matrix and as its lower triangle. */
SPEC(both_libraries_agree_on_a_symmetric_matrix)
{
    enum { N = 50 };
    struct arena arena = {0};
    int row[4 * N], column[4 * N], n = 0, n_lower = 0;
    double value[4 * N], x[N], y[N];
    for (int half = 0; half < 2; half++) { /* the lower triangle first, then what stands above it */
        for (int i = 0; i < N; i++) {
            const int next = (i + 1) % N, low = i > next ? i : next, high = i < next ? i : next;
            if (half == 0) row[n] = column[n] = i, value[n++] = 2.1 + 0.01 * i;
            row[n] = half == 0 ? low : high;
            column[n] = half == 0 ? high : low;
            value[n++] = -1;
        }
        if (half == 0) n_lower = n;
    }
    const struct triplets all = {N, N, n, row, column, value},
                          half = {N, N, n_lower, row, column, value};
    struct sparse whole, lower;
    REQUIRE(sparse_from_triplets(&all, NULL, &arena, &arena, &whole, NULL) == STATUS_OK);
    REQUIRE(sparse_from_triplets(&half, NULL, &arena, &arena, &lower, NULL) == STATUS_OK);
    struct factor *factor;
    struct lu *lu;
    REQUIRE(factor_analyze(&lower, NULL, &factor, NULL) == STATUS_OK);
    REQUIRE(lu_analyze(&whole, &lu, NULL) == STATUS_OK);
    CHECK(factor_refactor(factor, lower.value, NULL) == STATUS_OK);
    CHECK(lu_refactor(lu, whole.value, NULL) == STATUS_OK);
    for (int i = 0; i < N; i++)
        x[i] = y[i] = i % 4 - 1.5;
    CHECK(factor_solve(factor, 1, x, NULL) == STATUS_OK);
    CHECK(lu_solve(lu, 1, y, NULL) == STATUS_OK);
    for (int i = 0; i < N; i++)
        CHECK_NEAR(x[i], y[i], ROUNDING);
    factor_drop(factor);
    lu_drop(lu);
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(an_unsymmetric_matrix_is_solved_as_it_stands_and_transposed),
          SPEC_ENTRY(old_pivots_are_kept_while_they_are_good_and_searched_anew_when_not),
          SPEC_ENTRY(a_pivot_that_became_tiny_costs_no_digits),
          SPEC_ENTRY(a_singular_matrix_is_refused_and_the_next_regular_one_is_not),
          SPEC_ENTRY(both_libraries_agree_on_a_symmetric_matrix))
