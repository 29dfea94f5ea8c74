/* An optimal power flow on stdout: as JSON, or on one screen. docs/results.md names every field. */
#ifndef REPORT_OPF_REPORT_H
#define REPORT_OPF_REPORT_H

#include "base/arena.h"
#include "base/status.h"
#include "study/opf.h"

#include <stdbool.h>
#include <stdio.h>

MUST_CHECK enum status opf_report_json(FILE *stream, const struct opf_result *result,
                                       struct error *error);

/* colour: as summary_print. */
MUST_CHECK enum status opf_report_print(FILE *out, const struct opf_result *result, bool colour,
                                        struct arena *arena, struct error *error);

#endif
