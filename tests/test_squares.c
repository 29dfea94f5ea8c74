/* Programs whose rows have squares: what lines lose (docs/model.md, eqs. 73-77), against answers by
 * hand and against the LPs of secants and tangents that lie on either side. */
#include "solver/lp_elastic.h"
#include "solver/lp_solve.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

#include <unistd.h>

#define LOSS_PER_MW 0.001 /* of the square of the flow: 10 % of 100 MW */
#define SAME 2e-8         /* relative: what the certificate lets an answer be off, twice */

struct solved {
    struct lp_solution solution;
    struct lp_report report;
};

static enum status solve(const struct lp *lp, enum lp_factorization factorization, int threads,
                         struct arena *arena, struct solved *solved)
{
    const struct lp_settings settings = {
        .method = LP_AUTOMATIC, .factorization = factorization, .threads = threads};
    TRY(lp_solution_new(lp, arena, &solved->solution));
    return lp_solve(lp, &settings, arena, &solved->solution, &solved->report, NULL);
}

/* A loses f + q/2, B gets f - q/2, q = LOSS_PER_MW f^2. Columns: plant A, plant B, flow from A to
 * B; rows: what remains at A, at B. */
static enum status line_with_losses(double cost_a, double cost_b, double load_b, double most_flow,
                                    struct arena *arena, struct lp *lp)
{
    TRY(lp_new(2, 3, 4, arena, lp, NULL));
    TRY(lp_allow_squares(lp, arena, NULL));
    lp_add_row(lp, 0, INFINITY, 0);
    lp_add_row(lp, load_b, INFINITY, 0);
    lp_add_column(lp, cost_a, 0, 500);
    lp_add_entry(lp, 0, 1);
    lp_add_column(lp, cost_b, 0, 500);
    lp_add_entry(lp, 1, 1);
    lp_add_column(lp, 0, 0, most_flow);
    lp_add_curved_entry(lp, 0, -1, -LOSS_PER_MW / 2);
    lp_add_curved_entry(lp, 1, 1, -LOSS_PER_MW / 2);
    return STATUS_OK;
}

/* f - f^2 / 2000 = 100: with u = f / 1000, u = 1 - sqrt(0.8). One more MW at B needs
 * (1 + u) / (1 - u) MW at A. */
SPEC(the_price_behind_a_line_is_that_before_it_and_twice_the_loss)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved found;
    REQUIRE(line_with_losses(10, 50, 100, 150, &arena, &lp) == STATUS_OK);
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    const double u = 1 - sqrt(0.8), flow = 1000 * u;
    CHECK(found.report.outcome == OUTCOME_OPTIMAL && found.report.certificate.accepted);
    CHECK_NEAR(found.solution.x[2], flow, 1e-5);
    CHECK_NEAR(found.solution.x[0], 2 * flow - 100, 1e-5);
    CHECK_NEAR(found.solution.row_dual[0], 10, 1e-5);
    CHECK_NEAR(found.solution.row_dual[1], 10 * (1 + u) / (1 - u), 1e-5);
    CHECK_RELATIVE(found.solution.objective, 10 * (2 * flow - 100), SAME);
    arena_free(&arena);
}

/* 10 (1 + u) = 12 (1 - u) at u = 1 / 11: f = 1000 / 11 MW, of which f - f^2 / 2000 arrive. */
SPEC(imports_stop_where_their_loss_eats_the_difference_of_the_costs)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved found;
    REQUIRE(line_with_losses(10, 12, 100, 150, &arena, &lp) == STATUS_OK);
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    const double flow = 1000.0 / 11;
    CHECK_NEAR(found.solution.x[2], flow, 1e-3); /* the cost is flat there */
    CHECK_NEAR(found.solution.x[1], 100 - flow + flow * flow / 2000, 1e-3);
    CHECK_RELATIVE(found.solution.objective,
                   10 * (flow + flow * flow / 2000) + 12 * (100 - flow + flow * flow / 2000), SAME);
    arena_free(&arena);
}

SPEC(a_full_line_parts_the_prices)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved found;
    REQUIRE(line_with_losses(10, 50, 100, 60, &arena, &lp) == STATUS_OK);
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    CHECK_NEAR(found.solution.x[2], 60, 1e-5);
    CHECK_NEAR(found.solution.x[1], 100 - 60 + 1.8, 1e-5); /* half of 3.6 MW at each end */
    CHECK_NEAR(found.solution.row_dual[1], 50, 1e-5);
    arena_free(&arena);
}

/* Three equal lines, a load of 150 MW at C, plants at A and B that cost the same: by symmetry 75 MW
 * and the losses of each line come over AC and BC, and nothing flows from A to B. f - f^2 / 2000 =
 * 75. Columns: two plants, then each line forward and back. */
SPEC(a_triangle_with_two_equal_plants_leaves_the_line_between_them_empty)
{
    const int from[] = {0, 1, 0}, to[] = {2, 2, 1};
    const double sign[] = {1, -1, -1}; /* around A -> C -> B -> A, equal reactances */
    struct arena arena = {0};
    struct lp lp;
    struct solved found;
    REQUIRE(lp_new(4, 8, 20, &arena, &lp, NULL) == STATUS_OK);
    REQUIRE(lp_allow_squares(&lp, &arena, NULL) == STATUS_OK);
    for (int bus = 0; bus < 3; bus++)
        lp_add_row(&lp, bus == 2 ? 150 : 0, INFINITY, 0);
    lp_add_row(&lp, 0, 0, 0);
    for (int bus = 0; bus < 2; bus++) {
        lp_add_column(&lp, 20, 0, 300);
        lp_add_entry(&lp, bus, 1);
    }
    for (int l = 0; l < 3; l++)
        for (int way = 1; way >= -1; way -= 2) {
            lp_add_column(&lp, 0, 0, 200);
            lp_add_curved_entry(&lp, from[l], -way, -LOSS_PER_MW / 2);
            lp_add_curved_entry(&lp, to[l], way, -LOSS_PER_MW / 2);
            lp_add_entry(&lp, 3, way * sign[l]);
        }
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    CHECK(found.report.outcome == OUTCOME_OPTIMAL);
    const double flow = 1000 * (1 - sqrt(1 - 0.15));
    CHECK_RELATIVE(found.solution.objective, 20 * 2 * (2 * flow - 75), SAME);
    CHECK_NEAR(found.solution.x[2] - found.solution.x[3], flow, 1e-3);
    CHECK_NEAR(found.solution.x[6] - found.solution.x[7], 0, 1e-3);
    arena_free(&arena);
}

SPEC(more_than_the_load_may_arrive_and_then_it_costs_nothing)
{
    struct arena arena = {0};
    struct lp lp;
    struct solved found;
    REQUIRE(line_with_losses(10, 50, 20, 150, &arena, &lp) == STATUS_OK);
    lp.lower[1] = 30; /* B must run */
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    CHECK_RELATIVE(found.solution.objective, 1500, SAME);
    CHECK_NEAR(found.solution.row_dual[1], 0, 1e-5);
    arena_free(&arena);
}

/* ---- the checker -------------------------------------------------------------------------------
 */

/* y = (10, p): the line gives the least of (10 - p) f + (10 + p) f^2 / 2000 over [0, 150], at
 * f = 1000 (p - 10) / (p + 10) for p = 12; plant B the least of (50 - 12) g: 0. */
SPEC(the_bound_of_a_line_is_the_least_value_of_its_parabola)
{
    struct arena arena = {0};
    struct lp lp;
    REQUIRE(line_with_losses(10, 50, 100, 150, &arena, &lp) == STATUS_OK);
    struct lp_solution claim = {(double[]){111.25, 0, 105.6}, (double[]){10, 12}, 1112.5};
    struct certificate certificate;
    REQUIRE(certificate_compute(&lp, &claim, &arena, &certificate, NULL) == STATUS_OK);
    CHECK_NEAR(certificate.lower_bound, 12 * 100 - 2 * 1000.0 / 11 + 22.0 / 2000 * 1e6 / 121, 1e-9);
    CHECK(!certificate.accepted);
    /* 105.6 - 105.6^2 / 2000 = 100.02432 arrive; A keeps 111.25 - 105.6 - 5.57568 */
    CHECK_NEAR(certificate.primal_residual, 0, 1e-9);
    claim.x[2] = 105;
    REQUIRE(certificate_compute(&lp, &claim, &arena, &certificate, NULL) == STATUS_OK);
    CHECK_NEAR(certificate.primal_residual, 100 - (105 - 105.0 * 105 / 2000), 1e-9);
    arena_free(&arena);
}

SPEC(a_square_that_bends_the_wrong_way_is_refused)
{
    struct arena arena = {0};
    struct lp lp;
    struct error error = {0};
    REQUIRE(line_with_losses(10, 50, 100, 150, &arena, &lp) == STATUS_OK);
    REQUIRE(lp_check(&lp, NULL) == STATUS_OK);
    lp.row_upper[1] = 100;
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "column 2: square -0.0005 in row 1 [100, 100], which is not convex");
    lp.row_upper[1] = INFINITY;
    lp.square[2] = 0.001;
    CHECK(lp_check(&lp, NULL) == STATUS_BAD_INPUT);
    lp.square[2] = NAN;
    CHECK(lp_check(&lp, NULL) == STATUS_BAD_INPUT);
    lp.square[2] = -0.001;
    lp.upper[2] = INFINITY;
    error = (struct error){0};
    CHECK(lp_check(&lp, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "has a square in row 0 and bounds [0, inf]");
    arena_free(&arena);
}

SPEC(the_simplex_refuses_what_it_cannot_solve)
{
    struct arena arena = {0};
    struct lp lp;
    struct error error = {0};
    struct solved found;
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    REQUIRE(line_with_losses(10, 50, 100, 150, &arena, &lp) == STATUS_OK);
    REQUIRE(lp_solution_new(&lp, &arena, &found.solution) == STATUS_OK);
    CHECK(lp_solve(&lp, &settings, &arena, &found.solution, &found.report, &error) ==
          STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "interior point");
    arena_free(&arena);
}

SPEC(a_load_beyond_the_line_is_short_by_what_the_line_loses_too)
{
    struct arena arena = {0};
    struct lp lp;
    struct elastic elastic;
    const struct lp_settings settings = {.method = LP_AUTOMATIC};
    REQUIRE(line_with_losses(10, 50, 100, 60, &arena, &lp) == STATUS_OK);
    lp.upper[1] = 0; /* no plant at B: 60 - 1.8 MW arrive */
    REQUIRE(lp_elastic(&lp, NULL, &settings, &arena, &elastic, NULL) == STATUS_OK);
    CHECK(elastic.outcome == OUTCOME_OPTIMAL && elastic.proven);
    CHECK_NEAR(elastic.violation[1], 41.8, 1e-5);
    CHECK_NEAR(elastic.proof, 41.8, 1e-5);
    struct solved found;
    REQUIRE(solve(&lp, LP_FACTOR_AUTOMATIC, 1, &arena, &found) == STATUS_OK);
    CHECK(found.report.outcome == OUTCOME_INFEASIBLE);
    arena_free(&arena);
}

SPEC(a_file_for_other_solvers_has_the_squares_row_by_row)
{
    struct arena arena = {0};
    struct lp lp;
    char path[] = "/tmp/corridor-squares-XXXXXX", text[4096];
    REQUIRE(line_with_losses(10, 50, 100, 150, &arena, &lp) == STATUS_OK);
    const int handle = mkstemp(path);
    REQUIRE(handle >= 0);
    CHECK(lp_write_mps(&lp, path, NULL) == STATUS_OK);
    FILE *file = fopen(path, "r");
    REQUIRE(file != NULL);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    CHECK_CONTAINS(text, "QCMATRIX R1\n C3 C3 -0.000500");
    CHECK_CONTAINS(text, "QCMATRIX R2\n C3 C3 -0.000500");
    fclose(file);
    close(handle);
    unlink(path);
    arena_free(&arena);
}

/* ---- random grids with a store over many hours -------------------------------------------------
 */

enum { GRIDS = 40, BUSES_AT_MOST = 6, SEGMENTS = 24 };
enum law { EXACT, SECANTS, TANGENTS };

/* A random grid over some hours. Per hour and bus a plant and a last resort, per line a flow each
 * way (or its segments), one store at bus 0, and a budget over all hours for plant 0. The first
 * bus of the first half of the hours has the cheapest plant. */
struct grid {
    int n_hour, n_bus, n_line;
    int from[2 * BUSES_AT_MOST], to[2 * BUSES_AT_MOST];
    double loss[2 * BUSES_AT_MOST], limit[2 * BUSES_AT_MOST], cost[BUSES_AT_MOST],
        most[BUSES_AT_MOST], load[BUSES_AT_MOST];
    double least_flow; /* other than 0: boxes need not begin at 0 */
};

static struct grid random_grid(struct dice *dice)
{
    struct grid grid = {.n_hour = 1 + roll_int(dice, 40), .n_bus = 2 + roll_int(dice, 5)};
    grid.n_line = grid.n_bus - 1 + roll_int(dice, grid.n_bus);
    for (int l = 0; l < grid.n_line; l++) {
        grid.from[l] = l < grid.n_bus - 1 ? l : roll_int(dice, grid.n_bus);
        grid.to[l] =
            (grid.from[l] + 1 + (l < grid.n_bus - 1 ? 0 : roll_int(dice, grid.n_bus - 1))) %
            grid.n_bus;
        grid.limit[l] = roll(dice, 10, 200);
        grid.loss[l] = roll_int(dice, 6) ? roll(dice, 1e-5, 1e-3) : 0;
    }
    for (int bus = 0; bus < grid.n_bus; bus++) {
        grid.cost[bus] = roll_int(dice, 5) ? roll(dice, 5, 90) : 0;
        grid.most[bus] = roll_int(dice, 4) ? roll(dice, 20, 300) : 0;
        grid.load[bus] = roll(dice, 0, 120);
    }
    grid.least_flow = roll_int(dice, 3) ? 0 : 2;
    return grid;
}

static double load_of(const struct grid *grid, int hour, int bus)
{
    return grid->load[bus] * (1 + 0.4 * sin(0.26 * hour + bus));
}

/* One way of a line: half of the loss at each end. */
static void add_flow(const struct grid *grid, enum law law, int hour, int l, bool forward,
                     struct lp *lp)
{
    const int rows = grid->n_bus + 1;
    const int out = hour * rows + (forward ? grid->from[l] : grid->to[l]);
    const int in = hour * rows + (forward ? grid->to[l] : grid->from[l]);
    const double limit = grid->limit[l], loss = grid->loss[l];
    if (law == EXACT) {
        lp_add_column(lp, 0.01, grid->least_flow, limit);
        lp_add_curved_entry(lp, out, -1, -loss / 2);
        lp_add_curved_entry(lp, in, 1, -loss / 2);
        return;
    }
    /* secants between, or tangents at, equally spaced flows; neighbouring tangents meet half-way */
    const double step = limit / SEGMENTS;
    for (int k = 0; k < SEGMENTS + (law == TANGENTS); k++) {
        const double begin = law == SECANTS ? k * step : fmax(0, (k - 0.5) * step);
        const double end = law == SECANTS ? (k + 1) * step : fmin(limit, (k + 0.5) * step);
        const double slope = loss * (law == SECANTS ? begin + end : 2 * k * step);
        const double least = fmin(fmax(grid->least_flow, begin), end) - begin;
        lp_add_column(lp, 0.01, least, end - begin);
        lp_add_entry(lp, out, -1 - slope / 2);
        lp_add_entry(lp, in, 1 - slope / 2);
    }
}

static enum status grid_lp(const struct grid *grid, enum law law, struct arena *arena,
                           struct lp *lp)
{
    const int rows = grid->n_bus + 1, hours = grid->n_hour;
    const int columns = 2 * grid->n_bus + 3 + 2 * grid->n_line * (SEGMENTS + 1);
    TRY(lp_new(hours * rows + 1, hours * columns, 3 * hours * columns, arena, lp, NULL));
    if (law == EXACT) TRY(lp_allow_squares(lp, arena, NULL));
    double budget = 0;
    for (int hour = 0; hour < hours; hour++) {
        for (int bus = 0; bus < grid->n_bus; bus++)
            lp_add_row(lp, load_of(grid, hour, bus), INFINITY, hour);
        lp_add_row(lp, 0, 0, hour);
        budget += 0.5 * grid->most[0];
    }
    lp_add_row(lp, -INFINITY, budget, BLOCK_LINKING);
    for (int hour = 0; hour < hours; hour++) {
        const int first = hour * rows, store = first + grid->n_bus;
        for (int bus = 0; bus < grid->n_bus; bus++) {
            lp_add_column(lp, grid->cost[bus], 0, grid->most[bus]);
            lp_add_entry(lp, first + bus, 1);
            if (bus == 0) lp_add_entry(lp, hours * rows, 1);
            lp_add_column(lp, 3000, 0, 2 * grid->load[bus] + 2000);
            lp_add_entry(lp, first + bus, 1);
        }
        for (int l = 0; l < grid->n_line; l++) {
            add_flow(grid, law, hour, l, true, lp);
            add_flow(grid, law, hour, l, false, lp);
        }
        lp_add_column(lp, 0.1, 0, 30); /* charge, discharge, level after the hour */
        lp_add_entry(lp, first, -1);
        lp_add_entry(lp, store, -0.9);
        lp_add_column(lp, 0.1, 0, 30);
        lp_add_entry(lp, first, 1);
        lp_add_entry(lp, store, 1 / 0.9);
        lp_add_column(lp, 0, 0, 100);
        lp_add_entry(lp, store, hours == 1 ? 1e-9 : 1);
        if (hours > 1) lp_add_entry(lp, (hour + 1) % hours * rows + grid->n_bus, -1);
    }
    return STATUS_OK;
}

SPEC(the_exact_cost_lies_between_that_of_tangents_and_that_of_secants)
{
    struct dice dice = {20301};
    for (int i = 0; i < GRIDS; i++) {
        const struct grid grid = random_grid(&dice);
        struct arena arena = {0};
        struct lp lp[3];
        struct solved found[3];
        for (int law = 0; law < 3; law++) {
            REQUIRE(grid_lp(&grid, (enum law)law, &arena, &lp[law]) == STATUS_OK);
            REQUIRE(solve(&lp[law], LP_FACTOR_AUTOMATIC, 1, &arena, &found[law]) == STATUS_OK);
            CHECK(found[law].report.outcome == OUTCOME_OPTIMAL);
        }
        const double exact = found[EXACT].solution.objective, room = SAME * fmax(1, fabs(exact));
        CHECK(exact <= found[SECANTS].solution.objective + room);
        CHECK(exact >= found[TANGENTS].solution.objective - room);
        /* the two laws differ by limit^2 loss / (2 SEGMENTS^2) at most: 0.04 of 400 MW */
        CHECK(found[SECANTS].solution.objective - found[TANGENTS].solution.objective <
              0.02 * fabs(exact) + 1);
        arena_free(&arena);
    }
}

SPEC(every_factorization_and_any_number_of_threads_finds_the_same_answer)
{
    struct dice dice = {7};
    for (int i = 0; i < GRIDS; i++) {
        struct grid grid = random_grid(&dice);
        grid.n_hour = 12 + 9 * i;
        struct arena arena = {0};
        struct lp lp;
        struct solved sparse, lanes, threads;
        REQUIRE(grid_lp(&grid, EXACT, &arena, &lp) == STATUS_OK);
        REQUIRE(solve(&lp, LP_FACTOR_CHOLMOD, 1, &arena, &sparse) == STATUS_OK);
        REQUIRE(solve(&lp, LP_FACTOR_LANES, 1, &arena, &lanes) == STATUS_OK);
        REQUIRE(solve(&lp, LP_FACTOR_LANES, 2, &arena, &threads) == STATUS_OK);
        CHECK(sparse.report.outcome == OUTCOME_OPTIMAL && lanes.report.outcome == OUTCOME_OPTIMAL);
        CHECK_RELATIVE(lanes.solution.objective, sparse.solution.objective, SAME);
        CHECK(memcmp(lanes.solution.x, threads.solution.x, sizeof(double) * (size_t)lp.n_column) ==
              0);
        arena_free(&arena);
    }
}

/* Central difference of 0.02 MW of load: the cost is convex in the load, so the price lies between
 * the two one-sided differences. */
SPEC(the_dual_of_a_balance_is_what_one_more_MW_of_load_costs)
{
    const double step_mw = 0.01;
    struct dice dice = {11};
    for (int i = 0; i < GRIDS; i++) {
        struct grid grid = random_grid(&dice);
        struct arena arena = {0};
        struct lp lp;
        struct solved found[3];
        REQUIRE(grid_lp(&grid, EXACT, &arena, &lp) == STATUS_OK);
        const int row =
            roll_int(&dice, grid.n_hour) * (grid.n_bus + 1) + roll_int(&dice, grid.n_bus);
        const double load = lp.row_lower[row];
        for (int k = 0; k < 3; k++) {
            lp.row_lower[row] = load + (k - 1) * step_mw;
            REQUIRE(solve(&lp, LP_FACTOR_CHOLMOD, 1, &arena, &found[k]) == STATUS_OK);
            CHECK(found[k].report.outcome == OUTCOME_OPTIMAL);
        }
        const double before = found[0].solution.objective, at = found[1].solution.objective;
        const double room = 1e-8 * fmax(1, fabs(at)) / step_mw; /* both costs are certified to it */
        CHECK(found[1].solution.row_dual[row] >= (at - before) / step_mw - room);
        CHECK(found[1].solution.row_dual[row] <=
              (found[2].solution.objective - at) / step_mw + room);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(the_price_behind_a_line_is_that_before_it_and_twice_the_loss),
          SPEC_ENTRY(imports_stop_where_their_loss_eats_the_difference_of_the_costs),
          SPEC_ENTRY(a_full_line_parts_the_prices),
          SPEC_ENTRY(a_triangle_with_two_equal_plants_leaves_the_line_between_them_empty),
          SPEC_ENTRY(more_than_the_load_may_arrive_and_then_it_costs_nothing),
          SPEC_ENTRY(the_bound_of_a_line_is_the_least_value_of_its_parabola),
          SPEC_ENTRY(a_square_that_bends_the_wrong_way_is_refused),
          SPEC_ENTRY(the_simplex_refuses_what_it_cannot_solve),
          SPEC_ENTRY(a_load_beyond_the_line_is_short_by_what_the_line_loses_too),
          SPEC_ENTRY(a_file_for_other_solvers_has_the_squares_row_by_row),
          SPEC_ENTRY(the_exact_cost_lies_between_that_of_tangents_and_that_of_secants),
          SPEC_ENTRY(every_factorization_and_any_number_of_threads_finds_the_same_answer),
          SPEC_ENTRY(the_dual_of_a_balance_is_what_one_more_MW_of_load_costs))
