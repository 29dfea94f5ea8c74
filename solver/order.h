/* Elimination orders. Home of amd.h. */
#ifndef SOLVER_ORDER_H
#define SOLVER_ORDER_H

#include "base/arena.h"
#include "base/status.h"

/* order out [n]: order[k] is eliminated k-th. The pattern of a symmetric matrix is given by its
 * lower triangle, by columns. block [n] (may be NULL: plain minimum degree) is the place of a row
 * in a chain, or negative for rows that link all. First come, by minimum degree among themselves,
 * the rows that touch no other block; then the rows that tie blocks, block after block; then the
 * linking rows. Minimum degree must not see the chain: it would eliminate along it from many places
 * at once and fill the matrix. */
MUST_CHECK enum status order_chain(int n, const int *start, const int *row, const int *block,
                                   struct arena *scratch, int *order, struct error *error);

#endif
