/* An investment study as one JSON object: docs/results.md, "An investment". */
#include "report/invest_report.h"

#include "report/evidence.h"
#include "report/invest_parts.h"
#include "report/json.h"
#include "report/schemas.h"
#include "study/npv.h"

#include <math.h>
#include <string.h>

static void write_head(struct json *json, const struct invest *invest)
{
    const struct invest_world *world = &invest->runs->world[0];
    json_text(json, "schema", INVEST_SCHEMA);
    json_text(json, "program", "corridor");
    json_text(json, "question", invest->config->question);
    json_text(json, "link", invest->link->id);
    json_text(json, "network", world->network.name);
    json_text(json, "case", world->network.case_id);
    json_text(json, "money", "USD, real");
    json_integer(json, "price_year", invest->config->price_year);
    json_integer(json, "hours", world->config.hours);
    json_number(json, "year_factor", invest->year_factor);
    json_integer(json, "seed", world->config.seed);
}

static void write_curve(struct json *json, const struct invest *invest)
{
    const struct value_curve *curve = &invest->curve;
    const double year = invest->year_factor;
    json_open_array(json, "value_curve");
    for (int i = 0; i < curve->n_point; i++) {
        const struct value_point *point = &curve->point[i];
        json_open_object(json, NULL);
        json_quantity(json, "capacity_mw", point->capacity_mw);
        json_quantity(json, "value_usd_per_year", point->value_usd * year);
        json_quantity(json, "marginal_value_usd_per_mw_year", point->marginal_usd_per_mw * year);
        json_quantity(json, "value_low_usd_per_year", point->value_low_usd * year);
        json_quantity(json, "value_high_usd_per_year", point->value_high_usd * year);
        json_quantity(json, "marginal_least_usd_per_mw_year",
                      point->marginal_least_usd_per_mw * year);
        json_quantity(json, "marginal_most_usd_per_mw_year",
                      point->marginal_most_usd_per_mw * year);
        json_quantity(json, "system_cost_usd", point->cost_usd);
        json_close(json);
    }
    json_close(json);
    json_number(json, "envelope_gap_share", curve->envelope_gap_share);
    json_quantity(json, "envelope_gap_usd_per_year", curve->envelope_gap_usd * year);
    json_quantity(json, "envelope_gap_at_mw", curve->widest_gap_mw);
    json_open_array(json, "breakpoints");
    for (int k = 0; k < curve->n_break; k++) {
        json_open_object(json, NULL);
        json_quantity(json, "capacity_mw", curve->kink[k].capacity_mw);
        json_quantity(json, "before_usd_per_mw_year", curve->kink[k].before_usd_per_mw * year);
        json_quantity(json, "after_usd_per_mw_year", curve->kink[k].after_usd_per_mw * year);
        json_close(json);
    }
    json_close(json);
}

static void write_costs(struct json *json, const struct invest *invest)
{
    const struct invest_costs *costs = &invest->costs;
    json_open_object(json, "costs");
    invest_json_levels(json, "capital_usd_per_mw", costs->unit_usd_per_mw);
    json_text(json, "capital_basis",
              invest->config->capex_basis == CAPEX_ITEMS ? "items" : "row of the link");
    json_text(json, "capital_source", costs->unit_source);
    json_text(json, "capital_confidence", invest_confidence_word(costs->unit_confidence));
    invest_json_levels(json, "om_usd_per_mw_year", costs->om_usd_per_mw);
    json_quantity(json, "repair_usd_per_mw_year", costs->repair_usd_per_mw);
    invest_json_levels(json, "wacc_share", costs->wacc_share);
    invest_json_levels(json, "benefit_growth_share", costs->growth_share);
    json_integer(json, "construction_years", costs->construction_years);
    json_integer(json, "life_years", costs->life_years);
    json_open_array(json, "capital_shares");
    for (int y = 0; y < costs->construction_years; y++)
        json_number(json, NULL, costs->capex_share[y]);
    json_close(json);
    json_quantity(json, "system_mw", costs->unit_mw);
    json_quantity(json, "cable_failures_per_year", costs->failures_per_year);
    json_quantity(json, "cable_repair_hours", costs->repair_hour);
    invest_json_levels(json, "availability_share", costs->availability_share);
    json_close(json);
}

/* One size for several weather years: each size that was tried, and what it proved. */
static void write_years(struct json *json, const struct invest_years *years)
{
    json_open_object(json, "over_weather_years");
    json_open_array(json, "seeds");
    for (int year = 0; year < years->n_year; year++)
        json_integer(json, NULL, years->seed[year]);
    json_close(json);
    json_quantity(json, "capacity_mw", years->step[years->best].capacity_mw);
    json_quantity(json, "low_mw", years->low_mw);
    json_quantity(json, "high_mw", years->high_mw);
    json_quantity(json, "annual_cost_usd_per_mw_year", years->annual_usd_per_mw);
    json_quantity(json, "net_usd_per_year", years->step[years->best].net_usd_per_year);
    json_number(json, "gap_share", years->gap_share);
    json_boolean(json, "is_optimal", years->is_optimal);
    json_open_array(json, "steps");
    for (int k = 0; k < years->n_step; k++) {
        json_open_object(json, NULL);
        json_quantity(json, "capacity_mw", years->step[k].capacity_mw);
        json_quantity(json, "net_usd_per_year", years->step[k].net_usd_per_year);
        json_quantity(json, "no_size_more_than_usd_per_year", years->step[k].best_usd_per_year);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void row(struct json *json, const char *name, int n, const double *value)
{
    json_open_array(json, name);
    for (int i = 0; i < n; i++)
        json_quantity(json, NULL, value[i]);
    json_close(json);
}

/* Several links at once. */
static void write_joint(struct json *json, const struct invest *invest)
{
    const struct invest_joint *joint = &invest->joint;
    const struct invest_joint_step *best = &joint->step[joint->best];
    const int n = joint->n_project;
    json_open_object(json, "together");
    json_open_array(json, "links");
    for (int i = 0; i < n; i++)
        json_text(json, NULL, invest->together.project[i]);
    json_close(json);
    row(json, "capacity_mw", n, best->capacity_mw);
    row(json, "annual_cost_usd_per_mw_year", n, joint->annual_usd_per_mw);
    row(json, "marginal_value_usd_per_mw_year", n, best->marginal_usd_per_mw);
    row(json, "most_mw", n, joint->most_mw);
    json_quantity(json, "value_usd_per_year", best->saved_usd_per_year);
    json_quantity(json, "net_usd_per_year", best->net_usd_per_year);
    json_quantity(json, "could_be_better_by_usd_per_year", joint->gap_usd_per_year);
    json_boolean(json, "is_optimal", joint->is_optimal);
    json_open_array(json, "steps");
    for (int k = 0; k < joint->n_step; k++) {
        json_open_object(json, NULL);
        row(json, "capacity_mw", n, joint->step[k].capacity_mw);
        json_quantity(json, "net_usd_per_year", joint->step[k].net_usd_per_year);
        json_quantity(json, "no_capacities_more_than_usd_per_year",
                      joint->step[k].best_usd_per_year);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void write_optimum(struct json *json, const struct invest *invest)
{
    const struct invest_optimum *best = &invest->optimum[LEVEL_CENTRAL][LEVEL_CENTRAL];
    json_open_object(json, "optimum");
    json_quantity(json, "capacity_mw", best->capacity_mw);
    json_quantity(json, "low_mw", best->low_mw);
    json_quantity(json, "high_mw", best->high_mw);
    json_quantity(json, "crossing_mw", best->crossing_mw);
    json_quantity(json, "annual_cost_usd_per_mw_year", best->annual_usd_per_mw);
    json_quantity(json, "net_usd_per_year", best->net_usd_per_year);
    json_open_array(json, "by_cost_and_return");
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            const struct invest_optimum *at = &invest->optimum[capex][wacc];
            json_open_object(json, NULL);
            json_text(json, "capital", invest_level_names[capex]);
            json_text(json, "wacc", invest_level_names[wacc]);
            json_quantity(json, "annual_cost_usd_per_mw_year", at->annual_usd_per_mw);
            json_quantity(json, "capacity_mw", at->capacity_mw);
            json_quantity(json, "crossing_mw", at->crossing_mw);
            json_quantity(json, "low_mw", at->low_mw);
            json_quantity(json, "high_mw", at->high_mw);
            json_quantity(json, "net_usd_per_year", at->net_usd_per_year);
            json_close(json);
        }
    json_close(json);
    json_open_array(json, "modules");
    for (int i = 0; i < invest->n_module; i++) {
        const struct invest_module *module = &invest->module[i];
        json_open_object(json, NULL);
        json_quantity(json, "module_mw", module->module_mw);
        json_integer(json, "best_count", module->count);
        json_quantity(json, "capacity_mw", module->capacity_mw);
        json_quantity(json, "value_low_usd_per_year", module->value_low_usd_per_year);
        json_quantity(json, "value_high_usd_per_year", module->value_high_usd_per_year);
        invest_json_levels(json, "npv_usd", module->npv_usd);
        json_boolean(json, "is_best", module->is_best);
        json_close(json);
    }
    json_close(json);
    json_quantity(json, "budget_musd", invest->config->budget_musd);
    invest_json_levels(json, "budget_buys_mw", invest->budget_mw);
    write_years(json, &invest->years);
    if (invest->joint.n_project > 0) write_joint(json, invest);
    json_close(json);
}

static void write_together(struct json *json, const struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    json_open_object(json, "together");
    json_open_array(json, "projects");
    for (int i = 0; i < t->n_project; i++) {
        json_open_object(json, NULL);
        json_text(json, "link", t->project[i]);
        json_quantity(json, "capacity_mw", t->capacity_mw[i]);
        json_quantity(json, "pint_usd_per_year", t->pint_usd_per_year[i]);
        json_quantity(json, "toot_usd_per_year", t->toot_usd_per_year[i]);
        json_quantity(json, "shapley_usd_per_year", t->shapley_usd_per_year[i]);
        json_quantity(json, "capital_usd", t->rent[i].capital_usd);
        json_quantity(json, "rent_usd_per_year", t->rent[i].own_usd_per_year);
        json_quantity(json, "rent_of_each_side_usd_per_year", t->rent[i].of_each_side_usd_per_year);
        json_quantity(json, "rent_by_investment_usd_per_year",
                      t->rent[i].by_investment_usd_per_year);
        json_quantity(json, "rent_by_fair_share_usd_per_year",
                      t->rent[i].by_fair_share_usd_per_year);
        json_close(json);
    }
    json_close(json);
    json_quantity(json, "superadditive_usd_per_year", t->superadditive_usd_per_year);
    json_quantity(json, "rent_of_all_usd_per_year", t->rent_usd_per_year);
    json_open_array(json, "sets");
    for (int set = 0; set < 1 << t->n_project; set++) {
        const struct invest_point *point = &t->point[set];
        json_open_object(json, NULL);
        json_open_array(json, "links");
        for (int i = 0; i < t->n_project; i++)
            if (set & 1 << i) json_text(json, NULL, t->project[i]);
        json_close(json);
        json_quantity(json, "system_cost_usd", point->cost_usd);
        json_quantity(json, "value_usd_per_year", t->value_usd_per_year[set]);
        json_quantity(json, "export_mwh_per_year", point->export_mwh * invest->year_factor);
        json_quantity(json, "unserved_mwh_per_year", point->unserved_mwh * invest->year_factor);
        json_quantity(json, "curtailed_mwh_per_year", point->curtailed_mwh * invest->year_factor);
        json_quantity(json, "co2_t_per_year", point->co2_t * invest->year_factor);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "surplus_changes");
    for (int row = 0; row < invest_surplus_rows(invest); row++) {
        const struct invest_surplus_row change = invest_surplus_row(invest, row);
        json_open_object(json, NULL);
        json_text(json, "agent", change.agent);
        json_text(json, "country", change.country);
        json_quantity(json, "put_in_usd_per_year", change.put_in_usd);
        json_quantity(json, "taken_out_usd_per_year", change.taken_out_usd);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void write_checks(struct json *json, const struct invest *invest)
{
    json_open_array(json, "checks");
    for (int i = 0; i < invest->n_check; i++) {
        const struct invest_check *check = &invest->check[i];
        json_open_object(json, NULL);
        json_text(json, "name", check->name);
        json_text(json, "unit", check->unit);
        json_number(json, "left", check->left);
        json_number(json, "right", check->right);
        json_number(json, "gap", check->gap);
        json_number(json, "tolerance", check->tolerance);
        json_close(json);
    }
    json_close(json);
}

static void write_inputs(struct json *json, const struct invest *invest)
{
    json_open_array(json, "inputs");
    for (int i = 0; i < invest_input_rows(invest); i++) {
        const struct invest_input_row row = invest_input_row(invest, i);
        json_open_object(json, NULL);
        json_text(json, "name", row.name);
        json_text(json, "region", row.region);
        json_quantity(json, "low", row.low);
        json_quantity(json, "central", row.central);
        json_quantity(json, "high", row.high);
        json_text(json, "unit", row.unit);
        json_text(json, "price_year", row.price_basis);
        json_text(json, "source", row.source);
        json_text(json, "confidence", row.confidence);
        json_text(json, "file", row.file);
        json_integer(json, "line", row.line);
        json_text(json, "notes", row.notes);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "traces");
    for (int i = 0; i < n_invest_trace; i++) {
        json_open_object(json, NULL);
        json_text(json, "result", invest_traces[i].result);
        json_text(json, "equation", invest_traces[i].equation);
        json_text(json, "from", invest_traces[i].from);
        json_close(json);
    }
    json_close(json);
}

/* What the tables of the network stand on: their rows are too many to repeat. */
static void write_network(struct json *json, const struct invest *invest,
                          const struct evidence *evidence)
{
    const struct network *network = &invest->runs->world[0].network;
    json_open_object(json, "network_inputs");
    json_text(json, "network", network->path);
    json_text(json, "dispatch", invest->runs->world[0].config.path);
    json_integer(json, "rows_reported", evidence->reported);
    json_integer(json, "rows_derived", evidence->derived);
    json_integer(json, "rows_assumed", evidence->assumed);
    json_open_array(json, "sources");
    for (int i = 0; i < evidence->n_source; i++) {
        json_open_object(json, NULL);
        json_text(json, "key", evidence->source[i].key);
        json_integer(json, "rows", evidence->source[i].rows);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "left_out");
    for (int i = 0; i < network->left_out.count; i++)
        json_text(json, NULL, network->left_out.item[i]);
    json_close(json);
    json_close(json);
}

enum status invest_report_json(FILE *out, const struct invest *invest, struct error *error)
{
    struct json json;
    struct arena scratch = {0};
    struct evidence evidence;
    enum status status =
        evidence_gather(&invest->runs->world[0].network, &scratch, &evidence, error);
    if (status != STATUS_OK) {
        arena_free(&scratch);
        return status;
    }
    json_begin(&json, out);
    json_open_object(&json, NULL);
    write_head(&json, invest);
    json_text(&json, "answer", invest->answer);
    write_curve(&json, invest);
    write_costs(&json, invest);
    write_optimum(&json, invest);
    write_together(&json, invest);
    invest_json_appraisal(&json, invest);
    invest_json_packages(&json, invest);
    invest_json_risk(&json, invest);
    invest_json_options(&json, invest);
    invest_json_border(&json, invest);
    write_checks(&json, invest);
    json_text(&json, "can_claim", invest->config->can_claim);
    json_text(&json, "cannot_claim", invest->config->cannot_claim);
    write_inputs(&json, invest);
    write_network(&json, invest, &evidence);
    json_close(&json);
    status = json_end(&json, error);
    arena_free(&scratch);
    return status;
}
