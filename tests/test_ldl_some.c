/* Some unknowns of some right-hand sides: what a whole solve says of them. */
#include "solver/ldl_some.h"
#include "tests/spec.h"

enum { SIDE = 9, N = SIDE * SIDE, ENTRIES = N + 2 * SIDE * (SIDE - 1) };
#define ROUNDING 1e-12 /* sums of numbers below 1 in another order */

static struct bench {
    struct arena arena;
    struct error error;
    struct ldl ldl;
    struct ldl_factor factor;
    struct ldl_some some;
} bench;

/* A square lattice of lines of 1 MW/rad, pinned at bus 0; some are series capacitors. */
static bool build(void)
{
    static int row[ENTRIES], column[ENTRIES];
    static double value[ENTRIES];
    int n = N;
    struct sparse lower;
    memset(&bench, 0, sizeof bench);
    memset(value, 0, sizeof value);
    value[0] = 2;
    for (int bus = 0; bus < N; bus++)
        row[bus] = column[bus] = bus;
    for (int bus = 0; bus < N; bus++)
        for (int way = 0; way < 2; way++) {
            const int other = bus + (way == 0 ? 1 : SIDE);
            if (way == 0 ? bus % SIDE + 1 == SIDE : other >= N) continue;
            const double b = n % 13 == 0 ? -0.2 : 1 + 0.1 * (n % 7);
            row[n] = other;
            column[n] = bus;
            value[n++] = -b;
            value[bus] += b;
            value[other] += b;
        }
    const struct triplets triplets = {N, N, n, row, column, value};
    struct arena *arena = &bench.arena;
    return sparse_from_triplets(&triplets, NULL, arena, arena, &lower, &bench.error) == STATUS_OK &&
           ldl_analyze(&lower, arena, arena, &bench.ldl, &bench.error) == STATUS_OK &&
           ldl_new_factor(&bench.ldl, 1, arena, &bench.factor, &bench.error) == STATUS_OK &&
           ldl_refactor(&bench.ldl, lower.value, &bench.factor, &bench.error) == STATUS_OK &&
           ldl_some_new(&bench.ldl, &bench.factor, arena, &bench.some, &bench.error) == STATUS_OK;
}

SPEC(the_angles_that_are_asked_for_are_those_of_a_whole_solve)
{
    REQUIRE(build());
    for (int round = 0; round < 20; round++) { /* one after the other in the same arrays */
        double dense[LDL_SIDES][N] = {{0}};
        const int n_side = 1 + round % LDL_SIDES;
        ldl_some_begin(&bench.some);
        for (int side = 0; side < n_side; side++) {
            const int from = (7 * round + 11 * side) % N, to = (from + 1 + 5 * side) % N;
            ldl_some_add(&bench.some, from, side, 1);
            ldl_some_add(&bench.some, to, side, -1);
            dense[side][from] += 1;
            dense[side][to] -= 1;
            ldl_solve(&bench.ldl, &bench.factor, dense[side]);
        }
        ldl_some_forward(&bench.some);
        for (int step = 0; step < 6; step++) { /* more of them later, some again */
            const int bus[] = {(13 * step + round) % N, (29 * step) % N};
            const int place[] = {bench.some.place[bus[0]], bench.some.place[bus[1]]};
            ldl_some_backward(&bench.some, 2, place);
            for (int i = 0; i < 2; i++)
                for (int side = 0; side < LDL_SIDES; side++)
                    CHECK_NEAR(ldl_some_at(&bench.some, place[i])[side], dense[side][bus[i]],
                               ROUNDING);
        }
    }
    arena_free(&bench.arena);
}

SPEC(the_way_forward_meets_only_what_lies_above_the_entries)
{
    REQUIRE(build());
    const int last = bench.ldl.order[N - 1]; /* the root: nothing lies above it */
    ldl_some_begin(&bench.some);
    ldl_some_add(&bench.some, last, 0, 1);
    CHECK(N - bench.some.path_start == 1);
    ldl_some_add(&bench.some, last, 1, 1);
    CHECK(N - bench.some.path_start == 1);
    arena_free(&bench.arena);
}

SPEC_MAIN(SPEC_ENTRY(the_angles_that_are_asked_for_are_those_of_a_whole_solve),
          SPEC_ENTRY(the_way_forward_meets_only_what_lies_above_the_entries))
