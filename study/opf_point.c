/* From the answer of a method to a point of the case: angles and prices follow exactly from the
 * dispatch and the shadow prices, whichever method found them. */
#include "study/opf_internal.h"

#include <math.h>

enum status opf_answer_new(const struct opf_problem *problem, struct arena *arena,
                           struct opf_answer *answer, struct error *error)
{
    *answer = (struct opf_answer){.outcome = OUTCOME_NOT_CERTIFIED, .method = ""};
    answer->column_mw = ARENA_ARRAY(arena, double, problem->n_column);
    answer->lower_shadow = ARENA_ARRAY(arena, double, problem->n_pair);
    answer->upper_shadow = ARENA_ARRAY(arena, double, problem->n_pair);
    answer->island_price = ARENA_ARRAY(arena, double, problem->n_island);
    if (!answer->column_mw || !answer->lower_shadow || !answer->upper_shadow ||
        !answer->island_price)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an answer");
    return STATUS_OK;
}

bool opf_point_new(const struct opf_case *grid, struct arena *arena, struct opf_point *point)
{
    point->generator_mw = ARENA_ARRAY(arena, double, grid->n_generator);
    point->dcline_mw = ARENA_ARRAY(arena, double, grid->n_dcline);
    point->angle_rad = ARENA_ARRAY(arena, double, grid->n_bus);
    point->price_usd_per_mwh = ARENA_ARRAY(arena, double, grid->n_bus);
    point->flow_shadow_usd_per_mwh = ARENA_ARRAY(arena, double, grid->n_branch);
    point->angle_shadow_usd_per_rad = ARENA_ARRAY(arena, double, grid->n_branch);
    return point->generator_mw && point->dcline_mw && point->angle_rad &&
           point->price_usd_per_mwh && point->flow_shadow_usd_per_mwh &&
           point->angle_shadow_usd_per_rad;
}

/* The generator of each island that is farthest from both its limits takes up what rounding leaves
 * of the balance. */
static void close_balance(const struct opf_problem *problem, const double *injection_mw,
                          double *column_mw, int *marginal, double *open_mw)
{
    for (int island = 0; island < problem->n_island; island++) {
        marginal[island] = -1;
        open_mw[island] = 0;
    }
    for (int bus = 0; bus < problem->n_bus; bus++)
        open_mw[problem->island[bus]] += injection_mw[bus];
    for (int j = 0; j < problem->n_column; j++) {
        int *best = &marginal[problem->island[problem->bus[j]]];
        if (problem->other_bus[j] >= 0) continue;
        const double room_mw =
            fmin(column_mw[j] - problem->lower_mw[j], problem->upper_mw[j] - column_mw[j]);
        if (*best < 0 || room_mw > fmin(column_mw[*best] - problem->lower_mw[*best],
                                        problem->upper_mw[*best] - column_mw[*best]))
            *best = j;
    }
    for (int island = 0; island < problem->n_island; island++) {
        const int j = marginal[island];
        if (j < 0) continue;
        const double mw = column_mw[j] - open_mw[island];
        column_mw[j] = fmin(fmax(mw, problem->lower_mw[j]), problem->upper_mw[j]);
    }
}

static void read_units(const struct opf_problem *problem, const double *column_mw,
                       struct opf_point *point)
{
    const int n_generator = problem->grid->n_generator;
    for (int j = 0; j < problem->n_column; j++) {
        const int owner = problem->owner[j];
        if (owner == OPF_NOBODY) continue;
        if (owner < n_generator)
            point->generator_mw[owner] += column_mw[j];
        else
            point->dcline_mw[owner - n_generator] += column_mw[j];
    }
}

/* What a limit of a pair is worth belongs to the branch that sets it. usd_per_rad: positive at an
 * upper limit of the pair. */
static void give_shadow(const struct opf_problem *problem, int branch, bool is_rate,
                        double usd_per_rad, struct opf_point *point)
{
    const struct opf_case *grid = problem->grid;
    if (branch < 0 || usd_per_rad == 0) return;
    const double own = grid->from[branch] < grid->to[branch] ? usd_per_rad : -usd_per_rad;
    if (is_rate)
        point->flow_shadow_usd_per_mwh[branch] += own / grid->susceptance_mw_per_rad[branch];
    else
        point->angle_shadow_usd_per_rad[branch] += own;
}

/* The prices that leave nothing open at any bus: B price = V' shadow, up to one number per island
 * (eq. 114). */
static void read_prices(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                        const struct opf_answer *answer, double *pull, double *work,
                        struct opf_point *point)
{
    for (int bus = 0; bus < problem->n_bus; bus++)
        pull[bus] = 0;
    for (int pair = 0; pair < problem->n_pair; pair++) {
        const double net = answer->lower_shadow[pair] - answer->upper_shadow[pair];
        const double usd_per_rad = problem->pair_scale[pair] * net;
        pull[problem->pair_from[pair]] += usd_per_rad;
        pull[problem->pair_to[pair]] -= usd_per_rad;
        give_shadow(problem, problem->lower_branch[pair], problem->lower_is_rate[pair],
                    -problem->pair_scale[pair] * answer->lower_shadow[pair], point);
        give_shadow(problem, problem->upper_branch[pair], problem->upper_is_rate[pair],
                    problem->pair_scale[pair] * answer->upper_shadow[pair], point);
    }
    opf_angles_of(problem, matrix, pull, point->price_usd_per_mwh, work);
    for (int bus = 0; bus < problem->n_bus; bus++)
        point->price_usd_per_mwh[bus] += answer->island_price[problem->island[bus]];
}

enum status opf_read_point(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                           const struct opf_answer *answer, struct arena *arena,
                           struct opf_point *point, struct error *error)
{
    const size_t n_bus = (size_t)problem->n_bus;
    double *injection_mw = ARENA_ARRAY(arena, double, n_bus);
    double *work = ARENA_ARRAY(arena, double, n_bus), *open_mw = ARENA_ARRAY(arena, double, n_bus);
    int *marginal = ARENA_ARRAY(arena, int, n_bus);
    if (!injection_mw || !work || !open_mw || !marginal ||
        !opf_point_new(problem->grid, arena, point))
        return error_set(error, STATUS_NO_MEMORY, "no memory for an answer of %d buses",
                         problem->n_bus);
    opf_injection(problem, answer->column_mw, injection_mw);
    close_balance(problem, injection_mw, answer->column_mw, marginal, open_mw);
    read_units(problem, answer->column_mw, point);
    opf_injection(problem, answer->column_mw, injection_mw);
    opf_angles_of(problem, matrix, injection_mw, point->angle_rad, work);
    read_prices(problem, matrix, answer, injection_mw, work, point);
    return STATUS_OK;
}

double opf_congestion_rent_usd(const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    const struct opf_point *point = &result->point;
    long double rent_usd = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        const double angle_shadow = point->angle_shadow_usd_per_rad[l];
        if (point->flow_shadow_usd_per_mwh[l] != 0)
            rent_usd += fabs(point->flow_shadow_usd_per_mwh[l]) * grid->rate_mw[l];
        if (angle_shadow != 0)
            rent_usd +=
                angle_shadow * (angle_shadow > 0 ? grid->angle_max_rad[l] : grid->angle_min_rad[l]);
    }
    return (double)rent_usd;
}

/* An island that no unit and no DC line feeds is in balance only where it has no load; the price
 * that the equations leave there means nothing. */
enum status opf_find_priced(const struct opf_problem *problem, struct arena *scratch,
                            struct arena *arena, bool **has_price, struct error *error)
{
    bool *is_fed = ARENA_ARRAY(scratch, bool, problem->n_island);
    *has_price = ARENA_ARRAY(arena, bool, problem->n_bus);
    if (is_fed == NULL || *has_price == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for islands");
    for (int j = 0; j < problem->n_column; j++) {
        is_fed[problem->island[problem->bus[j]]] = true;
        if (problem->other_bus[j] >= 0) is_fed[problem->island[problem->other_bus[j]]] = true;
    }
    for (int bus = 0; bus < problem->n_bus; bus++)
        (*has_price)[bus] = is_fed[problem->island[bus]];
    return STATUS_OK;
}
