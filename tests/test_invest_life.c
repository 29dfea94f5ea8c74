#include "study/invest_life.h"

#include "network/weather.h"
#include "study/npv.h"
#include "tests/small_invest.h"

#include <math.h>

static double npv_with(const struct invest *invest, int view, int driver, double value)
{
    double values[DRIVERS];
    invest_central_values(&invest->risk, values);
    values[driver] = value;
    return invest_turn_npv(invest, invest_turn_of(invest, view, values));
}

SPEC(each_driver_moves_what_it_says)
{
    struct small small;
    REQUIRE(open_invest(&small, 100));
    const struct invest *invest = &small.invest;
    add_drivers(&small.invest.risk);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, DEMAND, 1), 20 * (100 - 7) - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_OWNER, DEMAND, 1), 20 * (50 - 7) - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, DEMAND, 0.9), 20 * (80 - 7) - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, DEMAND, 1.1), 20 * (115 - 7) - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_OWNER, DEMAND, 1.2), 20 * (50 - 7) - 1000, 1e-9);
    /* half as much again: so is what a share of it costs a year */
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, CAPEX, 1.5), 20 * (100 - 7.5 - 2) - 1500, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, WACC, 0.1), 93 * annuity_worth(0.1, 20) - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, DELAY, 2.4), 18 * 93 - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, GROWTH, 0.01),
               100 * (pow(1.01, 20) - 1) / 0.01 - 20 * 7 - 1000, 1e-9);
    CHECK_NEAR(npv_with(invest, RISK_SOCIETY, FAILURES, 3), 20 * (100 - 5 - 6) - 1000, 1e-9);
    arena_free(&small.arena);
}

SPEC(a_life_in_which_nothing_fails_is_worth_what_its_drivers_say)
{
    struct small small;
    struct invest_lives lives;
    struct invest_turn turn[RISK_VIEWS];
    double value[DRIVERS], npv[RISK_VIEWS], weather[RISK_VIEWS];
    REQUIRE(open_invest(&small, 100));
    add_drivers(&small.invest.risk);
    invest_lives_begin(&small.invest, &lives);
    CHECK(lives.n_system == 1);
    invest_central_values(&small.invest.risk, value);
    value[DEMAND] = 1.05;
    value[GROWTH] = -0.005;
    value[DELAY] = 1;
    for (int view = 0; view < RISK_VIEWS; view++)
        turn[view] = invest_turn_of(&small.invest, view, value);
    invest_live(&lives, 3, 0, turn, npv, weather);
    for (int view = 0; view < RISK_VIEWS; view++) {
        CHECK_NEAR(npv[view], invest_turn_npv(&small.invest, turn[view]), 1e-9);
        CHECK_NEAR(weather[view], 0, 1e-12);
    }
    arena_free(&small.arena);
}

/* 0.5 failures a year of 2,190 hours each: a unit is out 1 of 9 hours. */
static void let_it_fail(struct invest_costs *costs)
{
    costs->failures_per_year = 0.5;
    costs->repair_hour = HOURS_PER_YEAR / 4.0;
}

SPEC(a_cable_that_fails_three_times_as_often_is_out_three_elevenths_of_the_time)
{
    struct small small;
    REQUIRE(open_invest(&small, 100));
    add_drivers(&small.invest.risk);
    let_it_fail(&small.invest.costs);
    CHECK_NEAR(npv_with(&small.invest, RISK_SOCIETY, FAILURES, 3),
               20 * (100 * 8.0 / 11 - 5 - 6) - 1000, 1e-9);
    arena_free(&small.arena);
}

/* Worth as much as they carry, three cables are the mean of three. */
SPEC(cables_of_one_link_fail_one_by_one)
{
    struct small small;
    struct invest_lives lives;
    REQUIRE(open_invest(&small, 300));
    let_it_fail(&small.invest.costs);
    invest_lives_begin(&small.invest, &lives);
    for (int i = 0; i <= LIFE_FRACTIONS; i++)
        lives.worth_of_part[i] = (double)i / LIFE_FRACTIONS;
    for (int year = 0; year < 20; year++) {
        double mean = 0;
        for (int system = 0; system < 3; system++) {
            struct invest_lives one = lives;
            one.n_system = 1;
            one.seed += 1000003ULL * (unsigned)system;
            mean += invest_worth_of_year(&one, 1, year) / 3;
        }
        CHECK_NEAR(invest_worth_of_year(&lives, 1, year), mean, 1e-12);
    }
    arena_free(&small.arena);
}

SPEC(years_of_outages_leave_what_the_closed_form_says)
{
    struct small small;
    struct invest_lives lives;
    enum { YEARS = 1500 };
    double sum = 0, square = 0;
    REQUIRE(open_invest(&small, 100));
    let_it_fail(&small.invest.costs);
    small.invest.costs.station_unavailability = 0.2;
    invest_lives_begin(&small.invest, &lives);
    for (int year = 0; year < YEARS; year++) {
        const double worth = invest_worth_of_year(&lives, 1, year);
        sum += worth / YEARS;
        square += worth * worth / YEARS;
    }
    const double error = sqrt((square - sum * sum) / YEARS);
    CHECK_NEAR(sum, 0.8 * 8 / 9, 4 * error);
    CHECK(error < 0.008);
    const double never = invest_worth_of_year(&lives, 0, 5);
    small.invest.costs.failures_per_year = 0;
    CHECK_NEAR(never, invest_worth_of_year(&lives, 1, 5), 0);
    arena_free(&small.arena);
}

/* Of 200 MW the first 100 are worth 60 % of the value, so that losing one of two systems takes 40
 * %; month by month, as far as a month earns. */
SPEC(the_second_of_two_cables_is_missed_less_than_half)
{
    struct small small;
    struct invest_lives lives, alone;
    enum { YEARS = 500 };
    double two = 0, one = 0;
    REQUIRE(open_invest(&small, 200));
    let_it_fail(&small.invest.costs);
    invest_lives_begin(&small.invest, &lives);
    CHECK(lives.n_system == 2);
    CHECK_NEAR(lives.worth_of_part[LIFE_FRACTIONS / 2], 0.6, 1e-6);
    alone = lives;
    for (int i = 0; i <= LIFE_FRACTIONS; i++)
        alone.worth_of_part[i] = (double)i / LIFE_FRACTIONS;
    for (int year = 0; year < YEARS; year++) {
        two += invest_worth_of_year(&lives, 1, year) / YEARS;
        one += invest_worth_of_year(&alone, 1, year) / YEARS;
    }
    /* one of two is out in 2/9 x 8/9 of the hours: worth 0.6 in place of 0.5 */
    CHECK_NEAR(two - one, 0.1 * 2 * 8 / 81, 0.002);
    for (int month = 0; month < 12; month++)
        small.invest.risk.month_share[month] = month == 6;
    const double july = invest_worth_of_year(&lives, 1, 1);
    CHECK(july > 0.3);
    small.invest.risk.month_share[6] = 0.5;
    small.invest.risk.month_share[0] = 0.5;
    const double both = invest_worth_of_year(&lives, 1, 1);
    small.invest.risk.month_share[6] = 0;
    small.invest.risk.month_share[0] = 1;
    CHECK_NEAR(both, (july + invest_worth_of_year(&lives, 1, 1)) / 2, 1e-12);
    arena_free(&small.arena);
}

/* 100 or 140, mean 120, in each of 20 years. */
SPEC(weather_comes_anew_each_year_and_its_part_has_a_mean_of_nothing)
{
    struct small small;
    struct invest_lives lives;
    struct invest_turn turn[RISK_VIEWS];
    enum { LIVES = 1000 };
    double value[DRIVERS], sum[RISK_VIEWS] = {0}, part = 0, square = 0;
    REQUIRE(open_invest(&small, 100));
    add_drivers(&small.invest.risk);
    small.invest.risk.n_weather = 2;
    small.invest.risk.weather_mean_usd_per_year[RISK_SOCIETY] = 120;
    small.invest.risk.weather_mean_usd_per_year[RISK_OWNER] = 40;
    invest_lives_begin(&small.invest, &lives);
    invest_central_values(&small.invest.risk, value);
    value[WACC] = 0.07;
    for (int view = 0; view < RISK_VIEWS; view++)
        turn[view] = invest_turn_of(&small.invest, view, value);
    const double worth = annuity_worth(0.07, 20);
    for (int number = 0; number < LIVES; number++) {
        double npv[RISK_VIEWS], weather[RISK_VIEWS];
        invest_live(&lives, number, number % 2, turn, npv, weather);
        for (int view = 0; view < RISK_VIEWS; view++)
            sum[view] += npv[view] / LIVES;
        /* nothing fails: the rest is the same in every life */
        CHECK_NEAR(npv[RISK_SOCIETY] - weather[RISK_SOCIETY], (120 - 7) * worth - 1000, 1e-9);
        part += weather[RISK_SOCIETY] / LIVES;
        square += weather[RISK_SOCIETY] * weather[RISK_SOCIETY] / LIVES;
    }
    /* each year 20 above or below the mean, and so many squares of discount factors */
    const double spread = 20 * sqrt(annuity_worth(1.07 * 1.07 - 1, 20));
    const double error = spread / sqrt(LIVES);
    CHECK_NEAR(part, 0, 4 * error);
    CHECK_NEAR(sqrt(square), spread, 0.1 * spread);
    CHECK_NEAR(sum[RISK_OWNER], (40 - 7) * worth - 1000, 2 * error);
    arena_free(&small.arena);
}

SPEC_MAIN(SPEC_ENTRY(each_driver_moves_what_it_says),
          SPEC_ENTRY(a_life_in_which_nothing_fails_is_worth_what_its_drivers_say),
          SPEC_ENTRY(a_cable_that_fails_three_times_as_often_is_out_three_elevenths_of_the_time),
          SPEC_ENTRY(cables_of_one_link_fail_one_by_one),
          SPEC_ENTRY(years_of_outages_leave_what_the_closed_form_says),
          SPEC_ENTRY(the_second_of_two_cables_is_missed_less_than_half),
          SPEC_ENTRY(weather_comes_anew_each_year_and_its_part_has_a_mean_of_nothing))
