#include "solver/lp_solve.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Values of a vertex are refined in long double: what is left is the rounding of the last digit. */
static const double rounding = 1e-10;
static const struct lp_settings simplex = {.method = LP_SIMPLEX};
static const struct lp_settings interior = {.method = LP_GLPK_INTERIOR};

/* One solved page, and all that it needed. */
struct solved {
    struct arena arena;
    struct lp lp;
    struct lp_solution solution;
    struct lp_report report;
    struct error error;
    enum status status;
};

static void solve_page(const struct lp_page *page, const struct lp_settings *settings,
                       struct solved *solved)
{
    *solved = (struct solved){.status = STATUS_NO_MEMORY};
    if (lp_from_page(page, &solved->arena, &solved->lp) != STATUS_OK) return;
    if (lp_solution_new(&solved->lp, &solved->arena, &solved->solution) != STATUS_OK) return;
    solved->status = lp_glpk_solve(&solved->lp, settings, &solved->arena, &solved->solution,
                                   &solved->report, &solved->error);
}

static void check_certified(struct spec_state *spec, struct solved *solved)
{
    struct certificate certificate;
    REQUIRE(solved->status == STATUS_OK);
    REQUIRE(solved->report.outcome == OUTCOME_OPTIMAL);
    REQUIRE(certificate_compute(&solved->lp, &solved->solution, &solved->arena, &certificate,
                                NULL) == STATUS_OK);
    CHECK(certificate.accepted);
}

static void check_outcome(struct spec_state *spec, const struct lp_page *page, enum outcome outcome)
{
    struct solved solved;
    solve_page(page, &simplex, &solved);
    CHECK(solved.status == STATUS_OK);
    CHECK_TEXT(outcome_word(solved.report.outcome), outcome_word(outcome));
    arena_free(&solved.arena);
}

SPEC(a_full_line_separates_the_prices_of_its_ends)
{
    struct solved solved;
    solve_page(&two_buses, &simplex, &solved);
    check_certified(spec, &solved);
    const struct lp_solution *found = &solved.solution;
    CHECK_NEAR(found->x[0], 100, rounding);
    CHECK_NEAR(found->x[1], 40, rounding);
    CHECK_NEAR(found->x[2], 60, rounding);
    CHECK_NEAR(found->row_dual[0], 18, rounding);
    CHECK_NEAR(found->row_dual[1], 55, rounding);
    CHECK_NEAR(found->objective, 4007, rounding);
    CHECK_TEXT(solved.report.method, "simplex (GLPK)");
    arena_free(&solved.arena);
}

SPEC(the_interior_point_of_glpk_finds_the_same_prices)
{
    struct solved solved;
    solve_page(&two_buses, &interior, &solved);
    REQUIRE(solved.status == STATUS_OK && solved.report.outcome == OUTCOME_OPTIMAL);
    CHECK_NEAR(solved.solution.row_dual[0], 18, 1e-5); /* it stops at a gap of 1e-8 */
    CHECK_NEAR(solved.solution.row_dual[1], 55, 1e-5);
    CHECK_RELATIVE(solved.solution.objective, 4007.0, 1e-7);
    CHECK(solved.report.iterations > 0);
    CHECK_TEXT(solved.report.method, "interior point (GLPK)");
    arena_free(&solved.arena);
}

/* Plants of 10 and 30 USD/MWh together make 50 to 80 MW; the dear one makes at least 5. Where the
 * sum is full below (a load), its dual is a positive price; where it is full above (a limit), a
 * negative one. */
SPEC(the_dual_of_a_range_row_has_the_sign_of_the_side_that_is_full)
{
    struct lp_page page = {1,
                           2,
                           (const double[]){1, 1},
                           (const double[]){50},
                           (const double[]){80},
                           (const double[]){10, 30},
                           (const double[]){0, 5},
                           (const double[]){100, 20},
                           0};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    CHECK_NEAR(solved.solution.row_dual[0], 10, rounding);
    CHECK_NEAR(solved.solution.objective, 45 * 10 + 5 * 30, rounding);
    arena_free(&solved.arena);
    page.cost = (const double[]){-10, 30}; /* paid to produce: the upper side is full */
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    CHECK_NEAR(solved.solution.row_dual[0], -10, rounding);
    CHECK_NEAR(solved.solution.x[0], 75, rounding);
    arena_free(&solved.arena);
}

/* Three equal offers for 10 MW, each row written twice: many bases, one cost. */
SPEC(a_degenerate_market_has_one_cost_and_one_price)
{
    const struct lp_page page = {4,
                                 3,
                                 (const double[]){1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 0, 0},
                                 (const double[]){10, 10, 20, -INFINITY},
                                 (const double[]){10, 10, 20, 10},
                                 (const double[]){25, 25, 25},
                                 (const double[]){0, 0, 0},
                                 (const double[]){10, 10, 10},
                                 0};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    CHECK_NEAR(solved.solution.objective, 250, rounding);
    const double *dual = solved.solution.row_dual;
    CHECK_NEAR(dual[0] + dual[1] + 2 * dual[2], 25, rounding);
    arena_free(&solved.arena);
}

/* Column 0 is fixed at 30, column 2 is in no row and rests at its cheap bound, row 1 has no entry.
 */
SPEC(fixed_columns_and_empty_rows_and_columns_are_carried)
{
    const struct lp_page page = {2,
                                 3,
                                 (const double[]){1, 1, 0, 0, 0, 0},
                                 (const double[]){100, -1},
                                 (const double[]){100, 1},
                                 (const double[]){40, 12, -3},
                                 (const double[]){30, 0, -2},
                                 (const double[]){30, 90, 9},
                                 0};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    CHECK_NEAR(solved.solution.x[0], 30, rounding);
    CHECK_NEAR(solved.solution.x[1], 70, rounding);
    CHECK_NEAR(solved.solution.x[2], 9, rounding);
    CHECK_NEAR(solved.solution.row_dual[0], 12, rounding);
    CHECK_NEAR(solved.solution.row_dual[1], 0, rounding);
    arena_free(&solved.arena);
}

SPEC(an_lp_without_rows_puts_each_column_at_its_cheap_bound)
{
    const struct lp_page page = {.n_column = 3,
                                 .cost = (const double[]){2, -2, 0},
                                 .lower = (const double[]){-1, -1, -INFINITY},
                                 .upper = (const double[]){4, 4, INFINITY},
                                 .cost_constant = 1};
    for (int method = 0; method < 2; method++) {
        struct solved solved;
        solve_page(&page, method == 0 ? &simplex : &interior, &solved);
        check_certified(spec, &solved);
        CHECK_NEAR(solved.solution.objective, -2 - 8 + 1, rounding);
        arena_free(&solved.arena);
    }
}

SPEC(an_lp_without_columns_is_optimal_when_its_rows_allow_zero)
{
    struct lp_page page = {.n_row = 1,
                           .row_lower = (const double[]){-1},
                           .row_upper = (const double[]){1},
                           .cost_constant = 3};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    CHECK_NEAR(solved.solution.objective, 3, 0);
    arena_free(&solved.arena);
    page.row_lower = (const double[]){0.5};
    check_outcome(spec, &page, OUTCOME_INFEASIBLE);
}

SPEC(more_load_than_plants_and_lines_can_bring_is_infeasible)
{
    struct lp_page page = two_buses;
    page.row_lower = page.row_upper = (const double[]){40, 561};
    check_outcome(spec, &page, OUTCOME_INFEASIBLE);
    page.row_lower = page.row_upper = (const double[]){40, 560};
    check_outcome(spec, &page, OUTCOME_OPTIMAL);
}

/* x0 - x1 = 1 with both paid and without end. */
SPEC(a_trade_that_pays_without_end_is_unbounded)
{
    const struct lp_page page = {1,
                                 2,
                                 (const double[]){1, -1},
                                 (const double[]){1},
                                 (const double[]){1},
                                 (const double[]){-2, 1},
                                 (const double[]){0, 0},
                                 (const double[]){INFINITY, INFINITY},
                                 0};
    check_outcome(spec, &page, OUTCOME_UNBOUNDED);
}

/* Both at once: nothing can make x0 = -1, and x1 pays without end. Infeasible is the answer,
 * because there is no point from which to follow the ray. */
SPEC(what_has_neither_a_point_nor_an_end_is_called_infeasible)
{
    const struct lp_page page = {1,
                                 2,
                                 (const double[]){1, 0},
                                 (const double[]){-1},
                                 (const double[]){-1},
                                 (const double[]){0, -1},
                                 (const double[]){0, 0},
                                 (const double[]){INFINITY, INFINITY},
                                 0};
    check_outcome(spec, &page, OUTCOME_INFEASIBLE);
}

/* Rows of 1e-4 and of 1e5, costs from 1e-3 to 3000: a vertex is certified all the same. */
SPEC(badly_scaled_rows_still_give_a_certified_vertex)
{
    const struct lp_page page = {3,
                                 4,
                                 (const double[]){1e-4, 2e-4, 0, 1e-4, 0, 1e5, 3e5, 0, 1, 0, 1, 1},
                                 (const double[]){0.02, -INFINITY, 150},
                                 (const double[]){INFINITY, 7e7, 400},
                                 (const double[]){1e-3, 17, 42, 3000},
                                 (const double[]){0, 0, 0, 0},
                                 (const double[]){90, 120, 250, 1e6},
                                 0};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    check_certified(spec, &solved);
    arena_free(&solved.arena);
}

SPEC(a_nan_is_refused_before_glpk_sees_it)
{
    struct lp_page page = two_buses;
    page.cost = (const double[]){18, NAN, 0};
    struct solved solved;
    solve_page(&page, &simplex, &solved);
    CHECK(solved.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(solved.error.text, "column 1: cost nan");
    CHECK(solved.report.outcome == OUTCOME_NOT_CERTIFIED);
    arena_free(&solved.arena);
}

SPEC(a_limit_of_iterations_or_time_is_an_outcome)
{
    struct arena arena = {0};
    struct lp lp;
    struct lp_solution optimum, found;
    struct lp_report report;
    REQUIRE(random_lp(5, 120, 200, &arena, &lp, &optimum) == STATUS_OK);
    REQUIRE(lp_solution_new(&lp, &arena, &found) == STATUS_OK);
    const struct lp_settings limits[] = {
        {.method = LP_SIMPLEX, .iteration_limit = 3},
        {.method = LP_SIMPLEX, .time_limit_s = 1e-9},
        {.method = LP_GLPK_INTERIOR, .iteration_limit = 2},
        {.method = LP_GLPK_INTERIOR, .time_limit_s = 1e-9},
    };
    for (int i = 0; i < 4; i++) {
        REQUIRE(lp_glpk_solve(&lp, &limits[i], &arena, &found, &report, NULL) == STATUS_OK);
        CHECK_TEXT(outcome_word(report.outcome), "limit reached");
    }
    /* and GLPK still works in this thread after having been left in the middle */
    REQUIRE(lp_glpk_solve(&lp, &simplex, &arena, &found, &report, NULL) == STATUS_OK);
    CHECK_RELATIVE(found.objective, optimum.objective, 1e-9);
    arena_free(&arena);
}

static void count_calls(void *context, int iteration, double relative_gap)
{
    if (iteration >= 0 && relative_gap >= 0) ++*(int *)context;
}

SPEC(the_interior_point_tells_its_progress)
{
    int calls = 0;
    const struct lp_settings settings = {
        .method = LP_GLPK_INTERIOR, .progress = count_calls, .progress_context = &calls};
    struct solved solved;
    solve_page(&two_buses, &settings, &solved);
    CHECK(calls > 2);
    CHECK(calls == solved.report.iterations + 1); /* it counts from 0 */
    arena_free(&solved.arena);
}

/* The interior point cannot prove that nothing is feasible: it says so instead of answering. */
SPEC(an_interior_point_without_an_answer_is_a_numerical_failure)
{
    struct lp_page page = two_buses;
    page.row_lower = page.row_upper = (const double[]){40, 561};
    struct solved solved;
    solve_page(&page, &interior, &solved);
    CHECK(solved.report.outcome != OUTCOME_OPTIMAL);
    CHECK(solved.status == STATUS_NUMERICAL || solved.report.outcome == OUTCOME_LIMIT);
    arena_free(&solved.arena);
}

SPEC(memory_of_ours_that_ends_anywhere_is_a_status)
{
    int n = 1;
    for (enum status status = STATUS_NO_MEMORY; status != STATUS_OK; n++) {
        struct arena arena = {0}, scratch = {.fail_at = n};
        struct lp lp;
        struct lp_solution found;
        struct lp_report report;
        REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
        REQUIRE(lp_solution_new(&lp, &arena, &found) == STATUS_OK);
        status = lp_glpk_solve(&lp, &simplex, &scratch, &found, &report, NULL);
        CHECK(status == STATUS_OK || status == STATUS_NO_MEMORY);
        arena_free(&arena);
        arena_free(&scratch);
        REQUIRE(n < 100);
    }
    CHECK(n > 6); /* six requests failed in turn */
}

/* What a child process finds when the machine gives GLPK no more memory: GLPK ends the process by
 * itself unless it is held. Returns the child's exit code, or -1 when it was killed. */
static int solve_with_little_memory(const struct lp *lp, struct lp_solution *found,
                                    struct arena *arena, rlim_t extra_bytes)
{
    const pid_t child = fork();
    if (child == 0) {
        long pages = 0;
        FILE *file = fopen("/proc/self/statm", "r");
        if (file == NULL || fscanf(file, "%ld", &pages) != 1) _exit(99);
        fclose(file);
        const rlim_t limit = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + extra_bytes;
        if (setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit}) != 0) _exit(99);
        struct lp_report report;
        struct error error = {0};
        const enum status status = lp_glpk_solve(lp, &simplex, arena, found, &report, &error);
        _exit(strncmp(error.text, "GLPK: ", 6) == 0 ? (int)status : 98);
    }
    int how = 0;
    if (child < 0 || waitpid(child, &how, 0) != child) return 99;
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static bool a_tool_needs_the_address_space(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    const char *preloaded = getenv("LD_PRELOAD");
    return preloaded != NULL && strstr(preloaded, "vgpreload") != NULL;
#endif
}

SPEC(memory_that_ends_inside_glpk_is_a_status_and_not_the_end_of_the_process)
{
    if (a_tool_needs_the_address_space()) SKIP("a sanitizer or valgrind needs the address space");
    struct arena arena = {0};
    struct lp lp;
    struct lp_solution optimum;
    REQUIRE(random_lp(9, 20000, 40000, &arena, &lp, &optimum) == STATUS_OK);
    /* our own scratch needs little more than one megabyte, GLPK more than ten */
    for (rlim_t megabytes = 3; megabytes <= 9; megabytes += 2) {
        const int code = solve_with_little_memory(&lp, &optimum, &arena, megabytes << 20);
        if (code == 99) SKIP("the address space of a process cannot be limited here");
        CHECK(code != 98); /* the memory that ended must be GLPK's, not ours */
        CHECK(code == STATUS_NO_MEMORY);
    }
    arena_free(&arena);
}

struct worker {
    pthread_t thread;
    bool started;
    double objective[5];
    double dual[5];
};

static void *solve_five(void *context)
{
    struct worker *worker = context;
    for (int i = 0; i < 5; i++) {
        struct arena arena = {0};
        struct lp lp;
        struct lp_solution optimum;
        struct lp_report report;
        worker->objective[i] = NAN;
        if (random_lp(100u + (uint64_t)i, 40, 60, &arena, &lp, &optimum) == STATUS_OK &&
            lp_glpk_solve(&lp, &simplex, &arena, &optimum, &report, NULL) == STATUS_OK &&
            report.outcome == OUTCOME_OPTIMAL) {
            worker->objective[i] = optimum.objective;
            worker->dual[i] = optimum.row_dual[7];
        }
        arena_free(&arena);
    }
    return NULL;
}

SPEC(four_threads_at_once_give_the_same_answers_as_one)
{
    struct worker alone = {0}, worker[4] = {0};
    solve_five(&alone);
    for (int i = 0; i < 4; i++)
        worker[i].started = pthread_create(&worker[i].thread, NULL, solve_five, &worker[i]) == 0;
    for (int i = 0; i < 4; i++) {
        REQUIRE(worker[i].started);
        pthread_join(worker[i].thread, NULL);
        for (int k = 0; k < 5; k++) { /* the same bits */
            CHECK(worker[i].objective[k] == alone.objective[k]);
            CHECK(worker[i].dual[k] == alone.dual[k]);
        }
    }
}

SPEC_MAIN(SPEC_ENTRY(a_full_line_separates_the_prices_of_its_ends),
          SPEC_ENTRY(the_interior_point_of_glpk_finds_the_same_prices),
          SPEC_ENTRY(the_dual_of_a_range_row_has_the_sign_of_the_side_that_is_full),
          SPEC_ENTRY(a_degenerate_market_has_one_cost_and_one_price),
          SPEC_ENTRY(fixed_columns_and_empty_rows_and_columns_are_carried),
          SPEC_ENTRY(an_lp_without_rows_puts_each_column_at_its_cheap_bound),
          SPEC_ENTRY(an_lp_without_columns_is_optimal_when_its_rows_allow_zero),
          SPEC_ENTRY(more_load_than_plants_and_lines_can_bring_is_infeasible),
          SPEC_ENTRY(a_trade_that_pays_without_end_is_unbounded),
          SPEC_ENTRY(what_has_neither_a_point_nor_an_end_is_called_infeasible),
          SPEC_ENTRY(badly_scaled_rows_still_give_a_certified_vertex),
          SPEC_ENTRY(a_nan_is_refused_before_glpk_sees_it),
          SPEC_ENTRY(a_limit_of_iterations_or_time_is_an_outcome),
          SPEC_ENTRY(the_interior_point_tells_its_progress),
          SPEC_ENTRY(an_interior_point_without_an_answer_is_a_numerical_failure),
          SPEC_ENTRY(memory_of_ours_that_ends_anywhere_is_a_status),
          SPEC_ENTRY(memory_that_ends_inside_glpk_is_a_status_and_not_the_end_of_the_process),
          SPEC_ENTRY(four_threads_at_once_give_the_same_answers_as_one))
