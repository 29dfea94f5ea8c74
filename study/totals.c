/* Sums over the hours of a finished dispatch. Everything here is computed from the hourly arrays of
 * the result and the tables of the network, not from the LP: the identities therefore check the
 * whole way. */
#include "study/dispatch_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FULL_SHARE 0.999 /* an element this close to its limit counts as full */

static size_t at(int hour, int n, int which)
{
    return (size_t)hour * (size_t)n + (size_t)which;
}

static double price(const struct result *result, int hour, int bus)
{
    return result->price_usd_per_mwh[at(hour, result->network->n_bus, bus)];
}

/* The places of the areas: the first word of each item. */
static bool name_areas(const struct text_list *infeed, struct arena *arena, struct result *result)
{
    result->n_area = infeed->count;
    result->area_name = ARENA_ARRAY(arena, const char *, infeed->count);
    if (result->area_name == NULL) return false;
    for (int z = 0; z < infeed->count; z++) {
        const char *from = infeed->item[z] + strspn(infeed->item[z], " ");
        result->area_name[z] = arena_text(arena, from, strcspn(from, " "));
        if (result->area_name[z] == NULL) return false;
    }
    return true;
}

enum status result_allocate(const struct network *network, const struct series *series,
                            const struct dispatch_config *config, struct arena *arena,
                            struct result *result, struct error *error)
{
    const int n_hour = config->hours;
    memset(result, 0, sizeof *result);
    if (!name_areas(&config->infeed, arena, result))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the results of %d hours", n_hour);
    result->network = network;
    result->series = series;
    result->n_hour = n_hour;
    result->why = "";
    const struct {
        double **array;
        int n;
    } arrays[] = {{&result->generator_mw, network->n_generator},
                  {&result->load_mw, network->n_bus},
                  {&result->shed_mw, network->n_bus},
                  {&result->price_usd_per_mwh, network->n_bus},
                  {&result->dumped_mw, network->n_bus},
                  {&result->line_mw, network->n_line},
                  {&result->line_loss_mw, network->n_line},
                  {&result->line_shadow_usd_per_mwh, network->n_line},
                  {&result->line_marginal_loss, network->n_line},
                  {&result->line_pull_usd_per_mwh, network->n_line},
                  {&result->link_forward_mw, network->n_link},
                  {&result->link_back_mw, network->n_link},
                  {&result->link_forward_received_mw, network->n_link},
                  {&result->link_back_received_mw, network->n_link},
                  {&result->link_loss_mw, network->n_link},
                  {&result->link_shadow_usd_per_mwh, network->n_link},
                  {&result->storage_charge_mw, network->n_storage},
                  {&result->storage_discharge_mw, network->n_storage},
                  {&result->storage_spill_mw, network->n_storage},
                  {&result->storage_level_mwh, network->n_storage},
                  {&result->storage_value_usd_per_mwh, network->n_storage},
                  {&result->market_bought_mw, network->n_market},
                  {&result->market_sold_mw, network->n_market},
                  {&result->reserve_up_mw, result->n_area},
                  {&result->reserve_down_mw, result->n_area},
                  {&result->infeed_usd_per_mwh, result->n_area},
                  {&result->cut_usd_per_mwh, result->n_area},
                  {&result->export_mw, 1}};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        *arrays[i].array = ARENA_ARRAY(arena, double, (size_t)n_hour *(size_t)arrays[i].n);
        if (*arrays[i].array == NULL)
            return error_set(error, STATUS_NO_MEMORY, "no memory for the results of %d hours",
                             n_hour);
    }
    result->storage_start_mwh = ARENA_ARRAY(arena, double, network->n_storage);
    result->line = ARENA_ARRAY(arena, struct line_total, network->n_line);
    result->link = ARENA_ARRAY(arena, struct link_total, network->n_link);
    result->country = ARENA_ARRAY(arena, struct country_total, network->n_bus);
    result->binding = ARENA_ARRAY(arena, struct binding, network->n_line + network->n_link);
    result->identity = ARENA_ARRAY(arena, struct identity, 8);
    if (!result->storage_start_mwh || !result->line || !result->link || !result->country ||
        !result->binding || !result->identity)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the totals");
    return STATUS_OK;
}

static int compare_numbers(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Linear between the order statistics (type 7; docs/model.md, section 6). values are sorted in
 * place. */
static struct quantiles quantiles_of(double *values, int n)
{
    struct quantiles q = {0};
    if (n == 0) return q;
    for (int i = 0; i < n; i++)
        q.mean += values[i] / n;
    qsort(values, (size_t)n, sizeof *values, compare_numbers);
    double *out[] = {&q.p10, &q.p50, &q.p90};
    const double share[] = {0.1, 0.5, 0.9};
    for (int k = 0; k < 3; k++) {
        const double place = share[k] * (n - 1);
        const int below = (int)place;
        const double next = below + 1 < n ? values[below + 1] : values[below];
        *out[k] = values[below] + (place - below) * (next - values[below]);
    }
    q.maximum = values[n - 1];
    return q;
}

static void total_line_hour(const struct dispatch_model *model, struct result *result, int hour,
                            int l)
{
    const struct line *line = &result->network->line[l];
    struct line_total *total = &result->line[l];
    const size_t place = at(hour, result->network->n_line, l);
    const double flow = result->line_mw[place], loss = result->line_loss_mw[place];
    const double from = price(result, hour, line->from_bus), to = price(result, hour, line->to_bus);
    const double limit = flow >= 0 ? line->limit_mw : line->limit_back_mw;
    const double sent = fabs(flow) + (model->config->limit_form == LIMIT_SEND ? loss / 2 : 0);
    *(flow >= 0 ? &total->forward_mwh : &total->back_mwh) += fabs(flow);
    total->loss_mwh += loss;
    total->rent_usd += to * (flow - loss / 2) - from * (flow + loss / 2);
    if (limit > 0) total->utilisation_share += sent / limit / result->n_hour;
    total->hours_full += sent >= FULL_SHARE * limit;
    total->shadow_usd_per_mw += result->line_shadow_usd_per_mwh[place];
}

static void total_link_hour(struct result *result, int hour, int l)
{
    const struct hvdc_link *link = &result->network->link[l];
    struct link_total *total = &result->link[l];
    const size_t place = at(hour, result->network->n_link, l);
    const double forward = result->link_forward_mw[place], back = result->link_back_mw[place];
    const double there = result->link_forward_received_mw[place],
                 here = result->link_back_received_mw[place];
    const double from = price(result, hour, link->from_bus), to = price(result, hour, link->to_bus);
    const double noload = link->loss_fixed * link->capacity_mw;
    total->forward_mwh += forward;
    total->back_mwh += back;
    total->received_forward_mwh += there;
    total->received_back_mwh += here;
    total->loss_mwh += result->link_loss_mw[place];
    total->rent_usd += to * (there - back) - from * (forward - here) - noload * (from + to) / 2;
    if (link->capacity_mw > 0)
        total->utilisation_share += fmax(forward, back) / link->capacity_mw / result->n_hour;
    total->hours_full += fmax(forward, back) >= FULL_SHARE * link->capacity_mw;
    total->shadow_usd_per_mw += result->link_shadow_usd_per_mwh[place];
}

static void total_elements(const struct dispatch_model *model, struct result *result)
{
    for (int hour = 0; hour < result->n_hour; hour++) {
        for (int l = 0; l < result->network->n_line; l++)
            total_line_hour(model, result, hour, l);
        for (int l = 0; l < result->network->n_link; l++)
            total_link_hour(result, hour, l);
    }
    result_phantom(model, result);
    for (int l = 0; l < result->network->n_line; l++) {
        result->line_loss_mwh += result->line[l].loss_mwh;
        result->phantom_usd += result->line[l].phantom_usd;
    }
    for (int l = 0; l < result->network->n_link; l++) {
        result->link_loss_mwh += result->link[l].loss_mwh;
        result->phantom_usd += result->link[l].phantom_usd;
    }
}

static double sum_mwh(const double *mw, int n_hour, int n)
{
    double sum = 0;
    for (size_t i = 0; i < (size_t)n_hour * (size_t)n; i++)
        sum += mw[i];
    return sum;
}

/* What the tie-break is paid on: docs/model.md, eqs. 11 and 26. */
static double ties_mwh(const struct dispatch_model *model, const struct result *result)
{
    const struct network *network = model->network;
    double tie = 0;
    if (model->config->loss_method == LOSS_QUADRATIC)
        tie = sum_mwh(result->generator_mw, result->n_hour, network->n_generator) +
              sum_mwh(result->market_sold_mw, result->n_hour, network->n_market);
    else
        for (int l = 0; l < network->n_line; l++)
            tie += result->line[l].loss_mwh;
    for (int l = 0; l < network->n_line; l++)
        if (!line_is_signed(model, l))
            tie += 1e-3 * (result->line[l].forward_mwh + result->line[l].back_mwh);
    for (int l = 0; l < network->n_link; l++)
        tie += result->link[l].forward_mwh + result->link[l].back_mwh;
    return tie;
}

static void total_generators(const struct dispatch_model *model, struct result *result)
{
    const struct network *network = result->network;
    const struct dispatch_config *config = model->config;
    for (int hour = 0; hour < result->n_hour; hour++)
        for (int g = 0; g < network->n_generator; g++) {
            const struct generator *generator = &network->generator[g];
            const size_t place = at(hour, network->n_generator, g);
            const double mw = result->generator_mw[place];
            const double co2_usd_per_mwh =
                model->generator_cost_usd_per_mwh[g] - generator->marginal_cost_usd_per_mwh;
            result->generation_cost_usd += mw * generator->marginal_cost_usd_per_mwh;
            result->co2_cost_usd += mw * co2_usd_per_mwh;
            result->co2_t += mw * generator->co2_t_per_mwh;
            if (generator->availability != AVAILABILITY_FIRM)
                result->curtailed_mwh +=
                    generator->capacity_mw * result->series->generator_share[place] - mw;
        }
    for (int hour = 0; hour < result->n_hour; hour++) {
        double dumped_mw = 0;
        for (int bus = 0; bus < network->n_bus; bus++) {
            result->unserved_mwh += result->shed_mw[at(hour, network->n_bus, bus)];
            dumped_mw += result->dumped_mw[at(hour, network->n_bus, bus)];
        }
        result->dumped_mwh += dumped_mw;
        result->dumped_hours += dumped_mw > 0;
    }
    result->shedding_cost_usd = result->unserved_mwh * config->value_of_lost_load_usd_per_mwh;
    for (int hour = 0; hour < result->n_hour; hour++)
        for (int s = 0; s < network->n_storage; s++)
            result->storage_cost_usd +=
                network->storage[s].discharge_cost_usd_per_mwh *
                result->storage_discharge_mw[at(hour, network->n_storage, s)];
    for (int hour = 0; hour < result->n_hour; hour++)
        for (int z = 0; z < model->n_area; z++)
            result->reserve_cost_usd += model->area[z].reserve_usd_per_mwh *
                                        (result->reserve_up_mw[at(hour, model->n_area, z)] +
                                         result->reserve_down_mw[at(hour, model->n_area, z)]);
    result->tie_break_cost_usd = ties_mwh(model, result) * config->tie_break_usd_per_mwh;
}

/* The best offset of a side that is worse than `last`, and the depth of all its blocks. */
static double next_offset(const struct network *network, int market, int side, double last,
                          double *depth_mw)
{
    double offset = INFINITY;
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        if (block->market != market || block->side != side) continue;
        if (block->offset_usd_per_mwh > last) offset = fmin(offset, block->offset_usd_per_mwh);
    }
    *depth_mw = 0;
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        if (block->market != market || block->side != side) continue;
        if (block->offset_usd_per_mwh == offset) *depth_mw += block->depth_mw;
    }
    return offset;
}

/* What a market pays or asks for a power, its blocks filled from the best on: they need not stand
 * in that order. */
double result_market_money(const struct network *network, int market, int side,
                           double price_usd_per_mwh, double mw)
{
    double money = 0, left = mw, last = -INFINITY;
    while (left > 0) {
        double depth_mw;
        const double offset = next_offset(network, market, side, last, &depth_mw);
        if (isinf(offset)) break;
        const double part = fmin(left, depth_mw);
        money +=
            part * (side == MARKET_BUYS ? price_usd_per_mwh - offset : price_usd_per_mwh + offset);
        left -= part;
        last = offset;
    }
    return money;
}

static void total_markets(const struct dispatch_model *model, struct result *result)
{
    const struct network *network = result->network;
    for (int hour = 0; hour < result->n_hour; hour++)
        for (int m = 0; m < network->n_market; m++) {
            const struct horizon horizon = {hour, 1, 1};
            const size_t place = at(hour, network->n_market, m);
            const double usd_per_mwh = step_market_usd_per_mwh(model, &horizon, 0, m);
            result->market_sales_usd += result_market_money(network, m, MARKET_BUYS, usd_per_mwh,
                                                            result->market_bought_mw[place]);
            result->market_purchases_usd += result_market_money(
                network, m, MARKET_SELLS, usd_per_mwh, result->market_sold_mw[place]);
            result->market_hours_floored += usd_per_mwh > result->series->market_usd_per_mwh[place];
        }
}

/* Flows of less than 1e-6 MW are read as none: a few of them are not short of a target. */
#define READ_AS_SHORT_MW 1e-5

static enum status total_export(const struct dispatch_model *model, struct arena *arena,
                                struct result *result)
{
    const struct dispatch_config *config = model->config;
    double *sorted = ARENA_ARRAY(arena, double, result->n_hour);
    if (sorted == NULL) return STATUS_NO_MEMORY;
    for (int hour = 0; hour < result->n_hour; hour++) {
        const double mw = result->export_mw[hour];
        sorted[hour] = mw;
        result->export_mwh += mw;
        const double short_mw = config->export_target_mw - mw;
        if (short_mw > READ_AS_SHORT_MW) result->export_short_mwh += short_mw;
        result->export_hours_at_target += mw >= config->export_target_mw - 1e-3; /* a kilowatt */
    }
    result->export_quantiles = quantiles_of(sorted, result->n_hour);
    if (config->export_mode == EXPORT_SOFT)
        result->export_penalty_usd = result->export_short_mwh * config->export_penalty_usd_per_mwh;
    return STATUS_OK;
}

/* What the interface can carry when each of its elements is full. */
static double export_capacity_mw(const struct dispatch_model *model)
{
    const struct network *network = model->network;
    const bool receiving = model->config->export_terminal == TERMINAL_RECEIVING;
    double sum = 0;
    for (int l = 0; l < network->n_line; l++) {
        if (model->line_export[l] == 0) continue;
        const bool forward = model->line_export[l] > 0;
        const struct loss_curve *curve = forward ? &model->line_forward[l] : &model->line_back[l];
        const double limit = forward ? network->line[l].limit_mw : network->line[l].limit_back_mw;
        const double flow = model->config->limit_form == LIMIT_SEND
                                ? loss_curve_flow_at_sending(curve, limit)
                                : limit;
        sum += flow + (receiving ? -0.5 : 0.5) * loss_curve_mw(curve, flow);
    }
    for (int l = 0; l < network->n_link; l++) {
        if (model->link_export[l] == 0) continue;
        const struct loss_curve *curve =
            model->link_export[l] > 0 ? &model->link_forward[l] : &model->link_back[l];
        const double capacity = network->link[l].capacity_mw;
        sum += receiving ? capacity - loss_curve_mw(curve, capacity) : capacity;
    }
    return sum;
}

static int find_country(struct result *result, const char *country)
{
    for (int c = 0; c < result->n_country; c++)
        if (strcmp(result->country[c].country, country) == 0) return c;
    result->country[result->n_country].country = country;
    return result->n_country++;
}

static void total_country_energy(const struct dispatch_model *model, struct result *result,
                                 const int *country)
{
    const struct network *network = result->network;
    for (int hour = 0; hour < result->n_hour; hour++) {
        for (int bus = 0; bus < network->n_bus; bus++) {
            struct country_total *total = &result->country[country[bus]];
            total->load_mwh += result->load_mw[at(hour, network->n_bus, bus)];
            total->unserved_mwh += result->shed_mw[at(hour, network->n_bus, bus)];
        }
        for (int g = 0; g < network->n_generator; g++) {
            const struct generator *generator = &network->generator[g];
            struct country_total *total = &result->country[country[generator->bus]];
            const size_t place = at(hour, network->n_generator, g);
            const double mw = result->generator_mw[place];
            total->generation_mwh += mw;
            total->co2_t += mw * generator->co2_t_per_mwh;
            total->operating_cost_usd += mw * model->generator_cost_usd_per_mwh[g];
            if (generator->availability != AVAILABILITY_FIRM)
                total->curtailed_mwh +=
                    generator->capacity_mw * result->series->generator_share[place] - mw;
        }
        for (int s = 0; s < network->n_storage;
             s++) { /* what a reservoir lets through is generation */
            const struct storage *storage = &network->storage[s];
            struct country_total *total = &result->country[country[storage->bus]];
            const size_t place = at(hour, network->n_storage, s);
            const double out = result->storage_discharge_mw[place];
            *(storage->kind == STORAGE_RESERVOIR ? &total->generation_mwh
                                                 : &total->storage_net_mwh) += out;
            total->storage_net_mwh -= result->storage_charge_mw[place];
            total->operating_cost_usd += out * storage->discharge_cost_usd_per_mwh;
        }
        for (int m = 0; m < network->n_market; m++) {
            const size_t place = at(hour, network->n_market, m);
            result->country[country[network->market[m].bus]].market_net_mwh +=
                result->market_sold_mw[place] - result->market_bought_mw[place];
        }
    }
}

static void total_country_price(struct result *result, const int *country, int c, double *hourly)
{
    const struct network *network = result->network;
    double weighted = 0, load_sum = 0, plain = 0;
    for (int hour = 0; hour < result->n_hour; hour++) {
        double value = 0, load = 0, sum = 0;
        int n = 0;
        for (int bus = 0; bus < network->n_bus; bus++) {
            if (country[bus] != c) continue;
            const double mw = result->load_mw[at(hour, network->n_bus, bus)];
            value += mw * price(result, hour, bus);
            load += mw;
            sum += price(result, hour, bus);
            n++;
        }
        hourly[hour] = load > 0 ? value / load : sum / n;
        weighted += value;
        load_sum += load;
        plain += sum / n / result->n_hour;
    }
    result->country[c].price_mean_usd_per_mwh = load_sum > 0 ? weighted / load_sum : plain;
    result->country[c].price = quantiles_of(hourly, result->n_hour);
}

static enum status total_countries(const struct dispatch_model *model, struct arena *arena,
                                   struct result *result)
{
    const int n_bus = result->network->n_bus;
    int *country = ARENA_ARRAY(arena, int, n_bus);
    double *hourly = ARENA_ARRAY(arena, double, result->n_hour);
    if (country == NULL || hourly == NULL) return STATUS_NO_MEMORY;
    for (int bus = 0; bus < n_bus; bus++)
        country[bus] = find_country(result, result->network->bus[bus].country);
    total_country_energy(model, result, country);
    for (int c = 0; c < result->n_country; c++)
        total_country_price(result, country, c, hourly);
    return STATUS_OK;
}

static int compare_bindings(const void *a, const void *b)
{
    const struct binding *x = a, *y = b;
    if (x->shadow_usd != y->shadow_usd) return x->shadow_usd < y->shadow_usd ? 1 : -1;
    return strcmp(x->id, y->id);
}

/* Elements whose limit costs anything worth saying (1 USD per MW and hour-sum), dearest first. */
static void list_bindings(struct result *result)
{
    const struct network *network = result->network;
    for (int l = 0; l < network->n_line; l++) {
        const struct line_total *total = &result->line[l];
        if (total->shadow_usd_per_mw < 1) continue;
        const double limit = total->forward_mwh >= total->back_mwh ? network->line[l].limit_mw
                                                                   : network->line[l].limit_back_mw;
        result->binding[result->n_binding++] =
            (struct binding){"line", network->line[l].id, total->shadow_usd_per_mw * limit,
                             total->shadow_usd_per_mw, total->hours_full};
    }
    for (int l = 0; l < network->n_link; l++) {
        const struct link_total *total = &result->link[l];
        if (total->shadow_usd_per_mw < 1) continue;
        result->binding[result->n_binding++] =
            (struct binding){"HVDC link", network->link[l].id,
                             total->shadow_usd_per_mw * network->link[l].capacity_mw,
                             total->shadow_usd_per_mw, total->hours_full};
    }
    qsort(result->binding, (size_t)result->n_binding, sizeof *result->binding, compare_bindings);
}

enum status result_totals(const struct dispatch_model *model, struct arena *arena,
                          struct result *result, struct error *error)
{
    const struct dispatch_config *config = model->config;
    static const char *const modes[] = {"economic", "hard", "soft", "maximum", "green"};
    result->export_mode = modes[config->export_mode];
    result->export_terminal =
        config->export_terminal == TERMINAL_RECEIVING ? "receiving" : "sending";
    result->export_interface = model->exports ? config->export_interface : "";
    result->export_target_mw = config->export_target_mw;
    result->export_capacity_mw = export_capacity_mw(model);
    total_elements(model, result);
    total_generators(model, result);
    total_markets(model, result);
    if (total_export(model, arena, result) != STATUS_OK ||
        total_countries(model, arena, result) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the totals");
    list_bindings(result);
    result->objective_usd = result->generation_cost_usd + result->co2_cost_usd +
                            result->storage_cost_usd + result->shedding_cost_usd +
                            result->market_purchases_usd - result->market_sales_usd +
                            result->tie_break_cost_usd + result->export_penalty_usd +
                            result->end_short_usd + result->reserve_cost_usd;
    result->phantom_share = result->phantom_usd / fmax(1.0, fabs(result->objective_usd));
    return STATUS_OK;
}
