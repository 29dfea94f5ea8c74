/* The settings of a study as they were used, for the result: every key but those that may not
 * change an answer (threads, the limit of time). */
#include "study/dispatch_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *word_of_choice(const char *choices, int position, struct arena *arena)
{
    const char *begin = choices;
    for (int i = 0; i < position && begin != NULL; i++) {
        begin = strchr(begin, '|');
        if (begin != NULL) begin++;
    }
    if (begin == NULL) return "";
    return arena_text(arena, begin, strcspn(begin, "|"));
}

static const char *joined(const struct text_list *list, struct arena *arena)
{
    size_t length = 1;
    for (int i = 0; i < list->count; i++)
        length += strlen(list->item[i]) + 1;
    char *text = arena_bytes(arena, length);
    for (int i = 0; text != NULL && i < list->count; i++) {
        if (i > 0) strcat(text, "|");
        strcat(text, list->item[i]);
    }
    return text;
}

static bool fill(const struct key *key, const void *config, struct arena *arena,
                 struct setting *setting)
{
    const char *at = (const char *)config + key->offset;
    setting->name = key->name;
    setting->unit = key->unit != NULL ? key->unit : "";
    setting->number = NAN;
    setting->text = NULL;
    struct text_list list;
    int number;
    bool yes;
    switch (key->type) {
    case KEY_REAL:
        memcpy(&setting->number, at, sizeof setting->number);
        return true;
    case KEY_INTEGER:
        memcpy(&number, at, sizeof number);
        setting->number = number;
        return true;
    case KEY_BOOLEAN:
        memcpy(&yes, at, sizeof yes);
        setting->text = yes ? "yes" : "no";
        return true;
    case KEY_CHOICE:
        memcpy(&number, at, sizeof number);
        setting->text = word_of_choice(key->choices, number, arena);
        return setting->text != NULL;
    case KEY_TEXT:
        memcpy(&setting->text, at, sizeof setting->text);
        if (setting->text == NULL) setting->text = "";
        return true;
    case KEY_TEXT_LIST:
        memcpy(&list, at, sizeof list);
        setting->text = joined(&list, arena);
        return setting->text != NULL;
    }
    return true;
}

enum status result_settings(const struct dispatch_config *config, struct arena *arena,
                            struct result *result, struct error *error)
{
    result->setting = ARENA_ARRAY(arena, struct setting, n_dispatch_key);
    if (result->setting == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the settings");
    for (int k = 0; k < n_dispatch_key; k++) {
        const struct key *key = &dispatch_keys[k];
        if (strcmp(key->name, "threads") == 0 || strcmp(key->name, "time_limit_s") == 0) continue;
        if (!fill(key, config, arena, &result->setting[result->n_setting++]))
            return error_set(error, STATUS_NO_MEMORY, "no memory for the settings");
    }
    return STATUS_OK;
}
