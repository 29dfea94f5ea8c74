#include "solver/lp_elastic.h"

#include <math.h>

/* The elastic LP: columns of the original with cost 0, then one column per side of a row that the
 * column bounds alone do not keep. */
struct relaxation {
    struct lp lp;
    int *missing; /* [n_row] column that lifts the row to its lower bound, or -1 */
    int *excess;  /* [n_row] column that lowers it to its upper bound, or -1 */
};

static double weight_of(const double *weight, int row)
{
    return weight == NULL ? 1 : weight[row];
}

static enum status check_weights(const struct lp *lp, const double *weight, struct error *error)
{
    for (int row = 0; row < lp->n_row; row++)
        if (!(weight_of(weight, row) > 0))
            return error_set(error, STATUS_BAD_INPUT,
                             "weight %g of row %d is not a positive number", weight[row], row);
    return STATUS_OK;
}

/* The least and the largest activity of each row that the column bounds allow. */
static void measure_reach(const struct lp *lp, double *least, double *largest)
{
    for (int column = 0; column < lp->n_column; column++)
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
            double low, high;
            lp_entry_range(lp, column, entry, &low, &high);
            least[lp->row[entry]] += low;
            largest[lp->row[entry]] += high;
        }
}

static int add_relief(struct lp *lp, int row, double direction, double weight, double most)
{
    if (!(most > 0) || isinf(weight)) return -1; /* never needed, or not allowed */
    /* Twice the most: a box for weak duality that no optimum touches. */
    const int column = lp_add_column(lp, weight, 0, 2 * most);
    lp_add_entry(lp, row, direction);
    return column;
}

static enum status relax(const struct lp *lp, const double *weight, struct arena *arena,
                         struct relaxation *relaxed, struct error *error)
{
    double *least = ARENA_ARRAY(arena, double, lp->n_row);
    double *largest = ARENA_ARRAY(arena, double, lp->n_row);
    relaxed->missing = ARENA_ARRAY(arena, int, lp->n_row);
    relaxed->excess = ARENA_ARRAY(arena, int, lp->n_row);
    if (!least || !largest || !relaxed->missing || !relaxed->excess)
        return error_set(error, STATUS_NO_MEMORY, "no memory to relax %d rows", lp->n_row);
    struct lp *elastic = &relaxed->lp;
    TRY(lp_new(lp->n_row, lp->n_column + 2 * lp->n_row, lp->n_entry + 2 * lp->n_row, arena, elastic,
               error));
    if (lp->square != NULL) TRY(lp_allow_squares(elastic, arena, error));
    for (int row = 0; row < lp->n_row; row++)
        lp_add_row(elastic, lp->row_lower[row], lp->row_upper[row], lp->block_of_row[row]);
    for (int column = 0; column < lp->n_column; column++) {
        lp_add_column(elastic, 0, lp->lower[column], lp->upper[column]);
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            lp_add_curved_entry(elastic, lp->row[entry], lp->value[entry], lp_square(lp, entry));
    }
    measure_reach(lp, least, largest);
    for (int row = 0; row < lp->n_row; row++) {
        const double price = weight_of(weight, row);
        const double most_missing = lp->row_lower[row] - least[row];
        const double most_excess = largest[row] - lp->row_upper[row];
        relaxed->missing[row] = add_relief(elastic, row, 1, price, most_missing);
        relaxed->excess[row] = add_relief(elastic, row, -1, price, most_excess);
    }
    return STATUS_OK;
}

static double relief(const struct lp_solution *solution, int column)
{
    return column < 0 ? 0 : solution->x[column];
}

static void read_violations(const struct relaxation *relaxed, const double *weight,
                            const struct lp_solution *solution, const struct lp_report *report,
                            struct elastic *elastic)
{
    double lightest = INFINITY;
    elastic->weighted_sum = report->certificate.objective;
    elastic->proof = report->certificate.lower_bound;
    for (int row = 0; row < relaxed->lp.n_row; row++) {
        const double violation =
            relief(solution, relaxed->missing[row]) - relief(solution, relaxed->excess[row]);
        const bool counts = fabs(violation) > CERTIFICATE_RESIDUAL_MW;
        elastic->violation[row] = counts ? violation : 0;
        lightest = fmin(lightest, weight_of(weight, row));
    }
    elastic->proven = isfinite(elastic->proof) && isfinite(lightest) &&
                      elastic->proof > CERTIFICATE_RESIDUAL_MW * lightest;
}

enum status lp_elastic(const struct lp *lp, const double *weight,
                       const struct lp_settings *settings, struct arena *arena,
                       struct elastic *elastic, struct error *error)
{
    *elastic = (struct elastic){.outcome = OUTCOME_NOT_CERTIFIED};
    TRY(lp_check(lp, error));
    TRY(check_weights(lp, weight, error));
    struct relaxation relaxed = {0};
    TRY(relax(lp, weight, arena, &relaxed, error));
    struct lp_solution solution = {0};
    struct lp_report report = {0};
    solution.x = ARENA_ARRAY(arena, double, relaxed.lp.n_column);
    solution.row_dual = elastic->farkas = ARENA_ARRAY(arena, double, lp->n_row);
    elastic->violation = ARENA_ARRAY(arena, double, lp->n_row);
    if (!solution.x || !solution.row_dual || !elastic->violation)
        return error_set(error, STATUS_NO_MEMORY, "no memory to relax %d rows", lp->n_row);
    TRY(lp_solve(&relaxed.lp, settings, arena, &solution, &report, error));
    elastic->outcome = report.outcome;
    if (report.outcome == OUTCOME_OPTIMAL)
        read_violations(&relaxed, weight, &solution, &report, elastic);
    return STATUS_OK;
}
