/* Solar capacity factors (docs/weather.md, W11-W17). */
#ifndef NETWORK_WEATHER_SUN_H
#define NETWORK_WEATHER_SUN_H

#include <stdbool.h>

struct sun_site {
    double lat_deg, lon_deg;
    double tilt_deg; /* of fixed panels that face south */
    bool tracker;    /* a horizontal north-south axis that follows the sun instead */
};

/* What panels of 1 kW give under a clear sky in an hour of the year (0 is 1 January 00-01 UTC), as
 * a share of 1 kW; 0 while the sun is less than about a degree above the horizon, W12-W15. */
double sun_clear_sky_share(const struct sun_site *site, int hour);

#endif
