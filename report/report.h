/* Writes a finished result to files; computes nothing. docs/results.md names every field and
 * column. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/status.h"
#include "study/result.h"

/* Writes into the folder (made with its parents if it is not there):
 *   result.json   the answer; the same input gives the same bytes
 *   *.csv         hourly tables (report/hourly.h); none for a result without hours to show, and
 *                 those of an earlier run in the same folder are deleted then
 *   index.html    the page of it (report/page.h), made from these files; the same bytes too
 *   run.log       what differs from run to run: times, memory, threads, machine
 * Nothing is left behind, and nothing that was there is touched, when a file cannot be written. */
MUST_CHECK enum status report_write(const struct result *result, const char *folder_path,
                                    struct error *error);

/* Whether a result could be written into the folder, to be asked before a long run: makes what
 * report_write would make, and takes it away again. */
MUST_CHECK enum status report_try_folder(const char *folder_path, struct error *error);

#endif
