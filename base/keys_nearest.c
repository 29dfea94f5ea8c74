#include "base/keys.h"

#include "base/keys_internal.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static int lower(char c)
{
    return tolower((unsigned char)c);
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Insertions, removals, changes and swaps of neighbours between two names, letter case ignored
 * (optimal string alignment: Boytsov, ACM J. Experimental Algorithmics 16, 2011, section 2.2.1).
 * Both names are shorter than KEY_NAME_LIMIT. */
static int edit_distance(const char *a, int n_a, const char *b, int n_b)
{
    int rows[3][KEY_NAME_LIMIT + 1];
    int *before = rows[0], *last = rows[1], *now = rows[2];
    for (int j = 0; j <= n_b; j++)
        last[j] = j;
    for (int i = 1; i <= n_a; i++) {
        now[0] = i;
        for (int j = 1; j <= n_b; j++) {
            const int change = lower(a[i - 1]) != lower(b[j - 1]);
            now[j] = least(least(last[j] + 1, now[j - 1] + 1), last[j - 1] + change);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        int *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[n_b];
}

/* The nearest so far: `best` and its distance are replaced when `candidate` is nearer. */
static void take_nearer(const char *name, const char *candidate, const char **best, int *distance)
{
    const size_t n_name = strlen(name), n_candidate = strlen(candidate);
    if (n_name >= KEY_NAME_LIMIT || n_candidate >= KEY_NAME_LIMIT) return;
    const int found = edit_distance(name, (int)n_name, candidate, (int)n_candidate);
    if (found >= *distance) return;
    *distance = found;
    *best = candidate;
}

/* One more than the largest distance at which a name is still a likely misspelling. */
static int distance_limit(const char *name)
{
    const int third = (int)(strlen(name) / 3);
    return 1 + (third < 1 ? 1 : least(third, 3));
}

/* "x_ohm" for "x_ohm_per_km", "hours_h" for "hours": a name whose unit is missing or too much. */
static bool differs_by_unit(const char *name, const char *candidate)
{
    const size_t n_name = strlen(name), n_candidate = strlen(candidate);
    const bool is_shorter = n_name < n_candidate;
    const size_t n = is_shorter ? n_name : n_candidate;
    return n > 2 && n_name != n_candidate && memcmp(name, candidate, n) == 0 &&
           (is_shorter ? candidate : name)[n] == '_';
}

const char *nearest_name(const char *name, int n_name, const char *const *names)
{
    const char *best = NULL;
    int distance = distance_limit(name);
    for (int i = 0; i < n_name; i++)
        take_nearer(name, names[i], &best, &distance);
    for (int i = 0; i < n_name && best == NULL; i++)
        if (differs_by_unit(name, names[i])) best = names[i];
    return best;
}

const char *key_nearest(const struct key *keys, int n_key, const char *name)
{
    const char *best = NULL;
    int distance = distance_limit(name);
    for (int i = 0; i < n_key; i++)
        take_nearer(name, keys[i].name, &best, &distance);
    for (int i = 0; i < n_key && best == NULL; i++)
        if (differs_by_unit(name, keys[i].name)) best = keys[i].name;
    return best;
}
