/* Whole lives of the project, drawn: outages year by year and month by month, and all drivers, with
 * the same draws for every view (docs/model.md, eqs. 212-216). */
#include "study/invest_risk.h"

#include "study/invest_drivers.h"

#include "network/weather.h"
#include "study/monte_carlo.h"
#include "study/npv.h"
#include "study/outages.h"

#include <math.h>
#include <string.h>

enum { MONTHS = 12, FRACTIONS = 20, ROUND = 200 };
#define TAIL_SHARE 0.05
#define SWITCH_TOLERANCE 1e-6 /* of the range of a driver: finer than anybody knows it */
/* A converter trips so often in a year; how long it is out follows from its unavailability. */
#define STATION_TRIPS_PER_YEAR 2.0

static const int month_hours[MONTHS] = {744, 672, 744, 720, 744, 720, 744, 744, 720, 744, 720, 744};

struct lives {
    const struct invest *invest;
    int view;
    int n_system;
    double worth_of_part[FRACTIONS + 1]; /* of the value, when so much of the capacity is there */
    unsigned long long seed;
};

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

struct turn { /* how a life turns out */
    struct invest_terms terms;
    double wacc_share, failure_factor;
};

static struct turn turn_of(const struct invest *invest, int view, const double *value)
{
    const struct invest_costs *costs = &invest->costs;
    const struct invest_risk *risk = &invest->risk;
    struct turn turn = {.wacc_share = costs->wacc_share[LEVEL_CENTRAL], .failure_factor = 1};
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

static double cable_works(const struct invest *invest, double failure_factor)
{
    const struct invest_costs *costs = &invest->costs;
    if (!(costs->failures_per_year > 0 && costs->repair_hour > 0)) return 1;
    const struct two_state cable = {costs->failures_per_year * failure_factor,
                                    HOURS_PER_YEAR / costs->repair_hour};
    return 1 - two_state_unavailability(cable);
}

/* NPV with the availability in closed form. */
static double npv_in_the_mean(const struct invest *invest, struct turn turn)
{
    double flow[RISK_OPERATED_AT_MOST * 2];
    const struct invest_costs *costs = &invest->costs;
    turn.terms.benefit_usd_per_year *=
        cable_works(invest, turn.failure_factor) * (1 - costs->station_unavailability);
    invest_flows(costs, &turn.terms, flow);
    return npv_usd(costs->construction_years + costs->life_years, flow, turn.wacc_share,
                   DISCOUNT_YEAR_END);
}

static void central_values(const struct invest_risk *risk, double *value)
{
    for (int d = 0; d < risk->n_driver; d++)
        value[d] = risk->driver[d].central;
}

double invest_npv_of_benefit(const struct invest *invest, double usd_per_year)
{
    double value[RISK_DRIVERS];
    central_values(&invest->risk, value);
    struct turn turn = turn_of(invest, RISK_SOCIETY, value);
    turn.terms.benefit_usd_per_year = usd_per_year;
    return npv_in_the_mean(invest, turn);
}

/* ---- outages ---- */

/* Availability of each hour of a year, all systems together, to what the year is worth: months by
 * their share of the rent, hours by what the capacity that is left is worth. */
static enum status worth_of_year(const struct lives *lives, double failure_factor, int year,
                                 double *worth)
{
    const struct invest_costs *costs = &lives->invest->costs;
    double share[HOURS_PER_YEAR], left[HOURS_PER_YEAR] = {0};
    struct outage_unit cable = {.id = "cable",
                                .failures_per_year = costs->failures_per_year * failure_factor,
                                .work_hour = costs->repair_hour};
    struct outage_unit station = {.id = "station", .failures_per_year = STATION_TRIPS_PER_YEAR};
    const double out = costs->station_unavailability;
    station.work_hour = out / (1 - out) * HOURS_PER_YEAR / STATION_TRIPS_PER_YEAR;
    for (int s = 0; s < lives->n_system; s++) {
        double works[HOURS_PER_YEAR];
        const unsigned long long seed = lives->seed + 1000003ULL * (unsigned)s;
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            works[hour] = share[hour] = 1;
        if (cable.failures_per_year > 0 && cable.work_hour > 0)
            outage_sample(&cable, seed, year, works);
        if (station.work_hour > 0) outage_sample(&station, seed, year, share);
        for (int hour = 0; hour < HOURS_PER_YEAR; hour++)
            left[hour] += works[hour] * share[hour] / lives->n_system;
    }
    *worth = 0;
    for (int month = 0, hour = 0; month < MONTHS; month++) {
        double sum = 0;
        for (int end = hour + month_hours[month]; hour < end; hour++) {
            const double place = fmin(1, left[hour]) * FRACTIONS;
            const int below = (int)fmin(place, FRACTIONS - 1);
            sum +=
                lives->worth_of_part[below] +
                (place - below) * (lives->worth_of_part[below + 1] - lives->worth_of_part[below]);
        }
        *worth += lives->invest->risk.month_share[month] * sum / month_hours[month];
    }
    return STATUS_OK;
}

/* ---- a life ---- */

static int draws_of(const struct invest_risk *risk, const struct world *world, double *value)
{
    int at = 0;
    for (int d = 0; d < risk->n_driver; d++)
        value[d] = risk->driver[d].kind == RISK_WACC ? risk->driver[d].central : world->value[at++];
    return at;
}

static enum status life(void *context, const struct world *world, double *npv, double *control)
{
    const struct lives *lives = context;
    const struct invest *invest = lives->invest;
    const struct invest_costs *costs = &invest->costs;
    const struct invest_risk *risk = &invest->risk;
    double value[RISK_DRIVERS], flow[RISK_OPERATED_AT_MOST * 2];
    draws_of(risk, world, value);
    struct turn turn = turn_of(invest, lives->view, value);
    const double *weather = risk->weather_usd_per_year[lives->view];
    const double base = turn.terms.benefit_usd_per_year - weather[0];
    const int build = costs->construction_years, n = build + costs->life_years;
    turn.terms.benefit_usd_per_year = 0;
    invest_flows(costs, &turn.terms, flow);
    double growth = 1, mean_benefit = 0;
    for (int year = build + turn.terms.delay_years; year < n; year++) {
        double worth;
        /* each year of operation has its own weather: those that were dispatched in turn */
        const int w = (world->weather_year + year) % risk->n_weather;
        TRY(worth_of_year(lives, turn.failure_factor,
                          (int)(world->number * RISK_OPERATED_AT_MOST) + year, &worth));
        const double benefit = (base + weather[w]) * growth;
        flow[year] += benefit * worth;
        mean_benefit += benefit * worth;
        growth *= 1 + turn.terms.growth_share;
    }
    *npv = npv_usd(n, flow, turn.wacc_share, DISCOUNT_YEAR_END);
    *control = 0;
    for (int d = 0; d < risk->n_driver; d++)
        *control += invest->risk.control_usd[lives->view][d] * value[d];
    return STATUS_OK;
}

/* The mean of a triangle is that of its corners. */
static double find_control(struct invest *invest, int view)
{
    struct invest_risk *risk = &invest->risk;
    double value[RISK_DRIVERS], mean = 0;
    for (int d = 0; d < risk->n_driver; d++) {
        const struct risk_driver *driver = &risk->driver[d];
        central_values(risk, value);
        value[d] = driver->low;
        const double low = npv_in_the_mean(invest, turn_of(invest, view, value));
        value[d] = driver->high;
        const double high = npv_in_the_mean(invest, turn_of(invest, view, value));
        const bool is_drawn = driver->kind != RISK_WACC;
        risk->control_usd[view][d] = is_drawn ? (high - low) / (driver->high - driver->low) : 0;
        mean += risk->control_usd[view][d] * (driver->low + driver->central + driver->high) / 3;
    }
    return mean;
}

/* ---- all lives ---- */

/* What part of the value is left when part of the capacity is: the curve is concave, so that the
 * first of two systems is worth more than half. */
static void find_worth_of_parts(struct lives *lives)
{
    const struct invest *invest = lives->invest;
    double low, high;
    invest_value_at(invest, invest->size_mw, &low, &high);
    const double whole = (low + high) / 2;
    for (int i = 0; i <= FRACTIONS; i++) {
        const double part = (double)i / FRACTIONS;
        invest_value_at(invest, part * invest->size_mw, &low, &high);
        lives->worth_of_part[i] =
            lives->n_system == 1 || !(whole > 0) ? part : (low + high) / 2 / whole;
    }
}

static void find_months(struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    const struct invest_link *link = &t->point[(1 << t->n_project) - 1].link[0];
    const bool whole_year = invest->year_factor == 1;
    for (int month = 0; month < MONTHS; month++)
        invest->risk.month_share[month] =
            whole_year && link->rent_usd > 0 ? fmax(0, link->month_rent_usd[month]) / link->rent_usd
                                             : (double)month_hours[month] / HOURS_PER_YEAR;
    double sum = 0;
    for (int month = 0; month < MONTHS; month++)
        sum += invest->risk.month_share[month];
    for (int month = 0; month < MONTHS; month++)
        invest->risk.month_share[month] /= sum;
}

static enum status draw_view(struct invest *invest, struct lives *lives, struct arena *arena,
                             struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct driver driver[RISK_DRIVERS];
    static const double fifths[5] = {0.2, 0.2, 0.2, 0.2, 0.2};
    int n = 0, stratified = -1;
    for (int d = 0; d < risk->n_driver; d++) {
        const struct risk_driver *of = &risk->driver[d];
        if (of->kind == RISK_WACC) continue;
        if (of->kind == RISK_DISPATCH && stratified < 0) stratified = n;
        driver[n++] = (struct driver){.id = of->name,
                                      .unit = of->unit,
                                      .shape = DRIVER_TRIANGLE,
                                      .low = of->low,
                                      .central = of->central,
                                      .high = of->high};
    }
    const double capex = invest->appraisal.capex_usd;
    const struct monte_carlo study = {.seed = lives->seed,
                                      .n_driver = n,
                                      .driver = driver,
                                      .n_weather_year = risk->n_weather,
                                      .stratified_driver = stratified,
                                      .strata = {stratified >= 0 ? 5 : 0, fifths},
                                      .least_draws = invest->config->samples,
                                      .most_draws =
                                          invest->config->samples_most > invest->config->samples
                                              ? invest->config->samples_most
                                              : invest->config->samples,
                                      .round_draws = ROUND,
                                      .error_share = invest->config->error_share,
                                      .error_floor = invest->config->error_share * capex,
                                      .control_mean = find_control(invest, lives->view),
                                      .tail_share = TAIL_SHARE,
                                      .value = life,
                                      .context = lives,
                                      .threads = invest->runs->threads};
    struct monte_carlo_result result;
    TRY(monte_carlo_run(&study, 0, NULL, arena, &result, error));
    risk->summary[lives->view] = result.summary;
    if (lives->view == RISK_SOCIETY) {
        risk->n_draw = result.n;
        risk->is_enough = result.is_enough;
    }
    return STATUS_OK;
}

/* Years drawn at central failures, against the closed form (docs/model.md, eqs. 204, 214). */
static enum status check_availability(struct invest *invest, struct lives *lives,
                                      struct error *error)
{
    enum { YEARS = 2000 };
    struct invest_risk *risk = &invest->risk;
    struct lives one = *lives;
    double sum = 0, square = 0;
    one.n_system = 1;
    for (int i = 0; i <= FRACTIONS; i++)
        one.worth_of_part[i] = (double)i / FRACTIONS;
    for (int year = 0; year < YEARS; year++) {
        double worth;
        TRY(worth_of_year(&one, 1, year, &worth));
        sum += worth;
        square += worth * worth;
    }
    risk->drawn_availability = sum / YEARS;
    const double variance = fmax(0, square / YEARS - pow(sum / YEARS, 2));
    risk->drawn_availability_error = sqrt(variance / (YEARS - 1));
    risk->closed_availability = cable_works(invest, 1) * (1 - invest->costs.station_unavailability);
    const double off = fabs(risk->drawn_availability - risk->closed_availability);
    const double room = 3 * risk->drawn_availability_error;
    return invest_check(invest, "availability drawn and in closed form, in 3 standard errors",
                        "share", risk->drawn_availability, risk->closed_availability,
                        off > 0 ? off / fmax(room, 1e-9) : 0, 1, error);
}

/* ---- one and two at a time ---- */

static enum status worth_at(void *context, const double *value, double *worth, struct error *error)
{
    const struct lives *lives = context;
    (void)error;
    *worth = npv_in_the_mean(lives->invest, turn_of(lives->invest, lives->view, value));
    return STATUS_OK;
}

static enum status one_at_a_time(struct invest *invest, struct lives *lives, struct arena *arena,
                                 struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct driver driver[RISK_DRIVERS];
    const struct valued valued = {worth_at, lives};
    double central;
    for (int d = 0; d < risk->n_driver; d++)
        driver[d] = (struct driver){.id = risk->driver[d].name,
                                    .unit = risk->driver[d].unit,
                                    .shape = DRIVER_TRIANGLE,
                                    .low = risk->driver[d].low,
                                    .central = risk->driver[d].central,
                                    .high = risk->driver[d].high};
    TRY(tornado(risk->n_driver, driver, &valued, arena, risk->bar[lives->view], &central, error));
    risk->n_bar = risk->n_driver;
    for (int d = 0; d < risk->n_driver; d++) {
        struct switching_value found;
        const double least = driver[d].low, most = driver[d].high;
        const struct switch_search search = {d, least, most, SWITCH_TOLERANCE * (most - least)};
        TRY(switching_value(risk->n_driver, driver, &valued, &search, arena, &found, error));
        risk->switching[d].driver = d;
        risk->switching[d].is_found[lives->view] = found.is_found;
        risk->switching[d].value[lives->view] = found.is_found ? found.value : NAN;
    }
    return STATUS_OK;
}

enum status invest_risk_find(struct invest *invest, struct arena *arena, struct error *error)
{
    struct lives lives = {.invest = invest, .seed = (unsigned long long)invest->config->risk_seed};
    if (invest->costs.construction_years + invest->costs.life_years > RISK_OPERATED_AT_MOST)
        return error_set(error, STATUS_BAD_INPUT, "%s: more than %d years of construction and life",
                         invest->config->path, RISK_OPERATED_AT_MOST);
    lives.n_system = (int)fmax(1, ceil(invest->size_mw / invest->costs.unit_mw - 1e-6));
    TRY(invest_drivers_solve(invest, arena, error));
    find_months(invest);
    find_worth_of_parts(&lives);
    TRY(check_availability(invest, &lives, error));
    for (int view = 0; view < RISK_VIEWS; view++) {
        lives.view = view;
        TRY(draw_view(invest, &lives, arena, error));
        TRY(one_at_a_time(invest, &lives, arena, error));
    }
    return STATUS_OK;
}
