#include "study/capacity_table.h"
#include "tests/spec.h"

enum { HOURS = 8760 };

/* Probabilities and sums of a handful of products. */
static const double EXACT = 1e-12;

/* 200 MW at home for 800 MW of demand, the rest through two cables of 500 MW. */
static enum status two_cables(double common, struct arena *arena, struct capacity_table *supply)
{
    struct capacity_table cable, home;
    TRY(capacity_table_unit(500, 0.05, arena, &cable));
    TRY(capacity_table_join(&cable, &cable, arena, supply));
    TRY(capacity_table_common_cause(supply, common, arena, supply));
    TRY(capacity_table_unit(200, 0, arena, &home));
    return capacity_table_join(supply, &home, arena, supply);
}

SPEC(an_area_behind_two_cables_misses_11_mw_on_average)
{
    struct arena arena = {0};
    struct capacity_table supply;
    REQUIRE(two_cables(0, &arena, &supply) == STATUS_OK);
    const struct shortage shortage = capacity_table_shortage(&supply, 800);
    CHECK(supply.n_state == 3);
    CHECK_NEAR(shortage.share, 0.0975, EXACT);
    CHECK_NEAR(shortage.share * HOURS, 854.1, 1e-9);
    CHECK_NEAR(shortage.mean_mw * HOURS, 96360, 1e-6);
    arena_free(&arena);
}

SPEC(one_anchor_that_takes_both_cables_makes_it_worse)
{
    struct arena arena = {0};
    struct capacity_table supply;
    REQUIRE(two_cables(0.001, &arena, &supply) == STATUS_OK);
    const struct shortage shortage = capacity_table_shortage(&supply, 800);
    CHECK_NEAR(shortage.share * HOURS, 862.0059, 1e-9);
    CHECK_NEAR(shortage.mean_mw * HOURS, 101519.64, 1e-6);
    arena_free(&arena);
}

/* The single node of the tests of PRAS: demand less variable generation over four hours. */
SPEC(three_plants_of_10_mw_miss_what_pras_publishes)
{
    static const double need_mw[] = {25 - 5, 28 - 6, 27 - 7, 24 - 8};
    static const double share[] = {0.028, 0.271, 0.028, 0.028};
    static const double mean_mw[] = {0.29, 0.832, 0.29, 0.178};
    struct arena arena = {0};
    struct capacity_table plant, three;
    REQUIRE(capacity_table_unit(10, 0.1, &arena, &plant) == STATUS_OK);
    REQUIRE(capacity_table_join(&plant, &plant, &arena, &three) == STATUS_OK);
    REQUIRE(capacity_table_join(&three, &plant, &arena, &three) == STATUS_OK);
    CHECK_NEAR(capacity_table_mean_mw(&three), 27, 1e-9);
    for (int hour = 0; hour < 4; hour++) {
        const struct shortage shortage = capacity_table_shortage(&three, need_mw[hour]);
        CHECK_NEAR(shortage.share, share[hour], EXACT);
        CHECK_NEAR(shortage.mean_mw, mean_mw[hour], EXACT);
    }
    arena_free(&arena);
}

SPEC(a_bipole_keeps_half_when_a_pole_is_lost_and_the_return_is_there)
{
    struct arena arena = {0};
    struct capacity_table table;
    struct link_parts link = {
        .conductors = LINK_BIPOLE, .capacity_mw = 1000, .cable_unavailability = 0.1};
    REQUIRE(capacity_table_link(&link, &arena, &table) == STATUS_OK);
    REQUIRE(table.n_state == 3);
    CHECK_NEAR(table.state[0].share, 0.01, EXACT);
    CHECK_NEAR(table.state[1].share, 0.18, EXACT);
    CHECK_NEAR(table.state[1].mw, 500, EXACT);
    CHECK_NEAR(table.state[2].share, 0.81, EXACT);
    link.return_unavailability = 1;
    REQUIRE(capacity_table_link(&link, &arena, &table) == STATUS_OK);
    REQUIRE(table.n_state == 2);
    CHECK_NEAR(table.state[0].share, 0.19, EXACT);
    arena_free(&arena);
}

SPEC(a_monopole_needs_its_stations_and_both_cables)
{
    struct arena arena = {0};
    struct capacity_table table;
    const struct link_parts link = {.conductors = LINK_MONOPOLE,
                                    .capacity_mw = 1000,
                                    .station_unavailability = 0.5,
                                    .cable_unavailability = 0.1,
                                    .common_unavailability = 0.2};
    REQUIRE(capacity_table_link(&link, &arena, &table) == STATUS_OK);
    REQUIRE(table.n_state == 2);
    CHECK_NEAR(table.state[1].share, 0.8 * 0.5 * 0.9 * 0.9, EXACT);
    CHECK_NEAR(table.state[0].share + table.state[1].share, 1, EXACT);
    arena_free(&arena);
}

/* Ten units of 1 to 10 MW, each out for a tenth, against all their 1,024 states one by one. */
SPEC(many_units_at_once_are_what_all_their_states_say)
{
    enum { UNITS = 10 };
    struct arena arena = {0};
    struct capacity_unit unit[UNITS];
    struct capacity_table table;
    struct capacity_curve curve;
    for (int i = 0; i < UNITS; i++)
        unit[i] = (struct capacity_unit){i + 1, 0.1};
    REQUIRE(capacity_table_units(UNITS, unit, 1024, &arena, &table) == STATUS_OK);
    REQUIRE(capacity_curve_make(&table, &arena, &curve) == STATUS_OK);
    CHECK(table.n_state == 56);
    for (double demand_mw = -1; demand_mw < 60; demand_mw += 5.5) {
        double short_share = 0, mean_mw = 0;
        for (unsigned works = 0; works < 1U << UNITS; works++) {
            double share = 1, mw = 0;
            for (int i = 0; i < UNITS; i++) {
                share *= works >> i & 1 ? 0.9 : 0.1;
                mw += works >> i & 1 ? i + 1 : 0;
            }
            short_share += mw < demand_mw ? share : 0;
            mean_mw += share * fmax(0, demand_mw - mw);
        }
        const struct shortage shortage = capacity_curve_shortage(&curve, demand_mw);
        CHECK_NEAR(shortage.share, short_share, EXACT);
        CHECK_NEAR(shortage.mean_mw, mean_mw, 1e-10);
    }
    arena_free(&arena);
}

/* 54 MW are missed by the 55 of all ten units in no state; 55.05 by 0.05 MW, which is no shortage.
 */
SPEC(a_miss_of_less_than_a_tenth_of_a_mw_counts_as_energy_only)
{
    struct arena arena = {0};
    const struct capacity_unit unit = {55, 0};
    struct capacity_table table;
    struct capacity_curve curve;
    REQUIRE(capacity_table_units(1, &unit, 8, &arena, &table) == STATUS_OK);
    REQUIRE(capacity_curve_make(&table, &arena, &curve) == STATUS_OK);
    CHECK(capacity_curve_shortage(&curve, 54).mean_mw == 0);
    const struct shortage shortage = capacity_curve_shortage(&curve, 55.05);
    CHECK(shortage.share == 0);
    CHECK_NEAR(shortage.mean_mw, 0.05, EXACT);
    arena_free(&arena);
}

/* Sixty units of unequal size have more states than fit; the grid keeps the sum and the mean. */
SPEC(a_table_put_on_a_grid_keeps_its_mean)
{
    enum { UNITS = 60 };
    struct arena arena = {0};
    struct capacity_unit unit[UNITS];
    struct capacity_table table;
    double mean_mw = 0, sum = 0;
    for (int i = 0; i < UNITS; i++) {
        unit[i] = (struct capacity_unit){100 + sqrt(i + 2.0), 0.05};
        mean_mw += 0.95 * unit[i].mw;
    }
    REQUIRE(capacity_table_units(UNITS, unit, 1000, &arena, &table) == STATUS_OK);
    for (int i = 0; i < table.n_state; i++)
        sum += table.state[i].share;
    CHECK(table.n_state <= 1000);
    CHECK_NEAR(sum, 1, 1e-10);
    CHECK_NEAR(capacity_table_mean_mw(&table), mean_mw, 1e-7);
    arena_free(&arena);
}

SPEC(no_memory_is_told)
{
    for (int n = 1; n <= 2; n++) {
        struct arena arena = {.fail_at = n};
        struct capacity_table table;
        const struct link_parts link = {.conductors = LINK_BIPOLE, .capacity_mw = 1000};
        CHECK(capacity_table_link(&link, &arena, &table) == STATUS_NO_MEMORY);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(an_area_behind_two_cables_misses_11_mw_on_average),
          SPEC_ENTRY(one_anchor_that_takes_both_cables_makes_it_worse),
          SPEC_ENTRY(three_plants_of_10_mw_miss_what_pras_publishes),
          SPEC_ENTRY(a_bipole_keeps_half_when_a_pole_is_lost_and_the_return_is_there),
          SPEC_ENTRY(a_monopole_needs_its_stations_and_both_cables),
          SPEC_ENTRY(many_units_at_once_are_what_all_their_states_say),
          SPEC_ENTRY(a_miss_of_less_than_a_tenth_of_a_mw_counts_as_energy_only),
          SPEC_ENTRY(a_table_put_on_a_grid_keeps_its_mean), SPEC_ENTRY(no_memory_is_told))
