/* The hours of a dispatch as the question of what still holds when something trips. */
#ifndef STUDY_SECURITY_STUDY_H
#define STUDY_SECURITY_STUDY_H

#include "study/result.h"
#include "study/security.h"

/* Lines as branches with their limits, links as links; plants, stores and markets, in this order,
 * as units. Firm plants and reservoirs respond by their capacity, markets by what they could sell.
 * Flows are those in the middle of a line. The grid is prepared. */
MUST_CHECK enum status security_study_build(const struct result *result, struct arena *arena,
                                            struct security_grid *grid,
                                            struct security_state *state, struct error *error);

#endif
