/* The prices of an optimal power flow in parts and in reasons. */
#include "study/opf_case.h"
#include "study/opf_prices.h"
#include "study/price_split.h"
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

static bool solve_case(struct spec_state *spec, const char *path, struct arena *arena,
                       struct opf_case *grid, struct opf_result *result)
{
    struct error error = {0};
    struct matpower_case file;
    const struct opf_settings settings = {.convention = OPF_MATPOWER};
    const bool solved = case_read(path, arena, &file) &&
                        opf_case_build(&file, OPF_MATPOWER, arena, grid, &error) == STATUS_OK &&
                        opf_run(grid, &settings, arena, result, &error) == STATUS_OK &&
                        result->outcome == OUTCOME_OPTIMAL;
    if (!solved) SPEC_FAULT("%s: %s %s", path, error.text, result->why);
    return solved;
}

static double most_of(const double *value, int n)
{
    double most = 1;
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(value[i]));
    return most;
}

/* The parts of every price for a reference, and those of one bus branch by branch. */
static void check_reference(struct spec_state *spec, const struct priced_grid *priced,
                            const double *weight, int bus, struct arena *arena)
{
    const int n_bus = priced->n_bus;
    const double most = most_of(priced->price_usd_per_mwh, n_bus);
    struct price_split *split;
    double *part[3], *factor = ARENA_ARRAY(arena, double, priced->n_branch);
    for (int i = 0; i < 3; i++)
        part[i] = ARENA_ARRAY(arena, double, n_bus);
    REQUIRE(price_split_make(priced, weight, arena, &split, NULL) == STATUS_OK);
    CHECK(price_split_parts(split, part[0], part[1], part[2], NULL) == STATUS_OK);
    CHECK(price_split_factors(split, bus, factor, NULL) == STATUS_OK);
    double branches = 0, size = most;
    for (int l = 0; l < priced->n_branch; l++) {
        branches -= priced->pull_usd_per_mwh[l] * factor[l];
        size = fmax(size, fabs(priced->pull_usd_per_mwh[l]));
    }
    CHECK_NEAR(branches, part[2][bus], 1e-9 * size);
    for (int i = 0; i < n_bus; i++)
        CHECK_NEAR(part[0][i] + part[1][i] + part[2][i], priced->price_usd_per_mwh[i], 1e-9 * size);
    price_split_drop(split);
}

static void check_case(struct spec_state *spec, const char *path)
{
    struct arena arena = {0};
    struct opf_case grid;
    struct opf_result result;
    if (!solve_case(spec, path, &arena, &grid, &result)) return;
    double *pull = ARENA_ARRAY(&arena, double, grid.n_branch);
    double *weight = ARENA_ARRAY(&arena, double, grid.n_bus);
    for (int l = 0; l < grid.n_branch; l++)
        pull[l] = result.point.flow_shadow_usd_per_mwh[l] +
                  result.point.angle_shadow_usd_per_rad[l] / grid.susceptance_mw_per_rad[l];
    const struct priced_grid priced = {.n_bus = grid.n_bus,
                                       .n_branch = grid.n_branch,
                                       .from = grid.from,
                                       .to = grid.to,
                                       .stiffness = grid.susceptance_mw_per_rad,
                                       .pull_usd_per_mwh = pull,
                                       .price_usd_per_mwh = result.point.price_usd_per_mwh};
    for (int way = 0; way < 3; way++) { /* shared by loads, by all buses, the last bus alone */
        for (int bus = 0; bus < grid.n_bus; bus++)
            weight[bus] = way == 0   ? fmax(0, grid.demand_mw[bus])
                          : way == 1 ? 1
                                     : bus == grid.n_bus - 1;
        check_reference(spec, &priced, weight, grid.n_bus / 3, &arena);
    }
    CHECK(opf_surplus_of(&result).relative_gap < 1e-6);
    arena_free(&arena);
}

SPEC(on_public_cases_the_parts_add_up_for_every_reference_and_the_surplus_closes)
{
    static const char *const names[] = {
        "matpower/case9.m",        "matpower/case30pwl.m",        "matpower/case118.m",
        "matpower/case300.m",      "pglib/pglib_opf_case5_pjm.m", "matpower/case2383wp.m",
        "matpower/case_RTS_GMLC.m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[CASE_PATH_BYTES];
        if (!case_path(names[i], path)) SKIP("CORRIDOR_CASES is not set");
        check_case(spec, path);
    }
}

/* Every request of memory fails once; nothing crashes, and each failure is said. */
SPEC(without_memory_no_price_is_explained_and_the_error_says_so)
{
    struct grid g;
    struct price_explained told;
    const struct opf_settings settings = {0};
    ring(&g);
    REQUIRE(grid_solve(&g, OPF_AUTOMATIC) == STATUS_OK);
    long last = 0;
    for (long n = 1; n < 2000; n++) {
        struct arena arena = {.fail_at = n};
        struct error error = {0};
        const enum status status =
            opf_price_explain(&g.result, &settings, 2, &arena, &told, &error);
        arena_free(&arena);
        if (status == STATUS_OK) break;
        if (status != STATUS_NO_MEMORY || error.count == 0)
            SPEC_FAULT("request %ld: status %d, %s", n, (int)status, error.text);
        last = n;
    }
    CHECK(last > 10 && last < 1999);
    arena_free(&g.arena);
}

SPEC_MAIN(SPEC_ENTRY(the_price_behind_a_full_branch_is_two_of_one_plant_less_one_of_the_other),
          SPEC_ENTRY(at_a_kink_the_price_is_an_interval_and_on_a_slope_it_is_one_number),
          SPEC_ENTRY(on_public_cases_the_parts_add_up_for_every_reference_and_the_surplus_closes),
          SPEC_ENTRY(without_memory_no_price_is_explained_and_the_error_says_so))
