/* Hour by hour: an area that has less than it needs is helped by what others have left, then by
 * stores; what is left over charges the stores of its own area (docs/model.md, eqs. 278-282). */
#include "study/adequacy_internal.h"

#include <math.h>
#include <string.h>

struct hours {
    const struct adequacy_model *model;
    const struct series *series;
    const float *const *store_works, *const *branch_works;
    bool with_cables;
    struct area_flow flow;
    double *level_mwh, *can_mw;                          /* [n_store] */
    double *surplus_mw, *need_mw, *store_mw, *served_mw; /* [n_area] */
    double *used_surplus_mw, *used_store_mw;
};

static const struct storage *storage_of(const struct hours *hours, int s)
{
    return &hours->model->network.storage[hours->model->store[s].storage];
}

/* Of its power, what works in an hour. */
static double works_share(const struct hours *hours, int s, int hour)
{
    if (hours->store_works[s] != NULL) return (double)hours->store_works[s][hour];
    return 1 - storage_of(hours, s)->forced_outage_share;
}

/* Water and losses of an hour, and what must be released in any case (eq. 281). Returns MW. */
static double begin_store(struct hours *hours, int s, int hour)
{
    const struct storage *storage = storage_of(hours, s);
    double *level_mwh = &hours->level_mwh[s];
    *level_mwh = *level_mwh * (1 - storage->hourly_loss_share) +
                 hours->series->inflow_mw[(size_t)hour * hours->model->network.n_storage +
                                          hours->model->store[s].storage];
    hours->can_mw[s] = fmin(storage->discharge_mw * works_share(hours, s, hour),
                            fmax(0, *level_mwh) * storage->discharge_efficiency);
    const double release_mw =
        fmin(storage->min_discharge_share * storage->discharge_mw, hours->can_mw[s]);
    *level_mwh -= release_mw / storage->discharge_efficiency;
    hours->can_mw[s] -= release_mw;
    return release_mw;
}

/* The one that could run on longest gives first: so the power of all of them lasts longest. */
static void discharge(struct hours *hours, int area, double mw)
{
    const struct adequacy_model *model = hours->model;
    while (mw > 0) {
        int best = -1;
        double best_hour = -1;
        for (int s = 0; s < model->n_store; s++) {
            if (model->store[s].area != area || hours->can_mw[s] <= 0) continue;
            const struct storage *storage = storage_of(hours, s);
            const double lasts_hour =
                hours->level_mwh[s] * storage->discharge_efficiency / storage->discharge_mw;
            if (lasts_hour <= best_hour) continue;
            best = s;
            best_hour = lasts_hour;
        }
        if (best < 0) return;
        const double part_mw = fmin(mw, hours->can_mw[best]);
        hours->level_mwh[best] -= part_mw / storage_of(hours, best)->discharge_efficiency;
        hours->can_mw[best] -= part_mw;
        mw -= part_mw;
    }
}

/* Stores take what their own area has left, in the order of the table; what is too much spills. An
 * area whose stores gave has nothing left: its surplus went first. */
static void end_stores(struct hours *hours, int hour)
{
    for (int s = 0; s < hours->model->n_store; s++) {
        const struct storage *storage = storage_of(hours, s);
        double *left_mw = &hours->surplus_mw[hours->model->store[s].area];
        double *level_mwh = &hours->level_mwh[s];
        if (storage->charge_mw > 0 && *left_mw > 0 && *level_mwh < storage->energy_mwh) {
            double mw = fmin(*left_mw, storage->charge_mw * works_share(hours, s, hour));
            mw = fmin(mw, (storage->energy_mwh - *level_mwh) / storage->charge_efficiency);
            *level_mwh += mw * storage->charge_efficiency;
            *left_mw -= mw;
        }
        *level_mwh = fmin(*level_mwh, storage->energy_mwh);
    }
}

/* Limits of an hour: what works of all links and lines between two areas together. */
static void set_limits(struct hours *hours, int hour)
{
    const struct adequacy_model *model = hours->model;
    double *limit_mw = hours->flow.limit_mw;
    memset(limit_mw, 0, sizeof *limit_mw * 2 * (size_t)model->n_pair);
    for (int b = 0; b < model->n_branch; b++) {
        const struct branch *branch = &model->branch[b];
        const float *works = hours->branch_works[b];
        const double share = works != NULL ? (double)works[hour] : 1;
        const int forward = 2 * branch->pair + (branch->sign < 0);
        if (branch->is_cable && !hours->with_cables) continue;
        limit_mw[forward] += share * branch->forward_mw;
        limit_mw[forward ^ 1] += share * branch->back_mw;
    }
}

/* Some area needs help: the only hours for which flows are looked for. */
static void help(struct hours *hours, int hour)
{
    const struct adequacy_model *model = hours->model;
    memset(hours->store_mw, 0, sizeof *hours->store_mw * (size_t)model->n_area);
    for (int s = 0; s < model->n_store; s++)
        hours->store_mw[model->store[s].area] += hours->can_mw[s];
    set_limits(hours, hour);
    area_flow_serve(&hours->flow, hours->surplus_mw, hours->store_mw, hours->need_mw,
                    hours->served_mw, hours->used_surplus_mw, hours->used_store_mw);
    for (int a = 0; a < model->n_area; a++) {
        hours->surplus_mw[a] -= hours->used_surplus_mw[a];
        if (hours->used_store_mw[a] > 0) discharge(hours, a, hours->used_store_mw[a]);
    }
}

static enum status make(struct hours *hours, struct arena *scratch)
{
    const struct adequacy_model *model = hours->model;
    const int n = model->n_area;
    TRY(area_flow_make(n, model->n_pair, model->pair_from, model->pair_to, scratch, &hours->flow));
    hours->level_mwh = ARENA_ARRAY(scratch, double, model->n_store);
    hours->can_mw = ARENA_ARRAY(scratch, double, model->n_store);
    double *areas = ARENA_ARRAY(scratch, double, 6 * (size_t)n);
    if (!hours->level_mwh || !hours->can_mw || !areas) return STATUS_NO_MEMORY;
    hours->surplus_mw = areas;
    hours->need_mw = areas + n;
    hours->store_mw = areas + 2 * (size_t)n;
    hours->served_mw = areas + 3 * (size_t)n;
    hours->used_surplus_mw = areas + 4 * (size_t)n;
    hours->used_store_mw = areas + 5 * (size_t)n;
    for (int s = 0; s < model->n_store; s++)
        hours->level_mwh[s] =
            storage_of(hours, s)->initial_share * storage_of(hours, s)->energy_mwh;
    return STATUS_OK;
}

enum status adequacy_hours(const struct adequacy_model *model, bool with_cables,
                           const struct balance *balance, const struct series *series,
                           const float *const *store_works, const float *const *branch_works,
                           double *missing_mw, struct arena *scratch)
{
    struct hours hours = {.model = model,
                          .series = series,
                          .store_works = store_works,
                          .branch_works = branch_works,
                          .with_cables = with_cables};
    const size_t n_hour = (size_t)balance->n_hour;
    TRY(make(&hours, scratch));
    for (int hour = 0; hour < balance->n_hour; hour++) {
        bool is_short = false;
        for (int a = 0; a < model->n_area; a++)
            hours.surplus_mw[a] = balance->plant_mw[(size_t)a * n_hour + hour] -
                                  balance->need_mw[(size_t)a * n_hour + hour];
        for (int s = 0; s < model->n_store; s++)
            hours.surplus_mw[model->store[s].area] += begin_store(&hours, s, hour);
        for (int a = 0; a < model->n_area; a++) {
            hours.need_mw[a] = fmax(0, -hours.surplus_mw[a]);
            hours.surplus_mw[a] = fmax(0, hours.surplus_mw[a]);
            hours.served_mw[a] = 0;
            is_short = is_short || hours.need_mw[a] > 0;
        }
        if (is_short) help(&hours, hour);
        for (int a = 0; a < model->n_area; a++)
            missing_mw[(size_t)a * n_hour + hour] = fmax(0, hours.need_mw[a] - hours.served_mw[a]);
        end_stores(&hours, hour);
    }
    return STATUS_OK;
}
