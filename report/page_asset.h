/* The built page of report/web/dist/page.html, as bytes. The Makefile writes the source of it. */
#ifndef REPORT_PAGE_ASSET_H
#define REPORT_PAGE_ASSET_H

#include <stddef.h>

extern const char page_asset[];       /* ended by NUL */
extern const size_t page_asset_bytes; /* without the NUL */

#endif
