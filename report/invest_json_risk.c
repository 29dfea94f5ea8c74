/* The member `risk` of an investment study. */
#include "report/invest_parts.h"

#include <math.h>

static const char *const view_names[RISK_VIEWS] = {"society", "owner"};

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
        json_number(json, "switching_value_society", risk->switching[d].value[RISK_SOCIETY]);
        json_number(json, "switching_value_owner", risk->switching[d].value[RISK_OWNER]);
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

static void write_summary(struct json *json, const char *name, const struct risk_summary *summary)
{
    json_open_object(json, name);
    json_integer(json, "draws", summary->n);
    json_quantity(json, "mean_npv_usd", summary->mean.mean);
    json_quantity(json, "standard_error_usd", summary->mean.standard_error);
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
            json_text(json, "who", view_names[view]);
            json_text(json, "driver", risk->driver[bar->driver].name);
            json_quantity(json, "npv_at_low_usd", bar->at_low);
            json_quantity(json, "npv_at_high_usd", bar->at_high);
            json_quantity(json, "swing_usd", bar->swing);
            json_close(json);
        }
    json_close(json);
}

static void write_two_way(struct json *json, const struct invest_risk *risk)
{
    const struct risk_two_way *two = &risk->dispatched;
    json_open_array(json, "two_way");
    for (int view = 0; view < RISK_VIEWS && two->column >= 0; view++)
        for (int i = 0; i < RISK_LEVELS; i++)
            for (int k = 0; k < RISK_LEVELS; k++) {
                const struct risk_driver *a = &risk->driver[two->row],
                                         *b = &risk->driver[two->column];
                json_open_object(json, NULL);
                json_text(json, "who", view_names[view]);
                json_number(json, a->name, i == 0 ? a->low : i == 1 ? a->central : a->high);
                json_number(json, b->name, k == 0 ? b->low : k == 1 ? b->central : b->high);
                json_quantity(json, "npv_usd", two->npv_usd[view][i][k]);
                json_close(json);
            }
    json_close(json);
    json_number(json, "sum_of_drivers_error_share", risk->emulator_error_share);
}

void invest_json_risk(struct json *json, const struct invest *invest)
{
    const struct invest_risk *risk = &invest->risk;
    json_open_object(json, "risk");
    json_text(json, "convention",
              "P90 is exceeded with 90 % probability: the 10th percentile, linear between order "
              "statistics (type 7); CVaR is the mean of the worst 5 %");
    json_text(json, "drawn",
              "outages of cables and converters year by year, weather years in turn, triangles of "
              "all drivers but the WACC; the same draws for both views; strata of the first driver "
              "of the dispatch, a linear control variate");
    json_boolean(json, "standard_error_reached", risk->is_enough);
    json_number(json, "standard_error_asked_share_of_capital", invest->config->error_share);
    write_summary(json, "society", &risk->summary[RISK_SOCIETY]);
    write_summary(json, "owner", &risk->summary[RISK_OWNER]);
    write_drivers(json, risk);
    write_weather(json, risk);
    write_tornado(json, risk);
    write_two_way(json, risk);
    json_open_object(json, "availability");
    json_number(json, "drawn_share", risk->drawn_availability);
    json_number(json, "standard_error_share", risk->drawn_availability_error);
    json_number(json, "closed_form_share", risk->closed_availability);
    json_close(json);
    json_close(json);
}
