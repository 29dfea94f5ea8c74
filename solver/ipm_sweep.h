/* One walk over the columns of a form, tile by tile, with the products of A on the way:
 *
 *     gathered = A' from   on the tile,   body,   to += A scattered   of the tile
 *
 * so that what a tile needs stays in the cache. A tile is a piece of a block; tiles belong to a
 * fixed number of chunks, and sums are added in the order of chunks: the same bits for any number
 * of threads. */
#ifndef SOLVER_IPM_SWEEP_H
#define SOLVER_IPM_SWEEP_H

#include "solver/ipm_form.h"

enum { IPM_CHUNKS = 64, IPM_TILE = 1024, IPM_PARTIALS = 12 };

struct ipm_tile {
    int begin, count; /* columns; count is a multiple of IPM_LANES */
    const double *gathered;
    const double *curved; /* S' from; NULL in a linear program */
    double *scattered;
    double *partial; /* [IPM_PARTIALS][IPM_LANES] of the chunk */
};

struct ipm_sweep; /* its memory, opaque */

MUST_CHECK enum status ipm_sweep_place(const struct ipm_form *form, int threads,
                                       struct arena *arena, struct ipm_sweep **sweep,
                                       struct error *error);

/* from [n_row] and to [n_row] may be NULL. body (may be NULL) is called once per tile. */
struct ipm_walk {
    const double *from;
    double *to;
    void (*body)(void *context, const struct ipm_tile *tile);
    void *context;
};
void ipm_sweep_run(struct ipm_sweep *sweep, const struct ipm_walk *walk);
/* With squares A stands for the Jacobian A + 2 S diag(form->point), except here: to = A s + S s^2
 * of scattered s, and gathered is A' from alone. The same in a linear program. */
void ipm_sweep_run_values(struct ipm_sweep *sweep, const struct ipm_walk *walk);

/* What the bodies of the last walk left in the partials, which start at 0. */
double ipm_sweep_sum(const struct ipm_sweep *sweep, int which);
double ipm_sweep_maximum(const struct ipm_sweep *sweep, int which); /* NaN if one is NaN */

#endif
