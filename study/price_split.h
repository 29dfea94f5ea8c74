/* Why a price is what it is: the marginal price of a bus as energy, losses on the way and
 * congestion (docs/model.md, eqs. 140-146), with the transfer factors of the grid as it stands,
 * losses and all. source  Schweppe, Caramanis, Tabors, Bohn, Spot Pricing of Electricity, 1988;
 * Litvinov, Zheng, Rosenwald, Shamsollahi, IEEE Trans. Power Systems 19(2), 2004 */
#ifndef STUDY_PRICE_SPLIT_H
#define STUDY_PRICE_SPLIT_H

#include "base/arena.h"
#include "base/status.h"

/* One moment of a grid. Branches that are in the way of nothing have a pull of 0. */
struct priced_grid {
    int n_bus, n_branch;
    const int *from, *to;        /* [n_branch] in [0, n_bus) */
    const double *stiffness;     /* [n_branch] flow per angle, in any common unit; not 0 */
    const double *marginal_loss; /* [n_branch] MW lost per MW of flow from -> to: its sign is that
                                    of the flow; NULL: none */
    const double
        *pull_usd_per_mwh; /* [n_branch] what one more MW from -> to costs beyond the prices
                              of its ends: the shadow price of a limit, > 0 at the upper */
    const double *price_usd_per_mwh; /* [n_bus] */
};

struct price_split;

/* weight [n_bus]: how much of each bus the reference of its island is, not below 0; they need not
 * add up to 1. Where an island has none, its first bus is the reference. grid must outlive the
 * split, which must be dropped.
 *   returns STATUS_NUMERICAL  the grid has no transfer factors (susceptances that cancel) */
MUST_CHECK enum status price_split_make(const struct priced_grid *grid, const double *weight,
                                        struct arena *arena, struct price_split **split,
                                        struct error *error);
void price_split_drop(struct price_split *split); /* NULL is fine */

/* price = energy + loss + congestion at every bus, but for rounding; each [n_bus]. */
MUST_CHECK enum status price_split_parts(struct price_split *split, double *energy_usd_per_mwh,
                                         double *loss_usd_per_mwh, double *congestion_usd_per_mwh,
                                         struct error *error);

/* factor [n_branch]: what flows more on each branch when one MW enters at the bus and the reference
 * takes what arrives. - factor x pull is what the branch adds to the price of the bus. */
MUST_CHECK enum status price_split_factors(struct price_split *split, int bus, double *factor,
                                           struct error *error);

/* Of the island of a bus. */
double price_split_energy(const struct price_split *split, int bus);

#endif
