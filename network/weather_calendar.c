#include "network/weather_calendar.h"

#include <math.h>

static const double two_pi = 6.28318530717958647693;
static const int first_day[MONTHS_PER_YEAR + 1] = {0,   31,  59,  90,  120, 151, 181,
                                                   212, 243, 273, 304, 334, 365};
static const double coldest_day = 15; /* of the year, counted from 0: mid-January */

struct season season_of_day(int day)
{
    const double wave = cos(two_pi * (day - coldest_day) / DAYS_PER_YEAR);
    return (struct season){fmax(0, wave), fmax(0, -wave), 1 - fabs(wave)};
}

int month_of_day(int day)
{
    int month = 0;
    while (day >= first_day[month + 1])
        month++;
    return month;
}

int month_days(int month)
{
    return first_day[month + 1] - first_day[month];
}

int weekday_of_day(int day)
{
    return day % DAYS_PER_WEEK;
}

static double middle_of_month(int month) /* hour of the year */
{
    return 0.5 * HOURS_PER_DAY * (first_day[month] + first_day[month + 1]);
}

double month_interpolate(const double knot[MONTHS_PER_YEAR], int hour)
{
    const int year_hours = DAYS_PER_YEAR * HOURS_PER_DAY;
    const double middle = hour + 0.5;
    int left = month_of_day(hour / HOURS_PER_DAY);
    if (middle < middle_of_month(left)) left = (left + MONTHS_PER_YEAR - 1) % MONTHS_PER_YEAR;
    const int right = (left + 1) % MONTHS_PER_YEAR;
    const double span =
        fmod(middle_of_month(right) - middle_of_month(left) + year_hours, year_hours);
    const double passed = fmod(middle - middle_of_month(left) + year_hours, year_hours);
    return knot[left] + (knot[right] - knot[left]) * passed / span;
}
