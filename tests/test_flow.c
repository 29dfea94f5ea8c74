#include "report/flow_report.h"
#include "study/flow.h"
#include "tests/cases.h"
#include "tests/folder.h"
#include "tests/grids_flow.h"

struct answer {
    struct arena arena;
    struct matpower_case grid;
    struct flow_result result;
    struct error error;
    enum status status;
};

static const struct flow_settings ac = {.ac = {.iteration_limit = 20}};
static const struct flow_settings dc = {.is_dc = true, .convention = DC_MATPOWER};

static void run(struct answer *answer, const char *path, const struct flow_settings *settings)
{
    *answer = (struct answer){.status = STATUS_IO};
    if (!case_read(path, &answer->arena, &answer->grid)) return;
    answer->status =
        flow_run(&answer->grid, settings, &answer->arena, &answer->result, &answer->error);
    if (answer->status != STATUS_OK) printf("    %s\n", answer->error.text);
}

/* What the report room writes, as one text. */
static void report(const struct flow_result *result, bool as_json, char *text, size_t size)
{
    struct error error = {0};
    FILE *file = tmpfile();
    text[0] = '\0';
    if (file == NULL) return;
    if (as_json && flow_json_write(file, result, &error) != STATUS_OK) printf("%s\n", error.text);
    if (!as_json) flow_summary_print(file, result);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

SPEC(generation_is_load_and_losses_in_megawatts)
{
    struct answer answer;
    run(&answer, "tests/cases/five_bus.m", &ac);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    const struct flow_totals *totals = &answer.result.totals;
    CHECK_NEAR(totals->load_mw, 80, 1e-9); /* 87 MW less the 7 MW of the isolated bus */
    CHECK(totals->dead_buses == 1 && totals->dead_load_mw == 7);
    CHECK_NEAR(totals->generation_mw, totals->load_mw + totals->shunt_mw + totals->loss_mw, 1e-5);
    CHECK(fabs(totals->gap_mw) < 1e-5); /* at most 1e-8 p.u. of 50 MVA at each bus */
    CHECK(isnan(answer.result.voltage_pu[4]) && isnan(answer.result.from_mw[6]));
    CHECK(isnan(answer.result.generator_mw[2]));
    arena_free(&answer.arena);
}

SPEC(the_first_generator_at_the_slack_balances_and_all_share_reactive_power_by_range)
{
    struct answer answer;
    run(&answer, "tests/cases/five_bus.m", &ac);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    const double *mvar = answer.result.generator_mvar;
    CHECK_NEAR(answer.result.generator_mw[3], 12, 0);
    CHECK_NEAR(answer.result.generator_mw[1], 25, 0);
    CHECK_NEAR(mvar[0] / 100, mvar[3] / 40, 1e-9); /* ranges of 200 and 80 MVAr around 0 */
    arena_free(&answer.arena);
}

SPEC(loading_is_the_share_of_rating_A)
{
    struct answer answer;
    run(&answer, "tests/cases/five_bus.m", &dc);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    const struct flow_result *result = &answer.result;
    CHECK_NEAR(result->loading_share[0], fabs(result->from_mw[0]) / 60, 1e-12);
    CHECK(isnan(result->loading_share[4])); /* no rating */
    CHECK_NEAR(result->from_mw[0], -result->to_mw[0], 0);
    CHECK_NEAR(result->totals.loss_mw, 0, 0);
    CHECK_NEAR(result->totals.generation_mw, 81, 1e-9); /* the shunt at bus 40 takes 1 MW */
    CHECK(result->overloaded_branches == 0 && result->mismatch_pu < 1e-12);
    arena_free(&answer.arena);
}

SPEC(a_case_with_its_solution_is_solved_at_once)
{
    struct answer answer, again;
    struct folder folder;
    run(&answer, "tests/cases/five_bus.m", &ac);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    REQUIRE(folder_open(&folder));
    const char *path = folder_put(&folder, "solved.m", "");
    CHECK(flow_write_case(&answer.result, path, &answer.arena, &answer.error) == STATUS_OK);
    run(&again, path, &ac);
    CHECK(again.status == STATUS_OK && again.result.is_solved && again.result.iterations <= 1);
    CHECK_NEAR(again.grid.generator[0].output_mw, answer.result.generator_mw[0], 0);
    CHECK_NEAR(again.result.generator_mw[0], answer.result.generator_mw[0], 1e-5);
    folder_close(&folder);
    arena_free(&again.arena);
    arena_free(&answer.arena);
}

/* The DC line takes 30 MW at bus 1 and gives 28 at bus 2; 1 MW and 1/30 of what is sent are lost.
 */
SPEC(a_DC_line_takes_at_one_end_and_gives_at_the_other)
{
    struct tiny tiny;
    struct arena arena = {0};
    struct error error = {0};
    struct flow_result result;
    struct matpower_dcline line = {.from_bus = 0,
                                   .to_bus = 1,
                                   .in_service = true,
                                   .from_mw = 30,
                                   .loss_mw = 1,
                                   .loss_share = 1.0 / 30};
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 50, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    tiny.grid.dcline = &line;
    tiny.grid.n_dcline = 1;
    REQUIRE(flow_run(&tiny.grid, &dc, &arena, &result, &error) == STATUS_OK);
    CHECK_NEAR(result.from_mw[0], 22, 1e-9);
    CHECK_NEAR(result.totals.dcline_loss_mw, 2, 1e-9);
    CHECK_NEAR(result.totals.generation_mw, 52, 1e-9);
    CHECK_NEAR(result.totals.gap_mw, 0, 1e-9);
    arena_free(&arena);
}

SPEC(what_is_not_solved_says_where_and_how_much_is_carried)
{
    struct tiny tiny;
    struct arena arena = {0};
    struct error error = {0};
    struct flow_result result;
    char text[8192];
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 1000, 0)->number = 17;
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0, 0.1);
    REQUIRE(flow_run(&tiny.grid, &ac, &arena, &result, &error) == STATUS_OK);
    CHECK(!result.is_solved);
    CHECK_CONTAINS(result.why, "bus 17 is off by ");
    CHECK_CONTAINS(result.why, "the grid carries at least 49.9 %"); /* of 50 %: 0.1 % a step */
    report(&result, false, text, sizeof text);
    CHECK_CONTAINS(text, "tiny: AC power flow not solved");
    CHECK_CONTAINS(text, "What stands in the way\n");
    report(&result, true, text, sizeof text);
    CHECK_CONTAINS(text, "\"status\": \"not solved\"");
    arena_free(&arena);
}

SPEC(the_summary_and_the_json_say_what_the_result_holds)
{
    struct answer answer;
    static char text[1 << 16];
    run(&answer, "tests/cases/three_equal_lines.m", &ac);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    report(&answer.result, false, text, sizeof text);
    CHECK_CONTAINS(text, "three_equal_lines: AC power flow solved");
    CHECK_CONTAINS(text, "losses of branches             1.19 MW");
    report(&answer.result, true, text, sizeof text);
    CHECK_CONTAINS(text, "\"schema\": \"corridor-flow-1\"");
    CHECK_CONTAINS(text, "\"loss_mw\": 1.19074");
    CHECK_CONTAINS(text, "\"angle_degree\": -4.85429");
    arena_free(&answer.arena);
}

/* 1e9 degrees over 1e-8 p.u. are flows of 1e15 p.u.; a share of 1e-16 of them is no balance of 1.
 */
SPEC(a_DC_flow_whose_angles_have_swallowed_the_powers_is_not_called_solved)
{
    struct tiny tiny;
    struct arena arena = {0};
    struct error error = {0};
    struct flow_result result;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0)->angle_degree = 1e9;
    tiny_bus(&tiny, MATPOWER_PQ, 100, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 30, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0, 1e-8);
    tiny_branch(&tiny, 1, 2, 0, 3e-8);
    REQUIRE(flow_run(&tiny.grid, &dc, &arena, &result, &error) == STATUS_OK);
    CHECK(!result.is_solved && result.mismatch_pu > 1e-6);
    CHECK_CONTAINS(result.why, "differ too much in size");
    arena_free(&arena);
}

SPEC(a_branch_without_reactance_is_named_with_its_line)
{
    struct tiny tiny;
    struct arena arena = {0};
    struct error error = {0};
    struct flow_result result;
    tiny_start(&tiny);
    tiny_bus(&tiny, MATPOWER_SLACK, 0, 0);
    tiny_bus(&tiny, MATPOWER_PQ, 10, 0);
    tiny_generator(&tiny, 0, 0);
    tiny_branch(&tiny, 0, 1, 0.1, 0)->line = 12;
    CHECK(flow_run(&tiny.grid, &dc, &arena, &result, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, ":12: branch of x = 0");
    arena_free(&arena);
}

/* Two grids of one line each, 30 MW from the first to the second by a DC line that loses 1 MW + 2
 * %: 28.4 MW arrive. The plant of the file is 10 MW short in the first, which its slack gives. */
static const char *const two_islands =
    "function mpc = two\nmpc.version = '2';\nmpc.baseMVA = 100;\nmpc.bus = [\n"
    "1 3 0 0 0 0 1 1 0 110 1 1.1 0.9;\n2 1 50 0 0 0 1 1 0 110 1 1.1 0.9;\n"
    "11 3 0 0 0 0 1 1 0 110 1 1.1 0.9;\n12 1 70 0 2 0 1 1 0 110 1 1.1 0.9;\n];\n"
    "mpc.gen = [\n1 70 0 99 -99 1 100 1 200 0;\n11 43.6 0 99 -99 1 100 1 200 0;\n];\n"
    "mpc.branch = [\n1 2 0.01 0.1 0 0 0 0 0 0 1 -360 360;\n11 12 0.01 0.1 0 0 0 0 0 0 1 -360 360;\n"
    "];\nmpc.dcline = [\n2 12 1 30 28.4 0 0 1 1 0 40 0 0 0 0 1 0.02;\n];\n";

SPEC(each_island_is_told_with_its_slack_and_what_it_gives)
{
    struct folder folder;
    struct answer answer;
    char text[16384];
    REQUIRE(folder_open(&folder));
    run(&answer, folder_put(&folder, "two.m", two_islands), &dc);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    REQUIRE(answer.result.flow.n_island == 2);
    const struct flow_island *most = &answer.result.island[0], *least = &answer.result.island[1];
    CHECK(answer.grid.bus[most->slack].number == 11 && answer.grid.bus[least->slack].number == 1);
    CHECK(most->n_bus == 2 && most->n_branch == 1);
    CHECK_NEAR(most->generation_mw, 70 + 2 - 28.4, 1e-9);
    CHECK_NEAR(most->export_mw, -28.4, 1e-9);
    CHECK_NEAR(most->slack_mw, 0, 1e-9);
    CHECK_NEAR(least->generation_mw, 50 + 30, 1e-9);
    CHECK_NEAR(least->slack_mw, 10, 1e-9);
    report(&answer.result, false, text, sizeof text);
    CHECK_CONTAINS(text, "slack bus 1: 2 buses, load 50.00 MW, generation 80.00 MW (+10.00 beyond");
    CHECK_CONTAINS(text, "28.40 MW received by DC lines");
    arena_free(&answer.arena);
    run(&answer, folder.file[0], &ac);
    REQUIRE(answer.status == STATUS_OK && answer.result.is_solved);
    for (int i = 0; i < 2; i++) {
        const struct flow_island *island = &answer.result.island[i];
        CHECK(island->loss_mw > 0);
        CHECK_NEAR(island->generation_mw,
                   island->load_mw + island->shunt_mw + island->loss_mw + island->export_mw, 1e-5);
    }
    report(&answer.result, true, text, sizeof text);
    CHECK_CONTAINS(text, "\"slack_bus\": 11");
    arena_free(&answer.arena);
    folder_close(&folder);
}

SPEC_MAIN(
    SPEC_ENTRY(generation_is_load_and_losses_in_megawatts),
    SPEC_ENTRY(the_first_generator_at_the_slack_balances_and_all_share_reactive_power_by_range),
    SPEC_ENTRY(loading_is_the_share_of_rating_A),
    SPEC_ENTRY(a_case_with_its_solution_is_solved_at_once),
    SPEC_ENTRY(a_DC_line_takes_at_one_end_and_gives_at_the_other),
    SPEC_ENTRY(what_is_not_solved_says_where_and_how_much_is_carried),
    SPEC_ENTRY(the_summary_and_the_json_say_what_the_result_holds),
    SPEC_ENTRY(a_DC_flow_whose_angles_have_swallowed_the_powers_is_not_called_solved),
    SPEC_ENTRY(each_island_is_told_with_its_slack_and_what_it_gives),
    SPEC_ENTRY(a_branch_without_reactance_is_named_with_its_line))
