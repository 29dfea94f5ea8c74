/* What the parts of the dispatch study share: the map of the LP (which column is what) and the
 * horizon that it covers. dispatch_build.c fills the map, dispatch_read.c uses it; no grid table
 * knows of it. */
#ifndef STUDY_DISPATCH_INTERNAL_H
#define STUDY_DISPATCH_INTERNAL_H

#include "network/islands.h"
#include "study/dispatch.h"
#include "study/infeed.h"
#include "study/loss_curve.h"

#include <math.h>

/* A stretch of the study as equal steps. */
struct horizon {
    int first_hour; /* in the series */
    int n_step;
    int step_hours; /* 1, or more in the guide run, which averages the series */
};

/* A limit that holds after an outage, in every step: its terms of lines and of links, and share
 * times what is lost, the flow of a line, the output of a unit, what a link takes and gives. One
 * line of factor 1 as it is; several once links have moved (eqs. 166-168, 198). */
struct secure_limit {
    int contingency; /* of secure.table */
    int side;        /* 1: at most upper, -1: at least lower, 0: both in one row */
    double share[2], lower_mw, upper_mw;
    int n_line_term, n_link_term;
    double usd; /* what its rows were worth in the hours that were read */
    int hours;
    bool of_flows;           /* of a line as it is, before links move; else a cut */
    int idle_rounds;         /* in which no step paid for it */
    bool sleeps;             /* its rows are free */
    int next_of_contingency; /* -1: the last */
};
struct secure_term {
    int limit, at; /* a line or a link */
    double value;
    int next_here; /* of the same line or link, -1: the last */
};
struct secure_terms {
    int n, room;
    struct secure_term *term;
    int *newest; /* [n_line] or [n_link], -1: none */
};
struct contingency_table;
struct security_grid;
struct secure {
    struct security_grid *grid; /* NULL: the study asks for none */
    struct contingency_table *table;
    int n_limit, room;
    struct secure_limit *limit;
    struct secure_terms of_line, of_link;
    int *limit_of_contingency; /* the newest, -1: none */
    int *contingency_of[3];    /* [n_line], [units], [n_link]: in the table, -1: it does not trip */
    double *moved_mw;          /* [contingencies][n_link] the most that a link had to move */
    int *moved_steps;
};

/* A link with one end in an area. */
struct infeed_incident {
    int area, link;
    bool forward_in; /* forward brings power into the area */
};

/* Loss curves and switching facts of a study; the same for every window. */
struct dispatch_model {
    const struct dispatch_config *config;
    const struct network *network;
    const struct series *series;
    struct cycles cycles;
    int *line_cycle_start, *line_cycle, *line_cycle_sign; /* the cycles that each line is part of */
    struct loss_curve *line_forward, *line_back;          /* [n_line] */
    struct loss_curve *link_forward, *link_back;          /* [n_link] */
    double *generator_cost_usd_per_mwh;                   /* [n_generator] with its CO2 price */
    bool *generator_ramps;  /* [n_generator] its ramp limit can bind */
    double *peak_inflow_mw; /* [n_storage] */
    bool *storage_spills;   /* [n_storage] has water to let past the turbine */
    bool exports, export_green;
    int *line_export,
        *link_export; /* [n_line], [n_link]: direction in the export interface, 0: not in it */
    int n_area, n_incident;
    struct infeed_area *area;         /* [n_area] that outlive the loss of a link */
    bool *in_area;                    /* [n_area][n_bus] */
    struct infeed_incident *incident; /* [n_incident] */
    struct secure secure;
    bool maximum_first;      /* building the first stage of EXPORT_MAXIMUM */
    double export_floor_mwh; /* second stage of EXPORT_MAXIMUM, NAN otherwise */
};

/* What a window takes over from the one before and what it is to leave behind. */
struct boundary {
    bool cyclic;                   /* the level after the last step is that before the first */
    const double *first_level_mwh; /* [n_storage] before the first step; unused when cyclic */
    const double *before_generator_mw,
        *before_link_mw;          /* power of the hour before, or NULL: no ramp row */
    const double *last_level_mwh; /* [n_storage] wanted after the last step, NAN: free; or NULL */
    const double *short_usd_per_mwh,
        *over_usd_per_mwh;           /* cost of a level below, worth of one above */
    const double *least_level_mwh;   /* [n_storage] a level below costs as unserved load, or NULL */
    const struct result *past;       /* committed hours: water on its way downstream; or NULL */
    const double *energy_budget_mwh; /* [n_generator] for this horizon, NAN: none */
    double co2_budget_t;             /* for this horizon, NAN: none */
};

/* Columns and rows of one step lie in one run; `first + step * per_step + offset`. */
struct dispatch_map {
    int columns_per_step, rows_per_step;
    /* column offsets in a step */
    int generator, shed, charge, discharge, spill, level, market, export_short;
    int reserve_up, reserve_down;                             /* [n_area] */
    int *line_forward, *line_back, *link_forward, *link_back; /* first segment of each */
    /* row offsets in a step */
    int balance, cycle, link_mutual, storage, generator_ramp, link_ramp, export_row, green_row;
    int headroom, footroom, incident; /* [n_area], [n_area], [n_incident][INFEED_ROWS] */
    int secure, n_secure;             /* limits after outages */
    int n_generator_ramp, n_link_ramp;
    /* after all steps */
    int first_budget_row, co2_row, floor_row, first_end_row; /* -1: none */
    int n_row, n_column;
};

/* Where the loss is a square, or none, one column carries the flow of both ways, from -back to
 * forward; line_back of the map is that column then. */
static inline bool line_is_signed(const struct dispatch_model *model, int line)
{
    const struct loss_curve *forward = &model->line_forward[line], *back = &model->line_back[line];
    return forward->n_segment == 1 && back->n_segment == 1 && forward->slope[0] == 0 &&
           back->slope[0] == 0 && forward->square == back->square;
}
static inline int line_columns(const struct dispatch_model *model, int line)
{
    return line_is_signed(model, line)
               ? 1
               : model->line_forward[line].n_segment + model->line_back[line].n_segment;
}

/* One item of loss_calibration; false when it is none. */
bool calibration_read(const char *text, double *nominal_kv, double *factor);

MUST_CHECK enum status dispatch_model_make(const struct dispatch_config *config,
                                           const struct network *network,
                                           const struct series *series, bool coarse,
                                           struct arena *arena, struct dispatch_model *model,
                                           struct error *error);

/* The LP of docs/model.md, eqs. 2-19, for a horizon between its boundaries. guess (may be NULL)
 * gets starting prices for the interior point, [n_row]. */
MUST_CHECK enum status dispatch_build(const struct dispatch_model *model,
                                      const struct horizon *horizon,
                                      const struct boundary *boundary, struct arena *arena,
                                      struct lp *lp, struct dispatch_map *map, double **guess,
                                      struct error *error);

/* Offsets of the columns and rows of a step (dispatch_place.c). */
MUST_CHECK enum status dispatch_place(const struct dispatch_model *model, struct arena *arena,
                                      struct dispatch_map *map, struct error *error);

/* Entries of one step, at most (dispatch_size.c). */
size_t dispatch_entries(const struct dispatch_model *model);

/* Of a line with a flow in a step: MW lost per MW more from -> to, and what that MW costs beyond
 * the prices of its ends (docs/model.md, eqs. 142, 147). Both are signed with from -> to. */
void line_price(const struct dispatch_model *model, const struct dispatch_map *map,
                const struct lp *lp, const double *row_dual, int step, int l, double flow_mw,
                double *marginal_loss, double *pull_usd_per_mwh);

static inline int map_column(const struct dispatch_map *map, int step, int offset)
{
    return step * map->columns_per_step + offset;
}
static inline int map_row(const struct dispatch_map *map, int step, int offset)
{
    return step * map->rows_per_step + offset;
}

/* Where the natural inflow is less than the environmental flow, so much of it must pass. Less than
 * all: a store that could hold nothing back would be no decision, and its water without a value. */
#define NATURAL_FLOW_SHARE 0.99

/* The environmental flow, or nearly the natural inflow where that is less: a store is never asked
 * for water that it may not have (docs/model.md, eq. 15). */
static inline double least_release_mw(const struct storage *storage, double inflow_mw)
{
    const double most = storage->discharge_mw * (1 - storage->forced_outage_share);
    const double natural = inflow_mw * storage->discharge_efficiency;
    return fmin(storage->min_discharge_share * most, NATURAL_FLOW_SHARE * natural);
}

/* Reserve of areas against the loss of a link (infeed_rows.c; docs/model.md, eqs. 190-197). */
enum {
    INFEED_LOSS,
    INFEED_CUT,
    INFEED_CAP,
    INFEED_DROOP,
    INFEED_CUT_CAP,
    INFEED_CUT_DROOP,
    INFEED_ROWS
};
MUST_CHECK enum status infeed_model(struct dispatch_model *model, struct arena *arena,
                                    struct error *error);
void infeed_add_rows(const struct dispatch_model *model, const struct horizon *horizon, int step,
                     struct lp *lp);
/* Entries of the newest column: a plant or a store at a bus; MW sent over a link. */
void infeed_add_unit(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int bus, struct lp *lp);
void infeed_add_link(const struct dispatch_model *model, const struct dispatch_map *map, int step,
                     int link, bool forward, double received, struct lp *lp);
void infeed_add_columns(const struct dispatch_model *model, const struct dispatch_map *map,
                        int step, double weight, struct lp *lp);
int infeed_entries(const struct dispatch_model *model); /* of a step, at most */

/* Means of the series over a step. */
double step_share(const struct dispatch_model *model, const struct horizon *horizon, int step,
                  int generator);
double step_load_mw(const struct dispatch_model *model, const struct horizon *horizon, int step,
                    int bus);
double step_inflow_mw(const struct dispatch_model *model, const struct horizon *horizon, int step,
                      int storage);
double step_market_usd_per_mwh(const struct dispatch_model *model, const struct horizon *horizon,
                               int step, int market);

/* Puts n_keep hours of a solved window into the result, from hour `first` of the result on. */
void dispatch_read(const struct dispatch_model *model, const struct horizon *horizon,
                   const struct dispatch_map *map, const struct lp *lp,
                   const struct lp_solution *solution, int n_keep, struct result *result);

/* Totals, identities and the order of binding elements, from the hourly arrays alone (totals.c). */
MUST_CHECK enum status result_allocate(const struct network *network, const struct series *series,
                                       const struct dispatch_config *config, struct arena *arena,
                                       struct result *result, struct error *error);
MUST_CHECK enum status result_totals(const struct dispatch_model *model, struct arena *arena,
                                     struct result *result, struct error *error);

/* What a market pays (MARKET_BUYS) or asks for a power at its price outside. */
double result_market_money(const struct network *network, int market, int side,
                           double price_usd_per_mwh, double mw);
void result_phantom(const struct dispatch_model *model, struct result *result);
MUST_CHECK enum status result_settings(const struct dispatch_config *config, struct arena *arena,
                                       struct result *result, struct error *error);
void result_add_identity(struct result *result, const char *name, const char *unit, double left,
                         double right);
void result_identities(const struct dispatch_model *model, struct result *result);

/* Names what stands in the way of an infeasible window, from the cheapest violation of its rows;
 * *proven: a certified bound says that they cannot all be met. */
MUST_CHECK enum status dispatch_explain(const struct dispatch_model *model,
                                        const struct horizon *horizon,
                                        const struct dispatch_map *map, const struct lp *lp,
                                        struct arena *arena, const char **why, bool *proven,
                                        struct error *error);

#endif
