#include "report/summary.h"

#include "report/ac_report.h"
#include "report/answer.h"
#include "report/readable.h"

#include <math.h>
#include <string.h>

/* Rows of a block: with these a summary has at most about sixty lines. */
enum { LINK_ROWS = 8, COUNTRY_ROWS = 8, BINDING_ROWS = 5, IDENTITY_ROWS = 6, RESERVOIR_ROWS = 4 };

/* What is printed as 0.00 USD is not worth a line. */
#define HALF_CENT_USD 0.005

#define BOLD "\033[1m"
#define GREEN "\033[32m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

static void print_heading(FILE *out, bool colour, const char *text)
{
    fprintf(out, "\n%s%s%s\n", colour ? BOLD : "", text, colour ? PLAIN : "");
}

static void print_rest(FILE *out, int rows, int shown)
{
    if (rows > shown) fprintf(out, "  and %d more in result.json\n", rows - shown);
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* "from 2030-01-01", and the hour of the day when it is not midnight. */
static void print_start(FILE *out, const struct series *series)
{
    char stamp[24];
    series_time_stamp(series, 0, stamp);
    char *clock = strchr(stamp, 'T');
    if (clock != NULL) *clock++ = '\0';
    fprintf(out, " from %s", stamp);
    if (clock != NULL && strncmp(clock, "00:00", 5) != 0) fprintf(out, " %.5s UTC", clock);
}

static bool has_export(const struct result *result)
{
    return result->export_interface != NULL && result->export_interface[0] != '\0';
}

static void print_export_in_short(FILE *out, const struct result *result)
{
    fprintf(out, "; export %s at the %s terminals (mean %s",
            readable_energy(result->export_mwh).text, result->export_terminal,
            readable_power(result->export_quantiles.mean).text);
    if (result->export_target_mw > 0)
        fprintf(out, "; %s reached in %s h", readable_power(result->export_target_mw).text,
                readable_number(result->export_hours_at_target, 0).text);
    fprintf(out, ")");
}

static void print_headline(FILE *out, const struct result *result, bool colour)
{
    fprintf(out, "%s%s h", colour ? BOLD : "", readable_number(result->n_hour, 0).text);
    print_start(out, result->series);
    fprintf(out, ": %s", outcome_word(result->outcome));
    if (answer_exists(result)) {
        fprintf(out, ", %s", readable_money(result->objective_usd).text);
        if (has_export(result)) print_export_in_short(out, result);
    }
    fprintf(out, "%s\n", colour ? PLAIN : "");
}

/* Less than this share of all load is not worth a line under the first one. */
#define WORTH_A_WORD_SHARE 1e-6
#define DUMPED_SHARE 1e-3

static double country_load_mwh(const struct result *result)
{
    double mwh = 0;
    for (int c = 0; c < result->n_country; c++)
        mwh += result->country[c].load_mwh;
    return mwh;
}

/* What turns an optimum into one that nobody would want: told before any other number. */
static void print_beware(FILE *out, const struct result *result, bool colour)
{
    const double load_mwh = country_load_mwh(result);
    const char *on = colour ? RED : "", *off = colour ? PLAIN : "";
    if (result->unserved_mwh > WORTH_A_WORD_SHARE * load_mwh)
        fprintf(out, "%s  not served: %s, %s of all load%s\n", on,
                readable_energy(result->unserved_mwh).text,
                readable_share(result->unserved_mwh / load_mwh).text, off);
    if (result->dumped_mwh > DUMPED_SHARE * load_mwh)
        fprintf(out,
                "%s  dumped: %s in %d h that must run or arrive and nobody takes, at a price of 0; "
                "other loss methods have prices below 0 there, or no answer%s\n",
                on, readable_energy(result->dumped_mwh).text, result->dumped_hours, off);
}

static void print_why(FILE *out, const struct result *result, bool colour)
{
    if (result->why == NULL || result->why[0] == '\0') return;
    print_heading(out, colour, "What stands in the way");
    for (const char *line = result->why; *line;) {
        const size_t length = strcspn(line, "\n");
        fprintf(out, "  ");
        for (size_t i = 0; i < length; i++)
            fputc(line[i] >= 0x20 && line[i] < 0x7f ? line[i] : '?', out);
        fputc('\n', out);
        line += length + (line[length] == '\n');
    }
}

static void print_costs(FILE *out, const struct result *result, bool colour)
{
    const struct {
        const char *name;
        double usd;
    } parts[] = {
        {"generation", result->generation_cost_usd},
        {"storage", result->storage_cost_usd},
        {"bought from markets", result->market_purchases_usd},
        {"sold to markets", -result->market_sales_usd},
        {"CO2", result->co2_cost_usd},
        {"unserved energy", result->shedding_cost_usd},
        {"reserve against loss of a link", result->reserve_cost_usd},
        {"export below target", result->export_penalty_usd},
        {"end levels missed", result->end_short_usd},
        {"tie-break", result->tie_break_cost_usd},
    };
    print_heading(out, colour, "Cost (sales count negative)");
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (fabs(parts[i].usd) >= HALF_CENT_USD)
            fprintf(out, "  %-22s %24s\n", parts[i].name, readable_money(parts[i].usd).text);
    fprintf(out, "  %-22s %24s\n", "objective", readable_money(result->objective_usd).text);
}

static void print_export(FILE *out, const struct result *result, bool colour)
{
    const struct quantiles *power = &result->export_quantiles;
    if (!has_export(result)) return;
    print_heading(out, colour, "Export");
    fprintf(out, "  through %s, mode %s, counted at the %s terminals\n",
            readable_name(result->export_interface).text, result->export_mode,
            result->export_terminal);
    fprintf(out, "  energy %s", readable_energy(result->export_mwh).text);
    if (result->export_target_mw > 0)
        fprintf(out, "; %s or more in %s h; short of it by %s",
                readable_power(result->export_target_mw).text,
                readable_number(result->export_hours_at_target, 0).text,
                readable_energy(result->export_short_mwh).text);
    fprintf(out, "\n  mean %s, P10 %s, P50 %s, P90 %s, largest %s\n",
            readable_power(power->mean).text, readable_power(power->p10).text,
            readable_power(power->p50).text, readable_power(power->p90).text,
            readable_power(power->maximum).text);
    fprintf(out, "  (P10: the value that 10 %% of the hours stay below)\n");
    fprintf(out, "  with every element full the interface carries %s at these terminals%s\n",
            readable_power(result->export_capacity_mw).text,
            result->export_capacity_mw < result->export_target_mw
                ? ": the target is out of its reach"
                : "");
}

static void print_links(FILE *out, const struct result *result, bool colour)
{
    const int n_link = result->network->n_link, shown = smaller(n_link, LINK_ROWS);
    if (n_link == 0) return;
    print_heading(out, colour, "Cables and links");
    fprintf(out, "  %-18s %9s %8s %11s %11s %11s %10s %7s %19s %15s\n", "", "capacity", "mean use",
            "forward", "back", "received", "loss", "", "rent", "one MW more");
    for (int i = 0; i < shown; i++) {
        const struct hvdc_link *link = &result->network->link[i];
        const struct link_total *total = &result->link[i];
        const double sent_mwh = total->forward_mwh + total->back_mwh;
        const double received_mwh = total->received_forward_mwh + total->received_back_mwh;
        fprintf(out, "  %-18.18s %9s %8s %11s %11s %11s %10s %7s %19s %15s\n",
                readable_name(link->id).text, readable_power(link->capacity_mw).text,
                readable_share(total->utilisation_share).text,
                readable_energy(total->forward_mwh).text, readable_energy(total->back_mwh).text,
                readable_energy(received_mwh).text, readable_energy(total->loss_mwh).text,
                sent_mwh > 0 ? readable_share(total->loss_mwh / sent_mwh).text : "-",
                readable_money(total->rent_usd).text,
                readable_money(total->shadow_usd_per_mw).text);
    }
    print_rest(out, n_link, shown);
}

/* Curtailed energy as a share of what was generated and curtailed. */
static struct readable curtailed_share(const struct country_total *country)
{
    const double available_mwh = country->generation_mwh + country->curtailed_mwh;
    return readable_share(available_mwh > 0 ? country->curtailed_mwh / available_mwh : 0);
}

static void print_countries(FILE *out, const struct result *result, bool colour)
{
    const int shown = smaller(result->n_country, COUNTRY_ROWS);
    if (shown == 0) return;
    print_heading(out, colour, "Countries (prices in USD/MWh)");
    fprintf(out, "  %-14s %11s %11s %11s %8s %11s %11s %8s %8s\n", "", "load", "generation",
            "curtailed", "", "unserved", "price, mean", "P10", "P90");
    for (int i = 0; i < shown; i++) {
        const struct country_total *country = &result->country[i];
        fprintf(out, "  %-14.14s %11s %11s %11s %8s %11s %11s %8s %8s\n",
                readable_name(country->country).text, readable_energy(country->load_mwh).text,
                readable_energy(country->generation_mwh).text,
                readable_energy(country->curtailed_mwh).text, curtailed_share(country).text,
                readable_energy(country->unserved_mwh).text,
                readable_price(country->price_mean_usd_per_mwh).text,
                readable_price(country->price.p10).text, readable_price(country->price.p90).text);
    }
    print_rest(out, result->n_country, shown);
}

static void print_binding(FILE *out, const struct result *result, bool colour)
{
    const int shown = smaller(result->n_binding, BINDING_ROWS);
    print_heading(out, colour, "Limits that cost money, dearest first");
    if (shown == 0) fprintf(out, "  none\n");
    for (int i = 0; i < shown; i++) {
        const struct binding *binding = &result->binding[i];
        fprintf(out, "  %-9s %-18.18s full in %6s h %20s, one MW more saves %s\n", binding->kind,
                readable_name(binding->id).text, readable_number(binding->hours_full, 0).text,
                readable_money(binding->shadow_usd).text,
                readable_money(binding->shadow_usd_per_mw).text);
    }
    print_rest(out, result->n_binding, shown);
}

static void print_security(FILE *out, const struct result *result, bool colour)
{
    if (result->secure_rounds == 0) return;
    const bool acts = result->secure_form != NULL && strcmp(result->secure_form, "corrective") == 0;
    print_heading(out, colour,
                  acts ? "Limits that hold after an outage, once links have moved"
                       : "Limits that hold after an outage");
    if (isfinite(result->unsecured_usd))
        fprintf(out, "  security costs %s; without it %s\n",
                readable_money(result->objective_usd - result->unsecured_usd).text,
                readable_money(result->unsecured_usd).text);
    int shown = 0;
    for (; shown < result->n_secure && shown < BINDING_ROWS; shown++) {
        const struct secure_total *secure = &result->secure[shown];
        if (!(secure->usd > 0)) break;
        fprintf(out, "  %-18s after %-18s costs in %6s h, one MW more saves %s\n",
                readable_name(result->network->line[secure->line].id).text,
                readable_name(secure->outage).text, readable_number(secure->hours, 0).text,
                readable_money(secure->usd).text);
    }
    print_rest(out, result->n_secure, shown);
    for (int i = 0; i < result->n_action && i < BINDING_ROWS; i++) {
        const struct secure_action *action = &result->action[i];
        fprintf(out, "  link %-18s moves by up to %10s after %-18s in %s h\n",
                readable_name(result->network->link[action->link].id).text,
                readable_power(action->most_mw).text, readable_name(action->outage).text,
                readable_number(action->hours, 0).text);
    }
}

/* The reservoirs that release most: what a MWh of their water is worth. */
static void print_reservoirs(FILE *out, const struct result *result, bool colour)
{
    const struct network *network = result->network;
    const int n = network->n_storage;
    double last_mwh = INFINITY;
    for (int row = 0; row < RESERVOIR_ROWS; row++) {
        int best = -1;
        double most_mwh = 0;
        for (int s = 0; s < n; s++) {
            const double mwh = answer_sum(result->storage_discharge_mw, result->n_hour, n, s);
            if (network->storage[s].kind != STORAGE_RESERVOIR || mwh <= most_mwh || mwh >= last_mwh)
                continue;
            most_mwh = mwh;
            best = s;
        }
        if (best < 0) return;
        if (row == 0) print_heading(out, colour, "Largest reservoirs");
        fprintf(
            out, "  %-24s released %11s, spilled %11s, water worth %s USD/MWh on average\n",
            readable_name(network->storage[best].id).text, readable_energy(most_mwh).text,
            readable_energy(answer_sum(result->storage_spill_mw, result->n_hour, n, best)).text,
            readable_number(answer_sum(result->storage_value_usd_per_mwh, result->n_hour, n, best) /
                                result->n_hour,
                            2)
                .text);
        last_mwh = most_mwh;
    }
}

static void print_checks(FILE *out, const struct result *result, bool colour)
{
    const int shown = smaller(result->n_identity, IDENTITY_ROWS);
    print_heading(out, colour, "Checks");
    for (int i = 0; i < shown; i++) {
        const struct identity *identity = &result->identity[i];
        fprintf(out, "  %-44.44s closes to %.1e of %s %s\n", readable_name(identity->name).text,
                identity->relative_gap, readable_number(identity->left, 1).text, identity->unit);
    }
    print_rest(out, result->n_identity, shown);
    if (result->dumped_hours > 0)
        fprintf(out, "  %-44s %s in %d h, at a price of 0\n",
                "arrives and nobody takes it (dumped)", readable_energy(result->dumped_mwh).text,
                result->dumped_hours);
    fprintf(out, "  %-44s %s, %.1e of the objective\n", "losses above the loss curve (phantom)",
            readable_money(result->phantom_usd).text, result->phantom_share);
    if (result->network->left_out.count > 0)
        fprintf(out, "  %-44s %d, listed in result.json\n", "rows left out of the network",
                result->network->left_out.count);
}

/* Windows: how far they can be from one program over all hours. */
static void print_horizon_gap(FILE *out, const struct result *result)
{
    if (result->windows <= 1) return;
    if (isnan(result->horizon_bound_usd))
        fprintf(out,
                "\n%d windows; how far their cost is above that of all hours at once is not "
                "known\n",
                result->windows);
    else
        fprintf(out, "\n%d windows; all hours at once cost at least %s: at most %.2g %% less\n",
                result->windows, readable_money(result->horizon_bound_usd).text,
                100 * result_horizon_gap(result));
}

/* Where the dispatch was moved from the interior to vertices. */
static void print_vertex(FILE *out, const struct result *result)
{
    const struct vertex_total *vertex = &result->vertex;
    if (!vertex->asked) return;
    fprintf(out, "\nvertex: %s of %s h; %s quantities between their limits, %s before%s%s\n",
            readable_number(vertex->hours, 0).text,
            readable_number(vertex->hours + vertex->hours_kept, 0).text,
            readable_number(vertex->between_after, 0).text,
            readable_number(vertex->between_before, 0).text,
            vertex->why[0] != '\0' ? "; the others as the interior point left them: " : "",
            vertex->why);
}

static void print_certificate(FILE *out, const struct certificate *certificate, bool colour)
{
    const char *verdict = certificate->accepted ? "accepted" : "NOT accepted";
    fprintf(out,
            "\ncertificate: relative gap %.1e, primal residual %.1e MW, bound violation %.1e MW, "
            "dual residual %.1e USD/MWh: ",
            certificate->relative_gap, certificate->primal_residual, certificate->bound_violation,
            certificate->dual_residual);
    if (colour)
        fprintf(out, "%s%s" PLAIN "\n", certificate->accepted ? GREEN : RED, verdict);
    else
        fprintf(out, "%s\n", verdict);
}

void summary_print(FILE *out, const struct result *result, bool colour)
{
    print_headline(out, result, colour);
    if (answer_exists(result)) print_beware(out, result, colour);
    print_why(out, result, colour);
    if (result->outcome == OUTCOME_NOT_CERTIFIED)
        print_certificate(out, &result->certificate, colour);
    if (!answer_exists(result)) return;
    print_costs(out, result, colour);
    print_export(out, result, colour);
    print_links(out, result, colour);
    print_countries(out, result, colour);
    print_binding(out, result, colour);
    print_security(out, result, colour);
    print_reservoirs(out, result, colour);
    print_checks(out, result, colour);
    if (result->ac_check != NULL) {
        print_heading(out, colour, "AC power flow");
        ac_report_print(out, result);
    }
    print_horizon_gap(out, result);
    print_vertex(out, result);
    print_certificate(out, &result->certificate, colour);
}
