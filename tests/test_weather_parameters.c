/* A parameter file with a fault: the sentence that a person reads. Every spec changes one or two
 * lines of the file of the corridor. */
#include "network/weather_parameters.h"
#include "tests/spec.h"

#include <unistd.h>

#define WEATHER_FILE "configs/green-corridor/weather_parameters.csv"

struct trial {
    char path[64];
    int line; /* of the last line that was changed */
    enum status status;
    struct arena arena;
    struct error error;
    struct weather_parameters parameters;
};

/* Copies the file; a line that starts with `start` becomes `instead` ("": it is left out). */
static bool copy_changed(struct trial *trial, const char *start, const char *instead)
{
    char text[400];
    snprintf(trial->path, sizeof trial->path, "/tmp/corridor-weather-XXXXXX");
    const int descriptor = mkstemp(trial->path);
    FILE *from = fopen(WEATHER_FILE, "r"), *to = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (from == NULL || to == NULL) return false;
    int line = 0;
    while (fgets(text, sizeof text, from) != NULL) {
        line++;
        const bool hit = strncmp(text, start, strlen(start)) == 0;
        if (hit && trial->line == 0) trial->line = line;
        fputs(hit ? instead : text, to);
        if (hit && instead[0] != '\0') fputc('\n', to);
    }
    fclose(from);
    return fclose(to) == 0 && trial->line > 0;
}

static void read_changed(struct trial *trial, const char *start, const char *instead)
{
    *trial = (struct trial){.status = STATUS_INTERNAL};
    if (copy_changed(trial, start, instead))
        trial->status =
            weather_parameters_read(trial->path, &trial->arena, &trial->parameters, &trial->error);
    remove(trial->path);
}

/* Checks that the fault is found and said in these words, after "path:line: ". */
static void expect(struct spec_state *spec, struct trial *trial, int line, const char *words)
{
    char sentence[600];
    if (line > 0)
        snprintf(sentence, sizeof sentence, "%s:%d: %s", trial->path, line, words);
    else
        snprintf(sentence, sizeof sentence, "%s: %s", trial->path, words);
    CHECK(trial->status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(trial->error.text, sentence);
    arena_free(&trial->arena);
}

static struct trial trial; /* too large for the stack of small machines */

SPEC(the_file_of_the_corridor_has_no_fault)
{
    struct arena arena = {0};
    struct error error = {0};
    struct weather_parameters parameters;
    CHECK(weather_parameters_read(WEATHER_FILE, &arena, &parameters, &error) == STATUS_OK);
    CHECK_TEXT(error.text, "");
    CHECK(parameters.n_zone == 12 && parameters.n_market == 2);
    arena_free(&arena);
}

SPEC(a_missing_file_is_named)
{
    struct arena arena = {0};
    struct error error = {0};
    struct weather_parameters parameters;
    CHECK(weather_parameters_read("configs/nothing.csv", &arena, &parameters, &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "configs/nothing.csv");
    arena_free(&arena);
}

SPEC(a_word_instead_of_a_number_is_quoted)
{
    read_changed(&trial, "wind,UZ,tau1,", "wind,UZ,tau1,0,twenty,h,assumed,A3");
    CHECK(trial.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(trial.error.text, "twenty");
    char place[100];
    snprintf(place, sizeof place, "%s:%d: ", trial.path, trial.line);
    CHECK_CONTAINS(trial.error.text, place);
    arena_free(&trial.arena);
}

SPEC(a_parameter_that_is_left_out_is_named_with_its_zone)
{
    read_changed(&trial, "wind,UZ,tau1,", "");
    CHECK_CONTAINS(trial.error.text, "group wind of UZ lacks tau1");
    arena_free(&trial.arena);
    read_changed(&trial, "load,RO,shape_win,1", ""); /* hours 1 and 10 to 19 */
    CHECK_CONTAINS(trial.error.text, "group load of RO lacks shape_win 1, shape_win 10, ");
    arena_free(&trial.arena);
}

SPEC(a_group_that_is_left_out_is_named)
{
    read_changed(&trial, "inflow,", "");
    expect(spec, &trial, 1, "no rows of group inflow, wanted one zone of it at least");
    read_changed(&trial, "temperature,HU,", "");
    CHECK_CONTAINS(trial.error.text, "zone HU has rows of group load but none of group "
                                     "temperature; demand follows temperature");
    arena_free(&trial.arena);
}

SPEC(an_index_that_does_not_exist_is_refused)
{
    read_changed(&trial, "wind,UZ,c_month,12,", "wind,UZ,c_month,13,8.2,m/s,derived,S");
    expect(spec, &trial, trial.line,
           "index 13 of wind,UZ,c_month, wanted a whole number from 1 to 12");
}

SPEC(a_value_out_of_range_or_given_twice_is_refused)
{
    read_changed(&trial, "wind,UZ,cf_annual,", "wind,UZ,cf_annual,0,39,%,derived,S1");
    expect(spec, &trial, trial.line, "wind,UZ,cf_annual is 39, wanted 0 to 1");
    read_changed(&trial, "wind,UZ,tau2,", "wind,UZ,tau1,0,19,h,assumed,A3");
    expect(spec, &trial, trial.line, "wind,UZ,tau1,0 is given for the second time; remove one row");
}

SPEC(a_misspelt_group_or_parameter_gets_a_suggestion)
{
    read_changed(&trial, "solar,BG,scale,", "solr,BG,scale,0,0.7,-,derived,S");
    expect(spec, &trial, trial.line, "unknown group `solr`; did you mean `solar`?");
    read_changed(&trial, "solar,BG,scale,", "solar,BG,scael,0,0.7,-,derived,S");
    expect(spec, &trial, trial.line, "unknown param `scael` of group solar; did you mean `scale`?");
}

SPEC(a_pair_of_zones_must_be_known_and_complete)
{
    read_changed(&trial, "inflow_corr,UZ:GE,", "inflow_corr,UZ:GEO,rho,0,0.1,-,derived,A5");
    CHECK_CONTAINS(trial.error.text, "group inflow_corr lacks the pair UZ:GE");
    expect(spec, &trial, trial.line,
           "'UZ:GEO' of group inflow_corr: 'GEO' has no parameters in this file");
    read_changed(&trial, "inflow_corr,UZ:GE,", "inflow_corr,UZ,rho,0,0.1,-,derived,A5");
    expect(spec, &trial, trial.line,
           "zone 'UZ' of group inflow_corr, wanted two names joined by a colon");
}

SPEC(correlations_that_contradict_each_other_name_the_zone)
{
    /* Baku and Tbilisi have the same neighbours, so they cannot oppose each other. */
    read_changed(&trial, "temp_corr,AZ:GE,", "temp_corr,AZ:GE,rho,0,-0.99,-,derived,S6");
    CHECK(trial.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(trial.error.text, "matrix temp_corr is not positive definite: the correlations "
                                     "of GE with the zones before it contradict each other");
    arena_free(&trial.arena);
}

SPEC(a_market_must_be_whole)
{
    read_changed(&trial, "price,EU,u3_weight,", "price,EU,u3_weight,0,0.5,-,derived,S3");
    CHECK_CONTAINS(trial.error.text,
                   "u1_weight + u2_weight + u3_weight of price,EU is 0.94, wanted 1");
    arena_free(&trial.arena);
    read_changed(&trial, "price,TR,quantile,1,", "");
    CHECK_CONTAINS(trial.error.text,
                   "price,TR has 20 quantile rows; wanted a table from probability 0 to 1");
    arena_free(&trial.arena);
    read_changed(&trial, "price,TR,quantile,0.5,", "price,TR,quantile,0.5,0.2,-,derived,S5");
    expect(spec, &trial, trial.line,
           "quantile 0.2 at probability 0.5 follows 1.01966 at 0.4; wanted rows of rising "
           "probability with values that do not fall");
    read_changed(&trial, "price_zone,TR:TR,", "");
    CHECK_CONTAINS(trial.error.text, "market TR has no zone with a price");
    arena_free(&trial.arena);
}

SPEC(all_faults_come_in_one_list)
{
    read_changed(&trial, "load,AZ,t_", "load,AZ,t_haet,0,15,C,assumed,A5"); /* heat and cool */
    CHECK(trial.error.count == 3); /* two unknown rows, and what the zone now lacks */
    CHECK_CONTAINS(trial.error.text, "group load of AZ lacks t_heat, t_cool");
    arena_free(&trial.arena);
}

SPEC(an_empty_arena_is_reported_whatever_it_was_asked_for)
{
    struct arena whole = {0};
    struct error error = {0};
    struct weather_parameters parameters;
    REQUIRE(weather_parameters_read(WEATHER_FILE, &whole, &parameters, &error) == STATUS_OK);
    const long n_request = whole.n_request;
    arena_free(&whole);
    CHECK(n_request > 10);
    /* The requests of the table and its rows are many and alike; the last 40 are ours. */
    for (long request = 1; request <= n_request; request += request < n_request - 40 ? 97 : 1) {
        struct arena arena = {.fail_at = request};
        CHECK(weather_parameters_read(WEATHER_FILE, &arena, &parameters, &error) ==
              STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(the_file_of_the_corridor_has_no_fault), SPEC_ENTRY(a_missing_file_is_named),
          SPEC_ENTRY(a_word_instead_of_a_number_is_quoted),
          SPEC_ENTRY(a_parameter_that_is_left_out_is_named_with_its_zone),
          SPEC_ENTRY(a_group_that_is_left_out_is_named),
          SPEC_ENTRY(an_index_that_does_not_exist_is_refused),
          SPEC_ENTRY(a_value_out_of_range_or_given_twice_is_refused),
          SPEC_ENTRY(a_misspelt_group_or_parameter_gets_a_suggestion),
          SPEC_ENTRY(a_pair_of_zones_must_be_known_and_complete),
          SPEC_ENTRY(correlations_that_contradict_each_other_name_the_zone),
          SPEC_ENTRY(a_market_must_be_whole), SPEC_ENTRY(all_faults_come_in_one_list),
          SPEC_ENTRY(an_empty_arena_is_reported_whatever_it_was_asked_for))
