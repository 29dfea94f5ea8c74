#include "solver/order.h"

#include <amd.h>
#include <stdbool.h>
#include <string.h>

/* Minimum degree on the rows that are marked; *count of them are placed from order[0] on. */
static enum status order_marked(int n, const int *start, const int *row, const bool *marked,
                                struct arena *scratch, int *order, int *count, struct error *error)
{
    int *local = ARENA_ARRAY(scratch, int, n);
    int *global = ARENA_ARRAY(scratch, int, n);
    int *local_start = ARENA_ARRAY(scratch, int, n + 1);
    int *local_row = ARENA_ARRAY(scratch, int, start[n]);
    int *permutation = ARENA_ARRAY(scratch, int, n);
    if (local == NULL || global == NULL || local_start == NULL || local_row == NULL ||
        permutation == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to order %d rows", n);
    int n_local = 0, n_entry = 0;
    for (int i = 0; i < n; i++)
        if (marked[i]) {
            global[n_local] = i;
            local[i] = n_local++;
        }
    for (int k = 0; k < n_local; k++) {
        for (int entry = start[global[k]]; entry < start[global[k] + 1]; entry++)
            if (marked[row[entry]]) local_row[n_entry++] = local[row[entry]];
        local_start[k + 1] = n_entry;
    }
    *count = n_local;
    if (n_local == 0) return STATUS_OK;
    const int outcome = amd_order(n_local, local_start, local_row, permutation, NULL, NULL);
    if (outcome == AMD_OUT_OF_MEMORY)
        return error_set(error, STATUS_NO_MEMORY, "no memory to order %d rows", n_local);
    if (outcome != AMD_OK && outcome != AMD_OK_BUT_JUMBLED)
        return error_set(error, STATUS_INTERNAL, "minimum degree refused a pattern of %d rows",
                         n_local);
    for (int k = 0; k < n_local; k++)
        order[k] = global[permutation[k]];
    return STATUS_OK;
}

/* A stable counting sort of the rows that tie, by block. */
static enum status place_ties(int n, const int *block, const bool *marked, struct arena *scratch,
                              int *order, int first)
{
    int n_block = 0;
    for (int i = 0; i < n; i++)
        if (block[i] >= n_block) n_block = block[i] + 1;
    int *place = ARENA_ARRAY(scratch, int, n_block + 1);
    if (place == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < n; i++)
        if (!marked[i] && block[i] >= 0) place[block[i] + 1]++;
    for (int b = 0; b < n_block; b++)
        place[b + 1] += place[b];
    int last = first + place[n_block];
    for (int i = 0; i < n; i++) {
        if (marked[i]) continue;
        if (block[i] >= 0)
            order[first + place[block[i]]++] = i;
        else
            order[last++] = i;
    }
    return STATUS_OK;
}

enum status order_chain(int n, const int *start, const int *row, const int *block,
                        struct arena *scratch, int *order, struct error *error)
{
    bool *local = ARENA_ARRAY(scratch, bool, n);
    if (local == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to order %d rows", n);
    int count = 0;
    for (int i = 0; i < n; i++)
        local[i] = block == NULL || block[i] >= 0;
    for (int i = 0; block != NULL && i < n; i++)
        for (int entry = start[i]; entry < start[i + 1]; entry++) {
            const int j = row[entry];
            if (block[i] < 0 || block[j] < 0 || block[i] == block[j]) continue;
            local[i] = local[j] = false;
        }
    TRY(order_marked(n, start, row, local, scratch, order, &count, error));
    if (count == n) return STATUS_OK;
    if (place_ties(n, block, local, scratch, order, count) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory to order %d rows", n);
    return STATUS_OK;
}
