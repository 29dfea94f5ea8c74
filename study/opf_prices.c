#include "study/opf_prices.h"

#include "network/islands.h"
#include "study/price_split.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64, MOVERS = 8 };

/* Less than this much of the one MW is not worth a name; an interior point moves every generator a
 * little. */
static const double named_mw = 1e-3;

/* A difference of two costs that may be off by more than this says less about a price than the
 * price of the second solution does. */
static const double exact_usd = 1e-3;

int opf_bus_position(const struct opf_case *grid, int number)
{
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (grid->bus_number[bus] == number) return bus;
    return -1;
}

/* An interior point stops some 1e-6 MW before a limit. */
static const double at_limit_mw = 1e-4;

bool opf_is_marginal(const struct opf_result *result, int g)
{
    const double mw = result->point.generator_mw[g];
    return mw > result->grid->min_mw[g] + at_limit_mw && mw < result->grid->max_mw[g] - at_limit_mw;
}

/* ---- the grid as priced -----------------------------------------------------------------------
 */

/* What one MW more of flow costs beyond the prices of its ends: rating and angle limit. */
static double pull_of(const struct opf_result *result, int l)
{
    return result->point.flow_shadow_usd_per_mwh[l] +
           result->point.angle_shadow_usd_per_rad[l] / result->grid->susceptance_mw_per_rad[l];
}

static enum status split_prices(const struct opf_result *result, struct arena *arena,
                                struct price_split **split, struct error *error)
{
    const struct opf_case *grid = result->grid;
    double *pull = ARENA_ARRAY(arena, double, grid->n_branch);
    double *weight = ARENA_ARRAY(arena, double, grid->n_bus);
    struct priced_grid *priced = ARENA_ARRAY(arena, struct priced_grid, 1);
    *split = NULL;
    if (!pull || !weight || !priced)
        return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    for (int l = 0; l < grid->n_branch; l++)
        pull[l] = pull_of(result, l);
    for (int bus = 0; bus < grid->n_bus; bus++)
        weight[bus] = fmax(0, grid->demand_mw[bus]);
    *priced = (struct priced_grid){.n_bus = grid->n_bus,
                                   .n_branch = grid->n_branch,
                                   .from = grid->from,
                                   .to = grid->to,
                                   .stiffness = grid->susceptance_mw_per_rad,
                                   .marginal_loss = result->marginal_loss,
                                   .pull_usd_per_mwh = pull,
                                   .price_usd_per_mwh = result->point.price_usd_per_mwh};
    return price_split_make(priced, weight, arena, split, error);
}

/* Without losses a MW is worth one at any reference: what differs from the energy is congestion. */
static enum status lossless_parts(const struct opf_result *result, struct arena *scratch,
                                  double *energy, double *loss, double *congestion,
                                  struct error *error)
{
    const struct opf_case *grid = result->grid;
    const double *price = result->point.price_usd_per_mwh;
    int *island = ARENA_ARRAY(scratch, int, grid->n_bus), n_island;
    double *load = ARENA_ARRAY(scratch, double, grid->n_bus);
    double *paid = ARENA_ARRAY(scratch, double, grid->n_bus);
    if (!island || !load || !paid)
        return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    if (islands_find(grid->n_bus, grid->n_branch, grid->from, grid->to, scratch, island,
                     &n_island) != STATUS_OK)
        return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    for (int bus = grid->n_bus - 1; bus >= 0; bus--) { /* the first bus comes last */
        const double weight = fmax(0, grid->demand_mw[bus]);
        load[island[bus]] += weight;
        paid[island[bus]] += weight * price[bus];
        energy[island[bus]] = price[bus];
    }
    for (int i = 0; i < n_island; i++)
        paid[i] = load[i] > 0 ? paid[i] / load[i] : energy[i];
    for (int bus = 0; bus < grid->n_bus; bus++) {
        energy[bus] = paid[island[bus]];
        loss[bus] = 0;
        congestion[bus] = price[bus] - energy[bus];
    }
    return STATUS_OK;
}

enum status opf_price_parts(const struct opf_result *result, struct arena *arena, double *energy,
                            double *loss, double *congestion, struct error *error)
{
    struct price_split *split;
    if (result->marginal_loss == NULL)
        return lossless_parts(result, arena, energy, loss, congestion, error);
    enum status status = split_prices(result, arena, &split, error);
    if (status == STATUS_OK) status = price_split_parts(split, energy, loss, congestion, error);
    price_split_drop(split);
    return status;
}

/* ---- where the money goes ---------------------------------------------------------------------
 */

struct opf_surplus opf_surplus_of(const struct opf_result *result)
{
    const struct opf_case *grid = result->grid;
    const struct opf_point *point = &result->point;
    const double *price = point->price_usd_per_mwh;
    long double paid = 0, turnover = 0, shifter = 0, loss = 0, dcline = 0;
    for (int bus = 0; bus < grid->n_bus; bus++) {
        paid += (long double)price[bus] * grid->demand_mw[bus];
        turnover += fabsl((long double)price[bus] * grid->demand_mw[bus]);
    }
    for (int g = 0; g < grid->n_generator; g++)
        paid -= (long double)price[grid->generator_bus[g]] * point->generator_mw[g];
    for (int l = 0; l < grid->n_branch; l++) {
        const double from = price[grid->from[l]], to = price[grid->to[l]];
        const double m = result->marginal_loss != NULL ? result->marginal_loss[l] : 0;
        const double loss_mw = result->loss_mw != NULL ? result->loss_mw[l] : 0;
        const double earned = to * (1 - m / 2) - from * (1 + m / 2);
        shifter += (long double)(point->flow_shadow_usd_per_mwh[l] - earned) *
                   grid->susceptance_mw_per_rad[l] * grid->shift_rad[l];
        loss += (long double)(from + to) / 2 * (m * result->flow_mw[l] - loss_mw);
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        const double sent_mw = point->dcline_mw[d];
        const double received_mw =
            sent_mw - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * sent_mw;
        dcline += (long double)price[grid->dcline_to[d]] * received_mw -
                  (long double)price[grid->dcline_from[d]] * sent_mw;
    }
    const long double sum = result->congestion_rent_usd + shifter + loss + dcline;
    return (struct opf_surplus){.merchandising_usd = (double)paid,
                                .congestion_usd = result->congestion_rent_usd,
                                .shifter_usd = (double)shifter,
                                .loss_usd = (double)loss,
                                .dcline_usd = (double)dcline,
                                .relative_gap = (double)(fabsl(paid - sum) / fmaxl(1, turnover))};
}

enum status opf_prices_fill(struct opf_result *result, struct arena *arena, struct error *error)
{
    const size_t n_bus = (size_t)result->grid->n_bus;
    struct arena scratch = {.counter = arena};
    double *part[3];
    for (int i = 0; i < 3; i++)
        part[i] = ARENA_ARRAY(arena, double, n_bus);
    if (!part[0] || !part[1] || !part[2])
        return error_set(error, STATUS_NO_MEMORY, "no memory to split prices");
    const enum status status = opf_price_parts(result, &scratch, part[0], part[1], part[2], error);
    arena_free(&scratch);
    TRY(status);
    result->energy_usd_per_mwh = part[0];
    result->loss_usd_per_mwh = part[1];
    result->congestion_usd_per_mwh = part[2];
    result->surplus = opf_surplus_of(result);
    return STATUS_OK;
}

/* ---- in reasons -------------------------------------------------------------------------------
 */

static const char *name_of(struct arena *arena, const char *format, int a, int b, int c)
{
    char text[NAME_BYTES];
    snprintf(text, sizeof text, format, a, b, c);
    return arena_text(arena, text, strlen(text));
}

static double flow_limit_mw(const struct opf_result *result, int l)
{
    const struct opf_case *grid = result->grid;
    const double angle_shadow = result->point.angle_shadow_usd_per_rad[l];
    if (result->point.flow_shadow_usd_per_mwh[l] != 0 || angle_shadow == 0) return grid->rate_mw[l];
    return fabs(
        opf_flow_mw(grid, l, angle_shadow > 0 ? grid->angle_max_rad[l] : grid->angle_min_rad[l]));
}

static enum status tell_causes(const struct opf_result *result, int bus, struct arena *arena,
                               struct price_explained *explained, struct error *error)
{
    const struct opf_case *grid = result->grid;
    struct price_split *split = NULL;
    double *part[3], *factor = ARENA_ARRAY(arena, double, grid->n_branch);
    for (int i = 0; i < 3; i++)
        part[i] = ARENA_ARRAY(arena, double, grid->n_bus);
    explained->cause = ARENA_ARRAY(arena, struct price_cause, grid->n_branch);
    if (!factor || !part[0] || !part[1] || !part[2] || !explained->cause)
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    enum status status = split_prices(result, arena, &split, error);
    if (status == STATUS_OK) status = price_split_parts(split, part[0], part[1], part[2], error);
    if (status == STATUS_OK) status = price_split_factors(split, bus, factor, error);
    price_split_drop(split);
    TRY(status);
    explained->energy_usd_per_mwh = part[0][bus];
    explained->loss_usd_per_mwh = part[1][bus];
    explained->congestion_usd_per_mwh = part[2][bus];
    for (int l = 0; l < grid->n_branch; l++) {
        const double pull = pull_of(result, l);
        if (pull == 0 || factor[l] == 0) continue;
        explained->cause[explained->n_cause++] =
            (struct price_cause){.kind = "branch",
                                 .id = "",
                                 .branch = l,
                                 .flow_mw = result->flow_mw[l],
                                 .limit_mw = flow_limit_mw(result, l),
                                 .pull_usd_per_mwh = pull,
                                 .factor = factor[l],
                                 .usd_per_mwh = -pull * factor[l],
                                 .is_full = true};
    }
    price_causes_sort(explained);
    for (int i = 0; i < explained->n_cause; i++) {
        struct price_cause *cause = &explained->cause[i];
        const int l = cause->branch;
        cause->id = name_of(arena, "%d (bus %d - %d)", grid->branch_row[l],
                            grid->bus_number[grid->from[l]], grid->bus_number[grid->to[l]]);
        if (cause->id == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    }
    return STATUS_OK;
}

/* Marginal cost at an output; at a kink that of more. */
static double marginal_usd_per_mwh(const struct opf_cost *cost, double mw)
{
    if (cost->n_point == 0) return 2 * cost->c2 * mw + cost->c1;
    int k = 0;
    while (k + 2 < cost->n_point && mw >= cost->point_mw[k + 1])
        k++;
    return (cost->point_usd[k + 1] - cost->point_usd[k]) /
           (cost->point_mw[k + 1] - cost->point_mw[k]);
}

static int compare_movers(const void *left, const void *right)
{
    const struct price_mover *a = left, *b = right;
    if (fabs(a->mw) != fabs(b->mw)) return fabs(a->mw) > fabs(b->mw) ? -1 : 1;
    return a->place - b->place;
}

/* Who gives more or less in `after` than in `before`. */
static enum status tell_movers(const struct opf_result *before, const struct opf_result *after,
                               struct arena *arena, struct price_step *step, struct error *error)
{
    const struct opf_case *grid = before->grid;
    const int n_unit = grid->n_generator + grid->n_dcline;
    struct price_mover *mover = step->mover = ARENA_ARRAY(arena, struct price_mover, n_unit);
    int n = 0;
    if (mover == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    for (int u = 0; u < n_unit; u++) {
        const int d = u - grid->n_generator;
        const double mw = d < 0 ? after->point.generator_mw[u] - before->point.generator_mw[u]
                                : after->point.dcline_mw[d] - before->point.dcline_mw[d];
        if (fabs(mw) < named_mw) continue;
        mover[n++] = (struct price_mover){
            .kind = d < 0 ? "plant" : "DC line",
            .id = "",
            .place = u,
            .mw = mw,
            .usd_per_mwh =
                d < 0 ? marginal_usd_per_mwh(&grid->cost[u], before->point.generator_mw[u]) : NAN};
    }
    qsort(mover, (size_t)n, sizeof *mover, compare_movers);
    step->n_mover = n < MOVERS ? n : MOVERS;
    for (int i = 0; i < step->n_mover; i++) {
        const int u = mover[i].place, d = u - grid->n_generator;
        mover[i].id = d < 0 ? name_of(arena, "generator %d at bus %d", grid->generator_row[u],
                                      grid->bus_number[grid->generator_bus[u]], 0)
                            : name_of(arena, "%d (bus %d - %d)", grid->dcline_row[d],
                                      grid->bus_number[grid->dcline_from[d]],
                                      grid->bus_number[grid->dcline_to[d]]);
        if (mover[i].id == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for names");
    }
    return STATUS_OK;
}

/* edge out: the price just beyond the case as it is. Between there and one MW on, marginal cost is
 * taken to rise evenly: its mean is the cost of the MW, its end the price there (eq. 150). */
static enum status take_step(const struct opf_result *before, const struct opf_settings *settings,
                             int bus, double mw, struct arena *arena, struct price_step *step,
                             double *edge, struct error *error)
{
    struct opf_case grid = *before->grid;
    struct opf_result after;
    struct opf_settings again = *settings;
    again.write_mps = NULL;
    *step = (struct price_step){.possible = false, .usd_per_mwh = NAN};
    *edge = NAN;
    grid.demand_mw = ARENA_ARRAY(arena, double, grid.n_bus);
    if (grid.demand_mw == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    memcpy(grid.demand_mw, before->grid->demand_mw, sizeof(double) * (size_t)grid.n_bus);
    grid.demand_mw[bus] += mw;
    TRY(opf_run_as_asked(&grid, &again, arena, &after, error));
    if (after.outcome != OUTCOME_OPTIMAL) return STATUS_OK;
    const struct opf_certificate *old = &before->certificate, *now = &after.certificate;
    const double off_usd =
        old->relative_gap * fabs(old->objective_usd) + now->relative_gap * fabs(now->objective_usd);
    step->possible = true;
    const double there = after.point.price_usd_per_mwh[bus];
    step->usd_per_mwh =
        off_usd < exact_usd ? (now->objective_usd - old->objective_usd) / mw : there;
    *edge = 2 * step->usd_per_mwh - there;
    return tell_movers(before, &after, arena, step, error);
}

enum status opf_price_explain(const struct opf_result *result, const struct opf_settings *settings,
                              int bus, struct arena *arena, struct price_explained *explained,
                              struct error *error)
{
    const char *where = name_of(arena, "bus %d", result->grid->bus_number[bus], 0, 0);
    *explained =
        (struct price_explained){.where = where,
                                 .name = "",
                                 .when = "",
                                 .hour = -1,
                                 .reference = "the loads of its island",
                                 .price_usd_per_mwh = result->point.price_usd_per_mwh[bus]};
    if (where == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory to explain a price");
    TRY(tell_causes(result, bus, arena, explained, error));
    const double price = explained->price_usd_per_mwh;
    TRY(take_step(result, settings, bus, 1, arena, &explained->more, &explained->high_usd_per_mwh,
                  error));
    TRY(take_step(result, settings, bus, -1, arena, &explained->less, &explained->low_usd_per_mwh,
                  error));
    explained->high_usd_per_mwh = fmax(price, explained->high_usd_per_mwh);
    explained->low_usd_per_mwh = fmin(price, explained->low_usd_per_mwh);
    return STATUS_OK;
}
