/* Which libraries run: for `corridor version` and run.log. */
#ifndef SOLVER_LIBRARIES_H
#define SOLVER_LIBRARIES_H

#include <stddef.h>

enum { LIBRARIES_BYTES = 512 };

/* "GLPK 5.0; CHOLMOD 3.0.14; libconfig 1.5.0; OpenBLAS 0.3.21 ..." */
void libraries_describe(char *text, size_t size);

#endif
