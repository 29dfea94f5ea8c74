#include "study/outages.h"

#include "network/weather.h"
#include "study/shortage_years.h"
#include "tests/spec.h"

/* 0.1 failures per 100 km and year, 380 km, 90 days: two orders of magnitude longer than anything
 * else that fails in a grid. */
static const struct two_state sea_cable = {0.38, 365.25 / 90};

/* Samples are fixed by their seed; a mean of independent years is off by more than this many
 * standard errors once in 370 seeds. */
static const double STANDARD_ERRORS = 3;

static double mean_of(const double *share)
{
    double sum = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        sum += share[hour];
    return sum / HOURS_PER_YEAR;
}

static const struct outage_unit cable = {
    .id = "cable", .failures_per_year = 0.5, .work_hour = 0.1 * HOURS_PER_YEAR};

SPEC(a_sea_cable_with_0_38_faults_a_year_and_90_days_is_out_for_8_56_percent)
{
    CHECK_NEAR(sea_cable.repairs_per_year, 4.058333, 1e-6);
    CHECK_NEAR(two_state_unavailability(sea_cable), 0.08561772, 1e-8);
    CHECK_NEAR(two_state_frequency(sea_cable), 0.38 * (1 - 0.08561772), 1e-8);
    CHECK_NEAR(two_state_fails_within(sea_cable, 1.0 / 8766), 4.333833e-5, 1e-11);
    CHECK_NEAR(two_state_is_repaired_within(sea_cable, 1.0 / 8766), 4.628458e-4, 1e-10);
}

SPEC(years_needed_for_5_percent_are_1496_and_for_1_percent_37410)
{
    const double out = two_state_unavailability(sea_cable);
    const double variance = two_state_variance(sea_cable, 1);
    CHECK_NEAR(sqrt(variance), 0.16559978, 1e-8);
    CHECK_NEAR(variance / (0.05 * out * 0.05 * out), 1496.4, 0.05);
    CHECK_NEAR(variance / (0.01 * out * 0.01 * out), 37410.4, 0.05);
}

SPEC(sampled_years_have_the_mean_the_spread_and_the_failures_of_the_chain)
{
    enum { YEARS = 2000 };
    static double share[HOURS_PER_YEAR];
    const struct two_state chain = {cable.failures_per_year, HOURS_PER_YEAR / cable.work_hour};
    struct year_sample out = {0}, failures = {0};
    for (int year = 0; year < YEARS; year++) {
        year_sample_add(&failures, outage_sample(&cable, 1, year, share));
        year_sample_add(&out, 1 - mean_of(share));
    }
    CHECK_NEAR(out.mean, two_state_unavailability(chain),
               STANDARD_ERRORS * year_sample_error(&out));
    CHECK_NEAR(failures.mean, two_state_frequency(chain),
               STANDARD_ERRORS * year_sample_error(&failures));
    /* The standard deviation of 2,000 skewed years is itself known to some 3 %; three of those. */
    CHECK_RELATIVE(sqrt(out.square / (YEARS - 1)) / sqrt(two_state_variance(chain, 1)), 1, 0.1);
}

SPEC(what_two_cables_leave_unserved_is_within_3_standard_errors_of_the_closed_form)
{
    enum { YEARS = 200 };
    static double share[2][HOURS_PER_YEAR];
    struct outage_unit cables[2] = {{.id = "north"}, {.id = "south"}};
    struct year_sample unserved = {0};
    for (int i = 0; i < 2; i++) { /* 19 times as long at work as under repair: out for 0.05 */
        cables[i].failures_per_year = 1;
        cables[i].work_hour = HOURS_PER_YEAR / 19.0;
    }
    for (int year = 0; year < YEARS; year++) {
        double unserved_mwh = 0;
        for (int i = 0; i < 2; i++)
            outage_sample(&cables[i], 1, year, share[i]);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            unserved_mwh += fmax(0, 600 - 500 * share[0][hour] - 500 * share[1][hour]);
        year_sample_add(&unserved, unserved_mwh);
    }
    CHECK(year_sample_error(&unserved) > 0);
    CHECK_NEAR(unserved.mean, 96360, STANDARD_ERRORS * year_sample_error(&unserved));
}

SPEC(a_year_is_the_same_whatever_was_drawn_before_it)
{
    static double alone[HOURS_PER_YEAR], after[HOURS_PER_YEAR], other[HOURS_PER_YEAR];
    struct outage_unit second = cable;
    int differ = 0;
    second.id = "second cable";
    outage_sample(&cable, 7, 3, alone);
    for (int year = 9; year >= 3; year--) {
        outage_sample(&second, 7, year, other);
        outage_sample(&cable, 7, year, after);
    }
    CHECK(memcmp(alone, after, sizeof alone) == 0);
    for (int year = 0; year < 20; year++) {
        outage_sample(&cable, 7, year, alone);
        outage_sample(&second, 7, year, other);
        differ += memcmp(alone, other, sizeof alone) != 0;
    }
    CHECK(differ > 0);
}

SPEC(a_unit_that_is_out_all_hour_is_out_in_its_middle)
{
    static double share[HOURS_PER_YEAR];
    static unsigned char works[HOURS_PER_YEAR];
    struct outage_unit unit = cable;
    int n_out = 0, n_part = 0;
    unit.failures_per_year = 40;
    unit.work_hour = 20;
    memset(works, 1, sizeof works);
    CHECK(outage_sample(&unit, 3, 0, share) == outage_take_out(&unit, 3, 0, works));
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        if (share[hour] == 0) CHECK(works[hour] == 0);
        if (share[hour] == 1) CHECK(works[hour] == 1);
        n_out += share[hour] == 0;
        n_part += share[hour] > 0 && share[hour] < 1;
    }
    CHECK(n_out > 0 && n_part > 0);
}

/* An outage holds as many middles as hours, but for a rounding up or down of variance 1/6. */
SPEC(middles_of_hours_are_out_for_as_long_as_the_unit)
{
    enum { YEARS = 50 };
    static double share[HOURS_PER_YEAR];
    static unsigned char works[HOURS_PER_YEAR];
    struct outage_unit unit = cable;
    double off_hour = 0;
    int n_failure = 0;
    unit.failures_per_year = 40;
    unit.work_hour = 20;
    for (int year = 0; year < YEARS; year++) {
        memset(works, 1, sizeof works);
        n_failure += outage_take_out(&unit, 1, year, works);
        outage_sample(&unit, 1, year, share);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            off_hour += works[hour] - share[hour];
    }
    CHECK(n_failure > 1000);
    CHECK_NEAR(off_hour, 0, STANDARD_ERRORS * sqrt(n_failure / 6.0));
}

SPEC(a_lognormal_repair_keeps_the_mean_unavailability)
{
    enum { YEARS = 2000 };
    static double share[HOURS_PER_YEAR];
    struct outage_unit unit = cable;
    struct year_sample out = {0};
    unit.shape = REPAIR_LOGNORMAL;
    unit.work_log_sd = 0.8;
    unit.mobilisation_hour = 0.04 * HOURS_PER_YEAR;
    unit.work_hour -= unit.mobilisation_hour;
    for (int year = 0; year < YEARS; year++) {
        outage_sample(&unit, 1, year, share);
        year_sample_add(&out, 1 - mean_of(share));
    }
    CHECK_NEAR(out.mean, 0.05 / 1.05, STANDARD_ERRORS * year_sample_error(&out));
}

SPEC(no_repair_ends_in_the_closed_season_and_winter_costs_availability)
{
    enum { YEARS = 400, OCTOBER = 273 * 24, MAY = 120 * 24 };
    static double share[HOURS_PER_YEAR], open_share[HOURS_PER_YEAR];
    struct outage_unit unit = cable;
    int ends = 0, ends_in_winter = 0;
    double lost = 0, lost_open = 0;
    unit.closed_from_hour = OCTOBER;
    unit.closed_hour = HOURS_PER_YEAR - OCTOBER + MAY;
    for (int year = 0; year < YEARS; year++) {
        outage_sample(&unit, 1, year, share);
        outage_sample(&cable, 1, year, open_share);
        lost += 1 - mean_of(share);
        lost_open += 1 - mean_of(open_share);
        for (int hour = 1; hour < HOURS_PER_YEAR; hour++) {
            if (!(share[hour - 1] == 0 && share[hour] > 0)) continue;
            ends++;
            /* An end in the last hour before or the first hour after is seen one hour later. */
            ends_in_winter += hour > OCTOBER || hour < MAY;
        }
    }
    CHECK(ends > 100);
    CHECK(ends_in_winter == 0);
    CHECK(lost > 1.2 * lost_open);
}

SPEC(a_unit_that_never_fails_is_always_there)
{
    static double share[HOURS_PER_YEAR];
    const struct outage_unit unit = {.id = "firm", .work_hour = 10};
    for (int year = 0; year < 5; year++) {
        CHECK(outage_sample(&unit, 1, year, share) == 0);
        CHECK(mean_of(share) == 1);
    }
}

SPEC(impossible_outages_are_refused_all_at_once)
{
    static struct error error;
    const struct outage_unit unit = {
        .id = "odd", .failures_per_year = -1, .closed_hour = HOURS_PER_YEAR};
    CHECK(outage_unit_check(&unit, &error) == STATUS_BAD_INPUT);
    CHECK(error.count == 3);
    CHECK_CONTAINS(error.text, "failures_per_year is -1");
    CHECK_CONTAINS(error.text, "work_hour is 0");
    CHECK_CONTAINS(error.text, "closed_hour is 8760");
    CHECK(outage_unit_check(&cable, NULL) == STATUS_OK);
}

SPEC_MAIN(SPEC_ENTRY(a_sea_cable_with_0_38_faults_a_year_and_90_days_is_out_for_8_56_percent),
          SPEC_ENTRY(years_needed_for_5_percent_are_1496_and_for_1_percent_37410),
          SPEC_ENTRY(sampled_years_have_the_mean_the_spread_and_the_failures_of_the_chain),
          SPEC_ENTRY(what_two_cables_leave_unserved_is_within_3_standard_errors_of_the_closed_form),
          SPEC_ENTRY(a_year_is_the_same_whatever_was_drawn_before_it),
          SPEC_ENTRY(a_unit_that_is_out_all_hour_is_out_in_its_middle),
          SPEC_ENTRY(middles_of_hours_are_out_for_as_long_as_the_unit),
          SPEC_ENTRY(a_lognormal_repair_keeps_the_mean_unavailability),
          SPEC_ENTRY(no_repair_ends_in_the_closed_season_and_winter_costs_availability),
          SPEC_ENTRY(a_unit_that_never_fails_is_always_there),
          SPEC_ENTRY(impossible_outages_are_refused_all_at_once))
