#include "base/keys.h"

#include "base/keys_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool key_is_share(const struct key *key)
{
    return key->unit != NULL && strcmp(key->unit, "share") == 0;
}

int key_choices(const char *choices, struct key_choice choice[KEY_CHOICE_LIMIT])
{
    int count = 0;
    for (const char *word = choices; word != NULL && count < KEY_CHOICE_LIMIT; count++) {
        const char *bar = strchr(word, '|');
        choice[count].word = word;
        choice[count].length = (int)(bar != NULL ? (size_t)(bar - word) : strlen(word));
        word = bar != NULL ? bar + 1 : NULL;
    }
    return count;
}

void key_range(const struct key *key, char *words, size_t size)
{
    const bool any = key->low == 0 && key->high == 0;
    const bool has_unit = key->unit != NULL && key->unit[0] != '\0';
    const char *before = !has_unit ? "" : key_is_share(key) ? " (a " : " ";
    const char *unit = has_unit ? key->unit : "", *after = key_is_share(key) ? ")" : "";
    if (any || (isinf(key->low) && isinf(key->high)))
        snprintf(words, size, "any%s%s%s", before, unit, after);
    else if (isinf(key->high))
        snprintf(words, size, "%.15g%s%s%s or more", key->low, before, unit, after);
    else if (isinf(key->low))
        snprintf(words, size, "%.15g%s%s%s or less", key->high, before, unit, after);
    else
        snprintf(words, size, "%.15g to %.15g%s%s%s", key->low, key->high, before, unit, after);
}

void key_wanted(const struct key *key, char *words, size_t size)
{
    char range[KEY_WORDS_BYTES];
    struct key_choice choice[KEY_CHOICE_LIMIT];
    size_t used = 0;
    int n_choice;
    switch (key->type) {
    case KEY_REAL:
    case KEY_INTEGER:
        key_range(key, range, sizeof range);
        snprintf(words, size, "a %s%s%s", key->type == KEY_REAL ? "number" : "whole number",
                 strcmp(range, "any") == 0 ? "" : ": ", strcmp(range, "any") == 0 ? "" : range);
        break;
    case KEY_BOOLEAN:
        snprintf(words, size, "true or false");
        break;
    case KEY_TEXT:
        snprintf(words, size, "a text");
        break;
    case KEY_TEXT_LIST:
        snprintf(words, size, "a list of texts");
        break;
    case KEY_CHOICE:
        n_choice = key_choices(key->choices, choice);
        words[0] = '\0';
        for (int i = 0; i < n_choice && used < size; i++)
            used += (size_t)snprintf(words + used, size - used, "%s%.*s",
                                     i == 0             ? ""
                                     : i + 1 < n_choice ? ", "
                                                        : " or ",
                                     choice[i].length, choice[i].word);
        break;
    }
}
