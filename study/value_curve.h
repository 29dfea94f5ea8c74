/* What capacity of one HVDC link is worth: V(K) = cost(0) - cost(K) of the same study, with
 * certified envelopes (docs/model.md, eqs. 178-183).
 *
 * The cost is convex in the capacity, so that V is concave. Every point has a feasible dispatch and
 * duals whose bound holds for every capacity: straight lines between points are below V, the
 * tangents of the duals above it. The largest distance of both is the envelope gap. New points go
 * where it is too large, until it is as small as asked for or there are as many points as allowed.
 *
 * Who solves the points is not known here. USD of the hours of the study; nothing is scaled to a
 * year. Which points are asked for follows from the request and earlier answers alone: the same
 * answers give the same curve. */
#ifndef STUDY_VALUE_CURVE_H
#define STUDY_VALUE_CURVE_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>

struct value_point {
    double capacity_mw;
    double cost_usd, lower_bound_usd; /* of the study at this capacity */
    double tangent_usd_per_mw;        /* a slope that the duals certify: eq. 178 */
    /* what follows */
    double marginal_usd_per_mw;           /* dV/dK: the same, but at 0 the right derivative */
    double value_usd;                     /* cost at 0 less cost here: exactly 0 at 0 */
    double value_low_usd, value_high_usd; /* between which the certificates leave V */
    /* Certified interval of all slopes of V at this point, left to right derivative, by the chords
     * to the neighbours; -INFINITY or INFINITY where there is none. */
    double marginal_least_usd_per_mw, marginal_most_usd_per_mw;
};

struct value_request {
    double most_mw; /* the curve runs from 0 to here */
    int n_first;    /* capacities that are points whatever the gap is, besides the ends; or NULL */
    const double *first_mw;
    int points_at_least, points_at_most; /* in all */
    double gap_share;                    /* wanted: of the largest |V| */
    /* Costs of a MW whose best capacity is looked for until nothing can be better by more than
     * net_share of the largest |V| [n_cost]; or NULL */
    int n_cost;
    const double *cost_usd_per_mw;
    double net_share;
    /* Fills cost, lower bound and tangent of n points by rising capacity. */
    enum status (*solve)(void *context, int n, struct value_point *point, struct error *error);
    void *context;
};

struct value_break { /* where two neighbouring tangents meet */
    double capacity_mw;
    double before_usd_per_mw, after_usd_per_mw; /* marginal values on both sides */
};

struct value_curve {
    int n_point, n_break;
    double most_mw;
    struct value_point *point; /* [n_point] by rising capacity; [0] is at 0, the last at most_mw */
    struct value_break *kink;  /* [n_break] by rising capacity */
    double most_value_usd;     /* largest value_usd of a point: at least 0, that of no link */
    double scale_usd;          /* largest |value_usd|: what shares are of */
    double envelope_gap_usd, envelope_gap_share; /* largest distance of the envelopes */
    double widest_gap_mw;                        /* where that is */
    double certificate_gap_usd; /* what the certificates leave open of a V: no gap is smaller */
    int n_round;                /* in which points were solved */
    bool is_reached;            /* the share that was asked for, or what the certificates allow */
};

/* Fault: a capacity beyond the request, points that are not finite. */
MUST_CHECK enum status value_curve_compute(const struct value_request *request, struct arena *arena,
                                           struct value_curve *curve, struct error *error);

/* The envelopes at a capacity within the request: V is between them. */
void value_curve_at(const struct value_curve *curve, double capacity_mw, double *low_usd,
                    double *high_usd);

/* The capacity with the largest V(K) - cost K. */
struct value_optimum {
    double capacity_mw;     /* of a point of the curve */
    double net_usd;         /* V - cost K there */
    double net_most_usd;    /* no capacity has more */
    double most_at_mw;      /* where the upper envelope has that: the point to try next */
    double low_mw, high_mw; /* outside of them the upper envelope is below net */
};

/* cost: USD per MW over the hours of the study, annualised capital and running. */
void value_curve_optimum(const struct value_curve *curve, double cost_usd_per_mw,
                         struct value_optimum *optimum);

#endif
