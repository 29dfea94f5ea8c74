/* Where columns and rows of a step stand. */
#include "study/dispatch_internal.h"

#include <string.h>

static int count_segments(const struct loss_curve *curves, int n, int *first, int offset)
{
    for (int i = 0; i < n; i++) {
        first[i] = offset;
        offset += curves[i].n_segment;
    }
    return offset;
}

static int place_back(const struct dispatch_model *model, struct dispatch_map *map, int next)
{
    for (int l = 0; l < model->network->n_line; l++) {
        const bool is_signed = line_is_signed(model, l);
        map->line_back[l] = is_signed ? map->line_forward[l] : next;
        if (!is_signed) next += model->line_back[l].n_segment;
    }
    return next;
}

static enum status place_columns(const struct dispatch_model *model, struct arena *arena,
                                 struct dispatch_map *map)
{
    const struct network *network = model->network;
    int **first[] = {&map->line_forward, &map->line_back, &map->link_forward, &map->link_back};
    const struct loss_curve *curves[] = {model->line_forward, model->line_back, model->link_forward,
                                         model->link_back};
    int next = 0;
    map->generator = next;
    next += network->n_generator;
    map->shed = next;
    next += network->n_bus;
    for (int way = 0; way < 4; way++) {
        const int n = way < 2 ? network->n_line : network->n_link;
        *first[way] = ARENA_ARRAY(arena, int, n);
        if (*first[way] == NULL) return STATUS_NO_MEMORY;
        next = way == 1 ? place_back(model, map, next)
                        : count_segments(curves[way], n, *first[way], next);
    }
    map->charge = next;
    map->discharge = map->charge + network->n_storage;
    map->spill = map->discharge + network->n_storage;
    map->level = map->spill + network->n_storage;
    map->market = map->level + network->n_storage;
    map->export_short = map->market + network->n_market_block;
    map->reserve_up = map->export_short + 1;
    map->reserve_down = map->reserve_up + model->n_area;
    map->columns_per_step = map->reserve_down + model->n_area;
    return STATUS_OK;
}

static void place_rows(const struct dispatch_model *model, struct dispatch_map *map)
{
    const struct network *network = model->network;
    map->n_generator_ramp = map->n_link_ramp = 0;
    for (int g = 0; g < network->n_generator; g++)
        map->n_generator_ramp += model->generator_ramps[g];
    for (int l = 0; l < network->n_link; l++)
        map->n_link_ramp += network->link[l].ramp_mw_per_h < 2 * network->link[l].capacity_mw;
    map->balance = 0;
    map->cycle = network->n_bus;
    map->link_mutual = map->cycle + model->cycles.count;
    map->export_row = map->link_mutual + network->n_link;
    map->green_row = map->export_row + 1;
    map->headroom = map->green_row + 1;
    map->footroom = map->headroom + model->n_area;
    map->incident = map->footroom + model->n_area;
    map->secure = map->incident + INFEED_ROWS * model->n_incident;
    map->n_secure = model->secure.n_limit;
    map->storage = map->secure + map->n_secure;
    map->generator_ramp = map->storage + network->n_storage;
    map->link_ramp = map->generator_ramp + map->n_generator_ramp;
    map->rows_per_step = map->link_ramp + map->n_link_ramp;
}

enum status dispatch_place(const struct dispatch_model *model, struct arena *arena,
                           struct dispatch_map *map, struct error *error)
{
    memset(map, 0, sizeof *map);
    if (place_columns(model, arena, map) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the map of the LP");
    place_rows(model, map);
    return STATUS_OK;
}
