/* One sampled year: weather, then what works in each hour, then what is missing. */
#include "study/adequacy_internal.h"

#include "network/weather.h"

#include <math.h>
#include <string.h>

struct year {
    const struct adequacy_model *model;
    unsigned long long seed;
    int number, n_hour, first_hour;
    struct arena arena;
    struct series series;
    struct balance balance;
    unsigned char *works;                /* [HOURS_PER_YEAR] of one part */
    float **store_works, **branch_works; /* [n_store], [n_branch] of [n_hour], NULL: always */
};

enum status sampled_year_make(const struct adequacy_model *model, struct arena *arena,
                              struct sampled_year *year)
{
    year->area = ARENA_ARRAY(arena, struct area_year, model->n_area + 1);
    year->branch_share = ARENA_ARRAY(arena, double, model->n_branch);
    return year->area && year->branch_share ? STATUS_OK : STATUS_NO_MEMORY;
}

/* ---- weather ---- */

/* Seeds of studies have 31 bits: above them the number of the year, so that no two studies share a
 * weather year. The first year is that of the study itself. */
enum { YEAR_SHIFT = 32 };

static unsigned long long seed_of_weather(const struct year *year)
{
    return year->seed + ((unsigned long long)year->number << YEAR_SHIFT);
}

static enum status make_series(struct year *year, struct error *error)
{
    const struct adequacy_model *model = year->model;
    const struct dispatch_config *dispatch = model->input->dispatch;
    struct weather_year weather;
    if (model->network.weather_path[0] == '\0') {
        year->series = model->series;
        return STATUS_OK;
    }
    TRY(weather_generate(model->network.weather_path, seed_of_weather(year), &year->arena, &weather,
                         error));
    return series_build(&model->network, &weather, dispatch->year, dispatch->first_hour,
                        dispatch->hours, dispatch->fx_usd_per_eur, model->input->overrides,
                        &year->arena, &year->series, error);
}

static double *row_of(double *values, int area, int n_hour)
{
    return values + (size_t)area * n_hour;
}

static void add_supply(struct year *year, int generator)
{
    const struct generator *plant = &year->model->network.generator[generator];
    const int n = year->model->network.n_generator;
    double *need_mw =
        row_of(year->balance.need_mw, year->model->area_of_bus[plant->bus], year->n_hour);
    for (int hour = 0; hour < year->n_hour; hour++)
        need_mw[hour] -=
            plant->capacity_mw * year->series.generator_share[(size_t)hour * n + generator];
}

/* Loads, less plants that are not sampled and what markets can be counted on for. */
static void find_needs(struct year *year)
{
    const struct network *network = &year->model->network;
    const double market_share = year->model->input->config->market_share;
    const double load_share = year->model->input->config->load_share;
    for (int bus = 0; bus < network->n_bus; bus++) {
        double *need_mw =
            row_of(year->balance.need_mw, year->model->area_of_bus[bus], year->n_hour);
        for (int hour = 0; hour < year->n_hour; hour++)
            need_mw[hour] += load_share * year->series.load_mw[(size_t)hour * network->n_bus + bus];
    }
    for (int g = 0; g < network->n_generator; g++)
        if (!year->model->is_sampled[g]) add_supply(year, g);
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        const int bus = network->market[block->market].bus;
        double *need_mw =
            row_of(year->balance.need_mw, year->model->area_of_bus[bus], year->n_hour);
        if (block->side != MARKET_SELLS) continue;
        for (int hour = 0; hour < year->n_hour; hour++)
            need_mw[hour] -= market_share * block->depth_mw;
    }
}

/* ---- outages ---- */

/* Hours of the year in whose middle a part works (eq. 276). */
static void sample_part(struct year *year, int position)
{
    const struct part *part = &year->model->part[position];
    memset(year->works, 1, HOURS_PER_YEAR);
    for (int c = part->first_cause; c < part->first_cause + part->n_cause; c++)
        outage_take_out(&year->model->cause[c], year->seed, year->number, year->works);
    for (int h = 0; h < part->planned_hour; h++)
        year->works[((int)part->planned_from_hour + h) % HOURS_PER_YEAR] = 0;
}

static bool works_at(const struct year *year, int hour)
{
    return year->works[(year->first_hour + hour) % HOURS_PER_YEAR] != 0;
}

static void sample_plant(struct year *year, const struct plant *plant)
{
    const int n = year->model->network.n_generator;
    double *plant_mw = row_of(year->balance.plant_mw, plant->area, year->n_hour);
    for (int i = plant->first_part; i < plant->first_part + plant->n_part; i++) {
        sample_part(year, i);
        for (int hour = 0; hour < year->n_hour; hour++)
            if (works_at(year, hour))
                plant_mw[hour] += plant->unit_mw *
                                  year->series.generator_share[(size_t)hour * n + plant->generator];
    }
}

static enum status make_works(struct year *year, float **works)
{
    *works = ARENA_ARRAY(&year->arena, float, year->n_hour);
    return *works != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

/* The share of n parts that works in each hour. */
static void add_parts(struct year *year, int first_part, int n_part, float *works)
{
    for (int i = first_part; i < first_part + n_part; i++) {
        sample_part(year, i);
        for (int hour = 0; hour < year->n_hour; hour++)
            works[hour] += works_at(year, hour);
    }
}

static enum status sample_branch(struct year *year, int b)
{
    const struct branch *branch = &year->model->branch[b];
    if (branch->n_pole == 0) return STATUS_OK;
    TRY(make_works(year, &year->branch_works[b]));
    float *works = year->branch_works[b];
    add_parts(year, branch->first_part, branch->n_pole, works);
    if (branch->return_part >= 0) {
        sample_part(year, branch->return_part);
        for (int hour = 0; hour < year->n_hour; hour++)
            if (!works_at(year, hour) && works[hour] < (float)branch->n_pole) works[hour] = 0;
    }
    if (branch->common_part >= 0) {
        sample_part(year, branch->common_part);
        for (int hour = 0; hour < year->n_hour; hour++)
            if (!works_at(year, hour)) works[hour] = 0;
    }
    for (int hour = 0; hour < year->n_hour; hour++)
        works[hour] /= (float)branch->n_pole;
    return STATUS_OK;
}

static enum status sample_outages(struct year *year, struct sampled_year *sampled)
{
    const struct adequacy_model *model = year->model;
    for (int p = 0; p < model->n_plant; p++)
        sample_plant(year, &model->plant[p]);
    for (int s = 0; s < model->n_store; s++) {
        const struct store *store = &model->store[s];
        if (store->n_part == 0) continue;
        TRY(make_works(year, &year->store_works[s]));
        add_parts(year, store->first_part, store->n_part, year->store_works[s]);
        for (int hour = 0; hour < year->n_hour; hour++)
            year->store_works[s][hour] /= (float)store->n_part;
    }
    for (int b = 0; b < model->n_branch; b++) {
        double sum = 0;
        TRY(sample_branch(year, b));
        for (int hour = 0; hour < year->n_hour && year->branch_works[b] != NULL; hour++)
            sum += (double)year->branch_works[b][hour];
        sampled->branch_share[b] = year->branch_works[b] != NULL ? sum / year->n_hour : 1;
    }
    return STATUS_OK;
}

/* ---- what is missing ---- */

static void read_variant(const struct year *year, int variant, const double *missing_mw,
                         struct sampled_year *sampled)
{
    for (int a = 0; a <= year->model->n_area; a++)
        sampled->area[a].of[variant] =
            shortage_year_of(missing_mw + (size_t)a * year->n_hour, year->n_hour);
}

static void sum_areas(const struct adequacy_model *model, int n_hour, double *missing_mw)
{
    double *sum_mw = row_of(missing_mw, model->n_area, n_hour);
    memset(sum_mw, 0, sizeof *sum_mw * (size_t)n_hour);
    for (int a = 0; a < model->n_area; a++)
        for (int hour = 0; hour < n_hour; hour++)
            sum_mw[hour] += row_of(missing_mw, a, n_hour)[hour];
}

/* Each area with its own plants only. */
static void miss_alone(const struct year *year, double *missing_mw)
{
    const size_t n = (size_t)year->model->n_area * year->n_hour;
    for (size_t i = 0; i < n; i++)
        missing_mw[i] = fmax(0, year->balance.need_mw[i] - year->balance.plant_mw[i]);
}

static enum status evaluate(struct year *year, struct sampled_year *sampled)
{
    const struct adequacy_model *model = year->model;
    const size_t n = (size_t)(model->n_area + 1) * year->n_hour;
    double *missing_mw = ARENA_ARRAY(&year->arena, double, n);
    if (missing_mw == NULL) return STATUS_NO_MEMORY;
    for (int variant = ADEQUACY_WITH; variant < ADEQUACY_VARIANTS; variant++) {
        if (variant == ADEQUACY_ALONE)
            miss_alone(year, missing_mw);
        else
            TRY(adequacy_hours(model, variant == ADEQUACY_WITH, &year->balance, &year->series,
                               (const float *const *)year->store_works,
                               (const float *const *)year->branch_works, missing_mw, &year->arena));
        sum_areas(model, year->n_hour, missing_mw);
        read_variant(year, variant, missing_mw, sampled);
    }
    adequacy_closed_year(model, &year->balance, &year->series, sampled);
    return STATUS_OK;
}

static void sum_demand(const struct year *year, struct sampled_year *sampled)
{
    const struct network *network = &year->model->network;
    for (int a = 0; a <= year->model->n_area; a++)
        sampled->area[a].demand_mwh = 0;
    for (int hour = 0; hour < year->n_hour; hour++)
        for (int bus = 0; bus < network->n_bus; bus++) {
            const double mw = year->model->input->config->load_share *
                              year->series.load_mw[(size_t)hour * network->n_bus + bus];
            sampled->area[year->model->area_of_bus[bus]].demand_mwh += mw;
            sampled->area[year->model->n_area].demand_mwh += mw;
        }
}

static enum status make_room(struct year *year)
{
    const size_t n = (size_t)year->model->n_area * year->n_hour;
    year->balance.n_hour = year->n_hour;
    year->balance.need_mw = ARENA_ARRAY(&year->arena, double, n);
    year->balance.plant_mw = ARENA_ARRAY(&year->arena, double, n);
    year->works = ARENA_ARRAY(&year->arena, unsigned char, HOURS_PER_YEAR);
    year->store_works = ARENA_ARRAY(&year->arena, float *, year->model->n_store);
    year->branch_works = ARENA_ARRAY(&year->arena, float *, year->model->n_branch);
    return year->balance.need_mw && year->balance.plant_mw && year->works && year->store_works &&
                   year->branch_works
               ? STATUS_OK
               : STATUS_NO_MEMORY;
}

enum status adequacy_year_sample(const struct adequacy_model *model, int number,
                                 struct sampled_year *sampled, struct error *error)
{
    const struct dispatch_config *dispatch = model->input->dispatch;
    struct year year = {.model = model,
                        .seed = (unsigned long long)dispatch->seed,
                        .number = number,
                        .n_hour = dispatch->hours,
                        .first_hour = dispatch->first_hour};
    enum status status = make_series(&year, error);
    if (status == STATUS_OK) {
        status = make_room(&year);
        if (status == STATUS_OK) {
            find_needs(&year);
            sum_demand(&year, sampled);
            status = sample_outages(&year, sampled);
        }
        if (status == STATUS_OK) status = evaluate(&year, sampled);
        if (status == STATUS_NO_MEMORY)
            error_set(error, status, "no memory for year %d of the sample", number + 1);
    }
    arena_free(&year.arena);
    return status;
}
