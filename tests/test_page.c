#include "report/page.h"

#include "report/page_code.h"
#include "report/page_series.h"
#include "report/page_table.h"
#include "report/report.h"
#include "tests/folder.h"
#include "tests/small_result.h"
#include "tests/spec.h"

static const char head[] =
    "{\n  \"schema\": \"corridor-result-1\",\n  \"program\": \"corridor\"\n}\n";

/* A reader of the codes that shares nothing with the writer. */
struct reader {
    const unsigned char *byte;
    size_t bit;
};

static uint32_t bits(struct reader *reader, int count)
{
    uint32_t value = 0;
    for (; count > 0; count--, reader->bit++)
        value = value << 1 | (reader->byte[reader->bit / 8] >> (7 - reader->bit % 8) & 1U);
    return value;
}

static int64_t number(struct reader *reader, uint32_t k)
{
    uint32_t ones = 0;
    while (ones < 20 && bits(reader, 1) == 1)
        ones++;
    const uint32_t zigzag = ones == 20 ? bits(reader, 32) : (ones << k | bits(reader, (int)k));
    return zigzag % 2 == 0 ? (int64_t)(zigzag / 2) : -(int64_t)((zigzag + 1ULL) / 2);
}

static void decode(int n, const unsigned char *byte, enum code_from from, int32_t *value)
{
    struct reader reader = {byte, 0};
    uint32_t k = 0;
    for (int i = 0; i < n; i++) {
        int64_t last = 0;
        if (i % 32 == 0) k = bits(&reader, 5);
        if (i > 0 && from == CODE_FROM_LAST) last = value[i - 1];
        if (i > 0 && from == CODE_FROM_YESTERDAY) last = value[i >= 24 ? i - 24 : i - 1];
        value[i] = (int32_t)(last + (k == 31 ? 0 : number(&reader, k)));
    }
}

static void check_round_trip(struct spec_state *spec, int n, const int32_t *value)
{
    for (int from = CODE_FROM_NOTHING; from <= CODE_FROM_YESTERDAY; from++) {
        unsigned char *const code = calloc(1, code_bytes(n));
        int32_t *const back = calloc((size_t)n + 1, sizeof *back);
        REQUIRE(code != NULL && back != NULL);
        const size_t used = code_column(n, value, (enum code_from)from, code);
        CHECK(used <= code_bytes(n));
        decode(n, code, (enum code_from)from, back);
        CHECK(n == 0 || memcmp(back, value, (size_t)n * sizeof *value) == 0);
        free(code);
        free(back);
    }
}

SPEC(hours_that_are_coded_come_back_as_they_were)
{
    int32_t value[200] = {0};
    check_round_trip(spec, 0, value);
    check_round_trip(spec, 200, value);
    for (int i = 0; i < 200; i++)
        value[i] = i % 24 * 100 - (i % 7) * 3;
    check_round_trip(spec, 1, value);
    check_round_trip(spec, 33, value);
    check_round_trip(spec, 200, value);
    for (int i = 0; i < 200; i++) /* as far apart as numbers may be, and a spike among zeros */
        value[i] = i % 50 == 3 ? CODE_LARGEST : i % 50 == 4 ? -CODE_LARGEST : 0;
    check_round_trip(spec, 200, value);
}

SPEC(a_day_that_repeats_costs_almost_nothing)
{
    int32_t value[24 * 40];
    for (int i = 0; i < 24 * 40; i++)
        value[i] = (i % 24) * (i % 24) * 31;
    CHECK(code_choose(24 * 40, value) == CODE_FROM_YESTERDAY);
    unsigned char code[24 * 40 * 8];
    CHECK(code_column(24 * 40, value, CODE_FROM_YESTERDAY, code) < 100);
}

SPEC(a_table_is_read_back_in_ten_thousandths)
{
    struct folder folder;
    struct arena arena = {0};
    struct error error = {0};
    struct page_table table;
    bool is_there = false;
    REQUIRE(folder_open(&folder));
    const char *path = folder_put(&folder, "prices.csv",
                                  "time,A [USD/MWh],\"B, \"\"north\"\" [USD/MWh]\"\n"
                                  "2030-01-01T00:00Z,12.5,-0.0001\n2030-01-01T01:00Z,,3000\n");
    REQUIRE(path != NULL);
    REQUIRE(page_table_read(path, false, &arena, &table, &is_there, &error) == STATUS_OK);
    CHECK(is_there && table.n_column == 2 && table.n_hour == 2);
    CHECK_TEXT(table.heading[0], "A [USD/MWh]");
    CHECK_TEXT(table.heading[1], "B, \"north\" [USD/MWh]");
    CHECK(table.count[0] == 125000 && table.count[1] == PAGE_TABLE_NONE);
    CHECK(table.count[2] == -1 && table.count[3] == 30000000);
    REQUIRE(page_table_read("/nowhere/at.csv", false, &arena, &table, &is_there, &error) ==
            STATUS_OK);
    CHECK(!is_there);
    arena_free(&arena);
    folder_close(&folder);
}

SPEC(a_table_that_was_cut_or_edited_is_told_with_its_line)
{
    static const struct {
        const char *text, *wanted;
    } faults[] = {
        {"time,A [MW],B [MW]\n2030,1,2\n2031,1\n", "x.csv:3: has 2 columns, the first line has 3"},
        {"time,A [MW]\n2030,1,2\n", "x.csv:2: has more columns than the first line, 2"},
        {"time,A [MW]\n2030,1e3\n", "x.csv:2: '1e3' is no number with at most 4 decimals"},
        {"time,A [MW]\n2030,-\n", "x.csv:2: '-' is no number"},
        {"time,A [MW]\n2030,0.12345\n", "x.csv:2: '0.12345' is no number"},
        {"time,A [MW]\n2030,123456789012345\n", "x.csv:2: '123456789012345' is no number"},
        {"", "x.csv: is empty"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct folder folder;
        struct arena arena = {0};
        struct error error = {0};
        struct page_table table;
        bool is_there;
        REQUIRE(folder_open(&folder));
        const char *path = folder_put(&folder, "x.csv", faults[i].text);
        REQUIRE(path != NULL);
        CHECK(page_table_read(path, false, &arena, &table, &is_there, &error) == STATUS_BAD_INPUT);
        CHECK_CONTAINS(error.text, faults[i].wanted);
        arena_free(&arena);
        folder_close(&folder);
    }
}

SPEC(prices_keep_their_cents_and_power_its_megawatts)
{
    struct folder folder;
    struct arena arena = {0};
    struct error error = {0};
    struct page_series series;
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "prices.csv", "time,A [USD/MWh]\n0,3000\n1,\n2,41.2357\n"));
    REQUIRE(folder_put(&folder, "line_flows.csv",
                       "time,a [MW],b [MW],c [MW]\n0,5012.5,19.996,25000\n1,-0.5,0,4\n2,0,0,0\n"));
    REQUIRE(page_series_read(folder.path, PAGE_DISPATCH, 100000, &arena, &series, &error) ==
            STATUS_OK);
    REQUIRE(series.n_table == 2);
    const struct page_column *const price = series.table[0].column, *const flow =
                                                                        series.table[1].column;
    int32_t value[3];
    CHECK(price->step == -2);
    decode(3, series.table[0].code, (enum code_from)price->from, value);
    CHECK(value[0] == 300000 && value[1] == price->none && value[2] == 4124);
    CHECK(price->none == 300001);
    CHECK(flow[0].step == 0 && flow[1].step == -2 && flow[2].step == 1);
    decode(3, series.table[1].code + flow[0].start, (enum code_from)flow[0].from, value);
    CHECK(value[0] == 5013 && value[1] == -1 && value[2] == 0);
    decode(3, series.table[1].code + flow[2].start, (enum code_from)flow[2].from, value);
    CHECK(value[0] == 2500 && value[1] == 0);
    arena_free(&arena);
    folder_close(&folder);
}

SPEC(the_worst_outage_of_each_hour_is_kept_by_name)
{
    struct folder folder;
    struct arena arena = {0};
    struct error error = {0};
    struct page_series series;
    int32_t value[3];
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "security_hours.csv",
                       "time,worst loading [share],worst contingency\n"
                       "0,1.25,AB\n1,0.5,\n2,1.5,AB\n"));
    REQUIRE(page_series_read(folder.path, PAGE_DISPATCH, 100000, &arena, &series, &error) ==
            STATUS_OK);
    REQUIRE(series.n_table == 1 && series.table[0].n_column == 2);
    const struct page_column *const names = &series.table[0].column[1];
    REQUIRE(names->n_word == 2 && series.table[0].column[0].n_word == 0);
    CHECK_TEXT(names->word[0], "AB");
    CHECK_TEXT(names->word[1], "");
    decode(3, series.table[0].code + names->start, (enum code_from)names->from, value);
    CHECK(value[0] == 0 && value[1] == 1 && value[2] == 0);
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    REQUIRE(stream != NULL);
    CHECK(page_series_write(stream, &series, &error) == STATUS_OK);
    fclose(stream);
    CHECK_CONTAINS(text, ",[\"AB\",\"\"]]");
    free(text);
    arena_free(&arena);
    folder_close(&folder);
}

SPEC(tables_that_find_no_room_are_named)
{
    struct folder folder;
    struct arena arena = {0};
    struct error error = {0};
    struct page_series series;
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "export.csv", "time,export [MW]\n0,1\n"));
    REQUIRE(folder_put(&folder, "prices.csv", "time,A [USD/MWh],B [USD/MWh]\n0,1,2\n"));
    REQUIRE(page_series_read(folder.path, PAGE_DISPATCH, 120, &arena, &series, &error) ==
            STATUS_OK);
    CHECK(series.n_table == 1 && series.n_left_out == 1);
    CHECK_TEXT(series.left_out[0], "prices.csv");
    arena_free(&arena);
    folder_close(&folder);
}

static char *page_of(const char *path, struct error *error)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return NULL;
    const enum status status = page_write(stream, 1, &path, error);
    fclose(stream);
    if (status == STATUS_OK) return text;
    free(text);
    return NULL;
}

SPEC(no_text_of_a_result_can_end_the_element_that_holds_it)
{
    struct folder folder;
    struct error error = {0};
    REQUIRE(folder_open(&folder));
    REQUIRE(
        folder_put(&folder, "result.json",
                   "{\n  \"schema\": \"corridor-result-1\",\n  \"why\": \"</script><!--\"\n}\n"));
    REQUIRE(folder_put(&folder, "prices.csv", "time,</script> [USD/MWh]\n0,1\n"));
    char *text = page_of(folder.path, &error);
    REQUIRE(text != NULL);
    CHECK_CONTAINS(text, "\"why\": \"\\u003c/script>\\u003c!--\"");
    CHECK_CONTAINS(text, "\"\\u003c/script> [USD/MWh]\"");
    CHECK(strstr(text, "<!--corridor:") == NULL);
    free(text);
    folder_close(&folder);
}

SPEC(a_folder_that_holds_no_dispatch_gets_no_page)
{
    struct folder folder;
    struct error error = {0}, other = {0};
    REQUIRE(folder_open(&folder));
    CHECK(page_write_into(folder.path, &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "/result.json: cannot be opened");
    REQUIRE(folder_put(&folder, "result.json", "{\n  \"schema\": \"corridor-flow-1\"\n}\n"));
    CHECK(page_write_into(folder.path, &other) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(other.text, "result.json:2: is not of the schema corridor-result-1");
    char path[FOLDER_PATH_BYTES];
    snprintf(path, sizeof path, "%s/index.html", folder.path);
    CHECK(access(path, F_OK) != 0);
    folder_close(&folder);
}

static char *whole_file(const char *folder, const char *name)
{
    char path[FOLDER_PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    if (file != NULL && text != NULL) text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
    if (file != NULL) fclose(file);
    return text;
}

SPEC(a_page_made_again_from_the_files_is_the_same_to_the_byte)
{
    struct small small;
    struct error error = {0};
    char place[] = "/tmp/corridor_page_XXXXXX", command[64];
    small_make(&small);
    REQUIRE(mkdtemp(place) != NULL);
    REQUIRE(report_write(&small.result, place, &error) == STATUS_OK);
    char *first = whole_file(place, "index.html");
    REQUIRE(page_write_into(place, &error) == STATUS_OK);
    char *second = whole_file(place, "index.html");
    CHECK(strlen(first) > 50000);
    CHECK(strcmp(first, second) == 0);
    CHECK_CONTAINS(first, "\"file\":\"prices.csv\",\"hours\":3");
    free(first);
    free(second);
    snprintf(command, sizeof command, "rm -r %s", place);
    CHECK(system(command) == 0);
}

SPEC(a_page_of_two_results_holds_both)
{
    struct folder folder, other;
    struct error error = {0};
    REQUIRE(folder_open(&folder) && folder_open(&other));
    REQUIRE(folder_put(&folder, "result.json", head) && folder_put(&other, "result.json", head));
    const char *const paths[] = {folder.path, other.path};
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    REQUIRE(stream != NULL);
    CHECK(page_write(stream, 2, paths, &error) == STATUS_OK);
    fclose(stream);
    const char *const first = strstr(text, "class=\"answer\"");
    REQUIRE(first != NULL);
    CHECK(strstr(first + 1, "class=\"answer\"") != NULL);
    free(text);
    folder_close(&folder);
    folder_close(&other);
}

SPEC_MAIN(SPEC_ENTRY(hours_that_are_coded_come_back_as_they_were),
          SPEC_ENTRY(a_day_that_repeats_costs_almost_nothing),
          SPEC_ENTRY(a_table_is_read_back_in_ten_thousandths),
          SPEC_ENTRY(a_table_that_was_cut_or_edited_is_told_with_its_line),
          SPEC_ENTRY(prices_keep_their_cents_and_power_its_megawatts),
          SPEC_ENTRY(the_worst_outage_of_each_hour_is_kept_by_name),
          SPEC_ENTRY(tables_that_find_no_room_are_named),
          SPEC_ENTRY(no_text_of_a_result_can_end_the_element_that_holds_it),
          SPEC_ENTRY(a_folder_that_holds_no_dispatch_gets_no_page),
          SPEC_ENTRY(a_page_made_again_from_the_files_is_the_same_to_the_byte),
          SPEC_ENTRY(a_page_of_two_results_holds_both))
