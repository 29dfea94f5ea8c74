/* One synthetic weather year from one seed: wind, sun, temperature, demand, inflow and prices of
 * all zones, hour by hour and jointly (docs/weather.md). All numbers come from
 * weather_parameters.csv. */
#ifndef NETWORK_WEATHER_H
#define NETWORK_WEATHER_H

#include "base/arena.h"
#include "base/status.h"

enum { HOURS_PER_YEAR = 8760 };

enum weather_variable {
    WEATHER_WIND,        /* capacity factor, 0..1 */
    WEATHER_SOLAR,       /* capacity factor, 0..1 */
    WEATHER_TEMPERATURE, /* degrees C */
    WEATHER_DEMAND,      /* multiple of the annual mean */
    WEATHER_INFLOW,      /* multiple of the annual mean */
    WEATHER_PRICE,       /* multiple of the annual mean */
    WEATHER_VARIABLES
};

struct weather_year {
    int n_zone; /* all zones that have any variable: find them by name */
    /* [n_zone]: in the shipped file KZN KZS KZW UZ AZ AZO GE TRE RO HU BG and TR, which has prices
     * only; prices exist for RO HU BG TR */
    const char **zone_name;
    /* [n_zone][HOURS_PER_YEAR], rounded to 1e-6; hour 0 is 1 January 00:00 UTC, a Monday; all NAN
     * for a zone that lacks the variable */
    double *value[WEATHER_VARIABLES];
    /* [n_zone]: cf_annual for wind and sun, 1 for the relative variables, NAN where there is none
     */
    double *annual_mean_target[WEATHER_VARIABLES];
};

/* Reads the parameter file (columns group,zone,param,index,value,unit,status,source) and generates
 * the year of a seed. The same seed gives the same bytes on the same type of machine. */
MUST_CHECK enum status weather_generate(const char *parameter_path, unsigned long long seed,
                                        struct arena *arena, struct weather_year *year,
                                        struct error *error);

/* Position of a zone, or -1. */
int weather_zone(const struct weather_year *year, const char *name);

/* Series of a variable in a zone, [HOURS_PER_YEAR], or NULL when the zone lacks it. */
const double *weather_series(const struct weather_year *year, enum weather_variable variable,
                             const char *zone);

#endif
