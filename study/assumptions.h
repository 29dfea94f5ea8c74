/* Numbers that no dispatch knows: costs of cables, returns, lives, growth. Each is a row of a table
 * in the columns of costs.csv, low, central and high, with its unit, price year, source and how
 * sure it is; a study only says which row it means. Whatever is taken is noted, so that a report
 * can trace every amount. */
#ifndef STUDY_ASSUMPTIONS_H
#define STUDY_ASSUMPTIONS_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"
#include "network/network.h"

enum level { LEVEL_LOW, LEVEL_CENTRAL, LEVEL_HIGH, LEVELS };

struct assumption {
    const char *item, *region;
    double low, central, high; /* NAN: not given */
    const char *unit, *price_basis;
    struct origin origin;
};

struct assumptions {
    int n_row, n_taken;
    struct assumption *row;          /* [n_row] of all tables, in their order */
    const struct assumption **taken; /* [n_taken] in the order of the first taking */
};

extern const struct key assumption_keys[];
extern const int n_assumption_key;

/* Reads tables one behind the other; all their faults are told at once. A later row with the item
 * and region of an earlier one takes its place. */
MUST_CHECK enum status assumptions_read(int n_path, const char *const *path, struct arena *arena,
                                        struct assumptions *assumptions, struct error *error);

/* The row of an item for a region; one without such a region for the region "all", "generic" or "".
 * NULL: there is none. Notes that it was taken. */
const struct assumption *assumptions_take(struct assumptions *assumptions, const char *item,
                                          const char *region);

/* As assumptions_take; where there is no row or its central value is empty, a fault that names the
 * nearest item is added to error, and *found is untouched. place: where the study asks for it. */
void assumptions_want(struct assumptions *assumptions, const char *item, const char *region,
                      const char *setting, struct place place, const struct assumption **found,
                      struct error *error);

/* Low and high where they are given, else central. */
double assumption_at(const struct assumption *assumption, enum level level);

#endif
