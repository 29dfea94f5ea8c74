/* A power flow on one screen, and as JSON; computes nothing. docs/results.md names every field. */
#ifndef REPORT_FLOW_REPORT_H
#define REPORT_FLOW_REPORT_H

#include "study/flow.h"

#include <stdio.h>

void flow_summary_print(FILE *out, const struct flow_result *result);

MUST_CHECK enum status flow_json_write(FILE *out, const struct flow_result *result,
                                       struct error *error);

#endif
