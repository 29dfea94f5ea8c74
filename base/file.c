#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status io_fault(const char *path, const char *what, struct error *error)
{
    return error_set(error, STATUS_IO, "%s: %s: %s", path, what, strerror(errno));
}

/* Length of the folder part with its slash: "a/b.csv" -> 2, "b.csv" -> 0. */
static int folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (int)(slash - path) + 1;
}

bool file_temporary(const char *path, char temporary[FILE_PATH_BYTES])
{
    const int folder = folder_length(path);
    const int length = snprintf(temporary, FILE_PATH_BYTES, "%.*s.%s.tmp.%ld", folder, path,
                                path + folder, (long)getpid());
    return length >= 0 && length < FILE_PATH_BYTES;
}

enum status file_begin(const char *path, struct file *file, struct error *error)
{
    struct stat about;
    const bool exists = stat(path, &about) == 0;
    const int folder = folder_length(path);
    *file = (struct file){0};
    if (exists && S_ISDIR(about.st_mode))
        return error_set(error, STATUS_IO, "%s: is a folder, wanted the name of a file", path);
    if (path[folder] == '\0')
        return error_set(error, STATUS_BAD_INPUT, "`%s` does not end in the name of a file", path);
    if (!file_temporary(path, file->temporary))
        return error_set(error, STATUS_BAD_INPUT, "%.60s...: is longer than a path may be (%d)",
                         path, FILE_PATH_BYTES);
    snprintf(file->path, sizeof file->path, "%s", path);
    if (exists && !S_ISREG(about.st_mode)) file->temporary[0] = '\0';
    const bool direct = file->temporary[0] == '\0';
    if (!direct) unlink(file->temporary); /* left by a killed process that had our number */
    const int descriptor =
        direct ? open(path, O_WRONLY) : open(file->temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (descriptor < 0) return io_fault(path, "cannot be written", error);
    file->stream = fdopen(descriptor, "w");
    if (file->stream != NULL) return STATUS_OK;
    const enum status status = io_fault(path, "cannot be written", error);
    close(descriptor);
    if (!direct) unlink(file->temporary);
    return status;
}

/* Makes the new name itself durable. A file system that cannot sync a folder (EINVAL) is accepted.
 */
static bool sync_folder(const char *path)
{
    char folder[FILE_PATH_BYTES];
    const int length = folder_length(path);
    snprintf(folder, sizeof folder, "%.*s", length == 0 ? 1 : length, length == 0 ? "." : path);
    const int descriptor = open(folder, O_RDONLY);
    if (descriptor < 0) return errno == EACCES; /* a folder may be writable and not readable */
    const bool synced = fsync(descriptor) == 0 || errno == EINVAL;
    close(descriptor);
    return synced;
}

enum status file_commit(struct file *file, struct error *error)
{
    const bool direct = file->temporary[0] == '\0';
    const int descriptor = fileno(file->stream);
    const bool wrote = !ferror(file->stream);
    bool done = fflush(file->stream) == 0 && wrote && (direct || fsync(descriptor) == 0);
    int reason = errno;
    if (fclose(file->stream) != 0 && done) {
        done = false;
        reason = errno;
    }
    file->stream = NULL;
    if (done && !direct) {
        done = rename(file->temporary, file->path) == 0;
        reason = errno;
    }
    if (!done) {
        if (!direct) unlink(file->temporary);
        errno = reason;
        return io_fault(file->path, "could not be written", error);
    }
    if (!direct && !sync_folder(file->path))
        return io_fault(file->path, "is written, but its folder could not be synced", error);
    return STATUS_OK;
}

void file_discard(struct file *file)
{
    if (file->stream == NULL) return;
    fclose(file->stream);
    file->stream = NULL;
    if (file->temporary[0] != '\0') unlink(file->temporary);
}

static enum status make_one(const char *path, struct error *error)
{
    struct stat about;
    if (mkdir(path, 0777) == 0) return STATUS_OK;
    const int reason = errno;
    if (stat(path, &about) == 0) {
        if (S_ISDIR(about.st_mode)) return STATUS_OK;
        return error_set(error, STATUS_IO, "%s: is a file, wanted a folder", path);
    }
    errno = reason;
    return io_fault(path, "cannot be made", error);
}

enum status folder_make(const char *path, struct error *error)
{
    char part[FILE_PATH_BYTES];
    const size_t length = strlen(path);
    if (length == 0 || length >= sizeof part)
        return error_set(error, STATUS_BAD_INPUT, "a folder's name has 1 to %d bytes, not %zu",
                         FILE_PATH_BYTES - 1, length);
    memcpy(part, path, length + 1);
    for (size_t i = 1; i < length; i++) {
        if (part[i] != '/') continue;
        part[i] = '\0';
        TRY(make_one(part, error));
        part[i] = '/';
    }
    return make_one(part, error);
}

enum status folder_remove(const char *path, struct error *error)
{
    return rmdir(path) == 0 ? STATUS_OK : io_fault(path, "cannot be removed", error);
}
