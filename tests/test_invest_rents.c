#include "study/invest.h"
#include "tests/spec.h"

#include <math.h>

/* The cable of 1,000 million USD earns 30 a year, the one behind it of 3,000 million 50; fair
 * shares of what both save are 60 and 20. */
static struct invest two_projects(struct invest_runs *runs, struct invest_world *world)
{
    static struct hvdc_link link[] = {{.id = "A"}, {.id = "B", .capex_central_musd = 3000}};
    static int at[] = {0, 1};
    static struct invest_link kept[] = {{.rent_usd = 15e6}, {.rent_usd = 25e6}};
    static struct invest_point point[4] = {[3] = {.link = kept}};
    static double shapley[] = {60e6, 20e6};
    *world = (struct invest_world){.network = {.n_link = 2, .link = link}};
    *runs = (struct invest_runs){.n_world = 1, .n_watch = 2, .world = world, .watch_at = at};
    return (struct invest){
        .runs = runs,
        .year_factor = 2,
        .appraisal = {.capex_usd = 1000e6},
        .together = {.n_project = 2, .point = point, .shapley_usd_per_year = shapley}};
}

SPEC(rents_are_shared_by_capital_and_by_what_each_is_worth_to_the_other)
{
    struct invest_runs runs;
    struct invest_world world;
    struct arena arena = {0};
    struct error error = {0};
    struct invest invest = two_projects(&runs, &world);
    REQUIRE(invest_rents_find(&invest, &arena, &error) == STATUS_OK);
    const struct project_rent *rent = invest.together.rent;
    CHECK_NEAR(invest.together.rent_usd_per_year, 80e6, 1);
    CHECK_NEAR(rent[0].own_usd_per_year, 30e6, 1);
    CHECK_NEAR(rent[0].by_investment_usd_per_year, 20e6, 1);
    CHECK_NEAR(rent[1].by_investment_usd_per_year, 60e6, 1);
    CHECK_NEAR(rent[0].by_fair_share_usd_per_year, 60e6, 1);
    CHECK_NEAR(rent[1].by_fair_share_usd_per_year, 20e6, 1);
    CHECK_NEAR(rent[1].of_each_side_usd_per_year, 25e6, 1);
    arena_free(&arena);
}

SPEC(a_key_that_a_project_has_no_number_for_shares_nothing)
{
    struct invest_runs runs;
    struct invest_world world;
    struct arena arena = {0};
    struct error error = {0};
    struct invest invest = two_projects(&runs, &world);
    double minus[] = {60e6, -1e6};
    invest.together.shapley_usd_per_year = minus;
    invest.appraisal.capex_usd = NAN;
    REQUIRE(invest_rents_find(&invest, &arena, &error) == STATUS_OK);
    for (int i = 0; i < 2; i++) {
        CHECK(isnan(invest.together.rent[i].by_investment_usd_per_year));
        CHECK(isnan(invest.together.rent[i].by_fair_share_usd_per_year));
    }
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(rents_are_shared_by_capital_and_by_what_each_is_worth_to_the_other),
          SPEC_ENTRY(a_key_that_a_project_has_no_number_for_shares_nothing))
