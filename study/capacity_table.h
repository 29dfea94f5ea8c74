/* How many MW are there, with which probability: plants and the states of links put together, and
 * what a demand then misses (docs/model.md, eqs. 267-271). Exact; what sampling is held to. */
#ifndef STUDY_CAPACITY_TABLE_H
#define STUDY_CAPACITY_TABLE_H

#include "base/arena.h"
#include "base/status.h"

struct capacity_state {
    double mw;
    double share; /* of the time */
};

struct capacity_table {
    int n_state;
    struct capacity_state *state; /* [n_state], by rising MW, no MW twice */
};

/* One unit: all of it, or nothing for a share of the time. */
MUST_CHECK enum status capacity_table_unit(double capacity_mw, double unavailability,
                                           struct arena *arena, struct capacity_table *table);

/* Both together, independent of each other (eq. 267). */
MUST_CHECK enum status capacity_table_join(const struct capacity_table *a,
                                           const struct capacity_table *b, struct arena *arena,
                                           struct capacity_table *joint);

/* A cause that takes all of it for a share of the time, independent of everything else. */
MUST_CHECK enum status capacity_table_common_cause(const struct capacity_table *table,
                                                   double unavailability, struct arena *arena,
                                                   struct capacity_table *with);

enum link_conductors {
    LINK_MONOPOLE, /* two stations and all cables are needed, or nothing is left */
    LINK_BIPOLE    /* each pole has its stations and its cable, and carries half */
};

struct link_parts {
    int conductors; /* enum link_conductors */
    double capacity_mw;
    double station_unavailability; /* of the two ends of a pole together */
    double cable_unavailability;   /* of one cable; a monopole has two */
    double return_unavailability;  /* metallic return: without it no pole works alone */
    double common_unavailability;  /* what takes everything at once, such as one anchor */
};

/* The states of a link (eq. 269). */
MUST_CHECK enum status capacity_table_link(const struct link_parts *link, struct arena *arena,
                                           struct capacity_table *table);

struct shortage {
    double share;   /* of the time that something is missing: LOLP */
    double mean_mw; /* missing, over all the time: EENS per hour */
};

/* What a demand misses (eq. 270). */
struct shortage capacity_table_shortage(const struct capacity_table *table, double demand_mw);

/* Many units at once, independent of each other. A table that grows beyond most_states is put on a
 * grid of half as many: each state is shared between its two neighbours so that the mean stays
 * (eq. 280). Without that it is exact. */
struct capacity_unit {
    double mw, unavailability;
};
MUST_CHECK enum status capacity_table_units(int n_unit, const struct capacity_unit *unit,
                                            int most_states, struct arena *arena,
                                            struct capacity_table *table);

/* The same table made ready for many demands. */
struct capacity_curve {
    int n_state;
    double *mw, *share_below, *mw_below; /* [n_state], [n_state + 1]: sums over states before it */
};
MUST_CHECK enum status capacity_curve_make(const struct capacity_table *table, struct arena *arena,
                                           struct capacity_curve *curve);
/* As capacity_table_shortage, but a miss of up to SHORT_MW (shortage_years.h) is no shortage. */
struct shortage capacity_curve_shortage(const struct capacity_curve *curve, double demand_mw);

double capacity_table_mean_mw(const struct capacity_table *table);

#endif
