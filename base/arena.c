#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { ALIGNMENT = 64, SMALL_BLOCK = 1 << 18 };

struct arena_block {
    struct arena_block *older;
    size_t size, used; /* bytes after the header */
    void *allocated;   /* by malloc or calloc, up to ALIGNMENT bytes before the block */
    bool is_zero;
};

static const size_t header = (sizeof(struct arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

static struct arena_block *new_block(struct arena *arena, size_t bytes)
{
    const bool is_large = bytes > SMALL_BLOCK;
    const size_t size = is_large ? bytes : SMALL_BLOCK;
    if (size > SIZE_MAX - header - ALIGNMENT) return NULL;
    /* Fresh pages of the system are 0 already. Of a small block only what is used is cleared. */
    const size_t all = header + size + ALIGNMENT;
    char *allocated = is_large ? calloc(1, all) : malloc(all);
    if (allocated == NULL) return NULL;
    const size_t off = (uintptr_t)allocated % ALIGNMENT;
    struct arena_block *block = (void *)(allocated + (off > 0 ? ALIGNMENT - off : 0));
    block->allocated = allocated;
    block->is_zero = is_large;
    block->size = size;
    block->used = 0;
    block->older = arena->newest;
    arena->newest = block;
    return block;
}

void *arena_bytes(struct arena *arena, size_t bytes)
{
    struct arena *counter = arena->counter != NULL ? arena->counter : arena;
    counter->n_request++;
    if (counter->fail_at != 0 && counter->n_request == counter->fail_at) return NULL;
    if (bytes > SIZE_MAX - ALIGNMENT) return NULL;
    const size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->newest;
    if (block == NULL || block->size - block->used < rounded) block = new_block(arena, rounded);
    if (block == NULL) return NULL;
    void *place = (char *)block + header + block->used;
    block->used += rounded;
    if (!block->is_zero) memset(place, 0, bytes);
    return place;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    return arena_bytes(arena, count * size);
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    if (length == SIZE_MAX) return NULL;
    char *copy = arena_bytes(arena, length + 1);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->newest; block != NULL;) {
        struct arena_block *older = block->older;
        free(block->allocated);
        block = older;
    }
    arena->newest = NULL;
}

/* Of glibc, whose own limit grows with what is freed, up to 32 MiB: arrays of a year would stay
 * with the program. Below it memory is used again without new pages from the system. */
enum { BYTES_GIVEN_BACK = 8 << 20 };

void arena_give_back_large_blocks(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, BYTES_GIVEN_BACK);
#endif
}
