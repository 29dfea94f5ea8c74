/* A folder of small files for a test, gone when it is closed. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_FILES = 16, FOLDER_PATH_BYTES = 128 };

struct folder {
    char path[40];
    char file[FOLDER_FILES][FOLDER_PATH_BYTES];
    int n_file;
};

static inline bool folder_open(struct folder *folder)
{
    *folder = (struct folder){.path = "/tmp/corridor_test_XXXXXX"};
    return mkdtemp(folder->path) != NULL;
}

/* Writes a file (again); returns its path, or NULL. */
static inline const char *folder_put(struct folder *folder, const char *name, const char *text)
{
    char path[FOLDER_PATH_BYTES];
    snprintf(path, sizeof path, "%s/%.60s", folder->path, name);
    int i = 0;
    while (i < folder->n_file && strcmp(folder->file[i], path) != 0)
        i++;
    if (i == FOLDER_FILES) return NULL;
    if (i == folder->n_file) strcpy(folder->file[folder->n_file++], path);
    FILE *file = fopen(path, "wb");
    if (file == NULL) return NULL;
    const bool is_written = fputs(text, file) >= 0;
    return fclose(file) == 0 && is_written ? folder->file[i] : NULL;
}

static inline void folder_close(struct folder *folder)
{
    for (int i = 0; i < folder->n_file; i++)
        remove(folder->file[i]);
    rmdir(folder->path);
}

#endif
