/* Products of A for eight hours at once, against the same products entry by entry: a chain in which
 * a solar plant is there in daylight only, so that hours differ in their columns. */
#include "solver/ipm_octet.h"

#include "solver/ipm_sweep.h"
#include "tests/spec.h"

#include <math.h>

/* Two octets and a rest that is walked hour by hour. */
enum { HOURS = 21, PLANTS = 9 };
#define ROUNDING 1e-12 /* sums of some twenty terms near 1 to 10 */

struct grid {
    struct arena arena;
    struct lp lp;
    struct ipm_form form;
    struct error error;
};

static bool has_sun(int hour)
{
    return hour % 24 >= 5 && hour % 24 < 13;
}

/* Row 0 of an hour: its balance. Row 1: the level of a store, which the next hour goes on from; the
 * last hour leads to the first. One row links all: a budget of plant 0. */
static enum status grid_make(struct grid *grid, bool loss)
{
    TRY(lp_new(2 * HOURS + 1, (PLANTS + 3) * HOURS, 40 * HOURS, &grid->arena, &grid->lp, NULL));
    if (loss) TRY(lp_allow_squares(&grid->lp, &grid->arena, &grid->error));
    for (int hour = 0; hour < HOURS; hour++) {
        lp_add_row(&grid->lp, -INFINITY, 10, hour);
        lp_add_row(&grid->lp, 0, 0, hour);
    }
    lp_add_row(&grid->lp, -INFINITY, 50, BLOCK_LINKING);
    for (int hour = 0; hour < HOURS; hour++) {
        if (has_sun(hour)) {
            lp_add_column(&grid->lp, 0, 0, 4);
            lp_add_entry(&grid->lp, 2 * hour, 0.9);
        }
        for (int plant = 0; plant < PLANTS; plant++) {
            lp_add_column(&grid->lp, 10 + plant, 0, 3);
            lp_add_entry(&grid->lp, 2 * hour, 1 - 0.01 * plant);
            if (plant == 0) lp_add_entry(&grid->lp, 2 * HOURS, 1);
        }
        lp_add_column(&grid->lp, 1, 0, 5);
        lp_add_entry(&grid->lp, 2 * hour + 1, -1);
        lp_add_entry(&grid->lp, 2 * ((hour + 1) % HOURS) + 1, 0.95);
        lp_add_column(&grid->lp, 2, 0, 2);
        if (loss)
            lp_add_curved_entry(&grid->lp, 2 * hour, -1, 0.05);
        else
            lp_add_entry(&grid->lp, 2 * hour, -1);
        lp_add_entry(&grid->lp, 2 * hour + 1, 0.9);
    }
    return ipm_form_make(&grid->lp, &grid->arena, &grid->form, &grid->error);
}

struct products {
    const struct ipm_form *form;
    double *gathered;
    const double *x;
};

static void take_and_give(void *context, const struct ipm_tile *tile)
{
    const struct products *products = context;
    for (int i = 0; i < tile->count; i++) {
        products->gathered[tile->begin + i] = tile->gathered[i];
        tile->scattered[i] = products->x[tile->begin + i];
    }
}

/* Compares both products of a sweep with sums over the entries; returns how many were off. */
static int count_wrong(struct grid *grid, int threads)
{
    const struct ipm_form *form = &grid->form;
    struct ipm_sweep *sweep = NULL;
    const size_t columns = (size_t)form->n_column, rows = (size_t)form->n_row;
    double *x = ARENA_ARRAY(&grid->arena, double, columns);
    double *y = ARENA_ARRAY(&grid->arena, double, rows);
    double *gathered = ARENA_ARRAY(&grid->arena, double, columns);
    double *to = ARENA_ARRAY(&grid->arena, double, rows);
    double *wanted = ARENA_ARRAY(&grid->arena, double, rows);
    if (!x || !y || !gathered || !to || !wanted) return -1;
    for (size_t j = 0; j < columns; j++)
        x[j] = sin(1 + 3.0 * (double)j);
    for (size_t i = 0; i < rows; i++)
        y[i] = cos(2 + 5.0 * (double)i);
    grid->form.point = x;
    if (ipm_sweep_place(form, threads, &grid->arena, &sweep, &grid->error) != STATUS_OK) return -1;
    struct products products = {form, gathered, x};
    const struct ipm_walk walk = {y, to, take_and_give, &products};
    ipm_sweep_run(sweep, &walk);
    int wrong = 0;
    for (int block = 0; block < form->n_block; block++)
        for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
            double sum = 0;
            for (int e = form->kind_start[form->kind[j]]; e < form->kind_start[form->kind[j] + 1];
                 e++) {
                const double square = form->kind_square == NULL ? 0 : form->kind_square[e];
                const double slope = form->kind_value[e] + 2 * square * x[j];
                const int row = ipm_form_row(form, block, form->kind_place[e]);
                sum += slope * y[row];
                wanted[row] += slope * x[j];
            }
            wrong += !(fabs(gathered[j] - sum) <= ROUNDING);
        }
    for (size_t i = 0; i < rows; i++)
        wrong += !(fabs(to[i] - wanted[i]) <= ROUNDING);
    return wrong;
}

SPEC(hours_with_and_without_sun_stand_side_by_side)
{
    struct grid grid = {0};
    struct ipm_octets *octets = NULL;
    REQUIRE(grid_make(&grid, false) == STATUS_OK);
    REQUIRE(grid.form.n_block == HOURS);
    REQUIRE(ipm_octets_place(&grid.form, 1, &grid.arena, &octets, &grid.error) == STATUS_OK);
    CHECK(ipm_octet_fits(octets, 0)); /* the sun rises at 5 */
    CHECK(ipm_octet_fits(octets, 8)); /* and sets at 13 */
    CHECK(!ipm_octet_fits(octets, 4));
    arena_free(&grid.arena);
}

SPEC(eight_hours_at_once_give_the_products_of_each)
{
    for (int loss = 0; loss < 2; loss++)
        for (int threads = 1; threads <= 2; threads++) {
            struct grid grid = {0};
            REQUIRE(grid_make(&grid, loss) == STATUS_OK);
            CHECK(count_wrong(&grid, threads) == 0);
            arena_free(&grid.arena);
        }
}

SPEC_MAIN(SPEC_ENTRY(hours_with_and_without_sun_stand_side_by_side),
          SPEC_ENTRY(eight_hours_at_once_give_the_products_of_each))
