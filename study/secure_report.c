/* What limits after outages were worth, and what links have to do (docs/model.md, eq. 169). */
#include "study/secure_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_worth(const void *left, const void *right)
{
    const struct secure_total *a = left, *b = right;
    if (a->usd != b->usd) return a->usd > b->usd ? -1 : 1;
    return a->line != b->line ? a->line - b->line : strcmp(a->outage, b->outage);
}

static int by_mw(const void *left, const void *right)
{
    const struct secure_action *a = left, *b = right;
    const double x = fabs(a->most_mw), y = fabs(b->most_mw);
    if (x != y) return x > y ? -1 : 1;
    return a->link != b->link ? a->link - b->link : strcmp(a->outage, b->outage);
}

static const char *outage_of(const struct dispatch_model *model, int contingency)
{
    return secure_outage_id(model->network, &model->secure.table->outage[contingency]);
}

/* Limits of the same line after the same outage are one: several steps may have asked for others.
 */
static void sum_limits(const struct dispatch_model *model, int *place, struct result *result)
{
    const struct secure *secure = &model->secure;
    for (int line = 0; line < model->network->n_line; line++) {
        for (int i = 0; i < secure->table->n_contingency; i++)
            place[i] = -1;
        for (int k = secure->of_line.newest[line]; k >= 0; k = secure->of_line.term[k].next_here) {
            const struct secure_limit *limit = &secure->limit[secure->of_line.term[k].limit];
            const struct outage *outage = &secure->table->outage[limit->contingency];
            if (place[limit->contingency] < 0) {
                place[limit->contingency] = result->n_secure;
                result->secure[result->n_secure++] =
                    (struct secure_total){.line = line,
                                          .outage = secure_outage_id(model->network, outage),
                                          .kind = secure_outage_kind(model->network, outage)};
            }
            struct secure_total *total = &result->secure[place[limit->contingency]];
            total->usd += limit->usd * fabs(secure->of_line.term[k].value);
            total->hours = limit->hours > total->hours ? limit->hours : total->hours;
        }
    }
    qsort(result->secure, (size_t)result->n_secure, sizeof *result->secure, by_worth);
}

static void list_actions(const struct dispatch_model *model, struct result *result)
{
    const int n_link = model->network->n_link;
    for (int i = 0; i < model->secure.table->n_contingency * n_link; i++)
        if (model->secure.moved_steps[i] > 0)
            result->action[result->n_action++] =
                (struct secure_action){.outage = outage_of(model, i / n_link),
                                       .link = i % n_link,
                                       .hours = model->secure.moved_steps[i],
                                       .most_mw = model->secure.moved_mw[i]};
    qsort(result->action, (size_t)result->n_action, sizeof *result->action, by_mw);
}

void secure_name(const struct dispatch_model *model, int limit, const char **line,
                 const char **outage)
{
    const struct secure_terms *terms = &model->secure.of_line;
    double most = 0;
    *line = "a line";
    *outage = outage_of(model, model->secure.limit[limit].contingency);
    for (int k = 0; k < terms->n; k++) {
        if (terms->term[k].limit != limit || !(fabs(terms->term[k].value) > most)) continue;
        most = fabs(terms->term[k].value);
        *line = model->network->line[terms->term[k].at].id;
    }
}

enum status secure_report(const struct dispatch_model *model, struct arena *arena,
                          struct result *result, struct error *error)
{
    const struct secure *secure = &model->secure;
    if (result->windows > 1 || secure->grid == NULL) result->unsecured_usd = NAN;
    if (secure->grid == NULL) return STATUS_OK;
    const int n = secure->table->n_contingency;
    const bool acts = model->config->security == SECURITY_CORRECTIVE;
    int *place = ARENA_ARRAY(arena, int, n);
    result->secure = ARENA_ARRAY(arena, struct secure_total, secure->of_line.n);
    result->action =
        ARENA_ARRAY(arena, struct secure_action, (size_t)n * (size_t)model->network->n_link);
    if (!place || !result->secure || !result->action)
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d limits after outages",
                         secure->n_limit);
    result->secure_form = acts ? "corrective" : "preventive";
    result->n_secure = result->n_action = 0;
    sum_limits(model, place, result);
    if (acts && result->windows == 1) list_actions(model, result);
    return STATUS_OK;
}
