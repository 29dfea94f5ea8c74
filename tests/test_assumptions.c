#include "study/assumptions.h"
#include "tests/spec.h"

#include <unistd.h>

struct sheets {
    char path[2][64];
    struct arena arena;
    struct assumptions assumptions;
    struct error error;
};

/* Two tables of costs, the second may be NULL. */
static enum status read_sheets(struct sheets *sheets, const char *first, const char *second)
{
    const char *const text[] = {first, second};
    const char *path[2];
    const int n = second == NULL ? 1 : 2;
    *sheets = (struct sheets){0};
    for (int i = 0; i < n; i++) {
        snprintf(sheets->path[i], sizeof sheets->path[i], "/tmp/corridor-assumptions-XXXXXX");
        const int file = mkstemp(sheets->path[i]);
        const size_t length = strlen(text[i]);
        path[i] = sheets->path[i];
        if (file < 0 || write(file, text[i], length) != (ssize_t)length) return STATUS_IO;
        close(file);
    }
    const enum status status =
        assumptions_read(n, path, &sheets->arena, &sheets->assumptions, &sheets->error);
    for (int i = 0; i < n; i++)
        unlink(sheets->path[i]);
    return status;
}

static const char costs[] = "item,region,low,central,high,unit,source\n"
                            "cable,generic,1000,2000,3000,USD/MW-km,VIKING\n"
                            "cable,AZ,,2500,,USD/MW-km,PRESS\n"
                            "wacc,all,0.06,0.08,0.1,1,\n"
                            "toll,AZ,,,,USD/MWh,\n";

SPEC(a_region_has_its_own_row_or_the_one_for_all)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, costs, NULL) == STATUS_OK);
    struct assumptions *all = &sheets.assumptions;
    const struct assumption *own = assumptions_take(all, "cable", "AZ");
    const struct assumption *other = assumptions_take(all, "cable", "GE");
    const struct assumption *rate = assumptions_take(all, "wacc", "AZ");
    REQUIRE(own && other && rate);
    CHECK_NEAR(own->central, 2500, 0);
    CHECK_NEAR(other->central, 2000, 0);
    CHECK_NEAR(rate->central, 0.08, 0);
    CHECK_TEXT(other->origin.source, "VIKING");
    CHECK(assumptions_take(all, "toll", "GE") == NULL);
    arena_free(&sheets.arena);
}

SPEC(low_and_high_are_the_central_value_where_they_are_empty)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, costs, NULL) == STATUS_OK);
    const struct assumption *own = assumptions_take(&sheets.assumptions, "cable", "AZ");
    const struct assumption *other = assumptions_take(&sheets.assumptions, "cable", "GE");
    REQUIRE(own && other);
    CHECK_NEAR(assumption_at(own, LEVEL_LOW), 2500, 0);
    CHECK_NEAR(assumption_at(own, LEVEL_HIGH), 2500, 0);
    CHECK_NEAR(assumption_at(other, LEVEL_LOW), 1000, 0);
    CHECK_NEAR(assumption_at(other, LEVEL_HIGH), 3000, 0);
    arena_free(&sheets.arena);
}

SPEC(what_was_taken_is_noted_once_in_the_order_of_taking)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, costs, NULL) == STATUS_OK);
    struct assumptions *all = &sheets.assumptions;
    CHECK(assumptions_take(all, "wacc", "") && assumptions_take(all, "cable", "GE") &&
          assumptions_take(all, "wacc", "KZ"));
    REQUIRE(all->n_taken == 2);
    CHECK_TEXT(all->taken[0]->item, "wacc");
    CHECK_TEXT(all->taken[1]->item, "cable");
    arena_free(&sheets.arena);
}

SPEC(a_later_table_overrules_an_earlier_one_row_by_row)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, costs, "item,region,central\ncable,generic,1500\nfee,all,3\n") ==
            STATUS_OK);
    struct assumptions *all = &sheets.assumptions;
    CHECK(all->n_row == 5);
    CHECK_NEAR(assumptions_take(all, "cable", "GE")->central, 1500, 0);
    CHECK_NEAR(assumptions_take(all, "cable", "AZ")->central, 2500, 0);
    CHECK_NEAR(assumptions_take(all, "fee", "")->central, 3, 0);
    arena_free(&sheets.arena);
}

SPEC(all_rows_that_fall_where_they_should_rise_are_told_at_once)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, "item,low,central,high\na,2,1,3\nb,1,2,3\nc,1,9,3\n",
                        "item,low,central,high\nd,4,,3\n") == STATUS_BAD_INPUT);
    CHECK_CONTAINS(sheets.error.text, ":2: `a` has low 2, central 1, high 3");
    CHECK_CONTAINS(sheets.error.text, ":4: `c` has");
    CHECK_CONTAINS(sheets.error.text, ":2: `d` has low 4");
    CHECK(strstr(sheets.error.text, "`b`") == NULL);
    arena_free(&sheets.arena);
}

SPEC(what_a_study_wants_and_no_table_has_is_told_with_the_nearest_name)
{
    struct sheets sheets;
    REQUIRE(read_sheets(&sheets, costs, NULL) == STATUS_OK);
    const struct place place = {.path = "size.cfg", .line = 7};
    const struct assumption *found = NULL;
    assumptions_want(&sheets.assumptions, "cabel", "AZ", "cost_of", place, &found, &sheets.error);
    assumptions_want(&sheets.assumptions, "toll", "AZ", "fee", place, &found, &sheets.error);
    CHECK(found == NULL);
    CHECK_CONTAINS(sheets.error.text,
                   "size.cfg:7: `cost_of` wants the item `cabel` of region `AZ`");
    CHECK_CONTAINS(sheets.error.text, "did you mean `cable`?");
    CHECK_CONTAINS(sheets.error.text, "`fee` wants the item `toll` of region `AZ`, which has no "
                                      "central value");
    sheets.error = (struct error){0};
    assumptions_want(&sheets.assumptions, "wacc", "AZ", "rate", place, &found, &sheets.error);
    CHECK(found != NULL && error_status(&sheets.error) == STATUS_OK);
    arena_free(&sheets.arena);
}

SPEC_MAIN(SPEC_ENTRY(a_region_has_its_own_row_or_the_one_for_all),
          SPEC_ENTRY(low_and_high_are_the_central_value_where_they_are_empty),
          SPEC_ENTRY(what_was_taken_is_noted_once_in_the_order_of_taking),
          SPEC_ENTRY(a_later_table_overrules_an_earlier_one_row_by_row),
          SPEC_ENTRY(all_rows_that_fall_where_they_should_rise_are_told_at_once),
          SPEC_ENTRY(what_a_study_wants_and_no_table_has_is_told_with_the_nearest_name))
