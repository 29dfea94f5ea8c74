#include "solver/ipm_sweep.h"

#include "solver/ipm_octet.h"
#include "solver/lanes.h"

#include <math.h>
#include <string.h>

enum { PARTIALS_PER_CHUNK = IPM_PARTIALS * IPM_LANES };

struct ipm_sweep {
    const struct ipm_form *form;
    int threads, frame_rows;
    double *partial;     /* [IPM_CHUNKS][PARTIALS_PER_CHUNK] */
    double *frame, *sum; /* [IPM_CHUNKS][frame_rows] of y, of A x */
    /* The entries of the kinds of a chain in fours, filled up with 0 at places beyond the frame.
     * Kinds with the same places follow each other (the loss segments of a line): the places are
     * then read or written once for the run of columns. */
    int *four_start, *four_place;
    double *four_value;
    int *pattern;                 /* [n_kind] equal for equal places; -1: more than four entries */
    double *gathered, *scattered; /* [IPM_CHUNKS][IPM_TILE] */
    struct ipm_octets *octets;    /* of a chain */
    /* The squares of each kind, and what they gather; NULL in a linear program. */
    int *square_start, *square_place;
    double *square, *curved; /* the second [IPM_CHUNKS][IPM_TILE] */
    int *curved_columns; /* [n_block][2] from the first to behind the last column with squares */
    bool at_value;       /* of the walk that runs: ipm_sweep_run_values */
};

/* That of the kind before when the places are the same, else a new one. */
static int pattern_of(const struct ipm_sweep *sweep, int kind)
{
    const int *start = sweep->four_start + kind;
    if (start[1] - start[0] > 4) return -1;
    if (kind == 0 || sweep->pattern[kind - 1] < 0 || start[0] - start[-1] != start[1] - start[0])
        return kind;
    const size_t bytes = sizeof(int) * (size_t)(start[1] - start[0]);
    const int *place = sweep->four_place;
    return memcmp(place + start[0], place + start[-1], bytes) == 0 ? sweep->pattern[kind - 1]
                                                                   : kind;
}

static bool make_fours(const struct ipm_form *form, struct arena *arena, struct ipm_sweep *sweep)
{
    sweep->four_start = ARENA_ARRAY(arena, int, form->n_kind + 1);
    if (sweep->four_start == NULL) return false;
    for (int kind = 0; kind < form->n_kind; kind++) {
        const int count = form->kind_start[kind + 1] - form->kind_start[kind];
        sweep->four_start[kind + 1] = sweep->four_start[kind] + (count + 3) / 4 * 4;
    }
    sweep->four_place = ARENA_ARRAY(arena, int, sweep->four_start[form->n_kind]);
    sweep->four_value = ARENA_ARRAY(arena, double, sweep->four_start[form->n_kind]);
    if (sweep->four_place == NULL || sweep->four_value == NULL) return false;
    sweep->pattern = ARENA_ARRAY(arena, int, form->n_kind);
    if (sweep->pattern == NULL) return false;
    for (int kind = 0; kind < form->n_kind; kind++) {
        int to = sweep->four_start[kind];
        for (int entry = form->kind_start[kind]; entry < form->kind_start[kind + 1]; entry++) {
            sweep->four_place[to] = form->kind_place[entry];
            sweep->four_value[to++] = form->kind_value[entry];
        }
        for (; to < sweep->four_start[kind + 1]; to++)
            sweep->four_place[to] = ipm_form_frame_rows(form) + to % 4;
        sweep->pattern[kind] = pattern_of(sweep, kind);
    }
    return true;
}

/* Columns with squares stand close together in a block: the others are passed over. */
static void find_curved(const struct ipm_form *form, struct ipm_sweep *sweep)
{
    for (int block = 0; block < form->n_block; block++) {
        int first = form->first_column[block + 1], end = form->first_column[block];
        for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
            if (sweep->square_start[form->kind[j]] == sweep->square_start[form->kind[j] + 1])
                continue;
            if (j < first) first = j;
            end = j + 1;
        }
        sweep->curved_columns[2 * block] = first;
        sweep->curved_columns[2 * block + 1] = end;
    }
}

static bool make_squares(const struct ipm_form *form, struct arena *arena, struct ipm_sweep *sweep)
{
    const int n_entry = form->kind_start[form->n_kind];
    sweep->square_start = ARENA_ARRAY(arena, int, form->n_kind + 1);
    sweep->square_place = ARENA_ARRAY(arena, int, n_entry);
    sweep->square = ARENA_ARRAY(arena, double, n_entry);
    sweep->curved = ARENA_ARRAY(arena, double, IPM_CHUNKS *IPM_TILE);
    sweep->curved_columns = ARENA_ARRAY(arena, int, 2 * form->n_block);
    if (!sweep->curved_columns || !sweep->square_start || !sweep->square_place || !sweep->square ||
        !sweep->curved)
        return false;
    int n = 0;
    for (int kind = 0; kind < form->n_kind; kind++) {
        for (int entry = form->kind_start[kind]; entry < form->kind_start[kind + 1]; entry++) {
            if (form->kind_square[entry] == 0) continue;
            sweep->square_place[n] = form->kind_place[entry];
            sweep->square[n++] = form->kind_square[entry];
        }
        sweep->square_start[kind + 1] = n;
    }
    find_curved(form, sweep);
    return true;
}

enum status ipm_sweep_place(const struct ipm_form *form, int threads, struct arena *arena,
                            struct ipm_sweep **placed, struct error *error)
{
    struct ipm_sweep *sweep = ARENA_ARRAY(arena, struct ipm_sweep, 1);
    if (sweep == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sweep");
    const int frame_rows = form->n_block == 1 ? 0 : ipm_form_frame_rows(form) + 4;
    *sweep = (struct ipm_sweep){.form = form, .threads = threads, .frame_rows = frame_rows};
    sweep->partial = ARENA_ARRAY(arena, double, IPM_CHUNKS *PARTIALS_PER_CHUNK);
    sweep->frame = ARENA_ARRAY(arena, double, IPM_CHUNKS *frame_rows);
    sweep->sum = ARENA_ARRAY(arena, double, IPM_CHUNKS *frame_rows);
    sweep->gathered = ARENA_ARRAY(arena, double, IPM_CHUNKS *IPM_TILE);
    sweep->scattered = ARENA_ARRAY(arena, double, IPM_CHUNKS *IPM_TILE);
    if (form->n_block > 1 && !make_fours(form, arena, sweep))
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d kinds of columns",
                         form->n_kind);
    if (form->n_block > 1) TRY(ipm_octets_place(form, IPM_CHUNKS, arena, &sweep->octets, error));
    if (form->kind_square != NULL && !make_squares(form, arena, sweep))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the squares of %d kinds",
                         form->n_kind);
    if (!sweep->partial || !sweep->frame || !sweep->sum || !sweep->gathered || !sweep->scattered)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the sweeps of %d rows",
                         form->n_row);
    *placed = sweep;
    return STATUS_OK;
}

static void gather(const struct ipm_form *form, const struct ipm_tile *tile, const double *frame,
                   double *gathered)
{
    const int *restrict kind = form->kind + tile->begin;
    const int *restrict start = form->kind_start, *restrict place = form->kind_place;
    const double *restrict value = form->kind_value;
    for (int i = 0; i < tile->count; i++) {
        double sum = 0;
        for (int entry = start[kind[i]], end = start[kind[i] + 1]; entry < end; entry++)
            sum += value[entry] * frame[place[entry]];
        gathered[i] = sum;
    }
}

/* Columns begin .. of one pattern; returns where the next pattern begins. */
LANES_INLINE int run_end(const int *kind, const int *pattern, int begin, int count)
{
    int end = begin + 1;
    const int wanted = pattern[kind[begin]];
    while (end < count && pattern[kind[end]] == wanted)
        end++;
    return end;
}

LANES_INLINE void gather_fours_body(const struct ipm_sweep *sweep, const struct ipm_tile *tile,
                                    const double *restrict frame, double *restrict gathered)
{
    const int *restrict kind = sweep->form->kind + tile->begin;
    const int *restrict start = sweep->four_start, *restrict place = sweep->four_place;
    const double *restrict value = sweep->four_value;
    for (int begin = 0, end; begin < tile->count; begin = end) {
        end = run_end(kind, sweep->pattern, begin, tile->count);
        const bool short_kinds = sweep->pattern[kind[begin]] >= 0;
        const int first = start[kind[begin]], n = start[kind[begin] + 1] - first;
        const int *at = place + first;
        if (short_kinds && n == 0) {
            for (int i = begin; i < end; i++)
                gathered[i] = 0;
        } else if (short_kinds) {
            const LANES y = {frame[at[0]], frame[at[1]], frame[at[2]], frame[at[3]]};
            for (int i = begin; i < end; i++) {
                const LANES product = *(const LANES *)(value + start[kind[i]]) * y;
                gathered[i] = (product[0] + product[1]) + (product[2] + product[3]);
            }
        } else {
            for (int i = begin; i < end; i++) {
                gathered[i] = 0;
                for (int e = start[kind[i]]; e < start[kind[i] + 1]; e++)
                    gathered[i] += value[e] * frame[place[e]];
            }
        }
    }
}
LANES_VERSIONS(gather_fours,
               (const struct ipm_sweep *sweep, const struct ipm_tile *tile, const double *frame,
                double *gathered),
               (sweep, tile, frame, gathered))

LANES_INLINE void scatter_fours_body(const struct ipm_sweep *sweep, const struct ipm_tile *tile,
                                     double *restrict sum)
{
    const int *restrict kind = sweep->form->kind + tile->begin;
    const int *restrict start = sweep->four_start, *restrict place = sweep->four_place;
    const double *restrict value = sweep->four_value, *restrict x = tile->scattered;
    for (int begin = 0, end; begin < tile->count; begin = end) {
        end = run_end(kind, sweep->pattern, begin, tile->count);
        const int first = start[kind[begin]], n = start[kind[begin] + 1] - first;
        const int *at = place + first;
        if (sweep->pattern[kind[begin]] < 0) {
            for (int i = begin; i < end; i++)
                for (int e = start[kind[i]]; e < start[kind[i] + 1]; e++)
                    sum[place[e]] += value[e] * x[i];
        } else if (n > 0) {
            LANES total = LANES_ALL(0.0);
            for (int i = begin; i < end; i++)
                total += *(const LANES *)(value + start[kind[i]]) * x[i];
            for (int k = 0; k < 4; k++)
                sum[at[k]] += total[k];
        }
    }
}
LANES_VERSIONS(scatter_fours,
               (const struct ipm_sweep *sweep, const struct ipm_tile *tile, double *sum),
               (sweep, tile, sum))

static void scatter(const struct ipm_form *form, const struct ipm_tile *tile, double *sum)
{
    const int *restrict kind = form->kind + tile->begin;
    const int *restrict start = form->kind_start, *restrict place = form->kind_place;
    const double *restrict value = form->kind_value;
    for (int i = 0; i < tile->count; i++) {
        const double x = tile->scattered[i];
        for (int entry = start[kind[i]], end = start[kind[i] + 1]; entry < end; entry++)
            sum[place[entry]] += value[entry] * x;
    }
}

/* S' from beside A' from, and the gathered product of the Jacobian. Of the tile, columns first ..
 * end-1 have squares. */
static void gather_squares(const struct ipm_sweep *sweep, const struct ipm_tile *tile, int first,
                           int end, const double *frame, double *gathered, double *curved)
{
    const int *restrict kind = sweep->form->kind + tile->begin;
    const int *restrict start = sweep->square_start;
    const double *point = sweep->form->point + tile->begin;
    memset(curved, 0, sizeof(double) * (size_t)tile->count);
    for (int i = first; i < end; i++) {
        double sum = 0;
        for (int e = start[kind[i]]; e < start[kind[i] + 1]; e++)
            sum += sweep->square[e] * frame[sweep->square_place[e]];
        curved[i] = sum;
        if (!sweep->at_value) gathered[i] += 2 * point[i] * sum;
    }
}

static void scatter_squares(const struct ipm_sweep *sweep, const struct ipm_tile *tile, int first,
                            int end, double *sum)
{
    const int *restrict kind = sweep->form->kind + tile->begin;
    const int *restrict start = sweep->square_start;
    const double *point = sweep->at_value ? tile->scattered : sweep->form->point + tile->begin;
    const double times = sweep->at_value ? 1 : 2;
    for (int i = first; i < end; i++) {
        const double product = times * point[i] * tile->scattered[i];
        for (int e = start[kind[i]]; e < start[kind[i] + 1]; e++)
            sum[sweep->square_place[e]] += sweep->square[e] * product;
    }
}

static int between(int low, int a, int high)
{
    return a < low ? low : a > high ? high : a;
}

/* What a walk over the columns of a block works with. */
struct place {
    int chunk, block;
    const double *frame;
    double *sum;
    double *gathered, *scattered; /* of the block when in_octet, else of the tile */
    bool in_octet;                /* products of A are made for eight blocks at once */
};

static void gather_tile(const struct ipm_sweep *sweep, const struct place *place,
                        const struct ipm_tile *tile, double *gathered)
{
    if (place->in_octet) return;
    if (sweep->form->n_block > 1)
        LANES_CALL(gather_fours, sweep, tile, place->frame, gathered);
    else
        gather(sweep->form, tile, place->frame, gathered);
}

static void scatter_tile(const struct ipm_sweep *sweep, const struct place *place,
                         const struct ipm_tile *tile)
{
    if (place->in_octet) return;
    if (sweep->form->n_block > 1)
        LANES_CALL(scatter_fours, sweep, tile, place->sum);
    else
        scatter(sweep->form, tile, place->sum);
}

/* The columns begin .. end-1 of one block; frame and sum are those of the block. */
static void walk_columns(const struct ipm_sweep *sweep, const struct ipm_walk *walk, int begin,
                         int end, const struct place *place)
{
    double *curved = sweep->curved == NULL ? NULL : sweep->curved + (size_t)place->chunk * IPM_TILE;
    struct ipm_tile tile = {.curved = curved,
                            .partial = sweep->partial + (size_t)place->chunk * PARTIALS_PER_CHUNK};
    for (tile.begin = begin; tile.begin < end; tile.begin += IPM_TILE) {
        const int offset = place->in_octet ? tile.begin - begin : 0;
        double *gathered = place->gathered + offset;
        tile.gathered = gathered;
        tile.scattered = place->scattered + offset;
        tile.count = end - tile.begin < IPM_TILE ? end - tile.begin : IPM_TILE;
        int first = 0, last = 0; /* of the tile: columns with squares */
        if (curved != NULL) {
            first = between(0, sweep->curved_columns[2 * place->block] - tile.begin, tile.count);
            last = between(0, sweep->curved_columns[2 * place->block + 1] - tile.begin, tile.count);
        }
        if (walk->from != NULL) gather_tile(sweep, place, &tile, gathered);
        if (walk->from != NULL && curved != NULL)
            gather_squares(sweep, &tile, first, last, place->frame, gathered, curved);
        if (walk->body != NULL) walk->body(walk->context, &tile);
        if (walk->to != NULL) scatter_tile(sweep, place, &tile);
        if (walk->to != NULL && curved != NULL)
            scatter_squares(sweep, &tile, first, last, place->sum);
    }
}

static int share_begin(int count, int chunk)
{
    return (int)((long)count * chunk / IPM_CHUNKS);
}

/* Whole octets, so that few blocks are walked alone. */
static int chunk_begin(int n_block, int chunk)
{
    const int n_octet = (n_block + IPM_OCTET - 1) / IPM_OCTET;
    const int begin = IPM_OCTET * share_begin(n_octet, chunk);
    return begin < n_block ? begin : n_block;
}

static void load_frame(const struct ipm_form *form, const double *y, int block, double *frame)
{
    const size_t m = (size_t)form->rows_per_block;
    const size_t next = block + 1 < form->n_block ? (size_t)block + 1 : 0;
    memcpy(frame, y + (size_t)block * m, m * sizeof(double));
    memcpy(frame + m, y + next * m, m * sizeof(double));
    memcpy(frame + 2 * m, y + (size_t)form->n_block * m, (size_t)form->n_border * sizeof(double));
}

/* One block, whose products of A are added to sum, unless it is in an octet. */
static void walk_block(const struct ipm_sweep *sweep, const struct ipm_walk *walk,
                       const struct place *place, double *frame)
{
    const struct ipm_form *form = sweep->form;
    const size_t m = (size_t)form->rows_per_block;
    const int block = place->block;
    if (walk->from != NULL && !(place->in_octet && sweep->curved == NULL))
        load_frame(form, walk->from, block, frame);
    walk_columns(sweep, walk, form->first_column[block], form->first_column[block + 1], place);
    if (walk->to == NULL) return;
    double *sum = place->sum;
    memcpy(walk->to + (size_t)block * m, sum, m * sizeof(double));
    memcpy(sum, sum + m, m * sizeof(double)); /* the next block begins with what this one gave */
    memset(sum + m, 0, m * sizeof(double));
}

static void walk_octet(const struct ipm_sweep *sweep, const struct ipm_walk *walk,
                       struct place *place, double *frame)
{
    const struct ipm_octets *octets = sweep->octets;
    const int chunk = place->chunk, block = place->block, m = sweep->form->rows_per_block;
    if (walk->from != NULL) ipm_octet_gather(octets, chunk, block, walk->from);
    for (int lane = 0; lane < IPM_OCTET; lane++) {
        place->block = block + lane;
        place->gathered = ipm_octet_gathered(octets, chunk, lane);
        place->scattered = ipm_octet_scattered(octets, chunk, lane);
        walk_block(sweep, walk, place, frame);
    }
    if (walk->to != NULL)
        ipm_octet_scatter(octets, chunk, block, walk->to, place->sum, place->sum + 2 * m);
}

static void walk_blocks(const struct ipm_sweep *sweep, const struct ipm_walk *walk, int chunk)
{
    const struct ipm_form *form = sweep->form;
    const size_t frame_rows = (size_t)sweep->frame_rows;
    double *frame = sweep->frame + (size_t)chunk * frame_rows;
    double *sum = sweep->sum + (size_t)chunk * frame_rows;
    if (walk->to != NULL) memset(sum, 0, frame_rows * sizeof(double));
    const int end = chunk_begin(form->n_block, chunk + 1);
    for (int block = chunk_begin(form->n_block, chunk); block < end;) {
        struct place place = {.chunk = chunk,
                              .block = block,
                              .frame = frame,
                              .sum = sum,
                              .gathered = sweep->gathered + (size_t)chunk * IPM_TILE,
                              .scattered = sweep->scattered + (size_t)chunk * IPM_TILE};
        const bool whole = block % IPM_OCTET == 0 && block + IPM_OCTET <= end;
        place.in_octet = whole && ipm_octet_fits(sweep->octets, block);
        if (place.in_octet)
            walk_octet(sweep, walk, &place, frame);
        else
            walk_block(sweep, walk, &place, frame);
        block += place.in_octet ? IPM_OCTET : 1;
    }
}

/* What the last block of every chunk gave to the first one of the next, and the border. */
static void join_chunks(const struct ipm_sweep *sweep, double *to)
{
    const struct ipm_form *form = sweep->form;
    const int m = form->rows_per_block;
    double *border = to + (size_t)form->n_block * (size_t)m;
    memset(border, 0, (size_t)form->n_border * sizeof(double));
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++) {
        const double *sum = sweep->sum + (size_t)chunk * (size_t)sweep->frame_rows;
        const int end = chunk_begin(form->n_block, chunk + 1);
        if (end == chunk_begin(form->n_block, chunk)) continue;
        double *next = to + (size_t)(end % form->n_block) * (size_t)m;
        for (int i = 0; i < m; i++)
            next[i] += sum[i];
        for (int i = 0; i < form->n_border; i++)
            border[i] += sum[2 * m + i];
    }
}

void ipm_sweep_run_values(struct ipm_sweep *sweep, const struct ipm_walk *walk)
{
    sweep->at_value = true;
    ipm_sweep_run(sweep, walk);
    sweep->at_value = false;
}

/* A chunk of the columns of the only block. */
static void walk_share(const struct ipm_sweep *sweep, const struct ipm_walk *walk, int chunk)
{
    const int n = sweep->form->n_column / IPM_LANES;
    const struct place place = {.chunk = chunk,
                                .frame = walk->from,
                                .sum = walk->to,
                                .gathered = sweep->gathered + (size_t)chunk * IPM_TILE,
                                .scattered = sweep->scattered + (size_t)chunk * IPM_TILE};
    walk_columns(sweep, walk, IPM_LANES * share_begin(n, chunk),
                 IPM_LANES * share_begin(n, chunk + 1), &place);
}

void ipm_sweep_run(struct ipm_sweep *sweep, const struct ipm_walk *walk)
{
    const struct ipm_form *form = sweep->form;
    memset(sweep->partial, 0, sizeof(double) * IPM_CHUNKS * PARTIALS_PER_CHUNK);
    if (form->n_block == 1) { /* products of one block are summed in the order of its columns */
        if (walk->to != NULL) memset(walk->to, 0, sizeof(double) * (size_t)form->n_row);
#pragma omp parallel for num_threads(sweep->threads) schedule(static) if (walk->to == NULL)
        for (int chunk = 0; chunk < IPM_CHUNKS; chunk++)
            walk_share(sweep, walk, chunk);
        return;
    }
#pragma omp parallel for num_threads(sweep->threads) schedule(static)
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++)
        walk_blocks(sweep, walk, chunk);
    if (walk->to != NULL) join_chunks(sweep, walk->to);
}

double ipm_sweep_sum(const struct ipm_sweep *sweep, int which)
{
    double sum = 0;
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++) {
        const double *lane = sweep->partial + chunk * PARTIALS_PER_CHUNK + which * IPM_LANES;
        for (int i = 0; i < IPM_LANES; i++)
            sum += lane[i];
    }
    return sum;
}

double ipm_sweep_maximum(const struct ipm_sweep *sweep, int which)
{
    double most = 0;
    for (int chunk = 0; chunk < IPM_CHUNKS; chunk++) {
        const double *lane = sweep->partial + chunk * PARTIALS_PER_CHUNK + which * IPM_LANES;
        for (int i = 0; i < IPM_LANES; i++) {
            if (isnan(lane[i])) return NAN;
            most = fmax(most, lane[i]);
        }
    }
    return most;
}
