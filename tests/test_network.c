#include "network/network.h"
#include "tests/folder.h"
#include "tests/spec.h"

#define ROUNDING 1e-12 /* sums and products of a few numbers of size 1 */
#define PRINTED 5e-7   /* reference values are printed with six decimals */

/*   A ---(1)--- B        1: two circuits, 500 kV
 *    \         /         2, 3: one circuit, 220 kV
 *    (2)     (3)
 *      \     /
 *         C ===(D1, D2: cables that exclude each other)=== M, a market        */
static const char network_cfg[] = "name = \"Three buses and a market\";\n"
                                  "buses = \"buses.csv\";\n"
                                  "lines = \"lines.csv\";\n"
                                  "hvdc_links = \"hvdc_links.csv\";\n"
                                  "generators = \"generators.csv\";\n"
                                  "storage = \"storage.csv\";\n"
                                  "loads = \"loads.csv\";\n"
                                  "markets = \"markets.csv\";\n"
                                  "market_blocks = \"market_blocks.csv\";\n"
                                  "interfaces = \"interfaces.csv\";\n"
                                  "demand_year = 2030;\n";
static const char include_cfg[] = "include_status = [\"existing\", \"planned\"];\n";
static const char buses_csv[] = "id,country,sync_area,weather_zone\n"
                                "A,AA,EAST,Z\n"
                                "B,AA,EAST,Z\n"
                                "C,CC,EAST,Z\n"
                                "M,MM,WEST,\n";
static const char lines_csv[] =
    "id,from,to,circuits,nominal_kv,length_km,r_ohm_per_km,x_ohm_per_km,thermal_mva_per_circuit,"
    "corridor_limit_mw,reverse_limit_mw,synchronous,status\n"
    "A-B,A,B,2,500,300,0.03,0.306,2000,,,yes,existing\n"
    "A-C,A,C,1,220,100,0.075,0.42,300,250,,yes,existing\n"
    "B-C,B,C,1,220,100,0.075,0.42,300,250,100,yes,planned\n"
    "B-C-old,B,C,1,220,100,0.075,0.42,300,,,no,existing\n"
    "A-C-new,A,C,1,220,100,0.075,0.42,300,,,yes,option\n";
static const char links_csv[] =
    "id,from,to,dc_kv,capacity_mw,route_km,station_noload_share,station_linear_share,"
    "station_quadratic_share,ohm_per_km_per_pole,capex_central_musd,status,exclusive_group\n"
    "D1,C,M,525,1000,380,0.0015,0.0035,0.004,0.0085,1500,existing,SEA\n"
    "D2,C,M,525,2000,380,0.0015,0.0035,0.004,0.0072,3013,option,SEA\n";
static const char generators_csv[] =
    "id,bus_id,availability,capacity_mw,marginal_cost_usd_per_mwh,forced_outage_share,"
    "must_run_share,annual_energy_gwh,status\n"
    "A_coal,A,firm,500,20,0.1,0.9,,existing\n"
    "B_river,B,river,100,0,0,0,400,existing\n"
    "M_gas,M,firm,900,50,0,0,,planned\n";
static const char storage_csv[] =
    "id,bus_id,kind,discharge_mw,energy_mwh,annual_inflow_gwh,downstream,status\n"
    "UPPER,B,reservoir,100,50000,300,LOWER,existing\n"
    "LOWER,C,reservoir,80,2000,0,,existing\n";
static const char loads_csv[] = "bus_id,year,annual_twh,peak_mw\n"
                                "C,2024,1.2,250\n"
                                "C,2030,1.5,300\n";
static const char markets_csv[] = "id,bus_id,country,price_series,price_level_per_mwh,currency\n"
                                  "WEST,M,MM,RO,80,EUR\n"
                                  "SOUTH,M,MM,TR,60,USD\n";
static const char blocks_csv[] = "market_id,side,depth_mw,offset_usd_per_mwh\n"
                                 "SOUTH,buys,100,1\n"
                                 "WEST,buys,500,2\n"
                                 "SOUTH,sells,50,3\n"
                                 "WEST,sells,400,4\n";
static const char interfaces_csv[] = "interface_id,element_id,direction\n"
                                     "export,D1,1\n"
                                     "export,D2,1\n"
                                     "inner,A-B,-1\n";

struct grid {
    struct folder folder;
    const char *path; /* of the network file */
    struct arena arena;
    struct error error;
    struct network network;
};

static bool open_grid(struct grid *grid)
{
    memset(grid, 0, sizeof *grid);
    if (!folder_open(&grid->folder)) return false;
    const struct {
        const char *name, *text;
    } files[] = {
        {"buses.csv", buses_csv},           {"lines.csv", lines_csv},
        {"hvdc_links.csv", links_csv},      {"generators.csv", generators_csv},
        {"storage.csv", storage_csv},       {"loads.csv", loads_csv},
        {"markets.csv", markets_csv},       {"market_blocks.csv", blocks_csv},
        {"interfaces.csv", interfaces_csv},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (folder_put(&grid->folder, files[i].name, files[i].text) == NULL) return false;
    return true;
}

/* Writes the network file with more settings and reads the grid. */
static enum status read_grid(struct grid *grid, const char *settings)
{
    char text[2000];
    snprintf(text, sizeof text, "%s%s", network_cfg, settings);
    grid->path = folder_put(&grid->folder, "network.cfg", text);
    if (grid->path == NULL) return STATUS_IO;
    return network_read(grid->path, &grid->arena, &grid->network, &grid->error);
}

static void close_grid(struct grid *grid)
{
    arena_free(&grid->arena);
    folder_close(&grid->folder);
}

static bool says(const struct text_list *sentences, const char *wanted)
{
    for (int i = 0; i < sentences->count; i++)
        if (strcmp(sentences->item[i], wanted) == 0) return true;
    for (int i = 0; i < sentences->count; i++)
        printf("    left out: %s\n", sentences->item[i]);
    return false;
}

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

/* ---- values ---- */

SPEC(two_circuits_have_half_the_reactance_and_half_the_loss_of_one_at_the_same_power)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const struct line *line = &grid.network.line[network_line(&grid.network, "A-B")];
    CHECK_NEAR(line->reactance_pu, 0.306 * 300 / 2 * 100 / 250000, ROUNDING);
    CHECK_NEAR(line->resistance_pu, 0.03 * 300 / 2 * 100 / 250000, ROUNDING);
    CHECK_NEAR(line->loss_per_mw, 1.8e-5, ROUNDING); /* 4.5 ohm / (500 kV)^2 */
    CHECK_NEAR(line->loss_per_mw * 800 * 800, 11.52, 1e-9);
    CHECK_NEAR(line->resistance_pu / grid.network.base_mva, line->loss_per_mw, ROUNDING);
    close_grid(&grid);
}

SPEC(the_limit_is_the_corridor_limit_or_else_the_thermal_rating_of_all_circuits)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const struct line *line = grid.network.line;
    CHECK(line[0].limit_mw == 4000 && line[0].limit_back_mw == 4000);
    CHECK(line[1].limit_mw == 250 && line[1].limit_back_mw == 250);
    CHECK(line[2].limit_mw == 250 && line[2].limit_back_mw == 100);
    close_grid(&grid);
}

/* 525 kV, two poles of 2,500 mm2 copper at 55 degrees: 0.0072 ohm/km x (1 + 0.00393 x 35 K). */
static enum status reference_link(struct hvdc_link *link, double km, struct arena *arena)
{
    static struct bus bus[] = {{.id = "A", .sync_area = "a"}, {.id = "B", .sync_area = "b"}};
    *link = (struct hvdc_link){.id = "CABLE",
                               .from = "A",
                               .to = "B",
                               .capacity_mw = 2000,
                               .dc_kv = 525,
                               .route_km = km,
                               .station_noload_share = 0.0012,
                               .station_linear_share = 0.0038,
                               .station_quadratic_share = 0.0030,
                               .ohm_per_km_per_pole = 0.0072 * (1 + 0.00393 * 35)};
    struct network network = {.base_mva = 100, .n_bus = 2, .n_link = 1, .bus = bus, .link = link};
    struct error error = {0};
    return network_complete(&network, arena, &error);
}

SPEC(the_loss_of_a_cable_of_two_poles_and_two_stations_is_that_of_the_reference)
{
    struct arena arena = {0};
    struct hvdc_link link;
    REQUIRE(reference_link(&link, 380, &arena) == STATUS_OK);
    CHECK_NEAR(hvdc_loss_mw(&link, 2000), 54.583850, PRINTED);
    CHECK_NEAR(hvdc_loss_mw(&link, 1000), 21.045962, PRINTED);
    CHECK_NEAR(link.loss_linear + 2 * link.loss_quadratic, 0.0421838, PRINTED); /* marginal */
    CHECK_NEAR(hvdc_loss_mw(&link, 0), 2 * 0.0012 * 2000, ROUNDING);
    REQUIRE(reference_link(&link, 1100, &arena) == STATUS_OK);
    CHECK_NEAR(hvdc_loss_mw(&link, 2000), 97.374302, PRINTED);
    CHECK_NEAR(hvdc_loss_mw(&link, 1000), 31.743576, PRINTED);
    CHECK_NEAR(link.loss_linear + 2 * link.loss_quadratic, 0.0849743, PRINTED);
    arena_free(&arena);
}

/* Stations 2 x 0.9 % of 1000 MW; cable 2 I^2 R with I = 1000/1050 kA and R = 3.23 ohm. */
SPEC(the_cable_of_the_tables_loses_18_mw_in_its_stations_and_6_in_the_sea)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const double current_ka = 1000 / (2 * 525.0);
    CHECK_NEAR(hvdc_loss_mw(&grid.network.link[0], 1000), 18 + 2 * current_ka * current_ka * 3.23,
               1e-9);
    close_grid(&grid);
}

SPEC(a_back_to_back_station_needs_neither_voltage_nor_cable)
{
    struct arena arena = {0};
    struct error error = {0};
    struct bus bus[] = {{.id = "A", .sync_area = "a"}, {.id = "B", .sync_area = "b"}};
    struct hvdc_link link = {.id = "B2B",
                             .from = "A",
                             .to = "B",
                             .capacity_mw = 700,
                             .dc_kv = NAN,
                             .ohm_per_km_per_pole = NAN,
                             .station_quadratic_share = 0.0035};
    struct network network = {.base_mva = 100, .n_bus = 2, .n_link = 1, .bus = bus, .link = &link};
    REQUIRE(network_complete(&network, &arena, &error) == STATUS_OK);
    CHECK_NEAR(hvdc_loss_mw(&link, 700), 2 * 0.0035 * 700, 1e-9);
    CHECK(network_check(&network, &arena, &error) == STATUS_OK);
    arena_free(&arena);
}

/* 2 x 1000 MW: the same share is lost, the cost doubles. */
SPEC(twice_the_capacity_is_two_equal_cables)
{
    struct grid one, two;
    REQUIRE(open_grid(&one) && open_grid(&two));
    REQUIRE(read_grid(&one, include_cfg) == STATUS_OK);
    REQUIRE(read_grid(&two, "include_status = [\"existing\", \"planned\"];\n"
                            "hvdc_capacity_of = [\"D1\", \"D2\"];\n"
                            "hvdc_capacity_mw = [\"2000\", \"500\"];\n") == STATUS_OK);
    CHECK(two.network.link[0].capacity_mw == 2000);
    CHECK_NEAR(hvdc_loss_mw(&two.network.link[0], 2000),
               2 * hvdc_loss_mw(&one.network.link[0], 1000), 1e-9);
    CHECK_NEAR(two.network.link[0].capex_central_musd, 3000, 1e-9);
    CHECK(says(&two.network.left_out,
               "1 HVDC link of hvdc_capacity_of is not in service all the same: D2"));
    close_grid(&one);
    close_grid(&two);
}

SPEC(every_name_becomes_a_position_and_every_row_knows_its_line)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const struct network *network = &grid.network;
    REQUIRE(network->n_bus == 4 && network->n_line == 3 && network->n_link == 1);
    CHECK(network->line[2].from_bus == 1 && network->line[2].to_bus == 2);
    CHECK(network->link[0].from_bus == 2 && network->link[0].to_bus == 3);
    CHECK(network->generator[1].bus == 1);
    CHECK(network->storage[0].downstream_storage == 1);
    CHECK(network->storage[1].downstream_storage == -1);
    CHECK(network->line[2].origin.file_line == 4);
    CHECK_CONTAINS(network->line[2].origin.file, "/lines.csv");
    CHECK(network->n_area == 2 && network->bus[3].area == 1);
    CHECK(network->bus[2].island == 0 && network->bus[3].island == 1);
    CHECK(network_generator(network, "B_river") == 1 && network_bus(network, "X") == -1);
    CHECK(network_check(network, &grid.arena, &grid.error) == STATUS_OK);
    CHECK_TEXT(grid.error.text, "");
    close_grid(&grid);
}

SPEC(the_blocks_of_a_market_stand_together_in_the_order_of_the_file)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const struct network *network = &grid.network;
    REQUIRE(network->n_market_block == 4);
    const double offsets[] = {2, 4, 1, 3};
    for (int i = 0; i < 4; i++) {
        CHECK(network->market_block[i].offset_usd_per_mwh == offsets[i]);
        CHECK(network->market_block[i].market == i / 2);
    }
    CHECK(network->market[1].first_block == 2 && network->market[1].n_block == 2);
    close_grid(&grid);
}

/* ---- what is in service ---- */

SPEC(a_case_takes_the_rows_of_its_status_words_and_says_what_it_leaves_out)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    const struct text_list *left = &grid.network.left_out;
    CHECK(says(left, "1 line of status `option` is not in service: A-C-new"));
    CHECK(says(left, "1 line that cannot carry free AC flow is not in service: B-C-old"));
    CHECK(says(left, "1 HVDC link of status `option` is not in service: D2"));
    CHECK(says(left, "1 load of 2024 is not used, the demand year is 2030"));
    CHECK(says(left, "1 interface member of the interface export is not in service: D2"));
    CHECK(left->count == 5);
    CHECK(grid.network.n_load == 1 && grid.network.load[0].annual_twh == 1.5);
    CHECK(grid.network.n_member == 2 && grid.network.member[1].line == 0);
    close_grid(&grid);
}

SPEC(lists_of_the_network_file_overrule_the_status)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, "include_status = [\"existing\"];\n"
                             "lines_in_service = [\"A-C-new\", \"B-C\"];\n"
                             "lines_out_of_service = [\"A-C\"];\n"
                             "hvdc_in_service = [\"D2\"];\n"
                             "generators_out_of_service = [\"A_coal\"];\n"
                             "markets_in_service = [\"WEST\"];\n") == STATUS_OK);
    const struct network *network = &grid.network;
    CHECK(network_line(network, "A-C-new") >= 0 && network_line(network, "B-C") >= 0);
    CHECK(network_line(network, "A-C") == -1);
    CHECK(network->n_link == 1 && network_link(network, "D2") == 0);
    CHECK(network_generator(network, "A_coal") == -1 && network_generator(network, "M_gas") == -1);
    CHECK(network->n_market == 1 && network->n_market_block == 2);
    CHECK(says(&network->left_out, "1 line is out of service by the network file: A-C"));
    CHECK(says(&network->left_out, "1 HVDC link is not among hvdc_in_service: D1"));
    CHECK(says(&network->left_out, "1 generator of status `planned` is not in service: M_gas"));
    CHECK(says(&network->left_out, "1 market is not among markets_in_service: SOUTH"));
    close_grid(&grid);
}

SPEC(without_status_words_everything_that_carries_free_flow_is_in_service)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, "hvdc_in_service = [];\n") == STATUS_OK);
    CHECK(grid.network.n_line == 4 && grid.network.n_generator == 3);
    CHECK(grid.network.n_link == 0); /* an empty list: none; an absent one: all */
    close_grid(&grid);
}

SPEC(a_price_area_keeps_its_buses_and_lines_and_loses_its_plants_and_loads)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(read_grid(&grid, "include_status = [\"existing\", \"planned\"];\n"
                             "price_areas = [\"MM\", \"CC\"];\n") == STATUS_OK);
    const struct network *network = &grid.network;
    CHECK(network->n_bus == 4 && network->n_line == 3);
    CHECK(network->n_generator == 2 && network->n_storage == 1 && network->n_load == 0);
    CHECK(network->storage[0].downstream_storage == -1); /* LOWER is at C */
    CHECK(says(&network->left_out, "1 generator in the price area MM is left out: M_gas"));
    CHECK(says(&network->left_out, "1 storage is cut off from the storage downstream, which is not "
                                   "in service: UPPER"));
    close_grid(&grid);
}

SPEC(a_bus_without_anything_is_said_and_no_fault)
{
    struct grid grid;
    REQUIRE(open_grid(&grid));
    REQUIRE(folder_put(&grid.folder, "buses.csv",
                       "id,country,sync_area\nA,AA,EAST\nB,AA,EAST\nC,CC,EAST\nM,MM,WEST\n"
                       "LONELY,AA,EAST\n") != NULL);
    REQUIRE(read_grid(&grid, include_cfg) == STATUS_OK);
    CHECK(says(&grid.network.left_out,
               "1 bus is without any line, link, load, plant or market: LONELY"));
    CHECK(network_check(&grid.network, &grid.arena, &grid.error) == STATUS_OK);
    close_grid(&grid);
}

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
    CHECK(read_grid(&grid, "") == STATUS_IO);
    CHECK_CONTAINS(grid.error.text, "/lines.csv");
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
                  "network.cfg: the synchronous area `EAST` falls into 2 islands, one bus of each: "
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

/* ---- the key tables ---- */

static void check_keys(struct spec_state *spec, const char *table, const struct key *keys, int n)
{
    for (int i = 0; i < n; i++) {
        const struct key *key = &keys[i];
        const bool is_number = key->type == KEY_REAL || key->type == KEY_INTEGER;
        const bool is_open = key->low == 0 && key->high == 0;
        bool is_sound = key->help[0] != '\0' && key->low <= key->high;
        if (is_number && !is_open && !key->required && !isnan(key->fallback) && key->fallback != 0)
            is_sound = is_sound && key->low <= key->fallback && key->fallback <= key->high;
        for (int j = 0; j < i; j++)
            is_sound =
                is_sound && strcmp(keys[j].name, key->name) != 0 && keys[j].offset != key->offset;
        if (!is_sound) SPEC_FAULT("%s: %s", table, key->name);
    }
}

SPEC(every_column_is_described_once_and_its_default_is_in_its_range)
{
    for (int i = 0; i < n_network_table; i++) {
        const struct table_format *table = &network_tables[i];
        CHECK(table->about[0] != '\0');
        CHECK(table->keys[0].required); /* the first column names the row */
        check_keys(spec, table->name, table->keys, table->n_key);
    }
    check_keys(spec, "network", network_keys, n_network_key);
}

/* ---- the networks that come with the program ---- */

SPEC(every_network_that_comes_with_the_program_is_sound)
{
    const char *const paths[] = {
        "configs/green-corridor/network_today.cfg", "configs/green-corridor/network_2030.cfg",
        "configs/small/three_bus/network.cfg",      "configs/small/two_bus_cable/network.cfg",
        "configs/small/storage_week/network.cfg",
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct arena arena = {0};
        struct error error = {0};
        struct network network;
        enum status status = network_read(paths[i], &arena, &network, &error);
        if (status == STATUS_OK) status = network_check(&network, &arena, &error);
        if (status != STATUS_OK) SPEC_FAULT("%s", error.text);
        arena_free(&arena);
    }
}

SPEC_MAIN(
    SPEC_ENTRY(two_circuits_have_half_the_reactance_and_half_the_loss_of_one_at_the_same_power),
    SPEC_ENTRY(the_limit_is_the_corridor_limit_or_else_the_thermal_rating_of_all_circuits),
    SPEC_ENTRY(the_loss_of_a_cable_of_two_poles_and_two_stations_is_that_of_the_reference),
    SPEC_ENTRY(the_cable_of_the_tables_loses_18_mw_in_its_stations_and_6_in_the_sea),
    SPEC_ENTRY(a_back_to_back_station_needs_neither_voltage_nor_cable),
    SPEC_ENTRY(twice_the_capacity_is_two_equal_cables),
    SPEC_ENTRY(every_name_becomes_a_position_and_every_row_knows_its_line),
    SPEC_ENTRY(the_blocks_of_a_market_stand_together_in_the_order_of_the_file),
    SPEC_ENTRY(a_case_takes_the_rows_of_its_status_words_and_says_what_it_leaves_out),
    SPEC_ENTRY(lists_of_the_network_file_overrule_the_status),
    SPEC_ENTRY(without_status_words_everything_that_carries_free_flow_is_in_service),
    SPEC_ENTRY(a_price_area_keeps_its_buses_and_lines_and_loses_its_plants_and_loads),
    SPEC_ENTRY(a_bus_without_anything_is_said_and_no_fault),
    SPEC_ENTRY(all_faults_of_all_tables_are_told_at_once),
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
    SPEC_ENTRY(a_river_plant_needs_its_water), SPEC_ENTRY(a_line_from_a_bus_to_itself_is_refused),
    SPEC_ENTRY(a_grid_filled_by_hand_is_told_its_faults_without_a_file),
    SPEC_ENTRY(every_column_is_described_once_and_its_default_is_in_its_range),
    SPEC_ENTRY(every_network_that_comes_with_the_program_is_sound))
