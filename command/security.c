/* corridor security: what still holds when one element trips, of a MATPOWER case or of every hour
 * of a study. */
#include "base/clock.h"
#include "base/text.h"
#include "base/threads.h"
#include "command/command.h"
#include "command/security_internal.h"
#include "command/terminal.h"
#include "study/opf_case.h"
#include "study/scopf.h"
#include "study/security_case.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct option_row option_rows[OPTIONS] = {
    [OPTION_BASE] = {0, "base", "NAME", "opf|flow",
                     "of a case: its cheapest dispatch, or the outputs in the file; default opf "
                     "where it has limits, costs and a dispatch, else flow"},
    [OPTION_RATING] = {0, "rating", "NAME", "normal|emergency",
                       "after an outage; emergency: rating C of a case; default normal"},
    [OPTION_CONTINGENCIES] = {0, "contingencies", "FILE", NULL,
                              "of a case: a MATPOWER table; default every single outage"},
    [OPTION_CONVENTION] = {0, "convention", "NAME", "matpower|powermodels",
                           "of the DC approximation of a case; default matpower"},
    [OPTION_LEVELS] =
        {0, "levels", "LOW:HIGH:N", NULL,
         "of a case: N moments, all loads and outputs from LOW to HIGH times what they "
         "are, as 0.6:1:168"},
    [OPTION_DISPATCH] = {0, "dispatch", "KIND", "preventive|corrective",
                         "the cheapest dispatch whose limits hold after every contingency as it "
                         "is, or when DC lines act; of a study in place of its `security`"},
    [OPTION_RUN_BACK] = {0, "run-back", "MW", NULL,
                         "by how much a DC line may move after a contingency; default between its "
                         "limits"},
    [OPTION_OVERLOAD_PRICE] = {0, "overload-price", "USD", NULL,
                               "per MWh: limits after contingencies may be missed at this price; "
                               "default: they must hold"},
    [OPTION_WRITE_MPS] = {0, "write-mps", "FILE", NULL,
                          "with --dispatch: every limit after every contingency at once, for other "
                          "solvers"},
    [OPTION_HOURS] = {0, "hours", "N", NULL, "length of the study"},
    [OPTION_TOP] = {0, "top", "N", NULL, "overloads that are listed, worst first; default 1000"},
    [OPTION_OUTPUT] = {'o', "output", "DIR", NULL, "tables as CSV in this folder"},
    [OPTION_JSON] = {0, "json", NULL, NULL, "the result on stdout as JSON instead of a summary"},
    [OPTION_QUIET] = {'q', "quiet", NULL, NULL, "no summary"},
    [OPTION_HELP] = {'h', "help", NULL, NULL, "this text"},
};

void command_security_help(FILE *file)
{
    fputs(
        "usage: corridor security [options] CASE.m | STUDY.cfg | RESULT_FOLDER\n\n"
        "Trips every branch, generator and HVDC link in turn, or what a table of contingencies\n"
        "says, in the DC approximation, and tells what is overloaded then: of a MATPOWER case, or\n"
        "of every hour of a dispatch study.\n\n",
        file);
    options_write_help(file, option_rows, OPTIONS);
    fputs("\nexit code: 0 screened (`status`: secure, insecure or unchecked), 1 internal fault, 2 "
          "usage,\n"
          "3 input, 4 no dispatch to start from, 6 limit reached, 7 optimum not certified,\n"
          "8 a file could not be read or written\n",
          file);
}

static bool is_case(const char *path)
{
    const size_t length = strlen(path);
    return length > 2 && strcmp(path + length - 2, ".m") == 0;
}

static enum status read_command_line(int argc, char **argv, struct command_line *line,
                                     struct error *error)
{
    int operand;
    double top = 1000;
    TRY(options_read(option_rows, OPTIONS, argc, argv, line->given, &operand, error));
    if (line->given[OPTION_HELP] != NULL) return STATUS_OK;
    if (argc - operand != 1)
        return error_set(error, STATUS_BAD_INPUT, "one case, study or folder is needed, found %d",
                         argc - operand);
    line->file = argv[operand];
    const char *text = line->given[OPTION_TOP];
    if (text != NULL && (!text_number(text, &top) || !(top >= 1 && top <= 1e6)))
        return error_set(error, STATUS_BAD_INPUT, "--top: found '%s', wanted 1 to 1000000", text);
    line->top = (int)top;
    line->run_back_mw = INFINITY;
    text = line->given[OPTION_RUN_BACK];
    if (text != NULL && (!text_number(text, &line->run_back_mw) || !(line->run_back_mw >= 0)))
        error_add(error, "--run-back: found '%s', wanted MW, 0 or more", text);
    text = line->given[OPTION_OVERLOAD_PRICE];
    if (text != NULL &&
        (!text_number(text, &line->overload_usd_per_mwh) || !(line->overload_usd_per_mwh > 0)))
        error_add(error, "--overload-price: found '%s', wanted USD/MWh above 0", text);
    text = line->given[OPTION_LEVELS];
    char end;
    if (text != NULL && (sscanf(text, "%lf:%lf:%d%c", &line->low_share, &line->high_share,
                                &line->n_level, &end) != 3 ||
                         !(line->low_share > 0 && line->low_share <= line->high_share &&
                           line->high_share <= 10 && line->n_level >= 1 && line->n_level <= 8760)))
        error_add(error, "--levels: found '%s', wanted LOW:HIGH:N, as 0.6:1:168", text);
    if (line->given[OPTION_DISPATCH] == NULL)
        for (int i = OPTION_RUN_BACK; i <= OPTION_WRITE_MPS; i++)
            if (line->given[i] != NULL)
                error_add(error,
                          "--%s: is for a secured dispatch: --dispatch preventive or "
                          "corrective",
                          option_rows[i].name);
    const enum option_id of_case[] = {OPTION_BASE,   OPTION_CONTINGENCIES,  OPTION_CONVENTION,
                                      OPTION_LEVELS, OPTION_OVERLOAD_PRICE, OPTION_WRITE_MPS};
    for (int i = 0; i < 6 && !is_case(line->file); i++)
        if (line->given[of_case[i]] != NULL)
            error_add(error, "--%s: is for a case (CASE.m), not for a study",
                      option_rows[of_case[i]].name);
    if (is_case(line->file) && line->given[OPTION_HOURS] != NULL)
        error_add(error, "--hours: is for a study, not for a case");
    return error_status(error);
}

static enum security_rating rating_of(const struct command_line *line)
{
    const char *rating = line->given[OPTION_RATING];
    return rating != NULL && strcmp(rating, "emergency") == 0 ? SECURITY_EMERGENCY
                                                              : SECURITY_NORMAL;
}

/* ---- a case -----------------------------------------------------------------------------------
 */

static bool needs_costs(const struct command_line *line)
{
    const char *base = line->given[OPTION_BASE];
    return line->given[OPTION_DISPATCH] != NULL || (base != NULL && strcmp(base, "opf") == 0);
}

/* Where the screening starts: what the optimizer says, or what the file says, which is what counts
 * unless asked for where branches have no limits or plants no costs. */
static enum status find_dispatch(const struct command_line *line, const struct matpower_case *file,
                                 const struct opf_case *grid, struct arena *arena, double **unit_mw,
                                 double **dcline_mw, const char **base, enum outcome *outcome,
                                 struct error *error)
{
    const char *wanted = line->given[OPTION_BASE];
    *unit_mw = ARENA_ARRAY(arena, double, grid->n_generator);
    *dcline_mw = ARENA_ARRAY(arena, double, grid->n_dcline);
    if (!*unit_mw || !*dcline_mw) return error_set(error, STATUS_NO_MEMORY, "no memory");
    bool has_limit = false;
    for (int l = 0; l < grid->n_branch; l++)
        has_limit = has_limit || isfinite(grid->rate_mw[l]);
    *outcome = OUTCOME_OPTIMAL;
    *base = "flow";
    if (wanted != NULL ? strcmp(wanted, "opf") == 0 : has_limit && file->cost != NULL) {
        struct opf_result result;
        const struct opf_settings settings = {.convention = grid->convention};
        TRY(opf_run(grid, &settings, arena, &result, error));
        if (result.outcome == OUTCOME_OPTIMAL) {
            *base = "opf";
            memcpy(*unit_mw, result.point.generator_mw, sizeof(double) * (size_t)grid->n_generator);
            memcpy(*dcline_mw, result.point.dcline_mw, sizeof(double) * (size_t)grid->n_dcline);
            return STATUS_OK;
        }
        *outcome = result.outcome;
        if (wanted != NULL || result.outcome != OUTCOME_INFEASIBLE)
            return error_set(error, STATUS_OK, "%s: %s: %s", grid->name,
                             outcome_word(result.outcome), result.why);
        *outcome = OUTCOME_OPTIMAL;
    }
    for (int g = 0; g < grid->n_generator; g++)
        (*unit_mw)[g] = file->generator[grid->generator_row[g] - 1].output_mw;
    for (int d = 0; d < grid->n_dcline; d++)
        (*dcline_mw)[d] = file->dcline[grid->dcline_row[d] - 1].from_mw;
    return STATUS_OK;
}

enum { NAME_BYTES = 96 };

static const char *named(struct arena *arena, const char *text)
{
    return arena_text(arena, text, strlen(text));
}

static enum status name_levels(const struct command_line *line, struct arena *arena,
                               struct security_report *report, struct error *error)
{
    report->snapshot_name = ARENA_ARRAY(arena, const char *, line->n_level);
    for (int i = 0; report->snapshot_name != NULL && i < line->n_level; i++) {
        char text[32];
        const double share =
            line->n_level > 1
                ? line->low_share + (line->high_share - line->low_share) * i / (line->n_level - 1)
                : line->high_share;
        snprintf(text, sizeof text, "%.4g times the load", share);
        report->snapshot_name[i] = named(arena, text);
        if (report->snapshot_name[i] == NULL) break;
        if (i + 1 == line->n_level) return STATUS_OK;
    }
    return error_set(error, STATUS_NO_MEMORY, "no memory for names");
}

static enum status name_case(const struct opf_case *grid, struct arena *arena,
                             struct security_report *report, struct error *error)
{
    const struct contingency_table *table = report->table;
    char text[NAME_BYTES];
    report->branch_name = ARENA_ARRAY(arena, const char *, grid->n_branch);
    report->contingency_name = ARENA_ARRAY(arena, const char *, table->n_contingency);
    if (!report->branch_name || !report->contingency_name)
        return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    bool all = true;
    for (int l = 0; l < grid->n_branch; l++) {
        snprintf(text, sizeof text, "branch %d (%d-%d)", grid->branch_row[l],
                 grid->bus_number[grid->from[l]], grid->bus_number[grid->to[l]]);
        all = (report->branch_name[l] = named(arena, text)) != NULL && all;
    }
    for (int i = 0; i < table->n_contingency; i++) {
        const struct contingency *own = &table->contingency[i];
        const struct outage *outage = &table->outage[own->first];
        const int at = outage->position;
        if (own->count > 1)
            snprintf(text, sizeof text, "contingency %d (%d elements)", own->label, own->count);
        else if (outage->kind == OUTAGE_BRANCH)
            snprintf(text, sizeof text, "%s", report->branch_name[at]);
        else if (outage->kind == OUTAGE_GENERATOR)
            snprintf(text, sizeof text, "generator %d (bus %d)", grid->generator_row[at],
                     grid->bus_number[grid->generator_bus[at]]);
        else
            snprintf(text, sizeof text, "DC line %d (%d-%d)", grid->dcline_row[at],
                     grid->bus_number[grid->dcline_from[at]],
                     grid->bus_number[grid->dcline_to[at]]);
        all = (report->contingency_name[i] = named(arena, text)) != NULL && all;
    }
    return all ? STATUS_OK : error_set(error, STATUS_NO_MEMORY, "no memory for names");
}

static enum status read_contingencies(const struct command_line *line,
                                      const struct matpower_case *file, const struct opf_case *grid,
                                      const struct security_grid *of, struct arena *arena,
                                      struct contingency_table *table, struct error *error)
{
    struct contingency_table in_file;
    const char *path = line->given[OPTION_CONTINGENCIES];
    if (path == NULL) return security_single_outages(of, arena, table, error);
    TRY(contingency_table_read(path, file, arena, &in_file, error));
    TRY(security_case_table(grid, &in_file, arena, table, error));
    if (table->n_contingency == 0)
        return error_set(error, STATUS_BAD_INPUT, "%s: nothing in it is in service in %s", path,
                         line->file);
    return STATUS_OK;
}

/* The secured dispatch, and what it costs more than the cheapest one (eq. 137); one in which DC
 * lines act is also held against the one in which they do not, where there is one. */
static enum status secure_case(const struct command_line *line, const struct opf_case *grid,
                               struct security_case *made, const struct contingency_table *table,
                               struct arena *arena, struct security_report *report,
                               enum outcome *outcome, struct error *error)
{
    struct scopf_result *result = ARENA_ARRAY(arena, struct scopf_result, 3);
    if (result == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a dispatch");
    const bool acts = strcmp(line->given[OPTION_DISPATCH], "corrective") == 0;
    const struct scopf_settings open = {.ignore_contingencies = true};
    const struct scopf_settings preventive = {.overload_usd_per_mwh = line->overload_usd_per_mwh};
    struct scopf_settings secured = preventive;
    secured.kind = acts ? SCOPF_CORRECTIVE : SCOPF_PREVENTIVE;
    secured.run_back_mw = line->run_back_mw;
    secured.write_mps = line->given[OPTION_WRITE_MPS];
    TRY(scopf_run(grid, &made->grid, table, &open, arena, &result[0], error));
    *outcome = result[0].outcome;
    if (*outcome != OUTCOME_OPTIMAL)
        return error_set(error, STATUS_OK, "%s: without contingencies: %s: %s", grid->name,
                         outcome_word(*outcome), result[0].why);
    TRY(scopf_run(grid, &made->grid, table, &secured, arena, &result[1], error));
    *outcome = result[1].outcome;
    if (*outcome != OUTCOME_OPTIMAL)
        return error_set(error, STATUS_OK, "%s: %s: %s", grid->name, outcome_word(*outcome),
                         result[1].why);
    report->base = line->given[OPTION_DISPATCH];
    report->open = &result[0];
    report->secured = &result[1];
    if (!acts) return STATUS_OK;
    TRY(scopf_run(grid, &made->grid, table, &preventive, arena, &result[2], error));
    if (result[2].outcome == OUTCOME_OPTIMAL) report->preventive = &result[2];
    return STATUS_OK;
}

static enum status screen_case(const struct command_line *line, struct arena *arena,
                               struct security_report *report, enum outcome *outcome,
                               struct error *error)
{
    struct matpower_case *file = ARENA_ARRAY(arena, struct matpower_case, 1);
    struct opf_case *grid = ARENA_ARRAY(arena, struct opf_case, 1);
    struct security_case *made = ARENA_ARRAY(arena, struct security_case, 1);
    struct contingency_table *table = ARENA_ARRAY(arena, struct contingency_table, 1);
    struct security_result *result = ARENA_ARRAY(arena, struct security_result, 1);
    if (!file || !grid || !made || !table || !result)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a case");
    const char *convention = line->given[OPTION_CONVENTION];
    double *unit_mw, *dcline_mw;
    TRY(matpower_read(line->file, arena, file, error));
    const enum opf_convention chosen = convention != NULL && strcmp(convention, "powermodels") == 0
                                           ? OPF_POWERMODELS
                                           : OPF_MATPOWER;
    if (needs_costs(line))
        TRY(opf_case_build(file, chosen, arena, grid, error));
    else
        TRY(opf_case_build_any(file, chosen, arena, grid, error));
    TRY(find_dispatch(line, file, grid, arena, &unit_mw, &dcline_mw, &report->base, outcome,
                      error));
    if (*outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    TRY(security_case_build(grid, file, rating_of(line), unit_mw, dcline_mw, arena, made, error));
    TRY(read_contingencies(line, file, grid, &made->grid, arena, table, error));
    if (line->given[OPTION_DISPATCH] != NULL) {
        TRY(secure_case(line, grid, made, table, arena, report, outcome, error));
        if (*outcome != OUTCOME_OPTIMAL) return STATUS_OK;
        TRY(security_case_build(grid, file, rating_of(line), report->secured->generator_mw,
                                report->secured->dcline_mw, arena, made, error));
    }
    if (line->n_level > 0)
        TRY(security_case_levels(grid, line->low_share, line->high_share, line->n_level, arena,
                                 made, error));
    const struct security_settings settings = {.most_overloads = line->top};
    TRY(security_screen(&made->grid, &made->state, table, &settings, arena, result, error));
    if (line->n_level > 0) TRY(name_levels(line, arena, report, error));
    report->name = grid->name;
    report->grid = &made->grid;
    report->state = &made->state;
    report->table = table;
    report->result = result;
    report->n_base_overload = made->n_base_overload;
    return name_case(grid, arena, report, error);
}

static enum status walk(const struct command_line *line, struct arena *arena, enum outcome *outcome,
                        struct error *error)
{
    struct security_report report = {.rating = line->given[OPTION_RATING]};
    if (report.rating == NULL) report.rating = "normal";
    TRY(is_case(line->file) ? screen_case(line, arena, &report, outcome, error)
                            : security_of_study(line, arena, &report, outcome, error));
    if (*outcome != OUTCOME_OPTIMAL) {
        fprintf(stderr, "corridor: no dispatch %s: %s\n",
                line->given[OPTION_DISPATCH] != NULL ? "that holds" : "to start from", error->text);
        if (line->given[OPTION_JSON] != NULL)
            return security_report_no_dispatch(stdout, line->file, *outcome, error->text, error);
        return STATUS_OK;
    }
    report.cpu_s = clock_cpu_s();
    if (line->given[OPTION_OUTPUT] != NULL) {
        terminal_begin_writing();
        const enum status written =
            security_report_folder(line->given[OPTION_OUTPUT], &report, error);
        terminal_end_writing();
        TRY(written);
    }
    if (line->given[OPTION_JSON] != NULL) return security_report_json(stdout, &report, error);
    if (line->given[OPTION_QUIET] == NULL)
        security_report_print(stdout, &report, terminal_has_colours(STDOUT_FILENO));
    return STATUS_OK;
}

int command_security(int argc, char **argv)
{
    struct command_line line = {0};
    struct arena arena = {0};
    struct error error = {0};
    enum outcome outcome = OUTCOME_OPTIMAL;
    if (read_command_line(argc, argv, &line, &error) != STATUS_OK)
        return complain_about_usage("security", &error);
    if (line.given[OPTION_HELP] != NULL) {
        command_security_help(stdout);
        return CODE_OPTIMAL;
    }
    terminal_unfinished_file(line.given[OPTION_WRITE_MPS]);
    const enum status status = walk(&line, &arena, &outcome, &error);
    terminal_unfinished_file(NULL);
    const enum code code = status == STATUS_OK ? code_of_outcome(outcome) : code_of_status(status);
    if (status != STATUS_OK) print_error(&error);
    arena_free(&arena);
    return code;
}
