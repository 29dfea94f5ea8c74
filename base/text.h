/* Text files as a whole, and the few questions about text that every reader asks. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *path;
    char *start; /* after a byte order mark; start[length] is NUL */
    size_t length;
};

/* Reads a whole file of at most limit bytes. Faults, with their line: a NUL byte, bytes that are
 * not UTF-8 (UTF-16 is recognized and named), line ends of CR alone, a file above the limit.
 * STATUS_IO when the file cannot be opened or read, or is a folder. */
MUST_CHECK enum status text_read(const char *path, size_t limit, struct arena *arena,
                                 struct text *text, struct error *error);

/* A decimal number and nothing else: digits with an optional sign, point and exponent. False
 * for "", "nan", "inf", "0x10", "1,5", " 1" and for what is beyond a double, as 1e999. */
bool text_number(const char *text, double *number);

/* Moves first and last (one past the end) inwards over spaces, tabs and carriage returns. */
void text_trim(const char **first, const char **last);

#endif
