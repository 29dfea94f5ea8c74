/* How large the program of a dispatch is. */
#include "study/secure.h"

static size_t count_line_entries(const struct dispatch_model *model)
{
    size_t count = 0;
    for (int l = 0; l < model->network->n_line; l++) {
        const int in_cycles = model->line_cycle_start[l + 1] - model->line_cycle_start[l];
        const int in_export = model->line_export[l] != 0 ? 3 : 0;
        count += (size_t)(model->line_forward[l].n_segment + model->line_back[l].n_segment) *
                 (size_t)(2 + in_cycles + in_export);
    }
    return count;
}

size_t dispatch_entries(const struct dispatch_model *model)
{
    const struct network *network = model->network;
    size_t count = (size_t)network->n_bus + 12u * (size_t)network->n_storage +
                   (size_t)network->n_market_block + 1 + count_line_entries(model);
    for (int g = 0; g < network->n_generator; g++)
        count += model->generator_ramps[g] ? 6u : 4u; /* balance, green, budget, CO2 */
    for (int l = 0; l < network->n_link; l++) {
        const int in_export = model->link_export[l] != 0 ? 3 : 0;
        count += (size_t)(model->link_forward[l].n_segment + model->link_back[l].n_segment) *
                 (size_t)(5 + in_export);
    }
    return count + (size_t)(infeed_entries(model) + secure_entries(model));
}
