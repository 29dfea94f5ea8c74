#include "study/shortage_years.h"
#include "tests/spec.h"

/* Sums of a few whole numbers. */
static const double EXACT = 1e-12;

SPEC(two_evenings_without_enough_power_are_two_entries_and_three_hours)
{
    static const double missing_mw[] = {0, 50, 20, 0, 0, 10, 0};
    const struct shortage_year year = shortage_year_of(missing_mw, 7);
    CHECK_NEAR(year.short_hour, 3, EXACT);
    CHECK_NEAR(year.unserved_mwh, 80, EXACT);
    CHECK_NEAR(year.entries, 2, EXACT);
}

SPEC(a_year_that_begins_short_enters_shortage_once)
{
    static const double missing_mw[] = {5, 5, 0};
    CHECK_NEAR(shortage_year_of(missing_mw, 3).entries, 1, EXACT);
}

SPEC(rounding_of_a_balance_is_no_shortage)
{
    static const double missing_mw[] = {1e-6, 0.05, 0};
    const struct shortage_year year = shortage_year_of(missing_mw, 3);
    CHECK(year.short_hour == 0);
    CHECK(year.entries == 0);
}

SPEC(four_years_have_the_mean_and_the_standard_error_that_one_finds_by_hand)
{
    static const double value[] = {1, 3, 5, 7}; /* mean 4; squares 9 + 1 + 1 + 9 */
    struct year_sample sample = {0};
    for (int i = 0; i < 4; i++)
        year_sample_add(&sample, value[i]);
    CHECK_NEAR(sample.mean, 4, EXACT);
    CHECK_NEAR(year_sample_error(&sample), sqrt(20.0 / 3 / 4), EXACT);
}

SPEC(the_interval_is_as_wide_as_the_tables_of_student_say)
{
    static const struct {
        int n_year;
        double quantile, tolerance;
    } rows[] = {
        {6, 2.570582, 1e-3}, {11, 2.228139, 1e-4}, {31, 2.042272, 1e-5}, {201, 1.971896, 1e-6}};
    for (int row = 0; row < 4; row++) {
        struct year_sample sample = {0};
        for (int i = 0; i < rows[row].n_year; i++)
            year_sample_add(&sample, i % 3);
        CHECK_NEAR(year_sample_half_width(&sample) / year_sample_error(&sample), rows[row].quantile,
                   rows[row].tolerance);
    }
}

SPEC(one_year_says_nothing_about_how_sure_it_is)
{
    struct year_sample sample = {0};
    year_sample_add(&sample, 100);
    CHECK(isinf(year_sample_error(&sample)));
    CHECK(isinf(year_sample_half_width(&sample)));
}

SPEC(years_are_enough_once_the_standard_error_is_small_beside_the_mean)
{
    struct shortage_sample sample = {0};
    for (int i = 0; i < 100; i++) /* mean 100, standard error 50 / sqrt(99) = 5.03 */
        shortage_sample_add(&sample, (struct shortage_year){1, i % 2 == 0 ? 50 : 150, 1});
    CHECK(!shortage_sample_is_enough(&sample, 10, 0.05));
    CHECK(shortage_sample_is_enough(&sample, 10, 0.051));
    CHECK(!shortage_sample_is_enough(&sample, 101, 0.051));
}

SPEC(an_area_that_never_misses_anything_ends_at_the_least_number_of_years)
{
    struct shortage_sample sample = {0};
    for (int i = 0; i < 10; i++)
        shortage_sample_add(&sample, (struct shortage_year){0});
    CHECK(year_sample_error(&sample.unserved_mwh) == 0);
    CHECK(shortage_sample_is_enough(&sample, 10, 0.05));
    CHECK(!shortage_sample_is_enough(&sample, 11, 0.05));
}

SPEC_MAIN(SPEC_ENTRY(two_evenings_without_enough_power_are_two_entries_and_three_hours),
          SPEC_ENTRY(a_year_that_begins_short_enters_shortage_once),
          SPEC_ENTRY(rounding_of_a_balance_is_no_shortage),
          SPEC_ENTRY(four_years_have_the_mean_and_the_standard_error_that_one_finds_by_hand),
          SPEC_ENTRY(the_interval_is_as_wide_as_the_tables_of_student_say),
          SPEC_ENTRY(one_year_says_nothing_about_how_sure_it_is),
          SPEC_ENTRY(years_are_enough_once_the_standard_error_is_small_beside_the_mean),
          SPEC_ENTRY(an_area_that_never_misses_anything_ends_at_the_least_number_of_years))
