/* From columns and duals back to MW, MWh and USD/MWh. */
#include "study/dispatch_internal.h"

#include <math.h>

struct reading {
    const struct dispatch_model *model;
    const struct dispatch_map *map;
    const struct lp *lp;
    const struct lp_solution *solution;
    struct result *result;
    int step;
    size_t hour; /* of the result */
};

#define READ_AS_ZERO_MW                                                                            \
    1e-6 /* what the certificate lets a row be off: less than that is not a flow */

#define READ_AS_DUMPED_MW 1e-4 /* less is where an interior point stops, and has a price */

static double value(const struct reading *reading, int offset)
{
    const double x = reading->solution->x[map_column(reading->map, reading->step, offset)];
    return fabs(x) < READ_AS_ZERO_MW ? 0.0 : x;
}

static double dual(const struct reading *reading, int offset)
{
    return reading->solution->row_dual[map_row(reading->map, reading->step, offset)];
}

/* Minus the reduced cost: what one more MW in this column would save beyond its own cost. */
static double worth(const struct reading *reading, int offset)
{
    const int column = map_column(reading->map, reading->step, offset);
    const struct lp *lp = reading->lp;
    double reduced_cost = lp->cost[column];
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
        reduced_cost -= lp_slope(lp, entry, reading->solution->x[column]) *
                        reading->solution->row_dual[lp->row[entry]];
    return -reduced_cost;
}

/* What the squares of a column are paid for: with the price of the loss, minus its cost. */
static double worth_of_squares(const struct reading *reading, int offset)
{
    const int column = map_column(reading->map, reading->step, offset);
    const struct lp *lp = reading->lp;
    double worth = 0;
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
        worth += lp_square(lp, entry) * reading->solution->row_dual[lp->row[entry]];
    return worth;
}

/* What one more MW of a column's upper bound would save. */
static double worth_of_limit(const struct reading *reading, int offset)
{
    return fmax(0.0, worth(reading, offset));
}

static void read_buses(const struct reading *reading)
{
    const struct network *network = reading->model->network;
    const struct series *series = reading->model->series;
    struct result *result = reading->result;
    const size_t at = reading->hour * (size_t)network->n_bus;
    for (int bus = 0; bus < network->n_bus; bus++) {
        result->load_mw[at + (size_t)bus] = series->load_mw[at + (size_t)bus];
        result->shed_mw[at + (size_t)bus] = value(reading, reading->map->shed + bus);
        result->price_usd_per_mwh[at + (size_t)bus] = dual(reading, reading->map->balance + bus);
    }
    const size_t first = reading->hour * (size_t)network->n_generator;
    for (int g = 0; g < network->n_generator; g++)
        result->generator_mw[first + (size_t)g] = value(reading, reading->map->generator + g);
}

/* What arrives beyond the load, where rows of the balance let it (docs/model.md, eq. 24). */
static void read_dumped(const struct reading *reading)
{
    const struct dispatch_map *map = reading->map;
    const struct lp *lp = reading->lp;
    const int n_bus = reading->model->network->n_bus;
    double *dumped = reading->result->dumped_mw + reading->hour * (size_t)n_bus;
    const int first_row = map_row(map, reading->step, map->balance);
    for (int bus = 0; bus < n_bus; bus++)
        dumped[bus] = -lp->row_lower[first_row + bus];
    for (int j = 0; j < map->columns_per_step; j++) {
        const int column = map_column(map, reading->step, j);
        const double x = reading->solution->x[column];
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            const int bus = lp->row[entry] - first_row;
            if (bus >= 0 && bus < n_bus)
                dumped[bus] += (lp->value[entry] + lp_square(lp, entry) * x) * x;
        }
    }
    for (int bus = 0; bus < n_bus; bus++)
        if (dumped[bus] < READ_AS_DUMPED_MW) dumped[bus] = 0;
}

static void add_segments(const struct reading *reading, const struct loss_curve *curve, int offset,
                         double *flow_mw, double *loss_mw)
{
    *flow_mw = *loss_mw = 0;
    for (int k = 0; k < curve->n_segment; k++) {
        const double part = value(reading, offset + k);
        *flow_mw += part;
        *loss_mw += (curve->slope[k] + curve->square * part) * part;
    }
}

/* The last segment ends at the limit: its reduced cost is the price of the limit. In the form SEND
 * one MW of limit is 1 / (1 + slope / 2) MW of flow, slope that of the loss at the limit. */
static double line_shadow(const struct reading *reading, const struct loss_curve *curve, int offset)
{
    const int last = curve->n_segment - 1;
    const double worth = worth_of_limit(reading, offset + last);
    const double slope = curve->slope[last] + 2 * curve->square * curve->width_mw[last];
    return reading->model->config->limit_form == LIMIT_SEND ? worth / (1 + slope / 2) : worth;
}

/* What limits after outages ask of a MW on a segment: not earned at its ends, but rent of theirs.
 */
static double asked_by_security(const struct reading *reading, int offset)
{
    const int column = map_column(reading->map, reading->step, offset);
    const int first = map_row(reading->map, reading->step, reading->map->secure);
    double usd = 0;
    for (int entry = reading->lp->start[column]; entry < reading->lp->start[column + 1]; entry++) {
        const int i = reading->lp->row[entry] - first;
        if (i >= 0 && i < reading->map->n_secure)
            usd -= reading->lp->value[entry] * reading->solution->row_dual[first + i];
    }
    return usd;
}

/* The same where one column carries both ways. */
static double signed_shadow(const struct reading *reading, int l)
{
    const struct dispatch_model *model = reading->model;
    const double gain = worth(reading, reading->map->line_forward[l]);
    const struct loss_curve *curve = gain < 0 ? &model->line_back[l] : &model->line_forward[l];
    const double slope = 2 * curve->square * curve->width_mw[0];
    return model->config->limit_form == LIMIT_SEND ? fabs(gain) / (1 + slope / 2) : fabs(gain);
}

/* Rent of a line in one direction from the duals of its segments (docs/model.md, eq. 52): the price
 * of the last segment is congestion, what the others earn more than that is loss surplus;
 * Kirchhoff's rows cancel over the lines of a cycle. */
static void add_rents(const struct reading *reading, const struct loss_curve *curve, int offset)
{
    const int last = offset + curve->n_segment - 1;
    const bool is_back = value(reading, last) < 0; /* in a column of both ways */
    const double full = is_back ? fmin(0, worth(reading, last)) : worth_of_limit(reading, last);
    for (int k = 0; k < curve->n_segment; k++) {
        const double part = value(reading, offset + k);
        const int column = map_column(reading->map, reading->step, offset + k);
        const double earned = worth(reading, offset + k) + reading->lp->cost[column];
        reading->result->congestion_rent_usd += part * full;
        reading->result->security_rent_usd += part * asked_by_security(reading, offset + k);
        reading->result->loss_surplus_usd +=
            part * (earned - full) - part * part * worth_of_squares(reading, offset + k);
    }
}

/* A line of the export interface also carries the price of the export rows: its rent is taken from
 * the bus prices instead. */
static void add_rent_of_prices(const struct reading *reading, int l, size_t at)
{
    const struct line *line = &reading->model->network->line[l];
    const double flow = reading->result->line_mw[at], half = reading->result->line_loss_mw[at] / 2;
    reading->result->congestion_rent_usd +=
        dual(reading, reading->map->balance + line->to_bus) * (flow - half) -
        dual(reading, reading->map->balance + line->from_bus) * (flow + half);
}

static void read_lines(const struct reading *reading)
{
    const struct dispatch_model *model = reading->model;
    const size_t first = reading->hour * (size_t)model->network->n_line;
    for (int l = 0; l < model->network->n_line; l++) {
        const bool is_signed = line_is_signed(model, l);
        double forward, back = 0, loss_forward, loss_back = 0;
        add_segments(reading, &model->line_forward[l], reading->map->line_forward[l], &forward,
                     &loss_forward);
        if (!is_signed)
            add_segments(reading, &model->line_back[l], reading->map->line_back[l], &back,
                         &loss_back);
        reading->result->line_mw[first + (size_t)l] = forward - back;
        reading->result->line_loss_mw[first + (size_t)l] = loss_forward + loss_back;
        if (model->line_export[l] != 0) {
            add_rent_of_prices(reading, l, first + (size_t)l);
        } else {
            add_rents(reading, &model->line_forward[l], reading->map->line_forward[l]);
            if (!is_signed) add_rents(reading, &model->line_back[l], reading->map->line_back[l]);
        }
        reading->result->line_shadow_usd_per_mwh[first + (size_t)l] =
            is_signed
                ? signed_shadow(reading, l)
                : line_shadow(reading, &model->line_forward[l], reading->map->line_forward[l]) +
                      line_shadow(reading, &model->line_back[l], reading->map->line_back[l]);
        line_price(model, reading->map, reading->lp, reading->solution->row_dual, reading->step, l,
                   forward - back, &reading->result->line_marginal_loss[first + (size_t)l],
                   &reading->result->line_pull_usd_per_mwh[first + (size_t)l]);
    }
}

/* The share of the rating that a segment of a link has: tangents that touch at equal steps cross
 * half-way, so that the first and the last are half as wide. */
static double segment_share(const struct dispatch_model *model, const struct loss_curve *curve,
                            int k)
{
    const int n = curve->n_segment;
    if (model->config->loss_method != LOSS_TANGENT || n == 1) return 1.0 / n;
    return (k == 0 || k == n - 1 ? 0.5 : 1.0) / (n - 1);
}

/* What a share of 0 .. 1 of the first MW of a link earns one way, when a MW through it costs `fee`
 * USD; *share is the best one. Segments each are 1/n of it; one with squares is all of it. */
static double first_mw_earns(const struct reading *reading, const struct loss_curve *curve,
                             int offset, double mutual, double fee, double *share)
{
    double earned = 0;
    *share = 0;
    for (int k = 0; k < curve->n_segment; k++) {
        const double squares = worth_of_squares(reading, offset + k);
        const double each = worth(reading, offset + k) - mutual - fee;
        const double part = segment_share(reading->model, curve, k);
        const double used = each <= 0 ? 0 : squares < 0 ? fmin(part, each / (-2 * squares)) : part;
        earned += (each + squares * used) * used;
        *share += used;
    }
    return earned;
}

/* The first MW of a link that has none: what it would earn at the prices without it, all of it
 * shared by both ways, where one row holds them (docs/model.md, eq. 16). That row is its own best
 * price then, which is looked for by halving. */
static double first_mw_shadow(const struct reading *reading, int l)
{
    enum { HALVINGS = 60 };
    const struct dispatch_model *model = reading->model;
    const double mutual = dual(reading, reading->map->link_mutual + l);
    double share[2], low = 0, high = 0, earned = 0;
    for (int step = 0; step < HALVINGS + 1; step++) {
        const double fee = (low + high) / 2;
        earned = first_mw_earns(reading, &model->link_forward[l], reading->map->link_forward[l],
                                mutual, fee, &share[0]) +
                 first_mw_earns(reading, &model->link_back[l], reading->map->link_back[l], mutual,
                                fee, &share[1]) +
                 fee;
        const bool is_too_much = model->config->hvdc_mutual_rows && share[0] + share[1] > 1;
        if (step == 0 && !is_too_much) break; /* nearly always: it pays one way only */
        if (step == 0) high = earned;         /* no fee can be more */
        if (step > 0 && is_too_much)
            low = fee;
        else if (step > 0)
            high = fee;
    }
    return earned;
}

/* One more MW of rating widens every segment by 1/n or lowers the squares of the loss, relaxes the
 * mutual row and costs the no-load loss at both ends (docs/model.md, eq. 16). */
static double link_shadow(const struct reading *reading, int l)
{
    const struct dispatch_model *model = reading->model;
    const struct hvdc_link *link = &model->network->link[l];
    double worth = fmax(0.0, -dual(reading, reading->map->link_mutual + l));
    const struct loss_curve *curves[] = {&model->link_forward[l], &model->link_back[l]};
    const int offsets[] = {reading->map->link_forward[l], reading->map->link_back[l]};
    for (int way = 0; way < 2; way++)
        for (int k = 0; k < curves[way]->n_segment; k++) {
            const double x = value(reading, offsets[way] + k);
            worth +=
                worth_of_limit(reading, offsets[way] + k) * segment_share(model, curves[way], k);
            if (link->capacity_mw > 0) /* square = c / K: of a MW more -c / K^2 */
                worth -= worth_of_squares(reading, offsets[way] + k) * x * x / link->capacity_mw;
        }
    if (!(link->capacity_mw > 0)) worth = first_mw_shadow(reading, l);
    const double prices = dual(reading, reading->map->balance + link->from_bus) +
                          dual(reading, reading->map->balance + link->to_bus);
    return worth - 0.5 * link->loss_fixed * prices;
}

static void read_links(const struct reading *reading)
{
    const struct dispatch_model *model = reading->model;
    struct result *result = reading->result;
    const size_t first = reading->hour * (size_t)model->network->n_link;
    for (int l = 0; l < model->network->n_link; l++) {
        const struct hvdc_link *link = &model->network->link[l];
        const size_t at = first + (size_t)l;
        double forward, back, loss_forward, loss_back;
        add_segments(reading, &model->link_forward[l], reading->map->link_forward[l], &forward,
                     &loss_forward);
        add_segments(reading, &model->link_back[l], reading->map->link_back[l], &back, &loss_back);
        result->link_forward_mw[at] = forward;
        result->link_back_mw[at] = back;
        result->link_forward_received_mw[at] = forward - loss_forward;
        result->link_back_received_mw[at] = back - loss_back;
        result->link_loss_mw[at] = loss_forward + loss_back + link->loss_fixed * link->capacity_mw;
        result->link_shadow_usd_per_mwh[at] = link_shadow(reading, l);
    }
}

static void read_storages(const struct reading *reading)
{
    struct result *result = reading->result;
    const int n = reading->model->network->n_storage;
    const size_t first = reading->hour * (size_t)n;
    for (int s = 0; s < n; s++) {
        result->storage_charge_mw[first + (size_t)s] = value(reading, reading->map->charge + s);
        result->storage_discharge_mw[first + (size_t)s] =
            value(reading, reading->map->discharge + s);
        result->storage_spill_mw[first + (size_t)s] = value(reading, reading->map->spill + s);
        result->storage_level_mwh[first + (size_t)s] = value(reading, reading->map->level + s);
        result->storage_value_usd_per_mwh[first + (size_t)s] =
            -dual(reading, reading->map->storage + s);
    }
}

static void read_reserves(const struct reading *reading)
{
    const struct dispatch_model *model = reading->model;
    struct result *result = reading->result;
    const size_t first = reading->hour * (size_t)model->n_area;
    for (int z = 0; z < model->n_area; z++) {
        result->reserve_up_mw[first + (size_t)z] = value(reading, reading->map->reserve_up + z);
        result->reserve_down_mw[first + (size_t)z] = value(reading, reading->map->reserve_down + z);
    }
    for (int i = 0; i < model->n_incident; i++) {
        const int row = reading->map->incident + INFEED_ROWS * i;
        const size_t at = first + (size_t)model->incident[i].area;
        result->infeed_usd_per_mwh[at] += fmax(0, dual(reading, row + INFEED_LOSS)) +
                                          fmax(0, -dual(reading, row + INFEED_CAP)) +
                                          fmax(0, -dual(reading, row + INFEED_DROOP));
        result->cut_usd_per_mwh[at] += fmax(0, dual(reading, row + INFEED_CUT)) +
                                       fmax(0, -dual(reading, row + INFEED_CUT_CAP)) +
                                       fmax(0, -dual(reading, row + INFEED_CUT_DROOP));
    }
}

static void read_secure(const struct reading *reading)
{
    const struct secure *secure = &reading->model->secure;
    for (int i = 0; i < reading->map->n_secure; i++) {
        const double usd = fabs(dual(reading, reading->map->secure + i));
        secure->limit[i].usd += usd;
        secure->limit[i].hours += usd > 1e-4;
    }
}

static void read_markets(const struct reading *reading)
{
    const struct network *network = reading->model->network;
    const size_t first = reading->hour * (size_t)network->n_market;
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        double *into = block->side == MARKET_BUYS ? reading->result->market_bought_mw
                                                  : reading->result->market_sold_mw;
        into[first + (size_t)block->market] += value(reading, reading->map->market + b);
    }
}

/* docs/model.md, eq. 18 */
static void read_export(const struct reading *reading)
{
    const struct dispatch_model *model = reading->model;
    const struct result *result = reading->result;
    const bool receiving = model->config->export_terminal == TERMINAL_RECEIVING;
    double sum = 0;
    for (int l = 0; l < model->network->n_line; l++) {
        if (model->line_export[l] == 0) continue;
        const size_t at = reading->hour * (size_t)model->network->n_line + (size_t)l;
        const double half = result->line_loss_mw[at] / 2;
        sum += model->line_export[l] * result->line_mw[at] + (receiving ? -half : half);
    }
    for (int l = 0; l < model->network->n_link; l++) {
        if (model->link_export[l] == 0) continue;
        const size_t at = reading->hour * (size_t)model->network->n_link + (size_t)l;
        const bool forward = model->link_export[l] > 0;
        const double out = forward ? result->link_forward_mw[at] : result->link_back_mw[at];
        const double out_there =
            forward ? result->link_forward_received_mw[at] : result->link_back_received_mw[at];
        const double in = forward ? result->link_back_mw[at] : result->link_forward_mw[at];
        const double in_here =
            forward ? result->link_back_received_mw[at] : result->link_forward_received_mw[at];
        sum += receiving ? out_there - in : out - in_here;
    }
    reading->result->export_mw[reading->hour] = sum;
}

static void add_column_cost(const struct reading *reading)
{
    long double cost = 0;
    for (int offset = 0; offset < reading->map->columns_per_step; offset++)
        cost += (long double)reading->lp->cost[map_column(reading->map, reading->step, offset)] *
                value(reading, offset);
    reading->result->column_cost_usd += (double)cost;
}

void dispatch_read(const struct dispatch_model *model, const struct horizon *horizon,
                   const struct dispatch_map *map, const struct lp *lp,
                   const struct lp_solution *solution, int n_keep, struct result *result)
{
    for (int step = 0; step < n_keep; step++) {
        const struct reading reading = {
            model, map, lp, solution, result, step, (size_t)(horizon->first_hour + step)};
        read_buses(&reading);
        if (model->config->loss_method == LOSS_QUADRATIC) read_dumped(&reading);
        read_lines(&reading);
        read_links(&reading);
        read_storages(&reading);
        read_reserves(&reading);
        read_secure(&reading);
        read_markets(&reading);
        read_export(&reading);
        add_column_cost(&reading);
    }
}
