#include "solver/lp_late.h"

#include <math.h>
#include <string.h>

/* A row that may use less than this share of what its columns can do binds too often to be left
 * out: the ramps of cables. */
#define WIDE_SHARE 0.4

/* Blocks as lp->block_of_row has them, all of equally many rows, one behind the other; else 0. */
static int count_blocks(const struct lp *lp, int *rows_per_block)
{
    int m = 0, n_chain = 0;
    while (m < lp->n_row && lp->block_of_row[m] == 0)
        m++;
    while (m > 0 && n_chain < lp->n_row && lp->block_of_row[n_chain] == n_chain / m)
        n_chain++;
    for (int row = n_chain; row < lp->n_row; row++)
        if (lp->block_of_row[row] != BLOCK_LINKING) return 0;
    *rows_per_block = m;
    return m > 0 && n_chain % m == 0 ? n_chain / m : 0;
}

static bool is_free(const struct lp *lp, int row)
{
    return isinf(lp->row_lower[row]) && isinf(lp->row_upper[row]);
}

/* eq. 175 asks how near to its ends a row is: it has two, and a curved row no lower one. */
static bool has_range(const struct lp *lp, int row)
{
    return isfinite(lp->row_lower[row]) && isfinite(lp->row_upper[row]) &&
           lp->row_upper[row] > lp->row_lower[row];
}

/* Rows of the second of the two neighbouring blocks that a column keeps to; after the last block
 * comes the first. -1: it keeps to one. */
static int second_block(const struct lp *lp, int column, int m, int n_block)
{
    int first = -1, other = -1;
    for (int e = lp->start[column]; e < lp->start[column + 1]; e++) {
        const int block = lp->row[e] / m;
        if (block >= n_block || block == first) continue;
        if (first < 0)
            first = block;
        else
            other = block;
    }
    if (other < 0) return -1;
    return other == (first + 1) % n_block ? other : first;
}

/* ties [m]: places with a row that shares a column with the block before. */
static void find_ties(const struct lp *lp, int m, int n_block, bool *ties)
{
    for (int column = 0; column < lp->n_column; column++) {
        const int second = second_block(lp, column, m, n_block);
        for (int e = lp->start[column]; second >= 0 && e < lp->start[column + 1]; e++)
            if (lp->row[e] / m == second) ties[lp->row[e] % m] = true;
    }
}

static void set_bounds(struct lp_late *late, int place, bool is_out)
{
    const struct lp *whole = late->whole;
    for (int block = 0; block < late->n_block; block++) {
        const int row = block * late->rows_per_block + place;
        late->lp.row_lower[row] = is_out ? -INFINITY : whole->row_lower[row];
        late->lp.row_upper[row] = is_out ? INFINITY : whole->row_upper[row];
    }
}

/* low, high: [n_row] where the activity of each row begins and ends. */
static void find_reach(const struct lp *lp, double *low, double *high)
{
    for (int column = 0; column < lp->n_column; column++)
        for (int e = lp->start[column]; e < lp->start[column + 1]; e++) {
            double least, most;
            lp_entry_range(lp, column, e, &least, &most);
            low[lp->row[e]] += least;
            high[lp->row[e]] += most;
        }
}

static void list_places(struct lp_late *late, const bool *ties, const double *low,
                        const double *high)
{
    const struct lp *lp = late->whole;
    for (int place = 0; place < late->rows_per_block; place++) {
        int n_wide = 0, n_other = 0;
        for (int block = 0; block < late->n_block; block++) {
            const int row = block * late->rows_per_block + place;
            const bool is_wide = has_range(lp, row) && lp->row_upper[row] - lp->row_lower[row] >
                                                           WIDE_SHARE * (high[row] - low[row]);
            n_wide += is_wide;
            n_other += !is_wide && !is_free(lp, row);
        }
        if (ties[place] && n_wide > 0 && n_other == 0) late->place[late->n_place++] = place;
    }
}

enum status lp_late_begin(const struct lp *whole, struct arena *arena, struct lp_late *late,
                          struct error *error)
{
    *late = (struct lp_late){.whole = whole, .lp = *whole};
    late->n_block = count_blocks(whole, &late->rows_per_block);
    if (late->n_block < 2) return STATUS_OK;
    struct arena scratch = {.counter = arena};
    bool *ties = ARENA_ARRAY(&scratch, bool, late->rows_per_block);
    late->place = ARENA_ARRAY(arena, int, late->rows_per_block);
    double *low = ARENA_ARRAY(&scratch, double, whole->n_row);
    double *high = ARENA_ARRAY(&scratch, double, whole->n_row);
    bool fits = ties != NULL && late->place != NULL && low != NULL && high != NULL;
    if (fits) {
        find_reach(whole, low, high);
        find_ties(whole, late->rows_per_block, late->n_block, ties);
        list_places(late, ties, low, high);
    }
    arena_free(&scratch);
    if (fits && late->n_place == 0) return STATUS_OK;
    const size_t n = (size_t)whole->n_row, bytes = n * sizeof(double);
    late->activity = fits ? ARENA_ARRAY(arena, double, n) : NULL;
    late->lp.row_lower = fits ? ARENA_ARRAY(arena, double, n) : NULL;
    late->lp.row_upper = fits ? ARENA_ARRAY(arena, double, n) : NULL;
    if (!late->activity || !late->lp.row_lower || !late->lp.row_upper)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the bounds of %d rows",
                         whole->n_row);
    memcpy(late->lp.row_lower, whole->row_lower, bytes);
    memcpy(late->lp.row_upper, whole->row_upper, bytes);
    for (int i = 0; i < late->n_place; i++)
        set_bounds(late, late->place[i], true);
    return STATUS_OK;
}

/* How far the nearest row of the place is from an end, as a share of its range; negative beyond. */
static double nearness(const struct lp_late *late, int place)
{
    double nearest = INFINITY;
    for (int block = 0; block < late->n_block; block++) {
        const int row = block * late->rows_per_block + place;
        const double low = late->whole->row_lower[row], high = late->whole->row_upper[row];
        if (!has_range(late->whole, row)) continue;
        const double inside = fmin(late->activity[row] - low, high - late->activity[row]);
        nearest = fmin(nearest, inside / (high - low));
    }
    return nearest;
}

int lp_late_join(struct lp_late *late, const double *x, double near_share)
{
    const int n = late->n_place;
    lp_multiply(late->whole, x, late->activity);
    late->n_place = 0;
    for (int i = 0; i < n; i++) {
        if (nearness(late, late->place[i]) >= near_share)
            late->place[late->n_place++] = late->place[i];
        else
            set_bounds(late, late->place[i], false);
    }
    return n - late->n_place;
}
