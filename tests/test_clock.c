#include "base/clock.h"
#include "tests/spec.h"

SPEC(processor_time_grows_while_work_is_done_and_wall_time_never_goes_back)
{
    const double cpu_s = clock_cpu_s(), wall_s = clock_wall_s();
    volatile double sum = 0;
    for (int i = 0; i < 10 * 1000 * 1000; i++)
        sum += 1.0 / (1 + i);
    CHECK(clock_cpu_s() > cpu_s);
    CHECK(clock_wall_s() >= wall_s);
}

SPEC(memory_that_was_touched_is_in_the_peak)
{
    enum { MB = 1 << 20, N = 64 };
    const double before_mb = clock_peak_memory_mb();
    CHECK(before_mb > 0);
    char *block = malloc((size_t)N * MB);
    REQUIRE(block != NULL);
    for (size_t i = 0; i < (size_t)N * MB; i += 1024)
        ((volatile char *)block)[i] = 1;
    CHECK(clock_peak_memory_mb() >= before_mb);
    CHECK(clock_peak_memory_mb() >= N); /* the block alone */
    free(block);
}

SPEC_MAIN(SPEC_ENTRY(processor_time_grows_while_work_is_done_and_wall_time_never_goes_back),
          SPEC_ENTRY(memory_that_was_touched_is_in_the_peak))
