/* The normal equations of chains of blocks: block elimination in lanes against sparse Cholesky, on
 * random chains of hours. An hour has local rows (balances), states (levels: tied to the next
 * hour), and some columns reach a border (budgets of the year). */
#include "solver/ipm.h"
#include "solver/ipm_kinds.h"
#include "solver/kkt.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

struct chain {
    const char *name;
    int n_hour, n_local, n_state, n_border;
    bool cyclic; /* the level after the last hour is that before the first */
};

static const struct chain chains[] = {
    {"the fewest hours", 12, 3, 2, 1, true},
    {"hours that fill no segment", 13, 3, 2, 0, true},
    {"one hour more than segments", 17, 2, 1, 2, false},
    {"no state ties", 20, 4, 0, 1, false},
    {"no local rows", 16, 0, 3, 1, true},
    {"no border", 64, 5, 3, 0, false},
    {"a long border", 40, 4, 2, 9, true},
    {"five states", 67, 6, 5, 2, true},
    {"two groups of segments", 300, 4, 3, 1, true},
    {"a full second group", 320, 3, 4, 0, false},
    {"many states", 26, 7, 13, 3, true},
    {"four groups of segments", 2060, 2, 2, 1, true},
};
enum { N_CHAIN = sizeof chains / sizeof chains[0], LOCAL_PER_ROW = 3 };

static int hour_row(const struct chain *chain, int hour, int which)
{
    return hour * (chain->n_local + chain->n_state) + which;
}

static void add_rows(const struct chain *chain, struct lp *lp)
{
    for (int hour = 0; hour < chain->n_hour; hour++)
        for (int i = 0; i < chain->n_local + chain->n_state; i++)
            lp_add_row(lp, 0, 0, hour);
    for (int i = 0; i < chain->n_border; i++)
        lp_add_row(lp, -INFINITY, 0, BLOCK_LINKING);
}

/* Plants: a balance, sometimes another one, a level or a budget. */
static void add_plants(const struct chain *chain, int hour, struct dice *dice, struct lp *lp)
{
    for (int i = 0; i < chain->n_local; i++)
        for (int k = 0; k < LOCAL_PER_ROW; k++) {
            lp_add_column(lp, roll(dice, 1, 90), 0, roll(dice, 1, 30));
            lp_add_entry(lp, hour_row(chain, hour, i), 1);
            const int other = roll_int(dice, chain->n_local);
            if (k == 1 && other != i)
                lp_add_entry(lp, hour_row(chain, hour, other), roll(dice, -2, 2));
            if (k == 2 && chain->n_state > 0)
                lp_add_entry(lp, hour_row(chain, hour, chain->n_local + i % chain->n_state), -0.75);
            if (k == 0 && chain->n_border > 0)
                lp_add_entry(
                    lp, chain->n_hour * (chain->n_local + chain->n_state) + i % chain->n_border,
                    0.5);
        }
}

/* Levels tie an hour to the next; every second one has a ramp, whose plant feeds a balance too. */
static void add_levels(const struct chain *chain, int hour, struct lp *lp)
{
    const bool last = hour == chain->n_hour - 1;
    const int next = last ? 0 : hour + 1;
    for (int s = 0; s < chain->n_state; s++) {
        lp_add_column(lp, 0, 0, 50);
        lp_add_entry(lp, hour_row(chain, hour, chain->n_local + s), 1);
        if (!last || chain->cyclic)
            lp_add_entry(lp, hour_row(chain, next, chain->n_local + s), -0.99);
        if (s % 2 == 1 && chain->n_local > 0)
            lp_add_entry(lp, hour_row(chain, hour, s % chain->n_local), 1);
        lp_add_column(lp, 300, 0, 500); /* help from outside */
        lp_add_entry(lp, hour_row(chain, hour, chain->n_local + s), 1);
    }
}

/* Right sides that a point inside the boxes meets, different every hour. */
static enum status set_right(const struct chain *chain, struct dice *dice, struct arena *arena,
                             struct lp *lp)
{
    double *x = ARENA_ARRAY(arena, double, lp->n_column);
    double *activity = ARENA_ARRAY(arena, double, lp->n_row);
    if (x == NULL || activity == NULL) return STATUS_NO_MEMORY;
    for (int column = 0; column < lp->n_column; column++)
        x[column] = lp->upper[column] * roll(dice, 0.2, 0.8);
    lp_multiply(lp, x, activity);
    for (int row = 0; row < lp->n_row; row++) {
        const bool border = row >= lp->n_row - chain->n_border;
        lp->row_upper[row] = activity[row];
        lp->row_lower[row] = border ? -INFINITY : activity[row];
    }
    return STATUS_OK;
}

static enum status make_chain(const struct chain *chain, struct arena *arena, struct lp *lp)
{
    const int m = chain->n_local + chain->n_state;
    const int columns = chain->n_hour * (LOCAL_PER_ROW * chain->n_local + 2 * chain->n_state);
    struct dice dice = {(uint64_t)chain->n_hour * 1000 + (uint64_t)m};
    TRY(lp_new(chain->n_hour * m + chain->n_border, columns, 5 * columns, arena, lp, NULL));
    add_rows(chain, lp);
    for (int hour = 0; hour < chain->n_hour; hour++) {
        add_plants(chain, hour, &dice, lp);
        add_levels(chain, hour, lp);
    }
    return set_right(chain, &dice, arena, lp);
}

/* A Theta A' y, from the columns one by one. */
static void normal_times(const struct ipm_form *form, const double *theta, const double *y,
                         double *product)
{
    for (int row = 0; row < form->n_row; row++)
        product[row] = 0;
    for (int block = 0; block < form->n_block; block++)
        for (int j = form->first_column[block]; j < form->first_column[block + 1]; j++) {
            double sum = 0;
            const int begin = form->kind_start[form->kind[j]];
            const int end = form->kind_start[form->kind[j] + 1];
            for (int e = begin; e < end; e++)
                sum += form->kind_value[e] * y[ipm_form_row(form, block, form->kind_place[e])];
            for (int e = begin; e < end; e++)
                product[ipm_form_row(form, block, form->kind_place[e])] +=
                    theta[j] * form->kind_value[e] * sum;
        }
}

struct system {
    struct ipm_form form;
    double *theta, *right, *y, *product;
};

static enum status make_system(const struct chain *chain, struct arena *arena,
                               struct system *system)
{
    struct lp lp;
    struct dice dice = {77};
    TRY(make_chain(chain, arena, &lp));
    TRY(ipm_form_make(&lp, arena, &system->form, NULL));
    system->theta = ARENA_ARRAY(arena, double, system->form.n_column);
    system->right = ARENA_ARRAY(arena, double, system->form.n_row);
    system->y = ARENA_ARRAY(arena, double, system->form.n_row);
    system->product = ARENA_ARRAY(arena, double, system->form.n_row);
    if (!system->theta || !system->right || !system->y || !system->product) return STATUS_NO_MEMORY;
    for (int j = 0; j < system->form.n_column; j++)
        system->theta[j] = exp(roll(&dice, -4, 4));
    for (int row = 0; row < system->form.n_row; row++)
        system->y[row] = system->right[row] = roll(&dice, -1, 1);
    return STATUS_OK;
}

static enum status solve_system(const struct kkt_method *method, int threads, struct arena *arena,
                                struct system *system)
{
    struct kkt *kkt;
    TRY(method->place(&system->form, NULL, threads, arena, &kkt, NULL));
    enum status status = method->factor(kkt, system->theta, 0, 0, NULL);
    if (status == STATUS_OK) status = method->solve(kkt, system->y, NULL);
    method->drop(kkt);
    return status;
}

static double largest_residual(struct system *system)
{
    double largest = 0;
    normal_times(&system->form, system->theta, system->y, system->product);
    for (int row = 0; row < system->form.n_row; row++)
        largest = fmax(largest, fabs(system->right[row] - system->product[row]));
    return largest;
}

SPEC(every_chain_of_hours_is_seen_as_one)
{
    for (int i = 0; i < N_CHAIN; i++) {
        struct arena arena = {0};
        struct system system;
        REQUIRE(make_system(&chains[i], &arena, &system) == STATUS_OK);
        if (system.form.n_block != chains[i].n_hour || system.form.n_border != chains[i].n_border ||
            !kkt_lanes_can(&system.form) || !kkt_blocks_can(&system.form))
            SPEC_FAULT("%s: %d blocks", chains[i].name, system.form.n_block);
        arena_free(&arena);
    }
}

/* Diagonals of about 50: 1e-9 is some thousand roundings of a right side of 1. */
SPEC(all_factorizations_solve_the_normal_equations_of_every_chain)
{
    const struct kkt_method *methods[] = {&kkt_normal, &kkt_lanes, &kkt_blocks};
    for (int i = 0; i < 3 * N_CHAIN; i++) {
        struct arena arena = {0};
        struct system system;
        REQUIRE(make_system(&chains[i / 3], &arena, &system) == STATUS_OK);
        REQUIRE(solve_system(methods[i % 3], 1, &arena, &system) == STATUS_OK);
        const double residual = largest_residual(&system);
        if (!(residual < 1e-9))
            SPEC_FAULT("%s, %s: residual %g", chains[i / 3].name, methods[i % 3]->name, residual);
        arena_free(&arena);
    }
}

SPEC(the_solution_in_lanes_or_blocks_has_the_same_bits_for_one_and_for_three_threads)
{
    for (int i = 0; i < 2 * N_CHAIN; i++) {
        struct arena arena = {0};
        struct system one, three;
        const struct chain *chain = &chains[i / 2];
        const struct kkt_method *method = i % 2 ? &kkt_blocks : &kkt_lanes;
        REQUIRE(make_system(chain, &arena, &one) == STATUS_OK);
        REQUIRE(make_system(chain, &arena, &three) == STATUS_OK);
        REQUIRE(solve_system(method, 1, &arena, &one) == STATUS_OK);
        REQUIRE(solve_system(method, 3, &arena, &three) == STATUS_OK);
        for (int row = 0; row < one.form.n_row; row++)
            if (!(one.y[row] == three.y[row]))
                SPEC_FAULT("%s, %s, row %d", chain->name, method->name, row);
        arena_free(&arena);
    }
}

SPEC(rows_that_nothing_touches_have_the_solution_of_a_unit_diagonal)
{
    struct arena arena = {0};
    struct system system;
    REQUIRE(make_system(&chains[7], &arena, &system) == STATUS_OK);
    for (int j = 0; j < system.form.n_column; j++)
        system.theta[j] = 0;
    for (int i = 0; i < 2; i++) {
        memcpy(system.y, system.right, sizeof(double) * (size_t)system.form.n_row);
        REQUIRE(solve_system(i ? &kkt_blocks : &kkt_lanes, 1, &arena, &system) == STATUS_OK);
        for (int row = 0; row < system.form.n_row; row++)
            CHECK(system.y[row] == system.right[row]);
    }
    arena_free(&arena);
}

/* Both walk the same path, apart from rounding: certificates accept both, costs agree to the gap
 * that the interior point stops at. */
SPEC(the_interior_point_comes_to_the_same_cost_with_any_factorization)
{
    for (int i = 0; i < N_CHAIN; i++) {
        struct arena arena = {0};
        struct lp lp;
        struct lp_solution solution[3];
        struct lp_report report[3];
        REQUIRE(make_chain(&chains[i], &arena, &lp) == STATUS_OK);
        for (int k = 0; k < 3; k++) {
            const enum lp_factorization wanted[] = {LP_FACTOR_CHOLMOD, LP_FACTOR_LANES,
                                                    LP_FACTOR_BLOCKS};
            const struct lp_settings settings = {
                .method = LP_INTERIOR, .factorization = wanted[k], .threads = 1};
            REQUIRE(lp_solution_new(&lp, &arena, &solution[k]) == STATUS_OK);
            REQUIRE(ipm_solve(&lp, &settings, &arena, &solution[k], &report[k], NULL, NULL) ==
                    STATUS_OK);
            if (report[k].outcome != OUTCOME_OPTIMAL)
                SPEC_FAULT("%s, %s: %s", chains[i].name, report[k].method,
                           outcome_word(report[k].outcome));
        }
        CHECK_TEXT(report[0].method, "interior point (CHOLMOD)");
        CHECK_TEXT(report[1].method, "interior point (lanes)");
        CHECK_TEXT(report[2].method, "interior point (blocks)");
        for (int k = 1; k < 3; k++) {
            CHECK_RELATIVE(solution[0].objective, solution[k].objective, 1e-8);
            CHECK(abs(report[0].iterations - report[k].iterations) <= 1);
        }
        arena_free(&arena);
    }
}

/* bench/README.md, "Factorizations": which one is taken follows from the states of an hour. */
SPEC(the_fastest_factorization_is_taken_by_the_states_of_an_hour)
{
    static const struct chain few = {"few", 64, 2, 60, 0, true},
                              many = {"many", 64, 2, 180, 0, true};
    for (int i = 0; i < 2; i++) {
        struct arena arena = {0};
        struct system system;
        REQUIRE(make_system(i ? &many : &few, &arena, &system) == STATUS_OK);
        CHECK(kkt_lanes_pays(&system.form) == (i == 0));
        CHECK(kkt_blocks_pays(&system.form) == (i == 1));
        system.form.n_block = 63; /* too short a chain */
        CHECK(!kkt_lanes_pays(&system.form) && !kkt_blocks_pays(&system.form));
        system.form.n_block = 100000; /* 78 GB of blocks with many states: sparse takes less */
        CHECK(kkt_lanes_pays(&system.form) == (i == 0) && !kkt_blocks_pays(&system.form));
        arena_free(&arena);
    }
}

/* The level of the first hour, carried to the third instead of the second. */
SPEC(a_level_that_skips_an_hour_makes_it_no_chain)
{
    const struct chain *chain = &chains[7];
    struct arena arena = {0};
    struct lp lp;
    struct ipm_form form;
    REQUIRE(make_chain(chain, &arena, &lp) == STATUS_OK);
    int entry = 0;
    while (entry < lp.n_entry && lp.value[entry] != -0.99)
        entry++;
    REQUIRE(lp.row[entry] == hour_row(chain, 1, chain->n_local));
    lp.row[entry] = hour_row(chain, 2, chain->n_local);
    REQUIRE(ipm_form_make(&lp, &arena, &form, NULL) == STATUS_OK);
    CHECK(form.n_block == 1);
    CHECK(!kkt_lanes_can(&form));
    arena_free(&arena);
}

SPEC_MAIN(
    SPEC_ENTRY(every_chain_of_hours_is_seen_as_one),
    SPEC_ENTRY(all_factorizations_solve_the_normal_equations_of_every_chain),
    SPEC_ENTRY(the_solution_in_lanes_or_blocks_has_the_same_bits_for_one_and_for_three_threads),
    SPEC_ENTRY(rows_that_nothing_touches_have_the_solution_of_a_unit_diagonal),
    SPEC_ENTRY(the_interior_point_comes_to_the_same_cost_with_any_factorization),
    SPEC_ENTRY(the_fastest_factorization_is_taken_by_the_states_of_an_hour),
    SPEC_ENTRY(a_level_that_skips_an_hour_makes_it_no_chain))
