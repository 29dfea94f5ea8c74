#include "solver/ipm.h"
#include "solver/lp_elastic.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

static const double rounding = 1e-9;
static const struct lp_settings simplex = {.method = LP_SIMPLEX};

/* These LPs fit on a page: the interior point has no part in them, and this one takes its place. */
enum status ipm_solve(const struct lp *lp, const struct lp_settings *settings,
                      struct arena *scratch, struct lp_solution *solution, struct lp_report *report,
                      struct ipm_log *log, struct error *error)
{
    (void)settings, (void)scratch, (void)solution, (void)report, (void)log;
    return error_set(error, STATUS_INTERNAL, "an LP of %d columns went to the interior point",
                     lp->n_column);
}

struct explained {
    struct arena arena;
    struct lp lp;
    struct elastic elastic;
    struct error error;
};

static enum status explain(const struct lp_page *page, const double *weight,
                           struct explained *explained)
{
    *explained = (struct explained){0};
    TRY(lp_from_page(page, &explained->arena, &explained->lp));
    return lp_elastic(&explained->lp, weight, &simplex, &explained->arena, &explained->elastic,
                      &explained->error);
}

/* Load 100 MW at bus B, a link of 60 MW from A, a local plant of 20 MW: 20 MW are short at B.
 *   columns  plant at A (200 MW), link, plant at B          rows  balance A, balance B */
static const struct lp_page short_at_b = {
    .n_row = 2,
    .n_column = 3,
    .coefficient = (const double[]){1, -1, 0, 0, 1, 1},
    .row_lower = (const double[]){0, 100},
    .row_upper = (const double[]){0, 100},
    .cost = (const double[]){18, 0, 55},
    .lower = (const double[]){0, -60, 0},
    .upper = (const double[]){200, 60, 20},
};

SPEC(twenty_megawatts_are_short_at_bus_b)
{
    struct explained explained;
    REQUIRE(explain(&short_at_b, NULL, &explained) == STATUS_OK);
    const struct elastic *found = &explained.elastic;
    CHECK_TEXT(outcome_word(found->outcome), "optimal");
    CHECK(found->violation[0] == 0);
    CHECK_NEAR(found->violation[1], 20, rounding);
    CHECK_NEAR(found->weighted_sum, 20, rounding);
    CHECK_NEAR(found->proof, 20, rounding);
    CHECK(found->proven);
    arena_free(&explained.arena);
}

/* y = (0, 1): y'b = 100, and the most that y'A x can be is 60 + 20. */
SPEC(the_farkas_vector_proves_it_by_hand)
{
    struct explained explained;
    REQUIRE(explain(&short_at_b, NULL, &explained) == STATUS_OK);
    const double *y = explained.elastic.farkas;
    CHECK_NEAR(y[0], 0, rounding);
    CHECK_NEAR(y[1], 1, rounding);
    double demanded = 0, possible = 0;
    for (int row = 0; row < 2; row++)
        demanded += y[row] * short_at_b.row_lower[row];
    for (int column = 0; column < 3; column++) {
        const double pull =
            y[0] * short_at_b.coefficient[column] + y[1] * short_at_b.coefficient[3 + column];
        possible += fmax(pull * short_at_b.lower[column], pull * short_at_b.upper[column]);
    }
    CHECK_NEAR(demanded - possible, 20, rounding);
    arena_free(&explained.arena);
}

SPEC(a_feasible_lp_gives_way_nowhere_and_nothing_is_proven)
{
    struct explained explained;
    REQUIRE(explain(&two_buses, NULL, &explained) == STATUS_OK);
    CHECK(explained.elastic.violation[0] == 0 && explained.elastic.violation[1] == 0);
    CHECK_NEAR(explained.elastic.weighted_sum, 0, rounding);
    CHECK(!explained.elastic.proven);
    arena_free(&explained.arena);
}

/* A plant that must make at least 50 for a load of 30 and no line: 20 too much. */
SPEC(generation_that_cannot_be_reduced_is_a_negative_violation)
{
    const struct lp_page page = {1,
                                 1,
                                 (const double[]){1},
                                 (const double[]){30},
                                 (const double[]){30},
                                 (const double[]){9},
                                 (const double[]){50},
                                 (const double[]){80},
                                 0};
    struct explained explained;
    REQUIRE(explain(&page, NULL, &explained) == STATUS_OK);
    CHECK_NEAR(explained.elastic.violation[0], -20, rounding);
    CHECK_NEAR(explained.elastic.farkas[0], -1, rounding);
    CHECK(explained.elastic.proven);
    arena_free(&explained.arena);
}

/* One plant of 50 for two loads of 40, each with its line: 30 are short, and the weights choose
 * where. */
SPEC(the_weights_choose_which_load_is_not_served)
{
    const struct lp_page page = {2,
                                 2,
                                 (const double[]){1, -1, 0, 1},
                                 (const double[]){40, 40},
                                 (const double[]){40, 40},
                                 (const double[]){1, 0},
                                 (const double[]){0, 0},
                                 (const double[]){50, 50},
                                 0};
    struct explained explained;
    REQUIRE(explain(&page, (const double[]){1, 3}, &explained) == STATUS_OK);
    CHECK_NEAR(explained.elastic.violation[0], 30, rounding);
    CHECK(explained.elastic.violation[1] == 0);
    CHECK_NEAR(explained.elastic.proof, 30, rounding);
    arena_free(&explained.arena);
    REQUIRE(explain(&page, (const double[]){3, 1}, &explained) == STATUS_OK);
    CHECK(explained.elastic.violation[0] == 0);
    CHECK_NEAR(explained.elastic.violation[1], 30, rounding);
    arena_free(&explained.arena);
    /* a row that must hold leaves the other one to give way */
    REQUIRE(explain(&page, (const double[]){INFINITY, 1}, &explained) == STATUS_OK);
    CHECK_NEAR(explained.elastic.violation[1], 30, rounding);
    CHECK(explained.elastic.proven);
    arena_free(&explained.arena);
}

SPEC(rows_that_must_hold_and_contradict_each_other_are_said_to_be_infeasible)
{
    struct explained explained;
    REQUIRE(explain(&short_at_b, (const double[]){1, INFINITY}, &explained) == STATUS_OK);
    CHECK_TEXT(outcome_word(explained.elastic.outcome), "infeasible");
    CHECK(!explained.elastic.proven);
    arena_free(&explained.arena);
}

SPEC(columns_without_end_are_carried)
{
    /* x0 - x1 = 5 and x0 - x1 = 8 cannot both hold: 3 in all, wherever it is put */
    const struct lp_page page = {2,
                                 2,
                                 (const double[]){1, -1, 1, -1},
                                 (const double[]){5, 8},
                                 (const double[]){5, 8},
                                 (const double[]){1, 1},
                                 (const double[]){0, -INFINITY},
                                 (const double[]){INFINITY, INFINITY},
                                 0};
    struct explained explained;
    REQUIRE(explain(&page, NULL, &explained) == STATUS_OK);
    const double *violation = explained.elastic.violation;
    CHECK_NEAR(violation[1] - violation[0], 3, rounding);
    CHECK_NEAR(explained.elastic.proof, 3, rounding);
    CHECK(explained.elastic.proven);
    arena_free(&explained.arena);
}

SPEC(a_weight_that_is_not_positive_is_refused)
{
    const double bad[] = {0, -1, NAN};
    for (int i = 0; i < 3; i++) {
        struct explained explained;
        CHECK(explain(&short_at_b, (const double[]){1, bad[i]}, &explained) == STATUS_BAD_INPUT);
        CHECK_CONTAINS(explained.error.text, "of row 1 is not a positive number");
        arena_free(&explained.arena);
    }
}

SPEC(memory_that_ends_anywhere_is_a_status)
{
    int n = 1;
    for (enum status status = STATUS_NO_MEMORY; status != STATUS_OK; n++) {
        struct arena arena = {0}, scratch = {.fail_at = n};
        struct lp lp;
        struct elastic elastic;
        REQUIRE(lp_from_page(&short_at_b, &arena, &lp) == STATUS_OK);
        status = lp_elastic(&lp, NULL, &simplex, &scratch, &elastic, NULL);
        CHECK(status == STATUS_OK || status == STATUS_NO_MEMORY);
        arena_free(&arena);
        arena_free(&scratch);
        REQUIRE(n < 100);
    }
    CHECK(n > 20); /* four, nine, three, five and one requests failed in turn */
}

SPEC_MAIN(SPEC_ENTRY(twenty_megawatts_are_short_at_bus_b),
          SPEC_ENTRY(the_farkas_vector_proves_it_by_hand),
          SPEC_ENTRY(a_feasible_lp_gives_way_nowhere_and_nothing_is_proven),
          SPEC_ENTRY(generation_that_cannot_be_reduced_is_a_negative_violation),
          SPEC_ENTRY(the_weights_choose_which_load_is_not_served),
          SPEC_ENTRY(rows_that_must_hold_and_contradict_each_other_are_said_to_be_infeasible),
          SPEC_ENTRY(columns_without_end_are_carried),
          SPEC_ENTRY(a_weight_that_is_not_positive_is_refused),
          SPEC_ENTRY(memory_that_ends_anywhere_is_a_status))
