/* What the two ways through a study share: as one LP (dispatch.c) and in windows (windows.c). */
#ifndef STUDY_RUN_INTERNAL_H
#define STUDY_RUN_INTERNAL_H

#include "study/dispatch_internal.h"

#include <math.h>

enum { SECURE_ROUNDS = 40 }; /* of rows on demand */

/* One run of dispatch_run: the study and where its parts live. */
struct run {
    const struct dispatch_config *config;
    const struct network *network;
    const struct series *series;
    const struct dispatch_watch *watch;
    struct arena *arena;
    struct result *result;
    struct error *error;
    int done, total;      /* for progress */
    struct arena solving; /* of the newest round of a secured study */
};

struct solved { /* one window */
    struct lp lp;
    struct dispatch_map map;
    struct lp_solution solution;
    struct lp_report report;
};

/* Solves a stretch; in mode maximum twice. scratch holds the LP and the answer. */
MUST_CHECK enum status run_solve(struct run *run, struct dispatch_model *model,
                                 const struct horizon *horizon, const struct boundary *boundary,
                                 struct arena *scratch, struct solved *solved);

/* The same of the hours that the result shows: where the study asks for it, the optimum becomes a
 * vertex of every hour, and what came of it is noted in the result. */
MUST_CHECK enum status run_solve_hours(struct run *run, struct dispatch_model *model,
                                       const struct horizon *horizon,
                                       const struct boundary *boundary, struct arena *scratch,
                                       struct solved *solved);

/* Takes over an outcome that is not optimal, and says why. */
MUST_CHECK enum status run_not_solved(struct run *run, const struct dispatch_model *model,
                                      const struct horizon *horizon, const struct solved *solved);

MUST_CHECK enum status run_no_memory(const struct run *run);
void run_report(struct run *run, const char *step);

/* n times a value, and the levels before the study; NULL without memory. */
double *run_fill(struct arena *arena, int n, double value);
double *run_levels_given(const struct run *run);

/* Budgets of so many hours; false without memory. */
bool run_fill_budgets(const struct run *run, int hours, struct arena *arena,
                      struct boundary *boundary);

/* Levels after the study that are asked for, with the price of missing them (docs/model.md, eq.
 * 39). */
bool run_ask_for_last_level(const struct run *run, const double *level, struct arena *arena,
                            struct boundary *boundary);

/* What the study as one program starts from and must keep; false without memory. */
bool run_whole_boundary(const struct run *run, struct arena *arena, struct boundary *boundary);

/* The study as one program would fit into memory. */
bool dispatch_fits_whole(const struct dispatch_model *model);

MUST_CHECK enum status run_windows(struct run *run);

static inline double annual_share(int hours)
{
    return hours / (double)HOURS_PER_YEAR;
}

/* Plants whose energy of a year is limited; river plants carry theirs in the series. */
static inline double annual_budget_mwh(const struct generator *generator)
{
    return generator->availability == AVAILABILITY_RIVER ? NAN
                                                         : 1000 * generator->annual_energy_gwh;
}

static inline bool budget_can_bind(const struct generator *generator)
{
    const double most_mwh =
        generator->capacity_mw * (1 - generator->forced_outage_share) * HOURS_PER_YEAR;
    return annual_budget_mwh(generator) < most_mwh; /* false for NAN */
}

/* Puts the levels before the first hour into the result; `asked`: the last hour was to end at them.
 */
void run_read_levels(struct run *run, const double *start_mwh, bool asked);

#endif
