/* Memory by lifetime: what is allocated in an arena lives until the arena is freed, all at once.
 * An early return therefore leaks nothing. Only third-party objects are freed one by one. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block
        *newest;    /* NULL in a fresh arena: `struct arena arena = {0};` is ready to use */
    long n_request; /* requests so far */
    long fail_at;   /* 0, or the number of the request that must fail: for tests */
    struct arena
        *counter; /* NULL, or the arena that counts the requests of this one with its own */
};

/* bytes zeroed bytes, 64-byte aligned, or NULL when there is no memory (or the request is fail_at).
 * A request of 0 bytes gives a valid pointer. */
void *arena_bytes(struct arena *arena, size_t bytes);

/* count elements of size bytes each; NULL also when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Typed shorthand: double *x = ARENA_ARRAY(arena, double, n); */
#define ARENA_ARRAY(arena, type, count)                                                            \
    ((type *)arena_array((arena), (size_t)(count), sizeof(type)))

/* A copy of the first length characters of text, ended with NUL; NULL when there is no memory. */
char *arena_text(struct arena *arena, const char *text, size_t length);

/* Gives everything back; the arena is then fresh again (n_request and fail_at are kept). */
void arena_free(struct arena *arena);

/* Called once as a program begins: memory of large blocks goes back to the system when they are
 * freed. Without it the program holds more than it uses. */
void arena_give_back_large_blocks(void);

#endif
