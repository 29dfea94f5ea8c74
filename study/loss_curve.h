/* Convex losses of a line or link in one direction (docs/model.md, eqs. 4-7, 24).
 * Piecewise linear: a flow p is cut into segments of width width[k]; each MW of segment k loses
 * slope[k] MW, slopes rise, so that an optimizer that pays for losses fills the segments in order.
 * Exact: one segment that loses slope p + square p^2. */
#ifndef STUDY_LOSS_CURVE_H
#define STUDY_LOSS_CURVE_H

#include "base/arena.h"
#include "base/status.h"

struct loss_curve {
    int n_segment;
    double *width_mw, *slope;
    double square; /* 1/MW; other than 0 with one segment only */
};

/* psi = rho p^2 on 0 <= p <= limit_mw.
 *   secants   lie on or above the law: exact at the breakpoints
 *   tangents  lie on or below it: touch it at limit x k / n, and psi >= 0
 * n = 0 asks for error-controlled secants: the first breakpoint where the secant is atol_mw off,
 * the next ones where it is rtol off, no step narrower than the mean of those before (eq. 6)
 *   source  PyPSA, docs/user-guide/optimization (secant mode): q_1 = 2 sqrt(atol/rho),
 *           q_k+1 = q_k max((k+1)/k, 1 + 2 (rtol + sqrt(rtol + rtol^2)))
 * rho = 0 or limit_mw = 0 gives one segment without loss. At most LOSS_SEGMENT_LIMIT segments. */
enum { LOSS_SEGMENT_LIMIT = 10000 };
MUST_CHECK enum status loss_curve_secants(double rho, double limit_mw, int n, double atol_mw,
                                          double rtol, struct arena *arena,
                                          struct loss_curve *curve);
MUST_CHECK enum status loss_curve_tangents(double rho, double limit_mw, int n, struct arena *arena,
                                           struct loss_curve *curve);
/* Tangents that touch the law at given points 0 < point[0] < point[1] < ... <= limit_mw. */
MUST_CHECK enum status loss_curve_tangents_at(double rho, double limit_mw, int n,
                                              const double *point_mw, struct arena *arena,
                                              struct loss_curve *curve);

/* loss / rating = linear u + quadratic u^2 with u = p / rating: n equal secants, one when there is
 * nothing quadratic. */
MUST_CHECK enum status loss_curve_link(double linear, double quadratic, double rating_mw, int n,
                                       struct arena *arena, struct loss_curve *curve);

/* The same law from below: tangents that touch it at 0 and at n equal steps. */
MUST_CHECK enum status loss_curve_link_tangents(double linear, double quadratic, double rating_mw,
                                                int n, struct arena *arena,
                                                struct loss_curve *curve);

/* loss = slope p + square p^2 on 0 <= p <= limit_mw. */
MUST_CHECK enum status loss_curve_exact(double slope, double square, double limit_mw,
                                        struct arena *arena, struct loss_curve *curve);

/* Loss of a flow when the segments are filled in order. */
double loss_curve_mw(const struct loss_curve *curve, double flow_mw);

/* The flow at which flow + loss / 2 reaches limit_mw (the sending end of a line). */
double loss_curve_flow_at_sending(const struct loss_curve *curve, double limit_mw);

/* Cuts off whatever lies beyond flow_mw. */
void loss_curve_cut(struct loss_curve *curve, double flow_mw);

#endif
