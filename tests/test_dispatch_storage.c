#include "tests/small_grid.h"

static struct small_grid grid;

static double level(int hour, int storage)
{
    return grid.result.storage_level_mwh[hour * grid.network.n_storage + storage];
}
static double charge(int hour)
{
    return grid.result.storage_charge_mw[hour * grid.network.n_storage];
}
static double discharge(int hour, int storage)
{
    return grid.result.storage_discharge_mw[hour * grid.network.n_storage + storage];
}
static double water_value(int hour, int storage)
{
    return grid.result.storage_value_usd_per_mwh[hour * grid.network.n_storage + storage];
}

/* A market whose price is given hour by hour. */
static int priced_bus(int hours, const double *usd_per_mwh)
{
    open_small(&grid, hours);
    const int bus = add_bus(&grid, "M");
    const int market = add_market(&grid, bus, 1000, 1000);
    for (int hour = 0; hour < hours; hour++)
        set_price(&grid, hour, market, usd_per_mwh[hour]);
    return bus;
}

/* T10 */
SPEC(a_battery_buys_cheap_hours_and_sells_dear_ones)
{
    const double prices[] = {10, 20, 60, 50};
    const int bus = priced_bus(4, prices);
    const int battery = add_storage(&grid, bus, 1, 1, 2);
    grid.storage[battery].charge_efficiency = grid.storage[battery].discharge_efficiency = 0.9;
    BY_BOTH_METHODS(&grid)
    {
        const double charged[] = {1, 1, 0, 0}, given[] = {0, 0, 1, 0.62};
        const double levels[] = {0.9, 1.8, 0.688889, 0};
        for (int hour = 0; hour < 4; hour++) {
            CHECK_NEAR(charge(hour), charged[hour], 1e-6);
            CHECK_NEAR(discharge(hour, 0), given[hour], 1e-6);
            CHECK_NEAR(level(hour, 0), levels[hour], 1e-6);
            CHECK_RELATIVE(water_value(hour, 0), 45, WORKED);
        }
        CHECK_RELATIVE(-grid.result.objective_usd, 61, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

/* T11: the energy of a reservoir is its level before the first hour */
static void reservoir_with(double energy_mwh)
{
    open_small(&grid, 2);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 60, 20);
    add_generator(&grid, bus, 100, 50);
    const int water = add_storage(&grid, bus, 0, 70, 1000);
    grid.storage[water].kind = STORAGE_RESERVOIR;
    grid.storage[water].initial_share = energy_mwh / 1000;
    set_load(&grid, 0, bus, 80);
    set_load(&grid, 1, bus, 120);
}

SPEC(water_is_worth_what_it_replaces)
{
    reservoir_with(100);
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(grid.result.objective_usd, 2000, WORKED);
    reservoir_with(101);
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(grid.result.objective_usd, 1980, WORKED);
    reservoir_with(60);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, 3400, WORKED);
        for (int hour = 0; hour < 2; hour++) {
            CHECK_RELATIVE(water_value(hour, 0), 50, WORKED);
            CHECK_RELATIVE(price_at(&grid, hour, 0), 50, WORKED);
        }
    }
    reservoir_with(61);
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(grid.result.objective_usd, 3350, WORKED);
    reservoir_with(
        99.9); /* just below the kink at 100 MWh the cheaper plant is what water replaces */
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(water_value(0, 0), 20, WORKED);
}

/* T12: 100 units of water, 1 MWh per unit above and 0.5 below, one hour on the way. Levels are in
 * MWh of the own plant: 60 units an hour are 60 MW above and 30 MW below. */
static void cascade_with(double units)
{
    const double prices[] = {40, 40, 58};
    const int bus = priced_bus(3, prices);
    const int upper = add_storage(&grid, bus, 0, 60, 1000),
              lower = add_storage(&grid, bus, 0, 30, 1000);
    grid.storage[upper].kind = grid.storage[lower].kind = STORAGE_RESERVOIR;
    grid.storage[upper].initial_share = units / 1000;
    grid.storage[upper].downstream_storage = lower;
    grid.storage[upper].downstream_delay_h = 1;
    grid.storage[upper].downstream_mwh_per_mwh = 0.5;
}

SPEC(water_is_used_twice_in_a_cascade)
{
    cascade_with(100);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(-grid.result.objective_usd, 6540, WORKED);
        CHECK_RELATIVE(water_value(0, 0), 60, WORKED);       /* 40 above and 0.5 x 40 below */
        CHECK_RELATIVE(water_value(1, 1) * 0.5, 20, WORKED); /* per unit of water */
    }
    cascade_with(101);
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(-grid.result.objective_usd, 6600, WORKED);
}

/* Hydro is dear here, yet a tenth of its power runs, and no more than what flows in. */
/* A leaking store that nothing can refill: 50, 45, 40.5 MWh. */
SPEC(a_level_that_is_missed_at_the_end_is_part_of_the_cost)
{
    open_small(&grid, 2);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 30);
    const int store = add_storage(&grid, bus, 0, 10, 100);
    grid.storage[store].initial_share = 0.5;
    grid.storage[store].hourly_loss_share = 0.1;
    set_all_loads(&grid, bus, 20);
    grid.config.storage_end = STORAGE_END_FIXED;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.storage_start_mwh[0], 50, WORKED);
        CHECK_RELATIVE(grid.result.end_short_mwh, 9.5, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 2 * 20 * 30 + 9.5 * 3000, WORKED);
    }
}

SPEC(an_environmental_flow_runs_in_every_hour)
{
    open_small(&grid, 3);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 30);
    const int water = add_storage(&grid, bus, 0, 50, 1000);
    grid.storage[water].kind = STORAGE_RESERVOIR;
    grid.storage[water].min_discharge_share = 0.1;
    grid.storage[water].discharge_cost_usd_per_mwh = 90;
    set_all_loads(&grid, bus, 60);
    const double inflow_mw[] = {20, 3, 0}, least_mw[] = {5, 2.97, 0}; /* 99 % of 3 */
    for (int hour = 0; hour < 3; hour++)
        set_inflow(&grid, hour, water, inflow_mw[hour]);
    BY_BOTH_METHODS(&grid)
    for (int hour = 0; hour < 3; hour++)
        CHECK_NEAR(discharge(hour, 0), least_mw[hour], 1e-5); /* MW */
}

/* 100 MW paid 20 USD/MWh to run, 64 MW of load: the battery takes all of it and gives 64 %. */
SPEC(a_battery_that_burns_power_for_money_is_found_out)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, -20);
    const int battery = add_storage(&grid, bus, 100, 100, 400);
    grid.storage[battery].charge_efficiency = 0.8;
    grid.storage[battery].discharge_efficiency = 0.8;
    grid.config.storage_end = STORAGE_END_CYCLIC;
    set_all_loads(&grid, bus, 64);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 100, WORKED);
        CHECK_RELATIVE(discharge(0, 0), 64, WORKED);
        CHECK_RELATIVE(grid.result.phantom_usd, 36 * 20, WORKED);
        CHECK(grid.result.outcome == OUTCOME_NOT_CERTIFIED);
    }
}

SPEC(inflow_from_a_file_alone_can_be_spilled)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 30);
    const int water = add_storage(&grid, bus, 0, 10, 20);
    set_inflow(&grid, 0, water, 80); /* annual_inflow_gwh is 0 */
    set_all_loads(&grid, bus, 50);
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK(grid.result.storage_spill_mw[0] >= 80 - 10 - 20 - 1e-6);
    }
}

SPEC(what_a_full_reservoir_cannot_hold_is_spilled)
{
    open_small(&grid, 3);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 30);
    const int water = add_storage(&grid, bus, 0, 10, 20);
    grid.storage[water].kind = STORAGE_RESERVOIR;
    grid.storage[water].annual_inflow_gwh = 1; /* it has an inflow: hour by hour below */
    set_all_loads(&grid, bus, 50);
    for (int hour = 0; hour < 3; hour++)
        set_inflow(&grid, hour, water, 40);
    BY_BOTH_METHODS(&grid)
    {
        double spilled = 0, released = 0;
        for (int hour = 0; hour < 3; hour++) {
            spilled += grid.result.storage_spill_mw[hour];
            released += discharge(hour, 0);
        }
        CHECK_RELATIVE(released, 30, WORKED);
        CHECK_RELATIVE(spilled + level(2, 0), 3 * 40 - 30, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

/* A day of 24 h four times: with windows of 24 h and a look-ahead of 12 h the cost comes close to
 * that of one LP and is never below it, and levels go on from window to window. */
static void four_days(void)
{
    open_small(&grid, 60);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 20);
    const int peaker = add_generator(&grid, bus, 300, 80);
    grid.generator[peaker].ramp_share_per_h = 0.2;
    const int water = add_storage(&grid, bus, 0, 40, 2000);
    grid.storage[water].kind = STORAGE_RESERVOIR;
    grid.storage[water].annual_inflow_gwh = 1;
    grid.storage[water].initial_share = 0.3;
    const int battery = add_storage(&grid, bus, 20, 20, 60);
    grid.storage[battery].charge_efficiency = 0.9;
    for (int hour = 0; hour < 60; hour++) {
        set_load(&grid, hour, bus, 110 + 50 * sin(2 * 3.14159265358979 * hour / 24));
        set_inflow(&grid, hour, water, hour < 30 ? 25 : 5);
    }
    grid.config.storage_end = STORAGE_END_CYCLIC;
    grid.config.guide_step_hours = 3;
}

SPEC(windows_cost_no_less_than_the_whole_and_hardly_more)
{
    four_days();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const double whole = grid.result.objective_usd;
    CHECK(grid.result.windows == 1);
    four_days();
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = 24;
    grid.config.lookahead_hours = 12;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK(grid.result.windows == 3);
        CHECK(grid.result.objective_usd >= whole * (1 - 1e-8));
        CHECK(grid.result.objective_usd <= whole * 1.01);
        CHECK(worst_identity(&grid) <
              WORKED); /* levels go on from hour to hour, over the seams too */
        for (int hour = 1; hour < 60; hour++) {
            const double ramp = power_of(&grid, hour, 1) - power_of(&grid, hour - 1, 1);
            CHECK(fabs(ramp) <= 60 + 1e-5); /* MW: 0.2 of 300 */
        }
        CHECK_NEAR(level(59, 0),
                   grid.result.storage_level_mwh[0] + discharge(0, 0) +
                       grid.result.storage_spill_mw[0] - 25,
                   1e-3); /* cyclic, MWh */
    }
}

SPEC(an_energy_budget_is_kept_over_all_windows)
{
    four_days();
    grid.generator[0].annual_energy_gwh =
        60.0 * 70 / 60 * 8760 / 1000 / 1.0; /* 70 MW on average of 100 */
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = 24;
    grid.config.lookahead_hours = 12;
    BY_BOTH_METHODS(&grid)
    {
        double used = 0;
        for (int hour = 0; hour < 60; hour++)
            used += power_of(&grid, hour, 0);
        CHECK(used <= 70 * 60 * (1 + 1e-6));
        CHECK(used >=
              70 * 60 * 0.98); /* it is worth using: the other plant costs four times as much */
    }
}

SPEC(a_co2_budget_makes_the_dirty_plant_yield)
{
    open_small(&grid, 2);
    const int bus = add_bus(&grid, "B");
    const int coal = add_generator(&grid, bus, 100, 10);
    add_generator(&grid, bus, 100, 30);
    grid.generator[coal].co2_t_per_mwh = 1;
    set_all_loads(&grid, bus, 80);
    grid.config.co2_budget_mt = 100.0 / 2 * 8760 / 1e6; /* 100 t in two hours */
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.co2_t, 100, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 100 * 10 + 60 * 30, WORKED);
    }
}

SPEC(a_co2_price_is_paid_where_it_is_levied)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_bus(&grid, "elsewhere");
    const int coal = add_generator(&grid, bus, 100, 10);
    grid.generator[coal].co2_t_per_mwh = 0.8;
    set_all_loads(&grid, bus, 50);
    grid.config.co2_price_eur_per_t = 50;
    grid.config.fx_usd_per_eur = 1.2;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(price_at(&grid, 0, 0), 10 + 0.8 * 60, WORKED);
        CHECK_RELATIVE(grid.result.co2_cost_usd, 50 * 48, WORKED);
    }
    const char *others[] = {"elsewhere"};
    grid.config.co2_price_countries = (struct text_list){1, others};
    BY_BOTH_METHODS(&grid) CHECK_RELATIVE(price_at(&grid, 0, 0), 10, WORKED);
}

SPEC(a_must_run_plant_runs_though_it_is_dear)
{
    open_small(&grid, 1);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 10);
    const int dear = add_generator(&grid, bus, 50, 40);
    grid.generator[dear].must_run_share = 0.6;
    set_all_loads(&grid, bus, 80);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, dear), 30, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 0), 10, WORKED);
    }
}

SPEC_MAIN(SPEC_ENTRY(a_battery_buys_cheap_hours_and_sells_dear_ones),
          SPEC_ENTRY(water_is_worth_what_it_replaces), SPEC_ENTRY(water_is_used_twice_in_a_cascade),
          SPEC_ENTRY(a_level_that_is_missed_at_the_end_is_part_of_the_cost),
          SPEC_ENTRY(an_environmental_flow_runs_in_every_hour),
          SPEC_ENTRY(a_battery_that_burns_power_for_money_is_found_out),
          SPEC_ENTRY(inflow_from_a_file_alone_can_be_spilled),
          SPEC_ENTRY(what_a_full_reservoir_cannot_hold_is_spilled),
          SPEC_ENTRY(windows_cost_no_less_than_the_whole_and_hardly_more),
          SPEC_ENTRY(an_energy_budget_is_kept_over_all_windows),
          SPEC_ENTRY(a_co2_budget_makes_the_dirty_plant_yield),
          SPEC_ENTRY(a_co2_price_is_paid_where_it_is_levied),
          SPEC_ENTRY(a_must_run_plant_runs_though_it_is_dear))
