/* Shared by the sources of limits after outages. */
#ifndef STUDY_SECURE_INTERNAL_H
#define STUDY_SECURE_INTERNAL_H

#include "study/secure.h"
#include "study/secure_grid.h"

/* MW that a limit after an outage may be missed by: docs/model.md, eq. 199. */
#define MISSED_MW 0.01

/* One step after an outage, before anything moves. */
struct secure_after {
    const double *flow_mw; /* [n_line] */
    const double *link_mw; /* [n_link] what each sends from -> to */
    const double *moves;   /* [n_link][n_line] MW per MW that a link takes more */
    int line_out;          /* -1: it is no line that is out */
};

/* What links can do about it, and what the dispatch must keep where they cannot do enough: a limit
 * on flows after the outage with these factors, and on what links send. */
struct secure_cut {
    double missed_mw; /* the least overload that any action leaves */
    double upper_mw;  /* sum of line_value x flow after + sum of link_value x sent, at most */
    double *line_value, *link_value, *moved_mw; /* [n_line], [n_link], [n_link] */
};
MUST_CHECK enum status secure_act(const struct dispatch_model *model,
                                  const struct secure_after *after, struct arena *scratch,
                                  struct secure_cut *cut, struct error *error);

/* Adds a limit; factors of 0 are no term. link_value may be NULL. */
MUST_CHECK enum status secure_add(struct secure *secure, const struct secure_limit *limit,
                                  const double *line_value, const double *link_value,
                                  struct arena *arena, struct error *error);

/* What a link may send in one direction. */
static inline double secure_most_mw(const struct loss_curve *curve)
{
    double sum = 0;
    for (int k = 0; k < curve->n_segment; k++)
        sum += curve->width_mw[k];
    return sum;
}

#endif
