/* Writes a CSV table fast: a year of hours times hundreds of columns in well under a second. Cells
 * are separated by commas, rows end in LF, text is quoted only where it must be (RFC 4180). */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>

enum { CSV_BUFFER_BYTES = 65536, CSV_DECIMALS = 4 };

struct csv {
    FILE *stream;
    bool row_has_cell;
    size_t used;
    char buffer[CSV_BUFFER_BYTES];
};

void csv_begin(struct csv *csv, FILE *stream);
void csv_text(struct csv *csv, const char *text);
/* "id quantity [unit]"; quantity may be "" : "id [unit]". */
void csv_heading(struct csv *csv, const char *id, const char *quantity, const char *unit);
/* Rounded to CSV_DECIMALS, halves away from zero, without trailing zeros and never "-0"; a value
 * that is not finite is an empty cell. */
void csv_number(struct csv *csv, double value);
void csv_end_row(struct csv *csv);

/* STATUS_IO when the stream could not take everything. The stream stays open and is flushed. */
MUST_CHECK enum status csv_end(struct csv *csv, struct error *error);

#endif
