/* Limits of a dispatch study that hold after the outage of any line: rows on demand (docs/model.md,
 * eqs. 198-199). */
#ifndef STUDY_SECURE_H
#define STUDY_SECURE_H

#include "study/dispatch_internal.h"

/* The lines as a grid of outages, and room for the limits that are found; once per study. */
MUST_CHECK enum status secure_begin(const struct dispatch_model *model, struct arena *arena,
                                    struct secure *secure, struct error *error);

/* Flows of all steps of a solved stretch against every outage of a line; adds the limits that are
 * missed most. *n_added 0: none is missed. */
MUST_CHECK enum status secure_find(const struct dispatch_model *model, struct secure *secure,
                                   const struct dispatch_map *map, int n_step, const double *x,
                                   struct arena *arena, int *n_added, struct error *error);

/* The rows of a step, and the entries of the newest column, 1 MW (or -1) on a line. */
void secure_add_rows(const struct dispatch_model *model, int step, struct lp *lp);
void secure_add_line(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int line, double sign, struct lp *lp);
int secure_entries(const struct dispatch_model *model); /* of a step, at most */

#endif
