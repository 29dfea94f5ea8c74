/* What kkt_lanes.c (the structure), lanes_factor.c and lanes_solve.c (the numbers) share.
 *
 * The normal matrix of a chain of blocks. Rows of a block are local, or they tie the block to the
 * one before (states); the border ties all. Time is cut into equal segments, a SIMD lane per
 * segment, four of them a group. Within a block the order of elimination is
 *
 *     O  local rows, sparse, minimum degree on the union of the patterns of all blocks
 *     K  local rows where that has become dense
 *     T  what the local rows leave a Schur complement on: states of the block, states of the next
 *        block, border
 *
 * and then along the segment the dense states, with the states of the next block, those of the
 * first block of the segment (the separator) and the border as further columns of their panel. What
 * is left is a dense matrix of the separators and the border. */
#ifndef SOLVER_LANES_KKT_H
#define SOLVER_LANES_KKT_H

#include "solver/ipm_form.h"
#include "solver/lanes.h"

/* A pivot below this share of its diagonal before elimination counts as that share: a finite pivot
 * is mended by refinement. 1e-14 gave NaN on a week of 35 nodes. */
#define LANES_PIVOT_SHARE 1e-13

/* Where slots of the work of a block are added: value of slot i goes to place i. */
struct lanes_scatter {
    int count, *slot, *place;
};

struct lanes_kkt {
    double proximity; /* added to every diagonal entry: eq. 66 */
    bool even;        /* panels are full rectangles: what BLAS works on (kkt_blocks.c) */
    const struct ipm_form *form;
    int threads;

    /* structure */
    int n_group, length; /* blocks of a segment */
    int *block;          /* [n_group][length][4], -1: nothing, which only the second may be */
    bool has_gap;
    int n_border, border_columns; /* the second a multiple of 4 */
    int n_state, state_rows;
    int n_sparse, n_dense, dense_rows;             /* of O and K */
    int n_touched, touched_columns;                /* of T, border included */
    int *sparse_place, *dense_place, *state_place; /* in the block */
    int *touched; /* [n_touched] state, n_state + state of the next block, 2 n_state + border */
    int *sparse_start, *sparse_target; /* columns of L in O: place among O, K, T */
    int *update;                       /* slots of the pairs of each column */
    int dense_width, panel_width;      /* of the rows of K and of the states */
    /* Entry (i, j) of a matrix is at base[i] + j; rows of a panel of states begin at the four
     * columns of the diagonal. */
    int *dense_base, *panel_base, *touched_base, *border_base;
    int slot_l, slot_dense, slot_touched, n_slot;
    int *product_start, *product_slot; /* per kind: where each product of two entries goes */
    double *product;                   /* the product itself */
    /* In a program with squares the product of two entries is product + by_x x + by_square x^2,
     * x that of the column; else NULL. curved [n_kind]: whether a kind has any. */
    double *product_by_x, *product_by_square;
    bool *curved;
    struct lanes_scatter own, next, cross, first, border; /* first: cross, in a separator's block */
    int *own_diagonal, *next_diagonal;                    /* [n_state] slots, or -1 */
    double *border_diagonal;                              /* [n_border] */

    /* numbers, per group and block */
    size_t sparse_size, dense_size, panel_size; /* in lanes */
    double *sparse, *dense, *panel;
    double *separator; /* [n][n] lower triangle, n = 4 n_group n_state + n_border */
    double *separator_right;
    double *halfway; /* [n_group][length][O, K, states] a right side between the two sweeps */

    /* per group */
    size_t work_size;
    double *work, *left, *right, *corner; /* block; panels of the separators; border */
    double *left_diagonal, *right_diagonal;
    double *line, *ends; /* of the solve: a frame; sums for both separators and the border */
};

static inline int lanes_separator_rows(const struct lanes_kkt *kkt)
{
    return LANES_COUNT * kkt->n_group * kkt->n_state + kkt->n_border;
}
static inline size_t lanes_at(const struct lanes_kkt *kkt, int group, int t)
{
    return (size_t)group * (size_t)kkt->length + (size_t)t;
}

/* Where a column of T stands in the line of a solve, which is laid out as a panel. */
static inline int lanes_touched_place(const struct lanes_kkt *kkt, int i)
{
    const int n = kkt->n_state, pad = kkt->state_rows - n, which = kkt->touched[i];
    return which < n ? which : which < 2 * n ? which + pad : which + kkt->state_rows + 2 * pad;
}

/* A Theta A' of the columns of one block, into its slots, which are `apart` from each other. */
LANES_INLINE void lanes_assemble(const struct lanes_kkt *kkt, int block, const double *theta,
                                 double *slots, const int apart)
{
    const struct ipm_form *form = kkt->form;
    const int *restrict start = kkt->product_start, *restrict slot = kkt->product_slot;
    const double *restrict product = kkt->product;
    for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
        const double weight = theta[j];
        const int kind = form->kind[j];
        if (kkt->curved != NULL && kkt->curved[kind]) {
            const double x = form->point[j];
            for (int i = start[kind]; i < start[kind + 1]; i++)
                slots[(size_t)slot[i] * (size_t)apart] +=
                    weight *
                    (product[i] + (kkt->product_by_x[i] + kkt->product_by_square[i] * x) * x);
            continue;
        }
        for (int i = start[kind]; i < start[kind + 1]; i++)
            slots[(size_t)slot[i] * (size_t)apart] += weight * product[i];
    }
}

/* Of one group, up to the separators. */
void lanes_factor_group(struct lanes_kkt *kkt, int group, const double *theta,
                        double regularization);
void lanes_forward_group(struct lanes_kkt *kkt, int group, const double *right);
void lanes_backward_group(struct lanes_kkt *kkt, int group, double *solution);

#endif
