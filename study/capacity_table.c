#include "study/capacity_table.h"

#include <stdlib.h>

/* Capacities closer than this are one state: sums of the same units in another order. */
static const double SAME_MW = 1e-6;

static int by_mw(const void *a, const void *b)
{
    const double x = ((const struct capacity_state *)a)->mw;
    const double y = ((const struct capacity_state *)b)->mw;
    return (x > y) - (x < y);
}

/* Sorts, and makes one state of those with the same MW; states that never are go. */
static void tidy(struct capacity_table *table)
{
    int kept = 0;
    qsort(table->state, (size_t)table->n_state, sizeof *table->state, by_mw);
    for (int i = 0; i < table->n_state; i++) {
        const struct capacity_state state = table->state[i];
        if (state.share == 0) continue;
        if (kept > 0 && state.mw - table->state[kept - 1].mw <= SAME_MW)
            table->state[kept - 1].share += state.share;
        else
            table->state[kept++] = state;
    }
    table->n_state = kept;
}

static enum status make(int n_state, struct arena *arena, struct capacity_table *table)
{
    table->n_state = n_state;
    table->state = ARENA_ARRAY(arena, struct capacity_state, n_state);
    return table->state == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status capacity_table_unit(double capacity_mw, double unavailability, struct arena *arena,
                                struct capacity_table *table)
{
    TRY(make(2, arena, table));
    table->state[0] = (struct capacity_state){0, unavailability};
    table->state[1] = (struct capacity_state){capacity_mw, 1 - unavailability};
    tidy(table);
    return STATUS_OK;
}

enum status capacity_table_join(const struct capacity_table *a, const struct capacity_table *b,
                                struct arena *arena, struct capacity_table *joint)
{
    struct capacity_table both;
    TRY(make(a->n_state * b->n_state, arena, &both));
    for (int i = 0; i < a->n_state; i++)
        for (int j = 0; j < b->n_state; j++)
            both.state[i * b->n_state + j] = (struct capacity_state){
                a->state[i].mw + b->state[j].mw, a->state[i].share * b->state[j].share};
    tidy(&both);
    *joint = both;
    return STATUS_OK;
}

enum status capacity_table_common_cause(const struct capacity_table *table, double unavailability,
                                        struct arena *arena, struct capacity_table *with)
{
    struct capacity_table mixed;
    TRY(make(table->n_state + 1, arena, &mixed));
    mixed.state[0] = (struct capacity_state){0, unavailability};
    for (int i = 0; i < table->n_state; i++)
        mixed.state[i + 1] = (struct capacity_state){table->state[i].mw,
                                                     (1 - unavailability) * table->state[i].share};
    tidy(&mixed);
    *with = mixed;
    return STATUS_OK;
}

enum status capacity_table_link(const struct link_parts *link, struct arena *arena,
                                struct capacity_table *table)
{
    const double station = 1 - link->station_unavailability;
    const double cable = 1 - link->cable_unavailability;
    struct capacity_table parts;
    if (link->conductors == LINK_MONOPOLE) {
        TRY(capacity_table_unit(link->capacity_mw, 1 - station * cable * cable, arena, &parts));
    } else {
        const double pole = station * cable;
        const double alone = 2 * pole * (1 - pole) * (1 - link->return_unavailability);
        TRY(make(3, arena, &parts));
        parts.state[0] = (struct capacity_state){0, 1 - pole * pole - alone};
        parts.state[1] = (struct capacity_state){0.5 * link->capacity_mw, alone};
        parts.state[2] = (struct capacity_state){link->capacity_mw, pole * pole};
        tidy(&parts);
    }
    return capacity_table_common_cause(&parts, link->common_unavailability, arena, table);
}

struct shortage capacity_table_shortage(const struct capacity_table *table, double demand_mw)
{
    struct shortage shortage = {0};
    for (int i = 0; i < table->n_state && table->state[i].mw < demand_mw; i++) {
        shortage.share += table->state[i].share;
        shortage.mean_mw += table->state[i].share * (demand_mw - table->state[i].mw);
    }
    return shortage;
}

double capacity_table_mean_mw(const struct capacity_table *table)
{
    double mean_mw = 0;
    for (int i = 0; i < table->n_state; i++)
        mean_mw += table->state[i].share * table->state[i].mw;
    return mean_mw;
}
