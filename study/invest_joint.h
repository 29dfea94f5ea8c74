/* The best capacities of the link and of the other projects together: cuts from the slopes of all
 * of them (docs/model.md, eqs. 203, 248). */
#ifndef STUDY_INVEST_JOINT_H
#define STUDY_INVEST_JOINT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct invest;

struct invest_joint_step {       /* capacities that were tried */
    double *capacity_mw;         /* [n_project] */
    double *marginal_usd_per_mw; /* [n_project] saved by one MW more, per year */
    double saved_usd_per_year, net_usd_per_year;
    double
        best_usd_per_year; /* no capacities can have a larger net value, as far as known after it */
};

struct invest_joint {
    int n_project;             /* 0: not asked for; the link, then the others */
    double *annual_usd_per_mw; /* [n_project] central, of a MW that always works */
    double *most_mw;           /* [n_project] */
    int n_step;
    struct invest_joint_step *step; /* in the order tried */
    int best;
    double gap_usd_per_year; /* by how much any capacities could be better */
    bool is_optimal;         /* the gap is no more than that of the value curve, of what is saved */
};

/* Nothing unless the study asks for it (`joint`) and has others. */
MUST_CHECK enum status invest_joint_solve(struct invest *invest, struct arena *arena,
                                          struct error *error);

#endif
