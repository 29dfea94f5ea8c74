/* corridor opf: the cheapest dispatch of one moment that the lines of a MATPOWER case can carry. */
#include "base/text.h"
#include "command/command.h"
#include "command/terminal.h"
#include "network/matpower.h"
#include "report/opf_report.h"
#include "study/opf_case.h"
#include "study/opf_prices.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum option_id {
    OPTION_CONVENTION,
    OPTION_LOSSES,
    OPTION_METHOD,
    OPTION_TIME_LIMIT,
    OPTION_WRITE_MPS,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_HELP,
    OPTIONS
};

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_CONVENTION] = {0, "convention", "NAME", "matpower|powermodels",
                           "of the DC approximation; default matpower"},
    [OPTION_LOSSES] =
        {0, "losses", "HOW", "none|fictitious|secant|tangent",
         "of branches: none, r flow^2 as demand at both ends, or by segments above or "
         "below it; default none"},
    [OPTION_METHOD] = {0, "method", "NAME", "automatic|interior",
                       "automatic: by merit order where no limit binds"},
    [OPTION_TIME_LIMIT] = {0, "time-limit", "S", NULL, "seconds that the optimization may take"},
    [OPTION_WRITE_MPS] = {0, "write-mps", "FILE", NULL, "the whole problem, for other solvers"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

struct command_line {
    const char *given[OPTIONS];
    const char *file;
};

void command_opf_help(FILE *file)
{
    fputs(
        "usage: corridor opf [options] CASE.m\n\n"
        "Finds the cheapest dispatch of the case, a file in MATPOWER's format, that its lines can\n"
        "carry in the DC approximation, and the price at each bus.\n\n",
        file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nconvention matpower: b = 1 / (x tap), phase shifts count; powermodels: b = x / (r^2 + "
          "x^2),\nneither taps nor shifts, as the DC column of PGLib-OPF has it.\n\n"
          "exit code: 0 optimal, 1 internal fault, 2 usage, 3 input, 4 infeasible,\n"
          "6 limit reached, 7 optimum not certified, 8 a file could not be read or written\n",
          file);
}

static enum status read_settings(const struct command_line *line, struct opf_settings *settings,
                                 struct error *error)
{
    const char *method = line->given[OPTION_METHOD], *limit = line->given[OPTION_TIME_LIMIT];
    const char *convention = line->given[OPTION_CONVENTION];
    *settings = (struct opf_settings){.write_mps = line->given[OPTION_WRITE_MPS]};
    if (convention != NULL && strcmp(convention, "powermodels") == 0)
        settings->convention = OPF_POWERMODELS;
    settings->losses = opf_losses_of_word(line->given[OPTION_LOSSES]);
    if (settings->losses == OPF_FICTITIOUS && settings->write_mps != NULL)
        return error_set(error, STATUS_BAD_INPUT,
                         "--write-mps: fictitious losses are found in rounds, there is no one "
                         "problem to write; --losses secant and tangent have one");
    if (method != NULL && strcmp(method, "interior") == 0) settings->method = OPF_ANGLES;
    if (limit == NULL) return STATUS_OK;
    if (!text_number(limit, &settings->time_limit_s) || !(settings->time_limit_s > 0))
        return error_set(error, STATUS_BAD_INPUT,
                         "--time-limit: found '%s', wanted seconds above 0", limit);
    return STATUS_OK;
}

static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct opf_settings *settings, struct error *error)
{
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one case file is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    return read_settings(line, settings, error);
}

static enum status walk(const struct command_line *line, const struct opf_settings *settings,
                        struct arena *arena, struct opf_result *result, struct error *error)
{
    struct matpower_case file;
    struct opf_case *grid = arena_bytes(arena, sizeof *grid);
    if (grid == NULL) return STATUS_NO_MEMORY;
    TRY(matpower_read(line->file, arena, &file, error));
    TRY(opf_case_build(&file, settings->convention, arena, grid, error));
    TRY(opf_run_as_asked(grid, settings, arena, result, error));
    if (result->outcome == OUTCOME_OPTIMAL) TRY(opf_prices_fill(result, arena, error));
    if (line->given[OPTION_JSON] != NULL) return opf_report_json(stdout, result, error);
    if (line->given[OPTION_QUIET] != NULL) return STATUS_OK;
    return opf_report_print(stdout, result, terminal_has_colours(STDOUT_FILENO), arena, error);
}

int command_opf(int argc, char **argv)
{
    struct command_line line = {0};
    struct opf_settings settings = {0};
    struct arena arena = {0};
    struct opf_result result = {0};
    struct error error = {0};
    if (read_command_line(argc, argv, &line, &settings, &error) != STATUS_OK)
        return complain_about_usage("opf", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_opf_help(stdout);
        return CODE_OPTIMAL;
    }
    const enum status status = walk(&line, &settings, &arena, &result, &error);
    const enum code code =
        status == STATUS_OK ? code_of_outcome(result.outcome) : code_of_status(status);
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return code;
}
