/* Random LPs built around a known optimum: by strong duality the cost of that optimum is the cost
 * of every optimum. The method must find it, the certificate must accept what the method found, and
 * it must reject the same answer after any of four small injuries. */
#include "solver/lp_solve.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

enum { LPS = 200, ROWS_AT_MOST = 40, COLUMNS_AT_MOST = 80 };

/* Both costs are sums of rounded products, a few hundred terms of at most 1e4. */
static const double rounding = 1e-9;

struct found {
    struct arena arena;
    struct lp lp;
    struct lp_solution optimum; /* that the LP was built around */
    struct lp_solution solution;
    struct lp_report report;
    struct certificate certificate;
};

static enum status judge(struct found *found)
{
    return certificate_compute(&found->lp, &found->solution, &found->arena, &found->certificate,
                               NULL);
}

static enum status find(uint64_t seed, struct found *found)
{
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    struct dice dice = {seed * 7919};
    const int n_row = 3 + roll_int(&dice, ROWS_AT_MOST - 3);
    const int n_column = n_row + roll_int(&dice, COLUMNS_AT_MOST - n_row);
    *found = (struct found){0};
    TRY(random_lp(seed, n_row, n_column, &found->arena, &found->lp, &found->optimum));
    TRY(lp_solution_new(&found->lp, &found->arena, &found->solution));
    TRY(lp_glpk_solve(&found->lp, &settings, &found->arena, &found->solution, &found->report,
                      NULL));
    return judge(found);
}

static double cost_of(const struct found *found)
{
    double sum = found->lp.cost_constant;
    for (int column = 0; column < found->lp.n_column; column++)
        sum += found->lp.cost[column] * found->solution.x[column];
    return sum;
}

SPEC(the_optimum_that_each_lp_was_built_around_is_accepted)
{
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        found.solution = found.optimum;
        REQUIRE(judge(&found) == STATUS_OK);
        if (!found.certificate.accepted) SPEC_FAULT("seed %d", (int)seed);
        arena_free(&found.arena);
    }
}

SPEC(simplex_finds_the_known_cost_and_the_certificate_accepts_it)
{
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        if (found.report.outcome != OUTCOME_OPTIMAL || !found.certificate.accepted)
            SPEC_FAULT("seed %d: %s, gap %g", (int)seed, outcome_word(found.report.outcome),
                       found.certificate.relative_gap);
        CHECK_RELATIVE(found.solution.objective, found.optimum.objective, rounding);
        CHECK_RELATIVE(found.certificate.lower_bound, found.optimum.objective, rounding);
        arena_free(&found.arena);
    }
}

/* One unit in 100,000: moved outwards at a bound, or out of an equation. */
SPEC(a_column_moved_by_a_hundred_thousandth_is_rejected)
{
    int injured = 0;
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        for (int column = 0; column < found.lp.n_column; column++) {
            double *x = &found.solution.x[column];
            const double kept = *x;
            if (kept == found.lp.upper[column])
                *x += 1e-5;
            else if (kept == found.lp.lower[column])
                *x -= 1e-5;
            else
                continue;
            found.solution.objective = cost_of(&found);
            REQUIRE(judge(&found) == STATUS_OK);
            if (found.certificate.accepted) SPEC_FAULT("seed %d, column %d", (int)seed, column);
            injured++;
            *x = kept;
        }
        arena_free(&found.arena);
    }
    CHECK(injured > 10 * LPS);
}

/* In a boxed LP the bound falls by the step times the slack that it wakes: seen wherever a row with
 * slack, or a column between its bounds, feels the dual. */
SPEC(a_dual_moved_by_a_cent_on_a_row_with_slack_opens_a_gap)
{
    int injured = 0;
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        double *activity = ARENA_ARRAY(&found.arena, double, found.lp.n_row);
        REQUIRE(activity != NULL);
        lp_multiply(&found.lp, found.solution.x, activity);
        for (int row = 0; row < found.lp.n_row; row++) {
            const double slack = fmin(activity[row] - found.lp.row_lower[row],
                                      found.lp.row_upper[row] - activity[row]);
            if (slack < 1) continue; /* a unit of slack and a cent: above 1e-8 of any cost here */
            const double kept = found.solution.row_dual[row];
            found.solution.row_dual[row] += 0.01;
            REQUIRE(judge(&found) == STATUS_OK);
            if (found.certificate.accepted) SPEC_FAULT("seed %d, row %d", (int)seed, row);
            injured++;
            found.solution.row_dual[row] = kept;
        }
        arena_free(&found.arena);
    }
    CHECK(injured > LPS);
}

SPEC(two_columns_with_their_values_swapped_are_rejected)
{
    int injured = 0;
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        double *x = found.solution.x;
        for (int column = 1; column < found.lp.n_column; column++) {
            const double first = x[column - 1], second = x[column];
            const bool shows = second > found.lp.upper[column - 1] + 1 ||
                               second < found.lp.lower[column - 1] - 1 ||
                               first > found.lp.upper[column] + 1 ||
                               first < found.lp.lower[column] - 1;
            if (!shows) continue;
            x[column - 1] = second;
            x[column] = first;
            found.solution.objective = cost_of(&found);
            REQUIRE(judge(&found) == STATUS_OK);
            if (found.certificate.accepted) SPEC_FAULT("seed %d, column %d", (int)seed, column);
            injured++;
            x[column - 1] = first;
            x[column] = second;
        }
        arena_free(&found.arena);
    }
    CHECK(injured > 5 * LPS);
}

/* The optimum of the same LP for the opposite cost: feasible, a vertex, and not the best. */
SPEC(a_vertex_that_is_optimal_for_another_cost_is_rejected)
{
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    int injured = 0;
    for (uint64_t seed = 1; seed <= LPS; seed++) {
        struct found found;
        REQUIRE(find(seed, &found) == STATUS_OK);
        const double best = found.solution.objective;
        for (int column = 0; column < found.lp.n_column; column++)
            found.lp.cost[column] *= -1;
        REQUIRE(lp_glpk_solve(&found.lp, &settings, &found.arena, &found.solution, &found.report,
                              NULL) == STATUS_OK);
        for (int column = 0; column < found.lp.n_column; column++)
            found.lp.cost[column] *= -1;
        found.solution.objective = cost_of(&found);
        if (found.report.outcome == OUTCOME_OPTIMAL && found.solution.objective > best + 1) {
            REQUIRE(judge(&found) == STATUS_OK);
            CHECK(!found.certificate.accepted);
            CHECK(found.certificate.primal_residual <= CERTIFICATE_RESIDUAL_MW);
            CHECK(found.certificate.relative_gap > CERTIFICATE_GAP);
            for (int row = 0; row < found.lp.n_row; row++) /* not even with the right prices */
                found.solution.row_dual[row] = found.optimum.row_dual[row];
            REQUIRE(judge(&found) == STATUS_OK);
            CHECK(!found.certificate.accepted);
            injured++;
        }
        arena_free(&found.arena);
    }
    CHECK(injured > LPS / 4); /* the others are unbounded the other way round */
}

SPEC_MAIN(SPEC_ENTRY(the_optimum_that_each_lp_was_built_around_is_accepted),
          SPEC_ENTRY(simplex_finds_the_known_cost_and_the_certificate_accepts_it),
          SPEC_ENTRY(a_column_moved_by_a_hundred_thousandth_is_rejected),
          SPEC_ENTRY(a_dual_moved_by_a_cent_on_a_row_with_slack_opens_a_gap),
          SPEC_ENTRY(two_columns_with_their_values_swapped_are_rejected),
          SPEC_ENTRY(a_vertex_that_is_optimal_for_another_cost_is_rejected))
