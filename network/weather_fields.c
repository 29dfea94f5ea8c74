#include "network/weather_parameters_internal.h"

#include <math.h>

/* The fields of a zone, group by group: parameter, required or not, index, member, range. */
#define FIELD(name, owner, struct_tag, place, param, need, index, low, high)                       \
    {                                                                                              \
        name, param, owner, need, index, offsetof(struct struct_tag, place), low, high             \
    }
#define ZONE_FIELD(group, owner, part, param, need, index, member, low, high)                      \
    FIELD(group, owner, weather_zone, part.member, param, need, index, low, high)
#define WIND(...) ZONE_FIELD("wind", GROUP_WIND, wind, __VA_ARGS__)
#define SOLAR(...) ZONE_FIELD("solar", GROUP_SOLAR, solar, __VA_ARGS__)
#define TEMPERATURE(...) ZONE_FIELD("temperature", GROUP_TEMPERATURE, temperature, __VA_ARGS__)
#define LOAD(...) ZONE_FIELD("load", GROUP_LOAD, load, __VA_ARGS__)
#define INFLOW(...) ZONE_FIELD("inflow", GROUP_INFLOW, inflow, __VA_ARGS__)
#define REFERENCE(...) ZONE_FIELD("price", GROUP_REFERENCE, reference, __VA_ARGS__)
#define MARKET(param, need, index, member, low, high)                                              \
    FIELD("price", GROUP_MARKET, weather_market, member, param, need, index, low, high)
#define REQUIRED true
#define OPTIONAL false

const char *const weather_group_name[ZONE_GROUPS] = {"wind", "solar",  "temperature",
                                                     "load", "inflow", "price"};
const char *const weather_correlation_name[CORRELATIONS] = {"wind_innov_corr", "wind_target_corr",
                                                            "solar_corr",      "temp_corr",
                                                            "inflow_corr",     "price_own_corr"};

const struct weather_field *weather_fields(int *n_field)
{
    /* clang-format off */
    static const struct weather_field fields[] = {
        WIND("lat", OPTIONAL, INDEX_NONE, lat_deg, -90, 90),
        WIND("lon", OPTIONAL, INDEX_NONE, lon_deg, -180, 180),
        WIND("cf_annual", REQUIRED, INDEX_NONE, cf_annual_share, 0, 1),
        WIND("cf_month", REQUIRED, INDEX_MONTH, cf_month_share, 0, 1),
        WIND("k_eff", REQUIRED, INDEX_NONE, k_eff, 0.5, 20),
        WIND("c_month", REQUIRED, INDEX_MONTH, c_month_metre_per_second, 0.1, 50),
        WIND("tau1", REQUIRED, INDEX_NONE, tau1_hour, 0.1, 1e5),
        WIND("tau2", REQUIRED, INDEX_NONE, tau2_hour, 0, 1e5),
        WIND("diurnal_amp_winter", REQUIRED, INDEX_NONE, diurnal_winter_share, 0, 0.9),
        WIND("diurnal_amp_summer", REQUIRED, INDEX_NONE, diurnal_summer_share, 0, 0.9),
        WIND("diurnal_hour_max", REQUIRED, INDEX_NONE, diurnal_peak_hour, 0, 24),
        WIND("lowpass_sd", REQUIRED, INDEX_NONE, lowpass_sd, 0.01, 1),

        SOLAR("lat", REQUIRED, INDEX_NONE, lat_deg, -90, 90),
        SOLAR("lon", REQUIRED, INDEX_NONE, lon_deg, -180, 180),
        SOLAR("tilt", REQUIRED, INDEX_NONE, tilt_deg, 0, 90),
        SOLAR("tracker", REQUIRED, INDEX_NONE, tracker, 0, 1),
        SOLAR("cf_annual", REQUIRED, INDEX_NONE, cf_annual_share, 0, 1),
        SOLAR("cf_month", OPTIONAL, INDEX_MONTH, cf_month_share, 0, 1),
        SOLAR("scale", REQUIRED, INDEX_NONE, scale, 0.01, 10),
        SOLAR("kappa_lo", REQUIRED, INDEX_NONE, kappa_low_share, 0, 1),
        SOLAR("gamma_month", REQUIRED, INDEX_MONTH, gamma_month, 0, 1e3),
        SOLAR("rho_wind", REQUIRED, INDEX_NONE, rho_wind, -1, 1),

        TEMPERATURE("mean_month", OPTIONAL, INDEX_MONTH, mean_month_c, -90, 60),
        TEMPERATURE("knot_month", REQUIRED, INDEX_MONTH, knot_month_c, -90, 60),
        TEMPERATURE("sd_winter", REQUIRED, INDEX_NONE, sd_winter_k, 0, 30),
        TEMPERATURE("sd_summer", REQUIRED, INDEX_NONE, sd_summer_k, 0, 30),

        LOAD("peak_over_mean_target", OPTIONAL, INDEX_NONE, peak_over_mean, 1, 10),
        LOAD("month_target", OPTIONAL, INDEX_MONTH, target_month, 0, 12),
        LOAD("knot_month", REQUIRED, INDEX_MONTH, knot_month, 0, 12),
        LOAD("sat", REQUIRED, INDEX_NONE, saturday, 0.01, 10),
        LOAD("sun", REQUIRED, INDEX_NONE, sunday, 0.01, 10),
        LOAD("shape_win", REQUIRED, INDEX_HOUR, shape_winter, 0, 24),
        LOAD("shape_mid", REQUIRED, INDEX_HOUR, shape_middle, 0, 24),
        LOAD("shape_sum", REQUIRED, INDEX_HOUR, shape_summer, 0, 24),
        LOAD("t_heat", REQUIRED, INDEX_NONE, heat_below_c, -90, 60),
        LOAD("t_cool", REQUIRED, INDEX_NONE, cool_above_c, -90, 60),
        LOAD("b_heat", REQUIRED, INDEX_NONE, heat_per_k, 0, 1),
        LOAD("b_cool", REQUIRED, INDEX_NONE, cool_per_k, 0, 1),
        LOAD("noise_sd_30h", REQUIRED, INDEX_NONE, slow_sd, 0, 1),
        LOAD("noise_sd_2h", REQUIRED, INDEX_NONE, fast_sd, 0, 1),

        INFLOW("month_index", OPTIONAL, INDEX_MONTH, index_month, 0, 12),
        INFLOW("knot_month", REQUIRED, INDEX_MONTH, knot_month, 0, 24),
        INFLOW("sd_log", REQUIRED, INDEX_NONE, sd_log, 0, 5),

        REFERENCE("ref_mean_load", REQUIRED, INDEX_NONE, mean_load_mw, 0, 1e7),
        REFERENCE("ref_wind", REQUIRED, INDEX_NONE, wind_mw, 0, 1e7),
        REFERENCE("ref_solar", REQUIRED, INDEX_NONE, solar_mw, 0, 1e7),

        MARKET("b_residual_load", REQUIRED, INDEX_NONE, residual_weight, -10, 10),
        MARKET("s_u", REQUIRED, INDEX_NONE, noise_sd, 0, 10),
        MARKET("sigma_r", REQUIRED, INDEX_NONE, sigma_residual_mw, 1e-3, 1e7),
        MARKET("sigma_z", REQUIRED, INDEX_NONE, sigma_z, 1e-3, 100),
        MARKET("u1_weight", REQUIRED, INDEX_NONE, term_share[0], 0, 1),
        MARKET("u2_weight", REQUIRED, INDEX_NONE, term_share[1], 0, 1),
        MARKET("u3_weight", REQUIRED, INDEX_NONE, term_share[2], 0, 1),
        MARKET("u1_tau", REQUIRED, INDEX_NONE, term_tau_hour[0], 0.1, 1e5),
        MARKET("u2_tau", REQUIRED, INDEX_NONE, term_tau_hour[1], 0.1, 1e5),
        MARKET("u3_tau", REQUIRED, INDEX_NONE, term_tau_hour[2], 0.1, 1e5),
        MARKET("own_tau", REQUIRED, INDEX_NONE, own_tau_hour, 0.1, 1e5),
        MARKET("saturday_is_weekend", REQUIRED, INDEX_NONE, saturday_is_weekend, 0, 1),
        MARKET("shape_s0_w0", REQUIRED, INDEX_HOUR, shape[0][0], -10, 10),
        MARKET("shape_s0_w1", REQUIRED, INDEX_HOUR, shape[0][1], -10, 10),
        MARKET("shape_s1_w0", REQUIRED, INDEX_HOUR, shape[1][0], -10, 10),
        MARKET("shape_s1_w1", REQUIRED, INDEX_HOUR, shape[1][1], -10, 10),
        MARKET("shape_s2_w0", REQUIRED, INDEX_HOUR, shape[2][0], -10, 10),
        MARKET("shape_s2_w1", REQUIRED, INDEX_HOUR, shape[2][1], -10, 10),
        MARKET("shape_s3_w0", REQUIRED, INDEX_HOUR, shape[3][0], -10, 10),
        MARKET("shape_s3_w1", REQUIRED, INDEX_HOUR, shape[3][1], -10, 10),
    };
    /* clang-format on */
    *n_field = (int)(sizeof fields / sizeof fields[0]);
    return fields;
}

int weather_field_first(const struct weather_field *field)
{
    return field->index == INDEX_MONTH ? 1 : 0;
}

int weather_field_count(const struct weather_field *field)
{
    if (field->index == INDEX_NONE) return 1;
    return field->index == INDEX_MONTH ? MONTHS_PER_YEAR : HOURS_PER_DAY;
}

static void clear_fields(void *target, bool market)
{
    int n_field;
    const struct weather_field *fields = weather_fields(&n_field);
    for (int f = 0; f < n_field; f++) {
        if ((fields[f].owner == GROUP_MARKET) != market) continue;
        double *value = (double *)((char *)target + fields[f].offset);
        for (int i = 0; i < weather_field_count(&fields[f]); i++)
            value[i] = NAN;
    }
}

void weather_zone_clear(struct weather_zone *zone)
{
    *zone = (struct weather_zone){.name = zone->name, .price_market = -1, .load_market = -1};
    clear_fields(zone, false);
}

void weather_market_clear(struct weather_market *market)
{
    *market = (struct weather_market){.name = market->name};
    clear_fields(market, true);
}
