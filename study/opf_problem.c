/* From the case as its file has it to the one that the methods see. */
#include "study/opf_internal.h"

#include "network/islands.h"

#include <math.h>
#include <stdio.h>

/* ---- pairs of buses ---------------------------------------------------------------------------
 */

/* One number per pair of buses that a branch joins, in the order of the smaller bus. */
static enum status number_pairs(const struct opf_case *grid, struct arena *scratch, int *pair_of,
                                int *n_pair)
{
    const int n_bus = grid->n_bus, n_branch = grid->n_branch;
    int *start = ARENA_ARRAY(scratch, int, n_bus + 2);
    int *branch = ARENA_ARRAY(scratch, int, n_branch);
    int *last_pair = ARENA_ARRAY(scratch, int, n_bus);
    if (!start || !branch || !last_pair) return STATUS_NO_MEMORY;
    for (int l = 0; l < n_branch; l++)
        start[(grid->from[l] < grid->to[l] ? grid->from[l] : grid->to[l]) + 2]++;
    for (int bus = 0; bus < n_bus; bus++) {
        start[bus + 2] += start[bus + 1];
        last_pair[bus] = -1;
    }
    for (int l = 0; l < n_branch; l++)
        branch[start[(grid->from[l] < grid->to[l] ? grid->from[l] : grid->to[l]) + 1]++] = l;
    *n_pair = 0;
    for (int bus = 0; bus < n_bus; bus++) {
        const int first = *n_pair;
        for (int at = start[bus]; at < start[bus + 1]; at++) {
            const int l = branch[at], other = grid->from[l] + grid->to[l] - bus;
            if (last_pair[other] < first) last_pair[other] = (*n_pair)++;
            pair_of[l] = last_pair[other];
        }
    }
    return STATUS_OK;
}

static void narrow_lower(struct opf_problem *problem, int pair, double rad, int branch, bool rate)
{
    if (!(rad > problem->lower_rad[pair])) return;
    problem->lower_rad[pair] = rad;
    problem->lower_branch[pair] = branch;
    problem->lower_is_rate[pair] = rate;
}

static void narrow_upper(struct opf_problem *problem, int pair, double rad, int branch, bool rate)
{
    if (!(rad < problem->upper_rad[pair])) return;
    problem->upper_rad[pair] = rad;
    problem->upper_branch[pair] = branch;
    problem->upper_is_rate[pair] = rate;
}

/* A branch limits the angle difference of its buses directly and by its rating (eq. 105). */
static void add_branch(struct opf_problem *problem, int branch, int pair)
{
    const struct opf_case *grid = problem->grid;
    const double b = grid->susceptance_mw_per_rad[branch], shift = grid->shift_rad[branch];
    const bool forward = grid->from[branch] < grid->to[branch];
    const double sign = forward ? 1 : -1, reach = grid->rate_mw[branch] / fabs(b);
    problem->pair_from[pair] = forward ? grid->from[branch] : grid->to[branch];
    problem->pair_to[pair] = forward ? grid->to[branch] : grid->from[branch];
    problem->pair_mw_per_rad[pair] += b;
    problem->pair_scale[pair] += fabs(b);
    problem->demand_mw[grid->from[branch]] -= b * shift;
    problem->demand_mw[grid->to[branch]] += b * shift;
    const double low = grid->angle_min_rad[branch], high = grid->angle_max_rad[branch];
    narrow_lower(problem, pair, forward ? low : -high, branch, false);
    narrow_upper(problem, pair, forward ? high : -low, branch, false);
    narrow_lower(problem, pair, sign * shift - reach, branch, true);
    narrow_upper(problem, pair, sign * shift + reach, branch, true);
}

static enum status build_pairs(struct opf_problem *problem, struct arena *arena,
                               struct arena *scratch)
{
    const struct opf_case *grid = problem->grid;
    int *pair_of = ARENA_ARRAY(scratch, int, grid->n_branch);
    if (!pair_of || number_pairs(grid, scratch, pair_of, &problem->n_pair) != STATUS_OK)
        return STATUS_NO_MEMORY;
    const int n = problem->n_pair;
    problem->pair_from = ARENA_ARRAY(arena, int, n);
    problem->pair_to = ARENA_ARRAY(arena, int, n);
    problem->pair_mw_per_rad = ARENA_ARRAY(arena, double, n);
    problem->pair_scale = ARENA_ARRAY(arena, double, n);
    problem->lower_rad = ARENA_ARRAY(arena, double, n);
    problem->upper_rad = ARENA_ARRAY(arena, double, n);
    problem->lower_branch = ARENA_ARRAY(arena, int, n);
    problem->upper_branch = ARENA_ARRAY(arena, int, n);
    problem->lower_is_rate = ARENA_ARRAY(arena, bool, n);
    problem->upper_is_rate = ARENA_ARRAY(arena, bool, n);
    if (!problem->pair_from || !problem->pair_to || !problem->pair_mw_per_rad ||
        !problem->pair_scale || !problem->lower_rad || !problem->upper_rad ||
        !problem->lower_branch || !problem->upper_branch || !problem->lower_is_rate ||
        !problem->upper_is_rate)
        return STATUS_NO_MEMORY;
    for (int pair = 0; pair < n; pair++) {
        problem->lower_rad[pair] = -INFINITY;
        problem->upper_rad[pair] = INFINITY;
        problem->lower_branch[pair] = problem->upper_branch[pair] = -1;
    }
    for (int branch = 0; branch < grid->n_branch; branch++)
        add_branch(problem, branch, pair_of[branch]);
    return STATUS_OK;
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static int segments_of(const struct opf_cost *cost)
{
    return cost->n_point > 2 ? cost->n_point - 1 : 1;
}

static void add_column(struct opf_problem *problem, const struct opf_problem *like, double lower,
                       double upper, double c1, double c2)
{
    const int j = problem->n_column++;
    problem->bus[j] = like->bus[0];
    problem->gain[j] = like->gain[0];
    problem->other_bus[j] = like->other_bus[0];
    problem->other_gain[j] = like->other_gain[0];
    problem->owner[j] = like->owner[0];
    problem->lower_mw[j] = lower;
    problem->upper_mw[j] = upper;
    problem->c1[j] = c1;
    problem->c2[j] = c2;
}

/* Limits this close are one: the interior point has no room between them. */
static const double width_of_none_mw = 1e-12;

/* A unit of one polynomial column, or of one column per piece of its line: the first carries the
 * lower limit, the others start at 0 and are taken in turn, because the line is convex (eq. 103).
 */
static void add_unit(struct opf_problem *problem, const struct opf_problem *like, double min_mw,
                     double max_mw, const struct opf_cost *cost)
{
    if (max_mw - min_mw <= width_of_none_mw) { /* its marginal cost is of no account */
        add_column(problem, like, min_mw, min_mw, 0, 0);
        problem->cost_constant_usd += opf_cost_usd(cost, min_mw);
        return;
    }
    if (cost->n_point == 0) {
        add_column(problem, like, min_mw, max_mw, cost->c1, cost->c2);
        problem->cost_constant_usd += cost->c0;
        return;
    }
    double at_mw = min_mw;
    bool first = true;
    for (int k = 0; k < segments_of(cost) && at_mw < max_mw; k++) {
        const double *mw = cost->point_mw + k, *usd = cost->point_usd + k;
        const double slope = (usd[1] - usd[0]) / (mw[1] - mw[0]);
        const double end_mw = k + 1 == segments_of(cost) ? max_mw : fmin(mw[1], max_mw);
        if (end_mw <= at_mw) continue;
        add_column(problem, like, first ? min_mw : 0, first ? end_mw : end_mw - at_mw, slope, 0);
        if (first) problem->cost_constant_usd += opf_cost_usd(cost, min_mw) - slope * min_mw;
        first = false;
        at_mw = end_mw;
    }
}

static enum status build_columns(struct opf_problem *problem, struct arena *arena)
{
    const struct opf_case *grid = problem->grid;
    size_t n = 0;
    for (int g = 0; g < grid->n_generator; g++)
        n += (size_t)segments_of(&grid->cost[g]);
    for (int d = 0; d < grid->n_dcline; d++)
        n += (size_t)segments_of(&grid->dcline_cost[d]);
    problem->bus = ARENA_ARRAY(arena, int, n);
    problem->other_bus = ARENA_ARRAY(arena, int, n);
    problem->owner = ARENA_ARRAY(arena, int, n);
    problem->gain = ARENA_ARRAY(arena, double, n);
    problem->other_gain = ARENA_ARRAY(arena, double, n);
    problem->lower_mw = ARENA_ARRAY(arena, double, n);
    problem->upper_mw = ARENA_ARRAY(arena, double, n);
    problem->c1 = ARENA_ARRAY(arena, double, n);
    problem->c2 = ARENA_ARRAY(arena, double, n);
    if (!problem->bus || !problem->other_bus || !problem->owner || !problem->gain ||
        !problem->other_gain || !problem->lower_mw || !problem->upper_mw || !problem->c1 ||
        !problem->c2)
        return STATUS_NO_MEMORY;
    for (int g = 0; g < grid->n_generator; g++) {
        const struct opf_problem like = {.bus = (int[]){grid->generator_bus[g]},
                                         .gain = (double[]){1},
                                         .other_bus = (int[]){-1},
                                         .other_gain = (double[]){0},
                                         .owner = (int[]){g}};
        add_unit(problem, &like, grid->min_mw[g], grid->max_mw[g], &grid->cost[g]);
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        const struct opf_problem like = {.bus = (int[]){grid->dcline_from[d]},
                                         .gain = (double[]){-1},
                                         .other_bus = (int[]){grid->dcline_to[d]},
                                         .other_gain = (double[]){1 - grid->dcline_loss1[d]},
                                         .owner = (int[]){grid->n_generator + d}};
        add_unit(problem, &like, grid->dcline_min_mw[d], grid->dcline_max_mw[d],
                 &grid->dcline_cost[d]);
        problem->demand_mw[grid->dcline_to[d]] += grid->dcline_loss0_mw[d];
    }
    return STATUS_OK;
}

/* ---- islands ----------------------------------------------------------------------------------
 */

/* The reference of an island is the first bus that the file calls so, else its first. */
static enum status find_islands(struct opf_problem *problem, struct arena *arena,
                                struct arena *scratch)
{
    const struct opf_case *grid = problem->grid;
    problem->island = ARENA_ARRAY(arena, int, problem->n_bus);
    problem->reference = ARENA_ARRAY(arena, int, problem->n_bus);
    if (!problem->island || !problem->reference) return STATUS_NO_MEMORY;
    TRY(islands_find(problem->n_bus, problem->n_pair, problem->pair_from, problem->pair_to, scratch,
                     problem->island, &problem->n_island));
    for (int island = 0; island < problem->n_island; island++)
        problem->reference[island] = -1;
    for (int wanted = 1; wanted >= 0; wanted--)
        for (int bus = 0; bus < problem->n_bus; bus++) {
            int *reference = &problem->reference[problem->island[bus]];
            if (*reference < 0 && grid->bus_is_reference[bus] == (wanted == 1)) *reference = bus;
        }
    return STATUS_OK;
}

enum status opf_problem_build(const struct opf_case *grid, struct arena *arena,
                              struct arena *scratch, struct opf_problem *problem,
                              struct error *error)
{
    *problem = (struct opf_problem){
        .grid = grid, .n_bus = grid->n_bus, .base_mw = grid->base_mva, .cost_constant_usd = 0};
    problem->demand_mw = ARENA_ARRAY(arena, double, grid->n_bus);
    if (problem->demand_mw == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory");
    for (int bus = 0; bus < grid->n_bus; bus++)
        problem->demand_mw[bus] = grid->demand_mw[bus];
    if (build_pairs(problem, arena, scratch) != STATUS_OK ||
        build_columns(problem, arena) != STATUS_OK ||
        find_islands(problem, arena, scratch) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a power flow of %d buses",
                         grid->n_bus);
    return STATUS_OK;
}

/* ---- the susceptance matrix -------------------------------------------------------------------
 */

enum status opf_matrix_build(const struct opf_problem *problem, struct arena *arena,
                             struct arena *scratch, struct opf_grid_matrix *matrix,
                             struct error *error)
{
    const int n_bus = problem->n_bus, n_pair = problem->n_pair, n_column = problem->n_column;
    const size_t capacity = (size_t)n_bus + (size_t)n_pair + (size_t)n_column;
    int *row = ARENA_ARRAY(scratch, int, capacity), *column = ARENA_ARRAY(scratch, int, capacity);
    int *position = ARENA_ARRAY(arena, int, capacity);
    double *value = ARENA_ARRAY(scratch, double, capacity);
    matrix->column_entry = ARENA_ARRAY(arena, int, n_column);
    if (!row || !column || !position || !value || !matrix->column_entry)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a matrix of %d buses", n_bus);
    for (int bus = 0; bus < n_bus; bus++)
        row[bus] = column[bus] = bus;
    for (int island = 0; island < problem->n_island; island++)
        value[problem->reference[island]] = 1;
    for (int pair = 0; pair < n_pair; pair++) {
        const double b = problem->pair_mw_per_rad[pair] / problem->base_mw;
        column[n_bus + pair] = problem->pair_from[pair];
        row[n_bus + pair] = problem->pair_to[pair];
        value[n_bus + pair] = -b;
        value[problem->pair_from[pair]] += b;
        value[problem->pair_to[pair]] += b;
    }
    int n = n_bus + n_pair;
    for (int j = 0; j < n_column; j++) {
        const int a = problem->bus[j], b = problem->other_bus[j];
        matrix->column_entry[j] = -1;
        if (b < 0 || a == b) continue;
        matrix->column_entry[j] = n;
        column[n] = a < b ? a : b;
        row[n++] = a < b ? b : a;
    }
    const struct triplets triplets = {n_bus, n_bus, n, row, column, value};
    TRY(sparse_from_triplets(&triplets, position, arena, scratch, &matrix->lower, error));
    matrix->diagonal = position;
    matrix->pair_entry = position + n_bus;
    for (int j = 0; j < n_column; j++)
        if (matrix->column_entry[j] >= 0)
            matrix->column_entry[j] = position[matrix->column_entry[j]];
    TRY(ldl_analyze(&matrix->lower, arena, scratch, &matrix->ldl, error));
    TRY(ldl_new_factor(&matrix->ldl, 1, arena, &matrix->factor, error));
    return ldl_refactor(&matrix->ldl, matrix->lower.value, &matrix->factor, error);
}

void opf_injection(const struct opf_problem *problem, const double *column_mw, double *injection)
{
    for (int bus = 0; bus < problem->n_bus; bus++)
        injection[bus] = -problem->demand_mw[bus];
    for (int j = 0; j < problem->n_column; j++) {
        injection[problem->bus[j]] += problem->gain[j] * column_mw[j];
        if (problem->other_bus[j] >= 0)
            injection[problem->other_bus[j]] += problem->other_gain[j] * column_mw[j];
    }
}

void opf_angles_of(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                   const double *injection_mw, double *angle_rad, double *work)
{
    const int n = problem->n_bus;
    for (int bus = 0; bus < n; bus++)
        angle_rad[bus] = injection_mw[bus] / problem->base_mw;
    ldl_solve(&matrix->ldl, &matrix->factor, angle_rad);
    sparse_multiply_symmetric(&matrix->lower, angle_rad, work);
    for (int bus = 0; bus < n; bus++)
        work[bus] = injection_mw[bus] / problem->base_mw - work[bus];
    ldl_solve(&matrix->ldl, &matrix->factor, work);
    for (int bus = 0; bus < n; bus++)
        angle_rad[bus] += work[bus];
    for (int island = 0; island < problem->n_island; island++)
        work[island] = angle_rad[problem->reference[island]];
    for (int bus = 0; bus < n; bus++)
        angle_rad[bus] -= work[problem->island[bus]];
}

/* ---- load that may be missing -----------------------------------------------------------------
 */

static bool copy_columns(const struct opf_problem *problem, struct arena *arena,
                         struct opf_problem *wider)
{
    const int n = problem->n_column;
    const size_t room = (size_t)n + 2 * (size_t)problem->n_island;
    wider->bus = ARENA_ARRAY(arena, int, room);
    wider->other_bus = ARENA_ARRAY(arena, int, room);
    wider->owner = ARENA_ARRAY(arena, int, room);
    wider->gain = ARENA_ARRAY(arena, double, room);
    wider->other_gain = ARENA_ARRAY(arena, double, room);
    wider->lower_mw = ARENA_ARRAY(arena, double, room);
    wider->upper_mw = ARENA_ARRAY(arena, double, room);
    wider->c1 = ARENA_ARRAY(arena, double, room);
    wider->c2 = ARENA_ARRAY(arena, double, room);
    if (!wider->bus || !wider->other_bus || !wider->owner || !wider->gain || !wider->other_gain ||
        !wider->lower_mw || !wider->upper_mw || !wider->c1 || !wider->c2)
        return false;
    wider->n_column = 0;
    for (int j = 0; j < n; j++) {
        const struct opf_problem like = {.bus = problem->bus + j,
                                         .gain = problem->gain + j,
                                         .other_bus = problem->other_bus + j,
                                         .other_gain = problem->other_gain + j,
                                         .owner = problem->owner + j};
        add_column(wider, &like, problem->lower_mw[j], problem->upper_mw[j], problem->c1[j],
                   problem->c2[j]);
    }
    return true;
}

enum status opf_problem_relax(const struct opf_problem *problem, struct arena *arena,
                              struct opf_problem *wider, struct error *error)
{
    *wider = *problem;
    if (problem->grid->n_dcline == 0) return STATUS_OK;
    if (!copy_columns(problem, arena, wider))
        return error_set(error, STATUS_NO_MEMORY, "no memory to look for what is missing");
    double size_mw = problem->base_mw;
    for (int bus = 0; bus < problem->n_bus; bus++)
        size_mw += fabs(problem->demand_mw[bus]);
    for (int j = 0; j < problem->n_column; j++)
        size_mw += fabs(problem->lower_mw[j]) + fabs(problem->upper_mw[j]);
    for (int island = 0; island < problem->n_island; island++)
        for (int sign = -1; sign <= 1; sign += 2) {
            const struct opf_problem like = {.bus = problem->reference + island,
                                             .gain = (double[]){sign},
                                             .other_bus = (int[]){-1},
                                             .other_gain = (double[]){0},
                                             .owner = (int[]){OPF_NOBODY}};
            add_column(wider, &like, 0, size_mw, 0, 0);
        }
    return STATUS_OK;
}
