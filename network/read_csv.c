#include "base/config.h"
#include "base/named_file.h"
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
    const struct place place = {file->path, line_of_setting(file, format->name)};
    if (!named_file_is_there(path, format->name, place, error)) return STATUS_OK;
    enum status status = table_read(path, arena, &csv, error);
    if (status != STATUS_OK) return status == STATUS_NO_MEMORY ? status : STATUS_OK;
    void *rows = NULL;
    status = table_rows(&csv, format->keys, format->n_key, layout->row_bytes,
                        layout->origin + offsetof(struct origin, file_line), arena, &rows, error);
    if (status == STATUS_NO_MEMORY) return status;
    for (int row = 0; row < csv.n_row; row++) {
        char *origin = (char *)rows + row * layout->row_bytes + layout->origin;
        ((struct origin *)(void *)origin)->file = path;
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

/* The weather is read later, and by whoever needs it; that its file is there is judged here. */
static enum status find_weather(const struct network_file *file, struct network *network,
                                struct arena *arena, struct error *error)
{
    const struct place place = {file->path, line_of_setting(file, "weather")};
    network->weather_path = "";
    if (file->weather[0] == '\0') return STATUS_OK;
    network->weather_path = path_beside(file->path, file->weather, arena);
    if (network->weather_path == NULL) return STATUS_NO_MEMORY;
    named_file_is_there(network->weather_path, "weather", place, error);
    return STATUS_OK;
}

/* An interface whose lines and links are all out of service still has its name. */
static enum status keep_interface_names(struct network *network, struct arena *arena)
{
    const char **name = ARENA_ARRAY(arena, const char *, network->n_member);
    if (name == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < network->n_member; i++)
        name[i] = network->member[i].interface_id;
    network->interface_name = (struct text_list){network->n_member, name};
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
    TRY(find_weather(file, network, arena, error));
    TRY(network_resolve(network, was_read, arena, error));
    if (error->count > faults) return error->status;
    network->name = file->name;
    network->case_id = file->case_id;
    network->base_mva = file->base_mva;
    TRY(keep_interface_names(network, arena));
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
