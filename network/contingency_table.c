#include "network/contingency_table.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "network/matpower_internal.h"

enum { FILE_LIMIT = 1 << 28 };

/* The columns of a table of changes, and the words in it that outages need (idx_ct.m). */
enum { LABEL, PROBABILITY, TABLE, ROW, COLUMN, CHANGE, VALUE, WIDTH };
enum { TABLE_GENERATOR = 2, TABLE_BRANCH = 3, REPLACE = 1 };
enum { GENERATOR_STATUS = 8, BRANCH_STATUS = 11 };

static const struct matpower_word words[] = {
    {"CT_TGEN", TABLE_GENERATOR},     {"CT_TBRCH", TABLE_BRANCH},   {"CT_REP", REPLACE},
    {"GEN_STATUS", GENERATOR_STATUS}, {"BR_STATUS", BRANCH_STATUS},
};

static bool takes(struct scanner *scanner, const char *word)
{
    const size_t length = scan_name(scanner, false);
    if (length != strlen(word) || memcmp(scanner->at, word, length) != 0) return false;
    scanner->at += length;
    return true;
}

/* function chgtab = NAME; define_constants; chgtab = [ ... ]; */
static enum status find_changes(struct scanner *scanner, struct literal *literal)
{
    const char *variable = "chgtab";
    size_t length = strlen(variable);
    scan_space(scanner, true);
    if (takes(scanner, "function")) {
        scan_space(scanner, false);
        variable = scanner->at;
        length = scan_name(scanner, false);
        scanner->at += length;
        scan_space(scanner, false);
        if (length == 0 || *scanner->at != '=') return scan_refuse(scanner, scanner->at);
        scanner->at++;
        scan_space(scanner, false);
        scanner->at += scan_name(scanner, false);
    }
    scan_space(scanner, true);
    if (takes(scanner, "define_constants")) scan_space(scanner, true);
    const char *first = scanner->at;
    const size_t found = scan_name(scanner, false);
    if (found != length || memcmp(first, variable, length) != 0) return scan_refuse(scanner, first);
    scanner->at += length;
    scan_space(scanner, false);
    if (*scanner->at != '=') return scan_refuse(scanner, first);
    scanner->at++;
    scan_space(scanner, false);
    TRY(scan_literal(scanner, literal));
    scan_space(scanner, true);
    if (scanner->at < scanner->end && !takes(scanner, "end"))
        return scan_refuse(scanner, scanner->at);
    return STATUS_OK;
}

static bool is_outage(const double *row)
{
    const bool is_branch = row[TABLE] == TABLE_BRANCH && row[COLUMN] == BRANCH_STATUS;
    const bool is_generator = row[TABLE] == TABLE_GENERATOR && row[COLUMN] == GENERATOR_STATUS;
    return (is_branch || is_generator) && row[CHANGE] == REPLACE && row[VALUE] == 0;
}

/* MATPOWER applies all rows of a label at once, wherever they stand. */
static bool label_was_before(const struct contingency_table *table, int label)
{
    for (int i = 0; i + 1 < table->n_contingency; i++)
        if (table->contingency[i].label == label) return true;
    return false;
}

static void read_row(const double *row, int line, const struct matpower_case *grid,
                     struct contingency_table *table, struct error *error)
{
    const bool is_branch = row[TABLE] == TABLE_BRANCH;
    const int limit = is_branch ? grid->n_branch : grid->n_generator;
    const bool has_label = row[LABEL] == floor(row[LABEL]) && fabs(row[LABEL]) < INT_MAX;
    struct contingency *newest =
        table->n_contingency > 0 ? &table->contingency[table->n_contingency - 1] : NULL;
    if (!is_outage(row) || !has_label) {
        error_add(error,
                  "%s:%d: a change that is no outage, wanted LABEL PROB CT_TBRCH ROW BR_STATUS "
                  "CT_REP 0, or CT_TGEN and GEN_STATUS",
                  grid->path, line);
        return;
    }
    if (!(row[PROBABILITY] >= 0 && row[PROBABILITY] <= 1)) {
        error_add(error, "%s:%d: probability %g, wanted 0 to 1", grid->path, line,
                  row[PROBABILITY]);
        return;
    }
    if (!(row[ROW] >= 1 && row[ROW] <= limit) || row[ROW] != floor(row[ROW])) {
        error_add(error, "%s:%d: %s %g, wanted 1 to %d as in the case %s", grid->path, line,
                  is_branch ? "branch" : "generator", row[ROW], limit, grid->name);
        return;
    }
    if (newest == NULL || newest->label != (int)row[LABEL]) {
        if (label_was_before(table, (int)row[LABEL])) {
            error_add(error,
                      "%s:%d: label %d comes again after others; wanted its rows one after the "
                      "other, as they are one contingency",
                      grid->path, line, (int)row[LABEL]);
            return;
        }
        newest = &table->contingency[table->n_contingency++];
        *newest = (struct contingency){.label = (int)row[LABEL],
                                       .probability_share = row[PROBABILITY],
                                       .first = table->n_outage};
    }
    newest->count++;
    table->outage[table->n_outage++] =
        (struct outage){is_branch ? OUTAGE_BRANCH : OUTAGE_GENERATOR, (int)row[ROW] - 1, line};
}

enum status contingency_table_read(const char *path, const struct matpower_case *grid,
                                   struct arena *arena, struct contingency_table *table,
                                   struct error *error)
{
    struct text text;
    struct scanner scanner;
    struct literal literal;
    struct matpower_case named = *grid; /* so that faults name the table, not the case */
    *table = (struct contingency_table){.n_contingency = 0};
    TRY(text_read(path, FILE_LIMIT, arena, &text, error));
    scanner_start(&scanner, &text, arena, error);
    scanner.word = words;
    scanner.n_word = sizeof words / sizeof *words;
    TRY(find_changes(&scanner, &literal));
    const struct matrix *matrix = &literal.matrix;
    if (matrix->n_row > 0 && matrix->n_column != WIDTH)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: changes of %d columns, wanted %d: label, probability, table, row, "
                         "column, kind of change, value",
                         path, literal.line, matrix->n_column, WIDTH);
    table->contingency = ARENA_ARRAY(arena, struct contingency, matrix->n_row);
    table->outage = ARENA_ARRAY(arena, struct outage, matrix->n_row);
    if (table->contingency == NULL || table->outage == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for its contingencies", path);
    named.path = path;
    for (int row = 0; row < matrix->n_row; row++)
        read_row(matrix->value + (size_t)row * WIDTH, matrix->line[row], &named, table, error);
    return error_status(error);
}
