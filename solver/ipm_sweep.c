#include "solver/ipm_sweep.h"

#include <math.h>
#include <string.h>

enum { PARTIALS_PER_CHUNK = IPM_PARTIALS * IPM_LANES };

struct ipm_sweep {
    const struct ipm_form *form;
    int threads, frame_rows;
    double *partial;              /* [IPM_CHUNKS][PARTIALS_PER_CHUNK] */
    double *frame, *sum;          /* [IPM_CHUNKS][frame_rows] of y, of A x */
    double *gathered, *scattered; /* [IPM_CHUNKS][IPM_TILE] */
};

enum status ipm_sweep_place(const struct ipm_form *form, int threads, struct arena *arena,
                            struct ipm_sweep **placed, struct error *error)
{
    struct ipm_sweep *sweep = ARENA_ARRAY(arena, struct ipm_sweep, 1);
    if (sweep == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sweep");
    const int frame_rows = form->n_block == 1 ? 0 : ipm_form_frame_rows(form);
    *sweep = (struct ipm_sweep){.form = form, .threads = threads, .frame_rows = frame_rows};
    sweep->partial = ARENA_ARRAY(arena, double, IPM_CHUNKS *PARTIALS_PER_CHUNK);
    sweep->frame = ARENA_ARRAY(arena, double, IPM_CHUNKS *frame_rows);
    sweep->sum = ARENA_ARRAY(arena, double, IPM_CHUNKS *frame_rows);
    sweep->gathered = ARENA_ARRAY(arena, double, IPM_CHUNKS *IPM_TILE);
    sweep->scattered = ARENA_ARRAY(arena, double, IPM_CHUNKS *IPM_TILE);
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

/* The columns begin .. end-1 of one block; frame and sum are those of the block. */
static void walk_columns(const struct ipm_sweep *sweep, const struct ipm_walk *walk, int chunk,
                         int begin, int end, const double *frame, double *sum)
{
    double *gathered = sweep->gathered + (size_t)chunk * IPM_TILE;
    struct ipm_tile tile = {.gathered = gathered,
                            .scattered = sweep->scattered + (size_t)chunk * IPM_TILE,
                            .partial = sweep->partial + (size_t)chunk * PARTIALS_PER_CHUNK};
    for (tile.begin = begin; tile.begin < end; tile.begin += IPM_TILE) {
        tile.count = end - tile.begin < IPM_TILE ? end - tile.begin : IPM_TILE;
        if (walk->from != NULL) gather(sweep->form, &tile, frame, gathered);
        if (walk->body != NULL) walk->body(walk->context, &tile);
        if (walk->to != NULL) scatter(sweep->form, &tile, sum);
    }
}

static int chunk_begin(int count, int chunk)
{
    return (int)((long)count * chunk / IPM_CHUNKS);
}

static void load_frame(const struct ipm_form *form, const double *y, int block, double *frame)
{
    const size_t m = (size_t)form->rows_per_block;
    const size_t next = block + 1 < form->n_block ? (size_t)block + 1 : 0;
    memcpy(frame, y + (size_t)block * m, m * sizeof(double));
    memcpy(frame + m, y + next * m, m * sizeof(double));
    memcpy(frame + 2 * m, y + (size_t)form->n_block * m, (size_t)form->n_border * sizeof(double));
}

static void walk_blocks(const struct ipm_sweep *sweep, const struct ipm_walk *walk, int chunk)
{
    const struct ipm_form *form = sweep->form;
    const size_t m = (size_t)form->rows_per_block, frame_rows = (size_t)sweep->frame_rows;
    double *frame = sweep->frame + (size_t)chunk * frame_rows;
    double *sum = sweep->sum + (size_t)chunk * frame_rows;
    if (walk->to != NULL) memset(sum, 0, frame_rows * sizeof(double));
    const int end = chunk_begin(form->n_block, chunk + 1);
    for (int block = chunk_begin(form->n_block, chunk); block < end; block++) {
        if (walk->from != NULL) load_frame(form, walk->from, block, frame);
        walk_columns(sweep, walk, chunk, form->first_column[block], form->first_column[block + 1],
                     frame, sum);
        if (walk->to == NULL) continue;
        memcpy(walk->to + (size_t)block * m, sum, m * sizeof(double));
        memcpy(sum, sum + m,
               m * sizeof(double)); /* the next block begins with what this one gave */
        memset(sum + m, 0, m * sizeof(double));
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

void ipm_sweep_run(struct ipm_sweep *sweep, const struct ipm_walk *walk)
{
    const struct ipm_form *form = sweep->form;
    memset(sweep->partial, 0, sizeof(double) * IPM_CHUNKS * PARTIALS_PER_CHUNK);
    if (form->n_block == 1) { /* products of one block are summed in the order of its columns */
        if (walk->to != NULL) memset(walk->to, 0, sizeof(double) * (size_t)form->n_row);
#pragma omp parallel for num_threads(sweep->threads) schedule(static) if (walk->to == NULL)
        for (int chunk = 0; chunk < IPM_CHUNKS; chunk++)
            walk_columns(sweep, walk, chunk,
                         IPM_LANES * chunk_begin(form->n_column / IPM_LANES, chunk),
                         IPM_LANES * chunk_begin(form->n_column / IPM_LANES, chunk + 1), walk->from,
                         walk->to);
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
