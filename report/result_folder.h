/* A folder of results that appears whole or not at all: the files are written into a temporary
 * folder beside it, which takes its name at the end. If the folder is there already, the temporary
 * one is inside it, and the files take the place of those with the same names one by one; other
 * files stay. The file begun last, or named later, is the seal: its old version goes first and its
 * new one comes last, so that a folder with the seal never holds a mixture of two runs. */
#ifndef REPORT_RESULT_FOLDER_H
#define REPORT_RESULT_FOLDER_H

#include "base/file.h"
#include "base/status.h"

#include <stddef.h>

enum { RESULT_FILE_LIMIT = 32 };

struct result_folder {
    char path[FILE_PATH_BYTES], temporary[FILE_PATH_BYTES];
    size_t first_made; /* length of the topmost parent that was made, 0: none */
    const char *written[RESULT_FILE_LIMIT]; /* names, in the order in which they were begun */
    const char *absent[RESULT_FILE_LIMIT];  /* names that must not be there at the end */
    int n_written, n_absent;
};

/* Makes the parents of path and the temporary folder. After STATUS_OK either result_folder_publish
 * or result_folder_discard must follow. */
MUST_CHECK enum status result_folder_begin(struct result_folder *folder, const char *path,
                                           struct error *error);
/* Begins one file (base/file.h), which file_commit or file_discard ends. name lives on. */
MUST_CHECK enum status result_folder_file(struct result_folder *folder, const char *name,
                                          struct file *file, struct error *error);
/* Ends it: whole when it was written without a fault, not at all otherwise. A fault names the file
 * as it would be called in the end. */
MUST_CHECK enum status result_folder_end_file(const struct result_folder *folder, const char *name,
                                              enum status written, struct file *file,
                                              const struct error *fault, struct error *error);
/* An older file of that name is deleted from the folder. name lives on. */
void result_folder_leave_out(struct result_folder *folder, const char *name);

/* Makes a file that was begun the seal. */
void result_folder_seal(struct result_folder *folder, const char *name);

/* Does the discarding itself when it fails. */
MUST_CHECK enum status result_folder_publish(struct result_folder *folder, struct error *error);
/* Leaves everything as it was before result_folder_begin. */
void result_folder_discard(struct result_folder *folder);

#endif
