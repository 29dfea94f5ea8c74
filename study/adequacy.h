/* Is there enough? Sampled years of weather and outages of plants, stores, stations and cables; in
 * each hour the least that is missing in any area, with and without chosen cables, and how sure
 * that is (docs/model.md, section 17). */
#ifndef STUDY_ADEQUACY_H
#define STUDY_ADEQUACY_H

#include "study/dispatch.h"
#include "study/outage_table.h"
#include "study/shortage_years.h"

#include <stdint.h>

enum adequacy_areas { ADEQUACY_COUNTRIES, ADEQUACY_ZONES };

struct adequacy_config {
    const char *path;        /* of the study file */
    const int *line_of_key;  /* [n_adequacy_key] */
    const char *study;       /* path of the dispatch study, as written */
    const char *outages;     /* path of the table of outages, as written; "" none */
    int areas;               /* enum adequacy_areas */
    struct text_list cables; /* links that are taken away for comparison; empty: all at sea */
    int years, least_years;
    double stop_error_share; /* 0: all years */
    double load_share, market_share;
    double plant_unit_mw, plant_repair_hour; /* of firm plants without a row; 0: one unit */
};
extern const struct key adequacy_keys[];
extern const int n_adequacy_key;

/* Reads the study file: settings of its own and the name of a dispatch study, or a dispatch study
 * itself, then with all settings left out.
 *   study_path  of the dispatch study, as it can be opened */
MUST_CHECK enum status adequacy_config_read(const char *path, struct arena *arena,
                                            struct adequacy_config *config, const char **study_path,
                                            struct error *error);

/* What years are sampled of: all of it lives as long as the result. */
struct adequacy_input {
    const struct adequacy_config *config;
    const struct dispatch_config *dispatch; /* hours, start, seed, threads, ... */
    const struct network *network;
    const struct text_list *overrides; /* paths of series files */
    struct outage_table *outages;
    const char *folder; /* the years that are done lie below it; NULL: none are kept */
};

struct adequacy_watch {
    void (*progress)(void *context, const char *step, int done, int total);
    void *context;
};

struct estimate {                   /* the mean of a year */
    double mean, error, half_width; /* standard error, half of the interval of 95 % */
};
struct adequacy_indices {
    struct estimate short_hour, unserved_mwh, entries; /* LOLE, EENS, LOLF */
};

struct adequacy_area {
    const char *name;
    double demand_mwh;                            /* mean of a year */
    struct adequacy_indices with, without, alone; /* alone: no exchange, no stores */
    struct adequacy_indices change;               /* with less without, year by year */
    /* exact, NAN where there is none: of `alone`; of the whole system, of `with` */
    double closed_short_hour, closed_unserved_mwh;
    /* sampled less exact, in standard errors of that difference; NAN when there is neither */
    double distance_short_hour, distance_unserved;
    /* `with` again, corrected by what the sampled years of `alone` are off (eq. 285); NAN where
     * that does not help */
    struct estimate controlled_unserved_mwh;
    double controlled_factor; /* variance left, as a share */
};

struct adequacy_branch { /* a link, or a line that fails */
    const char *id;
    double capacity_mw;
    bool is_cable;         /* taken away for comparison */
    double expected_share; /* of the time, exact; NAN with a closed season */
    struct estimate available_share;
    double worst_year_share;
};

struct adequacy_result {
    int n_area; /* area[n_area] is the whole system: something is missing anywhere */
    struct adequacy_area *area;
    int n_branch;
    struct adequacy_branch *branch;
    struct text_list cables;
    int n_year, n_hour;
    bool stopped_early;   /* the standard error asked for was reached */
    int n_unit, n_cause;  /* things that fail, and why */
    uint64_t fingerprint; /* of all inputs */
    struct text_list notes;
    const struct shortage_year *year; /* [n_year][3]: the system with, without; 0 */
};

MUST_CHECK enum status adequacy_run(const struct adequacy_input *input,
                                    const struct adequacy_watch *watch, struct arena *arena,
                                    struct adequacy_result *result, struct error *error);

#endif
