/* The interior point against the simplex on grids that nobody made up by hand. */
#include "tests/random_grid.h"

enum { GRIDS = 200 };
#define SAME_COST                                                                                  \
    1e-7 /* relative: twice what the certificate lets each of them be off, and some rounding */

static enum status run(struct random_grid *grid, enum lp_method method, int threads,
                       struct result *result, struct error *error)
{
    memset(error, 0, sizeof *error);
    grid->config.method = (int)method;
    grid->config.threads = threads;
    return dispatch_run(&grid->config, &grid->network, &grid->series, NULL, &grid->arena, result,
                        error);
}

/* From one bus and one hour to sixteen buses and forty hours. */
static void make_grid(struct random_grid *grid, int number)
{
    const int n_bus = 1 + number % 16, hours = n_bus > 8 ? 1 + number % 14 : 1 + (number * 7) % 40;
    make_random_grid(grid, (uint64_t)number + 1, n_bus, hours);
}

SPEC(both_methods_find_the_same_cost_or_agree_that_there_is_none)
{
    static struct random_grid grid;
    static struct error error;
    int optimal = 0, infeasible = 0, phantom = 0;
    for (int number = 0; number < GRIDS; number++) {
        struct result vertex, interior;
        make_grid(&grid, number);
        /* the second stage of the most export leaves an interior of 1e-6: a case for the fallback
         */
        const bool thin = grid.config.export_mode == EXPORT_MAXIMUM;
        if (run(&grid, LP_SIMPLEX, 1, &vertex, &error) != STATUS_OK ||
            run(&grid, thin ? LP_AUTOMATIC : LP_INTERIOR, 1, &interior, &error) != STATUS_OK) {
            SPEC_FAULT("grid %d: %s", number, error.text);
        } else if (vertex.outcome != interior.outcome) {
            SPEC_FAULT("grid %d: %s by simplex, %s by interior point (%s)", number,
                       outcome_word(vertex.outcome), outcome_word(interior.outcome), interior.why);
        } else if (vertex.outcome == OUTCOME_OPTIMAL) {
            optimal++;
            const double size = fmax(1, fabs(vertex.objective_usd));
            if (!(fabs(vertex.objective_usd - interior.objective_usd) <= SAME_COST * size))
                SPEC_FAULT("grid %d: %.12g by simplex, %.12g by interior point", number,
                           vertex.objective_usd, interior.objective_usd);
            for (int i = 0; i < interior.n_identity; i++)
                if (!(interior.identity[i].relative_gap < 1e-6 &&
                      vertex.identity[i].relative_gap < 1e-6))
                    SPEC_FAULT("grid %d: %s: %.12g and %.12g", number, interior.identity[i].name,
                               interior.identity[i].left, interior.identity[i].right);
        } else if (vertex.outcome == OUTCOME_INFEASIBLE) {
            infeasible++;
            CHECK(vertex.why[0] != '\0' && interior.why[0] != '\0');
        } else {
            phantom++;
        }
        arena_free(&grid.arena);
    }
    CHECK(optimal > GRIDS / 2);
    CHECK(infeasible > 0);
    CHECK(optimal + infeasible + phantom == GRIDS);
}

SPEC(a_vertex_of_every_hour_costs_the_same_at_the_same_prices)
{
    static struct random_grid grid;
    static struct error error;
    int hours = 0, kept = 0, fewer = 0;
    for (int number = 0; number < GRIDS; number++) {
        struct result inner, corner;
        make_grid(&grid, number);
        if (grid.config.export_mode == EXPORT_MAXIMUM ||
            grid.config.loss_method == LOSS_QUADRATIC) {
            arena_free(&grid.arena);
            continue;
        }
        if (run(&grid, LP_INTERIOR, 1, &inner, &error) != STATUS_OK)
            SPEC_FAULT("grid %d: %s", number, error.text);
        grid.config.vertex = true;
        if (run(&grid, LP_INTERIOR, 1, &corner, &error) != STATUS_OK)
            SPEC_FAULT("grid %d: %s", number, error.text);
        if (inner.outcome != corner.outcome)
            SPEC_FAULT("grid %d: %s, and %s at vertices (%s)", number, outcome_word(inner.outcome),
                       outcome_word(corner.outcome), corner.why);
        if (corner.outcome == OUTCOME_OPTIMAL) {
            const size_t n = (size_t)corner.n_hour * (size_t)corner.network->n_bus;
            CHECK_RELATIVE(corner.objective_usd, inner.objective_usd, SAME_COST);
            CHECK(memcmp(corner.price_usd_per_mwh, inner.price_usd_per_mwh, n * sizeof(double)) ==
                  0);
            for (int i = 0; i < corner.n_identity; i++)
                if (!(corner.identity[i].relative_gap < 1e-6))
                    SPEC_FAULT("grid %d: %s: %.12g and %.12g", number, corner.identity[i].name,
                               corner.identity[i].left, corner.identity[i].right);
            hours += corner.vertex.hours;
            kept += corner.vertex.hours_kept;
            fewer += corner.vertex.between_after < corner.vertex.between_before;
        }
        arena_free(&grid.arena);
    }
    CHECK(hours > 10 * GRIDS / 2 && fewer > GRIDS / 4);
    CHECK(kept == 0);
}

SPEC(the_number_of_threads_changes_no_bit)
{
    static struct random_grid grid;
    static struct error error;
    for (int number = 12; number < 16; number++) {
        struct result one, three;
        make_grid(&grid, number);
        REQUIRE(run(&grid, LP_INTERIOR, 1, &one, &error) == STATUS_OK);
        REQUIRE(run(&grid, LP_INTERIOR, 3, &three, &error) == STATUS_OK);
        REQUIRE(one.outcome == three.outcome);
        CHECK(one.iterations == three.iterations);
        CHECK(memcmp(one.price_usd_per_mwh, three.price_usd_per_mwh,
                     sizeof(double) * (size_t)(one.n_hour * grid.network.n_bus)) == 0);
        CHECK(memcmp(one.generator_mw, three.generator_mw,
                     sizeof(double) * (size_t)(one.n_hour * grid.network.n_generator)) == 0);
        arena_free(&grid.arena);
    }
}

/* Buses in another order, every line turned round: the same cost, the same flow with the other
 * sign. */
SPEC(the_order_of_buses_and_the_direction_of_lines_change_nothing)
{
    static struct random_grid grid;
    static struct error error;
    for (int number = 20; number < 28; number++) {
        struct result before, after;
        make_grid(&grid, number);
        struct network *network = &grid.network;
        if (run(&grid, LP_SIMPLEX, 1, &before, &error) != STATUS_OK) SPEC_FAULT("%s", error.text);
        const int n = network->n_bus;
        double *load = ARENA_ARRAY(&grid.arena, double, n *grid.config.hours);
        for (int hour = 0; hour < grid.config.hours; hour++)
            for (int bus = 0; bus < n; bus++)
                load[hour * n + n - 1 - bus] = grid.series.load_mw[hour * n + bus];
        grid.series.load_mw = load;
        for (int l = 0; l < network->n_line; l++) {
            struct line *line = &network->line[l];
            const struct line old = *line;
            line->from_bus = n - 1 - old.to_bus;
            line->to_bus = n - 1 - old.from_bus;
            line->limit_mw = old.limit_back_mw;
            line->limit_back_mw = old.limit_mw;
        }
        for (int l = 0; l < network->n_link; l++) {
            network->link[l].from_bus = n - 1 - network->link[l].from_bus;
            network->link[l].to_bus = n - 1 - network->link[l].to_bus;
        }
        for (int g = 0; g < network->n_generator; g++)
            network->generator[g].bus = n - 1 - network->generator[g].bus;
        for (int s = 0; s < network->n_storage; s++)
            network->storage[s].bus = n - 1 - network->storage[s].bus;
        for (int m = 0; m < network->n_market; m++)
            network->market[m].bus = n - 1 - network->market[m].bus;
        if (run(&grid, LP_SIMPLEX, 1, &after, &error) != STATUS_OK) SPEC_FAULT("%s", error.text);
        CHECK(before.outcome == after.outcome);
        CHECK_RELATIVE(after.objective_usd, before.objective_usd, SAME_COST);
        arena_free(&grid.arena);
    }
}

SPEC(doubling_all_costs_doubles_the_cost)
{
    static struct random_grid grid;
    static struct error error;
    for (int number = 30; number < 36; number++) {
        struct result before, after;
        make_grid(&grid, number);
        grid.config.export_mode = EXPORT_ECONOMIC;
        if (run(&grid, LP_SIMPLEX, 1, &before, &error) != STATUS_OK) SPEC_FAULT("%s", error.text);
        for (int g = 0; g < grid.network.n_generator; g++)
            grid.network.generator[g].marginal_cost_usd_per_mwh *= 2;
        for (int s = 0; s < grid.network.n_storage; s++)
            grid.network.storage[s].discharge_cost_usd_per_mwh *= 2;
        for (int b = 0; b < grid.network.n_market_block; b++)
            grid.network.market_block[b].offset_usd_per_mwh *= 2;
        for (int i = 0; i < grid.config.hours * grid.network.n_market; i++)
            grid.series.market_usd_per_mwh[i] *= 2;
        grid.config.value_of_lost_load_usd_per_mwh *= 2;
        grid.config.tie_break_usd_per_mwh *= 2;
        if (run(&grid, LP_SIMPLEX, 1, &after, &error) != STATUS_OK) SPEC_FAULT("%s", error.text);
        CHECK(before.outcome == after.outcome);
        CHECK_RELATIVE(after.objective_usd, 2 * before.objective_usd, SAME_COST);
        arena_free(&grid.arena);
    }
}

/* Every request of memory fails once; nothing crashes, and each failure is said. */
SPEC(a_study_without_memory_says_so)
{
    static struct random_grid grid;
    static struct error error;
    make_grid(&grid, 9);
    struct result result;
    REQUIRE(run(&grid, LP_AUTOMATIC, 1, &result, &error) == STATUS_OK);
    long last = 0;
    for (long n = 1; n < 2000; n++) {
        struct arena arena = {.fail_at = n};
        memset(&error, 0, sizeof error);
        const enum status status =
            dispatch_run(&grid.config, &grid.network, &grid.series, NULL, &arena, &result, &error);
        arena_free(&arena);
        if (status == STATUS_OK) break;
        CHECK(status == STATUS_NO_MEMORY && error.count > 0);
        last = n;
    }
    CHECK(last > 20 && last < 1999);
    arena_free(&grid.arena);
}

SPEC_MAIN(SPEC_ENTRY(both_methods_find_the_same_cost_or_agree_that_there_is_none),
          SPEC_ENTRY(a_vertex_of_every_hour_costs_the_same_at_the_same_prices),
          SPEC_ENTRY(the_number_of_threads_changes_no_bit),
          SPEC_ENTRY(the_order_of_buses_and_the_direction_of_lines_change_nothing),
          SPEC_ENTRY(doubling_all_costs_doubles_the_cost),
          SPEC_ENTRY(a_study_without_memory_says_so))
