/* Limits of a dispatch study that hold after the outage of any one element, as rows on demand
 * (docs/model.md, eqs. 166-169, 198-199). */
#ifndef STUDY_SECURE_H
#define STUDY_SECURE_H

#include "study/dispatch_internal.h"

/* The study as a grid of outages, and room for the limits that are found; once per study. */
MUST_CHECK enum status secure_begin(const struct dispatch_model *model, struct arena *arena,
                                    struct secure *secure, struct error *error);

/* All steps of a solved stretch against every outage; adds the limits that are missed most, in the
 * corrective form those that no action of links can keep. *n_added 0: none is missed. */
MUST_CHECK enum status secure_find(const struct dispatch_model *model, struct secure *secure,
                                   const struct dispatch_map *map, int n_step, const double *x,
                                   struct arena *arena, int *n_added, struct error *error);

/* Limits that no step has paid for in some rounds are left out of the programs to come; one that is
 * missed again is found again. Where rounds do not end, none. */
void secure_rest(struct secure *secure, const struct dispatch_map *map, int n_step, int round,
                 const double *row_dual);

/* The rows of a step. */
void secure_add_rows(const struct dispatch_model *model, int step, struct lp *lp);

/* Entries of the newest column: 1 MW (or -1) on a line, or of a unit of study/secure_grid.h. */
void secure_add_line(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int line, double sign, struct lp *lp);
void secure_add_unit(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int unit, double sign, struct lp *lp);

/* MW sent over a link, of which received and minus square times itself arrives. */
struct secure_flow {
    int link;
    bool forward;
    double received, square;
};
void secure_add_link(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     const struct secure_flow *flow, struct lp *lp);

int secure_entries(const struct dispatch_model *model); /* of a step, at most */

/* The limits that a study needed, dearest first, and what links have to do. */
MUST_CHECK enum status secure_report(const struct dispatch_model *model, struct arena *arena,
                                     struct result *result, struct error *error);

/* The line that counts most in a limit, and after which outage it is one. */
void secure_name(const struct dispatch_model *model, int limit, const char **line,
                 const char **outage);

#endif
