#include "study/sensitivity.h"
#include "tests/spec.h"

#include <math.h>

enum { RENT, CAPEX, DELAY, DRIVERS };

static const struct driver drivers[DRIVERS] = {
    {.id = "rent", .shape = DRIVER_UNIFORM, .low = 80, .central = 100, .high = 120},
    {.id = "capex", .shape = DRIVER_UNIFORM, .low = 700, .central = 1000, .high = 1300},
    {.id = "delay", .shape = DRIVER_UNIFORM, .low = 0, .central = 0, .high = 3}};

/* Fifteen rents, later by a delay, less capex. */
static enum status worth(void *context, const double *driver, double *value, struct error *error)
{
    int *calls = context;
    (void)error;
    ++*calls;
    *value = 15 * driver[RENT] * pow(0.95, driver[DELAY]) - driver[CAPEX];
    return STATUS_OK;
}

SPEC(the_widest_bar_of_a_tornado_comes_first)
{
    struct arena arena = {0};
    struct error error = {0};
    struct tornado_bar bar[DRIVERS];
    int calls = 0;
    const struct valued valued = {worth, &calls};
    double central;
    REQUIRE(tornado(DRIVERS, drivers, &valued, &arena, bar, &central, &error) == STATUS_OK);
    CHECK_NEAR(central, 500, 1e-9);
    CHECK(bar[0].driver == RENT && bar[1].driver == CAPEX && bar[2].driver == DELAY);
    CHECK_NEAR(bar[0].at_low, 200, 1e-9);
    CHECK_NEAR(bar[0].swing, 600, 1e-9);
    CHECK_NEAR(bar[1].at_high, 200, 1e-9);
    CHECK_NEAR(bar[2].swing, 1500 * (1 - pow(0.95, 3)), 1e-9);
    CHECK(calls == 1 + 2 * DRIVERS);
    arena_free(&arena);
}

SPEC(a_table_of_two_drivers_holds_the_worth_of_each_pair)
{
    struct arena arena = {0};
    struct error error = {0};
    int calls = 0;
    const struct valued valued = {worth, &calls};
    const double rents[] = {80, 100}, capex[] = {900, 1000, 1100};
    const struct table_side rows = {RENT, 2, rents}, columns = {CAPEX, 3, capex};
    double table[6];
    REQUIRE(two_way_table(DRIVERS, drivers, &valued, &rows, &columns, &arena, table, &error) ==
            STATUS_OK);
    CHECK_NEAR(table[0], 300, 1e-9);
    CHECK_NEAR(table[2], 100, 1e-9);
    CHECK_NEAR(table[4], 500, 1e-9);
    arena_free(&arena);
}

SPEC(at_its_switching_value_a_driver_makes_the_project_worth_nothing)
{
    struct arena arena = {0};
    struct error error = {0};
    int calls = 0;
    const struct valued valued = {worth, &calls};
    struct switching_value found;
    struct switch_search search = {RENT, 0, 200, 1e-9};
    REQUIRE(switching_value(DRIVERS, drivers, &valued, &search, &arena, &found, &error) ==
            STATUS_OK);
    CHECK(found.is_found && calls < 10); /* straight lines are met at once */
    CHECK_NEAR(found.value, 1000.0 / 15, 1e-6);
    search = (struct switch_search){DELAY, 0, 30, 1e-9};
    REQUIRE(switching_value(DRIVERS, drivers, &valued, &search, &arena, &found, &error) ==
            STATUS_OK);
    CHECK_NEAR(found.value, log(1500.0 / 1000) / -log(0.95), 1e-6);
    search = (struct switch_search){CAPEX, 0, 1000, 1e-9};
    REQUIRE(switching_value(DRIVERS, drivers, &valued, &search, &arena, &found, &error) ==
            STATUS_OK);
    CHECK(!found.is_found && isnan(found.value));
    search = (struct switch_search){CAPEX, 0, 1500, 1e-9};
    REQUIRE(switching_value(DRIVERS, drivers, &valued, &search, &arena, &found, &error) ==
            STATUS_OK);
    CHECK(found.is_found && found.value == 1500);
    search = (struct switch_search){DELAY, NAN, 30, 1e-9}; /* a worth that is no number */
    REQUIRE(switching_value(DRIVERS, drivers, &valued, &search, &arena, &found, &error) ==
            STATUS_OK);
    CHECK(!found.is_found && isnan(found.value));
    arena_free(&arena);
}

SPEC_MAIN(SPEC_ENTRY(the_widest_bar_of_a_tornado_comes_first),
          SPEC_ENTRY(a_table_of_two_drivers_holds_the_worth_of_each_pair),
          SPEC_ENTRY(at_its_switching_value_a_driver_makes_the_project_worth_nothing))
