#include "tests/small_grid.h"

static struct small_grid grid;

/* T18: wind, a thermal plant and a load on one side, a market at 55 behind a link of 5,000 MW and 5
 * % loss. */
static void corridor_to_the_west(void)
{
    const double wind_mw[] = {4000, 6000, 1000};
    open_small(&grid, 3);
    const int east = add_bus(&grid, "E"), west = add_bus(&grid, "W");
    const int link = add_link(&grid, "link", east, west, 5000, 0.05, 0);
    const int wind = add_generator(&grid, east, 6000, 0);
    grid.generator[wind].availability = AVAILABILITY_WIND;
    grid.generator[wind].green = true;
    add_generator(&grid, east, 3000, 40);
    const int market = add_market(&grid, west, 10000, 0);
    for (int hour = 0; hour < 3; hour++) {
        set_share(&grid, hour, wind, wind_mw[hour] / 6000);
        set_load(&grid, hour, east, 1000);
        set_price(&grid, hour, market, 55);
    }
    add_export_link(&grid, link, 1);
    grid.config.export_terminal = TERMINAL_SENDING;
    grid.config.export_target_mw = 5000;
    grid.config.export_penalty_usd_per_mwh = 100;
}

SPEC(with_prices_alone_the_cable_exports_what_pays)
{
    corridor_to_the_west();
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, -479250, WORKED);
        CHECK_RELATIVE(grid.result.export_mwh, 13000, WORKED);
        CHECK(grid.result.export_hours_at_target == 2);
        CHECK_RELATIVE(grid.result.export_short_mwh, 2000, WORKED);
        CHECK_RELATIVE(grid.result.export_capacity_mw, 5000, WORKED);
        CHECK_TEXT(grid.result.export_terminal, "sending");
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(measured_where_it_arrives_the_export_is_less_by_the_loss)
{
    corridor_to_the_west();
    grid.config.export_terminal = TERMINAL_RECEIVING;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.export_mwh, 13000 * 0.95, WORKED);
        CHECK_RELATIVE(grid.result.export_capacity_mw, 4750, WORKED);
        CHECK(grid.result.export_hours_at_target == 0);
    }
}

SPEC(each_megawatt_hour_short_of_a_soft_target_costs_the_penalty)
{
    corridor_to_the_west();
    grid.config.export_mode = EXPORT_SOFT;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, -279250, WORKED);
        CHECK_RELATIVE(grid.result.export_penalty_usd, 200000, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(the_most_that_can_be_exported_comes_first_when_asked_for)
{
    const double most_mw[] = {5000, 5000, 3000};
    corridor_to_the_west();
    grid.config.export_mode = EXPORT_MAXIMUM;
    BY_BOTH_METHODS(&grid)
    {
        for (int hour = 0; hour < 3; hour++) /* the second stage may give up 1e-6 of 13,000 MWh */
            CHECK_NEAR(grid.result.export_mw[hour], most_mw[hour], 0.0131);
        CHECK_RELATIVE(grid.result.export_mwh, 13000, 2 * WORKED);
    }
}

/* A lake of 50 MW of inflow and 60 MW of turbines beside the plant, in windows. What a window could
 * keep for later is no reason to export less: 12 hours too full cannot be caught up with 10 MW. */
SPEC(windows_do_not_hold_water_back_from_the_most_export)
{
    enum { TWO_DAYS = 48 };
    open_small(&grid, TWO_DAYS);
    const int east = add_bus(&grid, "E"), west = add_bus(&grid, "W");
    const int lake = add_storage(&grid, east, 0, 60, 5000);
    const int market = add_market(&grid, west, 10000, 0);
    add_export_link(&grid, add_link(&grid, "link", east, west, 5000, 0, 0), 1);
    add_generator(&grid, east, 1000, 40);
    set_all_loads(&grid, east, 500);
    grid.storage[lake].kind = STORAGE_RESERVOIR;
    grid.storage[lake].annual_inflow_gwh = 438;
    for (int hour = 0; hour < TWO_DAYS; hour++) {
        set_inflow(&grid, hour, lake, 50);
        set_price(&grid, hour, market, 10);
    }
    grid.config.export_mode = EXPORT_MAXIMUM;
    grid.config.storage_end = STORAGE_END_CYCLIC;
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = 12;
    grid.config.lookahead_hours = 6;
    grid.config.guide_step_hours = 3;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.windows == 4);
        CHECK_RELATIVE(grid.result.export_mwh, (1000 - 500 + 50) * TWO_DAYS, 5 * WORKED);
    }
}

/* When exporting does not pay, the maximum still exports, at the least cost. */
SPEC(the_most_is_exported_even_at_a_loss)
{
    corridor_to_the_west();
    for (int hour = 0; hour < 3; hour++)
        set_price(&grid, hour, 0, 10);
    grid.config.export_mode = EXPORT_MAXIMUM;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.export_mwh, 13000, 2 * WORKED);
        CHECK_NEAR(grid.result.objective_usd, 40 * 2000 + 40 * 3000 - 0.95 * 10 * 13000,
                   1); /* USD */
    }
}

/* Three equal lines in a ring. 100 MW must run at A, C takes 100. A-C may carry 40 MW; with 20 on
 * A-B-C it carries 40, and 40 of the 100 MW find no way, whatever Kirchhoff's law weighs. */
SPEC(power_that_must_run_and_finds_no_way_through_a_ring_is_named_with_its_bus)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B"), c = add_bus(&grid, "C");
    add_line(&grid, "A-B", a, b, 1e-5, 0, 400);
    add_line(&grid, "B-C", b, c, 1e-5, 0, 400);
    add_line(&grid, "A-C", a, c, 1e-5, 0, 40);
    const int plant = add_generator(&grid, a, 100, 20);
    grid.generator[plant].must_run_share = 1;
    set_load(&grid, 0, c, 100);
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_INFEASIBLE);
        CHECK_CONTAINS(grid.result.why, "bus A has 40.0 MW too much");
    }
}

SPEC(a_hard_target_that_cannot_be_met_names_the_hour_and_the_shortfall)
{
    corridor_to_the_west();
    grid.config.export_mode = EXPORT_HARD;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_INFEASIBLE);
        CHECK_CONTAINS(grid.result.why, "1 of 3 hours");
        CHECK_CONTAINS(grid.result.why, "2030-01-01T02:00Z 2000.0 MW short");
    }
    grid.config.hours = 2; /* without the calm hour it can */
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK(grid.result.export_hours_at_target == 2);
    }
}

SPEC(green_export_is_never_more_than_the_wind_of_the_hour)
{
    corridor_to_the_west();
    grid.config.export_mode = EXPORT_GREEN;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, -442500, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
    grid.config.export_mode = EXPORT_SOFT;
    grid.config.export_green = true;
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(grid.result.objective_usd, 57500, WORKED);
    grid.config.export_mode = EXPORT_MAXIMUM;
    BY_BOTH_METHODS(&grid)
    {
        const double most_mw[] = {4000, 5000, 1000};
        for (int hour = 0; hour < 3; hour++)
            CHECK_NEAR(grid.result.export_mw[hour], most_mw[hour], 0.0101);
    }
    grid.config.export_mode = EXPORT_HARD;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_INFEASIBLE);
        CHECK_CONTAINS(grid.result.why, "2 of 3 hours");
        CHECK_CONTAINS(grid.result.why, "2030-01-01T00:00Z 1000.0 MW short");
        CHECK_CONTAINS(grid.result.why, "2030-01-01T02:00Z 4000.0 MW short");
    }
}

SPEC(a_link_drawn_the_other_way_round_exports_the_same)
{
    corridor_to_the_west();
    grid.link[0].from_bus = 1;
    grid.link[0].to_bus = 0;
    grid.member[0].direction = -1;
    for (int terminal = 0; terminal < 2; terminal++) {
        grid.config.export_terminal = terminal == 0 ? TERMINAL_SENDING : TERMINAL_RECEIVING;
        BY_BOTH_METHODS(&grid)
        {
            CHECK_RELATIVE(grid.result.export_mwh, terminal == 0 ? 13000 : 13000 * 0.95, WORKED);
            CHECK_RELATIVE(grid.result.objective_usd, -479250, WORKED);
        }
    }
}

/* Four secants of 50 MW: 150 MW in the middle lose 1e-4 x 150^2 = 2.25 MW, half at each end. */
static void line_to_the_west(int direction)
{
    open_small(&grid, 1);
    const int here = add_bus(&grid, "A"), there = add_bus(&grid, "B");
    const int from = direction > 0 ? here : there, to = direction > 0 ? there : here;
    add_export_line(&grid, add_line(&grid, "A-B", from, to, 0.1, 1e-4, 200), direction);
    add_generator(&grid, here, 1000, 10);
    set_price(&grid, 0, add_market(&grid, there, 150 - 1.125, 0), 50);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.loss_segments = 4;
    grid.config.export_target_mw = 100;
}

SPEC(a_line_exports_what_is_sent_or_what_arrives_half_its_loss_apart)
{
    for (int direction = -1; direction <= 1; direction += 2) {
        line_to_the_west(direction);
        grid.config.export_terminal = TERMINAL_SENDING;
        BY_BOTH_METHODS(&grid)
        {
            CHECK_RELATIVE(grid.result.line_mw[0], direction * 150, WORKED);
            CHECK_RELATIVE(grid.result.export_mw[0], 150 + 1.125, WORKED);
            CHECK_RELATIVE(grid.result.export_capacity_mw, 200 + 2, WORKED);
        }
        grid.config.export_terminal = TERMINAL_RECEIVING;
        BY_BOTH_METHODS(&grid)
        {
            CHECK_RELATIVE(grid.result.export_mw[0], 150 - 1.125, WORKED);
            CHECK_RELATIVE(grid.result.export_capacity_mw, 200 - 2, WORKED);
            CHECK(worst_identity(&grid) < WORKED);
        }
    }
}

/* At a price of 5 nothing would be sold: 100 MW must arrive all the same. */
SPEC(a_hard_target_on_a_line_is_met_at_its_terminal)
{
    line_to_the_west(-1);
    set_price(&grid, 0, 0, 5);
    grid.config.export_mode = EXPORT_HARD;
    grid.config.export_terminal = TERMINAL_RECEIVING;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(grid.result.export_mw[0], 100, WORKED);
        CHECK_RELATIVE(grid.result.market_bought_mw[0], 100, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(an_export_mode_without_its_interface_is_refused)
{
    corridor_to_the_west();
    grid.config.export_interface = "exprot";
    grid.config.export_mode = EXPORT_HARD;
    CHECK(run_by(&grid, LP_SIMPLEX) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "did you mean `export`?");
}

/* Depth: 100 MW at the price less 2, 100 more at the price less 10. */
SPEC(a_market_pays_less_for_each_further_block)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 1000, 30);
    const int market = add_market(&grid, bus, 100, 0);
    grid.block[0].offset_usd_per_mwh = 2;
    grid.block[1] = (struct market_block){.market_id = "market",
                                          .side = MARKET_BUYS,
                                          .depth_mw = 100,
                                          .offset_usd_per_mwh = 10,
                                          .market = market};
    grid.network.n_market_block = 2;
    set_price(&grid, 0, market, 45);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.market_bought_mw[0], 200, WORKED);
        CHECK_RELATIVE(grid.result.market_sales_usd, 43 * 100 + 35 * 100, WORKED);
    }
    set_price(&grid, 0, market, 38); /* the second block pays 28, less than the plant costs */
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(grid.result.market_bought_mw[0], 100, WORKED);
}

/* The table of blocks need not have the best one first. */
SPEC(blocks_of_a_market_may_stand_in_any_order)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 1000, 30);
    const int market = add_market(&grid, bus, 100, 100);
    grid.block[0].offset_usd_per_mwh = 10; /* pays 28 of 38: less than the plant costs */
    grid.block[2] = (struct market_block){.market_id = "market",
                                          .side = MARKET_BUYS,
                                          .depth_mw = 70,
                                          .offset_usd_per_mwh = 2,
                                          .market = market};
    grid.network.n_market_block = 3;
    set_price(&grid, 0, market, 38);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.market_bought_mw[0], 70, WORKED);
        CHECK_RELATIVE(grid.result.market_sales_usd, 70 * 36, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 70 * 30 - 70 * 36, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(a_market_asks_more_for_each_further_block_that_it_sells)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 1000, 60);
    const int market = add_market(&grid, bus, 0, 100);
    grid.block[0].offset_usd_per_mwh = 25; /* 65: dearer than the plant */
    grid.block[1] = (struct market_block){.market_id = "market",
                                          .side = MARKET_SELLS,
                                          .depth_mw = 50,
                                          .offset_usd_per_mwh = 5,
                                          .market = market};
    grid.network.n_market_block = 2;
    set_price(&grid, 0, market, 40);
    set_all_loads(&grid, bus, 120);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.market_sold_mw[0], 50, WORKED);
        CHECK_RELATIVE(grid.result.market_purchases_usd, 50 * 45, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, bus), 60, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(a_price_below_the_floor_is_raised_and_counted)
{
    open_small(&grid, 2);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 1000, 30);
    const int market = add_market(&grid, bus, 0, 100);
    set_all_loads(&grid, bus, 50);
    set_price(&grid, 0, market, -80);
    set_price(&grid, 1, market, 20);
    grid.config.market_price_floor_usd_per_mwh = 0;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.market_hours_floored == 1);
        CHECK_RELATIVE(grid.result.objective_usd, 50 * 20, WORKED);
    }
}

SPEC_MAIN(SPEC_ENTRY(with_prices_alone_the_cable_exports_what_pays),
          SPEC_ENTRY(measured_where_it_arrives_the_export_is_less_by_the_loss),
          SPEC_ENTRY(each_megawatt_hour_short_of_a_soft_target_costs_the_penalty),
          SPEC_ENTRY(the_most_that_can_be_exported_comes_first_when_asked_for),
          SPEC_ENTRY(windows_do_not_hold_water_back_from_the_most_export),
          SPEC_ENTRY(the_most_is_exported_even_at_a_loss),
          SPEC_ENTRY(power_that_must_run_and_finds_no_way_through_a_ring_is_named_with_its_bus),
          SPEC_ENTRY(a_hard_target_that_cannot_be_met_names_the_hour_and_the_shortfall),
          SPEC_ENTRY(green_export_is_never_more_than_the_wind_of_the_hour),
          SPEC_ENTRY(a_link_drawn_the_other_way_round_exports_the_same),
          SPEC_ENTRY(a_line_exports_what_is_sent_or_what_arrives_half_its_loss_apart),
          SPEC_ENTRY(a_hard_target_on_a_line_is_met_at_its_terminal),
          SPEC_ENTRY(an_export_mode_without_its_interface_is_refused),
          SPEC_ENTRY(a_market_pays_less_for_each_further_block),
          SPEC_ENTRY(blocks_of_a_market_may_stand_in_any_order),
          SPEC_ENTRY(a_market_asks_more_for_each_further_block_that_it_sells),
          SPEC_ENTRY(a_price_below_the_floor_is_raised_and_counted))
