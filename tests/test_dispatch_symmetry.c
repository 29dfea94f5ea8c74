/* What may not change an answer, and limits where the answer is known: a grid without limits and
 * losses is a merit order, a cable of no megawatts is none. */
#include "tests/small_grid.h"

#include "tests/random_grid.h"

static struct small_grid grid;

/*   1 --- 2     cheap at 1, dear at 2, load at 3; line 1-3 holds 150 MW and is drawn either way
 *    \   /
 *      3                                            */
static void ring(bool flipped)
{
    open_small(&grid, 1);
    const int one = add_bus(&grid, "1"), two = add_bus(&grid, "2"), three = add_bus(&grid, "3");
    add_line(&grid, "1-2", one, two, 0.1, 1e-5, 1000);
    if (flipped)
        add_line(&grid, "3-1", three, one, 0.1, 1e-5, 150);
    else
        add_line(&grid, "1-3", one, three, 0.1, 1e-5, 150);
    add_line(&grid, "2-3", two, three, 0.1, 1e-5, 1000);
    add_generator(&grid, one, 1000, 10);
    add_generator(&grid, two, 1000, 30);
    set_all_loads(&grid, three, 300);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.loss_segments = 4;
    grid.config.limit_form = LIMIT_SEND;
}

SPEC(a_line_drawn_the_other_way_round_turns_the_sign_of_its_flow_and_nothing_else)
{
    ring(false);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    double price[3], flow[3], loss[3];
    const double cost = grid.result.objective_usd;
    const double shadow = grid.result.line_shadow_usd_per_mwh[1];
    for (int i = 0; i < 3; i++) {
        price[i] = price_at(&grid, 0, i);
        flow[i] = grid.result.line_mw[i];
        loss[i] = grid.result.line_loss_mw[i];
    }
    CHECK(flow[1] > 140 && shadow > 1);
    ring(true);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, cost, WORKED);
        CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[1], shadow, WORKED);
        for (int i = 0; i < 3; i++) {
            CHECK_RELATIVE(price_at(&grid, 0, i), price[i], WORKED);
            CHECK_RELATIVE(grid.result.line_mw[i], i == 1 ? -flow[i] : flow[i], WORKED);
            CHECK_RELATIVE(grid.result.line_loss_mw[i], loss[i], 1e-5);
        }
    }
}

SPEC(a_line_with_losses_by_the_law_is_full_either_way_round)
{
    double cost = 0, rent = 0, surplus = 0;
    for (int flipped = 0; flipped < 2; flipped++) {
        ring(flipped);
        grid.config.loss_method = LOSS_QUADRATIC;
        REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
        const struct result *result = &grid.result;
        const double sign = flipped ? -1 : 1;
        /* the sending end is full: p + rho p^2 / 2 = 150 MW */
        const double p = sign * result->line_mw[1];
        CHECK_NEAR(p + result->line_loss_mw[1] / 2, 150, 1e-6);
        CHECK(result->line_shadow_usd_per_mwh[1] > 1);
        CHECK(sign * result->line_marginal_loss[1] > 0);
        if (!flipped) {
            cost = result->objective_usd;
            rent = result->congestion_rent_usd;
            surplus = result->loss_surplus_usd;
            continue;
        }
        CHECK_NEAR(result->objective_usd, cost, 1e-6 * cost);
        CHECK_NEAR(result->congestion_rent_usd, rent, 1e-6 * rent);
        CHECK_NEAR(result->loss_surplus_usd, surplus, 1e-6 * rent);
        CHECK(rent > 100 && surplus > 1);
    }
}

SPEC(a_limit_holds_only_in_its_own_direction)
{
    ring(true);
    grid.line[1].limit_mw = 10; /* of 3 to 1: the flow goes from 1 to 3 */
    BY_BOTH_METHODS(&grid) CHECK(grid.result.line_mw[1] < -140);
    ring(true);
    grid.line[1].limit_back_mw = 10;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.line_mw[1] >= -10 - 1e-6);
        CHECK(grid.result.line_shadow_usd_per_mwh[1] > 1);
    }
}

SPEC(doubling_all_costs_doubles_prices_and_shadow_prices)
{
    ring(false);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    double price[3];
    const double shadow = grid.result.line_shadow_usd_per_mwh[1], flow = grid.result.line_mw[0];
    for (int bus = 0; bus < 3; bus++)
        price[bus] = price_at(&grid, 0, bus);
    grid.generator[0].marginal_cost_usd_per_mwh *= 2;
    grid.generator[1].marginal_cost_usd_per_mwh *= 2;
    grid.config.value_of_lost_load_usd_per_mwh *= 2;
    BY_BOTH_METHODS(&grid)
    {
        for (int bus = 0; bus < 3; bus++)
            CHECK_RELATIVE(price_at(&grid, 0, bus), 2 * price[bus], WORKED);
        CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[1], 2 * shadow, WORKED);
        CHECK_RELATIVE(grid.result.line_mw[0], flow, WORKED);
    }
}

SPEC(two_equal_hours_cost_twice_one_hour_at_the_same_prices)
{
    ring(false);
    REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
    const double cost = grid.result.objective_usd, price = price_at(&grid, 0, 2);
    const double shadow = grid.result.line[1].shadow_usd_per_mw;
    grid.config.hours = 2;
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, 2 * cost, WORKED);
        CHECK_RELATIVE(grid.result.line[1].shadow_usd_per_mw, 2 * shadow, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 2), price, WORKED);
        CHECK_RELATIVE(price_at(&grid, 1, 2), price, WORKED);
    }
}

/* Ten plants on a ring of five buses and, once, on a single bus. */
static double merit_order(const double *cost, const double *capacity_mw, int n, double load_mw)
{
    double usd = 0, last = -INFINITY;
    for (double left = load_mw; left > 0;) {
        int next = -1; /* the cheapest that is dearer than the last one */
        for (int g = 0; g < n; g++)
            if (cost[g] > last && (next < 0 || cost[g] < cost[next])) next = g;
        const double part = fmin(left, capacity_mw[next]);
        usd += part * cost[next];
        left -= part;
        last = cost[next];
    }
    return usd;
}

SPEC(a_grid_without_limits_and_losses_is_a_merit_order_with_one_price)
{
    enum { BUSES = 5, PLANTS = 10, N_HOUR = 3 };
    double cost[PLANTS], capacity_mw[PLANTS], usd = 0;
    open_small(&grid, N_HOUR);
    for (int bus = 0; bus < BUSES; bus++)
        add_bus(&grid, "bus");
    for (int bus = 0; bus < BUSES; bus++)
        add_line(&grid, "line", bus, (bus + 1) % BUSES, 0.01 * (bus + 1), 0, 1e4);
    add_line(&grid, "chord", 0, 2, 0.05, 0, 1e4);
    add_link(&grid, "link", 1, 4, 1e4, 0, 0);
    for (int g = 0; g < PLANTS; g++) {
        cost[g] = 10 + (g * 7) % PLANTS * 5;
        capacity_mw[g] = 40 + 13 * ((g * 3) % 7);
        add_generator(&grid, g % BUSES, capacity_mw[g], cost[g]);
    }
    for (int hour = 0; hour < N_HOUR; hour++) {
        double sum = 0;
        for (int bus = 0; bus < BUSES; bus++) {
            const double mw = 20 + 17 * ((bus * 2 + hour * 3) % 5);
            set_load(&grid, hour, bus, mw);
            sum += mw;
        }
        usd += merit_order(cost, capacity_mw, PLANTS, sum);
    }
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, usd, 1e-8);
        for (int hour = 0; hour < N_HOUR; hour++)
            for (int bus = 1; bus < BUSES; bus++)
                CHECK_NEAR(price_at(&grid, hour, bus), price_at(&grid, hour, 0), 1e-5);
        CHECK_NEAR(grid.result.congestion_rent_usd, 0, 1e-3);
    }
}

SPEC(a_cable_of_no_megawatts_and_no_cable_cost_the_same_on_any_grid)
{
    static struct random_grid random;
    int compared = 0;
    for (int number = 0; number < 30; number++) {
        struct result with, without;
        struct error error = {0};
        make_random_grid(&random, (uint64_t)number + 40, 2 + number % 6, 1 + number % 12);
        if (random.network.n_link > 0) {
            random.config.method = LP_SIMPLEX;
            random.config.export_mode = EXPORT_ECONOMIC;
            random.network.n_member = 0;
            random.network.link[random.network.n_link - 1].capacity_mw = 0;
            REQUIRE(dispatch_run(&random.config, &random.network, &random.series, NULL,
                                 &random.arena, &with, &error) == STATUS_OK);
            const double cost = with.objective_usd;
            random.network.n_link--;
            REQUIRE(dispatch_run(&random.config, &random.network, &random.series, NULL,
                                 &random.arena, &without, &error) == STATUS_OK);
            CHECK(with.outcome == without.outcome);
            CHECK_RELATIVE(cost, without.objective_usd, 1e-9);
            compared++;
        }
        arena_free(&random.arena);
    }
    CHECK(compared > 10);
}

/* Lines and plants in another order, buses renamed, on a grid whose answer is unique. */
SPEC(the_order_of_the_tables_moves_answers_along)
{
    double mw[2][3], price[2][3];
    for (int way = 0; way < 2; way++) {
        const int at[2][3] = {{0, 1, 2}, {2, 0, 1}};
        const int *bus = at[way];
        open_small(&grid, 1);
        for (int i = 0; i < 3; i++)
            add_bus(&grid, "bus");
        const int ends[3][2] = {{0, 1}, {0, 2}, {1, 2}};
        int line[3];
        for (int i = 0; i < 3; i++) {
            const int which = way ? 2 - i : i;
            line[which] = add_line(&grid, "line", bus[ends[which][0]], bus[ends[which][1]], 0.1, 0,
                                   which == 1 ? 150 : 1000);
        }
        const int dear = way ? add_generator(&grid, bus[1], 1000, 30) : -1;
        add_generator(&grid, bus[0], 1000, 10);
        if (dear < 0) add_generator(&grid, bus[1], 1000, 30);
        set_all_loads(&grid, bus[2], 300);
        REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK);
        for (int i = 0; i < 3; i++) {
            mw[way][i] = grid.result.line_mw[line[i]];
            price[way][i] = price_at(&grid, 0, bus[i]);
        }
    }
    for (int i = 0; i < 3; i++) {
        CHECK_RELATIVE(mw[1][i], mw[0][i], WORKED);
        CHECK_RELATIVE(price[1][i], price[0][i], WORKED);
    }
}

SPEC_MAIN(SPEC_ENTRY(a_line_drawn_the_other_way_round_turns_the_sign_of_its_flow_and_nothing_else),
          SPEC_ENTRY(a_line_with_losses_by_the_law_is_full_either_way_round),
          SPEC_ENTRY(a_limit_holds_only_in_its_own_direction),
          SPEC_ENTRY(doubling_all_costs_doubles_prices_and_shadow_prices),
          SPEC_ENTRY(two_equal_hours_cost_twice_one_hour_at_the_same_prices),
          SPEC_ENTRY(a_grid_without_limits_and_losses_is_a_merit_order_with_one_price),
          SPEC_ENTRY(a_cable_of_no_megawatts_and_no_cable_cost_the_same_on_any_grid),
          SPEC_ENTRY(the_order_of_the_tables_moves_answers_along))
