#include "report/page.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "report/page_asset.h"
#include "report/page_series.h"
#include "report/schemas.h"

#include <string.h>

static const char answers_mark[] = "<!--corridor:answers-->";
static const char series_mark[] = "<!--corridor:series-->";

/* More than any network gives that this program can dispatch. */
static const size_t json_limit = (size_t)1 << 30;

static const char *const schema_of[PAGE_KINDS] = {[PAGE_DISPATCH] = RESULT_SCHEMA,
                                                  [PAGE_INVESTMENT] = INVEST_SCHEMA,
                                                  [PAGE_ADEQUACY] = ADEQUACY_SCHEMA};

static bool has_schema(const struct text *json, const char *schema)
{
    char wanted[64];
    const char *const second = strchr(json->start, '\n');
    const int length = snprintf(wanted, sizeof wanted, "\n  \"schema\": \"%s\"", schema);
    return second != NULL && strncmp(second, wanted, (size_t)length) == 0;
}

/* A file that was cut off has an object that nothing closes: its page would be empty. */
static bool is_closed(const struct text *json)
{
    int depth = 0;
    bool in_text = false;
    const char *last = json->start;
    for (const char *c = json->start; *c != '\0'; c++) {
        if (in_text && *c == '\\' && c[1] != '\0')
            c++;
        else if (*c == '"')
            in_text = !in_text;
        else if (!in_text)
            depth += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
        if (strchr(" \t\r\n", *c) == NULL) last = c;
    }
    return depth == 0 && !in_text && *last == '}';
}

/* Two results are compared hour by hour: dispatches only. */
static enum status find_kind(const struct text *json, int n_folder, enum page_kind *kind,
                             struct error *error)
{
    const int most = n_folder == 1 ? PAGE_KINDS : PAGE_DISPATCH + 1;
    for (int i = 0; i < most; i++) {
        *kind = (enum page_kind)i;
        if (has_schema(json, schema_of[i])) return STATUS_OK;
    }
    return error_set(error, STATUS_BAD_INPUT,
                     n_folder == 1 ? "%s:2: is not of the schema %s, nor one of `corridor invest` "
                                     "or `corridor adequacy`"
                                   : "%s:2: is not of the schema %s, of which `corridor dispatch` "
                                     "writes results",
                     json->path, RESULT_SCHEMA);
}

/* A "<" in a text of the JSON could end the script element that holds it. */
static void write_escaped(FILE *stream, const struct text *json)
{
    for (const char *c = json->start; *c != '\0'; c++)
        if (*c == '<')
            fputs("\\u003c", stream);
        else
            putc(*c, stream);
}

struct page {
    int n_folder;
    struct text json[PAGE_FOLDER_LIMIT];
    enum page_kind kind[PAGE_FOLDER_LIMIT];
    struct page_series series[PAGE_FOLDER_LIMIT];
};

static enum status gather(int n_folder, const char *const *folder, struct arena *arena,
                          struct page *page, struct error *error)
{
    size_t room = PAGE_LIMIT_BYTES;
    char path[FILE_PATH_BYTES];
    page->n_folder = n_folder;
    for (int i = 0; i < n_folder; i++) {
        snprintf(path, sizeof path, "%s/result.json", folder[i]);
        const char *const name = arena_text(arena, path, strlen(path));
        if (name == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a path");
        TRY(text_read(name, json_limit, arena, &page->json[i], error));
        TRY(find_kind(&page->json[i], n_folder, &page->kind[i], error));
        if (!is_closed(&page->json[i]))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s: ends before its objects do, wanted a whole file; the study that "
                             "wrote it makes it again",
                             name);
        const size_t taken = page->json[i].length + page_asset_bytes / (size_t)n_folder;
        room -= taken < room ? taken : room;
    }
    for (int i = 0; i < n_folder; i++)
        TRY(page_series_read(folder[i], page->kind[i], room / (size_t)n_folder, arena,
                             &page->series[i], error));
    return STATUS_OK;
}

static enum status write_parts(FILE *stream, const struct page *page, struct error *error)
{
    const char *const answers = strstr(page_asset, answers_mark);
    const char *const series = strstr(page_asset, series_mark);
    if (answers == NULL || series == NULL || series < answers)
        return error_set(error, STATUS_INTERNAL, "the page of the program has no place for data");
    fwrite(page_asset, 1, (size_t)(answers - page_asset), stream);
    for (int i = 0; i < page->n_folder; i++) {
        fputs("<script type=\"application/json\" class=\"answer\">", stream);
        write_escaped(stream, &page->json[i]);
        fputs("</script>\n", stream);
    }
    const char *const behind = answers + sizeof answers_mark - 1;
    fwrite(behind, 1, (size_t)(series - behind), stream);
    for (int i = 0; i < page->n_folder; i++) {
        fputs("<script type=\"application/json\" class=\"series\">", stream);
        TRY(page_series_write(stream, &page->series[i], error));
        fputs("</script>\n", stream);
    }
    fputs(series + sizeof series_mark - 1, stream);
    if (fflush(stream) != 0 || ferror(stream))
        return error_set(error, STATUS_IO, "the page cannot be written");
    return STATUS_OK;
}

enum status page_write(FILE *stream, int n_folder, const char *const *folder, struct error *error)
{
    struct arena arena = {0};
    struct page page = {0};
    enum status status = gather(n_folder, folder, &arena, &page, error);
    if (status == STATUS_OK) status = write_parts(stream, &page, error);
    arena_free(&arena);
    return status;
}

enum status page_add(struct result_folder *folder, struct error *error)
{
    static const char name[] = "index.html";
    const char *const temporary = folder->temporary;
    struct file file;
    struct error fault = {0};
    TRY(result_folder_file(folder, name, &file, error));
    const enum status written = page_write(file.stream, 1, &temporary, &fault);
    if (written == STATUS_OK) TRY(file_commit(&file, error));
    if (written == STATUS_OK) {
        result_folder_seal(folder, "result.json");
        return STATUS_OK;
    }
    file_discard(&file);
    return error_set(error, written, "%s/%s: %s", folder->path, name, fault.text);
}

enum status page_write_into(const char *folder, struct error *error)
{
    struct file file;
    char path[FILE_PATH_BYTES];
    snprintf(path, sizeof path, "%s/index.html", folder);
    TRY(file_begin(path, &file, error));
    const enum status status = page_write(file.stream, 1, &folder, error);
    if (status == STATUS_OK) return file_commit(&file, error);
    file_discard(&file);
    return status;
}
