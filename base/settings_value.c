#include "base/settings_internal.h"

#include <stdio.h>
#include <string.h>

static bool is_scalar(const struct token *token)
{
    return token->kind == TOKEN_BOOLEAN || token->kind == TOKEN_INTEGER ||
           token->kind == TOKEN_LONG_INTEGER || token->kind == TOKEN_REAL ||
           token->kind == TOKEN_TEXT;
}

/* A name where a value was wanted: a text without quotes, yes, nan, or the next line's setting. */
static void add_bare_word(struct parser *parser, const char *name)
{
    static const char *const switches[] = {"yes", "no", "on", "off"};
    static const char *const numbers[] = {"nan", "NaN", "NAN", "inf", "Inf", "INF", "infinity"};
    const struct token token = parser->token;
    char word[SETTINGS_WORDS_BYTES];
    snprintf(word, sizeof word, "%.*s", token.length, token.text);
    if (token.first) {
        parser_fault(parser, parser->last_line,
                     "`%s` has no value, wanted a number, a text in quotes, true or false", name);
        return;
    }
    for (int i = 0; i < (int)(sizeof switches / sizeof switches[0]); i++)
        if (strcmp(word, switches[i]) == 0) {
            parser_fault(parser, token.line, "`%s` is `%s`; write %s", name, word,
                         i % 2 == 0 ? "true" : "false");
            return;
        }
    for (int i = 0; i < (int)(sizeof numbers / sizeof numbers[0]); i++)
        if (strcmp(word, numbers[i]) == 0) {
            parser_fault(parser, token.line,
                         "`%s` is `%s`, wanted a finite number; leave the setting out for none",
                         name, word);
            return;
        }
    parser_fault(parser, token.line, "`%s` is `%s` without quotes; write \"%s\"", name, word, word);
}

/* What cannot stand in a list, so that its bracket must have been forgotten. */
static bool ends_list(const struct token *token)
{
    return token->kind == TOKEN_END || (token->kind == TOKEN_NAME && token->first) ||
           (token->kind == TOKEN_SIGN && strchr(";=:])}", token->text[0]) != NULL);
}

/* One value of a list; an array in [ ] has values of one kind, and no lists or groups. */
static bool parse_item(struct parser *parser, const char *name, const struct token *open,
                       enum token_kind *kind)
{
    const struct token item = parser->token;
    const char bracket = open->text[0];
    if (ends_list(&item)) {
        parser_unclosed(parser, open);
        return false;
    }
    if (bracket == '[' && item.kind == TOKEN_SIGN) {
        parser_surprise(parser, " within [ ]", "a number, a text in quotes, true or false");
        return false;
    }
    if (bracket == '[' && is_scalar(&item)) {
        if (*kind != TOKEN_END && *kind != item.kind) {
            parser_surprise(parser, " within [ ]", "the same kind of value as before it");
            return false;
        }
        *kind = item.kind;
    }
    return parser_value(parser, name);
}

/* The comma between two values; true also before the closing bracket. */
static bool parse_comma(struct parser *parser, const char *name, const struct token *open,
                        char close)
{
    const struct token comma = parser->token;
    if (token_is(&comma, close)) return true;
    if (!token_is(&comma, ',')) {
        if (ends_list(&comma))
            parser_unclosed(parser, open);
        else
            parser_surprise(parser, " in a list", close == ']' ? "`,` or `]`" : "`,` or `)`");
        return false;
    }
    parser_copy(parser);
    if (!token_is(&parser->token, close)) return true;
    parser_fault(parser, comma.line, "the list `%s` ends with a comma at column %d; remove it",
                 name, token_column(&comma));
    return true;
}

/* [ ... ] or ( ... ) */
static bool parse_list(struct parser *parser, const char *name)
{
    const struct token open = parser->token;
    const char close = open.text[0] == '[' ? ']' : ')';
    const bool was_in_list = parser->lexer->in_list;
    enum token_kind kind = TOKEN_END; /* of the values of an array */
    bool fine = true;
    parser->lexer->in_list = true;
    parser_copy(parser);
    while (fine && !token_is(&parser->token, close))
        fine = parse_item(parser, name, &open, &kind) && parse_comma(parser, name, &open, close);
    parser->lexer->in_list = was_in_list;
    if (fine) parser_copy(parser);
    return fine;
}

/* { name = value; ... } */
static bool parse_group(struct parser *parser)
{
    const struct token open = parser->token;
    const bool was_in_list = parser->lexer->in_list;
    const int parent = parser->parent;
    parser->parent = ++parser->n_group;
    parser->group_depth++;
    parser->lexer->in_list = false;
    parser_copy(parser);
    parser_settings(parser, &open);
    parser->lexer->in_list = was_in_list;
    parser->group_depth--;
    parser->parent = parent;
    if (!token_is(&parser->token, '}')) return false;
    parser_copy(parser);
    return true;
}

static bool parse_nested(struct parser *parser, const char *name)
{
    if (parser->nesting >= SETTINGS_VALUE_DEPTH) {
        parser_fault(parser, parser->token.line, "`%s` nests deeper than %d groups and lists", name,
                     SETTINGS_VALUE_DEPTH);
        parser_stop(parser, STATUS_OK);
        return false;
    }
    parser->nesting++;
    const bool fine =
        token_is(&parser->token, '{') ? parse_group(parser) : parse_list(parser, name);
    parser->nesting--;
    return fine;
}

bool parser_value(struct parser *parser, const char *name)
{
    const struct token *token = &parser->token;
    if (token->kind == TOKEN_TEXT) { /* texts side by side are joined, but a list wants commas */
        parser_copy(parser);
        while (token->kind == TOKEN_TEXT && !parser->lexer->in_list)
            parser_copy(parser);
        return true;
    }
    if (is_scalar(token)) {
        parser_copy(parser);
        return true;
    }
    if (token->kind == TOKEN_FAULTY) {
        parser->n_fault++;
        parser_advance(parser);
        return true;
    }
    if (token_is(token, '{') || token_is(token, '[') || token_is(token, '('))
        return parse_nested(parser, name);
    if (token->kind == TOKEN_NAME)
        add_bare_word(parser, name);
    else if (token->kind == TOKEN_SIGN && strchr(";,", token->text[0]) != NULL)
        parser_fault(parser, parser->last_line,
                     "`%s` has no value, wanted a number, a text in quotes, true or false", name);
    else
        parser_surprise(parser, "", "a number, a text in quotes, true or false");
    return false;
}
