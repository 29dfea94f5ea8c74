#include "base/lexer.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST_SHOWN = 40, SENTENCE_BYTES = 512 };

void lexer_start(struct lexer *lexer, const struct text *text, struct error *error)
{
    *lexer = (struct lexer){.path = text->path,
                            .at = text->start,
                            .end = text->start + text->length,
                            .line_start = text->start,
                            .line = 1,
                            .error = error};
}

/* Characters, not bytes. */
static int column_of(const char *line_start, const char *at)
{
    int column = 1;
    for (const char *c = line_start; c < at; c++)
        column += ((unsigned char)*c & 0xC0) != 0x80;
    return column;
}

int token_column(const struct token *token)
{
    return column_of(token->line_start, token->text);
}

bool token_is(const struct token *token, char sign)
{
    return token->kind == TOKEN_SIGN && token->text[0] == sign;
}

void token_words(const struct token *token, char *words, size_t size)
{
    const int shown = token->length < LONGEST_SHOWN ? token->length : LONGEST_SHOWN;
    const char *more = shown < token->length ? "..." : "";
    if (token->kind == TOKEN_END)
        snprintf(words, size, "the end of the file");
    else if (token->kind == TOKEN_TEXT)
        snprintf(words, size, "the text %.*s%s", shown, token->text, more);
    else if (token->kind == TOKEN_INCLUDE)
        snprintf(words, size, "`@include`");
    else
        snprintf(words, size, "`%.*s%s`", shown, token->text, more);
}

/* Adds "path:line: `WORD` SENTENCE" for a word of the text; at most one fault per line is said. */
static void add_fault(struct lexer *lexer, const char *word, int length, const char *sentence)
{
    const int shown = length < LONGEST_SHOWN ? length : LONGEST_SHOWN;
    if (lexer->quiet_line == lexer->line) return;
    lexer->quiet_line = lexer->line;
    error_add(lexer->error, "%s:%d: `%.*s%s` %s", lexer->path, lexer->line, shown, word,
              shown < length ? "..." : "", sentence);
}

static void next_character(struct lexer *lexer)
{
    if (*lexer->at++ != '\n') return;
    lexer->line++;
    lexer->line_start = lexer->at;
}

static bool skip_block_comment(struct lexer *lexer)
{
    const int line = lexer->line, column = column_of(lexer->line_start, lexer->at);
    for (lexer->at += 2; lexer->at < lexer->end; next_character(lexer)) {
        if (lexer->at[0] != '*' || lexer->at[1] != '/') continue;
        lexer->at += 2;
        return true;
    }
    error_add(lexer->error, "%s:%d: the comment that opens at column %d is not closed by */",
              lexer->path, line, column);
    lexer->cut = true;
    return false;
}

/* False when the rest of the file is a comment that is not closed. */
static bool skip_blanks(struct lexer *lexer)
{
    while (lexer->at < lexer->end) {
        const char *at = lexer->at;
        if (at[0] == '#' || (at[0] == '/' && at[1] == '/'))
            lexer->at += strcspn(at, "\n");
        else if (at[0] == '/' && at[1] == '*') {
            if (!skip_block_comment(lexer)) return false;
        } else if (strchr(" \t\r\n\f", at[0]) != NULL)
            next_character(lexer);
        else
            break;
    }
    return true;
}

/* ---- each takes the rest of a token whose start is at lexer->at ---- */

static enum token_kind take_text(struct lexer *lexer)
{
    const char *start = lexer->at;
    const char *fault = NULL;
    for (lexer->at++; *lexer->at != '"'; lexer->at++) {
        const unsigned char c = (unsigned char)lexer->at[0];
        if (c == '\n' || lexer->at == lexer->end) {
            const int length = (int)(lexer->at - start) - (lexer->at[-1] == '\r');
            add_fault(lexer, start, length,
                      "opens a text that is not closed in its line; add the quote \"");
            return TOKEN_FAULTY;
        }
        if (c == '\\' && lexer->at[1] != '\\' && lexer->at[1] != '"')
            fault = "holds a backslash; write / between folders, and \\\\ for a backslash itself";
        else if (c == '\\')
            lexer->at++;
        else if (c < ' ' && c != '\t' && c != '\r')
            fault = "holds a control character";
    }
    lexer->at++;
    if (fault == NULL) return TOKEN_TEXT;
    add_fault(lexer, start, (int)(lexer->at - start), fault);
    return TOKEN_FAULTY;
}

static bool may_continue_number(char c)
{
    return c != '\0' && (isalnum((unsigned char)c) || strchr("_.+-:%", c) != NULL);
}

static enum token_kind take_number(struct lexer *lexer)
{
    const char *start = lexer->at;
    char why[SENTENCE_BYTES];
    while (may_continue_number(*lexer->at))
        lexer->at++;
    if (!lexer->in_list && lexer->at[0] == ',' && isdigit((unsigned char)lexer->at[1])) {
        const int whole = (int)(lexer->at - start);
        lexer->at += strspn(lexer->at, "0123456789,.");
        const int length = (int)(lexer->at - start), part = length - whole - 1;
        if (strcspn(start + whole + 1, ",.") < (size_t)part || part == 3 || part > LONGEST_SHOWN)
            snprintf(why, sizeof why,
                     "has a comma; a number has a decimal point and no thousands separators");
        else
            snprintf(why, sizeof why, "has a comma; write %.*s.%.*s, with a decimal point",
                     whole < LONGEST_SHOWN ? whole : LONGEST_SHOWN, start, part, start + whole + 1);
        add_fault(lexer, start, length, why);
        return TOKEN_FAULTY;
    }
    const int length = (int)(lexer->at - start);
    const enum token_kind kind = lexer_number(start, length, why, sizeof why);
    if (kind == TOKEN_FAULTY) add_fault(lexer, start, length, why);
    return kind;
}

/* true, True, TRUE, ... as in libconfig. */
static bool is_word(const char *start, int length, const char *word)
{
    for (int i = 0; i < length; i++)
        if (tolower((unsigned char)start[i]) != word[i]) return false; /* ends at word's NUL too */
    return word[length] == '\0';
}

static bool may_continue_name(char c)
{
    return c != '\0' && (isalnum((unsigned char)c) || strchr("-_*", c) != NULL);
}

static bool is_ascii(char c)
{
    return ((unsigned char)c & 0x80) == 0;
}

static enum token_kind take_name(struct lexer *lexer)
{
    const char *start = lexer->at;
    while (may_continue_name(*lexer->at))
        lexer->at++;
    if (!is_ascii(*lexer->at)) {
        while (may_continue_name(*lexer->at) || !is_ascii(*lexer->at))
            lexer->at++;
        add_fault(lexer, start, (int)(lexer->at - start),
                  "is no name; names have letters a to z, digits, - and _");
        return TOKEN_FAULTY;
    }
    const int length = (int)(lexer->at - start);
    const bool is_boolean = is_word(start, length, "true") || is_word(start, length, "false");
    return is_boolean ? TOKEN_BOOLEAN : TOKEN_NAME;
}

static enum token_kind take_include(struct lexer *lexer)
{
    static const char word[] = "@include";
    const char *start = lexer->at;
    if (strncmp(start, word, sizeof word - 1) == 0) {
        lexer->at += sizeof word - 1;
        lexer->at += strspn(lexer->at, " \t");
        if (*lexer->at == '"') return take_text(lexer) == TOKEN_TEXT ? TOKEN_INCLUDE : TOKEN_FAULTY;
    }
    lexer->at = start + strcspn(start, " \t\n");
    add_fault(lexer, start, (int)(lexer->at - start),
              "is not understood; write @include \"file.cfg\"");
    return TOKEN_FAULTY;
}

/* A character that begins no token; curly quotes come from word processors. */
static enum token_kind take_stranger(struct lexer *lexer)
{
    const char *start = lexer->at;
    char why[SENTENCE_BYTES];
    const int column = column_of(lexer->line_start, start);
    do
        lexer->at++;
    while (lexer->at < lexer->end && ((unsigned char)*lexer->at & 0xC0) == 0x80);
    const bool is_quote = start[0] == '\'' || strncmp(start, "\xE2\x80", 2) == 0;
    snprintf(why, sizeof why, "at column %d has no meaning here%s", column,
             is_quote              ? "; a text stands in straight double quotes: \"text\""
             : !is_ascii(start[0]) ? "; names have letters a to z, digits, - and _"
                                   : "");
    add_fault(lexer, start, (int)(lexer->at - start), why);
    return TOKEN_FAULTY;
}

static enum token_kind take_token(struct lexer *lexer)
{
    const char first = lexer->at[0];
    const char second = first == '+' || first == '-' || first == '.' ? lexer->at[1] : '\0';
    if (first == '"') return take_text(lexer);
    if (first == '@') return take_include(lexer);
    if (isdigit((unsigned char)first) || isdigit((unsigned char)second) ||
        (first != '.' && second == '.'))
        return take_number(lexer);
    if (isalpha((unsigned char)first) || first == '*') return take_name(lexer);
    if (strchr("=:;,{}[]()", first) == NULL) return take_stranger(lexer);
    lexer->at++;
    return TOKEN_SIGN;
}

struct token lexer_next(struct lexer *lexer)
{
    struct token token = {.kind = TOKEN_END};
    const bool more = skip_blanks(lexer) && lexer->at < lexer->end;
    token.line = lexer->line;
    token.line_start = lexer->line_start;
    token.text = lexer->at;
    token.first = lexer->line != lexer->token_line;
    lexer->token_line = lexer->line;
    if (!more) return token;
    token.kind = take_token(lexer);
    if (token.kind == TOKEN_INCLUDE) /* without its quotes */
        token.text = strchr(token.text, '"') + 1;
    token.length = (int)(lexer->at - token.text) - (token.kind == TOKEN_INCLUDE);
    return token;
}
