#include "base/settings.h"

#include "base/config.h"
#include "base/settings_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    FILE_BYTES = 16 << 20, /* of a file and all that it includes; a study file has some kB */
    SETTING_LIMIT = 5000,  /* libconfig's time grows with the square of it */
    FIRST_ROOM = 64,
    SENTENCE_BYTES = 1024
};

/* ---- faults ---- */

void parser_fault(struct parser *parser, int line, const char *format, ...)
{
    char sentence[SENTENCE_BYTES];
    va_list arguments;
    parser->n_fault++;
    if (parser->lexer->quiet_line == parser->token.line) return;
    parser->lexer->quiet_line = parser->token.line;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    error_add(parser->error, "%s:%d: %s", parser->lexer->path, line, sentence);
}

void parser_surprise(struct parser *parser, const char *where, const char *wanted)
{
    char found[SETTINGS_WORDS_BYTES];
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_FAULTY) { /* has been said */
        parser->n_fault++;
        return;
    }
    token_words(token, found, sizeof found);
    if (token->kind == TOKEN_END)
        parser_fault(parser, token->line, "found %s%s, wanted %s", found, where, wanted);
    else
        parser_fault(parser, token->line, "found %s at column %d%s, wanted %s", found,
                     token_column(token), where, wanted);
}

void parser_unclosed(struct parser *parser, const struct token *open)
{
    char found[SETTINGS_WORDS_BYTES];
    if (parser->stop) return;
    token_words(&parser->token, found, sizeof found);
    parser->n_fault++;
    parser->lexer->quiet_line = parser->token.line;
    error_add(parser->error, "%s:%d: the `%c` at column %d is not closed; found %s in line %d",
              parser->lexer->path, open->line, open->text[0], token_column(open), found,
              parser->token.line);
}

void parser_stop(struct parser *parser, enum status status)
{
    parser->stop = true;
    parser->settings->complete = false;
    parser->token.kind = TOKEN_END;
    if (parser->status == STATUS_OK) parser->status = status;
}

/* ---- tokens in, text out ---- */

void parser_advance(struct parser *parser)
{
    parser->last_line = parser->token.line;
    if (!parser->stop) parser->token = lexer_next(parser->lexer);
}

void parser_write(struct parser *parser, const char *text, size_t length)
{
    if (parser->length + length + 1 > parser->capacity) {
        const size_t capacity = 2 * (parser->length + length + 1);
        char *larger = arena_bytes(parser->arena, capacity);
        if (larger == NULL) {
            parser_stop(parser, STATUS_NO_MEMORY);
            return;
        }
        if (parser->length > 0) memcpy(larger, parser->text, parser->length);
        parser->text = larger;
        parser->capacity = capacity;
    }
    memcpy(parser->text + parser->length, text, length);
    parser->length += length;
    parser->text[parser->length] = '\0';
}

void parser_copy(struct parser *parser)
{
    parser_write(parser, parser->token.text, (size_t)parser->token.length);
    parser_write(parser, " ", 1);
    parser_advance(parser);
}

/* ---- settings ---- */

/* Where the reading goes on after a fault: at a `;`, a line that begins with a name, an include or
 * the end of the group or file. */
static void skip_setting(struct parser *parser)
{
    int depth = 0;
    for (;; parser_advance(parser)) {
        const struct token *token = &parser->token;
        if (token->kind == TOKEN_END) return;
        if (depth == 0 && (token_is(token, ';') || token->kind == TOKEN_INCLUDE)) return;
        if (depth == 0 && token->kind == TOKEN_NAME && token->first) return;
        if (depth == 0 && token_is(token, '}') && parser->group_depth > 0) return;
        if (token->kind != TOKEN_SIGN) continue;
        if (strchr("{[(", token->text[0]) != NULL) depth++;
        if (strchr("}])", token->text[0]) != NULL && depth > 0) depth--;
    }
}

/* A new row of the settings, or NULL when there can be no more. */
static struct setting *next_setting(struct parser *parser)
{
    struct settings *settings = parser->settings;
    if (settings->count == SETTING_LIMIT) {
        parser_fault(parser, parser->token.line, "more than %d settings; put tables into CSV files",
                     SETTING_LIMIT);
        parser_stop(parser, STATUS_OK);
        return NULL;
    }
    if (settings->count == parser->room) {
        const int room = parser->room == 0 ? FIRST_ROOM : 2 * parser->room;
        struct setting *larger = ARENA_ARRAY(parser->arena, struct setting, room);
        if (larger == NULL) {
            parser_stop(parser, STATUS_NO_MEMORY);
            return NULL;
        }
        if (settings->count > 0)
            memcpy(larger, settings->setting, sizeof *larger * (size_t)settings->count);
        settings->setting = larger;
        parser->room = room;
    }
    return &settings->setting[settings->count++];
}

static void check_name_is_new(struct parser *parser, const struct setting *setting)
{
    for (const struct setting *older = parser->settings->setting; older < setting; older++) {
        if (older->parent != setting->parent || strcmp(older->name, setting->name) != 0) continue;
        if (strcmp(older->place.path, setting->place.path) == 0)
            parser_fault(parser, setting->place.line, "`%s` is set twice, first in line %d",
                         setting->name, older->place.line);
        else
            parser_fault(parser, setting->place.line, "`%s` is set twice, first in %s:%d",
                         setting->name, older->place.path, older->place.line);
        return;
    }
}

/* Takes the name; its position in the settings, or -1 when reading cannot go on. */
static int take_name(struct parser *parser)
{
    const struct token *token = &parser->token;
    struct setting *setting = next_setting(parser);
    if (setting == NULL) return -1;
    const char *name = arena_text(parser->arena, token->text, (size_t)token->length);
    if (name == NULL) {
        parser->settings->count--;
        parser_stop(parser, STATUS_NO_MEMORY);
        return -1;
    }
    setting->name = name;
    setting->place = (struct place){parser->lexer->path, token->line};
    setting->parent = parser->parent;
    check_name_is_new(parser, setting);
    parser_copy(parser);
    return parser->settings->count - 1;
}

/* After a value: `;` or `,`, or a new line. libconfig would take "a = 1 b = 2"; here it is most
 * likely a unit or a text without quotes. */
static bool parse_end(struct parser *parser, const char *name, enum token_kind kind)
{
    const struct token *token = &parser->token;
    char where[SETTINGS_WORDS_BYTES];
    if (token_is(token, ';') || token_is(token, ',') || token_is(token, '}')) return true;
    if (token->kind == TOKEN_END || (token->first && token->kind == TOKEN_NAME)) return true;
    if (token->kind == TOKEN_INCLUDE) return true;
    snprintf(where, sizeof where, " after the value of `%.60s`", name);
    const bool is_number =
        kind == TOKEN_INTEGER || kind == TOKEN_LONG_INTEGER || kind == TOKEN_REAL;
    parser_surprise(parser, where,
                    is_number && token->kind == TOKEN_NAME ? "`;`; a number stands without its unit"
                                                           : "`;`");
    return false;
}

/* What ends a setting; from here on another one may be faulty in the same line. */
static void take_end(struct parser *parser)
{
    if (!token_is(&parser->token, ';') && !token_is(&parser->token, ',')) return;
    parser->lexer->quiet_line = 0;
    parser_advance(parser);
}

/* name = value */
static void parse_setting(struct parser *parser)
{
    const size_t start = parser->length;
    const int n_fault = parser->n_fault, row = take_name(parser);
    if (row < 0) return;
    const char *name = parser->settings->setting[row].name;
    bool fine = token_is(&parser->token, '=') || token_is(&parser->token, ':');
    if (fine) {
        parser_copy(parser);
        const enum token_kind kind = parser->token.kind;
        fine = parser_value(parser, name) && parse_end(parser, name, kind);
    } else {
        char where[SETTINGS_WORDS_BYTES];
        snprintf(where, sizeof where, " after `%.60s`", name);
        parser_surprise(parser, where, "`=`");
    }
    if (!fine) skip_setting(parser);
    take_end(parser);
    if (parser->n_fault == n_fault) {
        parser_write(parser, ";\n", 2);
        return;
    }
    parser->settings->setting[row].faulty = true;
    parser->length = start; /* what was written of it is taken back */
}

/* ---- files ---- */

static bool leaves_folder(const char *name)
{
    for (const char *part = name; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0')) return true;
    }
    return name[0] == '/';
}

/* Reads all settings of one file; the token and the lexer of the file that includes it are kept. */
static void parse_file(struct parser *parser, const struct text *text)
{
    struct lexer lexer, *const outer = parser->lexer;
    const struct token token = parser->token;
    const int group_depth = parser->group_depth;
    lexer_start(&lexer, text, parser->error);
    parser->open_path[parser->n_open++] = text->path;
    parser->lexer = &lexer;
    parser->group_depth = 0; /* a brace of the other file cannot be closed here */
    parser_advance(parser);
    parser_settings(parser, NULL);
    if (lexer.cut) {
        parser->settings->complete = false;
        parser->n_fault++;
    }
    parser->n_open--;
    parser->lexer = outer;
    parser->group_depth = group_depth;
    parser->token = token;
    if (parser->stop) parser->token.kind = TOKEN_END;
}

/* Reads the text of an included file; what goes wrong is said at the place of the @include. */
static bool read_included(struct parser *parser, const char *path, struct text *text)
{
    struct error inner = {0};
    const enum status status = text_read(path, FILE_BYTES, parser->arena, text, &inner);
    if (status == STATUS_OK) {
        parser->n_read += text->length;
        if (parser->n_read <= FILE_BYTES) return true;
        parser_fault(parser, parser->token.line, "with `%s` the included files exceed %d MB", path,
                     FILE_BYTES >> 20);
        parser_stop(parser, STATUS_OK);
    } else if (status == STATUS_NO_MEMORY)
        parser_stop(parser, status);
    else if (status == STATUS_IO)
        parser_fault(parser, parser->token.line, "the included file %s", inner.text);
    else {
        parser->n_fault++;
        error_add(parser->error, "%s", inner.text);
    }
    parser->settings->complete = false; /* what it would have set is not missing */
    return false;
}

/* The path to include, or NULL after a fault. */
static const char *included_path(struct parser *parser)
{
    const struct token *token = &parser->token;
    const char *name = arena_text(parser->arena, token->text, (size_t)token->length);
    const char *path = name == NULL ? NULL : path_beside(parser->lexer->path, name, parser->arena);
    if (path == NULL) {
        parser_stop(parser, STATUS_NO_MEMORY);
        return NULL;
    }
    const char *wrong = NULL;
    if (name[0] == '\0')
        wrong = "names no file";
    else if (leaves_folder(name))
        wrong = "leaves the folder of this file; an included file stands beside or below it";
    else if (parser->n_open == SETTINGS_INCLUDE_DEPTH)
        wrong = "nests too deep: 10 files are open";
    for (int i = 0; i < parser->n_open; i++)
        if (strcmp(parser->open_path[i], path) == 0)
            wrong = "includes a file that includes this one";
    if (wrong == NULL) return path;
    parser_fault(parser, token->line, "@include \"%s\" %s", name, wrong);
    parser->settings->complete = false;
    return NULL;
}

static void parse_include(struct parser *parser)
{
    struct text text;
    const char *path = included_path(parser);
    if (path != NULL && read_included(parser, path, &text)) parse_file(parser, &text);
    parser_advance(parser);
}

void parser_settings(struct parser *parser, const struct token *open)
{
    for (;;) {
        const struct token *token = &parser->token;
        if (token->kind == TOKEN_END) {
            if (open != NULL) parser_unclosed(parser, open);
            if (open != NULL) parser->settings->complete = false;
            return;
        }
        if (open != NULL && token_is(token, '}')) return;
        if (token->kind == TOKEN_NAME)
            parse_setting(parser);
        else if (token->kind == TOKEN_INCLUDE)
            parse_include(parser);
        else {
            parser_surprise(parser, "", "the name of a setting");
            if (token_is(token, '}')) parser_advance(parser);
            skip_setting(parser);
            take_end(parser);
        }
    }
}

enum status settings_read(const char *path, struct arena *arena, struct settings *settings,
                          struct error *error)
{
    struct text text;
    struct parser parser = {.settings = settings, .arena = arena, .error = error};
    *settings = (struct settings){.text = "", .complete = true};
    TRY(text_read(path, FILE_BYTES, arena, &text, error));
    parser.n_read = text.length;
    parse_file(&parser, &text);
    if (parser.status != STATUS_OK)
        return error_set(error, parser.status, "%s: no memory for its settings", path);
    if (parser.text != NULL) {
        parser.text[parser.length] = '\0';
        settings->text = parser.text;
    }
    return STATUS_OK;
}
