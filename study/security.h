/* What still holds when something trips (docs/model.md, eqs. 120-127): a DC grid, its state in one
 * moment or in many, and a list of outages. Plain arrays, so that a MATPOWER case and the hours of
 * a dispatch look the same. source  Guo, Fu, Li, Shahidehpour, IEEE TPWRS 24(3), 2009 (several
 * branches at once) */
#ifndef STUDY_SECURITY_H
#define STUDY_SECURITY_H

#include "network/contingency_table.h"
#include "solver/ldl.h"

struct security_grid {
    int n_bus, n_branch, n_unit, n_link;
    const int *from, *to;     /* [n_branch] */
    const double *mw_per_rad; /* [n_branch] susceptance, other than 0 */
    const double *limit_mw;   /* [n_branch] from -> to, INFINITY: none */
    const double *limit_back_mw;
    const int *unit_bus;            /* [n_unit] */
    const double *unit_response;    /* [n_unit] weight in the primary response of its grid, >= 0 */
    const int *link_from, *link_to; /* [n_link] HVDC */

    /* made by security_grid_prepare */
    int n_island;
    int *island;             /* [n_bus] */
    double *island_response; /* [n_island] sum of the weights */
    bool *is_bridge;         /* [n_branch] its outage splits the grid */
    struct ldl ldl;
    struct ldl_factor factor;
};

/* The state: one row per snapshot. A link takes taken_mw from the bus it comes from and gives
 * given_mw to the other; both negative when power comes back. */
struct security_state {
    int n_snapshot;
    const double *flow_mw;             /* [n_snapshot][n_branch] */
    const double *unit_mw;             /* [n_snapshot][n_unit] */
    const double *taken_mw, *given_mw; /* [n_snapshot][n_link] */
};

enum security_kind {
    SECURITY_CHECKED,   /* flows after it were looked at */
    SECURITY_SPLITS,    /* it splits the grid: no flows, the MW that crossed are cut off */
    SECURITY_UNBALANCED /* nobody in its grid can take over */
};

/* Of one contingency, over all snapshots. */
struct security_outcome {
    enum security_kind kind;
    double worst_loading; /* |flow| / limit of the most loaded limited branch among candidates */
    int worst_branch, worst_snapshot; /* -1: none was near its limit */
    int n_overload;                   /* branches over their limit in some snapshot */
    int n_snapshot;                   /* snapshots with an overload */
    double cut_mw; /* the most that crossed the cut, or that nobody takes over; 0 if checked */
};

/* A branch over its limit after a contingency; the worst of the snapshots. */
struct security_overload {
    int contingency, branch, snapshot, n_snapshot;
    double flow_mw, limit_mw; /* signed flow, limit of that direction */
};

struct security_result {
    struct security_outcome *outcome; /* [n_contingency] */
    int n_overload;
    struct security_overload *overload; /* by loading, largest first; at most what was asked */
    long n_overload_all;                /* all of them, listed or not */
    int *snapshot_overloads;            /* [n_snapshot] pairs of contingency and branch */
    double *snapshot_loading;           /* [n_snapshot] worst loading after an outage */
    int *snapshot_contingency, *snapshot_branch; /* [n_snapshot] of that; -1 */
    int n_checked, n_split, n_unbalanced;
    int n_insecure;    /* contingencies after which a branch is over its limit */
    int n_cut_off;     /* that split the grid or are beyond all units, and cost MW */
    double cut_off_mw; /* the most of them */
    long n_pair;       /* pairs of contingency, branch and snapshot */
    long n_candidate;  /* of them, not excluded by their bound */
};

/* Islands, bridges and factors. returns STATUS_NUMERICAL: the susceptances are singular. */
MUST_CHECK enum status security_grid_prepare(struct security_grid *grid, struct arena *arena,
                                             struct error *error);

/* All single outages: branches, then units that weigh or produce, then links. */
MUST_CHECK enum status security_single_outages(const struct security_grid *grid,
                                               struct arena *arena, struct contingency_table *table,
                                               struct error *error);

/* Screens every contingency in every snapshot. progress may be NULL. */
enum { SECURITY_OUT_AT_MOST = 8 }; /* elements of one contingency; an HVDC link counts twice */
struct security_settings {
    int most_overloads; /* that are listed */
    double over_mw;     /* a flow over its limit by less is none; 0: 1e-4 MW */
    void (*progress)(void *context, int done, int total);
    void *progress_context;
};
/* returns STATUS_BAD_INPUT  a contingency of more than SECURITY_OUT_AT_MOST elements, by its label
 */
MUST_CHECK enum status
security_screen(struct security_grid *grid, const struct security_state *state,
                const struct contingency_table *table, const struct security_settings *settings,
                struct arena *arena, struct security_result *result, struct error *error);

/* The factors of one contingency: a flow after it is f_m + sum over its sides of factor[m][side] x
 * source, the flow of a branch that is out, the output of a lost unit, what a link took, what it
 * gave (docs/model.md, eq. 125). factor out [n_branch][LDL_SIDES]; *splits: there are none. */
MUST_CHECK enum status security_factors(struct security_grid *grid,
                                        const struct contingency_table *table, int contingency,
                                        struct arena *scratch, double *factor, bool *splits,
                                        struct error *error);

/* A link that moves after a contingency of one element: it takes so much more and gives
 * (1 - loss_share) of that. */
struct security_action {
    int contingency, link;
    double loss_share;
};

/* What it moves on every branch per MW, with the response of both grids that what is lost has no
 * part in (docs/model.md, eq. 167); all 0 where nobody responds. flow out [n_branch]. */
MUST_CHECK enum status security_moves(struct security_grid *grid,
                                      const struct contingency_table *table,
                                      const struct security_action *action, struct arena *scratch,
                                      double *flow, struct error *error);

#endif
