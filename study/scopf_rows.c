/* Limits before and after contingencies as rows over the outputs (docs/model.md, eqs. 133-136). */
#include "study/scopf_internal.h"

#include "study/security_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ADDED_AT_MOST = 100, SIDES = LDL_SIDES };

/* MW: limits are met to this, so that the cost is that of all rows at once to 1e-7 of it */
#define MISSED_MW 1e-5

enum status scopf_begin(struct scopf *scopf, struct arena *arena, struct error *error)
{
    const struct opf_case *grid = scopf->grid;
    const int n_contingency = scopf->table->n_contingency;
    struct arena scratch = {.counter = arena};
    scopf->arena = arena;
    const enum status status = opf_problem_build(grid, arena, &scratch, &scopf->problem, error);
    arena_free(&scratch);
    TRY(status);
    scopf->row_room = 256;
    scopf->row = ARENA_ARRAY(arena, struct scopf_row, scopf->row_room);
    scopf->action = ARENA_ARRAY(arena, int, n_contingency);
    scopf->action_of = ARENA_ARRAY(arena, int, n_contingency);
    scopf->is_splitting = ARENA_ARRAY(arena, bool, n_contingency);
    scopf->has_row = ARENA_ARRAY(arena, bool *, n_contingency + 1);
    scopf->angle = ARENA_ARRAY(arena, double, grid->n_bus);
    scopf->island_work = ARENA_ARRAY(arena, double, scopf->problem.n_island);
    scopf->branch_row = ARENA_ARRAY(arena, double *, grid->n_branch);
    scopf->branch_constant = ARENA_ARRAY(arena, double, grid->n_branch);
    scopf->dcline_flow = ARENA_ARRAY(arena, double *, grid->n_dcline);
    if (!scopf->row || !scopf->action || !scopf->action_of || !scopf->is_splitting ||
        !scopf->has_row || !scopf->angle || !scopf->island_work || !scopf->branch_row ||
        !scopf->branch_constant || !scopf->dcline_flow)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d contingencies", n_contingency);
    for (int i = 0; i < n_contingency; i++)
        scopf->action_of[i] = -1;
    return STATUS_OK;
}

bool scopf_is_out(const struct scopf *scopf, int contingency, int dcline)
{
    const struct contingency *own = &scopf->table->contingency[contingency];
    for (int i = 0; i < own->count; i++) {
        const struct outage *outage = &scopf->table->outage[own->first + i];
        if (outage->kind == OUTAGE_LINK && outage->position == dcline) return true;
    }
    return false;
}

/* ---- flows over the columns -------------------------------------------------------------------
 */

/* flow of a branch = coefficient x + constant: one solve, kept (eq. 133). */
static enum status make_branch_row(struct scopf *scopf, int l, struct error *error)
{
    const struct opf_problem *problem = &scopf->problem;
    const struct opf_case *grid = scopf->grid;
    if (scopf->branch_row[l] != NULL) return STATUS_OK;
    double *row = ARENA_ARRAY(scopf->arena, double, problem->n_column), *angle = scopf->angle;
    if (row == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the flow of a branch");
    memset(angle, 0, sizeof *angle * (size_t)grid->n_bus);
    angle[grid->from[l]] += 1;
    angle[grid->to[l]] -= 1;
    ldl_solve(&scopf->security->ldl, &scopf->security->factor, angle);
    const double b = grid->susceptance_mw_per_rad[l];
    for (int j = 0; j < problem->n_column; j++) {
        row[j] = b * problem->gain[j] * angle[problem->bus[j]];
        if (problem->other_bus[j] >= 0)
            row[j] += b * problem->other_gain[j] * angle[problem->other_bus[j]];
    }
    double constant = -b * grid->shift_rad[l];
    for (int bus = 0; bus < grid->n_bus; bus++)
        constant -= b * angle[bus] * problem->demand_mw[bus];
    scopf->branch_constant[l] = constant;
    scopf->branch_row[l] = row;
    return STATUS_OK;
}

/* Flows of all branches per MW that a DC line takes more, the response of both grids included. */
static enum status make_dcline_flow(struct scopf *scopf, int d, struct error *error)
{
    struct security_grid *security = scopf->security;
    if (scopf->dcline_flow[d] != NULL) return STATUS_OK;
    double *flow = ARENA_ARRAY(scopf->arena, double, security->n_branch);
    struct arena scratch = {.counter = scopf->arena};
    double *angle = ARENA_ARRAY(&scratch, double, SIDES *(size_t)security->n_bus);
    double *work = ARENA_ARRAY(&scratch, double, SIDES *(size_t)security->n_bus);
    if (!flow || !angle || !work) {
        arena_free(&scratch);
        return error_set(error, STATUS_NO_MEMORY, "no memory for the flows of a DC line");
    }
    /* what its loss changes, with the sign turned: more is taken, more is given */
    struct outage outage = {OUTAGE_LINK, d, 0};
    struct contingency contingency = {0, 0, 0, 1};
    const struct contingency_table lost = {1, 1, &contingency, &outage};
    if (security_set_directions(security, &lost, 0, 0, angle)) {
        ldl_solve_sides(&security->ldl, &security->factor, angle, work);
        for (int m = 0; m < security->n_branch; m++)
            flow[m] =
                -security_sensitivity(security, angle, m, 0) -
                (1 - scopf->grid->dcline_loss1[d]) * security_sensitivity(security, angle, m, 1);
    }
    arena_free(&scratch);
    scopf->dcline_flow[d] = flow;
    return STATUS_OK;
}

/* What the source of an outage has more per MW that a DC line takes more: the flow of a branch, the
 * output of a unit, which would have responded to that too and cannot when it is lost. */
static double moved_share(const struct scopf *scopf, const struct outage *outage, int d)
{
    const struct security_grid *security = scopf->security;
    if (outage->kind == OUTAGE_BRANCH) return scopf->dcline_flow[d][outage->position];
    if (outage->kind != OUTAGE_GENERATOR) return 0;
    const int own = security->island[security->unit_bus[outage->position]];
    const int taking = security->island[security->link_from[d]];
    const int getting = security->island[security->link_to[d]];
    const double response = security->unit_response[outage->position];
    if (!(security->island_response[taking] > 0 && security->island_response[getting] > 0))
        return 0;
    double share = 0;
    if (own == taking) share += response / security->island_response[taking];
    if (own == getting)
        share -= (1 - scopf->grid->dcline_loss1[d]) * response / security->island_response[getting];
    return share;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static enum status new_row(struct scopf *scopf, int contingency, int branch, bool acts,
                           struct scopf_row **made, struct error *error)
{
    const int slot = contingency >= 0 ? contingency : scopf->table->n_contingency;
    if (scopf->n_row == scopf->row_room) {
        struct scopf_row *more =
            ARENA_ARRAY(scopf->arena, struct scopf_row, 2 * (size_t)scopf->row_room);
        if (more == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for more limits");
        memcpy(more, scopf->row, sizeof *more * (size_t)scopf->n_row);
        scopf->row = more;
        scopf->row_room *= 2;
    }
    if (scopf->has_row[slot] == NULL)
        scopf->has_row[slot] = ARENA_ARRAY(scopf->arena, bool, scopf->grid->n_branch);
    struct scopf_row *row = &scopf->row[scopf->n_row];
    *row = (struct scopf_row){.contingency = contingency, .branch = branch, .scale = 1};
    row->coefficient = ARENA_ARRAY(scopf->arena, double, scopf->problem.n_column);
    if (acts) row->shift = ARENA_ARRAY(scopf->arena, double, scopf->grid->n_dcline);
    if (!scopf->has_row[slot] || !row->coefficient || (acts && !row->shift))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the limit of a branch");
    scopf->has_row[slot][branch] = true;
    scopf->n_row++;
    *made = row;
    return STATUS_OK;
}

/* Limits of a branch before any contingency: its rating and its angle difference (eq. 105). */
static void base_limits(const struct opf_case *grid, int l, double *lower_mw, double *upper_mw)
{
    const double b = grid->susceptance_mw_per_rad[l], shift = grid->shift_rad[l];
    const double low = b * (grid->angle_min_rad[l] - shift),
                 high = b * (grid->angle_max_rad[l] - shift);
    *lower_mw = fmax(-grid->rate_mw[l], fmin(low, high));
    *upper_mw = fmin(grid->rate_mw[l], fmax(low, high));
}

static enum status add_base_row(struct scopf *scopf, int l, struct error *error)
{
    struct scopf_row *row;
    double lower_mw, upper_mw;
    TRY(make_branch_row(scopf, l, error));
    TRY(new_row(scopf, -1, l, false, &row, error));
    base_limits(scopf->grid, l, &lower_mw, &upper_mw);
    memcpy(row->coefficient, scopf->branch_row[l],
           sizeof(double) * (size_t)scopf->problem.n_column);
    row->constant = scopf->branch_constant[l];
    row->lower = lower_mw - row->constant;
    row->upper = upper_mw - row->constant;
    return STATUS_OK;
}

/* Adds times x a source of a contingency to a row (eq. 134). */
static enum status add_source(struct scopf *scopf, const struct outage *outage, int end,
                              double times, struct scopf_row *row, struct error *error)
{
    const struct opf_problem *problem = &scopf->problem;
    const struct opf_case *grid = scopf->grid;
    if (outage->kind == OUTAGE_BRANCH) {
        TRY(make_branch_row(scopf, outage->position, error));
        for (int j = 0; j < problem->n_column; j++)
            row->coefficient[j] += times * scopf->branch_row[outage->position][j];
        row->constant += times * scopf->branch_constant[outage->position];
        return STATUS_OK;
    }
    const bool is_link = outage->kind == OUTAGE_LINK;
    const int owner = outage->position + (is_link ? grid->n_generator : 0);
    const bool gives = is_link && end == 1;
    const double share = gives ? 1 - grid->dcline_loss1[outage->position] : 1;
    for (int j = 0; j < problem->n_column; j++)
        if (problem->owner[j] == owner) row->coefficient[j] += times * share;
    if (gives) row->constant -= times * grid->dcline_loss0_mw[outage->position];
    return STATUS_OK;
}

/* What an action moves on a branch after a contingency: directly, and over what is out. */
static enum status set_shifts(struct scopf *scopf, int contingency, const double *factor,
                              struct scopf_row *row, struct error *error)
{
    const struct contingency *own = &scopf->table->contingency[contingency];
    for (int d = 0; d < scopf->grid->n_dcline; d++) {
        if (scopf_is_out(scopf, contingency, d)) continue;
        TRY(make_dcline_flow(scopf, d, error));
        row->shift[d] = scopf->dcline_flow[d][row->branch];
        for (int i = 0, side = 0; i < own->count; i++) {
            const struct outage *outage = &scopf->table->outage[own->first + i];
            row->shift[d] +=
                factor[(size_t)row->branch * SIDES + (size_t)side] * moved_share(scopf, outage, d);
            side += outage->kind == OUTAGE_LINK ? 2 : 1;
        }
    }
    return STATUS_OK;
}

static bool acts_in(const struct scopf *scopf)
{
    return scopf->settings->kind == SCOPF_CORRECTIVE && scopf->grid->n_dcline > 0;
}

static enum status add_row_after(struct scopf *scopf, int contingency, int branch,
                                 const double *factor, struct error *error)
{
    const struct contingency *own = &scopf->table->contingency[contingency];
    struct scopf_row *row;
    if (acts_in(scopf) && scopf->action_of[contingency] < 0) {
        scopf->action_of[contingency] = scopf->n_action;
        scopf->action[scopf->n_action++] = contingency;
    }
    TRY(make_branch_row(scopf, branch, error));
    TRY(new_row(scopf, contingency, branch, acts_in(scopf), &row, error));
    memcpy(row->coefficient, scopf->branch_row[branch],
           sizeof(double) * (size_t)scopf->problem.n_column);
    row->constant = scopf->branch_constant[branch];
    for (int i = 0, side = 0; i < own->count; i++) {
        const struct outage *outage = &scopf->table->outage[own->first + i];
        for (int end = 0; end < (outage->kind == OUTAGE_LINK ? 2 : 1); end++, side++)
            TRY(add_source(scopf, outage, end, factor[(size_t)branch * SIDES + (size_t)side], row,
                           error));
    }
    if (row->shift != NULL) TRY(set_shifts(scopf, contingency, factor, row, error));
    row->lower = -scopf->security->limit_back_mw[branch] - row->constant;
    row->upper = scopf->security->limit_mw[branch] - row->constant;
    return STATUS_OK;
}

static bool is_limited_after(const struct scopf *scopf, int contingency, int branch)
{
    const struct contingency *own = &scopf->table->contingency[contingency];
    for (int i = 0; i < own->count; i++) {
        const struct outage *outage = &scopf->table->outage[own->first + i];
        if (outage->kind == OUTAGE_BRANCH && outage->position == branch) return false;
    }
    return isfinite(scopf->security->limit_mw[branch]) ||
           isfinite(scopf->security->limit_back_mw[branch]);
}

static enum status factors_of(struct scopf *scopf, int contingency, struct arena *scratch,
                              double *factor, struct error *error)
{
    bool splits;
    TRY(security_factors(scopf->security, scopf->table, contingency, scratch, factor, &splits,
                         error));
    scopf->n_split += splits && !scopf->is_splitting[contingency];
    scopf->is_splitting[contingency] = splits;
    return STATUS_OK;
}

enum status scopf_add_all(struct scopf *scopf, struct error *error)
{
    struct arena scratch = {.counter = scopf->arena};
    double *factor = ARENA_ARRAY(&scratch, double, SIDES *(size_t)scopf->grid->n_branch);
    enum status status =
        factor != NULL ? STATUS_OK : error_set(error, STATUS_NO_MEMORY, "no memory for factors");
    for (int l = 0; l < scopf->grid->n_branch && status == STATUS_OK; l++) {
        double lower_mw, upper_mw;
        base_limits(scopf->grid, l, &lower_mw, &upper_mw);
        if (isfinite(lower_mw) || isfinite(upper_mw)) status = add_base_row(scopf, l, error);
    }
    const int n = scopf->settings->ignore_contingencies ? 0 : scopf->table->n_contingency;
    for (int i = 0; i < n && status == STATUS_OK; i++) {
        struct arena own = {.counter = scopf->arena};
        status = factors_of(scopf, i, &own, factor, error);
        arena_free(&own);
        for (int l = 0; l < scopf->grid->n_branch && status == STATUS_OK; l++)
            if (!scopf->is_splitting[i] && is_limited_after(scopf, i, l))
                status = add_row_after(scopf, i, l, factor, error);
    }
    arena_free(&scratch);
    return status;
}

/* ---- what a point misses ----------------------------------------------------------------------
 */

struct missed {
    int contingency, branch;
    double mw;
};

struct finding {
    int n, room;
    struct missed *missed;
};

static int by_size(const void *left, const void *right)
{
    const struct missed *a = left, *b = right;
    if (a->mw != b->mw) return a->mw > b->mw ? -1 : 1;
    if (a->contingency != b->contingency) return a->contingency - b->contingency;
    return a->branch - b->branch;
}

static void note(const struct scopf *scopf, struct finding *finding, int contingency, int branch,
                 double mw)
{
    const int slot = contingency >= 0 ? contingency : scopf->table->n_contingency;
    if (!(mw > MISSED_MW)) return;
    if (scopf->has_row[slot] != NULL && scopf->has_row[slot][branch]) return;
    if (finding->n == finding->room) {
        qsort(finding->missed, (size_t)finding->n, sizeof *finding->missed, by_size);
        finding->n = ADDED_AT_MOST;
    }
    finding->missed[finding->n++] = (struct missed){contingency, branch, mw};
}

/* MW over the limit of flows after a contingency. */
static double over_mw(const struct scopf *scopf, int branch, double flow_mw)
{
    return fmax(flow_mw - scopf->security->limit_mw[branch],
                -flow_mw - scopf->security->limit_back_mw[branch]);
}

static void look_before(const struct scopf *scopf, const struct scopf_result *result,
                        struct finding *finding)
{
    for (int l = 0; l < scopf->grid->n_branch; l++) {
        double lower_mw, upper_mw;
        base_limits(scopf->grid, l, &lower_mw, &upper_mw);
        note(scopf, finding, -1, l,
             fmax(result->flow_mw[l] - upper_mw, lower_mw - result->flow_mw[l]));
    }
}

static double source_mw(const struct scopf *scopf, const struct scopf_result *result,
                        const struct outage *outage, int end)
{
    const int at = outage->position;
    if (outage->kind == OUTAGE_BRANCH) return result->flow_mw[at];
    if (outage->kind == OUTAGE_GENERATOR) return result->generator_mw[at];
    const double taken = result->dcline_mw[at];
    if (end == 0) return taken;
    return taken - scopf->grid->dcline_loss0_mw[at] - scopf->grid->dcline_loss1[at] * taken;
}

/* One contingency in full: all its factors, and what its action moves (dh: NULL without one). */
static enum status look_after(struct scopf *scopf, const struct scopf_result *result,
                              int contingency, const double *dh, struct finding *finding,
                              double *largest_mw, double *factor, struct error *error)
{
    const struct contingency *own = &scopf->table->contingency[contingency];
    struct arena scratch = {.counter = scopf->arena};
    const enum status status = factors_of(scopf, contingency, &scratch, factor, error);
    arena_free(&scratch);
    TRY(status);
    if (scopf->is_splitting[contingency]) return STATUS_OK;
    for (int m = 0; m < scopf->grid->n_branch; m++) {
        if (!is_limited_after(scopf, contingency, m)) continue;
        double mw = result->flow_mw[m];
        for (int i = 0, side = 0; i < own->count; i++) {
            const struct outage *outage = &scopf->table->outage[own->first + i];
            for (int end = 0; end < (outage->kind == OUTAGE_LINK ? 2 : 1); end++, side++) {
                double source = source_mw(scopf, result, outage, end);
                for (int d = 0; dh != NULL && d < scopf->grid->n_dcline; d++)
                    if (dh[d] != 0) source += moved_share(scopf, outage, d) * dh[d];
                mw += factor[(size_t)m * SIDES + (size_t)side] * source;
            }
        }
        for (int d = 0; dh != NULL && d < scopf->grid->n_dcline; d++)
            if (dh[d] != 0) mw += scopf->dcline_flow[d][m] * dh[d];
        *largest_mw = fmax(*largest_mw, over_mw(scopf, m, mw));
        note(scopf, finding, contingency, m, over_mw(scopf, m, mw));
    }
    return STATUS_OK;
}

/* The screening of all contingencies in which nothing acts; those with an action one by one. */
static enum status look_at_all(struct scopf *scopf, const struct lp_solution *solution,
                               struct scopf_result *result, struct finding *finding,
                               struct arena *scratch, double *factor, struct error *error)
{
    const struct opf_case *grid = scopf->grid;
    double *given = ARENA_ARRAY(scratch, double, grid->n_dcline);
    if (given == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for DC lines");
    for (int d = 0; d < grid->n_dcline; d++)
        given[d] = source_mw(scopf, result, &(struct outage){OUTAGE_LINK, d, 0}, 1);
    const struct security_state state = {1, result->flow_mw, result->generator_mw,
                                         result->dcline_mw, given};
    const struct security_settings settings = {.most_overloads = 20 * ADDED_AT_MOST,
                                               .over_mw = MISSED_MW};
    struct security_result screened;
    TRY(security_screen(scopf->security, &state, scopf->table, &settings, scratch, &screened,
                        error));
    scopf->n_split = screened.n_split + screened.n_unbalanced;
    for (int i = 0; i < scopf->table->n_contingency; i++)
        scopf->is_splitting[i] = screened.outcome[i].kind != SECURITY_CHECKED;
    result->largest_overload_mw = 0;
    for (int i = 0; i < screened.n_overload; i++) {
        const struct security_overload *overload = &screened.overload[i];
        if (scopf->action_of[overload->contingency] >= 0) continue;
        const double mw = fabs(overload->flow_mw) - overload->limit_mw;
        result->largest_overload_mw = fmax(result->largest_overload_mw, mw);
        note(scopf, finding, overload->contingency, overload->branch, mw);
    }
    const int first_move = scopf_first_move(scopf);
    for (int a = 0; a < scopf->n_action; a++)
        TRY(look_after(scopf, result, scopf->action[a],
                       solution->x + first_move + a * grid->n_dcline, finding,
                       &result->largest_overload_mw, factor, error));
    return STATUS_OK;
}

int scopf_first_move(const struct scopf *scopf)
{
    int n = scopf->problem.n_column;
    for (int j = 0; j < scopf->problem.n_column; j++)
        n += scopf->problem.c2[j] > 0;
    return n;
}

enum status scopf_find_missed(struct scopf *scopf, const struct lp_solution *solution,
                              struct scopf_result *result, struct arena *scratch, int *n_added,
                              struct error *error)
{
    struct finding finding = {.room = 40 * ADDED_AT_MOST};
    double *factor = ARENA_ARRAY(scratch, double, SIDES *(size_t)scopf->grid->n_branch);
    finding.missed = ARENA_ARRAY(scratch, struct missed, finding.room);
    *n_added = 0;
    if (!factor || !finding.missed)
        return error_set(error, STATUS_NO_MEMORY, "no memory to look at contingencies");
    look_before(scopf, result, &finding);
    if (!scopf->settings->ignore_contingencies)
        TRY(look_at_all(scopf, solution, result, &finding, scratch, factor, error));
    qsort(finding.missed, (size_t)finding.n, sizeof *finding.missed, by_size);
    for (int i = 0; i < finding.n && i < ADDED_AT_MOST; i++) {
        const struct missed *missed = &finding.missed[i];
        if (missed->contingency < 0) {
            TRY(add_base_row(scopf, missed->branch, error));
        } else {
            struct arena own = {.counter = scopf->arena};
            enum status status = factors_of(scopf, missed->contingency, &own, factor, error);
            arena_free(&own);
            TRY(status);
            TRY(add_row_after(scopf, missed->contingency, missed->branch, factor, error));
        }
        ++*n_added;
    }
    return STATUS_OK;
}
