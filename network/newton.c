#include <math.h>
#include <string.h>

#include "network/acflow_internal.h"

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for the AC power flow");
}

/* ---- the pattern of the Jacobian: 2 x 2 blocks where Y has entries, and the slacks ---- */

struct pattern {
    const struct flow_grid *flow;
    struct sparse *matrix;
    int *slack_of; /* [n_bus] or -1 */
};

static void add_entry(struct sparse *matrix, int row)
{
    matrix->row[matrix->start[matrix->n_column]++] = row;
}

/* start[n_column] counts on while the columns are filled from left to right. */
static void fill_pattern(struct pattern *pattern, const struct sparse *y)
{
    const struct flow_grid *flow = pattern->flow;
    struct sparse *matrix = pattern->matrix;
    const int n_unknown = matrix->n_column;
    for (int column = 0; column < 2 * flow->n_bus; column++) {
        const int bus = column / 2;
        matrix->start[column] = matrix->start[n_unknown];
        for (int e = y->start[bus]; e < y->start[bus + 1]; e++) {
            add_entry(matrix, 2 * y->row[e]);
            add_entry(matrix, 2 * y->row[e] + 1);
        }
        if (column % 2 == 0 && pattern->slack_of[bus] >= 0)
            add_entry(matrix, 2 * flow->n_bus + pattern->slack_of[bus]);
    }
    for (int s = 0; s < flow->n_slack; s++) {
        matrix->start[2 * flow->n_bus + s] = matrix->start[n_unknown];
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++)
            add_entry(matrix, 2 * flow->share_bus[i]);
    }
}

static enum status place_jacobian(struct newton *newton, struct arena *arena, struct error *error)
{
    const struct flow_grid *flow = newton->flow;
    const struct sparse *y = &newton->admittance.conductance;
    const size_t room = 4 * (size_t)sparse_entries(y) + (size_t)flow->n_slack +
                        (size_t)flow->share_start[flow->n_slack];
    struct sparse *matrix = &newton->jacobian;
    *matrix = (struct sparse){.n_row = newton->n_unknown,
                              .n_column = newton->n_unknown,
                              .start = ARENA_ARRAY(arena, int, newton->n_unknown + 1),
                              .row = ARENA_ARRAY(arena, int, room),
                              .value = ARENA_ARRAY(arena, double, room)};
    struct pattern pattern = {flow, matrix, ARENA_ARRAY(arena, int, flow->n_bus)};
    if (!matrix->start || !matrix->row || !matrix->value || !pattern.slack_of)
        return no_memory(error);
    memset(pattern.slack_of, -1, (size_t)flow->n_bus * sizeof *pattern.slack_of);
    for (int s = 0; s < flow->n_slack; s++)
        pattern.slack_of[flow->slack[s]] = s;
    fill_pattern(&pattern, y);
    return lu_analyze(matrix, &newton->lu, error);
}

enum status newton_place(const struct flow_grid *flow, struct arena *arena, struct newton *newton,
                         struct error *error)
{
    const int n = flow->n_bus;
    *newton = (struct newton){.flow = flow, .n_unknown = 2 * n + flow->n_slack};
    double **of_bus[] = {&newton->wanted_active_pu,
                         &newton->wanted_reactive_pu,
                         &newton->set_pu,
                         &newton->voltage_pu,
                         &newton->angle_rad,
                         &newton->cosine,
                         &newton->sine,
                         &newton->active_pu,
                         &newton->reactive_pu};
    double **of_unknown[] = {&newton->residual, &newton->step, &newton->kept};
    for (size_t i = 0; i < sizeof of_bus / sizeof *of_bus; i++)
        if ((*of_bus[i] = ARENA_ARRAY(arena, double, n)) == NULL) return no_memory(error);
    for (size_t i = 0; i < sizeof of_unknown / sizeof *of_unknown; i++)
        if ((*of_unknown[i] = ARENA_ARRAY(arena, double, newton->n_unknown)) == NULL)
            return no_memory(error);
    newton->balance_pu = ARENA_ARRAY(arena, double, flow->n_slack);
    newton->kind = ARENA_ARRAY(arena, enum flow_kind, n);
    if (newton->balance_pu == NULL || newton->kind == NULL) return no_memory(error);
    for (int bus = 0; bus < n; bus++) {
        newton->kind[bus] = flow->bus[bus].kind;
        newton->wanted_active_pu[bus] = flow->bus[bus].injection_pu;
        newton->wanted_reactive_pu[bus] = flow->bus[bus].reactive_pu;
        newton->set_pu[bus] = flow->bus[bus].set_pu;
    }
    TRY(admittance_build(flow, arena, arena, &newton->admittance, error));
    return place_jacobian(newton, arena, error);
}

void newton_drop(struct newton *newton)
{
    lu_drop(newton->lu);
    newton->lu = NULL;
}

/* ---- residuals (eqs. 84, 85) ---- */

/* What flows into the grid at every bus: v_i v_j (G cos + B sin), v_i v_j (G sin - B cos). The
 * angle between two buses comes from the cosines and sines of both, not from one more of each. */
static void inject(struct newton *newton)
{
    const struct sparse *y = &newton->admittance.conductance;
    const double *susceptance = newton->admittance.susceptance, *v = newton->voltage_pu;
    const double *c = newton->cosine, *s = newton->sine;
    const int n = newton->flow->n_bus;
    for (int bus = 0; bus < n; bus++) {
        newton->cosine[bus] = cos(newton->angle_rad[bus]);
        newton->sine[bus] = sin(newton->angle_rad[bus]);
        newton->active_pu[bus] = newton->reactive_pu[bus] = 0;
    }
    for (int j = 0; j < n; j++) {
        for (int e = y->start[j]; e < y->start[j + 1]; e++) {
            const int i = y->row[e];
            const double cosine = c[i] * c[j] + s[i] * s[j], sine = s[i] * c[j] - c[i] * s[j];
            const double g = y->value[e], b = susceptance[e], vv = v[i] * v[j];
            newton->active_pu[i] += vv * (g * cosine + b * sine);
            newton->reactive_pu[i] += vv * (g * sine - b * cosine);
        }
    }
}

double newton_measure(struct newton *newton)
{
    const struct flow_grid *flow = newton->flow;
    double *residual = newton->residual, largest = 0;
    inject(newton);
    for (int bus = 0; bus < flow->n_bus; bus++) {
        residual[2 * bus] = newton->active_pu[bus] - newton->wanted_active_pu[bus];
        residual[2 * bus + 1] = newton->kind[bus] == FLOW_PQ
                                    ? newton->reactive_pu[bus] - newton->wanted_reactive_pu[bus]
                                    : newton->voltage_pu[bus] - newton->set_pu[bus];
    }
    for (int s = 0; s < flow->n_slack; s++) {
        const int slack = flow->slack[s];
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++)
            residual[2 * flow->share_bus[i]] -= flow->share[i] * newton->balance_pu[s];
        residual[2 * flow->n_bus + s] = newton->angle_rad[slack] - flow->bus[slack].angle_rad;
    }
    for (int i = 0; i < newton->n_unknown; i++) {
        if (!isfinite(residual[i])) return INFINITY;
        largest = fmax(largest, fabs(residual[i]));
    }
    return largest;
}

/* ---- the Jacobian (eq. 86), column by column as the pattern was laid out ---- */

struct derivatives {
    double active_angle, reactive_angle, active_voltage, reactive_voltage;
};

static struct derivatives derive(const struct newton *newton, int i, int j, int e)
{
    const double *v = newton->voltage_pu, *c = newton->cosine, *s = newton->sine;
    const double g = newton->admittance.conductance.value[e], b = newton->admittance.susceptance[e];
    if (i == j) {
        const double p = newton->active_pu[i], q = newton->reactive_pu[i], vv = v[i] * v[i];
        return (struct derivatives){-q - b * vv, p - g * vv, p / v[i] + g * v[i],
                                    q / v[i] - b * v[i]};
    }
    const double cosine = c[i] * c[j] + s[i] * s[j], sine = s[i] * c[j] - c[i] * s[j];
    const double along = g * cosine + b * sine, across = g * sine - b * cosine;
    return (struct derivatives){v[i] * v[j] * across, -v[i] * v[j] * along, v[i] * along,
                                v[i] * across};
}

static void fill_jacobian(struct newton *newton)
{
    const struct flow_grid *flow = newton->flow;
    const struct sparse *y = &newton->admittance.conductance;
    double *value = newton->jacobian.value;
    const int *start = newton->jacobian.start;
    for (int j = 0; j < flow->n_bus; j++) {
        double *angle = value + start[2 * j], *voltage = value + start[2 * j + 1];
        for (int e = y->start[j]; e < y->start[j + 1]; e++) {
            const int i = y->row[e];
            const bool holds = newton->kind[i] != FLOW_PQ;
            const struct derivatives d = derive(newton, i, j, e);
            *angle++ = d.active_angle;
            *angle++ = holds ? 0 : d.reactive_angle;
            *voltage++ = d.active_voltage;
            *voltage++ = holds ? i == j : d.reactive_voltage;
        }
        if (angle < value + start[2 * j + 1]) *angle = 1; /* the angle of a slack */
    }
    for (int s = 0; s < flow->n_slack; s++)
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++)
            value[start[2 * flow->n_bus + s] + i - flow->share_start[s]] = -flow->share[i];
}

/* ---- steps ---- */

static void keep_state(struct newton *newton)
{
    const int n = newton->flow->n_bus;
    for (int bus = 0; bus < n; bus++) {
        newton->kept[2 * bus] = newton->angle_rad[bus];
        newton->kept[2 * bus + 1] = newton->voltage_pu[bus];
    }
    for (int s = 0; s < newton->flow->n_slack; s++)
        newton->kept[2 * n + s] = newton->balance_pu[s];
}

static void move(struct newton *newton, double length)
{
    const int n = newton->flow->n_bus;
    const double *kept = newton->kept, *step = newton->step;
    for (int bus = 0; bus < n; bus++) {
        newton->angle_rad[bus] = kept[2 * bus] - length * step[2 * bus];
        newton->voltage_pu[bus] = kept[2 * bus + 1] - length * step[2 * bus + 1];
    }
    for (int s = 0; s < newton->flow->n_slack; s++)
        newton->balance_pu[s] = kept[2 * n + s] - length * step[2 * n + s];
}

static double sum_of_squares(const struct newton *newton)
{
    double sum = 0;
    for (int i = 0; i < newton->n_unknown; i++)
        sum += newton->residual[i] * newton->residual[i];
    return sum;
}

static bool has_voltages(const struct newton *newton)
{
    for (int bus = 0; bus < newton->flow->n_bus; bus++)
        if (!(newton->voltage_pu[bus] > 0)) return false;
    return true;
}

/* Halves the step until it brings the mismatch down as far as its slope promises in part (Armijo,
 * Pacific J. Math. 16(1), 1966). False when no step does. */
static bool search_line(struct newton *newton, double *mismatch)
{
    static const double shortest = 1.0 / 4096, promise = 1e-4;
    const double before = sum_of_squares(newton);
    for (double length = 1; length >= shortest; length /= 2) {
        move(newton, length);
        if (!has_voltages(newton)) continue;
        *mismatch = newton_measure(newton);
        if (isfinite(*mismatch) && sum_of_squares(newton) <= (1 - 2 * promise * length) * before)
            return true;
    }
    move(newton, 0);
    *mismatch = newton_measure(newton);
    return false;
}

/* A singular Jacobian ends a run as divergence does: *found is false. */
static enum status find_step(struct newton *newton, bool *found, struct error *error)
{
    struct error fault = {0};
    fill_jacobian(newton);
    memcpy(newton->step, newton->residual, (size_t)newton->n_unknown * sizeof *newton->step);
    enum status status = lu_refactor(newton->lu, newton->jacobian.value, &fault);
    if (status == STATUS_OK) status = lu_solve(newton->lu, 1, newton->step, &fault);
    *found = status == STATUS_OK;
    if (status == STATUS_NUMERICAL || status == STATUS_OK) return STATUS_OK;
    return error_set(error, status, "%s", fault.text);
}

enum status newton_run(struct newton *newton, bool damped, int iteration_limit, double *mismatch,
                       struct error *error)
{
    static const double hopeless_pu = 1e10; /* no grid comes back from there */
    bool goes_on = true;
    *mismatch = newton_measure(newton);
    for (int i = 0; i < iteration_limit && goes_on; i++) {
        if (*mismatch < ACFLOW_TOLERANCE_PU || !(*mismatch < hopeless_pu)) break;
        TRY(find_step(newton, &goes_on, error));
        if (!goes_on) break;
        keep_state(newton);
        newton->iterations++;
        if (damped) {
            goes_on = search_line(newton, mismatch);
        } else {
            move(newton, 1);
            *mismatch = newton_measure(newton);
        }
    }
    return STATUS_OK;
}
