/* What still holds when something trips: on one screen, as JSON, and as tables in a folder.
 * docs/results.md names every field. */
#ifndef REPORT_SECURITY_REPORT_H
#define REPORT_SECURITY_REPORT_H

#include "study/result.h"
#include "study/scopf.h"
#include "study/security.h"

#include <stdio.h>

/* A study whose limits hold after outages, and what it costs in each form; NAN: not asked for, or
 * no dispatch holds it. */
struct security_forms {
    const struct result *solved;
    double unsecured_usd, preventive_usd, corrective_usd;
};

/* A screening with the names of everything in it. */
struct security_report {
    const char *name, *base, *rating; /* of the case or study; "opf", ...; "normal", "emergency" */
    const struct security_grid *grid;
    const struct security_state *state;
    const struct contingency_table *table;
    const struct security_result *result;
    const char **contingency_name, **branch_name, **snapshot_name; /* [snapshot]: NULL for a case */
    int n_base_overload; /* branches over their limit before any outage, in any snapshot */
    const struct scopf_result *open,
        *secured;                          /* of a secured dispatch, without and with security */
    const struct scopf_result *preventive; /* beside a corrective one; NULL: none holds */
    const struct security_forms *forms;    /* of a secured study */
    double cpu_s;
};

/* The sentence that says what it means. */
void security_answer(const struct security_report *report, char *text, size_t size);

MUST_CHECK enum status security_report_json(FILE *stream, const struct security_report *report,
                                            struct error *error);
/* The same where there is no dispatch to screen: status is the outcome, answer says why. */
MUST_CHECK enum status security_report_no_dispatch(FILE *stream, const char *name,
                                                   enum outcome outcome, const char *why,
                                                   struct error *error);
void security_report_print(FILE *out, const struct security_report *report, bool colour);

/* security.csv (a row per contingency), security_overloads.csv (per contingency and branch) and,
 * of a study, security_hours.csv. The folder is made. */
MUST_CHECK enum status security_report_folder(const char *folder,
                                              const struct security_report *report,
                                              struct error *error);

#endif
