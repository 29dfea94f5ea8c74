/* Transfer and outage factors of public cases, against grids solved afresh by KLU, which shares no
 * code with them. */
#include "network/ptdf.h"
#include "solver/factor.h"
#include "study/opf_case.h"
#include "study/security_case.h"
#include "tests/cases.h"

#define ROUNDING 1e-9    /* MW per MW: what the laws are asked to hold to */
#define ROUNDING_MW 1e-6 /* the same of flows up to 1000 MW */

struct known {
    struct arena arena;
    struct error error;
    struct matpower_case file;
    struct opf_case grid;
    struct security_case made;
};

static bool load(const char *name, struct known *known)
{
    char path[CASE_PATH_BYTES];
    *known = (struct known){.arena = {0}};
    if (!case_path(name, path) || !case_read(path, &known->arena, &known->file) ||
        opf_case_build_any(&known->file, OPF_MATPOWER, &known->arena, &known->grid,
                           &known->error) != STATUS_OK)
        return false;
    double *unit = ARENA_ARRAY(&known->arena, double, known->grid.n_generator);
    double *dcline = ARENA_ARRAY(&known->arena, double, known->grid.n_dcline);
    for (int g = 0; g < known->grid.n_generator; g++)
        unit[g] = known->file.generator[known->grid.generator_row[g] - 1].output_mw;
    return security_case_build(&known->grid, &known->file, SECURITY_NORMAL, unit, dcline,
                               &known->arena, &known->made, &known->error) == STATUS_OK;
}

/* Flows of the grid without a branch (-1: with all) for injections, angle 0 at the first bus of
 * each island. */
static bool solve_afresh(const struct security_grid *grid, int without, const double *injection,
                         double *flow, struct error *error)
{
    struct arena arena = {0};
    const int n = grid->n_bus;
    int *row = ARENA_ARRAY(&arena, int, n + 4 * grid->n_branch);
    int *column = ARENA_ARRAY(&arena, int, n + 4 * grid->n_branch), count = 0;
    double *value = ARENA_ARRAY(&arena, double, n + 4 * grid->n_branch);
    double *angle = ARENA_ARRAY(&arena, double, n);
    bool *held = ARENA_ARRAY(&arena, bool, n), *met = ARENA_ARRAY(&arena, bool, grid->n_island);
    for (int bus = 0; bus < n; bus++) {
        held[bus] = !met[grid->island[bus]];
        met[grid->island[bus]] = true;
        angle[bus] = held[bus] ? 0 : injection[bus];
        row[count] = column[count] = bus;
        value[count++] = held[bus];
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const int end[] = {grid->from[l], grid->to[l]};
        for (int i = 0; i < 2 && l != without; i++)
            for (int j = 0; j < 2; j++) {
                if (held[end[i]]) continue;
                row[count] = end[i];
                column[count] = end[j];
                value[count++] = i == j ? grid->mw_per_rad[l] : -grid->mw_per_rad[l];
            }
    }
    const struct triplets triplets = {n, n, count, row, column, value};
    struct sparse matrix;
    struct lu *lu = NULL;
    const bool solved =
        sparse_from_triplets(&triplets, NULL, &arena, &arena, &matrix, error) == STATUS_OK &&
        lu_analyze(&matrix, &lu, error) == STATUS_OK &&
        lu_refactor(lu, matrix.value, error) == STATUS_OK &&
        lu_solve(lu, 1, angle, error) == STATUS_OK;
    for (int l = 0; l < grid->n_branch && solved; l++)
        flow[l] =
            l == without ? 0 : grid->mw_per_rad[l] * (angle[grid->from[l]] - angle[grid->to[l]]);
    lu_drop(lu);
    arena_free(&arena);
    return solved;
}

/* Columns of outages spread over the case. */
static void check_outages(struct spec_state *spec, const char *name, int n_outage)
{
    static struct known known;
    if (!load(name, &known)) SKIP("CORRIDOR_CASES is not set, or lacks a case");
    struct security_grid *grid = &known.made.grid;
    struct contingency_table table;
    int checked = 0;
    double worst = 0;
    REQUIRE(security_single_outages(grid, &known.arena, &table, &known.error) == STATUS_OK);
    double *factor = ARENA_ARRAY(&known.arena, double, LDL_SIDES * grid->n_branch);
    double *fresh = ARENA_ARRAY(&known.arena, double, grid->n_branch);
    double *injection = ARENA_ARRAY(&known.arena, double, grid->n_bus);
    for (int i = 0; i < n_outage; i++) {
        const int out = (int)((long)i * grid->n_branch / n_outage);
        bool splits;
        struct arena scratch = {0};
        REQUIRE(security_factors(grid, &table, out, &scratch, factor, &splits, &known.error) ==
                STATUS_OK);
        arena_free(&scratch);
        if (grid->is_bridge[out]) continue;
        CHECK(!splits);
        injection[grid->from[out]] += 1;
        injection[grid->to[out]] -= 1;
        REQUIRE(solve_afresh(grid, out, injection, fresh, &known.error));
        injection[grid->from[out]] = injection[grid->to[out]] = 0;
        fresh[out] = -1;
        for (int l = 0; l < grid->n_branch; l++)
            worst = fmax(worst, fabs(fresh[l] - factor[(size_t)l * LDL_SIDES]));
        checked++;
    }
    CHECK_NEAR(worst, 0, ROUNDING);
    CHECK(checked > n_outage / 3); /* else the test has looked at nothing */
    arena_free(&known.arena);
}

SPEC(every_column_of_case118_is_the_flow_of_the_grid_that_never_had_the_branch)
{
    check_outages(spec, "matpower/case118.m", 186);
}
SPEC(every_column_of_case300_is_the_flow_of_the_grid_that_never_had_the_branch)
{
    check_outages(spec, "matpower/case300.m", 411);
}
SPEC(so_are_columns_of_case2383wp)
{
    check_outages(spec, "matpower/case2383wp.m", 20);
}
SPEC(so_are_columns_of_case9241pegase_with_its_series_capacitors)
{
    check_outages(spec, "matpower/case9241pegase.m", 10);
}
SPEC(so_are_columns_of_case_activsg10k)
{
    check_outages(spec, "matpower/case_ACTIVSg10k.m", 10);
}

/* Flows by factors for slack buses spread over the case, against those by angles. */
static void check_slacks(struct spec_state *spec, const char *name, int n_slack)
{
    static struct known known;
    if (!load(name, &known)) SKIP("CORRIDOR_CASES is not set, or lacks a case");
    const struct security_grid *grid = &known.made.grid;
    const int n_bus = grid->n_bus, n_branch = grid->n_branch;
    double *reactance = ARENA_ARRAY(&known.arena, double, n_branch);
    double *ptdf = ARENA_ARRAY(&known.arena, double, (size_t)n_branch *(size_t)n_bus);
    double *flow = ARENA_ARRAY(&known.arena, double, n_branch);
    double *fresh = ARENA_ARRAY(&known.arena, double, n_branch);
    double *injection = ARENA_ARRAY(&known.arena, double, n_bus), worst = 0;
    for (int l = 0; l < n_branch; l++) {
        reactance[l] = 100 / grid->mw_per_rad[l];
        injection[grid->from[l]] += known.made.state.flow_mw[l];
        injection[grid->to[l]] -= known.made.state.flow_mw[l];
    }
    REQUIRE(solve_afresh(grid, -1, injection, fresh, &known.error));
    for (int i = 0; i < n_slack; i++) {
        struct arena scratch = {0};
        const int slack = (int)((long)i * n_bus / n_slack);
        REQUIRE(ptdf_compute(n_bus, n_branch, grid->from, grid->to, reactance, slack, &scratch,
                             ptdf, &known.error) == STATUS_OK);
        arena_free(&scratch);
        ptdf_flow(n_bus, n_branch, ptdf, injection, flow);
        for (int l = 0; l < n_branch; l++)
            worst = fmax(worst, fabs(flow[l] - fresh[l]));
    }
    CHECK_NEAR(worst, 0, ROUNDING_MW);
    arena_free(&known.arena);
}

SPEC(flows_by_factors_are_those_by_angles_for_every_slack_bus_of_case39)
{
    check_slacks(spec, "matpower/case39.m", 39);
}
SPEC(flows_by_factors_are_those_by_angles_for_every_slack_bus_of_case118)
{
    check_slacks(spec, "matpower/case118.m", 118);
}
SPEC(flows_by_factors_are_those_by_angles_for_slack_buses_of_case2383wp)
{
    check_slacks(spec, "matpower/case2383wp.m", 3);
}

SPEC_MAIN(SPEC_ENTRY(every_column_of_case118_is_the_flow_of_the_grid_that_never_had_the_branch),
          SPEC_ENTRY(every_column_of_case300_is_the_flow_of_the_grid_that_never_had_the_branch),
          SPEC_ENTRY(so_are_columns_of_case2383wp),
          SPEC_ENTRY(so_are_columns_of_case9241pegase_with_its_series_capacitors),
          SPEC_ENTRY(so_are_columns_of_case_activsg10k),
          SPEC_ENTRY(flows_by_factors_are_those_by_angles_for_every_slack_bus_of_case39),
          SPEC_ENTRY(flows_by_factors_are_those_by_angles_for_every_slack_bus_of_case118),
          SPEC_ENTRY(flows_by_factors_are_those_by_angles_for_slack_buses_of_case2383wp))
