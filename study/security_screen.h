/* Shared by the sources of the screening: outages of one branch go by security_branches.c, all
 * others by security.c; both look at what may be overloaded by security_look.c. */
#ifndef STUDY_SECURITY_SCREEN_H
#define STUDY_SECURITY_SCREEN_H

#include "study/security_internal.h"

enum { SIDES = LDL_SIDES };

struct screen {
    struct security_grid *grid;
    const struct security_state *state;
    const struct contingency_table *table;
    struct security_result *result;
    double *flow_of;     /* [n_branch][n_snapshot] */
    double *largest_mw;  /* [n_branch] |flow| over the snapshots */
    double *limit_mw;    /* [n_branch] the lower of both directions */
    double *after_mw;    /* [n_snapshot] */
    bool *is_overloaded; /* [SIDES][n_snapshot] some branch, after this direction */
    bool any_overloaded[SIDES];
    struct ldl_difference limited; /* the branches with a limit, in the order of limited_branch */
    int *limited_branch;           /* negative susceptances first, then the least room */
    int n_negative;                /* of them */
    int n_series, *series;         /* all branches of negative susceptance, limited or not */
    unsigned char *over;           /* [limited.n] */
    int room;                      /* for overloads */
    int most;
    double over_mw;
};

static inline const struct outage *screen_outages(const struct screen *screen, int contingency)
{
    return screen->table->outage + screen->table->contingency[contingency].first;
}

/* MW that a direction moves: before what the branches that are out pass on. */
double screen_moved_mw(const struct screen *screen, const struct outage *outage, int end,
                       int snapshot);

/* How many of the limited branches could be overloaded, from the first on, where those of positive
 * susceptance get so much at most. */
int screen_near(const struct screen *screen, double mw);

/* For qsort: the largest loading first. */
int screen_by_loading(const void *left, const void *right);

/* An outage whose flows are not looked at, with what crossed the cut or nobody takes over in the
 * worst snapshot. */
void screen_note_unseen(struct screen *screen, int contingency, enum security_kind kind);

/* A branch whose bound is over its limit: its flows after the outage in every snapshot, after_mw.
 */
void screen_look(struct screen *screen, int contingency, int branch, int side);

/* Counts the snapshots with an overload after the outage of a side, and forgets them. */
void screen_count(struct screen *screen, int contingency, int side);

/* Every outage of one branch that is in the table. */
MUST_CHECK enum status screen_branches(struct screen *screen, struct arena *scratch,
                                       struct error *error);

#endif
