/* What the chain of windows hands to its lower bound (windows_bound.c). */
#ifndef STUDY_WINDOWS_INTERNAL_H
#define STUDY_WINDOWS_INTERNAL_H

#include "study/run_internal.h"

/* Duals of the hours that each window keeps, as the rows of the study as one program; those of the
 * rows that span all hours as a mean over the hours (docs/model.md, eq. 171). */
struct chain {
    double *step_dual;    /* [hours][rows_per_step]; NULL: no bound is asked for */
    double *linking_dual; /* budgets and CO2: summed over the hours kept */
    double *end_dual;     /* of the levels asked for after the study, by the last window */
    int n_linking;
};

/* Takes what window `solved` says about the n_keep hours that are kept of it. */
MUST_CHECK enum status chain_take(struct run *run, const struct dispatch_model *model,
                                  const struct horizon *horizon, const struct solved *solved,
                                  int n_keep, struct chain *chain);

/* What no dispatch of the study can go below, into the result; NAN where there is no memory for
 * it. */
MUST_CHECK enum status chain_bound(struct run *run, const struct dispatch_model *model,
                                   const struct chain *chain);

#endif
