/* What a row of yearly flows is worth: present value, every internal rate of return, payback
 * (docs/model.md, eqs. 222, 227-231).
 *
 * flow_usd[y] is what comes in less what goes out in year y; year 0 is the year of the decision and
 * is not discounted. Flows and rate are both real or both nominal. */
#ifndef STUDY_NPV_H
#define STUDY_NPV_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

enum discount_timing {
    DISCOUNT_YEAR_END, /* (1 + r)^-y */
    DISCOUNT_MID_YEAR  /* (1 + r)^-(y - 1/2) from year 1 on */
};

/* rate > -1. */
double discount_factor(double rate, int year, enum discount_timing timing);

double npv_usd(int n_year, const double *flow_usd, double rate, enum discount_timing timing);

/* (1 + nominal) = (1 + real) (1 + inflation) (eq. 221). */
double rate_nominal(double real, double inflation);
double rate_real(double nominal, double inflation);

/* What is paid each year for n_year years per USD borrowed at the start: 1 / n_year at a rate of 0
 * (eq. 232). */
double annuity_factor(double rate, int n_year);
/* The other way round: what one USD in each of n_year years is worth now. */
double annuity_worth(double rate, int n_year);

/* Rates that are looked at: a loss of nearly everything to eleven times the money a year. */
#define IRR_LOW (-0.99)
#define IRR_HIGH 10.0

enum irr_kind {
    IRR_NONE,    /* no rate: the flows never balance */
    IRR_ONE,     /* the rate of return */
    IRR_SEVERAL, /* rates without meaning: read the present value at the rate of the study */
    IRR_EVERY    /* no flows at all */
};
struct irr {
    int kind; /* enum irr_kind */
    int n_root;
    double *root;     /* [n_root] by rising rate */
    bool is_complete; /* the count is proved: false where two rates lie too close to tell apart */
    int sign_changes; /* of the flows: there are never more rates than that */
};

/* All rates in (IRR_LOW, IRR_HIGH) at which the flows are worth nothing, counted by the variations
 * of sign of Bernstein coefficients (eq. 228); timing is that of year ends. STATUS_BAD_INPUT for a
 * flow that is no finite number. */
MUST_CHECK enum status irr_find(int n_year, const double *flow_usd, struct arena *arena,
                                struct irr *irr);

/* Rate at which what was paid in, financed, becomes what came out, reinvested (eq. 229); NAN where
 * all flows have one sign. */
double mirr(int n_year, const double *flow_usd, double finance_rate, double reinvest_rate);

struct payback { /* years from the start of year 0, inside a year by straight line; NAN: none */
    double first_year; /* the sum of flows first reaches 0 from below */
    double final_year; /* and stays there: another when the end of life costs again */
};
/* With a rate of 0 the plain one (eq. 230). */
struct payback payback_find(int n_year, const double *flow_usd, double rate);

/* Present value of benefits over that of costs, both given as positive flows (eq. 231); NAN without
 * costs. */
double benefit_cost_ratio(int n_year, const double *benefit_usd, const double *cost_usd,
                          double rate);

/* Cost per MWh delivered: the price that pays all cost (eq. 231). Losses are either a cost or not
 * delivered, never both. NAN without energy. */
double levelised_cost_usd_per_mwh(int n_year, const double *cost_usd, const double *delivered_mwh,
                                  double rate);

/* Benefit of the first year of operation over capex; building later pays while it is below the
 * rate and benefits grow (eq. 231). NAN without capex. */
double first_year_rate_of_return(double benefit_usd, double capex_usd);

#endif
