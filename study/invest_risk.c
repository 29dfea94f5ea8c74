/* Whole lives of the project, drawn: all drivers, weather years and outages, every view of the same
 * life (docs/model.md, eqs. 212-218). */
#include "study/invest_risk.h"

#include "study/invest_drivers.h"
#include "study/invest_life.h"
#include "study/monte_carlo.h"
#include "study/shortage_years.h"

#include <math.h>

enum { MONTHS = 12, ROUND = 200, STRATA = 5 };

/* Of the lives, the worst: what CVaR is the mean of. */
static const double TAIL_SHARE = 0.05;

/* Of the range of a driver: finer than anybody knows it. */
static const double SWITCH_TOLERANCE = 1e-6;

/* Of a mean of drawn years from the closed form, and how many years that takes. */
static const double ERRORS_AT_MOST = 3;
enum { YEARS_FIRST = 2000, YEARS_LAST = 32000 };

/* Rounding of 8,760 hours, where nothing ever fails. */
static const double LEAST_ERROR = 1e-9;

/* ---- draws ---- */

struct drawing {
    struct invest *invest;
    struct invest_lives lives;
    int n_drawn, drawn[RISK_DRIVERS];   /* positions of the drivers that are drawn */
    struct driver driver[RISK_DRIVERS]; /* the same as the draws know them */
    struct outcome_sample *beside;      /* [most draws] the owner in each life of society */
    double control_mean[RISK_VIEWS];
    struct strata strata;
    double error_share, error_floor_usd; /* of a standard error that is small enough */
};

/* A return is chosen, it does not happen. */
static bool is_drawn(const struct risk_driver *driver)
{
    return driver->kind != RISK_WACC;
}

static struct driver driver_of(const struct risk_driver *of)
{
    return (struct driver){.id = of->name,
                           .unit = of->unit,
                           .shape = DRIVER_TRIANGLE,
                           .low = of->low,
                           .central = of->central,
                           .high = of->high};
}

static void all_values(const struct drawing *drawing, const double *drawn, double *value)
{
    invest_central_values(&drawing->invest->risk, value);
    for (int i = 0; i < drawing->n_drawn; i++)
        value[drawing->drawn[i]] = drawn[i];
}

/* The first lives are looked at again by dispatches. */
static void note_spot(const struct drawing *drawing, const struct world *world, const double *value,
                      const struct invest_turn *turn)
{
    struct invest_risk *risk = &drawing->invest->risk;
    if (world->number >= risk->n_spot) return;
    struct risk_spot *spot = &risk->spot[world->number];
    *spot = (struct risk_spot){.draw = (int)world->number, .seed = risk->seed[world->weather_year]};
    for (int d = 0; d < risk->n_driver; d++)
        spot->value[d] = value[d];
    for (int view = 0; view < RISK_VIEWS; view++) {
        const double *weather = risk->weather_usd_per_year[view];
        spot->added_usd_per_year[view] =
            turn[view].terms.benefit_usd_per_year + weather[world->weather_year] - weather[0];
    }
}

static enum status life(void *context, const struct world *world, double *npv, double *control)
{
    const struct drawing *drawing = context;
    const struct invest_risk *risk = &drawing->invest->risk;
    struct invest_turn turn[RISK_VIEWS];
    double value[RISK_DRIVERS], worth[RISK_VIEWS], weather[RISK_VIEWS], known[RISK_VIEWS];
    all_values(drawing, world->value, value);
    for (int view = 0; view < RISK_VIEWS; view++)
        turn[view] = invest_turn_of(drawing->invest, view, value);
    note_spot(drawing, world, value, turn);
    invest_live(&drawing->lives, world->number, world->weather_year, turn, worth, weather);
    for (int view = 0; view < RISK_VIEWS; view++) {
        known[view] = weather[view];
        for (int d = 0; d < risk->n_driver; d++)
            known[view] += risk->control_usd[view][d] * value[d];
    }
    *npv = worth[RISK_SOCIETY];
    *control = known[RISK_SOCIETY];
    drawing->beside[world->number] =
        (struct outcome_sample){worth[RISK_OWNER], known[RISK_OWNER], world->stratum};
    return STATUS_OK;
}

/* The NPV along each driver alone, and the weather, whose mean is 0. The mean of a triangle is that
 * of its corners. */
static void find_control(struct drawing *drawing, int view)
{
    struct invest_risk *risk = &drawing->invest->risk;
    double value[RISK_DRIVERS];
    drawing->control_mean[view] = 0;
    for (int d = 0; d < risk->n_driver; d++) {
        const struct risk_driver *driver = &risk->driver[d];
        invest_central_values(risk, value);
        value[d] = driver->low;
        const double low =
            invest_turn_npv(drawing->invest, invest_turn_of(drawing->invest, view, value));
        value[d] = driver->high;
        const double high =
            invest_turn_npv(drawing->invest, invest_turn_of(drawing->invest, view, value));
        risk->control_usd[view][d] =
            is_drawn(driver) ? (high - low) / (driver->high - driver->low) : 0;
        drawing->control_mean[view] +=
            risk->control_usd[view][d] * (driver->low + driver->central + driver->high) / 3;
    }
}

/* Strata of the driver that moves the NPV most; correlated draws cannot be cut. */
static void choose_stratified(struct drawing *drawing, int *position)
{
    struct invest_risk *risk = &drawing->invest->risk;
    double most = 0;
    *position = risk->stratified = -1;
    for (int i = 0; i < drawing->n_drawn && !risk->is_correlated; i++) {
        const struct risk_driver *driver = &risk->driver[drawing->drawn[i]];
        const double swing =
            fabs(risk->control_usd[RISK_SOCIETY][drawing->drawn[i]] * (driver->high - driver->low));
        if (swing <= most) continue;
        most = swing;
        *position = i;
        risk->stratified = drawing->drawn[i];
    }
}

static void find_drawn(struct drawing *drawing)
{
    const struct invest_risk *risk = &drawing->invest->risk;
    for (int d = 0; d < risk->n_driver; d++) {
        if (!is_drawn(&risk->driver[d])) continue;
        drawing->driver[drawing->n_drawn] = driver_of(&risk->driver[d]);
        drawing->drawn[drawing->n_drawn++] = d;
    }
}

static double *drawn_correlation(const struct drawing *drawing, struct arena *arena)
{
    const int n = drawing->n_drawn;
    double *matrix = ARENA_ARRAY(arena, double, n *n);
    for (int i = 0; i < n * n && matrix != NULL; i++)
        matrix[i] = drawing->invest->risk.correlation[drawing->drawn[i / n]][drawing->drawn[i % n]];
    return matrix;
}

static bool is_small(const struct drawing *drawing, const struct estimate *mean)
{
    return mean->standard_error <=
           fmax(drawing->error_floor_usd, drawing->error_share * fabs(mean->mean));
}

static bool owner_is_known(void *context, int n)
{
    const struct drawing *drawing = context;
    const struct estimate mean =
        estimate_mean(n, drawing->beside, &drawing->strata, drawing->control_mean[RISK_OWNER]);
    return is_small(drawing, &mean);
}

static enum status read_draws(const struct drawing *drawing,
                              const struct monte_carlo_result *result, struct arena *arena)
{
    struct invest_risk *risk = &drawing->invest->risk;
    risk->n_draw = result->n;
    risk->summary[RISK_SOCIETY] = result->summary;
    TRY(risk_summarise(result->n, drawing->beside, &drawing->strata,
                       drawing->control_mean[RISK_OWNER], TAIL_SHARE, arena,
                       &risk->summary[RISK_OWNER]));
    for (int view = 0; view < RISK_VIEWS; view++)
        risk->is_enough[view] = is_small(drawing, &risk->summary[view].mean);
    return STATUS_OK;
}

static enum status draw(struct drawing *drawing, struct arena *arena, struct error *error)
{
    static const double equal[STRATA] = {0.2, 0.2, 0.2, 0.2, 0.2};
    const struct invest *invest = drawing->invest;
    const struct invest_config *config = invest->config;
    const bool is_correlated = invest->risk.is_correlated;
    const int most =
        config->samples_most > config->samples ? config->samples_most : config->samples;
    struct monte_carlo study = {.seed = drawing->lives.seed,
                                .n_driver = drawing->n_drawn,
                                .driver = drawing->driver,
                                .n_weather_year = invest->risk.n_weather,
                                .least_draws = config->samples,
                                .most_draws = most,
                                .round_draws = ROUND,
                                .error_share = config->error_share,
                                .error_floor = config->error_share * invest->appraisal.capex_usd,
                                .control_mean = drawing->control_mean[RISK_SOCIETY],
                                .tail_share = TAIL_SHARE,
                                .value = life,
                                .is_enough = owner_is_known,
                                .context = drawing,
                                .threads = invest->runs->threads};
    struct monte_carlo_result result;
    choose_stratified(drawing, &study.stratified_driver);
    if (study.stratified_driver >= 0) study.strata = (struct strata){STRATA, equal};
    if (is_correlated) study.correlation = drawn_correlation(drawing, arena);
    drawing->strata = study.strata;
    drawing->error_share = study.error_share;
    drawing->error_floor_usd = study.error_floor;
    drawing->beside = ARENA_ARRAY(arena, struct outcome_sample, most);
    if (drawing->beside == NULL || (is_correlated && study.correlation == NULL))
        return error_set(error, STATUS_NO_MEMORY, "no memory for %d lives", most);
    TRY(monte_carlo_run(&study, arena, &result, error));
    if (read_draws(drawing, &result, arena) == STATUS_OK) return STATUS_OK;
    return error_set(error, STATUS_NO_MEMORY, "no memory for %d lives", result.n);
}

/* ---- before and after ---- */

static void find_months(struct invest *invest)
{
    const struct invest_together *t = &invest->together;
    const struct invest_link *link = &t->point[(1 << t->n_project) - 1].link[0];
    double *share = invest->risk.month_share, sum = 0;
    static const double days[MONTHS] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_known = invest->year_factor == 1 && link->rent_usd > 0;
    for (int month = 0; month < MONTHS; month++)
        sum += share[month] = is_known ? fmax(0, link->month_rent_usd[month]) : days[month];
    for (int month = 0; month < MONTHS; month++)
        share[month] /= sum;
}

/* Mean and its standard error of years drawn at central failures, from the first on. */
static void draw_years(struct invest_risk *risk, const struct invest_lives *lives, int n_year)
{
    struct year_sample sample = {0};
    for (int year = 0; year < n_year; year++)
        year_sample_add(&sample, invest_worth_of_year(lives, 1, year));
    risk->n_availability_year = n_year;
    risk->drawn_availability = sample.mean;
    risk->drawn_availability_error = year_sample_error(&sample);
}

/* Against the closed form (docs/model.md, eqs. 204, 214). An honest mean is farther off than three
 * standard errors once in 370 times: then more years are drawn, which no wrong one survives. */
static enum status check_availability(struct invest *invest, const struct invest_lives *lives,
                                      struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct invest_lives one = *lives;
    double errors = INFINITY;
    one.n_system = 1;
    for (int i = 0; i <= LIFE_FRACTIONS; i++)
        one.worth_of_part[i] = (double)i / LIFE_FRACTIONS;
    risk->closed_availability = invest->costs.availability_share[LEVEL_CENTRAL];
    for (int n = YEARS_FIRST; n <= YEARS_LAST && errors > ERRORS_AT_MOST; n *= 4) {
        draw_years(risk, &one, n);
        const double off = fabs(risk->drawn_availability - risk->closed_availability);
        errors = off / fmax(risk->drawn_availability_error, LEAST_ERROR);
    }
    return invest_check(invest, "availability drawn and in closed form, in standard errors",
                        "share", risk->drawn_availability, risk->closed_availability, errors,
                        ERRORS_AT_MOST, error);
}

/* ---- one at a time ---- */

struct looked_at {
    const struct invest *invest;
    int view;
};

static enum status worth_at(void *context, const double *value, double *worth, struct error *error)
{
    const struct looked_at *at = context;
    (void)error;
    *worth = invest_turn_npv(at->invest, invest_turn_of(at->invest, at->view, value));
    return STATUS_OK;
}

/* Effects on the dispatch are known from low to high; the others can be reckoned with anything. */
static struct switch_search range_of(const struct invest *invest, int d)
{
    const struct risk_driver *driver = &invest->risk.driver[d];
    const struct {
        double least, most;
    } wide[] = {
        [RISK_DISPATCH] = {driver->low, driver->high},
        [RISK_CAPEX] = {0, 20},
        [RISK_WACC] = {0, 1},
        [RISK_GROWTH] = {-0.5, 0.5},
        [RISK_DELAY] = {0, invest->costs.life_years},
        [RISK_FAILURES] = {0, 1000},
    };
    return (struct switch_search){.driver = d,
                                  .least = wide[driver->kind].least,
                                  .most = wide[driver->kind].most,
                                  .tolerance = SWITCH_TOLERANCE * (driver->high - driver->low)};
}

static enum status one_at_a_time(struct invest *invest, int view, struct arena *arena,
                                 struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct driver driver[RISK_DRIVERS];
    struct looked_at at = {invest, view};
    const struct valued valued = {worth_at, &at};
    double central;
    for (int d = 0; d < risk->n_driver; d++)
        driver[d] = driver_of(&risk->driver[d]);
    TRY(tornado(risk->n_driver, driver, &valued, arena, risk->bar[view], &central, error));
    risk->n_bar = risk->n_driver;
    for (int d = 0; d < risk->n_driver; d++) {
        struct switching_value found;
        const struct switch_search search = range_of(invest, d);
        TRY(switching_value(risk->n_driver, driver, &valued, &search, arena, &found, error));
        risk->switching[d].is_found[view] = found.is_found;
        risk->switching[d].value[view] = found.value;
        risk->switching[d].is_in_range[view] =
            found.is_found && found.value >= driver[d].low && found.value <= driver[d].high;
    }
    return STATUS_OK;
}

/* Of the bars of society, widest first: the first that is dispatched anew, or that is not. */
static int widest(const struct invest_risk *risk, bool is_dispatched)
{
    for (int i = 0; i < risk->n_bar; i++) {
        const int d = risk->bar[RISK_SOCIETY][i].driver;
        if ((risk->driver[d].kind == RISK_DISPATCH) == is_dispatched) return d;
    }
    return -1;
}

static enum status two_at_a_time(struct invest *invest, struct arena *arena, struct error *error)
{
    struct invest_risk *risk = &invest->risk;
    struct risk_table *table = &risk->table;
    struct driver driver[RISK_DRIVERS];
    table->row = widest(risk, false);
    table->column = widest(risk, true);
    if (table->row < 0 || table->column < 0) return STATUS_OK;
    for (int d = 0; d < risk->n_driver; d++)
        driver[d] = driver_of(&risk->driver[d]);
    const struct driver *down = &driver[table->row], *across = &driver[table->column];
    const double row[RISK_LEVELS] = {down->low, down->central, down->high};
    const double column[RISK_LEVELS] = {across->low, across->central, across->high};
    const struct table_side rows = {table->row, RISK_LEVELS, row};
    const struct table_side columns = {table->column, RISK_LEVELS, column};
    for (int view = 0; view < RISK_VIEWS; view++) {
        struct looked_at at = {invest, view};
        const struct valued valued = {worth_at, &at};
        TRY(two_way_table(risk->n_driver, driver, &valued, &rows, &columns, arena,
                          table->npv_usd[view][0], error));
    }
    return STATUS_OK;
}

enum status invest_risk_find(struct invest *invest, struct arena *arena, struct error *error)
{
    struct drawing *drawing = ARENA_ARRAY(arena, struct drawing, 1);
    if (drawing == NULL) return error_set(error, STATUS_NO_MEMORY, "no memory for draws");
    drawing->invest = invest;
    if (invest->costs.construction_years + invest->costs.life_years > RISK_OPERATED_AT_MOST)
        return error_set(error, STATUS_BAD_INPUT, "%s: more than %d years of construction and life",
                         invest->config->path, RISK_OPERATED_AT_MOST);
    TRY(invest_drivers_solve(invest, arena, error));
    find_months(invest);
    invest_lives_begin(invest, &drawing->lives);
    TRY(check_availability(invest, &drawing->lives, error));
    find_drawn(drawing);
    for (int view = 0; view < RISK_VIEWS; view++) {
        find_control(drawing, view);
        TRY(one_at_a_time(invest, view, arena, error));
    }
    TRY(two_at_a_time(invest, arena, error));
    invest->risk.n_spot = invest->config->spot_checks < invest->config->samples
                              ? invest->config->spot_checks
                              : invest->config->samples;
    TRY(draw(drawing, arena, error));
    return invest_spots_solve(invest, arena, error);
}
