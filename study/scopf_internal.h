/* Shared by the sources of the security-constrained dispatch. */
#ifndef STUDY_SCOPF_INTERNAL_H
#define STUDY_SCOPF_INTERNAL_H

#include "study/opf_internal.h"
#include "study/scopf.h"

/* A limit as a row over the columns of the problem, and over what DC lines may move afterwards:
 * lower <= coefficient x + shift dh <= upper. The flow that it limits is (that + constant) / scale.
 */
struct scopf_row {
    int contingency, branch; /* -1: before any */
    double *coefficient;     /* [n_column] */
    double *shift;           /* [n_dcline], or NULL */
    double lower, upper, constant, scale;
};

struct scopf {
    const struct opf_case *grid;
    struct security_grid *security;
    const struct contingency_table *table;
    const struct scopf_settings *settings;
    struct arena *arena; /* for what lasts over the rounds */
    struct opf_problem problem;
    int n_row, row_room;
    struct scopf_row *row;
    int n_action, *action;   /* contingencies in which DC lines act */
    int *action_of;          /* [n_contingency] -1: none */
    bool *is_splitting;      /* [n_contingency] no rows: it splits the grid, or nobody responds */
    bool **has_row;          /* [n_contingency + 1] NULL or [n_branch]; the last: before any */
    int n_split, first_over; /* the first column of what limits are missed by */
    double *angle, *island_work;
    double **branch_row,
        *branch_constant; /* [n_branch] flow over the columns; NULL: not made yet */
    double *
        *dcline_flow; /* [n_dcline] flow of all branches per MW that a set-point moves, or NULL */
};

MUST_CHECK enum status scopf_begin(struct scopf *scopf, struct arena *arena, struct error *error);

/* Whether a DC line is what trips. */
bool scopf_is_out(const struct scopf *scopf, int contingency, int dcline);

/* The first column of what DC lines move, [n_action][n_dcline]. */
int scopf_first_move(const struct scopf *scopf);

/* Every limit before and after every contingency. */
MUST_CHECK enum status scopf_add_all(struct scopf *scopf, struct error *error);

/* Adds limits that the point misses, worst first. *n_added 0: it misses none. */
MUST_CHECK enum status scopf_find_missed(struct scopf *scopf, const struct lp_solution *solution,
                                         struct scopf_result *result, struct arena *scratch,
                                         int *n_added, struct error *error);

#endif
