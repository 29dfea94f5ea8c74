/* Wind, sun and the year as a whole: ten weather years of the corridor against what
 * forty years of an independent implementation of the same formulas gave, and against the targets
 * in the parameter file (docs/weather.md, "What the years look like"). */
#include "network/weather.h"
#include "tests/spec.h"
#include "tests/weather_sample.h"

struct wanted_wind {
    const char *zone;
    double scatter, lag_1, lag_24, ramp;
};
static const struct wanted_wind winds[] = {
    {"KZN", 0.022, 0.992, 0.420, 0.032}, {"KZS", 0.019, 0.985, 0.310, 0.049},
    {"KZW", 0.019, 0.982, 0.299, 0.056}, {"UZ", 0.018, 0.985, 0.307, 0.047},
    {"AZ", 0.017, 0.976, 0.232, 0.068},  {"AZO", 0.019, 0.977, 0.241, 0.066},
    {"GE", 0.015, 0.973, 0.197, 0.066},  {"TRE", 0.016, 0.988, 0.366, 0.038},
    {"RO", 0.010, 0.976, 0.242, 0.051},  {"HU", 0.013, 0.971, 0.270, 0.053},
    {"BG", 0.009, 0.972, 0.295, 0.049},
};
enum { WINDS = sizeof winds / sizeof winds[0] };

SPEC(wind_reaches_the_capacity_factor_of_every_zone)
{
    REQUIRE(have_sample());
    for (int i = 0; i < WINDS; i++) {
        const struct weather_zone *zone = parameters_of(winds[i].zone);
        CHECK_NEAR(average(WEATHER_WIND, winds[i].zone, MEAN), zone->wind.cf_annual_share,
                   tolerance(winds[i].scatter));
        /* A standard deviation of ten numbers is good to a quarter of itself. */
        CHECK_NEAR(scatter(WEATHER_WIND, winds[i].zone) / winds[i].scatter, 1, 0.9);
    }
}

SPEC(wind_follows_the_months)
{
    REQUIRE(have_sample());
    for (int i = 0; i < WINDS; i++) {
        double mean[MONTHS_PER_YEAR];
        average_months(WEATHER_WIND, winds[i].zone, mean);
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            CHECK_NEAR(mean[month], parameters_of(winds[i].zone)->wind.cf_month_share[month],
                       tolerance(0.07)); /* a month holds some twenty spells of wind */
    }
}

SPEC(wind_changes_as_fast_as_measured_fleets_do)
{
    REQUIRE(have_sample());
    for (int i = 0; i < WINDS; i++) {
        /* How much these scatter from year to year was found from a hundred years. */
        CHECK_NEAR(average(WEATHER_WIND, winds[i].zone, LAG_1), winds[i].lag_1, tolerance(0.0016));
        CHECK_NEAR(average(WEATHER_WIND, winds[i].zone, LAG_24), winds[i].lag_24, tolerance(0.042));
        CHECK_NEAR(average(WEATHER_WIND, winds[i].zone, RAMP) / winds[i].ramp, 1, tolerance(0.022));
    }
}

SPEC(the_shores_of_the_caspian_share_their_wind)
{
    double sum[3] = {0};
    REQUIRE(have_sample());
    for (int k = 0; k < YEARS; k++) {
        const double *az = hours_of(k, WEATHER_WIND, "AZ"), *kzw = hours_of(k, WEATHER_WIND, "KZW");
        sum[0] += correlation_of(HOURS_PER_YEAR, az, kzw);
        sum[1] += correlation_of(HOURS_PER_YEAR, az, hours_of(k, WEATHER_WIND, "AZO"));
        sum[2] += correlation_of(HOURS_PER_YEAR, kzw, hours_of(k, WEATHER_WIND, "HU"));
    }
    /* The latent series have 0.34, 0.66 and 0.00; the power curve takes off a little, and the
     * common winter of Mangystau and Hungary adds a little. */
    CHECK_NEAR(sum[0] / YEARS, 0.34, tolerance(0.038));
    CHECK_NEAR(sum[1] / YEARS, 0.64, tolerance(0.038));
    CHECK_NEAR(sum[2] / YEARS, 0.01, tolerance(0.038));
}

struct wanted_sun {
    const char *zone;
    double scatter, lag_1, lag_24, largest;
};
static const struct wanted_sun suns[] = {
    {"KZN", 0.003, 0.944, 0.975, 0.80}, {"KZS", 0.004, 0.943, 0.957, 0.94},
    {"KZW", 0.004, 0.946, 0.961, 0.91}, {"UZ", 0.004, 0.930, 0.961, 0.95},
    {"AZ", 0.006, 0.931, 0.956, 0.95},  {"GE", 0.003, 0.943, 0.964, 0.78},
    {"TRE", 0.004, 0.943, 0.951, 1.00}, {"RO", 0.003, 0.946, 0.963, 0.70},
    {"HU", 0.003, 0.945, 0.963, 0.73},  {"BG", 0.003, 0.944, 0.953, 0.76},
};
enum { SUNS = sizeof suns / sizeof suns[0] };

SPEC(the_sun_reaches_the_capacity_factor_of_every_zone_and_month)
{
    REQUIRE(have_sample());
    for (int i = 0; i < SUNS; i++) {
        double mean[MONTHS_PER_YEAR];
        const struct solar_parameters *solar = &parameters_of(suns[i].zone)->solar;
        CHECK_NEAR(average(WEATHER_SOLAR, suns[i].zone, MEAN), solar->cf_annual_share,
                   tolerance(suns[i].scatter));
        average_months(WEATHER_SOLAR, suns[i].zone, mean);
        /* A cloudy month scatters by a tenth of its mean, a clear one by less. */
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            CHECK_NEAR(mean[month] / solar->cf_month_share[month], 1, tolerance(0.1));
    }
}

SPEC(the_sun_changes_as_it_should_and_never_outshines_a_clear_sky)
{
    REQUIRE(have_sample());
    for (int i = 0; i < SUNS; i++) {
        double largest = 0;
        for (int k = 0; k < YEARS; k++)
            largest = fmax(largest, largest_of(hours_of(k, WEATHER_SOLAR, suns[i].zone)));
        CHECK_NEAR(largest, suns[i].largest, 0.011); /* printed with two digits */
        CHECK_NEAR(average(WEATHER_SOLAR, suns[i].zone, LAG_1), suns[i].lag_1, 0.002);
        CHECK_NEAR(average(WEATHER_SOLAR, suns[i].zone, LAG_24), suns[i].lag_24, 0.004);
    }
}

SPEC(wind_and_sun_stay_between_nothing_and_all_and_the_night_is_dark)
{
    REQUIRE(have_sample());
    for (int z = 0; z < sample.year[0].n_zone; z++)
        for (int k = 0; k < YEARS; k++) {
            const char *zone = sample.year[k].zone_name[z];
            const double *wind = hours_of(k, WEATHER_WIND, zone);
            const double *solar = hours_of(k, WEATHER_SOLAR, zone);
            CHECK(wind == NULL || (smallest_of(wind) >= 0 && largest_of(wind) <= 1));
            CHECK(solar == NULL || (smallest_of(solar) >= 0 && largest_of(solar) <= 1));
            if (solar == NULL) continue;
            /* The hour that holds the local midnight is dark, all year round. */
            const int midnight = (int)(48 - parameters_of(zone)->solar.lon_deg / 15) % 24;
            for (int day = 0; day < DAYS_PER_YEAR; day++)
                CHECK(solar[day * HOURS_PER_DAY + midnight] == 0);
        }
}

static bool same_year(const struct weather_year *a, const struct weather_year *b)
{
    bool same = a->n_zone == b->n_zone;
    for (int v = 0; same && v < WEATHER_VARIABLES; v++)
        same = memcmp(a->value[v], b->value[v],
                      sizeof(double) * (size_t)a->n_zone * HOURS_PER_YEAR) == 0;
    return same;
}

SPEC(a_seed_gives_the_same_bytes_again_and_another_seed_gives_others)
{
    struct weather_year again;
    REQUIRE(have_sample());
    REQUIRE(weather_generate(WEATHER_FILE, 3, &sample.arena, &again, &sample.error) == STATUS_OK);
    CHECK(same_year(&again, &sample.year[3]));
    for (int k = 0; k < YEARS; k++)
        for (int other = 0; other < k; other++)
            CHECK(!same_year(&sample.year[k], &sample.year[other]));
}

SPEC(values_have_six_decimals)
{
    REQUIRE(have_sample());
    const double *wind = hours_of(0, WEATHER_WIND, "UZ");
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        CHECK(wind[hour] == nearbyint(wind[hour] * 1e6) / 1e6);
}

SPEC(a_zone_without_a_variable_says_so)
{
    REQUIRE(have_sample());
    const struct weather_year *year = &sample.year[0];
    CHECK(weather_zone(year, "KZN") == 0);
    CHECK(weather_zone(year, "nowhere") == -1);
    CHECK(weather_series(year, WEATHER_WIND, "nowhere") == NULL);
    CHECK(weather_series(year, WEATHER_SOLAR, "AZO") == NULL); /* the sea has wind only */
    CHECK(weather_series(year, WEATHER_PRICE, "TR") != NULL);
    CHECK(weather_series(year, WEATHER_WIND, "TR") == NULL);
    const int sea = weather_zone(year, "AZO");
    CHECK(isnan(year->value[WEATHER_DEMAND][sea * HOURS_PER_YEAR + 4000]));
    CHECK(year->annual_mean_target[WEATHER_WIND][sea] == 0.46);
    CHECK(isnan(year->annual_mean_target[WEATHER_SOLAR][sea]));
    CHECK(year->annual_mean_target[WEATHER_PRICE][weather_zone(year, "TR")] == 1);
}

SPEC(an_arena_that_is_empty_is_reported)
{
    struct weather_year year;
    for (int request = 1; request <= 3; request++) {
        struct arena arena = {.fail_at = request};
        struct error error = {0};
        CHECK(weather_generate(WEATHER_FILE, 1, &arena, &year, &error) == STATUS_NO_MEMORY);
        CHECK_CONTAINS(error.text, "no memory");
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(wind_reaches_the_capacity_factor_of_every_zone),
          SPEC_ENTRY(wind_follows_the_months),
          SPEC_ENTRY(wind_changes_as_fast_as_measured_fleets_do),
          SPEC_ENTRY(the_shores_of_the_caspian_share_their_wind),
          SPEC_ENTRY(the_sun_reaches_the_capacity_factor_of_every_zone_and_month),
          SPEC_ENTRY(the_sun_changes_as_it_should_and_never_outshines_a_clear_sky),
          SPEC_ENTRY(wind_and_sun_stay_between_nothing_and_all_and_the_night_is_dark),
          SPEC_ENTRY(a_seed_gives_the_same_bytes_again_and_another_seed_gives_others),
          SPEC_ENTRY(values_have_six_decimals), SPEC_ENTRY(a_zone_without_a_variable_says_so),
          SPEC_ENTRY(an_arena_that_is_empty_is_reported))
