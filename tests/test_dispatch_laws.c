/* Laws that hold on any grid: what the prices and shadow prices of a result say is what a second
 * run with a little more of the thing costs. Grids are random; the cost as a function of a limit,
 * a load or an inflow is convex, so that a dual lies between the slopes to the left and right. */
#include "tests/random_grid.h"

enum { GRIDS = 60, MAX_BUS = 5 };
#define STEP_MW 0.5
#define SLOPE_ERROR                                                                                \
    1e-2 /* USD/MWh: costs of 1e6 USD to 1e-9, twice, over half a megawatt, and the zeros below 1  \
            W */

static struct random_grid grid;
static struct error error;

static bool run_as_set(struct result *result)
{
    memset(&error, 0, sizeof error);
    return dispatch_run(&grid.config, &grid.network, &grid.series, NULL, &grid.arena, result,
                        &error) == STATUS_OK &&
           result->outcome == OUTCOME_OPTIMAL;
}

static bool run(struct result *result)
{
    grid.config.method = LP_SIMPLEX;
    return run_as_set(result);
}

/* Without losses of lines, whose segments would move with the limit, and with the cost of all that
 * is left behind in the cost. */
static bool make(int number, struct result *result)
{
    make_random_grid(&grid, (uint64_t)number + 700, 1 + number % MAX_BUS, 1 + number % 9);
    grid.config.loss_method = LOSS_NONE;
    grid.config.export_mode = EXPORT_ECONOMIC;
    grid.config.storage_end = number % 2 ? STORAGE_END_CYCLIC : STORAGE_END_FREE;
    return run(result);
}

static double cost(void)
{
    struct result result;
    return run_as_set(&result) ? result.objective_usd : NAN;
}

struct slopes { /* of the cost, to the left and to the right of where it stands */
    double left, right;
};

/* *a (and *b, unless NULL) by a step up and down. */
static struct slopes slopes_of(double here, double *a, double *b)
{
    const double kept_a = *a, kept_b = b != NULL ? *b : 0;
    struct slopes slopes;
    *a = kept_a + STEP_MW;
    if (b != NULL) *b = kept_b + STEP_MW;
    slopes.right = (cost() - here) / STEP_MW;
    *a = kept_a - STEP_MW;
    if (b != NULL) *b = kept_b - STEP_MW;
    slopes.left = (here - cost()) / STEP_MW;
    *a = kept_a;
    if (b != NULL) *b = kept_b;
    return slopes;
}

#define CHECK_SLOPE(dual, slopes, ...)                                                             \
    do {                                                                                           \
        if (!((dual) >= (slopes).left - SLOPE_ERROR && (dual) <= (slopes).right + SLOPE_ERROR)) {  \
            SPEC_FAULT(__VA_ARGS__);                                                               \
            printf("      %.9g is not between %.9g and %.9g\n", (dual), (slopes).left,             \
                   (slopes).right);                                                                \
        }                                                                                          \
        sharp += fabs((slopes).right - (slopes).left) < SLOPE_ERROR && fabs(dual) > 1;             \
    } while (0)

SPEC(the_shadow_price_of_a_line_is_what_one_more_megawatt_saves)
{
    int sharp = 0;
    for (int number = 0; number < GRIDS; number++) {
        struct result base;
        if (make(number, &base))
            for (int l = 0; l < grid.network.n_line; l++) {
                struct line *line = &grid.network.line[l];
                if (line->limit_mw < STEP_MW || line->limit_back_mw < STEP_MW) continue;
                const struct slopes slopes =
                    slopes_of(base.objective_usd, &line->limit_mw, &line->limit_back_mw);
                CHECK_SLOPE(-base.line[l].shadow_usd_per_mw, slopes, "grid %d, line %d", number, l);
            }
        arena_free(&grid.arena);
    }
    CHECK(sharp > 5); /* of the prices above 1 USD/MW that are no kink */
}

SPEC(the_shadow_price_of_a_link_is_what_one_more_megawatt_saves_losses_included)
{
    int sharp = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result base;
        if (make(number, &base))
            for (int l = 0; l < grid.network.n_link; l++) {
                struct hvdc_link *link = &grid.network.link[l];
                if (link->capacity_mw < STEP_MW) continue;
                const struct slopes slopes =
                    slopes_of(base.objective_usd, &link->capacity_mw, NULL);
                CHECK_SLOPE(-base.link[l].shadow_usd_per_mw, slopes, "grid %d, link %d", number, l);
            }
        arena_free(&grid.arena);
    }
    CHECK(sharp > 5);
}

/* Losses of a link keep their shares of its rating: squares fall with a larger one, segments grow.
 * And from nothing: the first half megawatt saves no more than its price says, and in most grids as
 * much. */
SPEC(the_shadow_price_of_a_link_knows_the_law_of_its_losses_from_the_first_megawatt)
{
    static const enum loss_method methods[] = {LOSS_QUADRATIC, LOSS_TANGENT, LOSS_SECANT};
    int sharp = 0, first = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result base;
        make_random_grid(&grid, (uint64_t)number + 900, 2 + number % 4, 1 + number % 5);
        grid.config.loss_method = methods[number % 3];
        grid.config.method = LP_INTERIOR;
        grid.config.export_mode = EXPORT_ECONOMIC;
        for (int l = 0; l < grid.network.n_link; l++) {
            struct hvdc_link *link = &grid.network.link[l];
            const double rating_mw = link->capacity_mw;
            link->loss_quadratic += 0.03;
            if (!(rating_mw > 2 * STEP_MW)) continue;
            if (run_as_set(&base)) {
                const struct slopes slopes =
                    slopes_of(base.objective_usd, &link->capacity_mw, NULL);
                CHECK_SLOPE(-base.link[l].shadow_usd_per_mw, slopes, "grid %d, link %d", number, l);
            }
            link->capacity_mw = 0;
            if (run_as_set(&base)) {
                const double price = -base.link[l].shadow_usd_per_mw;
                link->capacity_mw = STEP_MW;
                const double slope = (cost() - base.objective_usd) / STEP_MW;
                if (!(price <= slope + SLOPE_ERROR))
                    SPEC_FAULT("grid %d, link %d: %g and %g", number, l, price, slope);
                first += fabs(price - slope) < SLOPE_ERROR && fabs(price) > 1;
            }
            link->capacity_mw = rating_mw;
        }
        arena_free(&grid.arena);
    }
    CHECK(sharp > 10);
    CHECK(first > 20);
}

SPEC(the_price_of_a_bus_is_what_one_more_megawatt_of_load_costs)
{
    int sharp = 0;
    for (int number = 0; number < GRIDS; number++) {
        struct result base;
        if (make(number, &base)) {
            const int n = grid.network.n_bus, hour = number % grid.config.hours;
            for (int bus = 0; bus < n; bus++) {
                const int at = hour * n + bus;
                double *load = &grid.series.load_mw[at];
                /* where all load is cut, more load is also more to cut */
                if (*load < STEP_MW || base.shed_mw[at] > *load - STEP_MW) continue;
                const struct slopes slopes = slopes_of(base.objective_usd, load, NULL);
                CHECK_SLOPE(base.price_usd_per_mwh[at], slopes, "grid %d, bus %d", number, bus);
            }
        }
        arena_free(&grid.arena);
    }
    CHECK(sharp > 20);
}

SPEC(the_value_of_a_store_is_what_one_more_megawatt_hour_of_inflow_saves)
{
    int sharp = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result base;
        if (make(number, &base)) {
            const int n = grid.network.n_storage, hour = number % grid.config.hours;
            for (int s = 0; s < n; s++) {
                const int at = hour * n + s;
                double *inflow = &grid.series.inflow_mw[at];
                if (*inflow < STEP_MW) continue;
                const struct slopes slopes = slopes_of(base.objective_usd, inflow, NULL);
                CHECK_SLOPE(-base.storage_value_usd_per_mwh[at], slopes, "grid %d, store %d",
                            number, s);
            }
        }
        arena_free(&grid.arena);
    }
    CHECK(sharp > 5);
}

SPEC(each_further_megawatt_of_a_link_is_worth_no_more_than_the_one_before)
{
    enum { SIZES = 7 };
    int saved = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result base;
        if (make(number, &base) && grid.network.n_link > 0) {
            double costs[SIZES];
            grid.network.link[0].loss_fixed = 0; /* an idle link costs nothing */
            for (int k = 0; k < SIZES; k++) {
                grid.network.link[0].capacity_mw = 40 * k;
                costs[k] = cost();
            }
            const double rounding = 1e-8 * fabs(costs[0]) + 1e-3;
            for (int k = 1; k < SIZES; k++)
                CHECK(costs[k] <= costs[k - 1] + rounding);
            for (int k = 2; k < SIZES; k++)
                CHECK(costs[k - 1] - costs[k] <= costs[k - 2] - costs[k - 1] + rounding);
            saved += costs[SIZES - 1] < costs[0] - 1;
        }
        arena_free(&grid.arena);
    }
    CHECK(saved > 5);
}

/* Segment of a flow: the last one that holds some of it. */
static int segment_of(double flow_mw, double width_mw, int n)
{
    const int k = (int)ceil(flow_mw / width_mw - 1e-9) - 1;
    return k < 0 ? 0 : k >= n ? n - 1 : k;
}

/* One direction of a link in one hour, from the prices of its ends. Returns whether its flow lies
 * inside a segment. */
static bool check_price_identity(struct spec_state *spec, const struct hvdc_link *link,
                                 double flow_mw, double sender_price, double receiver_price)
{
    const int n = link->loss_quadratic > 0 ? grid.config.hvdc_segments : 1;
    const double width = link->capacity_mw / n, tie = grid.config.tie_break_usd_per_mwh;
    const int k = segment_of(flow_mw, width, n);
    const double slope = link->loss_linear + link->loss_quadratic * (2.0 * k + 1) / n;
    const double gain = (1 - slope) * receiver_price - sender_price - tie;
    const bool above_start = flow_mw > k * width + 1e-4,
               below_end = flow_mw < (k + 1) * width - 1e-4;
    if (above_start) CHECK(gain > -1e-5); /* USD/MWh: otherwise this segment would be emptier */
    if (below_end) CHECK(gain < 1e-5);    /* ... or fuller */
    return above_start && below_end;
}

SPEC(prices_at_the_ends_of_a_link_differ_by_its_marginal_loss_unless_it_is_full_or_idle)
{
    int inside = 0, both_ways = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result base;
        make_random_grid(&grid, (uint64_t)number + 900, 2 + number % MAX_BUS, 1 + number % 9);
        grid.config.export_mode = EXPORT_ECONOMIC;
        grid.config.hvdc_mutual_rows = false;
        if (number % 4 == 0) /* paid to run: power is burnt */
            grid.network.generator[0].marginal_cost_usd_per_mwh = -40;
        for (int l = 0; l < grid.network.n_link; l++)
            grid.network.link[l].ramp_mw_per_h = NAN;
        const bool found = run(&base) || base.outcome == OUTCOME_NOT_CERTIFIED;
        for (int at = 0; found && at < grid.config.hours * grid.network.n_link; at++) {
            const int hour = at / grid.network.n_link;
            const struct hvdc_link *link = &grid.network.link[at % grid.network.n_link];
            const double *price = &base.price_usd_per_mwh[hour * grid.network.n_bus];
            const double from = price[link->from_bus], to = price[link->to_bus];
            const double forward = base.link_forward_mw[at], back = base.link_back_mw[at];
            if (!(link->capacity_mw > 0)) continue;
            if (fmin(forward, back) > 0.01) { /* nobody sends power round while it is worth much */
                CHECK(from + to <= 1e-6);
                both_ways++;
            }
            if (from < 0 || to < 0) continue; /* segments may be filled out of order */
            inside += check_price_identity(spec, link, forward, from, to);
            inside += check_price_identity(spec, link, back, to, from);
        }
        arena_free(&grid.arena);
    }
    CHECK(inside > 50);
    CHECK(both_ways > 0);
}

/* What a branch brings to one of its ends, MW. */
static double line_brings(const struct result *result, int hour, int l, bool to)
{
    const size_t at = (size_t)hour * (size_t)result->network->n_line + (size_t)l;
    return (to ? 1 : -1) * result->line_mw[at] - result->line_loss_mw[at] / 2;
}

static double link_brings(const struct result *result, int hour, int l, bool to)
{
    const struct hvdc_link *link = &result->network->link[l];
    const size_t at = (size_t)hour * (size_t)result->network->n_link + (size_t)l;
    const double in = to ? result->link_forward_received_mw[at] : result->link_back_received_mw[at];
    const double out = to ? result->link_back_mw[at] : result->link_forward_mw[at];
    return in - out - 0.5 * link->loss_fixed * link->capacity_mw;
}

static double surplus_mw(const struct result *result, int hour, int bus)
{
    const struct network *network = result->network;
    const size_t h = (size_t)hour, at = h * (size_t)network->n_bus + (size_t)bus;
    double sum = result->shed_mw[at] - result->load_mw[at];
    for (int g = 0; g < network->n_generator; g++)
        if (network->generator[g].bus == bus)
            sum += result->generator_mw[h * (size_t)network->n_generator + (size_t)g];
    for (int s = 0; s < network->n_storage; s++)
        if (network->storage[s].bus == bus)
            sum += result->storage_discharge_mw[h * (size_t)network->n_storage + (size_t)s] -
                   result->storage_charge_mw[h * (size_t)network->n_storage + (size_t)s];
    for (int m = 0; m < network->n_market; m++)
        if (network->market[m].bus == bus)
            sum += result->market_sold_mw[h * (size_t)network->n_market + (size_t)m] -
                   result->market_bought_mw[h * (size_t)network->n_market + (size_t)m];
    for (int l = 0; l < network->n_line; l++) {
        if (network->line[l].from_bus == bus) sum += line_brings(result, hour, l, false);
        if (network->line[l].to_bus == bus) sum += line_brings(result, hour, l, true);
    }
    for (int l = 0; l < network->n_link; l++) {
        if (network->link[l].from_bus == bus) sum += link_brings(result, hour, l, false);
        if (network->link[l].to_bus == bus) sum += link_brings(result, hour, l, true);
    }
    return sum;
}

SPEC(what_comes_to_a_bus_leaves_it_in_every_hour_by_the_numbers_of_the_result)
{
    int answers = 0;
    for (int number = 0; number < 2 * GRIDS; number++) {
        struct result result;
        make_random_grid(&grid, (uint64_t)number + 1100, 1 + number % 12, 1 + number % 20);
        if (number % 3 == 0) { /* in windows too */
            grid.config.horizon = HORIZON_WINDOWS;
            grid.config.window_hours = 5;
            grid.config.lookahead_hours = 2;
            grid.config.guide_step_hours = 2;
        }
        grid.config.method = number % 2 ? LP_SIMPLEX : LP_AUTOMATIC;
        memset(&error, 0, sizeof error);
        REQUIRE(dispatch_run(&grid.config, &grid.network, &grid.series, NULL, &grid.arena, &result,
                             &error) == STATUS_OK);
        for (int hour = 0; result.outcome == OUTCOME_OPTIMAL && hour < result.n_hour; hour++)
            for (int bus = 0; bus < grid.network.n_bus; bus++)
                CHECK_NEAR(surplus_mw(&result, hour, bus), 0,
                           1e-4); /* MW: up to a hundred columns, each read to 1e-6 */
        answers += result.outcome == OUTCOME_OPTIMAL;
        arena_free(&grid.arena);
    }
    CHECK(answers > GRIDS);
}

SPEC_MAIN(
    SPEC_ENTRY(the_shadow_price_of_a_line_is_what_one_more_megawatt_saves),
    SPEC_ENTRY(the_shadow_price_of_a_link_is_what_one_more_megawatt_saves_losses_included),
    SPEC_ENTRY(the_shadow_price_of_a_link_knows_the_law_of_its_losses_from_the_first_megawatt),
    SPEC_ENTRY(the_price_of_a_bus_is_what_one_more_megawatt_of_load_costs),
    SPEC_ENTRY(the_value_of_a_store_is_what_one_more_megawatt_hour_of_inflow_saves),
    SPEC_ENTRY(each_further_megawatt_of_a_link_is_worth_no_more_than_the_one_before),
    SPEC_ENTRY(prices_at_the_ends_of_a_link_differ_by_its_marginal_loss_unless_it_is_full_or_idle),
    SPEC_ENTRY(what_comes_to_a_bus_leaves_it_in_every_hour_by_the_numbers_of_the_result))
