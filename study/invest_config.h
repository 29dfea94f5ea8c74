/* The study file of `corridor invest`: which link, in which dispatch, under which assumptions. */
#ifndef STUDY_INVEST_CONFIG_H
#define STUDY_INVEST_CONFIG_H

#include "base/arena.h"
#include "base/keys.h"
#include "base/status.h"
#include "network/network.h"
#include "study/dispatch.h"

enum capex_basis {
    CAPEX_LINK, /* capex of the row of the link / its capacity */
    CAPEX_ITEMS /* stations and kilometres, from the assumptions */
};

struct invest_config {
    const char *path;       /* of the study file */
    const int *line_of_key; /* [n_invest_key]: where each was set, 0 when absent; or NULL */
    const char *question;
    const char *dispatch; /* study file of the operation */
    struct text_list assumptions;
    const char *link;           /* whose capacity is asked for */
    struct text_list others;    /* links of projects that may or may not be there */
    double most_mw;             /* of the value curve */
    int points, points_most;    /* of the value curve, at least and at most */
    bool joint;                 /* also the best capacities of link and others together */
    double gap_share;           /* of the envelope, of the largest value */
    struct text_list module_mw; /* sizes that can be bought */
    double budget_musd;         /* an amount that is named; NAN: none */
    const char *size;           /* optimum, budget or MW: what is appraised */
    const char *region;         /* of the assumptions */
    int capex_basis;            /* enum capex_basis */
    const char *station_item, *cable_item, *land_item, *circuit_item, *circuit_region;
    const char *station_om_item, *cable_om_item;
    const char *wacc_item, *wacc_region;
    const char *life_item, *construction_item, *growth_item;
    struct text_list capex_share; /* of each year of construction */
    int price_year;
    /* availability */
    const char *failure_item, *repair_item, *station_item_availability;
    double unit_mw; /* one cable system; NAN: the capacity of the row of the link */
    /* finance */
    const char *gearing_item, *debt_rate_item, *tenor_item, *dscr_item, *tax_item;
    const char *repair_cost_item, *inflation_item, *equity_item, *target_item;
    /* risk */
    int weather_years;
    struct text_list drivers; /* names of driver_NAME items */
    int samples, samples_most;
    double error_share; /* of the mean of the benefits, at which sampling stops */
    int risk_seed, spot_checks;
    struct text_list correlations; /* pairs of drivers and a number */
    /* packages of links instead of each other */
    struct text_list packages, absent;
    bool package_outages, most_export;
    struct text_list border_links; /* into the EU */
    const char *can_claim, *cannot_claim;
    int threads;
};
extern const struct key invest_keys[];
extern const int n_invest_key;

/* Reads the study file (paths stay as written; they are seen from the folder of the file). */
MUST_CHECK enum status invest_config_read(const char *path, struct arena *arena,
                                          struct invest_config *config, struct error *error);

/* What only the network can say: links that are there, named once, with a size that can be
 * appraised; all faults at once. */
enum { OTHERS_AT_MOST = 5 };
MUST_CHECK enum status invest_config_check(const struct invest_config *config,
                                           const struct dispatch_config *dispatch,
                                           const struct network *network, struct error *error);

/* The line where a setting stands, for sentences; 0 when it is absent. */
int invest_line_of(const struct invest_config *config, const char *key);

/* The numbers of a list of texts; faults name the setting. */
MUST_CHECK enum status invest_numbers(const struct invest_config *config, const char *key,
                                      const struct text_list *list, double low, double high,
                                      struct arena *arena, double **number, struct error *error);

#endif
