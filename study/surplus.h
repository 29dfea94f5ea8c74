/* Who gains and who loses, from the prices of a dispatch (docs/model.md, eqs. 239-240): consumers,
 * producers, stores, markets, links and lines of each country. All parts of a result add up to the
 * value of its load less its cost; changes between two results add up to minus the change of cost.
 */
#ifndef STUDY_SURPLUS_H
#define STUDY_SURPLUS_H

#include "study/dispatch.h"
#include "study/result.h"

enum agent {
    AGENT_CONSUMER, /* (value of lost load - price) x served */
    AGENT_PRODUCER, /* (price - cost with CO2) x power */
    AGENT_STORAGE,  /* price x (discharge - charge) - cost of discharge */
    AGENT_MARKET,   /* behind a border: its bids less the price, its price less its offers */
    AGENT_LINK,     /* rent of HVDC links, no-load loss included */
    AGENT_GRID,     /* rent of AC lines: price difference x flow */
    AGENT_OPERATOR, /* minus reserves, tie-break, and prices of targets that were missed */
    N_AGENT
};
const char *agent_word(enum agent agent); /* "consumers", ... */

struct country_surplus {
    const char *country;
    double usd[N_AGENT];
    double sum_usd;
};
struct surplus {
    int n_country;
    struct country_surplus *country; /* in the order of result->country */
    double *link_usd;                /* [n_link] */
    double usd[N_AGENT], sum_usd;    /* of all countries */
    double co2_usd;      /* of the cost, paid to states: add it where CO2 is a tax, not a damage */
    double load_usd;     /* all load x value of lost load */
    double cost_usd;     /* of the dispatch, as result->objective_usd */
    double relative_gap; /* |sum - (load - cost)| over the larger of cost and turnover */
};

/* link_from_share [n_link]: part of a link that belongs to the country of its from bus; NULL: half.
 * Lines are shared by half. Markets have the country of their bus. The operator's part is that of
 * the first country only for want of a better place: it is listed apart in usd[]. */
MUST_CHECK enum status surplus_of(const struct result *result, const struct dispatch_config *config,
                                  const double *link_from_share, struct arena *arena,
                                  struct surplus *surplus, struct error *error);

#endif
