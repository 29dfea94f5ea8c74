/* Random linear programs that are a chain of blocks, for the tests of the interior point and of
 * vertices. */
#ifndef TESTS_LP_CHAIN_H
#define TESTS_LP_CHAIN_H

#include "tests/lp_cases.h"

/* A chain of blocks: every block has a few rows and columns of its own; a "level" column of each
 * block stands in a row of the next one; one row takes a part of every block. Rows are equations,
 * ranges, one-sided or free, around the activity of a point inside the box. */
struct chain {
    int n_block, n_row, n_column; /* rows and columns of each block */
    bool broken;                  /* one row is beyond what its columns can do */
};

static inline void chain_rows(const struct chain *chain, struct dice *dice, const double *activity,
                              double reach, struct lp *lp)
{
    const int broken_row = chain->broken ? roll_int(dice, chain->n_block * chain->n_row) : -1;
    for (int row = 0; row < lp->n_row; row++) {
        double *lower = &lp->row_lower[row], *upper = &lp->row_upper[row];
        const double width = roll(dice, 1, 50);
        const int kind = roll_int(dice, 6);
        *lower = kind == 3 || kind == 4 ? -INFINITY : activity[row] - (kind > 2 ? width : 0);
        *upper = kind == 4 || kind == 5 ? INFINITY : activity[row] + (kind > 2 ? width : 0);
        if (kind == 5 && roll_int(dice, 2)) *upper = activity[row] + width;
        if (row == broken_row) *lower = *upper = reach;
    }
}

static inline void chain_columns(const struct chain *chain, struct dice *dice, struct lp *lp,
                                 double *x)
{
    const int linking = chain->n_block * chain->n_row;
    for (int block = 0; block < chain->n_block; block++)
        for (int k = 0; k < chain->n_column; k++) {
            const double lower = roll(dice, -50, 20),
                         width = roll_int(dice, 8) ? roll(dice, 1, 150) : 0;
            const int column = lp_add_column(lp, roll(dice, -20, 60), lower, lower + width);
            x[column] = lower + roll(dice, 0.05, 0.95) * width;
            for (int row = 0; row < chain->n_row; row++)
                if (roll_int(dice, 3) == 0)
                    lp_add_entry(lp, block * chain->n_row + row, roll(dice, -2, 2));
            if (k == 0 && block + 1 < chain->n_block)
                lp_add_entry(lp, (block + 1) * chain->n_row, -0.9);
            if (k == 1) lp_add_entry(lp, linking, 1);
        }
}

static inline enum status chain_lp(const struct chain *chain, uint64_t seed, struct arena *arena,
                                   struct lp *lp)
{
    struct dice dice = {seed * 7919};
    const int n_row = chain->n_block * chain->n_row + 1,
              n_column = chain->n_block * chain->n_column;
    double *x = ARENA_ARRAY(arena, double, n_column), *activity = ARENA_ARRAY(arena, double, n_row);
    if (x == NULL || activity == NULL) return STATUS_NO_MEMORY;
    TRY(lp_new(n_row, n_column, n_column * (chain->n_row + 2), arena, lp, NULL));
    for (int row = 0; row < n_row; row++)
        lp_add_row(lp, 0, 0, row + 1 < n_row ? row / chain->n_row : BLOCK_LINKING);
    chain_columns(chain, &dice, lp, x);
    lp_multiply(lp, x, activity);
    /* no row reaches so far: at most 2 x 200 MW of each of its columns and of the level */
    chain_rows(chain, &dice, activity, 400.0 * (chain->n_column + 1) + 1, lp);
    return STATUS_OK;
}

static inline struct chain any_chain(int number)
{
    return (struct chain){.n_block = 1 + number % 20,
                          .n_row = 1 + number % 5,
                          .n_column = 2 + number % 9,
                          .broken = number % 7 == 3};
}

#endif
