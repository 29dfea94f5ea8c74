/* The form that the interior point works on (docs/model.md, eqs. 60, 75): minimize c'x + c0,
 * A x + S x^2 = b, 0 <= x <= u, u > 0; most programs have no squares, S = 0.
 * Lower bounds are shifted away (columns without one are mirrored), fixed columns are put into b,
 * rows with a range get a slack column, rows are scaled by powers of two to a largest coefficient
 * near 1.
 *
 * A chain of blocks (lp.block_of_row: equally many rows each, neighbours tied, any row may link all
 * of them) is stored as such: a column is its block and its kind, and columns of a kind have the
 * same coefficients at the same places of their blocks. A year of 8,760 steps then needs about the
 * coefficients of one. An LP without such a chain is one block, in which every column is a kind of
 * its own. */
#ifndef SOLVER_IPM_FORM_H
#define SOLVER_IPM_FORM_H

#include "solver/lp.h"

#include <limits.h>
#include <stdbool.h>

enum {
    IPM_PADDING = INT_MIN, /* origin of an empty column */
    IPM_LANES = 8          /* the columns of every block are padded to a multiple of this */
};

struct ipm_form {
    int n_row, n_column, n_entry;
    /* Rows: those of block 0, of block 1, ..., then the border. */
    int n_block, rows_per_block, n_border;
    int *first_column; /* [n_block + 1] the columns of a block are a run */
    int *kind;         /* [n_column] */
    int n_kind;
    int *kind_start;     /* [n_kind + 1] */
    int *kind_place;     /* place of an entry's row in the frame of the column's block, see below */
    double *kind_value;  /* its coefficient */
    double *kind_square; /* that of x^2, or NULL: a linear program */
    const double *point; /* [n_column] where the factorizations take A + 2 S diag(point) */

    double *cost, *upper, *right; /* c, u (INFINITY: none), b */
    double cost_constant;
    double *row_scale;    /* scaled row = row_scale x original row */
    int *origin;          /* [n_column] column of the LP, -1 - row for a slack, or IPM_PADDING */
    bool has_free_column; /* a column without any bound: this form cannot hold it */
};

MUST_CHECK enum status ipm_form_make(const struct lp *lp, struct arena *arena,
                                     struct ipm_form *form, struct error *error);

/* The frame of a block: its own rows, those of the next block (after the last one comes the first),
 * the border. */
static inline int ipm_form_frame_rows(const struct ipm_form *form)
{
    return form->n_block == 1 ? form->n_row : 2 * form->rows_per_block + form->n_border;
}
static inline int ipm_form_row(const struct ipm_form *form, int block, int place)
{
    const int m = form->rows_per_block;
    if (place < m) return block * m + place;
    if (place >= 2 * m) return (form->n_block - 2) * m + place;
    return block + 1 < form->n_block ? block * m + place : place - m;
}

/* d(row) / d(x_j) of an entry of its kind. */
static inline double ipm_form_slope(const struct ipm_form *form, int entry, int j)
{
    if (form->kind_square == NULL) return form->kind_value[entry];
    return form->kind_value[entry] + 2 * form->kind_square[entry] * form->point[j];
}

/* x and row duals of the original LP. */
void ipm_form_read(const struct lp *lp, const struct ipm_form *form, const double *x,
                   const double *y, struct lp_solution *solution);

#endif
