#include "network/admittance.h"

#include <math.h>

struct complex_pu {
    double re, im;
};

/* The four entries of a branch: ff, ft, tf, tt (eq. 83). The tap stands at the from side. */
static void branch_entries(const struct flow_branch *branch, struct complex_pu entry[4])
{
    const double r = branch->resistance_pu, x = branch->reactance_pu;
    const double size = r * r + x * x, tap = branch->tap;
    const double g = r / size, b = -x / size;
    const double c = cos(branch->shift_rad), s = sin(branch->shift_rad);
    const double b_end = b + branch->charging_pu / 2;
    entry[0] = (struct complex_pu){g / (tap * tap), b_end / (tap * tap)};
    entry[1] = (struct complex_pu){-(g * c - b * s) / tap, -(b * c + g * s) / tap};
    entry[2] = (struct complex_pu){-(g * c + b * s) / tap, -(b * c - g * s) / tap};
    entry[3] = (struct complex_pu){g, b_end};
}

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for the admittance matrix");
}

enum status admittance_build(const struct flow_grid *flow, struct arena *arena,
                             struct arena *scratch, struct admittance *admittance,
                             struct error *error)
{
    const int n = flow->n_bus;
    const size_t room = 4 * (size_t)flow->n_branch + (size_t)n;
    int *row = ARENA_ARRAY(scratch, int, room), *column = ARENA_ARRAY(scratch, int, room);
    int *position = ARENA_ARRAY(scratch, int, room);
    double *g = ARENA_ARRAY(scratch, double, room), *b = ARENA_ARRAY(scratch, double, room);
    int count = 0;
    if (!row || !column || !position || !g || !b) return no_memory(error);
    for (int bus = 0; bus < n; bus++, count++) {
        row[count] = column[count] = bus;
        g[count] = flow->bus[bus].shunt_g_pu;
        b[count] = flow->bus[bus].shunt_b_pu;
    }
    for (int i = 0; i < flow->n_branch; i++) {
        const int ends[2] = {flow->branch[i].from, flow->branch[i].to};
        struct complex_pu entry[4];
        branch_entries(&flow->branch[i], entry);
        for (int e = 0; e < 4; e++, count++) {
            row[count] = ends[e / 2];
            column[count] = ends[e % 2];
            g[count] = entry[e].re;
            b[count] = entry[e].im;
        }
    }
    const struct triplets triplets = {n, n, count, row, column, g};
    TRY(sparse_from_triplets(&triplets, position, arena, scratch, &admittance->conductance, error));
    admittance->susceptance = ARENA_ARRAY(arena, double, sparse_entries(&admittance->conductance));
    if (admittance->susceptance == NULL) return no_memory(error);
    for (int i = 0; i < count; i++)
        admittance->susceptance[position[i]] += b[i];
    return STATUS_OK;
}

/* S = v conj(y_near v + y_far u) with u behind v by angle. */
static void end_power(struct complex_pu near, struct complex_pu far, double v, double u,
                      double angle, double *active, double *reactive)
{
    const double c = cos(angle), s = sin(angle);
    *active = v * v * near.re + v * u * (far.re * c + far.im * s);
    *reactive = -v * v * near.im + v * u * (far.re * s - far.im * c);
}

struct end_powers branch_powers(const struct flow_branch *branch, const double *voltage_pu,
                                const double *angle_rad)
{
    const double from = voltage_pu[branch->from], to = voltage_pu[branch->to];
    const double angle = angle_rad[branch->from] - angle_rad[branch->to];
    struct complex_pu entry[4];
    struct end_powers powers;
    branch_entries(branch, entry);
    end_power(entry[0], entry[1], from, to, angle, &powers.from_active_pu,
              &powers.from_reactive_pu);
    end_power(entry[3], entry[2], to, from, -angle, &powers.to_active_pu, &powers.to_reactive_pu);
    return powers;
}
