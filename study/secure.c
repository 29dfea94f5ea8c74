#include "study/secure.h"

#include "study/security.h"

#include <math.h>
#include <string.h>

enum { ADDED_AT_MOST = 60, LISTED = 2000 };

/* MW that a limit after an outage may be missed by: docs/model.md, eq. 199. */
#define MISSED_MW 0.01

enum status secure_begin(const struct dispatch_model *model, struct arena *arena,
                         struct secure *secure, struct error *error)
{
    const struct network *network = model->network;
    const int n = network->n_line;
    struct security_grid *grid = ARENA_ARRAY(arena, struct security_grid, 1);
    int *from = ARENA_ARRAY(arena, int, n), *to = ARENA_ARRAY(arena, int, n);
    double *b = ARENA_ARRAY(arena, double, n), *limit = ARENA_ARRAY(arena, double, n),
           *limit_back = ARENA_ARRAY(arena, double, n);
    *secure = (struct secure){.grid = grid, .room = 64};
    secure->pair = ARENA_ARRAY(arena, struct secure_pair, secure->room);
    if (!grid || !from || !to || !b || !limit || !limit_back || !secure->pair)
        return error_set(error, STATUS_NO_MEMORY, "no memory for the outages of %d lines", n);
    const double share = model->config->security_rating_share;
    for (int l = 0; l < n; l++) {
        from[l] = network->line[l].from_bus;
        to[l] = network->line[l].to_bus;
        b[l] = network->base_mva / network->line[l].reactance_pu;
        limit[l] = share * network->line[l].limit_mw;
        limit_back[l] = share * network->line[l].limit_back_mw;
    }
    *grid = (struct security_grid){.n_bus = network->n_bus,
                                   .n_branch = n,
                                   .from = from,
                                   .to = to,
                                   .mw_per_rad = b,
                                   .limit_mw = limit,
                                   .limit_back_mw = limit_back};
    return security_grid_prepare(grid, arena, error);
}

static void read_flows(const struct dispatch_model *model, const struct dispatch_map *map,
                       int n_step, const double *x, double *flow_mw)
{
    const int n = model->network->n_line;
    for (int step = 0; step < n_step; step++)
        for (int l = 0; l < n; l++) {
            double *mw = &flow_mw[(size_t)step * (size_t)n + (size_t)l];
            for (int k = 0; k < model->line_forward[l].n_segment; k++)
                *mw += x[map_column(map, step, map->line_forward[l] + k)];
            if (line_is_signed(model, l)) continue;
            for (int k = 0; k < model->line_back[l].n_segment; k++)
                *mw -= x[map_column(map, step, map->line_back[l] + k)];
        }
}

static bool is_known(const struct secure *secure, int line, int outage)
{
    for (int i = 0; i < secure->n_pair; i++)
        if (secure->pair[i].line == line && secure->pair[i].outage == outage) return true;
    return false;
}

static enum status add_pair(struct secure *secure, const struct contingency_table *table,
                            const struct security_overload *overload, struct arena *arena,
                            struct error *error)
{
    const struct security_grid *grid = secure->grid;
    struct arena scratch = {.counter = arena};
    double *factor = ARENA_ARRAY(&scratch, double, LDL_SIDES *(size_t)grid->n_branch);
    bool splits = true;
    enum status status = factor != NULL
                             ? security_factors(secure->grid, table, overload->contingency,
                                                &scratch, factor, &splits, error)
                             : error_set(error, STATUS_NO_MEMORY, "no memory for factors");
    if (status == STATUS_OK && secure->n_pair == secure->room) {
        struct secure_pair *more = ARENA_ARRAY(arena, struct secure_pair, 2 * (size_t)secure->room);
        if (more == NULL) {
            status = error_set(error, STATUS_NO_MEMORY, "no memory for more limits");
        } else {
            memcpy(more, secure->pair, sizeof *more * (size_t)secure->n_pair);
            secure->pair = more;
            secure->room *= 2;
        }
    }
    if (status == STATUS_OK && !splits)
        secure->pair[secure->n_pair++] =
            (struct secure_pair){.line = overload->branch,
                                 .outage = overload->contingency,
                                 .share = factor[(size_t)overload->branch * LDL_SIDES],
                                 .limit_mw = grid->limit_mw[overload->branch],
                                 .limit_back_mw = grid->limit_back_mw[overload->branch]};
    arena_free(&scratch);
    return status;
}

enum status secure_find(const struct dispatch_model *model, struct secure *secure,
                        const struct dispatch_map *map, int n_step, const double *x,
                        struct arena *arena, int *n_added, struct error *error)
{
    struct arena scratch = {.counter = arena};
    const int n = model->network->n_line;
    double *flow_mw = ARENA_ARRAY(&scratch, double, (size_t)n_step *(size_t)n);
    struct contingency_table table;
    struct security_result found;
    const struct security_settings settings = {.most_overloads = LISTED, .over_mw = MISSED_MW};
    *n_added = 0;
    enum status status = flow_mw != NULL
                             ? security_single_outages(secure->grid, &scratch, &table, error)
                             : error_set(error, STATUS_NO_MEMORY, "no memory for flows");
    if (status == STATUS_OK) {
        read_flows(model, map, n_step, x, flow_mw);
        const struct security_state state = {.n_snapshot = n_step, .flow_mw = flow_mw};
        status = security_screen(secure->grid, &state, &table, &settings, &scratch, &found, error);
    }
    for (int i = 0; status == STATUS_OK && i < found.n_overload && *n_added < ADDED_AT_MOST; i++) {
        const struct security_overload *overload = &found.overload[i];
        if (is_known(secure, overload->branch, overload->contingency)) continue;
        status = add_pair(secure, &table, overload, arena, error);
        ++*n_added;
    }
    arena_free(&scratch);
    return status;
}

void secure_add_rows(const struct dispatch_model *model, int step, struct lp *lp)
{
    for (int i = 0; i < model->secure.n_pair; i++)
        lp_add_row(lp, -model->secure.pair[i].limit_back_mw, model->secure.pair[i].limit_mw, step);
}

void secure_add_line(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int line, double sign, struct lp *lp)
{
    for (int i = 0; i < model->secure.n_pair; i++) {
        const struct secure_pair *pair = &model->secure.pair[i];
        const double share = pair->line == line ? 1 : pair->outage == line ? pair->share : 0;
        lp_add_entry(lp, map_row(map, step, map->secure + i), sign * share);
    }
}

int secure_entries(const struct dispatch_model *model)
{
    int n = 0;
    for (int i = 0; i < model->secure.n_pair; i++) {
        const int line = model->secure.pair[i].line, outage = model->secure.pair[i].outage;
        n += line_columns(model, line) + line_columns(model, outage);
    }
    return n;
}
