#include "report/csv.h"
#include "tests/spec.h"

static char *row_of_numbers(const double *values, int count)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    if (stream == NULL) return NULL;
    struct csv csv;
    struct error error = {0};
    csv_begin(&csv, stream);
    for (int i = 0; i < count; i++)
        csv_number(&csv, values[i]);
    csv_end_row(&csv);
    const enum status status = csv_end(&csv, &error);
    fclose(stream);
    if (status == STATUS_OK) return text;
    free(text);
    return NULL;
}

SPEC(numbers_are_rounded_to_a_tenth_of_a_kilowatt_without_trailing_zeros)
{
    const double values[] = {0, 5000, 12.5, 0.00014, 0.00015001, -1127.98765, 999.99996, 0.0005};
    char *text = row_of_numbers(values, sizeof values / sizeof values[0]);
    REQUIRE(text != NULL);
    CHECK_TEXT(text, "0,5000,12.5,0.0001,0.0002,-1127.9877,1000,0.0005\n");
    free(text);
}

SPEC(a_rounding_below_zero_is_written_as_zero)
{
    const double values[] = {-0.0, -1e-9, -0.00004, -0.0001};
    char *text = row_of_numbers(values, 4);
    REQUIRE(text != NULL);
    CHECK_TEXT(text, "0,0,0,-0.0001\n");
    free(text);
}

SPEC(what_is_no_number_is_an_empty_cell)
{
    const double values[] = {1, NAN, INFINITY, 2, 1e15, 1e305};
    char *text = row_of_numbers(values, 5);
    REQUIRE(text != NULL);
    CHECK_TEXT(text, "1,,,2,1000000000000000\n");
    free(text);
    text = row_of_numbers(values + 5, 1);
    REQUIRE(text != NULL);
    CHECK_NEAR(strtod(text, NULL) / 1e305, 1, 1e-15);
    free(text);
}

SPEC(numbers_agree_with_printf_where_no_half_is_near)
{
    for (int i = 0; i < 20000; i++) {
        const double value = (i - 10000) * 0.37101 + i * 1e-7;
        char *text = row_of_numbers(&value, 1), wanted[40];
        REQUIRE(text != NULL);
        const double distance_to_half = fabs(fabs(value) * 1e4 - floor(fabs(value) * 1e4) - 0.5);
        snprintf(wanted, sizeof wanted, "%.4f", value);
        if (distance_to_half > 1e-6) CHECK_NEAR(strtod(text, NULL), strtod(wanted, NULL), 1e-12);
        free(text);
    }
}

SPEC(headings_name_the_unit_and_are_quoted_only_where_they_must)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    REQUIRE(stream != NULL);
    struct csv csv;
    struct error error = {0};
    csv_begin(&csv, stream);
    csv_text(&csv, "time");
    csv_heading(&csv, "KZ_EKI", "", "MW");
    csv_heading(&csv, "CASPIAN", "loss", "MW");
    csv_heading(&csv, "a,b \"c\"", "level", "MWh");
    csv_text(&csv, "x,\"y\"");
    csv_end_row(&csv);
    CHECK(csv_end(&csv, &error) == STATUS_OK);
    fclose(stream);
    CHECK_TEXT(text, "time,KZ_EKI [MW],CASPIAN loss [MW],\"a,b \"\"c\"\" level [MWh]\","
                     "\"x,\"\"y\"\"\"\n");
    free(text);
}

SPEC(a_table_larger_than_the_buffer_is_written_whole)
{
    char *text = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&text, &length);
    REQUIRE(stream != NULL);
    struct csv csv;
    struct error error = {0};
    csv_begin(&csv, stream);
    for (int row = 0; row < CSV_BUFFER_BYTES; row++) {
        csv_number(&csv, row % 10);
        csv_end_row(&csv);
    }
    CHECK(csv_end(&csv, &error) == STATUS_OK);
    fclose(stream);
    CHECK(length == 2 * (size_t)CSV_BUFFER_BYTES);
    for (size_t i = 0; i < length; i += 2)
        if (text[i] != (char)('0' + i / 2 % 10) || text[i + 1] != '\n') {
            SPEC_FAULT("row %zu is wrong", i / 2);
            break;
        }
    free(text);
}

SPEC(a_full_disk_is_reported)
{
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL) SKIP("this system has no /dev/full");
    struct csv csv;
    struct error error = {0};
    csv_begin(&csv, full);
    csv_number(&csv, 1);
    CHECK(csv_end(&csv, &error) == STATUS_IO);
    fclose(full);
}

SPEC_MAIN(SPEC_ENTRY(numbers_are_rounded_to_a_tenth_of_a_kilowatt_without_trailing_zeros),
          SPEC_ENTRY(a_rounding_below_zero_is_written_as_zero),
          SPEC_ENTRY(what_is_no_number_is_an_empty_cell),
          SPEC_ENTRY(numbers_agree_with_printf_where_no_half_is_near),
          SPEC_ENTRY(headings_name_the_unit_and_are_quoted_only_where_they_must),
          SPEC_ENTRY(a_table_larger_than_the_buffer_is_written_whole),
          SPEC_ENTRY(a_full_disk_is_reported))
