/* The dispatch of each island by marginal cost alone: where no line is full it is the optimum, and
 * where lines are, the start. */
#include "study/opf_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sum of limits misses the demand by rounding: this much per MW of the sum is none. */
static const double rounding_share = 1e-11;

/* At a price, a column begins (quadratic), ends (quadratic) or goes from its lower to its upper
 * limit at once (linear). */
enum event_kind { EVENT_BEGIN, EVENT_JUMP, EVENT_END };
struct event {
    double price;
    int island, column;
    enum event_kind kind;
};

static int compare_events(const void *left, const void *right)
{
    const struct event *a = left, *b = right;
    if (a->island != b->island) return a->island < b->island ? -1 : 1;
    if (a->price != b->price) return a->price < b->price ? -1 : 1;
    if (a->column != b->column) return a->column < b->column ? -1 : 1;
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static bool is_free(const struct opf_problem *problem, int j)
{
    return problem->other_bus[j] < 0 && problem->upper_mw[j] > problem->lower_mw[j];
}

static int list_events(const struct opf_problem *problem, struct event *event)
{
    int n = 0;
    for (int j = 0; j < problem->n_column; j++) {
        const int island = problem->island[problem->bus[j]];
        const double c1 = problem->c1[j], c2 = problem->c2[j];
        if (!is_free(problem, j)) continue;
        if (c2 > 0) {
            event[n++] = (struct event){c1 + 2 * c2 * problem->lower_mw[j], island, j, EVENT_BEGIN};
            event[n++] = (struct event){c1 + 2 * c2 * problem->upper_mw[j], island, j, EVENT_END};
        } else {
            event[n++] = (struct event){c1, island, j, EVENT_JUMP};
        }
    }
    qsort(event, (size_t)n, sizeof *event, compare_events);
    return n;
}

/* Raises the price of one island through its events until missing_mw is met; what is left comes
 * back. */
static double climb(const struct opf_problem *problem, const struct event *event, int n,
                    double missing_mw, double *column_mw, double *price)
{
    double mw_per_price = 0; /* of the quadratic columns between their limits */
    for (int i = 0; i < n && missing_mw > 0; i++) {
        const int j = event[i].column;
        const double gained_mw = i > 0 ? mw_per_price * (event[i].price - event[i - 1].price) : 0;
        if (gained_mw >= missing_mw) {
            *price = event[i - 1].price + missing_mw / mw_per_price;
            return 0;
        }
        missing_mw -= gained_mw;
        *price = event[i].price;
        if (event[i].kind == EVENT_BEGIN) mw_per_price += 1 / (2 * problem->c2[j]);
        if (event[i].kind == EVENT_END) mw_per_price -= 1 / (2 * problem->c2[j]);
        if (event[i].kind == EVENT_JUMP) {
            const double width_mw = problem->upper_mw[j] - problem->lower_mw[j];
            const double taken_mw = fmin(width_mw, missing_mw);
            column_mw[j] += taken_mw;
            missing_mw -= taken_mw;
        }
    }
    return missing_mw;
}

static void settle_quadratic(const struct opf_problem *problem, const double *price,
                             double *column_mw)
{
    for (int j = 0; j < problem->n_column; j++) {
        if (!is_free(problem, j) || !(problem->c2[j] > 0)) continue;
        const double at = price[problem->island[problem->bus[j]]];
        const double mw = (at - problem->c1[j]) / (2 * problem->c2[j]);
        column_mw[j] = fmin(fmax(mw, problem->lower_mw[j]), problem->upper_mw[j]);
    }
}

enum status opf_merit_order(const struct opf_problem *problem, struct arena *scratch,
                            double *column_mw, double *price, struct error *error)
{
    struct event *event = ARENA_ARRAY(scratch, struct event, 2 * (size_t)problem->n_column);
    double *missing_mw = ARENA_ARRAY(scratch, double, problem->n_island);
    double *injection_mw = ARENA_ARRAY(scratch, double, problem->n_bus);
    if (!event || !missing_mw || !injection_mw)
        return error_set(error, STATUS_NO_MEMORY, "no memory for a merit order");
    for (int j = 0; j < problem->n_column; j++) /* converter lines: as little as they may */
        column_mw[j] = problem->other_bus[j] < 0
                           ? problem->lower_mw[j]
                           : fmin(fmax(0, problem->lower_mw[j]), problem->upper_mw[j]);
    opf_injection(problem, column_mw, injection_mw);
    for (int bus = 0; bus < problem->n_bus; bus++)
        missing_mw[problem->island[bus]] -= injection_mw[bus];
    const int n_event = list_events(problem, event);
    for (int island = 0; island < problem->n_island; island++)
        price[island] = 0;
    for (int first = 0, last; first < n_event; first = last) {
        const int island = event[first].island;
        for (last = first; last < n_event && event[last].island == island;)
            last++;
        price[island] = event[first].price;
        missing_mw[island] = climb(problem, event + first, last - first, missing_mw[island],
                                   column_mw, &price[island]);
    }
    settle_quadratic(problem, price, column_mw);
    return STATUS_OK;
}

/* ---- what no line can help --------------------------------------------------------------------
 */

struct reach { /* of an island: what its columns can bring in, and what it must bring in */
    double least_mw, most_mw, demand_mw, size_mw;
};

static void add_reach(struct reach *reach, double gain, double lower_mw, double upper_mw)
{
    const double a = gain * lower_mw, b = gain * upper_mw;
    reach->least_mw += fmin(a, b);
    reach->most_mw += fmax(a, b);
    reach->size_mw += fabs(a) + fabs(b);
}

enum status opf_island_fault(const struct opf_problem *problem, struct arena *arena,
                             const char **text, struct error *error)
{
    struct reach *reach = ARENA_ARRAY(arena, struct reach, problem->n_island);
    if (reach == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for islands");
    *text = NULL;
    for (int bus = 0; bus < problem->n_bus; bus++) {
        reach[problem->island[bus]].demand_mw += problem->demand_mw[bus];
        reach[problem->island[bus]].size_mw += fabs(problem->demand_mw[bus]);
    }
    for (int j = 0; j < problem->n_column; j++) {
        add_reach(&reach[problem->island[problem->bus[j]]], problem->gain[j], problem->lower_mw[j],
                  problem->upper_mw[j]);
        if (problem->other_bus[j] >= 0)
            add_reach(&reach[problem->island[problem->other_bus[j]]], problem->other_gain[j],
                      problem->lower_mw[j], problem->upper_mw[j]);
    }
    for (int island = 0; island < problem->n_island; island++) {
        const struct reach *r = &reach[island];
        const double slack_mw = rounding_share * r->size_mw;
        const int bus = problem->grid->bus_number[problem->reference[island]];
        char line[256];
        if (r->demand_mw > r->most_mw + slack_mw)
            snprintf(line, sizeof line,
                     "the island of bus %d needs %.3f MW, its generators give at most %.3f MW", bus,
                     r->demand_mw, r->most_mw);
        else if (r->demand_mw < r->least_mw - slack_mw)
            snprintf(line, sizeof line,
                     "the island of bus %d takes %.3f MW, its generators give at least %.3f MW",
                     bus, r->demand_mw, r->least_mw);
        else
            continue;
        *text = arena_text(arena, line, strlen(line));
        return *text != NULL ? STATUS_OK
                             : error_set(error, STATUS_NO_MEMORY, "no memory for a sentence");
    }
    return STATUS_OK;
}
