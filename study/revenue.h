/* What the owner of a link is paid under four regimes (docs/model.md, eqs. 236-238). */
#ifndef STUDY_REVENUE_H
#define STUDY_REVENUE_H

/* Regulated asset base: return on what is not yet written off, and cost passed on (eq. 236).
 *   base_usd      at the start: capex, with interest of building where the regulator allows it
 *   opex_usd      [n_year]
 *   capex_usd     [n_year] added to the base at the end of each year; NULL: none
 *   asset_usd     out, NULL or [n_year]: base at the end */
void revenue_regulated(int n_year, double base_usd, double rate, int life_year,
                       const double *opex_usd, const double *capex_usd, double *revenue_usd,
                       double *asset_usd);

struct cap_and_floor {
    double cap_usd, floor_usd; /* a year */
    int period_year;           /* settled together: 5 as a rule, 1 on request (and below) */
    double rate;               /* within a period, flows are compared at its end; 0: plain sums */
    double least_availability_share; /* in a year below it, the floor is what was earned: 0.8 */
};
/* What is paid on top of (or taken from) the revenue of each period, in its last year (eq. 237).
 *   availability_share  [n_year] or NULL: full
 *   adjustment_usd      out [n_year]
 *   returns             the sum */
double revenue_cap_and_floor(const struct cap_and_floor *regime, int n_year,
                             const double *revenue_usd, const double *availability_share,
                             double *adjustment_usd);

/* A charge for being there, paid while it works, and a fee for what flows (eq. 238). */
struct availability_payment {
    double usd_per_mw_year, usd_per_mwh;
    double target_share,
        penalty_per_share; /* each 1 below the target costs so much of the charge */
};
double revenue_availability(const struct availability_payment *terms, double capacity_mw,
                            double availability_share, double delivered_mwh);

#endif
