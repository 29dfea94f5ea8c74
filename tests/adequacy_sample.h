/* A small study of adequacy from texts, as a person would write its files. Loads are given hour by
 * hour by a function, so that what is missing can be counted by hand. */
#ifndef TESTS_ADEQUACY_SAMPLE_H
#define TESTS_ADEQUACY_SAMPLE_H

#include "base/threads.h"
#include "command/study_files.h"
#include "network/time_stamp.h"
#include "study/adequacy.h"
#include "tests/folder.h"
#include "tests/spec.h"

enum { SAMPLE_BUSES = 4, SAMPLE_TEXT_BYTES = 1 << 20 };

struct sample {
    int years, hours;
    const char *settings;                        /* more lines of the study of adequacy */
    const char *bus[SAMPLE_BUSES];               /* ids, each a country of its own */
    double (*load_mw)(int hour, int bus);        /* of a bus */
    const char *grid;                            /* that all buses share; NULL: each its own */
    const char *plants, *links, *lines, *stores; /* rows of the tables; NULL: no table */
    const char *outages;                         /* rows: part,of,failures_per_year,... */
    double (*available_share)(int hour);         /* of the first plant, "a"; NULL: firm */
    struct folder folder;
    struct arena arena;
    struct adequacy_config config;
    struct study_files files;
    struct outage_table table;
    struct adequacy_result result;
    struct error error;
};

static inline const char *sample_series(struct sample *sample)
{
    char *text = arena_bytes(&sample->arena, SAMPLE_TEXT_BYTES);
    size_t used = 0;
    if (text == NULL) return NULL;
#define ADD(...) used += (size_t)snprintf(text + used, SAMPLE_TEXT_BYTES - used, __VA_ARGS__)
    ADD("time");
    for (int b = 0; b < SAMPLE_BUSES && sample->bus[b] != NULL; b++)
        ADD(",load:%s [MW]", sample->bus[b]);
    if (sample->available_share != NULL) ADD(",availability:a [pu]");
    ADD("\n");
    for (int hour = 0; hour < sample->hours; hour++) {
        char stamp[TIME_STAMP_BYTES];
        const struct series first = {.year = 2030};
        series_time_stamp(&first, hour, stamp);
        ADD("%s", stamp);
        for (int b = 0; b < SAMPLE_BUSES && sample->bus[b] != NULL; b++)
            ADD(",%.10g", sample->load_mw(hour, b));
        if (sample->available_share != NULL) ADD(",%.10g", sample->available_share(hour));
        ADD("\n");
    }
#undef ADD
    return text;
}

static inline bool sample_put(struct sample *sample, const char *name, const char *heading,
                              const char *rows, char *network, size_t size)
{
    char text[4096], file[40];
    if (rows == NULL) return true;
    snprintf(text, sizeof text, "%s\n%s", heading, rows);
    snprintf(file, sizeof file, "%s.csv", name);
    const size_t used = strlen(network);
    snprintf(network + used, size - used, "%s = \"%s\";\n", name, file);
    return folder_put(&sample->folder, file, text) != NULL;
}

/* Writes the files; the path of the study, or NULL. */
static inline const char *sample_write(struct sample *sample)
{
    char network[1000] = "name = \"sample\";\n", buses[400] = "", loads[400] = "", text[4096];
    for (int b = 0; b < SAMPLE_BUSES && sample->bus[b] != NULL; b++) {
        const char *id = sample->bus[b];
        snprintf(buses + strlen(buses), sizeof buses - strlen(buses), "%s,%s,%s\n", id, id,
                 sample->grid != NULL ? sample->grid : id);
        if (sample->load_mw(0, b) > 0)
            snprintf(loads + strlen(loads), sizeof loads - strlen(loads), "%s,2030,1,1\n", id);
    }
    bool ok = folder_open(&sample->folder);
    ok = ok && sample_put(sample, "buses", "id,country,sync_area", buses, network, sizeof network);
    ok = ok && sample_put(sample, "loads", "bus_id,year,annual_twh,peak_mw", loads, network,
                          sizeof network);
    ok = ok && sample_put(sample, "generators",
                          "id,bus_id,technology,availability,capacity_mw,"
                          "marginal_cost_usd_per_mwh,forced_outage_share",
                          sample->plants, network, sizeof network);
    ok = ok && sample_put(sample, "hvdc_links",
                          "id,from,to,technology,configuration,dc_kv,capacity_mw,route_km,"
                          "submarine_km,land_km,station_noload_share,station_linear_share,"
                          "station_quadratic_share,ohm_per_km_per_pole",
                          sample->links, network, sizeof network);
    ok = ok && sample_put(sample, "lines",
                          "id,from,to,nominal_kv,circuits,length_km,r_ohm_per_km,x_ohm_per_km,"
                          "thermal_mva_per_circuit",
                          sample->lines, network, sizeof network);
    ok = ok && sample_put(sample, "storage",
                          "id,bus_id,kind,charge_mw,discharge_mw,energy_mwh,charge_efficiency,"
                          "discharge_efficiency,initial_share",
                          sample->stores, network, sizeof network);
    ok = ok && folder_put(&sample->folder, "network.cfg", network) != NULL;
    const char *series = sample_series(sample);
    ok = ok && series != NULL && folder_put(&sample->folder, "series.csv", series) != NULL;
    snprintf(text, sizeof text,
             "network = \"network.cfg\";\nseries = [\"series.csv\"];\nhours = %d;\nseed = 1;\n",
             sample->hours);
    ok = ok && folder_put(&sample->folder, "study.cfg", text) != NULL;
    if (sample->outages != NULL)
        ok = ok && folder_put(&sample->folder, "outages.csv", sample->outages);
    snprintf(text, sizeof text, "study = \"study.cfg\";\nyears = %d;\n%s%s", sample->years,
             sample->outages != NULL ? "outages = \"outages.csv\";\n" : "",
             sample->settings != NULL ? sample->settings : "");
    return ok ? folder_put(&sample->folder, "adequacy.cfg", text) : NULL;
}

static inline enum status sample_run(struct sample *sample)
{
    struct error *error = &sample->error;
    const char *study, *path = sample_write(sample);
    if (path == NULL) return STATUS_IO;
    TRY(adequacy_config_read(path, &sample->arena, &sample->config, &study, error));
    TRY(study_files_read(study, &sample->arena, &sample->files, error));
    sample->table.path = "";
    if (sample->config.outages[0] != '\0')
        TRY(outage_table_read(sample->config.outages, &sample->arena, &sample->table, error));
    const struct adequacy_input input = {&sample->config,        &sample->files.config,
                                         &sample->files.network, &sample->files.overrides,
                                         &sample->table,         NULL};
    return adequacy_run(&input, NULL, &sample->arena, &sample->result, error);
}

static inline void sample_close(struct sample *sample)
{
    folder_close(&sample->folder);
    arena_free(&sample->arena);
}

static inline const struct adequacy_area *sample_system(const struct sample *sample)
{
    return &sample->result.area[sample->result.n_area];
}

/* Years are fixed by their seed; a mean of independent years is off by more than this many standard
 * errors once in 370 seeds. */
static const double STANDARD_ERRORS = 3;
/* Sums of 8,760 products of a few digits. */
static const double ROUNDING = 1e-6;

/* A link of 500 MW with 100 km at sea. */
#define CABLE_ROW(id, from, to) id "," from "," to ",VSC,cable,500,500,100,100,0,0,0,0,0\n"

static inline double always_800(int hour, int bus)
{
    (void)hour;
    return bus == 0 ? 800 : 0;
}

static inline double always_60(int hour, int bus)
{
    (void)hour;
    return bus == 0 ? 60 : 0;
}

static inline void check_estimate(struct spec_state *spec, const char *what, struct estimate found,
                                  double wanted)
{
    if (!(fabs(found.mean - wanted) <= STANDARD_ERRORS * found.error))
        SPEC_FAULT("%s is %g +- %g, wanted %g", what, found.mean, found.error, wanted);
}

/* 800 MW of demand, 200 MW at home, two cables of 500 MW that are out for 0.05 of the time. One of
 * them is drawn the other way round. */
static inline struct sample two_cables(void)
{
    return (struct sample){.years = 200,
                           .hours = HOURS_PER_YEAR,
                           .bus = {"HOME", "NEXT"},
                           .load_mw = always_800,
                           .plants = "home,HOME,gas,firm,200,20,0\nnext,NEXT,gas,firm,1000,10,0\n",
                           .links = CABLE_ROW("NORTH", "NEXT", "HOME")
                               CABLE_ROW("SOUTH", "HOME", "NEXT"),
                           .outages = "part,of,failures_per_year,work_hour\n"
                                      "cable,all,19.210526315789473,24\n"};
}

#endif
