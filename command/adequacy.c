/* corridor adequacy: how often and how much is missing, area by area, with cables and without. */
#include "base/config.h"
#include "base/file.h"
#include "base/text.h"
#include "base/threads.h"
#include "command/command.h"
#include "command/study_files.h"
#include "command/study_kind.h"
#include "command/terminal.h"
#include "report/adequacy_report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum option_id {
    OPTION_OUTPUT,
    OPTION_YEARS,
    OPTION_STOP_ERROR,
    OPTION_HOURS,
    OPTION_SEED,
    OPTION_THREADS,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_PROGRESS,
    OPTION_HELP,
    OPTIONS
};

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_OUTPUT] = {'o', "output", "DIR", NULL,
                       "folder of the result and of the years that are done; default out/STUDY"},
    [OPTION_YEARS] = {0, "years", "N", NULL, "years that are sampled, at most"},
    [OPTION_STOP_ERROR] = {0, "stop-error", "SHARE", NULL,
                           "enough when the standard error of the energy unserved is this share of "
                           "it"},
    [OPTION_HOURS] = {0, "hours", "H", NULL, "hours of each year, from the start of the study"},
    [OPTION_SEED] = {0, "seed", "N", NULL, "of weather and outages; another number, other years"},
    [OPTION_THREADS] = {0, "threads", "N", NULL,
                        "years at once; the answer does not depend on it; default all processors"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary and no progress"},
    [OPTION_PROGRESS] = {0, "progress", "WHEN", "auto|always|never", "auto: on a terminal"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

struct command_line {
    const char *given[OPTIONS];
    const char *file;
    double number[OPTIONS]; /* of those that are numbers */
};

void command_adequacy_help(FILE *file)
{
    fputs("usage: corridor adequacy [options] STUDY.cfg\n\n"
          "Samples years of weather and of outages of plants, stores, stations and cables, and\n"
          "tells how often and how much is missing in each area (LOLE, EENS, LOLF), with the\n"
          "cables of the study and without, with standard errors and closed-form checks.\n"
          "`corridor help adequacy-study` lists what the study file may say; a dispatch study\n"
          "will do. A run that was ended goes on where it stopped.\n\n",
          file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nexit code: 0 sampled, 1 internal fault, 2 usage, 3 input, 8 a file could not be read "
          "or\nwritten\n",
          file);
}

/* Numbers that no study could have are a matter of usage. */
static void read_number(struct command_line *line, enum option_id option, double low, double high,
                        bool is_whole, struct error *error)
{
    const char *text = line->given[option];
    double *number = &line->number[option];
    if (text == NULL) return;
    if (text_number(text, number) && *number >= low && *number <= high &&
        (!is_whole || *number == (double)(long)*number))
        return;
    error_add(error, "--%s: found '%s', wanted %s from %g to %.10g", option_rows[option].name, text,
              is_whole ? "a whole number" : "a number", low, high);
}

static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct error *error)
{
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one study file is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    read_number(line, OPTION_YEARS, 2, 100000, true, error);
    read_number(line, OPTION_STOP_ERROR, 0, 1, false, error);
    read_number(line, OPTION_HOURS, 1, HOURS_PER_YEAR, true, error);
    read_number(line, OPTION_SEED, 0, 2147483647, true, error);
    read_number(line, OPTION_THREADS, 1, 256, true, error);
    if (line->given[OPTION_OUTPUT] != NULL && line->given[OPTION_OUTPUT][0] == '\0')
        error_add(error, "--output: is empty, wanted the name of a folder");
    return error_status(error);
}

static void replace_settings(const struct command_line *line, struct adequacy_config *config,
                             struct dispatch_config *dispatch)
{
    if (line->given[OPTION_YEARS] != NULL) config->years = (int)line->number[OPTION_YEARS];
    if (config->least_years > config->years) config->least_years = config->years;
    if (line->given[OPTION_STOP_ERROR] != NULL)
        config->stop_error_share = line->number[OPTION_STOP_ERROR];
    if (line->given[OPTION_HOURS] != NULL) dispatch->hours = (int)line->number[OPTION_HOURS];
    if (line->given[OPTION_SEED] != NULL) dispatch->seed = (int)line->number[OPTION_SEED];
}

/* "configs/adequacy.cfg" is the study adequacy; its result goes to out/adequacy by itself. That of
 * a dispatch study 2030 does not go where its dispatch is, but to out/2030-adequacy. */
static enum status name_result(const struct command_line *line, bool is_dispatch_study,
                               struct arena *arena, const char **name, const char **folder)
{
    const char *slash = strrchr(line->file, '/');
    const char *file = slash != NULL ? slash + 1 : line->file;
    const char *dot = strrchr(file, '.');
    char text[FILE_PATH_BYTES];
    *name =
        arena_text(arena, file, dot != NULL && dot != file ? (size_t)(dot - file) : strlen(file));
    if (*name == NULL) return STATUS_NO_MEMORY;
    snprintf(text, sizeof text, "out/%s%s", *name, is_dispatch_study ? "-adequacy" : "");
    *folder = line->given[OPTION_OUTPUT];
    if (*folder == NULL) *folder = arena_text(arena, text, strlen(text));
    return *folder != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status print_result(const struct command_line *line,
                                const struct adequacy_report *report, const char *folder,
                                struct error *error)
{
    if (line->given[OPTION_JSON] != NULL) return adequacy_report_json(stdout, report, error);
    if (line->given[OPTION_QUIET] != NULL) return STATUS_OK;
    adequacy_report_print(stdout, report, terminal_has_colours(STDOUT_FILENO));
    printf("%s/result.json\n", folder);
    return STATUS_OK;
}

static enum status walk(const struct command_line *line, struct arena *arena, struct error *error)
{
    struct adequacy_config config;
    struct study_files files;
    struct outage_table outages = {.path = ""};
    struct adequacy_result result;
    const char *study_path, *name, *folder;
    const bool shows =
        line->given[OPTION_QUIET] == NULL && terminal_wants_progress(line->given[OPTION_PROGRESS]);
    const struct adequacy_watch watch = {.progress = shows ? terminal_draw_progress : NULL};

    TRY(study_kind_check(line->file, STUDY_ADEQUACY, arena, error));
    TRY(adequacy_config_read(line->file, arena, &config, &study_path, error));
    TRY(study_files_read(study_path, arena, &files, error));
    if (config.outages[0] != '\0') TRY(outage_table_read(config.outages, arena, &outages, error));
    replace_settings(line, &config, &files.config);
    TRY(name_result(line, study_path == line->file, arena, &name, &folder));
    threads_set(line->given[OPTION_THREADS] != NULL ? (int)line->number[OPTION_THREADS] : 0);
    const struct adequacy_input input = {&config,          &files.config, &files.network,
                                         &files.overrides, &outages,      folder};
    TRY(adequacy_run(&input, &watch, arena, &result, error));
    terminal_clear_progress();
    const struct adequacy_report report = {name,           &config,  &files.config,
                                           &files.network, &outages, &result};
    terminal_begin_writing();
    const enum status status = adequacy_report_folder(folder, &report, error);
    terminal_end_writing();
    TRY(status);
    return print_result(line, &report, folder, error);
}

int command_adequacy(int argc, char **argv)
{
    struct command_line line = {0};
    struct arena arena = {0};
    struct error error = {0};
    if (read_command_line(argc, argv, &line, &error) != STATUS_OK)
        return complain_about_usage("adequacy", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_adequacy_help(stdout);
        return CODE_OPTIMAL;
    }
    const enum status status = walk(&line, &arena, &error);
    terminal_clear_progress();
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return status == STATUS_OK ? CODE_OPTIMAL : code_of_status(status);
}
