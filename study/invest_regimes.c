/* The owner under four regimes of revenue, after tax and debt (docs/model.md, eq. 210). */
#include "study/invest.h"

#include "study/cash_flow.h"
#include "study/debt.h"
#include "study/npv.h"
#include "study/revenue.h"

#include <math.h>

enum { SETTLED_YEARS = 5 };    /* of cap and floor: as in Great Britain */
#define FLOOR_AVAILABILITY 0.8 /* below it no floor is paid, same place */

struct owner {
    struct invest *invest;
    struct arena *arena;
    int n;                              /* years of operation */
    double *rent_usd, *opex_usd, *full; /* [n] */
    double base_usd;                    /* of a regulator: capital at the start of operation */
    double opex_usd_per_year;
    struct project project;
};

static double central(const struct assumption *row, double without)
{
    return row == NULL ? without : row->central;
}

static enum status prepare(struct owner *owner, struct error *error)
{
    const struct invest *invest = owner->invest;
    const struct invest_costs *costs = &invest->costs;
    const struct invest_inputs *in = &invest->inputs;
    const struct invest_appraisal *appraisal = &invest->appraisal;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    owner->n = costs->life_years;
    owner->rent_usd = ARENA_ARRAY(owner->arena, double, owner->n);
    owner->opex_usd = ARENA_ARRAY(owner->arena, double, owner->n);
    owner->full = ARENA_ARRAY(owner->arena, double, owner->n);
    if (!owner->rent_usd || !owner->opex_usd || !owner->full)
        return error_set(error, STATUS_NO_MEMORY, "no memory for revenues");
    owner->opex_usd_per_year = appraisal->om_usd_per_year + appraisal->repair_usd_per_year;
    for (int year = 0; year < owner->n; year++) {
        owner->rent_usd[year] =
            appraisal->view[1].usd_per_year * pow(1 + costs->growth_share[LEVEL_CENTRAL], year);
        owner->opex_usd[year] = owner->opex_usd_per_year;
        owner->full[year] = appraisal->availability_share;
    }
    /* the capital with the return of the years of construction, at the end of the last of them */
    owner->base_usd = appraisal->capex_usd * invest_capital_worth(costs, rate) /
                      discount_factor(rate, costs->construction_years - 1, DISCOUNT_YEAR_END);
    owner->project = (struct project){.n_build = costs->construction_years,
                                      .n_operate = owner->n,
                                      .capex_usd = appraisal->capex_usd,
                                      .capex_share = costs->capex_share,
                                      .opex_usd_per_year = owner->opex_usd_per_year,
                                      .tax_share = central(in->tax, 0) / 100,
                                      .depreciation_year = owner->n,
                                      .basis = PRICES_REAL,
                                      .inflation = central(in->inflation, 0) / 100,
                                      .gearing = central(in->gearing, 0),
                                      .debt_rate = central(in->debt_rate, 0) / 100,
                                      .debt_year = (int)fmin(owner->n, central(in->tenor, 0)),
                                      .least_dscr = central(in->dscr, 0),
                                      .draw_timing = DRAW_MID_YEAR};
    return STATUS_OK;
}

static double one_rate(int n, const double *flow_usd, struct arena *arena)
{
    struct irr irr;
    const bool is_found = irr_find(n, flow_usd, arena, &irr) == STATUS_OK && irr.kind == IRR_ONE;
    return is_found ? irr.root[0] : NAN;
}

static double mean(const double *value, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += value[i];
    return sum / n;
}

static enum status add(struct owner *owner, const char *name, const char *terms,
                       const double *revenue_usd, struct error *error)
{
    struct invest *invest = owner->invest;
    struct invest_appraisal *appraisal = &invest->appraisal;
    const struct invest_inputs *in = &invest->inputs;
    const double rate = invest->costs.wacc_share[LEVEL_CENTRAL];
    const int build = owner->project.n_build, debt_year = owner->project.debt_year;
    struct cash_flow flow;
    owner->project.revenue_usd = revenue_usd;
    TRY(cash_flow_make(&owner->project, owner->arena, &flow, error));
    double *service = ARENA_ARRAY(owner->arena, double, owner->n);
    if (service == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a debt");
    for (int year = 0; year < owner->n; year++)
        service[year] = flow.interest_usd[build + year] + flow.principal_usd[build + year];
    const bool has_debt = flow.debt_at_start_usd > 0 && debt_year > 0;
    struct debt_cover cover = {NAN, NAN, NAN, NAN};
    if (has_debt) /* flows are real, and so is the rate: the debt is that of the start of operation
                   */
        cover = debt_cover(debt_year, owner->n, flow.available_usd + build, service,
                           flow.debt_usd[build - 1],
                           rate_real(owner->project.debt_rate, owner->project.inflation));
    appraisal->regime[appraisal->n_regime++] = (struct invest_regime){
        .name = name,
        .terms = terms,
        .revenue_usd_per_year = mean(revenue_usd, owner->n),
        .top_up_usd_per_year = mean(revenue_usd, owner->n) - mean(owner->rent_usd, owner->n),
        .npv_usd = npv_usd(flow.n_year, flow.project_usd, rate, DISCOUNT_YEAR_END),
        .irr = one_rate(flow.n_year, flow.project_usd, owner->arena),
        .equity_npv_usd = npv_usd(flow.n_year, flow.equity_usd,
                                  central(in->equity, 100 * rate) / 100, DISCOUNT_YEAR_END),
        .equity_irr = one_rate(flow.n_year, flow.equity_usd, owner->arena),
        .debt_usd = flow.debt_at_start_usd,
        .construction_interest_usd = flow.construction_interest_usd,
        .dscr_least = cover.dscr_least,
        .dscr_mean = cover.dscr_mean,
        .llcr = cover.llcr};
    return STATUS_OK;
}

static enum status regulated(struct owner *owner, struct error *error)
{
    const double rate = owner->invest->costs.wacc_share[LEVEL_CENTRAL];
    double *revenue = ARENA_ARRAY(owner->arena, double, owner->n);
    if (revenue == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for revenues");
    revenue_regulated(owner->n, owner->base_usd, rate, owner->n, owner->opex_usd, NULL, revenue,
                      NULL);
    return add(owner, "regulated asset base",
               "return at the central WACC before tax on what is not written off, running costs "
               "passed on; rents lower the tariff",
               revenue, error);
}

/* The floor pays running costs and lenders, the cap what the high return would ask. */
static enum status capped(struct owner *owner, struct error *error)
{
    const struct invest_costs *costs = &owner->invest->costs;
    const double debt_rate = rate_real(owner->project.debt_rate, owner->project.inflation);
    const struct cap_and_floor regime = {
        .cap_usd = owner->opex_usd_per_year +
                   owner->base_usd * annuity_factor(costs->wacc_share[LEVEL_HIGH], owner->n),
        .floor_usd = owner->opex_usd_per_year +
                     owner->base_usd * annuity_factor(fmax(0, debt_rate), owner->n),
        .period_year = owner->n < SETTLED_YEARS ? owner->n : SETTLED_YEARS,
        .least_availability_share = FLOOR_AVAILABILITY};
    double *revenue = ARENA_ARRAY(owner->arena, double, owner->n);
    if (revenue == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for revenues");
    revenue_cap_and_floor(&regime, owner->n, owner->rent_usd, owner->full, revenue);
    for (int year = 0; year < owner->n; year++)
        revenue[year] += owner->rent_usd[year];
    return add(owner, "cap and floor",
               "rent, settled every 5 years: the floor pays running costs and the capital at the "
               "interest of lenders, the cap is at the high WACC; no floor below 80 % availability",
               revenue, error);
}

static enum status paid_to_be_there(struct owner *owner, struct error *error)
{
    const struct invest *invest = owner->invest;
    const struct invest_costs *costs = &invest->costs;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    const double target_share = central(invest->inputs.target, 1);
    const struct availability_payment terms = {
        .usd_per_mw_year =
            (owner->opex_usd_per_year + owner->base_usd * annuity_factor(rate, owner->n)) /
            (invest->size_mw * target_share),
        .target_share = target_share,
        .penalty_per_share = 1};
    double *revenue = ARENA_ARRAY(owner->arena, double, owner->n);
    if (revenue == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for revenues");
    for (int year = 0; year < owner->n; year++)
        revenue[year] = revenue_availability(&terms, invest->size_mw, owner->full[year],
                                             invest->appraisal.delivered_mwh_per_year);
    return add(owner, "availability payment",
               "a charge per MW that pays all cost at the central WACC before tax, in full at the "
               "target of availability; the rents go to those who pay it",
               revenue, error);
}

/* What lenders and owners ask together, beside the WACC that the study discounts with (eq. 235). */
static double financing_wacc(const struct owner *owner)
{
    const struct invest_inputs *in = &owner->invest->inputs;
    const struct project *project = &owner->project;
    if (in->equity == NULL || in->debt_rate == NULL) return NAN;
    const struct capital_cost capital = {
        .gearing = project->gearing,
        .debt_rate = project->debt_rate,
        .equity_rate = rate_nominal(central(in->equity, 0) / 100, project->inflation),
        .tax_share = project->tax_share};
    return rate_real(wacc_after_tax(&capital), project->inflation);
}

enum status invest_regimes(struct invest *invest, struct arena *arena, struct error *error)
{
    struct owner owner = {.invest = invest, .arena = arena};
    TRY(prepare(&owner, error));
    invest->appraisal.financing_wacc_share = financing_wacc(&owner);
    TRY(add(&owner, "merchant", "rent at market prices with the project, nothing else",
            owner.rent_usd, error));
    TRY(regulated(&owner, error));
    TRY(capped(&owner, error));
    return paid_to_be_there(&owner, error);
}
