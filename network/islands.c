#include "network/islands.h"

#include <stdbool.h>

static int root_of(int *parent, int bus)
{
    while (parent[bus] != bus) {
        parent[bus] = parent[parent[bus]]; /* halves the path for the next one who walks it */
        bus = parent[bus];
    }
    return bus;
}

enum status islands_find(int n_bus, int n_branch, const int *from, const int *to,
                         struct arena *scratch, int *island, int *n_island)
{
    int *parent = ARENA_ARRAY(scratch, int, n_bus);
    if (parent == NULL) return STATUS_NO_MEMORY;
    for (int bus = 0; bus < n_bus; bus++)
        parent[bus] = bus;
    for (int branch = 0; branch < n_branch; branch++) {
        const int a = root_of(parent, from[branch]), b = root_of(parent, to[branch]);
        parent[a > b ? a : b] = a < b ? a : b; /* the root of an island is its first bus */
    }
    *n_island = 0;
    for (int bus = 0; bus < n_bus; bus++) {
        const int root = root_of(parent, bus);
        island[bus] = root == bus ? (*n_island)++ : island[root];
    }
    return STATUS_OK;
}

/* The branches at every bus, and a spanning forest of the buses. */
struct forest {
    int n_bus, n_branch;
    const int *from, *to;
    int *first, *at;             /* branches at a bus: at[first[bus]] .. at[first[bus + 1] - 1] */
    int *up_branch, *up, *depth; /* towards the root; -1 at a root */
    bool *in_tree;               /* [n_branch] */
};

static void list_branches(struct forest *forest)
{
    for (int branch = 0; branch < forest->n_branch; branch++) {
        forest->first[forest->from[branch] + 1]++;
        forest->first[forest->to[branch] + 1]++;
    }
    for (int bus = 0; bus < forest->n_bus; bus++)
        forest->first[bus + 1] += forest->first[bus];
    int *next = forest->depth; /* not in use before the forest grows */
    for (int bus = 0; bus < forest->n_bus; bus++)
        next[bus] = forest->first[bus];
    for (int branch = 0; branch < forest->n_branch; branch++) {
        forest->at[next[forest->from[branch]]++] = branch;
        forest->at[next[forest->to[branch]]++] = branch;
    }
}

/* Breadth first from the root: every bus of the island hangs as near to the root as it can. */
static void grow_tree(struct forest *forest, int root, int *queue)
{
    int head = 0, tail = 0;
    forest->depth[root] = 0;
    queue[tail++] = root;
    while (head < tail) {
        const int bus = queue[head++];
        for (int i = forest->first[bus]; i < forest->first[bus + 1]; i++) {
            const int branch = forest->at[i];
            const int far = forest->from[branch] + forest->to[branch] - bus;
            if (forest->depth[far] >= 0) continue;
            forest->depth[far] = forest->depth[bus] + 1;
            forest->up[far] = bus;
            forest->up_branch[far] = branch;
            forest->in_tree[branch] = true;
            queue[tail++] = far;
        }
    }
}

static enum status grow_forest(struct forest *forest, struct arena *arena)
{
    const int n_bus = forest->n_bus;
    forest->first = ARENA_ARRAY(arena, int, n_bus + 1);
    forest->at = ARENA_ARRAY(arena, int, 2 * (size_t)forest->n_branch);
    forest->up_branch = ARENA_ARRAY(arena, int, n_bus);
    forest->up = ARENA_ARRAY(arena, int, n_bus);
    forest->depth = ARENA_ARRAY(arena, int, n_bus);
    forest->in_tree = ARENA_ARRAY(arena, bool, forest->n_branch);
    int *island = ARENA_ARRAY(arena, int, n_bus);
    int *root = ARENA_ARRAY(arena, int, n_bus);
    int *queue = ARENA_ARRAY(arena, int, n_bus);
    if (forest->first == NULL || forest->at == NULL || forest->up_branch == NULL ||
        forest->up == NULL || forest->depth == NULL || forest->in_tree == NULL || island == NULL ||
        root == NULL || queue == NULL)
        return STATUS_NO_MEMORY;
    list_branches(forest);
    int n_island;
    TRY(islands_find(n_bus, forest->n_branch, forest->from, forest->to, arena, island, &n_island));
    for (int i = 0; i < n_island; i++)
        root[i] = -1;
    for (int bus = 0; bus < n_bus; bus++) {
        const int best = root[island[bus]];
        const int n_here = forest->first[bus + 1] - forest->first[bus];
        if (best < 0 || n_here > forest->first[best + 1] - forest->first[best])
            root[island[bus]] = bus;
        forest->depth[bus] = forest->up[bus] = forest->up_branch[bus] = -1;
    }
    for (int i = 0; i < n_island; i++)
        grow_tree(forest, root[i], queue);
    return STATUS_OK;
}

/* Writes the cycle that `branch` closes: along the branch, from its end up to the common bus, and
 * down to its start. branch_out NULL only counts. Returns the number of members. */
static int walk_cycle(const struct forest *forest, int branch, int *branch_out, int *sign_out)
{
    int climbing = forest->to[branch], falling = forest->from[branch];
    int n_up = 0, n_down = 0;
    while (climbing != falling) { /* the deeper end steps up until both meet */
        if (forest->depth[climbing] >= forest->depth[falling]) {
            climbing = forest->up[climbing];
            n_up++;
        } else {
            falling = forest->up[falling];
            n_down++;
        }
    }
    const int length = 1 + n_up + n_down;
    if (branch_out == NULL) return length;
    branch_out[0] = branch;
    sign_out[0] = 1;
    int bus = forest->to[branch];
    for (int i = 1; i <= n_up; i++, bus = forest->up[bus]) {
        branch_out[i] = forest->up_branch[bus];
        sign_out[i] = forest->from[branch_out[i]] == bus ? 1 : -1;
    }
    bus = forest->from[branch];
    for (int i = length - 1; i > n_up; i--, bus = forest->up[bus]) {
        branch_out[i] = forest->up_branch[bus];
        sign_out[i] = forest->to[branch_out[i]] == bus ? 1 : -1;
    }
    return length;
}

enum status cycles_find(int n_bus, int n_branch, const int *from, const int *to,
                        struct arena *arena, struct cycles *cycles)
{
    struct forest forest = {.n_bus = n_bus, .n_branch = n_branch, .from = from, .to = to};
    TRY(grow_forest(&forest, arena));
    int count = 0, n_member = 0;
    for (int branch = 0; branch < n_branch; branch++) {
        if (forest.in_tree[branch]) continue;
        count++;
        n_member += walk_cycle(&forest, branch, NULL, NULL);
    }
    cycles->count = count;
    cycles->start = ARENA_ARRAY(arena, int, count + 1);
    cycles->branch = ARENA_ARRAY(arena, int, n_member);
    cycles->sign = ARENA_ARRAY(arena, int, n_member);
    if (cycles->start == NULL || cycles->branch == NULL || cycles->sign == NULL)
        return STATUS_NO_MEMORY;
    int cycle = 0, used = 0;
    for (int branch = 0; branch < n_branch; branch++) {
        if (forest.in_tree[branch]) continue;
        cycles->start[cycle++] = used;
        used += walk_cycle(&forest, branch, cycles->branch + used, cycles->sign + used);
    }
    cycles->start[count] = used;
    return STATUS_OK;
}
