#include "study/npv.h"

#include <math.h>

double discount_factor(double rate, int year, enum discount_timing timing)
{
    const bool mid_year = timing == DISCOUNT_MID_YEAR && year > 0;
    return pow(1 + rate, -(mid_year ? year - 0.5 : year));
}

double npv_usd(int n_year, const double *flow_usd, double rate, enum discount_timing timing)
{
    double sum = 0;
    for (int year = n_year - 1; year >= 0; year--) /* late years first: small to large */
        sum += flow_usd[year] * discount_factor(rate, year, timing);
    return sum;
}

double rate_nominal(double real, double inflation)
{
    return (1 + real) * (1 + inflation) - 1;
}

double rate_real(double nominal, double inflation)
{
    return (nominal - inflation) / (1 + inflation);
}

/* 1 - (1 + r)^-n through expm1, so that a rate near 0 keeps its digits. */
double annuity_factor(double rate, int n_year)
{
    if (n_year <= 0) return NAN;
    if (rate == 0) return 1.0 / n_year;
    return rate / -expm1(-n_year * log1p(rate));
}

double annuity_worth(double rate, int n_year)
{
    return n_year > 0 ? 1 / annuity_factor(rate, n_year) : 0;
}

static bool find_ends(int n_year, const double *flow_usd, int *first, int *last)
{
    *first = 0;
    *last = n_year - 1;
    while (*first < n_year && flow_usd[*first] == 0)
        ++*first;
    while (*last > *first && flow_usd[*last] == 0)
        --*last;
    return *first < n_year;
}

double mirr(int n_year, const double *flow_usd, double finance_rate, double reinvest_rate)
{
    int first, last;
    double paid_usd = 0, grown_usd = 0;
    if (!find_ends(n_year, flow_usd, &first, &last)) return NAN;
    for (int year = first; year <= last; year++) {
        if (flow_usd[year] < 0)
            paid_usd -= flow_usd[year] * pow(1 + finance_rate, first - year);
        else
            grown_usd += flow_usd[year] * pow(1 + reinvest_rate, last - year);
    }
    if (!(paid_usd > 0) || !(grown_usd > 0)) return NAN;
    return pow(grown_usd / paid_usd, 1.0 / (last - first)) - 1;
}

struct payback payback_find(int n_year, const double *flow_usd, double rate)
{
    struct payback payback = {NAN, NAN};
    double sum = 0;
    for (int year = 0; year < n_year; year++) {
        const double before = sum;
        sum += flow_usd[year] * discount_factor(rate, year, DISCOUNT_YEAR_END);
        if (before < 0 && sum >= 0) { /* flows of year 0 stand at its start, later fill a year */
            payback.final_year = year - 1 + before / (before - sum);
            if (isnan(payback.first_year)) payback.first_year = payback.final_year;
        }
    }
    if (sum < 0) payback.final_year = NAN;
    return payback;
}

double benefit_cost_ratio(int n_year, const double *benefit_usd, const double *cost_usd,
                          double rate)
{
    const double cost = npv_usd(n_year, cost_usd, rate, DISCOUNT_YEAR_END);
    return cost > 0 ? npv_usd(n_year, benefit_usd, rate, DISCOUNT_YEAR_END) / cost : NAN;
}

double levelised_cost_usd_per_mwh(int n_year, const double *cost_usd, const double *delivered_mwh,
                                  double rate)
{
    const double energy = npv_usd(n_year, delivered_mwh, rate, DISCOUNT_YEAR_END);
    return energy > 0 ? npv_usd(n_year, cost_usd, rate, DISCOUNT_YEAR_END) / energy : NAN;
}

double first_year_rate_of_return(double benefit_usd, double capex_usd)
{
    return capex_usd > 0 ? benefit_usd / capex_usd : NAN;
}
