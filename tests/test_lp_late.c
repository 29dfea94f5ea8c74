/* Ramps that are left out of a program until a point comes near one: a day of two plants, a store
 * and a cable, in which each hour has the same rows. */
#include "solver/lp_late.h"

#include "solver/ipm.h"
#include "tests/spec.h"

#include <math.h>

enum { HOURS = 24, ROWS = 6 };
/* Rows of an hour: what they are to the next one. */
enum { BALANCE, LEVEL, SLOW_RAMP, QUICK_RAMP, CABLE_RAMP, RESERVE };

struct day {
    struct arena arena;
    struct lp lp;
    double demand_mw[HOURS];
    struct error error;
};

static void add_ramped(struct lp *lp, int hour, double cost, double most_mw, int row)
{
    lp_add_column(lp, cost, 0, most_mw);
    lp_add_entry(lp, ROWS * hour + BALANCE, 1);
    lp_add_entry(lp, ROWS * hour + row, 1);
    if (hour + 1 < HOURS) lp_add_entry(lp, ROWS * (hour + 1) + row, -1);
}

/* A cheap plant that moves by 60 MW of its 100 in an hour and a dear one that moves by 90; a cable
 * that moves by 5 MW of its 50; a store of 20 MWh, as full at the end of the day as before it. */
static enum status day_make(struct day *day)
{
    struct lp *lp = &day->lp;
    TRY(lp_new(ROWS * HOURS, 7 * HOURS, 40 * HOURS, &day->arena, lp, &day->error));
    for (int hour = 0; hour < HOURS; hour++) {
        const bool is_first = hour == 0; /* free of ramps */
        lp_add_row(lp, day->demand_mw[hour], day->demand_mw[hour], hour);
        lp_add_row(lp, 0, 0, hour);
        lp_add_row(lp, is_first ? -INFINITY : -60, is_first ? INFINITY : 60, hour);
        lp_add_row(lp, is_first ? -INFINITY : -90, is_first ? INFINITY : 90, hour);
        lp_add_row(lp, is_first ? -INFINITY : -5, is_first ? INFINITY : 5, hour);
        lp_add_row(lp, 0, 300, hour);
    }
    for (int hour = 0; hour < HOURS; hour++) {
        add_ramped(lp, hour, 10, 100, SLOW_RAMP);
        lp_add_entry(lp, ROWS * hour + RESERVE, 1);
        add_ramped(lp, hour, 30, 100, QUICK_RAMP);
        lp_add_entry(lp, ROWS * hour + RESERVE, 1);
        add_ramped(lp, hour, 40, 50, CABLE_RAMP);
        lp_add_column(lp, 0, 0, 20); /* level */
        lp_add_entry(lp, ROWS * hour + LEVEL, -1);
        lp_add_entry(lp, ROWS * ((hour + 1) % HOURS) + LEVEL, 1);
        lp_add_column(lp, 1, 0, 10); /* charging, releasing, shedding */
        lp_add_entry(lp, ROWS * hour + BALANCE, -1);
        lp_add_entry(lp, ROWS * hour + LEVEL, 0.9);
        lp_add_column(lp, 1, 0, 10);
        lp_add_entry(lp, ROWS * hour + BALANCE, 1);
        lp_add_entry(lp, ROWS * hour + LEVEL, -1);
        lp_add_column(lp, 3000, 0, day->demand_mw[hour]);
        lp_add_entry(lp, ROWS * hour + BALANCE, 1);
    }
    return lp_check(lp, &day->error);
}

static void day_of(struct day *day, double quiet_mw, double peak_mw)
{
    for (int hour = 0; hour < HOURS; hour++)
        day->demand_mw[hour] = hour == 12 ? peak_mw : quiet_mw + hour % 3;
}

static struct lp_solution solution_for(struct day *day)
{
    return (struct lp_solution){.x = ARENA_ARRAY(&day->arena, double, day->lp.n_column),
                                .row_dual = ARENA_ARRAY(&day->arena, double, day->lp.n_row)};
}

SPEC(ramps_are_left_out_and_stores_reserves_and_slow_cables_are_not)
{
    struct day day = {0};
    struct lp_late late;
    day_of(&day, 40, 50);
    REQUIRE(day_make(&day) == STATUS_OK);
    REQUIRE(lp_late_begin(&day.lp, &day.arena, &late, &day.error) == STATUS_OK);
    CHECK(late.n_place == 2);
    CHECK(late.place[0] == SLOW_RAMP);
    CHECK(late.place[1] == QUICK_RAMP);
    for (int row = 0; row < day.lp.n_row; row++) {
        const int place = row % ROWS;
        const bool is_out = place == SLOW_RAMP || place == QUICK_RAMP;
        CHECK(isinf(late.lp.row_upper[row]) == (is_out || isinf(day.lp.row_upper[row])));
    }
    arena_free(&day.arena);
}

SPEC(a_ramp_that_a_point_comes_near_joins_in_every_hour)
{
    struct day day = {0};
    struct lp_late late;
    day_of(&day, 40, 50);
    REQUIRE(day_make(&day) == STATUS_OK);
    REQUIRE(lp_late_begin(&day.lp, &day.arena, &late, &day.error) == STATUS_OK);
    double *x = ARENA_ARRAY(&day.arena, double, day.lp.n_column);
    CHECK(lp_late_join(&late, x, 0.2) == 0); /* all stand still */
    x[7 * 12] = 55; /* the slow plant goes up by 55 of the 60 MW that it may: 5 of 120 away */
    CHECK(lp_late_join(&late, x, 5.0 / 120 - 0.001) == 0);
    CHECK(lp_late_join(&late, x, 5.0 / 120 + 0.001) == 1);
    CHECK(late.n_place == 1);
    CHECK(late.place[0] == QUICK_RAMP);
    for (int hour = 1; hour < HOURS; hour++) {
        CHECK(late.lp.row_upper[ROWS * hour + SLOW_RAMP] == 60);
        CHECK(isinf(late.lp.row_upper[ROWS * hour + QUICK_RAMP]));
    }
    arena_free(&day.arena);
}

/* Both ways of demand: one at which no ramp binds, and one at which the slow plant's does. */
SPEC(the_optimum_is_that_of_the_whole_program_whether_a_ramp_binds_or_not)
{
    const double quiet_mw[] = {45, 10}, peak_mw[] = {50, 180};
    for (int i = 0; i < 2; i++) {
        struct day day = {0};
        day_of(&day, quiet_mw[i], peak_mw[i]);
        REQUIRE(day_make(&day) == STATUS_OK);
        struct lp_solution ours = solution_for(&day), simplex = solution_for(&day);
        struct lp_report report;
        const struct lp_settings interior = {.method = LP_INTERIOR},
                                 vertex = {.method = LP_SIMPLEX};
        REQUIRE(lp_solve(&day.lp, &interior, &day.arena, &ours, &report, &day.error) == STATUS_OK);
        CHECK(report.outcome == OUTCOME_OPTIMAL);
        REQUIRE(lp_solve(&day.lp, &vertex, &day.arena, &simplex, &report, &day.error) == STATUS_OK);
        CHECK_RELATIVE(ours.objective, simplex.objective, 1e-7);
        const double ramp_usd_per_mw = ours.row_dual[ROWS * 12 + SLOW_RAMP];
        if (i == 0)
            CHECK(ramp_usd_per_mw == 0); /* left out to the end, and with no price */
        else
            CHECK(ramp_usd_per_mw < -1); /* one MW more of it saves dearer power */
        arena_free(&day.arena);
    }
}

SPEC(a_program_without_a_chain_has_nothing_to_leave_out)
{
    struct day day = {0};
    struct lp_late late;
    day_of(&day, 40, 50);
    REQUIRE(day_make(&day) == STATUS_OK);
    for (int row = 0; row < day.lp.n_row; row++)
        day.lp.block_of_row[row] = BLOCK_LINKING;
    REQUIRE(lp_late_begin(&day.lp, &day.arena, &late, &day.error) == STATUS_OK);
    CHECK(late.n_place == 0);
    CHECK(late.lp.row_upper == day.lp.row_upper);
    arena_free(&day.arena);
}

SPEC(where_memory_ends_it_says_so)
{
    struct day day = {0};
    day_of(&day, 40, 50);
    REQUIRE(day_make(&day) == STATUS_OK);
    int n_failed = 0;
    for (long n = 1;; n++) {
        struct arena arena = {.fail_at = n};
        struct lp_late late;
        const enum status status = lp_late_begin(&day.lp, &arena, &late, &day.error);
        arena_free(&arena);
        if (status == STATUS_OK) break;
        CHECK(status == STATUS_NO_MEMORY);
        n_failed++;
    }
    CHECK(n_failed >= 6);
    arena_free(&day.arena);
}

SPEC_MAIN(SPEC_ENTRY(ramps_are_left_out_and_stores_reserves_and_slow_cables_are_not),
          SPEC_ENTRY(a_ramp_that_a_point_comes_near_joins_in_every_hour),
          SPEC_ENTRY(the_optimum_is_that_of_the_whole_program_whether_a_ramp_binds_or_not),
          SPEC_ENTRY(a_program_without_a_chain_has_nothing_to_leave_out),
          SPEC_ENTRY(where_memory_ends_it_says_so))
