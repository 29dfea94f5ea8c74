/* Internal rates of return: known ones, none, several, and any number of them made from factors. */
#include "study/npv.h"
#include "tests/spec.h"

#include <math.h>
#include <stdint.h>

/* A bisection to neighbouring numbers of x; the flows themselves are rounded. */
static const double ROUNDING = 1e-10;

SPEC(one_change_of_sign_has_one_rate)
{
    const double flow[] = {-1000, 300, 300, 300, 300, 300};
    struct arena arena = {0};
    struct irr irr;
    REQUIRE(irr_find(6, flow, &arena, &irr) == STATUS_OK);
    CHECK(irr.kind == IRR_ONE && irr.is_complete && irr.sign_changes == 1);
    CHECK_NEAR(irr.root[0], 0.1523823712, ROUNDING);
    CHECK_NEAR(npv_usd(6, flow, irr.root[0], DISCOUNT_YEAR_END), 0, 1e-8);
    arena_free(&arena);
}

SPEC(a_project_that_costs_at_its_end_may_have_two_rates_or_none)
{
    const double two[] = {-100, 230, -132}, none[] = {-100, 150, -100};
    struct arena arena = {0};
    struct irr irr;
    REQUIRE(irr_find(3, two, &arena, &irr) == STATUS_OK);
    REQUIRE(irr.n_root == 2);
    CHECK(irr.kind == IRR_SEVERAL && irr.is_complete);
    CHECK_NEAR(irr.root[0], 0.1, ROUNDING);
    CHECK_NEAR(irr.root[1], 0.2, ROUNDING);
    CHECK_NEAR(npv_usd(3, two, 0, DISCOUNT_YEAR_END), -2, 1e-12);
    CHECK_NEAR(npv_usd(3, two, 0.15, DISCOUNT_YEAR_END), 0.1890359168, 1e-9);
    CHECK_NEAR(npv_usd(3, two, 0.25, DISCOUNT_YEAR_END), -0.48, 1e-12);
    REQUIRE(irr_find(3, none, &arena, &irr) == STATUS_OK);
    CHECK(irr.kind == IRR_NONE && irr.n_root == 0 && irr.is_complete && irr.sign_changes == 2);
    CHECK_NEAR(npv_usd(3, none, 0.1, DISCOUNT_YEAR_END), -46.2809917, 1e-7);
    arena_free(&arena);
}

SPEC(flows_of_one_sign_have_no_rate_and_no_flows_have_every_rate)
{
    const double gains[] = {0, 5, 7}, nothing[] = {0, 0};
    struct arena arena = {0};
    struct irr irr;
    REQUIRE(irr_find(3, gains, &arena, &irr) == STATUS_OK);
    CHECK(irr.kind == IRR_NONE && irr.is_complete);
    REQUIRE(irr_find(2, nothing, &arena, &irr) == STATUS_OK);
    CHECK(irr.kind == IRR_EVERY);
    arena_free(&arena);
}

/* -100 (1 - 1.1 x)^2: worth nothing at 10 %, and never more than nothing. */
SPEC(a_rate_that_is_only_touched_is_given_and_said_to_be_unsure)
{
    const double flow[] = {-100, 220, -121};
    struct arena arena = {0};
    struct irr irr;
    REQUIRE(irr_find(3, flow, &arena, &irr) == STATUS_OK);
    REQUIRE(irr.n_root == 1);
    CHECK(!irr.is_complete);
    CHECK_NEAR(irr.root[0], 0.1, 1e-6); /* half of the digits */
    arena_free(&arena);
}

static double any(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

/* Flows with rates chosen before: the product of -(1 - (1 + r) x), and factors that never vanish.
 */
static int flows_with_rates(uint64_t *state, int n_rate, const double *rate, double *flow)
{
    int n = 1;
    flow[0] = -100;
    for (int i = 0; i < n_rate + 2; i++) {
        const double linear = i < n_rate ? -(1 + rate[i]) : any(state);
        const double square = i < n_rate ? 0 : any(state) + 0.3;
        flow[n] = flow[n + 1] = 0;
        for (int k = n + 1; k >= 1; k--)
            flow[k] += linear * flow[k - 1] + (k >= 2 ? square * flow[k - 2] : 0);
        n += i < n_rate ? 1 : 2;
    }
    return n;
}

SPEC(all_rates_of_any_flows_are_found_and_counted)
{
    uint64_t state = 11;
    struct arena arena = {0};
    for (int number = 0; number < 200; number++) {
        const int n_rate = number % 6;
        double rate[6], flow[32];
        for (int i = 0; i < n_rate; i++) /* apart by 4 % at least */
            rate[i] = (i == 0 ? -0.3 : rate[i - 1] + 0.04) + 0.3 * any(&state);
        const int n = flows_with_rates(&state, n_rate, rate, flow);
        struct irr irr;
        REQUIRE(irr_find(n, flow, &arena, &irr) == STATUS_OK);
        CHECK(irr.is_complete);
        CHECK(irr.n_root == n_rate && n_rate <= irr.sign_changes);
        for (int i = 0; i < n_rate && i < irr.n_root; i++)
            CHECK_NEAR(irr.root[i], rate[i], 1e-7); /* close rates are as ill-conditioned */
    }
    arena_free(&arena);
}

SPEC(a_rate_does_not_change_with_the_currency_or_with_a_later_decision)
{
    uint64_t state = 12;
    struct arena arena = {0};
    for (int number = 0; number < 20; number++) {
        double flow[46], scaled[48] = {0};
        const int n = 46;
        for (int year = 0; year < n; year++) {
            flow[year] = year < 5 ? -any(&state) : 0.3 * any(&state);
            scaled[year + 2] = 1.8e9 * flow[year];
        }
        struct irr irr, other;
        REQUIRE(irr_find(n, flow, &arena, &irr) == STATUS_OK);
        REQUIRE(irr_find(48, scaled, &arena, &other) == STATUS_OK);
        REQUIRE(irr.n_root == 1 && other.n_root == 1 && irr.is_complete && other.is_complete);
        CHECK_NEAR(irr.root[0], other.root[0], ROUNDING);
        CHECK_NEAR(npv_usd(n, flow, irr.root[0], DISCOUNT_YEAR_END), 0, 1e-8);
        CHECK_NEAR(mirr(n, flow, irr.root[0], irr.root[0]), irr.root[0], 1e-9);
    }
    arena_free(&arena);
}

SPEC(a_flow_that_is_no_number_is_refused)
{
    const double lost[] = {-100, NAN, 130}, endless[] = {-100, INFINITY};
    struct arena arena = {0};
    struct irr irr;
    CHECK(irr_find(3, lost, &arena, &irr) == STATUS_BAD_INPUT);
    CHECK(irr_find(2, endless, &arena, &irr) == STATUS_BAD_INPUT);
    CHECK(irr_find(0, NULL, &arena, &irr) == STATUS_OK && irr.kind == IRR_EVERY);
    arena_free(&arena);
}

SPEC(no_memory_is_said)
{
    const double flow[] = {-100, 230, -132};
    for (long at = 1; at < 6; at++) {
        struct arena arena = {.fail_at = at};
        struct irr irr;
        CHECK(irr_find(3, flow, &arena, &irr) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(one_change_of_sign_has_one_rate),
          SPEC_ENTRY(a_project_that_costs_at_its_end_may_have_two_rates_or_none),
          SPEC_ENTRY(flows_of_one_sign_have_no_rate_and_no_flows_have_every_rate),
          SPEC_ENTRY(a_rate_that_is_only_touched_is_given_and_said_to_be_unsure),
          SPEC_ENTRY(all_rates_of_any_flows_are_found_and_counted),
          SPEC_ENTRY(a_rate_does_not_change_with_the_currency_or_with_a_later_decision),
          SPEC_ENTRY(a_flow_that_is_no_number_is_refused), SPEC_ENTRY(no_memory_is_said))
