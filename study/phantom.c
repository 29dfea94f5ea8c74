/* Power that the answer burns on paper: losses above the loss curve (docs/model.md, eq. 12), power
 * that arrives and nobody takes (eq. 27). */
#include "study/dispatch_internal.h"

#include <math.h>

#define PHANTOM_MW 0.01    /* smaller excess loss is rounding: docs/model.md, eq. 12 */
#define PHANTOM_SHARE 1e-4 /* of the rating */

static size_t at(int hour, int n, int which)
{
    return (size_t)hour * (size_t)n + (size_t)which;
}

/* The most that anybody who runs is paid for a MWh: where burning is free the prices are 0 and do
 * not show what it gains. */
static double paid_to_run_usd_per_mwh(const struct dispatch_model *model,
                                      const struct result *result, int hour)
{
    const struct network *network = result->network;
    double most = 0;
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        const double above_least = result->generator_mw[at(hour, network->n_generator, g)] -
                                   generator->must_run_share * generator->capacity_mw;
        if (above_least > PHANTOM_MW) most = fmax(most, -model->generator_cost_usd_per_mwh[g]);
    }
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        const double sold = result->market_sold_mw[at(hour, network->n_market, block->market)];
        if (block->side != MARKET_SELLS || !(sold > PHANTOM_MW)) continue;
        const struct horizon horizon = {hour, 1, 1};
        most = fmax(most, -block->offset_usd_per_mwh -
                              step_market_usd_per_mwh(model, &horizon, 0, block->market));
    }
    return most;
}

static void add_line_phantom(const struct dispatch_model *model, struct result *result, int hour,
                             int l, double paid_usd_per_mwh)
{
    const struct line *line = &result->network->line[l];
    struct line_total *total = &result->line[l];
    const size_t place = at(hour, result->network->n_line, l);
    const double *price = &result->price_usd_per_mwh[at(hour, result->network->n_bus, 0)];
    const double flow = result->line_mw[place];
    const struct loss_curve *curve = flow >= 0 ? &model->line_forward[l] : &model->line_back[l];
    const double over = result->line_loss_mw[place] - loss_curve_mw(curve, fabs(flow));
    const double mean = fabs(price[line->from_bus] + price[line->to_bus]) / 2;
    if (!(over > fmax(PHANTOM_MW, PHANTOM_SHARE * line->limit_mw))) return;
    total->phantom_mwh += over;
    total->phantom_usd += over * fmax(mean, paid_usd_per_mwh);
}

/* Loss of one direction above its curve: a lossy segment in use while a better one has room. More
 * would arrive, so it is worth what the receiving bus pays (eq. 12). */
static double out_of_order_mw(const struct loss_curve *curve, double sent_mw, double received_mw)
{
    return fmax(0, sent_mw - received_mw - loss_curve_mw(curve, sent_mw));
}

static double efficiency(const struct loss_curve *curve, double sent_mw)
{
    return sent_mw > 0 ? 1 - loss_curve_mw(curve, sent_mw) / sent_mw : 1;
}

static void add_link_phantom(const struct dispatch_model *model, struct result *result, int hour,
                             int l, double paid_usd_per_mwh)
{
    const struct hvdc_link *link = &result->network->link[l];
    struct link_total *total = &result->link[l];
    const size_t place = at(hour, result->network->n_link, l);
    const double *price = &result->price_usd_per_mwh[at(hour, result->network->n_bus, 0)];
    const double from = fmax(fabs(price[link->from_bus]), paid_usd_per_mwh);
    const double to = fmax(fabs(price[link->to_bus]), paid_usd_per_mwh);
    const double forward = result->link_forward_mw[place], back = result->link_back_mw[place];
    const struct loss_curve *curves[] = {&model->link_forward[l], &model->link_back[l]};
    const double eta = efficiency(curves[forward < back], fmax(forward, back));
    const double round = fmin(forward, back) * (1 / eta - eta); /* there and back */
    const double order[] = {
        out_of_order_mw(curves[0], forward, result->link_forward_received_mw[place]),
        out_of_order_mw(curves[1], back, result->link_back_received_mw[place])};
    const double burnt = round + order[0] + order[1];
    if (!(burnt > fmax(PHANTOM_MW, PHANTOM_SHARE * link->capacity_mw))) return;
    total->phantom_mwh += burnt;
    total->phantom_usd += round * (forward < back ? to : from) + order[0] * to + order[1] * from;
}

/* A store that charges and gives at once, beyond the release that it must make. */
static void add_storage_phantom(struct result *result, int hour, int s, double paid_usd_per_mwh)
{
    const struct storage *storage = &result->network->storage[s];
    const size_t place = at(hour, result->network->n_storage, s);
    const double price = result->price_usd_per_mwh[at(hour, result->network->n_bus, storage->bus)];
    const double must = least_release_mw(storage, result->series->inflow_mw[place]);
    const double given = fmax(0, result->storage_discharge_mw[place] - must);
    const double through = fmin(result->storage_charge_mw[place] * storage->charge_efficiency,
                                given / storage->discharge_efficiency);
    const double burnt = through * (1 / storage->charge_efficiency - storage->discharge_efficiency);
    if (!(burnt > fmax(PHANTOM_MW, PHANTOM_SHARE * storage->charge_mw))) return;
    result->phantom_usd += burnt * fmax(fabs(price), paid_usd_per_mwh);
}

/* docs/model.md, eq. 27: what is dumped while somebody is paid to run. */
static double dumped_usd(const struct result *result, int hour, double paid_usd_per_mwh)
{
    double dumped_mwh = 0;
    for (int bus = 0; bus < result->network->n_bus; bus++)
        dumped_mwh += result->dumped_mw[at(hour, result->network->n_bus, bus)];
    return dumped_mwh > PHANTOM_MW ? dumped_mwh * paid_usd_per_mwh : 0;
}

void result_phantom(const struct dispatch_model *model, struct result *result)
{
    for (int hour = 0; hour < result->n_hour; hour++) {
        const double paid = paid_to_run_usd_per_mwh(model, result, hour);
        for (int l = 0; l < result->network->n_line; l++)
            add_line_phantom(model, result, hour, l, paid);
        for (int l = 0; l < result->network->n_link; l++)
            add_link_phantom(model, result, hour, l, paid);
        for (int s = 0; s < result->network->n_storage; s++)
            add_storage_phantom(result, hour, s, paid);
        result->phantom_usd += dumped_usd(result, hour, paid);
    }
}
