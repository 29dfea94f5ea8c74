#include "network/ptdf.h"
#include "tests/grids.h"

static const double ROUNDING = 1e-12;   /* factors of at most 1, condition of the grids below 1e4 */
static const double ROUNDING_MW = 1e-9; /* the same times some 1000 MW */
static const bool none[BRANCH_LIMIT] = {0};

static void compute(struct spec_state *spec, const struct grid *grid, int slack, double *ptdf)
{
    struct arena arena = {0};
    CHECK(ptdf_compute(grid->n_bus, grid->n_branch, grid->from, grid->to, grid->reactance, slack,
                       &arena, ptdf, NULL) == STATUS_OK);
    arena_free(&arena);
}

/*   0 --- 1      three equal lines, slack at bus 2
 *    \   /
 *      2                                             */
SPEC(a_transfer_takes_the_direct_line_twice_as_much_as_the_detour)
{
    const struct grid ring = {3, 3, {0, 0, 1}, {1, 2, 2}, {0.3, 0.3, 0.3}, {0}};
    double ptdf[3][3];
    compute(spec, &ring, 2, &ptdf[0][0]);
    CHECK_NEAR(ptdf[1][0], 2.0 / 3.0, ROUNDING);
    CHECK_NEAR(ptdf[0][0], 1.0 / 3.0, ROUNDING);
    CHECK_NEAR(ptdf[2][0], 1.0 / 3.0, ROUNDING);
    CHECK_NEAR(ptdf[0][1], -1.0 / 3.0, ROUNDING);
    CHECK_NEAR(ptdf[2][1], 2.0 / 3.0, ROUNDING);
}

SPEC(two_equal_circuits_share_and_the_spur_carries_all)
{
    const double wanted[5][4] = {{0, -0.4, -0.2, -0.2},
                                 {0, -0.4, -0.2, -0.2},
                                 {0, -0.2, -0.6, -0.6},
                                 {0, 0.2, -0.4, -0.4},
                                 {0, 0, 0, -1}};
    const double wanted_mw[] = {60, 60, 180, 120, 100};
    double ptdf[5][4], flow_mw[5];
    compute(spec, &four_buses, 0, &ptdf[0][0]);
    for (int branch = 0; branch < 5; branch++)
        for (int bus = 0; bus < 4; bus++)
            CHECK_NEAR(ptdf[branch][bus], wanted[branch][bus], ROUNDING);
    ptdf_flow(4, 5, &ptdf[0][0], four_buses.injection_mw, flow_mw);
    for (int branch = 0; branch < 5; branch++)
        CHECK_NEAR(flow_mw[branch], wanted_mw[branch], ROUNDING_MW);
}

SPEC(flows_equal_those_by_angles_for_any_slack_bus)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid grid = random_grid(seed);
        double ptdf[BRANCH_LIMIT * BUS_LIMIT], flow_mw[BRANCH_LIMIT], wanted_mw[BRANCH_LIMIT];
        REQUIRE(flow_by_angles(&grid, none, wanted_mw));
        const int slacks[] = {0, 1, grid.n_bus / 2, grid.n_bus - 1};
        for (int s = 0; s < 4; s++) {
            compute(spec, &grid, slacks[s], ptdf);
            ptdf_flow(grid.n_bus, grid.n_branch, ptdf, grid.injection_mw, flow_mw);
            for (int branch = 0; branch < grid.n_branch; branch++)
                CHECK_NEAR(flow_mw[branch], wanted_mw[branch], ROUNDING_MW);
        }
    }
}

SPEC(injecting_at_the_slack_bus_moves_no_flow_at_all)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid grid = random_grid(seed);
        double ptdf[BRANCH_LIMIT * BUS_LIMIT];
        const int slack = seed % grid.n_bus;
        compute(spec, &grid, slack, ptdf);
        for (int branch = 0; branch < grid.n_branch; branch++)
            CHECK(ptdf[branch * grid.n_bus + slack] == 0);
    }
}

/* What enters at a bus leaves over its branches: sum of outgoing factors is 1 at the bus of
 * injection, -1 at the slack bus, 0 elsewhere. */
SPEC(one_mw_is_balanced_at_every_bus_on_its_way_to_the_slack_bus)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid grid = random_grid(seed);
        double ptdf[BRANCH_LIMIT * BUS_LIMIT];
        const int slack = (seed * 7) % grid.n_bus;
        compute(spec, &grid, slack, ptdf);
        for (int entry = 0; entry < grid.n_bus; entry++) {
            double leaving[BUS_LIMIT] = {0};
            for (int branch = 0; branch < grid.n_branch; branch++) {
                leaving[grid.from[branch]] += ptdf[branch * grid.n_bus + entry];
                leaving[grid.to[branch]] -= ptdf[branch * grid.n_bus + entry];
            }
            for (int bus = 0; bus < grid.n_bus; bus++)
                CHECK_NEAR(leaving[bus], (bus == entry) - (bus == slack), ROUNDING);
        }
    }
}

SPEC(a_shared_slack_gives_the_same_factors_from_any_slack_bus_and_the_same_balanced_flows)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid grid = random_grid(seed);
        double one[BRANCH_LIMIT * BUS_LIMIT], other[BRANCH_LIMIT * BUS_LIMIT], weight[BUS_LIMIT];
        double flow_mw[BRANCH_LIMIT], wanted_mw[BRANCH_LIMIT];
        const int n_bus = grid.n_bus;
        for (int bus = 0; bus < n_bus; bus++)
            weight[bus] = 2.0 * (bus + 1) / (n_bus * (n_bus + 1));
        compute(spec, &grid, 0, one);
        compute(spec, &grid, n_bus - 1, other);
        ptdf_flow(n_bus, grid.n_branch, one, grid.injection_mw, wanted_mw);
        ptdf_share_slack(n_bus, grid.n_branch, weight, one);
        ptdf_share_slack(n_bus, grid.n_branch, weight, other);
        for (int i = 0; i < n_bus * grid.n_branch; i++)
            CHECK_NEAR(one[i], other[i], ROUNDING);
        ptdf_flow(n_bus, grid.n_branch, one, grid.injection_mw, flow_mw);
        for (int branch = 0; branch < grid.n_branch; branch++) {
            double shared = 0;
            for (int bus = 0; bus < n_bus; bus++)
                shared += one[branch * n_bus + bus] * weight[bus];
            CHECK_NEAR(shared, 0, ROUNDING); /* injecting as the slack is shared moves no flow */
            CHECK_NEAR(flow_mw[branch], wanted_mw[branch], ROUNDING_MW);
        }
    }
}

SPEC(turning_a_branch_round_turns_the_sign_of_its_row_and_no_other)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        struct grid grid = random_grid(seed);
        double before[BRANCH_LIMIT * BUS_LIMIT], after[BRANCH_LIMIT * BUS_LIMIT];
        const int turned = (seed * 5) % grid.n_branch, end = grid.from[turned];
        compute(spec, &grid, 0, before);
        grid.from[turned] = grid.to[turned], grid.to[turned] = end;
        compute(spec, &grid, 0, after);
        for (int branch = 0; branch < grid.n_branch; branch++)
            for (int bus = 0; bus < grid.n_bus; bus++) {
                const int i = branch * grid.n_bus + bus;
                CHECK_NEAR(after[i], branch == turned ? -before[i] : before[i], ROUNDING);
            }
    }
}

SPEC(only_the_ratio_of_reactances_matters)
{
    struct grid grid = random_grid(4);
    double before[BRANCH_LIMIT * BUS_LIMIT], after[BRANCH_LIMIT * BUS_LIMIT];
    compute(spec, &grid, 2, before);
    for (int branch = 0; branch < grid.n_branch; branch++)
        grid.reactance[branch] *= 1e6;
    compute(spec, &grid, 2, after);
    for (int i = 0; i < grid.n_bus * grid.n_branch; i++)
        CHECK_NEAR(after[i], before[i], ROUNDING);
}

SPEC(a_bus_without_a_path_to_the_slack_bus_is_named)
{
    const int from[] = {0, 3}, to[] = {1, 2};
    const double reactance[] = {0.1, 0.1};
    double ptdf[2 * 4] = {7, 7, 7, 7, 7, 7, 7, 7};
    struct arena arena = {0};
    struct error error = {0};
    CHECK(ptdf_compute(4, 2, from, to, reactance, 1, &arena, ptdf, &error) == STATUS_DISCONNECTED);
    CHECK_TEXT(error.text, "bus 2 has no path to the slack bus 1");
    CHECK(ptdf[0] == 7);
    arena_free(&arena);
}

SPEC(a_reactance_that_is_not_above_zero_is_refused)
{
    const int from[] = {0, 0}, to[] = {1, 1};
    const double bad[] = {0, -0.1, NAN};
    for (int i = 0; i < 3; i++) {
        const double reactance[] = {0.1, bad[i]};
        double ptdf[4];
        struct arena arena = {0};
        struct error error = {0};
        CHECK(ptdf_compute(2, 2, from, to, reactance, 0, &arena, ptdf, &error) == STATUS_BAD_INPUT);
        CHECK_CONTAINS(error.text, "branch 1 has reactance");
        arena_free(&arena);
    }
}

SPEC(a_single_bus_and_a_branch_that_goes_nowhere_carry_nothing)
{
    const int from[] = {0, 1, 0}, to[] = {0, 1, 1};
    const double reactance[] = {0.1, 0.2, 0.3};
    double alone[1] = {7}, pair[3][2];
    struct arena arena = {0};
    CHECK(ptdf_compute(1, 1, from, to, reactance, 0, &arena, alone, NULL) == STATUS_OK);
    CHECK(alone[0] == 0);
    CHECK(ptdf_compute(2, 3, from, to, reactance, 1, &arena, &pair[0][0], NULL) == STATUS_OK);
    CHECK(pair[0][0] == 0 && pair[1][0] == 0 && pair[1][1] == 0);
    CHECK_NEAR(pair[2][0], 1, ROUNDING);
    arena_free(&arena);
}

SPEC(every_request_for_memory_that_fails_is_reported)
{
    const struct grid grid = random_grid(1);
    double ptdf[BRANCH_LIMIT * BUS_LIMIT];
    enum status status = STATUS_NO_MEMORY;
    long fail_at = 1;
    for (; fail_at < 100 && status == STATUS_NO_MEMORY; fail_at++) {
        struct arena arena = {.fail_at = fail_at};
        status = ptdf_compute(grid.n_bus, grid.n_branch, grid.from, grid.to, grid.reactance, 0,
                              &arena, ptdf, NULL);
        arena_free(&arena);
    }
    CHECK(status == STATUS_OK); /* in the first round in which no request was failed */
    CHECK(fail_at > 10);
}

SPEC_MAIN(SPEC_ENTRY(a_transfer_takes_the_direct_line_twice_as_much_as_the_detour),
          SPEC_ENTRY(two_equal_circuits_share_and_the_spur_carries_all),
          SPEC_ENTRY(flows_equal_those_by_angles_for_any_slack_bus),
          SPEC_ENTRY(injecting_at_the_slack_bus_moves_no_flow_at_all),
          SPEC_ENTRY(one_mw_is_balanced_at_every_bus_on_its_way_to_the_slack_bus),
          SPEC_ENTRY(
              a_shared_slack_gives_the_same_factors_from_any_slack_bus_and_the_same_balanced_flows),
          SPEC_ENTRY(turning_a_branch_round_turns_the_sign_of_its_row_and_no_other),
          SPEC_ENTRY(only_the_ratio_of_reactances_matters),
          SPEC_ENTRY(a_bus_without_a_path_to_the_slack_bus_is_named),
          SPEC_ENTRY(a_reactance_that_is_not_above_zero_is_refused),
          SPEC_ENTRY(a_single_bus_and_a_branch_that_goes_nowhere_carry_nothing),
          SPEC_ENTRY(every_request_for_memory_that_fails_is_reported))
