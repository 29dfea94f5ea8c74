/* A price in reasons: what it consists of, which limits add what, who would serve one MW more. The
 * same for a bus of a dispatch study and for one of a MATPOWER case. */
#ifndef STUDY_PRICE_EXPLAINED_H
#define STUDY_PRICE_EXPLAINED_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

/* Who gives more (mw > 0) or less when a load changes by one MW. */
struct price_mover {
    const char *kind; /* "plant", "load not served", "storage", "market", "HVDC link", "DC line" */
    const char *id;
    double mw;
    /* What a MWh of it costs; of a store the value of what it holds; NAN: no cost of its own. */
    double usd_per_mwh;
    int place; /* of a case: position of the unit */
};

/* One MW more or less of load. */
struct price_step {
    bool possible;
    double usd_per_mwh; /* costs or saves */
    int n_mover;        /* largest change first */
    struct price_mover *mover;
};

/* A limit that adds to the price of the bus. */
struct price_cause {
    const char *kind; /* "line", "branch" */
    const char *id;
    double flow_mw, limit_mw; /* limit: of the direction of the flow */
    double pull_usd_per_mwh;  /* what one MW more of flow costs beyond the prices of its ends */
    double factor;            /* MW more of flow per MW that enters at the bus */
    double usd_per_mwh;       /* - pull x factor: what it adds to the price */
    int branch;               /* of a case: its position */
    bool is_full;             /* else: rules of the export, or a cost that breaks ties */
};

/* A store on the same grid. */
struct price_store {
    const char *id;
    double value_usd_per_mwh, release_usd_per_mwh; /* of a MWh in store; of a MWh that it gives */
    double charge_mw, discharge_mw, most_mw;       /* most: of discharge */
};

/* A controllable link that ends on the same grid. */
struct price_link {
    const char *id, *other_end;
    double into_mw, capacity_mw; /* into this grid; < 0: out of it */
    double here_usd_per_mwh, there_usd_per_mwh;
    bool is_full;
};

struct price_explained {
    const char *where, *name, *when; /* id, what it is called, time; "" where there is none */
    int hour;                        /* -1: a case without hours */
    const char *reference;           /* of which grid, in words */
    double price_usd_per_mwh, energy_usd_per_mwh, loss_usd_per_mwh, congestion_usd_per_mwh;
    double rest_usd_per_mwh; /* what causes below a thousandth of a USD/MWh add together */
    struct price_step more, less;
    double low_usd_per_mwh, high_usd_per_mwh; /* the interval in which any price is right */
    int n_cause, n_store, n_link;
    struct price_cause *cause; /* largest first */
    struct price_store *store; /* nearest to the price first */
    struct price_link *link;
};

struct result;
struct price_probe;

/* Of a bus and hour of a finished dispatch, whose probe was taken while it was solved. What is said
 * points into the network of the result and into arena. */
MUST_CHECK enum status price_explain_dispatch(const struct result *result,
                                              const struct price_probe *probe, struct arena *arena,
                                              struct price_explained *explained,
                                              struct error *error);

/* Causes, largest first; those that are too small to be told are counted in the rest. */
void price_causes_sort(struct price_explained *explained);

#endif
