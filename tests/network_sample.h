/* A small grid in files, for tests that read it, change a file of it and read it again. */
#ifndef TESTS_NETWORK_SAMPLE_H
#define TESTS_NETWORK_SAMPLE_H

#include "network/network.h"
#include "tests/folder.h"

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

static inline bool open_grid(struct grid *grid)
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
static inline enum status read_grid(struct grid *grid, const char *settings)
{
    char text[2000];
    snprintf(text, sizeof text, "%s%s", network_cfg, settings);
    grid->path = folder_put(&grid->folder, "network.cfg", text);
    if (grid->path == NULL) return STATUS_IO;
    return network_read(grid->path, &grid->arena, &grid->network, &grid->error);
}

static inline void close_grid(struct grid *grid)
{
    arena_free(&grid->arena);
    folder_close(&grid->folder);
}

#endif
