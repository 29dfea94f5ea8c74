#include "report/report.h"

#include "report/hourly.h"
#include "report/result_json.h"
#include "tests/small_result.h"
#include "tests/spec.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

/* A fresh empty folder; remove_tree takes it back. */
static void make_place(char place[PATH_BYTES])
{
    const char *temporary = getenv("TMPDIR");
    snprintf(place, PATH_BYTES, "%s/corridor-report-XXXXXX",
             temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(place) == NULL) place[0] = '\0';
}

static void beside(char path[PATH_BYTES], const char *folder, const char *name)
{
    snprintf(path, PATH_BYTES, "%.255s/%.255s", folder, name);
}

static int entries(const char *folder)
{
    int count = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL) return -1;
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    return count;
}

static void remove_tree(const char *path)
{
    DIR *directory = opendir(path);
    if (directory != NULL) {
        for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            char inner[PATH_BYTES];
            beside(inner, path, entry->d_name);
            if (unlink(inner) != 0) remove_tree(inner);
        }
        closedir(directory);
    }
    rmdir(path);
}

/* The whole file as text, the caller frees it; "" when there is none. */
static char *contents(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    beside(path, folder, name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 65536);
    if (file != NULL && text != NULL) text[fread(text, 1, 65535, file)] = '\0';
    if (file != NULL) fclose(file);
    return text;
}

/* A judge of JSON (RFC 8259) that shares nothing with the writer: the place behind one value, or
 * NULL. */
static const char *skip_value(const char *c);

static const char *skip_space(const char *c)
{
    while (*c == ' ' || *c == '\n' || *c == '\t' || *c == '\r')
        c++;
    return c;
}

static const char *skip_string(const char *c)
{
    if (*c++ != '"') return NULL;
    for (; *c != '"'; c++) {
        if ((unsigned char)*c < 0x20) return NULL;
        if (*c != '\\') continue;
        c++;
        if (*c == 'u') {
            for (int i = 0; i < 4; i++)
                if (!isxdigit((unsigned char)*++c)) return NULL;
        } else if (*c == '\0' || strchr("\"\\/bfnrt", *c) == NULL) {
            return NULL;
        }
    }
    return c + 1;
}

static const char *skip_digits(const char *c)
{
    if (!isdigit((unsigned char)*c)) return NULL;
    while (isdigit((unsigned char)*c))
        c++;
    return c;
}

static const char *skip_number(const char *c)
{
    if (*c == '-') c++;
    if (*c == '0' && isdigit((unsigned char)c[1])) return NULL;
    c = skip_digits(c);
    if (c != NULL && *c == '.') c = skip_digits(c + 1);
    if (c != NULL && (*c == 'e' || *c == 'E')) {
        c++;
        if (*c == '+' || *c == '-') c++;
        c = skip_digits(c);
    }
    return c;
}

static const char *skip_members(const char *c, char end)
{
    c = skip_space(c + 1);
    if (*c == end) return c + 1;
    for (;;) {
        if (end == '}') {
            c = skip_string(c);
            if (c == NULL || *(c = skip_space(c)) != ':') return NULL;
            c++;
        }
        c = skip_value(c);
        if (c == NULL) return NULL;
        c = skip_space(c);
        if (*c == end) return c + 1;
        if (*c != ',') return NULL;
        c = skip_space(c + 1);
    }
}

static const char *skip_value(const char *c)
{
    c = skip_space(c);
    if (*c == '{') return skip_members(c, '}');
    if (*c == '[') return skip_members(c, ']');
    if (*c == '"') return skip_string(c);
    if (strncmp(c, "true", 4) == 0 || strncmp(c, "null", 4) == 0) return c + 4;
    if (strncmp(c, "false", 5) == 0) return c + 5;
    return skip_number(c);
}

static bool is_json(const char *text)
{
    const char *end = skip_value(text);
    return end != NULL && *skip_space(end) == '\0';
}

SPEC(the_judge_of_json_knows_right_from_wrong)
{
    CHECK(is_json("{\"a\": [1, -2.5e-07, null], \"b\": {\"c\": \"x\\u0001\"}}\n"));
    CHECK(is_json("[]"));
    const char *wrong[] = {"",     "{",      "[1,]",  "{\"a\" 1}",  "[nan]",  "[01]",
                           "[1.]", "\"\n\"", "[1] 2", "{\"a\":1,}", "\"\\x\""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK(!is_json(wrong[i]));
}

static char *json_of(const struct result *result, bool with_solve)
{
    char *text = NULL;
    size_t length = 0;
    struct error error = {0};
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return NULL;
    const enum status status = result_json_write(stream, result, with_solve, &error);
    fclose(stream);
    if (status == STATUS_OK) return text;
    free(text);
    return NULL;
}

SPEC(the_json_of_a_result_is_valid_and_says_what_scripts_ask_for)
{
    struct small small;
    small_make(&small);
    char *text = json_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK(is_json(text));
    CHECK_CONTAINS(text, "{\n  \"schema\": \"corridor-result-1\",\n");
    CHECK_CONTAINS(text, "\n  \"status\": \"optimal\",\n");
    CHECK_CONTAINS(text, "\n  \"start\": \"2030-01-01T00:00Z\",\n");
    CHECK_CONTAINS(text, "\n  \"objective_usd\": 3864.1,\n");
    CHECK_CONTAINS(text, "\n    \"accepted\": true,\n    \"relative_gap\": 3.1e-10,\n");
    CHECK_CONTAINS(text,
                   "\n    \"energy_mwh\": 144,\n    \"mean_mw\": 48,\n    \"p10_mw\": 9.6,\n");
    CHECK_CONTAINS(text, "\n    \"shortfall_mwh\": 132\n");
    CHECK_CONTAINS(text, "\"utilisation_share\": 0.3333333333333333,");
    CHECK_CONTAINS(text, "\"id\": \"wind, \\\"north\\\"\",");
    CHECK_CONTAINS(text, "\"line BC is left out: it is planned for 2035\"");
    free(text);
}

SPEC(sums_over_the_hours_are_those_of_the_hourly_values)
{
    struct small small;
    small_make(&small);
    char *text = json_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "\"id\": \"B\",\n      \"name\": null,\n      \"country\": \"AZ\",\n"
                         "      \"latitude_deg\": 40.5,\n      \"longitude_deg\": 49.5,\n"
                         "      \"nominal_kv\": 0,\n      \"price_mean_usd_per_mwh\": 60,\n"
                         "      \"load_mwh\": 300,\n      \"unserved_mwh\": 0\n");
    CHECK_CONTAINS(text, "\"charged_mwh\": 10,\n      \"discharged_mwh\": 8.1,\n"
                         "      \"spilled_mwh\": 0,\n      \"level_start_mwh\": 0,\n"
                         "      \"level_end_mwh\": 0,\n");
    CHECK_CONTAINS(text, "\"bought_mwh\": 144,\n      \"sold_mwh\": 0,\n"
                         "      \"price_mean_usd_per_mwh\": 61\n");
    free(text);
}

SPEC(every_source_is_named_once_with_the_rows_that_rest_on_it)
{
    struct small small;
    small_make(&small);
    char *text = json_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "\"sources\": [\n"
                         "    {\n      \"key\": \"ADB-3\",\n      \"rows\": 5\n    },\n"
                         "    {\n      \"key\": \"KEGOC-24\",\n      \"rows\": 4\n    }\n  ]\n");
    CHECK_CONTAINS(text, "\"rows_reported\": 7,\n    \"rows_derived\": 0,\n"
                         "    \"rows_assumed\": 1");
    free(text);
}

SPEC(times_and_memory_are_told_only_when_asked_for)
{
    struct small small;
    small_make(&small);
    char *without = json_of(&small.result, false), *with = json_of(&small.result, true);
    REQUIRE(without != NULL && with != NULL);
    CHECK(is_json(with));
    CHECK_CONTAINS(with, "\n  \"solve\": {\n    \"method\": \"simplex\",\n    \"windows\": 1,\n"
                         "    \"iterations\": 17,\n    \"cpu_s\": 1234.5678,\n"
                         "    \"wall_s\": 987.6543,\n    \"peak_mb\": 4321.5,\n"
                         "    \"threads\": 7\n  }\n}\n");
    CHECK(strstr(without, "\"solve\"") == NULL);
    free(without);
    free(with);
}

SPEC(an_infeasible_study_has_a_reason_and_no_numbers)
{
    struct small small;
    small_make(&small);
    small.result.outcome = OUTCOME_INFEASIBLE;
    small.result.why = "hour 2: the export target of 90 MW cannot be met";
    char *text = json_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK(is_json(text));
    CHECK_CONTAINS(text, "\"status\": \"infeasible\",\n"
                         "  \"why\": \"hour 2: the export target of 90 MW cannot be met\",\n");
    CHECK_CONTAINS(text, "\"objective_usd\": null,\n");
    CHECK(strstr(text, "\"lines\"") == NULL);
    free(text);
}

SPEC(the_export_names_the_lines_and_links_that_it_is_counted_on)
{
    struct small small;
    struct interface_member member[] = {
        {.interface_id = "export", .element_id = "AB", .direction = -1, .line = 0, .link = -1},
        {.interface_id = "export", .element_id = "NOT_BUILT", .line = -1, .link = -1},
        {.interface_id = "other", .element_id = "CASPIAN", .direction = 1, .line = -1, .link = 0}};
    small_make(&small);
    small.network.member = member;
    small.network.n_member = 3;
    small.result.export_interface = "export";
    char *text = json_of(&small.result, false);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "\"elements\": [\n      {\n        \"kind\": \"line\",\n"
                         "        \"id\": \"AB\",\n        \"direction\": -1\n      }\n    ],");
    free(text);
}

SPEC(a_folder_holds_the_json_the_log_and_every_hourly_table)
{
    struct small small;
    struct error error = {0};
    char place[PATH_BYTES], folder[PATH_BYTES];
    small_make(&small);
    make_place(place);
    beside(folder, place, "out/three_hours/");
    REQUIRE(report_write(&small.result, folder, &error) == STATUS_OK);
    CHECK(entries(folder) == n_hourly_table + 3);
    beside(folder, place, "out");
    CHECK(entries(folder) == 1);
    beside(folder, place, "out/three_hours");
    const struct {
        const char *file, *text;
    } wanted[] = {
        {"dispatch.csv", "time,coal [MW],\"wind, \"\"north\"\" [MW]\"\n2030-01-01T00:00Z,210,90\n"
                         "2030-01-01T01:00Z,210,50\n2030-01-01T02:00Z,210,25\n"},
        {"prices.csv", "time,A [USD/MWh],B [USD/MWh]\n2030-01-01T00:00Z,20,50\n"},
        {"price_parts.csv", "time,A energy [USD/MWh],A loss [USD/MWh],A congestion [USD/MWh],"
                            "B energy [USD/MWh],B loss [USD/MWh],B congestion [USD/MWh]\n"
                            "2030-01-01T00:00Z,20,0,0,50,0,0\n"},
        {"line_flows.csv", "time,AB [MW]\n2030-01-01T00:00Z,150.1235\n"},
        {"line_losses.csv", "time,AB [MW]\n2030-01-01T00:00Z,1.5\n"},
        {"line_shadow_prices.csv", "Z,0\n2030-01-01T01:00Z,12.25\n"},
        {"hvdc.csv", "time,CASPIAN forward sent [MW],CASPIAN forward received [MW],"
                     "CASPIAN back sent [MW],CASPIAN back received [MW],CASPIAN loss [MW],"
                     "CASPIAN shadow price [USD/MWh]\n2030-01-01T00:00Z,100,96,0,0,4,0\n"},
        {"storage.csv", "time,store charge [MW],store discharge [MW],store level [MWh],"
                        "store spill [MW],store value [USD/MWh]\n2030-01-01T00:00Z,10,0,9,0,55\n"},
        {"load.csv", "time,A [MW],B [MW]\n2030-01-01T00:00Z,0,100\n"},
        {"shedding.csv", "\n2030-01-01T02:00Z,0,0\n"},
        {"curtailment.csv", "time,\"wind, \"\"north\"\" [MW]\"\n2030-01-01T00:00Z,10\n"
                            "2030-01-01T01:00Z,0\n2030-01-01T02:00Z,0\n"},
        {"markets.csv", "time,RO bought [MW],RO sold [MW],RO price [USD/MWh]\n"
                        "2030-01-01T00:00Z,96,0,60\n"},
        {"reserves.csv", "time,AZ reserve up [MW],AZ reserve down [MW],"
                         "AZ infeed shadow price [USD/MWh],AZ cut shadow price [USD/MWh]\n"
                         "2030-01-01T00:00Z,80,80,30,30\n"},
        {"export.csv", "time,export [MW],export target [MW]\n2030-01-01T00:00Z,96,90\n"},
        {"run.log", "7 threads"},
        {"run.log", "BLAS: a library of this machine"},
        {"result.json", "corridor-result-1"},
        {"index.html", "<!doctype html>"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        char *text = contents(folder, wanted[i].file);
        CHECK_CONTAINS(text, wanted[i].text);
        free(text);
    }
    remove_tree(place);
}

SPEC(a_second_run_on_another_machine_writes_the_same_bytes)
{
    struct small small;
    struct error error = {0};
    char place[PATH_BYTES], first[PATH_BYTES], second[PATH_BYTES];
    small_make(&small);
    make_place(place);
    beside(first, place, "first");
    beside(second, place, "second");
    REQUIRE(report_write(&small.result, first, &error) == STATUS_OK);
    small.result.cpu_s = 1;
    small.result.wall_s = 2;
    small.result.peak_mb = 3;
    small.result.threads = 1;
    small.result.machine_facts = "another machine";
    small.result.study_path = "/elsewhere/three_hours.cfg";
    small.network.path = "/elsewhere/small.cfg";
    small.network.weather_path = "/elsewhere/weather_parameters.csv";
    REQUIRE(report_write(&small.result, second, &error) == STATUS_OK);
    for (int i = 0; i <= n_hourly_table; i++) {
        const char *file = i < n_hourly_table ? hourly_tables[i].file : "result.json";
        char *one = contents(first, file), *two = contents(second, file);
        CHECK(one[0] != '\0');
        CHECK_TEXT(one, two);
        free(one);
        free(two);
    }
    remove_tree(place);
}

SPEC(a_later_run_replaces_its_files_and_keeps_those_of_others)
{
    struct small small;
    struct error error = {0};
    char place[PATH_BYTES], notes[PATH_BYTES];
    small_make(&small);
    make_place(place);
    beside(notes, place, "notes.txt");
    FILE *file = fopen(notes, "w");
    REQUIRE(file != NULL);
    fclose(file);
    REQUIRE(report_write(&small.result, place, &error) == STATUS_OK);
    CHECK(entries(place) == n_hourly_table + 4);
    small.result.outcome = OUTCOME_INFEASIBLE;
    REQUIRE(report_write(&small.result, place, &error) == STATUS_OK);
    CHECK(entries(place) == 4); /* no table of the earlier run stands beside the new answer */
    char *text = contents(place, "result.json");
    CHECK_CONTAINS(text, "\"infeasible\"");
    free(text);
    CHECK(access(notes, F_OK) == 0);
    remove_tree(place);
}

SPEC(a_folder_that_cannot_be_made_leaves_nothing_behind)
{
    struct small small;
    struct error error = {0};
    char place[PATH_BYTES], folder[PATH_BYTES], long_name[300];
    small_make(&small);
    make_place(place);
    memset(long_name, 'x', sizeof long_name - 1); /* more than a file system takes as one name */
    long_name[sizeof long_name - 1] = '\0';
    snprintf(folder, sizeof folder, "%.150s/new/deep/%s", place, long_name);
    CHECK(report_write(&small.result, folder, &error) == STATUS_IO);
    CHECK(error.text[0] != '\0');
    CHECK(entries(place) == 0);

    beside(folder, place, "file");
    FILE *file = fopen(folder, "w");
    REQUIRE(file != NULL);
    fclose(file);
    CHECK(report_write(&small.result, folder, &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "is a file, wanted a folder");
    beside(folder, place, "file/inside");
    CHECK(report_write(&small.result, folder, &error) == STATUS_IO);
    CHECK(entries(place) == 1);
    CHECK(report_write(&small.result, "", &error) == STATUS_BAD_INPUT);
    remove_tree(place);
}

SPEC(a_disk_that_fills_up_leaves_nothing_behind)
{
    struct small small;
    struct error error = {0};
    struct rlimit before;
    char place[PATH_BYTES], folder[PATH_BYTES];
    small_make(&small);
    make_place(place);
    beside(folder, place, "out/three_hours");
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    const struct rlimit little = {200, before.rlim_max}; /* bytes: too little for hvdc.csv */
    signal(SIGXFSZ, SIG_IGN);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &little) == 0);
    const enum status status = report_write(&small.result, folder, &error);
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    signal(SIGXFSZ, SIG_DFL);
    CHECK(status == STATUS_IO);
    CHECK_CONTAINS(error.text, "cannot write a CSV table: ");
    CHECK(entries(place) == 0);
    remove_tree(place);
}

SPEC(a_file_that_cannot_be_replaced_leaves_no_seal_and_no_temporary)
{
    struct small small;
    struct error error = {0};
    char place[PATH_BYTES], in_the_way[PATH_BYTES];
    small_make(&small);
    make_place(place);
    REQUIRE(report_write(&small.result, place, &error) == STATUS_OK);
    beside(in_the_way, place, "run.log");
    unlink(in_the_way);
    REQUIRE(mkdir(in_the_way, 0777) == 0);
    CHECK(report_write(&small.result, place, &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "run.log");
    CHECK(entries(place) == n_hourly_table + 2);
    char *text = contents(place, "result.json");
    CHECK_TEXT(text, "");
    free(text);
    remove_tree(place);
}

/* Whether the name stands in the text by itself: not as a part of a longer name. */
static bool names(const char *text, const char *name, size_t length)
{
    for (const char *c = text; (c = strchr(c, name[0])) != NULL; c++) {
        if (strncmp(c, name, length) != 0) continue;
        const unsigned char before = c > text ? (unsigned char)c[-1] : ' ';
        const unsigned char after = (unsigned char)c[length];
        if (!isalnum(before) && before != '_' && !isalnum(after) && after != '_') return true;
    }
    return false;
}

SPEC(the_documents_name_every_field_and_every_column)
{
    struct small small;
    small_make(&small);
    char *text = json_of(&small.result, true), *document = contents("docs", "results.md");
    REQUIRE(text != NULL);
    if (document[0] == '\0') SKIP("docs/results.md is not in this folder");
    for (const char *c = strstr(text, "\": "); c != NULL; c = strstr(c + 1, "\": ")) {
        const char *name = c;
        while (name[-1] != '"')
            name--;
        if (!names(document, name, (size_t)(c - name)))
            SPEC_FAULT("docs/results.md lacks %.*s", (int)(c - name), name);
    }
    for (int i = 0; i < n_hourly_table; i++) {
        CHECK_CONTAINS(document, hourly_tables[i].file);
        for (int j = 0; j < hourly_tables[i].n_quantity; j++) {
            CHECK_CONTAINS(document, hourly_tables[i].quantity[j].word);
            CHECK_CONTAINS(document, hourly_tables[i].quantity[j].unit);
        }
    }
    free(text);
    free(document);
}

SPEC_MAIN(SPEC_ENTRY(the_judge_of_json_knows_right_from_wrong),
          SPEC_ENTRY(the_json_of_a_result_is_valid_and_says_what_scripts_ask_for),
          SPEC_ENTRY(sums_over_the_hours_are_those_of_the_hourly_values),
          SPEC_ENTRY(every_source_is_named_once_with_the_rows_that_rest_on_it),
          SPEC_ENTRY(times_and_memory_are_told_only_when_asked_for),
          SPEC_ENTRY(an_infeasible_study_has_a_reason_and_no_numbers),
          SPEC_ENTRY(the_export_names_the_lines_and_links_that_it_is_counted_on),
          SPEC_ENTRY(the_documents_name_every_field_and_every_column),
          SPEC_ENTRY(a_folder_holds_the_json_the_log_and_every_hourly_table),
          SPEC_ENTRY(a_second_run_on_another_machine_writes_the_same_bytes),
          SPEC_ENTRY(a_later_run_replaces_its_files_and_keeps_those_of_others),
          SPEC_ENTRY(a_folder_that_cannot_be_made_leaves_nothing_behind),
          SPEC_ENTRY(a_disk_that_fills_up_leaves_nothing_behind),
          SPEC_ENTRY(a_file_that_cannot_be_replaced_leaves_no_seal_and_no_temporary))
