/* A sweep of the capacity of one link of a study, against single solves of its points.
 *   capacity STUDY.cfg LINK LEAST_MW MOST_MW POINTS [HOURS]
 * CSV on stdout, a row per point: cost, bound and slope, iterations, and the processor seconds of
 * the point in the sweep and solved alone; the last line is the ratio of the sweep to the mean of
 * the single solves. */
#include "base/clock.h"
#include "command/study_files.h"
#include "study/capacity_sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS_AT_MOST = 100 };

static int find_link(const struct network *network, const char *id)
{
    for (int l = 0; l < network->n_link; l++)
        if (strcmp(network->link[l].id, id) == 0) return l;
    return -1;
}

static enum status run(char **argv, struct arena *arena, struct error *error)
{
    struct study_files *files = ARENA_ARRAY(arena, struct study_files, 1);
    struct capacity_point swept[POINTS_AT_MOST], alone;
    double mw[POINTS_AT_MOST], single_s[POINTS_AT_MOST], total_s = 0;
    const double least = atof(argv[3]), most = atof(argv[4]);
    const int n = atoi(argv[5]);
    if (files == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory");
    if (n < 2 || n > POINTS_AT_MOST)
        return error_set(error, STATUS_BAD_INPUT, "2 to %d points", POINTS_AT_MOST);
    TRY(study_files_read(argv[1], arena, files, error));
    if (argv[6] != NULL) files->config.hours = atoi(argv[6]);
    TRY(study_files_series(files, arena, error));
    const int link = find_link(&files->network, argv[2]);
    if (link < 0) return error_set(error, STATUS_BAD_INPUT, "no link \"%s\"", argv[2]);
    for (int i = 0; i < n; i++)
        mw[i] = least + (most - least) * i / (n - 1);
    const double begin_s = clock_cpu_s();
    TRY(capacity_sweep(&files->config, &files->network, &files->series, link, n, mw, arena, swept,
                       error));
    const double sweep_s = clock_cpu_s() - begin_s;
    printf("capacity_mw,outcome,cost_usd,lower_bound_usd,slope_usd_per_mw,iterations,reduced,"
           "alone_s,alone_cost_usd\n");
    for (int i = 0; i < n; i++) {
        const double start_s = clock_cpu_s();
        TRY(capacity_sweep(&files->config, &files->network, &files->series, link, 1, &mw[i], arena,
                           &alone, error));
        single_s[i] = clock_cpu_s() - start_s;
        total_s += single_s[i];
        printf("%.1f,%s,%.3f,%.3f,%.3f,%d,%d,%.2f,%.3f\n", mw[i], outcome_word(swept[i].outcome),
               swept[i].cost_usd, swept[i].lower_bound_usd, swept[i].slope_usd_per_mw,
               swept[i].iterations, swept[i].is_reduced, single_s[i], alone.cost_usd);
        fflush(stdout);
    }
    printf("# the sweep %.2f s, a single solve %.2f s in the mean: %.2f single solves\n", sweep_s,
           total_s / n, sweep_s / (total_s / n));
    return STATUS_OK;
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct error error = {0};
    if (argc != 6 && argc != 7) {
        fprintf(stderr, "usage: capacity STUDY.cfg LINK LEAST_MW MOST_MW POINTS [HOURS]\n");
        return 2;
    }
    const enum status status = run(argv, &arena, &error);
    if (status != STATUS_OK) fprintf(stderr, "capacity: %s\n", error.text);
    arena_free(&arena);
    return status == STATUS_OK ? 0 : 1;
}
