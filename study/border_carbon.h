/* What the border adjustment for carbon takes from an export (docs/model.md, eq. 226): lenient, a
 * nominated supply from clean plants counts as proof; strict, only where no limit on the way is
 * reached. */
#ifndef STUDY_BORDER_CARBON_H
#define STUDY_BORDER_CARBON_H

struct border_carbon {
    double default_t_per_mwh;      /* factor of the origin */
    double price_usd_per_t;        /* in the EU */
    double origin_price_usd_per_t; /* paid where it was produced */
};
struct border_carbon_cost {
    double strict_usd, lenient_usd;
    double strict_claimed_mwh, lenient_claimed_mwh;
};
/* export_mw, certified_mw [n_hour] at the EU terminal; price of the fullest element of the path in
 * each hour; certified above the export does not count. */
struct border_carbon_cost border_carbon_cost(const struct border_carbon *rule, int n_hour,
                                             const double *export_mw, const double *certified_mw,
                                             const double *path_shadow_usd_per_mwh);

#endif
