#include "network/left_out.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool share_a_sentence(const struct omission *a, const struct omission *b)
{
    return strcmp(a->one, b->one) == 0 && strcmp(a->which, b->which) == 0 &&
           strcmp(a->what, b->what) == 0;
}

/* Writes the sentence of all omissions like the first one; text NULL only measures. Returns its
 * length. */
static size_t tell(int n_omission, const struct omission *omission, int first, char *text,
                   size_t size)
{
    const struct omission *like = &omission[first];
    int count = 0;
    for (int i = first; i < n_omission; i++)
        count += share_a_sentence(&omission[i], like);
    int used = snprintf(text, size, "%d %s%s %s %s", count, count == 1 ? like->one : like->many,
                        like->which, count == 1 ? "is" : "are", like->what);
    const char *between = ": ";
    for (int i = first; i < n_omission; i++) {
        if (omission[i].id == NULL || !share_a_sentence(&omission[i], like)) continue;
        used += snprintf(text != NULL ? text + used : NULL, text != NULL ? size - (size_t)used : 0,
                         "%s%s", between, omission[i].id);
        between = ", ";
    }
    return (size_t)used;
}

enum status omissions_tell(int n_omission, const struct omission *omission, struct arena *arena,
                           struct text_list *sentences)
{
    const char **item = ARENA_ARRAY(arena, const char *, n_omission);
    int *first =
        ARENA_ARRAY(arena, int, n_omission); /* of each sentence, the omission it began with */
    if (item == NULL || first == NULL) return STATUS_NO_MEMORY;
    int n_sentence = 0;
    for (int i = 0; i < n_omission; i++) {
        int sentence = 0;
        while (sentence < n_sentence && !share_a_sentence(&omission[first[sentence]], &omission[i]))
            sentence++;
        if (sentence < n_sentence) continue;
        const size_t length = tell(n_omission, omission, i, NULL, 0);
        char *text = arena_bytes(arena, length + 1);
        if (text == NULL) return STATUS_NO_MEMORY;
        tell(n_omission, omission, i, text, length + 1);
        first[n_sentence] = i;
        item[n_sentence++] = text;
    }
    *sentences = (struct text_list){n_sentence, item};
    return STATUS_OK;
}
