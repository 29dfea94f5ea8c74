#include "report/page_table.h"

#include "base/text.h"
#include "report/csv.h"

#include <string.h>
#include <unistd.h>

/* As much as base/table.c takes: a year of hours for some thousand series. */
static const size_t file_limit = (size_t)512 << 20;

/* More digits than any table of ours has before the point; with decimals few enough for int64_t. */
enum { DIGITS_LIMIT = 14 };

static int count_rows(const struct text *text)
{
    int rows = 0;
    const char *const end = text->start + text->length;
    for (const char *c = text->start; c < end; rows++) {
        const char *line_end = memchr(c, '\n', (size_t)(end - c));
        if (line_end == NULL) line_end = end;
        c = line_end + 1;
    }
    return rows;
}

/* The next cell of the header, unquoted in place; *place then stands behind its comma, or at the
 * line end. */
static char *next_heading(char **place)
{
    char *c = *place, *start = c, *out = c;
    const bool quoted = *c == '"';
    if (quoted) c++;
    while (*c != '\0' && *c != '\n' && (quoted || *c != ',')) {
        if (quoted && *c == '"' && *++c != '"') break;
        *out++ = *c++;
    }
    const char last = *c;
    *out = '\0';
    *place = last == ',' ? c + 1 : c;
    if (last == '\n') *place = c;
    return start;
}

static int count_headings(const char *line)
{
    bool quoted = false;
    int cells = 1;
    for (; *line != '\0' && *line != '\n'; line++) {
        if (*line == '"') quoted = !quoted;
        cells += *line == ',' && !quoted;
    }
    return cells;
}

/* The number at *place in 1e-4, PAGE_TABLE_NONE for an empty cell; false for anything else. *place
 * then stands at the comma or line end behind it. */
static bool read_cell(const char **place, int64_t *count)
{
    const char *c = *place;
    const bool negative = *c == '-';
    int64_t number = 0;
    int digits = 0, decimals = -1;
    if (negative) c++;
    for (; (*c >= '0' && *c <= '9') || (*c == '.' && decimals < 0); c++) {
        if (*c == '.') {
            decimals = 0;
            continue;
        }
        if (decimals >= 0 ? ++decimals > CSV_DECIMALS : digits >= DIGITS_LIMIT) return false;
        digits++;
        number = 10 * number + (*c - '0');
    }
    for (int i = decimals < 0 ? 0 : decimals; i < CSV_DECIMALS; i++)
        number *= 10;
    if (digits == 0 && (negative || decimals >= 0)) return false;
    *count = digits == 0 ? PAGE_TABLE_NONE : negative ? -number : number;
    *place = c;
    return *c == ',' || *c == '\n' || *c == '\0';
}

/* The place of a word among those of its column, where it is put when it is new. The cell is not
 * quoted: ids and words of ours hold no commas. */
static bool read_word(const char **place, struct page_table *table, int column, struct arena *arena,
                      int64_t *count)
{
    const size_t length = strcspn(*place, ",\n");
    const char **const word = table->word[column];
    int i = 0;
    while (i < table->n_word[column] &&
           (strlen(word[i]) != length || strncmp(word[i], *place, length) != 0))
        i++;
    if (i == table->n_word[column]) {
        word[i] = arena_text(arena, *place, length);
        if (word[i] == NULL) return false;
        table->n_word[column]++;
    }
    *count = i;
    *place += length;
    return true;
}

static enum status read_row(const char **place, const char *path, int hour, struct arena *arena,
                            struct page_table *table, struct error *error)
{
    const char *c = *place + strcspn(*place, ",\n");
    for (int column = 0; column < table->n_column; column++) {
        int64_t *const count = table->count + (size_t)column * (size_t)table->n_hour + hour;
        if (*c != ',')
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: has %d columns, the first line has %d", path, hour + 2,
                             column + 1, table->n_column + 1);
        c++;
        const char *const cell = c;
        if (table->word[column] != NULL) {
            if (!read_word(&c, table, column, arena, count))
                return error_set(error, STATUS_NO_MEMORY, "%s: no memory for words", path);
            continue;
        }
        if (!read_cell(&c, count))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s:%d: '%.*s' is no number with at most %d decimals", path, hour + 2,
                             (int)strcspn(cell, ",\n"), cell, CSV_DECIMALS);
    }
    if (*c == ',')
        return error_set(error, STATUS_BAD_INPUT, "%s:%d: has more columns than the first line, %d",
                         path, hour + 2, table->n_column + 1);
    *place = *c == '\n' ? c + 1 : c;
    return STATUS_OK;
}

/* Room for as many words as there are hours, in the columns that hold words. */
static bool place_words(struct page_table *table, bool has_words, struct arena *arena)
{
    for (int column = 0; column < table->n_column; column++) {
        table->n_word[column] = 0;
        table->word[column] = NULL;
        if (!has_words || strchr(table->heading[column], '[') != NULL) continue;
        table->word[column] = ARENA_ARRAY(arena, const char *, table->n_hour);
        if (table->word[column] == NULL) return false;
    }
    return true;
}

enum status page_table_read(const char *path, bool has_words, struct arena *arena,
                            struct page_table *table, bool *is_there, struct error *error)
{
    struct text text;
    *table = (struct page_table){0};
    *is_there = access(path, F_OK) == 0;
    if (!*is_there) return STATUS_OK;
    TRY(text_read(path, file_limit, arena, &text, error));
    const int n_heading = count_headings(text.start);
    table->n_column = n_heading - 1;
    table->n_hour = count_rows(&text) - 1;
    if (table->n_hour < 0)
        return error_set(error, STATUS_BAD_INPUT, "%s: is empty, wanted a line of headings", path);
    table->heading = ARENA_ARRAY(arena, const char *, n_heading);
    table->count = ARENA_ARRAY(arena, int64_t, (size_t)table->n_column * (size_t)table->n_hour);
    table->n_word = ARENA_ARRAY(arena, int, n_heading);
    table->word = ARENA_ARRAY(arena, const char **, n_heading);
    if (table->heading == NULL || table->count == NULL || table->n_word == NULL ||
        table->word == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for %d columns", path, n_heading);
    /* Cutting the headings in place overwrites what ends them: the rows are found first. */
    char *place = text.start;
    const char *row = strchr(text.start, '\n');
    row = row != NULL ? row + 1 : text.start + text.length;
    (void)next_heading(&place);
    for (int column = 0; column < table->n_column; column++)
        table->heading[column] = next_heading(&place);
    if (!place_words(table, has_words, arena))
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for words", path);
    for (int hour = 0; hour < table->n_hour; hour++)
        TRY(read_row(&row, path, hour, arena, table, error));
    return STATUS_OK;
}
