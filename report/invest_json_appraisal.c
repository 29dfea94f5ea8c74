/* The appraised size: views, regimes of revenue, and numbers that should fit each other. */
#include "report/invest_parts.h"
#include "study/npv.h"

#include <math.h>

static void write_view(struct json *json, const struct invest_view *view)
{
    const struct invest_metrics *metrics = &view->metrics;
    static const char *const kinds[] = {"none", "one", "several, without meaning", "every"};
    json_open_object(json, NULL);
    json_text(json, "who", view->name);
    json_text(json, "benefit", view->benefit);
    json_quantity(json, "benefit_always_working_usd_per_year", view->full_usd_per_year);
    json_quantity(json, "benefit_usd_per_year", view->usd_per_year);
    json_quantity(json, "npv_usd", metrics->npv_usd);
    json_text(json, "irr_kind", kinds[metrics->irr_kind]);
    json_open_array(json, "irr_share");
    for (int i = 0; i < metrics->n_root; i++)
        json_number(json, NULL, metrics->root[i]);
    json_close(json);
    json_number(json, "mirr_share", metrics->mirr);
    json_quantity(json, "payback_years", metrics->payback_years);
    json_quantity(json, "payback_final_years", metrics->payback_final_years);
    json_quantity(json, "discounted_payback_years", metrics->discounted_payback_years);
    json_quantity(json, "benefit_cost_ratio", metrics->benefit_cost_ratio);
    json_quantity(json, "first_year_return_share", metrics->first_year_return);
    json_quantity(json, "benefit_factor_for_npv_0", view->needed_factor);
    json_open_array(json, "npv_by_cost_and_return");
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            json_open_object(json, NULL);
            json_text(json, "capital", invest_level_names[capex]);
            json_text(json, "wacc", invest_level_names[wacc]);
            json_quantity(json, "npv_usd", view->npv_usd[capex][wacc]);
            json_close(json);
        }
    json_close(json);
    invest_json_levels(json, "npv_by_growth_usd", view->npv_by_growth_usd);
    json_close(json);
}

static void write_regime(struct json *json, const struct invest_regime *regime)
{
    json_open_object(json, NULL);
    json_text(json, "regime", regime->name);
    json_text(json, "terms", regime->terms);
    json_quantity(json, "revenue_usd_per_year", regime->revenue_usd_per_year);
    json_quantity(json, "top_up_usd_per_year", regime->top_up_usd_per_year);
    json_quantity(json, "npv_after_tax_usd", regime->npv_usd);
    json_number(json, "irr_after_tax_share", regime->irr);
    json_quantity(json, "equity_npv_usd", regime->equity_npv_usd);
    json_number(json, "equity_irr_share", regime->equity_irr);
    json_quantity(json, "debt_usd", regime->debt_usd);
    json_quantity(json, "construction_interest_usd", regime->construction_interest_usd);
    json_number(json, "dscr_least", regime->dscr_least);
    json_number(json, "dscr_mean", regime->dscr_mean);
    json_number(json, "llcr", regime->llcr);
    json_close(json);
}

/* Numbers that should fit each other, side by side. */
static void write_cross_check(struct json *json, const struct invest *invest)
{
    const struct invest_appraisal *appraisal = &invest->appraisal;
    const struct invest_together *t = &invest->together;
    const int all = (1 << t->n_project) - 1;
    const double year = invest->year_factor;
    const struct invest_point *with = &t->point[all], *without = &t->point[all & ~1];
    const struct invest_surplus_row sum =
        invest_surplus_row(invest, invest_surplus_rows(invest) - 1);
    json_open_object(json, "cross_check");
    json_quantity(json, "capacity_mw", invest->size_mw);
    json_quantity(json, "capital_usd", appraisal->capex_usd);
    json_quantity(json, "annual_cost_usd_per_year",
                  invest->size_mw * invest->costs.annual_usd_per_mw[LEVEL_CENTRAL][LEVEL_CENTRAL]);
    json_quantity(json, "marginal_value_usd_per_mw_year", -with->link[0].slope_usd_per_mw * year);
    json_quantity(json, "rent_usd_per_year", with->link[0].rent_usd * year);
    json_quantity(json, "rent_per_mwh_sent_usd", appraisal->spread_usd_per_mwh);
    json_quantity(json, "utilisation_share", appraisal->utilisation_share);
    json_quantity(json, "loss_mwh_per_year", with->link[0].loss_mwh * year);
    json_quantity(json, "saved_usd_per_year", t->toot_usd_per_year[0]);
    json_quantity(json, "surplus_changes_usd_per_year", sum.taken_out_usd);
    json_quantity(json, "co2_change_t_per_year", (with->co2_t - without->co2_t) * year);
    json_quantity(json, "curtailment_change_mwh_per_year",
                  (with->curtailed_mwh - without->curtailed_mwh) * year);
    json_quantity(json, "unserved_change_mwh_per_year",
                  (with->unserved_mwh - without->unserved_mwh) * year);
    json_quantity(json, "npv_society_usd", appraisal->view[0].metrics.npv_usd);
    json_quantity(json, "npv_owner_usd", appraisal->view[1].metrics.npv_usd);
    json_quantity(json, "phantom_benefit_usd_per_year",
                  (with->phantom_usd - without->phantom_usd) * year);
    json_close(json);
}

void invest_json_appraisal(struct json *json, const struct invest *invest)
{
    const struct invest_appraisal *appraisal = &invest->appraisal;
    json_open_object(json, "appraisal");
    json_quantity(json, "capacity_mw", invest->size_mw);
    json_text(json, "why_this_size", invest->size_why);
    json_quantity(json, "capital_usd", appraisal->capex_usd);
    json_quantity(json, "om_usd_per_year", appraisal->om_usd_per_year);
    json_quantity(json, "repair_usd_per_year", appraisal->repair_usd_per_year);
    json_quantity(json, "availability_share", appraisal->availability_share);
    json_text(json, "energy_measured", "where it arrives, after the losses of stations and cable");
    json_quantity(json, "delivered_mwh_per_year", appraisal->delivered_mwh_per_year);
    json_quantity(json, "loss_mwh_per_year", appraisal->loss_mwh_per_year);
    json_quantity(json, "utilisation_share", appraisal->utilisation_share);
    json_quantity(json, "rent_per_mwh_sent_usd", appraisal->spread_usd_per_mwh);
    json_quantity(json, "rent_least_usd_per_year", appraisal->rent_least_usd_per_year);
    json_quantity(json, "rent_most_usd_per_year", appraisal->rent_most_usd_per_year);
    json_quantity(json, "levelised_cost_usd_per_mwh", appraisal->levelised_usd_per_mwh);
    write_cross_check(json, invest);
    json_open_array(json, "views");
    for (int i = 0; i < appraisal->n_view; i++)
        write_view(json, &appraisal->view[i]);
    json_close(json);
    json_number(json, "wacc_share", invest->costs.wacc_share[LEVEL_CENTRAL]);
    json_number(json, "wacc_of_financing_share", appraisal->financing_wacc_share);
    json_open_array(json, "regimes");
    for (int i = 0; i < appraisal->n_regime; i++)
        write_regime(json, &appraisal->regime[i]);
    json_close(json);
    json_close(json);
}
