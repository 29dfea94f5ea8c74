#include "study/cash_flow.h"

#include "study/debt.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

const double default_capex_share[5] = {0.10, 0.20, 0.30, 0.25, 0.15};

/* Tax, interest and debt are put into each other until the debt changes by less than this share: a
 * cent in a billion would be 1e-11. */
static const double SETTLED_SHARE = 1e-12;
enum { ROUND_LIMIT = 200 };

/* Shares of capex may be rounded to so much. */
static const double SHARE_ROUNDING = 1e-9;

double interest_during_construction(int n_build, const double *draw_usd, double rate,
                                    enum draw_timing timing, double *debt_usd)
{
    double debt = 0, sum = 0;
    for (int year = 0; year < n_build; year++) {
        const double bears = debt + (timing == DRAW_MID_YEAR ? draw_usd[year] / 2 : 0);
        const double interest = rate * bears;
        sum += interest;
        debt += draw_usd[year] + interest;
        if (debt_usd != NULL) debt_usd[year] = debt;
    }
    return sum;
}

double depreciation_usd(double base_usd, int life_year, int operation_year)
{
    return operation_year >= 0 && operation_year < life_year ? base_usd / life_year : 0;
}

double tax_usd(double profit_before_tax_usd, double tax_share, double *loss_carried_usd)
{
    const double taxed = profit_before_tax_usd - *loss_carried_usd;
    *loss_carried_usd = fmax(0, -taxed);
    return tax_share * fmax(0, taxed);
}

static enum status check_amounts(const struct project *p, struct error *error)
{
    double sum_usd = p->opex_usd_per_year + p->residual_usd; /* finite only when all are */
    for (int year = 0; year < p->n_operate; year++)
        sum_usd += p->revenue_usd[year] + (p->opex_extra_usd ? p->opex_extra_usd[year] : 0);
    if (p->capex_usd >= 0 && isfinite(p->capex_usd) && isfinite(sum_usd)) return STATUS_OK;
    return error_set(error, STATUS_BAD_INPUT,
                     "project: capex of %g USD, revenue and cost of operation of %g in all, wanted "
                     "numbers and a capex of at least 0",
                     p->capex_usd, sum_usd);
}

static enum status check(const struct project *p, struct error *error)
{
    if (p->n_build < 1 || p->n_operate < 1 || p->depreciation_year < 1)
        return error_set(error, STATUS_BAD_INPUT,
                         "project: %d years of building, %d of operation, %d of depreciation, "
                         "wanted at least 1 of each",
                         p->n_build, p->n_operate, p->depreciation_year);
    if (!(p->gearing >= 0 && p->gearing <= 1 && p->tax_share >= 0 && p->tax_share < 1 &&
          p->inflation > -1 && p->debt_rate > -1 && p->least_dscr >= 0))
        return error_set(error, STATUS_BAD_INPUT,
                         "project: gearing %g, tax share %g, inflation %g, rate of debt %g, cover "
                         "%g: wanted shares from 0 to 1, rates above -1, a cover of at least 0",
                         p->gearing, p->tax_share, p->inflation, p->debt_rate, p->least_dscr);
    if (p->gearing > 0 && (p->debt_year < 1 || p->debt_year > p->n_operate))
        return error_set(error, STATUS_BAD_INPUT,
                         "project: debt of %d years, wanted 1 to the %d years of operation",
                         p->debt_year, p->n_operate);
    double sum = 0;
    for (int year = 0; p->capex_share != NULL && year < p->n_build; year++)
        sum += p->capex_share[year];
    if (p->capex_share != NULL && !(fabs(sum - 1) <= SHARE_ROUNDING))
        return error_set(error, STATUS_BAD_INPUT,
                         "project: the shares of capex add up to %.9g, wanted 1", sum);
    return check_amounts(p, error);
}

static bool place(const struct project *p, struct arena *arena, struct cash_flow *flow)
{
    *flow = (struct cash_flow){.n_year = p->n_build + p->n_operate, .n_build = p->n_build};
    double **const arrays[] = {&flow->revenue_usd,   &flow->opex_usd,         &flow->capex_usd,
                               &flow->tax_usd,       &flow->depreciation_usd, &flow->project_usd,
                               &flow->draw_usd,      &flow->tax_geared_usd,   &flow->available_usd,
                               &flow->principal_usd, &flow->interest_usd,     &flow->debt_usd,
                               &flow->equity_usd};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        *arrays[i] = ARENA_ARRAY(arena, double, flow->n_year);
        if (*arrays[i] == NULL) return false;
    }
    return true;
}

static double share_of_capex(const struct project *p, int year)
{
    if (p->capex_share != NULL) return p->capex_share[year];
    return p->n_build == 5 ? default_capex_share[year] : 1.0 / p->n_build;
}

/* What does not depend on debt, in nominal money. */
static void fill_plain(const struct project *p, struct cash_flow *flow)
{
    for (int year = 0; year < flow->n_year; year++) {
        const double level = pow(1 + p->inflation, year);
        const int at = year - p->n_build;
        if (at < 0) {
            flow->capex_usd[year] = p->capex_usd * share_of_capex(p, year) * level;
            continue;
        }
        const double given = p->basis == PRICES_REAL ? level : 1;
        flow->revenue_usd[year] = p->revenue_usd[at] * given;
        flow->opex_usd[year] = p->opex_usd_per_year * level;
        if (p->opex_extra_usd != NULL) flow->opex_usd[year] += p->opex_extra_usd[at] * given;
        if (year == flow->n_year - 1) flow->revenue_usd[year] += p->residual_usd * level;
    }
}

static double sum_of(int n, const double *values)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += values[i];
    return sum;
}

/* What is written off in a year of operation; the last year takes what is left. */
static double written_off(const struct project *p, double base_usd, int at)
{
    const double yearly = depreciation_usd(base_usd, p->depreciation_year, at);
    if (at < p->n_operate - 1) return yearly;
    return p->depreciation_year > p->n_operate ? base_usd - yearly * at : yearly;
}

/* interest_usd NULL: without debt; depreciation_usd NULL: not kept. */
static void fill_tax(const struct project *p, const struct cash_flow *flow, double base_usd,
                     const double *interest_usd, double *depreciation_usd_row, double *tax_row)
{
    double carried = 0;
    for (int year = p->n_build; year < flow->n_year; year++) {
        const double off = written_off(p, base_usd, year - p->n_build);
        const double profit = flow->revenue_usd[year] - flow->opex_usd[year] - off -
                              (interest_usd == NULL ? 0 : interest_usd[year]);
        tax_row[year] = tax_usd(profit, p->tax_share, &carried);
        if (depreciation_usd_row != NULL) depreciation_usd_row[year] = off;
    }
}

/* Draws of so much of the capex, and what is owed when operation begins. */
static double draw(const struct project *p, struct cash_flow *flow, double share)
{
    for (int year = 0; year < p->n_build; year++)
        flow->draw_usd[year] = share * flow->capex_usd[year];
    flow->construction_interest_usd = interest_during_construction(
        p->n_build, flow->draw_usd, p->debt_rate, (enum draw_timing)p->draw_timing, flow->debt_usd);
    return flow->debt_usd[p->n_build - 1];
}

/* One round: tax from the interest before, flow for the lenders, debt, interest. */
static double borrow(const struct project *p, struct cash_flow *flow, double most_at_start_usd)
{
    const int first = p->n_build;
    const double base = sum_of(first, flow->capex_usd);
    fill_tax(p, flow, base + flow->construction_interest_usd, flow->interest_usd,
             flow->depreciation_usd, flow->tax_geared_usd);
    for (int year = first; year < flow->n_year; year++)
        flow->available_usd[year] =
            flow->revenue_usd[year] - flow->opex_usd[year] - flow->tax_geared_usd[year];
    if (!(most_at_start_usd > 0)) return 0;
    double *interest = flow->interest_usd + first, *principal = flow->principal_usd + first;
    if (p->least_dscr == 0) {
        debt_schedule(p->debt_year, most_at_start_usd, p->debt_rate, interest, principal,
                      flow->debt_usd + first);
        return most_at_start_usd;
    }
    const double worth =
        debt_sculpt(p->debt_year, flow->available_usd + first, 1, p->debt_rate, NULL, NULL, NULL);
    const double debt = fmin(most_at_start_usd, worth / p->least_dscr);
    draw(p, flow, p->gearing * debt / most_at_start_usd);
    if (debt > 0)
        debt_sculpt(p->debt_year, flow->available_usd + first, worth / debt, p->debt_rate, interest,
                    principal, flow->debt_usd + first);
    return debt;
}

static enum status finance(const struct project *p, struct cash_flow *flow, struct error *error)
{
    const double most = draw(p, flow, p->gearing);
    double debt = most, change = INFINITY;
    while (change > SETTLED_SHARE * fmax(1, most) && flow->rounds < ROUND_LIMIT) {
        const double before = debt, tax_before = sum_of(flow->n_year, flow->tax_geared_usd);
        debt = borrow(p, flow, most);
        change =
            fabs(debt - before) + fabs(sum_of(flow->n_year, flow->tax_geared_usd) - tax_before);
        flow->rounds++;
    }
    flow->debt_at_start_usd = debt;
    if (change > 1e-6 * fmax(1, most))
        return error_set(error, STATUS_NUMERICAL,
                         "project: tax and size of the debt do not settle: after %d rounds they "
                         "still change by %g USD",
                         flow->rounds, change);
    return STATUS_OK;
}

/* Sums of rows, then the money of the basis. */
static void finish(const struct project *p, struct cash_flow *flow)
{
    for (int year = 0; year < flow->n_year; year++) {
        flow->project_usd[year] = flow->revenue_usd[year] - flow->opex_usd[year] -
                                  flow->capex_usd[year] - flow->tax_usd[year];
        flow->equity_usd[year] = flow->available_usd[year] + flow->draw_usd[year] -
                                 flow->capex_usd[year] - flow->interest_usd[year] -
                                 flow->principal_usd[year];
    }
    if (p->basis == PRICES_NOMINAL) return;
    double *const rows[] = {flow->revenue_usd,      flow->opex_usd,       flow->capex_usd,
                            flow->depreciation_usd, flow->tax_usd,        flow->project_usd,
                            flow->draw_usd,         flow->tax_geared_usd, flow->available_usd,
                            flow->principal_usd,    flow->debt_usd,       flow->interest_usd,
                            flow->equity_usd};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int year = 0; year < flow->n_year; year++)
            rows[i][year] *= pow(1 + p->inflation, -year);
}

enum status cash_flow_make(const struct project *project, struct arena *arena,
                           struct cash_flow *flow, struct error *error)
{
    TRY(check(project, error));
    if (!place(project, arena, flow))
        return error_set(error, STATUS_NO_MEMORY, "no memory for a cash flow of %d years",
                         project->n_build + project->n_operate);
    fill_plain(project, flow);
    fill_tax(project, flow, sum_of(project->n_build, flow->capex_usd), NULL, NULL, flow->tax_usd);
    TRY(finance(project, flow, error));
    finish(project, flow);
    return STATUS_OK;
}
