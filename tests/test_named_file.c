#include "base/named_file.h"
#include "tests/folder.h"
#include "tests/spec.h"

#include <sys/stat.h>

static const struct place place = {"study.cfg", 4};

/* Looks for a file in the folder; what is said about it. */
static bool look(const struct folder *folder, const char *name, struct error *error)
{
    char path[FOLDER_PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    *error = (struct error){0};
    return named_file_is_there(path, "series", place, error);
}

SPEC(a_file_that_is_there_is_no_fault)
{
    struct folder folder;
    struct error error;
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "wind.csv", "") != NULL);
    CHECK(look(&folder, "wind.csv", &error));
    CHECK(error.count == 0);
    folder_close(&folder);
}

SPEC(a_misspelt_file_is_told_the_nearest_one_where_it_was_named)
{
    struct folder folder;
    struct error error;
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "prices.csv", "") != NULL);
    REQUIRE(folder_put(&folder, "wind.csv", "") != NULL);
    REQUIRE(folder_put(&folder, "wing.csv", "") != NULL);
    CHECK(!look(&folder, "wnid.csv", &error)); /* wind is one swap away, wing is two changes away */
    CHECK(error.status == STATUS_BAD_INPUT && error.count == 1);
    CHECK_CONTAINS(error.text, "study.cfg:4: `series` names `/");
    CHECK_CONTAINS(error.text, "/wnid.csv`, which is not there; did you mean `wind.csv`?");
    CHECK(!look(&folder, "winx.csv", &error)); /* both are one change away: the first by name */
    CHECK_CONTAINS(error.text, "did you mean `wind.csv`?");
    CHECK(!look(&folder, "wind.cvs", &error));
    CHECK_CONTAINS(error.text, "did you mean `wind.csv`?");
    CHECK(!look(&folder, "load.csv", &error)); /* the same ending makes no likeness */
    CHECK(strstr(error.text, "did you mean") == NULL);
    folder_close(&folder);
}

SPEC(a_folder_is_no_file_and_a_file_is_no_folder)
{
    struct folder folder;
    struct error error;
    REQUIRE(folder_open(&folder));
    REQUIRE(folder_put(&folder, "wind.csv", "") != NULL);
    CHECK(!look(&folder, ".", &error));
    CHECK_CONTAINS(error.text, "which is a folder, wanted a file");
    CHECK(!look(&folder, "wind.csv/hours.csv", &error));
    CHECK_CONTAINS(error.text, "which cannot be opened: Not a directory");
    CHECK(!look(&folder, "winds/hours.csv", &error));
    CHECK_CONTAINS(error.text, "winds/hours.csv`, which is not there");
    folder_close(&folder);
}

SPEC_MAIN(SPEC_ENTRY(a_file_that_is_there_is_no_fault),
          SPEC_ENTRY(a_misspelt_file_is_told_the_nearest_one_where_it_was_named),
          SPEC_ENTRY(a_folder_is_no_file_and_a_file_is_no_folder))
