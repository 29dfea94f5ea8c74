/* A cable whose sums fit on a page: 1,000 of capital, 100 a year for 20 years, 7 a year to run. */
#ifndef TESTS_SMALL_INVEST_H
#define TESTS_SMALL_INVEST_H

#include "study/invest.h"
#include "tests/spec.h"

#include <math.h>

enum { DEMAND, CAPEX, WACC, GROWTH, DELAY, FAILURES, DRIVERS };

static double one_share[] = {1};
static double weather_usd[RISK_VIEWS][2] = {{100, 140}, {50, 30}};

struct small {
    struct invest_config config;
    struct invest invest;
    struct arena arena;
};

static inline enum status concave(void *context, int n, struct value_point *point,
                                  struct error *error)
{
    (void)context;
    (void)error;
    for (int i = 0; i < n; i++) { /* 60 for the first system of 100 MW, 40 for the second */
        const double mw = point[i].capacity_mw;
        point[i].cost_usd = point[i].lower_bound_usd = 1000 - fmin(0.6 * mw, 60 + 0.4 * (mw - 100));
        point[i].marginal_usd_per_mw = mw < 100 ? 0.6 : 0.4;
    }
    return STATUS_OK;
}

/* Nothing fails, money costs nothing, both weather years are as the first unless a test says so. */
static inline bool open_invest(struct small *small, double size_mw)
{
    static const double first_mw[] = {100};
    struct error error = {0};
    *small = (struct small){.config = {.risk_seed = 7}};
    struct invest *invest = &small->invest;
    invest->config = &small->config;
    invest->size_mw = size_mw;
    invest->year_factor = 1;
    invest->costs = (struct invest_costs){.life_years = 20,
                                          .construction_years = 1,
                                          .capex_share = one_share,
                                          .unit_mw = 100,
                                          .availability_share = {1, 1, 1}};
    invest->appraisal.capex_usd = 1000;
    invest->appraisal.om_usd_per_year = 5;
    invest->appraisal.repair_usd_per_year = 2;
    for (int view = 0; view < RISK_VIEWS; view++) {
        invest->appraisal.view[view].full_usd_per_year = weather_usd[view][0];
        invest->risk.weather_usd_per_year[view] = weather_usd[view];
        invest->risk.weather_mean_usd_per_year[view] = weather_usd[view][0];
    }
    invest->risk.n_weather = 1;
    for (int month = 0; month < 12; month++)
        invest->risk.month_share[month] = 1.0 / 12;
    const struct value_request request = {.most_mw = 400,
                                          .n_first = 1,
                                          .first_mw = first_mw,
                                          .points_at_least = 3,
                                          .points_at_most = 20,
                                          .gap_share = 1e-9,
                                          .solve = concave};
    return value_curve_compute(&request, &small->arena, &invest->curve, &error) == STATUS_OK;
}

static inline void add_drivers(struct invest_risk *risk)
{
    static const struct risk_driver drivers[DRIVERS] = {
        [DEMAND] = {.name = "demand",
                    .kind = RISK_DISPATCH,
                    .low = 0.9,
                    .central = 1,
                    .high = 1.2,
                    .benefit_usd_per_year = {{80, 100, 130}, {50, 50, 50}}},
        [CAPEX] = {.name = "capital cost", .kind = RISK_CAPEX, .low = 0.8, .central = 1, .high = 2},
        [WACC] = {.name = "WACC", .kind = RISK_WACC, .low = 0, .central = 0, .high = 0.1},
        [GROWTH] = {.name = "growth", .kind = RISK_GROWTH, .low = -0.01, .high = 0.01},
        [DELAY] = {.name = "delay", .kind = RISK_DELAY, .high = 3},
        [FAILURES] = {.name = "failures", .kind = RISK_FAILURES, .low = 0, .central = 1, .high = 3},
    };
    risk->n_driver = DRIVERS;
    memcpy(risk->driver, drivers, sizeof drivers);
}

#endif
