/* Losses as the law itself, not as segments (docs/model.md, eqs. 24-27). */
#include "tests/random_grid.h"
#include "tests/small_grid.h"

static struct small_grid grid;

#define INTERIOR 1e-6 /* relative: how near an interior point comes to a corner */

static void open_exact(int hours)
{
    open_small(&grid, hours);
    grid.config.loss_method = LOSS_QUADRATIC;
}
static bool solved(struct spec_state *spec)
{
    if (run_by(&grid, LP_AUTOMATIC) == STATUS_OK) return true;
    SPEC_FAULT("the run failed: %s", grid.error.text);
    return false;
}

/* 20 (1 + rho p) = 30 (1 - rho p): a fifth is lost on the margin, a tenth on the mean. */
SPEC(a_line_carries_until_its_marginal_loss_eats_the_difference_of_costs)
{
    open_exact(1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "line", a, b, 0.1, 0.002, 500);
    add_generator(&grid, a, 500, 20);
    add_generator(&grid, b, 500, 30);
    set_all_loads(&grid, b, 100);
    if (!solved(spec)) return;
    CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
    CHECK_RELATIVE(grid.result.line_mw[0], 100, INTERIOR);
    CHECK_RELATIVE(grid.result.line_loss_mw[0], 20, INTERIOR);
    CHECK_RELATIVE(power_of(&grid, 0, 0), 110, INTERIOR);
    CHECK_RELATIVE(power_of(&grid, 0, 1), 10, INTERIOR);
    CHECK_RELATIVE(grid.result.objective_usd, 2500, 1e-8);
    CHECK_RELATIVE(price_at(&grid, 0, a), 20, INTERIOR);
    CHECK_RELATIVE(price_at(&grid, 0, b), 30, INTERIOR);
    CHECK_NEAR(grid.result.line_shadow_usd_per_mwh[0], 0, 1e-5); /* USD/MWh: there is room */
    CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
}

/* SEND: p + 0.001 p^2 = 90 gives p = (sqrt(1.36) - 1) / 0.002. */
SPEC(a_full_line_sends_its_limit_half_of_the_loss_included)
{
    open_exact(1);
    grid.config.limit_form = LIMIT_SEND;
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "line", a, b, 0.1, 0.002, 90);
    add_generator(&grid, a, 500, 20);
    add_generator(&grid, b, 500, 60);
    set_all_loads(&grid, b, 200);
    if (!solved(spec)) return;
    CHECK_RELATIVE(grid.result.line_mw[0], 83.0951894845, INTERIOR);
    CHECK_RELATIVE(power_of(&grid, 0, 0), 90, INTERIOR);
    /* 60 (1 - 0.1661904) - 20 (1 + 0.1661904) for a MW in the middle, 1.1661904 sent */
    CHECK_RELATIVE(grid.result.line_shadow_usd_per_mwh[0], 22.8991511, 1e-5);
    CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
}

/* 22 (0.95 - 0.001 p) = 20 */
SPEC(a_link_carries_until_its_marginal_loss_eats_the_difference_of_costs)
{
    open_exact(1);
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_link(&grid, "link", a, b, 100, 0.05, 0.05);
    add_generator(&grid, a, 500, 20);
    add_generator(&grid, b, 500, 22);
    set_all_loads(&grid, b, 100);
    if (!solved(spec)) return;
    CHECK_RELATIVE(grid.result.link_forward_mw[0], 450.0 / 11, 1e-5);
    CHECK_RELATIVE(grid.result.link_forward_received_mw[0], 38.0268595, 1e-5);
    CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
}

SPEC(what_must_run_beyond_the_load_is_dumped_at_a_price_of_zero_and_told)
{
    open_exact(2);
    const int a = add_bus(&grid, "A");
    grid.generator[add_generator(&grid, a, 120, 10)].must_run_share = 1;
    set_load(&grid, 0, a, 100);
    set_load(&grid, 1, a, 120);
    if (!solved(spec)) return;
    CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
    CHECK_RELATIVE(grid.result.dumped_mw[0], 20, INTERIOR);
    CHECK_RELATIVE(grid.result.dumped_mwh, 20, INTERIOR);
    CHECK(grid.result.dumped_hours == 1);
    CHECK_NEAR(price_at(&grid, 0, a), 0, 1e-5);
    CHECK_NEAR(grid.result.phantom_usd, 0, 1e-6); /* nobody is paid to run */
    CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
}

/* In truth this plant would be turned down to the load. */
SPEC(a_plant_paid_to_run_whose_power_is_dumped_is_found_out)
{
    open_exact(1);
    const int a = add_bus(&grid, "A");
    add_generator(&grid, a, 150, -20);
    set_all_loads(&grid, a, 100);
    if (!solved(spec)) return;
    CHECK(grid.result.outcome == OUTCOME_NOT_CERTIFIED);
    CHECK_RELATIVE(grid.result.phantom_usd, 50 * 20, INTERIOR);
    CHECK_CONTAINS(grid.result.why, "phantom");
}

/* Wind beyond the load is turned down, not dumped, and flows are those that lose least. */
SPEC(free_wind_beyond_the_load_is_curtailed_and_not_dumped)
{
    open_exact(1);
    grid.config.tie_break_usd_per_mwh = 0.001;
    const int a = add_bus(&grid, "A"), b = add_bus(&grid, "B");
    add_line(&grid, "line", a, b, 0.1, 0.002, 500);
    for (int bus = a; bus <= b; bus++)
        grid.generator[add_generator(&grid, bus, 500, 0)].availability = AVAILABILITY_WIND;
    set_all_loads(&grid, a, 100);
    set_all_loads(&grid, b, 100);
    if (!solved(spec)) return;
    CHECK_NEAR(grid.result.dumped_mwh, 0, 1e-9);
    CHECK_NEAR(grid.result.line_mw[0], 0, 1e-3); /* MW */
    CHECK_RELATIVE(grid.result.curtailed_mwh, 800, INTERIOR);
}

SPEC(the_methods_of_glpk_and_the_most_export_are_refused_with_the_line)
{
    struct error error = {0};
    grid.config.loss_method = LOSS_QUADRATIC;
    grid.config.start = "0";
    grid.config.export_mode = EXPORT_ECONOMIC;
    grid.config.method = LP_SIMPLEX;
    CHECK(dispatch_config_complete(&grid.config, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "methods of GLPK do not solve");
    error = (struct error){0};
    grid.config.method = LP_AUTOMATIC;
    grid.config.export_mode = EXPORT_MAXIMUM;
    CHECK(dispatch_config_complete(&grid.config, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "the most export is a linear sum");
}

static bool cost_without_ties(struct spec_state *spec, struct random_grid *any_grid,
                              enum loss_method losses, struct result *result, double *usd)
{
    struct error error = {0};
    any_grid->config.loss_method = losses;
    const enum status status =
        dispatch_run(&any_grid->config, &any_grid->network, &any_grid->series, NULL,
                     &any_grid->arena, result, &error);
    if (status != STATUS_OK) SPEC_FAULT("the run failed: %s", error.text);
    *usd = result->objective_usd - result->tie_break_cost_usd;
    return status == STATUS_OK && result->outcome == OUTCOME_OPTIMAL;
}

static double least_price(const struct random_grid *any_grid, const struct result *result)
{
    double least = INFINITY;
    for (int i = 0; i < any_grid->config.hours * any_grid->network.n_bus; i++)
        least = fmin(least, result->price_usd_per_mwh[i]);
    return least;
}

/* Where no price is negative: there a program that must take every MWh is dearer than one that
 * may dump. Tie-breaks are off, since the two forms pay them on other things. */
SPEC(losses_by_the_law_cost_no_more_than_by_secants_and_no_less_than_by_tangents)
{
    static struct random_grid any_grid;
    int compared = 0;
    for (int number = 0; number < 120; number++) {
        struct result exact, secant, tangent;
        double exact_usd, secant_usd, tangent_usd;
        make_random_grid(&any_grid, (uint64_t)number + 7001, 2 + number % 9, 1 + number % 12);
        any_grid.config.export_mode = EXPORT_ECONOMIC;
        any_grid.config.tie_break_usd_per_mwh = 0;
        if (cost_without_ties(spec, &any_grid, LOSS_QUADRATIC, &exact, &exact_usd) &&
            cost_without_ties(spec, &any_grid, LOSS_SECANT, &secant, &secant_usd) &&
            cost_without_ties(spec, &any_grid, LOSS_TANGENT, &tangent, &tangent_usd)) {
            const double room = 1e-7 * fmax(1, fabs(exact_usd));
            if (!(exact_usd <= secant_usd + room))
                SPEC_FAULT("grid %d: %.12g by the law, %.12g by secants", number, exact_usd,
                           secant_usd);
            if (least_price(&any_grid, &tangent) > -1e-6 && !(exact_usd >= tangent_usd - room))
                SPEC_FAULT("grid %d: %.12g by the law, %.12g by tangents", number, exact_usd,
                           tangent_usd);
            compared++;
        }
        for (int i = 0; i < exact.n_identity; i++)
            if (exact.outcome == OUTCOME_OPTIMAL && !(exact.identity[i].relative_gap < 1e-6))
                SPEC_FAULT("grid %d: %s: %.12g and %.12g", number, exact.identity[i].name,
                           exact.identity[i].left, exact.identity[i].right);
        arena_free(&any_grid.arena);
    }
    CHECK(compared >= 60); /* else the test has looked at nothing */
}

/* By the difference of two runs, a hundredth of a MW to either side. */
SPEC(the_price_of_a_bus_is_what_one_more_mw_there_costs)
{
    double cost[3], price = 0;
    for (int step = -1; step <= 1; step++) {
        open_exact(1);
        int bus[3];
        for (int i = 0; i < 3; i++)
            bus[i] = add_bus(&grid, i == 0 ? "A" : i == 1 ? "B" : "C");
        add_line(&grid, "ab", bus[0], bus[1], 0.1, 2e-4, 500);
        add_line(&grid, "bc", bus[1], bus[2], 0.2, 3e-4, 500);
        add_line(&grid, "ac", bus[0], bus[2], 0.1, 1e-4, 80);
        add_generator(&grid, bus[0], 500, 20);
        add_generator(&grid, bus[1], 500, 35);
        set_all_loads(&grid, bus[2], 250 + 0.01 * step);
        if (!solved(spec)) return;
        cost[step + 1] = grid.result.objective_usd;
        if (step == 0) price = price_at(&grid, 0, bus[2]);
    }
    CHECK_RELATIVE((cost[2] - cost[0]) / 0.02, price, 1e-4);
}

SPEC(the_answer_by_the_law_does_not_depend_on_the_number_of_threads)
{
    static struct random_grid any_grid;
    struct result one, two;
    double cost;
    make_random_grid(&any_grid, 77, 6, 40);
    any_grid.config.export_mode = EXPORT_ECONOMIC;
    any_grid.config.threads = 1;
    CHECK(cost_without_ties(spec, &any_grid, LOSS_QUADRATIC, &one, &cost));
    any_grid.config.threads = 2;
    CHECK(cost_without_ties(spec, &any_grid, LOSS_QUADRATIC, &two, &cost));
    CHECK(memcmp(one.line_mw, two.line_mw, sizeof(double) * 40 * (size_t)any_grid.network.n_line) ==
          0);
    CHECK(memcmp(one.price_usd_per_mwh, two.price_usd_per_mwh,
                 sizeof(double) * 40 * (size_t)any_grid.network.n_bus) == 0);
    arena_free(&any_grid.arena);
}

SPEC_MAIN(SPEC_ENTRY(a_line_carries_until_its_marginal_loss_eats_the_difference_of_costs),
          SPEC_ENTRY(a_full_line_sends_its_limit_half_of_the_loss_included),
          SPEC_ENTRY(a_link_carries_until_its_marginal_loss_eats_the_difference_of_costs),
          SPEC_ENTRY(what_must_run_beyond_the_load_is_dumped_at_a_price_of_zero_and_told),
          SPEC_ENTRY(a_plant_paid_to_run_whose_power_is_dumped_is_found_out),
          SPEC_ENTRY(free_wind_beyond_the_load_is_curtailed_and_not_dumped),
          SPEC_ENTRY(the_methods_of_glpk_and_the_most_export_are_refused_with_the_line),
          SPEC_ENTRY(losses_by_the_law_cost_no_more_than_by_secants_and_no_less_than_by_tangents),
          SPEC_ENTRY(the_price_of_a_bus_is_what_one_more_mw_there_costs),
          SPEC_ENTRY(the_answer_by_the_law_does_not_depend_on_the_number_of_threads))
