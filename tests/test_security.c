/* What still holds when something trips: against hand-made grids, and against the grid solved again
 * without what tripped. */
#include "study/opf_case.h"
#include "study/security_case.h"
#include "tests/cases.h"
#include "tests/spec.h"

#include <math.h>
#include <string.h>

#define SAME_MW                                                                                    \
    1e-7 /* rounding of two ways to the same flow, on flows of up to some thousand MW              \
          */

enum { MOST = 4096 };

/* A grid of a moment, small enough to be solved again for each outage. */
struct yard {
    struct arena arena;
    struct error error;
    struct security_grid grid;
    struct security_state state;
    struct contingency_table table;
    struct security_result result;
    int from[MOST], to[MOST], unit_bus[MOST];
    double b[MOST], limit[MOST], response[MOST], flow[MOST], unit[MOST], injection[MOST];
};

static struct yard yard;

static void open_yard(int n_bus)
{
    arena_free(&yard.arena);
    memset(&yard, 0, sizeof yard);
    yard.grid = (struct security_grid){.n_bus = n_bus,
                                       .from = yard.from,
                                       .to = yard.to,
                                       .mw_per_rad = yard.b,
                                       .limit_mw = yard.limit,
                                       .limit_back_mw = yard.limit,
                                       .unit_bus = yard.unit_bus,
                                       .unit_response = yard.response};
    yard.state =
        (struct security_state){.n_snapshot = 1, .flow_mw = yard.flow, .unit_mw = yard.unit};
}

static int add_branch(int from, int to, double reactance, double limit)
{
    const int l = yard.grid.n_branch++;
    yard.from[l] = from;
    yard.to[l] = to;
    yard.b[l] = 100 / reactance;
    yard.limit[l] = limit;
    return l;
}

static void add_unit(int bus, double mw, double response)
{
    const int unit = yard.grid.n_unit++;
    yard.unit_bus[unit] = bus;
    yard.unit[unit] = mw;
    yard.response[unit] = response;
    yard.injection[bus] += mw;
}

/* Angles of injections in a grid that has been prepared; flows of its branches. */
static void solve_flows(struct security_grid *grid, const double *injection, double *flow)
{
    static double angle[MOST];
    memcpy(angle, injection, sizeof *angle * (size_t)grid->n_bus);
    ldl_solve(&grid->ldl, &grid->factor, angle);
    for (int l = 0; l < grid->n_branch; l++)
        flow[l] = grid->mw_per_rad[l] * (angle[grid->from[l]] - angle[grid->to[l]]);
}

static bool prepare(struct spec_state *spec)
{
    if (security_grid_prepare(&yard.grid, &yard.arena, &yard.error) != STATUS_OK ||
        security_single_outages(&yard.grid, &yard.arena, &yard.table, &yard.error) != STATUS_OK) {
        SPEC_FAULT("not prepared: %s", yard.error.text);
        return false;
    }
    solve_flows(&yard.grid, yard.injection, yard.flow);
    return true;
}

static bool screen(struct spec_state *spec)
{
    const struct security_settings settings = {.most_overloads = MOST};
    if (security_screen(&yard.grid, &yard.state, &yard.table, &settings, &yard.arena, &yard.result,
                        &yard.error) == STATUS_OK)
        return true;
    SPEC_FAULT("not screened: %s", yard.error.text);
    return false;
}

/* With limits of 0 every flow is an overload and is listed. 0 where none is. */
static double flow_after(int contingency, int branch)
{
    for (int i = 0; i < yard.result.n_overload; i++)
        if (yard.result.overload[i].contingency == contingency &&
            yard.result.overload[i].branch == branch)
            return yard.result.overload[i].flow_mw;
    return 0;
}

/* T14: four buses, two equal circuits 1-2, a ring 1-2-3 and a spur 3-4. */
static void ring_with_a_spur(void)
{
    open_yard(4);
    add_branch(0, 1, 0.1, 0);
    add_branch(0, 1, 0.1, 0);
    add_branch(0, 2, 0.1, 0);
    add_branch(1, 2, 0.1, 0);
    add_branch(2, 3, 0.05, 0);
    const double injection[] = {300, 0, -200, -100};
    memcpy(yard.injection, injection, sizeof injection);
}

SPEC(flows_move_to_the_branches_that_are_left)
{
    ring_with_a_spur();
    if (!prepare(spec)) return;
    const double before[] = {60, 60, 180, 120, 100};
    for (int l = 0; l < 5; l++)
        CHECK_NEAR(yard.flow[l], before[l], SAME_MW);
    if (!screen(spec)) return;
    const double after_first[] = {0, 100, 200, 100, 100}, after_third[] = {150, 150, 0, 300, 100};
    for (int l = 0; l < 5; l++) {
        CHECK_NEAR(flow_after(0, l), after_first[l], SAME_MW);
        CHECK_NEAR(flow_after(2, l), after_third[l], SAME_MW);
    }
}

SPEC(a_bridge_is_named_with_what_it_cuts_off)
{
    ring_with_a_spur();
    if (!prepare(spec) || !screen(spec)) return;
    CHECK(yard.grid.is_bridge[4]);
    CHECK(!yard.grid.is_bridge[0] && !yard.grid.is_bridge[1] && !yard.grid.is_bridge[2]);
    CHECK(yard.result.outcome[4].kind == SECURITY_SPLITS);
    CHECK_NEAR(yard.result.outcome[4].cut_mw, 100, SAME_MW);
    CHECK(yard.result.n_split == 1);
}

SPEC(several_branches_may_trip_at_once)
{
    ring_with_a_spur();
    if (!prepare(spec)) return;
    struct outage outage[] = {{OUTAGE_BRANCH, 0, 0}, {OUTAGE_BRANCH, 1, 0}, {OUTAGE_BRANCH, 0, 0},
                              {OUTAGE_BRANCH, 2, 0}, {OUTAGE_BRANCH, 0, 0}, {OUTAGE_BRANCH, 1, 0},
                              {OUTAGE_BRANCH, 2, 0}};
    struct contingency contingency[] = {{1, 0, 0, 2}, {2, 0, 2, 2}, {3, 0, 4, 3}};
    yard.table = (struct contingency_table){3, 7, contingency, outage};
    if (!screen(spec)) return;
    const double both[] = {0, 0, 300, 0, 100}, first_and_third[] = {0, 300, 0, 300, 100};
    for (int l = 0; l < 5; l++) {
        CHECK_NEAR(flow_after(0, l), both[l], SAME_MW);
        CHECK_NEAR(flow_after(1, l), first_and_third[l], SAME_MW);
    }
    CHECK(yard.result.outcome[2].kind == SECURITY_SPLITS); /* bus 1 by itself */
}

/* 90 MW are lost at A; B and C take over by 2 to 1. */
SPEC(a_lost_unit_is_replaced_by_the_response_of_the_others)
{
    open_yard(3);
    add_branch(0, 1, 0.1, 0);
    add_branch(1, 2, 0.1, 0);
    add_branch(0, 2, 0.1, 0);
    add_unit(0, 90, 100);
    add_unit(1, 30, 200);
    add_unit(2, 0, 100);
    yard.injection[2] -= 120;
    if (!prepare(spec) || !screen(spec)) return;
    const double unit_b_mw = 30 + 60; /* and 30 - 120 = -90 net at C */
    CHECK_NEAR(flow_after(3, 1), unit_b_mw * 2 / 3, SAME_MW);
    CHECK_NEAR(flow_after(3, 0), -unit_b_mw / 3, SAME_MW);
    CHECK_NEAR(flow_after(3, 2), unit_b_mw / 3, SAME_MW);
}

SPEC(a_unit_that_nobody_can_replace_is_named)
{
    open_yard(2);
    add_branch(0, 1, 0.1, 0);
    add_unit(0, 50, 100);
    yard.injection[1] = -50;
    if (!prepare(spec) || !screen(spec)) return;
    CHECK(yard.result.outcome[1].kind == SECURITY_UNBALANCED);
    CHECK(yard.result.n_unbalanced == 1);
}

/* Two grids and a cable of 100 MW from one to the other, of which 96 arrive. */
SPEC(a_lost_link_is_felt_at_both_ends)
{
    static const int link_from[] = {1}, link_to[] = {2};
    static const double taken[] = {100}, given[] = {96};
    open_yard(4);
    add_branch(0, 1, 0.1, 0);
    add_branch(2, 3, 0.1, 0);
    add_unit(0, 100, 50);
    add_unit(3, 4, 50);
    yard.grid.n_link = 1;
    yard.grid.link_from = link_from;
    yard.grid.link_to = link_to;
    yard.state.taken_mw = taken;
    yard.state.given_mw = given;
    yard.injection[1] = -100;
    yard.injection[2] = 96 - 100;
    if (!prepare(spec) || !screen(spec)) return;
    CHECK_NEAR(yard.flow[0], 100, SAME_MW);
    CHECK_NEAR(yard.flow[1], -4, SAME_MW);
    CHECK_NEAR(flow_after(4, 0), 0, SAME_MW);
    CHECK_NEAR(flow_after(4, 1), -100, SAME_MW);
}

/* The same grid without a branch, factored afresh. */
static void check_against_fresh(struct spec_state *spec, int outage, double tolerance)
{
    static double flow[MOST], limit[MOST], b[MOST];
    static int from[MOST], to[MOST], name[MOST];
    struct arena arena = {0};
    struct security_grid fresh = yard.grid;
    fresh.n_branch = 0;
    for (int l = 0; l < yard.grid.n_branch; l++) {
        if (l == outage) continue;
        name[fresh.n_branch] = l;
        from[fresh.n_branch] = yard.grid.from[l];
        to[fresh.n_branch] = yard.grid.to[l];
        limit[fresh.n_branch] = yard.grid.limit_mw[l];
        b[fresh.n_branch++] = yard.grid.mw_per_rad[l];
    }
    fresh.from = from;
    fresh.to = to;
    fresh.mw_per_rad = b;
    fresh.n_unit = 0;
    if (security_grid_prepare(&fresh, &arena, &yard.error) != STATUS_OK) {
        SPEC_FAULT("outage %d: %s", outage, yard.error.text);
    } else if (fresh.n_island != yard.grid.n_island) {
        CHECK(yard.result.outcome[outage].kind == SECURITY_SPLITS);
    } else {
        solve_flows(&fresh, yard.injection, flow);
        int overloads = 0;
        for (int l = 0; l < fresh.n_branch; l++) {
            if (!(fabs(flow[l]) > limit[l] + 1e-4)) continue;
            overloads++;
            if (!(fabs(flow_after(outage, name[l]) - flow[l]) <= tolerance))
                SPEC_FAULT("outage %d, branch %d: %.12g screened, %.12g afresh", outage, name[l],
                           flow_after(outage, name[l]), flow[l]);
        }
        CHECK(yard.result.outcome[outage].n_overload == overloads);
    }
    arena_free(&arena);
}

static double any(unsigned long *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 33) / 2147483648.0;
}

SPEC(screening_equals_the_grid_solved_again_without_the_branch_on_any_grid)
{
    unsigned long state = 7;
    int overloads = 0, splits = 0;
    for (int number = 0; number < 40; number++) {
        const int n_bus = 3 + number % 20;
        open_yard(n_bus);
        for (int i = 1; i < n_bus + n_bus / 2; i++) {
            const int to = i < n_bus ? i : (int)(any(&state) * n_bus);
            const int from = (int)(any(&state) * (i < n_bus ? i : n_bus));
            if (from != to)
                add_branch(from, to, (any(&state) < 0.05 ? -0.3 : 1) * (0.02 + any(&state)),
                           any(&state) < 0.2 ? INFINITY : 20 + 200 * any(&state));
        }
        for (int bus = 1; bus < n_bus; bus++) {
            yard.injection[bus] = 200 * (any(&state) - 0.5);
            yard.injection[0] -= yard.injection[bus];
        }
        if (!prepare(spec) || !screen(spec)) return;
        for (int l = 0; l < yard.grid.n_branch; l++)
            check_against_fresh(spec, l, 1e-6);
        overloads += (int)yard.result.n_overload_all;
        splits += yard.result.n_split;
    }
    CHECK(overloads > 100 && splits > 50); /* else the test has looked at nothing */
}

/* A public case, its flow from the file, limits at 1.1 times the largest of flow and 10 MW. */
static void check_case(struct spec_state *spec, const char *name)
{
    static double limit[MOST];
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case file;
    struct opf_case grid;
    struct security_case made;
    char path[CASE_PATH_BYTES];
    if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
    REQUIRE(matpower_read(path, &arena, &file, &error) == STATUS_OK);
    REQUIRE(opf_case_build(&file, OPF_MATPOWER, &arena, &grid, &error) == STATUS_OK);
    double *unit = ARENA_ARRAY(&arena, double, grid.n_generator);
    for (int g = 0; g < grid.n_generator; g++)
        unit[g] = file.generator[grid.generator_row[g] - 1].output_mw;
    REQUIRE(security_case_build(&grid, &file, SECURITY_NORMAL, unit, unit, &arena, &made, &error) ==
            STATUS_OK);
    open_yard(grid.n_bus);
    yard.grid = made.grid;
    yard.grid.n_unit = 0;
    yard.grid.limit_mw = yard.grid.limit_back_mw = limit;
    yard.state = made.state;
    for (int l = 0; l < grid.n_branch; l++)
        limit[l] = 1.1 * fmax(10, fabs(made.state.flow_mw[l]));
    for (int l = 0; l < grid.n_branch; l++) { /* what enters at a bus leaves by its branches */
        yard.injection[grid.from[l]] += made.state.flow_mw[l];
        yard.injection[grid.to[l]] -= made.state.flow_mw[l];
    }
    REQUIRE(security_single_outages(&yard.grid, &yard.arena, &yard.table, &error) == STATUS_OK);
    if (!screen(spec)) return;
    CHECK(yard.result.n_overload_all > 100);
    for (int l = 0; l < grid.n_branch; l++)
        check_against_fresh(spec, l, 1e-6);
    arena_free(&arena);
}

SPEC(screening_equals_brute_force_on_case118)
{
    check_case(spec, "matpower/case118.m");
}
SPEC(screening_equals_brute_force_on_case300)
{
    check_case(spec, "matpower/case300.m");
}

/* The bound over the snapshots excludes a pair only where no snapshot needs it. */
SPEC(many_moments_at_once_say_what_each_says_alone)
{
    enum { SNAPSHOTS = 5 };
    static double flow[SNAPSHOTS * 8];
    ring_with_a_spur();
    for (int l = 0; l < 5; l++)
        yard.limit[l] = 150;
    if (!prepare(spec)) return;
    int alone[SNAPSHOTS];
    double base[8];
    memcpy(base, yard.flow, sizeof base);
    for (int s = 0; s < SNAPSHOTS; s++) {
        for (int l = 0; l < 5; l++)
            yard.flow[l] = flow[s * 5 + l] = base[l] * (0.4 + 0.2 * s);
        if (!screen(spec)) return;
        alone[s] = (int)yard.result.n_overload_all;
    }
    yard.state.n_snapshot = SNAPSHOTS;
    yard.state.flow_mw = flow;
    if (!screen(spec)) return;
    for (int s = 0; s < SNAPSHOTS; s++)
        CHECK(yard.result.snapshot_overloads[s] == alone[s]);
    CHECK(alone[0] == 0 && alone[SNAPSHOTS - 1] > 2);
}

SPEC(more_elements_at_once_than_can_be_looked_at_are_refused)
{
    ring_with_a_spur();
    if (!prepare(spec)) return;
    struct outage outage[9];
    for (int i = 0; i < 9; i++)
        outage[i] = (struct outage){OUTAGE_BRANCH, i % 5, 0};
    struct contingency contingency[] = {{77, 0, 0, 9}};
    yard.table = (struct contingency_table){1, 9, contingency, outage};
    const struct security_settings settings = {.most_overloads = 10};
    CHECK(security_screen(&yard.grid, &yard.state, &yard.table, &settings, &yard.arena,
                          &yard.result, &yard.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(yard.error.text, "contingency 77");
}

SPEC(a_screening_without_memory_says_so)
{
    ring_with_a_spur();
    if (!prepare(spec)) return;
    const struct security_settings settings = {.most_overloads = 10};
    for (long n = 1; n < 12; n++) {
        struct arena arena = {.fail_at = n};
        struct error error = {0};
        const enum status status = security_screen(&yard.grid, &yard.state, &yard.table, &settings,
                                                   &arena, &yard.result, &error);
        CHECK(status == STATUS_OK || (status == STATUS_NO_MEMORY && error.count > 0));
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(flows_move_to_the_branches_that_are_left),
          SPEC_ENTRY(a_bridge_is_named_with_what_it_cuts_off),
          SPEC_ENTRY(several_branches_may_trip_at_once),
          SPEC_ENTRY(a_lost_unit_is_replaced_by_the_response_of_the_others),
          SPEC_ENTRY(a_unit_that_nobody_can_replace_is_named),
          SPEC_ENTRY(a_lost_link_is_felt_at_both_ends),
          SPEC_ENTRY(screening_equals_the_grid_solved_again_without_the_branch_on_any_grid),
          SPEC_ENTRY(screening_equals_brute_force_on_case118),
          SPEC_ENTRY(screening_equals_brute_force_on_case300),
          SPEC_ENTRY(many_moments_at_once_say_what_each_says_alone),
          SPEC_ENTRY(more_elements_at_once_than_can_be_looked_at_are_refused),
          SPEC_ENTRY(a_screening_without_memory_says_so))
