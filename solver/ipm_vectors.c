/* The passes of the interior point over the columns. Each pass is cut into a fixed number of
 * chunks, so that sums are added in the same order whatever the number of threads. */
#include "solver/ipm_internal.h"

#include <math.h>
#include <string.h>

/* Of typical price / typical width: the weight of (x - x_k)^2 / 2 that each step adds to the cost.
 * It bounds theta, whose products with A'dy would otherwise lose the last digits of dx where prices
 * are not unique (a level far from both bounds has theta near 1e18); it vanishes as the steps do
 * (Friedlander and Orban, Math. Prog. Comp. 4, 2012). A hundred times less stalled on a window of
 * the corridor, a hundred times more costs iterations. */
#define PROXIMITY_SHARE 5e-10

/* Runs the body for every column; `chunk` numbers the part of the vector. */
#define FOR_CHUNKS(ipm, count)                                                                     \
    _Pragma("omp parallel for num_threads((ipm)->threads) schedule(static)") for (                 \
        int chunk = 0; chunk < IPM_CHUNKS;                                                         \
        chunk++) for (int j = (int)((long)(count)*chunk / IPM_CHUNKS),                             \
                      end = (int)((long)(count) * (chunk + 1) / IPM_CHUNKS);                       \
                      j < end; j++)

static void clear_partials(struct ipm *ipm)
{
    memset(ipm->partial, 0, sizeof ipm->partial);
}

static double partial_sum(const struct ipm *ipm, int which)
{
    double sum = 0;
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++)
        sum += ipm->partial[chunk][which];
    return sum;
}

static double partial_maximum(const struct ipm *ipm, int which)
{
    double most = 0;
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++) {
        if (isnan(ipm->partial[chunk][which])) return NAN;
        most = fmax(most, ipm->partial[chunk][which]);
    }
    return most;
}

/* What a column adds to the weak-duality bound: the least value of (c - A'y)_j x_j over its box. */
static double bound_term(double reduced_cost, double upper, double dual_slack)
{
    if (reduced_cost >= 0) return 0;
    if (!isinf(upper)) return reduced_cost * upper;
    return reduced_cost > -1e-9 * (1 + dual_slack) ? 0 : -INFINITY;
}

static void measure_rows(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
    ipm_form_times(form, ipm->x, ipm->primal_residual, ipm->threads);
    double largest = 0;
    long double right_dual = 0;
    for (int row = 0; row < form->n_row; row++) {
        ipm->primal_residual[row] = form->right[row] - ipm->primal_residual[row];
        const double original = fabs(ipm->primal_residual[row]) / form->row_scale[row];
        if (!(original <= largest)) largest = original; /* lets a NaN through */
        right_dual += (long double)form->right[row] * ipm->y[row];
    }
    ipm->largest_primal_residual = largest;
    ipm->lower_bound = form->cost_constant + (double)right_dual;
}

void ipm_measure(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
    measure_rows(ipm);
    ipm_form_transposed_times(form, ipm->y, ipm->reduced_cost, ipm->threads);
    clear_partials(ipm);
    FOR_CHUNKS(ipm, form->n_column)
    {
        const double r = form->cost[j] - ipm->reduced_cost[j];
        ipm->reduced_cost[j] = r;
        double *partial = ipm->partial[chunk];
        partial[0] += ipm->x[j] * ipm->zl[j] + ipm->w[j] * ipm->zu[j];
        partial[1] += form->cost[j] * ipm->x[j];
        partial[2] += bound_term(r, form->upper[j], fabs(form->cost[j]));
    }
    ipm->mu = partial_sum(ipm, 0) / ipm->n_pair;
    ipm->objective = form->cost_constant + partial_sum(ipm, 1);
    ipm->lower_bound += partial_sum(ipm, 2);
}

void ipm_scale(struct ipm *ipm)
{
    FOR_CHUNKS(ipm, ipm->form->n_column)
    ipm->theta[j] = 1.0 / (ipm->zl[j] / ipm->x[j] + ipm->zu[j] / ipm->w[j] + ipm->proximity);
}

/* A typical width of a box: the geometric mean over the boxed columns, which few huge or tiny ones
 * do not move. */
static double typical_width(const struct ipm_form *form)
{
    double sum = 0;
    int n = 0;
    for (int j = 0; j < form->n_column; j++) {
        if (isinf(form->upper[j])) continue;
        sum += log(form->upper[j]);
        n++;
    }
    return n > 0 ? exp(sum / n) : 1.0;
}

/* Every column on the central path of its own box: x z_l = w z_u = mu with z_l - z_u = c - A'y. A
 * mu of typical reduced cost x typical width puts the columns well inside their boxes; a hundred
 * times less or more costs twice the iterations. */
void ipm_central_point(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
    ipm_form_transposed_times(form, ipm->y, ipm->reduced_cost, ipm->threads);
    double mean = 0;
    for (int j = 0; j < form->n_column; j++)
        mean += fabs(form->cost[j] - ipm->reduced_cost[j]) / form->n_column;
    const double width = typical_width(form), price = mean > 0 ? mean : 1.0, mu = price * width;
    ipm->proximity = PROXIMITY_SHARE * price / width;
    for (int j = 0; j < form->n_column; j++) {
        const double r = form->cost[j] - ipm->reduced_cost[j];
        if (isinf(form->upper[j])) {
            ipm->zl[j] = 0.5 * (r + sqrt(r * r + 4 * mu));
            ipm->x[j] = mu / ipm->zl[j];
            ipm->w[j] = 1.0;
            ipm->zu[j] = 0.0;
            ipm->boxed[j] = 0.0;
            continue;
        }
        const double u = form->upper[j], ru = r * u, root = sqrt(ru * ru + 4 * mu * mu);
        const double towards_lower = ru > 0 ? ru + root : 4 * mu * mu / (root - ru);
        const double towards_upper = ru < 0 ? root - ru : 4 * mu * mu / (root + ru);
        ipm->x[j] = 2 * mu * u / (towards_lower + 2 * mu);
        ipm->w[j] = 2 * mu * u / (towards_upper + 2 * mu);
        ipm->zl[j] = mu / ipm->x[j];
        ipm->zu[j] = mu / ipm->w[j];
        ipm->boxed[j] = 1.0;
    }
}

void ipm_targets_predictor(struct ipm *ipm)
{
    memset(ipm->target_lower, 0, sizeof(double) * (size_t)ipm->form->n_column);
    memset(ipm->target_upper, 0, sizeof(double) * (size_t)ipm->form->n_column);
}

/* The second-order term of the predictor just made (Mehrotra 1992, section 3). */
void ipm_targets_mehrotra(struct ipm *ipm, double sigma_mu)
{
    const struct ipm_direction *d = &ipm->now;
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        ipm->target_lower[j] = sigma_mu - d->x[j] * d->lower[j];
        ipm->target_upper[j] = ipm->boxed[j] * (sigma_mu + d->x[j] * d->upper[j]);
    }
}

static double pull_into_box(double product, double sigma_mu)
{
    const double low = 0.1 * sigma_mu, high = 10 * sigma_mu; /* Gondzio 1996: beta_min, beta_max */
    const double pulled = fmin(fmax(product, low), high) - product;
    return fmax(pulled, -high);
}

/* Products that would lie outside a neighbourhood of the central path after a longer step are
 * pulled back into it; the rest of the direction stays. */
void ipm_targets_gondzio(struct ipm *ipm, double sigma_mu)
{
    const double reach_primal = fmin(1.0, 1.08 * ipm->step_primal + 0.08);
    const double reach_dual = fmin(1.0, 1.08 * ipm->step_dual + 0.08);
    const struct ipm_direction *d = &ipm->now;
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        const double x = ipm->x[j], w = ipm->w[j], zl = ipm->zl[j], zu = ipm->zu[j];
        const double dx = d->x[j], dl = d->lower[j], du = d->upper[j];
        const double low = (x + reach_primal * dx) * (zl + reach_dual * dl);
        const double high = (w - reach_primal * dx) * (zu + reach_dual * du);
        ipm->target_lower[j] = x * dl + zl * dx + x * zl + pull_into_box(low, sigma_mu);
        ipm->target_upper[j] =
            ipm->boxed[j] * (w * du - zu * dx + w * zu + pull_into_box(high, sigma_mu));
    }
}

static double newton_gradient(const struct ipm *ipm, int j)
{
    return ipm->target_lower[j] / ipm->x[j] - ipm->target_upper[j] / ipm->w[j] -
           ipm->reduced_cost[j];
}

void ipm_right_side(struct ipm *ipm, double *right)
{
    FOR_CHUNKS(ipm, ipm->form->n_column)
    ipm->column_work[j] = ipm->theta[j] * newton_gradient(ipm, j);
    ipm_form_times(ipm->form, ipm->column_work, right, ipm->threads);
    for (int row = 0; row < ipm->form->n_row; row++)
        right[row] = ipm->primal_residual[row] - right[row];
}

void ipm_expand(struct ipm *ipm)
{
    struct ipm_direction *d = &ipm->now;
    ipm_form_transposed_times(ipm->form, d->y, ipm->column_work, ipm->threads);
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        const double x = ipm->x[j], w = ipm->w[j], zl = ipm->zl[j], zu = ipm->zu[j];
        const double dx = ipm->theta[j] * (ipm->column_work[j] + newton_gradient(ipm, j));
        d->x[j] = dx;
        d->lower[j] = (ipm->target_lower[j] - zl * dx) / x - zl;
        d->upper[j] = (ipm->target_upper[j] + zu * dx) / w - zu;
    }
}

void ipm_normal_times(struct ipm *ipm, const double *y, double *product)
{
    ipm_form_transposed_times(ipm->form, y, ipm->column_work, ipm->threads);
    FOR_CHUNKS(ipm, ipm->form->n_column)
    ipm->column_work[j] *= ipm->theta[j];
    ipm_form_times(ipm->form, ipm->column_work, product, ipm->threads);
}

double ipm_direction_residual(struct ipm *ipm, double *right)
{
    ipm_form_times(ipm->form, ipm->now.x, right, ipm->threads);
    double largest = 0;
    for (int row = 0; row < ipm->form->n_row; row++) {
        right[row] = ipm->primal_residual[row] - right[row];
        const double original = fabs(right[row]) / ipm->form->row_scale[row];
        if (!(original <= largest)) largest = original;
    }
    return largest;
}

void ipm_add_refinement(struct ipm *ipm, double *correction)
{
    struct ipm_direction *d = &ipm->now;
    for (int row = 0; row < ipm->form->n_row; row++)
        d->y[row] += correction[row];
    ipm_form_transposed_times(ipm->form, correction, ipm->column_work, ipm->threads);
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        const double dx = ipm->theta[j] * ipm->column_work[j];
        d->x[j] += dx;
        d->lower[j] -= ipm->zl[j] * dx / ipm->x[j];
        d->upper[j] += ipm->zu[j] * dx / ipm->w[j];
    }
}

double ipm_mu_after(struct ipm *ipm, double step_primal, double step_dual)
{
    const struct ipm_direction *d = &ipm->now;
    clear_partials(ipm);
    FOR_CHUNKS(ipm, ipm->form->n_column)
    ipm->partial[chunk][0] +=
        (ipm->x[j] + step_primal * d->x[j]) * (ipm->zl[j] + step_dual * d->lower[j]) +
        (ipm->w[j] - step_primal * d->x[j] * ipm->boxed[j]) *
            (ipm->zu[j] + step_dual * d->upper[j]);
    return partial_sum(ipm, 0) / ipm->n_pair;
}

void ipm_longest_steps(struct ipm *ipm, const double weight[IPM_WEIGHTS],
                       double primal[IPM_WEIGHTS], double dual[IPM_WEIGHTS])
{
    const struct ipm_direction *now = &ipm->now, *before = &ipm->before;
    clear_partials(ipm);
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        const double per_x = 1 / ipm->x[j], per_w = ipm->boxed[j] / ipm->w[j];
        const double per_zl = 1 / ipm->zl[j], per_zu = ipm->boxed[j] > 0 ? 1 / ipm->zu[j] : 0;
        const double x = before->x[j], l = before->lower[j], u = before->upper[j];
        const double to_x = now->x[j] - x, to_l = now->lower[j] - l, to_u = now->upper[j] - u;
        double *most = ipm->partial[chunk];
        for (int i = 0; i < IPM_WEIGHTS; i++) {
            const double dx = x + weight[i] * to_x;
            const double shrink_x = fmax(-dx * per_x, dx * per_w);
            const double shrink_z =
                fmax(-(l + weight[i] * to_l) * per_zl, -(u + weight[i] * to_u) * per_zu);
            if (!(shrink_x <= most[i])) most[i] = shrink_x;
            if (!(shrink_z <= most[IPM_WEIGHTS + i])) most[IPM_WEIGHTS + i] = shrink_z;
        }
    }
    for (int i = 0; i < IPM_WEIGHTS; i++) {
        primal[i] = 1 / fmax(1e-30, partial_maximum(ipm, i));
        dual[i] = 1 / fmax(1e-30, partial_maximum(ipm, IPM_WEIGHTS + i));
    }
}

void ipm_blend(struct ipm *ipm, double weight_primal, double weight_dual)
{
    struct ipm_direction *now = &ipm->now;
    const struct ipm_direction *before = &ipm->before;
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        now->x[j] = before->x[j] + weight_primal * (now->x[j] - before->x[j]);
        now->lower[j] = before->lower[j] + weight_dual * (now->lower[j] - before->lower[j]);
        now->upper[j] = before->upper[j] + weight_dual * (now->upper[j] - before->upper[j]);
    }
    for (int row = 0; row < ipm->form->n_row; row++)
        now->y[row] = before->y[row] + weight_dual * (now->y[row] - before->y[row]);
}

void ipm_step(struct ipm *ipm, double step_primal, double step_dual)
{
    const struct ipm_direction *d = &ipm->now;
    FOR_CHUNKS(ipm, ipm->form->n_column)
    {
        ipm->kept_x[j] = ipm->x[j];
        ipm->kept_w[j] = ipm->w[j];
        ipm->kept_zl[j] = ipm->zl[j];
        ipm->kept_zu[j] = ipm->zu[j];
        ipm->x[j] += step_primal * d->x[j];
        ipm->w[j] -= step_primal * d->x[j] * ipm->boxed[j];
        ipm->zl[j] += step_dual * d->lower[j];
        ipm->zu[j] += step_dual * d->upper[j];
    }
    for (int row = 0; row < ipm->form->n_row; row++) {
        ipm->kept_y[row] = ipm->y[row];
        ipm->y[row] += step_dual * d->y[row];
    }
}

void ipm_take_back(struct ipm *ipm)
{
    const size_t column_bytes = sizeof(double) * (size_t)ipm->form->n_column;
    memcpy(ipm->x, ipm->kept_x, column_bytes);
    memcpy(ipm->w, ipm->kept_w, column_bytes);
    memcpy(ipm->zl, ipm->kept_zl, column_bytes);
    memcpy(ipm->zu, ipm->kept_zu, column_bytes);
    memcpy(ipm->y, ipm->kept_y, sizeof(double) * (size_t)ipm->form->n_row);
}
