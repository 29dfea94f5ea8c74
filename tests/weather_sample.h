/* Some weather years of the corridor and the figures that describe them. */
#ifndef TESTS_WEATHER_SAMPLE_H
#define TESTS_WEATHER_SAMPLE_H

#include "network/weather.h"
#include "network/weather_calendar.h"
#include "network/weather_parameters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WEATHER_FILE "configs/green-corridor/weather_parameters.csv"

static inline double mean_of(int n, const double *x)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}

static inline double correlation_of(int n, const double *x, const double *y)
{
    const double mean_x = mean_of(n, x), mean_y = mean_of(n, y);
    double xx = 0, yy = 0, xy = 0;
    for (int i = 0; i < n; i++) {
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
        xy += (x[i] - mean_x) * (y[i] - mean_y);
    }
    return xy / sqrt(xx * yy);
}

static inline double sd_of(int n, const double *x)
{
    const double mean = mean_of(n, x);
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sqrt(sum / n);
}

static inline double lag_of(int n, const double *x, int lag)
{
    return correlation_of(n - lag, x, x + lag);
}

static inline double ramp_sd(const double *x) /* of the change from hour to hour */
{
    double sum = 0;
    for (int hour = 1; hour < HOURS_PER_YEAR; hour++)
        sum += (x[hour] - x[hour - 1]) * (x[hour] - x[hour - 1]);
    return sqrt(sum / (HOURS_PER_YEAR - 1));
}

static inline double largest_of(const double *x)
{
    double largest = x[0];
    for (int hour = 1; hour < HOURS_PER_YEAR; hour++)
        largest = fmax(largest, x[hour]);
    return largest;
}

static inline double smallest_of(const double *x)
{
    double smallest = x[0];
    for (int hour = 1; hour < HOURS_PER_YEAR; hour++)
        smallest = fmin(smallest, x[hour]);
    return smallest;
}

static inline void month_means(const double *x, double mean[MONTHS_PER_YEAR])
{
    for (int month = 0, hour = 0; month < MONTHS_PER_YEAR; month++) {
        const int hours = month_days(month) * HOURS_PER_DAY;
        mean[month] = mean_of(hours, x + hour);
        hour += hours;
    }
}

static inline void day_means(const double *x, double mean[DAYS_PER_YEAR])
{
    for (int day = 0; day < DAYS_PER_YEAR; day++)
        mean[day] = mean_of(HOURS_PER_DAY, x + day * HOURS_PER_DAY);
}

static inline int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The value that a share of the hours stays below. */
static inline double quantile_of(const double *x, double share)
{
    static double sorted[HOURS_PER_YEAR];
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        sorted[hour] = x[hour];
    qsort(sorted, HOURS_PER_YEAR, sizeof sorted[0], rising);
    return sorted[(int)(share * (HOURS_PER_YEAR - 1))];
}

/* The seeds are fixed: what passes once passes always. A tolerance is four standard errors of the
 * difference between a mean over these ten years and one over the forty years of the other program,
 * so that one in fifteen thousand figures of a right generator would miss it. */
enum { YEARS = 10, OTHER_YEARS = 40 };

static inline double tolerance(double scatter_of_one_year)
{
    return 4 * scatter_of_one_year * sqrt(1.0 / YEARS + 1.0 / OTHER_YEARS);
}

static struct sample {
    struct arena arena;
    struct error error;
    int n_year;
    struct weather_year year[YEARS];
} sample;
static struct weather_parameters parameters;
static struct arena parameter_arena;

/* Makes the years when the first spec asks for them. */
static inline bool have_sample(void)
{
    if (sample.n_year == YEARS) return true;
    if (weather_parameters_read(WEATHER_FILE, &parameter_arena, &parameters, &sample.error) !=
        STATUS_OK)
        return false;
    for (int k = 0; k < YEARS; k++)
        if (weather_generate(WEATHER_FILE, (unsigned)k, &sample.arena, &sample.year[k],
                             &sample.error) != STATUS_OK)
            return false;
    sample.n_year = YEARS;
    return true;
}

static inline const double *hours_of(int year, enum weather_variable variable, const char *zone)
{
    return weather_series(&sample.year[year], variable, zone);
}

static inline const struct weather_zone *parameters_of(const char *zone)
{
    for (int z = 0; z < parameters.n_zone; z++)
        if (strcmp(parameters.zone[z].name, zone) == 0) return &parameters.zone[z];
    return NULL;
}

/* The mean over the years of a figure of one series. */
enum figure { MEAN, LAG_1, LAG_24, LAG_168, RAMP, LARGEST, NEGATIVE_HOURS };

static inline double figure_of(const double *x, enum figure figure)
{
    double count = 0;
    switch (figure) {
    case MEAN:
        return mean_of(HOURS_PER_YEAR, x);
    case LAG_1:
        return lag_of(HOURS_PER_YEAR, x, 1);
    case LAG_24:
        return lag_of(HOURS_PER_YEAR, x, 24);
    case LAG_168:
        return lag_of(HOURS_PER_YEAR, x, 168);
    case RAMP:
        return ramp_sd(x);
    case LARGEST:
        return largest_of(x);
    case NEGATIVE_HOURS:
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            count += x[hour] < 0;
        return count;
    }
    return NAN;
}

static inline double average(enum weather_variable variable, const char *zone, enum figure figure)
{
    double sum = 0;
    for (int k = 0; k < YEARS; k++)
        sum += figure_of(hours_of(k, variable, zone), figure);
    return sum / YEARS;
}

static inline double scatter(enum weather_variable variable, const char *zone)
{
    double mean[YEARS];
    for (int k = 0; k < YEARS; k++)
        mean[k] = mean_of(HOURS_PER_YEAR, hours_of(k, variable, zone));
    return sd_of(YEARS, mean);
}

static inline void average_months(enum weather_variable variable, const char *zone,
                                  double average_month[MONTHS_PER_YEAR])
{
    for (int month = 0; month < MONTHS_PER_YEAR; month++)
        average_month[month] = 0;
    for (int k = 0; k < YEARS; k++) {
        double mean[MONTHS_PER_YEAR];
        month_means(hours_of(k, variable, zone), mean);
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            average_month[month] += mean[month] / YEARS;
    }
}

/* Mean over the years of the correlation of daily means. */
static inline double daily_correlation(enum weather_variable variable, const char *a, const char *b)
{
    double sum = 0;
    for (int k = 0; k < YEARS; k++) {
        double x[DAYS_PER_YEAR], y[DAYS_PER_YEAR];
        day_means(hours_of(k, variable, a), x);
        day_means(hours_of(k, variable, b), y);
        sum += correlation_of(DAYS_PER_YEAR, x, y);
    }
    return sum / YEARS;
}

#endif
