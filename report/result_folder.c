#include "report/result_folder.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a file name and the ending of a temporary folder may need behind the path of the folder. */
enum { ROOM_FOR_NAMES = 128, TEMPORARY_TRIES = 100 };

static enum status io_fault(const char *path, const char *what, struct error *error)
{
    return error_set(error, STATUS_IO, "%s: %s: %s", path, what, strerror(errno));
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static void join(char path[FILE_PATH_BYTES], const char *folder, const char *name)
{
    snprintf(path, FILE_PATH_BYTES, "%.*s/%s", FILE_PATH_BYTES - ROOM_FOR_NAMES / 2, folder, name);
}

static void remove_made_parents(const struct result_folder *folder)
{
    if (folder->first_made == 0) return;
    char parent[FILE_PATH_BYTES];
    memcpy(parent, folder->path, sizeof parent);
    for (char *slash = strrchr(parent, '/'); slash != NULL; slash = strrchr(parent, '/')) {
        *slash = '\0';
        if (strlen(parent) < folder->first_made) return;
        rmdir(parent); /* stays when another run has put something into it */
    }
}

static enum status make_parents(struct result_folder *folder, struct error *error)
{
    char parent[FILE_PATH_BYTES];
    memcpy(parent, folder->path, sizeof parent);
    char *const last_slash = strrchr(parent, '/');
    if (last_slash == NULL || last_slash == parent) return STATUS_OK;
    *last_slash = '\0';
    for (char *slash = strchr(parent + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!is_folder(parent) && folder->first_made == 0) folder->first_made = strlen(parent);
        *slash = '/';
    }
    if (!is_folder(parent) && folder->first_made == 0) folder->first_made = strlen(parent);
    const enum status status = folder_make(parent, error);
    if (status != STATUS_OK) remove_made_parents(folder);
    return status;
}

/* Inside the folder when it is there: it may be a mount of its own, and files cannot be renamed
 * from one file system to another. Named after the process, so that two runs do not meet. */
static enum status make_temporary(struct result_folder *folder, struct error *error)
{
    const char *const separator = is_folder(folder->path) ? "/" : "";
    for (int i = 0; i < TEMPORARY_TRIES; i++) {
        snprintf(folder->temporary, sizeof folder->temporary, "%.*s%s.tmp.%ld.%d",
                 FILE_PATH_BYTES - ROOM_FOR_NAMES, folder->path, separator, (long)getpid(), i);
        if (mkdir(folder->temporary, 0777) == 0) return STATUS_OK;
        if (errno != EEXIST) break;
    }
    const enum status status = io_fault(folder->path, "the folder cannot be written", error);
    remove_made_parents(folder);
    return status;
}

enum status result_folder_begin(struct result_folder *folder, const char *path, struct error *error)
{
    struct stat about;
    size_t length = strlen(path);
    *folder = (struct result_folder){0};
    while (length > 1 && path[length - 1] == '/')
        length--;
    if (length == 0 || length >= FILE_PATH_BYTES - ROOM_FOR_NAMES)
        return error_set(error, STATUS_BAD_INPUT,
                         "the path of the folder for results has %zu bytes, wanted 1 to %d", length,
                         FILE_PATH_BYTES - ROOM_FOR_NAMES - 1);
    memcpy(folder->path, path, length);
    if (stat(folder->path, &about) == 0 && !S_ISDIR(about.st_mode))
        return error_set(error, STATUS_IO, "%s: is a file, wanted a folder", folder->path);
    TRY(make_parents(folder, error));
    return make_temporary(folder, error);
}

enum status result_folder_file(struct result_folder *folder, const char *name, struct file *file,
                               struct error *error)
{
    char path[FILE_PATH_BYTES];
    if (folder->n_written == RESULT_FILE_LIMIT)
        return error_set(error, STATUS_INTERNAL, "more than %d files in %s", RESULT_FILE_LIMIT,
                         folder->path);
    join(path, folder->temporary, name);
    TRY(file_begin(path, file, error));
    folder->written[folder->n_written++] = name;
    return STATUS_OK;
}

enum status result_folder_end_file(const struct result_folder *folder, const char *name,
                                   enum status written, struct file *file,
                                   const struct error *fault, struct error *error)
{
    if (written == STATUS_OK) return file_commit(file, error);
    file_discard(file);
    return error_set(error, written, "%s/%s: %s", folder->path, name, fault->text);
}

void result_folder_leave_out(struct result_folder *folder, const char *name)
{
    if (folder->n_absent < RESULT_FILE_LIMIT) folder->absent[folder->n_absent++] = name;
}

void result_folder_seal(struct result_folder *folder, const char *name)
{
    int seal = 0;
    while (seal < folder->n_written && strcmp(folder->written[seal], name) != 0)
        seal++;
    for (int i = seal; i + 1 < folder->n_written; i++) {
        const char *const next = folder->written[i + 1];
        folder->written[i + 1] = folder->written[i];
        folder->written[i] = next;
    }
}

static void remove_from(const char *folder, const char *name)
{
    char path[FILE_PATH_BYTES];
    join(path, folder, name);
    unlink(path);
}

void result_folder_discard(struct result_folder *folder)
{
    for (int i = 0; i < folder->n_written; i++)
        remove_from(folder->temporary, folder->written[i]);
    rmdir(folder->temporary);
    remove_made_parents(folder);
}

static enum status move_files(struct result_folder *folder, struct error *error)
{
    if (folder->n_written > 0) remove_from(folder->path, folder->written[folder->n_written - 1]);
    for (int i = 0; i < folder->n_absent; i++)
        remove_from(folder->path, folder->absent[i]);
    for (int i = 0; i < folder->n_written; i++) {
        char from[FILE_PATH_BYTES], to[FILE_PATH_BYTES];
        join(from, folder->temporary, folder->written[i]);
        join(to, folder->path, folder->written[i]);
        if (rename(from, to) == 0) continue;
        const enum status status = io_fault(to, "cannot be replaced", error);
        result_folder_discard(folder);
        return status;
    }
    rmdir(folder->temporary);
    return STATUS_OK;
}

enum status result_folder_publish(struct result_folder *folder, struct error *error)
{
    if (is_folder(folder->path)) return move_files(folder, error);
    if (rename(folder->temporary, folder->path) == 0) return STATUS_OK;
    const enum status status = io_fault(folder->path, "the folder cannot be made", error);
    result_folder_discard(folder);
    return status;
}
