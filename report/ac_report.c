#include "report/ac_report.h"

#include "report/csv.h"
#include "report/readable.h"
#include "study/ac_check.h"

#include <math.h>

static double share_of(int part, int whole)
{
    return whole > 0 ? (double)part / whole : 0;
}

static double loss_error_share(const struct ac_check *ac)
{
    return ac->dispatch_loss_mwh > 0 ? ac->loss_mwh / ac->dispatch_loss_mwh - 1 : 0;
}

static const char *bus_id(const struct result *result, int bus)
{
    return bus >= 0 ? result->network->bus[bus].id : "";
}

static const char *line_id(const struct result *result, int line)
{
    return line >= 0 ? result->network->line[line].id : "";
}

/* The hour that is told first: not solved, else that with the worst flow. */
static const struct ac_hour *worst_hour(const struct ac_check *ac)
{
    const struct ac_hour *worst = NULL;
    for (int i = 0; i < ac->n_hour; i++) {
        const struct ac_hour *hour = &ac->hour[i];
        if (hour->passes) continue;
        if (worst == NULL || (worst->is_solved && !hour->is_solved) ||
            (worst->is_solved == hour->is_solved && hour->heaviest_share > worst->heaviest_share))
            worst = hour;
    }
    return worst;
}

void ac_report_print(FILE *out, const struct result *result)
{
    const struct ac_check *ac = result->ac_check;
    const struct ac_hour *worst = worst_hour(ac);
    fprintf(out,
            "  %d hour%s: %d solved, %d of them only beyond the assumed reactive power; %s pass\n",
            ac->n_hour, ac->n_hour == 1 ? "" : "s", ac->n_solved, ac->n_relaxed,
            readable_share(share_of(ac->n_passed, ac->n_hour)).text);
    if (ac->n_solved > 0)
        fprintf(out, "  losses of lines %s, %s in the dispatch (%+.1f %%)\n",
                readable_energy(ac->loss_mwh).text, readable_energy(ac->dispatch_loss_mwh).text,
                100 * loss_error_share(ac));
    for (int i = 0; i < ac->n_level; i++)
        fprintf(out, "  at %.0f kV losses are %.3f times those of the dispatch\n",
                ac->level[i].nominal_kv, ac->level[i].factor);
    if (worst != NULL) fprintf(out, "  hour %d: %s\n", worst->hour, worst->why);
    fprintf(
        out,
        "  assumed: load power factor %.2f, %.0f %% of line charging compensated, reactive power "
        "of\n  VSC stations %.0f %% of capacity, of plants that run %.0f %% of what they can "
        "give\n",
        ac->load_power_factor, 100 * ac->compensated_share, 100 * ac->converter_mvar_share,
        100 * ac->generator_mvar_share);
}

static void write_hours(struct json *json, const struct result *result)
{
    const struct ac_check *ac = result->ac_check;
    json_open_array(json, "hours_that_do_not_pass");
    for (int i = 0; i < ac->n_hour; i++) {
        const struct ac_hour *hour = &ac->hour[i];
        if (hour->passes) continue;
        json_open_object(json, NULL);
        json_integer(json, "hour", hour->hour);
        json_boolean(json, "solved", hour->is_solved);
        json_number(json, "solved_share", hour->solved_share);
        json_text(json, "why", hour->why);
        json_close(json);
    }
    json_close(json);
}

void ac_report_json(struct json *json, const struct result *result)
{
    const struct ac_check *ac = result->ac_check;
    json_open_object(json, "ac_check");
    json_integer(json, "hours", ac->n_hour);
    json_integer(json, "hours_solved", ac->n_solved);
    json_integer(json, "hours_solved_beyond_reactive_limits", ac->n_relaxed);
    json_integer(json, "hours_passed", ac->n_passed);
    json_number(json, "passed_share", share_of(ac->n_passed, ac->n_hour));
    json_quantity(json, "line_loss_mwh", ac->loss_mwh);
    json_quantity(json, "dispatch_line_loss_mwh", ac->dispatch_loss_mwh);
    json_number(json, "line_loss_error_share", loss_error_share(ac));
    json_open_array(json, "loss_factors");
    for (int i = 0; i < ac->n_level; i++) {
        json_open_object(json, NULL);
        json_number(json, "nominal_kv", ac->level[i].nominal_kv);
        json_quantity(json, "line_loss_mwh", ac->level[i].loss_mwh);
        json_quantity(json, "dispatch_line_loss_mwh", ac->level[i].dispatch_loss_mwh);
        json_number(json, "factor", ac->level[i].factor);
        json_close(json);
    }
    json_close(json);
    json_open_object(json, "assumed");
    json_number(json, "load_power_factor", ac->load_power_factor);
    json_number(json, "compensated_share", ac->compensated_share);
    json_number(json, "converter_mvar_share", ac->converter_mvar_share);
    json_number(json, "generator_mvar_share", ac->generator_mvar_share);
    json_close(json);
    write_hours(json, result);
    json_close(json);
}

static void write_headings(struct csv *csv)
{
    static const char *const heading[] = {"time",
                                          "solved",
                                          "within reactive limits",
                                          "passes",
                                          "method",
                                          "iterations",
                                          "solved share",
                                          "line loss [MW]",
                                          "line loss in dispatch [MW]",
                                          "flow error at 95 % of lines [share of limit]",
                                          "given more by plants [MW]",
                                          "lowest voltage [p.u.]",
                                          "at",
                                          "highest voltage [p.u.]",
                                          "at",
                                          "voltages outside",
                                          "heaviest line",
                                          "loading [share]",
                                          "lines above limit",
                                          "buses at reactive limit",
                                          "why"};
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
        csv_text(csv, heading[i]);
    csv_end_row(csv);
}

/* Of an hour that was not solved there are no numbers. */
static void write_number(struct csv *csv, const struct ac_hour *hour, double value)
{
    csv_number(csv, hour->is_solved ? value : NAN);
}

enum status ac_report_csv(FILE *out, const struct result *result, struct error *error)
{
    struct csv csv;
    csv_begin(&csv, out);
    write_headings(&csv);
    for (int i = 0; i < result->ac_check->n_hour; i++) {
        const struct ac_hour *hour = &result->ac_check->hour[i];
        char stamp[24];
        series_time_stamp(result->series, hour->hour, stamp);
        csv_text(&csv, stamp);
        csv_text(&csv, hour->is_solved ? "yes" : "no");
        csv_text(&csv, hour->is_solved && !hour->is_relaxed ? "yes" : "no");
        csv_text(&csv, hour->passes ? "yes" : "no");
        csv_text(&csv, hour->method);
        csv_number(&csv, hour->iterations);
        csv_number(&csv, hour->solved_share);
        write_number(&csv, hour, hour->loss_mw);
        write_number(&csv, hour, hour->dispatch_loss_mw);
        write_number(&csv, hour, hour->flow_error_share);
        write_number(&csv, hour, hour->balance_mw);
        write_number(&csv, hour, hour->lowest_pu);
        csv_text(&csv, hour->is_solved ? bus_id(result, hour->lowest_bus) : "");
        write_number(&csv, hour, hour->highest_pu);
        csv_text(&csv, hour->is_solved ? bus_id(result, hour->highest_bus) : "");
        write_number(&csv, hour, hour->n_voltage);
        csv_text(&csv, hour->is_solved ? line_id(result, hour->heaviest_line) : "");
        write_number(&csv, hour, hour->heaviest_share);
        write_number(&csv, hour, hour->n_overload);
        write_number(&csv, hour, hour->n_reactive_limit);
        csv_text(&csv, hour->why);
        csv_end_row(&csv);
    }
    return csv_end(&csv, error);
}
