/* Uncertain inputs of an appraisal: capex, price spread, delay, availability, ... Draws depend on
 * the seed, the name of the driver and the number of the draw alone: another driver, another order
 * or more threads change nothing (docs/model.md, eq. 245). */
#ifndef STUDY_DRIVER_H
#define STUDY_DRIVER_H

#include "base/arena.h"
#include "base/status.h"

enum driver_shape {
    DRIVER_FIXED,     /* central */
    DRIVER_TRIANGLE,  /* low, most likely central, high */
    DRIVER_UNIFORM,   /* low to high */
    DRIVER_LOGNORMAL, /* central is the median; low and high lie one in ten below and above */
    DRIVER_NORMAL,    /* the same, each side of the median with its own spread */
    DRIVER_SAMPLE     /* one of n_value outcomes, all as likely, sorted: availability, weather */
};
struct driver {
    const char *id, *unit;
    int shape; /* enum driver_shape */
    double low, central, high;
    int n_value;
    const double *value; /* [n_value] rising */
};
MUST_CHECK enum status driver_check(const struct driver *driver, struct error *error);

/* The value that a share of all draws lies below. share in (0, 1). */
double driver_quantile(const struct driver *driver, double share);

/* Uniform in (0, 1) for one driver and one draw. */
double driver_uniform(unsigned long long seed, const char *id, long draw);

/* Normal draws that go together as the matrix says (Gaussian copula): correlation [n][n] is mended
 * to the nearest by clipping of its eigenvalues, factor [n][n] out with factor factor' = it.
 * changed: the largest change of an entry. */
MUST_CHECK enum status driver_correlation_factor(int n, const double *correlation,
                                                 struct arena *scratch, double *factor,
                                                 double *changed);
/* share [n] in place: independent uniforms become correlated ones. scratch [n]. */
void correlate_shares(int n, const double *factor, double *share, double *scratch);

#endif
