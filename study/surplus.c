#include "study/surplus.h"

#include "study/dispatch_internal.h"

#include <math.h>
#include <string.h>

const char *agent_word(enum agent agent)
{
    static const char *const words[N_AGENT] = {"consumers", "producers", "stores",  "markets",
                                               "links",     "lines",     "operator"};
    return words[agent];
}

struct ledger {
    const struct result *result;
    const struct dispatch_config *config;
    const double *link_from_share;
    const int *country; /* [n_bus] */
    struct surplus *surplus;
    long double turnover_usd;
};

static double price(const struct ledger *ledger, size_t hour, int bus)
{
    const struct result *result = ledger->result;
    return result->price_usd_per_mwh[hour * (size_t)result->network->n_bus + (size_t)bus];
}

static double *account(const struct ledger *ledger, enum agent agent, int bus)
{
    return &ledger->surplus->country[ledger->country[bus]].usd[agent];
}

static double *operator_account(const struct ledger *ledger)
{
    return &ledger->surplus->country[0].usd[AGENT_OPERATOR];
}

static void add_buses(struct ledger *ledger, size_t hour)
{
    const struct result *result = ledger->result;
    const double lost_load = ledger->config->value_of_lost_load_usd_per_mwh;
    for (int bus = 0; bus < result->network->n_bus; bus++) {
        const size_t at = hour * (size_t)result->network->n_bus + (size_t)bus;
        const double served_mw = result->load_mw[at] - result->shed_mw[at];
        const double usd_per_mwh = price(ledger, hour, bus);
        *account(ledger, AGENT_CONSUMER, bus) += (lost_load - usd_per_mwh) * served_mw;
        *operator_account(ledger) -= usd_per_mwh * result->dumped_mw[at];
        ledger->surplus->load_usd += lost_load * result->load_mw[at];
        ledger->turnover_usd += fabsl((long double)usd_per_mwh * served_mw);
    }
}

static void add_plants(const struct ledger *ledger, size_t hour)
{
    const struct result *result = ledger->result;
    const struct network *network = result->network;
    for (int g = 0; g < network->n_generator; g++) {
        const int bus = network->generator[g].bus;
        *account(ledger, AGENT_PRODUCER, bus) +=
            price(ledger, hour, bus) *
            result->generator_mw[hour * (size_t)network->n_generator + (size_t)g];
    }
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *store = &network->storage[s];
        const size_t at = hour * (size_t)network->n_storage + (size_t)s;
        const double out_mw = result->storage_discharge_mw[at];
        const double cost_usd = out_mw * store->discharge_cost_usd_per_mwh;
        *account(ledger, AGENT_STORAGE, store->bus) +=
            price(ledger, hour, store->bus) * (out_mw - result->storage_charge_mw[at]) - cost_usd;
        *account(ledger, AGENT_PRODUCER, store->bus) += cost_usd; /* see add_costs */
    }
}

static void add_markets(const struct ledger *ledger, size_t hour)
{
    const struct result *result = ledger->result;
    const struct network *network = result->network;
    for (int m = 0; m < network->n_market; m++) {
        const size_t at = hour * (size_t)network->n_market + (size_t)m;
        const int bus = network->market[m].bus;
        const double outside = fmax(result->series->market_usd_per_mwh[at],
                                    ledger->config->market_price_floor_usd_per_mwh);
        const double bought = result->market_bought_mw[at], sold = result->market_sold_mw[at];
        *account(ledger, AGENT_MARKET, bus) +=
            result_market_money(network, m, MARKET_BUYS, outside, bought) -
            result_market_money(network, m, MARKET_SELLS, outside, sold) +
            price(ledger, hour, bus) * (sold - bought);
    }
}

/* operating_cost_usd is of plants and stores; what the stores cost is in their own account. */
static void add_costs(const struct ledger *ledger)
{
    const struct result *result = ledger->result;
    for (int c = 0; c < result->n_country; c++)
        ledger->surplus->country[c].usd[AGENT_PRODUCER] -= result->country[c].operating_cost_usd;
    *operator_account(ledger) -= result->tie_break_cost_usd + result->export_penalty_usd +
                                 result->end_short_usd + result->reserve_cost_usd;
    ledger->surplus->co2_usd = result->co2_cost_usd;
    ledger->surplus->cost_usd = result->objective_usd;
}

static void add_rents(const struct ledger *ledger)
{
    const struct result *result = ledger->result;
    const struct network *network = result->network;
    for (int l = 0; l < network->n_line; l++) {
        *account(ledger, AGENT_GRID, network->line[l].from_bus) += result->line[l].rent_usd / 2;
        *account(ledger, AGENT_GRID, network->line[l].to_bus) += result->line[l].rent_usd / 2;
    }
    for (int l = 0; l < network->n_link; l++) {
        const double share = ledger->link_from_share != NULL ? ledger->link_from_share[l] : 0.5;
        const double rent_usd = result->link[l].rent_usd;
        *account(ledger, AGENT_LINK, network->link[l].from_bus) += share * rent_usd;
        *account(ledger, AGENT_LINK, network->link[l].to_bus) += (1 - share) * rent_usd;
        ledger->surplus->link_usd[l] = rent_usd;
    }
}

static void add_up(struct ledger *ledger)
{
    struct surplus *surplus = ledger->surplus;
    for (int c = 0; c < surplus->n_country; c++)
        for (int agent = 0; agent < N_AGENT; agent++) {
            surplus->country[c].sum_usd += surplus->country[c].usd[agent];
            surplus->usd[agent] += surplus->country[c].usd[agent];
        }
    for (int agent = 0; agent < N_AGENT; agent++)
        surplus->sum_usd += surplus->usd[agent];
    const double size = fmax(fabs(surplus->cost_usd), (double)ledger->turnover_usd);
    surplus->relative_gap =
        fabs(surplus->sum_usd - (surplus->load_usd - surplus->cost_usd)) / fmax(1, size);
}

static int country_of(const struct result *result, int bus)
{
    for (int c = 0; c < result->n_country; c++)
        if (strcmp(result->country[c].country, result->network->bus[bus].country) == 0) return c;
    return 0;
}

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for surpluses");
}

enum status surplus_of(const struct result *result, const struct dispatch_config *config,
                       const double *link_from_share, struct arena *arena, struct surplus *surplus,
                       struct error *error)
{
    const int n_country = result->n_country, n_bus = result->network->n_bus;
    int *country = ARENA_ARRAY(arena, int, n_bus);
    *surplus = (struct surplus){.n_country = n_country};
    surplus->country = ARENA_ARRAY(arena, struct country_surplus, n_country);
    surplus->link_usd = ARENA_ARRAY(arena, double, result->network->n_link);
    if (country == NULL || surplus->country == NULL || surplus->link_usd == NULL)
        return no_memory(error);
    for (int bus = 0; bus < n_bus; bus++)
        country[bus] = country_of(result, bus);
    for (int c = 0; c < n_country; c++)
        surplus->country[c].country = result->country[c].country;
    struct ledger ledger = {result, config, link_from_share, country, surplus, 0};
    for (size_t hour = 0; hour < (size_t)result->n_hour; hour++) {
        add_buses(&ledger, hour);
        add_plants(&ledger, hour);
        add_markets(&ledger, hour);
    }
    add_costs(&ledger);
    add_rents(&ledger);
    add_up(&ledger);
    return STATUS_OK;
}
