/* What the sources about keys share, with base/config.c. */
#ifndef BASE_KEYS_INTERNAL_H
#define BASE_KEYS_INTERNAL_H

#include "base/keys.h"

enum {
    KEY_CHOICE_LIMIT = 64, /* words of one choice that are looked at */
    KEY_NAME_LIMIT = 64    /* bytes of a name that is compared by edit distance, with its NUL */
};

struct key_choice {
    const char *word; /* not ended by NUL */
    int length;
};

/* Splits "economic|hard|soft"; returns how many there are, 0 for NULL. */
int key_choices(const char *choices, struct key_choice choice[KEY_CHOICE_LIMIT]);

/* Is its unit "share"? Then 60 was often meant as 60 %. */
bool key_is_share(const struct key *key);

/* Adds "path:line: `name` is FOUND, wanted WANTED<hint>". */
void key_add_fault(const struct key *key, struct place place, const char *found, const char *hint,
                   struct error *error);

#endif
