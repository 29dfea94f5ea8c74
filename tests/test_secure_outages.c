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

/* Until the converter has moved, the line that is left carries all: 600 MW for a while. */
SPEC(what_a_line_may_carry_until_links_have_moved_is_a_limit_too)
{
    converter(200);
    grid.config.security_short_share = 1.2;
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.objective_usd, -40 * 600, WORKED);
    grid.config.security_short_share = 1.5; /* 750: the run-back is what limits */
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.objective_usd, -40 * 700, WORKED);
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

/* The plant at A must run at 100 MW; without its neighbour one line gets 10/11 of that. */
SPEC(where_no_dispatch_holds_the_line_and_the_outage_are_named)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "north", a, b, 0.1, 0, 80);
    add_line(&grid, "south", a, b, 0.1, 0, 1000);
    add_line(&grid, "detour", a, b, 1, 0, 1000);
    add_generator(&grid, a, 100, 10);
    grid.generator[0].must_run_share = 1;
    add_generator(&grid, b, 100, 50);
    set_load(&grid, 0, b, 100);
    grid.config.security = SECURITY_PREVENTIVE;
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_INFEASIBLE);
        CHECK_CONTAINS(grid.result.why, "by 10.9 MW");
        CHECK_CONTAINS(grid.result.why, "line north after the outage of south");
    }
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

enum { LINES = 24, LINKS = 8, BUSES = 8 };

/* An hour after a loss, by transfer factors, which share no code with the rows: flows, and what a
 * MW more on each link moves. */
struct after {
    double flow_mw[LINES], moves[LINKS][LINES], least_mw[LINKS], most_mw[LINKS];
    int line; /* that is out, -1 */
};

static void add_injections(const double *ptdf, const double *changed_mw, double *flow_mw)
{
    const struct network *n = &any_grid.network;
    for (int l = 0; l < n->n_line; l++)
        for (int bus = 0; bus < n->n_bus; bus++)
            flow_mw[l] += ptdf[l * n->n_bus + bus] * changed_mw[bus];
}

/* False where nobody takes over or the grid splits. */
static bool lose(const double *ptdf, const struct result *result, int hour, int i,
                 struct after *after)
{
    const struct network *n = &any_grid.network;
    double changed[BUSES] = {0}, missing = 0;
    int k = i, plant = -1, store = -1, market = -1, link = -1;
    *after = (struct after){.line = -1};
    for (int l = 0; l < n->n_line; l++)
        after->flow_mw[l] = result->line_mw[hour * n->n_line + l];
    if (k < n->n_line) {
        after->line = k;
    } else if ((k -= n->n_line) < n->n_generator) {
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
        link = k - n->n_market;
        const int at = hour * n->n_link + link;
        const double taken = result->link_forward_mw[at] - result->link_back_received_mw[at];
        const double given = result->link_forward_received_mw[at] - result->link_back_mw[at];
        changed[n->link[link].from_bus] += taken;
        changed[n->link[link].to_bus] -= given;
        missing = given - taken;
    }
    const double all = response_at(-1, plant, store, market);
    if (!(all > 0)) return false;
    for (int bus = 0; bus < n->n_bus; bus++)
        changed[bus] += missing * response_at(bus, plant, store, market) / all;
    add_injections(ptdf, changed, after->flow_mw);
    for (int h = 0; h < n->n_link; h++) {
        const struct hvdc_link *own = &n->link[h];
        const double sent = result->link_forward_mw[hour * n->n_link + h] -
                            result->link_back_mw[hour * n->n_link + h];
        double moved[BUSES] = {0};
        if (h == link) continue;
        after->least_mw[h] = fmin(0, -own->capacity_mw - sent);
        after->most_mw[h] = fmax(0, own->capacity_mw - sent);
        moved[own->from_bus] -= 1;
        moved[own->to_bus] += 1 - own->loss_linear;
        for (int bus = 0; bus < n->n_bus; bus++)
            moved[bus] += own->loss_linear * response_at(bus, plant, store, market) / all;
        add_injections(ptdf, moved, after->moves[h]);
    }
    if (after->line < 0) return true;
    const double *row = ptdf + (size_t)after->line * (size_t)n->n_bus;
    const int from = n->line[after->line].from_bus, to = n->line[after->line].to_bus;
    if (1 - (row[from] - row[to]) < 1e-6) return false;
    const double lost = after->flow_mw[after->line] / (1 - (row[from] - row[to]));
    for (int l = 0; l < n->n_line; l++) {
        const double share = ptdf[l * n->n_bus + from] - ptdf[l * n->n_bus + to];
        after->flow_mw[l] += share * lost;
        for (int h = 0; h < n->n_link; h++)
            if (l != after->line)
                after->moves[h][l] +=
                    share * after->moves[h][after->line] / (1 - (row[from] - row[to]));
    }
    return true;
}

static double over_mw(const struct after *after, int l)
{
    const struct line *line = &any_grid.network.line[l];
    if (l == after->line) return 0;
    return fmax(0,
                fmax(after->flow_mw[l] - line->limit_mw, -after->flow_mw[l] - line->limit_back_mw));
}

/* The least overload that links can leave, as a program of its own. */
static double least_over_mw(const struct after *after)
{
    const struct network *n = &any_grid.network;
    struct arena arena = {0};
    struct error error = {0};
    struct lp lp;
    struct lp_report report = {.outcome = OUTCOME_LIMIT};
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    double x[LINKS + 1], dual[2 * LINES], worst = INFINITY;
    if (lp_new(2 * n->n_line, n->n_link + 1, 2 * n->n_line * (n->n_link + 1), &arena, &lp,
               &error) == STATUS_OK) {
        for (int l = 0; l < n->n_line; l++) {
            const bool is_out = l == after->line;
            lp_add_row(&lp, -INFINITY, is_out ? INFINITY : n->line[l].limit_mw - after->flow_mw[l],
                       0);
            lp_add_row(&lp, is_out ? -INFINITY : -n->line[l].limit_back_mw - after->flow_mw[l],
                       INFINITY, 0);
        }
        for (int h = 0; h <= n->n_link; h++) {
            const bool is_over = h == n->n_link;
            lp_add_column(&lp, is_over, is_over ? 0 : after->least_mw[h],
                          is_over ? 1e5 : after->most_mw[h]);
            for (int row = 0; row < 2 * n->n_line; row++)
                lp_add_entry(&lp, row, is_over ? (row % 2 ? 1 : -1) : after->moves[h][row / 2]);
        }
        struct lp_solution solution = {.x = x, .row_dual = dual};
        if (lp_solve(&lp, &settings, &arena, &solution, &report, &error) == STATUS_OK &&
            report.outcome == OUTCOME_OPTIMAL)
            worst = x[n->n_link];
    }
    arena_free(&arena);
    return worst;
}

static double worst_after_loss_mw(const double *ptdf, const struct result *result, int hour,
                                  bool acts)
{
    const struct network *n = &any_grid.network;
    const int n_lost = n->n_line + n->n_generator + n->n_storage + n->n_market + n->n_link;
    double worst = 0;
    for (int i = 0; i < n_lost; i++) {
        struct after after;
        double over = 0;
        if (!lose(ptdf, result, hour, i, &after)) continue;
        for (int l = 0; l < n->n_line; l++)
            over = fmax(over, over_mw(&after, l));
        if (acts && over > 0.01) over = least_over_mw(&after);
        worst = fmax(worst, over);
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
                if (!(worst_after_loss_mw(ptdf, &preventive, hour, false) <= 0.0101) ||
                    !(worst_after_loss_mw(ptdf, &corrective, hour, true) <= 0.0101))
                    SPEC_FAULT("grid %d, hour %d: over by %g MW, %g MW once links have moved",
                               number, hour, worst_after_loss_mw(ptdf, &preventive, hour, false),
                               worst_after_loss_mw(ptdf, &corrective, hour, true));
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
          SPEC_ENTRY(what_a_line_may_carry_until_links_have_moved_is_a_limit_too),
          SPEC_ENTRY(without_action_one_line_must_carry_all),
          SPEC_ENTRY(where_no_dispatch_holds_the_line_and_the_outage_are_named),
          SPEC_ENTRY(the_most_that_can_be_exported_is_what_one_line_can_carry),
          SPEC_ENTRY(a_line_keeps_room_for_what_replaces_a_lost_plant),
          SPEC_ENTRY(a_line_keeps_room_for_what_a_lost_link_carried),
          SPEC_ENTRY(on_any_grid_what_is_secured_outlives_every_loss_and_action_never_costs_more))
