#include "study/capacity_table.h"

#include "study/shortage_years.h"

#include <math.h>
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

static void append(struct capacity_table *table, struct capacity_state state)
{
    struct capacity_state *last = table->state + table->n_state - 1;
    if (state.share == 0) return;
    if (table->n_state > 0 && state.mw - last->mw <= SAME_MW)
        last->share += state.share;
    else
        table->state[table->n_state++] = state;
}

/* Both tables rise, so that the joint one is a merge of the table and of itself moved up. */
static void add_unit(const struct capacity_table *table, struct capacity_unit unit,
                     struct capacity_table *joint)
{
    int out = 0, in = 0;
    joint->n_state = 0;
    while (out < table->n_state || in < table->n_state) {
        const double out_mw = out < table->n_state ? table->state[out].mw : INFINITY;
        const double in_mw = in < table->n_state ? table->state[in].mw + unit.mw : INFINITY;
        if (out_mw <= in_mw)
            append(joint, (struct capacity_state){out_mw,
                                                  table->state[out++].share * unit.unavailability});
        else
            append(joint, (struct capacity_state){in_mw, table->state[in++].share *
                                                             (1 - unit.unavailability)});
    }
}

/* n_point places from 0 to the largest state. */
static void put_on_grid(struct capacity_table *table, int n_point, struct capacity_table *grid)
{
    const double step_mw = table->state[table->n_state - 1].mw / (n_point - 1);
    grid->n_state = n_point;
    for (int i = 0; i < n_point; i++)
        grid->state[i] = (struct capacity_state){i * step_mw, 0};
    for (int i = 0; i < table->n_state; i++) {
        const struct capacity_state state = table->state[i];
        const int below = (int)fmin(state.mw / step_mw, n_point - 2);
        const double above_share = state.mw / step_mw - below;
        grid->state[below].share += (1 - above_share) * state.share;
        grid->state[below + 1].share += above_share * state.share;
    }
}

enum status capacity_table_units(int n_unit, const struct capacity_unit *unit, int most_states,
                                 struct arena *arena, struct capacity_table *table)
{
    struct capacity_table now, next;
    TRY(make(2 * most_states, arena, &now));
    TRY(make(2 * most_states, arena, &next));
    now.n_state = 1;
    now.state[0] = (struct capacity_state){0, 1};
    for (int i = 0; i < n_unit; i++) {
        if (unit[i].mw <= 0) continue;
        add_unit(&now, unit[i], &next);
        if (next.n_state > most_states) {
            put_on_grid(&next, most_states / 2, &now);
            continue;
        }
        const struct capacity_table swap = now;
        now = next;
        next = swap;
    }
    *table = now;
    return STATUS_OK;
}

enum status capacity_curve_make(const struct capacity_table *table, struct arena *arena,
                                struct capacity_curve *curve)
{
    const int n = table->n_state;
    curve->n_state = n;
    curve->mw = ARENA_ARRAY(arena, double, n);
    curve->share_below = ARENA_ARRAY(arena, double, n + 1);
    curve->mw_below = ARENA_ARRAY(arena, double, n + 1);
    if (!curve->mw || !curve->share_below || !curve->mw_below) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++) {
        const struct capacity_state state = table->state[i];
        curve->mw[i] = state.mw;
        curve->share_below[i + 1] = curve->share_below[i] + state.share;
        curve->mw_below[i + 1] = curve->mw_below[i] + state.share * state.mw;
    }
    return STATUS_OK;
}

/* How many states lie below. */
static int states_below(const struct capacity_curve *curve, double mw)
{
    int low = 0, high = curve->n_state;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (curve->mw[middle] < mw)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct shortage capacity_curve_shortage(const struct capacity_curve *curve, double demand_mw)
{
    const int n_missing = states_below(curve, demand_mw);
    const int n_short = states_below(curve, demand_mw - SHORT_MW);
    return (struct shortage){
        curve->share_below[n_short],
        fmax(0, demand_mw * curve->share_below[n_missing] - curve->mw_below[n_missing])};
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
