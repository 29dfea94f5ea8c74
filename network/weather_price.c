/* Day-ahead prices (docs/weather.md, W27-W31). */
#include "network/weather_internal.h"
#include "network/weather_random.h"

#include <math.h>

/* Departure of the residual load of a market from the calendar, W27; in units of its usual sd. */
static void residual_load(struct weather_work *work, int m, double *residual)
{
    const struct weather_parameters *parameters = work->parameters;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        residual[hour] = 0;
    for (int z = 0; z < parameters->n_zone; z++) {
        const struct weather_zone *zone = &parameters->zone[z];
        if (zone->load_market != m) continue;
        const double *demand = weather_hours(work->demand_departure, z);
        const double *wind = weather_hours(work->wind_departure, z);
        const double *solar = weather_hours(work->solar_departure, z);
        const double scale = zone->load_market_weight / parameters->market[m].sigma_residual_mw;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            residual[hour] += scale * (zone->reference.mean_load_mw * demand[hour] -
                                       zone->reference.wind_mw * wind[hour] -
                                       zone->reference.solar_mw * solar[hour]);
    }
}

/* Noise that all zones of a market share, unit variance, W29. */
static enum status common_noise(struct weather_work *work, const struct weather_market *market,
                                double *noise)
{
    static const char *const purpose[PRICE_TERMS] = {"price of hours", "price of days",
                                                     "price of months"};
    double *value = ARENA_ARRAY(work->scratch, double, HOURS_PER_YEAR);
    if (value == NULL) return STATUS_NO_MEMORY;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        noise[hour] = 0;
    for (int k = 0; k < PRICE_TERMS; k++) {
        const struct process_pole pole = {market->term_tau_hour[k], 0};
        const struct process process = {work->seed, purpose[k], 1, &market->name, &pole, NULL};
        TRY(process_run(&process, work->scratch, value));
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            noise[hour] += sqrt(market->term_share[k]) * value[hour];
    }
    return STATUS_OK;
}

/* Value of a table of quantiles at a probability, by straight lines between its rows. */
static double table_at(const struct weather_market *market, double probability)
{
    int right = 1;
    while (right < market->n_quantile - 1 && market->probability[right] < probability)
        right++;
    const double p = market->probability[right - 1], q = market->quantile[right - 1];
    const double share = (probability - p) / (market->probability[right] - p);
    return q + (market->quantile[right] - q) * share;
}

/* Season and kind of day of the shape, W28. */
static double shape_at(const struct weather_market *market, int hour)
{
    const int day = hour / HOURS_PER_DAY, weekday = weekday_of_day(day);
    const int season = (month_of_day(day) + 1) % MONTHS_PER_YEAR / 3; /* 0: December to February */
    const bool weekend =
        weekday == SUNDAY || (weekday == SATURDAY && market->saturday_is_weekend > 0);
    return market->shape[season][weekend ? 1 : 0][hour % HOURS_PER_DAY];
}

/* Prices of one zone as multiples of their mean of the year, W30-W31. */
static void make_zone(const struct weather_market *market, double own_share, const double *residual,
                      const double *common, const double *own, double *price)
{
    const double common_share = sqrt(1 - own_share * own_share);
    double sum = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        const double noise = common_share * common[hour] + own_share * own[hour];
        const double latent = shape_at(market, hour) + market->residual_weight * residual[hour] +
                              market->noise_sd * noise;
        price[hour] = table_at(market, normal_share(latent / market->sigma_z));
        sum += price[hour];
    }
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        price[hour] *= HOURS_PER_YEAR / sum;
}

static enum status make_market(struct weather_work *work, int m, struct error *error)
{
    const struct weather_market *market = &work->parameters->market[m];
    struct weather_members members;
    double *factor, *residual = ARENA_ARRAY(work->scratch, double, HOURS_PER_YEAR);
    double *common = ARENA_ARRAY(work->scratch, double, HOURS_PER_YEAR);
    if (residual == NULL || common == NULL) return STATUS_NO_MEMORY;
    TRY(weather_members_priced_in(work, m, &members));
    TRY(weather_factor(work->parameters, CORRELATION_PRICE, members.n, members.zone, work->scratch,
                       &factor, error));
    weather_members_set_pole(&members, (struct process_pole){market->own_tau_hour, 0});
    TRY(weather_members_run(work, &members, "price of a zone", factor));
    TRY(common_noise(work, market, common));
    residual_load(work, m, residual);
    for (int i = 0; i < members.n; i++) {
        const int z = members.zone[i];
        make_zone(market, work->parameters->zone[z].price_own_share, residual, common,
                  members.value + (size_t)i * HOURS_PER_YEAR,
                  weather_hours(work->year->value[WEATHER_PRICE], z));
        work->year->annual_mean_target[WEATHER_PRICE][z] = 1;
    }
    return STATUS_OK;
}

enum status weather_make_price(struct weather_work *work, struct error *error)
{
    for (int m = 0; m < work->parameters->n_market; m++)
        TRY(make_market(work, m, error));
    return STATUS_OK;
}
