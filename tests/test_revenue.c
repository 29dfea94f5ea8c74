#include "study/npv.h"
#include "study/revenue.h"
#include "tests/spec.h"

#include <math.h>

static const double EXACT = 1e-9;

static const double five_revenues[] = {40, 70, 150, 120, 55};

/* 435 over five years lies between five floors of 61.7 and five caps of 111.5; year by year the
 * caps take more than the floors give. */
SPEC(the_length_of_the_period_decides_what_a_cap_and_floor_pays)
{
    double paid[5];
    struct cap_and_floor regime = {.cap_usd = 111.5, .floor_usd = 61.7, .period_year = 5};
    CHECK_NEAR(revenue_cap_and_floor(&regime, 5, five_revenues, NULL, paid), 0, EXACT);
    regime.period_year = 1;
    CHECK_NEAR(revenue_cap_and_floor(&regime, 5, five_revenues, NULL, paid), -18.6, EXACT);
    CHECK_NEAR(paid[0], 21.7, EXACT);
    CHECK_NEAR(paid[2], -38.5, EXACT);
    regime.period_year = 0; /* as 1 */
    CHECK_NEAR(revenue_cap_and_floor(&regime, 5, five_revenues, NULL, paid), -18.6, EXACT);
    CHECK_NEAR(revenue_cap_and_floor(&regime, 0, NULL, NULL, NULL), 0, 0);
}

SPEC(settled_every_year_revenue_lies_between_floor_and_cap)
{
    const struct cap_and_floor regime = {.cap_usd = 100, .floor_usd = 60, .period_year = 1};
    double paid[5];
    revenue_cap_and_floor(&regime, 5, five_revenues, NULL, paid);
    for (int year = 0; year < 5; year++) {
        CHECK(five_revenues[year] + paid[year] <= 100 + EXACT);
        CHECK(five_revenues[year] + paid[year] >= 60 - EXACT);
    }
}

SPEC(a_floor_does_not_pay_for_a_link_that_is_rarely_there)
{
    const struct cap_and_floor regime = {
        .cap_usd = 100, .floor_usd = 60, .period_year = 1, .least_availability_share = 0.8};
    const double revenue[] = {30, 30}, there[] = {0.95, 0.5};
    double paid[2];
    revenue_cap_and_floor(&regime, 2, revenue, there, paid);
    CHECK_NEAR(paid[0], 30, EXACT);
    CHECK_NEAR(paid[1], 0, EXACT);
}

/* The last period may be shorter; with a rate, years are compared at its end. */
SPEC(an_unfinished_period_is_settled_and_rates_count_within_a_period)
{
    const struct cap_and_floor regime = {
        .cap_usd = 100, .floor_usd = 50, .period_year = 2, .rate = 0.1};
    const double revenue[] = {0, 100, 10};
    double paid[3];
    revenue_cap_and_floor(&regime, 3, revenue, NULL, paid);
    CHECK_NEAR(paid[0], 0, EXACT);
    CHECK_NEAR(paid[1], 50 * 2.1 - 100, EXACT);
    CHECK_NEAR(paid[2], 40, EXACT);
}

/* A regulator who allows the rate makes the base worth itself, whatever the life. */
SPEC(a_regulated_base_earns_its_rate_exactly)
{
    double opex[20], added[20], revenue[20], asset[20], flow[21];
    for (int year = 0; year < 20; year++) {
        opex[year] = 7 + year;
        added[year] = 0;
    }
    revenue_regulated(20, 1000, 0.06, 20, opex, added, revenue, asset);
    CHECK_NEAR(revenue[0], 60 + 50 + 7, EXACT);
    CHECK_NEAR(asset[19], 0, EXACT);
    flow[0] = -1000;
    for (int year = 0; year < 20; year++)
        flow[year + 1] = revenue[year] - opex[year];
    CHECK_NEAR(npv_usd(21, flow, 0.06, DISCOUNT_YEAR_END), 0, EXACT);
    added[3] = 100; /* is written off from the year after */
    revenue_regulated(20, 1000, 0.06, 20, opex, added, revenue, asset);
    CHECK_NEAR(asset[4] - asset[3], -50 - 5, EXACT);
    for (int year = 0; year < 20; year++)
        flow[year + 1] = revenue[year] - opex[year] - added[year];
    flow[20] += asset[19];
    CHECK_NEAR(npv_usd(21, flow, 0.06, DISCOUNT_YEAR_END), 0, EXACT);
    /* A life of two years: what was added in year 0 is written off in years 1 and 2. */
    const double once[] = {100, 0, 0, 0}, none[] = {0, 0, 0, 0};
    revenue_regulated(4, 0, 0.1, 2, none, once, revenue, asset);
    const double wanted[] = {0, 60, 55, 0};
    for (int year = 0; year < 4; year++)
        CHECK_NEAR(revenue[year], wanted[year], EXACT);
}

SPEC(a_charge_for_being_there_falls_faster_below_its_target)
{
    const struct availability_payment terms = {50e3, 2, 0.95, 1};
    CHECK_NEAR(revenue_availability(&terms, 1000, 0.97, 5e6), 48.5e6 + 10e6, 1e-3);
    CHECK_NEAR(revenue_availability(&terms, 1000, 0.90, 0), 50e6 * 0.85, 1e-3);
    CHECK_NEAR(revenue_availability(&terms, 1000, 0.2, 0), 0, 1e-3);
}

SPEC_MAIN(SPEC_ENTRY(the_length_of_the_period_decides_what_a_cap_and_floor_pays),
          SPEC_ENTRY(settled_every_year_revenue_lies_between_floor_and_cap),
          SPEC_ENTRY(a_floor_does_not_pay_for_a_link_that_is_rarely_there),
          SPEC_ENTRY(an_unfinished_period_is_settled_and_rates_count_within_a_period),
          SPEC_ENTRY(a_regulated_base_earns_its_rate_exactly),
          SPEC_ENTRY(a_charge_for_being_there_falls_faster_below_its_target))
