#include "solver/lp.h"
#include "tests/spec.h"

/* Two plants feed one bus, one line feeds a second bus:
 *   bus A:  plant_a - line = 40        bus B:  plant_b + line = 100        line <= 60 */
static enum status two_buses(struct arena *arena, struct lp *lp, struct error *error)
{
    TRY(lp_new(2, 3, 4, arena, lp, error));
    const int bus_a = lp_add_row(lp, 40, 40, 0), bus_b = lp_add_row(lp, 100, 100, 0);
    lp_add_column(lp, 18, 0, 500);
    lp_add_entry(lp, bus_a, 1);
    lp_add_column(lp, 55, 0, 500);
    lp_add_entry(lp, bus_b, 1);
    lp_add_column(lp, 0, -60, 60);
    lp_add_entry(lp, bus_a, -1);
    lp_add_entry(lp, bus_b, 1);
    return STATUS_OK;
}

SPEC(rows_columns_and_entries_are_stored_by_columns)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    CHECK(lp.n_row == 2 && lp.n_column == 3 && lp.n_entry == 4);
    CHECK(lp.start[0] == 0 && lp.start[1] == 1 && lp.start[2] == 2 && lp.start[3] == 4);
    CHECK(lp.row[2] == 0 && lp.value[2] == -1);
    CHECK(lp.row[3] == 1 && lp.value[3] == 1);
    CHECK(lp_check(&lp, NULL) == STATUS_OK);
    arena_free(&arena);
}

SPEC(the_product_is_what_each_bus_receives)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    double received[2];
    lp_multiply(&lp, (const double[]){100, 40, 60}, received);
    CHECK(received[0] == 40 && received[1] == 100); /* whole numbers: exact */
    arena_free(&arena);
}

SPEC(what_has_no_room_returns_minus_one)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    CHECK(lp_add_row(&lp, 0, 0, 0) == -1);
    CHECK(lp_add_column(&lp, 0, 0, 1) == -1);
    CHECK(lp.n_row == 2 && lp.n_column == 3);
    arena_free(&arena);
}

SPEC(an_entry_that_has_no_room_makes_the_lp_unusable_instead_of_wrong)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    lp_add_entry(&lp, 0, 5);
    CHECK(lp.n_entry == 4);
    struct error error = {0};
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "capacity of 4");
    REQUIRE(lp_new(1, 1, 1, &arena, &lp, NULL) == STATUS_OK);
    lp_add_entry(&lp, 0, 1); /* no column yet */
    CHECK(lp_check(&lp, NULL) == STATUS_BAD_INPUT);
    arena_free(&arena);
}

SPEC(a_coefficient_of_zero_is_not_stored)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(lp_new(1, 1, 1, &arena, &lp, NULL) == STATUS_OK);
    lp_add_row(&lp, 0, 1, BLOCK_LINKING);
    lp_add_column(&lp, 1, 0, 1);
    lp_add_entry(&lp, 0, 0.0);
    CHECK(lp.n_entry == 0);
    lp_add_entry(&lp, 0, 2);
    CHECK(lp.n_entry == 1);
    CHECK(lp_check(&lp, NULL) == STATUS_OK);
    arena_free(&arena);
}

/* One fault put into a sound LP: the sentence must name it. */
static void check_fault(struct spec_state *spec, double *place, double value, const char *sentence,
                        const struct lp *lp)
{
    const double kept = *place;
    *place = value;
    struct error error = {0};
    CHECK(lp_check(lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, sentence);
    *place = kept;
    CHECK(lp_check(lp, NULL) == STATUS_OK);
}

SPEC(every_number_that_no_method_should_see_is_named)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    check_fault(spec, &lp.cost[1], NAN, "column 1: cost nan", &lp);
    check_fault(spec, &lp.cost[1], INFINITY, "column 1: cost inf", &lp);
    check_fault(spec, &lp.cost_constant, INFINITY, "constant inf", &lp);
    check_fault(spec, &lp.lower[0], NAN, "column 0: bounds [nan, 500]", &lp);
    check_fault(spec, &lp.lower[0], 501, "column 0: bounds [501, 500]", &lp);
    check_fault(spec, &lp.lower[0], INFINITY, "column 0: bounds [inf, 500]", &lp);
    check_fault(spec, &lp.upper[2], -INFINITY, "column 2: bounds [-60, -inf]", &lp);
    check_fault(spec, &lp.row_lower[1], NAN, "row 1: bounds [nan, 100]", &lp);
    check_fault(spec, &lp.row_upper[1], 99, "row 1: bounds [100, 99]", &lp);
    check_fault(spec, &lp.value[2], INFINITY, "column 2: coefficient inf in row 0", &lp);
    check_fault(spec, &lp.value[3], NAN, "column 2: coefficient nan in row 1", &lp);
    lp.lower[0] = lp.upper[0] = INFINITY; /* a column at infinity is no column */
    CHECK(lp_check(&lp, NULL) == STATUS_BAD_INPUT);
    arena_free(&arena);
}

SPEC(rows_that_do_not_exist_or_come_twice_are_named)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    struct error error = {0};
    lp.row[3] = 2;
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "column 2: names row 2 of an LP with 2 rows");
    lp.row[3] = 0;
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "column 2: names row 0 twice");
    lp.row[3] = 1;
    lp.start[1] = 3;
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "the starts of its 3 columns");
    arena_free(&arena);
}

/* 300000 rows are more than one window of the search; the repeated row lies in the second. */
SPEC(a_row_named_twice_is_found_in_a_long_unsorted_column)
{
    enum { ROWS = 300000 };
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(lp_new(ROWS, 1, 101, &arena, &lp, NULL) == STATUS_OK);
    for (int row = 0; row < ROWS; row++)
        lp_add_row(&lp, 0, 1, 0);
    lp_add_column(&lp, 1, 0, 1);
    for (int i = 0; i < 101; i++)
        lp_add_entry(&lp, ROWS - 1 - 2999 * i % ROWS, 1);
    CHECK(lp_check(&lp, NULL) == STATUS_OK);
    lp.row[100] = lp.row[1];
    struct error error = {0};
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "names row 297000 twice");
    arena_free(&arena);
}

SPEC(faults_are_listed_together)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(two_buses(&arena, &lp, NULL) == STATUS_OK);
    lp.cost[0] = lp.cost[1] = NAN;
    lp.row_lower[0] = NAN;
    struct error error = {0};
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK(error.count == 3);
    arena_free(&arena);
}

SPEC(an_lp_without_rows_columns_or_entries_is_sound)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(lp_new(0, 0, 0, &arena, &lp, NULL) == STATUS_OK);
    CHECK(lp_check(&lp, NULL) == STATUS_OK);
    CHECK(lp_new(-1, 0, 0, &arena, &lp, NULL) == STATUS_INTERNAL);
    arena_free(&arena);
}

SPEC(memory_that_ends_anywhere_is_a_status)
{
    int n = 1;
    for (enum status status = STATUS_NO_MEMORY; status != STATUS_OK; n++) {
        struct arena arena = {.fail_at = n};
        struct lp lp;
        struct error error = {0};
        status = two_buses(&arena, &lp, &error);
        CHECK(status == STATUS_OK || status == STATUS_NO_MEMORY);
        arena_free(&arena);
        REQUIRE(n < 100);
    }
    CHECK(n > 9); /* nine arrays */
}

SPEC(every_outcome_has_a_word)
{
    CHECK_TEXT(outcome_word(OUTCOME_OPTIMAL), "optimal");
    CHECK_TEXT(outcome_word(OUTCOME_INFEASIBLE), "infeasible");
    CHECK_TEXT(outcome_word(OUTCOME_UNBOUNDED), "unbounded");
    CHECK_TEXT(outcome_word(OUTCOME_LIMIT), "limit reached");
    CHECK_TEXT(outcome_word(OUTCOME_NOT_CERTIFIED), "not certified");
}

SPEC_MAIN(SPEC_ENTRY(rows_columns_and_entries_are_stored_by_columns),
          SPEC_ENTRY(the_product_is_what_each_bus_receives),
          SPEC_ENTRY(what_has_no_room_returns_minus_one),
          SPEC_ENTRY(an_entry_that_has_no_room_makes_the_lp_unusable_instead_of_wrong),
          SPEC_ENTRY(a_coefficient_of_zero_is_not_stored),
          SPEC_ENTRY(every_number_that_no_method_should_see_is_named),
          SPEC_ENTRY(rows_that_do_not_exist_or_come_twice_are_named),
          SPEC_ENTRY(a_row_named_twice_is_found_in_a_long_unsorted_column),
          SPEC_ENTRY(faults_are_listed_together),
          SPEC_ENTRY(an_lp_without_rows_columns_or_entries_is_sound),
          SPEC_ENTRY(memory_that_ends_anywhere_is_a_status), SPEC_ENTRY(every_outcome_has_a_word))
