/* corridor security of a study: every hour of it, in the form that is asked for. */
#include "study/security_study.h"
#include "base/text.h"
#include "command/command.h"
#include "command/result_study.h"
#include "command/security_internal.h"
#include "command/study_files.h"
#include "study/secure_grid.h"

#include <math.h>
#include <string.h>

/* Limits of a secured study are missed by 0.01 MW at most (docs/model.md, eq. 199), and some more
 * where flows are summed in another order. */
#define SECURED_MW 0.02

static enum status name_study(const struct result *solved, struct arena *arena,
                              struct security_report *report, struct error *error)
{
    const struct network *network = solved->network;
    const struct contingency_table *table = report->table;
    report->branch_name = ARENA_ARRAY(arena, const char *, network->n_line);
    report->contingency_name = ARENA_ARRAY(arena, const char *, table->n_contingency);
    report->snapshot_name = ARENA_ARRAY(arena, const char *, solved->n_hour);
    if (!report->branch_name || !report->contingency_name || !report->snapshot_name)
        return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    for (int l = 0; l < network->n_line; l++)
        report->branch_name[l] = network->line[l].id;
    for (int i = 0; i < table->n_contingency; i++)
        report->contingency_name[i] =
            secure_outage_id(network, &table->outage[table->contingency[i].first]);
    for (int hour = 0; hour < solved->n_hour; hour++) {
        char stamp[24];
        series_time_stamp(solved->series, hour, stamp);
        report->snapshot_name[hour] = arena_text(arena, stamp, strlen(stamp));
        if (report->snapshot_name[hour] == NULL)
            return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    }
    return STATUS_OK;
}

/* share: of the limits before an outage to those after it. */
static int count_base_overloads(const struct security_grid *grid,
                                const struct security_state *state, double share)
{
    int count = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        bool over = false;
        for (int hour = 0; hour < state->n_snapshot; hour++) {
            const double mw = state->flow_mw[(size_t)hour * (size_t)grid->n_branch + (size_t)l];
            over = over || mw > share * grid->limit_mw[l] + 1e-3 ||
                   -mw > share * grid->limit_back_mw[l] + 1e-3;
        }
        count += over;
    }
    return count;
}

/* ---- prices -----------------------------------------------------------------------------------
 */

struct asked { /* a study that is solved in several forms */
    struct study_files *files;
    struct arena *arena;
    struct error *error;
};

/* The cost of another form; NAN where no dispatch holds it. */
static enum status cost_of(const struct asked *asked, int form, double *usd)
{
    struct arena own = {.counter = asked->arena};
    struct dispatch_config config = asked->files->config;
    struct result other;
    config.security = form;
    const enum status status = dispatch_run(&config, &asked->files->network, &asked->files->series,
                                            NULL, &own, &other, asked->error);
    *usd = status == STATUS_OK && other.outcome == OUTCOME_OPTIMAL ? other.objective_usd : NAN;
    arena_free(&own);
    return status;
}

/* What the study costs in each form that it is asked for, and in those that say what that is worth
 * (docs/model.md, eq. 137). */
static enum status price_forms(const struct asked *asked, const struct result *solved,
                               struct security_forms *forms)
{
    const int form = asked->files->config.security;
    *forms = (struct security_forms){solved, solved->unsecured_usd, NAN, NAN};
    if (isnan(forms->unsecured_usd)) TRY(cost_of(asked, SECURITY_NONE, &forms->unsecured_usd));
    if (form == SECURITY_PREVENTIVE) {
        forms->preventive_usd = solved->objective_usd;
        return STATUS_OK;
    }
    forms->corrective_usd = solved->objective_usd;
    return cost_of(asked, SECURITY_PREVENTIVE, &forms->preventive_usd);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static enum status read_study(const struct command_line *line, struct study_files *files,
                              struct arena *arena, struct error *error)
{
    const char *path = line->file, *form = line->given[OPTION_DISPATCH];
    const bool of_results = result_is_folder(path);
    if (of_results) TRY(result_study_path(line->file, arena, &path, error));
    TRY(study_files_read(path, arena, files, error));
    if (of_results) TRY(result_study_settings(line->file, &files->config, arena, error));
    TRY(study_files_replace_hours(line->given[OPTION_HOURS], files, error));
    if (form != NULL)
        files->config.security =
            strcmp(form, "corrective") == 0 ? SECURITY_CORRECTIVE : SECURITY_PREVENTIVE;
    if (line->given[OPTION_RUN_BACK] != NULL)
        files->config.security_run_back_mw = line->run_back_mw;
    return study_files_series(files, arena, error);
}

static enum status screen_hours(const struct command_line *line, const struct study_files *files,
                                const struct result *solved, struct arena *arena,
                                struct security_report *report, struct error *error)
{
    struct security_grid *grid = ARENA_ARRAY(arena, struct security_grid, 1);
    struct security_state *state = ARENA_ARRAY(arena, struct security_state, 1);
    struct contingency_table *table = ARENA_ARRAY(arena, struct contingency_table, 1);
    struct security_result *result = ARENA_ARRAY(arena, struct security_result, 1);
    const struct dispatch_config *config = &files->config;
    if (!grid || !state || !table || !result)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a study");
    TRY(security_study_build(solved, config, arena, grid, state, error));
    TRY(secure_outages(&files->network, &config->security_outages, grid, arena, table, error));
    const struct security_settings settings = {
        .most_overloads = line->top, .over_mw = config->security == SECURITY_NONE ? 0 : SECURED_MW};
    TRY(security_screen(grid, state, table, &settings, arena, result, error));
    report->grid = grid;
    report->state = state;
    report->table = table;
    report->result = result;
    report->n_base_overload = count_base_overloads(grid, state, 1 / config->security_rating_share);
    return STATUS_OK;
}

enum status security_of_study(const struct command_line *line, struct arena *arena,
                              struct security_report *report, enum outcome *outcome,
                              struct error *error)
{
    struct study_files *files = ARENA_ARRAY(arena, struct study_files, 1);
    struct result *solved = ARENA_ARRAY(arena, struct result, 1);
    struct security_forms *forms = ARENA_ARRAY(arena, struct security_forms, 1);
    if (!files || !solved || !forms)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a study");
    TRY(read_study(line, files, arena, error));
    TRY(dispatch_run(&files->config, &files->network, &files->series, NULL, arena, solved, error));
    *outcome = solved->outcome;
    if (*outcome != OUTCOME_OPTIMAL)
        return error_set(error, STATUS_OK, "%s: %s: %s", line->file, outcome_word(*outcome),
                         solved->why);
    report->base = "dispatch";
    report->name = files->network.name;
    if (files->config.security != SECURITY_NONE) {
        const struct asked asked = {files, arena, error};
        TRY(price_forms(&asked, solved, forms));
        report->forms = forms;
        report->base = solved->secure_form;
    }
    TRY(screen_hours(line, files, solved, arena, report, error));
    return name_study(solved, arena, report, error);
}
