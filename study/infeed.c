#include "study/infeed.h"

#include "base/keys.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROOM = 64 };

/* ---- frequency --------------------------------------------------------------------------------
 */

double frequency_rocof_hz_per_s(const struct frequency *f, double lost_mw)
{
    return lost_mw * f->frequency_hz / (2 * f->inertia_mws);
}

double frequency_steady_hz(const struct frequency *f, double lost_mw)
{
    return lost_mw / (f->damping_mw_per_hz + f->droop_mw_per_hz);
}

double frequency_energy(const struct frequency *f)
{
    return 2 * f->inertia_mws * (f->frequency_hz - f->dead_band_hz - f->least_hz);
}

double frequency_energy_above(const struct frequency *f)
{
    if (isnan(f->most_hz)) return INFINITY;
    return 2 * f->inertia_mws * (f->most_hz - f->frequency_hz - f->dead_band_hz);
}

/* MW s that the fast response gives until the end of the inertia's window. */
static double fast_mws(const struct frequency *f)
{
    return f->fast_mw * fmax(0, f->inertia_s - f->fast_s / 2);
}

double frequency_need(const struct frequency *f, double lost_mw)
{
    return f->frequency_hz * (lost_mw * f->inertia_s - fast_mws(f));
}

static double most_mw(const struct frequency *f, double energy)
{
    if (isnan(f->inertia_mws)) return INFINITY;
    double most = (energy / f->frequency_hz + fast_mws(f)) / f->inertia_s;
    if (!isnan(f->rocof_hz_per_s))
        most = fmin(most, 2 * f->inertia_mws * f->rocof_hz_per_s / f->frequency_hz);
    if (!isnan(f->steady_hz))
        most = fmin(most, (f->damping_mw_per_hz + f->droop_mw_per_hz) * f->steady_hz);
    return most;
}

double frequency_most_mw(const struct frequency *f)
{
    return most_mw(f, frequency_energy(f));
}

double frequency_most_taken_mw(const struct frequency *f)
{
    return most_mw(f, frequency_energy_above(f));
}

double frequency_droop_reserve_mw(const struct frequency *f, double lost_mw)
{
    if (isnan(f->inertia_mws)) return 0;
    const double window_s = f->droop_s - f->inertia_s;
    const double left_mws = lost_mw * f->droop_s - fast_mws(f) - f->fast_mw * window_s -
                            frequency_energy(f) / f->frequency_hz;
    return fmax(0, left_mws / (window_s / 2));
}

/* ---- settings ---------------------------------------------------------------------------------
 */

static const struct part {
    const char *name;
    size_t offset;
    double low, high, fallback;
} parts[] = {
    {"survives_share", offsetof(struct infeed_area, survives_share), 0, 1, 0},
    {"reserve_mw", offsetof(struct infeed_area, reserve_mw), 0, 1e5, 0},
    {"reserve_usd_per_mwh", offsetof(struct infeed_area, reserve_usd_per_mwh), 0, 1e4, 0},
    {"inertia_mws", offsetof(struct infeed_area, frequency.inertia_mws), 1, 1e8, NAN},
    {"frequency_hz", offsetof(struct infeed_area, frequency.frequency_hz), 50, 60, 50},
    {"least_hz", offsetof(struct infeed_area, frequency.least_hz), 45, 60, 49},
    {"most_hz", offsetof(struct infeed_area, frequency.most_hz), 50, 66, NAN},
    {"dead_band_hz", offsetof(struct infeed_area, frequency.dead_band_hz), 0, 1, 0.1},
    {"rocof_hz_per_s", offsetof(struct infeed_area, frequency.rocof_hz_per_s), 0.01, 10, NAN},
    {"inertia_s", offsetof(struct infeed_area, frequency.inertia_s), 0.1, 10, 1},
    {"droop_s", offsetof(struct infeed_area, frequency.droop_s), 0.2, 60, 6},
    {"fast_mw", offsetof(struct infeed_area, frequency.fast_mw), 0, 1e5, 0},
    {"fast_s", offsetof(struct infeed_area, frequency.fast_s), 0, 10, 0.3},
    {"damping_mw_per_hz", offsetof(struct infeed_area, frequency.damping_mw_per_hz), 0, 1e6, 0},
    {"droop_mw_per_hz", offsetof(struct infeed_area, frequency.droop_mw_per_hz), 0, 1e6, 0},
    {"steady_hz", offsetof(struct infeed_area, frequency.steady_hz), 0.01, 5, NAN},
};
enum { PARTS = sizeof parts / sizeof *parts };

static double *part_of(struct infeed_area *area, int i)
{
    return (double *)(void *)((char *)area + parts[i].offset);
}

static bool read_part(const char *word, struct infeed_area *area, bool *seen, char *fault,
                      size_t size)
{
    const char *equals = strchr(word, '=');
    const char *names[PARTS];
    char name[ROOM];
    double value;
    if (equals == NULL || (size_t)(equals - word) >= sizeof name) {
        snprintf(fault, size, "`%s`, wanted name=number", word);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - word), word);
    for (int i = 0; i < PARTS; i++) {
        names[i] = parts[i].name;
        if (strcmp(name, parts[i].name) != 0) continue;
        if (seen[i]) {
            snprintf(fault, size, "`%s` of `%s` is given twice, wanted once", name, area->place);
            return false;
        }
        seen[i] = true;
        if (text_number(equals + 1, &value) && value >= parts[i].low && value <= parts[i].high) {
            *part_of(area, i) = value;
            return true;
        }
        snprintf(fault, size, "%s of `%s`, wanted a number from %g to %g", name, equals + 1,
                 parts[i].low, parts[i].high);
        return false;
    }
    const char *nearest = nearest_name(name, PARTS, names);
    snprintf(fault, size, "`%s`%s%s%s", name, nearest != NULL ? "; did you mean `" : "",
             nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
    return false;
}

/* The last setting of the frequency that is another than when left out, NULL: none. */
static const char *frequency_part(struct infeed_area *area)
{
    const char *name = NULL;
    for (int i = 0; i < PARTS; i++) {
        const double value = *part_of(area, i);
        const bool left_out = isnan(parts[i].fallback) ? isnan(value) : value == parts[i].fallback;
        if (parts[i].offset >= offsetof(struct infeed_area, frequency) && !left_out)
            name = parts[i].name;
    }
    return name;
}

/* A limit that nothing looks at, or a response counted for more than it gives, would be taken for
 * safety. */
static bool frequency_is_sound(struct infeed_area *area, char *fault, size_t size)
{
    const struct frequency *f = &area->frequency;
    const char *given = frequency_part(area);
    if (isnan(f->inertia_mws) && given != NULL)
        snprintf(fault, size, "%s without inertia_mws, on which all of the frequency rests", given);
    else if (!(f->least_hz + f->dead_band_hz < f->frequency_hz))
        snprintf(fault, size, "least_hz of %g, wanted less than the frequency", f->least_hz);
    else if (!isnan(f->most_hz) && !(f->most_hz - f->dead_band_hz > f->frequency_hz))
        snprintf(fault, size, "most_hz of %g, wanted more than the frequency", f->most_hz);
    else if (!(f->inertia_s < f->droop_s))
        snprintf(fault, size, "droop_s of %g, wanted more than inertia_s", f->droop_s);
    else if (f->fast_mw > 0 && f->fast_s > 2 * f->inertia_s)
        snprintf(fault, size, "fast_s of %g, wanted at most twice inertia_s (eq. 193)", f->fast_s);
    else
        return true;
    return false;
}

bool infeed_read(const char *text, struct infeed_area *area, char *room, char *fault, size_t size)
{
    char word[2 * ROOM];
    bool seen[PARTS] = {false};
    *area = (struct infeed_area){.place = room};
    room[0] = '\0';
    for (int i = 0; i < PARTS; i++)
        *part_of(area, i) = parts[i].fallback;
    for (bool first = true; *text != '\0'; first = false) {
        text += strspn(text, " ");
        const size_t length = strcspn(text, " ");
        if (length == 0) break;
        if (length >= (first ? (size_t)ROOM : sizeof word)) {
            snprintf(fault, size, "a word of %zu letters", length);
            return false;
        }
        snprintf(first ? room : word, length + 1, "%s", text);
        text += length;
        if (!first && !read_part(word, area, seen, fault, size)) return false;
    }
    if (room[0] == '\0' || strchr(room, '=') != NULL) {
        snprintf(fault, size, "no place, wanted a country or zone first, as \"AZ reserve_mw=800\"");
        return false;
    }
    return frequency_is_sound(area, fault, size);
}
