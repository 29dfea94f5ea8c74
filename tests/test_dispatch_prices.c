#include "tests/small_grid.h"

#include "network/ptdf.h"
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

/* The same with the limit on a lossless piece behind a line of 400 MW, whose eight tangents then
 * stay where they are. What arrives of p MW in the middle is p less half the loss. */
static void two_buses_and_a_piece_of(double arrives_mw)
{
    two_buses(300);
    const int end = add_bus(&grid, "end of A-B");
    grid.line[0].to_bus = end;
    grid.line[0].limit_mw = grid.line[0].limit_back_mw = 400;
    add_line(&grid, "piece", end, 1, 0, 0, arrives_mw);
    grid.config.loss_segments = 8;
}

SPEC(one_more_megawatt_of_limit_saves_the_shadow_price)
{
    two_buses_and_a_piece_of(200 - 4.0 / 2);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.line_mw[0], 200, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 9140, WORKED);
    }
    two_buses_and_a_piece_of(201 - 4.04 / 2); /* the tangent at 200 MW has a slope of 0.04 */
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.line_mw[0], 201, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 9111.4, WORKED);
    }
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

static bool ring_ptdf(int slack, double *ptdf)
{
    const int from[] = {0, 0, 1}, to[] = {1, 2, 2};
    const double reactance[] = {0.1, 0.1, 0.1};
    struct arena arena = {0};
    const bool done =
        ptdf_compute(3, 3, from, to, reactance, slack, &arena, ptdf, NULL) == STATUS_OK;
    arena_free(&arena);
    return done;
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

/* T06 (a): what part of a price is energy and what congestion depends on the reference bus, the sum
 * does not. */
SPEC(prices_of_a_ring_are_energy_and_congestion_whatever_the_reference_bus)
{
    const double weight[4][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1. / 3, 1. / 3, 1. / 3}};
    const double energy[] = {10, 30, 50, 30};
    const double congestion[4][3] = {{0, 20, 40}, {-20, 0, 20}, {-40, -20, 0}, {-20, 0, 20}};
    three_buses(300);
    BY_BOTH_METHODS(&grid) for (int way = 0; way < 4; way++)
    {
        double ptdf[3][3], sum = 0;
        REQUIRE(ring_ptdf(0, &ptdf[0][0]));
        ptdf_share_slack(3, 3, weight[way], &ptdf[0][0]);
        for (int bus = 0; bus < 3; bus++)
            sum += weight[way][bus] * price_at(&grid, 0, bus);
        CHECK_RELATIVE(sum, energy[way], WORKED);
        for (int bus = 0; bus < 3; bus++) {
            double part = 0;
            for (int line = 0; line < 3; line++)
                part -= grid.result.line_shadow_usd_per_mwh[line] * ptdf[line][bus];
            CHECK_RELATIVE(part, congestion[way][bus], WORKED);
            CHECK_RELATIVE(sum + part, price_at(&grid, 0, bus), WORKED);
        }
    }
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

/* B = A^-1 B for 3 x 3 matrices, without pivoting: A is near the identity here. */
static void solve_three(double a[3][3], double b[3][3])
{
    for (int k = 0; k < 3; k++)
        for (int row = 0; row < 3; row++) {
            if (row == k) continue;
            const double share = a[row][k] / a[k][k];
            for (int i = 0; i < 3; i++) {
                a[row][i] -= share * a[k][i];
                b[row][i] -= share * b[k][i];
            }
        }
    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 3; i++)
            b[k][i] /= a[k][k];
}

/* With M the slopes of the losses, a MW at a bus moves Htilde = (1 + PTDF |K| M / 2)^-1 PTDF on the
 * lines and loses LF = sum of M Htilde: price = energy (1 - LF) - 59.8 Htilde of line 1-3. */
SPEC(its_prices_are_energy_losses_and_congestion_by_lossy_factors)
{
    const double slope[] = {0.01, 0.02, 0.02}; /* of the tangents at 50, 100 and 100 MW */
    const int ends[3][2] = {{0, 1}, {0, 2}, {1, 2}};
    const double losses[] = {0, 0.066667, 0.236027}, congestion[] = {0, 19.933333, 40.370034};
    const double price[] = {10, 30, 50.606061}; /* as the dispatch above finds them */
    double factor[3][3], ptdf[3][3];
    REQUIRE(ring_ptdf(0, &ptdf[0][0]));
    for (int line = 0; line < 3; line++)
        for (int other = 0; other < 3; other++)
            factor[line][other] =
                (line == other) +
                0.5 * slope[other] * (ptdf[line][ends[other][0]] + ptdf[line][ends[other][1]]);
    solve_three(factor, ptdf);
    for (int bus = 0; bus < 3; bus++) {
        double lost = 0;
        for (int line = 0; line < 3; line++)
            lost += slope[line] * ptdf[line][bus];
        CHECK_RELATIVE(-10 * lost, losses[bus], WORKED);
        CHECK_RELATIVE(-59.8 * ptdf[1][bus], congestion[bus], WORKED);
        CHECK_RELATIVE(10 * (1 - lost) - 59.8 * ptdf[1][bus], price[bus], WORKED);
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
          SPEC_ENTRY(prices_of_a_ring_are_energy_and_congestion_whatever_the_reference_bus),
          SPEC_ENTRY(the_worked_ring_with_losses_is_reproduced),
          SPEC_ENTRY(its_prices_are_energy_losses_and_congestion_by_lossy_factors),
          SPEC_ENTRY(what_a_cable_saves_is_shared_by_plants_loads_and_its_owner))
