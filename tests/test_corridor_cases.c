/* The two cases of configs/green-corridor, and the small networks, as network_read sees them. */
#include "network/islands.h"
#include "network/network.h"
#include "network/series.h"
#include "tests/corridor.h"

/* A network of this repository with the memory it lives in. */
struct grid {
    struct arena arena;
    struct error error;
    struct network network;
};

static bool open_grid(struct grid *grid, const char *path)
{
    if (network_read(path, &grid->arena, &grid->network, &grid->error) == STATUS_OK &&
        network_check(&grid->network, &grid->arena, &grid->error) == STATUS_OK)
        return true;
    printf("    %s\n", grid->error.text);
    return false;
}

/* What a row of checks.csv sums, by the words it uses. */
struct sum {
    const char *quantity;
    const char *technology; /* what it must start with; "" all; one more after the bar */
    enum { SUM_CAPACITY, SUM_ENERGY, SUM_DEMAND, SUM_PEAK, SUM_STORE } what;
    const char *left_out; /* technology or plant that the published total leaves out */
    int year;
};
static const struct sum sums[] = {
    {"demand 2024", "", SUM_DEMAND, "", 2024},
    {"demand 2030", "", SUM_DEMAND, "", 2030},
    {"peak", "", SUM_PEAK, "", 2024},
    {"coal capacity", "coal", SUM_CAPACITY, "", 0},
    {"gas capacity", "gas", SUM_CAPACITY, "", 0},
    {"hydro capacity", "hydro", SUM_CAPACITY, "", 0},
    {"wind capacity", "wind", SUM_CAPACITY, "", 0},
    {"solar capacity", "solar", SUM_CAPACITY, "", 0},
    {"thermal capacity", "gas|coal", SUM_CAPACITY, "", 0},
    {"thermal plants without block stations", "gas|coal", SUM_CAPACITY, "block stations", 0},
    {"total capacity", "", SUM_CAPACITY, "", 0},
    {"total capacity without rooftop solar", "", SUM_CAPACITY, "solar", 0},
    {"battery power", "", SUM_STORE, "", 0},
    {"hydro energy", "hydro", SUM_ENERGY, "", 0},
};
/* Uzbek industry's own units (UZDAILY_2025R) are part of the plant UZ_TAS_gas_engine. */
static const double block_stations_mw = 223;

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool counts(const struct sum *sum, const char *technology)
{
    const char *bar = strchr(sum->technology, '|');
    if (sum->left_out[0] != '\0' && is(technology, sum->left_out)) return false;
    if (bar == NULL) return starts_with(technology, sum->technology);
    return strncmp(technology, sum->technology, (size_t)(bar - sum->technology)) == 0 ||
           starts_with(technology, bar + 1);
}

static double sum_of_plants(const struct network *network, const char *country,
                            const struct sum *sum)
{
    double total = 0;
    for (int i = 0; i < network->n_generator; i++) {
        const struct generator *plant = &network->generator[i];
        if (!is(network->bus[plant->bus].country, country) || !counts(sum, plant->technology))
            continue;
        if (sum->what == SUM_CAPACITY) total += plant->capacity_mw;
        if (sum->what == SUM_ENERGY) total += plant->annual_energy_gwh / 1000;
    }
    for (int i = 0; i < network->n_storage; i++) {
        const struct storage *store = &network->storage[i];
        const bool reservoir = store->kind == STORAGE_RESERVOIR;
        if (!is(network->bus[store->bus].country, country)) continue;
        if (sum->what == SUM_STORE && store->kind == STORAGE_BATTERY) total += store->discharge_mw;
        if (!reservoir || !counts(sum, "hydro_reservoir")) continue;
        if (sum->what == SUM_CAPACITY) total += store->discharge_mw;
        if (sum->what == SUM_ENERGY) total += store->annual_inflow_gwh / 1000;
    }
    if (is(sum->left_out, "block stations")) total -= block_stations_mw;
    return total;
}

/* From the table, because a network holds one year only. */
static double sum_of_loads(const struct table *loads, const struct network *network,
                           const char *country, const struct sum *sum)
{
    double total = 0;
    for (int row = 0; row < loads->n_row; row++) {
        const int bus = network_bus(network, cell(loads, row, "bus_id"));
        if (bus < 0 || !is(network->bus[bus].country, country)) continue;
        if ((int)number(loads, row, "year") != sum->year) continue;
        total += number(loads, row, sum->what == SUM_DEMAND ? "annual_twh" : "peak_mw");
    }
    return total;
}

SPEC(the_sums_of_today_differ_from_published_totals_by_what_is_stated)
{
    struct sheet checks = {0}, loads = {0};
    struct grid today = {0};
    REQUIRE(open_sheet(&checks, "checks") && open_sheet(&loads, "loads"));
    REQUIRE(open_grid(&today, FOLDER "network_today.cfg"));
    for (int row = 0; row < checks.table.n_row; row++) {
        const char *country = cell(&checks.table, row, "country");
        const char *quantity = cell(&checks.table, row, "quantity");
        const struct sum *sum = NULL;
        for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
            if (is(sums[i].quantity, quantity)) sum = &sums[i];
        if (sum == NULL) {
            SPEC_FAULT("%s %s: no sum is defined for it", country, quantity);
            continue;
        }
        const double found = sum->year != 0
                                 ? sum_of_loads(&loads.table, &today.network, country, sum)
                                 : sum_of_plants(&today.network, country, sum);
        const double wanted = number(&checks.table, row, "model_sum");
        const double published = number(&checks.table, row, "published");
        const double stated_pct = number(&checks.table, row, "difference_pct");
        /* Sums are printed to 0.1 MW or 0.01 TWh, differences to 0.01 %. */
        const double rounding = is(cell(&checks.table, row, "unit"), "MW") ? 0.0501 : 0.00501;
        const double gap_pct = 100 * (found / published - 1);
        if (!(fabs(found - wanted) <= rounding) ||
            !(fabs(gap_pct - stated_pct) <= 0.00501 + 100 * rounding / published))
            SPEC_FAULT("%s %s: %g, written %g; off the published %g by %.2f %%", country, quantity,
                       found, wanted, published, gap_pct);
    }
    arena_free(&checks.arena);
    arena_free(&loads.arena);
    arena_free(&today.arena);
}

static void check_areas(struct spec_state *spec, const char *path)
{
    struct grid grid = {0};
    REQUIRE(open_grid(&grid, path));
    const struct network *network = &grid.network;
    int *from = ARENA_ARRAY(&grid.arena, int, network->n_line);
    int *to = ARENA_ARRAY(&grid.arena, int, network->n_line);
    int *island = ARENA_ARRAY(&grid.arena, int, network->n_bus), n_island = 0;
    REQUIRE(from != NULL && to != NULL && island != NULL);
    for (int line = 0; line < network->n_line; line++) {
        from[line] = network->line[line].from_bus;
        to[line] = network->line[line].to_bus;
    }
    REQUIRE(islands_find(network->n_bus, network->n_line, from, to, &grid.arena, island,
                         &n_island) == STATUS_OK);
    CHECK(network->n_area == 5 && n_island == 5);
    for (int a = 0; a < network->n_bus; a++)
        for (int b = 0; b < a; b++)
            if ((island[a] == island[b]) !=
                is(network->bus[a].sync_area, network->bus[b].sync_area))
                SPEC_FAULT("%s: %s and %s", path, network->bus[a].id, network->bus[b].id);
    arena_free(&grid.arena);
}

SPEC(lines_in_service_hold_each_synchronous_area_together_and_apart_from_the_others)
{
    check_areas(spec, FOLDER "network_today.cfg");
    check_areas(spec, FOLDER "network_2030.cfg");
}

static double capacity_mw(const struct network *network, const char *id)
{
    const int plant = network_generator(network, id);
    return plant < 0 ? 0 : network->generator[plant].capacity_mw;
}

SPEC(no_announced_plant_is_counted_twice)
{
    struct grid today = {0}, later = {0};
    REQUIRE(open_grid(&today, FOLDER "network_today.cfg"));
    REQUIRE(open_grid(&later, FOLDER "network_2030.cfg"));
    CHECK_NEAR(capacity_mw(&today.network, "KZ_ALM_coal") +
                   capacity_mw(&today.network, "KZ_ALM_coal_until_2030"),
               852, 0);
    CHECK_NEAR(capacity_mw(&later.network, "KZ_ALM_coal"), 852 - 510, 0);
    CHECK(network_generator(&later.network, "KZ_ALM_coal_until_2030") < 0);
    CHECK_NEAR(capacity_mw(&later.network, "UZ_SYR_gas_ccgt_2030"), 1573 - 1065, 0);
    arena_free(&today.arena);
    arena_free(&later.arena);
}

SPEC(in_2030_turkiye_and_the_eu_are_prices_without_plants)
{
    struct grid later = {0};
    REQUIRE(open_grid(&later, FOLDER "network_2030.cfg"));
    const struct network *network = &later.network;
    CHECK(network->n_market == 5);
    for (int i = 0; i < network->n_market; i++) {
        const char *country = network->market[i].country;
        for (int k = 0; k < network->n_generator; k++)
            CHECK(!is(network->bus[network->generator[k].bus].country, country));
        for (int k = 0; k < network->n_storage; k++)
            CHECK(!is(network->bus[network->storage[k].bus].country, country));
        for (int k = 0; k < network->n_load; k++)
            CHECK(!is(network->bus[network->load[k].bus].country, country));
        CHECK(network->market[i].n_block == (is(country, "EU") ? 2 : 6));
    }
    arena_free(&later.arena);
}

SPEC(the_exits_named_so_far_add_up_to_3700_of_the_5000_megawatts)
{
    struct grid later = {0};
    REQUIRE(open_grid(&later, FOLDER "network_2030.cfg"));
    const struct network *network = &later.network;
    double exit_mw = 0;
    for (int i = 0; i < network->n_member; i++) {
        const struct interface_member *member = &network->member[i];
        if (!is(member->interface_id, "export")) continue;
        REQUIRE(member->link >= 0);
        const struct hvdc_link *link = &network->link[member->link];
        CHECK(member->direction == 1);
        CHECK(is(network->bus[link->to_bus].sync_area, "CE"));
        CHECK(!is(network->bus[link->from_bus].sync_area, "CE"));
        exit_mw += link->capacity_mw;
    }
    CHECK_NEAR(exit_mw, 700 + 350 + 350 + 1000 + 1300, 0);
    arena_free(&later.arena);
}

SPEC(turkiye_sends_less_to_bulgaria_than_it_may_take)
{
    struct grid today = {0};
    REQUIRE(open_grid(&today, FOLDER "network_today.cfg"));
    const int line = network_line(&today.network, "TR_MKT-BG_VAR-400");
    REQUIRE(line >= 0);
    CHECK_NEAR(today.network.line[line].limit_mw, 333, 0);
    CHECK_NEAR(today.network.line[line].limit_back_mw, 433, 0);
    arena_free(&today.arena);
}

SPEC(the_small_networks_can_be_read)
{
    static const char *const folders[] = {"three_bus", "two_bus_cable", "storage_week"};
    for (int i = 0; i < 3; i++) {
        struct grid grid = {0};
        char path[100];
        snprintf(path, sizeof path, "configs/small/%s/network.cfg", folders[i]);
        CHECK(open_grid(&grid, path));
        arena_free(&grid.arena);
    }
}

/* Hours of a small network: each study file names its series.csv and no weather. */
static bool open_series(struct grid *grid, const char *folder, int n_hour, struct series *series)
{
    char path[100], series_path[100];
    snprintf(path, sizeof path, "configs/small/%s/network.cfg", folder);
    snprintf(series_path, sizeof series_path, "configs/small/%s/series.csv", folder);
    const char *const paths[] = {series_path};
    const struct text_list overrides = {1, paths};
    if (open_grid(grid, path) &&
        series_build(&grid->network, NULL, 2030, 0, n_hour, 1.13, &overrides, &grid->arena, series,
                     &grid->error) == STATUS_OK)
        return true;
    printf("    %s\n", grid->error.text);
    return false;
}

SPEC(the_small_networks_need_no_weather)
{
    struct series series;
    struct grid ring = {0}, cable = {0}, valley = {0};
    REQUIRE(open_series(&ring, "three_bus", 3, &series));
    CHECK_NEAR(series.load_mw[2 * 3 + network_bus(&ring.network, "C")], 390, 0);
    REQUIRE(open_series(&cable, "two_bus_cable", 4, &series));
    CHECK_NEAR(series.market_usd_per_mwh[3], 20, 0);
    CHECK_NEAR(series.generator_share[2 + network_generator(&cable.network, "EAST_wind")], 0.5, 0);
    REQUIRE(open_series(&valley, "storage_week", 168, &series));
    CHECK_NEAR(series.inflow_mw[2 * 167 + network_storage(&valley.network, "LAKE_reservoir")], 60,
               0);
    arena_free(&ring.arena);
    arena_free(&cable.arena);
    arena_free(&valley.arena);
}

SPEC(a_year_of_weather_gives_every_load_its_energy_and_every_market_its_price)
{
    struct grid later = {0};
    struct weather_year weather;
    struct series series;
    const struct text_list none = {0, NULL};
    REQUIRE(open_grid(&later, FOLDER "network_2030.cfg"));
    const struct network *network = &later.network;
    REQUIRE(weather_generate(network->weather_path, 1, &later.arena, &weather, &later.error) ==
            STATUS_OK);
    REQUIRE(series_build(network, &weather, 2030, 0, HOURS_PER_YEAR, 1.13, &none, &later.arena,
                         &series, &later.error) == STATUS_OK);
    /* A weather year has a mean of its own: demand strays by a few percent, prices by more. */
    const double demand_spread = 0.05, price_spread = 0.3;
    for (int i = 0; i < network->n_load; i++) {
        double sum_twh = 0;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            sum_twh += series.load_mw[hour * network->n_bus + network->load[i].bus] / 1e6;
        CHECK_NEAR(sum_twh / network->load[i].annual_twh, 1, demand_spread);
    }
    for (int i = 0; i < network->n_market; i++) {
        double mean = 0;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            mean += series.market_usd_per_mwh[hour * network->n_market + i] / HOURS_PER_YEAR;
        CHECK_NEAR(mean / (1.13 * network->market[i].price_level_per_mwh), 1, price_spread);
    }
    arena_free(&later.arena);
}

SPEC_MAIN(
    SPEC_ENTRY(the_sums_of_today_differ_from_published_totals_by_what_is_stated),
    SPEC_ENTRY(lines_in_service_hold_each_synchronous_area_together_and_apart_from_the_others),
    SPEC_ENTRY(no_announced_plant_is_counted_twice),
    SPEC_ENTRY(in_2030_turkiye_and_the_eu_are_prices_without_plants),
    SPEC_ENTRY(the_exits_named_so_far_add_up_to_3700_of_the_5000_megawatts),
    SPEC_ENTRY(turkiye_sends_less_to_bulgaria_than_it_may_take),
    SPEC_ENTRY(the_small_networks_can_be_read), SPEC_ENTRY(the_small_networks_need_no_weather),
    SPEC_ENTRY(a_year_of_weather_gives_every_load_its_energy_and_every_market_its_price))
