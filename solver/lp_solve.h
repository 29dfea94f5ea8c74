/* One door to all methods. */
#ifndef SOLVER_LP_SOLVE_H
#define SOLVER_LP_SOLVE_H

#include "solver/certificate.h"
#include "solver/lp.h"
#include "solver/lp_reduce.h"

enum lp_method {
    LP_AUTOMATIC = 0, /* simplex for small LPs, the interior point for the rest, another one when
                         the answer of the first is not certified */
    LP_SIMPLEX,       /* GLPK's simplex: a vertex */
    LP_INTERIOR,      /* our interior point (ipm.h) */
    LP_GLPK_INTERIOR  /* GLPK's interior point: a reference */
};

/* Of the normal equations of our interior point. */
enum lp_factorization {
    LP_FACTOR_AUTOMATIC = 0, /* lanes or blocks where the LP is a long chain, CHOLMOD elsewhere */
    LP_FACTOR_CHOLMOD,
    LP_FACTOR_LANES, /* where the LP is a chain of blocks at all */
    LP_FACTOR_BLOCKS /* the same */
};

struct lp_settings {
    enum lp_method method;
    enum lp_factorization factorization;
    int iteration_limit;            /* 0: the method's own */
    double time_limit_s;            /* 0: none */
    const double *row_dual_guess;   /* [n_row] prices to start the interior point from, or NULL */
    const struct lp_parent *parent; /* of a neighbour (lp_reduce.h), or NULL */
    bool all_rows; /* the interior point leaves no ramps out to begin with (lp_late.h) */
    int threads; /* for element-wise work only; the answer does not depend on it */
    void (*progress)(void *context, int iteration, double relative_gap); /* or NULL */
    void *progress_context;
};

struct lp_report {
    enum outcome outcome;
    const char *method; /* what was used: "simplex (GLPK)", "interior point (CHOLMOD)", ... */
    int iterations;
    bool is_reduced;                /* solved without what had settled in the parent */
    bool is_vertex;                 /* the method ends at a vertex: the simplex */
    struct certificate certificate; /* valid when the outcome is OPTIMAL or NOT_CERTIFIED */
};

/* Solves, then certifies. A program with squares in its rows goes to the interior point; another
 * method that is asked for is refused with STATUS_BAD_INPUT. solution's arrays must have room for
 * lp->n_column and lp->n_row. The status says whether the call worked; report->outcome says what
 * was found. */
MUST_CHECK enum status lp_solve(const struct lp *lp, const struct lp_settings *settings,
                                struct arena *scratch, struct lp_solution *solution,
                                struct lp_report *report, struct error *error);

/* The methods behind it. Each fills solution when it returns OUTCOME_OPTIMAL. */
MUST_CHECK enum status lp_glpk_solve(const struct lp *lp, const struct lp_settings *settings,
                                     struct arena *scratch, struct lp_solution *solution,
                                     struct lp_report *report, struct error *error);

/* Free MPS file that any other solver reads with the same optimum. Row and column names are R1..
 * and C1.. ; the constant of the cost is that of a column ONE, fixed at 1; free rows are left out.
 * Squares in rows are written as QCMATRIX sections, which CPLEX and Gurobi read.
 * The file is there whole or not at all (base/file.h). Numbers have 17 significant digits.
 * STATUS_IO when it cannot be written, STATUS_BAD_INPUT when lp_check refuses the LP. */
MUST_CHECK enum status lp_write_mps(const struct lp *lp, const char *path, struct error *error);

/* The same with x'Qx/2 in the cost, Q diagonal: quadratic [n_column], or NULL. */
MUST_CHECK enum status lp_write_mps_quadratic(const struct lp *lp, const double *quadratic,
                                              const char *path, struct error *error);

/* "GLPK 5.0": which library runs. */
void lp_glpk_library(char *text, size_t size);

#endif
