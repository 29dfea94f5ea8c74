#include "report/flow_report.h"

#include <math.h>
#include <string.h>

#include "report/json.h"
#include "report/readable.h"

#define FLOW_SCHEMA "corridor-flow-1"

static const char *method_word(const struct flow_result *result)
{
    if (result->settings.is_dc)
        return result->settings.convention == DC_MATPOWER ? "DC, MATPOWER convention"
                                                          : "DC, PowerModels convention";
    switch (result->ac.method) {
    case ACFLOW_NEWTON:
        return "Newton";
    case ACFLOW_DAMPED:
        return "damped Newton";
    case ACFLOW_RESTARTED:
        return "damped Newton from DC angles";
    case ACFLOW_CONTINUATION:
    case ACFLOW_METHODS:
        break;
    }
    return "continuation";
}

static int number_of(const struct flow_result *result, int bus)
{
    return result->grid->bus[bus].number;
}

/* ---- the summary ---- */

static void print_headline(FILE *out, const struct flow_result *result)
{
    fprintf(out, "%s: %s power flow %s", readable_name(result->grid->name).text,
            result->settings.is_dc ? "DC" : "AC", result->is_solved ? "solved" : "not solved");
    if (result->is_solved)
        fprintf(out, ", losses %s of %s",
                readable_power(result->totals.loss_mw + result->totals.dcline_loss_mw).text,
                readable_power(result->totals.generation_mw).text);
    fprintf(out, "; %s, ", method_word(result));
    if (!result->settings.is_dc) fprintf(out, "%d iterations, ", result->iterations);
    fprintf(out, "largest mismatch %.1e p.u.\n", result->mismatch_pu);
}

static void print_why(FILE *out, const struct flow_result *result)
{
    if (result->why[0] == '\0') return;
    fputs("\nWhat stands in the way\n", out);
    for (const char *line = result->why; *line != '\0';) {
        const size_t length = strcspn(line, "\n");
        fprintf(out, "  %.*s\n", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

static void print_power(FILE *out, const char *name, double mw, double mvar, bool is_dc)
{
    fprintf(out, "  %-18s %16s MW", name, readable_number(mw, 2).text);
    if (!is_dc && !isnan(mvar)) fprintf(out, " %16s MVAr", readable_number(mvar, 2).text);
    fputc('\n', out);
}

static void print_totals(FILE *out, const struct flow_result *result)
{
    const struct flow_totals *totals = &result->totals;
    const bool is_dc = result->settings.is_dc;
    fputs("\nBalance\n", out);
    print_power(out, "generation", totals->generation_mw, totals->generation_mvar, is_dc);
    print_power(out, "load", totals->load_mw, totals->load_mvar, is_dc);
    print_power(out, "shunts", totals->shunt_mw, -totals->shunt_mvar, is_dc);
    if (!is_dc) print_power(out, "losses of branches", totals->loss_mw, NAN, is_dc);
    if (result->grid->n_dcline > 0)
        print_power(out, "losses of DC lines", totals->dcline_loss_mw, NAN, is_dc);
}

static void print_grid(FILE *out, const struct flow_result *result)
{
    const struct flow_grid *flow = &result->flow;
    fprintf(out, "\nGrid\n  %s buses, %s branches in service, %s island%s\n",
            readable_number(flow->n_bus, 0).text, readable_number(flow->n_branch, 0).text,
            readable_number(flow->n_island, 0).text, flow->n_island == 1 ? "" : "s");
    if (result->totals.dead_buses > 0)
        fprintf(out, "  without a source: %s buses with a load of %s\n",
                readable_number(result->totals.dead_buses, 0).text,
                readable_power(result->totals.dead_load_mw).text);
    if (result->lowest_voltage.position >= 0)
        fprintf(out,
                "  voltages %.4f p.u. (bus %d) to %.4f p.u. (bus %d); %d outside their limits\n",
                result->lowest_voltage.value, number_of(result, result->lowest_voltage.position),
                result->highest_voltage.value, number_of(result, result->highest_voltage.position),
                result->voltage_violations);
    if (result->buses_at_limit > 0)
        fprintf(out, "  %d buses gave up their voltage at a reactive limit\n",
                result->buses_at_limit);
    if (result->heaviest_branch.position >= 0) {
        const struct matpower_branch *branch =
            &result->grid->branch[result->heaviest_branch.position];
        fprintf(out, "  heaviest branch %d-%d at %s of its rating; %d above it\n",
                number_of(result, branch->from_bus), number_of(result, branch->to_bus),
                readable_share(result->heaviest_branch.value).text, result->overloaded_branches);
    }
}

/* A grid in one piece is told by its totals. */
enum { ISLANDS_TOLD = 8 };

static void print_islands(FILE *out, const struct flow_result *result)
{
    const int n = result->flow.n_island;
    if (n < 2) return;
    fputs("\nIslands, each with a slack bus of its own, most load first\n", out);
    for (int i = 0; i < n && i < ISLANDS_TOLD; i++) {
        const struct flow_island *island = &result->island[i];
        fprintf(out,
                "  slack bus %d: %s bus%s, load %s MW, generation %s MW (%+.2f beyond the file)",
                number_of(result, island->slack), readable_number(island->n_bus, 0).text,
                island->n_bus == 1 ? "" : "es", readable_number(island->load_mw, 2).text,
                readable_number(island->generation_mw, 2).text, island->slack_mw);
        if (!result->settings.is_dc)
            fprintf(out, ", losses %s MW", readable_number(island->loss_mw, 2).text);
        if (island->export_mw != 0)
            fprintf(out, ", %s MW %s by DC lines", readable_number(fabs(island->export_mw), 2).text,
                    island->export_mw > 0 ? "sent" : "received");
        fputc('\n', out);
    }
    if (n > ISLANDS_TOLD) fprintf(out, "  and %d more (--json lists all)\n", n - ISLANDS_TOLD);
}

void flow_summary_print(FILE *out, const struct flow_result *result)
{
    print_headline(out, result);
    print_why(out, result);
    if (result->is_solved) print_totals(out, result);
    print_grid(out, result);
    if (result->is_solved) print_islands(out, result);
}

/* ---- JSON ---- */

static void write_head(struct json *json, const struct flow_result *result)
{
    json_text(json, "schema", FLOW_SCHEMA);
    json_text(json, "program", "corridor");
    json_text(json, "case", result->grid->name);
    json_text(json, "status", result->is_solved ? "solved" : "not solved");
    json_text(json, "why", result->why);
    json_text(json, "kind", result->settings.is_dc ? "dc" : "ac");
    json_text(json, "method", method_word(result));
    json_integer(json, "iterations", result->iterations);
    json_number(json, "mismatch_pu", result->mismatch_pu);
    json_number(json, "base_mva", result->grid->base_mva);
    json_integer(json, "islands", result->flow.n_island);
    if (!result->settings.is_dc) json_number(json, "solved_share", result->ac.solved_share);
}

static void write_totals(struct json *json, const struct flow_result *result)
{
    const struct flow_totals *totals = &result->totals;
    json_open_object(json, "totals");
    json_quantity(json, "generation_mw", totals->generation_mw);
    json_quantity(json, "load_mw", totals->load_mw);
    json_quantity(json, "shunt_mw", totals->shunt_mw);
    json_quantity(json, "loss_mw", totals->loss_mw);
    json_quantity(json, "dcline_loss_mw", totals->dcline_loss_mw);
    json_number(json, "gap_mw", totals->gap_mw);
    json_integer(json, "buses_without_source", totals->dead_buses);
    json_quantity(json, "load_without_source_mw", totals->dead_load_mw);
    json_integer(json, "overloaded_branches", result->overloaded_branches);
    json_integer(json, "voltage_violations", result->voltage_violations);
    json_integer(json, "buses_at_reactive_limit", result->buses_at_limit);
    json_close(json);
}

static void write_islands(struct json *json, const struct flow_result *result)
{
    json_open_array(json, "island_list");
    for (int i = 0; i < result->flow.n_island; i++) {
        const struct flow_island *island = &result->island[i];
        json_open_object(json, NULL);
        json_integer(json, "slack_bus", number_of(result, island->slack));
        json_integer(json, "buses", island->n_bus);
        json_integer(json, "branches", island->n_branch);
        json_quantity(json, "generation_mw", island->generation_mw);
        json_quantity(json, "load_mw", island->load_mw);
        json_quantity(json, "shunt_mw", island->shunt_mw);
        json_quantity(json, "loss_mw", island->loss_mw);
        json_quantity(json, "export_mw", island->export_mw);
        json_quantity(json, "slack_mw", island->slack_mw);
        json_close(json);
    }
    json_close(json);
}

static const char *limit_word(enum acflow_limit limit)
{
    return limit == ACFLOW_AT_MIN ? "min" : limit == ACFLOW_AT_MAX ? "max" : "none";
}

static void write_buses(struct json *json, const struct flow_result *result)
{
    json_open_array(json, "buses");
    for (int bus = 0; bus < result->grid->n_bus; bus++) {
        json_open_object(json, NULL);
        json_integer(json, "bus", number_of(result, bus));
        json_number(json, "voltage_pu", result->voltage_pu[bus]);
        json_quantity(json, "angle_degree", result->angle_degree[bus]);
        if (!result->settings.is_dc)
            json_text(json, "reactive_limit", limit_word(result->limit[bus]));
        json_close(json);
    }
    json_close(json);
}

static void write_branches(struct json *json, const struct flow_result *result)
{
    json_open_array(json, "branches");
    for (int i = 0; i < result->grid->n_branch; i++) {
        const struct matpower_branch *branch = &result->grid->branch[i];
        json_open_object(json, NULL);
        json_integer(json, "from_bus", number_of(result, branch->from_bus));
        json_integer(json, "to_bus", number_of(result, branch->to_bus));
        json_quantity(json, "from_mw", result->from_mw[i]);
        json_quantity(json, "to_mw", result->to_mw[i]);
        if (!result->settings.is_dc) {
            json_quantity(json, "from_mvar", result->from_mvar[i]);
            json_quantity(json, "to_mvar", result->to_mvar[i]);
            json_quantity(json, "loss_mw", result->loss_mw[i]);
        }
        json_number(json, "loading_share", result->loading_share[i]);
        json_close(json);
    }
    json_close(json);
}

static void write_generators(struct json *json, const struct flow_result *result)
{
    json_open_array(json, "generators");
    for (int i = 0; i < result->grid->n_generator; i++) {
        json_open_object(json, NULL);
        json_integer(json, "bus", number_of(result, result->grid->generator[i].bus));
        json_quantity(json, "output_mw", result->generator_mw[i]);
        if (!result->settings.is_dc) json_quantity(json, "output_mvar", result->generator_mvar[i]);
        json_close(json);
    }
    json_close(json);
}

enum status flow_json_write(FILE *out, const struct flow_result *result, struct error *error)
{
    struct json json;
    json_begin(&json, out);
    json_open_object(&json, NULL);
    write_head(&json, result);
    write_totals(&json, result);
    if (result->is_solved) write_islands(&json, result);
    write_buses(&json, result);
    write_branches(&json, result);
    write_generators(&json, result);
    json_close(&json);
    return json_end(&json, error);
}
