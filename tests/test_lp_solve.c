/* How the door to all methods chooses, judges and falls back. The interior point is replaced by one
 * that plays a part: this file defines ipm_solve itself, and the archive's is then not linked. */
#include "solver/ipm.h"
#include "solver/lp_solve.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

enum part {
    PART_ANSWERS, /* with GLPK's optimum */
    PART_LIES,    /* claims an optimum that is none */
    PART_STALLS,
    PART_BREAKS_DOWN,
    PART_HAS_NO_MEMORY,
    PART_PROVES_INFEASIBLE
};

struct play {
    enum part part;
    int calls;
};

/* The part comes with the context of the progress callback, so that nothing global is needed. */
enum status ipm_solve(const struct lp *lp, const struct lp_settings *settings,
                      struct arena *scratch, struct lp_solution *solution, struct lp_report *report,
                      struct ipm_log *log, struct error *error)
{
    struct play *play = settings->progress_context;
    struct lp_settings simplex = {.method = LP_SIMPLEX};
    play->calls++;
    if (log != NULL) return STATUS_INTERNAL;
    report->outcome = OUTCOME_LIMIT;
    switch (play->part) {
    case PART_ANSWERS:
    case PART_LIES:
        TRY(lp_glpk_solve(lp, &simplex, scratch, solution, report, error));
        if (play->part == PART_LIES) solution->x[0] += 1e-3;
        break;
    case PART_STALLS:
        break;
    case PART_BREAKS_DOWN:
        return error_set(error, STATUS_NUMERICAL, "the factorization broke down");
    case PART_HAS_NO_MEMORY:
        return error_set(error, STATUS_NO_MEMORY, "no memory for the factorization");
    case PART_PROVES_INFEASIBLE:
        report->outcome = OUTCOME_INFEASIBLE;
    }
    report->method = "interior point (played)";
    return STATUS_OK;
}

struct solved {
    struct arena arena;
    struct lp lp;
    struct lp_solution solution;
    struct lp_report report;
    struct error error;
    enum status status;
};

/* A chain of `buses` buses, each with a plant of its own and a line to the next: 2 x buses columns.
 * Plants cost 10, 11, 12, ... USD/MWh, the loads are 10 MW. */
static enum status chain_of_buses(int buses, struct arena *arena, struct lp *lp)
{
    TRY(lp_new(buses, 2 * buses, 3 * buses, arena, lp, NULL));
    for (int bus = 0; bus < buses; bus++)
        lp_add_row(lp, 10, 10, bus);
    for (int bus = 0; bus < buses; bus++) {
        lp_add_column(lp, 10 + bus, 0, 15);
        lp_add_entry(lp, bus, 1);
        lp_add_column(lp, 0, -4, 4);
        lp_add_entry(lp, bus, -1);
        if (bus + 1 < buses)
            lp_add_entry(lp, bus + 1, 1);
        else
            lp->upper[lp->n_column - 1] = lp->lower[lp->n_column - 1] =
                0; /* the end of the chain */
    }
    return STATUS_OK;
}

static void solve_chain(int buses, const struct lp_settings *settings, struct solved *solved)
{
    *solved = (struct solved){.status = STATUS_NO_MEMORY};
    if (chain_of_buses(buses, &solved->arena, &solved->lp) != STATUS_OK) return;
    if (lp_solution_new(&solved->lp, &solved->arena, &solved->solution) != STATUS_OK) return;
    solved->status = lp_solve(&solved->lp, settings, &solved->arena, &solved->solution,
                              &solved->report, &solved->error);
}

enum { FEW = 3, MANY = 1001, A_YEAR = 10001 }; /* 6, 2002 and 20002 columns */

SPEC(a_small_lp_goes_to_the_simplex)
{
    struct play play = {PART_LIES, 0};
    const struct lp_settings settings = {.progress_context = &play};
    struct solved solved;
    solve_chain(FEW, &settings, &solved);
    CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK(play.calls == 0);
    CHECK_TEXT(solved.report.method, "simplex (GLPK)");
    CHECK(solved.report.certificate.accepted);
    /* bus 0 makes 14 and bus 1 10, so bus 2 needs 6: 14 x 10 + 10 x 11 + 6 x 12 */
    CHECK_NEAR(solved.solution.objective, 322, 1e-9);
    CHECK_NEAR(solved.solution.row_dual[1], 11, 1e-9);
    arena_free(&solved.arena);
}

SPEC(a_large_lp_goes_to_the_interior_point)
{
    struct play play = {PART_ANSWERS, 0};
    const struct lp_settings settings = {.progress_context = &play};
    struct solved solved;
    solve_chain(MANY, &settings, &solved);
    CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK(play.calls == 1);
    CHECK_TEXT(solved.report.method, "interior point (played)");
    CHECK(solved.report.certificate.accepted);
    arena_free(&solved.arena);
}

SPEC(a_free_column_goes_to_the_simplex_whatever_was_asked)
{
    const struct lp_page page = {1,
                                 2,
                                 (const double[]){1, 1},
                                 (const double[]){3},
                                 (const double[]){3},
                                 (const double[]){2, 2},
                                 (const double[]){-INFINITY, 0},
                                 (const double[]){INFINITY, 9},
                                 0};
    struct play play = {PART_LIES, 0};
    const struct lp_settings settings = {.method = LP_INTERIOR, .progress_context = &play};
    struct solved solved = {0};
    REQUIRE(lp_from_page(&page, &solved.arena, &solved.lp) == STATUS_OK);
    REQUIRE(lp_solution_new(&solved.lp, &solved.arena, &solved.solution) == STATUS_OK);
    CHECK(lp_solve(&solved.lp, &settings, &solved.arena, &solved.solution, &solved.report, NULL) ==
          STATUS_OK);
    CHECK(play.calls == 0 && solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(solved.solution.objective, 6, 1e-9);
    arena_free(&solved.arena);
}

SPEC(when_the_interior_point_lies_stalls_or_breaks_down_the_simplex_answers)
{
    const enum part parts[] = {PART_LIES, PART_STALLS, PART_BREAKS_DOWN};
    for (int i = 0; i < 3; i++) {
        struct play play = {parts[i], 0};
        const struct lp_settings settings = {.progress_context = &play};
        struct solved solved;
        solve_chain(MANY, &settings, &solved);
        CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL);
        CHECK(play.calls == 1);
        CHECK_TEXT(solved.report.method, "simplex (GLPK)");
        CHECK(solved.report.certificate.accepted);
        CHECK_TEXT(solved.error.text, ""); /* the trouble was overcome */
        arena_free(&solved.arena);
    }
}

SPEC(where_the_simplex_would_take_hours_the_interior_point_of_glpk_answers)
{
    struct play play = {PART_BREAKS_DOWN, 0};
    const struct lp_settings settings = {.progress_context = &play};
    struct solved solved;
    solve_chain(A_YEAR, &settings, &solved);
    CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK_TEXT(solved.report.method, "interior point (GLPK)");
    CHECK(solved.report.certificate.accepted);
    arena_free(&solved.arena);
}

SPEC(a_lie_that_was_asked_for_is_reported_as_not_certified)
{
    struct play play = {PART_LIES, 0};
    const struct lp_settings settings = {.method = LP_INTERIOR, .progress_context = &play};
    struct solved solved;
    solve_chain(FEW, &settings, &solved);
    CHECK(solved.status == STATUS_OK);
    CHECK_TEXT(outcome_word(solved.report.outcome), "not certified");
    CHECK_TEXT(solved.report.method, "interior point (played)");
    CHECK(!solved.report.certificate.accepted);
    CHECK_NEAR(solved.report.certificate.primal_residual, 1e-3, 1e-9);
    arena_free(&solved.arena);
}

/* A bus with a load of 30 MW and four plants of 20 MW at 10, 20, 30 and 1,000 USD/MWh. */
static enum status one_bus(struct arena *arena, struct lp *lp, struct lp_solution *solution)
{
    const double cost[] = {10, 20, 30, 1000};
    TRY(lp_new(1, 4, 4, arena, lp, NULL));
    lp_add_row(lp, 30, 30, 0);
    for (int plant = 0; plant < 4; plant++) {
        lp_add_column(lp, cost[plant], 0, 20);
        lp_add_entry(lp, 0, 1);
    }
    return lp_solution_new(lp, arena, solution);
}

/* What is not found with the help of a neighbour is not an answer of it. */
SPEC(a_stall_with_a_neighbour_is_a_stall_without_an_objective)
{
    double x[] = {20, 10, 0, 0}, row_dual[] = {20};
    const struct lp_parent parent = {x, row_dual};
    for (int limited = 0; limited < 2; limited++) {
        struct arena arena = {0};
        struct lp lp;
        struct lp_solution solution;
        struct lp_report report;
        struct play play = {PART_STALLS, 0};
        const struct lp_settings settings = {.method = LP_INTERIOR,
                                             .parent = &parent,
                                             .time_limit_s = limited ? 100 : 0,
                                             .progress_context = &play};
        REQUIRE(one_bus(&arena, &lp, &solution) == STATUS_OK);
        REQUIRE(lp_solve(&lp, &settings, &arena, &solution, &report, NULL) == STATUS_OK);
        CHECK(report.outcome == OUTCOME_LIMIT && !report.is_reduced);
        CHECK(isnan(solution.objective));
        CHECK(play.calls == (limited ? 1 : 2)); /* a limited time is spent on the whole */
        arena_free(&arena);
    }
}

SPEC(a_lie_is_kept_as_not_certified_when_the_time_for_another_method_is_over)
{
    struct play play = {PART_LIES, 0};
    const struct lp_settings settings = {.time_limit_s = 1e-6, .progress_context = &play};
    struct solved solved;
    solve_chain(MANY, &settings, &solved);
    CHECK(solved.status == STATUS_OK);
    CHECK_TEXT(outcome_word(solved.report.outcome), "not certified");
    CHECK_TEXT(solved.report.method, "interior point (played)");
    arena_free(&solved.arena);
}

SPEC(a_limit_of_iterations_is_the_caller_s_and_ends_the_search)
{
    struct play play = {PART_STALLS, 0};
    const struct lp_settings settings = {.iteration_limit = 5, .progress_context = &play};
    struct solved solved;
    solve_chain(MANY, &settings, &solved);
    CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_LIMIT);
    CHECK_TEXT(solved.report.method, "interior point (played)");
    arena_free(&solved.arena);
}

SPEC(no_memory_and_infeasible_are_not_tried_again)
{
    struct play play = {PART_HAS_NO_MEMORY, 0};
    const struct lp_settings settings = {.progress_context = &play};
    struct solved solved;
    solve_chain(MANY, &settings, &solved);
    CHECK(solved.status == STATUS_NO_MEMORY);
    CHECK_TEXT(solved.error.text, "no memory for the factorization");
    arena_free(&solved.arena);
    play.part = PART_PROVES_INFEASIBLE;
    solve_chain(MANY, &settings, &solved);
    CHECK(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_INFEASIBLE);
    arena_free(&solved.arena);
}

SPEC(an_unsound_lp_is_refused_with_its_faults)
{
    struct play play = {PART_ANSWERS, 0};
    const struct lp_settings settings = {.method = LP_INTERIOR, .progress_context = &play};
    struct solved solved;
    solve_chain(FEW, &settings, &solved);
    solved.lp.cost[2] = NAN;
    CHECK(lp_solve(&solved.lp, &settings, &solved.arena, &solved.solution, &solved.report,
                   &solved.error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(solved.error.text, "column 2: cost nan");
    CHECK(play.calls == 1); /* only for the sound one */
    arena_free(&solved.arena);
}

SPEC(memory_that_ends_anywhere_is_a_status_also_in_the_second_method)
{
    int n = 1;
    for (enum status status = STATUS_NO_MEMORY; status != STATUS_OK; n++) {
        struct play play = {PART_LIES, 0};
        const struct lp_settings settings = {.progress_context = &play};
        struct arena arena = {0}, scratch = {.fail_at = n};
        struct lp lp;
        struct lp_solution solution;
        struct lp_report report;
        REQUIRE(chain_of_buses(MANY, &arena, &lp) == STATUS_OK);
        REQUIRE(lp_solution_new(&lp, &arena, &solution) == STATUS_OK);
        status = lp_solve(&lp, &settings, &scratch, &solution, &report, NULL);
        CHECK(status == STATUS_NO_MEMORY || report.outcome == OUTCOME_OPTIMAL ||
              report.outcome == OUTCOME_NOT_CERTIFIED);
        arena_free(&arena);
        arena_free(&scratch);
        REQUIRE(n < 100);
    }
    CHECK(n >
          6); /* the first method, the judgement and the copy of the first answer failed in turn */
}

SPEC_MAIN(SPEC_ENTRY(a_small_lp_goes_to_the_simplex),
          SPEC_ENTRY(a_large_lp_goes_to_the_interior_point),
          SPEC_ENTRY(a_free_column_goes_to_the_simplex_whatever_was_asked),
          SPEC_ENTRY(when_the_interior_point_lies_stalls_or_breaks_down_the_simplex_answers),
          SPEC_ENTRY(where_the_simplex_would_take_hours_the_interior_point_of_glpk_answers),
          SPEC_ENTRY(a_lie_that_was_asked_for_is_reported_as_not_certified),
          SPEC_ENTRY(a_stall_with_a_neighbour_is_a_stall_without_an_objective),
          SPEC_ENTRY(a_lie_is_kept_as_not_certified_when_the_time_for_another_method_is_over),
          SPEC_ENTRY(a_limit_of_iterations_is_the_caller_s_and_ends_the_search),
          SPEC_ENTRY(no_memory_and_infeasible_are_not_tried_again),
          SPEC_ENTRY(an_unsound_lp_is_refused_with_its_faults),
          SPEC_ENTRY(memory_that_ends_anywhere_is_a_status_also_in_the_second_method))
