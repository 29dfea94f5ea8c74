/* Who gains by a link: a worked example, then laws on random grids. */
#include "study/rent_share.h"
#include "study/surplus.h"
#include "tests/random_grid.h"
#include "tests/small_grid.h"
#include "tests/spec.h"

#include <math.h>

static struct small_grid grid;

/* Sums of an optimum that is certified to 1e-8 of its cost. */
static const double CERTIFIED = 1e-6;

/* A has 600 MW at 20 and 400 at 35 for a load of 400, B 1,000 at 50 for a load of 500. */
static void two_countries(double link_mw)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_generator(&grid, a, 600, 20);
    add_generator(&grid, a, 400, 35);
    add_generator(&grid, b, 1000, 50);
    add_link(&grid, "cable", a, b, link_mw, 0, 0);
    set_load(&grid, 0, a, 400);
    set_load(&grid, 0, b, 500);
    grid.config.value_of_lost_load_usd_per_mwh = 1000;
}

static bool surplus_with(double link_mw, enum lp_method method, struct arena *arena,
                         struct surplus *surplus)
{
    two_countries(link_mw);
    return run_by(&grid, method) == STATUS_OK && grid.result.outcome == OUTCOME_OPTIMAL &&
           surplus_of(&grid.result, &grid.config, NULL, arena, surplus, &grid.error) == STATUS_OK;
}

static void change_of(const struct surplus *with, const struct surplus *without,
                      double change[2][N_AGENT])
{
    for (int c = 0; c < 2; c++)
        for (int agent = 0; agent < N_AGENT; agent++)
            change[c][agent] = with->country[c].usd[agent] - without->country[c].usd[agent];
}

SPEC(a_cable_gives_sellers_of_the_cheap_side_what_its_buyers_lose_and_a_rent)
{
    const double mw[] = {0, 100, 300}, cost[] = {33000, 30000, 25500};
    const double rent[] = {0, 3000, 4500}, producers_a[] = {0, 0, 9000};
    const double consumers_a[] = {0, 0, -6000}, sum[] = {0, 3000, 7500};
    static const enum lp_method methods[] = {LP_SIMPLEX, LP_INTERIOR};
    struct arena arena = {0};
    for (int way = 0; way < 2; way++) {
        struct surplus without, with;
        double change[2][N_AGENT];
        REQUIRE(surplus_with(0, methods[way], &arena, &without));
        CHECK_NEAR(without.load_usd, 900e3, 1e-6);
        for (int i = 0; i < 3; i++) {
            REQUIRE(surplus_with(mw[i], methods[way], &arena, &with));
            const double saved_usd = without.cost_usd - with.cost_usd;
            change_of(&with, &without, change);
            CHECK_NEAR(with.cost_usd, cost[i], 1e-2);
            CHECK(with.relative_gap < CERTIFIED);
            CHECK_NEAR(with.usd[AGENT_LINK], rent[i], 1e-2);
            CHECK_NEAR(change[0][AGENT_PRODUCER], producers_a[i], 1e-2);
            CHECK_NEAR(change[0][AGENT_CONSUMER], consumers_a[i], 1e-2);
            CHECK_NEAR(change[1][AGENT_PRODUCER], 0, 1e-2);
            CHECK_NEAR(change[1][AGENT_CONSUMER], 0, 1e-2);
            CHECK_NEAR(with.sum_usd - without.sum_usd, sum[i], 1e-2);
            CHECK_NEAR(with.sum_usd - without.sum_usd, saved_usd, 1e-2);
        }
        REQUIRE(surplus_with(100, methods[way], &arena, &with));
        CHECK_NEAR(with.usd[AGENT_LINK], 3000, 1e-2);
        CHECK_NEAR(with.country[0].usd[AGENT_LINK], 1500, 1e-2); /* half */
    }
    arena_free(&arena);
}

SPEC(a_cable_that_one_side_paid_for_earns_for_that_side)
{
    const double all_of_a[] = {1};
    struct arena arena = {0};
    struct surplus surplus;
    two_countries(300);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    REQUIRE(surplus_of(&grid.result, &grid.config, all_of_a, &arena, &surplus, &grid.error) ==
            STATUS_OK);
    CHECK_NEAR(surplus.country[0].usd[AGENT_LINK], 4500, 1e-2);
    CHECK_NEAR(surplus.country[1].usd[AGENT_LINK], 0, 1e-9);
    arena_free(&arena);
}

static bool has_surplus(struct arena *arena, struct surplus *surplus)
{
    return grid.result.outcome == OUTCOME_OPTIMAL &&
           surplus_of(&grid.result, &grid.config, NULL, arena, surplus, &grid.error) == STATUS_OK;
}

/* An export target missed by 2,000 MWh at 100; 800 MW of reserve at 10; 9.5 MWh missing at the end
 * at the 3,000 of lost load. */
SPEC(what_nobody_earns_is_the_loss_of_the_operator)
{
    static const char *const item[] = {"B reserve_mw=800 reserve_usd_per_mwh=10"};
    const double lost[] = {200e3, 8e3, 9.5 * 3000};
    for (int way = 0; way < 3; way++) {
        struct arena arena = {0};
        struct surplus surplus;
        open_small(&grid, way + 1);
        const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
        add_generator(&grid, a, way == 0 ? 3000 : 7000, 20);
        if (way == 0) {
            add_export_link(&grid, add_link(&grid, "link", a, b, 5000, 0, 0), 1);
            set_price(&grid, 0, add_market(&grid, b, 10000, 0), 55);
            grid.config.export_mode = EXPORT_SOFT;
            grid.config.export_target_mw = 5000;
            grid.config.export_penalty_usd_per_mwh = 100;
        } else if (way == 1) {
            add_link(&grid, "link", a, b, 2000, 0, 0);
            add_generator(&grid, b, 7000, 50);
            set_all_loads(&grid, b, 3000);
            grid.config.infeed = (struct text_list){1, (const char **)item};
            grid.config.hours = 1;
        } else {
            const int store = add_storage(&grid, a, 0, 10, 100);
            grid.storage[store].initial_share = 0.5;
            grid.storage[store].hourly_loss_share = 0.1;
            grid.config.storage_end = STORAGE_END_FIXED;
            grid.config.hours = 2;
        }
        REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK && has_surplus(&arena, &surplus));
        CHECK_RELATIVE(surplus.usd[AGENT_OPERATOR], -lost[way], 1e-9);
        CHECK(surplus.relative_gap < CERTIFIED);
        arena_free(&arena);
    }
}

/* 50 MWh at -80, which the study reads as 10, and 50 at 20; at home they would cost 30. */
SPEC(a_market_is_paid_the_price_that_the_study_reads)
{
    struct arena arena = {0};
    struct surplus surplus;
    open_small(&grid, 2);
    const int bus = add_bus(&grid, "B");
    add_generator(&grid, bus, 1000, 30);
    const int market = add_market(&grid, bus, 0, 40);
    set_all_loads(&grid, bus, 50);
    set_price(&grid, 0, market, -80);
    set_price(&grid, 1, market, 20);
    grid.config.market_price_floor_usd_per_mwh = 10;
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK && has_surplus(&arena, &surplus));
    CHECK_RELATIVE(surplus.usd[AGENT_MARKET], 40 * (30 - 10) + 40 * (30 - 20), 1e-9);
    CHECK(surplus.relative_gap < CERTIFIED);
    arena_free(&arena);
}

static struct random_grid any_grid;

/* Runs the grid as it stands and gives who has what; false where there is no optimum. */
static bool surplus_of_any(struct arena *arena, struct surplus *surplus)
{
    static struct result result;
    struct error error = {0};
    return dispatch_run(&any_grid.config, &any_grid.network, &any_grid.series, NULL,
                        &any_grid.arena, &result, &error) == STATUS_OK &&
           result.outcome == OUTCOME_OPTIMAL &&
           surplus_of(&result, &any_grid.config, NULL, arena, surplus, &error) == STATUS_OK;
}

static const char *const country_names[] = {"KZ", "AZ", "GE"};

SPEC(on_any_grid_what_all_have_is_the_value_of_the_load_less_the_cost)
{
    int looked_at = 0, with_stores = 0, with_markets = 0;
    for (int number = 0; number < 80; number++) {
        struct arena arena = {0};
        struct surplus surplus;
        make_random_grid(&any_grid, (uint64_t)number + 4001, 2 + number % 6, 10 + number % 15);
        any_grid.config.method = number % 2 ? LP_INTERIOR : LP_AUTOMATIC;
        any_grid.config.loss_method = number % 4;
        for (int bus = 0; bus < any_grid.network.n_bus; bus++)
            any_grid.network.bus[bus].country = country_names[bus % 3];
        if (surplus_of_any(&arena, &surplus)) {
            double sum = 0;
            for (int c = 0; c < surplus.n_country; c++)
                sum += surplus.country[c].sum_usd;
            CHECK_NEAR(sum, surplus.sum_usd, 1e-9 * fmax(1, fabs(sum)));
            if (!(surplus.relative_gap < CERTIFIED))
                SPEC_FAULT("grid %d: %g of the cost", number, surplus.relative_gap);
            looked_at++;
            with_stores += surplus.usd[AGENT_STORAGE] != 0;
            with_markets += surplus.usd[AGENT_MARKET] != 0;
        }
        arena_free(&any_grid.arena);
        arena_free(&arena);
    }
    CHECK(looked_at > 50 && with_stores > 10 && with_markets > 10);
}

/* Two links, in and out: PINT(A) + PINT(B given A) = PINT(A, B), and for each step the surplus
 * changes close to the change of the cost. */
SPEC(on_any_grid_projects_add_up_in_any_order_and_their_surplus_closes)
{
    int looked_at = 0;
    for (int number = 0; number < 90; number++) {
        struct arena arena = {0};
        struct surplus of[4];
        double value[4];
        bool all = true;
        make_random_grid(&any_grid, (uint64_t)number + 7001, 6 + number % 5, 12);
        any_grid.config.method = LP_INTERIOR;
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.loss_method = LOSS_SECANT;
        if (any_grid.network.n_link >= 2) {
            const double mw[] = {any_grid.network.link[0].capacity_mw + 50,
                                 any_grid.network.link[1].capacity_mw + 50};
            for (unsigned in = 0; in < 4 && all; in++) {
                for (int l = 0; l < 2; l++)
                    any_grid.network.link[l].capacity_mw = in >> l & 1 ? mw[l] : 0;
                all = surplus_of_any(&arena, &of[in]);
                if (all) value[in] = -of[in].cost_usd;
            }
            if (all) {
                const double size = fmax(1, fabs(value[0]));
                double share[2];
                CHECK_NEAR(put_in_one_at_a_time(value, 0) + take_out_one_at_a_time(2, value, 1),
                           value[3] - value[0], 1e-12 * size);
                REQUIRE(shapley_shares(2, value, share) == STATUS_OK);
                CHECK_NEAR(share[0] + share[1], value[3] - value[0], 1e-12 * size);
                for (int in = 1; in < 4; in++) {
                    const double gain = of[in].sum_usd - of[0].sum_usd;
                    CHECK_NEAR(gain, of[0].cost_usd - of[in].cost_usd, CERTIFIED * size);
                }
                looked_at++;
            }
        }
        arena_free(&any_grid.arena);
        arena_free(&arena);
    }
    CHECK(looked_at > 15);
}

SPEC_MAIN(SPEC_ENTRY(a_cable_gives_sellers_of_the_cheap_side_what_its_buyers_lose_and_a_rent),
          SPEC_ENTRY(a_cable_that_one_side_paid_for_earns_for_that_side),
          SPEC_ENTRY(what_nobody_earns_is_the_loss_of_the_operator),
          SPEC_ENTRY(a_market_is_paid_the_price_that_the_study_reads),
          SPEC_ENTRY(on_any_grid_what_all_have_is_the_value_of_the_load_less_the_cost),
          SPEC_ENTRY(on_any_grid_projects_add_up_in_any_order_and_their_surplus_closes))
