#include "report/security_report.h"

#include "report/json.h"
#include "report/readable.h"

#include <math.h>
#include <string.h>

enum { PRINTED = 10 };

static bool is_study(const struct security_report *report)
{
    return report->snapshot_name != NULL;
}

#define OVER_MW 1e-4 /* docs/model.md, eq. 127 */

/* Of a dispatch beside the one without security, overloads left out. */
static double price_of(const struct security_report *report, const struct scopf_result *dispatch)
{
    return dispatch->objective_usd - dispatch->overload_usd - report->open->objective_usd;
}

static double price_of_security(const struct security_report *report)
{
    if (report->forms != NULL)
        return report->forms->solved->objective_usd - report->forms->unsecured_usd;
    return price_of(report, report->secured);
}

static bool acts(const struct security_report *report)
{
    return strcmp(report->base, "corrective") == 0;
}

/* In the corrective form the screening looks at flows before DC lines act, and the dispatch after.
 */
static bool limits_hold(const struct security_report *report)
{
    if (!acts(report)) return report->result->n_insecure == 0;
    return report->forms != NULL /* solved until none is missed */ ||
           report->secured->largest_overload_mw <= OVER_MW;
}

/* An outage that cuts off load or a source that nobody takes over is not outlived. Where there is
 * none of these and no outage whose flows could be looked at, nothing has been shown
 * (docs/model.md, eq. 165). */
static const char *status_word(const struct security_report *report)
{
    if (!limits_hold(report) || report->result->n_cut_off > 0) return "insecure";
    return report->result->n_checked > 0 ? "secure" : "unchecked";
}

static void say_rest(const struct security_result *result, char *text, size_t size)
{
    int used = 0;
    if (result->n_split > 0)
        used = snprintf(text, size, "; %d split%s the grid", result->n_split,
                        result->n_split == 1 ? "s" : "");
    if (result->n_unbalanced > 0)
        used += snprintf(text + used, size - (size_t)used, "; %d that nobody could take over",
                         result->n_unbalanced);
    if (result->n_cut_off > 0)
        snprintf(text + used, size - (size_t)used, "; up to %s cut off",
                 readable_power(result->cut_off_mw).text);
}

/* "12 outages", or of how many where some could not be looked at: they are no part of what holds.
 */
static void say_checked(const struct security_report *report, char *text, size_t size)
{
    const int n = report->table->n_contingency, n_checked = report->result->n_checked;
    if (n_checked < n)
        snprintf(text, size, "%d of the %d outages", n_checked, n);
    else
        snprintf(text, size, "%d outages", n_checked);
}

void security_answer(const struct security_report *report, char *text, size_t size)
{
    const struct security_result *result = report->result;
    char rest[160] = "", checked[64];
    say_rest(result, rest, sizeof rest);
    say_checked(report, checked, sizeof checked);
    if (result->n_checked == 0) {
        snprintf(text, size, "of %d outages none could be looked at%s",
                 report->table->n_contingency, rest);
        return;
    }
    if (acts(report) && !limits_hold(report)) {
        snprintf(text, size,
                 "limits are missed by up to %s after an outage, also once DC lines have acted; "
                 "that costs %s an hour%s",
                 readable_power(report->secured->largest_overload_mw).text,
                 readable_money(report->secured->overload_usd).text, rest);
        return;
    }
    if (acts(report)) {
        snprintf(text, size,
                 "all limits hold after each of %s once DC lines have acted; security costs "
                 "%s%s%s",
                 checked, readable_money(price_of_security(report)).text,
                 report->forms != NULL ? "" : " an hour", rest);
        return;
    }
    if (result->n_insecure == 0) {
        char price[96] = "";
        if (report->forms != NULL)
            snprintf(price, sizeof price, "; security costs %s",
                     readable_money(price_of_security(report)).text);
        snprintf(text, size, "all limits hold after each of %s%s%s", checked, price, rest);
        return;
    }
    const struct security_overload *worst = &result->overload[0];
    snprintf(text, size, "%d of %s overload something%s; worst: %s after %s, %s of %s%s%s",
             result->n_insecure, checked, rest, report->branch_name[worst->branch],
             report->contingency_name[worst->contingency],
             readable_share(fabs(worst->flow_mw) / worst->limit_mw).text,
             readable_power(worst->limit_mw).text, is_study(report) ? ", at " : "",
             is_study(report) ? report->snapshot_name[worst->snapshot] : "");
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static void write_place(struct json *json, const struct security_report *report, int snapshot)
{
    if (is_study(report) && snapshot >= 0) json_text(json, "time", report->snapshot_name[snapshot]);
}

static void write_overload(struct json *json, const struct security_report *report,
                           const struct security_overload *overload)
{
    json_open_object(json, NULL);
    json_text(json, "contingency", report->contingency_name[overload->contingency]);
    json_text(json, "branch", report->branch_name[overload->branch]);
    json_quantity(json, "flow_mw", overload->flow_mw);
    json_quantity(json, "limit_mw", overload->limit_mw);
    json_number(json, "loading_share", fabs(overload->flow_mw) / overload->limit_mw);
    write_place(json, report, overload->snapshot);
    if (is_study(report)) json_integer(json, "hours", overload->n_snapshot);
    json_close(json);
}

static void write_splits(struct json *json, const struct security_report *report)
{
    json_open_array(json, "splits");
    for (int i = 0; i < report->table->n_contingency; i++) {
        const struct security_outcome *outcome = &report->result->outcome[i];
        if (outcome->kind != SECURITY_SPLITS) continue;
        json_open_object(json, NULL);
        json_text(json, "contingency", report->contingency_name[i]);
        json_quantity(json, "cut_mw", outcome->cut_mw);
        write_place(json, report, outcome->worst_snapshot);
        json_close(json);
    }
    json_close(json);
}

static void write_dispatch(struct json *json, const struct security_report *report)
{
    const struct scopf_result *secured = report->secured;
    const struct certificate *certificate = &secured->certificate;
    json_open_object(json, "dispatch");
    json_text(json, "kind", report->base);
    json_quantity(json, "objective_usd_per_hour", secured->objective_usd);
    json_quantity(json, "overload_usd_per_hour", secured->overload_usd);
    json_quantity(json, "unsecured_usd_per_hour", report->open->objective_usd);
    json_quantity(json, "price_of_security_usd_per_hour", price_of_security(report));
    if (acts(report))
        json_quantity(json, "preventive_usd_per_hour",
                      report->preventive != NULL ? report->preventive->objective_usd : NAN);
    if (acts(report))
        json_quantity(json, "price_of_preventive_usd_per_hour",
                      report->preventive != NULL ? price_of(report, report->preventive) : NAN);
    json_quantity(json, "largest_overload_mw", secured->largest_overload_mw);
    json_integer(json, "rounds", secured->rounds);
    json_integer(json, "rows", secured->rows);
    json_text(json, "method", secured->method);
    json_open_object(json, "certificate");
    json_boolean(json, "accepted", certificate->accepted);
    json_number(json, "relative_gap", certificate->relative_gap);
    json_number(json, "primal_residual_mw", certificate->primal_residual);
    json_number(json, "bound_violation_mw", certificate->bound_violation);
    json_number(json, "dual_residual", certificate->dual_residual);
    json_close(json);
    json_open_array(json, "binding");
    for (int i = 0; i < secured->n_binding; i++) {
        const struct scopf_binding *binding = &secured->binding[i];
        json_open_object(json, NULL);
        json_text(json, "contingency",
                  binding->contingency < 0 ? NULL : report->contingency_name[binding->contingency]);
        json_text(json, "branch", report->branch_name[binding->branch]);
        json_quantity(json, "limit_mw", binding->limit_mw);
        json_quantity(json, "shadow_usd_per_mwh", binding->shadow_usd_per_mwh);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "generator_mw");
    for (int unit = 0; unit < report->grid->n_unit; unit++)
        json_quantity(json, NULL, secured->generator_mw[unit]);
    json_close(json);
    json_open_array(json, "dcline_mw");
    for (int link = 0; link < report->grid->n_link; link++)
        json_quantity(json, NULL, secured->dcline_mw[link]);
    json_close(json);
    json_close(json);
}

static void write_forms(struct json *json, const struct security_forms *forms)
{
    const struct result *solved = forms->solved;
    json_open_object(json, "security");
    json_text(json, "form", solved->secure_form);
    json_quantity(json, "unsecured_usd", forms->unsecured_usd);
    json_quantity(json, "preventive_usd", forms->preventive_usd);
    json_quantity(json, "corrective_usd", forms->corrective_usd);
    json_quantity(json, "price_of_preventive_usd", forms->preventive_usd - forms->unsecured_usd);
    json_quantity(json, "price_of_corrective_usd", forms->corrective_usd - forms->unsecured_usd);
    json_open_array(json, "dearest");
    for (int i = 0; i < solved->n_secure && i < PRINTED && solved->secure[i].usd > 0; i++) {
        json_open_object(json, NULL);
        json_text(json, "branch", solved->network->line[solved->secure[i].line].id);
        json_text(json, "outage", solved->secure[i].outage);
        json_text(json, "outage_kind", solved->secure[i].kind);
        json_integer(json, "hours", solved->secure[i].hours);
        json_quantity(json, "usd_per_mw", solved->secure[i].usd);
        json_close(json);
    }
    json_close(json);
    json_close(json);
}

enum status security_report_no_dispatch(FILE *stream, const char *name, enum outcome outcome,
                                        const char *why, struct error *error)
{
    struct json json;
    json_begin(&json, stream);
    json_open_object(&json, NULL);
    json_text(&json, "schema", "corridor-security-1");
    json_text(&json, "name", name);
    json_text(&json, "status", outcome_word(outcome));
    json_text(&json, "answer", why);
    json_close(&json);
    return json_end(&json, error);
}

enum status security_report_json(FILE *stream, const struct security_report *report,
                                 struct error *error)
{
    const struct security_result *result = report->result;
    char answer[512];
    security_answer(report, answer, sizeof answer);
    struct json json;
    json_begin(&json, stream);
    json_open_object(&json, NULL);
    json_text(&json, "schema", "corridor-security-1");
    json_text(&json, "name", report->name);
    json_text(&json, "status", status_word(report));
    json_text(&json, "answer", answer);
    json_text(&json, "base", report->base);
    json_text(&json, "rating", report->rating);
    json_integer(&json, "snapshots", report->state->n_snapshot);
    json_integer(&json, "contingencies", report->table->n_contingency);
    json_integer(&json, "checked", result->n_checked);
    json_integer(&json, "splitting", result->n_split);
    json_integer(&json, "unbalanced", result->n_unbalanced);
    json_integer(&json, "insecure", result->n_insecure);
    json_integer(&json, "cutting_off", result->n_cut_off);
    json_quantity(&json, "cut_off_mw", result->cut_off_mw);
    json_integer(&json, "base_overloads", report->n_base_overload);
    json_integer(&json, "overloads", (int)result->n_overload_all);
    json_open_array(&json, "worst");
    for (int i = 0; i < result->n_overload; i++)
        write_overload(&json, report, &result->overload[i]);
    json_close(&json);
    write_splits(&json, report);
    if (report->secured != NULL) write_dispatch(&json, report);
    if (report->forms != NULL) write_forms(&json, report->forms);
    json_open_object(&json, "solve");
    json_number(&json, "pairs", (double)result->n_pair);
    json_number(&json, "candidates", (double)result->n_candidate);
    json_number(&json, "cpu_s", report->cpu_s);
    json_close(&json);
    json_close(&json);
    return json_end(&json, error);
}

/* ---- for people -------------------------------------------------------------------------------
 */

static void print_dispatch(FILE *out, const struct security_report *report)
{
    const struct scopf_result *secured = report->secured;
    fprintf(out, "\n%s dispatch\n", acts(report) ? "Corrective" : "Preventive");
    fprintf(out, "  costs %s an hour, security %s of it\n",
            readable_money(secured->objective_usd - secured->overload_usd).text,
            readable_money(price_of_security(report)).text);
    if (secured->overload_usd > 0)
        fprintf(out, "  overloads that no dispatch avoids at their price: %s an hour\n",
                readable_money(secured->overload_usd).text);
    if (report->preventive != NULL)
        fprintf(out, "  where DC lines do not act, security costs %s\n",
                readable_money(price_of(report, report->preventive)).text);
    else if (acts(report))
        fprintf(out, "  where DC lines do not act, no dispatch is secure\n");
    fprintf(out, "  %d limits in %d rounds; %.1e MW over a limit at most%s\n", secured->rows,
            secured->rounds, fmax(0, secured->largest_overload_mw),
            acts(report) ? ", once DC lines have acted" : "");
    for (int i = 0; i < secured->n_binding && i < PRINTED; i++) {
        const struct scopf_binding *binding = &secured->binding[i];
        fprintf(out, "  %-28s %s%-28s %10s, one MW more saves %s USD/h\n",
                report->branch_name[binding->branch],
                binding->contingency < 0 ? "before any outage" : "after ",
                binding->contingency < 0 ? "" : report->contingency_name[binding->contingency],
                readable_power(fabs(binding->limit_mw)).text,
                readable_price(binding->shadow_usd_per_mwh).text);
    }
    fprintf(out, "  certificate: relative gap %.1e, primal residual %.1e MW: %s\n",
            secured->certificate.relative_gap, secured->certificate.primal_residual,
            secured->certificate.accepted ? "accepted" : "NOT accepted");
}

static void print_form(FILE *out, const char *name, double usd, double unsecured_usd)
{
    if (isnan(usd)) return;
    fprintf(out, "  %-12s costs %22s, security %22s of it\n", name, readable_money(usd).text,
            readable_money(usd - unsecured_usd).text);
}

static void print_forms(FILE *out, const struct security_forms *forms)
{
    const struct result *solved = forms->solved;
    fprintf(out, "\nThe price of security; without it the study costs %s\n",
            readable_money(forms->unsecured_usd).text);
    print_form(out, "preventive", forms->preventive_usd, forms->unsecured_usd);
    print_form(out, "corrective", forms->corrective_usd, forms->unsecured_usd);
    for (int i = 0; i < solved->n_secure && i < PRINTED && solved->secure[i].usd > 0; i++)
        fprintf(out, "  %-28s after %s %-24s costs in %5d h, one MW more saves %s\n",
                solved->network->line[solved->secure[i].line].id, solved->secure[i].kind,
                solved->secure[i].outage, solved->secure[i].hours,
                readable_money(solved->secure[i].usd).text);
}

void security_report_print(FILE *out, const struct security_report *report, bool colour)
{
    const struct security_result *result = report->result;
    char answer[512];
    security_answer(report, answer, sizeof answer);
    fprintf(out, "%s%s: %s%s\n\n", colour ? "\033[1m" : "", report->name, answer,
            colour ? "\033[0m" : "");
    fprintf(
        out, "  base %s, %s ratings, %s %s\n", report->base, report->rating,
        readable_number(report->state->n_snapshot, 0).text,
        is_study(report)
            ? (strcmp(report->base, "dispatch") == 0 || report->forms != NULL ? "hours" : "moments")
            : "moment");
    fprintf(out, "  %s outages: %d checked, %d split the grid, %d that nobody could take over\n",
            readable_number(report->table->n_contingency, 0).text, result->n_checked,
            result->n_split, result->n_unbalanced);
    if (report->n_base_overload > 0)
        fprintf(out, "  %d branches are over their limit before any outage\n",
                report->n_base_overload);
    if (result->n_overload > 0)
        fprintf(out, "\nOverloads%s, worst first (%s in all)\n",
                acts(report) ? " before DC lines act" : "",
                readable_number((double)result->n_overload_all, 0).text);
    for (int i = 0; i < result->n_overload && i < PRINTED; i++) {
        const struct security_overload *overload = &result->overload[i];
        fprintf(out, "  %-28s after %-28s %12s of %10s  %s", report->branch_name[overload->branch],
                report->contingency_name[overload->contingency],
                readable_power(fabs(overload->flow_mw)).text,
                readable_power(overload->limit_mw).text,
                readable_share(fabs(overload->flow_mw) / overload->limit_mw).text);
        if (is_study(report))
            fprintf(out, "  in %d h, worst %s", overload->n_snapshot,
                    report->snapshot_name[overload->snapshot]);
        fputc('\n', out);
    }
    if (report->secured != NULL) print_dispatch(out, report);
    if (report->forms != NULL) print_forms(out, report->forms);
    int told = 0;
    for (int i = 0; i < report->table->n_contingency && told < PRINTED; i++) {
        const struct security_outcome *outcome = &result->outcome[i];
        if (outcome->kind != SECURITY_SPLITS || !(outcome->cut_mw > 0.5)) continue;
        if (told++ == 0) fputs("\nOutages that split the grid\n", out);
        fprintf(out, "  %-28s cuts off %s\n", report->contingency_name[i],
                readable_power(outcome->cut_mw).text);
    }
}
