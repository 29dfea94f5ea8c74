#include "solver/ipm_kinds.h"

#include <stdint.h>
#include <string.h>

/* The entries of one column in the frame of its block. */
struct entries {
    int count;
    int *place;
    double *value, *square; /* the second NULL in a linear program */
};

static int chain_rows(const struct lp *lp, int *n_block)
{
    int m = 0, most = -1;
    while (m < lp->n_row && lp->block_of_row[m] == 0)
        m++;
    for (int row = 0; row < lp->n_row; row++)
        if (lp->block_of_row[row] > most) most = lp->block_of_row[row];
    *n_block = most + 1;
    if (m == 0 || *n_block < IPM_BLOCKS_LEAST || *n_block > lp->n_row / m) return 0;
    for (int row = 0; row < *n_block * m; row++)
        if (lp->block_of_row[row] != row / m) return 0;
    return m;
}

/* The block of a column: that of its rows, or the first of two neighbours; the last one for a
 * column of the border alone. -1: it ties blocks that are no neighbours. */
static int block_of_column(const struct lp *lp, const struct ipm_form *form, int column)
{
    const int n = form->n_block, m = form->rows_per_block;
    int first = -1, other = -1;
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
        const int block = lp->row[entry] / m;
        if (block >= n || block == first || block == other) continue;
        if (other >= 0) return -1;
        if (first < 0)
            first = block;
        else
            other = block;
    }
    if (first < 0) return n - 1;
    if (other < 0 || other == (first + 1) % n) return first;
    return first == (other + 1) % n ? other : -1;
}

void ipm_kinds_chain(const struct lp *lp, struct ipm_form *form)
{
    int n_block = 0;
    form->rows_per_block = chain_rows(lp, &n_block);
    form->n_block = n_block;
    bool fits = form->rows_per_block > 0;
    for (int column = 0; fits && column < lp->n_column; column++)
        fits = block_of_column(lp, form, column) >= 0;
    if (!fits) {
        form->n_block = 1;
        form->rows_per_block = lp->n_row;
    }
    form->n_border = lp->n_row - form->n_block * form->rows_per_block;
}

static int block_of_item(const struct lp *lp, const struct ipm_form *form, int item)
{
    if (form->n_block == 1) return 0;
    if (item >= 0) return block_of_column(lp, form, item);
    const int block = (-1 - item) / form->rows_per_block;
    return block < form->n_block ? block : form->n_block - 1;
}

static int place_of_row(const struct ipm_form *form, int block, int row)
{
    const int m = form->rows_per_block;
    if (row >= form->n_block * m) return row - (form->n_block - 2) * m;
    const int of_row = row / m;
    return row - of_row * m + (of_row == block ? 0 : m);
}

static void read_item(const struct lp *lp, const struct ipm_form *form, int item, int block,
                      struct entries *entries)
{
    entries->count = 0;
    if (item == IPM_PADDING) return;
    if (item < 0) {
        entries->count = 1;
        entries->place[0] = place_of_row(form, block, -1 - item);
        entries->value[0] = ipm_slack_from_below(lp, -1 - item) ? -1.0 : 1.0;
        if (entries->square != NULL) entries->square[0] = 0;
        return;
    }
    const double sign = ipm_column_is_mirrored(lp, item) ? -1.0 : 1.0;
    for (int entry = lp->start[item]; entry < lp->start[item + 1]; entry++) {
        const int row = lp->row[entry];
        if (ipm_row_is_free(lp, row)) continue;
        entries->place[entries->count] = place_of_row(form, block, row);
        if (entries->square == NULL) {
            entries->value[entries->count++] = sign * lp->value[entry] * form->row_scale[row];
            continue;
        }
        /* x = l + step: value x + square x^2 = ... + (value + 2 square l) step + square step^2 */
        const double square = lp->square[entry] * form->row_scale[row];
        const double shift = square != 0 ? lp->lower[item] : 0.0;
        entries->square[entries->count] = square;
        entries->value[entries->count++] =
            sign * lp->value[entry] * form->row_scale[row] + 2 * square * shift;
    }
}

/* Stable counting sort by block; every block is filled up to a multiple of IPM_LANES. */
static bool sort_items(const struct lp *lp, const int *item, int n_item, struct arena *arena,
                       struct ipm_form *form)
{
    int *first = ARENA_ARRAY(arena, int, form->n_block + 1);
    struct arena scratch = {0};
    int *next = ARENA_ARRAY(&scratch, int, form->n_block + 1);
    const bool has_room = first != NULL && next != NULL;
    for (int i = 0; has_room && i < n_item; i++)
        next[block_of_item(lp, form, item[i])]++;
    for (int block = 0; has_room && block < form->n_block; block++) {
        const int padded = (next[block] + IPM_LANES - 1) / IPM_LANES * IPM_LANES;
        first[block + 1] = first[block] + padded;
        next[block] = first[block];
    }
    form->first_column = first;
    form->n_column = has_room ? first[form->n_block] : 0;
    form->origin = ARENA_ARRAY(arena, int, form->n_column);
    const bool fits = has_room && form->origin != NULL;
    for (int j = 0; fits && j < form->n_column; j++)
        form->origin[j] = IPM_PADDING;
    for (int i = 0; fits && i < n_item; i++)
        form->origin[next[block_of_item(lp, form, item[i])]++] = item[i];
    arena_free(&scratch);
    return fits;
}

/* ---- the table of kinds: open addressing, doubled when half full ---- */

struct table {
    struct arena *arena;
    size_t n_slot; /* a power of two */
    int *slot;     /* kind + 1, or 0 */
    int *column;   /* [n_slot / 2] a column of each kind */
    int n_kind;
};

static uint64_t hash_of(const struct entries *entries)
{
    uint64_t hash = 0x9e3779b97f4a7c15u ^ (uint64_t)entries->count;
    for (int i = 0; i < entries->count; i++) {
        uint64_t bits;
        memcpy(&bits, &entries->value[i], sizeof bits);
        hash = (hash ^ bits ^ (uint64_t)(unsigned)entries->place[i] << 20) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
        if (entries->square == NULL) continue;
        memcpy(&bits, &entries->square[i], sizeof bits);
        hash = (hash ^ bits) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool same(const struct entries *a, const struct entries *b)
{
    const size_t n = (size_t)a->count;
    return a->count == b->count && memcmp(a->place, b->place, n * sizeof *a->place) == 0 &&
           memcmp(a->value, b->value, n * sizeof *a->value) == 0 &&
           (a->square == NULL || memcmp(a->square, b->square, n * sizeof *a->square) == 0);
}

static bool table_make(struct arena *arena, size_t n_slot, struct table *table)
{
    *table = (struct table){.arena = arena, .n_slot = n_slot};
    table->slot = ARENA_ARRAY(arena, int, n_slot);
    table->column = ARENA_ARRAY(arena, int, n_slot / 2);
    return table->slot != NULL && table->column != NULL;
}

struct finder {
    const struct lp *lp;
    const struct ipm_form *form;
    struct entries wanted, found;
    struct table table;
};

static int block_of_place(const struct ipm_form *form, int column)
{
    int low = 0, high = form->n_block - 1;
    while (low < high) {
        const int middle = low + (high - low + 1) / 2;
        if (form->first_column[middle] <= column)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The kind of the entries in finder->wanted, which are those of `column`. */
static int find_or_add(struct finder *finder, int column)
{
    struct table *table = &finder->table;
    size_t at = (size_t)hash_of(&finder->wanted) & (table->n_slot - 1);
    for (; table->slot[at] != 0; at = (at + 1) & (table->n_slot - 1)) {
        const int kind = table->slot[at] - 1, other = table->column[kind];
        read_item(finder->lp, finder->form, finder->form->origin[other],
                  block_of_place(finder->form, other), &finder->found);
        if (same(&finder->wanted, &finder->found)) return kind;
    }
    table->slot[at] = table->n_kind + 1;
    table->column[table->n_kind] = column;
    return table->n_kind++;
}

static bool grow(struct finder *finder)
{
    const struct table old = finder->table;
    if ((size_t)old.n_kind < old.n_slot / 2) return true;
    if (!table_make(old.arena, 4 * old.n_slot, &finder->table)) return false;
    for (int kind = 0; kind < old.n_kind; kind++) {
        const int column = old.column[kind];
        read_item(finder->lp, finder->form, finder->form->origin[column],
                  block_of_place(finder->form, column), &finder->wanted);
        find_or_add(finder, column);
    }
    return true;
}

static bool sort_into_kinds(struct finder *finder, struct ipm_form *form)
{
    for (int block = 0; block < form->n_block; block++)
        for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
            if (!grow(finder)) return false;
            read_item(finder->lp, form, form->origin[j], block, &finder->wanted);
            form->kind[j] = form->n_block == 1 ? j : find_or_add(finder, j);
        }
    return true;
}

static bool take_kinds(struct finder *finder, struct arena *arena, struct ipm_form *form)
{
    const bool one_block = form->n_block == 1;
    form->n_kind = one_block ? form->n_column : finder->table.n_kind;
    form->kind_start = ARENA_ARRAY(arena, int, form->n_kind + 1);
    if (form->kind_start == NULL) return false;
    for (int pass = 0; pass < 2; pass++) {
        int n_entry = 0;
        for (int kind = 0; kind < form->n_kind; kind++) {
            const int column = one_block ? kind : finder->table.column[kind];
            struct entries *entries = &finder->wanted;
            read_item(finder->lp, form, form->origin[column], block_of_place(form, column),
                      entries);
            const size_t n = (size_t)entries->count;
            if (pass == 1) {
                memcpy(form->kind_place + n_entry, entries->place, n * sizeof(int));
                memcpy(form->kind_value + n_entry, entries->value, n * sizeof(double));
                if (form->kind_square != NULL)
                    memcpy(form->kind_square + n_entry, entries->square, n * sizeof(double));
            }
            n_entry += entries->count;
            form->kind_start[kind + 1] = n_entry;
        }
        if (pass == 1) break;
        form->kind_place = ARENA_ARRAY(arena, int, n_entry);
        form->kind_value = ARENA_ARRAY(arena, double, n_entry);
        if (form->kind_place == NULL || form->kind_value == NULL) return false;
        if (finder->wanted.square == NULL) continue;
        form->kind_square = ARENA_ARRAY(arena, double, n_entry);
        if (form->kind_square == NULL) return false;
    }
    for (int j = 0; j < form->n_column; j++)
        form->n_entry += form->kind_start[form->kind[j] + 1] - form->kind_start[form->kind[j]];
    return true;
}

static bool take_entries(const struct lp *lp, struct arena *arena, struct entries *entries)
{
    int most = 1;
    for (int column = 0; column < lp->n_column; column++)
        if (lp->start[column + 1] - lp->start[column] > most)
            most = lp->start[column + 1] - lp->start[column];
    entries->place = ARENA_ARRAY(arena, int, most);
    entries->value = ARENA_ARRAY(arena, double, most);
    entries->square = lp_is_linear(lp) ? NULL : ARENA_ARRAY(arena, double, most);
    return entries->place != NULL && entries->value != NULL &&
           (entries->square != NULL || lp_is_linear(lp));
}

enum status ipm_kinds_make(const struct lp *lp, const int *item, int n_item, struct arena *arena,
                           struct ipm_form *form, struct error *error)
{
    struct arena scratch = {0};
    struct finder finder = {.lp = lp, .form = form};
    bool fits = sort_items(lp, item, n_item, arena, form);
    form->kind = ARENA_ARRAY(arena, int, form->n_column);
    form->n_entry = 0;
    fits = fits && form->kind != NULL && take_entries(lp, &scratch, &finder.wanted) &&
           take_entries(lp, &scratch, &finder.found) &&
           table_make(&scratch, 1 << 14, &finder.table) && sort_into_kinds(&finder, form) &&
           take_kinds(&finder, arena, form);
    arena_free(&scratch);
    if (!fits)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an LP of %d rows and %d columns",
                         lp->n_row, lp->n_column);
    return STATUS_OK;
}
