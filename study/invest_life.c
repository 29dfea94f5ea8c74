#include "study/invest_life.h"

#include "network/weather.h"
#include "study/driver.h"
#include "study/npv.h"
#include "study/outages.h"

#include <math.h>

enum { MONTHS = 12 };

/* A converter trips so often in a year; how long it is out follows from its unavailability. */
static const double STATION_TRIPS_PER_YEAR = 2;

/* Systems of one link have outages of their own: seeds far apart. */
static const unsigned long long SEED_STEP = 1000003;

static const int month_hours[MONTHS] = {744, 672, 744, 720, 744, 720, 744, 744, 720, 744, 720, 744};

/* ---- one set of values of all drivers ---- */

/* Straight lines through low, central and high. */
static double through_levels(const struct risk_driver *driver, const double usd[RISK_LEVELS],
                             double value)
{
    const bool below = value < driver->central;
    const double from = below ? driver->low : driver->central;
    const double to = below ? driver->central : driver->high;
    const double at = below ? usd[0] : usd[1], then = below ? usd[1] : usd[2];
    return to > from ? at + (then - at) * (value - from) / (to - from) : at;
}

struct invest_turn invest_turn_of(const struct invest *invest, int view, const double *value)
{
    const struct invest_costs *costs = &invest->costs;
    const struct invest_risk *risk = &invest->risk;
    struct invest_turn turn = {.wacc_share = costs->wacc_share[LEVEL_CENTRAL], .failure_factor = 1};
    double capex_factor = 1, usd = invest->appraisal.view[view].full_usd_per_year;
    const double central = usd;
    turn.terms.growth_share = costs->growth_share[LEVEL_CENTRAL];
    for (int d = 0; d < risk->n_driver; d++) {
        const struct risk_driver *driver = &risk->driver[d];
        if (driver->kind == RISK_DISPATCH)
            usd += through_levels(driver, driver->benefit_usd_per_year[view], value[d]) - central;
        if (driver->kind == RISK_CAPEX) capex_factor = value[d];
        if (driver->kind == RISK_WACC) turn.wacc_share = value[d];
        if (driver->kind == RISK_GROWTH) turn.terms.growth_share = value[d];
        if (driver->kind == RISK_DELAY) turn.terms.delay_years = (int)lround(value[d]);
        if (driver->kind == RISK_FAILURES) turn.failure_factor = value[d];
    }
    turn.terms.benefit_usd_per_year = usd;
    turn.terms.capex_usd = invest->appraisal.capex_usd * capex_factor;
    turn.terms.running_usd_per_year = invest->appraisal.om_usd_per_year * capex_factor +
                                      invest->appraisal.repair_usd_per_year * turn.failure_factor;
    return turn;
}

static double works_on_average(const struct invest *invest, double failure_factor)
{
    const struct invest_costs *costs = &invest->costs;
    const double stations = 1 - costs->station_unavailability;
    if (!(costs->failures_per_year > 0 && costs->repair_hour > 0)) return stations;
    const struct two_state cable = {costs->failures_per_year * failure_factor,
                                    HOURS_PER_YEAR / costs->repair_hour};
    return stations * (1 - two_state_unavailability(cable));
}

double invest_turn_npv(const struct invest *invest, struct invest_turn turn)
{
    double flow[RISK_OPERATED_AT_MOST * 2];
    const struct invest_costs *costs = &invest->costs;
    turn.terms.benefit_usd_per_year *= works_on_average(invest, turn.failure_factor);
    invest_flows(costs, &turn.terms, flow);
    return npv_usd(costs->construction_years + costs->life_years, flow, turn.wacc_share,
                   DISCOUNT_YEAR_END);
}

void invest_central_values(const struct invest_risk *risk, double *value)
{
    for (int d = 0; d < risk->n_driver; d++)
        value[d] = risk->driver[d].central;
}

/* ---- outages ---- */

/* What part of the value is left when part of the capacity is: the curve is concave, so that the
 * first of two systems is worth more than half. */
void invest_lives_begin(const struct invest *invest, struct invest_lives *lives)
{
    const double n_system = fmax(1, ceil(invest->size_mw / invest->costs.unit_mw - 1e-6));
    double low, high;
    *lives = (struct invest_lives){.invest = invest,
                                   .seed = (unsigned long long)invest->config->risk_seed,
                                   .n_system = (int)n_system};
    invest_value_at(invest, invest->size_mw, &low, &high);
    const double whole = (low + high) / 2;
    for (int i = 0; i <= LIFE_FRACTIONS; i++) {
        const double part = (double)i / LIFE_FRACTIONS;
        invest_value_at(invest, part * invest->size_mw, &low, &high);
        lives->worth_of_part[i] =
            lives->n_system == 1 || !(whole > 0) ? part : (low + high) / 2 / whole;
    }
}

/* Adds the share of each hour that a system works. */
static void add_system(const struct invest_lives *lives, double failure_factor, int system,
                       int year, double *left)
{
    const struct invest_costs *costs = &lives->invest->costs;
    const double out = costs->station_unavailability;
    const unsigned long long seed = lives->seed + SEED_STEP * (unsigned)system;
    const struct outage_unit cable = {.id = "cable",
                                      .failures_per_year =
                                          costs->failures_per_year * failure_factor,
                                      .work_hour = costs->repair_hour};
    const struct outage_unit station = {.id = "station",
                                        .failures_per_year = STATION_TRIPS_PER_YEAR,
                                        .work_hour = out / (1 - out) * HOURS_PER_YEAR /
                                                     STATION_TRIPS_PER_YEAR};
    double cable_works[HOURS_PER_YEAR], station_works[HOURS_PER_YEAR];
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        cable_works[hour] = station_works[hour] = 1;
    if (cable.failures_per_year > 0 && cable.work_hour > 0)
        outage_sample(&cable, seed, year, cable_works);
    if (station.work_hour > 0) outage_sample(&station, seed, year, station_works);
    for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
        left[hour] += cable_works[hour] * station_works[hour] / lives->n_system;
}

/* What is left of the value when so much of the capacity is: nearly always all of both. */
static double worth_of_hour(const struct invest_lives *lives, double left)
{
    if (left >= 1) return lives->worth_of_part[LIFE_FRACTIONS];
    const int below = (int)(left * LIFE_FRACTIONS);
    const double *part = lives->worth_of_part + below;
    return part[0] + (left * LIFE_FRACTIONS - below) * (part[1] - part[0]);
}

double invest_worth_of_year(const struct invest_lives *lives, double failure_factor, int year)
{
    double left[HOURS_PER_YEAR] = {0}, worth = 0;
    for (int system = 0; system < lives->n_system; system++)
        add_system(lives, failure_factor, system, year, left);
    for (int month = 0, hour = 0; month < MONTHS; month++) {
        double sum = 0;
        for (const int end = hour + month_hours[month]; hour < end; hour++)
            sum += worth_of_hour(lives, left[hour]);
        worth += lives->invest->risk.month_share[month] * sum / month_hours[month];
    }
    return worth;
}

/* ---- a life ---- */

void invest_live(const struct invest_lives *lives, long number, int first_weather,
                 const struct invest_turn *turn, double *npv, double *weather)
{
    const struct invest *invest = lives->invest;
    const struct invest_costs *costs = &invest->costs;
    const struct invest_risk *risk = &invest->risk;
    const int n = costs->construction_years + costs->life_years;
    const int begin = costs->construction_years + turn[0].terms.delay_years;
    const double mean_works = works_on_average(invest, turn[0].failure_factor);
    double flow[RISK_VIEWS][RISK_OPERATED_AT_MOST * 2], growth = 1;
    for (int view = 0; view < RISK_VIEWS; view++) {
        struct invest_terms costs_only = turn[view].terms;
        costs_only.benefit_usd_per_year = 0;
        invest_flows(costs, &costs_only, flow[view]);
        weather[view] = 0;
    }
    for (int year = begin; year < n; year++) {
        const long place = number * RISK_OPERATED_AT_MOST + year;
        const double worth = invest_worth_of_year(lives, turn[0].failure_factor, (int)place);
        const double any = driver_uniform(lives->seed, "weather of a year of a life", place);
        const int w = year == begin ? first_weather : (int)(any * risk->n_weather);
        const double discount = discount_factor(turn[0].wacc_share, year, DISCOUNT_YEAR_END);
        for (int view = 0; view < RISK_VIEWS; view++) {
            const double *usd = risk->weather_usd_per_year[view];
            const double off_mean = usd[w] - risk->weather_mean_usd_per_year[view];
            const double base = turn[view].terms.benefit_usd_per_year - usd[0];
            flow[view][year] += (base + usd[w]) * growth * worth;
            weather[view] += off_mean * growth * mean_works * discount;
        }
        growth *= 1 + turn[0].terms.growth_share;
    }
    for (int view = 0; view < RISK_VIEWS; view++)
        npv[view] = npv_usd(n, flow[view], turn[view].wacc_share, DISCOUNT_YEAR_END);
}
