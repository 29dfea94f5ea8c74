#include "base/keys.h"

#include "base/keys_internal.h"
#include "base/text.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *value_place(const struct key *key, void *target)
{
    return (char *)target + key->offset;
}

static int choice_position(const char *choices, const char *text)
{
    struct key_choice choice[KEY_CHOICE_LIMIT];
    const int n_choice = key_choices(choices, choice);
    const int length = (int)strlen(text);
    for (int i = 0; i < n_choice; i++)
        if (choice[i].length == length && memcmp(choice[i].word, text, (size_t)length) == 0)
            return i;
    return -1;
}

/* ---- fallbacks ---- */

static void set_fallback(const struct key *key, void *target)
{
    void *value = value_place(key, target);
    const bool is_int = key->fallback >= INT_MIN && key->fallback <= INT_MAX; /* false for NAN */
    int position;
    switch (key->type) {
    case KEY_REAL:
        *(double *)value = key->fallback;
        break;
    case KEY_INTEGER:
        *(int *)value = is_int ? (int)key->fallback : 0;
        break;
    case KEY_BOOLEAN:
        *(bool *)value = is_int && key->fallback != 0;
        break;
    case KEY_TEXT:
        *(const char **)value = key->fallback_text != NULL ? key->fallback_text : "";
        break;
    case KEY_CHOICE:
        position =
            key->fallback_text != NULL ? choice_position(key->choices, key->fallback_text) : 0;
        *(int *)value = position < 0 ? 0 : position;
        break;
    case KEY_TEXT_LIST:
        *(struct text_list *)value = (struct text_list){0, NULL};
        break;
    }
}

void keys_set_fallbacks(const struct key *keys, int n_key, void *target)
{
    for (int i = 0; i < n_key; i++)
        set_fallback(&keys[i], target);
}

void key_add_fault(const struct key *key, struct place place, const char *found, const char *hint,
                   struct error *error)
{
    char wanted[KEY_WORDS_BYTES];
    key_wanted(key, wanted, sizeof wanted);
    error_add(error, "%s:%d: `%s` is %s, wanted %s%s", place.path, place.line, key->name, found,
              wanted, hint);
}

/* ---- numbers ---- */

void key_store_number(const struct key *key, double number, struct place place, void *target,
                      struct error *error)
{
    const bool any = key->low == 0 && key->high == 0;
    char found[KEY_WORDS_BYTES], range[KEY_WORDS_BYTES], hint[KEY_WORDS_BYTES] = "";
    snprintf(found, sizeof found, "%.15g", number);
    if (key->type != KEY_REAL && key->type != KEY_INTEGER) {
        key_add_fault(key, place, found, "", error);
        return;
    }
    if (!isfinite(number)) {
        key_add_fault(key, place, found, "", error);
        return;
    }
    if (!any && !(number >= key->low && number <= key->high)) {
        key_range(key, range, sizeof range);
        if (key_is_share(key) && key->high == 1 && number > 1 && number <= 100)
            snprintf(hint, sizeof hint, "; write %.15g for %.15g %%", number / 100, number);
        error_add(error, "%s:%d: `%s` is %s, wanted %s%s", place.path, place.line, key->name, found,
                  range, hint);
        return;
    }
    if (key->type == KEY_REAL) {
        *(double *)value_place(key, target) = number;
        return;
    }
    if (number != floor(number)) {
        key_add_fault(key, place, found, "", error);
        return;
    }
    if (number < INT_MIN || number > INT_MAX) {
        key_add_fault(key, place, found, "; an integer ends at 2147483647", error);
        return;
    }
    *(int *)value_place(key, target) = (int)number;
}

/* "1,5" or "1.234,5": how to write it instead. */
static void comma_hint(const char *text, char *hint, size_t size)
{
    const char *comma = strchr(text, ',');
    if (strpbrk(comma + 1, ".,") != NULL || strchr(text, '.') != NULL || strlen(comma + 1) == 3)
        snprintf(hint, size, "; a number has a decimal point and no thousands separators");
    else
        snprintf(hint, size, "; write %.*s.%s, with a decimal point", (int)(comma - text), text,
                 comma + 1);
}

/* "1e999": a number, but larger than a double can be. */
static bool is_beyond_numbers(const char *text)
{
    return text[strspn(text, "+-.0123456789eE")] == '\0' && isinf(strtod(text, NULL));
}

/* A hint for a text that was meant as a number, or "". */
static void number_hint(const struct key *key, const char *text, char *hint, size_t size)
{
    enum { LONGEST_NUMBER = 40 };
    char digits[LONGEST_NUMBER];
    double number;
    const size_t length = strspn(text, "+-0123456789.,");
    const char *rest = text + length + strspn(text + length, " ");
    hint[0] = '\0';
    if (is_beyond_numbers(text)) snprintf(hint, size, "; the largest number is 1.8e308");
    if (length == 0 || length >= sizeof digits || hint[0] != '\0') return;
    snprintf(digits, sizeof digits, "%.*s", (int)length, text);
    if (*rest == '\0' && strchr(digits, ',') != NULL)
        comma_hint(digits, hint, size);
    else if (!text_number(digits, &number))
        return;
    else if (strcmp(rest, "%") == 0 && key_is_share(key))
        snprintf(hint, size, "; write %.15g for %.15g %%", number / 100, number);
    else if (!isdigit((unsigned char)rest[0]))
        snprintf(hint, size, "; write %s alone, without a unit", digits);
}

static void store_number_text(const struct key *key, const char *text, struct place place,
                              void *target, struct error *error)
{
    char found[KEY_WORDS_BYTES], hint[KEY_WORDS_BYTES];
    double number;
    snprintf(found, sizeof found, "`%.80s`", text);
    if (!text_number(text, &number)) {
        number_hint(key, text, hint, sizeof hint);
        key_add_fault(key, place, found, hint, error);
    } else if (key->type == KEY_INTEGER && strpbrk(text, ".eE") != NULL) {
        hint[0] = '\0';
        if (number == floor(number) && fabs(number) <= INT_MAX)
            snprintf(hint, sizeof hint, "; write %.15g", number);
        key_add_fault(key, place, found, hint, error);
    } else {
        key_store_number(key, number, place, target, error);
    }
}

/* ---- words ---- */

static void store_boolean(const struct key *key, const char *text, struct place place, void *target,
                          struct error *error)
{
    static const char *const yes[] = {"yes", "true", "1"}, *const no[] = {"no", "false", "0"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, yes[i]) != 0 && strcmp(text, no[i]) != 0) continue;
        *(bool *)value_place(key, target) = strcmp(text, yes[i]) == 0;
        return;
    }
    char found[KEY_WORDS_BYTES];
    snprintf(found, sizeof found, "`%.80s`", text);
    error_add(error, "%s:%d: `%s` is %s, wanted yes or no (true, false, 1 and 0 are read too)",
              place.path, place.line, key->name, found);
}

static void store_choice(const struct key *key, const char *text, struct place place, void *target,
                         struct error *error)
{
    const int position = choice_position(key->choices, text);
    if (position >= 0) {
        *(int *)value_place(key, target) = position;
        return;
    }
    struct key_choice choice[KEY_CHOICE_LIMIT];
    char words[KEY_CHOICE_LIMIT][KEY_NAME_LIMIT], found[KEY_WORDS_BYTES],
        hint[KEY_WORDS_BYTES] = "";
    const char *names[KEY_CHOICE_LIMIT];
    const int n_choice = key_choices(key->choices, choice);
    for (int i = 0; i < n_choice; i++) {
        snprintf(words[i], KEY_NAME_LIMIT, "%.*s", choice[i].length, choice[i].word);
        names[i] = words[i];
    }
    const char *nearest = nearest_name(text, n_choice, names);
    if (nearest != NULL) snprintf(hint, sizeof hint, "; did you mean `%s`?", nearest);
    snprintf(found, sizeof found, "`%.80s`", text);
    key_add_fault(key, place, found, hint, error);
}

static enum status store_text_list(const struct key *key, const char *text, struct place place,
                                   void *target, struct arena *arena, struct error *error)
{
    int count = 1;
    for (const char *c = text; *c != '\0'; c++)
        count += *c == '|';
    const char **item = ARENA_ARRAY(arena, const char *, count);
    if (item == NULL) return STATUS_NO_MEMORY;
    const char *word = text;
    for (int i = 0; i < count; i++) {
        const char *end = word + strcspn(word, "|");
        const char *first = word, *last = end;
        text_trim(&first, &last);
        if (first == last) {
            error_add(error, "%s:%d: `%s` is `%.80s`, which has an empty word between its bars",
                      place.path, place.line, key->name, text);
            return STATUS_OK;
        }
        item[i] = arena_text(arena, first, (size_t)(last - first));
        if (item[i] == NULL) return STATUS_NO_MEMORY;
        word = end + (*end != '\0');
    }
    *(struct text_list *)value_place(key, target) = (struct text_list){count, item};
    return STATUS_OK;
}

static enum status store_copy(const struct key *key, const char *text, void *target,
                              struct arena *arena)
{
    const char *copy = arena_text(arena, text, strlen(text));
    if (copy == NULL) return STATUS_NO_MEMORY;
    *(const char **)value_place(key, target) = copy;
    return STATUS_OK;
}

enum status key_store_text(const struct key *key, const char *text, struct place place,
                           void *target, struct arena *arena, struct error *error)
{
    if (text[0] == '\0') {
        if (key->required)
            key_add_fault(key, place, "empty", "", error);
        else
            set_fallback(key, target);
        return STATUS_OK;
    }
    switch (key->type) {
    case KEY_REAL:
    case KEY_INTEGER:
        store_number_text(key, text, place, target, error);
        break;
    case KEY_BOOLEAN:
        store_boolean(key, text, place, target, error);
        break;
    case KEY_CHOICE:
        store_choice(key, text, place, target, error);
        break;
    case KEY_TEXT:
        return store_copy(key, text, target, arena);
    case KEY_TEXT_LIST:
        return store_text_list(key, text, place, target, arena, error);
    }
    return STATUS_OK;
}

const struct key *key_find(const struct key *keys, int n_key, const char *name)
{
    for (int i = 0; i < n_key; i++)
        if (strcmp(keys[i].name, name) == 0) return &keys[i];
    return NULL;
}
