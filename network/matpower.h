/* Grids in the case format of MATPOWER, version 2 (.m), as plain tables: what stands in the file,
 * in its units, with bus numbers turned into positions. Only literals are read. A case that
 * computes on its data (as the distribution cases of MATPOWER do to get from ohm to per unit) is
 * refused with the line where that begins, never misread. source  Zimmerman, Murillo-Sanchez,
 * MATPOWER User's Manual, appendix B (case format) */
#ifndef NETWORK_MATPOWER_H
#define NETWORK_MATPOWER_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

enum matpower_bus_type {
    MATPOWER_PQ = 1,  /* load and generation are given */
    MATPOWER_PV,      /* generators hold the voltage */
    MATPOWER_SLACK,   /* the angle is given, generators take up the balance */
    MATPOWER_ISOLATED /* out of service */
};

struct matpower_bus {
    int number; /* the name that the file gives it: positive, not in any order */
    enum matpower_bus_type type;
    double load_mw, load_mvar;
    double shunt_mw, shunt_mvar; /* taken and given at 1 p.u. voltage */
    int area;
    double voltage_pu, angle_degree;
    double base_kv;
    int zone;
    double voltage_max_pu, voltage_min_pu;
    int line; /* of the file; so in every table */
};

struct matpower_generator {
    int bus; /* position */
    double output_mw, output_mvar;
    double max_mvar, min_mvar;
    double voltage_pu; /* that it holds */
    double base_mva;   /* of the machine */
    bool in_service;
    double max_mw, min_mw;
    /* columns 11 to 20: the capability curve (MW, MVAr) and ramp rates (MW/min, MW, MW, MVAr/min)
     */
    double curve_mw[2], curve_min_mvar[2], curve_max_mvar[2];
    double ramp_agc, ramp_10, ramp_30, ramp_q;
    double participation; /* in the balance of its area; column 21 */
    int line;
};

struct matpower_branch {
    int from_bus, to_bus; /* positions */
    double resistance_pu, reactance_pu, charging_pu;
    double rating_a_mva, rating_b_mva, rating_c_mva; /* INFINITY: no limit, 0 in the file */
    double tap; /* from-side turns over to-side turns; 1 for a line, whose ratio in the file is 0 */
    bool is_line;
    double shift_degree;
    bool in_service;
    double angle_min_degree,
        angle_max_degree; /* as in the file; matpower_angle_limits reads them */
    int line;
};

/* Cost of a generator in USD/h. The coefficients of a polynomial in MW come highest power first;
 * a piecewise linear cost is count pairs (MW, USD/h), MW increasing. */
enum matpower_cost_model { MATPOWER_PIECEWISE = 1, MATPOWER_POLYNOMIAL };
struct matpower_cost {
    enum matpower_cost_model model;
    double startup_usd, shutdown_usd;
    int count;           /* coefficients, or points */
    const double *value; /* [count], or [2 count]: x1 y1 x2 y2 ... */
    int line;
};

struct matpower_dcline {
    int from_bus, to_bus; /* positions */
    bool in_service;
    double from_mw, to_mw;     /* sent and received */
    double from_mvar, to_mvar; /* put into the grid at both ends */
    double from_voltage_pu, to_voltage_pu;
    double min_mw, max_mw; /* of from_mw */
    double from_min_mvar, from_max_mvar, to_min_mvar, to_max_mvar;
    double loss_mw, loss_share; /* to_mw = from_mw - loss_mw - loss_share from_mw */
    int line;
};

/* Columns behind the known ones (results of an optimization that MATPOWER appends): kept to be
 * written again. value [n_row][n_column], NULL when n_column is 0. */
struct matpower_more {
    int n_column;
    const double *value;
};

/* Any other field, "areas" or "reserves.zones", with its value as it stands in the file. */
struct matpower_field {
    const char *name, *text;
    int line;
};

struct matpower_case {
    const char *path, *name; /* name of the function, or of the file */
    double base_mva;
    int n_bus, n_generator, n_branch, n_dcline;
    struct matpower_bus *bus;
    struct matpower_generator *generator;
    struct matpower_branch *branch;
    struct matpower_dcline *dcline;
    struct matpower_cost *cost;          /* [n_generator], or NULL: the file has no costs */
    struct matpower_cost *reactive_cost; /* [n_generator] in USD/h of MVAr, or NULL */
    struct matpower_cost *dcline_cost;   /* [n_dcline], or NULL */
    /* How many columns the file has, at most those that the structs above know. */
    int bus_columns, generator_columns, branch_columns, dcline_columns;
    struct matpower_more bus_more, generator_more, branch_more, dcline_more;
    const char **bus_name; /* [n_bus], or NULL */
    const char **fuel;     /* [n_generator], mpc.genfuel, or NULL */
    const char **kind;     /* [n_generator], mpc.gentype, or NULL */
    int n_field;
    struct matpower_field *field;
};

/* Everything is placed in arena. All faults of the tables are added to error, each with its line.
 *   returns STATUS_BAD_INPUT  a fault; STATUS_IO  the file cannot be read */
MUST_CHECK enum status matpower_read(const char *path, struct arena *arena,
                                     struct matpower_case *grid, struct error *error);

/* Writes a file that reads back as the same tables, to the last bit. */
MUST_CHECK enum status matpower_write(const struct matpower_case *grid, const char *path,
                                      struct error *error);

/* Position of the bus with that number, or -1. */
int matpower_bus_position(const struct matpower_case *grid, int number);

/* The limits of the angle from - to, in degrees: -INFINITY or INFINITY where there is none (beyond
 * 360 degrees, or 0 at both sides). */
void matpower_angle_limits(const struct matpower_branch *branch, double *min_degree,
                           double *max_degree);

/* USD/h at that output (MW, or MVAr for a reactive cost). A piecewise linear cost goes on beyond
 * its ends with the slope of the last piece. */
double matpower_cost_at(const struct matpower_cost *cost, double output);

#endif
