/* Sampled years that are kept, a line each in the order of the years: a run that was killed goes on
 * where it stopped, and the file has the same bytes as that of one that was not. */
#include "study/adequacy_internal.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Room for the longest name in the folder, while it is half written. */
enum { NAME_BYTES = 80 };

/* What a killed run of this command has left half written: hidden names of base/file.h. */
static void remove_half_written(const char *folder)
{
    DIR *listing = opendir(folder);
    char path[FILE_PATH_BYTES];
    if (listing == NULL) return;
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        const char *name = entry->d_name;
        const bool is_ours =
            strncmp(name, ".adequacy_", 10) == 0 || strncmp(name, ".result.json", 12) == 0;
        if (is_ours && strstr(name, ".tmp.") != NULL &&
            snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path)
            unlink(path);
    }
    closedir(listing);
}

static uint64_t key_of(const struct kept_years *kept, int year)
{
    return fingerprint_number(kept->fingerprint, year);
}

static int numbers_of(const struct adequacy_model *model)
{
    enum { OF_AREA = 3 + 3 * ADEQUACY_VARIANTS };
    return (model->n_area + 1) * OF_AREA + model->n_branch;
}

static void move(double *number, double **row, bool into_row)
{
    if (into_row)
        **row = *number;
    else
        *number = **row;
    ++*row;
}

/* The numbers of a year, in one order for keeping and taking. */
static void move_year(const struct adequacy_model *model, const struct sampled_year *year,
                      double *row, bool into_row)
{
    for (int a = 0; a <= model->n_area; a++) {
        struct area_year *area = &year->area[a];
        move(&area->demand_mwh, &row, into_row);
        for (int v = 0; v < ADEQUACY_VARIANTS; v++) {
            move(&area->of[v].short_hour, &row, into_row);
            move(&area->of[v].unserved_mwh, &row, into_row);
            move(&area->of[v].entries, &row, into_row);
        }
        move(&area->closed_short_hour, &row, into_row);
        move(&area->closed_unserved_mwh, &row, into_row);
    }
    for (int b = 0; b < model->n_branch; b++)
        move(&year->branch_share[b], &row, into_row);
}

enum status kept_years_open(const char *folder, const struct adequacy_model *model,
                            struct arena *arena, struct kept_years *kept, struct error *error)
{
    *kept = (struct kept_years){.fingerprint = adequacy_fingerprint(model)};
    kept->row = ARENA_ARRAY(arena, double, numbers_of(model));
    if (kept->row == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for a year");
    if (folder == NULL) return STATUS_OK;
    if (strlen(folder) + NAME_BYTES >= sizeof kept->path)
        return error_set(error, STATUS_BAD_INPUT,
                         "the path of the folder for results has %zu bytes, wanted up to %d",
                         strlen(folder), FILE_PATH_BYTES - NAME_BYTES - 1);
    snprintf(kept->path, sizeof kept->path, "%s/sampled_years.txt", folder);
    TRY(folder_make(folder, error));
    remove_half_written(folder);
    TRY(checkpoint_open(kept->path, arena, &kept->checkpoint, error));
    if (kept->checkpoint.n_record == 0 || kept->checkpoint.record[0].key == key_of(kept, 0))
        return STATUS_OK;
    checkpoint_remove(&kept->checkpoint); /* of other inputs */
    return checkpoint_open(kept->path, arena, &kept->checkpoint, error);
}

bool kept_years_find(const struct kept_years *kept, const struct adequacy_model *model, int year,
                     struct sampled_year *sampled)
{
    if (!checkpoint_find(&kept->checkpoint, key_of(kept, year), numbers_of(model), kept->row))
        return false;
    move_year(model, sampled, kept->row, false);
    return true;
}

enum status kept_years_add(struct kept_years *kept, const struct adequacy_model *model, int year,
                           const struct sampled_year *sampled, struct error *error)
{
    move_year(model, sampled, kept->row, true);
    return checkpoint_add(&kept->checkpoint, key_of(kept, year), numbers_of(model), kept->row,
                          error);
}
