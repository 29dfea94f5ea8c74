#include "solver/ldl.h"

#include "solver/order.h"

#include <math.h>
#include <string.h>

int ldl_entries(const struct ldl *ldl)
{
    return ldl->column_start[ldl->n];
}

/* ---- the pattern ------------------------------------------------------------------------------
 */

/* Column k of the upper triangle in the order of elimination holds, of the k-th eliminated, the
 * neighbours that went before. */
static enum status permute_upper(const struct sparse *lower, const int *place, struct arena *arena,
                                 struct ldl *ldl)
{
    const int n = ldl->n, n_entry = lower->start[n];
    int *next = ARENA_ARRAY(arena, int, n);
    ldl->upper_start = ARENA_ARRAY(arena, int, n + 1);
    ldl->upper_row = ARENA_ARRAY(arena, int, n_entry);
    ldl->upper_source = ARENA_ARRAY(arena, int, n_entry);
    ldl->diagonal = ARENA_ARRAY(arena, int, n);
    if (!next || !ldl->upper_start || !ldl->upper_row || !ldl->upper_source || !ldl->diagonal)
        return STATUS_NO_MEMORY;
    for (int j = 0; j < n; j++)
        for (int e = lower->start[j]; e < lower->start[j + 1]; e++) {
            const int a = place[j], b = place[lower->row[e]];
            if (a == b)
                ldl->diagonal[a] = e;
            else
                ldl->upper_start[(a > b ? a : b) + 1]++;
        }
    for (int k = 0; k < n; k++) {
        ldl->upper_start[k + 1] += ldl->upper_start[k];
        next[k] = ldl->upper_start[k];
    }
    for (int j = 0; j < n; j++)
        for (int e = lower->start[j]; e < lower->start[j + 1]; e++) {
            const int a = place[j], b = place[lower->row[e]];
            if (a == b) continue;
            const int at = next[a > b ? a : b]++;
            ldl->upper_row[at] = a > b ? b : a;
            ldl->upper_source[at] = e;
        }
    return STATUS_OK;
}

/* The elimination tree and the number of entries in each row and column of L (Liu, SIAM J. Matrix
 * Anal. Appl. 11, 1990): row k is what the climbs from its entries towards k meet first. */
static void count_entries(const struct ldl *ldl, int *parent, int *seen)
{
    for (int k = 0; k < ldl->n; k++) {
        parent[k] = -1;
        seen[k] = k;
        for (int e = ldl->upper_start[k]; e < ldl->upper_start[k + 1]; e++)
            for (int i = ldl->upper_row[e]; seen[i] != k; i = parent[i]) {
                if (parent[i] < 0) parent[i] = k;
                seen[i] = k;
                ldl->row_start[k + 1]++;
                ldl->column_start[i + 1]++;
            }
    }
}

/* Filled column by column, the rows come out with their columns ascending, and the other way round.
 */
static void fill_entries(const struct ldl *ldl, const int *parent, int *seen, int *next)
{
    const int n = ldl->n;
    for (int k = 0; k < n; k++) {
        seen[k] = -1;
        next[k] = ldl->column_start[k];
    }
    for (int k = 0; k < n; k++) {
        seen[k] = k;
        for (int e = ldl->upper_start[k]; e < ldl->upper_start[k + 1]; e++)
            for (int i = ldl->upper_row[e]; seen[i] != k; i = parent[i]) {
                seen[i] = k;
                ldl->column_row[next[i]++] = k;
            }
    }
    memcpy(next, ldl->row_start, sizeof *next * (size_t)n);
    for (int i = 0; i < n; i++)
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            ldl->row_column[next[ldl->column_row[e]]++] = i;
}

enum status ldl_analyze(const struct sparse *lower, struct arena *arena, struct arena *scratch,
                        struct ldl *ldl, struct error *error)
{
    const int n = lower->n_column;
    ldl->n = n;
    int *place = ARENA_ARRAY(scratch, int, n);
    int *parent = ARENA_ARRAY(scratch, int, n);
    int *seen = ARENA_ARRAY(scratch, int, n);
    ldl->order = ARENA_ARRAY(arena, int, n);
    ldl->row_start = ARENA_ARRAY(arena, int, n + 1);
    ldl->column_start = ARENA_ARRAY(arena, int, n + 1);
    if (!place || !parent || !seen || !ldl->order || !ldl->row_start || !ldl->column_start)
        return error_set(error, STATUS_NO_MEMORY, "no memory to factorize %d rows", n);
    TRY(order_chain(n, lower->start, lower->row, NULL, scratch, ldl->order, error));
    permutation_invert(n, ldl->order, place);
    if (permute_upper(lower, place, arena, ldl) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory to factorize %d rows", n);
    count_entries(ldl, parent, seen);
    for (int k = 0; k < n; k++) {
        ldl->row_start[k + 1] += ldl->row_start[k];
        ldl->column_start[k + 1] += ldl->column_start[k];
    }
    ldl->row_column = ARENA_ARRAY(arena, int, ldl_entries(ldl));
    ldl->column_row = ARENA_ARRAY(arena, int, ldl_entries(ldl));
    if (!ldl->row_column || !ldl->column_row)
        return error_set(error, STATUS_NO_MEMORY, "no memory to factorize %d rows", n);
    fill_entries(ldl, parent, seen, place);
    return STATUS_OK;
}

enum status ldl_new_factor(const struct ldl *ldl, int block, struct arena *arena,
                           struct ldl_factor *factor, struct error *error)
{
    const size_t n = (size_t)ldl->n, n_entry = (size_t)ldl_entries(ldl);
    const bool pairs = block == 2;
    factor->inverse = ARENA_ARRAY(arena, double, n *(pairs ? 3 : 1));
    factor->l = ARENA_ARRAY(arena, double, n_entry *(pairs ? 4 : 1));
    factor->work = ARENA_ARRAY(arena, double, n *(pairs ? 4 : 1));
    factor->filled = ARENA_ARRAY(arena, int, n);
    if (!factor->inverse || !factor->l || !factor->work || !factor->filled)
        return error_set(error, STATUS_NO_MEMORY, "no memory to factorize %d rows", ldl->n);
    return STATUS_OK;
}

/* ---- numbers ----------------------------------------------------------------------------------
 */

enum status ldl_refactor(const struct ldl *ldl, const double *value, struct ldl_factor *factor,
                         struct error *error)
{
    double *const y = factor->work, *const l = factor->l;
    memset(y, 0, sizeof *y * (size_t)ldl->n);
    memcpy(factor->filled, ldl->column_start, sizeof *factor->filled * (size_t)ldl->n);
    for (int k = 0; k < ldl->n; k++) {
        double pivot = value[ldl->diagonal[k]];
        for (int e = ldl->upper_start[k]; e < ldl->upper_start[k + 1]; e++)
            y[ldl->upper_row[e]] += value[ldl->upper_source[e]];
        for (int at = ldl->row_start[k]; at < ldl->row_start[k + 1]; at++) {
            const int i = ldl->row_column[at], last = factor->filled[i]++;
            const double yi = y[i], entry = yi * factor->inverse[i];
            y[i] = 0;
            for (int e = ldl->column_start[i]; e < last; e++)
                y[ldl->column_row[e]] -= l[e] * yi;
            pivot -= entry * yi;
            l[last] = entry;
        }
        if (!(fabs(pivot) > 0) || !isfinite(pivot))
            return error_set(error, STATUS_NUMERICAL,
                             "a susceptance matrix of %d buses is singular", ldl->n);
        factor->inverse[k] = 1 / pivot;
    }
    return STATUS_OK;
}

void ldl_solve(const struct ldl *ldl, struct ldl_factor *factor, double *x)
{
    double *const y = factor->work;
    const double *const l = factor->l;
    const int n = ldl->n;
    for (int k = 0; k < n; k++)
        y[k] = x[ldl->order[k]];
    for (int i = 0; i < n; i++) {
        const double yi = y[i];
        if (yi == 0) continue;
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            y[ldl->column_row[e]] -= l[e] * yi;
    }
    for (int i = n - 1; i >= 0; i--) {
        double yi = y[i] * factor->inverse[i];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            yi -= l[e] * y[ldl->column_row[e]];
        y[i] = yi;
    }
    for (int k = 0; k < n; k++)
        x[ldl->order[k]] = y[k];
}

/* ---- 2 x 2 blocks -----------------------------------------------------------------------------
 * A block is stored by rows. */

/* The inverse of a symmetric block (a, b; b, c), as (a, b, c). */
static bool invert_block(const double *pivot, double *inverse)
{
    const double determinant = pivot[0] * pivot[2] - pivot[1] * pivot[1];
    if (!(fabs(determinant) > 0) || !isfinite(determinant)) return false;
    inverse[0] = pivot[2] / determinant;
    inverse[1] = -pivot[1] / determinant;
    inverse[2] = pivot[0] / determinant;
    return true;
}

/* y -= l b, blocks. */
static inline void subtract_product(double *restrict y, const double *restrict l, const double *b)
{
    y[0] -= l[0] * b[0] + l[1] * b[2];
    y[1] -= l[0] * b[1] + l[1] * b[3];
    y[2] -= l[2] * b[0] + l[3] * b[2];
    y[3] -= l[2] * b[1] + l[3] * b[3];
}

static void load_column(const struct ldl *ldl, int k, const double *value, double *y)
{
    for (int e = ldl->upper_start[k]; e < ldl->upper_start[k + 1]; e++) {
        double *block = y + 4 * (size_t)ldl->upper_row[e];
        const double *from = value + 3 * (size_t)ldl->upper_source[e];
        block[0] += from[0];
        block[1] += from[1];
        block[2] += from[1];
        block[3] += from[2];
    }
}

enum status ldl_refactor_pairs(const struct ldl *ldl, const double *value,
                               struct ldl_factor *factor, struct error *error)
{
    double *const y = factor->work, *const l = factor->l;
    memset(y, 0, 4 * sizeof *y * (size_t)ldl->n);
    memcpy(factor->filled, ldl->column_start, sizeof *factor->filled * (size_t)ldl->n);
    for (int k = 0; k < ldl->n; k++) {
        double pivot[3];
        memcpy(pivot, value + 3 * (size_t)ldl->diagonal[k], sizeof pivot);
        load_column(ldl, k, value, y);
        for (int at = ldl->row_start[k]; at < ldl->row_start[k + 1]; at++) {
            const int i = ldl->row_column[at], last = factor->filled[i]++;
            const double *d = factor->inverse + 3 * (size_t)i;
            double *const yi = y + 4 * (size_t)i, *const entry = l + 4 * (size_t)last;
            const double b[4] = {yi[0], yi[1], yi[2], yi[3]};
            yi[0] = yi[1] = yi[2] = yi[3] = 0;
            for (int e = ldl->column_start[i]; e < last; e++)
                subtract_product(y + 4 * (size_t)ldl->column_row[e], l + 4 * (size_t)e, b);
            entry[0] = b[0] * d[0] + b[2] * d[1]; /* b' D^-1 */
            entry[1] = b[0] * d[1] + b[2] * d[2];
            entry[2] = b[1] * d[0] + b[3] * d[1];
            entry[3] = b[1] * d[1] + b[3] * d[2];
            pivot[0] -= entry[0] * b[0] + entry[1] * b[2];
            pivot[1] -= entry[0] * b[1] + entry[1] * b[3];
            pivot[2] -= entry[2] * b[1] + entry[3] * b[3];
        }
        if (!invert_block(pivot, factor->inverse + 3 * (size_t)k))
            return error_set(error, STATUS_NUMERICAL, "a Newton system of %d buses is singular",
                             ldl->n);
    }
    return STATUS_OK;
}

void ldl_solve_pairs(const struct ldl *ldl, struct ldl_factor *factor, double *x)
{
    double *const y = factor->work;
    const int n = ldl->n;
    for (int k = 0; k < n; k++) {
        y[2 * k] = x[2 * ldl->order[k]];
        y[2 * k + 1] = x[2 * ldl->order[k] + 1];
    }
    for (int i = 0; i < n; i++) {
        const double a = y[2 * i], b = y[2 * i + 1];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++) {
            const double *l = factor->l + 4 * (size_t)e;
            double *to = y + 2 * (size_t)ldl->column_row[e];
            to[0] -= l[0] * a + l[1] * b;
            to[1] -= l[2] * a + l[3] * b;
        }
    }
    for (int i = n - 1; i >= 0; i--) {
        const double *d = factor->inverse + 3 * (size_t)i;
        double a = d[0] * y[2 * i] + d[1] * y[2 * i + 1];
        double b = d[1] * y[2 * i] + d[2] * y[2 * i + 1];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++) {
            const double *l = factor->l + 4 * (size_t)e;
            const double *from = y + 2 * (size_t)ldl->column_row[e];
            a -= l[0] * from[0] + l[2] * from[1];
            b -= l[1] * from[0] + l[3] * from[1];
        }
        y[2 * i] = a;
        y[2 * i + 1] = b;
    }
    for (int k = 0; k < n; k++) {
        x[2 * ldl->order[k]] = y[2 * k];
        x[2 * ldl->order[k] + 1] = y[2 * k + 1];
    }
}
