/* Shared by the sources that read and write MATPOWER files, and by nobody else. */
#ifndef NETWORK_MATPOWER_INTERNAL_H
#define NETWORK_MATPOWER_INTERNAL_H

#include "base/text.h"
#include "network/matpower.h"

/* ---- matpower_scan.c: the part of the language that is data ---- */

/* A word that stands for a number inside a matrix: "BR_STATUS" is 11 in a table of changes. */
struct matpower_word {
    const char *name;
    double number;
};

struct scanner {
    const char *path, *start, *at, *end; /* *end is NUL */
    int line;
    int n_word;
    const struct matpower_word *word; /* NULL in a case, which knows Inf and NaN only */
    struct arena *arena;
    struct error *error;
};

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static inline bool is_continuation(const char *at)
{
    return at[0] == '.' && at[1] == '.' && at[2] == '.';
}

enum literal_kind { LITERAL_NUMBER, LITERAL_TEXT, LITERAL_MATRIX, LITERAL_CELLS };

struct matrix {
    int n_row, n_column;
    const double *value; /* [n_row][n_column] */
    const int *line;     /* [n_row] */
};

struct literal {
    enum literal_kind kind;
    const char *source; /* [source_length], as it stands in the file */
    size_t source_length;
    int line;
    struct matrix matrix; /* of a number: 1 by 1 */
    int n_text;
    const char **text; /* [n_text]: of a text one, of cells all */
};

void scanner_start(struct scanner *scanner, const struct text *text, struct arena *arena,
                   struct error *error);

/* Passes over blanks and comments; over line ends too when lines is set, and then also over
 * semicolons and commas, which end a statement. */
void scan_space(struct scanner *scanner, bool lines);

/* The length of the name that starts here: letters, digits, underscores; with dots when dots. */
size_t scan_name(const struct scanner *scanner, bool dots);

/* A number that ends where the language ends one: before a blank, a separator, a bracket, a
 * comment. So "1/3", "2*5", "1-2", "3i" and "x(1)" are refused. In matpower_number.c. */
MUST_CHECK enum status scan_number(struct scanner *scanner, double *number);

/* A number, 'text', "text", [matrix] or {cells}, up to the end of its statement. Faults: an
 * operator or a call in it, rows of different length, what is not closed. */
MUST_CHECK enum status scan_literal(struct scanner *scanner, struct literal *literal);

/* For sentences: the beginning of what stands here, up to the end of the line. */
struct excerpt {
    char text[48];
};
struct excerpt scan_excerpt(const struct scanner *scanner, const char *at);

/* The fault of every statement that is not data. */
enum status scan_refuse(struct scanner *scanner, const char *at);

/* ---- matpower_columns.c: what the columns mean, for reader and writer ---- */

enum column_kind {
    COLUMN_REAL,
    COLUMN_LIMIT,  /* a real that may be infinite */
    COLUMN_LOOSE,  /* a real that may also be NaN: nothing here counts with it */
    COLUMN_NUMBER, /* an int */
    COLUMN_TYPE,   /* enum matpower_bus_type */
    COLUMN_BUS,    /* an int: a position, in the file the number of the bus */
    COLUMN_FLAG,   /* a bool: above 0 is true */
    COLUMN_RATING, /* INFINITY is 0 in the file */
    COLUMN_RATIO   /* tap and is_line of a branch */
};

struct column {
    const char *name;
    enum column_kind kind;
    size_t offset;
    double absent; /* value of an optional column that the file does not have */
};

struct table_kind {
    const char *name; /* of the field */
    const struct column *column;
    int n_column, n_required;
    size_t row_bytes, line_offset;
};

extern const struct table_kind matpower_bus_table, matpower_generator_table, matpower_branch_table,
    matpower_dcline_table;

/* ---- matpower_tables.c ---- */

/* The literals of the fields that are understood; where source is NULL the file has none. */
struct matpower_source {
    struct literal base_mva, version, bus, generator, branch, cost, dcline, dcline_cost, bus_name,
        fuel, kind;
};

MUST_CHECK enum status matpower_fill(const struct matpower_source *source, struct arena *arena,
                                     struct matpower_case *grid, struct error *error);

#endif
