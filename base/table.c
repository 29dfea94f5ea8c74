#include "base/table.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* A year of hours for some thousand series fits; beyond it the file is not meant for us. */
static const size_t file_limit = (size_t)512 << 20;

/* Where the reader stands in the text. Cells are cut and unquoted in place. */
struct reader {
    const char *path;
    char *next, *end; /* next line; end of the text */
    int line;         /* number of the line returned last */
};

/* The next line that holds cells, ended by NUL and without its line end, or NULL. */
static char *next_line(struct reader *reader)
{
    while (reader->next < reader->end) {
        char *start = reader->next;
        char *stop = memchr(start, '\n', (size_t)(reader->end - start));
        if (stop == NULL) stop = reader->end;
        reader->next = stop + 1;
        reader->line++;
        const char *first = start, *last = stop;
        text_trim(&first, &last);
        if (first == last || *first == '#') continue;
        *stop = '\0';
        start[last - start] = '\0';
        return start;
    }
    return NULL;
}

static int count_lines(struct reader reader) /* a copy: the text is not cut */
{
    int count = 0;
    while (reader.next < reader.end) {
        const char *first = reader.next;
        const char *last = memchr(first, '\n', (size_t)(reader.end - first));
        if (last == NULL) last = reader.end;
        reader.next += last - first + 1;
        text_trim(&first, &last);
        count += first != last && *first != '#';
    }
    return count;
}

/* The quote that closes the one given, or the NUL at the end. */
static const char *closing_quote(const char *quote)
{
    const char *c = quote + 1;
    while (*c != '\0' && (c[0] != '"' || c[1] == '"'))
        c += *c == '"' ? 2 : 1;
    return c;
}

static int count_cells(const char *line)
{
    for (int count = 1;; count++, line++) {
        line += strspn(line, " \t");
        if (*line == '"') line = closing_quote(line);
        line += strcspn(line, ",");
        if (*line == '\0') return count;
    }
}

/* Unquotes the cell whose opening quote is at `quote` and moves *rest behind it: to the comma or
 * the NUL. Returns what is wrong, or NULL. */
static const char *unquote(char *quote, char **rest)
{
    char *to = quote, *from = quote + 1, *const close = from + (closing_quote(quote) - from);
    if (*close == '\0') return "is quoted, and the quote is not closed in its line";
    while (from < close) {
        if (*from == '"') from++; /* the first of a doubled one */
        *to++ = *from++;
    }
    from = close + 1 + strspn(close + 1, " \t");
    if (*from != ',' && *from != '\0') return "goes on after its closing quote";
    *rest = from;
    *to = '\0';
    return NULL;
}

/* Cuts a line into cells; at most n_cell are stored, all are counted. */
static int cut_line(const struct reader *reader, char *line, int n_cell, const char **cell,
                    struct error *error)
{
    int count = 0;
    for (char *rest = line;; rest++, count++) {
        rest += strspn(rest, " \t");
        const char *first = rest;
        bool last;
        if (*rest == '"') {
            char *quote = rest;
            const char *fault = unquote(quote, &rest);
            if (fault != NULL) {
                error_add(error, "%s:%d: cell %d %s", reader->path, reader->line, count + 1, fault);
                return -1;
            }
            last = *rest == '\0';
        } else {
            rest += strcspn(rest, ",");
            last = *rest == '\0';
            const char *stop = rest;
            text_trim(&first, &stop);
            rest[stop - rest] = '\0';
        }
        if (count < n_cell) cell[count] = first;
        if (last) return count + 1;
    }
}

static void check_header(const struct table *table, struct error *error)
{
    for (int column = 0; column < table->n_column; column++) {
        const char *name = table->column_name[column];
        if (name[0] == '\0')
            error_add(error, "%s:%d: column %d has no name, wanted one, or no comma before it",
                      table->path, table->header_line, column + 1);
        else if (table_column(table, name) < column)
            error_add(error, "%s:%d: two columns are named `%.80s`; remove one", table->path,
                      table->header_line, name);
    }
}

static enum status read_header(struct reader *reader, struct arena *arena, struct table *table,
                               struct error *error)
{
    char *line = next_line(reader);
    if (line == NULL)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:1: the file is empty, wanted a line of column names", table->path);
    const char *other = strchr(line, ';') != NULL ? "semicolons" : "tabs";
    if (strchr(line, ',') == NULL && strpbrk(line, ";\t") != NULL)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: the columns are separated by %s; save the file with commas "
                         "between columns and decimal points in numbers",
                         table->path, reader->line, other);
    table->header_line = reader->line;
    table->n_column = count_cells(line);
    table->column_name = ARENA_ARRAY(arena, const char *, table->n_column);
    if (table->column_name == NULL) return STATUS_NO_MEMORY;
    if (cut_line(reader, line, table->n_column, table->column_name, error) != table->n_column)
        return STATUS_BAD_INPUT;
    check_header(table, error);
    return STATUS_OK;
}

static enum status read_rows(struct reader *reader, struct arena *arena, struct table *table,
                             struct error *error)
{
    const int n_line = count_lines(*reader);
    table->cell = arena_array(arena, (size_t)n_line, (size_t)table->n_column * sizeof(char *));
    table->line = ARENA_ARRAY(arena, int, n_line);
    if (table->cell == NULL || table->line == NULL) return STATUS_NO_MEMORY;
    for (char *line; (line = next_line(reader)) != NULL;) {
        const char **cell = table->cell + (size_t)table->n_row * (size_t)table->n_column;
        const int found = cut_line(reader, line, table->n_column, cell, error);
        if (found == table->n_column)
            table->line[table->n_row++] = reader->line;
        else if (found >= 0)
            error_add(error, "%s:%d: the row has %d cells, wanted %d as in the header%s",
                      table->path, reader->line, found, table->n_column,
                      found > table->n_column ? "; put text that holds a comma in quotes" : "");
    }
    if (n_line == 0)
        error_add(error, "%s:%d: there are column names and no rows, wanted at least one row",
                  table->path, table->header_line);
    return STATUS_OK;
}

enum status table_read(const char *path, struct arena *arena, struct table *table,
                       struct error *error)
{
    struct text text;
    const int faults = error->count;
    *table = (struct table){.path = path};
    TRY(text_read(path, file_limit, arena, &text, error));
    struct reader reader = {path, text.start, text.start + text.length, 0};
    enum status status = read_header(&reader, arena, table, error);
    if (status == STATUS_OK) status = read_rows(&reader, arena, table, error);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "%s: no memory for its cells", path);
    return error->count > faults ? STATUS_BAD_INPUT : status;
}

int table_column(const struct table *table, const char *name)
{
    for (int column = 0; column < table->n_column; column++)
        if (strcmp(table->column_name[column], name) == 0) return column;
    return -1;
}

static void match_columns(const struct table *table, const struct key *keys, int n_key,
                          struct error *error)
{
    for (int column = 0; column < table->n_column; column++) {
        const char *name = table->column_name[column];
        if (key_find(keys, n_key, name) != NULL) continue;
        const char *nearest = key_nearest(keys, n_key, name);
        if (nearest != NULL)
            error_add(error, "%s:%d: unknown column `%.80s`; did you mean `%s`?", table->path,
                      table->header_line, name, nearest);
        else
            error_add(error,
                      "%s:%d: unknown column `%.80s`, wanted one that `corridor help` lists for "
                      "this table",
                      table->path, table->header_line, name);
    }
    for (int i = 0; i < n_key; i++)
        if (keys[i].required && table_column(table, keys[i].name) < 0)
            error_add(error, "%s:%d: the column `%s` is missing: %s", table->path,
                      table->header_line, keys[i].name, keys[i].help);
}

/* Fills one struct from one row; key_of_column[c] is NULL for an unknown column. */
static enum status fill_row(const struct table *table, int row, const struct key **key_of_column,
                            void *target, struct arena *arena, struct error *error)
{
    const char **cell = table->cell + (size_t)row * (size_t)table->n_column;
    const struct place place = {table->path, table->line[row]};
    for (int column = 0; column < table->n_column; column++)
        if (key_of_column[column] != NULL)
            TRY(key_store_text(key_of_column[column], cell[column], place, target, arena, error));
    return STATUS_OK;
}

enum status table_rows(const struct table *table, const struct key *keys, int n_key,
                       size_t row_bytes, size_t line_offset, struct arena *arena, void **rows,
                       struct error *error)
{
    const int faults = error->count;
    char *filled = arena_array(arena, (size_t)table->n_row, row_bytes);
    const struct key **key_of_column = ARENA_ARRAY(arena, const struct key *, table->n_column);
    if (filled == NULL || key_of_column == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for its rows", table->path);
    match_columns(table, keys, n_key, error);
    for (int column = 0; column < table->n_column; column++)
        key_of_column[column] = key_find(keys, n_key, table->column_name[column]);
    for (int row = 0; row < table->n_row; row++) {
        char *target = filled + (size_t)row * row_bytes;
        keys_set_fallbacks(keys, n_key, target);
        if (line_offset != (size_t)-1) *(int *)(void *)(target + line_offset) = table->line[row];
        const enum status status = fill_row(table, row, key_of_column, target, arena, error);
        if (status != STATUS_OK)
            return error_set(error, status, "%s: no memory for its rows", table->path);
    }
    *rows = filled;
    return error->count > faults ? STATUS_BAD_INPUT : STATUS_OK;
}
