/* What reading and checking the parameter file share. */
#ifndef NETWORK_WEATHER_PARAMETERS_INTERNAL_H
#define NETWORK_WEATHER_PARAMETERS_INTERNAL_H

#include "network/weather_parameters.h"

#include <stddef.h>

enum weather_index {
    INDEX_NONE,  /* one value, index 0 */
    INDEX_MONTH, /* 1 .. 12 */
    INDEX_HOUR   /* 0 .. 23, UTC */
};

/* One row per parameter: where it stands in the file, where it is kept, and what it may be. */
struct weather_field {
    const char *group, *param;
    enum weather_group owner; /* GROUP_MARKET: offset in struct weather_market, else weather_zone */
    bool required;
    enum weather_index index;
    size_t offset; /* of 1, 12 or 24 doubles */
    double low, high;
};

const struct weather_field *weather_fields(int *n_field);
int weather_field_first(const struct weather_field *field); /* lowest index */
int weather_field_count(const struct weather_field *field); /* of values */

extern const char *const weather_group_name[ZONE_GROUPS];
extern const char *const weather_correlation_name[CORRELATIONS];

/* Sets every value to NAN, so that what the file does not give can be told. */
void weather_zone_clear(struct weather_zone *zone);
void weather_market_clear(struct weather_market *market);

/* Adds a line to error for whatever is missing or contradicts itself. */
MUST_CHECK enum status weather_parameters_check(const struct weather_parameters *parameters,
                                                struct arena *arena, struct error *error);

#endif
