/* A Theta A' of a chain of blocks by block elimination, four segments of time at once; see
 * lanes_kkt.h for the order. */
#include "solver/chain_ends.h"
#include "solver/kkt.h"
#include "solver/lanes_kkt.h"
#include "solver/lanes_structure.h"

#include <math.h>
#include <string.h>

/* Where there are more states, panels no longer fit a cache: kkt_blocks.c does them. */
enum {
    STATES_PAY = 171,
    STATES_AT_MOST = 500,
    BORDER_AT_MOST = 64,
    BLOCKS_WORTH_IT = 64,
    ROWS_AT_MOST = 2000
};

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
    return form->n_block >= BLOCKS_WORTH_IT && kkt_lanes_can(form) &&
           lanes_count_states(form) <= STATES_PAY;
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

static enum status lanes_factor(struct kkt *kkt, const double *theta, double regularization,
                                double proximity, struct error *error)
{
    struct lanes_kkt *lanes = &kkt->lanes;
    lanes->proximity = proximity;
#pragma omp parallel for num_threads(lanes->threads) schedule(static, 1)
    for (int group = 0; group < lanes->n_group; group++)
        lanes_factor_group(lanes, group, theta, regularization);
    return chain_ends_factor(lanes, theta, regularization, error);
}

static enum status lanes_solve(struct kkt *kkt, double *right, struct error *error)
{
    (void)error;
    struct lanes_kkt *lanes = &kkt->lanes;
#pragma omp parallel for num_threads(lanes->threads) schedule(static, 1)
    for (int group = 0; group < lanes->n_group; group++)
        lanes_forward_group(lanes, group, right);
    chain_ends_solve(lanes, right);
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

static double operations(const struct kkt *kkt)
{
    return lanes_operations(&kkt->lanes);
}

const struct kkt_method kkt_lanes = {"lanes",    lanes_place,    lanes_factor, lanes_solve,
                                     lanes_drop, lanes_nonzeros, operations};
