/* Tables of contingencies as MATPOWER ships them with its ACTIVSg cases (contab_*.m): a matrix of
 * changes, of which only outages are understood. Any other change is refused with its line.
 *   source  MATPOWER User's Manual, section on apply_changes; file idx_ct.m */
#ifndef NETWORK_CONTINGENCY_TABLE_H
#define NETWORK_CONTINGENCY_TABLE_H

#include "network/matpower.h"

enum outage_kind { OUTAGE_BRANCH, OUTAGE_GENERATOR, OUTAGE_LINK /* never in a table */ };

struct outage {
    enum outage_kind kind;
    int position; /* of the branch or generator in the case */
    int line;
};

/* Outages that happen at once: outage[first] .. outage[first + count - 1]. */
struct contingency {
    int label;
    double probability_share; /* 0 where the table gives none */
    int first, count;
};

struct contingency_table {
    int n_contingency, n_outage;
    struct contingency *contingency;
    struct outage *outage;
};

/* Rows of one label that follow one another are one contingency.
 *   returns STATUS_BAD_INPUT  a fault, each with its line: no outage, no such branch or generator
 * in grid, a label that comes again; STATUS_IO the file cannot be read */
MUST_CHECK enum status contingency_table_read(const char *path, const struct matpower_case *grid,
                                              struct arena *arena, struct contingency_table *table,
                                              struct error *error);

#endif
