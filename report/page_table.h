/* An hourly CSV table of a result folder, read back as whole numbers: the tables are written with
 * CSV_DECIMALS decimals (report/csv.h), so a cell is a whole number of 1e-4 and is read exactly. */
#ifndef REPORT_PAGE_TABLE_H
#define REPORT_PAGE_TABLE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* What stands for an empty cell. */
#define PAGE_TABLE_NONE INT64_MIN

struct page_table {
    int n_column, n_hour;
    const char **heading; /* [n_column], without that of the time stamps */
    int64_t *count;       /* [n_column][n_hour] in 1e-4 of the unit; of words their places */
    int *n_word;          /* [n_column] how many words there are; 0 for a column of numbers */
    const char ***word;   /* [n_column][n_word] in the order in which they come */
};

/* Where words may stand, a column without a unit in its heading is read as words.
 * *is_there is false, and nothing else happens, when there is no such file. STATUS_BAD_INPUT for
 * a row with other cells than the header has, and for a cell that is no such number. */
MUST_CHECK enum status page_table_read(const char *path, bool has_words, struct arena *arena,
                                       struct page_table *table, bool *is_there,
                                       struct error *error);

#endif
