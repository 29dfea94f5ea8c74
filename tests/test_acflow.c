#include "network/acflow.h"
#include "network/admittance.h"
#include "tests/cases.h"
#include "tests/grids_flow.h"

#define DEGREE (180 / 3.14159265358979323846)
#define MISMATCH ACFLOW_TOLERANCE_PU

struct solved {
    struct arena arena;
    struct flow_grid flow;
    struct acflow ac;
    struct error error;
    enum status status;
};

static const struct acflow_settings plain = {.start = ACFLOW_START_FILE, .iteration_limit = 20};

static void solve_as(struct solved *solved, const struct matpower_case *grid,
                     enum flow_balance balance, const struct acflow_settings *settings)
{
    *solved = (struct solved){.status = STATUS_OK};
    solved->status = flow_grid_build(grid, balance, &solved->arena, &solved->flow, &solved->error);
    if (solved->status == STATUS_OK)
        solved->status =
            acflow_solve(&solved->flow, settings, &solved->arena, &solved->ac, &solved->error);
    if (solved->status != STATUS_OK) printf("    %s\n", solved->error.text);
}

static void solve(struct solved *solved, const struct matpower_case *grid)
{
    solve_as(solved, grid, FLOW_BALANCE_SLACK, &plain);
}

static double branch_losses(const struct solved *solved)
{
    double sum = 0;
    for (int i = 0; i < solved->flow.n_branch; i++) {
        const struct end_powers powers =
            branch_powers(&solved->flow.branch[i], solved->ac.voltage_pu, solved->ac.angle_rad);
        sum += powers.from_active_pu + powers.to_active_pu;
    }
    return sum;
}

/* Injections less what the shunts take. */
static double net_injections(const struct solved *solved)
{
    double sum = 0;
    for (int bus = 0; bus < solved->flow.n_bus; bus++) {
        const double v = solved->ac.voltage_pu[bus];
        sum += solved->ac.injection_pu[bus] - v * v * solved->flow.bus[bus].shunt_g_pu;
    }
    return sum;
}

/* Figures computed by hand of another program for this grid: the reference of docs/model.md. */
SPEC(three_buses_at_one_per_unit_lose_what_the_reference_says)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct solved solved;
    REQUIRE(case_read("tests/cases/three_equal_lines.m", &arena, &grid));
    solve(&solved, &grid);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK_NEAR(solved.ac.angle_rad[1] * DEGREE, -0.985937, 5e-7); /* as many digits as are given */
    CHECK_NEAR(solved.ac.angle_rad[2] * DEGREE, -4.854298, 5e-7);
    CHECK_NEAR(branch_losses(&solved) * 100, 1.1907435, 5e-8);
    CHECK_NEAR(solved.ac.injection_pu[0] * 100, 101.1907, 5e-5);
    arena_free(&solved.arena);
    arena_free(&arena);
}

static void two_buses(struct tiny *tiny, double mw, double mvar)
{
    tiny_start(tiny);
    tiny_bus(tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(tiny, MATPOWER_PQ, mw, mvar);
    tiny_generator(tiny, 0, 0);
    tiny_branch(tiny, 0, 1, 0, 0.1);
}

/* u = v^2 of the far bus solves u^2 + (2 q x - 1) u + x^2 (p^2 + q^2) = 0; sin(angle) = p x / v. */
SPEC(a_load_behind_a_line_has_the_voltage_of_the_quadratic_equation)
{
    struct tiny tiny;
    struct solved solved;
    const double p = 2, q = 0.5, x = 0.1, half = (1 - 2 * q * x) / 2;
    const double v = sqrt(half + sqrt(half * half - x * x * (p * p + q * q)));
    two_buses(&tiny, 100 * p, 100 * q);
    solve(&solved, &tiny.grid);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK_NEAR(solved.ac.voltage_pu[1], v, MISMATCH);
    CHECK_NEAR(sin(solved.ac.angle_rad[1]), -p * x / v, MISMATCH);
    arena_free(&solved.arena);
}

/* Without reactive load the line carries at most 1 / (2 x) = 500 MW. */
SPEC(twice_what_a_line_can_carry_is_explained_by_half_of_it)
{
    struct tiny tiny;
    struct solved solved;
    two_buses(&tiny, 1000, 0);
    solve(&solved, &tiny.grid);
    REQUIRE(solved.status == STATUS_OK);
    CHECK(!solved.ac.is_solved);
    CHECK_NEAR(solved.ac.solved_share, 0.5, 2e-3); /* the step at which a continuation ends */
    CHECK(solved.ac.solved_share <= 0.5);
    CHECK(solved.ac.n_worst > 0 && solved.ac.worst_bus[0] == 1);
    CHECK(solved.ac.weakest_bus == 1);
    CHECK_NEAR(solved.ac.weakest_pu, sqrt(0.5), 0.05); /* the voltage at the nose */
    CHECK(isfinite(solved.ac.mismatch_pu) && solved.ac.mismatch_pu > 1);
    arena_free(&solved.arena);
}

SPEC(almost_all_that_a_line_can_carry_is_solved)
{
    struct tiny tiny;
    struct solved solved;
    two_buses(&tiny, 499.9, 0);
    solve(&solved, &tiny.grid);
    REQUIRE(solved.status == STATUS_OK);
    CHECK(solved.ac.is_solved && solved.ac.solved_share == 1);
    CHECK(solved.ac.mismatch_pu < MISMATCH);
    arena_free(&solved.arena);
}

SPEC(what_is_injected_and_not_consumed_is_lost_in_branches)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct solved solved;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    solve(&solved, &grid);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK(solved.flow.n_bus == 4 && solved.flow.n_branch == 6);
    CHECK_NEAR(net_injections(&solved), branch_losses(&solved), 1e-12); /* the same sums */
    CHECK(branch_losses(&solved) > 0);
    arena_free(&solved.arena);
    arena_free(&arena);
}

SPEC(other_numbers_for_buses_and_branches_turned_round_change_nothing)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct tiny turned;
    struct solved one, other;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    tiny_reverse(&grid, &turned);
    solve(&one, &grid);
    solve(&other, &turned.grid);
    REQUIRE(one.status == STATUS_OK && other.status == STATUS_OK);
    CHECK(one.ac.is_solved && other.ac.is_solved);
    for (int bus = 0; bus < one.flow.n_bus; bus++) {
        const int source = one.flow.bus[bus].source;
        const int same = other.flow.bus_of[grid.n_bus - 1 - source];
        CHECK_NEAR(one.ac.voltage_pu[bus], other.ac.voltage_pu[same], MISMATCH);
        CHECK_NEAR(one.ac.angle_rad[bus], other.ac.angle_rad[same], MISMATCH);
    }
    for (int i = 0; i < one.flow.n_branch; i++) {
        const struct end_powers here =
            branch_powers(&one.flow.branch[i], one.ac.voltage_pu, one.ac.angle_rad);
        const struct end_powers there =
            branch_powers(&other.flow.branch[i], other.ac.voltage_pu, other.ac.angle_rad);
        CHECK_NEAR(here.from_active_pu, there.to_active_pu, 10 * MISMATCH);
        CHECK_NEAR(here.to_reactive_pu, there.from_reactive_pu, 10 * MISMATCH);
    }
    arena_free(&one.arena);
    arena_free(&other.arena);
    arena_free(&arena);
}

SPEC(all_starts_lead_to_the_same_state)
{
    static const enum acflow_start starts[] = {ACFLOW_START_FILE, ACFLOW_START_FLAT,
                                               ACFLOW_START_DC};
    struct arena arena = {0};
    struct matpower_case grid;
    struct solved first;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    solve(&first, &grid);
    REQUIRE(first.status == STATUS_OK);
    for (int i = 0; i < 3; i++) {
        struct solved solved;
        const struct acflow_settings settings = {.start = starts[i], .iteration_limit = 20};
        solve_as(&solved, &grid, FLOW_BALANCE_SLACK, &settings);
        REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
        CHECK(solved.ac.method == ACFLOW_NEWTON);
        for (int bus = 0; bus < solved.flow.n_bus; bus++)
            CHECK_NEAR(solved.ac.voltage_pu[bus], first.ac.voltage_pu[bus], MISMATCH);
        arena_free(&solved.arena);
    }
    arena_free(&first.arena);
    arena_free(&arena);
}

/* 1 - 2 - 3: bus 2 would hold its voltage with more than 5 MVAr, 30 MVAr are asked for behind it */
SPEC(a_generator_at_its_reactive_limit_gives_up_its_voltage)
{
    struct tiny tiny;
    struct solved solved;
    const struct acflow_settings limited = {.reactive_limits = true, .iteration_limit = 20};
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PV, 10, 3);
    tiny_bus(&tiny, MATPOWER_PQ, 50, 30);
    tiny_generator(&tiny, 0, 0);
    struct matpower_generator *small = tiny_generator(&tiny, 1, 20);
    small->max_mvar = 5;
    small->min_mvar = -5;
    tiny_branch(&tiny, 0, 1, 0.01, 0.1);
    tiny_branch(&tiny, 1, 2, 0.01, 0.1);
    solve(&solved, &tiny.grid);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK(solved.ac.limit[1] == ACFLOW_FREE && solved.ac.reactive_pu[1] + 0.03 > 0.05);
    CHECK_NEAR(solved.ac.voltage_pu[1], 1, 0);
    arena_free(&solved.arena);
    solve_as(&solved, &tiny.grid, FLOW_BALANCE_SLACK, &limited);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK(solved.ac.limit[1] == ACFLOW_AT_MAX && solved.ac.switches == 1);
    CHECK_NEAR(solved.ac.reactive_pu[1] + 0.03, 0.05, MISMATCH); /* 3 MVAr of load at the bus */
    CHECK(solved.ac.voltage_pu[1] < 1);
    arena_free(&solved.arena);
    small->max_mvar = 100;
    solve_as(&solved, &tiny.grid, FLOW_BALANCE_SLACK, &limited);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK(solved.ac.limit[1] == ACFLOW_FREE && solved.ac.switches == 0);
    arena_free(&solved.arena);
    small->min_mvar = 80; /* more than is wanted, so that the voltage rises */
    solve_as(&solved, &tiny.grid, FLOW_BALANCE_SLACK, &limited);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    CHECK(solved.ac.limit[1] == ACFLOW_AT_MIN && solved.ac.voltage_pu[1] > 1);
    arena_free(&solved.arena);
}

SPEC(a_shared_balance_pays_for_the_losses_by_participation)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct solved solved;
    REQUIRE(case_read("tests/cases/three_equal_lines.m", &arena, &grid));
    grid.generator[0].participation = 1;
    grid.generator[1].participation = 3;
    solve_as(&solved, &grid, FLOW_BALANCE_SHARED, &plain);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    const double balance = solved.ac.balance_pu[0];
    CHECK_NEAR(balance, 1 + branch_losses(&solved), 3 * MISMATCH); /* 150 MW less 50 MW, losses */
    CHECK_NEAR(solved.ac.injection_pu[0], balance / 4, MISMATCH);
    CHECK_NEAR(solved.ac.injection_pu[1], 0.5 + 3 * balance / 4, MISMATCH);
    arena_free(&solved.arena);
    arena_free(&arena);
}

SPEC(islands_are_solved_each_as_if_it_were_alone)
{
    struct tiny tiny, alone;
    struct solved both, one;
    two_buses(&tiny, 200, 50);
    two_buses(&alone, 100, 20);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0)->angle_degree = 30;
    tiny_bus(&tiny, MATPOWER_PQ, 100, 20);
    tiny_generator(&tiny, 2, 0);
    tiny_branch(&tiny, 2, 3, 0, 0.1);
    solve(&both, &tiny.grid);
    solve(&one, &alone.grid);
    REQUIRE(both.status == STATUS_OK && one.status == STATUS_OK);
    CHECK(both.ac.is_solved && one.ac.is_solved && both.flow.n_island == 2);
    CHECK_NEAR(both.ac.voltage_pu[3], one.ac.voltage_pu[1], MISMATCH);
    CHECK_NEAR((both.ac.angle_rad[3] - one.ac.angle_rad[1]) * DEGREE, 30, DEGREE * MISMATCH);
    arena_free(&both.arena);
    arena_free(&one.arena);
}

/* A phase shifter in one of two equal lines: both ends at 1 p.u., so angles say it all. */
SPEC(a_phase_shifter_moves_power_to_the_other_line)
{
    struct tiny tiny;
    struct solved solved;
    two_buses(&tiny, 100, 0);
    tiny.bus[1].type = MATPOWER_PV;
    tiny_generator(&tiny, 1, 0);
    tiny_branch(&tiny, 0, 1, 0, 0.1)->shift_degree = 10;
    solve(&solved, &tiny.grid);
    REQUIRE(solved.status == STATUS_OK && solved.ac.is_solved);
    const double angle = solved.ac.angle_rad[0] - solved.ac.angle_rad[1], shift = 10 / DEGREE;
    const struct end_powers powers =
        branch_powers(&solved.flow.branch[1], solved.ac.voltage_pu, solved.ac.angle_rad);
    CHECK_NEAR(10 * sin(angle) + 10 * sin(angle - shift), 1, MISMATCH);
    CHECK_NEAR(powers.from_active_pu, 10 * sin(angle - shift), 1e-12); /* the same formula */
    arena_free(&solved.arena);
}

SPEC(no_memory_is_said_at_every_request)
{
    struct arena arena = {0};
    struct matpower_case grid;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    bool is_done = false;
    for (long n = 1; n < 400 && !is_done; n++) {
        struct arena failing = {.fail_at = n};
        struct error error = {0};
        struct flow_grid flow;
        struct acflow ac;
        enum status status = flow_grid_build(&grid, FLOW_BALANCE_SHARED, &failing, &flow, &error);
        if (status == STATUS_OK) status = acflow_solve(&flow, &plain, &failing, &ac, &error);
        is_done = failing.n_request < n;
        CHECK(status == (is_done ? STATUS_OK : STATUS_NO_MEMORY));
        arena_free(&failing);
    }
    CHECK(is_done);
    arena_free(&arena);
}

SPEC(public_cases_are_solved_from_their_files_and_again_from_the_solution)
{
    static const struct {
        const char *name;
        double loss_mw; /* 0: not a figure that is published widely */
    } cases[] = {{"case9", 4.641},        {"case14", 13.393},     {"case30", 2.444},
                 {"case39", 43.641},      {"case118", 132.863},   {"case300", 408.316},
                 {"case2383wp", 726.23},  {"case9241pegase", 0},  {"case13659pegase", 0},
                 {"case_ACTIVSg2000", 0}, {"case_ACTIVSg10k", 0}, {"case_RTS_GMLC", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        struct solved solved, again;
        char path[CASE_PATH_BYTES], name[100];
        snprintf(name, sizeof name, "matpower/%s.m", cases[i].name);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        solve(&solved, &grid);
        REQUIRE(solved.status == STATUS_OK);
        CHECK(solved.ac.is_solved && solved.ac.mismatch_pu < 1e-8);
        CHECK(solved.ac.method == ACFLOW_NEWTON);
        CHECK_RELATIVE(net_injections(&solved), branch_losses(&solved), 1e-10); /* 1e5 terms */
        if (cases[i].loss_mw > 0) /* three decimals are given */
            CHECK_NEAR(branch_losses(&solved) * grid.base_mva, cases[i].loss_mw, 1e-3);
        for (int bus = 0; bus < solved.flow.n_bus; bus++) {
            struct matpower_bus *from = &grid.bus[solved.flow.bus[bus].source];
            from->voltage_pu = solved.ac.voltage_pu[bus];
            from->angle_degree = solved.ac.angle_rad[bus] * DEGREE;
        }
        solve(&again, &grid);
        CHECK(again.status == STATUS_OK && again.ac.is_solved && again.ac.iterations <= 1);
        arena_free(&again.arena);
        arena_free(&solved.arena);
        arena_free(&arena);
    }
}

SPEC(public_cases_are_solved_from_a_flat_start)
{
    static const char *const names[] = {"case9",          "case14",         "case30",
                                        "case118",        "case300",        "case2383wp",
                                        "case9241pegase", "case_ACTIVSg10k"};
    const struct acflow_settings flat = {.start = ACFLOW_START_FLAT, .iteration_limit = 20};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        struct solved solved;
        char path[CASE_PATH_BYTES], name[100];
        snprintf(name, sizeof name, "matpower/%s.m", names[i]);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        solve_as(&solved, &grid, FLOW_BALANCE_SLACK, &flat);
        CHECK(solved.status == STATUS_OK && solved.ac.is_solved);
        CHECK(solved.ac.mismatch_pu < 1e-8);
        arena_free(&solved.arena);
        arena_free(&arena);
    }
}

/* Free: in its range and at its voltage; at the upper limit: no voltage above the one to be held;
 * at the lower: none below. */
static int count_breaches(const struct solved *solved)
{
    static const double near = 2e-6; /* the width of the band in which a bus does not switch */
    int n = 0;
    for (int at = 0; at < solved->flow.n_bus; at++) {
        const struct flow_bus *bus = &solved->flow.bus[at];
        const double made = solved->ac.reactive_pu[at] - bus->fixed_reactive_pu;
        const double over = solved->ac.voltage_pu[at] - bus->set_pu;
        if (bus->kind != FLOW_PV) continue;
        const bool in_range =
            made <= bus->reactive_max_pu + near && made >= bus->reactive_min_pu - near;
        const enum acflow_limit limit = solved->ac.limit[at];
        const bool agrees = limit == ACFLOW_AT_MAX   ? over <= near
                            : limit == ACFLOW_AT_MIN ? over >= -near
                                                     : fabs(over) <= near;
        n += !in_range || !agrees;
    }
    return n;
}

SPEC(reactive_limits_hold_at_every_bus_of_public_cases)
{
    static const char *const names[] = {"case39",           "case118",        "case300",
                                        "case2383wp",       "case9241pegase", "case13659pegase",
                                        "case_ACTIVSg2000", "case_ACTIVSg10k"};
    const struct acflow_settings limited = {.reactive_limits = true, .iteration_limit = 20};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        struct solved solved;
        char path[CASE_PATH_BYTES], name[100];
        snprintf(name, sizeof name, "matpower/%s.m", names[i]);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        solve_as(&solved, &grid, FLOW_BALANCE_SLACK, &limited);
        CHECK(solved.status == STATUS_OK && solved.ac.is_solved);
        CHECK_NEAR(count_breaches(&solved), 0, 0);
        arena_free(&solved.arena);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(three_buses_at_one_per_unit_lose_what_the_reference_says),
          SPEC_ENTRY(a_load_behind_a_line_has_the_voltage_of_the_quadratic_equation),
          SPEC_ENTRY(twice_what_a_line_can_carry_is_explained_by_half_of_it),
          SPEC_ENTRY(almost_all_that_a_line_can_carry_is_solved),
          SPEC_ENTRY(what_is_injected_and_not_consumed_is_lost_in_branches),
          SPEC_ENTRY(other_numbers_for_buses_and_branches_turned_round_change_nothing),
          SPEC_ENTRY(all_starts_lead_to_the_same_state),
          SPEC_ENTRY(a_generator_at_its_reactive_limit_gives_up_its_voltage),
          SPEC_ENTRY(a_shared_balance_pays_for_the_losses_by_participation),
          SPEC_ENTRY(islands_are_solved_each_as_if_it_were_alone),
          SPEC_ENTRY(a_phase_shifter_moves_power_to_the_other_line),
          SPEC_ENTRY(no_memory_is_said_at_every_request),
          SPEC_ENTRY(public_cases_are_solved_from_their_files_and_again_from_the_solution),
          SPEC_ENTRY(public_cases_are_solved_from_a_flat_start),
          SPEC_ENTRY(reactive_limits_hold_at_every_bus_of_public_cases))
