#include "base/clock.h"

#include <sys/resource.h>
#include <time.h>

static double read_clock_s(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double clock_cpu_s(void)
{
    return read_clock_s(CLOCK_PROCESS_CPUTIME_ID);
}

double clock_thread_cpu_s(void)
{
    return read_clock_s(CLOCK_THREAD_CPUTIME_ID);
}

double clock_wall_s(void)
{
    return read_clock_s(CLOCK_MONOTONIC);
}

double clock_peak_memory_mb(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return (double)usage.ru_maxrss / 1024; /* Linux counts in kB: getrusage(2) */
}
