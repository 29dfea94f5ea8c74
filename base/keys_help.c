#include "base/keys.h"

#include "base/keys_internal.h"

#include <math.h>
#include <string.h>

enum { TERMINAL_COLUMNS = 79, INDENT = 2, WIDEST_NAME = 28 };

/* "24", "required", "none". */
static void describe_default(const struct key *key, char *words, size_t size)
{
    struct key_choice choice[KEY_CHOICE_LIMIT];
    if (key->required) {
        snprintf(words, size, "required");
        return;
    }
    const char *text = key->fallback_text;
    switch (key->type) {
    case KEY_REAL:
    case KEY_INTEGER:
        snprintf(words, size, isnan(key->fallback) ? "none" : "%.15g", key->fallback);
        break;
    case KEY_BOOLEAN:
        snprintf(words, size, key->fallback != 0 ? "true" : "false");
        break;
    case KEY_TEXT:
        snprintf(words, size, "%s", text == NULL || text[0] == '\0' ? "none" : text);
        break;
    case KEY_CHOICE:
        if (text != NULL)
            snprintf(words, size, "%s", text);
        else if (key_choices(key->choices, choice) > 0)
            snprintf(words, size, "%.*s", choice[0].length, choice[0].word);
        break;
    case KEY_TEXT_LIST:
        snprintf(words, size, "none");
        break;
    }
}

/* Writes words from the given column on, in lines that begin at it. */
static void write_wrapped(FILE *out, const char *words, int column)
{
    int used = column;
    for (;;) {
        words += strspn(words, " ");
        const int length = (int)strcspn(words, " ");
        if (length == 0) break;
        if (used > column && used + 1 + length > TERMINAL_COLUMNS) {
            fprintf(out, "\n%*s", column, "");
            used = column;
        }
        used += fprintf(out, "%s%.*s", used > column ? " " : "", length, words);
        words += length;
    }
    fputc('\n', out);
}

void keys_write_help(FILE *out, const struct key *keys, int n_key)
{
    int widest = 0;
    for (int i = 0; i < n_key; i++) {
        const int length = (int)strlen(keys[i].name);
        if (length > widest) widest = length < WIDEST_NAME ? length : WIDEST_NAME;
    }
    const int column = INDENT + widest + 2;
    for (int i = 0; i < n_key; i++) {
        char wanted[KEY_WORDS_BYTES], fallback[KEY_WORDS_BYTES], words[2 * KEY_WORDS_BYTES + 16];
        key_wanted(&keys[i], wanted, sizeof wanted);
        describe_default(&keys[i], fallback, sizeof fallback);
        snprintf(words, sizeof words, "%s; %s%s", wanted, keys[i].required ? "" : "default ",
                 fallback);
        const int length = fprintf(out, "%*s%-*s", INDENT, "", widest, keys[i].name);
        if (length > INDENT + widest)
            fprintf(out, "\n%*s", column, "");
        else
            fputs("  ", out);
        write_wrapped(out, words, column);
        fprintf(out, "%*s", column, "");
        write_wrapped(out, keys[i].help != NULL ? keys[i].help : "", column);
    }
}

/* A cell of a Markdown table: a bar would end it. */
static void write_cell(FILE *out, const char *words)
{
    fputs(" ", out);
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '|') fputc('\\', out);
        fputc(*c, out);
    }
    fputs(" |", out);
}

static void write_limits(FILE *out, const struct key *key)
{
    struct key_choice choice[KEY_CHOICE_LIMIT];
    struct key without_unit = *key; /* which has its own column */
    char range[KEY_WORDS_BYTES] = "";
    without_unit.unit = "";
    if (key->type == KEY_REAL || key->type == KEY_INTEGER)
        key_range(&without_unit, range, sizeof range);
    const int n_choice = key->type == KEY_CHOICE ? key_choices(key->choices, choice) : 0;
    if (n_choice == 0) write_cell(out, range);
    for (int i = 0; i < n_choice; i++)
        fprintf(out, "%s`%.*s`%s", i == 0 ? " " : ", ", choice[i].length, choice[i].word,
                i + 1 == n_choice ? " |" : "");
}

void keys_write_markdown(FILE *out, const struct key *keys, int n_key)
{
    static const char *const type[] = {
        [KEY_REAL] = "number", [KEY_INTEGER] = "whole number", [KEY_BOOLEAN] = "true or false",
        [KEY_TEXT] = "text",   [KEY_CHOICE] = "one of",        [KEY_TEXT_LIST] = "list of texts",
    };
    fputs("| name | type | unit | default | range | meaning |\n|---|---|---|---|---|---|\n", out);
    for (int i = 0; i < n_key; i++) {
        char fallback[KEY_WORDS_BYTES];
        describe_default(&keys[i], fallback, sizeof fallback);
        fprintf(out, "| `%s` |", keys[i].name);
        write_cell(out, type[keys[i].type]);
        write_cell(out, keys[i].unit != NULL ? keys[i].unit : "");
        write_cell(out, fallback);
        write_limits(out, &keys[i]);
        write_cell(out, keys[i].help != NULL ? keys[i].help : "");
        fputc('\n', out);
    }
}
