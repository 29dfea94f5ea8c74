/* Which areas go short in one hour, and by how much: the least that can be missing when power may
 * flow between areas up to a limit, shared in equal parts of the need where the limits leave a
 * choice (docs/model.md, eqs. 278, 279). A transport of power: no losses, no angles. */
#ifndef STUDY_AREA_FLOW_H
#define STUDY_AREA_FLOW_H

#include "base/arena.h"
#include "base/status.h"

struct area_flow {
    int n_area, n_pair;
    const int *from, *to; /* [n_pair] areas that anything joins */
    int *first, *arc;     /* [n_area + 1], [2 n_pair]: arcs that leave an area */
    /* arc 2 k runs from -> to of pair k, arc 2 k + 1 back */
    double *limit_mw, *left_mw;                     /* [2 n_pair] */
    double *supply_mw, *need_mw, *cap_mw, *fair_mw; /* [n_area] */
    int *by_arc, *queue;                            /* [n_area] of a search */
    unsigned char *reached, *settled;               /* [n_area] */
};

/* Pairs of areas; the arrays are kept, not copied. Limits are 0 at first. */
MUST_CHECK enum status area_flow_make(int n_area, int n_pair, const int *from, const int *to,
                                      struct arena *arena, struct area_flow *flow);

/* Serves needs from what is left over elsewhere, then, for what that cannot reach, from stores.
 *   surplus_mw, store_mw, need_mw  [n_area], none negative
 *   served_mw                      [n_area] of the need
 *   used_surplus_mw, used_store_mw [n_area] */
void area_flow_serve(struct area_flow *flow, const double *surplus_mw, const double *store_mw,
                     const double *need_mw, double *served_mw, double *used_surplus_mw,
                     double *used_store_mw);

#endif
