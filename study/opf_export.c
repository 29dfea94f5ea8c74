/* The whole problem for other solvers: angles as columns, every branch with its own limits
 * (docs/model.md, eqs. 101-107). Built from the case branch by branch, not from pairs. */
#include "study/opf_internal.h"

#include "solver/lp_solve.h"

#include <math.h>

static int add_columns(const struct opf_problem *problem, struct lp *lp, double *quadratic)
{
    int worst = 0;
    for (int j = 0; j < problem->n_column; j++) {
        const int column =
            lp_add_column(lp, problem->c1[j], problem->lower_mw[j], problem->upper_mw[j]);
        if (column < 0) worst = -1;
        quadratic[j] = 2 * problem->c2[j];
        if (problem->other_bus[j] == problem->bus[j]) {
            lp_add_entry(lp, problem->bus[j], problem->gain[j] + problem->other_gain[j]);
            continue;
        }
        lp_add_entry(lp, problem->bus[j], problem->gain[j]);
        if (problem->other_bus[j] >= 0)
            lp_add_entry(lp, problem->other_bus[j], problem->other_gain[j]);
    }
    return worst;
}

struct ends { /* branches at each bus */
    int *start, *branch;
};

static bool list_ends(const struct opf_case *grid, struct arena *arena, struct ends *ends)
{
    int *next = ARENA_ARRAY(arena, int, grid->n_bus + 1);
    ends->start = ARENA_ARRAY(arena, int, grid->n_bus + 1);
    ends->branch = ARENA_ARRAY(arena, int, 2 * (size_t)grid->n_branch);
    if (!next || !ends->start || !ends->branch) return false;
    for (int l = 0; l < grid->n_branch; l++) {
        ends->start[grid->from[l] + 1]++;
        ends->start[grid->to[l] + 1]++;
    }
    for (int bus = 0; bus < grid->n_bus; bus++)
        next[bus + 1] = ends->start[bus + 1] += ends->start[bus];
    for (int l = 0; l < grid->n_branch; l++) {
        ends->branch[next[grid->from[l]]++] = l;
        ends->branch[next[grid->to[l]]++] = l;
    }
    return true;
}

/* The column of an angle: -B in the balances, +-b in the flow rows, +-1 in the angle rows. sum is
 * zero outside. */
static void add_angle(const struct opf_problem *problem, const struct ends *ends, int bus,
                      double *sum, struct lp *lp)
{
    const struct opf_case *grid = problem->grid;
    const bool pinned = problem->reference[problem->island[bus]] == bus;
    lp_add_column(lp, 0, pinned ? 0 : -INFINITY, pinned ? 0 : INFINITY);
    double own = 0;
    for (int at = ends->start[bus]; at < ends->start[bus + 1]; at++) {
        const int l = ends->branch[at], other = grid->from[l] + grid->to[l] - bus;
        own += grid->susceptance_mw_per_rad[l];
        sum[other] += grid->susceptance_mw_per_rad[l];
    }
    lp_add_entry(lp, bus, -own);
    for (int at = ends->start[bus]; at < ends->start[bus + 1]; at++) {
        const int l = ends->branch[at], other = grid->from[l] + grid->to[l] - bus;
        lp_add_entry(lp, other, sum[other]);
        sum[other] = 0;
    }
    for (int at = ends->start[bus]; at < ends->start[bus + 1]; at++) {
        const int l = ends->branch[at];
        const double sign = grid->from[l] == bus ? 1 : -1;
        lp_add_entry(lp, problem->n_bus + 2 * l, sign * grid->susceptance_mw_per_rad[l]);
        lp_add_entry(lp, problem->n_bus + 2 * l + 1, sign);
    }
}

enum status opf_export(const struct opf_problem *problem, const char *path, struct arena *arena,
                       struct error *error)
{
    const struct opf_case *grid = problem->grid;
    const int n_bus = grid->n_bus, n_branch = grid->n_branch;
    struct lp lp;
    struct ends ends = {0};
    double *quadratic = ARENA_ARRAY(arena, double, problem->n_column + n_bus);
    double *sum = ARENA_ARRAY(arena, double, n_bus);
    TRY(lp_new(n_bus + 2 * n_branch, problem->n_column + n_bus,
               2 * problem->n_column + n_bus + 6 * n_branch, arena, &lp, error));
    if (!quadratic || !sum || !list_ends(grid, arena, &ends))
        return error_set(error, STATUS_NO_MEMORY, "no memory to export %d buses", n_bus);
    lp.cost_constant = problem->cost_constant_usd;
    for (int bus = 0; bus < n_bus; bus++)
        lp_add_row(&lp, problem->demand_mw[bus], problem->demand_mw[bus], 0);
    for (int l = 0; l < n_branch; l++) {
        const double shift_mw = grid->susceptance_mw_per_rad[l] * grid->shift_rad[l];
        lp_add_row(&lp, shift_mw - grid->rate_mw[l], shift_mw + grid->rate_mw[l], 0);
        lp_add_row(&lp, grid->angle_min_rad[l], grid->angle_max_rad[l], 0);
    }
    if (add_columns(problem, &lp, quadratic) < 0)
        return error_set(error, STATUS_INTERNAL, "no room for the columns of an export");
    for (int bus = 0; bus < n_bus; bus++)
        add_angle(problem, &ends, bus, sum, &lp);
    return lp_write_mps_quadratic(&lp, quadratic, path, error);
}
