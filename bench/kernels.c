/* Times one factorization of the normal equations of a chain of hours by each of the three methods,
 * beside a DGEMM in the same run.
 *   kernels [-r RUNS] BUSES:STATES:HOURS ...
 * A network of the given size: a ring with chords, three plants per bus, a line of every pair, the
 * states half stores and half ramps, one budget over all hours. CSV on stdout, a row per method:
 * processor seconds of a factorization, its own count of operations, and GF/s against DGEMM. */
#include "base/clock.h"
#include "solver/dense.h"
#include "solver/ipm.h"
#include "solver/kkt.h"
#include "solver/lp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 5, RUNS_AT_MOST = 50, DGEMM_ROWS = 1024, PLANTS = 3, SPAN = 5 };

struct size {
    int n_bus, n_state, n_hour;
};

/* A ring of lines, and a chord over SPAN buses at every second bus: chord i closes cycle i. */
static int count_chords(const struct size *size)
{
    return size->n_bus / 2;
}
static int rows_per_hour(const struct size *size)
{
    return size->n_bus + count_chords(size) + size->n_state;
}

static double rough(int a, int b) /* between 0 and 1, the same in every run */
{
    const double x = sin(12.9898 * a + 78.233 * b) * 43758.5453;
    return x - floor(x);
}

static void add_lines(const struct size *size, int first, struct lp *lp)
{
    const int n = size->n_bus, n_chord = count_chords(size);
    for (int bus = 0; bus < n; bus++) {
        lp_add_column(lp, 0, -200, 200);
        lp_add_entry(lp, first + bus, -1);
        lp_add_entry(lp, first + (bus + 1) % n, 1);
        for (int back = 0; back < SPAN; back++) { /* the chords that begin so far behind */
            const int start = (bus - back + n) % n;
            if (start % 2 == 0 && start / 2 < n_chord)
                lp_add_entry(lp, first + n + start / 2, 0.1 + rough(bus, 1));
        }
    }
    for (int chord = 0; chord < n_chord; chord++) {
        lp_add_column(lp, 0, -200, 200);
        lp_add_entry(lp, first + 2 * chord, -1);
        lp_add_entry(lp, first + (2 * chord + SPAN) % n, 1);
        lp_add_entry(lp, first + n + chord, -0.3 - rough(chord, 2));
    }
}

static void add_hour(const struct size *size, int hour, struct lp *lp)
{
    const int n = size->n_bus, m = rows_per_hour(size), first = hour * m;
    const int next = (hour + 1) % size->n_hour * m, n_store = size->n_state / 2;
    const int state = n + count_chords(size), budget = size->n_hour * m;
    for (int plant = 0; plant < PLANTS * n; plant++) {
        const int ramp = n_store + plant;
        lp_add_column(lp, 10 + 90 * rough(plant, 3), 0, 100);
        lp_add_entry(lp, first + plant % n, 1);
        if (ramp < size->n_state) {
            lp_add_entry(lp, first + state + ramp, 1);
            lp_add_entry(lp, next + state + ramp, -1);
        }
        if (plant < 10) lp_add_entry(lp, budget, 1);
    }
    add_lines(size, first, lp);
    for (int s = 0; s < n_store; s++) {
        const int bus = s % n;
        lp_add_column(lp, 0, 0, 500); /* level */
        lp_add_entry(lp, first + state + s, 1);
        lp_add_entry(lp, next + state + s, -0.999);
        lp_add_column(lp, 0, 0, 50); /* charge */
        lp_add_entry(lp, first + bus, -1);
        lp_add_entry(lp, first + state + s, -0.9);
        lp_add_column(lp, 1, 0, 50); /* discharge */
        lp_add_entry(lp, first + bus, 1);
        lp_add_entry(lp, first + state + s, 1.1);
    }
}

static enum status make_year(const struct size *size, struct arena *arena, struct lp *lp,
                             struct error *error)
{
    const int n = size->n_bus, m = rows_per_hour(size), n_hour = size->n_hour;
    const int columns = PLANTS * n + n + count_chords(size) + 3 * size->n_state;
    TRY(lp_new(n_hour * m + 1, n_hour * columns, n_hour * columns * 7, arena, lp, error));
    for (int hour = 0; hour < n_hour; hour++)
        for (int row = 0; row < m; row++) {
            const bool ramps = row >= m - size->n_state + size->n_state / 2;
            const double load = row < n ? 50 + 50 * rough(row, hour) : 0;
            lp_add_row(lp, ramps ? -60 : load, ramps ? 60 : load, hour);
        }
    lp_add_row(lp, -INFINITY, 100.0 * n_hour, BLOCK_LINKING);
    for (int hour = 0; hour < n_hour; hour++)
        add_hour(size, hour, lp);
    return STATUS_OK;
}

static double best_dgemm_gflops(double *a)
{
    const size_t n = DGEMM_ROWS;
    double best = INFINITY;
    for (size_t i = 0; i < 2 * n * n; i++)
        a[i] = rough((int)(i % 1000), 5);
    for (int run = 0; run < RUNS; run++) {
        const double begin_s = clock_cpu_s();
        dense_multiply(DGEMM_ROWS, DGEMM_ROWS, DGEMM_ROWS, a, a + n * n, a + 2 * n * n);
        best = fmin(best, clock_cpu_s() - begin_s);
    }
    return 2e-9 * (double)(n * n * n) / best;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static enum status time_method(const struct kkt_method *method, const struct ipm_form *form,
                               const int *block_of_row, const struct size *size, int runs,
                               double dgemm, struct error *error)
{
    struct arena arena = {0};
    struct kkt *kkt;
    double *theta = ARENA_ARRAY(&arena, double, form->n_column), seconds[RUNS_AT_MOST];
    if (theta == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory");
    for (int j = 0; j < form->n_column; j++)
        theta[j] = exp(8 * rough(j % 977, j / 977) - 4);
    enum status status = method->place(form, block_of_row, 1, &arena, &kkt, error);
    for (int run = -1; status == STATUS_OK && run < runs; run++) {
        const double begin_s = clock_cpu_s();
        status = method->factor(kkt, theta, 1e-12, 0, error);
        if (run >= 0) seconds[run] = clock_cpu_s() - begin_s;
    }
    if (status == STATUS_OK) {
        qsort(seconds, (size_t)runs, sizeof seconds[0], by_value);
        const double gflop = 1e-9 * method->operations(kkt), median_s = seconds[runs / 2];
        printf("%d,%d,%d,%s,%d,%.3f,%.4f,%.4f,%.4f,%.1f,%.1f,%.2f\n", size->n_bus, size->n_state,
               size->n_hour, method->name, form->rows_per_block, gflop, seconds[0], median_s,
               seconds[runs - 1], gflop / median_s, dgemm, gflop / median_s / dgemm);
        fflush(stdout);
        method->drop(kkt);
    }
    arena_free(&arena);
    return status;
}

static enum status time_size(const struct size *size, int runs, struct error *error)
{
    const struct kkt_method *methods[] = {&kkt_lanes, &kkt_blocks, &kkt_normal};
    struct arena arena = {0};
    struct lp lp;
    struct ipm_form form;
    double *a = ARENA_ARRAY(&arena, double, 3 * (size_t)DGEMM_ROWS * DGEMM_ROWS);
    if (a == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory");
    enum status status = make_year(size, &arena, &lp, error);
    if (status == STATUS_OK) status = ipm_form_make(&lp, &arena, &form, error);
    double *point = status == STATUS_OK ? ARENA_ARRAY(&arena, double, form.n_column) : NULL;
    if (status == STATUS_OK && point == NULL) status = STATUS_NO_MEMORY;
    if (status == STATUS_OK) form.point = point;
    for (int i = 0; status == STATUS_OK && i < 3; i++)
        status = time_method(methods[i], &form, lp.block_of_row, size, runs, best_dgemm_gflops(a),
                             error);
    arena_free(&arena);
    return status;
}

int main(int argc, char **argv)
{
    int first = 1, runs = RUNS;
    if (argc > 2 && strcmp(argv[1], "-r") == 0) {
        runs = atoi(argv[2]);
        first = 3;
    }
    if (first >= argc || runs < 1 || runs > RUNS_AT_MOST) {
        fprintf(stderr, "usage: kernels [-r RUNS] BUSES:STATES:HOURS ...\n");
        return 2;
    }
    dense_use_one_thread();
    printf("buses,states,hours,method,rows_per_hour,gflop,least_s,median_s,largest_s,gf_per_s,"
           "dgemm_gf_per_s,share_of_dgemm\n");
    for (int i = first; i < argc; i++) {
        struct size size;
        struct error error = {0};
        if (sscanf(argv[i], "%d:%d:%d", &size.n_bus, &size.n_state, &size.n_hour) != 3 ||
            size.n_bus < 2 * SPAN || size.n_state < 2 || size.n_hour < 16) {
            fprintf(stderr, "kernels: \"%s\" is not BUSES:STATES:HOURS\n", argv[i]);
            return 2;
        }
        if (time_size(&size, runs, &error) != STATUS_OK) {
            fprintf(stderr, "kernels: %s\n", error.text);
            return 1;
        }
    }
    return 0;
}
