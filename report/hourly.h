/* The hourly CSV tables of a result: one row per hour, first column `time` (UTC, start of the
 * hour), then one or more columns "id quantity [unit]" per bus, line, link, ... in the order of the
 * network. */
#ifndef REPORT_HOURLY_H
#define REPORT_HOURLY_H

#include "base/status.h"
#include "study/result.h"

#include <stdbool.h>
#include <stdio.h>

struct hourly_quantity {
    const char *word; /* "" when the table holds one quantity only */
    const char *unit;
    /* One of the two: where struct result keeps the hour-major array, or a function. */
    size_t array_offset;
    double (*value)(const struct result *result, int hour, int thing);
};

struct hourly_table {
    const char *file;
    int (*count)(const struct result *result);
    const char *(*id)(const struct result *result, int thing);
    bool (*shown)(const struct result *result, int thing); /* NULL: all */
    const struct hourly_quantity *quantity;
    int n_quantity;
    bool (*asked)(const struct result *result); /* NULL: always */
};

extern const struct hourly_table hourly_tables[];
extern const int n_hourly_table;

MUST_CHECK enum status hourly_write(const struct hourly_table *table, const struct result *result,
                                    FILE *stream, struct error *error);

#endif
