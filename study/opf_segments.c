#include "study/opf_segments.h"

#include "base/clock.h"
#include "solver/lp_elastic.h"
#include "study/opf_segments_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* An interior point stops some 1e-6 MW before a breakpoint; what is 100 times farther is not
 * there. */
static const double meeting_mw = 1e-4;

/* Branches of little and of much impedance side by side leave angles that are no better than this;
 * the same is asked of losses as demand (opf_losses.c). */
static const double accepted_gap = 1e-6, accepted_mw = 1e-3, accepted_dual = 1e-6;

/* Losses above their segments (docs/model.md, eq. 294): of the flow, and at least. */
static const double burnt_share = 1e-6, burnt_mw = 0.01;

static const double settling_usd_per_mwh = 1e-2;

/* Kirchhoff's law is missed at this many times the price of a MW of a balance, so that what is
 * missing shows in the balances. */
static const double weight_of_angles = 1e3;

/* Of the heaviest limit in a proof: below, an interior point means 0. */
static const double named_share = 1e-6;

/* A proof on the side of more columns than this takes minutes. */
enum { PROOF_COLUMNS_AT_MOST = 100000, WHY_BYTES = 4096 };

struct session {
    const struct opf_case *grid;
    const struct opf_settings *settings;
    struct opf_segments segments;
    struct lp lp;
    struct lp_solution solution;
    struct lp_report report;
    struct arena *arena, *scratch;
    struct opf_result *result;
    double burnt_mw, beyond_mw; /* losses above their curve; flows at ends that no limit sets */
};

/* ---- flows and what they lose -----------------------------------------------------------------
 */

/* The slopes just below and just above a flow of one way; at 0, the other way is below. */
static void slopes_around(const struct loss_curve *curve, const struct loss_curve *other,
                          double flow_mw, double *below, double *above)
{
    double start_mw = 0;
    *below = -other->slope[0];
    for (int k = 0; k < curve->n_segment; k++) {
        const double end_mw = start_mw + curve->width_mw[k];
        *above = curve->slope[k];
        if (flow_mw > start_mw + meeting_mw) *below = curve->slope[k];
        if (flow_mw < end_mw - meeting_mw) return;
        start_mw = end_mw;
    }
    *above = *below;
}

/* What the cycles of a branch pay for a MW more on it. */
static double kirchhoff_usd_per_mwh(const struct session *session, int l)
{
    const struct opf_segments *segments = &session->segments;
    double sum = 0;
    for (int at = segments->first_cycle[l]; at < segments->first_cycle[l + 1]; at++)
        sum += segments->cycle_value[at] * session->solution.row_dual[segments->cycle_row[at]];
    return sum;
}

/* The slope at which one MW more just pays, between those of the segments that meet (eq. 147), and
 * what it earns then: the pull of the limit that the flow is at (eq. 142). */
static void price_branch(const struct session *session, int l, double flow_mw, double *slope,
                         double *pull)
{
    const struct opf_segments *segments = &session->segments;
    const struct opf_case *grid = session->grid;
    const double *dual = session->solution.row_dual;
    const int way = flow_mw < 0 ? -1 : 1;
    const double from = dual[grid->from[l]], to = dual[grid->to[l]];
    const double earned = to - from + kirchhoff_usd_per_mwh(session, l), mean = (from + to) / 2;
    double below, above;
    slopes_around(way > 0 ? &segments->forward[l] : &segments->back[l],
                  way > 0 ? &segments->back[l] : &segments->forward[l], fabs(flow_mw), &below,
                  &above);
    const double least = way > 0 ? below : -above, most = way > 0 ? above : -below;
    const double pays = mean > 0 ? earned / mean : least;
    *slope = fmin(fmax(pays, least), most);
    *pull = earned - *slope * mean;
}

static void read_limit(const struct session *session, int l, double pull)
{
    const struct opf_segments *segments = &session->segments;
    const enum opf_end end = pull > 0 ? segments->most_end[l] : segments->least_end[l];
    struct opf_point *point = &session->result->point;
    point->flow_shadow_usd_per_mwh[l] = end == OPF_END_RATING ? pull : 0;
    point->angle_shadow_usd_per_rad[l] =
        end == OPF_END_ANGLE ? pull * session->grid->susceptance_mw_per_rad[l] : 0;
}

static void read_branches(struct session *session)
{
    const struct opf_segments *segments = &session->segments;
    struct opf_result *result = session->result;
    const double *x = session->solution.x + segments->first_segment;
    session->burnt_mw = session->beyond_mw = result->total_loss_mw = result->law_loss_mw = 0;
    for (int l = 0; l < session->grid->n_branch; l++) {
        const struct loss_curve *curve[] = {&segments->forward[l], &segments->back[l]};
        double flow_mw = 0, loss_mw = 0, pull;
        for (int k = segments->first[l]; k < segments->first[l + 1]; k++) {
            const int place = k - segments->first[l];
            const bool back = place >= curve[0]->n_segment;
            flow_mw += back ? -x[k] : x[k];
            loss_mw += x[k] * (back ? curve[1]->slope[place - curve[0]->n_segment]
                                    : curve[0]->slope[place]);
        }
        const double law_mw = loss_curve_mw(curve[flow_mw < 0], fabs(flow_mw));
        session->burnt_mw += fmax(0, loss_mw - law_mw - burnt_share * fabs(flow_mw));
        if ((segments->most_end[l] == OPF_END_NONE &&
             flow_mw > segments->most_mw[l] - meeting_mw) ||
            (segments->least_end[l] == OPF_END_NONE &&
             flow_mw < segments->least_mw[l] + meeting_mw))
            session->beyond_mw = fabs(flow_mw);
        price_branch(session, l, flow_mw, &result->marginal_loss[l], &pull);
        read_limit(session, l, pull);
        result->flow_mw[l] = flow_mw;
        result->loss_mw[l] = loss_mw;
        result->total_loss_mw += loss_mw;
        result->law_loss_mw += session->grid->loss_per_mw[l] * flow_mw * flow_mw;
    }
}

static void read_units(struct session *session)
{
    const struct opf_segments *segments = &session->segments;
    const struct opf_problem *problem = &segments->problem;
    struct opf_point *point = &session->result->point;
    const double *x = session->solution.x;
    memset(point->generator_mw, 0, sizeof(double) * (size_t)session->grid->n_generator);
    memset(point->dcline_mw, 0, sizeof(double) * (size_t)session->grid->n_dcline);
    for (int j = 0; j < problem->n_column; j++) {
        const int d = problem->owner[j] - session->grid->n_generator;
        *(d < 0 ? &point->generator_mw[problem->owner[j]] : &point->dcline_mw[d]) += x[j];
    }
    memcpy(point->price_usd_per_mwh, session->solution.row_dual,
           sizeof(double) * (size_t)session->grid->n_bus);
}

/* The angles of the flows that were read: those of what enters the grid for them. */
static enum status read_angles(struct session *session, struct error *error)
{
    const struct opf_case *grid = session->grid;
    struct opf_grid_matrix matrix;
    double *injection = ARENA_ARRAY(session->scratch, double, grid->n_bus);
    double *work = ARENA_ARRAY(session->scratch, double, grid->n_bus);
    if (!injection || !work) return error_set(error, STATUS_NO_MEMORY, "no memory for angles");
    for (int l = 0; l < grid->n_branch; l++) {
        const double mw = session->result->flow_mw[l] - opf_flow_mw(grid, l, 0);
        injection[grid->from[l]] += mw;
        injection[grid->to[l]] -= mw;
    }
    TRY(opf_matrix_build(&session->segments.problem, session->scratch, session->scratch, &matrix,
                         error));
    opf_angles_of(&session->segments.problem, &matrix, injection, session->result->point.angle_rad,
                  work);
    return STATUS_OK;
}

static bool make_result(struct session *session)
{
    const struct opf_case *grid = session->grid;
    struct opf_result *result = session->result;
    result->flow_mw = ARENA_ARRAY(session->arena, double, grid->n_branch);
    result->loss_mw = ARENA_ARRAY(session->arena, double, grid->n_branch);
    result->marginal_loss = ARENA_ARRAY(session->arena, double, grid->n_branch);
    return result->flow_mw && result->loss_mw && result->marginal_loss &&
           opf_point_new(grid, session->arena, &result->point);
}

/* ---- the certificate --------------------------------------------------------------------------
 */

static double outside(double value, double lower, double upper)
{
    return fmax(0, fmax(lower - value, value - upper));
}

/* What is left of the balances when branches lose what was read, and limits that are missed: from
 * the case alone. The gap is that of the program. */
static enum status check(struct session *session, struct error *error)
{
    const struct opf_case *grid = session->grid;
    const struct opf_result *result = session->result;
    const struct opf_point *point = &result->point;
    struct opf_certificate *certificate = &session->result->certificate;
    double *left_mw = ARENA_ARRAY(session->scratch, double, grid->n_bus);
    if (left_mw == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a check");
    opf_check(grid, point, certificate, left_mw); /* balances and duals of it know no losses */
    memset(left_mw, 0, sizeof *left_mw * (size_t)grid->n_bus);
    certificate->flow_violation_mw = certificate->angle_violation_rad = 0;
    for (int g = 0; g < grid->n_generator; g++)
        left_mw[grid->generator_bus[g]] += point->generator_mw[g];
    for (int d = 0; d < grid->n_dcline; d++) {
        const double mw = point->dcline_mw[d];
        left_mw[grid->dcline_from[d]] -= mw;
        left_mw[grid->dcline_to[d]] += mw - grid->dcline_loss0_mw[d] - grid->dcline_loss1[d] * mw;
    }
    double apart_mw = 0;
    for (int l = 0; l < grid->n_branch; l++) {
        const double rad = point->angle_rad[grid->from[l]] - point->angle_rad[grid->to[l]];
        const double flow_mw = result->flow_mw[l], rate_mw = grid->rate_mw[l];
        left_mw[grid->from[l]] -= flow_mw + result->loss_mw[l] / 2;
        left_mw[grid->to[l]] += flow_mw - result->loss_mw[l] / 2;
        apart_mw = fmax(apart_mw, fabs(opf_flow_mw(grid, l, rad) - flow_mw));
        certificate->flow_violation_mw =
            fmax(certificate->flow_violation_mw, fabs(flow_mw) - rate_mw);
        certificate->angle_violation_rad =
            fmax(certificate->angle_violation_rad,
                 outside(rad, grid->angle_min_rad[l], grid->angle_max_rad[l]));
    }
    certificate->balance_residual_mw = apart_mw;
    for (int bus = 0; bus < grid->n_bus; bus++)
        certificate->balance_residual_mw =
            fmax(certificate->balance_residual_mw, fabs(left_mw[bus] - grid->demand_mw[bus]));
    certificate->primal_residual_mw =
        fmax(certificate->balance_residual_mw,
             fmax(certificate->flow_violation_mw, certificate->unit_violation_mw));
    struct certificate program;
    TRY(certificate_compute(&session->lp, &session->solution, session->scratch, &program, error));
    certificate->lower_bound_usd = program.lower_bound;
    certificate->relative_gap = program.relative_gap;
    certificate->dual_residual = program.dual_residual;
    certificate->accepted =
        certificate->relative_gap <= accepted_gap && program.primal_residual <= accepted_mw &&
        program.bound_violation <= accepted_mw && program.dual_residual <= accepted_dual &&
        certificate->primal_residual_mw <= accepted_mw && session->burnt_mw <= burnt_mw &&
        session->beyond_mw == 0;
    return STATUS_OK;
}

static enum status read_result(struct session *session, struct error *error)
{
    struct opf_result *result = session->result;
    read_units(session);
    read_branches(session);
    TRY(read_angles(session, error));
    TRY(check(session, error));
    result->congestion_rent_usd = opf_congestion_rent_usd(result);
    result->outcome = result->certificate.accepted ? OUTCOME_OPTIMAL : OUTCOME_NOT_CERTIFIED;
    if (result->certificate.accepted) return STATUS_OK;
    char *why = ARENA_ARRAY(session->arena, char, WHY_BYTES);
    if (why == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    result->why = why;
    if (session->burnt_mw > burnt_mw)
        snprintf(why, WHY_BYTES,
                 "%.3g MW are burnt in branches beyond what their flows lose, because prices below "
                 "0 make that pay: no dispatch of the case does so, and the cost is a lower bound",
                 session->burnt_mw);
    else if (session->beyond_mw > 0)
        snprintf(why, WHY_BYTES,
                 "a branch without limits carries %.6g MW, more than the program allows for; give "
                 "branches a rating",
                 session->beyond_mw);
    else
        snprintf(why, WHY_BYTES, "the optimizer claims an answer that the check does not confirm");
    return STATUS_OK;
}

/* ---- no dispatch exists -----------------------------------------------------------------------
 */

static const char *what_is_proven(enum opf_losses losses)
{
    return losses == OPF_TANGENT
               ? "this is proven for losses of r flow^2, and for any above the tangents"
               : "this is proven for losses on and above the secants; losses of r flow^2 are less: "
                 "--losses tangent says whether a dispatch exists with them";
}

/* What a MW beyond the last segment would earn at the prices of a proof. */
static double pull_of_proof(const struct session *session, int l)
{
    const struct loss_curve *forward = &session->segments.forward[l];
    const struct loss_curve *back = &session->segments.back[l];
    const struct opf_case *grid = session->grid;
    const double *dual = session->solution.row_dual;
    const double from = dual[grid->from[l]], to = dual[grid->to[l]];
    const double earned = to - from + kirchhoff_usd_per_mwh(session, l), mean = (from + to) / 2;
    if (earned > 0) return fmax(0, earned - forward->slope[forward->n_segment - 1] * mean);
    return fmin(0, earned + back->slope[back->n_segment - 1] * mean);
}

/* The dual of the elastic program, as that of the case: which limits the proof stands on. */
static void read_proof(struct session *session, const struct elastic *elastic, bool *has_limits)
{
    const struct opf_case *grid = session->grid;
    struct opf_point *point = &session->result->point;
    double heaviest = 0;
    session->solution.row_dual = elastic->farkas;
    memcpy(point->price_usd_per_mwh, elastic->farkas, sizeof(double) * (size_t)grid->n_bus);
    for (int round = 0; round < 2; round++)
        for (int l = 0; l < grid->n_branch; l++) {
            double pull = pull_of_proof(session, l);
            if (fabs(pull) < named_share * heaviest) pull = 0;
            heaviest = fmax(heaviest, fabs(pull));
            read_limit(session, l, pull);
            *has_limits = *has_limits || fabs(pull) > named_share;
        }
}

static enum status explain(struct session *session, enum opf_losses losses, bool *proven,
                           struct error *error)
{
    struct opf_result *result = session->result;
    const struct opf_case *grid = session->grid;
    const struct lp_settings settings = {.threads = 1};
    struct elastic elastic;
    struct lp lp;
    double *quadratic, *weight;
    const char *limits = "";
    bool has_limits = false;
    char *why = ARENA_ARRAY(session->arena, char, WHY_BYTES);
    TRY(opf_segments_build(&session->segments, false, session->scratch, &lp, &quadratic, error));
    weight = ARENA_ARRAY(session->scratch, double, lp.n_row);
    if (!why || !weight) return error_set(error, STATUS_NO_MEMORY, "no memory to explain");
    for (int row = 0; row < lp.n_row; row++)
        weight[row] = row >= grid->n_bus && row < grid->n_bus + session->segments.cycles.count
                          ? weight_of_angles
                          : 1;
    TRY(lp_elastic(&lp, weight, &settings, session->scratch, &elastic, error));
    *proven = elastic.outcome == OUTCOME_OPTIMAL && elastic.proven;
    if (!*proven) return STATUS_OK;
    read_proof(session, &elastic, &has_limits);
    double most = 0;
    for (int bus = 0; bus < grid->n_bus; bus++)
        if (fabs(elastic.violation[bus]) > fabs(most)) most = elastic.violation[bus];
    if (has_limits) {
        TRY(opf_explain(grid, &result->point, elastic.proof, session->arena, &limits, error));
        snprintf(why, WHY_BYTES, "with losses, %s%s", limits, what_is_proven(losses));
    } else {
        snprintf(why, WHY_BYTES, "%s: at least %.3g MW %s\n%s",
                 most < 0 ? "generators give more at least than loads and losses can take"
                          : "generators cannot give what loads and losses take",
                 elastic.proof, most < 0 ? "are too much" : "are missing", what_is_proven(losses));
    }
    result->why = why;
    result->outcome = OUTCOME_INFEASIBLE;
    return STATUS_OK;
}

/* ---- the way ----------------------------------------------------------------------------------
 */

static enum status begin(struct session *session, enum opf_losses losses, struct error *error)
{
    struct opf_result *result = session->result;
    *result = (struct opf_result){.grid = session->grid,
                                  .outcome = OUTCOME_NOT_CERTIFIED,
                                  .why = "",
                                  .losses = losses,
                                  .rounds = 1};
    TRY(opf_segments_prepare(session->grid, losses, session->scratch, &session->segments, error));
    result->n_island = session->segments.problem.n_island;
    if (!make_result(session)) return error_set(error, STATUS_NO_MEMORY, "no memory for a result");
    return opf_find_priced(&session->segments.problem, session->scratch, session->arena,
                           &result->has_price, error);
}

static enum status export_program(struct session *session, struct error *error)
{
    struct lp lp;
    double *quadratic;
    if (session->settings->write_mps == NULL) return STATUS_OK;
    TRY(opf_segments_build(&session->segments, false, session->scratch, &lp, &quadratic, error));
    return lp_write_mps_quadratic(&lp, quadratic, session->settings->write_mps, error);
}

/* By one method; an answer that stops short of the tolerance of programs may be within ours. */
static enum status solve_by(struct session *session, enum lp_method method, struct error *error)
{
    struct opf_result *result = session->result;
    const struct lp_settings settings = {
        .method = method, .time_limit_s = session->settings->time_limit_s, .threads = 1};
    TRY(lp_solve(&session->lp, &settings, session->scratch, &session->solution, &session->report,
                 error));
    result->method = session->report.method;
    result->iterations += session->report.iterations;
    return session->report.outcome == OUTCOME_INFEASIBLE ? STATUS_OK : read_result(session, error);
}

/* A price of what is lost; 0 takes it away. */
static void charge_losses(struct session *session, double usd_per_mwh)
{
    const struct opf_segments *segments = &session->segments;
    double *cost = session->lp.cost + segments->first_segment;
    for (int l = 0; l < session->grid->n_branch; l++)
        for (int k = segments->first[l]; k < segments->first[l + 1]; k++) {
            const int place = k - segments->first[l], n = segments->forward[l].n_segment;
            cost[k] = usd_per_mwh * (place < n ? segments->forward[l].slope[place]
                                               : segments->back[l].slope[place - n]);
        }
}

/* Where prices are 0 burning costs nothing, and an optimum may burn or not. A price of losses finds
 * one that does not; the duals of the program without that price say that it is one (eq. 296). */
static enum status solve_settled(struct session *session, enum lp_method method,
                                 struct error *error)
{
    struct lp_report report;
    const struct lp_settings settings = {
        .method = method, .time_limit_s = session->settings->time_limit_s, .threads = 1};
    TRY(solve_by(session, method, error));
    if (session->report.outcome == OUTCOME_INFEASIBLE || session->burnt_mw <= burnt_mw ||
        session->result->certificate.relative_gap > accepted_gap)
        return STATUS_OK;
    struct lp_solution settled = {.x = ARENA_ARRAY(session->arena, double, session->lp.n_column),
                                  .row_dual =
                                      ARENA_ARRAY(session->scratch, double, session->lp.n_row)};
    if (!settled.x || !settled.row_dual)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an answer");
    charge_losses(session, settling_usd_per_mwh);
    TRY(lp_solve(&session->lp, &settings, session->scratch, &settled, &report, error));
    charge_losses(session, 0);
    session->result->iterations += report.iterations;
    if (report.outcome == OUTCOME_INFEASIBLE) return STATUS_OK;
    session->solution.x = settled.x;
    return read_result(session, error);
}

static enum status run(struct session *session, struct error *error)
{
    struct opf_result *result = session->result;
    const struct opf_settings *asked = session->settings;
    double *quadratic;
    bool proven = false;
    TRY(begin(session, asked->losses, error));
    TRY(export_program(session, error));
    TRY(opf_segments_build(&session->segments, true, session->scratch, &session->lp, &quadratic,
                           error));
    session->solution.x = ARENA_ARRAY(session->arena, double, session->lp.n_column);
    session->solution.row_dual = ARENA_ARRAY(session->arena, double, session->lp.n_row);
    if (!session->solution.x || !session->solution.row_dual)
        return error_set(error, STATUS_NO_MEMORY, "no memory for an answer");
    result->rows = session->lp.n_row;
    TRY(solve_settled(session, asked->method == OPF_ANGLES ? LP_INTERIOR : LP_AUTOMATIC, error));
    if (result->outcome == OUTCOME_OPTIMAL) return STATUS_OK;
    const bool limited = session->report.outcome == OUTCOME_LIMIT;
    if (session->report.outcome == OUTCOME_INFEASIBLE || (limited && asked->time_limit_s <= 0)) {
        TRY(explain(session, asked->losses, &proven, error));
        if (proven) return STATUS_OK;
    }
    if (result->outcome == OUTCOME_OPTIMAL || session->report.outcome == OUTCOME_OPTIMAL ||
        session->report.outcome == OUTCOME_NOT_CERTIFIED)
        return STATUS_OK;
    result->outcome = OUTCOME_LIMIT;
    result->why = "the optimizer ran into its limit of iterations or time";
    return STATUS_OK;
}

enum status opf_run_with_segments(const struct opf_case *grid, const struct opf_settings *settings,
                                  struct arena *arena, struct opf_result *result,
                                  struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct session session = {
        .grid = grid, .settings = settings, .arena = arena, .scratch = &scratch, .result = result};
    const enum status status = run(&session, error);
    arena_free(&scratch);
    result->cpu_s = clock_cpu_s();
    return status;
}

enum status opf_losses_rule_out(const struct opf_case *grid, struct arena *arena, const char **why,
                                struct error *error)
{
    struct arena scratch = {.counter = arena};
    struct opf_result result;
    struct session session = {.grid = grid, .arena = arena, .scratch = &scratch, .result = &result};
    bool proven = false;
    enum status status = begin(&session, OPF_TANGENT, error);
    if (status == STATUS_OK && session.segments.first[grid->n_branch] <= PROOF_COLUMNS_AT_MOST)
        status = explain(&session, OPF_TANGENT, &proven, error);
    arena_free(&scratch);
    *why = proven ? result.why : NULL;
    return status;
}
