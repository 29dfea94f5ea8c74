/* Line outage distribution factors (docs/model.md, eqs. 44-46): the share of the flow of an outaged
 * branch that moves to another branch. From PTDF alone.
 *   source  Guo, Fu, Li, Shahidehpour, IEEE TPWRS 24(3), 2009 */
#ifndef NETWORK_LODF_H
#define NETWORK_LODF_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

#define LODF_BRIDGE_MARGIN 1e-6 /* 1 - X_kk below this: the outage splits the grid */

/* lodf out [n_branch][n_branch], row m column k: change of flow m per MW that branch k carried; the
 * diagonal is -1. is_bridge out [n_branch] (may be NULL): where the outage splits the grid, the
 * whole column is NAN. */
void lodf_compute(int n_bus, int n_branch, const int *from, const int *to, const double *ptdf,
                  double *lodf, bool *is_bridge);

/* Flows after several branches have gone at once: f_m + X_mO (I - X_OO)^-1 f_O, outaged branches 0.
 * after_mw may be flow_mw itself.
 *   returns STATUS_DISCONNECTED  I - X_OO is singular: the outages split the grid
 *           STATUS_BAD_INPUT     an outage is no branch or is named twice */
MUST_CHECK enum status lodf_outage_flows(int n_bus, int n_branch, const int *from, const int *to,
                                         const double *ptdf, const double *flow_mw, int n_outage,
                                         const int *outage, struct arena *scratch, double *after_mw,
                                         struct error *error);

#endif
