/* What is kept of a dispatch in an investment study, and how it goes to a checkpoint and back. */
#ifndef STUDY_INVEST_KEEP_H
#define STUDY_INVEST_KEEP_H

#include "study/invest_runs.h"

/* Of everything that a dispatch of the study depends on: the bytes of all files and the settings.
 */
uint64_t invest_fingerprint(const struct invest_runs *runs);

/* Memory of a point of a case, in the arena of the runs. */
MUST_CHECK enum status invest_point_place(struct invest_runs *runs, const struct invest_case *of,
                                          struct invest_point *point);

/* Fills a point that has its place. Faults: no certified optimum, sums that do not close. */
MUST_CHECK enum status invest_keep(const struct invest_runs *runs, const struct invest_case *of,
                                   const struct result *result,
                                   const struct dispatch_config *config, bool is_reduced,
                                   struct arena *scratch, struct invest_point *point,
                                   struct error *error);

/* What a case is known by: it, and the key of the one before it in its chain (0: none), whose
 * optimum it began from; the same case after another one differs in its last digits. */
uint64_t invest_key(const struct invest_runs *runs, uint64_t before, const struct invest_case *of);

/* From and to the checkpoint. */
bool invest_recall(const struct invest_runs *runs, uint64_t key, struct invest_point *point);
MUST_CHECK enum status invest_remember(struct invest_runs *runs, uint64_t key,
                                       const struct invest_point *point, struct error *error);

#endif
