/* Sampled years that are kept, one file each, whole or not there: a run that was killed goes on
 * where it stopped. A number is written so that it reads back as the same double. */
#include "study/adequacy_internal.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LARGEST_YEAR_BYTES = 1 << 20, NAME_BYTES = 40 };

/* "<folder>/years/0001.csv"; years count from 1 for people. */
static bool path_of(const struct ledger *ledger, const char *name, char path[FILE_PATH_BYTES])
{
    return snprintf(path, FILE_PATH_BYTES, "%s/years%s%s", ledger->folder,
                    name[0] != '\0' ? "/" : "", name) < FILE_PATH_BYTES;
}

static bool path_of_year(const struct ledger *ledger, int year, char path[FILE_PATH_BYTES])
{
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%04d.csv", year + 1);
    return path_of(ledger, name, path);
}

/* What a killed run of this command has left half written: hidden names of base/file.h. The lock
 * says that no living run has them. */
static void remove_half_written(const char *folder)
{
    DIR *listing = opendir(folder);
    char path[FILE_PATH_BYTES];
    if (listing == NULL) return;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        const bool is_temporary = entry->d_name[0] == '.' && (strstr(entry->d_name, ".csv.tmp.") ||
                                                              strstr(entry->d_name, ".json.tmp."));
        if (is_temporary &&
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path)
            unlink(path);
    }
    closedir(listing);
}

enum status ledger_open(const char *folder, unsigned long long fingerprint, struct ledger *ledger,
                        struct error *error)
{
    char path[FILE_PATH_BYTES];
    *ledger = (struct ledger){.fingerprint = fingerprint, .lock = -1};
    if (folder == NULL) return STATUS_OK;
    snprintf(ledger->folder, sizeof ledger->folder, "%s", folder);
    /* room for the longest name of a year, while it has its temporary name */
    if (strlen(folder) + 2 * NAME_BYTES >= sizeof ledger->folder || !path_of(ledger, "", path))
        return error_set(error, STATUS_BAD_INPUT,
                         "the path of the folder for results has %zu bytes, wanted up to %d",
                         strlen(folder), FILE_PATH_BYTES - 2 * NAME_BYTES - 1);
    TRY(folder_make(path, error));
    if (!path_of(ledger, ".lock", path)) return STATUS_INTERNAL;
    ledger->lock = open(path, O_RDWR | O_CREAT, 0666);
    if (ledger->lock < 0)
        return error_set(error, STATUS_IO, "%s: cannot be written: %s", path, strerror(errno));
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(ledger->lock, F_SETLK, &all) != 0 && (errno == EACCES || errno == EAGAIN)) {
        close(ledger->lock);
        ledger->lock = -1;
        return error_set(error, STATUS_IO,
                         "%s: another run is at work there; wait for it or name another folder "
                         "with -o",
                         folder);
    }
    remove_half_written(folder);
    if (path_of(ledger, "", path)) remove_half_written(path);
    return STATUS_OK;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger->lock >= 0) close(ledger->lock);
    ledger->lock = -1;
}

/* ---- the numbers of a year, in one order for reading and writing ---- */

enum { AREA_NUMBERS = 12 };

static void place_area(struct area_year *area, double *number[AREA_NUMBERS])
{
    int n = 0;
    number[n++] = &area->demand_mwh;
    for (int v = 0; v < ADEQUACY_VARIANTS; v++) {
        number[n++] = &area->of[v].short_hour;
        number[n++] = &area->of[v].unserved_mwh;
        number[n++] = &area->of[v].entries;
    }
    number[n++] = &area->closed_short_hour;
    number[n++] = &area->closed_unserved_mwh;
}

static const char heading[] =
    "demand [MWh],with: short [h],unserved [MWh],entries,without: short [h],unserved [MWh],entries,"
    "alone: short [h],unserved [MWh],entries,expected alone: short [h],unserved [MWh],area\n";

static void write_number(FILE *stream, double value)
{
    if (isnan(value))
        fputc(',', stream);
    else
        fprintf(stream, "%.17g,", value);
}

static void write_head(FILE *stream, const struct ledger *ledger, int year)
{
    fprintf(stream, "# year %d of inputs %016llx\n", year + 1, ledger->fingerprint);
}

enum status ledger_write(const struct ledger *ledger, const struct adequacy_model *model, int year,
                         const struct sampled_year *sampled, struct error *error)
{
    char path[FILE_PATH_BYTES];
    struct file file;
    if (ledger->folder[0] == '\0' || !path_of_year(ledger, year, path)) return STATUS_OK;
    TRY(file_begin(path, &file, error));
    write_head(file.stream, ledger, year);
    fputs(heading, file.stream);
    for (int a = 0; a <= model->n_area; a++) {
        double *number[AREA_NUMBERS];
        place_area(&sampled->area[a], number);
        for (int i = 0; i < AREA_NUMBERS; i++)
            write_number(file.stream, *number[i]);
        fprintf(file.stream, "%s\n", model->area[a].name);
    }
    fputs("available [share],branch\n", file.stream);
    for (int b = 0; b < model->n_branch; b++)
        fprintf(file.stream, "%.17g,%s\n", sampled->branch_share[b], model->branch[b].id);
    fputs("# end\n", file.stream);
    return file_commit(&file, error);
}

/* Takes a line that must stand there. */
static bool take_line(char **at, const char *line)
{
    const size_t length = strlen(line);
    if (strncmp(*at, line, length) != 0) return false;
    *at += length;
    return true;
}

/* A number and its comma; nothing before the comma is none. */
static bool take_number(char **at, double *value)
{
    char *end = *at;
    *value = **at == ',' ? NAN : strtod(*at, &end);
    if (*end != ',') return false;
    *at = end + 1;
    return true;
}

static bool take_name(char **at, const char *name)
{
    return take_line(at, name) && take_line(at, "\n");
}

static bool read_year(char *at, const struct ledger *ledger, const struct adequacy_model *model,
                      int year, struct sampled_year *sampled)
{
    char head[100];
    snprintf(head, sizeof head, "# year %d of inputs %016llx\n", year + 1, ledger->fingerprint);
    if (!take_line(&at, head) || !take_line(&at, heading)) return false;
    for (int a = 0; a <= model->n_area; a++) {
        double *number[AREA_NUMBERS];
        place_area(&sampled->area[a], number);
        for (int i = 0; i < AREA_NUMBERS; i++)
            if (!take_number(&at, number[i])) return false;
        if (!take_name(&at, model->area[a].name)) return false;
    }
    if (!take_line(&at, "available [share],branch\n")) return false;
    for (int b = 0; b < model->n_branch; b++)
        if (!take_number(&at, &sampled->branch_share[b]) || !take_name(&at, model->branch[b].id))
            return false;
    return take_line(&at, "# end\n") && *at == '\0';
}

bool ledger_read(const struct ledger *ledger, const struct adequacy_model *model, int year,
                 struct sampled_year *sampled)
{
    char path[FILE_PATH_BYTES];
    struct arena scratch = {0};
    struct error error = {0};
    struct text text;
    if (ledger->folder[0] == '\0' || !path_of_year(ledger, year, path)) return false;
    if (access(path, R_OK) != 0) return false;
    const bool is_there =
        text_read(path, LARGEST_YEAR_BYTES, &scratch, &text, &error) == STATUS_OK &&
        read_year(text.start, ledger, model, year, sampled);
    arena_free(&scratch);
    return is_there;
}
