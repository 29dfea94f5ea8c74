#include "base/threads.h"
#include "tests/spec.h"

/* Threads that really come to a parallel region. */
static int count_team(void)
{
    int count = 0;
#pragma omp parallel
    {
#pragma omp atomic
        count++;
    }
    return count;
}

SPEC(a_parallel_region_has_the_threads_that_were_set)
{
    CHECK(threads_available() >= 1);
    threads_set(1);
    CHECK(threads_used() == 1);
    CHECK(count_team() == 1);
    threads_set(3);
    CHECK(threads_used() == 3);
    CHECK(count_team() == 3);
}

SPEC(between_hold_and_release_a_region_that_asks_for_more_threads_runs_alone)
{
    const int held = threads_hold();
    threads_set(3);
    CHECK(count_team() == 1);
    threads_release(held);
    CHECK(count_team() == 3);
}

SPEC(setting_zero_threads_means_all_available)
{
    threads_set(0);
    CHECK(threads_used() == threads_available());
}

SPEC_MAIN(SPEC_ENTRY(a_parallel_region_has_the_threads_that_were_set),
          SPEC_ENTRY(between_hold_and_release_a_region_that_asks_for_more_threads_runs_alone),
          SPEC_ENTRY(setting_zero_threads_means_all_available))
