/* The folder of an investment study. */
#include "report/invest_report.h"

#include "base/clock.h"
#include "base/threads.h"
#include "report/csv.h"
#include "report/invest_parts.h"
#include "report/page.h"
#include "report/result_folder.h"

#include <math.h>
#include <time.h>

/* ---- tables ---- */

static void write_curve(struct csv *csv, const struct invest *invest)
{
    const double year = invest->year_factor;
    invest_csv_heading(
        csv, (const char *const[]){"capacity [MW]", "value [USD/year]",
                                   "marginal value [USD/MW-year]", "value least [USD/year]",
                                   "value most [USD/year]", "marginal value least [USD/MW-year]",
                                   "marginal value most [USD/MW-year]", "system cost [USD]", NULL});
    for (int i = 0; i < invest->curve.n_point; i++) {
        const struct value_point *point = &invest->curve.point[i];
        csv_number(csv, point->capacity_mw);
        csv_number(csv, point->value_usd * year);
        csv_number(csv, point->marginal_usd_per_mw * year);
        csv_number(csv, point->value_low_usd * year);
        csv_number(csv, point->value_high_usd * year);
        csv_number(csv, point->marginal_least_usd_per_mw * year);
        csv_number(csv, point->marginal_most_usd_per_mw * year);
        csv_number(csv, point->cost_usd);
        csv_end_row(csv);
    }
}

static void write_optimum(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv,
                       (const char *const[]){"capital cost", "WACC", "annual cost [USD/MW-year]",
                                             "best size [MW]", "crossing [MW]", "least [MW]",
                                             "most [MW]", "net value [USD/year]", NULL});
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            const struct invest_optimum *at = &invest->optimum[capex][wacc];
            csv_text(csv, invest_level_names[capex]);
            csv_text(csv, invest_level_names[wacc]);
            csv_number(csv, at->annual_usd_per_mw);
            csv_number(csv, at->capacity_mw);
            csv_number(csv, at->crossing_mw);
            csv_number(csv, at->low_mw);
            csv_number(csv, at->high_mw);
            csv_number(csv, at->net_usd_per_year);
            csv_end_row(csv);
        }
}

static void write_modules(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv, (const char *const[]){
                                "module [MW]", "best number", "size [MW]", "value least [USD/year]",
                                "value most [USD/year]", "NPV at low cost [USD]",
                                "NPV at central cost [USD]", "NPV at high cost [USD]", NULL});
    for (int i = 0; i < invest->n_module; i++) {
        const struct invest_module *module = &invest->module[i];
        csv_number(csv, module->module_mw);
        csv_number(csv, module->count);
        csv_number(csv, module->capacity_mw);
        csv_number(csv, module->value_low_usd_per_year);
        csv_number(csv, module->value_high_usd_per_year);
        for (int level = 0; level < LEVELS; level++)
            csv_number(csv, module->npv_usd[level]);
        csv_end_row(csv);
    }
}

static void write_surplus(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv, (const char *const[]){"who", "country", "put in [USD/year]",
                                                  "taken out [USD/year]", NULL});
    for (int row = 0; row < invest_surplus_rows(invest); row++) {
        const struct invest_surplus_row change = invest_surplus_row(invest, row);
        csv_text(csv, change.agent);
        csv_text(csv, change.country);
        csv_number(csv, change.put_in_usd);
        csv_number(csv, change.taken_out_usd);
        csv_end_row(csv);
    }
}

static void write_flows(struct csv *csv, const struct invest *invest)
{
    const struct invest_appraisal *appraisal = &invest->appraisal;
    const int n = invest->costs.construction_years + invest->costs.life_years;
    csv_text(csv, "year");
    for (int i = 0; i < appraisal->n_view; i++)
        csv_heading(csv, appraisal->view[i].name, "", "USD");
    csv_end_row(csv);
    for (int year = 0; year < n; year++) {
        csv_number(csv, year);
        for (int i = 0; i < appraisal->n_view; i++)
            csv_number(csv, appraisal->view[i].flow_usd[year]);
        csv_end_row(csv);
    }
}

static void write_regimes(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv,
                       (const char *const[]){"regime", "revenue [USD/year]", "top-up [USD/year]",
                                             "NPV after tax [USD]", "IRR after tax [share]",
                                             "equity NPV [USD]", "equity IRR [share]", "debt [USD]",
                                             "interest of construction [USD]", "least DSCR",
                                             "mean DSCR", "LLCR", "terms", NULL});
    for (int i = 0; i < invest->appraisal.n_regime; i++) {
        const struct invest_regime *regime = &invest->appraisal.regime[i];
        csv_text(csv, regime->name);
        csv_number(csv, regime->revenue_usd_per_year);
        csv_number(csv, regime->top_up_usd_per_year);
        csv_number(csv, regime->npv_usd);
        csv_number(csv, regime->irr);
        csv_number(csv, regime->equity_npv_usd);
        csv_number(csv, regime->equity_irr);
        csv_number(csv, regime->debt_usd);
        csv_number(csv, regime->construction_interest_usd);
        csv_number(csv, regime->dscr_least);
        csv_number(csv, regime->dscr_mean);
        csv_number(csv, regime->llcr);
        csv_text(csv, regime->terms);
        csv_end_row(csv);
    }
}

static void write_inputs(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv,
                       (const char *const[]){"name", "region", "low", "central", "high", "unit",
                                             "price year", "source", "confidence", "notes", NULL});
    for (int i = 0; i < invest_input_rows(invest); i++) {
        const struct invest_input_row row = invest_input_row(invest, i);
        csv_text(csv, row.name);
        csv_text(csv, row.region);
        csv_number(csv, row.low);
        csv_number(csv, row.central);
        csv_number(csv, row.high);
        csv_text(csv, row.unit);
        csv_text(csv, row.price_basis);
        csv_text(csv, row.source);
        csv_text(csv, row.confidence);
        csv_text(csv, row.notes);
        csv_end_row(csv);
    }
}

static void write_checks(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(csv, (const char *const[]){"check", "left", "right", "unit", "gap x 1e12",
                                                  "allowed x 1e12", NULL});
    for (int i = 0; i < invest->n_check; i++) {
        const struct invest_check *check = &invest->check[i];
        csv_text(csv, check->name);
        csv_number(csv, check->left);
        csv_number(csv, check->right);
        csv_text(csv, check->unit);
        csv_number(csv, check->gap * 1e12);
        csv_number(csv, check->tolerance * 1e12);
        csv_end_row(csv);
    }
}

/* ---- the folder ---- */

static const struct invest_table {
    const char *file;
    void (*write)(struct csv *csv, const struct invest *invest);
} tables[] = {{"value_curve.csv", write_curve},    {"optimum.csv", write_optimum},
              {"modules.csv", write_modules},      {"packages.csv", invest_csv_packages},
              {"surplus.csv", write_surplus},      {"cash_flow.csv", write_flows},
              {"risk.csv", invest_csv_risk},       {"tornado.csv", invest_csv_tornado},
              {"two_way.csv", invest_csv_two_way}, {"regimes.csv", write_regimes},
              {"inputs.csv", write_inputs},        {"checks.csv", write_checks}};

static enum status write_table(struct result_folder *folder, const struct invest_table *table,
                               const struct invest *invest, struct error *error)
{
    struct file file;
    struct csv csv;
    struct error fault = {0};
    TRY(result_folder_file(folder, table->file, &file, error));
    csv_begin(&csv, file.stream);
    table->write(&csv, invest);
    return result_folder_end_file(folder, table->file, csv_end(&csv, &fault), &file, &fault, error);
}

static enum status write_log(struct result_folder *folder, const struct invest *invest,
                             struct error *error)
{
    struct file file;
    char stamp[32] = "unknown";
    const time_t now = time(NULL);
    struct tm utc = {0};
    TRY(result_folder_file(folder, "run.log", &file, error));
    if (gmtime_r(&now, &utc) != NULL) strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S UTC", &utc);
    fprintf(file.stream, "written:    %s\n", stamp);
    fprintf(file.stream, "study:      %s\n", invest->config->path);
    fprintf(file.stream, "dispatches: %d, %d of them in this run\n", invest->runs->n_done,
            invest->runs->n_solved);
    fprintf(file.stream, "curve:      %d points in %.2f s of processor, a single dispatch %.2f s\n",
            invest->curve.n_point, invest->curve_cpu_s, invest->single_cpu_s);
    if (invest->single_cpu_s > 0)
        fprintf(file.stream, "            the time of %.2f single dispatches\n",
                invest->curve_cpu_s / invest->single_cpu_s);
    fprintf(file.stream, "time:       %.1f s of processor, %d at once\n", clock_cpu_s(),
            invest->runs->threads);
    fprintf(file.stream, "memory:     %.1f MB at the peak\n", clock_peak_memory_mb());
    return file_commit(&file, error);
}

static enum status write_json(struct result_folder *folder, const struct invest *invest,
                              struct error *error)
{
    struct file file;
    struct error fault = {0};
    TRY(result_folder_file(folder, "result.json", &file, error));
    const enum status written = invest_report_json(file.stream, invest, &fault);
    return result_folder_end_file(folder, "result.json", written, &file, &fault, error);
}

static enum status write_files(struct result_folder *folder, const struct invest *invest,
                               struct error *error)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        TRY(write_table(folder, &tables[i], invest, error));
    TRY(write_log(folder, invest, error));
    TRY(write_json(folder, invest, error));
    return page_add(folder, error);
}

enum status invest_report_write(const struct invest *invest, const char *folder_path,
                                struct error *error)
{
    struct result_folder folder;
    TRY(result_folder_begin(&folder, folder_path, error));
    const enum status status = write_files(&folder, invest, error);
    if (status == STATUS_OK) return result_folder_publish(&folder, error);
    result_folder_discard(&folder);
    return status;
}
