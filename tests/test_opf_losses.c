/* Losses in the optimal power flow: grids of the worked examples, and public cases. */
#include "study/opf_case.h"
#include "study/opf_losses.h"
#include "study/opf_prices.h"
#include "tests/cases.h"
#include "tests/opf_grids.h"

#include <string.h>

/* Losses settle to 2e-4 MW and cost to 1e-7. */
#define SETTLED_MW 1e-3
#define DIGITS 1e-3

static double rho[GRID_ROOM];

static void solve(struct spec_state *spec, struct grid *g)
{
    const struct opf_settings settings = {0};
    g->grid.loss_per_mw = rho;
    REQUIRE(opf_run_with_losses(&g->grid, &settings, &g->arena, &g->result, &g->error) ==
            STATUS_OK);
    REQUIRE(g->result.outcome == OUTCOME_OPTIMAL);
}

static void two_buses(struct grid *g, double load_mw, double rate_mw)
{
    grid_begin(g);
    grid_bus(g, 0);
    grid_bus(g, load_mw);
    grid_branch(g, 0, 1, rate_mw);
    grid_generator(g, 0, 500, 20, 0);
    grid_generator(g, 1, 500, 50, 0);
    rho[0] = 1e-4;
}

/* p - rho p^2 / 2 = 150, and the price is that of the margin, 20 (1 + rho p) / (1 - rho p). */
SPEC(an_open_branch_loses_what_the_square_of_its_flow_says_and_so_does_the_price)
{
    struct grid g;
    two_buses(&g, 150, INFINITY);
    solve(spec, &g);
    CHECK_NEAR(g.result.flow_mw[0], 151.142198, SETTLED_MW);
    CHECK_NEAR(g.result.loss_mw[0], 2.284396, SETTLED_MW);
    CHECK_NEAR(grid_mw(&g, 0), 152.284396, SETTLED_MW);
    CHECK_NEAR(grid_price(&g, 1), 20.613847, DIGITS);
    arena_free(&g.arena);
}

SPEC(a_full_branch_earns_what_is_left_of_the_prices_after_the_losses_at_the_margin)
{
    struct grid g;
    two_buses(&g, 300, 200);
    solve(spec, &g);
    CHECK_NEAR(g.result.loss_mw[0], 4, SETTLED_MW);
    CHECK_NEAR(grid_mw(&g, 0), 202, SETTLED_MW);
    CHECK_NEAR(grid_mw(&g, 1), 102, SETTLED_MW);
    CHECK_NEAR(grid_price(&g, 0), 20, DIGITS);
    CHECK_NEAR(grid_price(&g, 1), 50, DIGITS);
    CHECK_NEAR(g.result.point.flow_shadow_usd_per_mwh[0], 50 * 0.98 - 20 * 1.02, DIGITS);
    arena_free(&g.arena);
}

/* The ring of r = 0.01 and x = 0.1 p.u. on 100 MVA with 50 MW at 1 and -150 MW at 2. */
SPEC(fictitious_demand_reproduces_the_flows_of_the_worked_ring)
{
    struct grid g;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_bus(&g, -50);
    grid_bus(&g, 150);
    grid_branch(&g, 0, 1, INFINITY);
    grid_branch(&g, 0, 2, INFINITY);
    grid_branch(&g, 1, 2, INFINITY);
    grid_generator(&g, 0, 1000, 10, 0);
    rho[0] = rho[1] = rho[2] = 1e-4;
    solve(spec, &g);
    const double flow_mw[] = {17.016317, 83.795185, 66.778868};
    for (int l = 0; l < 3; l++)
        CHECK_NEAR(g.result.flow_mw[l], flow_mw[l], SETTLED_MW);
    CHECK_NEAR(g.result.total_loss_mw, 1.1770605, SETTLED_MW);
    /* 10 / price = 1 less the exact loss factor of the bus */
    CHECK_NEAR(10 / grid_price(&g, 1), 1 / (1 + 0.0034091), 1e-5);
    CHECK_NEAR(grid_price(&g, 2), 10 * (1 + 0.0169006), 1e-3);
    arena_free(&g.arena);
}

/* 0 --- 1 --- 2    equal costs at both ends, the load in the middle: half from each side loses
 * least, though either side alone costs the same without losses. */
SPEC(between_plants_of_one_cost_losses_decide)
{
    struct grid g;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_bus(&g, 200);
    grid_bus(&g, 0);
    grid_branch(&g, 0, 1, INFINITY);
    grid_branch(&g, 2, 1, INFINITY);
    grid_generator(&g, 0, 500, 20, 0);
    grid_generator(&g, 2, 500, 20, 0);
    rho[0] = rho[1] = 1e-4;
    solve(spec, &g);
    CHECK_NEAR(grid_mw(&g, 0), grid_mw(&g, 1), 0.1);
    arena_free(&g.arena);
}

SPEC(public_cases_have_a_certified_optimum_with_losses_that_costs_more_than_without)
{
    static const char *const names[] = {
        "matpower/case9.m",      "matpower/case39.m",    "pglib/pglib_opf_case5_pjm.m",
        "matpower/case2383wp.m", "matpower/case30pwl.m", "matpower/case_RTS_GMLC.m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[CASE_PATH_BYTES];
        struct arena arena = {0};
        struct error error = {0};
        struct matpower_case file;
        struct opf_case grid;
        struct opf_result with, without;
        const struct opf_settings settings = {.convention = OPF_MATPOWER};
        if (!case_path(names[i], path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &file));
        REQUIRE(opf_case_build(&file, OPF_MATPOWER, &arena, &grid, &error) == STATUS_OK);
        REQUIRE(opf_run(&grid, &settings, &arena, &without, &error) == STATUS_OK);
        REQUIRE(opf_run_with_losses(&grid, &settings, &arena, &with, &error) == STATUS_OK);
        CHECK(with.outcome == OUTCOME_OPTIMAL);
        CHECK(with.certificate.objective_usd > without.certificate.objective_usd);
        CHECK(with.total_loss_mw > 0);
        arena_free(&arena);
    }
}

/* 100 MW at 20, all beyond at 60, against 50 at the load: the plant stays at the end of its step,
 * and half the losses are taken at its bus: f + rho f^2 / 2 = 100. */
SPEC(a_plant_at_the_end_of_a_step_has_a_price_between_its_steps)
{
    static const double mw[] = {0, 100, 500}, usd[] = {0, 2000, 26000};
    struct grid g;
    two_buses(&g, 150, INFINITY);
    g.cost[0] = (struct opf_cost){.n_point = 3, .point_mw = mw, .point_usd = usd};
    solve(spec, &g);
    const double flow_mw = 99.504938; /* (sqrt(1 + 2 rho 100) - 1) / rho */
    CHECK_NEAR(grid_mw(&g, 0), 100, SETTLED_MW);
    CHECK_NEAR(g.result.flow_mw[0], flow_mw, SETTLED_MW);
    CHECK_NEAR(grid_price(&g, 1), 50, DIGITS);
    CHECK_NEAR(grid_price(&g, 0), 50 * (1 - 1e-4 * flow_mw) / (1 + 1e-4 * flow_mw), DIGITS);
    CHECK(g.result.grid == &g.grid);
    arena_free(&g.arena);
}

SPEC(a_load_that_losses_put_out_of_reach_is_told_of_the_case_that_was_asked)
{
    const struct opf_settings settings = {0};
    struct grid g;
    two_buses(&g, 499.5, INFINITY);
    g.grid.n_generator = 1;
    g.grid.loss_per_mw = rho;
    REQUIRE(opf_run_with_losses(&g.grid, &settings, &g.arena, &g.result, &g.error) == STATUS_OK);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE && g.result.losses == OPF_FICTITIOUS);
    CHECK(g.result.grid == &g.grid);
    arena_free(&g.arena);
}

/* ---- segments ---------------------------------------------------------------------------------
 */

static void solve_by(struct spec_state *spec, struct grid *g, enum opf_losses losses)
{
    const struct opf_settings settings = {.losses = losses};
    g->grid.loss_per_mw = rho;
    REQUIRE(opf_run_as_asked(&g->grid, &settings, &g->arena, &g->result, &g->error) == STATUS_OK);
}

/* Breakpoints at 20, 40 and 62.33: the secant from 40 to 62.33 loses 1e-4 (102.33 f - 40 62.33),
 * and f - loss / 2 = 50. Tangents touch at the same points: at 40 it loses 1e-4 (80 f - 1600). */
SPEC(secants_lose_more_than_the_law_and_tangents_less)
{
    struct grid g;
    two_buses(&g, 50, INFINITY);
    solve_by(spec, &g, OPF_SECANT);
    REQUIRE(g.result.outcome == OUTCOME_OPTIMAL);
    const double ratio = 1 + 2 * (0.05 + sqrt(0.0525)), point_mw = 40 * ratio;
    const double m = 1e-4 * (40 + point_mw), a = 1e-4 * 40 * point_mw;
    CHECK_NEAR(g.result.flow_mw[0], (50 - a / 2) / (1 - m / 2), 1e-6);
    CHECK_NEAR(g.result.loss_mw[0], m * g.result.flow_mw[0] - a, 1e-6);
    CHECK(g.result.total_loss_mw > g.result.law_loss_mw);
    CHECK_NEAR(grid_price(&g, 1), 20 * (1 + m / 2) / (1 - m / 2), 1e-6);
    const double secant_usd = g.result.certificate.objective_usd;
    solve_by(spec, &g, OPF_TANGENT);
    REQUIRE(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(g.result.flow_mw[0], (50 - 0.08) / (1 - 0.004), 1e-6);
    CHECK(g.result.total_loss_mw < g.result.law_loss_mw);
    const double tangent_usd = g.result.certificate.objective_usd;
    solve_by(spec, &g, OPF_FICTITIOUS);
    const double law_usd = g.result.certificate.objective_usd;
    CHECK(tangent_usd < law_usd && law_usd < secant_usd);
    arena_free(&g.arena);
}

SPEC(the_cost_of_public_cases_with_losses_lies_between_tangents_and_secants_and_money_adds_up)
{
    static const char *const names[] = {"matpower/case9.m", "matpower/case39.m",
                                        "matpower/case118.m", "pglib/pglib_opf_case30_ieee.m",
                                        "matpower/case_RTS_GMLC.m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[CASE_PATH_BYTES];
        struct arena arena = {0};
        struct error error = {0};
        struct matpower_case file;
        struct opf_case grid;
        double usd[3];
        if (!case_path(names[i], path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &file));
        REQUIRE(opf_case_build(&file, OPF_MATPOWER, &arena, &grid, &error) == STATUS_OK);
        for (int k = 0; k < 3; k++) {
            const enum opf_losses kinds[] = {OPF_TANGENT, OPF_FICTITIOUS, OPF_SECANT};
            const struct opf_settings settings = {.losses = kinds[k]};
            struct opf_result result;
            REQUIRE(opf_run_as_asked(&grid, &settings, &arena, &result, &error) == STATUS_OK);
            REQUIRE(result.outcome == OUTCOME_OPTIMAL);
            REQUIRE(opf_prices_fill(&result, &arena, &error) == STATUS_OK);
            CHECK(result.surplus.relative_gap < 1e-5);
            usd[k] = result.certificate.objective_usd;
        }
        CHECK(usd[0] < usd[1] && usd[1] < usd[2] && usd[2] < 1.01 * usd[0]);
        arena_free(&arena);
    }
}

/* 200 MW arrive as 200 - 2 at most of the 202 that 0 may send: 198.5 MW are too many, and no losses
 * above the law change that. */
SPEC(a_full_line_is_named_where_losses_leave_no_dispatch_and_what_is_proven_is_said)
{
    struct grid g;
    two_buses(&g, 198.5, 200);
    g.grid.n_generator = 1;
    solve_by(spec, &g, OPF_TANGENT);
    REQUIRE(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK(strstr(g.result.why, "branch 1 (bus 101 - 102): flow of at most 200 MW") != NULL);
    CHECK(strstr(g.result.why, "proven for losses of r flow^2") != NULL);
    solve_by(spec, &g, OPF_SECANT);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK(strstr(g.result.why, "--losses tangent says") != NULL);
    solve_by(spec, &g, OPF_FICTITIOUS);
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE);
    CHECK(strstr(g.result.why, "proven for losses of r flow^2") != NULL);
    arena_free(&g.arena);
}

/* A plant that is paid 10 a MWh to run, with nobody else at the margin: 0 MW of load at its end,
 * 150 behind the line. At prices below 0 each MW burnt earns. */
static void paid_to_run(struct grid *g, double least_mw)
{
    two_buses(g, 150, 400);
    g->cost[0] = (struct opf_cost){.c1 = -10};
    g->grid.n_generator = 1;
    g->min[0] = least_mw;
}

SPEC(where_burning_power_pays_no_optimum_with_losses_is_claimed)
{
    struct grid g;
    paid_to_run(&g, 0);
    for (int k = 0; k < 3; k++) {
        const enum opf_losses kinds[] = {OPF_TANGENT, OPF_FICTITIOUS, OPF_SECANT};
        solve_by(spec, &g, kinds[k]);
        CHECK(g.result.outcome == OUTCOME_NOT_CERTIFIED);
        CHECK(strstr(g.result.why, "burn") != NULL);
    }
    arena_free(&g.arena);
}

/* The paid plant is full, and 40 from the other sets the price: its own cost below 0 does no harm.
 */
SPEC(a_cost_below_nothing_is_solved_where_prices_are_not)
{
    struct grid g;
    two_buses(&g, 150, INFINITY);
    g.cost[0] = (struct opf_cost){.c1 = -10};
    g.max[0] = 100;
    for (int k = 0; k < 3; k++) {
        const enum opf_losses kinds[] = {OPF_TANGENT, OPF_FICTITIOUS, OPF_SECANT};
        solve_by(spec, &g, kinds[k]);
        CHECK(g.result.outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(grid_mw(&g, 0), 100, SETTLED_MW);
    }
    arena_free(&g.arena);
}

/* b = 1000 MW per rad and 0.12 rad at least: 120 MW must flow, though 100 would do. */
SPEC(an_angle_limit_that_forces_a_flow_forces_its_losses)
{
    struct grid g;
    two_buses(&g, 100, INFINITY);
    g.angle_min[0] = 0.12;
    g.angle_max[0] = 0.5;
    g.min[1] = -100;
    g.cost[0].c1 = 60;
    solve_by(spec, &g, OPF_SECANT);
    REQUIRE(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(g.result.flow_mw[0], 120, 1e-6);
    CHECK(g.result.loss_mw[0] >= 1.44 && g.result.loss_mw[0] < 1.6);
    CHECK(g.result.point.angle_shadow_usd_per_rad[0] < 0);
    CHECK_NEAR(grid_mw(&g, 1), -20 + g.result.loss_mw[0] / 2, 1e-6);
    arena_free(&g.arena);
}

SPEC(where_power_costs_nothing_nothing_is_burnt_either)
{
    struct grid g;
    two_buses(&g, 150, 400);
    g.cost[0] = g.cost[1] = (struct opf_cost){.c0 = 0};
    g.grid.loss_per_mw = rho;
    for (int k = 0; k < 2; k++) { /* inside, all that costs nothing is taken a little */
        const struct opf_settings settings = {.method = OPF_ANGLES,
                                              .losses = k ? OPF_SECANT : OPF_TANGENT};
        REQUIRE(opf_run_as_asked(&g.grid, &settings, &g.arena, &g.result, &g.error) == STATUS_OK);
        CHECK(g.result.outcome == OUTCOME_OPTIMAL);
        CHECK(fabs(g.result.total_loss_mw - g.result.law_loss_mw) < 0.5);
    }
    arena_free(&g.arena);
}

/* Power is free everywhere, behind a phase shifter too: prices are 0 but for rounding, with no
 * rating that would bound what burning could gain. */
SPEC(a_price_of_nothing_is_none_below_nothing)
{
    for (int number = 0; number < 40; number++) {
        struct grid g;
        grid_begin(&g);
        for (int bus = 0; bus < 4; bus++)
            grid_bus(&g, 70 + 13.7 * bus);
        for (int l = 0; l < 5; l++) {
            g.b[grid_branch(&g, l % 4, (l + 1 + l / 4) % 4, INFINITY)] = 700 + 33.1 * l * number;
            rho[l] = 1e-4;
        }
        g.shift[1] = 0.01 * number;
        grid_generator(&g, 0, 500, 0, 0);
        grid_generator(&g, 2, 500, 0, 0);
        grid_generator(&g, 3, 10, 20, 1);
        g.min[2] = 5;
        g.grid.n_dcline = 1; /* the interior point is asked, not the merit order */
        g.dcline_row[0] = 1;
        g.dcline_from[0] = 1;
        g.dcline_to[0] = 3;
        g.dc_max[0] = 30;
        g.dc_cost[0].c1 = 2;
        g.loss1[0] = 0.02;
        solve(spec, &g);
        CHECK_NEAR(grid_price(&g, 1), 0, 1e-6);
        arena_free(&g.arena);
    }
}

/* 20 MW backwards: 1 + 0.1 x (-20) MW are lost, so one is made. */
SPEC(a_DC_line_that_makes_power_is_named)
{
    struct grid g;
    two_buses(&g, 50, INFINITY);
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_from[0] = 1;
    g.dcline_to[0] = 0;
    g.dc_min[0] = g.dc_max[0] = -20;
    g.loss0[0] = 1;
    g.loss1[0] = 0.1;
    solve_by(spec, &g, OPF_LOSSLESS);
    REQUIRE(g.result.outcome == OUTCOME_OPTIMAL);
    CHECK_CONTAINS(g.result.why, "1 DC line, first line 1 (bus 102 - 101) with -20 MW, makes 1 MW");
    g.dc_min[0] = g.dc_max[0] = -5;
    solve_by(spec, &g, OPF_LOSSLESS);
    CHECK(g.result.why[0] == '\0');
    arena_free(&g.arena);
}

SPEC_MAIN(
    SPEC_ENTRY(an_open_branch_loses_what_the_square_of_its_flow_says_and_so_does_the_price),
    SPEC_ENTRY(a_full_branch_earns_what_is_left_of_the_prices_after_the_losses_at_the_margin),
    SPEC_ENTRY(fictitious_demand_reproduces_the_flows_of_the_worked_ring),
    SPEC_ENTRY(between_plants_of_one_cost_losses_decide),
    SPEC_ENTRY(public_cases_have_a_certified_optimum_with_losses_that_costs_more_than_without),
    SPEC_ENTRY(a_plant_at_the_end_of_a_step_has_a_price_between_its_steps),
    SPEC_ENTRY(a_load_that_losses_put_out_of_reach_is_told_of_the_case_that_was_asked),
    SPEC_ENTRY(secants_lose_more_than_the_law_and_tangents_less),
    SPEC_ENTRY(
        the_cost_of_public_cases_with_losses_lies_between_tangents_and_secants_and_money_adds_up),
    SPEC_ENTRY(a_full_line_is_named_where_losses_leave_no_dispatch_and_what_is_proven_is_said),
    SPEC_ENTRY(where_burning_power_pays_no_optimum_with_losses_is_claimed),
    SPEC_ENTRY(a_cost_below_nothing_is_solved_where_prices_are_not),
    SPEC_ENTRY(an_angle_limit_that_forces_a_flow_forces_its_losses),
    SPEC_ENTRY(where_power_costs_nothing_nothing_is_burnt_either),
    SPEC_ENTRY(a_price_of_nothing_is_none_below_nothing),
    SPEC_ENTRY(a_DC_line_that_makes_power_is_named))
