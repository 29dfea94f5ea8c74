#include "tests/small_grid.h"

#include "study/loss_curve.h"

static struct small_grid grid;

/* A cheap plant at A, a dear one at B where the load is, one line between. */
static void two_buses(double load_mw)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "A-B", a, b, 0.1, 1e-4, 200);
    add_generator(&grid, a, 500, 20);
    add_generator(&grid, b, 500, 50);
    set_all_loads(&grid, b, load_mw);
    grid.config.loss_method = LOSS_TANGENT;
    grid.config.loss_segments = 4; /* tangents at 50, 100, 150 and 200 MW */
}

/* T01 */
SPEC(a_full_line_with_losses_separates_the_prices_of_its_ends)
{
    two_buses(300);
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(grid.result.line_mw[0], 200, WORKED);
        CHECK_RELATIVE(grid.result.line_loss_mw[0], 4, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 0), 202, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 1), 102, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 9140, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 0), 20, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 1), 50, WORKED);
        CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[0], 50 * 0.98 - 20 * 1.02, WORKED);
        CHECK_RELATIVE(grid.result.congestion_rent_usd, 5720, WORKED);
        CHECK_RELATIVE(grid.result.loss_surplus_usd, 140, WORKED);
        CHECK_RELATIVE(grid.result.line[0].rent_usd, 5860, WORKED);
        CHECK_RELATIVE(grid.result.certificate.lower_bound, 9140, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

SPEC(one_more_megawatt_of_limit_saves_the_shadow_price)
{
    two_buses(300);
    grid.line[0].limit_mw = 201;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    /* tangents move with the limit: the printed figure is for tangents that stay where they are */
    const double wider = grid.result.objective_usd;
    grid.line[0].limit_mw = 200;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK_NEAR(grid.result.objective_usd - wider, 28.6,
               1.0); /* second order: 1 MW in 200, rho 1e-4 */
}

/* T02, first half */
SPEC(an_open_line_passes_the_marginal_loss_on_to_the_price)
{
    two_buses(150);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.line_mw[0], 151.142132, WORKED);
        CHECK_RELATIVE(grid.result.line_loss_mw[0], 2.284264, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 0), 152.284264, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 1), 20.609137, WORKED);
        CHECK(grid.result.line_shadow_usd_per_mwh[0] < 1e-4);
    }
}

/* T02, second half: with ever finer tangents the flow is that of the quadratic law; the price is
 * that of its slope there, (1 + rho p) / (1 - rho p). */
SPEC(fine_tangents_reach_the_quadratic_law)
{
    two_buses(150);
    grid.config.loss_segments = 4000;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const double flow = grid.result.line_mw[0];
    CHECK_RELATIVE(flow, 151.142198, WORKED);
    CHECK_RELATIVE(grid.result.line_loss_mw[0], 2.284396, WORKED);
    CHECK_RELATIVE(power_of(&grid, 0, 0), 152.284396, WORKED);
    CHECK_RELATIVE(20 * (1 + 1e-4 * flow) / (1 - 1e-4 * flow), 20.613847, WORKED);
    CHECK_RELATIVE(price_at(&grid, 0, 1), 20.613847,
                   1e-5); /* slopes are steps of 2 rho 200 / 4000 */
}

/* T03 */
SPEC(tangents_and_secants_err_by_a_known_most)
{
    const double rho = 2e-5, limit = 1000;
    const double most[] = {5.0, 1.25, 0.555556, 0.3125}, low[] = {25, 6.25, 2.7778, 1.5625};
    for (int n = 1; n <= 4; n++) {
        struct arena arena = {0};
        struct loss_curve secant, tangent;
        REQUIRE(loss_curve_secants(rho, limit, n, 1, 0.1, &arena, &secant) == STATUS_OK);
        REQUIRE(loss_curve_tangents(rho, limit, n, &arena, &tangent) == STATUS_OK);
        double over = 0, under = 0, mean_over = 0, mean_under = 0;
        const int points =
            24000; /* a multiple of 2n for n = 1..4: the worst flows are among them */
        for (int i = 0; i <= points; i++) {
            const double p = limit * i / points, law = rho * p * p;
            over = fmax(over, loss_curve_mw(&secant, p) - law);
            under = fmax(under, law - loss_curve_mw(&tangent, p));
            const double weight = i == 0 || i == points ? 0.5 : 1.0;
            mean_over += weight * loss_curve_mw(&secant, p);
            mean_under += weight * loss_curve_mw(&tangent, p);
        }
        const double mean = rho * limit * limit / 3 * points;
        CHECK_RELATIVE(over, most[n - 1], WORKED);
        CHECK_RELATIVE(under, most[n - 1], WORKED);
        CHECK_NEAR(100 * (1 - mean_under / mean), low[n - 1],
                   1e-4); /* printed with four decimals */
        CHECK_NEAR(100 * (mean_over / mean - 1), 2 * low[n - 1], 2e-4);
        arena_free(&arena);
    }
}

SPEC(error_controlled_secants_break_where_the_error_is_what_is_allowed)
{
    struct arena arena = {0};
    struct loss_curve curve;
    REQUIRE(loss_curve_secants(2e-5, 5000, 0, 1, 0.1, &arena, &curve) == STATUS_OK);
    const double wanted[] = {447.2136, 894.4272, 1666.6085};
    double q = 0;
    for (int k = 0; k < 3; k++) {
        q += curve.width_mw[k];
        CHECK_RELATIVE(q, wanted[k], WORKED);
    }
    arena_free(&arena);
}

/*   1 --- 2     cheap at 1, dear at 2, load at 3; line 1-3 holds 150 MW
 *    \   /
 *      3                                            */
static void three_buses(double load_mw)
{
    open_small(&grid, 1);
    const int one = add_bus(&grid, "1"), two = add_bus(&grid, "2"), three = add_bus(&grid, "3");
    add_line(&grid, "1-2", one, two, 0.1, 0, 1000);
    add_line(&grid, "1-3", one, three, 0.1, 0, 150);
    add_line(&grid, "2-3", two, three, 0.1, 0, 1000);
    add_generator(&grid, one, 1000, 10);
    add_generator(&grid, two, 1000, 30);
    set_all_loads(&grid, three, load_mw);
}

/* T05 */
SPEC(a_full_line_in_a_ring_makes_three_prices)
{
    three_buses(300);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 150, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 1), 150, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 6000, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 0), 10, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 1), 30, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 2), 50, WORKED);
        CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[1], 60, WORKED);
        CHECK_RELATIVE(grid.result.congestion_rent_usd, 9000, WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
    grid.line[1].limit_mw = 151;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK_RELATIVE(grid.result.objective_usd, 5940, WORKED);
    three_buses(301);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    CHECK_RELATIVE(grid.result.objective_usd, 6050, WORKED);
}

/* T06 (b): the ring with r = 0.01 per unit, tangents every 50 MW on every line, 120 MW on line 1-3.
 * Its tangents keep their places because the limit of 120 MW sits on a lossless piece of line
 * behind it. */
SPEC(the_worked_ring_with_losses_is_reproduced)
{
    open_small(&grid, 1);
    const int one = add_bus(&grid, "1"), two = add_bus(&grid, "2"), three = add_bus(&grid, "3");
    const int middle = add_bus(&grid, "on 1-3");
    const double rho = 1e-4;
    add_line(&grid, "1-2", one, two, 0.1, rho, 400);
    add_line(&grid, "1-m", one, middle, 0.1, rho, 400);
    add_line(&grid, "2-3", two, three, 0.1, rho, 400);
    add_line(&grid, "m-3", middle, three, 0, 0, 1000);
    add_generator(&grid, one, 1000, 10);
    add_generator(&grid, two, 1000, 30);
    set_all_loads(&grid, three, 200);
    grid.config.loss_method = LOSS_TANGENT;
    grid.config.loss_segments = 8;
    grid.line[3].limit_mw =
        120 - 1.4 / 2; /* half the loss is charged at each end: what arrives of 120 */
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 159.759848, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 1), 42.400253, WORKED);
        CHECK_RELATIVE(grid.result.line_mw[0], 38.989899, WORKED);
        CHECK_RELATIVE(grid.result.line_mw[1], 120, WORKED);
        CHECK_RELATIVE(grid.result.line_mw[2], 81.010101, WORKED);
        CHECK_RELATIVE(grid.result.line_loss_mw[0], 0.139899, WORKED);
        CHECK_NEAR(grid.result.line_loss_mw[1], 1.4,
                   1e-3); /* MW: the mean price of its ends is 0.1 */
        CHECK_RELATIVE(grid.result.line_loss_mw[2], 0.620202, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 2869.606061, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 0), 10, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 1), 30, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 2), 50.606061, WORKED);
        /* 59.8 per MW of mid-flow; one MW more of what arrives is 1 / 0.99 MW of mid-flow */
        CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[3] * 0.99, 59.8, WORKED);
        CHECK_RELATIVE(grid.result.congestion_rent_usd + grid.result.loss_surplus_usd, 7251.606061,
                       WORKED);
        CHECK(worst_identity(&grid) < WORKED);
    }
}

/* T21: zones A and B joined by a lossless cable of K MW */
static double two_zones(double cable_mw)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "cable", a, b, cable_mw, 0, 0);
    add_generator(&grid, a, 600, 20);
    add_generator(&grid, a, 400, 35);
    add_generator(&grid, b, 1000, 50);
    set_all_loads(&grid, a, 400);
    set_all_loads(&grid, b, 500);
    if (run_by(&grid, LP_SIMPLEX) != STATUS_OK) return NAN;
    return grid.result.objective_usd;
}

SPEC(what_a_cable_saves_is_shared_by_plants_loads_and_its_owner)
{
    CHECK_RELATIVE(two_zones(0), 33000, WORKED);
    const double plants_before = (price_at(&grid, 0, 0) - 20) * power_of(&grid, 0, 0);
    const double loads_before = -price_at(&grid, 0, 0) * 400 - price_at(&grid, 0, 1) * 500;
    CHECK_RELATIVE(two_zones(100), 30000, WORKED);
    CHECK_RELATIVE(grid.result.link[0].rent_usd, 3000, WORKED);
    CHECK_RELATIVE(two_zones(300), 25500, WORKED);
    CHECK_RELATIVE(price_at(&grid, 0, 0), 35, WORKED);
    CHECK_RELATIVE(price_at(&grid, 0, 1), 50, WORKED);
    CHECK_RELATIVE(grid.result.link[0].rent_usd, 4500, WORKED);
    const double plants = (35 - 20) * power_of(&grid, 0, 0), loads = -35.0 * 400 - 50.0 * 500;
    CHECK_RELATIVE(plants - plants_before, 9000, WORKED);
    CHECK_RELATIVE(loads - loads_before, -6000, WORKED);
    CHECK_RELATIVE(9000 - 6000 + grid.result.link[0].rent_usd, 33000 - 25500, WORKED);
}

SPEC_MAIN(SPEC_ENTRY(a_full_line_with_losses_separates_the_prices_of_its_ends),
          SPEC_ENTRY(one_more_megawatt_of_limit_saves_the_shadow_price),
          SPEC_ENTRY(an_open_line_passes_the_marginal_loss_on_to_the_price),
          SPEC_ENTRY(fine_tangents_reach_the_quadratic_law),
          SPEC_ENTRY(tangents_and_secants_err_by_a_known_most),
          SPEC_ENTRY(error_controlled_secants_break_where_the_error_is_what_is_allowed),
          SPEC_ENTRY(a_full_line_in_a_ring_makes_three_prices),
          SPEC_ENTRY(the_worked_ring_with_losses_is_reproduced),
          SPEC_ENTRY(what_a_cable_saves_is_shared_by_plants_loads_and_its_owner))
