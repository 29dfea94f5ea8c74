#include "study/border_carbon.h"
#include "tests/spec.h"

/* Four hours of 100 MW: certified, certified over a full cable, half certified, not at all. */
SPEC(a_full_cable_voids_the_claim_when_read_strictly)
{
    const double export_mw[] = {100, 100, 100, 100}, certified_mw[] = {100, 100, 50, 0};
    const double shadow[] = {0, 12, 0, 0};
    const struct border_carbon rule = {0.5, 80, 10};
    const struct border_carbon_cost cost =
        border_carbon_cost(&rule, 4, export_mw, certified_mw, shadow);
    CHECK_NEAR(cost.lenient_claimed_mwh, 250, 1e-9);
    CHECK_NEAR(cost.strict_claimed_mwh, 150, 1e-9);
    CHECK_NEAR(cost.lenient_usd, 0.5 * 70 * 150, 1e-9);
    CHECK_NEAR(cost.strict_usd, 0.5 * 70 * 250, 1e-9);
}

SPEC(nothing_is_claimed_beyond_the_export_and_a_dear_origin_owes_nothing)
{
    const double export_mw[] = {40, -30}, certified_mw[] = {100, 100}, shadow[] = {0, 0};
    struct border_carbon rule = {0.5, 80, 0};
    CHECK_NEAR(border_carbon_cost(&rule, 2, export_mw, certified_mw, shadow).strict_claimed_mwh, 40,
               1e-12);
    rule.origin_price_usd_per_t = 90;
    const double none[] = {0, 0};
    CHECK_NEAR(border_carbon_cost(&rule, 2, export_mw, none, shadow).strict_usd, 0, 0);
}

SPEC_MAIN(SPEC_ENTRY(a_full_cable_voids_the_claim_when_read_strictly),
          SPEC_ENTRY(nothing_is_claimed_beyond_the_export_and_a_dear_origin_owes_nothing))
