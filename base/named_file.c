#include "base/named_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = 256, HINT_BYTES = NAME_BYTES + 32, FOLDER_BYTES = 1024 };

/* "lines.csv" without ".csv": of names as short as these the ending would be half. */
static void copy_stem(const char *name, char stem[NAME_BYTES])
{
    const char *dot = strrchr(name, '.');
    const int length = dot == NULL || dot == name ? (int)strlen(name) : (int)(dot - name);
    snprintf(stem, NAME_BYTES, "%.*s", length, name);
}

/* "; did you mean `lines.csv`?" when the folder of path holds a file of a like name, else "". */
static void nearest_file(const char *path, char *hint, size_t size)
{
    const char *slash = strrchr(path, '/');
    char folder[FOLDER_BYTES] = ".", best[NAME_BYTES] = "";
    char stem[NAME_BYTES], best_stem[NAME_BYTES] = "", other[NAME_BYTES];
    hint[0] = '\0';
    if (slash != NULL && slash - path + 2 > FOLDER_BYTES) return;
    if (slash != NULL) snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    copy_stem(slash == NULL ? path : slash + 1, stem);
    DIR *listing = opendir(folder);
    if (listing == NULL) return;
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        copy_stem(entry->d_name, other);
        /* of two that are equally near, the first of the alphabet, whatever the folder's order */
        const bool leads = best[0] == '\0' || strcmp(entry->d_name, best) < 0;
        const char *const pair[] = {leads ? other : best_stem, leads ? best_stem : other};
        if (nearest_name(stem, 2, pair) != other) continue;
        snprintf(best, sizeof best, "%s", entry->d_name);
        memcpy(best_stem, other, sizeof best_stem);
    }
    closedir(listing);
    if (best[0] != '\0') snprintf(hint, size, "; did you mean `%s`?", best);
}

bool named_file_is_there(const char *path, const char *key, struct place place, struct error *error)
{
    struct stat about;
    char hint[HINT_BYTES];
    const bool opens = access(path, R_OK) == 0; /* opening it would take what a pipe holds */
    const int reason = errno;
    if (opens && stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        error_add(error, "%s:%d: `%s` names `%s`, which is a folder, wanted a file", place.path,
                  place.line, key, path);
        return false;
    }
    if (!opens && reason == ENOENT) {
        nearest_file(path, hint, sizeof hint);
        error_add(error, "%s:%d: `%s` names `%s`, which is not there%s", place.path, place.line,
                  key, path, hint);
    } else if (!opens) {
        error_add(error, "%s:%d: `%s` names `%s`, which cannot be opened: %s", place.path,
                  place.line, key, path, strerror(reason));
    }
    return opens;
}
