/* Shapley by its axioms, and the keys of a rent. */
#include "study/rent_share.h"
#include "tests/spec.h"

#include <math.h>
#include <stdint.h>

static const double EXACT = 1e-12;

/* A cable worth 10 alone, a second worth nothing alone, 100 together: each order gives 10 or 100 to
 * the first, 90 or 0 to the second. */
SPEC(two_cables_that_need_each_other_share_what_they_add_together)
{
    const double value[] = {0, 10, 0, 100};
    double share[2];
    REQUIRE(shapley_shares(2, value, share) == STATUS_OK);
    CHECK_NEAR(share[0], 55, EXACT);
    CHECK_NEAR(share[1], 45, EXACT);
    CHECK_NEAR(superadditivity(2, value), 90, EXACT);
    CHECK_NEAR(put_in_one_at_a_time(value, 1), 0, EXACT);
    CHECK_NEAR(take_out_one_at_a_time(2, value, 1), 90, EXACT);
}

SPEC(a_left_glove_and_two_right_ones_share_two_thirds_and_a_sixth_each)
{
    const double value[] = {0, 0, 0, 1, 0, 1, 0, 1};
    double share[3];
    REQUIRE(shapley_shares(3, value, share) == STATUS_OK);
    CHECK_NEAR(share[0], 2.0 / 3, EXACT);
    CHECK_NEAR(share[1], 1.0 / 6, EXACT);
    CHECK_NEAR(share[2], 1.0 / 6, EXACT);
}

static double any(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

SPEC(shares_add_up_equals_get_the_same_and_who_adds_nothing_gets_nothing)
{
    enum { N = 5, COALITIONS = 1 << N };
    uint64_t state = 5;
    for (int number = 0; number < 50; number++) {
        double value[COALITIONS], share[N], other_way[N], twice[COALITIONS], sum = 0;
        for (unsigned s = 0; s < COALITIONS; s++) /* player 4 adds nothing, 0 and 1 are alike */
            value[s] = s & 16 ? value[s & 15] : any(&state);
        for (unsigned s = 0; s < COALITIONS; s++)
            if ((s & 3) == 2) value[s] = value[(s & ~2u) | 1];
        REQUIRE(shapley_shares(N, value, share) == STATUS_OK);
        for (int i = 0; i < N; i++)
            sum += share[i];
        CHECK_NEAR(sum, value[COALITIONS - 1] - value[0], EXACT);
        CHECK_NEAR(share[0], share[1], EXACT);
        CHECK_NEAR(share[4], 0, EXACT);
        for (unsigned s = 0; s < COALITIONS; s++)
            twice[s] = 2 * value[s] + (s & 4 ? 7 : 0); /* additive: 7 for player 2 alone */
        REQUIRE(shapley_shares(N, twice, other_way) == STATUS_OK);
        for (int i = 0; i < N; i++)
            CHECK_NEAR(other_way[i], 2 * share[i] + (i == 2 ? 7 : 0), EXACT * 10);
    }
}

SPEC(rivals_are_worth_less_together)
{
    const double value[] = {0, 60, 50, 80};
    CHECK_NEAR(superadditivity(2, value), -30, EXACT);
}

SPEC(too_many_players_are_refused)
{
    double share[1] = {0};
    CHECK(shapley_shares(SHAPLEY_LIMIT + 1, share, share) == STATUS_BAD_INPUT);
    CHECK(shapley_shares(0, share, share) == STATUS_BAD_INPUT);
}

SPEC(keys_share_a_rent_by_half_or_by_money)
{
    CHECK_NEAR(rent_of_side(RENT_HALVES, 90, 1, 2), 45, EXACT);
    CHECK_NEAR(rent_of_side(RENT_BY_INVESTMENT, 90, 1, 2), 30, EXACT);
    CHECK_NEAR(rent_of_side(RENT_BY_INVESTMENT, 90, 0, 0), 45, EXACT);
}

SPEC_MAIN(SPEC_ENTRY(two_cables_that_need_each_other_share_what_they_add_together),
          SPEC_ENTRY(a_left_glove_and_two_right_ones_share_two_thirds_and_a_sixth_each),
          SPEC_ENTRY(shares_add_up_equals_get_the_same_and_who_adds_nothing_gets_nothing),
          SPEC_ENTRY(rivals_are_worth_less_together), SPEC_ENTRY(too_many_players_are_refused),
          SPEC_ENTRY(keys_share_a_rent_by_half_or_by_money))
