#include "network/contingency_table.h"
#include "tests/cases.h"
#include "tests/folder.h"

#define HEAD "function chgtab = t\n%T  a table\ndefine_constants;\nchgtab = [\n"

struct reading {
    struct arena arena;
    struct contingency_table table;
    struct error error;
    enum status status;
};

/* Read against tests/cases/five_bus.m: 7 branches, 4 generators. */
static void read_text_as_table(struct reading *reading, const char *text)
{
    struct folder folder;
    struct matpower_case grid;
    *reading = (struct reading){.status = STATUS_IO};
    if (!case_read("tests/cases/five_bus.m", &reading->arena, &grid)) return;
    if (!folder_open(&folder)) return;
    const char *path = folder_put(&folder, "t.m", text);
    if (path != NULL)
        reading->status =
            contingency_table_read(path, &grid, &reading->arena, &reading->table, &reading->error);
    folder_close(&folder);
}

SPEC(rows_of_one_label_are_one_contingency)
{
    struct reading reading;
    read_text_as_table(&reading, HEAD "1 0 CT_TBRCH 3 BR_STATUS CT_REP 0;\n"
                                      "2 0.1 CT_TGEN 4 GEN_STATUS CT_REP 0;\n"
                                      "2 0.1 CT_TBRCH 7 BR_STATUS CT_REP 0;\n];\n");
    REQUIRE(reading.status == STATUS_OK);
    const struct contingency_table *table = &reading.table;
    CHECK(table->n_contingency == 2 && table->n_outage == 3);
    CHECK(table->outage[0].kind == OUTAGE_BRANCH && table->outage[0].position == 2);
    CHECK(table->contingency[1].first == 1 && table->contingency[1].count == 2);
    CHECK_NEAR(table->contingency[1].probability_share, 0.1, 0);
    CHECK(table->outage[1].kind == OUTAGE_GENERATOR && table->outage[1].position == 3);
    arena_free(&reading.arena);
}

SPEC(rows_of_one_label_that_stand_apart_are_refused_and_not_taken_for_two)
{
    struct reading reading;
    read_text_as_table(&reading, HEAD "1 0 CT_TBRCH 1 BR_STATUS CT_REP 0;\n"
                                      "2 0 CT_TBRCH 3 BR_STATUS CT_REP 0;\n"
                                      "1 0 CT_TBRCH 2 BR_STATUS CT_REP 0;\n"
                                      "3 NaN CT_TBRCH 2 BR_STATUS CT_REP 0;\n];\n");
    CHECK(reading.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(reading.error.text, "t.m:7: label 1 comes again");
    CHECK_CONTAINS(reading.error.text, "t.m:8: probability nan");
    arena_free(&reading.arena);
}

SPEC(numbers_may_stand_in_the_place_of_words)
{
    struct reading reading;
    read_text_as_table(&reading, "chgtab = [ 7 0 3 1 11 1 0 ];");
    REQUIRE(reading.status == STATUS_OK);
    CHECK(reading.table.n_contingency == 1 && reading.table.contingency[0].label == 7);
    arena_free(&reading.arena);
}

SPEC(changes_that_are_no_outage_are_refused_with_their_line)
{
    struct reading reading;
    read_text_as_table(&reading, HEAD "1 0 CT_TBRCH 8 BR_STATUS CT_REP 0;\n"
                                      "2 0 CT_TGEN 0 GEN_STATUS CT_REP 0;\n"
                                      "3 0 CT_TBRCH 1 BR_STATUS CT_REP 1;\n"
                                      "4 0 CT_TBRCH 1 GEN_STATUS CT_REP 0;\n];\n");
    CHECK(reading.status == STATUS_BAD_INPUT && reading.error.count == 4);
    CHECK_CONTAINS(reading.error.text, "t.m:5: branch 8, wanted 1 to 7");
    CHECK_CONTAINS(reading.error.text, "t.m:6: generator 0, wanted 1 to 4");
    CHECK_CONTAINS(reading.error.text, "t.m:7: a change that is no outage");
    CHECK_CONTAINS(reading.error.text, "t.m:8: a change that is no outage");
    arena_free(&reading.arena);
    read_text_as_table(&reading, HEAD "1 0 CT_TLOAD 8 BR_STATUS CT_REP 0;\n];\n");
    CHECK_CONTAINS(reading.error.text, "t.m:5: found `CT_TLOAD 8 BR_STATUS");
    arena_free(&reading.arena);
    read_text_as_table(&reading, HEAD "];\nchgtab(1, 1) = 2;\n");
    CHECK_CONTAINS(reading.error.text, "t.m:6: found `chgtab(1, 1) = 2;`");
    arena_free(&reading.arena);
}

SPEC(the_public_tables_are_single_outages_of_their_cases)
{
    static const struct {
        const char *name;
        int n_contingency;
    } tables[] = {{"ACTIVSg2000", 3734}, {"ACTIVSg10k", 11806}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct matpower_case grid;
        struct contingency_table table;
        char path[CASE_PATH_BYTES], name[100];
        snprintf(name, sizeof name, "matpower/case_%s.m", tables[i].name);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        snprintf(name, sizeof name, "matpower/contab_%s.m", tables[i].name);
        if (!case_path(name, path)) SKIP("CORRIDOR_CASES is not set");
        const enum status status = contingency_table_read(path, &grid, &arena, &table, &error);
        if (status != STATUS_OK) printf("    %s\n", error.text);
        REQUIRE(status == STATUS_OK);
        CHECK_NEAR(table.n_contingency, tables[i].n_contingency, 0);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(rows_of_one_label_are_one_contingency),
          SPEC_ENTRY(rows_of_one_label_that_stand_apart_are_refused_and_not_taken_for_two),
          SPEC_ENTRY(numbers_may_stand_in_the_place_of_words),
          SPEC_ENTRY(changes_that_are_no_outage_are_refused_with_their_line),
          SPEC_ENTRY(the_public_tables_are_single_outages_of_their_cases))
