/* The dispatch study: the cheapest hour-by-hour operation of a network (docs/model.md). */
#ifndef STUDY_DISPATCH_H
#define STUDY_DISPATCH_H

#include "network/series.h"
#include "solver/lp_solve.h"
#include "study/result.h"

enum loss_method { LOSS_NONE, LOSS_SECANT, LOSS_TANGENT, LOSS_QUADRATIC };
enum limit_form { LIMIT_MID, LIMIT_SEND };
enum export_mode {
    EXPORT_ECONOMIC, /* prices decide */
    EXPORT_HARD,     /* at least the target in every hour, or infeasible */
    EXPORT_SOFT,     /* each MWh short of the target costs export_penalty_usd_per_mwh */
    EXPORT_MAXIMUM, /* first the most energy that can be exported, then the cheapest way to do it */
    EXPORT_GREEN    /* economic, and never more than the clean power produced in the same hour */
};
enum export_terminal { TERMINAL_SENDING, TERMINAL_RECEIVING };
enum security_choice { SECURITY_NONE, SECURITY_PREVENTIVE, SECURITY_CORRECTIVE };
enum horizon_choice { HORIZON_AUTOMATIC, HORIZON_WINDOWS, HORIZON_WHOLE };
enum storage_end { STORAGE_END_CYCLIC, STORAGE_END_FIXED, STORAGE_END_FREE };

struct dispatch_config {
    const char *path;       /* of the study file */
    const int *line_of_key; /* [n_dispatch_key]: where each was set, 0 when absent; or NULL */
    const char *network;    /* path of the network file, as written */
    int hours, first_hour, year;
    const char *start;
    int seed;
    struct text_list series;
    double value_of_lost_load_usd_per_mwh, fx_usd_per_eur, market_price_floor_usd_per_mwh;
    double co2_price_eur_per_t;
    struct text_list co2_price_countries; /* empty: all */
    double co2_budget_mt;                 /* NAN: none; of a full year, scaled to the hours */
    int export_mode, export_terminal, loss_method, limit_form, storage_end;
    const char *export_interface;
    double export_target_mw, export_penalty_usd_per_mwh;
    bool export_green; /* with any mode: never more export than clean power in the same hour */
    double loss_atol_mw, loss_rtol;
    int loss_segments; /* 0: as many as the error control asks */
    int hvdc_segments;
    bool hvdc_mutual_rows; /* forward and back of a link share its rating: docs/model.md, eq. 10 */
    double tie_break_usd_per_mwh;      /* on losses and link flows: docs/model.md, eq. 11 */
    bool price_parts;                  /* energy, loss and congestion of every price */
    bool vertex;                       /* of every hour: study/run_vertex.c */
    struct text_list loss_calibration; /* "kV:factor" of the losses of lines */
    struct text_list infeed;           /* areas that outlive the loss of a link: study/infeed.h */
    int security;                      /* enum security_choice */
    double security_rating_share, security_run_back_mw, security_unit_mw;
    double security_short_share;       /* before links have moved; NAN: any flow */
    struct text_list security_outages; /* kinds of elements that trip; empty: all */
    const char *ac_check;              /* "", "all", "chosen" or hours: study/ac_check.h */
    double ac_load_power_factor, ac_compensated_share;
    double ac_converter_mvar_share, ac_generator_mvar_share;
    int horizon; /* enum horizon_choice */
    int window_hours, lookahead_hours, guide_step_hours;
    int method;        /* enum lp_method */
    int factorization; /* enum lp_factorization: of the interior point */
    double time_limit_s;
    int threads;
};
extern const struct key dispatch_keys[];
extern const int n_dispatch_key;

/* Reads a study file into config (paths stay as written; they are seen from the file's folder). */
MUST_CHECK enum status dispatch_config_read(const char *path, struct arena *arena,
                                            struct dispatch_config *config, struct error *error);

/* The line where a setting stands, for sentences; 0 when it is absent or was set by hand. */
int dispatch_line_of(const struct dispatch_config *config, const char *key);

/* What follows from several settings: start gives year and first_hour; settings that contradict
 * each other are faults. dispatch_config_read calls it, and so does whoever changes a setting
 * later. */
MUST_CHECK enum status dispatch_config_complete(struct dispatch_config *config,
                                                struct error *error);

/* Settings that name what the network must have: the export interface, when it is set or a mode
 * needs it, and the countries that pay for CO2. dispatch_run calls it too. */
MUST_CHECK enum status dispatch_config_check(const struct dispatch_config *config,
                                             const struct network *network, struct arena *scratch,
                                             struct error *error);

/* The optimum of a study that another one, alike but for capacities, may start from: filled by a
 * run as one program, used by the next. */
struct dispatch_parent {
    double *x, *row_dual; /* [n_column], [n_row]; NULL before the first run */
    int n_column, n_row;
    struct arena *arena; /* where they are put */
    bool used;           /* the last run took it, and it was certified */
};

/* Everything that may be watched while a long study runs. */
struct dispatch_watch {
    void (*progress)(void *context, const char *step, int done, int total);
    void *context;
    const char *write_mps;          /* path for the (first) LP, or NULL */
    struct dispatch_parent *parent; /* see capacity_sweep.h, or NULL */
    struct price_probe *probe;      /* a price to be looked into (price_probe.h), or NULL */
};

/* Runs the study on a network and its series. result is filled in `arena`. The status says whether
 * the program worked; result->outcome what was found. */
MUST_CHECK enum status dispatch_run(const struct dispatch_config *config,
                                    const struct network *network, const struct series *series,
                                    const struct dispatch_watch *watch, struct arena *arena,
                                    struct result *result, struct error *error);

#endif
