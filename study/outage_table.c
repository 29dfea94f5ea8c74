#include "study/outage_table.h"

#include "base/table.h"
#include "network/weather.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(struct outage_row, field)

const struct key outage_keys[] = {
    {.name = "part",
     .type = KEY_CHOICE,
     .offset = AT(part),
     .required = true,
     .choices = "plant|store|station|cable|land|return|line",
     .help =
         "what fails: a unit of a plant or store; of a link the stations of a pole (both ends), "
         "a cable at sea, a conductor on land, the metallic return; a circuit of a line"},
    {.name = "of",
     .type = KEY_TEXT,
     .offset = AT(of),
     .fallback_text = "all",
     .help = "id; or technology of plants, kind of stores, configuration of links, kV of lines; or "
             "all: the first of these that has rows counts, and all of those rows"},
    {.name = "unit_mw",
     .type = KEY_REAL,
     .offset = AT(unit_mw),
     .low = 0.001,
     .high = 1e6,
     .fallback = NAN,
     .unit = "MW",
     .help = "plants and stores: largest unit, so that a plant is as many equal ones as it needs"},
    {.name = "failures_per_year",
     .type = KEY_REAL,
     .offset = AT(failures_per_year),
     .low = 0,
     .high = 1000,
     .fallback = NAN,
     .unit = "1/a",
     .help = "failures per year of work; plants and stores: from forced_outage_share when absent"},
    {.name = "failures_per_100_km_year",
     .type = KEY_REAL,
     .offset = AT(failures_per_100_km_year),
     .low = 0,
     .high = 1000,
     .fallback = NAN,
     .unit = "1/a",
     .help = "of each cable, conductor or circuit, beside failures_per_year"},
    {.name = "mobilisation_hour",
     .type = KEY_REAL,
     .offset = AT(mobilisation_hour),
     .low = 0,
     .high = 100000,
     .fallback = 0,
     .unit = "h",
     .help = "from the failure to the begin of work, always the same"},
    {.name = "work_hour",
     .type = KEY_REAL,
     .offset = AT(work_hour),
     .low = 0.01,
     .high = 100000,
     .fallback = 50,
     .unit = "h",
     .help = "mean work of a repair"},
    {.name = "repair",
     .type = KEY_CHOICE,
     .offset = AT(repair),
     .choices = "exponential|lognormal",
     .fallback_text = "exponential",
     .help = "spread of the work"},
    {.name = "work_log_sd",
     .type = KEY_REAL,
     .offset = AT(work_log_sd),
     .low = 0,
     .high = 1, /* beyond, repairs longer than the run-in of study/outages.c count */
     .fallback = 0.5,
     .help = "lognormal: standard deviation of the logarithm of the work"},
    {.name = "closed_from",
     .type = KEY_TEXT,
     .offset = AT(closed_from),
     .fallback_text = "",
     .help = "MM-DD from which no work is possible"},
    {.name = "closed_days",
     .type = KEY_REAL,
     .offset = AT(closed_days),
     .low = 0,
     .high = 364,
     .fallback = 0,
     .unit = "d",
     .help = "for how long"},
    {.name = "planned_days",
     .type = KEY_REAL,
     .offset = AT(planned_days),
     .low = 0,
     .high = 364,
     .fallback = 0,
     .unit = "d",
     .help = "planned outage of each unit or pole in a year"},
    {.name = "planned_from",
     .type = KEY_TEXT,
     .offset = AT(planned_from),
     .fallback_text = "",
     .help = "MM-DD: units of one plant, poles of one link follow each other evenly from here"},
    {.name = "planned_to",
     .type = KEY_TEXT,
     .offset = AT(planned_to),
     .fallback_text = "",
     .help = "MM-DD: the last day of them"},
    {.name = "poles",
     .type = KEY_INTEGER,
     .offset = AT(poles),
     .low = 1,
     .high = 8,
     .fallback = 1,
     .help = "stations: parts of the link that work alone, each with its share of the MW"},
    {.name = "conductors",
     .type = KEY_INTEGER,
     .offset = AT(conductors),
     .low = 1,
     .high = 8,
     .fallback = 1,
     .help = "cables and land: how many each pole needs"},
    {.name = "common_share",
     .type = KEY_REAL,
     .offset = AT(common_share),
     .low = 0,
     .high = 1,
     .fallback = 0,
     .unit = "share",
     .help = "cables and land: of their failures, those that take all of the link, as one anchor"},
    {.name = "source",
     .type = KEY_TEXT,
     .offset = AT(origin.source),
     .fallback_text = "",
     .help = "where the row comes from: keys of SOURCES.md joined by |"},
    {.name = "confidence",
     .type = KEY_CHOICE,
     .offset = AT(origin.confidence),
     .choices = "reported|derived|assumed",
     .fallback_text = "assumed",
     .help = "whether the source prints the row's main number, or it was computed or chosen"},
    {.name = "notes",
     .type = KEY_TEXT,
     .offset = AT(origin.notes),
     .fallback_text = "",
     .help = "anything a reader should know about the row"},
};
const int n_outage_key = (int)(sizeof outage_keys / sizeof outage_keys[0]);

enum { HOURS_PER_DAY = 24 };

/* Hour of the year at which a day "MM-DD" begins, or -1. */
static int hour_of_day(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month, day, before = 0;
    char end;
    if (strlen(text) != 5 || sscanf(text, "%2d-%2d%c", &month, &day, &end) != 2) return -1;
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return -1;
    for (int m = 1; m < month; m++)
        before += days[m - 1];
    return (before + day - 1) * HOURS_PER_DAY;
}

static void row_fault(const struct outage_row *row, struct error *error, const char *what)
{
    error_add(error, "%s:%d: %s", row->origin.file, row->origin.file_line, what);
}

/* The hour of a day that must be there when days are, and only then. */
static double day(const struct outage_row *row, const char *name, const char *text, double days,
                  const char *of_days, struct error *error)
{
    char what[200];
    const int hour = hour_of_day(text);
    if (text[0] == '\0' && days == 0) return 0;
    if (text[0] == '\0')
        snprintf(what, sizeof what, "`%s` is %g, but `%s` is empty, wanted MM-DD", of_days, days,
                 name);
    else if (hour < 0)
        snprintf(what, sizeof what, "`%s` is `%.40s`, wanted a day as 11-15", name, text);
    else
        return hour;
    row_fault(row, error, what);
    return 0;
}

static void complete(struct outage_row *row, struct error *error)
{
    const int faults = error->count;
    const bool fails_by_km = row->part == OUTAGE_CABLE || row->part == OUTAGE_LAND ||
                             row->part == OUTAGE_LINE || row->part == OUTAGE_RETURN;
    const bool has_share = row->part == OUTAGE_PLANT || row->part == OUTAGE_STORE;
    row->closed_from_hour =
        day(row, "closed_from", row->closed_from, row->closed_days, "closed_days", error);
    row->planned_from_hour =
        day(row, "planned_from", row->planned_from, row->planned_days, "planned_days", error);
    const double last_hour =
        day(row, "planned_to", row->planned_to, row->planned_days, "planned_days", error);
    row->planned_window_hour = last_hour + HOURS_PER_DAY - row->planned_from_hour;
    if (row->planned_window_hour <= 0) row->planned_window_hour += HOURS_PER_YEAR;
    if (error->count == faults && row->planned_days > 0 &&
        row->planned_window_hour < row->planned_days * HOURS_PER_DAY)
        row_fault(row, error, "planned_days are longer than from planned_from to planned_to");
    if (!isnan(row->failures_per_100_km_year) && !fails_by_km)
        row_fault(row, error, "failures_per_100_km_year are for cable, land, return and line");
    if (!has_share && isnan(row->failures_per_year) && isnan(row->failures_per_100_km_year))
        row_fault(row, error,
                  fails_by_km ? "neither failures_per_year nor failures_per_100_km_year is given"
                              : "failures_per_year is empty, wanted a number from 0 on");
    if (row->planned_days > 0 && row->part != OUTAGE_PLANT && row->part != OUTAGE_STORE &&
        row->part != OUTAGE_STATION)
        row_fault(row, error, "planned_days are for plants, stores and stations");
}

enum status outage_table_read(const char *path, struct arena *arena, struct outage_table *table,
                              struct error *error)
{
    struct table text;
    void *rows;
    *table = (struct outage_table){.path = path};
    enum status status = table_read(path, arena, &text, error);
    if (status != STATUS_OK) return status;
    status = table_rows(&text, outage_keys, n_outage_key, sizeof(struct outage_row),
                        offsetof(struct outage_row, origin.file_line), arena, &rows, error);
    if (status != STATUS_OK) return status;
    table->n_row = text.n_row;
    table->row = rows;
    table->used = ARENA_ARRAY(arena, bool, text.n_row);
    if (table->used == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < table->n_row; i++) {
        table->row[i].origin.file = path;
        complete(&table->row[i], error);
    }
    return error_status(error);
}

int outage_table_find(const struct outage_table *table, enum outage_part part, const char *id,
                      const char *kind, int row[OUTAGE_CAUSES])
{
    const char *const names[] = {id, kind, "all"};
    for (int level = 0; level < 3; level++) {
        int n = 0;
        for (int i = 0; i < table->n_row; i++) {
            if (table->row[i].part != (int)part || strcmp(table->row[i].of, names[level]) != 0)
                continue;
            if (n < OUTAGE_CAUSES) row[n] = i;
            table->used[i] = true;
            n++;
        }
        if (n > 0) return n;
    }
    return 0;
}

/* Mean hours from failure to work again; a closed season is left out, as it lengthens the time out
 * beyond what forced_outage_share may mean. */
static double mean_repair_hour(const struct outage_row *row)
{
    return row->mobilisation_hour + row->work_hour;
}

struct outage_unit outage_of_row(const struct outage_row *row, const char *id, double km,
                                 double forced_outage_share)
{
    enum { RATE_KM = 100 };
    const double per_km =
        isnan(row->failures_per_100_km_year) ? 0 : row->failures_per_100_km_year / RATE_KM;
    double failures_per_year = isnan(row->failures_per_year) ? 0 : row->failures_per_year;
    if (isnan(row->failures_per_year) && forced_outage_share > 0) /* eq. 277 */
        failures_per_year = forced_outage_share / (1 - forced_outage_share) * HOURS_PER_YEAR /
                            mean_repair_hour(row);
    return (struct outage_unit){
        .id = id,
        .failures_per_year = failures_per_year + per_km * km,
        .mobilisation_hour = row->mobilisation_hour,
        .work_hour = row->work_hour,
        .shape = row->repair,
        .work_log_sd = row->work_log_sd,
        .closed_from_hour = row->closed_from_hour,
        .closed_hour = row->closed_days * HOURS_PER_DAY,
    };
}
