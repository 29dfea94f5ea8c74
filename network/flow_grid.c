#include "network/flow_grid.h"

#include <math.h>

#include "network/islands.h"

#define RADIAN_PER_DEGREE (3.14159265358979323846 / 180)

struct building {
    const struct matpower_case *grid;
    struct flow_grid *flow;
    struct arena *arena;
    struct error *error;
    int *island;     /* [n_bus of the case] */
    bool *is_source; /* [n_bus]: has a generator in service */
    double *max_mw;  /* [n_bus]: its capacity */
    int n_island;
};

static enum status no_memory(struct building *building)
{
    return error_set(building->error, STATUS_NO_MEMORY, "%s: no memory for the power flow",
                     building->grid->path);
}

static bool is_energized(const struct building *building, int bus)
{
    return building->grid->bus[bus].type != MATPOWER_ISOLATED;
}

static bool is_in_service(const struct building *building, const struct matpower_branch *branch)
{
    return branch->in_service && is_energized(building, branch->from_bus) &&
           is_energized(building, branch->to_bus);
}

static void check_branches(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    for (int i = 0; i < grid->n_branch; i++) {
        const struct matpower_branch *branch = &grid->branch[i];
        if (is_in_service(building, branch) && branch->resistance_pu == 0 &&
            branch->reactance_pu == 0)
            error_add(building->error,
                      "%s:%d: the branch %d-%d has r = 0 and x = 0; a power flow needs an "
                      "impedance, or one bus in the place of the two",
                      grid->path, branch->line, grid->bus[branch->from_bus].number,
                      grid->bus[branch->to_bus].number);
    }
}

static void check_voltages(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    for (int i = 0; i < grid->n_generator; i++) {
        const struct matpower_generator *generator = &grid->generator[i];
        if (generator->in_service && is_energized(building, generator->bus) &&
            !(generator->voltage_pu > 0))
            error_add(building->error, "%s:%d: Vg of gen is %g, wanted a voltage above 0",
                      grid->path, generator->line, generator->voltage_pu);
    }
}

static enum status find_islands(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    int *from = ARENA_ARRAY(building->arena, int, grid->n_branch);
    int *to = ARENA_ARRAY(building->arena, int, grid->n_branch);
    int n = 0;
    if (from == NULL || to == NULL) return no_memory(building);
    for (int i = 0; i < grid->n_branch; i++) {
        if (!is_in_service(building, &grid->branch[i])) continue;
        from[n] = grid->branch[i].from_bus;
        to[n++] = grid->branch[i].to_bus;
    }
    if (islands_find(grid->n_bus, n, from, to, building->arena, building->island,
                     &building->n_island) != STATUS_OK)
        return no_memory(building);
    return STATUS_OK;
}

static void find_sources(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    for (int i = 0; i < grid->n_generator; i++) {
        const struct matpower_generator *generator = &grid->generator[i];
        if (!generator->in_service || !is_energized(building, generator->bus)) continue;
        building->is_source[generator->bus] = true;
        if (isfinite(generator->max_mw) && generator->max_mw > 0)
            building->max_mw[generator->bus] += generator->max_mw;
    }
}

/* Buses of islands that have a source, in the order of the case. */
static enum status place_buses(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    struct flow_grid *flow = building->flow;
    int *number = ARENA_ARRAY(building->arena, int, building->n_island);
    flow->bus = ARENA_ARRAY(building->arena, struct flow_bus, grid->n_bus);
    flow->bus_of = ARENA_ARRAY(building->arena, int, grid->n_bus);
    if (number == NULL || flow->bus == NULL || flow->bus_of == NULL) return no_memory(building);
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (building->is_source[bus]) number[building->island[bus]] = -1; /* alive, no number yet */
    for (int bus = 0; bus < grid->n_bus; bus++) {
        const struct matpower_bus *from = &grid->bus[bus];
        int *island = &number[building->island[bus]];
        flow->bus_of[bus] = -1;
        if (!is_energized(building, bus) || *island == 0) continue;
        if (*island == -1) *island = ++flow->n_island;
        flow->bus_of[bus] = flow->n_bus;
        flow->bus[flow->n_bus++] =
            (struct flow_bus){.source = bus,
                              .island = *island - 1,
                              .injection_pu = -from->load_mw / grid->base_mva,
                              .reactive_pu = -from->load_mvar / grid->base_mva,
                              .fixed_reactive_pu = -from->load_mvar / grid->base_mva,
                              .shunt_g_pu = from->shunt_mw / grid->base_mva,
                              .shunt_b_pu = from->shunt_mvar / grid->base_mva,
                              .voltage_pu = from->voltage_pu > 0 ? from->voltage_pu : 1,
                              .set_pu = 1,
                              .angle_rad = from->angle_degree * RADIAN_PER_DEGREE};
    }
    if (flow->n_bus == 0)
        return error_set(building->error, STATUS_BAD_INPUT,
                         "%s: no generator is in service, so nothing flows", grid->path);
    return STATUS_OK;
}

static enum status place_branches(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    struct flow_grid *flow = building->flow;
    flow->branch = ARENA_ARRAY(building->arena, struct flow_branch, grid->n_branch);
    if (flow->branch == NULL) return no_memory(building);
    for (int i = 0; i < grid->n_branch; i++) {
        const struct matpower_branch *branch = &grid->branch[i];
        const int from = flow->bus_of[branch->from_bus], to = flow->bus_of[branch->to_bus];
        if (!branch->in_service || from < 0 || to < 0) continue;
        flow->branch[flow->n_branch++] =
            (struct flow_branch){.source = i,
                                 .from = from,
                                 .to = to,
                                 .resistance_pu = branch->resistance_pu,
                                 .reactance_pu = branch->reactance_pu,
                                 .charging_pu = branch->charging_pu,
                                 .tap = branch->tap,
                                 .shift_rad = branch->shift_degree * RADIAN_PER_DEGREE};
    }
    return STATUS_OK;
}

static void inject(struct building *building, int bus, double mw, double mvar)
{
    struct flow_grid *flow = building->flow;
    const double base = building->grid->base_mva;
    const int at = flow->bus_of[bus];
    if (at < 0) return;
    flow->bus[at].injection_pu += mw / base;
    flow->bus[at].reactive_pu += mvar / base;
}

static void place_generators(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    struct flow_grid *flow = building->flow;
    for (int i = 0; i < grid->n_generator; i++) {
        const struct matpower_generator *generator = &grid->generator[i];
        const int at = flow->bus_of[generator->bus];
        if (!generator->in_service || at < 0) continue;
        inject(building, generator->bus, generator->output_mw, generator->output_mvar);
        flow->bus[at].set_pu = generator->voltage_pu;
        flow->bus[at].reactive_min_pu += generator->min_mvar / grid->base_mva;
        flow->bus[at].reactive_max_pu += generator->max_mvar / grid->base_mva;
    }
}

/* What a DC line takes from one bus and gives to another is fixed, and so is its reactive power. */
static void place_dclines(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    struct flow_grid *flow = building->flow;
    for (int i = 0; i < grid->n_dcline; i++) {
        const struct matpower_dcline *line = &grid->dcline[i];
        const int from = flow->bus_of[line->from_bus], to = flow->bus_of[line->to_bus];
        const double loss_mw = line->loss_mw + line->loss_share * line->from_mw;
        if (!line->in_service) continue;
        inject(building, line->from_bus, -line->from_mw, line->from_mvar);
        inject(building, line->to_bus, line->from_mw - loss_mw, line->to_mvar);
        if (from >= 0) flow->bus[from].fixed_reactive_pu += line->from_mvar / grid->base_mva;
        if (to >= 0) flow->bus[to].fixed_reactive_pu += line->to_mvar / grid->base_mva;
    }
}

/* ---- kinds and slack buses ---- */

static enum flow_kind kind_of(const struct building *building, const struct flow_bus *bus)
{
    if (!building->is_source[bus->source]) return FLOW_PQ;
    switch (building->grid->bus[bus->source].type) {
    case MATPOWER_PV:
        return FLOW_PV;
    case MATPOWER_SLACK:
        return FLOW_SLACK;
    case MATPOWER_PQ:
    case MATPOWER_ISOLATED:
        break;
    }
    return FLOW_PQ;
}

static enum status choose_slacks(struct building *building)
{
    struct flow_grid *flow = building->flow;
    int *largest = ARENA_ARRAY(building->arena, int, flow->n_island);
    bool *has_slack = ARENA_ARRAY(building->arena, bool, flow->n_island);
    flow->slack = ARENA_ARRAY(building->arena, int, flow->n_bus);
    if (largest == NULL || has_slack == NULL || flow->slack == NULL) return no_memory(building);
    for (int island = 0; island < flow->n_island; island++)
        largest[island] = -1;
    for (int at = 0; at < flow->n_bus; at++) {
        struct flow_bus *bus = &flow->bus[at];
        int *best = &largest[bus->island];
        bus->kind = kind_of(building, bus);
        has_slack[bus->island] |= bus->kind == FLOW_SLACK;
        if (building->is_source[bus->source] &&
            (*best < 0 ||
             building->max_mw[bus->source] > building->max_mw[flow->bus[*best].source]))
            *best = at;
    }
    for (int island = 0; island < flow->n_island; island++)
        if (!has_slack[island]) flow->bus[largest[island]].kind = FLOW_SLACK;
    for (int at = 0; at < flow->n_bus; at++)
        if (flow->bus[at].kind == FLOW_SLACK) flow->slack[flow->n_slack++] = at;
    return STATUS_OK;
}

static void share_alone(struct flow_grid *flow)
{
    for (int s = 0; s < flow->n_slack; s++) {
        flow->share_start[s + 1] = s + 1;
        flow->share_bus[s] = flow->slack[s];
        flow->share[s] = 1;
    }
}

/* The weights of the buses of an island; false when they are all 0. */
static bool scale(const struct flow_grid *flow, int island, double *weight)
{
    double sum = 0;
    for (int at = 0; at < flow->n_bus; at++)
        if (flow->bus[at].island == island) sum += weight[at];
    for (int at = 0; at < flow->n_bus && sum > 0; at++)
        if (flow->bus[at].island == island) weight[at] /= sum;
    return sum > 0;
}

/* Only the first slack bus of an island keeps its angle; the others hold their voltage. */
static void keep_first_slacks(struct flow_grid *flow)
{
    int kept = 0;
    for (int s = 0; s < flow->n_slack; s++) {
        bool is_first = true;
        for (int other = 0; other < kept; other++)
            is_first &= flow->bus[flow->slack[other]].island != flow->bus[flow->slack[s]].island;
        if (is_first)
            flow->slack[kept++] = flow->slack[s];
        else
            flow->bus[flow->slack[s]].kind = FLOW_PV;
    }
    flow->n_slack = kept;
}

static enum status share_by_weight(struct building *building)
{
    const struct matpower_case *grid = building->grid;
    struct flow_grid *flow = building->flow;
    double *weight = ARENA_ARRAY(building->arena, double, flow->n_bus);
    double *capacity = ARENA_ARRAY(building->arena, double, flow->n_bus);
    if (weight == NULL || capacity == NULL) return no_memory(building);
    for (int i = 0; i < grid->n_generator; i++) {
        const struct matpower_generator *generator = &grid->generator[i];
        const int at = flow->bus_of[generator->bus];
        if (generator->in_service && at >= 0) weight[at] += fmax(0, generator->participation);
    }
    for (int at = 0; at < flow->n_bus; at++)
        capacity[at] = building->max_mw[flow->bus[at].source];
    keep_first_slacks(flow);
    int used = 0;
    for (int s = 0; s < flow->n_slack; s++) {
        const int island = flow->bus[flow->slack[s]].island;
        const double *chosen = scale(flow, island, weight)     ? weight
                               : scale(flow, island, capacity) ? capacity
                                                               : NULL;
        for (int at = 0; at < flow->n_bus; at++) {
            const double share = chosen != NULL ? chosen[at] : at == flow->slack[s];
            if (flow->bus[at].island != island || share == 0) continue;
            flow->share_bus[used] = at;
            flow->share[used++] = share;
        }
        flow->share_start[s + 1] = used;
    }
    return STATUS_OK;
}

static enum status share_balance(struct building *building, enum flow_balance balance)
{
    struct flow_grid *flow = building->flow;
    flow->share_start = ARENA_ARRAY(building->arena, int, flow->n_slack + 1);
    flow->share_bus = ARENA_ARRAY(building->arena, int, flow->n_bus);
    flow->share = ARENA_ARRAY(building->arena, double, flow->n_bus);
    if (!flow->share_start || !flow->share_bus || !flow->share) return no_memory(building);
    if (balance == FLOW_BALANCE_SHARED) return share_by_weight(building);
    share_alone(flow);
    return STATUS_OK;
}

enum status flow_grid_build(const struct matpower_case *grid, enum flow_balance balance,
                            struct arena *arena, struct flow_grid *flow, struct error *error)
{
    struct building building = {.grid = grid, .flow = flow, .arena = arena, .error = error};
    *flow = (struct flow_grid){.base_mva = grid->base_mva};
    building.island = ARENA_ARRAY(arena, int, grid->n_bus);
    building.is_source = ARENA_ARRAY(arena, bool, grid->n_bus);
    building.max_mw = ARENA_ARRAY(arena, double, grid->n_bus);
    if (!building.island || !building.is_source || !building.max_mw) return no_memory(&building);
    check_branches(&building);
    check_voltages(&building);
    TRY(error_status(error));
    TRY(find_islands(&building));
    find_sources(&building);
    TRY(place_buses(&building));
    TRY(place_branches(&building));
    place_generators(&building);
    place_dclines(&building);
    TRY(choose_slacks(&building));
    return share_balance(&building, balance);
}
