#include "solver/ipm_form.h"

#include <math.h>
#include <string.h>

enum {
    SMALL_WORK = 20000
}; /* below this many entries a parallel region costs more than it saves */

static bool is_fixed(const struct lp *lp, int column)
{
    return lp->lower[column] == lp->upper[column];
}
static bool is_free_row(const struct lp *lp, int row) /* binds nothing: left out */
{
    return isinf(lp->row_lower[row]) && isinf(lp->row_upper[row]);
}
static bool is_range(const struct lp *lp, int row)
{
    return lp->row_lower[row] != lp->row_upper[row] && !is_free_row(lp, row);
}

static enum status take_memory(const struct lp *lp, struct arena *arena, struct ipm_form *form,
                               struct error *error)
{
    int n_column = 0, n_entry = 0;
    for (int column = 0; column < lp->n_column; column++) {
        if (is_fixed(lp, column)) continue;
        n_column++;
        n_entry += lp->start[column + 1] - lp->start[column];
    }
    for (int row = 0; row < lp->n_row; row++) {
        if (!is_range(lp, row)) continue;
        n_column++;
        n_entry++;
    }
    form->n_row = lp->n_row;
    form->n_column = n_column;
    form->n_entry = n_entry;
    form->column_start = ARENA_ARRAY(arena, int, n_column + 1);
    form->column_row = ARENA_ARRAY(arena, int, n_entry);
    form->column_value = ARENA_ARRAY(arena, double, n_entry);
    form->row_start = ARENA_ARRAY(arena, int, lp->n_row + 2);
    form->row_column = ARENA_ARRAY(arena, int, n_entry);
    form->row_value = ARENA_ARRAY(arena, double, n_entry);
    form->cost = ARENA_ARRAY(arena, double, n_column);
    form->upper = ARENA_ARRAY(arena, double, n_column);
    form->right = ARENA_ARRAY(arena, double, lp->n_row);
    form->row_scale = ARENA_ARRAY(arena, double, lp->n_row);
    form->origin = ARENA_ARRAY(arena, int, n_column);
    form->shift = ARENA_ARRAY(arena, double, n_column);
    form->sign = ARENA_ARRAY(arena, double, n_column);
    if (form->sign == NULL || form->shift == NULL || form->origin == NULL ||
        form->row_scale == NULL || form->right == NULL || form->upper == NULL ||
        form->cost == NULL || form->row_value == NULL || form->row_column == NULL ||
        form->row_start == NULL || form->column_value == NULL || form->column_row == NULL ||
        form->column_start == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an LP of %d rows and %d columns",
                         lp->n_row, lp->n_column);
    return STATUS_OK;
}

/* Powers of two change no digit of the coefficients. */
static void scale_rows(const struct lp *lp, struct ipm_form *form)
{
    for (int entry = 0; entry < lp->n_entry; entry++) {
        double *largest = &form->row_scale[lp->row[entry]];
        if (fabs(lp->value[entry]) > *largest) *largest = fabs(lp->value[entry]);
    }
    for (int row = 0; row < lp->n_row; row++) {
        int exponent = 0;
        if (form->row_scale[row] > 0) frexp(form->row_scale[row], &exponent);
        form->row_scale[row] = ldexp(1.0, -exponent);
    }
}

/* The sum of coefficient x lower bound in each row: where a slack's range begins and ends. */
static void activity_range(const struct lp *lp, int row_count, double *least, double *most)
{
    for (int row = 0; row < row_count; row++)
        least[row] = most[row] = 0;
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            const double a = lp->value[entry];
            const double low = a > 0 ? lp->lower[column] : lp->upper[column];
            const double high = a > 0 ? lp->upper[column] : lp->lower[column];
            least[lp->row[entry]] += a * low;
            most[lp->row[entry]] += a * high;
        }
}

static void add_columns(const struct lp *lp, struct ipm_form *form, int *n_column, int *n_entry)
{
    form->cost_constant = lp->cost_constant;
    for (int column = 0; column < lp->n_column; column++) {
        const double low = lp->lower[column], high = lp->upper[column];
        const bool mirrored = isinf(low) && !isinf(high);
        const double shift = mirrored ? high : isinf(low) ? 0.0 : low;
        const double sign = mirrored ? -1.0 : 1.0;
        if (isinf(low) && isinf(high)) form->has_free_column = true;
        form->cost_constant += lp->cost[column] * shift;
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            const int row = lp->row[entry];
            if (is_free_row(lp, row)) continue;
            const double a = lp->value[entry] * form->row_scale[row];
            form->right[row] -= a * shift;
            if (is_fixed(lp, column)) continue;
            form->column_row[*n_entry] = row;
            form->column_value[(*n_entry)++] = a * sign;
        }
        if (is_fixed(lp, column)) continue;
        form->origin[*n_column] = column;
        form->shift[*n_column] = shift;
        form->sign[*n_column] = sign;
        form->cost[*n_column] = lp->cost[column] * sign;
        form->upper[*n_column] = isinf(low) || isinf(high) ? INFINITY : high - low;
        form->column_start[++*n_column] = *n_entry;
    }
}

/* A row lower <= a'x <= upper becomes a'x - s = lower (or a'x + s = upper), 0 <= s <= its range. */
static void add_slacks(const struct lp *lp, struct ipm_form *form, const double *least,
                       const double *most, int *n_column, int *n_entry)
{
    for (int row = 0; row < lp->n_row; row++) {
        const double scale = form->row_scale[row];
        if (!is_range(lp, row)) {
            if (!is_free_row(lp, row)) form->right[row] += lp->row_lower[row] * scale;
            continue;
        }
        const bool from_below = !isinf(lp->row_lower[row]);
        const double side = from_below ? lp->row_lower[row] : lp->row_upper[row];
        double range = lp->row_upper[row] - lp->row_lower[row];
        if (isinf(range)) range = from_below ? most[row] - side : side - least[row];
        if (!(range > 0))
            range = 0.0; /* empty range: infeasible or tight; a hair keeps the form valid */
        form->right[row] += side * scale;
        form->column_row[*n_entry] = row;
        form->column_value[(*n_entry)++] = from_below ? -1.0 : 1.0;
        form->origin[*n_column] = -1 - row;
        form->sign[*n_column] = 1.0;
        form->upper[*n_column] = range * scale + ldexp(fmax(1.0, fabs(side * scale)), -40);
        form->column_start[++*n_column] = *n_entry;
    }
}

static void copy_by_rows(struct ipm_form *form)
{
    int *place = form->row_start;
    for (int entry = 0; entry < form->n_entry; entry++)
        place[form->column_row[entry] + 2]++;
    for (int row = 0; row < form->n_row; row++)
        place[row + 2] += place[row + 1];
    for (int column = 0; column < form->n_column; column++)
        for (int entry = form->column_start[column]; entry < form->column_start[column + 1];
             entry++) {
            const int to = place[form->column_row[entry] + 1]++;
            form->row_column[to] = column;
            form->row_value[to] = form->column_value[entry];
        }
}

enum status ipm_form_make(const struct lp *lp, struct arena *arena, struct ipm_form *form,
                          struct error *error)
{
    memset(form, 0, sizeof *form);
    TRY(take_memory(lp, arena, form, error));
    double *least = ARENA_ARRAY(arena, double, lp->n_row);
    double *most = ARENA_ARRAY(arena, double, lp->n_row);
    if (least == NULL || most == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d rows", lp->n_row);
    int n_column = 0, n_entry = 0;
    scale_rows(lp, form);
    activity_range(lp, lp->n_row, least, most);
    add_columns(lp, form, &n_column, &n_entry);
    add_slacks(lp, form, least, most, &n_column, &n_entry);
    form->n_entry = n_entry;
    copy_by_rows(form);
    return STATUS_OK;
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
    for (int column = 0; column < form->n_column; column++) {
        const int origin = form->origin[column];
        if (origin >= 0) solution->x[origin] = form->shift[column] + form->sign[column] * x[column];
    }
    for (int row = 0; row < lp->n_row; row++)
        solution->row_dual[row] = row_dual(lp, form, y, row);
    long double objective = lp->cost_constant;
    for (int column = 0; column < lp->n_column; column++)
        objective += (long double)lp->cost[column] * solution->x[column];
    solution->objective = (double)objective;
}

void ipm_form_times(const struct ipm_form *form, const double *x, double *product, int threads)
{
#pragma omp parallel for num_threads(threads) if (form->n_entry > SMALL_WORK)
    for (int row = 0; row < form->n_row; row++) {
        double sum = 0;
        for (int entry = form->row_start[row]; entry < form->row_start[row + 1]; entry++)
            sum += form->row_value[entry] * x[form->row_column[entry]];
        product[row] = sum;
    }
}

void ipm_form_transposed_times(const struct ipm_form *form, const double *y, double *product,
                               int threads)
{
#pragma omp parallel for num_threads(threads) if (form->n_entry > SMALL_WORK)
    for (int column = 0; column < form->n_column; column++) {
        double sum = 0;
        for (int entry = form->column_start[column]; entry < form->column_start[column + 1];
             entry++)
            sum += form->column_value[entry] * y[form->column_row[entry]];
        product[column] = sum;
    }
}
