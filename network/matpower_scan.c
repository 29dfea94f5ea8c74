#include "network/matpower_internal.h"

#include <string.h>

enum { FIRST_ROWS = 64, FIRST_NUMBERS = 1024, FIRST_TEXTS = 64 };

void scanner_start(struct scanner *scanner, const struct text *text, struct arena *arena,
                   struct error *error)
{
    *scanner = (struct scanner){.path = text->path,
                                .start = text->start,
                                .at = text->start,
                                .end = text->start + text->length,
                                .line = 1,
                                .arena = arena,
                                .error = error};
}

static enum status no_memory(struct scanner *scanner)
{
    return error_set(scanner->error, STATUS_NO_MEMORY, "%s: no memory to read it", scanner->path);
}

struct excerpt scan_excerpt(const struct scanner *scanner, const char *at)
{
    struct excerpt excerpt = {{0}};
    const size_t room = sizeof excerpt.text - 4;
    size_t length = 0;
    while (at + length < scanner->end && at[length] != '\n' && at[length] != '\r')
        length++;
    while (length > 0 && is_blank(at[length - 1]))
        length--;
    const size_t kept = length < room ? length : room;
    memcpy(excerpt.text, at, kept);
    if (kept < length) strcpy(excerpt.text + kept, "...");
    return excerpt;
}

enum status scan_refuse(struct scanner *scanner, const char *at)
{
    if (at >= scanner->end)
        return error_set(scanner->error, STATUS_BAD_INPUT,
                         "%s:%d: the file ends in the middle of a statement; it is cut off",
                         scanner->path, scanner->line);
    return error_set(scanner->error, STATUS_BAD_INPUT,
                     "%s:%d: found `%s`, wanted plain data (field = numbers); the file computes "
                     "here, and what it gives would be misread: load it in MATPOWER and write it "
                     "with savecase",
                     scanner->path, scanner->line, scan_excerpt(scanner, at).text);
}

/* ---- blanks and comments ---- */

static void skip_line(struct scanner *scanner)
{
    const char *end = memchr(scanner->at, '\n', (size_t)(scanner->end - scanner->at));
    scanner->at = end != NULL ? end : scanner->end; /* the line end itself is still to come */
}

/* A line that holds only %{ or %} (or #{ #}) opens or closes a block comment. */
static bool is_fence(const struct scanner *scanner, const char *line, char brace)
{
    while (is_blank(*line))
        line++;
    if ((line[0] != '%' && line[0] != '#') || line[1] != brace) return false;
    line += 2;
    while (is_blank(*line))
        line++;
    return line == scanner->end || *line == '\n';
}

static bool stands_first(const struct scanner *scanner)
{
    const char *at = scanner->at;
    while (at > scanner->start && is_blank(at[-1]))
        at--;
    return at == scanner->start || at[-1] == '\n';
}

/* at stands on a comment sign. */
static void skip_comment(struct scanner *scanner)
{
    if (!stands_first(scanner) || !is_fence(scanner, scanner->at, '{')) {
        skip_line(scanner);
        return;
    }
    int depth = 1;
    while (depth > 0) {
        skip_line(scanner);
        if (scanner->at >= scanner->end) return;
        scanner->at++;
        scanner->line++;
        if (is_fence(scanner, scanner->at, '{')) depth++;
        if (is_fence(scanner, scanner->at, '}')) depth--;
    }
    skip_line(scanner);
}

static void skip_continuation(struct scanner *scanner)
{
    skip_line(scanner);
    if (scanner->at >= scanner->end) return;
    scanner->at++;
    scanner->line++;
}

void scan_space(struct scanner *scanner, bool lines)
{
    while (scanner->at < scanner->end) {
        const char c = *scanner->at;
        if (c == '%' || c == '#')
            skip_comment(scanner);
        else if (is_continuation(scanner->at))
            skip_continuation(scanner);
        else if (c == '\n' && lines)
            scanner->line++, scanner->at++;
        else if (is_blank(c) || (lines && (c == ';' || c == ',')))
            scanner->at++;
        else
            return;
    }
}

size_t scan_name(const struct scanner *scanner, bool dots)
{
    const char *at = scanner->at;
    if (!is_letter(*at)) return 0;
    while (is_letter(*at) || is_digit(*at) || (dots && *at == '.' && is_letter(at[1])))
        at++;
    return (size_t)(at - scanner->at);
}

/* ---- matrices ---- */

struct builder {
    size_t n_value, value_room, n_row, row_room;
    double *value;
    int *line;
    size_t row_start; /* in value */
    size_t width;     /* of the first row */
};

static bool grow(struct arena *arena, void **items, size_t item_bytes, size_t used, size_t *room)
{
    const size_t wanted = *room * 2;
    void *larger = arena_array(arena, wanted, item_bytes);
    if (larger == NULL) return false;
    memcpy(larger, *items, used * item_bytes);
    *items = larger;
    *room = wanted;
    return true;
}

static enum status end_row(struct scanner *scanner, struct builder *builder)
{
    const size_t width = builder->n_value - builder->row_start;
    if (width == 0) return STATUS_OK;
    if (builder->n_row == 0) builder->width = width;
    if (width != builder->width)
        return error_set(scanner->error, STATUS_BAD_INPUT,
                         "%s:%d: a row of %zu numbers, wanted %zu as in the rows above it",
                         scanner->path, scanner->line, width, builder->width);
    if (builder->n_row == builder->row_room) {
        void *line = builder->line;
        if (!grow(scanner->arena, &line, sizeof *builder->line, builder->n_row, &builder->row_room))
            return no_memory(scanner);
        builder->line = line;
    }
    builder->line[builder->n_row++] = scanner->line;
    builder->row_start = builder->n_value;
    return STATUS_OK;
}

static enum status add_number(struct scanner *scanner, struct builder *builder)
{
    if (builder->n_value == builder->value_room) {
        void *value = builder->value;
        if (!grow(scanner->arena, &value, sizeof *builder->value, builder->n_value,
                  &builder->value_room))
            return no_memory(scanner);
        builder->value = value;
    }
    TRY(scan_number(scanner, &builder->value[builder->n_value]));
    builder->n_value++;
    return STATUS_OK;
}

static enum status not_closed(struct scanner *scanner, int line, char bracket)
{
    return error_set(scanner->error, STATUS_BAD_INPUT,
                     "%s:%d: the bracket %c that opens here is not closed; the file is cut off",
                     scanner->path, line, bracket);
}

/* Up to and over the closing bracket. */
static enum status read_rows(struct scanner *scanner, struct builder *builder)
{
    const int first_line = scanner->line;
    bool comma = false; /* a comma that waits for a number */
    while (*scanner->at != ']') {
        const char c = *scanner->at;
        if (is_blank(c)) {
            scanner->at++;
        } else if (c == ';' || c == '\n') {
            TRY(end_row(scanner, builder));
            scanner->line += c == '\n';
            scanner->at++;
            comma = false;
        } else if (c == ',') {
            if (comma || builder->n_value == builder->row_start)
                return scan_refuse(scanner, scanner->at);
            comma = true;
            scanner->at++;
        } else if (scanner->at >= scanner->end) {
            return not_closed(scanner, first_line, '[');
        } else if (c == '%' || c == '#' || is_continuation(scanner->at)) {
            scan_space(scanner, false);
        } else {
            TRY(add_number(scanner, builder));
            comma = false;
        }
    }
    scanner->at++;
    return end_row(scanner, builder);
}

static enum status transpose(struct scanner *scanner, struct matrix *matrix)
{
    const size_t n_row = (size_t)matrix->n_row, n_column = (size_t)matrix->n_column;
    double *value = ARENA_ARRAY(scanner->arena, double, n_row *n_column);
    int *line = ARENA_ARRAY(scanner->arena, int, n_column);
    if (value == NULL || line == NULL) return no_memory(scanner);
    for (size_t column = 0; column < n_column; column++) {
        line[column] = matrix->line[0];
        for (size_t row = 0; row < n_row; row++)
            value[column * n_row + row] = matrix->value[row * n_column + column];
    }
    *matrix = (struct matrix){matrix->n_column, matrix->n_row, value, line};
    return STATUS_OK;
}

static bool take_quote(struct scanner *scanner)
{
    const bool quoted = *scanner->at == '\'' || (scanner->at[0] == '.' && scanner->at[1] == '\'');
    if (quoted) scanner->at += *scanner->at == '.' ? 2 : 1;
    return quoted;
}

static enum status read_matrix(struct scanner *scanner, struct matrix *matrix)
{
    struct builder builder = {.value_room = FIRST_NUMBERS, .row_room = FIRST_ROWS};
    builder.value = ARENA_ARRAY(scanner->arena, double, builder.value_room);
    builder.line = ARENA_ARRAY(scanner->arena, int, builder.row_room);
    if (builder.value == NULL || builder.line == NULL) return no_memory(scanner);
    scanner->at++;
    TRY(read_rows(scanner, &builder));
    *matrix = (struct matrix){(int)builder.n_row, (int)builder.width, builder.value, builder.line};
    return take_quote(scanner) && matrix->n_row > 0 ? transpose(scanner, matrix) : STATUS_OK;
}

/* ---- texts and cells ---- */

/* 'it''s': a doubled quote is one. */
static enum status read_text(struct scanner *scanner, const char **text)
{
    const char quote = *scanner->at, *at = scanner->at + 1;
    const char *line_end = memchr(at, '\n', (size_t)(scanner->end - at));
    if (line_end == NULL) line_end = scanner->end;
    char *out = ARENA_ARRAY(scanner->arena, char, line_end - at + 1);
    size_t length = 0;
    if (out == NULL) return no_memory(scanner);
    for (; at < line_end; at++) {
        if (*at == quote && at[1] != quote) break;
        if (*at == quote) at++;
        out[length++] = *at;
    }
    if (at == line_end)
        return error_set(scanner->error, STATUS_BAD_INPUT,
                         "%s:%d: the text %s is not closed on its line", scanner->path,
                         scanner->line, scan_excerpt(scanner, scanner->at).text);
    scanner->at = at + 1;
    *text = out;
    return STATUS_OK;
}

/* One cell: a text, or a number kept as the text it is, as in columns of mixed cells. */
static enum status read_cell(struct scanner *scanner, const char **text)
{
    const char *first = scanner->at;
    double number;
    if (*first == '\'' || *first == '"') return read_text(scanner, text);
    TRY(scan_number(scanner, &number));
    *text = arena_text(scanner->arena, first, (size_t)(scanner->at - first));
    return *text != NULL ? STATUS_OK : no_memory(scanner);
}

static enum status read_cells(struct scanner *scanner, struct literal *literal)
{
    const int first_line = scanner->line;
    size_t room = FIRST_TEXTS;
    literal->text = ARENA_ARRAY(scanner->arena, const char *, room);
    if (literal->text == NULL) return no_memory(scanner);
    scanner->at++;
    for (scan_space(scanner, true); *scanner->at != '}'; scan_space(scanner, true)) {
        if (scanner->at >= scanner->end) return not_closed(scanner, first_line, '{');
        if ((size_t)literal->n_text == room) {
            void *text = literal->text;
            if (!grow(scanner->arena, &text, sizeof *literal->text, room, &room))
                return no_memory(scanner);
            literal->text = text;
        }
        TRY(read_cell(scanner, &literal->text[literal->n_text]));
        literal->n_text++;
    }
    scanner->at++;
    (void)take_quote(scanner);
    return STATUS_OK;
}

/* ---- literals ---- */

static enum status read_single(struct scanner *scanner, struct literal *literal)
{
    double *value = ARENA_ARRAY(scanner->arena, double, 1);
    int *line = ARENA_ARRAY(scanner->arena, int, 1);
    if (value == NULL || line == NULL) return no_memory(scanner);
    *line = scanner->line;
    literal->matrix = (struct matrix){1, 1, value, line};
    return scan_number(scanner, value);
}

static enum status read_one_text(struct scanner *scanner, struct literal *literal)
{
    literal->text = ARENA_ARRAY(scanner->arena, const char *, 1);
    if (literal->text == NULL) return no_memory(scanner);
    literal->n_text = 1;
    return read_text(scanner, literal->text);
}

static enum status read_value(struct scanner *scanner, struct literal *literal)
{
    switch (*scanner->at) {
    case '[':
        literal->kind = LITERAL_MATRIX;
        return read_matrix(scanner, &literal->matrix);
    case '{':
        literal->kind = LITERAL_CELLS;
        return read_cells(scanner, literal);
    case '\'':
    case '"':
        literal->kind = LITERAL_TEXT;
        return read_one_text(scanner, literal);
    default:
        literal->kind = LITERAL_NUMBER;
        return read_single(scanner, literal);
    }
}

enum status scan_literal(struct scanner *scanner, struct literal *literal)
{
    const char *first = scanner->at;
    *literal = (struct literal){.source = first, .line = scanner->line};
    TRY(read_value(scanner, literal));
    literal->source_length = (size_t)(scanner->at - first);
    scan_space(scanner, false);
    const char c = *scanner->at;
    if (c != ';' && c != ',' && c != '\n' && scanner->at < scanner->end)
        return scan_refuse(scanner, scanner->at);
    return STATUS_OK;
}
