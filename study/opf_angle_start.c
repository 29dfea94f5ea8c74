/* The problem per unit and the point where the interior point on angles begins: central for prices
 * by merit, dual feasible, with nothing but the balance to mend. */
#include "study/opf_angle_internal.h"

#include <math.h>

/* The start is central; mu as a share of the mean product of width and margin. */
static const double start_share = 0.3, start_distance = 0.1;

/* ---- room -------------------------------------------------------------------------------------
 */

static bool make_move(const struct opf_angle *method, struct arena *arena, struct opf_move *move)
{
    move->x = ARENA_ARRAY(arena, double, method->n_unit);
    move->zl = ARENA_ARRAY(arena, double, method->n_unit);
    move->zu = ARENA_ARRAY(arena, double, method->n_unit);
    move->s = ARENA_ARRAY(arena, double, method->n_side);
    move->z = ARENA_ARRAY(arena, double, method->n_side);
    move->e = ARENA_ARRAY(arena, double, method->n_side);
    move->angle = ARENA_ARRAY(arena, double, method->n_bus);
    move->price = ARENA_ARRAY(arena, double, method->n_bus);
    return move->x && move->zl && move->zu && move->s && move->z && move->e && move->angle &&
           move->price;
}

static enum status make_room(struct opf_angle *method, struct arena *arena, struct error *error)
{
    const size_t n_bus = (size_t)method->n_bus;
    const size_t n_entry = (size_t)sparse_entries(&method->matrix->lower);
    method->w = ARENA_ARRAY(arena, double, method->n_unit);
    method->theta = ARENA_ARRAY(arena, double, method->n_unit);
    method->g = ARENA_ARRAY(arena, double, method->n_unit);
    method->curvature = ARENA_ARRAY(arena, double, method->n_unit);
    method->work_unit = ARENA_ARRAY(arena, double, method->n_unit);
    method->give = ARENA_ARRAY(arena, double, method->n_side);
    method->work_side = ARENA_ARRAY(arena, double, method->n_side);
    method->reduced = ARENA_ARRAY(arena, double, method->n_unit);
    method->v = ARENA_ARRAY(arena, double, method->n_side);
    method->omega = ARENA_ARRAY(arena, double, method->n_side);
    method->h = ARENA_ARRAY(arena, double, method->n_side);
    method->balance = ARENA_ARRAY(arena, double, n_bus);
    method->stationary = ARENA_ARRAY(arena, double, n_bus);
    method->block = ARENA_ARRAY(arena, double, 3 * n_entry);
    method->right = ARENA_ARRAY(arena, double, 2 * n_bus);
    method->work = ARENA_ARRAY(arena, double, 2 * n_bus);
    if (!method->curvature || !method->work_unit || !method->give || !method->work_side ||
        !method->w || !method->theta || !method->g || !method->reduced || !method->v ||
        !method->omega || !method->h || !method->balance || !method->stationary || !method->block ||
        !method->right || !method->work || !make_move(method, arena, &method->now) ||
        !make_move(method, arena, &method->step) || !make_move(method, arena, &method->affine) ||
        !make_move(method, arena, &method->target) || !make_move(method, arena, &method->kept) ||
        (method->kept_w = ARENA_ARRAY(arena, double, method->n_unit)) == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an interior point on %d buses",
                         method->n_bus);
    return ldl_new_factor(&method->matrix->ldl, 2, arena, &method->factor, error);
}

/* ---- the problem per unit ---------------------------------------------------------------------
 */

static void list_units(struct opf_angle *method)
{
    const struct opf_problem *problem = method->problem;
    const double base = problem->base_mw;
    for (int j = 0; j < problem->n_column; j++) {
        const double lower = problem->lower_mw[j] / base, upper = problem->upper_mw[j] / base;
        method->demand[problem->bus[j]] -= problem->gain[j] * lower;
        if (problem->other_bus[j] >= 0)
            method->demand[problem->other_bus[j]] -= problem->other_gain[j] * lower;
        method->other_usd +=
            (problem->c1[j] + problem->c2[j] * problem->lower_mw[j]) * problem->lower_mw[j];
        if (!(upper > lower)) continue;
        const int i = method->n_unit++;
        method->column[i] = j;
        method->upper[i] = upper - lower;
        if (method->elastic) {
            method->cost[i] = problem->owner[j] == OPF_NOBODY;
            continue;
        }
        const double c1 = problem->c1[j] + 2 * problem->c2[j] * problem->lower_mw[j];
        method->cost[i] = c1 / method->cost_scale;
        method->curve[i] = 2 * problem->c2[j] * base / method->cost_scale;
        method->has_curve |= method->curve[i] > 0;
    }
}

static void add_side(struct opf_angle *method, int pair, double sign, double bound_rad)
{
    const double slope = sign * method->problem->pair_scale[pair] / method->problem->base_mw;
    const int i = method->n_side;
    if (!isfinite(bound_rad)) return;
    method->side_pair[i] = pair;
    method->side_slope[i] = slope;
    method->side_bound[i] = slope * bound_rad;
    method->n_side++;
}

static enum status set_up(struct opf_angle *method, struct arena *arena, struct error *error)
{
    const struct opf_problem *problem = method->problem;
    const size_t n_column = (size_t)problem->n_column, n_side = 2 * (size_t)problem->n_pair;
    method->n_bus = problem->n_bus;
    method->column = ARENA_ARRAY(arena, int, n_column);
    method->upper = ARENA_ARRAY(arena, double, n_column);
    method->cost = ARENA_ARRAY(arena, double, n_column);
    method->curve = ARENA_ARRAY(arena, double, n_column);
    method->side_pair = ARENA_ARRAY(arena, int, n_side);
    method->side_slope = ARENA_ARRAY(arena, double, n_side);
    method->side_bound = ARENA_ARRAY(arena, double, n_side);
    method->demand = ARENA_ARRAY(arena, double, method->n_bus);
    method->stiffness = ARENA_ARRAY(arena, double, method->n_bus);
    if (!method->column || !method->upper || !method->cost || !method->curve ||
        !method->side_pair || !method->side_slope || !method->side_bound || !method->demand ||
        !method->stiffness)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an interior point on %d buses",
                         method->n_bus);
    for (int bus = 0; bus < method->n_bus; bus++)
        method->demand[bus] = problem->demand_mw[bus] / problem->base_mw;
    method->other_usd = problem->cost_constant_usd;
    list_units(method);
    for (int pair = 0; pair < problem->n_pair; pair++) {
        const double weight = problem->pair_scale[pair] / problem->base_mw;
        method->stiffness[problem->pair_from[pair]] += weight;
        method->stiffness[problem->pair_to[pair]] += weight;
        add_side(method, pair, 1, problem->lower_rad[pair]);
        add_side(method, pair, -1, problem->upper_rad[pair]);
    }
    return make_room(method, arena, error);
}

/* ---- the start --------------------------------------------------------------------------------
 */

/* The point of product mu with its limits for a margin r: x (r + mu / (u - x)) = mu. */
static double central(double u, double r, double mu)
{
    const double ru = r * u;
    return 2 * mu * u / (ru + 2 * mu + sqrt(ru * ru + 4 * mu * mu));
}

static void start_at(struct opf_angle *method, const double *island_price)
{
    struct opf_move *now = &method->now;
    double sum = 0;
    for (int bus = 0; bus < method->n_bus; bus++)
        now->price[bus] = island_price[method->problem->island[bus]] / method->cost_scale;
    for (int i = 0; i < method->n_unit; i++) {
        const double middle = method->upper[i] / 2;
        method->reduced[i] =
            method->cost[i] + method->curve[i] * middle - opf_price_at(method, now->price, i);
        sum += fabs(method->reduced[i]) * method->upper[i];
    }
    double mu = method->n_unit > 0 ? start_share * sum / method->n_unit : 1;
    if (!(mu > 1e-3)) mu = method->elastic ? 1 : 1e-3;
    for (int i = 0; i < method->n_unit; i++) {
        now->x[i] = central(method->upper[i], method->reduced[i], mu);
        method->w[i] = method->upper[i] - now->x[i];
        now->zl[i] = mu / now->x[i];
        now->zu[i] = mu / method->w[i];
    }
    for (int i = 0; i < method->n_side; i++) {
        const double v = -method->side_bound[i];
        if (method->elastic) { /* s = v + e, s z = mu, e (1 - z) = mu */
            now->s[i] = (v + 2 * mu + hypot(v, 2 * mu)) / 2;
            now->z[i] = mu / now->s[i];
            now->e[i] = mu / (1 - now->z[i]);
        } else {
            now->s[i] = fmax(v, start_distance);
            now->z[i] = mu / now->s[i];
        }
    }
}

static double typical_price(const struct opf_problem *problem)
{
    double sum = 0;
    for (int j = 0; j < problem->n_column; j++)
        sum +=
            fabs(problem->c1[j] + problem->c2[j] * (problem->lower_mw[j] + problem->upper_mw[j]));
    return sum > 0 ? sum / problem->n_column : 1;
}

enum status opf_angle_start(struct opf_angle *method, struct arena *arena, struct error *error)
{
    const struct opf_problem *problem = method->problem;
    double *price = ARENA_ARRAY(arena, double, problem->n_island);
    double *merit_mw = ARENA_ARRAY(arena, double, problem->n_column);
    if (!price || !merit_mw) return error_set(error, STATUS_NO_MEMORY, "no memory for prices");
    method->cost_scale = method->elastic ? 1 : typical_price(problem);
    if (!method->elastic) TRY(opf_merit_order(problem, arena, merit_mw, price, error));
    TRY(set_up(method, arena, error));
    method->n_product = 2 * method->n_unit + (method->elastic ? 2 : 1) * method->n_side;
    if (method->n_product == 0) method->n_product = 1;
    start_at(method, price);
    return STATUS_OK;
}
