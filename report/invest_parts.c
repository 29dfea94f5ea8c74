#include "report/invest_parts.h"

#include <math.h>
#include <string.h>

const char *invest_confidence_word(int confidence)
{
    static const char *const words[] = {"reported", "derived", "assumed"};
    return words[confidence];
}

const char *const invest_level_names[LEVELS] = {"low", "central", "high"};

void invest_json_levels(struct json *json, const char *name, const double value[LEVELS])
{
    json_open_object(json, name);
    for (int level = 0; level < LEVELS; level++)
        json_quantity(json, invest_level_names[level], value[level]);
    json_close(json);
}

/* ---- who gains ---- */

int invest_surplus_rows(const struct invest *invest)
{
    return N_AGENT * invest->runs->n_country + 1;
}

struct invest_surplus_row invest_surplus_row(const struct invest *invest, int row)
{
    const struct invest_together *t = &invest->together;
    const int n = N_AGENT * invest->runs->n_country, all = (1 << t->n_project) - 1;
    const double *none = t->point[0].agent_usd, *alone = t->point[1].agent_usd;
    const double *with = t->point[all].agent_usd, *without = t->point[all & ~1].agent_usd;
    struct invest_surplus_row sum = {"all", "all", 0, 0};
    if (row < n) {
        sum.agent = agent_word((enum agent)(row / invest->runs->n_country));
        sum.country = invest->runs->country[row % invest->runs->n_country];
        if (row / invest->runs->n_country == AGENT_OPERATOR) sum.country = "all";
    }
    for (int i = row < n ? row : 0; i < (row < n ? row + 1 : n); i++) {
        sum.put_in_usd += (alone[i] - none[i]) * invest->year_factor;
        sum.taken_out_usd += (with[i] - without[i]) * invest->year_factor;
    }
    return sum;
}

/* ---- what it stands on ---- */

static struct invest_input_row row_of_link(const struct hvdc_link *link)
{
    return (struct invest_input_row){.name = link->id,
                                     .region = "capital cost of the row of the link",
                                     .unit = "million USD",
                                     .price_basis = "",
                                     .source = link->origin.source,
                                     .confidence = invest_confidence_word(link->origin.confidence),
                                     .notes = link->capex_basis,
                                     .file = link->origin.file,
                                     .low = link->capex_low_musd,
                                     .central = link->capex_central_musd,
                                     .high = link->capex_high_musd,
                                     .line = link->origin.file_line};
}

int invest_input_rows(const struct invest *invest)
{
    return invest->runs->n_watch + invest->assumptions->n_taken;
}

struct invest_input_row invest_input_row(const struct invest *invest, int row)
{
    const struct invest_runs *runs = invest->runs;
    if (row < runs->n_watch) return row_of_link(&runs->world[0].network.link[runs->watch_at[row]]);
    const struct assumption *taken = invest->assumptions->taken[row - runs->n_watch];
    return (struct invest_input_row){.name = taken->item,
                                     .region = taken->region,
                                     .unit = taken->unit,
                                     .price_basis = taken->price_basis,
                                     .source = taken->origin.source,
                                     .confidence = invest_confidence_word(taken->origin.confidence),
                                     .notes = taken->origin.notes,
                                     .file = taken->origin.file,
                                     .low = taken->low,
                                     .central = taken->central,
                                     .high = taken->high,
                                     .line = taken->origin.file_line};
}

#define CAPITAL "row of the link, or station_cost, cable_cost and land_cost"
#define TIMING "wacc, construction, capex_shares, life"

const struct invest_trace invest_traces[] = {
    {"value_curve", "1-19, 178-183",
     "network_inputs: tables of the network file, settings of the dispatch"},
    {"costs.capital_usd_per_mw", "", CAPITAL},
    {"costs.om_usd_per_mw_year", "", CAPITAL ", station_om, cable_om"},
    {"costs.repair_usd_per_mw_year", "204", "cable_failures, repair_cost, unit_mw"},
    {"costs.availability_share", "204", "cable_failures, cable_repair, station_availability"},
    {"optimum.annual_cost_usd_per_mw_year", "203",
     CAPITAL ", station_om, cable_om, repair_cost, cable_failures, cable_repair, "
             "station_availability, growth, " TIMING},
    {"optimum.capacity_mw", "203, 207, 208", "value_curve, optimum.annual_cost_usd_per_mw_year"},
    {"optimum.over_weather_years", "203, 248, 249",
     "network_inputs: tables of the network file, settings of the dispatch, "
     "optimum.annual_cost_usd_per_mw_year"},
    {"optimum.together", "203, 248",
     "network_inputs: tables of the network file, settings of the dispatch, capex of the rows of "
     "all projects, "
     "station_om, cable_om, cable_failures, cable_repair, repair_cost, station_availability, "
     "growth, " TIMING},
    {"optimum.modules", "203, 208", "value_curve, modules_mw, costs"},
    {"optimum.budget_buys_mw", "", "budget_musd, costs.capital_usd_per_mw"},
    {"together", "205, 206, 239, 240",
     "network_inputs: tables of the network file, settings of the dispatch"},
    {"packages", "200, 203",
     "network_inputs: tables of the network file, settings of the dispatch, packages, capex of the "
     "rows of their "
     "links, station_om, cable_om, cable_failures, cable_repair, station_availability, "
     "growth, " TIMING},
    {"appraisal.views", "203, 209, 211", "together, costs, growth, " TIMING},
    {"appraisal.regimes", "210, 232-238",
     "together, costs, gearing, debt_rate, debt_tenor, dscr, tax, inflation, owner_return, "
     "availability_target, " TIMING},
    {"appraisal.levelised_cost_usd_per_mwh", "211", "together, costs, " TIMING},
    {"appraisal.wacc_of_financing_share", "221, 235",
     "gearing, debt_rate, owner_return, tax, inflation"},
    {"together.projects.rent_by_investment_usd_per_year", "201, 241",
     "together, capex of the rows of all projects"},
    {"risk.drivers, risk.tornado, risk.two_way", "209, 212, 213, 246",
     "rows of the drivers, costs, growth, cable_failures, " TIMING
     "; network_inputs: tables of the network file, settings of the dispatch"},
    {"risk.society, risk.owner", "212-217, 243-245",
     "risk.drivers, risk.weather_years, risk.availability, correlations, costs"},
    {"risk.availability", "204, 214", "cable_failures, cable_repair, station_availability"},
    {"options", "218, 219, 231, 247", "value_curve, risk.drivers, costs, growth, " TIMING},
    {"border_carbon", "226",
     "border_default_factor, carbon_price_eu, carbon_price_origin, fx_usd_per_eur, growth, " TIMING
     "; network_inputs: tables of the network file, settings of the dispatch"},
};
const int n_invest_trace = (int)(sizeof invest_traces / sizeof *invest_traces);

void invest_csv_heading(struct csv *csv, const char *const *names)
{
    for (; *names != NULL; names++)
        csv_text(csv, *names);
    csv_end_row(csv);
}
