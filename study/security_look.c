/* What a screening writes down (docs/model.md, eqs. 125-127). */
#include "study/security_screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double screen_moved_mw(const struct screen *screen, const struct outage *outage, int end,
                       int snapshot)
{
    const struct security_state *state = screen->state;
    const struct security_grid *grid = screen->grid;
    const size_t row = (size_t)snapshot, at = (size_t)outage->position;
    if (outage->kind == OUTAGE_GENERATOR) return state->unit_mw[row * (size_t)grid->n_unit + at];
    if (outage->kind == OUTAGE_BRANCH) return state->flow_mw[row * (size_t)grid->n_branch + at];
    return (end == 0 ? state->taken_mw : state->given_mw)[row * (size_t)grid->n_link + at];
}

/* What crosses a cut, the flows of the branches that are out, or what nobody takes over, in the
 * worst snapshot. */
void screen_note_unseen(struct screen *screen, int contingency, enum security_kind kind)
{
    struct security_outcome *outcome = &screen->result->outcome[contingency];
    outcome->kind = kind;
    for (int snapshot = 0; snapshot < screen->state->n_snapshot; snapshot++) {
        double cut_mw = 0;
        for (int i = 0; i < screen->table->contingency[contingency].count; i++) {
            const struct outage *outage = &screen_outages(screen, contingency)[i];
            if (outage->kind == OUTAGE_BRANCH || kind == SECURITY_UNBALANCED)
                cut_mw += fabs(screen_moved_mw(screen, outage, 0, snapshot));
        }
        if (!(cut_mw > outcome->cut_mw)) continue;
        outcome->cut_mw = cut_mw;
        outcome->worst_snapshot = snapshot;
    }
}

int screen_by_loading(const void *left, const void *right)
{
    const struct security_overload *a = left, *b = right;
    const double x = fabs(a->flow_mw) / a->limit_mw, y = fabs(b->flow_mw) / b->limit_mw;
    if (x != y) return x > y ? -1 : 1;
    if (a->contingency != b->contingency) return a->contingency - b->contingency;
    return a->branch - b->branch;
}

static void keep_overload(struct screen *screen, const struct security_overload *overload)
{
    struct security_result *result = screen->result;
    result->n_overload_all++;
    if (result->n_overload == screen->room) {
        qsort(result->overload, (size_t)result->n_overload, sizeof *result->overload,
              screen_by_loading);
        result->n_overload = screen->most;
    }
    result->overload[result->n_overload++] = *overload;
}

#define ROUNDED 1e-6 /* of a bound: what solves may leave */

int screen_near(const struct screen *screen, double mw)
{
    int low = screen->n_negative, high = screen->limited.n;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (screen->limited.room[middle] < mw * (1 + ROUNDED))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The most loaded snapshot of a branch, of an outage and of each snapshot. A limit of 0 is missed
 * without end by any flow. */
static double loading_of(const struct screen *screen, double mw, double limit)
{
    if (limit > 0) return fabs(mw) / limit;
    return fabs(mw) > screen->over_mw ? INFINITY : 0;
}

void screen_look(struct screen *screen, int contingency, int branch, int side)
{
    const struct security_grid *grid = screen->grid;
    struct security_result *result = screen->result;
    struct security_outcome *outcome = &result->outcome[contingency];
    struct security_overload worst = {contingency, branch, -1, 0, 0, 1};
    const int n_snapshot = screen->state->n_snapshot;
    result->n_candidate += n_snapshot;
    for (int snapshot = 0; snapshot < n_snapshot; snapshot++) {
        const double mw = screen->after_mw[snapshot];
        const double limit = mw >= 0 ? grid->limit_mw[branch] : grid->limit_back_mw[branch];
        if (fabs(mw) > fmin(outcome->worst_loading, result->snapshot_loading[snapshot]) * limit) {
            const double loading = loading_of(screen, mw, limit);
            if (loading > outcome->worst_loading) {
                outcome->worst_loading = loading;
                outcome->worst_branch = branch;
                outcome->worst_snapshot = snapshot;
            }
            if (loading > result->snapshot_loading[snapshot]) {
                result->snapshot_loading[snapshot] = loading;
                result->snapshot_contingency[snapshot] = contingency;
                result->snapshot_branch[snapshot] = branch;
            }
        }
        if (fabs(mw) - limit <= screen->over_mw) continue;
        result->snapshot_overloads[snapshot]++;
        screen->is_overloaded[side * n_snapshot + snapshot] = true;
        worst.n_snapshot++;
        if (worst.snapshot >= 0 && !(fabs(mw) * worst.limit_mw > fabs(worst.flow_mw) * limit))
            continue;
        worst.snapshot = snapshot;
        worst.flow_mw = mw;
        worst.limit_mw = limit;
    }
    if (worst.n_snapshot == 0) return;
    screen->any_overloaded[side] = true;
    outcome->n_overload++;
    keep_overload(screen, &worst);
}

void screen_count(struct screen *screen, int contingency, int side)
{
    const int n_snapshot = screen->state->n_snapshot;
    bool *is_overloaded = screen->is_overloaded + side * n_snapshot;
    if (!screen->any_overloaded[side]) return;
    screen->any_overloaded[side] = false;
    for (int snapshot = 0; snapshot < n_snapshot; snapshot++)
        screen->result->outcome[contingency].n_snapshot += is_overloaded[snapshot];
    memset(is_overloaded, 0, sizeof(bool) * (size_t)n_snapshot);
}
