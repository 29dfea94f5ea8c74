/* When to build, and whether in stages (docs/model.md, eq. 247): a tree of what may come, walked
 * from its leaves. Rates are those of the study and probabilities real ones, unless the caller
 * gives others: say which. */
#ifndef STUDY_REAL_OPTION_H
#define STUDY_REAL_OPTION_H

#include "base/arena.h"
#include "base/status.h"

struct option_node {
    int parent;         /* before this one; -1: the root, which is the first */
    double probability; /* given the parent */
};

/* State s of the project: s stages are built. */
struct option_tree {
    int n_node, n_stage;
    const struct option_node *node;
    const double *cash_usd;   /* [n_node][n_stage + 1] earned in the period of a node in a state
                                 reached before or in this node; of a leaf: all that comes later */
    const double *invest_usd; /* [n_node][n_stage] of each stage at this node */
    double rate;              /* per period */
    int period_to_earn;       /* 1: a stage earns from the period after it was built; 0: at once */
};

struct option_value {
    double flexible_usd;   /* best decision at every node */
    double now_usd;        /* best number of stages at once, then none; or nothing */
    double never_wait_usd; /* at least the first stage now, all later decisions free */
    double waiting_usd;    /* flexible - now: never below 0 */
    int stages_now;        /* what the best decision builds at the root */
};
/* built [n_node][n_stage + 1] out, NULL or the stages after the best decision in each state. */
MUST_CHECK enum status option_solve(const struct option_tree *tree, struct arena *scratch,
                                    struct option_value *value, int *built, struct error *error);

/* One project, one year: invest now and have one of two values a year later, or look first. */
struct option_value option_wait_a_year(double invest_usd, double high_usd, double low_usd,
                                       double high_probability, double rate);

#endif
