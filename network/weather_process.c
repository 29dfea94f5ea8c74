#include "network/weather_process.h"

#include "network/weather.h"
#include "network/weather_random.h"

#include <math.h>

enum { SPIN_UP_HOURS = 720 };

/* Printed correlations carry six digits and a clip of negative eigenvalues: this much is added to
 * the diagonal so that a matrix which is singular to that precision still has a factor. */
static const double diagonal_lift = 1e-9;

struct process_recursion process_recursion(struct process_pole pole)
{
    const double a = exp(-1.0 / pole.tau1_hour);
    const double b = pole.tau2_hour > 0 ? exp(-1.0 / pole.tau2_hour) : 0;
    return (struct process_recursion){
        .first = a + b,
        .second = -a * b,
        .variance = (1 + a * b) / ((1 - a * b) * (1 - a * a) * (1 - b * b)),
    };
}

static void draw_correlated(const struct process *process, struct stream *stream, double *normal,
                            double *innovation)
{
    const int n = process->n;
    for (int i = 0; i < n; i++)
        normal[i] = stream_normal(&stream[i]);
    for (int i = 0; i < n; i++) {
        innovation[i] = normal[i];
        if (process->factor == NULL) continue;
        innovation[i] = 0;
        for (int j = 0; j <= i; j++)
            innovation[i] += process->factor[i * n + j] * normal[j];
    }
}

static struct stream *start_streams(const struct process *process, struct arena *scratch)
{
    struct stream *stream = ARENA_ARRAY(scratch, struct stream, process->n);
    for (int i = 0; stream != NULL && i < process->n; i++)
        stream_start(&stream[i], process->seed, process->purpose, process->name[i]);
    return stream;
}

enum status process_run(const struct process *process, struct arena *scratch, double *value)
{
    const int n = process->n;
    struct stream *stream = start_streams(process, scratch);
    struct process_recursion *step = ARENA_ARRAY(scratch, struct process_recursion, n);
    double *work = ARENA_ARRAY(scratch, double, 4 * n);
    if (stream == NULL || step == NULL || work == NULL) return STATUS_NO_MEMORY;
    double *normal = work, *innovation = work + n, *last = work + 2 * n, *before = work + 3 * n;

    draw_correlated(process, stream, normal, innovation);
    for (int i = 0; i < n; i++) {
        step[i] = process_recursion(process->pole[i]);
        last[i] = before[i] = sqrt(step[i].variance) * innovation[i];
    }
    for (int hour = -SPIN_UP_HOURS; hour < HOURS_PER_YEAR; hour++) {
        draw_correlated(process, stream, normal, innovation);
        for (int i = 0; i < n; i++) {
            const double y = step[i].first * last[i] + step[i].second * before[i] + innovation[i];
            before[i] = last[i];
            last[i] = y;
            if (hour >= 0) value[i * HOURS_PER_YEAR + hour] = y / sqrt(step[i].variance);
        }
    }
    return STATUS_OK;
}

enum status process_draw_once(const struct process *process, struct arena *scratch, double *value)
{
    struct stream *stream = start_streams(process, scratch);
    double *normal = ARENA_ARRAY(scratch, double, process->n);
    if (stream == NULL || normal == NULL) return STATUS_NO_MEMORY;
    draw_correlated(process, stream, normal, value);
    return STATUS_OK;
}

int correlation_factor(int n, double *matrix)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++) {
            double rest = matrix[i * n + j] + (i == j ? diagonal_lift : 0);
            for (int k = 0; k < j; k++)
                rest -= matrix[i * n + k] * matrix[j * n + k];
            if (i == j && !(rest > 0)) return i;
            matrix[i * n + j] = i == j ? sqrt(rest) : rest / matrix[j * n + j];
        }
    return -1;
}
