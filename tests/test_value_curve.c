/* The value of the capacity of a link between certified envelopes: cables whose value is known by
 * hand, asked for point by point. */
#include "study/value_curve.h"
#include "tests/spec.h"

#include <math.h>

/* The value of a cable as a formula; the cost is PAST less that. */
#define PAST 1e9

struct cable {
    double (*value)(double mw), (*slope)(double mw);
    double doubt_usd; /* of each certificate */
    double spread;    /* USD/MW that the slope at 0 is above the value of the first MW */
    int n_asked, n_call;
    double asked_mw[200];
};

static enum status solve(void *context, int n, struct value_point *point, struct error *error)
{
    struct cable *cable = context;
    (void)error;
    cable->n_call++;
    for (int i = 0; i < n; i++) {
        point[i].cost_usd = PAST - cable->value(point[i].capacity_mw);
        point[i].lower_bound_usd = point[i].cost_usd - cable->doubt_usd;
        point[i].tangent_usd_per_mw =
            cable->slope(point[i].capacity_mw) + (point[i].capacity_mw == 0 ? cable->spread : 0);
        cable->asked_mw[cable->n_asked++] = point[i].capacity_mw;
    }
    return STATUS_OK;
}

/* T22: 218,000 USD for each of the first 400 MW, 84,000 up to 900, 17,600 up to 1400. */
static double three_pieces(double mw)
{
    return 218e3 * fmin(mw, 400) + 84e3 * fmax(0, fmin(mw, 900) - 400) +
           17.6e3 * fmax(0, fmin(mw, 1400) - 900);
}
static double three_slopes(double mw)
{
    return mw < 400 ? 218e3 : mw < 900 ? 84e3 : mw < 1400 ? 17.6e3 : 0;
}

/* T22, the other one: a spread uniform on 0 .. 60 USD/MWh that falls by 0.02 per MW; from 3000 MW
 * on nothing is left. */
static double bent(double mw)
{
    return 8760 / 120.0 * (pow(60, 3) - pow(fmax(0, 60 - 0.02 * mw), 3)) / 0.06;
}
static double bent_slope(double mw)
{
    return 8760 * pow(fmax(0, 60 - 0.02 * mw), 2) / 120;
}

static double nothing(double mw)
{
    return 0 * mw;
}
static double no_load_loss(double mw)
{
    return -1000 * mw;
}
static double minus_thousand(double mw)
{
    return -1000 + 0 * mw;
}

static struct arena arena;
static struct error error;
static struct value_curve curve;

static void compute(struct spec_state *spec, struct cable *cable, double most_mw, double gap_share,
                    int points_at_least)
{
    const struct value_request request = {.most_mw = most_mw,
                                          .points_at_least = points_at_least,
                                          .points_at_most = 100,
                                          .gap_share = gap_share,
                                          .solve = solve,
                                          .context = cable};
    arena_free(&arena);
    REQUIRE(value_curve_compute(&request, &arena, &curve, &error) == STATUS_OK);
}

static void check_between(struct spec_state *spec, const struct cable *cable)
{
    double widest = 0;
    for (int i = 0; i <= 1000; i++) {
        double low, high;
        const double mw = curve.most_mw * i / 1000;
        const double value = cable->value(mw), room = 1e-6 + cable->doubt_usd;
        value_curve_at(&curve, mw, &low, &high);
        CHECK(low <= value + room && value <= high + room);
        widest = fmax(widest, high - low);
    }
    CHECK(widest <= curve.envelope_gap_usd * (1 + 1e-9) + 1e-6);
}

SPEC(the_breakpoints_of_a_curve_of_straight_pieces_are_found_exactly)
{
    struct cable cable = {.value = three_pieces, .slope = three_slopes};
    compute(spec, &cable, 1400, 1e-9, 3);
    CHECK(curve.is_reached);
    CHECK(curve.n_point < 30);
    CHECK_NEAR(curve.envelope_gap_usd, 0, 1e-6);
    check_between(spec, &cable);
    int found = 0;
    for (int k = 0; k < curve.n_break; k++)
        found += fabs(curve.kink[k].capacity_mw - 400) < 1e-6 ||
                 fabs(curve.kink[k].capacity_mw - 900) < 1e-6;
    CHECK(found == 2);
    CHECK_RELATIVE(curve.most_value_usd, 138e6, 1e-12);
}

SPEC(the_best_capacity_is_where_the_marginal_value_falls_below_the_cost_of_a_megawatt)
{
    const double asked[] = {100e3, 50e3, 15e3, 300e3}, best[] = {400, 900, 1400, 0};
    struct cable cable = {.value = three_pieces, .slope = three_slopes};
    compute(spec, &cable, 1400, 1e-9, 3);
    for (int i = 0; i < 4; i++) {
        struct value_optimum found;
        value_curve_optimum(&curve, asked[i], &found);
        CHECK_NEAR(found.capacity_mw, best[i], 1e-6);
        CHECK_NEAR(found.low_mw, best[i], 1e-6);
        CHECK_NEAR(found.high_mw, best[i], 1e-6);
        CHECK_NEAR(found.net_usd, three_pieces(best[i]) - asked[i] * best[i], 1e-3);
        CHECK_NEAR(found.net_most_usd, found.net_usd, 1e-3);
    }
}

SPEC(a_bent_curve_gets_points_until_the_envelopes_are_near_enough_and_lies_between_them)
{
    struct cable cable = {.value = bent, .slope = bent_slope};
    compute(spec, &cable, 4000, 1e-3, 12);
    CHECK(curve.is_reached && curve.envelope_gap_share <= 1e-3);
    CHECK(curve.n_point >= 12 && curve.n_point < 40); /* 26 equal gaps would do */
    check_between(spec, &cable);
    for (int i = 1; i < curve.n_point; i++) {
        const struct value_point *point = &curve.point[i];
        CHECK(point->capacity_mw > curve.point[i - 1].capacity_mw);
        CHECK(point->marginal_usd_per_mw <= point->marginal_most_usd_per_mw + 1e-6);
        CHECK(i + 1 == curve.n_point ||
              point->marginal_usd_per_mw >= point->marginal_least_usd_per_mw - 1e-6);
    }
}

SPEC(the_best_capacity_of_a_bent_curve_is_looked_for_until_no_other_can_be_better)
{
    const double cost[] = {80e3, 40e3}, best[] = {1344.788, 1829.589}; /* T22 */
    struct cable cable = {.value = bent, .slope = bent_slope};
    const struct value_request request = {.most_mw = 4000,
                                          .points_at_least = 3,
                                          .points_at_most = 100,
                                          .gap_share = 1e-2,
                                          .n_cost = 2,
                                          .cost_usd_per_mw = cost,
                                          .net_share = 1e-7,
                                          .solve = solve,
                                          .context = &cable};
    arena_free(&arena);
    REQUIRE(value_curve_compute(&request, &arena, &curve, &error) == STATUS_OK);
    for (int i = 0; i < 2; i++) {
        struct value_optimum found;
        value_curve_optimum(&curve, cost[i], &found);
        CHECK(found.net_most_usd - found.net_usd <= 1e-7 * curve.scale_usd);
        CHECK(found.low_mw <= best[i] && best[i] <= found.high_mw);
        CHECK_NEAR(found.capacity_mw, best[i], 5); /* net is flat there: 1e-7 of V is some MW */
    }
}

SPEC(sizes_that_are_asked_for_are_points_and_no_point_is_solved_twice)
{
    struct cable cable = {.value = bent, .slope = bent_slope};
    const double first[] = {2000, 500, 500, 0, 4000};
    const struct value_request request = {.most_mw = 4000,
                                          .n_first = 5,
                                          .first_mw = first,
                                          .points_at_least = 20,
                                          .points_at_most = 20,
                                          .gap_share = 1e-6,
                                          .solve = solve,
                                          .context = &cable};
    arena_free(&arena);
    REQUIRE(value_curve_compute(&request, &arena, &curve, &error) == STATUS_OK);
    CHECK(curve.n_point == 20 && cable.n_asked == 20);
    CHECK(!curve.is_reached);
    int named = 0;
    for (int i = 0; i < curve.n_point; i++) {
        named += curve.point[i].capacity_mw == 2000 || curve.point[i].capacity_mw == 500;
        CHECK(i == 0 || curve.point[i].capacity_mw > curve.point[i - 1].capacity_mw);
    }
    CHECK(named == 2);
}

SPEC(a_cable_that_is_worth_nothing_has_a_flat_curve_and_no_best_capacity_but_none)
{
    struct cable cable = {.value = nothing, .slope = nothing, .doubt_usd = 10};
    struct value_optimum found;
    compute(spec, &cable, 1000, 1e-3, 12);
    CHECK(curve.is_reached && curve.n_point == 12);
    CHECK(curve.most_value_usd == 0 && curve.envelope_gap_usd <= 20);
    value_curve_optimum(&curve, 1, &found);
    CHECK(found.capacity_mw == 0 && found.net_usd == 0);
    CHECK(found.net_most_usd <= 20 && found.high_mw <= 21); /* 20 USD of doubt at 1 USD a MW */
}

SPEC(a_cable_that_only_has_losses_has_a_falling_curve_known_to_the_last_megawatt)
{
    struct cable cable = {.value = no_load_loss, .slope = minus_thousand};
    struct value_optimum found;
    compute(spec, &cable, 1000, 1e-3, 3);
    CHECK(curve.is_reached && curve.most_value_usd == 0);
    CHECK_RELATIVE(curve.scale_usd, 1e6, 1e-12);
    check_between(spec, &cable);
    value_curve_optimum(&curve, 0, &found); /* not even as a gift */
    CHECK(found.capacity_mw == 0 && found.high_mw < 1e-6);
}

SPEC(what_certificates_leave_open_is_inside_the_envelopes_and_not_chased)
{
    struct cable cable = {.value = bent, .slope = bent_slope, .doubt_usd = 2e5};
    compute(spec, &cable, 4000, 1e-9, 3);
    CHECK(curve.is_reached);
    CHECK(curve.envelope_gap_usd <= 2 * 4e5);
    CHECK(curve.n_point < 100);
    check_between(spec, &cable);
}

SPEC(the_first_megawatt_is_worth_what_it_saves_where_prices_without_the_cable_are_not_unique)
{
    struct cable straight = {.value = three_pieces, .slope = three_slopes, .spread = 5e5};
    compute(spec, &straight, 1400, 1e-6, 3);
    CHECK_RELATIVE(curve.point[0].marginal_usd_per_mw, 218e3, 1e-9);
    CHECK_RELATIVE(curve.point[0].marginal_most_usd_per_mw, 718e3, 1e-9);
    struct cable round = {.value = bent, .slope = bent_slope, .spread = 5e5};
    compute(spec, &round, 4000, 1e-3, 3);
    CHECK_RELATIVE(curve.point[0].marginal_usd_per_mw, 262800, 1e-5); /* 4 MW of a cubic */
    check_between(spec, &round);
    struct cable worthless = {.value = nothing, .slope = nothing, .spread = 5e5};
    compute(spec, &worthless, 1000, 1e-3, 3);
    CHECK(curve.point[0].marginal_usd_per_mw == 0 && curve.n_break == 0);
}

static enum status fail(void *context, int n, struct value_point *point, struct error *failure)
{
    (void)context, (void)n, (void)point;
    return error_set(failure, STATUS_NUMERICAL, "no dispatch");
}

SPEC(a_point_without_a_dispatch_and_a_curve_to_nowhere_are_faults)
{
    struct value_request request = {.most_mw = 1000, .points_at_most = 9, .solve = fail};
    CHECK(value_curve_compute(&request, &arena, &curve, &error) == STATUS_NUMERICAL);
    CHECK_CONTAINS(error.text, "no dispatch");
    request.most_mw = 0;
    CHECK(value_curve_compute(&request, &arena, &curve, &error) == STATUS_BAD_INPUT);
    const double beyond = 1001;
    request = (struct value_request){.most_mw = 1000, .n_first = 1, .first_mw = &beyond};
    CHECK(value_curve_compute(&request, &arena, &curve, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "1001");
}

SPEC_MAIN(
    SPEC_ENTRY(the_breakpoints_of_a_curve_of_straight_pieces_are_found_exactly),
    SPEC_ENTRY(the_best_capacity_is_where_the_marginal_value_falls_below_the_cost_of_a_megawatt),
    SPEC_ENTRY(a_bent_curve_gets_points_until_the_envelopes_are_near_enough_and_lies_between_them),
    SPEC_ENTRY(the_best_capacity_of_a_bent_curve_is_looked_for_until_no_other_can_be_better),
    SPEC_ENTRY(sizes_that_are_asked_for_are_points_and_no_point_is_solved_twice),
    SPEC_ENTRY(a_cable_that_is_worth_nothing_has_a_flat_curve_and_no_best_capacity_but_none),
    SPEC_ENTRY(a_cable_that_only_has_losses_has_a_falling_curve_known_to_the_last_megawatt),
    SPEC_ENTRY(what_certificates_leave_open_is_inside_the_envelopes_and_not_chased),
    SPEC_ENTRY(
        the_first_megawatt_is_worth_what_it_saves_where_prices_without_the_cable_are_not_unique),
    SPEC_ENTRY(a_point_without_a_dispatch_and_a_curve_to_nowhere_are_faults))
