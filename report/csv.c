#include "report/csv.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { POWER_OF_TEN = 10000 }; /* 10 to the power of CSV_DECIMALS */
_Static_assert(CSV_DECIMALS == 4, "POWER_OF_TEN must follow");

/* Beyond this, value x POWER_OF_TEN is no longer a whole number that a double holds exactly. */
#define LARGEST_EXACT 9e15

void csv_begin(struct csv *csv, FILE *stream)
{
    csv->stream = stream;
    csv->row_has_cell = false;
    csv->used = 0;
}

static void flush(struct csv *csv)
{
    fwrite(csv->buffer, 1, csv->used, csv->stream);
    csv->used = 0;
}

static void put(struct csv *csv, const char *bytes, size_t length)
{
    if (length > sizeof csv->buffer - csv->used) flush(csv);
    if (length > sizeof csv->buffer) {
        fwrite(bytes, 1, length, csv->stream);
        return;
    }
    memcpy(csv->buffer + csv->used, bytes, length);
    csv->used += length;
}

static void start_cell(struct csv *csv)
{
    if (csv->row_has_cell) put(csv, ",", 1);
    csv->row_has_cell = true;
}

static bool needs_quotes(const char *text)
{
    return strpbrk(text, ",\"\r\n") != NULL;
}

static void put_escaped(struct csv *csv, const char *text)
{
    for (; *text; text++) {
        if (*text == '"') put(csv, "\"", 1);
        put(csv, text, 1);
    }
}

void csv_text(struct csv *csv, const char *text)
{
    start_cell(csv);
    if (!needs_quotes(text)) {
        put(csv, text, strlen(text));
        return;
    }
    put(csv, "\"", 1);
    put_escaped(csv, text);
    put(csv, "\"", 1);
}

void csv_heading(struct csv *csv, const char *id, const char *quantity, const char *unit)
{
    const bool quoted = needs_quotes(id);
    start_cell(csv);
    if (quoted) put(csv, "\"", 1);
    put_escaped(csv, id);
    if (quantity[0]) put(csv, " ", 1);
    put(csv, quantity, strlen(quantity));
    put(csv, " [", 2);
    put(csv, unit, strlen(unit));
    put(csv, "]", 1);
    if (quoted) put(csv, "\"", 1);
}

/* count = |value| x POWER_OF_TEN, written from the last digit to the first; returns the first
 * place. */
static char *fixed_digits(unsigned long long count, char *end)
{
    char *place = end;
    int decimals = CSV_DECIMALS;
    while (decimals > 0 && count % 10 == 0) {
        count /= 10;
        decimals--;
    }
    if (decimals > 0) {
        for (; decimals > 0; decimals--, count /= 10)
            *--place = (char)('0' + count % 10);
        *--place = '.';
    }
    do
        *--place = (char)('0' + count % 10);
    while ((count /= 10) > 0);
    return place;
}

void csv_number(struct csv *csv, double value)
{
    start_cell(csv);
    const double scaled = value * POWER_OF_TEN;
    if (!isfinite(value)) return;
    char text[400]; /* the longest double has 309 digits before the point */
    if (fabs(scaled) > LARGEST_EXACT) {
        put(csv, text, (size_t)snprintf(text, sizeof text, "%.0f", value));
        return;
    }
    const long long count = llround(scaled);
    char *const end = text + sizeof text;
    char *place = fixed_digits((unsigned long long)(count < 0 ? -count : count), end);
    if (count < 0) *--place = '-';
    put(csv, place, (size_t)(end - place));
}

void csv_end_row(struct csv *csv)
{
    put(csv, "\n", 1);
    csv->row_has_cell = false;
}

enum status csv_end(struct csv *csv, struct error *error)
{
    flush(csv);
    if (fflush(csv->stream) != 0 || ferror(csv->stream))
        return error_set(error, STATUS_IO, "cannot write a CSV table: %s", strerror(errno));
    return STATUS_OK;
}
