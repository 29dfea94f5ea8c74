#include "study/shortage_years.h"

#include "network/weather_random.h"

#include <math.h>

/* Of the years outside the interval, as many lie above it as below. */
static const double UPPER_SHARE = 0.975;

struct shortage_year shortage_year_of(const double *missing_mw, int n_hour)
{
    struct shortage_year year = {0};
    bool was_short = false;
    for (int hour = 0; hour < n_hour; hour++) {
        const bool is_short = missing_mw[hour] > SHORT_MW;
        year.unserved_mwh += missing_mw[hour];
        year.short_hour += is_short;
        year.entries += is_short && !was_short;
        was_short = is_short;
    }
    return year;
}

/* Welford, Technometrics 4(3), 1962: no difference of large sums. */
void year_sample_add(struct year_sample *sample, double value)
{
    const double from_mean = value - sample->mean;
    sample->mean += from_mean / ++sample->n_year;
    sample->square += from_mean * (value - sample->mean);
}

double year_sample_error(const struct year_sample *sample)
{
    if (sample->n_year < 2) return INFINITY;
    return sqrt(sample->square / (sample->n_year - 1) / sample->n_year);
}

/* Quantile of Student's t from that of the normal distribution x: Abramowitz and Stegun, 26.7.5.
 * At 0.975 it is off by 3e-4 with 5 degrees of freedom, less with more. */
static double student_quantile(double x, double freedom)
{
    const double y = x * x;
    const double terms[] = {
        x * (y + 1) / 4,
        x * ((5 * y + 16) * y + 3) / 96,
        x * (((3 * y + 19) * y + 17) * y - 15) / 384,
        x * ((((79 * y + 776) * y + 1482) * y - 1920) * y - 945) / 92160,
    };
    double quantile = 0;
    for (int i = 3; i >= 0; i--)
        quantile = (quantile + terms[i]) / freedom;
    return x + quantile;
}

double year_sample_half_width(const struct year_sample *sample)
{
    if (sample->n_year < 2) return INFINITY;
    return student_quantile(normal_quantile(UPPER_SHARE), sample->n_year - 1) *
           year_sample_error(sample);
}

void shortage_sample_add(struct shortage_sample *sample, struct shortage_year year)
{
    year_sample_add(&sample->short_hour, year.short_hour);
    year_sample_add(&sample->unserved_mwh, year.unserved_mwh);
    year_sample_add(&sample->entries, year.entries);
}

bool shortage_sample_is_enough(const struct shortage_sample *sample, int least_years,
                               double error_share)
{
    const struct year_sample *unserved = &sample->unserved_mwh;
    return unserved->n_year >= least_years &&
           year_sample_error(unserved) <= error_share * unserved->mean;
}
