/* Reading the tables of configs/green-corridor in tests. */
#ifndef TESTS_CORRIDOR_H
#define TESTS_CORRIDOR_H

#include "base/table.h"
#include "tests/spec.h"

#define FOLDER "configs/green-corridor/"

struct sheet {
    struct arena arena;
    struct error error;
    struct table table;
};

static bool open_sheet(struct sheet *sheet, const char *name)
{
    char path[100];
    snprintf(path, sizeof path, FOLDER "%s.csv", name);
    if (table_read(path, &sheet->arena, &sheet->table, &sheet->error) == STATUS_OK) return true;
    printf("    %s\n", sheet->error.text);
    return false;
}

/* The text of a cell; NULL when the table has no such column. */
static const char *cell(const struct table *table, int row, const char *column)
{
    const int place = table_column(table, column);
    return place < 0 ? NULL : table->cell[row * table->n_column + place];
}

static double number(const struct table *table, int row, const char *column)
{
    const char *text = cell(table, row, column);
    return text == NULL || text[0] == '\0' ? NAN : strtod(text, NULL);
}

static bool is(const char *text, const char *wanted)
{
    return strcmp(text, wanted) == 0;
}

#endif
