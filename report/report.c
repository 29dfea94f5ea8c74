#include "report/report.h"

#include "report/ac_report.h"
#include "report/answer.h"
#include "report/hourly.h"
#include "report/page.h"
#include "report/result_folder.h"
#include "report/result_json.h"

#include <time.h>
#include <unistd.h>

static enum status write_tables(struct result_folder *folder, const struct result *result,
                                struct error *error)
{
    for (int i = 0; i < n_hourly_table; i++) {
        const struct hourly_table *table = &hourly_tables[i];
        struct file file;
        struct error fault = {0};
        if (!answer_exists(result) || (table->asked != NULL && !table->asked(result))) {
            result_folder_leave_out(folder, table->file);
            continue;
        }
        TRY(result_folder_file(folder, table->file, &file, error));
        const enum status written = hourly_write(table, result, file.stream, &fault);
        TRY(result_folder_end_file(folder, table->file, written, &file, &fault, error));
    }
    return STATUS_OK;
}

static enum status write_ac_check(struct result_folder *folder, const struct result *result,
                                  struct error *error)
{
    static const char name[] = "ac_check.csv";
    struct file file;
    struct error fault = {0};
    if (!answer_exists(result) || result->ac_check == NULL) {
        result_folder_leave_out(folder, name);
        return STATUS_OK;
    }
    TRY(result_folder_file(folder, name, &file, error));
    const enum status written = ac_report_csv(file.stream, result, &fault);
    return result_folder_end_file(folder, name, written, &file, &fault, error);
}

static void log_solve(FILE *log, const struct result *result)
{
    fprintf(log, "outcome:    %s\n", outcome_word(result->outcome));
    fprintf(log, "method:     %s, %d window%s, %d iterations\n", result->method, result->windows,
            result->windows == 1 ? "" : "s", result->iterations);
    fprintf(log, "time:       %.3f s on the clock, %.3f s of processor, %d thread%s\n",
            result->wall_s, result->cpu_s, result->threads, result->threads == 1 ? "" : "s");
    fprintf(log, "memory:     %.1f MB at the peak\n", result->peak_mb);
}

static enum status write_log(struct result_folder *folder, const struct result *result,
                             struct error *error)
{
    struct file file;
    TRY(result_folder_file(folder, "run.log", &file, error));
    char stamp[32] = "unknown";
    const time_t now = time(NULL);
    struct tm utc = {0};
    if (gmtime_r(&now, &utc) != NULL) strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S UTC", &utc);
    fprintf(file.stream, "written:    %s\n", stamp);
    fprintf(file.stream, "study:      %s\n", result->study_path);
    char here[FILE_PATH_BYTES];
    if (getcwd(here, sizeof here) != NULL) fprintf(file.stream, "run from:   %s\n", here);
    fprintf(file.stream, "network:    %s (case %s)\n", result->network->path,
            result->network->case_id);
    log_solve(file.stream, result);
    if (result->machine_facts != NULL) fprintf(file.stream, "\n%s\n", result->machine_facts);
    return file_commit(&file, error);
}

static enum status write_json(struct result_folder *folder, const struct result *result,
                              struct error *error)
{
    static const char name[] = "result.json";
    struct file file;
    struct error fault = {0};
    TRY(result_folder_file(folder, name, &file, error));
    const enum status written = result_json_write(file.stream, result, false, &fault);
    return result_folder_end_file(folder, name, written, &file, &fault, error);
}

/* What `corridor security` has found for the result that stood here before says nothing of this
 * one. */
static void leave_out_screening(struct result_folder *folder)
{
    static const char *const name[] = {"security.csv", "security_overloads.csv",
                                       "security_hours.csv"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        result_folder_leave_out(folder, name[i]);
}

static enum status write_files(struct result_folder *folder, const struct result *result,
                               struct error *error)
{
    leave_out_screening(folder);
    TRY(write_tables(folder, result, error));
    TRY(write_ac_check(folder, result, error));
    TRY(write_log(folder, result, error));
    TRY(write_json(folder, result, error));
    return page_add(folder, error);
}

enum status report_write(const struct result *result, const char *folder_path, struct error *error)
{
    struct result_folder folder;
    TRY(result_folder_begin(&folder, folder_path, error));
    const enum status status = write_files(&folder, result, error);
    if (status == STATUS_OK) return result_folder_publish(&folder, error);
    result_folder_discard(&folder);
    return status;
}

enum status report_try_folder(const char *folder_path, struct error *error)
{
    struct result_folder folder;
    TRY(result_folder_begin(&folder, folder_path, error));
    result_folder_discard(&folder);
    return STATUS_OK;
}
