#include "network/network_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name_then_position(const void *a, const void *b)
{
    const struct name_place *one = a, *other = b;
    const int order = strcmp(one->name, other->name);
    if (order != 0) return order;
    return (one->position > other->position) - (one->position < other->position);
}

enum status name_index_build(const struct network *network, enum table_id table,
                             struct arena *arena, struct name_index *index)
{
    const struct table_layout *layout = &table_layouts[table];
    const char *row = table_of(network, table);
    index->count = rows_of(network, table);
    index->name = ARENA_ARRAY(arena, const char *, index->count);
    index->sorted = ARENA_ARRAY(arena, struct name_place, index->count);
    if (index->name == NULL || index->sorted == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < index->count; i++, row += layout->row_bytes) {
        const char *name = *(const char *const *)(const void *)(row + layout->id);
        index->name[i] = name != NULL ? name : "";
        index->sorted[i] = (struct name_place){index->name[i], i};
    }
    qsort(index->sorted, (size_t)index->count, sizeof *index->sorted, by_name_then_position);
    return STATUS_OK;
}

int name_index_find(const struct name_index *index, const char *name)
{
    int low = 0, high = index->count; /* the first that is not before name lies in low .. high */
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (strcmp(index->sorted[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == index->count || strcmp(index->sorted[low].name, name) != 0) return -1;
    return index->sorted[low].position;
}

const char *did_you_mean(int n_name, const char *const *names, const char *name, char *buffer)
{
    const char *nearest = nearest_name(name, n_name, names);
    if (nearest != NULL)
        snprintf(buffer, SUGGESTION_BYTES, "; did you mean `%s`?", nearest);
    else
        buffer[0] = '\0';
    return buffer;
}
