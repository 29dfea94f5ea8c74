/* What a MW more on a line loses, and what it costs beyond the prices of its ends: what the split
 * of prices needs to know of a line (docs/model.md, eqs. 142, 147). */
#include "study/dispatch_internal.h"

#include <math.h>

/* This close to where two segments meet, a flow is at the meeting point. An interior point stops
 * some 1e-6 MW away from it; what is 100 times farther is not there. */
static const double meeting_mw = 1e-4;

struct line_side {
    const struct dispatch_model *model;
    const struct dispatch_map *map;
    const struct lp *lp;
    const double *row_dual;
    int step, first_forward, first_back;
    bool is_signed; /* both are one column, which carries both ways */
    const struct loss_curve *forward, *back;
};

static bool is_export_row(const struct line_side *side, int row)
{
    const int offset = row - side->step * side->map->rows_per_step;
    const int secure = offset - side->map->secure;
    return offset == side->map->export_row || offset == side->map->green_row ||
           (secure >= 0 && secure < side->map->n_secure) || row == side->map->floor_row;
}

/* Of segment k forward (1), back (-1): what a MW earns at its ends beyond Kirchhoff's rows, and
 * what is left of that after the cost of the segment and the rows of the export. */
static void earnings(const struct line_side *side, int way, int k, double flow_mw, double *earned,
                     double *left)
{
    const int first = way > 0 ? side->first_forward : side->first_back;
    const int column = map_column(side->map, side->step, first + k);
    const double sign = side->is_signed ? way : 1;
    *earned = 0;
    *left = -sign * side->lp->cost[column];
    for (int entry = side->lp->start[column]; entry < side->lp->start[column + 1]; entry++) {
        const int row = side->lp->row[entry];
        const double usd = sign * lp_slope(side->lp, entry, sign * flow_mw) * side->row_dual[row];
        if (!is_export_row(side, row)) *earned += usd;
        *left += usd;
    }
}

/* The segments below and above a flow of one way: -1 where there is none. */
static void around(const struct loss_curve *curve, double flow_mw, int *below, int *above)
{
    double start_mw = 0;
    *below = -1;
    *above = curve->n_segment - 1;
    for (int k = 0; k < curve->n_segment; k++) {
        const double end_mw = start_mw + curve->width_mw[k];
        if (flow_mw > start_mw + meeting_mw) *below = k;
        if (flow_mw < end_mw - meeting_mw) {
            *above = k;
            return;
        }
        start_mw = end_mw;
    }
    *above = -1;
}

void line_price(const struct dispatch_model *model, const struct dispatch_map *map,
                const struct lp *lp, const double *row_dual, int step, int l, double flow_mw,
                double *marginal_loss, double *pull_usd_per_mwh)
{
    const struct line_side side = {.model = model,
                                   .map = map,
                                   .lp = lp,
                                   .row_dual = row_dual,
                                   .step = step,
                                   .first_forward = map->line_forward[l],
                                   .first_back = map->line_back[l],
                                   .is_signed = line_is_signed(model, l),
                                   .forward = &model->line_forward[l],
                                   .back = &model->line_back[l]};
    const int way = flow_mw < 0 ? -1 : 1;
    const struct loss_curve *curve = way > 0 ? side.forward : side.back;
    const struct loss_curve *other = way > 0 ? side.back : side.forward;
    int below, above;
    around(curve, fabs(flow_mw), &below, &above);
    /* below a flow of nothing lies the first segment of the other way, taken backwards */
    const bool at_zero = below < 0;
    double slope[2], earned[2], left[2];
    const double square_at_mw = at_zero ? 0 : fabs(flow_mw); /* squares come with one segment */
    earnings(&side, at_zero ? -way : way, at_zero ? 0 : below, square_at_mw, &earned[0], &left[0]);
    slope[0] = at_zero ? -other->slope[0] : curve->slope[below] + 2 * curve->square * fabs(flow_mw);
    if (at_zero) {
        earned[0] = -earned[0];
        left[0] = -left[0];
    }
    double share = 0; /* of the segment above */
    if (above >= 0) {
        earnings(&side, way, above, square_at_mw, &earned[1], &left[1]);
        slope[1] = curve->slope[above] + 2 * curve->square * square_at_mw;
        if (left[0] > 0 && left[1] < 0) share = left[0] / (left[0] - left[1]);
        if (left[1] >= 0) share = 1;
    } else {
        slope[1] = slope[0];
        earned[1] = earned[0];
    }
    *marginal_loss = way * (slope[0] + share * (slope[1] - slope[0]));
    *pull_usd_per_mwh = way * (earned[0] + share * (earned[1] - earned[0]));
}
