/* The table of outage rates: what fails, how often, how long a repair takes, and when it rests
 * (docs/model.md, eqs. 264, 265, 277). A row is for one thing by its id, for a kind of things, or
 * for all; several rows for the same are causes beside each other. */
#ifndef STUDY_OUTAGE_TABLE_H
#define STUDY_OUTAGE_TABLE_H

#include "network/network.h"
#include "study/outages.h"

enum outage_part {
    OUTAGE_PLANT,   /* of = id or technology */
    OUTAGE_STORE,   /* id or kind */
    OUTAGE_STATION, /* of a pole of a link, both ends together: id or configuration */
    OUTAGE_CABLE,   /* at sea */
    OUTAGE_LAND,    /* on land: cable or overhead line */
    OUTAGE_RETURN,  /* metallic return of a bipole */
    OUTAGE_LINE     /* a circuit: id or nominal kV */
};

struct outage_row {
    int part; /* enum outage_part */
    const char *of;
    double unit_mw;                  /* of plants and stores; NAN: one unit */
    double failures_per_year;        /* NAN: from forced_outage_share */
    double failures_per_100_km_year; /* NAN: none */
    double mobilisation_hour, work_hour, work_log_sd;
    int repair;                                          /* enum repair_shape */
    const char *closed_from, *planned_from, *planned_to; /* MM-DD, "" none */
    double closed_days, planned_days;
    int poles, conductors; /* of stations: poles that share the MW; of cables: that a pole needs */
    double common_share;   /* of the failures of cables: those that take the whole link */
    struct origin origin;
    double closed_from_hour, planned_from_hour, planned_window_hour; /* filled by the reader */
};

struct outage_table {
    const char *path; /* "" when there is none */
    int n_row;
    struct outage_row *row;
    bool *used; /* [n_row]: it was found for something; outage_table_find sets it */
};
extern const struct key outage_keys[];
extern const int n_outage_key;

MUST_CHECK enum status outage_table_read(const char *path, struct arena *arena,
                                         struct outage_table *table, struct error *error);

/* The rows of a part for an id, else for a kind, else for `all`.
 *   returns  how many there are; the first OUTAGE_CAUSES positions are in `row` */
enum { OUTAGE_CAUSES = 16 };
int outage_table_find(const struct outage_table *table, enum outage_part part, const char *id,
                      const char *kind, int row[OUTAGE_CAUSES]);

/* The unit that a row makes: its rates for so many km. Where the row gives no rate, the one that a
 * thing out for forced_outage_share of the time must have (eq. 277). */
struct outage_unit outage_of_row(const struct outage_row *row, const char *id, double km,
                                 double forced_outage_share);

#endif
