#include "study/border_carbon.h"

#include <math.h>

/* A limit that costs less than a cent is not reached: what rounding leaves in a price. */
static const double FULL_USD_PER_MWH = 0.01;

struct border_carbon_cost border_carbon_cost(const struct border_carbon *rule, int n_hour,
                                             const double *export_mw, const double *certified_mw,
                                             const double *path_shadow_usd_per_mwh)
{
    struct border_carbon_cost cost = {0};
    double export_mwh = 0;
    for (int hour = 0; hour < n_hour; hour++) {
        const double out = fmax(0, export_mw[hour]);
        const double claimed = fmin(out, fmax(0, certified_mw[hour]));
        export_mwh += out;
        cost.lenient_claimed_mwh += claimed;
        if (path_shadow_usd_per_mwh[hour] < FULL_USD_PER_MWH) cost.strict_claimed_mwh += claimed;
    }
    const double usd_per_mwh =
        rule->default_t_per_mwh * fmax(0, rule->price_usd_per_t - rule->origin_price_usd_per_t);
    cost.strict_usd = usd_per_mwh * (export_mwh - cost.strict_claimed_mwh);
    cost.lenient_usd = usd_per_mwh * (export_mwh - cost.lenient_claimed_mwh);
    return cost;
}
