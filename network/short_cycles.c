/* A cycle basis of short cycles. Each branch outside a spanning forest closes a cycle with the
 * shortest way between its ends over the forest and the branches that came before it: every cycle
 * has a branch that none before it has, so they are independent. Those that are short in the
 * forest come first and shorten the ways of the others. */
#include "network/islands.h"

#include <stdbool.h>
#include <stdlib.h>

struct chord {
    int branch, length; /* of its cycle in the forest */
};

struct search {
    int n_bus, n_branch;
    const int *from, *to;
    int *first, *at;             /* branches at each bus */
    int *depth, *up, *up_branch; /* [n_bus] of the forest */
    int *round, *came_by, *queue;
    bool *is_open; /* [n_branch] a way may use it */
    int n_round;
};

static int far_end(const struct search *search, int branch, int bus)
{
    return search->from[branch] + search->to[branch] - bus;
}

static bool make_search(struct search *search, struct arena *arena)
{
    const size_t n = (size_t)search->n_bus, m = (size_t)search->n_branch;
    search->first = ARENA_ARRAY(arena, int, n + 2);
    search->at = ARENA_ARRAY(arena, int, 2 * m);
    search->depth = ARENA_ARRAY(arena, int, n);
    search->up = ARENA_ARRAY(arena, int, n);
    search->up_branch = ARENA_ARRAY(arena, int, n);
    search->round = ARENA_ARRAY(arena, int, n);
    search->came_by = ARENA_ARRAY(arena, int, n);
    search->queue = ARENA_ARRAY(arena, int, n);
    search->is_open = ARENA_ARRAY(arena, bool, m);
    if (!search->first || !search->at || !search->depth || !search->up || !search->up_branch ||
        !search->round || !search->came_by || !search->queue || !search->is_open)
        return false;
    for (int l = 0; l < search->n_branch; l++) {
        if (search->from[l] == search->to[l]) continue;
        search->first[search->from[l] + 2]++;
        search->first[search->to[l] + 2]++;
    }
    for (int bus = 0; bus < search->n_bus; bus++)
        search->first[bus + 2] += search->first[bus + 1];
    for (int l = 0; l < search->n_branch; l++) {
        if (search->from[l] == search->to[l]) continue;
        search->at[search->first[search->from[l] + 1]++] = l;
        search->at[search->first[search->to[l] + 1]++] = l;
    }
    return true;
}

/* Breadth first from the first bus of each island. */
static void grow_forest(struct search *search)
{
    for (int bus = 0; bus < search->n_bus; bus++)
        search->depth[bus] = -1;
    for (int root = 0; root < search->n_bus; root++) {
        int head = 0, tail = 0;
        if (search->depth[root] >= 0) continue;
        search->depth[root] = 0;
        search->queue[tail++] = root;
        while (head < tail) {
            const int bus = search->queue[head++];
            for (int i = search->first[bus]; i < search->first[bus + 1]; i++) {
                const int far = far_end(search, search->at[i], bus);
                if (search->depth[far] >= 0) continue;
                search->depth[far] = search->depth[bus] + 1;
                search->up[far] = bus;
                search->up_branch[far] = search->at[i];
                search->is_open[search->at[i]] = true;
                search->queue[tail++] = far;
            }
        }
    }
}

static int forest_length(const struct search *search, int branch)
{
    int a = search->from[branch], b = search->to[branch], length = 1;
    for (; a != b; length++) {
        if (search->depth[a] >= search->depth[b])
            a = search->up[a];
        else
            b = search->up[b];
    }
    return length;
}

static int compare_chords(const void *left, const void *right)
{
    const struct chord *a = left, *b = right;
    return a->length != b->length ? a->length - b->length : a->branch - b->branch;
}

/* The shortest way from the end of a branch back to its start, written backwards: the members of
 * its cycle. Returns how many. */
static int close_cycle(struct search *search, int branch, int *member, int *sign)
{
    const int begin = search->to[branch], end = search->from[branch], round = ++search->n_round;
    int head = 0, tail = 0, n = 1;
    member[0] = branch;
    sign[0] = 1;
    search->round[begin] = round;
    search->queue[tail++] = begin;
    while (search->round[end] != round) {
        const int bus = search->queue[head++];
        for (int i = search->first[bus]; i < search->first[bus + 1]; i++) {
            const int l = search->at[i], far = far_end(search, l, bus);
            if (!search->is_open[l] || search->round[far] == round) continue;
            search->round[far] = round;
            search->came_by[far] = l;
            search->queue[tail++] = far;
        }
    }
    for (int bus = end; bus != begin; n++) {
        member[n] = search->came_by[bus];
        sign[n] = search->to[member[n]] == bus ? 1 : -1;
        bus = far_end(search, member[n], bus);
    }
    return n;
}

static enum status find(struct search *search, struct arena *scratch, struct arena *arena,
                        struct cycles *cycles)
{
    struct chord *chord = ARENA_ARRAY(scratch, struct chord, search->n_branch);
    int n_member = 0;
    *cycles = (struct cycles){0};
    if (chord == NULL) return STATUS_NO_MEMORY;
    for (int l = 0; l < search->n_branch; l++) {
        if (search->is_open[l]) continue;
        chord[cycles->count].branch = l;
        n_member += chord[cycles->count++].length = forest_length(search, l);
    }
    qsort(chord, (size_t)cycles->count, sizeof *chord, compare_chords);
    cycles->start = ARENA_ARRAY(arena, int, cycles->count + 1);
    cycles->branch = ARENA_ARRAY(arena, int, n_member);
    cycles->sign = ARENA_ARRAY(arena, int, n_member);
    if (!cycles->start || !cycles->branch || !cycles->sign) return STATUS_NO_MEMORY;
    for (int c = 0; c < cycles->count; c++) {
        const int begin = cycles->start[c];
        cycles->start[c + 1] = begin + close_cycle(search, chord[c].branch, cycles->branch + begin,
                                                   cycles->sign + begin);
        search->is_open[chord[c].branch] =
            search->from[chord[c].branch] != search->to[chord[c].branch];
    }
    return STATUS_OK;
}

enum status cycles_find_short(int n_bus, int n_branch, const int *from, const int *to,
                              struct arena *arena, struct cycles *cycles)
{
    struct arena scratch = {.counter = arena};
    struct search search = {.n_bus = n_bus, .n_branch = n_branch, .from = from, .to = to};
    enum status status = STATUS_NO_MEMORY;
    if (make_search(&search, &scratch)) {
        grow_forest(&search);
        status = find(&search, &scratch, arena, cycles);
    }
    arena_free(&scratch);
    return status;
}
