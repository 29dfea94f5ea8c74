#include "network/dcflow.h"

#include "solver/factor.h"

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for the DC power flow");
}

/* Susceptances and shifts of a convention (eq. 80). */
static enum status set_branches(const struct flow_grid *flow, enum dc_convention convention,
                                struct dcflow *dc, struct error *error)
{
    for (int i = 0; i < flow->n_branch; i++) {
        const struct flow_branch *branch = &flow->branch[i];
        const double x = branch->reactance_pu, r = branch->resistance_pu;
        if (x == 0)
            error_add(error, "branch %d of the case has x = 0, a DC power flow needs a reactance",
                      branch->source + 1);
        const bool is_matpower = convention == DC_MATPOWER;
        dc->susceptance_pu[i] = is_matpower ? 1 / (x * branch->tap) : x / (r * r + x * x);
        dc->shift_rad[i] = is_matpower ? branch->shift_rad : 0;
    }
    return error_status(error);
}

/* K diag(b) K' theta - shares balance = injection + K diag(b) shift; theta at a slack is given
 * (eq. 81). Unknowns: an angle per bus, then what each slack takes up. */
static enum status build(const struct flow_grid *flow, const struct dcflow *dc,
                         struct arena *scratch, struct sparse *matrix, struct error *error)
{
    const int n = flow->n_bus, n_share = flow->share_start[flow->n_slack];
    const size_t room = 4 * (size_t)flow->n_branch + (size_t)n_share + (size_t)flow->n_slack;
    int *row = ARENA_ARRAY(scratch, int, room), *column = ARENA_ARRAY(scratch, int, room);
    double *value = ARENA_ARRAY(scratch, double, room);
    int count = 0;
    if (!row || !column || !value) return no_memory(error);
    for (int i = 0; i < flow->n_branch; i++) {
        const int ends[2] = {flow->branch[i].from, flow->branch[i].to};
        for (int entry = 0; entry < 4; entry++) {
            row[count] = ends[entry / 2];
            column[count] = ends[entry % 2];
            value[count++] = (entry / 2 == entry % 2 ? 1 : -1) * dc->susceptance_pu[i];
        }
    }
    for (int s = 0; s < flow->n_slack; s++) {
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++) {
            row[count] = flow->share_bus[i];
            column[count] = n + s;
            value[count++] = -flow->share[i];
        }
        row[count] = n + s;
        column[count] = flow->slack[s];
        value[count++] = 1;
    }
    const struct triplets triplets = {
        n + flow->n_slack, n + flow->n_slack, count, row, column, value};
    return sparse_from_triplets(&triplets, NULL, scratch, scratch, matrix, error);
}

static void set_rhs(const struct flow_grid *flow, const struct dcflow *dc, double *rhs)
{
    for (int bus = 0; bus < flow->n_bus; bus++)
        rhs[bus] = dc->injection_pu[bus];
    for (int i = 0; i < flow->n_branch; i++) {
        const double shifted = dc->susceptance_pu[i] * dc->shift_rad[i];
        rhs[flow->branch[i].from] += shifted;
        rhs[flow->branch[i].to] -= shifted;
    }
    for (int s = 0; s < flow->n_slack; s++)
        rhs[flow->n_bus + s] = flow->bus[flow->slack[s]].angle_rad;
}

/* Solves twice, the second time for what the first has left: reactances span five decades. */
static enum status solve(const struct sparse *matrix, const double *rhs, struct arena *scratch,
                         double *x, struct error *error)
{
    const int n = matrix->n_column;
    double *left = ARENA_ARRAY(scratch, double, n);
    struct lu *lu;
    if (left == NULL) return no_memory(error);
    TRY(lu_analyze(matrix, &lu, error));
    enum status status = lu_refactor(lu, matrix->value, error);
    for (int round = 0; round < 2 && status == STATUS_OK; round++) {
        sparse_multiply(matrix, x, left);
        for (int i = 0; i < n; i++)
            left[i] = rhs[i] - left[i];
        status = lu_solve(lu, 1, left, error);
        for (int i = 0; i < n; i++)
            x[i] += left[i];
    }
    lu_drop(lu);
    return status;
}

/* Flows of the angles, and injections with what the slacks take up (eq. 82). */
static void read_solution(const struct flow_grid *flow, const double *solution, struct dcflow *dc)
{
    for (int bus = 0; bus < flow->n_bus; bus++)
        dc->angle_rad[bus] = solution[bus];
    for (int s = 0; s < flow->n_slack; s++) {
        dc->balance_pu[s] = solution[flow->n_bus + s];
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++)
            dc->injection_pu[flow->share_bus[i]] += flow->share[i] * dc->balance_pu[s];
    }
    for (int i = 0; i < flow->n_branch; i++) {
        const struct flow_branch *branch = &flow->branch[i];
        dc->flow_pu[i] = dc->susceptance_pu[i] * (dc->angle_rad[branch->from] -
                                                  dc->angle_rad[branch->to] - dc->shift_rad[i]);
    }
}

enum status dcflow_solve(const struct flow_grid *flow, enum dc_convention convention,
                         struct arena *arena, struct dcflow *dc, struct error *error)
{
    struct sparse matrix;
    *dc = (struct dcflow){.susceptance_pu = ARENA_ARRAY(arena, double, flow->n_branch),
                          .shift_rad = ARENA_ARRAY(arena, double, flow->n_branch),
                          .injection_pu = ARENA_ARRAY(arena, double, flow->n_bus),
                          .balance_pu = ARENA_ARRAY(arena, double, flow->n_slack),
                          .angle_rad = ARENA_ARRAY(arena, double, flow->n_bus),
                          .flow_pu = ARENA_ARRAY(arena, double, flow->n_branch)};
    double *rhs = ARENA_ARRAY(arena, double, flow->n_bus + flow->n_slack);
    double *solution = ARENA_ARRAY(arena, double, flow->n_bus + flow->n_slack);
    if (!dc->susceptance_pu || !dc->shift_rad || !dc->injection_pu || !dc->balance_pu ||
        !dc->angle_rad || !dc->flow_pu || !rhs || !solution)
        return no_memory(error);
    TRY(set_branches(flow, convention, dc, error));
    for (int bus = 0; bus < flow->n_bus; bus++)
        dc->injection_pu[bus] = flow->bus[bus].injection_pu - flow->bus[bus].shunt_g_pu;
    TRY(build(flow, dc, arena, &matrix, error));
    set_rhs(flow, dc, rhs);
    TRY(solve(&matrix, rhs, arena, solution, error));
    read_solution(flow, solution, dc);
    return STATUS_OK;
}
