/* From the interior to a corner, block by block.
 *
 * Where optima are not unique, an interior point ends in the middle of them: two equal plants run
 * at half power each. In a chain of blocks (lp.block_of_row) every block in turn is solved by
 * GLPK's simplex, from the last basis of the block before, with the columns of all other blocks
 * held where they are (docs/model.md, eq. 79). What ties blocks thereby stays within the bounds
 * that it had, the cost cannot rise, and each block rests on a vertex of its own. Row duals stay
 * those of the method that solved the whole: with the ties held, those of a block alone say nothing
 * about it. */
#ifndef SOLVER_LP_VERTEX_H
#define SOLVER_LP_VERTEX_H

#include "solver/lp_solve.h"

struct lp_vertex_report {
    bool accepted;                     /* false: all is as before, and why says the reason */
    const char *why;                   /* why blocks are as before, all or some; else "" */
    int n_block, n_kept;               /* of the chain; of those the ones GLPK found no vertex of */
    int between_before, between_after; /* columns strictly between their bounds */
    int pivots;
};

/* solution must be a certified optimum of lp, which has no squares. x and objective are replaced
 * and the certificate made anew. Of settings only the limit of time counts. */
MUST_CHECK enum status lp_vertex(const struct lp *lp, const struct lp_settings *settings,
                                 struct arena *scratch, struct lp_solution *solution,
                                 struct certificate *certificate, struct lp_vertex_report *report,
                                 struct error *error);

/* How many columns are further from both their bounds than the certificate lets them miss one. */
int lp_count_between(const struct lp *lp, const double *x);

/* Linear programs one after the other, each from the last basis of the one before. */
struct lp_sequence {
    /* The next program, or NULL after the last. *other_numbers: rows, columns and coefficients are
     * those of the one before, only costs and bounds are not. */
    const struct lp *(*next)(void *context, bool *other_numbers);
    /* Its vertex, or NULL where GLPK found none. */
    void (*take)(void *context, const double *x);
    void *context;
    int most_rows, most_columns;
};

/* Runs a sequence through GLPK's simplex (solver/lp_glpk.c). report->outcome: OPTIMAL when it came
 * to the end, LIMIT when the time was over. */
MUST_CHECK enum status lp_glpk_sequence(const struct lp_sequence *sequence,
                                        const struct lp_settings *settings, struct arena *scratch,
                                        struct lp_report *report, struct error *error);

#endif
