#include "solver/ipm_octet.h"

#define LANES_COUNT 8
#include "solver/lanes.h"

#include <string.h>

/* The columns of eight blocks side by side. A slot holds one of each block, all of a kind; where a
 * block has none (a solar plant at night), the place behind its columns stands for it, whose value
 * is 0. */
struct octet {
    int first_block;  /* one that looks like this */
    int n_slot;       /* a multiple of 8 */
    int *begin, *end; /* [n_slot] the entries of the kind */
    int *column;      /* [n_slot][8] column of the block */
    bool *straight;   /* [n_slot / 8] eight columns that follow each other in every block */
};

struct ipm_octets {
    const struct ipm_form *form;
    struct octet *octet; /* [n_octet], different ones */
    int n_octet;
    int *which;                   /* [n_block / 8] -1: the blocks have little in common */
    size_t apart;                 /* of the values of two blocks: their columns, and a line more */
    int n_next, *next;            /* rows of the next block that columns touch */
    double *gathered, *scattered; /* [n_chunk][8][apart], block by block */
    double *frame, *sum;          /* [n_chunk][frame_rows][8], row by row */
    size_t frame_rows;
};

/* ---- which columns stand side by side ----------------------------------------------------------
 */

/* More slots than this, in columns of the longest block, are not worth their empty places. */
#define SLOTS_AT_MOST 1.25

static bool looks_like(const struct ipm_form *form, int a, int b)
{
    const int *first = form->first_column;
    for (int lane = 1; lane <= IPM_OCTET; lane++)
        if (first[a + lane] - first[a] != first[b + lane] - first[b]) return false;
    return memcmp(form->kind + first[a], form->kind + first[b],
                  sizeof(int) * (size_t)(first[a + IPM_OCTET] - first[a])) == 0;
}

/* Per kind: the slots it has, and those that the block at hand has filled. */
struct slots {
    int n_slot;
    int *kind, *next_of_kind; /* [columns of the octet] slots of a kind, in their order */
    int *first, *last, *turn; /* [n_kind] -1: none */
    int *column;              /* [columns of the octet][8] */
};

static bool slots_make(const struct ipm_form *form, int most, struct arena *scratch,
                       struct slots *slots)
{
    slots->kind = ARENA_ARRAY(scratch, int, IPM_OCTET *most);
    slots->next_of_kind = ARENA_ARRAY(scratch, int, IPM_OCTET *most);
    slots->first = ARENA_ARRAY(scratch, int, form->n_kind);
    slots->last = ARENA_ARRAY(scratch, int, form->n_kind);
    slots->turn = ARENA_ARRAY(scratch, int, form->n_kind);
    slots->column = ARENA_ARRAY(scratch, int, IPM_OCTET *IPM_OCTET *most);
    if (!slots->kind || !slots->next_of_kind || !slots->first || !slots->last || !slots->turn ||
        !slots->column)
        return false;
    for (int kind = 0; kind < form->n_kind; kind++)
        slots->first[kind] = -1;
    return true;
}

static int add_slot(struct slots *slots, int kind, int empty)
{
    const int slot = slots->n_slot++;
    slots->kind[slot] = kind;
    slots->next_of_kind[slot] = -1;
    for (int lane = 0; lane < IPM_OCTET; lane++)
        slots->column[slot * IPM_OCTET + lane] = empty;
    if (slots->first[kind] < 0)
        slots->first[kind] = slot;
    else
        slots->next_of_kind[slots->last[kind]] = slot;
    slots->last[kind] = slot;
    return slot;
}

/* The columns of one block: the first of a kind into its first slot, and so on. */
static void fill_lane(const struct ipm_form *form, int first_block, int lane, int empty,
                      struct slots *slots)
{
    const int *first = form->first_column + first_block + lane;
    for (int slot = 0; slot < slots->n_slot; slot++)
        slots->turn[slots->kind[slot]] = slots->first[slots->kind[slot]];
    for (int j = first[0]; j < first[1]; j++) {
        const int kind = form->kind[j];
        int slot = slots->first[kind] < 0 ? -1 : slots->turn[kind];
        if (slot < 0) slot = add_slot(slots, kind, empty);
        slots->turn[kind] = slots->next_of_kind[slot];
        slots->column[slot * IPM_OCTET + lane] = j - first[0];
    }
}

static void fill_slots(const struct ipm_form *form, int first_block, int empty, struct slots *slots)
{
    const int *first = form->first_column + first_block;
    int longest = 0;
    for (int slot = 0; slot < slots->n_slot; slot++)
        slots->first[slots->kind[slot]] = -1;
    slots->n_slot = 0;
    for (int lane = 1; lane < IPM_OCTET; lane++)
        if (first[lane + 1] - first[lane] > first[longest + 1] - first[longest]) longest = lane;
    fill_lane(form, first_block, longest, empty, slots); /* its order is that of the slots */
    for (int lane = 0; lane < IPM_OCTET; lane++)
        if (lane != longest) fill_lane(form, first_block, lane, empty, slots);
}

static bool is_straight(const int *column)
{
    for (int i = 1; i < IPM_LANES; i++)
        for (int lane = 0; lane < IPM_OCTET; lane++)
            if (column[i * IPM_OCTET + lane] != column[lane] + i) return false;
    return true;
}

static bool keep_octet(const struct ipm_form *form, const struct slots *slots, int empty,
                       struct arena *arena, struct octet *octet)
{
    const int n = (slots->n_slot + IPM_LANES - 1) / IPM_LANES * IPM_LANES;
    octet->n_slot = n;
    octet->begin = ARENA_ARRAY(arena, int, n);
    octet->end = ARENA_ARRAY(arena, int, n);
    octet->column = ARENA_ARRAY(arena, int, IPM_OCTET *n);
    octet->straight = ARENA_ARRAY(arena, bool, n / IPM_LANES);
    if (!octet->begin || !octet->end || !octet->column || !octet->straight) return false;
    for (int i = 0; i < IPM_OCTET * n; i++)
        octet->column[i] = i < IPM_OCTET * slots->n_slot ? slots->column[i] : empty;
    for (int slot = 0; slot < slots->n_slot; slot++) {
        octet->begin[slot] = form->kind_start[slots->kind[slot]];
        octet->end[slot] = form->kind_start[slots->kind[slot] + 1];
    }
    for (int i = 0; i < n / IPM_LANES; i++)
        octet->straight[i] = is_straight(octet->column + i * IPM_LANES * IPM_OCTET);
    return true;
}

static int most_columns(const struct ipm_form *form, int first_block, int n_block)
{
    int most = 0;
    for (int block = first_block; block < first_block + n_block; block++) {
        const int n = form->first_column[block + 1] - form->first_column[block];
        if (n > most) most = n;
    }
    return most;
}

/* Days are alike: few octets are different. */
static bool find_octets(struct arena *arena, struct ipm_octets *octets)
{
    const struct ipm_form *form = octets->form;
    const int n = form->n_block / IPM_OCTET, most = most_columns(form, 0, form->n_block);
    struct arena scratch = {0};
    struct slots slots = {0};
    octets->which = ARENA_ARRAY(arena, int, n);
    octets->octet = ARENA_ARRAY(arena, struct octet, n);
    bool fits = octets->which && octets->octet && slots_make(form, most, &scratch, &slots);
    for (int i = 0; fits && i < n; i++) {
        const int block = i * IPM_OCTET;
        int which = octets->n_octet - 1;
        while (which >= 0 && !looks_like(form, octets->octet[which].first_block, block))
            which--;
        octets->which[i] = which;
        if (which >= 0) continue;
        fill_slots(form, block, most, &slots);
        if (slots.n_slot > SLOTS_AT_MOST * most_columns(form, block, IPM_OCTET)) continue;
        octets->which[i] = octets->n_octet;
        struct octet *octet = &octets->octet[octets->n_octet++];
        octet->first_block = block;
        fits = keep_octet(form, &slots, most, arena, octet);
    }
    arena_free(&scratch);
    return fits;
}

static bool list_next(const struct ipm_form *form, struct arena *arena, struct ipm_octets *octets)
{
    const int m = form->rows_per_block;
    struct arena scratch = {0};
    bool *touched = ARENA_ARRAY(&scratch, bool, m);
    octets->next = ARENA_ARRAY(arena, int, m);
    const bool fits = touched != NULL && octets->next != NULL;
    for (int entry = 0; fits && entry < form->kind_start[form->n_kind]; entry++) {
        const int place = form->kind_place[entry];
        if (place >= m && place < 2 * m) touched[place - m] = true;
    }
    for (int row = 0; fits && row < m; row++)
        if (touched[row]) octets->next[octets->n_next++] = row;
    arena_free(&scratch);
    return fits;
}

enum status ipm_octets_place(const struct ipm_form *form, int n_chunk, struct arena *arena,
                             struct ipm_octets **placed, struct error *error)
{
    struct ipm_octets *octets = ARENA_ARRAY(arena, struct ipm_octets, 1);
    if (octets == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sweep");
    *octets = (struct ipm_octets){.form = form, .frame_rows = (size_t)ipm_form_frame_rows(form)};
    octets->apart = (size_t)most_columns(form, 0, form->n_block) + IPM_LANES;
    const size_t columns = (size_t)n_chunk * IPM_OCTET * octets->apart;
    const size_t rows = (size_t)n_chunk * IPM_OCTET * octets->frame_rows;
    octets->gathered = ARENA_ARRAY(arena, double, columns);
    octets->scattered = ARENA_ARRAY(arena, double, columns);
    octets->frame = ARENA_ARRAY(arena, double, rows);
    octets->sum = ARENA_ARRAY(arena, double, rows);
    if (!list_next(form, arena, octets) || !find_octets(arena, octets) || !octets->gathered ||
        !octets->scattered || !octets->frame || !octets->sum)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the sweeps of %d rows",
                         form->n_row);
    *placed = octets;
    return STATUS_OK;
}

bool ipm_octet_fits(const struct ipm_octets *octets, int block)
{
    return block % IPM_OCTET == 0 && octets->which[block / IPM_OCTET] >= 0;
}

double *ipm_octet_gathered(const struct ipm_octets *octets, int chunk, int lane)
{
    return octets->gathered + ((size_t)chunk * IPM_OCTET + (size_t)lane) * octets->apart;
}

double *ipm_octet_scattered(const struct ipm_octets *octets, int chunk, int lane)
{
    return octets->scattered + ((size_t)chunk * IPM_OCTET + (size_t)lane) * octets->apart;
}

/* Rows of an 8 x 8 square become columns. */
LANES_INLINE void turn_square(const double *const *from, double *const *to)
{
    LANES r[8], a[8], b[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++)
        memcpy(&r[i], from[i], sizeof r[i]); /* at any place */
#pragma GCC unroll 4
    for (int i = 0; i < 8; i += 2) { /* pairs, then fours, then halves */
        a[i] = __builtin_shuffle(r[i], r[i + 1], (LANES_MASK){0, 8, 2, 10, 4, 12, 6, 14});
        a[i + 1] = __builtin_shuffle(r[i], r[i + 1], (LANES_MASK){1, 9, 3, 11, 5, 13, 7, 15});
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
        const int k = i / 4 * 4 + i % 2;
        b[i] = i % 4 < 2
                   ? __builtin_shuffle(a[k], a[k + 2], (LANES_MASK){0, 1, 8, 9, 4, 5, 12, 13})
                   : __builtin_shuffle(a[k], a[k + 2], (LANES_MASK){2, 3, 10, 11, 6, 7, 14, 15});
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        const LANES low = __builtin_shuffle(b[i], b[i + 4], (LANES_MASK){0, 1, 2, 3, 8, 9, 10, 11});
        const LANES high =
            __builtin_shuffle(b[i], b[i + 4], (LANES_MASK){4, 5, 6, 7, 12, 13, 14, 15});
        memcpy(to[i], &low, sizeof low);
        memcpy(to[i + 4], &high, sizeof high);
    }
}

/* y of the eight blocks, of the next one of each, and of the border. */
LANES_INLINE void load_frame(const struct ipm_octets *octets, int block, const double *y,
                             LANES *frame)
{
    const struct ipm_form *form = octets->form;
    const int m = form->rows_per_block;
    const double *rows = y + (size_t)block * (size_t)m;
    for (int lane = 0; lane < IPM_OCTET; lane++)
        for (int i = 0; i < m; i++)
            ((double *)frame)[i * IPM_OCTET + lane] = rows[lane * m + i];
    const size_t behind = block + IPM_OCTET < form->n_block ? (size_t)block + IPM_OCTET : 0;
    for (int i = 0; i < octets->n_next; i++) {
        const int row = octets->next[i];
        const LANES own = frame[row];
        frame[m + row] = (LANES){own[1], own[2], own[3], own[4],
                                 own[5], own[6], own[7], y[behind * (size_t)m + (size_t)row]};
    }
    const double *border = y + (size_t)form->n_block * (size_t)m;
    for (int i = 0; i < form->n_border; i++)
        frame[2 * m + i] = LANES_ALL(border[i]);
}

/* Eight slots at a time, from lanes to columns. */
LANES_INLINE void slots_to_columns(const LANES *slots, const int *column, bool straight,
                                   double *columns, size_t apart)
{
    if (!straight) {
        for (int i = 0; i < IPM_LANES; i++)
            for (int lane = 0; lane < IPM_OCTET; lane++)
                columns[(size_t)lane * apart + (size_t)column[i * IPM_OCTET + lane]] =
                    slots[i][lane];
        return;
    }
    const double *from[8];
    double *to[8];
    for (int i = 0; i < 8; i++) {
        from[i] = (const double *)(slots + i);
        to[i] = columns + (size_t)i * apart + column[i];
    }
    turn_square(from, to);
}

LANES_INLINE void columns_to_slots(const double *columns, size_t apart, const int *column,
                                   bool straight, LANES *slots)
{
    if (!straight) {
        for (int i = 0; i < IPM_LANES; i++)
            for (int lane = 0; lane < IPM_OCTET; lane++)
                ((double *)slots)[i * IPM_OCTET + lane] =
                    columns[(size_t)lane * apart + (size_t)column[i * IPM_OCTET + lane]];
        return;
    }
    const double *from[8];
    double *to[8];
    for (int i = 0; i < 8; i++) {
        from[i] = columns + (size_t)i * apart + column[i];
        to[i] = (double *)(slots + i);
    }
    turn_square(from, to);
}

LANES_INLINE void octet_gather_body(const struct ipm_octets *octets, int chunk, int block,
                                    const double *y)
{
    const struct octet *octet = &octets->octet[octets->which[block / IPM_OCTET]];
    const int *restrict place = octets->form->kind_place;
    const double *restrict value = octets->form->kind_value;
    LANES *frame = (LANES *)octets->frame + (size_t)chunk * octets->frame_rows;
    double *gathered = ipm_octet_gathered(octets, chunk, 0);
    load_frame(octets, block, y, frame);
    for (int slot = 0; slot < octet->n_slot; slot += IPM_LANES) {
        LANES product[IPM_LANES];
        for (int i = 0; i < IPM_LANES; i++) {
            LANES sum = LANES_ALL(0.0);
            const int end = octet->end[slot + i];
            for (int entry = octet->begin[slot + i]; entry < end; entry++)
                sum += value[entry] * frame[place[entry]];
            product[i] = sum;
        }
        slots_to_columns(product, octet->column + slot * IPM_OCTET,
                         octet->straight[slot / IPM_LANES], gathered, octets->apart);
    }
}
LANES_VERSIONS(octet_gather,
               (const struct ipm_octets *octets, int chunk, int block, const double *y),
               (octets, chunk, block, y))

void ipm_octet_gather(const struct ipm_octets *octets, int chunk, int block, const double *y)
{
    LANES_CALL(octet_gather, octets, chunk, block, y);
}

LANES_INLINE void add_frame(const struct ipm_octets *octets, int block, const LANES *sum,
                            double *to, double *coming, double *border)
{
    const struct ipm_form *form = octets->form;
    const int m = form->rows_per_block;
    double *rows = to + (size_t)block * (size_t)m;
    for (int lane = 0; lane < IPM_OCTET; lane++)
        for (int i = 0; i < m; i++)
            rows[lane * m + i] += ((const double *)sum)[i * IPM_OCTET + lane];
    for (int i = 0; i < octets->n_next; i++) {
        const int row = octets->next[i];
        for (int lane = 0; lane + 1 < IPM_OCTET; lane++)
            rows[(lane + 1) * m + row] += sum[m + row][lane];
        coming[row] += sum[m + row][IPM_OCTET - 1];
    }
    for (int i = 0; i < form->n_border; i++)
        for (int lane = 0; lane < IPM_OCTET; lane++)
            border[i] += sum[2 * m + i][lane];
}

LANES_INLINE void octet_scatter_body(const struct ipm_octets *octets, int chunk, int block,
                                     double *to, double *coming, double *border)
{
    const struct octet *octet = &octets->octet[octets->which[block / IPM_OCTET]];
    const int *restrict place = octets->form->kind_place;
    const double *restrict value = octets->form->kind_value;
    LANES *sum = (LANES *)octets->sum + (size_t)chunk * octets->frame_rows;
    const double *scattered = ipm_octet_scattered(octets, chunk, 0);
    memset(sum, 0, sizeof(LANES) * octets->frame_rows);
    for (int slot = 0; slot < octet->n_slot; slot += IPM_LANES) {
        LANES x[IPM_LANES];
        columns_to_slots(scattered, octets->apart, octet->column + slot * IPM_OCTET,
                         octet->straight[slot / IPM_LANES], x);
        for (int i = 0; i < IPM_LANES; i++) {
            const int end = octet->end[slot + i];
            for (int entry = octet->begin[slot + i]; entry < end; entry++)
                sum[place[entry]] += value[entry] * x[i];
        }
    }
    add_frame(octets, block, sum, to, coming, border);
}
LANES_VERSIONS(octet_scatter,
               (const struct ipm_octets *octets, int chunk, int block, double *to, double *coming,
                double *border),
               (octets, chunk, block, to, coming, border))

void ipm_octet_scatter(const struct ipm_octets *octets, int chunk, int block, double *to,
                       double *coming, double *border)
{
    LANES_CALL(octet_scatter, octets, chunk, block, to, coming, border);
}
