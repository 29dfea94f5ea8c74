/* Some unknowns of eight right-hand sides that have few entries: forward along the paths of the
 * elimination tree above the entries, backward along those above the unknowns that are asked for
 * (docs/model.md, eq. 126). source  Gilbert, Peierls, SIAM J. Sci. Stat. Comput. 9(5), 1988 */
#ifndef SOLVER_LDL_SOME_H
#define SOLVER_LDL_SOME_H

#include "solver/ldl.h"

struct ldl_some {
    const struct ldl *ldl;
    const struct ldl_factor *factor;
    int *parent; /* [n] in the tree, n: a root; in the order of elimination, as all that follows */
    int *place;  /* [n] where an unknown is eliminated */
    int *given, *known; /* [n] the number of the right-hand sides that reached or solved it */
    int *path;          /* [n] what is reached, from path_start on, each before its parents */
    int *stack;         /* [n] */
    int path_start, number;
    double *y; /* [n][LDL_SIDES] */
};

MUST_CHECK enum status ldl_some_new(const struct ldl *ldl, const struct ldl_factor *factor,
                                    struct arena *arena, struct ldl_some *some,
                                    struct error *error);

/* New right-hand sides, all 0; then their entries; then the way forward, once. */
void ldl_some_begin(struct ldl_some *some);
void ldl_some_add(struct ldl_some *some, int unknown, int side, double value);
void ldl_some_forward(struct ldl_some *some);

/* Solves for the unknowns at these places; more of them may follow. */
void ldl_some_backward(struct ldl_some *some, int n, const int *place);

/* All sides of an unknown at a place that has been solved for. */
static inline const double *ldl_some_at(const struct ldl_some *some, int place)
{
    return some->y + (size_t)place * LDL_SIDES;
}

#endif
