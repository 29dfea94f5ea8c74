/* The study of adequacy as tables. */
#include "report/adequacy_report.h"

#include "base/file.h"
#include "report/csv.h"
#include "report/page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void heading(struct csv *csv, const char *const *names)
{
    for (; *names != NULL; names++)
        csv_text(csv, *names);
    csv_end_row(csv);
}

static void write_estimate(struct csv *csv, struct estimate value)
{
    csv_number(csv, value.mean);
    csv_number(csv, value.error);
    csv_number(csv, value.half_width);
}

/* What a row of an area is about. */
enum area_case { CASE_WITH, CASE_WITHOUT, CASE_CHANGE, CASE_ALONE, CASES };

static void write_case(struct csv *csv, const struct adequacy_area *area, enum area_case of,
                       bool has_closed_form)
{
    static const char *const names[] = {"with cables", "without cables", "change by cables",
                                        "alone"};
    const struct adequacy_indices *const indices[] = {&area->with, &area->without, &area->change,
                                                      &area->alone};
    csv_text(csv, area->name);
    csv_text(csv, names[of]);
    csv_number(csv, area->demand_mwh);
    write_estimate(csv, indices[of]->short_hour);
    write_estimate(csv, indices[of]->unserved_mwh);
    write_estimate(csv, indices[of]->entries);
    csv_number(csv, has_closed_form ? area->closed_short_hour : NAN);
    csv_number(csv, has_closed_form ? area->closed_unserved_mwh : NAN);
    csv_number(csv, has_closed_form ? area->distance_short_hour : NAN);
    csv_number(csv, has_closed_form ? area->distance_unserved : NAN);
    csv_end_row(csv);
}

static void write_areas(struct csv *csv, const struct adequacy_report *report)
{
    const struct adequacy_result *result = report->result;
    heading(csv, (const char *const[]){"area", "case", "demand [MWh]", "LOLE [h]", "LOLE se [h]",
                                       "LOLE half width [h]", "EENS [MWh]", "EENS se [MWh]",
                                       "EENS half width [MWh]", "LOLF", "LOLF se",
                                       "LOLF half width", "closed form LOLE [h]",
                                       "closed form EENS [MWh]", "closed form LOLE distance [se]",
                                       "closed form EENS distance [se]", NULL});
    for (int a = 0; a <= result->n_area; a++) {
        const struct adequacy_area *area = &result->area[a];
        const bool is_system = a == result->n_area;
        if (!is_system && area->demand_mwh <= 0) continue;
        for (int of = 0; of < CASES; of++) {
            const bool needs_cables = of == CASE_WITHOUT || of == CASE_CHANGE;
            if (needs_cables && result->cables.count == 0) continue;
            write_case(csv, area, (enum area_case)of, of == (is_system ? CASE_WITH : CASE_ALONE));
        }
    }
}

static void write_years(struct csv *csv, const struct adequacy_report *report)
{
    heading(csv, (const char *const[]){"year", "short [h]", "unserved [MWh]", "times",
                                       "without cables short [h]", "without cables unserved [MWh]",
                                       "without cables times", NULL});
    for (int y = 0; y < report->result->n_year; y++) {
        csv_number(csv, y + 1);
        for (int v = 0; v < 2; v++) {
            const struct shortage_year *year = &report->result->year[3 * y + v];
            csv_number(csv, year->short_hour);
            csv_number(csv, year->unserved_mwh);
            csv_number(csv, year->entries);
        }
        csv_end_row(csv);
    }
}

static void write_links(struct csv *csv, const struct adequacy_report *report)
{
    heading(csv, (const char *const[]){"link", "capacity [MW]", "taken away", "available [share]",
                                       "available se [share]", "available half width [share]",
                                       "expected [share]", "worst year [share]", NULL});
    for (int b = 0; b < report->result->n_branch; b++) {
        const struct adequacy_branch *branch = &report->result->branch[b];
        csv_text(csv, branch->id);
        csv_number(csv, branch->capacity_mw);
        csv_text(csv, branch->is_cable ? "yes" : "no");
        write_estimate(csv, branch->available_share);
        csv_number(csv, branch->expected_share);
        csv_number(csv, branch->worst_year_share);
        csv_end_row(csv);
    }
}

/* The rates that were used, with where each comes from. */
static void write_inputs(struct csv *csv, const struct adequacy_report *report)
{
    static const char *const confidence[] = {"reported", "derived", "assumed"};
    static const char *const part[] = {"plant", "store",  "station", "cable",
                                       "land",  "return", "line"};
    heading(csv, (const char *const[]){"part", "of", "failures per year [1/a]",
                                       "failures per 100 km and year [1/a]", "mobilisation [h]",
                                       "work [h]", "closed [d]", "planned [d]", "source",
                                       "confidence", "notes", NULL});
    for (int i = 0; i < report->outages->n_row; i++) {
        const struct outage_row *row = &report->outages->row[i];
        if (!report->outages->used[i]) continue;
        csv_text(csv, part[row->part]);
        csv_text(csv, row->of);
        csv_number(csv, row->failures_per_year);
        csv_number(csv, row->failures_per_100_km_year);
        csv_number(csv, row->mobilisation_hour);
        csv_number(csv, row->work_hour);
        csv_number(csv, row->closed_days);
        csv_number(csv, row->planned_days);
        csv_text(csv, row->origin.source);
        csv_text(csv, confidence[row->origin.confidence]);
        csv_text(csv, row->origin.notes);
        csv_end_row(csv);
    }
}

static enum status begin(const char *folder, const char *name, struct file *file,
                         struct error *error)
{
    char path[FILE_PATH_BYTES];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return error_set(error, STATUS_IO, "%s: the path is too long", folder);
    return file_begin(path, file, error);
}

static enum status end(struct file *file, enum status status, struct error *error)
{
    if (status == STATUS_OK) return file_commit(file, error);
    file_discard(file);
    return status;
}

static enum status write_table(const char *folder, const char *name,
                               void (*write)(struct csv *, const struct adequacy_report *),
                               const struct adequacy_report *report, struct error *error)
{
    struct file file;
    struct csv csv;
    TRY(begin(folder, name, &file, error));
    csv_begin(&csv, file.stream);
    write(&csv, report);
    return end(&file, csv_end(&csv, error), error);
}

enum status adequacy_report_folder(const char *folder, const struct adequacy_report *report,
                                   struct error *error)
{
    static const char seal[] = "result.json";
    char path[FILE_PATH_BYTES];
    struct file file;
    if (snprintf(path, sizeof path, "%s/%s", folder, seal) < (int)sizeof path) remove(path);
    TRY(write_table(folder, "adequacy_areas.csv", write_areas, report, error));
    TRY(write_table(folder, "adequacy_years.csv", write_years, report, error));
    TRY(write_table(folder, "adequacy_links.csv", write_links, report, error));
    TRY(write_table(folder, "adequacy_inputs.csv", write_inputs, report, error));
    TRY(begin(folder, seal, &file, error));
    TRY(end(&file, adequacy_report_json(file.stream, report, error), error));
    return page_write_into(folder, error);
}
