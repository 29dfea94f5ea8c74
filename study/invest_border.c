#include "study/invest_border.h"

#include "study/border_carbon.h"
#include "study/invest.h"

#include <math.h>
#include <string.h>

/* ---- the rows ---- */

static void take(struct invest *invest, const char *item, const char *region, const char *unit,
                 const struct assumption **found, struct error *error)
{
    const struct invest_config *config = invest->config;
    const struct place place = {config->path, invest_line_of(config, "border_links")};
    assumptions_want(invest->assumptions, item, region, "border_links", place, found, error);
    if (*found != NULL && strncmp((*found)->unit, unit, strlen(unit)) != 0)
        error_add(error, "%s:%d: `%s` is in \"%s\", wanted \"%s\"", (*found)->origin.file,
                  (*found)->origin.file_line, item, (*found)->unit, unit);
}

enum status invest_border_take(struct invest *invest, struct error *error)
{
    struct invest_border *border = &invest->border;
    const char *region = invest->config->region;
    border->is_asked = invest->config->border_links.count > 0;
    if (!border->is_asked) return STATUS_OK;
    take(invest, "border_default_factor", region, "t/MWh", &border->factor, error);
    take(invest, "carbon_price_eu", "EU", "EUR/t", &border->price, error);
    take(invest, "fx_usd_per_eur", region, "USD/EUR", &border->rate, error);
    take(invest, "carbon_price_origin", region, "USD/t", &border->origin, error);
    TRY(error_status(error));
    border->default_t_per_mwh = border->factor->central;
    border->price_usd_per_t = border->price->central * border->rate->central;
    border->origin_usd_per_t = border->origin->central;
    return STATUS_OK;
}

/* ---- a dispatch ---- */

struct way { /* from the plants to the border */
    const struct result *result;
    const bool *on_way;     /* [n_bus] in a country on the way */
    const bool *is_watched; /* [n_link] of the study or over the border */
};

static bool same_country(const struct network *network, int a, int b)
{
    return strcmp(network->bus[a].country, network->bus[b].country) == 0;
}

static void add_country(const struct network *network, int of_bus, bool *on_way)
{
    for (int bus = 0; bus < network->n_bus; bus++)
        on_way[bus] = on_way[bus] || same_country(network, bus, of_bus);
}

/* Where the power arrives is not on the way: there it is the EU's own. */
static void find_way(const struct invest_runs *runs, int world, const struct network *network,
                     bool *on_way, bool *is_watched)
{
    for (int k = 0; k < runs->n_watch; k++) {
        const int l = runs->watch_at[world * runs->n_watch + k];
        if (l < 0) continue;
        is_watched[l] = true;
        add_country(network, network->link[l].from_bus, on_way);
        add_country(network, network->link[l].to_bus, on_way);
    }
    for (int k = 0; k < runs->n_border; k++) {
        const int l = runs->border_at[world * runs->n_border + k];
        if (l < 0) continue;
        is_watched[l] = true;
        add_country(network, network->link[l].from_bus, on_way);
        for (int bus = 0; bus < network->n_bus; bus++)
            if (same_country(network, bus, network->link[l].to_bus)) on_way[bus] = false;
    }
}

static double green_mw(const struct way *way, int hour)
{
    const struct network *network = way->result->network;
    const double *mw = way->result->generator_mw + (size_t)hour * (size_t)network->n_generator;
    double sum = 0;
    for (int g = 0; g < network->n_generator; g++)
        if (network->generator[g].green && way->on_way[network->generator[g].bus]) sum += mw[g];
    return sum;
}

/* Of the limit on the way that costs most. */
static double dearest_limit(const struct way *way, int hour)
{
    const struct result *result = way->result;
    const struct network *network = result->network;
    const double *line = result->line_shadow_usd_per_mwh + (size_t)hour * (size_t)network->n_line;
    const double *link = result->link_shadow_usd_per_mwh + (size_t)hour * (size_t)network->n_link;
    double most = 0;
    for (int l = 0; l < network->n_line; l++)
        if (way->on_way[network->line[l].from_bus] && way->on_way[network->line[l].to_bus])
            most = fmax(most, line[l]);
    for (int l = 0; l < network->n_link; l++)
        if (way->is_watched[l] && network->link[l].capacity_mw > 0) most = fmax(most, link[l]);
    return most;
}

static double over_the_border(const struct invest_runs *runs, int world,
                              const struct result *result, int hour)
{
    const size_t row = (size_t)hour * (size_t)result->network->n_link;
    double sum = 0;
    for (int k = 0; k < runs->n_border; k++) {
        const int l = runs->border_at[world * runs->n_border + k];
        if (l >= 0) sum += result->link_forward_received_mw[row + (size_t)l];
    }
    return sum;
}

enum status invest_border_keep(const struct invest_runs *runs, int world,
                               const struct result *result, struct arena *scratch,
                               struct invest_point *point, struct error *error)
{
    const struct network *network = result->network;
    const int n = result->n_hour;
    /* In MWh: a tonne for a MWh at a dollar for a tonne. */
    const struct border_carbon unit = {1, 1, 0};
    if (runs->n_border == 0) return STATUS_OK;
    bool *on_way = ARENA_ARRAY(scratch, bool, network->n_bus);
    bool *is_watched = ARENA_ARRAY(scratch, bool, network->n_link);
    double *export_mw = ARENA_ARRAY(scratch, double, n), *green = ARENA_ARRAY(scratch, double, n);
    double *limit = ARENA_ARRAY(scratch, double, n);
    if (!on_way || !is_watched || !export_mw || !green || !limit)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the hours at a border");
    const struct way way = {result, on_way, is_watched};
    find_way(runs, world, network, on_way, is_watched);
    for (int hour = 0; hour < n; hour++) {
        export_mw[hour] = over_the_border(runs, world, result, hour);
        green[hour] = green_mw(&way, hour);
        limit[hour] = dearest_limit(&way, hour);
        point->border_mwh += export_mw[hour];
    }
    const struct border_carbon_cost cost = border_carbon_cost(&unit, n, export_mw, green, limit);
    point->border_strict_mwh = cost.strict_claimed_mwh;
    point->border_lenient_mwh = cost.lenient_claimed_mwh;
    return STATUS_OK;
}

/* ---- with and without the project ---- */

void invest_border_find(struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    const int all = (1 << t->n_project) - 1;
    const struct invest_point *point[] = {&t->point[all & ~1], &t->point[all]};
    struct invest_border *border = &invest->border;
    const struct invest_costs *costs = &invest->costs;
    const double usd_per_mwh =
        border->default_t_per_mwh * fmax(0, border->price_usd_per_t - border->origin_usd_per_t);
    if (!border->is_asked) return;
    for (int with = 0; with < 2; with++) {
        const double claimed[BORDER_READINGS] = {point[with]->border_strict_mwh,
                                                 point[with]->border_lenient_mwh};
        border->export_mwh_per_year[with] = point[with]->border_mwh * invest->year_factor;
        for (int i = 0; i < BORDER_READINGS; i++) {
            struct border_reading *reading = &border->reading[i];
            reading->claimed_mwh_per_year[with] = claimed[i] * invest->year_factor;
            reading->usd_per_year[with] = usd_per_mwh * (border->export_mwh_per_year[with] -
                                                         reading->claimed_mwh_per_year[with]);
        }
    }
    const double worth = costs->availability_share[LEVEL_CENTRAL] *
                         invest_operation_worth(costs, costs->wacc_share[LEVEL_CENTRAL],
                                                costs->growth_share[LEVEL_CENTRAL]);
    for (int i = 0; i < BORDER_READINGS; i++) {
        struct border_reading *reading = &border->reading[i];
        reading->npv_change_usd = worth * (reading->usd_per_year[0] - reading->usd_per_year[1]);
    }
}
