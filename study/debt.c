#include "study/debt.h"

#include "study/npv.h"

#include <math.h>
#include <stddef.h>

double debt_annuity_usd(double debt_usd, double rate, int n_year)
{
    return debt_usd * annuity_factor(rate, n_year);
}

double debt_capacity_usd(double available_usd, double dscr, double rate, int n_year)
{
    return fmax(0, available_usd) / dscr * annuity_worth(rate, n_year);
}

/* One year of a loan: what is left of it. Arrays may be NULL. */
static double serve(int year, double balance_usd, double service_usd, double rate,
                    double *interest_usd, double *principal_usd, double *balance_row_usd)
{
    const double interest = rate * balance_usd;
    if (interest_usd != NULL) interest_usd[year] = interest;
    if (principal_usd != NULL) principal_usd[year] = service_usd - interest;
    balance_usd -= service_usd - interest;
    if (balance_row_usd != NULL) balance_row_usd[year] = balance_usd;
    return balance_usd;
}

double debt_sculpt(int n_year, const double *available_usd, double dscr, double rate,
                   double *interest_usd, double *principal_usd, double *balance_usd)
{
    double debt = 0;
    for (int year = n_year - 1; year >= 0; year--)
        debt = (debt + fmax(0, available_usd[year]) / dscr) / (1 + rate);
    double balance = debt;
    for (int year = 0; year < n_year; year++)
        balance = serve(year, balance, fmax(0, available_usd[year]) / dscr, rate, interest_usd,
                        principal_usd, balance_usd);
    return debt;
}

void debt_schedule(int n_year, double debt_usd, double rate, double *interest_usd,
                   double *principal_usd, double *balance_usd)
{
    const double service = n_year > 0 ? debt_annuity_usd(debt_usd, rate, n_year) : 0;
    double balance = debt_usd;
    for (int year = 0; year < n_year; year++)
        balance = serve(year, balance, service, rate, interest_usd, principal_usd, balance_usd);
}

/* Flows at the ends of years 1 .. n. */
static double worth(int n_year, const double *flow_usd, double rate)
{
    double sum = 0;
    for (int year = n_year - 1; year >= 0; year--)
        sum = (sum + flow_usd[year]) / (1 + rate);
    return sum;
}

struct debt_cover debt_cover(int n_loan_year, int n_plant_year, const double *available_usd,
                             const double *service_usd, double debt_usd, double rate)
{
    struct debt_cover cover = {NAN, NAN, NAN, NAN};
    double sum = 0;
    int n = 0;
    if (!(debt_usd > 0)) return cover;
    for (int year = 0; year < n_loan_year; year++) {
        if (!(service_usd[year] > 0)) continue;
        const double dscr = available_usd[year] / service_usd[year];
        if (n == 0 || dscr < cover.dscr_least) cover.dscr_least = dscr;
        sum += dscr;
        n++;
    }
    if (n > 0) cover.dscr_mean = sum / n;
    cover.llcr = worth(n_loan_year, available_usd, rate) / debt_usd;
    cover.plcr = worth(n_plant_year, available_usd, rate) / debt_usd;
    return cover;
}

double wacc_vanilla(const struct capital_cost *capital)
{
    return capital->gearing * capital->debt_rate + (1 - capital->gearing) * capital->equity_rate;
}

double wacc_after_tax(const struct capital_cost *capital)
{
    return wacc_vanilla(capital) - capital->gearing * capital->debt_rate * capital->tax_share;
}
