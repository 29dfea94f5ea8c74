#include "solver/certificate.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

static const double rounding = 1e-12;

struct judged {
    struct arena arena;
    struct lp lp;
    struct lp_solution solution;
    struct certificate certificate;
};

static enum status judge(struct judged *judged)
{
    return certificate_compute(&judged->lp, &judged->solution, &judged->arena, &judged->certificate,
                               NULL);
}

/* The page with its answer, judged. */
static enum status judge_page(const struct lp_page *page, const double *x, const double *row_dual,
                              double objective, struct judged *judged)
{
    arena_free(&judged->arena); /* of the page before */
    *judged = (struct judged){0};
    TRY(lp_from_page(page, &judged->arena, &judged->lp));
    TRY(lp_solution_new(&judged->lp, &judged->arena, &judged->solution));
    for (int i = 0; i < page->n_column; i++)
        judged->solution.x[i] = x[i];
    for (int i = 0; i < page->n_row; i++)
        judged->solution.row_dual[i] = row_dual[i];
    judged->solution.objective = objective;
    return judge(judged);
}

static enum status judge_two_buses(struct judged *judged)
{
    return judge_page(&two_buses, (const double[]){100, 40, 60}, (const double[]){18, 55}, 4007,
                      judged);
}

/* Flow 60 at a reduced cost of 18 - 55 = -37, upper bound 60; both plants have reduced cost 0:
 * bound = 18 * 40 + 55 * 100 - 37 * 60 + 7 = 4007. */
SPEC(the_optimum_of_two_buses_is_accepted_with_the_bound_worked_out_by_hand)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    const struct certificate *found = &judged.certificate;
    CHECK(found->accepted);
    CHECK_NEAR(found->objective, 4007, rounding);
    CHECK_NEAR(found->lower_bound, 4007, rounding);
    CHECK(found->relative_gap == 0);
    CHECK(found->primal_residual == 0 && found->bound_violation == 0);
    CHECK(found->dual_residual == 0 && found->complementarity == 0);
    arena_free(&judged.arena);
}

SPEC(a_bus_that_lacks_ten_watts_is_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    judged.solution.x[1] -= 1e-5;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.primal_residual, 1e-5, rounding);
    judged.solution.x[1] += 1e-5 - 1e-7; /* a tenth of a watt is within the tolerance */
    judged.solution.objective -= 55e-7;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    arena_free(&judged.arena);
}

SPEC(a_line_that_carries_ten_watts_too_much_is_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    judged.solution.x[0] += 1e-5;
    judged.solution.x[1] -= 1e-5;
    judged.solution.x[2] += 1e-5;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.bound_violation, 1e-5, rounding);
    CHECK(judged.certificate.primal_residual < 1e-12);
    arena_free(&judged.arena);
}

/* A price of 55.01 at bus B leaves plant B a reduced cost of -0.01 with 460 MW unused: 4.6 USD. The
 * line earns 0.01 more on each of 60 MW, the load pays 0.01 more for each of 100 MW. */
SPEC(a_price_that_is_one_cent_wrong_opens_a_gap)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    judged.solution.row_dual[1] = 55.01;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.lower_bound, 4007 - 0.01 * 500 + 0.01 * (100 - 60), 1e-9);
    CHECK_NEAR(judged.certificate.relative_gap, 4.6 / 4007, 1e-12);
    CHECK_NEAR(judged.certificate.complementarity, 0.01 * 460 / 4007, 1e-12);
    arena_free(&judged.arena);
}

SPEC(prices_that_are_swapped_are_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_page(&two_buses, (const double[]){100, 40, 60}, (const double[]){55, 18}, 4007,
                       &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK(judged.certificate.relative_gap > 0.1);
    arena_free(&judged.arena);
}

SPEC(plants_that_are_swapped_are_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_page(&two_buses, (const double[]){40, 100, 60}, (const double[]){18, 55}, 6227,
                       &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.primal_residual, 60, rounding);
    arena_free(&judged.arena);
}

/* Each bus fed by its own plant: feasible, a vertex for the wrong cost, and its own prices. */
SPEC(a_dispatch_that_is_feasible_but_dearer_is_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_page(&two_buses, (const double[]){40, 100, 0}, (const double[]){18, 55}, 6227,
                       &judged) == STATUS_OK);
    CHECK(judged.certificate.primal_residual == 0);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.relative_gap, (6227.0 - 4007.0) / 6227.0, rounding);
    arena_free(&judged.arena);
}

SPEC(a_cost_that_is_not_the_cost_of_the_dispatch_is_rejected)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    judged.solution.objective = 4006.9;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.objective, 4007, rounding); /* it reports its own sum */
    arena_free(&judged.arena);
}

SPEC(a_number_that_is_not_finite_is_never_accepted)
{
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        struct judged judged = {0};
        REQUIRE(judge_two_buses(&judged) == STATUS_OK);
        double *places[] = {&judged.solution.x[2],      &judged.solution.row_dual[0],
                            &judged.solution.objective, &judged.lp.cost[0],
                            &judged.lp.value[3],        &judged.lp.cost_constant};
        for (int k = 0; k < 6; k++) {
            const double kept = *places[k];
            *places[k] = bad[i];
            REQUIRE(judge(&judged) == STATUS_OK);
            CHECK(!judged.certificate.accepted);
            CHECK(!(judged.certificate.relative_gap < 0));
            *places[k] = kept;
            REQUIRE(judge(&judged) == STATUS_OK);
            CHECK(judged.certificate.accepted);
        }
        arena_free(&judged.arena);
    }
}

/* Plant without upper limit at 20 USD/MWh, load 10: a price above 20 would make the bound minus
 * infinity. */
static const struct lp_page endless_plant = {
    .n_row = 1,
    .n_column = 1,
    .coefficient = (const double[]){1},
    .row_lower = (const double[]){10},
    .row_upper = (const double[]){10},
    .cost = (const double[]){20},
    .lower = (const double[]){0},
    .upper = (const double[]){INFINITY},
};

/* Each of the next four injuries is seen by one measure alone. */

/* 2e-7 USD/MWh too much at bus B: 460 MW of unused plant make 92e-6 USD of 4007. */
SPEC(a_gap_of_two_hundred_millionths_is_rejected_by_the_gap_alone)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    judged.solution.row_dual[1] = 55 + 2e-7;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.relative_gap, 2.3e-8, 1e-10);
    CHECK(judged.certificate.complementarity < 3e-8 && judged.certificate.dual_residual == 0);
    judged.solution.row_dual[1] = 55 + 5e-8;
    REQUIRE(judge(&judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    arena_free(&judged.arena);
}

/* Energy that costs nothing: no gap and no price tells that ten watts are missing. */
SPEC(free_energy_that_is_missing_is_rejected_by_the_residual_alone)
{
    struct lp_page page = endless_plant;
    page.cost = (const double[]){0};
    page.upper = (const double[]){20};
    struct judged judged = {0};
    double x = 10 - 1e-5;
    REQUIRE(judge_page(&page, &x, (const double[]){0}, 0, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK(judged.certificate.relative_gap == 0 && judged.certificate.complementarity == 0);
    CHECK_NEAR(judged.certificate.primal_residual, 1e-5, rounding);
    x = 20 + 1e-5; /* and the row asks for nothing: only the limit of the plant is broken */
    page.row_upper = (const double[]){30};
    REQUIRE(judge_page(&page, &x, (const double[]){0}, 0, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK(judged.certificate.primal_residual == 0);
    CHECK_NEAR(judged.certificate.bound_violation, 1e-5, rounding);
    arena_free(&judged.arena);
}

/* 1 MW asked for at 1e6 USD/MWh, 50 milliwatts missing: within the tolerance of a watt, but cheaper
 * than anything feasible by more than the gap allows. */
SPEC(a_point_cheaper_than_the_bound_is_rejected_even_when_its_residual_is_small)
{
    struct lp_page page = endless_plant;
    page.row_lower = page.row_upper = (const double[]){1};
    page.cost = (const double[]){1e6};
    struct judged judged = {0};
    const double x = 1 - 5e-8;
    REQUIRE(judge_page(&page, &x, (const double[]){1e6}, 1e6 * x, &judged) == STATUS_OK);
    CHECK(judged.certificate.primal_residual <= CERTIFICATE_RESIDUAL_MW);
    CHECK(judged.certificate.relative_gap == 0);
    CHECK_NEAR(judged.certificate.complementarity, 5e-8, 1e-12);
    CHECK(!judged.certificate.accepted);
    arena_free(&judged.arena);
}

/* Half a watt short in one row and half a watt too much in another, at 1e6 USD/MWh each: the costs
 * cancel. */
SPEC(two_faults_that_cancel_in_the_cost_are_rejected_by_complementarity_alone)
{
    const struct lp_page page = {2,
                                 2,
                                 (const double[]){1, 0, 0, 1},
                                 (const double[]){1, 1},
                                 (const double[]){1, INFINITY},
                                 (const double[]){1e6, 1e6},
                                 (const double[]){0, 0},
                                 (const double[]){2, 2},
                                 0};
    struct judged judged = {0};
    const double x[] = {1 - 5e-7, 1 + 5e-7};
    REQUIRE(judge_page(&page, x, (const double[]){1e6, 1e6}, 2e6, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK(judged.certificate.relative_gap < 1e-12);
    CHECK_NEAR(judged.certificate.objective, judged.certificate.lower_bound, 1e-6);
    CHECK_NEAR(judged.certificate.complementarity, 0.5 / 2e6, 1e-12);
    arena_free(&judged.arena);
}

SPEC(a_reduced_cost_that_points_at_an_infinite_bound_gives_no_bound)
{
    struct judged judged = {0};
    const double x = 10;
    REQUIRE(judge_page(&endless_plant, &x, (const double[]){21}, 200, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK(judged.certificate.lower_bound == -INFINITY);
    CHECK(judged.certificate.relative_gap == INFINITY);
    CHECK_NEAR(judged.certificate.dual_residual, 1, rounding);
    arena_free(&judged.arena);
}

SPEC(the_rounding_of_a_zero_reduced_cost_is_forgiven_but_counted)
{
    struct judged judged = {0};
    const double x = 10, dual = 20 * (1 + 1e-13);
    REQUIRE(judge_page(&endless_plant, &x, &dual, 200, &judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.lower_bound, 200, 1e-9);
    CHECK(judged.certificate.dual_residual > 1e-12 && judged.certificate.dual_residual < 4e-12);
    arena_free(&judged.arena);
}

/* A limit "at most 30 MW" can only cost, never pay: its dual is not positive. */
SPEC(a_dual_of_the_wrong_sign_is_counted_and_not_used)
{
    struct lp_page page = endless_plant;
    page.row_lower = (const double[]){-INFINITY};
    page.row_upper = (const double[]){30};
    struct judged judged = {0};
    const double x = 0;
    REQUIRE(judge_page(&page, &x, (const double[]){0.5}, 0, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.dual_residual, 0.5, rounding);
    CHECK_NEAR(judged.certificate.lower_bound, 0, rounding); /* that of the dual 0 */
    REQUIRE(judge_page(&page, &x, (const double[]){0}, 0, &judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    arena_free(&judged.arena);
}

SPEC(an_active_dual_on_a_row_with_slack_is_rejected)
{
    struct lp_page page = endless_plant;
    page.row_lower = (const double[]){5}; /* full at 5, but 10 is made */
    page.row_upper = (const double[]){INFINITY};
    struct judged judged = {0};
    const double x = 10;
    REQUIRE(judge_page(&page, &x, (const double[]){20}, 200, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    CHECK_NEAR(judged.certificate.complementarity, 20.0 * 5 / 200, rounding);
    CHECK_NEAR(judged.certificate.relative_gap, 0.5, rounding);
    arena_free(&judged.arena);
}

/* A free angle and its equation: the reduced cost of a free column must be zero. */
SPEC(a_free_column_is_accepted_only_at_reduced_cost_zero)
{
    const struct lp_page page = {1,
                                 2,
                                 (const double[]){1, 1},
                                 (const double[]){3},
                                 (const double[]){3},
                                 (const double[]){2, 2},
                                 (const double[]){-INFINITY, 0},
                                 (const double[]){INFINITY, 9},
                                 0};
    struct judged judged = {0};
    const double x[] = {-4, 7};
    REQUIRE(judge_page(&page, x, (const double[]){2}, 6, &judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    REQUIRE(judge_page(&page, x, (const double[]){2 + 1e-5}, 6, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    arena_free(&judged.arena);
}

/* 1 + 1e22 + 1 - 1e22 is 2; even a long double of 64 bits would lose every 1. */
SPEC(sums_keep_the_digits_that_the_largest_terms_would_swallow)
{
    enum { GROUPS = 1000 };
    struct arena arena = {0};
    struct lp lp;
    struct lp_solution solution;
    struct certificate certificate;
    REQUIRE(lp_new(1, 4 * GROUPS, 4 * GROUPS, &arena, &lp, NULL) == STATUS_OK);
    lp_add_row(&lp, 2 * GROUPS, 2 * GROUPS, 0);
    REQUIRE(lp_solution_new(&(struct lp){.n_row = 1, .n_column = 4 * GROUPS}, &arena, &solution) ==
            STATUS_OK);
    const double value[] = {1, 1e22, 1, -1e22};
    for (int column = 0; column < 4 * GROUPS; column++) {
        lp_add_column(&lp, value[column % 4], 0, 1);
        lp_add_entry(&lp, 0, value[column % 4]);
        solution.x[column] = 1;
    }
    solution.row_dual[0] = 1; /* every reduced cost is zero */
    solution.objective = 2 * GROUPS;
    REQUIRE(certificate_compute(&lp, &solution, &arena, &certificate, NULL) == STATUS_OK);
    CHECK(certificate.objective == 2 * GROUPS);
    CHECK(certificate.primal_residual == 0);
    CHECK(certificate.lower_bound == 2 * GROUPS);
    CHECK(certificate.accepted);
    arena_free(&arena);
}

SPEC(an_lp_without_rows_is_judged_by_its_columns)
{
    const struct lp_page page = {.n_column = 2,
                                 .cost = (const double[]){3, -3},
                                 .lower = (const double[]){1, 1},
                                 .upper = (const double[]){2, 2}};
    struct judged judged = {0};
    REQUIRE(judge_page(&page, (const double[]){1, 2}, NULL, -3, &judged) == STATUS_OK);
    CHECK(judged.certificate.accepted);
    REQUIRE(judge_page(&page, (const double[]){1, 1}, NULL, 0, &judged) == STATUS_OK);
    CHECK(!judged.certificate.accepted);
    arena_free(&judged.arena);
}

SPEC(no_memory_is_a_status)
{
    struct judged judged = {0};
    REQUIRE(judge_two_buses(&judged) == STATUS_OK);
    struct arena empty = {.fail_at = 1};
    CHECK(certificate_compute(&judged.lp, &judged.solution, &empty, &judged.certificate, NULL) ==
          STATUS_NO_MEMORY);
    CHECK(!judged.certificate.accepted);
    arena_free(&judged.arena);
}

SPEC_MAIN(SPEC_ENTRY(the_optimum_of_two_buses_is_accepted_with_the_bound_worked_out_by_hand),
          SPEC_ENTRY(a_bus_that_lacks_ten_watts_is_rejected),
          SPEC_ENTRY(a_line_that_carries_ten_watts_too_much_is_rejected),
          SPEC_ENTRY(a_price_that_is_one_cent_wrong_opens_a_gap),
          SPEC_ENTRY(prices_that_are_swapped_are_rejected),
          SPEC_ENTRY(plants_that_are_swapped_are_rejected),
          SPEC_ENTRY(a_dispatch_that_is_feasible_but_dearer_is_rejected),
          SPEC_ENTRY(a_cost_that_is_not_the_cost_of_the_dispatch_is_rejected),
          SPEC_ENTRY(a_number_that_is_not_finite_is_never_accepted),
          SPEC_ENTRY(a_gap_of_two_hundred_millionths_is_rejected_by_the_gap_alone),
          SPEC_ENTRY(free_energy_that_is_missing_is_rejected_by_the_residual_alone),
          SPEC_ENTRY(two_faults_that_cancel_in_the_cost_are_rejected_by_complementarity_alone),
          SPEC_ENTRY(a_point_cheaper_than_the_bound_is_rejected_even_when_its_residual_is_small),
          SPEC_ENTRY(a_reduced_cost_that_points_at_an_infinite_bound_gives_no_bound),
          SPEC_ENTRY(the_rounding_of_a_zero_reduced_cost_is_forgiven_but_counted),
          SPEC_ENTRY(a_dual_of_the_wrong_sign_is_counted_and_not_used),
          SPEC_ENTRY(an_active_dual_on_a_row_with_slack_is_rejected),
          SPEC_ENTRY(a_free_column_is_accepted_only_at_reduced_cost_zero),
          SPEC_ENTRY(sums_keep_the_digits_that_the_largest_terms_would_swallow),
          SPEC_ENTRY(an_lp_without_rows_is_judged_by_its_columns),
          SPEC_ENTRY(no_memory_is_a_status))
