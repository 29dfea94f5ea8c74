/* How many threads there are and how many to use; the pragmas themselves need no header. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

/* Processors that this process may run on, at least 1. */
int threads_available(void);

/* Threads that the next parallel region uses: what was set last, else OMP_NUM_THREADS, else all. */
int threads_used(void);

/* Sets how many threads the parallel regions that this thread opens use; 0 means all available. */
void threads_set(int count);

/* Between these two, a parallel region that this thread opens, in a library too, runs on it alone.
 * Some libraries ask for a fixed number of threads, which threads_set cannot change. release takes
 * what hold returned. */
int threads_hold(void);
void threads_release(int held);

#endif
