#include "report/answer.h"

bool answer_exists(const struct result *result)
{
    return result->outcome == OUTCOME_OPTIMAL;
}

double answer_sum(const double *value, int n_hour, int n_thing, int thing)
{
    double sum = 0;
    for (int hour = 0; hour < n_hour; hour++)
        sum += value[(size_t)hour * n_thing + thing];
    return sum;
}
