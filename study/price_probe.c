#include "study/price_probe.h"

#include "solver/lp_solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOVERS = 8 };

/* Less than this much of the one MW is not worth a name. */
static const double named_mw = 1e-3;

/* Of every MW that moves: of answers of one cost the one that moves least is told. */
static const double idle_usd_per_mwh = 1e-6;

/* An hour costs a MW or so: a certificate relative to that asks more of the duals of the whole
 * study than they hold. This much is far below what is printed. */
static const double probe_gap_usd = 1e-4;

/* The hour by itself: its rows but those that tie it to other hours, which count at their duals,
 * and changes of its columns, up and down (docs/model.md, eqs. 148-149). */
struct hour_alone {
    const struct dispatch_model *model;
    const struct dispatch_map *map;
    const struct lp *whole;
    const struct lp_solution *solution;
    int step, n_row; /* rows of the step that stay are 0 .. n_row-1 */
    double *cost;    /* [columns_per_step] with the duals of the rows that do not stay */
    struct lp lp;
    struct lp_solution change; /* x: up and down of each column, in turn */
};

static int first_column(const struct hour_alone *alone)
{
    return map_column(alone->map, alone->step, 0);
}

/* The position among the rows that stay, or -1. Rows that tie come last in a step. */
static int row_here(const struct hour_alone *alone, int row)
{
    const int offset = row - map_row(alone->map, alone->step, 0);
    return offset >= 0 && offset < alone->n_row ? offset : -1;
}

static void find_costs(struct hour_alone *alone)
{
    const struct lp *lp = alone->whole;
    for (int j = 0; j < alone->map->columns_per_step; j++) {
        const int column = first_column(alone) + j;
        alone->cost[j] = lp->cost[column];
        for (int e = lp->start[column]; e < lp->start[column + 1]; e++)
            if (row_here(alone, lp->row[e]) < 0)
                alone->cost[j] -= alone->solution->row_dual[lp->row[e]] *
                                  lp_slope(lp, e, alone->solution->x[column]);
    }
}

static void add_rows(struct hour_alone *alone, const double *activity, int bus, double mw)
{
    const struct lp *lp = alone->whole;
    for (int offset = 0; offset < alone->n_row; offset++) {
        const int row = map_row(alone->map, alone->step, offset);
        const double asked = offset == alone->map->balance + bus ? mw : 0;
        if (lp->row_lower[row] == lp->row_upper[row])
            lp_add_row(&alone->lp, asked, asked, 0);
        else
            lp_add_row(&alone->lp, fmin(0, lp->row_lower[row] - activity[row]),
                       fmax(0, lp->row_upper[row] - activity[row]), 0);
    }
}

static void add_change(struct hour_alone *alone, int column, double cost, int sign, double most)
{
    const struct lp *lp = alone->whole;
    lp_add_column(&alone->lp, sign * cost + idle_usd_per_mwh, 0, most);
    for (int e = lp->start[column]; e < lp->start[column + 1]; e++) {
        const int row = row_here(alone, lp->row[e]);
        if (row >= 0)
            lp_add_entry(&alone->lp, row, sign * lp_slope(lp, e, alone->solution->x[column]));
    }
}

/* A level ties hours alone: what it could change is rounding of its duals times all that is stored.
 */
static bool is_in_hour(const struct hour_alone *alone, int column)
{
    for (int e = alone->whole->start[column]; e < alone->whole->start[column + 1]; e++)
        if (row_here(alone, alone->whole->row[e]) >= 0) return true;
    return false;
}

static void add_columns(struct hour_alone *alone, int bus, double mw)
{
    const struct lp *lp = alone->whole;
    for (int j = 0; j < alone->map->columns_per_step; j++) {
        const int column = first_column(alone) + j;
        const double x = alone->solution->x[column];
        double up_mw = fmax(0, lp->upper[column] - x), down_mw = fmax(0, x - lp->lower[column]);
        /* a load that grows may be left unserved as far */
        if (j == alone->map->shed + bus && mw > 0 && lp->upper[column] > 0) up_mw += mw;
        if (!is_in_hour(alone, column)) up_mw = down_mw = 0;
        add_change(alone, column, alone->cost[j], 1, up_mw);
        add_change(alone, column, alone->cost[j], -1, down_mw);
    }
}

static enum status solve(struct hour_alone *alone, const double *activity, int bus, double mw,
                         struct arena *scratch, enum outcome *outcome, struct error *error)
{
    const int n = alone->map->columns_per_step;
    const int entries =
        alone->whole->start[first_column(alone) + n] - alone->whole->start[first_column(alone)];
    const struct lp_settings settings = {.method = LP_SIMPLEX, .threads = 1};
    struct lp_report report;
    TRY(lp_new(alone->n_row, 2 * n, 2 * entries, scratch, &alone->lp, error));
    add_rows(alone, activity, bus, mw);
    add_columns(alone, bus, mw);
    alone->change.x = ARENA_ARRAY(scratch, double, 2 * (size_t)n);
    alone->change.row_dual = ARENA_ARRAY(scratch, double, alone->n_row);
    if (!alone->change.x || !alone->change.row_dual)
        return error_set(error, STATUS_NO_MEMORY, "no memory to probe a price");
    TRY(lp_solve(&alone->lp, &settings, scratch, &alone->change, &report, error));
    const struct certificate *found = &report.certificate;
    const bool close = report.outcome == OUTCOME_NOT_CERTIFIED &&
                       fabs(found->objective - found->lower_bound) <= probe_gap_usd &&
                       found->primal_residual <= CERTIFICATE_RESIDUAL_MW &&
                       found->bound_violation <= CERTIFICATE_RESIDUAL_MW;
    *outcome = close ? OUTCOME_OPTIMAL : report.outcome;
    return STATUS_OK;
}

/* ---- who moves --------------------------------------------------------------------------------
 */

static double moved_mw(const struct hour_alone *alone, int offset)
{
    return alone->change.x[2 * offset] - alone->change.x[2 * offset + 1];
}

struct movers {
    struct price_mover *mover;
    int n;
};

static void add_mover(struct movers *movers, const char *kind, const char *id, double mw,
                      double usd_per_mwh)
{
    if (fabs(mw) >= named_mw)
        movers->mover[movers->n++] = (struct price_mover){kind, id, mw, usd_per_mwh, 0};
}

static double segments_mw(const struct hour_alone *alone, const struct loss_curve *curve,
                          int offset)
{
    double sum = 0;
    for (int k = 0; k < curve->n_segment; k++)
        sum += moved_mw(alone, offset + k);
    return sum;
}

static int compare_movers(const void *left, const void *right)
{
    const struct price_mover *a = left, *b = right;
    if (fabs(a->mw) != fabs(b->mw)) return fabs(a->mw) > fabs(b->mw) ? -1 : 1;
    return strcmp(a->id, b->id);
}

static void list_movers(const struct hour_alone *alone, struct movers *movers)
{
    const struct network *network = alone->model->network;
    const struct dispatch_map *map = alone->map;
    for (int g = 0; g < network->n_generator; g++)
        add_mover(movers, "plant", network->generator[g].id, moved_mw(alone, map->generator + g),
                  alone->cost[map->generator + g]);
    for (int bus = 0; bus < network->n_bus; bus++)
        add_mover(movers, "load not served", network->bus[bus].id, moved_mw(alone, map->shed + bus),
                  alone->cost[map->shed + bus]);
    for (int s = 0; s < network->n_storage; s++) {
        add_mover(movers, "storage", network->storage[s].id, moved_mw(alone, map->discharge + s),
                  alone->cost[map->discharge + s]);
        add_mover(movers, "storage", network->storage[s].id, -moved_mw(alone, map->charge + s),
                  -alone->cost[map->charge + s]);
    }
    for (int b = 0; b < network->n_market_block; b++) {
        const int sign = network->market_block[b].side == MARKET_BUYS ? -1 : 1;
        add_mover(movers, "market", network->market[network->market_block[b].market].id,
                  sign * moved_mw(alone, map->market + b), sign * alone->cost[map->market + b]);
    }
    for (int l = 0; l < network->n_link; l++)
        add_mover(movers, "HVDC link", network->link[l].id,
                  segments_mw(alone, &alone->model->link_forward[l], map->link_forward[l]) -
                      segments_mw(alone, &alone->model->link_back[l], map->link_back[l]),
                  NAN);
    qsort(movers->mover, (size_t)movers->n, sizeof *movers->mover, compare_movers);
}

static enum status read_step(const struct hour_alone *alone, double mw, struct arena *arena,
                             struct arena *scratch, struct price_step *step, struct error *error)
{
    const struct network *network = alone->model->network;
    const size_t room = (size_t)network->n_generator + (size_t)network->n_bus +
                        2 * (size_t)network->n_storage + (size_t)network->n_market_block +
                        (size_t)network->n_link;
    struct movers movers = {ARENA_ARRAY(scratch, struct price_mover, room), 0};
    step->mover = ARENA_ARRAY(arena, struct price_mover, MOVERS);
    if (movers.mover == NULL || step->mover == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to probe a price");
    list_movers(alone, &movers);
    step->possible = true;
    step->n_mover = movers.n < MOVERS ? movers.n : MOVERS;
    memcpy(step->mover, movers.mover, sizeof *movers.mover * (size_t)step->n_mover);
    long double usd = 0;
    for (int j = 0; j < alone->map->columns_per_step; j++)
        usd += (long double)alone->cost[j] * moved_mw(alone, j);
    step->usd_per_mwh = (double)usd / mw;
    return STATUS_OK;
}

static enum status take_step(struct hour_alone *alone, const double *activity, int bus, double mw,
                             struct arena *arena, struct price_step *step, struct error *error)
{
    struct arena scratch = {.counter = arena};
    enum outcome outcome = OUTCOME_INFEASIBLE;
    *step = (struct price_step){.possible = false, .usd_per_mwh = NAN};
    enum status status = solve(alone, activity, bus, mw, &scratch, &outcome, error);
    if (status == STATUS_OK && outcome == OUTCOME_OPTIMAL)
        status = read_step(alone, mw, arena, &scratch, step, error);
    arena_free(&scratch);
    return status;
}

enum status price_probe_take(const struct dispatch_model *model, const struct horizon *horizon,
                             const struct dispatch_map *map, const struct lp *lp,
                             const struct lp_solution *solution, struct arena *arena,
                             struct price_probe *probe, struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct hour_alone alone = {.model = model,
                               .map = map,
                               .whole = lp,
                               .solution = solution,
                               .step = probe->hour - horizon->first_hour,
                               .n_row = map->storage};
    double *activity = ARENA_ARRAY(&scratch, double, lp->n_row);
    alone.cost = ARENA_ARRAY(&scratch, double, map->columns_per_step);
    enum status status = STATUS_NO_MEMORY;
    if (activity == NULL || alone.cost == NULL) {
        error_set(error, STATUS_NO_MEMORY, "no memory to probe a price");
    } else {
        lp_multiply(lp, solution->x, activity);
        find_costs(&alone);
        status = take_step(&alone, activity, probe->bus, 1, arena, &probe->more, error);
        if (status == STATUS_OK)
            status = take_step(&alone, activity, probe->bus, -1, arena, &probe->less, error);
        probe->taken = true;
    }
    arena_free(&scratch);
    return status;
}
