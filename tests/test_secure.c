/* Limits of a study that hold after the outage of any line. */
#include "network/lodf.h"
#include "network/ptdf.h"
#include "tests/random_grid.h"
#include "tests/small_grid.h"

static struct small_grid grid;

/* Three buses, 100 MW of load at C: the cheap plant at A could send all, but after the direct line
 * trips the way over B must carry it, and it carries 70. */
static void ring(void)
{
    open_small(&grid, 2);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B"), c = add_bus(&grid, "C");
    add_line(&grid, "ab", a, b, 0.1, 0, 70);
    add_line(&grid, "bc", b, c, 0.1, 0, 70);
    add_line(&grid, "ac", a, c, 0.1, 0, 75);
    add_generator(&grid, a, 200, 10);
    add_generator(&grid, c, 200, 50);
    set_load(&grid, 0, c, 100);
    set_load(&grid, 1, c, 60); /* nothing to secure */
    grid.config.security = SECURITY_PREVENTIVE;
}

SPEC(a_cheap_plant_is_held_back_in_the_hours_that_need_it)
{
    ring();
    BY_BOTH_METHODS(&grid)
    {
        CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(power_of(&grid, 0, 0), 70, WORKED);
        CHECK_RELATIVE(power_of(&grid, 1, 0), 60, WORKED);
        CHECK_RELATIVE(grid.result.objective_usd, 70 * 10 + 30 * 50 + 60 * 10, WORKED);
        CHECK_RELATIVE(grid.result.unsecured_usd, 100 * 10 + 60 * 10, WORKED);
        CHECK_RELATIVE(price_at(&grid, 0, 2), 50, WORKED);
        CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
        double usd = 0; /* ab and bc share it: both carry all that goes that way */
        for (int i = 0; i < grid.result.n_secure; i++)
            usd += strcmp(grid.result.secure[i].outage, "ac") == 0 ? grid.result.secure[i].usd : 0;
        CHECK_RELATIVE(usd, 40, WORKED); /* 50 - 10 USD/MWh, one hour */
        CHECK(grid.result.secure[0].hours == 1);
    }
}

SPEC(a_line_may_carry_more_for_a_while_where_that_is_said)
{
    ring();
    grid.config.security_rating_share = 1.2; /* 84 MW */
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(power_of(&grid, 0, 0), 84, WORKED);
}

SPEC(without_security_nothing_is_said_of_it)
{
    ring();
    grid.config.security = SECURITY_NONE;
    BY_BOTH_METHODS(&grid)
    CHECK(grid.result.secure_rounds == 0 && grid.result.n_secure == 0);
}

/* Plants at A and B cost the same and serve C. Half and half is secure as it is; at a vertex one of
 * them would serve all, and after the outage of its own line to C send 100 MW over the 70 of ab. */
SPEC(the_flows_of_a_vertex_are_screened_as_those_inside_were)
{
    open_small(&grid, 1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B"), c = add_bus(&grid, "C");
    add_line(&grid, "ab", a, b, 0.1, 0, 70);
    add_line(&grid, "bc", b, c, 0.1, 0, 150);
    add_line(&grid, "ac", a, c, 0.1, 0, 150);
    add_generator(&grid, a, 100, 10);
    add_generator(&grid, b, 100, 10);
    set_all_loads(&grid, c, 100);
    grid.config.security = SECURITY_PREVENTIVE;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(grid.result.secure_rounds == 1);
    CHECK_NEAR(power_of(&grid, 0, 0), 50, 1);
    grid.config.vertex = true;
    REQUIRE(run_by(&grid, LP_INTERIOR) == STATUS_OK);
    CHECK(grid.result.outcome == OUTCOME_OPTIMAL && grid.result.certificate.accepted);
    CHECK(grid.result.secure_rounds > 1 && grid.result.vertex.hours == 1);
    CHECK_NEAR(fabs(power_of(&grid, 0, 0) - 50), 20, 1e-4);
    CHECK_RELATIVE(grid.result.objective_usd, 1000, WORKED);
}

/* Every line of one island taken out by the factors of lodf.h, which share no code with the rows.
 */
static double worst_overload_mw(struct random_grid *any_grid, const struct result *result,
                                int island_buses)
{
    const struct network *network = &any_grid->network;
    const int n = network->n_line;
    struct arena arena = {0};
    struct error error = {0};
    int *from = ARENA_ARRAY(&arena, int, n), *to = ARENA_ARRAY(&arena, int, n);
    double *x = ARENA_ARRAY(&arena, double, n), *after = ARENA_ARRAY(&arena, double, n);
    double *ptdf = ARENA_ARRAY(&arena, double, n *island_buses), worst = 0;
    for (int l = 0; l < n; l++) {
        from[l] = network->line[l].from_bus;
        to[l] = network->line[l].to_bus;
        x[l] = network->line[l].reactance_pu;
    }
    if (ptdf_compute(network->n_bus, n, from, to, x, 0, &arena, ptdf, &error) != STATUS_OK) {
        arena_free(&arena);
        return 0; /* more than one island: not for this check */
    }
    for (int hour = 0; hour < any_grid->config.hours; hour++)
        for (int k = 0; k < n; k++) {
            if (lodf_outage_flows(network->n_bus, n, from, to, ptdf,
                                  result->line_mw + (size_t)hour * (size_t)n, 1, &k, &arena, after,
                                  &error) != STATUS_OK)
                continue; /* a bridge */
            for (int l = 0; l < n; l++)
                worst = fmax(worst, l == k ? 0
                                           : fmax(after[l] - network->line[l].limit_mw,
                                                  -after[l] - network->line[l].limit_back_mw));
        }
    arena_free(&arena);
    return worst;
}

SPEC(on_any_grid_a_secured_study_outlives_every_outage_of_a_line_and_costs_no_less)
{
    static struct random_grid any_grid;
    int secured = 0, dearer = 0;
    for (int number = 0; number < 60; number++) {
        struct result with, without;
        struct error error = {0};
        make_random_grid(&any_grid, (uint64_t)number + 31, 3 + number % 6, 1 + number % 9);
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.loss_method = number % 2 ? LOSS_SECANT : LOSS_QUADRATIC;
        REQUIRE(dispatch_run(&any_grid.config, &any_grid.network, &any_grid.series, NULL,
                             &any_grid.arena, &without, &error) == STATUS_OK);
        any_grid.config.security = SECURITY_PREVENTIVE;
        REQUIRE(dispatch_run(&any_grid.config, &any_grid.network, &any_grid.series, NULL,
                             &any_grid.arena, &with, &error) == STATUS_OK);
        if (with.outcome == OUTCOME_OPTIMAL && without.outcome == OUTCOME_OPTIMAL) {
            const double size = fmax(1, fabs(without.objective_usd));
            CHECK(with.objective_usd >= without.objective_usd - 1e-7 * size);
            CHECK_NEAR(with.unsecured_usd, without.objective_usd, 1e-7 * size);
            CHECK(worst_overload_mw(&any_grid, &with, any_grid.network.n_bus) <= 0.0101);
            for (int i = 0; i < with.n_identity; i++)
                if (!(with.identity[i].relative_gap < 1e-6))
                    SPEC_FAULT("grid %d: %s: %.12g and %.12g", number, with.identity[i].name,
                               with.identity[i].left, with.identity[i].right);
            secured++;
            dearer += with.objective_usd > without.objective_usd + 1e-4 * size;
        }
        arena_free(&any_grid.arena);
    }
    CHECK(secured > 30 && dearer > 5); /* else the test has looked at nothing */
}

SPEC_MAIN(SPEC_ENTRY(a_cheap_plant_is_held_back_in_the_hours_that_need_it),
          SPEC_ENTRY(a_line_may_carry_more_for_a_while_where_that_is_said),
          SPEC_ENTRY(without_security_nothing_is_said_of_it),
          SPEC_ENTRY(the_flows_of_a_vertex_are_screened_as_those_inside_were),
          SPEC_ENTRY(on_any_grid_a_secured_study_outlives_every_outage_of_a_line_and_costs_no_less))
