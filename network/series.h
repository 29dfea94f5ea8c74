/* What changes from hour to hour, for the hours of a study. */
#ifndef NETWORK_SERIES_H
#define NETWORK_SERIES_H

#include "network/network.h"
#include "network/weather.h"

struct series {
    int n_hour;
    int first_hour;             /* of the year: 0 is 1 January 00:00 UTC */
    int year;                   /* for the time stamps */
    double *generator_share;    /* [n_hour][n_generator] available share of capacity, 0..1 */
    double *load_mw;            /* [n_hour][n_bus] */
    double *inflow_mw;          /* [n_hour][n_storage], electricity equivalent */
    double *market_usd_per_mwh; /* [n_hour][n_market] before floors and offsets */
};

/* Builds the series of n_hour hours from first_hour on (the year repeats after 8,760 h).
 *   weather          may be NULL when every series that is needed is overridden or constant
 *   usd_per_eur      converts markets priced in EUR
 *   overrides        paths of CSV files whose columns replace series. First column `time`, UTC
 *                    (2030-01-01T00:00Z), one row per hour without gaps or duplicates, covering the
 *                    study; other columns "what:id [unit]" with what:unit one of
 *                    load:MW (id = bus), availability:pu (generator), wind:pu, solar:pu, demand:pu,
 *                    inflow:pu (weather zone), inflow:MW (storage), price:USD/MWh and
 *                    price:EUR/MWh (market)
 *   returns          STATUS_BAD_INPUT also when a series is needed and missing; error names the
 *                    row, its file and line, and the zones that have it
 *
 * Rules (docs/model.md, eq. 20-23): a wind or solar plant with its own capacity_factor gets
 * min(1, factor x capacity_factor / annual mean of the zone), the mean being the weather's
 * annual_mean_target or, without one, that of a year of hours; all plants x (1 -
 * forced_outage_share); load = annual_twh / 8760 h x demand factor; a river plant min(1, energy x
 * inflow / capacity). An availability from a file is taken as it stands. Rows of 29 February are
 * passed over. */
MUST_CHECK enum status series_build(const struct network *network,
                                    const struct weather_year *weather, int year, int first_hour,
                                    int n_hour, double usd_per_eur,
                                    const struct text_list *overrides, struct arena *arena,
                                    struct series *series, struct error *error);

/* "2030-01-01T00:00Z" of an hour of the series; text has at least 18 places. */
void series_time_stamp(const struct series *series, int hour, char *text);

#endif
