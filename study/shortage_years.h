/* What an area misses in a year, and what many independent years say together, with how sure they
 * are (docs/model.md, eqs. 272-275). */
#ifndef STUDY_SHORTAGE_YEARS_H
#define STUDY_SHORTAGE_YEARS_H

#include <stdbool.h>

/* Missing power up to this is rounding of a balance, not a shortage. */
#define SHORT_MW 0.1

struct shortage_year {
    double short_hour;   /* hours in which something is missing */
    double unserved_mwh; /* in all of them */
    double entries;      /* times that a shortage begins */
};

/* From what is missing in each of n_hour hours, in MW. */
struct shortage_year shortage_year_of(const double *missing_mw, int n_hour);

/* Mean and spread of independent values, added one by one: the same values in the same order give
 * the same bytes. */
struct year_sample {
    int n_year;
    double mean, square; /* sum of squared distances from the mean */
};
void year_sample_add(struct year_sample *sample, double value);

/* Standard error of the mean; infinite while fewer than two years are there. */
double year_sample_error(const struct year_sample *sample);

/* Half of the interval that holds the true mean in 95 of 100 such studies. */
double year_sample_half_width(const struct year_sample *sample);

struct shortage_sample { /* LOLE, EENS and LOLF of an area */
    struct year_sample short_hour, unserved_mwh, entries;
};
void shortage_sample_add(struct shortage_sample *sample, struct shortage_year year);

/* Whether the energy unserved is known to a share of itself. A mean of 0 is never known so: then
 * the least number of years is all that is asked for. */
bool shortage_sample_is_enough(const struct shortage_sample *sample, int least_years,
                               double error_share);

#endif
