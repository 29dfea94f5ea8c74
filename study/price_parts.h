/* Prices of a finished dispatch, split into what they consist of (docs/model.md, eqs. 140-147). */
#ifndef STUDY_PRICE_PARTS_H
#define STUDY_PRICE_PARTS_H

#include "study/price_split.h"
#include "study/result.h"

/* Fills the three arrays of the parts of the price, with an identity that says how well they close.
 */
MUST_CHECK enum status result_price_parts(struct arena *arena, struct result *result,
                                          struct error *error);

/* The split of one hour, in arena; to be dropped. Branches are the lines of the network. */
MUST_CHECK enum status price_split_of_hour(const struct result *result, int hour,
                                           struct arena *arena, struct price_split **split,
                                           struct error *error);

#endif
