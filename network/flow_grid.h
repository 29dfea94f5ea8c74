/* A case as the power flow sees it: what is in service, in per unit, each island with its slack.
 * Buses without a path to a generator in service are left out; nothing flows there. */
#ifndef NETWORK_FLOW_GRID_H
#define NETWORK_FLOW_GRID_H

#include "network/matpower.h"

enum flow_kind {
    FLOW_PQ,   /* active and reactive injection are given */
    FLOW_PV,   /* active injection and voltage are given */
    FLOW_SLACK /* voltage and angle are given */
};

struct flow_bus {
    int source; /* position in the case */
    int island;
    enum flow_kind kind;
    double injection_pu, reactive_pu;        /* generation minus load, DC lines included */
    double fixed_reactive_pu;                /* the part of reactive_pu that no generator makes */
    double reactive_min_pu, reactive_max_pu; /* of the generators together */
    double shunt_g_pu, shunt_b_pu;
    double set_pu;                /* voltage that is held */
    double voltage_pu, angle_rad; /* in the file */
};

struct flow_branch {
    int source; /* position in the case */
    int from, to;
    double resistance_pu, reactance_pu, charging_pu, tap, shift_rad;
};

struct flow_grid {
    double base_mva;
    int n_bus, n_branch, n_island, n_slack;
    struct flow_bus *bus;
    struct flow_branch *branch;
    int *slack; /* [n_slack] buses; one per island, or those that the file says */
    /* Who takes up the balance of slack s: buses share_bus[share_start[s]] .. with their shares,
     * which add up to 1. */
    int *share_start, *share_bus;
    double *share;
    int *bus_of; /* [n_bus of the case] -> position here, or -1: isolated or without a source */
};

enum flow_balance {
    FLOW_BALANCE_SLACK, /* the slack bus takes up what is missing */
    FLOW_BALANCE_SHARED /* the generators of the island, by their participation (apf), or by their
                           Pmax where the file gives none */
};

/* A bus of kind PV or slack without a generator in service becomes PQ. An island without a slack
 * bus gets the bus with the largest generation capacity. Of several generators at a bus the last
 * one says the voltage, as in MATPOWER.
 *   returns STATUS_BAD_INPUT  a branch in service has no impedance, a voltage is not above 0; each
 *                             with its line. No island at all has a generator. */
MUST_CHECK enum status flow_grid_build(const struct matpower_case *grid, enum flow_balance balance,
                                       struct arena *arena, struct flow_grid *flow,
                                       struct error *error);

#endif
