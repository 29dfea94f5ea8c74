/* Natural inflow of hydro plants (docs/weather.md, W25-W26). */
#include "network/weather_internal.h"

#include <math.h>

/* Weeks of rain, seasons of snow, and how wet the year is, with their shares of the variance, W25.
 */
static const struct {
    const char *purpose;
    double hour, share;
} term[] = {{"inflow of weeks", 144, 0.55}, {"inflow of seasons", 1440, 0.25}};
static const double year_share = 0.20;

/* Fills the inflow array with the latent value, unit variance. */
static enum status make_latent(struct weather_work *work, struct weather_members *members,
                               struct error *error)
{
    double *factor, *year_draw = ARENA_ARRAY(work->scratch, double, members->n);
    if (year_draw == NULL) return STATUS_NO_MEMORY;
    TRY(weather_factor(work->parameters, CORRELATION_INFLOW, members->n, members->zone,
                       work->scratch, &factor, error));
    const struct process yearly = {work->seed,    "inflow of the year", members->n,
                                   members->name, members->pole,        factor};
    TRY(process_draw_once(&yearly, work->scratch, year_draw));
    for (int i = 0; i < members->n; i++) {
        double *latent = weather_hours(work->year->value[WEATHER_INFLOW], members->zone[i]);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            latent[hour] = sqrt(year_share) * year_draw[i];
    }
    for (size_t k = 0; k < sizeof term / sizeof term[0]; k++) {
        weather_members_set_pole(members, (struct process_pole){term[k].hour, 0});
        TRY(weather_members_run(work, members, term[k].purpose, factor));
        for (int i = 0; i < members->n; i++) {
            double *latent = weather_hours(work->year->value[WEATHER_INFLOW], members->zone[i]);
            for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
                latent[hour] += sqrt(term[k].share) * members->value[i * HOURS_PER_YEAR + hour];
        }
    }
    return STATUS_OK;
}

/* The months times a lognormal factor of mean 1, W26. The mean of the year is not forced to 1: dry
 * and wet years are what a study of several seeds wants to see. */
static void make_zone(struct weather_work *work, int z)
{
    const struct inflow_parameters *inflow = &work->parameters->zone[z].inflow;
    double *value = weather_hours(work->year->value[WEATHER_INFLOW], z);
    double sum = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        sum += month_interpolate(inflow->knot_month, hour);
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        value[hour] = month_interpolate(inflow->knot_month, hour) * HOURS_PER_YEAR / sum *
                      exp(inflow->sd_log * (value[hour] - 0.5 * inflow->sd_log));
    work->year->annual_mean_target[WEATHER_INFLOW][z] = 1;
}

enum status weather_make_inflow(struct weather_work *work, struct error *error)
{
    struct weather_members members;
    TRY(weather_members_of(work, GROUP_INFLOW, &members));
    TRY(make_latent(work, &members, error));
    for (int i = 0; i < members.n; i++)
        make_zone(work, members.zone[i]);
    return STATUS_OK;
}
