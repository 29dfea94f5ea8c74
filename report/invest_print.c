/* An investment study as a page of text. */
#include "report/invest_report.h"

#include "report/invest_parts.h"
#include "report/readable.h"
#include "study/npv.h"

#include <math.h>

/* A rent that could be so many times another is worth a line. */
#define RENT_IS_WIDE 1.5

static void print_curve(FILE *out, const struct invest *invest)
{
    const double year = invest->year_factor;
    fprintf(out, "\nWhat capacity of %s is worth (before its cost)\n", invest->link->id);
    fprintf(out, "  %10s %22s %22s\n", "MW", "million USD a year", "one MW more, USD a year");
    for (int i = 0; i < invest->curve.n_point; i++)
        fprintf(out, "  %10.0f %22.2f %22.0f\n", invest->curve.point[i].capacity_mw,
                invest->curve.point[i].value_usd * year / 1e6,
                invest->curve.point[i].marginal_usd_per_mw * year);
    fprintf(out, "  between the points it is known to %.3f %% of the largest value\n",
            100 * invest->curve.envelope_gap_share);
}

static void print_optimum(FILE *out, const struct invest *invest)
{
    fprintf(out, "\nBest size, MW: what a MW costs a year, and where it is worth as much\n");
    fprintf(out, "  %-14s", "capital cost");
    for (int wacc = 0; wacc < LEVELS; wacc++)
        fprintf(out, "    %8s WACC %4.1f %%", invest_level_names[wacc],
                100 * invest->costs.wacc_share[wacc]);
    fprintf(out, "\n");
    for (int capex = 0; capex < LEVELS; capex++) {
        fprintf(out, "  %-14s", invest_level_names[capex]);
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            const struct invest_optimum *at = &invest->optimum[capex][wacc];
            fprintf(out, " %9.0f USD %6.0f MW", at->annual_usd_per_mw, at->capacity_mw);
        }
        fprintf(out, "\n");
    }
    const struct invest_years *years = &invest->years;
    fprintf(out,
            "  for %d weather years together, central cost and return: %.0f MW (certified between "
            "%.0f and %.0f MW)\n",
            years->n_year, years->step[years->best].capacity_mw, years->low_mw, years->high_mw);
    const struct invest_joint *joint = &invest->joint;
    if (joint->n_project > 0) {
        fprintf(out, "  together with the others, central cost and return:");
        for (int i = 0; i < joint->n_project; i++)
            fprintf(out, "%s %s %.0f MW", i > 0 ? "," : "", invest->together.project[i],
                    joint->step[joint->best].capacity_mw[i]);
        fprintf(out, "; at most %.2f million USD a year below the best\n",
                joint->gap_usd_per_year / 1e6);
    }
    if (!isnan(invest->config->budget_musd))
        fprintf(out, "  %g million USD buy %.0f, %.0f, %.0f MW at low, central, high unit cost\n",
                invest->config->budget_musd, invest->budget_mw[0], invest->budget_mw[1],
                invest->budget_mw[2]);
    for (int i = 0; i < invest->n_module; i++)
        fprintf(out, "  modules of %.0f MW: best %d, NPV %.1f million USD%s\n",
                invest->module[i].module_mw, invest->module[i].count,
                invest->module[i].npv_usd[LEVEL_CENTRAL] / 1e6,
                invest->module[i].is_best ? ", the best of all" : "");
}

/* A key without a number has none for all. */
static void print_rents(FILE *out, const struct invest_together *t)
{
    fprintf(out, "  rents, million USD a year   %12s %12s %12s\n", "own", "by capital",
            "fair share");
    for (int i = 0; i < t->n_project; i++)
        fprintf(out, "  %-27s %12.2f %12.2f %12.2f\n", t->project[i],
                t->rent[i].own_usd_per_year / 1e6, t->rent[i].by_investment_usd_per_year / 1e6,
                t->rent[i].by_fair_share_usd_per_year / 1e6);
}

static void print_together(FILE *out, const struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    fprintf(out, "\nBeside other projects, million USD a year saved\n");
    fprintf(out, "  %-18s %8s %12s %12s %12s\n", "", "MW", "alone", "last of all", "fair share");
    for (int i = 0; i < t->n_project; i++)
        fprintf(out, "  %-18s %8.0f %12.2f %12.2f %12.2f\n", t->project[i], t->capacity_mw[i],
                t->pint_usd_per_year[i] / 1e6, t->toot_usd_per_year[i] / 1e6,
                t->shapley_usd_per_year[i] / 1e6);
    if (t->n_project > 1)
        fprintf(out, "  together %+.2f beyond the sum of each alone\n",
                t->superadditive_usd_per_year / 1e6);
    if (t->n_project > 1) print_rents(out, t);
}

static void print_rate(FILE *out, const struct invest_metrics *metrics)
{
    if (metrics->irr_kind == IRR_ONE)
        fprintf(out, " %8.2f %%", 100 * metrics->root[0]);
    else
        fprintf(out, " %10s", metrics->irr_kind == IRR_NONE ? "none" : "several");
}

/* A number in 10 places, or that there is none: a cover without a debt. */
static void print_or_none(FILE *out, int decimals, double value)
{
    if (isnan(value))
        fprintf(out, " %10s", "none");
    else
        fprintf(out, " %10.*f", decimals, value);
}

static void print_appraisal(FILE *out, const struct invest *invest)
{
    const struct invest_appraisal *appraisal = &invest->appraisal;
    fprintf(out, "\n%.0f MW appraised (%s): %.0f million USD, %d years to build, %d of operation\n",
            invest->size_mw, invest->size_why, appraisal->capex_usd / 1e6,
            invest->costs.construction_years, invest->costs.life_years);
    fprintf(out, "  available %.1f %%, used %.1f %%, delivers %.2f TWh a year",
            100 * appraisal->availability_share, 100 * appraisal->utilisation_share,
            appraisal->delivered_mwh_per_year / 1e6);
    if (!isnan(appraisal->levelised_usd_per_mwh))
        fprintf(out, " at %.1f USD/MWh (levelised)", appraisal->levelised_usd_per_mwh);
    fprintf(out, "\n");
    fprintf(out, "  %-36s %10s %10s %10s %10s\n", "", "M USD/year", "NPV M USD", "IRR", "BCR");
    for (int i = 0; i < appraisal->n_view; i++) {
        const struct invest_view *view = &appraisal->view[i];
        fprintf(out, "  %-36s %10.2f %10.1f", view->name, view->usd_per_year / 1e6,
                view->metrics.npv_usd / 1e6);
        print_rate(out, &view->metrics);
        print_or_none(out, 3, view->metrics.benefit_cost_ratio);
        fprintf(out, "\n");
    }
    if (appraisal->rent_most_usd_per_year >
        RENT_IS_WIDE * fmax(1, fabs(appraisal->rent_least_usd_per_year)))
        fprintf(out,
                "  prices at this size are not unique: the rent of a link that always works may be "
                "%.2f to %.2f\n",
                appraisal->rent_least_usd_per_year / 1e6, appraisal->rent_most_usd_per_year / 1e6);
    fprintf(out, "  %-36s %10s %10s %10s %10s\n", "the owner, after tax and debt", "M USD/year",
            "NPV M USD", "top-up", "least DSCR");
    for (int i = 0; i < appraisal->n_regime; i++) {
        const struct invest_regime *regime = &appraisal->regime[i];
        fprintf(out, "  %-36s %10.2f %10.1f %10.2f", regime->name,
                regime->revenue_usd_per_year / 1e6, regime->npv_usd / 1e6,
                regime->top_up_usd_per_year / 1e6);
        print_or_none(out, 2, regime->dscr_least);
        fprintf(out, "\n");
    }
}

static void print_checks(FILE *out, const struct invest *invest)
{
    fprintf(out, "\nChecks\n");
    for (int i = 0; i < invest->n_check; i++)
        fprintf(out, "  %-66s %8.1e of %.0e\n", invest->check[i].name, invest->check[i].gap,
                invest->check[i].tolerance);
}

void invest_report_print(FILE *out, const struct invest *invest)
{
    if (invest->config->question[0] != '\0') fprintf(out, "%s\n", invest->config->question);
    if (invest->year_factor != 1)
        fprintf(out, "Only %d h were dispatched and scaled to a year: a look, not an answer.\n",
                invest->runs->world[0].config.hours);
    print_curve(out, invest);
    print_optimum(out, invest);
    print_together(out, invest);
    print_appraisal(out, invest);
    invest_print_packages(out, invest);
    invest_print_border(out, invest);
    invest_print_risk(out, invest);
    invest_print_options(out, invest);
    print_checks(out, invest);
    if (invest->config->can_claim[0] != '\0')
        fprintf(out, "\nCan be claimed: %s\n", invest->config->can_claim);
    if (invest->config->cannot_claim[0] != '\0')
        fprintf(out, "Cannot be claimed: %s\n", invest->config->cannot_claim);
    fprintf(out, "\n");
}
