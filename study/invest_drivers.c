/* What is uncertain, and what it does to the benefits: drivers that touch the dispatch are
 * dispatched anew at their low and high value, weather years as they come (docs/model.md, eqs. 212,
 * 213). */
#include "study/invest_drivers.h"

#include "study/invest_life.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- which drivers there are ---- */

static void add_driver(struct invest_risk *risk, struct risk_driver driver)
{
    if (driver.low < driver.high && risk->n_driver < RISK_DRIVERS)
        risk->driver[risk->n_driver++] = driver;
}

/* A driver of the dispatch, or a delay: the only ones that a study names. */
static bool kind_of(const char *name, struct risk_driver *driver)
{
    driver->kind = RISK_DELAY;
    if (strcmp(name, "delay") == 0) return true;
    driver->kind = RISK_DISPATCH;
    for (int d = 0; d < DISPATCH_DRIVERS; d++) {
        driver->dispatch = (enum dispatch_driver)d;
        if (strcmp(name, dispatch_driver_names[d]) == 0) return true;
    }
    return false;
}

static void unknown(const struct invest *invest, const char *name, struct error *error)
{
    const char *names[DISPATCH_DRIVERS + 1];
    for (int d = 0; d < DISPATCH_DRIVERS; d++)
        names[d] = dispatch_driver_names[d];
    names[DISPATCH_DRIVERS] = "delay";
    const char *nearest = nearest_name(name, DISPATCH_DRIVERS + 1, names);
    error_add(error,
              "%s:%d: `drivers` has \"%s\", wanted price_level, demand, wind_yield, "
              "solar_yield, fuel_cost, losses, inflow or delay%s%s%s",
              invest->config->path, invest_line_of(invest->config, "drivers"), name,
              nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "",
              nearest != NULL ? "`?" : "");
}

static void take_driver(struct invest *invest, const char *name, struct error *error)
{
    struct risk_driver driver = {.name = name};
    const struct invest_config *config = invest->config;
    const struct place place = {config->path, invest_line_of(config, "drivers")};
    char item[80];
    if (!kind_of(name, &driver)) {
        unknown(invest, name, error);
        return;
    }
    for (int d = 0; d < invest->risk.n_driver; d++)
        if (strcmp(invest->risk.driver[d].name, name) == 0) {
            error_add(error, "%s:%d: `drivers` has \"%s\" twice, wanted each once", place.path,
                      place.line, name);
            return;
        }
    snprintf(item, sizeof item, "driver_%s", name);
    assumptions_want(invest->assumptions, item, config->region, "drivers", place, &driver.from,
                     error);
    if (driver.from == NULL) return;
    driver.unit = driver.from->unit;
    driver.source = driver.from->origin.source;
    driver.low = assumption_at(driver.from, LEVEL_LOW);
    driver.central = driver.from->central;
    driver.high = assumption_at(driver.from, LEVEL_HIGH);
    if (driver.kind == RISK_DISPATCH && !(driver.central == 1 && driver.low > 0))
        error_add(error, "%s:%d: `%s` has low %g and central %g, wanted factors around 1",
                  driver.from->origin.file, driver.from->origin.file_line, item, driver.low,
                  driver.central);
    add_driver(&invest->risk, driver);
}

/* Drivers that follow from the costs of the study. */
static void take_costs(struct invest *invest)
{
    const struct invest_costs *costs = &invest->costs;
    const double *unit = costs->unit_usd_per_mw, *wacc = costs->wacc_share,
                 *growth = costs->growth_share;
    const struct assumption *failures = invest->inputs.failures;
    add_driver(&invest->risk, (struct risk_driver){.name = "capital cost",
                                                   .unit = "factor",
                                                   .kind = RISK_CAPEX,
                                                   .source = costs->unit_source,
                                                   .low = unit[0] / unit[1],
                                                   .central = 1,
                                                   .high = unit[2] / unit[1]});
    add_driver(&invest->risk, (struct risk_driver){.name = "WACC",
                                                   .unit = "share",
                                                   .kind = RISK_WACC,
                                                   .source = invest->inputs.wacc->origin.source,
                                                   .low = wacc[0],
                                                   .central = wacc[1],
                                                   .high = wacc[2]});
    if (invest->inputs.growth != NULL)
        add_driver(&invest->risk,
                   (struct risk_driver){.name = "growth of benefits",
                                        .unit = "share per year",
                                        .kind = RISK_GROWTH,
                                        .source = invest->inputs.growth->origin.source,
                                        .low = growth[0],
                                        .central = growth[1],
                                        .high = growth[2]});
    if (failures != NULL && failures->central > 0 && costs->failures_per_year > 0)
        add_driver(
            &invest->risk,
            (struct risk_driver){.name = "cable failures",
                                 .unit = "factor",
                                 .kind = RISK_FAILURES,
                                 .source = failures->origin.source,
                                 .low = assumption_at(failures, LEVEL_LOW) / failures->central,
                                 .central = 1,
                                 .high = assumption_at(failures, LEVEL_HIGH) / failures->central});
}

enum status invest_drivers_take(struct invest *invest, struct arena *arena, struct error *error)
{
    for (int i = 0; i < invest->config->drivers.count; i++)
        take_driver(invest, invest->config->drivers.item[i], error);
    take_costs(invest);
    TRY(error_status(error));
    return invest_correlations_take(invest, arena, error);
}

/* ---- what they do ---- */

/* Two dispatches, without and with the link, all others there; alike but for that. */
struct pair {
    struct invest_case of[2];
    struct invest_point point[2];
};

static enum status make_pair(struct invest *invest, struct pair *pair, struct error *error)
{
    for (int with = 0; with < 2; with++) {
        TRY(invest_case_make(invest->runs, 0, &pair->of[with], error));
        for (int i = 0; i < invest->together.n_project; i++)
            pair->of[with].capacity_mw[i] = invest->together.capacity_mw[i];
        if (!with) pair->of[with].capacity_mw[0] = 0;
    }
    return STATUS_OK;
}

static void set_factor(struct pair *pair, const struct risk_driver *driver, int level)
{
    const double value[RISK_LEVELS] = {driver->low, driver->central, driver->high};
    for (int with = 0; with < 2; with++)
        pair->of[with].factor[driver->dispatch] = value[level];
}

static double benefit(const struct invest *invest, const struct pair *pair, int view)
{
    const double usd = view == RISK_SOCIETY ? pair->point[0].cost_usd - pair->point[1].cost_usd
                                            : pair->point[1].link[0].rent_usd;
    return usd * invest->year_factor;
}

/* The two drivers of the dispatch that a study names first: their corners are dispatched too. */
static void find_corners(struct invest_risk *risk)
{
    risk->dispatched.row = risk->dispatched.column = -1;
    for (int d = 0; d < risk->n_driver; d++) {
        if (risk->driver[d].kind != RISK_DISPATCH) continue;
        if (risk->dispatched.row < 0)
            risk->dispatched.row = d;
        else if (risk->dispatched.column < 0)
            risk->dispatched.column = d;
    }
}

static int n_dispatched(const struct invest_risk *risk)
{
    int n = 0;
    for (int d = 0; d < risk->n_driver; d++)
        n += risk->driver[d].kind == RISK_DISPATCH;
    return n;
}

static enum status make_pairs(struct invest *invest, struct pair *pair, int *n, struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    const struct risk_two_way *two = &risk->dispatched;
    *n = 0;
    for (int w = 1; w < risk->n_weather; w++) {
        TRY(make_pair(invest, &pair[*n], error));
        pair[*n].of[0].seed = pair[*n].of[1].seed = risk->seed[w];
        ++*n;
    }
    for (int d = 0; d < risk->n_driver; d++)
        for (int level = 0; level < RISK_LEVELS; level += 2) {
            if (risk->driver[d].kind != RISK_DISPATCH) continue;
            TRY(make_pair(invest, &pair[*n], error));
            set_factor(&pair[(*n)++], &risk->driver[d], level);
        }
    for (int corner = 0; corner < RISK_CORNERS && two->column >= 0; corner++) {
        TRY(make_pair(invest, &pair[*n], error));
        set_factor(&pair[*n], &risk->driver[two->row], corner & 1 ? 2 : 0);
        set_factor(&pair[(*n)++], &risk->driver[two->column], corner & 2 ? 2 : 0);
    }
    return STATUS_OK;
}

static void read_weather(struct invest_risk *risk, int view)
{
    double sum = 0, square = 0;
    for (int w = 0; w < risk->n_weather; w++)
        sum += risk->weather_usd_per_year[view][w];
    const double mean = sum / risk->n_weather;
    for (int w = 0; w < risk->n_weather; w++)
        square += pow(risk->weather_usd_per_year[view][w] - mean, 2);
    risk->weather_mean_usd_per_year[view] = mean;
    risk->weather_deviation_usd_per_year[view] =
        risk->n_weather > 1 ? sqrt(square / (risk->n_weather - 1)) : NAN;
}

/* In the order of make_pairs. corner_usd [RISK_VIEWS][RISK_CORNERS] */
static void read_pairs(struct invest *invest, const struct pair *pair,
                       double corner_usd[RISK_VIEWS][RISK_CORNERS])
{
    struct invest_risk *risk = &invest->risk;
    for (int view = 0; view < RISK_VIEWS; view++) {
        const double central = invest->appraisal.view[view].full_usd_per_year;
        int at = 0;
        risk->weather_usd_per_year[view][0] = central;
        for (int w = 1; w < risk->n_weather; w++)
            risk->weather_usd_per_year[view][w] = benefit(invest, &pair[at++], view);
        for (int d = 0; d < risk->n_driver; d++)
            for (int level = 0; level < RISK_LEVELS; level++) {
                const bool is_new = risk->driver[d].kind == RISK_DISPATCH && level != 1;
                risk->driver[d].benefit_usd_per_year[view][level] =
                    is_new ? benefit(invest, &pair[at++], view) : central;
            }
        for (int corner = 0; corner < RISK_CORNERS && risk->dispatched.column >= 0; corner++)
            corner_usd[view][corner] = benefit(invest, &pair[at++], view);
        read_weather(risk, view);
    }
}

/* The table of the two drivers that were dispatched together, and how far the sum of what each does
 * alone is from it (docs/model.md, eq. 213). */
static void read_corners(struct invest *invest, double corner_usd[RISK_VIEWS][RISK_CORNERS])
{
    struct invest_risk *risk = &invest->risk;
    struct risk_two_way *two = &risk->dispatched;
    if (two->column < 0) return;
    for (int view = 0; view < RISK_VIEWS; view++) {
        const double *row = risk->driver[two->row].benefit_usd_per_year[view];
        const double *column = risk->driver[two->column].benefit_usd_per_year[view];
        for (int i = 0; i < RISK_LEVELS; i++)
            for (int k = 0; k < RISK_LEVELS; k++) {
                const bool is_corner = i != 1 && k != 1;
                const double sum = row[i] + column[k] - row[1];
                const double usd =
                    is_corner ? corner_usd[view][(i == 2 ? 1 : 0) + (k == 2 ? 2 : 0)] : sum;
                two->npv_usd[view][i][k] = invest_npv_of_benefit(invest, usd);
                if (view == RISK_SOCIETY && is_corner)
                    risk->emulator_error_share =
                        fmax(risk->emulator_error_share, fabs(usd - sum) / fmax(1, fabs(row[1])));
            }
    }
}

double invest_npv_of_benefit(const struct invest *invest, double usd_per_year)
{
    double value[RISK_DRIVERS];
    invest_central_values(&invest->risk, value);
    struct invest_turn turn = invest_turn_of(invest, RISK_SOCIETY, value);
    turn.terms.benefit_usd_per_year = usd_per_year;
    return invest_turn_npv(invest, turn);
}

enum status invest_spots_solve(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct pair *pair = ARENA_ARRAY(arena, struct pair, risk->n_spot + 1);
    struct invest_chain *chain = ARENA_ARRAY(arena, struct invest_chain, risk->n_spot + 1);
    if (!pair || !chain) return error_set(error, STATUS_NO_MEMORY, "no memory for dispatches");
    for (int i = 0; i < risk->n_spot; i++) {
        TRY(make_pair(invest, &pair[i], error));
        for (int with = 0; with < 2; with++) {
            pair[i].of[with].seed = risk->spot[i].seed;
            for (int d = 0; d < risk->n_driver; d++)
                if (risk->driver[d].kind == RISK_DISPATCH)
                    pair[i].of[with].factor[risk->driver[d].dispatch] = risk->spot[i].value[d];
        }
        chain[i] = (struct invest_chain){2, pair[i].of, pair[i].point};
    }
    TRY(invest_runs_solve(invest->runs, risk->n_spot, chain, error));
    const double size = fmax(1, fabs(invest->appraisal.view[RISK_SOCIETY].full_usd_per_year));
    for (int i = 0; i < risk->n_spot; i++) {
        struct risk_spot *spot = &risk->spot[i];
        for (int view = 0; view < RISK_VIEWS; view++)
            spot->dispatched_usd_per_year[view] = benefit(invest, &pair[i], view);
        const double off =
            spot->dispatched_usd_per_year[RISK_SOCIETY] - spot->added_usd_per_year[RISK_SOCIETY];
        risk->spot_error_share = fmax(risk->spot_error_share, fabs(off) / size);
    }
    return STATUS_OK;
}

enum status invest_drivers_solve(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    double corner_usd[RISK_VIEWS][RISK_CORNERS] = {{0}};
    int n;
    risk->n_weather = invest->config->weather_years;
    risk->seed = ARENA_ARRAY(arena, int, risk->n_weather);
    for (int view = 0; view < RISK_VIEWS; view++)
        risk->weather_usd_per_year[view] = ARENA_ARRAY(arena, double, risk->n_weather);
    find_corners(risk);
    const int most = risk->n_weather + 2 * n_dispatched(risk) + RISK_CORNERS;
    struct pair *pair = ARENA_ARRAY(arena, struct pair, most);
    struct invest_chain *chain = ARENA_ARRAY(arena, struct invest_chain, most);
    if (!risk->seed || !risk->weather_usd_per_year[0] || !risk->weather_usd_per_year[1] || !pair ||
        !chain)
        return error_set(error, STATUS_NO_MEMORY, "no memory for dispatches of drivers");
    for (int w = 0; w < risk->n_weather; w++)
        risk->seed[w] = invest->runs->world[0].config.seed + w;
    TRY(make_pairs(invest, pair, &n, error));
    for (int i = 0; i < n; i++)
        chain[i] = (struct invest_chain){2, pair[i].of, pair[i].point};
    TRY(invest_runs_solve(invest->runs, n, chain, error));
    read_pairs(invest, pair, corner_usd);
    read_corners(invest, corner_usd);
    return STATUS_OK;
}
