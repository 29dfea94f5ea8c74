/* The value curve and what it says: the best size, the sizes that can be bought, what the named
 * money buys. */
#include "study/invest.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

/* How far a slope may lie on the wrong side of a chord, of the steepest slope: both optima are
 * certified to 1e-8 of a cost that is some hundred times the value. */
#define SLOPE_TOLERANCE 1e-6

/* How much better than the best point another size may be, of the largest value. */
#define NET_SHARE 1e-4

/* ---- solving ---- */

/* What the budget buys at each level of capital cost. */
static void spend_budget(struct invest *invest)
{
    for (int level = 0; level < LEVELS; level++)
        invest->budget_mw[level] =
            1e6 * invest->config->budget_musd / invest->costs.unit_usd_per_mw[level];
}

/* Sizes that are asked for by name are points of the curve. */
static enum status points_asked_for(const struct invest *invest, struct arena *arena,
                                    double **point, int *n, struct error *error)
{
    const struct invest_config *config = invest->config;
    double *module, size;
    *point = ARENA_ARRAY(arena, double, config->module_mw.count + LEVELS + 1);
    if (*point == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a curve");
    TRY(invest_numbers(config, "modules_mw", &config->module_mw, 1, 1e5, arena, &module, error));
    *n = 0;
    for (int i = 0; i < config->module_mw.count; i++)
        if (module[i] < config->most_mw) (*point)[(*n)++] = module[i];
    for (int level = 0; level < LEVELS; level++)
        if (invest->budget_mw[level] < config->most_mw) (*point)[(*n)++] = invest->budget_mw[level];
    if (text_number(config->size, &size) && size > 0 && size < config->most_mw)
        (*point)[(*n)++] = size;
    return STATUS_OK;
}

struct rounds { /* what the curve asks of the dispatches */
    struct invest *invest;
    struct arena *arena;
};

/* Points of a round as two chains, the small capacities and the large ones: each point begins from
 * its neighbour, both chains run side by side, and what is found does not depend on the threads. */
static enum status solve_round(void *context, int n, struct value_point *point, struct error *error)
{
    enum { CHAINS = 2 };
    const struct rounds *rounds = context;
    struct invest_runs *runs = rounds->invest->runs;
    struct invest_case *of = ARENA_ARRAY(rounds->arena, struct invest_case, n);
    struct invest_point *found = ARENA_ARRAY(rounds->arena, struct invest_point, n);
    struct invest_chain chain[CHAINS];
    if (of == NULL || found == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a value curve");
    for (int i = 0; i < n; i++) {
        TRY(invest_case_make(runs, 0, &of[i], error));
        of[i].capacity_mw[0] = point[i].capacity_mw;
    }
    for (int c = 0, at = 0; c < CHAINS; c++) {
        const int end = (c + 1) * n / CHAINS;
        chain[c] = (struct invest_chain){end - at, &of[at], &found[at]};
        at = end;
    }
    TRY(invest_runs_solve(runs, CHAINS, chain, error));
    for (int i = 0; i < n; i++) {
        point[i].cost_usd = found[i].cost_usd;
        point[i].lower_bound_usd = found[i].lower_bound_usd;
        point[i].tangent_usd_per_mw = -found[i].link[0].slope_usd_per_mw;
    }
    return STATUS_OK;
}

enum status invest_curve_solve(struct invest *invest, struct arena *arena, struct error *error)
{
    const struct invest_config *config = invest->config;
    struct rounds rounds = {invest, arena};
    double *point, cost[LEVELS];
    int n_point = 0;
    spend_budget(invest);
    TRY(points_asked_for(invest, arena, &point, &n_point, error));
    for (int level = 0; level < LEVELS; level++)
        cost[level] = invest->costs.annual_usd_per_mw[level][LEVEL_CENTRAL] / invest->year_factor;
    const struct value_request request = {.most_mw = config->most_mw,
                                          .n_first = n_point,
                                          .first_mw = point,
                                          .points_at_least = config->points,
                                          .points_at_most = config->points_most,
                                          .gap_share = config->gap_share,
                                          .n_cost = LEVELS,
                                          .cost_usd_per_mw = cost,
                                          .net_share = NET_SHARE,
                                          .solve = solve_round,
                                          .context = &rounds};
    const double begin_s = invest->runs->cpu_s;
    TRY(value_curve_compute(&request, arena, &invest->curve, error));
    invest->curve_cpu_s = invest->runs->cpu_s - begin_s;
    if (invest->runs->n_alone > 0)
        invest->single_cpu_s = invest->runs->alone_cpu_s / invest->runs->n_alone;
    return STATUS_OK;
}

/* ---- reading ---- */

void invest_value_at(const struct invest *invest, double capacity_mw, double *low_usd_per_year,
                     double *high_usd_per_year)
{
    value_curve_at(&invest->curve, capacity_mw, low_usd_per_year, high_usd_per_year);
    *low_usd_per_year *= invest->year_factor;
    *high_usd_per_year *= invest->year_factor;
}

/* Slopes fall, and each chord lies between the slopes of its ends (docs/model.md, eqs. 207, 208).
 */
static enum status check_slopes(struct invest *invest, struct error *error)
{
    const struct value_curve *curve = &invest->curve;
    double steepest = 1, rising = 0, outside = 0;
    for (int i = 0; i < curve->n_point; i++)
        steepest = fmax(steepest, fabs(curve->point[i].marginal_usd_per_mw));
    for (int i = 0; i + 1 < curve->n_point; i++) {
        const struct value_point *here = &curve->point[i], *next = &curve->point[i + 1];
        const double left = here->marginal_usd_per_mw, right = next->marginal_usd_per_mw;
        const double mw = next->capacity_mw - here->capacity_mw;
        const double chord = (next->value_usd - here->value_usd) / mw;
        /* the optima of both ends are known to the gaps of their certificates only */
        const double unsure =
            (next->cost_usd - next->lower_bound_usd + here->cost_usd - here->lower_bound_usd) / mw;
        rising = fmax(rising, right - left);
        outside = fmax(outside, fmax(chord - left, right - chord) - unsure);
    }
    TRY(invest_check(invest, "marginal value does not rise with capacity", "USD/MW-year", rising, 0,
                     rising / steepest, SLOPE_TOLERANCE, error));
    return invest_check(invest, "finite differences lie between the duals of their ends",
                        "USD/MW-year", fmax(0, outside), 0, outside / steepest, SLOPE_TOLERANCE,
                        error);
}

/* Where the marginal value falls through a cost: the kink of the upper envelope. */
static double crossing(const struct invest *invest, double usd_per_mw)
{
    const struct value_curve *curve = &invest->curve;
    if (curve->point[0].marginal_usd_per_mw < usd_per_mw) return 0;
    for (int k = 0; k < curve->n_break; k++)
        if (curve->kink[k].before_usd_per_mw >= usd_per_mw &&
            curve->kink[k].after_usd_per_mw < usd_per_mw)
            return curve->kink[k].capacity_mw;
    return curve->most_mw;
}

static void find_optima(struct invest *invest)
{
    for (int capex = 0; capex < LEVELS; capex++)
        for (int wacc = 0; wacc < LEVELS; wacc++) {
            struct value_optimum found;
            const double annual = invest->costs.annual_usd_per_mw[capex][wacc];
            const double cost = annual / invest->year_factor;
            value_curve_optimum(&invest->curve, cost, &found);
            invest->optimum[capex][wacc] =
                (struct invest_optimum){.annual_usd_per_mw = annual,
                                        .capacity_mw = found.capacity_mw,
                                        .crossing_mw = crossing(invest, cost),
                                        .low_mw = found.low_mw,
                                        .high_mw = found.high_mw,
                                        .net_usd_per_year = found.net_usd * invest->year_factor};
        }
}

/* Net present value of a size at the central return, with the middle of the envelopes. */
static double npv_of(const struct invest *invest, enum level capex, double capacity_mw,
                     double value_usd_per_year)
{
    const struct invest_costs *costs = &invest->costs;
    const double rate = costs->wacc_share[LEVEL_CENTRAL];
    const double running = costs->om_usd_per_mw[capex] + costs->repair_usd_per_mw;
    const double flat = invest_operation_worth(costs, rate, 0);
    return value_usd_per_year * costs->availability_share[LEVEL_CENTRAL] *
               invest_operation_worth(costs, rate, costs->growth_share[LEVEL_CENTRAL]) -
           capacity_mw *
               (costs->unit_usd_per_mw[capex] * invest_capital_worth(costs, rate) + running * flat);
}

/* The number of modules of one size with the largest net value; 0 is a number. */
static void best_count(const struct invest *invest, struct invest_module *module)
{
    double best = -INFINITY;
    const int most = (int)floor(invest->curve.most_mw / module->module_mw + 1e-9);
    for (int count = 0; count <= most; count++) {
        double low, high;
        const double mw = count * module->module_mw;
        invest_value_at(invest, mw, &low, &high);
        const double npv = npv_of(invest, LEVEL_CENTRAL, mw, (low + high) / 2);
        if (npv <= best) continue;
        best = npv;
        module->count = count;
        module->capacity_mw = mw;
        module->value_low_usd_per_year = low;
        module->value_high_usd_per_year = high;
        for (int level = 0; level < LEVELS; level++)
            module->npv_usd[level] = npv_of(invest, (enum level)level, mw, (low + high) / 2);
    }
}

static enum status try_modules(struct invest *invest, struct arena *arena, struct error *error)
{
    const struct text_list *list = &invest->config->module_mw;
    double *mw, best = -INFINITY;
    int best_at = -1;
    TRY(invest_numbers(invest->config, "modules_mw", list, 1, 1e5, arena, &mw, error));
    invest->n_module = list->count;
    invest->module = ARENA_ARRAY(arena, struct invest_module, list->count + 1);
    if (invest->module == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for modules");
    for (int i = 0; i < list->count; i++) {
        invest->module[i] = (struct invest_module){.module_mw = mw[i]};
        best_count(invest, &invest->module[i]);
        if (invest->module[i].npv_usd[LEVEL_CENTRAL] <= best) continue;
        best = invest->module[i].npv_usd[LEVEL_CENTRAL];
        best_at = i;
    }
    if (best_at >= 0) invest->module[best_at].is_best = true;
    return STATUS_OK;
}

/* Nothing can be said of a cable of 0 MW: then the named money, or the smallest module. */
static void instead_of_nothing(struct invest *invest)
{
    if (invest->size_mw > 0) return;
    invest->size_mw = invest->curve.most_mw;
    invest->size_why = "the end of the curve; the best size is 0 MW";
    for (int i = 0; i < invest->n_module; i++)
        if (invest->module[i].module_mw < invest->size_mw) {
            invest->size_mw = invest->module[i].module_mw;
            invest->size_why = "the smallest module; the best size is 0 MW";
        }
    if (!(invest->budget_mw[LEVEL_CENTRAL] > 0)) return;
    invest->size_mw = fmin(invest->config->most_mw, invest->budget_mw[LEVEL_CENTRAL]);
    invest->size_why = "what the named money buys at central cost; the best size is 0 MW";
}

/* invest_config_check has seen that `size` is one of these. */
static void choose_size(struct invest *invest)
{
    const struct invest_config *config = invest->config;
    double number = 0;
    if (strcmp(config->size, "budget") == 0) {
        invest->size_mw = fmin(config->most_mw, invest->budget_mw[LEVEL_CENTRAL]);
        invest->size_why = "what the named money buys at central cost";
    } else if (text_number(config->size, &number)) {
        invest->size_mw = number;
        invest->size_why = "named by the study";
    } else {
        invest->size_mw = invest->optimum[LEVEL_CENTRAL][LEVEL_CENTRAL].capacity_mw;
        invest->size_why = "the best size at central cost and return";
        instead_of_nothing(invest);
    }
}

enum status invest_curve_read(struct invest *invest, struct arena *arena, struct error *error)
{
    TRY(check_slopes(invest, error));
    find_optima(invest);
    TRY(try_modules(invest, arena, error));
    choose_size(invest);
    return STATUS_OK;
}
