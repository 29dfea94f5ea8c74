#include "study/risk.h"

#include "network/weather_random.h"

#include <math.h>
#include <stdlib.h>

/* Of the true shares outside the interval, as many lie above as below. */
static const double UPPER_SHARE = 0.975;

struct weighted {
    double value, weight;
};

static int compare_weighted(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* Sorted; weights sum to 1, those of 0 are left out. n_kept out. */
static struct weighted *sort_weighted(int n, const double *value, const double *weight,
                                      struct arena *scratch, int *n_kept)
{
    struct weighted *sorted = ARENA_ARRAY(scratch, struct weighted, n);
    double sum = 0;
    *n_kept = 0;
    if (sorted == NULL) return NULL;
    for (int i = 0; i < n; i++) {
        const double own = weight == NULL ? 1 : weight[i];
        if (!(own > 0)) continue;
        sorted[(*n_kept)++] = (struct weighted){value[i], own};
        sum += own;
    }
    for (int i = 0; i < *n_kept; i++)
        sorted[i].weight /= sum;
    qsort(sorted, (size_t)*n_kept, sizeof *sorted, compare_weighted);
    return sorted;
}

/* Where the middle of a value's weight lies between those of the first and the last: with equal
 * weights (i - 1) / (n - 1), which is type 7. */
static double quantile_sorted(int n, const struct weighted *sorted, double share)
{
    if (n == 0) return NAN;
    const double first = sorted[0].weight / 2, last = 1 - sorted[n - 1].weight / 2;
    const double wanted = first + share * (last - first);
    double place = first;
    for (int i = 1; i < n; i++) {
        const double next = place + (sorted[i - 1].weight + sorted[i].weight) / 2;
        if (wanted <= next || i == n - 1) {
            const double part = fmin(1, (wanted - place) / (next - place));
            return sorted[i - 1].value + part * (sorted[i].value - sorted[i - 1].value);
        }
        place = next;
    }
    return sorted[0].value;
}

static double worst_sorted(int n, const struct weighted *sorted, double tail_share)
{
    double left = tail_share, sum = 0;
    if (n == 0) return NAN;
    if (!(tail_share > 0)) return sorted[0].value;
    for (int i = 0; i < n && left > 0; i++) {
        const double taken = i == n - 1 ? left : fmin(left, sorted[i].weight);
        sum += taken * sorted[i].value;
        left -= taken;
    }
    return sum / tail_share;
}

enum status quantile_of(int n, const double *value, const double *weight, double share,
                        struct arena *scratch, double *quantile)
{
    int kept;
    const struct weighted *sorted = sort_weighted(n, value, weight, scratch, &kept);
    if (sorted == NULL) return STATUS_NO_MEMORY;
    *quantile = quantile_sorted(kept, sorted, share);
    return STATUS_OK;
}

enum status mean_of_worst(int n, const double *value, const double *weight, double tail_share,
                          struct arena *scratch, double *mean)
{
    int kept;
    const struct weighted *sorted = sort_weighted(n, value, weight, scratch, &kept);
    if (sorted == NULL) return STATUS_NO_MEMORY;
    *mean = worst_sorted(kept, sorted, tail_share);
    return STATUS_OK;
}

/* Of the draws of one stratum. */
struct moments {
    int n;
    double value, control;             /* means */
    double value_2, control_2, both_2; /* sums of squared distances and of their products */
};

static struct moments moments_of(int n, const struct outcome_sample *sample, int stratum)
{
    struct moments m = {0};
    for (int i = 0; i < n; i++) {
        if (stratum >= 0 && sample[i].stratum != stratum) continue;
        const double from_value = sample[i].value - m.value;
        const double from_control = sample[i].control - m.control;
        m.n++;
        m.value += from_value / m.n;
        m.control += from_control / m.n;
        m.value_2 += from_value * (sample[i].value - m.value);
        m.control_2 += from_control * (sample[i].control - m.control);
        m.both_2 += from_value * (sample[i].control - m.control);
    }
    return m;
}

/* Sums over the strata, each with the share of its probability. */
struct totals {
    double value, control;
    double variance, control_variance, covariance; /* of the means */
    double deviation_2; /* variance of one draw: within the strata and between them */
    double freedom;     /* draws less strata */
};

static struct totals total_strata(int n, const struct outcome_sample *sample,
                                  const struct strata *strata)
{
    struct totals t = {0};
    double square = 0;
    for (int h = 0; h < strata->n_stratum; h++) {
        const double share = strata->share[h];
        if (!(share > 0)) continue;
        const struct moments m = moments_of(n, sample, strata->n_stratum > 1 ? h : -1);
        const double freedom = m.n - 1.0;
        const double part = m.n > 1 ? share * share / (freedom * m.n) : INFINITY;
        t.value += share * m.value;
        t.control += share * m.control;
        t.variance += m.n > 1 ? part * m.value_2 : INFINITY;
        t.control_variance += m.n > 1 ? part * m.control_2 : 0;
        t.covariance += m.n > 1 ? part * m.both_2 : 0;
        if (m.n > 1) t.deviation_2 += share * m.value_2 / freedom;
        square += share * m.value * m.value;
        t.freedom += freedom;
    }
    t.deviation_2 += fmax(0, square - t.value * t.value);
    return t;
}

static const double whole_share[] = {1};

static struct strata strata_or_whole(const struct strata *strata)
{
    if (strata != NULL && strata->n_stratum > 0) return *strata;
    return (struct strata){1, whole_share};
}

static struct estimate estimate_from(int n, const struct totals *t, double control_mean)
{
    double mean = t->value, variance = t->variance;
    if (!isnan(control_mean) && t->control_variance > 0 && t->freedom > 1) {
        const double slope = t->covariance / t->control_variance;
        mean -= slope * (t->control - control_mean);
        /* The slope was fitted to the same draws: one degree of freedom less. */
        variance = fmax(0, variance - slope * t->covariance) * t->freedom / (t->freedom - 1);
    }
    const double plain = n > 0 ? t->deviation_2 / n : INFINITY;
    const double reduction = isinf(variance) || !(plain > 0) ? 1 : plain / variance;
    return (struct estimate){n > 0 ? mean : NAN, sqrt(variance), reduction};
}

struct estimate estimate_mean(int n, const struct outcome_sample *sample,
                              const struct strata *strata, double control_mean)
{
    const struct strata used = strata_or_whole(strata);
    const struct totals totals = total_strata(n, sample, &used);
    return estimate_from(n, &totals, control_mean);
}

/* Interval of a share seen as `share` in so many draws: Wilson, J. Am. Stat. Assoc. 22, 1927. */
static void wilson(double share, double n, double *low, double *high)
{
    const double z = normal_quantile(UPPER_SHARE), z2 = z * z / n;
    const double middle = (share + z2 / 2) / (1 + z2);
    const double half = z / (1 + z2) * sqrt(share * (1 - share) / n + z2 / (4 * n));
    *low = fmax(0, middle - half);
    *high = fmin(1, middle + half);
}

enum status risk_summarise(int n, const struct outcome_sample *sample, const struct strata *strata,
                           double control_mean, double tail_share, struct arena *scratch,
                           struct risk_summary *summary)
{
    const struct strata used = strata_or_whole(strata);
    double *value = ARENA_ARRAY(scratch, double, n), *weight = ARENA_ARRAY(scratch, double, n);
    int *drawn = ARENA_ARRAY(scratch, int, used.n_stratum), kept;
    if (!value || !weight || !drawn) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++)
        drawn[used.n_stratum > 1 ? sample[i].stratum : 0]++;
    double square = 0;
    for (int i = 0; i < n; i++) {
        const int h = used.n_stratum > 1 ? sample[i].stratum : 0;
        value[i] = sample[i].value;
        weight[i] = used.share[h] / drawn[h];
        square += weight[i] * weight[i];
    }
    const struct weighted *sorted = sort_weighted(n, value, weight, scratch, &kept);
    if (sorted == NULL) return STATUS_NO_MEMORY;
    const struct totals totals = total_strata(n, sample, &used);
    *summary = (struct risk_summary){.n = n,
                                     .mean = estimate_from(n, &totals, control_mean),
                                     .deviation = sqrt(totals.deviation_2),
                                     .p90 = quantile_sorted(kept, sorted, 0.1),
                                     .p50 = quantile_sorted(kept, sorted, 0.5),
                                     .p10 = quantile_sorted(kept, sorted, 0.9),
                                     .tail_share = tail_share,
                                     .worst_mean = worst_sorted(kept, sorted, tail_share)};
    for (int i = 0; i < kept; i++)
        if (sorted[i].value < 0) summary->loss_share += sorted[i].weight;
    summary->loss_share = fmin(1, summary->loss_share);
    if (n > 0) wilson(summary->loss_share, 1 / square, &summary->loss_low, &summary->loss_high);
    return STATUS_OK;
}
