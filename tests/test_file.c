#include "base/file.h"
#include "tests/spec.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that lives as long as a spec. */
static void make_room(char *folder, size_t size)
{
    snprintf(folder, size, "/tmp/corridor-file-XXXXXX");
    if (mkdtemp(folder) == NULL) folder[0] = '\0';
}

static const char *within(const char *folder, const char *name)
{
    static char path[4][300];
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

static int count_entries(const char *folder)
{
    int count = 0;
    DIR *entries = opendir(folder);
    if (entries == NULL) return -1;
    while (readdir(entries) != NULL)
        count++;
    closedir(entries);
    return count - 2; /* "." and ".." */
}

static const char *content(const char *path)
{
    static char text[100];
    memset(text, 0, sizeof text);
    FILE *file = fopen(path, "r");
    if (file == NULL) return "(absent)";
    if (fread(text, 1, sizeof text - 1, file) == 0) text[0] = '\0';
    fclose(file);
    return text;
}

SPEC(a_file_appears_only_when_it_is_whole)
{
    struct error error = {0};
    struct file file;
    char folder[64];
    make_room(folder, sizeof folder);
    const char *path = within(folder, "flows.csv");
    REQUIRE(file_begin(path, &file, &error) == STATUS_OK);
    fprintf(file.stream, "hour,flow_mw\n");
    CHECK_TEXT(content(path), "(absent)");
    CHECK(file_commit(&file, &error) == STATUS_OK);
    CHECK_TEXT(content(path), "hour,flow_mw\n");
    CHECK(count_entries(folder) == 1);
    file_discard(&file); /* does nothing any more */
    CHECK_TEXT(content(path), "hour,flow_mw\n");
    remove(path);
    CHECK(folder_remove(folder, &error) == STATUS_OK);
}

SPEC(a_discarded_file_leaves_the_old_one_and_no_trace)
{
    struct error error = {0};
    struct file file;
    char folder[64];
    make_room(folder, sizeof folder);
    const char *path = within(folder, "flows.csv");
    REQUIRE(file_begin(path, &file, &error) == STATUS_OK);
    fprintf(file.stream, "old");
    REQUIRE(file_commit(&file, &error) == STATUS_OK);
    REQUIRE(file_begin(path, &file, &error) == STATUS_OK);
    fprintf(file.stream, "new");
    file_discard(&file);
    CHECK_TEXT(content(path), "old");
    CHECK(count_entries(folder) == 1);
    remove(path);
    CHECK(folder_remove(folder, &error) == STATUS_OK);
}

SPEC(a_full_disk_is_reported_at_the_end)
{
    struct error error = {0};
    struct file file;
    struct stat about;
    if (stat("/dev/full", &about) != 0) SKIP("there is no /dev/full");
    REQUIRE(file_begin("/dev/full", &file, &error) == STATUS_OK);
    fprintf(file.stream, "hour,flow_mw\n");
    CHECK(file_commit(&file, &error) == STATUS_IO);
    CHECK_TEXT(error.text, "/dev/full: could not be written: No space left on device");
}

SPEC(a_device_is_written_and_not_replaced)
{
    struct error error = {0};
    struct file file;
    struct stat about;
    REQUIRE(file_begin("/dev/null", &file, &error) == STATUS_OK);
    fprintf(file.stream, "hour,flow_mw\n");
    CHECK(file_commit(&file, &error) == STATUS_OK);
    CHECK(stat("/dev/null", &about) == 0 && S_ISCHR(about.st_mode));
}

SPEC(a_file_that_cannot_be_begun_says_why)
{
    struct error error = {0};
    struct file file;
    CHECK(file_begin("/tmp/corridor-no-such-folder/a.csv", &file, &error) == STATUS_IO);
    CHECK_TEXT(error.text, "/tmp/corridor-no-such-folder/a.csv: cannot be written: "
                           "No such file or directory");
    file_discard(&file);
    struct error folder = {0};
    CHECK(file_begin("/tmp", &file, &folder) == STATUS_IO);
    CHECK_TEXT(folder.text, "/tmp: is a folder, wanted the name of a file");
    struct error nameless = {0};
    CHECK(file_begin("no_such_folder/", &file, &nameless) == STATUS_BAD_INPUT);
    char name[2000];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    struct error lengthy = {0};
    CHECK(file_begin(name, &file, &lengthy) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(lengthy.text, "longer than a path may be");
}

SPEC(folders_are_made_with_those_above_and_removed_when_empty)
{
    struct error error = {0};
    char root[64];
    make_room(root, sizeof root);
    CHECK(folder_make(within(root, "out/base/2030/"), &error) == STATUS_OK);
    CHECK(folder_make(within(root, "out/base/2030"), &error) == STATUS_OK); /* is there */
    CHECK(folder_remove(within(root, "out"), &error) == STATUS_IO);         /* holds base */
    CHECK_CONTAINS(error.text, "out: cannot be removed: ");
    CHECK(folder_remove(within(root, "out/base/2030"), &error) == STATUS_OK);
    CHECK(folder_remove(within(root, "out/base"), &error) == STATUS_OK);
    CHECK(folder_remove(within(root, "out"), &error) == STATUS_OK);
    CHECK(folder_remove(root, &error) == STATUS_OK);
    struct error file = {0};
    CHECK(folder_make("/dev/null/out", &file) == STATUS_IO);
    CHECK_CONTAINS(file.text, "/dev/null: is a file, wanted a folder");
    struct error nameless = {0};
    CHECK(folder_make("", &nameless) == STATUS_BAD_INPUT);
}

SPEC_MAIN(SPEC_ENTRY(a_file_appears_only_when_it_is_whole),
          SPEC_ENTRY(a_discarded_file_leaves_the_old_one_and_no_trace),
          SPEC_ENTRY(a_full_disk_is_reported_at_the_end),
          SPEC_ENTRY(a_device_is_written_and_not_replaced),
          SPEC_ENTRY(a_file_that_cannot_be_begun_says_why),
          SPEC_ENTRY(folders_are_made_with_those_above_and_removed_when_empty))
