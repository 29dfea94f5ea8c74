/* Limits of a study that hold after the outage of a plant, a store, a market or a link, and once
 * links have moved. */
#include "network/ptdf.h"
#include "tests/random_grid.h"
#include "tests/small_grid.h"

static struct small_grid grid;

static void only(const char *const *kinds)
{
    int n = 0;
    while (kinds[n] != NULL)
        n++;
    grid.config.security_outages = (struct text_list){n, kinds};
}

/* Two lines of 500 MW feed a converter; the market beyond pays 60, the plant costs 20 (B.7, T15 of
 * the methods this follows: export 500, 700, 800 for a run-back of 0, 200, 400 MW). */
static void converter(double run_back_mw)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), c = add_bus(&grid, "C"), m = add_bus(&grid, "M");
    add_line(&grid, "one", a, c, 0.1, 0, 500);
    add_line(&grid, "two", a, c, 0.1, 0, 500);
    add_link(&grid, "cable", c, m, 800, 0, 0);
    add_generator(&grid, a, 2000, 20);
    const int market = add_market(&grid, m, 2000, 2000);
    set_price(&grid, 0, market, 60);
    grid.config.security = SECURITY_CORRECTIVE;
    grid.config.security_run_back_mw = run_back_mw;
}

SPEC(a_fast_converter_lets_two_lines_carry_more_than_one_may)
{
    static const double run_back[] = {0, 200, 400}, export_mw[] = {500, 700, 800},
                        shadow[] = {40, 40, 0};
    for (int i = 0; i < 3; i++) {
        converter(run_back[i]);
        BY_BOTH_METHODS(&grid)
        {
            REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
            CHECK_RELATIVE(power_of(&grid, 0, 0), export_mw[i], WORKED);
            CHECK_RELATIVE(grid.result.objective_usd, -40 * export_mw[i], WORKED);
            CHECK_RELATIVE(grid.result.unsecured_usd, -32000, WORKED);
            double usd = 0;
            for (int k = 0; k < grid.result.n_secure; k++)
                usd += grid.result.secure[k].usd;
            CHECK_NEAR(usd, shadow[i], 1e-4);
            REQUIRE(i == 0 || grid.result.n_action > 0);
            if (i > 0) CHECK_NEAR(grid.result.action[0].most_mw, 500 - export_mw[i], 0.02);
            CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
        }
    }
}

SPEC(without_action_one_line_must_carry_all)
{
    converter(400);
    grid.config.security = SECURITY_PREVENTIVE;
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.objective_usd, -40 * 500, WORKED);
    CHECK_TEXT(grid.result.secure_form, "preventive");
}

SPEC(the_most_that_can_be_exported_is_what_one_line_can_carry)
{
    converter(200);
    add_export_link(&grid, 0, 1);
    grid.config.export_mode = EXPORT_MAXIMUM;
    grid.config.export_terminal = TERMINAL_SENDING;
    BY_BOTH_METHODS(&grid)
    {
        REQUIRE(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(grid.result.export_mwh, 700, 0.1);
        CHECK(isnan(grid.result.unsecured_usd)); /* the stage without security counted MWh */
        REQUIRE(grid.result.n_secure > 0);
        CHECK_TEXT(grid.result.secure[0].kind, "line");
    }
}

/* 100 MW of load behind a line of 60. Of what a plant beside the load made, the other two take over
 * 200 to 100, so that two thirds come over the line: f + 2/3 a <= 60 and f + 2/3 b <= 60 with f + a
 * + b = 100 leave 40 of the cheap plant and 30 of each dear one. */
SPEC(a_line_keeps_room_for_what_replaces_a_lost_plant)
{
    static const char *const plants[] = {"plants", NULL};
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "ab", a, b, 0.1, 0, 60);
    add_generator(&grid, a, 200, 10);
    add_generator(&grid, b, 100, 50);
    add_generator(&grid, b, 100, 60);
    set_load(&grid, 0, b, 100);
    grid.config.security = SECURITY_PREVENTIVE;
    only(plants);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(power_of(&grid, 0, 0), 40, WORKED);
        CHECK_RELATIVE(power_of(&grid, 0, 1), 30, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 3700, WORKED);
        CHECK_RELATIVE(grid.result.unsecured_usd, 2600, WORKED);
        CHECK_TEXT(grid.result.secure[0].kind, "plant");
        CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
    }
}

/* What the link took is sent over the line instead, whoever responds: both carry 50 together. */
SPEC(a_line_keeps_room_for_what_a_lost_link_carried)
{
    static const char *const links[] = {"links", NULL};
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "ab", a, b, 0.1, 0, 50);
    add_link(&grid, "cable", a, b, 80, 0, 0);
    add_generator(&grid, a, 200, 10);
    add_generator(&grid, b, 100, 50);
    set_load(&grid, 0, b, 100);
    grid.config.security = SECURITY_PREVENTIVE;
    only(links);
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.objective_usd, 50 * 10 + 50 * 50, WORKED);
        CHECK_TEXT(grid.result.secure[0].outage, "cable");
    }
    static const char *const lines[] = {"lines", NULL};
    only(lines); /* the line is the only one: a bridge, and no limit */
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.objective_usd, 1000, WORKED);
}

/* ---- any grid ---------------------------------------------------------------------------------
 */

static struct random_grid any_grid;

/* Who takes over after an outage, and by how much of it: firm plants, reservoirs, markets. */
static double response_at(int bus, int lost_plant, int lost_store, int lost_market)
{
    const struct network *n = &any_grid.network;
    double sum = 0;
    for (int g = 0; g < n->n_generator; g++)
        if (g != lost_plant && n->generator[g].availability == AVAILABILITY_FIRM)
            sum += (bus < 0 || n->generator[g].bus == bus) * n->generator[g].capacity_mw;
    for (int s = 0; s < n->n_storage; s++)
        if (s != lost_store && n->storage[s].kind == STORAGE_RESERVOIR)
            sum += (bus < 0 || n->storage[s].bus == bus) * n->storage[s].discharge_mw;
    for (int b = 0; b < n->n_market_block; b++) {
        const struct market_block *block = &n->market_block[b];
        if (block->market != lost_market && block->side == MARKET_SELLS)
            sum += (bus < 0 || n->market[block->market].bus == bus) * block->depth_mw;
    }
    return sum;
}

/* The flows of an hour with other injections, over the limits by so much at most. */
static double over_mw(const double *ptdf, const struct result *result, int hour,
                      const double *changed_mw)
{
    const struct network *n = &any_grid.network;
    double worst = 0;
    for (int l = 0; l < n->n_line; l++) {
        double mw = result->line_mw[hour * n->n_line + l];
        for (int bus = 0; bus < n->n_bus; bus++)
            mw += ptdf[l * n->n_bus + bus] * changed_mw[bus];
        worst = fmax(worst, fmax(mw - n->line[l].limit_mw, -mw - n->line[l].limit_back_mw));
    }
    return worst;
}

/* After the loss of each plant, store, market and link, by transfer factors, which share no code
 * with the rows. */
static double worst_after_loss_mw(const double *ptdf, const struct result *result, int hour)
{
    const struct network *n = &any_grid.network;
    const int n_lost = n->n_generator + n->n_storage + n->n_market + n->n_link;
    double worst = 0;
    for (int i = 0; i < n_lost; i++) {
        double changed[16] = {0}, missing = 0;
        int k = i, plant = -1, store = -1, market = -1;
        if (k < n->n_generator) {
            plant = k;
            missing = result->generator_mw[hour * n->n_generator + k];
            changed[n->generator[k].bus] -= missing;
        } else if ((k -= n->n_generator) < n->n_storage) {
            store = k;
            missing = result->storage_discharge_mw[hour * n->n_storage + k] -
                      result->storage_charge_mw[hour * n->n_storage + k];
            changed[n->storage[k].bus] -= missing;
        } else if ((k -= n->n_storage) < n->n_market) {
            market = k;
            missing = result->market_sold_mw[hour * n->n_market + k] -
                      result->market_bought_mw[hour * n->n_market + k];
            changed[n->market[k].bus] -= missing;
        } else {
            k -= n->n_market;
            const int at = hour * n->n_link + k;
            const double taken = result->link_forward_mw[at] - result->link_back_received_mw[at];
            const double given = result->link_forward_received_mw[at] - result->link_back_mw[at];
            changed[n->link[k].from_bus] += taken;
            changed[n->link[k].to_bus] -= given;
            missing = given - taken;
        }
        const double all = response_at(-1, plant, store, market);
        if (!(all > 0)) continue; /* nobody takes over */
        for (int bus = 0; bus < n->n_bus; bus++)
            changed[bus] += missing * response_at(bus, plant, store, market) / all;
        worst = fmax(worst, over_mw(ptdf, result, hour, changed));
    }
    return worst;
}

static bool solve(int security, double run_back_mw, struct result *result)
{
    struct error error = {0};
    any_grid.config.security = security;
    any_grid.config.security_run_back_mw = run_back_mw;
    return dispatch_run(&any_grid.config, &any_grid.network, &any_grid.series, NULL,
                        &any_grid.arena, result, &error) == STATUS_OK &&
           result->outcome == OUTCOME_OPTIMAL;
}

/* NULL where the grid falls into islands. */
static double *factors(void)
{
    const struct network *n = &any_grid.network;
    struct error error = {0};
    int *from = ARENA_ARRAY(&any_grid.arena, int, n->n_line),
        *to = ARENA_ARRAY(&any_grid.arena, int, n->n_line);
    double *x = ARENA_ARRAY(&any_grid.arena, double, n->n_line);
    double *ptdf = ARENA_ARRAY(&any_grid.arena, double, n->n_line * n->n_bus);
    for (int l = 0; l < n->n_line; l++) {
        from[l] = n->line[l].from_bus;
        to[l] = n->line[l].to_bus;
        x[l] = n->line[l].reactance_pu;
    }
    const enum status status =
        ptdf_compute(n->n_bus, n->n_line, from, to, x, 0, &any_grid.arena, ptdf, &error);
    return status == STATUS_OK ? ptdf : NULL;
}

/* Rows may be missed by 0.01 MW, at up to 3000 USD/MWh each. */
#define SAME_COST 1e-4

SPEC(on_any_grid_what_is_secured_outlives_every_loss_and_action_never_costs_more)
{
    int secured = 0, checked = 0, helped = 0;
    for (int number = 0; number < 60; number++) {
        struct result open, preventive, idle, corrective;
        make_random_grid(&any_grid, (uint64_t)number + 4711, 3 + number % 6, 1 + number % 5);
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.loss_method = number % 2 ? LOSS_SECANT : LOSS_QUADRATIC;
        const bool solved =
            solve(SECURITY_NONE, 0, &open) && solve(SECURITY_PREVENTIVE, 0, &preventive) &&
            solve(SECURITY_CORRECTIVE, 0, &idle) && solve(SECURITY_CORRECTIVE, 1e5, &corrective);
        if (solved) {
            const double *ptdf = factors();
            const double size = fmax(1, fabs(open.objective_usd));
            const double cost[] = {open.objective_usd, corrective.objective_usd,
                                   preventive.objective_usd};
            if (!(cost[0] <= cost[1] + SAME_COST * size && cost[1] <= cost[2] + SAME_COST * size))
                SPEC_FAULT("grid %d: %.10g open, %.10g corrective, %.10g preventive", number,
                           cost[0], cost[1], cost[2]);
            CHECK_NEAR(idle.objective_usd, preventive.objective_usd, SAME_COST * size);
            for (int hour = 0; ptdf != NULL && hour < any_grid.config.hours; hour++)
                CHECK(worst_after_loss_mw(ptdf, &preventive, hour) <= 0.0101);
            for (int i = 0; i < corrective.n_identity; i++)
                CHECK(corrective.identity[i].relative_gap < 1e-6);
            secured++;
            checked += ptdf != NULL;
            helped += cost[1] < cost[2] - SAME_COST * size;
        }
        arena_free(&any_grid.arena);
    }
    CHECK(secured > 20 && checked > 10 && helped > 3); /* else the test has looked at nothing */
}

SPEC_MAIN(SPEC_ENTRY(a_fast_converter_lets_two_lines_carry_more_than_one_may),
          SPEC_ENTRY(without_action_one_line_must_carry_all),
          SPEC_ENTRY(the_most_that_can_be_exported_is_what_one_line_can_carry),
          SPEC_ENTRY(a_line_keeps_room_for_what_replaces_a_lost_plant),
          SPEC_ENTRY(a_line_keeps_room_for_what_a_lost_link_carried),
          SPEC_ENTRY(on_any_grid_what_is_secured_outlives_every_loss_and_action_never_costs_more))
