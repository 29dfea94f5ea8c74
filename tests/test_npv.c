/* Present value, payback and what goes with them: cases with hand-made numbers, then laws. */
#include "study/npv.h"
#include "tests/spec.h"

#include <math.h>

/* Sums of a few powers. */
static const double EXACT = 1e-12;

static const double five_years[] = {-1000, 300, 300, 300, 300, 300};

SPEC(a_thousand_for_five_times_three_hundred_is_worth_198_at_8_percent)
{
    CHECK_NEAR(npv_usd(6, five_years, 0.08, DISCOUNT_YEAR_END), 197.8130111, 1e-7);
    CHECK_NEAR(mirr(6, five_years, 0.08, 0.06), 0.1107985145, 1e-10);
}

SPEC(money_is_back_within_the_year_that_crosses)
{
    const struct payback plain = payback_find(6, five_years, 0);
    const struct payback discounted = payback_find(6, five_years, 0.08);
    CHECK_NEAR(plain.first_year, 10.0 / 3, EXACT);
    CHECK_NEAR(plain.final_year, 10.0 / 3, EXACT);
    CHECK_NEAR(discounted.first_year, 4.031159296, 1e-9);
    const double never[] = {-1000, 100, 100};
    CHECK(isnan(payback_find(3, never, 0).first_year));
    CHECK(isnan(payback_find(3, never, 0).final_year));
}

/* -100 + 150 - 80 + 60: back after 2/3 of a year, again in the red, back for good half way into
 * year 3. */
SPEC(a_project_that_costs_again_at_its_end_is_paid_back_twice_or_not_at_all)
{
    const double twice[] = {-100, 150, -80, 60}, lost[] = {-100, 150, -80};
    const struct payback payback = payback_find(4, twice, 0);
    CHECK_NEAR(payback.first_year, 2.0 / 3, EXACT);
    CHECK_NEAR(payback.final_year, 2.5, EXACT);
    CHECK_NEAR(payback_find(3, lost, 0).first_year, 2.0 / 3, EXACT);
    CHECK(isnan(payback_find(3, lost, 0).final_year));
}

SPEC(a_loan_of_forty_years_at_7_percent_costs_7_5_percent_a_year)
{
    CHECK_NEAR(annuity_factor(0.07, 40), 0.0750091389, 1e-10);
    CHECK_NEAR(annuity_factor(0, 40), 0.025, EXACT);
    CHECK_NEAR(annuity_factor(1e-13, 40), 0.025, 1e-10); /* no digits are lost near 0 */
    CHECK_NEAR(annuity_worth(0.07, 40) * annuity_factor(0.07, 40), 1, EXACT);
    CHECK(isnan(annuity_factor(0.07, 0)));
}

/* 2 GW over 380 km: 640 USD/kW of stations, 3,220 per MW and km of cable, 60 % of the hours used,
 * 2.73 % lost on the way. */
SPEC(two_gigawatts_over_380_km_cost_35_per_mwh_delivered)
{
    const double stations = 640e3 * 2000, cable = 3220.0 * 380 * 2000, capex = stations + cable;
    const double opex = 0.015 * stations + 0.025 * cable;
    const double delivered = 2000 * 8760 * 0.6 * (1 - 0.0273);
    double cost[41], energy[41];
    for (int year = 0; year <= 40; year++) {
        cost[year] = year == 0 ? capex : opex;
        energy[year] = year == 0 ? 0 : delivered;
    }
    CHECK_NEAR(capex, 3.7272e9, 1);
    CHECK_NEAR(opex, 80.38e6, 1);
    CHECK_NEAR(capex * annuity_factor(0.07, 40) + opex, 359.954062e6, 1);
    CHECK_NEAR(delivered, 10.225022e6, 1);
    const double lcot = levelised_cost_usd_per_mwh(41, cost, energy, 0.07);
    CHECK_NEAR(lcot, 35.2032542, 1e-6);
    CHECK_NEAR(lcot * npv_usd(41, energy, 0.07, DISCOUNT_YEAR_END),
               npv_usd(41, cost, 0.07, DISCOUNT_YEAR_END), 1e-3); /* of 5e9 */
    CHECK(isnan(levelised_cost_usd_per_mwh(1, cost, energy, 0.07)));
}

SPEC(flows_in_the_middle_of_a_year_are_worth_half_a_year_more)
{
    const double one[] = {0, 100};
    CHECK_NEAR(npv_usd(2, one, 0.21, DISCOUNT_MID_YEAR), 100 / 1.1, EXACT * 100);
    CHECK_NEAR(discount_factor(0.21, 0, DISCOUNT_MID_YEAR), 1, EXACT);
}

SPEC(real_and_nominal_rates_meet_in_fisher)
{
    CHECK_NEAR(rate_nominal(0.04, 0.02), 0.0608, EXACT);
    CHECK_NEAR(rate_real(rate_nominal(0.04, 0.02), 0.02), 0.04, EXACT);
    /* Inflated flows at the nominal rate are worth the real flows at the real rate. */
    double inflated[6];
    for (int year = 0; year < 6; year++)
        inflated[year] = five_years[year] * pow(1.02, year);
    CHECK_NEAR(npv_usd(6, inflated, rate_nominal(0.04, 0.02), DISCOUNT_YEAR_END),
               npv_usd(6, five_years, 0.04, DISCOUNT_YEAR_END), 1e-9);
}

SPEC(present_value_is_linear_in_the_flows)
{
    double other[6], both[6];
    for (int year = 0; year < 6; year++) {
        other[year] = 17.0 * year * year - 40;
        both[year] = 3 * five_years[year] - 2 * other[year];
    }
    for (int timing = DISCOUNT_YEAR_END; timing <= DISCOUNT_MID_YEAR; timing++)
        CHECK_NEAR(npv_usd(6, both, 0.07, timing),
                   3 * npv_usd(6, five_years, 0.07, timing) - 2 * npv_usd(6, other, 0.07, timing),
                   1e-9);
}

SPEC(benefits_over_costs_are_above_one_exactly_when_the_project_is_worth_something)
{
    const double benefit[] = {0, 60, 60}, cost[] = {100, 1, 1};
    double flow[3];
    for (int year = 0; year < 3; year++)
        flow[year] = benefit[year] - cost[year];
    for (double rate = 0; rate < 0.3; rate += 0.02)
        CHECK((benefit_cost_ratio(3, benefit, cost, rate) > 1) ==
              (npv_usd(3, flow, rate, DISCOUNT_YEAR_END) > 0));
    const double nothing[] = {0, 0, 0};
    CHECK(isnan(benefit_cost_ratio(3, benefit, nothing, 0.1)));
    CHECK_NEAR(first_year_rate_of_return(60, 1000), 0.06, EXACT);
    CHECK(isnan(first_year_rate_of_return(60, 0)));
}

SPEC(flows_of_one_sign_have_no_modified_rate)
{
    const double costs[] = {-1, -2}, gains[] = {1, 2}, nothing[] = {0, 0};
    CHECK(isnan(mirr(2, costs, 0.1, 0.1)));
    CHECK(isnan(mirr(2, gains, 0.1, 0.1)));
    CHECK(isnan(mirr(2, nothing, 0.1, 0.1)));
}

SPEC_MAIN(SPEC_ENTRY(a_thousand_for_five_times_three_hundred_is_worth_198_at_8_percent),
          SPEC_ENTRY(money_is_back_within_the_year_that_crosses),
          SPEC_ENTRY(a_project_that_costs_again_at_its_end_is_paid_back_twice_or_not_at_all),
          SPEC_ENTRY(a_loan_of_forty_years_at_7_percent_costs_7_5_percent_a_year),
          SPEC_ENTRY(two_gigawatts_over_380_km_cost_35_per_mwh_delivered),
          SPEC_ENTRY(flows_in_the_middle_of_a_year_are_worth_half_a_year_more),
          SPEC_ENTRY(real_and_nominal_rates_meet_in_fisher),
          SPEC_ENTRY(present_value_is_linear_in_the_flows),
          SPEC_ENTRY(benefits_over_costs_are_above_one_exactly_when_the_project_is_worth_something),
          SPEC_ENTRY(flows_of_one_sign_have_no_modified_rate))
