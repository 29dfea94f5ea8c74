/* A Theta A' of a chain of blocks by block elimination through BLAS, for many states per block: the
 * order of lanes_kkt.h, one segment of time after the other instead of four side by side. A panel
 * is a full rectangle by rows, [states | next states | separator | border]: by columns, as BLAS
 * reads it, the transposed one, with L = U' in its first columns. */
#include "solver/chain_ends.h"
#include "solver/dense.h"
#include "solver/kkt.h"
#include "solver/lanes_structure.h"

#include <math.h>
#include <string.h>

enum { BORDER_AT_MOST = 64, ROWS_AT_MOST = 4000, SEGMENTS = LANES_COUNT };

/* From here on OpenBLAS is faster than the lanes: docs/crossover.svg, from bench/kernels.sh. */
enum { STATES_WORTH_IT = 172, STATES_AT_MOST = 1000, BLOCKS_WORTH_IT = 64 };
#define BYTES_AT_MOST 8e9 /* of the factor: beyond, the sparse factorization has less of it */

struct kkt {
    struct lanes_kkt chain;
    size_t line_size;
    double *spare; /* [SEGMENTS][largest triangle] what a refused pivot needs again */
};

bool kkt_blocks_can(const struct ipm_form *form)
{
    return form->n_block > 1 && form->n_border <= BORDER_AT_MOST &&
           form->rows_per_block <= ROWS_AT_MOST && lanes_count_states(form) <= STATES_AT_MOST;
}

bool kkt_blocks_pays(const struct ipm_form *form)
{
    if (form->n_block < BLOCKS_WORTH_IT || !kkt_blocks_can(form)) return false;
    const double n = lanes_count_states(form);
    return n >= STATES_WORTH_IT && 24 * n * n * form->n_block <= BYTES_AT_MOST;
}

static size_t larger(int a, int b)
{
    return (size_t)(a > b ? a : b);
}

static bool take_numbers(struct kkt *kkt, struct arena *arena)
{
    struct lanes_kkt *chain = &kkt->chain;
    const size_t n = (size_t)chain->state_rows, k = (size_t)chain->dense_rows;
    const size_t blocks = SEGMENTS * (size_t)chain->length, size = chain->panel_size - n;
    const size_t border = (size_t)chain->border_columns, width = (size_t)chain->panel_width;
    const size_t local = (size_t)chain->n_sparse + k, most = larger(chain->state_rows, (int)k);
    const size_t n_separator = (size_t)lanes_separator_rows(chain);
    chain->dense_size = k * (size_t)chain->dense_width;
    chain->work_size = (size_t)chain->n_slot + local + 4 * n;
    kkt->line_size = local + (size_t)chain->touched_columns + width;
    double **arrays[] = {&chain->sparse,
                         &chain->dense,
                         &chain->panel,
                         &chain->halfway,
                         &chain->separator,
                         &chain->separator_right,
                         &chain->border_diagonal,
                         &chain->work,
                         &chain->left,
                         &chain->right,
                         &chain->corner,
                         &chain->left_diagonal,
                         &chain->right_diagonal,
                         &chain->line,
                         &chain->ends,
                         &kkt->spare};
    const size_t sizes[] = {blocks * chain->sparse_size,
                            blocks * chain->dense_size,
                            blocks * chain->panel_size,
                            blocks * (local + n),
                            n_separator * n_separator,
                            n_separator,
                            (size_t)chain->n_border,
                            SEGMENTS * chain->work_size,
                            SEGMENTS * size,
                            SEGMENTS * size,
                            SEGMENTS * border * border,
                            SEGMENTS * n,
                            SEGMENTS * n,
                            SEGMENTS * kkt->line_size,
                            SEGMENTS * (2 * n + width),
                            SEGMENTS * most * most};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++)
        if ((*arrays[i] = ARENA_ARRAY(arena, double, sizes[i])) == NULL) return false;
    return true;
}

static enum status blocks_place(const struct ipm_form *form, const int *block_of_row, int threads,
                                struct arena *arena, struct kkt **placed, struct error *error)
{
    (void)block_of_row; /* the form has the blocks already */
    struct kkt *kkt = ARENA_ARRAY(arena, struct kkt, 1);
    if (kkt == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to place the LP");
    dense_use_one_thread();
    kkt->chain.threads = threads;
    kkt->chain.even = true;
    TRY(lanes_structure_make(form, arena, &kkt->chain, error));
    if (!take_numbers(kkt, arena))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the factor of %d blocks",
                         form->n_block);
    *placed = kkt;
    return STATUS_OK;
}

static int block_at(const struct lanes_kkt *chain, int segment, int t)
{
    return chain->block[t * LANES_COUNT + segment];
}
static size_t place_at(const struct lanes_kkt *chain, int segment, int t)
{
    return (size_t)segment * (size_t)chain->length + (size_t)t;
}
static double *work_of(const struct lanes_kkt *chain, int segment)
{
    return chain->work + (size_t)segment * chain->work_size;
}

/* ---- one block ---------------------------------------------------------------------------------
 */

/* Where nothing is on the diagonal stands 1. */
static double lift(const struct lanes_kkt *chain, double diagonal, double grow)
{
    return diagonal > 0 ? diagonal * grow + chain->proximity : 1.0;
}

/* Sparse L D L' of O; leaves 1 / D and L, and the updates of K and T. */
static void factor_sparse(const struct lanes_kkt *chain, double *slots, double grow)
{
    double *d = slots, *l = slots + chain->slot_l;
    const int *update = chain->update;
    double *before = slots + chain->n_slot; /* the diagonal before elimination */
    for (int i = 0; i < chain->n_sparse; i++)
        before[i] = d[i] = lift(chain, d[i], grow);
    for (int i = 0; i < chain->n_sparse; i++) {
        const int begin = chain->sparse_start[i], end = chain->sparse_start[i + 1];
        const double inverse = 1 / fmax(d[i], LANES_PIVOT_SHARE * before[i]);
        d[i] = inverse;
        for (int a = begin; a < end; a++) {
            const double scaled = l[a] * inverse;
            for (int b = a; b < end; b++)
                slots[*update++] -= scaled * l[b];
        }
        for (int a = begin; a < end; a++)
            l[a] *= inverse;
    }
}

/* The factor of n rows in the first columns of a panel; a pivot that is refused or far below its
 * diagonal is guarded. */
static void factor_rows(int n, const double *diagonal, double *panel, int width, double *spare)
{
    for (int i = 0; i < n; i++)
        memcpy(spare + (size_t)i * (size_t)n, panel + (size_t)i * (size_t)width,
               sizeof(double) * (size_t)n);
    bool holds = dense_cholesky_part(n, panel, width);
    for (int i = 0; holds && i < n; i++) {
        const double root = panel[(size_t)i * (size_t)width + (size_t)i];
        holds = root * root >= LANES_PIVOT_SHARE * diagonal[i];
    }
    if (holds) return;
    for (int i = 0; i < n; i++)
        memcpy(panel + (size_t)i * (size_t)width, spare + (size_t)i * (size_t)n,
               sizeof(double) * (size_t)n);
    chain_guarded_cholesky(n, diagonal, panel, width);
}

static void scatter(const struct lanes_scatter *list, const double *slots, double *to)
{
    for (int i = 0; i < list->count; i++)
        to[list->place[i]] += slots[list->slot[i]];
}

static void take_diagonal(const int *slot, int n, const double *slots, double *diagonal)
{
    for (int i = 0; i < n; i++)
        diagonal[i] = slot[i] >= 0 ? slots[slot[i]] : 0;
}

/* Assembles a block and eliminates its local rows. own, next: diagonals before elimination of what
 * it gives to the states. */
static void factor_local(struct kkt *kkt, int segment, int t, const double *theta, double grow,
                         double *own, double *next)
{
    const struct lanes_kkt *chain = &kkt->chain;
    double *slots = work_of(chain, segment);
    const size_t at = place_at(chain, segment, t);
    const int rows = chain->dense_rows, width = chain->dense_width;
    memset(slots, 0, sizeof(double) * (size_t)chain->n_slot);
    lanes_assemble(chain, block_at(chain, segment, t), theta, slots, 1);
    take_diagonal(chain->own_diagonal, chain->n_state, slots, own);
    take_diagonal(chain->next_diagonal, chain->n_state, slots, next);
    double *dense = slots + chain->slot_dense, *before = slots + chain->n_slot + chain->n_sparse;
    for (int k = 0; k < rows; k++) {
        double *diagonal = &dense[(size_t)k * (size_t)width + (size_t)k];
        before[k] = *diagonal = lift(chain, *diagonal, grow);
    }
    factor_sparse(chain, slots, grow);
    memcpy(chain->sparse + at * chain->sparse_size, slots, sizeof(double) * chain->sparse_size);
    const size_t most = larger(chain->state_rows, rows);
    factor_rows(rows, before, dense, width, kkt->spare + (size_t)segment * most * most);
    dense_divide(chain->touched_columns, rows, dense, width, dense + rows, width);
    memcpy(chain->dense + at * chain->dense_size, dense, sizeof(double) * chain->dense_size);
    dense_subtract_gram(chain->touched_columns, rows, dense + rows, width,
                        slots + chain->slot_touched, chain->touched_columns);
}

/* ---- the chain ---------------------------------------------------------------------------------
 */

/* The panel of step t >= 1. `coming` holds what the step before left for it, and gets what it
 * leaves for the next one. diagonal[0..n): before elimination, lifted; [n..2n): what that added. */
static void factor_panel(struct kkt *kkt, int segment, int t, double *coming,
                         const double *diagonal)
{
    const struct lanes_kkt *chain = &kkt->chain;
    const int n = chain->state_rows, border = chain->border_columns, width = chain->panel_width;
    const size_t size = chain->panel_size - (size_t)n, most = larger(n, chain->dense_rows);
    const double *slots = work_of(chain, segment);
    double *panel = chain->panel + place_at(chain, segment, t) * chain->panel_size;
    double *left = chain->left + (size_t)segment * size;
    double *corner = chain->corner + (size_t)segment * (size_t)border * (size_t)border;
    memcpy(panel, coming, sizeof(double) * size);
    memset(coming, 0, sizeof(double) * size);
    scatter(&chain->own, slots, panel);
    scatter(&chain->cross, slots, panel);
    for (int i = 0; i < n; i++)
        panel[chain->panel_base[i] + i] += diagonal[n + i];
    factor_rows(n, diagonal, panel, width, kkt->spare + (size_t)segment * most * most);
    dense_divide(2 * n + border, n, panel, width, panel + n, width);
    const double *u = panel + n, *v = panel + 2 * n, *f = panel + 3 * n;
    scatter(&chain->next, slots, coming);
    dense_subtract_gram(n, n, u, width, coming, width);
    dense_subtract(n + border, n, n, v, width, u, width, coming + 2 * n, width);
    dense_subtract_gram(n, n, v, width, left, width);
    dense_subtract(border, n, n, f, width, v, width, left + 3 * n, width);
    dense_subtract_gram(border, n, f, width, corner, border);
}

static void factor_segment(struct kkt *kkt, int segment, const double *theta, double regularization)
{
    struct lanes_kkt *chain = &kkt->chain;
    const double grow = 1 + regularization;
    const size_t n = (size_t)chain->state_rows, size = chain->panel_size - n;
    const size_t border = (size_t)chain->border_columns;
    double *slots = work_of(chain, segment);
    double *left = chain->left + (size_t)segment * size;
    double *coming = chain->right + (size_t)segment * size;
    double *corner = chain->corner + (size_t)segment * border * border;
    double *coming_diagonal = chain->right_diagonal + (size_t)segment * n;
    double *own = slots + chain->n_slot + chain->n_sparse + chain->dense_rows, *next = own + n;
    double *diagonal = next + n;
    memset(left, 0, sizeof(double) * size);
    memset(coming, 0, sizeof(double) * size);
    memset(corner, 0, sizeof(double) * border * border);
    factor_local(kkt, segment, 0, theta, grow, chain->left_diagonal + (size_t)segment * n,
                 coming_diagonal);
    scatter(&chain->own, slots, left);
    scatter(&chain->next, slots, coming);
    scatter(&chain->first, slots, coming);
    scatter(&chain->border, slots, corner);
    for (int t = 1; t < chain->length; t++) {
        if (block_at(chain, segment, t) < 0) continue; /* a shorter segment */
        factor_local(kkt, segment, t, theta, grow, own, next);
        scatter(&chain->border, slots, corner);
        for (size_t i = 0; i < n; i++) {
            const double before = own[i] + coming_diagonal[i];
            diagonal[i] = lift(chain, before, grow);
            diagonal[n + i] = diagonal[i] - before;
        }
        factor_panel(kkt, segment, t, coming, diagonal);
        memcpy(coming_diagonal, next, sizeof(double) * n);
    }
}

static enum status blocks_factor(struct kkt *kkt, const double *theta, double regularization,
                                 double proximity, struct error *error)
{
    kkt->chain.proximity = proximity;
#pragma omp parallel for num_threads(kkt->chain.threads) schedule(static, 1)
    for (int segment = 0; segment < SEGMENTS; segment++)
        factor_segment(kkt, segment, theta, regularization);
    return chain_ends_factor(&kkt->chain, theta, regularization, error);
}

/* ---- solve -------------------------------------------------------------------------------------
 */

/* The line of a solve: O, K, T of the block, then the columns of the panel of its states. */
struct line {
    double *sparse, *dense, *touched, *states, *halfway;
    const double *d, *l, *local, *panel; /* of the block: 1 / D, L, K, its panel */
};

static struct line line_at(const struct kkt *kkt, int segment, int t)
{
    const struct lanes_kkt *chain = &kkt->chain;
    const size_t at = place_at(chain, segment, t);
    const int local = chain->n_sparse + chain->dense_rows;
    double *all = chain->line + (size_t)segment * kkt->line_size;
    const double *sparse = chain->sparse + at * chain->sparse_size;
    return (struct line){.sparse = all,
                         .dense = all + chain->n_sparse,
                         .touched = all + local,
                         .states = all + local + chain->touched_columns,
                         .halfway = chain->halfway + at * (size_t)(local + chain->state_rows),
                         .d = sparse,
                         .l = sparse + chain->slot_l,
                         .local = chain->dense + at * chain->dense_size,
                         .panel = chain->panel + at * chain->panel_size};
}

/* U' z = r, then z is taken out of all that follows it in the line. */
static void forward_rows(const double *panel, int n, int width, double *line)
{
    dense_forward(n, panel, width, line);
    dense_subtract_times(width - n, n, panel + n, width, line, line + n);
}
/* U y = z where what follows the rows in the line is known. */
static void backward_rows(const double *panel, int n, int width, double *line)
{
    dense_subtract_transposed(width - n, n, panel + n, width, line + n, line);
    dense_backward(n, panel, width, line);
}

static void forward_local(const struct lanes_kkt *chain, const double *rows,
                          const struct line *line)
{
    for (int i = 0; i < chain->n_sparse; i++)
        line->sparse[i] = rows[chain->sparse_place[i]];
    for (int i = 0; i < chain->dense_rows; i++)
        line->dense[i] = i < chain->n_dense ? rows[chain->dense_place[i]] : 0;
    memset(line->touched, 0, sizeof(double) * (size_t)chain->touched_columns);
    for (int i = 0; i < chain->n_sparse; i++)
        for (int e = chain->sparse_start[i]; e < chain->sparse_start[i + 1]; e++)
            line->sparse[chain->sparse_target[e]] -= line->l[e] * line->sparse[i];
    forward_rows(line->local, chain->dense_rows, chain->dense_width, line->dense);
    memcpy(line->halfway, line->sparse,
           sizeof(double) * (size_t)(chain->n_sparse + chain->dense_rows));
}

static void forward_segment(struct kkt *kkt, int segment, const double *right)
{
    const struct lanes_kkt *chain = &kkt->chain;
    const int n = chain->state_rows, width = chain->panel_width;
    const size_t bytes = sizeof(double) * (size_t)n;
    double *ends = chain->ends + (size_t)segment * (size_t)(2 * n + width);
    double *coming = ends, *left = ends + n, *border = ends + 2 * n;
    double *states = line_at(kkt, segment, 0).states;
    memset(states, 0, sizeof(double) * (size_t)width);
    memset(ends, 0, sizeof(double) * (size_t)(2 * n + width));
    for (int t = 0; t < chain->length; t++) {
        const int block = block_at(chain, segment, t);
        if (block < 0) continue;
        const struct line line = line_at(kkt, segment, t);
        const double *rows = right + (size_t)block * (size_t)chain->form->rows_per_block;
        forward_local(chain, rows, &line);
        for (int i = 0; i < n; i++)
            states[i] = coming[i] + (i < chain->n_state ? rows[chain->state_place[i]] : 0);
        memset(states + n, 0, bytes);
        for (int i = 0; i < chain->n_touched; i++)
            states[lanes_touched_place(chain, i)] += line.touched[i];
        if (t == 0) {
            memcpy(states + 2 * n, states, bytes);
        } else {
            forward_rows(line.panel, n, width, states);
            memcpy(line.halfway + chain->n_sparse + chain->dense_rows, states, bytes);
        }
        memcpy(coming, states + n, bytes);
    }
    memcpy(left, states + 2 * n, bytes);
    memcpy(border, states + 3 * n, sizeof(double) * (size_t)chain->border_columns);
}

static void backward_local(const struct lanes_kkt *chain, const struct line *line, double *rows)
{
    memcpy(line->sparse, line->halfway,
           sizeof(double) * (size_t)(chain->n_sparse + chain->dense_rows));
    for (int i = 0; i < chain->touched_columns; i++)
        line->touched[i] = i < chain->n_touched ? line->states[lanes_touched_place(chain, i)] : 0;
    backward_rows(line->local, chain->dense_rows, chain->dense_width, line->dense);
    for (int i = chain->n_sparse - 1; i >= 0; i--) {
        double sum = line->sparse[i] * line->d[i];
        for (int e = chain->sparse_start[i]; e < chain->sparse_start[i + 1]; e++)
            sum -= line->l[e] * line->sparse[chain->sparse_target[e]];
        line->sparse[i] = sum;
    }
    for (int i = 0; i < chain->n_sparse; i++)
        rows[chain->sparse_place[i]] = line->sparse[i];
    for (int i = 0; i < chain->n_dense; i++)
        rows[chain->dense_place[i]] = line->dense[i];
    for (int i = 0; i < chain->n_state; i++)
        rows[chain->state_place[i]] = line->states[i];
}

static void backward_segment(struct kkt *kkt, int segment, double *solution)
{
    const struct lanes_kkt *chain = &kkt->chain;
    const int n = chain->state_rows, width = chain->panel_width;
    const size_t bytes = sizeof(double) * (size_t)n;
    const double *ends = chain->ends + (size_t)segment * (size_t)(2 * n + width);
    const double *right = ends, *left = ends + n, *border = ends + 2 * n;
    double *states = line_at(kkt, segment, 0).states;
    memcpy(states + n, right, bytes);
    memcpy(states + 2 * n, left, bytes);
    memcpy(states + 3 * n, border, sizeof(double) * (size_t)chain->border_columns);
    for (int t = chain->length - 1; t >= 0; t--) {
        const int block = block_at(chain, segment, t);
        if (block < 0) continue;
        const struct line line = line_at(kkt, segment, t);
        if (t == 0) {
            memcpy(states, left, bytes);
        } else {
            memcpy(states, line.halfway + chain->n_sparse + chain->dense_rows, bytes);
            backward_rows(line.panel, n, width, states);
        }
        backward_local(chain, &line,
                       solution + (size_t)block * (size_t)chain->form->rows_per_block);
        memcpy(states + n, states, bytes);
    }
}

static enum status blocks_solve(struct kkt *kkt, double *right, struct error *error)
{
    (void)error;
#pragma omp parallel for num_threads(kkt->chain.threads) schedule(static, 1)
    for (int segment = 0; segment < SEGMENTS; segment++)
        forward_segment(kkt, segment, right);
    chain_ends_solve(&kkt->chain, right);
#pragma omp parallel for num_threads(kkt->chain.threads) schedule(static, 1)
    for (int segment = 0; segment < SEGMENTS; segment++)
        backward_segment(kkt, segment, right);
    return STATUS_OK;
}

static void blocks_drop(struct kkt *kkt)
{
    (void)kkt; /* all of it lies in the arena */
}

static double blocks_nonzeros(const struct kkt *kkt)
{
    const struct lanes_kkt *chain = &kkt->chain;
    const double per_block = (double)(chain->sparse_size + chain->dense_size + chain->panel_size);
    const double n = lanes_separator_rows(chain);
    return per_block * SEGMENTS * chain->length + n * (n + 1) / 2;
}

static double blocks_operations(const struct kkt *kkt)
{
    return lanes_operations(&kkt->chain);
}

const struct kkt_method kkt_blocks = {"blocks",    blocks_place,    blocks_factor,    blocks_solve,
                                      blocks_drop, blocks_nonzeros, blocks_operations};
