/* A project beside others: what it is worth alone, what when all others are there, who gains, and
 * whether the projects need each other (docs/model.md, eqs. 205, 206). */
#include "study/invest.h"

#include "study/rent_share.h"

#include <math.h>

enum { PROJECTS_AT_MOST = 6 };

static enum status make_room(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_together *t = &invest->together;
    t->n_project = 1 + invest->config->others.count;
    if (t->n_project > PROJECTS_AT_MOST)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s:%d: `others` has %d links, wanted at most %d: each doubles the number "
                         "of dispatches",
                         invest->config->path, invest_line_of(invest->config, "others"),
                         invest->config->others.count, PROJECTS_AT_MOST - 1);
    const int n = t->n_project, sets = 1 << n;
    t->project = ARENA_ARRAY(arena, const char *, n);
    t->capacity_mw = ARENA_ARRAY(arena, double, n);
    t->pint_usd_per_year = ARENA_ARRAY(arena, double, n);
    t->toot_usd_per_year = ARENA_ARRAY(arena, double, n);
    t->shapley_usd_per_year = ARENA_ARRAY(arena, double, n);
    t->value_usd_per_year = ARENA_ARRAY(arena, double, sets);
    t->of = ARENA_ARRAY(arena, struct invest_case, sets);
    t->point = ARENA_ARRAY(arena, struct invest_point, sets);
    if (!t->project || !t->capacity_mw || !t->pint_usd_per_year || !t->toot_usd_per_year ||
        !t->shapley_usd_per_year || !t->value_usd_per_year || !t->of || !t->point)
        return error_set(error, STATUS_NO_MEMORY, "no memory for projects side by side");
    return STATUS_OK;
}

/* The sets of projects as cases: a project that is not there has a capacity of 0. */
static enum status make_cases(struct invest *invest, struct error *error)
{
    struct invest_together *t = &invest->together;
    struct invest_runs *runs = invest->runs;
    for (int i = 0; i < t->n_project; i++) {
        t->project[i] = runs->watch[i];
        t->capacity_mw[i] =
            i == 0 ? invest->size_mw : runs->world[0].network.link[runs->watch_at[i]].capacity_mw;
    }
    for (int set = 0; set < 1 << t->n_project; set++) {
        TRY(invest_case_make(runs, 0, &t->of[set], error));
        for (int i = 0; i < t->n_project; i++)
            t->of[set].capacity_mw[i] = set & 1 << i ? t->capacity_mw[i] : 0;
    }
    return STATUS_OK;
}

/* What a gap is a share of: the change itself, unless it is so small a part of the cost that the
 * certificates of both dispatches leave more open. */
#define LEAST_CHANGE_SHARE 0.01
static double size_of_change(double saved_usd, double cost_usd)
{
    return fmax(1, fmax(fabs(saved_usd), LEAST_CHANGE_SHARE * fabs(cost_usd)));
}

/* Sum of the surpluses of all agents with less without, and minus the change of the cost: prices
 * and quantities on one side, the optimizer on the other. */
static enum status check_change(struct invest *invest, const char *name, int with, int without,
                                struct error *error)
{
    const struct invest_point *a = &invest->together.point[with];
    const struct invest_point *b = &invest->together.point[without];
    const double gain = a->surplus_usd - b->surplus_usd, saved = b->cost_usd - a->cost_usd;
    return invest_check(invest, name, "USD", gain, saved,
                        fabs(gain - saved) / size_of_change(saved, b->cost_usd), INVEST_IDENTITY,
                        error);
}

/* PINT(A) + PINT(B given A) by the surpluses of the agents, PINT(A, B) by the costs. */
static enum status check_path(struct invest *invest, int first, int second, struct error *error)
{
    const struct invest_together *t = &invest->together;
    const struct invest_point *none = &t->point[0], *one = &t->point[1 << first];
    const struct invest_point *two = &t->point[1 << first | 1 << second];
    const double in_steps =
        one->surplus_usd - none->surplus_usd + (two->surplus_usd - one->surplus_usd);
    const double at_once = none->cost_usd - two->cost_usd;
    return invest_check(invest,
                        first < second ? "PINT(A) + PINT(B given A) = PINT(A, B)"
                                       : "PINT(B) + PINT(A given B) = PINT(A, B)",
                        "USD", in_steps, at_once,
                        fabs(in_steps - at_once) / size_of_change(at_once, none->cost_usd),
                        INVEST_IDENTITY, error);
}

static enum status check_all(struct invest *invest, struct error *error)
{
    const struct invest_together *t = &invest->together;
    const int all = (1 << t->n_project) - 1;
    double worst = 0, total = 0;
    for (int set = 0; set <= all; set++)
        worst = fmax(worst, t->point[set].identity_gap);
    TRY(invest_check(invest, "energy, merchandising surplus, cost and water of every dispatch",
                     "share", worst, 0, worst, INVEST_IDENTITY, error));
    TRY(check_change(invest, "surplus of all agents = minus the cost, put in", 1, 0, error));
    TRY(check_change(invest, "surplus of all agents = minus the cost, taken out", all, all & ~1,
                     error));
    if (t->n_project >= 2) {
        TRY(check_path(invest, 0, 1, error));
        TRY(check_path(invest, 1, 0, error));
    }
    for (int i = 0; i < t->n_project; i++)
        total += t->shapley_usd_per_year[i];
    const double whole = t->value_usd_per_year[all];
    return invest_check(invest, "Shapley shares sum to the value of all", "USD/year", total, whole,
                        fabs(total - whole) / fmax(1, fabs(whole)), INVEST_IDENTITY, error);
}

enum status invest_together_cases(struct invest *invest, struct arena *arena, struct error *error)
{
    TRY(make_room(invest, arena, error));
    return make_cases(invest, error);
}

enum status invest_together_read(struct invest *invest, struct error *error)
{
    struct invest_together *t = &invest->together;
    const int all = (1 << t->n_project) - 1;
    for (int set = 0; set <= all; set++)
        t->value_usd_per_year[set] =
            (t->point[0].cost_usd - t->point[set].cost_usd) * invest->year_factor;
    for (int i = 0; i < t->n_project; i++) {
        t->pint_usd_per_year[i] = put_in_one_at_a_time(t->value_usd_per_year, i);
        t->toot_usd_per_year[i] = take_out_one_at_a_time(t->n_project, t->value_usd_per_year, i);
    }
    t->superadditive_usd_per_year = superadditivity(t->n_project, t->value_usd_per_year);
    TRY(shapley_shares(t->n_project, t->value_usd_per_year, t->shapley_usd_per_year));
    return check_all(invest, error);
}
