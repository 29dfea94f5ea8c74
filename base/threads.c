#include "base/threads.h"

#include <omp.h>

int threads_available(void)
{
    return omp_get_num_procs();
}

int threads_used(void)
{
    return omp_get_max_threads();
}

void threads_set(int count)
{
    omp_set_num_threads(count > 0 ? count : threads_available());
}

int threads_hold(void)
{
    const int levels = omp_get_max_active_levels();
    omp_set_max_active_levels(0); /* no level of nesting at all may be active */
    return levels;
}

void threads_release(int held)
{
    omp_set_max_active_levels(held);
}
