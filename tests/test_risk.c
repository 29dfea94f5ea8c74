#include "network/weather_random.h"
#include "study/risk.h"
#include "tests/spec.h"

#include <math.h>

static const double EXACT = 1e-12;

static const double ten[] = {120, 30, -120, 60, 260, 0, 200, -40, 90, 160};

static struct arena arena;

static double quantile(int n, const double *value, const double *weight, double share)
{
    double found = NAN;
    if (quantile_of(n, value, weight, share, &arena, &found) != STATUS_OK) return NAN;
    return found;
}
static double worst(int n, const double *value, const double *weight, double share)
{
    double found = NAN;
    if (mean_of_worst(n, value, weight, share, &arena, &found) != STATUS_OK) return NAN;
    return found;
}

/* -120 -40 0 30 60 90 120 160 200 260 */
SPEC(ten_outcomes_have_the_quantiles_and_the_tail_of_a_hand_calculation)
{
    CHECK_NEAR(quantile(10, ten, NULL, 0.1), -48, EXACT);
    CHECK_NEAR(quantile(10, ten, NULL, 0.5), 75, EXACT);
    CHECK_NEAR(quantile(10, ten, NULL, 0.9), 206, EXACT);
    CHECK_NEAR(quantile(10, ten, NULL, 0), -120, EXACT);
    CHECK_NEAR(quantile(10, ten, NULL, 1), 260, EXACT);
    CHECK_NEAR(worst(10, ten, NULL, 0.2), -80, EXACT);
    CHECK_NEAR(worst(10, ten, NULL, 0.25), -64, EXACT); /* half of the 0 counts */
    CHECK_NEAR(worst(10, ten, NULL, 1), 76, EXACT);
    CHECK(isnan(quantile(0, ten, NULL, 0.5)));
    arena_free(&arena);
}

SPEC(the_summary_says_p90_for_what_is_exceeded_with_90_percent)
{
    struct outcome_sample sample[10] = {{0}};
    struct risk_summary summary;
    for (int i = 0; i < 10; i++)
        sample[i].value = ten[i];
    REQUIRE(risk_summarise(10, sample, NULL, NAN, 0.2, &arena, &summary) == STATUS_OK);
    CHECK_NEAR(summary.mean.mean, 76, EXACT);
    CHECK_NEAR(summary.p90, -48, EXACT);
    CHECK_NEAR(summary.p50, 75, EXACT);
    CHECK_NEAR(summary.p10, 206, EXACT);
    CHECK_NEAR(summary.worst_mean, -80, EXACT);
    CHECK_NEAR(summary.loss_share, 0.2, EXACT);
    CHECK(summary.loss_low > 0.05 &&
          summary.loss_low < 0.06); /* Wilson for 2 of 10: 0.057, 0.510 */
    CHECK(summary.loss_high > 0.50 && summary.loss_high < 0.52);
    double square = 0;
    for (int i = 0; i < 10; i++)
        square += (ten[i] - 76) * (ten[i] - 76);
    CHECK_NEAR(summary.deviation, sqrt(square / 9), EXACT * 1000);
    CHECK_NEAR(summary.mean.standard_error, sqrt(square / 90), EXACT * 1000);
    CHECK_NEAR(summary.mean.reduction, 1, EXACT);
    arena_free(&arena);
}

/* A value with twice the weight is as the value twice, up to where the ends lie. */
SPEC(weights_count_as_often_as_they_say)
{
    const double value[] = {3, 1, 2}, weight[] = {1, 1, 2}, equal[] = {7, 7, 7};
    const double spelled[] = {3, 1, 2, 2};
    CHECK_NEAR(quantile(3, value, weight, 0.5), 2, EXACT);
    CHECK_NEAR(worst(3, value, weight, 0.5), worst(4, spelled, NULL, 0.5), EXACT);
    for (double share = 0; share <= 1; share += 0.125)
        CHECK_NEAR(quantile(3, value, equal, share), quantile(3, value, NULL, share), EXACT);
    arena_free(&arena);
}

SPEC(the_mean_of_the_worst_is_never_above_the_quantile_nor_the_mean)
{
    struct stream stream;
    double value[101];
    stream_start(&stream, 3, "test", "values");
    for (int i = 0; i < 101; i++)
        value[i] = stream_normal(&stream);
    double last = -INFINITY;
    for (double share = 0.01; share <= 1; share += 0.07) {
        const double tail = worst(101, value, NULL, share);
        CHECK(tail <= quantile(101, value, NULL, share) + EXACT);
        CHECK(tail >= last - EXACT);
        last = tail;
    }
    arena_free(&arena);
}

/* Two strata, each without spread: the mean is known exactly whatever the draws. */
SPEC(strata_take_away_the_spread_between_them)
{
    const double share[] = {0.9, 0.1};
    const struct strata strata = {2, share};
    const struct outcome_sample sample[] = {{10, 0, 0}, {10, 0, 0}, {-50, 0, 1}, {-50, 0, 1}};
    const struct estimate mean = estimate_mean(4, sample, &strata, NAN);
    CHECK_NEAR(mean.mean, 4, EXACT);
    CHECK_NEAR(mean.standard_error, 0, EXACT);
    CHECK(
        isinf(estimate_mean(3, sample, &strata, NAN).standard_error)); /* one draw of the second */
    struct risk_summary summary;
    REQUIRE(risk_summarise(4, sample, &strata, NAN, 0.1, &arena, &summary) == STATUS_OK);
    CHECK_NEAR(summary.worst_mean, -50, EXACT);
    CHECK_NEAR(summary.loss_share, 0.1, EXACT);
    CHECK_NEAR(summary.deviation, sqrt(0.9 * 0.1) * 60, 1e-9);
    arena_free(&arena);
}

SPEC(a_control_that_explains_everything_leaves_no_error)
{
    struct outcome_sample sample[50];
    struct stream stream;
    stream_start(&stream, 4, "test", "control");
    for (int i = 0; i < 50; i++) {
        const double control = stream_normal(&stream);
        sample[i] = (struct outcome_sample){7 + 3 * control, control, 0};
    }
    const struct estimate plain = estimate_mean(50, sample, NULL, NAN);
    const struct estimate helped = estimate_mean(50, sample, NULL, 0);
    CHECK(plain.standard_error > 0.3);
    CHECK_NEAR(helped.mean, 7, 1e-9);
    CHECK(helped.standard_error < 1e-6);
    CHECK(helped.reduction > 1e6);
}

/* y = 0 3 4 7 against c = 0 1 2 3: slope 2.2, what is left over has squares of 0.8 with two degrees
 * of freedom; sum of (y - 3.5)^2 is 25. */
SPEC(a_fitted_slope_costs_a_degree_of_freedom)
{
    const struct outcome_sample sample[] = {{0, 0, 0}, {3, 1, 0}, {4, 2, 0}, {7, 3, 0}};
    const struct estimate helped = estimate_mean(4, sample, NULL, 2);
    CHECK_NEAR(helped.mean, 3.5 + 2.2 * 0.5, EXACT);
    CHECK_NEAR(helped.standard_error, sqrt(0.8 / 2 / 4), EXACT);
    CHECK_NEAR(helped.reduction, (25.0 / 3) / (0.8 / 2), 1e-9);
    CHECK_NEAR(estimate_mean(2, sample, NULL, 2).mean, 1.5, EXACT); /* too few to fit one */
}

/* Of 400 studies of 60 draws, the 95 % interval misses the truth about 20 times. */
SPEC(standard_errors_with_strata_and_control_mean_what_they_say)
{
    const double share[] = {0.7, 0.3};
    const struct strata strata = {2, share};
    struct stream stream;
    int missed = 0;
    stream_start(&stream, 6, "test", "studies");
    for (int study = 0; study < 400; study++) {
        struct outcome_sample sample[60];
        for (int i = 0; i < 60; i++) {
            const int h = i % 2;
            const double control = stream_normal(&stream), own = stream_normal(&stream);
            sample[i] = (struct outcome_sample){5 - 20 * h + 2 * control + own, control, h};
        }
        const struct estimate mean = estimate_mean(60, sample, &strata, 0);
        missed += fabs(mean.mean - (5 - 20 * 0.3)) > 1.96 * mean.standard_error;
    }
    CHECK(missed >= 8 && missed <= 38); /* four standard deviations of a count of 20 */
}

SPEC_MAIN(SPEC_ENTRY(ten_outcomes_have_the_quantiles_and_the_tail_of_a_hand_calculation),
          SPEC_ENTRY(the_summary_says_p90_for_what_is_exceeded_with_90_percent),
          SPEC_ENTRY(weights_count_as_often_as_they_say),
          SPEC_ENTRY(the_mean_of_the_worst_is_never_above_the_quantile_nor_the_mean),
          SPEC_ENTRY(strata_take_away_the_spread_between_them),
          SPEC_ENTRY(a_control_that_explains_everything_leaves_no_error),
          SPEC_ENTRY(a_fitted_slope_costs_a_degree_of_freedom),
          SPEC_ENTRY(standard_errors_with_strata_and_control_mean_what_they_say))
