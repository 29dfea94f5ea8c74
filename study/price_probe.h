/* What one MW more, and one MW less, at a bus in an hour would cost, and who would move: the
 * interval in which a price is not unique (docs/model.md, eqs. 148-150). */
#ifndef STUDY_PRICE_PROBE_H
#define STUDY_PRICE_PROBE_H

#include "study/dispatch_internal.h"
#include "study/price_explained.h"

/* Asks about one bus and hour while a study is solved: dispatch_watch carries it. */
struct price_probe {
    int bus, hour;
    bool taken;
    struct price_step more, less;
};

/* The hour of the probe lies in the horizon of a solved window. Movers are placed in arena. */
MUST_CHECK enum status price_probe_take(const struct dispatch_model *model,
                                        const struct horizon *horizon,
                                        const struct dispatch_map *map, const struct lp *lp,
                                        const struct lp_solution *solution, struct arena *arena,
                                        struct price_probe *probe, struct error *error);

#endif
