/* One size of the link for several weather years (docs/model.md, eqs. 248-249). Each year is a
 * dispatch of its own; its cost and slope at the sizes that were tried bound it everywhere. */
#ifndef STUDY_INVEST_YEARS_H
#define STUDY_INVEST_YEARS_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct invest;

struct invest_years_step { /* one size, tried in all weather years */
    double capacity_mw;
    double net_usd_per_year;     /* mean saving less annual cost */
    double best_usd_per_year;    /* no size can have a larger net value, as far as known after it */
    double *saved_usd_per_year;  /* [n_year] */
    double *marginal_usd_per_mw; /* [n_year] saved by one MW more, per year */
};

struct invest_years {
    int n_year;
    int *seed;                /* [n_year] each as likely as any other */
    double annual_usd_per_mw; /* central, of a MW that always works */
    int n_step;
    struct invest_years_step *step; /* in the order tried */
    int best;                       /* the step with the largest net value */
    double low_mw, high_mw;         /* no better size lies outside */
    double gap_share;               /* (best_usd - net_usd) of the larger of net and annual cost */
    bool is_optimal;                /* the gap is no more than that of the value curve */
};

/* Weather years: the seed of the study and those after it, config->weather_years of them; one where
 * the grid has no weather. All years of a size are solved side by side and kept in the checkpoint.
 * The first size is 0, the second first_mw: a good guess saves dispatches.
 * returns STATUS_NUMERICAL  a cut lies above what a later dispatch costs: then nothing is certain
 */
MUST_CHECK enum status invest_years_solve(struct invest *invest, double first_mw,
                                          struct arena *arena, struct invest_years *years,
                                          struct error *error);

#endif
