/* Products of A for eight neighbouring blocks at once, a SIMD lane per block (docs/model.md, eq.
 * 174). Neighbouring blocks have mostly the same kinds of columns: a coefficient is then read once
 * for the eight, and what it multiplies is one vector. Columns stay where they are, block after
 * block; only the products lie column by column while they are made. */
#ifndef SOLVER_IPM_OCTET_H
#define SOLVER_IPM_OCTET_H

#include "solver/ipm_form.h"

enum { IPM_OCTET = 8 }; /* blocks */

struct ipm_octets; /* what is fixed of them, and the memory of every chunk; opaque */

MUST_CHECK enum status ipm_octets_place(const struct ipm_form *form, int n_chunk,
                                        struct arena *arena, struct ipm_octets **octets,
                                        struct error *error);

/* Whether this block is the first of eight, counted from the first of all, that are alike. */
bool ipm_octet_fits(const struct ipm_octets *octets, int block);

/* The memory of a chunk for a value per column of each block, one memory behind the other. */
double *ipm_octet_gathered(const struct ipm_octets *octets, int chunk, int lane);
double *ipm_octet_scattered(const struct ipm_octets *octets, int chunk, int lane);

/* gathered = A' y of the eight blocks. */
void ipm_octet_gather(const struct ipm_octets *octets, int chunk, int block, const double *y);
/* to += A scattered in the rows of the eight blocks; coming += in those of the block behind them,
 * border += in those that link all. */
void ipm_octet_scatter(const struct ipm_octets *octets, int chunk, int block, double *to,
                       double *coming, double *border);

#endif
