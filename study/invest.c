#include "study/invest.h"

#include "study/invest_drivers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum status invest_check(struct invest *invest, const char *name, const char *unit, double left,
                         double right, double gap, double tolerance, struct error *error)
{
    if (!(gap <= tolerance))
        return error_set(error, STATUS_NUMERICAL,
                         "%s: %s: %.12g and %.12g %s, off by %.1e, wanted at most %.0e; nothing of "
                         "the study is told, because one of its sums does not close",
                         invest->config->path, name, left, right, unit, gap, tolerance);
    for (int i = 0; i < invest->n_check; i++) { /* of several of one name the worst */
        struct invest_check *check = &invest->check[i];
        if (strcmp(check->name, name) != 0) continue;
        if (gap > check->gap)
            *check = (struct invest_check){name, unit, left, right, gap, tolerance};
        return STATUS_OK;
    }
    if (invest->n_check == INVEST_CHECKS)
        return error_set(error, STATUS_INTERNAL, "more than %d checks", INVEST_CHECKS);
    invest->check[invest->n_check++] =
        (struct invest_check){name, unit, left, right, gap, tolerance};
    return STATUS_OK;
}

/* ---- the answer ---- */

static void say_size(const struct invest *invest, char *text, size_t room)
{
    const struct invest_optimum *best = &invest->optimum[LEVEL_CENTRAL][LEVEL_CENTRAL];
    const double first = invest->curve.point[0].marginal_usd_per_mw * invest->year_factor;
    const double at_low = invest->optimum[LEVEL_LOW][LEVEL_LOW].capacity_mw;
    if (best->capacity_mw > 0)
        snprintf(
            text, room,
            "the best size is %.0f MW (certified between %.0f and %.0f MW; %.0f MW at low cost "
            "and return): its first MW saves %.0f USD a year and costs %.0f",
            best->capacity_mw, best->low_mw, best->high_mw, at_low, first, best->annual_usd_per_mw);
    else
        snprintf(text, room,
                 "the best size is 0 MW (certified up to %.0f MW; %.0f MW at low cost and return): "
                 "already its first MW saves %.0f USD a year and costs %.0f",
                 best->high_mw, at_low, first, best->annual_usd_per_mw);
}

/* The best of the packages, and the next. */
static void say_packages(const struct invest *invest, char *text, size_t room)
{
    const struct invest_package *best = NULL, *next = NULL;
    text[0] = '\0';
    for (int p = 0; p < invest->packages.n; p++) {
        const struct invest_package *package = &invest->packages.package[p];
        if (package->is_best)
            best = package;
        else if (next == NULL || package->npv_usd[LEVEL_CENTRAL] > next->npv_usd[LEVEL_CENTRAL])
            next = package;
    }
    if (best == NULL) return;
    const int n = snprintf(
        text, room,
        " %s \"%s\"%s: %.0f million USD save %.1f million USD a year with outages, an NPV of %.0f "
        "million USD (%.0f at low, %.0f at high cost)",
        best->npv_usd[LEVEL_CENTRAL] > 0 ? "Of the packages" : "None of the packages pays,",
        best->name, best->npv_usd[LEVEL_CENTRAL] > 0 ? " is best" : " loses least",
        best->capex_usd[LEVEL_CENTRAL] / 1e6, best->expected_usd_per_year / 1e6,
        best->npv_usd[LEVEL_CENTRAL] / 1e6, best->npv_usd[LEVEL_LOW] / 1e6,
        best->npv_usd[LEVEL_HIGH] / 1e6);
    if (next != NULL && n > 0 && (size_t)n < room)
        snprintf(text + n, room - (size_t)n, "; next \"%s\" with %.0f.", next->name,
                 next->npv_usd[LEVEL_CENTRAL] / 1e6);
}

static void say(struct invest *invest)
{
    const struct invest_view *society = &invest->appraisal.view[0];
    const struct invest_view *owner = &invest->appraisal.view[1];
    const struct risk_summary *risk = &invest->risk.summary[RISK_SOCIETY];
    char size[256], budget[256] = "", packages[1024];
    say_size(invest, size, sizeof size);
    say_packages(invest, packages, sizeof packages);
    if (!isnan(invest->config->budget_musd))
        snprintf(budget, sizeof budget,
                 "; %.4g million USD buy %.0f MW (%.0f at high, %.0f at low unit cost)",
                 invest->config->budget_musd, invest->budget_mw[LEVEL_CENTRAL],
                 invest->budget_mw[LEVEL_HIGH], invest->budget_mw[LEVEL_LOW]);
    char draws[256];
    snprintf(draws, sizeof draws,
             "%d draws over %d weather year%s: %.0f in the mean, in nine of ten more than %.0f, "
             "below 0 in %.0f %%",
             risk->n, invest->risk.n_weather, invest->risk.n_weather == 1 ? "" : "s",
             risk->mean.mean / 1e6, risk->p90 / 1e6, 100 * risk->loss_share);
    snprintf(invest->answer, sizeof invest->answer,
             "%s: %s%s; %.0f MW save %.1f million USD a year, which is an NPV of %.0f million USD "
             "for society (%s) and of %.0f for an owner who lives on the rent, at %.3g %% real in "
             "money of %d.%s",
             invest->link->id, size, budget, invest->size_mw, society->usd_per_year / 1e6,
             society->metrics.npv_usd / 1e6, draws, owner->metrics.npv_usd / 1e6,
             100 * invest->costs.wacc_share[LEVEL_CENTRAL], invest->config->price_year, packages);
}

/* ---- the walk ---- */

static enum status solve_together(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_together *t = &invest->together;
    TRY(invest_together_cases(invest, arena, error));
    const int sets = 1 << t->n_project;
    struct invest_chain *chain = ARENA_ARRAY(arena, struct invest_chain, sets);
    if (chain == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for dispatches");
    for (int set = 0; set < sets; set++)
        chain[set] = (struct invest_chain){1, &t->of[set], &t->point[set]};
    TRY(invest_runs_solve(invest->runs, sets, chain, error));
    return invest_together_read(invest, error);
}

enum status invest_run(struct invest *invest, struct arena *arena, struct error *error)
{
    const struct invest_world *world = &invest->runs->world[0];
    struct series *series = ARENA_ARRAY(arena, struct series, 1);
    if (series == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for series");
    invest->link = &world->network.link[invest->runs->watch_at[0]];
    invest->year_factor = invest_year_factor(invest->runs);
    TRY(invest_inputs_take(invest, arena, error));
    TRY(invest_drivers_take(invest, arena, error));
    TRY(invest_border_take(invest, error));
    TRY(invest_series(world, &world->network, world->config.seed, arena, series, error));
    invest->series = series;
    TRY(invest_curve_solve(invest, arena, error));
    TRY(invest_curve_read(invest, arena, error));
    TRY(solve_together(invest, arena, error));
    TRY(invest_appraise(invest, arena, error));
    TRY(invest_rents_find(invest, arena, error));
    invest_border_find(invest);
    TRY(invest_risk_find(invest, arena, error));
    TRY(invest_joint_solve(invest, arena, error));
    TRY(invest_packages_solve(invest, arena, error));
    TRY(invest_years_solve(invest, invest->size_mw, arena, &invest->years, error));
    TRY(invest_options_find(invest, arena, error));
    say(invest);
    return STATUS_OK;
}
