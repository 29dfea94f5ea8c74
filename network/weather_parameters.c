#include "network/weather_parameters.h"

#include "base/table.h"
#include "network/weather_parameters_internal.h"

#include <math.h>
#include <string.h>

struct row {
    const char *group, *zone, *param, *unit, *status, *source;
    double index, value;
    int line;
};

#define ROW_TEXT(column, need, sentence)                                                           \
    {                                                                                              \
        .name = #column, .type = KEY_TEXT, .offset = offsetof(struct row, column),                 \
        .required = need, .fallback_text = "", .help = sentence                                    \
    }
#define ROW_REAL(column, sentence)                                                                 \
    {                                                                                              \
        .name = #column, .type = KEY_REAL, .offset = offsetof(struct row, column),                 \
        .required = true, .help = sentence                                                         \
    }

static const struct key columns[] = {
    ROW_TEXT(group, true, "what the parameter belongs to: wind, solar, load, ..."),
    ROW_TEXT(zone, true, "weather zone, market, or two of them joined by a colon"),
    ROW_TEXT(param, true, "name of the parameter"),
    ROW_REAL(index, "0, month 1 to 12, hour 0 to 23, or a probability"),
    ROW_REAL(value, "the number"),
    ROW_TEXT(unit, false, "its unit, for readers"),
    ROW_TEXT(status, false, "reported, derived or assumed"),
    ROW_TEXT(source, false, "key of the source in docs/weather.md"),
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *const price_zone_group = "price_zone"; /* a market and a zone with a price */
static const char *const price_load_group = "price_load"; /* a market and a zone that loads it */

/* What the functions below work on. */
struct reader {
    struct weather_parameters *parameters;
    struct arena *arena;
    struct error *error;
    const char **zone_name, **market_name; /* so far */
};

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static int position_of(const char *name, int n, const char *const *names)
{
    for (int i = 0; i < n; i++)
        if (same(names[i], name)) return i;
    return -1;
}

static int remember(const char *name, int *n, const char **names)
{
    const int known = position_of(name, *n, names);
    if (known >= 0) return known;
    names[*n] = name;
    return (*n)++;
}

static const struct weather_field *find_field(const struct row *row)
{
    int n_field;
    const struct weather_field *fields = weather_fields(&n_field);
    for (int f = 0; f < n_field; f++)
        if (same(fields[f].param, row->param) && same(fields[f].group, row->group))
            return &fields[f];
    return NULL;
}

static bool is_quantile(const struct row *row)
{
    return same(row->group, "price") && same(row->param, "quantile");
}

/* Zones and markets exist once a row gives them a parameter; a zone also by having a price. */
static void collect_names(struct reader *reader, const struct row *rows, int n_row)
{
    for (int r = 0; r < n_row; r++) {
        const struct weather_field *field = find_field(&rows[r]);
        const char *colon = strchr(rows[r].zone, ':');
        if (is_quantile(&rows[r]) || (field != NULL && field->owner == GROUP_MARKET))
            remember(rows[r].zone, &reader->parameters->n_market, reader->market_name);
        else if (field != NULL)
            remember(rows[r].zone, &reader->parameters->n_zone, reader->zone_name);
        else if (same(rows[r].group, price_zone_group) && colon != NULL)
            remember(colon + 1, &reader->parameters->n_zone, reader->zone_name);
    }
}

static void store_field(struct reader *reader, const struct row *row,
                        const struct weather_field *field)
{
    struct weather_parameters *parameters = reader->parameters;
    const int first = weather_field_first(field), count = weather_field_count(field);
    char *target;
    if (field->owner == GROUP_MARKET) {
        const int m = position_of(row->zone, parameters->n_market, reader->market_name);
        target = (char *)&parameters->market[m];
        if (parameters->market[m].line == 0) parameters->market[m].line = row->line;
    } else {
        struct weather_zone *zone =
            &parameters->zone[position_of(row->zone, parameters->n_zone, reader->zone_name)];
        target = (char *)zone;
        if (zone->line[field->owner] == 0) zone->line[field->owner] = row->line;
    }
    const double place = row->index - first;
    if (!(place >= 0 && place < count && place == floor(place))) {
        error_add(reader->error, "%s:%d: index %g of %s,%s,%s, wanted %s%d to %d", parameters->path,
                  row->line, row->index, row->group, row->zone, row->param,
                  count == 1 ? "the one from " : "a whole number from ", first, first + count - 1);
        return;
    }
    double *value = (double *)(target + field->offset) + (int)place;
    if (!isnan(*value))
        error_add(reader->error, "%s:%d: %s,%s,%s,%g is given for the second time; remove one row",
                  parameters->path, row->line, row->group, row->zone, row->param, row->index);
    else if (!(row->value >= field->low && row->value <= field->high))
        error_add(reader->error, "%s:%d: %s,%s,%s is %g, wanted %g to %g", parameters->path,
                  row->line, row->group, row->zone, row->param, row->value, field->low,
                  field->high);
    *value = row->value;
}

static void store_quantile(struct reader *reader, const struct row *row)
{
    struct weather_parameters *parameters = reader->parameters;
    struct weather_market *market =
        &parameters->market[position_of(row->zone, parameters->n_market, reader->market_name)];
    if (market->line == 0) market->line = row->line;
    const int n = market->n_quantile;
    if (n == QUANTILE_LIMIT) {
        error_add(reader->error, "%s:%d: price,%s has more than %d quantiles; thin them out",
                  parameters->path, row->line, row->zone, QUANTILE_LIMIT);
        return;
    }
    if (n > 0 && (row->index <= market->probability[n - 1] || row->value < market->quantile[n - 1]))
        error_add(reader->error,
                  "%s:%d: quantile %g at probability %g follows %g at %g; wanted rows of rising "
                  "probability with values that do not fall",
                  parameters->path, row->line, row->value, row->index, market->quantile[n - 1],
                  market->probability[n - 1]);
    market->probability[n] = row->index;
    market->quantile[n] = row->value;
    market->n_quantile++;
}

/* Splits "A:B" and finds both; false after a line was added to error. */
static bool find_pair(struct reader *reader, const struct row *row, int n_left,
                      const char *const *left_name, int *left, int *right)
{
    struct weather_parameters *parameters = reader->parameters;
    const char *colon = strchr(row->zone, ':');
    if (colon == NULL) {
        error_add(reader->error, "%s:%d: zone '%s' of group %s, wanted two names joined by a colon",
                  parameters->path, row->line, row->zone, row->group);
        return false;
    }
    *right = position_of(colon + 1, parameters->n_zone, reader->zone_name);
    *left = -1;
    const size_t length = (size_t)(colon - row->zone);
    for (int i = 0; i < n_left; i++)
        if (strlen(left_name[i]) == length && memcmp(left_name[i], row->zone, length) == 0)
            *left = i;
    if (*left < 0 || *right < 0)
        error_add(reader->error, "%s:%d: '%s' of group %s: '%.*s' has no parameters in this file",
                  parameters->path, row->line, row->zone, row->group,
                  *left < 0 ? (int)length : (int)strlen(colon + 1),
                  *left < 0 ? row->zone : colon + 1);
    return *left >= 0 && *right >= 0;
}

static void store_correlation(struct reader *reader, const struct row *row,
                              struct weather_matrix *matrix)
{
    struct weather_parameters *parameters = reader->parameters;
    const int n = parameters->n_zone;
    int a, b;
    if (!find_pair(reader, row, n, reader->zone_name, &a, &b)) return;
    if (matrix->line == 0) matrix->line = row->line;
    if (!same(row->param, "rho"))
        error_add(reader->error, "%s:%d: param '%s' of group %s, wanted rho", parameters->path,
                  row->line, row->param, row->group);
    else if (!(fabs(row->value) <= 1))
        error_add(reader->error, "%s:%d: correlation %g of %s in %s, wanted -1 to 1",
                  parameters->path, row->line, row->value, row->zone, row->group);
    else if (!isnan(matrix->rho[a * n + b]))
        error_add(reader->error, "%s:%d: %s,%s is given for the second time; remove one row",
                  parameters->path, row->line, row->group, row->zone);
    matrix->rho[a * n + b] = matrix->rho[b * n + a] = row->value;
}

static void store_membership(struct reader *reader, const struct row *row)
{
    struct weather_parameters *parameters = reader->parameters;
    const bool has_price = same(row->group, price_zone_group);
    int m, z;
    if (!find_pair(reader, row, parameters->n_market, reader->market_name, &m, &z)) return;
    const char *wanted = has_price ? "own_share" : "weight";
    struct weather_zone *zone = &parameters->zone[z];
    int *market = has_price ? &zone->price_market : &zone->load_market;
    if (!same(row->param, wanted))
        error_add(reader->error, "%s:%d: param '%s' of group %s, wanted %s", parameters->path,
                  row->line, row->param, row->group, wanted);
    else if (!(row->value >= 0 && row->value <= 1))
        error_add(reader->error, "%s:%d: %s of %s is %g, wanted 0 to 1", parameters->path,
                  row->line, wanted, row->zone, row->value);
    else if (*market >= 0)
        error_add(reader->error, "%s:%d: %s already has a row in group %s; remove one row",
                  parameters->path, row->line, zone->name, row->group);
    *market = m;
    *(has_price ? &zone->price_own_share : &zone->load_market_weight) = row->value;
}

static void refuse(struct reader *reader, const struct row *row)
{
    const char *known[ZONE_GROUPS + CORRELATIONS + 2];
    int n = 0;
    for (int g = 0; g < ZONE_GROUPS; g++)
        known[n++] = weather_group_name[g];
    for (int c = 0; c < CORRELATIONS; c++)
        known[n++] = weather_correlation_name[c];
    known[n++] = price_zone_group;
    known[n++] = price_load_group;
    const bool known_group = position_of(row->group, n, known) >= 0;
    const char *nearest = NULL;
    if (known_group) {
        int n_field;
        const struct weather_field *fields = weather_fields(&n_field);
        for (int f = 0; nearest == NULL && f < n_field; f++)
            if (same(fields[f].group, row->group))
                nearest = nearest_name(row->param, 1, &fields[f].param);
    } else {
        nearest = nearest_name(row->group, n, known);
    }
    error_add(reader->error, "%s:%d: unknown %s `%.80s`%s%s%s%s%s", reader->parameters->path,
              row->line, known_group ? "param" : "group", known_group ? row->param : row->group,
              known_group ? " of group " : "", known_group ? row->group : "",
              nearest != NULL ? "; did you mean `" : ", wanted one of docs/weather.md",
              nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
}

static void store_row(struct reader *reader, const struct row *row)
{
    const struct weather_field *field = find_field(row);
    const int c = position_of(row->group, CORRELATIONS, weather_correlation_name);
    if (field != NULL)
        store_field(reader, row, field);
    else if (is_quantile(row))
        store_quantile(reader, row);
    else if (c >= 0)
        store_correlation(reader, row, &reader->parameters->correlation[c]);
    else if (same(row->group, price_zone_group) || same(row->group, price_load_group))
        store_membership(reader, row);
    else
        refuse(reader, row);
}

static enum status make_room(struct reader *reader)
{
    struct weather_parameters *parameters = reader->parameters;
    const int n = parameters->n_zone;
    parameters->zone = ARENA_ARRAY(reader->arena, struct weather_zone, n);
    parameters->market = ARENA_ARRAY(reader->arena, struct weather_market, parameters->n_market);
    if (parameters->zone == NULL || parameters->market == NULL) return STATUS_NO_MEMORY;
    for (int z = 0; z < n; z++) {
        parameters->zone[z].name = reader->zone_name[z];
        weather_zone_clear(&parameters->zone[z]);
    }
    for (int m = 0; m < parameters->n_market; m++) {
        parameters->market[m].name = reader->market_name[m];
        weather_market_clear(&parameters->market[m]);
    }
    for (int c = 0; c < CORRELATIONS; c++) {
        double *rho = ARENA_ARRAY(reader->arena, double, (size_t)n *(size_t)n);
        if (rho == NULL) return STATUS_NO_MEMORY;
        for (int i = 0; i < n * n; i++)
            rho[i] = i % (n + 1) == 0 ? 1 : NAN;
        parameters->correlation[c] = (struct weather_matrix){.rho = rho};
    }
    return STATUS_OK;
}

enum status weather_parameters_read(const char *path, struct arena *arena,
                                    struct weather_parameters *parameters, struct error *error)
{
    *parameters = (struct weather_parameters){.path = path};
    struct table table;
    void *filled;
    TRY(table_read(path, arena, &table, error));
    TRY(table_rows(&table, columns, COLUMNS, sizeof(struct row), offsetof(struct row, line), arena,
                   &filled, error));
    const struct row *rows = filled;
    parameters->header_line = table.header_line;
    struct reader reader = {.parameters = parameters, .arena = arena, .error = error};
    reader.zone_name = ARENA_ARRAY(arena, const char *, table.n_row);
    reader.market_name = ARENA_ARRAY(arena, const char *, table.n_row);
    if (reader.zone_name == NULL || reader.market_name == NULL) return STATUS_NO_MEMORY;
    collect_names(&reader, rows, table.n_row);
    TRY(make_room(&reader));
    for (int r = 0; r < table.n_row; r++)
        store_row(&reader, &rows[r]);
    return weather_parameters_check(parameters, arena, error);
}
