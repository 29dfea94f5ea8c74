#include "tests/network_sample.h"
#include "tests/spec.h"

#define ROUNDING 1e-12 /* sums and products of a few numbers of size 1 */
#define PRINTED 5e-7   /* reference values are printed with six decimals */

static bool says(const struct text_list *sentences, const char *wanted)
{
    for (int i = 0; i < sentences->count; i++)
        if (strcmp(sentences->item[i], wanted) == 0) return true;
    for (int i = 0; i < sentences->count; i++)
        printf("    left out: %s\n", sentences->item[i]);
    return false;
}

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
    SPEC_ENTRY(every_column_is_described_once_and_its_default_is_in_its_range),
    SPEC_ENTRY(every_network_that_comes_with_the_program_is_sound))
