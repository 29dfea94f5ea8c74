/* Whether an AC grid runs what a dispatch decided: a ring whose Newton solution is known, and grids
 * that cannot. */
#include "study/ac_check.h"
#include "study/price_probe.h"
#include "tests/small_grid.h"

static struct small_grid grid;

/* Three lines of 0.01 + j0.1 p.u. on 100 MVA; 100 MW and more at 1, 50 MW net at 2, - 150 MW net at
 * 3, where a plant holds the voltage too. */
static void ring(void)
{
    open_small(&grid, 2);
    for (int bus = 0; bus < 3; bus++)
        add_bus(&grid, bus == 0 ? "1" : bus == 1 ? "2" : "3");
    add_line(&grid, "1-2", 0, 1, 0.1, 1e-4, 400);
    add_line(&grid, "1-3", 0, 2, 0.1, 1e-4, 400);
    add_line(&grid, "2-3", 1, 2, 0.1, 1e-4, 400);
    for (int l = 0; l < 3; l++) {
        grid.line[l].resistance_pu = 0.01;
        grid.line[l].circuits = 1;
        grid.line[l].thermal_mva_per_circuit = 500;
        grid.line[l].nominal_kv = 220;
    }
    add_generator(&grid, 0, 1000, 10);
    add_generator(&grid, 1, 50, 0);
    add_generator(&grid, 2, 100, 0);
    set_all_loads(&grid, 2, 250);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.loss_segments = 200;
    grid.config.ac_load_power_factor = 1;
    grid.config.ac_check = "all";
}

SPEC(the_losses_of_the_ring_are_those_of_newton_with_every_voltage_held)
{
    ring();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    REQUIRE(grid.result.ac_check != NULL);
    const struct ac_check *ac = grid.result.ac_check;
    CHECK(ac->n_hour == 2 && ac->n_solved == 2 && ac->n_passed == 2);
    const double newton_mw = 1.1907435, dc_mw = 1.17706;
    CHECK_NEAR(ac->hour[0].loss_mw, newton_mw, 1e-3); /* all plants share 0.014 MW of balance */
    CHECK_NEAR(ac->hour[0].dispatch_loss_mw, dc_mw, 5e-4); /* 200 secants */
    CHECK_NEAR(ac->hour[0].lowest_pu, 1, 1e-9);
    CHECK_NEAR(ac->level[0].factor, ac->loss_mwh / ac->dispatch_loss_mwh, 1e-12);
}

/* What comes in is what is taken and lost. */
SPEC(what_the_plants_give_more_is_what_the_dispatch_lost_too_little)
{
    ring();
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const struct ac_hour *hour = &grid.result.ac_check->hour[0];
    CHECK_NEAR(hour->balance_mw, hour->loss_mw - hour->dispatch_loss_mw, 1e-5);
}

SPEC(reactive_power_that_nobody_can_give_fails_the_hour_and_is_named)
{
    ring();
    grid.config.ac_load_power_factor = 0.6; /* 333 MVAr at 3 */
    grid.config.ac_generator_mvar_share = 0.02;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const struct ac_hour *hour = &grid.result.ac_check->hour[0];
    CHECK(!hour->passes);
    CHECK(hour->why[0] != '\0');
}

SPEC(what_no_ac_grid_can_carry_is_told_with_the_share_that_it_can)
{
    ring();
    for (int l = 0; l < 3; l++)
        grid.line[l].reactance_pu = grid.line[l].resistance_pu = 1.5;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const struct ac_check *ac = grid.result.ac_check;
    CHECK(ac->n_passed == 0 && ac->n_solved == 0);
    CHECK(ac->hour[0].solved_share > 0 && ac->hour[0].solved_share < 1);
    CHECK_CONTAINS(ac->hour[0].why, "no AC state was found; the grid carries ");
}

/* Two areas that only a link joins have a slack each: the link gives what the dispatch says. */
SPEC(areas_that_a_link_joins_are_solved_each_by_itself)
{
    ring();
    const int far = add_bus(&grid, "far");
    add_link(&grid, "link", 0, far, 60, 0.01, 0);
    grid.link[0].technology = "VSC";
    add_generator(&grid, far, 10, 100);
    set_all_loads(&grid, far, 40);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const struct ac_hour *hour = &grid.result.ac_check->hour[0];
    CHECK(hour->is_solved && hour->passes);
    CHECK_NEAR(grid.result.link_forward_mw[0], 40 / 0.99, 1e-6);
    CHECK_NEAR(hour->lowest_pu, 1, 1e-9);
}

SPEC(hours_may_be_named_and_one_that_is_not_there_is_a_fault)
{
    ring();
    grid.config.ac_check = "1";
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK(grid.result.ac_check->n_hour == 1 && grid.result.ac_check->hour[0].hour == 1);
    grid.config.ac_check = "1,2";
    CHECK(run_by(&grid, LP_SIMPLEX) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "hours from 0 to 1");
    ring();
    grid.config.ac_check = "chosen";
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK(grid.result.ac_check->n_hour >= 1);
}

/* Every request of memory fails once; nothing crashes, and each failure is said. */
SPEC(without_memory_no_hour_is_checked_and_the_error_says_so)
{
    ring();
    grid.config.price_parts = true;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    struct price_probe probe = {.bus = 0, .hour = 1};
    const struct dispatch_watch watch = {.probe = &probe};
    long last = 0;
    for (long n = 1; n < 4000; n++) {
        struct arena arena = {.fail_at = n};
        struct error error = {0};
        struct result result;
        struct price_explained told;
        enum status status = dispatch_run(&grid.config, &grid.network, &grid.series, &watch, &arena,
                                          &result, &error);
        if (status == STATUS_OK)
            status = price_explain_dispatch(&result, &probe, &arena, &told, &error);
        arena_free(&arena);
        if (status == STATUS_OK) break;
        if (status != STATUS_NO_MEMORY || error.count == 0)
            SPEC_FAULT("request %ld: status %d, %s", n, (int)status, error.text);
        last = n;
    }
    CHECK(last > 100 && last < 3999);
}

SPEC_MAIN(SPEC_ENTRY(without_memory_no_hour_is_checked_and_the_error_says_so),
          SPEC_ENTRY(the_losses_of_the_ring_are_those_of_newton_with_every_voltage_held),
          SPEC_ENTRY(what_the_plants_give_more_is_what_the_dispatch_lost_too_little),
          SPEC_ENTRY(reactive_power_that_nobody_can_give_fails_the_hour_and_is_named),
          SPEC_ENTRY(what_no_ac_grid_can_carry_is_told_with_the_share_that_it_can),
          SPEC_ENTRY(areas_that_a_link_joins_are_solved_each_by_itself),
          SPEC_ENTRY(hours_may_be_named_and_one_that_is_not_there_is_a_fault))
