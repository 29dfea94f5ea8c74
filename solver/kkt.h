/* The Newton system of the interior point, reduced to the normal equations
 *
 *     A Theta A' dy = r,   Theta diagonal and positive              (docs/model.md, eq. 66)
 *
 * behind one interface: placed once for a pattern, factored anew in every iteration, solved several
 * times. */
#ifndef SOLVER_KKT_H
#define SOLVER_KKT_H

#include "solver/ipm_form.h"

struct kkt; /* opaque */

struct kkt_method {
    const char *name;
    /* block_of_row orders the elimination: rows that touch no other block first, then the rows that
     * tie neighbours, in the order of the chain, linking rows last. NULL: minimum degree. */
    enum status (*place)(const struct ipm_form *form, const int *block_of_row, int threads,
                         struct arena *arena, struct kkt **kkt, struct error *error);
    /* regularization: share of each diagonal entry, proximity: amount (eq. 66), added to it */
    enum status (*factor)(struct kkt *kkt, const double *theta, double regularization,
                          double proximity, struct error *error);
    enum status (*solve)(struct kkt *kkt, double *right, struct error *error); /* in place */
    void (*drop)(struct kkt *kkt);
    double (*nonzeros)(const struct kkt *kkt);
    double (*operations)(const struct kkt *kkt); /* additions and multiplications of `factor` */
};
extern const struct kkt_method kkt_normal; /* sparse Cholesky by CHOLMOD: any structure */
extern const struct kkt_method kkt_lanes;  /* block elimination along a chain of blocks */
extern const struct kkt_method kkt_blocks; /* the same by BLAS: blocks with many states */

/* Whether the form is such a chain, and whether it is so long and tied by so many rows that the
 * method is the fastest one (measured: bench/README.md). */
bool kkt_lanes_can(const struct ipm_form *form);
bool kkt_lanes_pays(const struct ipm_form *form);
bool kkt_blocks_can(const struct ipm_form *form);
bool kkt_blocks_pays(const struct ipm_form *form);

#endif
