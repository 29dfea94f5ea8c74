/* Why a window has no feasible point: the rows that would have to give way, in words. */
#include "study/secure.h"

#include "solver/lp_elastic.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { TEXT_BYTES = 2048, NAMED_LIMIT = 6 };
#define VIOLATION_MW 1e-4 /* smaller ones are the tolerance of the elastic LP */

struct telling {
    const struct dispatch_model *model;
    const struct horizon *horizon;
    const struct dispatch_map *map;
    const double *violation;
    char *text;
    size_t used;
};

static void say(struct telling *telling, const char *format, ...) PRINTF_LIKE(2, 3);

static void say(struct telling *telling, const char *format, ...)
{
    if (telling->used + 1 >= TEXT_BYTES) return;
    va_list arguments;
    va_start(arguments, format);
    const int length =
        vsnprintf(telling->text + telling->used, TEXT_BYTES - telling->used, format, arguments);
    va_end(arguments);
    if (length > 0) telling->used += (size_t)length;
    if (telling->used >= TEXT_BYTES) telling->used = TEXT_BYTES - 1;
}

static double missing(const struct telling *telling, int step, int offset)
{
    return telling->violation[map_row(telling->map, step, offset)];
}

static void tell_export(struct telling *telling)
{
    const int n_step = telling->horizon->n_step;
    double total = 0;
    int n = 0, named = 0;
    for (int step = 0; step < n_step; step++)
        if (missing(telling, step, telling->map->export_row) > VIOLATION_MW) {
            n++;
            total +=
                missing(telling, step, telling->map->export_row) * telling->horizon->step_hours;
        }
    if (n == 0) return;
    say(telling, "the export target of %.10g MW cannot be met in %d of %d hours, %.1f MWh in all:",
        telling->model->config->export_target_mw, n * telling->horizon->step_hours,
        n_step * telling->horizon->step_hours, total);
    for (int step = 0; step < n_step && named < NAMED_LIMIT; step++) {
        const double mw = missing(telling, step, telling->map->export_row);
        if (mw <= VIOLATION_MW) continue;
        char stamp[32];
        series_time_stamp(telling->model->series,
                          telling->horizon->first_hour + step * telling->horizon->step_hours,
                          stamp);
        say(telling, "%s %s %.1f MW short", named++ > 0 ? "," : "", stamp, mw);
    }
    if (n > named) say(telling, ", ...");
}

static void tell_balances(struct telling *telling)
{
    const struct network *network = telling->model->network;
    int named = 0;
    for (int step = 0; step < telling->horizon->n_step; step++)
        for (int bus = 0; bus < network->n_bus; bus++) {
            const double mw = missing(telling, step, telling->map->balance + bus);
            if (fabs(mw) <= VIOLATION_MW || named++ >= NAMED_LIMIT) continue;
            char stamp[32];
            series_time_stamp(telling->model->series,
                              telling->horizon->first_hour + step * telling->horizon->step_hours,
                              stamp);
            say(telling, "%sbus %s has %.1f MW too %s at %s", telling->used > 0 ? "; " : "",
                network->bus[bus].id, fabs(mw),
                mw > 0 ? "little" : "much (must-run power that nobody takes)", stamp);
        }
    if (named > NAMED_LIMIT) say(telling, "; and %d more", named - NAMED_LIMIT);
}

/* Of the limits after outages the one that misses most. */
static void tell_secure(struct telling *telling, int n_secure)
{
    const struct dispatch_map *map = telling->map;
    int worst_step = 0, worst = 0;
    double most = 0;
    for (int step = 0; step < telling->horizon->n_step; step++)
        for (int i = 0; i < map->n_secure; i++) {
            const double mw = fabs(missing(telling, step, map->secure + i));
            if (!(mw > most)) continue;
            most = mw;
            worst = i;
            worst_step = step;
        }
    char stamp[32];
    const char *line, *outage;
    secure_name(telling->model, worst, &line, &outage);
    series_time_stamp(telling->model->series, telling->horizon->first_hour + worst_step, stamp);
    say(telling,
        "%s%d limits after an outage cannot be kept, the worst by %.1f MW at %s: line %s after the "
        "outage of %s",
        telling->used > 0 ? "; " : "", n_secure, most, stamp, line, outage);
}

static void tell_others(struct telling *telling, int n_row)
{
    int n_storage = 0, n_ramp = 0, n_linking = 0, n_reserve = 0, n_secure = 0;
    for (int row = 0; row < n_row; row++) {
        if (fabs(telling->violation[row]) <= VIOLATION_MW) continue;
        const int offset = row % telling->map->rows_per_step;
        if (row >= telling->map->first_budget_row)
            n_linking++;
        else if (offset >= telling->map->generator_ramp)
            n_ramp++;
        else if (offset >= telling->map->storage)
            n_storage++;
        else if (offset >= telling->map->secure)
            n_secure++;
        else if (offset >= telling->map->headroom)
            n_reserve++;
    }
    if (n_secure > 0) tell_secure(telling, n_secure);
    if (n_reserve > 0)
        say(telling, "%s%d limits of what an area can lose (`infeed`) cannot be kept",
            telling->used > 0 ? "; " : "", n_reserve);
    if (n_storage > 0)
        say(telling, "%s%d storage levels cannot be kept", telling->used > 0 ? "; " : "",
            n_storage);
    if (n_ramp > 0)
        say(telling, "%s%d ramp limits are too tight", telling->used > 0 ? "; " : "", n_ramp);
    if (n_linking > 0)
        say(telling, "%s%d energy or CO2 budgets are too small", telling->used > 0 ? "; " : "",
            n_linking);
}

enum status dispatch_explain(const struct dispatch_model *model, const struct horizon *horizon,
                             const struct dispatch_map *map, const struct lp *lp,
                             struct arena *arena, const char **why, bool *proven,
                             struct error *error)
{
    struct elastic elastic = {0};
    double *weight = ARENA_ARRAY(arena, double, lp->n_row);
    char *text = ARENA_ARRAY(arena, char, TEXT_BYTES);
    if (weight == NULL || text == NULL)
        return error_set(error, STATUS_NO_MEMORY, "no memory to explain");
    for (int row = 0; row < lp->n_row; row++)
        weight[row] = 1000; /* what was asked for gives way first */
    for (int step = 0; step < horizon->n_step; step++) {
        weight[map_row(map, step, map->export_row)] = 1;
        /* Physics holds, as flows of 0 do: broken in per unit it would be the cheapest to break. */
        for (int offset = map->cycle; offset < map->export_row; offset++)
            weight[map_row(map, step, offset)] = INFINITY;
    }
    const struct lp_settings settings = {.threads = model->config->threads};
    TRY(lp_elastic(lp, weight, &settings, arena, &elastic, error));
    *why = text;
    *proven = elastic.outcome == OUTCOME_OPTIMAL && elastic.proven;
    struct telling telling = {model, horizon, map, elastic.violation, text, 0};
    if (elastic.outcome != OUTCOME_OPTIMAL) {
        say(&telling,
            "no operation satisfies all limits, and the search for the reason did not end");
        return STATUS_OK;
    }
    tell_export(&telling);
    tell_balances(&telling);
    tell_others(&telling, lp->n_row);
    if (telling.used == 0)
        say(&telling, "limits contradict each other by less than %g MW", VIOLATION_MW);
    return STATUS_OK;
}
