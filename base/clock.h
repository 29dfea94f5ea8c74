/* What a run has cost so far. None of it may reach a result: results do not depend on time. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Processor seconds of all threads of this process. */
double clock_cpu_s(void);

/* Processor seconds of the calling thread. */
double clock_thread_cpu_s(void);

/* Seconds since an arbitrary moment; never goes back, whatever is done to the system's date. */
double clock_wall_s(void);

/* The most memory that this process has held at once, in MB of 2^20 bytes; 0 when it cannot be
 * known. */
double clock_peak_memory_mb(void);

#endif
