/* The parts of flow_run. */
#ifndef STUDY_FLOW_INTERNAL_H
#define STUDY_FLOW_INTERNAL_H

#include "study/flow.h"

/* Tables, totals and extremes from the state; injection_pu and reactive_pu [flow.n_bus] are what
 * the grid takes in, reactive_pu NULL for a DC flow. */
struct flow_state {
    const double *voltage_pu, *angle_rad, *injection_pu, *reactive_pu, *balance_pu;
    const struct dcflow *dc; /* NULL for an AC flow */
};
MUST_CHECK enum status flow_read(const struct flow_state *state, struct arena *arena,
                                 struct flow_result *result, struct error *error);
MUST_CHECK enum status flow_read_generators(const struct flow_state *state, struct arena *arena,
                                            struct flow_result *result, struct error *error);

/* Why an AC flow was not solved. */
MUST_CHECK enum status flow_explain(struct flow_result *result, struct arena *arena,
                                    struct error *error);

#endif
