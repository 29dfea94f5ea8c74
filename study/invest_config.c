#include "study/invest_config.h"

#include "base/config.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define AT(field) offsetof(struct invest_config, field)

const struct key invest_keys[] = {
    {.name = "dispatch",
     .type = KEY_TEXT,
     .offset = AT(dispatch),
     .required = true,
     .help = "study file of the operation, seen from the folder of this file: network, hours, "
             "losses, weather"},
    {.name = "question",
     .type = KEY_TEXT,
     .offset = AT(question),
     .help = "what is asked, in words, for the report"},
    {.name = "assumptions",
     .type = KEY_TEXT_LIST,
     .offset = AT(assumptions),
     .help =
         "tables with what no dispatch knows: costs, returns, lives, growth; columns as costs.csv"},
    {.name = "link",
     .type = KEY_TEXT,
     .offset = AT(link),
     .required = true,
     .help = "HVDC link whose capacity is asked for; the dispatch has it in service"},
    {.name = "others",
     .type = KEY_TEXT_LIST,
     .offset = AT(others),
     .help =
         "links of other projects: values with and without them, and what all are worth together"},
    {.name = "joint",
     .type = KEY_BOOLEAN,
     .offset = AT(joint),
     .fallback = 0,
     .help = "also the best capacities of the link and the others together, each of the others up "
             "to twice its row"},
    {.name = "most_mw",
     .type = KEY_REAL,
     .offset = AT(most_mw),
     .low = 1,
     .high = 100000.0,
     .fallback = 5000,
     .unit = "MW",
     .help = "largest capacity of the value curve"},
    {.name = "points",
     .type = KEY_INTEGER,
     .offset = AT(points),
     .low = 3,
     .high = 100,
     .fallback = 12,
     .help = "points of the value curve, at least"},
    {.name = "points_most",
     .type = KEY_INTEGER,
     .offset = AT(points_most),
     .low = 3,
     .high = 1000,
     .fallback = 60,
     .help = "points of the value curve, at most: when the gap stays larger, that is said"},
    {.name = "gap_share",
     .type = KEY_REAL,
     .offset = AT(gap_share),
     .low = 1e-09,
     .high = 1,
     .fallback = 0.001,
     .unit = "share",
     .help = "largest gap between the envelopes of the value curve, of the largest value; points "
             "are added until it is met"},
    {.name = "modules_mw",
     .type = KEY_TEXT_LIST,
     .offset = AT(module_mw),
     .help = "sizes that can be bought, MW; multiples of each are compared"},
    {.name = "budget_musd",
     .type = KEY_REAL,
     .offset = AT(budget_musd),
     .low = 0,
     .high = 10000000.0,
     .fallback = NAN,
     .unit = "million USD",
     .help = "an amount that is named: what capacity it buys is worked out"},
    {.name = "size",
     .type = KEY_TEXT,
     .offset = AT(size),
     .fallback_text = "optimum",
     .help = "capacity that is appraised: optimum, budget or a number of MW"},
    {.name = "region",
     .type = KEY_TEXT,
     .offset = AT(region),
     .fallback_text = "generic",
     .help = "region of the assumptions, where they have several"},
    {.name = "capex",
     .type = KEY_CHOICE,
     .offset = AT(capex_basis),
     .fallback_text = "link",
     .choices = "link|items",
     .help = "what a MW costs: the amounts in the row of the link, or stations and kilometres by "
             "the items below"},
    {.name = "station_cost",
     .type = KEY_TEXT,
     .offset = AT(station_item),
     .fallback_text = "hvdc_vsc_converter_pair",
     .help = "item, USD/kW: both stations"},
    {.name = "cable_cost",
     .type = KEY_TEXT,
     .offset = AT(cable_item),
     .fallback_text = "hvdc_submarine_cable",
     .help = "item, USD/MW-km: under water"},
    {.name = "land_cost",
     .type = KEY_TEXT,
     .offset = AT(land_item),
     .fallback_text = "hvdc_overhead_line",
     .help = "item, USD/MW-km: on land"},
    {.name = "circuit_cost",
     .type = KEY_TEXT,
     .offset = AT(circuit_item),
     .fallback_text = "ohl_500kv_single_circuit",
     .help = "item, million USD/km: a circuit of the lines that packages add to"},
    {.name = "circuit_region",
     .type = KEY_TEXT,
     .offset = AT(circuit_region),
     .fallback_text = "KZ_UZ",
     .help = "region of the item circuit_cost"},
    {.name = "station_om",
     .type = KEY_TEXT,
     .offset = AT(station_om_item),
     .fallback_text = "hvdc_converter_fom",
     .help = "item, % of the cost of the stations per year"},
    {.name = "cable_om",
     .type = KEY_TEXT,
     .offset = AT(cable_om_item),
     .fallback_text = "hvdc_submarine_cable_fom",
     .help = "item, % of the cost of the cable per year"},
    {.name = "wacc",
     .type = KEY_TEXT,
     .offset = AT(wacc_item),
     .fallback_text = "wacc",
     .help = "item, % real: rate of return that the capital asks"},
    {.name = "wacc_region",
     .type = KEY_TEXT,
     .offset = AT(wacc_region),
     .fallback_text = "corridor_public_cable",
     .help = "region of the item wacc"},
    {.name = "life",
     .type = KEY_TEXT,
     .offset = AT(life_item),
     .fallback_text = "appraisal_period",
     .help = "item, years of operation that are counted"},
    {.name = "construction",
     .type = KEY_TEXT,
     .offset = AT(construction_item),
     .fallback_text = "construction_time",
     .help = "item, years from the decision to operation"},
    {.name = "growth",
     .type = KEY_TEXT,
     .offset = AT(growth_item),
     .fallback_text = "benefit_growth",
     .help = "item, % per year: growth of the benefits after the modelled year, real"},
    {.name = "capex_shares",
     .type = KEY_TEXT_LIST,
     .offset = AT(capex_share),
     .help = "share of the capital spent in each year of construction; left out: in equal parts"},
    {.name = "price_year",
     .type = KEY_INTEGER,
     .offset = AT(price_year),
     .low = 1990,
     .high = 2100,
     .fallback = 2025,
     .help = "year of the money: all amounts are real"},
    {.name = "unit_mw",
     .type = KEY_REAL,
     .offset = AT(unit_mw),
     .low = 1,
     .high = 100000.0,
     .fallback = NAN,
     .unit = "MW",
     .help = "size of one system of the link, which fails by itself; left out: the capacity of its "
             "row"},
    {.name = "cable_failures",
     .type = KEY_TEXT,
     .offset = AT(failure_item),
     .fallback_text = "submarine_cable_failure_rate",
     .help = "item, failures per 100 km and year of a system"},
    {.name = "cable_repair",
     .type = KEY_TEXT,
     .offset = AT(repair_item),
     .fallback_text = "submarine_cable_repair_time",
     .help = "item, days"},
    {.name = "station_availability",
     .type = KEY_TEXT,
     .offset = AT(station_item_availability),
     .fallback_text = "hvdc_converter_availability",
     .help = "item, % of the time that both stations work"},
    {.name = "repair_cost",
     .type = KEY_TEXT,
     .offset = AT(repair_cost_item),
     .fallback_text = "cable_repair_cost",
     .help = "item, million USD per fault"},
    {.name = "gearing",
     .type = KEY_TEXT,
     .offset = AT(gearing_item),
     .fallback_text = "gearing",
     .help = "item, share of the capital that is borrowed"},
    {.name = "debt_rate",
     .type = KEY_TEXT,
     .offset = AT(debt_rate_item),
     .fallback_text = "debt_rate",
     .help = "item, % nominal: interest"},
    {.name = "debt_tenor",
     .type = KEY_TEXT,
     .offset = AT(tenor_item),
     .fallback_text = "debt_tenor",
     .help = "item, years of repayment"},
    {.name = "dscr",
     .type = KEY_TEXT,
     .offset = AT(dscr_item),
     .fallback_text = "dscr",
     .help = "item: cash flow for each USD of debt service that lenders ask"},
    {.name = "tax",
     .type = KEY_TEXT,
     .offset = AT(tax_item),
     .fallback_text = "profit_tax",
     .help = "item, % of profit"},
    {.name = "inflation",
     .type = KEY_TEXT,
     .offset = AT(inflation_item),
     .fallback_text = "inflation",
     .help = "item, % per year: taxes and lenders count nominal money"},
    {.name = "owner_return",
     .type = KEY_TEXT,
     .offset = AT(equity_item),
     .fallback_text = "equity_return",
     .help = "item, % real: return that owners ask after tax and debt"},
    {.name = "availability_target",
     .type = KEY_TEXT,
     .offset = AT(target_item),
     .fallback_text = "availability_target",
     .help = "item, share: availability that a payment for it is paid in full at"},
    {.name = "weather_years",
     .type = KEY_INTEGER,
     .offset = AT(weather_years),
     .low = 1,
     .high = 200,
     .fallback = 3,
     .help = "weather years that are dispatched, from the seed of the dispatch on"},
    {.name = "drivers",
     .type = KEY_TEXT_LIST,
     .offset = AT(drivers),
     .help = "what else is uncertain: names of items driver_NAME, factors low, central and high; "
             "price_level, demand, wind_yield, solar_yield, fuel_cost, losses and inflow are "
             "dispatched anew, delay is not; capital cost, WACC, growth and failures of the cable "
             "follow from the low and high values of the costs"},
    {.name = "samples",
     .type = KEY_INTEGER,
     .offset = AT(samples),
     .low = 20,
     .high = 100000,
     .fallback = 400,
     .help = "lives of the project that are drawn, at least"},
    {.name = "samples_most",
     .type = KEY_INTEGER,
     .offset = AT(samples_most),
     .low = 20,
     .high = 1000000,
     .fallback = 20000,
     .help = "lives of the project that are drawn, at most"},
    {.name = "error_share",
     .type = KEY_REAL,
     .offset = AT(error_share),
     .low = 1e-06,
     .high = 1,
     .fallback = 0.005,
     .unit = "share",
     .help =
         "drawing ends when the standard error of the mean NPV is below this share of the capital"},
    {.name = "risk_seed",
     .type = KEY_INTEGER,
     .offset = AT(risk_seed),
     .low = 0,
     .high = 2147483647,
     .fallback = 1,
     .help = "of what is drawn"},
    {.name = "spot_checks",
     .type = KEY_INTEGER,
     .offset = AT(spot_checks),
     .low = 0,
     .high = 100,
     .fallback = 2,
     .help = "lives whose drivers and weather are dispatched all at once, to see what adding their "
             "effects leaves out"},
    {.name = "correlations",
     .type = KEY_TEXT_LIST,
     .offset = AT(correlations),
     .help = "of the normal draws behind two drivers: \"price_level, fuel_cost, 0.6\"; the names "
             "as they stand in tornado.csv"},
    {.name = "packages",
     .type = KEY_TEXT_LIST,
     .offset = AT(packages),
     .help = "links that could be built instead of others, \"NAME: LINK LINK=MW LINE*TIMES ...\": "
             "each package "
             "is dispatched against the grid without any link that a package names"},
    {.name = "absent",
     .type = KEY_TEXT_LIST,
     .offset = AT(absent),
     .help = "links of the network that are not there but in the packages that name them"},
    {.name = "package_outages",
     .type = KEY_BOOLEAN,
     .offset = AT(package_outages),
     .fallback = 1,
     .help = "each package is also dispatched with each of its units out; false: all always work"},
    {.name = "most_export",
     .type = KEY_BOOLEAN,
     .offset = AT(most_export),
     .fallback = 0,
     .help = "of each package also the most that can be exported, whatever it costs"},
    {.name = "border_links",
     .type = KEY_TEXT_LIST,
     .offset = AT(border_links),
     .help = "HVDC links whose forward flow enters the EU: the border adjustment for carbon by the "
             "items border_default_factor, carbon_price_eu, carbon_price_origin, fx_usd_per_eur"},
    {.name = "can_claim",
     .type = KEY_TEXT,
     .offset = AT(can_claim),
     .help = "what the study shows, in words, for the report"},
    {.name = "cannot_claim",
     .type = KEY_TEXT,
     .offset = AT(cannot_claim),
     .help = "what it does not show"},
    {.name = "threads",
     .type = KEY_INTEGER,
     .offset = AT(threads),
     .low = 1,
     .high = 64,
     .fallback = 2,
     .help = "dispatches that run at once; each takes its own memory; the answer does not depend "
             "on it"},
};
const int n_invest_key = (int)(sizeof invest_keys / sizeof *invest_keys);

int invest_line_of(const struct invest_config *config, const char *key)
{
    for (int k = 0; k < n_invest_key && config->line_of_key != NULL; k++)
        if (strcmp(invest_keys[k].name, key) == 0) return config->line_of_key[k];
    return 0;
}

enum status invest_numbers(const struct invest_config *config, const char *key,
                           const struct text_list *list, double low, double high,
                           struct arena *arena, double **number, struct error *error)
{
    *number = ARENA_ARRAY(arena, double, list->count + 1);
    if (*number == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for `%s`", key);
    for (int i = 0; i < list->count; i++) {
        const bool is_number = text_number(list->item[i], &(*number)[i]);
        if (!is_number || (*number)[i] < low || (*number)[i] > high)
            error_add(error, "%s:%d: `%s` has \"%s\", wanted numbers from %g to %g", config->path,
                      invest_line_of(config, key), key, list->item[i], low, high);
    }
    return error_status(error);
}

enum status invest_config_read(const char *path, struct arena *arena, struct invest_config *config,
                               struct error *error)
{
    int *line = ARENA_ARRAY(arena, int, n_invest_key);
    if (line == NULL) return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    memset(config, 0, sizeof *config);
    keys_set_fallbacks(invest_keys, n_invest_key, config);
    config->path = path;
    config->line_of_key = line;
    return config_load(path, invest_keys, n_invest_key, config, line, arena, error);
}

/* ---- against the network ---- */

static const struct hvdc_link *find_link(const struct invest_config *config,
                                         const struct network *network, const char *key,
                                         const char *id, struct arena *scratch, struct error *error)
{
    const int at = network_link(network, id);
    if (at >= 0) return &network->link[at];
    const char **name = ARENA_ARRAY(scratch, const char *, network->n_link + 1);
    for (int l = 0; l < network->n_link && name != NULL; l++)
        name[l] = network->link[l].id;
    const char *nearest = name != NULL ? nearest_name(id, network->n_link, name) : NULL;
    error_add(error, "%s:%d: `%s` names \"%s\", no HVDC link in service of %s has this id%s%s%s",
              config->path, invest_line_of(config, key), key, id, network->path,
              nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
              nearest != NULL ? "`?" : "");
    return NULL;
}

/* The same link twice would be worth nothing beside itself. */
static void check_others(const struct invest_config *config, const struct network *network,
                         struct arena *scratch, struct error *error)
{
    const char *const *item = config->others.item;
    for (int i = 0; i < config->others.count; i++) {
        bool is_again = strcmp(item[i], config->link) == 0;
        for (int k = 0; k < i; k++)
            is_again = is_again || strcmp(item[i], item[k]) == 0;
        if (is_again)
            error_add(error,
                      "%s:%d: `others` names \"%s\" again, wanted other links than `link`, "
                      "each once",
                      config->path, invest_line_of(config, "others"), item[i]);
        else
            (void)find_link(config, network, "others", item[i], scratch, error);
    }
    for (int i = 0; i < config->absent.count; i++) {
        (void)find_link(config, network, "absent", config->absent.item[i], scratch, error);
        if (strcmp(config->absent.item[i], config->link) == 0)
            error_add(error, "%s:%d: `absent` names \"%s\", which is the link that is asked for",
                      config->path, invest_line_of(config, "absent"), config->link);
    }
    if (config->others.count > OTHERS_AT_MOST)
        error_add(error, "%s:%d: `others` has %d links, wanted at most %d: all sets are dispatched",
                  config->path, invest_line_of(config, "others"), config->others.count,
                  OTHERS_AT_MOST);
}

static void check_size(const struct invest_config *config, struct error *error)
{
    double number;
    if (strcmp(config->size, "optimum") == 0) return;
    if (strcmp(config->size, "budget") == 0 && config->budget_musd > 0) return;
    if (text_number(config->size, &number) && number > 0 && number <= config->most_mw) return;
    error_add(error,
              "%s:%d: `size` is \"%s\", wanted optimum, budget (with `budget_musd` above 0) or MW "
              "above 0, at most %g",
              config->path, invest_line_of(config, "size"), config->size, config->most_mw);
}

/* The cost must fall and bend with the capacity as eq. 178 says. */
static void check_dispatch(const struct invest_config *config,
                           const struct dispatch_config *dispatch, struct error *error)
{
    const char *what = dispatch->export_mode == EXPORT_MAXIMUM ? "export_mode \"maximum\""
                       : dispatch->security != SECURITY_NONE   ? "security"
                                                               : NULL;
    if (what != NULL)
        error_add(
            error,
            "%s:%d: `dispatch` names %s, which has %s; wanted a study whose cost is convex in "
            "the capacity of a link: export_mode economic, soft, hard or green, no security",
            config->path, invest_line_of(config, "dispatch"), dispatch->path, what);
}

enum status invest_config_check(const struct invest_config *config,
                                const struct dispatch_config *dispatch,
                                const struct network *network, struct error *error)
{
    struct arena scratch = {0};
    const struct hvdc_link *link =
        find_link(config, network, "link", config->link, &scratch, error);
    if (link != NULL && !(link->capacity_mw > 0))
        error_add(error,
                  "%s:%d: `%s` has a capacity of %g MW, wanted more: what a MW of it costs "
                  "and loses follows from its row",
                  link->origin.file, link->origin.file_line, link->id, link->capacity_mw);
    check_dispatch(config, dispatch, error);
    check_others(config, network, &scratch, error);
    check_size(config, error);
    arena_free(&scratch);
    return error_status(error);
}
