/* Public cases that are not part of the program: the folder of the environment variable
 * CORRIDOR_CASES holds matpower/ and pglib/ as they are published. A test that needs one is skipped
 * where the folder is not set. */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H

#include "network/matpower.h"
#include "tests/spec.h"

#include <stdlib.h>
#include <unistd.h>

enum { CASE_PATH_BYTES = 512 };

/* False when there is no such file; path gets its name. */
static inline bool case_path(const char *name, char path[CASE_PATH_BYTES])
{
    const char *folder = getenv("CORRIDOR_CASES");
    if (folder == NULL) return false;
    snprintf(path, CASE_PATH_BYTES, "%.300s/%.150s", folder, name);
    return access(path, R_OK) == 0;
}

/* Reads a case; prints what is wrong with it. */
static inline bool case_read(const char *path, struct arena *arena, struct matpower_case *grid)
{
    struct error error = {0};
    const enum status status = matpower_read(path, arena, grid, &error);
    if (status != STATUS_OK) printf("    %s\n", error.text);
    return status == STATUS_OK;
}

#endif
