/* Free MPS as GLPK, CLP and HiGHS all read it. The format has several dialects; this file keeps to
 * what they share:
 *   - the constant of the objective is the cost of a column ONE that is fixed at 1: as a right-hand
 *     side of the objective, GLPK 5.0 adds it where CLP 1.17 and HiGHS 1.16 subtract it (tried);
 *   - a free row restrains nothing and is left out: readers treat a second N row differently;
 *   - a range row is a G or L row with a positive range, which means the same everywhere;
 *   - a lower bound is written before its upper bound: some readers give a column with a negative
 *     upper bound and no lower one a lower bound of minus infinity. */
#include "solver/lp_solve.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/file.h"

static bool row_is_free(const struct lp *lp, int row)
{
    return isinf(lp->row_lower[row]) && isinf(lp->row_upper[row]);
}

static bool row_is_range(const struct lp *lp, int row)
{
    return isfinite(lp->row_lower[row]) && isfinite(lp->row_upper[row]) &&
           lp->row_lower[row] < lp->row_upper[row];
}

/* A range row stands on its smaller bound in magnitude, so that adding the range loses least. */
static bool range_stands_on_lower(const struct lp *lp, int row)
{
    return fabs(lp->row_lower[row]) <= fabs(lp->row_upper[row]);
}

static char row_letter(const struct lp *lp, int row)
{
    if (lp->row_lower[row] == lp->row_upper[row]) return 'E';
    if (row_is_range(lp, row)) return range_stands_on_lower(lp, row) ? 'G' : 'L';
    return isfinite(lp->row_lower[row]) ? 'G' : 'L';
}

static double right_hand_side(const struct lp *lp, int row)
{
    return row_letter(lp, row) == 'L' ? lp->row_upper[row] : lp->row_lower[row];
}

static void write_rows(const struct lp *lp, FILE *out)
{
    fprintf(out, "ROWS\n N COST\n");
    for (int row = 0; row < lp->n_row; row++)
        if (!row_is_free(lp, row)) fprintf(out, " %c R%d\n", row_letter(lp, row), row + 1);
}

static void write_columns(const struct lp *lp, FILE *out)
{
    fprintf(out, "COLUMNS\n");
    for (int column = 0; column < lp->n_column; column++) {
        /* Also a cost of 0: a column exists only where it is named. */
        fprintf(out, " C%d COST %.17g\n", column + 1, lp->cost[column]);
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            if (!row_is_free(lp, lp->row[entry]))
                fprintf(out, " C%d R%d %.17g\n", column + 1, lp->row[entry] + 1, lp->value[entry]);
    }
    if (lp->cost_constant != 0) fprintf(out, " ONE COST %.17g\n", lp->cost_constant);
}

static void write_right_hand_sides(const struct lp *lp, FILE *out)
{
    fprintf(out, "RHS\n");
    for (int row = 0; row < lp->n_row; row++)
        if (!row_is_free(lp, row) && right_hand_side(lp, row) != 0)
            fprintf(out, " RHS R%d %.17g\n", row + 1, right_hand_side(lp, row));
}

static void write_ranges(const struct lp *lp, FILE *out)
{
    bool any = false;
    for (int row = 0; row < lp->n_row; row++) {
        if (!row_is_range(lp, row)) continue;
        if (!any) fprintf(out, "RANGES\n");
        any = true;
        fprintf(out, " RNG R%d %.17g\n", row + 1, lp->row_upper[row] - lp->row_lower[row]);
    }
}

static void write_bounds_of(const struct lp *lp, int column, FILE *out)
{
    const double lower = lp->lower[column], upper = lp->upper[column];
    const int name = column + 1;
    if (lower == upper) {
        fprintf(out, " FX BND C%d %.17g\n", name, lower);
        return;
    }
    if (isinf(lower) && isinf(upper)) {
        fprintf(out, " FR BND C%d\n", name);
        return;
    }
    if (isinf(lower)) fprintf(out, " MI BND C%d\n", name);
    if (isfinite(lower) && lower != 0) fprintf(out, " LO BND C%d %.17g\n", name, lower);
    if (isfinite(upper)) fprintf(out, " UP BND C%d %.17g\n", name, upper);
}

static void write_bounds(const struct lp *lp, FILE *out)
{
    bool any = lp->cost_constant != 0;
    if (any) fprintf(out, "BOUNDS\n FX BND ONE 1\n");
    for (int column = 0; column < lp->n_column; column++) {
        if (lp->lower[column] == 0 && isinf(lp->upper[column])) continue; /* the default of MPS */
        if (!any) fprintf(out, "BOUNDS\n");
        any = true;
        write_bounds_of(lp, column, out);
    }
}

/* The width of a range must be a number. */
static enum status check_ranges(const struct lp *lp, const char *path, struct error *error)
{
    for (int row = 0; row < lp->n_row; row++)
        if (row_is_range(lp, row) && !isfinite(lp->row_upper[row] - lp->row_lower[row]))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s: row R%d reaches from %g to %g, too wide for an MPS file; use an "
                             "infinite bound",
                             path, row + 1, lp->row_lower[row], lp->row_upper[row]);
    return STATUS_OK;
}

/* x'Qx/2 with Q diagonal: the QUADOBJ section, one half understood, as CPLEX and HiGHS read it. */
static void write_quadratic(const struct lp *lp, const double *quadratic, FILE *out)
{
    bool any = false;
    for (int column = 0; quadratic != NULL && column < lp->n_column; column++) {
        if (quadratic[column] == 0) continue;
        if (!any) fprintf(out, "QUADOBJ\n");
        any = true;
        fprintf(out, " C%d C%d %.17g\n", column + 1, column + 1, quadratic[column]);
    }
}

/* The squares by rows: start [n_row + 2], of which the first n_row + 1 count at the end. */
static void sort_squares(const struct lp *lp, int *start, int *column_of, double *square)
{
    for (int entry = 0; entry < lp->n_entry; entry++)
        if (lp->square[entry] != 0) start[lp->row[entry] + 2]++;
    for (int row = 0; row < lp->n_row; row++)
        start[row + 2] += start[row + 1];
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            if (lp->square[entry] == 0) continue;
            const int at = start[lp->row[entry] + 1]++;
            column_of[at] = column;
            square[at] = lp->square[entry];
        }
}

/* x'Qx of a row, without a half: the QCMATRIX sections that CPLEX and Gurobi read. */
static enum status write_squares(const struct lp *lp, FILE *out, struct error *error)
{
    if (lp_is_linear(lp)) return STATUS_OK;
    struct arena scratch = {0};
    int *start = ARENA_ARRAY(&scratch, int, lp->n_row + 2);
    int *column_of = ARENA_ARRAY(&scratch, int, lp->n_entry);
    double *square = ARENA_ARRAY(&scratch, double, lp->n_entry);
    const bool fits = start != NULL && column_of != NULL && square != NULL;
    if (fits) sort_squares(lp, start, column_of, square);
    for (int row = 0; fits && row < lp->n_row; row++) {
        if (row_is_free(lp, row) || start[row] == start[row + 1]) continue;
        fprintf(out, "QCMATRIX R%d\n", row + 1);
        for (int at = start[row]; at < start[row + 1]; at++)
            fprintf(out, " C%d C%d %.17g\n", column_of[at] + 1, column_of[at] + 1, square[at]);
    }
    arena_free(&scratch);
    if (!fits) return error_set(error, STATUS_NO_MEMORY, "no memory for %d entries", lp->n_entry);
    return STATUS_OK;
}

enum status lp_write_mps(const struct lp *lp, const char *path, struct error *error)
{
    return lp_write_mps_quadratic(lp, NULL, path, error);
}

enum status lp_write_mps_quadratic(const struct lp *lp, const double *quadratic, const char *path,
                                   struct error *error)
{
    TRY(lp_check(lp, error));
    TRY(check_ranges(lp, path, error));
    struct file file;
    TRY(file_begin(path, &file, error));
    fprintf(file.stream, "NAME corridor FREE\n");
    write_rows(lp, file.stream);
    write_columns(lp, file.stream);
    write_right_hand_sides(lp, file.stream);
    write_ranges(lp, file.stream);
    write_bounds(lp, file.stream);
    write_quadratic(lp, quadratic, file.stream);
    const enum status status = write_squares(lp, file.stream, error);
    if (status != STATUS_OK) {
        file_discard(&file);
        return status;
    }
    fprintf(file.stream, "ENDATA\n");
    return file_commit(&file, error);
}
