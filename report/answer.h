/* What the writers ask of a result before and while they write it. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "study/result.h"

#include <stdbool.h>

/* Has the result hours to show? Only a certified optimum has. What the checker does not confirm is
 * no answer: it has residuals and a reason, like an infeasible study or one that was stopped has a
 * reason. */
bool answer_exists(const struct result *result);

/* Sum over the hours of one thing of an hour-major array; MW summed over hours are MWh. */
double answer_sum(const double *value, int n_hour, int n_thing, int thing);

#endif
