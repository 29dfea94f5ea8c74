#include "network/weather_parameters_internal.h"

#include "network/weather_process.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The shares of the price noise are printed with two digits or more. */
static const double share_rounding = 1e-6;

bool zone_has(const struct weather_zone *zone, enum weather_group group)
{
    return zone->line[group] != 0;
}

/* Appends "name" or "name 7" to a list that is cut off with "..." when it gets long. */
static void append_missing(char *list, size_t bytes, const struct weather_field *field, int place)
{
    const size_t used = strlen(list), longest = 40;
    if (used + longest >= bytes) {
        if (used < 3 || strcmp(list + used - 3, "...") != 0)
            snprintf(list + used, bytes - used, ", ...");
        return;
    }
    const char *comma = used > 0 ? ", " : "";
    if (weather_field_count(field) == 1)
        snprintf(list + used, bytes - used, "%s%s", comma, field->param);
    else
        snprintf(list + used, bytes - used, "%s%s %d", comma, field->param,
                 place + weather_field_first(field));
}

/* One line for all that a zone or market lacks in a group. */
static void check_complete(const char *path, const char *name, int line, enum weather_group owner,
                           const void *target, struct error *error)
{
    char missing[240] = "";
    int n_field;
    const struct weather_field *fields = weather_fields(&n_field);
    const char *group = NULL;
    for (int f = 0; f < n_field; f++) {
        if (fields[f].owner != owner || !fields[f].required) continue;
        group = fields[f].group;
        const double *value = (const double *)((const char *)target + fields[f].offset);
        for (int i = 0; i < weather_field_count(&fields[f]); i++)
            if (isnan(value[i])) append_missing(missing, sizeof missing, &fields[f], i);
    }
    if (missing[0] != '\0')
        error_add(error, "%s:%d: group %s of %s lacks %s", path, line, group, name, missing);
}

static void check_zone(const struct weather_parameters *parameters, const struct weather_zone *zone,
                       struct error *error)
{
    static const struct {
        enum weather_group group, needs;
        const char *because;
    } need[] = {
        {GROUP_SOLAR, GROUP_WIND, "clouds follow the wind"},
        {GROUP_TEMPERATURE, GROUP_SOLAR, "temperature follows wind and clouds"},
        {GROUP_LOAD, GROUP_TEMPERATURE, "demand follows temperature"},
        {GROUP_REFERENCE, GROUP_LOAD, "prices follow the residual load"},
    };
    for (int g = 0; g < ZONE_GROUPS; g++)
        if (zone_has(zone, g))
            check_complete(parameters->path, zone->name, zone->line[g], g, zone, error);
    for (size_t i = 0; i < sizeof need / sizeof need[0]; i++)
        if (zone_has(zone, need[i].group) && !zone_has(zone, need[i].needs))
            error_add(error, "%s:%d: zone %s has rows of group %s but none of group %s; %s",
                      parameters->path, zone->line[need[i].group], zone->name,
                      weather_group_name[need[i].group], weather_group_name[need[i].needs],
                      need[i].because);
    if (zone->load_market >= 0 && !zone_has(zone, GROUP_REFERENCE))
        error_add(error,
                  "%s:%d: market %s counts zone %s (group price_load), which lacks price,%s,"
                  "ref_mean_load, ref_wind and ref_solar",
                  parameters->path, parameters->market[zone->load_market].line,
                  parameters->market[zone->load_market].name, zone->name, zone->name);
}

static void check_market(const struct weather_parameters *parameters, int m, struct error *error)
{
    const struct weather_market *market = &parameters->market[m];
    check_complete(parameters->path, market->name, market->line, GROUP_MARKET, market, error);
    double sum = 0;
    for (int i = 0; i < PRICE_TERMS; i++)
        sum += market->term_share[i];
    if (fabs(sum - 1) > share_rounding)
        error_add(error, "%s:%d: u1_weight + u2_weight + u3_weight of price,%s is %g, wanted 1",
                  parameters->path, market->line, market->name, sum);
    const int n = market->n_quantile;
    if (n < 2 || market->probability[0] != 0 || market->probability[n - 1] != 1)
        error_add(error,
                  "%s:%d: price,%s has %d quantile rows; wanted a table from probability 0 to 1",
                  parameters->path, market->line, market->name, n);
    double mean = 0;
    for (int i = 1; i < n; i++)
        mean += 0.5 * (market->quantile[i] + market->quantile[i - 1]) *
                (market->probability[i] - market->probability[i - 1]);
    if (n >= 2 && !(mean > 0))
        error_add(error, "%s:%d: the quantiles of price,%s have the mean %g, wanted more than 0",
                  parameters->path, market->line, market->name, mean);
    bool has_price = false;
    for (int z = 0; z < parameters->n_zone; z++)
        has_price = has_price || parameters->zone[z].price_market == m;
    if (!has_price)
        error_add(error,
                  "%s:%d: market %s has no zone with a price; wanted a row price_zone,%s:...",
                  parameters->path, market->line, market->name, market->name);
}

static void check_groups(const struct weather_parameters *parameters, struct error *error)
{
    for (int g = 0; g < ZONE_GROUPS; g++) {
        bool found = false;
        for (int z = 0; z < parameters->n_zone; z++)
            found = found || zone_has(&parameters->zone[z], g);
        if (!found && g != GROUP_REFERENCE)
            error_add(error, "%s:%d: no rows of group %s, wanted one zone of it at least",
                      parameters->path, parameters->header_line, weather_group_name[g]);
    }
    if (parameters->n_market == 0)
        error_add(error, "%s:%d: no market in group price; wanted rows such as price,EU,s_u",
                  parameters->path, parameters->header_line);
}

enum status weather_factor(const struct weather_parameters *parameters,
                           enum weather_correlation which, int n, const int *zone,
                           struct arena *arena, double **factor, struct error *error)
{
    const struct weather_matrix *matrix = &parameters->correlation[which];
    const char *name = weather_correlation_name[which];
    const int before = error->count;
    *factor = ARENA_ARRAY(arena, double, (size_t)n *(size_t)n);
    if (*factor == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            const double rho = matrix->rho[zone[i] * parameters->n_zone + zone[j]];
            (*factor)[i * n + j] = rho;
            if (isnan(rho))
                error_add(error, "%s:%d: group %s lacks the pair %s:%s", parameters->path,
                          matrix->line > 0 ? matrix->line : parameters->header_line, name,
                          parameters->zone[zone[j]].name, parameters->zone[zone[i]].name);
        }
    if (error->count > before) return STATUS_BAD_INPUT;
    const int row = correlation_factor(n, *factor);
    if (row < 0) return STATUS_OK;
    return error_set(error, STATUS_BAD_INPUT,
                     "%s:%d: matrix %s is not positive definite: the correlations of %s with the "
                     "zones before it contradict each other; bring them closer to 0",
                     parameters->path, matrix->line, name, parameters->zone[zone[row]].name);
}

/* Every factor that a year will need is tried, so that all faults come in one list. */
static enum status check_factors(const struct weather_parameters *parameters, struct arena *arena,
                                 struct error *error)
{
    static const struct {
        enum weather_correlation which;
        enum weather_group group;
    } pair[] = {{CORRELATION_WIND, GROUP_WIND},
                {CORRELATION_SOLAR, GROUP_SOLAR},
                {CORRELATION_TEMPERATURE, GROUP_TEMPERATURE},
                {CORRELATION_INFLOW, GROUP_INFLOW}};
    int *member = ARENA_ARRAY(arena, int, parameters->n_zone);
    if (member == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < (int)(sizeof pair / sizeof pair[0]) + parameters->n_market; i++) {
        const int m = i - (int)(sizeof pair / sizeof pair[0]);
        int n = 0;
        for (int z = 0; z < parameters->n_zone; z++)
            if (m < 0 ? zone_has(&parameters->zone[z], pair[i].group)
                      : parameters->zone[z].price_market == m)
                member[n++] = z;
        double *factor;
        const enum status status =
            weather_factor(parameters, m < 0 ? pair[i].which : CORRELATION_PRICE, n, member, arena,
                           &factor, error);
        if (status != STATUS_OK && status != STATUS_BAD_INPUT) return status;
    }
    return STATUS_OK;
}

enum status weather_parameters_check(const struct weather_parameters *parameters,
                                     struct arena *arena, struct error *error)
{
    check_groups(parameters, error);
    for (int z = 0; z < parameters->n_zone; z++)
        check_zone(parameters, &parameters->zone[z], error);
    for (int m = 0; m < parameters->n_market; m++)
        check_market(parameters, m, error);
    TRY(check_factors(parameters, arena, error));
    return error_status(error);
}
