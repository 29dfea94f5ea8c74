/* The parts of the prices of a dispatch: a worked ring, and that on grids nobody made up by hand
 * only what is full, lost or wanted for export makes a difference. */
#include "study/price_parts.h"
#include "tests/random_grid.h"
#include "tests/small_grid.h"

enum { GRIDS = 60 };

/* Three equal lines of r = 0.01 and x = 0.1 p.u. on 100 MVA, 120 MW on the one from 1 to 3. */
SPEC(the_lossy_ring_has_the_prices_losses_and_congestion_of_the_worked_example)
{
    static struct small_grid grid;
    open_small(&grid, 1);
    for (int bus = 0; bus < 3; bus++)
        add_bus(&grid, bus == 0 ? "1" : bus == 1 ? "2" : "3");
    add_line(&grid, "1-2", 0, 1, 0.1, 1e-4, 400);
    add_line(&grid, "1-3", 0, 2, 0.1, 1e-4, 120);
    add_line(&grid, "2-3", 1, 2, 0.1, 1e-4, 400);
    add_generator(&grid, 0, 1000, 10);
    add_generator(&grid, 1, 1000, 30);
    set_all_loads(&grid, 2, 200);
    grid.config.loss_method = LOSS_SECANT;
    grid.config.limit_form = LIMIT_MID;
    grid.config.loss_segments = 0;
    grid.config.price_parts = true;
    BY_BOTH_METHODS(&grid)
    {
        const struct result *result = &grid.result;
        CHECK_RELATIVE(result->price_usd_per_mwh[0], 10, WORKED);
        CHECK_RELATIVE(result->price_usd_per_mwh[1], 30, WORKED);
        CHECK(result->line_pull_usd_per_mwh[1] > 50);
        for (int bus = 0; bus < 3; bus++)
            CHECK_NEAR(result->price_energy_usd_per_mwh[bus], result->price_usd_per_mwh[2], 1e-9);
        CHECK_NEAR(result->price_loss_usd_per_mwh[2] + result->price_congestion_usd_per_mwh[2], 0,
                   1e-9); /* the load is the reference */
        CHECK(result->price_congestion_usd_per_mwh[0] < -30);
        CHECK(result->price_loss_usd_per_mwh[0] < 0);
        CHECK(worst_identity(&grid) < 1e-9);
    }
}

/* Cost of ties, and rounding of an interior point where a price is not unique. */
#define NOTHING_USD 1e-2

static bool is_full(const struct result *result, int l, double flow_mw)
{
    const struct line *line = &result->network->line[l];
    const double room = fmin(fabs(flow_mw - line->limit_mw), fabs(flow_mw + line->limit_back_mw));
    /* SEND: the loss of half a line below the limit; 10 % at most on these grids */
    return room < 0.1 * fmax(line->limit_mw, line->limit_back_mw) + 1e-3;
}

static void check_hours(struct spec_state *spec, int number, const struct result *result)
{
    const int n_line = result->network->n_line, n_bus = result->network->n_bus;
    for (int i = 0; i < result->n_hour * n_line; i++) {
        const double pull = result->line_pull_usd_per_mwh[i];
        const double *price = result->price_usd_per_mwh + i / n_line * n_bus;
        const struct line *line = &result->network->line[i % n_line];
        /* where power is worth less than nothing, losses lie above their curve (eq. 12) */
        if (price[line->from_bus] + price[line->to_bus] <= 0) continue;
        if (fabs(pull) > NOTHING_USD && !is_full(result, i % n_line, result->line_mw[i]))
            SPEC_FAULT("grid %d: a line of %g MW that is not full pulls at %g USD/MWh", number,
                       result->line_mw[i], pull);
        if (result->line_mw[i] * result->line_marginal_loss[i] < -1e-6)
            SPEC_FAULT("grid %d: a flow of %g MW loses %g at the margin", number,
                       result->line_mw[i], result->line_marginal_loss[i]);
    }
    for (int i = 0; i < result->n_hour * n_bus; i++)
        CHECK_NEAR(result->price_energy_usd_per_mwh[i] + result->price_loss_usd_per_mwh[i] +
                       result->price_congestion_usd_per_mwh[i],
                   result->price_usd_per_mwh[i],
                   1e-9 * fmax(1, fabs(result->price_usd_per_mwh[i])));
}

SPEC(on_any_grid_the_parts_add_up_and_only_full_lines_make_congestion)
{
    static struct random_grid grid;
    static struct error error;
    int checked = 0;
    for (int number = 0; number < GRIDS; number++) {
        struct result result;
        make_random_grid(&grid, (uint64_t)number + 1, 1 + number % 16, 1 + number % 10);
        grid.config.price_parts = true;
        memset(&error, 0, sizeof error);
        if (dispatch_run(&grid.config, &grid.network, &grid.series, NULL, &grid.arena, &result,
                         &error) != STATUS_OK)
            SPEC_FAULT("grid %d: %s", number, error.text);
        else if (result.outcome == OUTCOME_OPTIMAL) {
            check_hours(spec, number, &result);
            checked++;
        }
        arena_free(&grid.arena);
    }
    CHECK(checked > GRIDS / 2);
}

SPEC_MAIN(SPEC_ENTRY(the_lossy_ring_has_the_prices_losses_and_congestion_of_the_worked_example),
          SPEC_ENTRY(on_any_grid_the_parts_add_up_and_only_full_lines_make_congestion))
