#include "network/weather_sun.h"

#include "network/weather_internal.h"
#include "network/weather_random.h"

#include <math.h>

static const double pi = 3.14159265358979323846;
static const double horizon_sine = 0.02; /* below it the sun counts as set */
static const double ground_albedo = 0.2;
static const double fleet_watt_per_square_metre = 1000; /* the irradiance of the rated power */

static double radian(double deg)
{
    return deg * pi / 180;
}

/* Where the sun stands: declination, hour angle and sine of the elevation, W12. */
struct sun {
    double declination, hour_angle, sine;
};

static struct sun sun_at(const struct sun_site *site, int hour)
{
    const int day = hour / HOURS_PER_DAY + 1; /* 1 is 1 January, as the formulas count */
    const double b = 2 * pi * (day - 81) / 364;
    const double equation_of_time_minute = 9.87 * sin(2 * b) - 7.53 * cos(b) - 1.5 * sin(b);
    const double solar_hour =
        hour % HOURS_PER_DAY + 0.5 + site->lon_deg / 15 + equation_of_time_minute / 60;
    const double latitude = radian(site->lat_deg);
    struct sun sun = {
        .declination = radian(23.45) * sin(2 * pi * (284 + day) / 365),
        .hour_angle = radian(15) * (solar_hour - 12),
    };
    sun.sine = sin(latitude) * sin(sun.declination) +
               cos(latitude) * cos(sun.declination) * cos(sun.hour_angle);
    return sun;
}

double sun_clear_sky_share(const struct sun_site *site, int hour)
{
    const struct sun sun = sun_at(site, hour);
    if (sun.sine <= horizon_sine) return 0;
    /* Haurwitz, J. Meteorol. 2, 1945, for the horizontal plane, W13; W/m2. */
    const double horizontal = 1098 * sun.sine * exp(-0.057 / sun.sine);
    const double elevation_deg = asin(sun.sine) * 180 / pi;
    const double beam = fmin(950 * (1 - exp(-0.075 * elevation_deg)), 0.92 * horizontal / sun.sine);
    const double diffuse = horizontal - beam * sun.sine;
    if (site->tracker) { /* W15 */
        const double across = cos(sun.declination) * sin(sun.hour_angle);
        return (beam * sqrt(sun.sine * sun.sine + across * across) + diffuse) /
               fleet_watt_per_square_metre;
    }
    const double tilt = radian(site->tilt_deg), facing = radian(site->lat_deg) - tilt; /* W14 */
    const double incidence = sin(sun.declination) * sin(facing) +
                             cos(sun.declination) * cos(facing) * cos(sun.hour_angle);
    return (beam * fmax(incidence, 0) + diffuse * 0.5 * (1 + cos(tilt)) +
            ground_albedo * horizontal * 0.5 * (1 - cos(tilt))) /
           fleet_watt_per_square_metre;
}

/* Cloud fields live for days, single clouds for hours; the first carry most of the variance, W16.
 */
static const double field_hour = 42, cloud_hour = 3, field_share = 0.85;

/* Fills clear_latent of every zone with sun. */
static enum status make_clouds(struct weather_work *work, struct weather_members *members,
                               struct error *error)
{
    double *factor;
    TRY(weather_factor(work->parameters, CORRELATION_SOLAR, members->n, members->zone,
                       work->scratch, &factor, error));
    weather_members_set_pole(members, (struct process_pole){field_hour, 0});
    TRY(weather_members_run(work, members, "cloud field", factor));
    for (int i = 0; i < members->n; i++)
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            weather_hours(work->clear_latent, members->zone[i])[hour] =
                sqrt(field_share) * members->value[i * HOURS_PER_YEAR + hour];
    weather_members_set_pole(members, (struct process_pole){cloud_hour, 0});
    TRY(weather_members_run(work, members, "single cloud", NULL));
    for (int i = 0; i < members->n; i++) {
        const int z = members->zone[i];
        const double rho = work->parameters->zone[z].solar.rho_wind;
        const double *wind = weather_hours(work->wind_latent, z);
        double *latent = weather_hours(work->clear_latent, z);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
            const double cloud =
                latent[hour] + sqrt(1 - field_share) * members->value[i * HOURS_PER_YEAR + hour];
            latent[hour] = rho * wind[hour] + sqrt(1 - rho * rho) * cloud;
        }
    }
    return STATUS_OK;
}

/* Capacity factors of one zone, W17. */
static void make_zone(struct weather_work *work, int z)
{
    const struct solar_parameters *solar = &work->parameters->zone[z].solar;
    const struct sun_site site = {solar->lat_deg, solar->lon_deg, solar->tilt_deg,
                                  solar->tracker > 0};
    const double *latent = weather_hours(work->clear_latent, z);
    double *share = weather_hours(work->year->value[WEATHER_SOLAR], z);
    double *departure = weather_hours(work->solar_departure, z);
    const double low = solar->kappa_low_share;
    work->year->annual_mean_target[WEATHER_SOLAR][z] = solar->cf_annual_share;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        const double gamma = solar->gamma_month[month_of_day(hour / HOURS_PER_DAY)];
        const double clear_sky = solar->scale * sun_clear_sky_share(&site, hour);
        if (!(clear_sky > 0)) {
            share[hour] = departure[hour] = 0;
            continue;
        }
        const double clearness = low + (1 - low) * pow(normal_share(latent[hour]), gamma);
        const double expected = low + (1 - low) / (1 + gamma); /* the mean of a power of a share */
        share[hour] = fmin(1, clear_sky * clearness);
        departure[hour] = share[hour] - clear_sky * expected;
    }
}

enum status weather_make_sun(struct weather_work *work, struct error *error)
{
    struct weather_members members;
    TRY(weather_members_of(work, GROUP_SOLAR, &members));
    TRY(make_clouds(work, &members, error));
    for (int i = 0; i < members.n; i++)
        make_zone(work, members.zone[i]);
    return STATUS_OK;
}
