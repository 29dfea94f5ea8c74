/* Shared by the sources of `corridor security`. */
#ifndef COMMAND_SECURITY_INTERNAL_H
#define COMMAND_SECURITY_INTERNAL_H

#include "report/security_report.h"

enum option_id {
    OPTION_BASE,
    OPTION_RATING,
    OPTION_CONTINGENCIES,
    OPTION_CONVENTION,
    OPTION_LEVELS,
    OPTION_DISPATCH,
    OPTION_RUN_BACK,
    OPTION_OVERLOAD_PRICE,
    OPTION_WRITE_MPS,
    OPTION_HOURS,
    OPTION_TOP,
    OPTION_OUTPUT,
    OPTION_JSON,
    OPTION_QUIET,
    OPTION_HELP,
    OPTIONS
};

struct command_line {
    const char *given[OPTIONS];
    const char *file;
    int top;
    int n_level; /* 0: the case as it is */
    double low_share, high_share;
    double run_back_mw, overload_usd_per_mwh;
};

/* Fills the report of the hours of a study. *outcome other than OPTIMAL: there is no dispatch, and
 * the error says why. */
MUST_CHECK enum status security_of_study(const struct command_line *line, struct arena *arena,
                                         struct security_report *report, enum outcome *outcome,
                                         struct error *error);

#endif
