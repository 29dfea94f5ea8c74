/* What the capacity of one HVDC link is worth: the same study at several capacities, each
 * certified.
 *
 * Points are solved in the order given. Each but the first leaves out what the optimum of the one
 * before it says has settled (solver/lp_reduce.h); where the certificate of the whole program does
 * not accept that, the point is solved whole. The parent of a point is therefore fixed by the list,
 * never by time or threads: the same list gives the same bytes. */
#ifndef STUDY_CAPACITY_SWEEP_H
#define STUDY_CAPACITY_SWEEP_H

#include "study/dispatch.h"
#include "study/result.h"

struct capacity_point {
    double capacity_mw;
    enum outcome outcome;
    double cost_usd, lower_bound_usd; /* of the hours of the study; NAN without an optimum */
    /* Minus the shadow price of the link: d cost / d capacity on the side where the optimum lies;
     * at a kink any value between both sides. Losses of the link keep their shares of the rating.
     */
    double slope_usd_per_mw;
    double export_mwh;
    int iterations;
    bool is_reduced; /* solved without what had settled at the point before */
};

/* link: a position in network->link. capacity_mw [n], each at least 0; point [n]. Studies as one
 * program only: config->horizon is not looked at. */
MUST_CHECK enum status capacity_sweep(const struct dispatch_config *config,
                                      const struct network *network, const struct series *series,
                                      int link, int n, const double *capacity_mw,
                                      struct arena *arena, struct capacity_point *point,
                                      struct error *error);

#endif
