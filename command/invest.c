#include "command/command.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/file.h"
#include "base/named_file.h"
#include "base/text.h"
#include "command/study_files.h"
#include "command/study_kind.h"
#include "command/terminal.h"
#include "report/invest_report.h"
#include "study/invest.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum option_id {
    OPTION_OUTPUT,
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
    [OPTION_OUTPUT] = {'o', "output", "DIR", NULL, "folder of the result; default out/STUDY"},
    [OPTION_HOURS] = {0, "hours", "N", NULL,
                      "length of each dispatch, scaled to a year: for a quick look"},
    [OPTION_SEED] = {0, "seed", "N", NULL, "number of the first weather year"},
    [OPTION_THREADS] = {0, "threads", "N", NULL,
                        "dispatches at once; the answer does not depend on it"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary and no progress"},
    [OPTION_PROGRESS] = {0, "progress", "WHEN", "auto|always|never", "auto: on a terminal"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

struct command_line {
    const char *given[OPTIONS];
    const char *file, *folder;
    int hours, seed, threads; /* -1: not given */
};

void command_invest_help(FILE *file)
{
    fputs("usage: corridor invest [options] STUDY.cfg\n\n"
          "What the capacity of an HVDC link is worth, which size is best, what it earns, and how\n"
          "sure that is. `corridor help investment` lists what the study file may say.\n\n",
          file);
    options_write_help(file, option_rows, OPTIONS);
    fputs(
        "\nA run that was broken off goes on where it was when it is started again with the same\n"
        "study, options and folder.\n\n"
        "exit code: 0 every sum of the study closes, 1 one does not, or an internal fault,\n"
        "2 usage, 3 input, 8 the result could not be written\n",
        file);
}

/* ---- the command line ---- */

static int whole_number(const char *text, const char *option, int low, int high,
                        struct error *error)
{
    double number;
    if (text == NULL) return -1;
    if (text_number(text, &number) && number == (int)number && number >= low && number <= high)
        return (int)number;
    error_add(error, "--%s: \"%s\", wanted a whole number from %d to %d", option, text, low, high);
    return -1;
}

static enum status name_folder(struct command_line *line, struct arena *arena, struct error *error)
{
    const char *slash = strrchr(line->file, '/');
    const char *name = slash != NULL ? slash + 1 : line->file;
    const char *dot = strrchr(name, '.');
    const int length = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen(name);
    char text[FILE_PATH_BYTES];
    snprintf(text, sizeof text, "out/%.*s", length, name);
    line->folder = line->given[OPTION_OUTPUT];
    if (line->folder == NULL) line->folder = arena_text(arena, text, strlen(text));
    if (line->folder == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a name");
    return STATUS_OK;
}

static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct arena *arena, struct error *error)
{
    int operand;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one study file is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    line->hours = whole_number(line->given[OPTION_HOURS], "hours", 1, 8760, error);
    line->seed = whole_number(line->given[OPTION_SEED], "seed", 0, 2147483647, error);
    line->threads = whole_number(line->given[OPTION_THREADS], "threads", 1, 64, error);
    if (line->given[OPTION_OUTPUT] != NULL && line->given[OPTION_OUTPUT][0] == '\0')
        error_add(error, "--output: is empty, wanted the name of a folder");
    TRY(error_status(error));
    return name_folder(line, arena, error);
}

/* ---- reading ---- */

/* A grid and its dispatch from their files, with the options in place of settings. */
static enum status read_world(const struct command_line *line, const struct invest_config *config,
                              const char *name, struct arena *arena, struct invest_world *world,
                              struct error *error)
{
    const struct place place = {config->path, invest_line_of(config, "dispatch")};
    const char *path = path_beside(config->path, name, arena);
    struct study_files *files = ARENA_ARRAY(arena, struct study_files, 1);
    if (path == NULL || files == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a study");
    if (!named_file_is_there(path, "dispatch", place, error)) return STATUS_BAD_INPUT;
    TRY(study_files_read(path, arena, files, error));
    *world = (struct invest_world){name, files->config, files->network, files->overrides};
    if (line->hours > 0) world->config.hours = line->hours;
    if (line->seed >= 0) world->config.seed = line->seed;
    return STATUS_OK;
}

static enum status read_assumptions(const struct invest_config *config, struct arena *arena,
                                    struct assumptions *assumptions, struct error *error)
{
    const struct place place = {config->path, invest_line_of(config, "assumptions")};
    const char **path = ARENA_ARRAY(arena, const char *, config->assumptions.count + 1);
    if (path == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for paths");
    for (int i = 0; i < config->assumptions.count; i++) {
        path[i] = path_beside(config->path, config->assumptions.item[i], arena);
        if (path[i] == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for paths");
        named_file_is_there(path[i], "assumptions", place, error);
    }
    TRY(error_status(error));
    return assumptions_read(config->assumptions.count, path, arena, assumptions, error);
}

/* Adds a link unless it is there. */
static void watch_link(struct invest_runs *runs, const char *id, bool *is_absent)
{
    int k = 0;
    while (k < runs->n_watch && strcmp(runs->watch[k], id) != 0)
        k++;
    if (k == runs->n_watch) runs->watch[runs->n_watch++] = id;
    if (is_absent != NULL) is_absent[k] = true;
}

/* The link, the others, those that are absent, those of packages. */
static enum status watch_links(const struct invest_config *config,
                               const struct invest_packages *packages, struct invest_runs *runs,
                               struct error *error)
{
    int room = 1 + config->others.count + config->absent.count;
    for (int p = 0; p < packages->n; p++)
        room += packages->package[p].n_link;
    bool *is_absent = ARENA_ARRAY(runs->arena, bool, room);
    runs->watch = ARENA_ARRAY(runs->arena, const char *, room);
    if (runs->watch == NULL || is_absent == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for links");
    runs->is_absent = is_absent;
    runs->n_border = config->border_links.count;
    runs->border = config->border_links.item;
    watch_link(runs, config->link, NULL);
    for (int i = 0; i < config->others.count; i++)
        watch_link(runs, config->others.item[i], NULL);
    for (int i = 0; i < config->absent.count; i++)
        watch_link(runs, config->absent.item[i], is_absent);
    for (int p = 0; p < packages->n; p++)
        for (int l = 0; l < packages->package[p].n_link; l++)
            watch_link(runs, packages->package[p].link[l].id, NULL);
    return STATUS_OK;
}

/* ---- the walk ---- */

struct study { /* everything, for the life of the command */
    struct invest_config config;
    struct assumptions assumptions;
    struct invest_world world;
    struct invest_runs runs;
    struct invest invest;
};

static enum status read_study(const struct command_line *line, struct arena *arena,
                              struct study *study, struct error *error)
{
    TRY(study_kind_check(line->file, STUDY_INVESTMENT, arena, error));
    TRY(invest_config_read(line->file, arena, &study->config, error));
    TRY(read_assumptions(&study->config, arena, &study->assumptions, error));
    TRY(read_world(line, &study->config, study->config.dispatch, arena, &study->world, error));
    TRY(invest_config_check(&study->config, &study->world.config, &study->world.network, error));
    study->runs =
        (struct invest_runs){.n_world = 1,
                             .world = &study->world,
                             .threads = line->threads > 0 ? line->threads : study->config.threads,
                             .arena = arena};
    study->invest = (struct invest){
        .config = &study->config, .assumptions = &study->assumptions, .runs = &study->runs};
    TRY(invest_packages_read(&study->config, &study->world.network, arena, &study->invest.packages,
                             error));
    TRY(watch_links(&study->config, &study->invest.packages, &study->runs, error));
    return STATUS_OK;
}

static enum status open_checkpoint(const struct command_line *line, struct study *study,
                                   struct arena *arena, struct error *error)
{
    char path[FILE_PATH_BYTES];
    if (snprintf(path, sizeof path, "%s/unfinished.runs", line->folder) >= (int)sizeof path)
        return error_set(error, STATUS_IO, "%s: the path is too long", line->folder);
    TRY(folder_make(line->folder, error));
    const char *kept = arena_text(arena, path, strlen(path));
    if (kept == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a path");
    return invest_runs_open(&study->runs, kept, error);
}

static enum status walk_invest(const struct command_line *line, struct arena *arena,
                               struct error *error)
{
    struct study *study = ARENA_ARRAY(arena, struct study, 1);
    if (study == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a study");
    TRY(read_study(line, arena, study, error));
    if (line->given[OPTION_QUIET] == NULL && terminal_wants_progress(line->given[OPTION_PROGRESS]))
        study->runs.progress = terminal_draw_progress;
    TRY(open_checkpoint(line, study, arena, error));
    TRY(invest_run(&study->invest, arena, error));
    terminal_clear_progress();
    terminal_begin_writing();
    const enum status status = invest_report_write(&study->invest, line->folder, error);
    if (status == STATUS_OK) checkpoint_remove(&study->runs.checkpoint);
    terminal_end_writing();
    TRY(status);
    if (line->given[OPTION_JSON] != NULL) return invest_report_json(stdout, &study->invest, error);
    if (line->given[OPTION_QUIET] == NULL) {
        invest_report_print(stdout, &study->invest);
        printf("%s/result.json\n%s\n", line->folder, study->invest.answer);
    }
    return STATUS_OK;
}

int command_invest(int argc, char **argv)
{
    struct command_line line = {0};
    struct arena arena = {0};
    struct error error = {0};
    const enum status usage = read_command_line(argc, argv, &line, &arena, &error);
    enum status status = STATUS_OK;
    if (usage == STATUS_OK && line.given[OPTION_HELP] != NULL)
        command_invest_help(stdout);
    else if (usage == STATUS_OK)
        status = walk_invest(&line, &arena, &error);
    terminal_clear_progress();
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return usage == STATUS_OK ? code_of_status(status) : complain_about_usage("invest", &error);
}
