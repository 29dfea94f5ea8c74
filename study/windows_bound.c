/* How far a chain of windows can be from the study as one program: the duals of the windows, side
 * by side, are a dual vector of that program, and any dual vector is a lower bound (docs/model.md,
 * eqs. 33, 171, 172). */
#include "study/windows_internal.h"

#include <math.h>
#include <string.h>

static bool take_room(struct run *run, const struct dispatch_map *map, struct chain *chain)
{
    const int n_end = run->network->n_storage;
    chain->n_linking = map->first_end_row - map->first_budget_row;
    chain->step_dual =
        ARENA_ARRAY(run->arena, double, (size_t)run->config->hours *(size_t)map->rows_per_step);
    chain->linking_dual = run_fill(run->arena, chain->n_linking, 0);
    chain->end_dual = run_fill(run->arena, n_end, 0);
    return chain->step_dual != NULL && chain->linking_dual != NULL && chain->end_dual != NULL;
}

enum status chain_take(struct run *run, const struct dispatch_model *model,
                       const struct horizon *horizon, const struct solved *solved, int n_keep,
                       struct chain *chain)
{
    const struct dispatch_map *map = &solved->map;
    const double *dual = solved->solution.row_dual;
    if (run->config->export_mode == EXPORT_MAXIMUM || model->secure.grid != NULL ||
        !dispatch_fits_whole(model))
        return STATUS_OK; /* limits after outages differ from window to window */
    if (chain->step_dual == NULL && !take_room(run, map, chain)) return run_no_memory(run);
    const size_t rows = (size_t)map->rows_per_step;
    memcpy(chain->step_dual + (size_t)horizon->first_hour * rows, dual,
           sizeof(double) * rows * (size_t)n_keep);
    for (int row = 0; row < chain->n_linking; row++)
        chain->linking_dual[row] += n_keep * dual[map->first_budget_row + row];
    for (int row = map->first_end_row; row < map->n_row; row++)
        chain->end_dual[row - map->first_end_row] = dual[row];
    return STATUS_OK;
}

static void glue(const struct chain *chain, const struct dispatch_map *map, int hours, double *dual)
{
    memcpy(dual, chain->step_dual, sizeof(double) * (size_t)hours * (size_t)map->rows_per_step);
    for (int row = 0; row < chain->n_linking; row++)
        dual[map->first_budget_row + row] = chain->linking_dual[row] / hours;
    for (int row = map->first_end_row; row < map->n_row; row++)
        dual[row] = chain->end_dual[row - map->first_end_row];
}

/* Rows and columns of the stores' own program, in that of the study. */
struct part {
    int *row; /* [n_row of the study] its row in the part, or -1 */
    int n_row, n_column, n_entry;
};

static bool is_of_stores(const struct dispatch_map *map, int n_step, int column)
{
    const int offset = column % map->columns_per_step;
    return column >= n_step * map->columns_per_step ||
           (offset >= map->charge && offset < map->market);
}

static bool choose_part(const struct lp *lp, const struct dispatch_map *map, int n_step,
                        struct arena *scratch, struct part *part)
{
    part->row = ARENA_ARRAY(scratch, int, lp->n_row);
    for (int row = 0; part->row != NULL && row < lp->n_row; row++) {
        const int offset = row % map->rows_per_step;
        const bool chosen =
            row >= map->first_end_row || (row < n_step * map->rows_per_step &&
                                          offset >= map->storage && offset < map->generator_ramp);
        part->row[row] = chosen ? part->n_row++ : -1;
    }
    for (int column = 0; column < lp->n_column; column++)
        if (is_of_stores(map, n_step, column)) {
            part->n_column++;
            part->n_entry += lp->start[column + 1] - lp->start[column];
        }
    return part->row != NULL;
}

/* Stores that see the prices of the windows and nothing else: docs/model.md, eq. 172. */
static enum status build_part(const struct lp *lp, const struct dispatch_map *map, int n_step,
                              const double *dual, const struct part *part, struct arena *scratch,
                              struct lp *own, struct error *error)
{
    TRY(lp_new(part->n_row, part->n_column, part->n_entry, scratch, own, error));
    for (int row = 0; row < lp->n_row; row++)
        if (part->row[row] >= 0)
            lp_add_row(own, lp->row_lower[row], lp->row_upper[row], lp->block_of_row[row]);
    for (int column = 0; column < lp->n_column; column++) {
        if (!is_of_stores(map, n_step, column)) continue;
        double cost = lp->cost[column];
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            if (part->row[lp->row[entry]] < 0) cost -= dual[lp->row[entry]] * lp->value[entry];
        lp_add_column(own, cost, lp->lower[column], lp->upper[column]);
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            if (part->row[lp->row[entry]] >= 0)
                lp_add_entry(own, part->row[lp->row[entry]], lp->value[entry]);
    }
    return STATUS_OK;
}

/* Water values that fit the prices of all hours, in the place of those that change at each seam. */
static enum status value_stores(const struct run *run, const struct lp *lp,
                                const struct dispatch_map *map, double *dual, struct arena *scratch,
                                struct error *error)
{
    struct part part = {0};
    struct lp own;
    struct lp_solution solution = {0};
    struct lp_report report;
    const int n_step = run->config->hours;
    const struct lp_settings settings = {.threads = run->config->threads};
    if (!choose_part(lp, map, n_step, scratch, &part)) return run_no_memory(run);
    if (part.n_column == 0) return STATUS_OK;
    TRY(build_part(lp, map, n_step, dual, &part, scratch, &own, error));
    solution.x = ARENA_ARRAY(scratch, double, own.n_column);
    solution.row_dual = ARENA_ARRAY(scratch, double, own.n_row);
    if (solution.x == NULL || solution.row_dual == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the stores' program");
    TRY(lp_solve(&own, &settings, scratch, &solution, &report, error));
    if (report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    for (int row = 0; row < lp->n_row; row++)
        if (part.row[row] >= 0) dual[row] = solution.row_dual[part.row[row]];
    return STATUS_OK;
}

static enum status bound_of(const struct run *run, const struct dispatch_model *model,
                            const struct chain *chain, struct arena *scratch, double *bound_usd,
                            struct error *error)
{
    struct boundary boundary;
    const struct horizon horizon = {0, run->config->hours, 1};
    struct lp lp;
    struct dispatch_map map;
    struct certificate as_glued, valued;
    if (!run_whole_boundary(run, scratch, &boundary)) return run_no_memory(run);
    TRY(dispatch_build(model, &horizon, &boundary, scratch, &lp, &map, NULL, error));
    const struct lp_solution solution = {.x = ARENA_ARRAY(scratch, double, lp.n_column),
                                         .row_dual = ARENA_ARRAY(scratch, double, lp.n_row)};
    if (solution.x == NULL || solution.row_dual == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the bound");
    glue(chain, &map, horizon.n_step, solution.row_dual);
    TRY(certificate_compute(&lp, &solution, scratch, &as_glued, error));
    TRY(value_stores(run, &lp, &map, solution.row_dual, scratch, error));
    TRY(certificate_compute(&lp, &solution, scratch, &valued, error));
    *bound_usd = fmax(as_glued.lower_bound, valued.lower_bound);
    return STATUS_OK;
}

enum status chain_bound(struct run *run, const struct dispatch_model *model,
                        const struct chain *chain)
{
    struct arena scratch = {.counter = run->arena};
    struct error trouble = {0};
    double bound_usd = -INFINITY;
    if (chain->step_dual == NULL) return STATUS_OK;
    run_report(run, "lower bound");
    const enum status status = bound_of(run, model, chain, &scratch, &bound_usd, &trouble);
    arena_free(&scratch);
    if (status == STATUS_NUMERICAL) return STATUS_OK;
    if (status != STATUS_OK) return error_set(run->error, status, "%s", trouble.text);
    if (isfinite(bound_usd)) run->result->horizon_bound_usd = bound_usd;
    return STATUS_OK;
}
