/* Sums that must close whatever the numbers are (docs/model.md, eqs. 50-54). They are printed with
 * every answer, and tests hold them to 1e-6. */
#include "study/dispatch_internal.h"

#include <math.h>

/* `floor`: a size below which a difference is not worth the word, when both sides happen to be
 * small. */
static void add(struct result *result, const char *name, const char *unit, double left,
                double right, double floor)
{
    const double size = fmax(fmax(1.0, fabs(floor)), fmax(fabs(left), fabs(right)));
    result->identity[result->n_identity++] =
        (struct identity){name, left, right, fabs(left - right) / size, unit};
}

void result_add_identity(struct result *result, const char *name, const char *unit, double left,
                         double right)
{
    add(result, name, unit, left, right, 0);
}

static double sum(const double *values, size_t n)
{
    long double total = 0;
    for (size_t i = 0; i < n; i++)
        total += values[i];
    return (double)total;
}

/* eq. 50: what comes in goes out. */
static void energy_balance(struct result *result)
{
    const struct network *network = result->network;
    const size_t hours = (size_t)result->n_hour;
    const double in = sum(result->generator_mw, hours * (size_t)network->n_generator) +
                      sum(result->storage_discharge_mw, hours * (size_t)network->n_storage) +
                      sum(result->market_sold_mw, hours * (size_t)network->n_market) +
                      result->unserved_mwh;
    const double out = sum(result->load_mw, hours * (size_t)network->n_bus) +
                       sum(result->storage_charge_mw, hours * (size_t)network->n_storage) +
                       sum(result->market_bought_mw, hours * (size_t)network->n_market) +
                       result->line_loss_mwh + result->link_loss_mwh + result->dumped_mwh;
    add(result, "energy in = energy out and losses", "MWh", in, out, 0);
}

static void trade(double price, double taken_mw, double given_mw, long double *surplus,
                  long double *turnover)
{
    *surplus += (long double)price * (taken_mw - given_mw);
    *turnover += fabsl((long double)price * (taken_mw + given_mw));
}

/* eq. 51: consumers pay more than producers get; the difference is rent and loss surplus. */
static void merchandising_surplus(struct result *result)
{
    const struct network *network = result->network;
    long double surplus = 0, turnover = 0;
    for (size_t hour = 0; hour < (size_t)result->n_hour; hour++) {
        const double *price = result->price_usd_per_mwh + hour * (size_t)network->n_bus;
        for (int bus = 0; bus < network->n_bus; bus++) {
            const size_t at = hour * (size_t)network->n_bus + (size_t)bus;
            trade(price[bus], result->load_mw[at], result->shed_mw[at], &surplus, &turnover);
        }
        for (int g = 0; g < network->n_generator; g++) {
            const size_t at = hour * (size_t)network->n_generator + (size_t)g;
            trade(price[network->generator[g].bus], 0, result->generator_mw[at], &surplus,
                  &turnover);
        }
        for (int s = 0; s < network->n_storage; s++) {
            const size_t at = hour * (size_t)network->n_storage + (size_t)s;
            trade(price[network->storage[s].bus], result->storage_charge_mw[at],
                  result->storage_discharge_mw[at], &surplus, &turnover);
        }
        for (int m = 0; m < network->n_market; m++) {
            const size_t at = hour * (size_t)network->n_market + (size_t)m;
            trade(price[network->market[m].bus], result->market_bought_mw[at],
                  result->market_sold_mw[at], &surplus, &turnover);
        }
    }
    double rents =
        result->congestion_rent_usd + result->loss_surplus_usd + result->security_rent_usd;
    for (int l = 0; l < network->n_link; l++)
        rents += result->link[l].rent_usd;
    add(result, "merchandising surplus = rents + loss surplus", "USD", (double)surplus, rents,
        1e-3 * (double)turnover);
}

/* eq. 53: what flows in or is charged is released or stored. Only without cascades, where water is
 * on its way. The first hour is left out: the level before it is not part of the result. */
static void storage_balance(struct result *result)
{
    const struct network *network = result->network;
    long double in = 0, out = 0;
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        for (int hour = 1; hour < result->n_hour; hour++) {
            const size_t at = (size_t)hour * (size_t)network->n_storage + (size_t)s;
            const size_t before = at - (size_t)network->n_storage;
            in += (long double)result->series->inflow_mw[at] +
                  storage->charge_efficiency * result->storage_charge_mw[at];
            out += (long double)result->storage_discharge_mw[at] / storage->discharge_efficiency +
                   result->storage_spill_mw[at] + result->storage_level_mwh[at] -
                   (1 - storage->hourly_loss_share) * result->storage_level_mwh[before];
        }
    }
    add(result, "inflow + charging = release, spill, level", "MWh", (double)in, (double)out, 0);
}

/* The third one is eq. 54. */
void result_identities(const struct dispatch_model *model, struct result *result)
{
    energy_balance(result);
    merchandising_surplus(result);
    add(result, "optimizer's cost = cost from MW and prices", "USD", result->column_cost_usd,
        result->objective_usd, 0);
    bool cascade = false;
    for (int s = 0; s < model->network->n_storage; s++)
        cascade = cascade || model->network->storage[s].downstream_storage >= 0;
    if (!cascade && model->network->n_storage > 0) storage_balance(result);
}
