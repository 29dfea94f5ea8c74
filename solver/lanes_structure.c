#include "solver/lanes_structure.h"

#include <string.h>

/* A dense kernel makes about three updates in the time of a sparse one. */
enum { SPARSE_COST = 3 };

/* Rows of the frame of a block as vertices: local rows, then own states, states of the next block,
 * border. */
struct graph {
    int n_local, n_state, n_border, n_vertex;
    int *vertex;       /* [2 rows_per_block + n_border] of each place of the frame */
    int *local_place;  /* [n_local] */
    bool *tied;        /* [n_local][n_vertex]: the normal matrix with the fill so far */
    bool *gone;        /* [n_local] eliminated */
    int *order;        /* [n_local] O in order of elimination, then K */
    int n_order;       /* of O */
    int *start, *list; /* columns of L in O, as vertices */
    int n_list, list_capacity;
};

static void mark_states(const struct ipm_form *form, bool *is_state)
{
    const int m = form->rows_per_block;
    for (int entry = 0; entry < form->kind_start[form->n_kind]; entry++) {
        const int place = form->kind_place[entry];
        if (place >= m && place < 2 * m) is_state[place - m] = true;
    }
}

int lanes_count_states(const struct ipm_form *form)
{
    struct arena scratch = {0};
    bool *is_state = ARENA_ARRAY(&scratch, bool, form->rows_per_block);
    int n = 0;
    if (is_state != NULL) mark_states(form, is_state);
    for (int place = 0; is_state != NULL && place < form->rows_per_block; place++)
        n += is_state[place];
    arena_free(&scratch);
    return n;
}

/* ---- elimination of the local rows -------------------------------------------------------------
 */

static bool graph_make(const struct ipm_form *form, struct arena *scratch, struct lanes_kkt *kkt,
                       struct graph *graph)
{
    const int m = form->rows_per_block;
    bool *is_state = ARENA_ARRAY(scratch, bool, m);
    *graph = (struct graph){.n_border = form->n_border};
    graph->vertex = ARENA_ARRAY(scratch, int, 2 * m + form->n_border);
    graph->local_place = ARENA_ARRAY(scratch, int, m);
    if (is_state == NULL || graph->vertex == NULL || graph->local_place == NULL) return false;
    mark_states(form, is_state);
    for (int place = 0; place < m; place++) {
        if (is_state[place])
            kkt->state_place[graph->n_state++] = place;
        else
            graph->local_place[graph->n_local++] = place;
    }
    const int n_local = graph->n_local, n_state = graph->n_state;
    graph->n_vertex = n_local + 2 * n_state + form->n_border;
    for (int i = 0; i < n_local; i++)
        graph->vertex[graph->local_place[i]] = i;
    for (int i = 0; i < n_state; i++) {
        graph->vertex[kkt->state_place[i]] = n_local + i;
        graph->vertex[m + kkt->state_place[i]] = n_local + n_state + i;
    }
    for (int i = 0; i < form->n_border; i++)
        graph->vertex[2 * m + i] = n_local + 2 * n_state + i;
    graph->tied = ARENA_ARRAY(scratch, bool, (size_t)n_local *(size_t)graph->n_vertex);
    graph->gone = ARENA_ARRAY(scratch, bool, n_local);
    graph->order = ARENA_ARRAY(scratch, int, n_local);
    graph->start = ARENA_ARRAY(scratch, int, n_local + 1);
    graph->list = ARENA_ARRAY(scratch, int, (size_t)n_local *(size_t)graph->n_vertex);
    return graph->tied != NULL && graph->gone != NULL && graph->order != NULL &&
           graph->start != NULL && graph->list != NULL;
}

static void tie(struct graph *graph, int a, int b)
{
    if (a < graph->n_local) graph->tied[(size_t)a * (size_t)graph->n_vertex + (size_t)b] = true;
    if (b < graph->n_local) graph->tied[(size_t)b * (size_t)graph->n_vertex + (size_t)a] = true;
}

static void tie_kinds(const struct ipm_form *form, struct graph *graph)
{
    for (int kind = 0; kind < form->n_kind; kind++)
        for (int e = form->kind_start[kind]; e < form->kind_start[kind + 1]; e++)
            for (int f = e + 1; f < form->kind_start[kind + 1]; f++)
                tie(graph, graph->vertex[form->kind_place[e]], graph->vertex[form->kind_place[f]]);
}

static bool is_tied(const struct graph *graph, int local, int vertex)
{
    if (vertex == local || (vertex < graph->n_local && graph->gone[vertex])) return false;
    return graph->tied[(size_t)local * (size_t)graph->n_vertex + (size_t)vertex];
}

static int degree(const struct graph *graph, int local)
{
    int n = 0;
    for (int vertex = 0; vertex < graph->n_vertex; vertex++)
        n += is_tied(graph, local, vertex);
    return n;
}

static bool is_touched(const struct graph *graph, int vertex)
{
    for (int local = 0; local < graph->n_local; local++)
        if (graph->tied[(size_t)local * (size_t)graph->n_vertex + (size_t)vertex]) return true;
    return vertex >= graph->n_local + 2 * graph->n_state; /* the border always counts */
}

static void eliminate(struct graph *graph, int local)
{
    int *list = graph->list + graph->n_list, n = 0;
    for (int vertex = 0; vertex < graph->n_vertex; vertex++)
        if (is_tied(graph, local, vertex)) list[n++] = vertex;
    graph->gone[local] = true;
    for (int a = 0; a < n; a++)
        for (int b = a + 1; b < n; b++)
            tie(graph, list[a], list[b]);
    graph->order[graph->n_order++] = local;
    graph->n_list += n;
    graph->start[graph->n_order] = graph->n_list;
}

/* Minimum degree, until the rest is so dense that the dense kernel does it in less time. */
static void eliminate_sparse(struct graph *graph, int n_touched)
{
    while (graph->n_order < graph->n_local) {
        int best = -1, least = graph->n_vertex + 1;
        for (int local = 0; local < graph->n_local; local++) {
            if (graph->gone[local]) continue;
            const int n = degree(graph, local);
            if (n < least) {
                least = n;
                best = local;
            }
        }
        const double dense = graph->n_local - graph->n_order - 1 + n_touched;
        if (SPARSE_COST * (double)least * least >= dense * dense && least > 3) break;
        eliminate(graph, best);
    }
    int n = graph->n_order;
    for (int local = 0; local < graph->n_local; local++)
        if (!graph->gone[local]) graph->order[n++] = local;
}

/* ---- places and slots --------------------------------------------------------------------------
 */

static bool take_touched(const struct graph *graph, struct arena *arena, struct lanes_kkt *kkt)
{
    kkt->touched = ARENA_ARRAY(arena, int, graph->n_vertex - graph->n_local);
    if (kkt->touched == NULL) return false;
    for (int vertex = graph->n_local; vertex < graph->n_vertex; vertex++)
        if (is_touched(graph, vertex)) kkt->touched[kkt->n_touched++] = vertex - graph->n_local;
    return true;
}

static int round_up(int n)
{
    return (n + 3) / 4 * 4;
}

/* at [n_vertex]: place among O, K, T; -1: a state that is in none of them. */
static void find_places(const struct graph *graph, struct lanes_kkt *kkt, int *at)
{
    for (int i = 0; i < graph->n_local; i++) {
        at[graph->order[i]] = i;
        const int place = graph->local_place[graph->order[i]];
        if (i < kkt->n_sparse)
            kkt->sparse_place[i] = place;
        else
            kkt->dense_place[i - kkt->n_sparse] = place;
    }
    for (int vertex = graph->n_local; vertex < graph->n_vertex; vertex++)
        at[vertex] = -1;
    for (int i = 0; i < kkt->n_touched; i++)
        at[graph->n_local + kkt->touched[i]] = kkt->n_sparse + kkt->dense_rows + i;
}

static void sort_ints(int *list, int n)
{
    for (int i = 1; i < n; i++) {
        const int key = list[i];
        int j = i;
        for (; j > 0 && list[j - 1] > key; j--)
            list[j] = list[j - 1];
        list[j] = key;
    }
}

static int slot_of(const struct lanes_kkt *kkt, int a, int b)
{
    if (a > b) return slot_of(kkt, b, a);
    const int n_sparse = kkt->n_sparse, n_local = n_sparse + kkt->dense_rows;
    if (a >= n_local) return kkt->slot_touched + (a - n_local) * kkt->touched_columns + b - n_local;
    if (a >= n_sparse) return kkt->slot_dense + (a - n_sparse) * kkt->dense_width + b - n_sparse;
    if (a == b) return a;
    for (int entry = kkt->sparse_start[a]; entry < kkt->sparse_start[a + 1]; entry++)
        if (kkt->sparse_target[entry] == b) return kkt->slot_l + entry;
    return -1;
}

static bool make_sparse(const struct graph *graph, const int *at, struct arena *arena,
                        struct lanes_kkt *kkt)
{
    size_t n_pair = 0;
    for (int i = 0; i < kkt->n_sparse; i++) {
        const size_t n = (size_t)(graph->start[i + 1] - graph->start[i]);
        n_pair += n * (n + 1) / 2;
    }
    kkt->sparse_start = ARENA_ARRAY(arena, int, kkt->n_sparse + 1);
    kkt->sparse_target = ARENA_ARRAY(arena, int, graph->n_list);
    kkt->update = ARENA_ARRAY(arena, int, n_pair);
    if (!kkt->sparse_start || !kkt->sparse_target || !kkt->update) return false;
    for (int i = 0; i < kkt->n_sparse; i++) {
        const int begin = graph->start[i], end = graph->start[i + 1];
        for (int entry = begin; entry < end; entry++)
            kkt->sparse_target[entry] = at[graph->list[entry]];
        sort_ints(kkt->sparse_target + begin, end - begin);
        kkt->sparse_start[i + 1] = end;
    }
    kkt->slot_l = kkt->n_sparse;
    kkt->slot_dense = kkt->slot_l + graph->n_list;
    kkt->slot_touched = kkt->slot_dense + kkt->dense_rows * kkt->dense_width;
    kkt->n_slot = kkt->slot_touched + kkt->touched_columns * kkt->touched_columns;
    kkt->sparse_size = (size_t)kkt->slot_dense;
    n_pair = 0;
    for (int i = 0; i < kkt->n_sparse; i++)
        for (int a = kkt->sparse_start[i]; a < kkt->sparse_start[i + 1]; a++)
            for (int b = a; b < kkt->sparse_start[i + 1]; b++)
                kkt->update[n_pair++] = slot_of(kkt, kkt->sparse_target[a], kkt->sparse_target[b]);
    return true;
}

/* Pairs of states, or of a state and the border, outside T: a slot each, in the order found. */
struct pairs {
    int count, capacity;
    int *a, *b, *slot; /* as in touched: own, next, border */
};

static int pair_slot(struct pairs *pairs, struct lanes_kkt *kkt, int a, int b)
{
    if (a > b) return pair_slot(pairs, kkt, b, a);
    for (int i = 0; i < pairs->count; i++)
        if (pairs->a[i] == a && pairs->b[i] == b) return pairs->slot[i];
    if (pairs->count == pairs->capacity) return -1;
    pairs->a[pairs->count] = a;
    pairs->b[pairs->count] = b;
    return pairs->slot[pairs->count++] = kkt->n_slot++;
}

static bool pairs_make(const struct lanes_kkt *kkt, struct arena *arena, struct pairs *pairs)
{
    const int n = 2 * kkt->n_state + kkt->n_border, t = kkt->n_touched;
    pairs->count = 0;
    pairs->capacity = n * (n + 1) / 2;
    pairs->a = ARENA_ARRAY(arena, int, pairs->capacity);
    pairs->b = ARENA_ARRAY(arena, int, pairs->capacity);
    pairs->slot = ARENA_ARRAY(arena, int, pairs->capacity);
    if (!pairs->a || !pairs->b || !pairs->slot) return false;
    for (int i = 0; i < t; i++)
        for (int j = i; j < t; j++) {
            pairs->a[pairs->count] = kkt->touched[i];
            pairs->b[pairs->count] = kkt->touched[j];
            pairs->slot[pairs->count++] = kkt->slot_touched + i * kkt->touched_columns + j;
        }
    return true;
}

/* docs/model.md, eq. 76: (a + 2 s x)(b + 2 t x) */
static void bend_product(const struct ipm_form *form, int kind, int e, int f, int n,
                         struct lanes_kkt *kkt)
{
    const double *value = form->kind_value, *square = form->kind_square;
    kkt->product_by_x[n] = 2 * (value[e] * square[f] + value[f] * square[e]);
    kkt->product_by_square[n] = 4 * square[e] * square[f];
    if (square[e] != 0 || square[f] != 0) kkt->curved[kind] = true;
}

static bool make_products(const struct ipm_form *form, const struct graph *graph, const int *at,
                          struct pairs *pairs, struct arena *arena, struct lanes_kkt *kkt)
{
    size_t count = 0;
    for (int kind = 0; kind < form->n_kind; kind++) {
        const size_t n = (size_t)(form->kind_start[kind + 1] - form->kind_start[kind]);
        count += n * (n + 1) / 2;
    }
    kkt->product_start = ARENA_ARRAY(arena, int, form->n_kind + 1);
    kkt->product_slot = ARENA_ARRAY(arena, int, count);
    kkt->product = ARENA_ARRAY(arena, double, count);
    if (!kkt->product_start || !kkt->product_slot || !kkt->product) return false;
    if (form->kind_square != NULL) {
        kkt->product_by_x = ARENA_ARRAY(arena, double, count);
        kkt->product_by_square = ARENA_ARRAY(arena, double, count);
        kkt->curved = ARENA_ARRAY(arena, bool, form->n_kind);
        if (!kkt->product_by_x || !kkt->product_by_square || !kkt->curved) return false;
    }
    int n = 0;
    for (int kind = 0; kind < form->n_kind; kind++) {
        for (int e = form->kind_start[kind]; e < form->kind_start[kind + 1]; e++)
            for (int f = e; f < form->kind_start[kind + 1]; f++) {
                const int v = graph->vertex[form->kind_place[e]];
                const int w = graph->vertex[form->kind_place[f]];
                const bool local = v < graph->n_local || w < graph->n_local;
                kkt->product_slot[n] =
                    local ? slot_of(kkt, at[v], at[w])
                          : pair_slot(pairs, kkt, v - graph->n_local, w - graph->n_local);
                kkt->product[n] = form->kind_value[e] * form->kind_value[f];
                if (form->kind_square != NULL) bend_product(form, kind, e, f, n, kkt);
                n++;
            }
        kkt->product_start[kind + 1] = n;
    }
    return true;
}

static int *even_rows(int rows, int width, struct arena *arena)
{
    int *base = ARENA_ARRAY(arena, int, rows);
    for (int i = 0; base != NULL && i < rows; i++)
        base[i] = i * width;
    return base;
}

static bool make_bases(struct arena *arena, struct lanes_kkt *kkt)
{
    kkt->dense_base = even_rows(kkt->dense_rows, kkt->dense_width, arena);
    kkt->touched_base = even_rows(kkt->touched_columns, kkt->touched_columns, arena);
    kkt->border_base = even_rows(kkt->border_columns, kkt->border_columns, arena);
    kkt->panel_base = kkt->even ? even_rows(kkt->state_rows, kkt->panel_width, arena)
                                : ARENA_ARRAY(arena, int, kkt->state_rows);
    if (!kkt->dense_base || !kkt->touched_base || !kkt->border_base || !kkt->panel_base)
        return false;
    int next = kkt->even ? kkt->state_rows * kkt->panel_width : 0;
    for (int i = 0; !kkt->even && i < kkt->state_rows; i++) {
        const int first = i / 4 * 4;
        kkt->panel_base[i] = next - first;
        next += kkt->panel_width - first;
    }
    kkt->panel_size = (size_t)(next + kkt->state_rows); /* with the inverse diagonal */
    return true;
}

/* ---- where the slots of T and of the pairs beside it go ----------------------------------------
 */

static void add_to(struct lanes_scatter *list, int slot, int place)
{
    list->slot[list->count] = slot;
    list->place[list->count++] = place;
}

static bool scatter_make(struct lanes_scatter *list, int capacity, struct arena *arena)
{
    list->count = 0;
    list->slot = ARENA_ARRAY(arena, int, capacity);
    list->place = ARENA_ARRAY(arena, int, capacity);
    return list->slot != NULL && list->place != NULL;
}

/* Panels are [states | next states | separator | border], n rows each of the states; see
 * lanes_factor.c for what each list fills. */
static void place_pair(struct lanes_kkt *kkt, int a, int b, int slot)
{
    const int n = kkt->n_state, rows = kkt->state_rows;
    const int *base = kkt->panel_base;
    if (a < n && b < n)
        add_to(&kkt->own, slot, base[a] + b);
    else if (a < n && b < 2 * n) {
        add_to(&kkt->cross, slot, base[a] + rows + b - n);
        add_to(&kkt->first, slot, base[b - n] + 2 * rows + a);
    } else if (a < n)
        add_to(&kkt->own, slot, base[a] + 3 * rows + b - 2 * n);
    else if (b < 2 * n)
        add_to(&kkt->next, slot, base[a - n] + b - n);
    else if (a < 2 * n)
        add_to(&kkt->next, slot, base[a - n] + 3 * rows + b - 2 * n);
    else
        add_to(&kkt->border, slot, (a - 2 * n) * kkt->border_columns + b - 2 * n);
    if (a == b && a < n) kkt->own_diagonal[a] = slot;
    if (a == b && a >= n && a < 2 * n) kkt->next_diagonal[a - n] = slot;
}

static bool place_pairs(const struct pairs *pairs, struct arena *arena, struct lanes_kkt *kkt)
{
    struct lanes_scatter *lists[] = {&kkt->own, &kkt->next, &kkt->cross, &kkt->first, &kkt->border};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (!scatter_make(lists[i], pairs->count, arena)) return false;
    kkt->own_diagonal = ARENA_ARRAY(arena, int, kkt->n_state);
    kkt->next_diagonal = ARENA_ARRAY(arena, int, kkt->n_state);
    if (kkt->own_diagonal == NULL || kkt->next_diagonal == NULL) return false;
    for (int i = 0; i < kkt->n_state; i++)
        kkt->own_diagonal[i] = kkt->next_diagonal[i] = -1;
    for (int i = 0; i < pairs->count; i++)
        place_pair(kkt, pairs->a[i], pairs->b[i], pairs->slot[i]);
    return true;
}

/* ---- segments ----------------------------------------------------------------------------------
 */

/* The number of segments follows from the horizon alone. More than four groups would make the
 * separators as expensive as the chain. */
static int count_groups(const struct lanes_kkt *kkt, int n_block)
{
    if (kkt->even) return 1;
    return n_block < 256 ? 1 : n_block < 2048 ? 2 : 4;
}

static bool cut_into_segments(const struct ipm_form *form, struct arena *arena,
                              struct lanes_kkt *kkt)
{
    kkt->n_group = count_groups(kkt, form->n_block);
    const int n_segment = LANES_COUNT * kkt->n_group;
    const int least = form->n_block / n_segment, longer = form->n_block % n_segment;
    kkt->length = least + (longer > 0);
    kkt->has_gap = longer > 0;
    kkt->block = ARENA_ARRAY(arena, int, n_segment * kkt->length);
    if (kkt->block == NULL) return false;
    int block = 0;
    for (int segment = 0; segment < n_segment; segment++)
        for (int t = 0; t < kkt->length; t++) {
            const bool gap = t == 1 && kkt->has_gap && segment >= longer;
            const size_t at = lanes_at(kkt, segment / LANES_COUNT, t);
            kkt->block[at * LANES_COUNT + (size_t)(segment % LANES_COUNT)] = gap ? -1 : block++;
        }
    return true;
}

static bool make_all(const struct ipm_form *form, struct arena *arena, struct arena *scratch,
                     struct lanes_kkt *kkt)
{
    struct graph graph;
    struct pairs pairs;
    const int m = form->rows_per_block;
    kkt->form = form;
    kkt->sparse_place = ARENA_ARRAY(arena, int, m);
    kkt->dense_place = ARENA_ARRAY(arena, int, m);
    kkt->state_place = ARENA_ARRAY(arena, int, m);
    if (!kkt->sparse_place || !kkt->dense_place || !kkt->state_place) return false;
    if (!cut_into_segments(form, arena, kkt) || !graph_make(form, scratch, kkt, &graph))
        return false;
    tie_kinds(form, &graph);
    if (!take_touched(&graph, arena, kkt)) return false;
    eliminate_sparse(&graph, kkt->n_touched);
    kkt->n_border = form->n_border;
    kkt->border_columns = round_up(kkt->n_border);
    kkt->n_state = graph.n_state;
    kkt->state_rows = round_up(kkt->n_state);
    kkt->n_sparse = graph.n_order;
    kkt->n_dense = graph.n_local - graph.n_order;
    kkt->dense_rows = round_up(kkt->n_dense);
    kkt->touched_columns = round_up(kkt->n_touched);
    kkt->dense_width = kkt->dense_rows + kkt->touched_columns;
    kkt->panel_width = 3 * kkt->state_rows + kkt->border_columns;
    int *at = ARENA_ARRAY(scratch, int, graph.n_vertex);
    if (at == NULL) return false;
    if (!make_bases(arena, kkt)) return false;
    find_places(&graph, kkt, at);
    return make_sparse(&graph, at, arena, kkt) && pairs_make(kkt, scratch, &pairs) &&
           make_products(form, &graph, at, &pairs, arena, kkt) && place_pairs(&pairs, arena, kkt);
}

enum status lanes_structure_make(const struct ipm_form *form, struct arena *arena,
                                 struct lanes_kkt *kkt, struct error *error)
{
    struct arena scratch = {0};
    const bool fits = make_all(form, arena, &scratch, kkt);
    arena_free(&scratch);
    if (!fits)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the structure of %d blocks",
                         form->n_block);
    return STATUS_OK;
}

double lanes_operations(const struct lanes_kkt *kkt)
{
    double sparse = 0;
    for (int i = 0; i < kkt->n_sparse; i++) {
        const double n = kkt->sparse_start[i + 1] - kkt->sparse_start[i];
        sparse += n * (n + 3); /* n (n + 1) / 2 updates of two operations, and both scalings */
    }
    const double k = kkt->n_dense, t = kkt->n_touched, n = kkt->n_state, b = kkt->n_border;
    const double local = k * k * k / 3 + k * k * t + k * t * (t + 1);
    /* triangle, three panels, and the products that it leaves for next, separator and border */
    const double panel = n * n * n / 3 + n * n * (2 * n + b) + n * n * (n + 1) +
                         2 * n * n * (n + b) + n * n * (n + 1) + 2 * n * n * b + n * b * (b + 1);
    const double m = lanes_separator_rows(kkt);
    return (sparse + local + panel) * kkt->form->n_block + m * m * m / 3;
}
