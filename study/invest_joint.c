#include "study/invest_joint.h"

#include "study/benders.h"
#include "study/invest.h"

#include <math.h>
#include <string.h>

enum { STEPS_AT_MOST = 60, OTHER_TIMES = 2 }; /* the others: up to twice their row */

struct trial {
    struct invest *invest;
    struct invest_joint *joint;
    double base_usd; /* cost without any of them, of the hours of the study */
    struct arena *arena;
};

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for capacities together");
}

static enum status place(struct trial *trial, struct error *error)
{
    const struct invest *invest = trial->invest;
    struct invest_joint *joint = trial->joint;
    const struct network *network = &invest->runs->world[0].network;
    const int n = joint->n_project;
    joint->annual_usd_per_mw = ARENA_ARRAY(trial->arena, double, n);
    joint->most_mw = ARENA_ARRAY(trial->arena, double, n);
    joint->step = ARENA_ARRAY(trial->arena, struct invest_joint_step, STEPS_AT_MOST);
    if (!joint->annual_usd_per_mw || !joint->most_mw || !joint->step) return no_memory(error);
    joint->annual_usd_per_mw[0] = invest->costs.annual_usd_per_mw[LEVEL_CENTRAL][LEVEL_CENTRAL];
    joint->most_mw[0] = invest->config->most_mw;
    for (int i = 1; i < n; i++) {
        const struct hvdc_link *link = &network->link[invest->runs->watch_at[i]];
        joint->annual_usd_per_mw[i] = invest_row_annual_usd_per_mw(invest, link);
        joint->most_mw[i] = OTHER_TIMES * link->capacity_mw;
        if (!(joint->annual_usd_per_mw[i] >= 0))
            error_add(error,
                      "%s:%d: `joint` wants a capital cost of each of `others`; `%s` has none at "
                      "%s:%d",
                      invest->config->path, invest_line_of(invest->config, "joint"), link->id,
                      link->origin.file, link->origin.file_line);
    }
    return error_status(error);
}

static enum status add_step(struct trial *trial, const double *capacity_mw,
                            struct invest_joint_step **added, struct error *error)
{
    struct invest_joint *joint = trial->joint;
    struct invest_joint_step *step = &joint->step[joint->n_step];
    const int n = joint->n_project;
    *added = step;
    step->capacity_mw = ARENA_ARRAY(trial->arena, double, n);
    step->marginal_usd_per_mw = ARENA_ARRAY(trial->arena, double, n);
    if (!step->capacity_mw || !step->marginal_usd_per_mw) return no_memory(error);
    memcpy(step->capacity_mw, capacity_mw, sizeof *capacity_mw * (size_t)n);
    joint->n_step++;
    return STATUS_OK;
}

/* Costs beside those without any of them. */
static enum status look(void *context, const double *capacity_mw, double *cost_usd,
                        double *least_usd, double *slope_usd_per_mw, struct error *error)
{
    struct trial *trial = context;
    struct invest_runs *runs = trial->invest->runs;
    const double factor = trial->invest->year_factor;
    struct invest_case *of = ARENA_ARRAY(trial->arena, struct invest_case, 1);
    struct invest_point *point = ARENA_ARRAY(trial->arena, struct invest_point, 1);
    struct invest_joint_step *step = NULL;
    if (of == NULL || point == NULL) return no_memory(error);
    TRY(invest_case_make(runs, 0, of, error));
    memcpy(of->capacity_mw, capacity_mw, sizeof *capacity_mw * (size_t)trial->joint->n_project);
    struct invest_chain chain = {1, of, point};
    TRY(invest_runs_solve(runs, 1, &chain, error));
    TRY(add_step(trial, capacity_mw, &step, error));
    if (trial->joint->n_step == 1) trial->base_usd = point->cost_usd;
    *cost_usd = (point->cost_usd - trial->base_usd) * factor;
    *least_usd = (point->lower_bound_usd - trial->base_usd) * factor;
    step->saved_usd_per_year = -*cost_usd;
    for (int i = 0; i < trial->joint->n_project; i++) {
        slope_usd_per_mw[i] = point->link[i].slope_usd_per_mw * factor;
        step->marginal_usd_per_mw[i] = -slope_usd_per_mw[i];
    }
    return STATUS_OK;
}

/* No saving may lie above a tangent of another point: the saving is concave in all capacities. */
static enum status check_tangents(struct trial *trial, struct error *error)
{
    const struct invest_joint *joint = trial->joint;
    const double size = fmax(1, fabs(trial->base_usd)) * trial->invest->year_factor;
    double worst = 0, saved_usd = 0, tangent_usd = 0;
    for (int k = 0; k < joint->n_step; k++)
        for (int i = 0; i < joint->n_step; i++) {
            double tangent = joint->step[i].saved_usd_per_year;
            for (int p = 0; p < joint->n_project; p++)
                tangent += joint->step[i].marginal_usd_per_mw[p] *
                           (joint->step[k].capacity_mw[p] - joint->step[i].capacity_mw[p]);
            const double over = (joint->step[k].saved_usd_per_year - tangent) / size;
            if (over <= worst) continue;
            worst = over;
            saved_usd = joint->step[k].saved_usd_per_year;
            tangent_usd = tangent;
        }
    return invest_check(trial->invest, "no saving of capacities together lies above a tangent",
                        "USD/year", saved_usd, tangent_usd, worst, INVEST_IDENTITY, error);
}

static void read_result(const struct benders_result *result, struct invest_joint *joint)
{
    for (int k = 0; k < joint->n_step; k++) {
        joint->step[k].net_usd_per_year = -result->step[k].upper_usd;
        joint->step[k].best_usd_per_year = -result->step[k].lower_usd;
        if (joint->step[k].net_usd_per_year > joint->step[joint->best].net_usd_per_year)
            joint->best = k;
    }
    joint->gap_usd_per_year = fmax(0, result->upper_usd - result->lower_usd);
    joint->is_optimal = result->is_optimal;
}

enum status invest_joint_solve(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_joint *joint = &invest->joint;
    struct trial trial = {.invest = invest, .joint = joint, .arena = arena};
    const int n = invest->together.n_project, all = (1 << n) - 1;
    const double sure = 1;
    struct benders_result result;
    *joint = (struct invest_joint){0};
    if (!invest->config->joint || n < 2) return STATUS_OK;
    joint->n_project = n;
    TRY(place(&trial, error));
    double *start = ARENA_ARRAY(arena, double, 2 * n); /* none, then what was appraised */
    if (start == NULL) return no_memory(error);
    for (int i = 0; i < n; i++)
        start[n + i] = fmin(joint->most_mw[i], invest->together.capacity_mw[i]);
    const struct benders problem = {.n_capacity = n,
                                    .n_year = 1,
                                    .n_start = 2,
                                    .usd_per_mw_year = joint->annual_usd_per_mw,
                                    .most_mw = joint->most_mw,
                                    .start_mw = start,
                                    .probability = &sure,
                                    .years = look,
                                    .context = &trial,
                                    .gap_share = invest->config->gap_share,
                                    .gap_base_usd = fabs(invest->together.value_usd_per_year[all]),
                                    .most_iterations = STEPS_AT_MOST,
                                    .floor_usd = -INFINITY};
    TRY(benders_solve(&problem, arena, &result, error));
    read_result(&result, joint);
    return check_tangents(&trial, error);
}
