/* Year by year, what a project pays and earns (docs/model.md, eqs. 220-225).
 *
 * Year 0 is the year of the decision and of the first capex; operation begins in the year after
 * the last of n_build. All money is in prices of one year: real, or nominal with one inflation. */
#ifndef STUDY_CASH_FLOW_H
#define STUDY_CASH_FLOW_H

#include "base/arena.h"
#include "base/status.h"

enum price_basis { PRICES_REAL, PRICES_NOMINAL };

/* When what is drawn in a year begins to bear interest. */
enum draw_timing { DRAW_YEAR_END, DRAW_MID_YEAR };

/* Interest while it is built, added to the debt (eq. 223).
 *   draw_usd    [n_build] what is borrowed in each year
 *   debt_usd    out, NULL or [n_build] at the end of each year
 *   returns     all of the interest */
double interest_during_construction(int n_build, const double *draw_usd, double rate,
                                    enum draw_timing timing, double *debt_usd);

/* Straight line of what is written off in each of n_year years of operation over life_year years.
 */
double depreciation_usd(double base_usd, int life_year, int operation_year);

/* Tax of one year; losses are carried forward without end (eq. 224). loss_carried_usd in and out,
 * at least 0. */
double tax_usd(double profit_before_tax_usd, double tax_share, double *loss_carried_usd);

/* Everything is counted in nominal money, as taxes and lenders do, and put out on the basis asked
 * for: the real flows at the real rate are therefore worth the nominal ones at the nominal rate. */
struct project {
    int n_build, n_operate;    /* years */
    double capex_usd;          /* overnight, in money of year 0 */
    const double *capex_share; /* [n_build], sum 1; NULL: default_capex_share for 5, else equal */
    double opex_usd_per_year;  /* fixed, insurance, repairs, in money of year 0 */
    const double *revenue_usd; /* [n_operate], of opex_extra_usd too: on the basis of the study */
    const double *opex_extra_usd; /* [n_operate] what changes from year to year, or NULL */
    double residual_usd; /* at the end, in money of year 0; below 0: taking it away costs */
    double tax_share;    /* of profit */
    int depreciation_year;
    int basis;         /* enum price_basis: of revenue_usd and of all that comes out */
    double inflation;  /* a year; 0: both bases are one */
    double gearing;    /* of capex without interest that is borrowed; 0: none */
    double debt_rate;  /* nominal */
    int debt_year;     /* from the first year of operation */
    double least_dscr; /* > 0: service is a part of each year's flow, and the debt no more than
                          this cover allows; 0: equal service */
    int draw_timing;   /* enum draw_timing */
};
extern const double default_capex_share[5]; /* 10, 20, 30, 25, 15 % */

/* All [n_year] = n_build + n_operate, in the arena. Costs and taxes are positive. */
struct cash_flow {
    int n_year, n_build;
    double *revenue_usd, *opex_usd, *capex_usd;
    double *depreciation_usd; /* of capex and interest while building */
    double *tax_usd;          /* as if there were no debt, of capex alone */
    double *project_usd;      /* revenue - opex - capex - tax_usd: at the WACC after tax */
    double *tax_geared_usd;   /* as it is paid: interest deducted */
    double *available_usd;    /* for the lenders (CFADS): revenue - opex - tax_geared */
    double *draw_usd, *interest_usd, *principal_usd, *debt_usd; /* debt at the end of the year */
    double *equity_usd;               /* of the owners: draws - capex, then available - service */
    double construction_interest_usd; /* nominal, as the next: added to the debt */
    double debt_at_start_usd;         /* of operation */
    int rounds;                       /* until tax, interest and size of the debt agreed */
};
MUST_CHECK enum status cash_flow_make(const struct project *project, struct arena *arena,
                                      struct cash_flow *flow, struct error *error);

#endif
