/* One life of the project: what it is worth when every driver has a value, and what outages, year
 * by year and month by month, leave of it (docs/model.md, eqs. 212-214, 217). */
#ifndef STUDY_INVEST_LIFE_H
#define STUDY_INVEST_LIFE_H

#include "study/invest.h"

enum { LIFE_FRACTIONS = 20 };

struct invest_turn { /* how things turn out */
    struct invest_terms terms;
    double wacc_share, failure_factor;
};
/* value [n_driver] of risk.driver; benefits are those of a link that always works. */
struct invest_turn invest_turn_of(const struct invest *invest, int view, const double *value);

/* NPV with the availability in closed form. */
double invest_turn_npv(const struct invest *invest, struct invest_turn turn);

/* All drivers at their centre. value [n_driver] */
void invest_central_values(const struct invest_risk *risk, double *value);

struct invest_lives { /* what all lives share */
    const struct invest *invest;
    int n_system;                             /* cables that fail one by one */
    double worth_of_part[LIFE_FRACTIONS + 1]; /* of the value, when so much of the link is there */
    unsigned long long seed;
};
void invest_lives_begin(const struct invest *invest, struct invest_lives *lives);

/* Share of its value that outages leave a year: months by their share of the rent, hours by what
 * the capacity that is left is worth. */
double invest_worth_of_year(const struct invest_lives *lives, double failure_factor, int year);

/* NPV of life `number` for every view. first_weather: of its first year, the others are drawn.
 *   turn      [RISK_VIEWS] of the values that were drawn
 *   npv       [RISK_VIEWS] out
 *   weather   [RISK_VIEWS] out: the part of it that came of the weather years, at mean
 * availability; its mean over all lives is 0 */
void invest_live(const struct invest_lives *lives, long number, int first_weather,
                 const struct invest_turn *turn, double *npv, double *weather);

#endif
