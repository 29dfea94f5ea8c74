#include "study/flow.h"

#include <math.h>
#include <string.h>

#include "study/flow_internal.h"

static enum status no_memory(const struct matpower_case *grid, struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "%s: no memory for the power flow", grid->path);
}

/* A DC flow is linear: what it leaves at a bus is rounding of the largest power in it, and ends far
 * below this share of that power (or of 1 p.u.). Above, angles have swallowed the powers. */
static const double dc_mismatch_share = 1e-9;

/* The largest imbalance of a DC flow at any bus, and the largest power that meets at one. */
static double dc_mismatch(const struct flow_grid *flow, const struct dcflow *dc, double *left,
                          double *size)
{
    double largest = 0;
    *size = 1;
    for (int bus = 0; bus < flow->n_bus; bus++)
        *size = fmax(*size, fabs(left[bus] = dc->injection_pu[bus]));
    for (int i = 0; i < flow->n_branch; i++) {
        *size = fmax(*size, fabs(dc->flow_pu[i]));
        left[flow->branch[i].from] -= dc->flow_pu[i];
        left[flow->branch[i].to] += dc->flow_pu[i];
    }
    for (int bus = 0; bus < flow->n_bus; bus++)
        if (fabs(left[bus]) > largest || isnan(left[bus])) largest = fabs(left[bus]);
    return largest;
}

/* The line of every branch in service that a DC flow has no susceptance for. */
static enum status check_reactances(const struct flow_result *result, struct error *error)
{
    for (int i = 0; i < result->flow.n_branch; i++) {
        const struct flow_branch *branch = &result->flow.branch[i];
        if (branch->reactance_pu == 0)
            error_add(error, "%s:%d: branch of x = 0; a DC power flow needs a reactance",
                      result->grid->path, result->grid->branch[branch->source].line);
    }
    return error_status(error);
}

static enum status run_dc(struct arena *arena, struct flow_result *result, struct error *error)
{
    const struct flow_grid *flow = &result->flow;
    struct dcflow *dc = ARENA_ARRAY(arena, struct dcflow, 1);
    double *voltage_pu = ARENA_ARRAY(arena, double, flow->n_bus);
    double *left = ARENA_ARRAY(arena, double, flow->n_bus);
    if (dc == NULL || voltage_pu == NULL || left == NULL) return no_memory(result->grid, error);
    TRY(check_reactances(result, error));
    TRY(dcflow_solve(flow, result->settings.convention, arena, dc, error));
    for (int bus = 0; bus < flow->n_bus; bus++)
        voltage_pu[bus] = 1;
    double size_pu;
    result->mismatch_pu = dc_mismatch(flow, dc, left, &size_pu);
    result->is_solved = result->mismatch_pu <= dc_mismatch_share * size_pu;
    if (!result->is_solved)
        result->why =
            "powers and angles differ too much in size for the balance to close; look for "
            "reactances, shifts or angles far from those of the others";
    const struct flow_state state = {.voltage_pu = voltage_pu,
                                     .angle_rad = dc->angle_rad,
                                     .injection_pu = dc->injection_pu,
                                     .balance_pu = dc->balance_pu,
                                     .dc = dc};
    return flow_read(&state, arena, result, error);
}

static enum status run_ac(struct arena *arena, struct flow_result *result, struct error *error)
{
    struct acflow *ac = &result->ac;
    TRY(acflow_solve(&result->flow, &result->settings.ac, arena, ac, error));
    result->is_solved = ac->is_solved;
    result->mismatch_pu = ac->mismatch_pu;
    result->iterations = ac->iterations;
    if (!ac->is_solved) TRY(flow_explain(result, arena, error));
    const struct flow_state state = {.voltage_pu = ac->voltage_pu,
                                     .angle_rad = ac->angle_rad,
                                     .injection_pu = ac->injection_pu,
                                     .reactive_pu = ac->reactive_pu,
                                     .balance_pu = ac->balance_pu};
    return flow_read(&state, arena, result, error);
}

enum status flow_run(const struct matpower_case *grid, const struct flow_settings *settings,
                     struct arena *arena, struct flow_result *result, struct error *error)
{
    *result = (struct flow_result){.grid = grid, .settings = *settings, .why = ""};
    TRY(flow_grid_build(grid, settings->balance, arena, &result->flow, error));
    return settings->is_dc ? run_dc(arena, result, error) : run_ac(arena, result, error);
}

enum status flow_write_case(const struct flow_result *result, const char *path,
                            struct arena *scratch, struct error *error)
{
    struct matpower_case grid = *result->grid;
    grid.bus = ARENA_ARRAY(scratch, struct matpower_bus, grid.n_bus);
    grid.generator = ARENA_ARRAY(scratch, struct matpower_generator, grid.n_generator);
    if (grid.bus == NULL || grid.generator == NULL) return no_memory(&grid, error);
    memcpy(grid.bus, result->grid->bus, (size_t)grid.n_bus * sizeof *grid.bus);
    memcpy(grid.generator, result->grid->generator,
           (size_t)grid.n_generator * sizeof *grid.generator);
    for (int bus = 0; bus < grid.n_bus; bus++) {
        if (isnan(result->voltage_pu[bus])) continue;
        grid.bus[bus].voltage_pu = result->voltage_pu[bus];
        grid.bus[bus].angle_degree = result->angle_degree[bus];
    }
    for (int i = 0; i < grid.n_generator; i++) {
        if (isnan(result->generator_mw[i])) continue;
        grid.generator[i].output_mw = result->generator_mw[i];
        if (!result->settings.is_dc) grid.generator[i].output_mvar = result->generator_mvar[i];
    }
    return matpower_write(&grid, path, error);
}
