#include "report/page_series.h"

#include "base/file.h"
#include "report/csv.h"
#include "report/json.h"
#include "report/page_code.h"
#include "report/page_table.h"

#include <string.h>
#include <sys/stat.h>

/* In the order in which they find room. */
static const char *const hourly[] = {
    "export.csv",
    "prices.csv",
    "line_flows.csv",
    "hvdc.csv",
    "dispatch.csv",
    "load.csv",
    "markets.csv",
    "storage.csv",
    "curtailment.csv",
    "shedding.csv",
    "line_shadow_prices.csv",
    "reserves.csv",
    "security_hours.csv", /* where `corridor security` has put it beside the result */
};
static const char *const cash_flow[] = {"cash_flow.csv"};
static const char *const sampled_years[] = {"adequacy_years.csv"};

enum { HOURLY = sizeof hourly / sizeof *hourly };
_Static_assert((int)HOURLY <= (int)PAGE_TABLE_LIMIT, "every file has a place");

static const struct {
    int n_file;
    const char *const *file;
} tables_of[PAGE_KINDS] = {[PAGE_DISPATCH] = {HOURLY, hourly},
                           [PAGE_INVESTMENT] = {1, cash_flow},
                           [PAGE_ADEQUACY] = {1, sampled_years}};

/* In 1e-4 of a unit. */
enum { CENT = 100, CENT_STEP = -2, ONE = 10000, MOST_CENTS = 100000000 };

/* Steps that the largest number of a column may have: of whole MW or MWh, and of fractions. */
enum { MOST_WHOLE_STEPS = 20000, MOST_FRACTIONS = 2000 };

/* Bytes of JSON around a column. */
enum { COLUMN_ROOM = 80, WORD_ROOM = 3 };

/* A table takes about a tenth of its bytes in the page: a larger one finds no room in 5 MB and is
 * not worth the memory to read it. */
static const long long most_table_bytes = 128LL << 20;

/* The one table with words in it. */
static bool has_words(const char *file)
{
    return strcmp(file, "security_hours.csv") == 0;
}

static int64_t size_of(int64_t count)
{
    return count < 0 ? -count : count;
}

static int64_t largest_of(int n_hour, const int64_t *count)
{
    int64_t largest = 0;
    for (int hour = 0; hour < n_hour; hour++)
        if (count[hour] != PAGE_TABLE_NONE && size_of(count[hour]) > largest)
            largest = size_of(count[hour]);
    return largest;
}

static int64_t rounded(int64_t count, int64_t unit)
{
    const int64_t whole = (size_of(count) + unit / 2) / unit;
    return count < 0 ? -whole : whole;
}

/* How many 1e-4 a step of the column has; *step is its power of ten. */
static int64_t unit_of(const char *heading, int64_t largest, int *step)
{
    const bool is_price = strstr(heading, "[USD/MWh]") != NULL;
    int64_t unit = is_price ? CENT : 1;
    *step = is_price ? CENT_STEP : -CSV_DECIMALS;
    while (largest / unit > (is_price     ? MOST_CENTS
                             : unit < ONE ? MOST_FRACTIONS
                                          : MOST_WHOLE_STEPS)) {
        unit *= 10;
        ++*step;
    }
    return unit;
}

static void round_column(const struct page_table *table, int position, struct page_column *column,
                         int32_t *value)
{
    const int64_t *const count = table->count + (size_t)position * (size_t)table->n_hour;
    const int64_t largest = largest_of(table->n_hour, count);
    const int64_t unit = unit_of(table->heading[position], largest, &column->step);
    column->heading = table->heading[position];
    for (int hour = 0; hour < table->n_hour; hour++) {
        if (count[hour] == PAGE_TABLE_NONE) column->none = (int32_t)(rounded(largest, unit) + 1);
        value[hour] = count[hour] != PAGE_TABLE_NONE ? (int32_t)rounded(count[hour], unit) : 0;
    }
    for (int hour = 0; hour < table->n_hour && column->none != 0; hour++)
        if (count[hour] == PAGE_TABLE_NONE) value[hour] = column->none;
}

/* The words outlive the table. */
static bool keep_words(const struct page_table *table, int position, struct arena *arena,
                       struct page_column *column, int32_t *value)
{
    column->n_word = table->n_word[position];
    column->word = ARENA_ARRAY(arena, const char *, column->n_word);
    if (column->word == NULL) return false;
    for (int i = 0; i < column->n_word; i++) {
        const char *const word = table->word[position][i];
        column->word[i] = arena_text(arena, word, strlen(word));
        if (column->word[i] == NULL) return false;
    }
    const int64_t *const count = table->count + (size_t)position * (size_t)table->n_hour;
    for (int hour = 0; hour < table->n_hour; hour++)
        value[hour] = (int32_t)count[hour];
    column->heading = table->heading[position];
    return true;
}

/* The code grows into an array of the arena that has twice the room as soon as it is too small. */
static unsigned char *room_for(struct page_coded *coded, size_t more, size_t *room,
                               struct arena *arena)
{
    if (coded->code_bytes + more <= *room) return coded->code;
    *room = 2 * (coded->code_bytes + more);
    unsigned char *larger = ARENA_ARRAY(arena, unsigned char, *room);
    if (larger != NULL && coded->code_bytes > 0) memcpy(larger, coded->code, coded->code_bytes);
    return larger;
}

static enum status code_table(const struct page_table *table, const char *file, struct arena *arena,
                              struct page_coded *coded, struct error *error)
{
    size_t room = 0;
    *coded =
        (struct page_coded){.file = file, .n_column = table->n_column, .n_hour = table->n_hour};
    coded->column = ARENA_ARRAY(arena, struct page_column, table->n_column);
    int32_t *const value = ARENA_ARRAY(arena, int32_t, table->n_hour);
    if (coded->column == NULL || value == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the page");
    for (int i = 0; i < table->n_column; i++) {
        struct page_column *const column = &coded->column[i];
        *column = (struct page_column){0};
        if (table->n_word[i] == 0)
            round_column(table, i, column, value);
        else if (!keep_words(table, i, arena, column, value))
            return error_set(error, STATUS_NO_MEMORY, "no memory for the page");
        const size_t length = strlen(column->heading);
        column->heading = arena_text(arena, column->heading, length);
        coded->code = room_for(coded, code_bytes(table->n_hour), &room, arena);
        if (coded->code == NULL || column->heading == NULL)
            return error_set(error, STATUS_NO_MEMORY, "no memory for the page");
        column->from = (int)code_choose(table->n_hour, value);
        column->start = coded->code_bytes;
        coded->code_bytes += code_column(table->n_hour, value, (enum code_from)column->from,
                                         coded->code + coded->code_bytes);
    }
    return STATUS_OK;
}

static size_t bytes_in_page(const struct page_coded *coded)
{
    size_t bytes = (coded->code_bytes + 2) / 3 * 4;
    for (int i = 0; i < coded->n_column; i++) {
        const struct page_column *const column = &coded->column[i];
        bytes += strlen(column->heading) + COLUMN_ROOM;
        for (int k = 0; k < column->n_word; k++)
            bytes += strlen(column->word[k]) + WORD_ROOM;
    }
    return bytes;
}

static bool is_too_large(const char *path)
{
    struct stat entry;
    return stat(path, &entry) == 0 && entry.st_size > most_table_bytes;
}

static enum status read_file(const char *folder, const char *file, size_t *room,
                             struct arena *arena, struct page_series *series, struct error *error)
{
    char path[FILE_PATH_BYTES];
    struct arena scratch = {0};
    struct page_table table;
    bool is_there;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (is_too_large(path)) {
        series->left_out[series->n_left_out++] = file;
        return STATUS_OK;
    }
    enum status status = page_table_read(path, has_words(file), &scratch, &table, &is_there, error);
    if (status == STATUS_OK && is_there && table.n_column > 0) {
        struct page_coded *const coded = &series->table[series->n_table];
        status = code_table(&table, file, arena, coded, error);
        const size_t bytes = status == STATUS_OK ? bytes_in_page(coded) : 0;
        if (bytes > *room) {
            series->left_out[series->n_left_out++] = file;
        } else {
            *room -= bytes;
            series->n_table++;
        }
    }
    arena_free(&scratch);
    return status;
}

enum status page_series_read(const char *folder, enum page_kind kind, size_t room,
                             struct arena *arena, struct page_series *series, struct error *error)
{
    *series = (struct page_series){0};
    for (int i = 0; i < tables_of[kind].n_file; i++)
        TRY(read_file(folder, tables_of[kind].file[i], &room, arena, series, error));
    return STATUS_OK;
}

static void write_base64(FILE *stream, const unsigned char *byte, size_t length)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        const unsigned second = i + 1 < length ? byte[i + 1] : 0;
        const unsigned third = i + 2 < length ? byte[i + 2] : 0;
        const unsigned bits = (unsigned)byte[i] << 16 | second << 8 | third;
        putc(digit[bits >> 18], stream);
        putc(digit[bits >> 12 & 63], stream);
        putc(i + 1 < length ? digit[bits >> 6 & 63] : '=', stream);
        putc(i + 2 < length ? digit[bits & 63] : '=', stream);
    }
}

/* Headings come from files: a "<" could end the script element that holds them. */
static void write_quoted(FILE *stream, const char *heading)
{
    putc('"', stream);
    for (; *heading != '\0'; heading++) {
        const unsigned char c = (unsigned char)*heading;
        if (c < ' ' || c == '"' || c == '\\' || c == '<')
            fprintf(stream, "\\u%04x", c);
        else
            putc(c, stream);
    }
    putc('"', stream);
}

static void write_table(FILE *stream, const struct page_coded *coded)
{
    fprintf(stream, "{\"file\":\"%s\",\"hours\":%d,\"columns\":[", coded->file, coded->n_hour);
    for (int i = 0; i < coded->n_column; i++) {
        const struct page_column *const column = &coded->column[i];
        fputs(i > 0 ? ",\n[" : "\n[", stream);
        write_quoted(stream, column->heading);
        fprintf(stream, ",%d,%d,%zu,%d", column->step, column->from, column->start,
                (int)column->none);
        for (int k = 0; k < column->n_word; k++) {
            fputs(k == 0 ? ",[" : ",", stream);
            write_quoted(stream, column->word[k]);
        }
        fputs(column->n_word > 0 ? "]]" : "]", stream);
    }
    fputs("],\n\"code\":\"", stream);
    write_base64(stream, coded->code, coded->code_bytes);
    fputs("\"}", stream);
}

enum status page_series_write(FILE *stream, const struct page_series *series, struct error *error)
{
    fputs("{\"left_out\":[", stream);
    for (int i = 0; i < series->n_left_out; i++)
        fprintf(stream, "%s\"%s\"", i > 0 ? "," : "", series->left_out[i]);
    fputs("],\"tables\":[", stream);
    for (int i = 0; i < series->n_table; i++) {
        fputs(i > 0 ? ",\n" : "\n", stream);
        write_table(stream, &series->table[i]);
    }
    fputs("]}", stream);
    if (ferror(stream)) return error_set(error, STATUS_IO, "the page cannot be written");
    return STATUS_OK;
}
