#include "study/adequacy.h"

#include "base/config.h"
#include "base/named_file.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

#define AT(field) offsetof(struct adequacy_config, field)

const struct key adequacy_keys[] = {
    {.name = "study",
     .type = KEY_TEXT,
     .offset = AT(study),
     .required = true,
     .help = "dispatch study whose network, hours, seed and series are taken"},
    {.name = "outages",
     .type = KEY_TEXT,
     .offset = AT(outages),
     .fallback_text = "",
     .help = "table of outage rates (`corridor help outages`); without one only firm plants fail"},
    {.name = "areas",
     .type = KEY_CHOICE,
     .offset = AT(areas),
     .choices = "country|zone",
     .fallback_text = "country",
     .help = "what is one area: inside it power flows without limits"},
    {.name = "cables",
     .type = KEY_TEXT_LIST,
     .offset = AT(cables),
     .help = "links that the comparison goes without; all links with a part at sea when absent"},
    {.name = "years",
     .type = KEY_INTEGER,
     .offset = AT(years),
     .low = 2,
     .high = 100000,
     .fallback = 200,
     .help = "years that are sampled, at most"},
    {.name = "least_years",
     .type = KEY_INTEGER,
     .offset = AT(least_years),
     .low = 2,
     .high = 100000,
     .fallback = 100,
     .help = "years that are sampled in any case"},
    {.name = "stop_error_share",
     .type = KEY_REAL,
     .offset = AT(stop_error_share),
     .low = 0,
     .high = 1,
     .fallback = 0,
     .unit = "share",
     .help = "enough when the standard error of the energy unserved in the system is this share of "
             "it; 0: all years"},
    {.name = "load_share",
     .type = KEY_REAL,
     .offset = AT(load_share),
     .low = 0,
     .high = 10,
     .fallback = 1,
     .unit = "share",
     .help = "all loads times this: how much more demand would there be enough for"},
    {.name = "market_share",
     .type = KEY_REAL,
     .offset = AT(market_share),
     .low = 0,
     .high = 1,
     .fallback = 1,
     .unit = "share",
     .help = "of what markets can sell, that which can be counted on in a shortage"},
    {.name = "plant_unit_mw",
     .type = KEY_REAL,
     .offset = AT(plant_unit_mw),
     .low = 0,
     .high = 1e6,
     .fallback = 0,
     .unit = "MW",
     .help = "largest unit of firm plants that the table has no row for; 0: each is one unit"},
    {.name = "plant_repair_hour",
     .type = KEY_REAL,
     .offset = AT(plant_repair_hour),
     .low = 0.01,
     .high = 100000,
     .fallback = 50,
     .unit = "h",
     .help = "mean repair of such plants"},
};
const int n_adequacy_key = (int)(sizeof adequacy_keys / sizeof adequacy_keys[0]);

enum { LARGEST_STUDY_BYTES = 1 << 20 };

/* A dispatch study names a network, the study of adequacy a dispatch study. */
static bool names_network(const char *text)
{
    static const char word[] = "network";
    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += strspn(line, " \t\r\n");
        if (strncmp(line, word, sizeof word - 1) != 0) continue;
        const char *next = line + sizeof word - 1;
        next += strspn(next, " \t");
        if (*next == '=' || *next == ':') return true;
    }
    return false;
}

enum status adequacy_config_read(const char *path, struct arena *arena,
                                 struct adequacy_config *config, const char **study_path,
                                 struct error *error)
{
    struct text text;
    int *line = ARENA_ARRAY(arena, int, n_adequacy_key);
    if (line == NULL) return error_set(error, STATUS_NO_MEMORY, "%s: no memory for it", path);
    memset(config, 0, sizeof *config);
    keys_set_fallbacks(adequacy_keys, n_adequacy_key, config);
    config->path = path;
    config->line_of_key = line;
    TRY(text_read(path, LARGEST_STUDY_BYTES, arena, &text, error));
    if (names_network(text.start)) {
        *study_path = path;
        return STATUS_OK;
    }
    TRY(config_load(path, adequacy_keys, n_adequacy_key, config, line, arena, error));
    if (config->least_years > config->years) config->least_years = config->years;
    *study_path = path_beside(path, config->study, arena);
    if (*study_path == NULL) return STATUS_NO_MEMORY;
    named_file_is_there(*study_path, "study", (struct place){path, line[0]}, error);
    if (config->outages[0] != '\0') {
        config->outages = path_beside(path, config->outages, arena);
        if (config->outages == NULL) return STATUS_NO_MEMORY;
        named_file_is_there(config->outages, "outages", (struct place){path, line[1]}, error);
    }
    return error_status(error);
}
