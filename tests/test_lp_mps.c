#include "solver/lp_solve.h"
#include "tests/lp_cases.h"
#include "tests/spec.h"

#include <unistd.h>

/* clp and glpsol print ten significant digits. */
static const double printed = 1e-8;

/* A file in a folder of its own, which goes away at the end. */
struct place {
    char folder[64], path[96];
};

static bool place_make(struct place *place)
{
    snprintf(place->folder, sizeof place->folder, "/tmp/corridor-mps-XXXXXX");
    if (mkdtemp(place->folder) == NULL) return false;
    snprintf(place->path, sizeof place->path, "%s/lp.mps", place->folder);
    return true;
}

static void place_remove(const struct place *place)
{
    remove(place->path);
    rmdir(place->folder); /* fails, and leaves a trace, when a temporary file was left behind */
}

static const char *read_text(const char *path, struct arena *arena)
{
    enum { LONGEST = 1 << 16 };
    char *text = arena_bytes(arena, LONGEST);
    FILE *file = fopen(path, "r");
    if (text == NULL || file == NULL) return "";
    text[fread(text, 1, LONGEST - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* The number that a program prints after a word; NAN when it does not. */
static double printed_number(const char *command, const char *word)
{
    FILE *output = popen(command, "r");
    double number = NAN;
    char line[512];
    while (output != NULL && fgets(line, sizeof line, output) != NULL) {
        const char *found = strstr(line, word);
        if (found != NULL && isnan(number)) sscanf(found + strlen(word), "%lf", &number);
    }
    if (output != NULL) pclose(output);
    return number;
}

static bool is_installed(const char *program)
{
    char command[128];
    snprintf(command, sizeof command, "command -v %s > /dev/null 2>&1", program);
    return system(command) == 0;
}

static double optimum_by_clp(const char *path)
{
    char command[256];
    snprintf(command, sizeof command, "clp %s -dualsimplex 2>&1", path);
    return printed_number(command, "Optimal objective ");
}

static double optimum_by_glpsol(const char *path)
{
    char command[256];
    snprintf(command, sizeof command, "glpsol --freemps %s -o /dev/stdout 2>&1", path);
    return printed_number(command, "COST = ");
}

static double optimum_by_us(const struct lp *lp, struct arena *arena)
{
    const struct lp_settings settings = {.method = LP_SIMPLEX};
    struct lp_solution solution;
    struct lp_report report;
    if (lp_solution_new(lp, arena, &solution) != STATUS_OK) return NAN;
    if (lp_glpk_solve(lp, &settings, arena, &solution, &report, NULL) != STATUS_OK) return NAN;
    return report.outcome == OUTCOME_OPTIMAL ? solution.objective : NAN;
}

/* Every kind of row and of column bound that a file can name, each full at the optimum:
 *   rows      = 10, >= 3, <= -2, 1 .. 6, -40 .. -5, free, = 0 (empty)
 *   columns   free, fixed at -4, -inf .. -3, -9 .. -1, 2 .. inf, 0 .. 7, 0 .. inf, in no row */
static const struct lp_page every_kind = {
    .n_row = 7,
    .n_column = 8,
    .coefficient =
        (const double[]){
            1, 0, 0, 0, 1,  0, 0, 0, /* */
            0, 1, 0, 0, 0,  2, 0, 0, /* */
            0, 0, 1, 0, 0,  0, 1, 0, /* */
            0, 0, 0, 1, 0,  1, 0, 0, /* */
            0, 0, 2, 0, -1, 0, 0, 0, /* */
            1, 1, 1, 1, 1,  1, 1, 1, /* */
            0, 0, 0, 0, 0,  0, 0, 0, /* */
        },
    .row_lower = (const double[]){10, 3, -INFINITY, 1, -40, -INFINITY, 0},
    .row_upper = (const double[]){10, INFINITY, -2, 6, -5, INFINITY, 0},
    .cost = (const double[]){1.5, 7, -2, -1, 4, 3, -1, 0.1},
    .lower = (const double[]){-INFINITY, -4, -INFINITY, -9, 2, 0, 0, 0},
    .upper = (const double[]){INFINITY, -4, -3, -1, INFINITY, 7, INFINITY, 1e3},
    .cost_constant = -1234.5,
};

SPEC(the_file_of_two_buses_can_be_read_by_eye)
{
    struct arena arena = {0};
    struct place place;
    struct lp lp;
    REQUIRE(place_make(&place));
    REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
    CHECK(lp_write_mps(&lp, place.path, NULL) == STATUS_OK);
    CHECK_TEXT(read_text(place.path, &arena), "NAME corridor FREE\n"
                                              "ROWS\n N COST\n E R1\n E R2\n"
                                              "COLUMNS\n"
                                              " C1 COST 18\n C1 R1 1\n"
                                              " C2 COST 55\n C2 R2 1\n"
                                              " C3 COST 0\n C3 R1 -1\n C3 R2 1\n"
                                              " ONE COST 7\n"
                                              "RHS\n RHS R1 40\n RHS R2 100\n"
                                              "BOUNDS\n FX BND ONE 1\n"
                                              " UP BND C1 500\n UP BND C2 500\n"
                                              " LO BND C3 -60\n UP BND C3 60\n"
                                              "ENDATA\n");
    place_remove(&place);
    CHECK(access(place.folder, F_OK) != 0); /* nothing else lay there */
    arena_free(&arena);
}

SPEC(every_kind_of_row_and_bound_has_its_own_lines)
{
    struct arena arena = {0};
    struct place place;
    struct lp lp;
    REQUIRE(place_make(&place));
    REQUIRE(lp_from_page(&every_kind, &arena, &lp) == STATUS_OK);
    CHECK(lp_write_mps(&lp, place.path, NULL) == STATUS_OK);
    const char *text = read_text(place.path, &arena);
    CHECK_CONTAINS(text, "\n E R1\n G R2\n L R3\n G R4\n L R5\n E R7\nCOLUMNS\n");
    CHECK_CONTAINS(text, "\nRANGES\n RNG R4 5\n RNG R5 35\nBOUNDS\n");
    CHECK_CONTAINS(text, "\n FR BND C1\n FX BND C2 -4\n MI BND C3\n UP BND C3 -3\n"
                         " LO BND C4 -9\n UP BND C4 -1\n LO BND C5 2\n UP BND C6 7\n");
    CHECK(strstr(text, "R6") == NULL);         /* the free row is left out */
    CHECK(strstr(text, "BND C7") == NULL);     /* 0 .. inf is the default */
    CHECK_CONTAINS(text, "\n C8 COST 0.1000"); /* a column in no row exists */
    place_remove(&place);
    arena_free(&arena);
}

static void check_readers(struct spec_state *spec, const struct lp *lp, struct arena *arena,
                          double (*optimum_of)(const char *path))
{
    struct place place;
    REQUIRE(place_make(&place));
    CHECK(lp_write_mps(lp, place.path, NULL) == STATUS_OK);
    const double wanted = optimum_by_us(lp, arena);
    CHECK_RELATIVE(optimum_of(place.path), wanted, printed);
    place_remove(&place);
}

static void check_all_with(struct spec_state *spec, double (*optimum_of)(const char *path))
{
    struct arena arena = {0};
    struct lp lp;
    struct lp_solution optimum;
    REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
    check_readers(spec, &lp, &arena, optimum_of);
    REQUIRE(lp_from_page(&every_kind, &arena, &lp) == STATUS_OK);
    check_readers(spec, &lp, &arena, optimum_of);
    for (uint64_t seed = 1; seed <= 8; seed++) {
        REQUIRE(random_lp(seed, 15, 25, &arena, &lp, &optimum) == STATUS_OK);
        check_readers(spec, &lp, &arena, optimum_of);
    }
    arena_free(&arena);
}

SPEC(clp_finds_the_same_optimum_in_the_file)
{
    if (!is_installed("clp")) SKIP("clp is not installed (Debian: coinor-clp)");
    check_all_with(spec, optimum_by_clp);
}

SPEC(glpsol_finds_the_same_optimum_in_the_file)
{
    if (!is_installed("glpsol")) SKIP("glpsol is not installed (Debian: glpk-utils)");
    check_all_with(spec, optimum_by_glpsol);
}

SPEC(a_file_that_cannot_be_written_is_a_status)
{
    struct arena arena = {0};
    struct lp lp;
    struct error error = {0};
    REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
    CHECK(lp_write_mps(&lp, "/nowhere/at/all.mps", &error) == STATUS_IO);
    CHECK_CONTAINS(error.text, "/nowhere/at/all.mps");
    CHECK(lp_write_mps(&lp, "/dev/full", NULL) == STATUS_IO);
    arena_free(&arena);
}

SPEC(what_no_method_should_see_is_not_written)
{
    struct arena arena = {0};
    struct place place;
    struct lp lp;
    struct error error = {0};
    REQUIRE(place_make(&place));
    REQUIRE(lp_from_page(&two_buses, &arena, &lp) == STATUS_OK);
    lp.value[0] = NAN;
    CHECK(lp_write_mps(&lp, place.path, NULL) == STATUS_BAD_INPUT);
    lp.value[0] = 1;
    lp.row_lower[1] = -1.7e308;
    lp.row_upper[1] = 1.7e308;
    CHECK(lp_write_mps(&lp, place.path, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "row R2 reaches from -1.7e+308 to 1.7e+308");
    CHECK(access(place.path, F_OK) != 0);
    place_remove(&place);
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(the_file_of_two_buses_can_be_read_by_eye),
          SPEC_ENTRY(every_kind_of_row_and_bound_has_its_own_lines),
          SPEC_ENTRY(clp_finds_the_same_optimum_in_the_file),
          SPEC_ENTRY(glpsol_finds_the_same_optimum_in_the_file),
          SPEC_ENTRY(a_file_that_cannot_be_written_is_a_status),
          SPEC_ENTRY(what_no_method_should_see_is_not_written))
