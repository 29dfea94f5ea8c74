/* Text files that are there whole or not at all: written under a temporary name in the same folder,
 * then flushed to the disk and renamed. A run that is killed leaves the old file as it was.
 *
 *   struct file file;
 *   TRY(file_begin("out/flows.csv", &file, error));
 *   fprintf(file.stream, ...);                         no need to look at what fprintf returns
 *   TRY(file_commit(&file, error));                    it says when anything could not be written
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>

enum { FILE_PATH_BYTES = 1024 };

struct file {
    FILE *stream;                    /* NULL when nothing is open */
    char path[FILE_PATH_BYTES];      /* the name it gets at the end */
    char temporary[FILE_PATH_BYTES]; /* "" for a device as /dev/null, which is written directly */
};

/* Writes ".<name>.tmp.<pid>" beside path into temporary: the name a file has until it is whole.
 * False when it is longer than a path may be. */
bool file_temporary(const char *path, char temporary[FILE_PATH_BYTES]);

/* Opens that temporary file. STATUS_IO when the folder is not there or not writable, or
 * path is a folder; STATUS_BAD_INPUT when path is too long. */
MUST_CHECK enum status file_begin(const char *path, struct file *file, struct error *error);

/* Flushes, syncs and renames. When any of it fails, also an earlier write, path is left untouched,
 * the temporary file is removed and the status is STATUS_IO. Nothing is open afterwards. */
MUST_CHECK enum status file_commit(struct file *file, struct error *error);

/* Gives the file up and removes the temporary; does nothing after file_commit or a failed begin. */
void file_discard(struct file *file);

/* Makes a folder and the folders above it that are missing; one that is there already is fine. */
MUST_CHECK enum status folder_make(const char *path, struct error *error);

/* Removes an empty folder; STATUS_IO when it holds anything or is not there. */
MUST_CHECK enum status folder_remove(const char *path, struct error *error);

#endif
