/* A price in plain words, or as JSON. docs/results.md names every field. */
#ifndef REPORT_EXPLAIN_REPORT_H
#define REPORT_EXPLAIN_REPORT_H

#include "base/status.h"
#include "study/price_explained.h"

#include <stdio.h>

void explain_report_print(FILE *out, const struct price_explained *explained, bool colour);
MUST_CHECK enum status explain_report_json(FILE *out, const struct price_explained *explained,
                                           struct error *error);

#endif
