/* The AC check of a dispatch: in the summary, in result.json and as a table of the hours. */
#ifndef REPORT_AC_REPORT_H
#define REPORT_AC_REPORT_H

#include "base/status.h"
#include "report/json.h"
#include "study/result.h"

#include <stdio.h>

/* Each needs result->ac_check. */
void ac_report_print(FILE *out, const struct result *result);
void ac_report_json(struct json *json, const struct result *result);
MUST_CHECK enum status ac_report_csv(FILE *out, const struct result *result, struct error *error);

#endif
