/* What the capacity of a link is worth: the same study at several capacities. */
#include "study/capacity_sweep.h"
#include "tests/random_grid.h"
#include "tests/small_grid.h"
#include "tests/spec.h"

#include <math.h>

enum { POINTS = 5 };

static struct small_grid grid;

/* A cheap plant at one end of a link without losses, a dear one and a load of 100 MW at the other.
 */
static void a_link_to_a_load(int hours)
{
    open_small(&grid, hours);
    const int cheap = add_bus(&grid, "cheap"), dear = add_bus(&grid, "dear");
    add_link(&grid, "cable", cheap, dear, 50, 0, 0);
    add_generator(&grid, cheap, 500, 10);
    add_generator(&grid, dear, 500, 40);
    set_all_loads(&grid, dear, 100);
}

SPEC(a_mw_of_cable_is_worth_the_difference_of_costs_until_all_load_is_served)
{
    const double mw[POINTS] = {0, 40, 80, 100, 160};
    struct capacity_point point[POINTS];
    a_link_to_a_load(24);
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    REQUIRE(capacity_sweep(&grid.config, &grid.network, &grid.series, 0, POINTS, mw, &grid.arena,
                           point, &grid.error) == STATUS_OK);
    for (int i = 0; i < POINTS; i++) {
        const double by_cable = fmin(100, mw[i]);
        CHECK(point[i].outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(point[i].cost_usd, 24 * (10 * by_cable + 40 * (100 - by_cable)), 0.1);
        CHECK(point[i].lower_bound_usd <= point[i].cost_usd + 1e-6);
    }
    CHECK_NEAR(point[1].slope_usd_per_mw, -24 * 30.0, 0.01);
    CHECK_NEAR(point[4].slope_usd_per_mw, 0, 0.01);
}

/* Without squares the rating enters bounds and right sides alone, so that cost is convex in it, and
 * a slope bounds it everywhere. */
SPEC(on_any_grid_cost_is_convex_in_the_capacity_of_a_link_and_slopes_bound_it)
{
    static struct random_grid any_grid;
    const double mw[POINTS] = {10, 40, 90, 150, 300};
    int looked_at = 0;
    for (int number = 0; number < 60; number++) {
        struct capacity_point point[POINTS];
        struct error error = {0};
        make_random_grid(&any_grid, (uint64_t)number + 501, 2 + number % 5, 14 + number % 12);
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.loss_method = LOSS_NONE;
        any_grid.config.method = LP_INTERIOR;
        if (any_grid.network.n_link > 0) {
            any_grid.network.link[0].loss_fixed = 0;
            any_grid.network.link[0].loss_quadratic = 0;
            REQUIRE(capacity_sweep(&any_grid.config, &any_grid.network, &any_grid.series, 0, POINTS,
                                   mw, &any_grid.arena, point, &error) == STATUS_OK);
            for (int i = 0; i < POINTS; i++)
                for (int k = 0; k < POINTS; k++) {
                    if (point[i].outcome != OUTCOME_OPTIMAL || point[k].outcome != OUTCOME_OPTIMAL)
                        continue;
                    const double room = 1e-6 * fmax(1, fabs(point[k].cost_usd));
                    const double line =
                        point[i].lower_bound_usd + point[i].slope_usd_per_mw * (mw[k] - mw[i]);
                    if (!(point[k].cost_usd >= line - room))
                        SPEC_FAULT("grid %d: %.9g USD at %g MW, below %.9g from %g MW", number,
                                   point[k].cost_usd, mw[k], line, mw[i]);
                    looked_at++;
                }
        }
        arena_free(&any_grid.arena);
    }
    CHECK(looked_at > 300);
}

/* A single solve has no parent. */
SPEC(a_point_solved_without_what_has_settled_costs_what_it_costs_alone)
{
    static struct random_grid any_grid;
    const double mw[POINTS] = {100, 120, 150, 170, 200};
    int reduced = 0;
    for (int number = 0; number < 6; number++) {
        struct capacity_point point[POINTS], again[POINTS], alone;
        struct error error = {0};
        make_random_grid(&any_grid, (uint64_t)number + 901, 4 + number % 3, 120);
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.loss_method = number % 2 ? LOSS_SECANT : LOSS_QUADRATIC;
        any_grid.config.method = LP_INTERIOR;
        if (any_grid.network.n_link > 0) {
            any_grid.config.threads = 1;
            REQUIRE(capacity_sweep(&any_grid.config, &any_grid.network, &any_grid.series, 0, POINTS,
                                   mw, &any_grid.arena, point, &error) == STATUS_OK);
            any_grid.config.threads = 3;
            REQUIRE(capacity_sweep(&any_grid.config, &any_grid.network, &any_grid.series, 0, POINTS,
                                   mw, &any_grid.arena, again, &error) == STATUS_OK);
            for (int i = 0; i < POINTS; i++) {
                CHECK(point[i].outcome == again[i].outcome);
                if (point[i].outcome != OUTCOME_OPTIMAL) continue;
                CHECK(point[i].cost_usd == again[i].cost_usd);
                CHECK(point[i].slope_usd_per_mw == again[i].slope_usd_per_mw);
                REQUIRE(capacity_sweep(&any_grid.config, &any_grid.network, &any_grid.series, 0, 1,
                                       &mw[i], &any_grid.arena, &alone, &error) == STATUS_OK);
                CHECK_NEAR(point[i].cost_usd, alone.cost_usd, 1e-7 * fmax(1, fabs(alone.cost_usd)));
                reduced += point[i].is_reduced;
            }
        }
        arena_free(&any_grid.arena);
    }
    CHECK(reduced > 5); /* else nothing was left out */
}

SPEC(a_capacity_below_nothing_is_refused)
{
    const double mw[1] = {-5};
    struct capacity_point point[1];
    a_link_to_a_load(2);
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(capacity_sweep(&grid.config, &grid.network, &grid.series, 0, 1, mw, &grid.arena, point,
                         &grid.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "-5 MW for cable");
}

SPEC_MAIN(SPEC_ENTRY(a_mw_of_cable_is_worth_the_difference_of_costs_until_all_load_is_served),
          SPEC_ENTRY(on_any_grid_cost_is_convex_in_the_capacity_of_a_link_and_slopes_bound_it),
          SPEC_ENTRY(a_point_solved_without_what_has_settled_costs_what_it_costs_alone),
          SPEC_ENTRY(a_capacity_below_nothing_is_refused))
