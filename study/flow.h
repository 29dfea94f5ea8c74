/* The power flow of a case: who carries what, at which voltage, with which losses. */
#ifndef STUDY_FLOW_H
#define STUDY_FLOW_H

#include "network/acflow.h"
#include "network/dcflow.h"
#include "network/matpower.h"

struct flow_settings {
    bool is_dc;
    enum dc_convention convention; /* of a DC flow */
    enum flow_balance balance;
    struct acflow_settings ac;
};

struct flow_totals {
    double generation_mw, load_mw, shunt_mw, loss_mw, dcline_loss_mw;
    double generation_mvar, load_mvar, shunt_mvar; /* shunt: given by the shunts */
    double gap_mw;  /* generation less everything else: 0 but for rounding */
    int dead_buses; /* isolated, or in an island without a generator */
    double dead_load_mw;
};

/* Generation = load + shunts + losses + what it gives to others through DC lines, but for rounding.
 */
struct flow_island {
    int slack; /* position of the first bus in the case that holds its angle */
    int n_bus, n_branch;
    double generation_mw, load_mw, shunt_mw, loss_mw, export_mw;
    double slack_mw; /* what those who balance it give beyond the file */
};

struct flow_extreme { /* -1 and 0 when there is none */
    int position;
    double value;
};

struct flow_result {
    const struct matpower_case *grid;
    struct flow_settings settings;
    struct flow_grid flow; /* what was in service; per unit */
    struct acflow ac;      /* of an AC flow */
    bool is_solved;
    const char *why; /* when it is not: what stands in the way, a line for each thing; else "" */
    double mismatch_pu;
    int iterations;

    /* by positions of the case; NAN where nothing is in service */
    double *voltage_pu, *angle_degree;             /* [n_bus] */
    double *from_mw, *from_mvar, *to_mw, *to_mvar; /* [n_branch] into the branch at its ends */
    double *loss_mw, *loading_share;               /* [n_branch] loading: of rating A, or NAN */
    double *generator_mw, *generator_mvar;         /* [n_generator] */
    enum acflow_limit *limit;                      /* [n_bus] gave up its voltage at a limit */

    struct flow_totals totals;
    struct flow_island *island; /* [flow.n_island], largest load first */
    struct flow_extreme lowest_voltage, highest_voltage, heaviest_branch;
    int overloaded_branches, voltage_violations; /* outside Vmin .. Vmax */
    int buses_at_limit;
};

/* grid must outlive the result, whose arrays are placed in arena. A flow that has no solution, or
 * whose solution is not found, is a result. */
MUST_CHECK enum status flow_run(const struct matpower_case *grid,
                                const struct flow_settings *settings, struct arena *arena,
                                struct flow_result *result, struct error *error);

/* Writes the case with the voltages, angles and outputs of the result in it. */
MUST_CHECK enum status flow_write_case(const struct flow_result *result, const char *path,
                                       struct arena *scratch, struct error *error);

#endif
