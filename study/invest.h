/* An investment in an HVDC link, from the value curve to the risk: what each MW is worth, which
 * size is best, what the named money buys, who gains, what the owner earns and how sure all that is
 * (docs/model.md, eqs. 178-183, 201-216). */
#ifndef STUDY_INVEST_H
#define STUDY_INVEST_H

#include "study/assumptions.h"
#include "study/invest_border.h"
#include "study/invest_config.h"
#include "study/invest_joint.h"
#include "study/invest_options.h"
#include "study/invest_packages.h"
#include "study/invest_risk.h"
#include "study/invest_runs.h"
#include "study/invest_years.h"
#include "study/value_curve.h"

/* The rows of the assumptions that a study means; NULL where the study can do without. */
struct invest_inputs {
    const struct assumption *station, *cable, *land; /* USD/kW, USD/MW-km, USD/MW-km */
    const struct assumption *circuit;                /* million USD/km, of the lines of packages */
    const struct assumption *station_om, *cable_om;  /* % of capital per year */
    const struct assumption *wacc, *life, *construction, *growth;
    const struct assumption *failures, *repair, *station_availability, *repair_cost;
    const struct assumption *gearing, *debt_rate, *tenor, *dscr, *tax, *inflation, *equity, *target;
};

/* What the capital and the running of a MW cost. */
struct invest_costs {
    double unit_usd_per_mw[LEVELS]; /* capital, as spent */
    const char *unit_source;        /* keys of SOURCES.md */
    int unit_confidence;            /* enum confidence */
    double station_share;           /* of the capital */
    double om_usd_per_mw[LEVELS];   /* per year: central share of the capital cost of the level */
    double repair_usd_per_mw;       /* per year: faults x cost of a repair / size of a system */
    double wacc_share[LEVELS], growth_share[LEVELS];
    int life_years, construction_years;
    double *capex_share; /* [construction_years] */
    /* What a MW that always works must save in each year of operation, [capital][wacc]: eq. 203 */
    double annual_usd_per_mw[LEVELS][LEVELS];
    double unit_mw;                                      /* one system, that fails by itself */
    double failures_per_year;                            /* of the cable of a system */
    double repair_hour;                                  /* mean */
    double cable_unavailability, station_unavailability; /* of a system */
    double availability_share[LEVELS]; /* of a system: at the worst, central, best inputs */
};

struct invest_optimum { /* for a level of capital cost and one of the return */
    double annual_usd_per_mw;
    double capacity_mw;     /* best solved point */
    double crossing_mw;     /* where the marginal value falls through the annual cost */
    double low_mw, high_mw; /* certified: no better size lies outside */
    double net_usd_per_year;
};

struct invest_module { /* the best number of one size, at central cost */
    double module_mw;
    int count;
    double capacity_mw;
    double value_low_usd_per_year, value_high_usd_per_year; /* certified, as it always works */
    double npv_usd[LEVELS];                                 /* by capital cost, central return */
    bool is_best;                                           /* of all sizes and numbers */
};

/* A project beside others: PINT and TOOT (docs/model.md, eqs. 205, 206). USD per year. */
/* The rents of all projects, as they always work, by three keys; NAN: the key has no number. */
struct project_rent {
    double capital_usd, own_usd_per_year;
    double by_investment_usd_per_year, by_fair_share_usd_per_year; /* of the sum of all */
    double of_each_side_usd_per_year; /* of its own: half for the country at either end */
};

struct invest_together {
    int n_project;                     /* the link first, then the others */
    const char **project;              /* [n_project] */
    double *capacity_mw;               /* [n_project] */
    struct invest_case *of;            /* [1 << n_project] */
    struct invest_point *point;        /* [1 << n_project], bit i: project i is there */
    double *value_usd_per_year;        /* [1 << n_project] cost of none less cost of the set */
    double *pint_usd_per_year;         /* [n_project] alone */
    double *toot_usd_per_year;         /* [n_project] when all others are there */
    double *shapley_usd_per_year;      /* [n_project] */
    double superadditive_usd_per_year; /* value of all less the sum of pint */
    struct project_rent *rent;         /* [n_project] when all are there */
    double rent_usd_per_year;          /* of all projects */
};

/* What a row of yearly flows is worth at the central return. */
struct invest_metrics {
    double npv_usd, mirr, payback_years, payback_final_years, discounted_payback_years;
    double benefit_cost_ratio, first_year_return;
    int irr_kind; /* enum irr_kind */
    int n_root;
    double *root; /* [n_root] */
};

/* The project as somebody sees it: all of society by the cost of the system, or the owner by the
 * rent at prices with the project; alone or beside the other projects (docs/model.md, eq. 209). */
struct invest_view {
    const char *name, *benefit; /* what counts as benefit, in words */
    double full_usd_per_year;   /* benefit of a link that always works */
    double usd_per_year;        /* as it works */
    double *flow_usd;           /* [construction_years + life_years] at central cost */
    struct invest_metrics metrics;
    double npv_usd[LEVELS][LEVELS];   /* [capital][wacc] */
    double npv_by_growth_usd[LEVELS]; /* of benefits, central cost and return */
    double needed_factor; /* by which benefits must grow for an NPV of 0: the switching value */
};

/* The owner under a regime of revenue, after tax and debt (docs/model.md, eq. 210). */
struct invest_regime {
    const char *name, *terms;                         /* in words */
    double revenue_usd_per_year, top_up_usd_per_year; /* mean; what is paid beyond the rent */
    double npv_usd, irr; /* of the project after tax; NAN: no one rate */
    double equity_npv_usd, equity_irr;
    double debt_usd, construction_interest_usd;
    double dscr_least, dscr_mean, llcr;
};
enum { INVEST_VIEWS = 4, INVEST_REGIMES = 4 };

struct invest_appraisal {
    double capex_usd, om_usd_per_year, repair_usd_per_year, availability_share;
    double delivered_mwh_per_year, loss_mwh_per_year, utilisation_share, spread_usd_per_mwh;
    /* Prices that are right for this size need not be unique, and neither is the rent of a link
     * that always works: the least and the most, by the certified slopes; NAN: not known (eq. 201)
     */
    double rent_least_usd_per_year, rent_most_usd_per_year;
    double levelised_usd_per_mwh; /* cost per MWh that arrives; losses lower the energy */
    double financing_wacc_share; /* real, after tax, of debt and owners as assumed; NAN: not told */
    int n_view, n_regime;
    struct invest_view view[INVEST_VIEWS];
    struct invest_regime regime[INVEST_REGIMES];
};

struct invest_check { /* a sum that must close, or one side that must not exceed the other */
    const char *name, *unit;
    double left, right, gap, tolerance; /* gap: relative, or by how much the order is broken */
};
enum { INVEST_CHECKS = 32 };

struct invest {
    const struct invest_config *config;
    struct assumptions *assumptions;
    struct invest_runs *runs;
    struct invest_inputs inputs;
    struct invest_costs costs;
    const struct hvdc_link *link;
    double year_factor;          /* hours of a year over hours of the study */
    const struct series *series; /* of the first world, as the dispatch has it */
    struct value_curve curve;
    double curve_cpu_s, single_cpu_s; /* of the curve, of a dispatch of it from nothing: run.log */
    struct invest_optimum optimum[LEVELS][LEVELS]; /* [capital][wacc] */
    struct invest_joint joint;
    struct invest_packages packages;
    struct invest_years years; /* the best size for several of them */
    int n_module;
    struct invest_module *module;
    double budget_mw[LEVELS]; /* that the budget buys at each capital cost; NAN without budget */
    double size_mw;           /* what is appraised */
    const char *size_why;     /* in words */
    struct invest_together together;
    struct invest_appraisal appraisal;
    struct invest_risk risk;
    struct invest_options options;
    struct invest_border border;
    int n_check;
    struct invest_check check[INVEST_CHECKS];
    char answer[2048];
};

/* Each step of the walk; see docs/walk.md, "An investment". */
MUST_CHECK enum status invest_inputs_take(struct invest *invest, struct arena *arena,
                                          struct error *error);
/* The value curve itself: dispatches of the first world at many capacities of the link. */
MUST_CHECK enum status invest_curve_solve(struct invest *invest, struct arena *arena,
                                          struct error *error);
/* What it says: budget, best sizes, modules, the size that is appraised. */
MUST_CHECK enum status invest_curve_read(struct invest *invest, struct arena *arena,
                                         struct error *error);
/* The projects side by side: cases before they are solved, what they say afterwards. */
MUST_CHECK enum status invest_together_cases(struct invest *invest, struct arena *arena,
                                             struct error *error);
MUST_CHECK enum status invest_together_read(struct invest *invest, struct error *error);
/* Their rents, when the capital of the link is known. */
MUST_CHECK enum status invest_rents_find(struct invest *invest, struct arena *arena,
                                         struct error *error);

/* The envelopes of V in USD per year at a capacity. */
void invest_value_at(const struct invest *invest, double capacity_mw, double *low_usd_per_year,
                     double *high_usd_per_year);

MUST_CHECK enum status invest_appraise(struct invest *invest, struct arena *arena,
                                       struct error *error);
MUST_CHECK enum status invest_regimes(struct invest *invest, struct arena *arena,
                                      struct error *error);

/* The drivers, the draws and what they say. */
MUST_CHECK enum status invest_risk_find(struct invest *invest, struct arena *arena,
                                        struct error *error);

/* Share of the time that a unit with so much sea cable works; what its repairs cost in a year. */
double invest_unit_works(const struct invest *invest, double submarine_km);
double invest_repairs_usd(const struct invest *invest, double submarine_km);
/* Capital of the circuits that a package adds to a line. */
double invest_circuits_usd(const struct invest *invest, const struct package_line *line,
                           enum level level);
/* Annual cost of a MW that always works (docs/model.md, eq. 203) of another link, central, by its
 * row, running costs the share of the capital that those of the link are; NAN: it has no cost. */
double invest_row_annual_usd_per_mw(const struct invest *invest, const struct hvdc_link *link);

/* Flows of the project at a level of the capital cost: benefit in the first year of operation. */
struct invest_terms {
    double capex_usd, running_usd_per_year, benefit_usd_per_year, growth_share;
    int delay_years; /* before operation, all capital spent */
};
void invest_flows(const struct invest_costs *costs, const struct invest_terms *terms,
                  double *flow_usd);

/* Notes a check; one that fails is a fault, STATUS_NUMERICAL, with both sides in words. */
MUST_CHECK enum status invest_check(struct invest *invest, const char *name, const char *unit,
                                    double left, double right, double gap, double tolerance,
                                    struct error *error);

/* Present values at the central timing (docs/model.md, eq. 203): of 1 USD of capital, of 1 USD in
 * each year of operation, of 1 USD that grows by a share a year from the first year of operation.
 */
double invest_capital_worth(const struct invest_costs *costs, double wacc_share);
double invest_operation_worth(const struct invest_costs *costs, double wacc_share,
                              double growth_share);

/* The whole walk. invest has config, assumptions, runs and series; the rest is filled. */
MUST_CHECK enum status invest_run(struct invest *invest, struct arena *arena, struct error *error);

#endif
