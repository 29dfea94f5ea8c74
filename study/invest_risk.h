/* How sure an appraisal is: what each driver does to the benefits, where it touches the dispatch by
 * dispatches of its low and high value, and draws of whole lives of the project (docs/model.md,
 * eqs. 212-216). */
#ifndef STUDY_INVEST_RISK_H
#define STUDY_INVEST_RISK_H

#include "study/invest_runs.h"
#include "study/risk.h"
#include "study/sensitivity.h"

enum { RISK_SOCIETY, RISK_OWNER, RISK_VIEWS }; /* cost of the system saved; rent */
enum {
    RISK_DRIVERS = 16,
    RISK_CORNERS = 4,
    RISK_LEVELS = 3,
    RISK_OPERATED_AT_MOST = 200,
    RISK_SPOTS = 100
};

/* What a driver is to the flows of the project. */
enum risk_kind {
    RISK_DISPATCH, /* a factor in the dispatch: enum dispatch_driver */
    RISK_CAPEX,    /* factor of the capital */
    RISK_WACC,     /* share; not drawn: a return is chosen, it does not happen */
    RISK_GROWTH,   /* share per year */
    RISK_DELAY,    /* years of operation lost */
    RISK_FAILURES  /* factor of the failures of the cable */
};

struct risk_driver {
    const char *name, *unit, *source;
    enum risk_kind kind;
    enum dispatch_driver dispatch;
    double low, central, high;
    const struct assumption *from; /* NULL: of the costs */
    /* benefits of a link that always works, USD per year, at low, central and high: dispatched anew
     * for RISK_DISPATCH, as in the study for others */
    double benefit_usd_per_year[RISK_VIEWS][RISK_LEVELS];
};

struct risk_two_way { /* rows: first driver low, central, high; columns: second */
    int row, column;  /* positions of drivers; -1: there are no two that touch the dispatch */
    double npv_usd[RISK_VIEWS][RISK_LEVELS][RISK_LEVELS];
};

/* NPV at low, central and high of two drivers: the capital or another that leaves the dispatch as
 * it is, and the one of the dispatch that moves the NPV most. Every cell is of dispatches. */
struct risk_table {
    int row, column; /* positions of drivers; -1: there are no such two */
    double npv_usd[RISK_VIEWS][RISK_LEVELS][RISK_LEVELS];
};

/* Where the NPV changes its sign: a driver of the dispatch between its low and high, others as far
 * as they can go. */
struct risk_switch {
    bool is_found[RISK_VIEWS], is_in_range[RISK_VIEWS]; /* range: low to high */
    double value[RISK_VIEWS];
};

/* All drivers and the weather of a draw at once, dispatched: what the sum of their effects, which
 * the lives are made of, leaves out. */
struct risk_spot {
    int draw, seed;
    double value[RISK_DRIVERS];
    double added_usd_per_year[RISK_VIEWS], dispatched_usd_per_year[RISK_VIEWS];
};

struct invest_risk {
    int n_driver;
    struct risk_driver driver[RISK_DRIVERS];
    int n_weather;
    int *seed;                                /* [n_weather], the first is that of the study */
    double *weather_usd_per_year[RISK_VIEWS]; /* [n_weather] benefit, always working */
    double weather_mean_usd_per_year[RISK_VIEWS], weather_deviation_usd_per_year[RISK_VIEWS];
    double emulator_error_share;    /* worst of the corners, of the central benefit of society */
    struct risk_two_way dispatched; /* both drivers dispatched anew at the corners */
    double control_usd[RISK_VIEWS][RISK_DRIVERS]; /* of the control: NPV per unit of a driver */
    double month_share[12];                       /* of the rent: what a month of outage costs */
    /* availability that was drawn, weighted by those shares, and in closed form (eq. 204) */
    int n_availability_year;
    double drawn_availability, drawn_availability_error, closed_availability;
    int n_draw;
    bool is_enough[RISK_VIEWS]; /* the standard error that was asked for was reached */
    int stratified;             /* position of the driver whose range is cut in strata; -1: none */
    bool is_correlated;
    double correlation[RISK_DRIVERS][RISK_DRIVERS]; /* of the normal draws behind the drivers */
    double correlation_changed; /* an entry, to make a matrix that drivers can have */
    int n_spot;
    struct risk_spot spot[RISK_SPOTS];
    double spot_error_share;                 /* worst, of the central benefit of society */
    struct risk_summary summary[RISK_VIEWS]; /* of the NPV */
    int n_bar;
    struct tornado_bar bar[RISK_VIEWS][RISK_DRIVERS];
    struct risk_switch switching[RISK_DRIVERS];
    struct risk_table table;
};

#endif
