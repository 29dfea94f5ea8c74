/* The elements of a study as a grid of outages (docs/model.md, eqs. 120-123): lines as branches,
 * links as links; plants, stores and markets, in this order, as units. */
#ifndef STUDY_SECURE_GRID_H
#define STUDY_SECURE_GRID_H

#include "network/network.h"
#include "study/security.h"

/* The words of `security_outages`. */
enum { SECURE_KINDS = 5 };
extern const char *const secure_kind_words[SECURE_KINDS];

static inline int secure_unit_of_generator(int generator)
{
    return generator;
}
static inline int secure_unit_of_storage(const struct network *network, int storage)
{
    return network->n_generator + storage;
}
static inline int secure_unit_of_market(const struct network *network, int market)
{
    return network->n_generator + network->n_storage + market;
}

/* Firm plants and reservoirs respond by their capacity, markets by what they could sell. Limits are
 * rating_share times those of the lines. The grid is prepared. */
MUST_CHECK enum status secure_grid_make(const struct network *network, double rating_share,
                                        struct arena *arena, struct security_grid *grid,
                                        struct error *error);

/* Single outages of these kinds; an empty list is all of them. */
MUST_CHECK enum status secure_outages(const struct network *network, const struct text_list *kinds,
                                      const struct security_grid *grid, struct arena *arena,
                                      struct contingency_table *table, struct error *error);

/* Of a unit above the largest one that trips at once, that share of its power is lost. */
double secure_lost_share(const struct network *network, double largest_mw, int unit);

/* What trips: its id, and "line", "plant", "store", "market" or "link". */
const char *secure_outage_id(const struct network *network, const struct outage *outage);
const char *secure_outage_kind(const struct network *network, const struct outage *outage);

#endif
