#include "study/monte_carlo.h"

#include "base/threads.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

enum { PILOT = 2 }; /* draws that a spread needs */

struct run {
    const struct monte_carlo *study;
    struct strata strata;
    int n_weather_year;
    double *factor;                /* of the correlation, or NULL */
    int *drawn, *of_stratum;       /* [n_stratum] so far; [most] place of a draw in its stratum */
    double *spread;                /* [n_stratum] standard deviation seen so far */
    double *value, *scratch;       /* [largest round][n_driver] */
    enum status *status;           /* [largest round] */
    struct outcome_sample *sample; /* [most] */
};

static const double whole_share[] = {1};

static enum status check(const struct monte_carlo *study, struct error *error)
{
    if (study->most_draws < 1 || study->least_draws < 1 || study->round_draws < 1)
        return error_set(error, STATUS_BAD_INPUT,
                         "draws: at least %d, at most %d, %d a round, wanted 1 or more of each",
                         study->least_draws, study->most_draws, study->round_draws);
    if (study->correlation != NULL && study->stratified_driver >= 0 && study->strata.n_stratum > 1)
        return error_set(error, STATUS_BAD_INPUT,
                         "draws: strata of driver %s and correlated drivers at once, wanted one of "
                         "them",
                         study->driver[study->stratified_driver].id);
    for (int d = 0; d < study->n_driver; d++)
        TRY(driver_check(&study->driver[d], error));
    return STATUS_OK;
}

static int largest_round(const struct monte_carlo *study)
{
    const int most =
        study->least_draws > study->round_draws ? study->least_draws : study->round_draws;
    return most < study->most_draws ? most : study->most_draws;
}

static enum status place(struct run *run, struct arena *arena)
{
    const struct monte_carlo *study = run->study;
    const size_t n = (size_t)study->n_driver, round = (size_t)largest_round(study);
    double changed;
    run->drawn = ARENA_ARRAY(arena, int, run->strata.n_stratum);
    run->spread = ARENA_ARRAY(arena, double, run->strata.n_stratum);
    run->of_stratum = ARENA_ARRAY(arena, int, study->most_draws);
    run->sample = ARENA_ARRAY(arena, struct outcome_sample, study->most_draws);
    run->value = ARENA_ARRAY(arena, double, round *n);
    run->scratch = ARENA_ARRAY(arena, double, round *n);
    run->status = ARENA_ARRAY(arena, enum status, round);
    if (!run->drawn || !run->spread || !run->of_stratum || !run->sample || !run->value ||
        !run->scratch || !run->status)
        return STATUS_NO_MEMORY;
    if (study->correlation == NULL) return STATUS_OK;
    run->factor = ARENA_ARRAY(arena, double, n *n);
    if (run->factor == NULL) return STATUS_NO_MEMORY;
    return driver_correlation_factor(study->n_driver, study->correlation, arena, run->factor,
                                     &changed);
}

/* The stratum that gains most from one draw more: share^2 spread^2 (1/n - 1/(n+1)). Before spreads
 * are known, as if all were alike (Neyman, J. R. Stat. Soc. 97, 1934). */
static int next_stratum(const struct run *run, bool is_pilot)
{
    int best = 0;
    double most = -1;
    for (int h = 0; h < run->strata.n_stratum; h++) {
        const double n = run->drawn[h], share = run->strata.share[h];
        if (!(share > 0)) continue;
        if (run->drawn[h] < PILOT) return h;
        const double spread = is_pilot ? 1 : run->spread[h];
        const double gain = share * share * spread * spread / (n * (n + 1));
        if (gain > most) {
            most = gain;
            best = h;
        }
    }
    return best;
}

static void plan_round(struct run *run, int first, int n)
{
    for (int i = first; i < first + n; i++) {
        const int h = next_stratum(run, first == 0);
        run->sample[i].stratum = h;
        run->of_stratum[i] = run->drawn[h]++;
    }
}

static int greatest_divisor(int a, int b)
{
    return b == 0 ? a : greatest_divisor(b, a % b);
}

/* Years are dealt like cards, every year once, then anew: from a random one on with a random stride
 * that meets all of them. Strata have decks of their own. */
static int weather_year_of(const struct run *run, int stratum, int in_stratum)
{
    const int n = run->n_weather_year, deal = in_stratum / n, card = in_stratum % n;
    char name[48];
    snprintf(name, sizeof name, "weather years of stratum %d", stratum);
    const int from = (int)(n * driver_uniform(run->study->seed, name, 2L * deal));
    int stride = 1 + (int)((n - 1) * driver_uniform(run->study->seed, name, 2L * deal + 1));
    while (greatest_divisor(n, stride) != 1)
        stride++;
    return (int)((from + (long)stride * card) % n);
}

static double share_of_driver(const struct run *run, int d, long number, int stratum)
{
    const struct monte_carlo *study = run->study;
    double share = driver_uniform(study->seed, study->driver[d].id, number);
    if (d != study->stratified_driver) return share;
    double below = 0;
    for (int h = 0; h < stratum; h++)
        below += run->strata.share[h];
    share = below + run->strata.share[stratum] * share;
    return fmin(share, 1 - DBL_EPSILON / 2);
}

static void draw_one(struct run *run, int first, int i)
{
    const struct monte_carlo *study = run->study;
    struct outcome_sample *sample = &run->sample[first + i];
    double *value = run->value + (size_t)i * (size_t)study->n_driver;
    for (int d = 0; d < study->n_driver; d++)
        value[d] = share_of_driver(run, d, first + i, sample->stratum);
    if (run->factor != NULL)
        correlate_shares(study->n_driver, run->factor, value,
                         run->scratch + (size_t)i * (size_t)study->n_driver);
    for (int d = 0; d < study->n_driver; d++)
        value[d] = driver_quantile(&study->driver[d], value[d]);
    const struct world world = {
        .number = first + i,
        .weather_year = weather_year_of(run, sample->stratum, run->of_stratum[first + i]),
        .stratum = sample->stratum,
        .value = value};
    run->status[i] = study->value(study->context, &world, &sample->value, &sample->control);
    if (run->status[i] == STATUS_OK && !(isfinite(sample->value) && isfinite(sample->control)))
        run->status[i] = STATUS_NUMERICAL;
}

static enum status draw_round(struct run *run, int first, int n, struct error *error)
{
    const int threads = run->study->threads > 0 ? run->study->threads : threads_available();
    plan_round(run, first, n);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (int i = 0; i < n; i++)
        draw_one(run, first, i);
    for (int i = 0; i < n; i++) {
        if (run->status[i] == STATUS_OK) continue;
        return error_set(error, run->status[i], "draw %d failed", first + i);
    }
    return STATUS_OK;
}

/* Standard deviation within each stratum, of all draws so far. */
static void measure_spreads(struct run *run, int n)
{
    for (int h = 0; h < run->strata.n_stratum; h++) {
        double mean = 0, square = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (run->sample[i].stratum != h) continue;
            const double from_mean = run->sample[i].value - mean;
            mean += from_mean / ++count;
            square += from_mean * (run->sample[i].value - mean);
        }
        run->spread[h] = count > 1 ? sqrt(square / (count - 1)) : 0;
    }
}

static bool is_enough(const struct run *run, int n)
{
    const struct monte_carlo *study = run->study;
    const struct estimate mean = estimate_mean(n, run->sample, &run->strata, study->control_mean);
    return mean.standard_error <= fmax(study->error_floor, study->error_share * fabs(mean.mean)) &&
           (study->is_enough == NULL || study->is_enough(study->context, n));
}

enum status monte_carlo_run(const struct monte_carlo *study, struct arena *arena,
                            struct monte_carlo_result *result, struct error *error)
{
    struct run run = {.study = study,
                      .strata = study->strata,
                      .n_weather_year = study->n_weather_year > 0 ? study->n_weather_year : 1};
    struct arena scratch = {.counter = arena};
    if (run.strata.n_stratum == 0) run.strata = (struct strata){1, whole_share};
    TRY(check(study, error));
    if (place(&run, arena) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d draws", study->most_draws);
    *result = (struct monte_carlo_result){.sample = run.sample};
    while (!result->is_enough && result->n < study->most_draws) {
        const int wanted = result->n == 0 ? study->least_draws : study->round_draws;
        const int left = study->most_draws - result->n, n = wanted < left ? wanted : left;
        TRY(draw_round(&run, result->n, n, error));
        result->n += n;
        measure_spreads(&run, result->n);
        result->is_enough = is_enough(&run, result->n);
    }
    const enum status status =
        risk_summarise(result->n, run.sample, &run.strata, study->control_mean, study->tail_share,
                       &scratch, &result->summary);
    arena_free(&scratch);
    return status;
}
