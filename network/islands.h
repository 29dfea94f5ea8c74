/* Which buses hang together. */
#ifndef NETWORK_ISLANDS_H
#define NETWORK_ISLANDS_H

#include "base/arena.h"
#include "base/status.h"

/* island out [n_bus]: 0 .. n-1 in the order of their first bus. *n_island gets n. */
MUST_CHECK enum status islands_find(int n_bus, int n_branch, const int *from, const int *to,
                                    struct arena *scratch, int *island, int *n_island);

/* A cycle basis of the branches (docs/model.md, eq. 3), one cycle per branch outside a spanning
 * forest that is grown breadth first from the best connected bus. Cycle c has members start[c] ..
 * start[c+1]-1; branch[] is the branch and sign[] +1 where the cycle runs from -> to. Arrays are
 * placed in arena. */
struct cycles {
    int count;
    int *start, *branch, *sign;
};
MUST_CHECK enum status cycles_find(int n_bus, int n_branch, const int *from, const int *to,
                                   struct arena *arena, struct cycles *cycles);

/* The same with short cycles (network/short_cycles.c): each branch is in few, also in grids of many
 * thousand buses. */
MUST_CHECK enum status cycles_find_short(int n_bus, int n_branch, const int *from, const int *to,
                                         struct arena *arena, struct cycles *cycles);

#endif
