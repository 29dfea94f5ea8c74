#include "solver/lp.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

const char *outcome_word(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_OPTIMAL:
        return "optimal";
    case OUTCOME_INFEASIBLE:
        return "infeasible";
    case OUTCOME_UNBOUNDED:
        return "unbounded";
    case OUTCOME_LIMIT:
        return "limit reached";
    case OUTCOME_NOT_CERTIFIED:
        return "not certified";
    }
    return "unknown";
}

enum status lp_new(int row_capacity, int column_capacity, int entry_capacity, struct arena *arena,
                   struct lp *lp, struct error *error)
{
    if (row_capacity < 0 || column_capacity < 0 || entry_capacity < 0)
        return error_set(error, STATUS_INTERNAL, "an LP of %d rows, %d columns, %d entries",
                         row_capacity, column_capacity, entry_capacity);
    *lp = (struct lp){.row_capacity = row_capacity,
                      .column_capacity = column_capacity,
                      .entry_capacity = entry_capacity};
    lp->start = ARENA_ARRAY(arena, int, (size_t)column_capacity + 1);
    lp->row = ARENA_ARRAY(arena, int, entry_capacity);
    lp->value = ARENA_ARRAY(arena, double, entry_capacity);
    lp->cost = ARENA_ARRAY(arena, double, column_capacity);
    lp->lower = ARENA_ARRAY(arena, double, column_capacity);
    lp->upper = ARENA_ARRAY(arena, double, column_capacity);
    lp->row_lower = ARENA_ARRAY(arena, double, row_capacity);
    lp->row_upper = ARENA_ARRAY(arena, double, row_capacity);
    lp->block_of_row = ARENA_ARRAY(arena, int, row_capacity);
    if (!lp->start || !lp->row || !lp->value || !lp->cost || !lp->lower || !lp->upper ||
        !lp->row_lower || !lp->row_upper || !lp->block_of_row)
        return error_set(error, STATUS_NO_MEMORY,
                         "no memory for an LP of %d rows, %d columns and %d entries", row_capacity,
                         column_capacity, entry_capacity);
    return STATUS_OK;
}

int lp_add_row(struct lp *lp, double row_lower, double row_upper, int block)
{
    if (lp->n_row >= lp->row_capacity) return -1;
    lp->row_lower[lp->n_row] = row_lower;
    lp->row_upper[lp->n_row] = row_upper;
    lp->block_of_row[lp->n_row] = block;
    return lp->n_row++;
}

int lp_add_column(struct lp *lp, double cost, double lower, double upper)
{
    if (lp->n_column >= lp->column_capacity) return -1;
    const int column = lp->n_column++;
    lp->cost[column] = cost;
    lp->lower[column] = lower;
    lp->upper[column] = upper;
    lp->start[column + 1] = lp->n_entry;
    return column;
}

enum status lp_allow_squares(struct lp *lp, struct arena *arena, struct error *error)
{
    lp->square = ARENA_ARRAY(arena, double, lp->entry_capacity);
    if (lp->square == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the squares of %d entries",
                         lp->entry_capacity);
    return STATUS_OK;
}

void lp_add_entry(struct lp *lp, int row, double value)
{
    lp_add_curved_entry(lp, row, value, 0);
}

void lp_add_curved_entry(struct lp *lp, int row, double value, double square)
{
    if (value == 0 && square == 0) return;
    const bool has_place = lp->n_entry < lp->entry_capacity && (square == 0 || lp->square != NULL);
    if (lp->n_column == 0 || !has_place) {
        /* An entry that has no place must not vanish unseen: lp_check refuses the NaN. */
        lp->cost_constant = NAN;
        if (lp->n_column > 0) lp->cost[lp->n_column - 1] = NAN;
        return;
    }
    lp->row[lp->n_entry] = row;
    lp->value[lp->n_entry] = value;
    if (lp->square != NULL) lp->square[lp->n_entry] = square;
    lp->start[lp->n_column] = ++lp->n_entry;
}

bool lp_is_linear(const struct lp *lp)
{
    for (int entry = 0; lp->square != NULL && entry < lp->n_entry; entry++)
        if (lp->square[entry] != 0) return false;
    return true;
}

/* At an end of the box, or where the parabola turns. */
void lp_entry_range(const struct lp *lp, int column, int entry, double *least, double *most)
{
    const double value = lp->value[entry], square = lp_square(lp, entry);
    const double lower = lp->lower[column], upper = lp->upper[column];
    double at_lower = value == 0 ? 0 : value * lower, at_upper = value == 0 ? 0 : value * upper;
    if (square != 0) {
        at_lower += square * lower * lower;
        at_upper += square * upper * upper;
    }
    *least = fmin(at_lower, at_upper);
    *most = fmax(at_lower, at_upper);
    if (square == 0) return;
    const double turn = -value / (2 * square);
    if (!(turn > lower) || !(turn < upper)) return;
    *least = fmin(*least, value * turn / 2);
    *most = fmax(*most, value * turn / 2);
}

void lp_multiply(const struct lp *lp, const double *x, double *product)
{
    for (int row = 0; row < lp->n_row; row++)
        product[row] = 0;
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            product[lp->row[entry]] +=
                (lp->value[entry] + lp_square(lp, entry) * x[column]) * x[column];
}

/* ---- lp_check ---------------------------------------------------------------------------------
 */

enum {
    SHORT_COLUMN = 64,     /* entries; below this, comparing all pairs is the quickest */
    WINDOW_WORDS = 1 << 12 /* 64-bit words of a bitmap on the stack: 32 kB, 262144 rows at a time */
};

static bool rows_ascend(const int *row, int n)
{
    for (int i = 1; i < n; i++)
        if (row[i] <= row[i - 1]) return false;
    return true;
}

static int repeated_row_of_short_column(const int *row, int n)
{
    for (int i = 1; i < n; i++)
        for (int j = 0; j < i; j++)
            if (row[i] == row[j]) return row[i];
    return -1;
}

static int repeated_row_of_long_column(const int *row, int n, int n_row)
{
    uint64_t seen[WINDOW_WORDS];
    const int width = WINDOW_WORDS * 64;
    for (int first = 0; first < n_row; first += width) {
        memset(seen, 0, sizeof seen);
        for (int i = 0; i < n; i++) {
            const int bit = row[i] - first;
            if (bit < 0 || bit >= width) continue;
            const uint64_t mask = (uint64_t)1 << (bit % 64);
            if (seen[bit / 64] & mask) return row[i];
            seen[bit / 64] |= mask;
        }
        if (first > n_row - width) break; /* first + width could overflow */
    }
    return -1;
}

/* A row that the column names twice, or -1. */
static int repeated_row(const int *row, int n, int n_row)
{
    if (rows_ascend(row, n)) return -1;
    if (n <= SHORT_COLUMN) return repeated_row_of_short_column(row, n);
    return repeated_row_of_long_column(row, n, n_row);
}

static int check_bounds(const char *what, int index, double lower, double upper,
                        struct error *error)
{
    const bool sound = lower <= upper && lower < INFINITY && upper > -INFINITY; /* false for NaN */
    if (sound) return 0;
    error_add(error,
              "LP %s %d: bounds [%g, %g]; the lower must not exceed the upper, and both must "
              "be numbers or lie at their own infinity",
              what, index, lower, upper);
    return 1;
}

/* docs/model.md, eq. 73: the set of points that keep the row is convex, and the Lagrangian has a
 * least value in closed form. */
static int check_square(const struct lp *lp, int column, int entry, struct error *error)
{
    const double square = lp->square[entry];
    const int row = lp->row[entry];
    const bool open = square > 0 ? isinf(lp->row_lower[row]) : isinf(lp->row_upper[row]);
    const bool boxed = isfinite(lp->lower[column]) && isfinite(lp->upper[column]);
    if (isfinite(square) && (square == 0 || (open && boxed))) return 0;
    if (!isfinite(square))
        error_add(error, "LP column %d: square %g in row %d is not a finite number", column, square,
                  row);
    else if (!open)
        error_add(error,
                  "LP column %d: square %g in row %d [%g, %g], which is not convex; a positive "
                  "square wants no lower bound, a negative one no upper bound",
                  column, square, row, lp->row_lower[row], lp->row_upper[row]);
    else
        error_add(error,
                  "LP column %d: has a square in row %d and bounds [%g, %g]; both must be "
                  "finite",
                  column, row, lp->lower[column], lp->upper[column]);
    return 1;
}

static int check_column(const struct lp *lp, int column, struct error *error)
{
    int faults = check_bounds("column", column, lp->lower[column], lp->upper[column], error);
    if (!isfinite(lp->cost[column])) {
        faults++;
        error_add(error, "LP column %d: cost %g is not a finite number", column, lp->cost[column]);
    }
    const int first = lp->start[column], n = lp->start[column + 1] - first;
    bool rows_exist = true;
    for (int entry = first; entry < first + n; entry++) {
        const int row = lp->row[entry];
        if (row < 0 || row >= lp->n_row) {
            rows_exist = false;
            faults++;
            error_add(error, "LP column %d: names row %d of an LP with %d rows", column, row,
                      lp->n_row);
        }
        if (!isfinite(lp->value[entry])) {
            faults++;
            error_add(error, "LP column %d: coefficient %g in row %d is not a finite number",
                      column, lp->value[entry], row);
        }
        if (lp->square != NULL && row >= 0 && row < lp->n_row)
            faults += check_square(lp, column, entry, error);
    }
    const int twice = rows_exist ? repeated_row(lp->row + first, n, lp->n_row) : -1;
    if (twice >= 0) {
        faults++;
        error_add(error, "LP column %d: names row %d twice", column, twice);
    }
    return faults;
}

static int check_starts(const struct lp *lp, struct error *error)
{
    bool sound = lp->n_row >= 0 && lp->n_column >= 0 && lp->start[0] == 0;
    for (int column = 0; sound && column < lp->n_column; column++)
        sound = lp->start[column] <= lp->start[column + 1];
    if (sound && lp->start[lp->n_column] == lp->n_entry) return 0;
    error_add(error, "LP: the starts of its %d columns do not count its %d entries", lp->n_column,
              lp->n_entry);
    return 1;
}

enum status lp_check(const struct lp *lp, struct error *error)
{
    if (check_starts(lp, error) > 0) return STATUS_BAD_INPUT;
    int faults = 0;
    if (!isfinite(lp->cost_constant)) {
        faults++;
        error_add(error,
                  "LP: the constant %g of its cost is not a finite number (or an entry was "
                  "added beyond the capacity of %d)",
                  lp->cost_constant, lp->entry_capacity);
    }
    for (int row = 0; row < lp->n_row; row++)
        faults += check_bounds("row", row, lp->row_lower[row], lp->row_upper[row], error);
    for (int column = 0; column < lp->n_column; column++)
        faults += check_column(lp, column, error);
    return faults == 0 ? STATUS_OK : STATUS_BAD_INPUT;
}
