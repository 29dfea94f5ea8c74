#include "command/command.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/keys.h"
#include "command/study_files.h"
#include "command/terminal.h"
#include "report/report.h"
#include "report/result_json.h"
#include "report/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum option_id {
    OPTION_OUTPUT,
    OPTION_HOURS,
    OPTION_START,
    OPTION_SEED,
    OPTION_HORIZON,
    OPTION_ROLLING,
    OPTION_METHOD,
    OPTION_FACTORIZATION,
    OPTION_LOSSES,
    OPTION_PRICE_PARTS,
    OPTION_VERTEX,
    OPTION_AC_CHECK,
    OPTION_THREADS,
    OPTION_TIME_LIMIT,
    OPTION_WRITE_MPS,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_PROGRESS,
    OPTION_HELP,
    OPTIONS
};

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_OUTPUT] = {'o', "output", "DIR", NULL, "folder of the result; default out/STUDY"},
    [OPTION_HOURS] = {0, "hours", "N", NULL, "length of the study"},
    [OPTION_START] = {0, "start", "TIME", NULL,
                      "first hour: 2030-01-01T00:00Z, or hour of the year"},
    [OPTION_SEED] = {0, "seed", "N", NULL, "number of the weather year"},
    [OPTION_HORIZON] = {0, "horizon", "NAME", NULL, "windows, whole or automatic"},
    [OPTION_ROLLING] = {0, "rolling", NULL, NULL, "short for --horizon windows"},
    [OPTION_METHOD] = {0, "method", "NAME", NULL, "simplex, interior or automatic"},
    [OPTION_FACTORIZATION] = {0, "factorization", "NAME", NULL,
                              "of the interior point: cholmod, lanes, blocks or automatic"},
    [OPTION_LOSSES] = {0, "losses", "NAME", NULL,
                       "quadratic, secant, tangent or none: see `corridor help study`"},
    [OPTION_PRICE_PARTS] = {0, "price-parts", NULL, NULL,
                            "price_parts.csv: energy, loss and congestion of every price"},
    [OPTION_VERTEX] = {0, "vertex", NULL, NULL,
                       "dispatch from a vertex of every hour; linear losses only"},
    [OPTION_AC_CHECK] = {0, "ac-check", "HOURS", NULL,
                         "all, chosen or numbers: try their dispatch in an AC power flow"},
    [OPTION_THREADS] = {0, "threads", "N", NULL, "the answer does not depend on it"},
    [OPTION_TIME_LIMIT] = {0, "time-limit", "S", NULL, "seconds that an optimization may take"},
    [OPTION_WRITE_MPS] = {0, "write-mps", "FILE", NULL, "the (first) program, for other solvers"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary and no progress"},
    [OPTION_PROGRESS] = {0, "progress", "WHEN", "auto|always|never", "auto: on a terminal"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

/* Options that stand in the place of a setting of the study file. */
static const struct replacement {
    enum option_id option;
    const char *key;
} replacements[] = {
    {OPTION_HOURS, "hours"},
    {OPTION_START, "start"},
    {OPTION_SEED, "seed"},
    {OPTION_HORIZON, "horizon"},
    {OPTION_METHOD, "solver"},
    {OPTION_FACTORIZATION, "factorization"},
    {OPTION_LOSSES, "losses"},
    {OPTION_AC_CHECK, "ac_check"},
    {OPTION_PRICE_PARTS, "price_parts"},
    {OPTION_VERTEX, "vertex"},
    {OPTION_THREADS, "threads"},
    {OPTION_TIME_LIMIT, "time_limit_s"},
};
enum { REPLACEMENTS = sizeof replacements / sizeof *replacements };

struct command_line {
    const char *given[OPTIONS]; /* the value, "" for a switch that is on, NULL when absent */
    const char *file;
};

void command_dispatch_help(FILE *file)
{
    fputs("usage: corridor dispatch [options] STUDY.cfg\n\n"
          "Finds the cheapest hour-by-hour dispatch of a network and the price at each bus.\n"
          "`corridor help study` lists what the study file may say.\n\n",
          file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\n--hours, --start, --seed, --method, --losses, --threads, ... replace what the study "
          "file says.\n\n"
          "exit code: 0 optimal, 1 internal fault, 2 usage, 3 input, 4 infeasible, 5 unbounded,\n"
          "6 limit reached, 7 optimum not certified, 8 the result could not be written\n",
          file);
}

/* STATUS_BAD_INPUT here is a matter of usage, not of a file. */
static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct error *error)
{
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_ROLLING] != NULL) line->given[OPTION_HORIZON] = "windows";
    if (line->given[OPTION_PRICE_PARTS] != NULL) line->given[OPTION_PRICE_PARTS] = "yes";
    if (line->given[OPTION_VERTEX] != NULL) line->given[OPTION_VERTEX] = "yes";
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one study file is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    return STATUS_OK;
}

/* A year takes minutes: that its result can be written is tried before. */
static enum status try_folder(const char *folder, struct error *error)
{
    terminal_begin_writing();
    const enum status status = report_try_folder(folder, error);
    terminal_end_writing();
    return status;
}

static enum status write_whole(const struct result *result, const char *folder, struct error *error)
{
    terminal_begin_writing();
    const enum status status = report_write(result, folder, error);
    terminal_end_writing();
    return status;
}

static bool wants_progress(const struct command_line *line)
{
    return line->given[OPTION_QUIET] == NULL &&
           terminal_wants_progress(line->given[OPTION_PROGRESS]);
}

static enum status print_result(const struct command_line *line, const struct result *result,
                                const char *folder, struct error *error)
{
    if (line->given[OPTION_JSON] != NULL) return result_json_write(stdout, result, true, error);
    if (line->given[OPTION_QUIET] != NULL) return STATUS_OK;
    summary_print(stdout, result, terminal_has_colours(STDOUT_FILENO));
    printf("%s/index.html\n%s/result.json\n", folder, folder);
    return STATUS_OK;
}

/* ---- the walk ---- */

/* --start 8000 is an hour of the year of the study file. */
static enum status stamp_of(const char *start, const struct dispatch_config *config, char *stamp,
                            size_t size, struct error *error)
{
    snprintf(stamp, size, "%s", start);
    if (start[0] == '\0' || start[strspn(start, "0123456789")] != '\0') return STATUS_OK;
    const long hour = strtol(start, NULL, 10);
    if (hour >= HOURS_PER_YEAR)
        return error_set(error, STATUS_BAD_INPUT, "--start: hour %s, wanted 0 to %d", start,
                         HOURS_PER_YEAR - 1);
    const struct series series = {.year = config->year, .first_hour = (int)hour};
    series_time_stamp(&series, 0, stamp);
    return STATUS_OK;
}

/* A command line has no line number: "study.cfg:4: `start` is ..." becomes "--start: `start` is".
 */
static void add_option_fault(const char *option, const struct error *fault, struct error *error)
{
    const char *sentence = strstr(fault->text, ": `");
    if (fault->count > 0)
        error_add(error, "--%s%s", option, sentence != NULL ? sentence : fault->text);
}

static enum status replace_settings(const struct command_line *line, struct dispatch_config *config,
                                    struct arena *arena, struct error *error)
{
    for (int i = 0; i < REPLACEMENTS; i++) {
        const char *option = option_rows[replacements[i].option].name;
        const char *value = line->given[replacements[i].option];
        const struct key *key = key_find(dispatch_keys, n_dispatch_key, replacements[i].key);
        struct error fault = {0};
        char text[64];
        if (value == NULL) continue;
        if (key == NULL) return error_set(error, STATUS_INTERNAL, "no setting for --%s", option);
        snprintf(text, sizeof text, "%s", value);
        if (text[0] == '\0') { /* in a table an empty cell would mean the fallback */
            error_add(error, "--%s: is empty, wanted a value", option);
            continue;
        }
        if (replacements[i].option == OPTION_START &&
            stamp_of(value, config, text, sizeof text, error) != STATUS_OK)
            continue;
        TRY(key_store_text(key, text, (struct place){option, 0}, config, arena, &fault));
        if (replacements[i].option == OPTION_START && fault.count == 0 &&
            dispatch_config_complete(config, &fault) == STATUS_NO_MEMORY)
            return STATUS_NO_MEMORY;
        add_option_fault(option, &fault, error);
    }
    return error_status(error);
}

/* A value that no study could have is a matter of usage: told before any file is read. */
static enum status check_options(const struct command_line *line, struct arena *arena,
                                 struct error *error)
{
    struct dispatch_config config = {.path = ""};
    keys_set_fallbacks(dispatch_keys, n_dispatch_key, &config);
    TRY(dispatch_config_complete(&config, error));
    if (line->given[OPTION_OUTPUT] != NULL && line->given[OPTION_OUTPUT][0] == '\0')
        error_add(error, "--output: is empty, wanted the name of a folder");
    if (line->given[OPTION_WRITE_MPS] != NULL && line->given[OPTION_WRITE_MPS][0] == '\0')
        error_add(error, "--write-mps: is empty, wanted the name of a file");
    return replace_settings(line, &config, arena, error);
}

/* "configs/week.cfg" is the study week, and its result goes to out/week unless -o says otherwise.
 */
static enum status name_result(const struct command_line *line, struct arena *arena,
                               const char **study_name, const char **folder)
{
    const char *slash = strrchr(line->file, '/');
    const char *name = slash != NULL ? slash + 1 : line->file;
    const char *dot = strrchr(name, '.');
    const size_t length = dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name);
    char text[FILE_PATH_BYTES];
    *study_name = arena_text(arena, name, length);
    if (*study_name == NULL) return STATUS_NO_MEMORY;
    snprintf(text, sizeof text, "out/%s", *study_name);
    *folder = line->given[OPTION_OUTPUT];
    if (*folder == NULL) *folder = arena_text(arena, text, strlen(text));
    return *folder != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status walk_dispatch(const struct command_line *line, struct arena *arena,
                                 struct result *result, struct error *error)
{
    struct study_files files;
    const char *mps = line->given[OPTION_WRITE_MPS];
    const struct dispatch_watch watch = {
        .progress = wants_progress(line) ? terminal_draw_progress : NULL, .write_mps = mps};
    const char *study_name, *folder;

    TRY(study_files_read(line->file, arena, &files, error));
    TRY(replace_settings(line, &files.config, arena, error));
    TRY(study_files_series(&files, arena, error));
    TRY(name_result(line, arena, &study_name, &folder));
    TRY(try_folder(folder, error));
    terminal_unfinished_file(mps);
    TRY(dispatch_run(&files.config, &files.network, &files.series, &watch, arena, result, error));
    terminal_unfinished_file(NULL);
    terminal_clear_progress();
    result->study_name = study_name;
    TRY(write_whole(result, folder, error));
    return print_result(line, result, folder, error);
}

int command_dispatch(int argc, char **argv)
{
    struct command_line line = {0};
    struct arena arena = {0};
    struct result result = {0};
    struct error error = {0};
    if (read_command_line(argc, argv, &line, &error) != STATUS_OK)
        return complain_about_usage("dispatch", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_dispatch_help(stdout);
        return CODE_OPTIMAL;
    }
    if (check_options(&line, &arena, &error) != STATUS_OK) {
        arena_free(&arena);
        return complain_about_usage("dispatch", &error);
    }
    const enum status status = walk_dispatch(&line, &arena, &result, &error);
    const enum code code =
        status == STATUS_OK ? code_of_outcome(result.outcome) : code_of_status(status);
    terminal_clear_progress();
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return code;
}
