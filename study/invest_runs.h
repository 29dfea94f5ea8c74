/* The dispatches of an investment study: each is the study with other capacities of the links that
 * are looked at, another weather year, or other prices. They run side by side, each in memory of
 * its own, and what is kept of each is a row of numbers, which a checkpoint holds. */
#ifndef STUDY_INVEST_RUNS_H
#define STUDY_INVEST_RUNS_H

#include "study/checkpoint.h"
#include "study/dispatch.h"
#include "study/surplus.h"

/* What may be other than in the study, as a factor: those that change the dispatch. */
enum dispatch_driver {
    DRIVER_PRICE_LEVEL, /* of the markets outside */
    DRIVER_DEMAND,
    DRIVER_WIND_YIELD,
    DRIVER_SOLAR_YIELD,
    DRIVER_FUEL_COST, /* of all plants with a fuel price */
    DRIVER_LOSSES,    /* of the links that are looked at */
    DRIVER_INFLOW,
    DISPATCH_DRIVERS
};
extern const char *const dispatch_driver_names[DISPATCH_DRIVERS];

/* A grid with its dispatch settings, as the command has read them. */
struct invest_world {
    const char *name;
    struct dispatch_config config;
    struct network network;
    struct text_list overrides; /* paths of series files */
};

struct package_line;

struct invest_case {
    int world, seed;
    double factor[DISPATCH_DRIVERS];
    double *capacity_mw; /* [n_watch]; NAN: as in the network */
    int n_line;
    const struct package_line *line; /* [n_line] with more circuits than in the network */
    bool most_export; /* the most that can be exported, in place of the mode of the study */
};

struct invest_link {
    double slope_usd_per_mw; /* of the cost; at a kink between both sides */
    double rent_usd;
    double forward_mwh, back_mwh, received_mwh; /* sent each way; received both ways */
    double loss_mwh, utilisation_share, hours_full;
    double month_rent_usd[12];
};

/* The limits of lines and links whose MW more would save most, dearest first. */
enum { TIGHT_LIMITS = 3 };

struct invest_point {
    const struct invest_case *of;
    enum outcome outcome;
    double cost_usd, lower_bound_usd;
    double phantom_usd; /* what power that was burnt was paid: docs/model.md, eq. 28 */
    double export_mwh, hours_at_target, unserved_mwh, curtailed_mwh, co2_t;
    double identity_gap; /* the worst of eqs. 50-54, relative */
    double surplus_usd; /* of all agents, less the value of all load: minus the cost (docs/model.md,
                           eq. 202) */
    double iterations, is_reduced;
    double border_mwh, border_strict_mwh, border_lenient_mwh; /* see study/invest_border.h */
    double tight_at[TIGHT_LIMITS]; /* a line, or -1 - a link; NAN: no more limits cost anything */
    double tight_usd_per_mw[TIGHT_LIMITS]; /* of the hours of the study */
    struct invest_link *link;              /* [n_watch] */
    double *agent_usd;                     /* [N_AGENT][n_country] */
};

struct invest_runs {
    int n_world, n_watch, n_country;
    const struct invest_world *world; /* [n_world] */
    const char **watch;               /* [n_watch] ids of links */
    const bool *is_absent;            /* [n_watch] not there unless a case says so; NULL: none */
    int *watch_at;                    /* [n_world][n_watch] position, -1: not in that network */
    const char **country;             /* [n_country] of all worlds */
    int n_border;
    const char *const *border; /* [n_border] ids of links into the EU */
    int *border_at;            /* [n_world][n_border] as watch_at */
    int threads;
    uint64_t fingerprint; /* of all files and settings */
    struct checkpoint checkpoint;
    void (*progress)(void *context, const char *step, int done, int total);
    void *context;
    int n_done, n_planned, n_solved; /* n_solved: not taken from the checkpoint */
    /* for people, not for results: of all that were solved, and of those that began from nothing */
    double cpu_s, alone_cpu_s;
    int n_alone;
    struct arena *arena;
};

/* The series of a world in a weather year; network: that of the world, or alike. */
MUST_CHECK enum status invest_series(const struct invest_world *world,
                                     const struct network *network, int seed, struct arena *arena,
                                     struct series *series, struct error *error);

/* Cases one after the other, alike but for capacities: each may begin from the one before. */
struct invest_chain {
    int n;
    const struct invest_case *of; /* [n] */
    struct invest_point *point;   /* [n] filled */
};

/* Finds the watched links in each world and names the countries. A link that no world has is a
 * fault. */
MUST_CHECK enum status invest_runs_open(struct invest_runs *runs, const char *checkpoint_path,
                                        struct error *error);

/* Hours of a year over hours of the study. */
double invest_year_factor(const struct invest_runs *runs);

/* A case as the study itself: central factors, its seed, capacities as in the network. */
MUST_CHECK enum status invest_case_make(struct invest_runs *runs, int world,
                                        struct invest_case *made, struct error *error);

/* Solves all chains, as many at once as there are threads. A dispatch without a certified optimum
 * or whose sums do not close to INVEST_IDENTITY is a fault: STATUS_NUMERICAL with a sentence. */
MUST_CHECK enum status invest_runs_solve(struct invest_runs *runs, int n_chain,
                                         struct invest_chain *chain, struct error *error);

/* Sums must close this well, relative (docs/model.md, eqs. 50-54, 202). */
#define INVEST_IDENTITY 1e-6

#endif
