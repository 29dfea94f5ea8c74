#include "network/series.h"

#include "network/network_internal.h"
#include "network/series_override.h"
#include "network/time_stamp.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define MWH_PER_GWH 1e3
#define MWH_PER_TWH 1e6

struct builder {
    const struct network *network;
    const struct weather_year *weather; /* may be NULL */
    double usd_per_eur;
    struct series *series;
    struct overrides overrides;
    struct error *error;
};

/* A zone's variable: of an override, hour by hour of the study, or of the weather year. */
struct shape {
    const double *of_study, *of_year; /* one of them is NULL; both: there is none */
};

static double shape_at(const struct builder *builder, struct shape shape, int hour)
{
    if (shape.of_study != NULL) return shape.of_study[hour];
    return shape.of_year[((long)builder->series->first_hour + hour) % HOURS_PER_YEAR];
}

static const struct {
    const char *name;
    enum override_kind override;
} variables[WEATHER_VARIABLES] = {
    [WEATHER_WIND] = {"wind", OVERRIDE_WIND},
    [WEATHER_SOLAR] = {"solar", OVERRIDE_SOLAR},
    [WEATHER_DEMAND] = {"demand", OVERRIDE_DEMAND},
    [WEATHER_INFLOW] = {"inflow", OVERRIDE_ZONE_INFLOW},
    [WEATHER_PRICE] = {"price", OVERRIDE_PRICE_USD},
};

/* "KZN, KZS, UZ": the zones that have a variable, as far as they fit. */
static void list_zones(const struct weather_year *weather, enum weather_variable variable,
                       char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int zone = 0; weather != NULL && zone < weather->n_zone && used < size; zone++) {
        const char *name = weather->zone_name[zone];
        if (weather_series(weather, variable, name) == NULL) continue;
        used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "", name);
    }
}

/* Says that a row needs a variable of a zone that has none. who: "plant `X`". */
static void no_shape(const struct builder *builder, const struct origin *origin, const char *who,
                     enum weather_variable variable, const char *zone)
{
    enum { ZONES_BYTES = 400 };
    char zones[ZONES_BYTES];
    const char *name = variables[variable].name;
    const char *setting = variable == WEATHER_PRICE ? "price_series" : "weather_zone";
    list_zones(builder->weather, variable, zones, sizeof zones);
    if (zone[0] == '\0')
        row_fault(
            origin, builder->error,
            "%s needs the %s of a zone, but neither it nor its bus has a weather_zone; name one, "
            "or give the series in a file of `series`",
            who, name);
    else if (builder->weather == NULL)
        row_fault(origin, builder->error,
                  "%s needs the %s of `%s`, but there is no weather; name a `weather` file in the "
                  "network file, or give the series in a file of `series`",
                  who, name, zone);
    else
        row_fault(origin, builder->error,
                  "%s has the %s `%s`, which has no %s; zones that have: %s", who, setting, zone,
                  name, zones[0] != '\0' ? zones : "none");
}

/* Finds the variable of a zone, or adds a fault and returns an empty shape. */
static struct shape find_shape(const struct builder *builder, const struct origin *origin,
                               const char *who, enum weather_variable variable, const char *zone)
{
    struct shape shape = {NULL, NULL};
    if (zone[0] != '\0' && variable != WEATHER_PRICE)
        shape.of_study = override_find(&builder->overrides, variables[variable].override, zone);
    if (shape.of_study == NULL && builder->weather != NULL)
        shape.of_year = weather_series(builder->weather, variable, zone);
    if (shape.of_study == NULL && shape.of_year == NULL)
        no_shape(builder, origin, who, variable, zone);
    return shape;
}

static bool is_empty(struct shape shape)
{
    return shape.of_study == NULL && shape.of_year == NULL;
}

static double mean(const double *value, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i];
    return sum / n;
}

/* The mean that a plant's own capacity factor is compared with: what the zone has in the long run,
 * else the mean of a whole year of hours; NAN when neither is known. */
static double annual_mean(const struct builder *builder, struct shape shape,
                          enum weather_variable variable, const char *zone)
{
    const int position = builder->weather != NULL ? weather_zone(builder->weather, zone) : -1;
    const double target =
        position >= 0 ? builder->weather->annual_mean_target[variable][position] : NAN;
    if (target > 0) return target;
    if (shape.of_year != NULL) return mean(shape.of_year, HOURS_PER_YEAR);
    return builder->series->n_hour >= HOURS_PER_YEAR ? mean(shape.of_study, HOURS_PER_YEAR) : NAN;
}

/* A factor per hour to the plant's column: min(1, factor x shape) x what forced outages leave. */
static void fill_plant(struct builder *builder, int generator, double factor, struct shape shape)
{
    const struct generator *plant = &builder->network->generator[generator];
    const double left = 1 - plant->forced_outage_share;
    double *share = builder->series->generator_share + generator;
    for (int hour = 0; hour < builder->series->n_hour; hour++) {
        const double available = is_empty(shape) ? factor : factor * shape_at(builder, shape, hour);
        share[(size_t)hour * builder->network->n_generator] = fmin(1, available) * left;
    }
}

static void fill_wind_or_solar(struct builder *builder, int generator, const char *who,
                               const char *zone)
{
    const struct generator *plant = &builder->network->generator[generator];
    const bool is_wind = plant->availability == AVAILABILITY_WIND;
    const enum weather_variable variable = is_wind ? WEATHER_WIND : WEATHER_SOLAR;
    const struct shape shape = find_shape(builder, &plant->origin, who, variable, zone);
    double factor = 1;
    if (is_empty(shape)) return;
    if (!isnan(plant->capacity_factor)) /* docs/model.md, eq. 20 */
        factor = plant->capacity_factor / annual_mean(builder, shape, variable, zone);
    if (!isfinite(factor)) {
        row_fault(&plant->origin, builder->error,
                  "%s has its own capacity_factor, but the annual mean of `%s` is not known from "
                  "%d hours; leave capacity_factor empty or give `availability:%s [pu]`",
                  who, zone, builder->series->n_hour, plant->id);
        return;
    }
    fill_plant(builder, generator, factor, shape);
}

/* The energy of a year spread by the inflow (docs/model.md, eq. 21). */
static void fill_river(struct builder *builder, int generator, const char *who, const char *zone)
{
    const struct generator *plant = &builder->network->generator[generator];
    const struct shape shape = find_shape(builder, &plant->origin, who, WEATHER_INFLOW, zone);
    if (isnan(plant->annual_energy_gwh))
        row_fault(&plant->origin, builder->error, "%s is a river plant and lacks annual_energy_gwh",
                  who);
    if (is_empty(shape) || isnan(plant->annual_energy_gwh)) return;
    const double mean_mw = plant->annual_energy_gwh * MWH_PER_GWH / HOURS_PER_YEAR;
    fill_plant(builder, generator, plant->capacity_mw > 0 ? mean_mw / plant->capacity_mw : 0,
               shape);
}

static void fill_generator(struct builder *builder, int generator)
{
    enum { WHO_BYTES = 200 };
    const struct network *network = builder->network;
    const struct generator *plant = &network->generator[generator];
    const double *given = override_find(&builder->overrides, OVERRIDE_AVAILABILITY, plant->id);
    const char *own = plant->weather_zone;
    const char *zone = own[0] != '\0' ? own : network->bus[plant->bus].weather_zone;
    char who[WHO_BYTES];
    snprintf(who, sizeof who, "plant `%s`", plant->id);
    if (given != NULL) {
        for (int hour = 0; hour < builder->series->n_hour; hour++)
            builder->series->generator_share[(size_t)hour * network->n_generator + generator] =
                given[hour];
        return;
    }
    switch ((enum availability)plant->availability) {
    case AVAILABILITY_FIRM:
        fill_plant(builder, generator, 1, (struct shape){NULL, NULL});
        break;
    case AVAILABILITY_WIND:
    case AVAILABILITY_SOLAR:
        fill_wind_or_solar(builder, generator, who, zone);
        break;
    case AVAILABILITY_RIVER:
        fill_river(builder, generator, who, zone);
        break;
    }
}

/* Writes scale x shape to a column of an hour-major array. */
static void fill_column(const struct builder *builder, double scale, struct shape shape,
                        double *column, int n_column)
{
    for (int hour = 0; hour < builder->series->n_hour; hour++)
        column[(size_t)hour * n_column] = scale * shape_at(builder, shape, hour);
}

/* The mean power of the year times the demand factor (docs/model.md, eq. 22). */
static void fill_loads(struct builder *builder)
{
    enum { WHO_BYTES = 200 };
    const struct network *network = builder->network;
    double *load_mw = builder->series->load_mw;
    for (int bus = 0; bus < network->n_bus; bus++) {
        const double *given =
            override_find(&builder->overrides, OVERRIDE_LOAD, network->bus[bus].id);
        if (given == NULL) continue;
        fill_column(builder, 1, (struct shape){given, NULL}, load_mw + bus, network->n_bus);
    }
    for (int i = 0; i < network->n_load; i++) {
        const struct load *load = &network->load[i];
        const struct bus *bus = &network->bus[load->bus];
        char who[WHO_BYTES];
        if (override_find(&builder->overrides, OVERRIDE_LOAD, bus->id) != NULL) continue;
        snprintf(who, sizeof who, "the load of bus `%s`", bus->id);
        const struct shape shape =
            find_shape(builder, &load->origin, who, WEATHER_DEMAND, bus->weather_zone);
        if (!is_empty(shape))
            fill_column(builder, load->annual_twh * MWH_PER_TWH / HOURS_PER_YEAR, shape,
                        load_mw + load->bus, network->n_bus);
    }
}

static void fill_inflow(struct builder *builder, int i)
{
    enum { WHO_BYTES = 200 };
    const struct network *network = builder->network;
    const struct storage *storage = &network->storage[i];
    const double *given = override_find(&builder->overrides, OVERRIDE_STORAGE_INFLOW, storage->id);
    const char *own = storage->weather_zone;
    const char *zone = own[0] != '\0' ? own : network->bus[storage->bus].weather_zone;
    double scale = 1;
    struct shape shape = {given, NULL};
    if (given == NULL) {
        char who[WHO_BYTES];
        if (storage->annual_inflow_gwh == 0) return;
        snprintf(who, sizeof who, "storage `%s`", storage->id);
        shape = find_shape(builder, &storage->origin, who, WEATHER_INFLOW, zone);
        scale = storage->annual_inflow_gwh * MWH_PER_GWH / HOURS_PER_YEAR;
    }
    if (!is_empty(shape))
        fill_column(builder, scale, shape, builder->series->inflow_mw + i, network->n_storage);
}

/* Level times the hourly shape, in USD (docs/model.md, eq. 23). */
static void fill_market(struct builder *builder, int i)
{
    enum { WHO_BYTES = 200 };
    const struct network *network = builder->network;
    const struct market *market = &network->market[i];
    const double *usd = override_find(&builder->overrides, OVERRIDE_PRICE_USD, market->id);
    const double *eur = override_find(&builder->overrides, OVERRIDE_PRICE_EUR, market->id);
    struct shape shape = {usd != NULL ? usd : eur, NULL};
    const bool is_given = shape.of_study != NULL;
    const bool is_eur = is_given ? usd == NULL : market->currency == CURRENCY_EUR;
    char who[WHO_BYTES];
    snprintf(who, sizeof who, "market `%s`", market->id);
    if (is_eur && !(builder->usd_per_eur > 0 && isfinite(builder->usd_per_eur)))
        row_fault(&market->origin, builder->error,
                  "%s is priced in EUR, but %g USD per EUR is no exchange rate", who,
                  builder->usd_per_eur);
    if (!is_given)
        shape = find_shape(builder, &market->origin, who, WEATHER_PRICE, market->price_series);
    if (is_empty(shape)) return;
    const double level = is_given ? 1 : market->price_level_per_mwh;
    fill_column(builder, level * (is_eur ? builder->usd_per_eur : 1), shape,
                builder->series->market_usd_per_mwh + i, network->n_market);
}

static enum status make_room(const struct network *network, struct arena *arena,
                             struct series *series)
{
    const size_t n_hour = (size_t)series->n_hour;
    series->generator_share = ARENA_ARRAY(arena, double, n_hour * network->n_generator);
    series->load_mw = ARENA_ARRAY(arena, double, n_hour * network->n_bus);
    series->inflow_mw = ARENA_ARRAY(arena, double, n_hour * network->n_storage);
    series->market_usd_per_mwh = ARENA_ARRAY(arena, double, n_hour * network->n_market);
    return series->generator_share == NULL || series->load_mw == NULL ||
                   series->inflow_mw == NULL || series->market_usd_per_mwh == NULL
               ? STATUS_NO_MEMORY
               : STATUS_OK;
}

enum status series_build(const struct network *network, const struct weather_year *weather,
                         int year, int first_hour, int n_hour, double usd_per_eur,
                         const struct text_list *overrides, struct arena *arena,
                         struct series *series, struct error *error)
{
    const int faults = error->count;
    struct builder builder = {.network = network,
                              .weather = weather,
                              .usd_per_eur = usd_per_eur,
                              .series = series,
                              .error = error};
    if (n_hour < 1 || first_hour < 0)
        return error_set(error, STATUS_BAD_INPUT, "a study of %d hours from hour %d has no hours",
                         n_hour, first_hour);
    *series = (struct series){.n_hour = n_hour, .first_hour = first_hour, .year = year};
    enum status status = make_room(network, arena, series);
    if (status == STATUS_OK)
        status =
            overrides_read(overrides, network, weather, series, arena, &builder.overrides, error);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "no memory for the series of %d hours", n_hour);
    if (error->count > faults) return error->status; /* what a bad file lacks would be told twice */
    for (int i = 0; i < network->n_generator; i++)
        fill_generator(&builder, i);
    fill_loads(&builder);
    for (int i = 0; i < network->n_storage; i++)
        fill_inflow(&builder, i);
    for (int i = 0; i < network->n_market; i++)
        fill_market(&builder, i);
    return error->count > faults ? error->status : STATUS_OK;
}

void series_time_stamp(const struct series *series, int hour, char *text)
{
    char stamp[TIME_STAMP_BYTES];
    time_stamp_write(series->year, (long)series->first_hour + hour, stamp);
    memcpy(text, stamp, strlen(stamp) + 1);
}
