/* Losses of AC branches in the optimal power flow as convex pieces of a linear program, from above
 * (secants) or from below (tangents): the cost of the case with losses lies between both
 * (docs/model.md, eqs. 290-294). */
#ifndef STUDY_OPF_SEGMENTS_H
#define STUDY_OPF_SEGMENTS_H

#include "study/opf.h"

/* As opf_run, with settings->losses OPF_SECANT or OPF_TANGENT; grid->loss_per_mw is needed. */
MUST_CHECK enum status opf_run_with_segments(const struct opf_case *grid,
                                             const struct opf_settings *settings,
                                             struct arena *arena, struct opf_result *result,
                                             struct error *error);

/* Whether no dispatch exists whatever the losses above the law: what no tangent allows. *why says
 * which limits, or is NULL where that is not proven. */
MUST_CHECK enum status opf_losses_rule_out(const struct opf_case *grid, struct arena *arena,
                                           const char **why, struct error *error);

#endif
