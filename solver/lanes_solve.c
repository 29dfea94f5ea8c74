#include "solver/lanes_kkt.h"

#include <string.h>

#define ZERO LANES_ALL(0.0)

/* The line of a solve: O, K, T of the block, then the columns of the panel of its states. */
struct line {
    LANES *sparse, *dense, *touched, *states;
};

LANES_INLINE struct line line_of(const struct lanes_kkt *kkt, int group)
{
    const int local = kkt->n_sparse + kkt->dense_rows + kkt->touched_columns;
    LANES *all = (LANES *)kkt->line + (size_t)group * (size_t)(local + kkt->panel_width);
    return (struct line){all, all + kkt->n_sparse, all + kkt->n_sparse + kkt->dense_rows,
                         all + local};
}

LANES_INLINE LANES *halfway_at(const struct lanes_kkt *kkt, size_t at)
{
    return (LANES *)kkt->halfway + at * (size_t)(kkt->n_sparse + kkt->dense_rows + kkt->state_rows);
}

/* Lane by lane from or to the rows of the blocks. */
LANES_INLINE void read_rows(const struct lanes_kkt *kkt, size_t at, const double *right,
                            const int *place, int n, LANES *to)
{
    for (int lane = 0; lane < LANES_COUNT; lane++) {
        const int block = kkt->block[at * LANES_COUNT + (size_t)lane];
        const double *rows =
            right + (size_t)(block < 0 ? 0 : block) * (size_t)kkt->form->rows_per_block;
        double *lanes = (double *)to + lane;
        for (int i = 0; i < n; i++)
            lanes[i * LANES_COUNT] = block < 0 ? 0 : rows[place[i]];
    }
}

LANES_INLINE void write_rows(const struct lanes_kkt *kkt, size_t at, const LANES *from,
                             const int *place, int n, double *solution)
{
    for (int lane = 0; lane < LANES_COUNT; lane++) {
        const int block = kkt->block[at * LANES_COUNT + (size_t)lane];
        if (block < 0) continue;
        double *rows = solution + (size_t)block * (size_t)kkt->form->rows_per_block;
        const double *lanes = (const double *)from + lane;
        for (int i = 0; i < n; i++)
            rows[place[i]] = lanes[i * LANES_COUNT];
    }
}

/* U' z = r by rows of U: each z is taken out of all that follows it in the row. */
LANES_INLINE void panel_forward(const LANES *panel, const int *base, int rows, int width,
                                const LANES *inverse, LANES *line)
{
    for (int k = 0; k < rows; k++) {
        const LANES *row = panel + base[k];
        const LANES z = line[k] * inverse[k];
        line[k] = z;
        for (int j = k + 1; j < width; j++)
            line[j] -= row[j] * z;
    }
}

/* U y = z where what follows the rows in the line is known. */
LANES_INLINE void panel_backward(const LANES *panel, const int *base, int rows, int width,
                                 const LANES *inverse, LANES *line)
{
    for (int k = rows - 1; k >= 0; k--) {
        const LANES *row = panel + base[k];
        LANES a = ZERO, b = ZERO, c = ZERO, d = ZERO;
        int j = width;
        for (; j - 4 > k; j -= 4) {
            a += row[j - 1] * line[j - 1];
            b += row[j - 2] * line[j - 2];
            c += row[j - 3] * line[j - 3];
            d += row[j - 4] * line[j - 4];
        }
        for (; j - 1 > k; j--)
            a += row[j - 1] * line[j - 1];
        line[k] = (line[k] - ((a + b) + (c + d))) * inverse[k];
    }
}

LANES_INLINE void find_gap(const struct lanes_kkt *kkt, size_t at, LANES_MASK *mask)
{
    for (int lane = 0; lane < LANES_COUNT; lane++)
        (*mask)[lane] = kkt->block[at * LANES_COUNT + (size_t)lane] < 0 ? -1 : 0;
}

LANES_INLINE void forward_local(struct lanes_kkt *kkt, size_t at, const double *right,
                                const struct line *line)
{
    read_rows(kkt, at, right, kkt->sparse_place, kkt->n_sparse, line->sparse);
    for (int i = kkt->n_dense; i < kkt->dense_rows; i++)
        line->dense[i] = ZERO;
    read_rows(kkt, at, right, kkt->dense_place, kkt->n_dense, line->dense);
    for (int i = 0; i < kkt->touched_columns; i++)
        line->touched[i] = ZERO;
    const LANES *l = (const LANES *)kkt->sparse + at * kkt->sparse_size + kkt->slot_l;
    for (int i = 0; i < kkt->n_sparse; i++) {
        const LANES z = line->sparse[i];
        for (int entry = kkt->sparse_start[i]; entry < kkt->sparse_start[i + 1]; entry++)
            line->sparse[kkt->sparse_target[entry]] -= l[entry] * z;
    }
    const LANES *dense = (const LANES *)kkt->dense + at * kkt->dense_size;
    panel_forward(dense, kkt->dense_base, kkt->dense_rows, kkt->dense_width,
                  dense + kkt->dense_rows * kkt->dense_width, line->dense);
    memcpy(halfway_at(kkt, at), line->sparse,
           sizeof(LANES) * (size_t)(kkt->n_sparse + kkt->dense_rows));
}

LANES_INLINE void forward_group_body(struct lanes_kkt *kkt, int group, const double *right)
{
    const struct line line = line_of(kkt, group);
    const int n = kkt->state_rows, width = kkt->panel_width;
    LANES *states = line.states, *next = states + n;
    LANES *ends = (LANES *)kkt->ends + (size_t)group * (size_t)(2 * n + width);
    LANES *coming = ends, *left = ends + n, *rows = ends + 2 * n; /* rows: own right side */
    memset(states, 0, sizeof(LANES) * (size_t)width);
    memset(ends, 0, sizeof(LANES) * (size_t)(2 * n + width));
    for (int t = 0; t < kkt->length; t++) {
        const size_t at = lanes_at(kkt, group, t);
        const LANES *panel = (const LANES *)kkt->panel + at * kkt->panel_size;
        LANES_MASK mask = {0}; /* there `coming` waits for the next step */
        find_gap(kkt, at, &mask);
        read_rows(kkt, at, right, kkt->state_place, kkt->n_state, rows);
        forward_local(kkt, at, right, &line);
        for (int i = 0; i < n; i++) {
            states[i] = rows[i] + (LANES)(~mask & (LANES_MASK)coming[i]);
            coming[i] = (LANES)(mask & (LANES_MASK)coming[i]);
            next[i] = ZERO;
        }
        for (int i = 0; i < kkt->n_touched; i++)
            states[lanes_touched_place(kkt, i)] += line.touched[i];
        if (t == 0) {
            memcpy(states + 2 * n, states, sizeof(LANES) * (size_t)n);
        } else {
            panel_forward(panel, kkt->panel_base, n, width, panel + kkt->panel_size - n, states);
            memcpy(halfway_at(kkt, at) + kkt->n_sparse + kkt->dense_rows, states,
                   sizeof(LANES) * (size_t)n);
        }
        for (int i = 0; i < n; i++)
            coming[i] += next[i];
    }
    memcpy(left, states + 2 * n, sizeof(LANES) * (size_t)n);
    memcpy(rows, states + 3 * n, sizeof(LANES) * (size_t)kkt->border_columns);
}
LANES_VERSIONS(forward_group, (struct lanes_kkt * kkt, int group, const double *right),
               (kkt, group, right))

LANES_INLINE void backward_local(struct lanes_kkt *kkt, size_t at, double *solution,
                                 const struct line *line)
{
    memcpy(line->sparse, halfway_at(kkt, at),
           sizeof(LANES) * (size_t)(kkt->n_sparse + kkt->dense_rows));
    for (int i = 0; i < kkt->n_touched; i++)
        line->touched[i] = line->states[lanes_touched_place(kkt, i)];
    for (int i = kkt->n_touched; i < kkt->touched_columns; i++)
        line->touched[i] = ZERO;
    const LANES *dense = (const LANES *)kkt->dense + at * kkt->dense_size;
    panel_backward(dense, kkt->dense_base, kkt->dense_rows, kkt->dense_width,
                   dense + kkt->dense_rows * kkt->dense_width, line->dense);
    const LANES *d = (const LANES *)kkt->sparse + at * kkt->sparse_size, *l = d + kkt->slot_l;
    for (int i = kkt->n_sparse - 1; i >= 0; i--) {
        LANES sum = line->sparse[i] * d[i];
        for (int entry = kkt->sparse_start[i]; entry < kkt->sparse_start[i + 1]; entry++)
            sum -= l[entry] * line->sparse[kkt->sparse_target[entry]];
        line->sparse[i] = sum;
    }
    write_rows(kkt, at, line->sparse, kkt->sparse_place, kkt->n_sparse, solution);
    write_rows(kkt, at, line->dense, kkt->dense_place, kkt->n_dense, solution);
    write_rows(kkt, at, line->states, kkt->state_place, kkt->n_state, solution);
}

LANES_INLINE void backward_group_body(struct lanes_kkt *kkt, int group, double *solution)
{
    const struct line line = line_of(kkt, group);
    const int n = kkt->state_rows, width = kkt->panel_width;
    const LANES *ends = (const LANES *)kkt->ends + (size_t)group * (size_t)(2 * n + width);
    const LANES *right = ends, *left = ends + n, *border = ends + 2 * n;
    LANES *states = line.states, *next = states + n;
    memcpy(next, right, sizeof(LANES) * (size_t)n);
    memcpy(states + 2 * n, left, sizeof(LANES) * (size_t)n);
    memcpy(states + 3 * n, border, sizeof(LANES) * (size_t)kkt->border_columns);
    for (int t = kkt->length - 1; t >= 0; t--) {
        const size_t at = lanes_at(kkt, group, t);
        const LANES *panel = (const LANES *)kkt->panel + at * kkt->panel_size;
        LANES_MASK mask = {0};
        find_gap(kkt, at, &mask);
        if (t == 0) {
            memcpy(states, left, sizeof(LANES) * (size_t)n);
        } else {
            memcpy(states, halfway_at(kkt, at) + kkt->n_sparse + kkt->dense_rows,
                   sizeof(LANES) * (size_t)n);
            panel_backward(panel, kkt->panel_base, n, width, panel + kkt->panel_size - n, states);
        }
        backward_local(kkt, at, solution, &line);
        for (int i = 0; i < n; i++)
            next[i] = LANES_SELECT(mask, next[i], states[i]);
    }
}
LANES_VERSIONS(backward_group, (struct lanes_kkt * kkt, int group, double *solution),
               (kkt, group, solution))

void lanes_forward_group(struct lanes_kkt *kkt, int group, const double *right)
{
    LANES_CALL(forward_group, kkt, group, right);
}

void lanes_backward_group(struct lanes_kkt *kkt, int group, double *solution)
{
    LANES_CALL(backward_group, kkt, group, solution);
}
