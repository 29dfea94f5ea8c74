/* A Theta A' by sparse Cholesky (CHOLMOD): the reference factorization, for any structure. */
#include "solver/factor.h"
#include "solver/kkt.h"
#include "solver/order.h"

#include <string.h>

/* A by columns and its pattern by rows. */
struct entries {
    int *start, *row; /* by columns */
    double *value;
    double *square, *slope; /* in a program with squares: value + 2 square x; else NULL, value */
    int *row_start, *row_column;
};

struct kkt {
    const struct ipm_form *form;
    struct entries a;
    struct sparse lower; /* the lower triangle of A Theta A' */
    int *place;          /* where each product of two entries of a column goes, columns in order */
    int *diagonal;       /* place of each diagonal entry */
    struct factor *factor;
};

static void write_columns(const struct ipm_form *form, struct entries *a)
{
    int n_entry = 0;
    for (int block = 0; block < form->n_block; block++)
        for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
            const int kind = form->kind[j];
            for (int entry = form->kind_start[kind]; entry < form->kind_start[kind + 1]; entry++) {
                a->row[n_entry] = ipm_form_row(form, block, form->kind_place[entry]);
                if (a->square != NULL) a->square[n_entry] = form->kind_square[entry];
                a->value[n_entry++] = form->kind_value[entry];
            }
            a->start[j + 1] = n_entry;
        }
}

static void copy_by_rows(const struct ipm_form *form, struct entries *a)
{
    int *place = a->row_start;
    for (int entry = 0; entry < form->n_entry; entry++)
        place[a->row[entry] + 2]++;
    for (int row = 0; row < form->n_row; row++)
        place[row + 2] += place[row + 1];
    for (int j = 0; j < form->n_column; j++)
        for (int entry = a->start[j]; entry < a->start[j + 1]; entry++)
            a->row_column[place[a->row[entry] + 1]++] = j;
}

static bool make_entries(const struct ipm_form *form, struct arena *arena, struct entries *a)
{
    a->start = ARENA_ARRAY(arena, int, form->n_column + 1);
    a->row = ARENA_ARRAY(arena, int, form->n_entry);
    a->value = ARENA_ARRAY(arena, double, form->n_entry);
    a->row_start = ARENA_ARRAY(arena, int, form->n_row + 2);
    a->row_column = ARENA_ARRAY(arena, int, form->n_entry);
    a->slope = a->value;
    if (!a->start || !a->row || !a->value || !a->row_start || !a->row_column) return false;
    if (form->kind_square != NULL) {
        a->square = ARENA_ARRAY(arena, double, form->n_entry);
        a->slope = ARENA_ARRAY(arena, double, form->n_entry);
        if (a->square == NULL || a->slope == NULL) return false;
    }
    write_columns(form, a);
    copy_by_rows(form, a);
    return true;
}

/* Pattern of the lower triangle, rows sorted: column i holds the rows >= i that share a column with
 * it. */
static bool make_pattern(const struct entries *a, int n, struct arena *arena, struct sparse *lower)
{
    int *seen = ARENA_ARRAY(arena, int, n);
    lower->n_row = lower->n_column = n;
    lower->start = ARENA_ARRAY(arena, int, n + 1);
    if (seen == NULL || lower->start == NULL) return false;
    for (int pass = 0; pass < 2;
         pass++) { /* count, then by rows of the transpose, so that rows come sorted */
        for (int i = 0; i < n; i++)
            seen[i] = -1;
        int *fill = lower->start;
        for (int k = 0; k < n; k++) {
            seen[k] = k;
            if (pass == 0)
                fill[k + 1]++;
            else
                lower->row[fill[k]++] = k;
            for (int entry = a->row_start[k]; entry < a->row_start[k + 1]; entry++) {
                const int column = a->row_column[entry];
                for (int other = a->start[column]; other < a->start[column + 1]; other++) {
                    const int i = a->row[other];
                    if (i >= k || seen[i] == k) continue;
                    seen[i] = k;
                    if (pass == 0)
                        fill[i + 1]++;
                    else
                        lower->row[fill[i]++] = k;
                }
            }
        }
        if (pass == 0) {
            for (int i = 0; i < n; i++)
                lower->start[i + 1] += lower->start[i];
            lower->row = ARENA_ARRAY(arena, int, lower->start[n]);
            lower->value = ARENA_ARRAY(arena, double, lower->start[n]);
            if (lower->row == NULL || lower->value == NULL) return false;
        } else {
            memmove(lower->start + 1, lower->start, sizeof(int) * (size_t)n);
            lower->start[0] = 0;
        }
    }
    return true;
}

static int find_place(const struct sparse *lower, int row, int column)
{
    int low = lower->start[column], high = lower->start[column + 1] - 1;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (lower->row[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool make_places(struct kkt *kkt, struct arena *arena)
{
    const struct entries *a = &kkt->a;
    const int n_column = kkt->form->n_column, n_row = kkt->form->n_row;
    size_t count = 0, n_pair = 0;
    for (int j = 0; j < n_column; j++) {
        const size_t k = (size_t)(a->start[j + 1] - a->start[j]);
        count += k * (k + 1) / 2;
    }
    kkt->place = ARENA_ARRAY(arena, int, count);
    kkt->diagonal = ARENA_ARRAY(arena, int, n_row);
    if (kkt->place == NULL || kkt->diagonal == NULL) return false;
    for (int j = 0; j < n_column; j++)
        for (int e = a->start[j]; e < a->start[j + 1]; e++)
            for (int f = e; f < a->start[j + 1]; f++) {
                const int i = a->row[e], k = a->row[f];
                kkt->place[n_pair++] = find_place(&kkt->lower, i > k ? i : k, i > k ? k : i);
            }
    for (int i = 0; i < n_row; i++)
        kkt->diagonal[i] = find_place(&kkt->lower, i, i);
    return true;
}

static enum status normal_place(const struct ipm_form *form, const int *block_of_row, int threads,
                                struct arena *arena, struct kkt **placed, struct error *error)
{
    (void)threads;
    struct kkt *kkt = ARENA_ARRAY(arena, struct kkt, 1);
    int *order = ARENA_ARRAY(arena, int, form->n_row);
    if (kkt == NULL || order == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to place the LP");
    kkt->form = form;
    if (!make_entries(form, arena, &kkt->a) ||
        !make_pattern(&kkt->a, form->n_row, arena, &kkt->lower) || !make_places(kkt, arena))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the normal equations of %d rows",
                         form->n_row);
    TRY(order_chain(form->n_row, kkt->lower.start, kkt->lower.row, block_of_row, arena, order,
                    error));
    TRY(factor_analyze(&kkt->lower, order, &kkt->factor, error));
    *placed = kkt;
    return STATUS_OK;
}

/* docs/model.md, eq. 76 */
static void linearize(const double *point, int n_column, struct entries *a)
{
    for (int j = 0; j < n_column; j++)
        for (int e = a->start[j]; e < a->start[j + 1]; e++)
            a->slope[e] = a->value[e] + 2 * a->square[e] * point[j];
}

static enum status normal_factor(struct kkt *kkt, const double *theta, double regularization,
                                 double proximity, struct error *error)
{
    struct entries *a = &kkt->a;
    const int n_row = kkt->form->n_row;
    if (a->square != NULL) linearize(kkt->form->point, kkt->form->n_column, a);
    double *value = kkt->lower.value;
    memset(value, 0, sizeof(double) * (size_t)kkt->lower.start[n_row]);
    const int *place = kkt->place;
    for (int j = 0; j < kkt->form->n_column; j++)
        for (int e = a->start[j]; e < a->start[j + 1]; e++) {
            const double scaled = theta[j] * a->slope[e];
            for (int f = e; f < a->start[j + 1]; f++)
                value[*place++] += scaled * a->slope[f];
        }
    for (int i = 0; i < n_row; i++) {
        double *pivot = &value[kkt->diagonal[i]];
        *pivot += *pivot > 0 ? regularization * *pivot + proximity : 1.0; /* 1: an empty row */
    }
    return factor_refactor(kkt->factor, value, error);
}

static enum status normal_solve(struct kkt *kkt, double *right, struct error *error)
{
    return factor_solve(kkt->factor, 1, right, error);
}

static void normal_drop(struct kkt *kkt)
{
    factor_drop(kkt->factor);
}

static double normal_nonzeros(const struct kkt *kkt)
{
    return (double)factor_nonzeros(kkt->factor);
}

static double normal_operations(const struct kkt *kkt)
{
    return factor_flops(kkt->factor);
}

const struct kkt_method kkt_normal = {"CHOLMOD",   normal_place,    normal_factor,    normal_solve,
                                      normal_drop, normal_nonzeros, normal_operations};
