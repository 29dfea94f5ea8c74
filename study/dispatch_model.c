#include "study/secure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COARSE_SEGMENTS = 2 }; /* of the guide run, which only places reservoir levels */

/* "500:1.06": what losses at 500 kV are more than eq. 4 says (docs/model.md, eq. 164). */
bool calibration_read(const char *text, double *nominal_kv, double *factor)
{
    char *end;
    *nominal_kv = strtod(text, &end);
    if (end == text || *end != ':') return false;
    const char *second = end + 1;
    *factor = strtod(second, &end);
    return end != second && *end == '\0' && *nominal_kv > 0 && *factor >= 0.5 && *factor <= 3;
}

static double calibration_of(const struct text_list *calibration, double line_kv)
{
    double nominal_kv, factor;
    for (int i = 0; i < calibration->count; i++)
        if (calibration_read(calibration->item[i], &nominal_kv, &factor) && nominal_kv == line_kv)
            return factor;
    return 1;
}

/* docs/model.md, eqs. 5, 6, 8, 9, 24 */
static enum status line_curve(const struct dispatch_model *model, const struct line *line,
                              double limit_mw, bool coarse, struct arena *arena,
                              struct loss_curve *curve)
{
    const struct dispatch_config *config = model->config;
    const double rho =
        config->loss_method == LOSS_NONE
            ? 0
            : line->loss_per_mw * calibration_of(&config->loss_calibration, line->nominal_kv);
    const int n = coarse ? COARSE_SEGMENTS : config->loss_segments;
    if (config->loss_method == LOSS_QUADRATIC)
        TRY(loss_curve_exact(0, rho, limit_mw, arena, curve));
    else if (config->loss_method == LOSS_TANGENT)
        TRY(loss_curve_tangents(rho, limit_mw, n > 0 ? n : 4, arena, curve));
    else
        TRY(loss_curve_secants(rho, limit_mw, n, config->loss_atol_mw, config->loss_rtol, arena,
                               curve));
    if (config->limit_form == LIMIT_SEND)
        loss_curve_cut(curve, loss_curve_flow_at_sending(curve, limit_mw));
    return STATUS_OK;
}

/* docs/model.md, eqs. 7, 24. A link without a MW has the segments of one with a MW, of no width:
 * what the first MW would be worth can be read from them (eq. 16). */
static enum status link_curve(const struct dispatch_model *model, const struct hvdc_link *link,
                              bool coarse, struct arena *arena, struct loss_curve *curve)
{
    const enum loss_method method = model->config->loss_method;
    const double b = link->loss_linear, c = link->loss_quadratic;
    const double rating_mw = link->capacity_mw > 0 ? link->capacity_mw : 1;
    const int n = coarse ? COARSE_SEGMENTS : model->config->hvdc_segments;
    if (method == LOSS_QUADRATIC)
        TRY(loss_curve_exact(b, c / rating_mw, rating_mw, arena, curve));
    else if (method == LOSS_TANGENT)
        TRY(loss_curve_link_tangents(b, c, rating_mw, n, arena, curve));
    else
        TRY(loss_curve_link(b, c, rating_mw, n, arena, curve));
    for (int k = 0; k < curve->n_segment && !(link->capacity_mw > 0); k++)
        curve->width_mw[k] = 0;
    return STATUS_OK;
}

static enum status make_curves(struct dispatch_model *model, bool coarse, struct arena *arena)
{
    const struct network *network = model->network;
    for (int line = 0; line < network->n_line; line++) {
        const struct line *data = &network->line[line];
        TRY(line_curve(model, data, data->limit_mw, coarse, arena, &model->line_forward[line]));
        TRY(line_curve(model, data, data->limit_back_mw, coarse, arena, &model->line_back[line]));
    }
    for (int link = 0; link < network->n_link; link++) {
        const struct hvdc_link *data = &network->link[link];
        TRY(link_curve(model, data, coarse, arena, &model->link_forward[link]));
        TRY(link_curve(model, data, coarse, arena, &model->link_back[link]));
    }
    return STATUS_OK;
}

static enum status index_cycles(struct dispatch_model *model, struct arena *arena)
{
    const struct cycles *cycles = &model->cycles;
    const int n_line = model->network->n_line, n_member = cycles->start[cycles->count];
    int *place = ARENA_ARRAY(arena, int, n_line + 2);
    model->line_cycle = ARENA_ARRAY(arena, int, n_member);
    model->line_cycle_sign = ARENA_ARRAY(arena, int, n_member);
    if (place == NULL || model->line_cycle == NULL || model->line_cycle_sign == NULL)
        return STATUS_NO_MEMORY;
    for (int k = 0; k < n_member; k++)
        place[cycles->branch[k] + 2]++;
    for (int line = 0; line < n_line; line++)
        place[line + 2] += place[line + 1];
    for (int cycle = 0; cycle < cycles->count; cycle++)
        for (int k = cycles->start[cycle]; k < cycles->start[cycle + 1]; k++) {
            const int to = place[cycles->branch[k] + 1]++;
            model->line_cycle[to] = cycle;
            model->line_cycle_sign[to] = cycles->sign[k];
        }
    model->line_cycle_start = place;
    return STATUS_OK;
}

static enum status find_cycles(struct dispatch_model *model, struct arena *arena,
                               struct error *error)
{
    const struct network *network = model->network;
    int *from = ARENA_ARRAY(arena, int, network->n_line);
    int *to = ARENA_ARRAY(arena, int, network->n_line);
    if (from == NULL || to == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the lines");
    for (int line = 0; line < network->n_line; line++) {
        from[line] = network->line[line].from_bus;
        to[line] = network->line[line].to_bus;
    }
    if (cycles_find(network->n_bus, network->n_line, from, to, arena, &model->cycles) !=
            STATUS_OK ||
        index_cycles(model, arena) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the cycles of %d lines",
                         network->n_line);
    return STATUS_OK;
}

static bool pays_for_co2(const struct dispatch_config *config, const char *country)
{
    if (config->co2_price_countries.count == 0) return true;
    for (int i = 0; i < config->co2_price_countries.count; i++)
        if (strcmp(config->co2_price_countries.item[i], country) == 0) return true;
    return false;
}

static double peak_inflow_mw(const struct dispatch_model *model, int storage)
{
    const struct series *series = model->series;
    double peak = 0;
    for (int hour = 0; hour < series->n_hour; hour++)
        peak = fmax(
            peak,
            series->inflow_mw[(size_t)hour * (size_t)model->network->n_storage + (size_t)storage]);
    return peak;
}

static void price_generators(struct dispatch_model *model)
{
    const struct network *network = model->network;
    const double usd_per_t = model->config->co2_price_eur_per_t * model->config->fx_usd_per_eur;
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *generator = &network->generator[g];
        const bool pays = pays_for_co2(model->config, network->bus[generator->bus].country);
        model->generator_cost_usd_per_mwh[g] = generator->marginal_cost_usd_per_mwh +
                                               (pays ? usd_per_t * generator->co2_t_per_mwh : 0);
        model->generator_ramps[g] = generator->availability == AVAILABILITY_FIRM &&
                                    generator->ramp_share_per_h < 1 - generator->must_run_share;
    }
    for (int s = 0; s < network->n_storage; s++) {
        model->peak_inflow_mw[s] = peak_inflow_mw(model, s);
        model->storage_spills[s] = model->peak_inflow_mw[s] > 0;
    }
    for (int s = 0; s < network->n_storage; s++)
        if (network->storage[s].downstream_storage >= 0) {
            model->storage_spills[s] = true;
            model->storage_spills[network->storage[s].downstream_storage] = true;
        }
}

static void find_export(struct dispatch_model *model)
{
    const struct network *network = model->network;
    const struct dispatch_config *config = model->config;
    for (int m = 0; m < network->n_member; m++) {
        const struct interface_member *member = &network->member[m];
        if (strcmp(member->interface_id, config->export_interface) != 0) continue;
        model->exports = true;
        if (member->line >= 0) model->line_export[member->line] = member->direction;
        if (member->link >= 0) model->link_export[member->link] = member->direction;
    }
    model->export_green = config->export_green || config->export_mode == EXPORT_GREEN;
}

static bool take_model(struct dispatch_model *model, struct arena *arena)
{
    const struct network *network = model->network;
    model->line_forward = ARENA_ARRAY(arena, struct loss_curve, network->n_line);
    model->line_back = ARENA_ARRAY(arena, struct loss_curve, network->n_line);
    model->link_forward = ARENA_ARRAY(arena, struct loss_curve, network->n_link);
    model->link_back = ARENA_ARRAY(arena, struct loss_curve, network->n_link);
    model->generator_cost_usd_per_mwh = ARENA_ARRAY(arena, double, network->n_generator);
    model->generator_ramps = ARENA_ARRAY(arena, bool, network->n_generator);
    model->storage_spills = ARENA_ARRAY(arena, bool, network->n_storage);
    model->peak_inflow_mw = ARENA_ARRAY(arena, double, network->n_storage);
    model->line_export = ARENA_ARRAY(arena, int, network->n_line);
    model->link_export = ARENA_ARRAY(arena, int, network->n_link);
    return model->line_forward && model->line_back && model->link_forward && model->link_back &&
           model->generator_cost_usd_per_mwh && model->generator_ramps && model->storage_spills &&
           model->peak_inflow_mw && model->line_export && model->link_export;
}

enum status dispatch_model_make(const struct dispatch_config *config, const struct network *network,
                                const struct series *series, bool coarse, struct arena *arena,
                                struct dispatch_model *model, struct error *error)
{
    memset(model, 0, sizeof *model);
    model->config = config;
    model->network = network;
    model->series = series;
    model->export_floor_mwh = NAN;
    if (!take_model(model, arena) || make_curves(model, coarse, arena) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the model of %d lines",
                         network->n_line);
    TRY(find_cycles(model, arena, error));
    price_generators(model);
    find_export(model);
    TRY(infeed_model(model, arena, error));
    if (config->security == SECURITY_NONE || coarse) return STATUS_OK;
    return secure_begin(model, arena, &model->secure, error);
}

static double step_mean(const struct dispatch_model *model, const struct horizon *horizon, int step,
                        const double *values, int n, int which)
{
    double sum = 0;
    for (int k = 0; k < horizon->step_hours; k++) {
        const int hour = horizon->first_hour + step * horizon->step_hours + k;
        sum += values[(size_t)(hour % model->series->n_hour) * (size_t)n + (size_t)which];
    }
    return sum / horizon->step_hours;
}

double step_share(const struct dispatch_model *model, const struct horizon *horizon, int step,
                  int generator)
{
    return step_mean(model, horizon, step, model->series->generator_share,
                     model->network->n_generator, generator);
}

double step_load_mw(const struct dispatch_model *model, const struct horizon *horizon, int step,
                    int bus)
{
    return step_mean(model, horizon, step, model->series->load_mw, model->network->n_bus, bus);
}

double step_inflow_mw(const struct dispatch_model *model, const struct horizon *horizon, int step,
                      int storage)
{
    return step_mean(model, horizon, step, model->series->inflow_mw, model->network->n_storage,
                     storage);
}

double step_market_usd_per_mwh(const struct dispatch_model *model, const struct horizon *horizon,
                               int step, int market)
{
    const double price = step_mean(model, horizon, step, model->series->market_usd_per_mwh,
                                   model->network->n_market, market);
    return fmax(price, model->config->market_price_floor_usd_per_mwh);
}
