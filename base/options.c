#include "base/options.h"

#include "base/keys.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { BEHIND_LETTERS = 256 }; /* getopt_long gives row i as BEHIND_LETTERS + i */

/* ":o:qh": a leading colon keeps getopt quiet and tells a missing value from an unknown option. */
static void write_letters(const struct option_row *rows, int n_row, char *letters)
{
    *letters++ = ':';
    for (int i = 0; i < n_row; i++) {
        if (rows[i].letter == 0) continue;
        *letters++ = rows[i].letter;
        if (rows[i].value != NULL) *letters++ = ':';
    }
    *letters = '\0';
}

static int row_of(const struct option_row *rows, int n_row, int found)
{
    for (int i = 0; i < n_row; i++)
        if (found == BEHIND_LETTERS + i || found == rows[i].letter) return i;
    return -1;
}

static enum status unknown_option(const struct option_row *rows, int n_row, const char *word,
                                  struct error *error)
{
    const char *names[OPTION_LIMIT];
    char name[64];
    const char *start = word + strspn(word, "-");
    for (int i = 0; i < n_row; i++)
        names[i] = rows[i].name;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(start, "="), start);
    const char *nearest = nearest_name(name, n_row, names);
    if (nearest == NULL) return error_set(error, STATUS_BAD_INPUT, "unknown option '%s'", word);
    return error_set(error, STATUS_BAD_INPUT, "unknown option '%s', did you mean '--%s'?", word,
                     nearest);
}

/* found: what getopt_long returned instead of an option. */
static enum status wrong_option(const struct option_row *rows, int n_row, char **argv, int found,
                                struct error *error)
{
    const char short_form[] = {'-', (char)optopt, '\0'};
    const bool is_letter = optopt > 0 && optopt < BEHIND_LETTERS;
    const char *word = is_letter ? short_form : argv[optind - 1];
    if (found == ':') return error_set(error, STATUS_BAD_INPUT, "option '%s' needs a value", word);
    if (optopt >= BEHIND_LETTERS)
        return error_set(error, STATUS_BAD_INPUT, "option '--%s' takes no value",
                         rows[optopt - BEHIND_LETTERS].name);
    return unknown_option(rows, n_row, word, error);
}

static bool is_choice(const char *choices, const char *word)
{
    const size_t length = strlen(word);
    while (choices != NULL) {
        const size_t choice_length = strcspn(choices, "|");
        if (choice_length == length && memcmp(choices, word, length) == 0) return true;
        choices = choices[choice_length] == '|' ? choices + choice_length + 1 : NULL;
    }
    return false;
}

enum status options_read(const struct option_row *rows, int n_row, int argc, char **argv,
                         const char **given, int *first_operand, struct error *error)
{
    struct option options[OPTION_LIMIT + 1] = {{0}};
    char letters[2 * OPTION_LIMIT + 2];
    if (n_row > OPTION_LIMIT)
        return error_set(error, STATUS_INTERNAL, "%d options, room for %d", n_row, OPTION_LIMIT);
    for (int i = 0; i < n_row; i++) {
        const int argument = rows[i].value != NULL ? required_argument : no_argument;
        options[i] = (struct option){rows[i].name, argument, NULL, BEHIND_LETTERS + i};
        given[i] = NULL;
    }
    write_letters(rows, n_row, letters);
    optind = 0; /* glibc: start afresh */
    for (;;) {
        const int found = getopt_long(argc, argv, letters, options, NULL);
        if (found == -1) break;
        if (found == ':' || found == '?') return wrong_option(rows, n_row, argv, found, error);
        const struct option_row *row = &rows[row_of(rows, n_row, found)];
        given[row - rows] = row->value != NULL ? optarg : "";
        if (row->choices != NULL && !is_choice(row->choices, optarg))
            return error_set(error, STATUS_BAD_INPUT, "option '--%s' is '%s', wanted one of %s",
                             row->name, optarg, row->choices);
    }
    *first_operand = optind;
    return STATUS_OK;
}

void options_write_help(FILE *file, const struct option_row *rows, int n_row)
{
    for (int i = 0; i < n_row; i++) {
        char left[64], letter[] = "    ";
        if (rows[i].letter != 0) snprintf(letter, sizeof letter, "-%c,", rows[i].letter);
        snprintf(left, sizeof left, "%-3s --%s %s", letter, rows[i].name,
                 rows[i].value != NULL ? rows[i].value : "");
        fprintf(file, "  %-24s %s\n", left, rows[i].help);
    }
}
