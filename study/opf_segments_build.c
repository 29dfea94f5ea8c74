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

/* A MW on the softest branch of a cycle counts 1 in its row. */
static double cycle_scale(const struct opf_segments *segments, int c)
{
    double softest = INFINITY;
    for (int k = segments->cycles.start[c]; k < segments->cycles.start[c + 1]; k++)
        softest =
            fmin(softest, fabs(segments->grid->susceptance_mw_per_rad[segments->cycles.branch[k]]));
    return softest;
}

/* Kirchhoff's law: angle differences, flow / b + shift, sum to 0 over each cycle (eq. 291). */
static enum status list_cycles(struct opf_segments *segments, struct arena *arena,
                               struct error *error)
{
    const struct opf_case *grid = segments->grid;
    struct cycles *cycles = &segments->cycles;
    TRY(cycles_find_short(grid->n_bus, grid->n_branch, grid->from, grid->to, arena, cycles));
    const int n = cycles->start[cycles->count];
    int *next = ARENA_ARRAY(arena, int, grid->n_branch + 2);
    segments->first_cycle = ARENA_ARRAY(arena, int, grid->n_branch + 1);
    segments->cycle_row = ARENA_ARRAY(arena, int, n);
    segments->cycle_value = ARENA_ARRAY(arena, double, n);
    if (!next || !segments->first_cycle || !segments->cycle_row || !segments->cycle_value)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d cycles", cycles->count);
    for (int k = 0; k < n; k++)
        segments->first_cycle[cycles->branch[k] + 1]++;
    for (int l = 0; l < grid->n_branch; l++)
        next[l + 1] = segments->first_cycle[l + 1] += segments->first_cycle[l];
    for (int c = 0; c < cycles->count; c++)
        for (int k = cycles->start[c]; k < cycles->start[c + 1]; k++) {
            const int l = cycles->branch[k], at = next[l]++;
            segments->cycle_row[at] = grid->n_bus + c;
            segments->cycle_value[at] =
                cycles->sign[k] * cycle_scale(segments, c) / grid->susceptance_mw_per_rad[l];
        }
    return STATUS_OK;
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
    return list_cycles(segments, arena, error);
}

/* ---- rows -------------------------------------------------------------------------------------
 */

/* The problem has the draw of phase shifts in its demand; here it stands in the cycles. */
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
    for (int c = 0; c < segments->cycles.count; c++) {
        double shift = 0;
        for (int k = segments->cycles.start[c]; k < segments->cycles.start[c + 1]; k++)
            shift += segments->cycles.sign[k] * grid->shift_rad[segments->cycles.branch[k]];
        const double sum = -shift * cycle_scale(segments, c);
        lp_add_row(lp, sum, sum, 0);
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
        for (int at = segments->first_cycle[l]; at < segments->first_cycle[l + 1]; at++)
            lp_add_entry(lp, segments->cycle_row[at], way * segments->cycle_value[at]);
        if (segments->least_row[l] >= 0) lp_add_entry(lp, segments->least_row[l], way);
        if (segments->most_row[l] >= 0) lp_add_entry(lp, segments->most_row[l], way);
    }
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
    int n_entry = 3 * problem->n_column + 4 * n_segment + n_square;
    for (int l = 0; l < grid->n_branch; l++)
        n_entry += (segments->first[l + 1] - segments->first[l]) *
                   (segments->first_cycle[l + 1] - segments->first_cycle[l]);
    const int n_column = segments->first_segment + n_segment + n_square;
    const int square_row = grid->n_bus + segments->cycles.count + segments->n_ended;
    TRY(lp_new(square_row + n_square, n_column, n_entry, arena, lp, error));
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
    if (n_square > 0) add_squares(segments, square_row, lp);
    return STATUS_OK;
}
