#include "study/opf_pieces.h"
#include "tests/opf_grids.h"

/* Sums of a few numbers of size 1e4. */
#define ROUNDING 1e-9

static const double mw[] = {0, 100, 200, 300}, usd[] = {50, 1050, 3050, 6050};

SPEC(each_step_of_a_cost_becomes_a_plant_of_one_cost_and_the_sum_is_the_same)
{
    struct grid g;
    struct opf_case pieces;
    int *owner;
    grid_begin(&g);
    grid_bus(&g, 0);
    grid_generator(&g, 0, 80, 5, 0.1);
    grid_generator(&g, 0, 350, 0, 0);
    g.cost[1] = (struct opf_cost){.n_point = 4, .point_mw = mw, .point_usd = usd};
    g.min[1] = 120;
    CHECK(opf_has_steps(&g.grid));
    REQUIRE(opf_pieces_make(&g.grid, &g.arena, &pieces, &owner, &g.error) == STATUS_OK);
    REQUIRE(pieces.n_generator == 3); /* 120 MW is beyond the first step */
    CHECK(owner[0] == 0 && owner[1] == 1 && owner[2] == 1);
    CHECK(pieces.min_mw[1] == 120 && pieces.max_mw[1] == 200);
    CHECK(pieces.min_mw[2] == 0 && pieces.max_mw[2] == 150);
    CHECK_NEAR(opf_cost_usd(&pieces.cost[1], 200) + opf_cost_usd(&pieces.cost[2], 30),
               opf_cost_usd(&g.cost[1], 230), ROUNDING);
    struct opf_point point = {.generator_mw = (double[]){7, 200, 30}};
    REQUIRE(opf_pieces_join(&g.grid, &pieces, owner, &g.arena, &point, &g.error) == STATUS_OK);
    CHECK_NEAR(point.generator_mw[0], 7, 0);
    CHECK_NEAR(point.generator_mw[1], 230, 0);
    arena_free(&g.arena);
}

SPEC_MAIN(SPEC_ENTRY(each_step_of_a_cost_becomes_a_plant_of_one_cost_and_the_sum_is_the_same))
