/* Temperature, demand, rivers and prices: ten weather years of the corridor against what
 * forty years of an independent implementation of the same formulas gave, and against the targets
 * in the parameter file (docs/weather.md, "What the years look like"). */
#include "network/weather.h"
#include "tests/spec.h"
#include "tests/weather_sample.h"

struct wanted_demand {
    const char *zone;
    double peak, lag_1, lag_24;
};
static const struct wanted_demand demands[] = {
    {"KZN", 1.255, 0.993, 0.972}, {"KZS", 1.453, 0.967, 0.973}, {"KZW", 1.275, 0.993, 0.968},
    {"UZ", 1.322, 0.956, 0.967},  {"AZ", 1.543, 0.971, 0.959},  {"GE", 1.422, 0.961, 0.956},
    {"TRE", 1.442, 0.963, 0.860}, {"RO", 1.413, 0.956, 0.823},  {"HU", 1.461, 0.960, 0.876},
    {"BG", 1.686, 0.971, 0.968},
};
enum { DEMANDS = sizeof demands / sizeof demands[0] };

SPEC(demand_has_the_energy_of_the_year_its_months_and_its_peak)
{
    REQUIRE(have_sample());
    for (int i = 0; i < DEMANDS; i++) {
        const char *zone = demands[i].zone;
        /* Rounding to 1e-6 hour by hour leaves some 1e-9 in the mean. */
        for (int k = 0; k < YEARS; k++)
            CHECK_NEAR(mean_of(HOURS_PER_YEAR, hours_of(k, WEATHER_DEMAND, zone)), 1, 2e-8);
        /* The peak scatters by 0.02 in the steppe, 0.04 in Bulgaria, 0.06 in Azerbaijan. */
        CHECK_NEAR(average(WEATHER_DEMAND, zone, LARGEST), demands[i].peak, tolerance(0.04));
        CHECK_NEAR(average(WEATHER_DEMAND, zone, LAG_1), demands[i].lag_1, 0.002);
        CHECK_NEAR(average(WEATHER_DEMAND, zone, LAG_24), demands[i].lag_24, 0.01);
        double mean[MONTHS_PER_YEAR];
        average_months(WEATHER_DEMAND, zone, mean);
        /* Warm spells cost Baku more than cool ones save: up to 0.017 remain in the long run. */
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            CHECK_NEAR(mean[month], parameters_of(zone)->load.target_month[month], 0.03);
    }
}

SPEC(kazakhstan_as_a_whole_peaks_as_reported)
{
    /* Weights: TWh a year of the three zones; 1.27 and 1.28 times the mean in 2023 and 2022. */
    const struct {
        const char *zone;
        double twh;
    } part[] = {{"KZN", 78.8}, {"KZS", 26.0}, {"KZW", 15.1}};
    double sum = 0;
    REQUIRE(have_sample());
    for (int k = 0; k < YEARS; k++) {
        double peak = 0;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
            double twh = 0, demand = 0;
            for (int i = 0; i < 3; i++) {
                demand += part[i].twh * hours_of(k, WEATHER_DEMAND, part[i].zone)[hour];
                twh += part[i].twh;
            }
            peak = fmax(peak, demand / twh);
        }
        sum += peak;
    }
    CHECK_NEAR(sum / YEARS, 1.275, 0.02);
}

SPEC(rivers_have_their_months_and_wet_and_dry_years)
{
    static const struct {
        const char *zone;
        double year_sd, log_sd;
    } river[] = {{"KZN", 0.12, 0.22}, {"KZS", 0.12, 0.21}, {"UZ", 0.10, 0.18},
                 {"AZ", 0.15, 0.26},  {"GE", 0.16, 0.27},  {"TRE", 0.13, 0.24},
                 {"RO", 0.12, 0.23},  {"HU", 0.10, 0.20},  {"BG", 0.14, 0.30}};
    REQUIRE(have_sample());
    for (size_t i = 0; i < sizeof river / sizeof river[0]; i++) {
        const struct inflow_parameters *inflow = &parameters_of(river[i].zone)->inflow;
        double mean[MONTHS_PER_YEAR], year = 0, log_sd = 0;
        average_months(WEATHER_INFLOW, river[i].zone, mean);
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            year += mean[month] * month_days(month) / DAYS_PER_YEAR;
        CHECK_NEAR(year, 1, tolerance(river[i].year_sd));
        /* Within a year a month scatters by about sd_log around its share. */
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            CHECK_NEAR(mean[month] / year / inflow->index_month[month], 1,
                       tolerance(inflow->sd_log));
        for (int k = 0; k < YEARS; k++) {
            static double log_hour[HOURS_PER_YEAR];
            for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
                log_hour[hour] = log(hours_of(k, WEATHER_INFLOW, river[i].zone)[hour] /
                                     month_interpolate(inflow->knot_month, hour));
            log_sd += pow(sd_of(HOURS_PER_YEAR, log_hour), 2) / YEARS;
        }
        /* Within a year: without the part that is drawn once a year, most of 0.2 of the variance.
         */
        CHECK_NEAR(sqrt(log_sd) / river[i].log_sd, 0.87, 0.2);
        CHECK_NEAR(scatter(WEATHER_INFLOW, river[i].zone) / river[i].year_sd, 1, 0.9);
    }
}

SPEC(prices_are_coupled_within_a_market_and_loosely_beyond_it)
{
    REQUIRE(have_sample());
    CHECK_NEAR(daily_correlation(WEATHER_PRICE, "RO", "BG"), 0.99, 0.01); /* measured 0.99 */
    CHECK_NEAR(daily_correlation(WEATHER_PRICE, "RO", "HU"), 0.96, 0.02); /* measured .91-.98 */
    /* Slow noise of 2000 h leaves some five independent values a year: 0.11 in the long run. */
    CHECK_NEAR(daily_correlation(WEATHER_PRICE, "RO", "TR"), 0.11, tolerance(0.13));
}

SPEC(prices_have_the_quantiles_of_the_table_and_negative_hours)
{
    static const struct {
        const char *zone;
        double median, high, lag_1, lag_24, lag_168;
    } price[] = {{"RO", 0.94, 1.55, 0.89, 0.64, 0.58}, {"TR", 1.07, 1.24, 0.83, 0.50, 0.61}};
    REQUIRE(have_sample());
    for (int i = 0; i < 2; i++) {
        double median = 0, high = 0;
        for (int k = 0; k < YEARS; k++) {
            const double *x = hours_of(k, WEATHER_PRICE, price[i].zone);
            CHECK_NEAR(mean_of(HOURS_PER_YEAR, x), 1, 2e-8);
            median += quantile_of(x, 0.5) / YEARS;
            high += quantile_of(x, 0.9) / YEARS;
        }
        /* The slow noise shifts whole years. */
        CHECK_NEAR(median, price[i].median, tolerance(0.06));
        CHECK_NEAR(high, price[i].high, tolerance(0.11));
        CHECK_NEAR(average(WEATHER_PRICE, price[i].zone, LAG_1), price[i].lag_1, 0.02);
        CHECK_NEAR(average(WEATHER_PRICE, price[i].zone, LAG_24), price[i].lag_24,
                   tolerance(0.035));
        CHECK_NEAR(average(WEATHER_PRICE, price[i].zone, LAG_168), price[i].lag_168,
                   tolerance(0.05));
    }
    /* Hungary had 74, 262 and 281 hours below zero in 2023 to 2025, and the table has 2 % of them;
     * one year scatters by 170, so the mean of ten by 54. In Turkey prices end at zero. */
    CHECK_NEAR(average(WEATHER_PRICE, "HU", NEGATIVE_HOURS), 0.0202 * HOURS_PER_YEAR, 160);
    CHECK(average(WEATHER_PRICE, "TR", NEGATIVE_HOURS) == 0);
}

/* Temperature of a day minus what is usual. */
static void departures(int year, const char *zone, double departure[DAYS_PER_YEAR])
{
    day_means(hours_of(year, WEATHER_TEMPERATURE, zone), departure);
    for (int day = 0; day < DAYS_PER_YEAR; day++)
        departure[day] -= month_interpolate(parameters_of(zone)->temperature.knot_month_c,
                                            day * HOURS_PER_DAY + HOURS_PER_DAY / 2);
}

SPEC(temperature_keeps_its_months_lasts_for_days_and_reaches_far)
{
    double bucharest_sofia = 0;
    REQUIRE(have_sample());
    for (int i = 0; i < DEMANDS; i++) {
        const struct temperature_parameters *air = &parameters_of(demands[i].zone)->temperature;
        double mean[MONTHS_PER_YEAR], lag = 0, departure[DAYS_PER_YEAR];
        average_months(WEATHER_TEMPERATURE, demands[i].zone, mean);
        /* The mean of a month scatters by about half the sd of an hour. */
        for (int month = 0; month < MONTHS_PER_YEAR; month++)
            CHECK_NEAR(mean[month], air->mean_month_c[month], tolerance(0.5 * air->sd_winter_k));
        for (int k = 0; k < YEARS; k++) {
            departures(k, demands[i].zone, departure);
            lag += lag_of(DAYS_PER_YEAR, departure, 1) / YEARS;
        }
        CHECK_NEAR(lag, 0.82, 0.03); /* measured 0.79 to 0.82 */
    }
    for (int k = 0; k < YEARS; k++) {
        double ro[DAYS_PER_YEAR], bg[DAYS_PER_YEAR];
        departures(k, "RO", ro);
        departures(k, "BG", bg);
        bucharest_sofia += correlation_of(DAYS_PER_YEAR, ro, bg) / YEARS;
    }
    CHECK_NEAR(bucharest_sofia, 0.93, 0.02);
}

SPEC(cold_winter_days_are_calm)
{
    double sum = 0;
    REQUIRE(have_sample());
    for (int k = 0; k < YEARS; k++) { /* January and February: 59 days */
        double wind[DAYS_PER_YEAR], departure[DAYS_PER_YEAR];
        day_means(hours_of(k, WEATHER_WIND, "KZN"), wind);
        departures(k, "KZN", departure);
        sum += correlation_of(59, wind, departure);
    }
    CHECK_NEAR(sum / YEARS, 0.31, tolerance(0.13)); /* 59 days hold some thirty spells */
}

SPEC_MAIN(SPEC_ENTRY(demand_has_the_energy_of_the_year_its_months_and_its_peak),
          SPEC_ENTRY(kazakhstan_as_a_whole_peaks_as_reported),
          SPEC_ENTRY(rivers_have_their_months_and_wet_and_dry_years),
          SPEC_ENTRY(prices_are_coupled_within_a_market_and_loosely_beyond_it),
          SPEC_ENTRY(prices_have_the_quantiles_of_the_table_and_negative_hours),
          SPEC_ENTRY(temperature_keeps_its_months_lasts_for_days_and_reaches_far),
          SPEC_ENTRY(cold_winter_days_are_calm))
