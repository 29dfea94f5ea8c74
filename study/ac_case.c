/* An hour of a dispatch as a case for the AC power flow. What a dispatch does not know, reactive
 * power above all, comes from the four assumptions of the study file (docs/model.md, eqs. 160-161).
 */
#include "study/ac_check.h"

#include <math.h>
#include <string.h>

struct building {
    const struct dispatch_config *config;
    const struct result *result;
    const struct network *network;
    size_t hour;
    struct matpower_case *grid;
};

static size_t at(const struct building *building, int n, int which)
{
    return building->hour * (size_t)n + (size_t)which;
}

/* ---- buses and lines --------------------------------------------------------------------------
 */

static void place_buses(struct building *building)
{
    const struct network *network = building->network;
    const struct result *result = building->result;
    /* Q = P tan(phi) */
    const double cosine = building->config->ac_load_power_factor;
    const double mvar_per_mw = sqrt(1 - cosine * cosine) / cosine;
    for (int i = 0; i < network->n_bus; i++) {
        const double mw = result->load_mw[at(building, network->n_bus, i)] -
                          result->shed_mw[at(building, network->n_bus, i)];
        building->grid->bus[i] = (struct matpower_bus){.number = i + 1,
                                                       .type = MATPOWER_PQ,
                                                       .load_mw = mw,
                                                       .load_mvar = mw * mvar_per_mw,
                                                       .area = network->bus[i].area + 1,
                                                       .voltage_pu = 1,
                                                       .base_kv = network->bus[i].nominal_kv,
                                                       .zone = 1,
                                                       .voltage_max_pu = AC_HIGHEST_PU,
                                                       .voltage_min_pu = AC_LOWEST_PU};
    }
}

static void place_lines(struct building *building)
{
    const struct network *network = building->network;
    for (int l = 0; l < network->n_line; l++) {
        const struct line *line = &network->line[l];
        const double mvar = 1e-6 * line->b_us_per_km * line->length_km * line->circuits *
                            line->nominal_kv * line->nominal_kv;
        const double open = 1 - building->config->ac_compensated_share;
        const double mva = line->thermal_mva_per_circuit * line->circuits;
        building->grid->branch[l] =
            (struct matpower_branch){.from_bus = line->from_bus,
                                     .to_bus = line->to_bus,
                                     .resistance_pu = line->resistance_pu,
                                     .reactance_pu = line->reactance_pu,
                                     .charging_pu = open * mvar / network->base_mva,
                                     .rating_a_mva = isnan(mva) ? INFINITY : mva,
                                     .rating_b_mva = INFINITY,
                                     .rating_c_mva = INFINITY,
                                     .tap = 1,
                                     .is_line = true,
                                     .in_service = true,
                                     .angle_min_degree = -360,
                                     .angle_max_degree = 360};
    }
}

/* ---- what gives and takes ---------------------------------------------------------------------
 */

/* Something that holds the voltage of its bus within its reactive limits. participation: in what
 * the grid lacks. */
static void place_source(struct building *building, int bus, double mw, double least_mvar,
                         double most_mvar, double participation)
{
    struct matpower_case *grid = building->grid;
    grid->generator[grid->n_generator++] =
        (struct matpower_generator){.bus = bus,
                                    .output_mw = mw,
                                    .min_mvar = least_mvar,
                                    .max_mvar = most_mvar,
                                    .voltage_pu = 1,
                                    .base_mva = fmax(1, participation),
                                    .in_service = true,
                                    .max_mw = participation,
                                    .participation = participation};
    if (most_mvar > least_mvar) grid->bus[bus].type = MATPOWER_PV;
}

/* A plant that stands still holds no voltage. */
static void place_machine(struct building *building, int bus, double mw, double capacity_mw)
{
    const double most = building->config->ac_generator_mvar_share * capacity_mw;
    if (fabs(mw) > 0) place_source(building, bus, mw, -most / 2, most, capacity_mw);
}

static void place_plants(struct building *building)
{
    const struct network *network = building->network;
    const struct result *result = building->result;
    for (int g = 0; g < network->n_generator; g++) {
        const size_t place = at(building, network->n_generator, g);
        place_machine(building, network->generator[g].bus, result->generator_mw[place],
                      network->generator[g].capacity_mw * result->series->generator_share[place]);
    }
    for (int s = 0; s < network->n_storage; s++) {
        const size_t place = at(building, network->n_storage, s);
        const struct storage *storage = &network->storage[s];
        place_machine(building, storage->bus,
                      result->storage_discharge_mw[place] - result->storage_charge_mw[place],
                      fmax(storage->discharge_mw, storage->charge_mw));
    }
}

/* A market is a large grid behind its bus: it holds the voltage as far as its depth goes. */
static void place_markets(struct building *building)
{
    const struct network *network = building->network;
    const struct result *result = building->result;
    for (int m = 0; m < network->n_market; m++) {
        const size_t place = at(building, network->n_market, m);
        double depth_mw = 0;
        for (int b = 0; b < network->market[m].n_block; b++)
            depth_mw += network->market_block[network->market[m].first_block + b].depth_mw;
        const double mvar = building->config->ac_generator_mvar_share * depth_mw;
        place_source(building, network->market[m].bus,
                     result->market_sold_mw[place] - result->market_bought_mw[place], -mvar, mvar,
                     depth_mw);
    }
}

/* A converter with transistors holds the voltage; one with thyristors has filters for what it
 * draws, and holds nothing. */
static void place_links(struct building *building)
{
    const struct network *network = building->network;
    const struct result *result = building->result;
    for (int l = 0; l < network->n_link; l++) {
        const struct hvdc_link *link = &network->link[l];
        const size_t place = at(building, network->n_link, l);
        const bool holds = link->technology != NULL && strncmp(link->technology, "VSC", 3) == 0;
        const double mvar =
            holds ? building->config->ac_converter_mvar_share * link->capacity_mw : 0;
        const double half_mw = 0.5 * link->loss_fixed * link->capacity_mw;
        place_source(building, link->from_bus,
                     result->link_back_received_mw[place] - result->link_forward_mw[place] -
                         half_mw,
                     -mvar, mvar, 0);
        place_source(building, link->to_bus,
                     result->link_forward_received_mw[place] - result->link_back_mw[place] -
                         half_mw,
                     -mvar, mvar, 0);
    }
}

enum status ac_case_of_hour(const struct dispatch_config *config, const struct result *result,
                            int hour, struct arena *arena, struct matpower_case *grid,
                            struct error *error)
{
    const struct network *network = result->network;
    struct building building = {config, result, network, (size_t)hour, grid};
    *grid = (struct matpower_case){.path = network->path,
                                   .name = network->name,
                                   .base_mva = network->base_mva,
                                   .n_bus = network->n_bus,
                                   .n_branch = network->n_line,
                                   .bus_columns = 13,
                                   .generator_columns = 21,
                                   .branch_columns = 13,
                                   .dcline_columns = 17};
    grid->bus = ARENA_ARRAY(arena, struct matpower_bus, network->n_bus);
    grid->branch = ARENA_ARRAY(arena, struct matpower_branch, network->n_line);
    grid->generator = ARENA_ARRAY(arena, struct matpower_generator,
                                  (size_t)network->n_generator + (size_t)network->n_storage +
                                      (size_t)network->n_market + 2 * (size_t)network->n_link);
    if (!grid->bus || !grid->branch || !grid->generator)
        return error_set(error, STATUS_NO_MEMORY, "no memory to check an hour");
    place_buses(&building);
    place_lines(&building);
    place_plants(&building);
    place_markets(&building);
    place_links(&building);
    return STATUS_OK;
}
