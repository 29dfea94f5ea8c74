#include "network/dcflow.h"
#include "solver/factor.h"
#include "tests/cases.h"
#include "tests/grids_flow.h"

#define ROUNDING 1e-12

struct solved {
    struct arena arena;
    struct flow_grid flow;
    struct dcflow dc;
    struct error error;
    bool is_solved;
};

static void solve(struct solved *solved, const struct matpower_case *grid,
                  enum flow_balance balance, enum dc_convention convention)
{
    *solved = (struct solved){.is_solved = false};
    solved->is_solved = flow_grid_build(grid, balance, &solved->arena, &solved->flow,
                                        &solved->error) == STATUS_OK &&
                        dcflow_solve(&solved->flow, convention, &solved->arena, &solved->dc,
                                     &solved->error) == STATUS_OK;
    if (!solved->is_solved) printf("    %s\n", solved->error.text);
}

/* A transfer over one line or over two in a row: two thirds and one third. */
SPEC(power_divides_by_reactance)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct solved solved;
    REQUIRE(case_read("tests/cases/three_equal_lines.m", &arena, &grid));
    solve(&solved, &grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[0], 1.0 / 6, ROUNDING); /* 1/3 of 150 MW less 2/3 of 50 MW */
    CHECK_NEAR(solved.dc.flow_pu[1], 5.0 / 6, ROUNDING);
    CHECK_NEAR(solved.dc.flow_pu[2], 2.0 / 3, ROUNDING);
    CHECK_NEAR(solved.dc.balance_pu[0], 1, ROUNDING);
    CHECK_NEAR(solved.dc.angle_rad[1], -1.0 / 60, ROUNDING);
    arena_free(&solved.arena);
    arena_free(&arena);
}

/* 1 ==== 2   two equal lines of x = 0.1, the second with a shift of 0.02 rad and a tap of 0.5 */
SPEC(shifts_drive_a_loop_and_taps_stiffen_a_branch_in_the_convention_of_MATPOWER_only)
{
    struct tiny tiny;
    struct solved solved;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 0, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    struct matpower_branch *shifter = tiny_branch(&tiny, 0, 1, 0, 0.1);
    shifter->shift_degree = 0.02 * 180 / acos(-1.0);
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[0], 0.1, ROUNDING); /* 10 x 0.02 / 2 round the loop */
    CHECK_NEAR(solved.dc.flow_pu[1], -0.1, ROUNDING);
    arena_free(&solved.arena);
    shifter->tap = 0.5;
    tiny.bus[1].load_mw = 30;
    shifter->shift_degree = 0;
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[1], 0.2, ROUNDING); /* twice as stiff as the other */
    arena_free(&solved.arena);
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_POWERMODELS);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[1], 0.15, ROUNDING);
    arena_free(&solved.arena);
}

SPEC(resistance_softens_a_branch_in_the_convention_of_PowerModels_only)
{
    struct tiny tiny;
    struct solved solved;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 30, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    tiny_branch(&tiny, 0, 1, 0.1, 0.1); /* x / (r^2 + x^2) = 5, half of the other */
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_POWERMODELS);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[1], 0.1, ROUNDING);
    arena_free(&solved.arena);
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[1], 0.15, ROUNDING);
    arena_free(&solved.arena);
}

/* 1 - 2   3 - 4   5: bus 3 has the larger generator of an island without a slack bus; 5 has none */
SPEC(every_island_has_its_own_slack_and_one_without_a_source_is_left_out)
{
    struct tiny tiny;
    struct solved solved;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 10, 0);
    tiny_bus(&tiny, MATPOWER_PV, 0, 0);
    tiny_bus(&tiny, MATPOWER_PV, 20, 0);
    tiny_bus(&tiny, MATPOWER_SLACK, 40, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_generator(&tiny, 2, 0);
    tiny_generator(&tiny, 3, 5)->max_mw = 5;
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    tiny_branch(&tiny, 2, 3, 0, 0.1);
    solve(&solved, &tiny.grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK(solved.flow.n_island == 2 && solved.flow.n_bus == 4 && solved.flow.bus_of[4] == -1);
    CHECK(solved.flow.n_slack == 2 && solved.flow.slack[1] == 2);
    CHECK_NEAR(solved.dc.balance_pu[0], 0.10, ROUNDING);
    CHECK_NEAR(solved.dc.balance_pu[1], 0.15, ROUNDING);
    CHECK_NEAR(solved.dc.flow_pu[1], 0.15, ROUNDING);
    arena_free(&solved.arena);
}

/* 1 - 2 - 3: the load at 3 is met by 1 and 2 together */
SPEC(a_shared_balance_follows_participation_and_else_capacity)
{
    struct tiny tiny;
    struct solved solved;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PV, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 40, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_generator(&tiny, 1, 0)->max_mw = 300;
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    tiny_branch(&tiny, 1, 2, 0, 0.1);
    solve(&solved, &tiny.grid, FLOW_BALANCE_SHARED, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[0], 0.1, ROUNDING); /* 100 of 400 MW of capacity */
    CHECK_NEAR(solved.dc.flow_pu[1], 0.4, ROUNDING);
    arena_free(&solved.arena);
    tiny.generator[0].participation = 3;
    tiny.generator[1].participation = 1;
    solve(&solved, &tiny.grid, FLOW_BALANCE_SHARED, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    CHECK_NEAR(solved.dc.flow_pu[0], 0.3, ROUNDING);
    arena_free(&solved.arena);
}

SPEC(other_numbers_for_buses_and_branches_turned_round_change_nothing)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct tiny turned;
    struct solved one, other;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    tiny_reverse(&grid, &turned);
    for (int i = 0; i < grid.n_branch;
         i++) /* x of a DC transformer is not referred: b = 1/(x tap) */
        turned.branch[i].reactance_pu =
            grid.branch[i].reactance_pu * grid.branch[i].tap / turned.branch[i].tap;
    solve(&one, &grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    solve(&other, &turned.grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(one.is_solved && other.is_solved && one.flow.n_branch == other.flow.n_branch);
    for (int i = 0; i < one.flow.n_branch; i++)
        CHECK_NEAR(one.dc.flow_pu[i], -other.dc.flow_pu[i], ROUNDING);
    arena_free(&one.arena);
    arena_free(&other.arena);
    arena_free(&arena);
}

SPEC(a_branch_without_reactance_has_no_DC_flow)
{
    struct tiny tiny;
    struct arena arena = {0};
    struct error error = {0};
    struct flow_grid flow;
    struct dcflow dc;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 30, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0.1, 0)->line = 12;
    REQUIRE(flow_grid_build(&tiny.grid, FLOW_BALANCE_SLACK, &arena, &flow, &error) == STATUS_OK);
    CHECK(dcflow_solve(&flow, DC_MATPOWER, &arena, &dc, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "branch 1 of the case has x = 0");
    tiny.branch[0].resistance_pu = 0;
    error.text[0] = '\0';
    CHECK(flow_grid_build(&tiny.grid, FLOW_BALANCE_SLACK, &arena, &flow, &error) ==
          STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "tiny.m:12: the branch 1-2 has r = 0 and x = 0");
    arena_free(&arena);
}

/* ---- an independent solution: other unknowns, another matrix, and Cholesky where it can ---- */

/* flow / b - K' theta = -shift, K flow = injection: flows are unknowns too, so that no susceptance
 * is ever added to another. Angles of slack buses are not. */
static bool solve_augmented(const struct flow_grid *flow, const struct dcflow *dc,
                            const double *injection, struct arena *arena, double *flow_pu)
{
    const int m = flow->n_branch, n = m + flow->n_bus;
    const size_t room = 5 * (size_t)m + (size_t)flow->n_bus;
    int *row = ARENA_ARRAY(arena, int, room), *column = ARENA_ARRAY(arena, int, room);
    double *value = ARENA_ARRAY(arena, double, room), *rhs = ARENA_ARRAY(arena, double, n);
    struct error error = {0};
    struct sparse matrix;
    struct lu *lu;
    int count = 0;
    for (int i = 0; i < m; i++) {
        const int ends[2] = {flow->branch[i].from, flow->branch[i].to};
        row[count] = column[count] = i;
        value[count++] = 1 / dc->susceptance_pu[i];
        rhs[i] = -dc->shift_rad[i];
        for (int end = 0; end < 2; end++) {
            const bool is_slack = flow->bus[ends[end]].kind == FLOW_SLACK;
            if (is_slack) {
                rhs[i] += (end == 0 ? 1 : -1) * flow->bus[ends[end]].angle_rad;
                continue;
            }
            row[count] = column[count + 1] = i;
            column[count] = row[count + 1] = m + ends[end];
            value[count] = end == 0 ? -1 : 1;
            value[count + 1] = -value[count];
            count += 2;
        }
    }
    for (int bus = 0; bus < flow->n_bus; bus++) {
        rhs[m + bus] = flow->bus[bus].kind == FLOW_SLACK ? 0 : injection[bus];
        if (flow->bus[bus].kind != FLOW_SLACK) continue;
        row[count] = column[count] = m + bus;
        value[count++] = 1;
    }
    const struct triplets triplets = {n, n, count, row, column, value};
    if (sparse_from_triplets(&triplets, NULL, arena, arena, &matrix, &error) != STATUS_OK ||
        lu_analyze(&matrix, &lu, &error) != STATUS_OK)
        return false;
    bool is_solved = lu_refactor(lu, matrix.value, &error) == STATUS_OK;
    double *x = ARENA_ARRAY(arena, double, n), *left = ARENA_ARRAY(arena, double, n);
    for (int round = 0; round < 3 && is_solved; round++) { /* refinement: 1 / b spans 5 decades */
        sparse_multiply(&matrix, x, left);
        for (int i = 0; i < n; i++)
            left[i] = rhs[i] - left[i];
        is_solved = lu_solve(lu, 1, left, &error) == STATUS_OK;
        for (int i = 0; i < n; i++)
            x[i] += left[i];
    }
    lu_drop(lu);
    memcpy(flow_pu, x, (size_t)m * sizeof *flow_pu);
    return is_solved;
}

/* K diag(b) K' without slack rows by Cholesky; false when a susceptance is negative. */
static bool solve_cholesky(const struct flow_grid *flow, const struct dcflow *dc,
                           const double *injection, struct arena *arena, double *angle)
{
    const int n = flow->n_bus;
    const size_t room = 3 * (size_t)flow->n_branch + (size_t)n;
    int *row = ARENA_ARRAY(arena, int, room), *column = ARENA_ARRAY(arena, int, room);
    double *value = ARENA_ARRAY(arena, double, room);
    struct error error = {0};
    struct sparse lower;
    struct factor *factor;
    int count = 0;
    for (int bus = 0; bus < n; bus++) {
        const bool is_slack = flow->bus[bus].kind == FLOW_SLACK;
        angle[bus] = is_slack ? flow->bus[bus].angle_rad : injection[bus];
        row[count] = column[count] = bus;
        value[count++] = is_slack;
    }
    for (int i = 0; i < flow->n_branch; i++) {
        const int from = flow->branch[i].from, to = flow->branch[i].to;
        const double b = dc->susceptance_pu[i], shifted = b * dc->shift_rad[i];
        const bool from_is_slack = flow->bus[from].kind == FLOW_SLACK;
        const bool to_is_slack = flow->bus[to].kind == FLOW_SLACK;
        if (b <= 0) return false;
        if (!from_is_slack) {
            row[count] = column[count] = from, value[count++] = b;
            angle[from] += shifted + (to_is_slack ? b * flow->bus[to].angle_rad : 0);
        }
        if (!to_is_slack) {
            row[count] = column[count] = to, value[count++] = b;
            angle[to] += -shifted + (from_is_slack ? b * flow->bus[from].angle_rad : 0);
        }
        if (from_is_slack || to_is_slack) continue;
        row[count] = from > to ? from : to;
        column[count] = from > to ? to : from;
        value[count++] = -b;
    }
    const struct triplets triplets = {n, n, count, row, column, value};
    if (sparse_from_triplets(&triplets, NULL, arena, arena, &lower, &error) != STATUS_OK ||
        factor_analyze(&lower, NULL, &factor, &error) != STATUS_OK)
        return false;
    const bool is_solved = factor_refactor(factor, lower.value, &error) == STATUS_OK &&
                           factor_solve(factor, 1, angle, &error) == STATUS_OK;
    factor_drop(factor);
    return is_solved;
}

static void compare(struct spec_state *spec, const struct matpower_case *grid)
{
    static const double wanted_pu = 1e-9;
    struct solved solved;
    solve(&solved, grid, FLOW_BALANCE_SLACK, DC_MATPOWER);
    REQUIRE(solved.is_solved);
    const struct flow_grid *flow = &solved.flow;
    double *injection = ARENA_ARRAY(&solved.arena, double, flow->n_bus);
    double *angle = ARENA_ARRAY(&solved.arena, double, flow->n_bus);
    double *flow_pu = ARENA_ARRAY(&solved.arena, double, flow->n_branch);
    double worst = 0;
    for (int bus = 0; bus < flow->n_bus; bus++)
        injection[bus] = flow->bus[bus].injection_pu - flow->bus[bus].shunt_g_pu;
    CHECK(solve_augmented(flow, &solved.dc, injection, &solved.arena, flow_pu));
    for (int i = 0; i < flow->n_branch; i++)
        worst = fmax(worst, fabs(flow_pu[i] - solved.dc.flow_pu[i]));
    if (solve_cholesky(flow, &solved.dc, injection, &solved.arena, angle))
        for (int bus = 0; bus < flow->n_bus; bus++)
            worst = fmax(worst, fabs(angle[bus] - solved.dc.angle_rad[bus]));
    CHECK_NEAR(worst, 0, wanted_pu);
    arena_free(&solved.arena);
}

SPEC(small_cases_agree_with_an_independent_solution)
{
    static const char *const names[] = {"tests/cases/five_bus.m",
                                        "tests/cases/three_equal_lines.m"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        REQUIRE(case_read(names[i], &arena, &grid));
        compare(spec, &grid);
        arena_free(&arena);
    }
}

SPEC(public_cases_agree_with_an_independent_solution_to_1e_9_per_unit)
{
    static const char *const names[] = {
        "case9",           "case14",           "case30",         "case39",
        "case118",         "case300",          "case2383wp",     "case9241pegase",
        "case13659pegase", "case_ACTIVSg2000", "case_ACTIVSg10k"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        char path[CASE_PATH_BYTES], name[100];
        snprintf(name, sizeof name, "matpower/%s.m", names[i]);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        compare(spec, &grid);
        arena_free(&arena);
    }
}

SPEC_MAIN(
    SPEC_ENTRY(power_divides_by_reactance),
    SPEC_ENTRY(shifts_drive_a_loop_and_taps_stiffen_a_branch_in_the_convention_of_MATPOWER_only),
    SPEC_ENTRY(resistance_softens_a_branch_in_the_convention_of_PowerModels_only),
    SPEC_ENTRY(every_island_has_its_own_slack_and_one_without_a_source_is_left_out),
    SPEC_ENTRY(a_shared_balance_follows_participation_and_else_capacity),
    SPEC_ENTRY(other_numbers_for_buses_and_branches_turned_round_change_nothing),
    SPEC_ENTRY(a_branch_without_reactance_has_no_DC_flow),
    SPEC_ENTRY(small_cases_agree_with_an_independent_solution),
    SPEC_ENTRY(public_cases_agree_with_an_independent_solution_to_1e_9_per_unit))
