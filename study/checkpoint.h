/* What a long study has found so far, in a file that grows line by line: a run that is killed and
 * started again takes from it what is there, bit by bit the same. A line that was cut off does not
 * count. */
#ifndef STUDY_CHECKPOINT_H
#define STUDY_CHECKPOINT_H

#include "base/arena.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* FNV-1a of 64 bits: begins with FINGERPRINT_BEGIN, each call goes on where the last one ended. */
#define FINGERPRINT_BEGIN 14695981039346656037ULL
uint64_t fingerprint_bytes(uint64_t so_far, const void *bytes, size_t n);
uint64_t fingerprint_number(uint64_t so_far, double number);
uint64_t fingerprint_text(uint64_t so_far, const char *text); /* with its end; NULL as "" */
/* Of all bytes of a file; a file that cannot be read leaves so_far as it is. */
uint64_t fingerprint_file(uint64_t so_far, const char *path);

struct checkpoint {
    const char *path; /* NULL: nothing is kept */
    struct arena *arena;
    int n_record, room;
    struct checkpoint_record {
        uint64_t key;
        int n;
        double *value;
    } * record; /* [n_record] as they stood in the file, then what was added */
};

/* Reads what an earlier run has left; no file is no fault. path NULL keeps nothing. */
MUST_CHECK enum status checkpoint_open(const char *path, struct arena *arena,
                                       struct checkpoint *checkpoint, struct error *error);

/* Fills value [n] and returns true when the file had it. */
bool checkpoint_find(const struct checkpoint *checkpoint, uint64_t key, int n, double *value);

/* Adds a line, and sees it to the disk; it is found from now on. */
MUST_CHECK enum status checkpoint_add(struct checkpoint *checkpoint, uint64_t key, int n,
                                      const double *value, struct error *error);

/* The study is whole: nothing is left to go on from. */
void checkpoint_remove(const struct checkpoint *checkpoint);

#endif
