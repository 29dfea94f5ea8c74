/* Shared by ipm.c (the method) and ipm_vectors.c (its passes over the columns). */
#ifndef SOLVER_IPM_INTERNAL_H
#define SOLVER_IPM_INTERNAL_H

#include "solver/ipm.h"
#include "solver/ipm_form.h"
#include "solver/kkt.h"

enum { IPM_WEIGHTS = 6, IPM_CHUNKS = 64 };

struct ipm_direction {
    double *x, *lower, *upper; /* [n_column] of x, z_l, z_u */
    double *y;                 /* [n_row] */
};

/* Names as in the paper: x + w = u, z_l the dual of x >= 0, z_u of w >= 0, y of A x = b. */
struct ipm {
    const struct ipm_form *form;
    const struct kkt_method *kkt_method;
    struct kkt *kkt;
    int threads;

    double *x, *w, *zl, *zu, *y;                          /* the iterate */
    double *kept_x, *kept_w, *kept_zl, *kept_zu, *kept_y; /* the iterate before the last step */
    double *boxed; /* 1 where u is finite, else 0: then w stays 1, z_u 0 */
    struct ipm_direction now, before;
    double *target_lower, *target_upper; /* wanted x z_l and w z_u of the Newton step */
    double *theta, *reduced_cost, *column_work;
    double *primal_residual, *row_work;
    double *row_sum, *row_step, *row_image, *row_near; /* of the conjugate gradients */

    double n_pair; /* complementary pairs */
    double mu, objective, lower_bound, objective_ceiling;
    double largest_primal_residual; /* in the units of the LP */
    double step_primal, step_dual;
    double regularization, proximity;
    double partial[IPM_CHUNKS][2 * IPM_WEIGHTS]; /* sums and maxima per chunk: a fixed order */
};

void ipm_measure(struct ipm *ipm);       /* residuals, mu, objective, bound */
void ipm_scale(struct ipm *ipm);         /* theta */
void ipm_central_point(struct ipm *ipm); /* start */
void ipm_targets_predictor(struct ipm *ipm);
void ipm_targets_mehrotra(struct ipm *ipm, double sigma_mu);
void ipm_targets_gondzio(struct ipm *ipm, double sigma_mu);
void ipm_right_side(struct ipm *ipm, double *right);                      /* r_p - A Theta g */
void ipm_normal_times(struct ipm *ipm, const double *y, double *product); /* A Theta A' y */
void ipm_expand(struct ipm *ipm); /* dx, dz_l, dz_u from dy */
/* right = r_p - A dx; returns its largest entry. */
double ipm_direction_residual(struct ipm *ipm, double *right);
void ipm_add_refinement(struct ipm *ipm, double *correction); /* of dy; adds the rest */
double ipm_mu_after(struct ipm *ipm, double step_primal, double step_dual);
/* Longest steps to the boundary along before + weight (now - before), per weight. */
void ipm_longest_steps(struct ipm *ipm, const double weight[IPM_WEIGHTS],
                       double primal[IPM_WEIGHTS], double dual[IPM_WEIGHTS]);
void ipm_blend(struct ipm *ipm, double weight_primal, double weight_dual);
void ipm_step(struct ipm *ipm, double step_primal, double step_dual);
void ipm_take_back(struct ipm *ipm);

#endif
