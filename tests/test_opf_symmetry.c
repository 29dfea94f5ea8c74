/* Laws of any optimal power flow: the order of buses, branches and plants, and the end from which a
 * branch is read, change nothing; the money adds up. On random grids and on public cases. */
#include "study/opf_case.h"
#include "study/opf_prices.h"
#include "tests/cases.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Both costs are certified to 1e-8 of themselves; prices of strictly convex costs follow theirs. */
#define SAME_COST 3e-8
#define SAME_PRICE 1e-4

static uint64_t state;

static double any(double low, double high)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15u); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return low + (high - low) * (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static int any_of(int n)
{
    return (int)any(0, n - 1e-9);
}

/* ---- the same case, told otherwise ------------------------------------------------------------
 */

static int *shuffled(int n, struct arena *arena)
{
    int *place = ARENA_ARRAY(arena, int, n);
    for (int i = 0; i < n; i++)
        place[i] = i;
    for (int i = n - 1; i > 0; i--) {
        const int j = any_of(i + 1), was = place[i];
        place[i] = place[j];
        place[j] = was;
    }
    return place;
}

static void room_for(struct opf_case *grid, struct arena *arena)
{
    const int n = grid->n_bus, m = grid->n_branch, g = grid->n_generator, d = grid->n_dcline;
    grid->bus_number = ARENA_ARRAY(arena, int, n);
    grid->bus_is_reference = ARENA_ARRAY(arena, bool, n);
    grid->demand_mw = ARENA_ARRAY(arena, double, n);
    grid->branch_row = ARENA_ARRAY(arena, int, m);
    grid->from = ARENA_ARRAY(arena, int, m);
    grid->to = ARENA_ARRAY(arena, int, m);
    grid->susceptance_mw_per_rad = ARENA_ARRAY(arena, double, m);
    grid->shift_rad = ARENA_ARRAY(arena, double, m);
    grid->loss_per_mw = ARENA_ARRAY(arena, double, m);
    grid->rate_mw = ARENA_ARRAY(arena, double, m);
    grid->angle_min_rad = ARENA_ARRAY(arena, double, m);
    grid->angle_max_rad = ARENA_ARRAY(arena, double, m);
    grid->generator_row = ARENA_ARRAY(arena, int, g);
    grid->generator_bus = ARENA_ARRAY(arena, int, g);
    grid->min_mw = ARENA_ARRAY(arena, double, g);
    grid->max_mw = ARENA_ARRAY(arena, double, g);
    grid->cost = ARENA_ARRAY(arena, struct opf_cost, g);
    grid->dcline_row = ARENA_ARRAY(arena, int, d);
    grid->dcline_from = ARENA_ARRAY(arena, int, d);
    grid->dcline_to = ARENA_ARRAY(arena, int, d);
    grid->dcline_min_mw = ARENA_ARRAY(arena, double, d);
    grid->dcline_max_mw = ARENA_ARRAY(arena, double, d);
    grid->dcline_loss0_mw = ARENA_ARRAY(arena, double, d);
    grid->dcline_loss1 = ARENA_ARRAY(arena, double, d);
    grid->dcline_cost = ARENA_ARRAY(arena, struct opf_cost, d);
}

struct retold {
    struct opf_case grid;
    int *bus, *branch, *generator; /* where each went */
    bool *is_turned;               /* [n_branch] of the first telling */
};

/* Half the branches are read from their other end: flow, shift and angle limits change sign. */
static void retell_branch(const struct opf_case *grid, int l, struct retold *retold)
{
    struct opf_case *other = &retold->grid;
    const int at = retold->branch[l];
    const bool turned = retold->is_turned[l] = any(0, 1) < 0.5;
    other->branch_row[at] = grid->branch_row[l];
    other->from[at] = retold->bus[turned ? grid->to[l] : grid->from[l]];
    other->to[at] = retold->bus[turned ? grid->from[l] : grid->to[l]];
    other->susceptance_mw_per_rad[at] = grid->susceptance_mw_per_rad[l];
    other->shift_rad[at] = turned ? -grid->shift_rad[l] : grid->shift_rad[l];
    other->loss_per_mw[at] = grid->loss_per_mw[l];
    other->rate_mw[at] = grid->rate_mw[l];
    other->angle_min_rad[at] = turned ? -grid->angle_max_rad[l] : grid->angle_min_rad[l];
    other->angle_max_rad[at] = turned ? -grid->angle_min_rad[l] : grid->angle_max_rad[l];
}

static void retell(const struct opf_case *grid, struct arena *arena, struct retold *retold)
{
    struct opf_case *other = &retold->grid;
    *other = *grid;
    room_for(other, arena);
    retold->bus = shuffled(grid->n_bus, arena);
    retold->branch = shuffled(grid->n_branch, arena);
    retold->generator = shuffled(grid->n_generator, arena);
    retold->is_turned = ARENA_ARRAY(arena, bool, grid->n_branch);
    for (int bus = 0; bus < grid->n_bus; bus++) {
        other->bus_number[retold->bus[bus]] = grid->bus_number[bus];
        other->bus_is_reference[retold->bus[bus]] = any(0, 1) < 0.1;
        other->demand_mw[retold->bus[bus]] = grid->demand_mw[bus];
    }
    for (int l = 0; l < grid->n_branch; l++)
        retell_branch(grid, l, retold);
    for (int g = 0; g < grid->n_generator; g++) {
        const int at = retold->generator[g];
        other->generator_row[at] = grid->generator_row[g];
        other->generator_bus[at] = retold->bus[grid->generator_bus[g]];
        other->min_mw[at] = grid->min_mw[g];
        other->max_mw[at] = grid->max_mw[g];
        other->cost[at] = grid->cost[g];
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        other->dcline_row[d] = grid->dcline_row[d];
        other->dcline_from[d] = retold->bus[grid->dcline_from[d]];
        other->dcline_to[d] = retold->bus[grid->dcline_to[d]];
        other->dcline_min_mw[d] = grid->dcline_min_mw[d];
        other->dcline_max_mw[d] = grid->dcline_max_mw[d];
        other->dcline_loss0_mw[d] = grid->dcline_loss0_mw[d];
        other->dcline_loss1[d] = grid->dcline_loss1[d];
        other->dcline_cost[d] = grid->dcline_cost[d];
    }
}

/* ---- any grid ---------------------------------------------------------------------------------
 */

static void any_costs(struct opf_case *grid)
{
    static const double mw[] = {0, 40, 90, 400}, usd[] = {0, 400, 1100, 10400};
    for (int g = 0; g < grid->n_generator; g++) {
        grid->generator_row[g] = g + 1;
        grid->generator_bus[g] = any_of(grid->n_bus);
        grid->min_mw[g] = any(0, 1) < 0.2 ? any(0, 10) : 0;
        grid->max_mw[g] = any(50, 300);
        grid->cost[g] = (struct opf_cost){.c1 = any(5, 60), .c2 = any(0.01, 0.1), .c0 = any(0, 9)};
        if (any(0, 1) < 0.2)
            grid->cost[g] = (struct opf_cost){.n_point = 4, .point_mw = mw, .point_usd = usd};
    }
}

/* A tree and chords; some grids in two pieces; ratings, shifts and angle limits now and then. */
static void any_case(struct opf_case *grid, struct arena *arena)
{
    const int n = 4 + any_of(20);
    *grid = (struct opf_case){.name = "any",
                              .base_mva = 100,
                              .n_bus = n,
                              .n_branch = n - 1 + any_of(n),
                              .n_generator = 3 + any_of(n),
                              .n_dcline = any_of(3)};
    room_for(grid, arena);
    for (int bus = 0; bus < n; bus++) {
        grid->bus_number[bus] = 10 * bus + 7;
        grid->bus_is_reference[bus] = bus == 0;
        grid->demand_mw[bus] = any(0, 1) < 0.3 ? 0 : any(0, 40);
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const int to = l + 1 < n ? l + 1 : any_of(n), step = 1 + any_of(n - 1);
        grid->branch_row[l] = l + 1;
        grid->to[l] = to;
        grid->from[l] = l + 1 < n ? any_of(to) : (to + step) % n;
        grid->susceptance_mw_per_rad[l] = any(200, 3000);
        grid->shift_rad[l] = any(0, 1) < 0.15 ? any(-0.1, 0.1) : 0;
        grid->loss_per_mw[l] = any(0, 2e-4);
        grid->rate_mw[l] = any(0, 1) < 0.4 ? INFINITY : any(30, 200);
        grid->angle_min_rad[l] = any(0, 1) < 0.2 ? any(-0.3, -0.02) : -INFINITY;
        grid->angle_max_rad[l] = any(0, 1) < 0.2 ? any(0.02, 0.3) : INFINITY;
    }
    any_costs(grid);
    for (int d = 0; d < grid->n_dcline; d++) {
        grid->dcline_row[d] = d + 1;
        grid->dcline_from[d] = any_of(n);
        grid->dcline_to[d] = (grid->dcline_from[d] + 1) % n;
        grid->dcline_min_mw[d] = 0;
        grid->dcline_max_mw[d] = any(10, 80);
        grid->dcline_loss0_mw[d] = any(0, 1);
        grid->dcline_loss1[d] = any(0, 0.05);
        grid->dcline_cost[d] = (struct opf_cost){.c1 = any(0, 1)};
    }
}

/* ---- laws -------------------------------------------------------------------------------------
 */

static bool solve(struct spec_state *spec, const struct opf_case *grid, enum opf_losses losses,
                  struct arena *arena, struct opf_result *result)
{
    struct error error = {0};
    const struct opf_settings settings = {.losses = losses};
    if (opf_run_as_asked(grid, &settings, arena, result, &error) == STATUS_OK &&
        (result->outcome != OUTCOME_OPTIMAL || opf_prices_fill(result, arena, &error) == STATUS_OK))
        return true;
    SPEC_FAULT("%s: %s", grid->name, error.text);
    return false;
}

/* True where both tellings have an optimum. Prices are compared where they are unique. */
static bool same_answer(struct spec_state *spec, const struct opf_case *grid,
                        enum opf_losses losses, bool with_prices, double same_cost,
                        struct arena *arena)
{
    struct retold retold;
    struct opf_result one, other;
    retell(grid, arena, &retold);
    if (!solve(spec, grid, losses, arena, &one) ||
        !solve(spec, &retold.grid, losses, arena, &other))
        return false;
    CHECK(one.outcome == other.outcome);
    if (one.outcome != OUTCOME_OPTIMAL || other.outcome != OUTCOME_OPTIMAL) return false;
    const double usd = one.certificate.objective_usd;
    CHECK_NEAR(other.certificate.objective_usd, usd, same_cost * fmax(1, fabs(usd)));
    CHECK(one.surplus.relative_gap < 1e-6 && other.surplus.relative_gap < 1e-6);
    for (int bus = 0; bus < grid->n_bus && with_prices; bus++)
        if (one.has_price[bus])
            CHECK_NEAR(other.point.price_usd_per_mwh[retold.bus[bus]],
                       one.point.price_usd_per_mwh[bus], SAME_PRICE * 100);
    for (int l = 0; l < grid->n_branch && with_prices; l++)
        CHECK_NEAR(other.flow_mw[retold.branch[l]],
                   retold.is_turned[l] ? -one.flow_mw[l] : one.flow_mw[l], 0.05);
    return true;
}

SPEC(on_any_grid_the_way_it_is_told_changes_no_cost_and_the_money_adds_up)
{
    int solved = 0, binding = 0;
    state = 1;
    for (int number = 0; number < 200; number++) {
        struct arena arena = {0};
        struct opf_case grid;
        any_case(&grid, &arena);
        struct opf_result result;
        if (solve(spec, &grid, OPF_LOSSLESS, &arena, &result) && result.outcome == OUTCOME_OPTIMAL)
            binding += result.congestion_rent_usd > 1;
        solved += same_answer(spec, &grid, OPF_LOSSLESS, false, SAME_COST, &arena);
        arena_free(&arena);
    }
    CHECK(solved > 100 && binding > 50); /* else nothing was looked at */
}

SPEC(with_losses_by_segments_neither)
{
    int solved = 0;
    state = 2;
    for (int number = 0; number < 60; number++) {
        struct arena arena = {0};
        struct opf_case grid;
        any_case(&grid, &arena);
        solved += same_answer(spec, &grid, number % 2 ? OPF_SECANT : OPF_TANGENT, false, SAME_COST,
                              &arena);
        arena_free(&arena);
    }
    CHECK(solved > 25);
}

/* Costs in the order of what is lost; and what one proves, no other contradicts. */
SPEC(on_any_grid_the_law_of_losses_costs_between_tangents_and_secants)
{
    static const enum opf_losses kinds[] = {OPF_TANGENT, OPF_FICTITIOUS, OPF_SECANT};
    int compared = 0;
    state = 4;
    for (int number = 0; number < 100; number++) {
        struct arena arena = {0};
        struct opf_case grid;
        struct opf_result result[3];
        any_case(&grid, &arena);
        for (int k = 0; k < 3; k++)
            if (!solve(spec, &grid, kinds[k], &arena, &result[k])) return;
        const bool is_solved[] = {result[0].outcome == OUTCOME_OPTIMAL,
                                  result[1].outcome == OUTCOME_OPTIMAL,
                                  result[2].outcome == OUTCOME_OPTIMAL};
        const double usd = result[1].certificate.objective_usd, off = 2e-6 * fmax(1, fabs(usd));
        CHECK(result[0].outcome != OUTCOME_INFEASIBLE || (!is_solved[1] && !is_solved[2]));
        CHECK(result[1].outcome != OUTCOME_INFEASIBLE || !is_solved[2]);
        if (is_solved[0] && is_solved[1]) CHECK(result[0].certificate.objective_usd <= usd + off);
        if (is_solved[1] && is_solved[2]) CHECK(usd <= result[2].certificate.objective_usd + off);
        compared += is_solved[0] && is_solved[1] && is_solved[2];
        arena_free(&arena);
    }
    CHECK(compared > 40); /* else nothing was looked at */
}

static void check_case(struct spec_state *spec, const char *name, enum opf_convention convention,
                       bool with_prices)
{
    char path[CASE_PATH_BYTES];
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case file;
    struct opf_case grid;
    if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
    state = 3;
    REQUIRE(case_read(path, &arena, &file));
    REQUIRE(opf_case_build(&file, convention, &arena, &grid, &error) == STATUS_OK);
    CHECK(same_answer(spec, &grid, OPF_LOSSLESS, with_prices, SAME_COST, &arena));
    arena_free(&arena);
}

SPEC(case39_may_be_told_in_any_order)
{
    check_case(spec, "matpower/case39.m", OPF_MATPOWER, true);
}
SPEC(case118_may_be_told_in_any_order)
{
    check_case(spec, "matpower/case118.m", OPF_MATPOWER, true);
}
SPEC(case300_may_be_told_in_any_order)
{
    check_case(spec, "matpower/case300.m", OPF_MATPOWER, true);
}
SPEC(case30pwl_and_the_reliability_test_system_may_be_told_in_any_order)
{
    check_case(spec, "matpower/case30pwl.m", OPF_MATPOWER, false);
    check_case(spec, "matpower/case_RTS_GMLC.m", OPF_MATPOWER, false);
}
SPEC(case2383wp_may_be_told_in_any_order)
{
    check_case(spec, "matpower/case2383wp.m", OPF_MATPOWER, false);
}
SPEC(pegase_may_be_told_in_any_order_in_the_convention_of_powermodels)
{
    check_case(spec, "pglib/pglib_opf_case1354_pegase.m", OPF_POWERMODELS, false);
    check_case(spec, "pglib/pglib_opf_case8387_pegase.m", OPF_POWERMODELS, false);
}

SPEC_MAIN(SPEC_ENTRY(on_any_grid_the_way_it_is_told_changes_no_cost_and_the_money_adds_up),
          SPEC_ENTRY(with_losses_by_segments_neither),
          SPEC_ENTRY(on_any_grid_the_law_of_losses_costs_between_tangents_and_secants),
          SPEC_ENTRY(case39_may_be_told_in_any_order), SPEC_ENTRY(case118_may_be_told_in_any_order),
          SPEC_ENTRY(case300_may_be_told_in_any_order),
          SPEC_ENTRY(case30pwl_and_the_reliability_test_system_may_be_told_in_any_order),
          SPEC_ENTRY(case2383wp_may_be_told_in_any_order),
          SPEC_ENTRY(pegase_may_be_told_in_any_order_in_the_convention_of_powermodels))
