/* The hourly tables of a result folder, or those by year, as they stand in its page: rounded,
 * coded, in base64. */
#ifndef REPORT_PAGE_SERIES_H
#define REPORT_PAGE_SERIES_H

#include "base/arena.h"
#include "base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct page_column {
    const char *heading; /* "id quantity [unit]", as in the table */
    int step;            /* the numbers are in 10^step of the unit, -4 .. */
    int from;            /* enum code_from */
    size_t start;        /* of its code, in bytes */
    int32_t none;        /* the number that stands for an empty cell, 0 when there is none */
    int n_word;          /* of a column of words, how many; its numbers are their places */
    const char **word;
};

struct page_coded {
    const char *file;
    int n_column, n_hour;
    struct page_column *column; /* [n_column] */
    unsigned char *code;
    size_t code_bytes;
};

enum { PAGE_TABLE_LIMIT = 16 };

struct page_series {
    int n_table, n_left_out;
    struct page_coded table[PAGE_TABLE_LIMIT];
    const char *left_out[PAGE_TABLE_LIMIT]; /* files that found no room */
};

/* What a folder holds the result of. */
enum page_kind { PAGE_DISPATCH, PAGE_INVESTMENT, PAGE_ADEQUACY, PAGE_KINDS };

/* Reads and codes the tables of a kind, most worth a look first, as long as they take no more than
 * room bytes; the others are left out.
 *
 * Rounding, halves away from zero: prices to 0.01 USD/MWh; other quantities to whole MW or MWh, of
 * columns below 200 to the tenth, hundredth, ... that leaves their largest at most 2,000 steps, of
 * columns above 20,000 to tens, hundreds, ... The whole column has one step. */
MUST_CHECK enum status page_series_read(const char *folder, enum page_kind kind, size_t room,
                                        struct arena *arena, struct page_series *series,
                                        struct error *error);

/* As a JSON object: docs/results.md, "The page". */
MUST_CHECK enum status page_series_write(FILE *stream, const struct page_series *series,
                                         struct error *error);

#endif
