/* When a plant, a cable or a converter is out: failures and repairs of one unit in one year, event
 * by event, and what is known of them in closed form (docs/model.md, eqs. 260-266, 276). */
#ifndef STUDY_OUTAGES_H
#define STUDY_OUTAGES_H

#include "base/status.h"

/* A unit that works or is being repaired, both for exponential times (eq. 260). */
struct two_state {
    double failures_per_year; /* of a unit that works */
    double repairs_per_year;  /* of a unit that is out: 1 / mean repair time */
};

double two_state_unavailability(struct two_state unit);
/* Failures per year of the calendar, not of the time that it works. */
double two_state_frequency(struct two_state unit);
/* That a unit is out (works) after a time when it works (is out) now (eq. 261). */
double two_state_fails_within(struct two_state unit, double year);
double two_state_is_repaired_within(struct two_state unit, double year);
/* Variance of the share of a time that a unit is out, from one such time to the next (eq. 262). */
double two_state_variance(struct two_state unit, double year);

enum repair_shape {
    REPAIR_EXPONENTIAL, /* memoryless: the two-state chain itself when nothing else is set */
    REPAIR_LOGNORMAL    /* a sea repair: rarely short, sometimes very long */
};

/* A repair is a mobilisation that always takes the same time, then work that rests in the closed
 * season (eqs. 264, 265). */
struct outage_unit {
    const char *id;
    double failures_per_year;
    double mobilisation_hour;
    double work_hour;   /* mean */
    int shape;          /* enum repair_shape, of the work */
    double work_log_sd; /* lognormal: standard deviation of ln(work) */
    /* no work from this hour of the year on for so long; it may run over the end of the year */
    double closed_from_hour, closed_hour;
};

/* Faults of a unit: a rate or a time below zero, no work at all, a season that never opens. */
MUST_CHECK enum status outage_unit_check(const struct outage_unit *unit, struct error *error);

/* Share of each of the HOURS_PER_YEAR hours that a unit works. The draws depend on seed, id and
 * year only: neither other units, nor their order, nor threads change them, so that a study with
 * and one without a cable share the outages of everything else.
 *   unit     passes outage_unit_check
 *   returns  failures that began in the year */
int outage_sample(const struct outage_unit *unit, unsigned long long seed, int year,
                  double *available_share);

/* The same year as it is in the middle of each hour: works[hour] = 0 where the unit is out then,
 * left as it is elsewhere, so that several causes may take out one thing. An instant is out for
 * exactly the unavailability, where an hour in part would count as short as a whole (eq. 276). */
int outage_take_out(const struct outage_unit *unit, unsigned long long seed, int year,
                    unsigned char *works);

#endif
