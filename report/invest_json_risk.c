/* The member `risk` of an investment study. */
#include "report/invest_parts.h"

#include <math.h>

static void write_benefits(struct json *json, const struct risk_driver *driver)
{
    for (int view = 0; view < RISK_VIEWS; view++) {
        json_open_array(json, view == RISK_SOCIETY ? "society_benefit_usd_per_year"
                                                   : "owner_benefit_usd_per_year");
        for (int level = 0; level < RISK_LEVELS; level++)
            json_quantity(json, NULL, driver->benefit_usd_per_year[view][level]);
        json_close(json);
    }
}

static void write_drivers(struct json *json, const struct invest_risk *risk)
{
    json_open_array(json, "drivers");
    for (int d = 0; d < risk->n_driver; d++) {
        const struct risk_driver *driver = &risk->driver[d];
        json_open_object(json, NULL);
        json_text(json, "name", driver->name);
        json_text(json, "unit", driver->unit);
        json_number(json, "low", driver->low);
        json_number(json, "central", driver->central);
        json_number(json, "high", driver->high);
        json_text(json, "shape", driver->kind == RISK_WACC ? "not drawn" : "triangle");
        json_boolean(json, "dispatched_anew", driver->kind == RISK_DISPATCH);
        json_text(json, "source", driver->source);
        if (driver->kind == RISK_DISPATCH) write_benefits(json, driver);
        const struct risk_switch *at = &risk->switching[d];
        json_number(json, "switching_value_society", at->value[RISK_SOCIETY]);
        json_number(json, "switching_value_owner", at->value[RISK_OWNER]);
        json_boolean(json, "switches_in_range_society", at->is_in_range[RISK_SOCIETY]);
        json_boolean(json, "switches_in_range_owner", at->is_in_range[RISK_OWNER]);
        json_close(json);
    }
    json_close(json);
}

static void write_weather(struct json *json, const struct invest_risk *risk)
{
    json_open_array(json, "weather_years");
    for (int w = 0; w < risk->n_weather; w++) {
        json_open_object(json, NULL);
        json_integer(json, "seed", risk->seed[w]);
        json_quantity(json, "society_benefit_usd_per_year",
                      risk->weather_usd_per_year[RISK_SOCIETY][w]);
        json_quantity(json, "owner_benefit_usd_per_year",
                      risk->weather_usd_per_year[RISK_OWNER][w]);
        json_close(json);
    }
    json_close(json);
    json_quantity(json, "weather_mean_usd_per_year", risk->weather_mean_usd_per_year[RISK_SOCIETY]);
    json_quantity(json, "weather_deviation_usd_per_year",
                  risk->weather_deviation_usd_per_year[RISK_SOCIETY]);
}

static void write_correlations(struct json *json, const struct invest_risk *risk)
{
    json_open_array(json, "correlations");
    for (int a = 0; a < risk->n_driver; a++)
        for (int b = a + 1; b < risk->n_driver; b++) {
            if (risk->correlation[a][b] == 0) continue;
            json_open_object(json, NULL);
            json_text(json, "driver", risk->driver[a].name);
            json_text(json, "with", risk->driver[b].name);
            json_number(json, "correlation", risk->correlation[a][b]);
            json_close(json);
        }
    json_close(json);
    json_number(json, "correlation_changed", risk->correlation_changed);
}

static void write_spots(struct json *json, const struct invest_risk *risk)
{
    json_open_array(json, "spot_checks");
    for (int i = 0; i < risk->n_spot; i++) {
        const struct risk_spot *spot = &risk->spot[i];
        json_open_object(json, NULL);
        json_integer(json, "draw", spot->draw);
        json_integer(json, "seed", spot->seed);
        for (int d = 0; d < risk->n_driver; d++)
            if (risk->driver[d].kind == RISK_DISPATCH)
                json_number(json, risk->driver[d].name, spot->value[d]);
        for (int view = 0; view < RISK_VIEWS; view++) {
            json_open_object(json, invest_view_names[view]);
            json_quantity(json, "added_usd_per_year", spot->added_usd_per_year[view]);
            json_quantity(json, "dispatched_usd_per_year", spot->dispatched_usd_per_year[view]);
            json_close(json);
        }
        json_close(json);
    }
    json_close(json);
    json_number(json, "spot_error_share", risk->spot_error_share);
}

static void write_summary(struct json *json, const char *name, const struct risk_summary *summary,
                          bool is_enough)
{
    json_open_object(json, name);
    json_integer(json, "draws", summary->n);
    json_quantity(json, "mean_npv_usd", summary->mean.mean);
    json_quantity(json, "standard_error_usd", summary->mean.standard_error);
    json_boolean(json, "standard_error_reached", is_enough);
    json_number(json, "variance_reduction", summary->mean.reduction);
    json_quantity(json, "standard_deviation_usd", summary->deviation);
    json_quantity(json, "p90_npv_usd", summary->p90);
    json_quantity(json, "p50_npv_usd", summary->p50);
    json_quantity(json, "p10_npv_usd", summary->p10);
    json_number(json, "cvar_tail_share", summary->tail_share);
    json_quantity(json, "cvar_npv_usd", summary->worst_mean);
    json_number(json, "probability_npv_below_0", summary->loss_share);
    json_number(json, "probability_low", summary->loss_low);
    json_number(json, "probability_high", summary->loss_high);
    json_close(json);
}

static void write_tornado(struct json *json, const struct invest_risk *risk)
{
    json_open_array(json, "tornado");
    for (int view = 0; view < RISK_VIEWS; view++)
        for (int i = 0; i < risk->n_bar; i++) {
            const struct tornado_bar *bar = &risk->bar[view][i];
            json_open_object(json, NULL);
            json_text(json, "who", invest_view_names[view]);
            json_text(json, "driver", risk->driver[bar->driver].name);
            json_quantity(json, "npv_at_low_usd", bar->at_low);
            json_quantity(json, "npv_at_high_usd", bar->at_high);
            json_quantity(json, "swing_usd", bar->swing);
            json_close(json);
        }
    json_close(json);
}

static void write_cells(struct json *json, const struct invest_two_way *table)
{
    for (int view = 0; view < RISK_VIEWS; view++)
        for (int i = 0; i < RISK_LEVELS; i++)
            for (int k = 0; k < RISK_LEVELS; k++) {
                json_open_object(json, NULL);
                json_text(json, "who", invest_view_names[view]);
                json_number(json, table->row->name, invest_driver_level(table->row, i));
                json_number(json, table->column->name, invest_driver_level(table->column, k));
                json_quantity(json, "npv_usd", table->npv_usd[view][i][k]);
                json_close(json);
            }
}

static void write_two_way(struct json *json, const struct invest *invest)
{
    struct invest_two_way table[INVEST_TABLES];
    const int n = invest_two_way_tables(invest, table);
    json_open_array(json, "two_way");
    for (int i = 0; i < n; i++)
        write_cells(json, &table[i]);
    json_close(json);
    json_number(json, "sum_of_drivers_error_share", invest->risk.emulator_error_share);
}

void invest_json_risk(struct json *json, const struct invest *invest)
{
    const struct invest_risk *risk = &invest->risk;
    json_open_object(json, "risk");
    json_text(json, "convention",
              "P90 is exceeded with 90 % probability: the 10th percentile, linear between order "
              "statistics (type 7); CVaR is the mean of the worst 5 %");
    json_text(json, "drawn",
              "outages of cables and converters year by year, a weather year for each year, "
              "triangles of all drivers but the WACC; both views of the same lives; control "
              "variate: what each driver alone and the weather would do");
    json_text(json, "strata_of",
              risk->stratified >= 0 ? risk->driver[risk->stratified].name : NULL);
    json_number(json, "standard_error_asked_share_of_capital", invest->config->error_share);
    for (int view = 0; view < RISK_VIEWS; view++)
        write_summary(json, invest_view_names[view], &risk->summary[view], risk->is_enough[view]);
    write_drivers(json, risk);
    write_correlations(json, risk);
    write_weather(json, risk);
    write_tornado(json, risk);
    write_two_way(json, invest);
    write_spots(json, risk);
    json_open_object(json, "availability");
    json_integer(json, "drawn_years", risk->n_availability_year);
    json_number(json, "drawn_share", risk->drawn_availability);
    json_number(json, "standard_error_share", risk->drawn_availability_error);
    json_number(json, "closed_form_share", risk->closed_availability);
    json_close(json);
    json_close(json);
}
