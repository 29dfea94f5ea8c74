/* Temperature and the demand that follows it (docs/weather.md, W18-W24). */
#include "network/weather_internal.h"

#include <math.h>

/* A share of the temperature's latent value that swings between a winter and a summer size, W19. */
struct coupling {
    double winter, summer;
};
static const struct coupling on_wind = {0.32, -0.15};  /* mild when windy in winter */
static const struct coupling on_clear = {-0.28, 0.08}; /* cold when clear in winter */
static const double lowpass_hour = 24;
static const struct process_pole air_pole = {32, 28};

static double coupling_on(struct coupling coupling, struct season season)
{
    return coupling.winter * season.winter + coupling.summer * season.summer;
}

/* Turns the own part of the latent temperature (in degree_c) into degrees C. */
static void make_zone_temperature(const struct weather_work *work, int z, double *degree_c)
{
    const struct weather_zone *zone = &work->parameters->zone[z];
    const double *wind = weather_hours(work->wind_latent, z);
    const double *clear = weather_hours(work->clear_latent, z);
    const double keep = exp(-1 / lowpass_hour);
    const double sd_winter = zone->temperature.sd_winter_k,
                 sd_summer = zone->temperature.sd_summer_k;
    double smooth = wind[0] * zone->wind.lowpass_sd; /* a typical value to start from */
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        const struct season season = season_of_day(hour / HOURS_PER_DAY);
        const double a = coupling_on(on_wind, season), b = coupling_on(on_clear, season);
        smooth = keep * smooth + (1 - keep) * wind[hour];
        const double latent = a * smooth / zone->wind.lowpass_sd + b * clear[hour] +
                              sqrt(1 - a * a - b * b) * degree_c[hour];
        const double sd_k = sd_winter * season.winter + sd_summer * season.summer +
                            0.5 * (sd_winter + sd_summer) * season.middle;
        degree_c[hour] = month_interpolate(zone->temperature.knot_month_c, hour) + latent * sd_k;
    }
}

enum status weather_make_temperature(struct weather_work *work, struct error *error)
{
    struct weather_members members;
    double *factor;
    TRY(weather_members_of(work, GROUP_TEMPERATURE, &members));
    TRY(weather_factor(work->parameters, CORRELATION_TEMPERATURE, members.n, members.zone,
                       work->scratch, &factor, error));
    weather_members_set_pole(&members, air_pole);
    TRY(weather_members_run(work, &members, "temperature", factor));
    for (int i = 0; i < members.n; i++) {
        double *degree_c = weather_hours(work->year->value[WEATHER_TEMPERATURE], members.zone[i]);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            degree_c[hour] = members.value[i * HOURS_PER_YEAR + hour];
        make_zone_temperature(work, members.zone[i], degree_c);
    }
    return STATUS_OK;
}

/* Factor of the day of the week, W21; a week has the mean 1. */
static double weekday_factor(const struct load_parameters *load, int day)
{
    const double working_days = DAYS_PER_WEEK - 2;
    const double weekday = DAYS_PER_WEEK / (working_days + load->saturday + load->sunday);
    const int which = weekday_of_day(day);
    return weekday * (which == SATURDAY ? load->saturday : which == SUNDAY ? load->sunday : 1);
}

/* What the calendar alone gives, W20-W22. */
static double calendar_demand(const struct load_parameters *load, int hour)
{
    const int day = hour / HOURS_PER_DAY, hour_of_day = hour % HOURS_PER_DAY;
    const struct season season = season_of_day(day);
    const double shape = season.winter * load->shape_winter[hour_of_day] +
                         season.middle * load->shape_middle[hour_of_day] +
                         season.summer * load->shape_summer[hour_of_day];
    return month_interpolate(load->knot_month, hour) * weekday_factor(load, day) * shape;
}

/* Heating and cooling at a temperature, W23. */
static double thermal_demand(const struct load_parameters *load, double degree_c)
{
    return load->heat_per_k * fmax(load->heat_below_c - degree_c, 0) +
           load->cool_per_k * fmax(degree_c - load->cool_above_c, 0);
}

static const double slow_hour = 30, fast_hour = 2; /* time constants of the noise, W24 */

/* Adds the noise with this time constant to the demand array, which starts at zero. */
static enum status add_noise(struct weather_work *work, struct weather_members *members, bool slow)
{
    weather_members_set_pole(members, (struct process_pole){slow ? slow_hour : fast_hour, 0});
    TRY(weather_members_run(work, members, slow ? "slow demand" : "fast demand", NULL));
    for (int i = 0; i < members->n; i++) {
        const struct load_parameters *load = &work->parameters->zone[members->zone[i]].load;
        double *demand = weather_hours(work->year->value[WEATHER_DEMAND], members->zone[i]);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            demand[hour] =
                (slow ? 0 : demand[hour]) +
                (slow ? load->slow_sd : load->fast_sd) * members->value[i * HOURS_PER_YEAR + hour];
    }
    return STATUS_OK;
}

/* Turns the noise in the demand array into the demand, and divides by the mean of the year. */
static void make_zone_demand(struct weather_work *work, int z)
{
    const struct weather_zone *zone = &work->parameters->zone[z];
    const double *degree_c = weather_hours(work->year->value[WEATHER_TEMPERATURE], z);
    double *demand = weather_hours(work->year->value[WEATHER_DEMAND], z);
    double *departure = weather_hours(work->demand_departure, z);
    double sum = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        const double usual_c = month_interpolate(zone->temperature.knot_month_c, hour);
        const double weather = thermal_demand(&zone->load, degree_c[hour]) -
                               thermal_demand(&zone->load, usual_c) + demand[hour];
        const double calendar = calendar_demand(&zone->load, hour);
        demand[hour] = calendar * (1 + weather);
        departure[hour] = demand[hour] - calendar;
        sum += demand[hour];
    }
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        demand[hour] *= HOURS_PER_YEAR / sum;
    work->year->annual_mean_target[WEATHER_DEMAND][z] = 1;
}

enum status weather_make_demand(struct weather_work *work)
{
    struct weather_members members;
    TRY(weather_members_of(work, GROUP_LOAD, &members));
    TRY(add_noise(work, &members, true));
    TRY(add_noise(work, &members, false));
    for (int i = 0; i < members.n; i++)
        make_zone_demand(work, members.zone[i]);
    return STATUS_OK;
}
