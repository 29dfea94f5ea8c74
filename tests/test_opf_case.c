#include "study/opf_case.h"
#include "tests/folder.h"
#include "tests/spec.h"

#define ROUNDING 1e-12

#define HEAD "function mpc = t\nmpc.version = '2';\nmpc.baseMVA = 100;\n"
#define BUSES                                                                                      \
    "mpc.bus = [\n7 3 10 0 2 0 1 1 0 1 1 1.1 0.9\n5 1 20 0 0 0 1 1 0 1 1 1.1 0.9\n"                \
    "9 4 30 0 0 0 1 1 0 1 1 1.1 0.9\n];\n"
#define GENERATORS "mpc.gen = [\n7 0 0 1 -1 1 100 1 90 10\n9 0 0 1 -1 1 100 1 90 0\n];\n"
#define BRANCHES                                                                                   \
    "mpc.branch = [\n7 5 .03 .1 0 50 0 0 1.25 18 1 0 0\n5 7 0 .2 0 0 0 0 0 0 1 -30 100\n"          \
    "7 5 0 .1 0 0 0 0 0 0 0 0 0\n7 9 0 .1 0 0 0 0 0 0 1 0 0\n];\n"
#define COSTS "mpc.gencost = [\n2 0 0 3 0.1 20 5\n2 0 0 3 0.1 20 5\n];\n"

struct reading {
    struct arena arena;
    struct opf_case grid;
    struct error error;
    enum status status;
};

static void build(struct reading *reading, const char *text, enum opf_convention convention)
{
    struct folder folder;
    struct matpower_case file;
    *reading = (struct reading){.status = STATUS_IO};
    if (!folder_open(&folder)) return;
    const char *path = folder_put(&folder, "t.m", text);
    if (path != NULL)
        reading->status = matpower_read(path, &reading->arena, &file, &reading->error);
    if (reading->status == STATUS_OK)
        reading->status =
            opf_case_build(&file, convention, &reading->arena, &reading->grid, &reading->error);
    folder_close(&folder);
}

SPEC(what_is_out_of_service_or_hangs_on_an_isolated_bus_is_left_out)
{
    struct reading reading;
    build(&reading, HEAD BUSES GENERATORS BRANCHES COSTS, OPF_MATPOWER);
    REQUIRE(reading.status == STATUS_OK);
    const struct opf_case *grid = &reading.grid;
    CHECK(grid->n_bus == 2 && grid->n_branch == 2 && grid->n_generator == 1);
    CHECK(grid->bus_number[1] == 5 && grid->branch_row[1] == 2 && grid->generator_row[0] == 1);
    CHECK_NEAR(grid->demand_mw[0], 12, ROUNDING); /* with the shunt */
    CHECK_NEAR(grid->cost[0].c2, 0.1, 0);
    arena_free(&reading.arena);
}

SPEC(the_convention_of_matpower_counts_taps_and_shifts)
{
    struct reading reading;
    build(&reading, HEAD BUSES GENERATORS BRANCHES COSTS, OPF_MATPOWER);
    REQUIRE(reading.status == STATUS_OK);
    const struct opf_case *grid = &reading.grid;
    CHECK_NEAR(grid->susceptance_mw_per_rad[0], 100 / (0.1 * 1.25), 1e-9);
    CHECK_NEAR(grid->shift_rad[0], 0.1 * 3.14159265358979, ROUNDING);
    CHECK(isinf(grid->angle_min_rad[0]) && isinf(grid->angle_max_rad[0]));
    CHECK_NEAR(grid->rate_mw[0], 50, 0);
    CHECK(isinf(grid->rate_mw[1]));
    arena_free(&reading.arena);
}

SPEC(the_convention_of_powermodels_counts_resistance_and_reads_wide_angles_as_60_degrees)
{
    struct reading reading;
    build(&reading, HEAD BUSES GENERATORS BRANCHES COSTS, OPF_POWERMODELS);
    REQUIRE(reading.status == STATUS_OK);
    const struct opf_case *grid = &reading.grid;
    const double degree = 3.14159265358979323846 / 180;
    CHECK_NEAR(grid->susceptance_mw_per_rad[0], 100 * 0.1 / (0.03 * 0.03 + 0.1 * 0.1), 1e-9);
    CHECK_NEAR(grid->shift_rad[0], 0, 0);
    CHECK_NEAR(grid->angle_max_rad[0], 60 * degree, ROUNDING);
    CHECK_NEAR(grid->angle_min_rad[1], -30 * degree, ROUNDING);
    CHECK_NEAR(grid->angle_max_rad[1], 60 * degree, ROUNDING);
    arena_free(&reading.arena);
}

SPEC(a_case_without_costs_says_what_it_lacks)
{
    struct reading reading;
    build(&reading, HEAD BUSES GENERATORS BRANCHES, OPF_MATPOWER);
    CHECK(reading.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(reading.error.text, "mpc.gencost");
    arena_free(&reading.arena);
}

SPEC(costs_that_are_not_convex_are_refused_with_their_line)
{
    static const char *const costs[] = {
        "mpc.gencost = [\n2 0 0 3 -0.1 20 5\n2 0 0 3 0.1 20 5\n];\n",
        "mpc.gencost = [\n2 0 0 4 0.1 0 20 5\n2 0 0 4 0 0.1 20 5\n];\n",
        "mpc.gencost = [\n1 0 0 3 0 0 10 300 20 400\n1 0 0 3 0 0 10 100 20 400\n];\n"};
    static const char *const said[] = {"quadratic cost -0.1", "a term of power 3",
                                       "the marginal cost falls from 30 to 10 USD/MWh at 10 MW"};
    for (int i = 0; i < 3; i++) {
        struct reading reading;
        char text[4000];
        snprintf(text, sizeof text, "%s%s", HEAD BUSES GENERATORS BRANCHES, costs[i]);
        build(&reading, text, OPF_MATPOWER);
        CHECK(reading.status == STATUS_BAD_INPUT && reading.error.count == 1);
        CHECK_CONTAINS(reading.error.text, "t.m:20: ");
        CHECK_CONTAINS(reading.error.text, said[i]);
        arena_free(&reading.arena);
    }
}

SPEC(limits_that_are_no_interval_are_refused)
{
    struct reading reading;
    build(&reading,
          HEAD BUSES
          "mpc.gen = [\n7 0 0 1 -1 1 100 1 Inf 10\n7 0 0 1 -1 1 100 1 5 10\n];\n" BRANCHES COSTS,
          OPF_MATPOWER);
    CHECK(reading.status == STATUS_BAD_INPUT && reading.error.count >= 1);
    CHECK_CONTAINS(reading.error.text, "t.m:");
    CHECK_CONTAINS(reading.error.text, "MW");
    arena_free(&reading.arena);
}

SPEC(limits_and_reactances_that_no_answer_could_be_checked_beside_are_refused)
{
    struct reading reading;
    build(&reading,
          HEAD BUSES "mpc.gen = [\n7 0 0 1 -1 1 100 1 1e13 10\n];\n"
                     "mpc.branch = [7 5 0 -1e-9 0 0 0 0 0 0 1];\nmpc.gencost = [2 0 0 2 1 0];\n",
          OPF_MATPOWER);
    CHECK(reading.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(reading.error.text, "t.m:10: limits 10 and 1e+13 MW, wanted sizes");
    CHECK_CONTAINS(reading.error.text, "t.m:12: branch of reactance -1e-09 p.u., wanted a size");
    arena_free(&reading.arena);
}

SPEC_MAIN(
    SPEC_ENTRY(what_is_out_of_service_or_hangs_on_an_isolated_bus_is_left_out),
    SPEC_ENTRY(the_convention_of_matpower_counts_taps_and_shifts),
    SPEC_ENTRY(the_convention_of_powermodels_counts_resistance_and_reads_wide_angles_as_60_degrees),
    SPEC_ENTRY(a_case_without_costs_says_what_it_lacks),
    SPEC_ENTRY(costs_that_are_not_convex_are_refused_with_their_line),
    SPEC_ENTRY(limits_that_are_no_interval_are_refused),
    SPEC_ENTRY(limits_and_reactances_that_no_answer_could_be_checked_beside_are_refused))
