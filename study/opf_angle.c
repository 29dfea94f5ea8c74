/* Every limit at once: a primal-dual interior point on angles (Mehrotra, SIAM J. Optim. 2, 1992;
 * the second-order term by weights: Colombo, Gondzio, Comput. Optim. Appl. 41, 2008). With convex
 * quadratic costs it is the same method, docs/model.md, eqs. 108-112. */
#include "study/opf_angle_internal.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* IDLE_LIMIT: iterations that halve neither mu nor the residual of the balance. */
enum { ITERATION_LIMIT = 200, IDLE_LIMIT = 15 };

/* Iterates this close to the end are kept, for later ones may be worse. */
static const double worth_keeping = 1e4;

/* Where it ends: complementary products as a share of the cost, a tenth of what the certificate
 * asks and more; residuals in p.u., 1e-9 of 100 MW is a tenth of a watt. */
static const double wanted_gap = 2e-10, wanted_loss = 2e-9, wanted_residual = 1e-9,
                    wanted_dual = 1e-9;

/* A proof that no dispatch exists need not be that sharp. */
static const double proof_share = 100;

/* Where costs and revenues cancel, the sum cannot be known better than its parts. */
static const double smallest_share = 1e-4;

/* A side near its limit, a unit far from both of its own: in the matrix neither is stiffer than
 * this, or the digits of a step are lost; corrections take care of what that leaves (proximal
 * terms: Friedlander, Orban, Math. Prog. Comp. 4, 2012). Where they do not, it is raised. */
static const double first_stiffest = 1e10, last_stiffest = 1e14, stiffer = 100;
enum { PATIENCE = 5 };

/* How much of the way to the boundary is gone. */
static const double step_share = 0.995;

static const double weights[] = {1, 0.8, 0.6, 0.4, 0.2};
enum { WEIGHTS = sizeof weights / sizeof *weights };

/* ---- one iteration ----------------------------------------------------------------------------
 */

static void aim_at_boundary(struct opf_angle *method)
{
    struct opf_move *target = &method->target;
    memset(target->zl, 0, sizeof(double) * (size_t)method->n_unit);
    memset(target->zu, 0, sizeof(double) * (size_t)method->n_unit);
    memset(target->s, 0, sizeof(double) * (size_t)method->n_side);
    memset(target->e, 0, sizeof(double) * (size_t)method->n_side);
}

/* Products of sigma mu less the second-order term of the affine direction. */
static void aim_at_path(struct opf_angle *method, double wanted)
{
    const struct opf_move *affine = &method->affine;
    struct opf_move *target = &method->target;
    for (int i = 0; i < method->n_unit; i++) {
        target->zl[i] = wanted - affine->x[i] * affine->zl[i];
        target->zu[i] = wanted + affine->x[i] * affine->zu[i];
    }
    for (int i = 0; i < method->n_side; i++) {
        target->s[i] = wanted - affine->s[i] * affine->z[i];
        if (method->elastic) target->e[i] = wanted + affine->e[i] * affine->z[i];
    }
}

/* mu after these steps along the affine direction. */
static double mu_after(const struct opf_angle *method, double primal, double dual)
{
    const struct opf_move *now = &method->now, *step = &method->affine;
    double sum = 0;
    for (int i = 0; i < method->n_unit; i++) {
        const double dx = primal * step->x[i];
        sum += (now->x[i] + dx) * (now->zl[i] + dual * step->zl[i]);
        sum += (method->w[i] - dx) * (now->zu[i] + dual * step->zu[i]);
    }
    for (int i = 0; i < method->n_side; i++) {
        const double z = now->z[i] + dual * step->z[i];
        sum += (now->s[i] + primal * step->s[i]) * z;
        if (method->elastic) sum += (now->e[i] + primal * step->e[i]) * (1 - z);
    }
    return sum / method->n_product;
}

static void add_share(int n, double *to, const double *a, const double *b, double weight,
                      double length)
{
    for (int i = 0; i < n; i++)
        to[i] += length * (a[i] + weight * (b[i] - a[i]));
}

struct stride { /* weight of the second-order term, length of the step; 0 primal, 1 dual */
    double weight[2], length[2];
};

static void go(struct opf_angle *method, const struct stride *stride)
{
    struct opf_move *now = &method->now;
    const struct opf_move *a = &method->affine, *b = &method->step;
    const double *weight = stride->weight, *length = stride->length;
    add_share(method->n_unit, now->x, a->x, b->x, weight[0], length[0]);
    add_share(method->n_side, now->s, a->s, b->s, weight[0], length[0]);
    add_share(method->n_side, now->e, a->e, b->e, weight[0], length[0]);
    add_share(method->n_bus, now->angle, a->angle, b->angle, weight[0], length[0]);
    add_share(method->n_unit, now->zl, a->zl, b->zl, weight[1], length[1]);
    add_share(method->n_unit, now->zu, a->zu, b->zu, weight[1], length[1]);
    add_share(method->n_side, now->z, a->z, b->z, weight[1], length[1]);
    add_share(method->n_bus, now->price, a->price, b->price, weight[1], length[1]);
    for (int i = 0; i < method->n_unit; i++) { /* the distance keeps its digits near the limit */
        method->w[i] -= length[0] * (a->x[i] + weight[0] * (b->x[i] - a->x[i]));
    }
}

/* The weights that let primal and dual steps go farthest. */
static struct stride choose_stride(const struct opf_angle *method)
{
    struct stride best = {{1, 1}, {0, 0}};
    for (int k = 0; k < WEIGHTS; k++) {
        double reach[2];
        opf_angle_reach(method, weights[k], &reach[0], &reach[1]);
        if (method->has_curve) reach[0] = reach[1] = fmin(reach[0], reach[1]);
        for (int side = 0; side < 2; side++) {
            const double length = fmin(1, step_share * reach[side]);
            if (length <= best.length[side]) continue;
            best.length[side] = length;
            best.weight[side] = weights[k];
        }
    }
    return best;
}

/* Of the whole case, in the units of the method, as the certificate counts it. */
static double cost_size(const struct opf_angle *method)
{
    const double usd = method->cost_scale * method->problem->base_mw;
    if (method->elastic) return fmax(1, fabs(method->objective));
    return fmax(fmax(1, fabs(method->objective * usd + method->other_usd)) / usd,
                smallest_share * fabs(method->objective));
}

/* Further down nothing is gained and the last digits of a step are lost: from there on Newton steps
 * only mend residuals. */
static double lowest_mu(const struct opf_angle *method)
{
    return 0.2 * wanted_gap * (method->elastic ? proof_share : 1) * cost_size(method) /
           method->n_product;
}

static enum status iterate(struct opf_angle *method, struct stride *stride, struct error *error)
{
    TRY(opf_angle_factor(method, error));
    aim_at_boundary(method);
    opf_angle_direction(method, &method->affine);
    double primal, dual;
    opf_angle_reach(method, 0, &primal, &dual);
    const double after = mu_after(method, fmin(1, primal), fmin(1, dual));
    const double share = after / method->mu;
    aim_at_path(method, fmax(method->mu * share * share * share, lowest_mu(method)));
    opf_angle_direction(method, &method->step);
    *stride = choose_stride(method);
    go(method, stride);
    return STATUS_OK;
}

static void copy_move(const struct opf_angle *method, struct opf_move *to,
                      const struct opf_move *from)
{
    const size_t unit = sizeof(double) * (size_t)method->n_unit;
    const size_t side = sizeof(double) * (size_t)method->n_side;
    const size_t bus = sizeof(double) * (size_t)method->n_bus;
    memcpy(to->x, from->x, unit);
    memcpy(to->zl, from->zl, unit);
    memcpy(to->zu, from->zu, unit);
    memcpy(to->s, from->s, side);
    memcpy(to->z, from->z, side);
    memcpy(to->e, from->e, side);
    memcpy(to->angle, from->angle, bus);
    memcpy(to->price, from->price, bus);
}

static void keep(struct opf_angle *method)
{
    copy_move(method, &method->kept, &method->now);
    memcpy(method->kept_w, method->w, sizeof(double) * (size_t)method->n_unit);
}

static void take_back(struct opf_angle *method)
{
    copy_move(method, &method->now, &method->kept);
    memcpy(method->w, method->kept_w, sizeof(double) * (size_t)method->n_unit);
}

/* ---- the walk ---------------------------------------------------------------------------------
 */

/* How far from the end: at most 1 where it is reached. */
static double distance(const struct opf_angle *method)
{
    const double gap = method->mu * method->n_product / cost_size(method);
    const double primal = fmax(method->worst_balance, method->worst_side);
    const double dual = fmax(method->worst_reduced, method->worst_stationary);
    const double loss = method->dual_loss / cost_size(method) / wanted_loss;
    const double most =
        fmax(fmax(gap / wanted_gap, loss), fmax(primal / wanted_residual, dual / wanted_dual));
    return most / (method->elastic ? proof_share : 1);
}

static void read_answer(const struct opf_angle *method, struct opf_answer *answer)
{
    const struct opf_problem *problem = method->problem;
    const double base = problem->base_mw;
    for (int j = 0; j < problem->n_column; j++)
        answer->column_mw[j] = problem->lower_mw[j];
    for (int i = 0; i < method->n_unit; i++) {
        const int j = method->column[i];
        const double mw = method->now.x[i] < method->w[i]
                              ? problem->lower_mw[j] + base * method->now.x[i]
                              : problem->upper_mw[j] - base * method->w[i];
        answer->column_mw[j] = fmin(fmax(mw, problem->lower_mw[j]), problem->upper_mw[j]);
    }
    for (int island = 0; island < problem->n_island; island++)
        answer->island_price[island] =
            method->now.price[problem->reference[island]] * method->cost_scale;
    for (int pair = 0; pair < problem->n_pair; pair++)
        answer->lower_shadow[pair] = answer->upper_shadow[pair] = 0;
    for (int i = 0; i < method->n_side; i++) {
        double *shadow = method->side_slope[i] > 0 ? answer->lower_shadow : answer->upper_shadow;
        shadow[method->side_pair[i]] = method->now.z[i] * method->cost_scale;
    }
}

enum status opf_solve_angles(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                             bool elastic, const struct opf_settings *settings,
                             struct arena *scratch, struct opf_answer *answer, struct error *error)
{
    struct opf_angle method = {
        .problem = problem, .matrix = matrix, .elastic = elastic, .stiffest = first_stiffest};
    const double deadline_s =
        settings->time_limit_s > 0 ? clock_wall_s() + settings->time_limit_s : INFINITY;
    answer->method = "interior point on angles";
    answer->outcome = OUTCOME_NOT_CERTIFIED;
    TRY(opf_angle_start(&method, scratch, error));
    answer->rounds = 1;
    answer->rows = method.n_bus + method.n_side;
    double best = INFINITY, mu = INFINITY, balance = INFINITY;
    for (int iteration = 0, idle = 0; iteration < ITERATION_LIMIT; iteration++) {
        struct stride stride;
        opf_angle_measure(&method);
        if (opf_angle_repair_prices(&method)) opf_angle_measure(&method);
        const double now = distance(&method);
        if (!isfinite(method.mu) || clock_wall_s() > deadline_s) break;
        idle++;
        if (method.mu < 0.5 * mu || method.worst_balance < 0.5 * balance) {
            mu = fmin(mu, method.mu);
            balance = fmin(balance, method.worst_balance);
            idle = 0;
        }
        if (idle > 0 && idle % PATIENCE == 0)
            method.stiffest = fmin(stiffer * method.stiffest, last_stiffest);
        if (now < best) {
            best = now;
            if (best < worth_keeping) keep(&method);
        }
        if (best <= 1 || idle > IDLE_LIMIT || iterate(&method, &stride, NULL) != STATUS_OK) break;
        answer->iterations++;
    }
    if (best < worth_keeping) take_back(&method);
    if (best <= 1)
        answer->outcome = OUTCOME_OPTIMAL;
    else if (clock_wall_s() > deadline_s)
        answer->outcome = OUTCOME_LIMIT;
    read_answer(&method, answer);
    return STATUS_OK;
}
