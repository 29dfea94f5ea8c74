/* From the certified interior to a vertex of every hour (docs/model.md, eq. 79). */
#include "solver/lp_vertex.h"
#include "study/run_internal.h"
#include "study/secure.h"

/* The simplex ends at a vertex of the whole program, which is one of every hour too. */
static void note_simplex(struct vertex_total *total, const struct solved *solved)
{
    const struct lp *lp = &solved->lp;
    const int between = lp_count_between(lp, solved->solution.x);
    total->hours += solved->lp.n_row / solved->map.rows_per_step;
    total->between_before += between;
    total->between_after += between;
}

static enum status to_vertex(struct run *run, struct arena *scratch, struct solved *solved)
{
    struct vertex_total *total = &run->result->vertex;
    if (solved->report.is_vertex) {
        note_simplex(total, solved);
        return STATUS_OK;
    }
    const struct lp_settings settings = {.time_limit_s = run->config->time_limit_s};
    struct lp_vertex_report report;
    TRY(lp_vertex(&solved->lp, &settings, scratch, &solved->solution, &solved->report.certificate,
                  &report, run->error));
    const int kept = report.accepted ? report.n_kept : report.n_block;
    total->hours += report.n_block - kept;
    total->hours_kept += kept;
    total->between_before += report.between_before;
    total->between_after += report.between_after;
    total->pivots += report.pivots;
    if (kept > 0) total->why = report.why;
    return STATUS_OK;
}

/* The flows of a vertex are others: they are screened as those of the interior point were, and
 * where one is too large after an outage, its row joins the program. */
enum status run_solve_hours(struct run *run, struct dispatch_model *model,
                            const struct horizon *horizon, const struct boundary *boundary,
                            struct arena *scratch, struct solved *solved)
{
    const struct vertex_total before = run->result->vertex;
    for (int round = 0;; round++) {
        TRY(run_solve(run, model, horizon, boundary, scratch, solved));
        if (!before.asked || solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
        run->result->vertex = before;
        TRY(to_vertex(run, scratch, solved));
        if (model->secure.grid == NULL) return STATUS_OK;
        int n_added = 0;
        TRY(secure_find(model, &model->secure, &solved->map, horizon->n_step, solved->solution.x,
                        run->arena, &n_added, run->error));
        if (n_added == 0) return STATUS_OK;
        if (round < SECURE_ROUNDS) continue;
        solved->report.outcome = OUTCOME_LIMIT;
        return STATUS_OK;
    }
}
