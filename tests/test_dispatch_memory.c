/* Every request of memory of a study fails once, those of its scratch arenas included; nothing
 * crashes, and each failure is said. */
#include "tests/small_grid.h"

static struct small_grid grid;

/* Three buses, eight hours, one of everything. */
static void one_of_everything(void)
{
    open_small(&grid, 8);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B"), c = add_bus(&grid, "C");
    add_line(&grid, "A-B", a, b, 0.1, 1e-5, 100);
    add_line(&grid, "B-C", b, c, 0.1, 1e-5, 100);
    add_line(&grid, "C-A", c, a, 0.1, 1e-5, 100);
    add_export_link(&grid, add_link(&grid, "link", a, b, 50, 0.01, 0.01), 1);
    const int coal = add_generator(&grid, a, 200, 20);
    grid.generator[coal].ramp_share_per_h = 0.3;
    grid.generator[coal].annual_energy_gwh = 1000;
    grid.generator[coal].co2_t_per_mwh = 1;
    add_generator(&grid, b, 200, 60);
    const int water = add_storage(&grid, b, 0, 20, 100);
    grid.storage[water].kind = STORAGE_RESERVOIR;
    grid.storage[water].annual_inflow_gwh = 1;
    add_storage(&grid, c, 10, 10, 30);
    set_price(&grid, 3, add_market(&grid, c, 50, 0), 90);
    set_all_loads(&grid, b, 120);
    set_all_loads(&grid, c, 30);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.loss_segments = 2;
    grid.config.export_target_mw = 20;
    grid.config.co2_budget_mt = 10;
}

/* The number of requests that were made to fail, or -1 when the last run found something else than
 * what it finds with memory. */
static long fail_one_by_one(struct spec_state *spec, enum lp_method method, enum outcome wanted)
{
    if (run_by(&grid, method) != STATUS_OK || grid.result.outcome != wanted) return -1;
    for (long n = 1; n < 5000; n++) {
        struct arena arena = {.fail_at = n};
        struct result result;
        struct error error = {0};
        const enum status status =
            dispatch_run(&grid.config, &grid.network, &grid.series, NULL, &arena, &result, &error);
        const bool failed = arena.n_request >= n;
        arena_free(&arena);
        if (!failed) return status == STATUS_OK && result.outcome == wanted ? n - 1 : -1;
        if (status != STATUS_NO_MEMORY || error.count == 0)
            SPEC_FAULT("request %ld: status %d, \"%s\"", n, (int)status, error.text);
    }
    return -1;
}

SPEC(a_study_as_one_program_says_when_memory_ends)
{
    one_of_everything();
    CHECK(fail_one_by_one(spec, LP_SIMPLEX, OUTCOME_OPTIMAL) > 80);
    CHECK(fail_one_by_one(spec, LP_INTERIOR, OUTCOME_OPTIMAL) > 120);
}

SPEC(a_study_in_windows_says_when_memory_ends)
{
    one_of_everything();
    grid.config.horizon = HORIZON_WINDOWS;
    grid.config.window_hours = 3;
    grid.config.lookahead_hours = 1;
    grid.config.guide_step_hours = 2;
    grid.config.storage_end = STORAGE_END_CYCLIC;
    CHECK(fail_one_by_one(spec, LP_SIMPLEX, OUTCOME_OPTIMAL) > 150);
    CHECK(fail_one_by_one(spec, LP_INTERIOR, OUTCOME_OPTIMAL) > 300);
}

SPEC(the_way_to_vertices_says_when_memory_ends)
{
    one_of_everything();
    const long without = fail_one_by_one(spec, LP_INTERIOR, OUTCOME_OPTIMAL);
    grid.config.vertex = true;
    CHECK(fail_one_by_one(spec, LP_INTERIOR, OUTCOME_OPTIMAL) > without + 10);
}

SPEC(both_stages_of_the_most_export_say_when_memory_ends)
{
    one_of_everything();
    grid.config.export_mode = EXPORT_MAXIMUM;
    CHECK(fail_one_by_one(spec, LP_SIMPLEX, OUTCOME_OPTIMAL) > 120);
}

SPEC(the_search_for_what_stands_in_the_way_says_when_memory_ends)
{
    one_of_everything();
    grid.config.export_mode = EXPORT_HARD;
    grid.config.export_target_mw = 200;
    CHECK(fail_one_by_one(spec, LP_SIMPLEX, OUTCOME_INFEASIBLE) > 80);
}

SPEC_MAIN(SPEC_ENTRY(a_study_as_one_program_says_when_memory_ends),
          SPEC_ENTRY(a_study_in_windows_says_when_memory_ends),
          SPEC_ENTRY(the_way_to_vertices_says_when_memory_ends),
          SPEC_ENTRY(both_stages_of_the_most_export_say_when_memory_ends),
          SPEC_ENTRY(the_search_for_what_stands_in_the_way_says_when_memory_ends))
