/* A Theta A' of a chain of blocks by block elimination, four segments of time at once; see
 * lanes_kkt.h for the order. */
#include "solver/dense.h"
#include "solver/kkt.h"
#include "solver/lanes_kkt.h"
#include "solver/lanes_structure.h"

#include <math.h>
#include <string.h>

/* The cost of a block grows with the cube of its states, and CHOLMOD's supernodes get larger. */
enum { STATES_AT_MOST = 120, BORDER_AT_MOST = 64, BLOCKS_WORTH_IT = 64, ROWS_AT_MOST = 2000 };

struct kkt {
    struct lanes_kkt lanes;
};

bool kkt_lanes_can(const struct ipm_form *form)
{
    return form->n_block > 1 && form->n_border <= BORDER_AT_MOST &&
           form->rows_per_block <= ROWS_AT_MOST && lanes_count_states(form) <= STATES_AT_MOST;
}

bool kkt_lanes_pays(const struct ipm_form *form)
{
    return form->n_block >= BLOCKS_WORTH_IT && kkt_lanes_can(form);
}

static double *take(struct arena *arena, size_t lanes)
{
    return ARENA_ARRAY(arena, double, lanes *LANES_COUNT);
}

static bool take_numbers(struct lanes_kkt *lanes, struct arena *arena)
{
    const size_t blocks = (size_t)lanes->n_group * (size_t)lanes->length;
    const size_t groups = (size_t)lanes->n_group, n = (size_t)lanes->state_rows;
    const size_t border = (size_t)lanes->border_columns, width = (size_t)lanes->panel_width;
    const size_t k = (size_t)lanes->dense_rows, size = lanes->panel_size - n;
    const size_t local = (size_t)lanes->n_sparse + k;
    const size_t n_separator = (size_t)lanes_separator_rows(lanes);
    lanes->dense_size = k * (size_t)lanes->dense_width + k;
    lanes->work_size = (size_t)lanes->n_slot + local + 5 * n + size;
    lanes->sparse = take(arena, blocks * lanes->sparse_size);
    lanes->dense = take(arena, blocks * lanes->dense_size);
    lanes->panel = take(arena, blocks * lanes->panel_size);
    lanes->halfway = take(arena, blocks * (local + n));
    lanes->separator = ARENA_ARRAY(arena, double, n_separator *n_separator);
    lanes->separator_right = ARENA_ARRAY(arena, double, n_separator);
    lanes->border_diagonal = ARENA_ARRAY(arena, double, lanes->n_border);
    lanes->work = take(arena, groups * lanes->work_size);
    lanes->left = take(arena, groups * size);
    lanes->right = take(arena, groups * size);
    lanes->corner = take(arena, groups * border * border);
    lanes->left_diagonal = take(arena, groups * n);
    lanes->right_diagonal = take(arena, groups * n);
    lanes->line = take(arena, groups * (local + (size_t)lanes->touched_columns + width));
    lanes->ends = take(arena, groups * (2 * n + width));
    return lanes->sparse && lanes->dense && lanes->panel && lanes->halfway && lanes->separator &&
           lanes->separator_right && lanes->border_diagonal && lanes->work && lanes->left &&
           lanes->right && lanes->corner && lanes->left_diagonal && lanes->right_diagonal &&
           lanes->line && lanes->ends;
}

static enum status lanes_place(const struct ipm_form *form, const int *block_of_row, int threads,
                               struct arena *arena, struct kkt **placed, struct error *error)
{
    (void)block_of_row; /* the form has the blocks already */
    struct kkt *kkt = ARENA_ARRAY(arena, struct kkt, 1);
    if (kkt == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to place the LP");
    kkt->lanes.threads = threads;
    TRY(lanes_structure_make(form, arena, &kkt->lanes, error));
    if (!take_numbers(&kkt->lanes, arena))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the factor of %d blocks",
                         form->n_block);
    *placed = kkt;
    return STATUS_OK;
}

/* ---- separators and border ---------------------------------------------------------------------
 */

static double lane_of(const double *lanes, size_t at, int lane)
{
    return lanes[at * LANES_COUNT + (size_t)lane];
}

static void add_separator(struct lanes_kkt *lanes, int row, int column, double value)
{
    const size_t n = (size_t)lanes_separator_rows(lanes);
    const size_t low = (size_t)(row > column ? row : column);
    const size_t high = (size_t)(row > column ? column : row);
    lanes->separator[high * n + low] += value;
}

/* What a segment gives to its own separator (at its first block), to the next one, and to the
 * border. */
static void add_segment(struct lanes_kkt *lanes, int segment)
{
    const int n = lanes->n_state, n_segment = LANES_COUNT * lanes->n_group;
    const int lane = segment % LANES_COUNT, next = (segment + 1) % n_segment;
    const size_t rows = (size_t)lanes->state_rows;
    const size_t size = lanes->panel_size - rows, group = (size_t)(segment / LANES_COUNT);
    const double *left = lanes->left + group * size * LANES_COUNT;
    const double *right = lanes->right + group * size * LANES_COUNT;
    for (int i = 0; i < n; i++) {
        const int row = lanes->panel_base[i];
        for (int j = i; j < n; j++) {
            const size_t at = (size_t)(row + j);
            add_separator(lanes, segment * n + i, segment * n + j, lane_of(left, at, lane));
            add_separator(lanes, next * n + i, next * n + j, lane_of(right, at, lane));
        }
        for (int j = 0; j < n; j++)
            add_separator(lanes, next * n + i, segment * n + j,
                          lane_of(right, (size_t)(row + j) + 2 * rows, lane));
        for (int k = 0; k < lanes->n_border; k++) {
            const size_t at = (size_t)(row + k) + 3 * rows;
            add_separator(lanes, n_segment * n + k, segment * n + i, lane_of(left, at, lane));
            add_separator(lanes, n_segment * n + k, next * n + i, lane_of(right, at, lane));
        }
    }
    const size_t border = (size_t)lanes->border_columns;
    const double *corner = lanes->corner + group * border * border * LANES_COUNT;
    for (int i = 0; i < lanes->n_border; i++)
        for (int j = i; j < lanes->n_border; j++)
            add_separator(lanes, n_segment * n + i, n_segment * n + j,
                          lane_of(corner, (size_t)i * border + (size_t)j, lane));
}

/* The diagonal of the separators and the border before any elimination. */
static void separator_diagonal(const struct lanes_kkt *lanes, const double *theta, double *diagonal)
{
    const int n = lanes->n_state, n_segment = LANES_COUNT * lanes->n_group;
    const size_t rows = (size_t)lanes->state_rows;
    memset(diagonal, 0, sizeof(double) * (size_t)lanes_separator_rows(lanes));
    for (int segment = 0; segment < n_segment; segment++) {
        const int lane = segment % LANES_COUNT, next = (segment + 1) % n_segment;
        const size_t group = (size_t)(segment / LANES_COUNT);
        for (int i = 0; i < n; i++) {
            const size_t at = group * rows + (size_t)i;
            diagonal[segment * n + i] += lane_of(lanes->left_diagonal, at, lane);
            diagonal[next * n + i] += lane_of(lanes->right_diagonal, at, lane);
        }
    }
    const struct ipm_form *form = lanes->form;
    double *border = diagonal + n_segment * n;
    for (int j = 0; lanes->n_border > 0 && j < form->n_column; j++)
        for (int e = form->kind_start[form->kind[j]]; e < form->kind_start[form->kind[j] + 1]; e++)
            if (form->kind_place[e] >= 2 * form->rows_per_block)
                border[form->kind_place[e] - 2 * form->rows_per_block] +=
                    theta[j] * ipm_form_slope(form, e, j) * ipm_form_slope(form, e, j);
}

/* Cholesky with guarded pivots, for when LAPACK refuses. */
static void guarded_cholesky(int n, const double *diagonal, double *a)
{
    for (int k = 0; k < n; k++) {
        double *column = a + (size_t)k * (size_t)n;
        const double pivot = fmax(column[k], LANES_PIVOT_SHARE * diagonal[k]);
        const double root = sqrt(pivot);
        column[k] = root;
        for (int i = k + 1; i < n; i++)
            column[i] /= root;
        for (int j = k + 1; j < n; j++) {
            double *later = a + (size_t)j * (size_t)n;
            for (int i = j; i < n; i++)
                later[i] -= column[i] * column[j];
        }
    }
}

static void build_separator(struct lanes_kkt *lanes, const double *diagonal, double regularization)
{
    const int n = lanes_separator_rows(lanes);
    memset(lanes->separator, 0, sizeof(double) * (size_t)n * (size_t)n);
    for (int segment = 0; segment < LANES_COUNT * lanes->n_group; segment++)
        add_segment(lanes, segment);
    for (int i = 0; i < n; i++)
        add_separator(lanes, i, i,
                      diagonal[i] > 0 ? regularization * diagonal[i] + lanes->proximity : 1.0);
}

static enum status lanes_factor(struct kkt *kkt, const double *theta, double regularization,
                                double proximity, struct error *error)
{
    struct lanes_kkt *lanes = &kkt->lanes;
    lanes->proximity = proximity;
    double *diagonal = lanes->separator_right; /* free until the first solve */
#pragma omp parallel for num_threads(lanes->threads) schedule(static, 1)
    for (int group = 0; group < lanes->n_group; group++)
        lanes_factor_group(lanes, group, theta, regularization);
    const int n = lanes_separator_rows(lanes);
    separator_diagonal(lanes, theta, diagonal);
    build_separator(lanes, diagonal, regularization);
    for (int i = 0; i < n; i++)
        if (!isfinite(lanes->separator[(size_t)i * (size_t)n + (size_t)i]))
            return error_set(error, STATUS_NUMERICAL, "the normal equations are not finite");
    if (dense_cholesky(n, lanes->separator, NULL) == STATUS_OK) return STATUS_OK;
    build_separator(lanes, diagonal, regularization);
    guarded_cholesky(n, diagonal, lanes->separator);
    return STATUS_OK;
}

/* ---- solve -------------------------------------------------------------------------------------
 */

static double *end_of(const struct lanes_kkt *lanes, int segment, int which)
{
    const size_t size = 2 * (size_t)lanes->state_rows + (size_t)lanes->panel_width;
    const size_t at = (size_t)(segment / LANES_COUNT) * size + (size_t)which;
    return lanes->ends + at * LANES_COUNT + (size_t)(segment % LANES_COUNT);
}

/* The parts of a line of ends: what goes to the next separator, to the own one, to the border. */
static void collect_ends(struct lanes_kkt *lanes, const double *right)
{
    const int n = lanes->n_state, rows = lanes->state_rows;
    const int n_segment = LANES_COUNT * lanes->n_group;
    double *sum = lanes->separator_right, *border = sum + n_segment * n;
    memset(sum, 0, sizeof(double) * (size_t)lanes_separator_rows(lanes));
    for (int k = 0; k < lanes->n_border; k++)
        border[k] = right[lanes->form->n_row - lanes->n_border + k];
    for (int segment = 0; segment < n_segment; segment++) {
        const int next = (segment + 1) % n_segment;
        for (int i = 0; i < n; i++) {
            sum[next * n + i] += *end_of(lanes, segment, i);
            sum[segment * n + i] += *end_of(lanes, segment, rows + i);
        }
        for (int k = 0; k < lanes->n_border; k++)
            border[k] += *end_of(lanes, segment, 2 * rows + k);
    }
}

static void spread_ends(struct lanes_kkt *lanes, double *solution)
{
    const int n = lanes->n_state, rows = lanes->state_rows;
    const int n_segment = LANES_COUNT * lanes->n_group;
    const double *sum = lanes->separator_right, *border = sum + n_segment * n;
    for (int segment = 0; segment < n_segment; segment++) {
        const int next = (segment + 1) % n_segment;
        for (int i = 0; i < n; i++) {
            *end_of(lanes, segment, i) = sum[next * n + i];
            *end_of(lanes, segment, rows + i) = sum[segment * n + i];
        }
        for (int k = 0; k < lanes->n_border; k++)
            *end_of(lanes, segment, 2 * rows + k) = border[k];
    }
    for (int k = 0; k < lanes->n_border; k++)
        solution[lanes->form->n_row - lanes->n_border + k] = border[k];
}

static enum status lanes_solve(struct kkt *kkt, double *right, struct error *error)
{
    (void)error;
    struct lanes_kkt *lanes = &kkt->lanes;
#pragma omp parallel for num_threads(lanes->threads) schedule(static, 1)
    for (int group = 0; group < lanes->n_group; group++)
        lanes_forward_group(lanes, group, right);
    collect_ends(lanes, right);
    dense_cholesky_solve(lanes_separator_rows(lanes), lanes->separator, 1, lanes->separator_right);
    spread_ends(lanes, right);
#pragma omp parallel for num_threads(lanes->threads) schedule(static, 1)
    for (int group = 0; group < lanes->n_group; group++)
        lanes_backward_group(lanes, group, right);
    return STATUS_OK;
}

static void lanes_drop(struct kkt *kkt)
{
    (void)kkt; /* all of it lies in the arena */
}

static double lanes_nonzeros(const struct kkt *kkt)
{
    const struct lanes_kkt *lanes = &kkt->lanes;
    const double per_block = (double)(lanes->sparse_size + lanes->dense_size + lanes->panel_size);
    const double n = lanes_separator_rows(lanes);
    return per_block * LANES_COUNT * lanes->n_group * lanes->length + n * (n + 1) / 2;
}

const struct kkt_method kkt_lanes = {"lanes",     lanes_place, lanes_factor,
                                     lanes_solve, lanes_drop,  lanes_nonzeros};
