#include "study/invest_years.h"

#include "study/benders.h"
#include "study/invest.h"

#include <math.h>

enum { STEPS_AT_MOST = 40, HALVINGS = 60 };

struct trial {
    struct invest *invest;
    struct invest_years *years;
    double *base_usd;       /* [n_year] cost without the link, of the hours of the study */
    struct invest_case *of; /* [n_year] */
    struct invest_point *point;
    struct invest_chain *chain;
    struct arena *arena;
};

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for weather years");
}

static enum status place(struct trial *trial, struct error *error)
{
    struct invest_years *years = trial->years;
    const int n = years->n_year;
    years->seed = ARENA_ARRAY(trial->arena, int, n);
    years->step = ARENA_ARRAY(trial->arena, struct invest_years_step, STEPS_AT_MOST);
    trial->base_usd = ARENA_ARRAY(trial->arena, double, n);
    trial->of = ARENA_ARRAY(trial->arena, struct invest_case, n);
    trial->point = ARENA_ARRAY(trial->arena, struct invest_point, n);
    trial->chain = ARENA_ARRAY(trial->arena, struct invest_chain, n);
    if (!years->seed || !years->step || !trial->base_usd || !trial->of || !trial->point ||
        !trial->chain)
        return no_memory(error);
    for (int year = 0; year < n; year++)
        years->seed[year] = trial->invest->runs->world[0].config.seed + year;
    return STATUS_OK;
}

static enum status solve_all(struct trial *trial, double capacity_mw, struct error *error)
{
    struct invest_runs *runs = trial->invest->runs;
    for (int year = 0; year < trial->years->n_year; year++) {
        TRY(invest_case_make(runs, 0, &trial->of[year], error));
        trial->of[year].seed = trial->years->seed[year];
        trial->of[year].capacity_mw[0] = capacity_mw;
        trial->chain[year] = (struct invest_chain){1, &trial->of[year], &trial->point[year]};
    }
    return invest_runs_solve(runs, trial->years->n_year, trial->chain, error);
}

static enum status add_step(struct trial *trial, double capacity_mw,
                            struct invest_years_step **added, struct error *error)
{
    struct invest_years *years = trial->years;
    struct invest_years_step *step = &years->step[years->n_step];
    step->capacity_mw = capacity_mw;
    step->saved_usd_per_year = ARENA_ARRAY(trial->arena, double, years->n_year);
    step->marginal_usd_per_mw = ARENA_ARRAY(trial->arena, double, years->n_year);
    if (!step->saved_usd_per_year || !step->marginal_usd_per_mw) return no_memory(error);
    years->n_step++;
    *added = step;
    return STATUS_OK;
}

/* Costs beside those without the link, so that the net value is not lost in the cost of a system.
 */
static enum status look(void *context, const double *capacity_mw, double *cost_usd,
                        double *least_usd, double *slope_usd_per_mw, struct error *error)
{
    struct trial *trial = context;
    const double factor = trial->invest->year_factor;
    const bool is_first = trial->years->n_step == 0;
    struct invest_years_step *step = NULL;
    TRY(solve_all(trial, capacity_mw[0], error));
    TRY(add_step(trial, capacity_mw[0], &step, error));
    for (int year = 0; year < trial->years->n_year; year++) {
        const struct invest_point *point = &trial->point[year];
        if (is_first) trial->base_usd[year] = point->cost_usd;
        cost_usd[year] = (point->cost_usd - trial->base_usd[year]) * factor;
        least_usd[year] = (point->lower_bound_usd - trial->base_usd[year]) * factor;
        slope_usd_per_mw[year] = point->link[0].slope_usd_per_mw * factor;
        step->saved_usd_per_year[year] = -cost_usd[year];
        step->marginal_usd_per_mw[year] = -slope_usd_per_mw[year];
    }
    return STATUS_OK;
}

/* The net value that the steps allow at a size: no more than this (eq. 248). */
static double most_net(const struct invest_years *years, double capacity_mw)
{
    double net = -years->annual_usd_per_mw * capacity_mw;
    for (int year = 0; year < years->n_year; year++) {
        double saved = INFINITY;
        for (int k = 0; k < years->n_step; k++) {
            const struct invest_years_step *step = &years->step[k];
            saved =
                fmin(saved, step->saved_usd_per_year[year] + step->marginal_usd_per_mw[year] *
                                                                 (capacity_mw - step->capacity_mw));
        }
        net += saved / years->n_year;
    }
    return net;
}

/* Where a size could still be as good: from the best one towards an end. */
static double reach(const struct invest_years *years, double towards_mw)
{
    double inside = years->step[years->best].capacity_mw, outside = towards_mw;
    const double net = years->step[years->best].net_usd_per_year;
    if (most_net(years, outside) >= net) return outside;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = 0.5 * (inside + outside);
        *(most_net(years, middle) >= net ? &inside : &outside) = middle;
    }
    return outside;
}

/* Every tangent must lie above what was found elsewhere: savings are concave in the size. Each is
 * known to the certificates of two dispatches, hence the size of the cost. */
static enum status check_tangents(const struct trial *trial, struct error *error)
{
    const struct invest_years *years = trial->years;
    double worst = 0, saved_usd = 0, tangent_usd = 0;
    for (int year = 0; year < years->n_year; year++) {
        const double size = fmax(1, fabs(trial->base_usd[year])) * trial->invest->year_factor;
        for (int k = 0; k < years->n_step; k++)
            for (int i = 0; i < years->n_step; i++) {
                const struct invest_years_step *from = &years->step[i], *at = &years->step[k];
                const double saved = at->saved_usd_per_year[year];
                const double tangent =
                    from->saved_usd_per_year[year] +
                    from->marginal_usd_per_mw[year] * (at->capacity_mw - from->capacity_mw);
                if ((saved - tangent) / size <= worst) continue;
                worst = (saved - tangent) / size;
                saved_usd = saved;
                tangent_usd = tangent;
            }
    }
    return invest_check(trial->invest, "no saving of a weather year lies above a tangent of it",
                        "USD/year", saved_usd, tangent_usd, worst, INVEST_IDENTITY, error);
}

static void read_result(const struct benders_result *result, struct invest_years *years)
{
    for (int k = 0; k < years->n_step; k++) {
        years->step[k].net_usd_per_year = -result->step[k].upper_usd;
        years->step[k].best_usd_per_year = -result->step[k].lower_usd;
        if (years->step[k].net_usd_per_year > years->step[years->best].net_usd_per_year)
            years->best = k;
    }
    years->gap_share = result->gap_share;
    years->is_optimal = result->is_optimal;
}

static int count_years(const struct invest *invest)
{
    const bool has_weather = invest->runs->world[0].network.weather_path[0] != '\0';
    return has_weather && invest->config->weather_years > 1 ? invest->config->weather_years : 1;
}

enum status invest_years_solve(struct invest *invest, double first_mw, struct arena *arena,
                               struct invest_years *years, struct error *error)
{
    const double most = invest->config->most_mw;
    const double annual = invest->costs.annual_usd_per_mw[LEVEL_CENTRAL][LEVEL_CENTRAL];
    const double start[] = {0, fmin(most, fmax(0, first_mw))};
    struct trial trial = {.invest = invest, .years = years, .arena = arena};
    struct benders_result result;
    *years = (struct invest_years){.n_year = count_years(invest), .annual_usd_per_mw = annual};
    TRY(place(&trial, error));
    double *probability = ARENA_ARRAY(arena, double, years->n_year);
    if (probability == NULL) return no_memory(error);
    for (int year = 0; year < years->n_year; year++)
        probability[year] = 1.0 / years->n_year;
    const struct benders problem = {.n_capacity = 1,
                                    .n_year = years->n_year,
                                    .n_start = start[1] > 0 ? 2 : 1,
                                    .usd_per_mw_year = &annual,
                                    .most_mw = &most,
                                    .start_mw = start,
                                    .probability = probability,
                                    .years = look,
                                    .context = &trial,
                                    .gap_share = invest->config->gap_share,
                                    .gap_base_usd = annual * start[1],
                                    .most_iterations = STEPS_AT_MOST,
                                    .floor_usd = -INFINITY};
    TRY(benders_solve(&problem, arena, &result, error));
    read_result(&result, years);
    years->low_mw = reach(years, 0);
    years->high_mw = reach(years, most);
    return check_tangents(&trial, error);
}
