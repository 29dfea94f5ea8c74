/* The words of a libconfig file, one by one, with everything refused that libconfig 1.5 would read
 * as something else: integers beyond 32 bits wrap around there, 1e999 is infinite, 010 is ten, "\n"
 * in a path is a line break, a string may run over lines to the next quote. */
#ifndef BASE_LEXER_H
#define BASE_LEXER_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,
    TOKEN_BOOLEAN,
    TOKEN_INTEGER,
    TOKEN_LONG_INTEGER, /* ends in L */
    TOKEN_REAL,
    TOKEN_TEXT,    /* with its quotes */
    TOKEN_SIGN,    /* one of = : ; , { } [ ] ( ) */
    TOKEN_INCLUDE, /* the name in quotes is the token's text */
    TOKEN_FAULTY   /* stands for a value; the fault has been added already */
};

struct token {
    enum token_kind kind;
    const char *text; /* not ended by NUL */
    const char *line_start;
    int length, line;
    bool first; /* of its line */
};

struct lexer {
    const char *path, *at, *end, *line_start;
    int line;
    int token_line; /* of the token before */
    int quiet_line; /* further faults of this line are not said: they follow from the first */
    bool in_list;   /* set by the caller: here "1,5" is two numbers */
    bool cut;       /* a comment was not closed, so the rest of the file was not seen */
    struct error *error;
};

void lexer_start(struct lexer *lexer, const struct text *text, struct error *error);
struct token lexer_next(struct lexer *lexer);

/* Is it this sign? */
bool token_is(const struct token *token, char sign);

/* Its place in its line in characters, from 1. */
int token_column(const struct token *token);

/* "`hours`", "the text "abc"", "the end of the file": for sentences. */
void token_words(const struct token *token, char *words, size_t size);

/* What kind of number a word is that starts with a digit, a sign or a point; TOKEN_FAULTY when it
 * is none or would be read as another one, and then why, and how to write it instead. */
enum token_kind lexer_number(const char *word, int length, char *why, size_t size);

#endif
