/* Areas that help each other: what is missing in each of them, and what the cables add. */
#include "network/weather.h"
#include "tests/adequacy_sample.h"

static double always_100(int hour, int bus)
{
    (void)hour;
    return bus == 0 ? 100 : 0;
}

static double always_100_each(int hour, int bus)
{
    (void)hour;
    return bus < 2 ? 100 : 0;
}

/* One cable works for 0.095 of the time and 100 MW are missing, none for 0.0025 and 600 MW are:
 * short for 0.0975, 11 MW in the mean. */
SPEC(an_area_behind_two_cables_misses_96360_mwh_in_854_hours)
{
    struct sample sample = two_cables();
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK_NEAR(system->closed_short_hour, 854.1, ROUNDING);
    CHECK_NEAR(system->closed_unserved_mwh, 96360, 1e-5);
    check_estimate(spec, "LOLE", system->with.short_hour, 854.1);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 96360);
    CHECK_NEAR(system->without.unserved_mwh.mean, 600.0 * HOURS_PER_YEAR, ROUNDING);
    CHECK_NEAR(system->change.unserved_mwh.mean,
               system->with.unserved_mwh.mean - 600.0 * HOURS_PER_YEAR, 1e-3);
    REQUIRE(sample.result.n_branch == 2);
    CHECK_NEAR(sample.result.branch[0].expected_share, 0.95, 1e-12);
    check_estimate(spec, "available", sample.result.branch[1].available_share, 0.95);
    sample_close(&sample);
}

/* The same as one link of two poles whose cables share a cause that is there for 0.001 of the time:
 * the rates are 8,760 / 19 / 24 of each alone and 8,760 x 0.001 / 0.999 / 24 of both. */
SPEC(a_common_cause_of_a_thousandth_makes_it_101519_mwh)
{
    struct sample sample = two_cables();
    char outages[300];
    const double own = HOURS_PER_YEAR / 19.0 / 24, both = HOURS_PER_YEAR * 0.001 / 0.999 / 24;
    sample.links = "BOTH,NEXT,HOME,VSC,two poles,500,1000,100,100,0,0,0,0,0\n";
    snprintf(outages, sizeof outages,
             "part,of,failures_per_year,work_hour,poles,common_share\n"
             "station,all,0,,2,\ncable,two poles,%.17g,24,,%.17g\n",
             own + both, both / (own + both));
    sample.outages = outages;
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK_NEAR(system->closed_short_hour, 862.0059, ROUNDING);
    CHECK_NEAR(system->closed_unserved_mwh, 101519.64, 1e-5);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 101519.64);
    sample_close(&sample);
}

/* Two poles of 500 MW, each out for 0.05. One is left for 2 x 0.95 x 0.05 of the time and needs the
 * return, which is there for 0.9: then 100 MW are missing, else all 600. */
SPEC(a_pole_that_is_left_needs_the_return)
{
    struct sample sample = two_cables();
    sample.links = "BOTH,NEXT,HOME,VSC,two poles,500,1000,100,100,0,0,0,0,0\n";
    sample.outages = "part,of,failures_per_year,work_hour,poles\nstation,all,0,,2\n"
                     "cable,all,19.210526315789473,24,\nreturn,all,40.555555555555557,24,\n";
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    const double one = 0.095 * 0.9, none = 0.095 * 0.1 + 0.0025;
    const double mwh = (one * 100 + none * 600) * HOURS_PER_YEAR;
    CHECK_NEAR(system->closed_unserved_mwh, mwh, 1e-5);
    check_estimate(spec, "EENS", system->with.unserved_mwh, mwh);
    CHECK_NEAR(sample.result.branch[0].expected_share, 0.9025 + one / 2, 1e-12);
    check_estimate(spec, "available", sample.result.branch[0].available_share, 0.9025 + one / 2);
    sample_close(&sample);
}

SPEC(an_anchor_that_always_takes_both_poles_leaves_none)
{
    struct sample sample = two_cables();
    sample.links = "BOTH,NEXT,HOME,VSC,two poles,500,1000,100,100,0,0,0,0,0\n";
    sample.outages = "part,of,failures_per_year,work_hour,poles,common_share\nstation,all,0,,2,\n"
                     "cable,all,19.210526315789473,24,,1\n";
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK_NEAR(system->closed_unserved_mwh, 0.05 * 600 * HOURS_PER_YEAR, 1e-5);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 0.05 * 600 * HOURS_PER_YEAR);
    CHECK_NEAR(system->with.unserved_mwh.mean, 600 * system->with.short_hour.mean, 1e-3);
    sample_close(&sample);
}

/* 100 MW behind a line of two circuits of 60 MW, each out for 0.1: one is left for 0.18 of the time
 * and 40 MW are missing, none for 0.01 and 100 MW are. 0.5 failures in 100 km and year are 2 in
 * 400. */
SPEC(a_line_fails_circuit_by_circuit)
{
    struct sample sample = {
        .years = 200,
        .hours = HOURS_PER_YEAR,
        .bus = {"A", "B"},
        .grid = "AB",
        .load_mw = always_100,
        .plants = "b,B,gas,firm,1000,20,0\n",
        .lines = "L,A,B,220,2,400,0.05,0.4,60\n",
        .outages = "part,of,failures_per_100_km_year,work_hour\nline,220,0.5,486.66666666666667\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK(sample.result.n_unit == 2 && sample.result.n_branch == 1);
    CHECK_NEAR(system->closed_short_hour, 0.19 * HOURS_PER_YEAR, ROUNDING);
    CHECK_NEAR(system->closed_unserved_mwh, 8.2 * HOURS_PER_YEAR, ROUNDING);
    check_estimate(spec, "LOLE", system->with.short_hour, 0.19 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 8.2 * HOURS_PER_YEAR);
    sample_close(&sample);
}

/* Two areas of 100 MW with a unit of 150 MW each, out for 0.1, and a link of 30 MW that never
 * fails. One out (0.09, twice): 70 MW are missing there; both out (0.01): 200 MW. */
SPEC(two_areas_help_each_other_as_far_as_the_link_goes)
{
    struct sample sample = {.years = 200,
                            .hours = HOURS_PER_YEAR,
                            .bus = {"A", "B"},
                            .load_mw = always_100_each,
                            .plants = "a,A,gas,firm,150,20,0.1\nb,B,gas,firm,150,20,0.1\n",
                            .links = "L,A,B,VSC,cable,500,30,100,100,0,0,0,0,0\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample), *a = &sample.result.area[0];
    check_estimate(spec, "LOLE", system->with.short_hour, 0.19 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS", system->with.unserved_mwh, 14.6 * HOURS_PER_YEAR);
    check_estimate(spec, "LOLE of A", a->with.short_hour, 0.1 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS of A", a->with.unserved_mwh, 7.3 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS without", system->without.unserved_mwh, 20.0 * HOURS_PER_YEAR);
    check_estimate(spec, "EENS of A alone", a->alone.unserved_mwh, 10.0 * HOURS_PER_YEAR);
    /* the control takes out what one area alone is off, which nearly all of the spread is */
    check_estimate(spec, "controlled", system->controlled_unserved_mwh, 14.6 * HOURS_PER_YEAR);
    CHECK(system->controlled_unserved_mwh.error < 0.5 * system->with.unserved_mwh.error);
    CHECK(isnan(system->closed_unserved_mwh));
    sample_close(&sample);
}

/* Six units in three areas, two links between them: which units belong to which area. */
static const struct {
    int area;
    double mw, out_share;
} units[] = {{0, 60, 0.1},  {0, 60, 0.1},  {1, 100, 0.08},
             {2, 40, 0.05}, {2, 40, 0.05}, {2, 40, 0.05}};
enum { UNITS = sizeof units / sizeof *units, STATES = 1 << (UNITS + 2) };
static const double loads[] = {80, 70, 90}, links[] = {30, 40}, links_out[] = {0.1, 0.2};

static double load_of(int hour, int bus)
{
    (void)hour;
    return loads[bus];
}

/* What is missing in all three: needs less the least cut between what is left over and them. A - B
 * is joined by the first link, B - C by the second. */
static double missing_mw(const double *have_mw, const double *link_mw)
{
    double needs = 0, least = INFINITY;
    for (unsigned near = 0; near < 8; near++) {
        double cut = ((near ^ near >> 1) & 1 ? link_mw[0] : 0) +
                     ((near >> 1 ^ near >> 2) & 1 ? link_mw[1] : 0);
        for (int a = 0; a < 3; a++)
            cut += near >> a & 1 ? fmax(0, loads[a] - have_mw[a]) : fmax(0, have_mw[a] - loads[a]);
        least = fmin(least, cut);
    }
    for (int a = 0; a < 3; a++)
        needs += fmax(0, loads[a] - have_mw[a]);
    return needs - least;
}

static struct shortage_year all_states(double cables)
{
    struct shortage_year year = {0};
    for (unsigned works = 0; works < STATES; works++) {
        double share = HOURS_PER_YEAR, have_mw[3] = {0}, link_mw[2];
        for (int i = 0; i < UNITS; i++) {
            share *= works >> i & 1 ? 1 - units[i].out_share : units[i].out_share;
            have_mw[units[i].area] += works >> i & 1 ? units[i].mw : 0;
        }
        for (int l = 0; l < 2; l++) {
            share *= works >> (UNITS + l) & 1 ? 1 - links_out[l] : links_out[l];
            link_mw[l] = works >> (UNITS + l) & 1 ? cables * links[l] : 0;
        }
        const double mw = missing_mw(have_mw, link_mw);
        year.short_hour += mw > 0.1 ? share : 0;
        year.unserved_mwh += share * mw;
    }
    return year;
}

/* Repairs of every shape: the mean is all that moves the expected energy. */
SPEC(three_areas_miss_what_all_256_states_say)
{
    struct sample sample = {
        .years = 200,
        .hours = HOURS_PER_YEAR,
        .bus = {"A", "B", "C"},
        .load_mw = load_of,
        .plants = "a,A,gas,firm,120,1,0.1\nb,B,oil,firm,100,1,0.08\nc,C,coal,firm,120,1,0.05\n",
        .links = "AB,A,B,VSC,cable,500,30,100,100,0,0,0,0,0\n"
                 "CB,C,B,VSC,cable,500,40,100,100,0,0,0,0,0\n",
        .outages = "part,of,unit_mw,failures_per_year,mobilisation_hour,work_hour,repair\n"
                   "plant,gas,60,,0,50,\nplant,oil,,,30,40,lognormal\nplant,coal,40,,0,20,\n"
                   /* 8,760 / 9 / 24, and 8,760 / 4 / 500 */
                   "cable,AB,,40.555555555555557,0,24,\ncable,CB,,4.38,200,300,lognormal\n"};
    const struct shortage_year with = all_states(1), without = all_states(0);
    REQUIRE(sample_run(&sample) == STATUS_OK);
    const struct adequacy_area *system = sample_system(&sample);
    CHECK(sample.result.n_unit == UNITS + 4); /* each link has a part for what takes all of it */
    check_estimate(spec, "LOLE", system->with.short_hour, with.short_hour);
    check_estimate(spec, "EENS", system->with.unserved_mwh, with.unserved_mwh);
    check_estimate(spec, "LOLE without", system->without.short_hour, without.short_hour);
    check_estimate(spec, "EENS without", system->without.unserved_mwh, without.unserved_mwh);
    check_estimate(spec, "change", system->change.unserved_mwh,
                   with.unserved_mwh - without.unserved_mwh);
    sample_close(&sample);
}

SPEC(areas_without_load_or_without_anything_change_nothing)
{
    struct sample sample = {.years = 2,
                            .hours = 48,
                            .bus = {"A", "WIRES", "NOTHING", "PLANTS"},
                            .load_mw = always_60,
                            .plants = "p,PLANTS,gas,firm,50,20,0\n",
                            .links = "L,PLANTS,WIRES,VSC,cable,500,40,100,100,0,0,0,0,0\n"
                                     "M,WIRES,A,VSC,cable,500,500,100,0,100,0,0,0,0\n"};
    REQUIRE(sample_run(&sample) == STATUS_OK);
    CHECK(sample.result.n_area == 4);
    CHECK_NEAR(sample.result.area[0].with.unserved_mwh.mean, 20 * 48, ROUNDING);
    CHECK_NEAR(sample.result.area[0].without.unserved_mwh.mean, 60 * 48, ROUNDING);
    for (int a = 1; a < 4; a++) {
        CHECK(sample.result.area[a].demand_mwh == 0);
        CHECK(sample.result.area[a].with.unserved_mwh.mean == 0);
    }
    CHECK(sample.result.cables.count == 1); /* M lies on land */
    sample_close(&sample);
}

SPEC_MAIN(SPEC_ENTRY(an_area_behind_two_cables_misses_96360_mwh_in_854_hours),
          SPEC_ENTRY(a_common_cause_of_a_thousandth_makes_it_101519_mwh),
          SPEC_ENTRY(a_pole_that_is_left_needs_the_return),
          SPEC_ENTRY(an_anchor_that_always_takes_both_poles_leaves_none),
          SPEC_ENTRY(a_line_fails_circuit_by_circuit),
          SPEC_ENTRY(two_areas_help_each_other_as_far_as_the_link_goes),
          SPEC_ENTRY(three_areas_miss_what_all_256_states_say),
          SPEC_ENTRY(areas_without_load_or_without_anything_change_nothing))
