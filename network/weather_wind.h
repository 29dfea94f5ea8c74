/* Wind capacity factors (docs/weather.md, W7-W10). */
#ifndef NETWORK_WEATHER_WIND_H
#define NETWORK_WEATHER_WIND_H

/* Share of capacity that a wind fleet gives at a fleet-effective wind speed, W10. */
double wind_fleet_share(double speed_metre_per_second);

#endif
