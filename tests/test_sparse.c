#include "solver/sparse.h"
#include "tests/spec.h"

static const double ROUNDING = 1e-14; /* a handful of additions of numbers near 1 */

/*      [ 1  .  2 ]
 *  A = [ .  3  . ]   given out of order, its 3 as 1 + 2
 *      [ 4  .  . ]
 *      [ .  5  6 ]                                        */
static const int A_ROW[] = {3, 1, 0, 2, 0, 3, 1}, A_COLUMN[] = {2, 1, 0, 0, 2, 1, 1};
static const double A_VALUE[] = {6, 1, 1, 4, 2, 5, 2};
static const struct triplets A = {4, 3, 7, A_ROW, A_COLUMN, A_VALUE};

static struct sparse made(struct spec_state *spec, const struct triplets *triplets,
                          struct arena *arena)
{
    struct sparse a = {0};
    CHECK(sparse_from_triplets(triplets, NULL, arena, arena, &a, NULL) == STATUS_OK);
    return a;
}

static double at(const struct sparse *a, int row, int column)
{
    for (int e = a->start[column]; e < a->start[column + 1]; e++)
        if (a->row[e] == row) return a->value[e];
    return 0;
}

static bool is_sorted(const struct sparse *a)
{
    for (int column = 0; column < a->n_column; column++)
        for (int e = a->start[column] + 1; e < a->start[column + 1]; e++)
            if (a->row[e] <= a->row[e - 1]) return false;
    return true;
}

SPEC(entries_in_any_order_become_sorted_columns)
{
    struct arena arena = {0};
    const struct sparse a = made(spec, &A, &arena);
    const int start[] = {0, 2, 4, 6}, row[] = {0, 2, 1, 3, 0, 3};
    const double value[] = {1, 4, 3, 5, 2, 6};
    CHECK(memcmp(a.start, start, sizeof start) == 0);
    CHECK(memcmp(a.row, row, sizeof row) == 0);
    CHECK(memcmp(a.value, value, sizeof value) == 0);
    arena_free(&arena);
}

SPEC(an_empty_column_begins_where_it_ends)
{
    struct arena arena = {0};
    const int row[] = {0, 1}, column[] = {1, 3};
    const double value[] = {7, 8};
    const struct triplets gaps = {2, 5, 2, row, column, value};
    const struct sparse a = made(spec, &gaps, &arena);
    const int start[] = {0, 0, 1, 1, 2, 2};
    CHECK(memcmp(a.start, start, sizeof start) == 0);
    const struct triplets nothing = {3, 2, 0, NULL, NULL, NULL};
    CHECK(sparse_entries(&(struct sparse){0, 0, (int[]){0}, NULL, NULL}) == 0);
    const struct sparse empty = made(spec, &nothing, &arena);
    CHECK(sparse_entries(&empty) == 0);
    arena_free(&arena);
}

SPEC(two_circuits_between_the_same_buses_add_up_and_a_sum_of_zero_stays)
{
    struct arena arena = {0};
    const int row[] = {0, 0, 1, 1}, column[] = {0, 0, 0, 0};
    const double value[] = {2.5, 4, 3, -3};
    const struct triplets pairs = {2, 1, 4, row, column, value};
    const struct sparse a = made(spec, &pairs, &arena);
    CHECK(sparse_entries(&a) == 2);
    CHECK(a.value[0] == 6.5);
    CHECK(a.value[1] == 0);
    arena_free(&arena);
}

SPEC(new_numbers_fill_the_same_places)
{
    struct arena arena = {0};
    struct sparse a = {0};
    int position[7];
    double doubled[7];
    REQUIRE(sparse_from_triplets(&A, position, &arena, &arena, &a, NULL) == STATUS_OK);
    for (int t = 0; t < 7; t++)
        doubled[t] = 2 * A_VALUE[t];
    sparse_refill(&a, 7, position, doubled);
    CHECK(at(&a, 1, 1) == 6);
    CHECK(at(&a, 3, 2) == 12);
    CHECK(at(&a, 0, 0) == 2);
    arena_free(&arena);
}

SPEC(an_entry_outside_the_matrix_is_named)
{
    struct arena arena = {0};
    struct error error = {0};
    struct sparse a;
    const int row[] = {0, 4}, column[] = {0, 1};
    const struct triplets outside = {4, 3, 2, row, column, NULL};
    CHECK(sparse_from_triplets(&outside, NULL, &arena, &arena, &a, &error) == STATUS_INTERNAL);
    CHECK_TEXT(error.text, "entry 1 of a sparse matrix is at (4, 1), the matrix has 4 x 3");
    arena_free(&arena);
}

SPEC(products_are_those_by_hand)
{
    struct arena arena = {0};
    const struct sparse a = made(spec, &A, &arena);
    const double x[] = {1, 10, 100}, z[] = {1, 10, 100, 1000};
    double y[4], w[3];
    sparse_multiply(&a, x, y);
    CHECK_NEAR(y[0], 201, 0);
    CHECK_NEAR(y[1], 30, 0);
    CHECK_NEAR(y[2], 4, 0);
    CHECK_NEAR(y[3], 650, 0);
    sparse_multiply_transposed(&a, z, w);
    CHECK_NEAR(w[0], 401, 0);
    CHECK_NEAR(w[1], 5030, 0);
    CHECK_NEAR(w[2], 6002, 0);
    arena_free(&arena);
}

SPEC(a_symmetric_product_uses_each_off_diagonal_entry_twice)
{
    struct arena arena = {0};
    const int row[] = {0, 1, 1, 2, 2}, column[] = {0, 0, 1, 1, 2}; /* [2 -1 0; -1 3 -2; 0 -2 2] */
    const double value[] = {2, -1, 3, -2, 2}, x[] = {1, 10, 100};
    const struct triplets lower = {3, 3, 5, row, column, value};
    const struct sparse a = made(spec, &lower, &arena);
    double y[3];
    sparse_multiply_symmetric(&a, x, y);
    CHECK_NEAR(y[0], -8, 0);
    CHECK_NEAR(y[1], -171, 0);
    CHECK_NEAR(y[2], 180, 0);
    arena_free(&arena);
}

SPEC(a_transpose_swaps_rows_and_columns_and_knows_where_each_entry_came_from)
{
    struct arena arena = {0};
    const struct sparse a = made(spec, &A, &arena);
    struct sparse turned, back;
    int source[6];
    REQUIRE(sparse_transpose(&a, source, &arena, &turned, NULL) == STATUS_OK);
    CHECK(turned.n_row == 3 && turned.n_column == 4 && is_sorted(&turned));
    for (int row = 0; row < 4; row++)
        for (int column = 0; column < 3; column++)
            CHECK(at(&turned, column, row) == at(&a, row, column));
    for (int e = 0; e < 6; e++)
        CHECK(turned.value[e] == a.value[source[e]]);
    REQUIRE(sparse_transpose(&turned, NULL, &arena, &back, NULL) == STATUS_OK);
    CHECK(memcmp(back.row, a.row, 6 * sizeof *a.row) == 0);
    CHECK(memcmp(back.start, a.start, 4 * sizeof *a.start) == 0);
    arena_free(&arena);
}

SPEC(a_matrix_in_another_order_has_the_same_numbers_at_their_new_places)
{
    struct arena arena = {0};
    const struct sparse a = made(spec, &A, &arena);
    const int row_order[] = {2, 0, 3, 1}, column_order[] = {1, 2, 0};
    struct sparse both, rows_only;
    REQUIRE(sparse_permute(&a, row_order, column_order, &arena, &both, NULL) == STATUS_OK);
    REQUIRE(sparse_permute(&a, row_order, NULL, &arena, &rows_only, NULL) == STATUS_OK);
    CHECK(is_sorted(&both) && is_sorted(&rows_only));
    for (int row = 0; row < 4; row++)
        for (int column = 0; column < 3; column++) {
            CHECK(at(&both, row, column) == at(&a, row_order[row], column_order[column]));
            CHECK(at(&rows_only, row, column) == at(&a, row_order[row], column));
        }
    arena_free(&arena);
}

SPEC(an_order_that_names_a_column_twice_or_none_is_no_permutation)
{
    int seen[3], inverse[3];
    const int good[] = {2, 0, 1}, twice[] = {2, 0, 2}, outside[] = {0, 1, 3},
              negative[] = {0, -1, 1};
    CHECK(permutation_is_valid(3, good, seen));
    CHECK(!permutation_is_valid(3, twice, seen));
    CHECK(!permutation_is_valid(3, outside, seen));
    CHECK(!permutation_is_valid(3, negative, seen));
    permutation_invert(3, good, inverse);
    for (int i = 0; i < 3; i++)
        CHECK(inverse[good[i]] == i);
}

/* x' (A y) = (A' x)' y for a matrix with many clashes of places. */
SPEC(both_products_agree_on_a_matrix_of_random_triplets)
{
    enum { N_ROW = 37, N_COLUMN = 23, N = 400 };
    struct arena arena = {0};
    int row[N], column[N];
    double value[N], x[N_ROW], y[N_COLUMN], ay[N_ROW], ax[N_COLUMN], dense[N_ROW][N_COLUMN] = {{0}};
    srand(5);
    for (int t = 0; t < N; t++) {
        row[t] = rand() % N_ROW, column[t] = rand() % N_COLUMN;
        value[t] = rand() / (double)RAND_MAX - 0.5;
        dense[row[t]][column[t]] += value[t];
    }
    for (int i = 0; i < N_ROW; i++)
        x[i] = rand() / (double)RAND_MAX;
    for (int j = 0; j < N_COLUMN; j++)
        y[j] = rand() / (double)RAND_MAX;
    const struct triplets triplets = {N_ROW, N_COLUMN, N, row, column, value};
    const struct sparse a = made(spec, &triplets, &arena);
    CHECK(is_sorted(&a));
    for (int i = 0; i < N_ROW; i++)
        for (int j = 0; j < N_COLUMN; j++)
            CHECK_NEAR(at(&a, i, j), dense[i][j], ROUNDING);
    sparse_multiply(&a, y, ay);
    sparse_multiply_transposed(&a, x, ax);
    double one_way = 0, other_way = 0;
    for (int i = 0; i < N_ROW; i++)
        one_way += x[i] * ay[i];
    for (int j = 0; j < N_COLUMN; j++)
        other_way += ax[j] * y[j];
    CHECK_NEAR(one_way, other_way, N * ROUNDING);
    arena_free(&arena);
}

SPEC(every_request_for_memory_that_fails_is_reported)
{
    const int order[] = {0, 1, 2};
    long n_request = 0;
    for (long fail_at = 1; fail_at <= 20; fail_at++) {
        struct arena arena = {.fail_at = fail_at};
        struct sparse a, turned, moved;
        enum status status = sparse_from_triplets(&A, NULL, &arena, &arena, &a, NULL);
        if (status == STATUS_OK) status = sparse_transpose(&a, NULL, &arena, &turned, NULL);
        if (status == STATUS_OK) status = sparse_permute(&a, NULL, order, &arena, &moved, NULL);
        if (status == STATUS_OK) n_request = arena.n_request;
        CHECK(status == (arena.n_request >= fail_at ? STATUS_NO_MEMORY : STATUS_OK));
        arena_free(&arena);
    }
    CHECK(n_request > 10);
}

SPEC_MAIN(SPEC_ENTRY(entries_in_any_order_become_sorted_columns),
          SPEC_ENTRY(an_empty_column_begins_where_it_ends),
          SPEC_ENTRY(two_circuits_between_the_same_buses_add_up_and_a_sum_of_zero_stays),
          SPEC_ENTRY(new_numbers_fill_the_same_places),
          SPEC_ENTRY(an_entry_outside_the_matrix_is_named), SPEC_ENTRY(products_are_those_by_hand),
          SPEC_ENTRY(a_symmetric_product_uses_each_off_diagonal_entry_twice),
          SPEC_ENTRY(a_transpose_swaps_rows_and_columns_and_knows_where_each_entry_came_from),
          SPEC_ENTRY(a_matrix_in_another_order_has_the_same_numbers_at_their_new_places),
          SPEC_ENTRY(an_order_that_names_a_column_twice_or_none_is_no_permutation),
          SPEC_ENTRY(both_products_agree_on_a_matrix_of_random_triplets),
          SPEC_ENTRY(every_request_for_memory_that_fails_is_reported))
