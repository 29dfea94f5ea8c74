/* The bus admittance matrix and the power at the ends of a branch (docs/model.md, eqs. 83-84). */
#ifndef NETWORK_ADMITTANCE_H
#define NETWORK_ADMITTANCE_H

#include "network/flow_grid.h"
#include "solver/sparse.h"

/* Y = G + jB on one pattern: conductance.value[] and susceptance[] entry by entry. Every diagonal
 * entry is there. */
struct admittance {
    struct sparse conductance;
    double *susceptance;
};

MUST_CHECK enum status admittance_build(const struct flow_grid *flow, struct arena *arena,
                                        struct arena *scratch, struct admittance *admittance,
                                        struct error *error);

/* Power into the branch at both ends, in p.u. */
struct end_powers {
    double from_active_pu, from_reactive_pu, to_active_pu, to_reactive_pu;
};
struct end_powers branch_powers(const struct flow_branch *branch, const double *voltage_pu,
                                const double *angle_rad);

#endif
