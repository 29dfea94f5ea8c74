/* Reserve of areas against the loss of a link, as rows of the dispatch (docs/model.md, eqs.
 * 195-197). */
#include "study/dispatch_internal.h"

#include <string.h>

enum { NAME_BYTES = 64 };

enum status infeed_model(struct dispatch_model *model, struct arena *arena, struct error *error)
{
    const struct network *network = model->network;
    const struct text_list *list = &model->config->infeed;
    const size_t n_bus = (size_t)network->n_bus;
    model->area = ARENA_ARRAY(arena, struct infeed_area, list->count);
    model->in_area = ARENA_ARRAY(arena, bool, (size_t)list->count *n_bus);
    model->incident =
        ARENA_ARRAY(arena, struct infeed_incident, (size_t)list->count * (size_t)network->n_link);
    char *name = ARENA_ARRAY(arena, char, (size_t)list->count *NAME_BYTES);
    if (!model->area || !model->in_area || !model->incident || !name)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d areas", list->count);
    for (int z = 0; z < list->count; z++) {
        char fault[200];
        if (!infeed_read(list->item[z], &model->area[z], name + z * NAME_BYTES, fault,
                         sizeof fault))
            return error_set(error, STATUS_BAD_INPUT, "`infeed`: %s", fault);
        bool *in = model->in_area + (size_t)z * n_bus;
        for (int bus = 0; bus < network->n_bus; bus++)
            in[bus] = strcmp(network->bus[bus].country, model->area[z].place) == 0 ||
                      strcmp(network->bus[bus].zone, model->area[z].place) == 0;
        for (int l = 0; l < network->n_link; l++) {
            const bool from = in[network->link[l].from_bus], to = in[network->link[l].to_bus];
            if (from != to)
                model->incident[model->n_incident++] = (struct infeed_incident){z, l, to};
        }
    }
    model->n_area = list->count;
    return STATUS_OK;
}

static bool is_in(const struct dispatch_model *model, int area, int bus)
{
    return model->in_area[(size_t)area * (size_t)model->network->n_bus + (size_t)bus];
}

static bool holds_reserve(const struct generator *generator)
{
    return generator->availability == AVAILABILITY_FIRM;
}

/* What the units of an area can make at most, and must make, in a step (eq. 195). */
static void room_of_area(const struct dispatch_model *model, const struct horizon *horizon,
                         int step, int area, double *most_mw, double *least_mw)
{
    const struct network *network = model->network;
    *most_mw = *least_mw = 0;
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        if (!is_in(model, area, generator->bus) || !holds_reserve(generator)) continue;
        const double most = generator->capacity_mw * step_share(model, horizon, step, g);
        *most_mw += most;
        *least_mw += fmin(most, generator->capacity_mw * generator->must_run_share);
    }
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        if (!is_in(model, area, storage->bus) || storage->kind != STORAGE_RESERVOIR) continue;
        *most_mw += storage->discharge_mw * (1 - storage->forced_outage_share);
        *least_mw += least_release_mw(storage, step_inflow_mw(model, horizon, step, s));
    }
}

/* What may be lost without reserve in the window of the droop (eq. 193): reserve for a loss of 0 is
 * negative, so it is the line, not its value above 0. */
static double droop_mw(const struct frequency *f, double energy)
{
    const double window_s = f->droop_s - f->inertia_s;
    if (isnan(f->inertia_mws)) return INFINITY;
    return (energy / f->frequency_hz +
            f->fast_mw * (fmax(0, f->inertia_s - f->fast_s / 2) + window_s)) /
           f->droop_s;
}

void infeed_add_rows(const struct dispatch_model *model, const struct horizon *horizon, int step,
                     struct lp *lp)
{
    double most_mw, least_mw;
    for (int z = 0; z < model->n_area; z++) {
        room_of_area(model, horizon, step, z, &most_mw, &least_mw);
        lp_add_row(lp, -INFINITY, most_mw, step);
    }
    for (int z = 0; z < model->n_area; z++) {
        room_of_area(model, horizon, step, z, &most_mw, &least_mw);
        lp_add_row(lp, least_mw, INFINITY, step);
    }
    for (int i = 0; i < model->n_incident; i++) {
        const struct infeed_area *area = &model->area[model->incident[i].area];
        const struct frequency *f = &area->frequency;
        const double left_mw =
            area->survives_share * model->network->link[model->incident[i].link].capacity_mw;
        lp_add_row(lp, -left_mw, INFINITY, step);
        lp_add_row(lp, -left_mw, INFINITY, step);
        lp_add_row(lp, -INFINITY, frequency_most_mw(f) + left_mw, step);
        lp_add_row(lp, -INFINITY, droop_mw(f, frequency_energy(f)) + left_mw, step);
        lp_add_row(lp, -INFINITY, frequency_most_taken_mw(f) + left_mw, step);
        lp_add_row(lp, -INFINITY, droop_mw(f, frequency_energy_above(f)) + left_mw, step);
    }
}

void infeed_add_unit(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int bus, struct lp *lp)
{
    for (int z = 0; z < model->n_area; z++) {
        if (!is_in(model, z, bus)) continue;
        lp_add_entry(lp, map_row(map, step, map->headroom + z), 1);
        lp_add_entry(lp, map_row(map, step, map->footroom + z), 1);
    }
}

/* Squares of what is lost on the way would make rows that are not convex: without them more is
 * counted as received, and held against. */
void infeed_add_link(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int link, bool forward, double received, struct lp *lp)
{
    for (int i = 0; i < model->n_incident; i++) {
        if (model->incident[i].link != link) continue;
        const int row = map_row(map, step, map->incident + INFEED_ROWS * i);
        if (model->incident[i].forward_in == forward) {
            lp_add_entry(lp, row + INFEED_LOSS, -received);
            lp_add_entry(lp, row + INFEED_CAP, received);
            lp_add_entry(lp, row + INFEED_DROOP, received);
        } else {
            lp_add_entry(lp, row + INFEED_CUT, -1);
            lp_add_entry(lp, row + INFEED_CUT_CAP, 1);
            lp_add_entry(lp, row + INFEED_CUT_DROOP, 1);
        }
    }
}

void infeed_add_columns(const struct dispatch_model *model, const struct dispatch_map *map,
                        int step, double weight, struct lp *lp)
{
    for (int down = 0; down < 2; down++)
        for (int z = 0; z < model->n_area; z++) {
            const struct infeed_area *area = &model->area[z];
            const struct frequency *f = &area->frequency;
            const double droop_share = (f->droop_s - f->inertia_s) / (2 * f->droop_s);
            lp_add_column(lp, area->reserve_usd_per_mwh * weight, 0, area->reserve_mw);
            lp_add_entry(lp, map_row(map, step, (down ? map->footroom : map->headroom) + z),
                         down ? -1 : 1);
            for (int i = 0; i < model->n_incident; i++) {
                if (model->incident[i].area != z) continue;
                const int row = map_row(map, step, map->incident + INFEED_ROWS * i);
                lp_add_entry(lp, row + (down ? INFEED_CUT : INFEED_LOSS), 1);
                lp_add_entry(lp, row + (down ? INFEED_CUT_DROOP : INFEED_DROOP), -droop_share);
            }
        }
}

int infeed_entries(const struct dispatch_model *model)
{
    int segments = 0;
    for (int l = 0; l < model->network->n_link; l++)
        segments += model->link_forward[l].n_segment + model->link_back[l].n_segment;
    return model->n_area * 2 * (model->network->n_generator + model->network->n_storage + 1) +
           model->n_incident * (3 * segments + 4);
}
