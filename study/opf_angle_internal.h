/* Shared by opf_angle.c (the method), opf_angle_start.c (room and first iterate) and opf_newton.c
 * (its linear systems and passes). */
#ifndef STUDY_OPF_ANGLE_INTERNAL_H
#define STUDY_OPF_ANGLE_INTERNAL_H

#include "study/opf_internal.h"

/* One direction, or one iterate: of units x (less its lower limit), of sides the distance s to the
 * limit and, when limits may give way, by how much they do (e); their duals; angles and prices. */
struct opf_move {
    double *x, *zl, *zu;   /* [n_unit] */
    double *s, *z, *e;     /* [n_side] */
    double *angle, *price; /* [n_bus] */
};

/* minimize c'x + x'Qx/2  subject to  C x - B angle = d (price), s = v(angle) + e >= 0 (z), 0 <= x
 * <= upper (zl, zu), per unit, costs scaled; v is affine in the angles (docs/model.md, eq. 108). */
struct opf_angle {
    const struct opf_problem *problem;
    struct opf_grid_matrix *matrix;
    bool elastic, has_curve;
    double stiffest; /* bound of omega and theta in the matrix */
    int n_bus, n_unit, n_side;
    double cost_scale; /* USD/MWh that count as 1 */
    double other_usd;  /* cost of what stands outside: constants, units at their lower limit */
    int *column;       /* [n_unit] of the problem */
    double *upper, *cost, *curve;
    int *side_pair;
    double *side_slope, *side_bound; /* v = slope (angle from - angle to) - bound */
    double *demand;                  /* [n_bus] with what columns outside the units give */

    struct opf_move now, step, affine, target, kept;
    double *kept_w;
    double *stiffness; /* [n_bus] sum of |b|: what a price at a bus weighs in its stationarity */

    double *w, *g, *theta, *curvature, *work_unit; /* [n_unit] w = upper - x; theta = 1 / curvature
                                                      as far as the matrix goes along */
    double *v, *h, *omega, *give, *work_side;      /* [n_side] omega = 1 / give likewise */
    double *reduced;                               /* [n_unit] c + Q x - C' price */
    double *balance, *stationary;                  /* [n_bus] residuals */
    double *block;                                 /* [entries][3] the Newton matrix */
    double *right, *work;                          /* [n_bus][2] */
    struct ldl_factor factor;

    double n_product, mu, objective;
    double dual_loss; /* what open reduced costs can take from the bound */
    double worst_balance, worst_side, worst_stationary, worst_reduced;
};

/* Room, the problem per unit, the first iterate; problem, matrix and elastic are set. */
MUST_CHECK enum status opf_angle_start(struct opf_angle *method, struct arena *arena,
                                       struct error *error);

/* Residuals, mu, objective of the iterate `now`. */
void opf_angle_measure(struct opf_angle *method);

/* True when it changed them. */
bool opf_angle_repair_prices(struct opf_angle *method);

/* The Newton matrix of the iterate and its factors. */
MUST_CHECK enum status opf_angle_factor(struct opf_angle *method, struct error *error);

/* The direction whose complementary products aim at `target`. */
void opf_angle_direction(struct opf_angle *method, struct opf_move *step);

/* The longest steps to the boundary along affine + weight (step - affine). */
void opf_angle_reach(const struct opf_angle *method, double weight, double *primal, double *dual);

double opf_price_at(const struct opf_angle *method, const double *price, int unit);

#endif
