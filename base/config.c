#include "base/config.h"

#include "base/keys_internal.h"
#include "base/settings.h"

#include <libconfig.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_BYTES = 60 };

/* What the keys are to be filled with, and from where. */
struct filling {
    const struct key *keys;
    int n_key;
    void *target;
    int *line_of_key; /* or NULL */
    struct arena *arena;
    struct error *error;
};

/* "the text "24"", "a list": what a setting is. */
static void describe(const config_setting_t *value, char *words, size_t size)
{
    switch (config_setting_type(value)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        snprintf(words, size, "%lld", config_setting_get_int64(value));
        break;
    case CONFIG_TYPE_FLOAT:
        snprintf(words, size, "the real %.15g", config_setting_get_float(value));
        break;
    case CONFIG_TYPE_BOOL:
        snprintf(words, size, "%s", config_setting_get_bool(value) ? "true" : "false");
        break;
    case CONFIG_TYPE_STRING:
        snprintf(words, size, "the text \"%.*s\"", SHOWN_BYTES, config_setting_get_string(value));
        break;
    case CONFIG_TYPE_GROUP:
        snprintf(words, size, "a group");
        break;
    default:
        snprintf(words, size, "a list");
        break;
    }
}

/* How to write what was probably meant, or "". */
static void suggest(const struct key *key, const config_setting_t *value, char *hint, size_t size)
{
    const int type = config_setting_type(value);
    const bool wants_number = key->type == KEY_REAL || key->type == KEY_INTEGER;
    hint[0] = '\0';
    if (type == CONFIG_TYPE_STRING && (wants_number || key->type == KEY_BOOLEAN))
        snprintf(hint, size, "; write it without quotes");
    else if (type == CONFIG_TYPE_STRING && key->type == KEY_TEXT_LIST)
        snprintf(hint, size, "; write [\"%.*s\"]", SHOWN_BYTES, config_setting_get_string(value));
    else if (type == CONFIG_TYPE_FLOAT && key->type == KEY_INTEGER) {
        const double number = config_setting_get_float(value);
        if (number == floor(number)) snprintf(hint, size, "; write %.15g", number);
    } else if (type == CONFIG_TYPE_INT && key->type == KEY_BOOLEAN) {
        const int number = config_setting_get_int(value);
        if (number == 0 || number == 1)
            snprintf(hint, size, "; write %s", number ? "true" : "false");
    } else if (type == CONFIG_TYPE_INT && (key->type == KEY_TEXT || key->type == KEY_CHOICE))
        snprintf(hint, size, "; a text stands in quotes");
}

static void add_wrong_type(const struct key *key, const config_setting_t *value, struct place place,
                           struct error *error)
{
    char found[KEY_WORDS_BYTES], hint[KEY_WORDS_BYTES];
    describe(value, found, sizeof found);
    suggest(key, value, hint, sizeof hint);
    key_add_fault(key, place, found, hint, error);
}

/* ["a", "b"] or ("a", "b"); an empty list is fine. */
static enum status store_list(const struct key *key, const config_setting_t *value,
                              struct place place, const struct filling *filling)
{
    const int type = config_setting_type(value), count = config_setting_length(value);
    if (type != CONFIG_TYPE_ARRAY && type != CONFIG_TYPE_LIST) {
        add_wrong_type(key, value, place, filling->error);
        return STATUS_OK;
    }
    const char **item = ARENA_ARRAY(filling->arena, const char *, count);
    if (item == NULL) return STATUS_NO_MEMORY;
    for (int i = 0; i < count; i++) {
        const config_setting_t *element = config_setting_get_elem(value, (unsigned)i);
        const char *text = config_setting_get_string(element);
        if (text == NULL || text[0] == '\0') {
            char found[KEY_WORDS_BYTES];
            describe(element, found, sizeof found);
            error_add(filling->error, "%s:%d: value %d of the list `%s` is %s, wanted a text%s",
                      place.path, place.line, i + 1, key->name, found,
                      text == NULL ? " in quotes" : " that is not empty");
            return STATUS_OK;
        }
        item[i] = arena_text(filling->arena, text, strlen(text));
        if (item[i] == NULL) return STATUS_NO_MEMORY;
    }
    *(struct text_list *)(void *)((char *)filling->target + key->offset) =
        (struct text_list){count, item};
    return STATUS_OK;
}

static enum status store_text(const struct key *key, const char *text, struct place place,
                              const struct filling *filling)
{
    if (text[0] != '\0')
        return key_store_text(key, text, place, filling->target, filling->arena, filling->error);
    if (key->required || key->type == KEY_CHOICE)
        key_add_fault(key, place, "empty", "", filling->error);
    else /* "" is a value, not an absent one */
        *(const char **)(void *)((char *)filling->target + key->offset) = "";
    return STATUS_OK;
}

static enum status store(const struct key *key, const config_setting_t *value, struct place place,
                         const struct filling *filling)
{
    const int type = config_setting_type(value);
    const bool is_integer = type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
    if (key->type == KEY_TEXT_LIST) return store_list(key, value, place, filling);
    if (type == CONFIG_TYPE_STRING && (key->type == KEY_TEXT || key->type == KEY_CHOICE))
        return store_text(key, config_setting_get_string(value), place, filling);
    if (type == CONFIG_TYPE_BOOL && key->type == KEY_BOOLEAN)
        *(bool *)((char *)filling->target + key->offset) = config_setting_get_bool(value) != 0;
    else if (is_integer && (key->type == KEY_REAL || key->type == KEY_INTEGER))
        key_store_number(key, (double)config_setting_get_int64(value), place, filling->target,
                         filling->error);
    else if (type == CONFIG_TYPE_FLOAT && key->type == KEY_REAL)
        key_store_number(key, config_setting_get_float(value), place, filling->target,
                         filling->error);
    else
        add_wrong_type(key, value, place, filling->error);
    return STATUS_OK;
}

/* One setting of the file itself: known, or a fault; stored unless a fault of it was said before.
 */
static enum status fill_setting(const struct setting *setting, const config_setting_t *root,
                                const struct filling *filling)
{
    const struct key *key = key_find(filling->keys, filling->n_key, setting->name);
    if (key == NULL) {
        const char *nearest = key_nearest(filling->keys, filling->n_key, setting->name);
        if (nearest != NULL)
            error_add(filling->error, "%s:%d: unknown key `%s`; did you mean `%s`?",
                      setting->place.path, setting->place.line, setting->name, nearest);
        else
            error_add(
                filling->error,
                "%s:%d: unknown key `%.80s`, wanted one that `corridor help` lists for this file",
                setting->place.path, setting->place.line, setting->name);
        return STATUS_OK;
    }
    if (filling->line_of_key != NULL && filling->line_of_key[key - filling->keys] == 0)
        filling->line_of_key[key - filling->keys] = setting->place.line;
    if (setting->faulty) return STATUS_OK;
    const config_setting_t *value = config_setting_get_member(root, setting->name);
    return value == NULL ? STATUS_INTERNAL : store(key, value, setting->place, filling);
}

static enum status fill(const struct settings *settings, const config_t *config,
                        const struct filling *filling)
{
    const config_setting_t *root = config_root_setting(config);
    for (int i = 0; i < settings->count; i++)
        if (settings->setting[i].parent == 0)
            TRY(fill_setting(&settings->setting[i], root, filling));
    return STATUS_OK;
}

static void add_missing(const char *path, const struct settings *settings,
                        const struct filling *filling)
{
    for (int k = 0; k < filling->n_key; k++) {
        const struct key *key = &filling->keys[k];
        bool found = !key->required;
        for (int i = 0; i < settings->count && !found; i++)
            found = settings->setting[i].parent == 0 &&
                    strcmp(settings->setting[i].name, key->name) == 0;
        if (found) continue;
        char help[KEY_WORDS_BYTES];
        snprintf(help, sizeof help, " (%s)", key->help);
        key_add_fault(key, (struct place){path, 1}, "missing", help, filling->error);
    }
}

/* Where the text that libconfig was given breaks: line n holds the n-th setting that is not faulty.
 */
static struct place place_of_line(const char *path, const struct settings *settings, int line)
{
    int count = 0;
    for (int i = 0; i < settings->count; i++)
        if (settings->setting[i].parent == 0 && !settings->setting[i].faulty && ++count == line)
            return settings->setting[i].place;
    return (struct place){path, 1};
}

enum status config_load(const char *path, const struct key *keys, int n_key, void *target,
                        int *line_of_key, struct arena *arena, struct error *error)
{
    const struct filling filling = {keys, n_key, target, line_of_key, arena, error};
    const int faults = error->count;
    struct settings settings;
    config_t config;
    keys_set_fallbacks(keys, n_key, target);
    if (line_of_key != NULL) memset(line_of_key, 0, sizeof *line_of_key * (size_t)n_key);
    TRY(settings_read(path, arena, &settings, error));
    config_init(&config);
    enum status status = STATUS_OK;
    if (config_read_string(&config, settings.text) != CONFIG_TRUE) {
        const struct place place = place_of_line(path, &settings, config_error_line(&config));
        error_add(error, "%s:%d: %s", place.path, place.line, config_error_text(&config));
    } else {
        status = fill(&settings, &config, &filling);
    }
    config_destroy(&config);
    if (status == STATUS_NO_MEMORY)
        return error_set(error, status, "%s: no memory for its values", path);
    if (status != STATUS_OK) return error_set(error, status, "%s: libconfig lost a setting", path);
    if (settings.complete) add_missing(path, &settings, &filling);
    return error->count > faults ? STATUS_BAD_INPUT : STATUS_OK;
}

const char *path_beside(const char *beside, const char *name, struct arena *arena)
{
    const char *slash = strrchr(beside, '/');
    const size_t folder = name[0] == '/' || slash == NULL ? 0 : (size_t)(slash - beside) + 1;
    const size_t length = strlen(name);
    char *path = arena_bytes(arena, folder + length + 1);
    if (path == NULL) return NULL;
    memcpy(path, beside, folder);
    memcpy(path + folder, name, length);
    return path;
}

void config_library(char *text, size_t size)
{
    snprintf(text, size, "libconfig %d.%d.%d", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR,
             LIBCONFIG_VER_REVISION);
}
