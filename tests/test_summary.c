#include "report/summary.h"

#include "report/readable.h"
#include "tests/small_result.h"
#include "tests/spec.h"

static char *summary_of(const struct result *result, bool colour)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return NULL;
    summary_print(stream, result, colour);
    fclose(stream);
    return text;
}

static int lines_of(const char *text)
{
    int count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

SPEC(numbers_are_written_for_people)
{
    CHECK_TEXT(readable_number(1234567.891, 1).text, "1,234,567.9");
    CHECK_TEXT(readable_number(-999.4, 0).text, "-999");
    CHECK_TEXT(readable_number(-0.001, 1).text, "0.0");
    CHECK_TEXT(readable_number(NAN, 1).text, "n/a");
    CHECK_TEXT(readable_power(1127.4).text, "1,127 MW");
    CHECK_TEXT(readable_power(0.25).text, "0.25 MW");
    CHECK_TEXT(readable_energy(12.34).text, "12.3 MWh");
    CHECK_TEXT(readable_energy(987600).text, "987.6 GWh");
    CHECK_TEXT(readable_energy(9870000).text, "9.87 TWh");
    CHECK_TEXT(readable_money(41280).text, "41,280 USD");
    CHECK_TEXT(readable_money(-12345.6e6).text, "-12,345.6 million USD");
    CHECK_TEXT(readable_money(4.105).text, "4.11 USD");
    CHECK_TEXT(readable_share(0.1234).text, "12.3 %");
    CHECK_TEXT(readable_number(1e300, 2).text, "1e+300");
}

SPEC(a_name_cannot_command_the_terminal)
{
    CHECK_TEXT(readable_name("KZ_EKI").text, "KZ_EKI");
    CHECK_TEXT(readable_name("\033[2JBak\xc4\xb1").text, "?[2JBak?");
}

SPEC(the_first_line_answers_and_the_last_one_certifies)
{
    struct small small;
    small_make(&small);
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    const char *first =
        "3 h from 2030-01-01: optimal, 3,864 USD; export 144.0 MWh at the receiving "
        "terminals (mean 48 MW; 90 MW reached in 1 h)\n";
    CHECK(strncmp(text, first, strlen(first)) == 0);
    const char *last = "\ncertificate: relative gap 3.1e-10, primal residual 2.0e-08 MW, bound "
                       "violation 0.0e+00 MW, dual residual 1.5e-09 USD/MWh: accepted\n";
    REQUIRE(strlen(text) > strlen(last));
    CHECK_TEXT(text + strlen(text) - strlen(last), last);
    free(text);
}

SPEC(load_that_is_not_served_and_power_that_nobody_takes_stand_under_the_first_line)
{
    struct small small;
    small_make(&small);
    small.result.unserved_mwh = small.result.dumped_mwh = 0;
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK(strstr(text, "not served") == NULL && strstr(text, "dumped:") == NULL);
    free(text);
    small.result.unserved_mwh = 25;
    small.result.dumped_mwh = 10;
    small.result.dumped_hours = 2;
    text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "\n  not served: 25.0 MWh, ");
    CHECK_CONTAINS(text, "\n  dumped: 10.0 MWh in 2 h that must run");
    CHECK(strstr(text, "not served") < strstr(text, "Cost"));
    free(text);
}

SPEC(blocks_tell_cost_export_links_countries_limits_and_checks)
{
    struct small small;
    small_make(&small);
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "  sold to markets                      -8,736 USD\n");
    CHECK(strstr(text, "unserved energy") == NULL); /* costs nothing, so no line */
    CHECK_CONTAINS(text, "P10 9.60 MW, P50 48 MW, P90 86 MW, largest 96 MW\n"
                         "  (P10: the value that 10 % of the hours stay below)\n");
    CHECK_CONTAINS(text, "  CASPIAN               200 MW   33.3 %   200.0 MWh     0.0 MWh   "
                         "192.0 MWh    8.0 MWh   4.0 %           8,000 USD");
    CHECK_CONTAINS(text, "  AZ               300.0 MWh     0.0 MWh     0.0 MWh    0.0 %     0.0 MWh"
                         "       60.00    52.00    68.00\n");
    CHECK_CONTAINS(text, "  KZ                 0.0 MWh   795.0 MWh    10.0 MWh    1.2 %");
    CHECK_CONTAINS(text, "  line      AB                 full in      1 h");
    CHECK_CONTAINS(text, "one MW more saves 12.25 USD\n");
    CHECK_CONTAINS(text, "0.20 USD, 5.0e-05 of the objective\n");
    free(text);
}

SPEC(a_network_without_an_export_interface_has_no_word_of_export)
{
    struct small small;
    small_make(&small);
    small.result.export_interface = "";
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "3 h from 2030-01-01: optimal, 3,864 USD\n");
    CHECK(strstr(text, "xport") == NULL);
    free(text);
}

SPEC(a_study_that_starts_within_a_day_says_the_hour)
{
    struct small small;
    small_make(&small);
    small.series.first_hour = 5;
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "3 h from 2030-01-01 05:00 UTC: optimal");
    free(text);
}

SPEC(an_infeasible_study_says_what_stands_in_the_way_and_nothing_else)
{
    struct small small;
    small_make(&small);
    small.result.outcome = OUTCOME_INFEASIBLE;
    small.result.why = "hour 2: 90 MW are asked for\nat most 48 MW can be sent";
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_TEXT(text, "3 h from 2030-01-01: infeasible\n\nWhat stands in the way\n"
                     "  hour 2: 90 MW are asked for\n  at most 48 MW can be sent\n");
    free(text);
}

SPEC(an_optimum_that_is_not_confirmed_says_so)
{
    struct small small;
    small_make(&small);
    small.result.outcome = OUTCOME_NOT_CERTIFIED;
    small.result.certificate.accepted = false;
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, ": NOT accepted\n");
    free(text);
}

SPEC(colour_comes_only_when_asked_for)
{
    struct small small;
    small_make(&small);
    char *plain = summary_of(&small.result, false), *coloured = summary_of(&small.result, true);
    REQUIRE(plain != NULL && coloured != NULL);
    for (const char *c = plain; *c; c++)
        if (*c != '\n' && (*c < 0x20 || *c > 0x7e)) SPEC_FAULT("byte %d is no plain text", *c);
    CHECK_CONTAINS(coloured, "\033[32maccepted\033[0m");
    CHECK(lines_of(plain) == lines_of(coloured));
    free(plain);
    free(coloured);
}

SPEC(a_large_network_still_fits_on_a_screen)
{
    enum { MANY = 40, SCREEN_LINES = 60 };
    struct small small;
    small_make(&small);
    struct hvdc_link link[MANY];
    struct link_total total[MANY];
    struct country_total country[MANY];
    struct binding binding[MANY];
    struct identity identity[MANY];
    for (int i = 0; i < MANY; i++) {
        link[i] = small.link[0];
        total[i] = small.link_total[0];
        country[i] = small.country[0];
        binding[i] = small.binding[0];
        identity[i] = small.identity[0];
    }
    small.network.n_link = small.result.n_country = MANY;
    small.result.n_binding = small.result.n_identity = MANY;
    small.network.link = link;
    small.result.link = total;
    small.result.country = country;
    small.result.binding = binding;
    small.result.identity = identity;
    char *text = summary_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK(lines_of(text) <= SCREEN_LINES);
    CHECK_CONTAINS(text, "  and 32 more in result.json\n");
    free(text);
}

SPEC_MAIN(
    SPEC_ENTRY(numbers_are_written_for_people), SPEC_ENTRY(a_name_cannot_command_the_terminal),
    SPEC_ENTRY(the_first_line_answers_and_the_last_one_certifies),
    SPEC_ENTRY(load_that_is_not_served_and_power_that_nobody_takes_stand_under_the_first_line),
    SPEC_ENTRY(blocks_tell_cost_export_links_countries_limits_and_checks),
    SPEC_ENTRY(a_network_without_an_export_interface_has_no_word_of_export),
    SPEC_ENTRY(a_study_that_starts_within_a_day_says_the_hour),
    SPEC_ENTRY(an_infeasible_study_says_what_stands_in_the_way_and_nothing_else),
    SPEC_ENTRY(an_optimum_that_is_not_confirmed_says_so),
    SPEC_ENTRY(colour_comes_only_when_asked_for),
    SPEC_ENTRY(a_large_network_still_fits_on_a_screen))
