/* What an area can lose, and what it holds against that. */
#include "study/infeed.h"
#include "tests/small_grid.h"

static struct small_grid grid;

/* T17: 24 GW s, a pole of 1,000 MW lost at 50 Hz. */
static struct frequency island(void)
{
    return (struct frequency){.inertia_mws = 24000,
                              .frequency_hz = 50,
                              .least_hz = 49,
                              .dead_band_hz = 0.1,
                              .rocof_hz_per_s = NAN,
                              .inertia_s = 1,
                              .droop_s = 6,
                              .fast_s = 0.3,
                              .damping_mw_per_hz = 120,
                              .droop_mw_per_hz = 1200,
                              .steady_hz = NAN};
}

SPEC(frequency_falls_by_what_is_lost_over_what_turns)
{
    struct frequency f = island();
    CHECK_NEAR(frequency_rocof_hz_per_s(&f, 1000), 1.041667, 1e-6);
    CHECK_NEAR(frequency_steady_hz(&f, 1000), 0.757576, 1e-6);
    CHECK_NEAR(frequency_energy(&f), 43200, 1e-6);
    CHECK_NEAR(frequency_need(&f, 1000), 50000, 1e-6);
    f.fast_mw = 200;
    CHECK_NEAR(frequency_need(&f, 1000), 41500, 1e-6);
    f.fast_mw = 160;
    CHECK_NEAR(frequency_need(&f, 1000), 43200, 1e-6); /* just enough */
    f.fast_mw = 200;
    CHECK_NEAR(frequency_droop_reserve_mw(&f, 1000), 1586.4, 1e-6);
    f.rocof_hz_per_s = 0.5;
    CHECK_NEAR(frequency_most_mw(&f), 480, 1e-6);
    f.inertia_mws = NAN;
    CHECK(isinf(frequency_most_mw(&f)) && frequency_droop_reserve_mw(&f, 1000) == 0);
}

/* T16: 6,000 MW of load, 7,000 MW at 50 here, up to 2,000 MW at 20 over a link, reserve at 10. */
static void import_over_a_link(const char *infeed)
{
    static const char *item[1];
    open_small(&grid, 1);
    const int here = add_bus(&grid, "AZ"), there = add_bus(&grid, "KZ");
    add_link(&grid, "link", there, here, 2000, 0, 0);
    add_generator(&grid, here, 7000, 50);
    add_generator(&grid, there, 5000, 20);
    set_all_loads(&grid, here, 6000);
    item[0] = infeed;
    grid.config.infeed = (struct text_list){1, item};
}

SPEC(a_link_brings_no_more_than_the_area_can_lose)
{
    static const struct {
        const char *infeed;
        double import_mw, reserve_mw, usd, worth;
    } cases[] = {
        {"AZ reserve_mw=800 reserve_usd_per_mwh=10", 800, 800, 284000, 30},
        {"AZ reserve_mw=3000 reserve_usd_per_mwh=10", 2000, 2000, 260000, 10},
        {"AZ reserve_mw=800 reserve_usd_per_mwh=10 survives_share=0.5", 1800, 800, 254000, 30},
        {"AZ reserve_mw=3000 reserve_usd_per_mwh=10 survives_share=0.5", 2000, 1000, 250000, 10},
    };
    for (int i = 0; i < 4; i++) {
        import_over_a_link(cases[i].infeed);
        BY_BOTH_METHODS(&grid)
        {
            CHECK(grid.result.outcome == OUTCOME_OPTIMAL);
            CHECK_RELATIVE(grid.result.link_forward_mw[0], cases[i].import_mw, WORKED);
            CHECK_RELATIVE(grid.result.reserve_up_mw[0], cases[i].reserve_mw, WORKED);
            CHECK_RELATIVE(grid.result.objective_usd, cases[i].usd, WORKED);
            CHECK_RELATIVE(grid.result.infeed_usd_per_mwh[0], cases[i].worth, WORKED);
            CHECK_NEAR(worst_identity(&grid), 0, 1e-6);
        }
    }
}

/* 0.5 Hz/s of 24 GW s: 480 MW may be lost, and half of 2,000 MW survives. */
SPEC(frequency_caps_what_a_link_may_bring)
{
    import_over_a_link("AZ reserve_mw=5000 survives_share=0.5 inertia_mws=24000 rocof_hz_per_s=0.5 "
                       "least_hz=47.5");
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.link_forward_mw[0], 1480, WORKED);
}

/* The sending end: 300 MW can be turned down when the link trips. */
SPEC(a_link_takes_no_more_than_the_sending_area_can_turn_down)
{
    import_over_a_link("KZ reserve_mw=300");
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 300, WORKED);
        CHECK_RELATIVE(grid.result.reserve_down_mw[0], 300, WORKED);
    }
}

/* The same 480 MW when a link stops taking: plants must not speed up faster either. */
SPEC(frequency_caps_what_a_link_may_take)
{
    import_over_a_link("KZ reserve_mw=5000 survives_share=0.5 inertia_mws=24000 "
                       "rocof_hz_per_s=0.5 least_hz=47.5");
    BY_BOTH_METHODS(&grid)
    {
        CHECK_RELATIVE(grid.result.link_forward_mw[0], 1480, WORKED);
        CHECK(grid.result.cut_usd_per_mwh[0] > 1);
    }
}

/* Up to 51 Hz: 2 x 6000 x 0.9 = 10,800 MW s Hz, 216 MW s: 216 MW in 1 s, 36 MW in 6 s and 5/12 of
 * the reserve beside. Nothing runs here but for the link, so all that is sent is reserve to turn
 * down: 36 / (1 - 5/12) MW. */
SPEC(how_high_the_frequency_may_swing_asks_for_reserve_to_turn_down)
{
    import_over_a_link("KZ reserve_mw=300 inertia_mws=6000 most_hz=51 least_hz=45");
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.link_forward_mw[0], 61.7142857, WORKED);
    import_over_a_link("KZ reserve_mw=300 inertia_mws=6000 least_hz=45");
    BY_BOTH_METHODS(&grid)
    CHECK_RELATIVE(grid.result.link_forward_mw[0], 300, WORKED);
}

SPEC(what_is_wrong_with_an_area_is_said)
{
    struct infeed_area area;
    char room[64], fault[200];
    CHECK(infeed_read("AZ reserve_mw=800 inertia_mws=9000 fast_mw=200", &area, room, fault,
                      sizeof fault));
    CHECK(strcmp(area.place, "AZ") == 0 && area.reserve_mw == 800 && area.frequency.fast_mw == 200);
    CHECK(!infeed_read("AZ reserve=800", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "did you mean `reserve_mw`?");
    CHECK(!infeed_read("AZ reserve_mw=-1", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "wanted a number from 0");
    CHECK(!infeed_read("reserve_mw=1", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "no place");
    CHECK(!infeed_read("AZ droop_s=0.5", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "droop_s without inertia_mws");
    CHECK(!infeed_read("AZ inertia_mws=9000 droop_s=0.5", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "more than inertia_s");
    CHECK(!infeed_read("AZ reserve_mw=1 reserve_mw=2", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "`reserve_mw` of `AZ` is given twice");
}

SPEC(a_limit_of_the_frequency_without_inertia_is_refused_and_not_passed_over)
{
    struct infeed_area area;
    char room[64], fault[200];
    CHECK(!infeed_read("AZ rocof_hz_per_s=0.5", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "rocof_hz_per_s without inertia_mws");
    CHECK(!infeed_read("AZ damping_mw_per_hz=3 steady_hz=0.2", &area, room, fault, sizeof fault));
    CHECK_CONTAINS(fault, "steady_hz without inertia_mws");
}

/* 100 MW that are there after 10 s give 180 MW s until 6 s; counted as 100 MW from 1 s on they
 * would be 500. */
SPEC(a_fast_response_that_is_slower_than_the_windows_is_refused)
{
    struct infeed_area area;
    char room[64], fault[200];
    CHECK(!infeed_read("AZ inertia_mws=9000 fast_mw=100 fast_s=10", &area, room, fault,
                       sizeof fault));
    CHECK_CONTAINS(fault, "fast_s of 10, wanted at most twice inertia_s");
    CHECK(
        infeed_read("AZ inertia_mws=9000 fast_mw=100 fast_s=2", &area, room, fault, sizeof fault));
}

SPEC_MAIN(SPEC_ENTRY(frequency_falls_by_what_is_lost_over_what_turns),
          SPEC_ENTRY(a_link_brings_no_more_than_the_area_can_lose),
          SPEC_ENTRY(frequency_caps_what_a_link_may_bring),
          SPEC_ENTRY(a_link_takes_no_more_than_the_sending_area_can_turn_down),
          SPEC_ENTRY(frequency_caps_what_a_link_may_take),
          SPEC_ENTRY(how_high_the_frequency_may_swing_asks_for_reserve_to_turn_down),
          SPEC_ENTRY(a_limit_of_the_frequency_without_inertia_is_refused_and_not_passed_over),
          SPEC_ENTRY(a_fast_response_that_is_slower_than_the_windows_is_refused),
          SPEC_ENTRY(what_is_wrong_with_an_area_is_said))
