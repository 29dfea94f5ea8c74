#include "base/keys.h"
#include "tests/spec.h"

struct plant {
    double capacity_mw, must_run_share, budget_gwh;
    int hours, mode;
    bool green;
    const char *name;
    struct text_list countries;
};
enum mode { MODE_ECONOMIC, MODE_HARD, MODE_SOFT };

#define FIELD(name) offsetof(struct plant, name)
static const struct key keys[] = {
    {"capacity_mw", KEY_REAL, FIELD(capacity_mw), true, 0, INFINITY, 0, NULL, NULL, "MW", "rating"},
    {"must_run_share", KEY_REAL, FIELD(must_run_share), false, 0, 1, 0.25, NULL, NULL, "share",
     "part that always runs"},
    {"budget_gwh", KEY_REAL, FIELD(budget_gwh), false, 0, 0, NAN, NULL, NULL, "GWh",
     "energy | year"},
    {"hours", KEY_INTEGER, FIELD(hours), false, 1, 8760, 24, NULL, NULL, "h", "horizon"},
    {"mode", KEY_CHOICE, FIELD(mode), false, 0, 0, 0, "hard", "economic|hard|soft", "", "export"},
    {"green", KEY_BOOLEAN, FIELD(green), false, 0, 0, 1, NULL, NULL, "", "counts as clean"},
    {"name", KEY_TEXT, FIELD(name), false, 0, 0, 0, "", NULL, "", "what people call it"},
    {"countries", KEY_TEXT_LIST, FIELD(countries), false, 0, 0, 0, NULL, NULL, "", "where"},
};
enum { N_KEY = sizeof keys / sizeof keys[0] };
static const struct place here = {"plants.csv", 7};

/* Stores a cell under a key and gives the sentence, "" when there was no fault. */
static const char *store(const char *name, const char *cell, struct plant *plant)
{
    static struct error error;
    static struct arena arena;
    memset(&error, 0, sizeof error);
    arena_free(&arena);
    const enum status status =
        key_store_text(key_find(keys, N_KEY, name), cell, here, plant, &arena, &error);
    return status == STATUS_OK ? error.text : "no memory";
}

SPEC(what_is_absent_gets_its_fallback)
{
    struct plant plant;
    memset(&plant, 0xFF, sizeof plant);
    keys_set_fallbacks(keys, N_KEY, &plant);
    CHECK(plant.capacity_mw == 0);
    CHECK(plant.must_run_share == 0.25);
    CHECK(isnan(plant.budget_gwh));
    CHECK(plant.hours == 24);
    CHECK(plant.mode == MODE_HARD);
    CHECK(plant.green);
    CHECK_TEXT(plant.name, "");
    CHECK(plant.countries.count == 0);
}

SPEC(a_cell_of_each_type_is_read)
{
    struct plant plant = {0};
    CHECK_TEXT(store("capacity_mw", "1.5e3", &plant), "");
    CHECK(plant.capacity_mw == 1500);
    CHECK_TEXT(store("budget_gwh", "-.5", &plant), "");
    CHECK(plant.budget_gwh == -0.5);
    CHECK_TEXT(store("hours", "8760", &plant), "");
    CHECK(plant.hours == 8760);
    CHECK_TEXT(store("mode", "soft", &plant), "");
    CHECK(plant.mode == MODE_SOFT);
    CHECK_TEXT(store("green", "yes", &plant), "");
    CHECK(plant.green);
    CHECK_TEXT(store("green", "0", &plant), "");
    CHECK(!plant.green);
    CHECK_TEXT(store("name", "Mingachevir", &plant), "");
    CHECK_TEXT(plant.name, "Mingachevir");
    CHECK_TEXT(store("countries", "AZ | GE|RO", &plant), "");
    REQUIRE(plant.countries.count == 3);
    CHECK_TEXT(plant.countries.item[0], "AZ");
    CHECK_TEXT(plant.countries.item[1], "GE");
    CHECK_TEXT(plant.countries.item[2], "RO");
}

SPEC(an_empty_cell_is_the_fallback_unless_the_key_is_required)
{
    struct plant plant = {.hours = 3};
    CHECK_TEXT(store("hours", "", &plant), "");
    CHECK(plant.hours == 24);
    CHECK_TEXT(store("capacity_mw", "", &plant),
               "plants.csv:7: `capacity_mw` is empty, wanted a number: 0 MW or more");
}

SPEC(a_faulty_cell_says_what_was_found_and_wanted_and_how_to_mend_it)
{
    static const struct {
        const char *name, *cell, *sentence;
    } faulty[] = {
        {"hours", "0", "`hours` is 0, wanted 1 to 8760 h"},
        {"hours", "24.0", "`hours` is `24.0`, wanted a whole number: 1 to 8760 h; write 24"},
        {"hours", "24.5", "`hours` is `24.5`, wanted a whole number: 1 to 8760 h"},
        {"hours", "1e3", "; write 1000"},
        {"hours", "24 h", "; write 24 alone, without a unit"},
        {"hours", "99999999999", "`hours` is 99999999999, wanted 1 to 8760 h"},
        {"must_run_share", "60",
         "`must_run_share` is 60, wanted 0 to 1 (a share); write 0.6 for 60 %"},
        {"must_run_share", "60 %", "wanted a number: 0 to 1 (a share); write 0.6 for 60 %"},
        {"must_run_share", "600", "`must_run_share` is 600, wanted 0 to 1 (a share)"},
        {"capacity_mw", "-1", "`capacity_mw` is -1, wanted 0 MW or more"},
        {"capacity_mw", "1,5",
         "`capacity_mw` is `1,5`, wanted a number: 0 MW or more; "
         "write 1.5, with a decimal point"},
        {"capacity_mw", "1,500", "; a number has a decimal point and no thousands separators"},
        {"capacity_mw", "1.000,5", "; a number has a decimal point and no thousands separators"},
        {"capacity_mw", "nan", "`capacity_mw` is `nan`, wanted a number"},
        {"capacity_mw", "inf", "`capacity_mw` is `inf`, wanted a number"},
        {"capacity_mw", "1e999", "`capacity_mw` is `1e999`, wanted a number"},
        {"capacity_mw", "0x10", "`capacity_mw` is `0x10`, wanted a number"},
        {"capacity_mw", "100MW", "; write 100 alone, without a unit"},
        {"mode", "sofd", "`mode` is `sofd`, wanted economic, hard or soft; did you mean `soft`?"},
        {"mode", "Hard", "did you mean `hard`?"},
        {"mode", "green", "`mode` is `green`, wanted economic, hard or soft"},
        {"green", "maybe", "`green` is `maybe`, wanted yes or no"},
        {"countries", "AZ||GE",
         "`countries` is `AZ||GE`, which has an empty word between its bars"},
    };
    struct plant plant = {0};
    for (size_t i = 0; i < sizeof faulty / sizeof faulty[0]; i++) {
        const char *text = store(faulty[i].name, faulty[i].cell, &plant);
        CHECK_CONTAINS(text, "plants.csv:7: ");
        CHECK_CONTAINS(text, faulty[i].sentence);
    }
    CHECK(plant.hours == 0 && plant.capacity_mw == 0); /* nothing faulty was stored */
}

SPEC(a_number_that_is_not_finite_or_whole_is_refused)
{
    struct error error = {0};
    struct plant plant = {0};
    key_store_number(key_find(keys, N_KEY, "budget_gwh"), NAN, here, &plant, &error);
    key_store_number(key_find(keys, N_KEY, "hours"), 1.5, here, &plant, &error);
    key_store_number(key_find(keys, N_KEY, "name"), 3, here, &plant, &error);
    CHECK_TEXT(error.text, "plants.csv:7: `budget_gwh` is nan, wanted a number: any GWh\n"
                           "plants.csv:7: `hours` is 1.5, wanted a whole number: 1 to 8760 h\n"
                           "plants.csv:7: `name` is 3, wanted a text");
}

SPEC(a_misspelt_name_finds_its_nearest)
{
    CHECK_TEXT(key_nearest(keys, N_KEY, "capasity_mw"), "capacity_mw");
    CHECK_TEXT(key_nearest(keys, N_KEY, "horus"), "hours"); /* a swap counts once */
    CHECK_TEXT(key_nearest(keys, N_KEY, "HOURS"), "hours");
    CHECK_TEXT(key_nearest(keys, N_KEY, "capacity"), "capacity_mw"); /* the unit is missing */
    CHECK_TEXT(key_nearest(keys, N_KEY, "hours_of_study"), "hours");
    CHECK(key_nearest(keys, N_KEY, "cap") == NULL); /* no whole word of it */
    CHECK(key_nearest(keys, N_KEY, "colour") == NULL);
    CHECK(key_nearest(keys, N_KEY, "") == NULL);
    const char *const buses[] = {"AZ_BAKU", "AZ_GANJA"};
    CHECK_TEXT(nearest_name("AZ_GANYA", 2, buses), "AZ_GANJA");
    CHECK(nearest_name("KZ_AKTAU", 2, buses) == NULL);
}

SPEC(a_name_longer_than_any_of_ours_has_no_nearest)
{
    char name[200];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    CHECK(key_nearest(keys, N_KEY, name) == NULL);
}

SPEC(without_memory_a_text_is_not_stored)
{
    for (int fail_at = 1; fail_at <= 3; fail_at++) {
        struct arena arena = {.fail_at = fail_at};
        struct error error = {0};
        struct plant plant = {0};
        CHECK(key_store_text(key_find(keys, N_KEY, "countries"), "AZ|GE", here, &plant, &arena,
                             &error) == STATUS_NO_MEMORY);
        CHECK(plant.countries.count == 0);
        arena_free(&arena);
    }
}

/* What a writer of keys writes; NULL when there is no temporary file. */
static const char *written(void (*write)(FILE *, const struct key *, int), int first, int count)
{
    static char text[4000];
    memset(text, 0, sizeof text);
    FILE *file = tmpfile();
    if (file == NULL) return NULL;
    write(file, keys + first, count);
    rewind(file);
    const size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    return length > 0 ? text : "";
}

SPEC(help_names_type_range_default_and_meaning_of_each_key)
{
    const char *help = written(keys_write_help, 0, N_KEY);
    REQUIRE(help != NULL);
    CHECK_TEXT(help, "  capacity_mw     a number: 0 MW or more; required\n"
                     "                  rating\n"
                     "  must_run_share  a number: 0 to 1 (a share); default 0.25\n"
                     "                  part that always runs\n"
                     "  budget_gwh      a number: any GWh; default none\n"
                     "                  energy | year\n"
                     "  hours           a whole number: 1 to 8760 h; default 24\n"
                     "                  horizon\n"
                     "  mode            economic, hard or soft; default hard\n"
                     "                  export\n"
                     "  green           true or false; default true\n"
                     "                  counts as clean\n"
                     "  name            a text; default none\n"
                     "                  what people call it\n"
                     "  countries       a list of texts; default none\n"
                     "                  where\n");
}

SPEC(help_is_broken_between_words_before_column_80)
{
    const struct key lengthy = {
        .name = "a_name_that_is_longer_than_its_column",
        .type = KEY_TEXT,
        .help =
            "a sentence that needs more than the fifty columns that are left beside a long name"};
    FILE *file = tmpfile();
    REQUIRE(file != NULL);
    keys_write_help(file, &lengthy, 1);
    rewind(file);
    char line[200];
    int n_line = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        n_line++;
        CHECK(strlen(line) <= 80); /* with its line end */
    }
    CHECK(n_line == 4); /* name, type, two of help */
    fclose(file);
}

SPEC(the_markdown_table_has_a_row_per_key_and_keeps_bars_within_cells)
{
    const char *table = written(keys_write_markdown, 2, 3);
    REQUIRE(table != NULL);
    CHECK_TEXT(table, "| name | type | unit | default | range | meaning |\n"
                      "|---|---|---|---|---|---|\n"
                      "| `budget_gwh` | number | GWh | none | any | energy \\| year |\n"
                      "| `hours` | whole number | h | 24 | 1 to 8760 | horizon |\n"
                      "| `mode` | one of |  | hard | `economic`, `hard`, `soft` | export |\n");
}

SPEC_MAIN(SPEC_ENTRY(what_is_absent_gets_its_fallback), SPEC_ENTRY(a_cell_of_each_type_is_read),
          SPEC_ENTRY(an_empty_cell_is_the_fallback_unless_the_key_is_required),
          SPEC_ENTRY(a_faulty_cell_says_what_was_found_and_wanted_and_how_to_mend_it),
          SPEC_ENTRY(a_number_that_is_not_finite_or_whole_is_refused),
          SPEC_ENTRY(a_misspelt_name_finds_its_nearest),
          SPEC_ENTRY(a_name_longer_than_any_of_ours_has_no_nearest),
          SPEC_ENTRY(without_memory_a_text_is_not_stored),
          SPEC_ENTRY(help_names_type_range_default_and_meaning_of_each_key),
          SPEC_ENTRY(help_is_broken_between_words_before_column_80),
          SPEC_ENTRY(the_markdown_table_has_a_row_per_key_and_keeps_bars_within_cells))
