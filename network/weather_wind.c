#include "network/weather_wind.h"

#include "network/weather_internal.h"
#include "network/weather_random.h"

#include <math.h>

static const double two_pi = 6.28318530717958647693;
static const double calmest_share = 1e-12; /* of the distribution: keeps the logarithm finite */

/* A logistic rise, lowered so that calm air gives nothing, times a storm cut-out. */
static const double best_share = 0.94; /* after wakes and availability */
static const double half_speed = 8.6, rise_speed = 1.35, cut_out_speed = 26;

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

double wind_fleet_share(double speed_metre_per_second)
{
    const double still = logistic(-half_speed / rise_speed);
    const double risen = logistic((speed_metre_per_second - half_speed) / rise_speed);
    return best_share * (risen - still) / (1 - still) *
           logistic(cut_out_speed - speed_metre_per_second);
}

/* Daily swing of the speed, W8. */
static double diurnal_factor(const struct wind_parameters *wind, int hour)
{
    const struct season season = season_of_day(hour / HOURS_PER_DAY);
    const double middle = 0.5 * (wind->diurnal_winter_share + wind->diurnal_summer_share);
    const double swing = season.winter * wind->diurnal_winter_share +
                         season.summer * wind->diurnal_summer_share + season.middle * middle;
    const int hour_of_day = hour % HOURS_PER_DAY;
    return 1 + swing * cos(two_pi * (hour_of_day - wind->diurnal_peak_hour) / HOURS_PER_DAY);
}

/* Fleet-effective speed, W9: the latent value's place in a Weibull distribution. */
static double effective_speed(const struct wind_parameters *wind, double latent, int hour)
{
    const double above = fmax(normal_share_above(latent), calmest_share);
    return wind->c_month_metre_per_second[month_of_day(hour / HOURS_PER_DAY)] *
           diurnal_factor(wind, hour) * pow(-log(above), 1 / wind->k_eff);
}

enum status weather_make_wind(struct weather_work *work, struct error *error)
{
    struct weather_members members;
    double *factor;
    TRY(weather_members_of(work, GROUP_WIND, &members));
    TRY(weather_factor(work->parameters, CORRELATION_WIND, members.n, members.zone, work->scratch,
                       &factor, error));
    for (int i = 0; i < members.n; i++) {
        const struct wind_parameters *wind = &work->parameters->zone[members.zone[i]].wind;
        members.pole[i] = (struct process_pole){wind->tau1_hour, wind->tau2_hour};
    }
    TRY(weather_members_run(work, &members, "wind", factor));
    for (int i = 0; i < members.n; i++) {
        const int z = members.zone[i];
        const struct wind_parameters *wind = &work->parameters->zone[z].wind;
        double *latent = weather_hours(work->wind_latent, z);
        double *share = weather_hours(work->year->value[WEATHER_WIND], z);
        double *departure = weather_hours(work->wind_departure, z);
        work->year->annual_mean_target[WEATHER_WIND][z] = wind->cf_annual_share;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
            latent[hour] = members.value[i * HOURS_PER_YEAR + hour];
            share[hour] = wind_fleet_share(effective_speed(wind, latent[hour], hour));
            departure[hour] =
                share[hour] - wind->cf_month_share[month_of_day(hour / HOURS_PER_DAY)];
        }
    }
    return STATUS_OK;
}
