/* What the writers ask of a result before and while they write it. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "study/result.h"

#include <stdbool.h>

/* Has the result hours to show? An optimum has, also one that the checker does not confirm; an
 * infeasible study, an unbounded one and one that was stopped by a limit have only a reason. */
bool answer_exists(const struct result *result);

/* Sum over the hours of one thing of an hour-major array; MW summed over hours are MWh. */
double answer_sum(const double *value, int n_hour, int n_thing, int thing);

#endif
