/* Where the interior point starts (docs/model.md, eq. 62). */
#include "solver/ipm_internal.h"

#include <math.h>
#include <string.h>

/* eqs. 64-66: delta in typical price / typical width, epsilon in typical width / typical price.
 * Without delta a window of the corridor stalled (a level far from its bounds has theta near 1e18);
 * without epsilon 24 of 600 random grids did. A hundred times more of delta costs iterations. */
#define PROXIMITY_SHARE 5e-10
#define ROW_PROXIMITY_SHARE 2e-10
/* eq. 78: per mu / width^2, where a column in the middle of its box has a curvature of 8. */
#define PROXIMITY_PER_MU 0.05

/* A typical width of a box: the geometric mean over the boxed columns, which few huge or tiny ones
 * do not move. */
static double typical_width(const struct ipm_form *form)
{
    double sum = 0;
    int n = 0;
    for (int j = 0; j < form->n_column; j++) {
        if (isinf(form->upper[j]) || form->origin[j] == IPM_PADDING) continue;
        sum += log(form->upper[j]);
        n++;
    }
    return n > 0 ? exp(sum / n) : 1.0;
}

static void central_column(struct ipm *ipm, int j, double mu)
{
    const double r = ipm->reduced_cost[j], u = ipm->form->upper[j];
    if (isinf(u)) {
        ipm->zl[j] = 0.5 * (r + sqrt(r * r + 4 * mu));
        ipm->x[j] = mu / ipm->zl[j];
        ipm->w[j] = 1.0;
        ipm->zu[j] = 0.0;
        return;
    }
    const double ru = r * u, root = sqrt(ru * ru + 4 * mu * mu);
    const double towards_lower = ru > 0 ? ru + root : 4 * mu * mu / (root - ru);
    const double towards_upper = ru < 0 ? root - ru : 4 * mu * mu / (root + ru);
    ipm->x[j] = 2 * mu * u / (towards_lower + 2 * mu);
    ipm->w[j] = 2 * mu * u / (towards_upper + 2 * mu);
    ipm->zl[j] = mu / ipm->x[j];
    ipm->zu[j] = mu / ipm->w[j];
}

static void reduce_tile(void *context, const struct ipm_tile *tile)
{
    const struct ipm *ipm = context;
    for (int i = 0; i < tile->count; i++)
        ipm->reduced_cost[tile->begin + i] = ipm->form->cost[tile->begin + i] - tile->gathered[i];
}

/* docs/model.md, eq. 62: every column on the central path of its own box: x z_l = w z_u = mu with
 * z_l - z_u = c - A'y. A mu of typical reduced cost x typical width puts the columns well inside
 * their boxes; a hundred times less or more costs twice the iterations. */
static void central_point(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
    const struct ipm_walk walk = {ipm->y, NULL, reduce_tile, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    double mean = 0;
    for (int j = 0; j < form->n_column; j++)
        mean += fabs(ipm->reduced_cost[j]) / form->n_column;
    const double width = typical_width(form), price = mean > 0 ? mean : 1.0, mu = price * width;
    ipm->typical_price = price;
    ipm->first_proximity = ipm->proximity = PROXIMITY_SHARE * price / width;
    ipm->proximity_per_mu = PROXIMITY_PER_MU / (width * width);
    ipm->row_proximity = ROW_PROXIMITY_SHARE * width / price;
    for (int j = 0; j < form->n_column; j++)
        central_column(ipm, j, mu);
}

static void count_pairs(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
    ipm->n_pair = form->n_column;
    ipm->objective_ceiling = form->cost_constant;
    for (int column = 0; column < form->n_column; column++) {
        if (!isinf(form->upper[column])) ipm->n_pair++;
        if (form->cost[column] > 0)
            ipm->objective_ceiling += form->cost[column] * form->upper[column];
    }
    ipm->regularization = IPM_REGULARIZATION_FIRST;
    ipm->may_restore = true;
}

void ipm_start(struct ipm *ipm, const double *row_dual_guess)
{
    const struct ipm_form *form = ipm->form;
    for (int row = 0; row < form->n_row; row++)
        ipm->y[row] = row_dual_guess != NULL ? row_dual_guess[row] / form->row_scale[row] : 0.0;
    central_point(ipm);
    count_pairs(ipm);
}

void ipm_start_at(struct ipm *ipm, const struct ipm *from)
{
    memcpy(ipm->y, from->y, sizeof(double) * (size_t)ipm->form->n_row);
    ipm->typical_price = from->typical_price;
    ipm->first_proximity = from->first_proximity;
    ipm->proximity_per_mu = from->proximity_per_mu;
    ipm->proximity = from->proximity;
    ipm->row_proximity = from->row_proximity;
    ipm->iteration = from->iteration;
    count_pairs(ipm);
}
