/* The risk of an investment as tables and on the screen. */
#include "report/invest_parts.h"

#include <math.h>

const char *const invest_view_names[RISK_VIEWS] = {"society", "owner"};

double invest_driver_level(const struct risk_driver *driver, int level)
{
    const double value[RISK_LEVELS] = {driver->low, driver->central, driver->high};
    return value[level];
}

int invest_two_way_tables(const struct invest *invest, struct invest_two_way *table)
{
    const struct invest_risk *risk = &invest->risk;
    const struct risk_two_way *both = &risk->dispatched;
    const struct risk_table *widest = &risk->table;
    int n = 0;
    if (widest->row >= 0 && widest->column >= 0)
        table[n++] = (struct invest_two_way){
            &risk->driver[widest->row], &risk->driver[widest->column],
            "the second dispatched anew, the first reckoned", widest->npv_usd};
    if (both->row >= 0 && both->column >= 0)
        table[n++] = (struct invest_two_way){&risk->driver[both->row], &risk->driver[both->column],
                                             "both dispatched anew at once", both->npv_usd};
    return n;
}

/* ---- tables ---- */

void invest_csv_risk(struct csv *csv, const struct invest *invest)
{
    invest_csv_heading(
        csv, (const char *const[]){"who", "draws", "mean NPV [USD]", "standard error [USD]",
                                   "standard deviation [USD]", "P90 [USD]", "P50 [USD]",
                                   "P10 [USD]", "tail share", "mean of the tail [USD]",
                                   "probability below 0", "at least", "at most", NULL});
    for (int view = 0; view < RISK_VIEWS; view++) {
        const struct risk_summary *of = &invest->risk.summary[view];
        csv_text(csv, invest_view_names[view]);
        csv_number(csv, of->n);
        csv_number(csv, of->mean.mean);
        csv_number(csv, of->mean.standard_error);
        csv_number(csv, of->deviation);
        csv_number(csv, of->p90);
        csv_number(csv, of->p50);
        csv_number(csv, of->p10);
        csv_number(csv, of->tail_share);
        csv_number(csv, of->worst_mean);
        csv_number(csv, of->loss_share);
        csv_number(csv, of->loss_low);
        csv_number(csv, of->loss_high);
        csv_end_row(csv);
    }
}

void invest_csv_tornado(struct csv *csv, const struct invest *invest)
{
    const struct invest_risk *risk = &invest->risk;
    invest_csv_heading(csv,
                       (const char *const[]){"who", "driver", "low", "high", "unit",
                                             "NPV at low [USD]", "NPV at high [USD]", "NPV of 0 at",
                                             "dispatched anew", "source", NULL});
    for (int view = 0; view < RISK_VIEWS; view++)
        for (int i = 0; i < risk->n_bar; i++) {
            const struct tornado_bar *bar = &risk->bar[view][i];
            const struct risk_driver *driver = &risk->driver[bar->driver];
            csv_text(csv, invest_view_names[view]);
            csv_text(csv, driver->name);
            csv_number(csv, driver->low);
            csv_number(csv, driver->high);
            csv_text(csv, driver->unit);
            csv_number(csv, bar->at_low);
            csv_number(csv, bar->at_high);
            csv_number(csv, risk->switching[bar->driver].value[view]);
            csv_text(csv, driver->kind == RISK_DISPATCH ? "yes" : "no");
            csv_text(csv, driver->source);
            csv_end_row(csv);
        }
}

static void csv_cells(struct csv *csv, const struct invest_two_way *table)
{
    for (int view = 0; view < RISK_VIEWS; view++)
        for (int i = 0; i < RISK_LEVELS; i++)
            for (int k = 0; k < RISK_LEVELS; k++) {
                csv_text(csv, invest_view_names[view]);
                csv_text(csv, table->row->name);
                csv_number(csv, invest_driver_level(table->row, i));
                csv_text(csv, table->column->name);
                csv_number(csv, invest_driver_level(table->column, k));
                csv_number(csv, table->npv_usd[view][i][k]);
                csv_text(csv, table->cells);
                csv_end_row(csv);
            }
}

void invest_csv_two_way(struct csv *csv, const struct invest *invest)
{
    struct invest_two_way table[INVEST_TABLES];
    const int n = invest_two_way_tables(invest, table);
    invest_csv_heading(csv,
                       (const char *const[]){"who", "first driver", "its value", "second driver",
                                             "its value", "NPV [USD]", "cells", NULL});
    for (int i = 0; i < n; i++)
        csv_cells(csv, &table[i]);
}

/* ---- the screen ---- */

static void print_summary(FILE *out, const struct invest_risk *risk)
{
    fprintf(out, "\nRisk of the NPV, million USD: %d lives drawn; P90 is exceeded with 90 %%\n",
            risk->n_draw);
    fprintf(out, "  %-10s %9s %9s %9s %9s %9s %9s %9s\n", "", "mean", "error", "P90", "P50", "P10",
            "CVaR 5 %", "P(<0)");
    for (int view = 0; view < RISK_VIEWS; view++) {
        const struct risk_summary *of = &risk->summary[view];
        fprintf(out, "  %-10s %9.1f %9.2f %9.1f %9.1f %9.1f %9.1f %7.1f %% (%.1f to %.1f)\n",
                invest_view_names[view], of->mean.mean / 1e6, of->mean.standard_error / 1e6,
                of->p90 / 1e6, of->p50 / 1e6, of->p10 / 1e6, of->worst_mean / 1e6,
                100 * of->loss_share, 100 * of->loss_low, 100 * of->loss_high);
    }
    if (!risk->is_enough[RISK_SOCIETY] || !risk->is_enough[RISK_OWNER])
        fprintf(out,
                "  the standard error that was asked for was not reached: more samples_most\n");
}

static void print_tornado(FILE *out, const struct invest_risk *risk)
{
    fprintf(out, "  one at a time, society    %9s %9s %12s %12s %12s\n", "low", "high",
            "NPV at low", "NPV at high", "NPV of 0 at");
    for (int i = 0; i < risk->n_bar; i++) {
        const struct tornado_bar *bar = &risk->bar[RISK_SOCIETY][i];
        const struct risk_driver *driver = &risk->driver[bar->driver];
        const struct risk_switch *at = &risk->switching[bar->driver];
        fprintf(out, "  %-25s %9.4g %9.4g %12.1f %12.1f ", driver->name, driver->low, driver->high,
                bar->at_low / 1e6, bar->at_high / 1e6);
        if (at->is_found[RISK_SOCIETY])
            fprintf(out, "%12.4g\n", at->value[RISK_SOCIETY]);
        else
            fprintf(out, "%12s\n", "nowhere");
    }
}

void invest_print_risk(FILE *out, const struct invest *invest)
{
    const struct invest_risk *risk = &invest->risk;
    print_summary(out, risk);
    print_tornado(out, risk);
    fprintf(out, "  %d weather years: %.2f million USD a year", risk->n_weather,
            risk->weather_mean_usd_per_year[RISK_SOCIETY] / 1e6);
    if (risk->n_weather > 1)
        fprintf(out, ", standard deviation %.2f",
                risk->weather_deviation_usd_per_year[RISK_SOCIETY] / 1e6);
    fprintf(out, "\n");
    if (risk->n_spot > 0)
        fprintf(out,
                "  adding what drivers do alone is off by %.1f %% of the benefit at most, in %d "
                "lives that were dispatched whole\n",
                100 * risk->spot_error_share, risk->n_spot);
}
