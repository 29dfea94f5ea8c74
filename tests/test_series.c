#include "network/series.h"
#include "network/time_stamp.h"
#include "tests/folder.h"
#include "tests/spec.h"

#define ROUNDING 1e-12 /* products of a few numbers of size 1 */
#define MW 1e-9        /* the same for powers up to 1,000 MW */
#define USD_PER_EUR 1.25

enum { ZONE_Z, ZONE_Y, ZONE_P, ZONES };

/* Two buses in zone Z. All series of the weather year are ramps that can be told by hand: in hour t
 * of the year the wind is 0.2 + (t mod 10) / 20, the demand 1 + (t mod 4) / 10, the inflow (t mod
 * 3) and the price (t mod 5) / 2. Zone Y has sun, 0.25 in every hour, and nothing else; P has
 * prices. */
struct grid {
    struct arena arena;
    struct error error;
    struct weather_year weather;
    struct network network;
    struct series series;
    struct folder folder;
    struct bus bus[2];
    struct generator generator[4];
    struct storage storage[2];
    struct load load[1];
    struct market market[2];
};
enum { COAL, WIND, SOLAR, RIVER };
enum { LAKE, BATTERY };
enum { EAST, WEST };

static bool fill_weather(struct grid *grid)
{
    struct weather_year *year = &grid->weather;
    year->n_zone = ZONES;
    year->zone_name = ARENA_ARRAY(&grid->arena, const char *, ZONES);
    if (year->zone_name == NULL) return false;
    year->zone_name[ZONE_Z] = "Z";
    year->zone_name[ZONE_Y] = "Y";
    year->zone_name[ZONE_P] = "P";
    for (int v = 0; v < WEATHER_VARIABLES; v++) {
        year->value[v] = ARENA_ARRAY(&grid->arena, double, ZONES *HOURS_PER_YEAR);
        year->annual_mean_target[v] = ARENA_ARRAY(&grid->arena, double, ZONES);
        if (year->value[v] == NULL || year->annual_mean_target[v] == NULL) return false;
        for (int i = 0; i < ZONES * HOURS_PER_YEAR; i++)
            year->value[v][i] = NAN;
        for (int zone = 0; zone < ZONES; zone++)
            year->annual_mean_target[v][zone] = NAN;
    }
    for (int t = 0; t < HOURS_PER_YEAR; t++) {
        year->value[WEATHER_WIND][ZONE_Z * HOURS_PER_YEAR + t] = 0.2 + (t % 10) / 20.0;
        year->value[WEATHER_DEMAND][ZONE_Z * HOURS_PER_YEAR + t] = 1 + (t % 4) / 10.0;
        year->value[WEATHER_INFLOW][ZONE_Z * HOURS_PER_YEAR + t] = t % 3;
        year->value[WEATHER_SOLAR][ZONE_Y * HOURS_PER_YEAR + t] = 0.25;
        year->value[WEATHER_PRICE][ZONE_P * HOURS_PER_YEAR + t] = (t % 5) / 2.0;
    }
    year->annual_mean_target[WEATHER_WIND][ZONE_Z] = 0.4;
    return true;
}

static void fill_tables(struct grid *grid)
{
    grid->bus[0] = (struct bus){.id = "A", .weather_zone = "Z"};
    grid->bus[1] = (struct bus){.id = "B", .weather_zone = "Z"};
    const struct origin line_7 = {.file = "plants.csv", .file_line = 7};
    grid->generator[COAL] = (struct generator){.id = "COAL",
                                               .bus_id = "A",
                                               .capacity_mw = 500,
                                               .forced_outage_share = 0.1,
                                               .annual_energy_gwh = NAN,
                                               .capacity_factor = NAN};
    grid->generator[WIND] = grid->generator[SOLAR] = grid->generator[RIVER] = grid->generator[COAL];
    grid->generator[WIND].id = "WIND";
    grid->generator[WIND].availability = AVAILABILITY_WIND;
    grid->generator[WIND].capacity_factor = 0.6;
    grid->generator[WIND].origin = line_7;
    grid->generator[SOLAR].id = "SOLAR";
    grid->generator[SOLAR].availability = AVAILABILITY_SOLAR;
    grid->generator[SOLAR].weather_zone = "Y";
    grid->generator[RIVER].id = "RIVER";
    grid->generator[RIVER].availability = AVAILABILITY_RIVER;
    grid->generator[RIVER].capacity_mw = 100;
    grid->generator[RIVER].annual_energy_gwh = 70 * 8.76; /* 70 MW in the mean */
    grid->storage[LAKE] = (struct storage){
        .id = "LAKE", .bus_id = "B", .kind = STORAGE_RESERVOIR, .annual_inflow_gwh = 50 * 8.76};
    grid->storage[BATTERY] = (struct storage){.id = "BATTERY", .bus_id = "B"};
    grid->load[0] = (struct load){.bus_id = "B", .year = 2030, .annual_twh = 0.2 * 8.76};
    grid->market[EAST] = (struct market){.id = "EAST",
                                         .bus_id = "A",
                                         .price_series = "P",
                                         .price_level_per_mwh = 60,
                                         .currency = CURRENCY_USD};
    grid->market[WEST] = grid->market[EAST];
    grid->market[WEST].id = "WEST";
    grid->market[WEST].price_level_per_mwh = 80;
    grid->market[WEST].currency = CURRENCY_EUR;
    grid->network = (struct network){.base_mva = 100,
                                     .n_bus = 2,
                                     .n_generator = 4,
                                     .n_storage = 2,
                                     .n_load = 1,
                                     .n_market = 2,
                                     .bus = grid->bus,
                                     .generator = grid->generator,
                                     .storage = grid->storage,
                                     .load = grid->load,
                                     .market = grid->market};
}

static bool open_grid(struct grid *grid)
{
    memset(grid, 0, sizeof *grid);
    if (!folder_open(&grid->folder) || !fill_weather(grid)) return false;
    fill_tables(grid);
    return network_complete(&grid->network, &grid->arena, &grid->error) == STATUS_OK;
}

static void close_grid(struct grid *grid)
{
    arena_free(&grid->arena);
    folder_close(&grid->folder);
}

/* Builds hours of 2030; csv, if not NULL, is a file of overrides. */
static enum status build(struct grid *grid, int first_hour, int n_hour, const char *csv)
{
    const char *path = csv != NULL ? folder_put(&grid->folder, "series.csv", csv) : NULL;
    if (csv != NULL && path == NULL) return STATUS_IO;
    const struct text_list overrides = {csv != NULL, &path};
    return series_build(&grid->network, &grid->weather, 2030, first_hour, n_hour, USD_PER_EUR,
                        &overrides, &grid->arena, &grid->series, &grid->error);
}

static double share(const struct grid *grid, int hour, int generator)
{
    return grid->series.generator_share[hour * grid->network.n_generator + generator];
}

/* ---- from the weather year ---- */

SPEC(a_firm_plant_has_what_forced_outages_leave)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 4, NULL) == STATUS_OK);
    for (int hour = 0; hour < 4; hour++)
        CHECK_NEAR(share(&grid, hour, COAL), 0.9, ROUNDING);
    close_grid(&grid);
}

/* Twice as windy as the zone's 0.4 x 1.5 = 0.6: hour 0 has 0.2 x 1.5, hour 9 0.65 x 1.5 = 0.975. */
SPEC(a_wind_plant_has_the_wind_of_its_zone_scaled_to_its_own_mean)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 10, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 0, WIND), 0.3 * 0.9, ROUNDING);
    CHECK_NEAR(share(&grid, 9, WIND), 0.975 * 0.9, ROUNDING);
    grid.generator[WIND].capacity_factor = 0.8;
    REQUIRE(build(&grid, 0, 10, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 9, WIND), 0.9, ROUNDING); /* 1.3 is cut at 1 */
    grid.generator[WIND].capacity_factor = NAN;
    REQUIRE(build(&grid, 0, 10, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 9, WIND), 0.65 * 0.9, ROUNDING);
    close_grid(&grid);
}

SPEC(a_plant_with_a_zone_of_its_own_has_the_sun_of_that_zone)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 3, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 2, SOLAR), 0.25 * 0.9, ROUNDING);
    grid.generator[SOLAR].capacity_factor =
        0.2; /* the mean of the year is 0.25, no target is known */
    REQUIRE(build(&grid, 0, 3, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 2, SOLAR), 0.2 * 0.9, 1e-10); /* a mean of 8,760 numbers */
    close_grid(&grid);
}

SPEC(a_river_plant_spreads_its_energy_by_the_inflow_and_is_full_at_high_water)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 3, NULL) == STATUS_OK);
    CHECK_NEAR(share(&grid, 0, RIVER), 0, ROUNDING);
    CHECK_NEAR(share(&grid, 1, RIVER), 0.7 * 0.9, ROUNDING);
    CHECK_NEAR(share(&grid, 2, RIVER), 0.9, ROUNDING); /* 140 MW of water, 100 MW of turbines */
    close_grid(&grid);
}

SPEC(load_inflow_and_price_are_annual_values_times_their_shapes)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 5, NULL) == STATUS_OK);
    const struct series *series = &grid.series;
    CHECK_NEAR(series->load_mw[3 * 2 + 1], 200 * 1.3, MW);
    CHECK(series->load_mw[3 * 2 + 0] == 0); /* no load at A */
    CHECK_NEAR(series->inflow_mw[2 * 2 + LAKE], 100, MW);
    CHECK(series->inflow_mw[2 * 2 + BATTERY] == 0);
    CHECK_NEAR(series->market_usd_per_mwh[4 * 2 + EAST], 120, MW);
    CHECK_NEAR(series->market_usd_per_mwh[4 * 2 + WEST], 160 * USD_PER_EUR, MW);
    close_grid(&grid);
}

SPEC(after_the_last_hour_of_the_year_comes_the_first)
{
    struct grid grid;
    char stamp[TIME_STAMP_BYTES];
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 8759, 2, NULL) == STATUS_OK);
    CHECK_NEAR(grid.series.load_mw[0 * 2 + 1], 200 * 1.3, MW); /* 8759 mod 4 is 3 */
    CHECK_NEAR(grid.series.load_mw[1 * 2 + 1], 200, MW);
    series_time_stamp(&grid.series, 0, stamp);
    CHECK_TEXT(stamp, "2030-12-31T23:00Z");
    series_time_stamp(&grid.series, 1, stamp);
    CHECK_TEXT(stamp, "2031-01-01T00:00Z");
    close_grid(&grid);
}

SPEC(a_zone_without_wind_is_told_with_the_plant_its_line_and_the_zones_that_have)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    grid.generator[WIND].weather_zone = "Y";
    CHECK(build(&grid, 0, 3, NULL) == STATUS_BAD_INPUT);
    CHECK_TEXT(grid.error.text, "plants.csv:7: plant `WIND` has the weather_zone `Y`, which has no "
                                "wind; zones that have: Z");
    close_grid(&grid);
}

SPEC(everything_that_lacks_a_series_is_told_at_once)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    grid.bus[1].weather_zone = "";
    grid.market[WEST].price_series = "Q";
    CHECK(build(&grid, 0, 3, NULL) == STATUS_BAD_INPUT);
    CHECK(grid.error.count == 3);
    CHECK_CONTAINS(grid.error.text,
                   "the load of bus `B` needs the demand of a zone, but neither it "
                   "nor its bus has a weather_zone");
    CHECK_CONTAINS(grid.error.text, "storage `LAKE` needs the inflow of a zone");
    CHECK_CONTAINS(
        grid.error.text,
        "market `WEST` has the price_series `Q`, which has no price; zones that have: P");
    close_grid(&grid);
}

SPEC(a_market_in_euro_needs_an_exchange_rate)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    CHECK(series_build(&grid.network, &grid.weather, 2030, 0, 2, NAN, NULL, &grid.arena,
                       &grid.series, &grid.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "market `WEST` is priced in EUR");
    CHECK(grid.error.count == 1);
    close_grid(&grid);
}

/* ---- from files ---- */

SPEC(columns_of_a_file_replace_what_they_name_and_nothing_else)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 2,
                  "time,load:A [MW],availability:COAL [pu],wind:Z [pu],inflow:LAKE [MW],"
                  "price:EAST [USD/MWh],price:WEST [EUR/MWh]\n"
                  "2030-01-01T00:00Z,10,0.5,0.4,7,30,-20\n"
                  "2030-01-01T01:00Z,11,1,0.6,8,31,40\n") == STATUS_OK);
    const struct series *series = &grid.series;
    CHECK(series->load_mw[0 * 2 + 0] == 10 && series->load_mw[1 * 2 + 0] == 11);
    CHECK_NEAR(series->load_mw[0 * 2 + 1], 200, MW); /* B keeps its weather */
    CHECK(share(&grid, 0, COAL) == 0.5);             /* as it stands: outages are in it */
    CHECK_NEAR(share(&grid, 1, WIND), 0.6 * 1.5 * 0.9, ROUNDING);
    CHECK(series->inflow_mw[1 * 2 + LAKE] == 8);
    CHECK(series->market_usd_per_mwh[1 * 2 + EAST] == 31);
    CHECK_NEAR(series->market_usd_per_mwh[0 * 2 + WEST], -25, MW);
    close_grid(&grid);
}

SPEC(zones_can_be_replaced_variable_by_variable)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 0, 1,
                  "time,solar:Y [pu],demand:Z [pu],inflow:Z [pu]\n"
                  "2030-01-01T00:00Z,0.5,2,0.5\n") == STATUS_OK);
    CHECK_NEAR(share(&grid, 0, SOLAR), 0.5 * 0.9, ROUNDING);
    CHECK_NEAR(grid.series.load_mw[1], 400, MW);
    CHECK_NEAR(grid.series.inflow_mw[LAKE], 25, MW);
    CHECK_NEAR(share(&grid, 0, RIVER), 0.35 * 0.9, ROUNDING);
    close_grid(&grid);
}

SPEC(a_study_whose_series_are_all_in_files_needs_no_weather)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    grid.network.n_generator = 2;
    grid.network.n_market = 0;
    const char *path = folder_put(&grid.folder, "series.csv",
                                  "time,load:B [MW],availability:WIND [pu],inflow:LAKE [MW]\n"
                                  "2030-03-01T00:00Z,10,0.5,1\n");
    REQUIRE(path != NULL);
    const struct text_list overrides = {1, &path};
    CHECK(series_build(&grid.network, NULL, 2030, 59 * 24, 1, NAN, &overrides, &grid.arena,
                       &grid.series, &grid.error) == STATUS_OK);
    CHECK(share(&grid, 0, WIND) == 0.5);
    CHECK(series_build(&grid.network, NULL, 2030, 59 * 24, 1, NAN, NULL, &grid.arena, &grid.series,
                       &grid.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text,
                   "plants.csv:7: plant `WIND` needs the wind of `Z`, but there is no weather");
    close_grid(&grid);
}

SPEC(a_day_of_wind_does_not_tell_the_mean_of_a_year)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    grid.network.n_generator = 2;
    grid.network.n_market = 0;
    const char *path = folder_put(&grid.folder, "series.csv",
                                  "time,load:B [MW],wind:Z [pu],inflow:LAKE [MW]\n"
                                  "2030-01-01T00:00Z,10,0.5,1\n");
    REQUIRE(path != NULL);
    const struct text_list overrides = {1, &path};
    CHECK(series_build(&grid.network, NULL, 2030, 0, 1, NAN, &overrides, &grid.arena, &grid.series,
                       &grid.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "plants.csv:7: plant `WIND` has its own capacity_factor, but "
                                    "the annual mean of `Z` is not known from 1 hours");
    close_grid(&grid);
}

SPEC(a_file_may_cover_more_than_the_study)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(build(&grid, 1, 1,
                  "time,load:A [MW]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,2\n"
                  "2030-01-01T02:00Z,3\n") == STATUS_OK);
    CHECK(grid.series.load_mw[0] == 2);
    close_grid(&grid);
}

/* The year of the program has 365 days: 28 February is followed by 1 March. */
SPEC(measured_hours_of_29_february_are_passed_over)
{
    struct grid grid;
    char csv[2000] = "time,load:A [MW]\n";
    REQUIRE(open_grid(&grid));
    for (int hour = 0; hour < 26; hour++) {
        const int at = hour - 1; /* 28 February 23:00, the 24 hours of the 29th, 1 March 00:00 */
        char row[40];
        snprintf(row, sizeof row, "2032-%02d-%02dT%02d:00Z,%d\n", hour < 25 ? 2 : 3,
                 hour == 0   ? 28
                 : hour < 25 ? 29
                             : 1,
                 hour == 0   ? 23
                 : hour < 25 ? at
                             : 0,
                 100 + hour);
        strcat(csv, row);
    }
    const char *path = folder_put(&grid.folder, "series.csv", csv);
    REQUIRE(path != NULL);
    const struct text_list overrides = {1, &path};
    REQUIRE(series_build(&grid.network, &grid.weather, 2032, 59 * 24 - 1, 2, USD_PER_EUR,
                         &overrides, &grid.arena, &grid.series, &grid.error) == STATUS_OK);
    CHECK(grid.series.load_mw[0] == 100 && grid.series.load_mw[2] == 125);
    close_grid(&grid);
}

SPEC(a_file_with_faults_is_refused_with_file_and_line)
{
    static const struct {
        const char *csv, *sentence;
    } cases[] = {
        {"time,load:A [MW]\n2030-01-01T00:00Z,1\n2030-01-01T02:00Z,1\n",
         ":3: 1 hour is missing before 2030-01-01T02:00Z"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,1\n2030-01-01T05:00Z,1\n",
         ":3: 4 hours are missing before 2030-01-01T05:00Z"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,1\n2030-01-01T00:00Z,1\n",
         ":3: the hour 2030-01-01T00:00Z is there twice"},
        {"time,load:A [MW]\n2030-01-01T01:00Z,1\n2030-01-01T00:00Z,1\n",
         ":3: 2030-01-01T00:00Z stands after a later hour, wanted hours in order"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,1\n",
         ":2: the hours end with 2030-01-01T00:00Z, the study needs "
         "2030-01-01T00:00Z to 2030-01-01T01:00Z"},
        {"time,load:A [MW]\n2030-01-01T01:00Z,1\n2030-01-01T02:00Z,1\n",
         ":2: the hours begin with 2030-01-01T01:00Z, the study needs "
         "2030-01-01T00:00Z to 2030-01-01T01:00Z"},
        {"time,load:A [MW]\n2029-01-01T00:00Z,1\n2029-01-01T01:00Z,1\n",
         ":3: the hours end with 2029-01-01T01:00Z, the study needs "
         "2030-01-01T00:00Z to 2030-01-01T01:00Z"},
        {"time,load:A [MW]\n2030-01-01T00:00+04:00,1\n2030-01-01T01:00Z,1\n",
         ":2: `2030-01-01T00:00+04:00` is not in UTC, wanted a Z at its end, like "
         "2030-01-01T00:00Z"},
        {"time,load:A [MW]\n2030-01-01 00:00,1\n2030-01-01T01:00Z,1\n",
         ":2: `2030-01-01 00:00` is no time stamp, wanted one like 2030-01-01T00:00Z"},
        {"time,load:A [MW]\n2030-01-01T00:30Z,1\n2030-01-01T01:00Z,1\n",
         ":2: `2030-01-01T00:30Z` is not a full hour, wanted one row per hour"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,-5\n2030-01-01T01:00Z,1\n",
         ":2: `load:A [MW]` is -5, wanted 0 to 10000000 MW"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,\n2030-01-01T01:00Z,1\n",
         ":2: `load:A [MW]` is empty, wanted a number: 0 to 10000000 MW"},
        {"time,load:A [MW]\n2030-01-01T00:00Z,nan\n2030-01-01T01:00Z,1\n",
         ":2: `load:A [MW]` is `nan`, wanted a number: 0 to 10000000 MW"},
        {"time,availability:WIND [pu]\n2030-01-01T00:00Z,1.5\n2030-01-01T01:00Z,1\n",
         ":2: `availability:WIND [pu]` is 1.5, wanted 0 to 1 pu"},
        {"time,load:A [GW]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: the unit of `load:A [GW]` is `GW`, wanted MW"},
        {"time,price:EAST [MW]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: the unit of `price:EAST [MW]` is `MW`, wanted USD/MWh or EUR/MWh"},
        {"time,loda:A [MW]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: `loda:A [MW]` starts with `loda`, wanted load, availability, wind, solar, demand, "
         "inflow or price; did you mean `load`?"},
        {"time,load:A\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: the column `load:A` is not written as `load:BUS [MW]`"},
        {"time,availability:WINDY [pu]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: `availability:WINDY [pu]`: `WINDY` is not in generators; did you mean `WIND`?"},
        {"time,wind:X [pu]\n2030-01-01T00:00Z,1\n2030-01-01T01:00Z,1\n",
         ":1: `wind:X [pu]`: `X` is not in the weather zones; did you mean `Z`?"},
        {"time,price:WEST [USD/MWh],price:WEST [EUR/MWh]\n2030-01-01T00:00Z,1,1\n"
         "2030-01-01T01:00Z,1,1\n",
         ":1: `price:WEST [EUR/MWh]` gives what a column of "},
        {"hour,load:A [MW]\n0,1\n1,1\n", ":1: the first column is `hour`, wanted `time`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct grid grid;
        char wanted[400];
        REQUIRE(open_grid(&grid));
        CHECK(build(&grid, 0, 2, cases[i].csv) == STATUS_BAD_INPUT);
        snprintf(wanted, sizeof wanted, "%s/series.csv%s", grid.folder.path, cases[i].sentence);
        CHECK_CONTAINS(grid.error.text, wanted);
        if (grid.error.count != 1) SPEC_FAULT("%s", grid.error.text);
        close_grid(&grid);
    }
}

SPEC(a_file_cut_off_at_any_byte_is_refused_or_sound)
{
    const char *whole = "time,load:A [MW],price:EAST [USD/MWh]\n2030-01-01T00:00Z,10,30\n"
                        "2030-01-01T01:00Z,11,31\n2030-01-01T02:00Z,12,32\n";
    struct grid grid;
    int refused = 0;
    REQUIRE(open_grid(&grid));
    for (size_t length = 0; length < strlen(whole); length++) {
        char csv[200];
        snprintf(csv, sizeof csv, "%.*s", (int)length, whole);
        grid.error = (struct error){0};
        const enum status status = build(&grid, 0, 3, csv);
        CHECK(status == STATUS_OK || status == STATUS_BAD_INPUT);
        CHECK((status == STATUS_OK) == (grid.error.count == 0));
        refused += status != STATUS_OK;
    }
    CHECK(refused >= (int)strlen(whole) - 4); /* at the end "3", "32" and the line end are sound */
    close_grid(&grid);
}

SPEC(every_failing_request_for_memory_is_reported)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    const char *path = folder_put(&grid.folder, "series.csv",
                                  "time,load:A [MW],wind:Z [pu]\n2030-01-01T00:00Z,10,0.5\n");
    REQUIRE(path != NULL);
    const struct text_list overrides = {1, &path};
    struct arena whole = {0};
    struct series series;
    REQUIRE(series_build(&grid.network, &grid.weather, 2030, 0, 1, 1, &overrides, &whole, &series,
                         &grid.error) == STATUS_OK);
    for (long n = 1; n <= whole.n_request; n++) {
        struct arena arena = {.fail_at = n};
        CHECK(series_build(&grid.network, &grid.weather, 2030, 0, 1, 1, &overrides, &arena, &series,
                           &grid.error) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
    arena_free(&whole);
    close_grid(&grid);
}

/* ---- time stamps ---- */

SPEC(a_time_stamp_is_an_hour_in_utc_and_nothing_else)
{
    struct time_stamp stamp;
    CHECK(time_stamp_read("2030-01-01T00:00Z", &stamp) == NULL);
    CHECK(stamp.year == 2030 && stamp.hour == 0 && !stamp.is_leap_day);
    CHECK(time_stamp_read("2030-12-31T23:00:00+00:00", &stamp) == NULL);
    CHECK(stamp.hour == 8759);
    CHECK(time_stamp_read("2028-02-29T05:00Z", &stamp) == NULL);
    CHECK(stamp.is_leap_day && stamp.hour == 58 * 24 + 5);
    CHECK(time_stamp_read("2028-03-01T00:00Z", &stamp) == NULL && stamp.hour == 59 * 24);
    const char *const wrong[] = {
        "",
        "2030",
        "2030-01-01",
        "2030-01-01T00:00",
        "2030-01-01T00:00z",
        "2030-01-01T00:00Z ",
        "2030-01-01T24:00Z",
        "2030-13-01T00:00Z",
        "2030-00-01T00:00Z",
        "2030-04-31T00:00Z",
        "2030-01-00T00:00Z",
        "2030-02-29T00:00Z",
        "2100-02-29T00:00Z", /* 2100 is no leap year */
        "2030-01-01T00:01Z",
        "2030-01-01T00:00:01Z",
        "2030-01-01T00:00-00:00",
        "2030-1-1T0:00Z",
        "01.01.2030 00:00",
        "+030-01-01T00:00Z",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (time_stamp_read(wrong[i], &stamp) == NULL) SPEC_FAULT("%s was read", wrong[i]);
}

SPEC(every_hour_of_a_year_is_written_and_read_back)
{
    int faults = 0;
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++) {
        char text[TIME_STAMP_BYTES];
        struct time_stamp stamp;
        time_stamp_write(2031, hour, text);
        if (time_stamp_read(text, &stamp) != NULL || stamp.year != 2031 || stamp.hour != hour)
            faults++;
    }
    CHECK(faults == 0);
}

SPEC_MAIN(SPEC_ENTRY(a_firm_plant_has_what_forced_outages_leave),
          SPEC_ENTRY(a_wind_plant_has_the_wind_of_its_zone_scaled_to_its_own_mean),
          SPEC_ENTRY(a_plant_with_a_zone_of_its_own_has_the_sun_of_that_zone),
          SPEC_ENTRY(a_river_plant_spreads_its_energy_by_the_inflow_and_is_full_at_high_water),
          SPEC_ENTRY(load_inflow_and_price_are_annual_values_times_their_shapes),
          SPEC_ENTRY(after_the_last_hour_of_the_year_comes_the_first),
          SPEC_ENTRY(a_zone_without_wind_is_told_with_the_plant_its_line_and_the_zones_that_have),
          SPEC_ENTRY(everything_that_lacks_a_series_is_told_at_once),
          SPEC_ENTRY(a_market_in_euro_needs_an_exchange_rate),
          SPEC_ENTRY(columns_of_a_file_replace_what_they_name_and_nothing_else),
          SPEC_ENTRY(zones_can_be_replaced_variable_by_variable),
          SPEC_ENTRY(a_study_whose_series_are_all_in_files_needs_no_weather),
          SPEC_ENTRY(a_day_of_wind_does_not_tell_the_mean_of_a_year),
          SPEC_ENTRY(a_file_may_cover_more_than_the_study),
          SPEC_ENTRY(measured_hours_of_29_february_are_passed_over),
          SPEC_ENTRY(a_file_with_faults_is_refused_with_file_and_line),
          SPEC_ENTRY(a_file_cut_off_at_any_byte_is_refused_or_sound),
          SPEC_ENTRY(every_failing_request_for_memory_is_reported),
          SPEC_ENTRY(a_time_stamp_is_an_hour_in_utc_and_nothing_else),
          SPEC_ENTRY(every_hour_of_a_year_is_written_and_read_back))
