/* The dispatch by marginal cost, as long as it keeps every limit (docs/model.md, eq. 107). */
#include "study/opf_internal.h"

#include <math.h>

/* MW by which a limit may be missed: half of what the certificate allows. */
static const double kept_mw = 5e-7;

static bool keeps_limits(const struct opf_problem *problem, const double *angle_rad)
{
    for (int pair = 0; pair < problem->n_pair; pair++) {
        const double rad = angle_rad[problem->pair_from[pair]] - angle_rad[problem->pair_to[pair]];
        const double over_rad =
            fmax(problem->lower_rad[pair] - rad, rad - problem->upper_rad[pair]);
        if (over_rad * problem->pair_scale[pair] > kept_mw) return false;
    }
    return true;
}

enum status opf_solve_by_merit(const struct opf_problem *problem, struct opf_grid_matrix *matrix,
                               struct arena *scratch, struct opf_answer *answer,
                               struct error *error)
{
    const size_t n_bus = (size_t)problem->n_bus;
    double *injection_mw = ARENA_ARRAY(scratch, double, n_bus);
    double *angle_rad = ARENA_ARRAY(scratch, double, n_bus);
    double *work = ARENA_ARRAY(scratch, double, n_bus);
    if (!injection_mw || !angle_rad || !work)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a merit order");
    for (int j = 0; j < problem->n_column; j++)
        if (problem->other_bus[j] >= 0) return STATUS_OK; /* what it carries is not by merit */
    TRY(opf_merit_order(problem, scratch, answer->column_mw, answer->island_price, error));
    opf_injection(problem, answer->column_mw, injection_mw);
    opf_angles_of(problem, matrix, injection_mw, angle_rad, work);
    answer->method = "merit order: no limit binds";
    answer->rounds = 1;
    answer->rows = problem->n_island;
    if (keeps_limits(problem, angle_rad)) answer->outcome = OUTCOME_OPTIMAL;
    return STATUS_OK;
}
