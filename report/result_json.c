#include "report/result_json.h"

#include "report/ac_report.h"
#include "report/answer.h"
#include "report/evidence.h"
#include "report/json.h"

#include <string.h>

static void write_head(struct json *json, const struct result *result)
{
    char start[24];
    series_time_stamp(result->series, 0, start);
    json_text(json, "schema", RESULT_SCHEMA);
    json_text(json, "program", "corridor");
    json_text(json, "study", result->study_name);
    json_text(json, "network", result->network->name);
    json_text(json, "case", result->network->case_id);
    json_text(json, "status", outcome_word(result->outcome));
    json_text(json, "why", result->why);
    json_integer(json, "hours", result->n_hour);
    json_integer(json, "first_hour", result->series->first_hour);
    json_text(json, "start", start);
    json_unsigned(json, "seed", result->seed);
    json_text(json, "method", result->method);
    json_integer(json, "windows", result->windows);
    json_integer(json, "iterations", result->iterations);
}

static void write_costs(struct json *json, const struct result *result)
{
    json_quantity(json, "objective_usd", result->objective_usd);
    json_open_object(json, "costs");
    json_quantity(json, "generation_usd", result->generation_cost_usd);
    json_quantity(json, "storage_usd", result->storage_cost_usd);
    json_quantity(json, "market_purchases_usd", result->market_purchases_usd);
    json_quantity(json, "market_sales_usd", result->market_sales_usd);
    json_quantity(json, "shedding_usd", result->shedding_cost_usd);
    json_quantity(json, "co2_usd", result->co2_cost_usd);
    json_quantity(json, "reserve_usd", result->reserve_cost_usd);
    json_quantity(json, "export_penalty_usd", result->export_penalty_usd);
    json_quantity(json, "end_level_short_usd", result->end_short_usd);
    json_quantity(json, "tie_break_usd", result->tie_break_cost_usd);
    json_close(json);
}

static void write_certificate(struct json *json, const struct result *result)
{
    const struct certificate *certificate = &result->certificate;
    json_open_object(json, "certificate");
    json_boolean(json, "accepted", certificate->accepted);
    json_number(json, "relative_gap", certificate->relative_gap);
    json_number(json, "primal_residual_mw", certificate->primal_residual);
    json_number(json, "bound_violation_mw", certificate->bound_violation);
    json_number(json, "dual_residual", certificate->dual_residual);
    json_number(json, "complementarity", certificate->complementarity);
    json_number(json, "lower_bound_usd", certificate->lower_bound);
    json_number(json, "objective_usd", certificate->objective);
    json_number(json, "all_hours_lower_bound_usd", result->horizon_bound_usd);
    json_number(json, "all_hours_relative_gap", result_horizon_gap(result));
    json_close(json);
}

static void write_vertex(struct json *json, const struct result *result)
{
    const struct vertex_total *vertex = &result->vertex;
    if (!vertex->asked) return;
    json_open_object(json, "vertex");
    json_integer(json, "hours", vertex->hours);
    json_integer(json, "hours_kept", vertex->hours_kept);
    json_integer(json, "between_before", vertex->between_before);
    json_integer(json, "between_after", vertex->between_after);
    json_integer(json, "pivots", vertex->pivots);
    json_text(json, "why", vertex->why);
    json_close(json);
}

/* Lines and links whose flow counts as export. */
static void write_members(struct json *json, const struct result *result)
{
    const struct network *network = result->network;
    json_open_array(json, "elements");
    for (int i = 0; i < network->n_member; i++) {
        const struct interface_member *member = &network->member[i];
        if (member->line < 0 && member->link < 0) continue;
        if (strcmp(member->interface_id, result->export_interface) != 0) continue;
        json_open_object(json, NULL);
        json_text(json, "kind", member->line >= 0 ? "line" : "HVDC link");
        json_text(json, "id", member->element_id);
        json_integer(json, "direction", member->direction);
        json_close(json);
    }
    json_close(json);
}

static void write_export(struct json *json, const struct result *result)
{
    const struct quantiles *quantiles = &result->export_quantiles;
    json_open_object(json, "export");
    json_text(json, "interface", result->export_interface);
    json_text(json, "terminal", result->export_terminal);
    json_text(json, "mode", result->export_mode);
    if (result->export_interface != NULL) write_members(json, result);
    json_quantity(json, "target_mw", result->export_target_mw);
    json_quantity(json, "capacity_mw", result->export_capacity_mw);
    json_quantity(json, "energy_mwh", result->export_mwh);
    json_quantity(json, "mean_mw", quantiles->mean);
    json_quantity(json, "p10_mw", quantiles->p10);
    json_quantity(json, "p50_mw", quantiles->p50);
    json_quantity(json, "p90_mw", quantiles->p90);
    json_quantity(json, "max_mw", quantiles->maximum);
    json_integer(json, "hours_at_target", result->export_hours_at_target);
    json_quantity(json, "shortfall_mwh", result->export_short_mwh);
    json_close(json);
}

/* Limits of lines that also hold after outages. */
static void write_security(struct json *json, const struct result *result)
{
    if (result->secure_rounds == 0) return;
    json_open_object(json, "security");
    json_text(json, "form", result->secure_form);
    json_quantity(json, "unsecured_usd", result->unsecured_usd);
    json_quantity(json, "price_of_security_usd", result->objective_usd - result->unsecured_usd);
    json_quantity(json, "rent_usd", result->security_rent_usd);
    json_integer(json, "rounds", result->secure_rounds);
    json_open_array(json, "limits");
    for (int i = 0; i < result->n_secure; i++) {
        json_open_object(json, NULL);
        json_text(json, "line", result->network->line[result->secure[i].line].id);
        json_text(json, "outage", result->secure[i].outage);
        json_text(json, "outage_kind", result->secure[i].kind);
        json_integer(json, "hours", result->secure[i].hours);
        json_quantity(json, "usd_per_mw", result->secure[i].usd);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "actions");
    for (int i = 0; i < result->n_action; i++) {
        json_open_object(json, NULL);
        json_text(json, "link", result->network->link[result->action[i].link].id);
        json_text(json, "outage", result->action[i].outage);
        json_integer(json, "hours", result->action[i].hours);
        json_quantity(json, "most_mw", result->action[i].most_mw);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

static void write_totals(struct json *json, const struct result *result)
{
    json_open_object(json, "totals");
    json_quantity(json, "curtailed_mwh", result->curtailed_mwh);
    json_quantity(json, "unserved_mwh", result->unserved_mwh);
    json_quantity(json, "dumped_mwh", result->dumped_mwh);
    json_integer(json, "dumped_hours", result->dumped_hours);
    json_quantity(json, "line_loss_mwh", result->line_loss_mwh);
    json_quantity(json, "link_loss_mwh", result->link_loss_mwh);
    json_quantity(json, "co2_t", result->co2_t);
    json_integer(json, "market_hours_floored", result->market_hours_floored);
    json_close(json);
    json_open_object(json, "phantom");
    json_quantity(json, "usd", result->phantom_usd);
    json_number(json, "share", result->phantom_share);
    json_close(json);
}

static void write_lines(struct json *json, const struct result *result)
{
    json_open_array(json, "lines");
    for (int i = 0; i < result->network->n_line; i++) {
        const struct line *line = &result->network->line[i];
        const struct line_total *total = &result->line[i];
        json_open_object(json, NULL);
        json_text(json, "id", line->id);
        json_text(json, "from", line->from);
        json_text(json, "to", line->to);
        json_number(json, "nominal_kv", line->nominal_kv);
        json_quantity(json, "limit_mw", line->limit_mw);
        json_quantity(json, "limit_back_mw", line->limit_back_mw);
        json_quantity(json, "forward_mwh", total->forward_mwh);
        json_quantity(json, "back_mwh", total->back_mwh);
        json_quantity(json, "loss_mwh", total->loss_mwh);
        json_quantity(json, "utilisation_share", total->utilisation_share);
        json_integer(json, "hours_full", total->hours_full);
        json_quantity(json, "rent_usd", total->rent_usd);
        json_quantity(json, "shadow_usd_per_mw", total->shadow_usd_per_mw);
        json_quantity(json, "phantom_mwh", total->phantom_mwh);
        json_quantity(json, "phantom_usd", total->phantom_usd);
        json_close(json);
    }
    json_close(json);
}

static void write_links(struct json *json, const struct result *result)
{
    json_open_array(json, "links");
    for (int i = 0; i < result->network->n_link; i++) {
        const struct hvdc_link *link = &result->network->link[i];
        const struct link_total *total = &result->link[i];
        json_open_object(json, NULL);
        json_text(json, "id", link->id);
        json_text(json, "from", link->from);
        json_text(json, "to", link->to);
        json_text(json, "technology", link->technology);
        json_quantity(json, "capacity_mw", link->capacity_mw);
        json_quantity(json, "forward_mwh", total->forward_mwh);
        json_quantity(json, "back_mwh", total->back_mwh);
        json_quantity(json, "received_forward_mwh", total->received_forward_mwh);
        json_quantity(json, "received_back_mwh", total->received_back_mwh);
        json_quantity(json, "loss_mwh", total->loss_mwh);
        json_quantity(json, "utilisation_share", total->utilisation_share);
        json_integer(json, "hours_full", total->hours_full);
        json_quantity(json, "rent_usd", total->rent_usd);
        json_quantity(json, "shadow_usd_per_mw", total->shadow_usd_per_mw);
        json_quantity(json, "phantom_mwh", total->phantom_mwh);
        json_quantity(json, "phantom_usd", total->phantom_usd);
        json_close(json);
    }
    json_close(json);
}

static void write_countries(struct json *json, const struct result *result)
{
    json_open_array(json, "countries");
    for (int i = 0; i < result->n_country; i++) {
        const struct country_total *country = &result->country[i];
        json_open_object(json, NULL);
        json_text(json, "country", country->country);
        json_quantity(json, "load_mwh", country->load_mwh);
        json_quantity(json, "generation_mwh", country->generation_mwh);
        json_quantity(json, "curtailed_mwh", country->curtailed_mwh);
        json_quantity(json, "unserved_mwh", country->unserved_mwh);
        json_quantity(json, "storage_net_mwh", country->storage_net_mwh);
        json_quantity(json, "market_net_mwh", country->market_net_mwh);
        json_quantity(json, "co2_t", country->co2_t);
        json_quantity(json, "operating_cost_usd", country->operating_cost_usd);
        json_quantity(json, "price_mean_usd_per_mwh", country->price_mean_usd_per_mwh);
        json_open_object(json, "price_usd_per_mwh");
        json_quantity(json, "mean", country->price.mean);
        json_quantity(json, "p10", country->price.p10);
        json_quantity(json, "p50", country->price.p50);
        json_quantity(json, "p90", country->price.p90);
        json_quantity(json, "max", country->price.maximum);
        json_close(json);
        json_close(json);
    }
    json_close(json);
}

static void write_buses(struct json *json, const struct result *result)
{
    const int n_bus = result->network->n_bus, n_hour = result->n_hour;
    json_open_array(json, "buses");
    for (int bus = 0; bus < n_bus; bus++) {
        json_open_object(json, NULL);
        json_text(json, "id", result->network->bus[bus].id);
        json_text(json, "name", result->network->bus[bus].name);
        json_text(json, "country", result->network->bus[bus].country);
        json_number(json, "latitude_deg", result->network->bus[bus].latitude_deg);
        json_number(json, "longitude_deg", result->network->bus[bus].longitude_deg);
        json_number(json, "nominal_kv", result->network->bus[bus].nominal_kv);
        json_quantity(json, "price_mean_usd_per_mwh",
                      answer_sum(result->price_usd_per_mwh, n_hour, n_bus, bus) / n_hour);
        json_quantity(json, "load_mwh", answer_sum(result->load_mw, n_hour, n_bus, bus));
        json_quantity(json, "unserved_mwh", answer_sum(result->shed_mw, n_hour, n_bus, bus));
        json_close(json);
    }
    json_close(json);
}

static void write_generators(struct json *json, const struct result *result)
{
    const int n_generator = result->network->n_generator;
    json_open_array(json, "generators");
    for (int i = 0; i < n_generator; i++) {
        const struct generator *generator = &result->network->generator[i];
        json_open_object(json, NULL);
        json_text(json, "id", generator->id);
        json_text(json, "bus", generator->bus_id);
        json_text(json, "technology", generator->technology);
        json_boolean(json, "green", generator->green);
        json_quantity(json, "capacity_mw", generator->capacity_mw);
        json_quantity(json, "energy_mwh",
                      answer_sum(result->generator_mw, result->n_hour, n_generator, i));
        json_close(json);
    }
    json_close(json);
}

static const char *storage_kind_word(int kind)
{
    static const char *const word[] = {[STORAGE_BATTERY] = "battery",
                                       [STORAGE_PUMPED_HYDRO] = "pumped hydro",
                                       [STORAGE_RESERVOIR] = "reservoir"};
    return word[kind];
}

static void write_storages(struct json *json, const struct result *result)
{
    const int n_storage = result->network->n_storage, n_hour = result->n_hour;
    json_open_array(json, "storages");
    for (int i = 0; i < n_storage; i++) {
        const struct storage *storage = &result->network->storage[i];
        const double *level_mwh = result->storage_level_mwh + (size_t)(n_hour - 1) * n_storage;
        json_open_object(json, NULL);
        json_text(json, "id", storage->id);
        json_text(json, "bus", storage->bus_id);
        json_text(json, "kind", storage_kind_word(storage->kind));
        json_quantity(json, "energy_mwh", storage->energy_mwh);
        json_quantity(json, "charged_mwh",
                      answer_sum(result->storage_charge_mw, n_hour, n_storage, i));
        json_quantity(json, "discharged_mwh",
                      answer_sum(result->storage_discharge_mw, n_hour, n_storage, i));
        json_quantity(json, "spilled_mwh",
                      answer_sum(result->storage_spill_mw, n_hour, n_storage, i));
        json_quantity(json, "level_start_mwh", result->storage_start_mwh[i]);
        json_quantity(json, "level_end_mwh", level_mwh[i]);
        json_quantity(json, "value_mean_usd_per_mwh",
                      answer_sum(result->storage_value_usd_per_mwh, n_hour, n_storage, i) / n_hour);
        json_close(json);
    }
    json_close(json);
}

static void write_markets(struct json *json, const struct result *result)
{
    const int n_market = result->network->n_market, n_hour = result->n_hour;
    json_open_array(json, "markets");
    for (int i = 0; i < n_market; i++) {
        const struct market *market = &result->network->market[i];
        json_open_object(json, NULL);
        json_text(json, "id", market->id);
        json_text(json, "bus", market->bus_id);
        json_text(json, "country", market->country);
        json_quantity(json, "bought_mwh",
                      answer_sum(result->market_bought_mw, n_hour, n_market, i));
        json_quantity(json, "sold_mwh", answer_sum(result->market_sold_mw, n_hour, n_market, i));
        json_quantity(json, "price_mean_usd_per_mwh",
                      answer_sum(result->series->market_usd_per_mwh, n_hour, n_market, i) / n_hour);
        json_close(json);
    }
    json_close(json);
}

static void write_binding(struct json *json, const struct result *result)
{
    json_open_array(json, "binding");
    for (int i = 0; i < result->n_binding; i++) {
        const struct binding *binding = &result->binding[i];
        json_open_object(json, NULL);
        json_text(json, "kind", binding->kind);
        json_text(json, "id", binding->id);
        json_quantity(json, "shadow_usd", binding->shadow_usd);
        json_quantity(json, "shadow_usd_per_mw", binding->shadow_usd_per_mw);
        json_integer(json, "hours_full", binding->hours_full);
        json_close(json);
    }
    json_close(json);
}

static void write_identities(struct json *json, const struct result *result)
{
    json_open_array(json, "identities");
    for (int i = 0; i < result->n_identity; i++) {
        const struct identity *identity = &result->identity[i];
        json_open_object(json, NULL);
        json_text(json, "name", identity->name);
        json_text(json, "unit", identity->unit);
        json_quantity(json, "left", identity->left);
        json_quantity(json, "right", identity->right);
        json_number(json, "relative_gap", identity->relative_gap);
        json_close(json);
    }
    json_close(json);
}

static void write_answer(struct json *json, const struct result *result)
{
    write_costs(json, result);
    write_certificate(json, result);
    write_vertex(json, result);
    write_export(json, result);
    write_totals(json, result);
    write_security(json, result);
    write_countries(json, result);
    write_links(json, result);
    write_lines(json, result);
    write_buses(json, result);
    write_generators(json, result);
    write_storages(json, result);
    write_markets(json, result);
    write_binding(json, result);
    write_identities(json, result);
    if (result->ac_check != NULL) ac_report_json(json, result);
}

/* Without the folder: where the data lie on a machine is not part of the answer. */
static const char *file_name(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    return slash != NULL ? slash + 1 : path;
}

/* What the numbers stand on: the year, the weather, what was left out and who says so. */
static void write_basis(struct json *json, const struct result *result,
                        const struct evidence *evidence)
{
    const struct network *network = result->network;
    json_open_object(json, "assumptions");
    json_integer(json, "year", result->series->year);
    json_text(json, "weather_parameters", file_name(network->weather_path));
    json_number(json, "base_mva", network->base_mva);
    json_integer(json, "rows_reported", evidence->reported);
    json_integer(json, "rows_derived", evidence->derived);
    json_integer(json, "rows_assumed", evidence->assumed);
    json_open_object(json, "settings");
    for (int i = 0; i < result->n_setting; i++) {
        const struct setting *setting = &result->setting[i];
        if (setting->text != NULL)
            json_text(json, setting->name, setting->text);
        else
            json_number(json, setting->name, setting->number);
    }
    json_close(json);
    json_close(json);
    json_open_array(json, "left_out");
    for (int i = 0; i < network->left_out.count; i++)
        json_text(json, NULL, network->left_out.item[i]);
    json_close(json);
    json_open_array(json, "sources");
    for (int i = 0; i < evidence->n_source; i++) {
        json_open_object(json, NULL);
        json_text(json, "key", evidence->source[i].key);
        json_integer(json, "rows", evidence->source[i].rows);
        json_close(json);
    }
    json_close(json);
}

static void write_solve(struct json *json, const struct result *result)
{
    json_open_object(json, "solve");
    json_text(json, "method", result->method);
    json_integer(json, "windows", result->windows);
    json_integer(json, "iterations", result->iterations);
    json_number(json, "cpu_s", result->cpu_s);
    json_number(json, "wall_s", result->wall_s);
    json_number(json, "peak_mb", result->peak_mb);
    json_integer(json, "threads", result->threads);
    json_close(json);
}

/* No number of the study; the residuals, where they are why. */
static void write_no_answer(struct json *json, const struct result *result)
{
    json_null(json, "objective_usd");
    if (result->outcome == OUTCOME_NOT_CERTIFIED) write_certificate(json, result);
}

enum status result_json_write(FILE *stream, const struct result *result, bool with_solve,
                              struct error *error)
{
    struct arena scratch = {0};
    struct evidence evidence;
    struct json json;
    enum status status = evidence_gather(result->network, &scratch, &evidence, error);
    if (status != STATUS_OK) goto done;
    json_begin(&json, stream);
    json_open_object(&json, NULL);
    write_head(&json, result);
    if (answer_exists(result))
        write_answer(&json, result);
    else
        write_no_answer(&json, result);
    write_basis(&json, result, &evidence);
    if (with_solve) write_solve(&json, result);
    json_close(&json);
    status = json_end(&json, error);
done:
    arena_free(&scratch);
    return status;
}
