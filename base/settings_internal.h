/* The parser that base/settings.c (settings, groups, includes) and base/settings_value.c (values
 * and lists) share. */
#ifndef BASE_SETTINGS_INTERNAL_H
#define BASE_SETTINGS_INTERNAL_H

#include "base/lexer.h"
#include "base/settings.h"

enum {
    SETTINGS_INCLUDE_DEPTH = 10, /* as in libconfig itself */
    SETTINGS_VALUE_DEPTH = 32,   /* groups and lists within each other */
    SETTINGS_WORDS_BYTES = 128
};

struct parser {
    struct settings *settings;
    struct arena *arena;
    struct error *error;
    struct lexer *lexer; /* of the file that is being read */
    struct token token;  /* the next one, not yet taken */
    int last_line;       /* of the token before */
    int n_fault;         /* said or not */
    int nesting;         /* groups and lists around the next token */
    int group_depth;     /* groups around it that its own file opened */
    int parent, n_group; /* number of the group around it; of groups so far */
    int room;            /* for settings */
    const char *open_path[SETTINGS_INCLUDE_DEPTH];
    int n_open;
    size_t n_read; /* bytes of all files */
    char *text;    /* settings->text as it grows */
    size_t length, capacity;
    bool stop; /* nothing more can be read */
    enum status status;
};

/* Adds a sentence, unless an earlier fault in the line of the next token explains it. */
void parser_fault(struct parser *parser, int line, const char *format, ...) PRINTF_LIKE(3, 4);

/* "found X at column N<where>, wanted <wanted>" for the next token. */
void parser_surprise(struct parser *parser, const char *where, const char *wanted);

/* A brace or bracket without its end. */
void parser_unclosed(struct parser *parser, const struct token *open);

/* Ends the reading: from here on the next token is TOKEN_END. */
void parser_stop(struct parser *parser, enum status status);

void parser_advance(struct parser *parser);
void parser_write(struct parser *parser, const char *text, size_t length);
void parser_copy(struct parser *parser); /* the next token into the text */

/* Settings up to the closing brace of `open`, or of the file when open is NULL; the brace is left.
 */
void parser_settings(struct parser *parser, const struct token *open);

/* The value of the setting `name`. False when its end cannot be seen, so that the caller must look
 * for the next setting; a faulty number is only counted. */
bool parser_value(struct parser *parser, const char *name);

#endif
