#include "network/network_internal.h"

#include <math.h>
#include <stddef.h>

/* Shorthand for one row of a key table; `row` is the struct that a table row fills. */
#define TEXT(row, field, required, fallback, help)                                                 \
    {                                                                                              \
#field, KEY_TEXT, offsetof(struct row, field), required, 0, 0, 0, fallback, NULL, "", help \
    }
#define REAL(row, field, required, low, high, fallback, unit, help)                                \
    {                                                                                              \
#field, KEY_REAL, offsetof(struct row, field), required, low, high, fallback, NULL, NULL,  \
            unit, help                                                                             \
    }
#define INTEGER(row, field, required, low, high, fallback, unit, help)                             \
    {                                                                                              \
#field, KEY_INTEGER, offsetof(struct row, field), required, low, high, fallback, NULL,     \
            NULL, unit, help                                                                       \
    }
#define BOOLEAN(row, field, fallback, help)                                                        \
    {                                                                                              \
#field, KEY_BOOLEAN, offsetof(struct row, field), false, 0, 0, fallback, NULL, NULL, "",   \
            help                                                                                   \
    }
#define CHOICE(row, field, required, fallback, choices, help)                                      \
    {                                                                                              \
#field, KEY_CHOICE, offsetof(struct row, field), required, 0, 0, 0, fallback, choices, "", \
            help                                                                                   \
    }
#define LIST(row, field, help)                                                                     \
    {                                                                                              \
#field, KEY_TEXT_LIST, offsetof(struct row, field), false, 0, 0, 0, "", NULL, "", help     \
    }
#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

/* Every table ends with where its rows come from. */
#define ORIGIN(row)                                                                                \
    {"source",                                                                                     \
     KEY_TEXT,                                                                                     \
     offsetof(struct row, origin.source),                                                          \
     false,                                                                                        \
     0,                                                                                            \
     0,                                                                                            \
     0,                                                                                            \
     "",                                                                                           \
     NULL,                                                                                         \
     "",                                                                                           \
     "where the row comes from: keys of SOURCES.md joined by |"},                                  \
        {"confidence",                                                                             \
         KEY_CHOICE,                                                                               \
         offsetof(struct row, origin.confidence),                                                  \
         false,                                                                                    \
         0,                                                                                        \
         0,                                                                                        \
         0,                                                                                        \
         "assumed",                                                                                \
         "reported|derived|assumed",                                                               \
         "",                                                                                       \
         "whether the source prints the row's main number, or it was computed or chosen"},         \
    {                                                                                              \
        "notes", KEY_TEXT, offsetof(struct row, origin.notes), false, 0, 0, 0, "", NULL, "",       \
            "anything a reader should know about the row"                                          \
    }

#define STATUS(row)                                                                                \
    TEXT(row, status, false, "existing",                                                           \
         "word that include_status of the network file chooses by: existing, planned, option")
#define YEAR(row)                                                                                  \
    INTEGER(row, year, false, 0, 2200, 0, "", "year of commissioning, for readers; 0 if unknown")

static const struct key bus_keys[] = {
    TEXT(bus, id, true, "", "name that the other tables use"),
    TEXT(bus, name, false, "", "name for readers"),
    TEXT(bus, country, false, "", "country code, by which results are summed"),
    TEXT(bus, zone, false, "", "part of the country, for readers"),
    TEXT(bus, sync_area, false, "main", "synchronous area; lines in service must hold it together"),
    TEXT(bus, weather_zone, false, "",
         "zone of the weather year: wind, sun, inflow and load shape"),
    REAL(bus, latitude_deg, false, -90, 90, NAN, "deg", "latitude, for maps"),
    REAL(bus, longitude_deg, false, -180, 180, NAN, "deg", "longitude, for maps"),
    REAL(bus, nominal_kv, false, 0.1, 2000, NAN, "kV",
         "highest voltage of the station, for readers"),
    TEXT(bus, role, false, "", "what the bus is for, for readers"),
    ORIGIN(bus),
};

static const struct key line_keys[] = {
    TEXT(line, id, true, "", "name of the line, unlike that of any line or HVDC link"),
    TEXT(line, from, true, "", "bus where positive flow enters"),
    TEXT(line, to, true, "", "bus where positive flow leaves"),
    INTEGER(line, circuits, false, 1, 100, 1, "", "equal circuits in parallel"),
    REAL(line, nominal_kv, true, 0.1, 2000, NAN, "kV", "voltage that the per-unit values refer to"),
    REAL(line, length_km, true, 0.001, 20000, NAN, "km", "length of the route"),
    REAL(line, r_ohm_per_km, true, 0, 100, NAN, "ohm/km", "series resistance of one circuit"),
    REAL(line, x_ohm_per_km, true, 1e-6, 100, NAN, "ohm/km", "series reactance of one circuit"),
    REAL(line, b_us_per_km, false, 0, 1000, 0, "uS/km", "charging of one circuit, for readers"),
    REAL(line, thermal_mva_per_circuit, false, 0, 1e6, NAN, "MVA",
         "thermal rating of one circuit; needed where corridor_limit_mw is empty"),
    REAL(line, corridor_limit_mw, false, 0, 1e6, NAN, "MW",
         "limit of all circuits together, in place of their thermal rating"),
    REAL(line, reverse_limit_mw, false, 0, 1e6, NAN, "MW",
         "limit from to to from; empty: as the other direction"),
    TEXT(line, limit_basis, false, "", "why the limit differs from the thermal rating"),
    BOOLEAN(line, synchronous, 1, "no: it cannot carry free AC flow and is never in service here"),
    STATUS(line),
    YEAR(line),
    TEXT(line, parameter_source, false, "", "source of the electrical constants"),
    ORIGIN(line),
};

static const struct key hvdc_link_keys[] = {
    TEXT(hvdc_link, id, true, "", "name of the link, unlike that of any line or HVDC link"),
    TEXT(hvdc_link, from, true, "", "bus where forward power enters"),
    TEXT(hvdc_link, to, true, "", "bus where forward power leaves"),
    TEXT(hvdc_link, technology, false, "", "VSC, LCC, ..., for readers"),
    TEXT(hvdc_link, configuration, false, "", "two-pole cable, back-to-back, ..., for readers"),
    REAL(hvdc_link, dc_kv, false, 1, 2000, NAN, "kV", "voltage of a pole to ground"),
    REAL(hvdc_link, capacity_mw, false, 0, 1e5, NAN, "MW",
         "rating at the sending station, either way; a link in service needs one"),
    REAL(hvdc_link, route_km, false, 0, 1e5, 0, "km", "length of the route; 0 for back-to-back"),
    REAL(hvdc_link, submarine_km, false, 0, 1e5, 0, "km", "of the route, under water"),
    REAL(hvdc_link, land_km, false, 0, 1e5, 0, "km", "of the route, on land"),
    REAL(hvdc_link, station_noload_share, false, 0, 0.1, NAN, "share",
         "loss of one station at no load, of capacity_mw; a link in service needs it"),
    REAL(hvdc_link, station_linear_share, false, 0, 0.1, NAN, "share",
         "loss of one station that grows with power; a link in service needs it"),
    REAL(hvdc_link, station_quadratic_share, false, 0, 0.1, NAN, "share",
         "loss of one station that grows with power squared; a link in service needs it"),
    REAL(hvdc_link, ohm_per_km_per_pole, false, 0, 10, NAN, "ohm/km",
         "resistance of the conductor of one pole; a link in service with a route needs it"),
    REAL(hvdc_link, ramp_mw_per_h, false, 0, 1e6, NAN, "MW/h", "largest change; empty: unlimited"),
    REAL(hvdc_link, capex_low_musd, false, 0, 1e6, NAN, "MUSD", "cost to build, low estimate"),
    REAL(hvdc_link, capex_central_musd, false, 0, 1e6, NAN, "MUSD", "cost to build, central"),
    REAL(hvdc_link, capex_high_musd, false, 0, 1e6, NAN, "MUSD", "cost to build, high estimate"),
    TEXT(hvdc_link, capex_basis, false, "", "where the costs come from"),
    STATUS(hvdc_link),
    YEAR(hvdc_link),
    TEXT(hvdc_link, exclusive_group, false, "",
         "of the links of one group at most one is in service"),
    TEXT(hvdc_link, parameter_source, false, "", "source of the loss constants"),
    ORIGIN(hvdc_link),
};

static const struct key generator_keys[] = {
    TEXT(generator, id, true, "", "name of the plant"),
    TEXT(generator, bus_id, true, "", "bus where it feeds in"),
    TEXT(generator, technology, false, "", "kind of plant, by which results are summed"),
    STATUS(generator),
    TEXT(generator, fuel, false, "", "fuel, for readers"),
    CHOICE(generator, availability, false, "firm", "firm|wind|solar|river",
           "what decides how much of the capacity can run in an hour"),
    TEXT(generator, weather_zone, false, "", "zone of its wind, sun or inflow; empty: of the bus"),
    BOOLEAN(generator, green, 0, "counts as clean power for export"),
    REAL(generator, capacity_mw, true, 0, 1e6, NAN, "MW", "net capacity"),
    REAL(generator, must_run_share, false, 0, 1, 0, "share",
         "of the capacity, what runs in every hour (heat, grid needs)"),
    REAL(generator, min_stable_share, false, 0, 1, 0, "share", "lowest stable load of a unit"),
    REAL(generator, marginal_cost_usd_per_mwh, true, -1000, 1e5, NAN, "USD/MWh",
         "cost of one MWh more, without CO2"),
    REAL(generator, ramp_share_per_h, false, 0, 1000, 1, "share/h", "change of output in an hour"),
    REAL(generator, co2_t_per_mwh, false, 0, 10, 0, "t/MWh", "CO2 per MWh of electricity"),
    REAL(generator, forced_outage_share, false, 0, 1, 0, "share", "of the time, out by failure"),
    REAL(generator, annual_energy_gwh, false, 0, 1e6, NAN, "GWh",
         "energy of a year: the water of a river plant (needed), a budget of other plants"),
    REAL(generator, capacity_factor, false, 0, 1, NAN, "share",
         "the plant's own annual mean of wind or sun; empty: that of its zone"),
    REAL(generator, fuel_price_usd_per_mwh_th, false, 0, 1e4, NAN, "USD/MWh",
         "fuel price, of heat"),
    REAL(generator, efficiency, false, 0.01, 1, NAN, "share", "electricity per heat of the fuel"),
    REAL(generator, vom_usd_per_mwh, false, 0, 1e4, NAN, "USD/MWh", "variable cost besides fuel"),
    ORIGIN(generator),
};

static const struct key storage_keys[] = {
    TEXT(storage, id, true, "", "name of the storage"),
    TEXT(storage, bus_id, true, "", "bus where it charges and discharges"),
    STATUS(storage),
    CHOICE(storage, kind, true, "", "battery|pumped_hydro|reservoir", "kind of storage"),
    TEXT(storage, weather_zone, false, "", "zone of its inflow; empty: that of the bus"),
    REAL(storage, charge_mw, false, 0, 1e6, 0, "MW", "largest power from the grid"),
    REAL(storage, discharge_mw, true, 0, 1e6, NAN, "MW", "largest power into the grid"),
    REAL(storage, energy_mwh, true, 0, 1e9, NAN, "MWh", "capacity of the store"),
    REAL(storage, charge_efficiency, false, 0.01, 1, 1, "share", "stored per MWh from the grid"),
    REAL(storage, discharge_efficiency, false, 0.01, 1, 1, "share", "into the grid per MWh drawn"),
    REAL(storage, hourly_loss_share, false, 0, 1, 0, "share", "of the level, lost in an hour"),
    REAL(storage, initial_share, false, 0, 1, 0.5, "share", "of energy_mwh, before the first hour"),
    REAL(storage, min_discharge_share, false, 0, 1, 0, "share",
         "of discharge_mw, run in every hour (environmental flow), or the natural inflow where "
         "that is less"),
    REAL(storage, discharge_cost_usd_per_mwh, false, 0, 1e4, 0, "USD/MWh", "cost of discharging"),
    REAL(storage, annual_inflow_gwh, false, 0, 1e6, 0, "GWh",
         "natural inflow of a year as electricity; 0 for batteries"),
    REAL(storage, forced_outage_share, false, 0, 1, 0, "share", "of the time, out by failure"),
    TEXT(storage, downstream, false, "", "storage that gets the released water"),
    INTEGER(storage, downstream_delay_h, false, 0, 8760, 0, "h", "how long the water travels"),
    REAL(storage, downstream_mwh_per_mwh, false, 0, 100, 1, "MWh/MWh",
         "inflow below per MWh released (generated or spilled) here"),
    ORIGIN(storage),
};

static const struct key load_keys[] = {
    TEXT(load, bus_id, true, "", "bus that draws it"),
    INTEGER(load, year, true, 1900, 2200, 0, "", "year of the numbers; demand_year chooses one"),
    REAL(load, annual_twh, true, 0, 1e5, NAN, "TWh", "energy of the year"),
    REAL(load, peak_mw, false, 0, 1e7, NAN, "MW", "highest hour, for comparison"),
    ORIGIN(load),
};

static const struct key market_keys[] = {
    TEXT(market, id, true, "", "name of the price area"),
    TEXT(market, bus_id, true, "", "bus where it buys and sells"),
    TEXT(market, country, false, "", "country code"),
    TEXT(market, price_series, true, "", "price zone of the weather year that gives its shape"),
    REAL(market, price_level_per_mwh, true, -1e4, 1e5, NAN, "per MWh",
         "annual mean, in `currency`"),
    CHOICE(market, currency, false, "EUR", "USD|EUR", "currency of price_level_per_mwh"),
    ORIGIN(market),
};

static const struct key market_block_keys[] = {
    TEXT(market_block, market_id, true, "", "market that the block belongs to"),
    CHOICE(market_block, side, true, "", "buys|sells", "seen from the market: buys is our export"),
    REAL(market_block, depth_mw, true, 0, 1e7, NAN, "MW", "most that is traded in the block"),
    REAL(market_block, offset_usd_per_mwh, false, 0, 1e5, 0, "USD/MWh",
         "the market pays price - offset, or asks price + offset"),
    ORIGIN(market_block),
};

static const struct key interface_keys[] = {
    TEXT(interface_member, interface_id, true, "", "name of the interface"),
    TEXT(interface_member, element_id, true, "", "line or HVDC link that belongs to it"),
    INTEGER(interface_member, direction, false, -1, 1, 1, "",
            "1: flow from from to to counts as positive; -1: the other way"),
    ORIGIN(interface_member),
};

#define TABLE(name, keys, about)                                                                   \
    {                                                                                              \
        name, about, keys, COUNT(keys)                                                             \
    }

const struct table_format network_tables[] = {
    TABLE("buses", bus_keys, "A row is a bus: a point of the grid with one price."),
    TABLE("lines", line_keys, "A row is an AC line or a bundle of equal circuits."),
    TABLE("hvdc_links", hvdc_link_keys,
          "A row is a direct-current link: cable, overhead line or back-to-back station."),
    TABLE("generators", generator_keys, "A row is a plant or a group of equal plants at a bus."),
    TABLE("storage", storage_keys, "A row is a battery, a pumped-storage plant or a reservoir."),
    TABLE("loads", load_keys, "A row is the demand of a bus in a year."),
    TABLE("markets", market_keys, "A row is a price area outside the model that trades with it."),
    TABLE(
        "market_blocks", market_block_keys,
        "A row is a step of a market's demand or supply: how much it trades at which distance from "
        "the price."),
    TABLE("interfaces", interface_keys,
          "A row is a line or link that belongs to a named interface."),
};
const int n_network_table = COUNT(network_tables);

#define FILE_OF(name, table, required)                                                             \
    {                                                                                              \
        name, KEY_TEXT, offsetof(struct network_file, table_name[table]), required, 0, 0, 0, "",   \
            NULL, "", "CSV file of the table " name ", seen from the folder of the network file"   \
    }

const struct key network_keys[] = {
    TEXT(network_file, name, false, "", "name of the network for reports"),
    TEXT(network_file, case_id, false, "", "short name of the case (stage, variant) for reports"),
    REAL(network_file, base_mva, false, 0.001, 1e6, 100, "MVA", "base of the per-unit values"),
    FILE_OF("buses", TABLE_BUSES, true),
    FILE_OF("lines", TABLE_LINES, false),
    FILE_OF("hvdc_links", TABLE_HVDC_LINKS, false),
    FILE_OF("generators", TABLE_GENERATORS, false),
    FILE_OF("storage", TABLE_STORAGE, false),
    FILE_OF("loads", TABLE_LOADS, false),
    FILE_OF("markets", TABLE_MARKETS, false),
    FILE_OF("market_blocks", TABLE_MARKET_BLOCKS, false),
    FILE_OF("interfaces", TABLE_INTERFACES, false),
    TEXT(network_file, weather, false, "",
         "parameter file of the weather years, seen from the folder of the network file"),
    LIST(network_file, include_status,
         "lines, generators and storages with these status words are in service, and HVDC links "
         "unless hvdc_in_service names them; empty: all"),
    LIST(network_file, lines_in_service, "lines in service whatever their status"),
    LIST(network_file, lines_out_of_service, "lines out of service whatever their status"),
    LIST(network_file, hvdc_in_service,
         "the HVDC links in service; absent: those whose status is in include_status"),
    LIST(network_file, hvdc_capacity_of, "HVDC links whose capacity hvdc_capacity_mw replaces"),
    LIST(network_file, hvdc_capacity_mw,
         "the capacities in MW, one per link of hvdc_capacity_of, written as texts; loss per unit "
         "of "
         "capacity and cost per MW stay, as with more or fewer equal cables"),
    LIST(network_file, generators_out_of_service,
         "generators out of service whatever their status"),
    INTEGER(network_file, demand_year, false, 1900, 2200, 0, "",
            "year of the loads; needed when the table has several"),
    LIST(network_file, price_areas,
         "countries whose generators, storages and loads are left out: a market stands for them"),
    LIST(network_file, markets_in_service, "the markets in service; absent: all"),
};
const int n_network_key = COUNT(network_keys);
