#include "command/study_files.h"

#include "base/config.h"
#include "base/named_file.h"
#include "base/text.h"
#include "command/study_kind.h"
#include "network/weather.h"

static enum status series_paths(const struct dispatch_config *config, struct arena *arena,
                                struct text_list *paths, struct error *error)
{
    const struct place place = {config->path, dispatch_line_of(config, "series")};
    const char **path = ARENA_ARRAY(arena, const char *, config->series.count);
    if (path == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < config->series.count; i++) {
        path[i] = path_beside(config->path, config->series.item[i], arena);
        if (path[i] == NULL) return STATUS_NO_MEMORY;
        named_file_is_there(path[i], "series", place, error);
    }
    *paths = (struct text_list){config->series.count, path};
    return STATUS_OK;
}

/* The network that the study names, and whether the two fit. */
static enum status read_network(const struct dispatch_config *config, struct arena *arena,
                                struct network *network, struct error *error)
{
    const struct place place = {config->path, dispatch_line_of(config, "network")};
    const char *path = path_beside(config->path, config->network, arena);
    if (path == NULL) return STATUS_NO_MEMORY;
    if (!named_file_is_there(path, "network", place, error)) return STATUS_BAD_INPUT;
    TRY(network_read(path, arena, network, error));
    const enum status status = network_check(network, arena, error);
    if (status != STATUS_OK && status != STATUS_BAD_INPUT) return status;
    return dispatch_config_check(config, network, arena, error);
}

enum status study_files_read(const char *path, struct arena *arena, struct study_files *files,
                             struct error *error)
{
    TRY(study_kind_check(path, STUDY_DISPATCH, arena, error));
    enum status status = dispatch_config_read(path, arena, &files->config, error);
    if (status != STATUS_OK && status != STATUS_BAD_INPUT) return status;
    TRY(series_paths(&files->config, arena, &files->overrides, error));
    if (files->config.network[0] == '\0') return error_status(error);
    status = read_network(&files->config, arena, &files->network, error);
    return status == STATUS_OK ? error_status(error) : status;
}

enum status study_files_replace_hours(const char *text, struct study_files *files,
                                      struct error *error)
{
    double number;
    if (text == NULL) return STATUS_OK;
    if (!text_number(text, &number) || !(number >= 1 && number <= HOURS_PER_YEAR) ||
        number != (int)number)
        return error_set(error, STATUS_BAD_INPUT, "--hours: %s, wanted 1 to %d", text,
                         HOURS_PER_YEAR);
    files->config.hours = (int)number;
    return STATUS_OK;
}

enum status study_files_series(struct study_files *files, struct arena *arena, struct error *error)
{
    const struct dispatch_config *config = &files->config;
    struct weather_year year;
    const bool weather = files->network.weather_path[0] != '\0';
    if (weather)
        TRY(weather_generate(files->network.weather_path, (unsigned long long)config->seed, arena,
                             &year, error));
    return series_build(&files->network, weather ? &year : NULL, config->year, config->first_hour,
                        config->hours, config->fx_usd_per_eur, &files->overrides, arena,
                        &files->series, error);
}
