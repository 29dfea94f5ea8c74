/* Small LPs with answers that can be checked by hand, and random ones with known optima, for the
 * tests of the checker and of the methods. */
#ifndef TESTS_LP_CASES_H
#define TESTS_LP_CASES_H

#include "solver/lp.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* An LP from a dense matrix, row-major: for cases that fit on a page. */
struct lp_page {
    int n_row, n_column;
    const double *coefficient; /* [n_row][n_column] */
    const double *row_lower, *row_upper;
    const double *cost, *lower, *upper;
    double cost_constant;
};

static inline enum status lp_from_page(const struct lp_page *page, struct arena *arena,
                                       struct lp *lp)
{
    const int n_row = page->n_row, n_column = page->n_column;
    TRY(lp_new(n_row, n_column, n_row * n_column, arena, lp, NULL));
    for (int row = 0; row < n_row; row++)
        lp_add_row(lp, page->row_lower[row], page->row_upper[row], 0);
    for (int column = 0; column < n_column; column++) {
        lp_add_column(lp, page->cost[column], page->lower[column], page->upper[column]);
        for (int row = 0; row < n_row; row++)
            lp_add_entry(lp, row, page->coefficient[row * n_column + column]);
    }
    lp->cost_constant = page->cost_constant;
    return STATUS_OK;
}

static inline enum status lp_solution_new(const struct lp *lp, struct arena *arena,
                                          struct lp_solution *solution)
{
    solution->x = ARENA_ARRAY(arena, double, lp->n_column);
    solution->row_dual = ARENA_ARRAY(arena, double, lp->n_row);
    solution->objective = NAN;
    return solution->x && solution->row_dual ? STATUS_OK : STATUS_NO_MEMORY;
}

/* Two buses A and B, plants of 18 and 55 USD/MWh, a line of 60 MW between them, loads of 40 and 100
 * MW, 7 USD of fixed cost. The line is full: A makes 100 MW, B 40 MW, cost 1800 + 2200 + 7, prices
 * 18 and 55. columns  plant A, plant B, flow A to B         rows  balance A, balance B */
static const struct lp_page two_buses = {
    .n_row = 2,
    .n_column = 3,
    .coefficient = (const double[]){1, 0, -1, 0, 1, 1},
    .row_lower = (const double[]){40, 100},
    .row_upper = (const double[]){40, 100},
    .cost = (const double[]){18, 55, 0},
    .lower = (const double[]){0, 0, -60},
    .upper = (const double[]){500, 500, 60},
    .cost_constant = 7,
};

/* ---- random LPs -------------------------------------------------------------------------------
 */

struct dice {
    uint64_t state;
};

static inline double roll(struct dice *dice, double low, double high) /* splitmix64 */
{
    uint64_t z = (dice->state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return low + (high - low) * ((double)(z >> 11) * 0x1p-53);
}

static inline int roll_int(struct dice *dice, int count) /* 0 .. count - 1 */
{
    const int found = (int)roll(dice, 0, count);
    return found < count ? found : count - 1;
}

/* A column of a random LP: its value rests at a bound or lies between, and the reduced cost has the
 * sign that makes this optimal. Returns x; sets the reduced cost that its cost must lead to. */
static inline double random_column(struct dice *dice, struct lp *lp, double *reduced_cost)
{
    const double x = roll(dice, -50, 150), width = roll(dice, 1, 200), price = roll(dice, 0.5, 60);
    const bool open = roll(dice, 0, 1) < 0.2;
    switch (roll_int(dice, 5)) {
    case 0:
        lp_add_column(lp, 0, x, open ? INFINITY : x + width);
        *reduced_cost = price;
        break;
    case 1:
        lp_add_column(lp, 0, open ? -INFINITY : x - width, x);
        *reduced_cost = -price;
        break;
    case 2:
        lp_add_column(lp, 0, x, x);
        *reduced_cost = roll(dice, 0, 1) < 0.5 ? price : -price;
        break;
    default:
        lp_add_column(lp, 0, open ? -INFINITY : x - width, open ? INFINITY : x + width);
        *reduced_cost = 0;
    }
    return x;
}

/* A row with the activity of the optimum: full below, full above, an equation, or slack. Returns
 * its dual. */
static inline double random_row(struct dice *dice, struct lp *lp, int row, double activity)
{
    const double width = roll(dice, 1, 100), price = roll(dice, 0.5, 60);
    const bool open = roll(dice, 0, 1) < 0.5;
    double dual = 0, lower = activity - width, upper = activity + width;
    switch (roll_int(dice, 4)) {
    case 0:
        lower = activity;
        if (open) upper = INFINITY;
        dual = price;
        break;
    case 1:
        upper = activity;
        if (open) lower = -INFINITY;
        dual = -price;
        break;
    case 2:
        lower = upper = activity;
        dual = roll(dice, -60, 60);
        break;
    default:
        if (open) lower = -INFINITY;
    }
    lp->row_lower[row] = lower;
    lp->row_upper[row] = upper;
    return dual;
}

/* A random LP built around an optimum x, y: bounds touch x where the sign of y or of the reduced
 * cost says so, and cost = reduced cost + A'y. By strong duality cost'x is the optimal value
 * whatever the method. */
static inline enum status random_lp(uint64_t seed, int n_row, int n_column, struct arena *arena,
                                    struct lp *lp, struct lp_solution *optimum)
{
    struct dice dice = {seed};
    TRY(lp_new(n_row, n_column, 4 * n_column, arena, lp, NULL));
    TRY(lp_solution_new(&(struct lp){.n_row = n_row, .n_column = n_column}, arena, optimum));
    double *reduced_cost = ARENA_ARRAY(arena, double, n_column);
    double *activity = ARENA_ARRAY(arena, double, n_row);
    if (!reduced_cost || !activity) return STATUS_NO_MEMORY;
    for (int row = 0; row < n_row; row++)
        lp_add_row(lp, 0, 0, 0);
    for (int column = 0; column < n_column; column++) {
        optimum->x[column] = random_column(&dice, lp, &reduced_cost[column]);
        const int first = roll_int(&dice, n_row), step = 1 + roll_int(&dice, 3);
        for (int k = 0; k < 4 && first + k * step < n_row; k++)
            lp_add_entry(lp, first + k * step, roll(&dice, 0, 1) < 0.5 ? 1 : roll(&dice, -2, 2));
    }
    lp_multiply(lp, optimum->x, activity);
    for (int row = 0; row < n_row; row++)
        optimum->row_dual[row] = random_row(&dice, lp, row, activity[row]);
    optimum->objective = lp->cost_constant = roll(&dice, -100, 100);
    for (int column = 0; column < n_column; column++) {
        lp->cost[column] = reduced_cost[column];
        for (int entry = lp->start[column]; entry < lp->start[column + 1]; entry++)
            lp->cost[column] += lp->value[entry] * optimum->row_dual[lp->row[entry]];
        optimum->objective += lp->cost[column] * optimum->x[column];
    }
    return STATUS_OK;
}

#endif
