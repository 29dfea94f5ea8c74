#include "study/loss_curve.h"

#include <math.h>
#include <stdbool.h>

static bool take(struct loss_curve *curve, int n, struct arena *arena)
{
    curve->n_segment = n;
    curve->square = 0;
    curve->width_mw = ARENA_ARRAY(arena, double, n);
    curve->slope = ARENA_ARRAY(arena, double, n);
    return curve->width_mw != NULL && curve->slope != NULL;
}

static enum status lossless(double limit_mw, struct arena *arena, struct loss_curve *curve)
{
    if (!take(curve, 1, arena)) return STATUS_NO_MEMORY;
    curve->width_mw[0] = limit_mw;
    curve->slope[0] = 0;
    return STATUS_OK;
}

/* The breakpoint after q, the k-th; the first when k is 0. */
static double next_breakpoint(double rho, double q, int k, double atol_mw, double rtol)
{
    if (k == 0) return 2 * sqrt(atol_mw / rho);
    const double ratio = fmax((k + 1.0) / k, 1 + 2 * (rtol + sqrt(rtol + rtol * rtol)));
    return q * ratio;
}

enum status loss_curve_secants(double rho, double limit_mw, int n, double atol_mw, double rtol,
                               struct arena *arena, struct loss_curve *curve)
{
    if (!(rho > 0) || !(limit_mw > 0)) return lossless(fmax(limit_mw, 0), arena, curve);
    int count = n;
    if (n == 0)
        for (double q = 0; q < limit_mw && count < LOSS_SEGMENT_LIMIT; count++)
            q = next_breakpoint(rho, q, count, atol_mw, rtol);
    if (!take(curve, count, arena)) return STATUS_NO_MEMORY;
    double q = 0;
    for (int k = 0; k < count; k++) {
        double to = n == 0 ? next_breakpoint(rho, q, k, atol_mw, rtol) : limit_mw * (k + 1) / n;
        if (to > limit_mw || k == count - 1) to = limit_mw;
        curve->width_mw[k] = to - q;
        curve->slope[k] = rho * (q + to);
        q = to;
    }
    return STATUS_OK;
}

enum status loss_curve_tangents_at(double rho, double limit_mw, int n, const double *point_mw,
                                   struct arena *arena, struct loss_curve *curve)
{
    if (!(rho > 0) || !(limit_mw > 0)) return lossless(fmax(limit_mw, 0), arena, curve);
    if (!take(curve, n + 1, arena)) return STATUS_NO_MEMORY;
    double q = 0; /* neighbouring tangents of a parabola cross half-way; psi = 0 touches at 0 */
    for (int k = 0; k <= n; k++) {
        const double here = k == 0 ? 0 : point_mw[k - 1];
        const double to = k == n ? limit_mw : fmin(limit_mw, 0.5 * (here + point_mw[k]));
        curve->width_mw[k] = fmax(0, to - q);
        curve->slope[k] = 2 * rho * here;
        q = fmax(q, to);
    }
    return STATUS_OK;
}

enum status loss_curve_tangents(double rho, double limit_mw, int n, struct arena *arena,
                                struct loss_curve *curve)
{
    double *point = ARENA_ARRAY(arena, double, n);
    if (point == NULL) return STATUS_NO_MEMORY;
    for (int k = 0; k < n; k++)
        point[k] = limit_mw * (k + 1) / n;
    return loss_curve_tangents_at(rho, limit_mw, n, point, arena, curve);
}

enum status loss_curve_link(double linear, double quadratic, double rating_mw, int n,
                            struct arena *arena, struct loss_curve *curve)
{
    const int count = quadratic > 0 && rating_mw > 0 ? n : 1;
    if (!take(curve, count, arena)) return STATUS_NO_MEMORY;
    for (int k = 0; k < count; k++) {
        curve->width_mw[k] = rating_mw / count;
        curve->slope[k] = linear + quadratic * (2.0 * k + 1) / count;
    }
    return STATUS_OK;
}

enum status loss_curve_link_tangents(double linear, double quadratic, double rating_mw, int n,
                                     struct arena *arena, struct loss_curve *curve)
{
    const double square = rating_mw > 0 ? quadratic / rating_mw : 0;
    TRY(loss_curve_tangents(square, rating_mw, n, arena, curve));
    for (int k = 0; k < curve->n_segment; k++)
        curve->slope[k] += linear;
    return STATUS_OK;
}

enum status loss_curve_exact(double slope, double square, double limit_mw, struct arena *arena,
                             struct loss_curve *curve)
{
    if (!take(curve, 1, arena)) return STATUS_NO_MEMORY;
    curve->width_mw[0] = fmax(0, limit_mw);
    curve->slope[0] = slope;
    curve->square = limit_mw > 0 ? square : 0;
    return STATUS_OK;
}

double loss_curve_mw(const struct loss_curve *curve, double flow_mw)
{
    double loss = curve->square * flow_mw * flow_mw, left = flow_mw;
    for (int k = 0; k < curve->n_segment && left > 0; k++) {
        const double part = k == curve->n_segment - 1 ? left : fmin(left, curve->width_mw[k]);
        loss += curve->slope[k] * part;
        left -= part;
    }
    return loss;
}

double loss_curve_flow_at_sending(const struct loss_curve *curve, double limit_mw)
{
    double flow = 0, left = limit_mw;
    for (int k = 0; k < curve->n_segment && left > 0; k++) {
        const double per_mw = 1 + curve->slope[k] / 2;
        const double here = 2 * left / (per_mw + sqrt(per_mw * per_mw + 2 * curve->square * left));
        const double part = fmin(curve->width_mw[k], here);
        flow += part;
        left -= part * per_mw;
    }
    return flow;
}

void loss_curve_cut(struct loss_curve *curve, double flow_mw)
{
    double left = flow_mw;
    int n = 0;
    for (int k = 0; k < curve->n_segment; k++) {
        curve->width_mw[k] = fmax(0, fmin(curve->width_mw[k], left));
        left -= curve->width_mw[k];
        if (curve->width_mw[k] > 0) n = k + 1;
    }
    curve->n_segment = n > 0 ? n : 1;
}
