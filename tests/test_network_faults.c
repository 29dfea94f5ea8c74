/* Networks that are refused, and in which words. */
#include "tests/network_sample.h"
#include "tests/spec.h"

/* Replaces a file of the grid, reads it and checks that the fault is told with file and line. */
#define CHECK_FAULT(file, contents, settings, sentence)                                            \
    do {                                                                                           \
        struct grid grid;                                                                          \
        char wanted[600];                                                                          \
        REQUIRE(open_grid(&grid));                                                                 \
        const char *put = folder_put(&grid.folder, file, contents);                                \
        REQUIRE(put != NULL);                                                                      \
        CHECK(read_grid(&grid, settings) == STATUS_BAD_INPUT);                                     \
        snprintf(wanted, sizeof wanted, "%s%s", put, sentence);                                    \
        CHECK_TEXT(grid.error.text, wanted);                                                       \
        close_grid(&grid);                                                                         \
    } while (0)

/* ---- faults of reading ---- */

SPEC(all_faults_of_all_tables_are_told_at_once)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(folder_put(&grid.folder, "buses.csv",
                       "id,country,sync_area,latitude_deg\nA,AA,EAST,95\nB,AA,EAST,0\n"
                       "C,CC,EAST,0\nM,MM,WEST,0\n") != NULL);
    REQUIRE(folder_put(&grid.folder, "loads.csv",
                       "bus_id,year,annual_twh\nC,2030,nan\nD,2030,1\n") != NULL);
    REQUIRE(folder_put(&grid.folder, "market_blocks.csv",
                       "market_id,side,depth_mw\nWEST,buys,500\nWST,sells,400\n") != NULL);
    CHECK(read_grid(&grid, "colour = 1;\n") == STATUS_BAD_INPUT);
    CHECK(grid.error.count == 5);
    CHECK_CONTAINS(grid.error.text, "network.cfg:12: ");
    CHECK_CONTAINS(grid.error.text, "buses.csv:2: `latitude_deg` is 95, wanted -90 to 90 deg");
    CHECK_CONTAINS(grid.error.text, "loads.csv:2: `annual_twh` is `nan`, wanted a number");
    CHECK_CONTAINS(grid.error.text, "loads.csv:3: `bus_id` is `D`, which is not in buses");
    CHECK_CONTAINS(grid.error.text, "market_blocks.csv:3: `market_id` is `WST`, which is not in "
                                    "markets; did you mean `WEST`?");
    close_grid(&grid);
}

SPEC(a_reference_to_nothing_names_its_line_and_the_nearest_name)
{
    CHECK_FAULT("storage.csv",
                "id,bus_id,kind,discharge_mw,energy_mwh,downstream\nUPPER,B,reservoir,1,1,LOWR\n"
                "LOWER,C,reservoir,1,1,\n",
                "", ":2: `downstream` is `LOWR`, which is not in storage; did you mean `LOWER`?");
    CHECK_FAULT("interfaces.csv", "interface_id,element_id\nexport,D11\n", "",
                ":2: `element_id` is `D11`, which is neither in lines nor in hvdc_links; did you "
                "mean `D1`?");
    CHECK_FAULT("interfaces.csv", "interface_id,element_id,direction\nexport,D1,0\n", "",
                ":2: `direction` is 0, wanted 1 or -1");
    CHECK_FAULT("loads.csv", "bus_id,year,annual_twh\nC,2030,1\nA,2030,1\nC,2030,2\n", "",
                ":4: bus `C` has a second load for 2030, the first is in line 2");
}

SPEC(an_id_that_is_used_twice_names_both_lines)
{
    struct grid grid;
    char wanted[300];
    REQUIRE(open_grid(&grid));
    const char *path =
        folder_put(&grid.folder, "hvdc_links.csv", "id,from,to\nD1,C,M\nD2,C,M\nD1,A,M\nA-B,A,M\n");
    REQUIRE(path != NULL);
    CHECK(read_grid(&grid, "") == STATUS_BAD_INPUT);
    snprintf(wanted, sizeof wanted, "%s:4: the id `D1` is already used at %s:2\n%s:5: ", path, path,
             path);
    CHECK_CONTAINS(grid.error.text, wanted);
    CHECK_CONTAINS(grid.error.text, "the id `A-B` is already used at ");
    CHECK_CONTAINS(grid.error.text, "/lines.csv:2");
    close_grid(&grid);
}

SPEC(columns_that_are_missing_or_unknown_are_told_without_faults_that_follow)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(folder_put(&grid.folder, "buses.csv", "ident,contry\nA,AA\n") != NULL);
    CHECK(read_grid(&grid, "") == STATUS_BAD_INPUT);
    CHECK(grid.error.count == 3); /* that lines name buses which cannot be known is not told */
    CHECK_CONTAINS(grid.error.text, "buses.csv:1: unknown column `ident`");
    CHECK_CONTAINS(grid.error.text,
                   "buses.csv:1: unknown column `contry`; did you mean `country`?");
    CHECK_CONTAINS(grid.error.text, "buses.csv:1: the column `id` is missing");
    close_grid(&grid);
}

SPEC(names_in_lists_must_exist)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    CHECK(read_grid(&grid, "include_status = [\"existing\", \"planed\"];\n"
                           "lines_in_service = [\"A-C-nwe\", \"B-C-old\"];\n"
                           "lines_out_of_service = [\"A-C\", \"A-C\"];\n"
                           "hvdc_capacity_of = [\"D1\"];\n"
                           "hvdc_capacity_mw = [\"much\"];\n"
                           "price_areas = [\"XX\"];\n") == STATUS_BAD_INPUT);
    CHECK(grid.error.count == 6);
    CHECK_CONTAINS(grid.error.text, "network.cfg:12: `include_status` names `planed`, which no row "
                                    "of lines, hvdc_links, generators or storage has; did you mean "
                                    "`planned`?");
    CHECK_CONTAINS(grid.error.text, "network.cfg:13: `lines_in_service` names `A-C-nwe`, which is "
                                    "not in lines; did you mean `A-C-new`?");
    CHECK_CONTAINS(grid.error.text, "network.cfg:13: `lines_in_service` names `B-C-old`, which "
                                    "cannot carry free AC flow");
    CHECK_CONTAINS(grid.error.text, "network.cfg:14: `lines_out_of_service` names `A-C` twice");
    CHECK_CONTAINS(grid.error.text, "network.cfg:16: `hvdc_capacity_mw` is `much`");
    CHECK_CONTAINS(grid.error.text,
                   "network.cfg:17: `price_areas` names `XX`, which is the country "
                   "of no bus");
    close_grid(&grid);
}

SPEC(the_year_of_the_loads_must_be_there)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(folder_put(&grid.folder, "loads.csv", "bus_id,year,annual_twh\nC,2024,1\nC,2040,2\n") !=
            NULL);
    CHECK(read_grid(&grid, "") == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text,
                   "network.cfg:11: `demand_year` is 2030, wanted a year of the loads: 2024, 2040");
    close_grid(&grid);
}

SPEC(a_link_in_service_needs_the_numbers_that_a_link_on_paper_may_lack)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(folder_put(&grid.folder, "hvdc_links.csv",
                       "id,from,to,route_km,status\nD1,C,M,380,existing\nD2,C,M,,option\n") !=
            NULL);
    CHECK(read_grid(&grid, include_cfg) == STATUS_BAD_INPUT);
    CHECK(grid.error.count == 3);
    CHECK_CONTAINS(grid.error.text, "hvdc_links.csv:2: HVDC link `D1` is in service without "
                                    "`capacity_mw`");
    CHECK_CONTAINS(grid.error.text, "without the losses of its stations");
    CHECK_CONTAINS(grid.error.text, "over 380 km without `ohm_per_km_per_pole`");
    close_grid(&grid);
}

SPEC(a_file_that_is_not_there_does_not_hide_the_faults_of_the_others)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(remove(grid.folder.file[1]) == 0); /* lines.csv */
    REQUIRE(folder_put(&grid.folder, "loads.csv", "bus_id,year,annual_twh\nD,2030,1\n") != NULL);
    CHECK(read_grid(&grid, "") == STATUS_BAD_INPUT);
    CHECK_CONTAINS(grid.error.text, "network.cfg:3: `lines` names `");
    CHECK_CONTAINS(grid.error.text, "/lines.csv`, which is not there");
    CHECK_CONTAINS(grid.error.text, "loads.csv:2: `bus_id` is `D`, which is not in buses");
    CHECK(strstr(grid.error.text, "interfaces.csv") == NULL); /* A-B is not to blame */
    close_grid(&grid);
}

/* A file that is cut off at any byte is read as far as it is sound, or refused: never a crash. */
SPEC(a_table_cut_off_at_any_byte_is_refused_or_sound)
{
    const char *const names[] = {"lines.csv", "hvdc_links.csv", "generators.csv", "network.cfg"};
    const char *const texts[] = {lines_csv, links_csv, generators_csv, network_cfg};
    for (int i = 0; i < 4; i++) {
        struct grid grid;
        int refused = 0;
        REQUIRE(open_grid(&grid));
        for (size_t length = 0; length < strlen(texts[i]); length++) {
            char text[2000];
            snprintf(text, sizeof text, "%.*s", (int)length, texts[i]);
            grid.error = (struct error){0};
            REQUIRE(i == 3 || folder_put(&grid.folder, names[i], text) != NULL);
            REQUIRE((grid.path = folder_put(&grid.folder, "network.cfg",
                                            i == 3 ? text : network_cfg)) != NULL);
            const enum status status =
                network_read(grid.path, &grid.arena, &grid.network, &grid.error);
            CHECK(status == STATUS_OK || status == STATUS_BAD_INPUT);
            CHECK((status == STATUS_OK) == (grid.error.count == 0));
            refused += status != STATUS_OK;
            arena_free(&grid.arena);
        }
        CHECK(refused > 100);
        close_grid(&grid);
    }
}

SPEC(every_failing_request_for_memory_is_reported)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const long n_request = grid.arena.n_request;
    CHECK(n_request > 50);
    for (long n = 1; n <= n_request; n++) {
        struct arena arena = {.fail_at = n};
        struct network network;
        grid.error = (struct error){0};
        CHECK(network_read(grid.path, &arena, &network, &grid.error) == STATUS_NO_MEMORY);
        CHECK_CONTAINS(grid.error.text, "no memory for the network");
        arena_free(&arena);
    }
    for (long n = 1; n <= 2; n++) {
        struct arena arena = {.fail_at = n};
        grid.error = (struct error){0};
        CHECK(network_check(&grid.network, &arena, &grid.error) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
    close_grid(&grid);
}

/* ---- faults of the grid ---- */

/* Reads a grid that can be read and checks what network_check says of it. */
#define CHECK_REFUSED(file, contents, settings, sentence)                                          \
    do {                                                                                           \
        struct grid grid;                                                                          \
        REQUIRE(open_grid(&grid));                                                                 \
        REQUIRE(folder_put(&grid.folder, file, contents) != NULL);                                 \
        REQUIRE(read_grid(&grid, settings) == STATUS_OK);                                          \
        CHECK(network_check(&grid.network, &grid.arena, &grid.error) == STATUS_BAD_INPUT);         \
        CHECK_CONTAINS(grid.error.text, sentence);                                                 \
        CHECK(grid.error.count == 1);                                                              \
        close_grid(&grid);                                                                         \
    } while (0)

SPEC(two_cables_that_exclude_each_other_are_not_both_in_service)
{
    CHECK_REFUSED("hvdc_links.csv", links_csv, "",
                  "hvdc_links.csv:3: HVDC links `D1` and `D2` are both in service and exclude each "
                  "other (exclusive_group `SEA`)");
}

SPEC(an_area_in_pieces_names_a_bus_of_each)
{
    CHECK_REFUSED("lines.csv", lines_csv,
                  "hvdc_in_service = [\"D1\"];\n"
                  "lines_out_of_service = [\"A-C\", \"B-C\", \"A-C-new\"];\n",
                  "buses.csv:4: the synchronous area `EAST` falls into 2 islands, one bus of each: "
                  "`A`, `C`; put lines between them in service");
}

SPEC(water_does_not_come_back)
{
    CHECK_REFUSED("storage.csv",
                  "id,bus_id,kind,discharge_mw,energy_mwh,downstream\nTOP,B,reservoir,1,1,UPPER\n"
                  "UPPER,B,reservoir,1,1,LOWER\nLOWER,C,reservoir,1,1,UPPER\n",
                  "hvdc_in_service = [\"D1\"];\n",
                  "storage.csv:3: the water of storage `UPPER` comes back to it through `LOWER`");
}

SPEC(a_plant_cannot_have_to_run_when_it_is_out)
{
    CHECK_REFUSED(
        "generators.csv",
        "id,bus_id,capacity_mw,marginal_cost_usd_per_mwh,forced_outage_share,"
        "must_run_share\nA_coal,A,500,20,0.1,0.95\n",
        "hvdc_in_service = [\"D1\"];\n",
        "generators.csv:2: plant `A_coal` must run with 0.95 of its capacity, but only 0.9 "
        "is there");
}

SPEC(a_river_plant_needs_its_water)
{
    CHECK_REFUSED("generators.csv",
                  "id,bus_id,availability,capacity_mw,marginal_cost_usd_per_mwh\n"
                  "A_river,A,river,50,0\n",
                  "hvdc_in_service = [\"D1\"];\n",
                  "generators.csv:2: river plant `A_river` lacks `annual_energy_gwh`");
}

SPEC(a_line_from_a_bus_to_itself_is_refused)
{
    CHECK_REFUSED("lines.csv",
                  "id,from,to,nominal_kv,length_km,r_ohm_per_km,x_ohm_per_km,corridor_limit_mw\n"
                  "A-B,A,B,220,10,0,0.4,100\nA-C,A,C,220,10,0,0.4,100\nLOOP,B,B,220,10,0,0.4,100\n",
                  "hvdc_in_service = [\"D1\"];\n",
                  "lines.csv:4: line `LOOP` runs from bus `B` to itself");
}

SPEC(a_grid_filled_by_hand_is_told_its_faults_without_a_file)
{
    struct arena arena = {0};
    struct error error = {0};
    struct bus bus[] = {{.id = "A"}, {.id = "B"}};
    struct line line = {.id = "A-B",
                        .from = "A",
                        .to = "b",
                        .circuits = 1,
                        .nominal_kv = 220,
                        .length_km = 1,
                        .corridor_limit_mw = NAN,
                        .reverse_limit_mw = NAN,
                        .thermal_mva_per_circuit = NAN};
    struct network network = {.n_bus = 2, .n_line = 1, .bus = bus, .line = &line};
    CHECK(network_complete(&network, &arena, &error) == STATUS_BAD_INPUT);
    CHECK_TEXT(error.text,
               "`to` is `b`, which is not in buses; did you mean `B`?\n"
               "base_mva is 0, wanted a positive number\n"
               "line `A-B` has no limit, wanted `thermal_mva_per_circuit` or `corridor_limit_mw`");
    line.to = "B";
    line.corridor_limit_mw = 100;
    network.base_mva = 100;
    error = (struct error){0};
    REQUIRE(network_complete(&network, &arena, &error) == STATUS_OK);
    CHECK(network_check(&network, &arena, &error) == STATUS_BAD_INPUT); /* no reactance */
    CHECK_CONTAINS(error.text, "line `A-B` has the reactance 0 per unit");
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(all_faults_of_all_tables_are_told_at_once),
          SPEC_ENTRY(a_reference_to_nothing_names_its_line_and_the_nearest_name),
          SPEC_ENTRY(an_id_that_is_used_twice_names_both_lines),
          SPEC_ENTRY(columns_that_are_missing_or_unknown_are_told_without_faults_that_follow),
          SPEC_ENTRY(names_in_lists_must_exist), SPEC_ENTRY(the_year_of_the_loads_must_be_there),
          SPEC_ENTRY(a_link_in_service_needs_the_numbers_that_a_link_on_paper_may_lack),
          SPEC_ENTRY(a_file_that_is_not_there_does_not_hide_the_faults_of_the_others),
          SPEC_ENTRY(a_table_cut_off_at_any_byte_is_refused_or_sound),
          SPEC_ENTRY(every_failing_request_for_memory_is_reported),
          SPEC_ENTRY(two_cables_that_exclude_each_other_are_not_both_in_service),
          SPEC_ENTRY(an_area_in_pieces_names_a_bus_of_each), SPEC_ENTRY(water_does_not_come_back),
          SPEC_ENTRY(a_plant_cannot_have_to_run_when_it_is_out),
          SPEC_ENTRY(a_river_plant_needs_its_water),
          SPEC_ENTRY(a_line_from_a_bus_to_itself_is_refused),
          SPEC_ENTRY(a_grid_filled_by_hand_is_told_its_faults_without_a_file))
