/* An investment study as files, as one JSON object and as a page of text. */
#ifndef REPORT_INVEST_REPORT_H
#define REPORT_INVEST_REPORT_H

#include "study/invest.h"

#include <stdio.h>

/* Fills a folder: result.json, which seals it, tables, index.html and run.log. The folder may be
 * there. */
MUST_CHECK enum status invest_report_write(const struct invest *invest, const char *folder,
                                           struct error *error);

MUST_CHECK enum status invest_report_json(FILE *out, const struct invest *invest,
                                          struct error *error);

void invest_report_print(FILE *out, const struct invest *invest);

#endif
