/* The passes of the interior point over the columns (docs/model.md, eqs. 60-77), eight columns at
 * a time. What several formulas share is computed once per pass: these vectors are long, and
 * reading them costs more than the arithmetic. */
#include "solver/ipm_internal.h"

#define LANES_COUNT 8
#include "solver/lanes.h"

#include <math.h>
#include <string.h>

const double ipm_weights[IPM_WEIGHTS] = {1.0, 0.8, 0.6, 0.4, 0.2, 0.0};

/* The vectors of a tile; what a pass does not read costs nothing. */
struct view {
    int n; /* in lanes */
    LANES *x, *w, *zl, *zu, *theta, *reduced_cost;
    const LANES *cost, *upper, *gathered, *curved;
    LANES *dx, *to_l, *to_u, *scattered, *partial;
    const LANES *before_x, *before_l, *before_u;
};

static inline struct view view_of(const struct ipm *ipm, const struct ipm_tile *tile)
{
    const int at = tile->begin;
    return (struct view){.n = tile->count / LANES_COUNT,
                         .x = (LANES *)(ipm->x + at),
                         .w = (LANES *)(ipm->w + at),
                         .zl = (LANES *)(ipm->zl + at),
                         .zu = (LANES *)(ipm->zu + at),
                         .theta = (LANES *)(ipm->theta + at),
                         .reduced_cost = (LANES *)(ipm->reduced_cost + at),
                         .cost = (const LANES *)(ipm->form->cost + at),
                         .upper = (const LANES *)(ipm->form->upper + at),
                         .gathered = (const LANES *)tile->gathered,
                         .curved = (const LANES *)tile->curved,
                         .dx = (LANES *)(ipm->now.x + at),
                         .to_l = (LANES *)(ipm->now.lower + at),
                         .to_u = (LANES *)(ipm->now.upper + at),
                         .scattered = (LANES *)tile->scattered,
                         .partial = (LANES *)tile->partial,
                         .before_x = (const LANES *)(ipm->before.x + at),
                         .before_l = (const LANES *)(ipm->before.lower + at),
                         .before_u = (const LANES *)(ipm->before.upper + at)};
}

#define ZERO LANES_ALL(0.0)
#define ONE LANES_ALL(1.0)
#define IS_BOXED(upper) ((upper) < LANES_ALL((double)INFINITY))
#define HAS_UPPER(zu) ((zu) != ZERO) /* the same from z_u, which is 0 only where u is infinite */
#define KEEP(mask, a) ((LANES)((mask) & (LANES_MASK)(a))) /* a, or 0 */

/* A pass: its inline body on a view, in the versions of lanes.h, and what the sweep calls. */
#define PASS(name)                                                                                 \
    LANES_VERSIONS(name, (const struct ipm *ipm, const struct view *v), (ipm, v))                  \
    static void name##_tile(void *context, const struct ipm_tile *tile)                            \
    {                                                                                              \
        const struct ipm *ipm = context;                                                           \
        const struct view view = view_of(ipm, tile);                                               \
        LANES_CALL(name, ipm, &view);                                                              \
    }

/* What follows from dx and the targets: dz_l = (target_l - z_l dx) / x - z_l, dz_u likewise
 * (docs/model.md, eq. 66). Leaves zl, zu, per_x = 1 / x and per_w = 1 / w as well. */
#define DUALS(v, i, dx, target_l, target_u, dl, du)                                                \
    const LANES per_x = ONE / (v)->x[i], per_w = ONE / (v)->w[i];                                  \
    const LANES zl = (v)->zl[i], zu = (v)->zu[i];                                                  \
    const LANES dl = ((target_l)-zl * (dx)) * per_x - zl;                                          \
    const LANES du = ((target_u) + zu * (dx)) * per_w - zu

/* The same as theta[i], without reading it where nothing is curved. */
#define THETA(ipm, v, i)                                                                           \
    ((v)->curved != NULL ? (v)->theta[i]                                                           \
                         : ONE / (zl * per_x + zu * per_w + LANES_ALL((ipm)->proximity)))

/* ---- measure, and step -------------------------------------------------------------------------
 */

/* The least value of linear x + curve x^2 over the box [0, upper] (docs/model.md, eq. 77). */
LANES_INLINE void least_of_parabola(const LANES *linear, const LANES *curve, const LANES *upper,
                                    LANES *least)
{
    const LANES turn = LANES_MIN(LANES_MAX(*linear / (LANES_ALL(-2.0) * *curve), ZERO), *upper);
    const LANES end = KEEP(*linear + *curve * *upper < ZERO, *upper);
    const LANES at = LANES_SELECT(*curve > ZERO, turn, end);
    *least = (*linear + *curve * at) * at;
}

/* What a column adds to the weak-duality bound: the least value of (c - A'y)_j x_j over its box.
 * Without an upper end a reduced cost below 0 by more than rounding gives -infinity. */
LANES_INLINE void measure_body(const struct ipm *ipm, const struct view *v)
{
    LANES products = v->partial[0], cost = v->partial[1], bound = v->partial[2];
    for (int i = 0; i < v->n; i++) {
        const LANES x = v->x[i], w = v->w[i], zl = v->zl[i], zu = v->zu[i];
        const LANES c = v->cost[i], upper = v->upper[i], r = c - v->gathered[i];
        const LANES size = LANES_MAX(c, -c);
        const LANES_MASK boxed = IS_BOXED(upper);
        const LANES open =
            LANES_SELECT(r > LANES_ALL(-1e-9) * (ONE + size), ZERO, LANES_ALL(-(double)INFINITY));
        LANES least = KEEP(r < ZERO, LANES_SELECT(boxed, r * KEEP(boxed, upper), open));
        LANES slope = r, bend = ZERO;
        if (v->curved != NULL) {
            const LANES curve = -v->curved[i];
            LANES of_parabola;
            least_of_parabola(&r, &curve, &upper, &of_parabola);
            least = LANES_SELECT(curve != ZERO, of_parabola, least);
            slope = r + LANES_ALL(2.0) * curve * x;
            bend = LANES_MAX(LANES_ALL(2.0) * curve, ZERO);
        }
        v->reduced_cost[i] = slope;
        v->theta[i] = ONE / (zl / x + zu / w + bend + LANES_ALL(ipm->proximity));
        products += x * zl + w * zu;
        cost += c * x;
        bound += least;
        v->scattered[i] = x;
    }
    v->partial[0] = products;
    v->partial[1] = cost;
    v->partial[2] = bound;
}
PASS(measure)

/* The walk leaves the duals' direction where the targets were, for a walk back. */
LANES_INLINE void step_body(const struct ipm *ipm, const struct view *v)
{
    const LANES primal = LANES_ALL(ipm->step_primal), dual = LANES_ALL(ipm->step_dual);
    for (int i = 0; i < v->n; i++) {
        DUALS(v, i, v->dx[i], v->to_l[i], v->to_u[i], dl, du);
        const LANES dx = primal * v->dx[i];
        v->x[i] += dx;
        v->w[i] -= KEEP(HAS_UPPER(zu), dx);
        v->zl[i] += dual * dl;
        v->zu[i] += dual * du;
        v->to_l[i] = dl;
        v->to_u[i] = du;
    }
    measure_body(ipm, v);
}
PASS(step)

LANES_INLINE void step_back_body(const struct ipm *ipm, const struct view *v)
{
    const LANES primal = LANES_ALL(ipm->step_primal), dual = LANES_ALL(ipm->step_dual);
    for (int i = 0; i < v->n; i++) {
        const LANES dx = primal * v->dx[i];
        v->x[i] -= dx;
        v->w[i] += KEEP(HAS_UPPER(v->zu[i]), dx);
        v->zl[i] -= dual * v->to_l[i];
        v->zu[i] -= dual * v->to_u[i];
    }
    measure_body(ipm, v);
}
PASS(step_back)

static void measure_rows(struct ipm *ipm)
{
    const struct ipm_form *form = ipm->form;
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

static void run_measure(struct ipm *ipm, void (*const body)(void *, const struct ipm_tile *))
{
    const struct ipm_walk walk = {ipm->y, ipm->primal_residual, body, ipm};
    ipm_sweep_run_values(ipm->sweep, &walk);
    measure_rows(ipm);
    ipm->mu = ipm_sweep_sum(ipm->sweep, 0) / ipm->n_pair;
    ipm->objective = ipm->form->cost_constant + ipm_sweep_sum(ipm->sweep, 1);
    ipm->lower_bound += ipm_sweep_sum(ipm->sweep, 2);
}

void ipm_measure(struct ipm *ipm)
{
    run_measure(ipm, measure_tile);
}

void ipm_step(struct ipm *ipm)
{
    memcpy(ipm->kept_y, ipm->y, sizeof(double) * (size_t)ipm->form->n_row);
    for (int row = 0; row < ipm->form->n_row; row++)
        ipm->y[row] += ipm->step_dual * ipm->now.y[row];
    run_measure(ipm, step_tile);
}

/* A step shrinks nothing to less than 0.005 of itself, so that walking back loses three digits of
 * the smallest values at most: they are where the next step begins, no more. */
void ipm_take_back(struct ipm *ipm)
{
    memcpy(ipm->y, ipm->kept_y, sizeof(double) * (size_t)ipm->form->n_row);
    run_measure(ipm, step_back_tile);
}

/* ---- right sides -------------------------------------------------------------------------------
 */

LANES_INLINE void affine_body(const struct ipm *ipm, const struct view *v)
{
    (void)ipm;
    for (int i = 0; i < v->n; i++)
        v->scattered[i] = -v->theta[i] * v->reduced_cost[i];
}
PASS(affine)

/* Stores the targets and scatters Theta g, g = target_l / x - target_u / w - (c - A'y). */
#define SET_TARGETS(ipm, v, i, target_l, target_u)                                                 \
    do {                                                                                           \
        const LANES lower_target = (target_l);                                                     \
        const LANES upper_target = KEEP(HAS_UPPER(zu), target_u);                                  \
        (v)->to_l[i] = lower_target;                                                               \
        (v)->to_u[i] = upper_target;                                                               \
        (v)->scattered[i] = THETA(ipm, v, i) *                                                     \
                            (lower_target * per_x - upper_target * per_w - (v)->reduced_cost[i]);  \
    } while (0)

LANES_INLINE void restore_body(const struct ipm *ipm, const struct view *v)
{
    for (int i = 0; i < v->n; i++) {
        const LANES per_x = ONE / v->x[i], per_w = ONE / v->w[i], zl = v->zl[i], zu = v->zu[i];
        SET_TARGETS(ipm, v, i, v->x[i] * zl, v->w[i] * zu);
    }
}
PASS(restore)

LANES_INLINE void centre_body(const struct ipm *ipm, const struct view *v)
{
    const LANES wanted = LANES_ALL(ipm->sigma_mu);
    for (int i = 0; i < v->n; i++) {
        const LANES per_x = ONE / v->x[i], per_w = ONE / v->w[i], zl = v->zl[i], zu = v->zu[i];
        SET_TARGETS(ipm, v, i, wanted, wanted);
    }
}
PASS(centre)

/* The second-order term of the predictor just made (docs/model.md, eq. 68). */
LANES_INLINE void mehrotra_body(const struct ipm *ipm, const struct view *v)
{
    const LANES wanted = LANES_ALL(ipm->sigma_mu);
    for (int i = 0; i < v->n; i++) {
        const LANES dx = v->before_x[i];
        DUALS(v, i, dx, ZERO, ZERO, dl, du);
        SET_TARGETS(ipm, v, i, wanted - dx * dl, wanted + dx * du);
    }
}
PASS(mehrotra)

/* docs/model.md, eq. 70, Gondzio 1996: products outside [0.1, 10] sigma mu are pulled back, by no
 * more than 10 sigma mu. */
#define PULL(product, low, high)                                                                   \
    LANES_MAX(LANES_MIN(LANES_MAX(product, low), high) - (product), -(high))

/* How far a corrector looks beyond the step of the direction before. With the 1.08 and 0.08 of the
 * paper a year took a third more iterations: among millions of columns a few dozens bound the step,
 * and they are those that a corrector can help. */
#define REACH_TIMES 1.5
#define REACH_MORE 0.3

/* Products that would lie outside a neighbourhood of the central path after a longer step are
 * pulled back into it; the rest of the direction stays. */
LANES_INLINE void gondzio_body(const struct ipm *ipm, const struct view *v)
{
    const LANES primal = LANES_ALL(ipm->reach_primal), dual = LANES_ALL(ipm->reach_dual);
    const LANES low = LANES_ALL(0.1 * ipm->sigma_mu), high = LANES_ALL(10 * ipm->sigma_mu);
    for (int i = 0; i < v->n; i++) {
        const LANES dx = v->before_x[i], to_l = v->before_l[i], to_u = v->before_u[i];
        DUALS(v, i, dx, to_l, to_u, dl, du);
        const LANES at_l = (v->x[i] + primal * dx) * (zl + dual * dl);
        const LANES at_u = (v->w[i] - primal * dx) * (zu + dual * du);
        SET_TARGETS(ipm, v, i, to_l + PULL(at_l, low, high), to_u + PULL(at_u, low, high));
    }
}
PASS(gondzio)

static void run_right_side(struct ipm *ipm, void (*const body)(void *, const struct ipm_tile *))
{
    const struct ipm_walk walk = {NULL, ipm->now.y, body, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    for (int row = 0; row < ipm->form->n_row; row++)
        ipm->now.y[row] = ipm->primal_residual[row] - ipm->now.y[row];
}

static void remember_direction(struct ipm *ipm)
{
    const struct ipm_direction now = ipm->now;
    ipm->now = ipm->before;
    ipm->before = now;
    ipm->now.affine = false;
}

void ipm_right_side_affine(struct ipm *ipm)
{
    ipm->now.affine = true;
    run_right_side(ipm, affine_tile);
}

void ipm_right_side_restore(struct ipm *ipm)
{
    ipm->now.affine = false;
    run_right_side(ipm, restore_tile);
}

void ipm_right_side_centre(struct ipm *ipm, double sigma_mu)
{
    ipm->sigma_mu = sigma_mu;
    ipm->now.affine = false;
    run_right_side(ipm, centre_tile);
}

void ipm_right_side_mehrotra(struct ipm *ipm, double sigma_mu)
{
    ipm->sigma_mu = sigma_mu;
    remember_direction(ipm);
    run_right_side(ipm, mehrotra_tile);
}

void ipm_right_side_gondzio(struct ipm *ipm, double sigma_mu)
{
    ipm->sigma_mu = sigma_mu;
    ipm->reach_primal = fmin(1.0, REACH_TIMES * ipm->step_primal + REACH_MORE);
    ipm->reach_dual = fmin(1.0, REACH_TIMES * ipm->step_dual + REACH_MORE);
    remember_direction(ipm);
    run_right_side(ipm, gondzio_tile);
}

/* ---- directions --------------------------------------------------------------------------------
 */

/* How much of the distance to the boundary a step of 1 takes, for x and w, and for z. */
#define SHRINK_X(dx) LANES_MAX(-(dx)*per_x, KEEP(boxed, (dx)*per_w))
#define SHRINK_Z(dl, du) LANES_MAX(-(dl)*per_zl, -(du)*per_zu)
#define PER_Z(zl, zu)                                                                              \
    const LANES_MASK boxed = HAS_UPPER(zu);                                                        \
    const LANES per_zl = ONE / zl, per_zu = KEEP(boxed, ONE / zu)

/* dx = Theta (A'dy + g), and the longest steps along it (docs/model.md, eq. 66). */
LANES_INLINE void expand_alone_any(const struct ipm *ipm, const struct view *v, const bool affine)
{
    LANES most_x = v->partial[0], most_z = v->partial[1];
    LANES sum_dx = v->partial[2], sum_dz = v->partial[3], sum_both = v->partial[4];
    for (int i = 0; i < v->n; i++) {
        const LANES x = v->x[i], w = v->w[i], zl = v->zl[i], zu = v->zu[i];
        const LANES per_x = ONE / x, per_w = ONE / w;
        LANES g = v->gathered[i] - v->reduced_cost[i], to_l = ZERO, to_u = ZERO;
        if (!affine) {
            to_l = v->to_l[i];
            to_u = v->to_u[i];
            g += to_l * per_x - to_u * per_w;
        }
        const LANES dx = THETA(ipm, v, i) * g;
        const LANES dl = (to_l - zl * dx) * per_x - zl, du = (to_u + zu * dx) * per_w - zu;
        PER_Z(zl, zu);
        const LANES shrink_x = SHRINK_X(dx), shrink_z = SHRINK_Z(dl, du);
        v->dx[i] = dx;
        most_x = LANES_MAX_OR_NAN(most_x, shrink_x);
        most_z = LANES_MAX_OR_NAN(most_z, shrink_z);
        sum_dx += dx * zl - KEEP(boxed, dx * zu);
        sum_dz += x * dl + w * du;
        sum_both += dx * dl - KEEP(boxed, dx * du);
    }
    v->partial[0] = most_x;
    v->partial[1] = most_z;
    v->partial[2] = sum_dx;
    v->partial[3] = sum_dz;
    v->partial[4] = sum_both;
}
LANES_INLINE void expand_affine_body(const struct ipm *ipm, const struct view *v)
{
    expand_alone_any(ipm, v, true);
}
PASS(expand_affine)
LANES_INLINE void expand_alone_body(const struct ipm *ipm, const struct view *v)
{
    expand_alone_any(ipm, v, false);
}
PASS(expand_alone)

/* After the affine direction, whose targets are 0, or after any other. */
LANES_INLINE void expand_any(const struct ipm *ipm, const struct view *v, const bool after_affine)
{
    LANES most[2 * IPM_WEIGHTS];
    for (int k = 0; k < 2 * IPM_WEIGHTS; k++)
        most[k] = v->partial[k];
    for (int i = 0; i < v->n; i++) {
        const LANES zl = v->zl[i], zu = v->zu[i], to_l = v->to_l[i], to_u = v->to_u[i];
        const LANES per_x = ONE / v->x[i], per_w = ONE / v->w[i];
        const LANES dx =
            THETA(ipm, v, i) * (v->gathered[i] + to_l * per_x - to_u * per_w - v->reduced_cost[i]);
        const LANES x = v->before_x[i];
        LANES l = -zl * x, u = zu * x;
        if (!after_affine) {
            l += v->before_l[i];
            u += v->before_u[i];
        }
        PER_Z(zl, zu);
        v->dx[i] = dx;
        /* relative to x, w, z_l and z_u; of `before`, and what is between it and `now` */
        const LANES x_by_x = x * per_x, x_by_w = KEEP(boxed, x * per_w);
        const LANES more_x = (dx - x) * per_x, more_w = KEEP(boxed, (dx - x) * per_w);
        const LANES l_by_l = l * per_x * per_zl - ONE;
        const LANES u_by_u = KEEP(boxed, u * per_w * per_zu - ONE);
        const LANES more_l = (to_l - zl * dx - l) * per_x * per_zl;
        const LANES more_u = (to_u + zu * dx - u) * per_w * per_zu;
#pragma GCC unroll 6
        for (int k = 0; k < IPM_WEIGHTS; k++) {
            const LANES weight = LANES_ALL(ipm_weights[k]);
            const LANES down = -x_by_x - weight * more_x, up = x_by_w + weight * more_w;
            const LANES down_l = -l_by_l - weight * more_l, down_u = -u_by_u - weight * more_u;
            const LANES shrink_x = LANES_MAX(down, up), shrink_z = LANES_MAX(down_l, down_u);
            most[k] = LANES_MAX_OR_NAN(most[k], shrink_x);
            most[IPM_WEIGHTS + k] = LANES_MAX_OR_NAN(most[IPM_WEIGHTS + k], shrink_z);
        }
    }
    for (int k = 0; k < 2 * IPM_WEIGHTS; k++)
        v->partial[k] = most[k];
}
LANES_INLINE void expand_first_body(const struct ipm *ipm, const struct view *v)
{
    expand_any(ipm, v, true);
}
PASS(expand_first)
LANES_INLINE void expand_body(const struct ipm *ipm, const struct view *v)
{
    expand_any(ipm, v, false);
}
PASS(expand)

static double step_of(const struct ipm *ipm, int which)
{
    return 1 / fmax(1e-30, ipm_sweep_maximum(ipm->sweep, which));
}

void ipm_expand_alone(struct ipm *ipm, struct ipm_steps *steps)
{
    const struct ipm_walk walk = {ipm->now.y, NULL,
                                  ipm->now.affine ? expand_affine_tile : expand_alone_tile, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    steps->primal[0] = step_of(ipm, 0);
    steps->dual[0] = step_of(ipm, 1);
}

void ipm_expand(struct ipm *ipm, struct ipm_steps *steps)
{
    const struct ipm_walk walk = {ipm->now.y, NULL,
                                  ipm->before.affine ? expand_first_tile : expand_tile, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    for (int k = 0; k < IPM_WEIGHTS; k++) {
        steps->primal[k] = step_of(ipm, k);
        steps->dual[k] = step_of(ipm, IPM_WEIGHTS + k);
    }
}

double ipm_mu_after(struct ipm *ipm, double step_primal, double step_dual)
{
    return ipm->mu +
           (step_primal * ipm_sweep_sum(ipm->sweep, 2) + step_dual * ipm_sweep_sum(ipm->sweep, 3) +
            step_primal * step_dual * ipm_sweep_sum(ipm->sweep, 4)) /
               ipm->n_pair;
}

/* dx and the duals are blended with weights of their own; the targets become those that the blend
 * belongs to. */
LANES_INLINE void blend_body(const struct ipm *ipm, const struct view *v)
{
    const LANES primal = LANES_ALL(ipm->weight_primal), dual = LANES_ALL(ipm->weight_dual);
    const bool affine = ipm->before.affine;
    for (int i = 0; i < v->n; i++) {
        const LANES zl = v->zl[i], zu = v->zu[i], x = v->before_x[i], to_dx = v->dx[i] - x;
        LANES to_l = -zl * x, to_u = zu * x; /* x (dz_l + z_l) and w (dz_u + z_u) of `before` */
        if (!affine) {
            to_l += v->before_l[i];
            to_u += v->before_u[i];
        }
        const LANES dx = x + primal * to_dx;
        to_l += dual * (v->to_l[i] - zl * v->dx[i] - to_l);
        to_u += dual * (v->to_u[i] + zu * v->dx[i] - to_u);
        v->dx[i] = dx;
        v->to_l[i] = to_l + zl * dx;
        v->to_u[i] = to_u - zu * dx;
    }
}
PASS(blend)

void ipm_blend(struct ipm *ipm, double weight_primal, double weight_dual)
{
    const struct ipm_walk walk = {NULL, NULL, blend_tile, ipm};
    ipm->weight_primal = weight_primal;
    ipm->weight_dual = weight_dual;
    ipm_sweep_run(ipm->sweep, &walk);
    for (int row = 0; row < ipm->form->n_row; row++)
        ipm->now.y[row] = ipm->before.y[row] + weight_dual * (ipm->now.y[row] - ipm->before.y[row]);
}

/* ---- refinement --------------------------------------------------------------------------------
 */

LANES_INLINE void normal_body(const struct ipm *ipm, const struct view *v)
{
    (void)ipm;
    for (int i = 0; i < v->n; i++)
        v->scattered[i] = v->theta[i] * v->gathered[i];
}
PASS(normal)

void ipm_normal_times(struct ipm *ipm, const double *y, double *product)
{
    const struct ipm_walk walk = {y, product, normal_tile, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    for (int row = 0; row < ipm->form->n_row; row++)
        product[row] += ipm->row_proximity * y[row];
}

LANES_INLINE void direction_body(const struct ipm *ipm, const struct view *v)
{
    (void)ipm;
    for (int i = 0; i < v->n; i++)
        v->scattered[i] = v->dx[i];
}
PASS(direction)

double ipm_direction_residual(struct ipm *ipm, double *right)
{
    const struct ipm_walk walk = {NULL, right, direction_tile, ipm};
    ipm_sweep_run(ipm->sweep, &walk);
    double largest = 0;
    for (int row = 0; row < ipm->form->n_row; row++) {
        right[row] = ipm->primal_residual[row] - right[row] - ipm->row_proximity * ipm->now.y[row];
        const double original = fabs(right[row]) / ipm->form->row_scale[row];
        if (!(original <= largest)) largest = original;
    }
    return largest;
}

LANES_INLINE void refine_body(const struct ipm *ipm, const struct view *v)
{
    const bool affine = ipm->now.affine;
    LANES most_x = v->partial[0], most_z = v->partial[1];
    for (int i = 0; i < v->n; i++) {
        const LANES dx = v->dx[i] + v->theta[i] * v->gathered[i];
        LANES to_l = ZERO, to_u = ZERO;
        if (!affine) {
            to_l = v->to_l[i];
            to_u = v->to_u[i];
        }
        DUALS(v, i, dx, to_l, to_u, dl, du);
        PER_Z(zl, zu);
        const LANES shrink_x = SHRINK_X(dx), shrink_z = SHRINK_Z(dl, du);
        v->dx[i] = dx;
        most_x = LANES_MAX_OR_NAN(most_x, shrink_x);
        most_z = LANES_MAX_OR_NAN(most_z, shrink_z);
    }
    v->partial[0] = most_x;
    v->partial[1] = most_z;
}
PASS(refine)

void ipm_add_refinement(struct ipm *ipm, const double *correction, struct ipm_steps *steps)
{
    const struct ipm_walk walk = {correction, NULL, refine_tile, ipm};
    for (int row = 0; row < ipm->form->n_row; row++)
        ipm->now.y[row] += correction[row];
    ipm_sweep_run(ipm->sweep, &walk);
    steps->primal[0] = step_of(ipm, 0);
    steps->dual[0] = step_of(ipm, 1);
}
