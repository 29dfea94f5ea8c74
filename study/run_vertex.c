/* From the certified interior to a vertex of every hour (docs/model.md, eq. 79). */
#include "solver/lp_vertex.h"
#include "study/run_internal.h"

/* The simplex ends at a vertex of the whole program, which is one of every hour too. */
static void note_simplex(struct vertex_total *total, const struct solved *solved)
{
    const struct lp *lp = &solved->lp;
    const int between = lp_count_between(lp, solved->solution.x);
    total->hours += solved->lp.n_row / solved->map.rows_per_step;
    total->between_before += between;
    total->between_after += between;
}

enum status run_to_vertex(struct run *run, struct arena *scratch, struct solved *solved)
{
    struct vertex_total *total = &run->result->vertex;
    if (!total->asked || solved->report.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
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
