#include "study/outages.h"

#include "network/weather.h"
#include "network/weather_random.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

double two_state_unavailability(struct two_state unit)
{
    return unit.failures_per_year / (unit.failures_per_year + unit.repairs_per_year);
}

double two_state_frequency(struct two_state unit)
{
    return (1 - two_state_unavailability(unit)) * unit.failures_per_year;
}

/* 1 - e^(-theta t): the share of the way to the long run. */
static double forgotten(struct two_state unit, double year)
{
    return -expm1(-(unit.failures_per_year + unit.repairs_per_year) * year);
}

double two_state_fails_within(struct two_state unit, double year)
{
    return two_state_unavailability(unit) * forgotten(unit, year);
}

double two_state_is_repaired_within(struct two_state unit, double year)
{
    return (1 - two_state_unavailability(unit)) * forgotten(unit, year);
}

double two_state_variance(struct two_state unit, double year)
{
    const double out = two_state_unavailability(unit);
    const double span = (unit.failures_per_year + unit.repairs_per_year) * year;
    return 2 * out * (1 - out) / span * (1 - forgotten(unit, year) / span);
}

enum status outage_unit_check(const struct outage_unit *unit, struct error *error)
{
    const struct {
        const char *name;
        double value;
    } sizes[] = {
        {"failures_per_year", unit->failures_per_year},
        {"mobilisation_hour", unit->mobilisation_hour},
        {"work_hour", unit->work_hour},
        {"work_log_sd", unit->work_log_sd},
        {"closed_from_hour", unit->closed_from_hour},
        {"closed_hour", unit->closed_hour},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (isfinite(sizes[i].value) && sizes[i].value >= 0) continue;
        error_add(error, "outages of %s: %s is %g, wanted a number from 0 on", unit->id,
                  sizes[i].name, sizes[i].value);
        status = STATUS_BAD_INPUT;
    }
    if (unit->work_hour == 0) {
        error_add(error, "outages of %s: work_hour is 0, wanted a repair that takes time",
                  unit->id);
        status = STATUS_BAD_INPUT;
    }
    if (unit->closed_hour >= HOURS_PER_YEAR) {
        error_add(error, "outages of %s: closed_hour is %g, wanted less than a year of %d",
                  unit->id, unit->closed_hour, HOURS_PER_YEAR);
        status = STATUS_BAD_INPUT;
    }
    return status;
}

static double draw_exponential(struct stream *stream, double mean)
{
    return -mean * log(stream_uniform(stream));
}

/* The normal part is shifted by half its variance, so that the mean stays what was asked for. */
static double draw_work(const struct outage_unit *unit, struct stream *stream)
{
    if (unit->shape == REPAIR_EXPONENTIAL) return draw_exponential(stream, unit->work_hour);
    const double sd = unit->work_log_sd;
    return unit->work_hour * exp(sd * stream_normal(stream) - 0.5 * sd * sd);
}

/* When work that begins at an hour ends: it rests while the season is closed (eq. 265). */
static double end_of_work(const struct outage_unit *unit, double hour, double work_hour)
{
    double into = fmod(hour - unit->closed_from_hour, HOURS_PER_YEAR);
    if (into < 0) into += HOURS_PER_YEAR;
    if (into < unit->closed_hour) {
        hour += unit->closed_hour - into;
        into = unit->closed_hour;
    }
    const double to_next_season = HOURS_PER_YEAR - into, open = HOURS_PER_YEAR - unit->closed_hour;
    if (work_hour <= to_next_season || unit->closed_hour == 0) return hour + work_hour;
    const double rest = work_hour - to_next_season, whole_seasons = floor(rest / open);
    return hour + to_next_season + whole_seasons * HOURS_PER_YEAR + unit->closed_hour +
           (rest - whole_seasons * open);
}

static bool is_two_state(const struct outage_unit *unit)
{
    return unit->shape == REPAIR_EXPONENTIAL && unit->mobilisation_hour == 0 &&
           unit->closed_hour == 0;
}

/* A run-in of this many mean repairs forgets that it began with a unit that works: of a two-state
 * unit less than e^-25, or 1e-11, is left. */
static const double RUN_IN_REPAIRS = 25;

static double run_in_hour(const struct outage_unit *unit)
{
    const double open_share = 1 - unit->closed_hour / HOURS_PER_YEAR;
    const double repair = unit->mobilisation_hour + unit->work_hour / open_share;
    return HOURS_PER_YEAR * (1 + ceil(RUN_IN_REPAIRS * repair / HOURS_PER_YEAR));
}

/* What a sampled year is written to: one of both. */
struct hours {
    double *available_share;
    unsigned char *works;
};

/* Takes the hours from `from` to `to` away, as far as they lie in the year. */
static void take_out(const struct hours *hours, double from, double to)
{
    from = fmax(from, 0);
    to = fmin(to, HOURS_PER_YEAR);
    if (hours->works != NULL) {
        const double middle = 0.5;
        for (int hour = (int)ceil(from - middle); hour + middle < to; hour++)
            hours->works[hour] = 0;
        return;
    }
    for (int hour = (int)from; hour < to; hour++) {
        const double lost = fmin(to, hour + 1) - fmax(from, hour);
        hours->available_share[hour] = fmax(0, hours->available_share[hour] - lost);
    }
}

static int sample(const struct outage_unit *unit, unsigned long long seed, int year,
                  const struct hours *hours)
{
    struct stream stream;
    char purpose[40];
    int n_failure = 0;
    if (unit->failures_per_year == 0) return 0;
    snprintf(purpose, sizeof purpose, "outages of year %d", year);
    stream_start(&stream, seed, purpose, unit->id);

    const double works_hour = HOURS_PER_YEAR / unit->failures_per_year;
    double now = 0;
    if (!is_two_state(unit))
        now = -run_in_hour(unit);
    else if (stream_uniform(&stream) * (works_hour + unit->work_hour) < unit->work_hour) {
        now = draw_work(unit, &stream); /* out when the year begins: what is left is as long */
        take_out(hours, 0, now);
    }
    while ((now += draw_exponential(&stream, works_hour)) < HOURS_PER_YEAR) {
        const double fails = now;
        now = end_of_work(unit, fails + unit->mobilisation_hour, draw_work(unit, &stream));
        if (now <= 0) continue;
        n_failure += fails >= 0;
        take_out(hours, fails, now);
    }
    return n_failure;
}

int outage_sample(const struct outage_unit *unit, unsigned long long seed, int year,
                  double *available_share)
{
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        available_share[hour] = 1;
    return sample(unit, seed, year, &(struct hours){.available_share = available_share});
}

int outage_take_out(const struct outage_unit *unit, unsigned long long seed, int year,
                    unsigned char *works)
{
    return sample(unit, seed, year, &(struct hours){.works = works});
}
