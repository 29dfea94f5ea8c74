/* A result on one screen, in plain ASCII, every number with its unit: one sentence first, the
 * certificate last. */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "study/result.h"

#include <stdbool.h>
#include <stdio.h>

/* colour: bold headings, green and red for the verdict, by ANSI escapes. */
void summary_print(FILE *out, const struct result *result, bool colour);

#endif
