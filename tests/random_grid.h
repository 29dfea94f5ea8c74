/* Random grids with everything a dispatch knows: rings and trees of lines with and without loss,
 * links, plants that must run, ramp, are paid, are free or have no capacity, batteries, reservoirs,
 * cascades, markets, budgets. The same number always makes the same grid. */
#ifndef TESTS_RANDOM_GRID_H
#define TESTS_RANDOM_GRID_H

#include "study/dispatch.h"

#include "tests/spec.h"

#include <stdint.h>

struct random_grid {
    uint64_t state;
    struct arena arena;
    struct network network;
    struct series series;
    struct dispatch_config config;
};

static inline double any(struct random_grid *grid, double low, double high)
{
    uint64_t z = (grid->state += 0x9e3779b97f4a7c15u); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return low + (high - low) * (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}
static inline int any_int(struct random_grid *grid, int low, int high) /* both included */
{
    return low + (int)any(grid, 0, high - low + 1 - 1e-9);
}
static inline bool chance(struct random_grid *grid, double share)
{
    return any(grid, 0, 1) < share;
}

static inline void random_lines(struct random_grid *grid, struct network *network)
{
    const int n_bus = network->n_bus, n_more = any_int(grid, 0, n_bus);
    network->line = ARENA_ARRAY(&grid->arena, struct line, n_bus + n_more);
    for (int i = 1; i < n_bus + n_more; i++) { /* a tree first, then chords */
        const int to = i < n_bus ? i : any_int(grid, 0, n_bus - 1);
        const int from = i < n_bus ? any_int(grid, 0, i - 1) : any_int(grid, 0, n_bus - 1);
        if (from == to || (i < n_bus && chance(grid, 0.15))) continue; /* sometimes an island */
        const double limit = chance(grid, 0.1) ? 0 : any(grid, 20, 400);
        network->line[network->n_line++] =
            (struct line){.id = "line",
                          .from_bus = from,
                          .to_bus = to,
                          .limit_mw = limit,
                          .limit_back_mw = chance(grid, 0.3) ? limit / 2 : limit,
                          .reactance_pu = any(grid, 0.01, 0.3),
                          .synchronous = true,
                          .loss_per_mw = chance(grid, 0.3) ? 0 : any(grid, 1e-5, 2e-4)};
    }
}

static inline void random_links(struct random_grid *grid, struct network *network)
{
    const int n = any_int(grid, 0, 1 + network->n_bus / 3);
    network->link = ARENA_ARRAY(&grid->arena, struct hvdc_link, n);
    network->member = ARENA_ARRAY(&grid->arena, struct interface_member, n);
    for (int i = 0; i < n; i++) {
        const int from = any_int(grid, 0, network->n_bus - 1),
                  to = any_int(grid, 0, network->n_bus - 1);
        if (from == to) continue;
        const double capacity = chance(grid, 0.1) ? 0 : any(grid, 20, 300);
        const int link = network->n_link++;
        network->link[link] =
            (struct hvdc_link){.id = "link",
                               .from_bus = from,
                               .to_bus = to,
                               .capacity_mw = capacity,
                               .loss_fixed = any(grid, 0, 0.003),
                               .loss_linear = any(grid, 0.002, 0.03),
                               .loss_quadratic = any(grid, 0, 0.03),
                               .ramp_mw_per_h = chance(grid, 0.5) ? NAN : any(grid, 20, 200)};
        network->member[network->n_member++] =
            (struct interface_member){.interface_id = "export",
                                      .element_id = "link",
                                      .direction = chance(grid, 0.5) ? 1 : -1,
                                      .line = -1,
                                      .link = link};
    }
}

static inline void random_plants(struct random_grid *grid, struct network *network)
{
    const int n = network->n_bus + any_int(grid, 0, 2 * network->n_bus);
    network->generator = ARENA_ARRAY(&grid->arena, struct generator, n);
    for (int g = 0; g < n; g++) {
        const bool firm = chance(grid, 0.6);
        network->generator[g] = (struct generator){
            .id = "plant",
            .bus = any_int(grid, 0, network->n_bus - 1),
            .green = !firm,
            .availability = firm ? AVAILABILITY_FIRM : AVAILABILITY_WIND,
            .capacity_mw = chance(grid, 0.08) ? 0 : any(grid, 20, 300),
            .must_run_share = firm && chance(grid, 0.2) ? any(grid, 0, 0.2) : 0,
            .marginal_cost_usd_per_mwh = !firm || chance(grid, 0.05) ? 0 : any(grid, 5, 120),
            .ramp_share_per_h = firm && chance(grid, 0.4) ? any(grid, 0.2, 0.9) : 1,
            .co2_t_per_mwh = firm ? any(grid, 0.2, 1) : 0,
            .annual_energy_gwh = NAN,
            .capacity_factor = NAN};
        if (firm && chance(grid, 0.15))
            network->generator[g].annual_energy_gwh =
                network->generator[g].capacity_mw * 8.76 * any(grid, 0.3, 0.9);
    }
    network->n_generator = n;
}

static inline void random_storages(struct random_grid *grid, struct network *network)
{
    const int n = chance(grid, 0.3) ? 0 : any_int(grid, 0, 1 + network->n_bus / 2);
    network->storage = ARENA_ARRAY(&grid->arena, struct storage, n);
    for (int s = 0; s < n; s++) {
        const bool water = chance(grid, 0.5);
        const double power = any(grid, 5, 80);
        network->storage[s] =
            (struct storage){.id = "store",
                             .bus = any_int(grid, 0, network->n_bus - 1),
                             .kind = water ? STORAGE_RESERVOIR : STORAGE_BATTERY,
                             .charge_mw = water ? 0 : power,
                             .discharge_mw = power,
                             .energy_mwh = power * any(grid, 1, water ? 200 : 8),
                             .charge_efficiency = any(grid, 0.85, 1),
                             .discharge_efficiency = any(grid, 0.85, 1),
                             .hourly_loss_share = water ? 0 : any(grid, 0, 1e-3),
                             .initial_share = any(grid, 0.2, 0.8),
                             .annual_inflow_gwh = water ? power * 3 : 0,
                             .downstream = "",
                             .downstream_storage = water && s > 0 && chance(grid, 0.4) ? s - 1 : -1,
                             .downstream_delay_h = any_int(grid, 0, 3),
                             .downstream_mwh_per_mwh = any(grid, 0.3, 1),
                             .discharge_cost_usd_per_mwh = any(grid, 0, 2)};
    }
    network->n_storage = n;
}

static inline void random_markets(struct random_grid *grid, struct network *network)
{
    const int n = any_int(grid, 0, 2);
    network->market = ARENA_ARRAY(&grid->arena, struct market, n);
    network->market_block = ARENA_ARRAY(&grid->arena, struct market_block, 4 * n);
    for (int m = 0; m < n; m++) {
        network->market[m] = (struct market){.id = "market",
                                             .bus = any_int(grid, 0, network->n_bus - 1),
                                             .country = "",
                                             .price_series = "",
                                             .first_block = network->n_market_block,
                                             .n_block = 4};
        for (int b = 0; b < 4; b++)
            network->market_block[network->n_market_block++] =
                (struct market_block){.market_id = "market",
                                      .side = b / 2,
                                      .depth_mw = any(grid, 10, 100),
                                      .offset_usd_per_mwh = 2 + 6 * (b % 2),
                                      .market = m};
    }
    network->n_market = n;
}

static inline double *random_hours(struct random_grid *grid, int hours, int n, double low,
                                   double high)
{
    double *values = ARENA_ARRAY(&grid->arena, double, hours *n + 1);
    for (int i = 0; i < hours * n; i++)
        values[i] = any(grid, low, high);
    return values;
}

static inline void make_random_grid(struct random_grid *grid, uint64_t number, int n_bus, int hours)
{
    memset(grid, 0, sizeof *grid);
    grid->state = number * 1000003u;
    struct network *network = &grid->network;
    *network = (struct network){.path = "test",
                                .name = "test",
                                .case_id = "test",
                                .weather_path = "",
                                .base_mva = 100,
                                .n_bus = n_bus};
    network->bus = ARENA_ARRAY(&grid->arena, struct bus, n_bus);
    for (int bus = 0; bus < n_bus; bus++)
        network->bus[bus] = (struct bus){.id = "bus",
                                         .name = "",
                                         .country = "XX",
                                         .zone = "",
                                         .sync_area = "",
                                         .weather_zone = "",
                                         .role = ""};
    random_lines(grid, network);
    random_links(grid, network);
    random_plants(grid, network);
    random_storages(grid, network);
    random_markets(grid, network);
    grid->series = (struct series){.n_hour = hours, .year = 2030};
    grid->series.load_mw = random_hours(grid, hours, n_bus, 0, 150);
    grid->series.generator_share = random_hours(grid, hours, network->n_generator, 0, 1);
    for (int hour = 0; hour < hours; hour++)
        for (int g = 0; g < network->n_generator; g++)
            if (network->generator[g].availability == AVAILABILITY_FIRM)
                grid->series.generator_share[hour * network->n_generator + g] = 0.95;
    grid->series.inflow_mw = random_hours(grid, hours, network->n_storage, 0, 30);
    for (int hour = 0; hour < hours; hour++)
        for (int s = 0; s < network->n_storage; s++)
            if (network->storage[s].kind != STORAGE_RESERVOIR)
                grid->series.inflow_mw[hour * network->n_storage + s] = 0;
    grid->series.market_usd_per_mwh = random_hours(grid, hours, network->n_market, 5, 150);
    keys_set_fallbacks(dispatch_keys, n_dispatch_key, &grid->config);
    grid->config.path = "test.cfg";
    grid->config.hours = hours;
    grid->config.export_interface = "export";
    grid->config.loss_segments = any_int(grid, 0, 3);
    grid->config.storage_end = any_int(grid, 0, 2);
    grid->config.window_hours = 400;
    if (chance(grid, 0.2)) grid->config.co2_budget_mt = any(grid, 0.05, 1) * n_bus;
    if (network->n_member > 0 && chance(grid, 0.3)) {
        grid->config.export_mode = any_int(grid, 0, 4);
        grid->config.export_target_mw = any(grid, 5, 60);
    }
}

#endif
