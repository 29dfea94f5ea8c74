#include "solver/ipm.h"

#include "base/clock.h"
#include "solver/ipm_internal.h"

#include <math.h>
#include <string.h>

#define STEP_FRACTION 0.995  /* of the way to the boundary; 0.9 to 0.995 made no difference */
#define GAP_WANTED 5e-11     /* a two-hundredth of what the certificate accepts */
#define RESIDUAL_HURTS 1e-5  /* a step that leaves less, in the rows' unit, is no trouble */
#define RESIDUAL_WANTED 1e-8 /* a hundredth of what the certificate accepts */
#define SIGMA_LEAST 1e-6     /* of the centring parameter */
#define REGULARIZATION_MOST 1e-7
#define PROXIMITY_GROWS 1e6    /* at most, where only the residual is left */
#define PROXIMITY_SHRINKS 1e-4 /* at most, as mu falls: Theta stays below 1e14 */
#define IDLE_WHEN_GOOD 1       /* iterations that gain little, once the answer is good enough */
#define HARMLESS_SHARE 1e-3    /* of the gap, as the worth of a residual */
#define HARMLESS_SQUARES 10.0  /* the same with squares, whose second order eq. 173 mends */
#define RESTORES_BELOW 0.1     /* of the residual before; else a full step comes next */
#define RESTORES_ENOUGH 0.9    /* a step back to the rows that is shorter gives way to a full one */
enum {
    CORRECTORS = 2,
    REFINEMENTS = 4,
    GRADIENT_STEPS = 12,
    GRADIENT_IDLE = 4,
    TAKE_BACKS = 8,
    PATIENCE = 12
};

static double relative_gap(const struct ipm *ipm)
{
    return fabs(ipm->objective - ipm->lower_bound) / fmax(1.0, fabs(ipm->objective));
}

static bool is_optimal(const struct ipm *ipm)
{
    return relative_gap(ipm) <= GAP_WANTED && ipm->largest_primal_residual <= RESIDUAL_WANTED;
}

static bool is_good_enough(const struct ipm *ipm)
{
    return relative_gap(ipm) <= 0.9 * CERTIFICATE_GAP &&
           ipm->largest_primal_residual <= 0.9 * CERTIFICATE_RESIDUAL_MW;
}

/* docs/model.md, eq. 72: no point of the box costs more than the ceiling. A bound above it proves
 * that no point is feasible, by more than the rows' tolerance: rows that all gave way by it would
 * lower the bound by the margin. */
static bool is_infeasible(const struct ipm *ipm)
{
    if (!isfinite(ipm->objective_ceiling) || !isfinite(ipm->lower_bound)) return false;
    if (!(ipm->lower_bound > ipm->objective_ceiling)) return false;
    double margin = 1e-6 * (1 + fabs(ipm->objective_ceiling));
    for (int row = 0; row < ipm->form->n_row; row++)
        margin += CERTIFICATE_RESIDUAL_MW * fabs(ipm->y[row]) * ipm->form->row_scale[row];
    return ipm->lower_bound > ipm->objective_ceiling + margin;
}

static enum status factorize(struct ipm *ipm, struct error *error)
{
    for (;;) {
        const enum status status = ipm->kkt_method->factor(
            ipm->kkt, ipm->theta, ipm->regularization, ipm->row_proximity, NULL);
        if (status != STATUS_NUMERICAL) return status;
        ipm->regularization *= 100;
        if (ipm->regularization > REGULARIZATION_MOST)
            return error_set(error, STATUS_NUMERICAL, "the normal equations cannot be factored");
    }
}

static enum status solve_newton(struct ipm *ipm, struct error *error)
{
    return ipm->kkt_method->solve(ipm->kkt, ipm->now.y, error);
}

/* What of a step to the boundary is taken is at most 1; NaN stays. */
static double no_longer_than_newton(double step)
{
    return STEP_FRACTION * step > 1 ? 1 / STEP_FRACTION : step;
}

/* docs/model.md, eq. 69: the longest steps over all weights of the newest corrector, for x and z
 * apart; a smaller weight must gain one per cent to be taken. Then the direction is blended
 * (Colombo and Gondzio 2008, section 3). */
static void weigh_corrector(struct ipm *ipm, const struct ipm_steps *steps)
{
    int best_primal = 0, best_dual = 0;
    for (int i = 1; i < IPM_WEIGHTS; i++) {
        if (fmin(1, steps->primal[i]) > 1.01 * fmin(1, steps->primal[best_primal])) best_primal = i;
        if (fmin(1, steps->dual[i]) > 1.01 * fmin(1, steps->dual[best_dual])) best_dual = i;
    }
    if (best_primal > 0 || best_dual > 0)
        ipm_blend(ipm, ipm_weights[best_primal], ipm_weights[best_dual]);
    ipm->step_primal = no_longer_than_newton(steps->primal[best_primal]);
    ipm->step_dual = no_longer_than_newton(steps->dual[best_dual]);
}

static void take_steps(struct ipm *ipm, const struct ipm_steps *steps)
{
    ipm->step_primal = no_longer_than_newton(steps->primal[0]);
    ipm->step_dual = no_longer_than_newton(steps->dual[0]);
}

/* Predictor: the affine direction. Returns the centring it asks for (docs/model.md, eq. 67;
 * Mehrotra 1992, section 3). */
static enum status predict(struct ipm *ipm, double *sigma, struct error *error)
{
    struct ipm_steps steps;
    ipm_right_side_affine(ipm);
    TRY(solve_newton(ipm, error));
    ipm_expand_alone(ipm, &steps);
    take_steps(ipm, &steps);
    const double ratio =
        ipm_mu_after(ipm, fmin(1, ipm->step_primal), fmin(1, ipm->step_dual)) / ipm->mu;
    *sigma = fmin(1.0, fmax(SIGMA_LEAST, ratio * ratio * ratio));
    return STATUS_OK;
}

/* Corrector: centring and second-order term, then Gondzio's further correctors, each weighed
 * (docs/model.md, eqs. 68-70). */
static enum status correct(struct ipm *ipm, double sigma, int n_corrector, struct error *error)
{
    struct ipm_steps steps;
    for (int i = 0; i <= n_corrector; i++) {
        if (i == 0)
            ipm_right_side_mehrotra(ipm, sigma * ipm->mu);
        else
            ipm_right_side_gondzio(ipm, sigma * ipm->mu);
        TRY(solve_newton(ipm, error));
        ipm_expand(ipm, &steps);
        weigh_corrector(ipm, &steps);
    }
    return STATUS_OK;
}

/* docs/model.md, eq. 173. Cost and bound agree, rows do not hold yet: the shortest way back to
 * them. Squares in the rows leave an error of the second order of the step, which is short here,
 * where a step along the central path would be long. */
static enum status restore(struct ipm *ipm, struct error *error)
{
    struct ipm_steps steps;
    ipm_right_side_restore(ipm);
    TRY(solve_newton(ipm, error));
    ipm_expand_alone(ipm, &steps);
    take_steps(ipm, &steps);
    return STATUS_OK;
}

/* After trouble: only the centre, no second order. */
static enum status recentre(struct ipm *ipm, struct error *error)
{
    struct ipm_steps steps;
    ipm_right_side_centre(ipm, 0.5 * ipm->mu);
    TRY(solve_newton(ipm, error));
    ipm_expand_alone(ipm, &steps);
    take_steps(ipm, &steps);
    return STATUS_OK;
}

static double dot(const double *a, const double *b, int n)
{
    long double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (long double)a[i] * b[i];
    return (double)sum;
}

static double largest_of(const struct ipm *ipm, const double *residual)
{
    double largest = 0;
    for (int row = 0; row < ipm->form->n_row; row++)
        largest = fmax(largest, fabs(residual[row]) / ipm->form->row_scale[row]);
    return largest;
}

/* docs/model.md, eq. 71: conjugate gradients on A Theta A' e = residual with the factor as
 * preconditioner: the factor of a nearly singular system is only near the inverse, and plain
 * refinement would stall. The residual does not fall steadily on the way: row_best becomes the sum
 * of steps where it was least. */
static enum status solve_closely(struct ipm *ipm, double *residual, double wanted,
                                 struct error *error)
{
    const int n = ipm->form->n_row;
    const size_t bytes = sizeof(double) * (size_t)n;
    double *step = ipm->row_step, *image = ipm->row_image, *near = ipm->row_near;
    double last = 0, best = largest_of(ipm, residual);
    int idle = 0;
    memset(ipm->row_sum, 0, bytes);
    memset(ipm->row_best, 0, bytes);
    for (int i = 0; i < GRADIENT_STEPS && best > wanted && idle < GRADIENT_IDLE; i++) {
        memcpy(near, residual, bytes);
        TRY(ipm->kkt_method->solve(ipm->kkt, near, error));
        const double size = dot(residual, near, n);
        const double keep = i == 0 ? 0 : size / last;
        for (int row = 0; row < n; row++)
            step[row] = near[row] + keep * step[row];
        ipm_normal_times(ipm, step, image);
        const double length = size / dot(step, image, n);
        if (!(size > 0) || !isfinite(length)) break;
        for (int row = 0; row < n; row++) {
            ipm->row_sum[row] += length * step[row];
            residual[row] -= length * image[row];
        }
        last = size;
        const double largest = largest_of(ipm, residual);
        idle = largest < 0.9 * best ? 0 : idle + 1;
        if (largest < best) memcpy(ipm->row_best, ipm->row_sum, bytes);
        best = fmin(best, largest);
    }
    return STATUS_OK;
}

/* Brings A dx = r_p back, which the normal equations lose in the last iterations. Where prices are
 * large and Theta too, rounding of A'dy limits what a correction can reach: one that makes the
 * residual larger is undone. */
static enum status refine(struct ipm *ipm, int *n_refinement, struct error *error)
{
    double last = INFINITY;
    struct ipm_steps steps;
    /* As long as the gap is open, more would be steps of gradients against the rounding of a large
     * Theta: eleven iterations of a year without losses took four times as long. */
    const double finest = relative_gap(ipm) > 10 * GAP_WANTED ? 2 : 0.2;
    for (*n_refinement = 0; *n_refinement < REFINEMENTS; (*n_refinement)++) {
        const double residual = ipm_direction_residual(ipm, ipm->row_work);
        const double wanted = fmax(0.05 * ipm->largest_primal_residual, finest * RESIDUAL_WANTED);
        if (residual > last) {
            for (int row = 0; row < ipm->form->n_row; row++)
                ipm->row_best[row] = -ipm->row_best[row];
            ipm_add_refinement(ipm, ipm->row_best, &steps);
            take_steps(ipm, &steps);
        }
        if (!(residual > wanted) || !(residual < 0.9 * last)) break;
        last = residual;
        TRY(solve_closely(ipm, ipm->row_work, 0.5 * wanted, error));
        ipm_add_refinement(ipm, ipm->row_best, &steps);
        take_steps(ipm, &steps);
    }
    return STATUS_OK;
}

/* What rows that are off can cost is far below what is still between cost and bound. */
static bool residual_is_harmless(const struct ipm *ipm)
{
    const double share = ipm->form->kind_square == NULL ? HARMLESS_SHARE : HARMLESS_SQUARES;
    return ipm->largest_primal_residual * ipm->typical_price <=
           share * fabs(ipm->objective - ipm->lower_bound);
}

/* Columns are at their bounds or priced at nothing, rows do not hold yet: large entries of Theta
 * are in the way, whose rounding undoes what a correction mends. Columns are held nearer to where
 * they are (eq. 66). */
static bool only_residual_is_left(const struct ipm *ipm)
{
    const double gap = ipm->mu * ipm->n_pair / fmax(1.0, fabs(ipm->objective));
    return gap <= GAP_WANTED && ipm->largest_primal_residual > 0.9 * CERTIFICATE_RESIDUAL_MW;
}

/* docs/model.md, eq. 78. Called before a step, so that Theta is measured with what the next one
 * uses; what has been made larger for the residual stays so. */
static void lower_proximity(struct ipm *ipm)
{
    const double first = ipm->first_proximity;
    if (ipm->proximity > first) return;
    ipm->proximity = fmax(PROXIMITY_SHRINKS * first, fmin(first, ipm->proximity_per_mu * ipm->mu));
}

static void raise_proximity(struct ipm *ipm)
{
    ipm->proximity = fmin(PROXIMITY_GROWS * ipm->first_proximity,
                          10 * fmax(ipm->proximity, ipm->first_proximity));
    ipm_measure(ipm);
}

static bool made_things_worse(const struct ipm *ipm, bool was_good_enough, double mu_before,
                              double residual_before)
{
    if (was_good_enough && !is_good_enough(ipm)) return true;
    if (!isfinite(ipm->mu) || !isfinite(ipm->largest_primal_residual) || !isfinite(ipm->objective))
        return true;
    return ipm->mu > 100 * mu_before ||
           (ipm->largest_primal_residual > fmax(10 * residual_before, RESIDUAL_HURTS) &&
            !residual_is_harmless(ipm));
}

static void note(const struct ipm *ipm, struct ipm_log *log, int refinements, bool taken_back)
{
    if (log == NULL || log->n_row > IPM_ITERATION_LIMIT) return;
    log->row[log->n_row++] = (struct ipm_row){.objective = ipm->objective,
                                              .lower_bound = ipm->lower_bound,
                                              .primal_residual = ipm->largest_primal_residual,
                                              .mu = ipm->mu,
                                              .step_primal = ipm->step_primal,
                                              .step_dual = ipm->step_dual,
                                              .refinements = refinements,
                                              .taken_back = taken_back};
}

/* One Newton step from the iterate: factor, predict, correct, refine, walk. A direction that is not
 * finite leaves the iterate where it is. */
static enum status take_step(struct ipm *ipm, int troubles, int *refinements, bool *walked,
                             struct error *error)
{
    double sigma = 0.5;
    TRY(factorize(ipm, error));
    const bool restores = ipm->may_restore && relative_gap(ipm) <= GAP_WANTED;
    if (troubles > 0) {
        TRY(recentre(ipm, error));
    } else if (restores) {
        TRY(restore(ipm, error));
    } else {
        TRY(predict(ipm, &sigma, error));
        TRY(correct(ipm, sigma, CORRECTORS, error));
    }
    TRY(refine(ipm, refinements, error));
    const double shorter = ldexp(1.0, -(troubles > 1 ? troubles - 1 : 0));
    if (restores && troubles == 0) ipm->step_dual = 0;
    ipm->has_restored = restores && troubles == 0;
    ipm->may_restore = !restores || ipm->step_primal > RESTORES_ENOUGH;
    *walked = isfinite(ipm->step_primal) && isfinite(ipm->step_dual);
    if (!*walked) return STATUS_OK;
    ipm->step_primal *= STEP_FRACTION * shorter;
    ipm->step_dual *= STEP_FRACTION * shorter;
    lower_proximity(ipm);
    ipm_step(ipm);
    return STATUS_OK;
}

enum status ipm_iterate(struct ipm *ipm, const struct lp_settings *settings, double begin_s,
                        struct lp_report *report, struct ipm_log *log, struct error *error)
{
    const int limit =
        settings->iteration_limit > 0 && settings->iteration_limit < IPM_ITERATION_LIMIT
            ? settings->iteration_limit
            : IPM_ITERATION_LIMIT;
    int troubles = 0, refinements = 0, all_troubles = 0, idle = 0;
    double best_gap = INFINITY, best_mu = INFINITY, mu_before = INFINITY,
           residual_before = INFINITY;
    bool was_good_enough = false, walked = true;
    report->outcome = OUTCOME_LIMIT;
    ipm->is_paused = false;
    ipm_measure(ipm);
    for (const int first = ipm->iteration;; ipm->iteration++) {
        const int iteration = ipm->iteration;
        const bool worse =
            iteration > first &&
            (!walked || made_things_worse(ipm, was_good_enough, mu_before, residual_before));
        if (iteration == 0 || iteration > first) note(ipm, log, refinements, worse);
        if (worse) { /* the safeguard: undo, regularize, centre, walk less */
            if (walked) ipm_take_back(ipm);
            ipm->regularization = fmin(REGULARIZATION_MOST, 10 * ipm->regularization);
            troubles++;
            all_troubles++;
        } else {
            troubles = 0;
            ipm->regularization = fmax(IPM_REGULARIZATION_FIRST, ipm->regularization / 10);
        }
        report->iterations = iteration;
        if (settings->progress != NULL)
            settings->progress(settings->progress_context, iteration, relative_gap(ipm));
        /* columns of a row at their bounds: only along the central path do they leave them */
        if (ipm->has_restored && !(ipm->largest_primal_residual < RESTORES_BELOW * residual_before))
            ipm->may_restore = false;
        const bool ended = is_optimal(ipm);
        const bool mu_matters =
            ipm->mu * ipm->n_pair > 1e-3 * GAP_WANTED * fmax(1, fabs(ipm->objective));
        const bool gains = relative_gap(ipm) < 0.7 * best_gap || ipm->mu < 0.7 * best_mu;
        idle = gains && (mu_matters || relative_gap(ipm) < 0.7 * best_gap) ? 0 : idle + 1;
        if (idle == 0) best_mu = ipm->mu;
        best_gap = fmin(best_gap, relative_gap(ipm));
        const bool late =
            settings->time_limit_s > 0 && clock_wall_s() - begin_s > settings->time_limit_s;
        const bool stuck = late || iteration == limit || troubles > TAKE_BACKS ||
                           all_troubles > 3 * TAKE_BACKS ||
                           (is_good_enough(ipm) && (worse || idle > IDLE_WHEN_GOOD)) ||
                           (idle > PATIENCE && relative_gap(ipm) < 1e-5);
        if (is_infeasible(ipm)) report->outcome = OUTCOME_INFEASIBLE;
        if (ended || (stuck && is_good_enough(ipm))) report->outcome = OUTCOME_OPTIMAL;
        if (ended || stuck || report->outcome == OUTCOME_INFEASIBLE) return STATUS_OK;
        ipm->is_paused = !worse && relative_gap(ipm) <= ipm->pause_gap;
        if (ipm->is_paused) return STATUS_OK;
        if (only_residual_is_left(ipm)) raise_proximity(ipm);
        was_good_enough = is_good_enough(ipm);
        mu_before = ipm->mu;
        residual_before = ipm->largest_primal_residual;
        const enum status status = take_step(ipm, troubles, &refinements, &walked, error);
        if (status == STATUS_NUMERICAL)
            return STATUS_OK; /* outcome LIMIT: another method may do it */
        TRY(status);
    }
}
