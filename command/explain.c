/* corridor explain price: why a price is what it is, of a dispatch study or of a MATPOWER case. */
#include "base/config.h"
#include "base/keys.h"
#include "base/text.h"
#include "command/command.h"
#include "command/result_study.h"
#include "command/study_files.h"
#include "command/terminal.h"
#include "network/matpower.h"
#include "report/explain_report.h"
#include "study/opf_case.h"
#include "study/opf_prices.h"
#include "study/price_probe.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum option_id {
    OPTION_STUDY,
    OPTION_HOURS,
    OPTION_CONVENTION,
    OPTION_LOSSES,
    OPTION_JSON,
    OPTION_HELP,
    OPTIONS
};

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_STUDY] = {0, "study", "FILE", NULL, "the study or case, when it is not the last word"},
    [OPTION_HOURS] = {0, "hours", "N", NULL, "length of the study, in place of what the file says"},
    [OPTION_CONVENTION] = {0, "convention", "NAME", "matpower|powermodels",
                           "of the DC approximation, for a case; default matpower"},
    [OPTION_LOSSES] = {0, "losses", "HOW", "none|fictitious|secant|tangent",
                       "of branches, for a case; default none"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the reasons on stdout as JSON"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

struct command_line {
    const char *given[OPTIONS];
    const char *bus, *hour, *file;
};

void command_explain_help(FILE *file)
{
    fputs("usage: corridor explain price BUS HOUR STUDY.cfg\n"
          "       corridor explain price BUS HOUR --study STUDY.cfg\n"
          "       corridor explain price BUS HOUR RESULT_FOLDER\n"
          "       corridor explain price BUS CASE.m\n\n"
          "Says why the price of a bus is what it is: energy, losses and congestion; who serves\n"
          "one MW more and one MW less, and the interval where that makes the price not unique;\n"
          "which limits are in the way and what each adds; what stores and links do about it.\n"
          "HOUR is counted from 0, or a time such as 2030-01-01T17:00Z. The study is solved for "
          "it;\na folder of results says which study, with which settings.\n\n",
          file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nexit code: that of corridor dispatch or corridor opf\n", file);
}

static bool ends_in(const char *path, const char *ending)
{
    const size_t length = strlen(path), wanted = strlen(ending);
    return length > wanted && strcmp(path + length - wanted, ending) == 0;
}

/* price BUS [HOUR] [FILE] */
static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct error *error)
{
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    char **word = argv + operand;
    int n = argc - operand;
    if (n == 0 || strcmp(word[0], "price") != 0)
        return error_set(error, STATUS_BAD_INPUT,
                         "found '%s', wanted 'price': prices are what can be explained",
                         n == 0 ? "" : word[0]);
    line->file = line->given[OPTION_STUDY];
    if (line->file == NULL && (n >= 4 || (n == 3 && ends_in(word[2], ".m"))))
        line->file = word[--n];
    if (line->file == NULL)
        return error_set(error, STATUS_BAD_INPUT,
                         "a study or a case is needed, after BUS and HOUR or by --study");
    const bool is_case = ends_in(line->file, ".m");
    const int wanted = is_case ? 2 : 3;
    if (n != wanted)
        return error_set(error, STATUS_BAD_INPUT,
                         is_case ? "a case has no hours: wanted BUS and the case, found %d words"
                                 : "wanted BUS, HOUR and the study, found %d words",
                         n);
    line->bus = word[1];
    line->hour = is_case ? NULL : word[2];
    return STATUS_OK;
}

/* ---- of a study -------------------------------------------------------------------------------
 */

/* "Sumgayit" in "Baku and Sumgayit". */
static bool begins_a_word(const char *text, const char *word)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((at == text || strchr(" (_-,", at[-1]) != NULL) &&
            strncasecmp(at, word, strlen(word)) == 0)
            return true;
    return false;
}

/* By id, else by name; a sentence with the nearest of both when there is none. */
static enum status find_bus(const struct network *network, const char *word, struct arena *arena,
                            int *bus, struct error *error)
{
    const char **name = ARENA_ARRAY(arena, const char *, 2 * (size_t)network->n_bus);
    if (name == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    for (int way = 0; way < 2; way++)
        for (int i = 0; i < network->n_bus; i++) {
            const char *own = way == 0 ? network->bus[i].id : network->bus[i].name;
            name[way * network->n_bus + i] = own;
            if (strcasecmp(own, word) == 0) {
                *bus = i;
                return STATUS_OK;
            }
        }
    const char *nearest = nearest_name(word, 2 * network->n_bus, name);
    for (int i = 0; nearest == NULL && i < 2 * network->n_bus; i++)
        if (strlen(word) > 2 && begins_a_word(name[i], word)) nearest = name[i];
    if (nearest != NULL)
        return error_set(error, STATUS_BAD_INPUT, "no bus '%s', did you mean '%s'?", word, nearest);
    return error_set(error, STATUS_BAD_INPUT, "no bus '%s'; buses are called as '%s' (%s)", word,
                     network->bus[0].id, network->bus[0].name);
}

static enum status find_hour(const struct series *series, const char *word, int *hour,
                             struct error *error)
{
    char first[24], last[24], stamp[24];
    char *end;
    const long number = strtol(word, &end, 10);
    series_time_stamp(series, 0, first);
    series_time_stamp(series, series->n_hour - 1, last);
    if (*end == '\0' && *word != '\0' && number >= 0 && number < series->n_hour) {
        *hour = (int)number;
        return STATUS_OK;
    }
    for (int i = 0; i < series->n_hour; i++) {
        series_time_stamp(series, i, stamp);
        if (strcmp(stamp, word) != 0) continue;
        *hour = i;
        return STATUS_OK;
    }
    return error_set(error, STATUS_BAD_INPUT,
                     "hour '%s': the study has the hours 0 to %d, %s to %s", word,
                     series->n_hour - 1, first, last);
}

static enum status explain_study(const struct command_line *line, struct arena *arena,
                                 struct price_explained *explained, struct result *result,
                                 struct error *error)
{
    struct study_files *files = ARENA_ARRAY(arena, struct study_files, 1);
    struct price_probe probe = {.bus = -1};
    const struct dispatch_watch watch = {.probe = &probe};
    if (files == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a study");
    const char *path = line->file;
    const bool of_results = result_is_folder(path);
    if (of_results) TRY(result_study_path(line->file, arena, &path, error));
    TRY(study_files_read(path, arena, files, error));
    if (of_results) TRY(result_study_settings(line->file, &files->config, arena, error));
    TRY(study_files_replace_hours(line->given[OPTION_HOURS], files, error));
    TRY(find_bus(&files->network, line->bus, arena, &probe.bus, error));
    TRY(study_files_series(files, arena, error));
    TRY(find_hour(&files->series, line->hour, &probe.hour, error));
    TRY(dispatch_run(&files->config, &files->network, &files->series, &watch, arena, result,
                     error));
    if (result->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    return price_explain_dispatch(result, &probe, arena, explained, error);
}

/* ---- of a case --------------------------------------------------------------------------------
 */

static enum status find_number(const struct opf_case *grid, const char *word, int *bus,
                               struct error *error)
{
    double number;
    *bus = text_number(word, &number) ? opf_bus_position(grid, (int)number) : -1;
    if (*bus >= 0 && grid->bus_number[*bus] == number) return STATUS_OK;
    int nearest = 0;
    for (int i = 0; text_number(word, &number) && i < grid->n_bus; i++)
        if (abs(grid->bus_number[i] - (int)number) < abs(grid->bus_number[nearest] - (int)number))
            nearest = i;
    return error_set(error, STATUS_BAD_INPUT,
                     "%s has no bus '%s' in service; bus %d is the nearest in number", grid->name,
                     word, grid->bus_number[nearest]);
}

static enum status explain_case(const struct command_line *line, struct arena *arena,
                                struct price_explained *explained, struct opf_result *result,
                                struct error *error)
{
    struct matpower_case file;
    struct opf_settings settings = {.convention = OPF_MATPOWER};
    struct opf_case *grid = ARENA_ARRAY(arena, struct opf_case, 1);
    const char *convention = line->given[OPTION_CONVENTION];
    int bus;
    if (grid == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a case");
    if (convention != NULL && strcmp(convention, "powermodels") == 0)
        settings.convention = OPF_POWERMODELS;
    TRY(matpower_read(line->file, arena, &file, error));
    TRY(opf_case_build(&file, settings.convention, arena, grid, error));
    TRY(find_number(grid, line->bus, &bus, error));
    settings.losses = opf_losses_of_word(line->given[OPTION_LOSSES]);
    TRY(opf_run_as_asked(grid, &settings, arena, result, error));
    if (result->outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    if (!result->has_price[bus])
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: bus %s has no price: no plant and no DC line in service can reach "
                         "it",
                         line->file,
                         file.bus[matpower_bus_position(&file, grid->bus_number[bus])].line,
                         line->bus);
    return opf_price_explain(result, &settings, bus, arena, explained, error);
}

static enum status walk(const struct command_line *line, struct arena *arena, enum code *code,
                        struct error *error)
{
    struct price_explained explained;
    struct result result = {.why = ""};
    struct opf_result case_result = {.why = ""};
    const bool is_case = line->hour == NULL;
    TRY(is_case ? explain_case(line, arena, &explained, &case_result, error)
                : explain_study(line, arena, &explained, &result, error));
    const enum outcome outcome = is_case ? case_result.outcome : result.outcome;
    *code = code_of_outcome(outcome);
    if (outcome != OUTCOME_OPTIMAL) {
        fprintf(stderr, "corridor: %s: %s, so there is no price\n%s\n", line->file,
                outcome_word(outcome), is_case ? case_result.why : result.why);
        return STATUS_OK;
    }
    if (line->given[OPTION_JSON] != NULL) return explain_report_json(stdout, &explained, error);
    explain_report_print(stdout, &explained, terminal_has_colours(STDOUT_FILENO));
    return STATUS_OK;
}

int command_explain(int argc, char **argv)
{
    struct command_line line = {0};
    struct arena arena = {0};
    struct error error = {0};
    enum code code = CODE_OPTIMAL;
    if (read_command_line(argc, argv, &line, &error) != STATUS_OK)
        return complain_about_usage("explain", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_explain_help(stdout);
        return CODE_OPTIMAL;
    }
    const enum status status = walk(&line, &arena, &code, &error);
    if (status != STATUS_OK) {
        print_error(&error);
        code = code_of_status(status);
    }
    arena_free(&arena);
    return code;
}
