/* Eight right-hand sides at once. */
#include "solver/ldl.h"

#include "solver/lanes.h"

#define SIDES double __attribute__((vector_size(8 * LDL_SIDES), may_alias))
#define SIDES_MASK long __attribute__((vector_size(8 * LDL_SIDES), may_alias))

LANES_INLINE bool is_empty(const SIDES *y)
{
    const SIDES_MASK any = *y != 0;
    long found = 0;
    for (int side = 0; side < LDL_SIDES; side++)
        found |= any[side];
    return found == 0;
}

LANES_INLINE void solve_body(const struct ldl *ldl, const struct ldl_factor *factor, double *x,
                             double *work)
{
    SIDES *const y = (SIDES *)(void *)work;
    SIDES *const into = (SIDES *)(void *)x;
    const double *const l = factor->l;
    const int n = ldl->n;
    for (int k = 0; k < n; k++)
        y[k] = into[ldl->order[k]];
    for (int i = 0; i < n; i++) {
        if (is_empty(&y[i])) continue; /* few buses of the elimination tree are above an outage */
        const SIDES yi = y[i];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            y[ldl->column_row[e]] -= l[e] * yi;
    }
    for (int i = n - 1; i >= 0; i--) {
        SIDES yi = y[i] * factor->inverse[i];
        for (int e = ldl->column_start[i]; e < ldl->column_start[i + 1]; e++)
            yi -= l[e] * y[ldl->column_row[e]];
        y[i] = yi;
    }
    for (int k = 0; k < n; k++)
        into[ldl->order[k]] = y[k];
}
LANES_VERSIONS(solve,
               (const struct ldl *ldl, const struct ldl_factor *factor, double *x, double *work),
               (ldl, factor, x, work))

void ldl_solve_sides(const struct ldl *ldl, const struct ldl_factor *factor, double *x,
                     double *work)
{
    LANES_CALL(solve, ldl, factor, x, work);
}

/* ---- differences ------------------------------------------------------------------------------
 */

#define MOVES(all, y, m) ((all)->weight[m] * ((y)[(all)->from[m]] - (y)[(all)->to[m]]) * times)

/* Where nothing of some rows is over its room, which is nearly everywhere, no row is looked at. */
LANES_INLINE void over_body(const struct ldl_difference *all, const double *x, const double *reach,
                            unsigned char *over)
{
    enum { ROWS = 8 };
    const SIDES *const y = (const SIDES *)(const void *)x;
    SIDES times;
    for (int side = 0; side < LDL_SIDES; side++)
        times[side] = reach[side];
    for (int first = 0; first < all->n; first += ROWS) {
        const int last = first + ROWS < all->n ? first + ROWS : all->n;
        SIDES_MASK any = {0};
        for (int m = first; m < last; m++) {
            const SIDES moved = MOVES(all, y, m);
            any |= (moved > all->room[m]) | (-moved > all->room[m]);
            over[m] = 0;
        }
        long found = 0;
        for (int side = 0; side < LDL_SIDES; side++)
            found |= any[side];
        for (int m = first; found != 0 && m < last; m++) {
            const SIDES moved = MOVES(all, y, m);
            const SIDES_MASK beyond = (moved > all->room[m]) | (-moved > all->room[m]);
            for (int side = 0; side < LDL_SIDES; side++)
                over[m] |= (unsigned char)((unsigned)(beyond[side] & 1) << side);
        }
    }
}
LANES_VERSIONS(over,
               (const struct ldl_difference *all, const double *x, const double *reach,
                unsigned char *over),
               (all, x, reach, over))

void ldl_sides_over(const struct ldl_difference *all, const double *x, const double *reach,
                    unsigned char *over)
{
    LANES_CALL(over, all, x, reach, over);
}
