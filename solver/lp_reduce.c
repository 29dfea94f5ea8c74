#include "solver/lp_reduce.h"

#include <math.h>
#include <string.h>

/* eq. 89: at a bound to this share of the box, and priced there by this multiple of the typical
 * |reduced cost| of such columns. With 0.5 most points of a year needed a second round. */
#define AT_BOUND_SHARE 1e-4
#define PRICED_TIMES 1.5
/* eq. 90: rows of one place in every block, farther from both bounds than this share of their
 * range, their duals below this share of the largest one. */
#define FAR_SHARE 0.25
#define NO_DUAL_SHARE 1e-7

enum { LOOSE_LEAST = 2 }; /* columns of a row that stay free, or all of them do */

static bool copy_bounds(const struct lp *lp, struct arena *arena, struct lp *reduced)
{
    const size_t columns = sizeof(double) * (size_t)lp->n_column;
    const size_t rows = sizeof(double) * (size_t)lp->n_row;
    *reduced = *lp;
    reduced->lower = arena_bytes(arena, columns);
    reduced->upper = arena_bytes(arena, columns);
    reduced->row_lower = arena_bytes(arena, rows);
    reduced->row_upper = arena_bytes(arena, rows);
    if (!reduced->lower || !reduced->upper || !reduced->row_lower || !reduced->row_upper)
        return false;
    memcpy(reduced->lower, lp->lower, columns);
    memcpy(reduced->upper, lp->upper, columns);
    memcpy(reduced->row_lower, lp->row_lower, rows);
    memcpy(reduced->row_upper, lp->row_upper, rows);
    return true;
}

/* -1: the parent has the column at its lower bound, 1: at its upper one, 0: neither; with its
 * reduced cost. */
static int bound_of(const struct lp *lp, const struct lp_parent *parent, int column,
                    double *reduced_cost)
{
    const double low = lp->lower[column], high = lp->upper[column], x = parent->x[column];
    if (isinf(low) || isinf(high) || !(high > low)) return 0;
    const double near = AT_BOUND_SHARE * (high - low);
    *reduced_cost = lp->cost[column];
    for (int e = lp->start[column]; e < lp->start[column + 1]; e++)
        *reduced_cost -= lp_slope(lp, e, x) * parent->row_dual[lp->row[e]];
    if (fabs(x - low) <= near && *reduced_cost > 0) return -1;
    return fabs(x - high) <= near && *reduced_cost < 0 ? 1 : 0;
}

/* The mean of the logarithms: what most columns at a bound are priced at. */
static double typical_price(const struct lp *lp, const struct lp_parent *parent)
{
    double sum = 0, price;
    long n = 0;
    for (int column = 0; column < lp->n_column; column++)
        if (bound_of(lp, parent, column, &price) != 0) {
            sum += log(fabs(price));
            n++;
        }
    return n > 0 ? exp(sum / (double)n) : INFINITY;
}

static long fix_columns(const struct lp *lp, const struct lp_parent *parent, int *loose,
                        struct lp *reduced)
{
    const double least = PRICED_TIMES * typical_price(lp, parent);
    long n = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int column = 0; column < lp->n_column; column++) {
            double price = 0;
            if (lp->lower[column] == lp->upper[column]) continue;
            const int end = bound_of(lp, parent, column, &price);
            const bool settles = end != 0 && fabs(price) > least;
            if (settles != (pass == 1)) continue;
            bool is_wanted = false;
            for (int e = lp->start[column]; e < lp->start[column + 1]; e++) {
                if (pass == 0) loose[lp->row[e]]++;
                is_wanted = is_wanted || loose[lp->row[e]] < LOOSE_LEAST;
            }
            if (pass == 0 || is_wanted) continue;
            if (end < 0)
                reduced->upper[column] = lp->lower[column];
            else
                reduced->lower[column] = lp->upper[column];
            n++;
        }
    return n;
}

static bool is_free(const struct lp *lp, int row)
{
    return isinf(lp->row_lower[row]) && isinf(lp->row_upper[row]);
}

/* Two-sided rows only: a one-sided one has no range to be far in. */
static bool is_far(const struct lp *lp, int row, double activity, double dual, double no_dual)
{
    const double range = lp->row_upper[row] - lp->row_lower[row];
    if (!isfinite(range) || !(range > 0) || fabs(dual) > no_dual) return false;
    return fmin(activity - lp->row_lower[row], lp->row_upper[row] - activity) > FAR_SHARE * range;
}

/* Rows at one place of all blocks together: what ties neighbouring blocks there goes as a whole.
 * near [m]: places with a row that is not far. */
static long free_rows(const struct lp *lp, const struct lp_parent *parent, const double *activity,
                      int m, bool *near, struct lp *reduced)
{
    double largest = 0;
    long n = 0;
    for (int row = 0; row < lp->n_row; row++)
        largest = fmax(largest, fabs(parent->row_dual[row]));
    for (int row = 0; row < lp->n_row; row++)
        if (lp->block_of_row[row] >= 0 && !is_free(lp, row) &&
            !is_far(lp, row, activity[row], parent->row_dual[row], NO_DUAL_SHARE * largest))
            near[row % m] = true;
    for (int row = 0; row < lp->n_row; row++) {
        if (lp->block_of_row[row] < 0 || near[row % m] || is_free(lp, row)) continue;
        reduced->row_lower[row] = -INFINITY;
        reduced->row_upper[row] = INFINITY;
        n++;
    }
    return n;
}

/* Rows of a block where all blocks have as many, one after the other; else 0. */
static int rows_per_block(const struct lp *lp)
{
    int m = 0;
    while (m < lp->n_row && lp->block_of_row[m] == 0)
        m++;
    for (int row = 0; m > 0 && row < lp->n_row; row++)
        if (lp->block_of_row[row] >= 0 && lp->block_of_row[row] != row / m) return 0;
    return m;
}

enum status lp_reduce(const struct lp *lp, const struct lp_parent *parent, struct arena *arena,
                      struct lp *reduced, long *n_settled, struct error *error)
{
    const int m = rows_per_block(lp);
    int *loose = ARENA_ARRAY(arena, int, lp->n_row);
    bool *near = ARENA_ARRAY(arena, bool, m + 1);
    double *activity = ARENA_ARRAY(arena, double, lp->n_row);
    if (!loose || !near || !activity || !copy_bounds(lp, arena, reduced))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the bounds of %d columns",
                         lp->n_column);
    *n_settled = fix_columns(lp, parent, loose, reduced);
    if (m == 0) return STATUS_OK;
    lp_multiply(lp, parent->x, activity);
    *n_settled += free_rows(lp, parent, activity, m, near, reduced);
    return STATUS_OK;
}

static long take_back_rows(const struct lp *lp, const double *activity, int m, bool *broken,
                           struct lp *reduced)
{
    long n = 0;
    for (int row = 0; row < lp->n_row; row++) {
        const double off =
            fmax(lp->row_lower[row] - activity[row], activity[row] - lp->row_upper[row]);
        if (lp->block_of_row[row] >= 0 && is_free(reduced, row) && off > 0) broken[row % m] = true;
    }
    for (int row = 0; row < lp->n_row; row++) {
        if (lp->block_of_row[row] < 0 || !broken[row % m] || !is_free(reduced, row)) continue;
        reduced->row_lower[row] = lp->row_lower[row];
        reduced->row_upper[row] = lp->row_upper[row];
        n += !is_free(lp, row);
    }
    return n;
}

static long take_back_columns(const struct lp *lp, const struct lp_parent *found,
                              struct lp *reduced)
{
    long n = 0;
    for (int column = 0; column < lp->n_column; column++) {
        if (reduced->lower[column] != reduced->upper[column]) continue;
        if (lp->lower[column] == lp->upper[column]) continue;
        double price = lp->cost[column];
        for (int e = lp->start[column]; e < lp->start[column + 1]; e++)
            price -= lp_slope(lp, e, found->x[column]) * found->row_dual[lp->row[e]];
        const bool is_low = reduced->lower[column] == lp->lower[column];
        if (is_low ? price >= 0 : price <= 0) continue;
        reduced->lower[column] = lp->lower[column];
        reduced->upper[column] = lp->upper[column];
        n++;
    }
    return n;
}

enum status lp_reduce_less(const struct lp *lp, const struct lp_parent *found, struct arena *arena,
                           struct lp *reduced, long *n_back, struct error *error)
{
    const int m = rows_per_block(lp);
    bool *broken = ARENA_ARRAY(arena, bool, m + 1);
    double *activity = ARENA_ARRAY(arena, double, lp->n_row);
    if (broken == NULL || activity == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the activity of %d rows",
                         lp->n_row);
    lp_multiply(lp, found->x, activity);
    *n_back = take_back_columns(lp, found, reduced);
    if (m > 0) *n_back += take_back_rows(lp, activity, m, broken, reduced);
    return STATUS_OK;
}
