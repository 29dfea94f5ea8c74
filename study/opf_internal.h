/* Shared by the sources of the optimal power flow. */
#ifndef STUDY_OPF_INTERNAL_H
#define STUDY_OPF_INTERNAL_H

#include "solver/ldl.h"
#include "study/opf.h"

enum { OPF_NOBODY = -1 };

/* The case as the methods see it (docs/model.md, eqs. 103-106): parallel branches are one pair of
 * buses with one interval of angle differences, costs are columns that are linear or quadratic. */
struct opf_problem {
    const struct opf_case *grid;
    int n_bus, n_pair, n_column, n_island;
    double base_mw, cost_constant_usd;
    double *demand_mw; /* [n_bus] with what phase shifts and converters draw */
    int *island;       /* [n_bus] */
    int *reference;    /* [n_island] its bus of angle 0 */

    int *pair_from, *pair_to;         /* [n_pair] */
    double *pair_mw_per_rad;          /* sum of the susceptances */
    double *pair_scale;               /* sum of their magnitudes, > 0: makes radians MW */
    double *lower_rad, *upper_rad;    /* of angle(from) - angle(to) */
    int *lower_branch, *upper_branch; /* which branch sets it, -1: none */
    bool *lower_is_rate, *upper_is_rate;

    int *bus, *other_bus;      /* [n_column]; other_bus -1: none */
    double *gain, *other_gain; /* MW into the bus per MW of the column */
    double *lower_mw, *upper_mw, *c1, *c2;
    int *owner; /* generator, n_generator + dcline, or OPF_NOBODY: load that is missing */
};

/* What a method hands back. */
struct opf_answer {
    enum outcome outcome;
    double *column_mw;    /* [n_column] */
    double *lower_shadow; /* [n_pair] USD/h per MW of scaled angle, >= 0 */
    double *upper_shadow; /* [n_pair] */
    double *island_price; /* [n_island] of its reference bus, USD/MWh */
    int rounds, rows, iterations;
    const char *method;
};

MUST_CHECK enum status opf_problem_build(const struct opf_case *grid, struct arena *arena,
                                         struct arena *scratch, struct opf_problem *problem,
                                         struct error *error);

/* The same with columns for load that is missing or too much in each island, where DC lines let the
 * sums of opf_island_fault say too little. What it shares with problem stays there. */
MUST_CHECK enum status opf_problem_relax(const struct opf_problem *problem, struct arena *arena,
                                         struct opf_problem *wider, struct error *error);

/* Where no dispatch can serve an island, whatever the lines carry: *text says so, else NULL. */
MUST_CHECK enum status opf_island_fault(const struct opf_problem *problem, struct arena *arena,
                                        const char **text, struct error *error);

/* The susceptance matrix, lower triangle, 1 more on the diagonal of each reference bus (which pins
 * its angle at 0 when the injections of the island sum to zero), per unit, and its factors. */
struct opf_grid_matrix {
    struct sparse lower;
    int *diagonal, *pair_entry; /* [n_bus], [n_pair] where their entries stand in lower */
    int *column_entry;          /* [n_column] of a column at two buses, of value 0; else -1 */
    struct ldl ldl;
    struct ldl_factor factor;
};
MUST_CHECK enum status opf_matrix_build(const struct opf_problem *problem, struct arena *arena,
                                        struct arena *scratch, struct opf_grid_matrix *matrix,
                                        struct error *error);

/* Net injection of columns less demand, MW. */
void opf_injection(const struct opf_problem *problem, const double *column_mw, double *injection);

/* The angles of injections that sum to zero in each island; one step of refinement. */
void opf_angles_of(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                   const double *injection_mw, double *angle_rad, double *work);

/* Exact dispatch when no line limits anything: per island, by marginal cost. price [n_island]. */
MUST_CHECK enum status opf_merit_order(const struct opf_problem *problem, struct arena *scratch,
                                       double *column_mw, double *price_usd_per_mwh,
                                       struct error *error);

/* Room for an answer, zeroed. */
MUST_CHECK enum status opf_answer_new(const struct opf_problem *problem, struct arena *arena,
                                      struct opf_answer *answer, struct error *error);

/* Room for a point, zeroed. */
bool opf_point_new(const struct opf_case *grid, struct arena *arena, struct opf_point *point);

/* Shadow prices x limits, per hour. */
double opf_congestion_rent_usd(const struct opf_result *result);

/* *has_price [n_bus]: whether any unit or DC line can reach the bus. */
MUST_CHECK enum status opf_find_priced(const struct opf_problem *problem, struct arena *scratch,
                                       struct arena *arena, bool **has_price, struct error *error);

/* The answer of a method as a point of the case (docs/model.md, eqs. 113-114). */
MUST_CHECK enum status opf_read_point(const struct opf_problem *problem,
                                      struct opf_grid_matrix *matrix,
                                      const struct opf_answer *answer, struct arena *arena,
                                      struct opf_point *point, struct error *error);

/* The limits that cannot hold together, as shadow prices of missing MW name them. */
MUST_CHECK enum status opf_explain(const struct opf_case *grid, const struct opf_point *point,
                                   double missing_mw, struct arena *arena, const char **why,
                                   struct error *error);

/* OUTCOME_OPTIMAL where the merit order keeps every limit; anything else says nothing. */
MUST_CHECK enum status opf_solve_by_merit(const struct opf_problem *problem,
                                          struct opf_grid_matrix *matrix, struct arena *scratch,
                                          struct opf_answer *answer, struct error *error);

/* elastic: the least total MW by which angle limits must give way, costs left aside. */
MUST_CHECK enum status opf_solve_angles(const struct opf_problem *problem,
                                        struct opf_grid_matrix *matrix, bool elastic,
                                        const struct opf_settings *settings, struct arena *scratch,
                                        struct opf_answer *answer, struct error *error);

/* An MPS file of the whole problem, quadratic costs included. */
MUST_CHECK enum status opf_export(const struct opf_problem *problem, const char *path,
                                  struct arena *arena, struct error *error);

#endif
