/* Drivers and draws: what they are, that they do not depend on how a run went, and that they find
 * known means. */
#include "study/monte_carlo.h"
#include "tests/spec.h"

#include <math.h>

enum { CAPEX, SPREAD, OUTAGE, DRIVERS };

static const double outages[] = {0, 0, 0, 0, 0, 0, 0, 0.1, 0.2, 0.9};

static const struct driver drivers[DRIVERS] = {
    {.id = "capex", .shape = DRIVER_TRIANGLE, .low = 80, .central = 100, .high = 150},
    {.id = "spread", .shape = DRIVER_NORMAL, .low = 0.8, .central = 1, .high = 1.2},
    {.id = "outage", .shape = DRIVER_SAMPLE, .n_value = 10, .value = outages}};

struct watched {
    int n_call;
    int of_year[2][4];
};

/* 300 x spread x (1 - outage) - capex, a little less in later weather years. */
static enum status worth(void *context, const struct world *world, double *value, double *control)
{
    struct watched *watched = context;
    const double *driver = world->value;
    *control = driver[SPREAD];
    *value = 300 * driver[SPREAD] * (1 - driver[OUTAGE]) - driver[CAPEX] - world->weather_year;
#pragma omp atomic
    watched->n_call++;
#pragma omp atomic
    watched->of_year[world->stratum > 1][world->weather_year]++;
    return STATUS_OK;
}

/* 300 x 1 x (1 - 0.12) - 110 - 1.5: the spread of a symmetric driver has mean 1. */
static const double TRUE_MEAN = 300 * 0.88 - 110 - 1.5;

static struct monte_carlo study_of(struct watched *watched)
{
    *watched = (struct watched){0};
    return (struct monte_carlo){.seed = 9,
                                .n_driver = DRIVERS,
                                .driver = drivers,
                                .n_weather_year = 4,
                                .stratified_driver = -1,
                                .least_draws = 200,
                                .most_draws = 4000,
                                .round_draws = 100,
                                .error_share = 0.02,
                                .control_mean = NAN,
                                .tail_share = 0.05,
                                .value = worth,
                                .context = watched,
                                .threads = 1};
}

static const double stratum_share[] = {0.7, 0.2, 0.1};

static void with_strata(struct monte_carlo *study)
{
    study->strata = (struct strata){3, stratum_share};
    study->stratified_driver = OUTAGE;
}

SPEC(a_run_ends_when_its_standard_error_is_small_enough_and_finds_the_mean)
{
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result plain, helped;
    struct monte_carlo study = study_of(&watched);
    REQUIRE(monte_carlo_run(&study, &arena, &plain, &error) == STATUS_OK);
    CHECK(plain.is_enough && plain.n == watched.n_call && plain.n % 100 == 0);
    CHECK(plain.summary.mean.standard_error <= 0.02 * fabs(plain.summary.mean.mean));
    CHECK_NEAR(plain.summary.mean.mean, TRUE_MEAN, 3 * plain.summary.mean.standard_error);
    with_strata(&study);
    study.control_mean = 1;
    REQUIRE(monte_carlo_run(&study, &arena, &helped, &error) == STATUS_OK);
    CHECK_NEAR(helped.summary.mean.mean, TRUE_MEAN, 3 * helped.summary.mean.standard_error);
    CHECK(helped.n < plain.n && helped.summary.mean.reduction > 2);
    arena_free(&arena);
}

SPEC(bytes_do_not_depend_on_threads)
{
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result whole, other;
    struct monte_carlo study = study_of(&watched);
    with_strata(&study);
    study.error_share = 0.01;
    study.least_draws = 30;
    study.round_draws = 37;
    REQUIRE(monte_carlo_run(&study, &arena, &whole, &error) == STATUS_OK);
    CHECK(whole.n > 100);
    for (study.threads = 2; study.threads < 5; study.threads++) {
        REQUIRE(monte_carlo_run(&study, &arena, &other, &error) == STATUS_OK);
        REQUIRE(other.n == whole.n);
        CHECK(memcmp(other.sample, whole.sample, sizeof *whole.sample * (size_t)whole.n) == 0);
        CHECK(memcmp(&other.summary, &whole.summary, sizeof whole.summary) == 0);
    }
    arena_free(&arena);
}

SPEC(every_weather_year_is_drawn_as_often_as_any_other_in_every_stratum)
{
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result result;
    struct monte_carlo study = study_of(&watched);
    with_strata(&study);
    REQUIRE(monte_carlo_run(&study, &arena, &result, &error) == STATUS_OK);
    for (int part = 0; part < 2; part++)
        for (int year = 1; year < 4; year++)
            CHECK(abs(watched.of_year[part][year] - watched.of_year[part][0]) <= 2);
    arena_free(&arena);
}

/* The second of two strata has no spread, the third is rare. */
static enum status flat(void *context, const struct world *world, double *value, double *control)
{
    (void)context;
    *value = world->stratum == 0 ? world->value[SPREAD] : 5;
    *control = 0;
    return STATUS_OK;
}

SPEC(draws_go_where_the_spread_is_and_two_at_least_everywhere)
{
    static const double share[] = {0.4995, 0.4995, 0.001};
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result result;
    struct monte_carlo study = study_of(&watched);
    study.strata = (struct strata){3, share};
    study.value = flat;
    study.least_draws = 20;
    study.round_draws = study.most_draws = 120;
    study.error_share = 0;
    int drawn[3] = {0};
    REQUIRE(monte_carlo_run(&study, &arena, &result, &error) == STATUS_OK);
    for (int i = 0; i < result.n; i++)
        drawn[result.sample[i].stratum]++;
    CHECK(result.n == 120 && drawn[1] == 9 && drawn[2] == 2); /* of the first 20, then none */
    study.error_floor = 0.05; /* 0.15 x 0.5 / sqrt(9) of the first round already */
    REQUIRE(monte_carlo_run(&study, &arena, &result, &error) == STATUS_OK);
    CHECK(result.n == 20 && result.is_enough);
    arena_free(&arena);
}

static bool at_500(void *context, int n)
{
    (void)context;
    return n >= 500;
}

SPEC(a_run_goes_on_while_something_beside_its_mean_is_not_known)
{
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result result;
    struct monte_carlo study = study_of(&watched);
    study.is_enough = at_500;
    study.error_floor = INFINITY;
    REQUIRE(monte_carlo_run(&study, &arena, &result, &error) == STATUS_OK);
    CHECK(result.n == 500 && result.is_enough);
    arena_free(&arena);
}

static enum status lost(void *context, const struct world *world, double *value, double *control)
{
    (void)context;
    *value = world->number == 7 ? NAN : 1;
    *control = 0;
    return STATUS_OK;
}

SPEC(a_draw_without_a_number_stops_the_run)
{
    struct arena arena = {0};
    struct error error = {0};
    struct watched watched;
    struct monte_carlo_result result;
    struct monte_carlo study = study_of(&watched);
    study.value = lost;
    CHECK(monte_carlo_run(&study, &arena, &result, &error) == STATUS_NUMERICAL);
    CHECK_CONTAINS(error.text, "draw 7 failed");
    arena_free(&arena);
}

/* With and without a project: the same seed, and another driver more. */
SPEC(a_driver_more_does_not_shift_the_draws_of_the_others)
{
    CHECK(driver_uniform(1, "capex", 7) == driver_uniform(1, "capex", 7));
    CHECK(driver_uniform(1, "capex", 7) != driver_uniform(1, "spread", 7));
    CHECK(driver_uniform(1, "capex", 7) != driver_uniform(1, "capex", 8));
    CHECK(driver_uniform(1, "capex", 7) != driver_uniform(2, "capex", 7));
}

SPEC(drivers_have_the_tenths_and_medians_that_were_given)
{
    const struct driver skew = {.shape = DRIVER_LOGNORMAL, .low = 2, .central = 3, .high = 9};
    CHECK_NEAR(driver_quantile(&skew, 0.1), 2, 1e-9);
    CHECK_NEAR(driver_quantile(&skew, 0.5), 3, 1e-9);
    CHECK_NEAR(driver_quantile(&skew, 0.9), 9, 1e-9);
    CHECK_NEAR(driver_quantile(&drivers[SPREAD], 0.9), 1.2, 1e-9);
    CHECK_NEAR(driver_quantile(&drivers[CAPEX], 20.0 / 70), 100, 1e-9); /* mode: 2/7 lie below */
    CHECK_NEAR(driver_quantile(&drivers[CAPEX], 1 - 1e-15), 150, 1e-3);
    CHECK_NEAR(driver_quantile(&drivers[OUTAGE], 0.69), 0, 0);
    CHECK_NEAR(driver_quantile(&drivers[OUTAGE], 0.95), 0.9, 0);
    double mean = 0;
    for (int i = 0; i < 10000; i++)
        mean += driver_quantile(&drivers[CAPEX], (i + 0.5) / 10000) / 10000;
    CHECK_NEAR(mean, 110, 0.01); /* (80 + 100 + 150) / 3 */
}

SPEC(faults_of_drivers_are_named)
{
    struct error error = {0};
    const struct driver mixed = {.id = "fx", .shape = DRIVER_UNIFORM, .low = 2, .high = 1};
    const struct driver empty = {.id = "wind", .shape = DRIVER_SAMPLE};
    const struct driver zero = {.id = "co2", .shape = DRIVER_LOGNORMAL, .high = 1};
    CHECK(driver_check(&mixed, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "driver fx: low 2, central 0, high 1");
    CHECK(driver_check(&empty, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "driver wind: no outcomes");
    CHECK(driver_check(&zero, &error) == STATUS_BAD_INPUT);
    CHECK_CONTAINS(error.text, "driver co2: low is 0");
}

SPEC(correlated_drivers_go_together_as_the_matrix_says)
{
    const double wanted[] = {1, 0.6, -0.3, 0.6, 1, 0, -0.3, 0, 1};
    double factor[9], changed, sum[9] = {0};
    struct arena arena = {0};
    REQUIRE(driver_correlation_factor(3, wanted, &arena, factor, &changed) == STATUS_OK);
    CHECK_NEAR(changed, 0, 1e-12);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            for (int k = 0; k < 3; k++)
                sum[3 * i + j] += factor[3 * i + k] * factor[3 * j + k];
    for (int i = 0; i < 9; i++)
        CHECK_NEAR(sum[i], wanted[i], 1e-12);
    /* Shares stay uniform: a tenth of them below 0.1. */
    int below = 0, both = 0;
    const char *const ids[] = {"a", "b", "c"};
    for (long draw = 0; draw < 20000; draw++) {
        double share[3], scratch[3];
        for (int d = 0; d < 3; d++)
            share[d] = driver_uniform(3, ids[d], draw);
        correlate_shares(3, factor, share, scratch);
        below += share[1] < 0.1;
        both += share[0] < 0.5 && share[1] < 0.5;
    }
    CHECK_NEAR(below / 20000.0, 0.1, 0.0065);                          /* 3 standard errors */
    CHECK_NEAR(both / 20000.0, 0.25 + asin(0.6) / 6.283185307, 0.010); /* Sheppard 1899 */
    arena_free(&arena);
}

SPEC(a_matrix_that_no_drivers_can_have_is_mended)
{
    const double impossible[] = {1, 0.9, -0.9, 0.9, 1, 0.9, -0.9, 0.9, 1};
    double factor[9], changed;
    struct arena arena = {0};
    REQUIRE(driver_correlation_factor(3, impossible, &arena, factor, &changed) == STATUS_OK);
    /* Eigenvalues 1.9, 1.9, -0.8; without the last every 0.9 is 0.5. */
    CHECK_NEAR(changed, 0.4, 1e-12);
    for (int i = 0; i < 3; i++) {
        double length = 0;
        for (int k = 0; k < 3; k++)
            length += factor[3 * i + k] * factor[3 * i + k];
        CHECK_NEAR(length, 1, 1e-12);
    }
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(a_run_ends_when_its_standard_error_is_small_enough_and_finds_the_mean),
          SPEC_ENTRY(bytes_do_not_depend_on_threads),
          SPEC_ENTRY(every_weather_year_is_drawn_as_often_as_any_other_in_every_stratum),
          SPEC_ENTRY(draws_go_where_the_spread_is_and_two_at_least_everywhere),
          SPEC_ENTRY(a_run_goes_on_while_something_beside_its_mean_is_not_known),
          SPEC_ENTRY(a_draw_without_a_number_stops_the_run),
          SPEC_ENTRY(a_driver_more_does_not_shift_the_draws_of_the_others),
          SPEC_ENTRY(drivers_have_the_tenths_and_medians_that_were_given),
          SPEC_ENTRY(faults_of_drivers_are_named),
          SPEC_ENTRY(correlated_drivers_go_together_as_the_matrix_says),
          SPEC_ENTRY(a_matrix_that_no_drivers_can_have_is_mended))
