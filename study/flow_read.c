#include <math.h>
#include <stdlib.h>

#include "network/admittance.h"
#include "study/flow_internal.h"

#define DEGREE_PER_RADIAN (180 / 3.14159265358979323846)

static enum status no_memory(const struct flow_result *result, struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "%s: no memory for the tables of the power flow",
                     result->grid->path);
}

static double *nans(struct arena *arena, int n)
{
    double *value = ARENA_ARRAY(arena, double, n);
    for (int i = 0; value != NULL && i < n; i++)
        value[i] = NAN;
    return value;
}

static enum status place(struct arena *arena, struct flow_result *result, struct error *error)
{
    const int n_bus = result->grid->n_bus, n_branch = result->grid->n_branch;
    double **of_bus[] = {&result->voltage_pu, &result->angle_degree};
    double **of_branch[] = {&result->from_mw, &result->from_mvar, &result->to_mw,
                            &result->to_mvar, &result->loss_mw,   &result->loading_share};
    for (size_t i = 0; i < sizeof of_bus / sizeof *of_bus; i++)
        if ((*of_bus[i] = nans(arena, n_bus)) == NULL) return no_memory(result, error);
    for (size_t i = 0; i < sizeof of_branch / sizeof *of_branch; i++)
        if ((*of_branch[i] = nans(arena, n_branch)) == NULL) return no_memory(result, error);
    result->limit = ARENA_ARRAY(arena, enum acflow_limit, n_bus);
    return result->limit != NULL ? STATUS_OK : no_memory(result, error);
}

static void note(struct flow_extreme *extreme, bool is_larger, int position, double value)
{
    if (extreme->position >= 0 && (is_larger ? value <= extreme->value : value >= extreme->value))
        return;
    *extreme = (struct flow_extreme){position, value};
}

/* Buses, with what shunts take and how far voltages are outside. */
static void read_buses(const struct flow_state *state, struct flow_result *result)
{
    static const double rounding_pu = 1e-6; /* far above the mismatch, below any limit */
    const struct flow_grid *flow = &result->flow;
    struct flow_totals *totals = &result->totals;
    for (int at = 0; at < flow->n_bus; at++) {
        const struct flow_bus *from = &flow->bus[at];
        const struct matpower_bus *bus = &result->grid->bus[from->source];
        const double v = state->voltage_pu[at];
        result->voltage_pu[from->source] = v;
        result->angle_degree[from->source] = state->angle_rad[at] * DEGREE_PER_RADIAN;
        totals->load_mw += bus->load_mw;
        totals->load_mvar += bus->load_mvar;
        totals->shunt_mw += v * v * bus->shunt_mw;
        totals->shunt_mvar += v * v * bus->shunt_mvar;
        if (state->dc != NULL) continue;
        result->limit[from->source] = result->ac.limit[at];
        result->buses_at_limit += result->ac.limit[at] != ACFLOW_FREE;
        note(&result->lowest_voltage, false, from->source, v);
        note(&result->highest_voltage, true, from->source, v);
        result->voltage_violations +=
            v > bus->voltage_max_pu + rounding_pu || v < bus->voltage_min_pu - rounding_pu;
    }
    for (int bus = 0; bus < result->grid->n_bus; bus++) {
        if (flow->bus_of[bus] >= 0) continue;
        totals->dead_buses++;
        totals->dead_load_mw += result->grid->bus[bus].load_mw;
    }
}

static struct end_powers powers_of(const struct flow_state *state, const struct flow_grid *flow,
                                   int i)
{
    if (state->dc != NULL)
        return (struct end_powers){state->dc->flow_pu[i], 0, -state->dc->flow_pu[i], 0};
    return branch_powers(&flow->branch[i], state->voltage_pu, state->angle_rad);
}

static void read_branches(const struct flow_state *state, struct flow_result *result)
{
    const struct flow_grid *flow = &result->flow;
    const double base = flow->base_mva;
    for (int i = 0; i < flow->n_branch; i++) {
        const int branch = flow->branch[i].source;
        const struct end_powers powers = powers_of(state, flow, i);
        const double rating = result->grid->branch[branch].rating_a_mva;
        result->from_mw[branch] = base * powers.from_active_pu;
        result->from_mvar[branch] = base * powers.from_reactive_pu;
        result->to_mw[branch] = base * powers.to_active_pu;
        result->to_mvar[branch] = base * powers.to_reactive_pu;
        result->loss_mw[branch] = result->from_mw[branch] + result->to_mw[branch];
        result->totals.loss_mw += result->loss_mw[branch];
        if (isinf(rating)) continue;
        result->loading_share[branch] =
            fmax(hypot(result->from_mw[branch], result->from_mvar[branch]),
                 hypot(result->to_mw[branch], result->to_mvar[branch])) /
            rating;
        result->overloaded_branches += result->loading_share[branch] > 1;
        note(&result->heaviest_branch, true, branch, result->loading_share[branch]);
    }
}

static void read_dclines(struct flow_result *result)
{
    const struct matpower_case *grid = result->grid;
    for (int i = 0; i < grid->n_dcline; i++) {
        const struct matpower_dcline *line = &grid->dcline[i];
        const bool sends = result->flow.bus_of[line->from_bus] >= 0;
        const bool receives = result->flow.bus_of[line->to_bus] >= 0;
        const double loss_mw = line->loss_mw + line->loss_share * line->from_mw;
        if (!line->in_service) continue;
        result->totals.dcline_loss_mw +=
            (sends ? line->from_mw : 0) - (receives ? line->from_mw - loss_mw : 0);
    }
}

/* ---- islands ----------------------------------------------------------------------------------
 */

static struct flow_island *island_at(const struct flow_result *result, int bus)
{
    const int at = result->flow.bus_of[bus];
    return at < 0 ? NULL : &result->island[result->flow.bus[at].island];
}

static int compare_islands(const void *left, const void *right)
{
    const struct flow_island *a = left, *b = right;
    if (a->load_mw != b->load_mw) return a->load_mw > b->load_mw ? -1 : 1;
    return a->slack - b->slack;
}

static void add_to_islands(struct flow_result *result)
{
    const struct matpower_case *grid = result->grid;
    for (int bus = 0; bus < grid->n_bus; bus++) {
        struct flow_island *island = island_at(result, bus);
        if (island == NULL) continue;
        const double v = result->settings.is_dc ? 1 : result->voltage_pu[bus];
        island->n_bus++;
        island->load_mw += grid->bus[bus].load_mw;
        island->shunt_mw += v * v * grid->bus[bus].shunt_mw;
    }
    for (int i = 0; i < result->flow.n_branch; i++) {
        const struct flow_branch *branch = &result->flow.branch[i];
        struct flow_island *island = &result->island[result->flow.bus[branch->from].island];
        island->n_branch++;
        island->loss_mw += result->loss_mw[branch->source];
    }
    for (int g = 0; g < grid->n_generator; g++) {
        struct flow_island *island = island_at(result, grid->generator[g].bus);
        if (island == NULL || !grid->generator[g].in_service) continue;
        island->generation_mw += result->generator_mw[g];
        island->slack_mw += result->generator_mw[g] - grid->generator[g].output_mw;
    }
    for (int i = 0; i < grid->n_dcline; i++) {
        const struct matpower_dcline *line = &grid->dcline[i];
        struct flow_island *from = island_at(result, line->from_bus);
        struct flow_island *to = island_at(result, line->to_bus);
        if (!line->in_service) continue;
        if (from != NULL) from->export_mw += line->from_mw;
        if (to != NULL)
            to->export_mw -= line->from_mw - line->loss_mw - line->loss_share * line->from_mw;
    }
}

static enum status read_islands(struct arena *arena, struct flow_result *result,
                                struct error *error)
{
    const struct flow_grid *flow = &result->flow;
    result->island = ARENA_ARRAY(arena, struct flow_island, flow->n_island);
    if (result->island == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for islands");
    for (int s = flow->n_slack - 1; s >= 0; s--) {
        const struct flow_bus *bus = &flow->bus[flow->slack[s]];
        result->island[bus->island].slack = bus->source;
    }
    add_to_islands(result);
    qsort(result->island, (size_t)flow->n_island, sizeof *result->island, compare_islands);
    return STATUS_OK;
}

enum status flow_read(const struct flow_state *state, struct arena *arena,
                      struct flow_result *result, struct error *error)
{
    struct flow_totals *totals = &result->totals;
    const struct flow_extreme none = {-1, 0};
    result->lowest_voltage = result->highest_voltage = result->heaviest_branch = none;
    TRY(place(arena, result, error));
    read_buses(state, result);
    read_branches(state, result);
    read_dclines(result);
    TRY(flow_read_generators(state, arena, result, error));
    totals->gap_mw = totals->generation_mw - totals->load_mw - totals->shunt_mw - totals->loss_mw -
                     totals->dcline_loss_mw;
    return read_islands(arena, result, error);
}
