#include "study/area_flow.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Less than a milliwatt: what sums of thousands of MW leave over. */
static const double NOTHING_MW = 1e-9;
/* A need that is cut to a common share is met when no more than this is missing. */
static const double UNMET_MW = 1e-7;

enum status area_flow_make(int n_area, int n_pair, const int *from, const int *to,
                           struct arena *arena, struct area_flow *flow)
{
    *flow = (struct area_flow){
        .n_area = n_area,
        .n_pair = n_pair,
        .from = from,
        .to = to,
        .first = ARENA_ARRAY(arena, int, n_area + 1),
        .arc = ARENA_ARRAY(arena, int, 2 * n_pair),
        .limit_mw = ARENA_ARRAY(arena, double, 2 * n_pair),
        .left_mw = ARENA_ARRAY(arena, double, 2 * n_pair),
        .supply_mw = ARENA_ARRAY(arena, double, n_area),
        .need_mw = ARENA_ARRAY(arena, double, n_area),
        .cap_mw = ARENA_ARRAY(arena, double, n_area),
        .fair_mw = ARENA_ARRAY(arena, double, n_area),
        .by_arc = ARENA_ARRAY(arena, int, n_area),
        .queue = ARENA_ARRAY(arena, int, n_area),
        .reached = ARENA_ARRAY(arena, unsigned char, n_area),
        .settled = ARENA_ARRAY(arena, unsigned char, n_area),
    };
    if (!flow->first || !flow->arc || !flow->limit_mw || !flow->left_mw || !flow->supply_mw ||
        !flow->need_mw || !flow->cap_mw || !flow->fair_mw || !flow->by_arc || !flow->queue ||
        !flow->reached || !flow->settled)
        return STATUS_NO_MEMORY;
    for (int k = 0; k < n_pair; k++) {
        flow->first[from[k] + 1]++;
        flow->first[to[k] + 1]++;
    }
    for (int a = 0; a < n_area; a++)
        flow->first[a + 1] += flow->first[a];
    memcpy(flow->queue, flow->first, sizeof *flow->queue * (size_t)n_area);
    for (int k = 0; k < n_pair; k++) {
        flow->arc[flow->queue[from[k]]++] = 2 * k;
        flow->arc[flow->queue[to[k]]++] = 2 * k + 1;
    }
    return STATUS_OK;
}

static int end_of(const struct area_flow *flow, int arc)
{
    return arc % 2 == 0 ? flow->to[arc / 2] : flow->from[arc / 2];
}

static int start_of(const struct area_flow *flow, int arc)
{
    return end_of(flow, arc ^ 1);
}

/* Breadth first from every area that has something left; the nearest with a need, or -1. */
static int search(struct area_flow *flow)
{
    int n_queue = 0;
    for (int a = 0; a < flow->n_area; a++) {
        flow->reached[a] = flow->supply_mw[a] > NOTHING_MW;
        flow->by_arc[a] = -1;
        if (!flow->reached[a]) continue;
        if (flow->need_mw[a] > NOTHING_MW) return a;
        flow->queue[n_queue++] = a;
    }
    for (int i = 0; i < n_queue; i++) {
        const int area = flow->queue[i];
        for (int k = flow->first[area]; k < flow->first[area + 1]; k++) {
            const int arc = flow->arc[k], next = end_of(flow, arc);
            if (flow->reached[next] || flow->left_mw[arc] <= NOTHING_MW) continue;
            flow->reached[next] = 1;
            flow->by_arc[next] = arc;
            if (flow->need_mw[next] > NOTHING_MW) return next;
            flow->queue[n_queue++] = next;
        }
    }
    return -1;
}

/* As much as can be served, by shortest paths: Edmonds and Karp, J. ACM 19(2), 1972. What has been
 * served stays so, since no path leads back through a source or a need. */
static void push(struct area_flow *flow)
{
    for (int area = search(flow); area >= 0; area = search(flow)) {
        double mw = flow->need_mw[area];
        int source = area;
        for (; flow->by_arc[source] >= 0; source = start_of(flow, flow->by_arc[source]))
            mw = fmin(mw, flow->left_mw[flow->by_arc[source]]);
        mw = fmin(mw, flow->supply_mw[source]);
        for (int a = area; flow->by_arc[a] >= 0; a = start_of(flow, flow->by_arc[a])) {
            flow->left_mw[flow->by_arc[a]] -= mw;
            flow->left_mw[flow->by_arc[a] ^ 1] += mw;
        }
        flow->supply_mw[source] -= mw;
        flow->need_mw[area] -= mw;
    }
}

static void start(struct area_flow *flow, const double *supply_mw, const double *need_mw)
{
    const size_t n = (size_t)flow->n_area;
    memcpy(flow->left_mw, flow->limit_mw, sizeof *flow->left_mw * 2 * (size_t)flow->n_pair);
    memcpy(flow->supply_mw, supply_mw, sizeof *supply_mw * n);
    memcpy(flow->need_mw, need_mw, sizeof *need_mw * n);
}

static double largest(const double *value, int n)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fmax(most, value[i]);
    return most;
}

/* Surplus first, stores for what it cannot reach; whether all needs are met. */
static bool serve_in_turn(struct area_flow *flow, const double *surplus_mw, const double *store_mw,
                          const double *need_mw, double *used_surplus_mw, double *used_store_mw)
{
    const int n = flow->n_area;
    start(flow, surplus_mw, need_mw);
    push(flow);
    for (int a = 0; a < n; a++) {
        used_surplus_mw[a] = surplus_mw[a] - flow->supply_mw[a];
        used_store_mw[a] = 0;
    }
    if (largest(flow->need_mw, n) <= NOTHING_MW) return true;
    memcpy(flow->supply_mw, store_mw, sizeof *store_mw * (size_t)n);
    push(flow);
    for (int a = 0; a < n; a++)
        used_store_mw[a] = store_mw[a] - flow->supply_mw[a];
    return largest(flow->need_mw, n) <= NOTHING_MW;
}

/* The largest share of every open need that can be met beside what is settled: Newton's method on
 * the cut that stands in the way, until none does. The open areas behind the last cut are settled.
 */
static void settle_some(struct area_flow *flow, const double *supply_mw, const double *need_mw)
{
    const int n = flow->n_area;
    double share = 1;
    bool is_cut = false;
    for (int a = 0; a < n; a++)
        flow->cap_mw[a] = flow->settled[a] ? flow->fair_mw[a] : need_mw[a];
    for (;;) {
        double served = 0, settled = 0, open = 0;
        start(flow, supply_mw, flow->cap_mw);
        push(flow);
        if (largest(flow->need_mw, n) <= UNMET_MW) break;
        for (int a = 0; a < n; a++) {
            if (flow->reached[a]) continue;
            served += flow->cap_mw[a] - flow->need_mw[a];
            settled += flow->settled[a] ? flow->fair_mw[a] : 0;
            open += flow->settled[a] ? 0 : need_mw[a];
        }
        const double next = open > 0 ? fmax(0, (served - settled) / open) : share;
        if (!(next < share)) break;
        share = next;
        is_cut = true;
        for (int a = 0; a < n; a++) {
            if (flow->settled[a]) continue;
            flow->fair_mw[a] = flow->reached[a] ? -1 : 0; /* behind the cut, for now */
            flow->cap_mw[a] = share * need_mw[a];
        }
    }
    for (int a = 0; a < n; a++) {
        if (flow->settled[a]) continue;
        if (is_cut && flow->fair_mw[a] < 0) continue;
        flow->settled[a] = 1;
        flow->fair_mw[a] = flow->cap_mw[a];
    }
}

static void share_fairly(struct area_flow *flow, const double *supply_mw, const double *need_mw)
{
    const int n = flow->n_area;
    int n_open = 0;
    for (int a = 0; a < n; a++) {
        flow->settled[a] = need_mw[a] <= NOTHING_MW;
        flow->fair_mw[a] = 0;
        n_open += !flow->settled[a];
    }
    for (int before = n_open + 1; n_open > 0 && n_open < before;) {
        before = n_open;
        settle_some(flow, supply_mw, need_mw);
        n_open = 0;
        for (int a = 0; a < n; a++)
            n_open += !flow->settled[a];
    }
    for (int a = 0; a < n; a++)
        if (!flow->settled[a]) flow->fair_mw[a] = need_mw[a];
}

static int count_needs(const double *need_mw, int n)
{
    int count = 0;
    for (int a = 0; a < n; a++)
        count += need_mw[a] > NOTHING_MW;
    return count;
}

void area_flow_serve(struct area_flow *flow, const double *surplus_mw, const double *store_mw,
                     const double *need_mw, double *served_mw, double *used_surplus_mw,
                     double *used_store_mw)
{
    const int n = flow->n_area;
    const double *wanted_mw = need_mw;
    if (!serve_in_turn(flow, surplus_mw, store_mw, need_mw, used_surplus_mw, used_store_mw) &&
        count_needs(need_mw, n) > 1) {
        double *all_mw = served_mw; /* free until the end */
        for (int a = 0; a < n; a++)
            all_mw[a] = surplus_mw[a] + store_mw[a];
        share_fairly(flow, all_mw, need_mw);
        wanted_mw = flow->fair_mw;
        serve_in_turn(flow, surplus_mw, store_mw, wanted_mw, used_surplus_mw, used_store_mw);
    }
    for (int a = 0; a < n; a++)
        served_mw[a] = wanted_mw[a] - flow->need_mw[a];
}
