/* What a sample of outcomes says (docs/model.md, eqs. 243-245): quantiles, the mean of the worst,
 * the probability of a loss, means of strata, control variates, each with its standard error.
 *
 * Convention: P90 is exceeded with 90 % probability: the 10th percentile, linear between the order
 * statistics (type 7). */
#ifndef STUDY_RISK_H
#define STUDY_RISK_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct outcome_sample {    /* one draw */
    double value, control; /* control: a like number whose mean is known; 0 when unused */
    int stratum;
};

/* Quantile of values with weights (NULL: equal, then type 7). sorted scratch is the caller's arena.
 * share in [0, 1]. NAN without values. */
MUST_CHECK enum status quantile_of(int n, const double *value, const double *weight, double share,
                                   struct arena *scratch, double *quantile);

/* Mean of the worst tail_share of values, the last of them in part (CVaR at 1 - tail_share). */
MUST_CHECK enum status mean_of_worst(int n, const double *value, const double *weight,
                                     double tail_share, struct arena *scratch, double *mean);

struct estimate {
    double mean, standard_error;
    double reduction; /* of the variance, against as many plain draws: 1 where nothing was gained */
};

struct strata {
    int n_stratum;
    const double *share; /* [n_stratum] of probability, sum 1 */
};
/* Mean over strata (eq. 244); control_mean NAN: no control variate. Strata need two draws each,
 * else the error is infinite. */
struct estimate estimate_mean(int n, const struct outcome_sample *sample,
                              const struct strata *strata, double control_mean);

struct risk_summary {
    int n;
    struct estimate mean;
    double deviation;                       /* standard, of one outcome */
    double p90, p50, p10;                   /* exceeded with 90, 50, 10 % probability */
    double tail_share, worst_mean;          /* CVaR */
    double loss_share, loss_low, loss_high; /* probability below 0 and its 95 % interval (Wilson) */
};
MUST_CHECK enum status risk_summarise(int n, const struct outcome_sample *sample,
                                      const struct strata *strata, double control_mean,
                                      double tail_share, struct arena *scratch,
                                      struct risk_summary *summary);

#endif
