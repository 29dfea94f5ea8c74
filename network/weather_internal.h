/* One year in the making: the variables are made one after the other, each from the latent series
 * and departures that the ones before it left here. */
#ifndef NETWORK_WEATHER_INTERNAL_H
#define NETWORK_WEATHER_INTERNAL_H

#include "network/weather.h"
#include "network/weather_parameters.h"
#include "network/weather_process.h"

struct weather_work {
    const struct weather_parameters *parameters;
    unsigned long long seed;
    struct weather_year *year;
    struct arena *scratch;
    /* [n_zone][HOURS_PER_YEAR], unit variance */
    double *wind_latent, *clear_latent;
    /* [n_zone][HOURS_PER_YEAR], value minus what the calendar alone would give */
    double *wind_departure, *solar_departure, *demand_departure;
};

/* The zones that have a variable, with what process_run needs. All arrays have n_zone places. */
struct weather_members {
    int n;
    int *zone;
    const char **name;
    struct process_pole *pole; /* the caller fills in */
    double *value;             /* [n][HOURS_PER_YEAR], the output of process_run */
};
MUST_CHECK enum status weather_members_of(const struct weather_work *work, enum weather_group group,
                                          struct weather_members *members);
MUST_CHECK enum status weather_members_priced_in(const struct weather_work *work, int market,
                                                 struct weather_members *members);

/* Runs one process of these members. factor NULL: independent. The same pole for all: fill first.
 */
MUST_CHECK enum status weather_members_run(const struct weather_work *work,
                                           const struct weather_members *members,
                                           const char *purpose, const double *factor);
void weather_members_set_pole(struct weather_members *members, struct process_pole pole);

/* Each fills one variable of the year; in this order. error is used for faults of the parameters.
 */
MUST_CHECK enum status weather_make_wind(struct weather_work *work, struct error *error);
MUST_CHECK enum status weather_make_sun(struct weather_work *work, struct error *error);
MUST_CHECK enum status weather_make_temperature(struct weather_work *work, struct error *error);
MUST_CHECK enum status weather_make_demand(struct weather_work *work);
MUST_CHECK enum status weather_make_inflow(struct weather_work *work, struct error *error);
MUST_CHECK enum status weather_make_price(struct weather_work *work, struct error *error);

double *weather_hours(double *values, int zone); /* of a [n_zone][HOURS_PER_YEAR] */

#endif
