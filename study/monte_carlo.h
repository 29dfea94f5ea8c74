/* Draws until the mean is known well enough (docs/model.md, eqs. 244-245).
 *
 * Draws are numbered. What draw i is depends on i and the seed; the plan of a round depends on the
 * draws before it. A run gives the same bytes on any number of threads. With and without a project,
 * use the same seed: both see the same world. */
#ifndef STUDY_MONTE_CARLO_H
#define STUDY_MONTE_CARLO_H

#include "study/driver.h"
#include "study/risk.h"

struct world { /* one draw */
    long number;
    int weather_year; /* 0 .. n_weather_year - 1, each as often in every stratum */
    int stratum;
    const double *value; /* [n_driver] */
};

struct monte_carlo {
    unsigned long long seed;
    int n_driver;
    const struct driver *driver;
    const double *correlation; /* [n_driver][n_driver], or NULL: independent */
    int n_weather_year;        /* 0 as 1 */
    struct strata strata;      /* n_stratum 0: one */
    int stratified_driver;     /* position: its range is cut at the shares of the strata; -1: the
                                  callback reads world->stratum. Not with a correlation. */
    int least_draws, most_draws, round_draws; /* round: drawn between two looks at the error */
    double error_share;                       /* of |mean| is enough; 0: most_draws */
    double error_floor;                       /* so much is enough whatever the mean */
    double control_mean;                      /* of *control; NAN: no control variate */
    double tail_share;                        /* of summary.worst_mean */
    /* Value of a draw, and its control variate: numbers, else the run stops. Called on several
     * threads at once. */
    enum status (*value)(void *context, const struct world *world, double *value, double *control);
    /* Asked after each round when the error is small enough: for means beside this one, which the
     * callback keeps; NULL: nobody. */
    bool (*is_enough)(void *context, int n);
    void *context;
    int threads; /* 0: all */
};

struct monte_carlo_result {
    int n;                         /* draws */
    struct outcome_sample *sample; /* [n] in order */
    struct risk_summary summary;
    bool is_enough; /* the standard error asked for was reached */
};

MUST_CHECK enum status monte_carlo_run(const struct monte_carlo *study, struct arena *arena,
                                       struct monte_carlo_result *result, struct error *error);

#endif
