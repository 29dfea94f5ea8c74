#include "solver/ldl.h"
#include "tests/spec.h"

#include <stdlib.h>

/* Products of about a hundred numbers near 1 round to this. */
#define ROUNDING 1e-10

enum { SIDE = 6, N = SIDE * SIDE, EDGES = 2 * SIDE * (SIDE - 1) };

struct bench {
    struct arena arena;
    struct error error;
    struct sparse lower;
    struct ldl ldl;
    struct ldl_factor factor;
    int n_triplet, row[N + EDGES], column[N + EDGES], position[N + EDGES];
    double value[N + EDGES];
};

/* A square lattice of buses: entries of the lower triangle, values to come. */
static bool build_lattice(struct bench *bench)
{
    int n = 0;
    *bench = (struct bench){.n_triplet = 0};
    for (int bus = 0; bus < N; bus++, n++)
        bench->row[n] = bench->column[n] = bus;
    for (int bus = 0; bus < N; bus++) {
        if (bus % SIDE + 1 < SIDE) bench->row[n] = bus + 1, bench->column[n++] = bus;
        if (bus + SIDE < N) bench->row[n] = bus + SIDE, bench->column[n++] = bus;
    }
    bench->n_triplet = n;
    const struct triplets triplets = {N, N, n, bench->row, bench->column, bench->value};
    return sparse_from_triplets(&triplets, bench->position, &bench->arena, &bench->arena,
                                &bench->lower, &bench->error) == STATUS_OK &&
           ldl_analyze(&bench->lower, &bench->arena, &bench->arena, &bench->ldl, &bench->error) ==
               STATUS_OK;
}

static double pseudo_random(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state / 4294967296.0 - 0.5;
}

/* Sums of susceptances, some of them negative (series capacitors), and one bus pinned. */
static void fill_susceptances(struct bench *bench, unsigned seed)
{
    double value[N + EDGES] = {0};
    value[0] = 1;
    for (int e = N; e < bench->n_triplet; e++) {
        const double b = e % 11 == 0 ? -0.3 : 1 + pseudo_random(&seed);
        value[e] = -b;
        value[bench->row[e]] += b;
        value[bench->column[e]] += b;
    }
    sparse_refill(&bench->lower, bench->n_triplet, bench->position, value);
}

SPEC(angles_give_their_injections_back_with_series_capacitors_too)
{
    struct bench bench;
    double x[N], image[N];
    unsigned seed = 7;
    REQUIRE(build_lattice(&bench));
    fill_susceptances(&bench, 3);
    REQUIRE(ldl_new_factor(&bench.ldl, 1, &bench.arena, &bench.factor, &bench.error) == STATUS_OK);
    for (int round = 0; round < 2; round++) { /* factors are used again */
        double injection[N];
        CHECK(ldl_refactor(&bench.ldl, bench.lower.value, &bench.factor, &bench.error) ==
              STATUS_OK);
        for (int bus = 0; bus < N; bus++)
            x[bus] = injection[bus] = pseudo_random(&seed);
        ldl_solve(&bench.ldl, &bench.factor, x);
        sparse_multiply_symmetric(&bench.lower, x, image);
        for (int bus = 0; bus < N; bus++)
            CHECK_NEAR(image[bus], injection[bus], ROUNDING);
    }
    arena_free(&bench.arena);
}

/* y += K x for blocks (a, b; b, c). */
static void multiply_pairs(const struct bench *bench, const double *block, const double *x,
                           double *y)
{
    const struct sparse *lower = &bench->lower;
    for (int j = 0; j < N; j++)
        for (int e = lower->start[j]; e < lower->start[j + 1]; e++) {
            const int i = lower->row[e];
            const double *k = block + 3 * e;
            y[2 * i] += k[0] * x[2 * j] + k[1] * x[2 * j + 1];
            y[2 * i + 1] += k[1] * x[2 * j] + k[2] * x[2 * j + 1];
            if (i == j) continue;
            y[2 * j] += k[0] * x[2 * i] + k[1] * x[2 * i + 1];
            y[2 * j + 1] += k[1] * x[2 * i] + k[2] * x[2 * i + 1];
        }
}

SPEC(blocks_of_angle_and_price_solve_as_one_matrix)
{
    struct bench bench;
    static double block[3 * (N + EDGES)];
    double x[2 * N], image[2 * N] = {0}, right[2 * N];
    unsigned seed = 11;
    REQUIRE(build_lattice(&bench));
    fill_susceptances(&bench, 5);
    for (int e = 0; e < sparse_entries(&bench.lower); e++) {
        block[3 * e] = block[3 * e + 2] = 0;
        block[3 * e + 1] = bench.lower.value[e];
    }
    for (int bus = 0; bus < N; bus++) { /* a bus without generator or limit has a zero there */
        const int e = bench.lower.start[bus];
        block[3 * e] = bus % 3 == 0 ? 4 : 0;
        block[3 * e + 2] = bus % 4 == 0 ? -2 : 0;
    }
    REQUIRE(ldl_new_factor(&bench.ldl, 2, &bench.arena, &bench.factor, &bench.error) == STATUS_OK);
    CHECK(ldl_refactor_pairs(&bench.ldl, block, &bench.factor, &bench.error) == STATUS_OK);
    for (int i = 0; i < 2 * N; i++)
        x[i] = right[i] = pseudo_random(&seed);
    ldl_solve_pairs(&bench.ldl, &bench.factor, x);
    multiply_pairs(&bench, block, x, image);
    for (int i = 0; i < 2 * N; i++)
        CHECK_NEAR(image[i], right[i], ROUNDING);
    arena_free(&bench.arena);
}

SPEC(a_grid_without_a_pinned_bus_has_no_single_answer)
{
    struct arena arena = {0};
    struct error error = {0};
    struct sparse lower;
    struct ldl ldl;
    struct ldl_factor factor;
    const int row[] = {0, 1, 1}, column[] = {0, 1, 0};
    const double value[] = {2, 2, -2};
    const struct triplets triplets = {2, 2, 3, row, column, value};
    REQUIRE(sparse_from_triplets(&triplets, NULL, &arena, &arena, &lower, &error) == STATUS_OK);
    REQUIRE(ldl_analyze(&lower, &arena, &arena, &ldl, &error) == STATUS_OK);
    REQUIRE(ldl_new_factor(&ldl, 1, &arena, &factor, &error) == STATUS_OK);
    CHECK(ldl_refactor(&ldl, lower.value, &factor, &error) == STATUS_NUMERICAL);
    CHECK_CONTAINS(error.text, "singular");
    arena_free(&arena);
}

SPEC(no_memory_is_said_at_every_request)
{
    struct bench bench;
    REQUIRE(build_lattice(&bench));
    long fail_at = 0;
    for (enum status status = STATUS_NO_MEMORY; status != STATUS_OK && fail_at < 100;) {
        struct arena arena = {.fail_at = ++fail_at};
        struct ldl ldl;
        struct ldl_factor factor;
        struct error error = {0};
        status = ldl_analyze(&bench.lower, &arena, &arena, &ldl, &error);
        if (status == STATUS_OK) status = ldl_new_factor(&ldl, 2, &arena, &factor, &error);
        CHECK(status == STATUS_OK || status == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
    CHECK(fail_at > 5 && fail_at < 100);
    arena_free(&bench.arena);
}

SPEC_MAIN(SPEC_ENTRY(angles_give_their_injections_back_with_series_capacitors_too),
          SPEC_ENTRY(blocks_of_angle_and_price_solve_as_one_matrix),
          SPEC_ENTRY(a_grid_without_a_pinned_bus_has_no_single_answer),
          SPEC_ENTRY(no_memory_is_said_at_every_request))
