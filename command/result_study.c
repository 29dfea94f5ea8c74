#include "command/result_study.h"

#include "base/file.h"
#include "base/keys.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, NAME_BYTES = 512 };

bool result_is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static FILE *open_in(const char *folder, const char *name, struct error *error)
{
    char path[NAME_BYTES];
    snprintf(path, sizeof path, "%.400s/%s", folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        error_set(error, STATUS_IO, "%s is not there: %s is no folder of results", path, folder);
    return file;
}

/* What follows a mark in a line of run.log, or NULL. */
static const char *after(const char *line, const char *mark, struct arena *arena)
{
    if (strncmp(line, mark, strlen(mark)) != 0) return NULL;
    const char *text = line + strlen(mark);
    text += strspn(text, " ");
    return arena_text(arena, text, strcspn(text, "\n"));
}

static bool is_there(const char *folder, const char *name, char *path)
{
    struct stat about;
    const int length = snprintf(path, FILE_PATH_BYTES, "%s%s%s", folder,
                                folder[0] == '\0' || strcmp(folder, "/") == 0 ? "" : "/", name);
    return length < FILE_PATH_BYTES && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The study was named as seen from where it was run: looked for from there, from each folder above
 * the results, which may have been moved together with it, then from here. */
static bool find_study(const char *folder, const char *run_from, const char *name, char *path)
{
    if (name[0] == '/') return is_there("", name, path);
    if (run_from != NULL && is_there(run_from, name, path)) return true;
    char above[2 * FILE_PATH_BYTES] = "";
    bool found = false;
    if (folder[0] != '/' && getcwd(above, FILE_PATH_BYTES) == NULL) above[0] = '\0';
    const size_t length = strlen(above);
    snprintf(above + length, FILE_PATH_BYTES, "%s%s", length > 0 ? "/" : "", folder);
    for (char *end = above + strlen(above); end != NULL && !found; end = strrchr(above, '/')) {
        *end = '\0';
        found = above[0] != '\0' && is_there(above, name, path);
    }
    return found || is_there("", name, path);
}

enum status result_study_path(const char *folder, struct arena *arena, const char **path,
                              struct error *error)
{
    char line[LINE_BYTES], found[FILE_PATH_BYTES];
    const char *name = NULL, *run_from = NULL;
    FILE *file = open_in(folder, "run.log", error);
    *path = NULL;
    if (file == NULL) return STATUS_IO;
    while ((name == NULL || run_from == NULL) && fgets(line, sizeof line, file) != NULL) {
        if (name == NULL) name = after(line, "study:", arena);
        if (run_from == NULL) run_from = after(line, "run from:", arena);
    }
    fclose(file);
    if (name == NULL)
        return error_set(error, STATUS_IO, "%s/run.log does not say which study it is of", folder);
    if (!find_study(folder, run_from, name, found))
        return error_set(error, STATUS_IO,
                         "%s is of the study %s, which is not there: looked for from %s, from "
                         "every folder above the results and from here; give the study itself",
                         folder, name, run_from != NULL ? run_from : "where it was run");
    *path = arena_text(arena, found, strlen(found));
    return *path != NULL ? STATUS_OK : error_set(error, STATUS_NO_MEMORY, "no memory for a path");
}

/* `      "hours": 24,` as report/result_json.c writes it: a member to a line. False for what is not
 * one word or number. */
static bool split_member(char *line, char **name, char **value)
{
    *name = strchr(line, '"');
    if (*name == NULL) return false;
    char *end = strchr(++*name, '"');
    if (end == NULL || strncmp(end, "\": ", 3) != 0) return false;
    *end = '\0';
    *value = end + 3;
    (*value)[strcspn(*value, ",\n")] = '\0';
    const size_t length = strlen(*value);
    if (length >= 2 && (*value)[0] == '"') {
        if ((*value)[length - 1] != '"' || strchr(*value, '\\') != NULL) return false;
        (*value)[length - 1] = '\0';
        ++*value;
    }
    return strcmp(*value, "null") != 0 && (*value)[0] != '\0';
}

enum status result_study_settings(const char *folder, struct dispatch_config *config,
                                  struct arena *arena, struct error *error)
{
    char line[LINE_BYTES], *name, *value;
    bool inside = false;
    enum status status = STATUS_OK;
    FILE *file = open_in(folder, "result.json", error);
    if (file == NULL) return STATUS_IO;
    while (status == STATUS_OK && fgets(line, sizeof line, file) != NULL) {
        if (inside && strchr(line, '}') != NULL) break;
        if (strstr(line, "\"settings\": {") != NULL) {
            inside = true;
            continue;
        }
        if (!inside || !split_member(line, &name, &value)) continue;
        const struct key *key = key_find(dispatch_keys, n_dispatch_key, name);
        if (key == NULL || strcmp(name, "network") == 0 || strcmp(name, "series") == 0) continue;
        status = key_store_text(key, value, (struct place){folder, 0}, config, arena, error);
    }
    fclose(file);
    TRY(status);
    TRY(error_status(error));
    return dispatch_config_complete(config, error);
}
