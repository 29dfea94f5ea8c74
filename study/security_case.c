#include "study/security_case.h"

#include <math.h>
#include <string.h>

#define OVER_MW 1e-4 /* as in the screening */

static double *limits_of(const struct opf_case *grid, const struct matpower_case *file,
                         enum security_rating rating, struct arena *arena)
{
    double *limit = ARENA_ARRAY(arena, double, grid->n_branch);
    for (int l = 0; limit != NULL && l < grid->n_branch; l++) {
        const double emergency = file->branch[grid->branch_row[l] - 1].rating_c_mva;
        limit[l] = grid->rate_mw[l];
        if (rating == SECURITY_EMERGENCY && isfinite(limit[l]) && isfinite(emergency))
            limit[l] = fmax(limit[l], emergency);
    }
    return limit;
}

/* Net injections of a dispatch, with what phase shifters draw; what an island lacks is made by its
 * response. */
static enum status find_injection(const struct opf_case *grid, const struct security_grid *made,
                                  const double *dcline_mw, double *unit_mw, double *injection,
                                  struct arena *scratch, struct error *error)
{
    double *open = ARENA_ARRAY(scratch, double, made->n_island);
    if (open == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for injections");
    for (int bus = 0; bus < grid->n_bus; bus++)
        injection[bus] = -grid->demand_mw[bus];
    for (int g = 0; g < grid->n_generator; g++)
        injection[grid->generator_bus[g]] += unit_mw[g];
    for (int d = 0; d < grid->n_dcline; d++) {
        injection[grid->dcline_from[d]] -= dcline_mw[d];
        injection[grid->dcline_to[d]] +=
            dcline_mw[d] - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * dcline_mw[d];
    }
    for (int bus = 0; bus < grid->n_bus; bus++)
        open[made->island[bus]] += injection[bus];
    for (int g = 0; g < grid->n_generator; g++) {
        const int island = made->island[grid->generator_bus[g]];
        if (!(made->island_response[island] > 0)) continue;
        const double mw = -open[island] * made->unit_response[g] / made->island_response[island];
        unit_mw[g] += mw;
        injection[grid->generator_bus[g]] += mw;
    }
    for (int l = 0; l < grid->n_branch; l++) {
        const double mw = grid->susceptance_mw_per_rad[l] * grid->shift_rad[l];
        injection[grid->from[l]] += mw;
        injection[grid->to[l]] -= mw;
    }
    return STATUS_OK;
}

static enum status make_state(const struct opf_case *grid, const double *dispatch_mw,
                              const double *dcline_mw, struct arena *arena, struct arena *scratch,
                              struct security_case *made, struct error *error)
{
    double *angle = ARENA_ARRAY(scratch, double, grid->n_bus);
    double *unit = ARENA_ARRAY(arena, double, grid->n_generator);
    double *flow = ARENA_ARRAY(arena, double, grid->n_branch);
    double *taken = ARENA_ARRAY(arena, double, grid->n_dcline);
    double *given = ARENA_ARRAY(arena, double, grid->n_dcline);
    if (!angle || !unit || !flow || !taken || !given)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d branches", grid->n_branch);
    memcpy(unit, dispatch_mw, sizeof *unit * (size_t)grid->n_generator);
    TRY(find_injection(grid, &made->grid, dcline_mw, unit, angle, scratch, error));
    ldl_solve(&made->grid.ldl, &made->grid.factor, angle);
    for (int l = 0; l < grid->n_branch; l++) {
        flow[l] = opf_flow_mw(grid, l, angle[grid->from[l]] - angle[grid->to[l]]);
        made->n_base_overload += fabs(flow[l]) > made->grid.limit_mw[l] + OVER_MW;
    }
    for (int d = 0; d < grid->n_dcline; d++) {
        taken[d] = dcline_mw[d];
        given[d] = dcline_mw[d] - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * dcline_mw[d];
    }
    made->state = (struct security_state){1, flow, unit, taken, given};
    return STATUS_OK;
}

enum status security_case_build(const struct opf_case *grid, const struct matpower_case *file,
                                enum security_rating rating, const double *dispatch_mw,
                                const double *dcline_mw, struct arena *arena,
                                struct security_case *made, struct error *error)
{
    double *response = ARENA_ARRAY(arena, double, grid->n_generator);
    double *limit = limits_of(grid, file, rating, arena);
    if (!response || !limit)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d branches", grid->n_branch);
    for (int g = 0; g < grid->n_generator; g++)
        response[g] = fmax(0, grid->max_mw[g]);
    *made = (struct security_case){.grid = {.n_bus = grid->n_bus,
                                            .n_branch = grid->n_branch,
                                            .n_unit = grid->n_generator,
                                            .n_link = grid->n_dcline,
                                            .from = grid->from,
                                            .to = grid->to,
                                            .mw_per_rad = grid->susceptance_mw_per_rad,
                                            .limit_mw = limit,
                                            .limit_back_mw = limit,
                                            .unit_bus = grid->generator_bus,
                                            .unit_response = response,
                                            .link_from = grid->dcline_from,
                                            .link_to = grid->dcline_to}};
    TRY(security_grid_prepare(&made->grid, arena, error));
    struct arena scratch = {.counter = arena};
    const enum status status =
        make_state(grid, dispatch_mw, dcline_mw, arena, &scratch, made, error);
    arena_free(&scratch);
    return status;
}

/* Flows that phase shifters alone drive. */
static void shifter_flows(const struct opf_case *grid, struct security_case *made, double *angle,
                          double *flow)
{
    for (int l = 0; l < grid->n_branch; l++) {
        const double mw = grid->susceptance_mw_per_rad[l] * grid->shift_rad[l];
        angle[grid->from[l]] += mw;
        angle[grid->to[l]] -= mw;
    }
    ldl_solve(&made->grid.ldl, &made->grid.factor, angle);
    for (int l = 0; l < grid->n_branch; l++)
        flow[l] = opf_flow_mw(grid, l, angle[grid->from[l]] - angle[grid->to[l]]);
}

static double *levels_of(const double *mw, const double *fixed, int n, double low_share,
                         double high_share, int n_level, struct arena *arena)
{
    double *all = ARENA_ARRAY(arena, double, (size_t)n_level *(size_t)n);
    for (int s = 0; all != NULL && s < n_level; s++) {
        const double share =
            n_level > 1 ? low_share + (high_share - low_share) * s / (n_level - 1) : high_share;
        for (int i = 0; i < n; i++) {
            const double kept = fixed != NULL ? fixed[i] : 0;
            all[(size_t)s * (size_t)n + (size_t)i] = kept + share * (mw[i] - kept);
        }
    }
    return all;
}

enum status security_case_levels(const struct opf_case *grid, double low_share, double high_share,
                                 int n_level, struct arena *arena, struct security_case *made,
                                 struct error *error)
{
    struct arena scratch = {.counter = arena};
    const struct security_state *one = &made->state;
    double *angle = ARENA_ARRAY(&scratch, double, grid->n_bus);
    double *fixed = ARENA_ARRAY(&scratch, double, grid->n_branch);
    struct security_state all = {.n_snapshot = n_level};
    if (angle && fixed) {
        shifter_flows(grid, made, angle, fixed);
        all.flow_mw =
            levels_of(one->flow_mw, fixed, grid->n_branch, low_share, high_share, n_level, arena);
        all.unit_mw =
            levels_of(one->unit_mw, NULL, grid->n_generator, low_share, high_share, n_level, arena);
        all.taken_mw =
            levels_of(one->taken_mw, NULL, grid->n_dcline, low_share, high_share, n_level, arena);
        all.given_mw =
            levels_of(one->given_mw, NULL, grid->n_dcline, low_share, high_share, n_level, arena);
    }
    arena_free(&scratch);
    if (!all.flow_mw || !all.unit_mw || !all.taken_mw || !all.given_mw)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d load levels", n_level);
    made->state = all;
    return STATUS_OK;
}

/* Position of a row of the file among those in service, which are in the order of the file. */
static int position_of(const int *row, int n, int wanted)
{
    int low = 0, high = n;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (row[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && row[low] == wanted ? low : -1;
}

enum status security_case_table(const struct opf_case *grid,
                                const struct contingency_table *of_file, struct arena *arena,
                                struct contingency_table *table, struct error *error)
{
    table->contingency = ARENA_ARRAY(arena, struct contingency, of_file->n_contingency);
    table->outage = ARENA_ARRAY(arena, struct outage, of_file->n_outage);
    table->n_contingency = table->n_outage = 0;
    if (!table->contingency || !table->outage)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d outages", of_file->n_outage);
    for (int i = 0; i < of_file->n_contingency; i++) {
        struct contingency own = of_file->contingency[i];
        const struct outage *from = of_file->outage + own.first;
        const int count = own.count;
        own.first = table->n_outage;
        own.count = 0;
        for (int k = 0; k < count; k++) {
            const bool is_branch = from[k].kind == OUTAGE_BRANCH;
            const int at =
                is_branch
                    ? position_of(grid->branch_row, grid->n_branch, from[k].position + 1)
                    : position_of(grid->generator_row, grid->n_generator, from[k].position + 1);
            if (at < 0) continue;
            table->outage[table->n_outage++] = (struct outage){from[k].kind, at, from[k].line};
            own.count++;
        }
        if (own.count > 0) table->contingency[table->n_contingency++] = own;
    }
    return STATUS_OK;
}
