/* Grids of a few buses written as a test reads: add_bus, add_line, ... fill the tables and the
 * derived values that a dispatch needs; run() answers. Limits that a test does not name are wide,
 * losses and tie-breaks are off. */
#ifndef TESTS_SMALL_GRID_H
#define TESTS_SMALL_GRID_H

#include "study/dispatch.h"

#include "tests/spec.h"

enum { SMALL = 16, HOURS = 64 };
#define WORKED 1e-6 /* relative: the worked examples are printed with six to nine digits */

struct small_grid {
    struct network network;
    struct bus bus[SMALL];
    struct line line[SMALL];
    struct hvdc_link link[SMALL];
    struct generator generator[SMALL];
    struct storage storage[SMALL];
    struct market market[SMALL];
    struct market_block block[SMALL];
    struct interface_member member[SMALL];
    struct series series;
    double share[HOURS * SMALL], load[HOURS * SMALL], inflow[HOURS * SMALL], price[HOURS * SMALL];
    struct dispatch_config config;
    struct arena arena;
    struct result result;
    struct error error;
};

static inline void open_small(struct small_grid *grid, int hours)
{
    arena_free(&grid->arena); /* of the study before: a grid begins as zeros */
    memset(grid, 0, sizeof *grid);
    grid->network = (struct network){.path = "test",
                                     .name = "test",
                                     .case_id = "test",
                                     .weather_path = "",
                                     .base_mva = 100,
                                     .bus = grid->bus,
                                     .line = grid->line,
                                     .link = grid->link,
                                     .generator = grid->generator,
                                     .storage = grid->storage,
                                     .market = grid->market,
                                     .market_block = grid->block,
                                     .member = grid->member};
    keys_set_fallbacks(dispatch_keys, n_dispatch_key, &grid->config);
    grid->config.path = "test.cfg";
    grid->config.hours = hours;
    grid->config.loss_method = LOSS_NONE;
    grid->config.limit_form = LIMIT_MID;
    grid->config.tie_break_usd_per_mwh = 0;
    grid->config.storage_end = STORAGE_END_FREE;
    grid->config.hvdc_mutual_rows = false;
    grid->config.export_interface = "export";
    grid->config.market_price_floor_usd_per_mwh = -1000;
}

static inline int add_bus(struct small_grid *grid, const char *id)
{
    const int bus = grid->network.n_bus++;
    grid->bus[bus] = (struct bus){.id = id,
                                  .name = id,
                                  .country = id,
                                  .zone = "",
                                  .sync_area = "",
                                  .weather_zone = "",
                                  .role = ""};
    return bus;
}

static inline int add_line(struct small_grid *grid, const char *id, int from, int to,
                           double reactance_pu, double loss_per_mw, double limit_mw)
{
    const int line = grid->network.n_line++;
    grid->line[line] = (struct line){.id = id,
                                     .from_bus = from,
                                     .to_bus = to,
                                     .limit_mw = limit_mw,
                                     .limit_back_mw = limit_mw,
                                     .reactance_pu = reactance_pu,
                                     .loss_per_mw = loss_per_mw,
                                     .synchronous = true};
    return line;
}

static inline int add_link(struct small_grid *grid, const char *id, int from, int to,
                           double capacity_mw, double loss_linear, double loss_quadratic)
{
    const int link = grid->network.n_link++;
    grid->link[link] = (struct hvdc_link){.id = id,
                                          .from_bus = from,
                                          .to_bus = to,
                                          .capacity_mw = capacity_mw,
                                          .loss_linear = loss_linear,
                                          .loss_quadratic = loss_quadratic,
                                          .ramp_mw_per_h = NAN};
    return link;
}

static inline int add_generator(struct small_grid *grid, int bus, double capacity_mw,
                                double usd_per_mwh)
{
    const int generator = grid->network.n_generator++;
    grid->generator[generator] = (struct generator){.id = "plant",
                                                    .bus = bus,
                                                    .capacity_mw = capacity_mw,
                                                    .marginal_cost_usd_per_mwh = usd_per_mwh,
                                                    .ramp_share_per_h = 1,
                                                    .annual_energy_gwh = NAN,
                                                    .capacity_factor = NAN,
                                                    .availability = AVAILABILITY_FIRM};
    return generator;
}

static inline int add_storage(struct small_grid *grid, int bus, double charge_mw,
                              double discharge_mw, double energy_mwh)
{
    const int storage = grid->network.n_storage++;
    grid->storage[storage] = (struct storage){.id = "store",
                                              .bus = bus,
                                              .charge_mw = charge_mw,
                                              .discharge_mw = discharge_mw,
                                              .energy_mwh = energy_mwh,
                                              .charge_efficiency = 1,
                                              .discharge_efficiency = 1,
                                              .kind = STORAGE_BATTERY,
                                              .downstream = "",
                                              .downstream_storage = -1};
    return storage;
}

static inline int add_market(struct small_grid *grid, int bus, double buys_mw, double sells_mw)
{
    const int market = grid->network.n_market++;
    grid->market[market] = (struct market){.id = "market",
                                           .bus = bus,
                                           .country = "",
                                           .price_series = "",
                                           .first_block = grid->network.n_market_block};
    const double depth[] = {buys_mw, sells_mw};
    for (int side = 0; side < 2; side++) {
        if (!(depth[side] > 0)) continue;
        grid->block[grid->network.n_market_block++] = (struct market_block){
            .market_id = "market", .side = side, .depth_mw = depth[side], .market = market};
        grid->market[market].n_block++;
    }
    return market;
}

static inline void add_export_link(struct small_grid *grid, int link, int direction)
{
    grid->member[grid->network.n_member++] =
        (struct interface_member){.interface_id = "export",
                                  .element_id = grid->link[link].id,
                                  .direction = direction,
                                  .line = -1,
                                  .link = link};
}

static inline void add_export_line(struct small_grid *grid, int line, int direction)
{
    grid->member[grid->network.n_member++] =
        (struct interface_member){.interface_id = "export",
                                  .element_id = grid->line[line].id,
                                  .direction = direction,
                                  .line = line,
                                  .link = -1};
}

/* The same load in all hours; set_* change one hour. */
static inline void set_load(struct small_grid *grid, int hour, int bus, double mw)
{
    grid->load[hour * SMALL + bus] = mw;
}
static inline void set_all_loads(struct small_grid *grid, int bus, double mw)
{
    for (int hour = 0; hour < HOURS; hour++)
        set_load(grid, hour, bus, mw);
}
static inline void set_share(struct small_grid *grid, int hour, int generator, double share)
{
    grid->share[hour * SMALL + generator] =
        1 - share; /* kept as what is missing, so that 0 means all */
}
static inline void set_inflow(struct small_grid *grid, int hour, int storage, double mw)
{
    grid->inflow[hour * SMALL + storage] = mw;
}
static inline void set_price(struct small_grid *grid, int hour, int market, double usd_per_mwh)
{
    grid->price[hour * SMALL + market] = usd_per_mwh;
}

static inline double *pack(struct small_grid *grid, const double *wide, int n, bool missing)
{
    double *packed = ARENA_ARRAY(&grid->arena, double, grid->config.hours *n + 1);
    for (int hour = 0; hour < grid->config.hours; hour++)
        for (int i = 0; i < n; i++)
            packed[hour * n + i] = missing ? 1 - wide[hour * SMALL + i] : wide[hour * SMALL + i];
    return packed;
}

/* Runs the study by one method; result and arena belong to the grid. */
static inline enum status run_by(struct small_grid *grid, enum lp_method method)
{
    struct network *network = &grid->network;
    arena_free(&grid->arena);
    grid->error = (struct error){0};
    grid->config.method = (int)method;
    grid->series = (struct series){.n_hour = grid->config.hours, .year = 2030};
    grid->series.generator_share = pack(grid, grid->share, network->n_generator, true);
    grid->series.load_mw = pack(grid, grid->load, network->n_bus, false);
    grid->series.inflow_mw = pack(grid, grid->inflow, network->n_storage, false);
    grid->series.market_usd_per_mwh = pack(grid, grid->price, network->n_market, false);
    return dispatch_run(&grid->config, network, &grid->series, NULL, &grid->arena, &grid->result,
                        &grid->error);
}

static inline double price_at(const struct small_grid *grid, int hour, int bus)
{
    return grid->result.price_usd_per_mwh[hour * grid->network.n_bus + bus];
}
static inline double power_of(const struct small_grid *grid, int hour, int generator)
{
    return grid->result.generator_mw[hour * grid->network.n_generator + generator];
}

/* The worked examples are run by a vertex method and by the interior point. */
static const enum lp_method both_methods[] = {LP_SIMPLEX, LP_INTERIOR};
#define BY_BOTH_METHODS(grid)                                                                      \
    for (int spec_way = 0; spec_way < 2; spec_way++)                                               \
        if (run_by((grid), both_methods[spec_way]) != STATUS_OK) {                                 \
            SPEC_FAULT("the run failed: %s", (grid)->error.text);                                  \
        } else

/* Sums that must close in every run. */
static inline double worst_identity(const struct small_grid *grid)
{
    double worst = 0;
    for (int i = 0; i < grid->result.n_identity; i++)
        worst = fmax(worst, grid->result.identity[i].relative_gap);
    return worst;
}

#endif
