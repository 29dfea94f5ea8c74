#include "base/config.h"
#include "base/table.h"
#include "network/network_internal.h"

#include <stddef.h>

/* Reads one table into the network. *was_read is false when its rows cannot be told apart. */
static enum status read_table(const struct network_file *file, enum table_id table,
                              struct network *network, bool *was_read, struct arena *arena,
                              struct error *error)
{
    const struct table_format *format = &network_tables[table];
    const struct table_layout *layout = &table_layouts[table];
    const char *path = path_beside(file->path, file->table_name[table], arena);
    if (path == NULL) return STATUS_NO_MEMORY;
    struct table csv;
    *was_read = false;
    enum status status = table_read(path, arena, &csv, error);
    if (status != STATUS_OK) return status == STATUS_NO_MEMORY ? status : STATUS_OK;
    void *rows = NULL;
    status = table_rows(&csv, format->keys, format->n_key, layout->row_bytes,
                        layout->origin + offsetof(struct origin, file_line), arena, &rows, error);
    if (status == STATUS_NO_MEMORY) return status;
    for (int row = 0; row < csv.n_row; row++) {
        char *place = (char *)rows + row * layout->row_bytes + layout->origin;
        ((struct origin *)(void *)place)->file = path;
    }
    set_table(network, table, rows, csv.n_row);
    *was_read = table_column(&csv, format->keys[0].name) >= 0; /* the first key is the name */
    return STATUS_OK;
}

static enum status read_tables(const struct network_file *file, struct network *network,
                               bool *was_read, struct arena *arena, struct error *error)
{
    for (int table = 0; table < NETWORK_TABLES; table++) {
        was_read[table] = table != TABLE_BUSES; /* a table that is not named is empty */
        if (file->table_name[table][0] == '\0') continue;
        TRY(read_table(file, table, network, &was_read[table], arena, error));
    }
    return STATUS_OK;
}

static enum status read_network(struct network_file *file, struct network *network,
                                struct arena *arena, struct error *error)
{
    const int faults = error->count;
    bool was_read[NETWORK_TABLES];
    int *line_of_key = ARENA_ARRAY(arena, int, n_network_key);
    if (line_of_key == NULL) return STATUS_NO_MEMORY;
    file->line_of_key = line_of_key;
    keys_set_fallbacks(network_keys, n_network_key, file);
    const enum status status =
        config_load(file->path, network_keys, n_network_key, file, line_of_key, arena, error);
    if (status != STATUS_OK && status != STATUS_BAD_INPUT) return status;
    TRY(read_tables(file, network, was_read, arena, error));
    TRY(network_resolve(network, was_read, arena, error));
    if (error->count > faults) return error->status;
    network->name = file->name;
    network->case_id = file->case_id;
    network->base_mva = file->base_mva;
    network->weather_path =
        file->weather[0] == '\0' ? "" : path_beside(file->path, file->weather, arena);
    if (network->weather_path == NULL) return STATUS_NO_MEMORY;
    TRY(network_in_service(file, network, arena, error));
    if (error->count > faults) return error->status;
    return network_complete(network, arena, error);
}

enum status network_read(const char *path, struct arena *arena, struct network *network,
                         struct error *error)
{
    *network = (struct network){.path = path};
    struct network_file file = {.path = path};
    const enum status status = read_network(&file, network, arena, error);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "%s: no memory for the network", path);
    return status;
}
