/* The cheapest dispatch of one moment that the lines can carry: DC optimal power flow
 * (docs/model.md, eqs. 100-119). */
#ifndef STUDY_OPF_H
#define STUDY_OPF_H

#include "base/arena.h"
#include "base/status.h"
#include "solver/lp.h"

#include <stdbool.h>

enum opf_convention {
    OPF_MATPOWER,   /* b = 1 / (x tap), phase shifts count */
    OPF_POWERMODELS /* b = x / (r^2 + x^2), neither taps nor shifts */
};
const char *opf_convention_word(enum opf_convention convention); /* "matpower", "powermodels" */

enum opf_losses { /* of branches */
                  OPF_LOSSLESS,
                  OPF_FICTITIOUS, /* r flow^2 as demand at both ends, settled in rounds
                                     (opf_losses.h) */
                  OPF_SECANT,     /* by segments on and above that law (opf_segments.h) */
                  OPF_TANGENT     /* by segments on and below it */
};
const char *opf_losses_word(enum opf_losses losses);          /* "none", "fictitious", ... */
enum opf_losses opf_losses_of_word(const char *word_or_null); /* OPF_LOSSLESS where not known */

enum opf_method {
    OPF_AUTOMATIC, /* merit order where it keeps every limit, else the interior point */
    OPF_ANGLES     /* interior point on angles, every limit at once */
};

/* usd = c2 mw^2 + c1 mw + c0 per hour, or the line through points (n_point > 0). Convex. */
struct opf_cost {
    double c2, c1, c0;
    int n_point;
    const double *point_mw, *point_usd; /* [n_point] */
};

/* What the question is about, as plain arrays: only what is in service, positions from 0. The
 * numbers of the file stand beside, for sentences and results. */
struct opf_case {
    const char *name;
    enum opf_convention convention;
    double base_mva;
    int n_bus, n_branch, n_generator, n_dcline;
    int *bus_number; /* [n_bus] */
    bool *bus_is_reference;
    double *demand_mw; /* [n_bus] load and shunt conductance at 1 p.u. */

    int *branch_row; /* [n_branch] row of the file, counted from 1 */
    int *from, *to;
    double *susceptance_mw_per_rad, *shift_rad;
    double *loss_per_mw; /* loss = that x flow^2, 1/MW; counted by opf_run_as_asked only */
    double *rate_mw;     /* INFINITY: none */
    double *angle_min_rad, *angle_max_rad; /* -INFINITY, INFINITY: none */

    int *generator_row, *generator_bus; /* [n_generator] */
    double *min_mw, *max_mw;
    struct opf_cost *cost;

    int *dcline_row, *dcline_from, *dcline_to; /* [n_dcline] */
    double *dcline_min_mw, *dcline_max_mw;     /* sent at from */
    double *dcline_loss0_mw, *dcline_loss1;    /* received: sent - loss0 - loss1 sent */
    struct opf_cost *dcline_cost;
};

/* How far an answer is from an optimum of the case, recomputed from the case alone. */
struct opf_certificate {
    double objective_usd, lower_bound_usd, relative_gap;
    double balance_residual_mw, flow_violation_mw, angle_violation_rad, unit_violation_mw;
    double primal_residual_mw; /* the largest of those in MW */
    double dual_residual;      /* what prices and rents leave open at a bus, relative */
    bool accepted;
};

/* A binding limit of a branch, as shadow price: positive at the upper side, negative at the lower.
 */
struct opf_point {
    double *generator_mw, *dcline_mw; /* [n_generator], [n_dcline] */
    double *angle_rad;                /* [n_bus] */
    double *price_usd_per_mwh;        /* [n_bus] */
    double *flow_shadow_usd_per_mwh;  /* [n_branch] of the rating */
    double *angle_shadow_usd_per_rad; /* [n_branch] of the angle difference, per hour */
};

struct opf_settings {
    enum opf_convention convention;
    enum opf_method method;
    enum opf_losses losses;
    double time_limit_s; /* 0: none */
    const char *write_mps;
};

/* Where the money between consumers and producers goes, USD per hour (eq. 151). */
struct opf_surplus {
    double merchandising_usd; /* paid by loads and shunts less paid to generators */
    double congestion_usd;    /* shadow prices x limits of branches */
    double shifter_usd;       /* earned by phase shifts */
    double loss_usd;          /* paid for losses at the margin less what they cost */
    double dcline_usd;        /* of DC lines: what they deliver less what they take */
    double relative_gap;      /* between the first and the sum of the others */
};

struct opf_result {
    const struct opf_case *grid;
    enum outcome outcome;
    const char *why; /* for outcomes other than optimal: what stands in the way */
    struct opf_point point;
    double *flow_mw;                 /* [n_branch] from -> to */
    double total_loss_mw;            /* of branches */
    double law_loss_mw;              /* the same flows by r flow^2 */
    double *loss_mw, *marginal_loss; /* [n_branch] with losses; NULL without. MW per MW, signed */
    struct opf_certificate certificate;
    /* [n_bus] what prices consist of, and where the money goes: opf_prices_fill (opf_prices.h). */
    double *energy_usd_per_mwh, *loss_usd_per_mwh, *congestion_usd_per_mwh;
    struct opf_surplus surplus;
    double congestion_rent_usd; /* shadow prices x limits, per hour */
    const char *method;
    int rounds, rows, iterations; /* optimizations; balances and limits in the last; steps in all */
    int n_island;
    enum opf_losses losses; /* that the question counts, whatever the outcome */
    bool *has_price; /* [n_bus] false in an island of no unit and no DC line: nobody serves a MW */
    double cpu_s;    /* of the whole process so far: goes to the `solve` object only */
};

/* result points into grid and arena. The status says whether the program worked. */
MUST_CHECK enum status opf_run(const struct opf_case *grid, const struct opf_settings *settings,
                               struct arena *arena, struct opf_result *result, struct error *error);

/* The same with the losses of settings->losses. */
MUST_CHECK enum status opf_run_as_asked(const struct opf_case *grid,
                                        const struct opf_settings *settings, struct arena *arena,
                                        struct opf_result *result, struct error *error);

/* flow_mw of a branch between two angles. */
double opf_flow_mw(const struct opf_case *grid, int branch, double angle_difference_rad);

/* Least of cost(mw) - value mw between the limits. */
double opf_least_cost_usd(const struct opf_cost *cost, double value, double min_mw, double max_mw);

/* Whether an output lies between its limits: one MW more or less costs its marginal cost. */
bool opf_is_marginal(const struct opf_result *result, int generator);

/* usd per hour of a cost at an output. */
double opf_cost_usd(const struct opf_cost *cost, double mw);

/* Recomputes everything from the case: shares no code with any method. */
void opf_check(const struct opf_case *grid, const struct opf_point *point,
               struct opf_certificate *certificate, double *balance_work_mw);

/* The largest value by which limits must be missed in total when only these prices and shadow
 * prices are known, costs left aside: positive proves that no dispatch exists (Farkas). */
double opf_proof_mw(const struct opf_case *grid, const struct opf_point *point,
                    double *balance_work_mw);

#endif
