#include "solver/ldl_some.h"

#include "solver/lanes.h"

#include <string.h>

#define SIDES double __attribute__((vector_size(8 * LDL_SIDES), may_alias))

enum status ldl_some_new(const struct ldl *ldl, const struct ldl_factor *factor,
                         struct arena *arena, struct ldl_some *some, struct error *error)
{
    const int n = ldl->n;
    int **array[] = {&some->parent, &some->place, &some->given,
                     &some->known,  &some->path,  &some->stack};
    *some = (struct ldl_some){.ldl = ldl, .factor = factor, .path_start = n};
    some->y = ARENA_ARRAY(arena, double, LDL_SIDES *(size_t)n);
    bool has_room = some->y != NULL;
    for (int i = 0; i < 6; i++)
        has_room = (*array[i] = ARENA_ARRAY(arena, int, n)) != NULL && has_room;
    if (!has_room) return error_set(error, STATUS_NO_MEMORY, "no memory for %d unknowns", n);
    for (int i = 0; i < n; i++) {
        const int first = ldl->column_start[i];
        some->parent[i] = first < ldl->column_start[i + 1] ? ldl->column_row[first] : n;
        some->place[ldl->order[i]] = i;
    }
    return STATUS_OK;
}

void ldl_some_begin(struct ldl_some *some)
{
    some->number++;
    some->path_start = some->ldl->n;
}

void ldl_some_add(struct ldl_some *some, int unknown, int side, double value)
{
    const int first = some->place[unknown];
    int height = 0;
    for (int i = first; i < some->ldl->n && some->given[i] != some->number; i = some->parent[i]) {
        some->given[i] = some->number;
        memset(some->y + (size_t)i * LDL_SIDES, 0, sizeof(double) * LDL_SIDES);
        some->stack[height++] = i;
    }
    some->path_start -= height; /* before what it leads to */
    memcpy(some->path + some->path_start, some->stack, sizeof(int) * (size_t)height);
    some->y[(size_t)first * LDL_SIDES + (size_t)side] += value;
}

LANES_INLINE void forward_body(struct ldl_some *some)
{
    const struct ldl *ldl = some->ldl;
    const double *const l = some->factor->l;
    SIDES *const y = (SIDES *)(void *)some->y;
    for (int p = some->path_start; p < ldl->n; p++) {
        const int i = some->path[p];
        const SIDES yi = y[i];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            y[ldl->column_row[e]] -= l[e] * yi;
    }
}
LANES_VERSIONS(forward, (struct ldl_some * some), (some))

void ldl_some_forward(struct ldl_some *some)
{
    LANES_CALL(forward, some);
}

LANES_INLINE void backward_body(struct ldl_some *some, int n, const int *place)
{
    const struct ldl *ldl = some->ldl;
    const double *const l = some->factor->l;
    SIDES *const y = (SIDES *)(void *)some->y;
    for (int k = 0; k < n; k++) {
        int height = 0;
        for (int i = place[k]; i < ldl->n && some->known[i] != some->number; i = some->parent[i])
            some->stack[height++] = i;
        while (height > 0) {
            const int i = some->stack[--height];
            SIDES yi = {0};
            if (some->given[i] == some->number) yi = y[i] * some->factor->inverse[i];
            for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
                yi -= l[e] * y[ldl->column_row[e]];
            y[i] = yi;
            some->known[i] = some->number;
        }
    }
}
LANES_VERSIONS(backward, (struct ldl_some * some, int n, const int *place), (some, n, place))

void ldl_some_backward(struct ldl_some *some, int n, const int *place)
{
    LANES_CALL(backward, some, n, place);
}
