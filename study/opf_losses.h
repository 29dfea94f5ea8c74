/* Losses of AC branches in the optimal power flow, as fictitious demand at both ends that follows
 * the flows (docs/model.md, eqs. 155-158). source  Li, Bo, DCOPF-based LMP simulation, IEEE Trans.
 * Power Systems 22(4), 2007 */
#ifndef STUDY_OPF_LOSSES_H
#define STUDY_OPF_LOSSES_H

#include "study/opf.h"

/* As opf_run, with loss = rho flow^2 on every branch; grid->loss_per_mw is needed. result->loss
 * says how well it settled: its certificate bounds the cost of the case with losses. */
MUST_CHECK enum status opf_run_with_losses(const struct opf_case *grid,
                                           const struct opf_settings *settings, struct arena *arena,
                                           struct opf_result *result, struct error *error);

#endif
