/* Wind and gas that must run behind a cable into the EU, whose limit and whose claims are seen. */
#include "study/invest.h"
#include "study/npv.h"
#include "tests/small_grid.h"

static struct small_grid grid;

/* Three hours, each with 20 MW of load, before a cable of 60 MW:
 *   wind 60, gas 0      40 leave, all of them green
 *   wind 100, gas 0     60 leave, the cable is full
 *   wind 5, gas 45      30 leave, 5 of them green */
static bool run_border(struct invest_world *world)
{
    const double wind_mw[] = {60, 100, 5}, gas_mw[] = {0, 0, 45};
    open_small(&grid, 3);
    const int a = add_bus(&grid, "GE"), b = add_bus(&grid, "RO");
    const int wind = add_generator(&grid, a, 100, 0), gas = add_generator(&grid, a, 100, 40);
    const int home = add_generator(&grid, b, 100, 1); /* green too, but of the EU itself */
    grid.generator[wind].availability = AVAILABILITY_WIND;
    grid.generator[gas].availability = AVAILABILITY_WIND; /* as much as an hour says */
    grid.generator[wind].green = grid.generator[home].green = true;
    add_link(&grid, "cable", a, b, 60, 0, 0);
    const int market = add_market(&grid, b, 1000, 0);
    for (int hour = 0; hour < 3; hour++) {
        set_share(&grid, hour, wind, wind_mw[hour] / 100);
        set_share(&grid, hour, gas, gas_mw[hour] / 100);
        set_load(&grid, hour, a, 20);
        set_price(&grid, hour, market, 55);
    }
    *world = (struct invest_world){.network = grid.network, .config = grid.config};
    return run_by(&grid, LP_SIMPLEX) == STATUS_OK && grid.result.outcome == OUTCOME_OPTIMAL;
}

SPEC(a_full_cable_voids_what_was_green_when_it_is_read_strictly)
{
    static const char *const border[] = {"cable"};
    struct invest_world world;
    struct invest_point point = {0};
    struct error error = {0};
    struct arena scratch = {0};
    int at[] = {0};
    REQUIRE(run_border(&world));
    struct invest_runs runs = {
        .n_world = 1, .world = &world, .n_border = 1, .border = border, .border_at = at};
    REQUIRE(invest_border_keep(&runs, 0, &grid.result, &scratch, &point, &error) == STATUS_OK);
    CHECK_NEAR(point.border_mwh, 40 + 60 + 30, 1e-6);
    CHECK_NEAR(point.border_lenient_mwh, 40 + 60 + 5, 1e-6);
    CHECK_NEAR(point.border_strict_mwh, 40 + 5, 1e-6);
    point = (struct invest_point){0};
    runs.n_border = 0;
    REQUIRE(invest_border_keep(&runs, 0, &grid.result, &scratch, &point, &error) == STATUS_OK);
    CHECK_NEAR(point.border_mwh, 0, 0);
    arena_free(&scratch);
}

/* A line at home that is full counts as well; one in the EU, or to a country that is not on the
 * way, does not. */
SPEC(a_limit_counts_only_on_the_way)
{
    static const char *const border[] = {"cable"};
    struct error error = {0};
    int at[] = {0};
    static const char *const where[] = {"GE", "RO", "TR"};
    for (int way = 0; way < 3; way++) {
        struct arena scratch = {0};
        struct invest_point point = {0};
        open_small(&grid, 1);
        const int a = add_bus(&grid, "GE"), b = add_bus(&grid, "RO");
        const int c = add_bus(&grid, where[way]);
        const int wind = add_generator(&grid, a, 100, 0);
        grid.generator[wind].green = true;
        add_link(&grid, "cable", a, b, 60, 0, 0);
        add_line(&grid, "line", c, way == 1 ? b : a, 0.1, 0, 10);
        add_generator(&grid, c, 100, 70);
        set_load(&grid, 0, c, 20);
        set_load(&grid, 0, b, 30);
        REQUIRE(run_by(&grid, LP_SIMPLEX) == STATUS_OK && grid.result.outcome == OUTCOME_OPTIMAL);
        struct invest_world world = {.network = grid.network, .config = grid.config};
        const struct invest_runs runs = {
            .n_world = 1, .world = &world, .n_border = 1, .border = border, .border_at = at};
        REQUIRE(invest_border_keep(&runs, 0, &grid.result, &scratch, &point, &error) == STATUS_OK);
        CHECK_NEAR(point.border_mwh, way == 1 ? 40 : 30, 1e-6);
        CHECK_NEAR(point.border_lenient_mwh, point.border_mwh, 1e-6);
        CHECK_NEAR(point.border_strict_mwh, way == 0 ? 0 : point.border_mwh, 1e-6);
        arena_free(&scratch);
    }
}

/* Without the link 100 MWh leave and 80 are claimed, with it 300 and 250 or 150; half a tonne, at
 * 80 less 10 USD: 35 USD a MWh without claim; for two years at 0 %, half of the time. */
SPEC(a_project_pays_for_what_it_lets_out_without_proof)
{
    struct invest_point point[] = {
        {.border_mwh = 7}, /* without the other project: of no matter here */
        {.border_mwh = 8},
        {.border_mwh = 100, .border_strict_mwh = 80, .border_lenient_mwh = 80},
        {.border_mwh = 300, .border_strict_mwh = 150, .border_lenient_mwh = 250}};
    struct invest invest = {
        .year_factor = 2,
        .costs = {.life_years = 2, .construction_years = 1, .availability_share = {0.5, 0.5, 0.5}},
        .border = {.is_asked = true,
                   .default_t_per_mwh = 0.5,
                   .price_usd_per_t = 80,
                   .origin_usd_per_t = 10}};
    invest.together.n_project = 2;
    invest.together.point = point;
    invest_border_find(&invest);
    const struct border_reading *strict = &invest.border.reading[BORDER_STRICT];
    const struct border_reading *lenient = &invest.border.reading[BORDER_LENIENT];
    CHECK_NEAR(strict->usd_per_year[0], 35 * 40, 1e-9);
    CHECK_NEAR(strict->usd_per_year[1], 35 * 300, 1e-9);
    CHECK_NEAR(lenient->usd_per_year[1], 35 * 100, 1e-9);
    CHECK_NEAR(strict->npv_change_usd, -35 * 260, 1e-9);
    CHECK_NEAR(lenient->npv_change_usd, -35 * 60, 1e-9);
    invest.border.origin_usd_per_t = 90; /* more was paid at home: nothing is owed */
    invest_border_find(&invest);
    CHECK_NEAR(strict->usd_per_year[1], 0, 0);
}

SPEC_MAIN(SPEC_ENTRY(a_full_cable_voids_what_was_green_when_it_is_read_strictly),
          SPEC_ENTRY(a_limit_counts_only_on_the_way),
          SPEC_ENTRY(a_project_pays_for_what_it_lets_out_without_proof))
