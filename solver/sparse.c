#include "solver/sparse.h"

#include <string.h>

static enum status no_memory(struct error *error)
{
    return error_set(error, STATUS_NO_MEMORY, "no memory for a sparse matrix");
}

static bool place(int n_row, int n_column, int n_entry, bool with_values, struct arena *arena,
                  struct sparse *sparse)
{
    sparse->n_row = n_row;
    sparse->n_column = n_column;
    sparse->start = ARENA_ARRAY(arena, int, n_column + 1);
    sparse->row = ARENA_ARRAY(arena, int, n_entry);
    sparse->value = with_values ? ARENA_ARRAY(arena, double, n_entry) : NULL;
    return sparse->start && sparse->row && (!with_values || sparse->value);
}

/* count[i + 1] holds how many entries i has; afterwards count[i] is where those of i begin. */
static void counts_to_starts(int n, int *count)
{
    for (int i = 0; i < n; i++)
        count[i + 1] += count[i];
}

/* order lists the triplets by column, then row, then as they came: two stable passes of a counting
 * sort, first by row and then by column. next has room for max(n_row, n_column) + 1, by_row for
 * count. */
static void sort_triplets(const struct triplets *triplets, int *next, int *by_row, int *order)
{
    memset(next, 0, sizeof *next * (triplets->n_row + 1));
    for (int t = 0; t < triplets->count; t++)
        next[triplets->row[t] + 1]++;
    counts_to_starts(triplets->n_row, next);
    for (int t = 0; t < triplets->count; t++)
        by_row[next[triplets->row[t]]++] = t;

    memset(next, 0, sizeof *next * (triplets->n_column + 1));
    for (int t = 0; t < triplets->count; t++)
        next[triplets->column[t] + 1]++;
    counts_to_starts(triplets->n_column, next);
    for (int k = 0; k < triplets->count; k++)
        order[next[triplets->column[by_row[k]]]++] = by_row[k];
}

/* position[t] becomes the entry of triplet t, equal places sharing one; returns how many entries
 * there are. */
static int number_places(const struct triplets *triplets, const int *order, int *position)
{
    int n_entry = 0;
    for (int k = 0; k < triplets->count; k++) {
        const int t = order[k], before = k > 0 ? order[k - 1] : t;
        const bool same = k > 0 && triplets->row[t] == triplets->row[before] &&
                          triplets->column[t] == triplets->column[before];
        position[t] = same ? n_entry - 1 : n_entry++;
    }
    return n_entry;
}

static enum status check_range(const struct triplets *triplets, struct error *error)
{
    for (int t = 0; t < triplets->count; t++)
        if (triplets->row[t] < 0 || triplets->row[t] >= triplets->n_row ||
            triplets->column[t] < 0 || triplets->column[t] >= triplets->n_column)
            return error_set(error, STATUS_INTERNAL,
                             "entry %d of a sparse matrix is at (%d, %d), the matrix has %d x %d",
                             t, triplets->row[t], triplets->column[t], triplets->n_row,
                             triplets->n_column);
    return STATUS_OK;
}

enum status sparse_from_triplets(const struct triplets *triplets, int *position,
                                 struct arena *arena, struct arena *scratch, struct sparse *sparse,
                                 struct error *error)
{
    TRY(check_range(triplets, error));
    const int n = triplets->n_row > triplets->n_column ? triplets->n_row : triplets->n_column;
    int *next = ARENA_ARRAY(scratch, int, n + 1);
    int *by_row = ARENA_ARRAY(scratch, int, triplets->count);
    int *order = ARENA_ARRAY(scratch, int, triplets->count);
    if (position == NULL) position = ARENA_ARRAY(scratch, int, triplets->count);
    if (!next || !by_row || !order || !position) return no_memory(error);

    sort_triplets(triplets, next, by_row, order);
    const int n_entry = number_places(triplets, order, position);
    if (!place(triplets->n_row, triplets->n_column, n_entry, triplets->value != NULL, arena,
               sparse))
        return no_memory(error);
    for (int k = 0; k < triplets->count; k++) {
        const int t = order[k];
        sparse->row[position[t]] = triplets->row[t];
        sparse->start[triplets->column[t] + 1] = position[t] + 1;
    }
    for (int column = 0; column < sparse->n_column;
         column++) /* an empty column begins where it ends */
        if (sparse->start[column + 1] < sparse->start[column])
            sparse->start[column + 1] = sparse->start[column];
    if (triplets->value) sparse_refill(sparse, triplets->count, position, triplets->value);
    return STATUS_OK;
}

void sparse_refill(struct sparse *sparse, int count, const int *position, const double *number)
{
    memset(sparse->value, 0, sizeof *sparse->value * sparse_entries(sparse));
    for (int t = 0; t < count; t++)
        sparse->value[position[t]] += number[t];
}

int sparse_entries(const struct sparse *sparse)
{
    return sparse->start[sparse->n_column];
}

void sparse_multiply(const struct sparse *a, const double *x, double *y)
{
    memset(y, 0, sizeof *y * a->n_row);
    for (int column = 0; column < a->n_column; column++)
        for (int e = a->start[column]; e < a->start[column + 1]; e++)
            y[a->row[e]] += a->value[e] * x[column];
}

void sparse_multiply_transposed(const struct sparse *a, const double *x, double *y)
{
    for (int column = 0; column < a->n_column; column++) {
        double sum = 0;
        for (int e = a->start[column]; e < a->start[column + 1]; e++)
            sum += a->value[e] * x[a->row[e]];
        y[column] = sum;
    }
}

void sparse_multiply_symmetric(const struct sparse *lower, const double *x, double *y)
{
    memset(y, 0, sizeof *y * lower->n_row);
    for (int column = 0; column < lower->n_column; column++) {
        double sum = 0;
        for (int e = lower->start[column]; e < lower->start[column + 1]; e++) {
            const int row = lower->row[e];
            if (row != column) y[row] += lower->value[e] * x[column];
            sum += lower->value[e] * x[row];
        }
        y[column] += sum;
    }
}

/* Transpose of P A: entry (i, j) of a lands in column row_position[i] of the result, row j. Going
 * through the columns of a in order leaves the rows of the result sorted. */
static void scatter_transposed(const struct sparse *a, const int *row_position, int *source,
                               struct sparse *out)
{
    const int n_entry = sparse_entries(a);
    for (int e = 0; e < n_entry; e++)
        out->start[(row_position ? row_position[a->row[e]] : a->row[e]) + 1]++;
    counts_to_starts(a->n_row, out->start);
    for (int column = 0; column < a->n_column; column++)
        for (int e = a->start[column]; e < a->start[column + 1]; e++) {
            const int to = out->start[row_position ? row_position[a->row[e]] : a->row[e]]++;
            out->row[to] = column;
            if (a->value) out->value[to] = a->value[e];
            if (source) source[to] = e;
        }
    /* every start has moved to its end, which is the next one's start: move them back by one place
     */
    memmove(out->start + 1, out->start, sizeof *out->start * a->n_row);
    out->start[0] = 0;
}

enum status sparse_transpose(const struct sparse *a, int *source, struct arena *arena,
                             struct sparse *transpose, struct error *error)
{
    if (!place(a->n_column, a->n_row, sparse_entries(a), a->value != NULL, arena, transpose))
        return no_memory(error);
    scatter_transposed(a, NULL, source, transpose);
    return STATUS_OK;
}

/* Two transposes sort both ways and permute one side each. */
enum status sparse_permute(const struct sparse *a, const int *row_order, const int *column_order,
                           struct arena *arena, struct sparse *permuted, struct error *error)
{
    const int n_entry = sparse_entries(a);
    struct sparse turned;
    int *row_position = ARENA_ARRAY(arena, int, a->n_row);
    int *column_position = ARENA_ARRAY(arena, int, a->n_column);
    if (!row_position || !column_position ||
        !place(a->n_column, a->n_row, n_entry, a->value != NULL, arena, &turned) ||
        !place(a->n_row, a->n_column, n_entry, a->value != NULL, arena, permuted))
        return no_memory(error);
    if (row_order) permutation_invert(a->n_row, row_order, row_position);
    if (column_order) permutation_invert(a->n_column, column_order, column_position);
    scatter_transposed(a, row_order ? row_position : NULL, NULL, &turned);
    scatter_transposed(&turned, column_order ? column_position : NULL, NULL, permuted);
    return STATUS_OK;
}

bool permutation_is_valid(int n, const int *order, int *seen)
{
    memset(seen, 0, sizeof *seen * n);
    for (int i = 0; i < n; i++) {
        if (order[i] < 0 || order[i] >= n || seen[order[i]]) return false;
        seen[order[i]] = 1;
    }
    return true;
}

void permutation_invert(int n, const int *order, int *inverse)
{
    for (int i = 0; i < n; i++)
        inverse[order[i]] = i;
}
