/* KLU lives here. */
#include "solver/factor.h"

#include <math.h>

#include <klu.h>

/* Old pivots are kept while no entry grew by more than 1 / this: about half the digits are then
 * left. */
static const double SMALLEST_GROWTH = 1e-8;

struct lu {
    struct arena arena; /* holds this struct, nothing else */
    klu_common common;
    klu_symbolic *symbolic;
    klu_numeric *numeric; /* NULL before the first refactor and after one that found A singular */
    const struct sparse *pattern;
    int pivot_searches;
};

static enum status library_status(const klu_common *common, struct error *error)
{
    if (common->status == KLU_OUT_OF_MEMORY || common->status == KLU_TOO_LARGE)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a sparse factorization");
    if (common->status == KLU_SINGULAR)
        return error_set(error, STATUS_NUMERICAL, "a matrix is singular in its column %d",
                         common->singular_col);
    return error_set(error, STATUS_INTERNAL, "KLU refused its input, status %d", common->status);
}

enum status lu_analyze(const struct sparse *pattern, struct lu **lu, struct error *error)
{
    *lu = NULL;
    if (pattern->n_row != pattern->n_column || pattern->n_row == 0)
        return error_set(error, STATUS_INTERNAL, "a matrix of %d x %d cannot be factorized",
                         pattern->n_row, pattern->n_column);
    struct arena arena = {0};
    struct lu *made = arena_bytes(&arena, sizeof *made);
    if (made == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a factor");
    made->arena = arena;
    made->pattern = pattern;
    klu_defaults(&made->common);
    made->symbolic = klu_analyze(pattern->n_row, pattern->start, pattern->row, &made->common);
    if (made->symbolic == NULL) {
        const enum status status = library_status(&made->common, error);
        lu_drop(made);
        return status;
    }
    *lu = made;
    return STATUS_OK;
}

static bool keeps_old_pivots(struct lu *lu, double *values)
{
    int *start = lu->pattern->start, *row = lu->pattern->row;
    return lu->numeric != NULL &&
           klu_refactor(start, row, values, lu->symbolic, lu->numeric, &lu->common) &&
           lu->common.status == KLU_OK &&
           klu_rgrowth(start, row, values, lu->symbolic, lu->numeric, &lu->common) &&
           lu->common.rgrowth >= SMALLEST_GROWTH;
}

enum status lu_refactor(struct lu *lu, const double *values, struct error *error)
{
    double *unchanged = (double *)values; /* KLU does not write to them */
    for (int e = 0; e < sparse_entries(lu->pattern); e++)
        if (!isfinite(values[e]))
            return error_set(error, STATUS_NUMERICAL, "a matrix to be factorized has an entry %g",
                             values[e]);
    if (keeps_old_pivots(lu, unchanged)) return STATUS_OK;
    klu_free_numeric(&lu->numeric, &lu->common);
    lu->pivot_searches++;
    lu->numeric =
        klu_factor(lu->pattern->start, lu->pattern->row, unchanged, lu->symbolic, &lu->common);
    return lu->numeric != NULL ? STATUS_OK : library_status(&lu->common, error);
}

static enum status solve(struct lu *lu, bool transposed, int n_rhs, double *rhs,
                         struct error *error)
{
    const int n = lu->pattern->n_row;
    if (lu->numeric == NULL)
        return error_set(error, STATUS_INTERNAL, "a solve was asked for without a factorization");
    if (n_rhs == 0) return STATUS_OK;
    const int went = transposed ? klu_tsolve(lu->symbolic, lu->numeric, n, n_rhs, rhs, &lu->common)
                                : klu_solve(lu->symbolic, lu->numeric, n, n_rhs, rhs, &lu->common);
    return went ? STATUS_OK : library_status(&lu->common, error);
}

enum status lu_solve(struct lu *lu, int n_rhs, double *rhs, struct error *error)
{
    return solve(lu, false, n_rhs, rhs, error);
}

enum status lu_solve_transposed(struct lu *lu, int n_rhs, double *rhs, struct error *error)
{
    return solve(lu, true, n_rhs, rhs, error);
}

void lu_drop(struct lu *lu)
{
    if (lu == NULL) return;
    klu_free_numeric(&lu->numeric, &lu->common);
    klu_free_symbolic(&lu->symbolic, &lu->common);
    struct arena arena = lu->arena;
    arena_free(&arena);
}

double lu_reciprocal_condition(struct lu *lu)
{
    if (lu->numeric == NULL) return 0;
    return klu_rcond(lu->symbolic, lu->numeric, &lu->common) ? lu->common.rcond : 0;
}

int lu_pivot_searches(const struct lu *lu)
{
    return lu->pivot_searches;
}
