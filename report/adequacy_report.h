/* Whether there is enough: on one screen, as JSON, and as tables in a folder. docs/results.md names
 * every field. */
#ifndef REPORT_ADEQUACY_REPORT_H
#define REPORT_ADEQUACY_REPORT_H

#include "study/adequacy.h"

#include <stdio.h>

struct adequacy_report {
    const char *name;
    const struct adequacy_config *config;
    const struct dispatch_config *dispatch;
    const struct network *network;
    const struct outage_table *outages;
    const struct adequacy_result *result;
};

/* The sentence that says what it means. */
void adequacy_answer(const struct adequacy_report *report, char *text, size_t size);

MUST_CHECK enum status adequacy_report_json(FILE *stream, const struct adequacy_report *report,
                                            struct error *error);
void adequacy_report_print(FILE *out, const struct adequacy_report *report, bool colour);

/* adequacy_areas.csv, adequacy_years.csv, adequacy_links.csv, adequacy_inputs.csv, then
 * result.json, and index.html, the page of them, into a folder that is there. An older result.json
 * goes first: with it the tables belong together. */
MUST_CHECK enum status adequacy_report_folder(const char *folder,
                                              const struct adequacy_report *report,
                                              struct error *error);

#endif
