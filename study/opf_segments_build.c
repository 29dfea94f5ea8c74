/* The program of a case whose branches lose power by segments (docs/model.md, eqs. 290-292). */
#include "study/opf_segments_internal.h"

#include <math.h>

/* A secant is off by this at most on the way to its first breakpoint, by this share beyond. */
static const double off_mw = 0.01, off_share = 0.05;

/* What enters is at most this many times the loads: a grid that loses more than it delivers is
 * none.
 */
static const double most_lost = 2;

/* Where a branch of negative susceptance stands in the grid, a flow may exceed what is traded; none
 * is known to exceed it by this. */
static const double beyond_trade = 10;

/* Angles are boxed for the sake of the method; where a limit of branches binds, theirs must not. */
static const double beyond_reach = 2;

/* ---- how far flows can go ---------------------------------------------------------------------
 */

/* Without negative susceptances no branch carries more than all that enters the grid, which is what
 * leaves it and what is lost. */
static double most_traded_mw(const struct opf_case *grid)
{
    double in_mw = 1, out_mw = 1, circling_mw = 0, beyond = 1;
    for (int bus = 0; bus < grid->n_bus; bus++) {
        in_mw += fmax(0, -grid->demand_mw[bus]);
        out_mw += fmax(0, grid->demand_mw[bus]);
    }
    for (int g = 0; g < grid->n_generator; g++) {
        in_mw += fmax(0, grid->max_mw[g]);
        out_mw += fmax(0, -grid->min_mw[g]);
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        const double sent_mw = fmax(fabs(grid->dcline_min_mw[d]), fabs(grid->dcline_max_mw[d]));
        circling_mw += fabs(grid->dcline_loss0_mw[d]) + (1 + fabs(grid->dcline_loss1[d])) * sent_mw;
    }
    for (int l = 0; l < grid->n_branch; l++) {
        circling_mw += fabs(grid->susceptance_mw_per_rad[l] * grid->shift_rad[l]);
        if (grid->susceptance_mw_per_rad[l] < 0) beyond = beyond_trade;
    }
    return (fmin(in_mw, most_lost * out_mw) + circling_mw) * beyond;
}

/* The interval of a flow: its rating, its angles (eq. 105), else what is traded. */
static void find_ends(struct opf_segments *segments, int l, double traded_mw)
{
    const struct opf_case *grid = segments->grid;
    const double at_least_mw = opf_flow_mw(grid, l, grid->angle_min_rad[l]);
    const double at_most_mw = opf_flow_mw(grid, l, grid->angle_max_rad[l]);
    const double by_angle[2] = {fmin(at_least_mw, at_most_mw), fmax(at_least_mw, at_most_mw)};
    const double rate_mw = grid->rate_mw[l];
    segments->least_mw[l] = -traded_mw;
    segments->most_mw[l] = traded_mw;
    if (-rate_mw > segments->least_mw[l]) {
        segments->least_mw[l] = -rate_mw;
        segments->least_end[l] = OPF_END_RATING;
    }
    if (rate_mw < segments->most_mw[l]) {
        segments->most_mw[l] = rate_mw;
        segments->most_end[l] = OPF_END_RATING;
    }
    if (by_angle[0] > segments->least_mw[l]) {
        segments->least_mw[l] = by_angle[0];
        segments->least_end[l] = OPF_END_ANGLE;
    }
    if (by_angle[1] < segments->most_mw[l]) {
        segments->most_mw[l] = by_angle[1];
        segments->most_end[l] = OPF_END_ANGLE;
    }
}

/* ---- segments ---------------------------------------------------------------------------------
 */

/* Tangents touch the law where the secants meet it: both are exact at the same flows. */
static enum status make_curve(double rho, double limit_mw, enum opf_losses losses,
                              struct arena *arena, struct loss_curve *curve)
{
    TRY(loss_curve_secants(rho, limit_mw, 0, off_mw, off_share, arena, curve));
    if (losses == OPF_SECANT || !(rho > 0) || !(limit_mw > 0)) return STATUS_OK;
    const int n = curve->n_segment;
    double *point_mw = ARENA_ARRAY(arena, double, n), at_mw = 0;
    if (point_mw == NULL) return STATUS_NO_MEMORY;
    for (int k = 0; k < n; k++)
        point_mw[k] = at_mw += curve->width_mw[k];
    return loss_curve_tangents_at(rho, limit_mw, n, point_mw, arena, curve);
}

static bool make_room(struct opf_segments *segments, struct arena *arena)
{
    const int n = segments->grid->n_branch;
    segments->forward = ARENA_ARRAY(arena, struct loss_curve, n);
    segments->back = ARENA_ARRAY(arena, struct loss_curve, n);
    segments->least_mw = ARENA_ARRAY(arena, double, n);
    segments->most_mw = ARENA_ARRAY(arena, double, n);
    segments->least_end = ARENA_ARRAY(arena, enum opf_end, n);
    segments->most_end = ARENA_ARRAY(arena, enum opf_end, n);
    segments->first = ARENA_ARRAY(arena, int, n + 1);
    segments->least_row = ARENA_ARRAY(arena, int, n);
    segments->most_row = ARENA_ARRAY(arena, int, n);
    return segments->forward && segments->back && segments->least_mw && segments->most_mw &&
           segments->least_end && segments->most_end && segments->first && segments->least_row &&
           segments->most_row;
}

enum status opf_segments_prepare(const struct opf_case *grid, enum opf_losses losses,
                                 struct arena *arena, struct opf_segments *segments,
                                 struct error *error)
{
    const double traded_mw = most_traded_mw(grid);
    *segments = (struct opf_segments){.grid = grid};
    TRY(opf_problem_build(grid, arena, arena, &segments->problem, error));
    if (!make_room(segments, arena))
        return error_set(error, STATUS_NO_MEMORY, "no memory for losses of %d branches",
                         grid->n_branch);
    for (int l = 0; l < grid->n_branch; l++) {
        const double rho = grid->loss_per_mw[l];
        find_ends(segments, l, traded_mw);
        const double forward_mw = fmax(0, segments->most_mw[l]);
        const double back_mw = fmax(0, -segments->least_mw[l]);
        if (make_curve(rho, forward_mw, losses, arena, &segments->forward[l]) != STATUS_OK ||
            make_curve(rho, back_mw, losses, arena, &segments->back[l]) != STATUS_OK)
            return error_set(error, STATUS_NO_MEMORY, "no memory for losses of %d branches",
                             grid->n_branch);
        segments->first[l + 1] =
            segments->first[l] + segments->forward[l].n_segment + segments->back[l].n_segment;
        segments->least_row[l] = segments->most_row[l] = -1;
        segments->n_ended += (segments->least_mw[l] > 0) + (segments->most_mw[l] < 0);
    }
    segments->first_segment = segments->problem.n_column;
    segments->first_angle = segments->first_segment + segments->first[grid->n_branch];
    return STATUS_OK;
}

/* ---- rows -------------------------------------------------------------------------------------
 */

static int angle_row(const struct opf_segments *segments, int l)
{
    return segments->grid->n_bus + l;
}

/* The problem has the draw of phase shifts in its demand; here it stands in the angle rows. */
static void add_rows(struct opf_segments *segments, struct lp *lp)
{
    const struct opf_case *grid = segments->grid;
    const int first = lp->n_row;
    for (int bus = 0; bus < grid->n_bus; bus++)
        lp_add_row(lp, grid->demand_mw[bus], grid->demand_mw[bus], 0);
    for (int d = 0; d < grid->n_dcline; d++) {
        const int bus = first + grid->dcline_to[d];
        lp->row_lower[bus] += grid->dcline_loss0_mw[d];
        lp->row_upper[bus] += grid->dcline_loss0_mw[d];
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const double mw = opf_flow_mw(grid, l, 0);
        lp_add_row(lp, mw, mw, 0);
    }
    for (int l = 0; l < grid->n_branch; l++) {
        if (segments->least_mw[l] > 0)
            segments->least_row[l] = lp_add_row(lp, segments->least_mw[l], INFINITY, 0);
        if (segments->most_mw[l] < 0)
            segments->most_row[l] = lp_add_row(lp, -INFINITY, segments->most_mw[l], 0);
    }
    for (int j = 0; j < segments->problem.n_column && segments->has_squares; j++)
        if (segments->problem.c2[j] > 0) lp_add_row(lp, 0, INFINITY, 0);
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static void add_units(const struct opf_segments *segments, int square_row, struct lp *lp,
                      double *quadratic)
{
    const struct opf_problem *problem = &segments->problem;
    for (int j = 0; j < problem->n_column; j++) {
        const int bus = problem->bus[j], other = problem->other_bus[j];
        lp_add_column(lp, problem->c1[j], problem->lower_mw[j], problem->upper_mw[j]);
        quadratic[j] = 2 * problem->c2[j];
        lp_add_entry(lp, bus, problem->gain[j] + (other == bus ? problem->other_gain[j] : 0));
        if (other >= 0 && other != bus) lp_add_entry(lp, other, problem->other_gain[j]);
        if (segments->has_squares && problem->c2[j] > 0)
            lp_add_curved_entry(lp, square_row++, 0, -problem->c2[j]);
    }
}

/* A MW of a segment leaves the bus it comes from, reaches the other less the loss, half of which
 * each end bears. */
static void add_segments(const struct opf_segments *segments, int l, int way, struct lp *lp)
{
    const struct opf_case *grid = segments->grid;
    const struct loss_curve *curve = way > 0 ? &segments->forward[l] : &segments->back[l];
    const int from = way > 0 ? grid->from[l] : grid->to[l];
    const int to = way > 0 ? grid->to[l] : grid->from[l];
    for (int k = 0; k < curve->n_segment; k++) {
        const double half = curve->slope[k] / 2;
        lp_add_column(lp, 0, 0, curve->width_mw[k]);
        lp_add_entry(lp, from, from == to ? -2 * half : -1 - half);
        if (from != to) lp_add_entry(lp, to, 1 - half);
        lp_add_entry(lp, angle_row(segments, l), way);
        if (segments->least_row[l] >= 0) lp_add_entry(lp, segments->least_row[l], way);
        if (segments->most_row[l] >= 0) lp_add_entry(lp, segments->most_row[l], way);
    }
}

/* How far angles can be from that of the reference: the shortest way there, in steps that a branch
 * allows at most. Angles stand in MW: 1 is 1 / base rad. */
static enum status find_reach(const struct opf_segments *segments, struct arena *arena,
                              double **reach_mw, struct error *error)
{
    const struct opf_case *grid = segments->grid;
    const struct opf_problem *problem = &segments->problem;
    double *reach = *reach_mw = ARENA_ARRAY(arena, double, grid->n_bus);
    if (reach == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for angles");
    for (int bus = 0; bus < grid->n_bus; bus++)
        reach[bus] = problem->reference[problem->island[bus]] == bus ? 0 : INFINITY;
    for (bool moved = true; moved;) {
        moved = false;
        for (int l = 0; l < grid->n_branch; l++) {
            const double mw = fmax(fabs(segments->least_mw[l]), fabs(segments->most_mw[l]));
            const double step = grid->base_mva * (mw / fabs(grid->susceptance_mw_per_rad[l]) +
                                                  fabs(grid->shift_rad[l]));
            double *from = &reach[grid->from[l]], *to = &reach[grid->to[l]];
            if (isinf(*from) != isinf(*to)) {
                *from = fmin(*from, *to + step);
                *to = fmin(*to, *from + step);
                moved = true;
            }
        }
    }
    return STATUS_OK;
}

/* Branches by bus, so that the column of an angle is written at once. */
static enum status add_angles(const struct opf_segments *segments, struct arena *arena,
                              struct lp *lp, struct error *error)
{
    const struct opf_case *grid = segments->grid;
    double *reach_mw;
    int *next = ARENA_ARRAY(arena, int, 2 * (size_t)grid->n_branch);
    int *head = ARENA_ARRAY(arena, int, grid->n_bus);
    if (!next || !head) return error_set(error, STATUS_NO_MEMORY, "no memory for angles");
    TRY(find_reach(segments, arena, &reach_mw, error));
    for (int bus = 0; bus < grid->n_bus; bus++)
        head[bus] = -1;
    for (int at = 2 * grid->n_branch - 1; at >= 0; at--) { /* ends of branches: from, to */
        const int bus = at % 2 == 0 ? grid->from[at / 2] : grid->to[at / 2];
        next[at] = head[bus];
        head[bus] = at;
    }
    for (int bus = 0; bus < grid->n_bus; bus++) {
        const double wide_mw = beyond_reach * reach_mw[bus];
        lp_add_column(lp, 0, -wide_mw, wide_mw);
        for (int at = head[bus]; at >= 0; at = next[at]) {
            const int l = at / 2;
            if (grid->from[l] == grid->to[l]) continue;
            lp_add_entry(lp, angle_row(segments, l),
                         (at % 2 == 0 ? -1 : 1) * grid->susceptance_mw_per_rad[l] / grid->base_mva);
        }
    }
    return STATUS_OK;
}

static void add_squares(const struct opf_segments *segments, int square_row, struct lp *lp)
{
    const struct opf_problem *problem = &segments->problem;
    for (int j = 0; j < problem->n_column; j++) {
        if (!(problem->c2[j] > 0)) continue;
        const double most = fmax(fabs(problem->lower_mw[j]), fabs(problem->upper_mw[j]));
        lp_add_column(lp, 1, 0, problem->c2[j] * most * most);
        lp_add_entry(lp, square_row++, 1);
    }
}

enum status opf_segments_build(struct opf_segments *segments, bool with_squares,
                               struct arena *arena, struct lp *lp, double **quadratic,
                               struct error *error)
{
    const struct opf_case *grid = segments->grid;
    const struct opf_problem *problem = &segments->problem;
    const int n_segment = segments->first[grid->n_branch];
    int n_square = 0;
    for (int j = 0; j < problem->n_column && with_squares; j++)
        n_square += problem->c2[j] > 0;
    segments->has_squares = n_square > 0;
    const int n_column = segments->first_angle + grid->n_bus + n_square;
    const int square_row = grid->n_bus + grid->n_branch + segments->n_ended;
    TRY(lp_new(square_row + n_square, n_column,
               3 * problem->n_column + 5 * n_segment + 2 * grid->n_branch + n_square, arena, lp,
               error));
    if (n_square > 0) TRY(lp_allow_squares(lp, arena, error));
    *quadratic = ARENA_ARRAY(arena, double, n_column);
    if (*quadratic == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d columns", n_column);
    lp->cost_constant = problem->cost_constant_usd;
    add_rows(segments, lp);
    add_units(segments, square_row, lp, *quadratic);
    for (int l = 0; l < grid->n_branch; l++) {
        add_segments(segments, l, 1, lp);
        add_segments(segments, l, -1, lp);
    }
    TRY(add_angles(segments, arena, lp, error));
    if (n_square > 0) add_squares(segments, square_row, lp);
    return STATUS_OK;
}
