#include "network/weather.h"

#include "network/weather_internal.h"

#include <math.h>
#include <string.h>

double *weather_hours(double *values, int zone)
{
    return values + (size_t)zone * HOURS_PER_YEAR;
}

static enum status make_members(const struct weather_work *work, struct weather_members *members)
{
    const int n = work->parameters->n_zone;
    members->n = 0;
    members->zone = ARENA_ARRAY(work->scratch, int, n);
    members->name = ARENA_ARRAY(work->scratch, const char *, n);
    members->pole = ARENA_ARRAY(work->scratch, struct process_pole, n);
    members->value = ARENA_ARRAY(work->scratch, double, (size_t)n *HOURS_PER_YEAR);
    return members->zone == NULL || members->name == NULL || members->pole == NULL ||
                   members->value == NULL
               ? STATUS_NO_MEMORY
               : STATUS_OK;
}

static void add_member(const struct weather_work *work, struct weather_members *members, int z)
{
    members->zone[members->n] = z;
    members->name[members->n] = work->parameters->zone[z].name;
    members->n++;
}

enum status weather_members_of(const struct weather_work *work, enum weather_group group,
                               struct weather_members *members)
{
    TRY(make_members(work, members));
    for (int z = 0; z < work->parameters->n_zone; z++)
        if (zone_has(&work->parameters->zone[z], group)) add_member(work, members, z);
    return STATUS_OK;
}

enum status weather_members_priced_in(const struct weather_work *work, int market,
                                      struct weather_members *members)
{
    TRY(make_members(work, members));
    for (int z = 0; z < work->parameters->n_zone; z++)
        if (work->parameters->zone[z].price_market == market) add_member(work, members, z);
    return STATUS_OK;
}

void weather_members_set_pole(struct weather_members *members, struct process_pole pole)
{
    for (int i = 0; i < members->n; i++)
        members->pole[i] = pole;
}

enum status weather_members_run(const struct weather_work *work,
                                const struct weather_members *members, const char *purpose,
                                const double *factor)
{
    const struct process process = {work->seed,    purpose,       members->n,
                                    members->name, members->pole, factor};
    return process_run(&process, work->scratch, members->value);
}

static enum status make_room(const struct weather_parameters *parameters, struct arena *arena,
                             struct weather_year *year)
{
    const int n = parameters->n_zone;
    *year = (struct weather_year){.n_zone = n};
    year->zone_name = ARENA_ARRAY(arena, const char *, n);
    if (year->zone_name == NULL) return STATUS_NO_MEMORY;
    for (int z = 0; z < n; z++) {
        const char *name = parameters->zone[z].name;
        year->zone_name[z] = arena_text(arena, name, strlen(name));
        if (year->zone_name[z] == NULL) return STATUS_NO_MEMORY;
    }
    for (int v = 0; v < WEATHER_VARIABLES; v++) {
        year->value[v] = ARENA_ARRAY(arena, double, (size_t)n *HOURS_PER_YEAR);
        year->annual_mean_target[v] = ARENA_ARRAY(arena, double, n);
        if (year->value[v] == NULL || year->annual_mean_target[v] == NULL) return STATUS_NO_MEMORY;
        for (int i = 0; i < n * HOURS_PER_YEAR; i++)
            year->value[v][i] = NAN;
        for (int z = 0; z < n; z++)
            year->annual_mean_target[v][z] = NAN;
    }
    return STATUS_OK;
}

static enum status make_work(struct weather_work *work)
{
    const size_t hours = (size_t)work->parameters->n_zone * HOURS_PER_YEAR;
    double **part[] = {&work->wind_latent, &work->clear_latent, &work->wind_departure,
                       &work->solar_departure, &work->demand_departure};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        *part[i] = ARENA_ARRAY(work->scratch, double, hours);
        if (*part[i] == NULL) return STATUS_NO_MEMORY;
    }
    return STATUS_OK;
}

/* Coarser than any difference between two mathematics libraries, finer than anybody's wind. */
static const double steps_per_unit = 1e6;

static void round_values(struct weather_year *year)
{
    for (int v = 0; v < WEATHER_VARIABLES; v++)
        for (int i = 0; i < year->n_zone * HOURS_PER_YEAR; i++) /* + 0: no negative zero */
            year->value[v][i] =
                nearbyint(year->value[v][i] * steps_per_unit) / steps_per_unit + 0.0;
}

static enum status generate(const char *parameter_path, struct weather_work *work,
                            struct arena *arena, struct error *error)
{
    struct weather_parameters parameters;
    TRY(weather_parameters_read(parameter_path, work->scratch, &parameters, error));
    work->parameters = &parameters;
    TRY(make_room(&parameters, arena, work->year));
    TRY(make_work(work));
    TRY(weather_make_wind(work, error));
    TRY(weather_make_sun(work, error));
    TRY(weather_make_temperature(work, error));
    TRY(weather_make_demand(work));
    TRY(weather_make_inflow(work, error));
    TRY(weather_make_price(work, error));
    round_values(work->year);
    return STATUS_OK;
}

enum status weather_generate(const char *parameter_path, unsigned long long seed,
                             struct arena *arena, struct weather_year *year, struct error *error)
{
    struct arena scratch = {0};
    struct weather_work work = {.seed = seed, .year = year, .scratch = &scratch};
    const enum status status = generate(parameter_path, &work, arena, error);
    arena_free(&scratch);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "%s: no memory for a weather year", parameter_path);
    return status;
}

int weather_zone(const struct weather_year *year, const char *name)
{
    for (int z = 0; z < year->n_zone; z++)
        if (strcmp(year->zone_name[z], name) == 0) return z;
    return -1;
}

const double *weather_series(const struct weather_year *year, enum weather_variable variable,
                             const char *zone)
{
    const int z = weather_zone(year, zone);
    if (z < 0 || isnan(year->value[variable][(size_t)z * HOURS_PER_YEAR])) return NULL;
    return weather_hours(year->value[variable], z);
}
