/* The formulas without chance: the sun, the power curve, the calendar and the normal distribution.
 */
#include "network/weather.h"
#include "network/weather_calendar.h"
#include "network/weather_random.h"
#include "network/weather_sun.h"
#include "network/weather_wind.h"
#include "tests/spec.h"

/* The reference values were computed by another program and printed with five digits. */
static const double printed = 6e-6;
static const double rounding = 1e-12;

static const struct sun_site karaganda = {50.0, 72.5, 40, false}, navoi = {40.0, 65.5, 0, true};
static const struct sun_site kura_valley = {40.1, 48.8, 0, true};
enum { FIRST_OF_JANUARY = 0, A_DAY_IN_JUNE = 4131 };

static double yearly_mean(const struct sun_site *site)
{
    double sum = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        sum += sun_clear_sky_share(site, hour);
    return sum / HOURS_PER_YEAR;
}

SPEC(a_clear_sky_gives_what_another_program_computed)
{
    CHECK_NEAR(sun_clear_sky_share(&karaganda, 4), 0.31785, printed);
    CHECK_NEAR(sun_clear_sky_share(&karaganda, 8), 0.56697, printed);
    CHECK_NEAR(sun_clear_sky_share(&karaganda, A_DAY_IN_JUNE), 0.59758, printed);
    CHECK_NEAR(sun_clear_sky_share(&navoi, 4), 0.47892, printed);
    CHECK_NEAR(sun_clear_sky_share(&navoi, 8), 0.45547, printed);
    CHECK_NEAR(sun_clear_sky_share(&navoi, A_DAY_IN_JUNE), 0.94822, printed);
    CHECK_NEAR(sun_clear_sky_share(&kura_valley, 4), 0.16198, printed);
    CHECK_NEAR(sun_clear_sky_share(&kura_valley, 8), 0.44025, printed);
    CHECK_NEAR(sun_clear_sky_share(&kura_valley, A_DAY_IN_JUNE), 0.83020, printed);
    CHECK_NEAR(yearly_mean(&navoi), 0.3481, 6e-5); /* printed with four digits */
    CHECK_NEAR(yearly_mean(&karaganda), 0.2621, 6e-5);
    CHECK_NEAR(yearly_mean(&kura_valley), 0.3475, 6e-5);
}

SPEC(midnight_is_dark_and_the_east_sees_the_sun_first)
{
    const struct sun_site west = {45, 15, 30, false}, east = {45, 75, 30, false};
    CHECK(sun_clear_sky_share(&west, FIRST_OF_JANUARY) == 0);
    int first_west = -1, first_east = -1;
    for (int hour = 23; hour >= 0; hour--) { /* a day at the end of March */
        if (sun_clear_sky_share(&west, 80 * HOURS_PER_DAY + hour) > 0) first_west = hour;
        if (sun_clear_sky_share(&east, 80 * HOURS_PER_DAY + hour) > 0) first_east = hour;
    }
    CHECK(first_west - first_east == 4); /* 60 degrees of longitude are four hours */
}

SPEC(a_tracker_never_gives_less_than_flat_panels)
{
    struct sun_site flat = navoi;
    flat.tracker = false;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        CHECK(sun_clear_sky_share(&navoi, hour) >= sun_clear_sky_share(&flat, hour) - rounding);
}

SPEC(a_wind_fleet_follows_its_curve_from_calm_to_storm)
{
    CHECK_NEAR(wind_fleet_share(0), 0, rounding);
    CHECK_NEAR(wind_fleet_share(3), 0.01303, printed);
    CHECK_NEAR(wind_fleet_share(5), 0.05957, printed);
    CHECK_NEAR(wind_fleet_share(8), 0.36626, printed);
    CHECK_NEAR(wind_fleet_share(10), 0.69356, printed);
    CHECK_NEAR(wind_fleet_share(12), 0.86978, printed);
    CHECK_NEAR(wind_fleet_share(20), 0.93747, printed);
    CHECK_NEAR(wind_fleet_share(26), 0.47, printed); /* half of the fleet is cut out */
    CHECK(wind_fleet_share(35) < 1e-3);
}

SPEC(twelve_mid_month_values_keep_their_places_and_close_the_ring)
{
    const double flat[MONTHS_PER_YEAR] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    const double winter[MONTHS_PER_YEAR] = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3};
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        CHECK_NEAR(month_interpolate(flat, hour), 2, rounding);
    /* December and January have 31 days each, so the new year is half way between their middles. */
    CHECK_NEAR(month_interpolate(winter, 0) + month_interpolate(winter, HOURS_PER_YEAR - 1), 4,
               rounding);
    /* Half an hour of the 744 h between both middles. */
    CHECK_NEAR(month_interpolate(winter, 0), 2 - 2 * 0.5 / 744, rounding);
    CHECK_NEAR(month_interpolate(winter, 372), 1 - 0.5 / 708, rounding); /* 16 January 12:30 */
}

SPEC(a_year_has_365_days_and_its_seasons_add_up)
{
    int days = 0;
    for (int month = 0; month < MONTHS_PER_YEAR; month++)
        days += month_days(month);
    CHECK(days == DAYS_PER_YEAR);
    CHECK(month_of_day(30) == 0 && month_of_day(31) == 1 && month_of_day(364) == 11);
    CHECK(weekday_of_day(0) == 0 && weekday_of_day(6) == SUNDAY);
    for (int day = 0; day < DAYS_PER_YEAR; day++) {
        const struct season season = season_of_day(day);
        CHECK_NEAR(season.winter + season.summer + season.middle, 1, rounding);
        CHECK(season.winter >= 0 && season.summer >= 0 && season.middle >= 0);
    }
    CHECK(season_of_day(15).winter == 1);
}

SPEC(the_normal_quantile_undoes_the_normal_share)
{
    /* Both are good to some 1e-15; the tails amplify what the share has lost. */
    CHECK(normal_quantile(0.5) == 0);
    CHECK_NEAR(normal_quantile(0.975), 1.95996398454005423552, 1e-14);
    for (double x = -8; x <= 8; x += 0.01) {
        const double share = normal_share(-fabs(x));
        CHECK_NEAR(normal_quantile(share), -fabs(x), 1e-13);
        CHECK_NEAR(normal_share_above(x), normal_share(-x), 1e-16);
    }
}

SPEC(streams_differ_by_seed_purpose_and_name_and_repeat_otherwise)
{
    struct stream first, again, other[3];
    stream_start(&first, 7, "wind", "RO");
    stream_start(&again, 7, "wind", "RO");
    stream_start(&other[0], 8, "wind", "RO");
    stream_start(&other[1], 7, "cloud", "RO");
    stream_start(&other[2], 7, "wind", "BG");
    const double x = stream_uniform(&first);
    CHECK(x == stream_uniform(&again));
    for (int i = 0; i < 3; i++)
        CHECK(x != stream_uniform(&other[i]));
}

/* The first numbers of xoshiro256** from the state 1, 2, 3, 4 are 11520, 0, 1509978240, ...: they
 * follow by hand from rotl(2*5,7)*9 = 11520. The uniform number keeps the upper 52 bits. */
SPEC(the_generator_is_xoshiro256_starstar)
{
    struct stream stream = {{1, 2, 3, 4}};
    CHECK(stream_uniform(&stream) == ((11520 >> 12) + 0.5) * 0x1p-52);
    CHECK(stream_uniform(&stream) == 0.5 * 0x1p-52);
    CHECK(stream_uniform(&stream) == ((1509978240 >> 12) + 0.5) * 0x1p-52);
}

SPEC_MAIN(SPEC_ENTRY(a_clear_sky_gives_what_another_program_computed),
          SPEC_ENTRY(midnight_is_dark_and_the_east_sees_the_sun_first),
          SPEC_ENTRY(a_tracker_never_gives_less_than_flat_panels),
          SPEC_ENTRY(a_wind_fleet_follows_its_curve_from_calm_to_storm),
          SPEC_ENTRY(twelve_mid_month_values_keep_their_places_and_close_the_ring),
          SPEC_ENTRY(a_year_has_365_days_and_its_seasons_add_up),
          SPEC_ENTRY(the_normal_quantile_undoes_the_normal_share),
          SPEC_ENTRY(streams_differ_by_seed_purpose_and_name_and_repeat_otherwise),
          SPEC_ENTRY(the_generator_is_xoshiro256_starstar))
