#include "study/dispatch.h"

#include "base/config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(struct dispatch_config, field)

const struct key dispatch_keys[] = {
    {.name = "network",
     .type = KEY_TEXT,
     .offset = AT(network),
     .required = true,
     .help = "network file, seen from the folder of the study file"},
    {.name = "hours",
     .type = KEY_INTEGER,
     .offset = AT(hours),
     .low = 1,
     .high = 8760,
     .fallback = 8760,
     .unit = "h",
     .help = "length of the study"},
    {.name = "start",
     .type = KEY_TEXT,
     .offset = AT(start),
     .fallback_text = "2030-01-01T00:00Z",
     .help = "first hour, UTC; the weather year repeats every 8,760 h"},
    {.name = "seed",
     .type = KEY_INTEGER,
     .offset = AT(seed),
     .low = 0,
     .high = 2147483647,
     .fallback = 1,
     .help = "number of the synthetic weather year"},
    {.name = "series",
     .type = KEY_TEXT_LIST,
     .offset = AT(series),
     .help = "CSV files whose columns replace series of the weather year"},
    {.name = "value_of_lost_load_usd_per_mwh",
     .type = KEY_REAL,
     .offset = AT(value_of_lost_load_usd_per_mwh),
     .low = 1,
     .high = 1e5,
     .fallback = 3000,
     .unit = "USD/MWh",
     .help = "price of energy that cannot be served"},
    {.name = "fx_usd_per_eur",
     .type = KEY_REAL,
     .offset = AT(fx_usd_per_eur),
     .low = 0.1,
     .high = 10,
     .fallback = 1.13,
     .unit = "USD/EUR",
     .help = "converts prices and CO2 costs given in EUR (mean of 2025)"},
    {.name = "market_price_floor_usd_per_mwh",
     .type = KEY_REAL,
     .offset = AT(market_price_floor_usd_per_mwh),
     .low = -1000,
     .high = 1000,
     .fallback = 0,
     .unit = "USD/MWh",
     .help = "market prices below are raised to it: negative offers would pay for burning power in "
             "losses"},
    {.name = "co2_price_eur_per_t",
     .type = KEY_REAL,
     .offset = AT(co2_price_eur_per_t),
     .low = 0,
     .high = 2000,
     .fallback = 0,
     .unit = "EUR/t",
     .help = "added to the cost of each plant by its emission"},
    {.name = "co2_price_countries",
     .type = KEY_TEXT_LIST,
     .offset = AT(co2_price_countries),
     .help = "countries whose plants pay the CO2 price; empty: all"},
    {.name = "co2_budget_mt",
     .type = KEY_REAL,
     .offset = AT(co2_budget_mt),
     .low = 0,
     .high = 1e5,
     .fallback = NAN,
     .unit = "Mt/a",
     .help = "most CO2 of all plants in a year, in proportion for shorter studies"},
    {.name = "export_interface",
     .type = KEY_TEXT,
     .offset = AT(export_interface),
     .fallback_text = "export",
     .help = "interface whose flow counts as export"},
    {.name = "export_mode",
     .type = KEY_CHOICE,
     .offset = AT(export_mode),
     .choices = "economic|hard|soft|maximum|green",
     .fallback_text = "economic",
     .help = "how the export target is treated: prices decide; must be met in every hour, with all "
             "load served; each MWh "
             "short costs the penalty; the most energy first, then the cheapest way; never more "
             "than the clean power of the same hour"},
    {.name = "export_terminal",
     .type = KEY_CHOICE,
     .offset = AT(export_terminal),
     .choices = "sending|receiving",
     .fallback_text = "receiving",
     .help =
         "end of the interface where export is measured: before or after cable and station losses"},
    {.name = "export_target_mw",
     .type = KEY_REAL,
     .offset = AT(export_target_mw),
     .low = 0,
     .high = 1e5,
     .fallback = 5000,
     .unit = "MW",
     .help = "export that is asked for"},
    {.name = "export_penalty_usd_per_mwh",
     .type = KEY_REAL,
     .offset = AT(export_penalty_usd_per_mwh),
     .low = 0,
     .high = 1e5,
     .fallback = 100,
     .unit = "USD/MWh",
     .help = "of each MWh below the target, in mode soft"},
    {.name = "export_green",
     .type = KEY_BOOLEAN,
     .offset = AT(export_green),
     .fallback = 0,
     .help = "with any mode: never more export than clean power produced in the same hour"},
    {.name = "losses",
     .type = KEY_CHOICE,
     .offset = AT(loss_method),
     .choices = "none|secant|tangent|quadratic",
     .fallback_text = "secant",
     .help = "losses of lines: piecewise linear, secants lie above the quadratic law and tangents "
             "below; or the law itself, of lines and links, with power that may be dumped at a "
             "price of 0"},
    {.name = "loss_limit_form",
     .type = KEY_CHOICE,
     .offset = AT(limit_form),
     .choices = "mid|send",
     .fallback_text = "send",
     .help = "what a line limit bounds: the flow at mid-line, or the power sent into it"},
    {.name = "loss_atol_mw",
     .type = KEY_REAL,
     .offset = AT(loss_atol_mw),
     .low = 1e-6,
     .high = 100,
     .fallback = 0.5,
     .unit = "MW",
     .help = "absolute error allowed for the loss of a line"},
    {.name = "loss_rtol",
     .type = KEY_REAL,
     .offset = AT(loss_rtol),
     .low = 1e-6,
     .high = 1,
     .fallback = 0.05,
     .unit = "share",
     .help = "relative error allowed for the loss of a line"},
    {.name = "loss_segments",
     .type = KEY_INTEGER,
     .offset = AT(loss_segments),
     .low = 0,
     .high = 10000,
     .fallback = 0,
     .help = "equal segments per direction; 0: as many as the error control asks"},
    {.name = "hvdc_segments",
     .type = KEY_INTEGER,
     .offset = AT(hvdc_segments),
     .low = 1,
     .high = 100,
     .fallback = 4,
     .help = "equal segments of the loss curve of an HVDC link, per direction"},
    {.name = "hvdc_mutual_rows",
     .type = KEY_BOOLEAN,
     .offset = AT(hvdc_mutual_rows),
     .fallback = 1,
     .help = "forward and back flow of a link share its rating"},
    {.name = "tie_break_usd_per_mwh",
     .type = KEY_REAL,
     .offset = AT(tie_break_usd_per_mwh),
     .low = 0,
     .high = 0.1,
     .fallback = 0.001,
     .unit = "USD/MWh",
     .help = "small cost of losses and link flows that breaks ties at price 0; reported apart"},
    {.name = "price_parts",
     .type = KEY_BOOLEAN,
     .offset = AT(price_parts),
     .fallback = 0,
     .help = "price_parts.csv: what every price consists of, energy, loss and congestion"},
    {.name = "vertex",
     .type = KEY_BOOLEAN,
     .offset = AT(vertex),
     .fallback = 0,
     .help =
         "linear programs only: dispatch from a vertex of every hour, with what ties hours held; "
         "prices stay those of the interior point (docs/model.md, eq. 79)"},
    {.name = "loss_calibration",
     .type = KEY_TEXT_LIST,
     .offset = AT(loss_calibration),
     .help =
         "factors of the losses of lines by nominal voltage, [\"500:1.06\", \"220:0.99\"]: what "
         "an AC check finds; 0.5 to 3; other voltages: 1"},
    {.name = "security",
     .type = KEY_CHOICE,
     .offset = AT(security),
     .choices = "none|preventive|corrective",
     .fallback_text = "none",
     .help = "limits of lines also hold after the outage of any one element: preventive, with the "
             "dispatch as it is; corrective, once HVDC links have moved (docs/model.md, eqs. "
             "166-169, 198-199)"},
    {.name = "security_rating_share",
     .type = KEY_REAL,
     .offset = AT(security_rating_share),
     .low = 0.5,
     .high = 2,
     .fallback = 1,
     .unit = "share",
     .help = "what a line may carry after an outage, as a share of its limit"},
    {.name = "security_run_back_mw",
     .type = KEY_REAL,
     .offset = AT(security_run_back_mw),
     .low = 0,
     .high = 1e5,
     .fallback = 1e5,
     .unit = "MW",
     .help = "corrective: by how much a link may move after an outage, within its rating"},
    {.name = "security_short_share",
     .type = KEY_REAL,
     .offset = AT(security_short_share),
     .low = 0.5,
     .high = 10,
     .fallback = NAN,
     .unit = "share",
     .help =
         "corrective: what a line may carry until links have moved, as a share of its limit; any "
         "flow when absent"},
    {.name = "security_unit_mw",
     .type = KEY_REAL,
     .offset = AT(security_unit_mw),
     .low = 1,
     .high = 1e5,
     .fallback = 1e5,
     .unit = "MW",
     .help = "the largest unit: of a plant or store above it so much of its capacity trips, with "
             "that share of its power"},
    {.name = "security_outages",
     .type = KEY_TEXT_LIST,
     .offset = AT(security_outages),
     .help = "what trips, one at a time: [\"lines\", \"plants\", \"stores\", \"markets\", "
             "\"links\"]; all of these when absent"},
    {.name = "infeed",
     .type = KEY_TEXT_LIST,
     .offset = AT(infeed),
     .help =
         "areas (a country or zone) that must outlive the loss of any HVDC link, [\"AZ "
         "reserve_mw=800 reserve_usd_per_mwh=10\"]: reserve that firm plants and reservoirs "
         "hold against what a link brings or takes; survives_share of a link's rating is left "
         "after its worst fault (0: a monopole, 0.5: a bipole with return); inertia_mws and what "
         "belongs to it (docs/model.md, eqs. 190-197, 297) add what the frequency allows"},
    {.name = "ac_check",
     .type = KEY_TEXT,
     .offset = AT(ac_check),
     .help = "hours whose dispatch is tried in an AC power flow: all, chosen (peaks and five drawn "
             "by the seed), or numbers joined by commas; empty: none"},
    {.name = "ac_load_power_factor",
     .type = KEY_REAL,
     .offset = AT(ac_load_power_factor),
     .low = 0.5,
     .high = 1,
     .fallback = 0.97,
     .help = "of every load, in the AC check; assumed"},
    {.name = "ac_compensated_share",
     .type = KEY_REAL,
     .offset = AT(ac_compensated_share),
     .low = 0,
     .high = 1,
     .fallback = 0.7,
     .unit = "share",
     .help = "of the charging of lines that shunt reactors take up, in the AC check; assumed"},
    {.name = "ac_converter_mvar_share",
     .type = KEY_REAL,
     .offset = AT(ac_converter_mvar_share),
     .low = 0,
     .high = 1,
     .fallback = 0.4,
     .unit = "share",
     .help =
         "of its capacity that a VSC station gives or takes as reactive power, in the AC check; "
         "assumed"},
    {.name = "ac_generator_mvar_share",
     .type = KEY_REAL,
     .offset = AT(ac_generator_mvar_share),
     .low = 0,
     .high = 1,
     .fallback = 0.6,
     .unit = "share",
     .help = "of its available capacity that a plant that runs gives as reactive power (it takes "
             "half of that), in the AC check; assumed"},
    {.name = "storage_end",
     .type = KEY_CHOICE,
     .offset = AT(storage_end),
     .choices = "cyclic|fixed|free",
     .fallback_text = "cyclic",
     .help = "level after the last hour: that before the first hour, itself chosen by the "
             "optimizer; that given as initial_share; anything"},
    {.name = "horizon",
     .type = KEY_CHOICE,
     .offset = AT(horizon),
     .choices = "automatic|windows|whole",
     .fallback_text = "automatic",
     .help = "a study longer than window and look-ahead: a chain of windows, or one linear program "
             "over all hours (exact, more memory); automatic takes the one program where it "
             "fits, and windows elsewhere"},
    {.name = "window_hours",
     .type = KEY_INTEGER,
     .offset = AT(window_hours),
     .low = 1,
     .high = 8760,
     .fallback = 168,
     .unit = "h",
     .help =
         "hours that are kept of each window when a study is longer than window and look-ahead"},
    {.name = "lookahead_hours",
     .type = KEY_INTEGER,
     .offset = AT(lookahead_hours),
     .low = 0,
     .high = 8760,
     .fallback = 48,
     .unit = "h",
     .help = "hours that a window sees beyond those it keeps"},
    {.name = "guide_step_hours",
     .type = KEY_INTEGER,
     .offset = AT(guide_step_hours),
     .low = 1,
     .high = 168,
     .fallback = 6,
     .unit = "h",
     .help =
         "time step of the coarse run that gives reservoir levels and water values to the windows"},
    {.name = "solver",
     .type = KEY_CHOICE,
     .offset = AT(method),
     .choices = "automatic|simplex|interior|glpk_interior",
     .fallback_text = "automatic",
     .help = "method; automatic takes the simplex for small problems and the interior point for "
             "large ones"},
    {.name = "factorization",
     .type = KEY_CHOICE,
     .offset = AT(factorization),
     .choices = "automatic|cholmod|lanes|blocks",
     .fallback_text = "automatic",
     .help = "of the interior point: any structure (cholmod), or hour by hour, four stretches of "
             "time at once (lanes) or with BLAS (blocks, for many stores and ramps); automatic "
             "takes the fastest by size"},
    {.name = "time_limit_s",
     .type = KEY_REAL,
     .offset = AT(time_limit_s),
     .low = 0,
     .high = 1e7,
     .fallback = 0,
     .unit = "s",
     .help = "of each optimization; 0: none"},
    {.name = "threads",
     .type = KEY_INTEGER,
     .offset = AT(threads),
     .low = 1,
     .high = 256,
     .fallback = 1,
     .help = "for work on vectors; the answer does not depend on it"},
};
const int n_dispatch_key = (int)(sizeof dispatch_keys / sizeof dispatch_keys[0]);

/* "2030-01-01T00:00Z" or "2030-01-01T00" to the year and the hour of a year of 365 days. */
static bool read_start(const char *text, int *year, int *first_hour)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int month, day, hour, minute = 0, used = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d%n", year, &month, &day, &hour, &used) != 4) return false;
    if (text[used] == ':') {
        int more = 0;
        if (sscanf(text + used, ":%2d%n", &minute, &more) != 1) return false;
        used += more;
    }
    if (text[used] == 'Z') used++;
    if (text[used] != '\0' || minute != 0 || hour < 0 || hour > 23 || *year < 1900 || *year > 2200)
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
    int day_of_year = day - 1;
    for (int m = 0; m < month - 1; m++)
        day_of_year += days[m];
    *first_hour = day_of_year * 24 + hour;
    return true;
}

int dispatch_line_of(const struct dispatch_config *config, const char *key)
{
    for (int k = 0; k < n_dispatch_key && config->line_of_key != NULL; k++)
        if (strcmp(dispatch_keys[k].name, key) == 0) return config->line_of_key[k];
    return 0;
}

/* What rows with squares cannot do: docs/model.md, eq. 24. */
static enum status check_quadratic(const struct dispatch_config *config, struct error *error)
{
    if (config->loss_method != LOSS_QUADRATIC) return STATUS_OK;
    if (config->method == LP_SIMPLEX || config->method == LP_GLPK_INTERIOR)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: `losses` is quadratic, which the methods of GLPK do not solve; "
                         "wanted `solver` automatic or interior, or losses by secants",
                         config->path, dispatch_line_of(config, "losses"));
    if (config->export_mode == EXPORT_MAXIMUM)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: `losses` is quadratic, and the most export is a linear sum; "
                         "wanted losses by secants or another `export_mode`",
                         config->path, dispatch_line_of(config, "losses"));
    return STATUS_OK;
}

enum status dispatch_config_complete(struct dispatch_config *config, struct error *error)
{
    if (config->export_mode == EXPORT_SOFT &&
        config->export_penalty_usd_per_mwh >= config->value_of_lost_load_usd_per_mwh)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s: `export_penalty_usd_per_mwh` is %g, wanted less than "
                         "`value_of_lost_load_usd_per_mwh` (%g): else load would be cut to export",
                         config->path, config->export_penalty_usd_per_mwh,
                         config->value_of_lost_load_usd_per_mwh);
    TRY(check_quadratic(config, error));
    if (read_start(config->start, &config->year, &config->first_hour)) return STATUS_OK;
    const bool leap_day = strstr(config->start, "-02-29") != NULL;
    return error_set(
        error, STATUS_BAD_INPUT,
        "%s:%d: `start` is \"%s\", wanted a full hour of UTC such as \"2030-01-01T00:00Z\"%s",
        config->path, dispatch_line_of(config, "start"), config->start,
        leap_day ? "; the weather year has 365 days, so 29 February is left out" : "");
}

enum status dispatch_config_read(const char *path, struct arena *arena,
                                 struct dispatch_config *config, struct error *error)
{
    int *line = ARENA_ARRAY(arena, int, n_dispatch_key);
    if (line == NULL) return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    memset(config, 0, sizeof *config);
    keys_set_fallbacks(dispatch_keys, n_dispatch_key, config);
    config->path = path;
    config->line_of_key = line;
    enum status status =
        config_load(path, dispatch_keys, n_dispatch_key, config, line, arena, error);
    if (status == STATUS_OK || status == STATUS_BAD_INPUT) {
        const enum status more = dispatch_config_complete(config, error);
        if (status == STATUS_OK) status = more;
    }
    return status;
}
