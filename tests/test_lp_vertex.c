/* From the interior to a vertex of every block of a chain. */
#include "solver/lp_vertex.h"

#include "solver/ipm.h"
#include "tests/lp_chain.h"
#include "tests/spec.h"

#include <string.h>

enum { LPS = 120 };
#define SAME_COST 1e-7 /* relative: both are certified to 1e-8 of the cost */

struct answer {
    struct lp_solution solution;
    struct lp_report report;
    struct lp_vertex_report vertex;
};

static enum status by_ipm(const struct lp *lp, struct arena *arena, struct answer *answer)
{
    const struct lp_settings settings = {.method = LP_INTERIOR};
    *answer = (struct answer){0};
    TRY(lp_solution_new(lp, arena, &answer->solution));
    return lp_solve(lp, &settings, arena, &answer->solution, &answer->report, NULL);
}

static enum status to_vertex(const struct lp *lp, double time_limit_s, struct arena *arena,
                             struct answer *answer)
{
    const struct lp_settings settings = {.time_limit_s = time_limit_s};
    return lp_vertex(lp, &settings, arena, &answer->solution, &answer->report.certificate,
                     &answer->vertex, NULL);
}

/* Three hours with a load of 60 MW, and two plants of 50 MW that cost the same; the first one may
 * change by 15 MW from one hour to the next. */
static enum status equal_plants(struct arena *arena, struct lp *lp)
{
    TRY(lp_new(6, 6, 20, arena, lp, NULL));
    for (int hour = 0; hour < 3; hour++) {
        lp_add_row(lp, 60, 60, hour);
        lp_add_row(lp, hour == 0 ? -INFINITY : -15, hour == 0 ? INFINITY : 15, hour);
    }
    for (int hour = 0; hour < 3; hour++) {
        lp_add_column(lp, 20, 0, 50);
        lp_add_entry(lp, 2 * hour, 1);
        lp_add_entry(lp, 2 * hour + 1, 1);
        if (hour < 2) lp_add_entry(lp, 2 * hour + 3, -1);
        lp_add_column(lp, 20, 0, 50);
        lp_add_entry(lp, 2 * hour, 1);
    }
    return STATUS_OK;
}

SPEC(of_two_equal_plants_that_shared_the_load_one_is_at_its_limit_or_its_ramp)
{
    struct arena arena = {0};
    struct lp lp;
    struct answer answer;
    REQUIRE(equal_plants(&arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &arena, &answer) == STATUS_OK);
    CHECK(lp_count_between(&lp, answer.solution.x) == 6);
    double price[6];
    memcpy(price, answer.solution.row_dual, sizeof price);
    REQUIRE(to_vertex(&lp, 0, &arena, &answer) == STATUS_OK);
    CHECK(answer.vertex.accepted && answer.vertex.n_block == 3 && answer.vertex.n_kept == 0);
    CHECK_TEXT(answer.vertex.why, "");
    CHECK(answer.vertex.between_before == 6);
    CHECK(answer.report.certificate.accepted);
    CHECK_RELATIVE(answer.solution.objective, 3600, SAME_COST);
    CHECK(memcmp(price, answer.solution.row_dual, sizeof price) == 0);
    const double *x = answer.solution.x;
    for (int hour = 0; hour < 3; hour++) {
        /* 30 MW each before; with the hours beside it held, a plant is at 10, 50, or 15 MW away */
        const double moved = fabs(x[2 * hour] - 30);
        CHECK_NEAR(x[2 * hour] + x[2 * hour + 1], 60, 1e-6);
        CHECK(moved > 1e-3);
        if (hour > 0) CHECK(fabs(x[2 * hour] - x[2 * hour - 2]) < 15 + 1e-6);
    }
    CHECK_NEAR(fabs(x[0] - 30), 15, 1e-3); /* hour 1 stood at 30 MW still */
    arena_free(&arena);
}

static bool belongs_to(const struct lp *lp, int column, int block)
{
    int first = -1;
    for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++) {
        const int of_row = lp->block_of_row[lp->row[entry]];
        if (of_row >= 0 && (first < 0 || of_row < first)) first = of_row;
    }
    return first == block;
}

/* Columns of a block between their bounds less the rows that these columns touch: not above 0 at a
 * vertex, which has as many basic variables as rows. */
static int too_many_between(const struct lp *lp, const double *x, int block, char *touched)
{
    int n = 0;
    memset(touched, 0, (size_t)lp->n_row);
    for (int column = 0; column < lp->n_column; column++) {
        if (!belongs_to(lp, column, block)) continue;
        n += x[column] - lp->lower[column] > CERTIFICATE_RESIDUAL_MW &&
             lp->upper[column] - x[column] > CERTIFICATE_RESIDUAL_MW;
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            touched[lp->row[entry]] = 1;
    }
    for (int row = 0; row < lp->n_row; row++)
        n -= touched[row];
    return n;
}

SPEC(every_block_of_a_chain_rests_on_a_vertex_at_the_same_cost)
{
    int found = 0, moved = 0;
    for (int number = 0; number < LPS; number++) {
        struct arena arena = {0};
        struct lp lp;
        struct answer answer;
        struct chain chain = any_chain(number);
        chain.broken = false;
        REQUIRE(chain_lp(&chain, (uint64_t)number + 1, &arena, &lp) == STATUS_OK);
        for (int column = 0; column < lp.n_column; column++)
            if (column % 3 > 0) lp.cost[column] = 0; /* so that optima are many */
        REQUIRE(by_ipm(&lp, &arena, &answer) == STATUS_OK);
        found += answer.report.outcome == OUTCOME_OPTIMAL;
        if (answer.report.outcome != OUTCOME_OPTIMAL) {
            arena_free(&arena);
            continue;
        }
        const double before_usd = answer.solution.objective;
        char *touched = ARENA_ARRAY(&arena, char, lp.n_row);
        REQUIRE(touched != NULL);
        REQUIRE(to_vertex(&lp, 0, &arena, &answer) == STATUS_OK);
        if (!answer.vertex.accepted || answer.vertex.n_kept > 0)
            SPEC_FAULT("chain %d: %d of %d blocks kept; %s", number, answer.vertex.n_kept,
                       answer.vertex.n_block, answer.vertex.why);
        CHECK(answer.report.certificate.accepted);
        CHECK_RELATIVE(answer.solution.objective, before_usd, SAME_COST);
        for (int block = 0; block < chain.n_block; block++)
            CHECK(too_many_between(&lp, answer.solution.x, block, touched) <= 0);
        moved += answer.vertex.between_after < answer.vertex.between_before;
        arena_free(&arena);
    }
    CHECK(found > LPS - 5); /* some have no room inside */
    CHECK(moved > LPS / 4);
}

SPEC(what_is_no_optimum_is_refused_and_left_as_it_was)
{
    struct arena arena = {0};
    struct lp lp;
    struct answer answer;
    REQUIRE(equal_plants(&arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &arena, &answer) == STATUS_OK);
    double x[6];
    memcpy(x, answer.solution.x, sizeof x);
    for (int row = 0; row < lp.n_row; row++)
        answer.solution.row_dual[row] = 0; /* prices of nothing: a bound of nothing */
    REQUIRE(to_vertex(&lp, 0, &arena, &answer) == STATUS_OK);
    CHECK(!answer.vertex.accepted);
    CHECK_CONTAINS(answer.vertex.why, "checker");
    CHECK(memcmp(x, answer.solution.x, sizeof x) == 0);
    arena_free(&arena);
}

SPEC(when_the_time_is_over_all_stays_as_it_was)
{
    struct arena arena = {0};
    struct lp lp;
    struct answer answer;
    REQUIRE(equal_plants(&arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &arena, &answer) == STATUS_OK);
    double x[6];
    memcpy(x, answer.solution.x, sizeof x);
    REQUIRE(to_vertex(&lp, 1e-9, &arena, &answer) == STATUS_OK);
    CHECK(!answer.vertex.accepted);
    CHECK_CONTAINS(answer.vertex.why, "time");
    CHECK(answer.vertex.between_after == 6);
    CHECK(memcmp(x, answer.solution.x, sizeof x) == 0);
    arena_free(&arena);
}

SPEC(a_program_with_squares_has_no_vertex_to_go_to)
{
    struct arena arena = {0};
    struct lp lp;
    struct answer answer = {0};
    struct error error = {0};
    REQUIRE(lp_new(1, 1, 1, &arena, &lp, NULL) == STATUS_OK);
    REQUIRE(lp_allow_squares(&lp, &arena, NULL) == STATUS_OK);
    lp_add_row(&lp, 1, INFINITY, 0);
    lp_add_column(&lp, 20, 0, 50);
    lp_add_curved_entry(&lp, 0, 1, -0.001);
    REQUIRE(lp_solution_new(&lp, &arena, &answer.solution) == STATUS_OK);
    CHECK(lp_vertex(&lp, &(struct lp_settings){0}, &arena, &answer.solution,
                    &answer.report.certificate, &answer.vertex, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "squares");
    arena_free(&arena);
}

SPEC(memory_that_ends_anywhere_is_a_status)
{
    struct arena lp_arena = {0};
    struct lp lp;
    struct answer answer;
    REQUIRE(equal_plants(&lp_arena, &lp) == STATUS_OK);
    REQUIRE(by_ipm(&lp, &lp_arena, &answer) == STATUS_OK);
    long n = 1;
    for (bool failed = true; failed && n < 1000; n++) {
        struct arena arena = {.fail_at = n};
        const enum status status = to_vertex(&lp, 0, &arena, &answer);
        failed = arena.n_request >= n;
        CHECK(status == (failed ? STATUS_NO_MEMORY : STATUS_OK));
        arena_free(&arena);
    }
    CHECK(n > 20 && n < 1000);
    arena_free(&lp_arena);
}

SPEC_MAIN(SPEC_ENTRY(of_two_equal_plants_that_shared_the_load_one_is_at_its_limit_or_its_ramp),
          SPEC_ENTRY(every_block_of_a_chain_rests_on_a_vertex_at_the_same_cost),
          SPEC_ENTRY(what_is_no_optimum_is_refused_and_left_as_it_was),
          SPEC_ENTRY(when_the_time_is_over_all_stays_as_it_was),
          SPEC_ENTRY(a_program_with_squares_has_no_vertex_to_go_to),
          SPEC_ENTRY(memory_that_ends_anywhere_is_a_status))
