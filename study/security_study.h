/* The hours of a dispatch as the question of what still holds when something trips. */
#ifndef STUDY_SECURITY_STUDY_H
#define STUDY_SECURITY_STUDY_H

#include "study/dispatch.h"
#include "study/security.h"

/* The grid of study/secure_grid.h and what every hour of it does and could lose, by the settings of
 * its security. Flows are those in the middle of a line. */
MUST_CHECK enum status security_study_build(const struct result *result,
                                            const struct dispatch_config *config,
                                            struct arena *arena, struct security_grid *grid,
                                            struct security_state *state, struct error *error);

#endif
