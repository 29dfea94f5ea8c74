#include "study/opf_losses.h"

#include "study/opf_pieces.h"
#include "study/opf_segments.h"
#include "study/price_split.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 200, HALVED_AT_MOST = 12, WHY_BYTES = 512 };

/* The demand of the losses and the flows that make it agree to this, and the gap to the bound is
 * this share of the cost: a tenth of what is accepted. */
static const double settled_mw = 2e-4, settled_gap = 1e-7, accepted_mw = 1e-3, accepted_gap = 1e-6;

/* Rounding of a price of 0. */
static const double no_price_usd_per_mwh = 1e-7;

/* Rounds that may do without the curvature of losses: where limits and costs decide, they do. */
enum { PLAIN_ROUNDS = 4 };

/* How the share of the curvature that a round counts is changed when the gap grows, or shrinks. */
static const double more_curve = 2.5, less_curve = 0.97, least_curve = 0.05, most_curve = 1e3;

struct losses {
    const struct opf_case *grid;
    struct opf_case round; /* the case without losses that stands in for it */
    struct arena *arena;
    double *pull, *slope, *loss_mw;   /* [n_branch] */
    double *held_loss_mw;             /* [n_branch] that the last round with a dispatch had */
    double *weight, *price, *part[3]; /* [n_bus] of the case with losses */
    double *shift, *bend, *unit_mw;   /* [n_unit] generators, then DC lines */
    double mismatch_mw, gap_share, curve_share;
    double burning_share; /* of the gap: what burning could gain */
    int n_burning;        /* lossy branches between prices whose mean is below 0 */
};

static int n_unit(const struct opf_case *grid)
{
    return grid->n_generator + grid->n_dcline;
}

static bool make_room(struct losses *losses)
{
    const struct opf_case *grid = losses->grid;
    struct arena *arena = losses->arena;
    losses->pull = ARENA_ARRAY(arena, double, grid->n_branch);
    losses->slope = ARENA_ARRAY(arena, double, grid->n_branch);
    losses->loss_mw = ARENA_ARRAY(arena, double, grid->n_branch);
    losses->held_loss_mw = ARENA_ARRAY(arena, double, grid->n_branch);
    losses->weight = ARENA_ARRAY(arena, double, grid->n_bus);
    losses->price = ARENA_ARRAY(arena, double, grid->n_bus);
    for (int i = 0; i < 3; i++)
        if ((losses->part[i] = ARENA_ARRAY(arena, double, grid->n_bus)) == NULL) return false;
    losses->shift = ARENA_ARRAY(arena, double, n_unit(grid));
    losses->bend = ARENA_ARRAY(arena, double, n_unit(grid));
    losses->unit_mw = ARENA_ARRAY(arena, double, n_unit(grid));
    losses->round.demand_mw = ARENA_ARRAY(arena, double, grid->n_bus);
    losses->round.cost = ARENA_ARRAY(arena, struct opf_cost, grid->n_generator);
    losses->round.dcline_cost = ARENA_ARRAY(arena, struct opf_cost, grid->n_dcline);
    return losses->pull && losses->slope && losses->loss_mw && losses->held_loss_mw &&
           losses->weight && losses->price && losses->shift && losses->bend && losses->unit_mw &&
           losses->round.demand_mw && losses->round.cost && losses->round.dcline_cost;
}

/* ---- the case of a round ----------------------------------------------------------------------
 */

/* usd' = usd + shift mw + curve (mw - before)^2 / 2, which changes nothing where mw is as before. A
 * line through points takes the shift only. */
static enum status shift_cost(const struct opf_cost *cost, double shift, double curve,
                              double before_mw, struct arena *arena, struct opf_cost *shifted)
{
    *shifted = *cost;
    if (cost->n_point == 0) {
        shifted->c2 += curve / 2;
        shifted->c1 += shift - curve * before_mw;
        return STATUS_OK;
    }
    double *usd = ARENA_ARRAY(arena, double, cost->n_point);
    if (usd == NULL) return STATUS_NO_MEMORY;
    for (int k = 0; k < cost->n_point; k++)
        usd[k] = cost->point_usd[k] + shift * cost->point_mw[k];
    shifted->point_usd = usd;
    return STATUS_OK;
}

static enum status set_round(struct losses *losses, struct arena *arena)
{
    const struct opf_case *grid = losses->grid;
    struct opf_case *round = &losses->round;
    memcpy(round->demand_mw, grid->demand_mw, sizeof(double) * (size_t)grid->n_bus);
    for (int l = 0; l < grid->n_branch; l++) {
        round->demand_mw[grid->from[l]] += losses->loss_mw[l] / 2;
        round->demand_mw[grid->to[l]] += losses->loss_mw[l] / 2;
    }
    for (int u = 0; u < n_unit(grid); u++) {
        const int d = u - grid->n_generator;
        TRY(shift_cost(d < 0 ? &grid->cost[u] : &grid->dcline_cost[d], losses->shift[u],
                       losses->curve_share * losses->bend[u], losses->unit_mw[u], arena,
                       d < 0 ? &round->cost[u] : &round->dcline_cost[d]));
    }
    return STATUS_OK;
}

/* ---- what a round says ------------------------------------------------------------------------
 */

static void read_flows(struct losses *losses, const struct opf_result *result)
{
    const struct opf_case *grid = losses->grid;
    losses->mismatch_mw = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        const double flow_mw = result->flow_mw[l], rho = grid->loss_per_mw[l];
        const double loss_mw = rho * flow_mw * flow_mw;
        losses->mismatch_mw = fmax(losses->mismatch_mw, fabs(loss_mw - losses->loss_mw[l]));
        losses->loss_mw[l] = loss_mw;
        losses->slope[l] = 2 * rho * flow_mw;
        losses->pull[l] =
            result->point.flow_shadow_usd_per_mwh[l] +
            result->point.angle_shadow_usd_per_rad[l] / grid->susceptance_mw_per_rad[l];
    }
}

/* What the losses of a MW more from a unit grow by with each MW: the diagonal of their curvature at
 * the prices of now (eq. 157; of DC lines eq. 185). */
static enum status find_bend(struct losses *losses, struct price_split *split,
                             struct arena *scratch, struct error *error)
{
    const struct opf_case *grid = losses->grid;
    double *factor = ARENA_ARRAY(scratch, double, grid->n_branch);
    double *factor_to = ARENA_ARRAY(scratch, double, grid->n_branch);
    double *of_bus = ARENA_ARRAY(scratch, double, grid->n_bus);
    if (!factor || !factor_to || !of_bus)
        return error_set(error, STATUS_NO_MEMORY, "no memory for losses");
    for (int g = 0; g < grid->n_generator; g++) {
        double *bend = &of_bus[grid->generator_bus[g]];
        if (*bend == 0) {
            TRY(price_split_factors(split, grid->generator_bus[g], factor, error));
            for (int l = 0; l < grid->n_branch; l++) {
                const double mean = (losses->price[grid->from[l]] + losses->price[grid->to[l]]) / 2;
                *bend += fmax(0, mean) * 2 * grid->loss_per_mw[l] * factor[l] * factor[l];
            }
        }
        losses->bend[g] = *bend;
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        double *bend = &losses->bend[grid->n_generator + d];
        TRY(price_split_factors(split, grid->dcline_from[d], factor, error));
        TRY(price_split_factors(split, grid->dcline_to[d], factor_to, error));
        for (int l = 0; l < grid->n_branch; l++) {
            const double mean = (losses->price[grid->from[l]] + losses->price[grid->to[l]]) / 2;
            const double more = (1 - grid->dcline_loss1[d]) * factor_to[l] - factor[l];
            *bend += fmax(0, mean) * 2 * grid->loss_per_mw[l] * more * more;
        }
    }
    losses->curve_share = 1;
    return STATUS_OK;
}

/* The prices of the case with losses: energy of the round at the reference, exact factors of the
 * lossy grid for the rest (eq. 156). */
static enum status read_prices(struct losses *losses, const struct opf_result *result, int round,
                               struct arena *scratch, struct error *error)
{
    const struct opf_case *grid = losses->grid;
    const struct priced_grid priced = {.n_bus = grid->n_bus,
                                       .n_branch = grid->n_branch,
                                       .from = grid->from,
                                       .to = grid->to,
                                       .stiffness = grid->susceptance_mw_per_rad,
                                       .marginal_loss = losses->slope,
                                       .pull_usd_per_mwh = losses->pull,
                                       .price_usd_per_mwh = result->point.price_usd_per_mwh};
    struct price_split *split;
    enum status status = price_split_make(&priced, losses->weight, scratch, &split, error);
    if (status == STATUS_OK)
        status = price_split_parts(split, losses->part[0], losses->part[1], losses->part[2], error);
    for (int bus = 0; bus < grid->n_bus && status == STATUS_OK; bus++)
        losses->price[bus] = losses->part[0][bus] + losses->part[1][bus] + losses->part[2][bus];
    if (status == STATUS_OK && round == PLAIN_ROUNDS)
        status = find_bend(losses, split, scratch, error);
    price_split_drop(split);
    return status;
}

/* What one MW of a unit earns at these prices. */
static double worth_of(const struct opf_case *grid, const double *price, int u)
{
    const int d = u - grid->n_generator;
    if (d < 0) return price[grid->generator_bus[u]];
    return price[grid->dcline_to[d]] * (1 - grid->dcline_loss1[d]) - price[grid->dcline_from[d]];
}

/* Costs of the next round: with them a unit meets, at the prices of a round, the margin that it has
 * at those of the case with losses (eq. 157). */
static void shift_units(struct losses *losses, const struct opf_result *result)
{
    const struct opf_case *grid = losses->grid;
    for (int u = 0; u < n_unit(grid); u++) {
        const int d = u - grid->n_generator;
        const double shift =
            worth_of(grid, result->point.price_usd_per_mwh, u) - worth_of(grid, losses->price, u);
        const double mw = d < 0 ? result->point.generator_mw[u] : result->point.dcline_mw[d];
        losses->shift[u] = shift;
        losses->unit_mw[u] = mw;
    }
}

/* How far the cost is from the least that prices and pulls allow with losses (eq. 158): what units
 * would rather do, limits that pull without being reached, and a balance that is not met. */
static void measure_gap(struct losses *losses, const struct opf_result *result)
{
    const struct opf_case *grid = losses->grid;
    const struct opf_point *point = &result->point;
    long double gap = 0, cost = 0;
    for (int u = 0; u < n_unit(grid); u++) {
        const int d = u - grid->n_generator;
        const struct opf_cost *own = d < 0 ? &grid->cost[u] : &grid->dcline_cost[d];
        const double mw = d < 0 ? point->generator_mw[u] : point->dcline_mw[d];
        const double worth = worth_of(grid, losses->price, u);
        const double usd = opf_cost_usd(own, mw);
        cost += usd;
        gap += usd - worth * mw -
               opf_least_cost_usd(own, worth, d < 0 ? grid->min_mw[u] : grid->dcline_min_mw[d],
                                  d < 0 ? grid->max_mw[u] : grid->dcline_max_mw[d]);
    }
    losses->n_burning = 0;
    long double burning = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        const double mean_usd_per_mwh =
            (losses->price[grid->from[l]] + losses->price[grid->to[l]]) / 2;
        const double reach_mw = grid->rate_mw[l] + fabs(result->flow_mw[l]);
        if (mean_usd_per_mwh < -no_price_usd_per_mwh && grid->loss_per_mw[l] > 0) { /* eq. 295 */
            burning += -mean_usd_per_mwh * grid->loss_per_mw[l] * reach_mw * reach_mw;
            losses->n_burning++;
        }
        const double flow = point->flow_shadow_usd_per_mwh[l];
        const double angle = point->angle_shadow_usd_per_rad[l];
        const double rad = point->angle_rad[grid->from[l]] - point->angle_rad[grid->to[l]];
        if (flow != 0) gap += fabs(flow) * fabs(grid->rate_mw[l] - fabs(result->flow_mw[l]));
        if (angle != 0)
            gap += fabs(angle) *
                   fabs((angle > 0 ? grid->angle_max_rad[l] : grid->angle_min_rad[l]) - rad);
    }
    losses->burning_share = (double)(burning / fmaxl(1, fabsl(cost)));
    losses->gap_share = (double)(fabsl(gap) / fmaxl(1, fabsl(cost))) + losses->burning_share;
}

/* ---- the result -------------------------------------------------------------------------------
 */

/* Why there is no certified optimum. Where burning pays, a flow that loses more could be cheaper,
 * and what settled is the best of its neighbourhood only. */
static enum status say_why(const struct losses *losses, struct opf_result *result)
{
    char *why = ARENA_ARRAY(losses->arena, char, WHY_BYTES);
    if (why == NULL) return STATUS_NO_MEMORY;
    result->outcome = OUTCOME_NOT_CERTIFIED;
    result->why = why;
    if (losses->n_burning > 0)
        snprintf(why, WHY_BYTES,
                 "burning power pays on %d branch%s between prices below 0, so a dispatch with "
                 "other flows and higher losses may cost less; at most %.3g of the cost "
                 "(inf: no rating bounds it)\n"
                 "generators with a cost below 0, or that must run, make such prices; where they "
                 "may be curtailed at no cost, there are none",
                 losses->n_burning, losses->n_burning == 1 ? "" : "es", losses->gap_share);
    else
        snprintf(why, WHY_BYTES,
                 "losses and flows did not settle; the residuals say how far they are apart");
    return STATUS_OK;
}

static enum status finish(struct losses *losses, struct opf_result *result)
{
    const struct opf_case *grid = losses->grid;
    long double cost = 0, sum = 0;
    for (int u = 0; u < n_unit(grid); u++) {
        const int d = u - grid->n_generator;
        cost += d < 0 ? opf_cost_usd(&grid->cost[u], result->point.generator_mw[u])
                      : opf_cost_usd(&grid->dcline_cost[d], result->point.dcline_mw[d]);
    }
    for (int l = 0; l < grid->n_branch; l++)
        sum += losses->loss_mw[l];
    memcpy(result->point.price_usd_per_mwh, losses->price, sizeof(double) * (size_t)grid->n_bus);
    result->grid = grid;
    result->loss_mw = losses->loss_mw;
    result->marginal_loss = losses->slope;
    result->total_loss_mw = result->law_loss_mw = (double)sum;
    struct opf_certificate *certificate = &result->certificate;
    certificate->objective_usd = (double)cost;
    certificate->relative_gap = losses->gap_share;
    certificate->lower_bound_usd = (double)(cost - losses->gap_share * fmaxl(1, fabsl(cost)));
    certificate->balance_residual_mw = fmax(certificate->balance_residual_mw, losses->mismatch_mw);
    certificate->primal_residual_mw =
        fmax(certificate->primal_residual_mw, certificate->balance_residual_mw);
    certificate->accepted = certificate->accepted && losses->mismatch_mw <= accepted_mw &&
                            losses->gap_share <= accepted_gap;
    return certificate->accepted ? STATUS_OK : say_why(losses, result);
}

/* A round is a case without losses and with their demand: that it has no dispatch proves nothing of
 * the case with losses. Losses below the law do. */
static enum status judge_round(const struct losses *losses, struct opf_result *result,
                               struct error *error)
{
    const char *why;
    if (result->outcome != OUTCOME_INFEASIBLE) return STATUS_OK;
    TRY(opf_losses_rule_out(losses->grid, losses->arena, &why, error));
    if (why == NULL) result->outcome = OUTCOME_NOT_CERTIFIED;
    result->why = why != NULL ? why
                              : "losses did not settle: a round left no dispatch, which proves "
                                "nothing of the case; --losses secant finds a dispatch that holds "
                                "with losses above the law, if any";
    return STATUS_OK;
}

/* Losses of a round may be far from those of the next, and more than the grid can serve: half of
 * the way there. */
static void halve_losses(struct losses *losses)
{
    for (int l = 0; l < losses->grid->n_branch; l++)
        losses->loss_mw[l] = (losses->loss_mw[l] + losses->held_loss_mw[l]) / 2;
}

static enum status settle(struct losses *losses, const struct opf_settings *settings,
                          struct opf_result *result, struct error *error)
{
    int iterations = 0, halved = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct arena scratch = {.counter = losses->arena};
        TRY(set_round(losses, losses->arena));
        TRY(opf_run(&losses->round, settings, losses->arena, result, error));
        result->grid = losses->grid; /* the case of a round does not outlive this function */
        result->losses = OPF_FICTITIOUS;
        iterations += result->iterations;
        result->rounds = round + 1;
        result->iterations = iterations;
        if (result->outcome == OUTCOME_INFEASIBLE && round > 0 && halved++ < HALVED_AT_MOST) {
            halve_losses(losses);
            continue;
        }
        if (result->outcome != OUTCOME_OPTIMAL) return judge_round(losses, result, error);
        halved = 0;
        memcpy(losses->held_loss_mw, losses->loss_mw,
               sizeof(double) * (size_t)losses->grid->n_branch);
        read_flows(losses, result);
        const enum status status = read_prices(losses, result, round, &scratch, error);
        arena_free(&scratch);
        TRY(status);
        const double before = losses->gap_share;
        measure_gap(losses, result);
        if (round > PLAIN_ROUNDS + 1)
            losses->curve_share =
                fmin(most_curve,
                     fmax(least_curve, losses->curve_share *
                                           (losses->gap_share > before ? more_curve : less_curve)));
        if (losses->mismatch_mw < settled_mw &&
            losses->gap_share - losses->burning_share < settled_gap)
            break;
        shift_units(losses, result);
    }
    if (finish(losses, result) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    return STATUS_OK;
}

static enum status run(const struct opf_case *grid, const struct opf_settings *settings,
                       struct arena *arena, struct opf_result *result, struct error *error)
{
    struct losses losses = {.grid = grid, .round = *grid, .arena = arena};
    if (!make_room(&losses))
        return error_set(error, STATUS_NO_MEMORY, "no memory for the losses of %d branches",
                         grid->n_branch);
    for (int bus = 0; bus < grid->n_bus; bus++)
        losses.weight[bus] = fmax(0, grid->demand_mw[bus]);
    return settle(&losses, settings, result, error);
}

/* Where a step of a cost ends, an output stays while its price moves, and rounds would jump from
 * one step to the next: in pieces, each step has the curvature of losses to hold it (eq. 184). */
enum status opf_run_with_losses(const struct opf_case *grid, const struct opf_settings *settings,
                                struct arena *arena, struct opf_result *result, struct error *error)
{
    struct opf_case pieces;
    int *owner;
    if (!opf_has_steps(grid)) return run(grid, settings, arena, result, error);
    TRY(opf_pieces_make(grid, arena, &pieces, &owner, error));
    TRY(run(&pieces, settings, arena, result, error));
    result->grid = grid;
    if (result->outcome == OUTCOME_INFEASIBLE || result->point.generator_mw == NULL)
        return STATUS_OK;
    return opf_pieces_join(grid, &pieces, owner, arena, &result->point, error);
}

/* The loss of a DC line is loss0 + loss1 x what it sends: right for one direction alone. */
static enum status note_dclines(struct opf_result *result, struct arena *arena, struct error *error)
{
    const struct opf_case *grid = result->grid;
    int n = 0, first = -1;
    double made_mw = 0;
    for (int d = 0; d < grid->n_dcline && result->outcome == OUTCOME_OPTIMAL; d++) {
        const double sent_mw = result->point.dcline_mw[d];
        const double loss_mw = grid->dcline_loss0_mw[d] + grid->dcline_loss1[d] * sent_mw;
        if (loss_mw >= -accepted_mw) continue;
        if (n++ == 0) first = d;
        made_mw -= loss_mw;
    }
    if (n == 0) return STATUS_OK;
    char *why = ARENA_ARRAY(arena, char, WHY_BYTES);
    if (why == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    snprintf(why, WHY_BYTES,
             "%d DC line%s, first line %d (bus %d - %d) with %.6g MW, make%s %.4g MW: as the file "
             "has it, what runs backwards loses less than nothing\n"
             "two lines, one for each direction, with Pmin 0, lose what they should",
             n, n == 1 ? "" : "s", grid->dcline_row[first],
             grid->bus_number[grid->dcline_from[first]], grid->bus_number[grid->dcline_to[first]],
             result->point.dcline_mw[first], n == 1 ? "s" : "", made_mw);
    result->why = why;
    return STATUS_OK;
}

enum status opf_run_as_asked(const struct opf_case *grid, const struct opf_settings *settings,
                             struct arena *arena, struct opf_result *result, struct error *error)
{
    if (settings->losses == OPF_LOSSLESS)
        TRY(opf_run(grid, settings, arena, result, error));
    else if (settings->losses == OPF_FICTITIOUS)
        TRY(opf_run_with_losses(grid, settings, arena, result, error));
    else
        TRY(opf_run_with_segments(grid, settings, arena, result, error));
    return note_dclines(result, arena, error);
}
