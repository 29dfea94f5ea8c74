#include "study/real_option.h"

#include <math.h>

/* Probabilities of the branches of a node may be rounded to so much. */
static const double PROBABILITY_ROUNDING = 1e-9;

struct walk {
    const struct option_tree *tree;
    int n_state;
    double *best, *frozen; /* [n_node][n_state] worth with free and with no further decisions */
    double *next_best, *next_frozen; /* the same of the children, discounted, summed up so far */
    int *built;                      /* [n_node][n_state] or NULL */
};

static enum status check(const struct option_tree *tree, struct arena *scratch, struct error *error)
{
    double *sum = ARENA_ARRAY(scratch, double, tree->n_node);
    if (sum == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a tree of options");
    if (tree->n_node < 1 || tree->n_stage < 1 || tree->rate <= -1 || tree->node[0].parent != -1)
        return error_set(
            error, STATUS_BAD_INPUT,
            "options: %d nodes, %d stages, rate %g, wanted a root first, a stage and a "
            "rate above -1",
            tree->n_node, tree->n_stage, tree->rate);
    for (int i = 1; i < tree->n_node; i++) {
        const int parent = tree->node[i].parent;
        if (parent < 0 || parent >= i)
            return error_set(error, STATUS_BAD_INPUT,
                             "options: node %d has parent %d, wanted one of the nodes before it", i,
                             parent);
        if (!(tree->node[i].probability >= 0))
            return error_set(error, STATUS_BAD_INPUT,
                             "options: node %d has a probability of %g, wanted 0 to 1", i,
                             tree->node[i].probability);
        sum[parent] += tree->node[i].probability;
    }
    for (int i = 1; i < tree->n_node; i++) {
        const int parent = tree->node[i].parent;
        if (fabs(sum[parent] - 1) > PROBABILITY_ROUNDING)
            return error_set(error, STATUS_BAD_INPUT,
                             "options: the branches of node %d have probabilities that add up to "
                             "%.9g, wanted 1",
                             parent, sum[parent]);
    }
    return STATUS_OK;
}

/* Builds from state `from` up to `to` at a node. */
static double worth_of(const struct walk *walk, int node, int from, int to, const double *next)
{
    const struct option_tree *tree = walk->tree;
    const int earns = tree->period_to_earn > 0 ? from : to;
    double worth = tree->cash_usd[node * walk->n_state + earns] + next[node * walk->n_state + to];
    for (int stage = from; stage < to; stage++)
        worth -= tree->invest_usd[node * tree->n_stage + stage];
    return worth;
}

/* Of two decisions that differ by less than this share, the one that builds less: rounding must not
 * choose. */
static const double TIE_SHARE = 1e-12;

/* Best number of stages to have after a node, at least `least`. */
static int decide(const struct walk *walk, int node, int from, int least, const double *next,
                  double *best)
{
    int choice = least;
    *best = worth_of(walk, node, from, least, next);
    for (int to = least + 1; to < walk->n_state; to++) {
        const double worth = worth_of(walk, node, from, to, next);
        if (worth > *best + TIE_SHARE * fabs(*best)) {
            *best = worth;
            choice = to;
        }
    }
    return choice;
}

static void walk_back(struct walk *walk)
{
    const struct option_tree *tree = walk->tree;
    for (int node = tree->n_node - 1; node >= 0; node--) {
        const int parent = tree->node[node].parent;
        const double discount = tree->node[node].probability / (1 + tree->rate);
        for (int state = 0; state < walk->n_state; state++) {
            const int at = node * walk->n_state + state;
            const int choice = decide(walk, node, state, state, walk->next_best, &walk->best[at]);
            walk->frozen[at] = worth_of(walk, node, state, state, walk->next_frozen);
            if (walk->built != NULL) walk->built[at] = choice;
            if (parent < 0) continue;
            walk->next_best[parent * walk->n_state + state] += discount * walk->best[at];
            walk->next_frozen[parent * walk->n_state + state] += discount * walk->frozen[at];
        }
    }
}

enum status option_solve(const struct option_tree *tree, struct arena *scratch,
                         struct option_value *value, int *built, struct error *error)
{
    struct walk walk = {.tree = tree, .n_state = tree->n_stage + 1, .built = built};
    const int n = tree->n_node * walk.n_state;
    TRY(check(tree, scratch, error));
    walk.best = ARENA_ARRAY(scratch, double, n);
    walk.frozen = ARENA_ARRAY(scratch, double, n);
    walk.next_best = ARENA_ARRAY(scratch, double, n);
    walk.next_frozen = ARENA_ARRAY(scratch, double, n);
    if (!walk.best || !walk.frozen || !walk.next_best || !walk.next_frozen)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a tree of options");
    walk_back(&walk);
    value->stages_now = decide(&walk, 0, 0, 0, walk.next_best, &value->flexible_usd);
    decide(&walk, 0, 0, 0, walk.next_frozen, &value->now_usd);
    decide(&walk, 0, 0, 1, walk.next_best, &value->never_wait_usd);
    value->waiting_usd = value->flexible_usd - value->now_usd;
    return STATUS_OK;
}

struct option_value option_wait_a_year(double invest_usd, double high_usd, double low_usd,
                                       double high_probability, double rate)
{
    const double high = high_probability / (1 + rate), low = (1 - high_probability) / (1 + rate);
    const double now = high * high_usd + low * low_usd - invest_usd;
    const double wait = high * fmax(0, high_usd - invest_usd) + low * fmax(0, low_usd - invest_usd);
    struct option_value value = {.never_wait_usd = now, .now_usd = fmax(0, now)};
    value.flexible_usd = fmax(now, wait);
    value.waiting_usd = value.flexible_usd - value.now_usd;
    value.stages_now = now > wait;
    return value;
}
