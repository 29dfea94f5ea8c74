#include "study/capacity_sweep.h"

#include <math.h>
#include <string.h>

static enum status solve_point(const struct dispatch_config *config, const struct network *network,
                               const struct series *series, int link,
                               struct dispatch_parent *parent, struct arena *arena,
                               struct capacity_point *point, struct error *error)
{
    struct arena scratch = {.counter = arena};
    const struct dispatch_watch watch = {.parent = parent};
    struct result result;
    const enum status status =
        dispatch_run(config, network, series, &watch, &scratch, &result, error);
    if (status == STATUS_OK) {
        const bool is_optimal = result.outcome == OUTCOME_OPTIMAL;
        point->outcome = result.outcome;
        point->iterations = result.iterations;
        point->is_reduced = parent->used;
        point->cost_usd = is_optimal ? result.objective_usd : NAN;
        point->lower_bound_usd = is_optimal ? result.certificate.lower_bound : NAN;
        point->export_mwh = is_optimal ? result.export_mwh : NAN;
        point->slope_usd_per_mw = NAN;
        if (is_optimal) point->slope_usd_per_mw = -result.link[link].shadow_usd_per_mw;
    }
    arena_free(&scratch);
    return status;
}

enum status capacity_sweep(const struct dispatch_config *config, const struct network *network,
                           const struct series *series, int link, int n, const double *capacity_mw,
                           struct arena *arena, struct capacity_point *point, struct error *error)
{
    struct arena kept = {.counter = arena};
    struct dispatch_parent parent = {.arena = &kept};
    struct dispatch_config whole = *config;
    struct network sized = *network;
    sized.link = ARENA_ARRAY(arena, struct hvdc_link, network->n_link);
    if (sized.link == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d links", network->n_link);
    memcpy(sized.link, network->link, sizeof(struct hvdc_link) * (size_t)network->n_link);
    whole.horizon = HORIZON_WHOLE;
    enum status status = STATUS_OK;
    for (int i = 0; status == STATUS_OK && i < n; i++) {
        if (!(capacity_mw[i] >= 0) || !isfinite(capacity_mw[i])) {
            status = error_set(error, STATUS_BAD_INPUT,
                               "a capacity of %g MW for %s, wanted a number of at least 0",
                               capacity_mw[i], network->link[link].id);
            break;
        }
        sized.link[link].capacity_mw = capacity_mw[i];
        point[i] = (struct capacity_point){.capacity_mw = capacity_mw[i]};
        status = solve_point(&whole, &sized, series, link, &parent, arena, &point[i], error);
    }
    arena_free(&kept);
    return status;
}
