/* See chain_ends.h. */
#include "solver/chain_ends.h"

#include "solver/dense.h"

#include <math.h>
#include <string.h>

/* Entry `at` of the array of a segment, `size` entries each: segments of lanes lie side by side. */
static double *part_of(const struct lanes_kkt *chain, double *array, size_t size, size_t at,
                       int segment)
{
    const size_t group = (size_t)(segment / LANES_COUNT), lane = (size_t)(segment % LANES_COUNT);
    if (chain->even) return array + (size_t)segment * size + at;
    return array + (group * size + at) * LANES_COUNT + lane;
}

static void add_separator(struct lanes_kkt *chain, int row, int column, double value)
{
    const size_t n = (size_t)lanes_separator_rows(chain);
    const size_t low = (size_t)(row > column ? row : column);
    const size_t high = (size_t)(row > column ? column : row);
    chain->separator[high * n + low] += value;
}

/* What a segment gives to its own separator (at its first block), to the next one, and to the
 * border. */
static void add_segment(struct lanes_kkt *chain, int segment)
{
    const int n = chain->n_state, n_segment = LANES_COUNT * chain->n_group;
    const int next = (segment + 1) % n_segment;
    const size_t rows = (size_t)chain->state_rows, size = chain->panel_size - rows;
    for (int i = 0; i < n; i++) {
        const int row = chain->panel_base[i];
        for (int j = i; j < n; j++) {
            const size_t at = (size_t)(row + j);
            add_separator(chain, segment * n + i, segment * n + j,
                          *part_of(chain, chain->left, size, at, segment));
            add_separator(chain, next * n + i, next * n + j,
                          *part_of(chain, chain->right, size, at, segment));
        }
        for (int j = 0; j < n; j++)
            add_separator(
                chain, next * n + i, segment * n + j,
                *part_of(chain, chain->right, size, (size_t)(row + j) + 2 * rows, segment));
        for (int k = 0; k < chain->n_border; k++) {
            const size_t at = (size_t)(row + k) + 3 * rows;
            add_separator(chain, n_segment * n + k, segment * n + i,
                          *part_of(chain, chain->left, size, at, segment));
            add_separator(chain, n_segment * n + k, next * n + i,
                          *part_of(chain, chain->right, size, at, segment));
        }
    }
    const size_t border = (size_t)chain->border_columns;
    for (int i = 0; i < chain->n_border; i++)
        for (int j = i; j < chain->n_border; j++)
            add_separator(chain, n_segment * n + i, n_segment * n + j,
                          *part_of(chain, chain->corner, border * border,
                                   (size_t)i * border + (size_t)j, segment));
}

/* The diagonal of the separators and the border before any elimination. */
static void separator_diagonal(const struct lanes_kkt *chain, const double *theta, double *diagonal)
{
    const int n = chain->n_state, n_segment = LANES_COUNT * chain->n_group;
    const size_t rows = (size_t)chain->state_rows;
    memset(diagonal, 0, sizeof(double) * (size_t)lanes_separator_rows(chain));
    for (int segment = 0; segment < n_segment; segment++) {
        const int next = (segment + 1) % n_segment;
        for (int i = 0; i < n; i++) {
            const size_t at = (size_t)i;
            diagonal[segment * n + i] += *part_of(chain, chain->left_diagonal, rows, at, segment);
            diagonal[next * n + i] += *part_of(chain, chain->right_diagonal, rows, at, segment);
        }
    }
    const struct ipm_form *form = chain->form;
    double *border = diagonal + n_segment * n;
    for (int j = 0; chain->n_border > 0 && j < form->n_column; j++)
        for (int e = form->kind_start[form->kind[j]]; e < form->kind_start[form->kind[j] + 1]; e++)
            if (form->kind_place[e] >= 2 * form->rows_per_block)
                border[form->kind_place[e] - 2 * form->rows_per_block] +=
                    theta[j] * ipm_form_slope(form, e, j) * ipm_form_slope(form, e, j);
}

void chain_guarded_cholesky(int n, const double *diagonal, double *a, int ld_a)
{
    for (int k = 0; k < n; k++) {
        double *column = a + (size_t)k * (size_t)ld_a;
        const double pivot = fmax(column[k], LANES_PIVOT_SHARE * diagonal[k]);
        const double root = sqrt(pivot);
        column[k] = root;
        for (int i = k + 1; i < n; i++)
            column[i] /= root;
        for (int j = k + 1; j < n; j++) {
            double *later = a + (size_t)j * (size_t)ld_a;
            for (int i = j; i < n; i++)
                later[i] -= column[i] * column[j];
        }
    }
}

static void build_separator(struct lanes_kkt *chain, const double *diagonal, double regularization)
{
    const int n = lanes_separator_rows(chain);
    memset(chain->separator, 0, sizeof(double) * (size_t)n * (size_t)n);
    for (int segment = 0; segment < LANES_COUNT * chain->n_group; segment++)
        add_segment(chain, segment);
    for (int i = 0; i < n; i++)
        add_separator(chain, i, i,
                      diagonal[i] > 0 ? regularization * diagonal[i] + chain->proximity : 1.0);
}

enum status chain_ends_factor(struct lanes_kkt *chain, const double *theta, double regularization,
                              struct error *error)
{
    double *diagonal = chain->separator_right; /* free until the first solve */
    const int n = lanes_separator_rows(chain);
    separator_diagonal(chain, theta, diagonal);
    build_separator(chain, diagonal, regularization);
    for (int i = 0; i < n; i++)
        if (!isfinite(chain->separator[(size_t)i * (size_t)n + (size_t)i]))
            return error_set(error, STATUS_NUMERICAL, "the normal equations are not finite");
    if (dense_cholesky(n, chain->separator, NULL) == STATUS_OK) return STATUS_OK;
    build_separator(chain, diagonal, regularization);
    chain_guarded_cholesky(n, diagonal, chain->separator, n);
    return STATUS_OK;
}

static double *end_of(const struct lanes_kkt *chain, int segment, int which)
{
    const size_t size = 2 * (size_t)chain->state_rows + (size_t)chain->panel_width;
    return part_of(chain, chain->ends, size, (size_t)which, segment);
}

/* The parts of a line of ends: what goes to the next separator, to the own one, to the border. */
static void collect_ends(struct lanes_kkt *chain, const double *right)
{
    const int n = chain->n_state, rows = chain->state_rows;
    const int n_segment = LANES_COUNT * chain->n_group;
    double *sum = chain->separator_right, *border = sum + n_segment * n;
    memset(sum, 0, sizeof(double) * (size_t)lanes_separator_rows(chain));
    for (int k = 0; k < chain->n_border; k++)
        border[k] = right[chain->form->n_row - chain->n_border + k];
    for (int segment = 0; segment < n_segment; segment++) {
        const int next = (segment + 1) % n_segment;
        for (int i = 0; i < n; i++) {
            sum[next * n + i] += *end_of(chain, segment, i);
            sum[segment * n + i] += *end_of(chain, segment, rows + i);
        }
        for (int k = 0; k < chain->n_border; k++)
            border[k] += *end_of(chain, segment, 2 * rows + k);
    }
}

static void spread_ends(struct lanes_kkt *chain, double *solution)
{
    const int n = chain->n_state, rows = chain->state_rows;
    const int n_segment = LANES_COUNT * chain->n_group;
    const double *sum = chain->separator_right, *border = sum + n_segment * n;
    for (int segment = 0; segment < n_segment; segment++) {
        const int next = (segment + 1) % n_segment;
        for (int i = 0; i < n; i++) {
            *end_of(chain, segment, i) = sum[next * n + i];
            *end_of(chain, segment, rows + i) = sum[segment * n + i];
        }
        for (int k = 0; k < chain->n_border; k++)
            *end_of(chain, segment, 2 * rows + k) = border[k];
    }
    for (int k = 0; k < chain->n_border; k++)
        solution[chain->form->n_row - chain->n_border + k] = border[k];
}

void chain_ends_solve(struct lanes_kkt *chain, double *right)
{
    collect_ends(chain, right);
    dense_cholesky_solve(lanes_separator_rows(chain), chain->separator, 1, chain->separator_right);
    spread_ends(chain, right);
}
