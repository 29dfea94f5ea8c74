/* Command-line options by a table: one row each, read by the parser and by --help. */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include "base/status.h"

#include <stdio.h>

enum { OPTION_LIMIT = 32 }; /* rows of one table */

struct option_row {
    char letter;         /* short form, 0: none */
    const char *name;    /* long form, without -- */
    const char *value;   /* what stands behind it: "FILE"; NULL for a switch */
    const char *choices; /* words that the value may be, joined by |; NULL: any */
    const char *help;
};

/* Sorts argv, whose first entry is the command, into options and operands.
 *   given        out [n_row] the value of each option, "" for a switch that is on, NULL when
 * absent; of an option given twice the last counts first_operand out argv[first_operand] ..
 * argv[argc - 1] are the operands returns      STATUS_BAD_INPUT for the first option that is
 * unknown (with the nearest name), lacks its value, has one too many, or is none of its choices */
MUST_CHECK enum status options_read(const struct option_row *rows, int n_row, int argc, char **argv,
                                    const char **given, int *first_operand, struct error *error);

void options_write_help(FILE *file, const struct option_row *rows, int n_row);

#endif
