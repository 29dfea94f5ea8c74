/* Shared by the sources of the program with lossy segments. */
#ifndef STUDY_OPF_SEGMENTS_INTERNAL_H
#define STUDY_OPF_SEGMENTS_INTERNAL_H

#include "network/islands.h"
#include "study/loss_curve.h"
#include "study/opf_internal.h"
#include "study/opf_segments.h"

enum opf_end { OPF_END_NONE, OPF_END_RATING, OPF_END_ANGLE };

/* Rows: a balance for each bus, Kirchhoff's law for each cycle, ends of flows that exclude 0,
 * squares of costs. Columns: those of problem, segments of branches, squares of costs. */
struct opf_segments {
    const struct opf_case *grid;
    struct opf_problem problem;
    struct loss_curve *forward, *back;  /* [n_branch] */
    double *least_mw, *most_mw;         /* [n_branch] of flows */
    enum opf_end *least_end, *most_end; /* [n_branch] what sets them */
    int *first;                         /* [n_branch + 1] segments: forward, then back */
    int *least_row, *most_row;          /* [n_branch] -1: the segments end there */
    int first_segment, n_ended;         /* column; rows of ends */
    struct cycles cycles;
    int *first_cycle, *cycle_row; /* [n_branch + 1] rows of the cycles of each branch */
    double *cycle_value;          /* what its MW count there */
    bool has_squares;             /* costs c2 p^2 are rows of their own */
};

MUST_CHECK enum status opf_segments_prepare(const struct opf_case *grid, enum opf_losses losses,
                                            struct arena *arena, struct opf_segments *segments,
                                            struct error *error);

/* with_squares false: quadratic [columns] of the cost stands beside, or costs are left aside. */
MUST_CHECK enum status opf_segments_build(struct opf_segments *segments, bool with_squares,
                                          struct arena *arena, struct lp *lp, double **quadratic,
                                          struct error *error);

#endif
