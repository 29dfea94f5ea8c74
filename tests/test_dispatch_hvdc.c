#include "tests/small_grid.h"

static struct small_grid grid;

/* T07: a plant at A is paid to run, B is dear, the link loses 5 % either way. */
static void paid_to_run(void)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "link", a, b, 60, 0.05, 0);
    add_generator(&grid, a, 150, -20);
    add_generator(&grid, b, 200, 30);
    set_all_loads(&grid, a, 40);
    set_all_loads(&grid, b, 55);
}

SPEC(a_plant_that_is_paid_to_run_burns_power_on_a_link_and_is_found_out)
{
    paid_to_run();
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 98.1, WORKED);
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 60, WORKED);
        CHECK_RELATIVE(grid.result.link_back_mw[0], 2, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, -1962, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 0), -20, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 1), -19, WORKED);
        CHECK_RELATIVE(grid.result.phantom_usd, 4.105263, WORKED);
        CHECK(grid.result.outcome == OUTCOME_NOT_CERTIFIED); /* 0.2 % of the cost */
        CHECK(!grid.result.certificate.accepted);
        CHECK_CONTAINS(grid.result.why, "phantom");
    }
}

SPEC(a_row_for_both_directions_halves_what_can_be_burnt)
{
    paid_to_run();
    grid.config.hvdc_mutual_rows = true;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 58.974359, WORKED);
        CHECK_RELATIVE(grid.result.link_back_mw[0], 1.025641, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, -1960, WORKED);
    }
}

/* A fee of h on every MW sent stops it once the prices, -20 and -19 - h, sum to more than
 * -2 h / (1 - eta): h > 1 here. */
SPEC(power_is_sent_round_until_the_fee_outweighs_what_burning_brings)
{
    paid_to_run();
    grid.config.tie_break_usd_per_mwh = 0.9;
    BY_BOTH_METHODS(&grid)
    CHECK_NEAR(grid.result.link_back_mw[0], 2, 1e-4); /* MW: the interior point */
    grid.config.tie_break_usd_per_mwh = 1.1;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_NEAR(grid.result.link_back_mw[0], 0, 1e-4);
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 57.894737, WORKED);
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
    }
}

/* The remedy that is none: somebody takes power for nothing at both ends. */
SPEC(where_power_may_be_dumped_the_paid_plant_runs_at_full_power)
{
    paid_to_run();
    for (int bus = 0; bus < 2; bus++)
        set_price(&grid, 0, add_market(&grid, bus, 1000, 0), 0);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 150, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, -3000, WORKED);
        CHECK_NEAR(price_at(&grid, 0, 0), 0, 1e-5);
        CHECK_NEAR(price_at(&grid, 0, 1), 0, 1e-5);
    }
}

/* 100 MW must leave A. B takes 88 of them, and a plant at B is paid 20 for each MWh. In order the
 * link would lose 1 + 0.1 x 40 = 11 MW: the plant could not run at all, and 1 MW would be too much.
 * Out of order it may lose up to 1 + 31 MW. */
static void full_river_and_paid_plant(void)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "link", a, b, 200, 0.01, 0.2);
    const int river = add_generator(&grid, a, 100, 5);
    grid.generator[river].must_run_share = 1;
    add_generator(&grid, b, 3, -20);
    set_all_loads(&grid, b, 88);
    grid.config.hvdc_mutual_rows = true;
}

SPEC(power_burnt_in_lossy_segments_is_found_though_burning_is_free_and_prices_are_zero)
{
    full_river_and_paid_plant();
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 1), 3, WORKED);
        CHECK_RELATIVE(grid.result.link_loss_mw[0], 15, WORKED);
        CHECK_NEAR(price_at(&grid, 0, 1), 0, 1e-5);
        CHECK(grid.result.link[0].phantom_mwh > 1);
        CHECK(grid.result.phantom_usd > 20); /* each MWh at least what the plant is paid */
        CHECK(grid.result.outcome == OUTCOME_NOT_CERTIFIED);
    }
}

SPEC(power_burnt_on_a_line_is_found)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "line", a, b, 0.1, 2e-4, 200);
    add_generator(&grid, a, 150, -20);
    add_generator(&grid, b, 200, 30);
    set_all_loads(&grid, a, 40);
    set_all_loads(&grid, b, 55);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.loss_segments = 4; /* slopes 0.01, 0.03, 0.05, 0.07 */
    BY_BOTH_METHODS(&grid)
    {
        const double over = grid.result.line[0].phantom_mwh;
        CHECK(over > 1);
        CHECK(grid.result.outcome == OUTCOME_NOT_CERTIFIED);
        CHECK_RELATIVE(grid.result.line[0].phantom_usd,
                       over * fmax(20, fabs(price_at(&grid, 0, a) + price_at(&grid, 0, b)) / 2),
                       WORKED);
    }
}

/* The physical answer is the better of the two directions, each with the other one closed: here a
 * plant at B that only sends, so that the way back is never of use. */
SPEC(with_one_direction_closed_nothing_is_burnt)
{
    paid_to_run();
    grid.generator[0].capacity_mw = 40 + 55 / 0.95;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 57.894737, WORKED);
        CHECK_NEAR(grid.result.link_back_mw[0], 0, 1e-5); /* MW: the interior point */
        CHECK_RELATIVE(grid.result.objective_usd, -1957.894737, WORKED);
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
    }
}

/* T08 (a) */
static void cable_of_three_per_cent(double dear_usd_per_mwh)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "cable", a, b, 50, 0.03, 0);
    add_generator(&grid, a, 1000, 40);
    add_generator(&grid, b, 1000, dear_usd_per_mwh);
    set_all_loads(&grid, a, 100);
    set_all_loads(&grid, b, 100);
}

SPEC(a_cable_carries_nothing_while_its_loss_costs_more_than_the_price_difference)
{
    cable_of_three_per_cent(41);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_NEAR(grid.result.link_forward_mw[0], 0, 1e-3); /* MW: a gap of 1e-8 of the cost */
        CHECK_RELATIVE(grid.result.objective_usd, 8100, WORKED);
    }
    cable_of_three_per_cent(42);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 50, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 1), 51.5, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 8163, WORKED);
        CHECK_RELATIVE(grid.result.link_shadow_usd_per_mwh[0], 0.74, WORKED);
    }
}

/* T08 (b): the continuous optimum is where 1 - marginal loss is the ratio of the prices. */
SPEC(the_best_flow_of_a_cable_has_a_marginal_loss_of_the_price_ratio)
{
    const struct hvdc_link link = {
        .capacity_mw = 2000, .loss_linear = 0.012, .loss_quadratic = 1e-5 * 2000};
    const double best = 2000 * (1 - 0.012 - 40.0 / 42.0) / (2 * link.loss_quadratic);
    CHECK_RELATIVE(best, 1780.952381, WORKED);
    CHECK_RELATIVE(hvdc_loss_mw(&link, best), 53.089342, WORKED);
    const double profit = 42 * (best - hvdc_loss_mw(&link, best)) - 40 * best;
    CHECK_RELATIVE(profit, 1332.152381, WORKED);
    for (int way = -1; way <= 1; way += 2) { /* any other flow earns less */
        const double other = best + way;
        CHECK(42 * (other - hvdc_loss_mw(&link, other)) - 40 * other < profit);
    }
}

/* T08 (c) */
SPEC(eight_segments_of_a_cable_stop_at_the_one_that_no_longer_pays)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "cable", a, b, 2000, 0.012, 1e-5 * 2000);
    add_generator(&grid, a, 5000, 40);
    add_generator(&grid, b, 5000, 42);
    set_all_loads(&grid, a, 100);
    set_all_loads(&grid, b, 3000);
    grid.config.hvdc_segments = 8;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 1750, WORKED);
        CHECK_RELATIVE(grid.result.link_loss_mw[0], 51.625, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 128668.25, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(the_no_load_loss_of_a_link_is_drawn_half_at_each_end)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    const int link = add_link(&grid, "link", a, b, 100, 0, 0);
    grid.link[link].loss_fixed = 0.01;
    add_generator(&grid, a, 1000, 10);
    add_generator(&grid, b, 1000, 10);
    set_all_loads(&grid, a, 50);
    set_all_loads(&grid, b, 70);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0) + power_of(&grid, 0, 1), 121, WORKED);
        CHECK_RELATIVE(grid.result.link_loss_mw[0], 1, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(a_cable_of_no_megawatts_is_as_no_cable)
{
    cable_of_three_per_cent(60);
    grid.link[0].capacity_mw = 0;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, 40 * 100 + 60 * 100, WORKED);
        CHECK(grid.result.link[0].hours_full == 1); /* what can carry nothing is full */
    }
}

/* Each hour's flow may differ from the last by the ramp only: 0, 30, 60 MW towards a load of 60. */
SPEC(the_flow_of_a_link_follows_its_ramp)
{
    open_small(&grid, 3);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    const int link = add_link(&grid, "link", a, b, 100, 0, 0);
    grid.link[link].ramp_mw_per_h = 30;
    add_generator(&grid, a, 1000, 10);
    add_generator(&grid, b, 1000, 50);
    set_load(&grid, 0, a, 1000); /* A has nothing to spare in the first hour */
    set_load(&grid, 0, b, 60);
    set_load(&grid, 1, b, 60);
    set_load(&grid, 2, b, 60);
    BY_BOTH_METHODS(&grid)
    for (int hour = 0; hour < 3;
         hour++) /* a lossless link may carry any amount both ways: the net counts */
        CHECK_NEAR(grid.result.link_forward_mw[hour] - grid.result.link_back_mw[hour], 30 * hour,
                   1e-5);
}

/* Inside segment k the sender's price is (1 - m_k) times the receiver's. */
SPEC(prices_at_the_ends_of_a_part_loaded_link_differ_by_its_marginal_loss)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "link", a, b, 1000, 0.01, 0.04);
    add_generator(&grid, a, 5000, 40);
    set_all_loads(&grid, b, 600); /* in the third of four segments: slope 0.01 + 0.04 x 5 / 4 */
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(price_at(&grid, 0, a), (1 - 0.06) * price_at(&grid, 0, b), WORKED);
        CHECK_NEAR(grid.result.link_shadow_usd_per_mwh[0],
                   0.25 * ((1 - 0.02) + (1 - 0.04) - 2 * (1 - 0.06)) * price_at(&grid, 0, b), 1e-4);
    }
}

SPEC_MAIN(
    SPEC_ENTRY(a_plant_that_is_paid_to_run_burns_power_on_a_link_and_is_found_out),
    SPEC_ENTRY(a_row_for_both_directions_halves_what_can_be_burnt),
    SPEC_ENTRY(power_is_sent_round_until_the_fee_outweighs_what_burning_brings),
    SPEC_ENTRY(where_power_may_be_dumped_the_paid_plant_runs_at_full_power),
    SPEC_ENTRY(power_burnt_in_lossy_segments_is_found_though_burning_is_free_and_prices_are_zero),
    SPEC_ENTRY(power_burnt_on_a_line_is_found),
    SPEC_ENTRY(with_one_direction_closed_nothing_is_burnt),
    SPEC_ENTRY(a_cable_carries_nothing_while_its_loss_costs_more_than_the_price_difference),
    SPEC_ENTRY(the_best_flow_of_a_cable_has_a_marginal_loss_of_the_price_ratio),
    SPEC_ENTRY(eight_segments_of_a_cable_stop_at_the_one_that_no_longer_pays),
    SPEC_ENTRY(the_no_load_loss_of_a_link_is_drawn_half_at_each_end),
    SPEC_ENTRY(a_cable_of_no_megawatts_is_as_no_cable),
    SPEC_ENTRY(the_flow_of_a_link_follows_its_ramp),
    SPEC_ENTRY(prices_at_the_ends_of_a_part_loaded_link_differ_by_its_marginal_loss))
