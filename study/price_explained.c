#include "study/price_explained.h"

#include "network/islands.h"
#include "study/price_parts.h"
#include "study/price_probe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What adds less to a price is told as one sum. */
static const double told_usd_per_mwh = 1e-3;

/* An element this close to its limit is full. */
static const double full_share = 0.999;

/* Most stores and links that are told of. */
enum { TOLD = 8 };

static int compare_causes(const void *left, const void *right)
{
    const struct price_cause *a = left, *b = right;
    if (fabs(a->usd_per_mwh) != fabs(b->usd_per_mwh))
        return fabs(a->usd_per_mwh) > fabs(b->usd_per_mwh) ? -1 : 1;
    return strcmp(a->id, b->id);
}

void price_causes_sort(struct price_explained *explained)
{
    qsort(explained->cause, (size_t)explained->n_cause, sizeof *explained->cause, compare_causes);
    explained->rest_usd_per_mwh = 0;
    int kept = explained->n_cause;
    while (kept > 0 && fabs(explained->cause[kept - 1].usd_per_mwh) < told_usd_per_mwh)
        explained->rest_usd_per_mwh += explained->cause[--kept].usd_per_mwh;
    explained->n_cause = kept;
}

/* ---- a dispatch -------------------------------------------------------------------------------
 */

struct telling {
    const struct result *result;
    const struct network *network;
    int bus, hour;
    int *island;
    struct arena *arena;
    struct price_explained *explained;
};

static size_t at(const struct telling *telling, int n, int which)
{
    return (size_t)telling->hour * (size_t)n + (size_t)which;
}

static double price_of(const struct telling *telling, int bus)
{
    return telling->result->price_usd_per_mwh[at(telling, telling->network->n_bus, bus)];
}

static bool is_near(const struct telling *telling, int bus)
{
    return telling->island[bus] == telling->island[telling->bus];
}

static void tell_lines(const struct telling *telling, const double *factor)
{
    const struct result *result = telling->result;
    struct price_explained *explained = telling->explained;
    for (int l = 0; l < telling->network->n_line; l++) {
        const struct line *line = &telling->network->line[l];
        const size_t place = at(telling, telling->network->n_line, l);
        const double flow_mw = result->line_mw[place];
        const double pull = result->line_pull_usd_per_mwh[place];
        if (pull == 0 || factor[l] == 0) continue;
        const double limit_mw = flow_mw < 0 ? line->limit_back_mw : line->limit_mw;
        const double most_mw = fabs(flow_mw) + result->line_loss_mw[place] / 2;
        explained->cause[explained->n_cause++] =
            (struct price_cause){.kind = "line",
                                 .id = line->id,
                                 .flow_mw = flow_mw,
                                 .limit_mw = limit_mw,
                                 .pull_usd_per_mwh = pull,
                                 .factor = factor[l],
                                 .usd_per_mwh = -pull * factor[l],
                                 .is_full = most_mw >= full_share * limit_mw};
    }
    price_causes_sort(explained);
}

static enum status tell_parts(const struct telling *telling, struct error *error)
{
    const struct network *network = telling->network;
    struct price_explained *explained = telling->explained;
    struct arena scratch = {.counter = telling->arena};
    double *part[3], *factor = ARENA_ARRAY(&scratch, double, network->n_line);
    struct price_split *split = NULL;
    for (int i = 0; i < 3; i++)
        part[i] = ARENA_ARRAY(&scratch, double, network->n_bus);
    explained->cause = ARENA_ARRAY(telling->arena, struct price_cause, network->n_line);
    enum status status = STATUS_NO_MEMORY;
    if (!factor || !part[0] || !part[1] || !part[2] || !explained->cause)
        error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    else
        status = price_split_of_hour(telling->result, telling->hour, &scratch, &split, error);
    if (status == STATUS_OK) status = price_split_parts(split, part[0], part[1], part[2], error);
    if (status == STATUS_OK) status = price_split_factors(split, telling->bus, factor, error);
    if (status == STATUS_OK) {
        explained->energy_usd_per_mwh = part[0][telling->bus];
        explained->loss_usd_per_mwh = part[1][telling->bus];
        explained->congestion_usd_per_mwh = part[2][telling->bus];
        tell_lines(telling, factor);
    }
    price_split_drop(split);
    arena_free(&scratch);
    return status;
}

static int compare_stores(const void *left, const void *right)
{
    const struct price_store *a = left, *b = right;
    if (a->most_mw != b->most_mw) return a->most_mw > b->most_mw ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* The largest stores of the same grid. */
static bool tell_stores(const struct telling *telling)
{
    const struct network *network = telling->network;
    const struct result *result = telling->result;
    struct price_store *store = ARENA_ARRAY(telling->arena, struct price_store, network->n_storage);
    int n = 0;
    if (store == NULL) return false;
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        const size_t place = at(telling, network->n_storage, s);
        const double value = result->storage_value_usd_per_mwh[place];
        if (!is_near(telling, storage->bus)) continue;
        store[n++] = (struct price_store){
            .id = storage->id,
            .value_usd_per_mwh = value,
            .release_usd_per_mwh =
                value / storage->discharge_efficiency + storage->discharge_cost_usd_per_mwh,
            .charge_mw = result->storage_charge_mw[place],
            .discharge_mw = result->storage_discharge_mw[place],
            .most_mw = storage->discharge_mw * (1 - storage->forced_outage_share)};
    }
    qsort(store, (size_t)n, sizeof *store, compare_stores);
    telling->explained->store = store;
    telling->explained->n_store = n < TOLD ? n : TOLD;
    return true;
}

static int compare_links(const void *left, const void *right)
{
    const struct price_link *a = left, *b = right;
    if (fabs(a->into_mw) != fabs(b->into_mw)) return fabs(a->into_mw) > fabs(b->into_mw) ? -1 : 1;
    return strcmp(a->id, b->id);
}

static bool tell_links(const struct telling *telling)
{
    const struct network *network = telling->network;
    const struct result *result = telling->result;
    struct price_link *told = ARENA_ARRAY(telling->arena, struct price_link, network->n_link);
    int n = 0;
    if (told == NULL) return false;
    for (int l = 0; l < network->n_link; l++) {
        const struct hvdc_link *link = &network->link[l];
        const size_t place = at(telling, network->n_link, l);
        const bool ends_here = is_near(telling, link->to_bus);
        if (!ends_here && !is_near(telling, link->from_bus)) continue;
        const int here = ends_here ? link->to_bus : link->from_bus;
        const int there = ends_here ? link->from_bus : link->to_bus;
        const double forward_mw = result->link_forward_mw[place];
        const double back_mw = result->link_back_mw[place];
        const double into_mw = ends_here ? result->link_forward_received_mw[place] - back_mw
                                         : result->link_back_received_mw[place] - forward_mw;
        told[n++] = (struct price_link){.id = link->id,
                                        .other_end = network->bus[there].id,
                                        .into_mw = into_mw,
                                        .capacity_mw = link->capacity_mw,
                                        .here_usd_per_mwh = price_of(telling, here),
                                        .there_usd_per_mwh = price_of(telling, there),
                                        .is_full = fmax(forward_mw, back_mw) >=
                                                   full_share * link->capacity_mw};
    }
    qsort(told, (size_t)n, sizeof *told, compare_links);
    telling->explained->link = told;
    telling->explained->n_link = n < TOLD ? n : TOLD;
    return true;
}

static enum status find_island(struct telling *telling, struct error *error)
{
    const struct network *network = telling->network;
    int *from = ARENA_ARRAY(telling->arena, int, network->n_line);
    int *to = ARENA_ARRAY(telling->arena, int, network->n_line), n_island;
    telling->island = ARENA_ARRAY(telling->arena, int, network->n_bus);
    if (!from || !to || !telling->island)
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    for (int l = 0; l < network->n_line; l++) {
        from[l] = network->line[l].from_bus;
        to[l] = network->line[l].to_bus;
    }
    if (islands_find(network->n_bus, network->n_line, from, to, telling->arena, telling->island,
                     &n_island) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    return STATUS_OK;
}

enum status price_explain_dispatch(const struct result *result, const struct price_probe *probe,
                                   struct arena *arena, struct price_explained *explained,
                                   struct error *error)
{
    const struct network *network = result->network;
    struct telling telling = {.result = result,
                              .network = network,
                              .bus = probe->bus,
                              .hour = probe->hour,
                              .arena = arena,
                              .explained = explained};
    char *when = arena_bytes(arena, 24);
    if (when == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    series_time_stamp(result->series, probe->hour, when);
    *explained = (struct price_explained){.where = network->bus[probe->bus].id,
                                          .name = network->bus[probe->bus].name,
                                          .when = when,
                                          .hour = probe->hour,
                                          .reference = "the loads of its grid",
                                          .price_usd_per_mwh = price_of(&telling, probe->bus),
                                          .more = probe->more,
                                          .less = probe->less,
                                          .low_usd_per_mwh = probe->less.usd_per_mwh,
                                          .high_usd_per_mwh = probe->more.usd_per_mwh};
    TRY(find_island(&telling, error));
    TRY(tell_parts(&telling, error));
    if (!tell_stores(&telling) || !tell_links(&telling))
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    return STATUS_OK;
}
