/* A study in windows: what is carried from one to the next, and the study as one program as the
 * measure. */
#include "tests/small_grid.h"

#include "tests/random_grid.h"

static struct small_grid grid;

static void in_windows(int window_hours, int lookahead_hours, int guide_step_hours)
{
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = window_hours;
    grid.config.lookahead_hours = lookahead_hours;
    grid.config.guide_step_hours = guide_step_hours;
}

static double level(int hour, int storage)
{
    return grid.result.storage_level_mwh[hour * grid.network.n_storage + storage];
}
static double released(int hour, int storage)
{
    const int at = hour * grid.network.n_storage + storage;
    return grid.result.storage_discharge_mw[at] + grid.result.storage_spill_mw[at];
}
static double energy_of(int generator)
{
    double sum = 0;
    for (int hour = 0; hour < grid.config.hours; hour++)
        sum += power_of(&grid, hour, generator);
    return sum;
}

/* A cheap plant of 100 MW, of which 350 MWh are allowed in seven hours, and a dear one. */
static int seven_hours_with_a_budget(void)
{
    open_small(&grid, 7);
    const int bus = add_bus(&grid, "B");
    const int cheap = add_generator(&grid, bus, 100, 10);
    grid.generator[cheap].annual_energy_gwh = 50 * 8.760;
    add_generator(&grid, bus, 100, 30);
    set_all_loads(&grid, bus, 80);
    return cheap;
}

SPEC(a_budget_is_used_up_over_the_windows_whatever_the_steps_of_the_guide)
{
    for (int step = 1; step <= 7; step++) { /* those of 2 to 6 h reach beyond the study */
        const int cheap = seven_hours_with_a_budget();
        in_windows(3, 1, step);
        BY_BOTH_METHODS(&grid)
        {
            CHECK(grid.result.windows == 3);
            CHECK_RELATIVE(energy_of(cheap), 350, WORKED);
            CHECK_RELATIVE(grid.result.objective_usd, 350 * 10 + 210 * 30, WORKED);
            CHECK_RELATIVE(grid.result.horizon_bound_usd, 350 * 10 + 210 * 30, WORKED);
        }
    }
}

SPEC(a_budget_that_must_run_uses_up_leaves_enough_for_the_last_hour)
{
    for (int step = 1; step <= 7; step++) {
        const int cheap = seven_hours_with_a_budget();
        grid.generator[cheap].must_run_share = 0.5;
        in_windows(3, 1, step);
        BY_BOTH_METHODS(&grid)
        {
            REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
            for (int hour = 0; hour < 7; hour++)
                CHECK_RELATIVE(power_of(&grid, hour, cheap), 50, WORKED);
        }
    }
}

SPEC(a_co2_budget_is_kept_and_used_up_over_the_windows)
{
    for (int step = 1; step <= 6; step++) {
        open_small(&grid, 14);
        const int bus = add_bus(&grid, "B");
        const int coal = add_generator(&grid, bus, 100, 10);
        add_generator(&grid, bus, 100, 30);
        grid.generator[coal].co2_t_per_mwh = 1;
        for (int hour = 0; hour < 14; hour++)
            set_load(&grid, hour, bus, hour % 3 ? 90 : 40);
        grid.config.co2_budget_mt = 500.0 / 14 * 8760 / 1e6; /* 500 t of 1010 */
        in_windows(4, 2, step);
        BY_BOTH_METHODS(&grid)
        {
            CHECK_RELATIVE(grid.result.co2_t, 500, WORKED);
            CHECK_RELATIVE(grid.result.objective_usd, 500 * 10 + 510 * 30, WORKED);
        }
    }
}

/* Water released in hour h reaches the lower reservoir in hour h + 5: beyond the next seam. */
static void cascade(void)
{
    open_small(&grid, 24);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 200, 40);
    const int upper = add_storage(&grid, bus, 0, 30, 300);
    const int lower = add_storage(&grid, bus, 0, 20, 100);
    grid.storage[upper].kind = grid.storage[lower].kind = STORAGE_RESERVOIR;
    grid.storage[upper].annual_inflow_gwh = 1;
    grid.storage[upper].initial_share = 0.5;
    grid.storage[upper].downstream_storage = lower;
    grid.storage[upper].downstream_delay_h = 5;
    grid.storage[upper].downstream_mwh_per_mwh = 0.6;
    set_all_loads(&grid, bus, 60);
    for (int hour = 0; hour < 24; hour++)
        set_inflow(&grid, hour, upper, 10);
}

SPEC(water_that_is_on_its_way_at_a_seam_arrives_in_the_next_window)
{
    cascade();
    in_windows(4, 3, 1);
    BY_BOTH_METHODS(&grid)
    {
        REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK(grid.result.windows == 6);
        double arrived = 0;
        for (int hour = 0; hour < 24; hour++) {
            const double before = hour > 0 ? level(hour - 1, 1) : 0;
            const double in = hour >= 5 ? 0.6 * released(hour - 5, 0) : 0;
            CHECK_NEAR(level(hour, 1), before + in - released(hour, 1), 1e-4); /* MWh */
            arrived += in;
        }
        CHECK(arrived > 50);
    }
}

/* The last hours are short of power: the battery must be full before them. */
static void refill_at_the_end(void)
{
    open_small(&grid, 12);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 10);
    add_generator(&grid, bus, 100, 90);
    const int battery = add_storage(&grid, bus, 5, 40, 40);
    grid.storage[battery].initial_share = 1;
    for (int hour = 0; hour < 12; hour++)
        set_load(&grid, hour, bus, hour >= 6 && hour < 8 ? 180 : 60);
    grid.config.storage_end = STORAGE_END_FIXED;
}

SPEC(a_battery_is_not_emptied_further_than_it_can_be_filled_again_by_the_end)
{
    refill_at_the_end();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const double whole = grid.result.objective_usd;
    refill_at_the_end();
    in_windows(8, 0, 2); /* the first window ends where the battery would best be empty */
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(level(11, 0), 40, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, whole, WORKED);
    }
}

/* Seven hours in steps of three: the guide's last step averages in the first two hours and their
 * inflow, and thinks that water comes at the end. */
static void inflow_at_the_start(void)
{
    open_small(&grid, 7);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 50);
    const int lake = add_storage(&grid, bus, 0, 40, 400);
    grid.storage[lake].kind = STORAGE_RESERVOIR;
    grid.storage[lake].initial_share = 0.5;
    add_generator(&grid, bus, 100, 200);
    for (int hour = 0; hour < 7; hour++)
        set_load(&grid, hour, bus, hour < 6 ? 135 : 20);
    set_inflow(&grid, 0, lake, 60);
    set_inflow(&grid, 1, lake, 60);
    for (int hour = 2; hour < 7; hour++)
        set_inflow(&grid, hour, lake, 2);
    grid.config.storage_end = STORAGE_END_FIXED;
}

SPEC(a_lake_is_not_drawn_down_further_than_its_inflow_can_make_good_by_the_end)
{
    inflow_at_the_start();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const double whole = grid.result.objective_usd;
    inflow_at_the_start();
    in_windows(3, 1, 3);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_NEAR(grid.result.end_short_mwh, 0, 1e-6);
        CHECK_NEAR(level(6, 0), 200, 1e-3); /* MWh */
        CHECK_RELATIVE(grid.result.objective_usd, whole, 1e-5);
    }
}

SPEC(a_hard_target_that_one_window_cannot_meet_is_named_by_its_hour)
{
    open_small(&grid, 9);
    const int here = add_bus(&grid, "A"), there = add_bus(&grid, "B");
    const int link = add_link(&grid, "link", here, there, 100, 0, 0);
    add_export_link(&grid, link, 1);
    const int plant = add_generator(&grid, here, 100, 10);
    add_market(&grid, there, 1000, 0);
    set_share(&grid, 7, plant, 0.5);
    grid.config.export_mode = EXPORT_HARD;
    grid.config.export_target_mw = 80;
    in_windows(3, 0, 1);
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_INFEASIBLE);
        CHECK_CONTAINS(grid.result.why, "2030-01-01T07:00Z 30.0 MW short");
    }
}

/* A battery of 30 MWh, four cheap hours and four dear ones, twice: windows of 4 h see no dear hour
 * when they charge, and leave it empty. 30 MWh moved would save 30 * 80 USD, once or twice. */
SPEC(windows_that_see_too_little_tell_how_far_they_can_be_from_all_hours_at_once)
{
    open_small(&grid, 16);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 100, 10);
    add_generator(&grid, bus, 100, 90);
    add_storage(&grid, bus, 10, 10, 30);
    for (int hour = 0; hour < 16; hour++)
        set_load(&grid, hour, bus, hour % 8 < 4 ? 60 : 130);
    const double without = 8 * 60 * 10 + 8 * (100 * 10 + 30 * 90);
    in_windows(4, 0, 4);
    BY_BOTH_METHODS(&grid)
    {
        REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(grid.result.objective_usd, without, WORKED);
        CHECK_RELATIVE(grid.result.horizon_bound_usd, without - 2 * 30 * 80, WORKED);
    }
    in_windows(8, 0, 4);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, without - 2 * 30 * 80, WORKED);
        CHECK_NEAR(result_horizon_gap(&grid.result), 0, WORKED);
    }
}

SPEC(no_bound_of_all_hours_is_told_where_the_most_export_comes_before_the_cost)
{
    open_small(&grid, 6);
    const int here = add_bus(&grid, "A"), there = add_bus(&grid, "B");
    add_export_link(&grid, add_link(&grid, "link", here, there, 50, 0, 0), 1);
    add_generator(&grid, here, 100, 10);
    add_market(&grid, there, 1000, 0);
    grid.config.export_mode = EXPORT_MAXIMUM;
    in_windows(3, 0, 1);
    BY_BOTH_METHODS(&grid)
    {
        REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK(isnan(grid.result.horizon_bound_usd) && isnan(result_horizon_gap(&grid.result)));
    }
}

/* Any grid: windows that keep the end and the budgets cost no less than the study as one program.
 * A level missed at the end is charged as the program charges it. */
SPEC(windows_are_never_cheaper_than_the_study_as_one_program)
{
    static struct random_grid random;
    int compared = 0;
    for (int number = 0; number < 90; number++) {
        struct result whole, windows;
        struct error error = {0};
        make_random_grid(&random, (uint64_t)number + 1, 1 + number % 7, 10 + (number * 7) % 25);
        random.config.export_mode = EXPORT_ECONOMIC;
        random.config.storage_end = number % 3 == 0   ? STORAGE_END_FREE
                                    : number % 3 == 1 ? STORAGE_END_FIXED
                                                      : STORAGE_END_CYCLIC;
        REQUIRE(dispatch_run(&random.config, &random.network, &random.series, NULL, &random.arena,
                             &whole, &error) == STATUS_OK);
        random.config.horizon = HORIZON_WINDOWS;
        random.config.window_hours = 6 + number % 3;
        random.config.lookahead_hours = number % 5 * 2;
        random.config.guide_step_hours = 1 + number % 4;
        REQUIRE(dispatch_run(&random.config, &random.network, &random.series, NULL, &random.arena,
                             &windows, &error) == STATUS_OK);
        if (whole.outcome == OUTCOME_OPTIMAL && windows.outcome == OUTCOME_OPTIMAL) {
            double missed = 0; /* more than by the one program, MWh */
            const int n = random.network.n_storage;
            for (int s = 0; s < n && random.config.storage_end == STORAGE_END_FIXED; s++) {
                const int last = (random.config.hours - 1) * n + s;
                missed += whole.storage_level_mwh[last] - windows.storage_level_mwh[last];
            }
            CHECK(windows.end_short_mwh <= whole.end_short_mwh + 1e-3); /* MWh */
            const double scale = fmax(1, fabs(whole.objective_usd));
            CHECK(isfinite(windows.horizon_bound_usd));
            CHECK(windows.horizon_bound_usd <= whole.column_cost_usd + 1e-7 * scale);
            CHECK(windows.horizon_bound_usd <= windows.column_cost_usd + 1e-7 * scale);
            const double charge = fmax(0, missed) * random.config.value_of_lost_load_usd_per_mwh;
            CHECK(windows.objective_usd + charge >= whole.objective_usd - 1e-7 * scale);
            compared++;
        } else if (whole.outcome == OUTCOME_OPTIMAL) {
            CHECK(random.config.lookahead_hours == 0); /* a ramp that a window did not see coming */
            CHECK_CONTAINS(windows.why, "horizon = \"whole\" decides");
        }
        arena_free(&random.arena);
    }
    CHECK(compared > 50);
}

SPEC_MAIN(SPEC_ENTRY(a_budget_is_used_up_over_the_windows_whatever_the_steps_of_the_guide),
          SPEC_ENTRY(a_budget_that_must_run_uses_up_leaves_enough_for_the_last_hour),
          SPEC_ENTRY(a_co2_budget_is_kept_and_used_up_over_the_windows),
          SPEC_ENTRY(water_that_is_on_its_way_at_a_seam_arrives_in_the_next_window),
          SPEC_ENTRY(a_battery_is_not_emptied_further_than_it_can_be_filled_again_by_the_end),
          SPEC_ENTRY(a_lake_is_not_drawn_down_further_than_its_inflow_can_make_good_by_the_end),
          SPEC_ENTRY(a_hard_target_that_one_window_cannot_meet_is_named_by_its_hour),
          SPEC_ENTRY(windows_that_see_too_little_tell_how_far_they_can_be_from_all_hours_at_once),
          SPEC_ENTRY(no_bound_of_all_hours_is_told_where_the_most_export_comes_before_the_cost),
          SPEC_ENTRY(windows_are_never_cheaper_than_the_study_as_one_program))
