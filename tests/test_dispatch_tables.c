/* Worked examples from files: ohms and kilometres, the derived values, hours made by hand, and the
 * answer of the dispatch. */
#include "study/dispatch.h"

#include "tests/folder.h"
#include "tests/spec.h"

#define WORKED 1e-6 /* relative: the examples are printed with six to nine digits */

struct desk {
    struct folder folder;
    struct arena arena;
    struct network network;
    struct series series;
    struct dispatch_config config;
    struct result result;
    struct error error;
};

/* lines and links may be NULL: no such file. */
static bool lay(struct desk *desk, const char *buses, const char *lines, const char *links,
                const char *generators)
{
    memset(desk, 0, sizeof *desk);
    if (!folder_open(&desk->folder)) return false;
    char config[256];
    snprintf(config, sizeof config,
             "name = \"two buses\";\nbuses = \"buses.csv\";\n%s%s"
             "generators = \"generators.csv\";\nbase_mva = 100.0;\n",
             lines != NULL ? "lines = \"lines.csv\";\n" : "",
             links != NULL ? "hvdc_links = \"links.csv\";\n" : "");
    folder_put(&desk->folder, "buses.csv", buses);
    if (lines != NULL) folder_put(&desk->folder, "lines.csv", lines);
    if (links != NULL) folder_put(&desk->folder, "links.csv", links);
    folder_put(&desk->folder, "generators.csv", generators);
    const char *path = folder_put(&desk->folder, "network.cfg", config);
    const bool read = network_read(path, &desk->arena, &desk->network, &desk->error) == STATUS_OK &&
                      network_check(&desk->network, &desk->arena, &desk->error) == STATUS_OK;
    if (!read) printf("    %s\n", desk->error.text);
    return read;
}

/* One hour, everything available, a load at one bus. */
static enum status dispatch(struct desk *desk, enum lp_method method, const char *bus,
                            double load_mw)
{
    const struct network *network = &desk->network;
    double *share = ARENA_ARRAY(&desk->arena, double, network->n_generator);
    double *load = ARENA_ARRAY(&desk->arena, double, network->n_bus);
    for (int g = 0; g < network->n_generator; g++)
        share[g] = 1;
    load[network_bus(network, bus)] = load_mw;
    desk->series =
        (struct series){.n_hour = 1, .year = 2030, .generator_share = share, .load_mw = load};
    desk->config.method = (int)method;
    return dispatch_run(&desk->config, network, &desk->series, NULL, &desk->arena, &desk->result,
                        &desk->error);
}

static void set_worked(struct desk *desk)
{
    keys_set_fallbacks(dispatch_keys, n_dispatch_key, &desk->config);
    desk->config.path = "test.cfg";
    desk->config.hours = 1;
    desk->config.loss_method = LOSS_TANGENT;
    desk->config.loss_segments = 4;
    desk->config.limit_form = LIMIT_MID;
    desk->config.tie_break_usd_per_mwh = 0;
}

static void clear(struct desk *desk)
{
    folder_close(&desk->folder);
    arena_free(&desk->arena);
}

static const char two_buses[] = "id,country,sync_area\nA,AA,EAST\nB,BB,EAST\n";
static const enum lp_method methods[] = {LP_SIMPLEX, LP_INTERIOR};

/* T01: 25 ohm at 500 kV are 1e-4 per MW. */
SPEC(the_congested_line_of_the_worked_example_comes_out_of_its_ohms)
{
    for (int m = 0; m < 2; m++) {
        struct desk desk;
        REQUIRE(lay(&desk, two_buses,
                    "id,from,to,circuits,nominal_kv,length_km,r_ohm_per_km,x_ohm_per_km,"
                    "thermal_mva_per_circuit,corridor_limit_mw\n"
                    "AB,A,B,2,500,100,0.5,0.6,1000,200\n",
                    NULL,
                    "id,bus_id,availability,capacity_mw,marginal_cost_usd_per_mwh\n"
                    "cheap,A,firm,500,20\ndear,B,firm,500,50\n"));
        set_worked(&desk);
        CHECK_RELATIVE(desk.network.line[0].loss_per_mw, 1e-4, 1e-12);
        REQUIRE(dispatch(&desk, methods[m], "B", 300) == STATUS_OK);
        CHECK_RELATIVE(desk.result.objective_usd, 9140, WORKED);
        CHECK_RELATIVE(desk.result.line_loss_mw[0], 4, WORKED);
        CHECK_RELATIVE(desk.result.line_shadow_usd_per_mwh[0], 28.6, WORKED);
        clear(&desk);
    }
}

/* T05 and the per unit rows behind it: three equal lines. */
SPEC(the_ring_of_the_worked_example_comes_out_of_its_kilometres)
{
    for (int m = 0; m < 2; m++) {
        struct desk desk;
        REQUIRE(lay(&desk, "id,country,sync_area\n1,AA,EAST\n2,AA,EAST\n3,AA,EAST\n",
                    "id,from,to,circuits,nominal_kv,length_km,r_ohm_per_km,x_ohm_per_km,"
                    "thermal_mva_per_circuit,corridor_limit_mw\n"
                    "L12,1,2,1,500,200,0,0.3,1000,\n"
                    "L13,1,3,2,500,400,0,0.3,1000,150\n" /* two circuits, twice as long */
                    "L23,2,3,1,500,100,0,0.6,1000,\n",
                    NULL,
                    "id,bus_id,availability,capacity_mw,marginal_cost_usd_per_mwh\n"
                    "cheap,1,firm,1000,10\ndear,2,firm,1000,30\n"));
        set_worked(&desk);
        REQUIRE(dispatch(&desk, methods[m], "3", 300) == STATUS_OK);
        CHECK_RELATIVE(desk.result.objective_usd, 6000, WORKED);
        for (int bus = 0; bus < 3; bus++)
            CHECK_RELATIVE(desk.result.price_usd_per_mwh[bus], 10 + 20 * bus, WORKED);
        CHECK_RELATIVE(desk.result.line_shadow_usd_per_mwh[1], 60, WORKED);
        clear(&desk);
    }
}

/* T09: half the power over one pole and a return as thick as it loses what the whole loses over
 * two. */
SPEC(one_pole_with_a_metallic_return_loses_as_much_at_half_the_power)
{
    const double pole_ohm =
        0.0072 * (1 + 0.00393 * (55 - 20)) * 380; /* 2,500 mm2 of copper at 55 degrees */
    CHECK_RELATIVE(hvdc_conductor_loss_mw(HVDC_TWO_POLES, 2000, 525, pole_ohm), 22.583850, WORKED);
    CHECK_RELATIVE(hvdc_conductor_loss_mw(HVDC_POLE_AND_METALLIC_RETURN, 1000, 525, pole_ohm),
                   22.583850, WORKED);
}

/* T09: the planning rule 0.98 x 0.977 per 1,000 km (PyPSA-Eur) against what the tables of the test
 * give at full power. */
SPEC(the_losses_lie_near_a_published_rule_of_thumb)
{
    const double km[] = {380, 1100, 765}, rule_per_cent[] = {2.86270, 4.47653, 3.72901};
    for (int i = 0; i < 3; i++) {
        const double ohm = 0.0072 * (1 + 0.00393 * (55 - 20)) * km[i];
        const double ours =
            (32 + hvdc_conductor_loss_mw(HVDC_TWO_POLES, 2000, 525, ohm)) / 20; /* per cent */
        CHECK_NEAR(100 * (1 - 0.98 * pow(0.977, km[i] / 1000)), rule_per_cent[i],
                   1e-5);                         /* as printed */
        CHECK_NEAR(ours, rule_per_cent[i], 0.45); /* one is a rule, the other a conductor */
    }
}

/* T09: 525 kV bipole of 2,000 MW at 55 degrees; secants are exact at half and at full power. */
SPEC(the_loss_of_a_dispatched_cable_is_that_of_its_stations_and_its_copper)
{
    const struct {
        const char *link;
        double sent_mw, loss_mw;
    } cases[] = {{"C,A,B,525,2000,380,0.0012,0.0038,0.0030,0.00819036\n", 2000, 54.583850},
                 {"C,A,B,525,2000,380,0.0012,0.0038,0.0030,0.00819036\n", 1000, 21.045962},
                 {"C,A,B,525,2000,1100,0.0012,0.0038,0.0030,0.00819036\n", 2000, 97.374302},
                 {"C,A,B,525,2000,1100,0.0012,0.0038,0.0030,0.00819036\n", 1000, 31.743576},
                 {"C,A,B,525,2000,380,0,0,0,0.00819036\n", 2000, 22.583850},
                 {"C,A,B,525,2000,1100,0,0,0,0.00819036\n", 1000, 16.343576},
                 {"C,A,B,525,2000,0,0.0012,0.0038,0.0030,0.00819036\n", 2000, 2 * 16.0},
                 {"C,A,B,525,2000,0,0.0012,0.0038,0.0030,0.00819036\n", 1000, 2 * 7.7}};
    for (int c = 0; c < 8; c++)
        for (int m = 0; m < 2; m++) {
            struct desk desk;
            char links[256];
            snprintf(links, sizeof links,
                     "id,from,to,dc_kv,capacity_mw,route_km,station_noload_share,"
                     "station_linear_share,station_quadratic_share,ohm_per_km_per_pole\n%s",
                     cases[c].link);
            REQUIRE(lay(&desk, "id,country,sync_area\nA,AA,EAST\nB,BB,WEST\n", NULL, links,
                        "id,bus_id,availability,capacity_mw,marginal_cost_usd_per_mwh\n"
                        "cheap,A,firm,5000,20\n"));
            set_worked(&desk);
            /* the no-load loss is drawn half at each end: all but that half reaches B */
            const double noload_mw = hvdc_loss_mw(&desk.network.link[0], 0);
            const double arrives = cases[c].sent_mw - (cases[c].loss_mw - noload_mw);
            REQUIRE(dispatch(&desk, methods[m], "B", arrives - noload_mw / 2) == STATUS_OK);
            CHECK_RELATIVE(desk.result.link_forward_mw[0], cases[c].sent_mw, WORKED);
            CHECK_RELATIVE(desk.result.link_loss_mw[0], cases[c].loss_mw, 2 * WORKED);
            CHECK_RELATIVE(desk.result.generator_mw[0], cases[c].sent_mw + noload_mw / 2, WORKED);
            clear(&desk);
        }
}

SPEC_MAIN(SPEC_ENTRY(one_pole_with_a_metallic_return_loses_as_much_at_half_the_power),
          SPEC_ENTRY(the_losses_lie_near_a_published_rule_of_thumb),
          SPEC_ENTRY(the_congested_line_of_the_worked_example_comes_out_of_its_ohms),
          SPEC_ENTRY(the_ring_of_the_worked_example_comes_out_of_its_kilometres),
          SPEC_ENTRY(the_loss_of_a_dispatched_cable_is_that_of_its_stations_and_its_copper))
