/* Prices of a dispatch in reasons: who serves one MW more, which line adds what, what a store is
 * worth, and where a price is not unique. */
#include "study/price_explained.h"
#include "study/price_probe.h"
#include "tests/small_grid.h"

static struct small_grid grid;
static struct price_explained explained;

/* A MW of a probe moves what it moves but for the idle cost of 1e-6 and the certificate's 1e-6 MW.
 */
#define MOVED 1e-4

static void explain(struct spec_state *spec, int bus, int hour)
{
    struct price_probe probe = {.bus = bus, .hour = hour};
    const struct dispatch_watch watch = {.probe = &probe};
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    REQUIRE(dispatch_run(&grid.config, &grid.network, &grid.series, &watch, &grid.arena,
                         &grid.result, &grid.error) == STATUS_OK);
    REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
    CHECK(probe.taken);
    REQUIRE(price_explain_dispatch(&grid.result, &probe, &grid.arena, &explained, &grid.error) ==
            STATUS_OK);
}

/*   A --- B      three equal lines, 150 MW on A - C; A makes power at 10, B at 30, C needs 300
 *    \   /
 *      C                                                                                      */
static void ring(void)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B"), c = add_bus(&grid, "C");
    add_line(&grid, "A-B", a, b, 0.1, 0, 1000);
    add_line(&grid, "A-C", a, c, 0.1, 0, 150);
    add_line(&grid, "B-C", b, c, 0.1, 0, 1000);
    add_generator(&grid, a, 1000, 10);
    add_generator(&grid, b, 1000, 30);
    set_all_loads(&grid, c, 300);
}

SPEC(behind_a_full_line_one_mw_takes_two_of_the_dear_plant_and_gives_one_back)
{
    ring();
    explain(spec, 2, 0);
    CHECK_NEAR(explained.price_usd_per_mwh, 50, MOVED);
    CHECK_NEAR(explained.more.usd_per_mwh, 50, MOVED);
    CHECK_NEAR(explained.less.usd_per_mwh, 50, MOVED);
    REQUIRE(explained.more.n_mover == 2);
    CHECK_NEAR(explained.more.mover[0].mw, 2, MOVED);
    CHECK_NEAR(explained.more.mover[0].usd_per_mwh, 30, MOVED);
    CHECK_NEAR(explained.more.mover[1].mw, -1, MOVED);
    CHECK_NEAR(explained.more.mover[1].usd_per_mwh, 10, MOVED);
}

SPEC(the_full_line_is_named_with_what_it_adds_at_each_bus)
{
    const double adds[] = {-40, -20}; /* the load is the reference: 50 there */
    for (int bus = 0; bus < 2; bus++) {
        ring();
        explain(spec, bus, 0);
        REQUIRE(explained.n_cause == 1);
        CHECK(strcmp(explained.cause[0].id, "A-C") == 0);
        CHECK(explained.cause[0].is_full);
        CHECK_NEAR(explained.cause[0].usd_per_mwh, adds[bus], MOVED);
        CHECK_NEAR(explained.cause[0].pull_usd_per_mwh, 60, MOVED);
        CHECK_NEAR(explained.energy_usd_per_mwh, 50, MOVED);
        CHECK_NEAR(explained.congestion_usd_per_mwh, adds[bus], MOVED);
    }
}

/* 100 MW at 10, then 50: with a load of exactly 100 the last MW saves 10 and the next costs 50. */
SPEC(between_two_plants_the_price_is_an_interval)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A");
    add_generator(&grid, a, 100, 10);
    add_generator(&grid, a, 100, 50);
    set_all_loads(&grid, a, 100);
    explain(spec, a, 0);
    CHECK_NEAR(explained.less.usd_per_mwh, 10, MOVED);
    CHECK_NEAR(explained.more.usd_per_mwh, 50, MOVED);
    CHECK_NEAR(explained.more.mover[0].mw, 1, MOVED);
    CHECK(explained.price_usd_per_mwh >= 10 - MOVED && explained.price_usd_per_mwh <= 50 + MOVED);
}

/* 0.8 in, 1 out: what is stored in the cheap hour is worth 60 in the dear one, and the store, not
 * full of power, brings the price of the cheap hour up to what it pays. */
SPEC(a_store_says_at_which_price_it_gives_and_takes)
{
    open_small(&grid, 2);
    const int a = add_bus(&grid, "A");
    add_generator(&grid, a, 100, 20);
    add_generator(&grid, a, 200, 60);
    add_storage(&grid, a, 50, 50, 400);
    grid.storage[0].charge_efficiency = 0.8;
    grid.storage[0].discharge_efficiency = 1;
    grid.storage[0].initial_share = 0;
    set_load(&grid, 0, a, 90);
    set_load(&grid, 1, a, 150);
    explain(spec, a, 1);
    CHECK_NEAR(explained.price_usd_per_mwh, 60, MOVED);
    REQUIRE(explained.n_store == 1);
    CHECK_NEAR(explained.store[0].release_usd_per_mwh, 60, MOVED);
    CHECK_NEAR(explained.store[0].discharge_mw, 0.8 * 10, MOVED);
    explain(spec, a, 0);
    CHECK_NEAR(explained.price_usd_per_mwh, 0.8 * 60, MOVED);
    CHECK_NEAR(explained.more.usd_per_mwh, 0.8 * 60, MOVED);
    REQUIRE(explained.more.n_mover == 1);
    CHECK(strcmp(explained.more.mover[0].kind, "storage") == 0);
}

SPEC(a_load_that_nobody_can_serve_is_cut_at_its_value)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A");
    add_generator(&grid, a, 80, 20);
    set_all_loads(&grid, a, 100);
    explain(spec, a, 0);
    REQUIRE(explained.more.possible && explained.more.n_mover == 1);
    CHECK(strcmp(explained.more.mover[0].kind, "load not served") == 0);
    CHECK_NEAR(explained.more.usd_per_mwh, grid.config.value_of_lost_load_usd_per_mwh, MOVED);
}

SPEC(a_link_is_told_with_the_prices_at_both_ends)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "A=B", a, b, 60, 0.02, 0);
    add_generator(&grid, a, 500, 10);
    add_generator(&grid, b, 500, 70);
    set_all_loads(&grid, b, 100);
    explain(spec, b, 0);
    REQUIRE(explained.n_link == 1);
    CHECK(explained.link[0].is_full);
    CHECK(strcmp(explained.link[0].other_end, "A") == 0);
    CHECK_NEAR(explained.link[0].here_usd_per_mwh, 70, MOVED);
    CHECK_NEAR(explained.link[0].there_usd_per_mwh, 10, MOVED);
    CHECK(explained.link[0].into_mw > 0);
}

SPEC_MAIN(SPEC_ENTRY(behind_a_full_line_one_mw_takes_two_of_the_dear_plant_and_gives_one_back),
          SPEC_ENTRY(the_full_line_is_named_with_what_it_adds_at_each_bus),
          SPEC_ENTRY(between_two_plants_the_price_is_an_interval),
          SPEC_ENTRY(a_store_says_at_which_price_it_gives_and_takes),
          SPEC_ENTRY(a_load_that_nobody_can_serve_is_cut_at_its_value),
          SPEC_ENTRY(a_link_is_told_with_the_prices_at_both_ends))
