/* Losses in the optimal power flow: grids of the worked examples, and public cases. */
#include "study/opf_case.h"
#include "study/opf_losses.h"
#include "tests/cases.h"
#include "tests/opf_grids.h"

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
    CHECK(g.result.outcome == OUTCOME_INFEASIBLE && g.result.has_losses);
    CHECK(g.result.grid == &g.grid);
    arena_free(&g.arena);
}

SPEC_MAIN(
    SPEC_ENTRY(an_open_branch_loses_what_the_square_of_its_flow_says_and_so_does_the_price),
    SPEC_ENTRY(a_full_branch_earns_what_is_left_of_the_prices_after_the_losses_at_the_margin),
    SPEC_ENTRY(fictitious_demand_reproduces_the_flows_of_the_worked_ring),
    SPEC_ENTRY(between_plants_of_one_cost_losses_decide),
    SPEC_ENTRY(public_cases_have_a_certified_optimum_with_losses_that_costs_more_than_without),
    SPEC_ENTRY(a_plant_at_the_end_of_a_step_has_a_price_between_its_steps),
    SPEC_ENTRY(a_load_that_losses_put_out_of_reach_is_told_of_the_case_that_was_asked))
