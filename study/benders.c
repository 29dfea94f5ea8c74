#include "study/benders.h"

#include "solver/lp_solve.h"

#include <math.h>
#include <string.h>

enum { USUAL_ITERATIONS = 100 };

/* Probabilities of the years may be rounded to so much. */
static const double PROBABILITY_ROUNDING = 1e-9;

/* The small program counts money in units that make the first cost a thousand: its rows are then
 * good to 1e-9 of the cost. */
static const double FIRST_COST = 1e3;

struct cuts {
    int n;             /* iterations so far; each has a cut for every year */
    double *least_usd; /* [most][n_year] no year costs less at the point */
    double *slope;     /* [most][n_year][n_capacity] */
    double *at_mw;     /* [most][n_capacity] */
};

struct search {
    const struct benders *problem;
    int most;
    double unit_usd;
    double *cost_usd; /* [n_year] of the newest point */
    struct cuts cuts;
    struct arena scratch;
    struct error *error;
};

static double investment_usd(const struct benders *problem, const double *capacity_mw)
{
    double usd = 0;
    for (int l = 0; l < problem->n_capacity; l++)
        usd += problem->usd_per_mw_year[l] * capacity_mw[l];
    return usd;
}

/* Costs and slopes of all years at the newest point; returns investment and mean cost. */
static enum status look(struct search *search, double *total_usd)
{
    const struct benders *problem = search->problem;
    struct cuts *cuts = &search->cuts;
    const int n_year = problem->n_year, row = cuts->n * n_year;
    const double *at_mw = cuts->at_mw + cuts->n * problem->n_capacity;
    TRY(problem->years(problem->context, at_mw, search->cost_usd, &cuts->least_usd[row],
                       &cuts->slope[row * problem->n_capacity], search->error));
    *total_usd = investment_usd(problem, at_mw);
    for (int year = 0; year < n_year; year++) {
        *total_usd += problem->probability[year] * search->cost_usd[year];
        if (!isfinite(search->cost_usd[year]) || !isfinite(cuts->least_usd[row + year]))
            return error_set(search->error, STATUS_NUMERICAL,
                             "year %d has no certified cost at %g MW", year, at_mw[0]);
        if (search->cost_usd[year] < problem->floor_usd)
            return error_set(search->error, STATUS_BAD_INPUT,
                             "year %d costs %g USD at %g MW, wanted no less than the floor of %g",
                             year, search->cost_usd[year], at_mw[0], problem->floor_usd);
    }
    cuts->n++;
    return STATUS_OK;
}

/* Row of a cut: theta - slope K >= least - slope K of its point (eq. 248). */
static enum status make_master(struct search *search, struct arena *arena, struct lp *lp)
{
    const struct benders *problem = search->problem;
    const struct cuts *cuts = &search->cuts;
    const int n_row = cuts->n * problem->n_year, n_capacity = problem->n_capacity;
    TRY(lp_new(n_row, n_capacity + problem->n_year, n_row * (n_capacity + 1), arena, lp,
               search->error));
    for (int k = 0; k < cuts->n; k++)
        for (int year = 0; year < problem->n_year; year++) {
            const int row = k * problem->n_year + year;
            double right = cuts->least_usd[row];
            for (int l = 0; l < n_capacity; l++)
                right -= cuts->slope[row * n_capacity + l] * cuts->at_mw[k * n_capacity + l];
            if (lp_add_row(lp, right / search->unit_usd, INFINITY, BLOCK_LINKING) < 0)
                return STATUS_INTERNAL;
        }
    for (int l = 0; l < n_capacity; l++) {
        if (lp_add_column(lp, problem->usd_per_mw_year[l] / search->unit_usd, 0,
                          problem->most_mw[l]) < 0)
            return STATUS_INTERNAL;
        for (int row = 0; row < n_row; row++)
            lp_add_entry(lp, row, -cuts->slope[row * n_capacity + l] / search->unit_usd);
    }
    for (int year = 0; year < problem->n_year; year++) {
        if (lp_add_column(lp, problem->probability[year], problem->floor_usd / search->unit_usd,
                          INFINITY) < 0)
            return STATUS_INTERNAL;
        for (int k = 0; k < cuts->n; k++)
            lp_add_entry(lp, k * problem->n_year + year, 1);
    }
    return STATUS_OK;
}

/* Best capacities as far as the cuts know, and what no capacities can beat. */
static enum status choose(struct search *search, double *capacity_mw, double *lower_usd)
{
    struct lp lp;
    struct lp_solution solution;
    struct lp_report report;
    struct lp_settings settings = {.method = LP_SIMPLEX, .threads = 1};
    TRY(make_master(search, &search->scratch, &lp));
    solution.x = ARENA_ARRAY(&search->scratch, double, lp.n_column);
    solution.row_dual = ARENA_ARRAY(&search->scratch, double, lp.n_row);
    if (!solution.x || !solution.row_dual)
        return error_set(search->error, STATUS_NO_MEMORY, "no memory for %d cuts", lp.n_row);
    TRY(lp_solve(&lp, &settings, &search->scratch, &solution, &report, search->error));
    if (report.outcome != OUTCOME_OPTIMAL)
        return error_set(search->error, STATUS_NUMERICAL,
                         "the program that chooses capacities is %s after %d points",
                         outcome_word(report.outcome), search->cuts.n);
    memcpy(capacity_mw, solution.x, (size_t)search->problem->n_capacity * sizeof *capacity_mw);
    /* Open columns make a rigorous bound of the certificate infinite; its gap is below 1e-8. */
    *lower_usd = fmin(solution.objective, isfinite(report.certificate.lower_bound)
                                              ? report.certificate.lower_bound
                                              : solution.objective) *
                 search->unit_usd;
    return STATUS_OK;
}

static enum status check(const struct benders *problem, struct error *error)
{
    double sum = 0;
    for (int year = 0; year < problem->n_year; year++)
        sum += problem->probability[year];
    if (problem->n_capacity < 1 || problem->n_year < 1 || problem->n_start < 1 ||
        !(fabs(sum - 1) <= PROBABILITY_ROUNDING))
        return error_set(
            error, STATUS_BAD_INPUT,
            "capacities: %d of them, %d starts, %d years with probabilities that add up "
            "to %.9g, wanted one or more of each and a sum of 1",
            problem->n_capacity, problem->n_start, problem->n_year, sum);
    for (int i = 0; i < problem->n_start * problem->n_capacity; i++) {
        const int l = i % problem->n_capacity;
        if (!(problem->start_mw[i] >= 0) || !(problem->start_mw[i] <= problem->most_mw[l]) ||
            !isfinite(problem->most_mw[l]))
            return error_set(error, STATUS_BAD_INPUT,
                             "capacity %d: starts at %g MW, wanted 0 to the most of %g", l,
                             problem->start_mw[i], problem->most_mw[l]);
    }
    return STATUS_OK;
}

static enum status place(struct search *search, struct arena *arena, struct benders_result *result)
{
    const struct benders *problem = search->problem;
    const size_t most = (size_t)search->most, n_capacity = (size_t)problem->n_capacity;
    const size_t n_cut = most * (size_t)problem->n_year;
    struct cuts *cuts = &search->cuts;
    cuts->least_usd = ARENA_ARRAY(arena, double, n_cut);
    cuts->slope = ARENA_ARRAY(arena, double, n_cut *n_capacity);
    cuts->at_mw = ARENA_ARRAY(arena, double, (most + 1) * n_capacity);
    search->cost_usd = ARENA_ARRAY(arena, double, problem->n_year);
    result->step = ARENA_ARRAY(arena, struct benders_step, most);
    result->capacity_mw = ARENA_ARRAY(arena, double, n_capacity);
    if (!cuts->least_usd || !cuts->slope || !cuts->at_mw || !search->cost_usd || !result->step ||
        !result->capacity_mw)
        return error_set(search->error, STATUS_NO_MEMORY, "no memory for %d iterations",
                         search->most);
    memcpy(cuts->at_mw, problem->start_mw, n_capacity * sizeof *cuts->at_mw);
    return STATUS_OK;
}

static enum status iterate(struct search *search, struct benders_result *result)
{
    const struct benders *problem = search->problem;
    const int n_capacity = problem->n_capacity;
    double *at_mw = search->cuts.at_mw + search->cuts.n * n_capacity;
    struct benders_step *step = &result->step[result->n_step];
    *step = (struct benders_step){.capacity_mw = at_mw};
    TRY(look(search, &step->upper_usd));
    result->n_step++;
    if (search->unit_usd == 0) /* the first cost may be 0, where costs are told beside another */
        search->unit_usd = fmax(fmax(1, problem->gap_base_usd), fabs(step->upper_usd)) / FIRST_COST;
    if (step->upper_usd < result->upper_usd) {
        result->upper_usd = step->upper_usd;
        memcpy(result->capacity_mw, at_mw, (size_t)n_capacity * sizeof *at_mw);
    }
    TRY(choose(search, at_mw + n_capacity, &step->lower_usd));
    arena_free(&search->scratch);
    if (search->cuts.n < problem->n_start)
        memcpy(at_mw + n_capacity, problem->start_mw + search->cuts.n * n_capacity,
               (size_t)n_capacity * sizeof *at_mw);
    result->lower_usd = fmax(result->lower_usd, step->lower_usd); /* more cuts never know less */
    const double size = fmax(fmax(1, problem->gap_base_usd), fabs(result->upper_usd));
    result->gap_share = fmax(0, result->upper_usd - result->lower_usd) / size;
    result->is_optimal = result->gap_share <= problem->gap_share;
    return STATUS_OK;
}

enum status benders_solve(const struct benders *problem, struct arena *arena,
                          struct benders_result *result, struct error *error)
{
    struct search search = {.problem = problem,
                            .most = problem->most_iterations > 0 ? problem->most_iterations
                                                                 : USUAL_ITERATIONS,
                            .scratch = {.counter = arena},
                            .error = error};
    *result = (struct benders_result){.upper_usd = INFINITY, .lower_usd = -INFINITY};
    TRY(check(problem, error));
    TRY(place(&search, arena, result));
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !result->is_optimal && result->n_step < search.most)
        status = iterate(&search, result);
    arena_free(&search.scratch);
    return status;
}
