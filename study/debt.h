/* What lenders give and get (docs/model.md, eqs. 232-235). */
#ifndef STUDY_DEBT_H
#define STUDY_DEBT_H

/* Equal service in each year that pays back a debt at the end of the last. */
double debt_annuity_usd(double debt_usd, double rate, int n_year);

/* Most debt that equal service carries when the flow for it is available_usd every year. */
double debt_capacity_usd(double available_usd, double dscr, double rate, int n_year);

/* Service that is a fixed part of each year's flow (eq. 234).
 *   available_usd  [n_year]; a year below 0 serves nothing
 *   interest_usd, principal_usd, balance_usd  out, each NULL or [n_year]; balance at the end
 *   returns        the debt: present value of the service */
double debt_sculpt(int n_year, const double *available_usd, double dscr, double rate,
                   double *interest_usd, double *principal_usd, double *balance_usd);

/* The rows of a loan with equal service; arrays as above. */
void debt_schedule(int n_year, double debt_usd, double rate, double *interest_usd,
                   double *principal_usd, double *balance_usd);

struct debt_cover {               /* NAN where there is no debt */
    double dscr_least, dscr_mean; /* flow for the service over the service of the year */
    double llcr; /* present value of the flow over the life of the loan over the debt */
    double plcr; /* of the flow over the life of the plant */
};
/* available_usd [n_plant_year], service_usd [n_loan_year], n_loan_year <= n_plant_year. */
struct debt_cover debt_cover(int n_loan_year, int n_plant_year, const double *available_usd,
                             const double *service_usd, double debt_usd, double rate);

/* Weighted average cost of capital (eq. 235). */
struct capital_cost {
    double gearing, debt_rate, equity_rate, tax_share; /* nominal */
};
double wacc_vanilla(const struct capital_cost *capital);
double wacc_after_tax(const struct capital_cost *capital);
#endif
