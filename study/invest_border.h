/* What the border adjustment for carbon takes from the power that enters the EU, with the project
 * and without it, read strictly and leniently (docs/model.md, eq. 226). It is reckoned after the
 * dispatch, which does not answer to it. */
#ifndef STUDY_INVEST_BORDER_H
#define STUDY_INVEST_BORDER_H

#include "study/invest_runs.h"

struct invest;

enum { BORDER_STRICT, BORDER_LENIENT, BORDER_READINGS };

struct border_reading {
    /* 0: without the project, 1: with it; of a link that always works */
    double claimed_mwh_per_year[2], usd_per_year[2];
    double npv_change_usd; /* of the difference, as the link works; below 0: the project pays */
};
struct invest_border {
    bool is_asked; /* the study names border_links */
    const struct assumption *factor, *price, *rate, *origin;
    double default_t_per_mwh, price_usd_per_t, origin_usd_per_t;
    double export_mwh_per_year[2];
    struct border_reading reading[BORDER_READINGS];
};

/* The rows that it needs, before anything is dispatched. */
MUST_CHECK enum status invest_border_take(struct invest *invest, struct error *error);

/* MWh over the border of a dispatch, and what of them could be claimed:
 *   lenient  power of green plants of the countries on the way, hour by hour, at most the export
 *   strict   only of hours in which no limit of a line or link on the way costs anything; on the
 *            way are the links of the study, those over the border, and lines within and between
 *            the countries where those begin or end */
MUST_CHECK enum status invest_border_keep(const struct invest_runs *runs, int world,
                                          const struct result *result, struct arena *scratch,
                                          struct invest_point *point, struct error *error);

void invest_border_find(struct invest *invest);

#endif
