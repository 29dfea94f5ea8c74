/* Islands, bridges and factors of a grid whose outages are asked for (docs/model.md, eq. 120). */
#include "study/security.h"

#include "network/islands.h"

#include <math.h>

/* ---- bridges ----------------------------------------------------------------------------------
 * Tarjan, Inf. Process. Lett. 2(6), 1974: a branch of the depth-first tree is a bridge when nothing
 * below it reaches above it by another branch. Parallel branches are different branches. */

struct walk {
    int *start, *next; /* branches at each bus, and the next to look at */
    int *branch;
    int *depth, *low,
        *by; /* of each bus: when it was found, how high it reaches, by which branch */
    int *stack;
};

static bool walk_new(const struct security_grid *grid, struct arena *scratch, struct walk *walk)
{
    const int n_bus = grid->n_bus, n_branch = grid->n_branch;
    walk->start = ARENA_ARRAY(scratch, int, n_bus + 2);
    walk->next = ARENA_ARRAY(scratch, int, n_bus + 1);
    walk->branch = ARENA_ARRAY(scratch, int, 2 * (size_t)n_branch);
    walk->depth = ARENA_ARRAY(scratch, int, n_bus);
    walk->low = ARENA_ARRAY(scratch, int, n_bus);
    walk->by = ARENA_ARRAY(scratch, int, n_bus);
    walk->stack = ARENA_ARRAY(scratch, int, n_bus);
    if (!walk->start || !walk->next || !walk->branch || !walk->depth || !walk->low || !walk->by ||
        !walk->stack)
        return false;
    for (int l = 0; l < n_branch; l++) {
        walk->start[grid->from[l] + 2]++;
        walk->start[grid->to[l] + 2]++;
    }
    for (int bus = 0; bus < n_bus; bus++)
        walk->start[bus + 2] += walk->start[bus + 1];
    for (int l = 0; l < n_branch; l++) {
        walk->branch[walk->start[grid->from[l] + 1]++] = l;
        walk->branch[walk->start[grid->to[l] + 1]++] = l;
    }
    for (int bus = 0; bus < n_bus; bus++)
        walk->next[bus] = walk->start[bus];
    return true;
}

static void find_bridges_below(const struct security_grid *grid, struct walk *walk, int root,
                               int *found)
{
    int height = 0;
    walk->depth[root] = walk->low[root] = ++*found;
    walk->by[root] = -1;
    walk->stack[height++] = root;
    while (height > 0) {
        const int bus = walk->stack[height - 1];
        if (walk->next[bus] < walk->start[bus + 1]) {
            const int l = walk->branch[walk->next[bus]++];
            const int other = grid->from[l] + grid->to[l] - bus;
            if (l == walk->by[bus]) continue;
            if (walk->depth[other] > 0) {
                if (walk->depth[other] < walk->low[bus]) walk->low[bus] = walk->depth[other];
                continue;
            }
            walk->depth[other] = walk->low[other] = ++*found;
            walk->by[other] = l;
            walk->stack[height++] = other;
            continue;
        }
        height--;
        if (height == 0) break;
        const int above = walk->stack[height - 1];
        if (walk->low[bus] < walk->low[above]) walk->low[above] = walk->low[bus];
        if (walk->low[bus] > walk->depth[above]) grid->is_bridge[walk->by[bus]] = true;
    }
}

#define PIN 2.7182818 /* times the largest susceptance: no sum of a few others takes it away */

/* ---- factors ----------------------------------------------------------------------------------
 */

/* The susceptance matrix; one bus of each island is pinned by more on its diagonal, which changes
 * nothing while the injections of the island sum to zero. */
static enum status make_factor(struct security_grid *grid, struct arena *arena,
                               struct arena *scratch, struct error *error)
{
    const size_t n_branch = (size_t)grid->n_branch, n_bus = (size_t)grid->n_bus;
    int *row = ARENA_ARRAY(scratch, int, 3 * n_branch + n_bus);
    int *column = ARENA_ARRAY(scratch, int, 3 * n_branch + n_bus);
    double *value = ARENA_ARRAY(scratch, double, 3 * n_branch + n_bus);
    bool *pinned = ARENA_ARRAY(scratch, bool, grid->n_island);
    if (!row || !column || !value || !pinned)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d branches", grid->n_branch);
    double largest = 0;
    for (int l = 0; l < grid->n_branch; l++)
        largest = fmax(largest, fabs(grid->mw_per_rad[l]));
    int n = 0;
    for (int bus = 0; bus < grid->n_bus; bus++) {
        row[n] = column[n] = bus;
        value[n++] = pinned[grid->island[bus]] ? 0 : PIN * fmax(1, largest);
        pinned[grid->island[bus]] = true;
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const int from = grid->from[l], to = grid->to[l];
        const int at[3][2] = {
            {from, from}, {to, to}, {from > to ? from : to, from < to ? from : to}};
        for (int i = 0; i < 3; i++) {
            row[n] = at[i][0];
            column[n] = at[i][1];
            value[n++] = i < 2 ? grid->mw_per_rad[l] : -grid->mw_per_rad[l];
        }
    }
    const struct triplets triplets = {grid->n_bus, grid->n_bus, n, row, column, value};
    struct sparse lower;
    TRY(sparse_from_triplets(&triplets, NULL, scratch, scratch, &lower, error));
    TRY(ldl_analyze(&lower, arena, scratch, &grid->ldl, error));
    TRY(ldl_new_factor(&grid->ldl, 1, arena, &grid->factor, error));
    return ldl_refactor(&grid->ldl, lower.value, &grid->factor, error);
}

enum status security_grid_prepare(struct security_grid *grid, struct arena *arena,
                                  struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct walk walk;
    int found = 0;
    grid->island = ARENA_ARRAY(arena, int, grid->n_bus);
    grid->is_bridge = ARENA_ARRAY(arena, bool, grid->n_branch);
    if (!grid->island || !grid->is_bridge || !walk_new(grid, &scratch, &walk)) {
        arena_free(&scratch);
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d buses", grid->n_bus);
    }
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (walk.depth[bus] == 0) find_bridges_below(grid, &walk, bus, &found);
    enum status status = islands_find(grid->n_bus, grid->n_branch, grid->from, grid->to, &scratch,
                                      grid->island, &grid->n_island);
    if (status == STATUS_OK) status = make_factor(grid, arena, &scratch, error);
    arena_free(&scratch);
    TRY(status);
    grid->island_response = ARENA_ARRAY(arena, double, grid->n_island);
    if (grid->island_response == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d islands", grid->n_island);
    for (int unit = 0; unit < grid->n_unit; unit++)
        grid->island_response[grid->island[grid->unit_bus[unit]]] += grid->unit_response[unit];
    return STATUS_OK;
}

enum status security_single_outages(const struct security_grid *grid, struct arena *arena,
                                    struct contingency_table *table, struct error *error)
{
    const int n[] = {grid->n_branch, grid->n_unit, grid->n_link};
    const int all = n[0] + n[1] + n[2];
    table->contingency = ARENA_ARRAY(arena, struct contingency, all);
    table->outage = ARENA_ARRAY(arena, struct outage, all);
    if (!table->contingency || !table->outage)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d outages", all);
    table->n_contingency = table->n_outage = all;
    for (int kind = 0, at = 0; kind < 3; kind++)
        for (int i = 0; i < n[kind]; i++, at++) {
            table->outage[at] = (struct outage){(enum outage_kind)kind, i, 0};
            table->contingency[at] = (struct contingency){at + 1, 0, at, 1};
        }
    return STATUS_OK;
}
