#include "study/flow.h"
#include "command/command.h"
#include "network/matpower.h"
#include "report/flow_report.h"

#include <stdlib.h>
#include <string.h>

enum { ITERATION_LIMIT = 20 }; /* of one Newton run: one that needs more has left the solution */

enum option_id {
    OPTION_DC,
    OPTION_CONVENTION,
    OPTION_START,
    OPTION_LIMITS,
    OPTION_BALANCE,
    OPTION_ITERATIONS,
    OPTION_OUTPUT,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_HELP,
    OPTIONS
};

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_DC] = {0, "dc", NULL, NULL, "the DC flow: voltages 1 p.u., no losses"},
    [OPTION_CONVENTION] = {0, "convention", "NAME", "matpower|powermodels",
                           "of a DC flow: b = 1/(x tap), or x/(r^2 + x^2)"},
    [OPTION_START] = {0, "start", "WHERE", "file|flat|dc", "of an AC flow; default file"},
    [OPTION_LIMITS] = {0, "reactive-limits", NULL, NULL,
                       "generators give up their voltage at Qmin and Qmax"},
    [OPTION_BALANCE] = {0, "balance", "HOW", "slack|shared",
                        "who takes up the balance: the slack bus, or all by participation"},
    [OPTION_ITERATIONS] = {0, "iterations", "N", NULL, "of one Newton run; default 20"},
    [OPTION_OUTPUT] = {'o', "output", "FILE.m", NULL, "the case with the solution in it"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

void command_flow_help(FILE *file)
{
    fputs("usage: corridor flow [options] CASE.m\n\n"
          "Solves the power flow of a MATPOWER case (version 2): AC by Newton's method, or DC.\n"
          "Each island is solved with its own slack bus. When Newton's method does not converge,\n"
          "shorter steps, the angles of the DC flow and a continuation follow; what is not solved\n"
          "then comes with the worst buses and the share of all loads that the grid carries.\n\n",
          file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nexit code: 0 solved, 1 internal fault, 2 usage, 3 input, 4 not solved,\n"
          "8 a file could not be read or written\n",
          file);
}

struct flow_line {
    const char *given[OPTIONS];
    const char *file;
    struct flow_settings settings;
};

static bool says(const struct flow_line *line, enum option_id option, const char *word)
{
    return line->given[option] != NULL && strcmp(line->given[option], word) == 0;
}

static enum status read_iterations(const char *text, int *iterations, struct error *error)
{
    char *end;
    const long number = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || number < 1 || number > 1000)
        return error_set(error, STATUS_BAD_INPUT, "--iterations: %s, wanted 1 to 1000", text);
    *iterations = (int)number;
    return STATUS_OK;
}

static enum status read_line(int argc, char **argv, struct flow_line *line, struct error *error)
{
    struct flow_settings *settings = &line->settings;
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one case file is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    settings->is_dc = line->given[OPTION_DC] != NULL;
    if (!settings->is_dc && line->given[OPTION_CONVENTION] != NULL)
        return error_set(error, STATUS_BAD_INPUT, "--convention belongs to a DC flow: add --dc");
    settings->convention =
        says(line, OPTION_CONVENTION, "powermodels") ? DC_POWERMODELS : DC_MATPOWER;
    settings->balance =
        says(line, OPTION_BALANCE, "shared") ? FLOW_BALANCE_SHARED : FLOW_BALANCE_SLACK;
    settings->ac =
        (struct acflow_settings){.start = says(line, OPTION_START, "flat") ? ACFLOW_START_FLAT
                                          : says(line, OPTION_START, "dc") ? ACFLOW_START_DC
                                                                           : ACFLOW_START_FILE,
                                 .reactive_limits = line->given[OPTION_LIMITS] != NULL,
                                 .iteration_limit = ITERATION_LIMIT};
    if (line->given[OPTION_ITERATIONS] == NULL) return STATUS_OK;
    return read_iterations(line->given[OPTION_ITERATIONS], &settings->ac.iteration_limit, error);
}

static enum status walk(const struct flow_line *line, struct arena *arena,
                        struct flow_result *result, struct error *error)
{
    struct matpower_case *grid = ARENA_ARRAY(arena, struct matpower_case, 1);
    if (grid == NULL) return STATUS_NO_MEMORY;
    TRY(matpower_read(line->file, arena, grid, error));
    TRY(flow_run(grid, &line->settings, arena, result, error));
    if (line->given[OPTION_OUTPUT] != NULL && result->is_solved)
        TRY(flow_write_case(result, line->given[OPTION_OUTPUT], arena, error));
    if (line->given[OPTION_JSON] != NULL) return flow_json_write(stdout, result, error);
    if (line->given[OPTION_QUIET] == NULL) flow_summary_print(stdout, result);
    return STATUS_OK;
}

int command_flow(int argc, char **argv)
{
    struct flow_line line = {.file = NULL};
    struct arena arena = {0};
    struct flow_result result = {.is_solved = false};
    struct error error = {0};
    if (read_line(argc, argv, &line, &error) != STATUS_OK)
        return complain_about_usage("flow", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_flow_help(stdout);
        return CODE_OPTIMAL;
    }
    const enum status status = walk(&line, &arena, &result, &error);
    const enum code code = status != STATUS_OK ? code_of_status(status)
                           : result.is_solved  ? CODE_OPTIMAL
                                               : CODE_INFEASIBLE;
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return (int)code;
}
