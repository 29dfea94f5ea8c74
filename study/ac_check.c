#include "study/ac_check.h"

#include "study/flow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHY_BYTES = 600, ITERATION_LIMIT = 20, DRAWN = 5 };

/* A calibration that asks for more is one of voltages, not of losses. */
static const double least_factor = 0.8, most_factor = 2;

/* A limit counts as broken when it is exceeded by more than the loss model may be off. */
static const double overload_share = 1.01;

static const char *const method_word[ACFLOW_METHODS] = {
    [ACFLOW_NEWTON] = "Newton",
    [ACFLOW_DAMPED] = "Newton, damped",
    [ACFLOW_RESTARTED] = "Newton, from the DC flow",
    [ACFLOW_CONTINUATION] = "continuation",
};

struct check {
    const struct dispatch_config *config;
    struct result *result;
    const struct network *network;
    struct ac_check *ac;
    struct arena *arena;
    double *error_share; /* [n_line] work */
};

/* ---- which hours ------------------------------------------------------------------------------
 */

enum measure { PEAK_LOAD, LEAST_LOAD, PEAK_EXPORT, FULLEST, MEASURES };

static double measure_hour(const struct check *check, enum measure measure, int hour)
{
    const struct result *result = check->result;
    const int n_bus = check->network->n_bus, n_line = check->network->n_line;
    double load_mw = 0, fullest = 0;
    for (int bus = 0; bus < n_bus; bus++)
        load_mw += result->load_mw[(size_t)hour * (size_t)n_bus + (size_t)bus];
    for (int l = 0; l < n_line; l++) {
        const double flow_mw = result->line_mw[(size_t)hour * (size_t)n_line + (size_t)l];
        const struct line *line = &check->network->line[l];
        fullest += fabs(flow_mw) / fmax(1, flow_mw < 0 ? line->limit_back_mw : line->limit_mw);
    }
    return measure == PEAK_LOAD     ? load_mw
           : measure == LEAST_LOAD  ? -load_mw
           : measure == PEAK_EXPORT ? result->export_mw[hour]
                                    : fullest;
}

/* The hours that say most, and five that are drawn by the seed of the study (eq. 162). */
static void choose_hours(const struct check *check, bool *chosen)
{
    const int n = check->result->n_hour;
    for (int measure = 0; measure < MEASURES; measure++) {
        int best = 0;
        for (int hour = 1; hour < n; hour++)
            if (measure_hour(check, measure, hour) > measure_hour(check, measure, best))
                best = hour;
        chosen[best] = true;
    }
    unsigned long long state = check->result->seed;
    for (int i = 0; i < DRAWN; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL; /* Knuth's MMIX */
        chosen[(state >> 33) % (unsigned long long)n] = true;
    }
}

enum status ac_check_hours(const struct dispatch_config *config, bool *chosen, struct error *error)
{
    const char *text = config->ac_check;
    const int n = config->hours;
    if (strcmp(text, "chosen") == 0) return STATUS_OK;
    const bool all = strcmp(text, "all") == 0;
    for (int hour = 0; hour < n && all && chosen != NULL; hour++)
        chosen[hour] = true;
    if (all) return STATUS_OK;
    for (const char *at = text; *at != '\0';) {
        char *end;
        const long hour = strtol(at, &end, 10);
        if (end == at || hour < 0 || hour >= n || (*end != ',' && *end != '\0'))
            return error_set(error, STATUS_BAD_INPUT,
                             "%s: `ac_check` is \"%s\", wanted all, chosen, or hours from 0 to %d "
                             "joined by commas",
                             config->path, text, n - 1);
        if (chosen != NULL) chosen[hour] = true;
        at = *end == ',' ? end + 1 : end;
    }
    return STATUS_OK;
}

/* ---- one hour ---------------------------------------------------------------------------------
 */

static int compare_numbers(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static struct ac_level *level_of(struct ac_check *ac, double nominal_kv)
{
    for (int i = 0; i < ac->n_level; i++)
        if (ac->level[i].nominal_kv == nominal_kv) return &ac->level[i];
    ac->level[ac->n_level] = (struct ac_level){.nominal_kv = nominal_kv};
    return &ac->level[ac->n_level++];
}

static void read_lines(const struct check *check, const struct flow_result *flow,
                       struct ac_hour *hour)
{
    const int n_line = check->network->n_line;
    int n = 0;
    hour->heaviest_line = -1;
    for (int l = 0; l < n_line; l++) {
        const struct line *line = &check->network->line[l];
        const size_t place = (size_t)hour->hour * (size_t)n_line + (size_t)l;
        if (!isfinite(flow->from_mw[l])) continue;
        const double middle_mw = (flow->from_mw[l] - flow->to_mw[l]) / 2;
        const double limit_mw = fmax(1, middle_mw < 0 ? line->limit_back_mw : line->limit_mw);
        const double most_mw = fmax(fabs(flow->from_mw[l]), fabs(flow->to_mw[l]));
        const double mva = isfinite(flow->loading_share[l]) ? flow->loading_share[l] : 0;
        const double loading = fmax(most_mw / limit_mw, mva);
        struct ac_level *level = level_of(check->ac, line->nominal_kv);
        check->error_share[n++] = fabs(middle_mw - check->result->line_mw[place]) / limit_mw;
        hour->loss_mw += flow->loss_mw[l];
        hour->dispatch_loss_mw += check->result->line_loss_mw[place];
        level->loss_mwh += flow->loss_mw[l];
        level->dispatch_loss_mwh += check->result->line_loss_mw[place];
        hour->n_overload += loading > overload_share;
        if (hour->heaviest_line >= 0 && loading <= hour->heaviest_share) continue;
        hour->heaviest_share = loading;
        hour->heaviest_line = l;
    }
    qsort(check->error_share, (size_t)n, sizeof *check->error_share, compare_numbers);
    if (n > 0) hour->flow_error_share = check->error_share[(int)(0.95 * (n - 1) + 0.5)];
}

static void read_buses(const struct check *check, const struct flow_result *flow,
                       struct ac_hour *hour)
{
    hour->lowest_bus = hour->highest_bus = -1;
    for (int bus = 0; bus < check->network->n_bus; bus++) {
        const double voltage_pu = flow->voltage_pu[bus];
        if (!isfinite(voltage_pu)) continue;
        hour->n_voltage += voltage_pu < AC_LOWEST_PU || voltage_pu > AC_HIGHEST_PU;
        hour->n_reactive_limit += flow->limit[bus] != ACFLOW_FREE;
        if (hour->lowest_bus < 0 || voltage_pu < hour->lowest_pu) {
            hour->lowest_bus = bus;
            hour->lowest_pu = voltage_pu;
        }
        if (hour->highest_bus >= 0 && voltage_pu <= hour->highest_pu) continue;
        hour->highest_bus = bus;
        hour->highest_pu = voltage_pu;
    }
    for (int s = 0; s < flow->flow.n_slack; s++)
        hour->balance_mw += flow->ac.balance_pu[s] * flow->flow.base_mva;
}

/* Why an hour does not pass, all reasons in one sentence. */
static const char *judge(const struct check *check, struct ac_hour *hour)
{
    const struct network *network = check->network;
    char text[WHY_BYTES] = "";
    size_t used = 0;
    if (hour->is_relaxed)
        used += (size_t)snprintf(text + used, WHY_BYTES - used,
                                 "solved only beyond the assumed reactive power, within which the "
                                 "grid carries %.1f %% of all injections; ",
                                 100 * hour->solved_share);
    const double loss_error = fabs(hour->loss_mw - hour->dispatch_loss_mw);
    if (loss_error > AC_LOSS_SHARE * fmax(1, hour->dispatch_loss_mw))
        used += (size_t)snprintf(text + used, WHY_BYTES - used,
                                 "losses are %.1f MW, %.1f in the dispatch; ", hour->loss_mw,
                                 hour->dispatch_loss_mw);
    if (hour->flow_error_share > AC_FLOW_SHARE)
        used += (size_t)snprintf(text + used, WHY_BYTES - used,
                                 "1 flow in 20 is off by more than %.1f %% of its limit; ",
                                 100 * hour->flow_error_share);
    if (fabs(hour->balance_mw) > AC_BALANCE_SHARE * hour->load_mw)
        used += (size_t)snprintf(text + used, WHY_BYTES - used, "plants must give %.1f MW more; ",
                                 hour->balance_mw);
    if (hour->n_voltage > 0)
        used += (size_t)snprintf(
            text + used, WHY_BYTES - used,
            "%d voltages outside %.1f to %.1f p.u., lowest %.3f at %s, highest %.3f at %s; ",
            hour->n_voltage, AC_LOWEST_PU, AC_HIGHEST_PU, hour->lowest_pu,
            network->bus[hour->lowest_bus].id, hour->highest_pu,
            network->bus[hour->highest_bus].id);
    if (hour->n_overload > 0)
        used += (size_t)snprintf(
            text + used, WHY_BYTES - used, "%d lines above their limit, most %s at %.1f %%; ",
            hour->n_overload, network->line[hour->heaviest_line].id, 100 * hour->heaviest_share);
    if (used >= WHY_BYTES) used = WHY_BYTES - 1;
    hour->passes = used == 0;
    return arena_text(check->arena, text, used >= 2 ? used - 2 : 0);
}

/* Where Newton's method finds no state: how much of everything the grid could carry, and the buses
 * where most is missing. */
static const char *tell_failure(const struct check *check, const struct flow_result *flow,
                                struct ac_hour *hour)
{
    const struct acflow *ac = &flow->ac;
    char text[WHY_BYTES];
    size_t used = (size_t)snprintf(
        text, WHY_BYTES, "no AC state was found; the grid carries %.1f %% of all injections",
        100 * ac->solved_share);
    for (int i = 0; i < ac->n_worst && used < WHY_BYTES; i++)
        used += (size_t)snprintf(text + used, WHY_BYTES - used, "%s %s (%.0f MW, %.0f MVAr)",
                                 i == 0 ? "; most is missing at" : ",",
                                 check->network->bus[flow->flow.bus[ac->worst_bus[i]].source].id,
                                 ac->worst_active_pu[i] * flow->flow.base_mva,
                                 ac->worst_reactive_pu[i] * flow->flow.base_mva);
    hour->solved_share = ac->solved_share;
    return arena_text(check->arena, text, strlen(text));
}

static enum status check_hour(const struct check *check, int which, struct ac_hour *hour,
                              struct arena *scratch, struct error *error)
{
    const int n_bus = check->network->n_bus;
    const struct flow_settings settings = {.balance = FLOW_BALANCE_SHARED,
                                           .ac = {.start = ACFLOW_START_DC,
                                                  .reactive_limits = true,
                                                  .iteration_limit = ITERATION_LIMIT}};
    struct flow_settings without = settings;
    struct matpower_case grid;
    struct flow_result flow;
    *hour = (struct ac_hour){.hour = which, .solved_share = 1};
    TRY(ac_case_of_hour(check->config, check->result, which, scratch, &grid, error));
    TRY(flow_run(&grid, &settings, scratch, &flow, error));
    if (!flow.is_solved) { /* is it the power, or only what is assumed of reactive power? */
        struct flow_result relaxed;
        without.ac.reactive_limits = false;
        TRY(flow_run(&grid, &without, scratch, &relaxed, error));
        hour->is_relaxed = relaxed.is_solved;
        hour->solved_share = flow.ac.solved_share;
        if (relaxed.is_solved) flow = relaxed;
    }
    hour->is_solved = flow.is_solved;
    hour->iterations = flow.iterations;
    hour->method = method_word[flow.ac.method];
    for (int bus = 0; bus < n_bus; bus++)
        hour->load_mw += check->result->load_mw[(size_t)which * (size_t)n_bus + (size_t)bus];
    if (flow.is_solved) {
        read_buses(check, &flow, hour);
        read_lines(check, &flow, hour);
    }
    hour->why = flow.is_solved ? judge(check, hour) : tell_failure(check, &flow, hour);
    return hour->why != NULL ? STATUS_OK
                             : error_set(error, STATUS_NO_MEMORY, "no memory to check hours");
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static int compare_levels(const void *left, const void *right)
{
    const struct ac_level *a = left, *b = right;
    return (a->nominal_kv < b->nominal_kv) - (a->nominal_kv > b->nominal_kv);
}

static void sum_up(struct ac_check *ac)
{
    for (int i = 0; i < ac->n_hour; i++) {
        ac->n_solved += ac->hour[i].is_solved;
        ac->n_relaxed += ac->hour[i].is_relaxed;
        ac->n_passed += ac->hour[i].passes;
        ac->loss_mwh += ac->hour[i].loss_mw;
        ac->dispatch_loss_mwh += ac->hour[i].dispatch_loss_mw;
    }
    for (int i = 0; i < ac->n_level; i++) {
        struct ac_level *level = &ac->level[i];
        const double factor =
            level->dispatch_loss_mwh > 0 ? level->loss_mwh / level->dispatch_loss_mwh : 1;
        level->factor = fmin(fmax(factor, least_factor), most_factor);
    }
    qsort(ac->level, (size_t)ac->n_level, sizeof *ac->level, compare_levels);
}

static enum status check_all(struct check *check, const bool *chosen, struct error *error)
{
    for (int hour = 0; hour < check->result->n_hour; hour++) {
        struct arena scratch = {.counter = check->arena};
        if (!chosen[hour]) continue;
        const enum status status =
            check_hour(check, hour, &check->ac->hour[check->ac->n_hour++], &scratch, error);
        arena_free(&scratch);
        TRY(status);
    }
    sum_up(check->ac);
    return STATUS_OK;
}

enum status result_ac_check(const struct dispatch_config *config, struct arena *arena,
                            struct result *result, struct error *error)
{
    const struct network *network = result->network;
    struct check check = {.config = config, .result = result, .network = network, .arena = arena};
    bool *chosen = ARENA_ARRAY(arena, bool, result->n_hour);
    int n = 0;
    check.ac = ARENA_ARRAY(arena, struct ac_check, 1);
    check.error_share = ARENA_ARRAY(arena, double, network->n_line);
    if (!chosen || !check.ac || !check.error_share)
        return error_set(error, STATUS_NO_MEMORY, "no memory to check hours");
    TRY(ac_check_hours(config, chosen, error));
    if (strcmp(config->ac_check, "chosen") == 0) choose_hours(&check, chosen);
    for (int hour = 0; hour < result->n_hour; hour++)
        n += chosen[hour];
    *check.ac = (struct ac_check){.hour = ARENA_ARRAY(arena, struct ac_hour, n),
                                  .level = ARENA_ARRAY(arena, struct ac_level, network->n_line),
                                  .load_power_factor = config->ac_load_power_factor,
                                  .compensated_share = config->ac_compensated_share,
                                  .converter_mvar_share = config->ac_converter_mvar_share,
                                  .generator_mvar_share = config->ac_generator_mvar_share};
    if (!check.ac->hour || !check.ac->level)
        return error_set(error, STATUS_NO_MEMORY, "no memory to check %d hours", n);
    TRY(check_all(&check, chosen, error));
    result->ac_check = check.ac;
    return STATUS_OK;
}
