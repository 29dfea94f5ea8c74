/* What the prices of a dispatch consist of (docs/model.md, eqs. 140-147): hour by hour, each piece
 * of grid that lines hold together by itself, with the loads as its reference. */
#include "study/price_parts.h"

#include "study/dispatch_internal.h"

#include <math.h>

/* A line without reactance stiffens nothing but itself; per unit, far below any real line. */
static const double least_reactance_pu = 1e-9;

static void priced_lines_of(const struct result *result, int hour, int *from, int *to,
                            double *stiffness, struct priced_grid *grid)
{
    const struct network *network = result->network;
    const size_t line = (size_t)hour * (size_t)network->n_line;
    for (int l = 0; l < network->n_line; l++) {
        from[l] = network->line[l].from_bus;
        to[l] = network->line[l].to_bus;
        stiffness[l] = 1 / fmax(network->line[l].reactance_pu, least_reactance_pu);
    }
    *grid = (struct priced_grid){.n_bus = network->n_bus,
                                 .n_branch = network->n_line,
                                 .from = from,
                                 .to = to,
                                 .stiffness = stiffness,
                                 .marginal_loss = result->line_marginal_loss + line,
                                 .pull_usd_per_mwh = result->line_pull_usd_per_mwh + line,
                                 .price_usd_per_mwh = result->price_usd_per_mwh +
                                                      (size_t)hour * (size_t)network->n_bus};
}

enum status price_split_of_hour(const struct result *result, int hour, struct arena *arena,
                                struct price_split **split, struct error *error)
{
    const int n_line = result->network->n_line;
    int *from = ARENA_ARRAY(arena, int, n_line), *to = ARENA_ARRAY(arena, int, n_line);
    double *stiffness = ARENA_ARRAY(arena, double, n_line);
    struct priced_grid *grid = ARENA_ARRAY(arena, struct priced_grid, 1);
    *split = NULL;
    if (!from || !to || !stiffness || !grid)
        return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    priced_lines_of(result, hour, from, to, stiffness, grid);
    return price_split_make(grid, result->load_mw + (size_t)hour * (size_t)result->network->n_bus,
                            arena, split, error);
}

static enum status split_hour(struct result *result, int hour, struct arena *scratch,
                              struct error *error)
{
    const size_t at = (size_t)hour * (size_t)result->network->n_bus;
    struct price_split *split;
    enum status status = price_split_of_hour(result, hour, scratch, &split, error);
    if (status == STATUS_OK)
        status = price_split_parts(split, result->price_energy_usd_per_mwh + at,
                                   result->price_loss_usd_per_mwh + at,
                                   result->price_congestion_usd_per_mwh + at, error);
    price_split_drop(split);
    return status;
}

/* The bus and hour where the parts miss the price most. */
static size_t worst_place(const struct result *result, size_t n)
{
    double worst = -1;
    size_t place = 0;
    for (size_t i = 0; i < n; i++) {
        const double gap =
            fabs(result->price_usd_per_mwh[i] - result->price_energy_usd_per_mwh[i] -
                 result->price_loss_usd_per_mwh[i] - result->price_congestion_usd_per_mwh[i]);
        if (gap <= worst) continue;
        worst = gap;
        place = i;
    }
    return place;
}

enum status result_price_parts(struct arena *arena, struct result *result, struct error *error)
{
    const size_t n = (size_t)result->n_hour * (size_t)result->network->n_bus;
    result->price_energy_usd_per_mwh = ARENA_ARRAY(arena, double, n);
    result->price_loss_usd_per_mwh = ARENA_ARRAY(arena, double, n);
    result->price_congestion_usd_per_mwh = ARENA_ARRAY(arena, double, n);
    if (!result->price_energy_usd_per_mwh || !result->price_loss_usd_per_mwh ||
        !result->price_congestion_usd_per_mwh)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the parts of prices");
    for (int hour = 0; hour < result->n_hour; hour++) {
        struct arena scratch = {.counter = arena};
        const enum status status = split_hour(result, hour, &scratch, error);
        arena_free(&scratch);
        TRY(status);
    }
    if (n == 0) return STATUS_OK;
    const size_t worst = worst_place(result, n);
    result_add_identity(result, "price = energy + loss + congestion, at worst", "USD/MWh",
                        result->price_usd_per_mwh[worst],
                        result->price_energy_usd_per_mwh[worst] +
                            result->price_loss_usd_per_mwh[worst] +
                            result->price_congestion_usd_per_mwh[worst]);
    return STATUS_OK;
}
