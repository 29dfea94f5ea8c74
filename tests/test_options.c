#include "base/options.h"
#include "tests/spec.h"

enum { OUTPUT, HOURS, QUIET, WHEN, ROWS };
static const struct option_row rows[ROWS] = {
    [OUTPUT] = {'o', "output", "DIR", NULL, "folder"},
    [HOURS] = {0, "hours", "N", NULL, "number of hours"},
    [QUIET] = {'q', "quiet", NULL, NULL, "no summary"},
    [WHEN] = {0, "progress", "WHEN", "auto|always", "when"},
};

struct line {
    char word[10][64], *argv[11];
    int argc, first_operand;
    const char *given[ROWS];
    struct error error;
};

/* The words behind the command; getopt may reorder them, so they are copied. */
static enum status read_words(struct line *line, const char *const words[])
{
    memset(line, 0, sizeof *line);
    line->argc = 1;
    line->argv[0] = line->word[0];
    for (int i = 0; words[i] != NULL; i++) {
        line->argv[line->argc] = line->word[line->argc];
        snprintf(line->word[line->argc++], sizeof line->word[0], "%s", words[i]);
    }
    return options_read(rows, ROWS, line->argc, line->argv, line->given, &line->first_operand,
                        &line->error);
}

static const char *fault_of(const char *const words[], struct line *line)
{
    return read_words(line, words) == STATUS_OK ? "no fault" : line->error.text;
}

SPEC(options_may_stand_before_and_behind_the_file)
{
    struct line line;
    const char *const words[] = {"-o", "out/a", "week.cfg", "--hours=24", "--quiet", NULL};
    REQUIRE(read_words(&line, words) == STATUS_OK);
    CHECK_TEXT(line.given[OUTPUT], "out/a");
    CHECK_TEXT(line.given[HOURS], "24");
    CHECK(line.given[QUIET] != NULL);
    CHECK(line.given[WHEN] == NULL);
    REQUIRE(line.argc - line.first_operand == 1);
    CHECK_TEXT(line.argv[line.first_operand], "week.cfg");
}

SPEC(of_an_option_given_twice_the_last_counts)
{
    struct line line;
    const char *const words[] = {"--hours", "24", "--hours", "48", NULL};
    REQUIRE(read_words(&line, words) == STATUS_OK);
    CHECK_TEXT(line.given[HOURS], "48");
    CHECK(line.argc == line.first_operand);
}

SPEC(a_misspelt_option_is_told_the_nearest_one)
{
    struct line line;
    CHECK_TEXT(fault_of((const char *const[]){"--huors=24", NULL}, &line),
               "unknown option '--huors=24', did you mean '--hours'?");
    CHECK_TEXT(fault_of((const char *const[]){"--zzz", NULL}, &line), "unknown option '--zzz'");
    CHECK_TEXT(fault_of((const char *const[]){"-z", NULL}, &line), "unknown option '-z'");
}

SPEC(a_missing_value_and_one_too_many_are_faults)
{
    struct line line;
    CHECK_TEXT(fault_of((const char *const[]){"-o", NULL}, &line), "option '-o' needs a value");
    CHECK_TEXT(fault_of((const char *const[]){"--hours", NULL}, &line),
               "option '--hours' needs a value");
    CHECK_TEXT(fault_of((const char *const[]){"--quiet=yes", NULL}, &line),
               "option '--quiet' takes no value");
}

SPEC(a_choice_must_be_one_of_its_words_and_not_part_of_one)
{
    struct line line;
    CHECK_TEXT(fault_of((const char *const[]){"--progress", "always", NULL}, &line), "no fault");
    CHECK_TEXT(fault_of((const char *const[]){"--progress", "alw", NULL}, &line),
               "option '--progress' is 'alw', wanted one of auto|always");
    CHECK_TEXT(fault_of((const char *const[]){"--progress", "", NULL}, &line),
               "option '--progress' is '', wanted one of auto|always");
}

SPEC_MAIN(SPEC_ENTRY(options_may_stand_before_and_behind_the_file),
          SPEC_ENTRY(of_an_option_given_twice_the_last_counts),
          SPEC_ENTRY(a_misspelt_option_is_told_the_nearest_one),
          SPEC_ENTRY(a_missing_value_and_one_too_many_are_faults),
          SPEC_ENTRY(a_choice_must_be_one_of_its_words_and_not_part_of_one))
