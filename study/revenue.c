#include "study/revenue.h"

#include "study/cash_flow.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/* What was added in an earlier year is written off over its own life. */
static double write_off(int year, double base_usd, int life_year, const double *capex_usd)
{
    double sum = depreciation_usd(base_usd, life_year, year);
    for (int added = 0; capex_usd != NULL && added < year; added++)
        sum += depreciation_usd(capex_usd[added], life_year, year - added - 1);
    return sum;
}

void revenue_regulated(int n_year, double base_usd, double rate, int life_year,
                       const double *opex_usd, const double *capex_usd, double *revenue_usd,
                       double *asset_usd)
{
    double asset = base_usd;
    for (int year = 0; year < n_year; year++) {
        const double off = write_off(year, base_usd, life_year, capex_usd);
        revenue_usd[year] = asset * rate + off + opex_usd[year];
        asset += (capex_usd == NULL ? 0 : capex_usd[year]) - off;
        if (asset_usd != NULL) asset_usd[year] = asset;
    }
}

/* Sums of a period, each year grown to its end. */
static double settle(const struct cap_and_floor *regime, int n, const double *revenue_usd,
                     const double *availability_share)
{
    double revenue = 0, cap = 0, floor = 0;
    for (int year = 0; year < n; year++) {
        const double growth = pow(1 + regime->rate, n - 1 - year);
        const bool supported = availability_share == NULL ||
                               availability_share[year] >= regime->least_availability_share;
        revenue += growth * revenue_usd[year];
        cap += growth * regime->cap_usd;
        floor += growth * (supported ? regime->floor_usd
                                     : fmin(regime->floor_usd, fmax(0, revenue_usd[year])));
    }
    return fmin(fmax(revenue, floor), cap) - revenue;
}

double revenue_cap_and_floor(const struct cap_and_floor *regime, int n_year,
                             const double *revenue_usd, const double *availability_share,
                             double *adjustment_usd)
{
    double sum = 0;
    for (int first = 0; first < n_year;) {
        const int left = n_year - first, period = regime->period_year;
        const int n = period < 1 ? 1 : period < left ? period : left;
        for (int year = first; year < first + n; year++)
            adjustment_usd[year] = 0;
        const double paid = settle(regime, n, revenue_usd + first,
                                   availability_share == NULL ? NULL : availability_share + first);
        adjustment_usd[first + n - 1] = paid;
        sum += paid;
        first += n;
    }
    return sum;
}

double revenue_availability(const struct availability_payment *terms, double capacity_mw,
                            double availability_share, double delivered_mwh)
{
    const double missed = fmax(0, terms->target_share - availability_share);
    const double paid_share = fmax(0, availability_share - terms->penalty_per_share * missed);
    return terms->usd_per_mw_year * capacity_mw * paid_share + terms->usd_per_mwh * delivered_mwh;
}
