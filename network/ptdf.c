#include "network/ptdf.h"

#include <string.h>

#include "network/islands.h"
#include "solver/factor.h"

enum { BLOCK = 16 }; /* branches solved for at a time: enough for BLAS, little memory */

struct branches {
    int n_bus, n_branch, slack;
    const int *from, *to;
    const double *reactance;
};

/* Position of a bus in the grid without its slack bus, which gives n_bus - 1 to itself. */
static int reduced(const struct branches *branches, int bus)
{
    if (bus == branches->slack) return branches->n_bus - 1;
    return bus < branches->slack ? bus : bus - 1;
}

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for the transfer factors");
}

static enum status check_branches(const struct branches *branches, struct error *error)
{
    for (int branch = 0; branch < branches->n_branch; branch++)
        if (!(branches->reactance[branch] > 0))
            return error_set(error, STATUS_BAD_INPUT,
                             "branch %d has reactance %g, transfer factors need one above 0",
                             branch, branches->reactance[branch]);
    return STATUS_OK;
}

static enum status check_connected(const struct branches *branches, struct arena *scratch,
                                   struct error *error)
{
    int n_island, *island = ARENA_ARRAY(scratch, int, branches->n_bus);
    if (island == NULL) return no_memory(error);
    const enum status status = islands_find(branches->n_bus, branches->n_branch, branches->from,
                                            branches->to, scratch, island, &n_island);
    if (status != STATUS_OK) return no_memory(error);
    for (int bus = 0; bus < branches->n_bus; bus++)
        if (island[bus] != island[branches->slack])
            return error_set(error, STATUS_DISCONNECTED, "bus %d has no path to the slack bus %d",
                             bus, branches->slack);
    return STATUS_OK;
}

/* The lower triangle of K diag(1/x) K' without the row and column of the slack bus. */
static enum status build_susceptance(const struct branches *branches, struct arena *scratch,
                                     struct sparse *lower, struct error *error)
{
    const int n = branches->n_bus - 1;
    const size_t room = 3 * (size_t)branches->n_branch;
    int *row = ARENA_ARRAY(scratch, int, room), *column = ARENA_ARRAY(scratch, int, room);
    double *value = ARENA_ARRAY(scratch, double, room);
    if (!row || !column || !value) return no_memory(error);
    int count = 0;
    for (int branch = 0; branch < branches->n_branch; branch++) {
        const int i = reduced(branches, branches->from[branch]);
        const int j = reduced(branches, branches->to[branch]);
        const double susceptance = 1 / branches->reactance[branch];
        if (i == j) continue; /* a branch from a bus to itself carries nothing */
        if (i < n) row[count] = column[count] = i, value[count++] = susceptance;
        if (j < n) row[count] = column[count] = j, value[count++] = susceptance;
        if (i == n || j == n) continue;
        row[count] = i > j ? i : j;
        column[count] = i < j ? i : j;
        value[count++] = -susceptance;
    }
    const struct triplets triplets = {n, n, count, row, column, value};
    return sparse_from_triplets(&triplets, NULL, scratch, scratch, lower, error);
}

/* Row of branch from i to j with reactance x: B^-1 (e_i - e_j) / x, as B is symmetric. */
static enum status solve_block(const struct branches *branches, int first, int n_rhs,
                               struct factor *factor, double *rhs, double *ptdf,
                               struct error *error)
{
    const int n = branches->n_bus - 1;
    memset(rhs, 0, sizeof *rhs * n * n_rhs);
    for (int r = 0; r < n_rhs; r++) {
        const int branch = first + r;
        const int i = reduced(branches, branches->from[branch]);
        const int j = reduced(branches, branches->to[branch]);
        double *column = rhs + (size_t)r * n;
        if (i < n) column[i] += 1 / branches->reactance[branch];
        if (j < n) column[j] -= 1 / branches->reactance[branch];
    }
    TRY(factor_solve(factor, n_rhs, rhs, error));
    const int slack = branches->slack;
    for (int r = 0; r < n_rhs; r++) {
        const double *column = rhs + (size_t)r * n;
        double *row = ptdf + (size_t)(first + r) * branches->n_bus;
        memcpy(row, column, sizeof *row * slack);
        row[slack] = 0;
        memcpy(row + slack + 1, column + slack, sizeof *row * (n - slack));
    }
    return STATUS_OK;
}

static enum status solve_all(const struct branches *branches, struct factor *factor, double *rhs,
                             double *ptdf, struct error *error)
{
    for (int first = 0; first < branches->n_branch; first += BLOCK) {
        const int left = branches->n_branch - first;
        TRY(solve_block(branches, first, left < BLOCK ? left : BLOCK, factor, rhs, ptdf, error));
    }
    return STATUS_OK;
}

enum status ptdf_compute(int n_bus, int n_branch, const int *from, const int *to,
                         const double *reactance, int slack, struct arena *scratch, double *ptdf,
                         struct error *error)
{
    const struct branches branches = {n_bus, n_branch, slack, from, to, reactance};
    TRY(check_branches(&branches, error));
    TRY(check_connected(&branches, scratch, error));
    struct sparse susceptance;
    TRY(build_susceptance(&branches, scratch, &susceptance, error));
    double *rhs = ARENA_ARRAY(scratch, double, (size_t)BLOCK *n_bus);
    if (rhs == NULL) return no_memory(error);

    struct factor *factor;
    TRY(factor_analyze(&susceptance, NULL, &factor, error));
    enum status status = factor_refactor(factor, susceptance.value, error);
    if (status == STATUS_OK) status = solve_all(&branches, factor, rhs, ptdf, error);
    factor_drop(factor);
    return status;
}

void ptdf_share_slack(int n_bus, int n_branch, const double *weight, double *ptdf)
{
    for (int branch = 0; branch < n_branch; branch++) {
        double *row = ptdf + (size_t)branch * n_bus, shared = 0;
        for (int bus = 0; bus < n_bus; bus++)
            shared += row[bus] * weight[bus];
        for (int bus = 0; bus < n_bus; bus++)
            row[bus] -= shared;
    }
}

void ptdf_flow(int n_bus, int n_branch, const double *ptdf, const double *injection_mw,
               double *flow_mw)
{
    for (int branch = 0; branch < n_branch; branch++) {
        const double *row = ptdf + (size_t)branch * n_bus;
        double flow = 0;
        for (int bus = 0; bus < n_bus; bus++)
            flow += row[bus] * injection_mw[bus];
        flow_mw[branch] = flow;
    }
}
