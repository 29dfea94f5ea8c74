#include "study/invest_options.h"

#include "study/invest.h"
#include "study/npv.h"

#include <math.h>

/* Low and high ends of what is plausible are rarer than the centre: the usual quarter, half and
 * quarter for three points; a choice, not a measurement. */
static const double world_probability[OPTION_WORLDS] = {0.25, 0.5, 0.25};

/* Root, then the worlds at the second date and again at the third. */
enum { NODES = 1 + 2 * OPTION_WORLDS };

static int world_of(int node)
{
    return (node - 1) % OPTION_WORLDS;
}
static int date_of(int node)
{
    return node == 0 ? 0 : 1 + (node - 1) / OPTION_WORLDS;
}

/* ---- what can be built, and what may come ---- */

/* One stage for each cable, or two halves of a single one. */
static void find_stages(const struct invest *invest, struct invest_options *options)
{
    const double systems = ceil(invest->size_mw / invest->costs.unit_mw - 1e-6);
    const int n = (int)fmin(fmax(systems, 2), OPTION_STAGES);
    options->n_stage = n;
    for (int stage = 0; stage < n; stage++)
        options->stage_mw[stage] = invest->size_mw * (stage + 1) / n;
}

/* Drivers of the dispatch move the benefit independently: their effects add up as squares. */
static double moved_usd(const struct invest *invest, bool up)
{
    const struct invest_risk *risk = &invest->risk;
    double square = 0;
    for (int d = 0; d < risk->n_driver; d++) {
        const double *usd = risk->driver[d].benefit_usd_per_year[RISK_SOCIETY];
        if (risk->driver[d].kind != RISK_DISPATCH) continue;
        const double most = up ? fmax(usd[0], usd[2]) - usd[1] : usd[1] - fmin(usd[0], usd[2]);
        square += pow(fmax(0, most), 2);
    }
    return sqrt(square);
}

static void find_worlds(const struct invest *invest, struct invest_options *options)
{
    const double works = invest->costs.availability_share[LEVEL_CENTRAL];
    const double usd = invest->appraisal.view[RISK_SOCIETY].full_usd_per_year;
    const double benefit[OPTION_WORLDS] = {usd - moved_usd(invest, false), usd,
                                           usd + moved_usd(invest, true)};
    for (int world = 0; world < OPTION_WORLDS; world++) {
        options->probability[world] = world_probability[world];
        options->benefit_usd_per_year[world] = works * benefit[world];
        options->growth_share[world] = invest->costs.growth_share[world];
    }
}

/* Part of the benefit of the whole link that the link has with so many stages. */
static double part_of(const struct invest *invest, const struct invest_options *options, int stages)
{
    double low, high, low_all, high_all;
    if (stages == 0) return 0;
    invest_value_at(invest, options->stage_mw[stages - 1], &low, &high);
    invest_value_at(invest, invest->size_mw, &low_all, &high_all);
    const double all = low_all + high_all;
    return all > 0 ? (low + high) / all : (double)stages / options->n_stage;
}

/* ---- what a stage is worth where it is decided ---- */

/* Present values at a date, of a stage that is begun then and lives its whole life (eq. 218). */
static double stage_npv(const struct invest *invest, const struct invest_options *options,
                        int stage, int world, int date)
{
    const struct invest_costs *costs = &invest->costs;
    const double rate = options->wacc_share, growth = options->growth_share[world];
    const double share = part_of(invest, options, stage + 1) - part_of(invest, options, stage);
    const double later = pow(1 + growth, date * options->wait_years);
    const double cost_share = 1.0 / options->n_stage;
    const double running =
        invest->appraisal.om_usd_per_year + invest->appraisal.repair_usd_per_year;
    return share * options->benefit_usd_per_year[world] * later *
               invest_operation_worth(costs, rate, growth) -
           cost_share * (invest->appraisal.capex_usd * invest_capital_worth(costs, rate) +
                         running * invest_operation_worth(costs, rate, 0));
}

/* At the first date no world has shown itself. */
static double npv_at(const struct invest *invest, const struct invest_options *options, int stage,
                     int node)
{
    if (node > 0) return stage_npv(invest, options, stage, world_of(node), date_of(node));
    double mean = 0;
    for (int world = 0; world < OPTION_WORLDS; world++)
        mean += options->probability[world] * stage_npv(invest, options, stage, world, 0);
    return mean;
}

/* ---- the tree ---- */

static void grow_tree(struct option_node *node, const struct invest_options *options)
{
    node[0] = (struct option_node){-1, 1};
    for (int i = 1; i < NODES; i++)
        node[i] = date_of(i) == 1 ? (struct option_node){0, options->probability[world_of(i)]}
                                  : (struct option_node){i - OPTION_WORLDS, 1};
}

static void read_built(struct invest_options *options, const int *built)
{
    const int n_state = options->n_stage + 1;
    for (int world = 0; world < OPTION_WORLDS; world++) {
        int state = 0;
        for (int date = 0; date < OPTION_DATES; date++) {
            const int node = date == 0 ? 0 : 1 + (date - 1) * OPTION_WORLDS + world;
            state = built[node * n_state + state];
            options->built[world][date] = state;
        }
    }
}

enum status invest_options_find(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_options *options = &invest->options;
    struct option_node node[NODES];
    double cost[NODES * OPTION_STAGES];
    int built[NODES * (OPTION_STAGES + 1)];
    *options = (struct invest_options){.wacc_share = invest->costs.wacc_share[LEVEL_CENTRAL],
                                       .wait_years = invest->costs.construction_years};
    find_stages(invest, options);
    find_worlds(invest, options);
    grow_tree(node, options);
    for (int i = 0; i < NODES; i++)
        for (int stage = 0; stage < options->n_stage; stage++)
            cost[i * options->n_stage + stage] = -npv_at(invest, options, stage, i);
    for (int stage = 0; stage < options->n_stage; stage++)
        options->stage_npv_usd[stage] = -cost[stage];
    /* All that a stage earns is in what it costs: nothing comes in by the state itself. */
    double *cash = ARENA_ARRAY(arena, double, NODES *(options->n_stage + 1));
    if (cash == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a tree of options");
    const struct option_tree tree = {.n_node = NODES,
                                     .n_stage = options->n_stage,
                                     .node = node,
                                     .cash_usd = cash,
                                     .invest_usd = cost,
                                     .rate = pow(1 + options->wacc_share, options->wait_years) - 1};
    TRY(option_solve(&tree, arena, &options->value, built, error));
    read_built(options, built);
    const double running =
        invest->appraisal.om_usd_per_year + invest->appraisal.repair_usd_per_year;
    options->first_year_rate = first_year_rate_of_return(
        options->benefit_usd_per_year[LEVEL_CENTRAL] - running, invest->appraisal.capex_usd);
    return STATUS_OK;
}
