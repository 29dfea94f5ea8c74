/* From the interior to a vertex of every hour, as a study asks for it (docs/model.md, eq. 79). */
#include "tests/small_grid.h"

static struct small_grid grid;

/* Ten hours; three plants at A cost the same, a fourth at B is dear; the load and a battery are at
 * B, and a line without losses brings all that A makes. */
static void equal_plants(void)
{
    open_small(&grid, 10);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "A-B", a, b, 0.1, 0, 500);
    for (int plant = 0; plant < 3; plant++)
        add_generator(&grid, a, 100, 20);
    add_generator(&grid, b, 300, 90);
    add_storage(&grid, b, 20, 20, 60);
    for (int hour = 0; hour < 10; hour++)
        set_load(&grid, hour, b, 130 + 25 * hour);
    grid.config.vertex = true;
}

static int plants_between(int hour)
{
    int n = 0;
    for (int plant = 0; plant < 4; plant++) {
        const double mw = power_of(&grid, hour, plant);
        n += mw > 1e-6 && mw < grid.generator[plant].capacity_mw - 1e-6;
    }
    return n;
}

SPEC(of_plants_that_cost_the_same_one_at_most_is_between_its_limits)
{
    equal_plants();
    grid.config.vertex = false;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    const double cost_usd = grid.result.objective_usd;
    double price[10], level[10];
    for (int hour = 0; hour < 10; hour++) {
        price[hour] = price_at(&grid, hour, 1);
        level[hour] = grid.result.storage_level_mwh[hour];
    }
    CHECK(plants_between(0) == 3);
    equal_plants();
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(grid.result.outcome == OUTCOME_OPTIMAL && grid.result.certificate.accepted);
    CHECK(grid.result.vertex.hours == 10 && grid.result.vertex.hours_kept == 0);
    CHECK(grid.result.vertex.between_after < grid.result.vertex.between_before);
    CHECK_TEXT(grid.result.vertex.why, "");
    CHECK_RELATIVE(grid.result.objective_usd, cost_usd, 1e-8); /* both are certified so far */
    CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
    for (int hour = 0; hour < 10; hour++) {
        CHECK(plants_between(hour) <= 1);
        CHECK(price_at(&grid, hour, 1) == price[hour]);
        CHECK_NEAR(grid.result.storage_level_mwh[hour], level[hour], 1e-6);
    }
}

SPEC(in_windows_every_window_ends_at_vertices)
{
    equal_plants();
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = 4;
    grid.config.lookahead_hours = 2;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(grid.result.outcome == OUTCOME_OPTIMAL && grid.result.windows == 3);
    CHECK(grid.result.vertex.hours == 6 + 6 + 2);
    for (int hour = 0; hour < 10; hour++)
        CHECK(plants_between(hour) <= 1);
}

SPEC(a_simplex_is_at_a_vertex_without_a_pivot_more)
{
    equal_plants();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK(grid.result.vertex.hours == 10 && grid.result.vertex.pivots == 0);
    CHECK(grid.result.vertex.between_after == grid.result.vertex.between_before);
}

SPEC(the_dispatch_has_the_same_bytes_for_one_and_three_threads)
{
    double power[40];
    equal_plants();
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    memcpy(power, grid.result.generator_mw, sizeof power);
    equal_plants();
    grid.config.threads = 3;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(memcmp(power, grid.result.generator_mw, sizeof power) == 0);
}

SPEC(without_being_asked_for_nothing_is_said_about_vertices)
{
    equal_plants();
    grid.config.vertex = false;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(!grid.result.vertex.asked && grid.result.vertex.hours == 0);
}

SPEC(squares_and_vertices_are_refused_together)
{
    equal_plants();
    grid.config.loss_method = LOSS_QUADRATIC;
    CHECK(run_by(&grid, LP_AUTOMATIC) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "test.cfg: `vertex` is asked for and `losses` is quadratic");
}

SPEC_MAIN(SPEC_ENTRY(of_plants_that_cost_the_same_one_at_most_is_between_its_limits),
          SPEC_ENTRY(in_windows_every_window_ends_at_vertices),
          SPEC_ENTRY(a_simplex_is_at_a_vertex_without_a_pivot_more),
          SPEC_ENTRY(the_dispatch_has_the_same_bytes_for_one_and_three_threads),
          SPEC_ENTRY(without_being_asked_for_nothing_is_said_about_vertices),
          SPEC_ENTRY(squares_and_vertices_are_refused_together))
