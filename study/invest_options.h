/* Whether to build at once, in stages or later, when the years to come show how good the project is
 * (docs/model.md, eqs. 218, 219, 247). Society's side: the rent of part of a link is not known
 * without dispatches of its own. */
#ifndef STUDY_INVEST_OPTIONS_H
#define STUDY_INVEST_OPTIONS_H

#include "base/arena.h"
#include "base/status.h"
#include "study/real_option.h"

struct invest;

enum { OPTION_STAGES = 4, OPTION_WORLDS = 3, OPTION_DATES = 3 };

struct invest_options {
    int n_stage;
    double stage_mw[OPTION_STAGES]; /* of the link when the stage is built */
    int wait_years;                 /* from a date to the next: a construction time */
    /* What the first wait shows: benefits and their growth low, central or high, for good. */
    double probability[OPTION_WORLDS];
    double benefit_usd_per_year[OPTION_WORLDS]; /* of the whole link, as it works */
    double growth_share[OPTION_WORLDS];
    double stage_npv_usd[OPTION_STAGES]; /* of one stage more now, all worlds weighed */
    struct option_value value;
    /* stages that stand after each date in each world, when every decision is the best */
    int built[OPTION_WORLDS][OPTION_DATES];
    double first_year_rate; /* net benefit of the first year over the capital (eq. 231) */
    double wacc_share;
};

MUST_CHECK enum status invest_options_find(struct invest *invest, struct arena *arena,
                                           struct error *error);

#endif
