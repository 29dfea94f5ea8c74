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
