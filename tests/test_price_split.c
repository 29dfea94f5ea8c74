/* Energy, loss and congestion of a price against rings that a reader can check by hand, and the
 * laws that hold for any grid. */
#include "network/ptdf.h"
#include "study/price_split.h"
#include "tests/grids.h"

/* Sparse solves of grids of condition below 1e4, prices of some 100 USD/MWh. */
static const double ROUNDING_USD = 1e-10;

struct parts {
    double energy[BUS_LIMIT], loss[BUS_LIMIT], congestion[BUS_LIMIT], factor[BRANCH_LIMIT];
};

static void split(struct spec_state *spec, const struct priced_grid *grid, const double *weight,
                  int bus, struct parts *parts)
{
    struct arena arena = {0};
    struct price_split *made;
    REQUIRE(price_split_make(grid, weight, &arena, &made, NULL) == STATUS_OK);
    CHECK(price_split_parts(made, parts->energy, parts->loss, parts->congestion, NULL) ==
          STATUS_OK);
    CHECK(price_split_factors(made, bus, parts->factor, NULL) == STATUS_OK);
    price_split_drop(made);
    arena_free(&arena);
}

/*   0 --- 1      three equal lines; 0 makes power at 10, 1 at 30, 2 needs it; 0 - 2 is full and
 *    \   /       worth 60: one MW more of it brings two MW from 0 and takes one from 1
 *      2                                                                                       */
static const int ring_from[] = {0, 0, 1}, ring_to[] = {1, 2, 2};
static const double ring_b[] = {1, 1, 1}, ring_pull[] = {0, 60, 0}, ring_price[] = {10, 30, 50};
static const struct priced_grid ring = {3,      3,    ring_from, ring_to,
                                        ring_b, NULL, ring_pull, ring_price};

SPEC(what_is_called_energy_depends_on_the_reference_and_the_sum_does_not)
{
    const double weight[4][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {2, 2, 2}};
    const double energy[] = {10, 30, 50, 30};
    const double congestion[4][3] = {{0, 20, 40}, {-20, 0, 20}, {-40, -20, 0}, {-20, 0, 20}};
    for (int w = 0; w < 4; w++) {
        struct parts parts;
        split(spec, &ring, weight[w], 2, &parts);
        for (int bus = 0; bus < 3; bus++) {
            CHECK_NEAR(parts.energy[bus], energy[w], ROUNDING_USD);
            CHECK_NEAR(parts.congestion[bus], congestion[w][bus], ROUNDING_USD);
            CHECK_NEAR(parts.loss[bus], 0, ROUNDING_USD);
        }
        CHECK_NEAR(-60 * parts.factor[1], congestion[w][2], ROUNDING_USD);
    }
}

/* The same ring with losses at the margin of 1, 2 and 2 % (slopes of tangents every 50 MW of a
 * resistance of 0.01 p.u.); 0 - 2 is full at 120 MW and worth 59.8. */
SPEC(the_lossy_ring_splits_into_energy_loss_and_congestion)
{
    const double slope[] = {0.01, 0.02, 0.02}, pull[] = {0, 59.8, 0};
    const double price[] = {10, 30, 50.606061}, first[] = {1, 0, 0};
    const struct priced_grid grid = {3, 3, ring_from, ring_to, ring_b, slope, pull, price};
    const double DIGITS = 1e-6; /* in which the numbers are given */
    struct parts parts;
    split(spec, &grid, first, 2, &parts);
    CHECK_NEAR(parts.loss[1], 0.066667, DIGITS);
    CHECK_NEAR(parts.loss[2], 0.236027, DIGITS);
    CHECK_NEAR(parts.congestion[1], 19.933333, DIGITS);
    CHECK_NEAR(parts.congestion[2], 40.370034, DIGITS);
    for (int bus = 0; bus < 3; bus++)
        CHECK_NEAR(parts.energy[bus] + parts.loss[bus] + parts.congestion[bus], price[bus], DIGITS);
    CHECK_NEAR(-59.8 * parts.factor[1], parts.congestion[2], ROUNDING_USD);
}

/* The flows of 50 and -150 MW at buses 1 and 2 of a ring of r = 0.01 and x = 0.1 p.u. on 100 MVA.
 */
SPEC(loss_factors_are_exact_where_the_lossless_ones_are_two_percent_off)
{
    const double flow[] = {17.016317, 83.795185, 66.778868}, rho = 0.01 / 100;
    const double slope[] = {2 * rho * flow[0], 2 * rho * flow[1], 2 * rho * flow[2]};
    const double pull[3] = {0}, price[] = {1, 1, 1}, first[] = {1, 0, 0};
    const struct priced_grid grid = {3, 3, ring_from, ring_to, ring_b, slope, pull, price};
    struct parts parts;
    split(spec, &grid, first, 1, &parts);
    CHECK_NEAR(parts.loss[1], 0.0034091, 5e-8); /* minus the loss factors, in five digits */
    CHECK_NEAR(parts.loss[2], 0.0169006, 5e-8);
}

/* Prices of a random grid whose branches lose and pull as they like: energy 40 at the delivery
 * factors, less pull x factor. */
static void random_prices(struct spec_state *spec, struct priced_grid *grid, double *pull,
                          double *slope, double *price)
{
    const double first[BUS_LIMIT] = {1};
    struct parts parts;
    for (int l = 0; l < grid->n_branch; l++) {
        pull[l] = l % 3 == 0 ? 7.0 * (l % 5) - 11 : 0;
        slope[l] = 0.08 * ((l * 7) % 11 - 5) / 5;
    }
    for (int bus = 0; bus < grid->n_bus; bus++)
        price[bus] = 40;
    split(spec, grid, first, 0, &parts);
    for (int bus = 0; bus < grid->n_bus; bus++)
        price[bus] = 40 + parts.loss[bus] + parts.congestion[bus];
}

SPEC(for_any_grid_the_parts_add_up_for_every_reference_and_so_do_the_branches)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid lines = random_grid(seed);
        double b[BRANCH_LIMIT], pull[BRANCH_LIMIT], slope[BRANCH_LIMIT], price[BUS_LIMIT];
        for (int l = 0; l < lines.n_branch; l++)
            b[l] = 1 / lines.reactance[l];
        struct priced_grid grid = {lines.n_bus, lines.n_branch, lines.from, lines.to,
                                   b,           slope,          pull,       price};
        random_prices(spec, &grid, pull, slope, price);
        for (int w = 0; w < 3; w++) {
            double weight[BUS_LIMIT] = {0};
            struct parts parts;
            const int asked = seed % lines.n_bus;
            for (int bus = 0; bus < lines.n_bus; bus++)
                weight[bus] = w == 0 ? 1 : w == 1 ? bus % 4 : bus == lines.n_bus - 1;
            split(spec, &grid, weight, asked, &parts);
            double branches = 0;
            for (int l = 0; l < lines.n_branch; l++)
                branches -= pull[l] * parts.factor[l];
            CHECK_NEAR(branches, parts.congestion[asked], 1e-9);
            for (int bus = 0; bus < lines.n_bus; bus++)
                CHECK_NEAR(parts.energy[bus] + parts.loss[bus] + parts.congestion[bus], price[bus],
                           1e-9);
        }
    }
}

SPEC(without_losses_the_factors_are_the_ptdf_of_the_shared_slack)
{
    for (int seed = 0; seed < N_RANDOM_GRID; seed++) {
        const struct grid lines = random_grid(seed);
        struct arena arena = {0};
        double b[BRANCH_LIMIT], weight[BUS_LIMIT], price[BUS_LIMIT], ptdf[BRANCH_LIMIT * BUS_LIMIT];
        for (int l = 0; l < lines.n_branch; l++)
            b[l] = 1 / lines.reactance[l];
        for (int bus = 0; bus < lines.n_bus; bus++) {
            weight[bus] = 1.0 / lines.n_bus;
            price[bus] = 1;
        }
        const struct priced_grid grid = {lines.n_bus, lines.n_branch, lines.from, lines.to,
                                         b,           NULL,           b,          price};
        CHECK(ptdf_compute(lines.n_bus, lines.n_branch, lines.from, lines.to, lines.reactance, 0,
                           &arena, ptdf, NULL) == STATUS_OK);
        ptdf_share_slack(lines.n_bus, lines.n_branch, weight, ptdf);
        struct parts parts;
        const int asked = (3 * seed) % lines.n_bus;
        split(spec, &grid, weight, asked, &parts);
        for (int l = 0; l < lines.n_branch; l++)
            CHECK_NEAR(parts.factor[l], ptdf[l * lines.n_bus + asked], 1e-9);
        arena_free(&arena);
    }
}

SPEC_MAIN(SPEC_ENTRY(what_is_called_energy_depends_on_the_reference_and_the_sum_does_not),
          SPEC_ENTRY(the_lossy_ring_splits_into_energy_loss_and_congestion),
          SPEC_ENTRY(loss_factors_are_exact_where_the_lossless_ones_are_two_percent_off),
          SPEC_ENTRY(for_any_grid_the_parts_add_up_for_every_reference_and_so_do_the_branches),
          SPEC_ENTRY(without_losses_the_factors_are_the_ptdf_of_the_shared_slack))
