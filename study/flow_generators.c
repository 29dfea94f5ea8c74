#include <math.h>

#include "study/flow_internal.h"

/* What the generators of one bus share: the balance by weight, reactive power by range. */
struct bus_sums {
    double extra_pu;                /* of the balance, to be added to what the file says */
    double participation, capacity; /* of all generators here */
    int count, first;
    double reactive_mvar; /* made here; NAN when the file says how much */
    double min_mvar, range_mvar;
    bool is_bounded; /* every range is finite */
};

static bool is_running(const struct flow_result *result, int i)
{
    const struct matpower_generator *generator = &result->grid->generator[i];
    return generator->in_service && result->flow.bus_of[generator->bus] >= 0;
}

static double participation_of(const struct matpower_generator *generator)
{
    return generator->participation > 0 ? generator->participation : 0;
}

static double capacity_of(const struct matpower_generator *generator)
{
    return isfinite(generator->max_mw) && generator->max_mw > 0 ? generator->max_mw : 0;
}

static void sum_buses(const struct flow_state *state, const struct flow_result *result,
                      struct bus_sums *sums)
{
    const struct flow_grid *flow = &result->flow;
    for (int at = 0; at < flow->n_bus; at++) {
        const struct flow_bus *bus = &flow->bus[at];
        const bool is_free = bus->kind != FLOW_PQ && state->reactive_pu != NULL;
        sums[at] = (struct bus_sums){.first = -1, .reactive_mvar = NAN, .is_bounded = true};
        if (is_free)
            sums[at].reactive_mvar =
                (state->reactive_pu[at] - bus->fixed_reactive_pu) * flow->base_mva;
    }
    for (int s = 0; s < flow->n_slack; s++)
        for (int i = flow->share_start[s]; i < flow->share_start[s + 1]; i++)
            sums[flow->share_bus[i]].extra_pu += flow->share[i] * state->balance_pu[s];
    for (int i = 0; i < result->grid->n_generator; i++) {
        const struct matpower_generator *generator = &result->grid->generator[i];
        if (!is_running(result, i)) continue;
        struct bus_sums *sum = &sums[flow->bus_of[generator->bus]];
        if (sum->count++ == 0) sum->first = i;
        sum->participation += participation_of(generator);
        sum->capacity += capacity_of(generator);
        sum->min_mvar += generator->min_mvar;
        sum->range_mvar += generator->max_mvar - generator->min_mvar;
        sum->is_bounded &= isfinite(generator->max_mvar) && isfinite(generator->min_mvar);
    }
}

/* Every generator stands at the same share of its range, as in MATPOWER; where a range has no
 * end, all give the same. */
static double reactive_of(const struct matpower_generator *generator, const struct bus_sums *sum)
{
    if (isnan(sum->reactive_mvar)) return generator->output_mvar;
    if (sum->count == 1) return sum->reactive_mvar;
    if (!sum->is_bounded || !(sum->range_mvar > 0)) return sum->reactive_mvar / sum->count;
    const double share = (sum->reactive_mvar - sum->min_mvar) / sum->range_mvar;
    return generator->min_mvar + share * (generator->max_mvar - generator->min_mvar);
}

/* The part of the balance of its bus that a generator takes: by participation, by capacity where
 * none is given; of a slack bus that stands alone the first generator takes all, as in MATPOWER. */
static double share_of(const struct flow_result *result, int i, const struct bus_sums *sum)
{
    const struct matpower_generator *generator = &result->grid->generator[i];
    if (result->settings.balance == FLOW_BALANCE_SLACK) return i == sum->first;
    if (sum->participation > 0) return participation_of(generator) / sum->participation;
    if (sum->capacity > 0) return capacity_of(generator) / sum->capacity;
    return i == sum->first;
}

enum status flow_read_generators(const struct flow_state *state, struct arena *arena,
                                 struct flow_result *result, struct error *error)
{
    const struct matpower_case *grid = result->grid;
    struct bus_sums *sums = ARENA_ARRAY(arena, struct bus_sums, result->flow.n_bus);
    result->generator_mw = ARENA_ARRAY(arena, double, grid->n_generator);
    result->generator_mvar = ARENA_ARRAY(arena, double, grid->n_generator);
    if (!sums || !result->generator_mw || !result->generator_mvar)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory for the generators", grid->path);
    sum_buses(state, result, sums);
    for (int i = 0; i < grid->n_generator; i++) {
        const struct matpower_generator *generator = &grid->generator[i];
        result->generator_mw[i] = result->generator_mvar[i] = NAN;
        if (!is_running(result, i)) continue;
        const struct bus_sums *sum = &sums[result->flow.bus_of[generator->bus]];
        result->generator_mw[i] =
            generator->output_mw + grid->base_mva * share_of(result, i, sum) * sum->extra_pu;
        result->totals.generation_mw += result->generator_mw[i];
        if (state->dc != NULL) continue;
        result->generator_mvar[i] = reactive_of(generator, sum);
        result->totals.generation_mvar += result->generator_mvar[i];
    }
    return STATUS_OK;
}
