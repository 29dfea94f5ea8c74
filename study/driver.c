#include "study/driver.h"

#include "network/weather_random.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum status driver_check(const struct driver *driver, struct error *error)
{
    if (driver->shape == DRIVER_SAMPLE) {
        for (int i = 0; i < driver->n_value; i++)
            if (!isfinite(driver->value[i]) || (i > 0 && driver->value[i] < driver->value[i - 1]))
                return error_set(error, STATUS_BAD_INPUT,
                                 "driver %s: outcome %d is %g, wanted rising numbers", driver->id,
                                 i + 1, driver->value[i]);
        if (driver->n_value > 0) return STATUS_OK;
        return error_set(error, STATUS_BAD_INPUT, "driver %s: no outcomes to draw from",
                         driver->id);
    }
    if (!isfinite(driver->low) || !isfinite(driver->high) || !(driver->low <= driver->central) ||
        !(driver->central <= driver->high))
        return error_set(error, STATUS_BAD_INPUT,
                         "driver %s: low %g, central %g, high %g, wanted three rising numbers",
                         driver->id, driver->low, driver->central, driver->high);
    if (driver->shape == DRIVER_LOGNORMAL && !(driver->low > 0))
        return error_set(error, STATUS_BAD_INPUT,
                         "driver %s: low is %g, wanted more than 0 for a lognormal one", driver->id,
                         driver->low);
    return STATUS_OK;
}

static double triangle(double low, double mode, double high, double share)
{
    if (!(high > low)) return mode;
    const double below = (mode - low) / (high - low);
    if (share < below) return low + sqrt(share * (high - low) * (mode - low));
    return high - sqrt((1 - share) * (high - low) * (high - mode));
}

/* Each half has its own spread, so that one draw in ten lies below low and one above high. */
static double two_piece(double low, double central, double high, double share)
{
    const double tenth = normal_quantile(0.9), x = normal_quantile(share);
    return central + x / tenth * (x < 0 ? central - low : high - central);
}

double driver_quantile(const struct driver *driver, double share)
{
    switch (driver->shape) {
    case DRIVER_TRIANGLE:
        return triangle(driver->low, driver->central, driver->high, share);
    case DRIVER_UNIFORM:
        return driver->low + share * (driver->high - driver->low);
    case DRIVER_NORMAL:
        return two_piece(driver->low, driver->central, driver->high, share);
    case DRIVER_LOGNORMAL:
        return exp(two_piece(log(driver->low), log(driver->central), log(driver->high), share));
    case DRIVER_SAMPLE: {
        const int i = (int)(share * driver->n_value);
        return driver->value[i < driver->n_value ? i : driver->n_value - 1];
    }
    default:
        return driver->central;
    }
}

double driver_uniform(unsigned long long seed, const char *id, long draw)
{
    struct stream stream;
    char purpose[48];
    snprintf(purpose, sizeof purpose, "driver in draw %ld", draw);
    stream_start(&stream, seed, purpose, id);
    return stream_uniform(&stream);
}

/* Cyclic Jacobi: a symmetric, becomes diagonal; v its eigenvectors by columns. n is small. */
static void eigen_jacobi(int n, double *a, double *v)
{
    for (int i = 0; i < n * n; i++)
        v[i] = i % (n + 1) == 0;
    for (int sweep = 0; sweep < 60; sweep++) {
        double off = 0;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) {
                const double entry = a[p * n + q];
                off = fmax(off, fabs(entry));
                if (fabs(entry) < DBL_MIN) continue;
                const double theta = (a[q * n + q] - a[p * n + p]) / (2 * entry);
                const double t = (theta < 0 ? -1 : 1) / (fabs(theta) + hypot(theta, 1));
                const double c = 1 / hypot(t, 1), s = t * c;
                for (int k = 0; k < n; k++) {
                    const double x = a[k * n + p], y = a[k * n + q];
                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for (int k = 0; k < n; k++) {
                    const double x = a[p * n + k], y = a[q * n + k];
                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                }
                for (int k = 0; k < n; k++) {
                    const double x = v[k * n + p], y = v[k * n + q];
                    v[k * n + p] = c * x - s * y;
                    v[k * n + q] = s * x + c * y;
                }
            }
        if (off < 4 * DBL_EPSILON) break;
    }
}

enum status driver_correlation_factor(int n, const double *correlation, struct arena *scratch,
                                      double *factor, double *changed)
{
    double *a = ARENA_ARRAY(scratch, double, n *n), *v = ARENA_ARRAY(scratch, double, n *n);
    if (a == NULL || v == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            a[i * n + j] = (correlation[i * n + j] + correlation[j * n + i]) / 2;
    eigen_jacobi(n, a, v);
    for (int i = 0; i < n; i++) { /* v sqrt(lambda), rows made of length 1: the diagonal stays 1 */
        double length_2 = 0;
        for (int k = 0; k < n; k++) {
            factor[i * n + k] = v[i * n + k] * sqrt(fmax(0, a[k * n + k]));
            length_2 += factor[i * n + k] * factor[i * n + k];
        }
        for (int k = 0; k < n && length_2 > 0; k++)
            factor[i * n + k] /= sqrt(length_2);
    }
    *changed = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double entry = 0;
            for (int k = 0; k < n; k++)
                entry += factor[i * n + k] * factor[j * n + k];
            *changed = fmax(*changed, fabs(entry - correlation[i * n + j]));
        }
    return STATUS_OK;
}

void correlate_shares(int n, const double *factor, double *share, double *scratch)
{
    for (int i = 0; i < n; i++)
        scratch[i] = normal_quantile(share[i]);
    for (int i = 0; i < n; i++) {
        double x = 0;
        for (int k = 0; k < n; k++)
            x += factor[i * n + k] * scratch[k];
        share[i] = fmin(fmax(normal_share(x), DBL_MIN), 1 - DBL_EPSILON / 2);
    }
}
