/* The best capacity over weather years: a worked sequence of points through the whole chain, then
 * years and capacities at random against all points of a fine grid. */
#include "study/benders.h"
#include "study/npv.h"
#include "tests/small_grid.h"
#include "tests/spec.h"

#include <math.h>
#include <stdint.h>

enum { STEPS = 3, BLOCKS = 3, MAX_CUTS = 40 };

static struct small_grid grid;

/* Power at 20 behind a cable; at home blocks of 500 MW at 30, 45 and 70; three kinds of hours. */
static const double step_hours[STEPS] = {3000, 4000, 1760}, step_load[STEPS] = {400, 900, 1400};

struct sizing {
    double cost_usd, slope_usd_per_mw, rent_usd;
};

/* Through network, LP and duals; the weight of an hour is put on afterwards. */
static bool size_cable(double capacity_mw, struct sizing *sizing)
{
    static const double home_usd_per_mwh[BLOCKS] = {30, 45, 70};
    open_small(&grid, STEPS);
    const int abroad = add_bus(&grid, "abroad"), home = add_bus(&grid, "home");
    const int cheap = add_generator(&grid, abroad, 5000, 20);
    int block[BLOCKS];
    for (int b = 0; b < BLOCKS; b++)
        block[b] = add_generator(&grid, home, 500, home_usd_per_mwh[b]);
    add_link(&grid, "cable", abroad, home, capacity_mw, 0, 0);
    for (int hour = 0; hour < STEPS; hour++)
        set_load(&grid, hour, home, step_load[hour]);
    if (run_by(&grid, LP_SIMPLEX) != STATUS_OK) return false;
    *sizing = (struct sizing){0};
    for (int hour = 0; hour < STEPS; hour++) {
        double usd = 20 * power_of(&grid, hour, cheap);
        for (int b = 0; b < BLOCKS; b++)
            usd += home_usd_per_mwh[b] * power_of(&grid, hour, block[b]);
        sizing->cost_usd += step_hours[hour] * usd;
        sizing->slope_usd_per_mw -= step_hours[hour] * grid.result.link_shadow_usd_per_mwh[hour];
        sizing->rent_usd += step_hours[hour] * grid.result.link_forward_mw[hour] *
                            (price_at(&grid, hour, home) - price_at(&grid, hour, abroad));
    }
    return grid.result.outcome == OUTCOME_OPTIMAL;
}

SPEC(the_cost_of_three_kinds_of_hours_falls_with_the_cable_as_worked_out)
{
    const double mw[] = {0, 200, 400, 600, 900, 1000, 1400};
    const double cost[] = {283.28e6, 239.68e6, 196.08e6, 179.28e6, 154.08e6, 152.32e6, 145.28e6};
    double marginal[7];
    for (int i = 0; i < 7; i++) {
        struct sizing sizing;
        REQUIRE(size_cable(mw[i], &sizing));
        CHECK_RELATIVE(sizing.cost_usd, cost[i], 1e-9);
        marginal[i] = -sizing.slope_usd_per_mw;
        /* Without losses the rent of a cable is its capacity at the marginal value. */
        CHECK_RELATIVE(sizing.rent_usd, mw[i] * marginal[i], 1e-9);
    }
    CHECK_NEAR(marginal[1], 218000, 1e-3);
    CHECK_NEAR(marginal[3], 84000, 1e-3);
    CHECK_NEAR(marginal[5], 17600, 1e-3);
    CHECK(marginal[2] >= 84000 - 1e-3 && marginal[2] <= 218000 + 1e-3); /* a kink: any slope */
    struct sizing below, above;
    REQUIRE(size_cable(599, &below) && size_cable(601, &above));
    CHECK_NEAR((above.cost_usd - below.cost_usd) / 2, -84000, 1e-2);
}

static enum status year_of_cable(void *context, const double *capacity_mw, double *cost_usd,
                                 double *least_usd, double *slope, struct error *error)
{
    struct sizing sizing;
    (void)context;
    if (!size_cable(capacity_mw[0], &sizing))
        return error_set(error, STATUS_INTERNAL, "the dispatch failed");
    *cost_usd = *least_usd = sizing.cost_usd;
    slope[0] = sizing.slope_usd_per_mw;
    return STATUS_OK;
}

static const double one[] = {1};

SPEC(four_cuts_find_the_cable_of_400_mw)
{
    const double price[] = {100e3}, most[] = {1500}, start[] = {1500};
    const double wanted[] = {1500, 0, 633.02752294, 400};
    const struct benders problem = {.n_capacity = 1,
                                    .n_year = 1,
                                    .n_start = 1,
                                    .usd_per_mw_year = price,
                                    .most_mw = most,
                                    .start_mw = start,
                                    .probability = one,
                                    .years = year_of_cable,
                                    .gap_share = 1e-9};
    struct arena arena = {0};
    struct error error = {0};
    struct benders_result result;
    REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
    REQUIRE(result.n_step == 4);
    for (int i = 0; i < 4; i++)
        CHECK_NEAR(result.step[i].capacity_mw[0], wanted[i], 1e-6);
    CHECK(result.is_optimal);
    CHECK_NEAR(result.capacity_mw[0], 400, 1e-6);
    CHECK_RELATIVE(result.upper_usd, 236.08e6, 1e-9);
    CHECK_RELATIVE(result.lower_usd, 236.08e6, 1e-8);
    arena_free(&arena);
}

/* Where the marginal value of 218,000, 84,000 and 17,600 a MW falls through the cost of a MW. */
SPEC(the_cheaper_a_cable_the_larger_its_best_size)
{
    const double asked[] = {100e3, 50e3, 15e3}, best[] = {400, 900, 1400};
    const double total[] = {236.08e6, 199.08e6, 166.28e6}, most[] = {1500}, start[] = {0};
    for (int i = 0; i < 3; i++) {
        const struct benders problem = {.n_capacity = 1,
                                        .n_year = 1,
                                        .n_start = 1,
                                        .usd_per_mw_year = &asked[i],
                                        .most_mw = most,
                                        .start_mw = start,
                                        .probability = one,
                                        .years = year_of_cable,
                                        .gap_share = 1e-9};
        struct arena arena = {0};
        struct error error = {0};
        struct benders_result result;
        REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
        CHECK_NEAR(result.capacity_mw[0], best[i], 1e-6);
        CHECK_RELATIVE(result.upper_usd, total[i], 1e-9);
        arena_free(&arena);
    }
}

/* From the curve on: what a cable of 400 MW is worth to society, its owner and its lenders. */
SPEC(the_worked_cable_is_appraised_from_its_duals)
{
    struct sizing without, with;
    double flow[41], rent[41];
    REQUIRE(size_cable(0, &without));
    REQUIRE(size_cable(399.999, &with)); /* left of the kink, where the dual is one number */
    const double capex = 100e3 / annuity_factor(0.07, 40) * 400;
    for (int year = 0; year <= 40; year++) {
        flow[year] = year == 0 ? -capex : without.cost_usd - with.cost_usd;
        rent[year] = year == 0 ? -capex : with.rent_usd;
    }
    /* Benefit 87.2e6 less 40e6 a year for 40 years at 7 %. */
    CHECK_RELATIVE(npv_usd(41, flow, 0.07, DISCOUNT_YEAR_END), 47.2e6 * annuity_worth(0.07, 40),
                   1e-5);
    CHECK_RELATIVE(with.rent_usd, 87.2e6, 1e-5); /* all of the benefit: prices do not move yet */
    CHECK_RELATIVE(npv_usd(41, rent, 0.07, DISCOUNT_YEAR_END),
                   npv_usd(41, flow, 0.07, DISCOUNT_YEAR_END), 1e-5);
    CHECK_NEAR(first_year_rate_of_return(flow[1], capex), 0.872 * annuity_factor(0.07, 40) / 0.4,
               1e-6);
}

/* Spread uniform on 0 to 60 USD/MWh, each MW takes 0.02 of it: a cost that falls by the integral of
 * 8760 (60 - 0.02 K)^2 / 120. */
static enum status year_of_spreads(void *context, const double *capacity_mw, double *cost_usd,
                                   double *least_usd, double *slope, struct error *error)
{
    const double left = 60 - 0.02 * capacity_mw[0];
    (void)context;
    (void)error;
    *cost_usd = *least_usd = 8760 * pow(left, 3) / (120 * 3 * 0.02);
    slope[0] = -8760 * left * left / 120;
    return STATUS_OK;
}

SPEC(a_smooth_curve_is_cut_where_calculus_says)
{
    const double asked[] = {80e3, 40e3}, wanted[] = {1344.7882228, 1829.5885280};
    const double most[] = {3000}, start[] = {3000};
    for (int i = 0; i < 2; i++) {
        const struct benders problem = {.n_capacity = 1,
                                        .n_year = 1,
                                        .n_start = 1,
                                        .usd_per_mw_year = &asked[i],
                                        .most_mw = most,
                                        .start_mw = start,
                                        .probability = one,
                                        .years = year_of_spreads,
                                        .gap_share = 1e-9};
        struct arena arena = {0};
        struct error error = {0};
        struct benders_result result;
        REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
        CHECK(result.is_optimal && result.n_step < MAX_CUTS);
        /* A gap of 0.2 USD where the slope changes by about 90 USD per MW and MW. */
        CHECK_NEAR(result.capacity_mw[0], wanted[i], 0.1);
        arena_free(&arena);
    }
}

SPEC(a_year_below_the_floor_would_make_a_false_bound_and_is_refused)
{
    const double price[] = {100e3}, most[] = {1500}, start[] = {1500};
    const struct benders problem = {.n_capacity = 1,
                                    .n_year = 1,
                                    .n_start = 1,
                                    .usd_per_mw_year = price,
                                    .most_mw = most,
                                    .start_mw = start,
                                    .probability = one,
                                    .years = year_of_cable,
                                    .floor_usd = 200e6};
    struct arena arena = {0};
    struct error error = {0};
    struct benders_result result;
    CHECK(benders_solve(&problem, &arena, &result, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "wanted no less than the floor of 2e+08");
    arena_free(&arena);
}

enum { YEARS = 3, PLANES = 6 };

struct planes {
    double right[YEARS][PLANES], slope[YEARS][PLANES][2];
};

static double any(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

static int highest(const struct planes *planes, int year, const double *mw, double *cost)
{
    int best = 0;
    *cost = -INFINITY;
    for (int p = 0; p < PLANES; p++) {
        const double at = planes->right[year][p] + planes->slope[year][p][0] * mw[0] +
                          planes->slope[year][p][1] * mw[1];
        if (at > *cost) {
            *cost = at;
            best = p;
        }
    }
    return best;
}

static enum status years_of_planes(void *context, const double *capacity_mw, double *cost_usd,
                                   double *least_usd, double *slope, struct error *error)
{
    const struct planes *planes = context;
    (void)error;
    for (int year = 0; year < YEARS; year++) {
        const int best = highest(planes, year, capacity_mw, &cost_usd[year]);
        least_usd[year] = cost_usd[year];
        memcpy(slope + 2 * year, planes->slope[year][best], 2 * sizeof *slope);
    }
    return STATUS_OK;
}

SPEC(two_cables_over_three_years_are_sized_as_by_looking_everywhere)
{
    const double price[] = {50e3, 70e3}, most[] = {1000, 1000}, start[] = {0, 0, 500, 500};
    const double probability[] = {0.5, 0.3, 0.2};
    uint64_t state = 21;
    for (int number = 0; number < 30; number++) {
        struct planes planes;
        for (int year = 0; year < YEARS; year++)
            for (int p = 0; p < PLANES; p++) { /* negative too: exports earn */
                planes.right[year][p] = 1e9 * (any(&state) - 0.5);
                planes.slope[year][p][0] = -200e3 * any(&state);
                planes.slope[year][p][1] = -200e3 * any(&state);
            }
        const struct benders problem = {.n_capacity = 2,
                                        .n_year = YEARS,
                                        .n_start = 2,
                                        .usd_per_mw_year = price,
                                        .most_mw = most,
                                        .start_mw = start,
                                        .probability = probability,
                                        .years = years_of_planes,
                                        .context = &planes,
                                        .gap_share = 1e-8,
                                        .floor_usd = -2e9};
        struct arena arena = {0};
        struct error error = {0};
        struct benders_result result;
        REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
        CHECK(result.is_optimal && result.n_step < MAX_CUTS);
        CHECK(result.n_step < 2 || result.step[1].capacity_mw[1] == 500);
        double best = INFINITY;
        for (int i = 0; i <= 100; i++)
            for (int k = 0; k <= 100; k++) {
                const double mw[] = {10.0 * i, 10.0 * k};
                double total = price[0] * mw[0] + price[1] * mw[1];
                for (int year = 0; year < YEARS; year++) {
                    double cost;
                    highest(&planes, year, mw, &cost);
                    total += probability[year] * cost;
                }
                best = fmin(best, total);
            }
        CHECK(result.lower_usd <= best + 1);
        CHECK(result.upper_usd <= best + 1);
        CHECK(result.upper_usd >= best - 2 * 10 * 270e3); /* between points of the grid */
        arena_free(&arena);
    }
}

SPEC(too_few_iterations_leave_a_gap_that_is_told)
{
    const double price[] = {100e3}, most[] = {1500}, start[] = {1500};
    const struct benders problem = {.n_capacity = 1,
                                    .n_year = 1,
                                    .n_start = 1,
                                    .usd_per_mw_year = price,
                                    .most_mw = most,
                                    .start_mw = start,
                                    .probability = one,
                                    .years = year_of_cable,
                                    .gap_share = 1e-9,
                                    .most_iterations = 2};
    struct arena arena = {0};
    struct error error = {0};
    struct benders_result result;
    REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
    CHECK(!result.is_optimal && result.n_step == 2);
    CHECK(result.lower_usd < 236.08e6 && result.upper_usd > 236.08e6);
    arena_free(&arena);
}

/* Without a cable 283.28e6, with 1,500 MW 295.28e6. */
SPEC(the_best_point_counts_though_it_is_not_the_last)
{
    const double price[] = {100e3}, most[] = {1500}, start[] = {0, 1500};
    struct benders problem = {.n_capacity = 1,
                              .n_year = 1,
                              .n_start = 2,
                              .usd_per_mw_year = price,
                              .most_mw = most,
                              .start_mw = start,
                              .probability = one,
                              .years = year_of_cable,
                              .gap_share = 0.1,
                              .most_iterations = 2};
    struct arena arena = {0};
    struct error error = {0};
    struct benders_result result;
    REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
    CHECK(result.step[1].capacity_mw[0] == 1500 && result.capacity_mw[0] == 0);
    CHECK_RELATIVE(result.upper_usd, 283.28e6, 1e-9);
    problem.gap_base_usd = 1e10; /* a gap of 150e6 is small of so much */
    REQUIRE(benders_solve(&problem, &arena, &result, &error) == STATUS_OK);
    CHECK(result.n_step == 1 && result.is_optimal);
    arena_free(&arena);
}

SPEC(a_start_beyond_the_most_is_refused)
{
    const double price[] = {1}, most[] = {100}, start[] = {200};
    const struct benders problem = {.n_capacity = 1,
                                    .n_year = 1,
                                    .n_start = 1,
                                    .usd_per_mw_year = price,
                                    .most_mw = most,
                                    .start_mw = start,
                                    .probability = one,
                                    .years = year_of_cable};
    struct arena arena = {0};
    struct error error = {0};
    struct benders_result result;
    CHECK(benders_solve(&problem, &arena, &result, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "starts at 200 MW, wanted 0 to the most of 100");
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(the_cost_of_three_kinds_of_hours_falls_with_the_cable_as_worked_out),
          SPEC_ENTRY(four_cuts_find_the_cable_of_400_mw),
          SPEC_ENTRY(the_worked_cable_is_appraised_from_its_duals),
          SPEC_ENTRY(the_cheaper_a_cable_the_larger_its_best_size),
          SPEC_ENTRY(a_smooth_curve_is_cut_where_calculus_says),
          SPEC_ENTRY(a_year_below_the_floor_would_make_a_false_bound_and_is_refused),
          SPEC_ENTRY(two_cables_over_three_years_are_sized_as_by_looking_everywhere),
          SPEC_ENTRY(too_few_iterations_leave_a_gap_that_is_told),
          SPEC_ENTRY(the_best_point_counts_though_it_is_not_the_last),
          SPEC_ENTRY(a_start_beyond_the_most_is_refused))
