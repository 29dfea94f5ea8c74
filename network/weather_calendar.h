/* The weather year: 365 days of 24 UTC hours, the first a Monday (docs/weather.md, W5-W6). */
#ifndef NETWORK_WEATHER_CALENDAR_H
#define NETWORK_WEATHER_CALENDAR_H

#include <stdbool.h>

enum { HOURS_PER_DAY = 24, DAYS_PER_YEAR = 365, MONTHS_PER_YEAR = 12, DAYS_PER_WEEK = 7 };
enum { SATURDAY = 5, SUNDAY = 6 };

/* Shares of winter, summer and the time between them on a day, W5; they add up to 1. */
struct season {
    double winter, summer, middle;
};
struct season season_of_day(int day);

int month_of_day(int day); /* 0 is January */
int month_days(int month);
int weekday_of_day(int day); /* 0 is Monday */

/* Twelve mid-month values joined by straight lines, read in the middle of an hour, W6. */
double month_interpolate(const double knot[MONTHS_PER_YEAR], int hour);

#endif
