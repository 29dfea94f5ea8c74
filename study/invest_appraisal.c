/* The project appraised: what society saves and what the owner earns, year by year (docs/model.md,
 * eqs. 203, 209), and the sums that its measures must keep. */
#include "study/invest.h"

#include "study/npv.h"

#include <math.h>

/* At a rate of return the flows are worth nothing: of the capital (docs/model.md, eq. 211). */
#define RATE_TOLERANCE 1e-8

void invest_flows(const struct invest_costs *costs, const struct invest_terms *terms,
                  double *flow_usd)
{
    const int begin = costs->construction_years + terms->delay_years;
    const int n = costs->construction_years + costs->life_years;
    double benefit = terms->benefit_usd_per_year;
    for (int year = 0; year < n; year++) {
        flow_usd[year] =
            year < costs->construction_years ? -terms->capex_usd * costs->capex_share[year] : 0;
        if (year < begin) continue;
        flow_usd[year] += benefit - terms->running_usd_per_year;
        benefit *= 1 + terms->growth_share;
    }
}

static int n_year(const struct invest *invest)
{
    return invest->costs.construction_years + invest->costs.life_years;
}

static struct invest_terms terms_of(const struct invest *invest, enum level capex,
                                    enum level growth, double usd_per_year)
{
    const struct invest_costs *costs = &invest->costs;
    return (struct invest_terms){.capex_usd = costs->unit_usd_per_mw[capex] * invest->size_mw,
                                 .running_usd_per_year =
                                     (costs->om_usd_per_mw[capex] + costs->repair_usd_per_mw) *
                                     invest->size_mw,
                                 .benefit_usd_per_year = usd_per_year,
                                 .growth_share = costs->growth_share[growth]};
}

static double worth(const struct invest *invest, const struct invest_terms *terms, double rate,
                    double *scratch)
{
    invest_flows(&invest->costs, terms, scratch);
    return npv_usd(n_year(invest), scratch, rate, DISCOUNT_YEAR_END);
}

/* ---- the measures of a view ---- */

static enum status check_rates(struct invest *invest, const struct invest_view *view,
                               struct error *error)
{
    const double capex = fmax(1, invest->appraisal.capex_usd);
    double off = 0, mirr_off = 0;
    for (int i = 0; i < view->metrics.n_root; i++) {
        const double rate = view->metrics.root[i];
        const double left = npv_usd(n_year(invest), view->flow_usd, rate, DISCOUNT_YEAR_END);
        /* far below a return of nothing late years weigh more than all the capital */
        const double weight = fmax(1, discount_factor(rate, n_year(invest), DISCOUNT_YEAR_END));
        off = fmax(off, fabs(left) / capex / weight);
        mirr_off = fmax(mirr_off, fabs(mirr(n_year(invest), view->flow_usd, rate, rate) - rate));
    }
    TRY(invest_check(invest, "present value at a rate of return is 0", "of the capital", off, 0,
                     off, RATE_TOLERANCE, error));
    return invest_check(invest, "modified rate at a rate of return is that rate", "share", mirr_off,
                        0, mirr_off, RATE_TOLERANCE, error);
}

static enum status measure(struct invest *invest, struct invest_view *view, struct arena *arena,
                           struct error *error)
{
    struct invest_metrics *metrics = &view->metrics;
    const struct invest_terms terms =
        terms_of(invest, LEVEL_CENTRAL, LEVEL_CENTRAL, view->usd_per_year);
    const double rate = invest->costs.wacc_share[LEVEL_CENTRAL];
    const int n = n_year(invest);
    struct irr irr;
    double *benefit = ARENA_ARRAY(arena, double, n), *cost = ARENA_ARRAY(arena, double, n);
    view->flow_usd = ARENA_ARRAY(arena, double, n);
    if (view->flow_usd == NULL || benefit == NULL || cost == NULL ||
        (invest_flows(&invest->costs, &terms, view->flow_usd),
         irr_find(n, view->flow_usd, arena, &irr) != STATUS_OK))
        return error_set(error, STATUS_NO_MEMORY, "no memory for cash flows");
    for (int year = 0; year < n; year++) {
        const int operated = year - invest->costs.construction_years;
        benefit[year] =
            operated < 0 ? 0 : view->usd_per_year * pow(1 + terms.growth_share, operated);
        cost[year] = benefit[year] - view->flow_usd[year];
    }
    const struct payback plain = payback_find(n, view->flow_usd, 0);
    *metrics = (struct invest_metrics){
        .npv_usd = npv_usd(n, view->flow_usd, rate, DISCOUNT_YEAR_END),
        .mirr = mirr(n, view->flow_usd, rate, rate),
        .payback_years = plain.first_year,
        .payback_final_years = plain.final_year,
        .discounted_payback_years = payback_find(n, view->flow_usd, rate).first_year,
        .benefit_cost_ratio = benefit_cost_ratio(n, benefit, cost, rate),
        .first_year_return = first_year_rate_of_return(
            view->usd_per_year - terms.running_usd_per_year, terms.capex_usd),
        .irr_kind = irr.kind,
        .n_root = irr.n_root,
        .root = irr.root};
    return check_rates(invest, view, error);
}

/* All levels of cost, return and growth; and the factor of the benefits at which nothing is left.
 */
static void vary(const struct invest *invest, struct invest_view *view, double *scratch)
{
    const struct invest_costs *costs = &invest->costs;
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            const struct invest_terms terms =
                terms_of(invest, (enum level)capex, LEVEL_CENTRAL, view->usd_per_year);
            view->npv_usd[capex][wacc] = worth(invest, &terms, costs->wacc_share[wacc], scratch);
        }
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    for (int growth = 0; growth < LEVELS; growth++) {
        const struct invest_terms terms =
            terms_of(invest, LEVEL_CENTRAL, (enum level)growth, view->usd_per_year);
        view->npv_by_growth_usd[growth] = worth(invest, &terms, rate, scratch);
    }
    const struct invest_terms nothing = terms_of(invest, LEVEL_CENTRAL, LEVEL_CENTRAL, 0);
    const double cost = -worth(invest, &nothing, rate, scratch);
    const double gain = view->metrics.npv_usd + cost;
    view->needed_factor = gain > 0 ? cost / gain : NAN;
}

/* ---- the link itself ---- */

static enum status describe(struct invest *invest, struct error *error)
{
    const struct invest_together *t = &invest->together;
    const struct invest_costs *costs = &invest->costs;
    struct invest_appraisal *appraisal = &invest->appraisal;
    const struct invest_link *link = &t->point[(1 << t->n_project) - 1].link[0];
    const double available = costs->availability_share[LEVEL_CENTRAL];
    const double sent_mwh = link->forward_mwh + link->back_mwh;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    *appraisal = (struct invest_appraisal){
        .capex_usd = costs->unit_usd_per_mw[LEVEL_CENTRAL] * invest->size_mw,
        .om_usd_per_year = costs->om_usd_per_mw[LEVEL_CENTRAL] * invest->size_mw,
        .repair_usd_per_year = costs->repair_usd_per_mw * invest->size_mw,
        .availability_share = available,
        .delivered_mwh_per_year = link->received_mwh * available * invest->year_factor,
        .loss_mwh_per_year = link->loss_mwh * available * invest->year_factor,
        .utilisation_share = link->utilisation_share,
        .spread_usd_per_mwh = sent_mwh > 0 ? link->rent_usd / sent_mwh : NAN};
    /* what the capital and the running are worth, and the energy (docs/model.md, eq. 211) */
    const double operated = invest_operation_worth(costs, rate, 0);
    const double spent = appraisal->capex_usd * invest_capital_worth(costs, rate) +
                         (appraisal->om_usd_per_year + appraisal->repair_usd_per_year) * operated;
    const double energy = appraisal->delivered_mwh_per_year * operated;
    if (!(energy > 0)) {
        appraisal->levelised_usd_per_mwh = NAN;
        return STATUS_OK;
    }
    enum { YEARS_AT_MOST = 400 };
    double cost[YEARS_AT_MOST] = {0}, delivered[YEARS_AT_MOST] = {0};
    const int n = n_year(invest);
    if (n > YEARS_AT_MOST)
        return error_set(error, STATUS_BAD_INPUT, "%s: %d years in all, wanted at most %d",
                         invest->config->path, n, YEARS_AT_MOST);
    for (int year = 0; year < n; year++) {
        const bool operates = year >= costs->construction_years;
        cost[year] = operates ? appraisal->om_usd_per_year + appraisal->repair_usd_per_year
                              : appraisal->capex_usd * costs->capex_share[year];
        delivered[year] = operates ? appraisal->delivered_mwh_per_year : 0;
    }
    appraisal->levelised_usd_per_mwh = levelised_cost_usd_per_mwh(n, cost, delivered, rate);
    const double paid = appraisal->levelised_usd_per_mwh * energy;
    return invest_check(invest, "levelised cost x energy = cost, present values", "USD", paid,
                        spent, fabs(paid - spent) / fmax(1, spent), RATE_TOLERANCE, error);
}

/* At given prices the rent of a link is its capacity times what they make a MW more worth, as long
 * as no other limit moves with its flow; then the slopes that the curve leaves bound it. */
#define RENT_TOLERANCE 1e-6
static void bound_rent(struct invest *invest)
{
    struct invest_appraisal *appraisal = &invest->appraisal;
    const struct invest_together *t = &invest->together;
    const struct invest_link *link = &t->point[(1 << t->n_project) - 1].link[0];
    const double by_slope = -link->slope_usd_per_mw * invest->size_mw;
    appraisal->rent_least_usd_per_year = appraisal->rent_most_usd_per_year = NAN;
    if (fabs(by_slope - link->rent_usd) > RENT_TOLERANCE * fmax(1, fabs(link->rent_usd))) return;
    for (int i = 1; i + 1 < invest->curve.n_point; i++) {
        const struct value_point *point = &invest->curve.point[i];
        const double year = invest->year_factor * invest->size_mw;
        if (point->capacity_mw != invest->size_mw) continue;
        appraisal->rent_least_usd_per_year = point->marginal_least_usd_per_mw * year;
        appraisal->rent_most_usd_per_year = point->marginal_most_usd_per_mw * year;
    }
}

static void add_view(struct invest *invest, const char *name, const char *benefit, double usd)
{
    struct invest_appraisal *appraisal = &invest->appraisal;
    appraisal->view[appraisal->n_view++] =
        (struct invest_view){.name = name,
                             .benefit = benefit,
                             .full_usd_per_year = usd,
                             .usd_per_year = usd * appraisal->availability_share};
}

/* The link with all others: without others it stands alone, and there is one view each. */
static void find_views(struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    const int all = (1 << t->n_project) - 1;
    const double year = invest->year_factor;
    const char *saved = "cost of the system saved", *rent = "rent at prices with the project";
    add_view(invest, "society", saved, t->toot_usd_per_year[0]);
    add_view(invest, "owner", rent, t->point[all].link[0].rent_usd * year);
    if (t->n_project == 1) return;
    add_view(invest, "society, without the other projects", saved, t->pint_usd_per_year[0]);
    add_view(invest, "owner, without the other projects", rent,
             t->point[1].link[0].rent_usd * year);
}

enum status invest_appraise(struct invest *invest, struct arena *arena, struct error *error)
{
    double *scratch = ARENA_ARRAY(arena, double, n_year(invest));
    if (scratch == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for cash flows");
    TRY(describe(invest, error));
    find_views(invest);
    bound_rent(invest);
    for (int i = 0; i < invest->appraisal.n_view; i++) {
        TRY(measure(invest, &invest->appraisal.view[i], arena, error));
        vary(invest, &invest->appraisal.view[i], scratch);
    }
    return invest_regimes(invest, arena, error);
}
