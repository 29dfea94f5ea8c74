#include "study/security_study.h"

#include "study/secure_grid.h"

#include <string.h>

struct parts { /* what is being filled */
    double *unit_mw, *taken, *given;
};

static void fill_hours(const struct result *result, int n_unit, struct parts *parts)
{
    const struct network *network = result->network;
    const size_t n_generator = (size_t)network->n_generator, n_storage = (size_t)network->n_storage;
    const size_t n_market = (size_t)network->n_market, n_link = (size_t)network->n_link;
    for (size_t hour = 0; hour < (size_t)result->n_hour; hour++) {
        double *mw = parts->unit_mw + hour * (size_t)n_unit;
        memcpy(mw, result->generator_mw + hour * n_generator, sizeof *mw * n_generator);
        for (size_t s = 0; s < n_storage; s++)
            mw[n_generator + s] = result->storage_discharge_mw[hour * n_storage + s] -
                                  result->storage_charge_mw[hour * n_storage + s];
        for (size_t m = 0; m < n_market; m++)
            mw[n_generator + n_storage + m] = result->market_sold_mw[hour * n_market + m] -
                                              result->market_bought_mw[hour * n_market + m];
        for (size_t l = 0; l < n_link; l++) {
            const size_t at = hour * n_link + l;
            parts->taken[at] = result->link_forward_mw[at] - result->link_back_received_mw[at];
            parts->given[at] = result->link_forward_received_mw[at] - result->link_back_mw[at];
        }
    }
}

enum status security_study_build(const struct result *result, const struct dispatch_config *config,
                                 struct arena *arena, struct security_grid *grid,
                                 struct security_state *state, struct error *error)
{
    const struct network *network = result->network;
    TRY(secure_grid_make(network, config->security_rating_share, arena, grid, error));
    const size_t n_hour = (size_t)result->n_hour, n_link = (size_t)network->n_link;
    struct parts parts = {ARENA_ARRAY(arena, double, n_hour *(size_t)grid->n_unit),
                          ARENA_ARRAY(arena, double, n_hour *n_link),
                          ARENA_ARRAY(arena, double, n_hour *n_link)};
    if (!parts.unit_mw || !parts.taken || !parts.given)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d hours", result->n_hour);
    fill_hours(result, grid->n_unit, &parts);
    for (size_t i = 0; i < n_hour * (size_t)grid->n_unit; i++)
        parts.unit_mw[i] *=
            secure_lost_share(network, config->security_unit_mw, (int)(i % (size_t)grid->n_unit));
    *state = (struct security_state){result->n_hour, result->line_mw, parts.unit_mw, parts.taken,
                                     parts.given};
    return STATUS_OK;
}
