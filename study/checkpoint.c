#include "study/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FNV_PRIME 1099511628211ULL

uint64_t fingerprint_bytes(uint64_t so_far, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++)
        so_far = (so_far ^ byte[i]) * FNV_PRIME;
    return so_far;
}

uint64_t fingerprint_number(uint64_t so_far, double number)
{
    return fingerprint_bytes(so_far, &number, sizeof number);
}

uint64_t fingerprint_text(uint64_t so_far, const char *text)
{
    return text == NULL ? fingerprint_bytes(so_far, "", 1)
                        : fingerprint_bytes(so_far, text, strlen(text) + 1);
}

uint64_t fingerprint_file(uint64_t so_far, const char *path)
{
    char buffer[8192];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (file == NULL) return so_far;
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
        so_far = fingerprint_bytes(so_far, buffer, n);
    fclose(file);
    return so_far;
}

/* ---- the file: "key n value ... sum", numbers as their bits in hexadecimal digits ---- */

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* What ends a line: it tells a whole one from one that was cut off or written over. */
static uint64_t sum_of(uint64_t key, int n, const double *value)
{
    uint64_t sum = fingerprint_bytes(FINGERPRINT_BEGIN, &key, sizeof key);
    return fingerprint_bytes(sum, value, sizeof *value * (size_t)n);
}

enum { NUMBER_ROOM = 17, COUNT_LIMIT = 1 << 20 };

/* One line; false at the end of the file or at a line that is not whole. */
static bool read_record(FILE *file, struct arena *arena, struct checkpoint_record *record,
                        bool *no_memory)
{
    uint64_t bits, sum;
    if (fscanf(file, "%16" SCNx64 " %d", &record->key, &record->n) != 2) return false;
    if (record->n < 0 || record->n > COUNT_LIMIT) return false;
    record->value = ARENA_ARRAY(arena, double, record->n);
    *no_memory = record->value == NULL;
    if (*no_memory) return false;
    for (int i = 0; i < record->n; i++) {
        if (fscanf(file, "%16" SCNx64, &bits) != 1) return false;
        memcpy(&record->value[i], &bits, sizeof bits);
    }
    return fscanf(file, "%16" SCNx64, &sum) == 1 && fgetc(file) == '\n' &&
           sum == sum_of(record->key, record->n, record->value);
}

static bool keep(struct checkpoint *checkpoint, struct checkpoint_record record)
{
    if (checkpoint->n_record == checkpoint->room) {
        const int larger = checkpoint->room == 0 ? 64 : 2 * checkpoint->room;
        struct checkpoint_record *all =
            ARENA_ARRAY(checkpoint->arena, struct checkpoint_record, larger);
        if (all == NULL) return false;
        if (checkpoint->room > 0)
            memcpy(all, checkpoint->record, sizeof *all * (size_t)checkpoint->room);
        checkpoint->record = all;
        checkpoint->room = larger;
    }
    checkpoint->record[checkpoint->n_record++] = record;
    return true;
}

/* Reads whole lines, and says where the last of them ends. */
static bool read_all(FILE *file, struct checkpoint *checkpoint, long *whole)
{
    bool no_memory = false;
    struct checkpoint_record record;
    *whole = 0;
    while (read_record(file, checkpoint->arena, &record, &no_memory)) {
        if (!keep(checkpoint, record)) return false;
        *whole = ftell(file);
    }
    return !no_memory;
}

enum status checkpoint_open(const char *path, struct arena *arena, struct checkpoint *checkpoint,
                            struct error *error)
{
    long whole;
    *checkpoint = (struct checkpoint){.path = path, .arena = arena};
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    if (file == NULL) return STATUS_OK;
    const bool is_read = read_all(file, checkpoint, &whole);
    fclose(file);
    if (!is_read) return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    if (truncate(path, whole) != 0) /* what was cut off would spoil the line behind it */
        return error_set(error, STATUS_IO, "%s: %s", path, strerror(errno));
    return STATUS_OK;
}

bool checkpoint_find(const struct checkpoint *checkpoint, uint64_t key, int n, double *value)
{
    for (int i = 0; i < checkpoint->n_record; i++) {
        const struct checkpoint_record *record = &checkpoint->record[i];
        if (record->key != key || record->n != n) continue;
        memcpy(value, record->value, sizeof *value * (size_t)n);
        return true;
    }
    return false;
}

enum status checkpoint_add(struct checkpoint *checkpoint, uint64_t key, int n, const double *value,
                           struct error *error)
{
    if (checkpoint->arena == NULL) return STATUS_OK; /* never opened: nothing is kept */
    struct checkpoint_record record = {key, n, ARENA_ARRAY(checkpoint->arena, double, n)};
    if (record.value != NULL) memcpy(record.value, value, sizeof *value * (size_t)n);
    if (record.value == NULL || !keep(checkpoint, record))
        return error_set(error, STATUS_NO_MEMORY, "no memory for what was found");
    if (checkpoint->path == NULL) return STATUS_OK;
    FILE *file = fopen(checkpoint->path, "a");
    if (file == NULL)
        return error_set(error, STATUS_IO, "%s: %s", checkpoint->path, strerror(errno));
    fprintf(file, "%016" PRIx64 " %d", key, n);
    for (int i = 0; i < n; i++)
        fprintf(file, " %016" PRIx64, bits_of(value[i]));
    fprintf(file, " %016" PRIx64 "\n", sum_of(key, n, value));
    const bool is_whole = fflush(file) == 0 && fsync(fileno(file)) == 0;
    const bool is_closed = fclose(file) == 0;
    if (is_whole && is_closed) return STATUS_OK;
    return error_set(error, STATUS_IO, "%s: %s", checkpoint->path, strerror(errno));
}

void checkpoint_remove(const struct checkpoint *checkpoint)
{
    if (checkpoint->path != NULL) remove(checkpoint->path);
}
