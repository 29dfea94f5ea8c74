/* An answer is believed only when this file, which knows the case alone, recomputes it
 * (docs/model.md, eqs. 115-119). Sums are in long double: their rounding stays below the
 * tolerances for a million terms. */
#include "study/opf.h"

#include <math.h>
#include <string.h>

/* 1e-8 of the cost is 1 USD in 100 million; 1e-6 MW is a watt; 1e-9 rad is below a watt on any line
 * of less than 1 GW per rad, and lines above have ratings that are checked in MW. */
static const double accepted_gap = 1e-8, accepted_mw = 1e-6, accepted_rad = 1e-9;

/* Of the largest term in the sum of a bus: what double precision leaves after a sparse solve. */
static const double accepted_dual_share = 1e-8;

double opf_flow_mw(const struct opf_case *grid, int branch, double angle_difference_rad)
{
    return grid->susceptance_mw_per_rad[branch] * (angle_difference_rad - grid->shift_rad[branch]);
}

double opf_cost_usd(const struct opf_cost *cost, double mw)
{
    if (cost->n_point == 0) return (cost->c2 * mw + cost->c1) * mw + cost->c0;
    int k = 0;
    while (k + 2 < cost->n_point && mw > cost->point_mw[k + 1])
        k++;
    const double *x = cost->point_mw + k, *y = cost->point_usd + k;
    return y[0] + (y[1] - y[0]) / (x[1] - x[0]) * (mw - x[0]);
}

/* Least of cost(mw) - value mw between the limits: at a limit, a kink, or where the slope is
 * value. */
double opf_least_cost_usd(const struct opf_cost *cost, double value, double min_mw, double max_mw)
{
    double least = fmin(opf_cost_usd(cost, min_mw) - value * min_mw,
                        opf_cost_usd(cost, max_mw) - value * max_mw);
    for (int k = 0; k < cost->n_point; k++) {
        const double mw = cost->point_mw[k];
        if (mw > min_mw && mw < max_mw) least = fmin(least, cost->point_usd[k] - value * mw);
    }
    if (cost->n_point == 0 && cost->c2 > 0) {
        const double mw = (value - cost->c1) / (2 * cost->c2);
        if (mw > min_mw && mw < max_mw) least = fmin(least, opf_cost_usd(cost, mw) - value * mw);
    }
    return least;
}

static void keep_largest(double *largest, double value)
{
    const double found = isnan(value) ? INFINITY : value;
    if (found > *largest) *largest = found;
}

static double outside(double value, double lower, double upper)
{
    return fmax(0, fmax(lower - value, value - upper));
}

/* ---- the primal side --------------------------------------------------------------------------
 */

static void check_units(const struct opf_case *grid, const struct opf_point *point,
                        struct opf_certificate *certificate, double *left_mw)
{
    long double cost_usd = 0;
    for (int g = 0; g < grid->n_generator; g++) {
        const double mw = point->generator_mw[g];
        keep_largest(&certificate->unit_violation_mw,
                     outside(mw, grid->min_mw[g], grid->max_mw[g]));
        cost_usd += opf_cost_usd(&grid->cost[g], mw);
        left_mw[grid->generator_bus[g]] += mw;
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        const double mw = point->dcline_mw[d];
        keep_largest(&certificate->unit_violation_mw,
                     outside(mw, grid->dcline_min_mw[d], grid->dcline_max_mw[d]));
        cost_usd += opf_cost_usd(&grid->dcline_cost[d], mw);
        left_mw[grid->dcline_from[d]] -= mw;
        left_mw[grid->dcline_to[d]] += mw - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * mw;
    }
    certificate->objective_usd = (double)cost_usd;
}

static void check_branches(const struct opf_case *grid, const struct opf_point *point,
                           struct opf_certificate *certificate, double *left_mw)
{
    for (int l = 0; l < grid->n_branch; l++) {
        const int from = grid->from[l], to = grid->to[l];
        const double difference_rad = point->angle_rad[from] - point->angle_rad[to];
        const double flow_mw = opf_flow_mw(grid, l, difference_rad);
        keep_largest(&certificate->flow_violation_mw, fabs(flow_mw) - grid->rate_mw[l]);
        keep_largest(&certificate->angle_violation_rad,
                     outside(difference_rad, grid->angle_min_rad[l], grid->angle_max_rad[l]));
        left_mw[from] -= flow_mw;
        left_mw[to] += flow_mw;
    }
}

/* ---- the dual side ----------------------------------------------------------------------------
 */

/* Least of shadow x value over an interval that may be infinite on the side nobody asks for. */
static double rent_usd(double shadow, double lower, double upper)
{
    if (shadow == 0) return 0;
    return shadow * (shadow > 0 ? upper : lower);
}

/* What prices and shadow prices promise for the branches (eq. 116), and what each branch leaves at
 * its buses of the derivative by the angles. */
static long double branch_bound_usd(const struct opf_case *grid, const struct opf_point *point,
                                    double *left, double *scale)
{
    long double bound = 0;
    *scale = 1;
    for (int l = 0; l < grid->n_branch; l++) {
        const int from = grid->from[l], to = grid->to[l];
        const double b = grid->susceptance_mw_per_rad[l], rate_mw = grid->rate_mw[l];
        const double pull = point->price_usd_per_mwh[from] - point->price_usd_per_mwh[to];
        const double shadow = point->flow_shadow_usd_per_mwh[l];
        const double slope = b * (pull + shadow) + point->angle_shadow_usd_per_rad[l];
        left[from] += slope;
        left[to] -= slope;
        keep_largest(scale, fabs(b) * fmax(fabs(point->price_usd_per_mwh[from]),
                                           fabs(point->price_usd_per_mwh[to])));
        bound -= (long double)b * (pull + shadow) * grid->shift_rad[l];
        bound -= rent_usd(shadow, -rate_mw, rate_mw);
        bound -= rent_usd(point->angle_shadow_usd_per_rad[l], grid->angle_min_rad[l],
                          grid->angle_max_rad[l]);
    }
    return bound;
}

/* Whatever the prices leave open at a bus counts against the bound, for angles up to 1 rad from the
 * point. A better point farther away would, by convexity, show within that distance too. */
static long double open_usd(const struct opf_case *grid, const struct opf_point *point,
                            const double *left)
{
    long double sum = 0;
    for (int bus = 0; bus < grid->n_bus; bus++)
        sum += fabsl(left[bus]) * (1 + fabsl(point->angle_rad[bus]));
    return sum;
}

static const struct opf_cost no_cost = {0};

/* Weak duality: no dispatch of the case costs less (eq. 117). with_cost false: every cost is 0. */
static double lower_bound_usd(const struct opf_case *grid, const struct opf_point *point,
                              bool with_cost, double *dual_residual, double *left)
{
    const double *price = point->price_usd_per_mwh;
    double scale;
    memset(left, 0, sizeof *left * (size_t)grid->n_bus);
    long double bound = branch_bound_usd(grid, point, left, &scale);
    for (int g = 0; g < grid->n_generator; g++)
        bound +=
            opf_least_cost_usd(with_cost ? &grid->cost[g] : &no_cost, price[grid->generator_bus[g]],
                               grid->min_mw[g], grid->max_mw[g]);
    for (int d = 0; d < grid->n_dcline; d++) {
        const double from = price[grid->dcline_from[d]], to = price[grid->dcline_to[d]];
        bound += opf_least_cost_usd(with_cost ? &grid->dcline_cost[d] : &no_cost,
                                    to * (1 - grid->dcline_loss1[d]) - from, grid->dcline_min_mw[d],
                                    grid->dcline_max_mw[d]);
        bound += (long double)to * grid->dcline_loss0_mw[d];
    }
    for (int bus = 0; bus < grid->n_bus; bus++) {
        bound += (long double)price[bus] * grid->demand_mw[bus];
        keep_largest(dual_residual, fabs(left[bus]) / scale);
    }
    return (double)(bound - open_usd(grid, point, left));
}

void opf_check(const struct opf_case *grid, const struct opf_point *point,
               struct opf_certificate *certificate, double *work)
{
    *certificate = (struct opf_certificate){0};
    for (int bus = 0; bus < grid->n_bus; bus++)
        work[bus] = -grid->demand_mw[bus];
    check_units(grid, point, certificate, work);
    check_branches(grid, point, certificate, work);
    for (int bus = 0; bus < grid->n_bus; bus++)
        keep_largest(&certificate->balance_residual_mw, fabs(work[bus]));
    certificate->primal_residual_mw =
        fmax(certificate->balance_residual_mw,
             fmax(certificate->flow_violation_mw, certificate->unit_violation_mw));
    certificate->lower_bound_usd =
        lower_bound_usd(grid, point, true, &certificate->dual_residual, work);
    const double scale = fmax(1, fabs(certificate->objective_usd));
    keep_largest(&certificate->relative_gap,
                 fabs(certificate->objective_usd - certificate->lower_bound_usd) / scale);
    certificate->accepted = isfinite(certificate->objective_usd) &&
                            certificate->relative_gap <= accepted_gap &&
                            certificate->primal_residual_mw <= accepted_mw &&
                            certificate->angle_violation_rad <= accepted_rad &&
                            certificate->dual_residual <= accepted_dual_share;
}

double opf_proof_mw(const struct opf_case *grid, const struct opf_point *point, double *work)
{
    double dual_residual = 0;
    return lower_bound_usd(grid, point, false, &dual_residual, work);
}
