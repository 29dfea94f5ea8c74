/* How large the program of a dispatch is. */
#include "study/secure.h"

/* Rows of the export that a line or link of the interface is in. */
static size_t export_rows(const struct dispatch_model *model)
{
    return 1u + model->export_green + !isnan(model->export_floor_mwh);
}

static size_t of_lines(const struct dispatch_model *model)
{
    size_t count = 0;
    for (int l = 0; l < model->network->n_line; l++) {
        const int in_cycles = model->line_cycle_start[l + 1] - model->line_cycle_start[l];
        const size_t in_export = model->line_export[l] != 0 ? export_rows(model) : 0;
        count += (size_t)line_columns(model, l) * (2 + (size_t)in_cycles + in_export);
    }
    return count;
}

/* Both buses, the mutual row, ramps of this step and the next. */
static size_t of_links(const struct dispatch_model *model)
{
    size_t count = 0;
    for (int l = 0; l < model->network->n_link; l++) {
        const struct hvdc_link *link = &model->network->link[l];
        const size_t ramps = link->ramp_mw_per_h < 2 * link->capacity_mw ? 2 : 0;
        const size_t in_export = model->link_export[l] != 0 ? export_rows(model) : 0;
        count += (size_t)(model->link_forward[l].n_segment + model->link_back[l].n_segment) *
                 (3 + ramps + in_export);
    }
    return count;
}

/* Its bus, ramps of this step and the next, clean power, its budget, CO2. */
static size_t of_generators(const struct dispatch_model *model)
{
    size_t count = 0;
    for (int g = 0; g < model->network->n_generator; g++)
        count += 1u + (model->generator_ramps[g] ? 2u : 0u) + model->export_green +
                 !isnan(model->network->generator[g].annual_energy_gwh) +
                 !isnan(model->config->co2_budget_mt);
    return count;
}

/* Charge 2, discharge 2, spill 1, level 2; clean power; water for the store below, twice. */
static size_t of_storages(const struct dispatch_model *model)
{
    size_t count = 0;
    for (int s = 0; s < model->network->n_storage; s++)
        count += 7u + model->export_green +
                 (model->network->storage[s].downstream_storage >= 0 ? 2u : 0u);
    return count;
}

size_t dispatch_entries(const struct dispatch_model *model)
{
    const struct network *network = model->network;
    return (size_t)network->n_bus + (size_t)network->n_market_block + 1 + of_lines(model) +
           of_links(model) + of_generators(model) + of_storages(model) +
           (size_t)(infeed_entries(model) + secure_entries(model));
}
