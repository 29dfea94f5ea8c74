#include "solver/ipm_form.h"

#include "solver/ipm_kinds.h"

#include <math.h>
#include <string.h>

static bool is_fixed(const struct lp *lp, int column)
{
    return lp->lower[column] == lp->upper[column];
}
static bool is_range(const struct lp *lp, int row)
{
    return lp->row_lower[row] != lp->row_upper[row] && !ipm_row_is_free(lp, row);
}

/* Powers of two change no digit of the coefficients. */
static void scale_rows(const struct lp *lp, struct ipm_form *form)
{
    for (int entry = 0; entry < lp->n_entry; entry++) {
        double *largest = &form->row_scale[lp->row[entry]];
        const double size = fmax(fabs(lp->value[entry]), fabs(lp_square(lp, entry)));
        if (size > *largest) *largest = size;
    }
    for (int row = 0; row < lp->n_row; row++) {
        int exponent = 0;
        if (form->row_scale[row] > 0) frexp(form->row_scale[row], &exponent);
        form->row_scale[row] = ldexp(1.0, -exponent);
    }
}

/* What becomes a column: the columns of the LP that are not fixed, then a slack per range. */
static int list_items(const struct lp *lp, int *item)
{
    int n = 0;
    for (int column = 0; column < lp->n_column; column++)
        if (!is_fixed(lp, column)) item[n++] = column;
    for (int row = 0; row < lp->n_row; row++)
        if (is_range(lp, row)) item[n++] = -1 - row;
    return n;
}

static double shift_of(const struct lp *lp, int column)
{
    const double low = lp->lower[column], high = lp->upper[column];
    return !isinf(low) ? low : isinf(high) ? 0.0 : high;
}

static void shift_bounds(const struct lp *lp, struct ipm_form *form)
{
    form->cost_constant = lp->cost_constant;
    for (int row = 0; row < lp->n_row; row++) {
        const bool from_below = !is_range(lp, row) || ipm_slack_from_below(lp, row);
        if (ipm_row_is_free(lp, row)) continue;
        form->right[row] =
            (from_below ? lp->row_lower[row] : lp->row_upper[row]) * form->row_scale[row];
    }
    for (int column = 0; column < lp->n_column; column++) {
        const double shift = shift_of(lp, column);
        form->cost_constant += lp->cost[column] * shift;
        if (isinf(lp->lower[column]) && isinf(lp->upper[column])) form->has_free_column = true;
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            const int row = lp->row[entry];
            if (!ipm_row_is_free(lp, row))
                form->right[row] -= (lp->value[entry] + lp_square(lp, entry) * shift) *
                                    form->row_scale[row] * shift;
        }
    }
}

/* Where the activity of each row begins and ends: how far a slack can reach. */
static void activity_range(const struct lp *lp, double *least, double *most)
{
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            double low, high;
            lp_entry_range(lp, column, entry, &low, &high);
            least[lp->row[entry]] += low;
            most[lp->row[entry]] += high;
        }
}

/* A row lower <= a'x <= upper becomes a'x - s = lower (or a'x + s = upper), 0 <= s <= its range. */
static double slack_upper(const struct lp *lp, const struct ipm_form *form, int row, double least,
                          double most)
{
    const bool from_below = ipm_slack_from_below(lp, row);
    const double side = from_below ? lp->row_lower[row] : lp->row_upper[row];
    double range = lp->row_upper[row] - lp->row_lower[row];
    if (isinf(range)) range = from_below ? most - side : side - least;
    if (!(range > 0)) range = 0; /* infeasible or tight: a hair keeps the form valid */
    const double scale = form->row_scale[row];
    return range * scale + ldexp(fmax(1.0, fabs(side * scale)), -40);
}

static void fill_columns(const struct lp *lp, const double *least, const double *most,
                         struct ipm_form *form)
{
    for (int j = 0; j < form->n_column; j++) {
        const int origin = form->origin[j];
        form->upper[j] = 1.0; /* an empty column stays in the middle of its box */
        if (origin == IPM_PADDING) continue;
        if (origin < 0) {
            const int row = -1 - origin;
            form->upper[j] = slack_upper(lp, form, row, least[row], most[row]);
            continue;
        }
        form->cost[j] = ipm_column_is_mirrored(lp, origin) ? -lp->cost[origin] : lp->cost[origin];
        form->upper[j] = lp->upper[origin] - lp->lower[origin];
    }
}

enum status ipm_form_make(const struct lp *lp, struct arena *arena, struct ipm_form *form,
                          struct error *error)
{
    memset(form, 0, sizeof *form);
    struct arena scratch = {0};
    enum status status = STATUS_NO_MEMORY;
    int *item = ARENA_ARRAY(&scratch, int, lp->n_column + lp->n_row);
    double *least = ARENA_ARRAY(&scratch, double, lp->n_row);
    double *most = ARENA_ARRAY(&scratch, double, lp->n_row);
    form->n_row = lp->n_row;
    form->right = ARENA_ARRAY(arena, double, lp->n_row);
    form->row_scale = ARENA_ARRAY(arena, double, lp->n_row);
    if (item == NULL || least == NULL || most == NULL || form->right == NULL ||
        form->row_scale == NULL)
        goto done;
    scale_rows(lp, form);
    ipm_kinds_chain(lp, form);
    status = ipm_kinds_make(lp, item, list_items(lp, item), arena, form, error);
    if (status != STATUS_OK) goto done;
    form->cost = ARENA_ARRAY(arena, double, form->n_column);
    form->upper = ARENA_ARRAY(arena, double, form->n_column);
    if (form->cost == NULL || form->upper == NULL) {
        status = STATUS_NO_MEMORY;
        goto done;
    }
    shift_bounds(lp, form);
    activity_range(lp, least, most);
    fill_columns(lp, least, most, form);
done:
    arena_free(&scratch);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "no memory for an LP of %d rows and %d columns", lp->n_row,
                         lp->n_column);
    return status;
}

/* The slack of a one-sided row has a box too, as wide as the row's activity can be. Where it ends,
 * all columns of the row are at their bounds and may carry its dual: the row itself has none of
 * that sign. */
static double row_dual(const struct lp *lp, const struct ipm_form *form, const double *y, int row)
{
    const double dual = y[row] * form->row_scale[row];
    if (isinf(lp->row_lower[row]) && dual > 0) return 0;
    if (isinf(lp->row_upper[row]) && dual < 0) return 0;
    return dual;
}

void ipm_form_read(const struct lp *lp, const struct ipm_form *form, const double *x,
                   const double *y, struct lp_solution *solution)
{
    for (int column = 0; column < lp->n_column; column++)
        solution->x[column] = lp->lower[column];
    for (int j = 0; j < form->n_column; j++) {
        const int origin = form->origin[j];
        if (origin < 0) continue;
        const double step = ipm_column_is_mirrored(lp, origin) ? -x[j] : x[j];
        solution->x[origin] = shift_of(lp, origin) + step;
    }
    for (int row = 0; row < lp->n_row; row++)
        solution->row_dual[row] = row_dual(lp, form, y, row);
    long double objective = lp->cost_constant;
    for (int column = 0; column < lp->n_column; column++)
        objective += (long double)lp->cost[column] * solution->x[column];
    solution->objective = (double)objective;
}
