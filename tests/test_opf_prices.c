/* The prices of an optimal power flow in parts and in reasons. */
#include "study/opf_case.h"
#include "study/opf_prices.h"
#include "tests/cases.h"
#include "tests/opf_grids.h"

#include <string.h>

/* As in test_opf.c: prices of an optimum that is certified to 1e-8 of its cost. */
#define DIGITS 1e-4

/*   0 --- 1      three equal lines, 150 MW on 0 - 2; 0 makes power at 10, 1 at 30, 2 needs 300
 *    \   /
 *      2                                                                                      */
static void ring(struct grid *g)
{
    grid_begin(g);
    grid_bus(g, 0);
    grid_bus(g, 0);
    grid_bus(g, 300);
    grid_branch(g, 0, 1, INFINITY);
    grid_branch(g, 0, 2, 150);
    grid_branch(g, 1, 2, INFINITY);
    grid_generator(g, 0, 1000, 10, 0);
    grid_generator(g, 1, 1000, 30, 0);
}

SPEC(the_price_behind_a_full_branch_is_two_of_one_plant_less_one_of_the_other)
{
    struct grid g;
    struct price_explained told;
    const struct opf_settings settings = {0};
    ring(&g);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    REQUIRE(opf_price_explain(&g.result, &settings, 2, &g.arena, &told, &g.error) == STATUS_OK);
    CHECK_NEAR(told.price_usd_per_mwh, 50, DIGITS);
    CHECK_NEAR(told.low_usd_per_mwh, 50, DIGITS);
    CHECK_NEAR(told.high_usd_per_mwh, 50, DIGITS);
    REQUIRE(told.more.n_mover == 2);
    CHECK_NEAR(told.more.mover[0].mw, 2, DIGITS);
    CHECK_NEAR(told.more.mover[1].mw, -1, DIGITS);
    REQUIRE(opf_price_explain(&g.result, &settings, 0, &g.arena, &told, &g.error) == STATUS_OK);
    REQUIRE(told.n_cause == 1);
    CHECK_NEAR(told.cause[0].usd_per_mwh, -40, DIGITS);
    CHECK_NEAR(told.energy_usd_per_mwh, 50, DIGITS);
    CHECK(strstr(told.cause[0].id, "101 - 103") != NULL);
    arena_free(&g.arena);
}

/* 100 MW at 10, then 50, and a load of exactly 100. A quadratic cost has one price instead. */
SPEC(at_a_kink_the_price_is_an_interval_and_on_a_slope_it_is_one_number)
{
    struct grid g;
    struct price_explained told;
    const struct opf_settings settings = {0};
    for (int smooth = 0; smooth < 2; smooth++) {
        grid_begin(&g);
        grid_bus(&g, 100);
        grid_bus(&g, 0);
        grid_branch(&g, 0, 1, INFINITY);
        grid_generator(&g, 0, 100, 10, 0);
        grid_generator(&g, 1, 100, 50, 0);
        if (smooth) g.cost[0] = (struct opf_cost){.c1 = 10, .c2 = 0.05};
        if (smooth) g.max[0] = 200;
        REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
        REQUIRE(opf_price_explain(&g.result, &settings, 0, &g.arena, &told, &g.error) == STATUS_OK);
        CHECK_NEAR(told.low_usd_per_mwh, smooth ? 20 : 10, 1e-3);
        CHECK_NEAR(told.high_usd_per_mwh, smooth ? 20 : 50, 1e-3);
        arena_free(&g.arena);
    }
}

/* ---- laws on public cases ---------------------------------------------------------------------
 */

static void check_case(struct spec_state *spec, const char *name, enum opf_convention convention)
{
    char path[CASE_PATH_BYTES];
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case file;
    struct opf_case grid;
    struct opf_result result;
    const struct opf_settings settings = {.convention = convention};
    if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
    REQUIRE(case_read(path, &arena, &file));
    REQUIRE(opf_case_build(&file, convention, &arena, &grid, &error) == STATUS_OK);
    REQUIRE(opf_run(&grid, &settings, &arena, &result, &error) == STATUS_OK);
    REQUIRE(result.outcome == OUTCOME_OPTIMAL);
    double *part[3];
    for (int i = 0; i < 3; i++)
        part[i] = ARENA_ARRAY(&arena, double, grid.n_bus);
    REQUIRE(opf_price_parts(&result, &arena, part[0], part[1], part[2], &error) == STATUS_OK);
    double most = 1;
    for (int bus = 0; bus < grid.n_bus; bus++)
        most = fmax(most, fabs(result.point.price_usd_per_mwh[bus]));
    for (int bus = 0; bus < grid.n_bus; bus++)
        CHECK_NEAR(part[0][bus] + part[1][bus] + part[2][bus], result.point.price_usd_per_mwh[bus],
                   1e-9 * most);
    CHECK(opf_surplus_of(&result).relative_gap < 1e-6);
    arena_free(&arena);
}

SPEC(on_public_cases_the_parts_add_up_and_the_surplus_closes)
{
    static const char *const names[] = {"matpower/case9.m",        "matpower/case30pwl.m",
                                        "matpower/case118.m",      "matpower/case300.m",
                                        "matpower/case2383wp.m",   "matpower/case_ACTIVSg2000.m",
                                        "matpower/case_RTS_GMLC.m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_case(spec, names[i], OPF_MATPOWER);
}

SPEC_MAIN(SPEC_ENTRY(the_price_behind_a_full_branch_is_two_of_one_plant_less_one_of_the_other),
          SPEC_ENTRY(at_a_kink_the_price_is_an_interval_and_on_a_slope_it_is_one_number),
          SPEC_ENTRY(on_public_cases_the_parts_add_up_and_the_surplus_closes))
