#include "report/adequacy_report.h"

#include "network/time_stamp.h"
#include "report/json.h"
#include "report/readable.h"
#include "report/schemas.h"

#include <inttypes.h>
#include <math.h>

enum { PRINTED = 12, ANSWER_BYTES = 1000 };

static const char *const rules[] = {
    "in each hour of each sampled year the energy that is missing in all areas together is the "
    "least that limits between areas allow; inside an area power flows without limits, and losses "
    "are left out",
    "where the limits leave a choice, areas that are short get equal shares of their need",
    "stores discharge only for what plants, markets, links and lines cannot serve, the one that "
    "lasts longest first; they are charged from what their own area has left, and each year begins "
    "with their initial level",
    "outages are drawn event by event, independent of weather and of each other but for what has a "
    "common cause, and looked at in the middle of each hour; an outage of one thing is the same in "
    "every comparison",
    "wind, sun and rivers fail as their mean, unless the table of outages has a row for them; "
    "energy "
    "budgets of plants do not bind in a shortage; ramps and must-run power are left out",
    "a series of availability of a plant is that of its units while they work",
    "each sampled year has its own weather year; what series files give is the same in all",
};
enum { RULES = sizeof rules / sizeof *rules };

static const struct adequacy_area *system_of(const struct adequacy_report *report)
{
    return &report->result->area[report->result->n_area];
}

static bool has_cables(const struct adequacy_report *report)
{
    return report->result->cables.count > 0;
}

/* "12,345 +- 1,070 MWh": a standard error behind its mean. */
static void with_error(struct estimate energy, char *text, size_t size)
{
    const int decimals = energy.error < 10 ? 1 : 0;
    snprintf(text, size, "%s +- %s MWh", readable_number(energy.mean, decimals).text,
             readable_number(energy.error, decimals).text);
}

static void name_cables(const struct adequacy_report *report, char *text, size_t size)
{
    const struct text_list *cables = &report->result->cables;
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < cables->count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s",
                                 i == 0                   ? ""
                                 : i == cables->count - 1 ? " and "
                                                          : ", ",
                                 readable_name(cables->item[i]).text);
}

static int count_short_years(const struct adequacy_result *result)
{
    int n = 0;
    for (int y = 0; y < result->n_year; y++)
        n += result->year[3 * y].short_hour > 0;
    return n;
}

/* With no short year among N, more than 3 / N of all years are short with 5 % at the most, the
 * rule of three (docs/model.md, eq. 289). */
static const double RULE_OF_THREE = 3;

static bool is_never_short(const struct adequacy_report *report)
{
    return system_of(report)->with.short_hour.mean <= 0;
}

/* A sample without a shortage has no spread, and a standard error of 0 would claim too much. */
static int say_never_short(const struct adequacy_report *report, char *text, size_t size)
{
    const int n_year = report->result->n_year;
    return snprintf(text, size,
                    "nothing is missing in any of %d sampled years of %s h, so that at most %s of "
                    "years are short (95 %% confidence)",
                    n_year, readable_number(report->result->n_hour, 0).text,
                    readable_share(fmin(1, RULE_OF_THREE / n_year)).text);
}

static int say_how_short(const struct adequacy_report *report, char *text, size_t size)
{
    const struct adequacy_indices *with = &system_of(report)->with;
    const char *per = report->result->n_hour == HOURS_PER_YEAR ? "a year" : "in these hours";
    const int decimals = with->short_hour.error < 1 ? 2 : 1;
    char unserved[140];
    with_error(with->unserved_mwh, unserved, sizeof unserved);
    return snprintf(text, size,
                    "%d years of %s h: something is missing in %s +- %s h %s, %s in all (+- one "
                    "standard error)",
                    report->result->n_year, readable_number(report->result->n_hour, 0).text,
                    readable_number(with->short_hour.mean, decimals).text,
                    readable_number(with->short_hour.error, decimals).text, per, unserved);
}

void adequacy_answer(const struct adequacy_report *report, char *text, size_t size)
{
    const struct adequacy_area *system = system_of(report);
    char without[140], change[140], cables[300];
    const int used = is_never_short(report) ? say_never_short(report, text, size)
                                            : say_how_short(report, text, size);
    if (!has_cables(report) || used < 0 || (size_t)used >= size) return;
    name_cables(report, cables, sizeof cables);
    if (system->without.short_hour.mean <= 0) {
        snprintf(text + used, size - (size_t)used, "; nor without %s", cables);
        return;
    }
    struct estimate less = system->change.unserved_mwh;
    less.mean = -less.mean;
    with_error(system->without.unserved_mwh, without, sizeof without);
    with_error(less, change, sizeof change);
    snprintf(text + used, size - (size_t)used, "; without %s %s, so that %s %s", cables, without,
             report->result->cables.count == 1 ? "it serves" : "they serve", change);
}

/* ---- JSON ---- */

static void write_estimate(struct json *json, const char *name, const char *unit,
                           struct estimate value)
{
    char field[80];
    snprintf(field, sizeof field, "%s%s", name, unit);
    json_quantity(json, field, value.mean);
    snprintf(field, sizeof field, "%s_se%s", name, unit);
    json_quantity(json, field, value.error);
    snprintf(field, sizeof field, "%s_half_width%s", name, unit);
    json_quantity(json, field, value.half_width);
}

static void write_indices(struct json *json, const struct adequacy_indices *indices)
{
    write_estimate(json, "lole", "_h", indices->short_hour);
    write_estimate(json, "eens", "_mwh", indices->unserved_mwh);
    write_estimate(json, "lolf", "", indices->entries);
}

/* The exact values of what the name says, and how many standard errors the sample is off. */
static void write_closed(struct json *json, const char *name, const struct adequacy_area *area)
{
    if (isnan(area->closed_unserved_mwh)) {
        json_null(json, name);
        return;
    }
    json_open_object(json, name);
    json_quantity(json, "lole_h", area->closed_short_hour);
    json_quantity(json, "eens_mwh", area->closed_unserved_mwh);
    json_number(json, "lole_distance_se", area->distance_short_hour);
    json_number(json, "eens_distance_se", area->distance_unserved);
    json_close(json);
}

static void write_controlled(struct json *json, const struct adequacy_area *area)
{
    if (isnan(area->controlled_unserved_mwh.mean)) {
        json_null(json, "controlled");
        return;
    }
    json_open_object(json, "controlled");
    write_estimate(json, "eens", "_mwh", area->controlled_unserved_mwh);
    json_number(json, "variance_left_share", area->controlled_factor);
    json_close(json);
}

static void write_area(struct json *json, const struct adequacy_report *report,
                       const struct adequacy_area *area, const char *name)
{
    json_open_object(json, name);
    json_text(json, "name", area->name);
    write_indices(json, &area->with);
    json_quantity(json, "demand_mwh", area->demand_mwh);
    json_number(json, "eens_ppm",
                area->demand_mwh > 0 ? area->with.unserved_mwh.mean / area->demand_mwh * 1e6 : NAN);
    write_controlled(json, area);
    if (has_cables(report)) {
        json_open_object(json, "without_cables");
        write_indices(json, &area->without);
        json_close(json);
        json_open_object(json, "change_by_cables");
        write_indices(json, &area->change);
        json_number(json, "value_usd",
                    -area->change.unserved_mwh.mean *
                        report->dispatch->value_of_lost_load_usd_per_mwh);
        json_close(json);
    }
    if (area == system_of(report)) {
        write_closed(json, "closed_form", area);
    } else {
        json_open_object(json, "alone");
        write_indices(json, &area->alone);
        write_closed(json, "closed_form", area);
        json_close(json);
    }
    json_close(json);
}

static void write_links(struct json *json, const struct adequacy_result *result)
{
    json_open_array(json, "links");
    for (int b = 0; b < result->n_branch; b++) {
        const struct adequacy_branch *branch = &result->branch[b];
        json_open_object(json, NULL);
        json_text(json, "name", branch->id);
        json_quantity(json, "capacity_mw", branch->capacity_mw);
        json_boolean(json, "is_cable", branch->is_cable);
        json_number(json, "available_share", branch->available_share.mean);
        json_number(json, "available_se_share", branch->available_share.error);
        json_number(json, "expected_share", branch->expected_share);
        json_number(json, "worst_year_share", branch->worst_year_share);
        json_close(json);
    }
    json_close(json);
}

static void write_list(struct json *json, const char *name, const struct text_list *list)
{
    json_open_array(json, name);
    for (int i = 0; i < list->count; i++)
        json_text(json, NULL, list->item[i]);
    json_close(json);
}

static void write_head(struct json *json, const struct adequacy_report *report)
{
    const struct adequacy_result *result = report->result;
    char answer[ANSWER_BYTES], stamp[TIME_STAMP_BYTES], inputs[20];
    const struct series first = {.year = report->dispatch->year,
                                 .first_hour = report->dispatch->first_hour};
    adequacy_answer(report, answer, sizeof answer);
    series_time_stamp(&first, 0, stamp);
    snprintf(inputs, sizeof inputs, "%016" PRIx64, result->fingerprint);
    json_text(json, "schema", ADEQUACY_SCHEMA);
    json_text(json, "study", report->name);
    json_text(json, "network", report->network->name);
    json_text(json, "status", "sampled");
    json_text(json, "answer", answer);
    json_integer(json, "years", result->n_year);
    json_integer(json, "short_years", count_short_years(result));
    json_text(json, "stopped_by", result->stopped_early ? "standard error" : "years");
    json_number(json, "stop_error_share", report->config->stop_error_share);
    json_integer(json, "hours", result->n_hour);
    json_text(json, "start", stamp);
    json_integer(json, "seed", report->dispatch->seed);
    json_text(json, "areas_are", report->config->areas == ADEQUACY_ZONES ? "zones" : "countries");
    json_number(json, "load_share", report->config->load_share);
    json_number(json, "market_share", report->config->market_share);
    json_number(json, "value_of_lost_load_usd_per_mwh",
                report->dispatch->value_of_lost_load_usd_per_mwh);
    json_integer(json, "units", result->n_unit);
    json_integer(json, "causes", result->n_cause);
    json_text(json, "inputs", inputs);
}

enum status adequacy_report_json(FILE *stream, const struct adequacy_report *report,
                                 struct error *error)
{
    const struct adequacy_result *result = report->result;
    struct json json;
    json_begin(&json, stream);
    json_open_object(&json, NULL);
    write_head(&json, report);
    write_area(&json, report, system_of(report), "system");
    json_open_array(&json, "areas");
    for (int a = 0; a < result->n_area; a++)
        if (result->area[a].demand_mwh > 0) write_area(&json, report, &result->area[a], NULL);
    json_close(&json);
    write_list(&json, "cables", &result->cables);
    write_links(&json, result);
    write_list(&json, "rules", &(struct text_list){RULES, rules});
    write_list(&json, "notes", &result->notes);
    write_list(&json, "left_out", &report->network->left_out);
    json_close(&json);
    return json_end(&json, error);
}

/* ---- for a terminal ---- */

static void print_estimate(FILE *out, struct estimate value, int decimals)
{
    fprintf(out, " %11s +- %-9s", readable_number(value.mean, decimals).text,
            readable_number(value.error, decimals).text);
}

static void print_row(FILE *out, const struct adequacy_report *report,
                      const struct adequacy_area *area)
{
    fprintf(out, "  %-20.20s", readable_name(area->name).text);
    print_estimate(out, area->with.short_hour, area->with.short_hour.error < 1 ? 2 : 1);
    print_estimate(out, area->with.unserved_mwh, 0);
    fprintf(out, " %8s", readable_number(area->with.entries.mean, 2).text);
    if (has_cables(report)) print_estimate(out, area->without.unserved_mwh, 0);
    fputc('\n', out);
}

/* With fewer, the spread of the sample is itself hardly known. */
enum { FEW_SHORT_YEARS = 20 };

/* Both ends of an interval of 95 %; less than nothing is never missing. */
static void print_interval(FILE *out, const struct adequacy_report *report)
{
    const struct adequacy_indices *system = &system_of(report)->with;
    const struct estimate hour = system->short_hour, mwh = system->unserved_mwh;
    const int decimals = hour.error < 1 ? 2 : 1, n_short = count_short_years(report->result);
    fprintf(out, "  95 %% confidence: %s to %s h,",
            readable_number(fmax(0, hour.mean - hour.half_width), decimals).text,
            readable_number(hour.mean + hour.half_width, decimals).text);
    fprintf(out, " %s to %s MWh; %d of %d years are short%s\n",
            readable_number(fmax(0, mwh.mean - mwh.half_width), 0).text,
            readable_number(mwh.mean + mwh.half_width, 0).text, n_short, report->result->n_year,
            n_short < FEW_SHORT_YEARS ? ", too few for a firm interval" : "");
}

static void print_areas(FILE *out, const struct adequacy_report *report)
{
    const struct adequacy_result *result = report->result;
    int n_never = 0;
    fprintf(out, "\n  %-20s %-24s %-24s %8s", "mean +- std. error", "   hours short",
            "   MWh unserved", "times");
    fprintf(out, "%s\n", has_cables(report) ? "    MWh without the cables" : "");
    for (int a = 0; a < result->n_area; a++) {
        const struct adequacy_area *area = &result->area[a];
        const bool is_ever_short =
            area->with.short_hour.mean > 0 || area->without.short_hour.mean > 0;
        if (area->demand_mwh > 0 && is_ever_short) print_row(out, report, area);
        n_never += area->demand_mwh > 0 && !is_ever_short;
    }
    print_row(out, report, system_of(report));
    if (!is_never_short(report)) print_interval(out, report);
    if (n_never > 0)
        fprintf(out, "  %d area%s never short\n", n_never, n_never == 1 ? " is" : "s are");
}

/* Standard errors between what was sampled and what is exact. */
static void print_closed(FILE *out, const struct adequacy_report *report)
{
    const struct adequacy_result *result = report->result;
    const struct adequacy_area *system = system_of(report);
    int n_checked = 0;
    double worst = 0;
    for (int a = 0; a < result->n_area; a++) {
        const double off = fabs(result->area[a].distance_unserved);
        if (isnan(off) || result->area[a].demand_mwh <= 0) continue;
        n_checked++;
        worst = fmax(worst, off);
    }
    if (!isnan(system->closed_unserved_mwh))
        fprintf(out,
                "  closed form of this system: %s MWh in %s h; the sample is %s standard errors "
                "off\n",
                readable_number(system->closed_unserved_mwh, 1).text,
                readable_number(system->closed_short_hour, 2).text,
                readable_number(system->distance_unserved, 2).text);
    if (n_checked > 0)
        fprintf(out,
                "  each area alone against its closed form (%d of them): at most %s standard "
                "errors off\n",
                n_checked, readable_number(worst, 2).text);
}

static void print_links(FILE *out, const struct adequacy_report *report)
{
    const struct adequacy_result *result = report->result;
    int n = 0;
    for (int b = 0; b < result->n_branch && n < PRINTED; b++) {
        const struct adequacy_branch *branch = &result->branch[b];
        if (branch->available_share.mean >= 1) continue;
        if (n++ == 0) fputs("\n  Links, of the time\n", out);
        fprintf(out, "  %-20.20s %9s available +- %s, worst year %s\n",
                readable_name(branch->id).text, readable_share(branch->available_share.mean).text,
                readable_share(branch->available_share.error).text,
                readable_share(branch->worst_year_share).text);
    }
}

void adequacy_report_print(FILE *out, const struct adequacy_report *report, bool colour)
{
    char answer[ANSWER_BYTES];
    adequacy_answer(report, answer, sizeof answer);
    fprintf(out, "%s%s%s\n", colour ? "\033[1m" : "", answer, colour ? "\033[0m" : "");
    print_areas(out, report);
    print_closed(out, report);
    print_links(out, report);
    for (int i = 0; i < report->result->notes.count; i++)
        fprintf(out, "  note: %s\n", report->result->notes.item[i]);
}
