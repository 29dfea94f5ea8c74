#include "study/assumptions.h"

#include "base/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(struct assumption, field)
const struct key assumption_keys[] = {
    {.name = "item",
     .type = KEY_TEXT,
     .offset = AT(item),
     .required = true,
     .help = "what it is, as a study names it"},
    {.name = "region",
     .type = KEY_TEXT,
     .offset = AT(region),
     .help = "country or part it holds for; all or generic: any"},
    {.name = "low",
     .type = KEY_REAL,
     .offset = AT(low),
     .fallback = NAN,
     .help = "least value that is plausible; empty: as central"},
    {.name = "central",
     .type = KEY_REAL,
     .offset = AT(central),
     .fallback = NAN,
     .help = "value that is reckoned with"},
    {.name = "high",
     .type = KEY_REAL,
     .offset = AT(high),
     .fallback = NAN,
     .help = "largest value that is plausible; empty: as central"},
    {.name = "unit", .type = KEY_TEXT, .offset = AT(unit), .help = "of the three values"},
    {.name = "price_basis",
     .type = KEY_TEXT,
     .offset = AT(price_basis),
     .help = "year of the money that amounts are in"},
    {.name = "source",
     .type = KEY_TEXT,
     .offset = AT(origin.source),
     .help = "where the row comes from: keys of SOURCES.md joined by |"},
    {.name = "confidence",
     .type = KEY_CHOICE,
     .offset = AT(origin.confidence),
     .fallback_text = "assumed",
     .choices = "reported|derived|assumed",
     .help = "whether the source prints the number, or it was computed or chosen"},
    {.name = "notes",
     .type = KEY_TEXT,
     .offset = AT(origin.notes),
     .help = "anything a reader should know about the row"},
};
const int n_assumption_key = (int)(sizeof assumption_keys / sizeof *assumption_keys);

/* Low and high are the smaller and the larger value, around the central one. */
static void check_order(const struct assumption *row, struct error *error)
{
    const double low = assumption_at(row, LEVEL_LOW), high = assumption_at(row, LEVEL_HIGH);
    const bool is_known = !isnan(row->central);
    if (is_known ? !(low <= row->central && row->central <= high) : low > high)
        error_add(error, "%s:%d: `%s` has low %g, central %g, high %g, wanted them in rising order",
                  row->origin.file, row->origin.file_line, row->item, row->low, row->central,
                  row->high);
}

static int find(const struct assumptions *assumptions, const char *item, const char *region)
{
    for (int i = 0; i < assumptions->n_row; i++)
        if (strcmp(assumptions->row[i].item, item) == 0 &&
            strcmp(assumptions->row[i].region, region) == 0)
            return i;
    return -1;
}

static enum status read_one(const char *path, struct arena *arena, struct assumptions *all,
                            struct error *error)
{
    struct table table;
    void *read;
    TRY(table_read(path, arena, &table, error));
    TRY(table_rows(&table, assumption_keys, n_assumption_key, sizeof(struct assumption),
                   AT(origin.file_line), arena, &read, error));
    struct assumption *row = ARENA_ARRAY(arena, struct assumption, all->n_row + table.n_row);
    if (row == NULL) return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    if (all->n_row > 0) memcpy(row, all->row, sizeof *row * (size_t)all->n_row);
    all->row = row;
    for (int i = 0; i < table.n_row; i++) {
        struct assumption *here = (struct assumption *)read + i;
        here->origin.file = path;
        check_order(here, error);
        const int before = find(all, here->item, here->region);
        all->row[before < 0 ? all->n_row++ : before] = *here;
    }
    return error_status(error);
}

enum status assumptions_read(int n_path, const char *const *path, struct arena *arena,
                             struct assumptions *assumptions, struct error *error)
{
    *assumptions = (struct assumptions){0};
    for (int i = 0; i < n_path; i++) {
        const enum status status = read_one(path[i], arena, assumptions, error);
        if (status != STATUS_OK && status != STATUS_BAD_INPUT) return status;
    }
    assumptions->taken = ARENA_ARRAY(arena, const struct assumption *, assumptions->n_row + 1);
    if (assumptions->taken == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for assumptions");
    return error_status(error);
}

const struct assumption *assumptions_take(struct assumptions *assumptions, const char *item,
                                          const char *region)
{
    const char *const regions[] = {region, "all", "generic", ""};
    int at = -1;
    for (int i = 0; i < 4 && at < 0; i++)
        at = find(assumptions, item, regions[i]);
    if (at < 0) return NULL;
    const struct assumption *row = &assumptions->row[at];
    for (int i = 0; i < assumptions->n_taken; i++)
        if (assumptions->taken[i] == row) return row;
    assumptions->taken[assumptions->n_taken++] = row;
    return row;
}

void assumptions_want(struct assumptions *assumptions, const char *item, const char *region,
                      const char *setting, struct place place, const struct assumption **found,
                      struct error *error)
{
    enum { NAMES = 256 };
    const char *name[NAMES];
    int n_name = 0;
    const struct assumption *row = assumptions_take(assumptions, item, region);
    if (row != NULL && !isnan(row->central)) {
        *found = row;
        return;
    }
    for (int i = 0; i < assumptions->n_row && n_name < NAMES; i++)
        name[n_name++] = assumptions->row[i].item;
    const char *nearest = row == NULL ? nearest_name(item, n_name, name) : NULL;
    char line[16] = ""; /* a setting that is left out has none */
    if (place.line > 0) snprintf(line, sizeof line, ":%d", place.line);
    error_add(error, "%s%s: `%s` wants the item `%s` of region `%s`, which %s%s%s%s", place.path,
              line, setting, item, region,
              row == NULL ? "no table of `assumptions` has" : "has no central value",
              nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
              nearest != NULL ? "`?" : "");
}

double assumption_at(const struct assumption *assumption, enum level level)
{
    const double value[LEVELS] = {assumption->low, assumption->central, assumption->high};
    return isnan(value[level]) ? assumption->central : value[level];
}
