/* One number for all that a sampled year depends on, so that a year which is kept is used again
 * only for the same question. */
#include "study/adequacy_internal.h"

/* Raised when the same inputs would give other years. */
enum { METHOD = 2 };

static void add_numbers(uint64_t *hash, int n, const double *value)
{
    for (int i = 0; i < n; i++)
        *hash = fingerprint_number(*hash, value[i] + 0.0); /* -0 and 0 are one number */
}

static void add_text(uint64_t *hash, const char *text)
{
    *hash = fingerprint_text(*hash, text);
}

static void add_network(uint64_t *hash, const struct adequacy_model *model)
{
    const struct network *network = &model->network;
    for (int b = 0; b < network->n_bus; b++) {
        add_text(hash, network->bus[b].id);
        add_text(hash, network->bus[b].weather_zone);
        add_numbers(hash, 1, (const double[]){model->area_of_bus[b]});
    }
    for (int l = 0; l < network->n_load; l++)
        add_numbers(hash, 2, (const double[]){network->load[l].bus, network->load[l].annual_twh});
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *plant = &network->generator[g];
        add_text(hash, plant->id);
        add_text(hash, plant->weather_zone);
        add_numbers(hash, 7,
                    (const double[]){plant->bus, plant->availability, plant->capacity_mw,
                                     plant->forced_outage_share, plant->annual_energy_gwh,
                                     plant->capacity_factor, model->is_sampled[g]});
    }
    for (int s = 0; s < network->n_storage; s++) {
        const struct storage *storage = &network->storage[s];
        add_text(hash, storage->id);
        add_text(hash, storage->weather_zone);
        add_numbers(hash, 11,
                    (const double[]){storage->bus, storage->charge_mw, storage->discharge_mw,
                                     storage->energy_mwh, storage->charge_efficiency,
                                     storage->discharge_efficiency, storage->hourly_loss_share,
                                     storage->initial_share, storage->min_discharge_share,
                                     storage->annual_inflow_gwh, storage->forced_outage_share});
    }
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        add_numbers(
            hash, 3,
            (const double[]){network->market[block->market].bus, block->side, block->depth_mw});
    }
}

static void add_outages(uint64_t *hash, const struct adequacy_model *model)
{
    for (int c = 0; c < model->n_cause; c++) {
        const struct outage_unit *cause = &model->cause[c];
        add_text(hash, cause->id);
        add_numbers(hash, 7,
                    (const double[]){cause->failures_per_year, cause->mobilisation_hour,
                                     cause->work_hour, cause->shape, cause->work_log_sd,
                                     cause->closed_from_hour, cause->closed_hour});
    }
    for (int p = 0; p < model->n_part; p++) {
        const struct part *part = &model->part[p];
        add_numbers(hash, 4,
                    (const double[]){part->first_cause, part->n_cause, part->planned_from_hour,
                                     part->planned_hour});
    }
    for (int p = 0; p < model->n_plant; p++)
        add_numbers(hash, 3,
                    (const double[]){model->plant[p].generator, model->plant[p].first_part,
                                     model->plant[p].n_part});
    for (int s = 0; s < model->n_store; s++)
        add_numbers(hash, 2, (const double[]){model->store[s].first_part, model->store[s].n_part});
    for (int b = 0; b < model->n_branch; b++) {
        const struct branch *branch = &model->branch[b];
        add_text(hash, branch->id);
        add_numbers(hash, 9,
                    (const double[]){branch->from_area, branch->to_area, branch->forward_mw,
                                     branch->back_mw, branch->is_cable, branch->n_pole,
                                     branch->first_part, branch->common_part, branch->return_part});
    }
}

/* A file that cannot be read here is a fault of whoever reads it for its content. */
uint64_t adequacy_fingerprint(const struct adequacy_model *model)
{
    const struct adequacy_input *input = model->input;
    const struct dispatch_config *dispatch = input->dispatch;
    uint64_t hash = FINGERPRINT_BEGIN;
    add_numbers(&hash, 8,
                (const double[]){METHOD, dispatch->first_hour, dispatch->hours, dispatch->year,
                                 dispatch->seed, input->config->market_share,
                                 input->config->load_share, model->n_area});
    for (int a = 0; a < model->n_area; a++)
        add_text(&hash, model->area[a].name);
    add_network(&hash, model);
    add_outages(&hash, model);
    if (model->network.weather_path[0] != '\0')
        hash = fingerprint_file(hash, model->network.weather_path);
    for (int i = 0; i < input->overrides->count; i++)
        hash = fingerprint_file(hash, input->overrides->item[i]);
    return hash;
}
