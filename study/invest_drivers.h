/* The drivers of the risk of an investment: taken from the assumptions, dispatched at their low and
 * high values. */
#ifndef STUDY_INVEST_DRIVERS_H
#define STUDY_INVEST_DRIVERS_H

#include "study/invest.h"

/* Fills risk.driver; every driver that the study names must have its item. */
MUST_CHECK enum status invest_drivers_take(struct invest *invest, struct arena *arena,
                                           struct error *error);

/* Dispatches weather years, drivers and corners, and fills what they say. */
MUST_CHECK enum status invest_drivers_solve(struct invest *invest, struct arena *arena,
                                            struct error *error);

/* Fills risk.correlation from the pairs that the study names. */
MUST_CHECK enum status invest_correlations_take(struct invest *invest, struct arena *arena,
                                                struct error *error);

/* Dispatches the spots that the draws left, and says how far the sum of effects is from them. */
MUST_CHECK enum status invest_spots_solve(struct invest *invest, struct arena *arena,
                                          struct error *error);

/* NPV at central cost, return and availability of benefits of a link that always works. */
double invest_npv_of_benefit(const struct invest *invest, double usd_per_year);

#endif
