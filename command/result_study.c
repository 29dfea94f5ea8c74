#include "command/result_study.h"

#include "base/keys.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

enum status result_study_path(const char *folder, struct arena *arena, const char **path,
                              struct error *error)
{
    static const char mark[] = "study:";
    char line[LINE_BYTES];
    FILE *file = open_in(folder, "run.log", error);
    *path = NULL;
    if (file == NULL) return STATUS_IO;
    while (*path == NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, mark, sizeof mark - 1) != 0) continue;
        const char *name = line + sizeof mark - 1 + strspn(line + sizeof mark - 1, " ");
        *path = arena_text(arena, name, strcspn(name, "\n"));
    }
    fclose(file);
    if (*path == NULL)
        return error_set(error, STATUS_IO, "%s/run.log does not say which study it is of", folder);
    return STATUS_OK;
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
