/* One row per setting: its name, type, unit, range, default and one sentence of help. The reader of
 * libconfig files (base/config.h), the reader of CSV tables (base/table.h), `corridor help` and
 * docs/data-format.md all read the same rows, so they cannot disagree. */
#ifndef BASE_KEYS_H
#define BASE_KEYS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum key_type {
    KEY_REAL,     /* double */
    KEY_INTEGER,  /* int */
    KEY_BOOLEAN,  /* bool; in CSV: yes/no, true/false, 1/0 */
    KEY_TEXT,     /* const char *, "" when absent */
    KEY_CHOICE,   /* int: the position of the word in `choices` */
    KEY_TEXT_LIST /* struct text_list; in libconfig ["a", "b"], in CSV words joined by | */
};

struct text_list {
    int count;
    const char *const *item;
};

struct key {
    const char *name;
    enum key_type type;
    size_t offset;    /* offsetof() in the struct that is filled */
    bool required;    /* an absent required key is a fault */
    double low, high; /* inclusive range of REAL and INTEGER; both 0 means any finite number */
    double fallback;  /* value of an absent REAL (may be NAN), INTEGER or BOOLEAN */
    const char *fallback_text; /* value of an absent TEXT or CHOICE */
    const char *choices;       /* CHOICE: the words, joined by |, in the order of the C enum */
    const char *unit;          /* "MW", "USD/MWh", "share", "" */
    const char *help;          /* one sentence */
};

struct place { /* where a value was found: for sentences */
    const char *path;
    int line;
};

enum { KEY_WORDS_BYTES = 512 };

/* Words for sentences and for help. key_range: "1 to 8760 h", "0 MW or more", "any USD/MWh";
 * key_wanted: type and range or choices, "a whole number: 1 to 8760 h", "economic, hard or soft".
 */
void key_range(const struct key *key, char *words, size_t size);
void key_wanted(const struct key *key, char *words, size_t size);

/* All keys in lines for a terminal, and as the rows of a Markdown table: name, type, unit, default
 * or "required", range or choices, help. Whether out could be written shows when it is closed. */
void keys_write_help(FILE *out, const struct key *keys, int n_key);
void keys_write_markdown(FILE *out, const struct key *keys, int n_key);

/* Writes every key's fallback into target; a CHOICE without fallback_text gets its first word. */
void keys_set_fallbacks(const struct key *keys, int n_key, void *target);

/* Each stores one value in target, or adds a line "path:line: ..." to error that says what was
 * found, what was wanted (type, range with unit, choices) and, for a misspelt choice, the nearest
 * word. */
void key_store_number(const struct key *key, double number, struct place place, void *target,
                      struct error *error);
/* As text from a CSV cell or an option; REAL, INTEGER, BOOLEAN, CHOICE, TEXT and TEXT_LIST are
 * parsed. An empty cell stores the fallback, or is a fault when the key is required. "1,5" is
 * refused with a hint about the decimal point. STATUS_NO_MEMORY only when the arena is empty. */
MUST_CHECK enum status key_store_text(const struct key *key, const char *text, struct place place,
                                      void *target, struct arena *arena, struct error *error);

/* The key of that name, or NULL. */
const struct key *key_find(const struct key *keys, int n_key, const char *name);

/* The nearest of the names (edit distance at most 1/3 of the length, at least 1 and at most 3),
 * else one that is the same but for a part behind a `_`, as a unit, or NULL. */
const char *nearest_name(const char *name, int n_name, const char *const *names);
const char *key_nearest(const struct key *keys, int n_key, const char *name);

#endif
