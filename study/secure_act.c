/* What links can do after an outage, as a small linear program, and what its duals ask of the
 * dispatch: a cut of Benders. source  Monticelli, Pereira, Granville, IEEE TPWRS 2(1), 1987 */
#include "study/secure_internal.h"

#include <math.h>
#include <string.h>

/* USD of a MW moved, beside 1 for a MW missed: of all actions that do, the least. Where even so
 * something is missed, moves are free: their cost would take from the cut. */
#define LAZY 1e-4

/* MW on a line per MW of a link: below it the rounding of the factors. */
#define MOVES_NOTHING 1e-6

/* Beyond this a limit that the program does not have yet is missed; a thousandth of what counts. */
#define UNSEEN_MW 1e-5

/* A factor of a line below it is what a solver leaves of 0; one of a link makes less than the tenth
 * of what a limit may be missed by. */
#define NO_TERM 1e-5
#define NO_LINK_TERM 1e-6

struct act {
    const struct dispatch_model *model;
    const struct secure_after *after;
    const struct security_grid *grid;
    double *least_mw, *most_mw; /* [n_link] of an action */
    bool *is_near;              /* [n_line] whether any action can overload it */
    int *row_of_line;           /* [n_line] the first of two rows, -1: not in the program (yet) */
    int n_row;
};

static double moves(const struct act *act, int link, int line)
{
    const double mw = act->after->moves[(size_t)link * (size_t)act->grid->n_branch + (size_t)line];
    return fabs(mw) > MOVES_NOTHING ? mw : 0;
}

static double rating_mw(const struct act *act, int link, bool forward)
{
    return secure_most_mw(forward ? &act->model->link_forward[link] : &act->model->link_back[link]);
}

static void find_ranges(struct act *act)
{
    const double run_back = act->model->config->security_run_back_mw;
    for (int link = 0; link < act->grid->n_link; link++) {
        const double sent = act->after->link_mw[link];
        act->most_mw[link] = fmax(0, fmin(run_back, rating_mw(act, link, true) - sent));
        act->least_mw[link] = fmin(0, fmax(-run_back, -rating_mw(act, link, false) - sent));
    }
    for (int m = 0; m < act->grid->n_branch; m++) {
        double reach = fabs(act->after->flow_mw[m]);
        for (int link = 0; link < act->grid->n_link; link++)
            reach += fabs(moves(act, link, m)) * fmax(act->most_mw[link], -act->least_mw[link]);
        const double limit = fmin(act->grid->limit_mw[m], act->grid->limit_back_mw[m]);
        act->is_near[m] = reach > limit && m != act->after->line_out;
        act->row_of_line[m] = -1;
    }
}

/* Few lines are overloaded of the many that an action might overload: their rows come when an
 * answer misses them by more than `beyond` does already. Returns how many came. */
static int add_missed(struct act *act, const double *x)
{
    const struct security_grid *grid = act->grid;
    int n = 0;
    for (int m = 0; m < grid->n_branch; m++) {
        if (!act->is_near[m] || act->row_of_line[m] >= 0) continue;
        double flow_mw = act->after->flow_mw[m], beyond_mw = UNSEEN_MW;
        if (x != NULL) {
            beyond_mw += x[0];
            for (int link = 0; link < grid->n_link; link++)
                flow_mw += moves(act, link, m) * (x[1 + 2 * link] - x[2 + 2 * link]);
        }
        if (flow_mw <= grid->limit_mw[m] + beyond_mw &&
            -flow_mw <= grid->limit_back_mw[m] + beyond_mw)
            continue;
        act->row_of_line[m] = act->n_row;
        act->n_row += 2;
        n++;
    }
    return n;
}

/* Least overload t: flow + what moves - t <= limit, and the same back; column 0 is t, then for
 * every link what it takes more and what less. */
static enum status build(const struct act *act, double lazy_usd_per_mw, struct arena *scratch,
                         struct lp *lp, struct error *error)
{
    const struct security_grid *grid = act->grid;
    double worst = 0;
    TRY(lp_new(act->n_row, 1 + 2 * grid->n_link, act->n_row * (1 + 2 * grid->n_link), scratch, lp,
               error));
    for (int row = 0; row < act->n_row; row++)
        lp_add_row(lp, -INFINITY, INFINITY, 0);
    for (int m = 0; m < grid->n_branch; m++) {
        const int row = act->row_of_line[m];
        worst = fmax(worst, fabs(act->after->flow_mw[m]));
        if (row < 0) continue;
        lp->row_upper[row] = grid->limit_mw[m] - act->after->flow_mw[m];
        lp->row_lower[row + 1] = -grid->limit_back_mw[m] - act->after->flow_mw[m];
    }
    lp_add_column(lp, 1, 0, worst);
    for (int row = 0; row < act->n_row; row++)
        lp_add_entry(lp, row, row % 2 == 0 ? -1 : 1);
    for (int link = 0; link < grid->n_link; link++)
        for (int sign = 1; sign >= -1; sign -= 2) {
            lp_add_column(lp, lazy_usd_per_mw, 0,
                          sign > 0 ? act->most_mw[link] : -act->least_mw[link]);
            for (int m = 0; m < grid->n_branch; m++)
                for (int side = 0; side < 2 && act->row_of_line[m] >= 0; side++)
                    lp_add_entry(lp, act->row_of_line[m] + side, sign * moves(act, link, m));
        }
    return STATUS_OK;
}

/* Eq. 168: by weak duality right for any prices mu of overloads, also for those that a solver
 * leaves a little off. */
static void make_cut(const struct act *act, const double *row_dual, struct secure_cut *cut)
{
    const struct security_grid *grid = act->grid;
    const double run_back = act->model->config->security_run_back_mw;
    double activity = 0;
    cut->upper_mw = 0;
    memset(cut->line_value, 0, sizeof(double) * (size_t)grid->n_branch);
    memset(cut->link_value, 0, sizeof(double) * (size_t)grid->n_link);
    for (int m = 0; m < grid->n_branch; m++) {
        const int row = act->row_of_line[m];
        if (row < 0) continue;
        const double over = fmax(0, -row_dual[row]), under = fmax(0, row_dual[row + 1]);
        if (fmax(over, under) < NO_TERM) continue;
        cut->line_value[m] = over - under;
        cut->upper_mw += over * grid->limit_mw[m] + under * grid->limit_back_mw[m];
        activity += cut->line_value[m] * act->after->flow_mw[m];
    }
    for (int link = 0; link < grid->n_link; link++) {
        double pull = 0; /* of all overloads that count, per MW that the link takes more */
        for (int m = 0; m < grid->n_branch; m++)
            pull += cut->line_value[m] * moves(act, link, m);
        const bool takes_more = pull < 0;
        const double sent = act->after->link_mw[link], rating = rating_mw(act, link, takes_more);
        const double room = rating - (takes_more ? sent : -sent);
        if (fabs(pull) < NO_LINK_TERM) {
            cut->upper_mw += fabs(pull) * fmin(run_back, rating_mw(act, link, true) +
                                                             rating_mw(act, link, false));
        } else if (room < run_back) {
            cut->link_value[link] = -pull;
            cut->upper_mw += fabs(pull) * rating;
            activity -= pull * sent;
        } else {
            cut->upper_mw += fabs(pull) * run_back;
        }
    }
    cut->missed_mw = activity - cut->upper_mw;
}

static enum status solve(const struct lp *lp, struct arena *scratch, struct lp_solution *solution,
                         struct error *error)
{
    const struct lp_settings settings = {.method = LP_SIMPLEX}, other = {.method = LP_INTERIOR};
    struct lp_report report;
    TRY(lp_solve(lp, &settings, scratch, solution, &report, error));
    if (report.outcome == OUTCOME_LIMIT)
        TRY(lp_solve(lp, &other, scratch, solution, &report, error));
    if (report.outcome == OUTCOME_OPTIMAL) return STATUS_OK;
    return error_set(error, STATUS_NUMERICAL, "the actions after an outage: %s",
                     outcome_word(report.outcome));
}

/* Rows until none that is left out is missed: an optimum of some rows that keeps all is one of all.
 */
static enum status solve_in_rounds(struct act *act, double lazy_usd_per_mw, struct arena *scratch,
                                   struct lp_solution *solution, struct error *error)
{
    struct lp lp;
    do {
        TRY(build(act, lazy_usd_per_mw, scratch, &lp, error));
        solution->x = ARENA_ARRAY(scratch, double, lp.n_column);
        solution->row_dual = ARENA_ARRAY(scratch, double, lp.n_row + 1);
        if (!solution->x || !solution->row_dual)
            return error_set(error, STATUS_NO_MEMORY, "no memory for actions of %d links",
                             act->grid->n_link);
        TRY(solve(&lp, scratch, solution, error));
    } while (add_missed(act, solution->x) > 0);
    return STATUS_OK;
}

enum status secure_act(const struct dispatch_model *model, const struct secure_after *after,
                       struct arena *scratch, struct secure_cut *cut, struct error *error)
{
    const struct security_grid *grid = model->secure.grid;
    struct act act = {.model = model,
                      .after = after,
                      .grid = grid,
                      .least_mw = ARENA_ARRAY(scratch, double, grid->n_link),
                      .most_mw = ARENA_ARRAY(scratch, double, grid->n_link),
                      .is_near = ARENA_ARRAY(scratch, bool, grid->n_branch),
                      .row_of_line = ARENA_ARRAY(scratch, int, grid->n_branch)};
    struct lp_solution solution;
    if (!act.least_mw || !act.most_mw || !act.is_near || !act.row_of_line)
        return error_set(error, STATUS_NO_MEMORY, "no memory for actions of %d links",
                         grid->n_link);
    find_ranges(&act);
    add_missed(&act, NULL);
    TRY(solve_in_rounds(&act, LAZY, scratch, &solution, error));
    if (solution.x[0] > MISSED_MW) TRY(solve_in_rounds(&act, 0, scratch, &solution, error));
    for (int link = 0; link < grid->n_link; link++)
        cut->moved_mw[link] = solution.x[1 + 2 * link] - solution.x[2 + 2 * link];
    make_cut(&act, solution.row_dual, cut);
    return STATUS_OK;
}
