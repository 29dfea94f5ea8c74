#include "report/json.h"
#include "tests/spec.h"

#include <float.h>

/* What `write` puts into a fresh document; the caller frees it. */
static char *document(void (*write)(struct json *json), enum status *status)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return NULL;
    struct json json;
    struct error error = {0};
    json_begin(&json, stream);
    write(&json);
    *status = json_end(&json, &error);
    fclose(stream);
    return text;
}

static void write_a_line(struct json *json)
{
    json_open_object(json, NULL);
    json_text(json, "id", "KZ_WEST");
    json_quantity(json, "loss_mwh", 12.5);
    json_open_array(json, "hours_full");
    json_integer(json, NULL, 3);
    json_integer(json, NULL, 7);
    json_close(json);
    json_open_array(json, "countries");
    json_close(json);
    json_boolean(json, "accepted", true);
    json_null(json, "objective_usd");
    json_close(json);
}

SPEC(members_stand_one_per_line_two_spaces_deep)
{
    enum status status = STATUS_INTERNAL;
    char *text = document(write_a_line, &status);
    REQUIRE(text != NULL);
    CHECK(status == STATUS_OK);
    CHECK_TEXT(text, "{\n"
                     "  \"id\": \"KZ_WEST\",\n"
                     "  \"loss_mwh\": 12.5,\n"
                     "  \"hours_full\": [\n"
                     "    3,\n"
                     "    7\n"
                     "  ],\n"
                     "  \"countries\": [],\n"
                     "  \"accepted\": true,\n"
                     "  \"objective_usd\": null\n"
                     "}\n");
    free(text);
}

SPEC(a_number_reads_back_as_the_same_double)
{
    const double tenth = 0.1, third = 1.0 / 3.0;
    const double numbers[] = {0,
                              -0.0,
                              1,
                              -1,
                              tenth,
                              third,
                              2.0 / 3.0,
                              1e22,
                              1e-7,
                              123456.7,
                              DBL_MAX,
                              DBL_MIN,
                              5e-324,
                              DBL_EPSILON,
                              0.1 + 0.2,
                              5e15 + 0.5,
                              -98765.432101234,
                              9007199254740993.0};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[JSON_NUMBER_BYTES];
        json_number_text(numbers[i], text);
        const double back = strtod(text, NULL);
        CHECK(memcmp(&back, &numbers[i], sizeof back) == 0);
    }
}

SPEC(a_number_is_as_short_as_it_can_be)
{
    char text[JSON_NUMBER_BYTES];
    json_number_text(0.1, text);
    CHECK_TEXT(text, "0.1");
    json_number_text(5000, text);
    CHECK_TEXT(text, "5000");
    json_number_text(0.1 + 0.2, text);
    CHECK_TEXT(text, "0.30000000000000004");
}

static void write_odd_numbers(struct json *json)
{
    json_open_array(json, NULL);
    json_number(json, NULL, NAN);
    json_number(json, NULL, INFINITY);
    json_number(json, NULL, -INFINITY);
    json_number(json, NULL, 3.1e-10);
    json_quantity(json, NULL, -3.1e-10);
    json_quantity(json, NULL, -0.0);
    json_quantity(json, NULL, 2e-9);
    json_unsigned(json, NULL, 18446744073709551615ULL);
    json_close(json);
}

SPEC(what_is_no_number_is_null_and_a_rounding_of_a_quantity_is_zero)
{
    enum status status = STATUS_INTERNAL;
    char *text = document(write_odd_numbers, &status);
    REQUIRE(text != NULL);
    CHECK(status == STATUS_OK);
    CHECK_TEXT(text, "[\n  null,\n  null,\n  null,\n  3.1e-10,\n  0,\n  0,\n  2e-09,\n"
                     "  18446744073709551615\n]\n");
    free(text);
}

static void write_odd_texts(struct json *json)
{
    json_open_array(json, NULL);
    json_text(json, NULL, "a \"quoted\" \\ path\n\t\x01");
    json_text(json, NULL, "Bak\xc4\xb1");          /* dotless i: valid UTF-8 stays */
    json_text(json, NULL, "cut \xc4");             /* a character cut in two */
    json_text(json, NULL, "\xc0\xaf\xed\xa0\x80"); /* overlong slash, half of a UTF-16 pair */
    json_text(json, NULL, NULL);
    json_close(json);
}

SPEC(texts_are_escaped_and_stay_valid_utf8)
{
    enum status status = STATUS_INTERNAL;
    char *text = document(write_odd_texts, &status);
    REQUIRE(text != NULL);
    CHECK(status == STATUS_OK);
    CHECK_TEXT(text, "[\n"
                     "  \"a \\\"quoted\\\" \\\\ path\\n\\t\\u0001\",\n"
                     "  \"Bak\xc4\xb1\",\n"
                     "  \"cut \\ufffd\",\n"
                     "  \"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\",\n"
                     "  null\n"
                     "]\n");
    free(text);
}

static void leave_open(struct json *json)
{
    json_open_object(json, NULL);
}

static void close_too_often(struct json *json)
{
    json_open_object(json, NULL);
    json_close(json);
    json_close(json);
}

static void forget_a_name(struct json *json)
{
    json_open_object(json, NULL);
    json_integer(json, NULL, 1);
    json_close(json);
}

static void nest_too_deep(struct json *json)
{
    for (int i = 0; i <= JSON_DEPTH_LIMIT; i++)
        json_open_array(json, NULL);
    for (int i = 0; i <= JSON_DEPTH_LIMIT; i++)
        json_close(json);
}

SPEC(a_document_that_is_not_json_is_refused)
{
    void (*const faults[])(struct json *) = {leave_open, close_too_often, forget_a_name,
                                             nest_too_deep};
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        enum status status = STATUS_OK;
        free(document(faults[i], &status));
        CHECK(status == STATUS_INTERNAL);
    }
}

SPEC(a_full_disk_is_reported)
{
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL) SKIP("this system has no /dev/full");
    struct json json;
    struct error error = {0};
    json_begin(&json, full);
    json_open_object(&json, NULL);
    json_close(&json);
    CHECK(json_end(&json, &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "cannot write JSON");
    fclose(full);
}

SPEC_MAIN(SPEC_ENTRY(members_stand_one_per_line_two_spaces_deep),
          SPEC_ENTRY(a_number_reads_back_as_the_same_double),
          SPEC_ENTRY(a_number_is_as_short_as_it_can_be),
          SPEC_ENTRY(what_is_no_number_is_null_and_a_rounding_of_a_quantity_is_zero),
          SPEC_ENTRY(texts_are_escaped_and_stay_valid_utf8),
          SPEC_ENTRY(a_document_that_is_not_json_is_refused), SPEC_ENTRY(a_full_disk_is_reported))
