/* Is there enough? Systems whose hours short and MWh unserved can be worked out by hand. */
#include "study/adequacy.h"

#include "network/weather.h"
#include "study/outages.h"
#include "tests/adequacy_sample.h"

static double evening(int hour, int bus)
{
    if (bus > 0) return 0;
    return hour % 24 >= 10 && hour % 24 < 13 ? 150 : 100;
}

/* ---- one area ---- */

SPEC(a_unit_that_is_out_a_fifth_of_the_time_misses_a_fifth_of_the_hours)
{
    struct sample sample = {.years = 200,
                            .hours = HOURS_PER_YEAR,
                            .bus = {"A"},
                            .load_mw = always_60,
                            .plants = "a,A,gas,firm,100,20,0.2\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    /* 0.2 x 8,760 h, 60 MW each */
    CHECK_NEAR(system->closed_short_hour, 1752, ROUNDING);
    CHECK_NEAR(system->closed_unserved_mwh, 105120, ROUNDING);
    check_estimate(spec, "LOLE", system->with.short_hour, 1752);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 105120);
    /* Repairs of 50 h, so 43.8 failures per year of work: from one middle of an hour to the next it
     * goes out with the probability of eq. 261; a year that begins out has one entry more. */
    const struct two_state unit = {43.8, HOURS_PER_YEAR / 50.0};
    CHECK_NEAR(two_state_unavailability(unit), 0.2, 1e-12);
    const double entries =
        0.2 + (HOURS_PER_YEAR - 1) * 0.8 * two_state_fails_within(unit, 1.0 / HOURS_PER_YEAR);
    check_estimate(spec, "LOLF", system->with.entries, entries);
    CHECK(system->with.short_hour.half_width > 1.96 * system->with.short_hour.error);
    CHECK(sample.result.n_unit == 1 && sample.result.n_cause == 1);
    sample_close(&sample);
}

SPEC(units_that_never_fail_miss_nothing_and_one_that_always_does_misses_all)
{
    static const struct {
        const char *plants;
        double short_hour, unserved_mwh;
    } rows[] = {{"a,A,gas,firm,100,20,0\n", 0, 0},
                {"a,A,gas,firm,100,20,1\n", HOURS_PER_YEAR, 60.0 * HOURS_PER_YEAR}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sample sample = {.years = 3,
                                .hours = HOURS_PER_YEAR,
                                .bus = {"A"},
                                .load_mw = always_60,
                                .plants = rows[i].plants};
        REQUIRE(sample_run(&sample) == STATUS_OK);
        const struct adequacy_indices *with = &sample_system(&sample)->with;
        CHECK_NEAR(with->short_hour.mean, rows[i].short_hour, ROUNDING);
        CHECK_NEAR(with->unserved_mwh.mean, rows[i].unserved_mwh, ROUNDING);
        CHECK(with->short_hour.error == 0 && with->unserved_mwh.error == 0);
        sample_close(&sample);
    }
}

/* Three units of 40 MW, each out for 0.1, behind 60 MW: two must work. By the binomial law
 * P(1 works) = 3 x 0.9 x 0.01 = 0.027, P(none) = 0.001: short 0.028, missing 0.027 x 20 + 0.06. */
SPEC(a_plant_of_three_units_misses_what_the_binomial_law_says)
{
    struct sample sample = {.years = 200,
                            .hours = HOURS_PER_YEAR,
                            .settings = "plant_unit_mw = 40.0;\nplant_repair_hour = 30.0;\n",
                            .bus = {"A"},
                            .load_mw = always_60,
                            .plants = "a,A,gas,firm,120,20,0.1\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK(sample.result.n_unit == 3);
    CHECK_NEAR(system->closed_short_hour, 0.028 * HOURS_PER_YEAR, ROUNDING);
    CHECK_NEAR(system->closed_unserved_mwh, 0.6 * HOURS_PER_YEAR, ROUNDING);
    check_estimate(spec, "LOLE", system->with.short_hour, 0.028 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 0.6 * HOURS_PER_YEAR);
    CHECK(fabs(system->distance_unserved) <= STANDARD_ERRORS);
    sample_close(&sample);
}

SPEC(a_planned_outage_of_ten_days_is_ten_days_short)
{
    struct sample sample = {.years = 2,
                            .hours = HOURS_PER_YEAR,
                            .bus = {"A"},
                            .load_mw = always_60,
                            .plants = "a,A,gas,firm,100,20,0\n",
                            .outages =
                                "part,of,failures_per_year,planned_days,planned_from,planned_to\n"
                                "plant,gas,0,10,12-25,01-10\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    const struct adequacy_area *area = &sample.result.area[0];
    CHECK_NEAR(system->with.short_hour.mean, 240, ROUNDING);
    CHECK_NEAR(system->with.unserved_mwh.mean, 240 * 60, ROUNDING);
    CHECK_NEAR(system->with.entries.mean, 2, ROUNDING); /* it runs over the end of the year */
    CHECK_NEAR(area->closed_short_hour, 240, ROUNDING);
    CHECK_NEAR(area->distance_unserved, 0, 0);
    sample_close(&sample);
}

static double by_day(int hour)
{
    return hour % 24 < 12 ? 1 : 0.5;
}

/* By night a unit of 100 MW gives 50 to 60 MW of load: no table of whole units knows that. */
SPEC(a_plant_whose_power_a_series_says_has_no_closed_form)
{
    struct sample sample = {.years = 20,
                            .hours = 240,
                            .bus = {"A"},
                            .load_mw = always_60,
                            .plants = "a,A,gas,firm,100,20,0.05\n",
                            .available_share = by_day};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    CHECK(isnan(sample.result.area[0].closed_unserved_mwh));
    CHECK(isnan(sample_system(&sample)->closed_unserved_mwh));
    CHECK(sample_system(&sample)->with.short_hour.mean >= 120);
    sample_close(&sample);
}

/* 50 MW too little for three hours of each day, a battery of 40 MW and 60 MWh that is full at
 * first: it serves 40, 20 and 0, and no power is ever left to charge it. */
SPEC(a_battery_serves_until_it_is_empty)
{
    struct sample sample = {.years = 2,
                            .hours = 24,
                            .bus = {"A"},
                            .load_mw = evening,
                            .plants = "a,A,gas,firm,100,20,0\n",
                            .stores = "b,A,battery,40,40,60,1,1,1\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_indices *with = &sample_system(&sample)->with;
    CHECK_NEAR(with->unserved_mwh.mean, 10 + 30 + 50, ROUNDING);
    CHECK_NEAR(with->short_hour.mean, 3, ROUNDING);
    CHECK_NEAR(with->entries.mean, 1, ROUNDING);
    CHECK_NEAR(sample.result.area[0].alone.unserved_mwh.mean, 150, ROUNDING);
    sample_close(&sample);
}

/* 6 MW are left in the ten hours before, at 0.5: 30 MWh for three hours of 44 MW. */
SPEC(an_empty_battery_is_charged_from_what_is_left)
{
    struct sample sample = {.years = 2,
                            .hours = 24,
                            .bus = {"A"},
                            .load_mw = evening,
                            .plants = "a,A,gas,firm,106,20,0\n",
                            .stores = "b,A,battery,40,40,60,0.5,1,0\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    CHECK_NEAR(sample_system(&sample)->with.unserved_mwh.mean, 3 * 44 - 30, ROUNDING);
    sample_close(&sample);
}

/* Two units of 30 MW, each out for 0.1: 30 MW are missing for 0.18 of the time, 60 MW for 0.01. The
 * store holds more than a year needs. */
SPEC(a_store_fails_unit_by_unit)
{
    struct sample sample = {.years = 200,
                            .hours = HOURS_PER_YEAR,
                            .bus = {"A"},
                            .load_mw = always_60,
                            .stores = "s,A,reservoir,0,60,1000000,1,1,1\n",
                            .outages = "part,of,unit_mw,failures_per_year,work_hour\n"
                                       "store,reservoir,30,40.555555555555557,24\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK(sample.result.n_unit == 2);
    check_estimate(spec, "LOLE", system->with.short_hour, 0.19 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 6.0 * HOURS_PER_YEAR);
    CHECK_NEAR(sample.result.area[0].alone.unserved_mwh.mean, 60.0 * HOURS_PER_YEAR, ROUNDING);
    sample_close(&sample);
}

/* ---- how it is sampled ---- */

SPEC(threads_change_no_bit_of_it)
{
    struct sample one = two_cables(), two = two_cables();
    one.years = two.years = 30;
    threads_set(1);
    const enum status first = sample_run(&one);
    threads_set(2);
    const enum status second = sample_run(&two);
    threads_set(0);
    REQUIRE(first == STATUS_OK && second == STATUS_OK);
    CHECK(one.result.fingerprint == two.result.fingerprint);
    CHECK(memcmp(one.result.year, two.result.year, 3 * 30 * sizeof *one.result.year) == 0);
    sample_close(&one);
    sample_close(&two);
}

/* 200 h of a one in five unit are off by some 40 %; a tenth takes more years than the least. */
SPEC(sampling_ends_when_the_standard_error_is_small_enough)
{
    struct sample sample = {.years = 2000,
                            .hours = 200,
                            .settings = "stop_error_share = 0.1;\nleast_years = 20;\n",
                            .bus = {"A"},
                            .load_mw = always_60,
                            .plants = "a,A,gas,firm,100,20,0.2\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct estimate unserved = sample_system(&sample)->with.unserved_mwh;
    CHECK(sample.result.stopped_early && sample.result.n_year > 20 && sample.result.n_year < 400);
    CHECK(unserved.error <= 0.1 * unserved.mean);
    sample_close(&sample);
}

/* ---- what is refused ---- */

static void refuse(struct spec_state *spec, struct sample *sample, const char *said)
{
    CHECK(sample_run(sample) != STATUS_OK);
    CHECK_CONTAINS(sample->error.text, said);
    sample_close(sample);
}

SPEC(mistakes_are_told_with_their_line_and_what_was_meant)
{
    struct sample sample = two_cables();
    sample.settings = "cables = [\"NORT\"];\n";
    refuse(spec, &sample,
           "adequacy.cfg:4: `cables` names `NORT`, which is no link in service; did you mean "
           "`NORTH`?");
    sample = two_cables();
    sample.settings = "yaers = 3;\n";
    refuse(spec, &sample, "adequacy.cfg:4: unknown key `yaers`; did you mean `years`?");
    sample = two_cables();
    sample.settings = "load_share = -1.0;\n";
    refuse(spec, &sample, "adequacy.cfg:4: `load_share`");
    sample = two_cables();
    sample.plants = "home,HOME,gas,firm,200,20,0.1\n";
    sample.settings = "plant_unit_mw = 0.1;\n";
    refuse(
        spec, &sample,
        "adequacy.cfg:4: `plant_unit_mw` of 0.1 MW makes more than 1000 units of `home`, 200 MW");
    sample = two_cables();
    sample.outages = "part,of,failures_per_year,work_hour,unit_mw\nplant,gas,1,24,0.19\n";
    refuse(spec, &sample,
           "outages.csv:2: `unit_mw` of 0.19 MW makes more than 1000 units of `home`, 200 MW");
    sample = two_cables();
    sample.outages = "part,of,failures_per_year,work_hour\ncabel,all,1,24\n";
    refuse(spec, &sample, "outages.csv:2: ");
    sample = two_cables();
    sample.outages = "part,of,failures_per_year\nplant,gas,\nplant,gas,\n";
    refuse(spec, &sample, "outages.csv:3: a second row for `home` without failures_per_year");
}

SPEC(no_memory_is_told_wherever_it_ends)
{
    struct sample whole = two_cables();
    whole.years = 2;
    whole.hours = 24;
    REQUIRE(sample_run(&whole) == STATUS_OK);
    const long needed = whole.arena.n_request;
    sample_close(&whole);
    for (long n = 1; n <= needed; n += 1 + needed / 40) {
        struct sample sample = two_cables();
        sample.years = 2;
        sample.hours = 24;
        sample.arena.fail_at = n;
        CHECK(sample_run(&sample) != STATUS_OK);
        sample_close(&sample);
    }
}

SPEC_MAIN(SPEC_ENTRY(a_unit_that_is_out_a_fifth_of_the_time_misses_a_fifth_of_the_hours),
          SPEC_ENTRY(units_that_never_fail_miss_nothing_and_one_that_always_does_misses_all),
          SPEC_ENTRY(a_plant_of_three_units_misses_what_the_binomial_law_says),
          SPEC_ENTRY(a_planned_outage_of_ten_days_is_ten_days_short),
          SPEC_ENTRY(a_plant_whose_power_a_series_says_has_no_closed_form),
          SPEC_ENTRY(a_battery_serves_until_it_is_empty),
          SPEC_ENTRY(an_empty_battery_is_charged_from_what_is_left),
          SPEC_ENTRY(a_store_fails_unit_by_unit), SPEC_ENTRY(threads_change_no_bit_of_it),
          SPEC_ENTRY(sampling_ends_when_the_standard_error_is_small_enough),
          SPEC_ENTRY(mistakes_are_told_with_their_line_and_what_was_meant),
          SPEC_ENTRY(no_memory_is_told_wherever_it_ends))
