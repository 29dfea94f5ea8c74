/* Two cables of 100 MW, 60 and 40 of the benefit, 500 each; benefits of 80, 100 or 130 a year. */
#include "study/invest_options.h"

#include "study/npv.h"
#include "tests/small_invest.h"

static bool open_options(struct small *small, double wacc_share)
{
    if (!open_invest(small, 200)) return false;
    add_drivers(&small->invest.risk);
    for (int level = 0; level < LEVELS; level++)
        small->invest.costs.wacc_share[level] = wacc_share;
    return true;
}

/* What a stage is worth that has so much of the benefit. */
static double stage(double benefit, double rate)
{
    return (benefit - 3.5) * annuity_worth(rate, 20) - 500;
}

SPEC(a_cable_that_pays_only_in_the_best_world_waits_for_it)
{
    struct small small;
    struct error error = {0};
    const struct invest_options *options = &small.invest.options;
    REQUIRE(open_options(&small, 0.1));
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(options->n_stage == 2 && options->wait_years == 1);
    CHECK_NEAR(options->stage_mw[0], 100, 0);
    CHECK_NEAR(options->benefit_usd_per_year[0], 80, 1e-9);
    CHECK_NEAR(options->benefit_usd_per_year[2], 130, 1e-9);
    /* the mean of the worlds is 102.5 */
    CHECK_NEAR(options->stage_npv_usd[0], stage(0.6 * 102.5, 0.1), 1e-6);
    CHECK_NEAR(options->stage_npv_usd[1], stage(0.4 * 102.5, 0.1), 1e-6);
    CHECK_NEAR(options->value.now_usd, 0, 1e-9);
    CHECK_NEAR(options->value.flexible_usd, 0.25 * stage(0.6 * 130, 0.1) / 1.1, 1e-6);
    CHECK_NEAR(options->value.waiting_usd, options->value.flexible_usd, 1e-9);
    CHECK(options->built[0][2] == 0 && options->built[1][2] == 0);
    CHECK(options->built[2][0] == 0 && options->built[2][1] == 1 && options->built[2][2] == 1);
    CHECK_NEAR(options->first_year_rate, 0.093, 1e-12);
    arena_free(&small.arena);
}

/* At 7 % the first cable pays in the mean, the second only where benefits are high: 52 a year. */
SPEC(the_first_stage_is_built_at_once_and_the_second_where_it_pays)
{
    struct small small;
    struct error error = {0};
    const struct invest_options *options = &small.invest.options;
    REQUIRE(open_options(&small, 0.07));
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(options->value.stages_now == 1);
    CHECK_NEAR(options->value.now_usd, stage(61.5, 0.07), 1e-6);
    CHECK_NEAR(options->value.flexible_usd, stage(61.5, 0.07) + 0.25 * stage(52, 0.07) / 1.07,
               1e-6);
    CHECK(options->built[0][2] == 1 && options->built[1][2] == 1 && options->built[2][1] == 2);
    arena_free(&small.arena);
}

/* Benefits grow by 5 % a year at a rate of 6 %: a wait loses 1 % of them and saves 6 % of the cost.
 */
SPEC(what_grows_nearly_as_fast_as_its_rate_is_built_last)
{
    struct small small;
    struct error error = {0};
    const struct invest_options *options = &small.invest.options;
    REQUIRE(open_options(&small, 0.06));
    small.invest.risk.n_driver = 0;
    for (int level = 0; level < LEVELS; level++)
        small.invest.costs.growth_share[level] = 0.05;
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(options->value.stages_now == 0);
    const double grown = invest_operation_worth(&small.invest.costs, 0.06, 0.05);
    const double cost = 500 + 3.5 * annuity_worth(0.06, 20);
    const double later = (100 * 1.05 * 1.05 * grown - 2 * cost) / pow(1.06, 2);
    CHECK(options->built[1][1] == 0 && options->built[1][2] == 2);
    CHECK_NEAR(options->value.flexible_usd, later, 1e-6);
    CHECK_NEAR(options->value.waiting_usd, later - (100 * grown - 2 * cost), 1e-6);
    arena_free(&small.arena);
}

SPEC(one_cable_may_be_built_in_two_halves)
{
    struct small small;
    struct error error = {0};
    REQUIRE(open_options(&small, 0.1));
    small.invest.costs.unit_mw = 200;
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(small.invest.options.n_stage == 2);
    CHECK_NEAR(small.invest.options.stage_mw[0], 100, 0);
    small.invest.costs.unit_mw = 50; /* four cables, four stages */
    small.invest.costs.availability_share[LEVEL_CENTRAL] = 0.9;
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(small.invest.options.n_stage == 4);
    CHECK_NEAR(small.invest.options.stage_mw[0], 50, 0);
    CHECK_NEAR(small.invest.options.benefit_usd_per_year[LEVEL_CENTRAL], 90, 1e-9);
    arena_free(&small.arena);
}

/* Two years of building: what is seen is seen two years later. */
SPEC(a_wait_is_as_long_as_it_takes_to_build)
{
    static double halves[] = {0.5, 0.5};
    struct small small;
    struct error error = {0};
    const struct invest_options *options = &small.invest.options;
    REQUIRE(open_options(&small, 0.1));
    small.invest.costs.construction_years = 2;
    small.invest.costs.capex_share = halves;
    REQUIRE(invest_options_find(&small.invest, &small.arena, &error) == STATUS_OK);
    CHECK(options->wait_years == 2);
    const double high = (78 - 3.5) * annuity_worth(0.1, 20) / 1.1 - 500 * (0.5 + 0.5 / 1.1);
    CHECK_NEAR(options->value.flexible_usd, 0.25 * high / (1.1 * 1.1), 1e-6);
    arena_free(&small.arena);
}

SPEC_MAIN(SPEC_ENTRY(a_cable_that_pays_only_in_the_best_world_waits_for_it),
          SPEC_ENTRY(the_first_stage_is_built_at_once_and_the_second_where_it_pays),
          SPEC_ENTRY(what_grows_nearly_as_fast_as_its_rate_is_built_last),
          SPEC_ENTRY(one_cable_may_be_built_in_two_halves),
          SPEC_ENTRY(a_wait_is_as_long_as_it_takes_to_build))
