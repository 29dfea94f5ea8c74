/* Unit-variance random processes in hourly steps, correlated between zones (docs/weather.md,
 * W2-W4). */
#ifndef NETWORK_WEATHER_PROCESS_H
#define NETWORK_WEATHER_PROCESS_H

#include "base/arena.h"
#include "base/status.h"

/* AR(2) with the poles exp(-1/tau1) and exp(-1/tau2); AR(1) when tau2_hour is 0. */
struct process_pole {
    double tau1_hour, tau2_hour;
};

struct process_recursion {
    double first, second; /* y[t] = first y[t-1] + second y[t-2] + e[t] */
    double variance;      /* of y when e has variance 1 */
};
struct process_recursion process_recursion(struct process_pole pole);

struct process {
    unsigned long long seed;
    const char *purpose; /* with the names it chooses the random streams */
    int n;
    const char *const *name;         /* [n] */
    const struct process_pole *pole; /* [n] */
    const double *factor; /* [n][n] lower triangle of the Cholesky factor of the correlations
                             of e, or NULL: independent */
};

/* value: out, [n][HOURS_PER_YEAR], after a spin-up that starts from a draw of the stationary
 * variance. STATUS_NO_MEMORY is the only failure. */
MUST_CHECK enum status process_run(const struct process *process, struct arena *scratch,
                                   double *value);

/* One correlated standard normal draw per series: value[n]. */
MUST_CHECK enum status process_draw_once(const struct process *process, struct arena *scratch,
                                         double *value);

/* Lower Cholesky factor of a correlation matrix [n][n] in place, W4; only the lower triangle is
 * read. Returns -1, or the first row that makes the matrix lose positive definiteness. */
int correlation_factor(int n, double *matrix);

#endif
