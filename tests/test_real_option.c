/* Waiting and building in stages: small trees whose every decision can be checked by hand. */
#include "study/real_option.h"
#include "tests/spec.h"

#include <math.h>
#include <stdint.h>

static const double CENT = 1e-9;

static const struct option_node fork_of_two[] = {{-1, 1}, {0, 0.5}, {0, 0.5}};

SPEC(looking_first_is_worth_259_when_a_value_may_be_2000_or_600)
{
    const struct option_value value = option_wait_a_year(1000, 2000, 600, 0.5, 0.08);
    CHECK_NEAR(value.now_usd, 203.7037037037, 1e-9);
    CHECK_NEAR(value.flexible_usd, 462.9629629630, 1e-9);
    CHECK_NEAR(value.waiting_usd, 259.2592592593, 1e-9);
    CHECK(value.stages_now == 0);
}

SPEC(a_tree_of_one_stage_says_the_same)
{
    const double cash[] = {0, 0, 0, 2000, 0, 600}, invest[] = {1000, 1000, 1000};
    const struct option_tree tree = {.n_node = 3,
                                     .n_stage = 1,
                                     .node = fork_of_two,
                                     .cash_usd = cash,
                                     .invest_usd = invest,
                                     .rate = 0.08};
    struct arena arena = {0};
    struct error error = {0};
    struct option_value value;
    int built[6];
    REQUIRE(option_solve(&tree, &arena, &value, built, &error) == STATUS_OK);
    CHECK_NEAR(value.now_usd, 203.7037037037, 1e-9);
    CHECK_NEAR(value.flexible_usd, 462.9629629630, 1e-9);
    CHECK_NEAR(value.never_wait_usd, 203.7037037037, 1e-9);
    CHECK(built[0] == 0 && built[2] == 1 &&
          built[4] == 0); /* wait, build when high, not when low */
    arena_free(&arena);
}

/* The first cable earns 30 at once; the second 200 in the good world and 20 in the bad one, and
 * costs 90. Without interest, the first now and the second in the good world:
 * 30 + 60 - 20 + 0.5 (200 - 90) = 125. */
SPEC(a_second_stage_is_built_where_it_pays)
{
    const double cash[] = {0, 30, 30, 0, 60, 260, 0, 60, 80};
    const double invest[] = {20, 90, 20, 90, 20, 90};
    const struct option_tree tree = {
        .n_node = 3, .n_stage = 2, .node = fork_of_two, .cash_usd = cash, .invest_usd = invest};
    struct arena arena = {0};
    struct error error = {0};
    struct option_value value;
    int built[9];
    REQUIRE(option_solve(&tree, &arena, &value, built, &error) == STATUS_OK);
    CHECK_NEAR(value.flexible_usd, 30 + 60 - 20 + 0.5 * (200 - 90), CENT);
    CHECK_NEAR(value.now_usd, 30 - 110 + 0.5 * (260 + 80), CENT); /* both at once */
    CHECK_NEAR(value.waiting_usd, 125 - 90, CENT);
    CHECK(value.stages_now == 1);
    CHECK(built[3 + 1] == 2 && built[6 + 1] == 1);
    arena_free(&arena);
}

/* A plant that earns only from the next period on is not built at the end. */
SPEC(what_earns_a_period_later_is_not_built_in_the_last)
{
    const double cash[] = {0, 50, 0, 50}, invest[] = {40, 40};
    const struct option_node chain[] = {{-1, 1}, {0, 1}};
    struct option_tree tree = {.n_node = 2,
                               .n_stage = 1,
                               .node = chain,
                               .cash_usd = cash,
                               .invest_usd = invest,
                               .period_to_earn = 1};
    struct arena arena = {0};
    struct error error = {0};
    struct option_value value;
    int built[4];
    REQUIRE(option_solve(&tree, &arena, &value, built, &error) == STATUS_OK);
    CHECK_NEAR(value.flexible_usd, 10, CENT);
    CHECK(built[0] == 1 && built[2] == 0);
    tree.period_to_earn = 0;
    REQUIRE(option_solve(&tree, &arena, &value, built, &error) == STATUS_OK);
    CHECK_NEAR(value.flexible_usd, 60, CENT);
    arena_free(&arena);
}

static double any(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*state >> 11) * 0x1p-53;
}

SPEC(freedom_to_wait_never_costs_and_certainty_makes_it_worth_only_time)
{
    uint64_t state = 8;
    for (int number = 0; number < 200; number++) {
        const double invest = 1000 * any(&state), low = 1000 * any(&state);
        const double high = low + 1500 * any(&state), share = any(&state);
        const struct option_value value = option_wait_a_year(invest, high, low, share, 0.08);
        CHECK(value.waiting_usd >= 0);
        /* Nothing to learn: waiting only moves a gain into the future, or saves interest. */
        const struct option_value sure = option_wait_a_year(invest, low, low, share, 0);
        CHECK_NEAR(sure.waiting_usd, 0, 1e-9);
    }
}

SPEC(a_broken_tree_is_refused)
{
    const double cash[6] = {0}, invest[3] = {0};
    const struct option_node heavy[] = {{-1, 1}, {0, 0.5}, {0, 0.6}}, lost[] = {{-1, 1}, {1, 1}};
    struct option_tree tree = {
        .n_node = 3, .n_stage = 1, .node = heavy, .cash_usd = cash, .invest_usd = invest};
    struct arena arena = {0};
    struct error error = {0};
    struct option_value value;
    CHECK(option_solve(&tree, &arena, &value, NULL, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "add up to 1.1");
    const struct option_node minus[] = {{-1, 1}, {0, -0.5}, {0, 1.5}};
    tree.node = minus;
    CHECK(option_solve(&tree, &arena, &value, NULL, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "node 1 has a probability of -0.5");
    tree.node = lost;
    tree.n_node = 2;
    CHECK(option_solve(&tree, &arena, &value, NULL, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "node 1 has parent 1");
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(looking_first_is_worth_259_when_a_value_may_be_2000_or_600),
          SPEC_ENTRY(a_tree_of_one_stage_says_the_same),
          SPEC_ENTRY(a_second_stage_is_built_where_it_pays),
          SPEC_ENTRY(what_earns_a_period_later_is_not_built_in_the_last),
          SPEC_ENTRY(freedom_to_wait_never_costs_and_certainty_makes_it_worth_only_time),
          SPEC_ENTRY(a_broken_tree_is_refused))
