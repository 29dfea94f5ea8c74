#include "study/adequacy.h"

#include "study/adequacy_internal.h"

#include <math.h>
#include <string.h>

/* Years between two looks at the standard error: enough for any number of threads, and always the
 * same, so that the answer does not depend on them. */
enum { YEARS_AT_ONCE = 20 };

/* Less than a hundredth of the variance gone is no help. */
static const double HELPS_BELOW = 0.99;

struct run {
    const struct adequacy_input *input;
    const struct adequacy_watch *watch;
    struct adequacy_model model;
    struct kept_years kept;
    struct sampled_year *year;    /* [config->years] */
    bool is_there[YEARS_AT_ONCE]; /* of those that are done at once */
    int n_done, n_year;
};

static void tell_progress(struct run *run)
{
    if (run->watch != NULL && run->watch->progress != NULL)
        run->watch->progress(run->watch->context, "sampled years", run->n_done,
                             run->input->config->years);
}

/* Years are kept in their order: those up to the first that is not there yet. */
static enum status keep_some(struct run *run, int first, int end, int *n_kept, struct error *error)
{
    while (first + *n_kept < end && run->is_there[*n_kept]) {
        const int year = first + (*n_kept)++;
        TRY(kept_years_add(&run->kept, &run->model, year, &run->year[year], error));
    }
    return STATUS_OK;
}

/* Each year on one thread; of several faults that of the first year is told. */
static enum status do_years(struct run *run, int first, int end, struct error *error)
{
    int failed_year = end, n_kept = 0;
    while (first < end && kept_years_find(&run->kept, &run->model, first, &run->year[first])) {
        first++;
        run->n_done++;
    }
    memset(run->is_there, 0, sizeof run->is_there);
#pragma omp parallel for schedule(dynamic)
    for (int year = first; year < end; year++) {
        struct error own = {0};
        enum status status = adequacy_year_sample(&run->model, year, &run->year[year], &own);
#pragma omp critical(adequacy_years)
        {
            run->is_there[year - first] = status == STATUS_OK;
            if (status == STATUS_OK) status = keep_some(run, first, end, &n_kept, &own);
            if (status != STATUS_OK && year < failed_year) {
                failed_year = year;
                *error = own;
                if (own.count == 0) error_set(error, status, "year %d failed", year + 1);
            }
            run->n_done++;
            tell_progress(run);
        }
    }
    return failed_year < end ? error->status : STATUS_OK;
}

/* ---- sums over the years ---- */

static struct estimate estimate_of(const struct year_sample *sample)
{
    return (struct estimate){sample->mean, year_sample_error(sample),
                             year_sample_half_width(sample)};
}

static struct adequacy_indices indices_of(const struct shortage_sample *sample)
{
    return (struct adequacy_indices){estimate_of(&sample->short_hour),
                                     estimate_of(&sample->unserved_mwh),
                                     estimate_of(&sample->entries)};
}

/* Eq. 288. */
static struct shortage_year less(struct shortage_year a, struct shortage_year b)
{
    return (struct shortage_year){a.short_hour - b.short_hour, a.unserved_mwh - b.unserved_mwh,
                                  a.entries - b.entries};
}

/* What is sampled and has a closed form: an area alone, or the whole system with its cables. */
static struct shortage_year checked(const struct run *run, int year, int area)
{
    const int variant = area == run->model.n_area ? ADEQUACY_WITH : ADEQUACY_ALONE;
    return run->year[year].area[area].of[variant];
}

/* With fewer short years than this the spread of the sample says little about its error. */
enum { LEAST_SHORT_YEARS = 20 };
/* Sums of 8,760 h agree to this, relative. */
static const double ROUNDING = 1e-9;

static double distance(const struct year_sample *off, double size, int n_short)
{
    const double error = year_sample_error(off);
    if (fabs(off->mean) <= ROUNDING * fmax(1, size)) return 0;
    return n_short >= LEAST_SHORT_YEARS && error > 0 ? off->mean / error : NAN;
}

static void compare_with_closed(const struct run *run, int a, struct adequacy_area *area)
{
    struct year_sample hour = {0}, mwh = {0}, hour_off = {0}, mwh_off = {0};
    int n_short = 0;
    for (int y = 0; y < run->n_year; y++) {
        const struct area_year *year = &run->year[y].area[a];
        const struct shortage_year sampled = checked(run, y, a);
        n_short += sampled.short_hour > 0;
        year_sample_add(&hour, year->closed_short_hour);
        year_sample_add(&mwh, year->closed_unserved_mwh);
        year_sample_add(&hour_off, sampled.short_hour - year->closed_short_hour);
        year_sample_add(&mwh_off, sampled.unserved_mwh - year->closed_unserved_mwh);
    }
    area->closed_short_hour = hour.mean;
    area->closed_unserved_mwh = mwh.mean;
    area->distance_short_hour = distance(&hour_off, hour.mean, n_short);
    area->distance_unserved = distance(&mwh_off, mwh.mean, n_short);
}

/* What the control of an area is off in a year: its own, of the system that of all areas. */
static double control_of(const struct run *run, int year, int area)
{
    double off = 0;
    for (int a = 0; a < run->model.n_area; a++) {
        const struct area_year *of = &run->year[year].area[a];
        if (isnan(of->closed_unserved_mwh) || (area < run->model.n_area && a != area)) continue;
        off += of->of[ADEQUACY_ALONE].unserved_mwh - of->closed_unserved_mwh;
    }
    return off;
}

/* Control variate (eq. 285): Y - b C with the mean of C known to be 0. */
static void control(const struct run *run, int a, struct adequacy_area *area)
{
    struct year_sample plain = {0}, off = {0}, controlled = {0};
    double joint = 0;
    area->controlled_unserved_mwh = (struct estimate){NAN, NAN, NAN};
    area->controlled_factor = NAN;
    for (int y = 0; y < run->n_year; y++) {
        year_sample_add(&plain, run->year[y].area[a].of[ADEQUACY_WITH].unserved_mwh);
        year_sample_add(&off, control_of(run, y, a));
    }
    for (int y = 0; y < run->n_year; y++)
        joint += (run->year[y].area[a].of[ADEQUACY_WITH].unserved_mwh - plain.mean) *
                 (control_of(run, y, a) - off.mean);
    if (!(off.square > 0) || !(plain.square > 0)) return;
    const double slope = joint / off.square;
    for (int y = 0; y < run->n_year; y++)
        year_sample_add(&controlled, run->year[y].area[a].of[ADEQUACY_WITH].unserved_mwh -
                                         slope * control_of(run, y, a));
    area->controlled_factor = controlled.square / plain.square;
    if (area->controlled_factor < HELPS_BELOW)
        area->controlled_unserved_mwh = estimate_of(&controlled);
}

static void sum_area(const struct run *run, int a, struct adequacy_area *area)
{
    struct shortage_sample with = {0}, without = {0}, alone = {0}, change = {0};
    struct year_sample demand = {0};
    for (int y = 0; y < run->n_year; y++) {
        const struct area_year *year = &run->year[y].area[a];
        year_sample_add(&demand, year->demand_mwh);
        shortage_sample_add(&with, year->of[ADEQUACY_WITH]);
        shortage_sample_add(&without, year->of[ADEQUACY_WITHOUT]);
        shortage_sample_add(&alone, year->of[ADEQUACY_ALONE]);
        shortage_sample_add(&change, less(year->of[ADEQUACY_WITH], year->of[ADEQUACY_WITHOUT]));
    }
    *area = (struct adequacy_area){.name = run->model.area[a].name,
                                   .demand_mwh = demand.mean,
                                   .with = indices_of(&with),
                                   .without = indices_of(&without),
                                   .alone = indices_of(&alone),
                                   .change = indices_of(&change)};
    compare_with_closed(run, a, area);
    control(run, a, area);
}

static void sum_branch(const struct run *run, int b, struct adequacy_branch *branch)
{
    const struct branch *of = &run->model.branch[b];
    struct year_sample share = {0};
    double worst = 1;
    for (int y = 0; y < run->n_year; y++) {
        year_sample_add(&share, run->year[y].branch_share[b]);
        worst = fmin(worst, run->year[y].branch_share[b]);
    }
    *branch = (struct adequacy_branch){.id = of->id,
                                       .capacity_mw = of->forward_mw,
                                       .is_cable = of->is_cable,
                                       .expected_share = branch_share(&run->model, of),
                                       .available_share = estimate_of(&share),
                                       .worst_year_share = worst};
}

static bool is_enough(const struct run *run)
{
    const struct adequacy_config *config = run->input->config;
    struct shortage_sample system = {0};
    if (config->stop_error_share <= 0) return false;
    for (int y = 0; y < run->n_year; y++)
        shortage_sample_add(&system, run->year[y].area[run->model.n_area].of[ADEQUACY_WITH]);
    return shortage_sample_is_enough(&system, config->least_years, config->stop_error_share);
}

static enum status sum_up(const struct run *run, struct arena *arena,
                          struct adequacy_result *result)
{
    const struct adequacy_model *model = &run->model;
    result->area = ARENA_ARRAY(arena, struct adequacy_area, model->n_area + 1);
    result->branch = ARENA_ARRAY(arena, struct adequacy_branch, model->n_branch);
    struct shortage_year *year = ARENA_ARRAY(arena, struct shortage_year, 3 * run->n_year);
    const char **cable = ARENA_ARRAY(arena, const char *, model->n_branch);
    if (!result->area || !result->branch || !year || !cable) return STATUS_NO_MEMORY;
    result->n_area = model->n_area;
    for (int a = 0; a <= model->n_area; a++)
        sum_area(run, a, &result->area[a]);
    for (int b = 0; b < model->n_branch; b++) {
        if (model->branch[b].is_cable) cable[result->cables.count++] = model->branch[b].id;
        if (model->branch[b].is_link || model->branch[b].n_pole > 0)
            sum_branch(run, b, &result->branch[result->n_branch++]);
    }
    for (int y = 0; y < run->n_year; y++)
        memcpy(year + 3 * (size_t)y, run->year[y].area[model->n_area].of, 3 * sizeof *year);
    result->year = year;
    result->cables.item = cable;
    result->n_year = run->n_year;
    result->n_hour = run->input->dispatch->hours;
    result->n_unit = model->n_part;
    result->n_cause = model->n_cause;
    result->fingerprint = run->kept.fingerprint;
    result->notes = (struct text_list){model->n_note, model->note};
    return STATUS_OK;
}

static enum status sample(struct run *run, bool *stopped_early, struct error *error)
{
    const int most = run->input->config->years;
    tell_progress(run);
    while (run->n_year < most) {
        const int end = run->n_year + YEARS_AT_ONCE < most ? run->n_year + YEARS_AT_ONCE : most;
        TRY(do_years(run, run->n_year, end, error));
        run->n_year = end;
        *stopped_early = end < most && is_enough(run);
        if (*stopped_early) return STATUS_OK;
    }
    return STATUS_OK;
}

enum status adequacy_run(const struct adequacy_input *input, const struct adequacy_watch *watch,
                         struct arena *arena, struct adequacy_result *result, struct error *error)
{
    struct run run = {.input = input, .watch = watch};
    *result = (struct adequacy_result){0};
    TRY(adequacy_model_make(input, arena, &run.model, error));
    run.year = ARENA_ARRAY(arena, struct sampled_year, input->config->years);
    enum status status = run.year != NULL ? STATUS_OK : STATUS_NO_MEMORY;
    for (int y = 0; y < input->config->years && status == STATUS_OK; y++)
        status = sampled_year_make(&run.model, arena, &run.year[y]);
    if (status != STATUS_OK) return error_set(error, status, "no memory for the sampled years");
    TRY(kept_years_open(input->folder, &run.model, arena, &run.kept, error));
    TRY(sample(&run, &result->stopped_early, error));
    return sum_up(&run, arena, result);
}
