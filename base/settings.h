/* The settings of a libconfig file and of the files that it includes: the whole syntax is checked
 * here, with a sentence for each fault, and what is right is written out again as plain text, one
 * setting a line, without comments and includes. libconfig then reads text that can no longer
 * surprise it. */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"

#include <stdbool.h>

struct setting {
    const char *name;
    struct place place;
    int parent;  /* the group it stands in; 0 is the file itself */
    bool faulty; /* it is not in the text: its fault has been said */
};

struct settings {
    int count;
    struct setting *setting; /* [count], those of inner groups too, in the order of the files */
    const char *text;        /* the settings that are not faulty, for libconfig */
    bool complete;           /* no part of a file was lost behind an unclosed brace or comment */
};

/* Faults of the files are only added to error, and the status stays STATUS_OK; it is STATUS_IO when
 * the file itself cannot be read, STATUS_BAD_INPUT when it is no text. */
MUST_CHECK enum status settings_read(const char *path, struct arena *arena,
                                     struct settings *settings, struct error *error);

#endif
