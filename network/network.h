/* The grid as tables: one struct per row of a CSV file, in the units of the file, plus a few
 * positions and derived values that network_read fills in. Nothing here knows of an optimizer.
 *
 * Directions: flow is positive from from_bus to to_bus; injection is positive into the grid.
 * A position is an int called after what it counts (bus, line, link, ...); -1 is "none". */
#ifndef NETWORK_NETWORK_H
#define NETWORK_NETWORK_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"

#include <stdbool.h>

/* Where a row comes from. `source` is one or more keys of SOURCES.md joined by |. */
enum confidence { CONFIDENCE_REPORTED, CONFIDENCE_DERIVED, CONFIDENCE_ASSUMED };
struct origin {
    const char *source;
    int confidence; /* enum confidence */
    const char *notes;
    const char *file; /* NULL in tables that were filled by hand */
    int file_line;
};

struct bus {
    const char *id, *name, *country, *zone, *sync_area;
    const char *weather_zone; /* whose wind, sun, inflow and load shape it has; "" none */
    double latitude_deg, longitude_deg, nominal_kv;
    const char *role;
    struct origin origin;
    int area;   /* position of its synchronous area, 0 .. n_area-1 */
    int island; /* set by islands_find: connected by lines in service */
};

/* An AC line or a bundle of equal circuits. */
struct line {
    const char *id, *from, *to, *limit_basis, *status, *parameter_source;
    int circuits, year;
    double nominal_kv, length_km, r_ohm_per_km, x_ohm_per_km, b_us_per_km, thermal_mva_per_circuit;
    double corridor_limit_mw; /* NAN: the thermal rating of all circuits */
    double reverse_limit_mw;  /* NAN: as the other direction */
    bool synchronous;         /* no: cannot carry free AC flow, never in service here */
    struct origin origin;
    int from_bus, to_bus;
    double limit_mw, limit_back_mw;     /* from -> to, to -> from */
    double reactance_pu, resistance_pu; /* all circuits together, on base_mva */
    double loss_per_mw;                 /* rho of psi = rho p^2, 1/MW (docs/model.md, eq. 4) */
};

/* A controllable direct-current link: cable, overhead line or back-to-back station. */
struct hvdc_link {
    const char *id, *from, *to, *technology, *configuration, *status, *exclusive_group,
        *capex_basis;
    const char *parameter_source;
    int year;
    double dc_kv, capacity_mw; /* NAN: not published; a link in service needs a capacity */
    double route_km, submarine_km, land_km;
    /* of capacity, each of the two stations: loss at no load, per power, per power squared */
    double station_noload_share, station_linear_share, station_quadratic_share;
    double ohm_per_km_per_pole; /* NAN: not published; a link in service with a route needs it */
    double ramp_mw_per_h;       /* NAN: unlimited */
    double capex_low_musd, capex_central_musd, capex_high_musd; /* NAN: not published */
    struct origin origin;
    int from_bus, to_bus;
    /* loss(u) / capacity = loss_fixed + loss_linear u + loss_quadratic u^2, u = sending MW /
     * capacity: two stations plus the cable (docs/model.md, eq. 7) */
    double loss_fixed, loss_linear, loss_quadratic;
};

enum availability {
    AVAILABILITY_FIRM,  /* capacity less forced outages */
    AVAILABILITY_WIND,  /* capacity x wind factor of the weather zone */
    AVAILABILITY_SOLAR, /* capacity x solar factor */
    AVAILABILITY_RIVER  /* run of river: annual energy spread by the inflow factor */
};

struct generator {
    const char *id, *bus_id, *technology, *status, *fuel;
    const char *weather_zone; /* "" : that of the bus */
    int availability;         /* enum availability */
    bool green;               /* counts as clean power for export accounting */
    double capacity_mw, must_run_share, marginal_cost_usd_per_mwh, ramp_share_per_h;
    double co2_t_per_mwh, forced_outage_share;
    double annual_energy_gwh; /* NAN: no budget; a river plant's yearly energy */
    double capacity_factor;   /* NAN, or the plant's own annual mean of wind or sun */
    double min_stable_share, fuel_price_usd_per_mwh_th, efficiency, vom_usd_per_mwh;
    struct origin origin;
    int bus;
};

enum storage_kind { STORAGE_BATTERY, STORAGE_PUMPED_HYDRO, STORAGE_RESERVOIR };

struct storage {
    const char *id, *bus_id, *status;
    int kind;                 /* enum storage_kind */
    const char *weather_zone; /* of the inflow; "" : that of the bus */
    double charge_mw, discharge_mw, energy_mwh;
    double charge_efficiency, discharge_efficiency;
    double hourly_loss_share;   /* of the level */
    double initial_share;       /* level before the first hour / energy_mwh */
    double min_discharge_share; /* of discharge_mw: environmental flow */
    double discharge_cost_usd_per_mwh;
    double annual_inflow_gwh; /* electricity equivalent; 0 for batteries */
    double forced_outage_share;
    const char *downstream; /* id of the storage that gets the released water, or "" */
    int downstream_delay_h;
    double downstream_mwh_per_mwh; /* inflow below per MWh released (generated or spilled) above */
    struct origin origin;
    int bus;
    int downstream_storage; /* -1: none */
};

struct load { /* one bus in one year */
    const char *bus_id;
    int year;
    double annual_twh, peak_mw;
    struct origin origin;
    int bus;
};

/* A price area outside the model: buys and sells at a price series with depth blocks. */
struct market {
    const char *id, *bus_id, *country;
    const char *price_series;   /* RO, HU, BG or TR of the weather year */
    double price_level_per_mwh; /* annual mean in `currency` */
    int currency;               /* enum currency */
    struct origin origin;
    int bus;
    int first_block, n_block; /* of market_block, sorted by market */
};
enum currency { CURRENCY_USD, CURRENCY_EUR };

/* Seen from the market: it buys what the corridor exports. */
enum market_side { MARKET_BUYS, MARKET_SELLS };
struct market_block {
    const char *market_id;
    int side; /* enum market_side */
    double depth_mw;
    double offset_usd_per_mwh; /* the market pays price - offset, or asks price + offset */
    struct origin origin;
    int market;
};

/* A line or link of a named set whose joint flow is reported or asked for. */
struct interface_member {
    const char *interface_id, *element_id;
    int direction; /* +1: counts from -> to as positive; -1: the other way */
    struct origin origin;
    int line, link; /* one of them is -1 */
};

struct network {
    const char *path, *name, *case_id;
    double base_mva;
    const char *weather_path; /* weather parameters, "" none */
    int n_bus, n_line, n_link, n_generator, n_storage, n_load, n_market, n_market_block, n_member;
    int n_area;
    struct bus *bus;
    struct line *line;      /* in service only */
    struct hvdc_link *link; /* in service only */
    struct generator *generator;
    struct storage *storage;
    struct load *load; /* of the chosen year, at most one per bus */
    struct market *market;
    struct market_block *market_block;
    struct interface_member *member;
    const char **area_name;          /* [n_area] */
    struct text_list interface_name; /* of every row of interfaces, in service or not */
    struct text_list left_out;       /* sentences: rows that the case leaves out and why */
};

/* Reads the network file (libconfig, see network_keys) and the CSV tables that it names, drops what
 * the case leaves out of service, resolves every reference and fills the derived values. All faults
 * of a file are reported at once. */
MUST_CHECK enum status network_read(const char *path, struct arena *arena, struct network *network,
                                    struct error *error);

/* Derived values (positions by id, reactance_pu, loss_per_mw, limits, loss_fixed, ...) of a network
 * whose tables were filled by hand; network_read calls it last. Faults: duplicate ids and ids that
 * no table has, two loads at one bus, an element in service that lacks a number which its values
 * need. */
MUST_CHECK enum status network_complete(struct network *network, struct arena *arena,
                                        struct error *error);

/* Faults of a complete network: no buses, a branch from a bus to itself, a synchronous area that
 * falls into several islands, x <= 0, cycles of downstream storages, two links in service from one
 * exclusive_group, a must-run share above what forced outages leave, a river plant without energy.
 * A bus without any line, link, load, plant or market is no fault; network_read says it in
 * left_out. */
MUST_CHECK enum status network_check(const struct network *network, struct arena *scratch,
                                     struct error *error);

int network_bus(const struct network *network, const char *id); /* position or -1 */
int network_line(const struct network *network, const char *id);
int network_link(const struct network *network, const char *id);
int network_storage(const struct network *network, const char *id);
int network_generator(const struct network *network, const char *id);

/* Heat in the conductors of a link at a power, each pole of pole_ohm (docs/model.md, eq. 7). Two
 * poles share the current, I = P / 2V; with one pole lost and a metallic return as thick as a pole,
 * I = P / V. */
enum hvdc_conductors { HVDC_TWO_POLES, HVDC_POLE_AND_METALLIC_RETURN };
double hvdc_conductor_loss_mw(enum hvdc_conductors conductors, double power_mw, double dc_kv,
                              double pole_ohm);

/* Loss of a link in MW at a sending power, both stations and the cable (docs/model.md, eq. 7). */
double hvdc_loss_mw(const struct hvdc_link *link, double sending_mw);

/* The key tables behind the files: for `corridor help` and the documents. */
struct table_format {
    const char *name;  /* "buses" */
    const char *about; /* one sentence: what a row is */
    const struct key *keys;
    int n_key;
};
extern const struct table_format network_tables[];
extern const int n_network_table;
extern const struct key network_keys[]; /* of the network file itself */
extern const int n_network_key;

#endif
