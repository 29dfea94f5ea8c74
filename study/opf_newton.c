/* The Newton systems of the interior point on angles. What is left of them after everything that
 * stands alone is eliminated is one 2 x 2 block per bus, angle and price, with the pattern of the
 * susceptance matrix (docs/model.md, eqs. 109-111):
 *
 *     ( W   B ) ( d angle )     W = V' Omega V   of the limits
 *     ( B  -S ) ( d price )     S = C Theta C'   of the units                                    */
#include "study/opf_angle_internal.h"

#include <math.h>
#include <string.h>

/* A step is solved for, then corrected as long as each solve takes what is left down to this share
 * of what was; what is left below 1e-14 p.u. is rounding, below 1e-9 of what there was a matter of
 * the next step.
 */
enum { SOLVES = 5 };
static const double useful_share = 0.3, enough_share = 1e-9, exact = 1e-14;

/* What is left open at a bus, as a share of what it takes to shift its price by 1. */
static const double worth_repair = 1e-12;

/* A distance that differs by less from the one that angles give, as a share of the larger of the
 * two terms of which that is the difference, does not differ. */
static const double rounding_share = 1e-13;

double opf_price_at(const struct opf_angle *method, const double *price, int unit)
{
    const struct opf_problem *problem = method->problem;
    const int j = method->column[unit], other = problem->other_bus[j];
    double sum = problem->gain[j] * price[problem->bus[j]];
    if (other >= 0) sum += problem->other_gain[j] * price[other];
    return sum;
}

/* at += C x. */
static void add_units(const struct opf_angle *method, const double *x, int stride, double *at)
{
    const struct opf_problem *problem = method->problem;
    for (int i = 0; i < method->n_unit; i++) {
        const int j = method->column[i], other = problem->other_bus[j];
        at[stride * problem->bus[j]] += problem->gain[j] * x[i];
        if (other >= 0) at[stride * other] += problem->other_gain[j] * x[i];
    }
}

static double side_gap(const struct opf_angle *method, const double *angle, int side)
{
    const int pair = method->side_pair[side];
    return method->side_slope[side] *
           (angle[method->problem->pair_from[pair]] - angle[method->problem->pair_to[pair]]);
}

/* ---- the iterate ------------------------------------------------------------------------------
 */

static void keep_largest(double *largest, double value)
{
    if (!(value <= *largest)) *largest = value; /* a NaN is kept */
}

/* B angle and B price at once, without the pins of the reference buses. */
static void multiply_grid(const struct opf_angle *method, double *of_angle, double *of_price)
{
    const struct opf_problem *problem = method->problem;
    const double *angle = method->now.angle, *price = method->now.price;
    for (int pair = 0; pair < problem->n_pair; pair++) {
        const int from = problem->pair_from[pair], to = problem->pair_to[pair];
        const double b = problem->pair_mw_per_rad[pair] / problem->base_mw;
        const double flow = b * (angle[from] - angle[to]), pull = b * (price[from] - price[to]);
        of_angle[from] += flow;
        of_angle[to] -= flow;
        of_price[from] += pull;
        of_price[to] -= pull;
    }
}

static void measure_sides(struct opf_angle *method)
{
    const struct opf_problem *problem = method->problem;
    const struct opf_move *now = &method->now;
    double sum = 0;
    for (int i = 0; i < method->n_side; i++) {
        const int pair = method->side_pair[i];
        const double force = method->side_slope[i] * now->z[i];
        const double v = side_gap(method, now->angle, i) - method->side_bound[i];
        const double gap = v - now->s[i] + (method->elastic ? now->e[i] : 0);
        const double noise = rounding_share * (fabs(method->side_bound[i]) +
                                               fabs(method->side_slope[i]) *
                                                   fmax(fabs(now->angle[problem->pair_from[pair]]),
                                                        fabs(now->angle[problem->pair_to[pair]])));
        method->v[i] = fabs(gap) > noise ? v : now->s[i] - (method->elastic ? now->e[i] : 0);
        method->stationary[problem->pair_from[pair]] -= force;
        method->stationary[problem->pair_to[pair]] += force;
        sum += now->s[i] * now->z[i];
        if (method->elastic) sum += now->e[i] * (1 - now->z[i]);
        if (!(fabs(gap) <= noise)) keep_largest(&method->worst_side, fabs(gap));
    }
    method->mu += sum;
}

static void measure_units(struct opf_angle *method)
{
    const struct opf_move *now = &method->now;
    for (int i = 0; i < method->n_unit; i++) {
        const double x = now->x[i], slope = method->cost[i] + method->curve[i] * x;
        method->reduced[i] = slope - opf_price_at(method, now->price, i);
        method->objective += (method->cost[i] + method->curve[i] * x / 2) * x;
        method->mu += x * now->zl[i] + method->w[i] * now->zu[i];
        const double left = fabs(method->reduced[i] - now->zl[i] + now->zu[i]);
        method->dual_loss += left * method->upper[i];
        keep_largest(&method->worst_reduced, left);
    }
}

void opf_angle_measure(struct opf_angle *method)
{
    const int n = method->n_bus;
    for (int bus = 0; bus < n; bus++) {
        method->balance[bus] = method->demand[bus];
        method->stationary[bus] = 0;
    }
    method->worst_balance = method->worst_side = 0;
    method->worst_stationary = method->worst_reduced = 0;
    method->mu = method->objective = method->dual_loss = 0;
    multiply_grid(method, method->balance, method->stationary);
    measure_sides(method);
    measure_units(method);
    for (int i = 0; method->elastic && i < method->n_side; i++)
        method->objective += method->now.e[i];
    for (int bus = 0; bus < n; bus++)
        method->work[bus] = 0;
    add_units(method, method->now.x, 1, method->work);
    for (int bus = 0; bus < n; bus++) {
        method->balance[bus] -= method->work[bus];
        keep_largest(&method->worst_balance, fabs(method->balance[bus]));
        keep_largest(&method->worst_stationary,
                     fabs(method->stationary[bus]) / (1 + method->stiffness[bus]));
    }
    method->mu /= method->n_product;
}

/* Prices that leave nothing open at any bus for the duals of the sides as they are, each island by
 * one number (eq. 114). Late steps leave a little there, which stiff branches make into much. */
bool opf_angle_repair_prices(struct opf_angle *method)
{
    const struct opf_problem *problem = method->problem;
    double *right = method->right, *kept = method->work;
    if (method->worst_stationary <= worth_repair) return false;
    for (int bus = 0; bus < method->n_bus; bus++)
        right[bus] = -method->stationary[bus];
    ldl_solve(&method->matrix->ldl, &method->matrix->factor, right);
    for (int island = 0; island < problem->n_island; island++)
        kept[island] = right[problem->reference[island]];
    for (int bus = 0; bus < method->n_bus; bus++)
        method->now.price[bus] += right[bus] - kept[problem->island[bus]];
    return true;
}

/* ---- the matrix -------------------------------------------------------------------------------
 */

static void load_limits(struct opf_angle *method)
{
    const struct opf_problem *problem = method->problem;
    const struct opf_move *now = &method->now;
    double *block = method->block;
    for (int i = 0; i < method->n_side; i++) {
        const double slope = method->side_slope[i];
        double give = now->s[i] / now->z[i];
        if (method->elastic) give += now->e[i] / (1 - now->z[i]);
        method->give[i] = give;
        method->omega[i] = fmin(1 / give, method->stiffest);
        const double weight = slope * slope * method->omega[i];
        const int pair = method->side_pair[i];
        block[3 * method->matrix->diagonal[problem->pair_from[pair]]] += weight;
        block[3 * method->matrix->diagonal[problem->pair_to[pair]]] += weight;
        block[3 * method->matrix->pair_entry[pair]] -= weight;
    }
}

static void load_units(struct opf_angle *method)
{
    const struct opf_problem *problem = method->problem;
    const struct opf_move *now = &method->now;
    double *block = method->block;
    for (int i = 0; i < method->n_unit; i++) {
        const int j = method->column[i], other = problem->other_bus[j];
        const double curvature =
            method->curve[i] + now->zl[i] / now->x[i] + now->zu[i] / method->w[i];
        const double theta = fmin(1 / curvature, method->stiffest), gain = problem->gain[j];
        method->curvature[i] = curvature;
        method->theta[i] = theta;
        block[3 * method->matrix->diagonal[problem->bus[j]] + 2] -= gain * gain * theta;
        if (other < 0) continue;
        const double other_gain = problem->other_gain[j];
        block[3 * method->matrix->diagonal[other] + 2] -= other_gain * other_gain * theta;
        if (other == problem->bus[j]) /* both ends at one bus: (gain + other)^2 in all */
            block[3 * method->matrix->diagonal[other] + 2] -= 2 * gain * other_gain * theta;
        else
            block[3 * method->matrix->column_entry[j] + 2] -= gain * other_gain * theta;
    }
}

enum status opf_angle_factor(struct opf_angle *method, struct error *error)
{
    const struct opf_problem *problem = method->problem;
    const struct sparse *lower = &method->matrix->lower;
    double *block = method->block;
    for (int e = 0; e < lower->start[lower->n_column]; e++) {
        block[3 * e] = 0;
        block[3 * e + 1] = lower->value[e];
        block[3 * e + 2] = 0;
    }
    /* The pin moves from B to W, where it keeps the angle of the reference at 0 and no more. */
    for (int island = 0; island < problem->n_island; island++) {
        double *pinned = block + 3 * method->matrix->diagonal[problem->reference[island]];
        pinned[0] = 1;
        pinned[1] -= 1;
    }
    load_limits(method);
    load_units(method);
    /* The price of an island in which nothing can be changed is pinned likewise. */
    for (int bus = 0; bus < method->n_bus; bus++)
        method->work[bus] = 0;
    for (int i = 0; i < method->n_unit; i++) {
        const int j = method->column[i], other = problem->other_bus[j];
        method->work[problem->island[problem->bus[j]]] = 1;
        if (other >= 0) method->work[problem->island[other]] = 1;
    }
    for (int island = 0; island < problem->n_island; island++)
        if (method->work[island] == 0)
            block[3 * method->matrix->diagonal[problem->reference[island]] + 2] -= 1;
    return ldl_refactor_pairs(&method->matrix->ldl, block, &method->factor, error);
}

/* ---- directions -------------------------------------------------------------------------------
 */

/* What units and sides aim at: dx / theta - C' d price = g, dz / omega + dv = h (eq. 110). */
static void load_targets(struct opf_angle *method)
{
    const struct opf_move *now = &method->now, *target = &method->target;
    for (int i = 0; i < method->n_unit; i++)
        method->g[i] =
            target->zl[i] / now->x[i] - target->zu[i] / method->w[i] - method->reduced[i];
    for (int i = 0; i < method->n_side; i++) {
        method->h[i] = target->s[i] / now->z[i] - method->v[i];
        if (method->elastic) method->h[i] -= target->e[i] / (1 - now->z[i]);
    }
}

/* What a step leaves of the balance and the stationarity of each bus. */
static void load_bus_residuals(struct opf_angle *method, const struct opf_move *step)
{
    const struct opf_problem *problem = method->problem;
    double *right = method->right;
    for (int bus = 0; bus < method->n_bus; bus++) {
        right[2 * bus] = -method->stationary[bus];
        right[2 * bus + 1] = -method->balance[bus];
    }
    for (int pair = 0; pair < problem->n_pair; pair++) {
        const int from = problem->pair_from[pair], to = problem->pair_to[pair];
        const double b = problem->pair_mw_per_rad[pair] / problem->base_mw;
        const double pull = b * (step->price[from] - step->price[to]);
        const double flow = b * (step->angle[from] - step->angle[to]);
        right[2 * from] -= pull;
        right[2 * to] += pull;
        right[2 * from + 1] -= flow;
        right[2 * to + 1] += flow;
    }
    for (int i = 0; i < method->n_side; i++) {
        const int pair = method->side_pair[i];
        const double force = method->side_slope[i] * step->z[i];
        right[2 * problem->pair_from[pair]] += force;
        right[2 * problem->pair_to[pair]] -= force;
    }
    add_units(method, step->x, 2, right + 1);
}

/* What a step leaves of every equation: the largest, in p.u. or scaled prices. Units and sides hand
 * on to their buses what they leave (work_unit, work_side keep it). */
static double load_right(struct opf_angle *method, const struct opf_move *step)
{
    const struct opf_problem *problem = method->problem;
    double *right = method->right, largest = 0;
    load_bus_residuals(method, step);
    for (int bus = 0; bus < method->n_bus; bus++) {
        keep_largest(&largest, fabs(right[2 * bus]) / (1 + method->stiffness[bus]));
        keep_largest(&largest, fabs(right[2 * bus + 1]));
    }
    for (int i = 0; i < method->n_unit; i++) {
        const double left =
            method->g[i] + opf_price_at(method, step->price, i) - step->x[i] * method->curvature[i];
        keep_largest(&largest, fabs(left) * fmin(1, method->theta[i]));
        method->work_unit[i] = method->theta[i] * left;
    }
    add_units(method, method->work_unit, 2, right + 1);
    for (int i = 0; i < method->n_side; i++) {
        const int pair = method->side_pair[i];
        const double left =
            method->h[i] - side_gap(method, step->angle, i) - step->z[i] * method->give[i];
        const double force = method->side_slope[i] * method->omega[i] * left;
        keep_largest(&largest, fabs(left) * fmin(1, method->omega[i]));
        method->work_side[i] = method->omega[i] * left;
        right[2 * problem->pair_from[pair]] += force;
        right[2 * problem->pair_to[pair]] -= force;
    }
    return largest;
}

static void add_correction(struct opf_angle *method, struct opf_move *step)
{
    const struct opf_problem *problem = method->problem;
    const double *more = method->right;
    for (int bus = 0; bus < method->n_bus; bus++) {
        step->angle[bus] += more[2 * bus];
        step->price[bus] += more[2 * bus + 1];
    }
    for (int i = 0; i < method->n_unit; i++) {
        const int j = method->column[i], other = problem->other_bus[j];
        double price = problem->gain[j] * more[2 * problem->bus[j] + 1];
        if (other >= 0) price += problem->other_gain[j] * more[2 * other + 1];
        step->x[i] += method->work_unit[i] + method->theta[i] * price;
    }
    for (int i = 0; i < method->n_side; i++) {
        const int pair = method->side_pair[i];
        const double dv = method->side_slope[i] *
                          (more[2 * problem->pair_from[pair]] - more[2 * problem->pair_to[pair]]);
        step->z[i] += method->work_side[i] - method->omega[i] * dv;
    }
}

static void solve(struct opf_angle *method, struct opf_move *step)
{
    const size_t n_bus = (size_t)method->n_bus;
    double before = INFINITY, enough = exact;
    memset(step->angle, 0, sizeof(double) * n_bus);
    memset(step->price, 0, sizeof(double) * n_bus);
    memset(step->x, 0, sizeof(double) * (size_t)method->n_unit);
    memset(step->z, 0, sizeof(double) * (size_t)method->n_side);
    load_targets(method);
    for (int round = 0; round < SOLVES; round++) {
        const double left = load_right(method, step);
        if (round == 0) enough = fmax(exact, enough_share * left);
        if (!(left < useful_share * before) || left <= enough) break;
        before = left;
        ldl_solve_pairs(&method->matrix->ldl, &method->factor, method->right);
        add_correction(method, step);
    }
}

/* ds and de follow from dz by the products, and from each other by s = v + e; the one that dz says
 * less about, for a large distance over a small dual, by the latter. */
static void move_side(const struct opf_angle *method, int i, struct opf_move *step)
{
    const struct opf_move *now = &method->now, *target = &method->target;
    const double dz = step->z[i], z = now->z[i], s = now->s[i];
    const double dv = side_gap(method, step->angle, i) + method->v[i];
    step->s[i] = (target->s[i] - s * dz) / z - s;
    if (!method->elastic) {
        if (s > z) step->s[i] = dv - s;
        return;
    }
    const double e = now->e[i];
    step->e[i] = (target->e[i] + e * dz) / (1 - z) - e;
    if (s * (1 - z) > e * z)
        step->s[i] = dv + e + step->e[i] - s;
    else
        step->e[i] = step->s[i] + s - dv - e;
}

void opf_angle_direction(struct opf_angle *method, struct opf_move *step)
{
    const struct opf_move *now = &method->now, *target = &method->target;
    solve(method, step);
    for (int i = 0; i < method->n_unit; i++) {
        const double dx = step->x[i];
        step->zl[i] = (target->zl[i] - now->zl[i] * dx) / now->x[i] - now->zl[i];
        step->zu[i] = (target->zu[i] + now->zu[i] * dx) / method->w[i] - now->zu[i];
    }
    for (int i = 0; i < method->n_side; i++) {
        move_side(method, i, step);
    }
}

/* A step beyond 1e9 is as good as any. */
static const double shortest = 1e-9;

/* Raises *shrink to what a step of 1 takes of a distance. */
static inline void take(double *shrink, double value, double change)
{
    const double share = -change / value;
    if (share > *shrink) *shrink = share;
}

void opf_angle_reach(const struct opf_angle *method, double weight, double *primal, double *dual)
{
    const struct opf_move *now = &method->now, *a = &method->affine, *b = &method->step;
    double shrink_primal = shortest, shrink_dual = shortest;
    for (int i = 0; i < method->n_unit; i++) {
        const double dx = a->x[i] + weight * (b->x[i] - a->x[i]);
        take(&shrink_primal, now->x[i], dx);
        take(&shrink_primal, method->w[i], -dx);
        take(&shrink_dual, now->zl[i], a->zl[i] + weight * (b->zl[i] - a->zl[i]));
        take(&shrink_dual, now->zu[i], a->zu[i] + weight * (b->zu[i] - a->zu[i]));
    }
    for (int i = 0; i < method->n_side; i++) {
        const double dz = a->z[i] + weight * (b->z[i] - a->z[i]);
        take(&shrink_primal, now->s[i], a->s[i] + weight * (b->s[i] - a->s[i]));
        take(&shrink_dual, now->z[i], dz);
        if (!method->elastic) continue;
        take(&shrink_primal, now->e[i], a->e[i] + weight * (b->e[i] - a->e[i]));
        take(&shrink_dual, 1 - now->z[i], -dz);
    }
    *primal = 1 / shrink_primal;
    *dual = 1 / shrink_dual;
}
