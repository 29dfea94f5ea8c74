#include "study/area_flow.h"

#include "tests/spec.h"

enum { MOST_AREAS = 6, MOST_PAIRS = 10 };

/* Flows of some hundred MW, found by some tens of additions and a share by division. */
static const double EXACT = 1e-6;

struct grid {
    int n_area, n_pair, from[MOST_PAIRS], to[MOST_PAIRS];
    double limit_mw[2 * MOST_PAIRS], surplus_mw[MOST_AREAS], store_mw[MOST_AREAS],
        need_mw[MOST_AREAS];
    double served_mw[MOST_AREAS], used_surplus_mw[MOST_AREAS], used_store_mw[MOST_AREAS];
};

static void serve(struct spec_state *spec, struct grid *grid)
{
    struct arena arena = {0};
    struct area_flow flow;
    const enum status status =
        area_flow_make(grid->n_area, grid->n_pair, grid->from, grid->to, &arena, &flow);
    CHECK(status == STATUS_OK);
    if (status == STATUS_OK) {
        memcpy(flow.limit_mw, grid->limit_mw, sizeof *grid->limit_mw * 2 * (size_t)grid->n_pair);
        area_flow_serve(&flow, grid->surplus_mw, grid->store_mw, grid->need_mw, grid->served_mw,
                        grid->used_surplus_mw, grid->used_store_mw);
    }
    arena_free(&arena);
}

static void join(struct grid *grid, int from, int to, double forward_mw, double back_mw)
{
    grid->from[grid->n_pair] = from;
    grid->to[grid->n_pair] = to;
    grid->limit_mw[2 * grid->n_pair] = forward_mw;
    grid->limit_mw[2 * grid->n_pair + 1] = back_mw;
    grid->n_pair++;
}

SPEC(help_comes_through_a_third_area_up_to_the_narrowest_limit)
{
    struct grid grid = {.n_area = 3, .surplus_mw = {100}, .need_mw = {0, 0, 80}};
    join(&grid, 0, 1, 60, 0);
    join(&grid, 2, 1, 0, 50); /* drawn the other way: its way back is used */
    serve(spec, &grid);
    CHECK_NEAR(grid.served_mw[2], 50, EXACT);
    CHECK_NEAR(grid.used_surplus_mw[0], 50, EXACT);
}

SPEC(stores_give_only_what_nothing_else_can)
{
    struct grid grid = {
        .n_area = 2, .surplus_mw = {30, 0}, .store_mw = {100, 100}, .need_mw = {0, 50}};
    join(&grid, 0, 1, 40, 40);
    serve(spec, &grid);
    CHECK_NEAR(grid.served_mw[1], 50, EXACT);
    CHECK_NEAR(grid.used_surplus_mw[0], 30, EXACT);
    CHECK_NEAR(grid.used_store_mw[0] + grid.used_store_mw[1], 20, EXACT);
}

/* 60 MW for needs of 100 and 20 behind one limit: each gets half of its need. */
SPEC(where_a_limit_is_shared_each_gets_the_same_share_of_its_need)
{
    struct grid grid = {.n_area = 4, .surplus_mw = {500}, .need_mw = {0, 0, 100, 20}};
    join(&grid, 0, 1, 60, 0);
    join(&grid, 1, 2, 500, 500);
    join(&grid, 1, 3, 500, 500);
    serve(spec, &grid);
    CHECK_NEAR(grid.served_mw[2], 50, EXACT);
    CHECK_NEAR(grid.served_mw[3], 10, EXACT);
}

/* The first area can be reached by 10 MW only; what it cannot take is the other's. */
SPEC(what_one_area_cannot_reach_goes_to_the_other)
{
    struct grid grid = {.n_area = 4, .surplus_mw = {500}, .need_mw = {0, 0, 100, 100}};
    join(&grid, 0, 1, 60, 0);
    join(&grid, 1, 2, 10, 10);
    join(&grid, 1, 3, 500, 500);
    serve(spec, &grid);
    CHECK_NEAR(grid.served_mw[2], 10, EXACT);
    CHECK_NEAR(grid.served_mw[3], 50, EXACT);
}

SPEC(areas_that_nothing_joins_serve_nobody)
{
    struct grid grid = {.n_area = 2, .surplus_mw = {500, 0}, .need_mw = {0, 70}};
    serve(spec, &grid);
    CHECK_NEAR(grid.served_mw[1], 0, 0);
    CHECK_NEAR(grid.used_surplus_mw[0], 0, 0);
}

/* ---- random grids against all their cuts ---- */

static unsigned long long random_state;

static double random_mw(int most) /* whole tens, so that ties and zeros are there */
{
    random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
    return 10.0 * (double)((random_state >> 33) % (unsigned)most);
}

static void make_random(struct grid *grid)
{
    *grid = (struct grid){.n_area = 3 + (int)(random_mw(MOST_AREAS - 2) / 10)};
    for (int a = 0; a < grid->n_area; a++) {
        const bool is_short = random_mw(2) > 0;
        grid->surplus_mw[a] = is_short ? 0 : random_mw(9);
        grid->store_mw[a] = random_mw(4);
        grid->need_mw[a] = is_short ? random_mw(12) : 0;
    }
    for (int a = 0; a < grid->n_area; a++)
        for (int b = a + 1; b < grid->n_area && grid->n_pair < MOST_PAIRS; b++)
            if (random_mw(3) > 0) join(grid, a, b, random_mw(6), random_mw(6));
}

/* The most that all areas of a set can get together: the least cut between sources and the set,
 * over every set of areas on the side of the sources (Ford and Fulkerson, 1956). */
static double most_for(const struct grid *grid, unsigned set)
{
    double least = INFINITY;
    for (unsigned near = 0; near < 1U << grid->n_area; near++) {
        double cut = 0;
        if (near & set) continue;
        for (int a = 0; a < grid->n_area; a++)
            if (!(near >> a & 1)) cut += grid->surplus_mw[a] + grid->store_mw[a];
        for (int k = 0; k < grid->n_pair; k++) {
            const bool from = near >> grid->from[k] & 1, to = near >> grid->to[k] & 1;
            if (from && !to) cut += grid->limit_mw[2 * k];
            if (to && !from) cut += grid->limit_mw[2 * k + 1];
        }
        least = fmin(least, cut);
    }
    return least;
}

static double sum_over(const struct grid *grid, unsigned set, const double *value)
{
    double sum = 0;
    for (int a = 0; a < grid->n_area; a++)
        if (set >> a & 1) sum += value[a];
    return sum;
}

/* The most that can be served: of every set of areas, the cut in front of it, and all else. */
static double most_served(const struct grid *grid)
{
    const unsigned all = (1U << grid->n_area) - 1;
    double least = INFINITY;
    for (unsigned set = 0; set <= all; set++)
        least = fmin(least, most_for(grid, set) + sum_over(grid, all & ~set, grid->need_mw));
    return least;
}

/* An area with a need that is not met lies in a set that gets all it can, and nobody there has a
 * larger share: then no share can grow but at the cost of one that is no larger. */
static bool is_fair(const struct grid *grid, int area)
{
    const double share = grid->served_mw[area] / grid->need_mw[area];
    if (grid->served_mw[area] >= grid->need_mw[area] - EXACT) return true;
    for (unsigned set = 0; set < 1U << grid->n_area; set++) {
        bool fits = set >> area & 1;
        for (int a = 0; a < grid->n_area && fits; a++)
            if (set >> a & 1)
                fits = grid->need_mw[a] > 0 &&
                       grid->served_mw[a] <= (share + EXACT) * grid->need_mw[a];
        if (fits && sum_over(grid, set, grid->served_mw) >= most_for(grid, set) - EXACT)
            return true;
    }
    return false;
}

SPEC(in_random_grids_the_most_is_served_and_shared_fairly)
{
    int n_short = 0;
    random_state = 1;
    for (int i = 0; i < 400; i++) {
        struct grid grid;
        make_random(&grid);
        serve(spec, &grid);
        const unsigned all = (1U << grid.n_area) - 1;
        const double served = sum_over(&grid, all, grid.served_mw);
        CHECK_NEAR(served, most_served(&grid), EXACT);
        CHECK_NEAR(served,
                   sum_over(&grid, all, grid.used_surplus_mw) +
                       sum_over(&grid, all, grid.used_store_mw),
                   EXACT);
        for (int a = 0; a < grid.n_area; a++) {
            CHECK(grid.used_surplus_mw[a] <= grid.surplus_mw[a] + EXACT);
            CHECK(grid.used_store_mw[a] <= grid.store_mw[a] + EXACT);
            CHECK(grid.need_mw[a] == 0 || is_fair(&grid, a));
            n_short += grid.served_mw[a] < grid.need_mw[a] - EXACT;
        }
    }
    CHECK(n_short > 100); /* the grids are such that it matters */
}

SPEC(no_memory_is_told)
{
    struct grid grid = {.n_area = 2};
    struct area_flow flow;
    for (int n = 1; n <= 12; n++) {
        struct arena arena = {.fail_at = n};
        CHECK(area_flow_make(2, 0, grid.from, grid.to, &arena, &flow) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(help_comes_through_a_third_area_up_to_the_narrowest_limit),
          SPEC_ENTRY(stores_give_only_what_nothing_else_can),
          SPEC_ENTRY(where_a_limit_is_shared_each_gets_the_same_share_of_its_need),
          SPEC_ENTRY(what_one_area_cannot_reach_goes_to_the_other),
          SPEC_ENTRY(areas_that_nothing_joins_serve_nobody),
          SPEC_ENTRY(in_random_grids_the_most_is_served_and_shared_fairly),
          SPEC_ENTRY(no_memory_is_told))
