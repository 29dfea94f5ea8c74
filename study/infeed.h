/* Areas that must outlive the loss of an HVDC link: reserve against what it brings or takes, and
 * what the frequency allows (docs/model.md, eqs. 190-197). sources  system operation guideline of
 * the EU (2017/1485), articles 127, 153, 157; PowerModelsACDC, frequency-constrained optimal power
 * flow (energy balance in the windows of the inertia and of the droop) */
#ifndef STUDY_INFEED_H
#define STUDY_INFEED_H

#include <stdbool.h>
#include <stddef.h>

/* Of a synchronous area or what becomes an island; 0 or NAN where there is none. */
struct frequency {
    double inertia_mws; /* kinetic energy of all machines, NAN: frequency is not looked at */
    double frequency_hz, least_hz, dead_band_hz;
    double most_hz; /* after losing what a link took; NAN: how high it swings is not looked at */
    double rocof_hz_per_s;     /* the steepest fall allowed, NAN: any */
    double inertia_s, droop_s; /* ends of the windows of the inertia and of the droop */
    double fast_mw, fast_s;    /* HVDC or battery response, and the time until it is there */
    double damping_mw_per_hz, droop_mw_per_hz, steady_hz; /* steady_hz NAN: any */
};

/* Fall of the frequency right after losing so much, Hz/s (eq. 191), and at the end, Hz (eq. 194).
 */
double frequency_rocof_hz_per_s(const struct frequency *frequency, double lost_mw);
double frequency_steady_hz(const struct frequency *frequency, double lost_mw);

/* Both sides of the energy balance in the window of the inertia (eq. 192), MW s Hz: it holds where
 * the first is at least the second. */
double frequency_energy(const struct frequency *frequency);
double frequency_need(const struct frequency *frequency, double lost_mw);

/* The same of the upper side, up to most_hz (eq. 297). */
double frequency_energy_above(const struct frequency *frequency);

/* The most that may be lost whatever the reserve (eqs. 191, 192, 194), of what comes in and of what
 * is taken, and the reserve that the window of the droop needs (eq. 193). */
double frequency_most_mw(const struct frequency *frequency);
double frequency_most_taken_mw(const struct frequency *frequency);
double frequency_droop_reserve_mw(const struct frequency *frequency, double lost_mw);

struct infeed_area {
    const char *place;     /* a country or a zone of the network's buses */
    double survives_share; /* of a link's rating that is left after its worst fault */
    double reserve_mw;     /* the most that can be held, up and down each */
    double reserve_usd_per_mwh;
    struct frequency frequency;
};

/* "AZ reserve_mw=800 reserve_usd_per_mwh=10 survives_share=0.5 ..." False with a sentence that says
 * what was found and what was wanted. place points into room, which must have 64 bytes. */
bool infeed_read(const char *text, struct infeed_area *area, char *room, char *fault, size_t size);

#endif
