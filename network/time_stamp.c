#include "network/time_stamp.h"

#include "network/weather.h"

#include <stddef.h>
#include <string.h>

enum { HOURS_PER_DAY = 24, MONTHS = 12, FEBRUARY = 2 };

static const int days_before_month[MONTHS + 1] = {0,   31,  59,  90,  120, 151, 181,
                                                  212, 243, 273, 304, 334, 365};

static bool is_leap_year(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The number that n digits make, or -1 when one of them is none. */
static int digits(const char *text, int n)
{
    int number = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') return -1;
        number = 10 * number + (text[i] - '0');
    }
    return number;
}

/* True when text begins as the pattern says: 0 is any digit, other characters are themselves. */
static bool begins_as(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; text++, pattern++) {
        const bool fits = *pattern == '0' ? digits(text, 1) >= 0 : *text == *pattern;
        if (!fits) return false;
    }
    return true;
}

const char *time_stamp_read(const char *text, struct time_stamp *stamp)
{
    if (!begins_as(text, "0000-00-00T00:00"))
        return "is no time stamp, wanted one like 2030-01-01T00:00Z";
    const int year = digits(text, 4), month = digits(text + 5, 2), day = digits(text + 8, 2);
    const int hour = digits(text + 11, 2);
    const char *rest = text + 16;
    bool is_full_hour = digits(text + 14, 2) == 0;
    if (begins_as(rest, ":00")) {
        is_full_hour = is_full_hour && digits(rest + 1, 2) == 0;
        rest += 3;
    }
    if (strcmp(rest, "Z") != 0 && strcmp(rest, "+00:00") != 0)
        return "is not in UTC, wanted a Z at its end, like 2030-01-01T00:00Z";
    if (month < 1 || month > MONTHS || day < 1 || hour >= HOURS_PER_DAY)
        return "is no hour of the calendar";
    const int n_day = days_before_month[month] - days_before_month[month - 1];
    const bool is_leap_day = month == FEBRUARY && day == 29 && is_leap_year(year);
    if (day > n_day && !is_leap_day) return "is no day of the calendar";
    if (!is_full_hour) return "is not a full hour, wanted one row per hour";
    const int day_of_year = days_before_month[month - 1] + (is_leap_day ? 28 : day) - 1;
    *stamp = (struct time_stamp){year, day_of_year * HOURS_PER_DAY + hour, is_leap_day};
    return NULL;
}

/* The last n digits of a number. */
static void put_digits(char *text, long number, int n)
{
    for (int i = n - 1; i >= 0; i--, number /= 10)
        text[i] = (char)('0' + number % 10);
}

void time_stamp_write(int year, long hour, char text[TIME_STAMP_BYTES])
{
    long years = hour / HOURS_PER_YEAR, of_year = hour % HOURS_PER_YEAR;
    if (of_year < 0) {
        of_year += HOURS_PER_YEAR;
        years--;
    }
    const int day = (int)(of_year / HOURS_PER_DAY);
    int month = 1;
    while (day >= days_before_month[month])
        month++;
    memcpy(text, "0000-00-00T00:00Z", sizeof "0000-00-00T00:00Z");
    put_digits(text, year + years, 4);
    put_digits(text + 5, month, 2);
    put_digits(text + 8, day - days_before_month[month - 1] + 1, 2);
    put_digits(text + 11, of_year % HOURS_PER_DAY, 2);
}
