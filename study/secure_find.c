/* Which limits after outages a solved stretch of a study misses (docs/model.md, eqs. 166-169). */
#include "study/secure_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Limits that are added in a round; steps of an outage that may each give one; steps that are
 * looked at once one has. */
enum { ADDED_AT_MOST = 60, LISTED = 2000, CUTS = 1, LOOKED_AT = 4 };

#define MOVED_MW 0.5 /* less is no action that anybody would name */

struct finding {
    const struct dispatch_model *model;
    struct secure *secure;
    const struct dispatch_map *map;
    const double *x;
    int n_step;
    double *flow_mw, *unit_mw, *taken_mw, *given_mw, *sent_mw; /* [n_step][..] */
    struct contingency_table *table;
    struct security_result found;
    struct arena *arena; /* what lasts */
    struct arena scratch;
    int *n_added;
    struct error *error;
};

/* ---- the state --------------------------------------------------------------------------------
 */

static double sum_of(const struct finding *finding, const struct loss_curve *curve, int step,
                     int first, double *arrived)
{
    double sum = 0;
    *arrived = 0;
    for (int k = 0; k < curve->n_segment; k++) {
        const double part = finding->x[map_column(finding->map, step, first + k)];
        sum += part;
        *arrived += (1 - curve->slope[k] - curve->square * part) * part;
    }
    return sum;
}

static void read_lines(const struct finding *finding, int step)
{
    const struct dispatch_model *model = finding->model;
    const struct dispatch_map *map = finding->map;
    const int n_line = model->network->n_line, n_link = model->network->n_link;
    double *flow = finding->flow_mw + (size_t)step * (size_t)n_line, arrived, back_arrived;
    for (int l = 0; l < n_line; l++) {
        flow[l] = sum_of(finding, &model->line_forward[l], step, map->line_forward[l], &arrived);
        if (!line_is_signed(model, l))
            flow[l] -=
                sum_of(finding, &model->line_back[l], step, map->line_back[l], &back_arrived);
    }
    for (int l = 0; l < n_link; l++) {
        const size_t at = (size_t)step * (size_t)n_link + (size_t)l;
        const double sent =
            sum_of(finding, &model->link_forward[l], step, map->link_forward[l], &arrived);
        const double back =
            sum_of(finding, &model->link_back[l], step, map->link_back[l], &back_arrived);
        finding->taken_mw[at] = sent - back_arrived;
        finding->given_mw[at] = arrived - back;
        finding->sent_mw[at] = sent - back;
    }
}

static void read_units(const struct finding *finding, int step)
{
    const struct network *network = finding->model->network;
    const struct dispatch_map *map = finding->map;
    const double *x = finding->x + map_column(map, step, 0);
    double *mw = finding->unit_mw + (size_t)step * (size_t)finding->secure->grid->n_unit;
    for (int g = 0; g < network->n_generator; g++)
        mw[secure_unit_of_generator(g)] = x[map->generator + g];
    for (int s = 0; s < network->n_storage; s++)
        mw[secure_unit_of_storage(network, s)] = x[map->discharge + s] - x[map->charge + s];
    for (int b = 0; b < network->n_market_block; b++) {
        const struct market_block *block = &network->market_block[b];
        mw[secure_unit_of_market(network, block->market)] +=
            block->side == MARKET_BUYS ? -x[map->market + b] : x[map->market + b];
    }
    for (int unit = 0; unit < finding->secure->grid->n_unit; unit++)
        mw[unit] *= secure_lost_share(network, finding->model->config->security_unit_mw, unit);
}

static enum status begin(struct finding *finding)
{
    const struct security_grid *grid = finding->secure->grid;
    const size_t n_step = (size_t)finding->n_step;
    finding->flow_mw = ARENA_ARRAY(&finding->scratch, double, n_step *(size_t)grid->n_branch);
    finding->unit_mw = ARENA_ARRAY(&finding->scratch, double, n_step *(size_t)grid->n_unit);
    finding->taken_mw = ARENA_ARRAY(&finding->scratch, double, n_step *(size_t)grid->n_link);
    finding->given_mw = ARENA_ARRAY(&finding->scratch, double, n_step *(size_t)grid->n_link);
    finding->sent_mw = ARENA_ARRAY(&finding->scratch, double, n_step *(size_t)grid->n_link);
    if (!finding->flow_mw || !finding->unit_mw || !finding->taken_mw || !finding->given_mw ||
        !finding->sent_mw)
        return error_set(finding->error, STATUS_NO_MEMORY, "no memory for flows of %d steps",
                         finding->n_step);
    for (int step = 0; step < finding->n_step; step++) {
        read_lines(finding, step);
        read_units(finding, step);
    }
    return STATUS_OK;
}

static enum status screen(struct finding *finding)
{
    const struct security_state state = {finding->n_step, finding->flow_mw, finding->unit_mw,
                                         finding->taken_mw, finding->given_mw};
    const struct security_settings settings = {.most_overloads = LISTED, .over_mw = MISSED_MW};
    return security_screen(finding->secure->grid, &state, finding->table, &settings,
                           &finding->scratch, &finding->found, finding->error);
}

/* ---- with the dispatch as it is ---------------------------------------------------------------
 */

static bool is_known(const struct secure *secure, const struct security_overload *overload)
{
    const int side = overload->flow_mw >= 0 ? 1 : -1;
    for (int i = secure->of_line.newest[overload->branch]; i >= 0;
         i = secure->of_line.term[i].next_here) {
        const struct secure_limit *limit = &secure->limit[secure->of_line.term[i].limit];
        if (limit->contingency == overload->contingency && limit->of_flows && !limit->sleeps &&
            (limit->side == 0 || limit->side == side))
            return true;
    }
    return false;
}

static int by_size(const void *left, const void *right)
{
    const struct security_overload *a = left, *b = right;
    const double x = fabs(a->flow_mw) - a->limit_mw, y = fabs(b->flow_mw) - b->limit_mw;
    if (x != y) return x > y ? -1 : 1;
    if (a->contingency != b->contingency) return a->contingency - b->contingency;
    return a->branch - b->branch;
}

/* A line after an outage (eqs. 166, 198). A link that is out loses on its way what no row of both
 * limits could hold: one of them. */
static enum status add_line(struct finding *finding, const struct security_overload *overload,
                            double times, double *factor, double *line_value)
{
    const struct security_grid *grid = finding->secure->grid;
    const int line = overload->branch, contingency = overload->contingency;
    const bool one_side = finding->table->outage[contingency].kind == OUTAGE_LINK;
    bool splits;
    TRY(security_factors(finding->secure->grid, finding->table, contingency, &finding->scratch,
                         factor, &splits, finding->error));
    const int side = one_side ? (overload->flow_mw >= 0 ? 1 : -1) : 0;
    const double *share = factor + (size_t)line * LDL_SIDES;
    const struct secure_limit limit = {
        .contingency = contingency,
        .side = side,
        .share = {share[0], one_side ? share[1] : 0},
        .lower_mw = side > 0 ? -INFINITY : -times * grid->limit_back_mw[line],
        .upper_mw = side < 0 ? INFINITY : times * grid->limit_mw[line]};
    line_value[line] = 1;
    const enum status status =
        secure_add(finding->secure, &limit, line_value, NULL, finding->arena, finding->error);
    line_value[line] = 0;
    return status;
}

/* times: of the limits after an outage. */
static enum status add_missed(struct finding *finding, double times)
{
    const struct security_grid *grid = finding->secure->grid;
    struct security_overload *overload = finding->found.overload;
    double *factor = ARENA_ARRAY(&finding->scratch, double, LDL_SIDES *(size_t)grid->n_branch);
    double *line_value = ARENA_ARRAY(&finding->scratch, double, grid->n_branch);
    if (!factor || !line_value)
        return error_set(finding->error, STATUS_NO_MEMORY, "no memory for more limits");
    qsort(overload, (size_t)finding->found.n_overload, sizeof *overload, by_size);
    for (int i = 0; i < finding->found.n_overload && *finding->n_added < ADDED_AT_MOST; i++) {
        if (fabs(overload[i].flow_mw) - times * overload[i].limit_mw <= MISSED_MW ||
            is_known(finding->secure, &overload[i]))
            continue;
        TRY(add_line(finding, &overload[i], times, factor, line_value));
        ++*finding->n_added;
    }
    return STATUS_OK;
}

/* ---- once links have moved --------------------------------------------------------------------
 */

struct missed { /* of a step, before anything moves */
    int step;
    double mw;
};

/* One outage, over the steps. */
struct acting {
    int contingency;
    const struct outage *outage;
    double *factor, *moves, *after_mw; /* [n_line][LDL_SIDES], [n_link][n_line], [n_line] */
    struct missed *missed;             /* [n_step] before anything moves, worst first */
    int n_missed;
    struct secure_cut cut;
};

static int by_mw(const void *left, const void *right)
{
    const struct missed *a = left, *b = right;
    if (a->mw != b->mw) return a->mw > b->mw ? -1 : 1;
    return a->step - b->step;
}

/* MW that are lost with an element in a step, at each of its ends. */
static void lost_mw(const struct finding *finding, const struct outage *outage, int step,
                    double *lost)
{
    const struct security_grid *grid = finding->secure->grid;
    const size_t row = (size_t)step, at = (size_t)outage->position;
    lost[1] = 0;
    if (outage->kind == OUTAGE_BRANCH) {
        lost[0] = finding->flow_mw[row * (size_t)grid->n_branch + at];
    } else if (outage->kind == OUTAGE_GENERATOR) {
        lost[0] = finding->unit_mw[row * (size_t)grid->n_unit + at];
    } else {
        lost[0] = finding->taken_mw[row * (size_t)grid->n_link + at];
        lost[1] = finding->given_mw[row * (size_t)grid->n_link + at];
    }
}

/* Flows of a step after the outage; the worst overload of them. */
static double flows_after(const struct finding *finding, struct acting *acting, int step)
{
    const struct security_grid *grid = finding->secure->grid;
    const double *before = finding->flow_mw + (size_t)step * (size_t)grid->n_branch;
    double lost[2], worst = 0;
    lost_mw(finding, acting->outage, step, lost);
    for (int m = 0; m < grid->n_branch; m++) {
        const double *share = acting->factor + (size_t)m * LDL_SIDES;
        const double mw = before[m] + share[0] * lost[0] + share[1] * lost[1];
        acting->after_mw[m] = mw;
        if (acting->outage->kind == OUTAGE_BRANCH && acting->outage->position == m) continue;
        worst = fmax(worst, fmax(mw - grid->limit_mw[m], -mw - grid->limit_back_mw[m]));
    }
    return worst;
}

/* What a link loses of one MW more, without its squares. */
static double loss_of(const struct dispatch_model *model, int link)
{
    const struct hvdc_link *own = &model->network->link[link];
    return model->config->loss_method == LOSS_NONE ? 0 : fmin(own->loss_linear, 1);
}

static enum status find_moves(struct finding *finding, struct acting *acting)
{
    struct security_grid *grid = finding->secure->grid;
    struct arena own = {.counter = finding->arena};
    bool splits;
    memset(acting->factor, 0, sizeof(double) * LDL_SIDES * (size_t)grid->n_branch);
    enum status status = security_factors(grid, finding->table, acting->contingency, &own,
                                          acting->factor, &splits, finding->error);
    for (int link = 0; link < grid->n_link && status == STATUS_OK; link++) {
        const struct security_action action = {acting->contingency, link,
                                               loss_of(finding->model, link)};
        double *moves = acting->moves + (size_t)link * (size_t)grid->n_branch;
        arena_free(&own);
        status = security_moves(grid, finding->table, &action, &own, moves, finding->error);
    }
    arena_free(&own);
    return status;
}

static enum status prepare(struct finding *finding, struct acting *acting, int contingency)
{
    acting->contingency = contingency;
    acting->outage = &finding->table->outage[contingency];
    acting->n_missed = 0;
    TRY(find_moves(finding, acting));
    for (int step = 0; step < finding->n_step; step++) {
        const double mw = flows_after(finding, acting, step);
        if (mw > MISSED_MW) acting->missed[acting->n_missed++] = (struct missed){step, mw};
    }
    qsort(acting->missed, (size_t)acting->n_missed, sizeof *acting->missed, by_mw);
    return STATUS_OK;
}

static void note_action(const struct finding *finding, const struct acting *acting)
{
    const int n_link = finding->secure->grid->n_link;
    for (int link = 0; link < n_link; link++) {
        const size_t at = (size_t)acting->contingency * (size_t)n_link + (size_t)link;
        const double mw = acting->cut.moved_mw[link];
        if (fabs(mw) < MOVED_MW) continue;
        finding->secure->moved_steps[at]++;
        if (fabs(mw) > fabs(finding->secure->moved_mw[at])) finding->secure->moved_mw[at] = mw;
    }
}

static enum status add_cut(struct finding *finding, const struct acting *acting)
{
    const struct secure_cut *cut = &acting->cut;
    struct secure_limit limit = {.contingency = acting->contingency,
                                 .side = 1,
                                 .lower_mw = -INFINITY,
                                 .upper_mw = cut->upper_mw};
    for (int m = 0; m < finding->secure->grid->n_branch; m++)
        for (int end = 0; end < 2; end++)
            limit.share[end] +=
                cut->line_value[m] * acting->factor[(size_t)m * LDL_SIDES + (size_t)end];
    ++*finding->n_added;
    return secure_add(finding->secure, &limit, cut->line_value, cut->link_value, finding->arena,
                      finding->error);
}

/* The steps that miss most, until some have given a limit; all of them where none does. */
static enum status act(struct finding *finding, struct acting *acting)
{
    const struct security_grid *grid = finding->secure->grid;
    int n_cut = 0;
    for (int i = 0; i < acting->n_missed && n_cut < CUTS && (n_cut == 0 || i < LOOKED_AT); i++) {
        const int step = acting->missed[i].step;
        struct arena own = {.counter = finding->arena};
        const struct secure_after after = {
            acting->after_mw, finding->sent_mw + (size_t)step * (size_t)grid->n_link, acting->moves,
            acting->outage->kind == OUTAGE_BRANCH ? acting->outage->position : -1};
        flows_after(finding, acting, step);
        enum status status = secure_act(finding->model, &after, &own, &acting->cut, finding->error);
        arena_free(&own);
        if (status == STATUS_OK && acting->cut.missed_mw > MISSED_MW) {
            status = add_cut(finding, acting);
            n_cut++;
        } else if (status == STATUS_OK) {
            note_action(finding, acting);
        }
        TRY(status);
    }
    return STATUS_OK;
}

static enum status find_acting(struct finding *finding)
{
    const struct security_grid *grid = finding->secure->grid;
    struct arena *scratch = &finding->scratch;
    const size_t n_line = (size_t)grid->n_branch, n_link = (size_t)grid->n_link;
    struct acting acting = {.factor = ARENA_ARRAY(scratch, double, LDL_SIDES *n_line),
                            .moves = ARENA_ARRAY(scratch, double, n_link *n_line),
                            .after_mw = ARENA_ARRAY(scratch, double, n_line),
                            .missed = ARENA_ARRAY(scratch, struct missed, finding->n_step)};
    acting.cut.line_value = ARENA_ARRAY(scratch, double, n_line);
    acting.cut.link_value = ARENA_ARRAY(scratch, double, n_link);
    acting.cut.moved_mw = ARENA_ARRAY(scratch, double, n_link);
    if (!acting.factor || !acting.moves || !acting.after_mw || !acting.missed ||
        !acting.cut.line_value || !acting.cut.link_value || !acting.cut.moved_mw)
        return error_set(finding->error, STATUS_NO_MEMORY, "no memory for actions of links");
    const size_t n_moved = (size_t)finding->table->n_contingency * n_link;
    memset(finding->secure->moved_mw, 0, sizeof(double) * n_moved);
    memset(finding->secure->moved_steps, 0, sizeof(int) * n_moved);
    for (int i = 0; i < finding->table->n_contingency; i++) {
        if (finding->found.outcome[i].n_overload == 0) continue;
        TRY(prepare(finding, &acting, i));
        TRY(act(finding, &acting));
    }
    return STATUS_OK;
}

enum status secure_find(const struct dispatch_model *model, struct secure *secure,
                        const struct dispatch_map *map, int n_step, const double *x,
                        struct arena *arena, int *n_added, struct error *error)
{
    struct finding finding = {.model = model,
                              .secure = secure,
                              .table = secure->table,
                              .map = map,
                              .x = x,
                              .n_step = n_step,
                              .arena = arena,
                              .scratch = {.counter = arena},
                              .n_added = n_added,
                              .error = error};
    const bool acts = model->config->security == SECURITY_CORRECTIVE && model->network->n_link > 0;
    *n_added = 0;
    enum status status = begin(&finding);
    if (status == STATUS_OK) status = screen(&finding);
    const double before_action =
        model->config->security_short_share / model->config->security_rating_share;
    if (status == STATUS_OK && acts) status = find_acting(&finding);
    if (status == STATUS_OK && !(acts && isnan(before_action)))
        status = add_missed(&finding, acts ? before_action : 1);
    arena_free(&finding.scratch);
    return status;
}
