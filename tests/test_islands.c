#include "network/islands.h"
#include "tests/spec.h"

enum { MAX_BUS = 40, MAX_BRANCH = 90 };

/* True when the signed members of a cycle enter and leave every bus equally often. */
static bool closes(const struct cycles *cycles, int cycle, const int *from, const int *to)
{
    int balance[MAX_BUS] = {0};
    for (int i = cycles->start[cycle]; i < cycles->start[cycle + 1]; i++) {
        balance[from[cycles->branch[i]]] += cycles->sign[i];
        balance[to[cycles->branch[i]]] -= cycles->sign[i];
    }
    for (int bus = 0; bus < MAX_BUS; bus++)
        if (balance[bus] != 0) return false;
    return true;
}

/* True when the members follow one another: each starts where the one before it ended. */
static bool is_a_walk(const struct cycles *cycles, int cycle, const int *from, const int *to)
{
    const int first = cycles->start[cycle], last = cycles->start[cycle + 1] - 1;
    int here = from[cycles->branch[first]];
    const int home = here;
    for (int i = first; i <= last; i++) {
        const int branch = cycles->branch[i];
        const bool forward = cycles->sign[i] > 0;
        if ((forward ? from : to)[branch] != here) return false;
        here = (forward ? to : from)[branch];
    }
    return here == home;
}

/* 0 - 2   1 - 4   3 */
SPEC(islands_are_numbered_by_their_first_bus)
{
    struct arena arena = {0};
    const int from[] = {2, 4}, to[] = {0, 1};
    int island[5], n_island;
    REQUIRE(islands_find(5, 2, from, to, &arena, island, &n_island) == STATUS_OK);
    CHECK(n_island == 3);
    const int wanted[] = {0, 1, 0, 2, 1};
    for (int bus = 0; bus < 5; bus++)
        CHECK(island[bus] == wanted[bus]);
    arena_free(&arena);
}

SPEC(a_grid_without_branches_has_as_many_islands_as_buses)
{
    struct arena arena = {0};
    int island[3], n_island;
    REQUIRE(islands_find(3, 0, NULL, NULL, &arena, island, &n_island) == STATUS_OK);
    CHECK(n_island == 3);
    REQUIRE(islands_find(0, 0, NULL, NULL, &arena, island, &n_island) == STATUS_OK);
    CHECK(n_island == 0);
    arena_free(&arena);
}

/*   0 --- 1      branch 0: 0-1, branch 1: 1-2, branch 2: 0-2
 *    \   /
 *      2                                             */
SPEC(a_ring_of_three_lines_is_one_cycle_of_three)
{
    struct arena arena = {0};
    const int from[] = {0, 1, 0}, to[] = {1, 2, 2};
    struct cycles cycles;
    REQUIRE(cycles_find(3, 3, from, to, &arena, &cycles) == STATUS_OK);
    REQUIRE(cycles.count == 1);
    CHECK(cycles.start[0] == 0 && cycles.start[1] == 3);
    CHECK(closes(&cycles, 0, from, to) && is_a_walk(&cycles, 0, from, to));
    arena_free(&arena);
}

SPEC(two_parallel_lines_are_a_cycle_of_two_with_opposite_signs)
{
    struct arena arena = {0};
    const int from[] = {0, 0, 1}, to[] = {1, 1, 0};
    struct cycles cycles;
    REQUIRE(cycles_find(2, 3, from, to, &arena, &cycles) == STATUS_OK);
    REQUIRE(cycles.count == 2);
    CHECK(cycles.branch[0] == 1 && cycles.sign[0] == 1);
    CHECK(cycles.branch[1] == 0 && cycles.sign[1] == -1);
    CHECK(cycles.branch[2] == 2 && cycles.sign[2] == 1); /* written the other way round */
    CHECK(cycles.branch[3] == 0 && cycles.sign[3] == 1);
    arena_free(&arena);
}

SPEC(a_tree_has_no_cycle)
{
    struct arena arena = {0};
    const int from[] = {0, 1, 1}, to[] = {1, 2, 3};
    struct cycles cycles;
    REQUIRE(cycles_find(4, 3, from, to, &arena, &cycles) == STATUS_OK);
    CHECK(cycles.count == 0 && cycles.start[0] == 0);
    arena_free(&arena);
}

/* Grids of up to 40 buses drawn by a linear congruential generator, some of them in pieces. */
SPEC(any_grid_has_branches_less_buses_plus_islands_cycles_and_each_closes)
{
    unsigned state = 1;
    for (int draw = 0; draw < 300; draw++) {
        struct arena arena = {0};
        int from[MAX_BRANCH], to[MAX_BRANCH], island[MAX_BUS], n_island;
        state = state * 1664525u + 1013904223u;
        const int n_bus = 2 + (int)(state >> 16) % (MAX_BUS - 1);
        const int n_branch = (int)(state >> 8) % MAX_BRANCH;
        for (int branch = 0; branch < n_branch; branch++) {
            state = state * 1664525u + 1013904223u;
            from[branch] = (int)(state >> 16) % n_bus;
            state = state * 1664525u + 1013904223u;
            to[branch] = (int)(state >> 16) % n_bus;
        }
        struct cycles cycles;
        REQUIRE(islands_find(n_bus, n_branch, from, to, &arena, island, &n_island) == STATUS_OK);
        REQUIRE(cycles_find(n_bus, n_branch, from, to, &arena, &cycles) == STATUS_OK);
        CHECK(cycles.count == n_branch - n_bus + n_island);
        int own[MAX_BRANCH] = {0}; /* each cycle has a branch that no other has: independence */
        for (int cycle = 0; cycle < cycles.count; cycle++) {
            CHECK(closes(&cycles, cycle, from, to));
            CHECK(is_a_walk(&cycles, cycle, from, to));
            for (int i = cycles.start[cycle]; i < cycles.start[cycle + 1]; i++)
                own[cycles.branch[i]]++;
        }
        for (int cycle = 0; cycle < cycles.count; cycle++)
            CHECK(own[cycles.branch[cycles.start[cycle]]] == 1);
        arena_free(&arena);
    }
}

/* Bus 5 has five spokes and its neighbours form a rim: grown from the hub every cycle is a
 * triangle. */
SPEC(the_forest_grows_from_the_best_connected_bus_so_cycles_stay_short)
{
    struct arena arena = {0};
    const int from[] = {0, 1, 2, 3, 4, 5, 5, 5, 5, 5}, to[] = {1, 2, 3, 4, 0, 0, 1, 2, 3, 4};
    struct cycles cycles;
    REQUIRE(cycles_find(6, 10, from, to, &arena, &cycles) == STATUS_OK);
    REQUIRE(cycles.count == 5);
    for (int cycle = 0; cycle < 5; cycle++)
        CHECK(cycles.start[cycle + 1] - cycles.start[cycle] == 3);
    arena_free(&arena);
}

SPEC(every_failing_request_for_memory_is_reported)
{
    const int from[] = {0, 1, 0}, to[] = {1, 2, 2};
    struct arena whole = {0};
    struct cycles cycles;
    REQUIRE(cycles_find(3, 3, from, to, &whole, &cycles) == STATUS_OK);
    for (long n = 1; n <= whole.n_request; n++) {
        struct arena arena = {.fail_at = n};
        CHECK(cycles_find(3, 3, from, to, &arena, &cycles) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
    arena_free(&whole);
}

/* 6 x 6 buses in squares: 25 squares are a basis of cycles, and nothing is shorter. */
SPEC(the_short_cycles_of_a_mesh_are_its_squares)
{
    enum { SIDE = 6, BRANCHES = 2 * SIDE * (SIDE - 1) };
    int from[BRANCHES], to[BRANCHES], n = 0;
    struct arena arena = {0};
    struct cycles cycles;
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (i % SIDE + 1 < SIDE) from[n] = i, to[n++] = i + 1;
        if (i + SIDE < SIDE * SIDE) from[n] = i + SIDE, to[n++] = i;
    }
    REQUIRE(cycles_find_short(SIDE * SIDE, n, from, to, &arena, &cycles) == STATUS_OK);
    CHECK(cycles.count == 25 && cycles.start[25] == 100);
    for (int c = 0; c < cycles.count; c++) {
        int balance[SIDE * SIDE] = {0};
        for (int k = cycles.start[c]; k < cycles.start[c + 1]; k++) {
            balance[from[cycles.branch[k]]] += cycles.sign[k];
            balance[to[cycles.branch[k]]] -= cycles.sign[k];
        }
        for (int bus = 0; bus < SIDE * SIDE; bus++)
            CHECK(balance[bus] == 0);
    }
    arena_free(&arena);
}

/* 0 = 1 twice, 2 from itself to itself, 3 alone. */
SPEC(parallel_branches_and_one_to_itself_are_short_cycles_too)
{
    const int from[] = {0, 1, 2, 0}, to[] = {1, 0, 2, 2};
    struct arena arena = {0};
    struct cycles cycles;
    REQUIRE(cycles_find_short(4, 4, from, to, &arena, &cycles) == STATUS_OK);
    REQUIRE(cycles.count == 2);
    CHECK(cycles.start[1] == 1 && cycles.branch[0] == 2);
    CHECK(cycles.start[2] == 3 && cycles.sign[1] == cycles.sign[2]);
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(islands_are_numbered_by_their_first_bus),
          SPEC_ENTRY(a_grid_without_branches_has_as_many_islands_as_buses),
          SPEC_ENTRY(a_ring_of_three_lines_is_one_cycle_of_three),
          SPEC_ENTRY(two_parallel_lines_are_a_cycle_of_two_with_opposite_signs),
          SPEC_ENTRY(a_tree_has_no_cycle),
          SPEC_ENTRY(any_grid_has_branches_less_buses_plus_islands_cycles_and_each_closes),
          SPEC_ENTRY(the_forest_grows_from_the_best_connected_bus_so_cycles_stay_short),
          SPEC_ENTRY(every_failing_request_for_memory_is_reported),
          SPEC_ENTRY(the_short_cycles_of_a_mesh_are_its_squares),
          SPEC_ENTRY(parallel_branches_and_one_to_itself_are_short_cycles_too))
