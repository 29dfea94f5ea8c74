#include "study/value_curve.h"

#include <math.h>
#include <string.h>

/* Points nearer than this share of the whole curve are one. */
#define SAME_SHARE 1e-9

/* A gap of this many times what the certificates leave open is not worth a dispatch. */
#define CERTIFICATES_LEAVE 2.0

/* The first point beside 0: near enough for the slope there, far enough from the certificates. */
#define FIRST_SHARE 1e-3

enum {
    POINTS_TO_START = 6,      /* the first round shows where the curve bends */
    PARTS_AT_MOST = 4,        /* of an interval in a round: the next one knows more */
    ROUNDS_OF_EQUAL_PARTS = 2 /* after the first */
};

/* ---- envelopes (docs/model.md, eqs. 178, 179) ---- */

static double tangent(const struct value_curve *curve, int i, double capacity_mw)
{
    const struct value_point *point = &curve->point[i];
    return curve->point[0].cost_usd - point->lower_bound_usd +
           point->tangent_usd_per_mw * (capacity_mw - point->capacity_mw);
}

static double chord(const struct value_curve *curve, int i, double capacity_mw)
{
    const struct value_point *left = &curve->point[i], *right = left + 1;
    const double share =
        (capacity_mw - left->capacity_mw) / (right->capacity_mw - left->capacity_mw);
    return left->value_low_usd + share * (right->value_low_usd - left->value_low_usd);
}

static double upper(const struct value_curve *curve, int i, double capacity_mw)
{
    return fmin(tangent(curve, i, capacity_mw), tangent(curve, i + 1, capacity_mw));
}

/* Where the tangents of both ends of an interval meet; within it. */
static double meeting(const struct value_curve *curve, int i)
{
    const struct value_point *left = &curve->point[i], *right = left + 1;
    const double bend = left->tangent_usd_per_mw - right->tangent_usd_per_mw;
    const double at_left =
        tangent(curve, i + 1, left->capacity_mw) - tangent(curve, i, left->capacity_mw);
    if (!(bend > 0)) return (left->capacity_mw + right->capacity_mw) / 2;
    return fmin(right->capacity_mw, fmax(left->capacity_mw, left->capacity_mw + at_left / bend));
}

static double gap_of(const struct value_curve *curve, int i)
{
    const double at = meeting(curve, i);
    return fmax(0, upper(curve, i, at) - chord(curve, i, at));
}

void value_curve_at(const struct value_curve *curve, double capacity_mw, double *low_usd,
                    double *high_usd)
{
    int i = 0;
    while (i + 2 < curve->n_point && curve->point[i + 1].capacity_mw < capacity_mw)
        i++;
    *low_usd = chord(curve, i, capacity_mw);
    *high_usd = fmax(*low_usd, upper(curve, i, capacity_mw));
    if (capacity_mw == 0) *low_usd = *high_usd = 0; /* by definition */
}

/* ---- what follows from the points ---- */

static void value_points(struct value_curve *curve)
{
    const double cost0 = curve->point[0].cost_usd, bound0 = curve->point[0].lower_bound_usd;
    curve->most_value_usd = curve->scale_usd = curve->certificate_gap_usd = 0;
    for (int i = 0; i < curve->n_point; i++) {
        struct value_point *point = &curve->point[i];
        point->value_usd = cost0 - point->cost_usd;
        point->value_low_usd = i == 0 ? 0 : bound0 - point->cost_usd;
        point->value_high_usd = i == 0 ? 0 : cost0 - point->lower_bound_usd;
        curve->most_value_usd = fmax(curve->most_value_usd, point->value_usd);
        curve->scale_usd = fmax(curve->scale_usd, fabs(point->value_usd));
        curve->certificate_gap_usd = fmax(
            curve->certificate_gap_usd, cost0 - bound0 + point->cost_usd - point->lower_bound_usd);
    }
}

/* docs/model.md, eq. 180: what the chords say of the slopes, with all that certificates leave. */
static void bound_slopes(struct value_curve *curve)
{
    for (int i = 0; i < curve->n_point; i++)
        curve->point[i].marginal_least_usd_per_mw = -INFINITY,
        curve->point[i].marginal_most_usd_per_mw = INFINITY;
    for (int i = 0; i + 1 < curve->n_point; i++) {
        struct value_point *left = &curve->point[i], *right = left + 1;
        const double mw = right->capacity_mw - left->capacity_mw;
        left->marginal_least_usd_per_mw = (left->lower_bound_usd - right->cost_usd) / mw;
        right->marginal_most_usd_per_mw = (left->cost_usd - right->lower_bound_usd) / mw;
    }
}

/* Prices without the link need not be unique: at its end may be nobody but the link. Then the slope
 * that they certify is more than the first MW is worth, which a small point next to 0 tells: by its
 * value and its slope, as a parabola has it (docs/model.md, eq. 183). */
static void find_marginals(struct value_curve *curve)
{
    struct value_point *point = curve->point;
    for (int i = 0; i < curve->n_point; i++)
        point[i].marginal_usd_per_mw = point[i].tangent_usd_per_mw;
    if (curve->n_point < 2) return;
    const double chord = point[1].value_usd / point[1].capacity_mw;
    point[0].marginal_most_usd_per_mw = point[0].tangent_usd_per_mw;
    point[0].marginal_usd_per_mw =
        fmax(chord, fmin(point[0].tangent_usd_per_mw, 2 * chord - point[1].tangent_usd_per_mw));
}

static void find_breaks(struct value_curve *curve)
{
    curve->n_break = 0;
    for (int i = 0; i + 1 < curve->n_point; i++) {
        const double before = curve->point[i].marginal_usd_per_mw;
        const double after = curve->point[i + 1].marginal_usd_per_mw;
        if (before > after)
            curve->kink[curve->n_break++] = (struct value_break){meeting(curve, i), before, after};
    }
}

static void measure(struct value_curve *curve, double wanted_share)
{
    value_points(curve);
    bound_slopes(curve);
    find_marginals(curve);
    find_breaks(curve);
    curve->envelope_gap_usd = curve->widest_gap_mw = 0;
    for (int i = 0; i + 1 < curve->n_point; i++) {
        const double gap = gap_of(curve, i);
        if (gap <= curve->envelope_gap_usd) continue;
        curve->envelope_gap_usd = gap;
        curve->widest_gap_mw = meeting(curve, i);
    }
    curve->envelope_gap_share =
        curve->scale_usd > 0 ? curve->envelope_gap_usd / curve->scale_usd : 0;
    curve->is_reached =
        curve->envelope_gap_usd <=
        fmax(wanted_share * curve->scale_usd, CERTIFICATES_LEAVE * curve->certificate_gap_usd);
}

/* ---- where to solve next ---- */

struct plan { /* capacities of the next round, by rising capacity once it is complete */
    int n, room;
    double *mw;
    double most_mw;
};

/* A capacity that is nearly planned already, or a point of the curve, is not planned again. */
static void want(struct plan *plan, const struct value_curve *curve, double capacity_mw)
{
    const double same_mw = SAME_SHARE * plan->most_mw;
    if (plan->n == plan->room) return;
    for (int i = 0; i < curve->n_point; i++)
        if (fabs(curve->point[i].capacity_mw - capacity_mw) <= same_mw) return;
    int at = plan->n;
    for (int i = 0; i < plan->n; i++)
        if (fabs(plan->mw[i] - capacity_mw) <= same_mw) return;
    for (; at > 0 && plan->mw[at - 1] > capacity_mw; at--)
        plan->mw[at] = plan->mw[at - 1];
    plan->mw[at] = capacity_mw;
    plan->n++;
}

static void halve_widest(struct plan *plan, const struct value_curve *curve, int n_wanted)
{
    while (plan->n < plan->room && plan->n < n_wanted) {
        int widest = 0;
        for (int i = 0; i + 1 < plan->n; i++)
            if (plan->mw[i + 1] - plan->mw[i] > plan->mw[widest + 1] - plan->mw[widest]) widest = i;
        want(plan, curve, (plan->mw[widest] + plan->mw[widest + 1]) / 2);
    }
}

static void plan_start(const struct value_request *request, const struct value_curve *curve,
                       struct plan *plan)
{
    want(plan, curve, 0);
    want(plan, curve, request->most_mw);
    want(plan, curve, FIRST_SHARE * request->most_mw);
    for (int i = 0; i < request->n_first; i++)
        want(plan, curve, request->first_mw[i]);
    halve_widest(plan, curve, POINTS_TO_START);
}

/* A smooth curve has a gap that falls with the square of the width. */
static int parts_for(double gap, double wanted)
{
    return (int)fmin(PARTS_AT_MOST, fmax(2, ceil(sqrt(gap / wanted))));
}

/* Inner points of an interval. Equal parts suit a bent curve; where they were not enough it has
 * corners, and one is where the envelopes are farthest apart. */
static void split(struct plan *plan, const struct value_curve *curve, int i, int parts)
{
    const double left = curve->point[i].capacity_mw, right = curve->point[i + 1].capacity_mw;
    if (parts == 2 || curve->n_round > ROUNDS_OF_EQUAL_PARTS) {
        want(plan, curve, meeting(curve, i));
        return;
    }
    for (int part = 1; part < parts; part++)
        want(plan, curve, left + (right - left) * part / parts);
}

/* The widest gaps first, as long as there is room. */
static void plan_gaps(const struct value_request *request, const struct value_curve *curve,
                      struct plan *plan)
{
    const double wanted = request->gap_share * curve->scale_usd;
    const double least = fmax(wanted, CERTIFICATES_LEAVE * curve->certificate_gap_usd);
    double before = INFINITY;
    for (;;) {
        double gap = least;
        int widest = -1;
        for (int i = 0; i + 1 < curve->n_point; i++)
            if (gap_of(curve, i) > gap && gap_of(curve, i) < before) {
                widest = i;
                gap = gap_of(curve, i);
            }
        if (widest < 0) return;
        split(plan, curve, widest, parts_for(gap, wanted));
        before = gap;
    }
}

static void plan_optima(const struct value_request *request, const struct value_curve *curve,
                        struct plan *plan)
{
    for (int c = 0; c < request->n_cost; c++) {
        struct value_optimum best;
        value_curve_optimum(curve, request->cost_usd_per_mw[c], &best);
        if (best.net_most_usd - best.net_usd >
            fmax(request->net_share * curve->scale_usd,
                 CERTIFICATES_LEAVE * curve->certificate_gap_usd))
            want(plan, curve, best.most_at_mw);
    }
}

/* A curve that is sharp enough with few points gets the others where it is widest. */
static void plan_number(const struct value_request *request, const struct value_curve *curve,
                        struct plan *plan)
{
    const int missing = request->points_at_least - curve->n_point;
    double before = INFINITY;
    while (plan->n < missing && plan->n < plan->room) {
        double width = 0;
        int widest = -1;
        for (int i = 0; i + 1 < curve->n_point; i++) {
            const double mw = curve->point[i + 1].capacity_mw - curve->point[i].capacity_mw;
            if (mw > width && mw < before) widest = i, width = mw;
        }
        if (widest < 0) return;
        for (int i = 0; i + 1 < curve->n_point && plan->n < missing; i++)
            if (curve->point[i + 1].capacity_mw - curve->point[i].capacity_mw == width)
                want(plan, curve,
                     (curve->point[i].capacity_mw + curve->point[i + 1].capacity_mw) / 2);
        before = width;
    }
}

/* ---- solving ---- */

static enum status take_round(const struct value_request *request, const struct plan *plan,
                              struct arena *arena, struct value_curve *curve, struct error *error)
{
    struct value_point *fresh = ARENA_ARRAY(arena, struct value_point, plan->n + 1);
    if (fresh == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a value curve");
    for (int i = 0; i < plan->n; i++)
        fresh[i] = (struct value_point){.capacity_mw = plan->mw[i]};
    TRY(request->solve(request->context, plan->n, fresh, error));
    for (int i = 0; i < plan->n; i++) {
        if (!isfinite(fresh[i].cost_usd) || !isfinite(fresh[i].lower_bound_usd) ||
            !isfinite(fresh[i].tangent_usd_per_mw))
            return error_set(error, STATUS_NUMERICAL, "no cost at %g MW", fresh[i].capacity_mw);
        int at = curve->n_point++;
        for (; at > 0 && curve->point[at - 1].capacity_mw > fresh[i].capacity_mw; at--)
            curve->point[at] = curve->point[at - 1];
        curve->point[at] = fresh[i];
    }
    curve->n_round++;
    measure(curve, request->gap_share);
    return STATUS_OK;
}

static enum status check_request(const struct value_request *request, struct error *error)
{
    if (!(request->most_mw > 0) || !isfinite(request->most_mw))
        return error_set(error, STATUS_BAD_INPUT, "a value curve up to %g MW, wanted above 0",
                         request->most_mw);
    for (int i = 0; i < request->n_first; i++)
        if (!(request->first_mw[i] >= 0 && request->first_mw[i] <= request->most_mw))
            return error_set(error, STATUS_BAD_INPUT,
                             "a capacity of %g MW on a value curve from 0 to %g MW",
                             request->first_mw[i], request->most_mw);
    return STATUS_OK;
}

enum status value_curve_compute(const struct value_request *request, struct arena *arena,
                                struct value_curve *curve, struct error *error)
{
    TRY(check_request(request, error));
    const int room = request->points_at_most > request->n_first + POINTS_TO_START
                         ? request->points_at_most
                         : request->n_first + POINTS_TO_START;
    struct plan plan = {.mw = ARENA_ARRAY(arena, double, room), .most_mw = request->most_mw};
    *curve = (struct value_curve){.most_mw = request->most_mw};
    curve->point = ARENA_ARRAY(arena, struct value_point, room);
    curve->kink = ARENA_ARRAY(arena, struct value_break, room);
    if (plan.mw == NULL || curve->point == NULL || curve->kink == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a value curve");
    plan.room = room;
    plan_start(request, curve, &plan);
    while (plan.n > 0) {
        TRY(take_round(request, &plan, arena, curve, error));
        plan.n = 0;
        plan.room = room - curve->n_point;
        plan_gaps(request, curve, &plan);
        plan_optima(request, curve, &plan);
        if (plan.n == 0) plan_number(request, curve, &plan);
    }
    return STATUS_OK;
}

/* ---- the best capacity (docs/model.md, eq. 182) ---- */

/* Where a straight line from (a, u) to (b, v) falls or rises through a level. */
static double through(double a, double u, double b, double v, double level)
{
    return u == v ? a : fmin(fmax(a, b), fmax(fmin(a, b), a + (level - u) / (v - u) * (b - a)));
}

void value_curve_optimum(const struct value_curve *curve, double cost_usd_per_mw,
                         struct value_optimum *optimum)
{
    int best = 0;
    for (int i = 1; i < curve->n_point; i++)
        if (curve->point[i].value_usd - cost_usd_per_mw * curve->point[i].capacity_mw >
            curve->point[best].value_usd - cost_usd_per_mw * curve->point[best].capacity_mw)
            best = i;
    const double at_mw = curve->point[best].capacity_mw;
    const double net = curve->point[best].value_usd - cost_usd_per_mw * at_mw;
    *optimum = (struct value_optimum){at_mw, net, net, at_mw, at_mw, at_mw};
    for (int i = 0; i + 1 < curve->n_point; i++) {
        const double mw[] = {curve->point[i].capacity_mw, meeting(curve, i),
                             curve->point[i + 1].capacity_mw};
        double most[3];
        for (int k = 0; k < 3; k++) {
            most[k] = upper(curve, i, mw[k]) - cost_usd_per_mw * mw[k];
            if (most[k] <= optimum->net_most_usd) continue;
            optimum->net_most_usd = most[k];
            optimum->most_at_mw = mw[k];
        }
        for (int k = 0; k < 2; k++) { /* two straight pieces of the upper envelope */
            if (fmax(most[k], most[k + 1]) < net) continue;
            const double left =
                most[k] >= net ? mw[k] : through(mw[k], most[k], mw[k + 1], most[k + 1], net);
            const double right = most[k + 1] >= net
                                     ? mw[k + 1]
                                     : through(mw[k], most[k], mw[k + 1], most[k + 1], net);
            optimum->low_mw = fmin(optimum->low_mw, left);
            optimum->high_mw = fmax(optimum->high_mw, right);
        }
    }
}
