#include "study/outage_table.h"

#include "network/weather.h"
#include "tests/folder.h"
#include "tests/spec.h"

/* Products of three numbers. */
static const double EXACT = 1e-12;

struct desk {
    struct folder folder;
    struct arena arena;
    struct outage_table table;
    struct error error;
};

static bool open(struct desk *desk, const char *text)
{
    *desk = (struct desk){0};
    const char *path = folder_open(&desk->folder) ? folder_put(&desk->folder, "o.csv", text) : NULL;
    return path != NULL &&
           outage_table_read(path, &desk->arena, &desk->table, &desk->error) == STATUS_OK;
}

static void close_desk(struct desk *desk)
{
    folder_close(&desk->folder);
    arena_free(&desk->arena);
}

static struct outage_unit unit_of(const struct desk *desk, double km, double forced)
{
    return outage_of_row(&desk->table.row[0], "unit", km, forced);
}

SPEC(a_cable_of_380_km_fails_as_often_as_its_kilometres_say)
{
    struct desk desk;
    REQUIRE(open(&desk, "part,of,failures_per_100_km_year,mobilisation_hour,work_hour,repair,"
                        "work_log_sd,closed_from,closed_days\n"
                        "cable,all,0.03,1080,1200,lognormal,0.5,12-01,90\n"));
    const struct outage_unit unit = unit_of(&desk, 380, 0);
    CHECK_NEAR(unit.failures_per_year, 0.114, EXACT);
    CHECK_NEAR(unit.mobilisation_hour + unit.work_hour, 2280, EXACT);
    CHECK(unit.shape == REPAIR_LOGNORMAL);
    CHECK_NEAR(unit.closed_from_hour, 334 * 24, EXACT); /* 334 days lie before December */
    CHECK_NEAR(unit.closed_hour, 2160, EXACT);
    close_desk(&desk);
}

SPEC(a_plant_without_a_rate_fails_so_that_it_is_out_for_its_share)
{
    struct desk desk;
    REQUIRE(open(&desk, "part,of,work_hour\nplant,coal,50\n"));
    const struct outage_unit unit = unit_of(&desk, 0, 0.1);
    const struct two_state chain = {unit.failures_per_year, HOURS_PER_YEAR / unit.work_hour};
    CHECK_NEAR(two_state_unavailability(chain), 0.1, EXACT);
    CHECK_NEAR(unit_of(&desk, 0, 0).failures_per_year, 0, 0);
    close_desk(&desk);
}

SPEC(a_row_for_one_thing_goes_before_its_kind_and_that_before_all)
{
    struct desk desk;
    int row[OUTAGE_CAUSES];
    REQUIRE(open(&desk, "part,of,failures_per_year\n"
                        "station,all,1\nstation,bipole,2\nstation,X,3\nstation,X,4\ncable,X,5\n"));
    CHECK(outage_table_find(&desk.table, OUTAGE_STATION, "X", "bipole", row) == 2);
    CHECK(row[0] == 2 && row[1] == 3);
    CHECK(outage_table_find(&desk.table, OUTAGE_STATION, "Y", "bipole", row) == 1 && row[0] == 1);
    CHECK(outage_table_find(&desk.table, OUTAGE_STATION, "Y", "", row) == 1 && row[0] == 0);
    CHECK(outage_table_find(&desk.table, OUTAGE_LINE, "X", "", row) == 0);
    CHECK(desk.table.used[0] && desk.table.used[3] && !desk.table.used[4]);
    close_desk(&desk);
}

SPEC(each_mistake_of_a_row_is_told_with_its_line)
{
    static const struct {
        const char *text, *said;
    } rows[] = {
        {"part,of\nstation,all\n",
         "o.csv:2: failures_per_year is empty, wanted a number from 0 on"},
        {"part,of\ncable,all\n", "neither failures_per_year nor failures_per_100_km_year is given"},
        {"part,of,failures_per_100_km_year\nplant,coal,1\n",
         "failures_per_100_km_year are for cable, land, return and line"},
        {"part,of,failures_per_year,closed_days\ncable,all,1,90\n",
         "`closed_days` is 90, but `closed_from` is empty, wanted MM-DD"},
        {"part,of,failures_per_year,closed_from,closed_days\ncable,all,1,02-30,90\n",
         "`closed_from` is `02-30`, wanted a day as 11-15"},
        {"part,of,failures_per_year,planned_days,planned_from,planned_to\n"
         "plant,coal,1,30,04-01,04-20\n",
         "planned_days are longer than from planned_from to planned_to"},
        {"part,of,failures_per_year,planned_days,planned_from,planned_to\n"
         "cable,all,1,3,04-01,04-20\n",
         "planned_days are for plants, stores and stations"},
        {"part,of,failures_per_year\nstatoin,all,1\n", "did you mean `station`?"},
        {"part,of,failure_per_year\nstation,all,1\n", "did you mean `failures_per_year`?"},
        {"part,of,failures_per_year\nstation,all,-1\n", "o.csv:2: "},
        {"part,of,failures_per_year\nstation,all,nan\n", "o.csv:2: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct desk desk;
        CHECK(!open(&desk, rows[i].text));
        CHECK_CONTAINS(desk.error.text, rows[i].said);
        close_desk(&desk);
    }
}

SPEC_MAIN(SPEC_ENTRY(a_cable_of_380_km_fails_as_often_as_its_kilometres_say),
          SPEC_ENTRY(a_plant_without_a_rate_fails_so_that_it_is_out_for_its_share),
          SPEC_ENTRY(a_row_for_one_thing_goes_before_its_kind_and_that_before_all),
          SPEC_ENTRY(each_mistake_of_a_row_is_told_with_its_line))
