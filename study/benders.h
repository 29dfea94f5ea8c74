/* The best capacities over several weather years, each year a dispatch of its own (docs/model.md,
 * eqs. 248-249): cuts from cost and slope of every year, and a small program that chooses the next
 * capacities. Lower and upper bound are proved as far as the costs of the years are. */
#ifndef STUDY_BENDERS_H
#define STUDY_BENDERS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct benders {
    int n_capacity, n_year, n_start;
    const double *usd_per_mw_year; /* [n_capacity] annual cost of one MW more */
    const double *most_mw;         /* [n_capacity]; least is 0 */
    const double *start_mw;        /* [n_start][n_capacity] tried first, one at least */
    const double *probability;     /* [n_year], sum 1 */
    /* All years at one point: cost [n_year], least [n_year] what it is proved to be no less than,
     * slope [n_year][n_capacity] of the same proof, below 0 where a MW is worth having. */
    enum status (*years)(void *context, const double *capacity_mw, double *cost_usd,
                         double *least_usd, double *slope_usd_per_mw, struct error *error);
    void *context;
    double gap_share;    /* stop when (upper - lower) is no more of |upper| */
    double gap_base_usd; /* or of this, when it is larger: where |upper| may be near 0 */
    int most_iterations; /* 0: 100 */
    double floor_usd;    /* no year costs less: 0 for costs, below 0 where exports earn */
};

struct benders_step {
    double *capacity_mw; /* [n_capacity] tried */
    double upper_usd;    /* cost of this point, investment included */
    double lower_usd;    /* proved by the cuts so far, this one included */
};
struct benders_result {
    int n_step;
    struct benders_step *step;
    double *capacity_mw; /* of the best point */
    double upper_usd, lower_usd, gap_share;
    bool is_optimal; /* the gap was reached */
};
MUST_CHECK enum status benders_solve(const struct benders *problem, struct arena *arena,
                                     struct benders_result *result, struct error *error);

#endif
