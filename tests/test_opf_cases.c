/* Every case of a folder of PGLib-OPF against the published optima of its DC column. */
#include "study/opf_case.h"
#include "tests/spec.h"

/* The published optima have five digits. */
#define FIVE_DIGITS 5e-5

static enum status solve(const char *path, struct arena *arena, struct opf_result *result,
                         struct error *error)
{
    struct matpower_case file;
    struct opf_case *grid = arena_bytes(arena, sizeof *grid);
    const struct opf_settings settings = {.convention = OPF_POWERMODELS};
    if (grid == NULL) return STATUS_NO_MEMORY;
    TRY(matpower_read(path, arena, &file, error));
    TRY(opf_case_build(&file, OPF_POWERMODELS, arena, grid, error));
    return opf_run(grid, &settings, arena, result, error);
}

static void check_case(struct spec_state *spec, const char *folder, const char *name,
                       const char *published)
{
    struct arena arena = {0};
    struct error error = {0};
    struct opf_result result = {0};
    char path[400];
    snprintf(path, sizeof path, "%s/pglib/%s.m", folder, name);
    if (solve(path, &arena, &result, &error) != STATUS_OK) {
        SPEC_FAULT("%s: %s", name, error.text);
    } else if (strcmp(published, "inf.") == 0) {
        if (result.outcome != OUTCOME_INFEASIBLE)
            SPEC_FAULT("%s is %s, published infeasible", name, outcome_word(result.outcome));
        else
            CHECK_CONTAINS(result.why, "branch ");
    } else {
        const double wanted = strtod(published, NULL), found = result.certificate.objective_usd;
        if (result.outcome != OUTCOME_OPTIMAL ||
            !(fabs(found - wanted) <= FIVE_DIGITS * fabs(wanted)))
            SPEC_FAULT("%s is %s, %.9g USD/h; published %s", name, outcome_word(result.outcome),
                       found, published);
    }
    arena_free(&arena);
}

SPEC(every_case_of_pglib_costs_what_is_published_or_has_no_dispatch)
{
    const char *folder = getenv("CORRIDOR_CASES");
    char path[400], line[200];
    int n_case = 0;
    if (folder == NULL) SKIP("CORRIDOR_CASES is not set");
    snprintf(path, sizeof path, "%s/pglib/reference.csv", folder);
    FILE *file = fopen(path, "r");
    REQUIRE(file != NULL);
    while (fgets(line, sizeof line, file) != NULL) {
        char name[100], published[40];
        if (sscanf(line, "%99[^,],%*[^,],%*[^,],%39[^,]", name, published) != 2) continue;
        if (strcmp(name, "case") == 0) continue;
        check_case(spec, folder, name, published);
        n_case++;
    }
    fclose(file);
    CHECK(n_case > 0);
}

SPEC_MAIN(SPEC_ENTRY(every_case_of_pglib_costs_what_is_published_or_has_no_dispatch))
