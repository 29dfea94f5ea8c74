#include "network/matpower.h"
#include "tests/cases.h"
#include "tests/folder.h"

#define HEAD "function mpc = t\nmpc.version = '2';\nmpc.baseMVA = 100;\n"
#define BUSES "mpc.bus = [\n7 3 1 0 0 0 1 1 0 1 1 1.1 0.9\n5 1 2 0 0 0 1 1 0 1 1 1.1 0.9\n];\n"
#define GENERATORS "mpc.gen = [7 0 0 Inf -Inf 1 100 1 9 0];\n"
#define BRANCHES "mpc.branch = [7 5 .01 1e-1 0 0 5 0 0 0 1];\n"

struct reading {
    struct arena arena;
    struct matpower_case grid;
    struct error error;
    enum status status;
};

static void read_text_as_case(struct reading *reading, const char *text)
{
    struct folder folder;
    *reading = (struct reading){.status = STATUS_IO};
    if (!folder_open(&folder)) return;
    const char *path = folder_put(&folder, "t.m", text);
    if (path != NULL)
        reading->status = matpower_read(path, &reading->arena, &reading->grid, &reading->error);
    folder_close(&folder);
}

SPEC(bus_numbers_become_positions_and_zeros_become_what_they_mean)
{
    struct reading reading;
    read_text_as_case(&reading, HEAD BUSES GENERATORS BRANCHES);
    REQUIRE(reading.status == STATUS_OK);
    const struct matpower_case *grid = &reading.grid;
    CHECK_TEXT(grid->name, "t");
    CHECK(grid->n_bus == 2 && grid->n_generator == 1 && grid->n_branch == 1);
    CHECK(grid->bus[1].number == 5 && matpower_bus_position(grid, 5) == 1);
    CHECK(matpower_bus_position(grid, 6) == -1);
    CHECK(grid->branch[0].from_bus == 0 && grid->branch[0].to_bus == 1);
    CHECK_NEAR(grid->branch[0].resistance_pu, 0.01, 0);
    CHECK_NEAR(grid->branch[0].reactance_pu, 0.1, 0);
    CHECK(isinf(grid->branch[0].rating_a_mva) && grid->branch[0].rating_b_mva == 5);
    CHECK(grid->branch[0].tap == 1 && grid->branch[0].is_line);
    CHECK_NEAR(grid->branch[0].angle_max_degree, 360, 0);
    CHECK(grid->generator[0].min_mvar == -INFINITY && grid->generator[0].max_mvar == INFINITY);
    CHECK(grid->branch[0].line == 9 && grid->cost == NULL);
    arena_free(&reading.arena);
}

SPEC(comments_continuations_commas_and_a_transpose_change_nothing)
{
    struct reading reading;
    read_text_as_case(&reading,
                      "function mpc = t % a case\n%{\nmpc.bus = [\n%{\nnested\n%}\n%}\n"
                      "mpc.branch = [7;5;.01;.1;0 % half\n;0\n\n5;0;0;0; ...more\n1]';\n"
                      "mpc.gen=[7,0, 0,Inf -Inf ,1,100,+1, 9 ... and so on\n 0,];"
                      "mpc.baseMVA = 100 % no semicolon\nmpc.version = \"2\",\r\n" BUSES "end\n");
    REQUIRE(reading.status == STATUS_OK);
    CHECK(reading.grid.n_branch == 1 && reading.grid.branch[0].to_bus == 1);
    CHECK_NEAR(reading.grid.branch[0].rating_b_mva, 5, 0);
    CHECK(reading.grid.n_generator == 1 && reading.grid.generator[0].max_mw == 9);
    arena_free(&reading.arena);
}

/* The second column is the line of the first statement that is not data. */
SPEC(a_case_that_computes_is_refused_where_it_begins_to)
{
    static const struct {
        const char *statement, *found;
    } computing[] = {
        {"mpc.bus(1, 3) = 7;", ":11: found `mpc.bus(1, 3) = 7;`"},
        {"mpc.bus(:, 3) = mpc.bus(:, 3) / 1e3;", ":11: found `mpc.bus(:, 3)"},
        {"Vbase = mpc.bus(1, 10);", ":11: found `Vbase = mpc.bus(1, 10);`"},
        {"mpc = toggle_dcline(mpc, 'on');", ":11: found `mpc = toggle_dcline"},
        {"[PQ, PV] = idx_bus;", ":11: found `[PQ, PV] = idx_bus;`"},
        {"if 1, end", ":11: found `if 1, end`"},
        {"mpc.limits = [1 2/3];", ":11: found `2/3];`"},
        {"mpc.limits = [1 2*3];", ":11: found `2*3];`"},
        {"mpc.limits = [3 - 2];", ":11: found `- 2];`"},
        {"mpc.limits = [3-2];", ":11: found `3-2];`"},
        {"mpc.limits = [2i];", ":11: found `2i];`"},
        {"mpc.limits = [pi];", ":11: found `pi];`"},
        {"mpc.limits = [1 2] * 3;", ":11: found `* 3;`"},
        {"mpc.limits = [1 2](1);", ":11: found `(1);`"},
        {"mpc.limits = zeros(3, 1);", ":11: found `zeros(3, 1);`"},
        {"mpc.limits = mpc.bus;", ":11: found `mpc.bus;`"},
        {"mpc.limits == 3;", ":11: found `mpc.limits == 3;`"},
        {"mpc.limits = [0x10];", ":11: found `0x10];`"},
    };
    for (size_t i = 0; i < sizeof computing / sizeof *computing; i++) {
        struct reading reading;
        char text[1024];
        snprintf(text, sizeof text, "%s%s\n", HEAD BUSES GENERATORS BRANCHES "%\n",
                 computing[i].statement);
        read_text_as_case(&reading, text);
        CHECK(reading.status == STATUS_BAD_INPUT);
        CHECK_CONTAINS(reading.error.text, computing[i].found);
        arena_free(&reading.arena);
    }
}

SPEC(every_fault_of_the_tables_is_named_with_its_line)
{
    struct reading reading;
    read_text_as_case(&reading, HEAD "mpc.bus = [\n7 5 1 0 0 0 1 1 0 1 1 1.1 0.9\n"
                                     "7 1 NaN 0 0 0 1 1 0 1 1 1.1 0.9\n"
                                     "2.5 1 0 0 0 0 1 1 0 1 1 1.1 0.9\n];\n"
                                     "mpc.gen = [\n9 0 0 1 -1 1 100 1 Inf 0\n];\n"
                                     "mpc.branch = [\n7 7 0 Inf 0 -1 0 0 0 0 1\n];\n"
                                     "mpc.gencost = [\n3 0 0 2 1 1\n];\nmpc.bus_name = {'a'};\n");
    CHECK(reading.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(reading.error.text, ":5: type of bus is 5, wanted 1 (PQ), 2 (PV)");
    CHECK_CONTAINS(reading.error.text, ":6: Pd of bus is nan, wanted a number");
    CHECK_CONTAINS(reading.error.text, ":6: bus 7 stands here again, first at line 5");
    CHECK_CONTAINS(reading.error.text, ":7: bus_i of bus is 2.5, wanted a whole number");
    CHECK_CONTAINS(reading.error.text, ":10: bus of gen is 9, wanted the number of a bus");
    CHECK_CONTAINS(reading.error.text, ":13: x of branch is inf, wanted a finite number");
    CHECK_CONTAINS(reading.error.text, ":13: rateA of branch is -1, wanted a rating");
    CHECK_CONTAINS(reading.error.text, ":16: the cost model is 3, wanted 1 (points)");
    CHECK_CONTAINS(reading.error.text, ":18: 1 entries in bus_name, wanted 3");
    arena_free(&reading.arena);
}

SPEC(a_broken_file_says_what_is_wrong_with_it)
{
    static const struct {
        const char *text, *found;
    } broken[] = {
        {HEAD "mpc.bus = [\n1 2 3\n", ":4: the bracket [ that opens here is not closed"},
        {HEAD "mpc.bus = [\n1 2 3\n1 2\n];", ":6: a row of 2 numbers, wanted 3"},
        {HEAD "mpc.bus = [\n1 2 3\n];", ":4: bus has 3 columns, wanted at least 13"},
        {HEAD "mpc.bus = [1 1e999];", ":4: 1e999 is beyond what a number can be"},
        {HEAD "mpc.bus_name = {'a\n};", ":4: the text 'a is not closed on its line"},
        {HEAD "mpc.baseMVA = 10;", ":4: baseMVA is given again, first at line 3"},
        {HEAD "mpc.bus = 7;", ":4: bus must be a matrix [...]"},
        {HEAD "mpc.bus = ", ":4: the file ends in the middle of a statement"},
        {HEAD GENERATORS, ":1: mpc.bus is missing"},
        {"function mpc = t\nmpc.version = '1';\n", ":2: version '1', wanted '2'"},
        {"function [baseMVA, bus] = case9\n", ":1: found `function [baseMVA, bus] = case9`"},
        {"mpc.baseMVA = 100;\n", ":1: mpc.version is missing, wanted '2'"},
        {"", ":1: mpc.bus is missing"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct reading reading;
        read_text_as_case(&reading, broken[i].text);
        CHECK(reading.status == STATUS_BAD_INPUT);
        CHECK_CONTAINS(reading.error.text, broken[i].found);
        arena_free(&reading.arena);
    }
}

SPEC(costs_are_polynomials_or_points)
{
    struct arena arena = {0};
    struct matpower_case grid;
    REQUIRE(case_read("tests/cases/five_bus.m", &arena, &grid));
    REQUIRE(grid.cost != NULL);
    CHECK_NEAR(matpower_cost_at(&grid.cost[0], 10), 202, 1e-12); /* 0.02 100 + 20 10 */
    CHECK_NEAR(matpower_cost_at(&grid.cost[1], 3), 90, 1e-12);
    CHECK(grid.cost[3].model == MATPOWER_PIECEWISE && grid.cost[3].count == 3);
    CHECK_NEAR(matpower_cost_at(&grid.cost[3], 30), 500, 1e-12); /* halfway from 300 to 700 */
    CHECK_NEAR(matpower_cost_at(&grid.cost[3], 50), 900, 1e-12); /* beyond the last point */
    CHECK(grid.cost[3].startup_usd == 10 && grid.cost[3].shutdown_usd == 5);
    CHECK(!grid.generator[2].in_service && !grid.branch[6].in_service);
    arena_free(&arena);
}

SPEC(angle_limits_that_are_none_are_infinite)
{
    struct matpower_branch branch = {.angle_min_degree = -360, .angle_max_degree = 30};
    double min_degree, max_degree;
    matpower_angle_limits(&branch, &min_degree, &max_degree);
    CHECK(min_degree == -INFINITY && max_degree == 30);
    branch.angle_min_degree = branch.angle_max_degree = 0;
    matpower_angle_limits(&branch, &min_degree, &max_degree);
    CHECK(min_degree == -INFINITY && max_degree == INFINITY);
}

/* ---- written and read again ---- */

static bool same_tables(const struct matpower_case *a, const struct matpower_case *b)
{
    bool same = a->n_bus == b->n_bus && a->n_generator == b->n_generator &&
                a->n_branch == b->n_branch && a->n_dcline == b->n_dcline &&
                a->base_mva == b->base_mva && a->n_field == b->n_field &&
                (a->cost == NULL) == (b->cost == NULL);
    for (int i = 0; same && i < a->n_bus; i++) {
        a->bus[i].line = b->bus[i].line; /* the only thing that may differ */
        same = memcmp(&a->bus[i], &b->bus[i], sizeof *a->bus) == 0;
    }
    for (int i = 0; same && i < a->n_generator; i++) {
        a->generator[i].line = b->generator[i].line;
        same = memcmp(&a->generator[i], &b->generator[i], sizeof *a->generator) == 0;
    }
    for (int i = 0; same && i < a->n_branch; i++) {
        a->branch[i].line = b->branch[i].line;
        same = memcmp(&a->branch[i], &b->branch[i], sizeof *a->branch) == 0;
    }
    for (int i = 0; same && i < a->n_dcline; i++) {
        a->dcline[i].line = b->dcline[i].line;
        same = memcmp(&a->dcline[i], &b->dcline[i], sizeof *a->dcline) == 0;
    }
    for (int i = 0; same && a->cost != NULL && i < a->n_generator; i++) {
        const struct matpower_cost *x = &a->cost[i], *y = &b->cost[i];
        const size_t n = (size_t)x->count * (x->model == MATPOWER_PIECEWISE ? 2 : 1);
        same = x->model == y->model && x->count == y->count && x->startup_usd == y->startup_usd &&
               memcmp(x->value, y->value, n * sizeof *x->value) == 0;
    }
    return same;
}

static void check_round_trip(struct spec_state *spec, const char *path)
{
    struct arena arena = {0};
    struct error error = {0};
    struct matpower_case grid, again;
    struct folder folder;
    REQUIRE(folder_open(&folder));
    const char *copy = folder_put(&folder, "copy.m", "");
    CHECK(case_read(path, &arena, &grid));
    CHECK(matpower_write(&grid, copy, &error) == STATUS_OK);
    const bool is_read = case_read(copy, &arena, &again);
    CHECK(is_read && same_tables(&grid, &again));
    CHECK(is_read && strcmp(grid.name, again.name) == 0);
    folder_close(&folder);
    arena_free(&arena);
}

SPEC(a_case_that_is_written_reads_back_the_same)
{
    check_round_trip(spec, "tests/cases/five_bus.m");
    check_round_trip(spec, "tests/cases/three_equal_lines.m");
}

SPEC(what_is_not_understood_is_kept_as_it_stands)
{
    struct reading reading;
    read_text_as_case(&reading, HEAD BUSES GENERATORS BRANCHES
                      "mpc.reserves.zones = [1 2; 3 4];\nmpc.bus_name = {'it''s'; \"b\"};\n"
                      "mpc.note = 'as % it is';\n");
    REQUIRE(reading.status == STATUS_OK);
    CHECK(reading.grid.n_field == 2);
    CHECK_TEXT(reading.grid.field[0].name, "reserves.zones");
    CHECK_TEXT(reading.grid.field[0].text, "[1 2; 3 4]");
    CHECK_TEXT(reading.grid.field[1].text, "'as % it is'");
    CHECK_TEXT(reading.grid.bus_name[0], "it's");
    arena_free(&reading.arena);
}

SPEC(numbers_read_as_the_C_library_reads_them)
{
    static const char *const numbers[] = {"0.1",      "1e22",
                                          "1e23",     "123456789012345678901234567890",
                                          "4.9e-324", "2.2250738585072011e-308",
                                          "-0.0",     "5.",
                                          ".5",       "9007199254740993",
                                          "1E+2",     "0.30000000000000004"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct reading reading;
        char text[512];
        snprintf(text, sizeof text, HEAD BUSES "mpc.gen = [7 0 0 %s 1 1 1 1 1 1];\n" BRANCHES,
                 numbers[i]);
        read_text_as_case(&reading, text);
        REQUIRE(reading.status == STATUS_OK);
        CHECK_NEAR(reading.grid.generator[0].max_mvar, strtod(numbers[i], NULL), 0);
        arena_free(&reading.arena);
    }
}

SPEC(no_memory_is_said_at_every_request)
{
    for (long n = 1; n < 40; n++) {
        struct arena arena = {.fail_at = n};
        struct matpower_case grid;
        struct error error = {0};
        const enum status status = matpower_read("tests/cases/five_bus.m", &arena, &grid, &error);
        CHECK(status == (arena.n_request >= n ? STATUS_NO_MEMORY : STATUS_OK));
        arena_free(&arena);
    }
}

/* 0 where the file cannot be read. */
static size_t read_bytes(const char *path, char *text, size_t room)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) return 0;
    const size_t length = fread(text, 1, room - 1, file);
    text[length] = '\0';
    fclose(file);
    return length;
}

/* Up to the end of the branch table something is missing; after it a cut costs whole fields only.
 */
SPEC(a_file_that_is_cut_off_is_never_read_as_a_smaller_grid)
{
    static char whole[4096], cut[4096];
    const size_t length = read_bytes("tests/cases/five_bus.m", whole, sizeof whole);
    const char *costs = strstr(whole, "mpc.gencost");
    REQUIRE(length > 0 && costs != NULL);
    for (size_t kept = 0; kept < length; kept++) {
        struct reading reading;
        memcpy(cut, whole, kept);
        cut[kept] = '\0';
        read_text_as_case(&reading, cut);
        if (reading.status == STATUS_OK)
            CHECK(whole + kept >= costs - 3 && reading.grid.n_branch == 7);
        else
            CHECK(reading.status == STATUS_BAD_INPUT && reading.error.count > 0);
        arena_free(&reading.arena);
    }
}

SPEC(public_cases_read_and_are_written_again_to_the_last_bit)
{
    static const struct {
        const char *name;
        int n_bus, n_branch;
    } cases[] = {
        {"matpower/case9.m", 9, 9},
        {"matpower/case118.m", 118, 186},
        {"matpower/case2383wp.m", 2383, 2896},
        {"matpower/case_RTS_GMLC.m", 73, 120},
        {"matpower/case_ACTIVSg10k.m", 10000, 12706},
        {"pglib/pglib_opf_case5_pjm.m", 5, 6},
        {"pglib/pglib_opf_case2869_pegase.m", 2869, 4582},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct matpower_case grid;
        char path[CASE_PATH_BYTES];
        if (!case_path(cases[i].name, path)) SKIP("CORRIDOR_CASES is not set");
        REQUIRE(case_read(path, &arena, &grid));
        CHECK(grid.n_bus == cases[i].n_bus && grid.n_branch == cases[i].n_branch);
        check_round_trip(spec, path);
        arena_free(&arena);
    }
}

SPEC(a_public_case_that_computes_is_refused)
{
    struct arena arena = {0};
    struct matpower_case grid;
    struct error error = {0};
    char path[CASE_PATH_BYTES];
    if (!case_path("matpower/case33bw.m", path)) SKIP("CORRIDOR_CASES is not set");
    CHECK(matpower_read(path, &arena, &grid, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "case33bw.m:115: found `[PQ, PV, REF");
    arena_free(&arena);
}

SPEC(a_size_that_no_balance_can_be_checked_beside_is_refused_with_its_line)
{
    struct reading reading;
    read_text_as_case(&reading, "function mpc = t\nmpc.version = '2';\nmpc.baseMVA = 1e-308;\n"
                                "mpc.bus = [\n7 3 1e308 0 0 0 1 1 0 1 1 1.1 0.9\n];\n" GENERATORS
                                "mpc.branch = [\n7 7 0 .1 0 0 0 0 1e-300 0 1\n];\n"
                                "mpc.gencost = [\n2 0 0 2 1e300 0\n];\n");
    CHECK(reading.status == STATUS_BAD_INPUT);
    CHECK_CONTAINS(reading.error.text, ":3: baseMVA is 1e-308, wanted a number above 0");
    CHECK_CONTAINS(reading.error.text, ":5: Pd of bus is 1e+308, wanted a size of at most 1e9");
    CHECK_CONTAINS(reading.error.text, ":9: ratio of branch is 1e-300, wanted a ratio of 0.001");
    CHECK_CONTAINS(reading.error.text, ":12: number 1 of the cost is 1e+300, wanted at most 1e12");
    arena_free(&reading.arena);
}

SPEC_MAIN(SPEC_ENTRY(bus_numbers_become_positions_and_zeros_become_what_they_mean),
          SPEC_ENTRY(comments_continuations_commas_and_a_transpose_change_nothing),
          SPEC_ENTRY(a_case_that_computes_is_refused_where_it_begins_to),
          SPEC_ENTRY(every_fault_of_the_tables_is_named_with_its_line),
          SPEC_ENTRY(a_broken_file_says_what_is_wrong_with_it),
          SPEC_ENTRY(costs_are_polynomials_or_points),
          SPEC_ENTRY(angle_limits_that_are_none_are_infinite),
          SPEC_ENTRY(a_case_that_is_written_reads_back_the_same),
          SPEC_ENTRY(what_is_not_understood_is_kept_as_it_stands),
          SPEC_ENTRY(numbers_read_as_the_C_library_reads_them),
          SPEC_ENTRY(no_memory_is_said_at_every_request),
          SPEC_ENTRY(a_file_that_is_cut_off_is_never_read_as_a_smaller_grid),
          SPEC_ENTRY(public_cases_read_and_are_written_again_to_the_last_bit),
          SPEC_ENTRY(a_public_case_that_computes_is_refused),
          SPEC_ENTRY(a_size_that_no_balance_can_be_checked_beside_is_refused_with_its_line))
