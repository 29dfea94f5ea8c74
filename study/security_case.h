/* A MATPOWER case as the question of what still holds when something trips. */
#ifndef STUDY_SECURITY_CASE_H
#define STUDY_SECURITY_CASE_H

#include "study/opf.h"
#include "study/security.h"

enum security_rating { SECURITY_NORMAL, SECURITY_EMERGENCY };

struct security_case {
    struct security_grid grid;
    struct security_state state; /* one snapshot, or one per load level */
    int n_base_overload;         /* branches over their limit before any outage */
};

/* The grid of an optimal power flow in a dispatch. limits: the ratings A (normal) or, where the
 * file has them, the ratings C (emergency), else A. Units respond by their largest output.
 *   dispatch_mw [n_generator], dcline_mw [n_dcline]; what they leave open is taken up by the
 * response of each island. */
MUST_CHECK enum status security_case_build(const struct opf_case *grid,
                                           const struct matpower_case *file,
                                           enum security_rating rating, const double *dispatch_mw,
                                           const double *dcline_mw, struct arena *arena,
                                           struct security_case *made, struct error *error);

/* The same grid at several load levels: all loads and outputs at a share of what they are, evenly
 * from low to high; phase shifters stay. */
MUST_CHECK enum status security_case_levels(const struct opf_case *grid, double low_share,
                                            double high_share, int n_level, struct arena *arena,
                                            struct security_case *made, struct error *error);

/* A table of the file's rows as positions of the case in service; outages of what is not in service
 * are left out, and a contingency of none of them as well. */
MUST_CHECK enum status security_case_table(const struct opf_case *grid,
                                           const struct contingency_table *of_file,
                                           struct arena *arena, struct contingency_table *table,
                                           struct error *error);

#endif
