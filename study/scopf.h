/* The cheapest dispatch of a case that holds after every contingency: security-constrained DC
 * optimal power flow by row generation (docs/model.md, eqs. 130-137). preventive  one dispatch,
 * limits hold after each contingency as it is corrective  after a contingency the set-points of DC
 * lines may move by so much */
#ifndef STUDY_SCOPF_H
#define STUDY_SCOPF_H

#include "solver/certificate.h"
#include "study/opf.h"
#include "study/security.h"

enum scopf_kind { SCOPF_PREVENTIVE, SCOPF_CORRECTIVE };

struct scopf_settings {
    enum scopf_kind kind;
    double run_back_mw; /* by how much a set-point may move; INFINITY: between its limits */
    double
        overload_usd_per_mwh; /* above 0: limits after contingencies may be missed at this price */
    bool all_rows; /* every row from the start instead of those that are needed: to compare */
    bool ignore_contingencies; /* the same method without security, for the price of it */
    const char *write_mps;     /* of the program of all rows, or NULL */
};

/* A limit after a contingency (-1: before any) that binds. */
struct scopf_binding {
    int contingency, branch;
    double flow_mw, limit_mw, shadow_usd_per_mwh; /* saved per MW more of limit */
};

struct scopf_result {
    enum outcome outcome;
    const char *why;                            /* where it is not optimal */
    double objective_usd;                       /* with what overloads cost */
    double overload_usd;                        /* that part of it */
    double *generator_mw, *dcline_mw, *flow_mw; /* [n_generator], [n_dcline], [n_branch] */
    int n_binding;
    struct scopf_binding *binding;         /* largest shadow price first */
    int rounds, rows, iterations, n_split; /* contingencies that split the grid are no rows */
    double largest_overload_mw;     /* after any contingency, by the last look at all of them */
    struct certificate certificate; /* of the last program */
    const char *method;
};

/* security: the grid of the same case, prepared, with the limits that hold after a contingency. */
MUST_CHECK enum status scopf_run(const struct opf_case *grid, struct security_grid *security,
                                 const struct contingency_table *table,
                                 const struct scopf_settings *settings, struct arena *arena,
                                 struct scopf_result *result, struct error *error);

#endif
