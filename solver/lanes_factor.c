#include "solver/lanes_kkt.h"

#include <math.h>
#include <string.h>

#define ZERO LANES_ALL(0.0)
#define ONE LANES_ALL(1.0)

/* ---- dense kernels on panels of lanes: row-major, rows and tiles of four --------------------- */

/* Columns at .. at+width-1 of rows row .. row+3 of U, where P = U'U + ...: what the rows above
 * leave, divided by the triangle of the four rows. */
LANES_INLINE void panel_tile(LANES *panel, const int *base, int row, int at, const int width,
                             const LANES *inverse)
{
    LANES sum[4][3];
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < width; j++)
            sum[i][j] = panel[base[row + i] + at + j];
    for (int k = 0; k < row; k++) {
        const LANES *above = panel + base[k];
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++) {
            const LANES a = above[row + i];
#pragma GCC unroll 3
            for (int j = 0; j < width; j++)
                sum[i][j] -= a * above[at + j];
        }
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
#pragma GCC unroll 3
        for (int j = 0; j < width; j++)
            sum[i][j] *= inverse[row + i];
#pragma GCC unroll 4
        for (int k = i + 1; k < 4; k++) {
            const LANES a = panel[base[row + i] + row + k];
#pragma GCC unroll 3
            for (int j = 0; j < width; j++)
                sum[k][j] -= a * sum[i][j];
        }
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < width; j++)
            panel[base[row + i] + at + j] = sum[i][j];
}

/* The 4 x 4 triangle on the diagonal, its pivots guarded. */
LANES_INLINE void panel_corner(LANES *panel, const int *base, int row, LANES *inverse,
                               const LANES *diagonal)
{
    LANES sum[4][4];
    for (int i = 0; i < 4; i++)
        for (int j = i; j < 4; j++)
            sum[i][j] = panel[base[row + i] + row + j];
    for (int k = 0; k < row; k++) {
        const LANES *above = panel + base[k] + row;
#pragma GCC unroll 4
        for (int i = 0; i < 4; i++)
#pragma GCC unroll 4
            for (int j = i; j < 4; j++)
                sum[i][j] -= above[i] * above[j];
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        const LANES least = LANES_ALL(LANES_PIVOT_SHARE) * diagonal[row + i];
        const LANES pivot = LANES_MAX(sum[i][i], least);
        LANES root = ZERO;
        for (int lane = 0; lane < LANES_COUNT; lane++)
            root[lane] = sqrt(pivot[lane]);
        const LANES one_by_root = ONE / root;
        inverse[row + i] = one_by_root;
        sum[i][i] = root;
#pragma GCC unroll 4
        for (int j = i + 1; j < 4; j++)
            sum[i][j] *= one_by_root;
#pragma GCC unroll 4
        for (int k = i + 1; k < 4; k++)
#pragma GCC unroll 4
            for (int j = k; j < 4; j++)
                sum[k][j] -= sum[i][k] * sum[i][j];
    }
    for (int i = 0; i < 4; i++)
        for (int j = i; j < 4; j++)
            panel[base[row + i] + row + j] = sum[i][j];
}

/* The first `rows` rows of the Cholesky factor of a matrix of `columns` rows. */
LANES_INLINE void panel_factor(LANES *panel, const int *base, int rows, int columns, LANES *inverse,
                               const LANES *diagonal)
{
    for (int row = 0; row < rows; row += 4) {
        panel_corner(panel, base, row, inverse, diagonal);
        int at = row + 4;
        for (; at + 3 <= columns; at += 3)
            panel_tile(panel, base, row, at, 3, inverse);
        if (columns - at == 2) panel_tile(panel, base, row, at, 2, inverse);
        if (columns - at == 1) panel_tile(panel, base, row, at, 1, inverse);
    }
}

/* A matrix of lanes: entry (i, j) is at[base[i] + j]. */
struct lanes_matrix {
    LANES *at;
    const int *base;
};

LANES_INLINE void gram_tile(struct lanes_matrix a, int i, struct lanes_matrix b, int j, int rows,
                            struct lanes_matrix c, const int width)
{
    LANES sum[4][3];
    for (int p = 0; p < 4; p++)
        for (int q = 0; q < width; q++)
            sum[p][q] = c.at[c.base[i + p] + j + q];
    for (int k = 0; k < rows; k++) {
        const LANES *left = a.at + a.base[k] + i, *right = b.at + b.base[k] + j;
#pragma GCC unroll 4
        for (int p = 0; p < 4; p++) {
            const LANES x = left[p];
#pragma GCC unroll 3
            for (int q = 0; q < width; q++)
                sum[p][q] -= x * right[q];
        }
    }
    for (int p = 0; p < 4; p++)
        for (int q = 0; q < width; q++)
            c.at[c.base[i + p] + j + q] = sum[p][q];
}

/* C -= A'B, A rows x m, B rows x n; only the upper triangle when `upper`, in tiles. */
LANES_INLINE void gram_subtract(struct lanes_matrix a, int m, struct lanes_matrix b, int n,
                                int rows, struct lanes_matrix c, bool upper)
{
    for (int i = 0; i < m; i += 4) {
        int j = upper ? i : 0;
        for (; j + 3 <= n; j += 3)
            gram_tile(a, i, b, j, rows, c, 3);
        if (n - j == 2) gram_tile(a, i, b, j, rows, c, 2);
        if (n - j == 1) gram_tile(a, i, b, j, rows, c, 1);
    }
}

/* ---- one block ---------------------------------------------------------------------------------
 */

/* Where nothing is on the diagonal stands 1. */
#define LIFT(diagonal, grow)                                                                       \
    LANES_SELECT((diagonal) > ZERO, (diagonal) * (grow) + LANES_ALL(kkt->proximity), ONE)

/* Sparse L D L' of O; leaves 1 / D and L, and the updates of K and T. */
LANES_INLINE void factor_sparse(const struct lanes_kkt *kkt, LANES *slots, double grow)
{
    LANES *d = slots, *l = slots + kkt->slot_l;
    for (int i = 0; i < kkt->n_sparse; i++)
        d[i] = LIFT(d[i], grow);
    const int *update = kkt->update;
    LANES *before = slots + kkt->n_slot; /* the diagonal before elimination */
    memcpy(before, d, sizeof(LANES) * (size_t)kkt->n_sparse);
    for (int i = 0; i < kkt->n_sparse; i++) {
        const int begin = kkt->sparse_start[i], end = kkt->sparse_start[i + 1];
        const LANES least = LANES_ALL(LANES_PIVOT_SHARE) * before[i];
        const LANES inverse = ONE / LANES_MAX(d[i], least);
        d[i] = inverse;
        for (int a = begin; a < end; a++) {
            const LANES scaled = l[a] * inverse;
            for (int b = a; b < end; b++)
                slots[*update++] -= scaled * l[b];
        }
        for (int a = begin; a < end; a++)
            l[a] *= inverse;
    }
}

LANES_INLINE void scatter(const struct lanes_scatter *list, const LANES *slots, LANES *to)
{
    for (int i = 0; i < list->count; i++)
        to[list->place[i]] += slots[list->slot[i]];
}

LANES_INLINE void take_diagonal(const int *slot, int n, const LANES *slots, LANES *diagonal)
{
    for (int i = 0; i < n; i++)
        if (slot[i] >= 0)
            diagonal[i] = slots[slot[i]];
        else
            diagonal[i] = ZERO;
}

/* Assembles and eliminates the local rows of the blocks at step t. own, next: diagonals before
 * elimination of what they give to the states. */
LANES_INLINE void factor_local(struct lanes_kkt *kkt, int group, int t, const double *theta,
                               double grow, LANES *own, LANES *next)
{
    LANES *slots = (LANES *)kkt->work + (size_t)group * kkt->work_size;
    const size_t at = lanes_at(kkt, group, t);
    memset(slots, 0, sizeof(LANES) * (size_t)kkt->n_slot);
    for (int lane = 0; lane < LANES_COUNT; lane++) {
        const int block = kkt->block[at * LANES_COUNT + (size_t)lane];
        if (block >= 0) lanes_assemble(kkt, block, theta, (double *)slots + lane, LANES_COUNT);
    }
    take_diagonal(kkt->own_diagonal, kkt->n_state, slots, own);
    take_diagonal(kkt->next_diagonal, kkt->n_state, slots, next);
    LANES *dense = slots + kkt->slot_dense, *before = slots + kkt->n_slot + kkt->n_sparse;
    const int rows = kkt->dense_rows, width = kkt->dense_width;
    for (int k = 0; k < rows; k++) {
        LANES *diagonal = &dense[(size_t)k * (size_t)width + (size_t)k];
        *diagonal = LIFT(*diagonal, grow);
        before[k] = *diagonal;
    }
    factor_sparse(kkt, slots, grow);
    memcpy((LANES *)kkt->sparse + at * kkt->sparse_size, slots, sizeof(LANES) * kkt->sparse_size);
    LANES *kept = (LANES *)kkt->dense + at * kkt->dense_size;
    panel_factor(dense, kkt->dense_base, rows, width, kept + (size_t)rows * (size_t)width, before);
    memcpy(kept, dense, sizeof(LANES) * (size_t)rows * (size_t)width);
    const struct lanes_matrix touched = {dense + rows, kkt->dense_base};
    const struct lanes_matrix schur = {slots + kkt->slot_touched, kkt->touched_base};
    gram_subtract(touched, kkt->touched_columns, touched, kkt->touched_columns, rows, schur, true);
}

/* ---- the chain ---------------------------------------------------------------------------------
 */

/* Lanes whose second block is nothing: there the panel is the identity, and what the first block
 * gave to the next one waits. */
LANES_INLINE void find_gap(const struct lanes_kkt *kkt, int group, int t, LANES_MASK *mask)
{
    const int *block = kkt->block + lanes_at(kkt, group, t) * LANES_COUNT;
    for (int lane = 0; lane < LANES_COUNT; lane++)
        (*mask)[lane] = block[lane] < 0 ? -1 : 0;
}

LANES_INLINE void clear_lanes(const LANES_MASK *mask, LANES *a, size_t n)
{
    for (size_t i = 0; i < n; i++)
        a[i] = (LANES)(~*mask & (LANES_MASK)a[i]);
}

/* The panel of step t >= 1: [states | next states | separator | border]. `coming` holds what the
 * step before left for it, and gets what it leaves for the next one. */
LANES_INLINE void factor_panel(struct lanes_kkt *kkt, int group, int t, LANES *coming, LANES *left,
                               LANES *corner, const LANES *diagonal)
{
    const int n = kkt->state_rows, border = kkt->border_columns;
    const int *base = kkt->panel_base;
    const LANES *slots = (const LANES *)kkt->work + (size_t)group * kkt->work_size;
    LANES *panel = (LANES *)kkt->panel + lanes_at(kkt, group, t) * kkt->panel_size;
    const size_t size = kkt->panel_size - (size_t)n;
    memcpy(panel, coming, sizeof(LANES) * size);
    memset(coming, 0, sizeof(LANES) * size);
    scatter(&kkt->own, slots, panel);
    scatter(&kkt->cross, slots, panel);
    for (int i = 0; i < n; i++) /* the same lift as that of diagonal[] */
        panel[base[i] + i] += diagonal[n + i];
    panel_factor(panel, base, n, kkt->panel_width, panel + size, diagonal);
    const struct lanes_matrix u = {panel + n, base}, v = {panel + 2 * n, base};
    const struct lanes_matrix f = {panel + 3 * n, base};
    scatter(&kkt->next, slots, coming);
    gram_subtract(u, n, u, n, n, (struct lanes_matrix){coming, base}, true);
    gram_subtract(u, n, v, n + border, n, (struct lanes_matrix){coming + 2 * n, base}, false);
    gram_subtract(v, n, v, n, n, (struct lanes_matrix){left, base}, true);
    gram_subtract(v, n, f, border, n, (struct lanes_matrix){left + 3 * n, base}, false);
    gram_subtract(f, border, f, border, n, (struct lanes_matrix){corner, kkt->border_base}, true);
}

/* diagonal[0..n): before elimination, lifted; diagonal[n..2n): what the lift added. */
LANES_INLINE void lift_states(const struct lanes_kkt *kkt, const LANES *own, const LANES *coming,
                              double grow, LANES *diagonal)
{
    const int n = kkt->state_rows;
    for (int i = 0; i < n; i++) {
        const LANES before = own[i] + coming[i];
        diagonal[i] = LIFT(before, grow);
        diagonal[n + i] = diagonal[i] - before;
    }
}

LANES_INLINE void factor_group_body(struct lanes_kkt *kkt, int group, const double *theta,
                                    double regularization)
{
    const double grow = 1 + regularization;
    const size_t n = (size_t)kkt->state_rows, size = kkt->panel_size - n;
    const size_t border = (size_t)kkt->border_columns;
    LANES *slots = (LANES *)kkt->work + (size_t)group * kkt->work_size;
    LANES *left = (LANES *)kkt->left + (size_t)group * size;
    LANES *coming = (LANES *)kkt->right + (size_t)group * size;
    LANES *corner = (LANES *)kkt->corner + (size_t)group * border * border;
    LANES *left_diagonal = (LANES *)kkt->left_diagonal + (size_t)group * n;
    LANES *coming_diagonal = (LANES *)kkt->right_diagonal + (size_t)group * n;
    LANES *own = slots + kkt->n_slot + kkt->n_sparse + kkt->dense_rows, *next = own + n;
    LANES *diagonal = next + n, *waiting = diagonal + 2 * n; /* [size + n], with a gap only */
    memset(left, 0, sizeof(LANES) * size);
    memset(coming, 0, sizeof(LANES) * size);
    memset(corner, 0, sizeof(LANES) * border * border);
    factor_local(kkt, group, 0, theta, grow, left_diagonal, coming_diagonal);
    scatter(&kkt->own, slots, left);
    scatter(&kkt->next, slots, coming);
    scatter(&kkt->first, slots, coming);
    scatter(&kkt->border, slots, corner);
    for (int t = 1; t < kkt->length; t++) {
        const bool gap = t == 1 && kkt->has_gap;
        LANES_MASK mask = {0}, others;
        find_gap(kkt, group, t, &mask);
        others = ~mask;
        if (gap) {
            memcpy(waiting, coming, sizeof(LANES) * size);
            memcpy(waiting + size, coming_diagonal, sizeof(LANES) * n);
            clear_lanes(&mask, coming, size);
            clear_lanes(&mask, coming_diagonal, n);
        }
        factor_local(kkt, group, t, theta, grow, own, next);
        scatter(&kkt->border, slots, corner);
        lift_states(kkt, own, coming_diagonal, grow, diagonal);
        factor_panel(kkt, group, t, coming, left, corner, diagonal);
        memcpy(coming_diagonal, next, sizeof(LANES) * n);
        if (!gap) continue;
        clear_lanes(&others, waiting, size + n);
        for (size_t i = 0; i < size; i++)
            coming[i] += waiting[i];
        for (size_t i = 0; i < n; i++)
            coming_diagonal[i] += waiting[size + i];
    }
}
LANES_VERSIONS(factor_group,
               (struct lanes_kkt * kkt, int group, const double *theta, double regularization),
               (kkt, group, theta, regularization))

void lanes_factor_group(struct lanes_kkt *kkt, int group, const double *theta,
                        double regularization)
{
    LANES_CALL(factor_group, kkt, group, theta, regularization);
}
