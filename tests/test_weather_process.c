/* Random processes by themselves: recursions, autocorrelation, and correlation between zones. */
#include "network/weather.h"
#include "network/weather_parameters.h"
#include "network/weather_process.h"
#include "tests/spec.h"
#include "tests/weather_sample.h"

static const double rounding = 1e-12;

SPEC(two_poles_give_the_recursion_of_second_order)
{
    /* Printed with six digits for 19 h and 2 h, and for 13.5 h and 1.7 h. */
    const struct process_recursion kzs = process_recursion((struct process_pole){19, 2});
    CHECK_NEAR(kzs.first, 1.555260, 1e-6);
    CHECK_NEAR(kzs.second, -0.575434, 1e-6);
    CHECK_NEAR(kzs.variance, 58.7537, 1e-3);
    const struct process_recursion ro = process_recursion((struct process_pole){13.5, 1.7});
    CHECK_NEAR(ro.first, 1.483909, 1e-6);
    CHECK_NEAR(ro.second, -0.515659, 1e-6);
    CHECK_NEAR(ro.variance, 32.8587, 1e-3);
    /* y[t] = a y[t-1] + e has the variance 1/(1 - a^2), with a = exp(-1/10). */
    const struct process_recursion simple = process_recursion((struct process_pole){10, 0});
    CHECK_NEAR(simple.first, exp(-0.1), rounding);
    CHECK(simple.second == 0);
    CHECK_NEAR(simple.variance, 1 / (1 - exp(-0.2)), rounding * simple.variance);
}

/* Two zones in one process: the mean over the seeds of their variances, of the correlation at lags,
 * and of the correlation between them. */
SPEC(a_process_has_unit_variance_its_memory_and_its_correlation)
{
    static double value[2][HOURS_PER_YEAR];
    const char *const name[] = {"here", "there"};
    const struct process_pole pole[] = {{10, 0}, {10, 0}};
    double factor[] = {1, 0, 0.6, 0.8}; /* correlation 0.6 */
    double variance = 0, lag = 0, together = 0;
    enum { SEEDS = 20 };
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        struct arena arena = {0};
        const struct process process = {seed, "test", 2, name, pole, factor};
        REQUIRE(process_run(&process, &arena, value[0]) == STATUS_OK);
        variance += pow(sd_of(HOURS_PER_YEAR, value[1]), 2) / SEEDS;
        lag += lag_of(HOURS_PER_YEAR, value[1], 10) / SEEDS;
        together += correlation_of(HOURS_PER_YEAR, value[0], value[1]) / SEEDS;
        arena_free(&arena);
    }
    /* Twenty years hold 20 x 8760 / 20 independent values: the standard error is 0.011 or less for
     * the correlations and 0.015 for the variance; four of them. */
    CHECK_NEAR(variance, 1, 0.06);
    CHECK_NEAR(lag, exp(-1), 0.044);
    CHECK_NEAR(together, 0.6, 0.044);
}

SPEC(another_zone_does_not_shift_the_draws_of_those_before_it)
{
    static double two[2][HOURS_PER_YEAR], three[3][HOURS_PER_YEAR];
    const char *const name[] = {"KZW", "AZ", "GE"};
    const struct process_pole pole[] = {{18, 2}, {15, 2}, {14, 1}};
    const double factor_of_two[] = {1, 0, 0.6, 0.8};
    const double factor_of_three[] = {1, 0, 0, 0.6, 0.8, 0, 0, 0, 1};
    struct arena arena = {0};
    const struct process first = {5, "wind", 2, name, pole, factor_of_two};
    const struct process second = {5, "wind", 3, name, pole, factor_of_three};
    REQUIRE(process_run(&first, &arena, two[0]) == STATUS_OK);
    REQUIRE(process_run(&second, &arena, three[0]) == STATUS_OK);
    CHECK(memcmp(two, three, sizeof two) == 0);
    arena_free(&arena);
}

SPEC(a_factor_rebuilds_its_matrix_and_a_contradiction_is_found)
{
    double good[] = {1, 9, 9, 0.5, 1, 9, 0.2, 0.4, 1}; /* what is above the diagonal is not read */
    REQUIRE(correlation_factor(3, good) == -1);
    CHECK_NEAR(good[3], 0.5, 1e-8); /* the diagonal is lifted by 1e-9 */
    CHECK_NEAR(good[3] * good[6] + good[4] * good[7], 0.4, 1e-8);
    CHECK_NEAR(good[6] * good[6] + good[7] * good[7] + good[8] * good[8], 1, 1e-8);
    /* The second follows the first, the third follows the second but opposes the first. */
    double bad[] = {1, 0, 0, 0.9, 1, 0, -0.9, 0.9, 1};
    CHECK(correlation_factor(3, bad) == 2);
}

/* The correlations of the innovations are chosen so that the latent winds have the target ones. */
SPEC(latent_winds_have_the_correlation_that_distance_gives)
{
    REQUIRE(have_sample());
    struct arena arena = {0};
    int zone[16], n = 0;
    const char *name[16];
    struct process_pole pole[16];
    for (int z = 0; z < parameters.n_zone && n < 16; z++) {
        if (!zone_has(&parameters.zone[z], GROUP_WIND)) continue;
        const struct wind_parameters *wind = &parameters.zone[z].wind;
        pole[n] = (struct process_pole){wind->tau1_hour, wind->tau2_hour};
        name[n] = parameters.zone[z].name;
        zone[n++] = z;
    }
    REQUIRE(n == 11);
    double *factor, *value = ARENA_ARRAY(&arena, double, n *HOURS_PER_YEAR);
    double found[16][16] = {{0}};
    REQUIRE(value != NULL);
    REQUIRE(weather_factor(&parameters, CORRELATION_WIND, n, zone, &arena, &factor,
                           &sample.error) == STATUS_OK);
    for (unsigned seed = 0; seed < YEARS; seed++) {
        const struct process process = {seed, "wind", n, name, pole, factor};
        REQUIRE(process_run(&process, &arena, value) == STATUS_OK);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < i; j++)
                found[i][j] += correlation_of(HOURS_PER_YEAR, value + i * HOURS_PER_YEAR,
                                              value + j * HOURS_PER_YEAR) /
                               YEARS;
    }
    const double *target = parameters.correlation[CORRELATION_WIND_TARGET].rho;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < i; j++)
            CHECK_NEAR(found[i][j], target[zone[i] * parameters.n_zone + zone[j]], tolerance(0.05));
    CHECK_NEAR(found[4][2], 0.34, tolerance(0.038)); /* Azerbaijan and Mangystau */
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(two_poles_give_the_recursion_of_second_order),
          SPEC_ENTRY(a_process_has_unit_variance_its_memory_and_its_correlation),
          SPEC_ENTRY(another_zone_does_not_shift_the_draws_of_those_before_it),
          SPEC_ENTRY(a_factor_rebuilds_its_matrix_and_a_contradiction_is_found),
          SPEC_ENTRY(latent_winds_have_the_correlation_that_distance_gives))
