#include "study/secure.h"
#include "study/secure_grid.h"

#include <math.h>
#include <string.h>

#define PRICE_GUESS_USD_PER_MWH                                                                    \
    60.0 /* where the interior point starts; the answer does not depend on it */

#define SHED_PER_EXPORT 10.0 /* MWh: see add_shed_columns */

/* Everything that the row and column writers need. */
struct build {
    const struct dispatch_model *model;
    const struct horizon *horizon;
    const struct boundary *boundary;
    struct dispatch_map *map;
    struct lp *lp;
    double hours; /* of a step */
};

static double noload_mw(const struct network *network, int bus)
{
    double sum = 0;
    for (int l = 0; l < network->n_link; l++) {
        const double half = 0.5 * network->link[l].loss_fixed * network->link[l].capacity_mw;
        if (network->link[l].from_bus == bus) sum += half;
        if (network->link[l].to_bus == bus) sum += half;
    }
    return sum;
}

/* Inflow into a storage from releases upstream before this horizon, in MWh of the step. */
static double water_on_its_way_mwh(const struct build *build, int step, int storage)
{
    const struct network *network = build->model->network;
    const struct result *past = build->boundary->past;
    if (past == NULL || build->boundary->cyclic) return 0;
    double sum = 0;
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *upper = &network->storage[s];
        if (upper->downstream_storage != storage) continue;
        const int hour = build->horizon->first_hour + step - upper->downstream_delay_h;
        if (hour < 0 || hour >= build->horizon->first_hour) continue;
        const size_t at = (size_t)hour * (size_t)network->n_storage + (size_t)s;
        sum += upper->downstream_mwh_per_mwh *
               (past->storage_discharge_mw[at] + past->storage_spill_mw[at]);
    }
    return sum;
}

/* docs/model.md, eq. 15 */
static void add_storage_rows(const struct build *build, int step)
{
    const struct network *network = build->model->network;
    for (int s = 0; s < network->n_storage; s++) {
        double right = build->hours * step_inflow_mw(build->model, build->horizon, step, s);
        right += water_on_its_way_mwh(build, step, s);
        if (step == 0 && !build->boundary->cyclic) {
            const double kept = pow(1 - network->storage[s].hourly_loss_share, build->hours);
            right += kept * build->boundary->first_level_mwh[s];
        }
        lp_add_row(build->lp, right, right, step);
    }
}

/* docs/model.md, eq. 13 */
static void add_ramp_row(const struct build *build, int step, double most_mw,
                         const double *before_mw, int which)
{
    if (step == 0 && before_mw == NULL)
        lp_add_row(build->lp, -INFINITY, INFINITY, step);
    else if (step == 0)
        lp_add_row(build->lp, before_mw[which] - most_mw, before_mw[which] + most_mw, step);
    else
        lp_add_row(build->lp, -most_mw, most_mw, step);
}

/* docs/model.md, eq. 19 */
static void add_export_rows(const struct build *build, int step)
{
    const struct dispatch_config *config = build->model->config;
    const bool asked = config->export_mode == EXPORT_HARD || config->export_mode == EXPORT_SOFT;
    lp_add_row(build->lp, asked ? config->export_target_mw : -INFINITY, INFINITY, step);
    lp_add_row(build->lp, -INFINITY, build->model->export_green ? 0.0 : INFINITY, step);
}

/* Balance, cycles, links, export, stores, ramps (docs/model.md, eqs. 2, 3, 10, 19, 15, 13). */
static void add_step_rows(const struct build *build, int step)
{
    const struct network *network = build->model->network;
    const struct boundary *boundary = build->boundary;
    const bool quadratic = build->model->config->loss_method == LOSS_QUADRATIC;
    for (int bus = 0; bus < network->n_bus; bus++) {
        const double right =
            step_load_mw(build->model, build->horizon, step, bus) + noload_mw(network, bus);
        lp_add_row(build->lp, right, quadratic ? INFINITY : right, step);
    }
    for (int cycle = 0; cycle < build->model->cycles.count; cycle++)
        lp_add_row(build->lp, 0, 0, step);
    for (int link = 0; link < network->n_link; link++)
        lp_add_row(build->lp, -INFINITY,
                   build->model->config->hvdc_mutual_rows ? network->link[link].capacity_mw
                                                          : INFINITY,
                   step);
    add_export_rows(build, step);
    infeed_add_rows(build->model, build->horizon, step, build->lp);
    secure_add_rows(build->model, step, build->lp);
    add_storage_rows(build, step);
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        if (build->model->generator_ramps[g])
            add_ramp_row(build, step,
                         generator->ramp_share_per_h * generator->capacity_mw * build->hours,
                         boundary->before_generator_mw, g);
    }
    for (int l = 0; l < network->n_link; l++)
        if (network->link[l].ramp_mw_per_h < 2 * network->link[l].capacity_mw)
            add_ramp_row(build, step, network->link[l].ramp_mw_per_h * build->hours,
                         boundary->before_link_mw, l);
}

/* Budgets and last levels (docs/model.md, eqs. 14, 19, 37). */
static void add_linking_rows(const struct build *build)
{
    const struct network *network = build->model->network;
    struct dispatch_map *map = build->map;
    map->first_budget_row = build->lp->n_row;
    for (int g = 0; g < network->n_generator; g++)
        if (!isnan(build->boundary->energy_budget_mwh[g]))
            lp_add_row(build->lp, -INFINITY, build->boundary->energy_budget_mwh[g], BLOCK_LINKING);
    map->co2_row = map->floor_row = -1;
    if (!isnan(build->boundary->co2_budget_t))
        map->co2_row =
            lp_add_row(build->lp, -INFINITY, build->boundary->co2_budget_t, BLOCK_LINKING);
    if (!isnan(build->model->export_floor_mwh))
        map->floor_row =
            lp_add_row(build->lp, build->model->export_floor_mwh, INFINITY, BLOCK_LINKING);
    map->first_end_row = build->lp->n_row;
    for (int s = 0; build->boundary->last_level_mwh != NULL && s < network->n_storage; s++)
        if (!isnan(build->boundary->last_level_mwh[s]))
            lp_add_row(build->lp, build->boundary->last_level_mwh[s],
                       build->boundary->last_level_mwh[s], build->horizon->n_step - 1);
    map->n_row = build->lp->n_row;
}

static double objective_weight(const struct build *build)
{
    return build->model->maximum_first ? 0.0 : build->hours;
}

/* docs/model.md, eq. 26: losses as squares have no slope that a tie-break could weigh, but whatever
 * is lost is produced. */
static double production_tie_usd_per_mwh(const struct dispatch_model *model)
{
    const bool quadratic = model->config->loss_method == LOSS_QUADRATIC;
    return quadratic ? model->config->tie_break_usd_per_mwh : 0;
}

/* Load is never cut for the sake of an export: not at all under a hard target, and in the first
 * stage of the most export each MWh cut costs ten exported. */
static void add_shed_columns(const struct build *build, int step)
{
    const struct dispatch_config *config = build->model->config;
    const bool forbidden = config->export_mode == EXPORT_HARD;
    const double cost =
        build->model->maximum_first ? SHED_PER_EXPORT : config->value_of_lost_load_usd_per_mwh;
    for (int bus = 0; bus < build->model->network->n_bus; bus++) {
        const double load = fmax(0, step_load_mw(build->model, build->horizon, step, bus));
        lp_add_column(build->lp, cost * build->hours, 0, forbidden ? 0 : load);
        lp_add_entry(build->lp, map_row(build->map, step, build->map->balance + bus), 1);
    }
}

static void add_generator_columns(const struct build *build, int step)
{
    const struct dispatch_model *model = build->model;
    const struct network *network = model->network;
    const struct dispatch_map *map = build->map;
    const double tie = production_tie_usd_per_mwh(model);
    int ramp = 0, budget = 0;
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        const double most = generator->capacity_mw * step_share(model, build->horizon, step, g);
        const double least = fmin(most, generator->capacity_mw * generator->must_run_share);
        lp_add_column(build->lp,
                      (model->generator_cost_usd_per_mwh[g] + tie) * objective_weight(build), least,
                      most);
        lp_add_entry(build->lp, map_row(map, step, map->balance + generator->bus), 1);
        secure_add_unit(model, map, step, secure_unit_of_generator(g), 1, build->lp);
        if (generator->availability == AVAILABILITY_FIRM)
            infeed_add_unit(model, map, step, generator->bus, build->lp);
        if (model->export_green && generator->green)
            lp_add_entry(build->lp, map_row(map, step, map->green_row), -1);
        if (model->generator_ramps[g]) {
            lp_add_entry(build->lp, map_row(map, step, map->generator_ramp + ramp), 1);
            if (step + 1 < build->horizon->n_step)
                lp_add_entry(build->lp, map_row(map, step + 1, map->generator_ramp + ramp), -1);
            ramp++;
        }
        if (!isnan(build->boundary->energy_budget_mwh[g]))
            lp_add_entry(build->lp, map->first_budget_row + budget++, build->hours);
        if (map->co2_row >= 0)
            lp_add_entry(build->lp, map->co2_row, generator->co2_t_per_mwh * build->hours);
    }
    add_shed_columns(build, step);
}

/* docs/model.md, eq. 25: squares of export where they keep the rows convex: what arrives in the row
 * of the target, what is sent in the row of clean power. Without them a row is stricter. */
static double square_of_target(double square)
{
    return fmin(0, square);
}
static double square_of_green(double square)
{
    return fmax(0, square);
}

/* MW at the export terminal per MW of a segment; `along`: it flows in the direction of export
 * (docs/model.md, eq. 18). */
static double at_terminal(const struct dispatch_model *model, double received, double sent,
                          bool along)
{
    const bool receiving = model->config->export_terminal == TERMINAL_RECEIVING;
    return along ? (receiving ? received : sent) : -(receiving ? sent : received);
}

static void add_export_entries(const struct build *build, int step, double share, double square)
{
    const struct dispatch_map *map = build->map;
    lp_add_curved_entry(build->lp, map_row(map, step, map->export_row), share,
                        square_of_target(square));
    if (build->model->export_green)
        lp_add_curved_entry(build->lp, map_row(map, step, map->green_row), share,
                            square_of_green(square));
    if (map->floor_row >= 0) lp_add_entry(build->lp, map->floor_row, share * build->hours);
}

static double export_reward(const struct build *build, double share)
{
    return build->model->maximum_first ? -share * build->hours : 0.0;
}

/* Segments of the lines in one direction, or both ways in one column (docs/model.md, eqs. 2, 3, 5,
 * 11, 24). */
static void add_line_columns(const struct build *build, int step, bool forward)
{
    const struct dispatch_model *model = build->model;
    const struct dispatch_map *map = build->map;
    for (int l = 0; l < model->network->n_line; l++) {
        const struct line *line = &model->network->line[l];
        const struct loss_curve *curve = forward ? &model->line_forward[l] : &model->line_back[l];
        const int sender = forward ? line->from_bus : line->to_bus;
        const int receiver = forward ? line->to_bus : line->from_bus;
        const int direction = model->line_export[l];
        const bool is_signed = line_is_signed(model, l);
        if (is_signed && !forward) continue;
        for (int k = 0; k < curve->n_segment; k++) {
            const double half = curve->slope[k] / 2,
                         reactance = forward ? line->reactance_pu : -line->reactance_pu;
            const double share =
                direction == 0 ? 0
                               : at_terminal(model, 1 - half, 1 + half, (direction > 0) == forward);
            const double tie =
                is_signed ? 0 : model->config->tie_break_usd_per_mwh * (curve->slope[k] + 1e-3);
            const double square = curve->square / 2;
            lp_add_column(build->lp, tie * objective_weight(build) + export_reward(build, share),
                          is_signed ? -model->line_back[l].width_mw[0] : 0, curve->width_mw[k]);
            lp_add_curved_entry(build->lp, map_row(map, step, map->balance + sender), -1 - half,
                                -square);
            lp_add_curved_entry(build->lp, map_row(map, step, map->balance + receiver), 1 - half,
                                -square);
            for (int c = model->line_cycle_start[l]; c < model->line_cycle_start[l + 1]; c++)
                lp_add_entry(build->lp, map_row(map, step, map->cycle + model->line_cycle[c]),
                             model->line_cycle_sign[c] * reactance);
            secure_add_line(model, map, step, l, forward ? 1 : -1, build->lp);
            if (direction != 0)
                add_export_entries(build, step, share,
                                   at_terminal(model, -square, square, (direction > 0) == forward));
        }
    }
}

/* Segments of the links in one direction (docs/model.md, eqs. 2, 7, 10, 11). */
static void add_link_columns(const struct build *build, int step, bool forward)
{
    const struct dispatch_model *model = build->model;
    const struct dispatch_map *map = build->map;
    int ramp = 0;
    for (int l = 0; l < model->network->n_link; l++) {
        const struct hvdc_link *link = &model->network->link[l];
        const struct loss_curve *curve = forward ? &model->link_forward[l] : &model->link_back[l];
        const int sender = forward ? link->from_bus : link->to_bus;
        const int receiver = forward ? link->to_bus : link->from_bus;
        const int direction = model->link_export[l];
        const bool ramps = link->ramp_mw_per_h < 2 * link->capacity_mw;
        for (int k = 0; k < curve->n_segment; k++) {
            const double received = 1 - curve->slope[k];
            const double share =
                direction == 0 ? 0 : at_terminal(model, received, 1, (direction > 0) == forward);
            lp_add_column(build->lp,
                          model->config->tie_break_usd_per_mwh * objective_weight(build) +
                              export_reward(build, share),
                          0, curve->width_mw[k]);
            lp_add_entry(build->lp, map_row(map, step, map->balance + sender), -1);
            lp_add_curved_entry(build->lp, map_row(map, step, map->balance + receiver), received,
                                -curve->square);
            lp_add_entry(build->lp, map_row(map, step, map->link_mutual + l), 1);
            infeed_add_link(model, map, step, l, forward, received, build->lp);
            secure_add_link(model, map, step,
                            &(struct secure_flow){l, forward, received, curve->square}, build->lp);
            if (ramps) {
                lp_add_entry(build->lp, map_row(map, step, map->link_ramp + ramp),
                             forward ? 1 : -1);
                if (step + 1 < build->horizon->n_step)
                    lp_add_entry(build->lp, map_row(map, step + 1, map->link_ramp + ramp),
                                 forward ? -1 : 1);
            }
            if (direction != 0)
                add_export_entries(
                    build, step, share,
                    at_terminal(model, -curve->square, 0, (direction > 0) == forward));
        }
        ramp += ramps;
    }
}

/* Released water turns up downstream some steps later. */
static void add_release(const struct build *build, int step, int s)
{
    const struct storage *storage = &build->model->network->storage[s];
    if (storage->downstream_storage < 0) return;
    const int n = build->horizon->n_step;
    int later = step + (int)lround(storage->downstream_delay_h / build->hours);
    if (later >= n && !build->boundary->cyclic) return;
    later %= n;
    lp_add_entry(build->lp,
                 map_row(build->map, later, build->map->storage + storage->downstream_storage),
                 -build->hours * storage->downstream_mwh_per_mwh);
}

/* Never in the way of an answer: all that is stored, flows in, and comes from above at once. */
static double most_spill_mw(const struct build *build, int s)
{
    const struct dispatch_model *model = build->model;
    const struct storage *storage = model->network->storage;
    if (!model->storage_spills[s]) return 0;
    double sum =
        storage[s].energy_mwh / build->hours + storage[s].discharge_mw + model->peak_inflow_mw[s];
    for (int u = 0; u < model->network->n_storage; u++)
        if (storage[u].downstream_storage == s)
            sum += storage[u].downstream_mwh_per_mwh *
                   (storage[u].energy_mwh / build->hours + 2 * storage[u].discharge_mw +
                    model->peak_inflow_mw[u]);
    return sum;
}

static void add_storage_columns(const struct build *build, int step)
{
    const struct dispatch_model *model = build->model;
    const struct network *network = model->network;
    const struct dispatch_map *map = build->map;
    struct lp *lp = build->lp;
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        lp_add_column(lp, 0, 0, storage->charge_mw * (1 - storage->forced_outage_share));
        lp_add_entry(lp, map_row(map, step, map->balance + storage->bus), -1);
        lp_add_entry(lp, map_row(map, step, map->storage + s),
                     -build->hours * storage->charge_efficiency);
        secure_add_unit(model, map, step, secure_unit_of_storage(network, s), -1, lp);
    }
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        lp_add_column(lp, storage->discharge_cost_usd_per_mwh * objective_weight(build),
                      least_release_mw(storage, step_inflow_mw(model, build->horizon, step, s)),
                      storage->discharge_mw * (1 - storage->forced_outage_share));
        lp_add_entry(lp, map_row(map, step, map->balance + storage->bus), 1);
        lp_add_entry(lp, map_row(map, step, map->storage + s),
                     build->hours / storage->discharge_efficiency);
        if (model->export_green && storage->kind == STORAGE_RESERVOIR)
            lp_add_entry(lp, map_row(map, step, map->green_row), -1);
        if (storage->kind == STORAGE_RESERVOIR) infeed_add_unit(model, map, step, storage->bus, lp);
        secure_add_unit(model, map, step, secure_unit_of_storage(network, s), 1, lp);
        add_release(build, step, s);
    }
    for (int s = 0; s < network->n_storage; s++) {
        lp_add_column(lp, 0, 0, most_spill_mw(build, s));
        lp_add_entry(lp, map_row(map, step, map->storage + s), build->hours);
        add_release(build, step, s);
    }
}

static void add_level_columns(const struct build *build, int step)
{
    const struct network *network = build->model->network;
    const struct dispatch_map *map = build->map;
    const int n = build->horizon->n_step;
    int end = 0;
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        const double kept = pow(1 - storage->hourly_loss_share, build->hours);
        const bool last = step == n - 1, wraps = last && build->boundary->cyclic;
        lp_add_column(build->lp, 0, 0, storage->energy_mwh);
        if (n == 1 && wraps) {
            lp_add_entry(build->lp, map_row(map, step, map->storage + s), 1 - kept);
        } else {
            lp_add_entry(build->lp, map_row(map, step, map->storage + s), 1);
            if (!last || wraps)
                lp_add_entry(build->lp, map_row(map, (step + 1) % n, map->storage + s), -kept);
        }
        const double *wanted = build->boundary->last_level_mwh;
        if (last && wanted != NULL && !isnan(wanted[s]))
            lp_add_entry(build->lp, map->first_end_row + end++, 1);
    }
}

/* docs/model.md, eq. 17, and what is short of a soft target, eq. 19. */
static void add_market_columns(const struct build *build, int step)
{
    const struct network *network = build->model->network;
    const struct dispatch_map *map = build->map;
    const double tie = production_tie_usd_per_mwh(build->model);
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        const double price =
            step_market_usd_per_mwh(build->model, build->horizon, step, block->market);
        const bool buys = block->side == MARKET_BUYS;
        const double cost =
            buys ? block->offset_usd_per_mwh - price : price + block->offset_usd_per_mwh + tie;
        lp_add_column(build->lp, cost * objective_weight(build), 0, block->depth_mw);
        lp_add_entry(build->lp,
                     map_row(map, step, map->balance + network->market[block->market].bus),
                     buys ? -1 : 1);
        secure_add_unit(build->model, map, step, secure_unit_of_market(network, block->market),
                        buys ? -1 : 1, build->lp);
    }
    const struct dispatch_config *config = build->model->config;
    const bool soft = config->export_mode == EXPORT_SOFT;
    lp_add_column(build->lp, config->export_penalty_usd_per_mwh * objective_weight(build), 0,
                  soft ? 2 * config->export_target_mw + 1e5 : 0);
    lp_add_entry(build->lp, map_row(map, step, map->export_row), 1);
    infeed_add_columns(build->model, map, step, objective_weight(build), build->lp);
}

/* Of a store: a column as narrow as this is in the way of every step of an interior point. */
#define NARROW_SHARE 1e-4

/* A level that is missed is short of the wanted one first, then of the least (docs/model.md, eqs.
 * 37, 170). */
static void add_end_columns(const struct build *build)
{
    const struct network *network = build->model->network;
    const struct boundary *boundary = build->boundary;
    const double lost_load = build->model->config->value_of_lost_load_usd_per_mwh;
    int end = build->map->first_end_row;
    for (int s = 0; boundary->last_level_mwh != NULL && s < network->n_storage; s++) {
        const double wanted = boundary->last_level_mwh[s], most = network->storage[s].energy_mwh;
        if (isnan(wanted)) continue;
        const double least = boundary->least_level_mwh != NULL ? boundary->least_level_mwh[s] : 0;
        const double before_least = wanted - least > NARROW_SHARE * most ? wanted - least : 0;
        lp_add_column(build->lp, boundary->short_usd_per_mwh[s], 0, before_least);
        lp_add_entry(build->lp, end, 1);
        const double missing_usd = fmax(lost_load, boundary->short_usd_per_mwh[s]);
        lp_add_column(build->lp, missing_usd, 0, least > 0 ? most : 0);
        lp_add_entry(build->lp, end, 1);
        const double over = build->model->maximum_first ? 0 : boundary->over_usd_per_mwh[s];
        lp_add_column(build->lp, -over, 0, most); /* USD must not compete with MWh of export */
        lp_add_entry(build->lp, end++, -1);
    }
    build->map->n_column = build->lp->n_column;
}

static double *make_guess(const struct build *build, struct arena *arena)
{
    double *guess = ARENA_ARRAY(arena, double, build->map->n_row);
    const struct dispatch_map *map = build->map;
    for (int step = 0; guess != NULL && step < build->horizon->n_step; step++) {
        for (int bus = 0; bus < build->model->network->n_bus; bus++)
            guess[map_row(map, step, map->balance + bus)] =
                PRICE_GUESS_USD_PER_MWH * objective_weight(build);
        for (int s = 0; s < build->model->network->n_storage; s++)
            guess[map_row(map, step, map->storage + s)] =
                -PRICE_GUESS_USD_PER_MWH * (build->model->maximum_first ? 0 : 1);
    }
    return guess;
}

enum status dispatch_build(const struct dispatch_model *model, const struct horizon *horizon,
                           const struct boundary *boundary, struct arena *arena, struct lp *lp,
                           struct dispatch_map *map, double **guess, struct error *error)
{
    TRY(dispatch_place(model, arena, map, error));
    struct build build = {model, horizon, boundary, map, lp, horizon->step_hours};
    const struct network *network = model->network;
    const double n_entry =
        (double)dispatch_entries(model) * horizon->n_step + 4.0 * network->n_storage;
    if (n_entry > 2e9)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s: %d steps make an LP of %.2g entries, more than 2e9; use windows",
                         model->config->path, horizon->n_step, n_entry);
    TRY(lp_new(map->rows_per_step * horizon->n_step + network->n_generator + network->n_storage + 2,
               map->columns_per_step * horizon->n_step + 3 * network->n_storage, (int)n_entry,
               arena, lp, error));
    if (model->config->loss_method == LOSS_QUADRATIC) TRY(lp_allow_squares(lp, arena, error));
    for (int step = 0; step < horizon->n_step; step++)
        add_step_rows(&build, step);
    add_linking_rows(&build);
    for (int step = 0; step < horizon->n_step; step++) {
        add_generator_columns(&build, step);
        add_line_columns(&build, step, true);
        add_line_columns(&build, step, false);
        add_link_columns(&build, step, true);
        add_link_columns(&build, step, false);
        add_storage_columns(&build, step);
        add_level_columns(&build, step);
        add_market_columns(&build, step);
    }
    add_end_columns(&build);
    if (guess != NULL && (*guess = make_guess(&build, arena)) == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d rows", map->n_row);
    return STATUS_OK;
}
