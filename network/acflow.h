/* The AC power flow: Newton-Raphson in polar form (docs/model.md, eqs. 84-88).
 *   source  Tinney, Hart, IEEE Trans. PAS-86(11), 1967 */
#ifndef NETWORK_ACFLOW_H
#define NETWORK_ACFLOW_H

#include "network/flow_grid.h"

enum acflow_start {
    ACFLOW_START_FILE, /* voltages and angles of the file */
    ACFLOW_START_FLAT, /* 1 p.u. or what is held, every angle that of the slack */
    ACFLOW_START_DC    /* 1 p.u. or what is held, angles of the DC power flow */
};

struct acflow_settings {
    enum acflow_start start;
    bool reactive_limits; /* PV buses become PQ at the limits of their generators, and back */
    int iteration_limit;  /* of one Newton run */
};

/* How the answer came about, from the simplest to the last resort. */
enum acflow_method {
    ACFLOW_NEWTON,       /* full steps from the start that was asked for */
    ACFLOW_DAMPED,       /* steps shortened while they make the mismatch larger */
    ACFLOW_RESTARTED,    /* damped, from the angles of the DC power flow */
    ACFLOW_CONTINUATION, /* injections raised from 0 to their full size in steps */
    ACFLOW_METHODS
};

enum acflow_limit { ACFLOW_FREE, ACFLOW_AT_MIN, ACFLOW_AT_MAX };

enum { ACFLOW_WORST = 5 };

struct acflow {
    bool is_solved; /* the largest mismatch is below ACFLOW_TOLERANCE_PU */
    enum acflow_method method;
    int iterations; /* of all runs */
    int switches;   /* of a bus between PV and PQ */
    double mismatch_pu;
    /* The state that was found; when it is no solution, the one with the smallest mismatch of the
     * run from the start that was asked for. */
    double *voltage_pu, *angle_rad;     /* [n_bus] */
    double *injection_pu, *reactive_pu; /* [n_bus] into the grid at this state */
    double *balance_pu;                 /* [n_slack] taken up */
    enum acflow_limit *limit;           /* [n_bus] where a bus gave up its voltage */
    /* When it is not solved: the buses where most is missing, and how much of all injections the
     * grid can carry (0 to 1), with the voltage that is lowest there. */
    int n_worst, worst_bus[ACFLOW_WORST];
    double worst_active_pu[ACFLOW_WORST], worst_reactive_pu[ACFLOW_WORST];
    double solved_share;
    int weakest_bus; /* -1 when no share was solved */
    double weakest_pu;
};

#define ACFLOW_TOLERANCE_PU 1e-8 /* 1 W on a base of 100 MVA */

/* The arrays of ac are placed in arena. That Newton does not converge is an answer, not a fault. */
MUST_CHECK enum status acflow_solve(const struct flow_grid *flow,
                                    const struct acflow_settings *settings, struct arena *arena,
                                    struct acflow *ac, struct error *error);

#endif
