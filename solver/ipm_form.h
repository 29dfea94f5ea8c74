/* The form that the interior point works on: minimize c'x + c0, A x = b, 0 <= x <= u, u > 0.
 * Lower bounds are shifted away (columns without one are mirrored), fixed columns are put into b,
 * rows with a range get a slack column, rows are scaled by powers of two to a largest coefficient
 * near 1. */
#ifndef SOLVER_IPM_FORM_H
#define SOLVER_IPM_FORM_H

#include "solver/lp.h"

#include <stdbool.h>

struct ipm_form {
    int n_row, n_column, n_entry;
    int *column_start, *column_row; /* A by columns */
    double *column_value;
    int *row_start, *row_column; /* A by rows */
    double *row_value;
    double *cost, *upper, *right; /* c, u (INFINITY: none), b */
    double cost_constant;
    double *row_scale;    /* scaled row = row_scale x original row */
    int *origin;          /* [n_column] column of the LP, or -1 - row for a slack */
    double *shift, *sign; /* original x = shift + sign x */
    bool has_free_column; /* a column without any bound: this form cannot hold it */
};

MUST_CHECK enum status ipm_form_make(const struct lp *lp, struct arena *arena,
                                     struct ipm_form *form, struct error *error);

/* x and row duals of the original LP. */
void ipm_form_read(const struct lp *lp, const struct ipm_form *form, const double *x,
                   const double *y, struct lp_solution *solution);

/* product [n_row] = A x; product [n_column] = A' y. Split over threads by rows or columns: same
 * bits. */
void ipm_form_times(const struct ipm_form *form, const double *x, double *product, int threads);
void ipm_form_transposed_times(const struct ipm_form *form, const double *y, double *product,
                               int threads);

#endif
