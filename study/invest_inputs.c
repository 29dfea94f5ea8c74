/* From the rows of the tables to what a MW costs and how often it works. */
#include "study/invest.h"

#include "network/weather.h"
#include "study/npv.h"
#include "study/outages.h"

#include <math.h>
#include <string.h>

#define SHARE_PER_PERCENT 0.01
#define HOURS_OF_DAY 24.0

struct wanted {
    const char *setting, *item, *region, *unit;
    const struct assumption **found;
    bool is_needed;
};

/* A number in another unit would be read as one of ours. */
static void check_unit(const struct wanted *wanted, const struct assumption *row,
                       struct error *error)
{
    if (strncmp(row->unit, wanted->unit, strlen(wanted->unit)) == 0) return;
    error_add(error, "%s:%d: `%s` is in \"%s\", wanted \"%s\"", row->origin.file,
              row->origin.file_line, row->item, row->unit, wanted->unit);
}

/* A share of 95 was meant as 0.95, and nothing can be agreed to be there for no time at all. */
static void check_share(const struct wanted *wanted, const struct assumption *row,
                        struct error *error)
{
    const double low = fmin(row->low, row->central), high = fmax(row->central, row->high);
    if (strcmp(wanted->unit, "share") != 0 || (low > 0 && high <= 1)) return;
    if (low == 0 && high <= 1 && strcmp(wanted->setting, "gearing") == 0) return; /* no debt */
    error_add(error, "%s:%d: `%s` is %g to %g, wanted a share above 0 and up to 1 (95 %% is 0.95)",
              row->origin.file, row->origin.file_line, row->item, low, high);
}

enum { YEARS_AT_MOST = 200, RATE_ABOVE = -100 };

/* Years are counted one by one, and a rate of -100 % leaves nothing of any sum. */
static void check_range(const struct wanted *wanted, const struct assumption *row,
                        struct error *error)
{
    const double low = fmin(row->low, row->central), high = fmax(row->central, row->high);
    const struct place place = {row->origin.file, row->origin.file_line};
    if (strcmp(wanted->unit, "years") == 0 && !(low >= 0 && high <= YEARS_AT_MOST))
        error_add(error, "%s:%d: `%s` is %g to %g years, wanted 0 to %d", place.path, place.line,
                  row->item, low, high, YEARS_AT_MOST);
    if (wanted->unit[0] == '%' && !(low > RATE_ABOVE))
        error_add(error, "%s:%d: `%s` is %g %%, wanted more than %d %%", place.path, place.line,
                  row->item, low, RATE_ABOVE);
}

static void take(struct invest *invest, const struct wanted *wanted, struct error *error)
{
    const struct invest_config *config = invest->config;
    const struct place place = {config->path, invest_line_of(config, wanted->setting)};
    *wanted->found = NULL;
    if (wanted->item[0] == '\0' && !wanted->is_needed) return;
    if (wanted->is_needed || place.line > 0) /* named by the study: then it must be there */
        assumptions_want(invest->assumptions, wanted->item, wanted->region, wanted->setting, place,
                         wanted->found, error);
    else
        *wanted->found = assumptions_take(invest->assumptions, wanted->item, wanted->region);
    if (*wanted->found == NULL) return;
    check_unit(wanted, *wanted->found, error);
    check_share(wanted, *wanted->found, error);
    check_range(wanted, *wanted->found, error);
}

static bool needs_circuits(const struct invest *invest)
{
    int n = 0;
    for (int p = 0; p < invest->packages.n; p++)
        n += invest->packages.package[p].n_line;
    return n > 0;
}

static void take_all(struct invest *invest, struct error *error)
{
    const struct invest_config *config = invest->config;
    struct invest_inputs *in = &invest->inputs;
    const char *region = config->region;
    const struct hvdc_link *link = invest->link;
    const bool items = config->capex_basis == CAPEX_ITEMS;
    const struct wanted all[] = {
        {"station_cost", config->station_item, region, "USD/kW", &in->station, items},
        {"cable_cost", config->cable_item, region, "USD/MW-km", &in->cable,
         items && link->submarine_km > 0},
        {"land_cost", config->land_item, region, "USD/MW-km", &in->land,
         items && link->land_km > 0},
        {"circuit_cost", config->circuit_item, config->circuit_region, "million USD/km",
         &in->circuit, needs_circuits(invest)},
        {"station_om", config->station_om_item, region, "% of capex", &in->station_om, true},
        {"cable_om", config->cable_om_item, region, "% of capex", &in->cable_om, true},
        {"wacc", config->wacc_item, config->wacc_region, "% real", &in->wacc, true},
        {"life", config->life_item, region, "years", &in->life, true},
        {"construction", config->construction_item, region, "years", &in->construction, true},
        {"growth", config->growth_item, region, "% per year", &in->growth, false},
        {"cable_failures", config->failure_item, region, "failures per 100 km-year", &in->failures,
         false},
        {"cable_repair", config->repair_item, region, "days", &in->repair, false},
        {"station_availability", config->station_item_availability, region, "%",
         &in->station_availability, false},
        {"repair_cost", config->repair_cost_item, region, "million USD", &in->repair_cost, false},
        {"gearing", config->gearing_item, region, "share", &in->gearing, false},
        {"debt_rate", config->debt_rate_item, region, "% nominal", &in->debt_rate, false},
        {"debt_tenor", config->tenor_item, region, "years", &in->tenor, false},
        {"dscr", config->dscr_item, region, "ratio", &in->dscr, false},
        {"tax", config->tax_item, region, "%", &in->tax, false},
        {"inflation", config->inflation_item, region, "% per year", &in->inflation, false},
        {"owner_return", config->equity_item, region, "% real", &in->equity, false},
        {"availability_target", config->target_item, region, "share", &in->target, false},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        take(invest, &all[i], error);
}

static double level_of(const struct assumption *row, enum level level, double without)
{
    return row == NULL ? without : assumption_at(row, level);
}

/* Kilometres that a boat or a lorry goes; a row of the link may give the route alone. */
static double land_km(const struct hvdc_link *link)
{
    return isnan(link->land_km) ? 0 : link->land_km;
}
static double submarine_km(const struct hvdc_link *link)
{
    return isnan(link->submarine_km) ? 0 : link->submarine_km;
}

static double by_items(const struct invest *invest, enum level level)
{
    const struct invest_inputs *in = &invest->inputs;
    return 1e3 * level_of(in->station, level, 0) +
           level_of(in->cable, level, 0) * submarine_km(invest->link) +
           level_of(in->land, level, 0) * land_km(invest->link);
}

static enum status price_capital(struct invest *invest, struct error *error)
{
    const struct hvdc_link *link = invest->link;
    struct invest_costs *costs = &invest->costs;
    const double musd[LEVELS] = {link->capex_low_musd, link->capex_central_musd,
                                 link->capex_high_musd};
    const double items = by_items(invest, LEVEL_CENTRAL);
    costs->station_share =
        items > 0 ? 1e3 * level_of(invest->inputs.station, LEVEL_CENTRAL, 0) / items : 0;
    for (int level = 0; level < LEVELS; level++)
        costs->unit_usd_per_mw[level] = invest->config->capex_basis == CAPEX_ITEMS
                                            ? by_items(invest, (enum level)level)
                                            : musd[level] * 1e6 / link->capacity_mw;
    if (invest->config->capex_basis == CAPEX_ITEMS) {
        costs->unit_source = invest->inputs.station->origin.source;
        costs->unit_confidence = invest->inputs.station->origin.confidence;
        return STATUS_OK;
    }
    costs->unit_source = link->origin.source;
    costs->unit_confidence = link->origin.confidence;
    if (link->capacity_mw > 0 && musd[0] <= musd[1] && musd[1] <= musd[2]) return STATUS_OK;
    return error_set(error, STATUS_BAD_INPUT,
                     "%s:%d: `%s` has a capacity of %g MW and capex %g, %g, %g million USD, wanted "
                     "all of them, in rising order; or set `capex` to items in %s",
                     link->origin.file, link->origin.file_line, link->id, link->capacity_mw,
                     musd[0], musd[1], musd[2], invest->config->path);
}

/* docs/model.md, eq. 204: of one system. */
static double unavailability(double failures_per_year, double repair_days)
{
    if (!(failures_per_year > 0 && repair_days > 0)) return 0;
    return two_state_unavailability(
        (struct two_state){failures_per_year, HOURS_PER_YEAR / (repair_days * HOURS_OF_DAY)});
}

/* Faults of the cable of a unit, per year, at the central level. */
static double faults_per_year(const struct invest *invest, double km)
{
    return isnan(km) ? 0 : level_of(invest->inputs.failures, LEVEL_CENTRAL, 0) * km / 100;
}

double invest_unit_works(const struct invest *invest, double km)
{
    const struct invest_inputs *in = &invest->inputs;
    return (1 -
            unavailability(faults_per_year(invest, km), level_of(in->repair, LEVEL_CENTRAL, 0))) *
           SHARE_PER_PERCENT * level_of(in->station_availability, LEVEL_CENTRAL, 100);
}

double invest_repairs_usd(const struct invest *invest, double km)
{
    return faults_per_year(invest, km) * level_of(invest->inputs.repair_cost, LEVEL_CENTRAL, 0) *
           1e6;
}

static void find_availability(struct invest *invest)
{
    const struct invest_inputs *in = &invest->inputs;
    struct invest_costs *costs = &invest->costs;
    const double hundred_km = submarine_km(invest->link) / 100;
    for (int level = 0; level < LEVELS; level++) {
        const enum level worse = (enum level)(LEVEL_HIGH - level); /* more faults, longer repairs */
        const double cable = unavailability(level_of(in->failures, worse, 0) * hundred_km,
                                            level_of(in->repair, worse, 0));
        const double stations =
            SHARE_PER_PERCENT * level_of(in->station_availability, (enum level)level, 100);
        costs->availability_share[level] = (1 - cable) * stations;
        if (level != LEVEL_CENTRAL) continue;
        costs->cable_unavailability = cable;
        costs->station_unavailability = 1 - stations;
    }
    costs->failures_per_year = level_of(in->failures, LEVEL_CENTRAL, 0) * hundred_km;
    costs->repair_hour = HOURS_OF_DAY * level_of(in->repair, LEVEL_CENTRAL, 0);
    costs->unit_mw =
        isnan(invest->config->unit_mw) ? invest->link->capacity_mw : invest->config->unit_mw;
    costs->repair_usd_per_mw = costs->failures_per_year *
                               level_of(in->repair_cost, LEVEL_CENTRAL, 0) * 1e6 / costs->unit_mw;
}

static void price_operation(struct invest *invest)
{
    const struct invest_inputs *in = &invest->inputs;
    struct invest_costs *costs = &invest->costs;
    const double om_share =
        SHARE_PER_PERCENT * (costs->station_share * level_of(in->station_om, LEVEL_CENTRAL, 0) +
                             (1 - costs->station_share) * level_of(in->cable_om, LEVEL_CENTRAL, 0));
    for (int level = 0; level < LEVELS; level++) {
        costs->om_usd_per_mw[level] = om_share * costs->unit_usd_per_mw[level];
        costs->wacc_share[level] = SHARE_PER_PERCENT * assumption_at(in->wacc, (enum level)level);
        costs->growth_share[level] = SHARE_PER_PERCENT * level_of(in->growth, (enum level)level, 0);
    }
}

static enum status spread_capital(struct invest *invest, struct arena *arena, struct error *error)
{
    const struct invest_config *config = invest->config;
    struct invest_costs *costs = &invest->costs;
    double sum = 0, *share;
    costs->life_years = (int)lround(invest->inputs.life->central);
    costs->construction_years = (int)lround(invest->inputs.construction->central);
    if (costs->life_years < 1 || costs->construction_years < 1)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s: %d years of construction and %d of operation, wanted at least one of "
                         "each",
                         config->path, costs->construction_years, costs->life_years);
    if (config->capex_share.count == 0) {
        costs->capex_share = ARENA_ARRAY(arena, double, costs->construction_years);
        if (costs->capex_share == NULL)
            return error_set(error, STATUS_NO_MEMORY, "no memory for shares of the capital");
        for (int y = 0; y < costs->construction_years; y++)
            costs->capex_share[y] = 1.0 / costs->construction_years;
        return STATUS_OK;
    }
    TRY(invest_numbers(config, "capex_shares", &config->capex_share, 0, 1, arena, &share, error));
    for (int y = 0; y < config->capex_share.count; y++)
        sum += share[y];
    if (config->capex_share.count != costs->construction_years || fabs(sum - 1) > 1e-9)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: `capex_shares` has %d shares that sum to %g, wanted one for each "
                         "of %d years of construction, which sum to 1",
                         config->path, invest_line_of(config, "capex_shares"),
                         config->capex_share.count, sum, costs->construction_years);
    costs->capex_share = share;
    return STATUS_OK;
}

double invest_capital_worth(const struct invest_costs *costs, double wacc_share)
{
    double worth = 0;
    for (int y = 0; y < costs->construction_years; y++)
        worth += costs->capex_share[y] * discount_factor(wacc_share, y, DISCOUNT_YEAR_END);
    return worth;
}

double invest_operation_worth(const struct invest_costs *costs, double wacc_share,
                              double growth_share)
{
    double worth = 0;
    for (int y = 0; y < costs->life_years; y++)
        worth += pow(1 + growth_share, y) *
                 discount_factor(wacc_share, costs->construction_years + y, DISCOUNT_YEAR_END);
    return worth;
}

/* docs/model.md, eq. 203. */
static void annualise(struct invest_costs *costs)
{
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            const double rate = costs->wacc_share[wacc];
            const double running = costs->om_usd_per_mw[capex] + costs->repair_usd_per_mw;
            const double spent = costs->unit_usd_per_mw[capex] * invest_capital_worth(costs, rate) +
                                 running * invest_operation_worth(costs, rate, 0);
            costs->annual_usd_per_mw[capex][wacc] =
                spent / invest_operation_worth(costs, rate, costs->growth_share[LEVEL_CENTRAL]) /
                costs->availability_share[LEVEL_CENTRAL];
        }
}

double invest_circuits_usd(const struct invest *invest, const struct package_line *of,
                           enum level level)
{
    const struct network *network = &invest->runs->world[0].network;
    for (int l = 0; l < network->n_line; l++)
        if (strcmp(network->line[l].id, of->id) == 0)
            return 1e6 * level_of(invest->inputs.circuit, level, 0) * network->line[l].length_km *
                   network->line[l].circuits * (of->times - 1);
    return 0;
}

double invest_row_annual_usd_per_mw(const struct invest *invest, const struct hvdc_link *link)
{
    const struct invest_costs *costs = &invest->costs;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    const double share =
        costs->om_usd_per_mw[LEVEL_CENTRAL] / costs->unit_usd_per_mw[LEVEL_CENTRAL];
    const double unit = 1e6 * link->capex_central_musd / link->capacity_mw;
    const double running =
        share * unit + invest_repairs_usd(invest, link->submarine_km) / link->capacity_mw;
    const double spent =
        unit * invest_capital_worth(costs, rate) + running * invest_operation_worth(costs, rate, 0);
    return spent / invest_operation_worth(costs, rate, costs->growth_share[LEVEL_CENTRAL]) /
           invest_unit_works(invest, link->submarine_km);
}

enum status invest_inputs_take(struct invest *invest, struct arena *arena, struct error *error)
{
    take_all(invest, error);
    TRY(error_status(error));
    TRY(price_capital(invest, error));
    TRY(spread_capital(invest, arena, error));
    find_availability(invest);
    price_operation(invest);
    annualise(&invest->costs);
    return STATUS_OK;
}
