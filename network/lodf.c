#include "network/lodf.h"

#include <math.h>
#include <string.h>

#include "solver/dense.h"

struct factors { /* a PTDF matrix and what it belongs to */
    int n_bus;
    const int *from, *to;
    const double *ptdf;
};

/* X_mk: the flow on branch m when 1 MW is sent from one end of branch k to the other. */
static double transfer(const struct factors *factors, int m, int k)
{
    const double *row = factors->ptdf + (size_t)m * factors->n_bus;
    return row[factors->from[k]] - row[factors->to[k]];
}

void lodf_compute(int n_bus, int n_branch, const int *from, const int *to, const double *ptdf,
                  double *lodf, bool *is_bridge)
{
    const struct factors factors = {n_bus, from, to, ptdf};
    for (int m = 0; m < n_branch; m++) { /* by rows: both matrices are read and written in order */
        double *row = lodf + (size_t)m * n_branch;
        for (int k = 0; k < n_branch; k++)
            row[k] = transfer(&factors, m, k);
    }
    for (int k = 0; k < n_branch; k++) {
        const double left = 1 - lodf[(size_t)k * n_branch + k];
        const bool splits = left < LODF_BRIDGE_MARGIN;
        for (int m = 0; m < n_branch; m++) {
            double *entry = lodf + (size_t)m * n_branch + k;
            *entry = splits ? NAN : m == k ? -1 : *entry / left;
        }
        if (is_bridge) is_bridge[k] = splits;
    }
}

static enum status check_outages(int n_branch, int n_outage, const int *outage, struct error *error)
{
    for (int i = 0; i < n_outage; i++) {
        if (outage[i] < 0 || outage[i] >= n_branch)
            return error_set(error, STATUS_BAD_INPUT, "outage %d names branch %d, there are %d", i,
                             outage[i], n_branch);
        for (int j = 0; j < i; j++)
            if (outage[i] == outage[j])
                return error_set(error, STATUS_BAD_INPUT, "branch %d is named twice as an outage",
                                 outage[i]);
    }
    return STATUS_OK;
}

/* moved := (I - X_OO)^-1 f_O. The smallest pivot takes the part that 1 - X_kk has for a single
 * outage. */
static enum status solve_moved(const struct factors *factors, const double *flow_mw, int n_outage,
                               const int *outage, struct arena *scratch, double *moved_mw,
                               struct error *error)
{
    double *left = ARENA_ARRAY(scratch, double, (size_t)n_outage *n_outage);
    int *pivot_row = ARENA_ARRAY(scratch, int, n_outage);
    if (!left || !pivot_row)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d outages", n_outage);
    for (int j = 0; j < n_outage; j++) {
        for (int i = 0; i < n_outage; i++)
            left[i + (size_t)j * n_outage] = (i == j) - transfer(factors, outage[i], outage[j]);
        moved_mw[j] = flow_mw[outage[j]];
    }
    if (dense_lu(n_outage, left, pivot_row) < LODF_BRIDGE_MARGIN)
        return error_set(error, STATUS_DISCONNECTED, "the %d outages together split the grid",
                         n_outage);
    dense_lu_solve(n_outage, left, pivot_row, 1, moved_mw);
    return STATUS_OK;
}

enum status lodf_outage_flows(int n_bus, int n_branch, const int *from, const int *to,
                              const double *ptdf, const double *flow_mw, int n_outage,
                              const int *outage, struct arena *scratch, double *after_mw,
                              struct error *error)
{
    const struct factors factors = {n_bus, from, to, ptdf};
    TRY(check_outages(n_branch, n_outage, outage, error));
    double *moved_mw = ARENA_ARRAY(scratch, double, n_outage);
    if (moved_mw == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d outages", n_outage);
    TRY(solve_moved(&factors, flow_mw, n_outage, outage, scratch, moved_mw, error));

    for (int m = 0; m < n_branch; m++) {
        double flow = flow_mw[m];
        for (int i = 0; i < n_outage; i++)
            flow += transfer(&factors, m, outage[i]) * moved_mw[i];
        after_mw[m] = flow;
    }
    for (int i = 0; i < n_outage; i++)
        after_mw[outage[i]] = 0;
    return STATUS_OK;
}
