#include "study/debt.h"
#include "study/npv.h"
#include "tests/spec.h"

#include <math.h>

static const double CENT = 1e-7; /* of sums of hundreds */

SPEC(a_loan_of_700_over_fifteen_years_costs_67_a_year)
{
    const double service = debt_annuity_usd(700, 0.05, 15);
    CHECK_NEAR(service, 67.43960133, CENT);
    CHECK_NEAR(100 / service, 1.48280829, CENT);
    CHECK_NEAR(debt_capacity_usd(100, 1.3, 0.05, 15), 798.43523371, CENT);
    CHECK_NEAR(debt_capacity_usd(-5, 1.3, 0.05, 15), 0, 0);
}

SPEC(a_sculpted_loan_follows_the_cash_flow_and_ends_at_nothing)
{
    const double available[] = {90, 100, 110};
    double interest[3], principal[3], balance[3];
    CHECK_NEAR(debt_sculpt(3, available, 1.3, 0.05, interest, principal, balance), 208.79951492,
               CENT);
    const double wanted[][3] = {{10.43997575, 58.79079348, 150.00872144},
                                {7.50043607, 69.42264085, 80.58608059},
                                {4.02930403, 80.58608059, 0}};
    for (int year = 0; year < 3; year++) {
        CHECK_NEAR(interest[year], wanted[year][0], CENT);
        CHECK_NEAR(principal[year], wanted[year][1], CENT);
        CHECK_NEAR(balance[year], wanted[year][2], CENT);
    }
}

/* Whatever the flow: the same cover each year, equal to that over the life of the loan. */
SPEC(cover_of_a_sculpted_loan_is_the_same_every_year)
{
    double available[18], interest[18], principal[18], service[18];
    for (int year = 0; year < 18; year++)
        available[year] = 80 + 37 * sin(year) + 4 * year;
    const double debt = debt_sculpt(18, available, 1.45, 0.06, interest, principal, NULL);
    for (int year = 0; year < 18; year++)
        service[year] = interest[year] + principal[year];
    const struct debt_cover cover = debt_cover(18, 18, available, service, debt, 0.06);
    CHECK_NEAR(cover.dscr_least, 1.45, 1e-12);
    CHECK_NEAR(cover.dscr_mean, 1.45, 1e-12);
    CHECK_NEAR(cover.llcr, 1.45, 1e-12);
    CHECK_NEAR(cover.plcr, 1.45, 1e-12);
}

/* 100 a year for four years, a loan of 150 over two at 10 %. */
SPEC(cover_over_the_life_of_the_plant_counts_what_comes_after_the_loan)
{
    const double available[] = {100, 100, 100, 100}, service[] = {80, 90};
    const struct debt_cover cover = debt_cover(2, 4, available, service, 150, 0.1);
    CHECK_NEAR(cover.llcr, (100 / 1.1 + 100 / 1.21) / 150, 1e-12);
    CHECK_NEAR(cover.plcr, 100 * annuity_worth(0.1, 4) / 150, 1e-12);
    CHECK_NEAR(cover.dscr_least, 100.0 / 90, 1e-12);
    CHECK(isnan(debt_cover(2, 4, available, service, 0, 0.1).llcr));
}

SPEC(equal_service_pays_back_a_loan_with_and_without_interest)
{
    double interest[10], principal[10], balance[10], sum = 0;
    for (int way = 0; way < 2; way++) {
        debt_schedule(10, 500, way * 0.08, interest, principal, balance);
        CHECK_NEAR(balance[9], 0, 1e-9);
        CHECK_NEAR(interest[3] + principal[3], debt_annuity_usd(500, way * 0.08, 10), 1e-9);
    }
    for (int year = 0; year < 10; year++)
        sum += principal[year];
    CHECK_NEAR(sum, 500, 1e-9);
}

SPEC(a_year_without_cash_serves_nothing_and_its_cover_is_not_counted)
{
    const double available[] = {50, -20, 80};
    double interest[3], principal[3], balance[3], service[3];
    const double debt = debt_sculpt(3, available, 2, 0.1, interest, principal, balance);
    CHECK_NEAR(debt, 25 / 1.1 + 40 / 1.331, 1e-9);
    CHECK_NEAR(principal[1], -interest[1], 1e-12); /* interest is added to what is owed */
    CHECK_NEAR(balance[2], 0, 1e-9);
    for (int year = 0; year < 3; year++)
        service[year] = interest[year] + principal[year];
    CHECK_NEAR(debt_cover(3, 3, available, service, debt, 0.1).dscr_least, 2, 1e-9);
    CHECK(isnan(debt_cover(3, 3, available, service, 0, 0.1).llcr));
}

SPEC(capital_costs_what_lenders_and_owners_ask_in_their_parts)
{
    const struct capital_cost capital = {0.6, 0.05, 0.12, 0.2};
    CHECK_NEAR(wacc_vanilla(&capital), 0.078, 1e-15);
    CHECK_NEAR(wacc_after_tax(&capital), 0.072, 1e-15);
}

SPEC_MAIN(SPEC_ENTRY(a_loan_of_700_over_fifteen_years_costs_67_a_year),
          SPEC_ENTRY(a_sculpted_loan_follows_the_cash_flow_and_ends_at_nothing),
          SPEC_ENTRY(cover_of_a_sculpted_loan_is_the_same_every_year),
          SPEC_ENTRY(cover_over_the_life_of_the_plant_counts_what_comes_after_the_loan),
          SPEC_ENTRY(equal_service_pays_back_a_loan_with_and_without_interest),
          SPEC_ENTRY(a_year_without_cash_serves_nothing_and_its_cover_is_not_counted),
          SPEC_ENTRY(capital_costs_what_lenders_and_owners_ask_in_their_parts))
