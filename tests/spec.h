/* Tests as sentences:
 *
 *   SPEC(a_full_line_separates_prices) { CHECK_NEAR(price, 50.0, 1e-6); }
 *   SPEC_MAIN(SPEC_ENTRY(a_full_line_separates_prices), SPEC_ENTRY(another_sentence))
 *
 * Each spec prints one line; the last line of a program is "N passed, N failed, N skipped". */
#ifndef TESTS_SPEC_H
#define TESTS_SPEC_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct spec_state {
    int faults; /* of the running spec */
    bool skipped;
    char why[256]; /* it was skipped */
};
struct spec {
    const char *sentence;
    void (*run)(struct spec_state *spec);
};

#define SPEC(sentence) static void sentence(struct spec_state *spec)
/* clang-format off */
#define SPEC_ENTRY(sentence) {#sentence, sentence}
/* clang-format on */

#define SPEC_FAULT(...)                                                                            \
    do {                                                                                           \
        spec->faults++;                                                                            \
        printf("    %s:%d: ", __FILE__, __LINE__);                                                 \
        printf(__VA_ARGS__);                                                                       \
        printf("\n");                                                                              \
    } while (0)
#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) SPEC_FAULT("not true: %s", #condition);                                  \
    } while (0)
#define CHECK_NEAR(found, wanted, tolerance)                                                       \
    do {                                                                                           \
        const double spec_found = (found), spec_wanted = (wanted);                                 \
        if (!(fabs(spec_found - spec_wanted) <= (tolerance)))                                      \
            SPEC_FAULT("%s is %.12g, wanted %.12g within %g", #found, spec_found, spec_wanted,     \
                       (double)(tolerance));                                                       \
    } while (0)
#define CHECK_RELATIVE(found, wanted, tolerance)                                                   \
    CHECK_NEAR(found, wanted, (tolerance)*fmax(1.0, fabs((double)(wanted))))
#define CHECK_TEXT(found, wanted)                                                                  \
    do {                                                                                           \
        if (strcmp((found), (wanted)) != 0)                                                        \
            SPEC_FAULT("%s is\n      \"%s\", wanted\n      \"%s\"", #found, (found), (wanted));    \
    } while (0)
#define CHECK_CONTAINS(found, part)                                                                \
    do {                                                                                           \
        if (strstr((found), (part)) == NULL)                                                       \
            SPEC_FAULT("%s is\n      \"%s\",\n      which lacks \"%s\"", #found, (found), (part)); \
    } while (0)
/* Ends the spec early; the reason is printed, and it counts as skipped, not as passed. */
#define SKIP(reason)                                                                               \
    do {                                                                                           \
        spec->skipped = true;                                                                      \
        snprintf(spec->why, sizeof spec->why, "%s", (reason));                                     \
        return;                                                                                    \
    } while (0)
/* Ends the spec early when something that the rest stands on is missing. */
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            SPEC_FAULT("required: %s", #condition);                                                \
            return;                                                                                \
        }                                                                                          \
    } while (0)

static int spec_run_all(const struct spec *specs, size_t count)
{
    int passed = 0, failed = 0, skipped = 0;
    for (size_t i = 0; i < count; i++) {
        struct spec_state state = {0};
        specs[i].run(&state);
        char sentence[200];
        snprintf(sentence, sizeof sentence, "%s", specs[i].sentence);
        for (char *c = sentence; *c; c++)
            if (*c == '_') *c = ' ';
        if (state.faults > 0) {
            failed++;
            printf("  FAILED   %s\n", sentence);
        } else if (state.skipped) {
            skipped++;
            printf("  skipped  %s (%s)\n", sentence, state.why);
        } else {
            passed++;
            printf("  ok       %s\n", sentence);
        }
        fflush(stdout);
    }
    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed > 0;
}

#define SPEC_MAIN(...)                                                                             \
    int main(void)                                                                                 \
    {                                                                                              \
        const struct spec specs[] = {__VA_ARGS__};                                                 \
        return spec_run_all(specs, sizeof specs / sizeof specs[0]);                                \
    }

#endif
