#include "solver/factor.h"
#include "tests/spec.h"

static const double ROUNDING =
    1e-11; /* 1e-16 times condition numbers of up to 1e4 in these cases */

/* The lower triangle of a grid of side x side buses with unit lines, and `ground` from each bus to
 * earth: the usual test of sparse Cholesky, positive definite for ground > 0, singular for 0. */
static struct sparse grid(int side, double ground, struct arena *arena)
{
    const int n = side * side;
    struct sparse a = {n, n, ARENA_ARRAY(arena, int, n + 1), ARENA_ARRAY(arena, int, 3 * n),
                       ARENA_ARRAY(arena, double, 3 * n)};
    int e = 0;
    for (int bus = 0; bus < n; bus++) {
        const int x = bus % side, y = bus / side;
        const int degree = (x > 0) + (x + 1 < side) + (y > 0) + (y + 1 < side);
        a.row[e] = bus, a.value[e++] = degree + ground;
        if (x + 1 < side) a.row[e] = bus + 1, a.value[e++] = -1;
        if (y + 1 < side) a.row[e] = bus + side, a.value[e++] = -1;
        a.start[bus + 1] = e;
    }
    return a;
}

static double residual(const struct sparse *lower, int n_rhs, const double *x, const double *b,
                       double *work)
{
    double largest = 0;
    for (int r = 0; r < n_rhs; r++) {
        sparse_multiply_symmetric(lower, x + r * lower->n_row, work);
        for (int i = 0; i < lower->n_row; i++)
            largest = fmax(largest, fabs(work[i] - b[r * lower->n_row + i]));
    }
    return largest;
}

/* Factors, solves for n_rhs random right-hand sides and returns the largest residual. */
static double solve_and_measure(struct spec_state *spec, struct factor *factor,
                                const struct sparse *a, int n_rhs)
{
    struct arena arena = {0};
    const int n = a->n_row;
    double *b = ARENA_ARRAY(&arena, double, n *n_rhs), *x = ARENA_ARRAY(&arena, double, n *n_rhs);
    double *work = ARENA_ARRAY(&arena, double, n);
    srand(7);
    for (int i = 0; i < n * n_rhs; i++)
        x[i] = b[i] = rand() / (double)RAND_MAX - 0.5;
    CHECK(factor_refactor(factor, a->value, NULL) == STATUS_OK);
    CHECK(factor_solve(factor, n_rhs, x, NULL) == STATUS_OK);
    const double largest = residual(a, n_rhs, x, b, work);
    arena_free(&arena);
    return largest;
}

/* [4 2; 2 3] x = [8 7] has x = [1.25 1.5]. */
SPEC(two_equations_have_the_solution_by_hand)
{
    int start[] = {0, 2, 3}, row[] = {0, 1, 1};
    double value[] = {4, 2, 3}, x[] = {8, 7};
    const struct sparse a = {2, 2, start, row, value};
    struct factor *factor;
    REQUIRE(factor_analyze(&a, NULL, &factor, NULL) == STATUS_OK);
    CHECK(factor_refactor(factor, value, NULL) == STATUS_OK);
    CHECK(factor_solve(factor, 1, x, NULL) == STATUS_OK);
    CHECK_NEAR(x[0], 1.25, 1e-15);
    CHECK_NEAR(x[1], 1.5, 1e-15);
    CHECK(factor_nonzeros(factor) == 3);
    factor_drop(factor);
}

SPEC(every_kind_solves_one_or_several_right_hand_sides)
{
    struct arena arena = {0};
    const struct sparse a = grid(30, 0.01, &arena);
    const enum factor_kind kinds[] = {FACTOR_AUTO, FACTOR_SUPERNODAL, FACTOR_SIMPLICIAL};
    for (int k = 0; k < 3; k++) {
        struct factor *factor;
        REQUIRE(factor_analyze_as(kinds[k], &a, NULL, &factor, NULL) == STATUS_OK);
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 1), 0, ROUNDING);
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 17), 0, ROUNDING);
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 3), 0, ROUNDING);
        if (kinds[k] != FACTOR_AUTO)
            CHECK(factor_is_supernodal(factor) == (kinds[k] == FACTOR_SUPERNODAL));
        CHECK(factor_flops(factor) > (double)factor_nonzeros(factor));
        factor_drop(factor);
    }
    arena_free(&arena);
}

/* A star eliminated from its rim makes no fill, from its hub it becomes full. */
SPEC(a_given_order_is_the_order_of_elimination)
{
    enum { N = 40 };
    struct arena arena = {0};
    int row[2 * N], column[2 * N], hub_first[N], hub_last[N], n = 0;
    double value[2 * N];
    for (int bus = 0; bus < N; bus++)
        row[n] = column[n] = bus, value[n++] = bus == 0 ? N : 2;
    for (int bus = 1; bus < N; bus++)
        row[n] = bus, column[n] = 0, value[n++] = -1;
    const struct triplets star = {N, N, n, row, column, value};
    struct sparse a;
    REQUIRE(sparse_from_triplets(&star, NULL, &arena, &arena, &a, NULL) == STATUS_OK);
    for (int i = 0; i < N; i++)
        hub_first[i] = i, hub_last[i] = N - 1 - i;
    struct factor *full, *thin, *amd;
    REQUIRE(factor_analyze(&a, hub_first, &full, NULL) == STATUS_OK);
    REQUIRE(factor_analyze(&a, hub_last, &thin, NULL) == STATUS_OK);
    REQUIRE(factor_analyze(&a, NULL, &amd, NULL) == STATUS_OK);
    CHECK(factor_nonzeros(full) == N * (N + 1) / 2);
    CHECK(factor_nonzeros(thin) == 2 * N - 1);
    CHECK(factor_nonzeros(amd) == 2 * N - 1);
    CHECK_NEAR(solve_and_measure(spec, full, &a, 2), 0, ROUNDING);
    CHECK_NEAR(solve_and_measure(spec, thin, &a, 2), 0, ROUNDING);
    factor_drop(full);
    factor_drop(thin);
    factor_drop(amd);
    arena_free(&arena);
}

SPEC(new_numbers_in_the_same_pattern_need_no_new_analysis)
{
    struct arena arena = {0};
    struct sparse a = grid(12, 0.5, &arena);
    struct factor *factor;
    REQUIRE(factor_analyze(&a, NULL, &factor, NULL) == STATUS_OK);
    for (int round = 0; round < 5; round++) {
        for (int j = 0; j < a.n_column; j++)
            a.value[a.start[j]] += (j % 7) * 0.25;
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 2), 0, ROUNDING);
    }
    factor_drop(factor);
    arena_free(&arena);
}

SPEC(iterating_holds_no_more_of_the_library_than_after_the_first_round)
{
    struct arena arena = {0};
    const struct sparse a = grid(25, 0.1, &arena);
    for (int kind = FACTOR_SUPERNODAL; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct factor *factor;
        REQUIRE(factor_analyze_as(kind, &a, NULL, &factor, NULL) == STATUS_OK);
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 4), 0, ROUNDING);
        const long held = factor_held_objects(factor);
        for (int round = 0; round < 10; round++) {
            CHECK_NEAR(solve_and_measure(spec, factor, &a, 1 + round % 4), 0, ROUNDING);
            CHECK(factor_held_objects(factor) == held);
        }
        factor_drop(factor);
    }
    arena_free(&arena);
}

SPEC(a_matrix_that_is_not_positive_definite_is_refused_and_the_next_good_one_is_not)
{
    struct arena arena = {0};
    const struct sparse good = grid(20, 0.1, &arena), bad = grid(20, -0.1, &arena);
    for (int kind = FACTOR_AUTO; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct error error = {0};
        struct factor *factor;
        double x[400] = {1};
        REQUIRE(factor_analyze_as(kind, &good, NULL, &factor, &error) == STATUS_OK);
        CHECK(factor_refactor(factor, bad.value, &error) == STATUS_NUMERICAL);
        CHECK_TEXT(error.text, "a matrix of 400 rows is not positive definite");
        CHECK(factor_solve(factor, 1, x, NULL) == STATUS_INTERNAL);
        CHECK_NEAR(solve_and_measure(spec, factor, &good, 1), 0, ROUNDING);
        factor_drop(factor);
    }
    arena_free(&arena);
}

/* A grid without a slack bus: the angles are free up to a constant. A floor on the last pivot picks
 * one of them, and a balanced right-hand side is met. */
SPEC(with_a_pivot_floor_a_singular_grid_still_meets_a_balanced_right_hand_side)
{
    enum { SIDE = 20, N = SIDE * SIDE };
    struct arena arena = {0};
    const struct sparse a = grid(SIDE, 0, &arena);
    double x[N], b[N] = {0}, work[N];
    b[3] = 1, b[N - 5] = -1;
    for (int kind = FACTOR_SUPERNODAL; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct factor *factor;
        REQUIRE(factor_analyze_as(kind, &a, NULL, &factor, NULL) == STATUS_OK);
        factor_set_pivot_floor(factor, 1e-8);
        memcpy(x, b, sizeof x);
        CHECK(factor_refactor(factor, a.value, NULL) == STATUS_OK);
        CHECK(factor_solve(factor, 1, x, NULL) == STATUS_OK);
        CHECK_NEAR(residual(&a, 1, x, b, work), 0, 1e-6); /* 1e-16 / floor, with room */
        factor_drop(factor);
    }
    arena_free(&arena);
}

/* [1 1; 1 1] has the pivots 1 and exactly 0. */
SPEC(a_pivot_of_exactly_zero_counts_as_the_floor)
{
    int start[] = {0, 2, 3}, row[] = {0, 1, 1};
    double value[] = {1, 1, 1};
    const struct sparse a = {2, 2, start, row, value};
    for (int kind = FACTOR_SUPERNODAL; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct factor *factor;
        double x[] = {1, 1};
        REQUIRE(factor_analyze_as(kind, &a, NULL, &factor, NULL) == STATUS_OK);
        CHECK(factor_refactor(factor, value, NULL) == STATUS_NUMERICAL);
        factor_set_pivot_floor(factor, 1e-8);
        CHECK(factor_refactor(factor, value, NULL) == STATUS_OK);
        CHECK(factor_raised_pivots(factor) == 1);
        CHECK(factor_solve(factor, 1, x, NULL) == STATUS_OK);
        CHECK_NEAR(x[0] + x[1], 1, 1e-15);
        factor_drop(factor);
    }
}

SPEC(with_a_pivot_floor_nothing_but_a_nan_stops_the_factorization)
{
    struct arena arena = {0};
    const struct sparse a = grid(20, -0.1, &arena);
    for (int kind = FACTOR_SUPERNODAL; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct factor *factor;
        double x[400] = {1};
        REQUIRE(factor_analyze_as(kind, &a, NULL, &factor, NULL) == STATUS_OK);
        factor_set_pivot_floor(factor, 1e-12);
        CHECK(factor_refactor(factor, a.value, NULL) == STATUS_OK);
        CHECK(factor_raised_pivots(factor) > 0);
        CHECK(factor_solve(factor, 1, x, NULL) == STATUS_OK);
        CHECK(x[0] > 0); /* b' (A + E)^-1 b > 0: what is solved is positive definite */
        const double kept = a.value[0];
        a.value[0] = NAN;
        CHECK(factor_refactor(factor, a.value, NULL) == STATUS_NUMERICAL);
        a.value[0] = kept;
        factor_drop(factor);
    }
    arena_free(&arena);
}

/* As late in an interior point method: columns scaled over 16 orders of magnitude. */
SPEC(pivots_down_to_1e_minus_16_do_not_stop_the_factorization)
{
    struct arena arena = {0};
    struct sparse a = grid(20, 0.1, &arena);
    double scale[400];
    srand(3);
    for (int i = 0; i < 400; i++)
        scale[i] = pow(10, -8.0 * rand() / RAND_MAX);
    for (int j = 0; j < a.n_column; j++)
        for (int e = a.start[j]; e < a.start[j + 1]; e++)
            a.value[e] *= scale[j] * scale[a.row[e]];
    for (int kind = FACTOR_SUPERNODAL; kind <= FACTOR_SIMPLICIAL; kind++) {
        struct factor *factor;
        REQUIRE(factor_analyze_as(kind, &a, NULL, &factor, NULL) == STATUS_OK);
        CHECK_NEAR(solve_and_measure(spec, factor, &a, 1), 0, 1e-6); /* 1e8 in x times 1e-16 */
        CHECK(factor_raised_pivots(factor) == 0);
        factor_drop(factor);
    }
    arena_free(&arena);
}

SPEC(a_wrong_pattern_or_order_is_refused_before_the_library_sees_it)
{
    struct error error = {0};
    struct factor *factor;
    int start[] = {0, 2, 3}, upper[] = {0, 1, 0}, lower[] = {0, 1, 1}, twice[] = {1, 1};
    const struct sparse wrong = {2, 2, start, upper, NULL}, good = {2, 2, start, lower, NULL};
    CHECK(factor_analyze(&wrong, NULL, &factor, &error) == STATUS_INTERNAL);
    CHECK(factor == NULL);
    CHECK_TEXT(error.text, "column 1 of a lower triangle does not begin with its diagonal");
    CHECK(factor_analyze(&good, twice, &factor, NULL) == STATUS_INTERNAL);
    factor_drop(factor);
}

SPEC_MAIN(
    SPEC_ENTRY(two_equations_have_the_solution_by_hand),
    SPEC_ENTRY(every_kind_solves_one_or_several_right_hand_sides),
    SPEC_ENTRY(a_given_order_is_the_order_of_elimination),
    SPEC_ENTRY(new_numbers_in_the_same_pattern_need_no_new_analysis),
    SPEC_ENTRY(iterating_holds_no_more_of_the_library_than_after_the_first_round),
    SPEC_ENTRY(a_matrix_that_is_not_positive_definite_is_refused_and_the_next_good_one_is_not),
    SPEC_ENTRY(with_a_pivot_floor_a_singular_grid_still_meets_a_balanced_right_hand_side),
    SPEC_ENTRY(a_pivot_of_exactly_zero_counts_as_the_floor),
    SPEC_ENTRY(with_a_pivot_floor_nothing_but_a_nan_stops_the_factorization),
    SPEC_ENTRY(pivots_down_to_1e_minus_16_do_not_stop_the_factorization),
    SPEC_ENTRY(a_wrong_pattern_or_order_is_refused_before_the_library_sees_it))
