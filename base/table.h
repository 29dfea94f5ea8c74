/* CSV tables with line numbers: UTF-8 (a BOM is skipped), one header row, quoted cells may hold
 * commas, doubled quotes and no line breaks, LF or CRLF, comma as separator (semicolon and tab are
 * refused with a hint), lines that are empty or start with # are skipped. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"

struct table {
    const char *path;
    int n_column, n_row, header_line;
    const char **column_name; /* [n_column], trimmed */
    const char **cell;        /* [n_row][n_column], trimmed, unquoted */
    int *line;                /* [n_row], 1-based line in the file */
};

/* Reads a whole file. All faults are added to error: a row with too few or too many cells, an
 * unclosed quote, a column named twice, a NUL byte, no rows at all. STATUS_IO when the file cannot
 * be opened. */
MUST_CHECK enum status table_read(const char *path, struct arena *arena, struct table *table,
                                  struct error *error);

/* Position of a column, or -1. */
int table_column(const struct table *table, const char *name);

/* Fills one struct of row_bytes per row by the keys, which name the columns. An unknown column is a
 * fault with the nearest key; a missing column is one when its key is required. If line_offset is
 * not (size_t)-1, the row's line number is stored there as an int. *rows has table->n_row structs.
 */
MUST_CHECK enum status table_rows(const struct table *table, const struct key *keys, int n_key,
                                  size_t row_bytes, size_t line_offset, struct arena *arena,
                                  void **rows, struct error *error);

#endif
