/* A result as one JSON object (docs/results.md names every field with its unit). */
#ifndef REPORT_RESULT_JSON_H
#define REPORT_RESULT_JSON_H

#include "base/status.h"
#include "report/schemas.h"
#include "study/result.h"

#include <stdbool.h>
#include <stdio.h>

/* with_solve adds the object `solve`: times, memory and threads, which differ from run to run and
 * therefore belong to the terminal (--json) and never into result.json. The stream stays open. */
MUST_CHECK enum status result_json_write(FILE *stream, const struct result *result, bool with_solve,
                                         struct error *error);

#endif
