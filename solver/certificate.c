#include "solver/certificate.h"

#include <math.h>

/* A reduced cost that points at an infinite bound makes the lower bound worthless, unless it is the
 * rounding of a zero: at most this much of the largest term of its sum (and of 1 USD/MWh). It is
 * still counted in dual_residual. */
static const double rounding_of_zero = 1e-9;

/* Largest accepted |reduced cost| x distance to its bound, as a share of the cost. */
static const double accepted_complementarity = 1e-7;

/* Sum with the lost low-order part kept beside it (Neumaier, ZAMM 54, 1974, 39-51). */
struct sum {
    long double total, lost;
};

static void sum_add(struct sum *sum, long double term)
{
    const long double total = sum->total + term;
    if (fabsl(sum->total) >= fabsl(term))
        sum->lost += (sum->total - total) + term;
    else
        sum->lost += (term - total) + sum->total;
    sum->total = total;
}

static long double sum_value(struct sum sum)
{
    return sum.total + sum.lost;
}

/* Keeps the largest magnitude; a NaN counts as infinite, so that it can never be accepted. */
static void keep_largest(double *largest, long double value)
{
    const double found = isnan(value) ? INFINITY : (double)value;
    if (found > *largest) *largest = found;
}

static bool all_finite(const double *x, int n)
{
    for (int i = 0; i < n; i++)
        if (!isfinite(x[i])) return false;
    return true;
}

static long double outside(long double value, double lower, double upper)
{
    return fmaxl(0, fmaxl(lower - value, value - upper));
}

/* The part of one multiplier (a row dual or a reduced cost) of the weak duality bound
 * (docs/model.md, eq. 33): a positive one rests on the lower bound, a negative one on the upper. */
static void add_multiplier(long double multiplier, long double value, double lower, double upper,
                           struct sum *bound, double *complementarity)
{
    if (multiplier == 0) return;
    const double rest = multiplier > 0 ? lower : upper;
    const bool finite = isfinite(rest);
    if (finite) sum_add(bound, multiplier * rest);
    keep_largest(complementarity, fabsl(multiplier) * fabsl(finite ? value - rest : value));
}

/* The same of a column with squares: the least value of linear x + curved x^2 over its box
 * (docs/model.md, eq. 74). `curved` is not negative for duals that weak duality allows. */
static void add_curved_column(long double linear, long double curved, long double x, double lower,
                              double upper, struct sum *bound, double *complementarity)
{
    long double best = linear > 0 ? lower : upper;
    if (curved > 0) best = fminl(fmaxl(-linear / (2 * curved), lower), upper);
    const long double least = (linear + curved * best) * best;
    sum_add(bound, least);
    keep_largest(complementarity, (linear + curved * x) * x - least);
}

/* A dual that points at an infinite row bound: the nearest dual that weak duality allows is 0. */
static double allowed_dual(const struct lp *lp, int row, double dual)
{
    const double rest = dual > 0 ? lp->row_lower[row] : lp->row_upper[row];
    return isfinite(rest) ? dual : 0;
}

static void measure_rows(const struct lp *lp, const struct lp_solution *solution,
                         const struct sum *activity, struct sum *bound,
                         struct certificate *certificate)
{
    for (int row = 0; row < lp->n_row; row++) {
        const double lower = lp->row_lower[row], upper = lp->row_upper[row];
        const double dual = allowed_dual(lp, row, solution->row_dual[row]);
        const long double value = sum_value(activity[row]);
        keep_largest(&certificate->primal_residual, outside(value, lower, upper));
        keep_largest(&certificate->dual_residual, fabs(solution->row_dual[row] - dual));
        add_multiplier(dual, value, lower, upper, bound, &certificate->complementarity);
    }
}

static void measure_column(const struct lp *lp, const struct lp_solution *solution, int column,
                           struct sum *bound, struct certificate *certificate)
{
    const double lower = lp->lower[column], upper = lp->upper[column], x = solution->x[column];
    keep_largest(&certificate->bound_violation, outside(x, lower, upper));
    struct sum reduced = {lp->cost[column], 0}, curved = {0, 0};
    long double scale = fmaxl(1, fabs(lp->cost[column]));
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
        const int row = lp->row[entry];
        const long double dual = allowed_dual(lp, row, solution->row_dual[row]);
        const long double term = dual * lp->value[entry];
        scale = fmaxl(scale, fabsl(term));
        sum_add(&reduced, -term);
        if (lp->square != NULL) sum_add(&curved, -dual * lp->square[entry]);
    }
    const long double reduced_cost = sum_value(reduced);
    if (sum_value(curved) != 0) {
        add_curved_column(reduced_cost, sum_value(curved), x, lower, upper, bound,
                          &certificate->complementarity);
        return;
    }
    if (reduced_cost != 0 && !isfinite(reduced_cost > 0 ? lower : upper)) {
        keep_largest(&certificate->dual_residual, fabsl(reduced_cost));
        if (!(fabsl(reduced_cost) <= rounding_of_zero * scale)) bound->total = -INFINITY;
    }
    add_multiplier(reduced_cost, x, lower, upper, bound, &certificate->complementarity);
}

static bool is_accepted(const struct certificate *certificate, double claimed_objective)
{
    /* Every comparison is false for a NaN. */
    const double scale = fmax(1, fabs(certificate->objective));
    return isfinite(certificate->objective) && isfinite(certificate->lower_bound) &&
           certificate->relative_gap <= CERTIFICATE_GAP &&
           /* cheaper than any feasible point can be: then the point is not feasible */
           certificate->lower_bound - certificate->objective <= CERTIFICATE_GAP * scale &&
           fabs(claimed_objective - certificate->objective) <= CERTIFICATE_GAP * scale &&
           certificate->primal_residual <= CERTIFICATE_RESIDUAL_MW &&
           certificate->bound_violation <= CERTIFICATE_RESIDUAL_MW &&
           certificate->dual_residual <= CERTIFICATE_DUAL_USD_PER_MWH &&
           certificate->complementarity <= accepted_complementarity;
}

static void measure(const struct lp *lp, const struct lp_solution *solution, struct sum *activity,
                    struct certificate *certificate)
{
    struct sum cost = {lp->cost_constant, 0}, bound = {lp->cost_constant, 0};
    for (int column = 0; column < lp->n_column; column++) {
        const long double x = solution->x[column];
        sum_add(&cost, x * lp->cost[column]);
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            sum_add(&activity[lp->row[entry]], x * (lp->value[entry] + lp_square(lp, entry) * x));
    }
    measure_rows(lp, solution, activity, &bound, certificate);
    for (int column = 0; column < lp->n_column; column++)
        measure_column(lp, solution, column, &bound, certificate);
    const long double objective = sum_value(cost);
    const long double lower_bound = bound.total == -INFINITY ? -INFINITY : sum_value(bound);
    const long double scale = fmaxl(1, fabsl(objective));
    certificate->objective = (double)objective;
    certificate->lower_bound = (double)lower_bound;
    keep_largest(&certificate->relative_gap, (objective - lower_bound) / scale);
    certificate->complementarity /= (double)scale;
    certificate->accepted = is_accepted(certificate, solution->objective);
}

enum status certificate_compute(const struct lp *lp, const struct lp_solution *solution,
                                struct arena *scratch, struct certificate *certificate,
                                struct error *error)
{
    *certificate = (struct certificate){0};
    if (!all_finite(solution->x, lp->n_column) || !all_finite(solution->row_dual, lp->n_row)) {
        *certificate = (struct certificate){NAN,      -INFINITY, INFINITY, INFINITY,
                                            INFINITY, INFINITY,  INFINITY, false};
        return STATUS_OK;
    }
    struct sum *activity = ARENA_ARRAY(scratch, struct sum, lp->n_row);
    if (activity == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to check an LP of %d rows", lp->n_row);
    measure(lp, solution, activity, certificate);
    return STATUS_OK;
}
