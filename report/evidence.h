/* Where the data of a network come from: the source keys of all its rows, and how sure the rows
 * are. */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include "base/arena.h"
#include "base/status.h"
#include "network/network.h"

struct evidence {
    int n_source;
    struct evidence_source {
        const char *key;            /* of SOURCES.md */
        int rows;                   /* that name it */
    } * source;                     /* [n_source], sorted by key */
    int reported, derived, assumed; /* rows by confidence */
};

MUST_CHECK enum status evidence_gather(const struct network *network, struct arena *arena,
                                       struct evidence *evidence, struct error *error);

#endif
