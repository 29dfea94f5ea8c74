/* What a long study has found so far: it comes back bit by bit, a line that was cut off does not
 * count, and what was kept for other inputs is not taken. */
#include "study/checkpoint.h"
#include "tests/spec.h"

#include <float.h>
#include <math.h>
#include <unistd.h>

static struct arena arena;
static struct error error;
static char path[64];

static const double row[] = {1.0 / 3, -0.0, DBL_MIN, 1e300, 12345678901234567.0};
enum { N = sizeof row / sizeof *row };

static bool open_it(struct checkpoint *checkpoint)
{
    snprintf(path, sizeof path, "/tmp/corridor_test_%ld", (long)getpid());
    memset(&error, 0, sizeof error);
    return checkpoint_open(path, &arena, checkpoint, &error) == STATUS_OK;
}

static bool keep(struct checkpoint *checkpoint, uint64_t key, double first)
{
    double value[N];
    memcpy(value, row, sizeof row);
    value[0] = first;
    return checkpoint_add(checkpoint, key, N, value, &error) == STATUS_OK;
}

SPEC(what_was_kept_comes_back_bit_by_bit)
{
    struct checkpoint checkpoint;
    double found[N];
    REQUIRE(open_it(&checkpoint) && checkpoint.n_record == 0);
    CHECK(!checkpoint_find(&checkpoint, 7, N, found));
    REQUIRE(keep(&checkpoint, 7, row[0]) && keep(&checkpoint, UINT64_MAX, 2));
    CHECK(checkpoint_find(&checkpoint, 7, N, found) && memcmp(found, row, sizeof row) == 0);
    REQUIRE(open_it(&checkpoint) && checkpoint.n_record == 2);
    REQUIRE(checkpoint_find(&checkpoint, 7, N, found));
    CHECK(memcmp(found, row, sizeof row) == 0);
    REQUIRE(checkpoint_find(&checkpoint, UINT64_MAX, N, found));
    CHECK(found[0] == 2);
    CHECK(!checkpoint_find(&checkpoint, 8, N, found));     /* another dispatch */
    CHECK(!checkpoint_find(&checkpoint, 7, N - 1, found)); /* other numbers are kept of it */
}

SPEC(a_run_that_is_killed_while_it_writes_loses_that_line_alone_and_the_next_one_stands)
{
    struct checkpoint checkpoint;
    double found[N];
    remove(path);
    REQUIRE(open_it(&checkpoint) && keep(&checkpoint, 1, 1));
    FILE *file = fopen(path, "rb");
    REQUIRE(file != NULL && fseek(file, 0, SEEK_END) == 0);
    const long one = ftell(file);
    fclose(file);
    REQUIRE(keep(&checkpoint, 2, 2));
    for (long left = 1; left < one - 1; left += 7) {
        remove(path);
        REQUIRE(open_it(&checkpoint) && keep(&checkpoint, 1, 1) && keep(&checkpoint, 2, 2));
        REQUIRE(truncate(path, one + left) == 0);
        REQUIRE(open_it(&checkpoint));
        CHECK(checkpoint_find(&checkpoint, 1, N, found) && found[0] == 1);
        CHECK(!checkpoint_find(&checkpoint, 2, N, found));
        REQUIRE(keep(&checkpoint, 3, 3));
        REQUIRE(open_it(&checkpoint));
        CHECK(checkpoint_find(&checkpoint, 1, N, found));
        CHECK(checkpoint_find(&checkpoint, 3, N, found) && found[0] == 3);
    }
}

SPEC(a_study_that_is_whole_leaves_nothing_and_one_without_a_file_keeps_nothing)
{
    struct checkpoint checkpoint;
    double found[N];
    REQUIRE(open_it(&checkpoint) && keep(&checkpoint, 1, 1));
    checkpoint_remove(&checkpoint);
    CHECK(access(path, F_OK) != 0);
    REQUIRE(checkpoint_open(NULL, &arena, &checkpoint, &error) == STATUS_OK);
    CHECK(keep(&checkpoint, 1, 1) && checkpoint_find(&checkpoint, 1, N, found)); /* in this run */
    checkpoint_remove(&checkpoint);
}

SPEC(another_number_text_or_file_has_another_fingerprint)
{
    const uint64_t begin = FINGERPRINT_BEGIN;
    CHECK(fingerprint_number(begin, 1) != fingerprint_number(begin, nextafter(1, 2)));
    CHECK(fingerprint_text(fingerprint_text(begin, "ab"), "c") !=
          fingerprint_text(fingerprint_text(begin, "a"), "bc"));
    CHECK(fingerprint_text(begin, NULL) == fingerprint_text(begin, ""));
    FILE *file = fopen(path, "wb");
    REQUIRE(file != NULL);
    fputs("a,b\n", file);
    fclose(file);
    const uint64_t before = fingerprint_file(begin, path);
    CHECK(before != begin && before == fingerprint_file(begin, path));
    file = fopen(path, "ab");
    REQUIRE(file != NULL);
    fputs("1,2\n", file);
    fclose(file);
    CHECK(fingerprint_file(begin, path) != before);
    remove(path);
}

SPEC_MAIN(
    SPEC_ENTRY(what_was_kept_comes_back_bit_by_bit),
    SPEC_ENTRY(a_run_that_is_killed_while_it_writes_loses_that_line_alone_and_the_next_one_stands),
    SPEC_ENTRY(a_study_that_is_whole_leaves_nothing_and_one_without_a_file_keeps_nothing),
    SPEC_ENTRY(another_number_text_or_file_has_another_fingerprint))
