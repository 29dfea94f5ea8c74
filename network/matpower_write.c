#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "network/matpower_internal.h"

enum { NUMBER_BYTES = 32 };

/* The shortest of %.15g and %.17g that reads back as the same double. */
static void write_number(FILE *stream, double number)
{
    char text[NUMBER_BYTES];
    if (isinf(number)) {
        fputs(number < 0 ? "-Inf" : "Inf", stream);
    } else if (isnan(number)) {
        fputs("NaN", stream);
    } else if (number == floor(number) && fabs(number) < 1e9 && !(number == 0 && signbit(number))) {
        fprintf(stream, "%ld", (long)number);
    } else {
        snprintf(text, sizeof text, "%.15g", number);
        if (strtod(text, NULL) != number) snprintf(text, sizeof text, "%.17g", number);
        fputs(text, stream);
    }
}

static double number_of(const struct matpower_case *grid, const struct column *column,
                        const void *row)
{
    const void *place = (const char *)row + column->offset;
    switch (column->kind) {
    case COLUMN_REAL:
    case COLUMN_LIMIT:
    case COLUMN_LOOSE:
        break;
    case COLUMN_NUMBER:
        return *(const int *)place;
    case COLUMN_TYPE:
        return (double)*(const enum matpower_bus_type *)place;
    case COLUMN_BUS:
        return grid->bus[*(const int *)place].number;
    case COLUMN_FLAG:
        return *(const bool *)place;
    case COLUMN_RATING:
        return isinf(*(const double *)place) ? 0 : *(const double *)place;
    case COLUMN_RATIO:
        return ((const struct matpower_branch *)row)->is_line ? 0 : *(const double *)place;
    }
    return *(const double *)place;
}

static void write_table(FILE *stream, const struct matpower_case *grid,
                        const struct table_kind *kind, int n_row, int n_column, const void *rows,
                        const struct matpower_more *more)
{
    fputs("\n%", stream);
    for (int j = 0; j < n_column; j++)
        fprintf(stream, "\t%s", kind->column[j].name);
    fprintf(stream, "\nmpc.%s = [\n", kind->name);
    for (int i = 0; i < n_row; i++) {
        const char *row = (const char *)rows + (size_t)i * kind->row_bytes;
        for (int j = 0; j < n_column; j++) {
            fputc('\t', stream);
            write_number(stream, number_of(grid, &kind->column[j], row));
        }
        for (int j = 0; j < more->n_column; j++) {
            fputc('\t', stream);
            write_number(stream, more->value[(size_t)i * (size_t)more->n_column + (size_t)j]);
        }
        fputs(";\n", stream);
    }
    fputs("];\n", stream);
}

static int numbers_of(const struct matpower_cost *cost)
{
    return cost->model == MATPOWER_PIECEWISE ? 2 * cost->count : cost->count;
}

static int widest(int n, const struct matpower_cost *cost)
{
    int width = 0;
    for (int i = 0; i < n; i++)
        if (numbers_of(&cost[i]) > width) width = numbers_of(&cost[i]);
    return width;
}

/* Rows of one width, filled up with zeros. */
static void write_cost_rows(FILE *stream, int n, const struct matpower_cost *cost, int width)
{
    for (int i = 0; i < n; i++) {
        fprintf(stream, "\t%d\t", (int)cost[i].model);
        write_number(stream, cost[i].startup_usd);
        fputc('\t', stream);
        write_number(stream, cost[i].shutdown_usd);
        fprintf(stream, "\t%d", cost[i].count);
        for (int j = 0; j < width; j++) {
            fputc('\t', stream);
            write_number(stream, j < numbers_of(&cost[i]) ? cost[i].value[j] : 0);
        }
        fputs(";\n", stream);
    }
}

static void write_costs(FILE *stream, const char *name, int n, const struct matpower_cost *cost,
                        const struct matpower_cost *second)
{
    if (cost == NULL) return;
    int width = widest(n, cost);
    if (second != NULL && widest(n, second) > width) width = widest(n, second);
    fprintf(stream,
            "\n%%\t1\tstartup\tshutdown\tn\tx1\ty1\t...\txn\tyn\n"
            "%%\t2\tstartup\tshutdown\tn\tc(n-1)\t...\tc0\nmpc.%s = [\n",
            name);
    write_cost_rows(stream, n, cost, width);
    if (second != NULL) write_cost_rows(stream, n, second, width);
    fputs("];\n", stream);
}

static void write_texts(FILE *stream, const char *name, int n, const char *const *text)
{
    if (text == NULL) return;
    fprintf(stream, "\nmpc.%s = {\n", name);
    for (int i = 0; i < n; i++) {
        fputs("\t'", stream);
        for (const char *c = text[i]; *c != '\0'; c++) {
            if (*c == '\'') fputc('\'', stream);
            fputc(*c, stream);
        }
        fputs("';\n", stream);
    }
    fputs("};\n", stream);
}

enum status matpower_write(const struct matpower_case *grid, const char *path, struct error *error)
{
    struct file file;
    TRY(file_begin(path, &file, error));
    FILE *out = file.stream;
    fprintf(out, "function mpc = %s\nmpc.version = '2';\nmpc.baseMVA = ", grid->name);
    write_number(out, grid->base_mva);
    fputs(";\n", out);
    write_table(out, grid, &matpower_bus_table, grid->n_bus, grid->bus_columns, grid->bus,
                &grid->bus_more);
    write_table(out, grid, &matpower_generator_table, grid->n_generator, grid->generator_columns,
                grid->generator, &grid->generator_more);
    write_table(out, grid, &matpower_branch_table, grid->n_branch, grid->branch_columns,
                grid->branch, &grid->branch_more);
    write_costs(out, "gencost", grid->n_generator, grid->cost, grid->reactive_cost);
    if (grid->n_dcline > 0)
        write_table(out, grid, &matpower_dcline_table, grid->n_dcline, grid->dcline_columns,
                    grid->dcline, &grid->dcline_more);
    write_costs(out, "dclinecost", grid->n_dcline, grid->dcline_cost, NULL);
    write_texts(out, "bus_name", grid->n_bus, grid->bus_name);
    write_texts(out, "genfuel", grid->n_generator, grid->fuel);
    write_texts(out, "gentype", grid->n_generator, grid->kind);
    for (int i = 0; i < grid->n_field; i++)
        fprintf(out, "\nmpc.%s = %s;\n", grid->field[i].name, grid->field[i].text);
    return file_commit(&file, error);
}
