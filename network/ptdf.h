/* Power transfer distribution factors of the DC approximation (docs/model.md, eqs. 40-43).
 * Works on plain arrays, so that any list of branches will do.
 *   source  Christie, Wollenberg, Wangensteen, Proc. IEEE 88(2), 2000 */
#ifndef NETWORK_PTDF_H
#define NETWORK_PTDF_H

#include "base/arena.h"
#include "base/status.h"

/* n_branch branches with from, to in [0, n_bus) and reactance > 0 (any common unit). All buses must
 * hang together. ptdf out [n_branch][n_bus], row-major, MW per MW: the flow on a branch when 1 MW
 * enters at a bus and leaves at the slack bus; the slack column is exactly zero. returns
 * STATUS_DISCONNECTED  a bus has no path to the slack bus; error->text names its position
 *           STATUS_BAD_INPUT     a reactance is not above 0; error->text names the branch
 *   cost    one sparse factorization and n_branch solves */
MUST_CHECK enum status ptdf_compute(int n_bus, int n_branch, const int *from, const int *to,
                                    const double *reactance, int slack, struct arena *scratch,
                                    double *ptdf, struct error *error);

/* The same factors for a slack that is shared: weight [n_bus], sum 1. ptdf is changed in place:
 * PTDF^w = PTDF - (PTDF w) 1'. */
void ptdf_share_slack(int n_bus, int n_branch, const double *weight, double *ptdf);

/* flow [n_branch] of injections [n_bus] that sum to zero. */
void ptdf_flow(int n_bus, int n_branch, const double *ptdf, const double *injection_mw,
               double *flow_mw);

#endif
