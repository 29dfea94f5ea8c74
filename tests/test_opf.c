#include "study/opf.h"
#include "tests/opf_grids.h"

/* The certificate bounds the cost to 1e-8 of itself; a price or an output that hangs on a second
 * derivative of the cost is known to about the root of that. */
#define CERTIFIED 1e-8
#define DIGITS 1e-4

/* Cheap power at 0, load at 1.   0 --- 1 */
static void two_buses(struct grid *g, double rate_mw)
{
    grid_begin(g);
    grid_bus(g, 0);
    grid_bus(g, 100);
    grid_branch(g, 0, 1, rate_mw);
    grid_generator(g, 0, 200, 10, 0);
    grid_generator(g, 1, 200, 30, 0);
}

SPEC(without_a_full_line_the_cheapest_plant_sets_one_price)
{
    struct grid g;
    for (int method = OPF_AUTOMATIC; method <= OPF_ANGLES; method++) {
        two_buses(&g, 150);
        REQUIRE(grid_solve(&g, method) == STATUS_OK);
        CHECK(g.result.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(g.result.certificate.objective_usd, 1000, CERTIFIED);
        CHECK_NEAR(grid_price(&g, 0), 10, DIGITS);
        CHECK_NEAR(grid_price(&g, 1), 10, DIGITS);
        CHECK_NEAR(g.result.flow_mw[0], 100, DIGITS);
        arena_free(&g.arena);
    }
}

SPEC(a_full_line_separates_prices_and_its_shadow_price_is_their_difference)
{
    struct grid g;
    two_buses(&g, 60);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_RELATIVE(g.result.certificate.objective_usd, 60 * 10 + 40 * 30, CERTIFIED);
    CHECK_NEAR(grid_price(&g, 0), 10, DIGITS);
    CHECK_NEAR(grid_price(&g, 1), 30, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[0], 20, DIGITS);
    CHECK_NEAR(g.result.congestion_rent_usd, 60 * 20, DIGITS * 100);
    arena_free(&g.arena);
}

SPEC(a_line_that_runs_backwards_has_a_negative_shadow_price)
{
    struct grid g;
    two_buses(&g, 60);
    g.from[0] = 1;
    g.to[0] = 0;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK_NEAR(g.result.flow_mw[0], -60, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[0], -20, DIGITS);
    arena_free(&g.arena);
}

/* 0.06 rad on 1000 MW/rad are 60 MW. */
SPEC(a_limit_of_the_angle_difference_is_a_limit_of_the_flow)
{
    struct grid g;
    two_buses(&g, INFINITY);
    g.angle_max[0] = 0.06;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(g.result.flow_mw[0], 60, DIGITS);
    CHECK_NEAR(g.result.point.angle_shadow_usd_per_rad[0], 20 * 1000, DIGITS * 1000);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[0], 0, DIGITS);
    arena_free(&g.arena);
}

/*   0 --- 1    three equal lines, plant at 0 and a dearer one at 1, load of 90 at 2. With 40 MW on
 *    \   /     0-2 at most: p0 2/3 + p1 1/3 = 40, p0 + p1 = 90, so p0 = 30 and p1 = 60. One MW
 *      2       more at 2 costs 2 p1 less 1 p0: 2 x 30 - 10. */
SPEC(in_a_ring_the_price_behind_a_full_line_is_above_every_plant)
{
    struct grid g;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_bus(&g, 0);
    grid_bus(&g, 90);
    grid_branch(&g, 0, 1, INFINITY);
    grid_branch(&g, 0, 2, 40);
    grid_branch(&g, 1, 2, INFINITY);
    grid_generator(&g, 0, 200, 10, 0);
    grid_generator(&g, 1, 200, 30, 0);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(grid_mw(&g, 0), 30, DIGITS);
    CHECK_NEAR(grid_mw(&g, 1), 60, DIGITS);
    CHECK_NEAR(grid_price(&g, 2), 50, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[1], 60, DIGITS);
    arena_free(&g.arena);
}

/* 10 + 0.2 p = 20 + 0.1 (90 - p): p = 63.3. */
SPEC(quadratic_costs_meet_at_one_marginal_cost)
{
    struct grid g;
    for (int method = OPF_AUTOMATIC; method <= OPF_ANGLES; method++) {
        grid_begin(&g);
        grid_bus(&g, 90);
        grid_generator(&g, 0, 200, 10, 0.1);
        grid_generator(&g, 0, 200, 20, 0.05);
        g.cost[0].c0 = 7;
        REQUIRE(grid_solve(&g, method) == STATUS_OK);
        CHECK(g.result.outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(grid_mw(&g, 0), 190 / 3.0, DIGITS);
        CHECK_NEAR(grid_price(&g, 0), 10 + 0.2 * 190 / 3, DIGITS);
        const double p = 190 / 3.0, q = 90 - p;
        CHECK_RELATIVE(g.result.certificate.objective_usd,
                       7 + 10 * p + 0.1 * p * p + 20 * q + 0.05 * q * q, CERTIFIED);
        arena_free(&g.arena);
    }
}

/* 50 MW at 10 and 50 MW at 40 USD/MWh; from 20 MW on the plant must run. */
SPEC(a_cost_through_points_is_taken_piece_by_piece)
{
    static const double mw[] = {0, 50, 100}, usd[] = {100, 600, 2600};
    struct grid g;
    two_buses(&g, 200);
    g.cost[0] = (struct opf_cost){.n_point = 3, .point_mw = mw, .point_usd = usd};
    g.min[0] = 20;
    g.max[0] = 90;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(grid_mw(&g, 0), 50, DIGITS);
    CHECK_RELATIVE(g.result.certificate.objective_usd, 600 + 50 * 30, CERTIFIED);
    arena_free(&g.arena);
}

/* A shift of 0.05 rad on one of two equal lines turns 25 MW round the ring. */
SPEC(a_phase_shift_moves_flow_between_parallel_lines)
{
    struct grid g;
    two_buses(&g, 200);
    grid_branch(&g, 0, 1, 200);
    g.shift[1] = 0.05;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(g.result.flow_mw[0], 50 + 25, DIGITS);
    CHECK_NEAR(g.result.flow_mw[1], 50 - 25, DIGITS);
    arena_free(&g.arena);
}

/* Two lines side by side, 30 MW and 60 MW, equal susceptance: 60 MW in all. */
SPEC(of_parallel_lines_the_weaker_one_sets_the_limit)
{
    struct grid g;
    two_buses(&g, 30);
    grid_branch(&g, 1, 0, 60);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK_NEAR(grid_mw(&g, 0), 60, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[0], 40, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[1], 0, DIGITS);
    arena_free(&g.arena);
}

/* Sent: 100 = (1 - 0.05) sent - 2. One MW more at 1 costs 10 / 0.95. */
SPEC(a_dc_line_between_islands_delivers_less_than_it_takes)
{
    struct grid g;
    two_buses(&g, 0);
    g.grid.n_branch = 0;
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_to[0] = 1;
    g.dc_max[0] = 150;
    g.loss0[0] = 2;
    g.loss1[0] = 0.05;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL && g.result.n_island == 2);
    CHECK_NEAR(g.result.point.dcline_mw[0], 102 / 0.95, DIGITS);
    CHECK_NEAR(grid_price(&g, 1), 10 / 0.95, DIGITS);
    CHECK_RELATIVE(g.result.certificate.objective_usd, 10 * 102 / 0.95, CERTIFIED);
    arena_free(&g.arena);
}

/* A series capacitor: its susceptance is negative, the ring still carries 60 MW on line 0. */
SPEC(a_branch_of_negative_reactance_is_no_obstacle)
{
    struct grid g;
    two_buses(&g, 60);
    grid_bus(&g, 0);
    grid_branch(&g, 0, 2, INFINITY);
    grid_branch(&g, 2, 1, INFINITY);
    g.b[2] = -3000; /* behind 1000 MW/rad: 1 / (1/1000 - 1/3000) = 1500 MW/rad */
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(g.result.flow_mw[0], 100 * 1000 / 2500.0, DIGITS);
    CHECK_NEAR(g.result.flow_mw[1], 100 * 1500 / 2500.0, DIGITS);
    arena_free(&g.arena);
}

SPEC(each_island_has_its_own_price_and_reference)
{
    struct grid g;
    two_buses(&g, 0);
    g.grid.n_branch = 0;
    g.demand[0] = 50;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL && g.result.n_island == 2);
    CHECK_NEAR(grid_price(&g, 0), 10, DIGITS);
    CHECK_NEAR(grid_price(&g, 1), 30, DIGITS);
    arena_free(&g.arena);
}

SPEC(load_beyond_all_generators_is_infeasible_and_says_how_much)
{
    struct grid g;
    two_buses(&g, 150);
    g.demand[1] = 500;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK_TEXT(g.result.why, "the island of bus 101 needs 500.000 MW, its generators give at most "
                             "400.000 MW");
    arena_free(&g.arena);
}

SPEC(lines_that_cannot_bring_the_load_are_named)
{
    struct grid g;
    two_buses(&g, 60);
    g.max[1] = 20;
    grid_bus(&g, 10); /* a bus that has nothing to do with it */
    grid_branch(&g, 0, 2, 50);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK_CONTAINS(g.result.why, "no dispatch meets this limit");
    CHECK_CONTAINS(g.result.why, "at least 20 MW are missing");
    CHECK_CONTAINS(g.result.why, "branch 1 (bus 101 - 102): flow of at most 60 MW");
    arena_free(&g.arena);
}

/* 0 == 1 == 2 by DC lines of 50 and 90 MW; the load of 80 at 2 gets 50 at most. */
SPEC(dc_lines_that_cannot_bring_the_load_are_named)
{
    struct grid g;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_bus(&g, 0);
    grid_bus(&g, 80);
    grid_generator(&g, 0, 200, 10, 0);
    g.grid.n_dcline = 2;
    for (int d = 0; d < 2; d++) {
        g.dcline_row[d] = d + 1;
        g.dcline_from[d] = d;
        g.dcline_to[d] = d + 1;
        g.dc_max[d] = d == 0 ? 50 : 90;
    }
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK_CONTAINS(g.result.why, "at least 30 MW are missing");
    CHECK_CONTAINS(g.result.why, "DC line 1 (bus 101 - 102): at most 50 MW");
    arena_free(&g.arena);
}

/* Two USD/MWh more on every plant: every price two more, the dispatch as before. */
SPEC(dearer_fuel_everywhere_raises_every_price_by_as_much)
{
    struct grid before, after;
    two_buses(&before, 60);
    two_buses(&after, 60);
    for (int g = 0; g < 2; g++)
        after.cost[g].c1 += 2;
    REQUIRE(grid_solve(&before, OPF_AUTOMATIC) == STATUS_OK);
    REQUIRE(grid_solve(&after, OPF_AUTOMATIC) == STATUS_OK);
    for (int bus = 0; bus < 2; bus++)
        CHECK_NEAR(grid_price(&after, bus), grid_price(&before, bus) + 2, DIGITS);
    CHECK_NEAR(grid_mw(&after, 0), grid_mw(&before, 0), DIGITS);
    arena_free(&before.arena);
    arena_free(&after.arena);
}

SPEC(an_answer_that_is_moved_by_a_kilowatt_is_not_believed)
{
    struct grid g;
    struct opf_certificate certificate;
    double work[GRID_ROOM];
    two_buses(&g, 60);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    struct opf_point *point = &g.result.point;
    opf_check(&g.grid, point, &certificate, work);
    CHECK(certificate.accepted);
    point->generator_mw[0] += 1e-3;
    opf_check(&g.grid, point, &certificate, work);
    CHECK(!certificate.accepted);
    CHECK_NEAR(certificate.balance_residual_mw, 1e-3, 1e-9);
    point->generator_mw[0] -= 1e-3;
    point->price_usd_per_mwh[1] += 0.1; /* a price that neither plant nor line explains */
    opf_check(&g.grid, point, &certificate, work);
    CHECK(!certificate.accepted);
    point->price_usd_per_mwh[1] -= 0.1;
    point->angle_rad[1] -= 1e-3; /* a MW too much on the line */
    opf_check(&g.grid, point, &certificate, work);
    CHECK(!certificate.accepted);
    CHECK_NEAR(certificate.flow_violation_mw, 1, 1e-5);
    arena_free(&g.arena);
}

SPEC(a_feasible_case_cannot_be_proven_infeasible)
{
    struct grid g;
    double work[GRID_ROOM];
    two_buses(&g, 60);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(opf_proof_mw(&g.grid, &g.result.point, work) <= 0);
    arena_free(&g.arena);
}

SPEC(no_memory_is_said_whatever_request_fails)
{
    long n_request = 0;
    for (long fail_at = 0; fail_at <= n_request; fail_at++) {
        struct grid g;
        two_buses(&g, 60);
        g.arena.fail_at = fail_at;
        const enum status status = grid_solve(&g, OPF_AUTOMATIC);
        CHECK(status == (fail_at == 0 ? STATUS_OK : STATUS_NO_MEMORY));
        if (fail_at == 0) n_request = g.arena.n_request;
        arena_free(&g.arena);
    }
    CHECK(n_request > 5);
}

SPEC(a_bus_that_nobody_can_reach_has_no_price)
{
    struct grid g;
    two_buses(&g, 50);
    grid_bus(&g, 0);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL && g.result.n_island == 2);
    CHECK(g.result.has_price[0] && g.result.has_price[1] && !g.result.has_price[2]);
    arena_free(&g.arena);
}

SPEC(limits_closer_than_anything_measures_are_one)
{
    struct grid g;
    two_buses(&g, 50);
    g.max[0] = 1e-300;
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(grid_price(&g, 1), 30, DIGITS);
    arena_free(&g.arena);
}

/* It takes a MW and gives 0.9 of it back: nothing runs over it, and the rest is as without it. */
SPEC(a_DC_line_from_a_bus_to_itself_changes_nothing_but_what_it_costs)
{
    struct grid g;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_bus(&g, 80);
    grid_branch(&g, 0, 1, 50);
    grid_generator(&g, 0, 200, 10, 0.01);
    grid_generator(&g, 1, 200, 40, 0.02);
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_from[0] = g.dcline_to[0] = 1;
    g.dc_max[0] = 30;
    for (int k = 0; k < 2; k++) {
        g.loss1[0] = k == 0 ? 0.1 : 0;
        REQUIRE(grid_solve(&g, OPF_ANGLES) == STATUS_OK);
        CHECK(g.result.outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(grid_mw(&g, 0), 50, 1e-5);
        CHECK_NEAR(grid_mw(&g, 1), 30, 1e-5);
    }
    arena_free(&g.arena);
}

SPEC_MAIN(SPEC_ENTRY(without_a_full_line_the_cheapest_plant_sets_one_price),
          SPEC_ENTRY(a_full_line_separates_prices_and_its_shadow_price_is_their_difference),
          SPEC_ENTRY(a_line_that_runs_backwards_has_a_negative_shadow_price),
          SPEC_ENTRY(a_limit_of_the_angle_difference_is_a_limit_of_the_flow),
          SPEC_ENTRY(in_a_ring_the_price_behind_a_full_line_is_above_every_plant),
          SPEC_ENTRY(quadratic_costs_meet_at_one_marginal_cost),
          SPEC_ENTRY(a_cost_through_points_is_taken_piece_by_piece),
          SPEC_ENTRY(a_phase_shift_moves_flow_between_parallel_lines),
          SPEC_ENTRY(of_parallel_lines_the_weaker_one_sets_the_limit),
          SPEC_ENTRY(a_dc_line_between_islands_delivers_less_than_it_takes),
          SPEC_ENTRY(a_branch_of_negative_reactance_is_no_obstacle),
          SPEC_ENTRY(each_island_has_its_own_price_and_reference),
          SPEC_ENTRY(load_beyond_all_generators_is_infeasible_and_says_how_much),
          SPEC_ENTRY(lines_that_cannot_bring_the_load_are_named),
          SPEC_ENTRY(dc_lines_that_cannot_bring_the_load_are_named),
          SPEC_ENTRY(dearer_fuel_everywhere_raises_every_price_by_as_much),
          SPEC_ENTRY(an_answer_that_is_moved_by_a_kilowatt_is_not_believed),
          SPEC_ENTRY(a_feasible_case_cannot_be_proven_infeasible),
          SPEC_ENTRY(no_memory_is_said_whatever_request_fails),
          SPEC_ENTRY(a_bus_that_nobody_can_reach_has_no_price),
          SPEC_ENTRY(limits_closer_than_anything_measures_are_one),
          SPEC_ENTRY(a_DC_line_from_a_bus_to_itself_changes_nothing_but_what_it_costs))
