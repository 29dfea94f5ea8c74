#include "study/secure.h"

#include "study/secure_internal.h"

#include <math.h>
#include <string.h>

enum { ROOM = 64 };

#define NO_SHARE 1e-9 /* MW on a line per MW that is lost */

static bool fill(int **array, int n, struct arena *arena)
{
    *array = ARENA_ARRAY(arena, int, n);
    for (int i = 0; *array != NULL && i < n; i++)
        (*array)[i] = -1;
    return *array != NULL;
}

static bool terms_new(struct secure_terms *terms, int n, struct arena *arena)
{
    *terms =
        (struct secure_terms){.room = ROOM, .term = ARENA_ARRAY(arena, struct secure_term, ROOM)};
    return terms->term != NULL && fill(&terms->newest, n, arena);
}

/* Where each element stands in the table of outages. */
static bool index_outages(struct secure *secure, struct arena *arena)
{
    const struct security_grid *grid = secure->grid;
    const int n[] = {grid->n_branch, grid->n_unit, grid->n_link};
    for (int kind = 0; kind < 3; kind++)
        if (!fill(&secure->contingency_of[kind], n[kind], arena)) return false;
    for (int i = 0; i < secure->table->n_contingency; i++) {
        const struct outage *outage = &secure->table->outage[i];
        secure->contingency_of[outage->kind][outage->position] = i;
    }
    return true;
}

enum status secure_begin(const struct dispatch_model *model, struct arena *arena,
                         struct secure *secure, struct error *error)
{
    const struct network *network = model->network;
    *secure = (struct secure){.grid = ARENA_ARRAY(arena, struct security_grid, 1),
                              .table = ARENA_ARRAY(arena, struct contingency_table, 1),
                              .room = ROOM,
                              .limit = ARENA_ARRAY(arena, struct secure_limit, ROOM)};
    if (!secure->grid || !secure->table || !secure->limit)
        return error_set(error, STATUS_NO_MEMORY, "no memory for limits after outages");
    TRY(secure_grid_make(network, model->config->security_rating_share, arena, secure->grid,
                         error));
    TRY(secure_outages(network, &model->config->security_outages, secure->grid, arena,
                       secure->table, error));
    const int n = secure->table->n_contingency;
    secure->moved_mw = ARENA_ARRAY(arena, double, (size_t)n *(size_t)network->n_link);
    secure->moved_steps = ARENA_ARRAY(arena, int, (size_t)n *(size_t)network->n_link);
    if (!secure->moved_mw || !secure->moved_steps ||
        !fill(&secure->limit_of_contingency, n, arena) ||
        !terms_new(&secure->of_line, network->n_line, arena) ||
        !terms_new(&secure->of_link, network->n_link, arena) || !index_outages(secure, arena))
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d outages", n);
    return STATUS_OK;
}

/* ---- limits -----------------------------------------------------------------------------------
 */

/* An array of n that has room for one more, twice as large where it was full; NULL: no memory. */
static void *grown(void *array, size_t size, int n, int *room, struct arena *arena)
{
    if (n < *room) return array;
    void *more = ARENA_ARRAY(arena, double, (2 * (size_t)*room * size + 7) / sizeof(double));
    if (more == NULL) return NULL;
    memcpy(more, array, (size_t)n * size);
    *room *= 2;
    return more;
}

static bool add_terms(struct secure_terms *terms, int limit, int n, const double *value,
                      struct arena *arena, int *n_term)
{
    *n_term = 0;
    for (int at = 0; value != NULL && at < n; at++) {
        if (value[at] == 0) continue;
        struct secure_term *term = grown(terms->term, sizeof *term, terms->n, &terms->room, arena);
        if (term == NULL) return false;
        terms->term = term;
        term[terms->n] = (struct secure_term){limit, at, value[at], terms->newest[at]};
        terms->newest[at] = terms->n++;
        ++*n_term;
    }
    return true;
}

enum status secure_add(struct secure *secure, const struct secure_limit *limit,
                       const double *line_value, const double *link_value, struct arena *arena,
                       struct error *error)
{
    const int new = secure->n_limit;
    struct secure_limit *all =
        grown(secure->limit, sizeof *all, secure->n_limit, &secure->room, arena);
    if (all != NULL) {
        secure->limit = all;
        all[new] = *limit;
        for (int end = 0; end < 2; end++) /* the rounding of factors is no entry */
            if (fabs(limit->share[end]) < NO_SHARE) all[new].share[end] = 0;
        all[new].next_of_contingency = secure->limit_of_contingency[limit->contingency];
    }
    if (all == NULL ||
        !add_terms(&secure->of_line, new, secure->grid->n_branch, line_value, arena,
                   &all[new].n_line_term) ||
        !add_terms(&secure->of_link, new, secure->grid->n_link, link_value, arena,
                   &all[new].n_link_term))
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d limits after outages", new);
    secure->limit_of_contingency[limit->contingency] = secure->n_limit++;
    return STATUS_OK;
}

/* ---- rows and entries -------------------------------------------------------------------------
 */

void secure_add_rows(const struct dispatch_model *model, int step, struct lp *lp)
{
    for (int i = 0; i < model->secure.n_limit; i++) {
        const struct secure_limit *limit = &model->secure.limit[i];
        lp_add_row(lp, limit->sleeps ? -INFINITY : limit->lower_mw,
                   limit->sleeps ? INFINITY : limit->upper_mw, step);
    }
}

void secure_rest(struct secure *secure, const struct dispatch_map *map, int n_step, int round,
                 const double *row_dual)
{
    enum { IDLE_ROUNDS = 2, LAST_ROUND = 15 };
    const double idle_usd_per_mwh = 1e-3; /* an interior point leaves some price on every row */
    for (int i = 0; i < map->n_secure && round < LAST_ROUND; i++) {
        struct secure_limit *limit = &secure->limit[i];
        double most = 0;
        for (int step = 0; step < n_step; step++)
            most = fmax(most, fabs(row_dual[map_row(map, step, map->secure + i)]));
        limit->idle_rounds = most < idle_usd_per_mwh ? limit->idle_rounds + 1 : 0;
        limit->sleeps = limit->sleeps || limit->idle_rounds >= IDLE_ROUNDS;
    }
}

static void add_entry(const struct secure *secure, int limit, int row, double value, struct lp *lp)
{
    if (!secure->limit[limit].sleeps) lp_add_entry(lp, row, value);
}

/* The newest limit after the outage of an element, -1: none. */
static int newest_after(const struct secure *secure, enum outage_kind kind, int position)
{
    const int contingency = secure->contingency_of[kind][position];
    return contingency < 0 ? -1 : secure->limit_of_contingency[contingency];
}

void secure_add_line(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int line, double sign, struct lp *lp)
{
    const struct secure *secure = &model->secure;
    if (secure->n_limit == 0) return;
    const struct secure_term *term = secure->of_line.term;
    for (int i = secure->of_line.newest[line]; i >= 0; i = term[i].next_here)
        add_entry(secure, term[i].limit, map_row(map, step, map->secure + term[i].limit),
                  sign * term[i].value, lp);
    for (int i = newest_after(secure, OUTAGE_BRANCH, line); i >= 0;
         i = secure->limit[i].next_of_contingency)
        add_entry(secure, i, map_row(map, step, map->secure + i), sign * secure->limit[i].share[0],
                  lp);
}

void secure_add_unit(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int unit, double sign, struct lp *lp)
{
    const struct secure *secure = &model->secure;
    if (secure->n_limit == 0) return;
    const double lost = secure_lost_share(model->network, model->config->security_unit_mw, unit);
    for (int i = newest_after(secure, OUTAGE_GENERATOR, unit); i >= 0;
         i = secure->limit[i].next_of_contingency)
        add_entry(secure, i, map_row(map, step, map->secure + i),
                  sign * lost * secure->limit[i].share[0], lp);
}

/* A link that is out took what was sent and gave what arrived. Squares stand where they make the
 * row convex; without them it is stricter (eq. 166). */
void secure_add_link(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     const struct secure_flow *flow, struct lp *lp)
{
    const struct secure *secure = &model->secure;
    if (secure->n_limit == 0) return;
    const struct secure_term *term = secure->of_link.term;
    for (int i = newest_after(secure, OUTAGE_LINK, flow->link); i >= 0;
         i = secure->limit[i].next_of_contingency) {
        const struct secure_limit *limit = &secure->limit[i];
        if (limit->sleeps) continue;
        const double sent = flow->forward ? limit->share[0] : -limit->share[1];
        const double arrived = flow->forward ? limit->share[1] : -limit->share[0];
        const double square = -arrived * flow->square;
        lp_add_curved_entry(lp, map_row(map, step, map->secure + i),
                            sent + arrived * flow->received, limit->side * square > 0 ? square : 0);
    }
    for (int i = secure->of_link.newest[flow->link]; i >= 0; i = term[i].next_here)
        add_entry(secure, term[i].limit, map_row(map, step, map->secure + term[i].limit),
                  (flow->forward ? 1 : -1) * term[i].value, lp);
}

static int link_columns(const struct dispatch_model *model, int link)
{
    return model->link_forward[link].n_segment + model->link_back[link].n_segment;
}

int secure_entries(const struct dispatch_model *model)
{
    const struct secure *secure = &model->secure;
    int n = 0;
    for (int i = 0; i < secure->n_limit; i++) {
        const struct outage *outage = &secure->table->outage[secure->limit[i].contingency];
        n += outage->kind == OUTAGE_BRANCH ? line_columns(model, outage->position)
             : outage->kind == OUTAGE_LINK ? link_columns(model, outage->position)
                                           : 2 + model->network->n_market_block;
    }
    for (int i = 0; i < secure->of_line.n; i++)
        n += line_columns(model, secure->of_line.term[i].at);
    for (int i = 0; i < secure->of_link.n; i++)
        n += link_columns(model, secure->of_link.term[i].at);
    return n;
}
