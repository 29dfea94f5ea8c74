/* Shared by ipm.c (the method) and ipm_vectors.c (its passes over the columns). */
#ifndef SOLVER_IPM_INTERNAL_H
#define SOLVER_IPM_INTERNAL_H

#include "solver/ipm.h"
#include "solver/ipm_form.h"
#include "solver/ipm_sweep.h"
#include "solver/kkt.h"

enum { IPM_WEIGHTS = 6 };
#define IPM_REGULARIZATION_FIRST 1e-16 /* of each diagonal entry */

/* The duals of the bounds follow from x and the targets, the x z_l and w z_u that the Newton step
 * aims at: dz_l = (lower - z_l dx) / x - z_l, dz_u = (upper + z_u dx) / w - z_u. */
struct ipm_direction {
    double *x, *lower, *upper; /* [n_column] dx and the targets */
    double *y;                 /* [n_row] dy */
    bool affine;               /* the targets are 0, whatever the arrays hold */
};

/* Names as in the paper: x + w = u, z_l the dual of x >= 0, z_u of w >= 0, y of A x = b. Where u is
 * infinite, w stays 1 and z_u stays 0. */
struct ipm {
    const struct ipm_form *form;
    struct ipm_sweep *sweep;
    const struct kkt_method *kkt_method;
    struct kkt *kkt;

    double *x, *w, *zl, *zu, *y; /* the iterate */
    double *kept_y;              /* y before the last step */
    struct ipm_direction now, before;
    double *theta, *reduced_cost;
    double *primal_residual, *row_work;
    double *row_sum, *row_step, *row_image, *row_near, *row_best; /* of the conjugate gradients */

    double n_pair; /* complementary pairs */
    double mu, objective, lower_bound, objective_ceiling;
    double largest_primal_residual; /* in the units of the LP */
    double typical_price;           /* mean reduced cost of the first point */
    double step_primal, step_dual;
    double sigma_mu, reach_primal, reach_dual;       /* of the targets being set */
    double weight_primal, weight_dual;               /* of the blend being made */
    double regularization, proximity, row_proximity; /* eq. 66 */
    double first_proximity, proximity_per_mu;        /* eq. 78 */
    bool has_restored, may_restore;                  /* eq. 173 */
    int iteration;                                   /* so far, over all stages */
    double pause_gap;                                /* eq. 175: ipm_iterate stops at it, */
    bool is_paused;                                  /* and has done so */
};

/* Steps to the boundary along before + weight (now - before), per weight. */
struct ipm_steps {
    double primal[IPM_WEIGHTS], dual[IPM_WEIGHTS];
};
extern const double ipm_weights[IPM_WEIGHTS]; /* 1 first */

/* The iterations from where ipm stands, timed from begin_s of the wall clock. */
MUST_CHECK enum status ipm_iterate(struct ipm *ipm, const struct lp_settings *settings,
                                   double begin_s, struct lp_report *report, struct ipm_log *log,
                                   struct error *error);

/* From prices (in the units of the LP; NULL: 0) to a first point, or on from the prices and the
 * measures of an iterate on another form of the LP; x, w, z_l and z_u are there then. */
void ipm_start(struct ipm *ipm, const double *row_dual_guess);
void ipm_start_at(struct ipm *ipm, const struct ipm *from);
void ipm_measure(struct ipm *ipm); /* residuals, mu, objective, bound; theta */

/* r_p - A Theta g of a Newton step, into now.y: the affine one; towards the centre alone; with the
 * second-order term of `now`, which becomes `before`; with Gondzio's targets. */
void ipm_right_side_affine(struct ipm *ipm);
void ipm_right_side_restore(struct ipm *ipm); /* products stay as they are */
void ipm_right_side_centre(struct ipm *ipm, double sigma_mu);
void ipm_right_side_mehrotra(struct ipm *ipm, double sigma_mu);
void ipm_right_side_gondzio(struct ipm *ipm, double sigma_mu);

/* dx from dy, and the longest steps. */
void ipm_expand_alone(struct ipm *ipm, struct ipm_steps *steps); /* only weight 1 is filled */
void ipm_expand(struct ipm *ipm, struct ipm_steps *steps);
/* mu after steps along the affine direction just expanded, which starts from targets of 0. */
double ipm_mu_after(struct ipm *ipm, double step_primal, double step_dual);
void ipm_blend(struct ipm *ipm, double weight_primal, double weight_dual);

void ipm_normal_times(struct ipm *ipm, const double *y, double *product); /* A Theta A' y */
double ipm_direction_residual(struct ipm *ipm,
                              double *right); /* r_p - A dx, and its largest entry */
/* The correction of dy and what follows from it; the steps of weight 1 afterwards. */
void ipm_add_refinement(struct ipm *ipm, const double *correction, struct ipm_steps *steps);

void ipm_step(struct ipm *ipm);      /* by step_primal and step_dual, then as ipm_measure */
void ipm_take_back(struct ipm *ipm); /* the last step; then as ipm_measure */

#endif
