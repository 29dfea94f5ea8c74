/* What a case leaves out, as sentences: "2 lines of status `option` are not in service: A-B, C-D".
 */
#ifndef NETWORK_LEFT_OUT_H
#define NETWORK_LEFT_OUT_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"

/* One row and why it is left out. Rows with equal words share a sentence. */
struct omission {
    const char *one, *many; /* "line", "lines" */
    const char *which;      /* " of status `option`", or "" */
    const char *what;       /* "not in service", after is or are */
    const char *id;         /* NULL: is counted, not named */
};

/* Sentences in the order in which their words first occur. */
MUST_CHECK enum status omissions_tell(int n_omission, const struct omission *omission,
                                      struct arena *arena, struct text_list *sentences);

#endif
