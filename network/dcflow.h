/* The DC power flow: voltages of 1 p.u., small angles, no losses (docs/model.md, eqs. 80-82). */
#ifndef NETWORK_DCFLOW_H
#define NETWORK_DCFLOW_H

#include "network/flow_grid.h"

/* Two conventions for the susceptance of a branch. */
enum dc_convention {
    DC_MATPOWER,   /* 1 / (x tap), phase shifters inject */
    DC_POWERMODELS /* x / (r^2 + x^2), no taps, no phase shifters */
};

struct dcflow {
    double *susceptance_pu, *shift_rad; /* [n_branch] as the convention has them */
    double *injection_pu; /* [n_bus] generation minus load minus shunt, balance added */
    double *balance_pu;   /* [n_slack] what the slack takes up */
    double *angle_rad;    /* [n_bus] */
    double *flow_pu;      /* [n_branch] from -> to */
};

/* The arrays of dc are placed in arena.
 *   returns STATUS_BAD_INPUT  a branch has x = 0, by its position in the case
 *           STATUS_NUMERICAL  reactances of both signs make the system singular */
MUST_CHECK enum status dcflow_solve(const struct flow_grid *flow, enum dc_convention convention,
                                    struct arena *arena, struct dcflow *dc, struct error *error);

#endif
