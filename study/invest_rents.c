/* The rents of all projects together, shared by three keys (docs/model.md, eqs. 241, 242): each
 * keeps its own, by what was invested, by what each is worth to the others. */
#include "study/invest.h"

#include "study/rent_share.h"

#include <math.h>

static double capital_usd(const struct invest *invest, int project)
{
    const struct invest_runs *runs = invest->runs;
    const struct hvdc_link *link = &runs->world[0].network.link[runs->watch_at[project]];
    return project == 0 ? invest->appraisal.capex_usd : 1e6 * link->capex_central_musd;
}

/* Part of the sum; NAN where not all have a number above 0. */
static double part_of(int n, const double *weight, int i, double sum_usd)
{
    double others = 0;
    for (int k = 0; k < n; k++) {
        if (!(weight[k] > 0)) return NAN;
        if (k != i) others += weight[k];
    }
    return rent_of_side(RENT_BY_INVESTMENT, sum_usd, weight[i], others);
}

enum status invest_rents_find(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_together *t = &invest->together;
    const struct invest_point *all = &t->point[(1 << t->n_project) - 1];
    double *capital = ARENA_ARRAY(arena, double, t->n_project);
    t->rent = ARENA_ARRAY(arena, struct project_rent, t->n_project);
    if (!capital || !t->rent) return error_set(error, STATUS_NO_MEMORY, "no memory for rents");
    t->rent_usd_per_year = 0;
    for (int i = 0; i < t->n_project; i++) {
        t->rent[i].own_usd_per_year = all->link[i].rent_usd * invest->year_factor;
        t->rent_usd_per_year += t->rent[i].own_usd_per_year;
        capital[i] = capital_usd(invest, i);
    }
    for (int i = 0; i < t->n_project; i++) {
        struct project_rent *rent = &t->rent[i];
        rent->capital_usd = capital[i];
        rent->by_investment_usd_per_year = part_of(t->n_project, capital, i, t->rent_usd_per_year);
        rent->by_fair_share_usd_per_year =
            part_of(t->n_project, t->shapley_usd_per_year, i, t->rent_usd_per_year);
        rent->of_each_side_usd_per_year = rent_of_side(RENT_HALVES, rent->own_usd_per_year, 0, 0);
    }
    return STATUS_OK;
}
