#include "study/invest_runs.h"

#include "base/clock.h"
#include "network/weather.h"
#include "study/invest_keep.h"
#include "study/invest_packages.h"

#include <math.h>
#include <string.h>

const char *const dispatch_driver_names[DISPATCH_DRIVERS] = {
    "price_level", "demand", "wind_yield", "solar_yield", "fuel_cost", "losses", "inflow"};

/* ---- before ---- */

static int country_at(struct invest_runs *runs, const char *name)
{
    for (int c = 0; c < runs->n_country; c++)
        if (strcmp(runs->country[c], name) == 0) return c;
    runs->country[runs->n_country] = name;
    return runs->n_country++;
}

/* Positions of links by their ids, [n_world][n]; -1: not in that network. */
static enum status find_links(const struct invest_runs *runs, int n, const char *const *id,
                              int **at, struct error *error)
{
    *at = ARENA_ARRAY(runs->arena, int, runs->n_world *n + 1);
    if (*at == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for links");
    for (int k = 0; k < n; k++) {
        bool is_there = false;
        for (int w = 0; w < runs->n_world; w++) {
            const int place = network_link(&runs->world[w].network, id[k]);
            (*at)[w * n + k] = place;
            is_there = is_there || place >= 0;
        }
        if (!is_there)
            error_add(error,
                      "%s: no HVDC link `%s` is in service; wanted one of hvdc_in_service of the "
                      "network file",
                      runs->world[0].network.path, id[k]);
    }
    return error_status(error);
}

enum status invest_runs_open(struct invest_runs *runs, const char *checkpoint_path,
                             struct error *error)
{
    int n_bus = 0;
    TRY(find_links(runs, runs->n_watch, runs->watch, &runs->watch_at, error));
    TRY(find_links(runs, runs->n_border, runs->border, &runs->border_at, error));
    for (int w = 0; w < runs->n_world; w++)
        n_bus += runs->world[w].network.n_bus;
    runs->country = ARENA_ARRAY(runs->arena, const char *, n_bus + 1);
    if (runs->country == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for countries");
    runs->n_country = 0;
    for (int w = 0; w < runs->n_world; w++)
        for (int bus = 0; bus < runs->world[w].network.n_bus; bus++)
            country_at(runs, runs->world[w].network.bus[bus].country);
    runs->fingerprint = invest_fingerprint(runs);
    return checkpoint_open(checkpoint_path, runs->arena, &runs->checkpoint, error);
}

double invest_year_factor(const struct invest_runs *runs)
{
    return (double)HOURS_PER_YEAR / runs->world[0].config.hours;
}

enum status invest_case_make(struct invest_runs *runs, int world, struct invest_case *made,
                             struct error *error)
{
    *made = (struct invest_case){.world = world, .seed = runs->world[world].config.seed};
    made->capacity_mw = ARENA_ARRAY(runs->arena, double, runs->n_watch + 1);
    if (made->capacity_mw == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory: a case");
    for (int d = 0; d < DISPATCH_DRIVERS; d++)
        made->factor[d] = 1;
    for (int k = 0; k < runs->n_watch; k++)
        made->capacity_mw[k] = runs->is_absent != NULL && runs->is_absent[k] ? 0 : NAN;
    return STATUS_OK;
}

/* ---- one dispatch ---- */

struct prepared { /* a world as a case wants it */
    struct dispatch_config config;
    struct network network;
    struct series series;
};

static enum status size_links(const struct invest_runs *runs, const struct invest_case *of,
                              struct arena *arena, struct network *network)
{
    const int *at = runs->watch_at + of->world * runs->n_watch;
    struct hvdc_link *link = ARENA_ARRAY(arena, struct hvdc_link, network->n_link);
    if (link == NULL) return STATUS_NO_MEMORY;
    memcpy(link, network->link, sizeof *link * (size_t)network->n_link);
    network->link = link;
    for (int k = 0; k < runs->n_watch; k++) {
        if (at[k] < 0) continue;
        if (!isnan(of->capacity_mw[k])) link[at[k]].capacity_mw = of->capacity_mw[k];
        link[at[k]].loss_fixed *= of->factor[DRIVER_LOSSES];
        link[at[k]].loss_linear *= of->factor[DRIVER_LOSSES];
        link[at[k]].loss_quadratic *= of->factor[DRIVER_LOSSES];
    }
    return STATUS_OK;
}

/* Circuits side by side: the limit of all, and the impedance and loss that they have together. */
static enum status add_circuits(const struct invest_case *of, struct arena *arena,
                                struct network *network)
{
    if (of->n_line == 0) return STATUS_OK;
    struct line *line = ARENA_ARRAY(arena, struct line, network->n_line);
    if (line == NULL) return STATUS_NO_MEMORY;
    memcpy(line, network->line, sizeof *line * (size_t)network->n_line);
    network->line = line;
    for (int i = 0; i < of->n_line; i++)
        for (int l = 0; l < network->n_line; l++) {
            if (strcmp(line[l].id, of->line[i].id) != 0) continue;
            line[l].limit_mw *= of->line[i].times;
            line[l].limit_back_mw *= of->line[i].times;
            line[l].reactance_pu /= of->line[i].times;
            line[l].resistance_pu /= of->line[i].times;
            line[l].loss_per_mw /= of->line[i].times;
        }
    return STATUS_OK;
}

/* The fuel of a MWh costs its price over the efficiency; what else a MWh costs stays. */
static enum status price_fuel(double factor, struct arena *arena, struct network *network)
{
    struct generator *plant = ARENA_ARRAY(arena, struct generator, network->n_generator);
    if (plant == NULL) return STATUS_NO_MEMORY;
    memcpy(plant, network->generator, sizeof *plant * (size_t)network->n_generator);
    network->generator = plant;
    for (int g = 0; g < network->n_generator; g++) {
        const double fuel = plant[g].fuel_price_usd_per_mwh_th / plant[g].efficiency;
        if (isfinite(fuel)) plant[g].marginal_cost_usd_per_mwh += (factor - 1) * fuel;
    }
    return STATUS_OK;
}

static void scale(double *value, size_t n, double factor)
{
    for (size_t i = 0; i < n; i++)
        value[i] *= factor;
}

static void scale_series(const struct invest_case *of, const struct network *network,
                         struct series *series)
{
    const size_t hours = (size_t)series->n_hour;
    scale(series->market_usd_per_mwh, hours * (size_t)network->n_market,
          of->factor[DRIVER_PRICE_LEVEL]);
    scale(series->load_mw, hours * (size_t)network->n_bus, of->factor[DRIVER_DEMAND]);
    scale(series->inflow_mw, hours * (size_t)network->n_storage, of->factor[DRIVER_INFLOW]);
    for (int g = 0; g < network->n_generator; g++) {
        const struct generator *plant = &network->generator[g];
        const double factor =
            plant->availability == AVAILABILITY_WIND    ? of->factor[DRIVER_WIND_YIELD]
            : plant->availability == AVAILABILITY_SOLAR ? of->factor[DRIVER_SOLAR_YIELD]
            : plant->availability == AVAILABILITY_RIVER ? of->factor[DRIVER_INFLOW]
                                                        : 1;
        for (size_t hour = 0; hour < hours && factor != 1; hour++) {
            double *share =
                &series->generator_share[hour * (size_t)network->n_generator + (size_t)g];
            *share = fmin(1, *share * factor);
        }
    }
}

enum status invest_series(const struct invest_world *world, const struct network *network, int seed,
                          struct arena *arena, struct series *series, struct error *error)
{
    const struct dispatch_config *config = &world->config;
    struct weather_year year;
    const bool weather = network->weather_path[0] != '\0';
    if (weather)
        TRY(weather_generate(network->weather_path, (unsigned long long)seed, arena, &year, error));
    return series_build(network, weather ? &year : NULL, config->year, config->first_hour,
                        config->hours, config->fx_usd_per_eur, &world->overrides, arena, series,
                        error);
}

static enum status prepare(const struct invest_runs *runs, const struct invest_case *of,
                           struct arena *arena, struct prepared *prepared, struct error *error)
{
    const struct invest_world *world = &runs->world[of->world];
    struct network *network = &prepared->network;
    prepared->config = world->config;
    prepared->config.seed = of->seed;
    prepared->config.horizon = HORIZON_WHOLE; /* a slope is of one program */
    prepared->config.threads = 1;             /* dispatches run side by side instead */
    if (of->most_export) prepared->config.export_mode = EXPORT_MAXIMUM;
    *network = world->network;
    if (size_links(runs, of, arena, network) != STATUS_OK ||
        add_circuits(of, arena, network) != STATUS_OK ||
        price_fuel(of->factor[DRIVER_FUEL_COST], arena, network) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a network");
    TRY(invest_series(world, network, of->seed, arena, &prepared->series, error));
    scale_series(of, network, &prepared->series);
    return STATUS_OK;
}

static enum status solve_one(const struct invest_runs *runs, const struct invest_case *of,
                             struct dispatch_parent *parent, struct invest_point *point,
                             struct error *error)
{
    struct arena scratch = {0};
    const struct dispatch_watch watch = {.parent = parent};
    struct prepared *prepared = ARENA_ARRAY(&scratch, struct prepared, 1);
    struct result *result = ARENA_ARRAY(&scratch, struct result, 1);
    enum status status = STATUS_NO_MEMORY;
    if (prepared != NULL && result != NULL)
        status = prepare(runs, of, &scratch, prepared, error);
    else
        error_add(error, "no memory for a dispatch");
    if (status == STATUS_OK)
        status = dispatch_run(&prepared->config, &prepared->network, &prepared->series, &watch,
                              &scratch, result, error);
    if (status == STATUS_OK)
        status =
            invest_keep(runs, of, result, &prepared->config, parent->used, &scratch, point, error);
    arena_free(&scratch);
    return status;
}

/* ---- all of them ---- */

struct chain_state { /* what the threads share; changed in a critical section only */
    struct invest_runs *runs;
    enum status status;
    struct error *error;
};

static void note(struct chain_state *state, bool is_new, uint64_t key,
                 const struct invest_point *point, enum status status, const struct error *fault)
{
    struct invest_runs *runs = state->runs;
    if (status == STATUS_OK && is_new) {
        status = invest_remember(runs, key, point, state->error);
        runs->n_solved++;
    } else if (status != STATUS_OK && state->status == STATUS_OK) {
        error_set(state->error, status, "%s", fault->text);
    }
    if (state->status == STATUS_OK) state->status = status;
    runs->n_done++;
    if (runs->progress != NULL && status == STATUS_OK)
        runs->progress(runs->context, "dispatches", runs->n_done, runs->n_planned);
}

static void note_time(struct invest_runs *runs, bool is_alone, double cpu_s)
{
    runs->cpu_s += cpu_s;
    if (!is_alone) return;
    runs->alone_cpu_s += cpu_s;
    runs->n_alone++;
}

/* The points of a chain stand on each other: it is taken from the checkpoint as a whole or not at
 * all, so that a run that was broken off ends with the bytes of one that was not. */
static bool recall_chain(struct chain_state *state, struct invest_chain *chain)
{
    bool is_known = state->status == STATUS_OK;
    uint64_t key = 0;
    for (int i = 0; i < chain->n && state->status == STATUS_OK; i++) {
        key = invest_key(state->runs, key, &chain->of[i]);
        state->status = invest_point_place(state->runs, &chain->of[i], &chain->point[i]);
        if (state->status != STATUS_OK)
            error_set(state->error, state->status, "no memory for what is kept of a dispatch");
        is_known = is_known && state->status == STATUS_OK &&
                   invest_recall(state->runs, key, &chain->point[i]);
    }
    return is_known;
}

static void solve_chain(struct chain_state *state, struct invest_chain *chain)
{
    struct arena kept = {0};
    struct dispatch_parent parent = {.arena = &kept};
    bool is_known, goes_on;
    uint64_t key = 0;
#pragma omp critical(invest_notes)
    {
        is_known = recall_chain(state, chain);
        goes_on = state->status == STATUS_OK;
    }
    for (int i = 0; i < chain->n && goes_on; i++) {
        struct error fault = {0};
        enum status status = STATUS_OK;
        const double begin_s = clock_thread_cpu_s();
        if (!is_known)
            status = solve_one(state->runs, &chain->of[i], &parent, &chain->point[i], &fault);
        key = invest_key(state->runs, key, &chain->of[i]);
#pragma omp critical(invest_notes)
        {
            note(state, !is_known, key, &chain->point[i], status, &fault);
            note_time(state->runs, i == 0 && !is_known, clock_thread_cpu_s() - begin_s);
            goes_on = state->status == STATUS_OK;
        }
    }
    arena_free(&kept);
}

enum status invest_runs_solve(struct invest_runs *runs, int n_chain, struct invest_chain *chain,
                              struct error *error)
{
    struct chain_state state = {.runs = runs, .error = error};
    for (int i = 0; i < n_chain; i++)
        runs->n_planned += chain[i].n;
#pragma omp parallel for schedule(dynamic, 1) num_threads(runs->threads)
    for (int i = 0; i < n_chain; i++)
        solve_chain(&state, &chain[i]);
    return state.status;
}
