/* The numbers behind the weather years, as weather_parameters.csv holds them (docs/weather.md,
 * "The parameter file"). */
#ifndef NETWORK_WEATHER_PARAMETERS_H
#define NETWORK_WEATHER_PARAMETERS_H

#include "base/arena.h"
#include "base/status.h"
#include "network/weather_calendar.h"

#include <stdbool.h>

enum { PRICE_SEASONS = 4, PRICE_DAY_KINDS = 2, PRICE_TERMS = 3, QUANTILE_LIMIT = 64 };

enum weather_group {
    GROUP_WIND,
    GROUP_SOLAR,
    GROUP_TEMPERATURE,
    GROUP_LOAD,
    GROUP_INFLOW,
    GROUP_REFERENCE, /* group price, sizes of a zone that the residual load of a market counts */
    ZONE_GROUPS,
    GROUP_MARKET = ZONE_GROUPS /* group price, everything of a market */
};

enum weather_correlation {
    CORRELATION_WIND,        /* of the innovations */
    CORRELATION_WIND_TARGET, /* of the latent series; a fact to compare with, not used */
    CORRELATION_SOLAR,
    CORRELATION_TEMPERATURE,
    CORRELATION_INFLOW,
    CORRELATION_PRICE, /* between the own parts of the price zones of one market */
    CORRELATIONS
};

/* What is not said to be optional is required of every zone that has a row of the group. */
struct wind_parameters {
    double lat_deg, lon_deg; /* optional */
    double cf_annual_share, cf_month_share[MONTHS_PER_YEAR];
    double k_eff, c_month_metre_per_second[MONTHS_PER_YEAR];
    double tau1_hour, tau2_hour;
    double diurnal_winter_share, diurnal_summer_share, diurnal_peak_hour;
    double lowpass_sd;
};
struct solar_parameters {
    double lat_deg, lon_deg, tilt_deg, tracker;              /* tracker: 0 or 1 */
    double cf_annual_share, cf_month_share[MONTHS_PER_YEAR]; /* cf_month optional */
    double scale, kappa_low_share, gamma_month[MONTHS_PER_YEAR], rho_wind;
};
struct temperature_parameters {
    double mean_month_c[MONTHS_PER_YEAR]; /* optional */
    double knot_month_c[MONTHS_PER_YEAR], sd_winter_k, sd_summer_k;
};
struct load_parameters {
    double peak_over_mean, target_month[MONTHS_PER_YEAR]; /* optional */
    double knot_month[MONTHS_PER_YEAR], saturday, sunday;
    double shape_winter[HOURS_PER_DAY], shape_middle[HOURS_PER_DAY], shape_summer[HOURS_PER_DAY];
    double heat_below_c, cool_above_c, heat_per_k, cool_per_k, slow_sd, fast_sd;
};
struct inflow_parameters {
    double index_month[MONTHS_PER_YEAR]; /* optional */
    double knot_month[MONTHS_PER_YEAR], sd_log;
};
struct reference_parameters {
    double mean_load_mw, wind_mw, solar_mw;
};

struct weather_zone {
    const char *name;
    int line[ZONE_GROUPS]; /* of the first row of the group, 0 when there is none */
    struct wind_parameters wind;
    struct solar_parameters solar;
    struct temperature_parameters temperature;
    struct load_parameters load;
    struct inflow_parameters inflow;
    struct reference_parameters reference;
    int price_market;       /* position, or -1: no price of this zone's name */
    double price_own_share; /* share of the price noise that is the zone's own */
    int load_market;        /* market whose residual load counts the zone, or -1 */
    double load_market_weight;
};

struct weather_market {
    const char *name;
    int line;
    double residual_weight, noise_sd, sigma_residual_mw, sigma_z;
    double term_share[PRICE_TERMS], term_tau_hour[PRICE_TERMS]; /* of the common noise */
    double own_tau_hour;
    double saturday_is_weekend; /* 0 or 1 */
    double shape[PRICE_SEASONS][PRICE_DAY_KINDS][HOURS_PER_DAY];
    int n_quantile;
    double probability[QUANTILE_LIMIT], quantile[QUANTILE_LIMIT];
};

struct weather_matrix {
    int line;    /* of its first row, 0 when it has none */
    double *rho; /* [n_zone][n_zone], 1 on the diagonal, NAN where no row gives the pair */
};

struct weather_parameters {
    const char *path;
    int header_line;
    int n_zone, n_market;
    struct weather_zone *zone;     /* [n_zone], in the order of their first rows */
    struct weather_market *market; /* [n_market] */
    struct weather_matrix correlation[CORRELATIONS];
};

/* All faults of the file are added to error. */
MUST_CHECK enum status weather_parameters_read(const char *path, struct arena *arena,
                                               struct weather_parameters *parameters,
                                               struct error *error);

/* Lower Cholesky factor [n][n] of a correlation matrix between the zones named by their positions.
 * BAD_INPUT: a pair is missing, or the matrix is not positive definite; error names zone and line.
 */
MUST_CHECK enum status weather_factor(const struct weather_parameters *parameters,
                                      enum weather_correlation which, int n, const int *zone,
                                      struct arena *arena, double **factor, struct error *error);

bool zone_has(const struct weather_zone *zone, enum weather_group group);

#endif
