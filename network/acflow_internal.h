/* Newton's method for the AC power flow, shared by acflow.c and newton.c. */
#ifndef NETWORK_ACFLOW_INTERNAL_H
#define NETWORK_ACFLOW_INTERNAL_H

#include "network/acflow.h"
#include "network/admittance.h"
#include "solver/factor.h"

/* Unknowns, in this order: angle and voltage of bus 0, of bus 1, ..., what each slack takes up.
 * Rows: active and reactive balance of bus 0, of bus 1, ..., the angle of each slack. Where a bus
 * holds its voltage, its reactive row says so instead; the pattern stays the same. */
struct newton {
    const struct flow_grid *flow;
    struct admittance admittance;
    struct sparse jacobian;
    struct lu *lu;
    enum flow_kind *kind;                                   /* [n_bus] now */
    double *wanted_active_pu, *wanted_reactive_pu, *set_pu; /* [n_bus] */
    /* the state */
    double *voltage_pu, *angle_rad, *balance_pu;
    /* at the state */
    double *cosine, *sine, *active_pu, *reactive_pu, *residual; /* residual [n_unknown] */
    double *step, *kept; /* [n_unknown] the newest step, and the state before it */
    int n_unknown;
    int iterations;
};

MUST_CHECK enum status newton_place(const struct flow_grid *flow, struct arena *arena,
                                    struct newton *newton, struct error *error);
void newton_drop(struct newton *newton);

/* Residuals and injections at the state; returns the largest residual, INFINITY if any is not
 * finite. */
double newton_measure(struct newton *newton);

/* Runs until the mismatch is below ACFLOW_TOLERANCE_PU, the limit is reached or a step cannot be
 * made. *mismatch out: the last one. */
MUST_CHECK enum status newton_run(struct newton *newton, bool damped, int iteration_limit,
                                  double *mismatch, struct error *error);

#endif
