/* Packages of links, as JSON, as a table and as text. */
#include "report/invest_parts.h"

#include <math.h>

/* A line or link of the network whose limit costs. */
static const char *limit_id(const struct invest *invest, double at)
{
    const struct network *network = &invest->runs->world[0].network;
    return at < 0 ? network->link[(int)(-1 - at)].id : network->line[(int)at].id;
}

static void write_limits(struct json *json, const struct invest *invest, const char *name,
                         const struct invest_point *point)
{
    json_open_array(json, name);
    for (int i = 0; i < TIGHT_LIMITS && !isnan(point->tight_at[i]); i++) {
        json_open_object(json, NULL);
        json_text(json, "kind", point->tight_at[i] < 0 ? "link" : "line");
        json_text(json, "id", limit_id(invest, point->tight_at[i]));
        json_quantity(json, "saved_by_one_mw_more_usd_per_year",
                      point->tight_usd_per_mw[i] * invest->year_factor);
        json_close(json);
    }
    json_close(json);
}

static void write_package(struct json *json, const struct invest *invest,
                          const struct invest_package *package)
{
    json_open_object(json, NULL);
    json_text(json, "name", package->name);
    json_open_array(json, "links");
    for (int l = 0; l < package->n_link; l++) {
        json_open_object(json, NULL);
        json_text(json, "link", package->link[l].id);
        json_quantity(json, "capacity_mw", package->link[l].capacity_mw);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "lines");
    for (int l = 0; l < package->n_line; l++) {
        json_open_object(json, NULL);
        json_text(json, "line", package->line[l].id);
        json_number(json, "times_the_circuits", package->line[l].times);
        json_close(json);
    }
    json_close(json);
    json_integer(json, "units", package->n_unit);
    json_quantity(json, "all_works_share", package->all_works_share);
    json_quantity(json, "value_while_all_works_usd_per_year", package->value_usd_per_year);
    json_quantity(json, "value_with_outages_usd_per_year", package->expected_usd_per_year);
    invest_json_levels(json, "capital_usd", package->capex_usd);
    invest_json_levels(json, "running_usd_per_year", package->running_usd_per_year);
    invest_json_levels(json, "npv_usd", package->npv_usd);
    json_quantity(json, "export_mwh_per_year", package->export_mwh_per_year);
    json_quantity(json, "export_hours_at_target", package->hours_at_target);
    write_limits(json, invest, "limits", package->whole);
    if (package->most != NULL) {
        json_quantity(json, "most_export_mwh_per_year", package->most_export_mwh_per_year);
        json_quantity(json, "most_export_hours_at_target", package->most_hours_at_target);
        write_limits(json, invest, "most_export_limits", package->most);
    }
    json_boolean(json, "is_best", package->is_best);
    json_close(json);
}

void invest_json_packages(struct json *json, const struct invest *invest)
{
    const struct invest_packages *packages = &invest->packages;
    json_open_array(json, "packages");
    for (int p = 0; p < packages->n; p++)
        write_package(json, invest, &packages->package[p]);
    json_close(json);
    if (packages->n == 0) return;
    json_open_object(json, "without_packages");
    json_quantity(json, "export_mwh_per_year", packages->nothing.export_mwh_per_year);
    json_quantity(json, "export_hours_at_target", packages->nothing.hours_at_target);
    if (invest->config->most_export) {
        json_quantity(json, "most_export_mwh_per_year", packages->nothing.most_export_mwh_per_year);
        json_quantity(json, "most_export_hours_at_target", packages->nothing.most_hours_at_target);
    }
    json_close(json);
}

void invest_csv_packages(struct csv *csv, const struct invest *invest)
{
    static const char *const names[] = {"package",
                                        "units",
                                        "all work [share]",
                                        "value while all works [USD/year]",
                                        "value with outages [USD/year]",
                                        "capital, central [USD]",
                                        "running, central [USD/year]",
                                        "NPV at low cost [USD]",
                                        "NPV at central cost [USD]",
                                        "NPV at high cost [USD]",
                                        "export [MWh/year]",
                                        "hours at the target [h/year]",
                                        "most export [MWh/year]",
                                        "most hours at the target [h/year]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        csv_text(csv, names[i]);
    csv_end_row(csv);
    for (int p = 0; p < invest->packages.n; p++) {
        const struct invest_package *package = &invest->packages.package[p];
        csv_text(csv, package->name);
        csv_number(csv, package->n_unit);
        csv_number(csv, package->all_works_share);
        csv_number(csv, package->value_usd_per_year);
        csv_number(csv, package->expected_usd_per_year);
        csv_number(csv, package->capex_usd[LEVEL_CENTRAL]);
        csv_number(csv, package->running_usd_per_year[LEVEL_CENTRAL]);
        for (int level = 0; level < LEVELS; level++)
            csv_number(csv, package->npv_usd[level]);
        csv_number(csv, package->export_mwh_per_year);
        csv_number(csv, package->hours_at_target);
        csv_number(csv, package->most_export_mwh_per_year);
        csv_number(csv, package->most_hours_at_target);
        csv_end_row(csv);
    }
}

static void print_exports(FILE *out, const struct invest *invest,
                          const struct invest_package *package)
{
    fprintf(out, " %9.2f %6.0f", package->export_mwh_per_year / 1e6, package->hours_at_target);
    if (invest->config->most_export)
        fprintf(out, " %9.2f %6.0f", package->most_export_mwh_per_year / 1e6,
                package->most_hours_at_target);
    fprintf(out, "\n");
}

static void print_limits(FILE *out, const struct invest *invest, const char *what,
                         const struct invest_point *point)
{
    if (isnan(point->tight_at[0])) return;
    fprintf(out, "      %s:", what);
    for (int i = 0; i < TIGHT_LIMITS && !isnan(point->tight_at[i]); i++)
        fprintf(out, "%s %s (%.0f USD/MW-year)", i > 0 ? "," : "",
                limit_id(invest, point->tight_at[i]),
                point->tight_usd_per_mw[i] * invest->year_factor);
    fprintf(out, "\n");
}

void invest_print_packages(FILE *out, const struct invest *invest)
{
    const struct invest_packages *packages = &invest->packages;
    const char *most = invest->config->most_export ? "  most TWh    h" : "";
    if (packages->n == 0) return;
    fprintf(out, "\nPackages instead of each other, million USD (a year); export in TWh, hours at "
                 "the target\n");
    fprintf(out, "  %-34s %8s %8s %9s %9s %9s %9s %6s%s\n", "", "capital", "saved", "NPV low",
            "central", "high", "export", "h", most);
    fprintf(out, "  %-34s %8s %8s %9s %9s %9s", "none of them", "0", "0", "0", "0", "0");
    print_exports(out, invest, &packages->nothing);
    for (int p = 0; p < packages->n; p++) {
        const struct invest_package *package = &packages->package[p];
        fprintf(out, "  %-34s %8.0f %8.1f %9.0f %9.0f %9.0f", package->name,
                package->capex_usd[LEVEL_CENTRAL] / 1e6, package->expected_usd_per_year / 1e6,
                package->npv_usd[LEVEL_LOW] / 1e6, package->npv_usd[LEVEL_CENTRAL] / 1e6,
                package->npv_usd[LEVEL_HIGH] / 1e6);
        print_exports(out, invest, package);
        print_limits(out, invest, "in the way", package->whole);
        if (package->most != NULL)
            print_limits(out, invest, "in the way of the most export", package->most);
    }
}
