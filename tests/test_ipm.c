/* The interior point itself, against GLPK on random boxed LPs that are a chain of blocks, and on
 * LPs with every kind of row and column. */
#include "solver/ipm.h"

#include "tests/lp_chain.h"
#include "tests/spec.h"

enum { LPS = 200 };
/* Relative: what the certificate lets each method be off, with room for rounding. */
#define SAME_COST 1e-7

struct solved {
    struct lp_solution solution;
    struct lp_report report;
    struct certificate certificate;
};

static enum status by_ipm(const struct lp *lp, const struct lp_settings *settings,
                          struct arena *arena, struct solved *solved, struct ipm_log *log,
                          struct error *error)
{
    *solved = (struct solved){0};
    TRY(lp_solution_new(lp, arena, &solved->solution));
    TRY(ipm_solve(lp, settings, arena, &solved->solution, &solved->report, log, error));
    if (solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    return certificate_compute(lp, &solved->solution, arena, &solved->certificate, error);
}

static enum status by_glpk(const struct lp *lp, struct arena *arena, struct solved *solved)
{
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    *solved = (struct solved){0};
    TRY(lp_solution_new(lp, arena, &solved->solution));
    return lp_glpk_solve(lp, &settings, arena, &solved->solution, &solved->report, NULL);
}

SPEC(it_finds_the_cost_that_the_simplex_finds_or_that_there_is_none)
{
    const enum lp_factorization ways[] = {LP_FACTOR_CHOLMOD, LP_FACTOR_LANES};
    int optimal = 0, infeasible = 0;
    for (int number = 0; number < LPS; number++)
        for (int way = 0; way < 2; way++) {
            struct arena arena = {0};
            struct lp lp;
            struct solved vertex, inner;
            struct error error = {0};
            const struct chain chain = any_chain(number);
            const struct lp_settings settings = {.factorization = ways[way]};
            REQUIRE(chain_lp(&chain, (uint64_t)number + 1, &arena, &lp) == STATUS_OK);
            REQUIRE(by_glpk(&lp, &arena, &vertex) == STATUS_OK);
            REQUIRE(by_ipm(&lp, &settings, &arena, &inner, NULL, &error) == STATUS_OK);
            if (vertex.report.outcome != inner.report.outcome)
                SPEC_FAULT("LP %d: %s by simplex, %s by %s", number,
                           outcome_word(vertex.report.outcome), outcome_word(inner.report.outcome),
                           inner.report.method);
            else if (vertex.report.outcome == OUTCOME_OPTIMAL) {
                if (!inner.certificate.accepted)
                    SPEC_FAULT("LP %d is not certified: gap %g, residual %g", number,
                               inner.certificate.relative_gap, inner.certificate.primal_residual);
                CHECK_RELATIVE(inner.certificate.objective, vertex.solution.objective, SAME_COST);
            }
            optimal += inner.report.outcome == OUTCOME_OPTIMAL;
            infeasible += inner.report.outcome == OUTCOME_INFEASIBLE;
            arena_free(&arena);
        }
    CHECK(optimal > LPS);
    CHECK(infeasible > LPS / 10);
}

SPEC(the_answer_has_the_same_bytes_for_one_two_and_three_threads)
{
    for (int number = 15; number < 60; number += 9) {
        struct arena arena = {0};
        struct lp lp;
        struct solved solved[3];
        struct chain chain = any_chain(number);
        chain.broken = false;
        chain.n_block = 80;
        REQUIRE(chain_lp(&chain, (uint64_t)number, &arena, &lp) == STATUS_OK);
        for (int t = 0; t < 3; t++) {
            const struct lp_settings settings = {.threads = t + 1};
            REQUIRE(by_ipm(&lp, &settings, &arena, &solved[t], NULL, NULL) == STATUS_OK);
            CHECK(solved[t].report.outcome == OUTCOME_OPTIMAL);
            CHECK(solved[t].report.iterations == solved[0].report.iterations);
            CHECK(memcmp(solved[t].solution.x, solved[0].solution.x,
                         sizeof(double) * (size_t)lp.n_column) == 0);
            CHECK(memcmp(solved[t].solution.row_dual, solved[0].solution.row_dual,
                         sizeof(double) * (size_t)lp.n_row) == 0);
        }
        arena_free(&arena);
    }
}

/* Rows: an equation, a range that is full, a range with slack, a free one, an empty one. Columns:
 * plant A of 18 USD, plant B of 55, a fixed one of 20 MW at A, the line, one with an infinite upper
 * bound, one with an infinite lower bound. */
static const struct lp_page every_kind = {
    .n_row = 5,
    .n_column = 6,
    .coefficient = (const double[]){1, 0, 1, -1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0,
                                    1, 0, 0, 1,  1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0},
    .row_lower = (const double[]){40, 100, -60, -INFINITY, -1},
    .row_upper = (const double[]){40, 110, 500, INFINITY, 1},
    .cost = (const double[]){18, 55, 5, 0, 90, -1},
    .lower = (const double[]){0, 0, 20, -60, 0, -INFINITY},
    .upper = (const double[]){500, 500, 20, 60, INFINITY, 3},
};

SPEC(every_kind_of_row_and_column_is_understood)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved solved;
    const struct lp_settings settings = {0};
    REQUIRE(lp_from_page(&every_kind, &arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &settings, &arena, &solved, NULL, NULL) == STATUS_OK);
    const double x[] = {80, 40, 20, 60, 0, 3}, dual[] = {18, 55, 0, 0, 0};
    CHECK(solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK(solved.certificate.accepted);
    CHECK_RELATIVE(solved.certificate.objective, 80 * 18 + 40 * 55 + 20 * 5 - 3, SAME_COST);
    for (int column = 0; column < 6; column++)
        CHECK_NEAR(solved.solution.x[column], x[column], 1e-5);
    for (int row = 0; row < 5; row++)
        CHECK_NEAR(solved.solution.row_dual[row], dual[row], 1e-5);
    arena_free(&arena);
}

SPEC(an_empty_row_that_asks_for_something_cannot_be_met)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved solved;
    const struct lp_settings settings = {0};
    REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
    const int kinds = 3;
    for (int kind = 0; kind < kinds; kind++) { /* more than there is, a bit more, nothing there */
        struct lp changed;
        REQUIRE(lp_from_page(&two_buses, &arena, &changed) == STATUS_OK);
        if (kind < 2) changed.row_lower[1] = changed.row_upper[1] = kind ? 561 : 5600;
        if (kind == 2)
            for (int entry = 0; entry < changed.n_entry; entry++)
                if (changed.row[entry] == 1) changed.value[entry] = 0;
        REQUIRE(by_ipm(&changed, &settings, &arena, &solved, NULL, NULL) == STATUS_OK);
        CHECK(solved.report.outcome == OUTCOME_INFEASIBLE);
    }
    arena_free(&arena);
}

SPEC(an_equation_that_stands_there_twice_does_no_harm)
{
    for (int number = 0; number < 20; number++) {
        struct arena arena = {0};
        struct lp once, twice;
        struct solved vertex, inner;
        const struct lp_settings settings = {0};
        const struct chain chain = {.n_block = 6, .n_row = 3, .n_column = 8};
        REQUIRE(chain_lp(&chain, (uint64_t)number + 77, &arena, &once) == STATUS_OK);
        REQUIRE(lp_new(once.n_row + 2, once.n_column, 3 * once.n_entry, &arena, &twice, NULL) ==
                STATUS_OK);
        for (int row = 0; row < once.n_row + 2; row++) /* rows 0 and 1 again at the end */
            lp_add_row(&twice, once.row_lower[row % once.n_row], once.row_upper[row % once.n_row],
                       once.block_of_row[row % once.n_row]);
        for (int column = 0; column < once.n_column; column++) {
            lp_add_column(&twice, once.cost[column], once.lower[column], once.upper[column]);
            for (int entry = once.start[column]; entry < once.start[column + 1]; entry++) {
                lp_add_entry(&twice, once.row[entry], once.value[entry]);
                if (once.row[entry] < 2)
                    lp_add_entry(&twice, once.n_row + once.row[entry], once.value[entry]);
            }
        }
        REQUIRE(by_glpk(&once, &arena, &vertex) == STATUS_OK);
        REQUIRE(by_ipm(&twice, &settings, &arena, &inner, NULL, NULL) == STATUS_OK);
        REQUIRE(inner.report.outcome == OUTCOME_OPTIMAL);
        CHECK(inner.certificate.accepted);
        CHECK_RELATIVE(inner.certificate.objective, vertex.solution.objective, SAME_COST);
        arena_free(&arena);
    }
}

SPEC(numbers_that_are_none_are_refused)
{
    for (int kind = 0; kind < 7; kind++) {
        struct arena arena = {0};
        struct lp lp;
        struct solved solved;
        struct error error = {0};
        const struct lp_settings settings = {0};
        REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
        double *places[] = {&lp.cost[0],      &lp.cost[1],      &lp.lower[0], &lp.upper[1],
                            &lp.row_lower[0], &lp.row_upper[1], &lp.value[0]};
        *places[kind] = kind == 1 ? INFINITY : NAN;
        CHECK(by_ipm(&lp, &settings, &arena, &solved, NULL, &error) == STATUS_BAD_INPUT);
        CHECK(error.count > 0);
        if (kind == 6) {
            lp.value[0] = INFINITY;
            CHECK(by_ipm(&lp, &settings, &arena, &solved, NULL, &error) == STATUS_BAD_INPUT);
        }
        arena_free(&arena);
    }
}

SPEC(the_table_of_iterations_tells_how_the_gap_closed)
{
    static struct ipm_log log;
    struct arena arena = {0};
    struct lp lp;
    struct solved solved;
    const struct lp_settings settings = {0};
    const struct chain chain = {.n_block = 30, .n_row = 4, .n_column = 9};
    REQUIRE(chain_lp(&chain, 5, &arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &settings, &arena, &solved, &log, NULL) == STATUS_OK);
    REQUIRE(solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK(log.n_row == solved.report.iterations + 1);
    const struct ipm_row *last = &log.row[log.n_row - 1];
    CHECK_RELATIVE(last->objective, solved.certificate.objective, 1e-9);
    CHECK(last->objective - last->lower_bound <= CERTIFICATE_GAP * fmax(1, fabs(last->objective)));
    CHECK(last->primal_residual <= CERTIFICATE_RESIDUAL_MW);
    CHECK(last->mu < 1e-6 * log.row[0].mu);
    for (int row = 1; row < log.n_row; row++) {
        CHECK(log.row[row].step_primal > 0 && log.row[row].step_primal <= 1);
        CHECK(log.row[row].step_dual > 0 && log.row[row].step_dual <= 1);
        /* weak duality: no lower bound is above the cost of the optimum */
        CHECK(log.row[row].lower_bound <=
              solved.certificate.objective + 1e-8 * fabs(solved.certificate.objective) + 1e-6);
    }
    arena_free(&arena);
}

SPEC(a_start_from_absurd_prices_ends_at_the_same_cost)
{
    const double prices[] = {-1e9, -1e4, 1e4, 1e9};
    for (int p = 0; p < 4; p++) {
        struct arena arena = {0};
        struct lp lp;
        struct solved vertex, inner;
        const struct chain chain = {.n_block = 12, .n_row = 4, .n_column = 9};
        REQUIRE(chain_lp(&chain, 9, &arena, &lp) == STATUS_OK);
        double *guess = ARENA_ARRAY(&arena, double, lp.n_row);
        REQUIRE(guess != NULL);
        for (int row = 0; row < lp.n_row; row++)
            guess[row] = prices[p];
        const struct lp_settings settings = {.row_dual_guess = guess};
        REQUIRE(by_glpk(&lp, &arena, &vertex) == STATUS_OK);
        REQUIRE(by_ipm(&lp, &settings, &arena, &inner, NULL, NULL) == STATUS_OK);
        if (inner.report.outcome != OUTCOME_OPTIMAL)
            SPEC_FAULT("from %g: %s", prices[p], outcome_word(inner.report.outcome));
        else
            CHECK_RELATIVE(inner.certificate.objective, vertex.solution.objective, SAME_COST);
        arena_free(&arena);
    }
}

static double largest_price(const struct lp *lp, const struct solved *solved)
{
    double largest = 0;
    for (int row = 0; row < lp->n_row; row++)
        largest = fmax(largest, fabs(solved->solution.row_dual[row]));
    return largest;
}

/* From prices of 1e12 many steps go wrong. Each is undone: what stays never has a mu 100 times that
 * of the point before. What is then called optimal is; the certificate may still refuse a price of
 * 1e12 that no column brings down: its rounding is 1e-4. */
SPEC(steps_that_made_things_worse_are_taken_back_and_no_bad_answer_is_called_optimal)
{
    static struct ipm_log log;
    int taken_back = 0, optimal = 0;
    for (int number = 0; number < 100; number++) {
        struct arena arena = {0};
        struct lp lp;
        struct solved vertex, inner;
        struct chain chain = any_chain(number);
        chain.broken = false;
        REQUIRE(chain_lp(&chain, (uint64_t)number + 1, &arena, &lp) == STATUS_OK);
        double *guess = ARENA_ARRAY(&arena, double, lp.n_row);
        REQUIRE(guess != NULL);
        for (int row = 0; row < lp.n_row; row++)
            guess[row] = number % 2 ? 1e12 : 1e7;
        const struct lp_settings settings = {.row_dual_guess = guess};
        REQUIRE(by_glpk(&lp, &arena, &vertex) == STATUS_OK);
        REQUIRE(by_ipm(&lp, &settings, &arena, &inner, &log, NULL) == STATUS_OK);
        double kept_mu = log.row[0].mu;
        for (int row = 1; row < log.n_row; row++) {
            taken_back += log.row[row].taken_back;
            if (log.row[row].taken_back) continue;
            CHECK(log.row[row].mu <= 100 * kept_mu);
            kept_mu = log.row[row].mu;
        }
        CHECK(inner.report.outcome != OUTCOME_INFEASIBLE);
        if (inner.report.outcome == OUTCOME_OPTIMAL) {
            optimal++;
            CHECK(inner.certificate.accepted || largest_price(&lp, &inner) > 1e11);
            CHECK_RELATIVE(inner.certificate.objective, vertex.solution.objective, SAME_COST);
        }
        arena_free(&arena);
    }
    CHECK(taken_back > 100);
    CHECK(optimal > 20);
}

SPEC(limits_end_it_with_the_outcome_limit)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved solved;
    const struct chain chain = {.n_block = 12, .n_row = 4, .n_column = 9};
    REQUIRE(chain_lp(&chain, 9, &arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &(struct lp_settings){.iteration_limit = 3}, &arena, &solved, NULL, NULL) ==
            STATUS_OK);
    CHECK(solved.report.outcome == OUTCOME_LIMIT);
    CHECK(solved.report.iterations == 3);
    lp.lower[0] = -INFINITY;
    lp.upper[0] = INFINITY; /* a free column is not for this method */
    REQUIRE(by_ipm(&lp, &(struct lp_settings){0}, &arena, &solved, NULL, NULL) == STATUS_OK);
    CHECK(solved.report.outcome == OUTCOME_LIMIT);
    arena_free(&arena);
}

SPEC(memory_that_ends_anywhere_is_a_status)
{
    const enum lp_factorization ways[] = {LP_FACTOR_CHOLMOD, LP_FACTOR_LANES};
    for (int way = 0; way < 2; way++) {
        struct arena lp_arena = {0};
        struct lp lp;
        const struct chain chain = {.n_block = 12, .n_row = 2, .n_column = 4};
        const struct lp_settings settings = {.factorization = ways[way]};
        REQUIRE(chain_lp(&chain, 9, &lp_arena, &lp) == STATUS_OK);
        long n = 1;
        for (bool failed = true; failed && n < 1000; n++) {
            struct arena arena = {.fail_at = n};
            struct solved solved;
            struct error error = {0};
            const enum status status = by_ipm(&lp, &settings, &arena, &solved, NULL, &error);
            failed = arena.n_request >= n;
            CHECK(status == (failed ? STATUS_NO_MEMORY : STATUS_OK));
            arena_free(&arena);
        }
        CHECK(n > 20 && n < 1000);
        arena_free(&lp_arena);
    }
}

SPEC_MAIN(
    SPEC_ENTRY(it_finds_the_cost_that_the_simplex_finds_or_that_there_is_none),
    SPEC_ENTRY(the_answer_has_the_same_bytes_for_one_two_and_three_threads),
    SPEC_ENTRY(every_kind_of_row_and_column_is_understood),
    SPEC_ENTRY(an_empty_row_that_asks_for_something_cannot_be_met),
    SPEC_ENTRY(an_equation_that_stands_there_twice_does_no_harm),
    SPEC_ENTRY(numbers_that_are_none_are_refused),
    SPEC_ENTRY(the_table_of_iterations_tells_how_the_gap_closed),
    SPEC_ENTRY(a_start_from_absurd_prices_ends_at_the_same_cost),
    SPEC_ENTRY(steps_that_made_things_worse_are_taken_back_and_no_bad_answer_is_called_optimal),
    SPEC_ENTRY(limits_end_it_with_the_outcome_limit),
    SPEC_ENTRY(memory_that_ends_anywhere_is_a_status))
