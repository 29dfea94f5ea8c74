/* The page of a result: one HTML file with everything in it, which opens from the disk and asks
 * nobody for anything. It is made from the files of a result folder and from nothing else, so that
 * it can be made again from them, byte by byte. The page itself is built from report/web and comes
 * with the program (report/page_asset.h); here the data are put into it:
 *   result.json      as it stands
 *   hourly tables    rounded as docs/results.md says and coded (report/page_code.h); of an
 *                    investment the cash flow, of an adequacy the sampled years
 * A page of two folders shows their differences. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/status.h"
#include "report/result_folder.h"

#include <stdio.h>

/* A page is at most so large, unless result.json alone is larger; hourly tables that find no room
 * are left out, and the page says so. */
enum { PAGE_LIMIT_BYTES = 5000000, PAGE_FOLDER_LIMIT = 2 };

/* Writes the page of one or two folders. The stream stays open. Faults: a folder without
 * result.json, one of another schema, tables that are not as report_write writes them. */
MUST_CHECK enum status page_write(FILE *stream, int n_folder, const char *const *folder,
                                  struct error *error);

/* Adds the page to a folder that is being written, from the files that stand in it already, and
 * makes result.json the seal. */
MUST_CHECK enum status page_add(struct result_folder *folder, struct error *error);

/* Writes the page of a folder of results into it, as index.html. */
MUST_CHECK enum status page_write_into(const char *folder, struct error *error);

#endif
