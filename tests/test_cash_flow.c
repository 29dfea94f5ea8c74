/* The years of a project: interest while it is built, tax, debt and what is left for the owners. */
#include "study/cash_flow.h"
#include "study/debt.h"
#include "study/npv.h"
#include "tests/spec.h"

#include <math.h>

static const double EXACT = 1e-9; /* of sums of hundreds */

SPEC(interest_while_building_depends_on_when_money_is_drawn)
{
    const double draw[] = {210, 280, 210};
    double debt[3];
    CHECK_NEAR(interest_during_construction(3, draw, 0.05, DRAW_YEAR_END, debt), 35.525, EXACT);
    CHECK_NEAR(debt[2], 735.525, EXACT);
    CHECK_NEAR(interest_during_construction(3, draw, 0.05, DRAW_MID_YEAR, debt), 53.913125, EXACT);
    CHECK_NEAR(debt[2], 753.913125, EXACT);
}

SPEC(losses_wait_for_profits_before_tax_is_paid)
{
    double carried = 0;
    CHECK_NEAR(tax_usd(-50, 0.2, &carried), 0, EXACT);
    CHECK_NEAR(carried, 50, EXACT);
    CHECK_NEAR(tax_usd(30, 0.2, &carried), 0, EXACT);
    CHECK_NEAR(tax_usd(60, 0.2, &carried), 8, EXACT);
    CHECK_NEAR(carried, 0, EXACT);
}

static struct project ten_years(const double *revenue)
{
    return (struct project){.n_build = 3,
                            .n_operate = 10,
                            .capex_usd = 1000,
                            .opex_usd_per_year = 20,
                            .revenue_usd = revenue,
                            .tax_share = 0.2,
                            .depreciation_year = 10,
                            .gearing = 0.7,
                            .debt_rate = 0.05,
                            .debt_year = 8};
}

SPEC(a_project_without_debt_and_tax_is_revenue_less_cost)
{
    double revenue[10];
    for (int year = 0; year < 10; year++)
        revenue[year] = 220;
    struct arena arena = {0};
    struct cash_flow flow;
    struct error error = {0};
    struct project project = ten_years(revenue);
    project.tax_share = project.gearing = 0;
    const double share[] = {0.3, 0.4, 0.3};
    project.capex_share = share;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK(flow.n_year == 13);
    CHECK_NEAR(flow.project_usd[1], -400, EXACT);
    CHECK_NEAR(flow.project_usd[3], 200, EXACT);
    CHECK_NEAR(flow.project_usd[12], 200, EXACT);
    for (int year = 0; year < 13; year++)
        CHECK_NEAR(flow.equity_usd[year], flow.project_usd[year], EXACT);
    arena_free(&arena);
}

SPEC(a_geared_project_pays_its_lenders_back_and_deducts_their_interest)
{
    double revenue[10];
    for (int year = 0; year < 10; year++)
        revenue[year] = 220 + 5 * year;
    const double share[] = {0.3, 0.4, 0.3};
    struct arena arena = {0};
    struct cash_flow flow;
    struct error error = {0};
    struct project project = ten_years(revenue);
    project.capex_share = share;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK_NEAR(flow.construction_interest_usd, 35.525, EXACT);
    CHECK_NEAR(flow.debt_at_start_usd, 735.525, EXACT);
    CHECK_NEAR(flow.debt_usd[10], 0, EXACT);
    CHECK_NEAR(flow.interest_usd[3] + flow.principal_usd[3], debt_annuity_usd(735.525, 0.05, 8),
               EXACT);
    CHECK_NEAR(flow.depreciation_usd[3], 103.5525, EXACT);
    CHECK_NEAR(flow.tax_geared_usd[3], 0.2 * (200 - 103.5525 - 0.05 * 735.525), EXACT);
    CHECK_NEAR(flow.tax_usd[3], 0.2 * (200 - 100), EXACT);
    CHECK_NEAR(flow.equity_usd[0], -90, EXACT);
    /* What the lenders and owners get and give is the flow of the project less their tax. */
    for (int year = 0; year < 13; year++)
        CHECK_NEAR(flow.equity_usd[year] + flow.interest_usd[year] + flow.principal_usd[year] -
                       flow.draw_usd[year],
                   flow.project_usd[year] + flow.tax_usd[year] - flow.tax_geared_usd[year], EXACT);
    arena_free(&arena);
}

SPEC(a_sculpted_debt_is_no_more_than_its_cover_allows_and_keeps_it_every_year)
{
    double revenue[10];
    struct arena arena = {0};
    struct error error = {0};
    for (int year = 0; year < 10; year++)
        revenue[year] = 120 + 9 * year - (year == 4 ? 40 : 0);
    for (int way = 0; way < 2; way++) { /* the cover decides, then the gearing */
        struct project project = ten_years(revenue);
        struct cash_flow flow;
        project.least_dscr = 1.4;
        if (way == 1) project.gearing = 0.1;
        REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
        const double first = flow.available_usd[3] / (flow.interest_usd[3] + flow.principal_usd[3]);
        for (int year = 3; year < 11; year++)
            CHECK_NEAR(flow.available_usd[year] /
                           (flow.interest_usd[year] + flow.principal_usd[year]),
                       way == 0 ? 1.4 : first, 1e-8);
        CHECK(way == 0 || first > 1.4);
        CHECK_NEAR(flow.debt_usd[10], 0, 1e-6);
        CHECK_NEAR(flow.debt_usd[2], flow.debt_at_start_usd, 1e-6);
        CHECK(flow.rounds > 2 && flow.rounds < 100);
        if (way == 1) CHECK_NEAR(flow.draw_usd[0], 100.0 / 3, 1e-6);
    }
    arena_free(&arena);
}

/* A tax on nominal profit and a nominal loan, seen in either money. */
SPEC(real_flows_at_the_real_rate_are_worth_nominal_ones_at_the_nominal_rate)
{
    double real[10], nominal[10];
    for (int year = 0; year < 10; year++) {
        real[year] = 230 - 3 * year;
        nominal[year] = real[year] * pow(1.025, 3 + year);
    }
    struct arena arena = {0};
    struct error error = {0};
    struct cash_flow in_real, in_nominal;
    struct project project = ten_years(real);
    project.inflation = 0.025;
    project.least_dscr = 1.3;
    project.residual_usd = -30;
    project.basis = PRICES_REAL;
    REQUIRE(cash_flow_make(&project, &arena, &in_real, &error) == STATUS_OK);
    project.basis = PRICES_NOMINAL;
    project.revenue_usd = nominal;
    REQUIRE(cash_flow_make(&project, &arena, &in_nominal, &error) == STATUS_OK);
    for (double rate = 0; rate < 0.15; rate += 0.03) {
        CHECK_NEAR(
            npv_usd(13, in_real.project_usd, rate, DISCOUNT_YEAR_END),
            npv_usd(13, in_nominal.project_usd, rate_nominal(rate, 0.025), DISCOUNT_YEAR_END),
            1e-8);
        CHECK_NEAR(npv_usd(13, in_real.equity_usd, rate, DISCOUNT_YEAR_END),
                   npv_usd(13, in_nominal.equity_usd, rate_nominal(rate, 0.025), DISCOUNT_YEAR_END),
                   1e-8);
    }
    arena_free(&arena);
}

/* Prices double in seven years at 10.4 %; money of year 0 unless it is given nominal. */
SPEC(opex_and_taking_a_cable_away_grow_with_prices)
{
    double revenue[10], extra[10];
    for (int year = 0; year < 10; year++) {
        revenue[year] = 500;
        extra[year] = 7 + year;
    }
    struct arena arena = {0};
    struct error error = {0};
    struct cash_flow flow;
    struct project project = ten_years(revenue);
    project.gearing = project.tax_share = 0;
    project.inflation = pow(2, 1.0 / 6) - 1;
    project.residual_usd = -30;
    project.opex_extra_usd = extra;
    project.basis = PRICES_NOMINAL;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK_NEAR(flow.opex_usd[6], 20 * 2 + 10, EXACT);
    CHECK_NEAR(flow.revenue_usd[12], 500 - 30 * 4, EXACT);
    project.basis = PRICES_REAL;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK_NEAR(flow.opex_usd[6], 20 + 10, EXACT);
    CHECK_NEAR(flow.revenue_usd[12], 500 - 30, EXACT);
    arena_free(&arena);
}

SPEC(everything_is_written_off_when_the_tax_life_is_longer_than_the_operation)
{
    double revenue[10] = {0};
    struct arena arena = {0};
    struct error error = {0};
    struct cash_flow flow;
    struct project project = ten_years(revenue);
    project.depreciation_year = 40;
    project.gearing = 0;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    double sum = 0;
    for (int year = 0; year < flow.n_year; year++)
        sum += flow.depreciation_usd[year];
    CHECK_NEAR(sum, 1000, EXACT);
    CHECK_NEAR(flow.depreciation_usd[3], 25, EXACT);
    arena_free(&arena);
}

SPEC(five_years_of_building_have_the_usual_shares_and_others_equal_ones)
{
    double revenue[10] = {0};
    struct arena arena = {0};
    struct error error = {0};
    struct cash_flow flow;
    struct project project = ten_years(revenue);
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK_NEAR(flow.capex_usd[0], 1000.0 / 3, EXACT);
    project.n_build = 5;
    REQUIRE(cash_flow_make(&project, &arena, &flow, &error) == STATUS_OK);
    CHECK_NEAR(flow.capex_usd[0], 100, EXACT);
    CHECK_NEAR(flow.capex_usd[2], 300, EXACT);
    arena_free(&arena);
}

SPEC(a_project_that_cannot_be_is_refused_with_what_was_found)
{
    double revenue[10] = {0};
    const double share[] = {0.5, 0.4, 0.3};
    struct arena arena = {0};
    struct cash_flow flow;
    for (int way = 0; way < 7; way++) {
        struct error error = {0};
        revenue[4] = way == 6 ? INFINITY : 0;
        struct project project = ten_years(revenue);
        if (way == 0) project.debt_year = 11;
        if (way == 1) project.capex_share = share;
        if (way == 2) project.gearing = 1.5;
        if (way == 3) project.n_build = 0;
        if (way == 4) project.tax_share = NAN;
        if (way == 5) project.capex_usd = -1;
        CHECK(cash_flow_make(&project, &arena, &flow, &error) == STATUS_BAD_INPUT);
        const char *const said[] = {"debt of 11 years",          "add up to 1.2", "gearing 1.5",
                                    "0 years of building",       "tax share nan", "capex of -1 USD",
                                    "of operation of inf in all"};
        CHECK_CONTAINS(error.text, said[way]);
    }
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(interest_while_building_depends_on_when_money_is_drawn),
          SPEC_ENTRY(losses_wait_for_profits_before_tax_is_paid),
          SPEC_ENTRY(a_project_without_debt_and_tax_is_revenue_less_cost),
          SPEC_ENTRY(a_geared_project_pays_its_lenders_back_and_deducts_their_interest),
          SPEC_ENTRY(a_sculpted_debt_is_no_more_than_its_cover_allows_and_keeps_it_every_year),
          SPEC_ENTRY(real_flows_at_the_real_rate_are_worth_nominal_ones_at_the_nominal_rate),
          SPEC_ENTRY(opex_and_taking_a_cable_away_grow_with_prices),
          SPEC_ENTRY(everything_is_written_off_when_the_tax_life_is_longer_than_the_operation),
          SPEC_ENTRY(five_years_of_building_have_the_usual_shares_and_others_equal_ones),
          SPEC_ENTRY(a_project_that_cannot_be_is_refused_with_what_was_found))
