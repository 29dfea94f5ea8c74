/* Time stamps: full hours in UTC, "2030-01-01T00:00Z". A year of the program has 365 days: the
 * synthetic weather year knows no 29 February, and measured hours of that day are passed over. */
#ifndef NETWORK_TIME_STAMP_H
#define NETWORK_TIME_STAMP_H

#include <stdbool.h>

enum { TIME_STAMP_BYTES = 24 };

struct time_stamp {
    int year, hour;   /* hour of the year, 0 .. 8759; on 29 February that of 28 February */
    bool is_leap_day; /* 29 February */
};

/* Reads YYYY-MM-DDThh:mmZ, also with seconds (:00) and with +00:00 for Z. Returns NULL, or what is
 * wrong: "is not in UTC, wanted ...". */
const char *time_stamp_read(const char *text, struct time_stamp *stamp);

/* Writes the stamp of an hour counted from 1 January of a year on; the count may run over several
 * years of 365 days. */
void time_stamp_write(int year, long hour, char text[TIME_STAMP_BYTES]);

#endif
