/* What may be written in a study file, a network file and its tables: the rows of the key tables,
 * in sentences. The readers of those files use the same rows, so help and reader cannot disagree.
 */
#ifndef REPORT_HELP_H
#define REPORT_HELP_H

#include <stdbool.h>
#include <stdio.h>

/* Topics in the order of reading: "study", "network", then each table, then
 * those of `corridor adequacy`. NULL after the last. */
const char *help_topic(int topic);

/* Writes the topic of that name for a terminal. False, and nothing written, when there is none. */
bool help_write(FILE *file, const char *name);

void help_write_markdown(FILE *file); /* all topics: docs/data-format.md */
void help_write_roff(FILE *file);     /* the study file: corridor-study(5) */

#endif
