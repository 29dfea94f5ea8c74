#include "base/arena.h"
#include "tests/spec.h"

#include <stdint.h>

SPEC(what_is_allocated_is_zero_and_aligned)
{
    struct arena arena = {0};
    double *x = ARENA_ARRAY(&arena, double, 1000);
    REQUIRE(x != NULL);
    CHECK((uintptr_t)x % 64 == 0);
    double sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += fabs(x[i]);
    CHECK(sum == 0);
    arena_free(&arena);
}

SPEC(the_request_that_must_fail_fails_and_the_next_works)
{
    struct arena arena = {.fail_at = 2};
    CHECK(arena_bytes(&arena, 10) != NULL);
    CHECK(arena_bytes(&arena, 10) == NULL);
    CHECK(arena_bytes(&arena, 10) != NULL);
    arena_free(&arena);
}

SPEC(an_array_too_large_to_count_is_refused)
{
    struct arena arena = {0};
    CHECK(arena_array(&arena, SIZE_MAX / 4, 8) == NULL);
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(what_is_allocated_is_zero_and_aligned),
          SPEC_ENTRY(the_request_that_must_fail_fails_and_the_next_works),
          SPEC_ENTRY(an_array_too_large_to_count_is_refused))
