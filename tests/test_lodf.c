#include "network/lodf.h"
#include "network/ptdf.h"
#include "tests/grids.h"

static const double ROUNDING =
    1e-9; /* 1e-16 times 1 / (1 - X_kk), which is below 1e5 in these grids */
static const double ROUNDING_MW = 1e-7; /* the same times some 1000 MW, with room for two outages */

/* A grid with its transfer factors and flows. */
struct known {
    struct grid grid;
    double ptdf[BRANCH_LIMIT * BUS_LIMIT], flow_mw[BRANCH_LIMIT];
};

static struct known know(struct spec_state *spec, struct grid grid, int slack)
{
    struct known known = {.grid = grid};
    struct arena arena = {0};
    CHECK(ptdf_compute(grid.n_bus, grid.n_branch, grid.from, grid.to, grid.reactance, slack, &arena,
                       known.ptdf, NULL) == STATUS_OK);
    ptdf_flow(grid.n_bus, grid.n_branch, known.ptdf, grid.injection_mw, known.flow_mw);
    arena_free(&arena);
    return known;
}

static enum status take_out(const struct known *known, int n_outage, const int *outage,
                            double *after_mw, struct error *error)
{
    const struct grid *grid = &known->grid;
    struct arena arena = {0};
    const enum status status =
        lodf_outage_flows(grid->n_bus, grid->n_branch, grid->from, grid->to, known->ptdf,
                          known->flow_mw, n_outage, outage, &arena, after_mw, error);
    arena_free(&arena);
    return status;
}

static void compute(const struct known *known, double *lodf, bool *is_bridge)
{
    const struct grid *grid = &known->grid;
    lodf_compute(grid->n_bus, grid->n_branch, grid->from, grid->to, known->ptdf, lodf, is_bridge);
}

SPEC(the_other_circuit_takes_two_thirds_and_the_detour_one_third)
{
    const struct known known = know(spec, four_buses, 0);
    double lodf[5][5];
    compute(&known, &lodf[0][0], NULL);
    CHECK_NEAR(lodf[L2][L1], 2.0 / 3.0, ROUNDING);
    CHECK_NEAR(lodf[L3][L1], 1.0 / 3.0, ROUNDING);
    CHECK_NEAR(lodf[L4][L1], -1.0 / 3.0, ROUNDING);
    CHECK_NEAR(lodf[L5][L1], 0, ROUNDING);
    CHECK_NEAR(lodf[L1][L3], 0.5, ROUNDING);
    CHECK_NEAR(lodf[L4][L3], 1, ROUNDING);
    for (int branch = L1; branch <= L4; branch++)
        CHECK(lodf[branch][branch] == -1);
}

SPEC(the_spur_is_a_bridge_and_its_column_is_not_a_number)
{
    const struct known known = know(spec, four_buses, 2);
    double lodf[5][5];
    bool is_bridge[5];
    compute(&known, &lodf[0][0], is_bridge);
    for (int branch = L1; branch <= L5; branch++) {
        CHECK(is_bridge[branch] == (branch == L5));
        CHECK(isnan(lodf[branch][L5]));
        CHECK(isfinite(lodf[branch][L1]));
    }
}

SPEC(flows_after_one_and_after_two_outages_are_those_by_hand)
{
    const struct {
        int n, outage[2];
        double after_mw[5];
    } cases[] = {{0, {0}, {60, 60, 180, 120, 100}},
                 {1, {L1}, {0, 100, 200, 100, 100}},
                 {2, {L1, L2}, {0, 0, 300, 0, 100}},
                 {2, {L1, L3}, {0, 300, 0, 300, 100}}};
    const struct known known = know(spec, four_buses, 0);
    for (int c = 0; c < 4; c++) {
        double after_mw[5];
        CHECK(take_out(&known, cases[c].n, cases[c].outage, after_mw, NULL) == STATUS_OK);
        for (int branch = 0; branch < 5; branch++)
            CHECK_NEAR(after_mw[branch], cases[c].after_mw[branch], ROUNDING_MW);
    }
}

SPEC(the_three_circuits_of_a_bus_together_split_the_grid)
{
    const struct known known = know(spec, four_buses, 3);
    const int all[] = {L1, L2, L3}, spur[] = {L5}, with_spur[] = {L1, L5};
    double after_mw[5];
    struct error error = {0};
    CHECK(take_out(&known, 3, all, after_mw, &error) == STATUS_DISCONNECTED);
    CHECK_TEXT(error.text, "the 3 outages together split the grid");
    CHECK(take_out(&known, 1, spur, after_mw, NULL) == STATUS_DISCONNECTED);
    CHECK(take_out(&known, 2, with_spur, after_mw, NULL) == STATUS_DISCONNECTED);
}

SPEC(an_outage_that_is_no_branch_or_comes_twice_is_refused)
{
    const struct known known = know(spec, four_buses, 0);
    const int twice[] = {L1, L2, L1}, outside[] = {5};
    double after_mw[5];
    struct error error = {0};
    CHECK(take_out(&known, 3, twice, after_mw, &error) == STATUS_BAD_INPUT);
    CHECK_TEXT(error.text, "branch 0 is named twice as an outage");
    CHECK(take_out(&known, 1, outside, after_mw, NULL) == STATUS_BAD_INPUT);
}

SPEC(flows_may_be_replaced_by_those_after_the_outage)
{
    struct known known = know(spec, four_buses, 0);
    const int outage[] = {L1};
    CHECK(take_out(&known, 1, outage, known.flow_mw, NULL) == STATUS_OK);
    CHECK_NEAR(known.flow_mw[L1], 0, 0);
    CHECK_NEAR(known.flow_mw[L3], 200, ROUNDING_MW);
}

/* Every outage of every random grid: a bridge where counting islands says so, else the same flows
 * as a grid that never had the branch, whatever the slack bus. */
SPEC(a_column_gives_the_flows_of_a_grid_that_never_had_the_branch)
{
    int n_bridge = 0, n_other = 0;
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct known known = know(spec, random_grid(seed), seed % 5);
        const int n = known.grid.n_branch;
        double lodf[BRANCH_LIMIT * BRANCH_LIMIT], fresh_mw[BRANCH_LIMIT];
        bool is_bridge[BRANCH_LIMIT];
        compute(&known, lodf, is_bridge);
        for (int k = 0; k < n; k++) {
            bool is_out[BRANCH_LIMIT] = {0};
            is_out[k] = true;
            CHECK(is_bridge[k] == (count_islands(&known.grid, is_out) > 1));
            is_bridge[k] ? n_bridge++ : n_other++;
            if (is_bridge[k]) continue;
            REQUIRE(flow_by_angles(&known.grid, is_out, fresh_mw));
            for (int m = 0; m < n; m++) {
                const double moved_mw = lodf[m * n + k] * known.flow_mw[k];
                CHECK_RELATIVE(known.flow_mw[m] + moved_mw, fresh_mw[m], ROUNDING);
            }
        }
    }
    CHECK(n_bridge > 20 && n_other > 500); /* both kinds were met */
}

/* Three buses in a row beyond bus 0, each tied by a strong branch and a thousand times weaker one:
 * the weak ones carry all when the strong ones go, although det(I - X_OO) is then 1e-9. */
SPEC(a_weak_detour_is_still_a_detour_even_three_times)
{
    const struct grid weak = {4,
                              6,
                              {0, 1, 2, 0, 1, 2},
                              {1, 2, 3, 1, 2, 3},
                              {1, 1, 1, 1000, 1000, 1000},
                              {90, 0, -30, -60}};
    const double wanted_mw[] = {0, 0, 0, 90, 90, 60};
    const int strong[] = {0, 1, 2};
    const struct known known = know(spec, weak, 0);
    double lodf[6 * 6], after_mw[6];
    bool is_bridge[6];
    compute(&known, lodf, is_bridge);
    for (int branch = 0; branch < 6; branch++)
        CHECK(!is_bridge[branch]);
    CHECK(take_out(&known, 3, strong, after_mw, NULL) == STATUS_OK);
    for (int branch = 0; branch < 6; branch++)
        CHECK_NEAR(after_mw[branch], wanted_mw[branch], ROUNDING_MW);
}

SPEC(a_single_outage_is_the_same_by_its_column_and_by_the_system_of_one)
{
    const struct known known = know(spec, random_grid(12), 0);
    const int n = known.grid.n_branch;
    double lodf[BRANCH_LIMIT * BRANCH_LIMIT], after_mw[BRANCH_LIMIT];
    compute(&known, lodf, NULL);
    for (int k = 0; k < n; k++) {
        const enum status status = take_out(&known, 1, &k, after_mw, NULL);
        CHECK(status == (isnan(lodf[k]) ? STATUS_DISCONNECTED : STATUS_OK));
        for (int m = 0; m < n && status == STATUS_OK; m++)
            CHECK_NEAR(after_mw[m], known.flow_mw[m] + lodf[m * n + k] * known.flow_mw[k],
                       ROUNDING_MW);
    }
}

SPEC(two_outages_give_the_flows_of_a_grid_that_never_had_both)
{
    int n_split = 0, n_other = 0;
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct known known = know(spec, random_grid(seed), 0);
        const int n = known.grid.n_branch;
        for (int first = 0; first < n; first += 3)
            for (int second = first + 1; second < n; second += 2) {
                const int outage[] = {second, first};
                bool is_out[BRANCH_LIMIT] = {0};
                double after_mw[BRANCH_LIMIT], fresh_mw[BRANCH_LIMIT];
                is_out[first] = is_out[second] = true;
                const enum status status = take_out(&known, 2, outage, after_mw, NULL);
                const bool holds = flow_by_angles(&known.grid, is_out, fresh_mw);
                CHECK(status == (holds ? STATUS_OK : STATUS_DISCONNECTED));
                holds ? n_other++ : n_split++;
                for (int m = 0; m < n && holds && status == STATUS_OK; m++)
                    CHECK_NEAR(after_mw[m], fresh_mw[m], ROUNDING_MW);
            }
    }
    CHECK(n_split > 100 && n_other > 1000);
}

SPEC(five_outages_at_once_give_the_flows_of_a_grid_that_never_had_them)
{
    enum { N_OUT = 5 };
    int n_other = 0;
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct known known = know(spec, random_grid(seed), 0);
        const int n = known.grid.n_branch;
        int outage[N_OUT];
        bool is_out[BRANCH_LIMIT] = {0};
        double after_mw[BRANCH_LIMIT], fresh_mw[BRANCH_LIMIT];
        if (n < 2 * N_OUT) continue;
        for (int i = 0; i < N_OUT; i++)
            is_out[outage[i] = n - 1 - 2 * i] = true;
        const bool holds = flow_by_angles(&known.grid, is_out, fresh_mw);
        CHECK(take_out(&known, N_OUT, outage, after_mw, NULL) ==
              (holds ? STATUS_OK : STATUS_DISCONNECTED));
        for (int m = 0; m < n && holds; m++)
            CHECK_NEAR(after_mw[m], fresh_mw[m], ROUNDING_MW);
        n_other += holds;
    }
    CHECK(n_other > 10);
}

SPEC(every_request_for_memory_that_fails_is_reported)
{
    const struct known known = know(spec, four_buses, 0);
    const struct grid *grid = &known.grid;
    const int outage[] = {L1, L2};
    double after_mw[5];
    for (long fail_at = 1; fail_at <= 3; fail_at++) {
        struct arena arena = {.fail_at = fail_at};
        CHECK(lodf_outage_flows(grid->n_bus, grid->n_branch, grid->from, grid->to, known.ptdf,
                                known.flow_mw, 2, outage, &arena, after_mw,
                                NULL) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(the_other_circuit_takes_two_thirds_and_the_detour_one_third),
          SPEC_ENTRY(the_spur_is_a_bridge_and_its_column_is_not_a_number),
          SPEC_ENTRY(flows_after_one_and_after_two_outages_are_those_by_hand),
          SPEC_ENTRY(the_three_circuits_of_a_bus_together_split_the_grid),
          SPEC_ENTRY(an_outage_that_is_no_branch_or_comes_twice_is_refused),
          SPEC_ENTRY(flows_may_be_replaced_by_those_after_the_outage),
          SPEC_ENTRY(a_column_gives_the_flows_of_a_grid_that_never_had_the_branch),
          SPEC_ENTRY(a_weak_detour_is_still_a_detour_even_three_times),
          SPEC_ENTRY(a_single_outage_is_the_same_by_its_column_and_by_the_system_of_one),
          SPEC_ENTRY(two_outages_give_the_flows_of_a_grid_that_never_had_both),
          SPEC_ENTRY(five_outages_at_once_give_the_flows_of_a_grid_that_never_had_them),
          SPEC_ENTRY(every_request_for_memory_that_fails_is_reported))
