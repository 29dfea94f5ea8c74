/* Whether an AC grid could run what a dispatch decided in its DC approximation: chosen hours, or
 * all, by Newton's method (docs/model.md, eqs. 160-164). */
#ifndef STUDY_AC_CHECK_H
#define STUDY_AC_CHECK_H

#include "network/matpower.h"
#include "study/dispatch.h"

/* What decides whether an hour passes, as shares of the dispatch. No standard gives them: they are
 * engineering judgement, told with every result. */
#define AC_LOSS_SHARE 0.10    /* total loss of lines off by at most */
#define AC_FLOW_SHARE 0.05    /* of the limits: what 95 % of the flows are off by at most */
#define AC_BALANCE_SHARE 0.01 /* of the load: what plants must add or leave */
#define AC_LOWEST_PU 0.9
#define AC_HIGHEST_PU 1.1

struct ac_hour {
    int hour;
    bool is_solved, passes;
    bool is_relaxed; /* solved only when the assumed limits of reactive power are left aside */
    int iterations;
    const char *method, *why; /* why: it does not pass, or was not solved; "" else */
    double solved_share;      /* of all injections, 1 when solved */
    double loss_mw, dispatch_loss_mw;
    double flow_error_share;    /* 95 % of the lines are off by at most this share of their limit */
    double balance_mw, load_mw; /* added by plants (> 0) or left */
    double lowest_pu, highest_pu;
    int lowest_bus, highest_bus, n_voltage; /* n_voltage: buses outside 0.9 to 1.1 */
    int n_overload, heaviest_line;          /* -1: none */
    double heaviest_share;                  /* of the limit in MW, or of the rating in MVA */
    int n_reactive_limit;                   /* buses that gave up their voltage */
};

struct ac_level { /* all lines of one nominal voltage, over the hours that were solved */
    double nominal_kv, loss_mwh, dispatch_loss_mwh;
    double factor; /* loss / loss of the dispatch, between 0.8 and 2: for loss_calibration */
};

struct ac_check {
    int n_hour, n_solved, n_relaxed, n_passed, n_level; /* n_relaxed: of the solved ones */
    struct ac_hour *hour;
    struct ac_level *level; /* highest voltage first */
    double loss_mwh, dispatch_loss_mwh;
    /* the assumptions, as they were used */
    double load_power_factor, compensated_share, converter_mvar_share, generator_mvar_share;
};

/* The hour of a result as a case: buses in the order of the network, numbered from 1; plants, then
 * stores, markets and both ends of links as generators; lines as branches. */
MUST_CHECK enum status ac_case_of_hour(const struct dispatch_config *config,
                                       const struct result *result, int hour, struct arena *arena,
                                       struct matpower_case *grid, struct error *error);

/* Which hours config->ac_check names: chosen [hours] is set there, or NULL to see only whether it
 * can be read. "chosen" names none: that needs the result. */
MUST_CHECK enum status ac_check_hours(const struct dispatch_config *config, bool *chosen,
                                      struct error *error);

/* config->ac_check says which hours: "all", "chosen", or numbers joined by commas. Fills
 * result->ac_check. */
MUST_CHECK enum status result_ac_check(const struct dispatch_config *config, struct arena *arena,
                                       struct result *result, struct error *error);

#endif
