#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "study/flow_internal.h"

enum { WHY_BYTES = 2048 };

struct why {
    char text[WHY_BYTES];
    size_t length;
};

static void say(struct why *why, const char *format, ...) PRINTF_LIKE(2, 3);
static void say(struct why *why, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int added =
        vsnprintf(why->text + why->length, WHY_BYTES - why->length, format, arguments);
    va_end(arguments);
    why->length += (size_t)(added > 0 ? added : 0);
    if (why->length >= WHY_BYTES) why->length = WHY_BYTES - 1;
}

static int number_of(const struct flow_result *result, int at)
{
    return result->grid->bus[result->flow.bus[at].source].number;
}

static void say_worst(struct why *why, const struct flow_result *result)
{
    const struct acflow *ac = &result->ac;
    const double base = result->flow.base_mva;
    for (int i = 0; i < ac->n_worst; i++)
        say(why, "bus %d is off by %.4g MW and %.4g MVAr\n", number_of(result, ac->worst_bus[i]),
            base * ac->worst_active_pu[i], base * ac->worst_reactive_pu[i]);
}

static void say_share(struct why *why, const struct flow_result *result)
{
    const struct acflow *ac = &result->ac;
    if (ac->weakest_bus < 0) {
        say(why, "even without any load and generation no state was found: look at the taps, the "
                 "charging and the voltages that are held\n");
        return;
    }
    say(why,
        "the grid carries at least %.1f %% of all loads and generation scaled alike; at that share "
        "the "
        "voltage of bus %d is lowest, %.3f p.u.\n",
        100 * ac->solved_share, number_of(result, ac->weakest_bus), ac->weakest_pu);
}

enum status flow_explain(struct flow_result *result, struct arena *arena, struct error *error)
{
    struct why why = {.length = 0};
    say(&why, "Newton's method finds no state that balances all buses: neither from the start that "
              "was asked for, with shorter steps, from the angles of the DC flow, nor by raising "
              "all injections from 0\n");
    say_worst(&why, result);
    say_share(&why, result);
    if (result->settings.ac.reactive_limits)
        say(&why, "the reactive limits of the generators are kept; without them it may solve\n");
    if (why.length > 0) why.length--; /* the last line end */
    result->why = arena_text(arena, why.text, why.length);
    if (result->why == NULL)
        return error_set(error, STATUS_NO_MEMORY, "%s: no memory", result->grid->path);
    return STATUS_OK;
}
