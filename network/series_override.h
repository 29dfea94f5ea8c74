/* Series that a CSV file gives in place of the weather year. Used by series.c alone. */
#ifndef NETWORK_SERIES_OVERRIDE_H
#define NETWORK_SERIES_OVERRIDE_H

#include "network/series.h"

enum override_kind {
    OVERRIDE_LOAD,         /* MW of a bus */
    OVERRIDE_AVAILABILITY, /* share of a generator's capacity */
    OVERRIDE_WIND,         /* capacity factor of a weather zone */
    OVERRIDE_SOLAR,
    OVERRIDE_DEMAND, /* multiples of the annual mean of a weather zone */
    OVERRIDE_ZONE_INFLOW,
    OVERRIDE_STORAGE_INFLOW, /* MW of a storage */
    OVERRIDE_PRICE_USD,      /* per MWh of a market */
    OVERRIDE_PRICE_EUR
};

struct override {
    enum override_kind kind;
    const char *id;   /* bus, generator, weather zone, storage or market */
    const char *path; /* file that has it */
    double *value;    /* [n_hour] of the series */
};

struct overrides {
    int count;
    struct override *item;
};

/* Reads all files for the hours of `series` (n_hour, first_hour and year are set). All faults of
 * all files are added to error. */
MUST_CHECK enum status overrides_read(const struct text_list *paths, const struct network *network,
                                      const struct weather_year *weather,
                                      const struct series *series, struct arena *arena,
                                      struct overrides *overrides, struct error *error);

/* The values of an override, or NULL. */
const double *override_find(const struct overrides *overrides, enum override_kind kind,
                            const char *id);

#endif
