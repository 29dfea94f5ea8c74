/* The prices of an optimal power flow in parts and in reasons (docs/model.md, eqs. 140-151). */
#ifndef STUDY_OPF_PRICES_H
#define STUDY_OPF_PRICES_H

#include "study/opf.h"
#include "study/price_explained.h"

/* Position of the bus of that number, or -1. */
int opf_bus_position(const struct opf_case *grid, int number);

/* Why the price of a bus is what it is. result: the optimum of its case; the case is solved again
 * with one MW more and one MW less at the bus. */
MUST_CHECK enum status opf_price_explain(const struct opf_result *result,
                                         const struct opf_settings *settings, int bus,
                                         struct arena *arena, struct price_explained *explained,
                                         struct error *error);

struct opf_surplus opf_surplus_of(const struct opf_result *result);

/* energy [n_bus]: price at the loads of the island of each bus (eq. 145); what the price has beyond
 * it is loss and congestion. loss and congestion [n_bus]. */
MUST_CHECK enum status opf_price_parts(const struct opf_result *result, struct arena *scratch,
                                       double *energy, double *loss, double *congestion,
                                       struct error *error);

/* Both of these into the result, for reports. */
MUST_CHECK enum status opf_prices_fill(struct opf_result *result, struct arena *arena,
                                       struct error *error);

#endif
