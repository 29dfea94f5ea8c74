#include "network/series_override.h"

#include "base/table.h"
#include "network/network_internal.h"
#include "network/time_stamp.h"

#include <math.h>
#include <string.h>

/* What a column may hold, in the order of enum override_kind. */
static const struct column_kind {
    const char *what, *unit;
    double low, high;
    const char *where; /* its id is to be found */
} column_kinds[] = {
    {"load", "MW", 0, 1e7, "buses"},
    {"availability", "pu", 0, 1, "generators"},
    {"wind", "pu", 0, 1, "the weather zones"},
    {"solar", "pu", 0, 1, "the weather zones"},
    {"demand", "pu", 0, 100, "the weather zones"},
    {"inflow", "pu", 0, 1000, "the weather zones"},
    {"inflow", "MW", 0, 1e7, "storage"},
    {"price", "USD/MWh", -1e5, 1e5, "markets"},
    {"price", "EUR/MWh", -1e5, 1e5, "markets"},
};
enum { COLUMN_KINDS = sizeof column_kinds / sizeof *column_kinds };

struct names {
    int count;
    const char **item;
};

struct reader {
    const struct network *network;
    const struct series *series;
    struct names zones;
    struct arena *arena;
    struct error *error;
    struct overrides *overrides;
};

static void add_once(struct names *names, const char *name)
{
    for (int i = 0; i < names->count; i++)
        if (strcmp(names->item[i], name) == 0) return;
    if (name[0] != '\0') names->item[names->count++] = name;
}

/* The zones of the weather year and those that the network names. */
static enum status list_zones(struct reader *reader, const struct weather_year *weather)
{
    const struct network *network = reader->network;
    const int n_weather = weather != NULL ? weather->n_zone : 0;
    reader->zones.item =
        ARENA_ARRAY(reader->arena, const char *,
                    n_weather + network->n_bus + network->n_generator + network->n_storage);
    if (reader->zones.item == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < n_weather; i++)
        add_once(&reader->zones, weather->zone_name[i]);
    for (int i = 0; i < network->n_bus; i++)
        add_once(&reader->zones, network->bus[i].weather_zone);
    for (int i = 0; i < network->n_generator; i++)
        add_once(&reader->zones, network->generator[i].weather_zone);
    for (int i = 0; i < network->n_storage; i++)
        add_once(&reader->zones, network->storage[i].weather_zone);
    return STATUS_OK;
}

/* The ids that a column of this kind may have. */
static enum status names_for(const struct reader *reader, enum override_kind kind,
                             struct names *names)
{
    enum table_id table = TABLE_BUSES;
    switch (kind) {
    case OVERRIDE_WIND:
    case OVERRIDE_SOLAR:
    case OVERRIDE_DEMAND:
    case OVERRIDE_ZONE_INFLOW:
        *names = reader->zones;
        return STATUS_OK;
    case OVERRIDE_LOAD:
        table = TABLE_BUSES;
        break;
    case OVERRIDE_AVAILABILITY:
        table = TABLE_GENERATORS;
        break;
    case OVERRIDE_STORAGE_INFLOW:
        table = TABLE_STORAGE;
        break;
    case OVERRIDE_PRICE_USD:
    case OVERRIDE_PRICE_EUR:
        table = TABLE_MARKETS;
        break;
    }
    struct name_index index;
    TRY(name_index_build(reader->network, table, reader->arena, &index));
    *names = (struct names){index.count, index.name};
    return STATUS_OK;
}

/* ---- the head of a column: "what:id [unit]" ---- */

/* Says what is wrong with a column of which not even `what` and `unit` fit together. */
static void bad_kind(const struct reader *reader, struct place place, const char *column,
                     const char *what, const char *unit)
{
    const char *known[COLUMN_KINDS];
    char units[100] = "", suggestion[SUGGESTION_BYTES];
    for (int kind = 0; kind < COLUMN_KINDS; kind++) {
        known[kind] = column_kinds[kind].what;
        if (strcmp(known[kind], what) != 0) continue;
        if (units[0] != '\0') strcat(units, " or ");
        strcat(units, column_kinds[kind].unit);
    }
    if (units[0] != '\0')
        error_add(reader->error, "%s:%d: the unit of `%s` is `%s`, wanted %s", place.path,
                  place.line, column, unit, units);
    else
        error_add(reader->error,
                  "%s:%d: `%s` starts with `%s`, wanted load, availability, wind, solar, demand, "
                  "inflow or price%s",
                  place.path, place.line, column, what,
                  did_you_mean(COLUMN_KINDS, known, what, suggestion));
}

/* Splits "what:id [unit]". Returns false when the column is not written so. */
static bool split(char *column, const char **what, const char **id, const char **unit)
{
    char *colon = strchr(column, ':'), *bracket = strrchr(column, '[');
    const size_t length = strlen(column);
    if (colon == NULL || bracket == NULL || bracket < colon + 3 || column[length - 1] != ']' ||
        bracket[-1] != ' ')
        return false;
    *colon = column[length - 1] = bracket[-1] = '\0';
    *what = column;
    *id = colon + 1;
    *unit = bracket + 1;
    return true;
}

static bool is_price(enum override_kind kind)
{
    return kind == OVERRIDE_PRICE_USD || kind == OVERRIDE_PRICE_EUR;
}

/* Two columns may not give the same thing, a market's price not in two currencies either. */
static void check_once(const struct reader *reader, struct place place, const char *column,
                       const struct override *here)
{
    for (int i = 0; i < reader->overrides->count; i++) {
        const struct override *other = &reader->overrides->item[i];
        if (strcmp(other->id, here->id) != 0) continue;
        if (other->kind == here->kind || (is_price(other->kind) && is_price(here->kind)))
            error_add(reader->error,
                      "%s:%d: `%s` gives what a column of %s gave before; remove one", place.path,
                      place.line, column, other->path);
    }
}

/* Finds out what a column is about and places its values; *override->value stays NULL when the
 * column is wrong. */
static enum status begin_column(struct reader *reader, struct place place, const char *column,
                                struct override *override)
{
    const char *what, *id, *unit;
    char *copy = arena_text(reader->arena, column, strlen(column));
    char suggestion[SUGGESTION_BYTES];
    struct names names;
    if (copy == NULL) return STATUS_NO_MEMORY;
    *override = (struct override){.path = place.path};
    if (!split(copy, &what, &id, &unit)) {
        error_add(reader->error, "%s:%d: the column `%s` is not written as `load:BUS [MW]`",
                  place.path, place.line, column);
        return STATUS_OK;
    }
    int kind = 0;
    while (kind < COLUMN_KINDS && (strcmp(column_kinds[kind].what, what) != 0 ||
                                   strcmp(column_kinds[kind].unit, unit) != 0))
        kind++;
    if (kind == COLUMN_KINDS) {
        bad_kind(reader, place, column, what, unit);
        return STATUS_OK;
    }
    override->kind = (enum override_kind)kind;
    override->id = id;
    TRY(names_for(reader, override->kind, &names));
    const struct text_list known = {names.count, names.item};
    if (!text_list_has(&known, id))
        error_add(reader->error, "%s:%d: `%s`: `%s` is not in %s%s", place.path, place.line, column,
                  id, column_kinds[kind].where,
                  did_you_mean(names.count, names.item, id, suggestion));
    check_once(reader, place, column, override);
    override->value = ARENA_ARRAY(reader->arena, double, reader->series->n_hour);
    return override->value == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

/* ---- the rows ---- */

/* The hours of a file as they go by, counted from the first of January of the study's year. */
struct hours {
    long first, last;
    int first_line, last_line;
    bool has_begun, is_broken; /* broken: a fault makes the coverage unknown */
};

static void check_step(struct reader *reader, struct place place, const char *text, long hour,
                       struct hours *hours)
{
    const long step = hour - hours->last;
    if (!hours->has_begun) {
        hours->has_begun = true;
        hours->first = hour;
        hours->first_line = place.line;
    } else if (step != 1) {
        hours->is_broken = true;
        if (step == 0)
            error_add(reader->error, "%s:%d: the hour %s is there twice; remove one", place.path,
                      place.line, text);
        else if (step < 0)
            error_add(reader->error, "%s:%d: %s stands after a later hour, wanted hours in order",
                      place.path, place.line, text);
        else
            error_add(reader->error, "%s:%d: %ld hour%s missing before %s", place.path, place.line,
                      step - 1, step == 2 ? " is" : "s are", text);
    }
    hours->last = hour;
    hours->last_line = place.line;
}

/* The hour of the study that a row is about, or -1: outside of it, on 29 February, or not readable.
 */
static long hour_of_row(struct reader *reader, struct place place, const char *text,
                        struct hours *hours)
{
    struct time_stamp stamp;
    const struct series *series = reader->series;
    const char *fault = time_stamp_read(text, &stamp);
    if (fault != NULL) {
        error_add(reader->error, "%s:%d: `%s` %s", place.path, place.line, text, fault);
        hours->is_broken = true;
        return -1;
    }
    if (stamp.is_leap_day) return -1;
    const long hour = (long)(stamp.year - series->year) * HOURS_PER_YEAR + stamp.hour;
    check_step(reader, place, text, hour, hours);
    const long of_study = hour - series->first_hour;
    return of_study >= 0 && of_study < series->n_hour ? of_study : -1;
}

static void check_coverage(struct reader *reader, struct place head, const struct hours *hours)
{
    char first[TIME_STAMP_BYTES], last[TIME_STAMP_BYTES];
    char begin[TIME_STAMP_BYTES], end[TIME_STAMP_BYTES];
    const struct series *series = reader->series;
    const long last_hour = (long)series->first_hour + series->n_hour - 1;
    if (hours->is_broken) return;
    time_stamp_write(series->year, series->first_hour, begin);
    time_stamp_write(series->year, last_hour, end);
    if (!hours->has_begun) {
        error_add(reader->error, "%s:%d: the file has no hours, the study needs %s to %s",
                  head.path, head.line, begin, end);
        return;
    }
    time_stamp_write(series->year, hours->first, first);
    time_stamp_write(series->year, hours->last, last);
    if (hours->first > series->first_hour)
        error_add(reader->error, "%s:%d: the hours begin with %s, the study needs %s to %s",
                  head.path, hours->first_line, first, begin, end);
    if (hours->last < last_hour)
        error_add(reader->error, "%s:%d: the hours end with %s, the study needs %s to %s",
                  head.path, hours->last_line, last, begin, end);
}

/* One value: checked whether or not the study needs its hour. */
static enum status read_value(struct reader *reader, const struct table *csv, int row, int column,
                              const struct override *override, long hour)
{
    const struct column_kind *kind = &column_kinds[override->kind];
    const struct key key = {csv->column_name[column],
                            KEY_REAL,
                            0,
                            true,
                            kind->low,
                            kind->high,
                            NAN,
                            NULL,
                            NULL,
                            kind->unit,
                            ""};
    const char *text = csv->cell[(size_t)row * csv->n_column + column];
    double value = NAN;
    TRY(key_store_text(&key, text, (struct place){csv->path, csv->line[row]}, &value, reader->arena,
                       reader->error));
    if (hour >= 0) override->value[hour] = value;
    return STATUS_OK;
}

/* Room for the columns of one file more. */
static enum status grow(struct reader *reader, int n_more)
{
    struct overrides *overrides = reader->overrides;
    struct override *item = ARENA_ARRAY(reader->arena, struct override, overrides->count + n_more);
    if (item == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < overrides->count; i++)
        item[i] = overrides->item[i];
    overrides->item = item;
    return STATUS_OK;
}

static enum status read_file(struct reader *reader, const char *path)
{
    struct table csv;
    struct hours hours = {0};
    enum status status = table_read(path, reader->arena, &csv, reader->error);
    if (status != STATUS_OK) return status == STATUS_NO_MEMORY ? status : STATUS_OK;
    const struct place head = {path, csv.header_line};
    if (strcmp(csv.column_name[0], "time") != 0) {
        error_add(reader->error, "%s:%d: the first column is `%s`, wanted `time`", path, head.line,
                  csv.column_name[0]);
        return STATUS_OK;
    }
    struct override *column = ARENA_ARRAY(reader->arena, struct override, csv.n_column);
    if (column == NULL) return STATUS_NO_MEMORY;
    TRY(grow(reader, csv.n_column));
    for (int c = 1; c < csv.n_column; c++) {
        TRY(begin_column(reader, head, csv.column_name[c], &column[c]));
        if (column[c].value != NULL)
            reader->overrides->item[reader->overrides->count++] = column[c];
    }
    for (int row = 0; row < csv.n_row; row++) {
        const struct place place = {path, csv.line[row]};
        const char *time = csv.cell[(size_t)row * csv.n_column];
        const long hour = hour_of_row(reader, place, time, &hours);
        for (int c = 1; c < csv.n_column; c++)
            if (column[c].value != NULL) TRY(read_value(reader, &csv, row, c, &column[c], hour));
    }
    check_coverage(reader, head, &hours);
    return STATUS_OK;
}

enum status overrides_read(const struct text_list *paths, const struct network *network,
                           const struct weather_year *weather, const struct series *series,
                           struct arena *arena, struct overrides *overrides, struct error *error)
{
    struct reader reader = {.network = network,
                            .series = series,
                            .arena = arena,
                            .error = error,
                            .overrides = overrides};
    *overrides = (struct overrides){0};
    if (paths == NULL || paths->count == 0) return STATUS_OK;
    TRY(list_zones(&reader, weather));
    for (int i = 0; i < paths->count; i++)
        TRY(read_file(&reader, paths->item[i]));
    return STATUS_OK;
}

const double *override_find(const struct overrides *overrides, enum override_kind kind,
                            const char *id)
{
    for (int i = 0; i < overrides->count; i++)
        if (overrides->item[i].kind == kind && strcmp(overrides->item[i].id, id) == 0)
            return overrides->item[i].value;
    return NULL;
}
