/* A screening as tables. */
#include "report/security_report.h"

#include "base/file.h"
#include "report/csv.h"

#include <math.h>

static const char *kind_word(enum security_kind kind)
{
    return kind == SECURITY_SPLITS       ? "splits the grid"
           : kind == SECURITY_UNBALANCED ? "nobody takes over"
                                         : "checked";
}

static void heading(struct csv *csv, const char *const *names)
{
    for (; *names != NULL; names++)
        csv_text(csv, *names);
    csv_end_row(csv);
}

static const char *time_of(const struct security_report *report, int snapshot)
{
    return report->snapshot_name != NULL && snapshot >= 0 ? report->snapshot_name[snapshot] : "";
}

static void write_contingencies(struct csv *csv, const struct security_report *report)
{
    heading(csv, (const char *const[]){"contingency", "outcome", "overloads", "hours",
                                       "worst loading [share]", "worst branch", "worst time",
                                       "cut off [MW]", NULL});
    for (int i = 0; i < report->table->n_contingency; i++) {
        const struct security_outcome *outcome = &report->result->outcome[i];
        const bool near_limit = outcome->worst_branch >= 0;
        csv_text(csv, report->contingency_name[i]);
        csv_text(csv, kind_word(outcome->kind));
        csv_number(csv, outcome->n_overload);
        csv_number(csv, outcome->n_snapshot);
        csv_number(csv, near_limit ? outcome->worst_loading : NAN);
        csv_text(csv, near_limit ? report->branch_name[outcome->worst_branch] : "");
        csv_text(csv, time_of(report, outcome->worst_snapshot));
        csv_number(csv, outcome->kind == SECURITY_SPLITS ? outcome->cut_mw : NAN);
        csv_end_row(csv);
    }
}

static void write_overloads(struct csv *csv, const struct security_report *report)
{
    heading(csv, (const char *const[]){"contingency", "branch", "flow [MW]", "limit [MW]",
                                       "loading [share]", "hours", "worst time", NULL});
    for (int i = 0; i < report->result->n_overload; i++) {
        const struct security_overload *overload = &report->result->overload[i];
        csv_text(csv, report->contingency_name[overload->contingency]);
        csv_text(csv, report->branch_name[overload->branch]);
        csv_number(csv, overload->flow_mw);
        csv_number(csv, overload->limit_mw);
        csv_number(csv, fabs(overload->flow_mw) / overload->limit_mw);
        csv_number(csv, overload->n_snapshot);
        csv_text(csv, time_of(report, overload->snapshot));
        csv_end_row(csv);
    }
}

static void write_hours(struct csv *csv, const struct security_report *report)
{
    heading(csv, (const char *const[]){"time", "overloads", "worst loading [share]",
                                       "worst contingency", "worst branch", NULL});
    for (int hour = 0; hour < report->state->n_snapshot; hour++) {
        const int contingency = report->result->snapshot_contingency[hour];
        const bool near_limit = contingency >= 0;
        csv_text(csv, report->snapshot_name[hour]);
        csv_number(csv, report->result->snapshot_overloads[hour]);
        csv_number(csv, near_limit ? report->result->snapshot_loading[hour] : NAN);
        csv_text(csv, near_limit ? report->contingency_name[contingency] : "");
        csv_text(csv, near_limit ? report->branch_name[report->result->snapshot_branch[hour]] : "");
        csv_end_row(csv);
    }
}

static enum status write_table(const char *folder, const char *name,
                               void (*write)(struct csv *, const struct security_report *),
                               const struct security_report *report, struct error *error)
{
    char path[FILE_PATH_BYTES];
    struct file file;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return error_set(error, STATUS_IO, "%s: the path is too long", folder);
    TRY(file_begin(path, &file, error));
    struct csv csv;
    csv_begin(&csv, file.stream);
    write(&csv, report);
    const enum status status = csv_end(&csv, error);
    if (status == STATUS_OK) return file_commit(&file, error);
    file_discard(&file);
    return status;
}

enum status security_report_folder(const char *folder, const struct security_report *report,
                                   struct error *error)
{
    TRY(folder_make(folder, error));
    TRY(write_table(folder, "security.csv", write_contingencies, report, error));
    TRY(write_table(folder, "security_overloads.csv", write_overloads, report, error));
    if (report->snapshot_name == NULL) return STATUS_OK;
    return write_table(folder, "security_hours.csv", write_hours, report, error);
}
