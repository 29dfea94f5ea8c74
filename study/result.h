/* The answer of a dispatch study: plain arrays, hour-major ([hour][thing]), in MW, MWh, USD,
 * USD/MWh. The report room writes it and computes nothing. docs/results.md names every field. */
#ifndef STUDY_RESULT_H
#define STUDY_RESULT_H

#include "network/network.h"
#include "network/series.h"
#include "solver/certificate.h"
#include "solver/lp.h"

#include <math.h>

struct ac_check;

struct quantiles {                       /* over the hours of the study */
    double mean, p10, p50, p90, maximum; /* p10: the value that 10 % of the hours stay below */
};

struct line_total {
    double forward_mwh, back_mwh, loss_mwh, rent_usd; /* price difference x flow, summed */
    double utilisation_share;                         /* mean |flow| / limit of its direction */
    int hours_full;                                   /* within 0.1 % of a limit */
    double shadow_usd_per_mw;        /* cost saved per MW more of limit, summed over the hours */
    double phantom_mwh, phantom_usd; /* loss above the loss curve: docs/model.md, eq. 12 */
};

struct link_total { /* as line_total; MWh are measured where the power is sent */
    double forward_mwh, back_mwh, received_forward_mwh, received_back_mwh, loss_mwh, rent_usd;
    double utilisation_share;
    int hours_full;
    double shadow_usd_per_mw;
    double phantom_mwh,
        phantom_usd; /* both directions at once, or a lossy segment before a good one */
};

struct country_total {
    const char *country;
    double load_mwh, generation_mwh, curtailed_mwh, unserved_mwh;
    double storage_net_mwh; /* discharged less charged */
    double market_net_mwh;  /* sold by markets less bought by them */
    double co2_t, operating_cost_usd;
    double price_mean_usd_per_mwh; /* load-weighted; plain mean where there is no load */
    struct quantiles price;        /* of the hourly load-weighted (or plain) mean of its buses */
};

struct binding {      /* an element whose limit costs money, dearest first */
    const char *kind; /* "line" or "HVDC link" */
    const char *id;
    double shadow_usd, shadow_usd_per_mw; /* shadow price x limit; per MW */
    int hours_full;
};

struct setting { /* one key of the study file as it was used: a number (text NULL) or a text */
    const char *name, *unit, *text;
    double number; /* NAN: none */
};

struct identity { /* a sum that must close (docs/model.md, eqs. 50-54) */
    const char *name;
    double left, right;  /* the two sides */
    double relative_gap; /* |left - right| / max(1, |left|, |right|) */
    const char *unit;
};

/* A limit of a line after the outage of an element. */
struct secure_total {
    int line, hours;           /* hours in which it costs */
    const char *outage, *kind; /* its id; line, plant, store, market or link */
    double usd;                /* saved per MW more of it, over the study */
};

/* What a link has to move after an outage. */
struct secure_action {
    const char *outage;
    int link, hours;
    double most_mw;
};

/* How the dispatch was moved to vertices, where that was asked for: sums over the windows, which
 * hold the hours they look ahead. */
struct vertex_total {
    bool asked;
    int hours, hours_kept;             /* at a vertex; as the interior point left them */
    int between_before, between_after; /* quantities strictly between their limits */
    int pivots;                        /* of the simplex */
    const char
        *why; /* why hours are as they were, the reason of the last window with such; else "" */
};

struct result {
    const struct network *network;
    const struct series *series;
    const char *study_path, *study_name; /* name: file name without folder and ending */
    enum outcome outcome;
    const char
        *why; /* for outcomes other than optimal: what stands in the way, in words; "" otherwise */
    int n_hour;
    unsigned long long seed;

    /* [n_hour][...] */
    double *generator_mw;                          /* [n_generator] */
    double *load_mw, *shed_mw, *price_usd_per_mwh; /* [n_bus] */
    double
        *dumped_mw; /* [n_bus] arrives beyond the load: with losses as squares, at a price of 0 */
    int n_area;
    const char **area_name;                  /* [n_area] that outlive the loss of a link */
    double *reserve_up_mw, *reserve_down_mw; /* [n_hour][n_area] held against it */
    double *infeed_usd_per_mwh,
        *cut_usd_per_mwh;            /* saved per MW more that may be lost, in or out */
    double *line_mw, *line_loss_mw;  /* [n_line] mid-branch flow, loss (half charged at each end) */
    double *line_shadow_usd_per_mwh; /* [n_line] saved per MW of limit; >= 0 */
    double *line_marginal_loss;    /* [n_line] MW lost per MW more from -> to: signed as the flow */
    double *line_pull_usd_per_mwh; /* [n_line] what that MW costs beyond the prices of its ends */
    double *link_forward_mw,
        *link_back_mw; /* [n_link] sent from -> to and to -> from, each at its sender */
    double *link_forward_received_mw, *link_back_received_mw;
    double *link_loss_mw; /* [n_link] including the no-load loss */
    double *link_shadow_usd_per_mwh;
    double *storage_charge_mw, *storage_discharge_mw, *storage_spill_mw; /* [n_storage] */
    double *storage_start_mwh;                 /* [n_storage] before the first hour, no hours */
    double *storage_level_mwh;                 /* at the end of the hour */
    double *storage_value_usd_per_mwh;         /* of one MWh more in store */
    double *market_bought_mw, *market_sold_mw; /* [n_market] bought by, sold by the market */
    /* [n_bus] what the price consists of; NULL unless result_price_parts was asked */
    double *price_energy_usd_per_mwh, *price_loss_usd_per_mwh, *price_congestion_usd_per_mwh;
    double *export_mw; /* [n_hour] through the export interface, at export_terminal */

    const struct ac_check *ac_check; /* ac_check.h; NULL unless it was asked for */

    struct line_total *line;       /* [n_line] */
    struct link_total *link;       /* [n_link] */
    struct country_total *country; /* [n_country] */
    int n_country;
    struct binding *binding; /* [n_binding] */
    int n_binding;
    struct setting *setting; /* [n_setting] */
    int n_setting;
    struct identity *identity; /* [n_identity] */
    int n_identity;

    const char *export_mode, *export_terminal; /* words of the study file */
    const char *export_interface;
    double export_target_mw;
    double export_capacity_mw; /* at the terminal, every element of the interface at its limit */
    double export_mwh, export_short_mwh; /* short: below the target, summed over the hours */
    struct quantiles export_quantiles;
    int export_hours_at_target;

    double objective_usd; /* of the hours of the study, as the optimizer counts */
    double generation_cost_usd, storage_cost_usd, market_sales_usd, market_purchases_usd;
    double shedding_cost_usd, co2_cost_usd, tie_break_cost_usd, export_penalty_usd;
    double reserve_cost_usd;
    double security_rent_usd; /* of limits after outages */
    double unsecured_usd;     /* the cost without them; NAN where it is not known */
    const char *secure_form;  /* preventive or corrective; NULL: neither */
    int n_secure, secure_rounds;
    struct secure_total *secure; /* [n_secure] largest worth first */
    int n_action;
    struct secure_action *action; /* [n_action] most MW first */
    double end_short_mwh,
        end_short_usd;      /* below the levels asked for at the end, at the value of lost load */
    double column_cost_usd; /* the same from the optimizer's columns: an identity compares them */
    double congestion_rent_usd; /* AC lines: shadow price x flow at the limit */
    double
        loss_surplus_usd; /* AC lines: what marginal pricing of losses collects above their cost */
    double curtailed_mwh, unserved_mwh, co2_t;
    double dumped_mwh; /* of dumped_mw */
    int dumped_hours;  /* with any of it */
    double line_loss_mwh, link_loss_mwh;
    double phantom_usd, phantom_share; /* share: of the objective */
    int market_hours_floored;          /* market-hours whose price was raised to the floor */

    struct vertex_total vertex;
    double horizon_bound_usd;       /* no dispatch of all hours costs less; NAN: not known */
    struct certificate certificate; /* worst of the windows, each measure by itself */
    const char *method;
    int windows, iterations, threads;
    double cpu_s, wall_s, peak_mb; /* go to run.log and the `solve` object of --json only */
    const char *machine_facts;     /* libraries, BLAS, threads: for run.log */
};

/* What a dispatch of all hours could save at most, as a share of the cost; NAN: not known. */
static inline double result_horizon_gap(const struct result *result)
{
    const double gap_usd = fmax(0, result->column_cost_usd - result->horizon_bound_usd);
    const double cost_usd = fabs(result->column_cost_usd);
    return isnan(result->horizon_bound_usd) ? NAN : gap_usd / (cost_usd > 1 ? cost_usd : 1);
}

#endif
