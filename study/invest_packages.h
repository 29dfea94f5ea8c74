/* Packages of links that could be built instead of each other: one large cable or two small ones,
 * one feeder or another, step after step of a corridor. Each is dispatched whole and with each of
 * its units out, against the grid without any link that a package names (docs/model.md, eq. 200).
 */
#ifndef STUDY_INVEST_PACKAGES_H
#define STUDY_INVEST_PACKAGES_H

#include "base/arena.h"
#include "base/status.h"
#include "network/network.h"
#include "study/assumptions.h"

#include <stdbool.h>

struct invest;
struct invest_config;
struct invest_point;

struct package_link {
    const char *id;
    double capacity_mw;
};

struct package_line { /* so many times as many circuits side by side */
    const char *id;
    double times;
};

struct invest_package {
    const char *name;
    int n_link, n_line;
    struct package_link *link; /* [n_link] */
    struct package_line *line; /* [n_line] */
    /* what follows */
    int n_unit;                   /* systems, or poles, that fail by themselves */
    double all_works_share;       /* of the time */
    double value_usd_per_year;    /* cost saved while everything works */
    double expected_usd_per_year; /* with outages of one unit; with more out, nothing */
    double capex_usd[LEVELS], running_usd_per_year[LEVELS], npv_usd[LEVELS];
    double export_mwh_per_year, hours_at_target; /* of a year, at the aim of the dispatch study */
    double most_export_mwh_per_year, most_hours_at_target; /* NAN: not looked for */
    const struct invest_point *whole, *most; /* where it is whole; NULL: not looked for */
    bool is_best;                            /* by NPV at central cost */
};

struct invest_packages {
    int n;
    struct invest_package *package; /* [n] in the order of the study */
    struct invest_package nothing;  /* the grid without them: export */
};

/* From "NAME: LINK LINK=MW LINE*TIMES ...": a link without MW has the capacity of its row. Faults:
 * lines and links that
 * are not in service or have no cost, MW that are no numbers, names twice. */
MUST_CHECK enum status invest_packages_read(const struct invest_config *config,
                                            const struct network *network, struct arena *arena,
                                            struct invest_packages *packages, struct error *error);

/* Dispatches all of them and appraises them. Nothing without packages. */
MUST_CHECK enum status invest_packages_solve(struct invest *invest, struct arena *arena,
                                             struct error *error);

#endif
