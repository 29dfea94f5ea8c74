/* The directions of change of a contingency (docs/model.md, eqs. 121-124). */
#include "study/security_internal.h"

#include <math.h>
#include <string.h>

#define SINGULAR 1e-9 /* a pivot of I - X_OO below this: the outages split the grid */

static const struct outage *outages_of(const struct contingency_table *table, int contingency)
{
    return table->outage + table->contingency[contingency].first;
}

int security_sides_of(const struct contingency_table *table, int contingency)
{
    int n = 0;
    for (int i = 0; i < table->contingency[contingency].count; i++)
        n += outages_of(table, contingency)[i].kind == OUTAGE_LINK ? 2 : 1;
    return n;
}

static bool is_lost(const struct contingency_table *table, int contingency, int unit)
{
    for (int i = 0; i < table->contingency[contingency].count; i++) {
        const struct outage *outage = &outages_of(table, contingency)[i];
        if (outage->kind == OUTAGE_GENERATOR && outage->position == unit) return true;
    }
    return false;
}

/* Response in an island without the units that are lost. */
static double response_left(const struct security_grid *grid, const struct contingency_table *table,
                            int contingency, int island)
{
    double left = grid->island_response[island];
    for (int i = 0; i < table->contingency[contingency].count; i++) {
        const struct outage *outage = &outages_of(table, contingency)[i];
        if (outage->kind == OUTAGE_GENERATOR &&
            grid->island[grid->unit_bus[outage->position]] == island)
            left -= grid->unit_response[outage->position];
    }
    return left > 1e-9 * grid->island_response[island] ? left : 0;
}

static double *angle_at(double *angle, int bus, int side)
{
    return &angle[(size_t)bus * LDL_SIDES + (size_t)side];
}

/* 1 MW more (sign 1) or less (-1) at a bus, taken up by the response of its grid (eq. 123). */
static bool set_response(const struct security_grid *grid, const struct contingency_table *table,
                         int contingency, int side, int bus, double sign, double *angle)
{
    const int island = grid->island[bus];
    const double left = response_left(grid, table, contingency, island);
    if (!(left > 0)) return false;
    *angle_at(angle, bus, side) += sign;
    for (int unit = 0; unit < grid->n_unit; unit++) {
        const int at = grid->unit_bus[unit];
        if (grid->island[at] == island && !is_lost(table, contingency, unit))
            *angle_at(angle, at, side) -= sign * grid->unit_response[unit] / left;
    }
    return true;
}

bool security_set_directions(const struct security_grid *grid,
                             const struct contingency_table *table, int contingency, int side,
                             double *angle)
{
    for (int i = 0; i < table->contingency[contingency].count; i++) {
        const struct outage *outage = &outages_of(table, contingency)[i];
        const int at = outage->position;
        bool served = true;
        if (outage->kind == OUTAGE_BRANCH) {
            *angle_at(angle, grid->from[at], side) += 1;
            *angle_at(angle, grid->to[at], side++) -= 1;
        } else if (outage->kind == OUTAGE_GENERATOR) {
            served = set_response(grid, table, contingency, side++, grid->unit_bus[at], -1, angle);
        } else {
            served = set_response(grid, table, contingency, side++, grid->link_from[at], 1, angle);
            served = set_response(grid, table, contingency, side++, grid->link_to[at], -1, angle) &&
                     served;
        }
        if (!served) return false;
    }
    return true;
}

double security_sensitivity(const struct security_grid *grid, const double *angle, int branch,
                            int side)
{
    return grid->mw_per_rad[branch] *
           (angle[(size_t)grid->from[branch] * LDL_SIDES + (size_t)side] -
            angle[(size_t)grid->to[branch] * LDL_SIDES + (size_t)side]);
}

bool security_solve_small(int n, double *a, double *b)
{
    for (int k = 0; k < n; k++) {
        int best = k;
        for (int i = k + 1; i < n; i++)
            if (fabs(a[i * n + k]) > fabs(a[best * n + k])) best = i;
        if (!(fabs(a[best * n + k]) > SINGULAR)) return false;
        for (int j = 0; j < n; j++) {
            const double keep = a[k * n + j];
            a[k * n + j] = a[best * n + j];
            a[best * n + j] = keep;
        }
        const double keep = b[k];
        b[k] = b[best];
        b[best] = keep;
        for (int i = k + 1; i < n; i++) {
            const double times = a[i * n + k] / a[k * n + k];
            for (int j = k; j < n; j++)
                a[i * n + j] -= times * a[k * n + j];
            b[i] -= times * b[k];
        }
    }
    for (int k = n - 1; k >= 0; k--) {
        for (int j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
    return true;
}

/* ---- factors of one contingency -----------------------------------------------------------------
 */

/* after_m = f_m + sum_e factor_me source_e (eq. 125). Sources are the flow of a branch that is out,
 * the output of a lost unit, what a link took and gave. */
enum status security_factors(struct security_grid *grid, const struct contingency_table *table,
                             int contingency, struct arena *scratch, double *factor, bool *splits,
                             struct error *error)
{
    enum { SIDES = LDL_SIDES };
    const struct contingency *own = &table->contingency[contingency];
    const int n_side = security_sides_of(table, contingency);
    double *angle = ARENA_ARRAY(scratch, double, SIDES *(size_t)grid->n_bus);
    double *work = ARENA_ARRAY(scratch, double, SIDES *(size_t)grid->n_bus);
    if (!angle || !work)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d buses", grid->n_bus);
    *splits = n_side > SIDES || !security_set_directions(grid, table, contingency, 0, angle);
    if (*splits) return STATUS_OK;
    ldl_solve_sides(&grid->ldl, &grid->factor, angle, work);
    int out[SIDES], out_side[SIDES], n_out = 0;
    for (int i = 0, side = 0; i < own->count; i++) {
        const struct outage *outage = &outages_of(table, contingency)[i];
        if (outage->kind == OUTAGE_BRANCH) {
            out[n_out] = outage->position;
            out_side[n_out++] = side;
        }
        side += outage->kind == OUTAGE_LINK ? 2 : 1;
    }
    for (int side = 0; side < n_side; side++) { /* 1 MW of this source alone */
        double matrix[SIDES * SIDES], carried[SIDES];
        bool is_branch = false;
        for (int i = 0; i < n_out; i++)
            is_branch = is_branch || out_side[i] == side;
        for (int i = 0; i < n_out; i++) {
            carried[i] =
                is_branch ? out_side[i] == side : security_sensitivity(grid, angle, out[i], side);
            for (int j = 0; j < n_out; j++)
                matrix[i * n_out + j] =
                    (i == j) - security_sensitivity(grid, angle, out[i], out_side[j]);
        }
        if (!security_solve_small(n_out, matrix, carried)) {
            *splits = true;
            return STATUS_OK;
        }
        for (int m = 0; m < grid->n_branch; m++) {
            double *into = &factor[(size_t)m * SIDES + (size_t)side];
            *into = is_branch ? 0 : security_sensitivity(grid, angle, m, side);
            for (int i = 0; i < n_out; i++)
                *into += security_sensitivity(grid, angle, m, out_side[i]) * carried[i];
        }
    }
    for (int i = 0; i < n_out; i++)
        for (int side = 0; side < n_side; side++)
            factor[(size_t)out[i] * SIDES + (size_t)side] = out_side[i] == side ? -1 : 0;
    return STATUS_OK;
}

/* Within one grid a link that loses nothing needs nobody to respond. */
static bool set_action(const struct security_grid *grid, const struct contingency_table *table,
                       const struct security_action *action, double *angle)
{
    const int from = grid->link_from[action->link], to = grid->link_to[action->link];
    if (grid->island[from] == grid->island[to] && action->loss_share == 0) {
        *angle_at(angle, from, 0) -= 1;
        *angle_at(angle, to, 1) += 1;
        return true;
    }
    return set_response(grid, table, action->contingency, 0, from, -1, angle) &&
           set_response(grid, table, action->contingency, 1, to, 1, angle);
}

enum status security_moves(struct security_grid *grid, const struct contingency_table *table,
                           const struct security_action *action, struct arena *scratch,
                           double *flow, struct error *error)
{
    const size_t room = LDL_SIDES * (size_t)grid->n_bus;
    const struct outage *outage = outages_of(table, action->contingency);
    double *angle = ARENA_ARRAY(scratch, double, room), *work = ARENA_ARRAY(scratch, double, room);
    if (!angle || !work)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d buses", grid->n_bus);
    memset(flow, 0, sizeof *flow * (size_t)grid->n_branch);
    if (outage->kind == OUTAGE_LINK && outage->position == action->link) return STATUS_OK;
    if (!set_action(grid, table, action, angle)) return STATUS_OK;
    const int out = outage->kind == OUTAGE_BRANCH ? outage->position : -1;
    if (out >= 0) {
        *angle_at(angle, grid->from[out], 2) += 1;
        *angle_at(angle, grid->to[out], 2) -= 1;
    }
    ldl_solve_sides(&grid->ldl, &grid->factor, angle, work);
    const double given = 1 - action->loss_share;
    double carried = 0;
    if (out >= 0)
        carried = (security_sensitivity(grid, angle, out, 0) +
                   given * security_sensitivity(grid, angle, out, 1)) /
                  (1 - security_sensitivity(grid, angle, out, 2));
    for (int m = 0; m < grid->n_branch; m++)
        flow[m] = security_sensitivity(grid, angle, m, 0) +
                  given * security_sensitivity(grid, angle, m, 1) +
                  (out >= 0 ? carried * security_sensitivity(grid, angle, m, 2) : 0);
    if (out >= 0) flow[out] = 0;
    return STATUS_OK;
}
