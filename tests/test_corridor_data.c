/* The tables of configs/green-corridor: each row by itself. */
#include "tests/corridor.h"

static const char *const tables[] = {
    "buses",          "lines",   "hvdc_links",    "generators", "storage",
    "loads",          "markets", "market_blocks", "interfaces", "prices",
    "monthly_shapes", "costs",   "investment",    "checks",     "outages",
};
enum { N_TABLE = sizeof tables / sizeof tables[0] };

SPEC(every_row_says_how_firm_it_is)
{
    for (int t = 0; t < N_TABLE; t++) {
        struct sheet sheet = {0};
        REQUIRE(open_sheet(&sheet, tables[t]));
        for (int row = 0; row < sheet.table.n_row; row++) {
            const char *word = cell(&sheet.table, row, "confidence");
            REQUIRE(word != NULL);
            if (!is(word, "reported") && !is(word, "derived") && !is(word, "assumed"))
                SPEC_FAULT("%s:%d: confidence is '%s'", sheet.table.path, sheet.table.line[row],
                           word);
        }
        arena_free(&sheet.arena);
    }
}

/* The whole of a text file, or NULL. */
static const char *read_whole(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return NULL;
    enum { LARGEST = 200000 };
    char *text = arena_bytes(arena, LARGEST);
    const size_t length = text == NULL ? 0 : fread(text, 1, LARGEST - 1, file);
    fclose(file);
    return length > 0 && length < LARGEST - 1 ? text : NULL;
}

/* Whether each key of "A|B|C" opens a row of the source list. */
static bool keys_are_listed(const char *keys, const char *list)
{
    while (*keys != '\0') {
        const int length = (int)strcspn(keys, "|");
        char row[100];
        snprintf(row, sizeof row, "\n| %.*s |", length, keys);
        if (length == 0 || strstr(list, row) == NULL) return false;
        keys += length;
        if (*keys == '|') keys++;
    }
    return true;
}

SPEC(every_source_key_stands_in_the_list_of_sources)
{
    struct arena arena = {0};
    const char *list = read_whole(FOLDER "SOURCES.md", &arena);
    REQUIRE(list != NULL);
    CHECK(keys_are_listed("SEED|PYPSA_KZ", list));
    CHECK(!keys_are_listed("SEED|NOBODY_2020", list));
    for (int t = 0; t < N_TABLE; t++) {
        struct sheet sheet = {0};
        REQUIRE(open_sheet(&sheet, tables[t]));
        for (int row = 0; row < sheet.table.n_row; row++) {
            const char *source = cell(&sheet.table, row, "source");
            const char *constants = cell(&sheet.table, row, "parameter_source");
            REQUIRE(source != NULL);
            if (source[0] == '\0' || !keys_are_listed(source, list) ||
                (constants != NULL && !keys_are_listed(constants, list)))
                SPEC_FAULT("%s:%d: source '%s', '%s'", sheet.table.path, sheet.table.line[row],
                           source, constants == NULL ? "" : constants);
        }
        arena_free(&sheet.arena);
    }
    arena_free(&arena);
}

SPEC(the_cost_of_a_plant_follows_from_its_fuel)
{
    /* Costs are printed to 0.1 USD/MWh, so they are within half of that, plus what the binary
     * number of a tie like 0.05 may add. */
    const double rounding = 0.05 + 1e-9;
    struct sheet sheet = {0};
    REQUIRE(open_sheet(&sheet, "generators"));
    const struct table *table = &sheet.table;
    for (int row = 0; row < table->n_row; row++) {
        const double cost =
            number(table, row, "fuel_price_usd_per_mwh_th") / number(table, row, "efficiency") +
            number(table, row, "vom_usd_per_mwh");
        if (!(fabs(cost - number(table, row, "marginal_cost_usd_per_mwh")) <= rounding))
            SPEC_FAULT("%s: %g USD/MWh from its fuel", cell(table, row, "id"), cost);
    }
    arena_free(&sheet.arena);
}

SPEC(a_reservoir_holds_a_quarter_of_its_year_and_a_battery_gives_back_86_percent)
{
    struct sheet sheet = {0};
    REQUIRE(open_sheet(&sheet, "storage"));
    const struct table *table = &sheet.table;
    for (int row = 0; row < table->n_row; row++) {
        const char *kind = cell(table, row, "kind");
        const double energy_mwh = number(table, row, "energy_mwh");
        const double discharge_mw = number(table, row, "discharge_mw");
        const double round_trip_share =
            number(table, row, "charge_efficiency") * number(table, row, "discharge_efficiency");
        if (is(kind, "reservoir")) {
            const double quarter_mwh = number(table, row, "annual_inflow_gwh") * 1000 / 4;
            CHECK_RELATIVE(energy_mwh, fmax(quarter_mwh, 24 * discharge_mw), 1e-9);
        } else {
            /* The two efficiencies are printed to 8 digits. */
            CHECK_NEAR(round_trip_share, is(kind, "battery") ? 0.86 : 0.75, 1e-7);
        }
    }
    arena_free(&sheet.arena);
}

SPEC(every_load_has_one_row_for_2024_and_one_for_2030)
{
    struct sheet sheet = {0};
    REQUIRE(open_sheet(&sheet, "loads"));
    const struct table *table = &sheet.table;
    for (int row = 0; row < table->n_row; row++) {
        int same = 0, other = 0;
        for (int k = 0; k < table->n_row; k++) {
            if (!is(cell(table, k, "bus_id"), cell(table, row, "bus_id"))) continue;
            *(is(cell(table, k, "year"), cell(table, row, "year")) ? &same : &other) += 1;
        }
        if (same != 1 || other != 1)
            SPEC_FAULT("%s: %d rows of its year, %d of the other", cell(table, row, "bus_id"), same,
                       other);
    }
    arena_free(&sheet.arena);
}

SPEC_MAIN(SPEC_ENTRY(every_row_says_how_firm_it_is),
          SPEC_ENTRY(every_source_key_stands_in_the_list_of_sources),
          SPEC_ENTRY(the_cost_of_a_plant_follows_from_its_fuel),
          SPEC_ENTRY(a_reservoir_holds_a_quarter_of_its_year_and_a_battery_gives_back_86_percent),
          SPEC_ENTRY(every_load_has_one_row_for_2024_and_one_for_2030))
