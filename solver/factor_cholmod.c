/* CHOLMOD lives here. Two forms of one factorization are kept: the one that CHOLMOD (or the caller)
 * chose, and, only once it was needed, L D L' entry by entry, which has no square roots that can
 * stop it. */
#include "solver/factor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cholmod.h>

#include "base/threads.h"
#include "solver/dense.h"

/* Operations per entry of L from which blocks pay. On square meshes of 3600 to 160000 buses and one
 * thread both forms took the same time near 80; at 40, where CHOLMOD itself would change over,
 * entry by entry was twice as fast. */
static const double BLOCKS_PAY = 80;

struct factor {
    struct arena arena; /* holds this struct, nothing else */
    cholmod_common common;
    cholmod_sparse matrix;    /* a view of the caller's pattern and values */
    cholmod_factor *chosen;   /* as analyzed */
    cholmod_factor *fallback; /* simplicial L D L' in the same order, or NULL */
    cholmod_factor *current;  /* the one that holds the newest numbers, or NULL */
    cholmod_dense *x, *y, *e; /* work of cholmod_solve2, kept between calls */
    double pivot_floor, flops;
    long nonzeros;
    int raised_pivots;
};

static enum status library_status(const cholmod_common *common, struct error *error)
{
    if (common->status == CHOLMOD_OUT_OF_MEMORY)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a sparse factorization");
    if (common->status == CHOLMOD_TOO_LARGE)
        return error_set(error, STATUS_NO_MEMORY,
                         "a sparse factorization has more entries than an int can count");
    return error_set(error, STATUS_INTERNAL, "CHOLMOD refused its input, status %d",
                     common->status);
}

static enum status check_lower(const struct sparse *lower, struct error *error)
{
    if (lower->n_row != lower->n_column)
        return error_set(error, STATUS_INTERNAL, "a symmetric matrix cannot be %d x %d",
                         lower->n_row, lower->n_column);
    for (int column = 0; column < lower->n_column; column++) {
        const int first = lower->start[column], end = lower->start[column + 1];
        if (first == end || lower->row[first] != column)
            return error_set(error, STATUS_INTERNAL,
                             "column %d of a lower triangle does not begin with its diagonal",
                             column);
        for (int e = first + 1; e < end; e++)
            if (lower->row[e] <= lower->row[e - 1] || lower->row[e] >= lower->n_row)
                return error_set(error, STATUS_INTERNAL,
                                 "column %d of a lower triangle is not sorted", column);
    }
    return STATUS_OK;
}

static enum status check_order(int n, const int *order, struct error *error)
{
    struct arena scratch = {0};
    int *seen = ARENA_ARRAY(&scratch, int, n);
    const bool is_valid = seen != NULL && permutation_is_valid(n, order, seen);
    arena_free(&scratch);
    if (seen == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to check an order");
    if (!is_valid)
        return error_set(error, STATUS_INTERNAL,
                         "the elimination order does not name each of %d columns once", n);
    return STATUS_OK;
}

static void set_up(cholmod_common *common, enum factor_kind kind)
{
    cholmod_start(common);
    common->print = 0;
    common->error_handler = NULL;
    common->quick_return_if_not_posdef = 1;
    common->supernodal = kind == FACTOR_SUPERNODAL   ? CHOLMOD_SUPERNODAL
                         : kind == FACTOR_SIMPLICIAL ? CHOLMOD_SIMPLICIAL
                                                     : CHOLMOD_AUTO;
    common->supernodal_switch = BLOCKS_PAY;
    common->grow2 = 0; /* no room for updates: L has exactly the entries that the analysis found */
}

/* The header of a matrix without numbers; CHOLMOD's pointers are not const but it does not write.
 */
static cholmod_sparse view(const struct sparse *lower)
{
    return (cholmod_sparse){.nrow = lower->n_row,
                            .ncol = lower->n_column,
                            .nzmax = sparse_entries(lower),
                            .p = lower->start,
                            .i = lower->row,
                            .stype = -1,
                            .itype = CHOLMOD_INT,
                            .xtype = CHOLMOD_PATTERN,
                            .dtype = CHOLMOD_DOUBLE,
                            .sorted = 1,
                            .packed = 1};
}

static cholmod_factor *analyze(struct factor *factor, const int *order, bool postorder)
{
    cholmod_common *common = &factor->common;
    cholmod_sparse pattern = factor->matrix;
    pattern.xtype = CHOLMOD_PATTERN;
    pattern.x = NULL;
    common->nmethods = 1;
    common->method[0].ordering = order ? CHOLMOD_GIVEN : CHOLMOD_AMD;
    common->postorder = postorder;
    return cholmod_analyze_p(&pattern, (int *)order, NULL, 0, common);
}

enum status factor_analyze(const struct sparse *lower_pattern, const int *order,
                           struct factor **factor, struct error *error)
{
    return factor_analyze_as(FACTOR_AUTO, lower_pattern, order, factor, error);
}

enum status factor_analyze_as(enum factor_kind kind, const struct sparse *lower_pattern,
                              const int *order, struct factor **factor, struct error *error)
{
    *factor = NULL;
    TRY(check_lower(lower_pattern, error));
    if (order) TRY(check_order(lower_pattern->n_row, order, error));
    dense_use_one_thread();

    struct arena arena = {0};
    struct factor *made = arena_bytes(&arena, sizeof *made);
    if (made == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a factor");
    made->arena = arena;
    set_up(&made->common, kind);
    made->matrix = view(lower_pattern);
    made->chosen = analyze(made, order, true);
    if (made->chosen == NULL) {
        const enum status status = library_status(&made->common, error);
        factor_drop(made);
        return status;
    }
    made->flops = made->common.fl;
    made->nonzeros = (long)made->common.lnz;
    *factor = made;
    return STATUS_OK;
}

void factor_set_pivot_floor(struct factor *factor, double floor)
{
    factor->pivot_floor = floor;
}

/* CHOLMOD asks for four threads to scatter each block, which takes longer to agree on than to do.
 */
static bool factorize(struct factor *factor, cholmod_factor *l)
{
    const int held = threads_hold();
    const int went = cholmod_factorize(&factor->matrix, l, &factor->common);
    threads_release(held);
    return went && factor->common.status >= CHOLMOD_OK;
}

/* Position of pivot j of a simplicial factor: the first entry of its column. */
static double *pivot(cholmod_factor *l, size_t j)
{
    return (double *)l->x + ((int *)l->p)[j];
}

static bool all_pivots_positive(cholmod_factor *l)
{
    if (l->minor < l->n) return false;
    if (l->is_super) return true; /* dpotrf would have stopped */
    for (size_t j = 0; j < l->n; j++)
        if (!(*pivot(l, j) > 0 && isfinite(*pivot(l, j)))) return false;
    return true;
}

/* The factor that is computed entry by entry; a supernodal one gets a partner in the same order. */
static cholmod_factor *simplicial(struct factor *factor)
{
    if (!factor->chosen->is_super) return factor->chosen;
    if (factor->fallback == NULL) {
        const int supernodal = factor->common.supernodal;
        factor->common.supernodal = CHOLMOD_SIMPLICIAL;
        factor->fallback = analyze(factor, factor->chosen->Perm, false);
        factor->common.supernodal = supernodal;
    }
    return factor->fallback;
}

/* L D L' whose pivots of less than the floor CHOLMOD has moved to floor or -floor. Taking |D| for D
 * adds 2 |d| v v', positive semidefinite, for each negative pivot d with column v of L. */
static enum status factorize_with_floor(struct factor *factor, struct error *error)
{
    cholmod_common *common = &factor->common;
    cholmod_factor *l = simplicial(factor);
    if (l == NULL) return library_status(common, error);
    common->dbound = factor->pivot_floor;
    const bool went = factorize(factor, l);
    common->dbound = 0;
    if (!went) return library_status(common, error);

    for (size_t j = 0; j < l->n; j++) {
        double *d = pivot(l, j);
        if (!isfinite(*d))
            return error_set(error, STATUS_NUMERICAL, "a pivot of a factorization is not finite");
        if (*d <= factor->pivot_floor) factor->raised_pivots++;
        *d = fabs(*d);
    }
    factor->current = l;
    return STATUS_OK;
}

enum status factor_refactor(struct factor *factor, const double *values, struct error *error)
{
    factor->matrix.x = (double *)values;
    factor->matrix.xtype = CHOLMOD_REAL;
    factor->current = NULL;
    factor->raised_pivots = 0;
    for (size_t e = 0; e < factor->matrix.nzmax; e++)
        if (!isfinite(values[e]))
            return error_set(error, STATUS_NUMERICAL, "a matrix to be factorized has an entry %g",
                             values[e]);
    if (!factorize(factor, factor->chosen)) return library_status(&factor->common, error);
    if (all_pivots_positive(factor->chosen)) {
        factor->current = factor->chosen;
        return STATUS_OK;
    }
    if (factor->pivot_floor > 0) return factorize_with_floor(factor, error);
    return error_set(error, STATUS_NUMERICAL, "a matrix of %zu rows is not positive definite",
                     factor->matrix.nrow);
}

enum status factor_solve(struct factor *factor, int n_rhs, double *rhs, struct error *error)
{
    const size_t n = factor->matrix.nrow, n_number = n * (size_t)n_rhs;
    if (factor->current == NULL)
        return error_set(error, STATUS_INTERNAL, "a solve was asked for without a factorization");
    if (n_number == 0) return STATUS_OK;
    cholmod_dense b = {.nrow = n,
                       .ncol = n_rhs,
                       .nzmax = n_number,
                       .d = n,
                       .x = rhs,
                       .xtype = CHOLMOD_REAL,
                       .dtype = CHOLMOD_DOUBLE};
    if (!cholmod_solve2(CHOLMOD_A, factor->current, &b, NULL, &factor->x, NULL, &factor->y,
                        &factor->e, &factor->common))
        return library_status(&factor->common, error);
    memcpy(rhs, factor->x->x, sizeof *rhs * n_number);
    return STATUS_OK;
}

void factor_drop(struct factor *factor)
{
    if (factor == NULL) return;
    cholmod_common *common = &factor->common;
    cholmod_free_factor(&factor->chosen, common);
    cholmod_free_factor(&factor->fallback, common);
    cholmod_free_dense(&factor->x, common);
    cholmod_free_dense(&factor->y, common);
    cholmod_free_dense(&factor->e, common);
    cholmod_finish(common);
    struct arena arena = factor->arena;
    arena_free(&arena);
}

long factor_nonzeros(const struct factor *factor)
{
    return factor->nonzeros;
}

double factor_flops(const struct factor *factor)
{
    return factor->flops;
}

int factor_raised_pivots(const struct factor *factor)
{
    return factor->raised_pivots;
}

bool factor_is_supernodal(const struct factor *factor)
{
    return factor->current != NULL && factor->current->is_super;
}

long factor_held_objects(const struct factor *factor)
{
    return (long)factor->common.malloc_count;
}

void factor_library(char *text, size_t size)
{
    int version[3];
    cholmod_version(version);
    snprintf(text, size, "CHOLMOD %d.%d.%d", version[0], version[1], version[2]);
}
