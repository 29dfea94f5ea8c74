#include "network/acflow.h"

#include <math.h>
#include <string.h>

#include "network/acflow_internal.h"
#include "network/dcflow.h"

enum {
    SWITCH_ROUNDS = 40,     /* a grid that has not settled by then goes round in circles */
    RETURN_LIMIT = 4,       /* how often a bus may get its voltage back */
    CONTINUATION_LIMIT = 12 /* iterations of one step of a continuation, which starts close by */
};
#define SHORTEST_STEP (1.0 / 1024) /* of the share of all injections: a tenth of a percent */
#define LIMIT_SLACK_PU 1e-6        /* of reactive power or voltage: far above the mismatch */

struct state {
    double *voltage_pu, *angle_rad, *balance_pu;
    enum flow_kind *kind;
    enum acflow_limit *limit;
};

struct solving {
    const struct flow_grid *flow;
    const struct acflow_settings *settings;
    struct newton newton;
    double share;         /* of all injections */
    double *dc_angle_rad; /* NULL when the DC power flow cannot be solved */
    enum acflow_limit *limit;
    int *returned; /* [n_bus] */
    struct state kept;
    struct acflow *ac;
    struct error *error;
};

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for the AC power flow");
}

/* ---- where a run starts ---- */

static void set_targets(struct solving *solving, int bus)
{
    const struct flow_bus *from = &solving->flow->bus[bus];
    struct newton *newton = &solving->newton;
    const double share = solving->share, fixed = share * from->fixed_reactive_pu;
    newton->wanted_active_pu[bus] = share * from->injection_pu;
    newton->wanted_reactive_pu[bus] =
        solving->limit[bus] == ACFLOW_AT_MIN   ? from->reactive_min_pu + fixed
        : solving->limit[bus] == ACFLOW_AT_MAX ? from->reactive_max_pu + fixed
                                               : share * from->reactive_pu;
}

static void set_share(struct solving *solving, double share)
{
    solving->share = share;
    for (int bus = 0; bus < solving->flow->n_bus; bus++)
        set_targets(solving, bus);
}

static void start_from(struct solving *solving, enum acflow_start start)
{
    const struct flow_grid *flow = solving->flow;
    struct newton *newton = &solving->newton;
    const bool use_dc = start == ACFLOW_START_DC && solving->dc_angle_rad != NULL;
    for (int s = flow->n_slack - 1; s >= 0; s--) { /* the first slack of an island counts */
        const struct flow_bus *slack = &flow->bus[flow->slack[s]];
        newton->balance_pu[s] = 0;
        for (int bus = 0; bus < flow->n_bus; bus++)
            if (flow->bus[bus].island == slack->island) newton->angle_rad[bus] = slack->angle_rad;
    }
    for (int bus = 0; bus < flow->n_bus; bus++) {
        const struct flow_bus *from = &flow->bus[bus];
        newton->kind[bus] = from->kind;
        newton->voltage_pu[bus] = from->kind != FLOW_PQ        ? from->set_pu
                                  : start == ACFLOW_START_FILE ? from->voltage_pu
                                                               : 1;
        if (start == ACFLOW_START_FILE || from->kind == FLOW_SLACK)
            newton->angle_rad[bus] = from->angle_rad;
        else if (use_dc)
            newton->angle_rad[bus] = solving->dc_angle_rad[bus];
        solving->limit[bus] = ACFLOW_FREE;
        solving->returned[bus] = 0;
    }
}

/* ---- reactive limits (eq. 88) ---- */

/* True when the bus changes its kind. */
static bool switch_bus(struct solving *solving, int bus)
{
    const struct flow_bus *from = &solving->flow->bus[bus];
    struct newton *newton = &solving->newton;
    enum acflow_limit *limit = &solving->limit[bus];
    const double made = newton->reactive_pu[bus] - solving->share * from->fixed_reactive_pu;
    const double over_pu = newton->voltage_pu[bus] - from->set_pu;
    if (from->kind != FLOW_PV) return false;
    if (*limit == ACFLOW_FREE) {
        if (made > from->reactive_max_pu + LIMIT_SLACK_PU) *limit = ACFLOW_AT_MAX;
        if (made < from->reactive_min_pu - LIMIT_SLACK_PU) *limit = ACFLOW_AT_MIN;
        newton->kind[bus] = *limit == ACFLOW_FREE ? FLOW_PV : FLOW_PQ;
        return *limit != ACFLOW_FREE;
    }
    const bool returns =
        *limit == ACFLOW_AT_MAX ? over_pu > LIMIT_SLACK_PU : over_pu < -LIMIT_SLACK_PU;
    if (!returns || solving->returned[bus] == RETURN_LIMIT) return false;
    solving->returned[bus]++;
    *limit = ACFLOW_FREE;
    newton->kind[bus] = FLOW_PV;
    return true;
}

static int switch_buses(struct solving *solving)
{
    int n = 0;
    for (int bus = 0; bus < solving->flow->n_bus; bus++) {
        if (!switch_bus(solving, bus)) continue;
        set_targets(solving, bus);
        n++;
    }
    solving->ac->switches += n;
    return n;
}

/* ---- one attempt ---- */

static bool is_solution(const struct newton *newton, double mismatch)
{
    if (!(mismatch < ACFLOW_TOLERANCE_PU)) return false;
    for (int bus = 0; bus < newton->flow->n_bus; bus++)
        if (!(newton->voltage_pu[bus] > 0)) return false;
    return true;
}

/* Newton from the state as it is, again after every round of switching. */
static enum status settle(struct solving *solving, bool damped, int iteration_limit, bool *solved)
{
    struct newton *newton = &solving->newton;
    int round = 0;
    do {
        double mismatch;
        TRY(newton_run(newton, damped, iteration_limit, &mismatch, solving->error));
        *solved = is_solution(newton, mismatch);
    } while (*solved && solving->settings->reactive_limits && switch_buses(solving) > 0 &&
             ++round < SWITCH_ROUNDS);
    if (round == SWITCH_ROUNDS) *solved = false;
    return STATUS_OK;
}

static void copy_state(const struct solving *solving, struct state *state, bool back)
{
    const struct newton *newton = &solving->newton;
    const size_t n = (size_t)solving->flow->n_bus, n_slack = (size_t)solving->flow->n_slack;
    const struct {
        void *now, *kept;
        size_t bytes;
    } parts[] = {
        {newton->voltage_pu, state->voltage_pu, n * sizeof *newton->voltage_pu},
        {newton->angle_rad, state->angle_rad, n * sizeof *newton->angle_rad},
        {newton->balance_pu, state->balance_pu, n_slack * sizeof *newton->balance_pu},
        {newton->kind, state->kind, n * sizeof *newton->kind},
        {solving->limit, state->limit, n * sizeof *solving->limit},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        memcpy(back ? parts[i].now : parts[i].kept, back ? parts[i].kept : parts[i].now,
               parts[i].bytes);
}

/* Raises the share of all injections from 0 in steps, each from the solution before it. */
static enum status continue_upwards(struct solving *solving, bool *solved)
{
    const int n = solving->flow->n_bus;
    double reached = 0, step = 0.25;
    start_from(solving, ACFLOW_START_FLAT);
    set_share(solving, 0);
    TRY(settle(solving, true, solving->settings->iteration_limit, solved));
    if (!*solved) return STATUS_OK;
    copy_state(solving, &solving->kept, false);
    while (reached < 1 && step >= SHORTEST_STEP) {
        const double next = fmin(1, reached + step);
        memset(solving->returned, 0, (size_t)n * sizeof *solving->returned);
        set_share(solving, next);
        TRY(settle(solving, true, CONTINUATION_LIMIT, solved));
        if (*solved) {
            copy_state(solving, &solving->kept, false);
            reached = next;
            step *= 1.5;
        } else {
            copy_state(solving, &solving->kept, true);
            step /= 2;
        }
    }
    *solved = reached == 1;
    solving->ac->solved_share = reached;
    for (int bus = 0; bus < n; bus++) {
        const double voltage_pu = solving->kept.voltage_pu[bus];
        if (solving->ac->weakest_bus >= 0 && voltage_pu >= solving->ac->weakest_pu) continue;
        solving->ac->weakest_bus = bus;
        solving->ac->weakest_pu = voltage_pu;
    }
    return STATUS_OK;
}

/* ---- the answer ---- */

/* A slack that stands alone takes up whatever is missing there, also between two steps. */
static void absorb(struct solving *solving)
{
    const struct flow_grid *flow = solving->flow;
    struct newton *newton = &solving->newton;
    (void)newton_measure(newton);
    for (int s = 0; s < flow->n_slack; s++)
        if (flow->share_start[s + 1] - flow->share_start[s] == 1)
            newton->balance_pu[s] += newton->residual[2 * (size_t)flow->slack[s]];
}

static void read_state(struct solving *solving)
{
    const struct newton *newton = &solving->newton;
    const size_t bytes = (size_t)solving->flow->n_bus * sizeof(double);
    struct acflow *ac = solving->ac;
    ac->mismatch_pu = newton_measure(&solving->newton);
    memcpy(ac->voltage_pu, newton->voltage_pu, bytes);
    memcpy(ac->angle_rad, newton->angle_rad, bytes);
    memcpy(ac->injection_pu, newton->active_pu, bytes);
    memcpy(ac->reactive_pu, newton->reactive_pu, bytes);
    memcpy(ac->balance_pu, newton->balance_pu,
           (size_t)solving->flow->n_slack * sizeof *ac->balance_pu);
    memcpy(ac->limit, solving->limit, (size_t)solving->flow->n_bus * sizeof *ac->limit);
}

static double missing(const struct acflow *ac, int i)
{
    return fmax(fabs(ac->worst_active_pu[i]), fabs(ac->worst_reactive_pu[i]));
}

/* The buses with the largest mismatch, largest first. */
static void name_worst(struct solving *solving)
{
    const struct newton *newton = &solving->newton;
    struct acflow *ac = solving->ac;
    ac->n_worst = 0;
    for (int bus = 0; bus < solving->flow->n_bus; bus++) {
        const double active = newton->residual[2 * (size_t)bus];
        const double reactive =
            newton->kind[bus] == FLOW_PQ ? newton->residual[2 * (size_t)bus + 1] : 0;
        const double size = fmax(fabs(active), fabs(reactive));
        if (size < ACFLOW_TOLERANCE_PU) continue;
        int place = ac->n_worst < ACFLOW_WORST ? ac->n_worst++ : ACFLOW_WORST;
        for (; place > 0 && missing(ac, place - 1) < size; place--) {
            if (place == ACFLOW_WORST) continue;
            ac->worst_bus[place] = ac->worst_bus[place - 1];
            ac->worst_active_pu[place] = ac->worst_active_pu[place - 1];
            ac->worst_reactive_pu[place] = ac->worst_reactive_pu[place - 1];
        }
        if (place == ACFLOW_WORST) continue;
        ac->worst_bus[place] = bus;
        ac->worst_active_pu[place] = active;
        ac->worst_reactive_pu[place] = reactive;
    }
}

static enum status attempt(struct solving *solving, enum acflow_method method, bool *solved)
{
    const int limit = solving->settings->iteration_limit;
    solving->ac->method = method;
    if (method == ACFLOW_CONTINUATION) return continue_upwards(solving, solved);
    start_from(solving, method == ACFLOW_RESTARTED ? ACFLOW_START_DC : solving->settings->start);
    set_share(solving, 1);
    return settle(solving, method != ACFLOW_NEWTON, limit, solved);
}

static enum status try_methods(struct solving *solving)
{
    struct acflow *ac = solving->ac;
    for (int method = ACFLOW_NEWTON; method < ACFLOW_METHODS && !ac->is_solved; method++) {
        TRY(attempt(solving, (enum acflow_method)method, &ac->is_solved));
        if (!ac->is_solved && method != ACFLOW_DAMPED) continue;
        if (!ac->is_solved) absorb(solving);
        read_state(solving);
        name_worst(solving); /* of the damped run, unless a later one is solved */
    }
    ac->iterations = solving->newton.iterations;
    if (!ac->is_solved) return STATUS_OK;
    ac->n_worst = 0;
    ac->solved_share = 1;
    return STATUS_OK;
}

static enum status place(struct solving *solving, struct arena *arena)
{
    const int n = solving->flow->n_bus, n_slack = solving->flow->n_slack;
    struct acflow *ac = solving->ac;
    double **of_bus[] = {&ac->voltage_pu,           &ac->angle_rad,
                         &ac->injection_pu,         &ac->reactive_pu,
                         &solving->kept.voltage_pu, &solving->kept.angle_rad};
    for (size_t i = 0; i < sizeof of_bus / sizeof *of_bus; i++)
        if ((*of_bus[i] = ARENA_ARRAY(arena, double, n)) == NULL) return no_memory(solving->error);
    ac->balance_pu = ARENA_ARRAY(arena, double, n_slack);
    ac->limit = ARENA_ARRAY(arena, enum acflow_limit, n);
    solving->kept.balance_pu = ARENA_ARRAY(arena, double, n_slack);
    solving->kept.kind = ARENA_ARRAY(arena, enum flow_kind, n);
    solving->kept.limit = ARENA_ARRAY(arena, enum acflow_limit, n);
    solving->limit = ARENA_ARRAY(arena, enum acflow_limit, n);
    solving->returned = ARENA_ARRAY(arena, int, n);
    if (!ac->balance_pu || !ac->limit || !solving->kept.balance_pu || !solving->kept.kind ||
        !solving->kept.limit || !solving->limit || !solving->returned)
        return no_memory(solving->error);
    return STATUS_OK;
}

/* A grid with x = 0 somewhere has no DC power flow; its AC one can be solved all the same. */
static enum status find_dc_angles(struct solving *solving, struct arena *arena)
{
    struct dcflow dc;
    struct error fault = {0};
    const enum status status = dcflow_solve(solving->flow, DC_MATPOWER, arena, &dc, &fault);
    if (status == STATUS_OK) solving->dc_angle_rad = dc.angle_rad;
    if (status == STATUS_NO_MEMORY) return no_memory(solving->error);
    return STATUS_OK;
}

enum status acflow_solve(const struct flow_grid *flow, const struct acflow_settings *settings,
                         struct arena *arena, struct acflow *ac, struct error *error)
{
    struct solving solving = {.flow = flow, .settings = settings, .ac = ac, .error = error};
    *ac = (struct acflow){.weakest_bus = -1};
    TRY(place(&solving, arena));
    TRY(find_dc_angles(&solving, arena));
    enum status status = newton_place(flow, arena, &solving.newton, error);
    if (status == STATUS_OK) status = try_methods(&solving);
    newton_drop(&solving.newton);
    return status;
}
