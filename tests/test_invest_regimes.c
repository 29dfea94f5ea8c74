/* Four regimes of revenue for a cable of 1,000 that lives 20 years without interest and costs 7 a
 * year to run: all cost is 57 a year. */
#include "tests/small_invest.h"

#define ROUNDING 1e-9 /* of sums of twenty terms near 50 */

static const struct invest_regime *find(const struct invest *invest, const char *name)
{
    for (int i = 0; i < invest->appraisal.n_regime; i++)
        if (strcmp(invest->appraisal.regime[i].name, name) == 0)
            return &invest->appraisal.regime[i];
    return NULL;
}

static double charge_usd_per_year(double availability_share, double target_share)
{
    struct small small;
    struct error error = {0};
    const struct assumption target = {.low = target_share, .central = target_share};
    double found = NAN;
    if (!open_invest(&small, 100)) return NAN;
    small.invest.appraisal.availability_share = availability_share;
    small.invest.inputs.target = target_share > 0 ? &target : NULL;
    if (invest_regimes(&small.invest, &small.arena, &error) == STATUS_OK) {
        const struct invest_regime *regime = find(&small.invest, "availability payment");
        if (regime != NULL) found = regime->revenue_usd_per_year;
    }
    arena_free(&small.arena);
    return found;
}

SPEC(a_cable_as_available_as_agreed_is_paid_all_it_costs)
{
    CHECK_NEAR(charge_usd_per_year(1, 0), 57, ROUNDING); /* no target is told: all the time */
    CHECK_NEAR(charge_usd_per_year(0.9, 0.9), 57, ROUNDING);
}

SPEC(what_is_missing_from_the_target_is_lost_and_paid_as_a_penalty_too)
{
    CHECK_NEAR(charge_usd_per_year(0.8, 0.9), 57 / 0.9 * (0.8 - 0.1), ROUNDING);
    CHECK_NEAR(charge_usd_per_year(0.3, 0.9), 0, ROUNDING); /* and never less than nothing */
}

SPEC(the_regulated_base_pays_all_cost_and_a_merchant_lives_on_the_rent)
{
    struct small small;
    struct error error = {0};
    REQUIRE(open_invest(&small, 100));
    small.invest.appraisal.view[1].usd_per_year = 50;
    REQUIRE(invest_regimes(&small.invest, &small.arena, &error) == STATUS_OK);
    const struct invest_regime *base = find(&small.invest, "regulated asset base");
    const struct invest_regime *merchant = find(&small.invest, "merchant");
    REQUIRE(base != NULL && merchant != NULL);
    CHECK_NEAR(base->revenue_usd_per_year, 57, ROUNDING);
    CHECK_NEAR(base->top_up_usd_per_year, 7, ROUNDING);
    CHECK_NEAR(base->npv_usd, 0, 1e-6);
    CHECK_NEAR(merchant->npv_usd, 20 * (50 - 7) - 1000, 1e-6);
    arena_free(&small.arena);
}

SPEC_MAIN(SPEC_ENTRY(a_cable_as_available_as_agreed_is_paid_all_it_costs),
          SPEC_ENTRY(what_is_missing_from_the_target_is_lost_and_paid_as_a_penalty_too),
          SPEC_ENTRY(the_regulated_base_pays_all_cost_and_a_merchant_lives_on_the_rent))
