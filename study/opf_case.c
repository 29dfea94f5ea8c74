/* The question of a MATPOWER case: what is in service, in MW and radians, under one of the two
 * conventions in use for the DC approximation (docs/model.md, eqs. 100-102). */
#include "study/opf_case.h"

#include <math.h>
#include <string.h>

static const double rad_per_degree = 3.14159265358979323846 / 180;

/* PowerModels reads a limit of 90 degrees or more, or 0 at both sides, as 60 degrees
 * (correct_voltage_angle_differences). */
static const double powermodels_bound_degree = 90, powermodels_limit_degree = 60;

/* Beyond, angles (1e8 p.u.) and costs at a limit (1e12 MW) are lost in the rounding of the others,
 * and no answer would pass the certificate. */
static const double largest_susceptance_pu = 1e8, largest_limit_mw = 1e12;

static const struct opf_cost no_cost = {0};

const char *opf_convention_word(enum opf_convention convention)
{
    return convention == OPF_POWERMODELS ? "powermodels" : "matpower";
}

static const char *const losses_words[] = {[OPF_LOSSLESS] = "none",
                                           [OPF_FICTITIOUS] = "fictitious",
                                           [OPF_SECANT] = "secant",
                                           [OPF_TANGENT] = "tangent"};

const char *opf_losses_word(enum opf_losses losses)
{
    return losses_words[losses];
}

enum opf_losses opf_losses_of_word(const char *word)
{
    for (int i = 0; word != NULL && i < (int)(sizeof losses_words / sizeof *losses_words); i++)
        if (strcmp(word, losses_words[i]) == 0) return (enum opf_losses)i;
    return OPF_LOSSLESS;
}

/* ---- sizes ------------------------------------------------------------------------------------
 */

static bool bus_is_on(const struct matpower_case *file, int bus)
{
    return file->bus[bus].type != MATPOWER_ISOLATED;
}

static bool branch_is_on(const struct matpower_case *file, int l)
{
    const struct matpower_branch *branch = &file->branch[l];
    return branch->in_service && branch->from_bus != branch->to_bus &&
           bus_is_on(file, branch->from_bus) && bus_is_on(file, branch->to_bus);
}

static bool generator_is_on(const struct matpower_case *file, int g)
{
    return file->generator[g].in_service && bus_is_on(file, file->generator[g].bus);
}

static bool dcline_is_on(const struct matpower_case *file, int d)
{
    const struct matpower_dcline *line = &file->dcline[d];
    return line->in_service && bus_is_on(file, line->from_bus) && bus_is_on(file, line->to_bus);
}

static bool make_room(const struct matpower_case *file, struct arena *arena, struct opf_case *grid)
{
    const int n_branch = file->n_branch, n_unit = file->n_generator, n_dcline = file->n_dcline;
    grid->bus_number = ARENA_ARRAY(arena, int, file->n_bus);
    grid->bus_is_reference = ARENA_ARRAY(arena, bool, file->n_bus);
    grid->demand_mw = ARENA_ARRAY(arena, double, file->n_bus);
    grid->branch_row = ARENA_ARRAY(arena, int, n_branch);
    grid->from = ARENA_ARRAY(arena, int, n_branch);
    grid->to = ARENA_ARRAY(arena, int, n_branch);
    grid->susceptance_mw_per_rad = ARENA_ARRAY(arena, double, n_branch);
    grid->shift_rad = ARENA_ARRAY(arena, double, n_branch);
    grid->loss_per_mw = ARENA_ARRAY(arena, double, n_branch);
    grid->rate_mw = ARENA_ARRAY(arena, double, n_branch);
    grid->angle_min_rad = ARENA_ARRAY(arena, double, n_branch);
    grid->angle_max_rad = ARENA_ARRAY(arena, double, n_branch);
    grid->generator_row = ARENA_ARRAY(arena, int, n_unit);
    grid->generator_bus = ARENA_ARRAY(arena, int, n_unit);
    grid->min_mw = ARENA_ARRAY(arena, double, n_unit);
    grid->max_mw = ARENA_ARRAY(arena, double, n_unit);
    grid->cost = ARENA_ARRAY(arena, struct opf_cost, n_unit);
    grid->dcline_row = ARENA_ARRAY(arena, int, n_dcline);
    grid->dcline_from = ARENA_ARRAY(arena, int, n_dcline);
    grid->dcline_to = ARENA_ARRAY(arena, int, n_dcline);
    grid->dcline_min_mw = ARENA_ARRAY(arena, double, n_dcline);
    grid->dcline_max_mw = ARENA_ARRAY(arena, double, n_dcline);
    grid->dcline_loss0_mw = ARENA_ARRAY(arena, double, n_dcline);
    grid->dcline_loss1 = ARENA_ARRAY(arena, double, n_dcline);
    grid->dcline_cost = ARENA_ARRAY(arena, struct opf_cost, n_dcline);
    return grid->bus_number && grid->bus_is_reference && grid->demand_mw && grid->branch_row &&
           grid->from && grid->to && grid->susceptance_mw_per_rad && grid->shift_rad &&
           grid->loss_per_mw && grid->rate_mw && grid->angle_min_rad && grid->angle_max_rad &&
           grid->generator_row && grid->generator_bus && grid->min_mw && grid->max_mw &&
           grid->cost && grid->dcline_row && grid->dcline_from && grid->dcline_to &&
           grid->dcline_min_mw && grid->dcline_max_mw && grid->dcline_loss0_mw &&
           grid->dcline_loss1 && grid->dcline_cost;
}

/* ---- branches ---------------------------------------------------------------------------------
 */

static double susceptance_pu(const struct matpower_branch *branch, enum opf_convention convention)
{
    const double r = branch->resistance_pu, x = branch->reactance_pu;
    return convention == OPF_POWERMODELS ? x / (r * r + x * x) : 1 / (x * branch->tap);
}

static void angle_limits(const struct matpower_branch *branch, enum opf_convention convention,
                         double *min_rad, double *max_rad)
{
    double low = branch->angle_min_degree, high = branch->angle_max_degree;
    if (convention == OPF_POWERMODELS) {
        const bool none = low == 0 && high == 0;
        if (none || low <= -powermodels_bound_degree) low = -powermodels_limit_degree;
        if (none || high >= powermodels_bound_degree) high = powermodels_limit_degree;
    } else {
        matpower_angle_limits(branch, &low, &high);
    }
    *min_rad = low * rad_per_degree;
    *max_rad = high * rad_per_degree;
}

static void read_branch(const struct matpower_case *file, int l, const int *position,
                        struct opf_case *grid, struct error *error)
{
    const struct matpower_branch *branch = &file->branch[l];
    const double b = susceptance_pu(branch, grid->convention);
    const int at = grid->n_branch++;
    if (!isfinite(b) || b == 0)
        error_add(error, "%s:%d: branch of reactance %g p.u.; the DC approximation needs one",
                  file->path, branch->line, branch->reactance_pu);
    else if (fabs(b) > largest_susceptance_pu)
        error_add(error,
                  "%s:%d: branch of reactance %g p.u., wanted a size of at least 1e-8, or one bus "
                  "in the place of the two",
                  file->path, branch->line, branch->reactance_pu);
    grid->branch_row[at] = l + 1;
    grid->from[at] = position[branch->from_bus];
    grid->to[at] = position[branch->to_bus];
    grid->susceptance_mw_per_rad[at] = b * file->base_mva;
    grid->shift_rad[at] =
        grid->convention == OPF_POWERMODELS ? 0 : branch->shift_degree * rad_per_degree;
    /* a resistance below 0 is what the reduction of a larger grid leaves: it loses nothing */
    grid->loss_per_mw[at] = fmax(0, branch->resistance_pu) / file->base_mva;
    grid->rate_mw[at] = branch->rating_a_mva;
    angle_limits(branch, grid->convention, &grid->angle_min_rad[at], &grid->angle_max_rad[at]);
    if (!(grid->angle_min_rad[at] <= grid->angle_max_rad[at]))
        error_add(error, "%s:%d: angle limits %g and %g: the lower one is above the upper one",
                  file->path, branch->line, branch->angle_min_degree, branch->angle_max_degree);
}

/* ---- units ------------------------------------------------------------------------------------
 */

static void read_polynomial(const struct matpower_case *file, const struct matpower_cost *from,
                            struct opf_cost *cost, struct error *error)
{
    for (int k = 0; k < from->count - 3; k++)
        if (from->value[k] != 0)
            error_add(error,
                      "%s:%d: cost with a term of power %d; wanted powers up to 2, or points "
                      "(model 1)",
                      file->path, from->line, from->count - 1 - k);
    if (from->count >= 3) cost->c2 = from->value[from->count - 3];
    if (from->count >= 2) cost->c1 = from->value[from->count - 2];
    if (from->count >= 1) cost->c0 = from->value[from->count - 1];
    if (cost->c2 < 0)
        error_add(error, "%s:%d: quadratic cost %g USD/MW^2h; a falling marginal cost has no price",
                  file->path, from->line, cost->c2);
}

/* Slopes that fall by less than this share of themselves are equal: files round their points. */
static const double slope_rounding = 1e-5;

static enum status read_points(const struct matpower_case *file, const struct matpower_cost *from,
                               struct arena *arena, struct opf_cost *cost, struct error *error)
{
    double *mw = ARENA_ARRAY(arena, double, from->count);
    double *usd = ARENA_ARRAY(arena, double, from->count);
    if (!mw || !usd) return error_set(error, STATUS_NO_MEMORY, "no memory for costs");
    *cost = (struct opf_cost){.n_point = from->count, .point_mw = mw, .point_usd = usd};
    double before = -INFINITY;
    for (int k = 0; k < from->count; k++) {
        mw[k] = from->value[2 * k];
        usd[k] = from->value[2 * k + 1];
        if (k == 0) continue;
        const double slope = (usd[k] - usd[k - 1]) / (mw[k] - mw[k - 1]);
        if (!isfinite(slope))
            error_add(error, "%s:%d: two points of a cost at %g MW", file->path, from->line, mw[k]);
        else if (slope < before - slope_rounding * fmax(1, fabs(before)))
            error_add(error,
                      "%s:%d: the marginal cost falls from %g to %g USD/MWh at %g MW; only "
                      "convex costs have a certified optimum",
                      file->path, from->line, before, slope, mw[k - 1]);
        before = slope;
    }
    if (from->count < 2)
        error_add(error, "%s:%d: a piecewise linear cost of %d points, wanted at least 2",
                  file->path, from->line, from->count);
    return STATUS_OK;
}

static enum status read_cost(const struct matpower_case *file, const struct matpower_cost *from,
                             struct arena *arena, struct opf_cost *cost, struct error *error)
{
    *cost = no_cost;
    if (from->model == MATPOWER_PIECEWISE) return read_points(file, from, arena, cost, error);
    read_polynomial(file, from, cost, error);
    return STATUS_OK;
}

static void check_limits(const struct matpower_case *file, int line, double min_mw, double max_mw,
                         struct error *error)
{
    if (!isfinite(min_mw) || !isfinite(max_mw))
        error_add(error,
                  "%s:%d: limits %g and %g MW, wanted two numbers; without an upper limit (Inf) "
                  "a generator is as large as all loads ask, when every lower limit is a number",
                  file->path, line, min_mw, max_mw);
    else if (min_mw > max_mw)
        error_add(error, "%s:%d: limits %g and %g MW, wanted two numbers in ascending order",
                  file->path, line, min_mw, max_mw);
    else if (fmax(fabs(min_mw), fabs(max_mw)) > largest_limit_mw)
        error_add(error, "%s:%d: limits %g and %g MW, wanted sizes of at most 1e12", file->path,
                  line, min_mw, max_mw);
}

/* No generator gives more than all that can be taken, twice that with what branches may lose. Not a
 * number where some taker has no limit itself. */
static double most_taken_mw(const struct matpower_case *file, const struct opf_case *grid)
{
    double mw = 1;
    for (int bus = 0; bus < grid->n_bus; bus++)
        mw += fmax(0, grid->demand_mw[bus]);
    for (int g = 0; g < file->n_generator; g++)
        if (generator_is_on(file, g)) mw += fmax(0, -file->generator[g].min_mw);
    for (int d = 0; d < file->n_dcline; d++)
        if (dcline_is_on(file, d))
            mw += fabs(file->dcline[d].loss_mw) +
                  (1 + fabs(file->dcline[d].loss_share)) *
                      fmax(fabs(file->dcline[d].min_mw), fabs(file->dcline[d].max_mw));
    return isfinite(mw) ? 2 * mw : NAN;
}

static enum status read_units(const struct matpower_case *file, const int *position,
                              struct arena *arena, struct opf_case *grid, struct error *error)
{
    const double most_mw = most_taken_mw(file, grid);
    for (int g = 0; g < file->n_generator; g++) {
        const struct matpower_generator *unit = &file->generator[g];
        if (!generator_is_on(file, g)) continue;
        const int at = grid->n_generator++;
        grid->generator_row[at] = g + 1;
        grid->generator_bus[at] = position[unit->bus];
        grid->min_mw[at] = unit->min_mw;
        grid->max_mw[at] = unit->max_mw;
        if (unit->max_mw == INFINITY && isfinite(most_mw))
            grid->max_mw[at] = fmax(unit->min_mw, most_mw);
        check_limits(file, unit->line, grid->min_mw[at], grid->max_mw[at], error);
        grid->cost[at] = no_cost;
        if (file->cost != NULL) TRY(read_cost(file, &file->cost[g], arena, &grid->cost[at], error));
    }
    for (int d = 0; d < file->n_dcline; d++) {
        const struct matpower_dcline *line = &file->dcline[d];
        if (!dcline_is_on(file, d)) continue;
        const int at = grid->n_dcline++;
        grid->dcline_row[at] = d + 1;
        grid->dcline_from[at] = position[line->from_bus];
        grid->dcline_to[at] = position[line->to_bus];
        grid->dcline_min_mw[at] = line->min_mw;
        grid->dcline_max_mw[at] = line->max_mw;
        grid->dcline_loss0_mw[at] = line->loss_mw;
        grid->dcline_loss1[at] = line->loss_share;
        check_limits(file, line->line, line->min_mw, line->max_mw, error);
        grid->dcline_cost[at] = no_cost;
        if (file->dcline_cost != NULL)
            TRY(read_cost(file, &file->dcline_cost[d], arena, &grid->dcline_cost[at], error));
    }
    return STATUS_OK;
}

enum status opf_case_build(const struct matpower_case *file, enum opf_convention convention,
                           struct arena *arena, struct opf_case *grid, struct error *error)
{
    if (file->cost == NULL)
        return error_set(error, STATUS_BAD_INPUT,
                         "%s: no generator costs; a cheapest dispatch needs mpc.gencost",
                         file->path);
    return opf_case_build_any(file, convention, arena, grid, error);
}

enum status opf_case_build_any(const struct matpower_case *file, enum opf_convention convention,
                               struct arena *arena, struct opf_case *grid, struct error *error)
{
    *grid =
        (struct opf_case){.name = file->name, .convention = convention, .base_mva = file->base_mva};
    int *position = ARENA_ARRAY(arena, int, file->n_bus);
    if (position == NULL || !make_room(file, arena, grid))
        return error_set(error, STATUS_NO_MEMORY, "no memory for a case of %d buses", file->n_bus);
    for (int bus = 0; bus < file->n_bus; bus++) {
        if (!bus_is_on(file, bus)) continue;
        const int at = position[bus] = grid->n_bus++;
        grid->bus_number[at] = file->bus[bus].number;
        grid->bus_is_reference[at] = file->bus[bus].type == MATPOWER_SLACK;
        grid->demand_mw[at] = file->bus[bus].load_mw + file->bus[bus].shunt_mw;
    }
    for (int l = 0; l < file->n_branch; l++)
        if (branch_is_on(file, l)) read_branch(file, l, position, grid, error);
    TRY(read_units(file, position, arena, grid, error));
    return error_status(error);
}
